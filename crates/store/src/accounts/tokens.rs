//! Tokens by which programs come in at the API. Only their hash is kept.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// An API token of an account.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ApiToken {
    pub id: Uuid,
    #[serde(skip)]
    pub token_hash: String,
    pub account_id: Uuid,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, token_hash, account_id, name, created_at, expires_at, last_used_at, revoked_at";

/// The token with a hash.
pub async fn find_token(tx: &Tx, token_hash: &str) -> Result<Option<ApiToken>> {
    let row = tx
        .row(&format!("select {COLUMNS} from api_token where token_hash = $1"), [token_hash.into()])
        .await?;
    row.map(|row| Ok(ApiToken::from_query_result(&row, "")?)).transpose()
}

/// Tokens of an account that still open the door, newest first.
pub async fn list_tokens(tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Vec<ApiToken>> {
    let sql = format!(
        "select {COLUMNS} from api_token where account_id = $1 and revoked_at is null and expires_at > $2
         order by created_at desc, id"
    );
    let rows = tx.rows(&sql, [account.into(), now.into()]).await?;
    rows.iter().map(|row| Ok(ApiToken::from_query_result(row, "")?)).collect()
}

/// Adds a token.
pub async fn insert_token(tx: &Tx, record: ApiToken) -> Result<()> {
    let sql = format!("insert into api_token ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let values = [
        record.id.into(),
        record.token_hash.into(),
        record.account_id.into(),
        record.name.into(),
        record.created_at.into(),
        record.expires_at.into(),
        record.last_used_at.into(),
        record.revoked_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Notes that a token was used.
pub async fn note_token_used(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.execute("update api_token set last_used_at = $2 where id = $1", [id.into(), at.into()]).await?;
    Ok(())
}

/// Ends one token of an account.
pub async fn end_token(tx: &Tx, account: Uuid, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
    let sql = "update api_token set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null";
    Ok(tx.execute(sql, [id.into(), account.into(), at.into()]).await?.rows_affected() == 1)
}

/// Ends all tokens of an account.
pub async fn end_tokens(tx: &Tx, account: Uuid, at: DateTime<Utc>) -> Result<u64> {
    let sql = "update api_token set revoked_at = $2 where account_id = $1 and revoked_at is null";
    Ok(tx.execute(sql, [account.into(), at.into()]).await?.rows_affected())
}
