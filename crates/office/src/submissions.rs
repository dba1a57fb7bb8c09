//! Reports on their way up: prepare, explain, sign, send, give back, send again; what is sealed stays as it was signed.
//!
//! Numbers name no person: reading them leaves no line in the record of acts; opening the cases behind one does.
//! `count` the numbers of a draft · `seal` what is signed · `moves` the acts · `changes` why a number changed ·
//! `overview` who has sent and who is late.

mod changes;
mod count;
mod deviations;
mod moves;
mod overview;
mod seal;

use chrono::NaiveDate;
use law::access::Permission;
use law::rules::ReportKind;
use law::statistics::{BrokenCheck, CaseSet, FilledForm, Form};
use law::submissions::{
    ReportPeriod, SUBMISSION_STEPS, SubmissionMove, SubmissionSide, SubmissionState, period,
};
use serde::Serialize;
use store::Tx;
use store::snapshots::Snapshot;
use uuid::Uuid;

pub use changes::{CellChange, ChangeLine, Changes, Compared, SealedCases, cases_of_cell, changes};
pub use count::{Counted, CountedForm};
pub use deviations::{DeviationLine, Deviations};
pub use moves::{CellNote, Estimate, estimate, explain, move_on, prepare, sign, suggested};
pub use overview::{Overview, UnitLine, overview, remind, tell};
pub(crate) use seal::faults;
pub use seal::{Body, Sealed};
pub use store::submissions::{CellKey, Explanation, Step, Submission};

use crate::desk::{Actor, Desk, Permit};
use crate::exchange::report::PaperWording;
use crate::failure::{Failure, Outcome};
use crate::statistics::{FormReport, Geography};

/// What the audit record calls a report.
const KIND: &str = "submission";

/// A report as somebody opens it.
#[derive(Clone, Debug)]
pub struct SubmissionView {
    pub submission: Submission,
    /// Its days and where they come from, as far as the rules of today know them.
    pub period: Option<ReportPeriod>,
    /// Its numbers: sealed where it is signed, of now where it is open.
    pub counted: Counted,
    /// The latest seal.
    pub sealed: Option<Sealed>,
    /// Every seal: number, id, moment.
    pub seals: Vec<(i32, Uuid, chrono::DateTime<chrono::Utc>)>,
    pub steps: Vec<Step>,
    /// What the unit itself typed, form by form.
    pub typed: Vec<FilledForm>,
    /// Whose area the register counts.
    pub geography: Geography,
    pub explanations: Vec<Explanation>,
    pub checks: Vec<CheckLine>,
    /// Reports sent before, where their numbers are no longer those that were sent.
    pub drifted: Vec<Drift>,
    /// What moved far since the same days of the year before; nothing once it is sent.
    pub deviations: Option<Deviations>,
    /// What whoever looks may do now.
    pub moves: Vec<SubmissionMove>,
    /// Whoever looks may add estimates and explanations now.
    pub may_prepare: bool,
    /// What the numbers are seen by, so that exactly these are signed.
    pub seen: String,
}

impl SubmissionView {
    /// The estimate of a form that the unit itself typed, without those of the units below.
    #[must_use]
    pub fn own_estimate(&self, key: &str) -> Option<FilledForm> {
        self.typed.iter().find(|typed| typed.form.key == key).cloned()
    }

    /// The message with which it was given back last, while it lies with the unit again.
    #[must_use]
    pub fn message(&self) -> Option<&Step> {
        let back = self.submission.state.0 == SubmissionState::Returned;
        self.steps.iter().rev().find(|step| back && step.by_move.0 == SubmissionMove::Return)
    }
}

/// Something that does not agree.
#[derive(Clone, Debug)]
pub struct CheckLine {
    pub form: &'static Form,
    pub what: Disagreement,
    /// The cell it is explained at.
    pub cell: CellKey,
    pub explained: bool,
}

/// What does not agree.
#[derive(Clone, Debug)]
pub enum Disagreement {
    /// A sum of the form.
    Sum(BrokenCheck),
    /// What is carried over is not what the report before carried forward.
    CarriedOver { forward: i64, over: i64 },
}

/// A report that was sent, whose numbers changed since.
#[derive(Clone, Debug)]
pub struct Drift {
    pub submission: Uuid,
    pub kind: ReportKind,
    pub period_to: NaiveDate,
    pub snapshot: Uuid,
    pub number: i32,
    /// Cells that are no longer what was sent.
    pub cells: usize,
}

/// The report, within reach, with who looks at it from where.
pub(super) async fn find(
    desk: &Desk,
    tx: &Tx,
    permit: &Permit,
    id: Uuid,
) -> Outcome<(Submission, Option<SubmissionSide>)> {
    let found = store::submissions::find(tx, id).await?.ok_or(Failure::Missing)?;
    // Who sees only the cases of one provider has no part of an organisation's figures.
    if matches!(permit.reach(), law::access::Reach::Provider { .. }) {
        return Err(Failure::Missing);
    }
    permit.within(&found.org_code)?;
    let side = side(desk, permit.actor(), &found.org_code);
    Ok((found, side))
}

fn side(desk: &Desk, actor: &Actor, org: &str) -> Option<SubmissionSide> {
    let tree = desk.tree();
    let parent = tree.iter().find(|node| node.code == org).and_then(|node| node.parent.as_deref());
    if actor.org == org {
        Some(SubmissionSide::Unit)
    } else {
        (parent == Some(actor.org.as_str())).then_some(SubmissionSide::Above)
    }
}

/// Opens a report.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<SubmissionView> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    let (submission, side) = find(desk, &tx, &permit, id).await?;
    let sealed = latest(&tx, &submission).await?;
    let open = submission.state.is_open();
    let counted = match &sealed {
        Some(sealed) if !open => counted_of(&tx, sealed).await?,
        _ => count::count(desk, &tx, &submission, None).await?,
    };
    let explanations = store::submissions::list_explanations(&tx, id).await?;
    let checks = checks(&tx, &submission, &counted, &explanations).await?;
    let deviations = match open {
        true => Some(deviations::deviations(&tx, &submission, &counted, &explanations).await?),
        false => None,
    };
    let drifted = if open { drifts(desk, &tx, &submission).await? } else { Vec::new() };
    let typed = store::submissions::list_estimates(&tx, id).await?;
    let below: std::collections::BTreeSet<String> =
        law::access::subtree(&desk.tree(), &submission.org_code).into_iter().collect();
    let held = |permission| law::access::may(actor.role, permission);
    let moves = SUBMISSION_STEPS
        .iter()
        .filter(|step| step.from == submission.state.0 && Some(step.side) == side && held(step.permission))
        .map(|step| step.by)
        .collect();
    Ok(SubmissionView {
        period: period(&desk.rules(), submission.kind.0, submission.period_to),
        seen: seen(&counted)?,
        typed: counted.forms.iter().map(|it| count::typed_estimate(it.form, &typed)).collect(),
        geography: if counted.scope().is_subset(&below) { Geography::Then } else { Geography::Now },
        seals: store::snapshots::list_of(&tx, id).await?,
        steps: store::submissions::list_steps(&tx, id).await?,
        may_prepare: open && side == Some(SubmissionSide::Unit) && held(Permission::PrepareReports),
        submission,
        counted,
        sealed,
        explanations,
        checks,
        drifted,
        deviations,
        moves,
    })
}

/// The latest seal of a report.
pub(super) async fn latest(tx: &Tx, submission: &Submission) -> Outcome<Option<Sealed>> {
    match store::snapshots::find_numbered(tx, submission.id, submission.sealed).await? {
        Some(snapshot) => Ok(Some(Sealed::open(tx, snapshot).await?)),
        None => Ok(None),
    }
}

/// A seal within reach.
pub(super) async fn seal_within(tx: &Tx, permit: &Permit, id: Uuid) -> Outcome<Sealed> {
    let snapshot: Snapshot = store::snapshots::find(tx, id).await?.ok_or(Failure::Missing)?;
    if matches!(permit.reach(), law::access::Reach::Provider { .. }) {
        return Err(Failure::Missing);
    }
    permit.within(&snapshot.org_code)?;
    Sealed::open(tx, snapshot).await
}

async fn counted_of(tx: &Tx, sealed: &Sealed) -> Outcome<Counted> {
    let mut parts = Vec::new();
    for part in store::snapshots::list_parts(tx, sealed.snapshot.id).await? {
        parts.push(Sealed::open(tx, part).await?);
    }
    let below = |code: &&String| !parts.iter().any(|part| part.body.scope.contains(code));
    Ok(Counted {
        as_of: sealed.body.as_of,
        forms: sealed.forms().to_vec(),
        own: sealed.body.scope.iter().filter(below).cloned().collect(),
        missing: sealed.body.missing.clone(),
        parts,
    })
}

/// What does not agree, each with whether somebody said why.
pub(super) async fn checks(
    tx: &Tx,
    submission: &Submission,
    counted: &Counted,
    explanations: &[Explanation],
) -> Outcome<Vec<CheckLine>> {
    let mut found = Vec::new();
    let mut note = |form: &'static Form, row: &str, column: &str, what| {
        let cell =
            CellKey { form_key: form.key.clone(), row_key: row.to_owned(), column_key: column.to_owned() };
        let explained = explanations.iter().any(|said| said.cell == cell);
        found.push(CheckLine { form, what, cell, explained });
    };
    for counted in &counted.forms {
        for broken in counted.sum().broken() {
            let (row, column) = match broken.check.rows {
                true => (broken.check.whole.clone(), broken.at.key.clone()),
                false => (broken.at.key.clone(), broken.check.whole.clone()),
            };
            note(counted.form, &row, &column, Disagreement::Sum(broken));
        }
    }
    if let Some((form, (row, column), forward, over)) = carried(tx, submission, counted).await? {
        let (row, column) = (&form.rows[row].key, &form.columns[column].key);
        note(form, row, column, Disagreement::CarriedOver { forward, over });
    }
    Ok(found)
}

type Place = (usize, usize);

/// What is carried over, where the report of the days before carried something else forward.
async fn carried(
    tx: &Tx,
    submission: &Submission,
    counted: &Counted,
) -> Outcome<Option<(&'static Form, Place, i64, i64)>> {
    let Some(last) = submission.period_from.pred_opt() else { return Ok(None) };
    let before = store::submissions::list_sent(tx, &submission.org_code, last, 1).await?;
    let Some(before) = before.into_iter().find(|it| it.actual_to == last) else { return Ok(None) };
    let Some(before) = latest(tx, &before).await? else { return Ok(None) };
    let forward = before
        .forms()
        .iter()
        .find_map(|it| Some(it.actual.total(CaseSet::Handled)? - it.actual.total(CaseSet::Closed)?));
    let over = counted.forms.iter().find_map(|it| {
        let place = it.form.total_of(CaseSet::CarriedOver)?;
        Some((it.form, place, it.actual.cells[place.0][place.1]?))
    });
    Ok(match (forward, over) {
        (Some(forward), Some((form, place, over))) if forward != over => Some((form, place, forward, over)),
        _ => None,
    })
}

/// Reports that were sent and would say something else today: late entries show, they do not slip in. Looked at are the
/// one that was sent last before this one, and the last of each official series whose days lie in the days of this one.
async fn drifts(desk: &Desk, tx: &Tx, submission: &Submission) -> Outcome<Vec<Drift>> {
    let last = match submission.actual_to.pred_opt() {
        Some(until) => store::submissions::list_sent(tx, &submission.org_code, until, 1).await?,
        None => Vec::new(),
    };
    let days = (submission.period_from, submission.actual_to);
    let within = store::submissions::list_sent_within(tx, &submission.org_code, days).await?;
    let rules = desk.rules();
    let official =
        |it: &Submission| period(&rules, it.kind.0, it.period_to).is_some_and(|period| period.is_official());
    let mut chosen: Vec<Submission> = Vec::new();
    for it in last.into_iter().chain(within.into_iter().filter(official)) {
        // The latest days come first: what is met first of a series is its last.
        if it.id != submission.id && !chosen.iter().any(|other| other.kind.0 == it.kind.0) {
            chosen.push(it);
        }
    }
    let mut drifts = Vec::new();
    for before in chosen {
        let Some(sealed) = latest(tx, &before).await? else { continue };
        let cells = changes::cells_since(desk, tx, &sealed).await?.len();
        if cells > 0 {
            drifts.push(Drift {
                submission: before.id,
                kind: before.kind.0,
                period_to: before.period_to,
                snapshot: sealed.snapshot.id,
                number: sealed.snapshot.number,
                cells,
            });
        }
    }
    Ok(drifts)
}

/// What numbers are known by to who signs them.
pub(super) fn seen(counted: &Counted) -> Outcome<String> {
    type Cells = Vec<Vec<Option<i64>>>;
    #[derive(Serialize)]
    struct Seen<'a> {
        forms: Vec<(&'a str, &'a Cells, &'a Cells)>,
        parts: Vec<&'a str>,
    }
    let forms = counted.forms.iter().map(|it| (it.form.key.as_str(), &it.actual.cells, &it.estimate.cells));
    let parts = counted.parts.iter().map(|part| part.snapshot.hash.as_str());
    let text =
        serde_json::to_vec(&Seen { forms: forms.collect(), parts: parts.collect() }).map_err(seal::broken)?;
    Ok(seal::hash_of(&text))
}

/// A form of a report as every page and file of forms shows it.
#[must_use]
pub fn form_report(submission: &Submission, counted: &Counted, key: &str) -> Option<FormReport> {
    let form = counted.form(key)?;
    let filled = form.sum();
    Some(FormReport {
        org: submission.org_code.clone(),
        from: submission.period_from,
        to: submission.period_to,
        as_of: counted.as_of,
        geography: Geography::Then,
        broken: filled.broken(),
        filled,
        masked: 0,
    })
}

/// A seal to be printed: a form, and every other word on its paper, as they were signed.
pub async fn print(desk: &Desk, actor: &Actor, seal: Uuid, key: &str) -> Outcome<(FormReport, PaperWording)> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    let sealed = seal_within(&tx, &permit, seal).await?;
    let submission = store::submissions::find(&tx, sealed.body.submission).await?.ok_or(Failure::Missing)?;
    let counted = counted_of(&tx, &sealed).await?;
    let report = form_report(&submission, &counted, key).ok_or(Failure::Missing)?;
    let wording = sealed.wording(key).cloned().ok_or(Failure::Missing)?;
    Ok((report, wording))
}

/// What was signed, to the letter.
pub async fn text_of(desk: &Desk, actor: &Actor, seal: Uuid) -> Outcome<Snapshot> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    Ok(seal_within(&tx, &permit, seal).await?.snapshot)
}

/// The state in which a new report begins.
pub(super) const FIRST: SubmissionState = SubmissionState::Draft;
