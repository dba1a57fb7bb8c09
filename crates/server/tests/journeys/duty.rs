//! Duty and targets: a director plans a month; an officer on a phone exchanges a shift and logs a contact that becomes a
//! request; the director opens the targets and the list behind a number.

use crate::seat::{self, DESK, PHONE, Seat};

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_duty_is_planned_exchanged_and_leads_to_a_request() {
    let Some((house, browser)) = crate::begin().await else { return };
    seat::import(&house);
    let more = house.file(
        "more.csv",
        "org_code,name,kind,card_number,appointed_on\nTT.19,Lý Thị Sen,legal_aid_officer,TN-77,2024-01-01\n",
    );
    house.run(&["import", "providers", more.to_str().unwrap(), "--org", "TT.19"], "");
    seat::account(&house, &browser, "Bế Văn Minh", "trogiup", "officer").await;
    seat::account(&house, &browser, "Lý Thị Sen", "sen", "officer").await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/duty", "01 no place yet").await;
    director.go("main .empty a.button", "02 places").await;
    browser.fill("name", "Tòa án nhân dân khu vực 1").await;
    browser.choose("days", "every").await;
    director.press("Lưu nơi trực", "03 a place").await;
    let next = browser.day(40).await;
    let month = format!("/duty?month={}-{}", &next[6..10], &next[3..5]);
    director.open(&month, "04 empty month").await;
    director.press("Xếp các ca còn thiếu", "05 planned month").await;
    director.says("Lý Thị Sen").await;
    director.says("Bế Văn Minh").await;
    director.press("Công bố lịch tháng", "06 published month").await;

    let officer = Seat::take(&house, &browser, "trogiup", PHONE).await;
    officer.open(&month, "07 my month").await;
    officer.go("main ul.tasks a[href^='/duty/shifts/']", "08 my shift").await;
    let shift = browser.path().await;
    browser.select_named("to", "Lý Thị Sen").await;
    browser.fill("why", "Trùng phiên tòa.").await;
    officer.press("Gửi đề nghị", "09 asked").await;
    officer.says("Chờ đồng nghiệp trả lời").await;
    officer.open("/duty/contacts/new", "10 a contact").await;
    browser.fill("summary", "Xin người bào chữa cho con trai bị tạm giữ").await;
    browser.fill("person", "Vàng A Sình").await;
    officer.press("Lưu và lập yêu cầu", "11 the request, filled in").await;
    assert_eq!(browser.value("name").await, "Vàng A Sình");
    assert_eq!(browser.value("summary").await, "Xin người bào chữa cho con trai bị tạm giữ");
    officer.open("/schedule", "12 my week").await;
    officer.open("/schedule/feed", "13 to the phone").await;
    officer.press("Tạo địa chỉ", "14 the address").await;

    let colleague = Seat::take(&house, &browser, "sen", PHONE).await;
    colleague.open("/duty", "15 asked of me").await;
    colleague.press("Đồng ý trực thay", "16 agreed").await;
    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/duty", "17 waits for me").await;
    director.press("Duyệt", "18 approved").await;
    director.open(&shift, "19 the shift").await;
    director.says("Lý Thị Sen").await;
    director.open("/duty/contacts", "20 contacts").await;
    director.open("/duty/statistics", "21 figures").await;
    director.open("/duty-list?org=TT.19", "22 what is published").await;

    director.open("/targets?year=2026", "23 targets").await;
    director.go("main a[href*='measure=litigation']", "24 the list behind a number").await;
    director.says("TT.TGTT.03.2026").await;
    assert_eq!(browser.count_lines().await, 1);
    browser.open(&house, "/targets?year=2026").await;
    director.go("main tbody th a", "25 a sheet").await;
    browser.end().await;
}
