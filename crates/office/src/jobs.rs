//! What runs by itself: the list of jobs with their schedule, and the worker that also hands events
//! of the outbox to `reactions`.
//!
//! A job may run twice (a worker was killed after its work, before its note), so every act here is
//! safe to repeat. A new job is one line in [`JOBS`] and one text `code-job-<kind>` in `admin.ftl`.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, NaiveTime, Timelike as _, Utc, Weekday};
use law::access::Permission;
use store::jobs::{LEASE, MOST_ATTEMPTS, Queue};
use tokio::sync::watch;
use uuid::Uuid;

pub use store::jobs::Task;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::settings::{QuietHours, quiet_hours};
use crate::{
    accounts, assignment, case_papers, dashboard, exchange, messages, open_data, operations, reactions,
    registers, requests, staff, submissions,
};

type Act = for<'a> fn(&'a Desk, &'a str) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send + 'a>>;

/// A kind of work that runs by itself.
pub struct Job {
    /// Its name in the queue, in texts and in the log.
    pub kind: &'static str,
    /// When it runs; without it, it runs when an act asks for it.
    pub schedule: Option<Schedule>,
    act: Act,
}

/// When a job runs, by the clock of Viet Nam.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// Every hour at a minute.
    Hourly(u32),
    /// Every day at an hour and minute.
    Daily(u32, u32),
    /// Every night in the quiet hours; by day only where there is no result of a day and night. For work that looks at
    /// the whole register.
    Quiet,
    /// On one day of the week at an hour and minute.
    Weekly(Weekday, u32, u32),
}

/// Every job.
pub const JOBS: &[Job] = &[
    Job {
        kind: "disable_idle_accounts",
        schedule: Some(Schedule::Daily(1, 0)),
        act: |desk, _| Box::pin(async move { accounts::disable_idle(desk).await.map(drop) }),
    },
    Job {
        kind: "forget_ended",
        schedule: Some(Schedule::Daily(1, 20)),
        act: |desk, _| Box::pin(async move { accounts::forget_ended(desk).await.map(drop) }),
    },
    Job {
        kind: "forget_stale_uploads",
        schedule: Some(Schedule::Daily(1, 25)),
        act: |desk, _| Box::pin(async move { case_papers::forget_stale(desk).await.map(drop) }),
    },
    Job {
        kind: "forget_done",
        schedule: Some(Schedule::Daily(1, 30)),
        act: |desk, _| Box::pin(forget_done(desk)),
    },
    Job {
        kind: "forget_made_files",
        schedule: Some(Schedule::Daily(1, 45)),
        act: |desk, _| Box::pin(registers::forget_made(desk)),
    },
    Job {
        kind: registers::YEAR_JOB,
        schedule: None,
        act: |desk, payload| Box::pin(registers::year_job(desk, payload)),
    },
    Job {
        kind: "flag_missing_proof",
        schedule: Some(Schedule::Daily(0, 40)),
        act: |desk, _| Box::pin(async move { requests::flag_missing_proof(desk).await.map(drop) }),
    },
    Job {
        kind: "move_providers",
        schedule: Some(Schedule::Daily(0, 10)),
        act: |desk, _| Box::pin(async move { staff::move_due(desk).await.map(drop) }),
    },
    Job {
        kind: "warn_of_deadlines",
        schedule: Some(Schedule::Hourly(5)),
        act: |desk, _| Box::pin(async move { messages::warn(desk).await.map(drop) }),
    },
    Job {
        kind: "chase_offers",
        schedule: Some(Schedule::Hourly(10)),
        act: |desk, _| Box::pin(async move { assignment::chase_offers(desk).await.map(drop) }),
    },
    Job {
        kind: "remind_of_reports",
        schedule: Some(Schedule::Daily(7, 0)),
        act: |desk, _| Box::pin(async move { submissions::remind(desk).await.map(drop) }),
    },
    Job {
        kind: "forget_messages",
        schedule: Some(Schedule::Daily(1, 40)),
        act: |desk, _| Box::pin(messages::forget_old(desk)),
    },
    Job {
        kind: "reckon_months",
        schedule: Some(Schedule::Quiet),
        act: |desk, _| Box::pin(async move { dashboard::reckon(desk).await.map(drop) }),
    },
    Job {
        kind: "examine_register",
        schedule: Some(Schedule::Quiet),
        act: |desk, _| Box::pin(async move { exchange::quality::examine(desk).await.map(drop) }),
    },
    Job {
        kind: "publish_open_data",
        schedule: Some(Schedule::Daily(4, 0)),
        act: |desk, _| Box::pin(open_data::publish(desk)),
    },
    Job {
        kind: "check_audit_chain",
        schedule: Some(Schedule::Quiet),
        act: |desk, _| Box::pin(operations::check_audit_chain(desk)),
    },
    Job {
        kind: "reseal",
        schedule: Some(Schedule::Daily(2, 30)),
        act: |desk, _| Box::pin(async move { operations::reseal(desk).await.map(drop) }),
    },
    Job {
        kind: "refresh_statistics",
        schedule: Some(Schedule::Weekly(Weekday::Sun, 3, 0)),
        act: |desk, _| Box::pin(refresh_statistics(desk)),
    },
    Job {
        kind: exchange::runs::CHECK_JOB,
        schedule: None,
        act: |desk, payload| Box::pin(exchange::runs::check_job(desk, payload)),
    },
    Job {
        kind: exchange::runs::APPLY_JOB,
        schedule: None,
        act: |desk, payload| Box::pin(exchange::runs::apply_job(desk, payload)),
    },
];

/// Done rows are kept so long, so that a person can see what ran.
const DONE_KEPT: Duration = Duration::days(30);

async fn forget_done(desk: &Desk) -> Outcome<()> {
    let before = desk.now() - DONE_KEPT;
    for queue in [Queue::Outbox, Queue::Jobs] {
        let tx = desk.store().begin().await?;
        store::jobs::remove_done(&tx, queue, before).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn refresh_statistics(desk: &Desk) -> Outcome<()> {
    Ok(store::operations::refresh_statistics(desk.store()).await?)
}

impl Schedule {
    /// The last moment at or before now when the job was to run; for the quiet hours, when they last began.
    #[must_use]
    pub fn last_slot(self, now: DateTime<Utc>, quiet: QuietHours) -> DateTime<Utc> {
        let local = now + VIET_NAM;
        let (hour, minute) = match self {
            Self::Hourly(minute) => {
                let hour = if local.minute() < minute { local - Duration::hours(1) } else { local };
                (hour.hour(), minute)
            }
            Self::Daily(hour, minute) | Self::Weekly(_, hour, minute) => (hour, minute),
            Self::Quiet => (quiet.from, 0),
        };
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let late_enough = |day: &NaiveDate| match self {
            Self::Weekly(weekday, ..) if day.weekday() != weekday => false,
            _ => day.and_time(time).and_utc() <= local,
        };
        let days = (0..=7).map(|back| local.date_naive() - Days::new(back));
        let day = days.into_iter().find(late_enough).unwrap_or_else(|| local.date_naive());
        day.and_time(time).and_utc() - VIET_NAM
    }
}

/// A result that is younger than this needs no other before the quiet hours.
const FRESH: Duration = Duration::hours(24);

/// Viet Nam has had one time for the whole country, without summer time, since 1976.
const VIET_NAM: Duration = Duration::hours(7);

fn slot_key(job: &Job, slot: DateTime<Utc>) -> String {
    format!("{}@{}", job.kind, (slot + VIET_NAM).format("%Y-%m-%dT%H:%M"))
}

/// Queues the jobs whose hour has come; each hour of the schedule is queued once, by whoever is first.
pub async fn queue_due(desk: &Desk) -> Outcome<()> {
    let now = desk.now();
    let seen = desk.store().snapshot().await?;
    let quiet = quiet_hours(&seen).await?;
    let slots: Vec<(&Job, String)> = JOBS
        .iter()
        .filter_map(|job| job.schedule.map(|schedule| (job, slot_key(job, schedule.last_slot(now, quiet)))))
        .collect();
    let keys: Vec<String> = slots.iter().map(|(_, key)| key.clone()).collect();
    let known = store::jobs::known_slots(&seen, &keys).await?;
    let mut due = Vec::new();
    for (job, key) in slots.into_iter().filter(|(_, key)| !known.contains(key)) {
        let waits = job.schedule == Some(Schedule::Quiet)
            && !quiet.hold((now + VIET_NAM).hour())
            && store::jobs::was_done_since(&seen, job.kind, now - FRESH).await?;
        if !waits {
            due.push((job, key));
        }
    }
    drop(seen);
    for (job, key) in &due {
        let tx = desk.store().begin().await?;
        store::jobs::enqueue_slot(&tx, desk.id(), job.kind, key, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Runs everything that is due now, events first; answers how many rows were done or tried.
pub async fn drain(desk: &Desk) -> Outcome<usize> {
    let mut count = 0;
    loop {
        let before = count;
        for queue in [Queue::Outbox, Queue::Jobs] {
            while run_next(desk, queue).await? {
                count += 1;
            }
        }
        if count == before {
            return Ok(count);
        }
    }
}

/// Takes the next row that is due and works on it; `false` when nothing is due.
pub async fn run_next(desk: &Desk, queue: Queue) -> Outcome<bool> {
    if !store::jobs::is_due(&desk.store().snapshot().await?, queue, desk.now()).await? {
        return Ok(false);
    }
    let tx = desk.store().begin().await?;
    let Some(task) = store::jobs::claim(&tx, queue, desk.now()).await? else { return Ok(false) };
    tx.commit().await?;
    let outcome = if task.attempts > MOST_ATTEMPTS {
        Err(Failure::Broken("the worker ended in the middle of this work each time".to_owned()))
    } else {
        work_on(desk, queue, &task).await
    };
    let tx = desk.store().begin().await?;
    match outcome {
        Ok(()) => store::jobs::finish(&tx, queue, task.id, desk.now()).await?,
        Err(failure) => {
            tracing::warn!(kind = task.kind, id = %task.id, attempts = task.attempts, %failure, "a job failed");
            store::jobs::fail(&tx, queue, &task, &failure.to_string(), desk.now()).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Does the work in a task of its own, so that a panic ends the work and not the worker, and holds
/// the row for as long as it takes.
async fn work_on(desk: &Desk, queue: Queue, task: &Task) -> Outcome<()> {
    let (desk_of_work, kind, payload, id) = (desk.clone(), task.kind.clone(), task.payload.clone(), task.id);
    let mut work = tokio::spawn(async move {
        match queue {
            Queue::Outbox => reactions::react(&desk_of_work, id, &payload).await,
            Queue::Jobs => act(&desk_of_work, &kind, &payload).await,
        }
    });
    let beat = StdDuration::from_secs(LEASE.num_seconds().unsigned_abs() / 3);
    loop {
        match tokio::time::timeout(beat, &mut work).await {
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(panic)) => return Err(Failure::Broken(format!("the work panicked: {panic}"))),
            Err(_) => hold(desk, queue, task).await,
        }
    }
}

async fn hold(desk: &Desk, queue: Queue, task: &Task) {
    let held = async {
        let tx = desk.store().begin().await?;
        let held = store::jobs::extend(&tx, queue, task, desk.now()).await?;
        tx.commit().await?;
        Ok::<bool, Failure>(held)
    };
    match held.await {
        Ok(true) => {}
        Ok(false) => {
            tracing::warn!(id = %task.id, "another worker took this row; the work may be done twice")
        }
        Err(failure) => tracing::warn!(id = %task.id, %failure, "the row cannot be held"),
    }
}

async fn act(desk: &Desk, kind: &str, payload: &str) -> Outcome<()> {
    let job = JOBS.iter().find(|job| job.kind == kind);
    let job = job.ok_or_else(|| Failure::Broken(format!("no job is called {kind}")))?;
    (job.act)(desk, payload).await
}

/// A queue as an administrator sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueView {
    pub state: QueueState,
    /// Those set aside, then those that wait, then those that are done.
    pub rows: Vec<Task>,
}

/// Rows of a queue that are shown.
const SHOWN: u64 = 100;

/// Both queues, for administrators of the nation: the queues belong to everybody.
pub async fn overview(desk: &Desk, actor: &Actor) -> Outcome<Vec<QueueView>> {
    desk.permit(actor, Permission::ManageJobs)?.whole_nation()?;
    let mut views = Vec::new();
    for state in queue_states(desk).await? {
        let tx = desk.store().snapshot().await?;
        let rows = store::jobs::list(&tx, queue(state.name).ok_or(Failure::Missing)?, SHOWN).await?;
        views.push(QueueView { state, rows });
    }
    Ok(views)
}

/// Puts a row that was set aside back in its queue.
pub async fn retry(desk: &Desk, actor: &Actor, name: &str, id: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageJobs)?;
    permit.whole_nation()?;
    let queue = queue(name).ok_or(Failure::Missing)?;
    let mut work = desk.begin(&permit).await?;
    if !store::jobs::retry(&work.tx, queue, id, desk.now()).await? {
        return Err(Failure::Missing);
    }
    work.record("jobs.retry", name, id, "");
    desk.commit(work).await
}

fn queue(name: &str) -> Option<Queue> {
    QUEUES.iter().find(|(known, _)| *known == name).map(|(_, queue)| *queue)
}

const QUEUES: [(&str, Queue); 2] = [("outbox", Queue::Outbox), ("jobs", Queue::Jobs)];

/// How a queue stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueState {
    /// `outbox` or `jobs`.
    pub name: &'static str,
    pub waiting: i64,
    pub set_aside: i64,
    /// How long the oldest row waits.
    pub oldest_seconds: i64,
}

/// How both queues stand.
pub async fn queue_states(desk: &Desk) -> Outcome<Vec<QueueState>> {
    let tx = desk.store().snapshot().await?;
    let mut states = Vec::new();
    for (name, queue) in QUEUES {
        let (waiting, set_aside) = store::jobs::waiting(&tx, queue).await?;
        let oldest = store::jobs::oldest_waiting(&tx, queue).await?;
        let oldest_seconds = oldest.map_or(0, |since| (desk.now() - since).num_seconds().max(0));
        states.push(QueueState { name, waiting, set_aside, oldest_seconds });
    }
    Ok(states)
}

/// How often an idle worker looks, and how long it waits when the database is away.
const LOOK: StdDuration = StdDuration::from_secs(1);
const AWAY: StdDuration = StdDuration::from_secs(5);

/// Works until told to stop: one hand for events, one for jobs, so that a long job delays no event.
pub async fn work(desk: &Desk, stop: watch::Receiver<bool>) {
    tokio::join!(work_queue(desk, Queue::Outbox, stop.clone()), work_queue(desk, Queue::Jobs, stop));
}

async fn work_queue(desk: &Desk, queue: Queue, mut stop: watch::Receiver<bool>) {
    let mut away = false;
    while !*stop.borrow() {
        let step = async {
            if queue == Queue::Jobs {
                queue_due(desk).await?;
            }
            run_next(desk, queue).await
        };
        let pause = match step.await {
            Ok(true) => StdDuration::ZERO,
            Ok(false) => LOOK,
            Err(failure) => {
                // Said once: the database may be away for an hour.
                if !away {
                    tracing::error!(queue = ?queue, %failure, "the worker waits");
                }
                away = true;
                AWAY
            }
        };
        if pause < AWAY && away {
            tracing::info!(queue = ?queue, "the worker goes on");
            away = false;
        }
        if !pause.is_zero()
            && tokio::time::timeout(pause, stop.changed()).await.is_ok_and(|changed| changed.is_err())
        {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schedule: Schedule, now: &str, expected: &str) {
        let time = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let quiet = QuietHours { from: 22, to: 3 };
        assert_eq!(schedule.last_slot(time(now), quiet), time(expected), "{schedule:?} at {now}");
    }

    #[test]
    fn a_slot_is_the_last_hour_of_the_schedule_in_viet_nam() {
        check(Schedule::Daily(1, 0), "2026-11-22T18:00:00Z", "2026-11-22T18:00:00Z");
        check(Schedule::Daily(1, 0), "2026-11-22T17:59:59Z", "2026-11-21T18:00:00Z");
        check(Schedule::Quiet, "2026-11-21T14:59:59Z", "2026-11-20T15:00:00Z");
        check(Schedule::Quiet, "2026-11-21T17:00:00Z", "2026-11-21T15:00:00Z");
        check(Schedule::Daily(23, 30), "2026-11-22T01:00:00Z", "2026-11-21T16:30:00Z");
        check(Schedule::Hourly(5), "2026-11-22T18:05:00Z", "2026-11-22T18:05:00Z");
        check(Schedule::Hourly(5), "2026-11-22T17:04:59Z", "2026-11-22T16:05:00Z");
        // 2026-11-22 is a Sunday; 03:00 in Viet Nam is 20:00 of Saturday in UTC.
        check(Schedule::Weekly(Weekday::Sun, 3, 0), "2026-11-21T20:00:00Z", "2026-11-21T20:00:00Z");
        check(Schedule::Weekly(Weekday::Sun, 3, 0), "2026-11-21T19:59:00Z", "2026-11-14T20:00:00Z");
    }

    #[test]
    fn every_job_has_a_name_of_its_own() {
        let mut kinds: Vec<&str> = JOBS.iter().map(|job| job.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), JOBS.len());
    }
}
