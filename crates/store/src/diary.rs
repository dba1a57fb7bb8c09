//! The diary and the hearings of cases: what was done when, what is planned, what passed in silence.
//!
//! An entry that is removed stays, marked; its reason is in the audit record. A hearing that was put off stays
//! beside the one that follows it. What may be entered is decided in `law::diary` and `law::hearings`.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::diary::{Span, WorkCode};
use law::hearings::{HearingKind, HearingState};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::db::Tx;
use crate::deadlines::ClockSight;
use crate::{Result, StoreError};

/// A piece of work on one day (*nhật ký thực hiện*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct DiaryEntry {
    pub id: Uuid,
    pub case_id: Uuid,
    /// Who did it; the time counts for this provider.
    pub provider_id: Option<Uuid>,
    pub on_date: NaiveDate,
    /// Minutes after midnight.
    pub from_minute: i32,
    pub to_minute: i32,
    pub work: Code<WorkCode>,
    pub place: Option<String>,
    pub with_whom: Option<String>,
    pub note: Option<String>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub removed_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl DiaryEntry {
    /// Its stretch of time.
    #[must_use]
    pub fn span(&self) -> Span {
        let minute = |number: i32| u32::try_from(number).unwrap_or(0);
        Span { on: self.on_date, from: minute(self.from_minute), to: minute(self.to_minute) }
    }
}

/// An entry that stands in the way of another one.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Clash {
    pub case_id: Uuid,
    pub file_code: String,
    pub from_minute: i32,
    pub to_minute: i32,
}

/// A hearing or another appointment (*phiên tòa, buổi làm việc*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Hearing {
    pub id: Uuid,
    pub case_id: Uuid,
    pub kind: Code<HearingKind>,
    pub at: DateTime<Utc>,
    pub place: Option<String>,
    pub agency: Option<String>,
    pub online: bool,
    pub state: Code<HearingState>,
    /// What came of it, or why it was put off.
    pub result: Option<String>,
    /// The one that was put off.
    pub follows: Option<Uuid>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub version: i64,
}

/// A hearing with the case it belongs to, for lists over cases.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct HearingLine {
    pub id: Uuid,
    pub case_id: Uuid,
    pub file_code: String,
    pub org_code: String,
    pub provider_id: Option<Uuid>,
    pub provider_name: Option<String>,
    pub restricted: String,
    pub kind: Code<HearingKind>,
    pub at: DateTime<Utc>,
    pub place: Option<String>,
    pub agency: Option<String>,
    pub online: bool,
}

const ENTRY: &str = "id, case_id, provider_id, on_date, from_minute, to_minute, work, place, with_whom, note,
    entered_at, entered_by, removed_at, version";
const HEARING: &str =
    "id, case_id, kind, at, place, agency, online, state, result, follows, entered_at, entered_by, version";
const LINE: &str =
    "h.id, h.case_id, c.file_code, c.org_code, c.provider_id, c.provider_name, c.restricted, h.kind,
    h.at, h.place, h.agency, h.online";

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

// --- entries -------------------------------------------------------------------------------------

/// Lets nobody else enter time of this provider until the transaction ends.
pub async fn lock_provider(tx: &Tx, provider: Uuid) -> Result<()> {
    tx.execute("update provider set version = version where id = $1", [provider.into()]).await?;
    Ok(())
}

/// One entry of a case, removed or not.
pub async fn find(tx: &Tx, case: Uuid, id: Uuid) -> Result<Option<DiaryEntry>> {
    let sql = format!("select {ENTRY} from diary_entry where id = $1 and case_id = $2");
    Ok(read(&tx.rows(&sql, [id.into(), case.into()]).await?)?.pop())
}

/// An entry of this provider that overlaps a stretch of time, in whatever case; `except` itself.
pub async fn find_clash(tx: &Tx, provider: Uuid, span: Span, except: Uuid) -> Result<Option<Clash>> {
    let sql = "select d.case_id, c.file_code, d.from_minute, d.to_minute
         from diary_entry d join cases c on c.id = d.case_id
         where d.provider_id = $1 and d.on_date = $2 and d.removed_at is null and d.from_minute < $3
           and d.to_minute > $4 and d.id <> $5 order by d.from_minute limit 1";
    let values = [
        provider.into(),
        span.on.into(),
        i64::from(span.to).into(),
        i64::from(span.from).into(),
        except.into(),
    ];
    Ok(read(&tx.rows(sql, values).await?)?.pop())
}

/// Adds an entry.
pub async fn insert(tx: &Tx, entry: &DiaryEntry) -> Result<()> {
    let sql = format!(
        "insert into diary_entry ({ENTRY}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = [
        entry.id.into(),
        entry.case_id.into(),
        entry.provider_id.into(),
        entry.on_date.into(),
        entry.from_minute.into(),
        entry.to_minute.into(),
        entry.work.into(),
        entry.place.clone().into(),
        entry.with_whom.clone().into(),
        entry.note.clone().into(),
        entry.entered_at.into(),
        entry.entered_by.as_str().into(),
        entry.removed_at.into(),
        entry.version.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Changes an entry that still has the version of the record.
pub async fn update(tx: &Tx, entry: &DiaryEntry) -> Result<()> {
    let sql = "update diary_entry set on_date = $1, from_minute = $2, to_minute = $3, work = $4, place = $5,
         with_whom = $6, note = $7, removed_at = $8, version = version + 1
         where id = $9 and version = $10 and removed_at is null";
    let values = [
        entry.on_date.into(),
        entry.from_minute.into(),
        entry.to_minute.into(),
        entry.work.into(),
        entry.place.clone().into(),
        entry.with_whom.clone().into(),
        entry.note.clone().into(),
        entry.removed_at.into(),
        entry.id.into(),
        entry.version.into(),
    ];
    let changed = tx.execute(sql, values).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The entries of a case between two days, latest first.
pub async fn list(tx: &Tx, case: Uuid, from: NaiveDate, to: NaiveDate) -> Result<Vec<DiaryEntry>> {
    let sql = format!(
        "select {ENTRY} from diary_entry where case_id = $1 and on_date >= $2 and on_date <= $3
         and removed_at is null order by on_date desc, from_minute desc, id limit 1000"
    );
    read(&tx.rows(&sql, [case.into(), from.into(), to.into()]).await?)
}

/// The days on which a case has entries, latest first.
pub async fn list_days(tx: &Tx, case: Uuid) -> Result<Vec<NaiveDate>> {
    let sql = "select distinct on_date from diary_entry where case_id = $1 and removed_at is null
         order by on_date desc limit 2000";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "on_date")?)).collect()
}

/// The entry that was added last, to begin the next one from.
pub async fn find_last(tx: &Tx, case: Uuid) -> Result<Option<DiaryEntry>> {
    let sql = format!(
        "select {ENTRY} from diary_entry where case_id = $1 and removed_at is null
         order by entered_at desc, id desc limit 1"
    );
    Ok(read(&tx.rows(&sql, [case.into()]).await?)?.pop())
}

// --- hearings ------------------------------------------------------------------------------------

/// One hearing of a case.
pub async fn find_hearing(tx: &Tx, case: Uuid, id: Uuid) -> Result<Option<Hearing>> {
    let sql = format!("select {HEARING} from hearing where id = $1 and case_id = $2");
    Ok(read(&tx.rows(&sql, [id.into(), case.into()]).await?)?.pop())
}

/// Adds a hearing.
pub async fn insert_hearing(tx: &Tx, hearing: &Hearing) -> Result<()> {
    let sql = format!(
        "insert into hearing ({HEARING}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let values = [
        hearing.id.into(),
        hearing.case_id.into(),
        hearing.kind.into(),
        hearing.at.into(),
        hearing.place.clone().into(),
        hearing.agency.clone().into(),
        hearing.online.into(),
        hearing.state.into(),
        hearing.result.clone().into(),
        hearing.follows.into(),
        hearing.entered_at.into(),
        hearing.entered_by.as_str().into(),
        hearing.version.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Changes a hearing that still has the version of the record.
pub async fn update_hearing(tx: &Tx, hearing: &Hearing) -> Result<()> {
    let sql = "update hearing set kind = $1, at = $2, place = $3, agency = $4, online = $5, state = $6, result = $7,
         version = version + 1 where id = $8 and version = $9";
    let values = [
        hearing.kind.into(),
        hearing.at.into(),
        hearing.place.clone().into(),
        hearing.agency.clone().into(),
        hearing.online.into(),
        hearing.state.into(),
        hearing.result.clone().into(),
        hearing.id.into(),
        hearing.version.into(),
    ];
    let changed = tx.execute(sql, values).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The hearings of a case, latest first.
pub async fn list_hearings(tx: &Tx, case: Uuid) -> Result<Vec<Hearing>> {
    let sql = format!("select {HEARING} from hearing where case_id = $1 order by at desc, id desc limit 500");
    read(&tx.rows(&sql, [case.into()]).await?)
}

/// Planned hearings within reach between two moments, first the next.
pub async fn planned_hearings(
    tx: &Tx,
    reach: &Reach,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<HearingLine>> {
    let (clause, mut values) = reach_clause(reach, "c", 3);
    values.splice(0..0, [from.into(), to.into()]);
    let sql = format!(
        "select {LINE} from hearing h join cases c on c.id = h.case_id
         where h.state = 'planned' and h.at >= $1 and h.at < $2 and {clause} order by h.at, h.id limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Hearings whose day is over and of which nothing was entered (*đã qua ngày mà chưa ghi*), oldest first: still
/// planned, and no entry of the case on that day of Viet Nam. `before` is the moment up to which is asked.
pub async fn silent_hearings(
    tx: &Tx,
    reach: &Reach,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<HearingLine>> {
    let (clause, mut values) = reach_clause(reach, "c", 2);
    values.insert(0, before.into());
    let day = if tx.is_sqlite() {
        "date(h.at, '+7 hours')"
    } else {
        "(h.at at time zone 'UTC' + interval '7 hours')::date"
    };
    let sql = format!(
        "select {LINE} from hearing h join cases c on c.id = h.case_id
         where h.state = 'planned' and h.at < $1 and c.closed_on is null and {clause}
           and not exists (select 1 from diary_entry d
             where d.case_id = h.case_id and d.on_date = {day} and d.removed_at is null)
         order by h.at, h.id limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

// --- clocks of somebody's desk --------------------------------------------------------------------

/// A running clock with the case it is about, for a list over cases.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ClockLine {
    pub id: Uuid,
    pub code: Code<law::deadlines::DeadlineCode>,
    pub due_at: DateTime<Utc>,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub case_id: Option<Uuid>,
    pub file_code: Option<String>,
}

/// Running clocks within reach and sight that are due before a moment, first those due first.
pub async fn clocks_due(
    tx: &Tx,
    reach: &Reach,
    sight: &ClockSight,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<ClockLine>> {
    let (clause, mut values) = reach_clause(reach, "k", 2);
    values.insert(0, before.into());
    let seen = sight.clause("k", &mut values);
    let sql = format!(
        "select k.id, k.code, k.due_at, k.subject_kind, k.subject_id, k.case_id, c.file_code
         from deadline k left join cases c on c.id = k.case_id
         where k.ended_at is null and k.due_at < $1 and {clause} and {seen} order by k.due_at, k.id limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}
