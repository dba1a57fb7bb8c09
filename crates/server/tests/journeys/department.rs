//! An officer of the department of justice: what lies still in the province, a child's case that asks why, and a
//! complaint against a refusal that went up from the Centre.

use crate::seat::{self, DESK, Seat};

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_against_a_refusal_reaches_the_department() {
    let Some((house, browser)) = crate::begin().await else { return };
    seat::import(&house);

    let clerk = Seat::take(&house, &browser, "tiepnhan", DESK).await;
    browser.open(&house, "/requests/new").await;
    browser.fill("name", "Đàm Văn Út").await;
    browser.choose("form", "advice").await;
    browser.select("field", "land_housing").await;
    browser.fill("summary", "Hỏi về việc thu hồi đất nông nghiệp của gia đình.").await;
    browser.choose("came", "application").await;
    browser.choose("signed_by", "signed").await;
    browser.submit("Tiếp nhận").await;
    let request = browser.path().await;
    clerk.open(&format!("{request}/withdrawal"), "01 withdrawal").await;
    clerk.open(&format!("{request}/edit"), "01 correct a request").await;
    clerk.open(&format!("{request}/proposal"), "01 proposal").await;
    browser.choose("proposed", "refusal").await;
    browser.select("refusal_ground", "not_eligible_or_no_case").await;
    browser.fill("reason", "Không thuộc diện được trợ giúp theo Điều 7.").await;
    clerk.press("Trình lãnh đạo", "02 request, proposed").await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/queues/decide_proposals", "03 proposals").await;
    director.go("main a.row-link", "04 request, proposed").await;
    for noun in ["transfer", "return"] {
        director.open(&format!("{request}/{noun}"), &format!("05 {noun}")).await;
    }
    director.open(&format!("{request}/refusal"), "05 refusal").await;
    assert!(browser.value("reason").await.contains("Điều 7"), "the reason is not typed twice");
    director.press("Kiểm tra lại", "06 refusal, check").await;
    director.press("Từ chối thụ lý", "07 notice of refusal").await;
    director.says("Người yêu cầu có quyền khiếu nại").await;

    let clerk = Seat::take(&house, &browser, "tiepnhan", DESK).await;
    clerk.open(&format!("{request}/refusal"), "08 notice of refusal").await;
    clerk.go("main a[href^='/complaints/new?request=']", "09 new complaint").await;
    assert_eq!(browser.value("complainant_name").await, "Đàm Văn Út", "the name is not typed twice");
    browser.fill("content", "Tôi là người có công, đã nộp giấy chứng nhận mà vẫn bị từ chối.").await;
    clerk.press("Ghi nhận khiếu nại", "10 complaint").await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/complaints", "11 complaints").await;
    director.go("main a.row-link", "12 complaint").await;
    director.go("main a[href$='/decision']", "13 decision").await;
    browser.choose("decision", "rejected").await;
    browser.fill("decision_reason", "Giấy chứng nhận chưa được nộp khi yêu cầu.").await;
    director.press("Kiểm tra lại", "14 decision, check").await;
    director.press("Ra quyết định", "15 complaint, decided").await;
    director.says("Khiếu nại sai").await;
    director.open("/incidents/new", "15 new incident").await;
    director.open("/data-requests/new", "15 new request about data").await;

    let clerk = Seat::take(&house, &browser, "tiepnhan", DESK).await;
    browser.open(&house, "/complaints").await;
    clerk.go("main a.row-link", "16 complaint, decided").await;
    browser.tap("main details summary").await;
    browser.fill("said", "Không đồng ý, đề nghị Sở xem lại.").await;
    clerk.press("Chuyển lên cấp trên", "17 complaint, gone up").await;

    let officer = Seat::take(&house, &browser, "sotuphap", DESK).await;
    officer.open("/", "18 first page").await;
    officer.go("main a[href^='/complaints?']", "19 complaints at the department").await;
    assert_eq!(browser.count_lines().await, 1);
    officer.go("main a.row-link", "20 complaint").await;
    officer.go("main a[href$='/decision']", "21 decision").await;
    browser.choose("decision", "upheld").await;
    browser.fill("decision_reason", "Giấy chứng nhận có trong hồ sơ; Trung tâm phải thụ lý.").await;
    officer.press("Kiểm tra lại", "22 decision, check").await;
    officer.press("Ra quyết định", "23 complaint, decided").await;
    officer.says("Khiếu nại đúng").await;
    officer.says("Khiếu nại sai").await;

    officer.open("/", "24 first page").await;
    officer.go("main a[href='/red-lists/hand_over_late']", "25 red list").await;
    let text = browser.text().await;
    assert!(text.contains("giữ kín") && !text.contains("Nông Văn Tám"), "a child's name is kept: {text}");
    officer.open("/cases?q=TT.TGTT.03.2026", "26 register").await;
    officer.go("main a.row-link", "27 restricted case").await;
    browser.choose("ground", "inspection").await;
    browser.fill("reason", "Kiểm tra vụ việc kết thúc quá 30 ngày chưa nộp hồ sơ.").await;
    officer.press("Ghi lý do và mở hồ sơ", "28 case").await;
    officer.says("Nông Văn Tám").await;
    officer.open("/queues/conduct", "29 queue of the province").await;
    officer.open("/deadlines", "30 deadlines").await;
    browser.end().await;
}
