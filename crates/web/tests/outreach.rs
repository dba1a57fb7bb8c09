//! Pages of outreach and training: places by the list of their day, totals that add up.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;

fn event<'a>(id: &'a str, commune: &'a str, group: &'a str, attendees: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("org_code", "TT.19"),
        ("on_date", "20/11/2026"),
        ("kind", "session"),
        ("commune", commune),
        ("target_group", group),
        ("attendees", attendees),
        ("leaflets", "1.200"),
        ("language", "vi"),
        ("partner", "UBND xã"),
    ]
}

async fn post(
    browser: &mut Browser<'_>,
    commune: &str,
    group: &str,
    attendees: &str,
) -> (String, kit::Reply) {
    let id = browser.kit.desk.id().to_string();
    let reply = browser.post("/outreach", &event(&id, commune, group, attendees)).await;
    (id, reply)
}

#[tokio::test]
async fn events_are_logged_by_place_name_and_add_up() {
    for kit in Kit::each().await {
        office::reference::load_embedded(&kit.desk).await.unwrap();
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        clerk.get("/outreach/new").await.expect(200).says("value=\"vi\"").says("value=\"22/11/2026\"");
        let (_, reply) = post(&mut clerk, "chợ đồn", "general", "43").await;
        reply.leads_to("/outreach");
        let (id, reply) = post(&mut clerk, "Xã Chợ Đồn", "women", "1.000").await;
        reply.leads_to("/outreach");
        let page = clerk.get("/outreach").await;
        page.expect(200).says("2 kết quả · 1.043 lượt người · 2.400 tờ gấp, tài liệu").says("Xã Chợ Đồn (");
        clerk.get("/outreach?target_group=women").await.expect(200).says("1 kết quả · 1.000 lượt người");
        clerk.get(&format!("/outreach/{id}?lang=en")).await;
        let page = clerk.get(&format!("/outreach/{id}")).await;
        page.expect(200).says("Xã Chợ Đồn (").says("Women").says("Logged by");
        let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
        assert!(!acts.iter().any(|act| act == "outreach.list"), "{}: names nobody", kit.database);
    }
}

#[tokio::test]
async fn a_place_that_is_not_there_then_is_refused() {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for (place, words) in
        [("Sao Hỏa", "Không tìm thấy xã, phường này"), ("01855", "Không tìm thấy xã, phường này")]
    {
        let (_, reply) = post(&mut clerk, place, "general", "10").await;
        reply.expect(422).says(words).says(&format!("value=\"{place}\""));
    }
    let id = kit.desk.id().to_string();
    let mut old = event(&id, "01855", "general", "10");
    old[1].1 = "TT.06";
    old[2].1 = "19/05/2022";
    clerk.post("/outreach", &old).await.leads_to("/outreach");
}

#[tokio::test]
async fn namesakes_are_told_apart_by_code() {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = event(&id, "phuong trung thanh", "general", "10");
    fields[2].1 = "19/05/2022";
    let reply = clerk.post("/outreach", &fields).await;
    reply.expect(422).says("Có nhiều nơi cùng tên").says("05476").says("05899").says("Phường Trung Thành, ");
    fields[4].1 = "05899";
    clerk.post("/outreach", &fields).await.leads_to("/outreach");
    clerk.get("/outreach").await.expect(200).says("Phường Trung Thành (05899)");
}

#[tokio::test]
async fn training_is_logged_corrected_and_summed() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = field_of(&clerk.get("/training/new").await.expect(200).html(), "id").unwrap();
        let fields = [
            ("id", id.as_str()),
            ("org_code", "TT.19"),
            ("on_date", "01/06/2026"),
            ("title", "Kỹ năng tham gia tố tụng"),
            ("participants", "35"),
        ];
        clerk
            .post("/training", &fields[..3])
            .await
            .expect(422)
            .says("href=\"#title\"")
            .says("href=\"#participants\"");
        clerk.post("/training", &fields).await.leads_to("/training");
        clerk.get("/training").await.expect(200).says("1 kết quả · 35 lượt người");
        clerk.get(&format!("/training/{id}?lang=en")).await;
        clerk.get(&format!("/training/{id}")).await.expect(200).says("Training course");
        clerk.get(&format!("/training/{id}/removal")).await.expect(200);
        assert!(kit.record().await.iter().any(|(act, _)| act == "training.add"), "{}", kit.database);
    }
}

#[tokio::test]
async fn a_long_log_goes_on_by_key() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for number in 0..53 {
        let id = kit.desk.id().to_string();
        let title = format!("Lớp {number:02}");
        let fields = [
            ("id", id.as_str()),
            ("org_code", "TT.19"),
            ("on_date", "01/06/2026"),
            ("title", title.as_str()),
            ("participants", "1"),
        ];
        clerk.post("/training", &fields).await.leads_to("/training");
    }
    let page = clerk.get("/training?from=01/01/2026").await;
    page.expect(200).says("53 kết quả");
    assert_eq!(page.main().matches("row-link").count(), 50);
    let html = page.html();
    let next =
        html.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(next.contains("from=01"), "{next}");
    let rest = clerk.get(&next).await;
    assert_eq!(rest.expect(200).main().matches("row-link").count(), 3);
    rest.says("Lớp 00");
}
