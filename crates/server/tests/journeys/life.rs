//! The life of a case, by the hands that do it: a clerk, the director, an officer on a phone; from an empty request to
//! an archived file.

use crate::house::House;
use crate::seat::{self, DESK, PHONE, Seat};

/// An accused of one ethnic group, with a name of another spelling, whose opponent the Centre helped before.
const CLIENT: &str = "Y Moan Ê-nuôl";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_becomes_an_archived_file() {
    let Some((house, browser)) = crate::begin().await else { return };
    seat::import(&house);
    seat::account(&house, &browser, "Bế Văn Minh", "trogiup", "officer").await;

    let clerk = Seat::take(&house, &browser, "tiepnhan", DESK).await;
    let request = take_down(&clerk).await;
    decide_conflicts(&clerk).await;
    complete_papers(&clerk, &request).await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    let (case, number) = accept(&director).await;
    assign(&director).await;

    let officer = Seat::take(&house, &browser, "trogiup", PHONE).await;
    decline(&officer).await;
    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    assign_again(&director, &case, &number).await;

    let officer = Seat::take(&house, &browser, "trogiup", PHONE).await;
    find_work(&officer, &number).await;
    write_diary(&officer, &case).await;
    register(&officer).await;
    plan_hearing(&officer, &case).await;
    recommend(&officer, &case).await;
    put_paper(&officer, &case, &house).await;
    close(&officer, &case).await;
    hand_over(&officer).await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    appraise(&director, &number).await;

    let clerk = Seat::take(&house, &browser, "tiepnhan", DESK).await;
    archive(&clerk, &case, &number).await;
    browser.end().await;
}

/// Takes the request down from an empty form; answers its address.
async fn take_down(clerk: &Seat<'_>) -> String {
    let browser = clerk.browser;
    clerk.open("/", "01 first page").await;
    clerk.open("/requests", "02 requests").await;
    clerk.go("main a[href='/requests/new']", "03 new request").await;
    clerk.press("Tiếp nhận", "04 new request, nothing said").await;
    clerk.titled("Lỗi:").await;
    browser.tap("#how details summary").await;
    browser.fill("requester_name", "H' Linh Niê").await;
    browser.select("requester_relation", "spouse").await;
    browser.fill("requester_phone", "0912 345 678").await;
    browser.fill("name", CLIENT).await;
    browser.fill("birth", "1999").await;
    browser.choose("sex", "male").await;
    browser.fill("id_number", "019 099 000 123").await;
    browser.select("client_role", "accused").await;
    browser.select("category", "poor").await;
    browser.choose("form", "litigation").await;
    browser.choose("provider_role", "defence").await;
    browser.select("field", "criminal").await;
    browser.select("stage", "investigation").await;
    browser.select("matter_province", "19").await;
    browser.fill("summary", "Bị khởi tố về tội cố ý gây thương tích, đề nghị cử người bào chữa.").await;
    browser.tap("#assisted details summary").await;
    browser.fill("language_spoken", "Ê-đê").await;
    browser.fill("language_read", "không đọc được").await;
    browser.fill("interpreter", "Hà Thị Duyên").await;
    browser.choose("safe_contact", "requester").await;
    browser.fill("contact_note", "Chỉ gọi buổi tối").await;
    browser.choose("came", "application").await;
    browser.choose("came", "case_papers").await;
    browser.choose("signed_by", "read_and_fingerprint").await;
    browser.fill("notice_read_by", "Ma Thị Tiếp").await;
    browser.select_named("chosen_provider", "Bế Văn Minh").await;
    clerk.press("Thêm bên có quyền lợi đối lập", "05 new request, two people").await;
    assert_eq!(browser.value("name").await, CLIENT, "what was typed is kept");
    browser.fill("name_2", "Trần Văn Ba").await;
    browser.fill("birth_2", "1985").await;
    clerk.press("Tiếp nhận", "06 new request, somebody is known").await;
    clerk.says("Tìm thấy 1 người").await;
    clerk.press("Vẫn tiếp nhận", "07 request").await;
    clerk.says(CLIENT).await;
    browser.path().await
}

/// Every find is decided with its reason.
async fn decide_conflicts(clerk: &Seat<'_>) {
    clerk.go("main a[href$='/conflicts']", "08 conflicts").await;
    clerk.says("Bên đối lập đã hoặc đang được trợ giúp").await;
    assert_eq!(clerk.browser.tap_all("main input[value=different_person]").await, 1);
    clerk.browser.fill_all("main input[name^=reason-]", "Khác ngày sinh và nơi ở.").await;
    clerk.press("Lưu kết luận", "09 request, conflicts decided").await;
    clerk.says("Đã lưu kết luận.").await;
}

/// The proof is asked for, a slip goes home with the relative, the proof comes.
async fn complete_papers(clerk: &Seat<'_>, request: &str) {
    clerk.go("main a[href$='/papers']", "10 ask for papers").await;
    clerk.press("Yêu cầu bổ sung", "11 request, papers asked for").await;
    clerk.go("main a[href$='/slip']", "12 slip").await;
    clerk.says("Giấy tờ chứng minh diện").await;
    clerk.open("/queues/await_papers", "13 queue of papers").await;
    clerk.says(CLIENT).await;
    clerk.go("main a.row-link", "14 request, waiting").await;
    clerk.go("main a[href$='/papers']", "15 papers come").await;
    clerk.browser.choose("papers", "proof_original").await;
    clerk.press("Ghi nhận", "16 request, complete").await;
    clerk.says("Hồ sơ đã đủ").await;
    assert_eq!(clerk.browser.path().await, request);
    clerk.open("/", "17 first page with a request").await;
    clerk.go("main a[href='/queues/check_requests']", "18 queue of requests").await;
    clerk.says(CLIENT).await;
}

/// Accepts on the page that shows everything once more; answers the case and its number.
async fn accept(director: &Seat<'_>) -> (String, String) {
    let browser = director.browser;
    director.open("/", "19 first page").await;
    director.go("main a[href='/queues/check_requests']", "20 queue of requests").await;
    director.go("main a.row-link", "21 request").await;
    director.go("main a[href$='/acceptance']", "22 acceptance").await;
    director.press("Kiểm tra lại", "23 acceptance, check").await;
    director.says("Mã hồ sơ dự kiến").await;
    director.says("TT.TGTT.04.2026").await;
    director.press("Thụ lý và vào sổ", "24 case").await;
    director.says("Đã thụ lý và vào sổ.").await;
    let number = browser.words("main .heading-caption").await;
    (browser.path().await, number)
}

/// Sends the provider whom the person chose.
async fn assign(director: &Seat<'_>) {
    director.go("main .heading-actions a.button", "25 assignment").await;
    let first = director.browser.words("#ranking tbody tr:first-child label").await;
    assert!(first.contains("Bế Văn Minh"), "whom the person asked for stands first: {first}");
    director.browser.fill("decision", "15/QĐ-TGPL").await;
    director.press("Xem lại", "26 assignment, check").await;
    director.press("Cử người này", "27 case, assigned").await;
    director.says("Đã cử, chờ đăng ký").await;
}

/// The officer is asked on the phone, and declines; the case goes back with its clock.
async fn decline(officer: &Seat<'_>) {
    officer.open("/today", "27a today, asked").await;
    officer.go("main a[href$='/offer']", "27b offer").await;
    officer.browser.choose("ground", "hearing_clash").await;
    officer.browser.fill("reason", "Trùng phiên tòa ở tỉnh khác trong cùng buổi.").await;
    officer.press("Không nhận vụ việc", "27c declined").await;
    officer.says("Đã báo không nhận").await;
}

/// The director sees the morning, and sends the same officer again with a reason that is kept.
async fn assign_again(director: &Seat<'_>, case: &str, number: &str) {
    director.open("/assignments", "27d morning").await;
    director.says(number).await;
    director.open(case, "27e case, given back").await;
    director.says("Không nhận vụ việc").await;
    director.go("main .heading-actions a.button", "27f assignment again").await;
    director.browser.choose_ranked("Bế Văn Minh").await;
    director.browser.fill("decision", "16/QĐ-TGPL").await;
    director.press("Cử người đã chọn", "27g no reason").await;
    director.titled("Lỗi:").await;
    director.browser.fill("why", "Phiên tòa kia đã hoãn, người được chọn nhận lại").await;
    director.press("Cử người đã chọn", "27h assigned again").await;
    director.says("Vì sao cử người này").await;
    director.open("/fairness", "27i fair shares").await;
}

/// The case waits on the first page of the officer, in a queue, and under today.
async fn find_work(officer: &Seat<'_>, number: &str) {
    officer.open("/", "28 first page").await;
    officer.go("main a[href='/queues/register']", "29 queue of registration").await;
    officer.says(number).await;
    officer.wait_for("/messages", number, "30 messages").await;
    officer.open("/today", "31 today").await;
    officer.says(CLIENT).await;
}

/// From the list of today: the case, the work, done.
async fn write_diary(officer: &Seat<'_>, case: &str) {
    let browser = officer.browser;
    let mut taps = 0;
    for touch in [
        "main a[href$='/diary']",
        "main input[value=criminal_dd]",
        "main form[data-keep] button[type=submit]",
    ] {
        browser.tap(touch).await;
        taps += 1;
        if taps == 1 {
            browser.wait_for_text("Ghi việc đã làm").await;
            officer.look("32 diary").await;
        }
    }
    browser.wait_for_text("Đã ghi nhật ký").await;
    assert!(taps <= 3);
    officer.look("33 diary with an entry").await;
    assert_eq!(browser.path().await, format!("{case}/diary"));
}

/// The registration is asked for and granted; the work begins.
async fn register(officer: &Seat<'_>) {
    officer.go("nav.crumbs a[href^='/cases/']", "34 case").await;
    for (to, place) in [("asked", 35), ("registered", 38)] {
        officer.go("main a[href$='/registration']", &format!("{place} registration, {to}")).await;
        officer.browser.choose("to", to).await;
        officer.press("Xem lại", &format!("{} registration, {to}, check", place + 1)).await;
        officer.press("Ghi lại", &format!("{} case, {to}", place + 2)).await;
    }
    officer.says("Đang thực hiện").await;
}

/// A questioning is planned and put off.
async fn plan_hearing(officer: &Seat<'_>, case: &str) {
    let browser = officer.browser;
    officer.open(&format!("{case}/hearings"), "41 hearings").await;
    browser.select("kind", "questioning").await;
    browser.fill("date", &browser.day(1).await).await;
    browser.fill("time", "8:30").await;
    browser.fill("place", "Trại tạm giam Công an tỉnh").await;
    officer.press("Thêm vào lịch", "42 hearings, planned").await;
    officer.go("main a.row-link", "43 hearing").await;
    browser.choose("act", "postpone").await;
    browser.fill("result", "Điều tra viên vắng mặt.").await;
    browser.fill("next_date", &browser.day(5).await).await;
    browser.fill("next_time", "14h").await;
    officer.press("Ghi diễn biến", "44 hearings, put off").await;
    assert_eq!(browser.count_lines().await, 2, "the one put off and the next");
}

/// A recommendation is looked at once more before it goes; its answer must be there before the archive.
async fn recommend(officer: &Seat<'_>, case: &str) {
    let browser = officer.browser;
    officer.open(&format!("{case}/dealings"), "45 dealings").await;
    browser.choose("kind", "recommendation").await;
    browser.fill("subject", "Đề nghị sao chụp hồ sơ vụ án cho người bào chữa.").await;
    browser.fill("agency", "Cơ quan Cảnh sát điều tra Công an tỉnh").await;
    officer.press("Tiếp tục", "46 dealing, check").await;
    officer.press("Gửi", "47 dealings, sent").await;
    officer.go("main a.row-link", "48 dealing").await;
    browser.fill("answer", "Đồng ý cho sao chụp hồ sơ.").await;
    officer.press("Lưu trả lời", "48a dealings, answered").await;
}

/// A paper of the proceedings comes into the file.
async fn put_paper(officer: &Seat<'_>, case: &str, house: &House) {
    let browser = officer.browser;
    officer.open(&format!("{case}/papers"), "49 papers").await;
    let file = house.file("ket-luan.pdf", "%PDF-1.4 kết luận điều tra");
    browser.fill("file", file.to_str().unwrap()).await;
    browser.select("item", "conclusion").await;
    browser.tap("main form[data-pieces] button[type=submit]").await;
    browser.wait_for_text("Đã đưa giấy tờ vào hồ sơ").await;
    officer.look("50 papers, one more").await;
    officer.go("main a.row-link", "51 paper").await;
}

async fn close(officer: &Seat<'_>, case: &str) {
    officer.open(case, "52 case at work").await;
    for told in
        ["Gặp người bị tạm giữ", "Điều tra viên vắng mặt.", "Kết luận điều tra", "Cơ quan Cảnh sát điều tra"]
    {
        officer.says(told).await;
    }
    officer.go("main a[href$='/closure']", "53 closure").await;
    officer.press("Xem lại trước", "54 closure, check").await;
    officer.press("Kết thúc vụ việc", "55 case, ended").await;
    officer.says("Đã kết thúc vụ việc.").await;
}

/// What lies in the paper file is ticked; then nothing blocks.
async fn hand_over(officer: &Seat<'_>) {
    officer.go("main a[href$='/handover']", "56 hand-over").await;
    officer.press("Xem lại", "57 hand-over, papers missing").await;
    officer.titled("Lỗi:").await;
    assert!(officer.browser.tap_all("main input[name=present]").await > 1);
    officer.press("Xem lại", "58 hand-over, check").await;
    officer.press("Nộp hồ sơ", "59 case, handed over").await;
    officer.says("Đã nộp hồ sơ").await;
    officer.open("/", "60 first page, all done").await;
}

async fn appraise(director: &Seat<'_>, number: &str) {
    director.open("/", "61 first page").await;
    director.go("main a[href='/queues/appraise']", "62 queue of appraisal").await;
    director.says(number).await;
    director.go("main a.row-link", "63 case, handed over").await;
    director.go("main a[href$='/appraisal']", "64 appraisal").await;
    director.browser.fill("score", "92").await;
    director.press("Xem lại", "65 appraisal, check").await;
    director.press("Ghi kết quả", "66 case, appraised").await;
    director.says("Đã thẩm định").await;
}

/// The file goes in the archive, the case is locked, its number stands in the register.
async fn archive(clerk: &Seat<'_>, case: &str, number: &str) {
    let browser = clerk.browser;
    clerk.open("/", "67 first page").await;
    clerk.go("main a[href='/queues/archive']", "68 queue of the archive").await;
    clerk.says(number).await;
    clerk.go("main a.row-link", "69 case, appraised").await;
    clerk.go("main a[href$='/archive']", "70 archive").await;
    browser.fill("place", "Kho Trung tâm, giá 3, hộp 12").await;
    browser.fill("pages", "84").await;
    clerk.press("Xem lại", "71 archive, check").await;
    clerk.press("Lưu trữ và khóa", "72 case, archived").await;
    clerk.says("Đã lưu trữ").await;
    clerk.says("Kho Trung tâm, giá 3, hộp 12").await;
    assert!(!browser.has("main a[href$='/edit']").await, "nobody corrects it any more");
    assert!(!browser.has("main textarea").await, "nobody writes to it any more");
    for side in ["diary", "hearings", "papers", "dealings"] {
        clerk.open(&format!("{case}/{side}"), &format!("73 {side} of the archive")).await;
        // The file may still be taken away as a whole.
        let form = if side == "papers" { "main form[data-pieces]" } else { "main form" };
        assert!(!browser.has(form).await, "{side} is locked");
    }
    clerk.open(&format!("/cases?q={number}"), "74 register").await;
    assert_eq!(browser.count_lines().await, 1, "the number stands in the register");
    clerk.says(CLIENT).await;
}
