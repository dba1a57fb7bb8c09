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
    clerk.get(&format!("{case}/documents/form_06")).await.expect(404);
    clerk.get(&format!("{case}/documents/none")).await.expect(404);
    let record = kit.record().await;
    assert_eq!(record.iter().filter(|(act, _)| act == "documents.draft").count(), 2);
}

#[tokio::test]
async fn the_documents_of_a_case_out_of_reach_are_not_there() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let case = registered(&mut clerk).await;
    let mut other = kit.sign_in(Role::Clerk, "TT.01").await;
    for path in ["", "/tp_tgpl_14", "/tp_tgpl_14/docx"] {
        other.get(&format!("{case}/documents{path}")).await.expect(404);
    }
}
