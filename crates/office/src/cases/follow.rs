//! What follows every save of a case, whichever act made it: the assignment and the clocks keep in step with it.
//!
//! The running assignment says what the columns of the case say; a clock runs only for what is still awaited. Which
//! clocks a change starts and ends is decided by `law::conduct`. Files that come in by the thousand do the same in
//! `store`, without starting clocks for what is long over.

use chrono::{DateTime, NaiveDate, Utc};
use law::cases::{AidForm, ClientRole, Source};
use law::conduct::{
    ASSIGNMENT_CLOCKS, ClockStep, REGISTRATION_CLOCKS, REPLACEMENT_CLOCKS, Registration, ReplacementGround,
    STANDING_STILL,
};
use law::deadlines::{AssignmentFacts, DeadlineCode, assignment_clock, is_held};
use law::eligibility::Category;
use law::hearings::after_case_ended;
use law::intake::{Begun, Lack, runs_from_receipt};
use law::lifecycle::Course;
use serde_json::json;
use store::cases::CaseFile;
use store::conduct::Assignment;

use crate::deadlines::{self, DeadlineLine, Ended, Subject};
use crate::desk::{Actor, Desk, Work};
use crate::failure::Outcome;

/// How a provider comes and goes, as an act says it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handing {
    /// Why the one before goes.
    pub ground: Option<ReplacementGround>,
    /// Number of the decision and what else was said.
    pub reason: Option<String>,
}

/// The moment that stands for a day: now for today, its beginning otherwise.
pub(crate) fn moment_of(desk: &Desk, day: NaiveDate) -> DateTime<Utc> {
    if day == desk.today() { desk.now() } else { deadlines::day_begins(day) }
}

/// Keeps assignment and clocks in step with a case that was changed or has just come in. What the change sets going
/// counts from the day of the act where it has one, from now otherwise.
pub(super) async fn keep(
    desk: &Desk,
    work: &mut Work,
    actor: &Actor,
    (before, after): (Option<&CaseFile>, &CaseFile),
    handing: Handing,
    on: Option<NaiveDate>,
) -> Outcome<()> {
    let replaced = keep_assignment(desk, work, actor, before, after, handing).await?;
    if replaced {
        let day = after.case.assigned_on.unwrap_or_else(|| desk.today());
        done(desk, work, after, REPLACEMENT_CLOCKS, day).await?;
        void(desk, work, after, REGISTRATION_CLOCKS).await?;
    }
    let ends = before.is_some_and(|file| file.case.closed_on.is_none()) && after.case.closed_on.is_some();
    if ends {
        void_hearings(work, after).await?;
        void_changes(desk, work, actor, after).await?;
    }
    let old = before.map_or_else(
        || Course { litigation: after.case.course().litigation, ..Course::default() },
        |file| file.case.course(),
    );
    let since = on.map_or_else(|| desk.now(), |day| moment_of(desk, day));
    for step in law::conduct::clock_steps(&old, &after.case.course()) {
        take(desk, work, after, step, since).await?;
    }
    Ok(())
}

/// What was planned or put off ends with the case, visibly; opening the case again brings none of it back.
async fn void_hearings(work: &mut Work, file: &CaseFile) -> Outcome<()> {
    let mut ended = Vec::new();
    for mut hearing in store::diary::list_hearings(&work.tx, file.case.id).await? {
        if let Some(state) = after_case_ended(hearing.state.0) {
            hearing.state = state.into();
            store::diary::update_hearing(&work.tx, &hearing).await?;
            ended.push(hearing.id);
        }
    }
    if !ended.is_empty() {
        work.record("hearings.void", "case", file.case.id, json!({ "hearings": ended }));
    }
    Ok(())
}

/// Nobody waits for another provider in a case that is over: what was asked ends unanswered, visibly.
async fn void_changes(desk: &Desk, work: &mut Work, actor: &Actor, file: &CaseFile) -> Outcome<()> {
    let mut ended = Vec::new();
    for mut change in store::conduct::list_changes(&work.tx, file.case.id).await? {
        if change.answered_at.is_none() {
            ended.push(change.id);
            change.answered_at = Some(desk.now());
            change.answered_by = Some(actor.name.clone());
            store::conduct::update_change(&work.tx, change).await?;
        }
    }
    if !ended.is_empty() {
        work.record("conduct.void_changes", "case", file.case.id, json!({ "changes": ended }));
    }
    Ok(())
}

/// Sets the clock going until somebody is assigned; none for advice.
pub(crate) async fn await_assignment(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    start_at: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(code) = assignment_clock(&assignment_facts(file)) {
        deadlines::start(desk, work, &subject(file), code, start_at, file.case.accepted_on).await?;
    }
    Ok(())
}

/// Sets the clocks going that the entry of a case as it stands starts: the same as an acceptance. What was accepted at
/// once waits for its proof.
pub(super) async fn await_all(desk: &Desk, work: &mut Work, file: &CaseFile) -> Outcome<()> {
    let (case, roles) = (&file.case, roles_of(file));
    let facts = assignment_facts(file);
    let begun = Begun {
        form: facts.form,
        appointed: facts.appointed,
        noticed: facts.noticed,
        informed: facts.informed,
        urgent: facts.urgent,
        roles: &roles,
        stage: case.stage.map(|code| code.0),
        missing: if facts.urgent { &[Lack::Proof] } else { &[] },
        special_area: file.beneficiaries.iter().any(|person| {
            let others = Category::read_list(&person.other_categories);
            person.category.0 == Category::EthnicSpecialArea || others.contains(&Category::EthnicSpecialArea)
        }),
        force_majeure: false,
    };
    let accepted = moment_of(desk, case.accepted_on);
    let received = case.received_on.map_or(accepted, |day| moment_of(desk, day));
    let mut codes = law::intake::clocks(&begun);
    codes.retain(|code| case.assigned_on.is_none() || !ASSIGNMENT_CLOCKS.contains(code));
    start_first(desk, work, file, codes, (received, accepted)).await
}

/// Sets the first clocks of a case going, each from the receipt of the request or from its acceptance.
pub(crate) async fn start_first(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    codes: Vec<DeadlineCode>,
    (received, accepted): (DateTime<Utc>, DateTime<Utc>),
) -> Outcome<()> {
    let (rules, day) = (desk.rules(), file.case.accepted_on);
    let start = |code: DeadlineCode| {
        let event = rules.on(day).deadline(code).map(|rule| rule.start);
        (code, if event.is_some_and(runs_from_receipt) { received } else { accepted })
    };
    let clocks: Vec<(DeadlineCode, DateTime<Utc>)> = codes.into_iter().map(start).collect();
    deadlines::start_first(desk, work, &subject(file), &clocks, day).await
}

/// Sets the clock of written advice going; none for other forms.
pub(crate) async fn await_answer(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    (code, start_at): (DeadlineCode, DateTime<Utc>),
) -> Outcome<()> {
    if file.case.form.0 == AidForm::Advice {
        deadlines::start(desk, work, &subject(file), code, start_at, file.case.accepted_on).await?;
    }
    Ok(())
}

fn roles_of(file: &CaseFile) -> Vec<ClientRole> {
    file.beneficiaries.iter().filter_map(|person| person.client_role.map(|role| role.0)).collect()
}

/// Whether somebody in the case is arrested or held.
pub(crate) fn holds_somebody(file: &CaseFile) -> bool {
    is_held(&roles_of(file), file.case.stage.map(|code| code.0))
}

fn assignment_facts(file: &CaseFile) -> AssignmentFacts {
    let case = &file.case;
    AssignmentFacts {
        form: case.form.0,
        appointed: case.source.0 == Source::AppointedDefence,
        noticed: case.source.0 == Source::AgencyNotice,
        informed: case.source.0 == Source::AgencyInformation,
        urgent: case.urgent_ground.is_some(),
        held: holds_somebody(file),
    }
}

/// The case as what a clock is about.
pub(crate) fn subject(file: &CaseFile) -> Subject<'_> {
    let case = &file.case;
    Subject {
        kind: "case",
        id: case.id,
        case: Some(case.id),
        org: &case.org_code,
        provider: case.assigned_on.and(case.provider_id),
    }
}

async fn take(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    step: ClockStep,
    since: DateTime<Utc>,
) -> Outcome<()> {
    match step {
        ClockStep::Done(codes, day) => done(desk, work, file, codes, day).await,
        ClockStep::Void(codes) => void(desk, work, file, codes).await,
        ClockStep::VoidAll => deadlines::end(desk, work, "case", file.case.id, None, Ended::Void).await,
        ClockStep::StartHandOver => {
            let Some(closed_on) = file.case.closed_on else { return Ok(()) };
            let at = moment_of(desk, closed_on);
            let code = DeadlineCode::FileHandover;
            deadlines::start(desk, work, &subject(file), code, at, file.case.accepted_on).await?;
            Ok(())
        }
        ClockStep::StartAssignment => await_again(desk, work, file, since).await,
        ClockStep::StartAnswer => await_answer(desk, work, file, (DeadlineCode::AdviceAnswer, since)).await,
        ClockStep::Resume => resume(desk, work, file, since).await,
    }
}

/// Waits for a new provider, unless a shorter clock for another one runs already.
async fn await_again(desk: &Desk, work: &mut Work, file: &CaseFile, since: DateTime<Utc>) -> Outcome<()> {
    let lines = deadlines::of_subject(&work.tx, "case", file.case.id).await?;
    let waits = |line: &DeadlineLine| line.ended_at.is_none() && REPLACEMENT_CLOCKS.contains(&line.code.0);
    if lines.iter().any(waits) {
        return Ok(());
    }
    await_assignment(desk, work, file, since).await
}

/// What stood still since the suspension runs again from its beginning; an assignment that is still missing too.
async fn resume(desk: &Desk, work: &mut Work, file: &CaseFile, since: DateTime<Utc>) -> Outcome<()> {
    let lines = deadlines::of_subject(&work.tx, "case", file.case.id).await?;
    let void = |line: &&DeadlineLine| {
        line.ended_how.as_deref() == Some(Ended::Void.code()) && STANDING_STILL.contains(&line.code.0)
    };
    let stopped = lines.iter().filter(void).filter_map(|line| line.ended_at).max();
    let paused = file_paused_at(work, file).await?;
    let held = stopped.filter(|at| paused.is_none_or(|paused| *at >= paused));
    let mut again: Vec<DeadlineCode> =
        lines.iter().filter(void).filter(|line| line.ended_at == held).map(|line| line.code.0).collect();
    let running = store::conduct::find_running(&work.tx, file.case.id).await?;
    let registration = running.map(|row| row.registration.0);
    again.retain(|code| held.is_some() && is_awaited(*code, registration));
    if again.contains(&DeadlineCode::AdviceAnswerComplex) {
        again.retain(|code| *code != DeadlineCode::AdviceAnswer);
    }
    again.dedup();
    for code in &again {
        deadlines::start(desk, work, &subject(file), *code, since, file.case.accepted_on).await?;
    }
    if file.case.assigned_on.is_none() && !again.iter().any(|code| ASSIGNMENT_CLOCKS.contains(code)) {
        return await_again(desk, work, file, since).await;
    }
    Ok(())
}

/// Whether a clock that stood still is still awaited, with the registration of whoever does the case now.
fn is_awaited(code: DeadlineCode, running: Option<Registration>) -> bool {
    let lost = [Registration::Refused, Registration::Cancelled];
    if ASSIGNMENT_CLOCKS.contains(&code) {
        running.is_none()
    } else if REGISTRATION_CLOCKS.contains(&code) {
        running == Some(Registration::Asked)
    } else if REPLACEMENT_CLOCKS.contains(&code) {
        running.is_none_or(|registration| lost.contains(&registration))
    } else {
        true
    }
}

async fn file_paused_at(work: &Work, file: &CaseFile) -> Outcome<Option<DateTime<Utc>>> {
    let events = store::cases::list_events(&work.tx, file.case.id).await?;
    Ok(events.iter().filter(|event| event.kind == "paused").map(|event| event.entered_at).max())
}

/// Ends clocks by what they waited for, on the day on which it was done.
pub(crate) async fn done(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    codes: &[DeadlineCode],
    day: NaiveDate,
) -> Outcome<()> {
    deadlines::done(desk, work, ("case", file.case.id), codes, deadlines::done_on(desk, day)).await
}

/// Ends clocks that no longer matter.
pub(crate) async fn void(
    desk: &Desk,
    work: &mut Work,
    file: &CaseFile,
    codes: &[DeadlineCode],
) -> Outcome<()> {
    deadlines::void(desk, work, ("case", file.case.id), codes).await
}

/// Answers whether one provider took over from another.
async fn keep_assignment(
    desk: &Desk,
    work: &mut Work,
    actor: &Actor,
    before: Option<&CaseFile>,
    after: &CaseFile,
    handing: Handing,
) -> Outcome<bool> {
    let running = running(desk, work, actor, before).await?;
    let from_at = after.case.assigned_on.map(|day| moment_of(desk, day)).unwrap_or_else(|| desk.now());
    let by = (actor.name.as_str(), desk.now());
    let wanted = store::conduct::assignment_of(after, desk.id(), from_at, by)
        .map(|row| Assignment { reason: handing.reason.clone(), ..row });
    match (running, wanted) {
        (None, None) => Ok(false),
        (None, Some(new)) => {
            store::conduct::insert_assignment(&work.tx, new).await?;
            store::deadlines::hand_to(&work.tx, after.case.id, after.case.provider_id).await?;
            Ok(false)
        }
        (Some(old), Some(new)) if same_provider(&old, &new) => {
            correct(desk, work, before, after, old, new).await?;
            Ok(false)
        }
        (Some(old), new) => {
            let until = new.as_ref().map_or(desk.now(), |new| new.from_at).max(old.from_at);
            let ended =
                Assignment { until_at: Some(until), replaced_ground: handing.ground.map(Into::into), ..old };
            store::conduct::update_assignment(&work.tx, ended).await?;
            store::deadlines::hand_to(&work.tx, after.case.id, after.case.provider_id).await?;
            let replaced = new.is_some();
            if let Some(new) = new {
                store::conduct::insert_assignment(&work.tx, new).await?;
            }
            Ok(replaced)
        }
    }
}

/// The running assignment; a case that only its columns speak of gets its row first.
async fn running(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    before: Option<&CaseFile>,
) -> Outcome<Option<Assignment>> {
    let Some(before) = before else { return Ok(None) };
    let known = store::conduct::find_running(&work.tx, before.case.id).await?;
    if known.is_some() {
        return Ok(known);
    }
    let from_at = before.case.assigned_on.map(deadlines::day_begins).unwrap_or_else(|| desk.now());
    let by = (actor.name.as_str(), desk.now());
    let Some(row) = store::conduct::assignment_of(before, desk.id(), from_at, by) else { return Ok(None) };
    store::conduct::insert_assignment(&work.tx, row.clone()).await?;
    Ok(Some(row))
}

/// The running assignment of a case as its columns say it, for acts that write on it.
pub(crate) async fn settle(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    file: &CaseFile,
) -> Outcome<Option<Assignment>> {
    running(desk, work, actor, Some(file)).await
}

/// A name that was linked with the register is still the same person.
fn same_provider(old: &Assignment, new: &Assignment) -> bool {
    match (old.provider_id, new.provider_id) {
        (Some(old), Some(new)) => old == new,
        _ => old.provider_name == new.provider_name,
    }
}

/// Takes over what was corrected in the columns: the day, the name, the link with the register.
async fn correct(
    desk: &Desk,
    work: &Work,
    before: Option<&CaseFile>,
    after: &CaseFile,
    old: Assignment,
    new: Assignment,
) -> Outcome<()> {
    let day_moved = before.is_none_or(|file| file.case.assigned_on != after.case.assigned_on);
    let begun_moved = before.is_some_and(|file| file.case.begun_on != after.case.begun_on);
    let mut row = Assignment {
        provider_id: new.provider_id,
        provider_name: new.provider_name,
        provider_kind: new.provider_kind,
        ..old.clone()
    };
    if day_moved {
        row.from_at = after.case.assigned_on.map_or(desk.now(), |day| moment_of(desk, day));
    }
    if begun_moved && row.registration != new.registration && after.case.begun_on.is_some() {
        row.registration = new.registration;
        row.registration_answered_on = after.case.begun_on;
    }
    if row != old {
        store::conduct::update_assignment(&work.tx, row).await?;
    }
    Ok(())
}
