//! The two queues: claimed once, held by a lease, tried again with growing pauses, never lost.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use store::jobs::{self, LEASE, MOST_ATTEMPTS, Queue, Task};
use store::{Store, Tx};
use uuid::Uuid;

fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap() + Duration::minutes(minutes)
}

async fn write<T, F: AsyncFnOnce(&Tx) -> store::Result<T>>(store: &Store, act: F) -> T {
    let tx = store.begin().await.unwrap();
    let answer = act(&tx).await.unwrap();
    tx.commit().await.unwrap();
    answer
}

async fn claim(store: &Store, minutes: i64) -> Option<Task> {
    write(store, async |tx| jobs::claim(tx, Queue::Jobs, at(minutes)).await).await
}

async fn enqueue(store: &Store, id: u128, key: Option<&str>) {
    let id = Uuid::from_u128(id);
    write(store, async |tx| jobs::enqueue(tx, id, "count", "{}", key, at(0), at(0)).await).await;
}

#[tokio::test]
async fn a_waiting_job_with_the_same_key_stands_for_both() {
    for fresh in fresh::stores().await {
        let store = &fresh.store;
        enqueue(store, 1, Some("once")).await;
        enqueue(store, 2, Some("once")).await;
        let first = claim(store, 0).await.unwrap();
        assert_eq!(first.id, Uuid::from_u128(1), "{}", fresh.name);
        assert_eq!(claim(store, 0).await, None, "{}", fresh.name);
        write(store, async |tx| jobs::finish(tx, Queue::Jobs, first.id, at(1)).await).await;
        enqueue(store, 3, Some("once")).await;
        assert!(claim(store, 1).await.is_some(), "{}: a done job makes room for the next", fresh.name);
    }
}

#[tokio::test]
async fn a_slot_of_the_schedule_is_queued_once_even_after_it_was_done() {
    for fresh in fresh::stores().await {
        let store = &fresh.store;
        for id in 1..=3_u128 {
            let id = Uuid::from_u128(id);
            write(store, async |tx| jobs::enqueue_slot(tx, id, "nightly", "nightly@2026-11-22", at(0)).await)
                .await;
            if let Some(task) = claim(store, 0).await {
                write(store, async |tx| jobs::finish(tx, Queue::Jobs, task.id, at(1)).await).await;
            }
        }
        let tx = store.snapshot().await.unwrap();
        assert_eq!(jobs::list(&tx, Queue::Jobs, 10).await.unwrap().len(), 1, "{}", fresh.name);
        let slots = ["nightly@2026-11-22".to_owned(), "nightly@2026-11-23".to_owned()];
        assert_eq!(jobs::known_slots(&tx, &slots).await.unwrap(), [slots[0].clone()], "{}", fresh.name);
    }
}

#[tokio::test]
async fn a_killed_worker_gives_its_row_back_when_the_lease_ends() {
    for fresh in fresh::stores().await {
        let store = &fresh.store;
        enqueue(store, 1, None).await;
        let held = claim(store, 0).await.unwrap();
        assert_eq!(claim(store, LEASE.num_minutes() - 1).await, None, "{}: the row is held", fresh.name);
        let again = claim(store, LEASE.num_minutes() + 1).await.unwrap();
        assert_eq!((again.id, again.attempts), (held.id, 2), "{}", fresh.name);

        let now = at(LEASE.num_minutes() + 2);
        let kept = write(store, async |tx| jobs::extend(tx, Queue::Jobs, &held, now).await).await;
        assert!(!kept, "{}: who lost the row cannot hold it again", fresh.name);
        let kept = write(store, async |tx| jobs::extend(tx, Queue::Jobs, &again, now).await).await;
        assert!(kept, "{}", fresh.name);
        assert_eq!(claim(store, 2 * LEASE.num_minutes() + 1).await, None, "{}: held for longer", fresh.name);

        write(store, async |tx| jobs::finish(tx, Queue::Jobs, again.id, now).await).await;
        assert_eq!(claim(store, 60).await, None, "{}: done is done", fresh.name);
    }
}

#[tokio::test]
async fn two_workers_never_hold_the_same_row() {
    for fresh in fresh::stores().await {
        for id in 1..=20 {
            enqueue(&fresh.store, id, None).await;
        }
        let workers = (0..4).map(|_| {
            let store = fresh.store.clone();
            tokio::spawn(async move {
                let mut held = Vec::new();
                while let Some(task) = claim(&store, 0).await {
                    held.push(task.id);
                }
                held
            })
        });
        let mut all = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            all.extend(worker.await.unwrap());
        }
        all.sort();
        assert_eq!(all, (1..=20).map(Uuid::from_u128).collect::<Vec<_>>(), "{}", fresh.name);
    }
}

#[tokio::test]
async fn failures_wait_longer_each_time_and_are_set_aside_at_last() {
    for fresh in fresh::stores().await {
        let store = &fresh.store;
        enqueue(store, 1, None).await;
        let (mut now, mut pauses) = (0, Vec::new());
        for _ in 0..MOST_ATTEMPTS {
            let task = claim(store, now).await.unwrap();
            write(store, async |tx| jobs::fail(tx, Queue::Jobs, &task, "no paper", at(now)).await).await;
            let tx = store.snapshot().await.unwrap();
            let row = jobs::list(&tx, Queue::Jobs, 1).await.unwrap().remove(0);
            assert_eq!(row.last_error.as_deref(), Some("no paper"), "{}", fresh.name);
            pauses.push((row.run_at - at(now)).num_seconds());
            now += 24 * 60;
        }
        assert!(
            pauses[..pauses.len() - 1].windows(2).all(|two| two[1] == 2 * two[0]),
            "{}: {pauses:?}",
            fresh.name
        );
        assert_eq!(claim(store, now).await, None, "{}: set aside", fresh.name);
        let tx = store.snapshot().await.unwrap();
        assert_eq!(jobs::waiting(&tx, Queue::Jobs).await.unwrap(), (0, 1), "{}", fresh.name);
        drop(tx);

        let id = Uuid::from_u128(1);
        assert!(write(store, async |tx| jobs::retry(tx, Queue::Jobs, id, at(now)).await).await);
        assert!(!write(store, async |tx| jobs::retry(tx, Queue::Jobs, id, at(now)).await).await, "only once");
        assert_eq!(claim(store, now).await.unwrap().attempts, 1, "{}: it begins anew", fresh.name);
    }
}

#[tokio::test]
async fn the_outbox_knows_its_age_and_forgets_what_is_long_done() {
    for fresh in fresh::stores().await {
        let store = &fresh.store;
        for (id, minutes) in [(1, 5), (2, 0), (3, 9)] {
            let id = Uuid::from_u128(id);
            write(store, async |tx| {
                jobs::emit(tx, &[(id, "case_closed", "{}".to_owned())], at(minutes)).await
            })
            .await;
        }
        let tx = store.snapshot().await.unwrap();
        assert_eq!(jobs::oldest_waiting(&tx, Queue::Outbox).await.unwrap(), Some(at(0)), "{}", fresh.name);
        assert!(jobs::is_due(&tx, Queue::Outbox, at(0)).await.unwrap(), "{}", fresh.name);
        assert!(!jobs::is_due(&tx, Queue::Outbox, at(-1)).await.unwrap(), "{}", fresh.name);
        drop(tx);
        let id = Uuid::from_u128(2);
        write(store, async |tx| jobs::finish(tx, Queue::Outbox, id, at(1)).await).await;
        let removed = write(store, async |tx| jobs::remove_done(tx, Queue::Outbox, at(30)).await).await;
        let tx = store.snapshot().await.unwrap();
        assert_eq!(removed, 1, "{}", fresh.name);
        assert_eq!(jobs::waiting(&tx, Queue::Outbox).await.unwrap(), (2, 0), "{}", fresh.name);
    }
}
