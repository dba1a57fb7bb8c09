//! What is made from figures: the report in words with its drafts, the pivot whose cells open, the dashboard with its
//! map, quoted figures, the data quality desk, open data.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::ops::ControlFlow;
use std::path::Path;

use kit::Kit;
use law::access::Role;
use office::Actor;
use office::exchange::{FileKind, ImportRequest};

const HALF_YEAR: &str = "org=TT.06&from=2022-01-01&to=2022-06-30";

async fn fill(kit: &Kit) {
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1");
    for kind in
        [FileKind::Providers, FileKind::Cases, FileKind::Guidance, FileKind::Receptions, FileKind::Outreach]
    {
        let request = ImportRequest {
            kind,
            org: Some("TT.06".to_owned()),
            path: folder.join(format!("{kind}.csv")),
            file_name: format!("{kind}.csv"),
            dry_run: false,
        };
        let go_on = |_, _| ControlFlow::Continue(());
        office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&")
}

fn links(html: &str) -> Vec<String> {
    html.split("href=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
}

#[tokio::test]
async fn a_director_writes_the_report_of_a_half_year_and_looks_at_what_changed() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let address = format!("/reports/narrative?{HALF_YEAR}");
        director.get(&address).await.expect(200).says("296 vụ việc/296 lượt người").says("81,58%");
        let words = |text: &'static str, seen: &'static str| {
            [
                ("org", "TT.06"),
                ("from", "2022-01-01"),
                ("to", "2022-06-30"),
                ("seen", seen),
                ("strengths", text),
            ]
        };
        director.post("/reports/narrative", &words("Phối hợp tốt.", "0")).await.leads_to(&address);
        director.get(&address).await.expect(200).says("1. Ưu điểm").says("Bản 1");
        director.post("/reports/narrative", &words("Ghi đè.", "0")).await.expect(422).says("Ghi đè.");
        director.post("/reports/narrative", &words("Phối hợp rất tốt.", "1")).await.leads_to(&address);
        let page = director.get(&address).await.expect(200).main();
        let draft =
            links(&page).into_iter().find(|href| href.starts_with("/reports/narrative/drafts/")).unwrap();
        let laid = director.get(&draft).await.expect(200).main();
        assert!(laid.contains("Phối hợp tốt.</del>") && laid.contains("Phối hợp rất tốt.</ins>"), "{laid}");
        director.follow(&format!("{draft}?lang=en")).await.expect(200).says("Draft 2 against draft 1");

        for (kind, start) in [("docx", &b"PK"[..]), ("pdf", b"%PDF"), ("json", b"{")] {
            let file = director.get(&format!("/reports/narrative/files/{kind}?{HALF_YEAR}")).await;
            assert!(file.expect(200).bytes.starts_with(start), "{kind}");
        }
        director.get(&format!("/reports/narrative/files/odt?{HALF_YEAR}")).await.expect(404);
        let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
        let notice = "/reports/monthly-notice?from=2022-03-01&to=2022-03-31";
        analyst.get(notice).await.expect(200).says("Thời gian lấy số liệu");
        let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
        stranger.get(&address).await.expect(404);
        stranger.get(&draft).await.expect(404);
    }
}

/// The nation is read another way than an organisation: from the latest case on, and few persons by their ethnic group.
#[tokio::test]
async fn every_cell_of_a_pivot_of_the_nation_opens_too() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
        for asked in [
            "indicator=cases_new&rows=age&columns=ethnicity",
            "indicator=cases_handled&rows=ethnicity&columns=stage",
            "indicator=cases_closed&rows=field&columns=form",
            "indicator=cases_appraised&rows=ethnicity&columns=age",
        ] {
            let days = "from=2022-01-01&to=2022-06-30";
            let pivot = format!("/reports/pivot?org=CUC&{days}&{asked}");
            let page = auditor.get(&pivot).await.expect(200).main();
            let mut opened = 0;
            for rest in page.split("<a href=\"/reports/pivot/cases?").skip(1) {
                let (href, rest) = rest.split_once("\">").unwrap();
                let number = rest.split('<').next().unwrap();
                let list = auditor.get(&unescaped(&format!("/reports/pivot/cases?{href}"))).await;
                let list = list.expect(200).main();
                let lines = format!("Trang này có {} dòng", number.parse::<usize>().unwrap().min(50));
                assert!(list.contains(&lines), "{href}: {lines}, {list}");
                assert!(list.contains(&format!(": {number} vụ việc</p>")), "{href}: {list}");
                opened += 1;
            }
            assert!(opened > 0, "{asked}: {page}");
        }
    }
}

#[tokio::test]
async fn every_cell_of_a_pivot_opens_to_as_many_cases_as_it_says() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        for asked in [
            "indicator=cases_handled&rows=field&columns=form",
            "indicator=cases_new&rows=month&columns=age",
            "indicator=cases_closed&rows=provider&columns=rating",
            "indicator=cases_new&rows=agency&columns=stage",
            "indicator=cases_new&rows=province_now&columns=ethnicity",
        ] {
            let page = director.get(&format!("/reports/pivot?{HALF_YEAR}&{asked}")).await.expect(200).main();
            assert!(page.contains("<svg role=\"img\""), "{asked}: a picture beside the table");
            let mut opened = 0;
            for rest in page.split("<a href=\"/reports/pivot/cases?").skip(1).step_by(5) {
                let (href, rest) = rest.split_once("\">").unwrap();
                let number = rest.split('<').next().unwrap();
                let list = director.get(&unescaped(&format!("/reports/pivot/cases?{href}"))).await;
                let list = list.expect(200).main();
                assert!(list.contains(&format!("{number} kết quả")), "{href}: {list}");
                assert!(list.contains("Số trong bảng, tại thời điểm "), "{href}: {list}");
                assert!(list.contains(&format!(": {number} vụ việc</p>")), "{href}: {list}");
                let of = unescaped(href);
                let csv = director.get(&format!("/reports/pivot/cases.csv?{of}&ground=work")).await;
                assert_eq!(
                    csv.expect(200).html().lines().count(),
                    number.parse::<usize>().unwrap() + 1,
                    "{of}"
                );
                opened += 1;
            }
            assert!(opened > 0, "{asked}: {page}");
            let file = director.get(&format!("/reports/pivot.xlsx?{HALF_YEAR}&{asked}")).await;
            assert!(file.expect(200).bytes.starts_with(b"PK"), "{asked}");
        }
        // The list says where its file is, the file holds what the list shows, and each taking is recorded.
        let cell =
            format!("{HALF_YEAR}&indicator=cases_new&rows=field&columns=form&row=criminal&column=litigation");
        let list = director.get(&format!("/reports/pivot/cases?{cell}")).await.expect(200).main();
        assert!(list.contains("formaction=\"/reports/pivot/cases.xlsx\""), "{list}");
        let before = taken(&kit).await;
        let csv = director.get(&format!("/reports/pivot/cases.csv?{cell}")).await.expect(200).html();
        for line in csv.lines().skip(1).take(50) {
            assert!(list.contains(line.split(',').next().unwrap()), "{line}");
        }
        let xlsx = director.get(&format!("/reports/pivot/cases.xlsx?{cell}")).await;
        assert!(xlsx.expect(200).bytes.starts_with(b"PK"));
        assert_eq!(taken(&kit).await, before + 2);
        director.get(&format!("/reports/pivot/cases.csv?{HALF_YEAR}&rows=field&row=*")).await.expect(404);
        let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
        auditor.get(&format!("/reports/pivot/cases.csv?{cell}")).await.expect(403);
        let list = auditor.get(&format!("/reports/pivot/cases?{cell}")).await.expect(200).main();
        assert!(!list.contains("cases.csv"), "no way to what is not allowed");
        let wrong = "/reports/pivot?indicator=receptions&rows=sex";
        director.get(wrong).await.expect(422).says("chỉ phân tổ theo đơn vị, tỉnh và tháng");
        for unknown in ["indicator=nonsense", "rows=nonsense", "columns=nonsense"] {
            director
                .get(&format!("/reports/pivot?{unknown}"))
                .await
                .expect(422)
                .says("Hãy chọn lại trong danh sách");
            director.get(&format!("/reports/pivot.xlsx?{unknown}")).await.expect(404);
        }
        let mut english = kit.sign_in(Role::Analyst, "CUC").await;
        english.follow("/reports/pivot?lang=en&indicator=outreach_events&rows=province").await.expect(200);
    }
}

async fn taken(kit: &Kit) -> usize {
    kit.record().await.iter().filter(|(act, _)| act == "statistics.export_cases").count()
}

/// The secretary of the council reads figures and no case: small counts are hidden from page, file and interface alike,
/// and so is everything from which they could be reckoned.
#[tokio::test]
async fn who_opens_no_case_sees_no_small_count() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let mut secretary = kit.sign_in(Role::Council, "STP.19").await;
    let json = |html: String| serde_json::from_str::<serde_json::Value>(&html).unwrap();
    let address = format!("/reports/period.json?{HALF_YEAR}");
    let whole = json(director.get(&address).await.expect(200).html());
    let masked = json(secretary.get(&address).await.expect(200).html());
    let people =
        |id: &str| id.starts_with("cases_") || id.starts_with("persons_") || id.starts_with("litigation_");
    let (mut small, mut shown) = (0, 0);
    for (id, value) in whole["indicators"].as_object().unwrap().iter().filter(|(id, _)| people(id)) {
        let seen = &masked["indicators"][id];
        assert!(seen.is_null() || seen == value, "{id}");
        shown += usize::from(!seen.is_null());
        if (1..5).contains(&value.as_i64().unwrap_or(0)) {
            small += 1;
            assert!(seen.is_null(), "{id} is {value}");
        }
    }
    assert!(small > 0 && shown > 10, "{small} {shown}");
    assert!(whole["masked"].is_null() && masked["masked"].as_u64().unwrap() >= small, "{masked}");
    assert_eq!(masked["indicators"]["cases_handled"], 296);

    let page = secretary.get(&format!("/reports/period?{HALF_YEAR}")).await;
    let html = page.expect(200).says("Số nhỏ hơn 5 được che").main();
    assert!(!html.contains("/reports/period/cases") && !html.contains("/reports/narrative"));
    let form = |html: String| json(html)["rows"].as_array().unwrap().clone();
    let address = format!("/reports/forms/25/files/json?{HALF_YEAR}");
    for row in form(secretary.get(&address).await.expect(200).html()) {
        let cells = row["cells"].as_object().unwrap();
        assert!(cells.values().all(|cell| !(1..5).contains(&cell.as_i64().unwrap_or(0))), "{row}");
    }
    let pivot = format!("/reports/pivot?{HALF_YEAR}&indicator=cases_handled&rows=field&columns=form");
    let html = secretary.get(&pivot).await.expect(200).says("Số nhỏ hơn 5 được che").main();
    assert!(!html.contains("/reports/pivot/cases"));
    assert!(!director.get(&pivot).await.expect(200).main().contains("Số nhỏ hơn 5 được che"));
    for closed in ["/cases", "/submissions", "/dashboard", "/targets", "/reports/period/provinces"] {
        secretary.get(closed).await.expect(403);
    }
    for closed in ["/reports/narrative", "/reports/period/cases", "/reports/pivot/cases"] {
        secretary
            .get(&format!("{closed}?{HALF_YEAR}&indicator=cases_new&rows=field&row=criminal"))
            .await
            .expect(403);
    }
    secretary.get("/reports/period?org=TT.01&from=2022-01-01&to=2022-06-30").await.expect(404);
}

#[tokio::test]
async fn the_dashboard_shows_map_table_and_gaps() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
    let page = analyst.get("/dashboard?month=2022-06").await;
    let html = page.expect(200).says("Hoàng Sa").says("Trường Sa").says("Thái Nguyên").main();
    assert_eq!(html.matches("fill-opacity").count(), 34);
    assert!(page.bytes.len() < 200_000, "{}", page.bytes.len());
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    director
        .get("/dashboard?org=TT.06&month=2022-06")
        .await
        .expect(200)
        .says("xã, phường, đặc khu không có vụ việc");
    director.get("/dashboard?org=TT.01").await.expect(404);
    director.follow("/dashboard?lang=en").await.expect(200).says("Reckoned");
}

/// Links of a page to lists of cases, each with its number.
fn numbers_with_lists(html: &str) -> Vec<(String, i64)> {
    let link = |rest: &str| {
        let (href, rest) = rest.split_once('"')?;
        let words = rest.split_once('>')?.1.split_once('<')?.0;
        let number = words.replace('.', "").parse().ok()?;
        let lists = href.starts_with("/cases?") || href.starts_with("/reports/period/cases?");
        lists.then(|| (href.replace("&amp;", "&"), number))
    };
    html.split("href=\"").skip(1).filter_map(link).collect()
}

#[tokio::test]
async fn every_number_of_the_dashboard_opens_to_so_many_cases() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
    let today = director.get("/dashboard").await.expect(200).main();
    let then = director.get("/dashboard?org=TT.06&month=2022-06").await.expect(200).main();
    let nation = analyst.get("/dashboard?month=2022-06").await.expect(200).main();
    let mut opened = std::collections::BTreeSet::new();
    for (page, of_nation) in [(&today, false), (&then, false), (&nation, true)] {
        for (href, number) in numbers_with_lists(page).into_iter().filter(|(_, number)| *number > 0) {
            let list = if of_nation { analyst.get(&href).await } else { director.get(&href).await };
            let list = list.expect(200).main();
            let said = [format!(">{number} vụ việc<"), format!(">{number} kết quả<")];
            assert!(said.iter().any(|words| list.contains(words)), "{number}: {href}");
            opened.insert(href);
        }
    }
    let by_agency = today.split("href=\"").find(|rest| rest.contains("rows=agency")).unwrap();
    let by_agency = by_agency.split('"').next().unwrap().replace("&amp;", "&");
    director.get(&by_agency).await.expect(200).says("Cơ quan");
    let has = |part: &str| opened.iter().any(|href| href.contains(part));
    for part in [
        "/cases?state=open",
        "org=TT.06&from=2022-06-01&to=2022-06-30&geography=now&indicator=cases_new",
        "org=TT.06&from=2022-06-01&to=2022-06-30&geography=now&indicator=cases_closed",
        "org=STP.19&from=2021-07-01&to=2022-06-30&geography=now&indicator=cases_carried_forward",
        "org=TT.06&from=2025-12-01&to=2026-11-30&geography=then&indicator=cases_carried_forward",
    ] {
        assert!(has(part), "{part}: {opened:#?}");
    }
}

#[tokio::test]
async fn quoted_figures_are_entered_shown_apart_and_taken_back() {
    let kit = Kit::new().await;
    fill(&kit).await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let figure = |value: &'static str| {
        [
            ("org", "TT.06"),
            ("series", "trials"),
            ("name", "Vụ án đã xét xử"),
            ("unit", "vụ án"),
            ("from", "01/01/2022"),
            ("to", "30/06/2022"),
            ("value", value),
            ("source", "Báo cáo (giả định)"),
        ]
    };
    director.post("/reports/quoted", &figure("rất nhiều")).await.expect(422).says("phải là một con số");
    director.post("/reports/quoted", &figure("1.520")).await.leads_to("/reports/quoted");
    let page = director.get("/reports/quoted").await.expect(200).says("1.520\u{a0}vụ án").main();
    director.get("/dashboard?org=TT.06&month=2022-06").await.says("10,00%");
    let action = page.split("action=\"").find_map(|rest| {
        let action = rest.split('"').next()?;
        action.ends_with("/withdrawal").then(|| action.to_owned())
    });
    director.post(&action.unwrap(), &[("act", "withdraw")]).await.leads_to("/reports/quoted");
    director.get("/reports/quoted").await.says("Chưa có số liệu trích dẫn");
}

#[tokio::test]
async fn doubtful_data_are_put_right_from_the_list_and_back() {
    let kit = Kit::new().await;
    fill(&kit).await;
    office::exchange::quality::examine(&kit.desk).await.unwrap();
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    clerk.get("/data-quality").await.expect(200).says("Người phụ trách");
    let tx = kit.desk.store().begin().await.unwrap();
    tx.run("update beneficiary set birth_year = 1850 where seq in (select min(seq) from beneficiary)")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    office::exchange::quality::examine(&kit.desk).await.unwrap();
    let list = clerk.get("/quality/age_impossible").await.expect(200).main();
    let edit = links(&list).into_iter().find(|href| href.contains("/edit?back=")).unwrap();
    let form = clerk.get(&edit).await.expect(200).main();
    assert_eq!(kit::field_of(&form, "back").as_deref(), Some("/quality/age_impossible"), "{form}");
}

#[tokio::test]
async fn open_data_need_no_sign_in_and_are_not_sent_twice() {
    let kit = Kit::new().await;
    let mut anybody = kit.browser();
    anybody.get("/open-data").await.expect(200).says("organisations.csv");
    for (file, media) in [
        ("organisations.json", "application/json"),
        ("organisations.csv", "text/csv"),
        ("providers.xml", "application/xml"),
        ("providers.json", "application/json"),
    ] {
        let reply = anybody.get(&format!("/open-data/{file}")).await;
        let reply = reply.expect(200);
        assert!(reply.header("content-type").starts_with(media), "{file}");
        assert!(reply.header("cache-control").contains("max-age"), "{file}");
        let mut again = kit.browser();
        again.headers.insert("if-none-match", reply.header("etag").parse().unwrap());
        again.get(&format!("/open-data/{file}")).await.expect(304);
    }
    anybody.get("/open-data/providers.json").await.expect(200).says("Bế Văn Minh");
    anybody.get("/open-data/persons.json").await.expect(404);
}
