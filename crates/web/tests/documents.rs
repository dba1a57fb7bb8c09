//! Documents: each form of a case shown filled in and taken away as a file; nothing out of reach.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;

/// A litigation case of a person whose name wants to be markup.
async fn registered(clerk: &mut Browser<'_>) -> String {
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
        ("client_name", "Nông <b>Thị</b> **Hoà** {org_name}"),
        ("client_birth", "1990"),
        ("category", "poor"),
        ("client_role", "accused"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

#[tokio::test]
async fn a_decision_is_filled_with_the_facts_of_its_case() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk).await;
    clerk.get(&format!("{case}/documents")).await.expect(200).says("TP-TGPL-14").says("Quyết định cử");
    let page = clerk.get(&format!("{case}/documents/tp_tgpl_14")).await;
    let html = page.expect(200).says("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").says("TT.TGTT.01.2026").html();
    assert!(html.contains("người bào chữa"), "the role stands within the sentence: {}", page.main());
    assert!(html.contains("Nông &lt;b&gt;Thị&lt;/b&gt; **Hoà** {org_name}"), "{}", page.main());
    assert!(html.contains("……"), "nobody is assigned: there is room to write");
    let file = clerk.get(&format!("{case}/documents/tp_tgpl_14/docx")).await;
    assert!(file.expect(200).header("content-type").contains("wordprocessingml"));
    assert!(file.header("content-disposition").contains("tp_tgpl_14-TT-TGTT-01-2026.docx"));
    assert_eq!(&file.bytes[..2], b"PK");
    let file = clerk.get(&format!("{case}/documents/tp_tgpl_14/pdf")).await;
    assert_eq!(file.expect(200).header("content-type"), "application/pdf");
    assert!(file.header("content-disposition").contains("tp_tgpl_14-TT-TGTT-01-2026.pdf"));
    assert!(file.bytes.starts_with(b"%PDF-1.7"));
    clerk.get(&format!("{case}/documents/form_06")).await.expect(404);
    clerk.get(&format!("{case}/documents/none")).await.expect(404);
    let record = kit.record().await;
    assert_eq!(record.iter().filter(|(act, _)| act == "documents.draft").count(), 3);
}

#[tokio::test]
async fn the_documents_of_a_case_out_of_reach_are_not_there() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk).await;
    let mut other = kit.sign_in(Role::Clerk, "TT.01").await;
    for path in ["", "/tp_tgpl_14", "/tp_tgpl_14/docx", "/tp_tgpl_14/pdf"] {
        other.get(&format!("{case}/documents{path}")).await.expect(404);
    }
}

/// The page in both languages, every word of it there.
async fn whole(browser: &mut Browser<'_>, path: &str) {
    for lang in ["en", "vi"] {
        let with = if path.contains('?') { "&" } else { "?" };
        let html = browser.follow(&format!("{path}{with}lang={lang}")).await.expect(200).html();
        assert!(!html.contains('⟦'), "{path} in {lang}: {}", kit::main_of(&html));
    }
}

/// Sends a form with a PDF file as a browser does.
async fn send_pdf(browser: &mut Browser<'_>, path: &str, version: &str, content: &[u8]) -> kit::Reply {
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in [("csrf", browser.csrf.as_str()), ("version", version), ("compared", "yes")] {
        let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(
        b"--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"qd.pdf\"\r\ncontent-type: application/pdf\r\n\r\n",
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--line--\r\n");
    let request = axum::http::Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=line");
    browser.send(request.body(axum::body::Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_decision_is_made_numbered_signed_issued_and_checked_by_anybody() {
    let signed = include_bytes!("../../papers/tests/signed/rsa.pdf");
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let case = registered(&mut clerk).await;
    // Made from the form, with a word of the office's own.
    let form = clerk.get(&format!("{case}/documents/tp_tgpl_14")).await;
    let id = field_of(&form.expect(200).says("Lập văn bản").html(), "id").unwrap();
    let fields = [("id", id.as_str()), ("place_agency", "Tòa án <i>khu vực</i> 1"), ("place_nonsense", "x")];
    let made = clerk.post(&format!("{case}/documents/tp_tgpl_14"), &fields).await;
    let path = made.expect(303).location().unwrap();
    assert_eq!(clerk.post(&format!("{case}/documents/tp_tgpl_14"), &fields).await.location().unwrap(), path);
    whole(&mut clerk, &path).await;
    let page = clerk.get(&path).await.expect(200).says("Tòa án &lt;i&gt;khu vực&lt;/i&gt; 1").html();
    clerk.get(&format!("{case}/documents")).await.expect(200).says(&path).says("Chưa có số");
    // A number: a day that is none, then the day of today.
    let version = field_of(&page, "version").unwrap();
    let wrong = [("version", version.as_str()), ("dated_on", "31/2/2026")];
    clerk.post(&format!("{path}/numbering"), &wrong).await.expect(422);
    let late = [("version", version.as_str()), ("dated_on", "23/11/2026")];
    clerk.post(&format!("{path}/numbering"), &late).await.expect(422).says("không sau hôm nay");
    let right = [("version", version.as_str()), ("dated_on", "22/11/2026"), ("first", "5")];
    clerk.post(&format!("{path}/numbering"), &right).await.expect(303);
    clerk.get(&path).await.expect(200).says("05/QĐ-TGPL").says("Đang chờ người có thẩm quyền ký");
    clerk
        .post(&format!("{path}/signature"), &[("version", "2"), ("by", "X"), ("on", "22/11/2026")])
        .await
        .expect(403);
    // Signed by file: one that was changed is refused, with a sentence at the field.
    whole(&mut head, &path).await;
    head.get("/documents").await.expect(200).says("05/QĐ-TGPL");
    let mut changed = signed.to_vec();
    changed[20] ^= 1;
    send_pdf(&mut head, &format!("{path}/file"), "2", &changed).await.expect(422).says("bị sửa sau khi ký");
    send_pdf(&mut head, &format!("{path}/file"), "2", signed).await.expect(303);
    let page = head.get(&path).await;
    page.expect(200).says("Hoàng Thị Mẫu").says("nguyên vẹn sau khi ký");
    whole(&mut head, &path).await;
    let file = clerk.get(&format!("{path}/file")).await;
    assert_eq!(&file.expect(200).bytes[..], &signed[..]);
    // Issued, and checked by somebody who never signed in.
    let mut anybody = kit.browser();
    let names = |_: &str, code: &str| code.to_owned();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let system = office::Actor::system();
    let view = office::documents::view(&kit.desk, &system, id, &names);
    let code = view.await.unwrap().record.token.unwrap();
    anybody.get(&format!("/verify/{code}")).await.expect(404).says("Không tìm thấy");
    let (bundle, at_work) = (format!("{case}/papers/bundle"), [("ground", "work")]);
    clerk.post(&bundle, &at_work).await.expect(422).says("chưa có giấy tờ nào");
    // The ground of the form is preset; one that is none is refused.
    let page = clerk.get(&path).await.expect(200).main();
    assert!(page.contains("value=\"proceedings\" checked"), "{page}");
    let archive = [("version", "3"), ("ground", "archive")];
    clerk.post(&format!("{path}/issuance"), &archive).await.expect(422);
    let out = [("version", "3"), ("copies", "4"), ("ground", "proceedings")];
    clerk.post(&format!("{path}/issuance"), &out).await.expect(303);
    let consents = clerk.get(&format!("{case}/consents")).await;
    consents
        .expect(200)
        .says("Phát hành văn bản")
        .says("05/QĐ-TGPL")
        .says("Gửi cơ quan đang tiến hành tố tụng");
    clerk.get(&format!("{case}/papers")).await.expect(200).says("Văn bản đã phát hành").says(&path);
    let file = clerk.post(&bundle, &at_work).await;
    assert!(file.expect(200).bytes.starts_with(b"%PDF-"), "what was issued stands in the file of the case");
    assert!(clerk.get(&format!("{path}/pdf")).await.expect(200).bytes.starts_with(b"%PDF-1.7"));
    whole(&mut clerk, &path).await;
    let told = anybody.get(&format!("/verify/{code}")).await;
    let html = told.expect(200).says("Văn bản thật").says("05/QĐ-TGPL").says("22/11/2026").html();
    assert!(!html.contains("Nông") && !html.contains("Tòa án") && !html.contains("TT.TGTT"), "{html}");
    anybody.get("/verify").await.expect(200).says("Khóa công khai");
    let typed = [("number", "5/QĐ-TGPL"), ("code", code.as_str())];
    anybody.post("/verify", &typed).await.expect(200).says("Văn bản thật");
    let mistyped = [("number", "6/QĐ-TGPL"), ("code", code.as_str())];
    anybody.post("/verify", &mistyped).await.expect(422).says("1800 1233");
    whole(&mut anybody, "/verify").await;
    whole(&mut anybody, &format!("/verify/{code}")).await;
    // Another takes its place; then it is cancelled with a reason.
    let new =
        clerk.post(&format!("{path}/replacement"), &[("version", "4")]).await.expect(303).location().unwrap();
    whole(&mut clerk, &new).await;
    head.post(&format!("{path}/cancellation"), &[("version", "4"), ("reason", "vì")]).await.expect(422);
    head.post(&format!("{path}/cancellation"), &[("version", "4"), ("reason", "Ban hành nhầm vụ việc")])
        .await
        .expect(303);
    whole(&mut head, &path).await;
    anybody.get(&format!("/verify/{code}")).await.expect(200).says("đã bị hủy");
    let mut other = kit.sign_in(Role::Director, "TT.01").await;
    for place in ["", "/docx", "/file"] {
        other.get(&format!("{path}{place}")).await.expect(404);
    }
}
