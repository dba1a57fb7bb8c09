//! Branch, Centre, department, ministry: signed, sent, given back, sealed, and who is late.

use std::collections::BTreeSet;

use chrono::Duration;
use law::access::Role;
use law::rules::ReportKind;
use law::statistics::Became;
use law::submissions::{SubmissionMove, SubmissionState};
use office::submissions::{
    CellKey, CellNote, Compared, Estimate, cases_of_cell, changes, estimate, explain, move_on, overview,
    prepare, print, remind, sign, suggested, text_of, view,
};
use office::{Actor, Failure};
use serde_json::json;
use store::cases::CaseFile;
use uuid::Uuid;

use super::kit::{KIND, Kit, TO, actor, cell, day, head_of, number, refused};

/// Branch → Centre → department → ministry, with a message to one cell and a late entry in between.
#[tokio::test]
async fn a_report_goes_up_comes_back_and_goes_up_again() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let done = |id, org: &str| {
            kit.case(id, org, "2026-03-01", json!({ "closed_on": "2026-05-01", "outcome": "completed", "provider_kind": "legal_aid_officer" }))
        };
        let mut files: Vec<CaseFile> = (1..=60).map(|id| done(id, "TT.19")).collect();
        files.extend((101..=170).map(|id| done(id, "CN.19.1")));
        files.extend((201..=203).map(|id| kit.case(id, "TT.06", "2025-02-01", json!({}))));
        files.extend((301..=302).map(|id| done(id, "TT.01")));
        kit.save(files).await;

        kit.send("CN.19.1", KIND, TO).await;
        let centre = head_of("TT.19");
        let id = kit.send("TT.19", KIND, TO).await;
        let seen = view(desk, &centre, id).await.unwrap();
        // The branch by its sealed report, Bắc Kạn by its register: it ended before the period did.
        assert_eq!(seen.counted.parts.len(), 1, "{}", kit.name);
        assert_eq!(seen.counted.own, ["TT.06", "TT.19"]);
        assert_eq!((number(&seen, "25", "total", "1"), number(&seen, "25", "total", "2")), (133, 3));
        assert_eq!(number(&seen, "24", "total", "1"), 133);
        assert!(seen.checks.is_empty() && seen.moves.is_empty());

        // The unit cannot change what lies above; the level above gives one cell back.
        assert_eq!(
            refused(explain(desk, &centre, id, cell("25", "total", "4"), "x").await),
            "submissions.not_here"
        );
        let office = head_of("STP.19");
        let at_office = view(desk, &office, id).await.unwrap();
        assert_eq!(at_office.moves, [SubmissionMove::Return, SubmissionMove::Accept]);
        let (version, which) = (at_office.submission.version, cell("25", "1.2", "4"));
        let nothing = move_on(desk, &office, id, version, SubmissionMove::Return, CellNote::default()).await;
        assert_eq!(refused(nothing), "submissions.no_message");
        let note = CellNote {
            message: "Thiếu một vụ kết thúc tháng 5.".into(), cell: Some(which.clone())
        };
        move_on(desk, &office, id, version, SubmissionMove::Return, note).await.unwrap();
        let back = view(desk, &centre, id).await.unwrap();
        let message = back.message().unwrap();
        assert_eq!((message.row_key.as_deref(), message.column_key.as_deref()), (Some("1.2"), Some("4")));
        assert_eq!(back.submission.state.0, SubmissionState::Returned);

        // A case of May is entered in November. The seal does not know it; the draft does, and says since when.
        kit.wait(Duration::days(1));
        kit.save(vec![done(61, "TT.19")]).await;
        let first = back.sealed.as_ref().unwrap().snapshot.id;
        let (report, _) = print(desk, &centre, first, "25").await.unwrap();
        assert_eq!(report.filled.value("total", "1"), Some(133));
        assert_eq!(number(&view(desk, &centre, id).await.unwrap(), "25", "total", "1"), 134);
        let second = kit.sign(&centre, id).await.unwrap();
        kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
        // Who changed it is told; not who looked since, gave a reason to look or read the consents.
        let clerk = Actor { name: "Người sửa".to_owned(), ..actor(Role::Clerk, "TT.19") };
        let reader = Actor { name: "Người xem".to_owned(), ..actor(Role::Appraiser, "TT.19") };
        for (who, act) in [
            (&clerk, "cases.correct"),
            (&reader, "confidentiality.grant"),
            (&reader, "confidentiality.consents"),
            (&reader, "case_papers.open"),
        ] {
            let mut work = desk.begin_as(who).await.unwrap();
            work.record(act, "case", Uuid::from_u128(61), json!({}));
            desk.commit(work).await.unwrap();
        }
        let told = changes(desk, &office, first, Compared::Seal(second), Some(&which), None).await.unwrap();
        assert_eq!(told.counts, [1, 0, 0], "{}", kit.name);
        let line = &told.lines[0];
        assert_eq!(
            (line.case, line.became, line.event_on),
            (Uuid::from_u128(61), Became::Added, Some(day("2026-03-01")))
        );
        assert_eq!((line.entered_at, line.lag), (Some(desk.now()), Some(250)));
        assert_eq!(line.entered_by.as_deref(), Some("Người sửa"), "{}", kit.name);
        assert!(told.cells.iter().any(|it| (it.before, it.after) == (133, 134)));

        // The levels above add up what was sent; the ministry counts the province that sent nothing from its register.
        kit.step(&office, id, SubmissionMove::Accept).await.unwrap();
        let office_id = kit.send("STP.19", KIND, TO).await;
        assert_eq!(view(desk, &office, office_id).await.unwrap().counted.own, ["STP.06", "STP.19"]);
        let ministry = head_of("CUC");
        let nation = prepare(desk, &ministry, "CUC", KIND, day(TO)).await.unwrap();
        let top = view(desk, &ministry, nation).await.unwrap();
        assert_eq!(
            (number(&top, "25", "total", "1"), &top.counted.missing[..]),
            (136, &["STP.01".to_owned()][..])
        );
        let seal = kit.sign(&ministry, nation).await.unwrap();

        // Every case behind the cell of the nation, once, over all seals it is made of.
        let (mut listed, mut after) = (BTreeSet::new(), Some((0, 0)));
        while let Some(place) = after {
            let page = cases_of_cell(desk, &ministry, seal, &cell("25", "total", "1"), place).await.unwrap();
            assert!(page.lines.len() <= 50 && page.gone == 0);
            for line in &page.lines {
                assert!(listed.insert(line.id), "{} twice", line.id);
            }
            after = page.next;
        }
        assert_eq!(listed.len(), 136, "{}", kit.name);
        let chosen = cases_of_cell(desk, &ministry, seal, &cell("25", "total", "2"), (0, 0)).await.unwrap();
        let ids: BTreeSet<u128> = chosen.lines.iter().map(|line| line.id.as_u128()).collect();
        assert_eq!(ids, (201..=203).collect());
        assert_eq!(kit.faults().await, Vec::<String>::new(), "{}", kit.name);
    }
}

/// What was signed prints the same for ever, and what is touched is found.
#[tokio::test]
async fn a_seal_stays_as_it_was_signed_and_verify_finds_what_was_touched() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let files = (1..=9).map(|id| kit.case(id, "TT.01", "2026-03-01", json!({}))).collect();
        kit.save(files).await;
        let centre = head_of("TT.01");
        let id = kit.send("TT.01", KIND, TO).await;
        let sealed = view(desk, &centre, id).await.unwrap().sealed.unwrap();
        let text = text_of(desk, &centre, sealed.snapshot.id).await.unwrap().body;
        kit.wait(Duration::days(2));
        kit.save((10..=19).map(|id| kit.case(id, "TT.01", "2026-04-01", json!({}))).collect()).await;
        let mut moved = kit.case(1, "CN.19.1", "2026-03-01", json!({ "field": "civil" }));
        moved.case.file_code = "moved".into();
        kit.correct(moved).await;
        assert_eq!(text_of(desk, &centre, sealed.snapshot.id).await.unwrap().body, text);
        let again = view(desk, &centre, id).await.unwrap();
        assert_eq!(number(&again, "25", "total", "1"), 9);
        let told = changes(desk, &centre, sealed.snapshot.id, Compared::Now, None, None).await.unwrap();
        assert_eq!(told.counts, [10, 1, 0], "{}", kit.name);
        assert_eq!(kit.faults().await, Vec::<String>::new());

        // A number in the text, a case in the file, a row that says another period.
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set body = replace(body, '[[9,', '[[8,')").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("hash")), "{faults:?}");
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set body = replace(body, '[[8,', '[[9,')").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kit.faults().await, Vec::<String>::new());
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set period_to = '2026-09-30'").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("something else")), "{faults:?}");
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set period_to = '2026-10-31'").await.unwrap();
        tx.run("update form_definition set content = content || ' ' where form_key = '25'").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("definition of form 25")), "{faults:?}");
        desk.files().remove(&sealed.body.facts.sha256).await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("the file of its cases")), "{faults:?}");
    }
}

/// Nobody signs what does not agree without a word, before the days are over, or what changed meanwhile.
#[tokio::test]
async fn what_does_not_agree_is_explained_before_it_is_signed() {
    let kit = Kit::sqlite("2026-10-31").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![
        kit.case(1, "TT.01", "2026-03-01", json!({ "closed_on": "2026-05-01", "outcome": "completed" })),
        kit.case(2, "TT.01", "2026-03-01", json!({ "sex": null })),
    ])
    .await;
    let id = prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap();
    assert_eq!(prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap(), id);
    assert_eq!(refused(kit.sign(&centre, id).await), "submissions.not_over");
    kit.wait(Duration::hours(15));
    // 17:00 in UTC is the first hour of November in Viet Nam.
    assert_eq!(desk.today(), day("2026-11-01"));
    assert_eq!(refused(kit.sign(&centre, id).await), "submissions.unexplained");
    let seen = view(desk, &centre, id).await.unwrap();
    let cells: BTreeSet<CellKey> = seen.checks.iter().map(|check| check.cell.clone()).collect();
    assert!(
        cells.contains(&cell("24", "total", "1")) && cells.contains(&cell("25", "total", "4")),
        "{cells:?}"
    );
    for cell in cells {
        explain(desk, &centre, id, cell, "Người được trợ giúp không khai.").await.unwrap();
    }
    let seen = view(desk, &centre, id).await.unwrap();
    assert!(seen.checks.iter().all(|check| check.explained));
    // Another case is entered at the same moment; what was looked at is not signed any more.
    kit.save(vec![kit.case(3, "TT.01", "2026-04-01", json!({}))]).await;
    let meanwhile = sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await;
    assert!(matches!(meanwhile, Err(Failure::Stale)), "{meanwhile:?}");
    // Entered an hour after the look, it does not matter: what was seen is signed as of the moment it was seen.
    let seen = view(desk, &centre, id).await.unwrap();
    kit.wait(Duration::hours(1));
    kit.save(vec![kit.case(4, "TT.01", "2026-04-01", json!({}))]).await;
    sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await.unwrap();
    let sealed = view(desk, &centre, id).await.unwrap();
    assert_eq!(number(&sealed, "25", "total", "1"), 3);
    assert_eq!(sealed.moves, [SubmissionMove::Unsign, SubmissionMove::Send]);
    // The clerk sends and does not sign; the auditor looks; others do not find it.
    let clerk = actor(Role::Clerk, "TT.01");
    assert_eq!(view(desk, &clerk, id).await.unwrap().moves, [SubmissionMove::Send]);
    let version = sealed.submission.version;
    let none = CellNote::default;
    assert!(matches!(
        move_on(desk, &clerk, id, version, SubmissionMove::Unsign, none()).await,
        Err(Failure::Denied)
    ));
    assert!(matches!(view(desk, &head_of("TT.19"), id).await, Err(Failure::Missing)));
    assert!(view(desk, &actor(Role::Auditor, "CUC"), id).await.unwrap().moves.is_empty());
    let stale = move_on(desk, &centre, id, version - 1, SubmissionMove::Send, none()).await;
    assert!(matches!(stale, Err(Failure::Stale)));
    kit.step(&centre, id, SubmissionMove::Unsign).await.unwrap();
    let open = view(desk, &centre, id).await.unwrap();
    assert_eq!((number(&open, "25", "total", "1"), open.seals.len()), (4, 1));
    assert_eq!(kit.faults().await, Vec::<String>::new());
}

/// The half-year of 2024: five months are counted, June is estimated, and the sum is sent.
#[tokio::test]
async fn an_estimate_is_added_to_what_is_counted() {
    let kit = Kit::sqlite("2024-06-03").await;
    let desk = &kit.desk;
    let ended = |id, org: &str, from: &str, to: &str| {
        kit.case(
            id,
            org,
            from,
            json!({ "closed_on": to, "outcome": "completed", "provider_kind": "contract_lawyer" }),
        )
    };
    kit.save(vec![
        ended(1, "TT.01", "2024-02-01", "2024-05-31"),
        ended(2, "TT.01", "2024-03-01", "2024-06-01"),
        kit.case(3, "TT.01", "2024-06-01", json!({})),
        kit.case(4, "TT.01", "2024-02-29", json!({})),
        // June of the year before: two new, one of them closed, and one that was there before.
        ended(5, "TT.01", "2023-06-02", "2023-06-30"),
        ended(6, "TT.01", "2023-06-30", "2023-07-01"),
        ended(7, "TT.01", "2023-05-31", "2023-06-01"),
    ])
    .await;
    let centre = head_of("TT.01");
    let id = prepare(desk, &centre, "TT.01", ReportKind::HalfYear, day("2024-06-30")).await.unwrap();
    let seen = view(desk, &centre, id).await.unwrap();
    // What was closed on 1 June is running in the counted days; what was accepted then is not in them.
    assert_eq!(["1", "2", "3", "4"].map(|column| number(&seen, "25", "total", column)), [3, 0, 3, 1]);
    for key in ["12", "24", "25"] {
        let filled = suggested(desk, &centre, id, key).await.unwrap();
        assert!(filled.broken().is_empty(), "{key}: {:?}", filled.broken());
        let form = filled.form;
        let mut cells = Vec::new();
        for (row, line) in form.rows.iter().enumerate() {
            for (column, head) in form.columns.iter().enumerate() {
                if let Some(value) = filled.cells[row][column] {
                    cells.push((cell(key, &line.key, &head.key), value));
                }
            }
        }
        let version = view(desk, &centre, id).await.unwrap().submission.version;
        let typed = Estimate { form: key.to_owned(), cells };
        estimate(desk, &centre, id, version, typed.clone()).await.unwrap();
        assert!(matches!(estimate(desk, &centre, id, version, typed).await, Err(Failure::Stale)));
    }
    let seen = view(desk, &centre, id).await.unwrap();
    assert_eq!(["1", "2", "3", "4"].map(|column| number(&seen, "25", "total", column)), [5, 0, 5, 3]);
    assert_eq!(number(&seen, "12", "total", "8"), 2);
    assert!(seen.checks.is_empty(), "{:?}", seen.checks);
    let seal = kit.sign(&centre, id).await.unwrap();
    kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
    let (report, _) = print(desk, &centre, seal, "25").await.unwrap();
    assert_eq!((report.to, report.filled.value("total", "1")), (day("2024-06-30"), Some(5)));
    let above =
        prepare(desk, &head_of("STP.01"), "STP.01", ReportKind::HalfYear, day("2024-06-30")).await.unwrap();
    let above = view(desk, &head_of("STP.01"), above).await.unwrap();
    let form = above.counted.form("25").unwrap();
    assert_eq!((form.actual.value("total", "4"), form.estimate.value("total", "4")), (Some(1), Some(2)));
    // A period that is counted whole takes no estimate.
    kit.wait(Duration::days(300));
    let year = prepare(desk, &centre, "TT.01", ReportKind::OfficialYear, day("2024-12-31")).await.unwrap();
    let refusal = estimate(desk, &centre, year, 1, Estimate { form: "25".into(), cells: Vec::new() }).await;
    assert_eq!(refused(refusal), "submissions.not_estimated");
    assert_eq!(kit.faults().await, Vec::<String>::new());
}

/// Whoever got the report back is late until it is sent again, and is reminded.
#[tokio::test]
async fn a_report_that_was_given_back_is_asked_for_again() {
    let kit = Kit::sqlite("2026-11-05").await;
    let desk = &kit.desk;
    let tx = desk.store().begin().await.unwrap();
    tx.run(
        "insert into account (id, login, name, password_hash, role, org_code, must_change, recovery_codes, language,
           password_changed_at, created_at)
         values (x'00000000000000000000000000000077', 'gd', 'Bế Văn Minh', 'x', 'director', 'TT.01', 0, '', 'vi',
           '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (centre, above) = (head_of("TT.01"), head_of("STP.01"));
    let id = kit.send("TT.01", KIND, TO).await;
    assert_eq!(remind(desk).await.unwrap(), 0, "it lies with the level above");
    let late = async || overview(desk, &above, None, None).await.unwrap().units[0].days_late;
    let version = view(desk, &above, id).await.unwrap().submission.version;
    let note = CellNote { message: "Thiếu một vụ.".into(), cell: None };
    move_on(desk, &above, id, version, SubmissionMove::Return, note).await.unwrap();
    assert_eq!((late().await, remind(desk).await.unwrap()), (0, 1), "a week before the last day");
    // The last day of a Centre is 10 November.
    kit.wait(Duration::days(7));
    assert_eq!((late().await, remind(desk).await.unwrap(), remind(desk).await.unwrap()), (2, 1, 0));
    kit.sign(&centre, id).await.unwrap();
    kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
    kit.wait(Duration::days(2));
    assert_eq!((late().await, remind(desk).await.unwrap()), (2, 0));
}

/// How many files lie in a folder and below it.
fn files_below(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

/// Nobody who writes waits while a report is counted, packed and stored; what was written meanwhile is not signed over.
#[tokio::test]
async fn a_report_is_counted_while_others_write_and_nothing_is_signed_over() {
    for meanwhile in [
        "update submission set version = version + 1 where org_code = 'TT.19'",
        "update submission set state = 'sent' where org_code = 'CN.19.1'",
        "",
    ] {
        let kit = Kit::sqlite("2026-11-05").await;
        let desk = &kit.desk;
        let (branch, centre) = (head_of("CN.19.1"), head_of("TT.19"));
        kit.save(vec![
            kit.case(1, "TT.19", "2026-02-01", json!({})),
            kit.case(2, "CN.19.1", "2026-03-01", json!({})),
        ])
        .await;
        let below = prepare(desk, &branch, "CN.19.1", KIND, day(TO)).await.unwrap();
        kit.sign(&branch, below).await.unwrap();
        let id = prepare(desk, &centre, "TT.19", KIND, day(TO)).await.unwrap();
        let seen = view(desk, &centre, id).await.unwrap();
        let folder = kit.folder.path().join("files");
        let before = files_below(&folder);

        let most = std::time::Duration::from_secs(20);
        let writer = desk.store().begin().await.unwrap();
        let suggestion = tokio::time::timeout(most, suggested(desk, &centre, id, "25")).await;
        assert!(suggestion.expect("it waits for no writer").is_ok());
        let signing = {
            let (desk, centre) = (desk.clone(), centre.clone());
            let (as_of, looked_at) = (seen.counted.as_of, seen.seen.clone());
            tokio::spawn(async move { sign(&desk, &centre, id, (as_of, &looked_at), Vec::new()).await })
        };
        let stored = async {
            while files_below(&folder) == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(most, stored).await.expect("the cases are stored while somebody else writes");
        assert!(!signing.is_finished());
        if !meanwhile.is_empty() {
            writer.run(meanwhile).await.unwrap();
        }
        writer.commit().await.unwrap();
        let signed = signing.await.unwrap();
        match meanwhile {
            "" => assert!(signed.is_ok(), "{signed:?}"),
            _ => assert!(matches!(signed, Err(Failure::Stale)), "{meanwhile}: {signed:?}"),
        }
        let sealed = view(desk, &centre, id).await.unwrap().submission.sealed;
        assert_eq!(sealed, i32::from(meanwhile.is_empty()), "{meanwhile}");
        assert_eq!(kit.faults().await, Vec::<String>::new());
    }
}

/// Who is late is counted by the calendar of Viet Nam, and a unit that ended owes nothing after its last day.
#[tokio::test]
async fn the_list_says_who_is_late_and_follows_the_merger() {
    let kit = Kit::sqlite("2026-11-10").await;
    let desk = &kit.desk;
    // 16:59 in UTC is still the last day; a minute later it is the next one.
    kit.wait(Duration::hours(14) + Duration::minutes(59));
    kit.send("TT.01", KIND, TO).await;
    kit.wait(Duration::minutes(1));
    kit.send("TT.19", KIND, TO).await;
    let of = |org: &'static str| {
        let desk = desk.clone();
        async move { overview(&desk, &head_of("CUC"), Some(org), None).await.unwrap() }
    };
    let (one, other) = (of("STP.01").await, of("STP.19").await);
    assert_eq!((one.period.kind, one.period.to), (KIND, day(TO)));
    assert_eq!((one.units[0].org.as_str(), one.units[0].days_late), ("TT.01", 0));
    assert_eq!((other.units[0].org.as_str(), other.units[0].days_late), ("TT.19", 1));
    assert_eq!(of("TT.19").await.units[0].days_late, 4);
    let nation = of("CUC").await;
    let units: Vec<&str> = nation.units.iter().map(|unit| unit.org.as_str()).collect();
    assert_eq!(units, ["STP.01", "STP.19"]);
    // The half-year that ended with Bắc Kạn was still its own.
    let then = Some((ReportKind::HalfYear, day("2025-06-30")));
    let then = overview(desk, &head_of("CUC"), None, then).await.unwrap();
    assert_eq!(
        then.units.iter().map(|unit| unit.org.as_str()).collect::<Vec<_>>(),
        ["STP.01", "STP.06", "STP.19"]
    );
    let late = prepare(desk, &head_of("TT.06"), "TT.06", KIND, day(TO)).await;
    assert!(matches!(late, Err(Failure::Missing)));
    prepare(desk, &head_of("TT.06"), "TT.06", ReportKind::HalfYear, day("2025-06-30")).await.unwrap();
    assert!(matches!(overview(desk, &head_of("TT.19"), Some("STP.19"), None).await, Err(Failure::Missing)));
    let foreign = prepare(desk, &head_of("TT.19"), "CN.19.1", KIND, day(TO)).await;
    assert!(matches!(foreign, Err(Failure::Missing)));
}
