//! Who is named in requests and cases, on which side, and who may be the same: the candidates of the search for
//! conflicts, and what was decided about them.
//!
//! Every question goes through an index: identity number, chosen record, or the sound of the name with the year of
//! birth (two years either way, or not known). Of a name that thousands bear, the nearest [`NEAREST`] are answered;
//! an equal identity number is never left out. How alike two people are is decided in `law::conflicts`.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::cases::{AidForm, CaseState, ClientRole, LegalField};
use law::conflicts::{HitDecision, HitKind, Side};
use law::lifecycle::RequestState;
use law::people::Sex;
use sea_orm::{FromQueryResult, QueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// Candidates of one question, at most.
pub const NEAREST: usize = 150;
/// Years of birth that are looked at, before and after.
const YEARS: i32 = 2;
/// Of a name without a year of birth, so many are looked at before the nearest are taken …
const LOOKED_AT: usize = 600;
/// … and so many are taken: whoever gets as many bears a name that is too common to search by alone.
pub const NEAREST_WITHOUT_YEAR: usize = 60;

/// A request as the search needs it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AskingRequest {
    pub id: Uuid,
    pub org_code: String,
    pub state: Code<RequestState>,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub chosen_provider: Option<Uuid>,
    /// The request it was transferred from.
    pub came_from: Option<Uuid>,
    pub received_at: DateTime<Utc>,
    pub version: i64,
}

/// Somebody who is named in a request.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Party {
    pub position: i32,
    pub side: Code<Side>,
    pub person_id: Option<Uuid>,
    pub name: String,
    pub name_folded: String,
    pub name_sound: String,
    pub sex: Option<Code<Sex>>,
    pub birth_year: Option<i32>,
    pub birth_date: Option<NaiveDate>,
    pub commune_code: Option<String>,
    pub id_number_index: Option<String>,
}

/// The matter in which somebody is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A case.
    Case {
        file_code: String,
        state: CaseState,
        accepted_on: NaiveDate,
        closed_on: Option<NaiveDate>,
        provider_name: Option<String>,
    },
    /// A request that is no case yet, or never became one.
    Request { state: RequestState, received_on: NaiveDate },
}

impl Matter {
    /// Whether it is not over.
    #[must_use]
    pub fn is_running(&self) -> bool {
        match self {
            Self::Case { closed_on, .. } => closed_on.is_none(),
            Self::Request { state, .. } => matches!(
                state,
                RequestState::Received
                    | RequestState::NeedMore
                    | RequestState::Proposed
                    | RequestState::Transferring
            ),
        }
    }

    /// Since when it is known.
    #[must_use]
    pub fn since(&self) -> NaiveDate {
        match self {
            Self::Case { accepted_on, .. } => *accepted_on,
            Self::Request { received_on, .. } => *received_on,
        }
    }
}

/// Somebody who is known, in one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Record id of the case or request.
    pub id: Uuid,
    pub matter: Matter,
    pub side: Side,
    pub person_id: Option<Uuid>,
    pub name: String,
    pub name_folded: String,
    pub name_sound: String,
    pub sex: Option<Sex>,
    pub birth_year: Option<i32>,
    pub birth_date: Option<NaiveDate>,
    pub commune_code: Option<String>,
    pub id_number_index: Option<String>,
    pub client_role: Option<ClientRole>,
    pub org_code: String,
    pub form: AidForm,
    pub field: LegalField,
    pub restricted: String,
    pub provider_id: Option<Uuid>,
}

/// Whom to look for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    pub name_folded: &'a str,
    pub name_sound: &'a str,
    pub birth_year: Option<i32>,
    pub commune_code: Option<&'a str>,
    pub id_number_index: Option<&'a str>,
    pub person_id: Option<Uuid>,
}

/// What was decided about a find.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ConflictDecision {
    pub id: Uuid,
    pub request_id: Uuid,
    pub position: i32,
    pub hit_kind: Code<HitKind>,
    pub hit_id: Uuid,
    pub hit_name: String,
    pub hit_role: String,
    pub score: i32,
    pub decision: Code<HitDecision>,
    pub reason: Option<String>,
    pub decided_at: DateTime<Utc>,
    pub decided_by: String,
}

/// The request that is looked at, wherever it is.
pub async fn find_request(tx: &Tx, id: Uuid) -> Result<Option<AskingRequest>> {
    let sql = "select id, org_code, state, form, field, chosen_provider, came_from, received_at, version
         from request where id = $1";
    let row = tx.row(sql, [id.into()]).await?;
    Ok(row.map(|row| AskingRequest::from_query_result(&row, "")).transpose()?)
}

/// Who is named in a request, in their order.
pub async fn list_parties(tx: &Tx, request: Uuid) -> Result<Vec<Party>> {
    let sql = "select position, side, person_id, name, name_folded, name_sound, sex, birth_year, birth_date,
         commune_code, id_number_index from request_person where request_id = $1 order by position";
    let rows = tx.rows(sql, [request.into()]).await?;
    rows.iter().map(|row| Ok(Party::from_query_result(row, "")?)).collect()
}

/// The opposed parties of a case, in their order.
pub async fn list_opposed_of(tx: &Tx, case: Uuid) -> Result<Vec<Party>> {
    let sql =
        "select position, side, null as person_id, name, name_folded, name_sound, null as sex, birth_year,
         null as birth_date, null as commune_code, id_number_index from case_party
         where case_id = $1 and side = 'opposed' order by position";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(Party::from_query_result(row, "")?)).collect()
}

/// A part of a statement that chooses people, with its values; the values of the rest follow behind.
struct Choice {
    sql: String,
    values: Vec<Value>,
}

impl Choice {
    fn new(sql: String, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql, values: values.into_iter().collect() }
    }
}

/// The ways to choose people of a table: each through one index.
fn choices(table: &str, sought: &Sought<'_>, has_commune: bool, condition: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    if let Some(number) = sought.id_number_index {
        let sql = format!("select * from {table} where id_number_index = $1{condition}");
        choices.push(Choice::new(sql, [number.into()]));
    }
    let sound = || -> Value { sought.name_sound.into() };
    let folded = || -> Value { sought.name_folded.into() };
    let commune = || -> Value { sought.commune_code.map(str::to_owned).into() };
    // The order of the score that `law::conflicts` will give, as far as the database can tell.
    let near = |folded: u8, commune: u8| {
        let same_commune = if has_commune {
            format!(" + case when commune_code = ${commune} then 10 else 0 end")
        } else {
            String::new()
        };
        format!("case when name_folded = ${folded} then 8 else 0 end{same_commune}")
    };
    let own = |values: [Value; 2]| if has_commune { values.to_vec() } else { vec![values[0].clone()] };
    match sought.birth_year {
        Some(year) => {
            let sql = format!(
                "select * from {table} where name_sound = $1 and birth_year between $2 and $3{condition}
                 order by case abs(birth_year - $4) when 0 then 25 when 1 then 12 else 5 end + {} desc limit {NEAREST}",
                near(5, 6)
            );
            let mut values = vec![sound(), (year - YEARS).into(), (year + YEARS).into(), year.into()];
            values.extend(own([folded(), commune()]));
            choices.push(Choice::new(sql, values));
            let sql = format!(
                "select * from {table} where name_sound = $1 and birth_year is null{condition}
                 order by {} desc limit {NEAREST}",
                near(2, 3)
            );
            choices.push(Choice::new(sql, [vec![sound()], own([folded(), commune()])].concat()));
        }
        None => {
            let sql = format!(
                "select * from (select * from {table} where name_sound = $1{condition} limit {LOOKED_AT}) as alike
                 order by {} desc limit {NEAREST_WITHOUT_YEAR}",
                near(2, 3)
            );
            choices.push(Choice::new(sql, [vec![sound()], own([folded(), commune()])].concat()));
        }
    }
    choices
}

const CASE: &str =
    "c.id as matter_id, c.file_code, c.state, c.accepted_on, c.closed_on, c.provider_name, c.org_code,
    c.form, c.field, c.restricted, c.provider_id";
const PERSON: &str =
    "p.id as person_id, p.name, p.name_folded, p.name_sound, p.sex, p.birth_year, p.birth_date,
    p.commune_code, p.id_number_index, b.client_role";

/// Beneficiaries of cases who may be the one sought.
pub async fn list_helped(tx: &Tx, sought: &Sought<'_>) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    let mut ways = choices("person", sought, true, "");
    if let Some(person) = sought.person_id {
        ways.push(Choice::new("select * from person where id = $1".to_owned(), [person.into()]));
    }
    for Choice { sql, values } in ways {
        let sql = format!(
            "select {CASE}, {PERSON} from ({sql}) as p
             join beneficiary b on b.person_id = p.id join cases c on c.id = b.case_id"
        );
        read_cases(&mut found, &tx.rows(&sql, values).await?, Side::Beneficiary)?;
    }
    Ok(found)
}

/// Beneficiaries of the cases that a provider conducts or conducted, if they may be the one sought.
pub async fn list_helped_by(tx: &Tx, provider: Uuid, sought: &Sought<'_>) -> Result<Vec<Known>> {
    let sql = format!(
        "select {CASE}, {PERSON} from (
             select id from cases where provider_id = $1 union select case_id from assignment where provider_id = $1
         ) as own join cases c on c.id = own.id
         join beneficiary b on b.case_id = c.id join person p on p.id = b.person_id
         where p.name_sound = $2 or p.id_number_index = $3"
    );
    let values: [Value; 3] =
        [provider.into(), sought.name_sound.into(), sought.id_number_index.map(str::to_owned).into()];
    let mut found = Vec::new();
    read_cases(&mut found, &tx.rows(&sql, values).await?, Side::Beneficiary)?;
    Ok(found)
}

/// Opposed parties of cases who may be the one sought.
pub async fn list_opposed(tx: &Tx, sought: &Sought<'_>) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    for Choice { sql, values } in choices("case_party", sought, false, " and side = 'opposed'") {
        let sql = format!(
            "select {CASE}, null as person_id, p.name, p.name_folded, p.name_sound, null as sex, p.birth_year,
             null as birth_date, null as commune_code, p.id_number_index, p.role as client_role
             from ({sql}) as p join cases c on c.id = p.case_id"
        );
        read_cases(&mut found, &tx.rows(&sql, values).await?, Side::Opposed)?;
    }
    Ok(found)
}

/// People on one side of requests that are not (yet) cases, if they may be the one sought.
pub async fn list_asking(tx: &Tx, side: Side, sought: &Sought<'_>) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    let condition = format!(" and side = '{side}'");
    for Choice { sql, values } in choices("request_person", sought, true, &condition) {
        let sql = format!(
            "select r.id as matter_id, r.state, r.received_at, r.org_code, r.form, r.field, r.restricted,
             r.chosen_provider as provider_id, p.person_id, p.name, p.name_folded, p.name_sound, p.sex, p.birth_year,
             p.birth_date, p.commune_code, p.id_number_index, p.client_role
             from ({sql}) as p join request r on r.id = p.request_id where r.case_id is null"
        );
        for row in &tx.rows(&sql, values).await? {
            let received: DateTime<Utc> = row.try_get("", "received_at")?;
            let matter = Matter::Request {
                state: row.try_get::<Code<RequestState>>("", "state")?.0,
                received_on: (received + Duration::hours(7)).date_naive(),
            };
            push(&mut found, known(row, matter, side)?);
        }
    }
    Ok(found)
}

fn read_cases(found: &mut Vec<Known>, rows: &[QueryResult], side: Side) -> Result<()> {
    for row in rows {
        let matter = Matter::Case {
            file_code: row.try_get("", "file_code")?,
            state: row.try_get::<Code<CaseState>>("", "state")?.0,
            accepted_on: row.try_get("", "accepted_on")?,
            closed_on: row.try_get("", "closed_on")?,
            provider_name: row.try_get("", "provider_name")?,
        };
        push(found, known(row, matter, side)?);
    }
    Ok(())
}

fn push(found: &mut Vec<Known>, known: Known) {
    if !found.contains(&known) {
        found.push(known);
    }
}

fn known(row: &QueryResult, matter: Matter, side: Side) -> Result<Known> {
    Ok(Known {
        id: row.try_get("", "matter_id")?,
        matter,
        side,
        person_id: row.try_get("", "person_id")?,
        name: row.try_get("", "name")?,
        name_folded: row.try_get("", "name_folded")?,
        name_sound: row.try_get("", "name_sound")?,
        sex: row.try_get::<Option<Code<Sex>>>("", "sex")?.map(|sex| sex.0),
        birth_year: row.try_get("", "birth_year")?,
        birth_date: row.try_get("", "birth_date")?,
        commune_code: row.try_get("", "commune_code")?,
        id_number_index: row.try_get("", "id_number_index")?,
        client_role: row.try_get::<Option<String>>("", "client_role")?.and_then(|code| role(&code)),
        org_code: row.try_get("", "org_code")?,
        form: row.try_get::<Code<AidForm>>("", "form")?.0,
        field: row.try_get::<Code<LegalField>>("", "field")?.0,
        restricted: row.try_get("", "restricted")?,
        provider_id: row.try_get("", "provider_id")?,
    })
}

fn role(code: &str) -> Option<ClientRole> {
    law::kernel::coded::Coded::from_code(code)
}

/// Notes the opposed parties of a request with the case that came of it, so that later searches find them there.
pub async fn insert_opposed(tx: &Tx, request: Uuid, case: Uuid) -> Result<()> {
    let sql =
        "insert into case_party (case_id, position, side, role, name, name_folded, name_sound, birth_year,
             id_number_index)
         select $2, position, side, client_role, name, name_folded, name_sound, birth_year, id_number_index
         from request_person where request_id = $1 and side = 'opposed'
         on conflict (case_id, position) do nothing";
    let into: Value = case.into();
    // The bare parameter of a select has no type of its own in PostgreSQL.
    let sql = if tx.is_sqlite() { sql.to_owned() } else { sql.replacen("select $2", "select $2::uuid", 1) };
    tx.execute(&sql, [request.into(), into]).await?;
    Ok(())
}

/// What was decided about the finds of a request.
pub async fn list_decisions(tx: &Tx, request: Uuid) -> Result<Vec<ConflictDecision>> {
    let sql =
        "select id, request_id, position, hit_kind, hit_id, hit_name, hit_role, score, decision, reason,
         decided_at, decided_by from conflict_decision where request_id = $1 order by decided_at, id";
    let rows = tx.rows(sql, [request.into()]).await?;
    rows.iter().map(|row| Ok(ConflictDecision::from_query_result(row, "")?)).collect()
}

/// Keeps a decision; one that was taken on the same find before gives way (it stays in the audit record).
pub async fn save_decision(tx: &Tx, record: &ConflictDecision) -> Result<()> {
    let sql = "insert into conflict_decision (id, request_id, position, hit_kind, hit_id, hit_name, hit_role, score,
             decision, reason, decided_at, decided_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (request_id, position, hit_kind, hit_id) do update set score = excluded.score,
             decision = excluded.decision, reason = excluded.reason, decided_at = excluded.decided_at,
             decided_by = excluded.decided_by";
    let values: [Value; 12] = [
        record.id.into(),
        record.request_id.into(),
        record.position.into(),
        record.hit_kind.into(),
        record.hit_id.into(),
        record.hit_name.as_str().into(),
        record.hit_role.as_str().into(),
        record.score.into(),
        record.decision.into(),
        record.reason.clone().into(),
        record.decided_at.into(),
        record.decided_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}
