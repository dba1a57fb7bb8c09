//! A desk for tests of acts: a real database with the reference data, a frozen clock, seeded chance.

use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use law::access::Role;
use office::{Actor, Chance, Clock, Desk};
use store::secrets::Keyring;
use store::{Address, Store};
use uuid::Uuid;

/// A desk and the folder its data lives in.
pub struct Kit {
    pub desk: Desk,
    _folder: tempfile::TempDir,
}

impl Kit {
    /// On SQLite, with everything the program brings along, at 09:00 of 22 November 2026.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap();
        let store = Store::open(&Address::Sqlite(folder.path().join("t.sqlite")), keys).await.unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), [])
            .unwrap();
        let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
        let desk = Desk::open(store, files, Clock::Frozen(clock), Chance::seeded(1)).await.unwrap();
        office::reference::load_embedded(&desk).await.unwrap();
        Kit { desk, _folder: folder }
    }
}

/// Somebody with a role in an organisation.
pub fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    }
}

/// A day as people of programs write it.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
