//! Complaints: taken down, decided on a checked page, taken on when no answer comes; who is complained of stays apart.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use chrono::Duration;
use kit::{Browser, Kit, PROVIDER, field_of};
use law::access::Role;
use office::Actor;
use office::accounts::NewAccount;

/// Takes a complaint down about nothing but the organisation; answers its address.
async fn taken(clerk: &mut Browser<'_>, against: &str) -> String {
    let form = clerk.get("/complaints/new").await;
    let id = field_of(&form.expect(200).html(), "id").unwrap();
    let fields = [
        ("id", id.as_str()),
        ("act", "not_perform"),
        ("complainant_name", "Lò Văn Tám"),
        ("complainant_contact", "0912 000 111"),
        ("against_provider", against),
        ("content", "Đã hai tháng không ai đến làm việc"),
        ("received_on", "20/11/2026"),
        ("received_time", "9h30"),
    ];
    let place = clerk.post("/complaints", &fields).await.expect(303).location().unwrap();
    clerk.post("/complaints", &fields).await.leads_to(&place);
    place
}

#[tokio::test]
async fn the_head_decides_in_three_working_days_after_a_second_look() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        clerk.post("/complaints", &[("act", "nothing")]).await.expect(422).says("Hãy nhập “Người khiếu nại”");
        let place = taken(&mut clerk, "").await;
        let page = clerk.get(&place).await;
        page.expect(200).says("Lò Văn Tám").says("0912 000 111").says("09:30").says("25/11/2026");
        clerk.follow(&format!("{place}?lang=en")).await.expect(200).says("Being decided");
        clerk.follow("/complaints?state=received&lang=vi").await.expect(200).says("Lò Văn Tám");
        assert!(!clerk.get("/complaints?level=court").await.expect(200).main().contains("Lò Văn Tám"));
        // A clerk does not decide; Sở Tư pháp does not decide in place of the head.
        clerk.get(&format!("{place}/decision")).await.expect(403);
        let mut office = kit.sign_in(Role::JusticeOfficer, "STP.19").await;
        office.get(&format!("{place}/decision")).await.expect(403);
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let form = head.get(&format!("{place}/decision")).await;
        let version = field_of(&form.expect(200).html(), "version").unwrap();
        let with = |step: &'static str| {
            [
                ("version", version.clone()),
                ("step", step.to_owned()),
                ("decision", "upheld".to_owned()),
                ("decision_reason", "Người thực hiện chậm trễ; cử người khác".to_owned()),
                ("decided_on", "22/11/2026".to_owned()),
            ]
        };
        let post = format!("{place}/decision");
        let bad = [("version", version.as_str()), ("step", "check"), ("decision", "upheld")];
        head.post(&post, &bad).await.expect(422);
        for (step, status) in [("check", 200), ("change", 200), ("confirm", 303)] {
            let fields = with(step);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let reply = head.post(&post, &fields).await;
            assert_eq!(reply.status.as_u16(), status, "{step} {}", reply.main());
            if step == "check" {
                reply.says("Kiểm tra lại trước khi ra quyết định").says("Khiếu nại đúng");
            }
        }
        head.get(&place).await.expect(200).says("Đã giải quyết").says("cử người khác");
        let fields = with("confirm");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        head.post(&post, &fields).await.leads_to(&place);
    }
}

#[tokio::test]
async fn without_an_answer_it_goes_on_to_the_department_and_the_court() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let place = taken(&mut clerk, "").await;
        let next = kit.desk.id().to_string();
        let early = [("next", next.as_str()), ("received_on", "22/11/2026")];
        let up = format!("{place}/escalation");
        clerk.post(&up, &early).await.expect(422).says("Thời hạn giải quyết chưa hết");
        kit.wait(Duration::days(4));
        let (mut clerk, _) = kit.sign_in_as("clerk.0").await;
        clerk.get(&place).await.expect(200).says("Chuyển lên cấp trên");
        let late = [("next", next.as_str()), ("received_on", "26/11/2026"), ("said", "Quá hạn chưa trả lời")];
        let second = format!("/complaints/{next}");
        clerk.post(&up, &late).await.leads_to(&second);
        clerk.post(&up, &late).await.leads_to(&second);
        clerk.get(&place).await.expect(200).says("Đã lên cấp trên");
        // The department decides in 15 days; the head below does not.
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get(&second).await.expect(200).says("STP.19");
        head.get(&format!("{second}/decision")).await.expect(403);
        let mut office = kit.sign_in(Role::JusticeOfficer, "STP.19").await;
        office.get("/complaints").await.expect(200).says("Giám đốc Sở Tư pháp");
        let form = office.get(&format!("{second}/decision")).await;
        let version = field_of(&form.expect(200).html(), "version").unwrap();
        let decision = [
            ("version", version.as_str()),
            ("step", "confirm"),
            ("decision", "rejected"),
            ("decision_reason", "Đã thực hiện đúng"),
            ("decided_on", "26/11/2026"),
        ];
        office.post(&format!("{second}/decision"), &decision).await.leads_to(&second);
        let third = kit.desk.id().to_string();
        let court = [("next", third.as_str()), ("received_on", "26/11/2026")];
        office.post(&format!("{second}/escalation"), &court).await.leads_to(&format!("/complaints/{third}"));
        office.get(&format!("/complaints/{third}")).await.expect(200).says("Đang ở Tòa án");
        office.get("/complaints?state=in_court").await.expect(200).says("Lò Văn Tám");
    }
}

#[tokio::test]
async fn who_is_complained_of_neither_sees_nor_handles_it() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let provider = PROVIDER.to_string();
    let place = taken(&mut clerk, &provider).await;
    // A head who is a provider too, and is the one complained of.
    let new = NewAccount {
        login: "minh".to_owned(),
        name: "Bế Văn Minh".to_owned(),
        role: Role::BranchHead,
        org: "TT.19".to_owned(),
        provider: Some(PROVIDER),
        language: "vi".to_owned(),
        password: Some(kit::PASSWORD.to_owned()),
        password_may_stay: true,
    };
    office::accounts::create(&kit.desk, &Actor::system(), new).await.unwrap();
    let (mut minh, _) = kit.sign_in_as("minh").await;
    minh.get(&place).await.expect(404);
    minh.get(&format!("{place}/decision")).await.expect(404);
    assert!(!minh.get("/complaints").await.expect(200).main().contains("Lò Văn Tám"));
    minh.post(&format!("{place}/withdrawal"), &[("version", "1"), ("reason", "thôi")]).await.expect(404);
    let mut lawyer = kit.sign_in(Role::Lawyer, "TT.19").await;
    lawyer.get(&place).await.expect(403);
    let form = minh.get("/complaints/new").await;
    let id = field_of(&form.expect(200).html(), "id").unwrap();
    let own = [
        ("id", id.as_str()),
        ("act", "not_perform"),
        ("complainant_name", "Lò Văn Chín"),
        ("against_provider", provider.as_str()),
        ("content", "Về chính mình"),
        ("received_on", "20/11/2026"),
    ];
    minh.post("/complaints", &own).await.expect(422).says("Bạn là người bị khiếu nại");
    clerk.post(&format!("{place}/withdrawal"), &[("version", "1"), ("reason", "")]).await.expect(422);
    clerk
        .post(&format!("{place}/withdrawal"), &[("version", "1"), ("reason", "Đã hoà giải")])
        .await
        .leads_to(&place);
    clerk.get(&place).await.expect(200).says("Đã rút").says("Đã hoà giải");
}
