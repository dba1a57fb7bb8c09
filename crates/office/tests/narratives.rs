//! Narrative reports on a real half-year, their drafts; pivots, dashboards, quoted figures, open data, and the look at
//! the whole register.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use kit::{Kit, actor, day};
use law::access::Role;
use law::cases::Doubt;
use law::statistics::{Dimension, official_number};
use law::targets::TargetLevel;
use office::dashboard::Place;
use office::exchange::{FileKind, ImportRequest, Incoming, quality};
use office::narratives::{self, DraftLine, MONTHLY_NOTICE, NARRATIVE};
use office::quoted::{self, QuotedDraft};
use office::statistics::pivot::{PivotRequest, pivot};
use office::statistics::{Geography, ReportRequest, Value, indicator, report};
use office::targets::{self, TargetsRequest};
use office::{Actor, Failure, dashboard, open_data};
use serde_json::{Value as Json, json};
use store::cases::CaseFile;
use uuid::Uuid;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");

async fn with_register() -> Kit {
    let kit = Kit::new().await;
    for kind in
        [FileKind::Providers, FileKind::Cases, FileKind::Guidance, FileKind::Receptions, FileKind::Outreach]
    {
        let request = ImportRequest {
            kind,
            org: Some("TT.06".to_owned()),
            path: Path::new(FIXTURE).join(format!("{kind}.csv")),
            file_name: format!("{kind}.csv"),
            dry_run: false,
        };
        let go_on = |_, _| ControlFlow::Continue(());
        let done = office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
        assert!(done.problems.is_empty(), "{kind}: {done:?}");
    }
    kit
}

fn half_year(org: &str) -> ReportRequest {
    ReportRequest {
        org: org.to_owned(),
        from: day("2022-01-01"),
        to: day("2022-06-30"),
        as_of: None,
        geography: Geography::Then,
    }
}

/// What another program would read of the document: every text of it, in order.
fn words(value: &Json, into: &mut Vec<String>) {
    match value {
        Json::String(text) => into.push(text.clone()),
        Json::Array(all) => all.iter().for_each(|it| words(it, into)),
        Json::Object(all) => all.values().for_each(|it| words(it, into)),
        _ => {}
    }
}

#[tokio::test]
async fn the_published_half_year_is_written_with_every_figure_right() {
    let kit = with_register().await;
    let system = Actor::system();
    let narrative = narratives::view(&kit.desk, &system, &half_year("TT.06"), NARRATIVE).await.unwrap();
    let paragraphs = narrative.paragraphs();
    for sentence in [
        "Kết quả công tác trợ giúp pháp lý 6 tháng đầu năm 2022 và phương hướng, nhiệm vụ 6 tháng cuối năm 2022",
        "(Số liệu từ ngày 01/01/2022 đến ngày 30/06/2022)",
        "(Thời gian lấy số liệu: 09h00 ngày 22/11/2026)",
        "Tiếp 122 lượt công dân tại trụ sở.",
        "Hướng dẫn, giải đáp, cung cấp thông tin pháp luật 32 việc.",
        "Tiếp nhận và thực hiện 296 vụ việc/296 lượt người, trong đó kỳ trước chuyển sang 140 vụ việc, thụ lý trong kỳ \
         156 vụ việc.",
        "Vụ việc thụ lý trong kỳ gồm 152 vụ việc tham gia tố tụng; 04 vụ việc tư vấn pháp luật; tổng số 156 vụ việc.",
        "Kết thúc 154 vụ việc, trong đó có 150 vụ việc tham gia tố tụng; 04 vụ việc tư vấn pháp luật; đạt 52,03% số \
         vụ việc thực hiện.",
        "Chuyển kỳ sau 142 vụ việc.",
        "Trong 152 vụ việc tham gia tố tụng thụ lý, có 124 vụ việc do cơ quan tiến hành tố tụng thông báo, chiếm \
         81,58%.",
        "Thẩm định chất lượng 91 vụ việc, trong đó có 91 vụ việc tham gia tố tụng; 100% vụ việc được thẩm định đạt \
         chất lượng trở lên.",
        "Truyền thông chung: 32 điểm/14 xã, cho 1.389 người.",
        "Cho người khuyết tật: 21 điểm/13 xã, cho 825 người.",
        "Cho phụ nữ: 04 điểm/02 xã, cho 100 người.",
    ] {
        let sentence = sentence.replace("         ", "");
        assert!(paragraphs.contains(&sentence), "no “{sentence}” in {paragraphs:#?}");
    }
    let whole = paragraphs.join("\n");
    assert!(!whole.contains(['{', '}', '[', ']']), "{whole}");
    assert!(!whole.contains("so với cùng kỳ"), "the register begins in the period: {whole}");
    // Every published figure stands in it, as offices write it.
    let expected: Json =
        serde_json::from_str(&std::fs::read_to_string(format!("{FIXTURE}/expected.json")).unwrap()).unwrap();
    let numbers: Vec<&str> =
        whole.split(|letter: char| !(letter.is_ascii_digit() || letter == '.')).collect();
    for (id, value) in expected["indicators"].as_object().unwrap() {
        let Some(count) = value.as_i64() else { continue };
        let written = official_number(count);
        let stands = numbers.iter().any(|it| it.trim_end_matches('.') == written);
        assert!(stands, "{id}: {written} is not in {whole}");
    }
}

#[tokio::test]
async fn the_document_ends_as_offices_end_and_goes_out_in_both_formats() {
    let kit = with_register().await;
    let narrative =
        narratives::view(&kit.desk, &Actor::system(), &half_year("TT.06"), NARRATIVE).await.unwrap();
    let document = narratives::document(&narrative, &narratives::Words::default());
    let mut texts = Vec::new();
    words(&serde_json::to_value(&document.parts).unwrap(), &mut texts);
    assert_eq!(texts.iter().filter(|text| text.ends_with("./.")).count(), 1, "{texts:#?}");
    let docx = office::exchange::report::form_docx(&document).unwrap();
    let pdf = office::exchange::report::form_pdf(&kit.desk, document.clone()).await.unwrap();
    assert!(docx.starts_with(b"PK") && pdf.starts_with(b"%PDF"), "{} {}", docx.len(), pdf.len());
    assert!(narratives::html(&document).contains("296 vụ việc/296 lượt người"));
}

#[tokio::test]
async fn the_notice_of_the_nation_names_who_entered_nothing_and_nobody_else() {
    let kit = with_register().await;
    let request = ReportRequest { from: day("2022-03-01"), to: day("2022-03-31"), ..half_year("CUC") };
    let notice = narratives::view(&kit.desk, &Actor::system(), &request, MONTHLY_NOTICE).await.unwrap();
    let whole = notice.paragraphs().join("\n");
    assert!(whole.contains("tháng 3 năm 2022") && whole.contains("Thời gian lấy số liệu: 09h00"), "{whole}");
    assert!(whole.contains("không có vụ việc tham gia tố tụng thụ lý được cập nhật: "), "{whole}");
    assert!(
        !whole
            .split("không có vụ việc tham gia tố tụng thụ lý")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .contains("Bắc Kạn")
    );
    let figures = report(&kit.desk, &Actor::system(), &request).await.unwrap();
    let Some(Value::Count(new)) = figures.value("cases_new_litigation") else { panic!("counted") };
    assert!(whole.contains(&format!("Các địa phương cập nhật {} vụ việc", official_number(new))), "{whole}");
    let sum: i64 = notice.annex.rows.iter().map(|(_, row)| row[0]).sum();
    assert_eq!(sum, new, "the table and the sentence agree");
    // Bắc Kạn ended with June 2025 and has cases that nobody closed: whoever had ended is asked for nothing.
    let later = ReportRequest { from: day("2026-10-01"), to: day("2026-10-31"), ..request };
    let notice_later = narratives::view(&kit.desk, &Actor::system(), &later, MONTHLY_NOTICE).await.unwrap();
    assert!(!notice_later.paragraphs().join("\n").contains("Bắc Kạn"), "{:#?}", notice_later.paragraphs());
    assert_eq!(notice_later.annex.rows.len(), 34);
    // What it still closes stands in the table; nobody misses new cases of it.
    let mut closed = case(90, "TT.06", "2022-05-05", "criminal", None);
    closed.case.closed_on = Some(day("2026-10-10"));
    closed.case.outcome = Some(law::cases::Outcome::Completed.into());
    save(&kit, vec![closed]).await;
    let notice_later = narratives::view(&kit.desk, &Actor::system(), &later, MONTHLY_NOTICE).await.unwrap();
    assert!(!notice_later.paragraphs().join("\n").contains("Bắc Kạn"), "{:#?}", notice_later.paragraphs());
    assert_eq!(notice_later.annex.rows.len(), 35);
    let register = std::fs::read_to_string(format!("{FIXTURE}/cases.csv")).unwrap();
    for line in register.lines().skip(1) {
        let name = line.split(',').nth(10).unwrap();
        assert!(!whole.contains(name), "{name} stands in the notice");
    }
}

fn texts(strengths: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("strengths".to_owned(), strengths.to_owned()),
        ("no such section".to_owned(), "x".to_owned()),
    ])
}

#[tokio::test]
async fn drafts_keep_the_words_and_show_what_changed() {
    let kit = with_register().await;
    let director = actor(Role::Director, "TT.19");
    let request = half_year("TT.06");
    let save = async |seen: i64, words: &str| {
        narratives::save(&kit.desk, &director, (&request, NARRATIVE), seen, texts(words)).await
    };
    assert_eq!(save(0, "Phối hợp tốt.\nCCCD 006082000123.").await.unwrap(), 1);
    let refused = save(0, "Ghi đè").await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(ref it) if it.code == "narratives.stale"), "{refused:?}");
    assert_eq!(save(1, "Phối hợp rất tốt.\nCCCD 006082000123.").await.unwrap(), 2);

    let narrative = narratives::view(&kit.desk, &director, &request, NARRATIVE).await.unwrap();
    let section = narrative.sections.iter().find(|it| it.written.key == "strengths").unwrap();
    assert_eq!(section.text, "Phối hợp rất tốt.\nCCCD ….", "identity numbers are left out");
    assert_eq!(narrative.drafts.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 1]);
    assert!(narrative.paragraphs().contains(&"1. Ưu điểm".to_owned()), "{:#?}", narrative.paragraphs());

    let laid = narratives::differences(&kit.desk, &director, narrative.drafts[0].id, None).await.unwrap();
    let changed: Vec<&DraftLine> =
        laid.lines.iter().filter(|line| !matches!(line, DraftLine::Same(_))).collect();
    let line = |text: &str| text.to_owned();
    assert_eq!(
        changed,
        [&DraftLine::Removed(line("Phối hợp tốt.")), &DraftLine::Added(line("Phối hợp rất tốt."))]
    );

    // The next period begins with these words; an auditor reads, and writes nothing.
    let next = ReportRequest { to: day("2022-09-30"), ..request.clone() };
    let begun = narratives::view(&kit.desk, &director, &next, NARRATIVE).await.unwrap();
    assert_eq!(begun.taken_over, Some((request.from, request.to)));
    assert!(begun.drafts.is_empty() && begun.about.contains("9 tháng năm 2022"), "{}", begun.about);
    let auditor = actor(Role::Auditor, "CUC");
    let denied = narratives::save(&kit.desk, &auditor, (&request, NARRATIVE), 2, texts("x")).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    let foreign = actor(Role::Director, "TT.01");
    assert!(matches!(
        narratives::view(&kit.desk, &foreign, &request, NARRATIVE).await,
        Err(Failure::Missing)
    ));
    let id = narrative.drafts[0].id;
    assert!(matches!(narratives::differences(&kit.desk, &foreign, id, None).await, Err(Failure::Missing)));
}

/// A column of the cases that were handled in the half-year, read by hand.
fn column(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(format!("{FIXTURE}/cases.csv")).unwrap();
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let place = |name: &str| head.iter().position(|title| *title == name).unwrap();
    let (wanted, accepted, closed) = (place(name), place("accepted_on"), place("closed_on"));
    let lines = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<&str>>());
    lines
        .filter(|cells| {
            cells[accepted] <= "2022-06-30" && (cells[closed].is_empty() || cells[closed] >= "2022-01-01")
        })
        .map(|cells| cells[wanted].to_owned())
        .collect()
}

#[tokio::test]
async fn a_pivot_is_what_the_register_says_and_every_cell_opens() {
    let kit = with_register().await;
    let director = actor(Role::Director, "TT.19");
    let request = PivotRequest {
        report: half_year("TT.06"),
        indicator: indicator("cases_handled").unwrap(),
        rows: Dimension::Field,
        columns: Some(Dimension::Category),
    };
    let table = pivot(&kit.desk, &director, &request).await.unwrap();
    assert_eq!(table.total, Some(Value::Count(296)));
    let (fields, categories) = (column("field"), column("category"));
    let mut seen = 0;
    for (row, line) in table.rows.iter().zip(&table.cells) {
        for (head, cell) in table.columns.iter().zip(line) {
            let plain =
                fields.iter().zip(&categories).filter(|(f, c)| **f == row.key && **c == head.key).count();
            assert_eq!(*cell, Some(Value::Count(i64::try_from(plain).unwrap())), "{} {}", row.key, head.key);
            let behind = office::statistics::pivot::cases(
                &kit.desk,
                &director,
                &request,
                (&row.key, Some(&head.key)),
                None,
                500,
            );
            let opened = behind.await.unwrap();
            assert_eq!(opened.shown, cell.map(|value| (value, table.as_of)), "what was clicked on");
            let list = opened.list;
            assert_eq!(
                (list.total, list.listing.lines.len()),
                (Some(plain), plain),
                "{} {}",
                row.key,
                head.key
            );
            seen += plain;
        }
    }
    assert_eq!(seen, 296);
    let other = PivotRequest { columns: Some(Dimension::Sex), ..request.clone() };
    let unasked = office::statistics::pivot::cases(&kit.desk, &director, &other, ("civil", None), None, 1);
    assert_eq!(unasked.await.unwrap().shown, None, "nobody was shown that table");
    let by_month = PivotRequest {
        indicator: indicator("receptions").unwrap(),
        rows: Dimension::Month,
        columns: None,
        ..request.clone()
    };
    let table = pivot(&kit.desk, &director, &by_month).await.unwrap();
    assert_eq!((table.total, table.cells.len()), (Some(Value::Count(122)), 0));
    let wrong = PivotRequest { rows: Dimension::Sex, ..by_month };
    assert!(matches!(pivot(&kit.desk, &director, &wrong).await, Err(Failure::Refused(_))));
    let share =
        PivotRequest { indicator: indicator("appraised_pass_pct").unwrap(), columns: None, ..request };
    let table = pivot(&kit.desk, &director, &share).await.unwrap();
    assert_eq!(table.total, Some(Value::Tenths(1000)));
    assert!(table.row_totals.iter().all(|value| value.is_none_or(|it| it == Value::Tenths(1000))));
}

#[tokio::test]
async fn the_target_of_a_report_is_that_of_the_target_year() {
    let kit = with_register().await;
    let system = Actor::system();
    let met = async |from: &str, to: &str| {
        let asked = TargetsRequest { org: "TT.06".to_owned(), from: day(from), to: day(to) };
        let table = targets::table(&kit.desk, &system, &asked).await.unwrap().table;
        let set = table.providers.iter().filter(|it| it.target.as_ref().is_some_and(|it| it.freed.is_none()));
        let met = set.clone().filter(|it| it.level.is_some_and(|level| level != TargetLevel::NotMet)).count();
        let number = |count: usize| official_number(i64::try_from(count).unwrap());
        (number(set.count()), number(met))
    };
    let sentence = async |from: &str, to: &str| {
        let request = ReportRequest { from: day(from), to: day(to), ..half_year("TT.06") };
        let narrative = narratives::view(&kit.desk, &system, &request, NARRATIVE).await.unwrap();
        narrative.paragraphs().into_iter().find(|text| text.contains("giao chỉ tiêu vụ việc"))
    };
    for ((from, to), (first, last)) in [
        (("2022-01-01", "2022-12-31"), ("2021-11-01", "2022-10-31")),
        (("2022-01-01", "2022-06-30"), ("2021-11-01", "2022-06-30")),
        (("2021-11-01", "2022-10-31"), ("2021-11-01", "2022-10-31")),
        (("2022-11-01", "2022-12-31"), ("2022-11-01", "2022-12-31")),
    ] {
        let (set, met) = met(first, last).await;
        assert_ne!(set, "0", "{first}");
        let written = |day: &str| self::day(day).format("%d/%m/%Y").to_string();
        let beginning = format!(
            "Có {set} trợ giúp viên pháp lý được giao chỉ tiêu vụ việc tham gia tố tụng; từ ngày {} đến ngày {} có {met} \
             người đạt chỉ tiêu của năm",
            written(first),
            written(last)
        );
        let sentence = sentence(from, to).await.unwrap();
        assert!(sentence.starts_with(&beginning), "{sentence}\n{beginning}");
    }
    let (_, year) = met("2021-11-01", "2022-10-31").await;
    let (_, half) = met("2021-11-01", "2022-06-30").await;
    assert_ne!(year, half, "the register has cases that ended between the two");
    // No letter is known for that year: nothing is said.
    assert_eq!(sentence("2025-01-01", "2025-12-31").await, None);
}

#[tokio::test]
async fn who_works_on_the_last_day_counts_and_only_what_was_decided_in_the_period() {
    let kit = with_register().await;
    let tx = kit.desk.store().begin().await.unwrap();
    let days = (day("2022-01-01"), day("2022-06-30"));
    let codes = ["TT.06".to_owned()];
    let before = store::narratives::around(&tx, &codes, days).await.unwrap();
    let one = "(select min(card_number) from provider where kind = 'legal_aid_officer')";
    for (ended, officers) in [("2022-06-30", before.officers), ("2022-06-29", before.officers - 1)] {
        tx.run(&format!("update provider set ended_on = '{ended}' where card_number = {one}")).await.unwrap();
        let found = store::narratives::around(&tx, &codes, days).await.unwrap();
        assert_eq!(found.officers, officers, "{ended}");
    }
    // 17:00 in UTC is the next day in Viet Nam.
    for (number, decided) in
        [("1", "'2022-06-30T16:59:59+00:00'"), ("2", "'2022-06-30T17:00:00+00:00'"), ("3", "null")]
    {
        tx.run(&format!(
            "insert into complaint (id, org_code, act, complainant_name, content, received_at, step, state, decided_at,
               entered_at, entered_by)
             values (x'0000000000000000000000000000000{number}', 'TT.06', 'not_perform', 'Lý Văn Páo', 'x',
               '2022-06-20T02:00:00+00:00', 1, 'received', {decided}, '2022-06-20T02:00:00+00:00', 'test')"
        ))
        .await
        .unwrap();
    }
    let found = store::narratives::around(&tx, &codes, days).await.unwrap();
    assert_eq!((found.complaints, found.complaints_decided), (3, 1));
}

/// A litigation case of one person, entered at 09:00 of the day it was accepted.
fn case(number: u128, org: &str, accepted_on: &str, field: &str, commune: Option<&str>) -> CaseFile {
    let at = format!("{accepted_on}T02:00:00Z");
    serde_json::from_value(json!({
        "case": {
            "id": Uuid::from_u128(number), "org_code": org, "file_code": format!("HS.{number}"), "file_code_folded": "",
            "form": "litigation", "field": field, "provider_role": "defence", "source": "agency_notice",
            "accepted_on": accepted_on, "success_criteria": "", "beneficiary_count": 0, "state": "accepted",
            "restricted": "", "entered_at": at, "entered_by": "test", "recorded_at": at, "version": 1,
        },
        "beneficiaries": [{
            "seq": 0, "case_id": Uuid::from_u128(number), "position": 0, "person_id": Uuid::from_u128(1),
            "name": "Lý Văn Páo", "commune_code": commune, "category": "poor", "other_categories": "",
        }],
    }))
    .unwrap()
}

async fn save(kit: &Kit, mut files: Vec<CaseFile>) {
    let tx = kit.desk.store().begin().await.unwrap();
    let person = "insert into person (id, name, name_folded, name_sound, entered_at) values
         (x'00000000000000000000000000000001', 'Lý Văn Páo', 'ly van pao', 'li dan pao', '2024-04-01T00:00:00+00:00')";
    tx.run(person).await.unwrap();
    store::cases::insert_many(&tx, &mut files).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_dashboard_counts_the_same_live_and_kept() {
    let kit = with_register().await;
    let analyst = actor(Role::Analyst, "CUC");
    let month = day("2022-06-01");
    let centre = dashboard::view(&kit.desk, &analyst, "TT.06", month).await.unwrap();
    let half: i64 = centre.months[6..].iter().map(|it| it.cases_new).sum();
    assert_eq!((half, centre.sum.running, centre.from_kept), (156, 142, false));
    let closed: i64 = centre.months[6..].iter().map(|it| it.cases_closed).sum();
    assert_eq!(closed, 154);
    let last = centre.months.last().unwrap();
    assert_eq!(last.age_3 + last.age_6 + last.age_12 + last.age_24 + last.age_over, 142);
    // Bắc Kạn was taken over by Thái Nguyên: today's map shows it there.
    let nation = dashboard::view(&kit.desk, &analyst, "CUC", month).await.unwrap();
    let province = nation.units.iter().find(|unit| unit.province.as_deref() == Some("19")).unwrap();
    assert_eq!(province.sum, centre.sum);
    assert_eq!(nation.sum, centre.sum);
    assert!(nation.units.iter().filter(|unit| unit.province.is_some()).count() >= 34);
    let director = actor(Role::Director, "TT.01");
    assert!(matches!(dashboard::view(&kit.desk, &director, "TT.06", month).await, Err(Failure::Missing)));

    save(
        &kit,
        vec![
            case(1, "TT.01", "2025-02-10", "criminal", None),
            case(2, "TT.01", "2026-01-31", "civil", None),
            case(3, "TT.19", "2026-03-01", "civil", None),
            case(4, "TT.19", "2026-10-31", "criminal", None),
        ],
    )
    .await;
    let months = ["2026-11-01", "2026-03-01"].map(day);
    let look = async |month| dashboard::view(&kit.desk, &analyst, "CUC", month).await.unwrap();
    let live = [look(months[0]).await, look(months[1]).await];
    assert!(live.iter().all(|board| !board.from_kept));
    dashboard::reckon(&kit.desk).await.unwrap();
    for (month, live) in months.into_iter().zip(&live) {
        let kept = look(month).await;
        assert!(kept.from_kept, "{month}");
        let same = dashboard::Dashboard { from_kept: false, reckoned_at: live.reckoned_at, ..kept };
        assert_eq!(&same, live, "{month}");
        let last = same.months.last().unwrap();
        let ages = [last.age_3, last.age_6, last.age_12, last.age_24, last.age_over];
        assert_eq!((ages.iter().sum::<i64>(), last.running), (last.running, same.sum.running), "{month}");
        assert!(last.age_over > 100 && last.age_3 > 0, "{month}: {ages:?}");
    }
    // History that was typed this month is no silence.
    let bac_kan = dashboard::view(&kit.desk, &analyst, "TT.06", months[0]).await.unwrap();
    assert_eq!((bac_kan.months[11].entered, bac_kan.months[11].cases_new), (351, 0));

    // In the first minutes of a month the job has not run: nothing that it kept is shown of that month.
    let tx = kit.desk.store().begin().await.unwrap();
    tx.run("delete from office_month where month = '2026-11'").await.unwrap();
    tx.run("update office_month set reckoned_at = '2026-10-31T16:59:00+00:00'").await.unwrap();
    tx.commit().await.unwrap();
    let (turned, before) = (look(months[0]).await, look(day("2026-10-01")).await);
    assert_eq!((turned.from_kept, turned.sum.running), (false, live[0].sum.running));
    assert!(before.from_kept && before.sum.running == live[0].sum.running);
}

#[tokio::test]
async fn the_communes_of_a_province_add_up_over_the_merger() {
    let kit = Kit::new().await;
    save(
        &kit,
        vec![
            // Before the merger: a ward that became part of one, one that was divided, one whose code is that of a ward of today.
            case(11, "TT.06", "2025-06-10", "civil", Some("01855")),
            case(12, "TT.19", "2025-06-11", "criminal", Some("05461")),
            case(13, "TT.19", "2025-06-12", "civil", Some("05467")),
            // After it: the same code, the code of before still, another province, nothing.
            case(14, "TT.19", "2025-07-01", "civil", Some("05467")),
            case(15, "TT.19", "2025-08-01", "criminal", Some("01855")),
            case(16, "TT.19", "2025-09-01", "criminal", Some("00004")),
            case(17, "TT.19", "2025-10-01", "land_housing", None),
        ],
    )
    .await;
    let analyst = actor(Role::Analyst, "CUC");
    let board = dashboard::view(&kit.desk, &analyst, "STP.19", day("2026-05-01")).await.unwrap();
    let lines: Vec<(&Place, i64, i64)> =
        board.communes.iter().filter(|it| it.cases > 0).map(|it| (&it.place, it.cases, it.civil)).collect();
    let commune = |name: &str| Place::Commune(name.to_owned());
    assert_eq!(
        lines,
        [
            (&commune("Phường Bắc Kạn"), 2, 1),
            (&commune("Phường Gia Sàng"), 1, 1),
            (&Place::Divided, 2, 1),
            (&Place::Elsewhere, 1, 0),
            (&Place::Unknown, 1, 1),
        ]
    );
    assert_eq!(board.communes.iter().map(|it| it.cases).sum::<i64>(), board.sum.cases_new);
    assert_eq!(board.sum.cases_new, 7);
}

fn figure(org: &str, value: &str) -> QuotedDraft {
    QuotedDraft {
        org: org.to_owned(),
        series: "trials".to_owned(),
        name: "Vụ án hình sự đã xét xử".to_owned(),
        unit: "vụ án".to_owned(),
        from: Some(day("2022-01-01")),
        to: Some(day("2022-06-30")),
        value: value.to_owned(),
        source: "Báo cáo công tác tòa án (giả định)".to_owned(),
        note: None,
    }
}

#[tokio::test]
async fn quoted_figures_stand_apart_and_serve_for_coverage() {
    let kit = with_register().await;
    let director = actor(Role::Director, "TT.19");
    let enter =
        async |line: u64, draft: QuotedDraft| quoted::enter(&kit.desk, &director, vec![(line, draft)]).await;
    assert_eq!(enter(1, figure("TT.06", "1.520")).await.unwrap(), 1);
    for draft in [figure("TT.01", "5"), figure("TT.06", "nhiều"), figure("TT.06", "1.520")] {
        assert!(matches!(enter(7, draft).await, Err(Failure::Refused(_))), "out of reach, no number, twice");
    }
    let mut sheet = Incoming::new().unwrap();
    sheet
        .take(
            "org_code,series,name,unit,from,to,value,source\n\
             TT.06,national,Tăng,%,2018-01-01,31/12/2018,\"+12,7\",Hội nghị 2019\n"
                .as_bytes(),
        )
        .unwrap();
    assert_eq!(quoted::import(&kit.desk, &director, &sheet).await.unwrap(), 1);
    let listed = quoted::list(&kit.desk, &director).await.unwrap();
    let values: Vec<(&str, &str)> = listed.iter().map(|it| (it.series.as_str(), it.value.as_str())).collect();
    assert_eq!(values, [("national", "12.7"), ("trials", "1520")]);

    let board = dashboard::view(&kit.desk, &director, "TT.06", day("2022-06-01")).await.unwrap();
    let coverage: Vec<(i64, &str)> =
        board.coverage.iter().map(|it| (it.cases, it.quoted.value.as_str())).collect();
    assert_eq!(coverage, [(152, "1520")]);
    // The counted figures know nothing of it.
    let counted = report(&kit.desk, &director, &half_year("TT.06")).await.unwrap();
    assert_eq!(counted.value("cases_new_litigation"), Some(Value::Count(152)));

    quoted::withdraw(&kit.desk, &director, listed[1].id).await.unwrap();
    assert_eq!(quoted::list(&kit.desk, &director).await.unwrap().len(), 1);
    assert_eq!(enter(1, figure("TT.06", "1.521")).await.unwrap(), 1, "in the place of what was taken back");
}

#[tokio::test]
async fn open_data_hold_what_the_law_publishes_and_no_more() {
    let kit = with_register().await;
    let file = open_data::file(&kit.desk, "organisations", "json").await.unwrap();
    let json: Json = serde_json::from_str(&file.content).unwrap();
    let codes: Vec<&str> =
        json["organisations"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"TT.19") && !codes.contains(&"TT.06"), "only those that run today");
    let tx = kit.desk.store().begin().await.unwrap();
    let provider = store::staff::Provider {
        id: kit.desk.id(),
        org_code: "TT.19".to_owned(),
        name: "Bế Văn Minh".to_owned(),
        name_folded: String::new(),
        kind: law::staff::ProviderKind::LegalAidOfficer.into(),
        card_number: Some("TN-77".to_owned()),
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: Some(law::people::Sex::Male.into()),
        birth_year: Some(1981),
        languages: "tay".to_owned(),
        fields: "criminal".to_owned(),
        leader: false,
        version: 1,
    };
    store::staff::insert_provider(&tx, provider).await.unwrap();
    tx.commit().await.unwrap();
    open_data::publish(&kit.desk).await.unwrap();
    for format in ["json", "csv", "xml"] {
        let file = open_data::file(&kit.desk, "providers", format).await.unwrap();
        assert!(file.content.contains("Bế Văn Minh") && file.content.contains("TT.19"), "{format}");
        for secret in ["TN-77", "1981", "male", "tay\"", "Lưu Thế Tiến"] {
            assert!(!file.content.contains(secret), "{format}: {secret}");
        }
    }
    assert!(matches!(open_data::file(&kit.desk, "persons", "json").await, Err(Failure::Missing)));
    assert!(matches!(open_data::file(&kit.desk, "providers", "pdf").await, Err(Failure::Missing)));
}

#[tokio::test]
async fn a_look_at_the_whole_register_finds_what_no_entry_shows() {
    let kit = with_register().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let state = async |doubt: Doubt| {
        let quality = quality::overview(&kit.desk, &clerk).await.unwrap();
        quality.rules.into_iter().find(|rule| rule.doubt == doubt).unwrap()
    };
    assert_eq!(state(Doubt::FactsMissing).await.trend.last(), Some(&None), "nobody looked yet");
    quality::examine(&kit.desk).await.unwrap();
    let before = state(Doubt::FactsMissing).await;
    let tx = kit.desk.store().begin().await.unwrap();
    tx.run("update beneficiary set sex = null where seq in (select min(seq) from beneficiary)")
        .await
        .unwrap();
    tx.run("update cases set closed_on = '2021-01-01' where id in (select min(id) from cases)")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    quality::examine(&kit.desk).await.unwrap();
    let after = state(Doubt::FactsMissing).await;
    assert_eq!(after.cases, before.cases + 1);
    assert_eq!(after.trend.last(), Some(&Some(after.cases)));
    assert_eq!((state(Doubt::ClosedBeforeAccepted).await.cases, after.owner), (1, Role::Clerk));
    // What was put right goes at the next look.
    let tx = kit.desk.store().begin().await.unwrap();
    tx.run("update cases set closed_on = null where id in (select min(id) from cases)").await.unwrap();
    tx.commit().await.unwrap();
    quality::examine(&kit.desk).await.unwrap();
    assert_eq!(state(Doubt::ClosedBeforeAccepted).await.cases, 0);
}
