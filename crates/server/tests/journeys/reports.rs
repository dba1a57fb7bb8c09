//! A report on its way up: the Centre prepares and signs it, the department gives one cell back, the Centre explains and
//! sends it again, the ministry sees it.

use crate::seat::{DESK, Seat};

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_given_back_for_one_cell_and_comes_to_the_ministry() {
    let Some((house, browser)) = crate::begin().await else { return };
    house.import_bac_kan();
    let list = "/submissions?period=full_year_2025-12-31";

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open(list, "01 reports").await;
    director.press("Lập báo cáo", "02 draft").await;
    let report = browser.path().await;
    director.says("Các số liệu khớp nhau").await;
    director.open(&format!("{report}/forms/25"), "03 form").await;
    director.open(&format!("{report}/signature"), "04 to be signed").await;
    browser.fill("maker", "Ma Thị Tiếp").await;
    director.press("Ký và niêm phong", "05 signed").await;
    director.press("Gửi lên cấp trên", "06 sent").await;

    let officer = Seat::take(&house, &browser, "sotuphap", DESK).await;
    officer.open(list, "07 units").await;
    officer.says("1/1 đơn vị đã gửi").await;
    officer.open(&format!("{report}/cell?form=25&row=total&column=2"), "08 cell").await;
    browser.fill("message", "Đề nghị giải trình số vụ việc chuyển sang.").await;
    officer.press("Trả lại", "09 given back").await;

    let director = Seat::take(&house, &browser, "giamdoc", DESK).await;
    director.open("/messages", "10 messages").await;
    director.open(&report, "11 given back").await;
    director.says("Đề nghị giải trình số vụ việc chuyển sang.").await;
    director.go("main .notice a[href*='column=2']", "12 cell").await;
    browser.fill("reason", "Vụ việc của Bắc Kạn trước sáp nhập, chưa kết thúc.").await;
    director.press("Lưu giải trình", "13 explained").await;
    director.open(&format!("{report}/signature"), "14 to be signed again").await;
    director.press("Ký và niêm phong", "15 signed again").await;
    director.press("Gửi lên cấp trên", "16 sent again").await;
    director.go("main a[href*='/changes?']", "17 what changed").await;
    director.says("Không ô nào thay đổi").await;

    let officer = Seat::take(&house, &browser, "sotuphap", DESK).await;
    officer.open(&report, "18 sent again").await;
    officer.press("Tiếp nhận", "19 taken over").await;

    let analyst = Seat::take(&house, &browser, "chuyenvien", DESK).await;
    analyst.open(&format!("{list}&org=STP.19"), "20 the ministry looks").await;
    analyst.says("Đã tiếp nhận").await;
    analyst.open(&report, "21 report").await;
    analyst.go("main a[href*='/forms/25']", "22 form").await;
    analyst.open(&format!("{report}/cell?form=25&row=total&column=2"), "23 cell").await;
    analyst.go("main a[href^='/seals/']", "24 sealed cases").await;
    assert_eq!(browser.count_lines().await, 119, "every page of the list");
    browser.end().await;
}
