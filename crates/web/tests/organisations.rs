//! Pages of organisations: the tree, one unit, adding, correcting, closing, who comes second.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;

const CLOSING: [(&str, &str); 3] =
    [("last_day", "30/06/2026"), ("successor", "TT.19"), ("reason", "QĐ 15/QĐ-UBND")];

/// The fields of a correction as the form shows them.
fn correction<'a>(version: &'a str, name: &'a str, phone: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", version),
        ("before-name", "Đơn vị CN.19.1"),
        ("before-phone", ""),
        ("name", name),
        ("parent", "TT.19"),
        ("valid_from", "01/01/2004"),
        ("phone", phone),
        ("reason", "sửa lỗi nhập"),
    ]
}

async fn version(browser: &mut Browser<'_>, code: &str) -> String {
    field_of(&browser.get(&format!("/organisations/{code}/edit")).await.expect(200).html(), "version")
        .unwrap()
}

#[tokio::test]
async fn everybody_sees_the_tree_and_what_ended_below_it() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let page = clerk.get("/organisations").await;
        page.expect(200)
            .says("Đơn vị CN.19.1")
            .says("Đã chấm dứt hoạt động (2)")
            .says("đến hết ngày 30/06/2025");
        assert!(!page.main().contains("/organisations/new"), "{}: a clerk adds nothing", kit.database);
        clerk.get("/organisations?lang=en").await;
        clerk.get("/organisations").await.expect(200).says("6 organisations at work, 2 ended");
    }
}

#[tokio::test]
async fn a_search_finds_by_name_code_kind_and_state() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for (query, found) in [
        ("q=don+vi+cn", 1),
        ("q=tt.06", 1),
        ("kind=centre", 3),
        ("kind=centre&state=closed", 1),
        ("state=closed", 2),
        ("q=khong+co", 0),
    ] {
        let page = clerk.get(&format!("/organisations?{query}")).await;
        page.expect(200).says(&format!("{found} tổ chức"));
        assert_eq!(page.main().matches("row-link").count(), found, "{query}");
    }
}

#[tokio::test]
async fn the_map_of_successors_shows_who_took_over() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let page = clerk.get("/organisations/successors").await;
    page.expect(200)
        .says("3 tổ chức trước đây, 2 tổ chức hiện nay")
        .says("href=\"/organisations/TT.06\"")
        .says("Giữ nguyên");
    clerk
        .get("/organisations/successors?kind=justice_office")
        .await
        .expect(200)
        .says("/organisations/STP.06");
}

#[tokio::test]
async fn one_unit_shows_its_neighbours() {
    let kit = Kit::new().await;
    let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
    let page = analyst.get("/organisations/TT.19").await;
    page.expect(200)
        .says("/organisations/STP.19")
        .says("/organisations/CN.19.1")
        .says("Tiếp nhận từ")
        .says("/organisations/TT.06")
        .says("/providers?state=open&amp;org=TT.19")
        .says("1 người đang làm việc");
    assert!(!page.main().contains("/edit"), "an analyst changes nothing");
    analyst.get("/organisations/TT.77").await.expect(404);
    analyst.get("/organisations/TT.19/edit").await.expect(403);
}

#[tokio::test]
async fn a_director_adds_a_branch_with_the_next_number() {
    for kit in Kit::each().await {
        office::reference::load_embedded(&kit.desk).await.unwrap();
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        director.get("/organisations/new").await.expect(200).says("value=\"22/11/2026\"");
        let fields = [
            ("kind", "branch"),
            ("parent", "TT.19"),
            ("name", "Chi nhánh số 2"),
            ("code", ""),
            ("valid_from", "1/10/2026"),
        ];
        director.post("/organisations", &fields).await.leads_to("/organisations/CN.19.2");
        let page = director.get("/organisations/CN.19.2").await;
        page.expect(200).says("Đã thêm tổ chức CN.19.2.").says("Chi nhánh số 2").says("01/10/2026");
        assert!(kit.record().await.contains(&("staff.insert_organisation".to_owned(), "CN.19.2".to_owned())));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_new_unit_comes_back_with_what_was_typed() {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let fields = |code| {
        [
            ("kind", "branch"),
            ("parent", "TT.19"),
            ("name", "Chi nhánh mới"),
            ("code", code),
            ("valid_from", "1/10/2026"),
        ]
    };
    for (code, words) in [
        ("CN.19.1", "Mã này đã có"),
        ("cn.01.1", "Cơ quan quản lý phải ở cùng tỉnh"),
        ("HD.19.1", "Mã này không thuộc loại tổ chức đã chọn"),
        ("CN.19", "Mã chưa đúng dạng"),
    ] {
        let page = director.post("/organisations", &fields(code)).await;
        page.expect(422).says(words).says("value=\"Chi nhánh mới\"").says("<title>Lỗi:");
    }
    let page = director.post("/organisations", &[]).await;
    page.expect(422).says("href=\"#kind\"").says("href=\"#name\"").says("href=\"#valid_from\"");
}

#[tokio::test]
async fn who_saves_second_sees_both_versions_and_loses_nothing() {
    for kit in Kit::each().await {
        let mut first = kit.sign_in(Role::Director, "TT.19").await;
        let mut second = kit.sign_in(Role::Director, "TT.19").await;
        let path = "/organisations/CN.19.1";
        let seen = version(&mut second, "CN.19.1").await;
        first.post(path, &correction(&seen, "Chi nhánh số 1", "")).await.leads_to(path);
        let page = second.post(path, &correction(&seen, "Đơn vị CN.19.1", "0208 3855 555")).await;
        page.expect(409).says("Chi nhánh số 1").says("0208 3855 555").says("keep-name").says("keep-phone");
        let html = page.html();
        assert_eq!(field_of(&html, "version").as_deref(), Some("2"), "{}", kit.database);
        let mut fields = correction("2", "Đơn vị CN.19.1", "0208 3855 555");
        fields.extend([("keep-name", "theirs"), ("keep-phone", "mine")]);
        second.post(path, &fields).await.leads_to(path);
        let page = second.get(path).await;
        page.expect(200)
            .says("<h1><span class=\"heading-caption\">CN.19.1 </span>Chi nhánh số 1</h1>")
            .says("0208 3855 555");
        page.says("sửa lỗi nhập");
    }
}

#[tokio::test]
async fn closing_asks_for_a_successor_and_shows_in_the_history() {
    for kit in Kit::each().await {
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let provider = office::staff::Provider {
            id: uuid::Uuid::from_u128(71),
            org_code: "CN.19.1".to_owned(),
            name: "Lò Thị Hạnh".to_owned(),
            name_folded: String::new(),
            kind: law::staff::ProviderKind::LegalAidOfficer.into(),
            card_number: None,
            appointed_on: None,
            ended_on: None,
            grade: None,
            sex: None,
            birth_year: None,
            languages: String::new(),
            fields: String::new(),
            leader: false,
            version: 1,
        };
        let system = office::Actor::system();
        office::staff::insert_provider(&kit.desk, &system, provider, false).await.unwrap();
        let page = director.get("/organisations/CN.19.1/closure").await;
        page.expect(200).says("1 người thực hiện đang làm tại đây");
        let version = field_of(&page.expect(200).html(), "version").unwrap();
        let path = "/organisations/CN.19.1/closure";
        let reply =
            director.post(path, &[("version", &version), ("last_day", "30/06/2026"), ("reason", "x")]).await;
        reply.expect(422).says("Hãy chọn tổ chức kế thừa");
        let mut fields = vec![("version", version.as_str())];
        fields.extend(CLOSING);
        director.post(path, &fields).await.leads_to("/organisations/CN.19.1");
        let page = director.get("/organisations/CN.19.1").await;
        page.expect(200)
            .says("Đã ghi nhận CN.19.1 chấm dứt hoạt động.")
            .says("QĐ 15/QĐ-UBND")
            .says("href=\"/organisations/TT.19\"");
        let provider = format!("/providers/{}", uuid::Uuid::from_u128(71));
        let went = director.get(&provider).await;
        went.expect(200).says("Từ 01/07/2026 làm tại TT.19; trước đó tại CN.19.1");
        went.says("Chuyển theo đơn vị tiếp nhận");
        director.get(path).await.leads_to("/organisations/CN.19.1");
        let reply = director.post("/organisations/TT.19/closure", &fields).await;
        reply.expect(422).says("do cơ quan cấp trên ghi nhận chấm dứt");
    }
}

#[tokio::test]
async fn out_of_reach_is_read_and_not_changed() {
    let kit = Kit::new().await;
    let mut director = kit.sign_in(Role::Director, "TT.01").await;
    director.get("/organisations/CN.19.1").await.expect(200);
    director.get("/organisations/CN.19.1/edit").await.expect(403);
    director.post("/organisations/CN.19.1", &correction("1", "Tên khác", "")).await.expect(403);
    director.post("/organisations/CN.19.1/closure", &CLOSING).await.expect(403);
}
