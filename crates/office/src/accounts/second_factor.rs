//! The second factor: time codes of an authenticator (TOTP, RFC 6238) and one-time recovery codes.
//!
//! The secret is sealed at rest and bound to its account; recovery codes are kept as keyed hashes.

use chrono::{DateTime, Utc};
use store::Tx;
use store::accounts::Account;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

const ISSUER: &str = "TGPL";
const RECOVERY_CODES: usize = 10;
/// Letters and digits that cannot be taken for each other.
const READABLE: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A random text of readable letters, five bits each.
pub fn readable(desk: &Desk, letters: usize) -> String {
    let mut bytes = vec![0_u8; letters];
    desk.chance(&mut bytes);
    bytes.iter().map(|byte| char::from(READABLE[usize::from(byte & 31)])).collect()
}

/// A fresh secret, in base 32.
pub fn fresh_secret(desk: &Desk) -> String {
    let mut bytes = [0_u8; 20];
    desk.chance(&mut bytes);
    Secret::from(bytes).to_base32()
}

/// The address that an authenticator reads from the QR code.
pub fn enrolment_address(secret: &str, login: &str) -> Outcome<String> {
    totp(secret, login)?.to_url().map_err(|error| Failure::Broken(error.to_string()))
}

/// The time step whose code this is, if any of the steps around now.
pub fn matching_step(secret: &str, code: &str, now: DateTime<Utc>) -> Outcome<Option<i64>> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = totp(secret, "account")?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The code of a moment, as an authenticator would show it.
pub fn code_at(secret: &str, now: DateTime<Utc>) -> Outcome<String> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Ok(totp(secret, "account")?.generate(seconds).to_string())
}

/// The secret of an account, opened.
pub fn secret_of(tx: &Tx, account: &Account) -> Outcome<Option<String>> {
    match &account.totp_secret {
        Some(sealed) => Ok(Some(store::accounts::open(tx, &place(account.id), sealed)?)),
        None => Ok(None),
    }
}

/// The secret of an account, sealed.
pub fn seal(tx: &Tx, account: Uuid, secret: &str) -> Outcome<String> {
    Ok(store::accounts::seal(tx, &place(account), secret)?)
}

/// Ten new recovery codes: as the person reads them, and as they are kept.
pub fn fresh_recovery_codes(desk: &Desk, tx: &Tx, account: Uuid) -> (Vec<String>, String) {
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| {
            let letters = readable(desk, 12);
            format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
        })
        .collect();
    let kept: Vec<String> = codes.iter().map(|code| kept_code(tx, account, code)).collect();
    (codes, kept.join("\n"))
}

/// What remains of the kept codes when this one is used; `None` when it is none of them.
pub fn without_code(tx: &Tx, account: &Account, typed: &str) -> Option<String> {
    let used = kept_code(tx, account.id, typed);
    let rest: Vec<&str> = account.recovery_codes.lines().filter(|line| *line != used).collect();
    (rest.len() < account.recovery_codes.lines().count()).then(|| rest.join("\n"))
}

/// The time code as people type it: digits, spaces forgiven.
pub fn time_code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

fn kept_code(tx: &Tx, account: Uuid, code: &str) -> String {
    let plain: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    store::accounts::keyed_hash(tx, &format!("account:recovery:{account}"), &plain)
}

fn place(account: Uuid) -> String {
    store::accounts::totp_place(account)
}

fn totp(secret: &str, login: &str) -> Outcome<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|error| Failure::Broken(error.to_string()))?;
    Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(login)
        .build()
        .map_err(|error| Failure::Broken(error.to_string()))
}
