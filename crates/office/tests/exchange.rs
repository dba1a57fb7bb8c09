//! Import and export of files: the register of Bắc Kạn, what is refused, what changes, what comes back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod exchange_kit;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Duration, Utc};
use exchange_kit::{FIXTURE, Kit, actor, bytes, cases, kit, kits, problems, wrong};
use law::access::Role;
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use office::exchange::{End, ExportRequest, FileKind, Format, RunStatus, quality, runs};
use office::statistics::{Geography, ReportRequest};
use office::{Actor, Failure};
use store::cases::CaseFile;

const CASE: [&str; 8] =
    ["TT.06", "TT.TV.01.2022", "advice", "civil", "2022-01-10", "self", "Bàn Thị Một", "ethnic_special_area"];

async fn case(kit: &Kit, org: &str, code: &str) -> Option<CaseFile> {
    let tx = kit.desk.store().snapshot().await.unwrap();
    store::cases::find_by_code(&tx, org, code).await.unwrap()
}

async fn indicators(kit: &Kit, from: &str, to: &str) -> serde_json::Value {
    indicators_at(kit, from, to, None).await
}

async fn indicators_at(kit: &Kit, from: &str, to: &str, as_of: Option<DateTime<Utc>>) -> serde_json::Value {
    let request = ReportRequest {
        org: "TT.06".to_owned(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        as_of,
        geography: Geography::Then,
    };
    let report = office::statistics::report(&kit.desk, &Actor::system(), &request).await.unwrap();
    serde_json::to_value(&report).unwrap()["indicators"].clone()
}

const KINDS: [(FileKind, &str, u64); 5] = [
    (FileKind::Providers, "providers.csv", 14),
    (FileKind::Cases, "cases.csv", 351),
    (FileKind::Guidance, "guidance.csv", 38),
    (FileKind::Receptions, "receptions.csv", 132),
    (FileKind::Outreach, "outreach.csv", 57),
];

async fn take_bac_kan(kit: &Kit) {
    for (kind, name, rows) in KINDS {
        let mut report = kit.import(kind, &Path::new(FIXTURE).join(name)).await;
        assert_eq!((report.end, problems(&mut report)), (End::Imported, vec![]), "{kind}");
        assert_eq!((report.tally.rows, report.tally.new), (rows, rows), "{kind}");
    }
}

#[tokio::test]
async fn the_register_of_bac_kan_gives_the_published_figures_and_twice_changes_nothing() {
    let expected: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(Path::new(FIXTURE).join("expected.json")).unwrap())
            .unwrap();
    for kit in kits().await {
        take_bac_kan(&kit).await;
        let figures = indicators(&kit, "2022-01-01", "2022-06-30").await;
        for (id, value) in expected["indicators"].as_object().unwrap() {
            assert_eq!(&figures[id], value, "{id} on {}", kit.name);
        }
        let head = |kit: &Kit| kit.desk.store().clone();
        let before = store::audit::head(&head(&kit).snapshot().await.unwrap()).await.unwrap().0;
        for (kind, name, rows) in KINDS {
            let report = kit.import(kind, &Path::new(FIXTURE).join(name)).await;
            let tally = (report.tally.new, report.tally.changed, report.tally.unchanged);
            assert_eq!(tally, (0, 0, rows), "{kind} on {}: {:?}", kit.name, report.tally.first_changed);
        }
        let tx = kit.desk.store().snapshot().await.unwrap();
        // Two lines an import: begun, done. Nothing else was touched.
        assert_eq!(store::audit::head(&tx).await.unwrap().0, before + 10);
        assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
        let file = case(&kit, "TT.06", "TT.TGTT.83.2021").await.unwrap();
        assert_eq!((file.case.version, file.case.provider_id.is_some()), (1, true));
        let events = store::cases::list_events(&tx, file.case.id).await.unwrap();
        let kinds: Vec<&str> = events.iter().rev().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["received", "accepted", "assigned", "closed", "handed_over", "appraised"]);
    }
}

#[tokio::test]
async fn every_bad_row_is_listed_and_nothing_comes_in() {
    let kit = kit().await;
    let columns = [
        "received_on",
        "closed_on",
        "outcome",
        "client_birth",
        "client_sex",
        "client_ethnicity",
        "client_id_number",
        "client_commune",
        "provider_role",
        "quality_score",
        "success_criteria",
        "other_categories",
    ];
    // One good row, then one for each thing that can be wrong with a cell.
    let good =
        [&CASE[..], &["", "", "", "1980", "female", "02", "006204001234", "01855", "", "", "", ""]].concat();
    let mut rows: Vec<Vec<&str>> = vec![good.clone()];
    let mut expected = Vec::new();
    let changes: [(usize, &str, &str); 22] = [
        (0, "TT.99", "org_unknown"),
        (0, "STP.06", "org_no_register"),
        (0, "", "required"),
        (1, "", "required"),
        (2, "court", "unknown_code"),
        (3, "kinh doanh", "unknown_code"),
        (4, "31/02/2022", "bad_date"),
        (4, "2030-01-01", "org_not_in_existence"),
        (5, "", "required"),
        (6, " ", "required"),
        (7, "rich", "unknown_code"),
        (8, "2022-01-11", "impossible.accepted_before_received"),
        (9, "2022-01-09", "impossible.closed_before_accepted"),
        (10, "completed", "impossible.outcome_without_closing"),
        (11, "2023", "impossible.born_after_acceptance"),
        (11, "tám mươi", "bad_birth"),
        (12, "khác", "unknown_code"),
        (13, "77", "unknown_ethnicity"),
        (14, "12345", "bad_id_number"),
        (15, "99999", "unknown_commune"),
        (18, "TC31", "unknown_criterion"),
        (19, "poor;rich", "unknown_code"),
    ];
    let header: Vec<&str> =
        ["org_code", "file_code", "form", "field", "accepted_on", "source", "client_name", "category"]
            .into_iter()
            .chain(columns)
            .collect();
    let codes: Vec<String> = (0..changes.len()).map(|number| format!("TT.TV.{number}.2022")).collect();
    for (number, (place, value, code)) in changes.iter().enumerate() {
        let mut row = good.clone();
        row[1] = &codes[number];
        row[*place] = value;
        rows.push(row);
        let column = match *code {
            "org_not_in_existence" => "org_code",
            "impossible.accepted_before_received" => "accepted_on",
            "impossible.outcome_without_closing" => "closed_on",
            _ => header[*place],
        };
        expected.push(wrong(number as u64 + 3, column, code));
        if *code == "org_not_in_existence" {
            // That day has not come, and on it there are other communes as well.
            expected.push(wrong(number as u64 + 3, "accepted_on", "impossible.in_the_future"));
            expected.push(wrong(number as u64 + 3, "client_commune", "commune_of_other_day"));
        }
    }
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(kit.refuse(FileKind::Cases, cases(&columns, &rows)).await, expected);
    assert!(case(&kit, "TT.06", "TT.TV.01.2022").await.is_none(), "the good row did not come in either");
}

#[tokio::test]
async fn a_row_with_several_faults_shows_them_all_and_nothing_that_only_follows() {
    let kit = kit().await;
    let columns = ["closed_on", "outcome", "client_birth", "appraised_on", "quality_rating", "quality_score"];
    let row = |change: &[(usize, &'static str)], more: [&'static str; 6]| {
        let mut row = [&CASE[..], &more[..]].concat();
        for (place, value) in change {
            row[*place] = value;
        }
        row
    };
    let rows = [
        row(&[(2, "court"), (7, "rich")], ["2022-01-09", "completed", "2023", "", "", ""]),
        row(&[(1, "TT.TV.02.2022")], ["2022-02-31", "completed", "", "2022-03-01", "good", "101"]),
        row(&[(1, "TT.TV.03.2022")], ["2022-02-20", "won", "", "2022-02-19", "great", ""]),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(
        kit.refuse(FileKind::Cases, cases(&columns, &rows)).await,
        [
            wrong(2, "form", "unknown_code"),
            wrong(2, "closed_on", "impossible.closed_before_accepted"),
            wrong(2, "category", "unknown_code"),
            wrong(2, "client_birth", "impossible.born_after_acceptance"),
            wrong(3, "closed_on", "bad_date"),
            wrong(3, "quality_score", "impossible.score_out_of_range"),
            wrong(4, "outcome", "unknown_code"),
            wrong(4, "quality_rating", "unknown_code"),
            wrong(4, "appraised_on", "impossible.appraised_before_closed"),
        ]
    );
}

#[tokio::test]
async fn what_a_file_leaves_open_comes_in_and_is_doubted() {
    for kit in kits().await {
        let columns = ["closed_on", "appraised_on"];
        let mut rows = [CASE.to_vec(), CASE.to_vec(), CASE.to_vec()];
        (rows[0][1], rows[0][2]) = ("TT.TGTT.01.2022", "litigation");
        rows[2][1] = "TT.TV.02.2022";
        for (row, more) in rows.iter_mut().zip([["", ""], ["2022-02-01", ""], ["2022-02-01", "2022-03-01"]]) {
            row.extend(more);
        }
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let path = kit.write("open.csv", cases(&columns, &rows));
        let mut report = kit.import(FileKind::Cases, &path).await;
        assert_eq!((report.end, problems(&mut report), report.tally.new), (End::Imported, vec![], 3));
        let doubted = |doubt: Doubt| report.tally.doubts.get(doubt.code()).copied();
        assert_eq!(doubted(Doubt::RoleUnknown), Some(1), "{:?}", report.tally.doubts);
        assert_eq!(doubted(Doubt::OutcomeUnknown), Some(2));
        assert_eq!(doubted(Doubt::AppraisalIncomplete), Some(1));
        let figures = indicators(&kit, "2022-01-01", "2022-06-30").await;
        for (id, value) in [
            ("cases_handled", 3),
            ("cases_closed", 2),
            ("cases_closed_completed", 0),
            ("cases_new_litigation", 1),
            ("cases_new_litigation_defence", 0),
            ("cases_new_litigation_protection", 0),
            ("cases_appraised", 1),
        ] {
            assert_eq!(figures[id], value, "{id} on {}", kit.name);
        }
        assert_eq!(figures["appraised_pass_pct"], 0.0);
        assert_eq!(kit.import(FileKind::Cases, &path).await.tally.unchanged, 3);
    }
}

#[tokio::test]
async fn cases_that_come_before_their_providers_are_linked_when_these_come() {
    for kit in kits().await {
        let open = async |kit: &Kit| {
            let groups = quality::unmatched_providers(&kit.desk, &Actor::system()).await.unwrap();
            groups.iter().map(|group| group.number).sum::<i64>()
        };
        kit.import(FileKind::Cases, &Path::new(FIXTURE).join("cases.csv")).await;
        assert_eq!(open(&kit).await, 351);
        kit.import(FileKind::Providers, &Path::new(FIXTURE).join("providers.csv")).await;
        assert_eq!(open(&kit).await, 0, "{}", kit.name);
        let again = kit.import(FileKind::Cases, &Path::new(FIXTURE).join("cases.csv")).await;
        assert_eq!((again.tally.changed, again.tally.unchanged), (0, 351), "{}", kit.name);
        assert!(!again.tally.doubts.contains_key(Doubt::ProviderUnknown.code()));
    }
}

#[tokio::test]
async fn cases_that_come_before_their_agency_are_linked_when_it_comes() {
    for kit in kits().await {
        let mut row = [&CASE[..], &["Tổ công tác Nà Phặc"]].concat();
        row[5] = "agency_notice";
        let content = cases(&["source_agency"], &[&row]);
        kit.take(FileKind::Cases, &content).await;
        let open = quality::unmatched_agencies(&kit.desk, &Actor::system()).await.unwrap();
        assert_eq!(open.iter().map(|group| group.number).sum::<i64>(), 1);
        kit.take(FileKind::Agencies, "kind,name,province_code\nother,Tổ công tác khác,06\n").await;
        assert!(case(&kit, "TT.06", CASE[1]).await.unwrap().case.agency_id.is_none(), "of another name");
        kit.take(FileKind::Agencies, "kind,name,province_code\nother,Tổ công tác NÀ PHẶC,06\n").await;
        assert!(case(&kit, "TT.06", CASE[1]).await.unwrap().case.agency_id.is_some(), "{}", kit.name);
        assert_eq!(quality::unmatched_agencies(&kit.desk, &Actor::system()).await.unwrap(), []);
        assert_eq!(kit.take(FileKind::Cases, &content).await.unchanged, 1, "{}", kit.name);
    }
}

#[tokio::test]
async fn the_kind_of_a_provider_who_is_certain_is_that_of_the_register() {
    let kit = kit().await;
    kit.import(FileKind::Providers, &Path::new(FIXTURE).join("providers.csv")).await;
    let columns = ["closed_on", "outcome", "provider_name"];
    let mut row = [&CASE[..], &["2022-02-01", "completed", "Bùi Thế Toàn"]].concat();
    row[2] = "advice";
    kit.take(FileKind::Cases, &cases(&columns, &[&row])).await;
    assert_eq!(indicators(&kit, "2022-01-01", "2022-06-30").await["cases_closed_by_officer"], 1);
}

#[tokio::test]
async fn a_file_cannot_contradict_what_the_register_knows_in_columns_it_does_not_have() {
    let kit = kit().await;
    let closed = [&CASE[..], &["2022-02-01", "completed"]].concat();
    kit.take(FileKind::Cases, &cases(&["closed_on", "outcome"], &[&closed])).await;
    let mut later = CASE;
    later[4] = "2022-03-05";
    let wrongs = kit.refuse(FileKind::Cases, cases(&[], &[&later])).await;
    assert_eq!(wrongs, [wrong(2, "closed_on", "impossible.closed_before_accepted")]);
    let kept = case(&kit, "TT.06", CASE[1]).await.unwrap();
    assert_eq!(kept.case.accepted_on.to_string(), CASE[4]);
}

#[tokio::test]
async fn an_appraisal_comes_in_without_the_closing_that_the_register_knows() {
    let kit = kit().await;
    let closed = [&CASE[..], &["2022-02-01", "completed"]].concat();
    kit.take(FileKind::Cases, &cases(&["closed_on", "outcome"], &[&closed])).await;
    let columns = ["appraised_on", "quality_rating"];
    let appraised = [&CASE[..], &["2022-03-01", "good"]].concat();
    let (mut other, mut early) = (appraised.clone(), appraised.clone());
    other[1] = "TT.TV.02.2022";
    early[8] = "2022-01-20";
    let wrongs = kit.refuse(FileKind::Cases, cases(&columns, &[&other])).await;
    assert_eq!(wrongs, [wrong(2, "appraised_on", "impossible.appraised_before_closed")], "a new case");
    let wrongs = kit.refuse(FileKind::Cases, cases(&columns, &[&early])).await;
    assert_eq!(wrongs, [wrong(2, "appraised_on", "impossible.appraised_before_closed")], "before the end");
    assert_eq!(kit.take(FileKind::Cases, &cases(&columns, &[&appraised])).await.changed, 1);
    let kept = case(&kit, "TT.06", CASE[1]).await.unwrap().case;
    let said = [kept.closed_on, kept.appraised_on].map(|day| day.unwrap().to_string());
    assert_eq!(said, ["2022-02-01", "2022-03-01"]);
}

#[tokio::test]
async fn a_register_without_rows_goes_out_and_comes_back() {
    let kit = kit().await;
    let path = kit.write("none.csv", "org_code,date\n");
    let mut report = kit.import(FileKind::Receptions, &path).await;
    assert_eq!((report.end, problems(&mut report), report.tally.rows), (End::Imported, vec![], 0));
}

#[tokio::test]
async fn a_file_that_is_not_what_it_should_be_is_named() {
    let kit = kit().await;
    let guidance = std::fs::read_to_string(Path::new(FIXTURE).join("guidance.csv")).unwrap();
    let header = cases(&[], &[]);
    let row = CASE.join(",");
    // TCVN3 puts Vietnamese letters over Latin-1 codes.
    let tcvn3: Vec<u8> =
        "org_code,date,client_name,purpose\nTT.06,2022-01-10,NguyÔn V¨n Hïng,hái ph¸p luËt\n"
            .chars()
            .map(|letter| letter as u8)
            .collect();
    for (kind, content, code) in [
        (FileKind::Cases, guidance.clone().into_bytes(), "file.wrong_kind"),
        (FileKind::Cases, Vec::new(), "sheet.no_header"),
        (FileKind::Cases, format!("{header},weather\n{row},rain").into_bytes(), "file.unknown_column"),
        (FileKind::Cases, format!("{header},form\n{row},advice").into_bytes(), "sheet.duplicate_header"),
        (FileKind::Cases, format!("{header},Hình thức\n{row},advice").into_bytes(), "file.doubled_column"),
        (FileKind::Cases, format!("{header}\n\"{row}").into_bytes(), "sheet.bad_quote"),
        (FileKind::Cases, b"%PDF-1.7 ...".to_vec(), "sheet.foreign"),
        (FileKind::Receptions, tcvn3, "sheet.encoding"),
        (FileKind::Receptions, b"date,purpose\n2022-01-01,x".to_vec(), "file.missing_column"),
    ] {
        let found = kit.refuse(kind, &content).await;
        assert_eq!(found.first().map(|it| it.2.as_str()), Some(code), "{found:?}");
    }
    let too_large = kit.write("large.csv", []);
    std::fs::File::options().write(true).open(&too_large).unwrap().set_len(200_000_000).unwrap();
    let mut report = kit.import(FileKind::Cases, &too_large).await;
    assert_eq!(problems(&mut report), [wrong(0, "", "sheet.too_large")]);
}

#[tokio::test]
async fn rows_with_one_file_code_are_beneficiaries_of_one_case_wherever_they_stand() {
    for kit in kits().await {
        let row = |code: &'static str, name: &'static str| {
            let mut row = CASE;
            (row[1], row[6]) = (code, name);
            row
        };
        let (a, b, c) = (row("A", "Bàn Thị Một"), row("B", "Bàn Thị Hai"), row("A", "Bàn Thị Ba"));
        let tally = kit.take(FileKind::Cases, &cases(&[], &[&a, &b, &c])).await;
        assert_eq!((tally.rows, tally.new), (3, 2));
        let file = case(&kit, "TT.06", "A").await.unwrap();
        let names: Vec<&str> = file.beneficiaries.iter().map(|it| it.name.as_str()).collect();
        assert_eq!((names, file.case.beneficiary_count), (vec!["Bàn Thị Một", "Bàn Thị Ba"], 2));
        // The same people in another order are the same case.
        assert_eq!(kit.take(FileKind::Cases, &cases(&[], &[&c, &a, &b])).await.unchanged, 2);
        let mut other_field = c;
        other_field[3] = "labour";
        assert_eq!(
            kit.refuse(FileKind::Cases, cases(&[], &[&a, &b, &other_field])).await,
            [wrong(4, "field", "conflict")]
        );
        assert_eq!(
            kit.refuse(FileKind::Cases, cases(&[], &[&a, &a])).await,
            [wrong(3, "client_name", "repeated_row")]
        );
    }
}

#[tokio::test]
async fn a_changed_row_corrects_the_case_and_says_what_changes() {
    for kit in kits().await {
        let columns = ["closed_on", "outcome", "client_birth", "note"];
        let row = |more: [&'static str; 4]| [&CASE[..], &more].concat();
        let before = row(["", "", "1980", "hồ sơ gốc"]);
        kit.take(FileKind::Cases, &cases(&columns, &[&before])).await;
        *kit.clock.lock().unwrap() += chrono::Duration::days(1);
        let after = row(["2022-02-01", "completed", "1981", "hồ sơ gốc"]);
        let path = kit.write("after.csv", cases(&columns, &[&after]));
        let mut request = kit.request(FileKind::Cases, &path);
        request.dry_run = true;
        let preview = kit.import_by(&Actor::system(), &request).await;
        assert_eq!((preview.end, preview.run, preview.tally.changed), (End::Checked, None, 1));
        assert_eq!(case(&kit, "TT.06", CASE[1]).await.unwrap().case.version, 1, "a dry run changes nothing");
        request.dry_run = false;
        let report = kit.import_by(&Actor::system(), &request).await;
        assert_eq!(report.tally, preview.tally, "the preview says what happens");
        let changes: Vec<(&str, &str, &str)> = report.tally.first_changed[0]
            .changes
            .iter()
            .map(|change| (change.column.as_str(), change.before.as_str(), change.after.as_str()))
            .collect();
        assert_eq!(
            changes,
            [("client_birth", "1980", "1981"), ("closed_on", "", "2022-02-01"), ("outcome", "", "completed")]
        );
        let file = case(&kit, "TT.06", CASE[1]).await.unwrap();
        assert_eq!((file.case.version, file.beneficiaries[0].birth_year), (2, Some(1981)));
        assert_eq!(indicators(&kit, "2022-01-01", "2022-12-31").await["cases_closed"], 1);
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert_eq!(
            store::cases::facts::stored(&tx, file.case.id).await.unwrap(),
            store::cases::facts::facts_of(&file).unwrap()
        );
        let search = store::audit::Search { object_id: Some(file.case.id.to_string()), ..Default::default() };
        let lines = store::audit::list(&tx, None, &search, 10).await.unwrap();
        assert_eq!((lines.len(), lines[0].act.as_str()), (1, "cases.correct"));
        assert_eq!(lines[0].reason, format!("import {}", report.run.unwrap()));
        assert!(lines[0].detail.contains("closed_on"));
        let filter = store::cases::CaseFilter { query: Some("ban thi mot".to_owned()), ..Default::default() };
        let reach = law::access::Reach::Nation;
        let found = store::cases::list::persons_by_name(&tx, &reach, &filter, 10).await.unwrap();
        assert_eq!(found.len(), 1, "found once by name after the change");
        // A column that the file does not have keeps what is known; an empty cell clears it.
        kit.take(FileKind::Cases, &cases(&["note"], &[&[&CASE[..], &[""]].concat()])).await;
        let file = case(&kit, "TT.06", CASE[1]).await.unwrap();
        assert_eq!((file.case.note, file.case.closed_on.is_some()), (None, true));
    }
}

#[tokio::test]
async fn a_person_is_known_by_the_identity_number() {
    for kit in kits().await {
        let columns = ["client_id_number"];
        let row = |code: &'static str, name: &'static str, number: &'static str| {
            let mut row = CASE;
            (row[1], row[6]) = (code, name);
            [&row[..], &[number]].concat()
        };
        let rows = [
            row("A", "Bàn Thị Một", "006 204 001 234"),
            row("B", "Bàn Thị Một", "006204001234"),
            row("C", "Bàn Thị Một", ""),
            row("D", "Bàn Thị Hai", "006204009999"),
        ];
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        kit.take(FileKind::Cases, &cases(&columns, &rows)).await;
        let mut persons = Vec::new();
        for code in ["A", "B", "C", "D"] {
            persons.push(case(&kit, "TT.06", code).await.unwrap().beneficiaries[0].person_id);
        }
        assert_eq!(persons[0], persons[1]);
        assert_ne!(persons[0], persons[2]);
        let tx = kit.desk.store().snapshot().await.unwrap();
        let person = store::people::find(&tx, persons[0]).await.unwrap().unwrap();
        assert!(!person.id_number_sealed.clone().unwrap().contains("006204001234"), "sealed");
        assert_eq!(store::people::open_id_number(&tx, &person).unwrap().unwrap().digits(), "006204001234");
        drop(tx);
        // A file without numbers takes none away.
        let again = row("A", "Bàn Thị Một", "");
        assert_eq!(kit.take(FileKind::Cases, &cases(&columns, &[&again])).await.unchanged, 1);
        // A number that becomes known is a change, and finds the person who has it.
        let known = row("C", "Bàn Thị Một", "006204001234");
        assert_eq!(kit.take(FileKind::Cases, &cases(&columns, &[&known])).await.changed, 1);
        assert_eq!(case(&kit, "TT.06", "C").await.unwrap().beneficiaries[0].person_id, persons[0]);
        let numbers = |text: Vec<u8>| String::from_utf8(text).unwrap().matches("006204001234").count();
        assert_eq!(numbers(bytes(kit.export(FileKind::Cases, Format::Csv).await)), 3);
        let request = ExportRequest {
            kind: FileKind::Cases,
            org: None,
            from: None,
            to: None,
            format: Format::Csv,
            ground: None,
        };
        let clerk =
            office::exchange::export(&kit.desk, &actor(Role::Clerk, "TT.06"), &request).await.unwrap();
        assert_eq!(numbers(bytes(clerk)), 3);
        let analyst =
            office::exchange::export(&kit.desk, &actor(Role::Analyst, "CUC"), &request).await.unwrap();
        assert_eq!((analyst.rows, numbers(bytes(analyst))), (4, 0), "who may not see numbers takes none out");
    }
}

#[tokio::test]
async fn a_commune_is_read_by_the_list_of_its_day() {
    let kit = kit().await;
    let tx = kit.desk.store().snapshot().await.unwrap();
    let book = store::reference::CommuneBook::load(&tx).await.unwrap();
    let (last_old, first_new) = ("2025-06-30".parse().unwrap(), "2025-07-01".parse().unwrap());
    let of_old_only = |code: &&str| book.on(code, last_old).is_some() && book.on(code, first_new).is_none();
    let old = ["01834", "01837", "01840", "01843", "01846"].into_iter().find(of_old_only).unwrap();
    let new = "01840";
    assert!(book.on(new, first_new).is_some() || book.on("00001", first_new).is_none());
    let row = |org: &'static str, day: &'static str, commune: &'static str| {
        let mut row = CASE;
        (row[0], row[4]) = (org, day);
        [&row[..], &[commune]].concat()
    };
    let columns = ["client_commune"];
    kit.take(FileKind::Cases, &cases(&columns, &[&row("TT.06", "2025-06-30", old)])).await;
    assert_eq!(
        kit.refuse(FileKind::Cases, cases(&columns, &[&row("TT.19", "2025-07-01", old)])).await,
        [wrong(2, "client_commune", "commune_of_other_day")]
    );
    assert_eq!(
        kit.refuse(FileKind::Cases, cases(&columns, &[&row("TT.06", "2025-07-01", "")])).await,
        [wrong(2, "org_code", "org_not_in_existence")]
    );
}

#[tokio::test]
async fn a_file_stays_within_its_organisation_and_the_reach_of_its_sender() {
    let kit = kit().await;
    let path = kit.write("a.csv", cases(&[], &[&CASE]));
    let mut request = kit.request(FileKind::Cases, &path);
    request.org = Some("TT.01".to_owned());
    let mut report = kit.import_by(&Actor::system(), &request).await;
    assert_eq!(problems(&mut report), [wrong(2, "org_code", "org_outside")]);
    // Thái Nguyên took over Bắc Kạn.
    request.org = Some("TT.19".to_owned());
    request.dry_run = true;
    assert_eq!(kit.import_by(&actor(Role::Clerk, "TT.19"), &request).await.end, End::Checked);
    request.org = None;
    let mut report = kit.import_by(&actor(Role::Clerk, "TT.01"), &request).await;
    assert_eq!(problems(&mut report), [wrong(2, "org_code", "org_out_of_reach")]);
    let tell = |_, _| ControlFlow::Continue(());
    let denied = office::exchange::import(&kit.desk, &actor(Role::Auditor, "CUC"), &request, &tell).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    request.org = Some("TT.06".to_owned());
    let missing = office::exchange::import(&kit.desk, &actor(Role::Clerk, "TT.01"), &request, &tell).await;
    assert!(matches!(missing, Err(Failure::Missing)), "an organisation out of reach is not there");
    // The organisation of the file stands for a column that a paper register does not have.
    let paper = "STT,Mã hồ sơ,Hình thức,Lĩnh vực,Ngày thụ lý,Nguồn,Họ tên người được TGPL,Diện người được TGPL\n\
                 1,TT.TV.07.2022,Tư vấn pháp luật,Đất đai,10/01/2022,Tự yêu cầu,Bàn Thị Bảy,Hộ nghèo\n";
    request.path = kit.write("paper.csv", paper);
    request.dry_run = false;
    assert_eq!(kit.import_by(&actor(Role::Clerk, "TT.06"), &request).await.end, End::Imported);
    let file = case(&kit, "TT.06", "TT.TV.07.2022").await.unwrap();
    assert_eq!(file.case.accepted_on.to_string(), "2022-01-10");
    assert_eq!(file.beneficiaries[0].category.0, law::eligibility::Category::Poor);
}

#[tokio::test]
async fn a_name_that_is_not_certain_waits_for_a_person_to_link_it() {
    for kit in kits().await {
        take_bac_kan(&kit).await;
        let columns = ["provider_name", "provider_kind", "provider_card", "source_agency"];
        let row = |code: &'static str, more: [&'static str; 4]| {
            let mut row = CASE;
            row[1] = code;
            [&row[..], &more].concat()
        };
        let rows = [
            row("card", ["", "", "bk-tgv-003", "Toà án nhân dân khu vực 1 - Thái Nguyên"]),
            row("name", ["bùi thế toàn", "legal_aid_officer", "", ""]),
            row("kind", ["Bùi Thế Toàn", "contract_lawyer", "", "Đồn công an Chợ Rã"]),
            row("unlike", ["Ông Khác", "", "BK-TGV-003", "Đồn công an Chợ Rã"]),
        ];
        let lines: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let text = cases(&columns, &lines);
        let tally = kit.take(FileKind::Cases, &text).await;
        assert_eq!(tally.doubts.get("provider_unknown"), Some(&2), "{:?}", tally.doubts);
        let tx = kit.desk.store().snapshot().await.unwrap();
        let toan = store::staff::list_providers(&tx, None, Some("Bùi Thế Toàn"), 5).await.unwrap().remove(0);
        drop(tx);
        for (code, linked) in [("card", true), ("name", true), ("kind", false), ("unlike", false)] {
            let file = case(&kit, "TT.06", code).await.unwrap();
            assert_eq!(file.case.provider_id == Some(toan.id), linked, "{code}");
        }
        assert_eq!(
            case(&kit, "TT.06", "card").await.unwrap().case.provider_name.as_deref(),
            Some("Bùi Thế Toàn")
        );
        let clerk = actor(Role::Clerk, "TT.06");
        let counts = quality::counts(&kit.desk, &clerk).await.unwrap();
        assert!(counts.contains(&(Doubt::ProviderUnknown, 2)), "{counts:?}");
        let groups = quality::unmatched_providers(&kit.desk, &clerk).await.unwrap();
        let group =
            groups.iter().find(|group| group.provider_name.as_deref() == Some("Bùi Thế Toàn")).unwrap();
        let like = quality::providers_like(&kit.desk, &clerk, "TT.06", "Bùi Thế Toàn").await.unwrap();
        assert_eq!(like[0].id, toan.id);
        assert_eq!(quality::link_provider_name(&kit.desk, &clerk, group, toan.id).await.unwrap(), 1);
        assert_eq!(case(&kit, "TT.06", "kind").await.unwrap().case.provider_id, Some(toan.id));
        let agency = &quality::agencies_like(&kit.desk, &clerk, "Đồn công an Chợ Rã", "").await.unwrap()[0];
        let linked =
            quality::link_agency_name(&kit.desk, &clerk, "Đồn công an Chợ Rã", agency.id).await.unwrap();
        assert_eq!(linked, 2);
        let counts = quality::counts(&kit.desk, &clerk).await.unwrap();
        assert!(counts.contains(&(Doubt::ProviderUnknown, 1)), "{counts:?}");
        let outside =
            quality::link_agency_name(&kit.desk, &actor(Role::Clerk, "TT.01"), "x", agency.id).await.unwrap();
        assert_eq!(outside, 0);
        // What a person linked stays linked when the file comes again.
        assert_eq!(kit.take(FileKind::Cases, &text).await.unchanged, 4);
        assert_eq!(case(&kit, "TT.06", "kind").await.unwrap().case.provider_id, Some(toan.id));
    }
}

#[tokio::test]
async fn a_formula_in_a_name_stays_a_text() {
    let kit = kit().await;
    let mut row = CASE;
    row[6] = "=HYPERLINK(\"http://x\")";
    let quoted = row.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
    kit.take(FileKind::Cases, &cases(&[], &[&quoted])).await;
    assert_eq!(case(&kit, "TT.06", row[1]).await.unwrap().beneficiaries[0].name, row[6]);
    let text = String::from_utf8(bytes(kit.export(FileKind::Cases, Format::Csv).await)).unwrap();
    assert!(text.contains("\"'=HYPERLINK"), "{text}");
}

#[tokio::test]
async fn two_imports_of_one_file_at_once_write_it_once_and_say_what_to_do() {
    for kit in kits().await {
        let path = Path::new(FIXTURE).join("cases.csv");
        let (system, request) = (Actor::system(), kit.request(FileKind::Cases, &path));
        let tell = |_, _| ControlFlow::Continue(());
        let import = || office::exchange::import(&kit.desk, &system, &request, &tell);
        let (one, other) = tokio::join!(import(), import());
        let ends = [one, other].map(|report| match report {
            Ok(report) => (report.end, report.tally.new + report.tally.unchanged),
            Err(Failure::Refused(refusal)) if refusal.code == "imports.met_another" => (End::Refused, 351),
            Err(failure) => panic!("{}: {failure}", kit.name),
        });
        assert!(ends.iter().any(|(end, _)| *end == End::Imported), "{}: {ends:?}", kit.name);
        assert!(ends.iter().all(|(_, rows)| *rows == 351), "{}: {ends:?}", kit.name);
        assert_eq!(indicators(&kit, "2022-01-01", "2022-06-30").await["cases_handled"], 296, "{}", kit.name);
    }
}

/// Rows carry the hour at which their import began; an hour before it ended knows nothing of them, whenever it is asked.
#[tokio::test]
async fn an_hour_before_an_import_ended_has_the_figures_it_had_then() {
    const HEAD: &str = "org_code,date,client_name,purpose";
    for kit in kits().await {
        kit.take(FileKind::Cases, &cases(&[], &[&CASE])).await;
        kit.take(FileKind::Receptions, &format!("{HEAD}\nTT.06,2022-01-11,Một,đất\n")).await;
        let pass = |minutes| *kit.clock.lock().unwrap() += Duration::minutes(minutes);
        let slowly = |_, _| {
            pass(1);
            ControlFlow::Continue(())
        };
        pass(60);
        let before = kit.desk.now();
        let figures = async |at| {
            let figures = indicators_at(&kit, "2022-01-01", "2022-06-30", at).await;
            ["cases_handled", "cases_closed", "receptions"].map(|id| figures[id].clone())
        };
        let other = {
            let mut other = CASE;
            other[1] = "TT.TV.02.2022";
            other
        };
        let closed = [&CASE[..], &["2022-03-01"]].concat();
        let open = [&other[..], &[""]].concat();
        let content = cases(&["closed_on"], &[&closed, &open]);
        let receptions = format!("{HEAD}\nTT.06,2022-01-12,Hai,đất\n");
        let mut middle = Vec::new();
        for (kind, text) in [(FileKind::Cases, content), (FileKind::Receptions, receptions)] {
            let path = kit.write("slow.csv", text);
            let began = kit.desk.now();
            let (system, request) = (Actor::system(), kit.request(kind, &path));
            let report = office::exchange::import(&kit.desk, &system, &request, &slowly);
            assert_eq!(report.await.unwrap().end, End::Imported, "{} {kind}", kit.name);
            let ended = kit.desk.now();
            assert!(ended - began > Duration::minutes(1), "time passed in it");
            middle.push(ended - Duration::seconds(30));
        }
        pass(60);
        let name = kit.name;
        assert_eq!(figures(Some(before)).await, [1, 0, 1], "{name}: before both");
        assert_eq!(figures(Some(middle[0])).await, [1, 0, 1], "{name}: while cases were written");
        assert_eq!(figures(Some(middle[1])).await, [2, 1, 1], "{name}: while receptions were written");
        assert_eq!(figures(Some(kit.desk.now())).await, [2, 1, 2], "{name}: after both");
        assert_eq!(figures(None).await, [2, 1, 2], "{name}: as it stands");
    }
}

#[tokio::test]
async fn a_stop_leaves_nothing_and_progress_is_told() {
    for kit in kits().await {
        let path = Path::new(FIXTURE).join("cases.csv");
        let told = AtomicU64::new(0);
        let tell = |done: u64, total: u64| {
            told.fetch_max(done, Ordering::Relaxed);
            // The first pass is over and rows are being written.
            if total > 0 && done == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let request = kit.request(FileKind::Cases, &path);
        let report = office::exchange::import(&kit.desk, &Actor::system(), &request, &tell).await.unwrap();
        assert_eq!((report.end, told.load(Ordering::Relaxed)), (End::Cancelled, 351));
        assert!(case(&kit, "TT.06", "TT.TGTT.83.2021").await.is_none());
        let view = runs::view(&kit.desk, &Actor::system(), report.run.unwrap()).await.unwrap();
        assert_eq!((view.run.status.0, view.may_confirm), (RunStatus::Cancelled, false));
    }
}

#[tokio::test]
async fn a_run_is_uploaded_checked_confirmed_once_and_done() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.06");
        make_account(&kit, &clerk).await;
        let mut request = kit.request(FileKind::Cases, &Path::new(FIXTURE).join("cases.csv"));
        request.org = Some("TT.06".to_owned());
        let id = kit.desk.id();
        for _ in 0..2 {
            assert_eq!(runs::upload(&kit.desk, &clerk, id, &request).await.unwrap(), id);
        }
        office::jobs::drain(&kit.desk).await.unwrap();
        let view = runs::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(
            (view.run.status.0, view.may_confirm),
            (RunStatus::Ready, true),
            "{:?}",
            view.run.last_error
        );
        assert_eq!(view.tally.unwrap().new, 351);
        assert!(case(&kit, "TT.06", "TT.TGTT.83.2021").await.is_none(), "nothing before it is confirmed");
        let stranger = actor(Role::Clerk, "TT.01");
        assert!(matches!(runs::view(&kit.desk, &stranger, id).await, Err(Failure::Missing)));
        assert!(matches!(runs::confirm(&kit.desk, &stranger, id).await, Err(Failure::Missing)));
        for _ in 0..2 {
            runs::confirm(&kit.desk, &clerk, id).await.unwrap();
        }
        office::jobs::drain(&kit.desk).await.unwrap();
        let view = runs::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(view.run.status.0, RunStatus::Done, "{:?}", view.run.last_error);
        assert_eq!(view.tally.unwrap().new, 351);
        let (lines, _) = runs::list(&kit.desk, &clerk, None).await.unwrap();
        assert_eq!((lines.len(), lines[0].starter.as_str()), (1, clerk.name.as_str()));
        let file = case(&kit, "TT.06", "TT.TGTT.83.2021").await.unwrap();
        assert_eq!(file.case.entered_by, clerk.id());
    }
}

#[tokio::test]
async fn a_run_whose_worker_was_killed_is_found_and_can_be_begun_again() {
    let kit = kit().await;
    let clerk = actor(Role::Clerk, "TT.06");
    make_account(&kit, &clerk).await;
    let mut request = kit.request(FileKind::Cases, &Path::new(FIXTURE).join("cases.csv"));
    request.org = Some("TT.06".to_owned());
    let id = runs::upload(&kit.desk, &clerk, kit.desk.id(), &request).await.unwrap();
    office::jobs::drain(&kit.desk).await.unwrap();
    runs::confirm(&kit.desk, &clerk, id).await.unwrap();
    // A worker takes it and is killed.
    let tx = kit.desk.store().begin().await.unwrap();
    let mut run = store::imports::find(&tx, id).await.unwrap().unwrap();
    run.status = RunStatus::Importing.into();
    run.lease_until = Some(kit.desk.now() + store::imports::LEASE);
    store::imports::update(&tx, &mut run).await.unwrap();
    tx.commit().await.unwrap();
    runs::recover(&kit.desk).await.unwrap();
    let status = |view: runs::RunView| (view.run.status.0, view.may_confirm);
    assert_eq!(status(runs::view(&kit.desk, &clerk, id).await.unwrap()), (RunStatus::Importing, false));
    *kit.clock.lock().unwrap() += chrono::Duration::minutes(1);
    assert_eq!(status(runs::view(&kit.desk, &clerk, id).await.unwrap()), (RunStatus::Interrupted, true));
    runs::confirm(&kit.desk, &clerk, id).await.unwrap();
    office::jobs::drain(&kit.desk).await.unwrap();
    assert_eq!(status(runs::view(&kit.desk, &clerk, id).await.unwrap()), (RunStatus::Done, false));
    assert!(case(&kit, "TT.06", "TT.TGTT.83.2021").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_that_starts_while_an_import_begins_does_not_end_it() {
    let kit = kit().await;
    let beside = kit.beside().await;
    let looking = tokio::spawn(async move {
        loop {
            runs::recover(&beside.desk).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    for number in 1..=28 {
        let text = format!("org_code,date,purpose\nTT.06,{number:02}/02/2022,x\n");
        let request = kit.request(FileKind::Receptions, &kit.write("r.csv", text));
        let clerk = actor(Role::Clerk, "TT.06");
        let done = office::exchange::import(&kit.desk, &clerk, &request, &|_, _| ControlFlow::Continue(()));
        assert_eq!(done.await.unwrap().end, End::Imported);
    }
    looking.abort();
}

#[tokio::test]
async fn problems_of_a_run_are_listed_page_by_page_and_as_a_file() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.06");
        make_account(&kit, &clerk).await;
        let mut text = "org_code,date,purpose\n".to_owned();
        (0..120).for_each(|_| text.push_str("TT.06,31/02/2022,x\n"));
        let request = kit.request(FileKind::Receptions, &kit.write("r.csv", text));
        let id = runs::upload(&kit.desk, &clerk, kit.desk.id(), &request).await.unwrap();
        office::jobs::drain(&kit.desk).await.unwrap();
        let view = runs::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(
            (view.run.status.0, view.run.problem_count, view.may_confirm),
            (RunStatus::Refused, 120, false)
        );
        let page = runs::problems(&kit.desk, &clerk, id, 0).await.unwrap();
        assert_eq!((page.problems.len(), page.problems[0].1.line, page.next), (50, 2, Some(50)));
        assert_eq!(page.counts, [("bad_date".to_owned(), "date".to_owned(), 120)]);
        let last = runs::problems(&kit.desk, &clerk, id, 100).await.unwrap();
        assert_eq!((last.problems.len(), last.next), (20, None));
        let say = |problem: &office::exchange::Problem| format!("{}!", problem.code);
        let titles = ["line", "column", "value", "code", "reason"];
        let file = office::exchange::export_problems(&kit.desk, &clerk, id, titles, &say).await.unwrap();
        assert_eq!(file.rows, 120);
        let text = String::from_utf8(bytes(file)).unwrap();
        assert!(text.contains("121,date,31/02/2022,bad_date,bad_date!"), "{text}");
        assert!(matches!(runs::confirm(&kit.desk, &clerk, id).await, Err(Failure::Refused(_))));
    }
}

async fn make_account(kit: &Kit, actor: &Actor) {
    let now = kit.desk.now();
    let account = store::accounts::Account {
        id: actor.account.unwrap(),
        login: actor.login.clone(),
        name: actor.name.clone(),
        password_hash: String::new(),
        role: actor.role.into(),
        org_code: actor.org.clone(),
        provider_id: None,
        must_change: false,
        totp_secret: None,
        totp_last_step: None,
        recovery_codes: String::new(),
        language: "vi".to_owned(),
        disabled_at: None,
        disabled_reason: None,
        last_seen_at: None,
        password_changed_at: now,
        created_at: now,
        version: 1,
    };
    let tx = kit.desk.store().begin().await.unwrap();
    store::accounts::insert(&tx, account).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_goes_out_comes_back_the_same() {
    for (kit, other) in kits().await.into_iter().zip(kits().await) {
        take_bac_kan(&kit).await;
        kit.take(
            FileKind::Organisations,
            "code,name\nCN.06.1,Chi nhánh số 1\nHD.06.1,Văn phòng luật sư Một\n",
        )
        .await;
        kit.take(FileKind::Agencies, "kind,name,province_code\nother,Hội Luật gia tỉnh Bắc Kạn,06\n").await;
        for format in [Format::Csv, Format::Xlsx] {
            for kind in FileKind::ALL.iter().copied() {
                let out = bytes(kit.export(kind, format).await);
                let again = bytes(kit.export(kind, format).await);
                assert!(out == again, "{kind}: the same register gives the same bytes");
            }
        }
        // Organisations first: the others name them.
        let order = [FileKind::Organisations, FileKind::Agencies, FileKind::Providers];
        let rest = [FileKind::Cases, FileKind::Guidance, FileKind::Receptions, FileKind::Outreach];
        for (place, kind) in order.into_iter().chain(rest).enumerate() {
            let format = if place % 2 == 0 { Format::Xlsx } else { Format::Csv };
            let path = other.write("moved", bytes(kit.export(kind, format).await));
            let mut report = other.import(kind, &path).await;
            assert_eq!(
                (report.end, problems(&mut report)),
                (End::Imported, vec![]),
                "{kind} on {}",
                kit.name
            );
            assert_eq!(
                String::from_utf8(bytes(other.export(kind, Format::Csv).await)).unwrap(),
                String::from_utf8(bytes(kit.export(kind, Format::Csv).await)).unwrap(),
                "{kind} on {}",
                kit.name
            );
        }
        for (from, to) in [("2022-01-01", "2022-06-30"), ("2021-01-01", "2021-12-31")] {
            assert_eq!(
                indicators(&other, from, to).await,
                indicators(&kit, from, to).await,
                "{from} on {}",
                kit.name
            );
        }
    }
}

#[tokio::test]
async fn organisations_are_checked_against_their_codes_and_each_other() {
    let kit = kit().await;
    let head = "code,kind,name,parent,valid_from,valid_to,successor\n";
    let row = |text: &str| format!("{head}{text}\n");
    for (text, column, code) in [
        ("TT.6,,x,,,,", "code", "org_bad_code"),
        ("CN.06.1,centre,x,,,,", "kind", "org_kind_against_code"),
        ("CN.99.1,,x,,,,", "code", "org_unknown_province"),
        ("CN.06.1,,,,,,", "name", "required"),
        ("CN.06.1,,x,STP.06,,,", "parent", "org_parent_kind"),
        ("CN.06.1,,x,TT.98,,,", "parent", "org_unknown"),
        ("CN.06.1,,x,,2020-01-01,2019-01-01,", "valid_to", "ended_before_began"),
        ("CN.06.1,,x,,,,TT.19", "successor", "org_successor_of_open"),
        ("CN.06.1,,x,,2010-01-01,2025-06-30,STP.19", "successor", "org_successor_kind"),
    ] {
        assert_eq!(kit.refuse(FileKind::Organisations, row(text)).await, [wrong(2, column, code)], "{text}");
    }
    let rows = "CN.06.1,Chi nhánh,Chi nhánh Ba Bể,,2010-01-01,2025-06-30,CN.19.1\nCN.19.1,,Chi nhánh Ba Bể,,2025-07-01,,";
    assert_eq!(kit.take(FileKind::Organisations, &row(rows)).await.new, 2);
    assert_eq!(kit.take(FileKind::Organisations, &row(rows)).await.unchanged, 2);
    assert!(kit.desk.tree().iter().any(|node| node.code == "CN.19.1"), "the tree was read again");
    let path = kit.write("o.csv", row("CN.06.2,,Chi nhánh số 2,,,,"));
    let request = kit.request(FileKind::Organisations, &path);
    let mut report = kit.import_by(&actor(Role::Director, "TT.01"), &request).await;
    assert_eq!(problems(&mut report), [wrong(2, "code", "org_out_of_reach")]);
    assert_eq!(kit.import_by(&actor(Role::Director, "TT.19"), &request).await.end, End::Imported);
}

#[tokio::test]
async fn the_case_list_goes_out_as_it_is_shown() {
    let kit = kit().await;
    take_bac_kan(&kit).await;
    let filter = office::cases::CaseFilter { open: Some(true), ..Default::default() };
    let titles = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map(str::to_owned);
    let wording = office::exchange::Wording { titles, code: &|list, code| format!("{list}={code}") };
    let clerk = actor(Role::Clerk, "TT.06");
    let file =
        office::exchange::export_cases(&kit.desk, &clerk, &filter, (Format::CsvForExcel, None), &wording)
            .await
            .unwrap();
    assert_eq!(file.rows, 119);
    let text = String::from_utf8(bytes(file)).unwrap();
    assert!(text.starts_with("\u{feff}a,b,c,") && text.contains("form=litigation"), "{text:.200}");
    let stranger = actor(Role::Clerk, "TT.01");
    let none = office::exchange::export_cases(&kit.desk, &stranger, &filter, (Format::Csv, None), &wording)
        .await
        .unwrap();
    assert_eq!(none.rows, 0);
}

#[tokio::test]
async fn what_lies_in_the_archive_is_not_changed_by_a_file() {
    for kit in kits().await {
        let more = ["client_birth", "assigned_on", "closed_on", "outcome", "handed_over_on"];
        let days = ["2022-01-11", "2022-02-01", "completed", "2022-02-20"];
        let row = |name: &'static str, birth: &'static str| {
            let mut row = CASE.to_vec();
            row[6] = name;
            row.push(birth);
            row.extend(days);
            row
        };
        let (one, two) = (row("Bàn Thị Một", "1980"), row("Bàn Văn Hai", "1990"));
        let file = cases(&more, &[&one, &two]);
        kit.take(FileKind::Cases, &file).await;
        let mut before = case(&kit, "TT.06", CASE[1]).await.unwrap();
        before.case.archived_on = "2022-04-01".parse().ok();
        let tx = kit.desk.store().begin().await.unwrap();
        store::cases::update(&tx, before, kit.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
        let before = case(&kit, "TT.06", CASE[1]).await.unwrap();
        assert_eq!(before.case.state.0, law::cases::CaseState::Archived);
        let same = kit.take(FileKind::Cases, &file).await;
        assert_eq!((same.changed, same.unchanged), (0, 1), "{}: the same again passes", kit.name);
        let (mut other, older) = (one.clone(), row("Bàn Văn Hai", "1991"));
        other[3] = "labour";
        let (mut both, new) = (older.clone(), ["TT.06", "TT.TV.02.2022"]);
        both[3] = "labour";
        let mut added = one.clone();
        added[..2].copy_from_slice(&new);
        let found = kit.refuse(FileKind::Cases, cases(&more, &[&other, &both, &added])).await;
        let expected = [wrong(2, "field", "archived"), wrong(3, "client_birth", "archived")];
        assert_eq!(found, expected, "{}", kit.name);
        assert_eq!(case(&kit, "TT.06", CASE[1]).await.unwrap(), before, "{}", kit.name);
        assert!(case(&kit, "TT.06", new[1]).await.is_none(), "all or nothing");
        // Who looks before writing is told the same.
        let path = kit.write("look.csv", cases(&more, &[&other, &both, &added]));
        let look = office::exchange::ImportRequest { dry_run: true, ..kit.request(FileKind::Cases, &path) };
        let mut report = kit.import_by(&Actor::system(), &look).await;
        assert_eq!((report.end, problems(&mut report)), (End::Refused, expected.to_vec()));
        let gone = kit.refuse(FileKind::Cases, cases(&more, &[&one])).await;
        assert_eq!(gone, [wrong(2, "client_name", "archived")], "{}: nobody is left out", kit.name);
    }
}

#[tokio::test]
async fn a_file_that_ends_a_case_ends_what_was_planned_in_it() {
    for kit in kits().await {
        kit.take(FileKind::Cases, &cases(&["assigned_on"], &[&[&CASE[..], &["2022-01-11"]].concat()])).await;
        let id = case(&kit, "TT.06", CASE[1]).await.unwrap().case.id;
        let hearing = store::diary::Hearing {
            id: kit.desk.id(),
            case_id: id,
            kind: law::hearings::HearingKind::Meeting.into(),
            at: kit.desk.now(),
            place: None,
            agency: None,
            online: false,
            state: law::hearings::HearingState::Planned.into(),
            result: None,
            follows: None,
            entered_at: kit.desk.now(),
            entered_by: "x".to_owned(),
            version: 1,
        };
        let tx = kit.desk.store().begin().await.unwrap();
        store::diary::insert_hearing(&tx, &hearing).await.unwrap();
        tx.commit().await.unwrap();
        let ended = [&CASE[..], &["2022-01-11", "2022-02-01", "completed"]].concat();
        let file = cases(&["assigned_on", "closed_on", "outcome"], &[&ended]);
        assert_eq!(kit.take(FileKind::Cases, &file).await.changed, 1, "{}", kit.name);
        let tx = kit.desk.store().snapshot().await.unwrap();
        let found = store::diary::find_hearing(&tx, id, hearing.id).await.unwrap().unwrap();
        assert_eq!((found.state.0, found.version), (law::hearings::HearingState::Void, 2), "{}", kit.name);
    }
}
