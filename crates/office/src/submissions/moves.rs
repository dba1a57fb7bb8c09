//! What is done with a report, by the unit and by the level above.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Permission;
use law::rules::ReportKind;
use law::statistics::{FilledForm, Form, form_on, tally_facts};
use law::submissions::{
    SUBMISSION_STEPS, SubmissionFacts, SubmissionMove, SubmissionRefusal, SubmissionSide,
    after_submission_move, period,
};
use serde_json::json;
use store::Tx;
use store::files::StoredFile;
use store::snapshots::Snapshot;
use store::statistics::Scope;
use store::submissions::{CellKey, Explanation, Step, Submission};
use uuid::Uuid;

use super::count::{Counted, Units, count, fill, suggest, window};
use super::seal::{
    Body, FORMAT, FactsMark, PartMark, SealedExplanation, SignerMark, broken, hash_of, pack, sealed_form,
};
use super::{FIRST, KIND, checks, find, seen};
use crate::deadlines::local;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::exchange::report::PaperWording;
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Numbers are signed within so many hours of being looked at.
const SEEN_FOR: Duration = Duration::hours(12);

/// An estimate of a form, cell by cell.
#[derive(Clone, Debug, Default)]
pub struct Estimate {
    pub form: String,
    pub cells: Vec<(CellKey, i64)>,
}

/// A message that goes with a move, about a cell or about all.
#[derive(Clone, Debug, Default)]
pub struct CellNote {
    pub message: String,
    pub cell: Option<CellKey>,
}

/// Begins the report of the own organisation for a period, or finds the one that was begun.
pub async fn prepare(
    desk: &Desk,
    actor: &Actor,
    org: &str,
    kind: ReportKind,
    to: NaiveDate,
) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    permit.within(org)?;
    if super::side(desk, actor, org) != Some(SubmissionSide::Unit) && !actor.is_system() {
        return Err(Failure::Missing);
    }
    let made = period(&desk.rules(), kind, to).ok_or(Failure::Missing)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::submissions::find_of(&work.tx, org, kind, to).await? {
        return Ok(known.id);
    }
    let units = Units::of(&work.tx, to).await?;
    let unit = units.reporters().find(|unit| unit.code == org).ok_or(Failure::Missing)?;
    let submission = Submission {
        id: desk.id(),
        org_code: org.to_owned(),
        kind: kind.into(),
        period_from: made.from,
        period_to: made.to,
        actual_to: made.actual_to,
        due_on: made.due_for(unit.kind.0),
        state: FIRST.into(),
        sealed: 0,
        sent_at: None,
        first_sent_at: None,
        entered_at: desk.now(),
        entered_by: actor.id(),
        version: 1,
    };
    store::submissions::insert(&work.tx, &submission).await?;
    work.record("submissions.prepare", KIND, submission.id, json!({ "org": org, "kind": kind, "to": to }));
    desk.commit(work).await?;
    Ok(submission.id)
}

/// The report while the unit may still add to it.
async fn open(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(Permit, Work, Submission)> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    let work = desk.begin(&permit).await?;
    let submission = find_open(desk, &work.tx, &permit, id).await?;
    Ok((permit, work, submission))
}

async fn find_open(desk: &Desk, tx: &Tx, permit: &Permit, id: Uuid) -> Outcome<Submission> {
    let (submission, side) = find(desk, tx, permit, id).await?;
    if side != Some(SubmissionSide::Unit) && !permit.actor().is_system() {
        return Err(Failure::Denied);
    }
    if !submission.state.is_open() {
        return Err(Refusal::new(SubmissionRefusal::NotHere.code()).into());
    }
    Ok(submission)
}

/// Says why a cell is as it is; an empty reason takes the explanation away.
pub async fn explain(desk: &Desk, actor: &Actor, id: Uuid, cell: CellKey, reason: &str) -> Outcome<()> {
    let (_, mut work, submission) = open(desk, actor, id).await?;
    place_of(&submission, &cell)?;
    let said = Explanation {
        cell,
        reason: reason.trim().to_owned(),
        entered_at: desk.now(),
        entered_by: actor.id(),
        entered_name: actor.name.clone(),
    };
    store::submissions::replace_explanation(&work.tx, id, &said).await?;
    store::submissions::update(&work.tx, &submission).await?;
    work.record("submissions.explain", KIND, id, json!({ "cell": said.cell, "reason": said.reason }));
    desk.commit(work).await
}

fn place_of(submission: &Submission, cell: &CellKey) -> Outcome<(&'static Form, usize, usize)> {
    let form = form_on(&cell.form_key, submission.period_to).ok_or(Failure::Missing)?;
    let row = Form::place(&form.rows, &cell.row_key).ok_or(Failure::Missing)?;
    let column = Form::place(&form.columns, &cell.column_key).ok_or(Failure::Missing)?;
    form.selector(row, column).map(|_| (form, row, column)).ok_or(Failure::Missing)
}

/// Puts an estimate of the days that are not over in the place of the one before. `version` is what was seen.
pub async fn estimate(desk: &Desk, actor: &Actor, id: Uuid, version: i64, typed: Estimate) -> Outcome<()> {
    let (_, mut work, submission) = open(desk, actor, id).await?;
    if submission.version != version {
        return Err(Failure::Stale);
    }
    if submission.actual_to >= submission.period_to {
        return Err(Refusal::new("submissions.not_estimated").into());
    }
    for (cell, _) in &typed.cells {
        place_of(&submission, cell)?;
    }
    store::submissions::replace_estimates(&work.tx, id, &typed.form, &typed.cells).await?;
    store::submissions::update(&work.tx, &submission).await?;
    let sum: i64 = typed.cells.iter().map(|(_, number)| number).sum();
    let detail = json!({ "form": typed.form, "cells": typed.cells.len(), "sum": sum });
    work.record("submissions.estimate", KIND, id, detail);
    desk.commit(work).await
}

/// What the same days of the year before suggest as the estimate of a form. Nothing is kept.
pub async fn suggested(desk: &Desk, actor: &Actor, id: Uuid, key: &str) -> Outcome<FilledForm> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    let tx = desk.store().snapshot().await?;
    let submission = find_open(desk, &tx, &permit, id).await?;
    let form = form_on(key, submission.period_to).ok_or(Failure::Missing)?;
    let counted = count(desk, &tx, &submission, None).await?;
    suggest(&tx, &submission, &counted.own, form).await
}

/// Signs a report: exactly the numbers that were seen, as of the moment they were seen, are sealed. The seal names the
/// reports it adds up and the cases it counts itself; its hash goes into the record of acts.
///
/// Counting a nation takes its time: it reads one moment, and nobody who writes waits for it. What was written to the
/// report or sent from below meanwhile is found before the seal is kept.
pub async fn sign(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    (as_of, looked_at): (DateTime<Utc>, &str),
    wordings: Vec<(String, PaperWording)>,
) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::SignReports)?;
    let tx = desk.store().snapshot().await?;
    let (mut submission, side) = find(desk, &tx, &permit, id).await?;
    let now = desk.now();
    if as_of > now || now - as_of > SEEN_FOR {
        return Err(Failure::Stale);
    }
    let counted = count(desk, &tx, &submission, Some(as_of)).await?;
    if seen(&counted)? != looked_at {
        return Err(Failure::Stale);
    }
    let explanations = store::submissions::list_explanations(&tx, id).await?;
    let checks = checks(&tx, &submission, &counted, &explanations).await?;
    let facts = SubmissionFacts {
        // What was entered between the look and the signature is not in it: the days had to be over by then.
        is_over: submission.actual_to < local(as_of).date(),
        unexplained: checks.iter().filter(|check| !check.explained).count(),
        has_message: false,
    };
    let side = if actor.is_system() { Some(SubmissionSide::Unit) } else { side };
    submission.state = after(&submission, SubmissionMove::Sign, side, facts)?.into();
    submission.sealed += 1;
    let made = seal(desk, &tx, actor, &submission, &counted, (explanations, wordings)).await?;
    let sent = sent_below(&tx, &submission).await?;
    drop(tx);

    let mut work = desk.begin(&permit).await?;
    if sent_below(&work.tx, &submission).await? != sent {
        return Err(Failure::Stale);
    }
    made.keep(&work.tx).await?;
    note(desk, &mut work, actor, &submission, SubmissionMove::Sign, CellNote::default()).await?;
    store::submissions::update(&work.tx, &submission).await?;
    let snapshot = made.snapshot;
    let detail = json!({
        "hash": snapshot.hash, "seal": snapshot.id, "number": snapshot.number, "as_of": as_of,
        "parts": counted.parts.len(),
    });
    work.record("submissions.sign", KIND, id, detail);
    desk.commit(work).await?;
    Ok(snapshot.id)
}

/// The seals of the units below that lie with this level, by id.
async fn sent_below(tx: &Tx, submission: &Submission) -> Outcome<Vec<Uuid>> {
    let below = Units::of(tx, submission.period_to).await?.below(&submission.org_code);
    let sent = store::snapshots::list_sent(tx, &below, submission.kind.0, submission.period_to).await?;
    Ok(sent.into_iter().map(|snapshot| snapshot.id).collect())
}

/// A seal before it is kept. The file of its cases is stored already; one that no seal names does no harm.
struct Made {
    snapshot: Snapshot,
    facts: StoredFile,
    /// SHA-256 and form.
    definitions: Vec<(String, &'static Form)>,
    parts: Vec<Uuid>,
}

impl Made {
    async fn keep(&self, tx: &Tx) -> Outcome<()> {
        store::files::insert(tx, &self.facts).await?;
        for (sha256, form) in &self.definitions {
            store::snapshots::insert_definition(tx, sha256, &form.key, &form.definition).await?;
        }
        Ok(store::snapshots::insert(tx, &self.snapshot, &self.parts).await?)
    }
}

async fn seal(
    desk: &Desk,
    tx: &Tx,
    actor: &Actor,
    submission: &Submission,
    counted: &Counted,
    (explanations, wordings): (Vec<Explanation>, Vec<(String, PaperWording)>),
) -> Outcome<Made> {
    let scope = Scope::Organisations(counted.own.clone());
    let window = window(submission, Some(counted.as_of));
    let facts = store::statistics::facts::list(tx, &scope, &window).await?;
    // What is sealed is counted twice, in two ways, and must agree.
    let typed = store::submissions::list_estimates(tx, submission.id).await?;
    let again = fill(submission, &tally_facts(&facts, &window), &counted.parts, &typed);
    if again != counted.forms {
        return Err(Failure::Broken(format!("report {}: two counts differ", submission.id)));
    }
    let packed = pack(&facts)?;
    let size = i64::try_from(packed.len()).unwrap_or(i64::MAX);
    let now = desk.now();
    let stored = StoredFile {
        sha256: desk.files().put(packed).await?,
        size,
        media_type: "application/octet-stream".to_owned(),
        name: format!("report-{}-{}.facts", submission.id, submission.sealed),
        stored_at: now,
        stored_by: actor.id(),
    };
    let estimated = submission.actual_to < submission.period_to;
    let (mut forms, mut definitions) = (Vec::new(), Vec::new());
    for it in &counted.forms {
        let wording =
            wordings.iter().find(|(key, _)| *key == it.form.key).map(|(_, wording)| wording.clone());
        let mut form = sealed_form(it, estimated, wording.unwrap_or_default());
        form.wording.names[1].clone_from(&actor.name);
        let said = explanations.iter().filter(|said| said.cell.form_key == it.form.key);
        form.explanations = said.map(sealed_explanation).collect();
        definitions.push((form.definition.clone(), it.form));
        forms.push(form);
    }
    let part = |part: &super::Sealed| PartMark {
        id: part.snapshot.id,
        org: part.body.org.clone(),
        hash: part.snapshot.hash.clone(),
    };
    let body = Body {
        format: FORMAT,
        submission: submission.id,
        org: submission.org_code.clone(),
        kind: submission.kind,
        from: submission.period_from,
        to: submission.period_to,
        actual_to: submission.actual_to,
        as_of: counted.as_of,
        number: submission.sealed,
        sealed_at: now,
        signer: SignerMark {
            id: actor.id(),
            name: actor.name.clone(),
            org: actor.org.clone(),
            role: actor.role.to_string(),
        },
        scope: counted.scope().into_iter().collect(),
        missing: counted.missing.clone(),
        parts: counted.parts.iter().map(part).collect(),
        facts: FactsMark { sha256: stored.sha256.clone(), rows: facts.len() },
        forms,
    };
    let text = serde_json::to_string(&body).map_err(broken)?;
    let snapshot = Snapshot {
        id: desk.id(),
        submission_id: submission.id,
        number: submission.sealed,
        org_code: submission.org_code.clone(),
        kind: submission.kind,
        period_to: submission.period_to,
        actual_to: submission.actual_to,
        as_of: counted.as_of,
        sealed_at: now,
        hash: hash_of(text.as_bytes()),
        body: text,
        facts_sha256: stored.sha256.clone(),
    };
    let parts = counted.parts.iter().map(|part| part.snapshot.id).collect();
    Ok(Made { snapshot, facts: stored, definitions, parts })
}

fn sealed_explanation(said: &Explanation) -> SealedExplanation {
    SealedExplanation {
        row: said.cell.row_key.clone(),
        column: said.cell.column_key.clone(),
        reason: said.reason.clone(),
        by: said.entered_name.clone(),
    }
}

/// Takes the signature back, sends, gives back or takes over. `version` is what was seen.
pub async fn move_on(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    version: i64,
    by: SubmissionMove,
    said: CellNote,
) -> Outcome<()> {
    let step = SUBMISSION_STEPS.iter().find(|step| step.by == by && by != SubmissionMove::Sign);
    let step = step.ok_or(Failure::Missing)?;
    let permit = desk.permit(actor, step.permission)?;
    let mut work = desk.begin(&permit).await?;
    let (mut submission, side) = find(desk, &work.tx, &permit, id).await?;
    if submission.version != version {
        return Err(Failure::Stale);
    }
    let facts =
        SubmissionFacts { is_over: true, unexplained: 0, has_message: !said.message.trim().is_empty() };
    let side = if actor.is_system() { Some(step.side) } else { side };
    submission.state = after(&submission, by, side, facts)?.into();
    if let Some(cell) = &said.cell {
        place_of(&submission, cell)?;
    }
    if by == SubmissionMove::Send {
        submission.sent_at = Some(desk.now());
        submission.first_sent_at = submission.first_sent_at.or(submission.sent_at);
    }
    let detail = json!({ "seal": submission.sealed, "message": said.message, "cell": said.cell });
    note(desk, &mut work, actor, &submission, by, said).await?;
    store::submissions::update(&work.tx, &submission).await?;
    let act = match by {
        SubmissionMove::Sign | SubmissionMove::Unsign => "submissions.unsign",
        SubmissionMove::Send => "submissions.send",
        SubmissionMove::Return => "submissions.return",
        SubmissionMove::Accept => "submissions.accept",
    };
    work.record(act, KIND, id, detail);
    work.emit(Event::ReportMoved { report: id, by: by.to_string() });
    desk.commit(work).await
}

fn after(
    submission: &Submission,
    by: SubmissionMove,
    side: Option<SubmissionSide>,
    facts: SubmissionFacts,
) -> Outcome<law::submissions::SubmissionState> {
    let refused = |refusal: SubmissionRefusal| {
        let told = Refusal::new(refusal.code());
        Failure::from(match refusal {
            SubmissionRefusal::Unexplained(number) => told.with("n", number),
            SubmissionRefusal::NoMessage => told.field("message", "required"),
            SubmissionRefusal::NotHere | SubmissionRefusal::NotOver => told,
        })
    };
    let side = side.ok_or(Failure::Denied)?;
    after_submission_move(submission.state.0, by, side, facts).map_err(refused)
}

async fn note(
    desk: &Desk,
    work: &mut Work,
    actor: &Actor,
    submission: &Submission,
    by: SubmissionMove,
    said: CellNote,
) -> Outcome<()> {
    let message = Some(said.message.trim().to_owned()).filter(|text| !text.is_empty());
    let (form_key, row_key, column_key) = match said.cell {
        Some(cell) => (Some(cell.form_key), Some(cell.row_key), Some(cell.column_key)),
        None => (None, None, None),
    };
    let step = Step {
        id: desk.id(),
        submission_id: submission.id,
        by_move: by.into(),
        moved_at: desk.now(),
        by_id: actor.id(),
        by_name: actor.name.clone(),
        by_org: actor.org.clone(),
        sealed: submission.sealed,
        message,
        form_key,
        row_key,
        column_key,
    };
    Ok(store::submissions::insert_step(&work.tx, &step).await?)
}
