//! Pages of a moving case: form, check, act; the task list and the timeline; both languages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, PROVIDER, field_of};
use law::access::Role;

const PATHS: &[&str] = &["assignment", "replacement", "registration", "suspension", "resumption", "links"];

async fn registered(kit: &Kit, people: &[&str]) -> String {
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let count = people.len().to_string();
    let mut fields = vec![
        ("id", id.as_str()),
        ("beneficiaries", count.as_str()),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("field", "criminal"),
        ("received_on", "20/11/2026"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
    ];
    for (place, name) in people.iter().enumerate() {
        let suffix = ["", "_2", "_3"][place];
        for (field, value) in [("client_name", *name), ("category", "poor")] {
            fields.push((Box::leak(format!("{field}{suffix}").into_boxed_str()), value));
        }
    }
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

/// Fills the form of an act, looks at the check, and confirms.
async fn act(browser: &mut Browser<'_>, case: &str, noun: &str, typed: &[(&str, &str)]) -> String {
    let path = format!("{case}/{noun}");
    let form = browser.get(&path).await.expect(200).html();
    let hidden: Vec<(&str, String)> =
        ["id", "new", "version"].iter().filter_map(|name| Some((*name, field_of(&form, name)?))).collect();
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend_from_slice(typed);
    let mut look = fields.clone();
    look.push(("step", "check"));
    let check = browser.post(&path, &look).await;
    check.expect(200).says("Kiểm tra lại trước khi").says("Sau khi xác nhận");
    fields.push(("step", "confirm"));
    browser.post(&path, &fields).await.leads_to(case);
    check.html()
}

#[tokio::test]
async fn a_case_is_moved_on_its_pages_from_assignment_to_archive() {
    for kit in Kit::each().await {
        let case = registered(&kit, &["Nông Thị Hoà"]).await;
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get(&case)
            .await
            .expect(200)
            .says("Cử người thực hiện")
            .says("Làm sau khi đã cử người thực hiện");
        let provider = PROVIDER.to_string();
        let form = head.get(&format!("{case}/assignment")).await;
        form.expect(200).says("1. Bế Văn Minh").says("đang làm 0 vụ");
        let typed = [("provider", provider.as_str()), ("day", "22/11/2026"), ("decision", "15/QĐ-TGPL")];
        let check = act(&mut head, &case, "assignment", &typed).await;
        assert!(check.contains("Bế Văn Minh") && check.contains("15/QĐ-TGPL"), "{check}");
        head.get(&case).await.expect(200).says("Đã cử người thực hiện.").says("Đã cử, chờ đăng ký");
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        officer.get(&case).await.expect(200).says("Đăng ký với cơ quan tố tụng");
        act(&mut officer, &case, "registration", &[("to", "asked"), ("day", "22/11/2026")]).await;
        officer
            .get(&case)
            .await
            .expect(200)
            .says("Cơ quan tố tụng đăng ký bào chữa")
            .says("Đã nộp, chờ trả lời");
        act(&mut officer, &case, "registration", &[("to", "registered"), ("day", "22/11/2026")]).await;
        act(
            &mut head,
            &case,
            "suspension",
            &[("day", "22/11/2026"), ("decision", "QĐ 7"), ("reason", "giám định")],
        )
        .await;
        head.get(&case).await.expect(200).says("Tạm đình chỉ").says("giám định");
        act(&mut head, &case, "resumption", &[("day", "22/11/2026"), ("decision", "QĐ 8")]).await;
        let page = officer.get(&format!("{case}/closure")).await.expect(200).html();
        let version = field_of(&page, "version").unwrap();
        let typed = [("version", version.as_str()), ("closed_on", "22/11/2026"), ("outcome", "completed")];
        officer.post(&format!("{case}/closure"), &typed).await.leads_to(&case);
        let form = officer.get(&format!("{case}/handover")).await.expect(200).html();
        assert!(form.contains("Bản bào chữa"), "{}", kit::main_of(&form));
        let hidden = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
        let bare = [
            ("id", hidden.0.as_str()),
            ("version", hidden.1.as_str()),
            ("day", "22/11/2026"),
            ("step", "check"),
        ];
        officer.post(&format!("{case}/handover"), &bare).await.expect(422).says("Còn thiếu: ");
        let items: Vec<String> = form
            .split("name=\"present\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        let mut typed = vec![("day", "22/11/2026")];
        typed.extend(items.iter().map(|item| ("present", item.as_str())));
        act(&mut officer, &case, "handover", &typed).await;
        let check = act(&mut head, &case, "appraisal", &[("day", "22/11/2026"), ("score", "91")]).await;
        assert!(check.contains("Tốt"), "{check}");
        let typed = [
            ("day", "22/11/2026"),
            ("place", "Kho 1, hộp 12"),
            ("pages", "40"),
            ("contents", "1. Đơn"),
            ("retention", "not_set"),
        ];
        act(&mut head, &case, "archive", &typed).await;
        let page = head.get(&case).await;
        page.expect(200).says("Đã lưu trữ").says("Kho 1, hộp 12").says("Không tiêu hủy");
        assert!(!page.main().contains("/edit\""), "an archived case is not edited: {}", page.main());
        let english = head.follow(&format!("{case}?lang=en&events=steps")).await;
        english
            .expect(200)
            .says("Registered with the body")
            .says("Suspended")
            .says("File handed over")
            .says("Archive");
    }
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_reason() {
    let kit = Kit::new().await;
    let case = registered(&kit, &["Nông Thị Hoà"]).await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let path = format!("{case}/assignment");
    let form = head.get(&path).await.expect(200).html();
    let (id, version) = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
    let (provider, sent) = (PROVIDER.to_string(), [("id", id.as_str()), ("version", version.as_str())]);
    for (typed, words) in [
        (
            vec![("provider", provider.as_str()), ("day", "22/11/2026")],
            "Hãy nhập “Số và ngày của quyết định”",
        ),
        (
            vec![("provider", provider.as_str()), ("day", "23/11/2026"), ("decision", "QĐ 1")],
            "Ngày này chưa đến",
        ),
        (vec![("day", "22/11/2026"), ("decision", "QĐ 1")], "QĐ 1"),
    ] {
        let fields = [&sent[..], &typed[..], &[("step", "check")]].concat();
        let reply = head.post(&path, &fields).await;
        reply.expect(422).says(words);
        assert!(reply.html().contains("<title>Lỗi:"));
    }
    let typed =
        [("provider", provider.as_str()), ("day", "22/11/2026"), ("decision", "QĐ 1"), ("step", "edit")];
    let again = head.post(&path, &[&sent[..], &typed[..]].concat()).await;
    again.expect(200).says("value=\"QĐ 1\"");
    // Somebody else was faster.
    let fields = [&sent[..], &typed[..3]].concat();
    head.post(&path, &fields).await.leads_to(&case);
    let late = kit.desk.id().to_string();
    let fields = [&[("id", late.as_str()), sent[1]][..], &typed[..3]].concat();
    head.post(&path, &fields).await.expect(422).says("Vụ việc vừa được người khác sửa");
    // What is not possible any more leads to the case.
    head.get(&path).await.leads_to(&case);
    head.get(&case).await.expect(200).says("Vụ việc đã ở bước khác");
}

#[tokio::test]
async fn a_case_that_is_not_continued_shows_its_answers_first() {
    let kit = Kit::new().await;
    let case = registered(&kit, &["Nông Thị Hoà"]).await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let path = format!("{case}/closure");
    let version = field_of(&clerk.get(&path).await.expect(200).html(), "version").unwrap();
    let typed = [("version", version.as_str()), ("closed_on", "22/11/2026"), ("outcome", "not_continued")];
    clerk.post(&path, &typed).await.expect(422).says("Phải nhập mục này");
    let more = [("ground", "withdrawn"), ("closing_paper", "12/TB-TGPL")];
    let full = [&typed[..], &more[..]].concat();
    let check = clerk.post(&path, &full).await;
    check.expect(200).says("Kiểm tra lại trước khi kết thúc").says("rút yêu cầu").says("12/TB-TGPL");
    clerk.get(&case).await.expect(200).says("Đã thụ lý, chưa cử người");
    clerk.post(&path, &[&full[..], &[("step", "confirm")]].concat()).await.leads_to(&case);
    clerk.get(&case).await.expect(200).says("Đã kết thúc").says("rút yêu cầu").says("12/TB-TGPL");
}

#[tokio::test]
async fn a_provider_who_must_refuse_stands_before_the_head() {
    let kit = Kit::new().await;
    let case = registered(&kit, &["Giàng A Páo", "Sùng A Lử"]).await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    head.get("/provider-changes").await.expect(200).says("Không có đề nghị nào");
    let provider = PROVIDER.to_string();
    let typed = [("provider", provider.as_str()), ("day", "22/11/2026"), ("decision", "15/QĐ")];
    act(&mut head, &case, "assignment", &typed).await;
    let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
    let typed = [
        ("asker", "provider"),
        ("ground", "opposed_parties"),
        ("day", "22/11/2026"),
        ("reason", "hai bị cáo đổ tội"),
    ];
    act(&mut officer, &case, "provider-change", &typed).await;
    let list = head.get("/provider-changes").await;
    list.expect(200).says("TT.TGTT.01.2026").says("quyền lợi đối lập");
    head.get(&case).await.expect(200).says("Người thực hiện (phải từ chối)").says("hai bị cáo đổ tội");
    let typed = [("positions", "1"), ("reason", "quyền lợi đối lập")];
    act(&mut head, &case, "split", &typed).await;
    let page = head.get(&case).await;
    page.expect(200).says("Đã tách ra vụ việc").says("TT.TGTT.02.2026");
    let typed = [("ground", "opposed_parties"), ("day", "22/11/2026"), ("decision", "16/QĐ")];
    act(&mut head, &case, "replacement", &typed).await;
    head.get(&case).await.expect(200).says("Đã thụ lý, chưa cử người");
    head.get("/provider-changes").await.expect(200).says("Không có đề nghị nào");
}

#[tokio::test]
async fn the_timeline_says_what_others_did_since() {
    let kit = Kit::new().await;
    let case = registered(&kit, &["Nông Thị Hoà"]).await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    assert!(!head.get(&case).await.main().contains("mục mới từ lần bạn xem trước"));
    kit.wait(chrono::Duration::minutes(5));
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let fields = [("id", "00000000-0000-7000-8000-00000000beef"), ("text", "mẹ cháu đã gọi điện")];
    clerk.post(&format!("{case}/notes"), &fields).await.expect(303);
    kit.wait(chrono::Duration::minutes(5));
    let page = head.get(&case).await;
    page.expect(200).says("1 mục mới từ lần bạn xem trước").says("mẹ cháu đã gọi điện");
    let link = page.html();
    let link = link.split("href=\"").find(|rest| rest.contains("events=new")).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let new = head.get(link.split('#').next().unwrap()).await;
    new.expect(200).says("mẹ cháu đã gọi điện");
    assert_eq!(new.main().matches("id=\"event-").count(), 1, "{}", new.main());
    assert!(!head.get(&case).await.main().contains("mục mới từ lần bạn xem trước"));
}

#[tokio::test]
async fn forms_of_acts_are_whole_in_both_languages() {
    let kit = Kit::new().await;
    let case = registered(&kit, &["Nông Thị Hoà", "Bế Thị Tư"]).await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    for (lang, words) in [("vi", "Xem lại"), ("en", "Check the answers")] {
        let mut shown = 0;
        for noun in PATHS {
            let reply = head.follow(&format!("{case}/{noun}?lang={lang}")).await;
            shown += usize::from(reply.expect(200).main().contains(words));
        }
        assert!(shown >= 3, "{lang}: {shown} forms");
    }
}

#[tokio::test]
async fn advice_that_takes_longer_is_noted_where_its_clock_is_shown() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = kit.desk.id().to_string();
        let fields = [
            ("id", id.as_str()),
            ("beneficiaries", "1"),
            ("org_code", "TT.19"),
            ("form", "advice"),
            ("field", "civil"),
            ("accepted_on", "20/11/2026"),
            ("source", "self"),
            ("client_name", "Nông Thị Hoà"),
            ("category", "poor"),
        ];
        let case = clerk.post("/cases", &fields).await.expect(303).location().unwrap();
        let link = format!("{case}/complexity");
        let page = clerk.get(&case).await;
        page.expect(200).says("30/11/2026").says("Ghi vụ việc phức tạp, cần xác minh");
        assert!(page.main().contains(&link), "{}", page.main());
        let mut reader = kit.sign_in(Role::Accountant, "TT.19").await;
        assert!(
            !reader.get(&case).await.expect(200).main().contains(&link),
            "who only reads is not offered it"
        );
        let form = clerk.get(&link).await.expect(200).html();
        let (form_id, version) = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
        let sent = [("id", form_id.as_str()), ("version", version.as_str()), ("step", "check")];
        for (typed, words) in [
            ([("day", "23/11/2026"), ("reason", "phải xác minh nguồn gốc đất")], "Ngày này chưa đến"),
            ([("day", "22/11/2026"), ("reason", "khó")], "ít nhất 10 chữ"),
        ] {
            clerk.post(&link, &[&sent[..], &typed[..]].concat()).await.expect(422).says(words);
        }
        let typed = [("day", "22/11/2026"), ("reason", "phải xác minh nguồn gốc đất ở xã cũ")];
        let check = act(&mut clerk, &case, "complexity", &typed).await;
        assert!(check.contains("Thời hạn 10 ngày không còn"), "{check}");
        let page = clerk.get(&case).await;
        page.expect(200).says("21/12/2026").says("phải xác minh nguồn gốc đất ở xã cũ");
        assert!(!page.main().contains(&link), "{}", page.main());
        clerk.get(&link).await.leads_to(&case);
        clerk.follow(&format!("{case}?lang=en")).await.expect(200).says("Advice takes longer");
        let acts = kit.record().await;
        assert!(acts.iter().any(|(act, _)| act == "conduct.prolong_advice"), "{acts:?}");
    }
}
