//! Looking after an installation: back up, restore, verify, examine, seal anew. Acts of the shell and
//! of the nightly jobs; nobody does them in a browser.
//!
//! `backup` and `restore` are each other's inverse · `verify` recomputes what can be recomputed ·
//! `examine` is the part of `tgpl doctor` that looks at database and files.

mod backup;
mod examine;
mod restore;
mod verify;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::operations::sealed::{self, SEALED};

pub use backup::{FORMAT, Manifest, StepMark, TablePart, back_up};
pub use examine::{Examined, condition, examine, try_files};
pub use restore::{Restored, restore};
pub use store::audit::ChainState;
pub use store::operations::Condition;
pub use verify::{Check, Finding, Verdict, verify};

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// The setting in which the nightly walk along the audit chain keeps its place.
const CHAIN_PLACE: &str = "operations.audit_chain";
/// Steps of one night; a step is two thousand rows.
const CHAIN_STEPS: usize = 250;
/// Values that are sealed anew in one transaction.
const SEALED_AT_ONCE: u64 = 500;

/// How far the nightly walk along the audit chain came, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChainWalk {
    /// Rows that were checked since the walk last began at the first row.
    pub rows: i64,
    /// First row that does not fit, if any.
    pub broken_at: Option<i64>,
    head: String,
    /// Whether the last walk reached the end of the chain.
    pub whole: bool,
}

/// Checks the next part of the audit chain; begins again at the first row after the last.
///
/// A broken chain makes this act fail, so that the job is set aside where an administrator sees it.
pub async fn check_audit_chain(desk: &Desk) -> Outcome<()> {
    let tx = desk.store().snapshot().await?;
    let before = store::settings::find(&tx, CHAIN_PLACE).await?;
    let before: Option<ChainWalk> = before.and_then(|setting| serde_json::from_str(&setting.value).ok());
    let mut state = match before {
        Some(walk) if !walk.whole && walk.broken_at.is_none() => {
            ChainState { rows: walk.rows, broken_at: None, head: walk.head }
        }
        _ => ChainState { rows: 0, broken_at: None, head: String::new() },
    };
    let mut whole = false;
    for _ in 0..CHAIN_STEPS {
        if !store::audit::walk(&tx, &mut state).await? {
            whole = state.broken_at.is_none();
            break;
        }
    }
    if whole && store::audit::head(&tx).await? != (state.rows, state.head.clone()) {
        state.broken_at = Some(state.rows + 1);
    }
    drop(tx);
    let walk = ChainWalk { rows: state.rows, broken_at: state.broken_at, head: state.head, whole };
    let value = serde_json::to_string(&walk).map_err(|error| Failure::Broken(error.to_string()))?;
    let tx = desk.store().begin().await?;
    store::settings::update(&tx, CHAIN_PLACE, &value, "system", desk.now()).await?;
    tx.commit().await?;
    match walk.broken_at {
        Some(row) => Err(Failure::Broken(format!("the audit chain is broken at row {row}"))),
        None => Ok(()),
    }
}

/// What the nightly walk found last, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainReport {
    pub walk: ChainWalk,
    pub at: DateTime<Utc>,
}

/// What the nightly walk along the audit chain found last; `None` before its first night.
pub async fn chain_walk(desk: &Desk) -> Outcome<Option<ChainReport>> {
    let tx = desk.store().snapshot().await?;
    let Some(setting) = store::settings::find(&tx, CHAIN_PLACE).await? else { return Ok(None) };
    let walk = serde_json::from_str(&setting.value).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Some(ChainReport { walk, at: setting.updated_at }))
}

/// Seals every value that carries an older key with the current one; answers how many. It can be
/// stopped and run again: it goes on with what is left.
pub async fn reseal(desk: &Desk) -> Outcome<u64> {
    desk.store().keyring().reload().map_err(Failure::Broken)?;
    let mut resealed = 0;
    for what in SEALED {
        let mut after = uuid::Uuid::nil();
        loop {
            let tx = desk.store().begin().await?;
            let batch = sealed::reseal(&tx, what, after, SEALED_AT_ONCE).await?;
            tx.commit().await?;
            resealed += batch.resealed;
            match batch.last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    if resealed > 0 {
        let key = desk.store().keyring().current();
        let mut work = desk.begin_as(&Actor::system()).await?;
        work.record("operations.reseal", "keys", &key, json!({"resealed": resealed}));
        desk.commit(work).await?;
    }
    Ok(resealed)
}

/// Notes that a key was added; values follow with [`reseal`].
pub async fn note_key_added(desk: &Desk, name: &str) -> Outcome<()> {
    let mut work = desk.begin_as(&Actor::system()).await?;
    work.record("operations.rotate_keys", "keys", name, json!({"keys": desk.store().keyring().names()}));
    desk.commit(work).await
}
