//! The program, started on a folder of its own with a few people in it.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Log-in, role and organisation of the people of the journeys.
pub const PEOPLE: [(&str, &str, &str); 5] = [
    ("giamdoc", "director", "TT.19"),
    ("tiepnhan", "clerk", "TT.19"),
    ("sotuphap", "justice_officer", "STP.19"),
    ("chuyenvien", "analyst", "CUC"),
    ("thanhtra", "auditor", "CUC"),
];

/// The password of everybody, after the forced change.
pub const PASSWORD: &str = "mùa xuân chín đỏ rồi";
/// The password everybody is given first.
pub const FIRST_PASSWORD: &str = "lần đầu đăng nhập nhé";

pub struct House {
    pub address: String,
    folder: tempfile::TempDir,
    server: Child,
}

impl House {
    /// An empty system with its people, serving.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["migrate"]);
        for (login, role, org) in PEOPLE {
            let args = [
                "user",
                "create",
                "--name",
                login,
                "--login",
                login,
                "--role",
                role,
                "--org",
                org,
                "--password-stdin",
            ];
            run_with(folder.path(), &args, FIRST_PASSWORD);
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        drop(listener);
        let server = tgpl(folder.path())
            .args(["serve", "--listen", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let house = Self { address: format!("http://{address}"), folder, server };
        house.wait_until_ready(&address);
        house
    }

    fn wait_until_ready(&self, address: &str) {
        let start = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "the server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The published register of Bắc Kạn, through the command line.
    pub fn import_bac_kan(&self) {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1");
        for kind in ["providers", "cases", "guidance", "receptions", "outreach"] {
            let file = fixture.join(format!("{kind}.csv"));
            run(self.folder.path(), &["import", kind, file.to_str().unwrap(), "--org", "TT.06"]);
        }
    }

    /// A command of the program, with what is typed into it.
    pub fn run(&self, args: &[&str], input: &str) {
        run_with(self.folder.path(), args, input);
    }

    /// A file in the folder of the house.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn tgpl(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tgpl"));
    command.env("TGPL_DATA", folder.join("data")).env_remove("TGPL_DATABASE").env_remove("TGPL_FILES");
    command
}

fn run(folder: &Path, args: &[&str]) {
    run_with(folder, args, "");
}

fn run_with(folder: &Path, args: &[&str], input: &str) {
    let mut child = tgpl(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{input}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
}
