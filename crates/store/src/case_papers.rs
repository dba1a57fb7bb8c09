//! Papers of cases, and uploads that are still coming in. The bytes lie in `files`, by their content.
//!
//! A paper that is removed stays, with its reason. An upload keeps the pieces it has by their hashes, so that any
//! server can go on with it.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::cases::list::reach_clause;
use crate::db::Tx;
use crate::{Result, StoreError};

/// A paper of a case (*giấy tờ trong hồ sơ*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct CasePaper {
    pub id: Uuid,
    pub case_id: Uuid,
    /// Code of an item of the file or of a procedural paper (`law::case_papers::item_of`).
    pub item: String,
    pub title: String,
    pub dated_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub from_whom: Option<String>,
    /// The file; none for a paper that lies only in the cabinet.
    pub sha256: Option<String>,
    pub media_type: Option<String>,
    pub pages: Option<i32>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub removed_at: Option<DateTime<Utc>>,
    pub removed_reason: Option<String>,
    pub version: i64,
}

/// A file on its way in.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Incoming {
    /// Also the id of the paper it becomes.
    pub id: Uuid,
    pub case_id: Uuid,
    pub account_id: Uuid,
    pub item: String,
    pub title: String,
    pub file_name: String,
    pub size: i64,
    pub received: i64,
    /// What else was typed about the paper, as JSON.
    pub facts: String,
    /// SHA-256 of the pieces, joined by `;`.
    pub pieces: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// An item that a case has, for the list of what is missing.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct HeldItem {
    pub case_id: Uuid,
    pub item: String,
    pub count: i64,
}

const PAPER: &str = "id, case_id, item, title, dated_on, received_on, from_whom, sha256, media_type, pages,
    entered_at, entered_by, removed_at, removed_reason, version";
const UPLOAD: &str =
    "id, case_id, account_id, item, title, file_name, size, received, facts, pieces, created_at,
    finished_at";

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// One paper of a case, removed or not.
pub async fn find(tx: &Tx, case: Uuid, id: Uuid) -> Result<Option<CasePaper>> {
    let sql = format!("select {PAPER} from case_paper where id = $1 and case_id = $2");
    Ok(read(&tx.rows(&sql, [id.into(), case.into()]).await?)?.pop())
}

/// Adds a paper.
pub async fn insert(tx: &Tx, paper: &CasePaper) -> Result<()> {
    let sql = format!(
        "insert into case_paper ({PAPER}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let values = [
        paper.id.into(),
        paper.case_id.into(),
        paper.item.as_str().into(),
        paper.title.as_str().into(),
        paper.dated_on.into(),
        paper.received_on.into(),
        paper.from_whom.clone().into(),
        paper.sha256.clone().into(),
        paper.media_type.clone().into(),
        paper.pages.into(),
        paper.entered_at.into(),
        paper.entered_by.as_str().into(),
        paper.removed_at.into(),
        paper.removed_reason.clone().into(),
        paper.version.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Takes a paper out that still has the version that was seen; it stays with its reason.
pub async fn remove(tx: &Tx, id: Uuid, seen: i64, reason: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "update case_paper set removed_at = $1, removed_reason = $2, version = version + 1
         where id = $3 and version = $4 and removed_at is null";
    let changed = tx.execute(sql, [now.into(), reason.into(), id.into(), seen.into()]).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The papers of a case by item and entry; those taken out stand last.
pub async fn list(tx: &Tx, case: Uuid) -> Result<Vec<CasePaper>> {
    let sql = format!(
        "select {PAPER} from case_paper where case_id = $1
         order by case when removed_at is null then 0 else 1 end, entered_at desc, id desc limit 1000"
    );
    read(&tx.rows(&sql, [case.into()]).await?)
}

/// Which items the running and ended, not yet archived cases within reach have, and how often.
pub async fn held_items(tx: &Tx, reach: &Reach, cases: &[Uuid]) -> Result<Vec<HeldItem>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=cases.len()).map(|number| format!("${number}")).collect();
    let (clause, more) = reach_clause(reach, "c", cases.len() + 1);
    let mut values: Vec<sea_orm::Value> = cases.iter().map(|id| (*id).into()).collect();
    values.extend(more);
    let sql = format!(
        "select p.case_id, p.item, count(*) as count from case_paper p join cases c on c.id = p.case_id
         where p.case_id in ({}) and p.removed_at is null and {clause} group by p.case_id, p.item",
        marks.join(", ")
    );
    read(&tx.rows(&sql, values).await?)
}

/// A case on somebody's desk: enough to name it and to know its list of papers.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct DeskCase {
    pub id: Uuid,
    pub file_code: String,
    pub form: crate::Code<law::cases::AidForm>,
    pub field: crate::Code<law::cases::LegalField>,
    pub state: crate::Code<law::cases::CaseState>,
    pub accepted_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub provider_name: Option<String>,
    pub restricted: String,
    pub client_name: Option<String>,
    /// Day of the last entry in the diary.
    pub last_entry: Option<NaiveDate>,
}

/// Cases within reach whose file is not handed over, the longest silent first.
pub async fn desk_cases(tx: &Tx, reach: &Reach, limit: u64) -> Result<Vec<DeskCase>> {
    let (clause, values) = reach_clause(reach, "c", 1);
    let sql = format!(
        "select c.id, c.file_code, c.form, c.field, c.state, c.accepted_on, c.closed_on, c.provider_name, c.restricted,
           (select b.name from beneficiary b where b.case_id = c.id and b.position = 0) as client_name,
           (select max(d.on_date) from diary_entry d where d.case_id = c.id and d.removed_at is null) as last_entry
         from cases c where c.handed_over_on is null and c.assigned_on is not null and {clause}
         order by coalesce(c.closed_on, c.accepted_on) desc, c.id desc limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

// --- uploads -------------------------------------------------------------------------------------

/// One upload of a case.
pub async fn find_upload(tx: &Tx, case: Uuid, id: Uuid) -> Result<Option<Incoming>> {
    let sql = format!("select {UPLOAD} from upload where id = $1 and case_id = $2");
    Ok(read(&tx.rows(&sql, [id.into(), case.into()]).await?)?.pop())
}

/// Begins an upload.
pub async fn insert_upload(tx: &Tx, upload: &Incoming) -> Result<()> {
    let sql =
        format!("insert into upload ({UPLOAD}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let values = [
        upload.id.into(),
        upload.case_id.into(),
        upload.account_id.into(),
        upload.item.as_str().into(),
        upload.title.as_str().into(),
        upload.file_name.as_str().into(),
        upload.size.into(),
        upload.received.into(),
        upload.facts.as_str().into(),
        upload.pieces.as_str().into(),
        upload.created_at.into(),
        upload.finished_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Notes a piece that came at `at`; `Stale` when that place is filled already.
pub async fn add_piece(tx: &Tx, id: Uuid, at: i64, length: i64, pieces: &str) -> Result<()> {
    let sql = "update upload set received = received + $1, pieces = $2
         where id = $3 and received = $4 and finished_at is null";
    let changed =
        tx.execute(sql, [length.into(), pieces.into(), id.into(), at.into()]).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Ends an upload.
pub async fn finish_upload(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let sql = "update upload set finished_at = $1, pieces = '' where id = $2 and finished_at is null";
    let changed = tx.execute(sql, [now.into(), id.into()]).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Uploads that were begun before a moment and never ended.
pub async fn list_stale_uploads(tx: &Tx, before: DateTime<Utc>) -> Result<Vec<Incoming>> {
    let sql = format!(
        "select {UPLOAD} from upload where finished_at is null and created_at < $1 order by created_at limit 500"
    );
    read(&tx.rows(&sql, [before.into()]).await?)
}

/// Forgets an upload.
pub async fn remove_upload(tx: &Tx, id: Uuid) -> Result<()> {
    tx.execute("delete from upload where id = $1", [id.into()]).await?;
    Ok(())
}
