//! Failed attempts by key (an account, an address, a device): what delays are counted from.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::Result;
use crate::db::Tx;

/// Failures of one key so far.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Failures {
    pub failures: i64,
    pub last_at: DateTime<Utc>,
}

/// The failures of a key; `None` when there were none.
pub async fn find_failures(tx: &Tx, key: &str) -> Result<Option<Failures>> {
    let row = tx.row("select failures, last_at from throttle where key = $1", [key.into()]).await?;
    row.map(|row| Ok(Failures::from_query_result(&row, "")?)).transpose()
}

/// Sets the failures of a key, unless they changed since they were read: of two attempts at the same
/// moment only one counts as allowed.
pub async fn note_failure(
    tx: &Tx,
    key: &str,
    seen: Option<&Failures>,
    failures: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = match seen {
        None => {
            let sql =
                "insert into throttle (key, failures, last_at) values ($1, $2, $3) on conflict do nothing";
            tx.execute(sql, [key.into(), failures.into(), now.into()]).await?
        }
        Some(seen) => {
            let sql = "update throttle set failures = $2, last_at = $3
                 where key = $1 and failures = $4 and last_at = $5";
            let values = [key.into(), failures.into(), now.into(), seen.failures.into(), seen.last_at.into()];
            tx.execute(sql, values).await?
        }
    };
    Ok(changed.rows_affected() == 1)
}

/// Forgets the failures of a key.
pub async fn remove_failures(tx: &Tx, key: &str) -> Result<()> {
    tx.execute("delete from throttle where key = $1", [key.into()]).await?;
    Ok(())
}

/// Forgets failures from before a moment.
pub async fn remove_old_failures(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    Ok(tx.execute("delete from throttle where last_at < $1", [before.into()]).await?.rows_affected())
}
