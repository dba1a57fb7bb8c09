//! How far a run is, and whether it shall stop.
//!
//! A run tells its progress in three places: to its caller, on a board in memory, and in its row.
//! While an import is written to SQLite nobody else can write, so there the row waits and the board
//! speaks; a stop comes through the board as well.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::desk::Desk;
use crate::failure::Failure;

/// What a run is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Reading and checking rows.
    Reading,
    /// Comparing rows with the register.
    Comparing,
    /// Writing to the register.
    Writing,
}

/// Why a run ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled,
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<store::StoreError> for Stop {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Progress of a run in this process.
#[derive(Debug, Default)]
struct Sign {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

/// Which run: its installation, known by where its files lie, and its id.
type Name = (String, Uuid);

static BOARD: LazyLock<Mutex<HashMap<Name, Arc<Sign>>>> = LazyLock::new(Mutex::default);

fn board() -> std::sync::MutexGuard<'static, HashMap<Name, Arc<Sign>>> {
    BOARD.lock().expect("no panic while the board is held")
}

fn name(desk: &Desk, run: Uuid) -> Name {
    (desk.files().address().to_owned(), run)
}

/// How far a run of this process is: rows done and rows in all (0 = not known).
pub(super) fn progress_of(desk: &Desk, run: Uuid) -> Option<(u64, u64)> {
    let sign = board().get(&name(desk, run)).cloned()?;
    Some((sign.done.load(Ordering::Relaxed), sign.total.load(Ordering::Relaxed)))
}

/// Asks a run of this process to stop.
pub(super) fn stop(desk: &Desk, run: Uuid) {
    if let Some(sign) = board().get(&name(desk, run)) {
        sign.stop.store(true, Ordering::Relaxed);
    }
}

/// Who is told about progress; may say stop.
pub(super) type Teller<'a> = &'a (dyn Fn(u64, u64) -> ControlFlow<()> + Send + Sync);

pub(super) struct Watch<'a> {
    desk: &'a Desk,
    run: Option<Uuid>,
    sign: Arc<Sign>,
    teller: Teller<'a>,
    noted_at: Mutex<Option<DateTime<Utc>>>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(run) = self.run {
            board().remove(&name(self.desk, run));
        }
    }
}

impl<'a> Watch<'a> {
    pub(super) fn new(desk: &'a Desk, run: Option<Uuid>, teller: Teller<'a>) -> Self {
        let sign = Arc::new(Sign::default());
        if let Some(run) = run {
            board().insert(name(desk, run), Arc::clone(&sign));
        }
        Self { desk, run, sign, teller, noted_at: Mutex::default() }
    }

    /// Tells how far the run is, and ends it where somebody said stop. Gives others a turn.
    pub(super) async fn step(&self, phase: Phase, done: u64, total: u64) -> Result<(), Stop> {
        self.sign.done.store(done, Ordering::Relaxed);
        self.sign.total.store(total, Ordering::Relaxed);
        tokio::task::yield_now().await;
        if (self.teller)(done, total).is_break() || self.sign.stop.load(Ordering::Relaxed) {
            return Err(Stop::Cancelled);
        }
        let Some(run) = self.run.filter(|_| self.is_due()) else { return Ok(()) };
        let locked = phase == Phase::Writing && self.desk.store().is_sqlite();
        let asked = if locked {
            let tx = self.desk.store().snapshot().await?;
            store::imports::is_cancel_asked(&tx, run).await?
        } else {
            let tx = self.desk.store().begin().await?;
            let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            let asked =
                store::imports::note_progress(&tx, run, number(done), number(total), self.desk.now()).await?;
            tx.commit().await?;
            asked
        };
        if asked { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Once a second is often enough for the database.
    fn is_due(&self) -> bool {
        let now = self.desk.now();
        let mut noted_at = self.noted_at.lock().expect("no panic while the time is held");
        let due = noted_at.is_none_or(|before| now - before >= Duration::seconds(1));
        if due {
            *noted_at = Some(now);
        }
        due
    }
}
