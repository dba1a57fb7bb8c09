//! A desk for tests of import and export, on SQLite and, where there is a server, on PostgreSQL; files
//! of rows; short ways to import and to read problems.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use law::access::Role;
use office::exchange::{
    End, ExportFile, ExportRequest, FileKind, Format, ImportReport, ImportRequest, Tally,
};
use office::{Actor, Chance, Clock, Desk};
use store::secrets::Keyring;
use store::{Address, Store};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The register of Bắc Kạn.
pub const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");

pub struct Kit {
    pub desk: Desk,
    pub clock: Arc<Mutex<DateTime<Utc>>>,
    pub folder: tempfile::TempDir,
    /// For messages of failed tests.
    pub name: &'static str,
    address: Address,
}

fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
}

/// A database with the reference data, made once and copied for each test.
async fn template() -> &'static Path {
    static TEMPLATE: OnceCell<(tempfile::TempDir, PathBuf)> = OnceCell::const_new();
    let (_, path) = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.sqlite");
            let kit = open(Address::Sqlite(path.clone()), "sqlite").await;
            office::reference::load_embedded(&kit.desk).await.unwrap();
            kit.desk.store().maintain("pragma wal_checkpoint(truncate)").await.unwrap();
            kit.desk.store().clone().close().await.unwrap();
            (folder, path)
        })
        .await;
    path
}

async fn open(address: Address, name: &'static str) -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&address, keys()).await.unwrap();
    let files =
        store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), []).unwrap();
    let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
    let desk = Desk::open(store, files, Clock::Frozen(Arc::clone(&clock)), Chance::seeded(1)).await.unwrap();
    Kit { desk, clock, folder, name, address }
}

/// A desk on SQLite.
pub async fn kit() -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.sqlite");
    std::fs::copy(template().await, &path).unwrap();
    let mut kit = open(Address::Sqlite(path), "sqlite").await;
    kit.folder = folder;
    kit
}

/// A desk on SQLite, and one on PostgreSQL where there is a server to test on.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
pub async fn kits() -> Vec<Kit> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let mut kits = vec![kit().await];
    match std::env::var("TEST_POSTGRES") {
        Ok(url) => {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let schema = Some(format!("exchange_{}_{count}", std::process::id()));
            let kit = open(Address::Postgres { url, schema }, "postgres").await;
            office::reference::load_embedded(&kit.desk).await.unwrap();
            kits.push(kit);
        }
        Err(_) => assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        ),
    }
    kits
}

impl Drop for Kit {
    fn drop(&mut self) {
        let Address::Postgres { url, schema: Some(schema) } = self.address.clone() else { return };
        let work = async move {
            let store = Store::connect(&Address::Postgres { url, schema: None }, keys()).await.unwrap();
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
}

/// Somebody with a role in an organisation.
pub fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100 + 256 * org.bytes().map(u128::from).sum::<u128>())),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    }
}

/// Where, in which column, and what is wrong.
pub type Wrong = (u64, String, String);

impl Kit {
    /// Another program on the same file of SQLite.
    pub async fn beside(&self) -> Kit {
        assert!(self.desk.store().is_sqlite(), "a schema of PostgreSQL goes with its kit");
        open(self.address.clone(), self.name).await
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn request(&self, kind: FileKind, path: &Path) -> ImportRequest {
        let file_name = path.file_name().unwrap().to_str().unwrap().to_owned();
        ImportRequest { kind, org: None, path: path.to_owned(), file_name, dry_run: false }
    }

    pub async fn import(&self, kind: FileKind, path: &Path) -> ImportReport {
        self.import_by(&Actor::system(), &self.request(kind, path)).await
    }

    pub async fn import_by(&self, actor: &Actor, request: &ImportRequest) -> ImportReport {
        let tell = |_, _| ControlFlow::Continue(());
        office::exchange::import(&self.desk, actor, request, &tell).await.unwrap()
    }

    /// Imports a text that must come in.
    pub async fn take(&self, kind: FileKind, content: &str) -> Tally {
        let mut report = self.import(kind, &self.write("in.csv", content)).await;
        assert_eq!((report.end, problems(&mut report)), (End::Imported, Vec::new()), "{}", self.name);
        report.tally
    }

    /// Imports a text that must not come in.
    pub async fn refuse(&self, kind: FileKind, content: impl AsRef<[u8]>) -> Vec<Wrong> {
        let mut report = self.import(kind, &self.write("in.csv", content)).await;
        assert_eq!(report.end, End::Refused, "{}", self.name);
        problems(&mut report)
    }

    pub async fn export(&self, kind: FileKind, format: Format) -> ExportFile {
        let request = ExportRequest { kind, org: None, from: None, to: None, format, ground: None };
        office::exchange::export(&self.desk, &Actor::system(), &request).await.unwrap()
    }
}

pub fn problems(report: &mut ImportReport) -> Vec<Wrong> {
    let mut found = Vec::new();
    report.problems.rewind().unwrap();
    while let Some(problem) = report.problems.read().unwrap() {
        found.push((problem.line, problem.column, problem.code));
    }
    found
}

pub fn wrong(line: u64, column: &str, code: &str) -> Wrong {
    (line, column.to_owned(), code.to_owned())
}

pub fn bytes(mut export: ExportFile) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    export.file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// A register of cases: a header with these columns behind the required ones, and rows.
pub fn cases(more: &[&str], rows: &[&[&str]]) -> String {
    let required =
        ["org_code", "file_code", "form", "field", "accepted_on", "source", "client_name", "category"];
    let mut text = [&required[..], more].concat().join(",");
    for row in rows {
        text.push('\n');
        text.push_str(&row.join(","));
    }
    text
}
