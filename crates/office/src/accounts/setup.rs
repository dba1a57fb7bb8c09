//! The first administrator: a link that is printed when there is no account, and works once.

use law::access::Role;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use serde_json::json;
use store::accounts::Account;

use super::sign_in::{SessionRules, SignedIn, Visit, begin_session, token_hash};
use super::{canonical_login, passwords};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// The setting that keeps the hash of the link's token.
const SETTING: &str = "setup_token";

/// Who will be the first administrator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstAdministrator {
    pub login: String,
    pub name: String,
    pub password: String,
    pub language: String,
}

/// A fresh token for the set-up link; `None` when there are accounts already.
pub async fn setup_token(desk: &Desk) -> Outcome<Option<String>> {
    let tx = desk.store().begin().await?;
    if store::accounts::count(&tx).await? > 0 {
        return Ok(None);
    }
    let token = desk.secret(24);
    store::settings::update(&tx, SETTING, &token_hash(&token), "system", desk.now()).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Whether a token opens the set-up page.
pub async fn is_setup_token(desk: &Desk, token: &str) -> Outcome<bool> {
    let tx = desk.store().snapshot().await?;
    let kept = store::settings::find(&tx, SETTING).await?;
    Ok(kept.is_some_and(|setting| setting.value == token_hash(token)))
}

/// Makes the first administrator and signs them in. The link is used up.
pub async fn set_up(
    desk: &Desk,
    rules: &SessionRules,
    visit: &Visit,
    token: &str,
    first: FirstAdministrator,
) -> Outcome<SignedIn> {
    if !is_setup_token(desk, token).await? {
        return Err(Failure::Missing);
    }
    let (login, name) = (canonical_login(&first.login), names::written(&first.name));
    let mut refusal = Refusal::new("accounts.invalid");
    if !law::accounts::is_login(&login) {
        refusal = refusal.field("login", "login");
    }
    if name.is_empty() {
        refusal = refusal.field("name", "required");
    }
    if let Err(weak) = law::accounts::check_password(&first.password, &login, false) {
        refusal = refusal.field("new_password", weak.code());
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    let (now, id) = (desk.now(), desk.id());
    let account = Account {
        id,
        login,
        name,
        password_hash: passwords::hash(desk, &first.password).await?,
        role: Role::Administrator.into(),
        org_code: "CUC".to_owned(),
        provider_id: None,
        must_change: false,
        totp_secret: None,
        totp_last_step: None,
        recovery_codes: String::new(),
        language: first.language,
        disabled_at: None,
        disabled_reason: None,
        last_seen_at: None,
        password_changed_at: now,
        created_at: now,
        version: 1,
    };
    let mut actor = Actor::system();
    actor.ip.clone_from(&visit.ip);
    let mut work = desk.begin_as(&actor).await?;
    let taken = store::accounts::take_setting(&work.tx, SETTING, &token_hash(token)).await?;
    if !taken || store::accounts::count(&work.tx).await? > 0 {
        return Err(Failure::Missing);
    }
    store::accounts::insert(&work.tx, account.clone()).await?;
    work.record("accounts.set_up", "account", id, json!({"login": account.login}));
    let signed_in = begin_session(desk, rules, visit, &mut work, &account).await?;
    desk.commit(work).await?;
    Ok(signed_in)
}
