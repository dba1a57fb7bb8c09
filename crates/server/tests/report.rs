//! `tgpl report` by the real program: the published half-year in every format, as it stood, for both
//! areas; and what it says when it cannot.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");
const HALF_YEAR: [&str; 6] = ["--org", "TT.06", "--from", "2022-01-01", "--to", "30/06/2022"];

/// An installation that holds the register of Bắc Kạn.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn with_register() -> Self {
        let house = Self { folder: tempfile::tempdir().unwrap() };
        for kind in ["providers", "cases", "guidance", "receptions", "outreach"] {
            house.works(&["import", kind, &format!("{FIXTURE}/{kind}.csv"), "--org", "TT.06"]);
        }
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tgpl(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tgpl"));
        command.env_clear().env("TGPL_DATA", self.path("data")).args(args).stdin(Stdio::null());
        command.output().unwrap()
    }

    #[track_caller]
    fn works(&self, args: &[&str]) -> Vec<u8> {
        let output = self.tgpl(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// The report on standard output.
    #[track_caller]
    fn report(&self, name: &str, asked: &[&str], format: &str) -> String {
        let args = [&["report", name], asked, &["--format", format, "--out", "-"]].concat();
        String::from_utf8(self.works(&args)).unwrap()
    }

    #[track_caller]
    fn figures(&self, asked: &[&str]) -> Value {
        serde_json::from_str(&self.report("indicators", asked, "json")).unwrap()
    }

    #[track_caller]
    fn fails(&self, args: &[&str], status: i32) -> String {
        let output = self.tgpl(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{args:?}: {said}");
        said
    }
}

fn expected() -> Value {
    serde_json::from_str(&std::fs::read_to_string(format!("{FIXTURE}/expected.json")).unwrap()).unwrap()
}

#[test]
fn the_half_year_comes_out_in_every_format() {
    let house = House::with_register();
    let text = house.report("indicators", &HALF_YEAR, "json");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&json["org"], &json["from"], &json["to"]),
        (&"TT.06".into(), &"2022-01-01".into(), &"2022-06-30".into())
    );
    assert_eq!(json["geography"], "then");
    for (id, value) in expected()["indicators"].as_object().unwrap() {
        assert_eq!(&json["indicators"][id], value, "{id}");
    }
    let ids = law::statistics::indicators().iter().map(|it| text.find(&format!("\"{}\":", it.id)).unwrap());
    assert!(ids.is_sorted(), "in the order of the contract");
    assert!(text.contains("\"appraised_pass_pct\": 100.0"), "one decimal");

    for (language, head, line) in [
        (
            "en",
            "Indicator id,Indicator,Unit,Figure,Organisation,From,To,Area,As of\r\n",
            "cases_handled,Cases handled in the period,cases,296,TT.06,2022-01-01,2022-06-30,Area as it was,",
        ),
        (
            "vi",
            "Mã chỉ tiêu,Chỉ tiêu,Đơn vị tính,Số liệu,Đơn vị,Từ ngày,Đến ngày,Địa bàn,Số liệu lúc\r\n",
            "cases_handled,Tổng số vụ việc thực hiện trong kỳ,vụ việc,296,TT.06,2022-01-01,2022-06-30,Địa bàn khi đó,",
        ),
    ] {
        let args = ["--language", language, "report", "indicators"];
        let args = [&args[..], &HALF_YEAR, &["--format", "csv", "--out", "-"]].concat();
        let csv = String::from_utf8(house.works(&args)).unwrap();
        assert!(csv.starts_with(head) && csv.contains(line), "{csv}");
    }

    let file = house.path("figures.xlsx");
    for (format, start) in [("xlsx", &b"PK"[..]), ("docx", b"PK"), ("pdf", b"%PDF-1")] {
        let args = ["--format", format, "--out", file.to_str().unwrap()];
        house.works(&[&["report", "indicators"][..], &HALF_YEAR, &args].concat());
        assert!(std::fs::read(&file).unwrap().starts_with(start), "{format}");
    }
}

#[test]
fn areas_and_times_change_what_counts() {
    let house = House::with_register();
    let asked = |org: &'static str, more: &[&'static str]| {
        let base = ["--org", org, "--from", "2022-01-01", "--to", "2022-06-30"];
        house.figures(&[&base[..], more].concat())["indicators"]["cases_handled"].clone()
    };
    assert_eq!(asked("TT.19", &[]), 0);
    assert_eq!(asked("TT.19", &["--geography", "now"]), 296);
    assert_eq!(asked("STP.06", &[]), 296);
    assert_eq!(asked("CUC", &[]), 296);
    let before = house.figures(&[&HALF_YEAR[..], &["--as-of", "2022-07-15"]].concat());
    assert_eq!(before["indicators"]["cases_handled"], 0, "nothing was entered by then");
    assert_eq!(before["as_of"], "2022-07-15T16:59:59.999999Z");
    assert_eq!(before["indicators"]["success_rate_pct"], Value::Null);
}

/// Forms 24 and 25 say what the indicators say, and add up within themselves.
#[test]
fn official_forms_agree_with_the_indicators() {
    let house = House::with_register();
    let figures = house.figures(&HALF_YEAR)["indicators"].clone();
    let form = |key: &str| -> Value {
        serde_json::from_str(&house.report(&format!("form{key}"), &HALF_YEAR, "json")).unwrap()
    };
    let cell = |form: &Value, row: &str, column: &str| {
        let rows = form["rows"].as_array().unwrap();
        rows.iter().find(|it| it["key"] == row).unwrap()["cells"][column].clone()
    };
    let cases = form("25");
    assert_eq!((cases["code"].as_str(), cases["official"].as_bool()), (Some("25/BTP/TGPL"), Some(true)));
    for (column, id) in [
        ("1", "cases_handled"),
        ("2", "cases_carried_over"),
        ("3", "cases_new"),
        ("4", "cases_closed"),
        ("5", "cases_closed_by_officer"),
        ("6", "cases_closed_by_lawyer"),
        ("13", "cases_closed_by_collaborator"),
    ] {
        assert_eq!(cell(&cases, "total", column), figures[id], "{id}");
    }
    assert_eq!(cell(&cases, "II.2", "1"), figures["cases_handled_litigation"]);
    assert_eq!(cell(&cases, "1", "1"), figures["cases_handled_field_criminal"]);
    assert_eq!(cell(&cases, "I", "1"), Value::Null, "a heading counts nothing");
    assert_eq!(cases["broken"], serde_json::json!([]));
    let persons = form("24");
    for (column, id) in [
        ("1", "persons_handled"),
        ("2", "persons_handled_male"),
        ("3", "persons_handled_female"),
        ("4", "persons_handled_category_merit"),
        ("7", "persons_handled_category_poor_and_ethnic"),
        ("18", "persons_handled_category_hiv"),
    ] {
        assert_eq!(cell(&persons, "total", column), figures[id], "{id}");
    }
    let csv = house.report("form25", &HALF_YEAR, "csv");
    assert!(csv.contains("\ntotal,") && csv.contains(",296,140,156,154,"), "{csv}");
    for (format, start) in [("xlsx", &b"PK"[..]), ("docx", b"PK"), ("pdf", b"%PDF-1")] {
        let file = house.path(&format!("form.{format}"));
        let args = ["--format", format, "--out", file.to_str().unwrap()];
        house.works(&[&["report", "form25"][..], &HALF_YEAR, &args].concat());
        assert!(std::fs::read(&file).unwrap().starts_with(start), "{format}");
    }
    // After the circular of 2025 only a stand-in is known, and it says so.
    let now = ["--org", "TT.19", "--from", "2026-01-01", "--to", "2026-06-30"];
    let stand_in: Value = serde_json::from_str(&house.report("form24", &now, "json")).unwrap();
    assert_eq!(stand_in["official"], false);
}

#[test]
fn the_register_book_holds_what_was_accepted() {
    let house = House::with_register();
    let csv = house.report("register", &HALF_YEAR, "csv");
    assert_eq!(csv.lines().count(), 156 + 1);
    assert!(csv.starts_with("org_code,file_code,form,field,provider_role,received_on,accepted_on"), "{csv}");
    let json: Value = serde_json::from_str(&house.report("register", &HALF_YEAR, "json")).unwrap();
    let cases = json["cases"].as_array().unwrap();
    assert_eq!(
        (json["org"].as_str(), json["geography"].as_str(), cases.len()),
        (Some("TT.06"), Some("then"), 156)
    );
    for case in cases {
        let day = case["accepted_on"].as_str().unwrap();
        assert!(("2022-01-01"..="2022-06-30").contains(&day), "{case}");
        assert!(case["quality_score"].is_null() || case["quality_score"].is_i64(), "{case}");
    }
    let none = ["--org", "TT.19", "--from", "2022-01-01", "--to", "2022-06-30"];
    let json: Value = serde_json::from_str(&house.report("register", &none, "json")).unwrap();
    assert_eq!(json["cases"], serde_json::json!([]));
    assert_eq!(
        house.report("register", &[&none[..], &["--geography", "now"]].concat(), "csv").lines().count(),
        157
    );
    for (format, start) in [("docx", b"PK".as_slice()), ("pdf", b"%PDF")] {
        let out = house.path(&format!("register.{format}"));
        let path = out.to_str().unwrap();
        house
            .works(&[&["report", "register"][..], &HALF_YEAR, &["--format", format, "--out", path]].concat());
        let bytes = std::fs::read(&out).unwrap();
        assert!(bytes.starts_with(start) && bytes.len() > 20_000, "{format}: {}", bytes.len());
    }
}

#[test]
fn reports_in_words_go_out_in_every_format() {
    let house = House::with_register();
    let json: Value = serde_json::from_str(&house.report("narrative", &HALF_YEAR, "json")).unwrap();
    assert_eq!(json["plan"], "narrative");
    assert_eq!(json["figures"]["indicators"]["cases_handled"], 296);
    let said = json.to_string();
    assert!(said.contains("Tiếp nhận và thực hiện 296 vụ việc/296 lượt người"), "{said}");
    for (name, format, start) in [
        ("narrative", "docx", b"PK".as_slice()),
        ("narrative", "pdf", b"%PDF"),
        ("monthly-notice", "docx", b"PK"),
        ("monthly-notice", "pdf", b"%PDF"),
    ] {
        let out = house.path(&format!("{name}.{format}"));
        let path = out.to_str().unwrap();
        house.works(&[&["report", name][..], &HALF_YEAR, &["--format", format, "--out", path]].concat());
        let bytes = std::fs::read(&out).unwrap();
        assert!(bytes.starts_with(start) && bytes.len() > 2000, "{name} {format}: {}", bytes.len());
    }
    assert!(house.report("narrative", &HALF_YEAR, "csv").contains("cases_handled"), "a sheet is its figures");
}

#[test]
fn what_cannot_be_made_is_told_apart_from_bad_usage() {
    let house = House { folder: tempfile::tempdir().unwrap() };
    house.works(&["migrate"]);
    let ask = |name: &str, asked: &[&str], format: &str, status| {
        house.fails(&[&["report", name], asked, &["--format", format, "--out", "-"]].concat(), status)
    };
    let early = ["--org", "TT.06", "--from", "2016-01-01", "--to", "2016-06-30"];
    let said = ask("form24", &early, "json", 1);
    assert!(said.contains("no version of form 24 holds for a period that ends on 2016-06-30"), "{said}");
    let nowhere = ["--org", "TT.99", "--from", "2022-01-01", "--to", "2022-06-30"];
    assert!(ask("indicators", &nowhere, "json", 1).contains("there is no organisation TT.99"));
    let backwards = ["--org", "TT.06", "--from", "2022-06-30", "--to", "2022-01-01"];
    let said = ask("indicators", &backwards, "json", 1);
    assert!(said.contains("must not be before its first day") && !said.contains('⟦'), "{said}");
    let backwards = ["export", "cases", "--from", "2022-06-30", "--to", "2022-01-01", "--out", "-"];
    assert!(house.fails(&backwards, 1).contains("must not be before its first day"));
    let past = [&HALF_YEAR[..], &["--as-of", "2022-07-15"]].concat();
    assert!(ask("register", &past, "csv", 1).contains("leave --as-of out"));
    ask("weather", &HALF_YEAR, "json", 2);
    ask("indicators", &HALF_YEAR, "odt", 2);
    ask("indicators", &["--org", "TT.06", "--from", "31/02/2022", "--to", "2022-06-30"], "json", 2);
    let to_nowhere = ["--format", "json", "--out", "/no/such/folder/figures.json"];
    let said = house.fails(&[&["report", "indicators"][..], &HALF_YEAR, &to_nowhere].concat(), 1);
    assert!(said.contains("/no/such/folder/figures.json cannot be written"), "{said}");
}

#[test]
fn targets_come_in_every_format_and_add_up() {
    let house = House::with_register();
    let table: Value = serde_json::from_str(&house.report("targets", &HALF_YEAR, "json")).unwrap();
    assert_eq!((table["org"].as_str(), table["year"].as_i64()), (Some("TT.06"), Some(2022)));
    let providers = table["providers"].as_array().unwrap();
    assert!(!providers.is_empty());
    let number = |row: &Value, measure: &str| row["done"][measure].as_f64().unwrap();
    let mut litigation = 0.0;
    for row in providers {
        let parts = ["criminal", "civil", "administrative", "other_field"].map(|it| number(row, it));
        assert!((number(row, "litigation") - parts.iter().sum::<f64>()).abs() < 0.01, "{row}");
        litigation += number(row, "litigation");
        assert_eq!(row["target"]["sure"], Value::Bool(true), "the letter of 2022 is known: {row}");
    }
    assert!(litigation > 0.0, "somebody finished a case in the half-year");
    let csv = house.report("targets", &HALF_YEAR, "csv");
    assert_eq!(csv.lines().count(), providers.len() + 1, "{csv}");
    for (format, begin) in [("docx", &b"PK"[..]), ("xlsx", b"PK"), ("pdf", b"%PDF")] {
        let file = house
            .works(&[&["report", "targets"][..], &HALF_YEAR, &["--format", format, "--out", "-"]].concat());
        assert!(file.starts_with(begin) && file.len() > 2000, "{format}");
    }
    let past = [
        &["report", "targets"][..],
        &HALF_YEAR,
        &["--as-of", "2022-07-15", "--format", "json", "--out", "-"],
    ]
    .concat();
    assert!(house.fails(&past, 1).contains("leave --as-of out"));
}

/// The form of a new circular, as it would be put into the folder of the installation: other columns, a fact that the
/// forms of the program do not ask for, a new sum.
const NEW_FORM: &str = r#"
key = "25"
code = "31a/TP/TGPL"
name = "Biểu mới"
english = "A new form"
unit = "case"
set = "closed"
valid_from = "2022-01-01"
valid_to = "2022-12-31"
basis = "Thông tư thử nghiệm 1/2022"
source = "Tệp của nơi cài đặt."
official = true
[[column]]
key = "all"
name = "Kết thúc"
english = "Closed"
choose = {}
[[column]]
key = "won"
name = "Thành công"
english = "Successful"
choose = { form = "litigation", successful = true }
[[row]]
key = "total"
name = "Tổng số"
english = "Total"
choose = {}
[[row]]
key = "notified"
name = "Cơ quan thông báo"
english = "Notified"
choose = { source = "agency_notice" }
[[check]]
whole = "all"
parts = ["won"]
within = true
"#;

/// A form of a new circular needs a file and no new program; a file with a mistake is refused with the reason.
#[test]
fn a_new_form_works_from_a_file_alone() {
    let house = House::with_register();
    let before: Value = serde_json::from_str(&house.report("form25", &HALF_YEAR, "json")).unwrap();
    assert_eq!(before["code"], "25/BTP/TGPL");
    std::fs::create_dir_all(house.path("data/forms")).unwrap();
    std::fs::write(house.path("data/forms/31a.toml"), NEW_FORM).unwrap();
    let made: Value = serde_json::from_str(&house.report("form25", &HALF_YEAR, "json")).unwrap();
    assert_eq!((&made["code"], &made["official"]), (&"31a/TP/TGPL".into(), &true.into()));
    let figures = house.figures(&HALF_YEAR);
    let total = &made["rows"][0]["cells"];
    assert_eq!(total["all"], figures["indicators"]["cases_closed"]);
    assert_eq!(total["won"], figures["indicators"]["litigation_successful"]);
    assert_eq!(made["broken"], Value::Array(Vec::new()));
    assert!(house.report("form25", &HALF_YEAR, "csv").contains("Cơ quan thông báo"));
    let other = NEW_FORM.replacen("key = \"25\"", "key = \"31b\"", 1);
    assert_ne!(other, NEW_FORM);
    std::fs::write(house.path("data/forms/31b.toml"), other).unwrap();
    assert!(house.report("form31b", &HALF_YEAR, "csv").contains("Cơ quan thông báo"));
    std::fs::remove_file(house.path("data/forms/31b.toml")).unwrap();
    let unknown = house.fails(&[&["report", "form31b"], &HALF_YEAR[..]].concat(), 1);
    assert!(unknown.contains("no version of form 31b"), "{unknown}");
    assert!(house.fails(&[&["report", "nonsense"], &HALF_YEAR[..]].concat(), 2).contains("monthly-notice"));
    let pdf = house.path("form.pdf");
    let asked = [&["report", "form25"], &HALF_YEAR[..], &["--format", "pdf", "--out", pdf.to_str().unwrap()]]
        .concat();
    house.works(&asked);
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    // Periods that end later keep the form of the program.
    let later = ["--org", "TT.06", "--from", "2024-01-01", "--to", "2024-06-30"];
    assert!(house.report("form25", &later, "json").contains("25/BTP/TGPL"));

    std::fs::write(
        house.path("data/forms/31a.toml"),
        NEW_FORM.replace("parts = [\"won\"]", "parts = [\"lost\"]"),
    )
    .unwrap();
    let said = house.fails(&asked, 1);
    assert!(said.contains("31a.toml") && said.contains("a check names lost"), "{said}");
}
