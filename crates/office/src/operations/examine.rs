//! What a doctor can see of database and files without changing anything.

use chrono::{DateTime, Utc};
use law::kernel::coded::Coded as _;
use store::Store;
use store::files::Files;
use store::jobs::{self, Queue};
use store::operations::sealed::{self, SEALED};
use store::operations::{self, Condition};
use store::reference::ReferenceSet;

use crate::failure::Outcome;

/// What was seen of a database whose schema is current.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Examined {
    /// Rows of the audit chain, and the first that does not fit.
    pub audit_rows: i64,
    pub audit_broken_at: Option<i64>,
    /// Sets of reference data that are loaded, and that are expected.
    pub reference_sets: usize,
    pub reference_sets_expected: usize,
    /// Rows of both queues: waiting, set aside, and since when the oldest waits.
    pub waiting: i64,
    pub set_aside: i64,
    pub oldest: Option<DateTime<Utc>>,
    /// Sealed values that carry an older key.
    pub stale_seals: i64,
    /// Sealed values whose key is not configured.
    pub lost_seals: u64,
    /// When somebody last did anything, by the audit record.
    pub last_act: Option<DateTime<Utc>>,
}

/// Asks the database about itself.
pub async fn condition(store: &Store) -> Outcome<Condition> {
    Ok(operations::condition(store).await?)
}

/// Looks at a database whose schema is current.
pub async fn examine(store: &Store) -> Outcome<Examined> {
    let tx = store.snapshot().await?;
    let chain = store::audit::verify(&tx).await?;
    let last = store::audit::list(&tx, None, &store::audit::Search::default(), 1).await?;
    let (mut waiting, mut set_aside, mut oldest) = (0, 0, None);
    for queue in [Queue::Outbox, Queue::Jobs] {
        let (more, aside) = jobs::waiting(&tx, queue).await?;
        waiting += more;
        set_aside += aside;
        oldest = [oldest, jobs::oldest_waiting(&tx, queue).await?].into_iter().flatten().min();
    }
    let (mut stale_seals, mut lost_seals) = (0, 0);
    for what in SEALED {
        stale_seals += sealed::count_stale(&tx, what).await?;
        lost_seals += sealed::open_all(&tx, what).await?.key_missing;
    }
    Ok(Examined {
        audit_rows: chain.rows,
        audit_broken_at: chain.broken_at,
        reference_sets: store::reference::list_sets(&tx).await?.len(),
        reference_sets_expected: ReferenceSet::ALL.len(),
        waiting,
        set_aside,
        oldest,
        stale_seals,
        lost_seals,
        last_act: last.first().map(|line| line.at),
    })
}

/// Whether files can be kept and read back.
pub async fn try_files(files: &Files) -> Outcome<()> {
    Ok(files.probe().await?)
}
