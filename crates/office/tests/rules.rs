//! Dated rules: a new row is shown with what it changes, holds at once, keeps what ran, and can be withdrawn.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Role;
use law::deadlines::DeadlineCode;
use office::deadlines::Subject;
use office::rules::{self, NewRow};
use office::{Actor, Chance, Clock, Desk, Failure};
use uuid::Uuid;

async fn desks() -> Vec<(Desk, fresh::Fresh, tempfile::TempDir)> {
    let mut desks = Vec::new();
    for fresh in fresh::stores().await {
        let folder = tempfile::tempdir().unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
        let clock: Arc<Mutex<DateTime<Utc>>> = Arc::new(Mutex::new("2026-11-23T02:00:00Z".parse().unwrap()));
        let desk =
            Desk::open(fresh.store.clone(), files, Clock::Frozen(clock), Chance::seeded(5)).await.unwrap();
        office::reference::load_embedded(&desk).await.unwrap();
        desk.reload_law().await.unwrap();
        desks.push((desk, fresh, folder));
    }
    desks
}

fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: role.to_string(),
        name: role.to_string(),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The proof of a category now falls due in seven working days.
fn seven_days(id: u128) -> NewRow {
    NewRow {
        id: Uuid::from_u128(id),
        set: "deadline".to_owned(),
        key: "proof_due".to_owned(),
        valid_from: day("2026-11-01"),
        body: "unit = \"working_days\"\namount = 7\nstart = \"acceptance\"\nduty = \"beneficiary\"\nwarn = [2, 1, 0]"
            .to_owned(),
        basis: "Công văn 123/CTGPL-QLCL".to_owned(),
    }
}

async fn start(desk: &Desk, id: u128, at: &str) -> Option<law::deadlines::Deadline> {
    let mut work = desk.begin_as(&Actor::system()).await.unwrap();
    let subject =
        Subject { kind: "request", id: Uuid::from_u128(id), case: None, org: "TT.19", provider: None };
    let at: DateTime<Utc> = at.parse().unwrap();
    let code = DeadlineCode::ProofDue;
    let started =
        office::deadlines::start(desk, &mut work, &subject, code, at, at.date_naive()).await.unwrap();
    desk.commit(work).await.unwrap();
    started
}

#[tokio::test]
async fn a_new_row_shows_what_it_changes_then_holds_and_is_withdrawn() {
    for (desk, fresh, _folder) in desks().await {
        let admin = actor(Role::Administrator, "CUC");
        let before = start(&desk, 1, "2026-11-16T03:00:00Z").await.unwrap();
        start(&desk, 2, "2026-10-01T03:00:00Z").await.unwrap();
        let row = seven_days(9);
        let preview = rules::preview(&desk, &admin, &row).await.unwrap();
        assert_eq!((preview.gone.len(), preview.come.len()), (1, 2), "{}: {preview:?}", fresh.name);
        assert_eq!(preview.clocks, Some(1), "the one of October began earlier");
        let differing = &preview.differing[0];
        assert_eq!(differing.before, Some(before.due));
        assert!(differing.after > differing.before, "{differing:?}");
        assert_eq!(
            desk.rules().rows().len(),
            law::rules::Rules::embedded().rows().len(),
            "a preview keeps nothing"
        );

        rules::add(&desk, &admin, &row).await.unwrap();
        rules::add(&desk, &admin, &row).await.unwrap();
        let view = rules::view(&desk, &actor(Role::Clerk, "TT.19")).await.unwrap();
        assert_eq!(view.added.len(), 1, "{}: the same form twice is one row", fresh.name);
        let held = |on: &str| desk.rules().on(day(on)).deadline(DeadlineCode::ProofDue).unwrap().amount;
        assert_eq!((held("2026-10-31"), held("2026-11-01")), (5, 7), "{}", fresh.name);
        let tx = desk.store().snapshot().await.unwrap();
        let kept = store::deadlines::list_of_subject(&tx, "request", Uuid::from_u128(1)).await.unwrap();
        drop(tx);
        assert_eq!(office::deadlines::local(kept[0].due_at), before.due, "a running clock stays");
        assert!(
            start(&desk, 3, "2026-11-16T03:00:00Z").await.unwrap().due > before.due,
            "a new one is longer"
        );

        let (row, preview) = rules::preview_withdrawal(&desk, &admin, Uuid::from_u128(9)).await.unwrap();
        assert_eq!((preview.gone.len(), preview.come.len()), (2, 1), "{}", fresh.name);
        let stale = rules::withdraw(&desk, &admin, row.id, row.version + 1).await;
        assert!(matches!(stale, Err(Failure::Stale)));
        rules::withdraw(&desk, &admin, row.id, row.version).await.unwrap();
        assert_eq!(desk.rules().on(day("2026-11-01")).deadline(DeadlineCode::ProofDue).unwrap().amount, 5);
        let gone = rules::preview_withdrawal(&desk, &admin, row.id).await;
        assert!(matches!(gone, Err(Failure::Missing)), "{}", fresh.name);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_row_is_named_by_its_field() {
    let (desk, _fresh, _folder) = desks().await.remove(0);
    let admin = actor(Role::Administrator, "CUC");
    let good = seven_days(1);
    for (row, field, code) in [
        (NewRow { key: "no_such".to_owned(), ..good.clone() }, "key", "rule_unknown_key"),
        (NewRow { body: "amount = 7".to_owned(), ..good.clone() }, "body", "rule_unreadable"),
        (NewRow { body: "not toml".to_owned(), ..good.clone() }, "body", "rule_unreadable"),
        (NewRow { basis: "một văn bản".to_owned(), ..good.clone() }, "basis", "rule_without_basis"),
        (NewRow { set: "nothing".to_owned(), ..good.clone() }, "set", "rule_unknown_set"),
    ] {
        let Err(Failure::Refused(refusal)) = rules::preview(&desk, &admin, &row).await else {
            panic!("{row:?}")
        };
        assert_eq!(refusal.fields, [(field.to_owned(), code.to_owned())], "{row:?}");
    }
    rules::add(&desk, &admin, &good).await.unwrap();
    let again = NewRow { id: Uuid::from_u128(2), ..good.clone() };
    let Err(Failure::Refused(refusal)) = rules::add(&desk, &admin, &again).await else {
        panic!("taken twice")
    };
    assert_eq!(refusal.fields[0].0, "valid_from");
    for (role, org) in [(Role::Clerk, "TT.19"), (Role::Director, "TT.19")] {
        assert!(matches!(rules::add(&desk, &actor(role, org), &good).await, Err(Failure::Denied)), "{role}");
    }
}

#[tokio::test]
async fn a_day_of_one_province_moves_deadlines_there_only() {
    for (desk, fresh, _folder) in desks().await {
        let admin = actor(Role::Administrator, "CUC");
        let due = |province: &str| {
            let start = "2026-11-30T09:00:00".parse().unwrap();
            let found =
                rules::reckon(&desk, &admin, DeadlineCode::Assign, start, Some(province)).unwrap().unwrap();
            found.due.date()
        };
        assert_eq!(due("19"), day("2026-12-03"), "{}", fresh.name);
        let storm = rules::LocalDay {
            province_code: "19".to_owned(),
            day: day("2026-12-02"),
            name: "Nghỉ tránh bão".to_owned(),
            kind: "off".to_owned(),
            basis: "Công văn 9/UBND".to_owned(),
        };
        rules::add_local_day(&desk, &admin, &storm).await.unwrap();
        rules::add_local_day(&desk, &admin, &storm).await.unwrap();
        assert_eq!((due("19"), due("01")), (day("2026-12-04"), day("2026-12-03")), "{}", fresh.name);
        let view = rules::calendar(&desk, &actor(Role::Clerk, "TT.19"), 2026).await.unwrap();
        assert_eq!((view.local.len(), view.own.as_deref()), (1, Some("19")), "{}", fresh.name);
        rules::remove_local_day(&desk, &admin, "19", storm.day).await.unwrap();
        assert_eq!(due("19"), day("2026-12-03"), "{}", fresh.name);
        let twice = rules::remove_local_day(&desk, &admin, "19", storm.day).await;
        assert!(matches!(twice, Err(Failure::Missing)));
    }
}
