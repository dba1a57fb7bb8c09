//! Period reports: the published half-year of a real register on the page, in files and for programs;
//! every number leads to the list that it counts.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use chrono::Duration;
use kit::{Browser, Kit, Reply};
use law::access::Role;
use law::statistics::{Measure, indicators};
use office::Actor;
use office::exchange::{FileKind, ImportRequest};
use serde_json::Value;

const HALF_YEAR: &str = "org=TT.06&from=2022-01-01&to=2022-06-30";

/// A system that holds the register of Bắc Kạn (`TT.06`, taken over by `TT.19`).
async fn with_register() -> Kit {
    let kit = Kit::new().await;
    fill(&kit).await;
    kit
}

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
        let report = office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
        assert!(report.problems.is_empty(), "{kind}: {report:?}");
    }
}

fn expected() -> BTreeMap<String, Value> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1/expected.json");
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    serde_json::from_value(whole["indicators"].clone()).unwrap()
}

/// What the page says, by id: the words of the number, and where it leads. The large numbers carry no
/// mark of their own; they are told by their lists.
fn numbers(html: &str) -> BTreeMap<String, (String, Option<String>)> {
    let mut found = BTreeMap::new();
    for tile in html.split("<p class=\"figure-value\">").skip(1) {
        let href = unescaped(tile.split('"').nth(1).unwrap());
        let id = href.rsplit_once("indicator=").unwrap().1.to_owned();
        let words = tile.split_once("\">").unwrap().1.split('<').next().unwrap();
        found.insert(id, (words.to_owned(), Some(href)));
    }
    for (before, rest) in
        html.match_indices(" data-indicator=\"").map(|(at, mark)| html.split_at(at + mark.len()))
    {
        let (id, rest) = rest.split_once('"').unwrap();
        let words = rest.split_once('>').unwrap().1.split('<').next().unwrap();
        let tag = &before[before.rfind('<').unwrap()..];
        let href = tag.split_once("href=\"").map(|(_, rest)| unescaped(rest.split('"').next().unwrap()));
        let here = (words.to_owned(), href);
        if let Some(before) = found.insert(id.to_owned(), here.clone()) {
            assert_eq!(before, here, "{id} stands twice and must say the same");
        }
    }
    found
}

fn links(html: &str) -> BTreeSet<String> {
    html.split("href=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&")
}

/// A number as the page writes it in Vietnamese.
fn written(value: &Value, percent: bool) -> String {
    match (value, percent) {
        (Value::Null, _) => "–".to_owned(),
        (value, true) => format!("{:.1}%", value.as_f64().unwrap()).replace('.', ","),
        (value, false) => web::ui::money::number(web::texts::Lang::Vi, value.as_i64().unwrap()),
    }
}

async fn token_of(kit: &Kit, role: Role, org: &str) -> String {
    let login = kit.account(role, org).await;
    office::accounts::create_token(&kit.desk, &Actor::system(), &login, "báo cáo", 30).await.unwrap()
}

async fn api(kit: &Kit, token: &str, path: &str) -> Reply {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    kit.browser().send(request.body(Body::empty()).unwrap()).await
}

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap()
}

/// The case codes of all pages of a list.
async fn all_cases(browser: &mut Browser<'_>, path: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        let html = page.expect(200).main();
        for rest in html.split("class=\"row-link\" href=\"/cases/").skip(1) {
            let code = rest.split_once('>').unwrap().1.split('<').next().unwrap();
            assert!(codes.insert(code.trim().to_owned()), "{code} stands twice");
        }
        next = links(&html)
            .into_iter()
            .find(|href| html.contains(&format!("rel=\"next\" href=\"{}\"", href.replace('&', "&amp;"))));
    }
    codes
}

#[tokio::test]
async fn the_published_half_year_stands_on_the_page_in_json_and_behind_every_number() {
    for kit in Kit::each().await {
        fill(&kit).await;
        published(&kit).await;
    }
}

async fn published(kit: &Kit) {
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let page = director.get(&format!("/reports/period?{HALF_YEAR}")).await;
    let html = page.expect(200).says("Đơn vị TT.06").says("01/01/2022 – 30/06/2022").main();
    let shown = numbers(&html);

    let token = token_of(kit, Role::Analyst, "CUC").await;
    let answer = json(api(kit, &token, &format!("/api/v1/indicators?{HALF_YEAR}")).await.expect(200));
    let file = json(director.get(&format!("/reports/period.json?{HALF_YEAR}")).await.expect(200));
    assert_eq!(answer["indicators"], file["indicators"]);
    assert_eq!((&answer["org"], &answer["geography"]), (&Value::from("TT.06"), &Value::from("then")));
    let by_id: BTreeMap<String, Value> = serde_json::from_value(answer["indicators"].clone()).unwrap();
    assert_eq!(by_id.len(), indicators().len());
    for (id, value) in expected() {
        assert_eq!(by_id[&id], value, "{id}");
    }
    for indicator in indicators() {
        let (words, href) = &shown[&indicator.id];
        let percent = matches!(indicator.measure, Measure::Percent { .. });
        assert_eq!(*words, written(&by_id[&indicator.id], percent), "{}", indicator.id);
        assert_eq!(href.is_some(), !by_id[&indicator.id].is_null(), "{} leads to its list", indicator.id);
    }
    for (words, id) in [
        ("296", "cases_handled"),
        ("140", "cases_carried_over"),
        ("124", "cases_new_litigation_notified"),
        ("91", "cases_appraised"),
    ] {
        let href = links(&html).into_iter().find(|href| href.ends_with(&format!("indicator={id}"))).unwrap();
        let listed = all_cases(&mut director, &href).await;
        assert_eq!(listed.len().to_string(), words, "{id}");
    }
}

#[tokio::test]
async fn activities_lead_to_logs_that_count_the_same() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    for asked in [HALF_YEAR.to_owned(), format!("{}&geography=now", HALF_YEAR.replace("TT.06", "TT.19"))] {
        let html = director.get(&format!("/reports/period?{asked}")).await.expect(200).main();
        let shown = numbers(&html);
        let mut looked = 0;
        for (id, (words, href)) in &shown {
            let lines =
                matches!(id.as_str(), "receptions" | "guidance" | "radio_programmes" | "training_courses");
            let total = match id.as_str() {
                _ if lines || id.starts_with("outreach_events") => format!("{words} kết quả"),
                id if id.starts_with("outreach_attendees") => format!("{words} lượt người"),
                _ => continue,
            };
            let page = director.get(href.as_ref().unwrap()).await;
            let page = page.expect(200).main();
            let nothing = words == "0" && page.contains("class=\"empty\"");
            let whole = |at: usize| !page[..at].ends_with(|it: char| it.is_ascii_digit() || it == '.');
            let says = page.match_indices(&total).any(|(at, _)| whole(at));
            assert!(nothing || says, "{id}: no “{total}” in {page}");
            looked += 1;
        }
        assert_eq!(looked, 26);
    }
}

#[tokio::test]
async fn every_link_of_the_report_opens() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let html = director.get(&format!("/reports/period?{HALF_YEAR}")).await.expect(200).main();
    let mut opened = 0;
    for href in links(&html) {
        director.get(&href).await.expect(200);
        opened += 1;
    }
    assert!(opened > 100, "{opened}");
    let mut english = kit.sign_in(Role::Analyst, "CUC").await;
    english.follow(&format!("/reports/period?{HALF_YEAR}&lang=en")).await.says("Cases handled in the period");
    for indicator in indicators().iter().filter(|it| it.behind().is_some()) {
        let path = format!("/reports/period/cases?{HALF_YEAR}&indicator={}", indicator.id);
        english.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn persons_and_shares_say_how_many_cases_stand_behind_them() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let list = |id: &str| format!("/reports/period/cases?{HALF_YEAR}&indicator={id}");
    director.get(&list("persons_handled")).await.expect(200).says("296 lượt người trong 296 vụ việc");
    director.get(&list("appraised_pass_pct")).await.expect(200).says("100,0%. Dưới đây là 91 vụ việc");
    director
        .get(&list("cases_handled_field_labour"))
        .await
        .expect(200)
        .says("0 vụ việc")
        .says("Không có vụ việc nào");
    for nothing in ["receptions", "no_such_number", ""] {
        director.get(&list(nothing)).await.expect(404);
    }
    let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
    assert_eq!(acts.iter().filter(|act| *act == "statistics.cases").count(), 3);
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_there() {
    let kit = with_register().await;
    let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
    let token = token_of(&kit, Role::Director, "TT.01").await;
    for org in ["TT.06", "STP.19", "CUC", "TT.77"] {
        let asked = format!("org={org}&from=2022-01-01&to=2022-06-30");
        for path in
            ["period", "period.csv", "period.xlsx", "period.json", "period/provinces", "period/provinces.csv"]
        {
            stranger.get(&format!("/reports/{path}?{asked}")).await.expect(404);
        }
        for path in ["cases", "cases.csv", "cases.xlsx"] {
            stranger.get(&format!("/reports/period/{path}?{asked}&indicator=cases_new")).await.expect(404);
        }
        let reply = api(&kit, &token, &format!("/api/v1/indicators?{asked}")).await;
        assert_eq!((reply.status.as_u16(), &json(&reply)["code"]), (404, &Value::from("missing")), "{org}");
    }
    let own = stranger.get("/reports/period?from=2022-01-01&to=2022-06-30").await;
    own.expect(200).says("Đơn vị TT.01");
    assert!(!own.main().contains("TT.06"), "no word of what is out of reach");
}

#[tokio::test]
async fn the_area_of_today_holds_what_was_taken_over() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let then = director.get("/reports/period?org=TT.19&from=2022-01-01&to=2022-06-30").await;
    then.expect(200).says("Địa bàn khi đó").says("Chưa tính 1 đơn vị").says("Đơn vị TT.06 (đến 30/06/2025)");
    assert_eq!(numbers(&then.main())["cases_handled"].0, "0");
    let now = director.get("/reports/period?org=TT.19&from=2022-01-01&to=2022-06-30&geography=now").await;
    now.expect(200).says("Địa bàn hiện nay").says("tính cả 1 đơn vị đã được tiếp nhận: Đơn vị TT.06");
    let (words, href) = numbers(&now.main())["cases_handled"].clone();
    assert_eq!(words, "296");
    assert_eq!(all_cases(&mut director, &href.unwrap()).await.len(), 296);
    let tx = kit.desk.store().begin().await.unwrap();
    let valid_to = "2024-12-31".parse().unwrap();
    let past = store::staff::PastName { code: "TT.19".to_owned(), valid_to, name: "Tên cũ".to_owned() };
    store::staff::insert_past_name(&tx, &past).await.unwrap();
    tx.commit().await.unwrap();
    let caption = |name: &str| format!("<span class=\"heading-caption\">{name} </span>");
    let period = "/reports/period?org=TT.19&from=2022-01-01&to=2022-06-30";
    director.get(period).await.says(&caption("Tên cũ"));
    director.get(&format!("{period}&geography=now")).await.says(&caption("Đơn vị TT.19"));
    let ended = director.get(&format!("/reports/period?{HALF_YEAR}")).await;
    ended.expect(200).says("Đơn vị này kết thúc hoạt động ngày 30/06/2025");
}

#[tokio::test]
async fn provinces_stand_one_by_one_and_lead_to_their_lists() {
    let kit = with_register().await;
    let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
    let asked = "org=CUC&from=2022-01-01&to=2022-06-30";
    let report = analyst.get(&format!("/reports/period?{asked}")).await;
    report.expect(200).says("Bảng theo tỉnh");
    let then = analyst.get(&format!("/reports/period/provinces?{asked}")).await;
    then.expect(200)
        .says("3 tỉnh, thành phố theo tổ chức vào thời kỳ báo cáo")
        .says(">Bắc Kạn</a>")
        .says(">Thái Nguyên</a>");
    let now = analyst.get(&format!("/reports/period/provinces?{asked}&geography=now")).await;
    let html = now.expect(200).says("2 tỉnh, thành phố").main();
    assert!(!html.contains(">Bắc Kạn"), "{html}");
    let of_19 = html.split("<tr").find(|row| row.contains(">Thái Nguyên<")).unwrap();
    let (words, href) = numbers(of_19)["cases_handled"].clone();
    assert_eq!(words, "296");
    assert_eq!(all_cases(&mut analyst, &href.unwrap()).await.len(), 296);
    let foot = html.split("<tfoot").nth(1).unwrap();
    assert_eq!(numbers(foot)["cases_handled"].0, "296");
    let csv =
        analyst.get(&format!("/reports/period/provinces.csv?{asked}&geography=now")).await.expect(200).html();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert!(
        lines[0].starts_with("Đơn vị,\"Tỉnh, thành phố\",receptions,guidance,cases_handled"),
        "{}",
        lines[0]
    );
    assert!(lines.iter().any(|line| line.starts_with("STP.19,Thái Nguyên,122,32,296,140,156")), "{lines:?}");
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let own = director.get("/reports/period?org=TT.19&from=2022-01-01&to=2022-06-30").await;
    assert!(!own.expect(200).main().contains("Bảng theo tỉnh"), "one province has nothing to compare");
    let mut officer = kit.sign_in(Role::JusticeOfficer, "STP.19").await;
    let one =
        officer.get("/reports/period/provinces?org=STP.19&from=2022-01-01&to=2022-06-30&geography=now").await;
    assert!(one.expect(200).main().contains(">Thái Nguyên</a>"), "its own row is a province, not the rest");
    // Names and borders are those of the period: in 2025 Bắc Kạn had ended within it.
    let year = analyst.get("/reports/period/provinces?org=CUC&from=2022-01-01&to=2025-12-31").await;
    year.expect(200).says(">Bắc Kạn (đến 30/06/2025)</a>");
}

#[tokio::test]
async fn figures_can_be_asked_for_as_they_stood() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "advice"),
        ("file_code", "A.1"),
        ("field", "civil"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", "Nông Thị Hoà"),
        ("category", "poor"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    kit.wait(Duration::minutes(10));
    let closing = [("version", "1"), ("closed_on", "21/11/2026"), ("outcome", "completed")];
    clerk.post(&format!("/cases/{id}/closure"), &closing).await.expect(303);
    let asked = "org=TT.19&from=2026-11-01&to=2026-11-30";
    let count = async |clerk: &mut Browser<'_>, as_of: &str| {
        let page = clerk.get(&format!("/reports/period?{asked}{as_of}")).await;
        let html = page.expect(200).main();
        let count = |id: &str| numbers(&html)[id].0.clone();
        (count("cases_new"), count("cases_closed"))
    };
    let one = || "1".to_owned();
    let none = || "0".to_owned();
    // The clock of the kit began at 09:00 in Viet Nam.
    assert_eq!(count(&mut clerk, "").await, (one(), one()));
    assert_eq!(count(&mut clerk, "&as_of=22/11/2026&as_of_time=09:05").await, (one(), none()));
    assert_eq!(count(&mut clerk, "&as_of=2026-11-22T02:05:00Z").await, (one(), none()));
    assert_eq!(count(&mut clerk, "&as_of=21/11/2026").await, (none(), none()));
    let page = clerk.get(&format!("/reports/period?{asked}")).await;
    let fixed = links(&page.main()).into_iter().find(|href| href.contains("as_of=2026-11-22")).unwrap();
    kit.wait(Duration::minutes(5));
    clerk.post(&format!("/cases/{id}/notes"), &[("text", "ghi chú")]).await.expect(303);
    let again = clerk.get(&fixed).await;
    again.expect(200).says("Chỉ tính dữ liệu đã nhập đến 22/11/2026 09:10");
    assert_eq!(numbers(&again.main())["cases_closed"].0, "1");
    let list = clerk
        .get(&format!(
            "/reports/period/cases?{asked}&as_of=2026-11-22T02:05:00Z&indicator=cases_carried_forward"
        ))
        .await;
    list.expect(200).says("A.1").says("thông tin từng dòng là thông tin hiện nay");
}

#[tokio::test]
async fn wrong_days_come_back_with_what_was_typed() {
    let kit = Kit::new().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let reply = director.get("/reports/period?org=TT.19&from=31/02/2022&to=30/06/2022&as_of_time=99").await;
    reply.expect(422).says("value=\"31/02/2022\"").says("href=\"#filter-from\"").says("id=\"filter-from\"");
    director
        .get("/reports/period?from=30/06/2022&to=01/01/2022")
        .await
        .expect(422)
        .says("phải từ “Từ ngày” trở đi");
    director.get("/reports/period/provinces?from=30/06/2022&to=01/01/2022").await.expect(422);
    let usual = director.get("/reports/period").await;
    usual.expect(200).says("01/01/2026 – 22/11/2026").says("Năm công tác 11/2025–10/2026");
    let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
    officer.get("/reports/period?from=x&to=y").await.expect(403);
}

#[tokio::test]
async fn figures_that_do_not_add_up_say_what_to_do() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "advice"),
        ("file_code", "A.1"),
        ("field", "civil"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", "Nông Thị Hoà"),
        ("category", "poor"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    let closing = [("version", "1"), ("closed_on", "21/11/2026"), ("outcome", "completed")];
    clerk.post(&format!("/cases/{id}/closure"), &closing).await.expect(303);
    let page = clerk.get("/reports/period?org=TT.19&from=2026-11-01&to=2026-11-30").await;
    page.expect(200)
        .says("Có 2 bảng chưa cộng đủ")
        .says("Số kết thúc phải bằng tổng theo người thực hiện. Đang là 1 và 0.")
        .says("Số lượt người phải bằng nam cộng nữ.");
    let gap = links(&page.main()).into_iter().find(|href| href.ends_with("gap=closed-by-provider")).unwrap();
    clerk.get(&gap).await.expect(200).says("Vụ việc chưa ghi loại người thực hiện").says("A.1");
    clerk
        .get("/reports/period/cases?org=TT.19&from=2026-11-01&to=2026-11-30&gap=handled-by-start")
        .await
        .expect(404);
    // Nobody was appraised: no value, no link, and never 0.
    assert_eq!(numbers(&page.main())["appraised_pass_pct"], ("–".to_owned(), None));
    let json =
        json(clerk.get("/reports/period.json?org=TT.19&from=2026-11-01&to=2026-11-30").await.expect(200));
    assert_eq!(json["indicators"]["appraised_pass_pct"], Value::Null);
    assert_eq!(json["indicators"]["success_rate_pct"], Value::Null);
}

#[tokio::test]
async fn files_hold_what_the_page_shows() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let csv = director.get(&format!("/reports/period.csv?{HALF_YEAR}")).await;
    assert_eq!(
        csv.expect(200).header("content-disposition"),
        "attachment; filename=\"figures-TT06-2022-01-01-2022-06-30.csv\""
    );
    let text = csv.html();
    assert!(text.starts_with('\u{feff}'), "Excel needs the mark");
    assert_eq!(text.lines().count(), indicators().len() + 1);
    assert!(text.contains("cases_handled,Tổng số vụ việc thực hiện trong kỳ,vụ việc,296,TT.06,2022-01-01,2022-06-30,Địa bàn khi đó,"));
    assert!(text.contains("appraised_pass_pct,Tỷ lệ đạt chất lượng trở lên,%,100.0,TT.06"), "{text}");
    let list =
        director.get(&format!("/reports/period/cases.csv?{HALF_YEAR}&indicator=cases_appraised")).await;
    assert_eq!(list.expect(200).html().lines().count(), 92);
    for path in ["period.xlsx", "period/cases.xlsx", "period/provinces.xlsx"] {
        let reply = director.get(&format!("/reports/{path}?{HALF_YEAR}&indicator=cases_new")).await;
        assert!(reply.expect(200).bytes.starts_with(b"PK"), "{path}");
    }
    // The auditor reads, but takes no list away.
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    auditor
        .get(&format!("/reports/period/cases.csv?{HALF_YEAR}&indicator=cases_appraised"))
        .await
        .expect(403);
    let page = auditor.get(&format!("/reports/period/cases?{HALF_YEAR}&indicator=cases_appraised")).await;
    assert!(!page.expect(200).main().contains("cases.csv"), "no way to what is not allowed");
    let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
    assert_eq!(acts.iter().filter(|act| *act == "statistics.export_cases").count(), 2);
}

#[tokio::test]
async fn the_page_is_light_and_without_activity_rights_links_to_no_log() {
    let kit = with_register().await;
    let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
    analyst.headers.insert("accept-encoding", "gzip".parse().unwrap());
    for path in ["period", "period/provinces"] {
        let reply = analyst.get(&format!("/reports/{path}?org=CUC&from=2022-01-01&to=2022-06-30")).await;
        assert_eq!(reply.header("content-encoding"), "gzip");
        assert!(reply.bytes.len() < 60_000, "{path}: {} bytes", reply.bytes.len());
    }
    let mut accountant = kit.sign_in(Role::Accountant, "TT.19").await;
    let html = accountant.get(&format!("/reports/period?{HALF_YEAR}")).await.expect(200).main();
    assert_eq!(numbers(&html)["receptions"], ("122".to_owned(), None));
    assert!(!html.contains("href=\"/receptions"));
}

/// Each number of an official form opens to exactly the cases it counts; files come in every kind.
#[tokio::test(flavor = "multi_thread")]
async fn a_cell_of_a_form_opens_to_its_cases() {
    let kit = with_register().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let page = director.get(&format!("/reports/forms/25?{HALF_YEAR}")).await;
    assert_eq!(page.status.as_u16(), 200);
    let html = page.html();
    for (row, column, count) in [("total", "1", 296), ("total", "2", 140), ("total", "4", 154)] {
        let address = format!("/reports/period/cases?{HALF_YEAR}&form=25&row={row}&column={column}");
        let link = format!("href=\"{}\">{count}</a>", address.replace('&', "&amp;"));
        assert!(html.contains(&link), "{link}");
        let csv = director.get(&address.replace("/cases?", "/cases.csv?")).await;
        assert_eq!(csv.html().lines().count(), count + 1, "{row}/{column}");
        assert!(director.get(&address).await.html().contains(&count.to_string()));
    }
    for kind in ["csv", "xlsx", "json", "docx", "pdf"] {
        let reply = director.get(&format!("/reports/forms/24/files/{kind}?{HALF_YEAR}")).await;
        assert_eq!(reply.status.as_u16(), 200, "{kind}");
    }
    for gone in
        ["/reports/forms/26", "/reports/forms/24/files/odt", "/reports/period/cases?form=24&row=I&column=1"]
    {
        assert_eq!(director.get(gone).await.status.as_u16(), 404, "{gone}");
    }
}
