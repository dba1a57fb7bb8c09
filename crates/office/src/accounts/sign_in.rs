//! Coming in: password, second factor, and how a session is known again.
//!
//! A wrong log-in name and a wrong password get the same answer after the same time. Each step gives
//! the session a new token, so that a token from before is worth nothing. Sessions end after idle
//! minutes and at the end of their absolute life.

use chrono::{DateTime, Duration, Utc};
use law::accounts::{SessionFacts, SessionStage, Standing, standing};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::accounts::{Account, Session};
use uuid::Uuid;

use super::{passwords, second_factor, throttle};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// How long sessions live.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionRules {
    /// Without use.
    pub idle: Duration,
    /// At most.
    pub absolute: Duration,
}

/// Where a request comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Visit {
    pub ip: String,
    pub user_agent: String,
    pub inside_office: bool,
    /// What the browser shows of an earlier sign-in.
    pub device: Option<String>,
}

/// What the browser gets after a step of the sign-in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// Token of the session.
    pub token: String,
    /// What its forms carry from now on.
    pub csrf: String,
    /// Mark by which the device is known the next time.
    pub device: Option<String>,
    pub standing: Standing,
    pub language: String,
}

/// A session that lives, and who uses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Here {
    pub actor: Actor,
    /// Name of the organisation.
    pub org_name: String,
    pub session: Uuid,
    /// What forms of this session carry.
    pub csrf: String,
    pub standing: Standing,
    pub has_second_factor: bool,
    pub language: String,
    /// Whether the last use was noted more than a minute ago.
    pub note_due: bool,
}

/// What a session token says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Nothing: no session was ever known by it.
    Nobody,
    /// There was a session; it ended or was left idle.
    Ended {
        /// Record id of the account.
        account: Uuid,
        /// Its log-in name.
        login: String,
    },
    /// It lives.
    Here(Box<Here>),
}

const DEVICE: &str = "account:device";

/// The hash under which a token is kept.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Signs in with a password (*đăng nhập*). A second factor may still have to follow.
pub async fn sign_in(
    desk: &Desk,
    rules: &SessionRules,
    visit: &Visit,
    login: &str,
    password: &str,
) -> Outcome<SignedIn> {
    let login = super::canonical_login(login);
    let (account, known_device) = {
        let tx = desk.store().snapshot().await?;
        (store::accounts::find_by_login(&tx, &login).await?, known_device(&tx, visit, &login))
    };
    let keys = match &known_device {
        Some(device) => vec![throttle::device_key(device)],
        None => vec![throttle::login_key(&login), throttle::address_key(&visit.ip)],
    };
    throttle::charge(desk, &keys).await?;
    let right = match &account {
        Some(account) => passwords::verify(password, &account.password_hash).await?,
        None => passwords::verify_nobody(desk, password).await?,
    };
    let Some(account) = account.filter(|_| right) else {
        note_failed(desk, visit, &login).await?;
        return Err(Refusal::new("accounts.wrong").into());
    };
    let mut work = desk.begin_as(&actor_of(&account, &visit.ip)).await?;
    throttle::give_back(&work.tx, &keys).await?;
    if !account.is_enabled() {
        work.record("accounts.sign_in_disabled", "account", account.id, json!({}));
        desk.commit(work).await?;
        return Err(Refusal::new("accounts.disabled").into());
    }
    let signed_in = begin_session(desk, rules, visit, &mut work, &account).await?;
    desk.commit(work).await?;
    Ok(signed_in)
}

/// Begins a session of an account whose password was right.
pub async fn begin_session(
    desk: &Desk,
    rules: &SessionRules,
    visit: &Visit,
    work: &mut Work,
    account: &Account,
) -> Outcome<SignedIn> {
    let (token, now) = (desk.secret(32), desk.now());
    let session = Session {
        id: desk.id(),
        token_hash: token_hash(&token),
        account_id: account.id,
        csrf: desk.secret(32),
        created_at: now,
        seen_at: now,
        expires_at: now + rules.absolute,
        ip: visit.ip.clone(),
        user_agent: visit.user_agent.chars().take(300).collect(),
        stage: SessionStage::Password.into(),
        revoked_at: None,
    };
    work.record("accounts.sign_in", "account", account.id, json!({"session": session.id}));
    store::accounts::note_seen(&work.tx, account.id, now).await?;
    let (standing, csrf) = (standing_of(account, &session, visit), session.csrf.clone());
    store::accounts::insert_session(&work.tx, session).await?;
    // A device is known only after everything was proved there; else whoever has the password could
    // get a new count of failures for each guess of the code.
    let device = match standing {
        Standing::NeedsCode => None,
        _ => Some(device_mark(&work.tx, &account.login)?),
    };
    Ok(SignedIn { token, csrf, device, standing, language: account.language.clone() })
}

/// Takes the code of the second factor, or a recovery code in its place.
pub async fn give_code(desk: &Desk, visit: &Visit, here: &Here, typed: &str) -> Outcome<SignedIn> {
    let id = here.actor.account.ok_or(Failure::Missing)?;
    let known_device = known_device(&desk.store().snapshot().await?, visit, &here.actor.login);
    let keys = match &known_device {
        Some(device) => vec![throttle::device_key(device)],
        None => vec![throttle::account_key("code", id), throttle::address_key(&visit.ip)],
    };
    throttle::charge(desk, &keys).await?;
    let mut work = desk.begin_as(&here.actor).await?;
    let account = store::accounts::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    let Some(way) = accept_code(desk, &work.tx, &account, typed).await? else {
        work.record("accounts.wrong_code", "account", id, json!({"session": here.session}));
        desk.commit(work).await?;
        return Err(Refusal::new("accounts.wrong_code").into());
    };
    throttle::give_back(&work.tx, &keys).await?;
    work.record("accounts.second_factor", "account", id, json!({"session": here.session, "by": way}));
    let mut signed_in =
        renew(desk, &work.tx, visit, &account, here.session, SessionStage::SecondFactor).await?;
    signed_in.device = Some(device_mark(&work.tx, &account.login)?);
    desk.commit(work).await?;
    Ok(signed_in)
}

/// Uses up a code; says which way it was right.
async fn accept_code(desk: &Desk, tx: &Tx, account: &Account, typed: &str) -> Outcome<Option<&'static str>> {
    let Some(secret) = second_factor::secret_of(tx, account)? else { return Ok(None) };
    if let Some(code) = second_factor::time_code(typed) {
        let Some(step) = second_factor::matching_step(&secret, &code, desk.now())? else { return Ok(None) };
        return Ok(store::accounts::use_step(tx, account.id, step).await?.then_some("time code"));
    }
    let Some(rest) = second_factor::without_code(tx, account, typed) else { return Ok(None) };
    let used = store::accounts::use_recovery_code(tx, account.id, &account.recovery_codes, &rest).await?;
    Ok(used.then_some("recovery code"))
}

/// Gives a session a new token after something about its standing changed.
pub async fn renew(
    desk: &Desk,
    tx: &Tx,
    visit: &Visit,
    account: &Account,
    session: Uuid,
    stage: SessionStage,
) -> Outcome<SignedIn> {
    let (token, csrf) = (desk.secret(32), desk.secret(32));
    if !store::accounts::renew_session(tx, session, &token_hash(&token), &csrf, stage).await? {
        return Err(Failure::Missing);
    }
    let standing = standing(facts_of(account, stage, visit));
    Ok(SignedIn { token, csrf, device: None, standing, language: account.language.clone() })
}

/// Knows a session by its token.
pub async fn resume(desk: &Desk, rules: &SessionRules, visit: &Visit, token: &str) -> Outcome<Presence> {
    resume_in(desk, &desk.store().snapshot().await?, rules, visit, token).await
}

/// The same within a reading that goes on.
pub(crate) async fn resume_in(
    desk: &Desk,
    tx: &Tx,
    rules: &SessionRules,
    visit: &Visit,
    token: &str,
) -> Outcome<Presence> {
    let Some(session) = store::accounts::find_session(tx, &token_hash(token)).await? else {
        return Ok(Presence::Nobody);
    };
    let Some(account) = store::accounts::find(tx, session.account_id).await? else {
        return Ok(Presence::Nobody);
    };
    let now = desk.now();
    if !account.is_enabled() || !lives(&session, rules, now) {
        return Ok(Presence::Ended { account: account.id, login: account.login });
    }
    Ok(Presence::Here(Box::new(Here {
        actor: actor_of(&account, &visit.ip),
        org_name: desk.name_of_organisation(&account.org_code),
        session: session.id,
        standing: standing_of(&account, &session, visit),
        has_second_factor: account.has_second_factor(),
        language: account.language,
        note_due: now - session.seen_at >= Duration::minutes(1),
        csrf: session.csrf,
    })))
}

/// Notes that a session was used.
pub async fn note_presence(desk: &Desk, here: &Here) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    let now = desk.now();
    store::accounts::note_session_seen(&tx, here.session, now).await?;
    if let Some(account) = here.actor.account {
        store::accounts::note_seen(&tx, account, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends the session (*đăng xuất*).
pub async fn sign_out(desk: &Desk, here: &Here) -> Outcome<()> {
    let account = here.actor.account.ok_or(Failure::Missing)?;
    let mut work = desk.begin_as(&here.actor).await?;
    if store::accounts::end_session(&work.tx, account, here.session, desk.now()).await? {
        work.record("accounts.sign_out", "account", account, json!({"session": here.session}));
    }
    desk.commit(work).await
}

/// The actor that an account is.
pub fn actor_of(account: &Account, ip: &str) -> Actor {
    Actor {
        account: Some(account.id),
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role.0,
        org: account.org_code.clone(),
        provider: account.provider_id,
        ip: ip.to_owned(),
    }
}

fn lives(session: &Session, rules: &SessionRules, now: DateTime<Utc>) -> bool {
    session.revoked_at.is_none() && now < session.expires_at && now - session.seen_at < rules.idle
}

fn standing_of(account: &Account, session: &Session, visit: &Visit) -> Standing {
    standing(facts_of(account, session.stage.0, visit))
}

fn facts_of(account: &Account, stage: SessionStage, visit: &Visit) -> SessionFacts {
    SessionFacts {
        role: account.role.0,
        inside_office: visit.inside_office,
        has_second_factor: account.has_second_factor(),
        stage,
        must_change_password: account.must_change,
    }
}

/// The failure is recorded without what was typed: it may be a password in the wrong field.
async fn note_failed(desk: &Desk, visit: &Visit, login: &str) -> Outcome<()> {
    let mut actor = Actor::system();
    actor.ip.clone_from(&visit.ip);
    let mut work = desk.begin_as(&actor).await?;
    let account = store::accounts::find_by_login(&work.tx, login).await?;
    let id = account.map_or_else(|| "unknown".to_owned(), |account| account.id.to_string());
    work.record("accounts.sign_in_failed", "account", id, json!({}));
    desk.commit(work).await
}

fn device_mark(tx: &Tx, login: &str) -> Outcome<String> {
    Ok(store::accounts::seal(tx, DEVICE, login)?)
}

/// The device, when its mark is ours and belongs to this log-in name.
fn known_device(tx: &Tx, visit: &Visit, login: &str) -> Option<String> {
    let mark = visit.device.as_deref()?;
    let opened = store::accounts::open(tx, DEVICE, mark).ok()?;
    (opened == login).then(|| token_hash(mark))
}
