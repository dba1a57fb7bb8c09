//! What everybody does with the own account: password, second factor, sessions, language.
//!
//! What weakens the protection asks for the password again. A changed password or second factor ends
//! all other sessions and gives this one a new token.

use law::accounts::{SessionStage, check_password, needs_second_factor};
use law::kernel::coded::Coded as _;
use serde_json::json;
use store::Tx;
use store::accounts::{Account, ApiToken, Session};
use uuid::Uuid;

use super::sign_in::{Here, SessionRules, SignedIn, Visit, renew};
use super::{passwords, second_factor, throttle};
use crate::desk::{Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// The own account as the person sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnAccount {
    pub account: Account,
    pub sessions: Vec<Session>,
    pub tokens: Vec<ApiToken>,
}

/// A second factor on offer: nothing is stored until its first code was right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolment {
    /// The secret in base 32, to be typed where no camera is.
    pub secret: String,
    /// The address in the QR code.
    pub address: String,
    /// The secret, sealed for this session; the form carries it.
    pub sealed: String,
}

/// The own account with its sessions and tokens.
pub async fn own_account(desk: &Desk, here: &Here, rules: &SessionRules) -> Outcome<OwnAccount> {
    let tx = desk.store().snapshot().await?;
    let account = own(&tx, here).await?;
    let now = desk.now();
    let sessions = store::accounts::list_sessions(&tx, account.id, now, now - rules.idle).await?;
    let tokens = store::accounts::list_tokens(&tx, account.id, now).await?;
    Ok(OwnAccount { account, sessions, tokens })
}

/// Changes the own password (*đổi mật khẩu*).
pub async fn change_password(
    desk: &Desk,
    visit: &Visit,
    here: &Here,
    current: &str,
    new: &str,
) -> Outcome<SignedIn> {
    let account = check_current(desk, here, current).await?;
    let invalid = |code: &str| Refusal::new("accounts.invalid").field("new_password", code);
    if let Err(weak) = check_password(new, &account.login, account.has_second_factor()) {
        return Err(invalid(weak.code()).into());
    }
    if passwords::verify(new, &account.password_hash).await? {
        return Err(invalid(law::accounts::WeakPassword::SameAsBefore.code()).into());
    }
    let password_hash = passwords::hash(desk, new).await?;
    let mut work = desk.begin_as(&here.actor).await?;
    let mut account = own_to_change(&work.tx, here).await?;
    account.password_hash = password_hash;
    account.password_changed_at = desk.now();
    account.must_change = false;
    let signed_in = save_and_renew(desk, visit, here, &mut work, account, "accounts.change_password").await?;
    desk.commit(work).await?;
    Ok(signed_in)
}

/// Offers a second factor; asked again with the sealed secret of the form it offers the same.
pub async fn begin_enrolment(desk: &Desk, here: &Here, sealed: Option<&str>) -> Outcome<Enrolment> {
    let tx = desk.store().snapshot().await?;
    let secret = match sealed {
        Some(sealed) => store::accounts::open(&tx, &enrolment_place(here), sealed).map_err(|_| lost())?,
        None => second_factor::fresh_secret(desk),
    };
    let address = second_factor::enrolment_address(&secret, &here.actor.login)?;
    let sealed = store::accounts::seal(&tx, &enrolment_place(here), &secret)?;
    Ok(Enrolment { secret, address, sealed })
}

/// Enrols the second factor once its first code is right; returns the recovery codes, shown once.
///
/// Who replaces a second factor gives the password as well.
pub async fn finish_enrolment(
    desk: &Desk,
    visit: &Visit,
    here: &Here,
    sealed: &str,
    code: &str,
    password: &str,
) -> Outcome<(SignedIn, Vec<String>)> {
    if here.has_second_factor {
        check_current(desk, here, password).await?;
    }
    let id = here.actor.account.ok_or(Failure::Missing)?;
    let keys = [throttle::account_key("code", id)];
    throttle::charge(desk, &keys).await?;
    let mut work = desk.begin_as(&here.actor).await?;
    let secret = store::accounts::open(&work.tx, &enrolment_place(here), sealed).map_err(|_| lost())?;
    let code = second_factor::time_code(code).unwrap_or_default();
    let Some(step) = second_factor::matching_step(&secret, &code, desk.now())? else {
        return Err(Refusal::new("accounts.invalid").field("code", "code_wrong").into());
    };
    throttle::give_back(&work.tx, &keys).await?;
    let mut account = own_to_change(&work.tx, here).await?;
    let (codes, kept) = second_factor::fresh_recovery_codes(desk, &work.tx, id);
    account.totp_secret = Some(second_factor::seal(&work.tx, id, &secret)?);
    account.totp_last_step = Some(step);
    account.recovery_codes = kept;
    let signed_in =
        save_and_renew(desk, visit, here, &mut work, account, "accounts.enrol_second_factor").await?;
    desk.commit(work).await?;
    Ok((signed_in, codes))
}

/// Makes ten new recovery codes; the old ones end.
pub async fn renew_recovery_codes(desk: &Desk, here: &Here, password: &str) -> Outcome<Vec<String>> {
    let account = check_current(desk, here, password).await?;
    if !account.has_second_factor() {
        return Err(Refusal::new("accounts.no_second_factor").into());
    }
    let mut work = desk.begin_as(&here.actor).await?;
    let mut account = own_to_change(&work.tx, here).await?;
    let (codes, kept) = second_factor::fresh_recovery_codes(desk, &work.tx, account.id);
    account.recovery_codes = kept;
    work.record("accounts.renew_recovery_codes", "account", account.id, json!({}));
    store::accounts::update(&work.tx, account).await?;
    desk.commit(work).await?;
    Ok(codes)
}

/// Takes the own second factor away, where it is not obligatory and the password is long enough alone.
pub async fn remove_second_factor(
    desk: &Desk,
    visit: &Visit,
    here: &Here,
    password: &str,
) -> Outcome<SignedIn> {
    let account = check_current(desk, here, password).await?;
    if !account.has_second_factor() {
        return Err(Refusal::new("accounts.no_second_factor").into());
    }
    if needs_second_factor(account.role.0, visit.inside_office) {
        return Err(Refusal::new("accounts.second_factor_needed").into());
    }
    if check_password(password, &account.login, false).is_err() {
        return Err(Refusal::new("accounts.password_short_alone").into());
    }
    let mut work = desk.begin_as(&here.actor).await?;
    let mut account = own_to_change(&work.tx, here).await?;
    account.totp_secret = None;
    account.totp_last_step = None;
    account.recovery_codes = String::new();
    let signed_in =
        save_and_renew(desk, visit, here, &mut work, account, "accounts.remove_second_factor").await?;
    desk.commit(work).await?;
    Ok(signed_in)
}

/// Ends one of the own sessions.
pub async fn end_own_session(desk: &Desk, here: &Here, session: Uuid) -> Outcome<()> {
    let account = here.actor.account.ok_or(Failure::Missing)?;
    let mut work = desk.begin_as(&here.actor).await?;
    if !store::accounts::end_session(&work.tx, account, session, desk.now()).await? {
        return Err(Failure::Missing);
    }
    work.record("accounts.end_session", "account", account, json!({"session": session}));
    desk.commit(work).await
}

/// Ends all own sessions but this one.
pub async fn end_other_sessions(desk: &Desk, here: &Here) -> Outcome<u64> {
    let account = here.actor.account.ok_or(Failure::Missing)?;
    let mut work = desk.begin_as(&here.actor).await?;
    let ended = store::accounts::end_sessions(&work.tx, account, Some(here.session), desk.now()).await?;
    work.record("accounts.end_other_sessions", "account", account, json!({"sessions_ended": ended}));
    desk.commit(work).await?;
    Ok(ended)
}

/// Keeps the language of the screens with the account.
pub async fn choose_language(desk: &Desk, here: &Here, language: &str) -> Outcome<()> {
    let account = here.actor.account.ok_or(Failure::Missing)?;
    let tx = desk.store().begin().await?;
    store::accounts::note_language(&tx, account, language).await?;
    tx.commit().await?;
    Ok(())
}

async fn own(tx: &Tx, here: &Here) -> Outcome<Account> {
    let id = here.actor.account.ok_or(Failure::Missing)?;
    store::accounts::find(tx, id).await?.ok_or(Failure::Missing)
}

async fn own_to_change(tx: &Tx, here: &Here) -> Outcome<Account> {
    let id = here.actor.account.ok_or(Failure::Missing)?;
    store::accounts::find_to_change(tx, id).await?.ok_or(Failure::Missing)
}

/// The own account, if the password is its own; guesses are counted and delayed.
async fn check_current(desk: &Desk, here: &Here, password: &str) -> Outcome<Account> {
    let account = {
        let tx = desk.store().snapshot().await?;
        own(&tx, here).await?
    };
    let keys = [throttle::account_key("password", account.id)];
    throttle::charge(desk, &keys).await?;
    if !passwords::verify(password, &account.password_hash).await? {
        return Err(Refusal::new("accounts.invalid").field("password", "password_wrong").into());
    }
    let tx = desk.store().begin().await?;
    throttle::give_back(&tx, &keys).await?;
    tx.commit().await?;
    Ok(account)
}

async fn save_and_renew(
    desk: &Desk,
    visit: &Visit,
    here: &Here,
    work: &mut Work,
    account: Account,
    act: &str,
) -> Outcome<SignedIn> {
    // Whoever changes a second factor here has just proved the new one, or needs none.
    let stage = if account.has_second_factor() { SessionStage::SecondFactor } else { SessionStage::Password };
    store::accounts::update(&work.tx, account.clone()).await?;
    let ended = store::accounts::end_sessions(&work.tx, account.id, Some(here.session), desk.now()).await?;
    work.record(act, "account", account.id, json!({"session": here.session, "sessions_ended": ended}));
    renew(desk, &work.tx, visit, &account, here.session, stage).await
}

fn enrolment_place(here: &Here) -> String {
    format!("session:enrolment:{}", here.session)
}

fn lost() -> Failure {
    Refusal::new("accounts.enrolment_lost").into()
}
