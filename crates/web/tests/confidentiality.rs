//! Restricted cases from the outside: the reason is asked for and logged, names are masked in lists, searches,
//! files and for programs; consents are kept.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Method, Request, header};
use chrono::Duration;
use kit::{Browser, Kit, Reply, field_of};
use law::access::Role;
use office::Actor;
use serde_json::{Value, json};

const CHILD: &str = "Nông Thị Hoà";
const ADULT: &str = "Trần Văn Ba";

/// Enters a case as a clerk does it; answers its address.
async fn entered(clerk: &mut Browser<'_>, code: &str, name: &str, birth: &str, category: &str) -> String {
    let id = clerk.kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "advice"),
        ("file_code", code),
        ("field", "civil"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", name),
        ("client_birth", birth),
        ("client_id_number", if category == "poor" { "006085001234" } else { "006309001234" }),
        ("category", category),
        ("looked", "yes"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

async fn two_cases(clerk: &mut Browser<'_>) -> (String, String) {
    let child = entered(clerk, "A.1", CHILD, "12/03/2009", "minor_16_18").await;
    let adult = entered(clerk, "A.2", ADULT, "1985", "poor").await;
    (child, adult)
}

fn hides(reply: &Reply, what: &str) {
    for word in [CHILD, "12/03/2009", "006309001234"] {
        assert!(!reply.html().contains(word), "{what} shows {word}: {}", reply.main());
    }
}

#[tokio::test]
async fn whoever_is_outside_the_circle_says_why_first() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let (child, adult) = two_cases(&mut clerk).await;
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        other.get(&adult).await.expect(200).says(ADULT);
        // The address itself, and every page of the case, lead to the question.
        for page in ["", "/edit", "/closure", "/consents"] {
            let wanted = format!("{child}{page}");
            let place = other.get(&wanted).await.expect(303).location().unwrap();
            let next = wanted.replace('/', "%2F");
            assert_eq!(place, format!("{child}/access?next={next}"), "{}", kit.database);
        }
        let head = Request::head(&child).body(Body::empty()).unwrap();
        assert_eq!(other.send(head).await.status, 303);
        let page = other.follow(&child).await;
        page.expect(200).says("nêu lý do trước khi mở").says("Người dưới 18 tuổi").says("A.1");
        hides(&page, "the question");
        let id = field_of(&page.html(), "id").unwrap();
        let access = format!("{child}/access");
        other.post(&access, &[("id", &id), ("reason", "công việc")]).await.expect(422);
        let short = [("id", id.as_str()), ("ground", "work"), ("reason", "việc")];
        other.post(&access, &short).await.expect(422).says("ít nhất 10 ký tự").says("việc");
        let next = format!("{child}/edit");
        let said = [
            ("id", id.as_str()),
            ("ground", "work"),
            ("reason", "Thay đồng nghiệp nghỉ ốm, công văn 12"),
            ("next", next.as_str()),
        ];
        other.post(&access, &said).await.leads_to(&next);
        other.post(&access, &said).await.leads_to(&next);
        other.get(&child).await.expect(200).says(CHILD);
        other.get("/cases").await.expect(200).says(CHILD);
        let given = kit.record().await.into_iter().filter(|(act, _)| act == "confidentiality.grant").count();
        assert_eq!(given, 1, "the same form twice is one reason");
        // The head reads who came and why; a reason lasts a working day.
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get(&access).await.expect(200).says("Thay đồng nghiệp nghỉ ốm, công văn 12");
        head.get(&child).await.expect(200).says(CHILD);
        kit.wait(Duration::hours(8));
        let (mut other, _) = kit.sign_in_as("clerk.1").await;
        other.get(&child).await.expect(303);
        let (mut clerk, _) = kit.sign_in_as("clerk.0").await;
        clerk.get(&child).await.expect(200).says(CHILD);
    }
}

#[tokio::test]
async fn names_are_masked_wherever_cases_are_listed() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let (child, _) = two_cases(&mut clerk).await;
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        let list = other.get("/cases").await;
        list.expect(200).says("A.1").says("Người được bảo vệ thông tin").says(ADULT);
        hides(&list, "the list");
        let english = other.follow("/cases?lang=en").await;
        english.expect(200).says("Protected person");
        hides(&english, "the list in English");
        // By who the person is nothing is found; by the file code the case is, masked.
        for asked in ["nong+thi+hoa", "006309001234"] {
            assert!(
                !other.get(&format!("/cases?q={asked}")).await.expect(200).main().contains("A.1"),
                "{asked}"
            );
            assert!(!other.get(&format!("/people?q={asked}")).await.expect(200).main().contains("/people/0"));
        }
        other.get("/cases?q=A.1").await.expect(200).says("A.1");
        other.get("/cases?q=tran+van+ba&lang=vi").await;
        other.follow("/cases?q=tran+van+ba").await.expect(200).says("A.2");
        clerk.get("/cases?q=nong+thi+hoa").await.expect(200).says("A.1").says(CHILD);
        let csv = other.get("/cases.csv").await;
        csv.expect(200).says("A.1").says("Người được bảo vệ thông tin").says(ADULT);
        hides(&csv, "the file of the list");
        let register = other.get("/exports/file?kind=cases&org=TT.19&format=csv").await;
        register.expect(200).says("A.1").says("Người được bảo vệ thông tin").says(ADULT).says("006085001234");
        hides(&register, "the register");
        assert!(!register.html().contains("2009"), "the birth year stays hidden");
        let behind = "/reports/period/cases?org=TT.19&from=01/01/2026&to=31/12/2026&indicator=cases_new";
        let page = other.get(behind).await;
        page.expect(200).says("A.1").says("Người được bảo vệ thông tin");
        hides(&page, "the list behind a number");
        let file = other.get(&behind.replace("cases?", "cases.csv?")).await;
        file.expect(200).says("A.1").says("Người được bảo vệ thông tin");
        hides(&file, "the file behind a number");
        for path in ["/cases.xlsx", "/exports/file?kind=cases&org=TT.19&format=xlsx"] {
            let words = sheet_words(&other.get(path).await.expect(200).bytes);
            assert!(words.contains("A.1") && words.contains(ADULT), "{path}");
            assert!(words.contains("Người được bảo vệ thông tin") && !words.contains(CHILD), "{path}");
        }
        // A double of a protected person is found when a case is entered; that there is one, and no more: a typed name or
        // number must not answer whether this very person is protected, and in which case.
        let id = kit.desk.id().to_string();
        let fields = [
            ("id", id.as_str()),
            ("beneficiaries", "1"),
            ("org_code", "TT.19"),
            ("form", "advice"),
            ("file_code", "A.3"),
            ("field", "civil"),
            ("accepted_on", "20/11/2026"),
            ("source", "self"),
            ("client_name", CHILD),
            ("category", "minor_16_18"),
        ];
        let doubles = other.post("/cases", &fields).await;
        doubles.expect(200).says("Có thể đã có hồ sơ của người này").says("Hãy hỏi người đứng đầu đơn vị");
        for fact in ["A.1", ", 2009", "phần trăm", "Người được bảo vệ thông tin", "name=\"person\""]
        {
            assert!(!doubles.main().contains(fact), "{fact}: {}", doubles.main());
        }
        // The head and the shell see everything; a file names who is protected on a legal ground only.
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get("/cases").await.expect(200).says(CHILD);
        let file = "/exports/file?kind=cases&org=TT.19&format=csv";
        hides(head.get(&format!("{file}&ground=work")).await.expect(200), "a file for one's own work");
        head.get(&format!("{file}&ground=supervision")).await.expect(200).says(CHILD);
        head.get(&format!("{file}&ground=own_data")).await.expect(409).says("Chưa có căn cứ");
        let asks = head.get("/cases").await;
        asks.expect(200).says("Căn cứ đưa thông tin ra ngoài").says("formaction=\"/cases.xlsx\"");
        let request = office::exchange::ExportRequest {
            kind: office::exchange::FileKind::Cases,
            org: None,
            from: None,
            to: None,
            format: office::exchange::Format::Csv,
            ground: None,
        };
        let whole = office::exchange::export(&kit.desk, &Actor::system(), &request).await.unwrap();
        assert!(std::io::read_to_string(whole.file).unwrap().contains(CHILD));
        // The person's own page asks likewise.
        let person = field_of(&clerk.get(&format!("{child}/edit")).await.html(), "person").unwrap();
        let place = other.get(&format!("/people/{person}")).await.expect(303).location().unwrap();
        assert!(place.starts_with(&format!("{child}/access?next=")), "{place}");
        head.get(&format!("/people/{person}")).await.expect(200).says(CHILD);
    }
}

/// The cells of a workbook.
fn sheet_words(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let sheet = papers::sheet::open(path, &papers::sheet::Limits::default()).unwrap();
    sheet.map(|row| format!("{:?}", row.unwrap())).collect()
}

#[tokio::test]
async fn programs_are_told_where_to_say_why() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let (child, _) = two_cases(&mut clerk).await;
    let id = child.trim_start_matches("/cases/").to_owned();
    let login = kit.account(Role::Appraiser, "TT.19").await;
    let token = office::accounts::create_token(&kit.desk, &Actor::system(), &login, "máy", 30).await.unwrap();
    let ask = async |method: Method, path: &str, sent: Option<Value>| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        let body = sent.map_or_else(Body::empty, |sent| Body::from(sent.to_string()));
        let reply = kit.browser().send(request.body(body).unwrap()).await;
        (reply.status.as_u16(), serde_json::from_slice::<Value>(&reply.bytes).unwrap())
    };
    let (status, list) = ask(Method::GET, "/api/v1/cases", None).await;
    assert_eq!((status, list.to_string().contains(CHILD)), (200, false));
    let line = list["cases"].as_array().unwrap().iter().find(|line| line["file_code"] == "A.1").unwrap();
    assert_eq!((&line["client_name"], &line["client_protected"]), (&Value::Null, &json!(true)));
    let path = format!("/api/v1/cases/{id}");
    let (status, problem) = ask(Method::GET, &path, None).await;
    assert_eq!((status, &problem["code"]), (403, &json!("case.restricted")));
    assert_eq!(problem["data"]["way_on"], json!(format!("POST {path}/access")));
    let access = format!("{path}/access");
    let (status, problem) =
        ask(Method::POST, &access, Some(json!({"ground": "appraisal", "reason": "x"}))).await;
    assert_eq!((status, &problem["fields"][0]["field"]), (422, &json!("reason")));
    let reason = json!({"ground": "appraisal", "reason": "Thẩm định chất lượng quý IV"});
    let (status, opened) = ask(Method::POST, &access, Some(reason)).await;
    assert_eq!((status, &opened["until"]), (200, &json!("2026-11-22T10:00:00Z")));
    let (status, case) = ask(Method::GET, &path, None).await;
    assert_eq!((status, &case["beneficiaries"][0]["client_name"]), (200, &json!(CHILD)));
}

#[tokio::test]
async fn a_case_is_marked_by_hand_and_the_head_lifts_it() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let (child, adult) = two_cases(&mut clerk).await;
    let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
    let marks = format!("{adult}/marks");
    let version =
        field_of(&clerk.get(&format!("{adult}/access")).await.expect(200).html(), "version").unwrap();
    let fields = [("version", version.as_str()), ("mark", "sexual_violence"), ("mark_reason", "Theo đơn")];
    clerk.post(&marks, &fields).await.leads_to(&format!("{adult}/access"));
    other.get(&adult).await.expect(303);
    clerk.get(&adult).await.expect(200).says("Xâm hại tình dục");
    // The clerk may not lift it; the head may, with a reason; and not what the facts demand.
    let away = format!("{marks}/removal");
    let lift = |version: &str, why: &'static str| {
        vec![
            ("version".to_owned(), version.to_owned()),
            ("unmark".to_owned(), "sexual_violence".to_owned()),
            ("unmark_reason".to_owned(), why.to_owned()),
        ]
    };
    let pairs = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let page = head.get(&format!("{adult}/access")).await.expect(200).html();
    let version = field_of(&page, "version").unwrap();
    let sent = pairs(&lift(&version, "Đã xác minh không phải vụ xâm hại"));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    clerk.post(&away, &sent).await.expect(403);
    let short = pairs(&lift(&version, "nhầm"));
    let short: Vec<(&str, &str)> = short.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    head.post(&away, &short).await.expect(422).says("ít nhất 10 ký tự");
    head.post(&away, &sent).await.leads_to(&format!("{adult}/access"));
    other.get(&adult).await.expect(200);
    assert!(!head.get(&format!("{child}/access")).await.expect(200).main().contains("unmark_reason"));
}

#[tokio::test]
async fn a_written_consent_is_kept_and_withdrawn() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let (child, _) = two_cases(&mut clerk).await;
        let page = format!("{child}/consents");
        let id = field_of(&clerk.get(&page).await.expect(200).says("Chưa có văn bản").html(), "id").unwrap();
        let mut fields = vec![
            ("id", id.as_str()),
            ("person_name", CHILD),
            ("scope", "typical_case"),
            ("to_whom", "Trang tin của Trung tâm"),
            ("purpose", "Tuyên truyền"),
            ("given_on", "23/11/2026"),
        ];
        clerk.post(&page, &fields).await.expect(422).says("Ngày này chưa đến");
        fields[5].1 = "21/11/2026";
        clerk.post(&page, &fields).await.leads_to(&page);
        clerk.post(&page, &fields).await.leads_to(&page);
        let shown = clerk.get(&page).await;
        shown.expect(200).says("Trang tin của Trung tâm").says("Còn hiệu lực");
        assert_eq!(shown.main().matches("Trang tin của Trung tâm").count(), 2, "one row and its button");
        let away = format!("{page}/{id}/withdrawal");
        clerk.post(&away, &[("withdrawn_on", "20/11/2026")]).await.expect(422);
        clerk.post(&away, &[("withdrawn_on", "22/11/2026")]).await.leads_to(&page);
        clerk.get(&page).await.expect(200).says("Đã rút từ 22/11/2026");
        clerk.get(&child).await.expect(200).says("Rút lại sự đồng ý");
    }
}
