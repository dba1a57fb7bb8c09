//! The outbox of events and the queue of jobs: rows written in the transaction of the act that
//! needs them, claimed with a lease, retried with growing pauses, never lost and never stuck unseen.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{FromQueryResult, QueryResult};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// After so many attempts a row is set aside for a person to look at.
pub const MOST_ATTEMPTS: i32 = 8;
/// How long a worker may hold a row before another takes it.
pub const LEASE: Duration = Duration::minutes(5);

/// Which of the two queues.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Queue {
    /// Events that happened.
    Outbox,
    /// Work to do.
    Jobs,
}

impl Queue {
    fn table(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Jobs => "job",
        }
    }
}

/// A row of either queue.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Task {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub created_at: DateTime<Utc>,
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub done_at: Option<DateTime<Utc>>,
    pub failed_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

const COLUMNS: &str = "id, kind, payload, created_at, run_at, attempts, done_at, failed_at, last_error";

/// Puts events in the outbox: id, kind, payload of each.
pub async fn emit(tx: &Tx, events: &[(Uuid, &str, String)], now: DateTime<Utc>) -> Result<()> {
    for part in events.chunks(100) {
        let rows: Vec<String> = (0..part.len())
            .map(|place| format!("(${}, ${}, ${}, $1, $1, 0)", 3 * place + 2, 3 * place + 3, 3 * place + 4))
            .collect();
        let sql = format!(
            "insert into outbox (id, kind, payload, created_at, run_at, attempts) values {}",
            rows.join(", ")
        );
        let mut values: Vec<sea_orm::Value> = vec![now.into()];
        for (id, kind, payload) in part {
            values.extend([(*id).into(), (*kind).into(), payload.as_str().into()]);
        }
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// Queues a job; a waiting job with the same key stands for both.
pub async fn enqueue(
    tx: &Tx,
    id: Uuid,
    kind: &str,
    payload: &str,
    dedupe_key: Option<&str>,
    now: DateTime<Utc>,
    run_at: DateTime<Utc>,
) -> Result<()> {
    let sql = "insert into job (id, kind, payload, dedupe_key, created_at, run_at, attempts)
         values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing";
    let values = [id.into(), kind.into(), payload.into(), dedupe_key.into(), now.into(), run_at.into()];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Queues the job of a slot of the schedule, unless this slot was ever queued.
pub async fn enqueue_slot(tx: &Tx, id: Uuid, kind: &str, slot: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "insert into job (id, kind, payload, dedupe_key, created_at, run_at, attempts)
         select $1, $2, '', $3, $4, $4, 0 where not exists (select 1 from job where dedupe_key = $3)
         on conflict do nothing";
    tx.execute(sql, [id.into(), kind.into(), slot.into(), now.into()]).await?;
    Ok(())
}

/// Which of these slots were queued before.
pub async fn known_slots(tx: &Tx, slots: &[String]) -> Result<Vec<String>> {
    let places: Vec<String> = (1..=slots.len()).map(|place| format!("${place}")).collect();
    let sql = format!("select distinct dedupe_key from job where dedupe_key in ({})", places.join(", "));
    let rows = tx.rows(&sql, slots.iter().map(|slot| slot.as_str().into())).await?;
    rows.iter().map(|row| Ok(row.try_get("", "dedupe_key")?)).collect()
}

/// Whether a job of a kind was done at this time or after it.
pub async fn was_done_since(tx: &Tx, kind: &str, since: DateTime<Utc>) -> Result<bool> {
    let sql = "select 1 as it from job where kind = $1 and done_at >= $2 limit 1";
    Ok(tx.row(sql, [kind.into(), since.into()]).await?.is_some())
}

/// Whether a row is due; asked before claiming, so that an idle worker does not write.
pub async fn is_due(tx: &Tx, queue: Queue, now: DateTime<Utc>) -> Result<bool> {
    let sql = format!(
        "select 1 as it from {} where done_at is null and failed_at is null and run_at <= $1
         and (lease_until is null or lease_until < $1) limit 1",
        queue.table()
    );
    Ok(tx.row(&sql, [now.into()]).await?.is_some())
}

/// Holds a row for another lease while its work goes on; `false` when another worker took it.
pub async fn extend(tx: &Tx, queue: Queue, task: &Task, now: DateTime<Utc>) -> Result<bool> {
    let sql = format!(
        "update {} set lease_until = $3 where id = $1 and attempts = $2 and done_at is null and failed_at is null",
        queue.table()
    );
    let values = [task.id.into(), task.attempts.into(), (now + LEASE).into()];
    Ok(tx.execute(&sql, values).await?.rows_affected() == 1)
}

/// When the oldest row that still waits was written.
pub async fn oldest_waiting(tx: &Tx, queue: Queue) -> Result<Option<DateTime<Utc>>> {
    let sql = format!(
        "select created_at from {} where done_at is null and failed_at is null order by created_at limit 1",
        queue.table()
    );
    let row = tx.row(&sql, []).await?;
    row.map(|row| Ok(row.try_get("", "created_at")?)).transpose()
}

/// Takes the next row that is due, for the length of a lease.
pub async fn claim(tx: &Tx, queue: Queue, now: DateTime<Utc>) -> Result<Option<Task>> {
    let table = queue.table();
    let skip = if tx.is_sqlite() { "" } else { " for update skip locked" };
    let sql = format!(
        "update {table} set lease_until = $2, attempts = attempts + 1 where id = (
            select id from {table}
            where done_at is null and failed_at is null and run_at <= $1
              and (lease_until is null or lease_until < $1)
            order by run_at limit 1{skip}
         ) returning {COLUMNS}"
    );
    let row = tx.row(&sql, [now.into(), (now + LEASE).into()]).await?;
    row.map(|row| task(&row)).transpose()
}

/// Marks a row as done.
pub async fn finish(tx: &Tx, queue: Queue, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let sql = format!(
        "update {} set done_at = $2, lease_until = null, last_error = null where id = $1",
        queue.table()
    );
    tx.execute(&sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Notes a failure: again later, or set aside after the last attempt.
pub async fn fail(tx: &Tx, queue: Queue, task: &Task, error: &str, now: DateTime<Utc>) -> Result<()> {
    let table = queue.table();
    let error: String = error.chars().take(2000).collect();
    if task.attempts >= MOST_ATTEMPTS {
        let sql =
            format!("update {table} set failed_at = $2, last_error = $3, lease_until = null where id = $1");
        tx.execute(&sql, [task.id.into(), now.into(), error.into()]).await?;
    } else {
        let pause = Duration::seconds(10 * (1_i64 << task.attempts.clamp(0, 12)));
        let sql =
            format!("update {table} set run_at = $2, last_error = $3, lease_until = null where id = $1");
        tx.execute(&sql, [task.id.into(), (now + pause).into(), error.into()]).await?;
    }
    Ok(())
}

/// Puts a row that was set aside back in the queue.
pub async fn retry(tx: &Tx, queue: Queue, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let sql = format!(
        "update {} set failed_at = null, attempts = 0, run_at = $2 where id = $1 and failed_at is not null",
        queue.table()
    );
    Ok(tx.execute(&sql, [id.into(), now.into()]).await?.rows_affected() == 1)
}

/// The latest rows of a queue; those set aside and those waiting come first.
pub async fn list(tx: &Tx, queue: Queue, limit: u64) -> Result<Vec<Task>> {
    let sql = format!(
        "select {COLUMNS} from {} order by case when failed_at is not null then 0 when done_at is null then 1
         else 2 end, run_at desc limit {limit}",
        queue.table()
    );
    tx.rows(&sql, []).await?.iter().map(task).collect()
}

/// How many rows wait, and how many were set aside.
pub async fn waiting(tx: &Tx, queue: Queue) -> Result<(i64, i64)> {
    let sql = format!(
        "select count(*) filter (where failed_at is null) as waiting, count(*) filter (where failed_at is not null)
         as aside from {} where done_at is null",
        queue.table()
    );
    let row = tx.row(&sql, []).await?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.try_get("", "waiting")?, row.try_get("", "aside")?))
}

/// Forgets rows that were done before a day.
pub async fn remove_done(tx: &Tx, queue: Queue, before: DateTime<Utc>) -> Result<u64> {
    let sql = format!("delete from {} where done_at < $1", queue.table());
    Ok(tx.execute(&sql, [before.into()]).await?.rows_affected())
}

fn task(row: &QueryResult) -> Result<Task> {
    Ok(Task::from_query_result(row, "")?)
}
