//! `/admin/jobs`, `/admin/audit`, `/admin/settings`: what administrators and auditors see and do.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Duration;
use kit::{Kit, OFFICE, field_of};
use law::access::Role;
use store::jobs::{self, MOST_ATTEMPTS, Queue};
use web::Settings;

/// A job that keeps failing until it is set aside.
async fn set_aside(kit: &Kit) -> String {
    let (id, now) = (kit.desk.id(), kit.desk.now());
    let tx = kit.desk.store().begin().await.unwrap();
    jobs::enqueue(&tx, id, "no_such_job", "", None, now, now).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..MOST_ATTEMPTS {
        office::jobs::drain(&kit.desk).await.unwrap();
        kit.wait(Duration::days(1));
    }
    id.to_string()
}

async fn waiting(kit: &Kit) -> (i64, i64) {
    let tx = kit.desk.store().snapshot().await.unwrap();
    jobs::waiting(&tx, Queue::Jobs).await.unwrap()
}

#[tokio::test]
async fn a_job_that_was_set_aside_is_shown_with_its_reason_and_tried_again() {
    for kit in Kit::each().await {
        let id = set_aside(&kit).await;
        assert_eq!(waiting(&kit).await, (0, 1), "{}", kit.database);
        let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
        let page = browser.get("/admin/jobs").await;
        page.expect(200).says("no job is called no_such_job").says("Để riêng").says("1 việc không làm được");
        let path = format!("/admin/jobs/jobs/{id}/attempt");
        browser.post(&path, &[]).await.leads_to("/admin/jobs");
        assert_eq!(waiting(&kit).await, (1, 0), "{}", kit.database);
        assert_eq!(kit.record().await[0], ("jobs.retry".to_owned(), id.clone()), "{}", kit.database);
        browser.post(&path, &[]).await.expect(404);
        browser.post(&format!("/admin/jobs/elsewhere/{id}/attempt"), &[]).await.expect(404);
    }
}

#[tokio::test]
async fn every_job_has_a_name_in_every_language() {
    for lang in web::texts::Lang::ALL {
        let t = web::texts::T::new(lang);
        for job in office::jobs::JOBS {
            assert_ne!(t.code_or_itself("admin-job", job.kind), job.kind, "{lang:?}");
        }
        for kind in ["case_registered", "case_corrected", "case_closed", "file_imported"] {
            assert_ne!(t.code_or_itself("admin-job", kind), kind, "{lang:?}");
        }
    }
}

#[tokio::test]
async fn who_runs_a_part_of_the_country_sees_neither_queues_nor_settings() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Administrator, "TT.19").await;
    for path in ["/admin/jobs", "/admin/settings", "/admin/settings/idle_minutes"] {
        browser.get(path).await.expect(404);
    }
    browser.post("/admin/settings/idle_minutes", &[("version", "0"), ("value", "60")]).await.expect(404);
    assert_eq!(kit.app.settings().idle_minutes, 15);
}

#[tokio::test]
async fn the_record_shows_who_did_what_and_only_within_reach() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        clerk.get("/cases?q=hoa").await.expect(200);
        let mut here = kit.sign_in(Role::Auditor, "TT.19").await;
        let page = here.get("/admin/audit").await;
        page.expect(200).says("Xem danh sách vụ việc").says("Người Thử 0").says(OFFICE);
        let mut elsewhere = kit.sign_in(Role::Auditor, "TT.01").await;
        let page = elsewhere.get("/admin/audit").await.expect(200).main();
        assert!(!page.contains("Người Thử 0"), "{}: {page}", kit.database);
        let mut nation = kit.sign_in(Role::Auditor, "CUC").await;
        nation.get("/admin/audit").await.expect(200).says("Người Thử 0");
    }
}

#[tokio::test]
async fn the_record_is_searched_by_act_person_thing_and_period() {
    for kit in Kit::each().await {
        let mut first = kit.sign_in(Role::Clerk, "TT.19").await;
        first.get("/cases").await.expect(200);
        kit.wait(Duration::days(2));
        let mut second = kit.sign_in(Role::Director, "TT.19").await;
        second.get("/cases").await.expect(200);
        second.get("/people?q=hoa").await.expect(200);
        let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
        for (query, there, not_there) in [
            ("act=cases.list", &["Người Thử 0", "Người Thử 1"][..], &["Tìm người"][..]),
            ("person=clerk.0", &["Người Thử 0"], &["Người Thử 1"]),
            ("person=Ng%C6%B0%E1%BB%9Di+Th%E1%BB%AD+1", &["Người Thử 1"], &["Người Thử 0"]),
            ("kind=list&from=24/11/2026", &["Người Thử 1"], &["Người Thử 0"]),
            ("kind=list&to=22/11/2026", &["Người Thử 0"], &["Người Thử 1"]),
            ("kind=case", &["Không có dòng nào"], &["Người Thử"]),
        ] {
            let page = auditor.get(&format!("/admin/audit?{query}")).await.expect(200).main();
            let page = page.split_once("</search>").unwrap().1.to_owned();
            there
                .iter()
                .for_each(|it| assert!(page.contains(it), "{}: {query} lacks {it}: {page}", kit.database));
            not_there.iter().for_each(|it| assert!(!page.contains(it), "{}: {query} has {it}", kit.database));
        }
        auditor.get("/admin/audit?from=31/02/2026").await.expect(422).says("phải là một ngày có thật");
    }
}

#[tokio::test]
async fn the_record_pages_by_key_and_searching_leaves_a_line() {
    let kit = Kit::new().await;
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    for _ in 0..55 {
        auditor.get("/admin/audit?act=audit.search").await.expect(200);
    }
    let page = auditor.get("/admin/audit?act=audit.search").await.expect(200).html();
    let next =
        page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let rest = auditor.get(&next).await.expect(200).main();
    assert_eq!(rest.matches("<tr").count(), 1 + 5, "{rest}");
    assert_eq!(kit.record().await[0].0, "audit.search");
}

#[tokio::test]
async fn the_page_of_the_record_says_how_its_chain_stands() {
    let kit = Kit::new().await;
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    auditor.get("/admin/audit").await.expect(200).says("chưa chạy lần nào");
    office::operations::check_audit_chain(&kit.desk).await.unwrap();
    auditor.get("/admin/audit").await.expect(200).says("không có dòng nào bị sửa");
    kit.desk.store().maintain("update audit set actor_name = 'x' where seq = 2").await.unwrap();
    office::operations::check_audit_chain(&kit.desk).await.unwrap_err();
    auditor.get("/admin/audit").await.expect(200).says("không còn nguyên vẹn từ dòng 2");
}

#[tokio::test]
async fn a_setting_holds_at_once_and_says_who_set_it() {
    for kit in Kit::each().await {
        let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
        browser.get("/admin/settings").await.expect(200).says("Mạng của cơ quan").says("Không đặt");
        let form = browser.get("/admin/settings/banner").await.expect(200).html();
        let version = field_of(&form, "version").unwrap();
        let fields = [("version", version.as_str()), ("value", "Bảo trì lúc 22:00")];
        browser.post("/admin/settings/banner", &fields).await.leads_to("/admin/settings");
        browser
            .get("/admin/settings")
            .await
            .expect(200)
            .says("Bảo trì lúc 22:00")
            .says("Người Thử 0, 22/11/2026");
        assert_eq!(kit.app.settings().banner, "Bảo trì lúc 22:00", "{}", kit.database);
        assert_eq!(
            kit.record().await[0],
            ("settings.change".to_owned(), "banner".to_owned()),
            "{}",
            kit.database
        );
        kit.browser().get("/session/new").await.expect(200).says("Bảo trì lúc 22:00");
    }
}

#[tokio::test]
async fn the_second_who_saves_a_setting_sees_both_values() {
    for kit in Kit::each().await {
        let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
        browser.post("/admin/settings/idle_minutes", &[("version", "0"), ("value", "20")]).await.expect(303);
        let late = browser.post("/admin/settings/idle_minutes", &[("version", "0"), ("value", "30")]).await;
        late.expect(422).says("vừa được người khác sửa").says("“20”").says("value=\"30\"");
        assert_eq!(kit.app.settings().idle_minutes, 20, "{}", kit.database);
        let again = [("version", field_of(&late.html(), "version").unwrap()), ("value", "30".to_owned())];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/admin/settings/idle_minutes", &again).await.expect(303);
        assert_eq!(kit.app.settings().idle_minutes, 30, "{}", kit.database);
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_is_refused_with_what_to_do() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
    for (key, value, words) in [
        ("idle_minutes", "0", "số nguyên trong khoảng cho phép"),
        ("office_networks", "10.0.0.0/8, văn phòng", "Mỗi mạng phải có dạng"),
        ("security_contact", "antoan@example.vn", "mailto:"),
    ] {
        let reply =
            browser.post(&format!("/admin/settings/{key}"), &[("version", "0"), ("value", value)]).await;
        reply.expect(422).says(words).says(value).says("Lỗi:");
    }
    browser.get("/admin/settings/setup_token").await.expect(404);
    assert_eq!(office::settings::saved(&kit.desk).await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_the_server_fixes_is_shown_and_not_changed() {
    let settings = Settings { idle_minutes: 5, fixed: vec!["idle_minutes"], ..Settings::default() };
    let kit = Kit::with(settings).await;
    let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
    browser.get("/admin/settings").await.expect(200).says("Đặt trong cấu hình của máy chủ");
    browser.get("/admin/settings/idle_minutes").await.expect(409);
    let reply = browser.post("/admin/settings/idle_minutes", &[("version", "0"), ("value", "60")]).await;
    reply.expect(409);
    assert_eq!(kit.app.settings().idle_minutes, 5);
}

#[tokio::test]
async fn a_network_that_is_set_decides_who_needs_a_second_factor() {
    let kit = Kit::new().await;
    assert!(kit.app.settings().is_inside("203.0.113.9"));
    let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
    let fields = [("version", "0"), ("value", "10.1.0.0/16")];
    browser.post("/admin/settings/office_networks", &fields).await.expect(303);
    assert!(!kit.app.settings().is_inside("203.0.113.9") && kit.app.settings().is_inside(OFFICE));
}

/// The acts that `office` records with a name written out, and the kinds of things they are about.
fn recorded() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut acts, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/src")];
    let mut sources: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { sources.push(path) }
        }
    }
    for path in sources {
        let text = fs::read_to_string(path).unwrap();
        for call in [".record(", ".record_because("] {
            for (at, _) in text.match_indices(call) {
                let mut words = text[at + call.len()..].trim_start().splitn(3, ',').map(str::trim);
                let mut literal = || {
                    let word = words.next()?.strip_prefix('"')?;
                    Some(word.strip_suffix('"')?.to_owned())
                };
                let (act, kind) = (literal(), literal());
                acts.extend(act);
                kinds.extend(kind);
            }
        }
    }
    (acts, kinds)
}

#[test]
fn every_act_and_every_kind_of_thing_can_be_searched_and_has_a_name() {
    let (acts, kinds) = recorded();
    assert!(acts.len() > 40 && kinds.len() > 10, "the sources were not read: {acts:?}");
    let missing: Vec<&String> = acts.iter().filter(|act| !web::admin::ACTS.contains(&act.as_str())).collect();
    assert!(missing.is_empty(), "add to web::admin::ACTS: {missing:?}");
    let missing: Vec<&String> =
        kinds.iter().filter(|kind| !web::admin::KINDS.contains(&kind.as_str())).collect();
    assert!(missing.is_empty(), "add to web::admin::KINDS: {missing:?}");
    for lang in web::texts::Lang::ALL {
        let t = web::texts::T::new(lang);
        for act in web::admin::ACTS {
            assert_ne!(t.code_or_itself("audit-act", act), *act, "{lang:?}");
        }
        for kind in web::admin::KINDS {
            assert_ne!(t.code_or_itself("audit-kind", kind), *kind, "{lang:?}");
        }
    }
}
