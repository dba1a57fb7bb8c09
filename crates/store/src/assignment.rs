//! What an assignment is weighed by, and what is kept of it: loads of providers, burdens of cases, settings of a
//! Centre, choices with their ranking, offers with their answers, and who brought a case.
//!
//! Loads are weighed and counted by the database, so that a page never reads the cases themselves. Choices are only ever
//! added; an offer changes once, by its answer.

mod choices;
mod offers;

use chrono::{DateTime, NaiveDate, Utc};
use law::assignment::{
    ACCUSED_SHARES, CHARGE_SHARES, ChargeClass, FORM_WEIGHTS, STAGE_SHARES, STEP, WAY_SHARES, WHOLE,
};
use law::cases::{AidForm, LegalField, Stage};
use law::kernel::coded::Coded;
use law::people::Sex;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

pub use choices::{
    Brought, BroughtCount, Choice, SettingRow, count_brought, insert_choice, insert_setting, list_choices,
    list_settings, save_brought,
};
pub use offers::{
    Offer, OpenOffer, answer, find_open, insert_offer, list_offers, list_open_of, list_overdue,
    list_within as list_offers_within, mark_told, withdraw_open,
};

/// Providers of one statement.
const PART: usize = 400;

/// Marks for so many values from a number on: `$2, $3`.
fn marks(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// What a provider has to do, and was given in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Load {
    pub provider_id: Uuid,
    /// The weight of what still runs, and its number.
    pub open: i64,
    pub open_count: i64,
    /// The weight of what was given in the year, and its number.
    pub given: i64,
    pub given_count: i64,
    /// When something was last given.
    pub last_on: Option<NaiveDate>,
}

/// What these providers have to do, whatever was accepted since a day and what still runs; `year` marks what was given
/// within it. The database weighs as [`law::assignment::weight`] does: hundreds of people have ten thousands of cases.
pub async fn list_loads(
    tx: &Tx,
    providers: &[Uuid],
    since: NaiveDate,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Load>> {
    let weight = weight_in_sql();
    let table = of_providers(tx.is_sqlite());
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select provider_id, cast(sum(weight * open) as bigint) as open, sum(open) as open_count,
                 cast(sum(weight * given) as bigint) as given, sum(given) as given_count,
                 max(assigned_on) as last_on
             from (select c.provider_id, c.assigned_on,
                       case when c.closed_on is null or c.assigned_on between '{first}' and '{last}'
                            then {weight} else 0 end as weight,
                       case when c.closed_on is null then 1 else 0 end as open,
                       case when c.assigned_on between '{first}' and '{last}' then 1 else 0 end as given
                   from {table} left join case_burden d on d.case_id = c.id
                   where c.provider_id in ({marks})
                     and (c.closed_on is null or c.accepted_on >= '{since}')) as of_provider
             group by provider_id"
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(Load::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// The cases by provider: all that a load is made of stands in one index, which SQLite does not always choose.
fn of_providers(sqlite: bool) -> &'static str {
    if sqlite { "cases c indexed by cases_of_provider" } else { "cases c" }
}

/// The weight of a case `c` with its burden `d`, by the tables of the law.
fn weight_in_sql() -> String {
    fn choose<T: Coded>(column: &str, shares: &[(T, u32)]) -> String {
        let arms = shares.iter().map(|(it, share)| format!("when '{}' then {share} ", it.code()));
        format!("case {column} {}else 100 end", arms.collect::<String>())
    }
    fn count(column: &str, first: usize, shares: &[u32]) -> String {
        let (most, named) = shares.split_last().unwrap_or((&100, &[]));
        let arms = named.iter().enumerate();
        let arms = arms.map(|(place, share)| format!("when {column} <= {} then {share} ", first + place));
        format!("case {}else {most} end", arms.collect::<String>())
    }
    format!(
        "(cast({} as bigint) * ({}) * ({}) * ({}) * ({}) + {WHOLE} / 2) / {WHOLE}",
        choose("c.form", &FORM_WEIGHTS),
        choose("c.stage", &STAGE_SHARES),
        choose("d.charge", &CHARGE_SHARES),
        count("coalesce(d.accused, c.beneficiary_count)", 1, &ACCUSED_SHARES),
        count(&format!("coalesce(d.km, 0) / {STEP}"), 0, &WAY_SHARES),
    )
}

/// How many cases of a kind a provider has brought to an end.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Experience {
    pub provider_id: Uuid,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub number: i64,
}

/// What these providers have brought to an end of some kinds of case, accepted since a day.
pub async fn list_experience(
    tx: &Tx,
    providers: &[Uuid],
    kinds: &[(AidForm, LegalField)],
    since: NaiveDate,
) -> Result<Vec<Experience>> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = kinds
        .iter()
        .map(|(form, field)| format!("(c.form = '{}' and c.field = '{}')", form.code(), field.code()))
        .collect::<Vec<_>>()
        .join(" or ");
    let table = of_providers(tx.is_sqlite());
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let sql = format!(
            "select c.provider_id, c.form, c.field, count(*) as number from {table}
             where c.provider_id in ({}) and c.accepted_on >= '{since}' and c.closed_on is not null and ({wanted})
             group by c.provider_id, c.form, c.field",
            marks(1, part.len())
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(Experience::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Cases given to a provider in a month that weigh the same, counted together.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct MonthLine {
    pub provider_id: Uuid,
    /// `2026-11`.
    pub month: String,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub stage: Option<Code<Stage>>,
    pub charge: Option<Code<ChargeClass>>,
    pub accused: i32,
    pub way: Option<i32>,
    pub brought: i32,
    pub number: i64,
}

/// What was given to these providers in each month of a span of days.
pub async fn list_months(
    tx: &Tx,
    providers: &[Uuid],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<MonthLine>> {
    let (month, accused) = if tx.is_sqlite() {
        ("substr(c.assigned_on, 1, 7)", "min(coalesce(d.accused, c.beneficiary_count), 5)")
    } else {
        ("to_char(c.assigned_on, 'YYYY-MM')", "least(coalesce(d.accused, c.beneficiary_count), 5)")
    };
    // Who is assigned was accepted before; a year of grace lets the index of acceptance narrow the walk.
    let since = first.checked_sub_months(chrono::Months::new(12)).unwrap_or(first);
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select provider_id, month, form, field, stage, charge, accused, way, brought, count(*) as number
             from (select c.provider_id, {month} as month, c.form, c.field, c.stage, d.charge,
                       {accused} as accused, d.km / 50 as way,
                       case when c.source = 'provider_brought' then 1 else 0 end as brought
                   from cases c left join case_burden d on d.case_id = c.id
                   where c.provider_id in ({}) and c.accepted_on >= '{since}'
                     and c.assigned_on between '{first}' and '{last}') as cases_of
             group by provider_id, month, form, field, stage, charge, accused, way, brought",
            marks
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(MonthLine::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// What makes a case heavy or particular, as whoever assigns it noted it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct CaseBurden {
    pub case_id: Uuid,
    pub charge: Option<Code<ChargeClass>>,
    pub accused: Option<i32>,
    /// Where the case is conducted.
    pub commune_code: Option<String>,
    /// From there to whoever does it.
    pub km: Option<i32>,
    pub wants_sex: Option<Code<Sex>>,
    pub language: Option<String>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
}

const BURDEN: &str =
    "case_id, charge, accused, commune_code, km, wants_sex, language, updated_at, updated_by";

/// What is noted of these cases.
pub async fn list_burdens(tx: &Tx, cases: &[Uuid]) -> Result<Vec<CaseBurden>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!("select {BURDEN} from case_burden where case_id in ({})", marks);
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(CaseBurden::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Notes what makes a case heavy or particular.
pub async fn save_burden(tx: &Tx, burden: &CaseBurden) -> Result<()> {
    let sql = format!(
        "insert into case_burden ({BURDEN}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (case_id) do update set charge = excluded.charge, accused = excluded.accused,
             commune_code = excluded.commune_code, km = excluded.km, wants_sex = excluded.wants_sex,
             language = excluded.language, updated_at = excluded.updated_at, updated_by = excluded.updated_by"
    );
    let values: [Value; 9] = [
        burden.case_id.into(),
        burden.charge.map(|code| code.to_string()).into(),
        burden.accused.into(),
        burden.commune_code.clone().into(),
        burden.km.into(),
        burden.wants_sex.map(|code| code.to_string()).into(),
        burden.language.clone().into(),
        burden.updated_at.into(),
        burden.updated_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// A planned appointment of a provider, or of a case.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PlannedMeeting {
    pub case_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub kind: Code<law::hearings::HearingKind>,
    pub at: DateTime<Utc>,
}

/// Appointments planned between two moments in the cases of these providers.
pub async fn list_meetings_of(
    tx: &Tx,
    providers: &[Uuid],
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<PlannedMeeting>> {
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let marks = marks(3, part.len());
        // By time first: planned appointments of some days are few.
        let sql = format!(
            "select h.case_id, c.provider_id, h.kind, h.at from hearing h join cases c on c.id = h.case_id
             where h.state = 'planned' and h.at >= $1 and h.at < $2 and c.provider_id in ({})",
            marks
        );
        let values = [Value::from(from), Value::from(to)];
        let values = values.into_iter().chain(part.iter().map(|id| Value::from(*id)));
        for row in tx.rows(&sql, values).await? {
            found.push(PlannedMeeting::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Appointments planned in these cases from a moment on.
pub async fn list_meetings_in(tx: &Tx, cases: &[Uuid], from: DateTime<Utc>) -> Result<Vec<PlannedMeeting>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(2, part.len());
        let sql = format!(
            "select h.case_id, c.provider_id, h.kind, h.at from hearing h join cases c on c.id = h.case_id
             where h.state = 'planned' and h.at >= $1 and h.case_id in ({})",
            marks
        );
        let values = std::iter::once(Value::from(from)).chain(part.iter().map(|id| Value::from(*id)));
        for row in tx.rows(&sql, values).await? {
            found.push(PlannedMeeting::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Somebody who is bound to a case by a person or a linked case.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Bound {
    pub case_id: Uuid,
    pub provider_id: Uuid,
    /// By a linked case, and not by the person.
    pub linked: i32,
}

/// Who helped the people of these cases before, or has a case that is linked with one of them.
pub async fn list_bound(tx: &Tx, cases: &[Uuid]) -> Result<Vec<Bound>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select b.case_id, c.provider_id, 0 as linked
             from beneficiary b join beneficiary o on o.person_id = b.person_id and o.case_id <> b.case_id
             join cases c on c.id = o.case_id
             where b.case_id in ({marks}) and c.provider_id is not null
             union select l.case_id, c.provider_id, 1 from case_link l join cases c on c.id = l.other_id
             where l.case_id in ({marks}) and l.kind <> 'opposed_interests' and c.provider_id is not null"
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(Bound::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Who declined one of these cases, or declared that the law forbids it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Refused {
    pub case_id: Uuid,
    pub provider_id: Uuid,
    /// Code of the ground.
    pub ground: Option<String>,
}

/// Who declined these cases, or declared that they must refuse.
pub async fn list_refused(tx: &Tx, cases: &[Uuid]) -> Result<Vec<Refused>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select case_id, provider_id, ground from assignment_offer where state = 'declined' and case_id in ({marks})
             union all select case_id, provider_id, ground from provider_change
             where asker = 'provider' and ground is not null and provider_id is not null and case_id in ({marks})"
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(Refused::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Which of these cases were given by which providers before: for conflicts of those who did them once.
pub async fn list_doers(tx: &Tx, cases: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select distinct case_id, provider_id from assignment
             where provider_id is not null and case_id in ({})",
            marks
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push((row.try_get("", "case_id")?, row.try_get("", "provider_id")?));
        }
    }
    Ok(found)
}

/// The cases within reach that wait for a provider, the oldest first.
pub async fn list_waiting(tx: &Tx, reach: &law::access::Reach, limit: usize) -> Result<Vec<Uuid>> {
    let (clause, values) = crate::cases::list::reach_clause(reach, "c", 1);
    let sql = format!(
        "select c.id from cases c where {clause} and c.state = 'accepted' and c.closed_on is null and c.form <> 'advice'
         order by c.accepted_on, c.id limit {limit}"
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// What the person of a case asked for in the request: language, chosen provider.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Wish {
    pub case_id: Uuid,
    pub chosen_provider: Option<Uuid>,
    pub language_spoken: Option<String>,
}

/// What the people of these cases asked for.
pub async fn list_wishes(tx: &Tx, cases: &[Uuid]) -> Result<Vec<Wish>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select c.id as case_id, r.chosen_provider, r.language_spoken
             from cases c join request r on r.id = c.request_id where c.id in ({})",
            marks
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(Wish::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Which providers a complaint about one of these cases, still unanswered, keeps from it.
pub async fn list_kept_apart(tx: &Tx, cases: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select case_id, against_provider from complaint
             where against_provider is not null and state in ('received', 'in_court') and case_id in ({})",
            marks
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push((row.try_get("", "case_id")?, row.try_get("", "against_provider")?));
        }
    }
    Ok(found)
}

/// Until when the law wants somebody assigned to these cases, where such a clock runs.
pub async fn list_due(
    tx: &Tx,
    cases: &[Uuid],
    codes: &[law::deadlines::DeadlineCode],
) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    let codes: Vec<String> = codes.iter().map(|code| format!("'{}'", code.code())).collect();
    let mut found = Vec::new();
    for part in cases.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select subject_id, min(due_at) as due_at from deadline
             where subject_kind = 'case' and ended_at is null and code in ({}) and subject_id in ({marks})
             group by subject_id",
            codes.join(", ")
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push((row.try_get("", "subject_id")?, row.try_get("", "due_at")?));
        }
    }
    Ok(found)
}

/// A case of a year that is over, as far as giving it once more needs it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PastLine {
    pub provider_id: Uuid,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub stage: Option<Code<Stage>>,
    pub charge: Option<Code<ChargeClass>>,
    pub accused: i32,
    pub assigned_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// Where the case was, or the person lives.
    pub commune_code: Option<String>,
}

/// The cases given to these providers in a span of days, oldest first, up to `limit`.
pub async fn list_past(
    tx: &Tx,
    providers: &[Uuid],
    (first, last): (NaiveDate, NaiveDate),
    limit: usize,
) -> Result<Vec<PastLine>> {
    let since = first.checked_sub_months(chrono::Months::new(12)).unwrap_or(first);
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let marks = marks(1, part.len());
        let sql = format!(
            "select c.provider_id, c.form, c.field, c.stage, d.charge,
                 coalesce(d.accused, c.beneficiary_count) as accused, c.assigned_on, c.closed_on,
                 coalesce(d.commune_code, b.commune_code) as commune_code
             from cases c left join case_burden d on d.case_id = c.id
             left join beneficiary b on b.case_id = c.id and b.position = 0
             where c.provider_id in ({marks}) and c.accepted_on >= '{since}'
               and c.assigned_on between '{first}' and '{last}'
             order by c.assigned_on, c.id limit {limit}"
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(PastLine::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}
