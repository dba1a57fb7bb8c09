//! A contract lawyer: sees one case and no other, writes in its diary, may not do what others do, and gives it up for
//! a reason of the law.

use crate::seat::{self, DESK, Seat};

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_lawyer_sees_one_case_and_gives_it_up() {
    let Some((house, browser)) = crate::begin().await else { return };
    seat::import(&house);
    seat::account(&house, &browser, "Vi Thị Hạnh", "luatsu", "lawyer").await;
    browser.open(&house, "/cases?q=TT.TGTT.01.2026").await;
    let theirs = browser.ask("return document.querySelector('main a.row-link').pathname").await;
    let theirs = theirs.as_str().unwrap().to_owned();

    let lawyer = Seat::take(&house, &browser, "luatsu", DESK).await;
    lawyer.open("/", "01 first page").await;
    lawyer.open("/cases", "02 cases").await;
    assert_eq!(browser.count_lines().await, 1, "only the own case");
    lawyer.says("Lý Thị Mẩy").await;
    lawyer.go("main a.row-link", "03 case").await;
    let own = browser.path().await;
    lawyer.open(&theirs, "04 not mine").await;
    lawyer.titled("Không tìm thấy").await;
    lawyer.open(&format!("{own}/assignment"), "05 not mine to do").await;
    lawyer.titled("Bạn không có quyền").await;
    for path in ["/requests", "/complaints", "/people", "/provider-changes", "/cases/new", "/reports/period"]
    {
        browser.open(&house, path).await;
        lawyer.titled("Bạn không có quyền").await;
    }
    for noun in ["appraisal", "archive", "suspension", "replacement"] {
        browser.open(&house, &format!("{own}/{noun}")).await;
        lawyer.titled("Bạn không có quyền").await;
    }

    lawyer.open("/today", "06 today").await;
    lawyer.go("main a[href$='/diary']", "07 diary").await;
    browser.tap("main input[value=civil_h]").await;
    browser.fill("note", "Nghiên cứu hồ sơ tại Tòa án.").await;
    browser.tap("main form[data-keep] button[type=submit]").await;
    browser.wait_for_text("Đã ghi nhật ký").await;
    lawyer.look("08 diary with an entry").await;
    lawyer.go("main a.row-link", "09 diary entry").await;

    lawyer.open(&own, "10 case").await;
    lawyer.go("main a[href$='/provider-change']", "11 must refuse").await;
    browser.choose("asker", "provider").await;
    browser.select("ground", "not_impartial").await;
    browser.fill("reason", "Bị đơn là anh họ của tôi.").await;
    lawyer.press("Xem lại", "12 must refuse, check").await;
    lawyer.press("Ghi đề nghị", "13 case, asked").await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/provider-changes", "14 who asks for another").await;
    director.go("main a.row-link", "15 case, asked").await;
    director.says("Bị đơn là anh họ của tôi.").await;
    for noun in ["provider-change/answer", "suspension", "links"] {
        director.open(&format!("{own}/{noun}"), &format!("16 {noun}")).await;
    }
    director.open(&format!("{own}/replacement"), "16 replacement").await;
    browser.choose_ranked("Bế Văn Minh").await;
    browser.fill("why", "Đã gặp người được trợ giúp cùng luật sư.").await;
    browser.fill("decision", "16/QĐ-TGPL").await;
    browser.fill("hand_over", "Đã giao hồ sơ 42 tờ; phiên hòa giải tiếp theo chưa có lịch.").await;
    director.press("Xem lại", "17 replacement, check").await;
    director.press("Thay thế", "18 case, replaced").await;
    director.says("Bế Văn Minh").await;

    let lawyer = Seat::take(&house, &browser, "luatsu", DESK).await;
    lawyer.open(&own, "19 no longer mine").await;
    lawyer.titled("Không tìm thấy").await;
    lawyer.wait_for("/messages", "TT.TGTT.02.2026", "20 messages").await;
    lawyer.open("/cases", "21 no cases").await;
    assert_eq!(browser.count_lines().await, 0);
    browser.end().await;
}
