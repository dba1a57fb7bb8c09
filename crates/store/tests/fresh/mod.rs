//! Fresh databases for tests: SQLite always, PostgreSQL where `TEST_POSTGRES` names a server.
//!
//! Each test gets its own file and its own schema; both are gone when the test ends.

use std::sync::atomic::{AtomicU32, Ordering};

use store::secrets::Keyring;
use store::{Address, Store};

/// An empty database with the whole schema.
pub struct Fresh {
    pub store: Store,
    pub address: Address,
    /// For messages of failed tests.
    pub name: &'static str,
    _folder: Option<tempfile::TempDir>,
}

/// The keys of the tests.
pub fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
}

/// An address nobody else uses, on SQLite.
pub fn sqlite() -> (Address, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Address::Sqlite(folder.path().join("test.sqlite")), folder)
}

/// An address nobody else uses, on PostgreSQL; `None` where there is no server to test on.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
pub fn postgres() -> Option<Address> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES") else {
        assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        );
        return None;
    };
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    Some(Address::Postgres { url, schema: Some(format!("store_{}_{count}", std::process::id())) })
}

/// An address of each database.
pub fn addresses() -> Vec<(Address, &'static str, Option<tempfile::TempDir>)> {
    let (address, folder) = sqlite();
    let mut all = vec![(address, "sqlite", Some(folder))];
    all.extend(postgres().map(|address| (address, "postgres", None)));
    all
}

/// An open database of each kind.
pub async fn stores() -> Vec<Fresh> {
    let mut stores = Vec::new();
    for (address, name, folder) in addresses() {
        let store = Store::open(&address, keys()).await.unwrap();
        stores.push(Fresh { store, address, name, _folder: folder });
    }
    stores
}

impl Drop for Fresh {
    fn drop(&mut self) {
        drop_schema(&self.address);
    }
}

/// Takes a schema away again; a thread of its own, since a test may end anywhere. A transaction that
/// a failed or finished test left open would hold it, so its connection goes first.
pub fn drop_schema(address: &Address) {
    let Address::Postgres { url, schema: Some(schema) } = address.clone() else { return };
    let work = async move {
        let plain = Address::Postgres { url, schema: None };
        let store = Store::connect(&plain, keys()).await.unwrap();
        let holders = format!(
            "select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
             join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = '{schema}' and l.pid <> pg_backend_pid()"
        );
        store.maintain(&holders).await.unwrap();
        store.maintain(&format!("drop schema if exists {schema} cascade")).await.unwrap();
        store.close().await.unwrap();
    };
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime().block_on(work)).join().unwrap();
}
