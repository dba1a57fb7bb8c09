//! Import and export by the real program: the published half-year, exit codes, and a program that is
//! killed in the middle.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use store::imports::{ImportRun, RunStatus};
use store::secrets::Keyring;
use store::{Address, Store};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");

/// An installation in a folder of its own.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tgpl"));
        command.env_clear().env("TGPL_DATA", self.path("data")).args(args).stdin(Stdio::null());
        command
    }

    fn tgpl(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    #[track_caller]
    fn works(&self, args: &[&str]) -> String {
        let output = self.tgpl(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn fails(&self, args: &[&str], status: i32) -> String {
        let output = self.tgpl(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{args:?}: {said}");
        said
    }

    fn figures(&self) -> serde_json::Value {
        let args = ["report", "indicators", "--org", "TT.06", "--from", "2022-01-01", "--to", "2022-06-30"];
        let json = self.works(&[&args[..], &["--format", "json", "--out", "-"]].concat());
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["indicators"].clone()
    }
}

#[test]
fn the_five_files_of_bac_kan_give_the_published_figures_and_go_out_again() {
    let expected = std::fs::read_to_string(Path::new(FIXTURE).join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    let (house, other) = (House::new(), House::new());
    let kinds = ["providers", "cases", "guidance", "receptions", "outreach"];
    for kind in kinds {
        let file = format!("{FIXTURE}/{kind}.csv");
        let dry = house.works(&["import", kind, &file, "--org", "TT.06", "--dry-run", "--json"]);
        let done = house.works(&["import", kind, &file, "--org", "TT.06", "--json"]);
        let again = house.works(&["import", kind, &file, "--org", "TT.06", "--json"]);
        let [dry, done, again] =
            [dry, done, again].map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
        assert_eq!(dry["new"], done["new"], "{kind}");
        assert_eq!((&again["new"], &again["changed"]), (&0.into(), &0.into()), "{kind}");
        assert_eq!(again["unchanged"], done["new"], "{kind}");
    }
    let figures = house.figures();
    for (id, value) in expected["indicators"].as_object().unwrap() {
        assert_eq!(&figures[id], value, "{id}");
    }
    for (place, kind) in kinds.into_iter().enumerate() {
        let ending = if place % 2 == 0 { "xlsx" } else { "csv" };
        let file = house.path(&format!("{kind}.{ending}"));
        house.works(&["export", kind, "--org", "TT.06", "--out", file.to_str().unwrap()]);
        other.works(&["import", kind, file.to_str().unwrap(), "--org", "TT.06"]);
        let text = |house: &House| house.works(&["export", kind, "--out", "-"]);
        assert_eq!(text(&other), text(&house), "{kind}");
    }
    assert_eq!(other.figures(), figures);
    other.works(&["verify"]);
}

#[test]
fn a_refused_file_names_every_row_and_usage_is_told_apart_from_failure() {
    let house = House::new();
    let file = house.path("receptions.csv");
    std::fs::write(&file, "org_code,date\nTT.06,31/02/2022\nTT.06,2022-02-01\nTT.99,2022-02-01\n").unwrap();
    let file = file.to_str().unwrap();
    let said = house.fails(&["import", "receptions", file], 1);
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    assert!(lines[0].contains("2 problems"), "{said}");
    assert!(lines[1].starts_with("line 2, date, \"31/02/2022\", bad_date: Not a real day."), "{said}");
    assert!(lines[2].starts_with("line 4, org_code, \"TT.99\", org_unknown: "), "{said}");
    let said = house.fails(&["--language", "vi", "import", "receptions", file], 1);
    assert!(said.contains("Không phải ngày có thật"), "{said}");
    let said = house.fails(&["import", "cases", &format!("{FIXTURE}/guidance.csv")], 1);
    assert!(said.contains("file.wrong_kind") && said.contains("Guidance"), "{said}");
    house.fails(&["import", "receptions", "/nowhere.csv"], 1);
    house.fails(&["import", "receptions", file, "--org", "TT.77"], 1);
    house.fails(&["import", "weather", file], 2);
    house.fails(&["export", "cases"], 2);
    house.fails(&["export", "cases", "--out", "cases.doc"], 1);
    assert_eq!(house.works(&["export", "receptions", "--out", "-"]).lines().count(), 1, "nothing came in");
}

/// A register of so many cases.
fn register(cases: usize) -> String {
    let mut text = "org_code,file_code,form,field,accepted_on,source,client_name,category,note\n".to_owned();
    for number in 0..cases {
        let day = 1 + number % 28;
        writeln!(
            text,
            "TT.06,TT.TV.{number}.2022,advice,civil,2022-03-{day:02},self,Nông Văn {number},poor,{}",
            "việc dài ".repeat(20)
        )
        .unwrap();
    }
    text
}

/// The only import that is running, as the database knows it.
async fn running(house: &House) -> Option<ImportRun> {
    let keys = Keyring::read_file(&house.path("data/keys")).unwrap();
    let store = Store::connect(&Address::Sqlite(house.path("data/tgpl.sqlite")), keys).await.unwrap();
    let run = store::imports::list_running(&store.snapshot().await.unwrap()).await.unwrap().pop();
    store.close().await.unwrap();
    run
}

#[tokio::test]
async fn a_program_killed_in_the_middle_leaves_nothing_half_done() {
    const CASES: usize = 12_000;
    let house = House::new();
    house.works(&["migrate"]);
    let file = house.path("large.csv");
    std::fs::write(&file, register(CASES)).unwrap();
    let args = ["import", "cases", file.to_str().unwrap(), "--org", "TT.06"];
    let mut child = house.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    // A run without lease is being written to SQLite.
    while running(&house).await.is_none_or(|run| run.lease_until.is_some()) {
        assert!(child.try_wait().unwrap().is_none(), "the import ended before it could be killed");
        assert!(begun.elapsed() < Duration::from_secs(120), "the import never began to write");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let run = running(&house).await.unwrap();
    assert_eq!(run.status.0, RunStatus::Importing, "it was killed before the end");
    assert_eq!(house.works(&["export", "cases", "--out", "-"]).lines().count(), 1, "no case came in");
    house.works(&["verify"]);
    // The next import finds that one interrupted, and does the whole work.
    let import = || -> serde_json::Value {
        serde_json::from_str(&house.works(&[&args[..], &["--json"]].concat())).unwrap()
    };
    let done = import();
    assert_eq!((&done["end"], &done["new"]), (&"imported".into(), &CASES.into()));
    let keys = Keyring::read_file(&house.path("data/keys")).unwrap();
    let store = Store::connect(&Address::Sqlite(house.path("data/tgpl.sqlite")), keys).await.unwrap();
    let found = store::imports::find(&store.snapshot().await.unwrap(), run.id).await.unwrap().unwrap();
    assert_eq!(found.status.0, RunStatus::Interrupted);
    store.close().await.unwrap();
    assert_eq!(import()["unchanged"], CASES);
    house.works(&["verify"]);
}
