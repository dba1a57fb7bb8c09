//! Logs of activities: entered in a moment, once, within reach, corrected with a reason, read with a trace.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, actor, day};
use law::access::Role;
use law::outreach::{OutreachKind, TargetGroup};
use office::intake::{Guidance, Reception};
use office::journal::{self, LogQuery, Mark};
use office::outreach::{self, Outreach, Place, Training};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

fn mark(desk: &Desk, number: u128, org: &str, on: &str) -> Mark {
    Mark::new(Uuid::from_u128(number), org, day(on), desk.now(), "clerk")
}

fn reception(desk: &Desk, number: u128, org: &str, on: &str) -> Reception {
    let client_name = Some(format!("Người {number}"));
    Reception { mark: mark(desk, number, org, on), client_name, purpose: None }
}

fn event(desk: &Desk, number: u128, on: &str, commune: &str) -> Outreach {
    Outreach {
        mark: mark(desk, number, "TT.19", on),
        kind: OutreachKind::Session.into(),
        commune_code: Some(commune.to_owned()),
        target_group: TargetGroup::Women.into(),
        attendees: Some(40),
        leaflets: Some(80),
        language: Some("vi".to_owned()),
        minutes: Some(90),
        partner: None,
        note: None,
    }
}

async fn acts(kit: &Kit) -> Vec<String> {
    let tx = kit.desk.store().snapshot().await.unwrap();
    let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 100).await.unwrap();
    lines.into_iter().map(|line| line.act).collect()
}

fn all() -> LogQuery {
    LogQuery::default()
}

#[track_caller]
fn fields<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Vec<(String, String)> {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.fields,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_reception_sent_twice_is_one_and_its_reading_leaves_one_row() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let line = reception(&kit.desk, 1, "TT.19", "2026-11-22");
    journal::add(&kit.desk, &clerk, line.clone()).await.unwrap();
    journal::add(&kit.desk, &clerk, line).await.unwrap();
    let page = journal::list::<Reception>(&kit.desk, &clerk, &all(), None).await.unwrap();
    assert_eq!((page.lines.len(), page.total, page.next), (1, 1, None));
    journal::view::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(acts(&kit).await[..3], ["reception.view", "reception.list", "reception.add"]);
    assert_eq!(acts(&kit).await.iter().filter(|act| *act == "reception.add").count(), 1);
}

#[tokio::test]
async fn lists_without_names_leave_no_row() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let before = acts(&kit).await.len();
    journal::list::<Outreach>(&kit.desk, &clerk, &all(), None).await.unwrap();
    journal::list::<Training>(&kit.desk, &clerk, &all(), None).await.unwrap();
    assert_eq!(acts(&kit).await.len(), before);
    journal::list::<Guidance>(&kit.desk, &clerk, &all(), None).await.unwrap();
    assert_eq!(acts(&kit).await.len(), before + 1);
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_there() {
    let kit = Kit::new().await;
    let system = Actor::system();
    for (number, org) in [(1, "TT.19"), (2, "TT.01"), (3, "TT.06")] {
        journal::add(&kit.desk, &system, reception(&kit.desk, number, org, "2025-06-01")).await.unwrap();
    }
    let clerk = actor(Role::Clerk, "TT.19");
    let page = journal::list::<Reception>(&kit.desk, &clerk, &all(), None).await.unwrap();
    let orgs: Vec<&str> = page.lines.iter().map(|it| it.mark.org_code.as_str()).collect();
    assert_eq!(orgs, ["TT.06", "TT.19"], "what the centre took over, and its own");
    let then = LogQuery { org: Some("TT.19".to_owned()), ..all() };
    assert_eq!(journal::list::<Reception>(&kit.desk, &clerk, &then, None).await.unwrap().total, 1);
    let now = LogQuery { predecessors: true, ..then };
    assert_eq!(journal::list::<Reception>(&kit.desk, &clerk, &now, None).await.unwrap().total, 2);
    let other = LogQuery { org: Some("TT.01".to_owned()), ..all() };
    let denied = journal::list::<Reception>(&kit.desk, &clerk, &other, None).await;
    assert!(matches!(denied, Err(Failure::Missing)));
    let view = journal::view::<Reception>(&kit.desk, &clerk, Uuid::from_u128(2)).await;
    assert!(matches!(view, Err(Failure::Missing)));
    let add = journal::add(&kit.desk, &clerk, reception(&kit.desk, 4, "TT.01", "2026-01-01")).await;
    assert!(matches!(add, Err(Failure::Missing)));
    let remove = journal::remove::<Reception>(&kit.desk, &clerk, Uuid::from_u128(2), "x", "lý do").await;
    assert!(matches!(remove, Err(Failure::Missing)));
    let appraiser = actor(Role::Appraiser, "TT.19");
    assert!(matches!(
        journal::list::<Reception>(&kit.desk, &appraiser, &all(), None).await,
        Err(Failure::Denied)
    ));
    let auditor = actor(Role::Auditor, "CUC");
    assert_eq!(journal::list::<Reception>(&kit.desk, &auditor, &all(), None).await.unwrap().total, 3);
    let add = journal::add(&kit.desk, &auditor, reception(&kit.desk, 5, "TT.01", "2026-01-01")).await;
    assert!(matches!(add, Err(Failure::Denied)));
}

#[tokio::test]
async fn a_line_must_lie_in_the_life_of_its_organisation() {
    let kit = Kit::new().await;
    let system = Actor::system();
    for (org, on, field, code) in [
        ("TT.19", "2026-11-23", "on_date", "future"),
        ("TT.06", "2025-07-01", "on_date", "organisation_closed"),
        ("TT.19", "2003-12-31", "on_date", "organisation_closed"),
        ("STP.19", "2026-11-22", "org_code", "no_register"),
    ] {
        let wrong = fields(journal::add(&kit.desk, &system, reception(&kit.desk, 1, org, on)).await);
        assert_eq!(wrong, [(field.to_owned(), code.to_owned())], "{org} {on}");
    }
    journal::add(&kit.desk, &system, reception(&kit.desk, 1, "TT.06", "2025-06-30")).await.unwrap();
}

#[tokio::test]
async fn a_correction_needs_a_reason_and_what_was_seen() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    journal::add(&kit.desk, &clerk, reception(&kit.desk, 1, "TT.19", "2026-11-20")).await.unwrap();
    let seen = journal::view::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1)).await.unwrap();
    let key = seen.mark.content_key.clone();
    let corrected = Reception { purpose: Some("nộp đơn".to_owned()), ..seen.clone() };
    let wrong = fields(journal::correct(&kit.desk, &clerk, &key, " ", corrected.clone()).await);
    assert_eq!(wrong, [("reason".to_owned(), "required".to_owned())]);
    journal::correct(&kit.desk, &clerk, &key, "ghi thiếu", corrected).await.unwrap();
    let late = journal::correct(&kit.desk, &clerk, &key, "muộn", seen).await;
    assert!(matches!(late, Err(Failure::Stale)));
    let now = journal::view::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(now.purpose.as_deref(), Some("nộp đơn"));
    let gone = journal::remove::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1), &key, "nhầm").await;
    assert!(matches!(gone, Err(Failure::Stale)));
    journal::remove::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1), &now.mark.content_key, "nhầm")
        .await
        .unwrap();
    let gone = journal::view::<Reception>(&kit.desk, &clerk, Uuid::from_u128(1)).await;
    assert!(matches!(gone, Err(Failure::Missing)));
    let tx = kit.desk.store().snapshot().await.unwrap();
    let search = store::audit::Search { object_kind: Some("reception".to_owned()), ..Default::default() };
    let lines = store::audit::list(&tx, None, &search, 10).await.unwrap();
    assert_eq!((lines[0].act.as_str(), lines[0].reason.as_str()), ("reception.remove", "nhầm"));
    assert!(lines[0].detail.contains("nộp đơn"), "what it said stays in the record");
    let corrected = lines.iter().find(|line| line.act == "reception.correct").unwrap();
    assert!(corrected.detail.contains("\"purpose\":[null,\"nộp đơn\"]"), "{}", corrected.detail);
}

#[tokio::test]
async fn outreach_takes_communes_of_its_day_and_adds_up() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    journal::add(&kit.desk, &clerk, event(&kit.desk, 1, "2026-11-20", "26368")).await.unwrap();
    let wrong = fields(journal::add(&kit.desk, &clerk, event(&kit.desk, 2, "2026-11-20", "99999")).await);
    assert_eq!(wrong, [("commune".to_owned(), "unknown_commune".to_owned())]);
    let negative =
        Outreach { attendees: Some(-1), commune_code: None, ..event(&kit.desk, 3, "2026-11-20", "") };
    let wrong = fields(journal::add(&kit.desk, &clerk, negative).await);
    assert_eq!(wrong, [("attendees".to_owned(), "negative".to_owned())]);
    for number in 4..=6 {
        let line = Outreach { commune_code: None, ..event(&kit.desk, number, "2026-10-01", "") };
        journal::add(&kit.desk, &clerk, line).await.unwrap();
    }
    let october = LogQuery { from: Some(day("2026-10-01")), to: Some(day("2026-10-31")), ..all() };
    let page = journal::list::<Outreach>(&kit.desk, &clerk, &october, None).await.unwrap();
    assert_eq!((page.total, page.sums.as_slice()), (3, &[120, 240][..]));
    let women = LogQuery { equal: vec![("target_group", "general".to_owned())], ..october };
    let page = journal::list::<Outreach>(&kit.desk, &clerk, &women, None).await.unwrap();
    assert_eq!((page.total, page.sums.as_slice()), (0, &[0, 0][..]));
}

#[tokio::test]
async fn a_place_is_read_as_people_type_it() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let (then, now) = (day("2022-05-19"), day("2026-11-22"));
    let place = async |org: &str, typed: &str, on| {
        outreach::place_of(&kit.desk, &clerk, org, typed, on).await.unwrap()
    };
    let one = |place: Place| match place {
        Place::One(commune) => commune.code,
        other => panic!("{other:?}"),
    };
    let around = outreach::communes_around(&kit.desk, &clerk, "TT.19", now).await.unwrap();
    assert_eq!(around.len(), 92);
    let sample = &around[0];
    for typed in [
        sample.code.clone(),
        format!("{} ({})", sample.full_name(), sample.code),
        sample.full_name().to_lowercase(),
    ] {
        assert_eq!(one(place("TT.19", &typed, now).await), sample.code, "{typed}");
    }
    assert_eq!(one(place("TT.06", "02071", then).await), "02071");
    assert_eq!(place("TT.19", "Sao Hỏa", now).await, Place::Unknown);
    assert_eq!(place("TT.19", "02071", day("2002-01-01")).await, Place::Unknown);
    assert!(matches!(place("TT.19", "Trung Thành", then).await, Place::Several(found) if found.len() == 2));
}

#[tokio::test]
async fn training_has_a_title_and_counts_people() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let course = |number, title: &str, participants| Training {
        mark: mark(&kit.desk, number, "TT.19", "2026-06-01"),
        title: title.to_owned(),
        participants,
    };
    let wrong = fields(journal::add(&kit.desk, &clerk, course(1, " ", -2)).await);
    assert_eq!(wrong.len(), 2);
    journal::add(&kit.desk, &clerk, course(1, "Kỹ năng tham gia tố tụng", 30)).await.unwrap();
    let page = journal::list::<Training>(&kit.desk, &clerk, &all(), None).await.unwrap();
    assert_eq!((page.total, page.sums.as_slice()), (1, &[30][..]));
}
