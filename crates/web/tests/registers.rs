//! Registers: each book in both languages, closed, taken out; incoming documents entered, corrected, taken back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use chrono::Duration;
use kit::{Browser, Kit, field_of};
use law::access::Role;

async fn whole(browser: &mut Browser<'_>, path: &str) {
    for lang in ["en", "vi"] {
        let with = if path.contains('?') { "&" } else { "?" };
        let html = browser.follow(&format!("{path}{with}lang={lang}")).await.expect(200).html();
        assert!(!html.contains('⟦'), "{path} in {lang}: {}", kit::main_of(&html));
    }
}

#[tokio::test]
async fn each_book_is_shown_closed_and_taken_out() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let form = clerk.get("/cases/new").await;
    let id = field_of(&form.expect(200).html(), "id").unwrap();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("field", "criminal"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", "Nông Thị Hoà"),
        ("client_birth", "1990"),
        ("category", "poor"),
        ("client_role", "accused"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    for book in ["acceptance", "guidance", "outgoing", "incoming"] {
        whole(&mut clerk, &format!("/registers/{book}?org=TT.19&month=11&year=2026")).await;
        clerk
            .get(&format!("/registers/{book}/xlsx?org=TT.19&month=11&year=2026&period=year"))
            .await
            .expect(200);
    }
    let page = clerk.get("/registers/acceptance").await;
    page.expect(200).says("Nông Thị Hoà, 1990").says("TT.TGTT.01.2026").says("Cộng tháng:");
    let close = [("org", "TT.19"), ("month", "11"), ("year", "2026"), ("period", "month")];
    clerk.post("/registers/acceptance/closings", &close).await.expect(409).says("30/11/2026");
    kit.wait(Duration::days(10));
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    clerk.get("/registers/acceptance?month=11&year=2026").await.expect(200).says("Khóa sổ tháng");
    clerk.post("/registers/acceptance/closings", &close).await.expect(303);
    let page = clerk.get("/registers/acceptance?month=11&year=2026").await;
    page.expect(200).says("Đã khóa sổ Tháng").says("Sổ vẫn như lúc khóa");
    clerk.get("/registers/acceptance?org=TT.01").await.expect(404);
    clerk.get("/registers/nothing").await.expect(404);
    kit.sign_in(Role::Lawyer, "TT.19").await.get("/registers/acceptance").await.expect(403);
}

#[tokio::test]
async fn an_incoming_document_is_entered_corrected_and_taken_back() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    whole(&mut clerk, "/incoming-documents/new").await;
    let id = field_of(&clerk.get("/incoming-documents/new").await.expect(200).html(), "id").unwrap();
    let mut fields = vec![
        ("id", id.as_str()),
        ("org", "TT.19"),
        ("arrived_on", "22/11/2026"),
        ("author", "Tòa án nhân dân khu vực 1"),
        ("their_number", "12/CV-TA"),
        ("dated_on", "23/11/2026"),
        ("about", "Công văn về lịch xét xử"),
    ];
    let again = clerk.post("/incoming-documents", &fields).await;
    again.expect(422).says("sau ngày đến").says("Công văn về lịch xét xử");
    fields[5].1 = "20/11/2026";
    let back = clerk.post("/incoming-documents", &fields).await.expect(303).location().unwrap();
    clerk.get(&back).await.expect(200).says("12/CV-TA").says("Đã ghi vào sổ với số 01");
    let path = format!("/incoming-documents/{id}");
    whole(&mut clerk, &path).await;
    let corrected = [
        ("version", "1"),
        ("author", "Tòa án"),
        ("about", "Lịch xét xử"),
        ("receiver", "Chị Mai"),
        ("passed_on", "22/11/2026"),
    ];
    clerk.post(&path, &corrected).await.expect(303);
    clerk.get(&back).await.expect(200).says("Chị Mai");
    let gone = [("version", "2"), ("reason", "Ghi trùng văn bản")];
    clerk.post(&format!("{path}/cancellation"), &gone).await.expect(303);
    whole(&mut clerk, &path).await;
    clerk.get(&back).await.expect(200).says("Ghi trùng văn bản").says("Đã hủy");
    kit.sign_in(Role::Clerk, "TT.01").await.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_year_of_a_book_is_printed_while_its_page_tells_how_far_it_is() {
    for kit in Kit::each().await {
        kit.desk.take_official_names(web::codes::vietnamese);
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let book = clerk.get("/registers/incoming?org=TT.19&month=11&year=2026").await;
        book.expect(200).says("In cả năm 2026").says("Căn cứ đưa thông tin ra ngoài");
        let new = [
            ("org", "TT.19"),
            ("arrived_on", "20/11/2026"),
            ("author", "Tòa án nhân dân khu vực 1"),
            ("about", "Thông báo thụ lý vụ án"),
        ];
        clerk.post("/incoming-documents", &new).await.expect(303);
        let asked = [("org", "TT.19"), ("year", "2026"), ("ground", "work")];
        let place = clerk.post("/registers/incoming/years", &asked).await.expect(303).location().unwrap();
        clerk.get(&place).await.expect(200).says("Đang chờ đến lượt").says("/cancellation");
        clerk.get(&format!("{place}/file")).await.expect(404);
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get(&place).await.expect(404);
        office::jobs::drain(&kit.desk).await.unwrap();
        whole(&mut clerk, &place).await;
        clerk.get(&place).await.expect(200).says("Sổ đã in xong").says("1 mục");
        let file = clerk.get(&format!("{place}/file")).await;
        assert_eq!(file.expect(200).header("content-type"), "application/pdf");
        assert!(file.bytes.starts_with(b"%PDF-1.7"));
        let wrong = [("org", "TT.19"), ("year", "2026"), ("ground", "consent")];
        clerk.post("/registers/incoming/years", &wrong).await.expect(409).says("Chưa có căn cứ");
        let stopped = clerk.post("/registers/incoming/years", &asked).await.expect(303).location().unwrap();
        clerk.post(&format!("{stopped}/cancellation"), &[]).await.leads_to(&stopped);
        clerk.get(&stopped).await.expect(200).says("Đã dừng việc in");
    }
}
