//! Accounts: who there is, who administers them, how they come in.
//!
//! Here: the acts of an administrator. `sign_in` lets people in and knows them again, `own` is what
//! everybody does with the own account, `tokens` lets programs in, `setup` makes the first
//! administrator, `parking` keeps a form that was typed while the session ended. `passwords`,
//! `second_factor` and `throttle` are their tools. Rules are in `law::accounts`, roles in `law::access`.

mod own;
mod parking;
mod passwords;
pub(crate) mod second_factor;
mod setup;
mod sign_in;
pub(crate) mod throttle;
mod tokens;

use chrono::Duration;
use law::access::{Permission, Reach, Role};
use law::accounts::IDLE_DAYS;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use serde_json::json;
pub use store::accounts::{Account, AccountSearch, ApiToken, Session};
pub use store::staff::{Organisation, Provider};
use uuid::Uuid;

pub use own::{
    Enrolment, OwnAccount, begin_enrolment, change_password, choose_language, end_other_sessions,
    end_own_session, finish_enrolment, own_account, remove_second_factor, renew_recovery_codes,
};
pub use parking::{Parked, forget_parked, park, parked};
pub use setup::{FirstAdministrator, is_setup_token, set_up, setup_token};
pub(crate) use sign_in::actor_of;
pub(crate) use sign_in::resume_in;
pub(crate) use sign_in::token_hash;
pub use sign_in::{
    Here, Presence, SessionRules, SignedIn, Visit, give_code, note_presence, resume, sign_in, sign_out,
};
pub use tokens::{create_token, end_token, token_actor};

use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// What a new account is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    /// Log-in name.
    pub login: String,
    /// Name of the person.
    pub name: String,
    pub role: Role,
    /// Code of the organisation.
    pub org: String,
    /// The provider whose cases the account sees, for roles that see only their own.
    pub provider: Option<Uuid>,
    /// Language of the screens, `vi` or `en`.
    pub language: String,
    /// A password; one is made when there is none.
    pub password: Option<String>,
    /// Whether the password may stay: only the system may say so (demonstration accounts).
    pub password_may_stay: bool,
}

/// An account that was made, and the password to hand over where one was made with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Created {
    pub account: Account,
    pub first_password: Option<String>,
}

/// What an administrator changes of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountChange {
    pub name: String,
    pub role: Role,
    pub org: String,
    pub provider: Option<Uuid>,
}

/// An account with all that an administrator sees of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountFile {
    pub account: Account,
    pub organisation: Option<Organisation>,
    pub provider: Option<Provider>,
    pub sessions: Vec<Session>,
    pub tokens: Vec<ApiToken>,
}

/// The log-in name as it is kept.
#[must_use]
pub fn canonical_login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Accounts in reach, by log-in name; one more than `limit` says that there are more.
pub async fn list(desk: &Desk, actor: &Actor, search: &AccountSearch, limit: usize) -> Outcome<Vec<Account>> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::accounts::list(&tx, organisations(&permit).as_deref(), search, limit + 1).await?)
}

/// Organisations that the accounts of an administrator may belong to, by code.
pub async fn organisations_in_reach(desk: &Desk, actor: &Actor) -> Outcome<Vec<Organisation>> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    Ok(all.into_iter().filter(|organisation| permit.reach().covers(&organisation.code)).collect())
}

/// Providers that an account of an organisation can stand for, by name.
pub async fn providers_of(desk: &Desk, actor: &Actor, org: &str) -> Outcome<Vec<Provider>> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    permit.within(org)?;
    let tx = desk.store().snapshot().await?;
    let codes = law::access::subtree_with_predecessors(&desk.tree(), org);
    Ok(store::staff::list_providers(&tx, Some(&codes), None, 2000).await?)
}

/// One account with its sessions and tokens.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid, rules: &SessionRules) -> Outcome<AccountFile> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let tx = desk.store().snapshot().await?;
    let account = find_in_reach(&tx, &permit, id).await?;
    let organisation = store::staff::find_organisation(&tx, &account.org_code).await?;
    let provider = match account.provider_id {
        Some(provider) => store::staff::find_provider(&tx, provider).await?,
        None => None,
    };
    let now = desk.now();
    let sessions = store::accounts::list_sessions(&tx, id, now, now - rules.idle).await?;
    let tokens = store::accounts::list_tokens(&tx, id, now).await?;
    Ok(AccountFile { account, organisation, provider, sessions, tokens })
}

/// Makes an account. Its password must be changed at the first sign-in.
pub async fn create(desk: &Desk, actor: &Actor, new: NewAccount) -> Outcome<Created> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let login = canonical_login(&new.login);
    let name = names::written(&new.name);
    let mut refusal = Refusal::new("accounts.invalid");
    if !law::accounts::is_login(&login) {
        refusal = refusal.field("login", "login");
    }
    if name.is_empty() {
        refusal = refusal.field("name", "required");
    }
    let first_password = new.password.is_none().then(|| passwords::first_password(desk, &login));
    let password = new.password.or_else(|| first_password.clone()).unwrap_or_default();
    if let Err(weak) = law::accounts::check_password(&password, &login, false) {
        refusal = refusal.field("password", weak.code());
    }
    let password_hash = passwords::hash(desk, &password).await?;
    let mut work = desk.begin(&permit).await?;
    refusal = check_place(desk, &work, &permit, &new.org, new.provider, refusal).await?;
    if store::accounts::find_by_login(&work.tx, &login).await?.is_some() {
        refusal = refusal.field("login", "login_taken");
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    let now = desk.now();
    let account = Account {
        id: desk.id(),
        login,
        name,
        password_hash,
        role: new.role.into(),
        org_code: new.org,
        provider_id: new.provider,
        must_change: !(actor.is_system() && new.password_may_stay),
        totp_secret: None,
        totp_last_step: None,
        recovery_codes: String::new(),
        language: new.language,
        disabled_at: None,
        disabled_reason: None,
        last_seen_at: None,
        password_changed_at: now,
        created_at: now,
        version: 1,
    };
    let detail = json!({"login": account.login, "role": account.role, "org": account.org_code});
    work.record("accounts.create", "account", account.id, detail);
    store::accounts::insert(&work.tx, account.clone()).await?;
    desk.commit(work).await?;
    Ok(Created { account, first_password })
}

/// Changes name, role, organisation or provider of an account that still has the version seen.
pub async fn edit(desk: &Desk, actor: &Actor, id: Uuid, version: i64, change: AccountChange) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let mut work = desk.begin(&permit).await?;
    let mut account = find_to_change(&work.tx, &permit, id).await?;
    if account.version != version {
        return Err(Failure::Stale);
    }
    let name = names::written(&change.name);
    let mut refusal = Refusal::new("accounts.invalid");
    if name.is_empty() {
        refusal = refusal.field("name", "required");
    }
    refusal = check_place(desk, &work, &permit, &change.org, change.provider, refusal).await?;
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    let moved = change.role != account.role.0 || change.org != account.org_code;
    if moved {
        refuse_self(actor, id)?;
        refuse_last_administrator(&work, &account).await?;
    }
    let before = json!({"name": account.name, "role": account.role, "org": account.org_code,
        "provider": account.provider_id});
    account.name = name;
    account.role = change.role.into();
    account.org_code = change.org;
    account.provider_id = change.provider;
    let after = json!({"name": account.name, "role": account.role, "org": account.org_code,
        "provider": account.provider_id});
    work.record("accounts.edit", "account", id, json!({"before": before, "after": after}));
    store::accounts::update(&work.tx, account).await?;
    desk.commit(work).await
}

/// Gives an account a new first password and ends its sessions; returns the password to hand over.
pub async fn reset_password(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    refuse_self(actor, id)?;
    let login = {
        let tx = desk.store().snapshot().await?;
        find_in_reach(&tx, &permit, id).await?.login
    };
    let password = passwords::first_password(desk, &login);
    let password_hash = passwords::hash(desk, &password).await?;
    let mut work = desk.begin(&permit).await?;
    let mut account = find_to_change(&work.tx, &permit, id).await?;
    account.password_hash = password_hash;
    account.password_changed_at = desk.now();
    account.must_change = true;
    store::accounts::update(&work.tx, account).await?;
    let ended = store::accounts::end_sessions(&work.tx, id, None, desk.now()).await?;
    throttle::forgive(&work.tx, &login).await?;
    work.record("accounts.reset_password", "account", id, json!({"sessions_ended": ended}));
    desk.commit(work).await?;
    Ok(password)
}

/// Takes the second factor of an account away (a lost phone) and ends its sessions. The password must
/// be changed next, because a password backed by a second factor may be a short one.
pub async fn reset_second_factor(desk: &Desk, actor: &Actor, id: Uuid, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    refuse_self(actor, id)?;
    let reason = required_reason(reason)?;
    let mut work = desk.begin(&permit).await?;
    let mut account = find_to_change(&work.tx, &permit, id).await?;
    if !account.has_second_factor() {
        return Err(Refusal::new("accounts.no_second_factor").into());
    }
    account.totp_secret = None;
    account.totp_last_step = None;
    account.recovery_codes = String::new();
    account.must_change = true;
    store::accounts::update(&work.tx, account).await?;
    let ended = store::accounts::end_sessions(&work.tx, id, None, desk.now()).await?;
    let detail = json!({"sessions_ended": ended});
    work.record_because("accounts.reset_second_factor", "account", id, &reason, detail);
    desk.commit(work).await
}

/// Shuts an account: it cannot sign in, its sessions and tokens end.
pub async fn disable(desk: &Desk, actor: &Actor, id: Uuid, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    refuse_self(actor, id)?;
    let reason = required_reason(reason)?;
    let mut work = desk.begin(&permit).await?;
    let account = find_to_change(&work.tx, &permit, id).await?;
    if !account.is_enabled() {
        return Err(Refusal::new("accounts.already_disabled").into());
    }
    refuse_last_administrator(&work, &account).await?;
    shut(desk, &mut work, account, &reason).await?;
    desk.commit(work).await
}

/// Opens a shut account again. Its idle days begin anew.
pub async fn enable(desk: &Desk, actor: &Actor, id: Uuid, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let reason = required_reason(reason)?;
    let mut work = desk.begin(&permit).await?;
    let mut account = find_to_change(&work.tx, &permit, id).await?;
    if account.is_enabled() {
        return Err(Refusal::new("accounts.already_enabled").into());
    }
    account.disabled_at = None;
    account.disabled_reason = None;
    account.last_seen_at = Some(desk.now());
    store::accounts::update(&work.tx, account).await?;
    work.record_because("accounts.enable", "account", id, &reason, json!({}));
    desk.commit(work).await
}

/// Ends all sessions of an account.
pub async fn end_sessions_of(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<u64> {
    let permit = desk.permit(actor, Permission::ManageAccounts)?;
    let mut work = desk.begin(&permit).await?;
    find_to_change(&work.tx, &permit, id).await?;
    let ended = store::accounts::end_sessions(&work.tx, id, None, desk.now()).await?;
    work.record("accounts.end_sessions", "account", id, json!({"sessions_ended": ended}));
    desk.commit(work).await?;
    Ok(ended)
}

/// Shuts accounts that nobody used for 45 days (*tài khoản không hoạt động*). Returns how many.
///
/// The last administrator of the nation is left: shutting it would lock everybody out.
pub async fn disable_idle(desk: &Desk) -> Outcome<usize> {
    let actor = Actor::system();
    let permit = desk.permit(&actor, Permission::ManageAccounts)?;
    let mut work = desk.begin(&permit).await?;
    let mut count = 0;
    for account in store::accounts::list_idle(&work.tx, desk.now() - Duration::days(IDLE_DAYS)).await? {
        match refuse_last_administrator(&work, &account).await {
            Ok(()) => {
                shut(desk, &mut work, account, "idle").await?;
                count += 1;
            }
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    desk.commit(work).await?;
    Ok(count)
}

/// Forgets what has ended: old sessions, failures, parked forms. Safe to run at any time.
pub async fn forget_ended(desk: &Desk) -> Outcome<u64> {
    let tx = desk.store().begin().await?;
    let now = desk.now();
    let mut forgotten = store::accounts::remove_old_sessions(&tx, now - Duration::days(30)).await?;
    forgotten += store::accounts::remove_old_failures(&tx, now - Duration::days(2)).await?;
    forgotten += store::accounts::remove_old_parked(&tx, now - parking::kept_for()).await?;
    tx.commit().await?;
    Ok(forgotten)
}

fn organisations(permit: &Permit) -> Option<Vec<String>> {
    match permit.reach() {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes.clone()),
    }
}

async fn find_in_reach(tx: &store::Tx, permit: &Permit, id: Uuid) -> Outcome<Account> {
    let account = store::accounts::find(tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&account.org_code)?;
    Ok(account)
}

async fn find_to_change(tx: &store::Tx, permit: &Permit, id: Uuid) -> Outcome<Account> {
    let account = store::accounts::find_to_change(tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&account.org_code)?;
    Ok(account)
}

/// The organisation must be in reach, and the provider must work in it or below.
async fn check_place(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    org: &str,
    provider: Option<Uuid>,
    mut refusal: Refusal,
) -> Outcome<Refusal> {
    let known = store::staff::find_organisation(&work.tx, org).await?.is_some();
    if !known || permit.within(org).is_err() {
        return Ok(refusal.field("org", "org_unknown"));
    }
    if let Some(provider) = provider {
        let found = store::staff::find_provider(&work.tx, provider).await?;
        let codes = law::access::subtree_with_predecessors(&desk.tree(), org);
        if !found.is_some_and(|provider| codes.contains(&provider.org_code)) {
            refusal = refusal.field("provider", "provider_elsewhere");
        }
    }
    Ok(refusal)
}

/// Nobody takes the own rights away by accident, or gets around the check of the old password.
fn refuse_self(actor: &Actor, id: Uuid) -> Outcome<()> {
    if actor.account == Some(id) { Err(Refusal::new("accounts.own").into()) } else { Ok(()) }
}

async fn refuse_last_administrator(work: &Work, account: &Account) -> Outcome<()> {
    let national = account.role.0 == Role::Administrator && account.org_code == "CUC" && account.is_enabled();
    if national && store::accounts::count_enabled(&work.tx, Role::Administrator, "CUC").await? <= 1 {
        return Err(Refusal::new("accounts.last_administrator").into());
    }
    Ok(())
}

fn required_reason(reason: &str) -> Outcome<String> {
    let reason = names::written(reason);
    if reason.is_empty() {
        return Err(Refusal::new("accounts.invalid").field("reason", "required").into());
    }
    Ok(reason)
}

async fn shut(desk: &Desk, work: &mut Work, mut account: Account, reason: &str) -> Outcome<()> {
    let (id, now) = (account.id, desk.now());
    account.disabled_at = Some(now);
    account.disabled_reason = Some(reason.to_owned());
    store::accounts::update(&work.tx, account).await?;
    let sessions = store::accounts::end_sessions(&work.tx, id, None, now).await?;
    let tokens = store::accounts::end_tokens(&work.tx, id, now).await?;
    let detail = json!({"sessions_ended": sessions, "tokens_ended": tokens});
    work.record_because("accounts.disable", "account", id, reason, detail);
    Ok(())
}
