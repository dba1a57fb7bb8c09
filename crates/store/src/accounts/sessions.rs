//! Sessions: who is signed in where. Only the hash of the cookie's token is kept.

use chrono::{DateTime, Utc};
use law::accounts::SessionStage;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// A session (*phiên làm việc*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Session {
    pub id: Uuid,
    pub token_hash: String,
    pub account_id: Uuid,
    /// The token that forms of this session carry.
    pub csrf: String,
    pub created_at: DateTime<Utc>,
    /// Last use, at most a minute behind.
    pub seen_at: DateTime<Utc>,
    /// End of its absolute life.
    pub expires_at: DateTime<Utc>,
    pub ip: String,
    pub user_agent: String,
    pub stage: Code<SessionStage>,
    pub revoked_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, token_hash, account_id, csrf, created_at, seen_at, expires_at, ip, user_agent, stage, revoked_at";

/// The session of a token, ended ones too.
pub async fn find_session(tx: &Tx, token_hash: &str) -> Result<Option<Session>> {
    let row =
        tx.row(&format!("select {COLUMNS} from session where token_hash = $1"), [token_hash.into()]).await?;
    row.map(|row| Ok(Session::from_query_result(&row, "")?)).transpose()
}

/// Sessions of an account that still live: not ended, within their absolute life, used since a moment.
pub async fn list_sessions(
    tx: &Tx,
    account: Uuid,
    now: DateTime<Utc>,
    used_since: DateTime<Utc>,
) -> Result<Vec<Session>> {
    let sql = format!(
        "select {COLUMNS} from session where account_id = $1 and revoked_at is null and expires_at > $2
         and seen_at > $3 order by seen_at desc, id"
    );
    let rows = tx.rows(&sql, [account.into(), now.into(), used_since.into()]).await?;
    rows.iter().map(|row| Ok(Session::from_query_result(row, "")?)).collect()
}

/// Begins a session.
pub async fn insert_session(tx: &Tx, record: Session) -> Result<()> {
    let sql =
        format!("insert into session ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    let values = [
        record.id.into(),
        record.token_hash.into(),
        record.account_id.into(),
        record.csrf.into(),
        record.created_at.into(),
        record.seen_at.into(),
        record.expires_at.into(),
        record.ip.into(),
        record.user_agent.into(),
        record.stage.into(),
        record.revoked_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Gives a session a new token and form token, and its stage; an ended session stays ended.
pub async fn renew_session(
    tx: &Tx,
    id: Uuid,
    token_hash: &str,
    csrf: &str,
    stage: SessionStage,
) -> Result<bool> {
    let sql =
        "update session set token_hash = $2, csrf = $3, stage = $4 where id = $1 and revoked_at is null";
    let values = [id.into(), token_hash.into(), csrf.into(), Code(stage).into()];
    Ok(tx.execute(sql, values).await?.rows_affected() == 1)
}

/// Notes that a session was used.
pub async fn note_session_seen(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.execute("update session set seen_at = $2 where id = $1", [id.into(), at.into()]).await?;
    Ok(())
}

/// Ends one session of an account; false when it has no such session or it had ended.
pub async fn end_session(tx: &Tx, account: Uuid, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
    let sql = "update session set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null";
    Ok(tx.execute(sql, [id.into(), account.into(), at.into()]).await?.rows_affected() == 1)
}

/// Ends all sessions of an account, but for one.
pub async fn end_sessions(tx: &Tx, account: Uuid, except: Option<Uuid>, at: DateTime<Utc>) -> Result<u64> {
    let sql = "update session set revoked_at = $3 where account_id = $1 and id <> $2 and revoked_at is null";
    let kept = except.unwrap_or(Uuid::nil());
    Ok(tx.execute(sql, [account.into(), kept.into(), at.into()]).await?.rows_affected())
}

/// Forgets sessions whose life ended before a moment.
pub async fn remove_old_sessions(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    Ok(tx.execute("delete from session where expires_at < $1", [before.into()]).await?.rows_affected())
}
