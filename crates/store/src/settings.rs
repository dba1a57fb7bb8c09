//! Settings that an administrator changes while the system runs: key, value, who, when.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::db::Tx;
use crate::{Result, StoreError};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Setting {
    pub key: String,
    pub value: String,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    pub version: i64,
}

/// All settings that were ever set.
pub async fn list(tx: &Tx) -> Result<Vec<Setting>> {
    let rows =
        tx.rows("select key, value, updated_at, updated_by, version from setting order by key", []).await?;
    rows.iter().map(|row| Ok(Setting::from_query_result(row, "")?)).collect()
}

/// One setting.
pub async fn find(tx: &Tx, key: &str) -> Result<Option<Setting>> {
    let sql = "select key, value, updated_at, updated_by, version from setting where key = $1";
    let row = tx.row(sql, [key.into()]).await?;
    row.map(|row| Ok(Setting::from_query_result(&row, "")?)).transpose()
}

/// Sets a value.
pub async fn update(tx: &Tx, key: &str, value: &str, by: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "insert into setting (key, value, updated_at, updated_by, version) values ($1, $2, $3, $4, 1)
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,
         updated_by = excluded.updated_by, version = setting.version + 1";
    tx.execute(sql, [key.into(), value.into(), now.into(), by.into()]).await?;
    Ok(())
}

/// Sets a value that still has the version that was seen; 0 stands for a setting that nobody set.
pub async fn update_seen(
    tx: &Tx,
    key: &str,
    seen: i64,
    value: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let sql = "insert into setting (key, value, updated_at, updated_by, version) values ($1, $2, $3, $4, 1)
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,
         updated_by = excluded.updated_by, version = setting.version + 1 where setting.version = $5";
    let values = [key.into(), value.into(), now.into(), by.into(), seen.into()];
    let changed = tx.execute(sql, values).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes a setting: its default holds again.
pub async fn remove(tx: &Tx, key: &str) -> Result<()> {
    tx.execute("delete from setting where key = $1", [key.into()]).await?;
    Ok(())
}
