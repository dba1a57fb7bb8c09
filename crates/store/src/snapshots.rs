//! Sealed reports: what was signed, its hash, and whose sealed reports it adds up. Nothing here is ever changed or removed.

use chrono::{DateTime, NaiveDate, Utc};
use law::rules::ReportKind;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// A sealed report.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Snapshot {
    pub id: Uuid,
    pub submission_id: Uuid,
    /// The first seal of a report is 1.
    pub number: i32,
    pub org_code: String,
    pub kind: Code<ReportKind>,
    pub period_to: NaiveDate,
    pub actual_to: NaiveDate,
    pub as_of: DateTime<Utc>,
    pub sealed_at: DateTime<Utc>,
    /// What was signed, as JSON, to the letter.
    pub body: String,
    /// SHA-256 of the body.
    pub hash: String,
    /// The stored file of the cases behind it.
    pub facts_sha256: String,
}

const COLUMNS: &str =
    "id, submission_id, number, org_code, kind, period_to, actual_to, as_of, sealed_at, body, hash,
     facts_sha256";

/// One sealed report.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Snapshot>> {
    let row = tx.row(&format!("select {COLUMNS} from report_snapshot where id = $1"), [id.into()]).await?;
    row.map(|row| Ok(Snapshot::from_query_result(&row, "")?)).transpose()
}

/// The seal of a report with a number.
pub async fn find_numbered(tx: &Tx, submission: Uuid, number: i32) -> Result<Option<Snapshot>> {
    let sql = format!("select {COLUMNS} from report_snapshot where submission_id = $1 and number = $2");
    let row = tx.row(&sql, [submission.into(), number.into()]).await?;
    row.map(|row| Ok(Snapshot::from_query_result(&row, "")?)).transpose()
}

/// Every seal of a report, without what was signed: number, id, moment.
pub async fn list_of(tx: &Tx, submission: Uuid) -> Result<Vec<(i32, Uuid, DateTime<Utc>)>> {
    let sql = "select number, id, sealed_at from report_snapshot where submission_id = $1 order by number";
    let rows = tx.rows(sql, [submission.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "number")?, row.try_get("", "id")?, row.try_get("", "sealed_at")?)))
        .collect()
}

/// The sealed reports that a sealed report adds up, by organisation.
pub async fn list_parts(tx: &Tx, snapshot: Uuid) -> Result<Vec<Snapshot>> {
    let columns: Vec<String> = COLUMNS.split(',').map(|column| format!("s.{}", column.trim())).collect();
    let sql = format!(
        "select {} from report_snapshot_part p join report_snapshot s on s.id = p.part_id
         where p.snapshot_id = $1 order by s.org_code",
        columns.join(", ")
    );
    let rows = tx.rows(&sql, [snapshot.into()]).await?;
    rows.iter().map(|row| Ok(Snapshot::from_query_result(row, "")?)).collect()
}

/// The reports of these that hold what the level above counts: sent or taken over, each with its latest seal.
pub async fn list_sent(tx: &Tx, orgs: &[String], kind: ReportKind, to: NaiveDate) -> Result<Vec<Snapshot>> {
    if orgs.is_empty() {
        return Ok(Vec::new());
    }
    let columns: Vec<String> = COLUMNS.split(',').map(|column| format!("s.{}", column.trim())).collect();
    let marks: Vec<String> = (3..orgs.len() + 3).map(|number| format!("${number}")).collect();
    let sql = format!(
        "select {} from submission u join report_snapshot s on s.submission_id = u.id and s.number = u.sealed
         where u.kind = $1 and u.period_to = $2 and u.org_code in ({}) and u.state in ('sent', 'accepted')
         order by s.org_code",
        columns.join(", "),
        marks.join(", ")
    );
    let orgs = orgs.iter().map(|org| org.as_str().into());
    let values: Vec<sea_orm::Value> = [Code(kind).into(), to.into()].into_iter().chain(orgs).collect();
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(Snapshot::from_query_result(row, "")?)).collect()
}

/// A page of all sealed reports, by id: to verify them.
pub async fn list_after(tx: &Tx, after: Uuid, limit: u64) -> Result<Vec<Snapshot>> {
    let sql = format!("select {COLUMNS} from report_snapshot where id > $1 order by id limit {limit}");
    let rows = tx.rows(&sql, [after.into()]).await?;
    rows.iter().map(|row| Ok(Snapshot::from_query_result(row, "")?)).collect()
}

/// Keeps a sealed report and names its parts.
pub async fn insert(tx: &Tx, snapshot: &Snapshot, parts: &[Uuid]) -> Result<()> {
    let sql = format!(
        "insert into report_snapshot ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let values = [
        snapshot.id.into(),
        snapshot.submission_id.into(),
        snapshot.number.into(),
        snapshot.org_code.as_str().into(),
        snapshot.kind.into(),
        snapshot.period_to.into(),
        snapshot.actual_to.into(),
        snapshot.as_of.into(),
        snapshot.sealed_at.into(),
        snapshot.body.as_str().into(),
        snapshot.hash.as_str().into(),
        snapshot.facts_sha256.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    for part in parts {
        let sql = "insert into report_snapshot_part (snapshot_id, part_id) values ($1, $2)";
        tx.execute(sql, [snapshot.id.into(), (*part).into()]).await?;
    }
    Ok(())
}

/// Keeps the file of a form, once.
pub async fn insert_definition(tx: &Tx, sha256: &str, form_key: &str, content: &str) -> Result<()> {
    let sql = "insert into form_definition (sha256, form_key, content) values ($1, $2, $3)
         on conflict (sha256) do nothing";
    tx.execute(sql, [sha256.into(), form_key.into(), content.into()]).await?;
    Ok(())
}

/// The file of a form, by its SHA-256.
pub async fn find_definition(tx: &Tx, sha256: &str) -> Result<Option<String>> {
    let row = tx.row("select content from form_definition where sha256 = $1", [sha256.into()]).await?;
    Ok(row.map(|row| row.try_get("", "content")).transpose()?)
}
