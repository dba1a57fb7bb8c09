//! Filters of lists that somebody saved under a name. They belong to one account.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// A saved filter.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct SavedFilter {
    pub id: Uuid,
    pub account_id: Uuid,
    /// The list it belongs to.
    pub page: String,
    pub name: String,
    /// The query part of the address.
    pub query: String,
    pub created_at: DateTime<Utc>,
}

/// The saved filters of an account for a list.
pub async fn list(tx: &Tx, account: Uuid, page: &str) -> Result<Vec<SavedFilter>> {
    let sql = "select id, account_id, page, name, query, created_at from saved_filter
         where account_id = $1 and page = $2 order by name, id limit 50";
    let rows = tx.rows(sql, [account.into(), page.into()]).await?;
    rows.iter().map(|row| Ok(SavedFilter::from_query_result(row, "")?)).collect()
}

/// Saves a filter; the same name again replaces it.
pub async fn insert(tx: &Tx, filter: &SavedFilter) -> Result<()> {
    let SavedFilter { id, account_id, page, name, query, created_at } = filter.clone();
    let sql = "delete from saved_filter where account_id = $1 and page = $2 and name = $3";
    tx.execute(sql, [account_id.into(), page.as_str().into(), name.as_str().into()]).await?;
    let sql = "insert into saved_filter (id, account_id, page, name, query, created_at) values ($1, $2, $3, $4, $5, $6)";
    let values = [id.into(), account_id.into(), page.into(), name.into(), query.into(), created_at.into()];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Removes a filter of an account.
pub async fn remove(tx: &Tx, account: Uuid, id: Uuid) -> Result<bool> {
    let sql = "delete from saved_filter where id = $1 and account_id = $2";
    Ok(tx.execute(sql, [id.into(), account.into()]).await?.rows_affected() == 1)
}
