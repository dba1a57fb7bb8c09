//! Pages of providers: list, page, add, correct, end, who comes second.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, PROVIDER, field_of};
use law::access::Role;

fn typed<'a>(id: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("org_code", "TT.19"),
        ("name", name),
        ("kind", "legal_aid_officer"),
        ("card_number", "TN-77"),
        ("appointed_on", "14/10/2015"),
        ("birth_year", "1985"),
        ("languages", "Tày, Nùng"),
        ("fields", "criminal"),
        ("fields", "civil"),
        ("leader", "yes"),
    ]
}

#[tokio::test]
async fn a_provider_is_added_once_and_shown_in_both_languages() {
    for kit in Kit::each().await {
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let id = field_of(&director.get("/providers/new").await.expect(200).html(), "id").unwrap();
        let path = format!("/providers/{id}");
        director.post("/providers", &typed(&id, "Ma Thị Én")).await.leads_to(&path);
        director.post("/providers", &typed(&id, "Ma Thị Én")).await.leads_to(&path);
        let page = director.get(&path).await;
        page.expect(200)
            .says("Tày, Nùng")
            .says("14/10/2015")
            .says("1985")
            .says(&format!("/cases?provider={id}"));
        director.get(&format!("{path}?lang=en")).await;
        director
            .get(&path)
            .await
            .expect(200)
            .says("Legal-aid officer")
            .says("Cases assigned")
            .says("Criminal");
        let added = kit.record().await.into_iter().filter(|(act, _)| act == "staff.insert_provider").count();
        assert_eq!(added, 1, "{}", kit.database);
    }
}

#[tokio::test]
async fn somebody_of_the_same_name_is_asked_about() {
    let kit = Kit::new().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let id = kit.desk.id().to_string();
    let page = director.post("/providers", &typed(&id, "be van minh")).await;
    page.expect(422).says("Tổ chức đã có người cùng họ tên").says("name=\"other_person\"");
    let mut fields = typed(&id, "be van minh");
    fields.push(("other_person", "yes"));
    director.post("/providers", &fields).await.leads_to(&format!("/providers/{id}"));
}

#[tokio::test]
async fn the_list_filters_and_finds_without_marks() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for (query, found) in [
        ("", 1),
        ("?q=van+minh", 1),
        ("?q=khong", 0),
        ("?org=STP.19", 1),
        ("?org=TT.01", 0),
        ("?kind=contract_lawyer", 0),
        ("?state=open", 1),
        ("?state=closed", 0),
    ] {
        let page = clerk.get(&format!("/providers{query}")).await;
        page.expect(200);
        assert_eq!(page.main().matches("row-link").count(), found, "{query}");
    }
}

#[tokio::test]
async fn a_long_list_goes_on_by_key() {
    let kit = Kit::new().await;
    let tx = kit.desk.store().begin().await.unwrap();
    let one = store::staff::find_provider(&tx, PROVIDER).await.unwrap().unwrap();
    for number in 0..60_u128 {
        let id = uuid::Uuid::from_u128(1000 + number);
        let record = store::staff::Provider {
            id,
            name: format!("Người {number:02}"),
            card_number: None,
            ..one.clone()
        };
        store::staff::insert_provider(&tx, record).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let page = clerk.get("/providers").await;
    page.expect(200).says("61 kết quả");
    assert_eq!(page.main().matches("row-link").count(), 50);
    let html = page.html();
    let next =
        html.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let rest = clerk.get(&next).await;
    assert_eq!(rest.expect(200).main().matches("row-link").count(), 11);
    rest.says("Người 59").says("href=\"/providers\"");
}

#[tokio::test]
async fn who_corrects_second_picks_side_by_side() {
    let kit = Kit::new().await;
    let mut first = kit.sign_in(Role::Director, "TT.19").await;
    let mut second = kit.sign_in(Role::Director, "TT.19").await;
    let path = format!("/providers/{PROVIDER}");
    let fields = |grade: &'static str, kind: &'static str| {
        vec![
            ("version", "1"),
            ("before-kind", "legal_aid_officer"),
            ("org_code", "TT.19"),
            ("name", "Bế Văn Minh"),
            ("kind", kind),
            ("card_number", "TN-01"),
            ("languages", "vi"),
            ("grade", grade),
            ("reason", "cập nhật"),
        ]
    };
    first.get(&format!("{path}/edit")).await.expect(200).says("before-grade");
    first.post(&path, &fields("", "collaborator")).await.leads_to(&path);
    let page = second.post(&path, &fields("II", "legal_aid_officer")).await;
    page.expect(409).says("Cộng tác viên").says("Trợ giúp viên pháp lý").says("keep-grade");
    let mut chosen = fields("II", "legal_aid_officer");
    chosen[0].1 = "2";
    chosen.extend([("keep-kind", "theirs"), ("keep-grade", "mine")]);
    second.post(&path, &chosen).await.leads_to(&path);
    let page = second.get(&path).await;
    page.expect(200).says("Cộng tác viên").says("cập nhật");
    assert!(page.main().contains("<dd>II</dd>"), "{}", page.main());
}

#[tokio::test]
async fn the_end_of_work_is_recorded_with_its_reason() {
    let kit = Kit::new().await;
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    let path = format!("/providers/{PROVIDER}/ending");
    director.get(&path).await.expect(200).says("value=\"22/11/2026\"");
    director
        .post(&path, &[("version", "1"), ("ended_on", "31/10/2026")])
        .await
        .expect(422)
        .says("href=\"#reason\"");
    let fields = [("version", "1"), ("ended_on", "31/10/2026"), ("reason", "nghỉ hưu")];
    director.post(&path, &fields).await.leads_to(&format!("/providers/{PROVIDER}"));
    director.get(&format!("/providers/{PROVIDER}")).await.expect(200).says("31/10/2026").says("nghỉ hưu");
    director.get(&path).await.leads_to(&format!("/providers/{PROVIDER}"));
    let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
    stranger.post(&path, &fields).await.expect(403);
}
