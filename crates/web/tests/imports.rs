//! Imports in a browser: upload, errors, preview, confirm, stop; downloads; names that are linked.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Method, Request, header};
use kit::{Browser, Kit, PROVIDER, Reply, field_of};
use law::access::Role;

const HEADER: &str = "org_code,file_code,form,field,accepted_on,source,client_name,category";
const BOUNDARY: &str = "----tgpl-test";

fn part(name: &str, file_name: Option<&str>, content: &[u8]) -> Vec<u8> {
    let file =
        file_name.map(|it| format!("; filename=\"{it}\"\r\nContent-Type: text/csv")).unwrap_or_default();
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

/// Sends the form as a browser does; the id is that of the page.
async fn upload(
    browser: &mut Browser<'_>,
    id: &str,
    kind: &str,
    org: &str,
    name: &str,
    content: &[u8],
) -> Reply {
    let mut body = part("csrf", None, browser.csrf.as_bytes());
    for (field, value) in [("id", id), ("kind", kind), ("org", org)] {
        body.extend(part(field, None, value.as_bytes()));
    }
    body.extend(part("file", Some(name), content));
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let request = Request::builder()
        .method(Method::POST)
        .uri("/imports")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// Opens the form, uploads a file and has it checked; answers the address of the run.
async fn checked(kit: &Kit, browser: &mut Browser<'_>, kind: &str, content: &str) -> String {
    let id = field_of(&browser.get("/imports/new").await.expect(200).html(), "id").unwrap();
    let reply = upload(browser, &id, kind, "TT.19", "sổ.csv", content.as_bytes()).await;
    reply.leads_to(&format!("/imports/{id}"));
    browser.get(&format!("/imports/{id}")).await.expect(200).says("data-refresh").says("Đang chờ kiểm tra");
    office::jobs::drain(&kit.desk).await.unwrap();
    format!("/imports/{id}")
}

/// The page says so in both languages, and stays in Vietnamese.
async fn says_both(browser: &mut Browser<'_>, path: &str, vi: &str, en: &str) {
    let with = if path.contains('?') { '&' } else { '?' };
    browser.follow(&format!("{path}{with}lang=en")).await.expect(200).says(en);
    browser.follow(&format!("{path}{with}lang=vi")).await.expect(200).says(vi);
}

fn row(code: &str, name: &str) -> String {
    format!("TT.19,{code},advice,civil,2026-01-10,self,{name},poor")
}

#[tokio::test]
async fn a_file_goes_from_upload_to_the_register() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        says_both(&mut clerk, "/imports", "Chưa nhập tệp nào", "No file was imported yet").await;
        says_both(&mut clerk, "/imports/new", "Kiểm tra tệp", "Check the file").await;
        let text = format!("{HEADER}\n{}\n{}\n", row("A.1", "Nông Thị Một"), row("A.2", "Nông Thị Hai"));
        let run = checked(&kit, &mut clerk, "cases", &text).await;
        says_both(&mut clerk, &run, "Xác nhận, ghi vào sổ", "Confirm and write").await;
        clerk.get(&run).await.says("Nông Thị Một").says("accepted_on (Ngày thụ lý)");
        assert!(!clerk.get("/cases").await.html().contains("A.1"), "nothing before the confirmation");
        for _ in 0..2 {
            clerk.post(&format!("{run}/confirmation"), &[]).await.leads_to(&run);
        }
        clerk.get(&run).await.expect(200).says("Đang chờ ghi vào sổ");
        office::jobs::drain(&kit.desk).await.unwrap();
        says_both(&mut clerk, &run, "Đã ghi xong: thêm mới 2", "Written: 2 new").await;
        clerk.get("/cases").await.expect(200).says("A.1").says("A.2");
        clerk.get("/imports").await.expect(200).says("sổ.csv").says("Đã ghi");
        // A corrected file shows what was and what will be.
        let text = format!("{HEADER}\n{}\n{}\n", row("A.1", "Nông Thị Mốt"), row("A.2", "Nông Thị Hai"));
        let run = checked(&kit, &mut clerk, "cases", &text).await;
        clerk.get(&run).await.expect(200).says("<del>Nông Thị Một</del>").says("<ins>Nông Thị Mốt</ins>");
        clerk.post(&format!("{run}/cancellation"), &[]).await.leads_to(&run);
        clerk.follow(&run).await.expect(200).says("Đã dừng. Không có dòng nào vào sổ");
        office::jobs::drain(&kit.desk).await.unwrap();
        assert!(!clerk.get("/cases").await.html().contains("Mốt"), "dropped");
        clerk.post(&format!("{run}/confirmation"), &[]).await.expect(409);
    }
}

#[tokio::test]
async fn every_error_is_listed_with_its_reason() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let bad = row("A.1", "Nông Thị Một").replace("2026-01-10", "31/02/2026");
    let text = format!("{HEADER}\n{}\n{bad}\n", row("A.2", "Nông Thị Hai").replace("civil", "weather"));
    let run = checked(&kit, &mut clerk, "cases", &text).await;
    says_both(&mut clerk, &run, "Không phải ngày có thật", "Not a real day").await;
    let page = clerk.get(&run).await;
    page.expect(200).says("Tệp có 2 lỗi").says("31/02/2026").says("weather").says("marriage_family");
    assert!(!page.html().contains("/confirmation"));
    says_both(&mut clerk, &format!("{run}/problems"), "Các lỗi trong tệp", "Errors in the file").await;
    let file = clerk.get(&format!("{run}/problems.csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let text = file.html();
    assert!(text.starts_with('\u{feff}') && text.contains("2,field,weather,unknown_code,"), "{text}");
    clerk.post(&format!("{run}/confirmation"), &[]).await.expect(409);
    assert!(!clerk.get("/cases").await.html().contains("A.2"));
}

#[tokio::test]
async fn an_upload_that_is_not_right_comes_back_with_a_reason() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = field_of(&clerk.get("/imports/new").await.html(), "id").unwrap();
    upload(&mut clerk, &id, "cases", "TT.19", "x.csv", b"")
        .await
        .expect(422)
        .says("Chọn một tệp có nội dung");
    upload(&mut clerk, &id, "agencies", "TT.19", "x.csv", b"a").await.expect(422).says("Chọn loại số liệu");
    upload(&mut clerk, &id, "cases", "TT.01", "x.csv", b"a")
        .await
        .expect(422)
        .says("Chọn đơn vị trong danh sách");
    let large = vec![b'a'; usize::try_from(office::exchange::MOST_BYTES).unwrap() + 1];
    upload(&mut clerk, &id, "cases", "TT.19", "x.csv", &large).await.expect(413);
    clerk.csrf = "00".repeat(64);
    upload(&mut clerk, &id, "cases", "TT.19", "x.csv", b"a").await.expect(403);
    let mut stranger = kit.sign_in(Role::Accountant, "TT.19").await;
    stranger.get("/imports/new").await.expect(403);
    upload(&mut stranger, &id, "cases", "TT.19", "x.csv", b"a").await.expect(403);
    let template = clerk.get("/imports/templates?kind=guidance").await;
    assert!(template.header("content-disposition").contains("guidance.xlsx"), "{:?}", template.headers);
}

#[tokio::test]
async fn a_run_is_not_there_for_who_is_elsewhere() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let run =
        checked(&kit, &mut clerk, "cases", &format!("{HEADER}\n{}\n", row("A.1", "Nông Thị Một"))).await;
    let mut stranger = kit.sign_in(Role::Clerk, "TT.01").await;
    stranger.get(&run).await.expect(404);
    stranger.post(&format!("{run}/confirmation"), &[]).await.expect(404);
    stranger.post(&format!("{run}/cancellation"), &[]).await.expect(404);
    let mut director = kit.sign_in(Role::Director, "TT.19").await;
    director.get(&run).await.expect(200).says("Xác nhận, ghi vào sổ");
}

#[tokio::test]
async fn registers_and_lists_are_taken_out() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let run =
        checked(&kit, &mut clerk, "cases", &format!("{HEADER}\n{}\n", row("A.1", "=Nông Thị Một"))).await;
    clerk.post(&format!("{run}/confirmation"), &[]).await.leads_to(&run);
    office::jobs::drain(&kit.desk).await.unwrap();
    says_both(&mut clerk, "/exports", "Tải tệp", "Download").await;
    let file = clerk.get("/exports/file?kind=cases&org=TT.19&format=csv&from=&to=").await;
    assert_eq!(file.status, 200);
    assert!(file.header("content-disposition").contains("cases-TT19-2026-11-22.csv"), "{:?}", file.headers);
    assert!(
        file.html().contains("TT.19,A.1,advice,civil,") && file.html().contains("'=Nông"),
        "{}",
        file.html()
    );
    clerk
        .get("/exports/file?kind=providers&format=csv&from=01/01/2026&to=")
        .await
        .expect(422)
        .says("không chia theo ngày");
    clerk.get("/exports/file?kind=cases&format=csv&from=nonsense").await.expect(422);
    let list = clerk.get("/cases.csv?form=advice").await;
    assert!(
        list.html().contains("Mã hồ sơ") && list.html().contains("A.1") && list.html().contains("Tư vấn"),
        "{}",
        list.html()
    );
    assert!(!clerk.get("/cases.csv?form=litigation").await.html().contains("A.1"));
    assert!(clerk.get("/cases.xlsx").await.bytes.starts_with(b"PK"));
    let acts = kit.record().await;
    assert!(
        acts.iter().any(|(act, _)| act == "exchange.export")
            && acts.iter().any(|(act, _)| act == "exchange.export_list")
    );
}

#[tokio::test]
async fn a_name_is_linked_to_the_register_for_all_cases_at_once() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    says_both(&mut clerk, "/quality", "Không có điểm nào cần xem lại", "Nothing needs a second look").await;
    let more = |code: &str| format!("{},Be Van Minh,Công an xã Một", row(code, "Nông Thị Một"));
    let text = format!("{HEADER},provider_name,source_agency\n{}\n{}\n", more("A.1"), more("A.2"));
    let run = checked(&kit, &mut clerk, "cases", &text).await;
    clerk.get(&run).await.expect(200).says("Người thực hiện chưa có trong danh sách");
    clerk.post(&format!("{run}/confirmation"), &[]).await.leads_to(&run);
    office::jobs::drain(&kit.desk).await.unwrap();
    says_both(&mut clerk, "/quality", "Be Van Minh", "Providers not in the register").await;
    says_both(&mut clerk, "/quality/provider_unknown", "A.2", "A.1").await;
    let address = "/quality/providers?org=TT.19&name=Be+Van+Minh";
    clerk.get("/quality").await.expect(200).says("/quality/providers?org=TT.19&amp;name=Be+Van+Minh");
    says_both(&mut clerk, address, "Bế Văn Minh", "Who is “Be Van Minh”?").await;
    let group = [("org", "TT.19"), ("name", "Be Van Minh")];
    clerk.post("/quality/providers", &group).await.expect(422);
    let provider = PROVIDER.to_string();
    clerk.post("/quality/providers", &[group[0], group[1], ("choice", &provider)]).await.leads_to("/quality");
    let page = clerk.follow("/quality").await;
    page.expect(200).says("Đã nối 2 vụ việc.");
    assert!(!page.main().contains("Be Van Minh"), "{}", page.main());
    clerk.get("/quality/agencies?name=C%C3%B4ng+an").await.expect(200).says("Không có mục nào gần giống");
    clerk.get("/quality/nonsense").await.expect(404);
}
