//! Files that a job makes while somebody waits: who asked, how far it is, where it lies. Whoever asked takes it; after some
//! days it is forgotten.

use chrono::{DateTime, Utc};
use law::documents::MadeState;
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// A file that is made, or was.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct MadeFile {
    pub id: Uuid,
    /// `register_year`.
    pub kind: String,
    pub org_code: String,
    /// What was asked for, as JSON.
    pub asked: String,
    pub state: Code<MadeState>,
    pub done: i64,
    /// 0 = not known yet.
    pub total: i64,
    pub file_sha256: Option<String>,
    pub file_name: Option<String>,
    pub error: Option<String>,
    pub asked_at: DateTime<Utc>,
    /// Id of who asked, the name, and the address.
    pub asked_by: String,
    pub asked_name: String,
    pub ip: String,
    pub finished_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, kind, org_code, asked, state, done, total, file_sha256, file_name, error, asked_at, asked_by,
    asked_name, ip, finished_at";

/// One of them.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<MadeFile>> {
    let row = tx.row(&format!("select {COLUMNS} from made_file where id = $1"), [id.into()]).await?;
    Ok(row.map(|row| MadeFile::from_query_result(&row, "")).transpose()?)
}

/// Those that somebody asked for, latest first.
pub async fn list(tx: &Tx, asked_by: &str, kind: &str, limit: u64) -> Result<Vec<MadeFile>> {
    let sql = format!(
        "select {COLUMNS} from made_file where asked_by = $1 and kind = $2 order by asked_at desc, id desc limit {limit}"
    );
    let rows = tx.rows(&sql, [asked_by.into(), kind.into()]).await?;
    rows.iter().map(|row| Ok(MadeFile::from_query_result(row, "")?)).collect()
}

/// Notes that one was asked for.
pub async fn insert(tx: &Tx, file: &MadeFile) -> Result<()> {
    let sql = format!(
        "insert into made_file ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let values = [
        file.id.into(),
        file.kind.as_str().into(),
        file.org_code.as_str().into(),
        file.asked.as_str().into(),
        file.state.into(),
        file.done.into(),
        file.total.into(),
        file.file_sha256.clone().into(),
        file.file_name.clone().into(),
        file.error.clone().into(),
        file.asked_at.into(),
        file.asked_by.as_str().into(),
        file.asked_name.as_str().into(),
        file.ip.as_str().into(),
        file.finished_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Notes how far one is, or how it ended; one that was stopped stays so. Answers whether it goes on.
pub async fn update(tx: &Tx, file: &MadeFile) -> Result<bool> {
    let sql = "update made_file set state = $1, done = $2, total = $3, file_sha256 = $4, file_name = $5, error = $6,
         finished_at = $7 where id = $8 and state in ('waiting', 'running')";
    let values = [
        file.state.into(),
        file.done.into(),
        file.total.into(),
        file.file_sha256.clone().into(),
        file.file_name.clone().into(),
        file.error.clone().into(),
        file.finished_at.into(),
        file.id.into(),
    ];
    Ok(tx.execute(sql, values).await?.rows_affected() == 1)
}

/// Forgets those that were asked for before a moment; answers where their files lie.
pub async fn remove_before(tx: &Tx, before: DateTime<Utc>) -> Result<Vec<String>> {
    let sql = "select distinct file_sha256 from made_file where asked_at < $1 and file_sha256 is not null";
    let rows = tx.rows(sql, [before.into()]).await?;
    let files =
        rows.iter().map(|row| Ok(row.try_get("", "file_sha256")?)).collect::<Result<Vec<String>>>()?;
    tx.execute("delete from made_file where asked_at < $1", [before.into()]).await?;
    Ok(files)
}
