//! Pages of reference data: what is loaded, a new file from upload to confirmation, look-ups.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Request, header};
use kit::{Browser, Kit, Reply, field_of};
use law::access::Role;

async fn ready() -> Kit {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    kit
}

/// Sends a file as a browser does.
async fn upload(browser: &mut Browser<'_>, set: &str, mode: &str, name: &str, content: &str) -> Reply {
    browser.get(&format!("/admin/reference/{set}")).await;
    let token = browser.csrf.clone();
    let part =
        |head: &str, body: &str| format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let file = format!("name=\"file\"; filename=\"{name}\"");
    let body = [
        part("name=\"csrf\"", &token),
        part("name=\"mode\"", mode),
        part(&file, content),
        "--X--\r\n".to_owned(),
    ]
    .concat();
    let request = Request::post(format!("/admin/reference/{set}/preview"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .header("sec-fetch-site", "same-origin");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

const HOLIDAY: &str = "date,name,kind,verified,note\n24/11/2026,Ngày Văn hóa Việt Nam,public,yes,\n2036-01-01,Tết Dương lịch,solar,yes,\n";

#[tokio::test]
async fn the_sets_are_listed_with_version_rows_and_source() {
    let kit = ready().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let page = admin.get("/admin/reference").await;
    page.expect(200).says("Xã, phường, đặc khu").says("13.371").says("Nạp sẵn cùng hệ thống");
    admin.get("/admin/reference?lang=en").await;
    admin.get("/admin/reference").await.expect(200).says("Came with the system").says("13,371");
    admin.get("/admin/reference/holidays").await.expect(200).says("<code>date</code>").says("rows.xlsx");
    admin.get("/admin/reference/nothing").await.expect(404);
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    clerk.get("/admin/reference").await.expect(403);
    clerk.get("/admin/reference/holidays/rows.csv").await.expect(403);
}

#[tokio::test]
async fn a_set_is_handed_out_as_csv_and_workbook() {
    let kit = ready().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let csv = admin.get("/admin/reference/provinces/rows.csv").await;
    assert_eq!(csv.expect(200).header("content-disposition"), "attachment; filename=\"provinces.csv\"");
    assert!(csv.html().contains("06,2004-01-01,2025-06-30,Bắc Kạn,Tỉnh,19"), "{}", csv.html());
    let xlsx = admin.get("/admin/reference/provinces/rows.xlsx").await;
    assert!(xlsx.expect(200).bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn a_file_goes_from_upload_over_preview_to_a_new_version() {
    let kit = ready().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let page = upload(&mut admin, "holidays", "add", "ngay-nghi.csv", HOLIDAY).await;
    page.expect(200)
        .says("Xem trước thay đổi")
        .says("ngay-nghi.csv")
        .says("<del>partly</del>")
        .says("2036-01-01");
    let html = page.html();
    let (file, seen) = (field_of(&html, "file").unwrap(), field_of(&html, "seen").unwrap());
    let fields = [("file", file.as_str()), ("mode", "add"), ("seen", seen.as_str())];
    admin.post("/admin/reference/holidays/versions", &fields).await.leads_to("/admin/reference/holidays");
    admin.get("/admin/reference/holidays").await.expect(200).says("phiên bản 2").says("ngay-nghi.csv");
    admin.post("/admin/reference/holidays/versions", &fields).await.expect(409);
    admin.get("/reference/holidays?year=2036").await.expect(200).says("Tết Dương lịch").says("01/01/2036");
    let again = upload(&mut admin, "holidays", "add", "ngay-nghi.csv", HOLIDAY).await;
    again.expect(200).says("không có gì để cập nhật");
    assert!(!again.main().contains("/versions"));
    assert!(kit.record().await.iter().any(|(act, id)| act == "reference.update_set" && id == "holidays"));
}

#[tokio::test]
async fn every_error_of_a_file_is_listed_in_both_languages() {
    let kit = ready().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let text =
        "date,name,kind,verified,note\n31/02/2036,Tết,solar,yes,\n2036-01-01,<b>Tết</b>,ngày lễ,yes,\n";
    let page = upload(&mut admin, "holidays", "whole", "sai.csv", text).await;
    page.expect(422)
        .says("2 lỗi trong tệp")
        .says("Chưa có gì thay đổi")
        .says("Không phải ngày có thật")
        .says("31/02/2036")
        .says("Phải là một trong: solar, lunar");
    admin.get("/account?lang=en").await;
    let page = upload(&mut admin, "holidays", "whole", "wrong.pdf", "%PDF-1.7").await;
    page.expect(422).says("1 problem in the file").says("This is neither CSV nor XLSX (pdf)");
    let page = upload(&mut admin, "holidays", "add", "", "").await;
    page.expect(422).says("Choose a file");
}

#[tokio::test]
async fn places_are_looked_up_by_day_with_what_became_of_them() {
    let kit = ready().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let page = clerk.get("/reference/communes").await;
    page.expect(200).says("92 kết quả").says("Trước ngày 01/07/2025");
    let old = clerk.get("/reference/communes?province=01&q=phuc+xa&day=01/01/2022").await;
    old.expect(200).says("Phường Phúc Xá").says("Quận Ba Đình").says("(00097)");
    let new = clerk.get("/reference/communes?province=01&q=hong+ha&day=22/11/2026").await;
    new.expect(200).says("←").says("Phường Phúc Xá");
    clerk.get("/reference/communes?province=06&day=22/11/2026").await.expect(200).says("Không tìm thấy");
}

#[tokio::test]
async fn agencies_and_holidays_are_looked_up() {
    let kit = ready().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let page = clerk.get("/reference/agencies?q=toa+an&province=19").await;
    page.expect(200).says("Tòa án nhân dân tối cao").says("Tòa án khu vực");
    let page = clerk.get("/reference/holidays").await;
    page.expect(200).says("Ngày nghỉ năm 2026").says("Chưa chắc chắn").says("Thứ Ba").says("?year=2027");
}
