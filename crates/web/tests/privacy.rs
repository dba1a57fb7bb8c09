//! Requests about personal data and incidents: taken down, with their clocks, moved on, ended.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;

#[tokio::test]
async fn a_request_about_data_is_acknowledged_extended_and_answered() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let form = clerk.get("/data-requests/new").await;
        let id = field_of(&form.expect(200).html(), "id").unwrap();
        clerk.post("/data-requests", &[("id", id.as_str()), ("kind", "view")]).await.expect(422);
        let fields = [
            ("id", id.as_str()),
            ("kind", "delete"),
            ("person_name", "Lò Văn Tám"),
            ("content", "Xoá số điện thoại cũ"),
            ("received_on", "20/11/2026"),
            ("received_time", "8:00"),
        ];
        let place = clerk.post("/data-requests", &fields).await.expect(303).location().unwrap();
        // Two working days from Friday 20/11; twenty days end on 10/12.
        clerk.get(&place).await.expect(200).says("24/11/2026").says("10/12/2026").says("Lò Văn Tám");
        clerk.follow("/data-requests?lang=en").await.expect(200).says("Delete the data");
        clerk.follow(&format!("{place}?lang=vi")).await.expect(200).says("Mới nhận");
        let ack = format!("{place}/acknowledgement");
        clerk.post(&ack, &[("version", "9")]).await.expect(409);
        clerk.post(&ack, &[("version", "1")]).await.leads_to(&place);
        clerk.post(&ack, &[("version", "1")]).await.leads_to(&place);
        clerk.get(&place).await.expect(200).says("Đã báo nhận");
        let longer = format!("{place}/extension");
        clerk.post(&longer, &[("reason", "")]).await.expect(422);
        clerk.post(&longer, &[("reason", "Phải tìm trong hồ sơ giấy")]).await.leads_to(&place);
        clerk.post(&longer, &[("reason", "Lần nữa")]).await.expect(422).says("đã được gia hạn một lần");
        let answer = format!("{place}/answer");
        clerk.post(&answer, &[("version", "2"), ("how", "answer"), ("answer", "")]).await.expect(422);
        let said = [("version", "2"), ("how", "decline"), ("answer", "Phải giữ theo Luật Lưu trữ")];
        clerk.post(&answer, &said).await.leads_to(&place);
        clerk.get(&place).await.expect(200).says("Đã từ chối").says("Phải giữ theo Luật Lưu trữ");
        // Out of reach it is not there.
        let mut stranger = kit.sign_in(Role::Clerk, "TT.01").await;
        stranger.get(&place).await.expect(404);
        assert!(!stranger.get("/data-requests").await.expect(200).main().contains("Lò Văn Tám"));
    }
}

#[tokio::test]
async fn an_incident_is_told_to_everybody_before_it_is_closed() {
    for kit in Kit::each().await {
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let form = head.get("/incidents/new").await;
        let id = field_of(&form.expect(200).html(), "id").unwrap();
        let mut fields = vec![
            ("id", id.as_str()),
            ("kind", "loss"),
            ("severity", "serious"),
            ("personal_data", "yes"),
            ("found_on", "22/11/2026"),
            ("found_time", "8:10"),
            ("content", "Mất máy tính xách tay có hồ sơ"),
            ("affected", "12"),
        ];
        head.post("/incidents", &[("id", id.as_str()), ("kind", "loss")]).await.expect(422);
        let place = head.post("/incidents", &fields).await.expect(303).location().unwrap();
        let page = head.get(&place).await;
        page.expect(200)
            .says("08:10 23/11/2026")
            .says("08:10 25/11/2026")
            .says("Thông báo vi phạm dữ liệu cá nhân");
        page.says("mẫu 08").says("12");
        head.post(&format!("{place}/closure"), &[("version", "1")])
            .await
            .expect(422)
            .says("Còn nơi chưa được báo");
        let told = format!("{place}/duties");
        head.post(&told, &[("duty", "notice"), ("done_on", "21/11/2026")]).await.expect(422);
        for duty in ["notice", "report", "data_notice"] {
            let done = [("duty", duty), ("done_on", "22/11/2026"), ("done_time", "8h30")];
            head.post(&told, &done).await.leads_to(&place);
        }
        // The clocks end when everybody was told, not when that was typed.
        let tx = kit.desk.store().snapshot().await.unwrap();
        let clocks = office::deadlines::of_subject(&tx, "incident", id.parse().unwrap()).await.unwrap();
        let ended: Vec<_> = clocks.iter().filter_map(|clock| clock.ended_at).collect();
        assert_eq!(ended, ["2026-11-22T01:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap(); 3]);
        drop(tx);
        head.get(&place).await.expect(200).says("Đã báo đủ, đang xử lý");
        let version =
            field_of(&head.get(&format!("{place}/edit")).await.expect(200).html(), "version").unwrap();
        head.post(&format!("{place}/closure"), &[("version", &version)]).await.expect(422).says("biện pháp");
        fields.push(("version", version.as_str()));
        fields.push(("measures", "Khoá tài khoản, đổi mật khẩu"));
        head.post(&place, &fields).await.leads_to(&place);
        head.post(&place, &fields).await.expect(409).says("người khác sửa");
        let version = field_of(&head.get(&format!("{place}/edit")).await.html(), "version").unwrap();
        head.post(&format!("{place}/closure"), &[("version", &version)]).await.leads_to(&place);
        head.follow("/incidents?state=closed&lang=en").await.expect(200).says("Lost device");
        let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
        analyst.get(&place).await.expect(200);
        let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
        stranger.get(&place).await.expect(404);
    }
}

/// Enters a case as a clerk does it; answers its address.
async fn entered(clerk: &mut Browser<'_>, code: &str, name: &str) -> String {
    let id = clerk.kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "advice"),
        ("file_code", code),
        ("field", "civil"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", name),
        ("category", "poor"),
        ("looked", "yes"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

#[tokio::test]
async fn a_request_about_data_is_tied_to_the_cases_of_the_person_and_their_pages_say_so() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let page = entered(&mut clerk, "TT.19.2026.TV.7", "Lò Văn Tám").await;
        let case = page.trim_start_matches("/cases/").to_owned();
        let form = clerk.get("/data-requests/new").await;
        let id = field_of(&form.expect(200).html(), "id").unwrap();
        let fields = [
            ("id", id.as_str()),
            ("kind", "copy"),
            ("person_name", "Lo Van Tam"),
            ("content", "Xin bản sao dữ liệu của tôi"),
            ("received_on", "20/11/2026"),
        ];
        let place = clerk.post("/data-requests", &fields).await.expect(303).location().unwrap();
        // Offered by the name but for accents, tied by whoever handles it.
        clerk.get(&place).await.expect(200).says("TT.19.2026.TV.7").says("Chưa gắn với vụ việc nào");
        assert!(!clerk.get(&page).await.expect(200).main().contains("Có yêu cầu về dữ liệu cá nhân đang mở"));
        let ties = format!("{place}/cases");
        clerk.post(&ties, &[("file_code", "không có")]).await.expect(422);
        clerk.post(&ties, &[("cases", case.as_str())]).await.leads_to(&place);
        clerk.get(&place).await.expect(200).says(&format!("href=\"{page}\""));
        clerk.get(&page).await.expect(200).says("Có yêu cầu về dữ liệu cá nhân đang mở").says(&place);
        // Answered: the line goes, and the case says that its facts were told to the person.
        let said = [("version", "1"), ("how", "answer"), ("answer", "Đã gửi bản sao")];
        clerk.post(&format!("{place}/answer"), &said).await.leads_to(&place);
        assert!(!clerk.get(&page).await.expect(200).main().contains("Có yêu cầu về dữ liệu cá nhân đang mở"));
        clerk
            .get(&format!("{page}/consents"))
            .await
            .expect(200)
            .says("Trả lời yêu cầu về dữ liệu")
            .says("Lo Van Tam");
        clerk.post(&ties, &[]).await.leads_to(&place);
        clerk.get(&place).await.expect(200).says("Chưa gắn với vụ việc nào");
    }
}
