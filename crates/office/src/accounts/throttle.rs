//! Delays after failed attempts: charged before the check, given back after success, so that many
//! attempts at once gain nothing.
//!
//! An account and an address are counted apart. A device that was signed in with before is counted by
//! itself: a stranger's failures elsewhere do not keep the owner out.

use std::net::IpAddr;

use law::accounts::{ADDRESS_PATIENCE, delay_after, remembered};
use store::Tx;

use crate::desk::Desk;
use crate::failure::{Outcome, Refusal};

/// What an attempt is counted under, and how many failures count as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    name: String,
    patience: i64,
}

pub fn login_key(login: &str) -> Key {
    Key { name: format!("login:{login}"), patience: 1 }
}

/// Whoever has one IPv6 address has its whole /64.
pub fn address_key(ip: &str) -> Key {
    let name = match ip.parse() {
        Ok(IpAddr::V6(ip)) => format!("ip:{:x?}", &ip.segments()[..4]),
        _ => format!("ip:{ip}"),
    };
    Key { name, patience: ADDRESS_PATIENCE }
}

/// Look-ups by code on a page for anybody; apart from log-ins, which this must not slow down.
pub fn lookup_key(ip: &str) -> Key {
    Key { name: format!("lookup:{}", address_key(ip).name), patience: LOOKUP_PATIENCE }
}

/// Look-ups in vain that count as one failure.
const LOOKUP_PATIENCE: i64 = 5;

pub fn device_key(device: &str) -> Key {
    Key { name: format!("device:{device}"), patience: 1 }
}

pub fn account_key(what: &str, account: uuid::Uuid) -> Key {
    Key { name: format!("{what}:{account}"), patience: 1 }
}

/// Counts an attempt as failed before it is made, or refuses while a delay runs.
pub async fn charge(desk: &Desk, keys: &[Key]) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    let now = desk.now();
    let mut wait = 0;
    let mut counted = Vec::with_capacity(keys.len());
    for key in keys {
        let kept = kept_key(&tx, key);
        let seen = store::accounts::find_failures(&tx, &kept).await?;
        let mut failures = 0;
        if let Some(seen) = &seen {
            let quiet = now - seen.last_at;
            failures = remembered(seen.failures, quiet.num_minutes());
            wait = wait.max(delay_after(failures / key.patience) - quiet.num_seconds());
        }
        counted.push((kept, seen, failures + 1));
    }
    if wait <= 0 {
        for (kept, seen, failures) in counted {
            if !store::accounts::note_failure(&tx, &kept, seen.as_ref(), failures, now).await? {
                wait = 1;
            }
        }
    }
    if wait > 0 {
        tx.rollback().await?;
        return Err(Refusal::new("accounts.wait").with("seconds", wait).into());
    }
    tx.commit().await?;
    Ok(())
}

/// Gives an attempt back that went well: an account or device starts anew, an address loses one.
pub async fn give_back(tx: &Tx, keys: &[Key]) -> Outcome<()> {
    for key in keys {
        let kept = kept_key(tx, key);
        if key.patience == 1 {
            store::accounts::remove_failures(tx, &kept).await?;
        } else if let Some(seen) = store::accounts::find_failures(tx, &kept).await? {
            let fewer = (seen.failures - 1).max(0);
            store::accounts::note_failure(tx, &kept, Some(&seen), fewer, seen.last_at).await?;
        }
    }
    Ok(())
}

/// Forgets the failures of a log-in name: an administrator has just helped.
pub async fn forgive(tx: &Tx, login: &str) -> Outcome<()> {
    store::accounts::remove_failures(tx, &kept_key(tx, &login_key(login))).await?;
    Ok(())
}

/// Typed log-in names may hold anything, even a password in the wrong field: only a keyed hash is kept.
fn kept_key(tx: &Tx, key: &Key) -> String {
    store::accounts::keyed_hash(tx, "throttle", &key.name)
}
