//! The worker: everything due is done once, nothing is stuck unseen, a killed worker loses nothing.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use fresh::Fresh;
use office::jobs::{JOBS, drain, queue_due};
use office::{Chance, Clock, Desk};
use store::jobs::{self, LEASE, MOST_ATTEMPTS, Queue, Task};
use uuid::Uuid;

struct Kit {
    desk: Desk,
    clock: Arc<Mutex<DateTime<Utc>>>,
    fresh: Fresh,
    _folder: tempfile::TempDir,
}

async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        let folder = tempfile::tempdir().unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
        // 2026-11-22 04:00 in Viet Nam, a Sunday: every hour of the schedule has come.
        let clock = Arc::new(Mutex::new("2026-11-21T21:00:00Z".parse().unwrap()));
        let time = Clock::Frozen(Arc::clone(&clock));
        let desk = Desk::open(fresh.store.clone(), files, time, Chance::seeded(1)).await.unwrap();
        kits.push(Kit { desk, clock, fresh, _folder: folder });
    }
    kits
}

impl Kit {
    fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn rows(&self, queue: Queue) -> Vec<Task> {
        let tx = self.fresh.store.snapshot().await.unwrap();
        jobs::list(&tx, queue, 100).await.unwrap()
    }

    async fn enqueue(&self, kind: &str) -> Uuid {
        let (id, now) = (self.desk.id(), self.desk.now());
        let tx = self.fresh.store.begin().await.unwrap();
        jobs::enqueue(&tx, id, kind, "", None, now, now).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

#[tokio::test]
async fn each_hour_of_the_schedule_is_worked_once() {
    for kit in kits().await {
        let scheduled = JOBS.iter().filter(|job| job.schedule.is_some()).count();
        queue_due(&kit.desk).await.unwrap();
        queue_due(&kit.desk).await.unwrap();
        assert_eq!(kit.rows(Queue::Jobs).await.len(), scheduled, "{}", kit.fresh.name);
        assert_eq!(drain(&kit.desk).await.unwrap(), scheduled, "{}", kit.fresh.name);
        let rows = kit.rows(Queue::Jobs).await;
        let undone: Vec<_> = rows.iter().filter(|row| row.done_at.is_none()).collect();
        assert!(undone.is_empty(), "{}: {undone:?}", kit.fresh.name);
        queue_due(&kit.desk).await.unwrap();
        assert_eq!(drain(&kit.desk).await.unwrap(), 0, "{}", kit.fresh.name);

        // A day later the daily jobs run again, the weekly one does not.
        kit.pass(Duration::days(1));
        queue_due(&kit.desk).await.unwrap();
        assert_eq!(drain(&kit.desk).await.unwrap(), scheduled - 1, "{}", kit.fresh.name);
    }
}

/// Work on the whole register does not fall into the day, whenever the server starts.
#[tokio::test]
async fn heavy_work_runs_in_quiet_hours_and_by_day_only_without_a_result() {
    for kit in kits().await {
        let name = kit.fresh.name;
        let at = |time: &str| *kit.clock.lock().unwrap() = time.parse().unwrap();
        let done = async || {
            queue_due(&kit.desk).await.unwrap();
            drain(&kit.desk).await.unwrap();
            let rows = kit.rows(Queue::Jobs).await;
            let heavy =
                |kind: &str| rows.iter().filter(|row| row.kind == kind && row.done_at.is_some()).count();
            assert_eq!(heavy("reckon_months"), heavy("examine_register"), "{name}");
            heavy("reckon_months")
        };
        // 10:00 in Viet Nam, and nothing was ever reckoned.
        at("2026-11-22T03:00:00Z");
        assert_eq!(done().await, 1, "{name}: there is no result at all");
        at("2026-11-22T09:00:00Z");
        assert_eq!(done().await, 1, "{name}: by day the result of today will do");
        // The server is off in the night.
        at("2026-11-23T02:00:00Z");
        assert_eq!(done().await, 1, "{name}: a start with a result of 23 hours ago");
        at("2026-11-23T03:00:01Z");
        assert_eq!(done().await, 2, "{name}: the result is older than a day and a night");
        at("2026-11-23T17:59:59Z");
        assert_eq!(done().await, 2, "{name}: a second before one o'clock");
        at("2026-11-23T18:00:00Z");
        assert_eq!(done().await, 3, "{name}: one o'clock");
        at("2026-11-23T21:00:00Z");
        assert_eq!(done().await, 3, "{name}: once a night");
        // An administrator moves the quiet hours to noon.
        let tx = kit.fresh.store.begin().await.unwrap();
        for (key, hour) in [("quiet_from", "12"), ("quiet_to", "14")] {
            store::settings::update_seen(&tx, key, 0, hour, "admin", kit.desk.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        at("2026-11-24T05:30:00Z");
        assert_eq!(done().await, 4, "{name}: half past twelve is quiet now");
        at("2026-11-24T19:00:00Z");
        assert_eq!(done().await, 4, "{name}: two in the night is not");
    }
}

#[tokio::test]
async fn what_a_killed_worker_held_is_done_once_after_its_lease() {
    for kit in kits().await {
        kit.enqueue("forget_done").await;
        // The worker claims the row and is killed.
        let tx = kit.fresh.store.begin().await.unwrap();
        assert!(jobs::claim(&tx, Queue::Jobs, kit.desk.now()).await.unwrap().is_some());
        tx.commit().await.unwrap();

        kit.pass(LEASE - Duration::seconds(1));
        assert_eq!(drain(&kit.desk).await.unwrap(), 0, "{}: the lease still runs", kit.fresh.name);
        kit.pass(Duration::seconds(2));
        assert_eq!(drain(&kit.desk).await.unwrap(), 1, "{}", kit.fresh.name);
        let row = kit.rows(Queue::Jobs).await.remove(0);
        assert!(row.done_at.is_some() && row.attempts == 2, "{}: {row:?}", kit.fresh.name);
        kit.pass(LEASE * 3);
        assert_eq!(drain(&kit.desk).await.unwrap(), 0, "{}: once", kit.fresh.name);
    }
}

#[tokio::test]
async fn work_that_kills_its_worker_each_time_is_set_aside() {
    for kit in kits().await {
        kit.enqueue("forget_done").await;
        for _ in 0..MOST_ATTEMPTS {
            let tx = kit.fresh.store.begin().await.unwrap();
            assert!(jobs::claim(&tx, Queue::Jobs, kit.desk.now()).await.unwrap().is_some());
            tx.commit().await.unwrap();
            kit.pass(LEASE + Duration::seconds(1));
        }
        assert_eq!(drain(&kit.desk).await.unwrap(), 1, "{}", kit.fresh.name);
        let row = kit.rows(Queue::Jobs).await.remove(0);
        assert!(row.failed_at.is_some() && row.done_at.is_none(), "{}: {row:?}", kit.fresh.name);
    }
}

#[tokio::test]
async fn failing_work_waits_and_is_set_aside_with_its_reason() {
    for kit in kits().await {
        let id = kit.enqueue("no_such_job").await;
        for _ in 0..MOST_ATTEMPTS {
            assert_eq!(drain(&kit.desk).await.unwrap(), 1, "{}", kit.fresh.name);
            assert_eq!(drain(&kit.desk).await.unwrap(), 0, "{}: not at once again", kit.fresh.name);
            kit.pass(Duration::days(1));
        }
        let row = kit.rows(Queue::Jobs).await.remove(0);
        assert!(row.failed_at.is_some(), "{}", kit.fresh.name);
        assert!(row.last_error.unwrap().contains("no_such_job"), "{}", kit.fresh.name);

        let tx = kit.fresh.store.begin().await.unwrap();
        assert!(jobs::retry(&tx, Queue::Jobs, id, kit.desk.now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(drain(&kit.desk).await.unwrap(), 1, "{}: tried again when asked", kit.fresh.name);
    }
}

#[tokio::test]
async fn an_event_nobody_can_read_delays_no_other() {
    for kit in kits().await {
        let (id, now) = (kit.desk.id(), kit.desk.now());
        let tx = kit.fresh.store.begin().await.unwrap();
        jobs::emit(&tx, &[(id, "unknown", "{\"event\":\"of the future\"}".to_owned())], now).await.unwrap();
        let good = "{\"event\":\"file_imported\",\"run\":\"00000000-0000-0000-0000-000000000001\"}";
        jobs::emit(&tx, &[(kit.desk.id(), "file_imported", good.to_owned())], now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(drain(&kit.desk).await.unwrap(), 2, "{}", kit.fresh.name);
        let rows = kit.rows(Queue::Outbox).await;
        let bad = rows.iter().find(|row| row.id == id).unwrap();
        assert!(bad.done_at.is_none() && bad.last_error.is_some(), "{}: {bad:?}", kit.fresh.name);
        assert_eq!(rows.iter().filter(|row| row.done_at.is_some()).count(), 1, "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn done_rows_are_forgotten_after_a_month() {
    for kit in kits().await {
        kit.enqueue("forget_ended").await;
        drain(&kit.desk).await.unwrap();
        kit.pass(Duration::days(31));
        kit.enqueue("forget_done").await;
        drain(&kit.desk).await.unwrap();
        let kinds: Vec<String> = kit.rows(Queue::Jobs).await.into_iter().map(|row| row.kind).collect();
        assert_eq!(kinds, ["forget_done"], "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn the_worker_stops_when_it_is_told() {
    let kit = kits().await.remove(0);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let desk = kit.desk.clone();
    let worker = tokio::spawn(async move { office::jobs::work(&desk, stopped).await });
    let scheduled = JOBS.iter().filter(|job| job.schedule.is_some()).count();
    let begun = std::time::Instant::now();
    loop {
        let rows = kit.rows(Queue::Jobs).await;
        if rows.iter().filter(|row| row.done_at.is_some()).count() == scheduled {
            break;
        }
        assert!(begun.elapsed().as_secs() < 20, "{rows:?}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    stop.send(true).unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(5), worker).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_broken_audit_chain_makes_its_job_fail_until_somebody_looks() {
    for kit in kits().await {
        let actor = office::Actor::system();
        for number in 0..3 {
            let mut work = kit.desk.begin_as(&actor).await.unwrap();
            work.record("test.act", "thing", number, "");
            kit.desk.commit(work).await.unwrap();
        }
        kit.enqueue("check_audit_chain").await;
        drain(&kit.desk).await.unwrap();
        let state = office::operations::chain_walk(&kit.desk).await.unwrap().unwrap();
        assert_eq!(
            (state.walk.rows, state.walk.broken_at, state.walk.whole),
            (3, None, true),
            "{}",
            kit.fresh.name
        );

        kit.fresh.store.maintain("update audit set detail = '{}' where seq = 2").await.unwrap();
        kit.enqueue("check_audit_chain").await;
        drain(&kit.desk).await.unwrap();
        let state = office::operations::chain_walk(&kit.desk).await.unwrap().unwrap();
        assert_eq!(state.walk.broken_at, Some(2), "{}", kit.fresh.name);
        let rows = kit.rows(Queue::Jobs).await;
        let failed = rows.iter().find(|row| row.done_at.is_none()).unwrap();
        assert!(failed.last_error.as_ref().unwrap().contains("row 2"), "{}: {failed:?}", kit.fresh.name);
    }
}
