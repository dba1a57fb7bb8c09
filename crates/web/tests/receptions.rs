//! Pages of receptions and guidance: logged in a moment, once; corrected and removed with a reason.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, field_of};
use law::access::Role;

async fn logged(browser: &mut Browser<'_>, name: &str) -> String {
    let id = field_of(&browser.get("/receptions/new").await.expect(200).html(), "id").unwrap();
    let fields =
        [("id", id.as_str()), ("org_code", "TT.19"), ("on_date", "22/11/2026"), ("client_name", name)];
    browser.post("/receptions", &fields).await.leads_to("/receptions");
    id
}

#[tokio::test]
async fn a_reception_is_logged_with_one_field_and_stored_once() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let form = clerk.get("/receptions/new").await;
        form.expect(200).says("value=\"22/11/2026\"").says("value=\"TT.19\" selected");
        let id = field_of(&form.html(), "id").unwrap();
        let fields = [
            ("id", id.as_str()),
            ("org_code", "TT.19"),
            ("on_date", "22/11/2026"),
            ("client_name", "Hứa Thị Lan"),
        ];
        clerk.post("/receptions", &fields).await.leads_to("/receptions");
        clerk.post("/receptions", &fields).await.leads_to("/receptions");
        let page = clerk.get("/receptions").await;
        page.expect(200).says("Đã ghi lượt tiếp.").says("Hứa Thị Lan").says("1 kết quả");
        let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
        assert_eq!(acts[0], "reception.list", "{}", kit.database);
        assert_eq!(acts.iter().filter(|act| *act == "reception.add").count(), 1);
    }
}

#[tokio::test]
async fn the_next_line_of_the_same_day_is_one_press_away() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let fields =
        [("id", id.as_str()), ("org_code", "CN.19.1"), ("on_date", "20/11/2026"), ("then", "another")];
    let reply = clerk.post("/receptions", &fields).await;
    let next = reply.expect(303).location().unwrap();
    let page = clerk.get(&next).await;
    page.expect(200).says("value=\"20/11/2026\"").says("value=\"CN.19.1\" selected");
    assert_ne!(field_of(&page.html(), "id"), Some(id));
}

#[tokio::test]
async fn the_list_narrows_by_period_and_organisation() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        for (org, on) in [("TT.19", "20/11/2026"), ("CN.19.1", "31/12/2025"), ("TT.06", "30/06/2025")] {
            let id = kit.desk.id().to_string();
            let fields = [("id", id.as_str()), ("org_code", org), ("on_date", on)];
            clerk.post("/receptions", &fields).await.leads_to("/receptions");
        }
        for (query, found) in [
            ("", 3),
            ("?org=TT.19", 2),
            ("?org=TT.19&geography=now", 3),
            ("?org=TT.06", 1),
            ("?from=01/01/2026&to=31/12/2026", 1),
            ("?from=2025-06-30&to=2025-12-31", 2),
        ] {
            let page = clerk.get(&format!("/receptions{query}")).await;
            page.expect(200).says(&format!("{found} kết quả"));
            assert_eq!(page.main().matches("row-link").count(), found, "{} {query}", kit.database);
        }
        clerk.get("/receptions?org=TT.01").await.expect(404);
    }
}

#[tokio::test]
async fn a_wrong_line_comes_back_with_what_was_typed() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    for (on, words) in [
        ("23/11/2026", "Ngày này chưa đến"),
        ("31/02/2026", "href=\"#on_date\""),
        ("1/1/2003", "không hoạt động"),
    ] {
        let fields =
            [("id", id.as_str()), ("org_code", "TT.19"), ("on_date", on), ("client_name", "Lò Văn Sinh")];
        clerk.post("/receptions", &fields).await.expect(422).says(words).says("Lò Văn Sinh");
    }
    clerk.post("/receptions", &[]).await.expect(422).says("Biểu mẫu bị hỏng");
}

#[tokio::test]
async fn a_line_is_corrected_with_a_reason_and_the_second_sees_both() {
    for kit in Kit::each().await {
        let mut first = kit.sign_in(Role::Clerk, "TT.19").await;
        let mut second = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = logged(&mut first, "Lý Thị Mai").await;
        let path = format!("/receptions/{id}");
        let page = second.get(&path).await;
        let seen = field_of(&page.expect(200).html(), "version").unwrap();
        let fields = |name: &'static str, purpose: &'static str, reason: &'static str| {
            vec![
                ("version", seen.clone()),
                ("before-client_name", "Lý Thị Mai".to_owned()),
                ("org_code", "TT.19".to_owned()),
                ("on_date", "22/11/2026".to_owned()),
                ("client_name", name.to_owned()),
                ("purpose", purpose.to_owned()),
                ("reason", reason.to_owned()),
            ]
        };
        let post = async |browser: &mut Browser<'_>, fields: &[(&str, String)]| {
            let pairs: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&path, &pairs).await
        };
        post(&mut first, &fields("Lý Thị Mai", "nộp đơn", "")).await.expect(422).says("href=\"#reason\"");
        post(&mut first, &fields("Lý Thị Mai", "nộp đơn", "ghi thiếu")).await.leads_to("/receptions");
        let page = post(&mut second, &fields("Lý Thị Mây", "", "sai tên")).await;
        page.expect(409).says("keep-purpose").says("nộp đơn").says("Lý Thị Mây");
        let now = field_of(&page.html(), "version").unwrap();
        assert_ne!(now, seen);
        let mut chosen = fields("Lý Thị Mây", "", "sai tên");
        chosen[0].1 = now;
        chosen.extend([("keep-purpose", "theirs".to_owned()), ("keep-client_name", "mine".to_owned())]);
        post(&mut second, &chosen).await.leads_to("/receptions");
        second.get("/receptions").await.expect(200).says("Lý Thị Mây").says("nộp đơn");
    }
}

#[tokio::test]
async fn a_line_is_removed_with_a_reason() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = logged(&mut clerk, "Ghi Nhầm").await;
    let path = format!("/receptions/{id}/removal");
    let page = clerk.get(&path).await;
    let version = field_of(&page.expect(200).html(), "version").unwrap();
    clerk
        .post(&path, &[("version", &version), ("reason", " ")])
        .await
        .expect(422)
        .says("không được để trống");
    clerk.post(&path, &[("version", &version), ("reason", "ghi trùng")]).await.leads_to("/receptions");
    clerk.get("/receptions").await.expect(200).says("Chưa ghi lượt tiếp nào");
    clerk.get(&format!("/receptions/{id}")).await.expect(404);
}

#[tokio::test]
async fn an_auditor_reads_and_changes_nothing() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = logged(&mut clerk, "Người Đến").await;
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    let list = auditor.get("/receptions").await;
    list.expect(200).says("Người Đến");
    assert!(!list.main().contains("/receptions/new"));
    let page = auditor.get(&format!("/receptions/{id}")).await;
    page.expect(200).says("Người Đến");
    assert!(!page.main().contains("<form"), "{}", page.main());
    auditor.get(&format!("/receptions/{id}/removal")).await.expect(403);
    let mut elsewhere = kit.sign_in(Role::Clerk, "TT.01").await;
    elsewhere.get(&format!("/receptions/{id}")).await.expect(404);
    elsewhere.get(&format!("/receptions/{id}/removal")).await.expect(404);
}

#[tokio::test]
async fn guidance_names_groups_and_fields_in_both_languages() {
    for kit in Kit::each().await {
        office::reference::load_embedded(&kit.desk).await.unwrap();
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let form = clerk.get("/guidance/new").await;
        let id = field_of(&form.expect(200).says("Xơ Đăng").html(), "id").unwrap();
        let mut fields = vec![
            ("id", id.as_str()),
            ("org_code", "TT.19"),
            ("on_date", "21/11/2026"),
            ("client_name", "Lục Duy Thành"),
            ("client_sex", "male"),
            ("client_ethnicity", "99"),
            ("category", "poor"),
            ("field", "land_housing"),
            ("summary", "Thủ tục cấp giấy chứng nhận"),
        ];
        clerk.post("/guidance", &fields).await.expect(422).says("Hãy chọn trong danh sách");
        fields[5].1 = "02";
        clerk.post("/guidance", &fields).await.leads_to("/guidance");
        clerk
            .get("/guidance?field=land_housing")
            .await
            .expect(200)
            .says("Đất đai, nhà ở")
            .says("Lục Duy Thành");
        clerk.get("/guidance?field=criminal").await.expect(200).says("0 kết quả");
        clerk.get(&format!("/guidance/{id}?lang=en")).await;
        clerk.get(&format!("/guidance/{id}")).await.expect(200).says("Land").says("selected>Tày");
        clerk.get(&format!("/guidance/{id}/removal")).await.expect(200).says("Remove a line");
    }
}
