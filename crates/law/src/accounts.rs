//! Rules of accounts: passwords, second factor, idle accounts, delay after failed log-ins.
//!
//! Basis: TCVN 14423:2026, level 3 (read in a second-hand summary, so every number is a setting with
//! these as defaults).

use unicode_normalization::UnicodeNormalization as _;

use crate::access::Role;
use crate::coded;

coded! {
    /// Why a password is not taken.
    WeakPassword as "weak-password" {
        /// Shorter than 14 characters (8 with a second factor).
        TooShort = "too_short",
        /// One letter over and over, or the log-in name itself.
        TooSimple = "too_simple",
        /// The same as before.
        SameAsBefore = "same_as_before",
    }
}

coded! {
    /// How far a session has proved who it is (*mức xác thực*).
    SessionStage as "session-stage" {
        /// The password was given.
        Password = "password",
        /// The password and the second factor were given.
        SecondFactor = "second_factor",
    }
}

/// Shortest password without a second factor.
pub const LENGTH_ALONE: usize = 14;
/// Shortest password with a second factor.
pub const LENGTH_WITH_SECOND_FACTOR: usize = 8;
/// Days after which an unused account is disabled (*tài khoản không hoạt động*).
pub const IDLE_DAYS: i64 = 45;

/// The password as it is counted, hashed and compared: letters and their marks composed, since
/// keyboards send them in different ways.
#[must_use]
pub fn canonical_password(typed: &str) -> String {
    typed.nfc().collect()
}

/// Checks a new password (*mật khẩu*).
///
/// Basis: TCVN 14423:2026 §5 as summarised: 14 characters, or 8 with a second factor.
pub fn check_password(password: &str, login: &str, second_factor: bool) -> Result<(), WeakPassword> {
    let shortest = if second_factor { LENGTH_WITH_SECOND_FACTOR } else { LENGTH_ALONE };
    let password = canonical_password(password);
    if password.chars().count() < shortest {
        return Err(WeakPassword::TooShort);
    }
    let mut letters: Vec<char> = password.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.len() < 4 || password.to_lowercase().contains(&login.to_lowercase()) {
        return Err(WeakPassword::TooSimple);
    }
    Ok(())
}

/// Whether an account must use a second factor (*xác thực hai yếu tố*).
///
/// Basis: TCVN 14423:2026 §5 as summarised: administrators always, everybody from outside the office.
#[must_use]
pub fn needs_second_factor(role: Role, inside_office: bool) -> bool {
    role == Role::Administrator || !inside_office
}

/// What a session knows about who uses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionFacts {
    /// Role of the account.
    pub role: Role,
    /// Whether the request comes from the office network.
    pub inside_office: bool,
    /// Whether the account has a second factor.
    pub has_second_factor: bool,
    /// What was proved so far.
    pub stage: SessionStage,
    /// Whether the password was set by somebody else.
    pub must_change_password: bool,
}

/// What a person has to do before anything else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing: all doors that the role opens are open.
    Complete,
    /// Give the code of the second factor.
    NeedsCode,
    /// Replace a password that somebody else set.
    NeedsPassword,
    /// Enrol a second factor.
    NeedsEnrolment,
}

/// What a session must still do before anything else (*bước đăng nhập còn thiếu*).
///
/// Basis: TCVN 14423:2026 §5 as summarised. An enrolled second factor is always asked for; the first
/// password is replaced next; a second factor that is obligatory is enrolled last.
#[must_use]
pub fn standing(facts: SessionFacts) -> Standing {
    if facts.has_second_factor && facts.stage != SessionStage::SecondFactor {
        Standing::NeedsCode
    } else if facts.must_change_password {
        Standing::NeedsPassword
    } else if !facts.has_second_factor && needs_second_factor(facts.role, facts.inside_office) {
        Standing::NeedsEnrolment
    } else {
        Standing::Complete
    }
}

/// How many times more failures an address may make than an account: an office shares one.
pub const ADDRESS_PATIENCE: i64 = 5;
/// Minutes after which one failure is forgotten.
const FORGET_MINUTES: i64 = 30;

/// The failures that still count after quiet minutes: one is forgotten every half hour.
///
/// Basis: none; ours, so that a person who mistyped in the morning does not wait in the afternoon.
///
/// ```
/// assert_eq!(law::accounts::remembered(5, 29), 5);
/// assert_eq!(law::accounts::remembered(5, 60), 3);
/// assert_eq!(law::accounts::remembered(5, 600), 0);
/// ```
#[must_use]
pub fn remembered(failures: i64, quiet_minutes: i64) -> i64 {
    (failures - quiet_minutes.max(0) / FORGET_MINUTES).max(0)
}

/// Whether a log-in name (*tên đăng nhập*) can be one: 3 to 64 small letters, digits, `.`, `_`, `-`, `@`.
///
/// Basis: none; ours.
///
/// ```
/// assert!(law::accounts::is_login("an.nguyen@bkn"));
/// assert!(!law::accounts::is_login("An Nguyễn"));
/// ```
#[must_use]
pub fn is_login(login: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@".contains(&b);
    (3..=64).contains(&login.len()) && login.bytes().all(plain)
}

/// Seconds to wait after so many failed log-ins in a row (*đăng nhập sai liên tiếp*).
///
/// Basis: TCVN 14423:2026 §5 as summarised: a limit after 5 failures at the latest.
///
/// Grows instead of locking, so that nobody can lock an administrator out: none for the first
/// three, then 5, 10, 20 … up to 15 minutes.
///
/// ```
/// assert_eq!(law::accounts::delay_after(3), 0);
/// assert_eq!(law::accounts::delay_after(4), 5);
/// assert_eq!(law::accounts::delay_after(6), 20);
/// assert_eq!(law::accounts::delay_after(60), 900);
/// ```
#[must_use]
pub fn delay_after(failures: i64) -> i64 {
    match failures {
        ..=3 => 0,
        failures => 5_i64.saturating_mul(1 << (failures - 4).min(10)).min(900),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_asked_for_in_order() {
        use SessionStage::{Password, SecondFactor};
        use Standing::{Complete, NeedsCode, NeedsEnrolment, NeedsPassword};
        for (role, inside_office, has_second_factor, stage, must_change_password, expected) in [
            (Role::Clerk, true, false, Password, false, Complete),
            (Role::Clerk, true, false, Password, true, NeedsPassword),
            (Role::Clerk, false, false, Password, false, NeedsEnrolment),
            (Role::Clerk, false, true, Password, true, NeedsCode),
            (Role::Clerk, true, true, Password, false, NeedsCode),
            (Role::Clerk, true, true, SecondFactor, true, NeedsPassword),
            (Role::Clerk, false, true, SecondFactor, false, Complete),
            (Role::Administrator, true, false, Password, false, NeedsEnrolment),
            (Role::Administrator, true, false, Password, true, NeedsPassword),
            (Role::Administrator, true, true, SecondFactor, false, Complete),
        ] {
            let facts = SessionFacts { role, inside_office, has_second_factor, stage, must_change_password };
            assert_eq!(standing(facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn passwords_are_long_or_backed_by_a_second_factor() {
        for (password, second_factor, expected) in [
            ("mùa xuân chín đỏ", false, Ok(())),
            ("ngắn quá", false, Err(WeakPassword::TooShort)),
            ("nga\u{306}\u{301}n qua\u{301} đi thôi", false, Ok(())),
            ("nga\u{306}\u{301}n qua\u{301} ạ", false, Err(WeakPassword::TooShort)),
            ("ngắn quá", true, Ok(())),
            ("aaaaaaaaaaaaaaaaa", false, Err(WeakPassword::TooSimple)),
            ("clerk.demo-2026-xyz", false, Err(WeakPassword::TooSimple)),
        ] {
            assert_eq!(check_password(password, "clerk.demo", second_factor), expected, "{password}");
        }
    }
}
