//! Passwords as they are kept: Argon2id with a salt of its own, computed off the request threads, a
//! few at a time, so that a flood of sign-ins cannot take all memory or all cores.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use law::accounts::canonical_password;
use tokio::sync::{OnceCell, Semaphore};

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// Each computation takes 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// The hash of a password nobody has.
static NOBODY: OnceCell<String> = OnceCell::const_new();

/// The hash of a password.
pub async fn hash(desk: &Desk, password: &str) -> Outcome<String> {
    let mut salt = [0_u8; 16];
    desk.chance(&mut salt);
    let password = canonical_password(password);
    compute(move || {
        let hash: PasswordHash = Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|error| Failure::Broken(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await?
}

/// Whether a password has this hash.
pub async fn verify(password: &str, hash: &str) -> Outcome<bool> {
    let (password, hash) = (canonical_password(password), hash.to_owned());
    compute(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| Failure::Broken(error.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?
}

/// Takes as long as [`verify`] and says no: for log-in names that nobody has.
pub async fn verify_nobody(desk: &Desk, password: &str) -> Outcome<bool> {
    let secret = desk.secret(16);
    let hash = NOBODY.get_or_try_init(|| hash(desk, &secret)).await?;
    verify(password, hash).await?;
    Ok(false)
}

/// A first password to hand over: four groups of five, without letters that look alike.
pub fn first_password(desk: &Desk, login: &str) -> String {
    loop {
        let letters = super::second_factor::readable(desk, 20);
        let groups: Vec<&str> = (0..4).map(|group| &letters[group * 5..group * 5 + 5]).collect();
        let password = groups.join("-");
        if law::accounts::check_password(&password, login, false).is_ok() {
            return password;
        }
    }
}

async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let _turn = AT_ONCE.acquire().await.map_err(|error| Failure::Broken(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Broken(error.to_string()))
}
