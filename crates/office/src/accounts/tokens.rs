//! Tokens for programs: made at the shell or for an account, shown once, ended like sessions.

use chrono::Duration;
use law::access::Permission;
use serde_json::json;
use store::accounts::ApiToken;
use uuid::Uuid;

use super::find_in_reach;
use super::sign_in::{actor_of, token_hash};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// Tokens live a year at most.
const MOST_DAYS: i64 = 366;

/// Makes a token for the account with a log-in name; returns it, shown once.
pub async fn create_token(desk: &Desk, actor: &Actor, login: &str, name: &str, days: i64) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Refusal::new("accounts.invalid").field("days", "days").into());
    }
    let mut work = desk.begin(&permit).await?;
    let login = super::canonical_login(login);
    let account = store::accounts::find_by_login(&work.tx, &login).await?.ok_or(Failure::Missing)?;
    let account = find_in_reach(&work.tx, &permit, account.id).await?;
    if !account.is_enabled() {
        return Err(Refusal::new("accounts.already_disabled").into());
    }
    let (token, now) = (format!("tgpl_{}", desk.secret(32)), desk.now());
    let record = ApiToken {
        id: desk.id(),
        token_hash: token_hash(&token),
        account_id: account.id,
        name: name.to_owned(),
        created_at: now,
        expires_at: now + Duration::days(days),
        last_used_at: None,
        revoked_at: None,
    };
    work.record("accounts.create_token", "account", account.id, json!({"token": record.id, "days": days}));
    store::accounts::insert_token(&work.tx, record).await?;
    desk.commit(work).await?;
    Ok(token)
}

/// Ends a token of an account.
pub async fn end_token(desk: &Desk, actor: &Actor, account: Uuid, token: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let mut work = desk.begin(&permit).await?;
    find_in_reach(&work.tx, &permit, account).await?;
    if !store::accounts::end_token(&work.tx, account, token, desk.now()).await? {
        return Err(Failure::Missing);
    }
    work.record("accounts.end_token", "account", account, json!({"token": token}));
    desk.commit(work).await
}

/// Who comes with a token; `None` when it opens nothing (any more).
pub async fn token_actor(desk: &Desk, ip: &str, token: &str) -> Outcome<Option<Actor>> {
    let now = desk.now();
    let (found, account) = {
        let tx = desk.store().snapshot().await?;
        let Some(found) = store::accounts::find_token(&tx, &token_hash(token)).await? else {
            return Ok(None);
        };
        let account = store::accounts::find(&tx, found.account_id).await?;
        (found, account)
    };
    let Some(account) = account.filter(store::accounts::Account::is_enabled) else { return Ok(None) };
    if found.revoked_at.is_some() || now >= found.expires_at {
        return Ok(None);
    }
    if found.last_used_at.is_none_or(|used| now - used >= Duration::minutes(1)) {
        let tx = desk.store().begin().await?;
        store::accounts::note_token_used(&tx, found.id, now).await?;
        store::accounts::note_seen(&tx, account.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(actor_of(&account, ip)))
}
