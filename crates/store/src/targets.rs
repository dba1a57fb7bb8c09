//! What the yearly target is held against: finished cases and who worked on them, clocks, leave, training, and what
//! was granted by a document. A target year that was signed off is kept as it stood.
//!
//! Nothing is decided here; shares, bands and levels are in `law::targets`.

use chrono::{DateTime, NaiveDate, Utc};
use law::cases::{AidForm, LegalField};
use law::quality::Rating;
use law::rules::ReliefGround;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// A case that was completed in a time.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct FinishedCase {
    pub id: Uuid,
    pub file_code: String,
    pub org_code: String,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub accepted_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub provider_id: Option<Uuid>,
    pub quality_rating: Option<Code<Rating>>,
    /// Codes joined by `;`.
    pub success_criteria: String,
    /// Sheets with the opinion of the person in the file.
    pub opinions: i64,
}

/// Who worked on a case, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Worked {
    pub case_id: Uuid,
    pub provider_id: Uuid,
    pub minutes: i64,
}

/// A number of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct OfProvider {
    pub provider_id: Uuid,
    pub number: i64,
}

/// A stretch of leave.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Away {
    pub provider_id: Uuid,
    /// Which kind of leave.
    pub kind: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
}

/// A clock of a provider that ran out in a time.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DueClock {
    pub provider_id: Uuid,
    pub code: Code<law::deadlines::DeadlineCode>,
    pub due_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub case_id: Option<Uuid>,
    pub file_code: Option<String>,
}

/// Less target, or none, by a document (*miễn, giảm chỉ tiêu*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct TargetRelief {
    pub id: Uuid,
    pub provider_id: Uuid,
    pub ground: Code<ReliefGround>,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub percent: i32,
    /// Number and day of the document.
    pub document: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

/// A target year that was signed off.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct TargetClosing {
    pub id: Uuid,
    pub org_code: String,
    pub year: i32,
    /// The table as JSON; the seal is on these very bytes.
    pub content: String,
    pub sha256: String,
    pub seal: String,
    pub seal_key: String,
    pub closed_at: DateTime<Utc>,
    pub closed_by: String,
}

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// `$first, $first+1, …` for so many values.
pub(crate) fn marks(first: usize, count: usize) -> String {
    let marks: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    marks.join(", ")
}

/// From the index of figures to the cases that ended in a time; the first two values are the days.
const ENDED: &str = "fact f join cases c on c.id = f.case_id
    where f.recorded_to = '9999-12-31T00:00:00+00:00' and f.position = 0 and f.ended_on >= $1 and f.ended_on <= $2
      and c.outcome = 'completed'";

fn days_and_codes((from, to): (NaiveDate, NaiveDate), codes: &[String]) -> Vec<Value> {
    let mut values: Vec<Value> = vec![from.into(), to.into()];
    values.extend(codes.iter().map(|code| code.as_str().into()));
    values
}

/// The cases that these organisations completed between two days, both included.
pub async fn list_finished(
    tx: &Tx,
    codes: &[String],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<FinishedCase>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select c.id, c.file_code, c.org_code, c.form, c.field, c.accepted_on, c.closed_on, c.provider_id,
           c.quality_rating, c.success_criteria, (select count(*) from case_paper p
             where p.case_id = c.id and p.item = 'opinion_sheet' and p.removed_at is null) as opinions
         from {ENDED} and f.org_code in ({}) order by c.closed_on, c.id",
        marks(3, codes.len())
    );
    read(&tx.rows(&sql, days_and_codes(days, codes)).await?)
}

/// Who wrote time into the diaries of those cases.
pub async fn list_worked(tx: &Tx, codes: &[String], days: (NaiveDate, NaiveDate)) -> Result<Vec<Worked>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select d.case_id, d.provider_id, cast(sum(d.to_minute - d.from_minute) as bigint) as minutes
         from diary_entry d where d.removed_at is null and d.provider_id is not null
           and d.case_id in (select c.id from {ENDED} and f.org_code in ({}))
         group by d.case_id, d.provider_id order by d.case_id, d.provider_id",
        marks(3, codes.len())
    );
    read(&tx.rows(&sql, days_and_codes(days, codes)).await?)
}

/// Leave of these providers that touches a time.
pub async fn list_absences(tx: &Tx, providers: &[Uuid], days: (NaiveDate, NaiveDate)) -> Result<Vec<Away>> {
    let mut found = Vec::new();
    for part in providers.chunks(500) {
        let sql = format!(
            "select provider_id, kind, from_on, to_on from absence
             where cancelled_at is null and from_on <= $2 and to_on >= $1 and provider_id in ({})
             order by provider_id, from_on",
            marks(3, part.len())
        );
        let mut values: Vec<Value> = vec![days.0.into(), days.1.into()];
        values.extend(part.iter().map(|id| Value::from(*id)));
        found.extend(read::<Away>(&tx.rows(&sql, values).await?)?);
    }
    Ok(found)
}

/// Hours of training of these providers in a time.
pub async fn sum_training(
    tx: &Tx,
    providers: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<OfProvider>> {
    let mut found = Vec::new();
    for part in providers.chunks(500) {
        let sql = format!(
            "select provider_id, cast(sum(hours) as bigint) as number from provider_training
             where withdrawn_at is null and on_date >= $1 and on_date <= $2 and provider_id in ({})
             group by provider_id",
            marks(3, part.len())
        );
        let mut values: Vec<Value> = vec![days.0.into(), days.1.into()];
        values.extend(part.iter().map(|id| Value::from(*id)));
        found.extend(read::<OfProvider>(&tx.rows(&sql, values).await?)?);
    }
    Ok(found)
}

/// The clocks of these providers that ran out between two moments, those that no longer mattered left out.
pub async fn list_due(
    tx: &Tx,
    providers: &[Uuid],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<DueClock>> {
    let mut found = Vec::new();
    for part in providers.chunks(500) {
        let sql = format!(
            "select k.provider_id, k.code, k.due_at, k.ended_at, k.case_id, c.file_code
             from deadline k left join cases c on c.id = k.case_id
             where k.due_at >= $1 and k.due_at < $2 and (k.ended_how is null or k.ended_how <> 'void')
               and k.provider_id in ({}) order by k.due_at, k.id",
            marks(3, part.len())
        );
        let mut values: Vec<Value> = vec![from.into(), to.into()];
        values.extend(part.iter().map(|id| Value::from(*id)));
        found.extend(read::<DueClock>(&tx.rows(&sql, values).await?)?);
    }
    Ok(found)
}

// --- documents and closings ----------------------------------------------------------------------

const RELIEF: &str = "id, provider_id, ground, from_on, to_on, percent, document, entered_at, entered_by";

/// What was granted to these providers and touches a time.
pub async fn list_reliefs(
    tx: &Tx,
    providers: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<TargetRelief>> {
    let mut found = Vec::new();
    for part in providers.chunks(500) {
        let sql = format!(
            "select {RELIEF} from target_relief where withdrawn_at is null and from_on <= $2
               and (to_on is null or to_on >= $1) and provider_id in ({}) order by from_on, id",
            marks(3, part.len())
        );
        let mut values: Vec<Value> = vec![days.0.into(), days.1.into()];
        values.extend(part.iter().map(|id| Value::from(*id)));
        found.extend(read::<TargetRelief>(&tx.rows(&sql, values).await?)?);
    }
    Ok(found)
}

/// One grant that was not withdrawn.
pub async fn find_relief(tx: &Tx, id: Uuid) -> Result<Option<TargetRelief>> {
    let sql = format!("select {RELIEF} from target_relief where id = $1 and withdrawn_at is null");
    Ok(read(&tx.rows(&sql, [id.into()]).await?)?.pop())
}

/// Adds a grant.
pub async fn insert_relief(tx: &Tx, relief: &TargetRelief) -> Result<()> {
    let sql = format!("insert into target_relief ({RELIEF}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let values = [
        relief.id.into(),
        relief.provider_id.into(),
        relief.ground.into(),
        relief.from_on.into(),
        relief.to_on.into(),
        relief.percent.into(),
        relief.document.as_str().into(),
        relief.entered_at.into(),
        relief.entered_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Takes a grant back.
pub async fn withdraw_relief(tx: &Tx, id: Uuid, at: DateTime<Utc>, who: &str) -> Result<()> {
    let sql = "update target_relief set withdrawn_at = $2, withdrawn_by = $3 where id = $1 and withdrawn_at is null";
    tx.execute(sql, [id.into(), at.into(), who.into()]).await?;
    Ok(())
}

const CLOSING: &str = "id, org_code, year, content, sha256, seal, seal_key, closed_at, closed_by";

/// The year of an organisation, if it was signed off.
pub async fn find_closing(tx: &Tx, org: &str, year: i32) -> Result<Option<TargetClosing>> {
    let sql = format!("select {CLOSING} from target_closing where org_code = $1 and year = $2");
    Ok(read(&tx.rows(&sql, [org.into(), year.into()]).await?)?.pop())
}

/// Every year that was signed off; one an organisation and year.
pub async fn list_closings(tx: &Tx) -> Result<Vec<TargetClosing>> {
    read(&tx.rows(&format!("select {CLOSING} from target_closing order by org_code, year"), []).await?)
}

/// Keeps a year that was signed off.
pub async fn insert_closing(tx: &Tx, closing: &TargetClosing) -> Result<()> {
    let sql = format!("insert into target_closing ({CLOSING}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let values = [
        closing.id.into(),
        closing.org_code.as_str().into(),
        closing.year.into(),
        closing.content.as_str().into(),
        closing.sha256.as_str().into(),
        closing.seal.as_str().into(),
        closing.seal_key.as_str().into(),
        closing.closed_at.into(),
        closing.closed_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}
