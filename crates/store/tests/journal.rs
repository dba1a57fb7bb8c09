//! Logs of activities on both databases: files twice, equal lines, corrections, pages by key.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use chrono::{DateTime, NaiveDate, Utc};
use law::outreach::{OutreachKind, TargetGroup};
use law::people::Sex;
use store::intake::{Guidance, Reception};
use store::journal::{self, LogFilter, LogKey, Mark, Seen};
use store::outreach::{Outreach, Training};
use store::{Store, StoreError, Tx, reference};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-22T02:00:00Z".parse().unwrap()
}

fn mark(number: u128, on: &str) -> Mark {
    Mark::new(Uuid::from_u128(number), "TT.06", day(on), now(), "clerk")
}

fn reception(number: u128, on: &str, name: &str) -> Reception {
    let client_name = (!name.is_empty()).then(|| name.to_owned());
    Reception { mark: mark(number, on), client_name, purpose: Some("hỏi pháp luật".to_owned()) }
}

async fn ready(store: &Store) -> Tx {
    let tx = store.begin().await.unwrap();
    reference::load_embedded(&tx, now(), "test").await.unwrap();
    tx
}

async fn ordinals(tx: &Tx) -> Vec<i32> {
    let lines = journal::list::<Reception>(tx, &LogFilter::default(), None, 100).await.unwrap();
    let mut ordinals: Vec<i32> = lines.iter().map(|it| it.mark.ordinal).collect();
    ordinals.sort_unstable();
    ordinals
}

#[tokio::test]
async fn a_file_twice_adds_nothing_and_equal_lines_stay_two() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        let file = |from: u128| {
            vec![
                reception(from, "2022-05-05", "Hứa Đình Lộc"),
                reception(from + 1, "2022-05-05", ""),
                reception(from + 2, "2022-05-05", ""),
            ]
        };
        let mut seen = Seen::default();
        assert_eq!(journal::insert_many(&tx, file(1), &mut seen).await.unwrap(), 3, "{}", fresh.name);
        assert_eq!(journal::insert_many(&tx, file(11), &mut Seen::default()).await.unwrap(), 0);
        // The same file in two parts.
        let mut seen = Seen::default();
        let mut parts = file(21);
        let second = parts.split_off(2);
        assert_eq!(journal::insert_many(&tx, parts, &mut seen).await.unwrap(), 0);
        assert_eq!(journal::insert_many(&tx, second, &mut seen).await.unwrap(), 0);
        // A file with one more of the same.
        let mut longer = file(31);
        longer.push(reception(39, "2022-05-05", ""));
        assert_eq!(journal::insert_many(&tx, longer, &mut Seen::default()).await.unwrap(), 1);
        assert_eq!(ordinals(&tx).await, [1, 1, 2, 3]);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn spacing_and_letter_forms_do_not_make_a_line_new() {
    let one = reception(1, "2022-05-05", "Nguyễn Văn An");
    let decomposed = reception(2, "2022-05-05", "Nguye\u{302}\u{303}n  Va\u{306}n An ");
    assert_eq!(journal::content_key(&one), journal::content_key(&decomposed));
    assert_ne!(
        journal::content_key(&one),
        journal::content_key(&reception(3, "2022-05-06", "Nguyễn Văn An"))
    );
    let moved = |name: &str, purpose: &str| Reception {
        client_name: Some(name.to_owned()),
        purpose: Some(purpose.to_owned()),
        ..reception(4, "2022-05-05", "")
    };
    assert_ne!(journal::content_key(&moved("ab", "c")), journal::content_key(&moved("a", "bc")));
}

#[tokio::test]
async fn a_form_sent_twice_is_stored_once_and_a_second_visit_is_a_second_line() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        assert!(journal::insert(&tx, reception(1, "2026-11-22", "An")).await.unwrap());
        assert!(!journal::insert(&tx, reception(1, "2026-11-22", "An")).await.unwrap(), "{}", fresh.name);
        assert!(journal::insert(&tx, reception(2, "2026-11-22", "An")).await.unwrap());
        assert_eq!(ordinals(&tx).await, [1, 2]);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn taking_a_line_away_leaves_no_gap_that_a_file_could_fill() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        for number in 1..=3 {
            journal::insert(&tx, reception(number, "2026-11-22", "")).await.unwrap();
        }
        let key =
            journal::find::<Reception>(&tx, Uuid::from_u128(1)).await.unwrap().unwrap().mark.content_key;
        journal::remove::<Reception>(&tx, Uuid::from_u128(1), &key, now()).await.unwrap();
        assert_eq!(ordinals(&tx).await, [1, 2], "{}", fresh.name);
        let gone = journal::remove::<Reception>(&tx, Uuid::from_u128(1), &key, now()).await;
        assert!(matches!(gone, Err(StoreError::Stale)));
        let two = vec![reception(8, "2026-11-22", ""), reception(9, "2026-11-22", "")];
        assert_eq!(journal::insert_many(&tx, two, &mut Seen::default()).await.unwrap(), 0);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_correction_needs_what_was_seen_and_keeps_who_entered_it() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        journal::insert(&tx, reception(1, "2026-11-20", "An")).await.unwrap();
        let seen = journal::find::<Reception>(&tx, Uuid::from_u128(1)).await.unwrap().unwrap();
        let mut corrected = seen.clone();
        corrected.client_name = Some("Hà Thị An".to_owned());
        corrected.mark.on_date = day("2026-11-19");
        corrected.mark.entered_by = "somebody else".to_owned();
        journal::update(&tx, &seen.mark.content_key, corrected.clone(), now()).await.unwrap();
        let kept = journal::find::<Reception>(&tx, Uuid::from_u128(1)).await.unwrap().unwrap();
        assert_eq!(kept.client_name.as_deref(), Some("Hà Thị An"));
        assert_eq!((kept.mark.entered_by.as_str(), kept.mark.entered_at), ("clerk", now()), "{}", fresh.name);
        let late = journal::update(&tx, &seen.mark.content_key, seen.clone(), now()).await;
        assert!(matches!(late, Err(StoreError::Stale)));
        journal::update(&tx, &kept.mark.content_key, kept.clone(), now()).await.unwrap();
        assert_eq!(journal::find::<Reception>(&tx, Uuid::from_u128(1)).await.unwrap().unwrap(), kept);
        tx.rollback().await.unwrap();
    }
}

/// Lines that were entered, corrected and removed, each at its own hour: figures as of any hour count what stood then.
#[tokio::test]
async fn figures_as_of_an_hour_count_the_lines_that_stood_then() {
    use law::statistics::{Tallies, Value, Window, compute, indicator};
    use store::statistics::{Scope, tally};
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        let at = |hour: i64| now() + chrono::Duration::hours(hour);
        let made = |number: u128, attendees: i64, hour: i64| Outreach {
            mark: Mark { entered_at: at(hour), ..mark(number, "2026-11-20") },
            kind: OutreachKind::Session.into(),
            commune_code: Some("01882".to_owned()),
            target_group: TargetGroup::General.into(),
            attendees: Some(attendees),
            leaflets: None,
            language: None,
            minutes: None,
            partner: None,
            note: None,
        };
        for (number, hour) in [(1, 0), (2, 1)] {
            let line = Reception {
                mark: Mark { entered_at: at(hour), ..mark(number, "2026-11-20") },
                ..reception(number, "2026-11-20", "")
            };
            journal::insert(&tx, line).await.unwrap();
        }
        journal::insert(&tx, made(11, 40, 0)).await.unwrap();
        let key = |found: Option<Reception>| found.unwrap().mark.content_key;
        let first = journal::find::<Reception>(&tx, Uuid::from_u128(1)).await.unwrap();
        journal::remove::<Reception>(&tx, Uuid::from_u128(1), &key(first), at(3)).await.unwrap();
        // Moved to another day, which is another period; then the number of attendees is corrected twice.
        let second = journal::find::<Reception>(&tx, Uuid::from_u128(2)).await.unwrap().unwrap();
        let mut moved = second.clone();
        moved.mark.on_date = day("2026-10-20");
        journal::update(&tx, &second.mark.content_key, moved, at(4)).await.unwrap();
        for (attendees, hour) in [(45, 5), (47, 6)] {
            let seen = journal::find::<Outreach>(&tx, Uuid::from_u128(11)).await.unwrap().unwrap();
            let mut corrected = seen.clone();
            corrected.attendees = Some(attendees);
            journal::update(&tx, &seen.mark.content_key, corrected, at(hour)).await.unwrap();
        }
        let count = |tallies: &Tallies, id: &str| {
            let figures = compute(tallies);
            let figure = figures.iter().find(|it| it.indicator.id == indicator(id).unwrap().id).unwrap();
            match figure.value {
                Some(Value::Count(count)) => count,
                other => panic!("{other:?}"),
            }
        };
        let window = |as_of| Window { from: day("2026-11-01"), to: day("2026-11-30"), as_of };
        let nation = Scope::Organisations(vec!["TT.06".to_owned()]);
        for (hour, receptions, events, attendees) in [
            (-1, 0, 0, 0),
            (0, 1, 1, 40),
            (1, 2, 1, 40),
            (3, 1, 1, 40),
            (4, 0, 1, 40),
            (5, 0, 1, 45),
            (6, 0, 1, 47),
        ] {
            let then = tally(&tx, &nation, &window(Some(at(hour)))).await.unwrap();
            let found = ["receptions", "outreach_events", "outreach_attendees"].map(|id| count(&then, id));
            assert_eq!(found, [receptions, events, attendees], "{} as of {hour}", fresh.name);
            assert_eq!(count(&then, "outreach_communes"), events, "{} as of {hour}", fresh.name);
        }
        let today = tally(&tx, &nation, &window(None)).await.unwrap();
        assert_eq!(today, tally(&tx, &nation, &window(Some(at(100)))).await.unwrap(), "{}", fresh.name);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn pages_of_a_log_follow_each_other_latest_day_first() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        let lines =
            (1..=7).map(|number| reception(number, &format!("2022-05-0{}", 1 + number % 3), "")).collect();
        journal::insert_many(&tx, lines, &mut Seen::default()).await.unwrap();
        let filter =
            LogFilter { from: Some(day("2022-05-01")), to: Some(day("2022-05-03")), ..LogFilter::default() };
        let mut met = Vec::new();
        let mut after = None;
        loop {
            let page = journal::list::<Reception>(&tx, &filter, after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(LogKey { on_date: last.mark.on_date, id: last.mark.id });
            met.extend(page.iter().map(|it| (it.mark.on_date, it.mark.id)));
        }
        let mut sorted = met.clone();
        sorted.sort_unstable_by(|left, right| right.cmp(left));
        sorted.dedup();
        assert_eq!((met.len(), &met), (7, &sorted), "{}", fresh.name);
        assert_eq!(journal::count::<Reception>(&tx, &filter, 10_000).await.unwrap(), 7);
        assert_eq!(journal::count::<Reception>(&tx, &filter, 4).await.unwrap(), 5);
        let elsewhere = LogFilter { organisations: Some(vec!["TT.19".to_owned()]), ..filter };
        assert_eq!(journal::count::<Reception>(&tx, &elsewhere, 10).await.unwrap(), 0);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn all_four_logs_keep_what_they_are_told() {
    for fresh in fresh::stores().await {
        let tx = ready(&fresh.store).await;
        let guidance = Guidance {
            mark: mark(1, "2022-02-01"),
            client_name: Some("Lục Duy Thành".to_owned()),
            client_sex: Some(Sex::Male.into()),
            client_ethnicity: Some("02".to_owned()),
            category: None,
            field: None,
            summary: None,
        };
        let outreach = Outreach {
            mark: mark(2, "2022-05-19"),
            kind: OutreachKind::Session.into(),
            commune_code: Some("02071".to_owned()),
            target_group: TargetGroup::Women.into(),
            attendees: Some(43),
            leaflets: Some(84),
            language: Some("vi".to_owned()),
            minutes: Some(90),
            partner: None,
            note: None,
        };
        let training =
            Training {
                mark: mark(3, "2022-06-01"), title: "Kỹ năng bào chữa".to_owned(), participants: 25
            };
        assert!(journal::insert(&tx, guidance.clone()).await.unwrap());
        assert!(journal::insert(&tx, outreach.clone()).await.unwrap());
        assert!(journal::insert(&tx, training.clone()).await.unwrap());
        let found = journal::find::<Guidance>(&tx, guidance.mark.id).await.unwrap().unwrap();
        assert_eq!(Guidance { mark: guidance.mark.clone(), ..found }, guidance, "{}", fresh.name);
        let found = journal::find::<Outreach>(&tx, outreach.mark.id).await.unwrap().unwrap();
        assert_eq!(Outreach { mark: outreach.mark.clone(), ..found }, outreach);
        let found = journal::find::<Training>(&tx, training.mark.id).await.unwrap().unwrap();
        assert_eq!((found.mark.ordinal, found.participants), (1, 25));
        let women = LogFilter { equal: vec![("target_group", "women".to_owned())], ..LogFilter::default() };
        assert_eq!(
            journal::sums::<Outreach>(&tx, &women, &["attendees", "leaflets"]).await.unwrap(),
            [43, 84]
        );
        let men = LogFilter { equal: vec![("target_group", "veterans".to_owned())], ..LogFilter::default() };
        assert_eq!(journal::sums::<Outreach>(&tx, &men, &["attendees"]).await.unwrap(), [0]);
        tx.rollback().await.unwrap();
    }
}
