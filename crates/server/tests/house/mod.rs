//! An installation of the real program in a folder of its own: commands, servers, and plain HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

pub const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");
/// Nothing here takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A data folder and what else the environment says.
pub struct House {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
    schema: Option<Schema>,
}

impl House {
    /// On SQLite, in an empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new(), schema: None }
    }

    /// On PostgreSQL, in an empty schema; `None` where there is no server to test on.
    pub fn on_postgres() -> Option<Self> {
        let schema = Schema::new()?;
        let mut house = Self::new();
        house.set("TGPL_DATABASE", &schema.address(&schema.url));
        house.schema = Some(schema);
        Some(house)
    }

    /// On every database there is.
    pub fn each() -> Vec<Self> {
        [Some(Self::new()), Self::on_postgres()].into_iter().flatten().collect()
    }

    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tgpl"));
        command.env_clear().env("TGPL_DATA", self.path("data")).envs(self.environment.clone());
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Standard output of a command that does its work.
    #[track_caller]
    pub fn works(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Everything a command says that ends with this status.
    #[track_caller]
    pub fn fails(&self, args: &[&str], status: i32) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", said(&output));
        said(&output)
    }

    /// The published register of Bắc Kạn.
    pub fn import_register(&self) {
        for kind in ["providers", "cases", "guidance", "receptions", "outreach"] {
            self.works(&["import", kind, &format!("{FIXTURE}/{kind}.csv"), "--org", "TT.06"]);
        }
    }

    /// The figures of the published half-year, as text.
    pub fn half_year(&self) -> String {
        self.works(&["report", "indicators", "--org", "TT.06", "--from", "2022-01-01", "--to", "2022-06-30"])
            .lines()
            .filter(|line| !line.contains("as_of"))
            .map(|line| format!("{line}\n"))
            .collect()
    }

    /// The database, to look at it from outside.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        let (address, sql) = (self.address(), sql.to_owned());
        run(async move {
            let store = store::Store::connect(&address, keys()).await.unwrap();
            store.ask(&sql).await.unwrap()
        })
    }

    /// Changes the database behind the back of the program.
    pub fn tamper(&self, sql: &str) {
        let (address, sql) = (self.address(), sql.to_owned());
        run(async move {
            let store = store::Store::connect(&address, keys()).await.unwrap();
            store.maintain(&sql).await.unwrap();
            store.close().await.unwrap();
        });
    }

    fn address(&self) -> store::Address {
        match &self.schema {
            None => store::Address::Sqlite(self.path("data/tgpl.sqlite")),
            Some(schema) => {
                store::Address::Postgres { url: schema.url.clone(), schema: Some(schema.name.clone()) }
            }
        }
    }
}

fn keys() -> store::secrets::Keyring {
    store::secrets::Keyring::read(&format!("outside={}", "77".repeat(32))).unwrap()
}

fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime().block_on(work)).join().unwrap()
}

/// Both outputs, for messages.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Waits until something is so.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A schema of PostgreSQL that is gone with its test.
pub struct Schema {
    pub url: String,
    pub name: String,
}

impl Schema {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    fn new() -> Option<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let Ok(url) = std::env::var("TEST_POSTGRES") else {
            assert!(
                std::env::var("TGPL_NO_SKIP").is_err(),
                "TEST_POSTGRES is not set and nothing may be skipped"
            );
            return None;
        };
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let schema = Self { url, name: format!("server_{}_{count}", std::process::id()) };
        schema.maintain(&format!("create schema {}", schema.name));
        Some(schema)
    }

    /// The address of the schema by way of a server.
    pub fn address(&self, url: &str) -> String {
        let mark = if url.contains('?') { '&' } else { '?' };
        format!("{url}{mark}options[search_path]={}", self.name)
    }

    fn maintain(&self, sql: &str) {
        let (address, sql) =
            (store::Address::Postgres { url: self.url.clone(), schema: None }, sql.to_owned());
        run(async move {
            let store = store::Store::connect(&address, keys()).await.unwrap();
            store.maintain(&sql).await.unwrap();
            store.close().await.unwrap();
        });
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let name = &self.name;
        self.maintain(&format!(
            "select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
             join pg_namespace n on n.oid = c.relnamespace where n.nspname = '{name}' and l.pid <> pg_backend_pid()"
        ));
        self.maintain(&format!("drop schema if exists {name} cascade"));
    }
}

/// A server at work. Killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// What it printed until it served.
    pub said: Vec<String>,
}

impl Server {
    /// Starts `tgpl serve` on a free port and waits until it says where.
    pub fn start(house: &House) -> Self {
        Self::start_as(house.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    pub fn start_as(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = mpsc::channel();
        let stdout = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        let mut said = Vec::new();
        let address = loop {
            let line = lines.recv_timeout(PATIENCE).expect("the server says where it serves");
            said.push(line.clone());
            if let Some((_, address)) = line.split_once(" serves http://") {
                break address.parse().unwrap();
            }
        };
        while let Ok(line) = lines.recv_timeout(Duration::from_millis(300)) {
            said.push(line);
        }
        Self { child, address, said }
    }

    /// What it printed that has this in it.
    pub fn line(&self, part: &str) -> Option<&String> {
        self.said.iter().find(|line| line.contains(part))
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        self.get_with(path, &[])
    }

    /// Status and whole answer of a page.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        http(self.address, path, headers)
    }

    /// Asks it to end, as a service manager does; answers its status.
    pub fn end(mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        until("the server ends", || self.child.try_wait().unwrap()).code()
    }

    /// Ends it without asking, in the middle of whatever it does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One GET; status 0 when nobody answers.
pub fn http(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let Ok(mut stream) = TcpStream::connect(address) else { return (0, String::new()) };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{more}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer)
}

/// Names of the files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}
