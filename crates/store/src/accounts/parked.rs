//! Forms that were typed while the session had ended: kept sealed until the person is back.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// A typed form that waits for its sender (*biểu mẫu đang chờ gửi lại*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedForm {
    pub id: Uuid,
    pub token_hash: String,
    /// Where it was going.
    pub path: String,
    /// What it says; sealed at rest.
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// The place that is bound into the sealed text of a parked form.
pub(crate) fn parked_place(id: Uuid) -> String {
    format!("parked_form:body:{id}")
}

/// Keeps a form.
pub async fn insert_parked(tx: &Tx, form: ParkedForm) -> Result<()> {
    let sealed = tx.keys().seal(&parked_place(form.id), &form.body)?;
    let sql =
        "insert into parked_form (id, token_hash, path, body_sealed, created_at) values ($1, $2, $3, $4, $5)";
    let values =
        [form.id.into(), form.token_hash.into(), form.path.into(), sealed.into(), form.created_at.into()];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The form of a token that was kept since a moment.
pub async fn find_parked(tx: &Tx, token_hash: &str, since: DateTime<Utc>) -> Result<Option<ParkedForm>> {
    let sql =
        "select id, path, body_sealed, created_at from parked_form where token_hash = $1 and created_at > $2";
    let Some(row) = tx.row(sql, [token_hash.into(), since.into()]).await? else { return Ok(None) };
    let id: Uuid = row.try_get("", "id")?;
    let sealed: String = row.try_get("", "body_sealed")?;
    Ok(Some(ParkedForm {
        id,
        token_hash: token_hash.to_owned(),
        path: row.try_get("", "path")?,
        body: tx.keys().open(&parked_place(id), &sealed)?,
        created_at: row.try_get("", "created_at")?,
    }))
}

/// How many forms were kept since a moment.
pub async fn count_parked(tx: &Tx, since: DateTime<Utc>) -> Result<i64> {
    let row = tx.row("select count(*) as n from parked_form where created_at > $1", [since.into()]).await?;
    Ok(row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default())
}

/// Forgets a form.
pub async fn remove_parked(tx: &Tx, token_hash: &str) -> Result<()> {
    tx.execute("delete from parked_form where token_hash = $1", [token_hash.into()]).await?;
    Ok(())
}

/// Forgets forms from before a moment.
pub async fn remove_old_parked(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    Ok(tx.execute("delete from parked_form where created_at < $1", [before.into()]).await?.rows_affected())
}
