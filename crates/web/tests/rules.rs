//! The page of dated rules and the working calendar: read by day, add with preview, withdraw, reckon.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, field_of};
use law::access::Role;
use law::kernel::coded::Coded as _;
use law::rules::RuleSet;

const BODY: &str =
    "unit = \"working_days\"\namount = 7\nstart = \"acceptance\"\nduty = \"beneficiary\"\nwarn = [2, 1, 0]";

#[tokio::test]
async fn every_list_is_shown_with_its_basis_and_how_sure_it_is() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    for set in RuleSet::ALL {
        for lang in ["vi", "en"] {
            let page = clerk.follow(&format!("/rules?set={set}&all=yes&lang={lang}")).await;
            page.expect(200);
            assert!(page.html().contains("id=\"rules\""), "{set} has rows");
        }
        assert!(!set.code().is_empty());
    }
    clerk.follow("/rules?lang=vi").await.expect(200).says("Thông tư 12/2018/TT-BTP").says("Chưa chắc chắn");
    let before = clerk.get("/rules?set=category&day=30/06/2025").await.expect(200).main();
    let after = clerk.get("/rules?set=category&day=01/07/2025").await.expect(200).main();
    assert!(before.contains("trafficking_hardship") && !after.contains("trafficking_hardship"), "{after}");
    clerk.get("/rules/new").await.expect(403);
}

#[tokio::test]
async fn a_letter_of_the_ministry_is_added_after_a_look_at_what_it_changes() {
    for kit in Kit::each().await {
        let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
        let form = admin.get("/rules/new?set=deadline&key=proof_due").await;
        let id = field_of(&form.expect(200).says("working_days").html(), "id").unwrap();
        let mut typed = vec![
            ("id", id.as_str()),
            ("set", "deadline"),
            ("key", "proof_due"),
            ("valid_from", "01/11/2026"),
            ("basis", "Công văn không số"),
            ("body", BODY),
        ];
        let wrong = admin.post("/rules/preview", &typed).await;
        wrong.expect(422).says("Căn cứ phải có số của văn bản").says("proof_due");
        typed[4].1 = "Công văn 123/CTGPL-QLCL";
        typed[5].1 = "amount = bảy";
        admin.post("/rules/preview", &typed).await.expect(422).says("Dòng 1: không đọc được");
        typed[5].1 = BODY;
        typed[3].1 = "31/02/2026";
        admin.post("/rules/preview", &typed).await.expect(422).says("phải là một ngày có thật");
        typed[3].1 = "01/11/2026";
        let preview = admin.post("/rules/preview", &typed).await;
        preview.expect(200).says("Đang có").says("Sau khi thay đổi").says("amount = 7").says("amount = 5");
        let again = [typed.clone(), vec![("step", "edit")]].concat();
        admin.post("/rules/preview", &again).await.expect(200).says("Công văn 123/CTGPL-QLCL");
        admin.post("/rules", &typed).await.leads_to("/rules?set=deadline&all=yes");
        let list = admin.get("/rules?set=deadline&all=yes").await;
        list.expect(200).says("Công văn 123/CTGPL-QLCL").says("Đã thêm quy định");
        let withdrawal = format!("/rules/{id}/withdrawal");
        let page = admin.get(&withdrawal).await.expect(200).says("amount = 7").html();
        let version = field_of(&page, "version").unwrap();
        admin.post(&withdrawal, &[("version", &version)]).await.leads_to("/rules");
        admin.get("/rules?set=deadline&all=yes").await.expect(200).says("Đã rút:");
        admin.get(&withdrawal).await.expect(404);
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        clerk.post("/rules", &typed).await.expect(403);
        admin.follow("/rules?set=deadline&lang=en").await.expect(200).says("Lines added by administrators");
    }
}

#[tokio::test]
async fn the_calendar_reckons_a_deadline_and_says_why() {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    kit.desk.reload_law().await.unwrap();
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    clerk.get("/calendar").await.expect(200).says("Lịch làm việc năm 2026").says("class=\"day-holiday\"");
    let reckoned = clerk.get("/calendar?code=assign&start=28/04/2026&time=16h30&province=19").await;
    reckoned.expect(200).says("Vì sao là ngày này").says("30/04/2026");
    clerk.get("/calendar?code=assign&start=28/04/2026&time=25:99").await.expect(200).says("Giờ phải có dạng");
    clerk.get("/calendar?code=assign&start=1/1/1995").await.expect(200).says("không có thời hạn đó");
    clerk.get("/calendar?year=2099").await.expect(200).says("Chưa có lịch nghỉ của năm này");
    clerk.follow("/calendar?year=2026&lang=en").await.expect(200).says("Working calendar 2026");

    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let mut typed = vec![
        ("province", "19"),
        ("day", "25/11/2026"),
        ("name", "Nghỉ tránh bão"),
        ("kind", "off"),
        ("basis", "Công văn 9/UBND"),
    ];
    admin.post("/calendar/days", &typed).await.leads_to("/calendar?year=2026");
    admin.get("/calendar?year=2026&province=19").await.expect(200).says("Nghỉ tránh bão");
    typed[0].1 = "99";
    admin
        .post("/calendar/days", &typed)
        .await
        .expect(422)
        .says("Hãy chọn một tỉnh, thành phố có trong danh sách");
    admin.post("/calendar/days/19/2026-11-25/removal", &[]).await.leads_to("/calendar?year=2026");
    admin.post("/calendar/days/19/2026-11-25/removal", &[]).await.expect(404);
}
