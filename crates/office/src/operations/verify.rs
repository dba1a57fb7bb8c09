//! Recomputes everything that can be recomputed, and says what does not fit.

use serde::Serialize;
use store::Tx;
use store::migrations::STEPS;
use store::operations::sealed::{self, Opened, SEALED};
use store::operations::{self, figures, schema};

use crate::desk::Desk;
use crate::failure::Outcome;

law::coded! {
    /// What is verified.
    Check as "check" {
        /// The pages of the database file.
        Pages = "pages",
        /// Rows that name other rows.
        References = "references",
        /// The audit chain.
        AuditChain = "audit_chain",
        /// Stored files against their checksums.
        Files = "files",
        /// The figures against the cases they come from.
        Figures = "figures",
        /// Sealed values against the keys.
        Sealed = "sealed",
        /// Reports that were signed, counted again from what was sealed with them.
        Seals = "seals",
    }
}

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Verdict {
    Good,
    /// Nothing is lost, but somebody should know.
    Note,
    Bad,
}

/// What one check found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    pub check: Check,
    pub verdict: Verdict,
    /// Things that were looked at.
    pub count: i64,
    /// What does not fit, at most [`MOST_DETAILS`].
    pub details: Vec<String>,
}

/// So many details of one check are named.
const MOST_DETAILS: usize = 50;

impl Finding {
    fn new(check: Check, count: i64, mut wrong: Vec<String>) -> Self {
        let more = wrong.len().saturating_sub(MOST_DETAILS);
        wrong.truncate(MOST_DETAILS);
        if more > 0 {
            wrong.push(format!("+{more}"));
        }
        let verdict = if wrong.is_empty() { Verdict::Good } else { Verdict::Bad };
        Self { check, verdict, count, details: wrong }
    }
}

/// Verifies everything, at one moment, while the system runs.
pub async fn verify(desk: &Desk) -> Outcome<Vec<Finding>> {
    let tx = desk.store().snapshot().await?;
    Ok(vec![
        Finding::new(Check::Pages, 1, operations::damaged_pages(&tx).await?),
        references(&tx).await?,
        audit_chain(&tx).await?,
        files(desk, &tx).await?,
        figures(&tx).await?,
        sealed(&tx).await?,
        seals(desk, &tx).await?,
    ])
}

async fn seals(desk: &Desk, tx: &Tx) -> Outcome<Finding> {
    let (mut count, mut wrong) = crate::targets::examine(desk, tx).await?;
    let mut after = uuid::Uuid::nil();
    loop {
        let page = store::snapshots::list_after(tx, after, 50).await?;
        let Some(last) = page.last() else { return Ok(Finding::new(Check::Seals, count, wrong)) };
        after = last.id;
        for snapshot in page {
            count += 1;
            wrong.extend(crate::submissions::faults(desk, tx, snapshot).await?);
        }
    }
}

async fn references(tx: &Tx) -> Outcome<Finding> {
    let (mut count, mut wrong) = (0, Vec::new());
    for table in schema::tables(STEPS)? {
        count += i64::try_from(table.references.len()).unwrap_or_default();
        let broken = operations::broken_references(tx, &table).await?;
        wrong.extend(broken.into_iter().map(|(column, rows)| format!("{}.{column}: {rows}", table.name)));
    }
    Ok(Finding::new(Check::References, count, wrong))
}

async fn audit_chain(tx: &Tx) -> Outcome<Finding> {
    let state = store::audit::verify(tx).await?;
    let wrong = state.broken_at.map(|row| format!("row {row}")).into_iter().collect();
    Ok(Finding::new(Check::AuditChain, state.rows, wrong))
}

async fn files(desk: &Desk, tx: &Tx) -> Outcome<Finding> {
    let (mut count, mut wrong, mut after) = (0, Vec::new(), String::new());
    loop {
        let page = store::files::list(tx, &after, 500).await?;
        let Some(last) = page.last() else { return Ok(Finding::new(Check::Files, count, wrong)) };
        after.clone_from(&last.sha256);
        for stored in &page {
            count += 1;
            match desk.files().get(&stored.sha256).await {
                Ok(Some(content)) if i64::try_from(content.len()).is_ok_and(|size| size == stored.size) => {}
                Ok(Some(_)) => wrong.push(format!("{}: size", stored.sha256)),
                Ok(None) => wrong.push(format!("{}: missing", stored.sha256)),
                Err(error) => wrong.push(error.to_string()),
            }
        }
    }
}

async fn figures(tx: &Tx) -> Outcome<Finding> {
    let (mut count, mut wrong, mut after) = (0, Vec::new(), uuid::Uuid::nil());
    loop {
        let page = figures::compare(tx, after, 2000).await?;
        count += i64::try_from(page.cases).unwrap_or_default();
        wrong.extend(page.wrong.iter().map(|case| format!("case {case}")));
        match page.last {
            Some(last) => after = last,
            None => break,
        }
    }
    let homeless = figures::count_without_case(tx).await?;
    if homeless > 0 {
        wrong.push(format!("without case: {homeless}"));
    }
    Ok(Finding::new(Check::Figures, count, wrong))
}

/// A value whose key is not here is no damage: a copy was restored without its keys.
async fn sealed(tx: &Tx) -> Outcome<Finding> {
    let mut all = Opened::default();
    for what in SEALED {
        let opened = sealed::open_all(tx, what).await?;
        all.good += opened.good;
        all.key_missing += opened.key_missing;
        all.damaged.extend(opened.damaged);
    }
    let count = i64::try_from(all.good + all.key_missing).unwrap_or_default()
        + i64::try_from(all.damaged.len()).unwrap_or_default();
    let mut finding = Finding::new(Check::Sealed, count, all.damaged);
    if all.key_missing > 0 {
        finding.details.push(format!("key missing: {}", all.key_missing));
        if finding.verdict == Verdict::Good {
            finding.verdict = Verdict::Note;
        }
    }
    Ok(finding)
}
