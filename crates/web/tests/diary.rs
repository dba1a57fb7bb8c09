//! The pages of the daily work: an officer on a phone logs, plans, photographs, asks; in both languages, and with what
//! was typed kept.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kit::{Browser, Kit, PROVIDER, Reply, field_of};
use law::access::Role;

/// A case of the officer of the kit, registered by a clerk.
async fn case_of_officer(kit: &Kit, code: &str) -> String {
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let (id, provider) = (kit.desk.id().to_string(), PROVIDER.to_string());
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("file_code", code),
        ("field", "criminal"),
        ("received_on", "02/11/2026"),
        ("accepted_on", "02/11/2026"),
        ("source", "self"),
        ("client_name", "Trần Văn Ba"),
        ("category", "poor"),
        ("provider", provider.as_str()),
        ("assigned_on", "03/11/2026"),
        ("looked", "yes"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

fn entry<'a>(id: &'a str, from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("work", "criminal_a"),
        ("from", from),
        ("to", to),
        ("on_date", "20/11/2026"),
        ("place", "Công an tỉnh"),
    ]
}

/// Sends a form with a file as a browser does.
async fn send_file(
    browser: &mut Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    file: (&str, &[u8]),
) -> Reply {
    let token = browser.csrf.clone();
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
        let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\ncontent-type: image/png\r\n\r\n",
        file.0
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file.1);
    body.extend_from_slice(b"\r\n--line--\r\n");
    let request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=line");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

async fn send_piece(browser: &mut Browser<'_>, path: &str, at: usize, bytes: &[u8], token: &str) -> Reply {
    let request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header("x-csrf", token)
        .header("upload-offset", at.to_string());
    browser.send(request.body(Body::from(bytes.to_vec())).unwrap()).await
}

#[tokio::test]
async fn an_officer_logs_work_from_the_list_of_today() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        officer.get("/today").await.expect(200).says("Trần Văn Ba").says("Ghi nhật ký").says("Còn thiếu");
        let diary = format!("{case}/diary");
        let page = officer.get(&diary).await;
        page.expect(200).says("Hỏi cung, lấy lời khai").says("work.").says("data-keep");
        let id = field_of(&page.main(), "id").unwrap();
        let mut wrong = entry(&id, "10:00", "09:00");
        wrong.push(("note", "ghi chú còn đây"));
        officer
            .post(&diary, &wrong)
            .await
            .expect(422)
            .says("Giờ kết thúc phải sau giờ bắt đầu")
            .says("còn đây");
        officer.post(&diary, &entry(&id, "08:00", "11:00")).await.leads_to(&diary);
        officer.post(&diary, &entry(&id, "08:00", "11:00")).await.leads_to(&diary);
        let page = officer.get(&diary).await;
        page.expect(200).says("1 dòng").says("1 buổi").says("Đã ghi nhật ký");
        // What was done last stands first and is chosen.
        let first = page.main().find("value=\"criminal_a\"").unwrap();
        assert!(first < page.main().find("value=\"criminal_b\"").unwrap());
        let other = kit.desk.id().to_string();
        officer
            .post(&diary, &entry(&other, "10:30", "12:00"))
            .await
            .expect(422)
            .says("Trùng với việc đã ghi từ 08:00");
        let timeline = officer.get(&format!("{case}?events=work")).await.expect(200).main();
        assert_eq!(timeline.matches("a) Hỏi cung, lấy lời khai").count(), 1, "the timeline tells of it once");
        let english = officer.follow(&format!("{diary}?lang=en")).await;
        english.expect(200).says("Log what was done").says("3 hours");
    }
}

#[tokio::test]
async fn an_entry_is_corrected_or_taken_out_and_the_second_saver_is_told() {
    let kit = Kit::new().await;
    let case = case_of_officer(&kit, "A.1").await;
    let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
    let id = kit.desk.id().to_string();
    officer.post(&format!("{case}/diary"), &entry(&id, "08:00", "09:00")).await.expect(303);
    let path = format!("{case}/diary/{id}");
    officer.get(&path).await.expect(200).says("Người xác nhận thời gian");
    let mut fields = entry(&id, "08:00", "09:30");
    fields.push(("version", "1"));
    officer.post(&path, &fields).await.leads_to(&format!("{case}/diary"));
    officer.post(&path, &fields).await.expect(409).says("Có người vừa thay đổi");
    let removal = format!("{path}/removal");
    officer.post(&removal, &[("version", "2"), ("reason", "")]).await.expect(422).says("không được để trống");
    officer.post(&removal, &[("version", "2"), ("reason", "nhầm")]).await.leads_to(&format!("{case}/diary"));
    assert_eq!(officer.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_hearing_is_planned_put_off_and_told_of() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let list = format!("{case}/hearings");
        let id = kit.desk.id().to_string();
        let plan = |time: &'static str| {
            [
                ("kind", "trial"),
                ("date", "23/11/2026"),
                ("time", time),
                ("place", "Tòa án khu vực 1"),
                ("agency", ""),
            ]
        };
        let with = |time: &'static str| {
            let mut fields = vec![("id", id.as_str())];
            fields.extend(plan(time));
            fields
        };
        officer.post(&list, &with("tám giờ")).await.expect(422).says("Giờ phải có dạng");
        officer.post(&list, &with("8h30")).await.leads_to(&list);
        officer.get("/today").await.expect(200).says("08:30").says("Phiên tòa");
        officer
            .get(&format!("{case}?events=work"))
            .await
            .expect(200)
            .says("Phiên tòa")
            .says("Tòa án khu vực 1");
        let path = format!("{list}/{id}");
        officer.get(&path).await.expect(200).says("Ghi nhật ký buổi này");
        officer
            .get(&format!("{case}/diary?hearing={id}"))
            .await
            .expect(200)
            .says("23/11/2026")
            .says("Tòa án khu vực 1");
        let next = kit.desk.id().to_string();
        let put_off = [
            ("version", "1"),
            ("next", next.as_str()),
            ("act", "postpone"),
            ("result", "vắng bị hại"),
            ("next_date", "30/11/2026"),
            ("next_time", "14:00"),
        ];
        officer.post(&format!("{path}/course"), &put_off).await.leads_to(&list);
        let page = officer.get(&list).await;
        page.expect(200).says("30/11/2026 14:00").says("mở lại sau khi hoãn").says("Hoãn, đã có ngày mở lại");
        officer.follow(&format!("{path}?lang=en")).await.expect(200).says("Put off, new day planned");
    }
}

#[tokio::test]
async fn a_photo_is_put_into_the_file_shown_and_taken_out() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let list = format!("{case}/papers");
        let id = field_of(&officer.get(&list).await.expect(200).main(), "id").unwrap();
        let data = [b"\0\0\x07\xd0IDAT".as_slice(), &[5; 2000], b"crc."].concat();
        let photo = [b"\x89PNG\r\n\x1a\n".as_slice(), &data, b"\0\0\0\0IENDcrc."].concat();
        let fields = [("id", id.as_str()), ("item", "indictment"), ("title", "")];
        let wrong = send_file(&mut officer, &list, &fields, ("anh.png", b"<html><script>")).await;
        wrong.expect(422).says("Nội dung của tệp này là loại khác");
        send_file(&mut officer, &list, &fields, ("anh.png", &photo)).await.leads_to(&list);
        officer.get(&list).await.expect(200);
        send_file(&mut officer, &list, &fields, ("anh.png", &photo)).await.leads_to(&list);
        let page = officer.get(&list).await;
        assert_eq!(page.expect(200).says("Cáo trạng").main().matches("class=\"row-link\"").count(), 1);
        let path = format!("{list}/{id}");
        officer.get(&path).await.expect(200).says("<img").says("PNG");
        let shown = officer.get(&format!("{path}/file")).await;
        assert_eq!(shown.expect(200).bytes, photo);
        assert_eq!(shown.header("content-type"), "image/png");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(shown.header("content-disposition").starts_with("inline"));
        // The whole file; what is no picture after all is stood for by a page.
        let (taken, at_work) = (format!("{list}/bundle"), [("ground", "work")]);
        officer.post(&taken, &[]).await.expect(422).says("Hãy chọn căn cứ");
        let court = [("ground", "proceedings"), ("to", "")];
        officer.post(&taken, &court).await.expect(422).says("Hãy ghi tên cơ quan hoặc người nhận");
        let press = [("ground", "consent"), ("to", "Báo tỉnh")];
        officer.post(&taken, &press).await.expect(422).says("Chưa có văn bản đồng ý");
        let whole = officer.post(&taken, &at_work).await;
        assert_eq!(whole.expect(200).header("content-type"), "application/pdf");
        assert!(whole.bytes.starts_with(b"%PDF-"));
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        director
            .post(&format!("{list}/package"), &[("ground", "archive")])
            .await
            .expect(422)
            .says("chưa kết thúc");
        // A paper without a file, and one without a kind.
        let bare = kit.desk.id().to_string();
        let fields = [("id", bare.as_str()), ("item", "application"), ("title", "Đơn"), ("pages", "2")];
        send_file(&mut officer, &list, &fields, ("", b"")).await.leads_to(&list);
        officer.get(&format!("{list}/{bare}")).await.expect(200).says("Bản giấy");
        assert_eq!(officer.get(&format!("{list}/{bare}/file")).await.status, StatusCode::NOT_FOUND);
        let fields = [("id", bare.as_str()), ("item", "")];
        send_file(&mut officer, &list, &fields, ("", b"")).await.expect(422).says("Hãy chọn “Loại giấy tờ”");
        let removal = [("version", "1"), ("reason", "trùng")];
        officer.post(&format!("{path}/removal"), &removal).await.leads_to(&list);
        officer.get(&list).await.expect(200).says("Đã bỏ khỏi hồ sơ");
        assert_eq!(officer.get(&format!("{path}/file")).await.status, StatusCode::NOT_FOUND);
        let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
        for path in [list.clone(), path.clone(), format!("{path}/file"), format!("{case}/diary")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let taken = stranger.post(&format!("{list}/bundle"), &[("ground", "work")]).await;
        assert_eq!(taken.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn pieces_go_on_where_the_line_broke() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let list = format!("{case}/papers");
        let id = field_of(&officer.get(&list).await.expect(200).main(), "id").unwrap();
        let token = officer.csrf.clone();
        let photo = [[0xff, 0xd8, 0xff, 0xda, 0, 3, 1].as_slice(), &[9; 2991], &[0xff, 0xd9]].concat();
        let fields = [("id", id.as_str()), ("item", "minutes"), ("size", "3000")];
        let begun = send_file(&mut officer, &list, &fields, ("anh.jpg", &photo[..1000])).await;
        assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.main());
        assert_eq!(begun.header("upload-offset"), "1000");
        let upload = format!("{case}/uploads/{id}");
        let forged = send_piece(&mut officer, &upload, 1000, &photo[1000..2000], "00").await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let second = send_piece(&mut officer, &upload, 1000, &photo[1000..2000], &token).await;
        assert_eq!(second.header("upload-offset"), "2000");
        // The browser does not know that the piece arrived, and asks.
        assert_eq!(officer.get(&upload).await.header("upload-offset"), "2000");
        assert_eq!(
            send_piece(&mut officer, &upload, 1000, &photo[1000..2000], &token).await.header("upload-offset"),
            "2000"
        );
        send_piece(&mut officer, &upload, 2000, &photo[2000..], &token).await.leads_to(&list);
        officer.get(&upload).await.leads_to(&list);
        assert_eq!(officer.get(&format!("{list}/{id}/file")).await.expect(200).bytes, photo);
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        let next = kit.desk.id().to_string();
        let fields = [("id", next.as_str()), ("item", "minutes"), ("size", "3000")];
        officer.get(&list).await.expect(200);
        send_file(&mut officer, &list, &fields, ("anh.jpg", &photo[..1000])).await;
        let of_other = other.get(&format!("{case}/uploads/{next}")).await;
        assert_eq!(of_other.status, StatusCode::NOT_FOUND, "an upload is its sender's");
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_with_a_sentence() {
    let kit = Kit::new().await;
    let case = case_of_officer(&kit, "A.1").await;
    let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
    let list = format!("{case}/papers");
    let id = field_of(&officer.get(&list).await.expect(200).main(), "id").unwrap();
    let huge = [b"%PDF-1.4".as_slice(), &vec![1; 26 * 1024 * 1024]].concat();
    let fields = [("id", id.as_str()), ("item", "minutes")];
    send_file(&mut officer, &list, &fields, ("to.pdf", &huge)).await.expect(422).says("tối đa 25 MB");
}

#[tokio::test]
async fn a_question_goes_to_another_centre_after_it_was_looked_at() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let list = format!("{case}/dealings");
        let id = kit.desk.id().to_string();
        let fields = |step: &'static str, org: &'static str| {
            vec![
                ("id", id.as_str()),
                ("step", step),
                ("kind", "verification"),
                ("to_org", org),
                ("agency", ""),
                ("subject", "Xác minh nơi ở"),
                ("sent_on", "22/11/2026"),
            ]
        };
        officer
            .post(&list, &fields("check", ""))
            .await
            .expect(422)
            .says("Hãy chọn đơn vị hoặc ghi tên cơ quan");
        let check = officer.post(&list, &fields("check", "TT.01")).await;
        check.expect(200).says("Kiểm tra lại trước khi gửi").says("Đơn vị TT.01").says("Điều 34");
        officer.post(&list, &fields("change", "TT.01")).await.expect(200).says("Xác minh nơi ở");
        officer.post(&list, &fields("confirm", "TT.01")).await.leads_to(&list);
        officer.get(&format!("{list}/{id}")).await.expect(200).says("Thời hạn").says("Ghi trả lời");
        let mut there = kit.sign_in(Role::Clerk, "TT.01").await;
        there.get("/today").await.expect(200).says("1 yêu cầu xác minh");
        there.get("/dealings").await.expect(200).says("Xác minh nơi ở");
        let question = there.get(&format!("/dealings/{id}")).await;
        question.expect(200).says("Đơn vị TT.19");
        assert!(!question.html().contains("Trần Văn Ba"), "the question, not the case");
        let version = field_of(&question.main(), "version").unwrap();
        let answer = [("version", version.as_str()), ("answered_on", "22/11/2026"), ("answer", "Đúng")];
        there.post(&format!("/dealings/{id}/answer"), &answer).await.leads_to("/dealings");
        officer.get(&format!("{list}/{id}")).await.expect(200).says("Đã trả lời").says("Đúng");
        officer.follow(&format!("{list}/{id}?lang=en")).await.expect(200).says("Answered");
        officer.follow("/today?lang=vi").await.expect(200);
    }
}

#[tokio::test]
async fn a_contact_says_on_what_ground_facts_go_out() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let list = format!("{case}/dealings");
        let page = officer.get(&list).await;
        page.expect(200).says("Căn cứ cung cấp thông tin").says("đã đồng ý bằng văn bản");
        let id = field_of(&page.main(), "id").unwrap();
        let sends = |ground: &'static str| {
            let mut fields = vec![
                ("id", id.as_str()),
                ("step", "check"),
                ("kind", "contact"),
                ("agency", "Hội Liên hiệp Phụ nữ tỉnh"),
                ("subject", "Hỗ trợ chỗ ở"),
                ("sent_on", "22/11/2026"),
            ];
            fields.extend((!ground.is_empty()).then_some(("ground", ground)));
            fields
        };
        officer.post(&list, &sends("")).await.expect(422).says("Hãy cho biết vì sao");
        let refused = officer.post(&list, &sends("consent")).await;
        refused.expect(422).says("Chưa có văn bản đồng ý còn hiệu lực").says("Hội Liên hiệp Phụ nữ tỉnh");
        officer.post(&list, &sends("no_facts")).await.leads_to(&list);
        let one = officer.get(&format!("{list}/{id}")).await;
        one.expect(200).says("Không nêu thông tin về vụ việc");
        officer.follow(&format!("{list}/{id}?lang=en")).await.expect(200).says("Nothing of the case");
    }
}

#[tokio::test]
async fn the_first_pages_of_a_phone_are_light() {
    let kit = Kit::new().await;
    let mut case = String::new();
    for number in 0..12 {
        case = case_of_officer(&kit, &format!("A.{number}")).await;
    }
    let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
    for path in ["/today".to_owned(), format!("{case}/diary"), format!("{case}/papers")] {
        let page = officer.get(&path).await;
        let size = page.expect(200).html().len();
        // Without compression; on the line it is a quarter of that.
        assert!(size < 40_000, "{path} weighs {size} bytes");
    }
}
