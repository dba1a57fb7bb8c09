//! The record of who did what (*nhật ký hệ thống*): searched within reach, and how its chain stands.
//!
//! Lines belong to the organisation of whoever acted. Searching leaves a line too.

use chrono::{DateTime, Utc};
use law::access::{Permission, Reach};
use serde_json::json;
pub use store::audit::AuditLine;
use store::audit::Search;

use crate::desk::{Actor, Desk};
use crate::failure::Outcome;
use crate::operations::{ChainReport, chain_walk};

/// What is looked for; what is empty does not narrow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditSearch {
    pub act: String,
    /// Log-in name, or the full name that stands in the record.
    pub person: String,
    pub object_kind: String,
    pub object_id: String,
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Continue below this row.
    pub before: Option<i64>,
}

/// A page of the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    /// Newest first.
    pub lines: Vec<AuditLine>,
    pub more: bool,
    /// Rows of the whole record.
    pub rows: i64,
    /// What the nightly walk along the chain found last.
    pub chain: Option<ChainReport>,
}

/// Searches the record.
pub async fn search(desk: &Desk, actor: &Actor, search: &AuditSearch, limit: u64) -> Outcome<AuditPage> {
    let permit = desk.permit(actor, Permission::ReadAudit)?;
    let tx = desk.store().snapshot().await?;
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let account = match given(&search.person) {
        Some(person) => {
            store::accounts::find_by_login(&tx, &crate::accounts::canonical_login(&person)).await?
        }
        None => None,
    };
    let wanted = Search {
        act: given(&search.act),
        actor: account.map(|account| account.id.to_string()).or_else(|| given(&search.person)),
        object_kind: given(&search.object_kind),
        object_id: given(&search.object_id),
        from: search.from,
        to: search.to,
        before: search.before,
    };
    let organisations = match permit.reach() {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes.as_slice()),
    };
    let mut lines = store::audit::list(&tx, organisations, &wanted, limit + 1).await?;
    let (rows, _) = store::audit::head(&tx).await?;
    drop(tx);
    let more = lines.len() as u64 > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let chain = chain_walk(desk).await?;
    let mut work = desk.begin(&permit).await?;
    let detail = json!({
        "act": search.act, "person": search.person, "from": search.from, "to": search.to, "before": search.before,
    });
    work.record("audit.search", &search.object_kind, &search.object_id, detail);
    desk.commit(work).await?;
    Ok(AuditPage { lines, more, rows, chain })
}
