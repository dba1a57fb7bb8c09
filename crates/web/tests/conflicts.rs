//! The page of the conflicts of a request: finds with their matter and role, one form for all decisions.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;
use uuid::Uuid;

/// A case of `TT.19` and one of `TT.01` with the same person, entered as clerks do it.
async fn cases(kit: &Kit) {
    for org in ["TT.19", "TT.01"] {
        let mut clerk = kit.sign_in(Role::Clerk, org).await;
        let id = kit.desk.id().to_string();
        let fields = [
            ("id", id.as_str()),
            ("beneficiaries", "1"),
            ("org_code", org),
            ("form", "advice"),
            ("file_code", "A.1"),
            ("field", "civil"),
            ("accepted_on", "20/11/2026"),
            ("source", "self"),
            ("client_name", "Lò Thị Đào"),
            ("client_birth", "1984"),
            ("category", "poor"),
        ];
        clerk.post("/cases", &fields).await.expect(303);
    }
}

/// A request of that person; the clerk has seen what was found before saving.
async fn request(kit: &Kit, clerk: &mut Browser<'_>) -> Uuid {
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("persons", "1"),
        ("org_code", "TT.19"),
        ("channel", "in_person"),
        ("source", "self"),
        ("received_on", "21/11/2026"),
        ("form", "advice"),
        ("field", "civil"),
        ("summary", "Hỏi về thừa kế"),
        ("signed_by", "signed"),
        ("side", "beneficiary"),
        ("name", "Lò Thị Đào"),
        ("birth", "1984"),
        ("category", "poor"),
        ("looked", "yes"),
    ];
    let reply = clerk.post("/requests", &fields).await;
    let place = reply.expect(303).location().unwrap();
    Uuid::parse_str(place.rsplit('/').next().unwrap()).unwrap()
}

#[tokio::test]
async fn all_finds_are_decided_in_one_form_and_what_lies_out_of_reach_has_no_name() {
    for kit in Kit::each().await {
        cases(&kit).await;
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = request(&kit, &mut clerk).await;
        let path = format!("/requests/{id}/conflicts");
        let page = clerk.get(&path).await;
        page.expect(200)
            .says("2 mục phải kết luận trước khi thụ lý")
            .says("Có thể là cùng một người")
            .says("Người của tổ chức khác (không xem được tên)")
            .says("TT.01")
            .says("cùng họ tên");
        let html = page.html();
        let keys: Vec<String> = html
            .split("name=\"seen-")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(keys.len(), 2, "{html}");
        assert_eq!(html.matches("<form class=\"form\"").count(), 1);
        assert_eq!(html.matches("/cases/").count(), 1, "the case of TT.01 has no link");
        let (first, second) = (format!("decision-{}", keys[0]), format!("decision-{}", keys[1]));
        let reason = format!("reason-{}", keys[1]);

        // What lets a likely find pass needs a reason, and what was chosen stays.
        let fields = [(first.as_str(), "same_person"), (second.as_str(), "different_person")];
        let again = clerk.post(&path, &fields).await;
        again.expect(422).says("Chỗ này không được để trống");
        assert!(again.html().contains(&format!("href=\"#{reason}\"")), "the error leads to the field");
        assert_eq!(again.html().matches(" checked").count(), 2, "both choices stay");

        let fields = [
            (first.as_str(), "same_person"),
            (second.as_str(), "different_person"),
            (reason.as_str(), "Gọi hỏi, khác quê"),
        ];
        clerk.post(&path, &fields).await.leads_to(&format!("/requests/{id}"));
        let page = clerk.follow(&path).await;
        page.expect(200).says("Không còn mục nào phải kết luận").says("Gọi hỏi, khác quê");
        clerk.post(&path, &[]).await.leads_to(&path);

        // Another clerk whose page is old is told.
        let stale = [(first.as_str(), "conflict"), (&format!("reason-{}", keys[0]), "cùng việc")];
        clerk.post(&path, &stale).await.expect(409).says("người khác đã kết luận");
        clerk.follow(&format!("{path}?lang=en")).await.expect(200).says("Same person, another matter");
    }
}

#[tokio::test]
async fn the_page_of_the_request_shows_the_finds_and_others_find_nothing() {
    let kit = Kit::new().await;
    cases(&kit).await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = request(&kit, &mut clerk).await;
    clerk
        .follow(&format!("/requests/{id}"))
        .await
        .expect(200)
        .says("Xung đột lợi ích và yêu cầu trùng")
        .says("Phải kết luận");
    let mut stranger = kit.sign_in(Role::Clerk, "TT.01").await;
    stranger.get(&format!("/requests/{id}/conflicts")).await.expect(404);
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    let page = auditor.get(&format!("/requests/{id}/conflicts")).await;
    page.expect(200).says("Lò Thị Đào");
    assert!(field_of(&page.html(), "csrf").is_none_or(|_| !page.main().contains("decision-")));
}
