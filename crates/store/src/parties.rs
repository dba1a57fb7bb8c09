//! Who is named in requests and cases, on which side, and who may be the same: the candidates of the search for
//! conflicts, and what was decided about them.
//!
//! Every question goes through an index: identity number, chosen record, or the sound of the name with the year of
//! birth (two years either way, or not known). Of a name that thousands bear, the nearest `NEAREST` are answered;
//! an equal identity number is never left out. Who is near is chosen in an index that holds all that nearness depends
//! on, so that only those few are read; a matter that is over elsewhere is not answered. How alike two people are is
//! decided in `law::conflicts`.

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
const NEAREST: usize = 150;
/// Years of birth that are looked at, before and after.
const YEARS: i32 = 2;
/// Of a name without a year of birth, so many are looked at before the nearest are taken …
const LOOKED_AT: usize = 600;
/// … and so many are taken, as of those whose year is not known: as many who bear a name make it too common to search
/// by alone.
const NEAREST_WITHOUT_YEAR: usize = 60;

/// Where a request stands that is not answered yet.
const OPEN: [RequestState; 4] =
    [RequestState::Received, RequestState::NeedMore, RequestState::Proposed, RequestState::Transferring];

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
            Self::Request { state, .. } => OPEN.contains(state),
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

/// A table that names people: its name, the columns by which a row is found again, what narrows it, and whether it
/// knows the commune.
struct People {
    table: &'static str,
    keys: &'static str,
    condition: String,
    has_commune: bool,
}

/// The rows of [`People`] that may be the one sought: a statement that answers their keys, and its values.
#[derive(Default)]
struct Nearest {
    ways: Vec<String>,
    values: Vec<Value>,
}

impl Nearest {
    fn of(people: &People, sought: &Sought<'_>) -> Self {
        let mut nearest = Self::default();
        let People { table, keys, condition, .. } = people;
        if let Some(number) = sought.id_number_index {
            let number = nearest.mark(number);
            let sql = format!("select {keys} from {table} where id_number_index = {number}{condition}");
            nearest.ways.push(sql);
        }
        match sought.birth_year {
            Some(year) => {
                let near = nearest.near(people, sought);
                let sound = nearest.mark(sought.name_sound);
                let [from, to, same] = [year - YEARS, year + YEARS, year].map(|year| nearest.mark(year));
                nearest.ways.push(format!(
                    "select {keys} from (select {keys} from {table}
                         where name_sound = {sound} and birth_year between {from} and {to}{condition}
                         order by case abs(birth_year - {same}) when 0 then 25 when 1 then 12 else 5 end + {near} desc
                         limit {NEAREST}) as of_the_years"
                ));
                let (near, sound) = (nearest.near(people, sought), nearest.mark(sought.name_sound));
                nearest.ways.push(format!(
                    "select {keys} from (select {keys} from {table}
                         where name_sound = {sound} and birth_year is null{condition}
                         order by {near} desc limit {NEAREST_WITHOUT_YEAR}) as of_no_year"
                ));
            }
            None => {
                let (near, sound) = (nearest.near(people, sought), nearest.mark(sought.name_sound));
                let commune = if people.has_commune { ", commune_code" } else { "" };
                nearest.ways.push(format!(
                    "select {keys} from (select {keys} from (
                         select {keys}, name_folded{commune} from {table} where name_sound = {sound}{condition} limit {LOOKED_AT}
                     ) as alike order by {near} desc limit {NEAREST_WITHOUT_YEAR}) as of_any_year"
                ));
            }
        }
        nearest
    }

    /// Keeps a value; answers its mark.
    fn mark(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Marks for several values, in brackets.
    fn marks<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) -> String {
        let marks: Vec<String> = values.into_iter().map(|value| self.mark(value)).collect();
        if marks.is_empty() { "(null)".to_owned() } else { format!("({})", marks.join(", ")) }
    }

    /// The order of the score that `law::conflicts` will give, as far as the database can tell.
    fn near(&mut self, people: &People, sought: &Sought<'_>) -> String {
        let folded = self.mark(sought.name_folded);
        let near = format!("case when name_folded = {folded} then 8 else 0 end");
        match sought.commune_code.filter(|_| people.has_commune) {
            Some(commune) => {
                let commune = self.mark(commune);
                format!("{near} + case when commune_code = {commune} then 10 else 0 end")
            }
            None => near,
        }
    }

    /// The statement that answers the keys, each once.
    fn sql(&self) -> String {
        self.ways.join(" union ")
    }
}

/// Whose matters count although they are over: the organisations that belong to the one that asks.
pub type Own<'a> = &'a [String];

/// Whether so many bear a name that it is too common to search by without a year of birth.
pub async fn is_common(tx: &Tx, name_sound: &str) -> Result<bool> {
    let sql = format!(
        "select count(*) as number from (
             select id from person where name_sound = $1 limit {NEAREST_WITHOUT_YEAR}) as alike"
    );
    let row = tx.row(&sql, [name_sound.into()]).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok(usize::try_from(number).unwrap_or_default() >= NEAREST_WITHOUT_YEAR)
}

/// Matters of the asking organisation, and those that run anywhere. The tables are joined in the order in which they
/// stand (`cross join`), lest SQLite begin with this condition.
fn counts(nearest: &mut Nearest, own: Own<'_>, table: &str, running: &str) -> String {
    let own = nearest.marks(own.iter().map(String::as_str));
    format!("({table}.org_code in {own} or {running})")
}

const CASE: &str =
    "c.id as matter_id, c.file_code, c.state, c.accepted_on, c.closed_on, c.provider_name, c.org_code,
    c.form, c.field, c.restricted, c.provider_id";
const PERSON: &str =
    "p.id as person_id, p.name, p.name_folded, p.name_sound, p.sex, p.birth_year, p.birth_date,
    p.commune_code, p.id_number_index, b.client_role";

/// Beneficiaries of cases that run or are ours, who may be the one sought.
pub async fn list_helped(tx: &Tx, sought: &Sought<'_>, own: Own<'_>) -> Result<Vec<Known>> {
    let people = People { table: "person", keys: "id", condition: String::new(), has_commune: true };
    let mut nearest = Nearest::of(&people, sought);
    if let Some(person) = sought.person_id {
        let person = nearest.mark(person);
        nearest.ways.push(format!("select id from person where id = {person}"));
    }
    let counts = counts(&mut nearest, own, "c", "c.closed_on is null");
    let sql = format!(
        "select {CASE}, {PERSON} from ({}) as n cross join person p cross join beneficiary b cross join cases c
         where p.id = n.id and b.person_id = p.id and c.id = b.case_id and {counts}",
        nearest.sql()
    );
    let mut found = Vec::new();
    read_cases(&mut found, &tx.rows(&sql, nearest.values).await?, Side::Beneficiary)?;
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

/// Opposed parties of cases that run or are ours, who may be the one sought.
pub async fn list_opposed(tx: &Tx, sought: &Sought<'_>, own: Own<'_>) -> Result<Vec<Known>> {
    let condition = format!(" and side = '{}'", Side::Opposed);
    let people = People { table: "case_party", keys: "case_id, position", condition, has_commune: false };
    let mut nearest = Nearest::of(&people, sought);
    let counts = counts(&mut nearest, own, "c", "c.closed_on is null");
    let sql = format!(
        "select {CASE}, null as person_id, p.name, p.name_folded, p.name_sound, null as sex, p.birth_year,
         null as birth_date, null as commune_code, p.id_number_index, p.role as client_role
         from ({}) as n cross join case_party p cross join cases c
         where p.case_id = n.case_id and p.position = n.position and c.id = p.case_id and {counts}",
        nearest.sql()
    );
    let mut found = Vec::new();
    read_cases(&mut found, &tx.rows(&sql, nearest.values).await?, Side::Opposed)?;
    Ok(found)
}

/// People on one side of requests that are not (yet) cases and are open or ours, if they may be the one sought.
pub async fn list_asking(tx: &Tx, side: Side, sought: &Sought<'_>, own: Own<'_>) -> Result<Vec<Known>> {
    let condition = format!(" and side = '{side}'");
    let people =
        People { table: "request_person", keys: "request_id, position", condition, has_commune: true };
    let mut nearest = Nearest::of(&people, sought);
    let open: Vec<String> = OPEN.iter().map(|state| format!("'{state}'")).collect();
    let counts = counts(&mut nearest, own, "r", &format!("r.state in ({})", open.join(", ")));
    let sql = format!(
        "select r.id as matter_id, r.state, r.received_at, r.org_code, r.form, r.field, r.restricted,
         r.chosen_provider as provider_id, p.person_id, p.name, p.name_folded, p.name_sound, p.sex, p.birth_year,
         p.birth_date, p.commune_code, p.id_number_index, p.client_role
         from ({}) as n cross join request_person p cross join request r
         where p.request_id = n.request_id and p.position = n.position and r.id = p.request_id and r.case_id is null
         and {counts}",
        nearest.sql()
    );
    let mut found = Vec::new();
    for row in &tx.rows(&sql, nearest.values).await? {
        let received: DateTime<Utc> = row.try_get("", "received_at")?;
        let matter = Matter::Request {
            state: row.try_get::<Code<RequestState>>("", "state")?.0,
            received_on: (received + Duration::hours(7)).date_naive(),
        };
        push(&mut found, known(row, matter, side)?);
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
