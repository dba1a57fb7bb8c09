//! A form that was typed while the session ended: kept sealed for an hour, given back to its sender.
//!
//! When the session that typed it is known, only the same account gets it back.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use store::accounts::ParkedForm;
use uuid::Uuid;

use super::sign_in::token_hash;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// Forms of unknown senders that are kept at the same time, so that strangers cannot fill the disk.
const MOST_AT_ONCE: i64 = 500;

/// A form given back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parked {
    /// Where it was going.
    pub path: String,
    /// Its fields, encoded.
    pub body: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    account: Option<Uuid>,
    body: String,
}

/// How long a form is kept.
pub fn kept_for() -> Duration {
    Duration::hours(1)
}

/// Keeps a form; `None` when too many are kept already. Returns the token that gives it back.
pub async fn park(desk: &Desk, path: &str, body: &str, account: Option<Uuid>) -> Outcome<Option<String>> {
    let tx = desk.store().begin().await?;
    let now = desk.now();
    if account.is_none() && store::accounts::count_parked(&tx, now - kept_for()).await? >= MOST_AT_ONCE {
        return Ok(None);
    }
    let token = desk.secret(32);
    let kept = Kept { account, body: body.to_owned() };
    let body = serde_json::to_string(&kept).map_err(|error| Failure::Broken(error.to_string()))?;
    let form = ParkedForm {
        id: desk.id(),
        token_hash: token_hash(&token),
        path: path.to_owned(),
        body,
        created_at: now,
    };
    store::accounts::insert_parked(&tx, form).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// The form of a token, for the account that typed it.
pub async fn parked(desk: &Desk, actor: &Actor, token: &str) -> Outcome<Option<Parked>> {
    let tx = desk.store().snapshot().await?;
    let since = desk.now() - kept_for();
    let Some(form) = store::accounts::find_parked(&tx, &token_hash(token), since).await? else {
        return Ok(None);
    };
    let kept: Kept = serde_json::from_str(&form.body).map_err(|error| Failure::Broken(error.to_string()))?;
    if kept.account.is_some() && kept.account != actor.account {
        return Ok(None);
    }
    Ok(Some(Parked { path: form.path, body: kept.body }))
}

/// Forgets the form of a token: it was sent, or is not wanted.
pub async fn forget_parked(desk: &Desk, token: &str) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    store::accounts::remove_parked(&tx, &token_hash(token)).await?;
    tx.commit().await?;
    Ok(())
}
