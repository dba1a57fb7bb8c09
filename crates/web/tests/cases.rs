//! Case pages: what a clerk meets from the empty form to the closed case, in both languages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::http::StatusCode;
use kit::{Browser, Kit, field_of};
use law::access::Role;

/// A new case as a clerk types it.
fn typed<'a>(id: &'a str, code: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("file_code", code),
        ("field", "criminal"),
        ("received_on", "20/11/2026"),
        ("accepted_on", "20/11/2026"),
        ("source", "agency_notice"),
        ("client_name", name),
        ("client_birth", "2009"),
        ("client_sex", "female"),
        ("category", "minor_16_18"),
    ]
}

async fn registered(clerk: &mut Browser<'_>, code: &str, name: &str) -> String {
    let form = clerk.get("/cases/new").await;
    let id = field_of(&form.expect(200).html(), "id").unwrap();
    let reply = clerk.post("/cases", &typed(&id, code, name)).await;
    reply.expect(303).location().unwrap()
}

#[tokio::test]
async fn a_clerk_registers_a_case_and_sees_it_in_both_languages() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let case = registered(&mut clerk, "", "Nông Thị Hoà").await;
        clerk.get(&case).await.expect(200).says("Nông Thị Hoà").says("TT.TGTT.01.2026").says("Bào chữa");
        let english = clerk.follow(&format!("{case}?lang=en")).await;
        english.expect(200).says("Defence").says("Timeline");
        assert!(!english.html().contains('⟦'), "{}", english.main());
        clerk.follow("/cases?q=nong+thi+hoa&lang=vi").await.expect(200).says("TT.TGTT.01.2026");
        clerk.get("/people?q=nong").await.expect(200).says("Nông Thị Hoà");
    }
}

#[tokio::test]
async fn mistakes_come_back_with_what_was_typed() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "A.1", "");
    fields.push(("client_commune", "Không Có Xã Này"));
    let accepted = fields.iter_mut().find(|(name, _)| *name == "accepted_on").unwrap();
    accepted.1 = "31/02/2026";
    let reply = clerk.post("/cases", &fields).await;
    reply.expect(422).says("phải là một ngày có thật").says("31/02/2026");
    assert!(reply.html().contains("<title>Lỗi:"), "{}", reply.html());
    let mut fields = typed(&id, "A.1", "Trần Văn Ba");
    fields.push(("client_commune", "Không Có Xã Này"));
    clerk.post("/cases", &fields).await.expect(422).says("Không có xã này");
    let mut fields = typed(&id, "A.1", "Trần Văn Ba");
    fields.push(("assigned_on", "19/11/2026"));
    clerk.post("/cases", &fields).await.expect(422).says("Ngày cử người phải từ ngày nhận yêu cầu trở đi");
}

#[tokio::test]
async fn a_full_disk_is_said_beside_what_was_typed() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    kit.desk.store().maintain("pragma max_page_count = 1").await.unwrap();
    let refused = loop {
        let id = kit.desk.id().to_string();
        let fields = [&typed(&id, "", "Trần Văn Ba")[..], &[("looked", "yes")]].concat();
        let reply = clerk.post("/cases", &fields).await;
        if reply.status.as_u16() != 303 {
            break reply;
        }
    };
    refused.expect(422).says("Ổ đĩa của máy chủ đã đầy").says("Trần Văn Ba");
    assert!(!refused.html().contains('⟦'), "{}", refused.main());
    kit.desk.store().maintain("pragma max_page_count = 1000000").await.unwrap();
    registered(&mut clerk, "", "Lý Thị Sáu").await;
}

#[tokio::test]
async fn a_likely_double_is_shown_before_saving() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    registered(&mut clerk, "A.1", "Nông Thị Hoà").await;
    let id = kit.desk.id().to_string();
    let reply = clerk.post("/cases", &typed(&id, "A.2", "Nông Thị Hoà")).await;
    reply.expect(200).says("có thể là cùng một người").says("A.1");
    let mut fields = typed(&id, "A.2", "Nông Thị Hoà");
    fields.push(("looked", "yes"));
    let case = clerk.post("/cases", &fields).await.expect(303).location().unwrap();
    assert_eq!(case, format!("/cases/{id}"));
    // Sent once more, it is still one case.
    clerk.post("/cases", &fields).await.leads_to(&case);
    assert_eq!(clerk.get("/cases").await.main().matches("class=\"row-link\"").count(), 2);
}

#[tokio::test]
async fn the_second_saver_sees_both_versions() {
    let kit = Kit::new().await;
    let mut first = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut first, "A.1", "Nông Thị Hoà").await;
    let mut second = kit.sign_in(Role::Director, "TT.19").await;
    let page = second.get(&format!("{case}/edit")).await.expect(200).html();
    let version = field_of(&page, "version").unwrap();
    let id = case.trim_start_matches("/cases/").to_owned();
    let with = |note: &'static str, version: &str| {
        let mut fields: Vec<(String, String)> = typed(&id, "A.1", "Nông Thị Hoà")
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect();
        fields.push(("note".to_owned(), note.to_owned()));
        fields.push(("version".to_owned(), version.to_owned()));
        fields
    };
    let send = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
    let mine = send(&with("bản của người thứ nhất", &version));
    let pairs: Vec<(&str, &str)> = mine.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    first.post(&case, &pairs).await.leads_to(&case);
    let late = send(&with("bản của người thứ hai", &version));
    let pairs: Vec<(&str, &str)> = late.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let reply = second.post(&case, &pairs).await;
    reply.expect(409).says("bản của người thứ nhất").says("bản của người thứ hai");
    let fresh = field_of(&reply.html(), "version").unwrap();
    let again = send(&with("bản của người thứ hai", &fresh));
    let pairs: Vec<(&str, &str)> = again.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    second.post(&case, &pairs).await.leads_to(&case);
    second.get(&case).await.expect(200).says("bản của người thứ hai");
}

#[tokio::test]
async fn a_case_is_closed_in_one_step_from_the_list() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk, "A.1", "Nông Thị Hoà").await;
    let list = clerk.get("/cases?state=open").await;
    list.expect(200).says("A.1").says("Kết thúc");
    let version = field_of(&list.main(), "version").unwrap();
    let fields = [
        ("version", version.as_str()),
        ("closed_on", "22/11/2026"),
        ("outcome", "completed"),
        ("back", "/cases?state=open"),
    ];
    clerk.post(&format!("{case}/closure"), &fields).await.leads_to("/cases?state=open");
    assert!(!clerk.get("/cases?state=open").await.main().contains("A.1"));
    clerk.get("/cases?state=closed").await.expect(200).says("A.1").says("Hoàn thành");
}

#[tokio::test]
async fn filters_are_saved_shown_and_removed() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    clerk.get("/cases?form=advice").await.expect(200).says("Lưu bộ lọc này");
    clerk.post("/cases/filters", &[("name", "Tư vấn"), ("query", "form=advice")]).await.expect(303);
    let page = clerk.get("/cases").await;
    page.expect(200).says("Tư vấn");
    let html = page.html();
    let start = html.find("/cases/filters/").unwrap();
    let removal = &html[start..start + html[start..].find('"').unwrap()];
    clerk.post(removal, &[]).await.leads_to("/cases");
    let mut other = kit.sign_in(Role::Director, "TT.19").await;
    assert!(!other.get("/cases").await.main().contains("Bộ lọc đã lưu (1)"));
}

#[tokio::test]
async fn a_day_that_is_none_finds_nothing_and_is_named() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    registered(&mut clerk, "", "Nông Thị Hoà").await;
    let page = clerk.get("/cases?from=31/02/2026").await;
    let html = page.expect(200).says("phải là một ngày có thật").says("0 kết quả").main();
    assert!(!html.contains("Nông Thị Hoà"), "{html}");
    clerk.get("/cases?from=01/02/2026").await.expect(200).says("Nông Thị Hoà");
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let file = director.get("/cases.csv?to=31/02/2026").await;
    assert!(!file.expect(200).html().contains("Nông Thị Hoà"));
}

#[tokio::test]
async fn a_case_of_another_province_is_not_found() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk, "A.1", "Nông Thị Hoà").await;
    let mut other = kit.sign_in(Role::Director, "TT.01").await;
    for path in [case.clone(), format!("{case}/edit"), format!("{case}/closure")] {
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!other.get("/cases?q=nong").await.main().contains("A.1"));
    assert!(!other.get("/people?q=nong").await.main().contains("Nông Thị Hoà"));
}

#[tokio::test]
async fn the_first_page_counts_what_waits() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    registered(&mut clerk, "A.1", "Nông Thị Hoà").await;
    clerk.get("/").await.expect(200).says("Yêu cầu cần kiểm tra, trả lời");
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    head.get("/").await.expect(200).says("Vụ việc chưa cử người");
    clerk.get("/cases?queue=unassigned").await.expect(200).says("A.1");
    for role in [Role::Administrator, Role::Analyst, Role::Officer, Role::Agency] {
        let mut browser = kit.sign_in(role, if role == Role::Officer { "TT.19" } else { "CUC" }).await;
        let page = browser.get("/").await;
        assert!(!page.expect(200).html().contains('⟦'), "{role}: {}", page.main());
    }
}

#[tokio::test]
async fn a_first_page_fits_a_slow_line() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for number in 0..30 {
        registered(&mut clerk, &format!("A.{number}"), &format!("Người Thứ {number}")).await;
    }
    for path in ["/", "/cases", "/cases/new"] {
        let page = clerk.get(path).await;
        let size = page.expect(200).html().len();
        // Without compression; on the line it is a quarter of that.
        assert!(size < 100_000, "{path} weighs {size} bytes");
    }
}

#[tokio::test]
async fn criteria_of_success_are_chosen_from_the_list_of_the_day() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk, "A.1", "Nông Thị Hoà").await;
    let form = clerk.get(&format!("{case}/closure")).await;
    // Words where they are known, and where they come from; the others by code.
    form.expect(200).says("TC05 – Giữ nguyên mức án").says("chưa đối chiếu").says("value=\"TC30\"");
    let version = field_of(&form.main(), "version").unwrap();
    let mut fields = vec![
        ("version", version.as_str()),
        ("closed_on", "22/11/2026"),
        ("outcome", "completed"),
        ("success_criteria", "TC30"),
        ("success_criteria", "TC05"),
    ];
    let wrong = [fields.clone(), vec![("success_criteria", "TC31")]].concat();
    clerk.post(&format!("{case}/closure"), &wrong).await.expect(422);
    fields.push(("step", "check"));
    clerk.post(&format!("{case}/closure"), &fields).await.expect(200).says("TC05 – Giữ nguyên mức án");
    fields.pop();
    clerk.post(&format!("{case}/closure"), &fields).await.leads_to(&case);
    clerk.get(&case).await.expect(200).says("TC05 – Giữ nguyên mức án").says("TC30");
    let edit = clerk.get(&format!("{case}/edit")).await.expect(200).main();
    for code in ["TC05", "TC30"] {
        assert!(edit.contains(&format!("value=\"{code}\" checked")), "{code} is chosen: {edit}");
    }
}
