//! Dealings about a case: verification by another Centre, recommendations to state bodies, contacts.
//!
//! A verification sent to an organisation of the register appears in its list at once; it reads the question, never
//! the case, and answers there. The clock of an answer is set and ended here, its length is in the dated rules.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::confidentiality::{BY_HAND, DisclosureGround};
use law::dealings::{DealingKind, DealingState, answer_clock, may_escalate};
use serde_json::json;
use uuid::Uuid;

pub use store::dealings::{Dealing, ReceivedDealing};
pub use store::staff::Organisation;

use crate::daily::{Case, CaseHead, case_of, may, running_case};
use crate::deadlines::{self, DeadlineLine, Ended, Subject, day_begins, local};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Days that a body has at the most when it says that it needs longer (art. 36).
pub const LONGEST: i32 = 45;
/// Days that a body has without saying anything.
pub const USUAL: i32 = 30;

/// A dealing as typed.
#[derive(Clone, Debug)]
pub struct DealingDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub kind: DealingKind,
    pub agency: String,
    pub to_org: Option<String>,
    pub subject: String,
    pub sent_on: NaiveDate,
    /// On what ground facts of the case go out; a verification and a recommendation have that of their article.
    pub ground: Option<DisclosureGround>,
}

/// An answer as typed.
#[derive(Clone, Debug)]
pub struct Answer {
    pub answered_on: NaiveDate,
    pub text: String,
    /// It cannot be done; the text says why.
    pub impossible: bool,
}

/// One dealing with its clocks and what may be done about it.
#[derive(Clone, Debug)]
pub struct DealingView {
    pub head: CaseHead,
    pub dealing: Dealing,
    pub clocks: Vec<DeadlineLine>,
    pub may_escalate: bool,
}

/// The dealings of a case.
#[derive(Clone, Debug)]
pub struct Dealings {
    pub head: CaseHead,
    /// Each with the moment by which an answer is due, while its clock runs.
    pub dealings: Vec<(Dealing, Option<DateTime<Utc>>)>,
    /// Organisations that can be asked.
    pub organisations: Vec<Organisation>,
}

/// Opens the dealings of a case.
pub async fn list(desk: &Desk, actor: &Actor, case: Uuid) -> Outcome<Dealings> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    let clocks = deadlines::of_case(&work.tx, case).await?;
    let due = |id: Uuid| {
        let running = clocks.iter().find(|line| line.subject_id == id && line.ended_at.is_none());
        running.map(|line| line.due_at)
    };
    let dealings = store::dealings::list(&work.tx, case).await?;
    let dealings = dealings.into_iter().map(|dealing| (due(dealing.id), dealing)).map(|(due, it)| (it, due));
    let dealings = dealings.collect();
    let organisations = askable(&work, &record, desk.today()).await?;
    work.record("dealings.view", "case", case, json!({}));
    desk.commit(work).await?;
    Ok(Dealings { head, dealings, organisations })
}

/// Organisations that keep a register today, but for the one that asks.
async fn askable(work: &Work, case: &Case, today: NaiveDate) -> Outcome<Vec<Organisation>> {
    let mut all = store::staff::list_organisations(&work.tx).await?;
    all.retain(|unit| {
        unit.kind.keeps_register()
            && unit.code != case.org_code
            && unit.valid_to.is_none_or(|last| last >= today)
    });
    Ok(all)
}

/// Opens one dealing of a case.
pub async fn view(desk: &Desk, actor: &Actor, case: Uuid, id: Uuid) -> Outcome<DealingView> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (_, head) = case_of(desk, &work, &permit, case).await?;
    let dealing = store::dealings::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    let clocks = deadlines::of_subject(&work.tx, KIND, id).await?;
    let due = clocks.iter().find(|line| line.ended_at.is_none()).map(|line| local(line.due_at));
    let may_escalate = may(actor, Permission::ConductCases)
        && may_escalate(dealing.kind.0, dealing.state.0, due, local(desk.now()));
    work.record("dealings.view", "case", case, json!({ "dealing": id }));
    desk.commit(work).await?;
    Ok(DealingView { head, dealing, clocks, may_escalate })
}

const KIND: &str = "dealing";

fn subject(case: &Case, id: Uuid) -> Subject<'_> {
    Subject { kind: KIND, id, case: Some(case.id), org: &case.org_code, provider: case.provider_id }
}

/// Sends a question, a recommendation, or notes a contact; its clock begins with the day it was sent. The same form
/// sent twice is one.
pub async fn send(desk: &Desk, actor: &Actor, case: Uuid, draft: DealingDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let record = running_case(desk, &work, &permit, case).await?;
    if store::dealings::find(&work.tx, case, draft.id).await?.is_some() {
        return Ok(());
    }
    let to_org = draft.to_org.filter(|_| draft.kind == DealingKind::Verification);
    let asked = match &to_org {
        Some(code) => {
            let known = askable(&work, &record, desk.today()).await?;
            let wrong = || Refusal::new("impossible").field("to_org", "unknown_code");
            Some(known.into_iter().find(|unit| unit.code == *code).ok_or_else(wrong)?)
        }
        None => None,
    };
    let agency = asked.as_ref().map_or(draft.agency.trim().to_owned(), |unit| unit.name.clone());
    let ground = ground_of(draft.kind, draft.ground);
    let mut refusal = Refusal::new("impossible");
    if agency.is_empty() {
        refusal = refusal.field("agency", "required");
    }
    if draft.subject.trim().is_empty() {
        refusal = refusal.field("subject", "required");
    }
    if draft.sent_on > desk.today() {
        refusal = refusal.field("sent_on", "future");
    }
    if ground.is_none() {
        refusal = refusal.field("ground", "required");
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    if let Some(ground) = ground {
        crate::confidentiality::check_disclosure(&work, record.id, ground, &agency, draft.sent_on).await?;
    }
    let dealing = Dealing {
        id: draft.id,
        case_id: case,
        kind: draft.kind.into(),
        agency,
        to_org,
        subject: draft.subject.trim().to_owned(),
        sent_on: draft.sent_on,
        asked_for_days: None,
        answered_on: None,
        answer: None,
        state: DealingState::Sent.into(),
        ground: ground.map(Into::into),
        entered_at: desk.now(),
        entered_by: permit.actor().name.clone(),
        version: 1,
    };
    begin(desk, &mut work, &record, &dealing).await?;
    leave(desk, &work, actor, &dealing).await?;
    desk.commit(work).await
}

/// Notes in the list of the case that facts of it went out; nothing does where nothing is told.
async fn leave(desk: &Desk, work: &Work, actor: &Actor, dealing: &Dealing) -> Outcome<()> {
    let Some(ground) = dealing.ground.map(|ground| ground.0).filter(|it| *it != DisclosureGround::NoFacts)
    else {
        return Ok(());
    };
    let (what, about) = ("dealings.send", dealing.subject.chars().take(120).collect::<String>());
    let (what, how) = ((what, about.as_str()), (ground, dealing.agency.as_str()));
    crate::confidentiality::note_disclosure(desk, work, actor, dealing.case_id, what, how).await
}

/// The ground on which facts of the case go out: the article of the kind, or the one that was stated.
fn ground_of(kind: DealingKind, stated: Option<DisclosureGround>) -> Option<DisclosureGround> {
    match kind {
        DealingKind::Verification => Some(DisclosureGround::Verification),
        DealingKind::Recommendation => Some(DisclosureGround::Recommendation),
        DealingKind::Contact => stated.filter(|ground| BY_HAND.contains(ground)),
    }
}

async fn begin(desk: &Desk, work: &mut Work, case: &Case, dealing: &Dealing) -> Outcome<()> {
    store::dealings::insert(&work.tx, dealing).await?;
    set_clock(desk, work, case, dealing).await?;
    if dealing.to_org.is_some() {
        work.emit(Event::DealingSent { dealing: dealing.id.to_string() });
    }
    work.record("dealings.send", "case", case.id, json!({ "dealing": dealing }));
    Ok(())
}

/// A case keeps the rules of the day on which it was accepted.
async fn set_clock(desk: &Desk, work: &mut Work, case: &Case, dealing: &Dealing) -> Outcome<()> {
    let longer = dealing.asked_for_days.is_some();
    let Some(code) = answer_clock(dealing.kind.0, longer) else { return Ok(()) };
    let start = day_begins(dealing.sent_on);
    deadlines::start(desk, work, &subject(case, dealing.id), code, start, case.accepted_on).await?;
    Ok(())
}

/// Notes the answer that came back to the one who asked.
pub async fn answer(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    answer: Answer,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    case_of(desk, &work, &permit, case).await?;
    let dealing = open_one(&work, case, id, seen).await?;
    settle(desk, &mut work, dealing, answer).await?;
    work.emit(answered(id, actor, false));
    desk.commit(work).await
}

fn answered(dealing: Uuid, actor: &Actor, there: bool) -> Event {
    Event::DealingAnswered { dealing: dealing.to_string(), by: actor.account, there }
}

async fn open_one(work: &Work, case: Uuid, id: Uuid, seen: i64) -> Outcome<Dealing> {
    let dealing = store::dealings::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    if dealing.version != seen {
        return Err(Failure::Stale);
    }
    if dealing.state.0.is_open() { Ok(dealing) } else { Err(Refusal::new("dealings.ended").into()) }
}

async fn settle(desk: &Desk, work: &mut Work, mut dealing: Dealing, answer: Answer) -> Outcome<()> {
    let mut refusal = Refusal::new("impossible");
    if answer.text.trim().is_empty() {
        refusal = refusal.field("answer", "required");
    }
    if answer.answered_on > desk.today() {
        refusal = refusal.field("answered_on", "future");
    } else if answer.answered_on < dealing.sent_on {
        refusal = refusal.field("answered_on", "dealing_before_sent");
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    let state = if answer.impossible { DealingState::Impossible } else { DealingState::Answered };
    dealing.state = state.into();
    dealing.answered_on = Some(answer.answered_on);
    dealing.answer = Some(answer.text.trim().to_owned());
    store::dealings::update(&work.tx, &dealing).await?;
    let at = deadlines::done_on(desk, answer.answered_on);
    deadlines::done(desk, work, (KIND, dealing.id), &[], at).await?;
    work.record("dealings.answer", "case", dealing.case_id, json!({ "dealing": &dealing }));
    Ok(())
}

/// Notes that a body needs longer than thirty days: the clock runs to forty-five from the same day.
pub async fn allow_longer(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    days: i32,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, _) = case_of(desk, &work, &permit, case).await?;
    let mut dealing = open_one(&work, case, id, seen).await?;
    let fits = dealing.kind.0 == DealingKind::Recommendation && (USUAL + 1..=LONGEST).contains(&days);
    if !fits {
        return Err(Refusal::new("impossible").field("days", "dealing_days").into());
    }
    dealing.asked_for_days = Some(days);
    store::dealings::update(&work.tx, &dealing).await?;
    deadlines::end(desk, &mut work, KIND, id, None, Ended::Void).await?;
    set_clock(desk, &mut work, &record, &dealing).await?;
    work.record("dealings.allow_longer", "case", case, json!({ "dealing": id, "days": days }));
    desk.commit(work).await
}

/// Puts a recommendation that nobody answered in time to the superior body (*kiến nghị cấp trên trực tiếp*): the old
/// one ends, a new one with its own clock begins.
pub async fn escalate(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    (next, superior): (Uuid, &str),
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, _) = case_of(desk, &work, &permit, case).await?;
    if store::dealings::find(&work.tx, case, next).await?.is_some() {
        return Ok(());
    }
    let mut dealing = open_one(&work, case, id, seen).await?;
    let clocks = deadlines::of_subject(&work.tx, KIND, id).await?;
    let due = clocks.iter().find(|line| line.ended_at.is_none()).map(|line| local(line.due_at));
    if !may_escalate(dealing.kind.0, dealing.state.0, due, local(desk.now())) {
        return Err(Refusal::new("dealings.too_early").into());
    }
    if superior.trim().is_empty() {
        return Err(Refusal::new("impossible").field("agency", "required").into());
    }
    let raised = Dealing {
        id: next,
        agency: superior.trim().to_owned(),
        sent_on: desk.today(),
        asked_for_days: None,
        entered_at: desk.now(),
        entered_by: permit.actor().name.clone(),
        version: 1,
        ..dealing.clone()
    };
    dealing.state = DealingState::Escalated.into();
    store::dealings::update(&work.tx, &dealing).await?;
    deadlines::end(desk, &mut work, KIND, id, None, Ended::Void).await?;
    begin(desk, &mut work, &record, &raised).await?;
    leave(desk, &work, actor, &raised).await?;
    work.record("dealings.escalate", "case", case, json!({ "dealing": id, "next": next }));
    desk.commit(work).await
}

/// Gives up waiting for an answer, with the reason (*không chờ trả lời nữa*): its clock ends, and the file can go to the
/// archive.
pub async fn give_up(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    case_of(desk, &work, &permit, case).await?;
    let mut dealing = open_one(&work, case, id, seen).await?;
    let reason = reason.trim();
    if !law::intake::is_reason(reason) {
        return Err(Refusal::new("impossible").field("reason", "reason_too_short").into());
    }
    dealing.state = DealingState::GivenUp.into();
    store::dealings::update(&work.tx, &dealing).await?;
    deadlines::end(desk, &mut work, KIND, id, None, Ended::Void).await?;
    work.record_because("dealings.give_up", "case", case, reason, json!({ "dealing": id }));
    desk.commit(work).await
}

// --- at the organisation that is asked -------------------------------------------------------------

/// What other organisations asked ours, open ones first.
pub async fn received(desk: &Desk, actor: &Actor) -> Outcome<Vec<ReceivedDealing>> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let lines = store::dealings::list_received(&work.tx, permit.reach(), 200).await?;
    work.record("dealings.list_received", "list", "dealings", json!({ "lines": lines.len() }));
    desk.commit(work).await?;
    Ok(lines)
}

/// Opens a question that was sent to us; the first time, whoever asks can see that it was opened.
pub async fn open_received(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<ReceivedDealing> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let mut found =
        store::dealings::find_received(&work.tx, permit.reach(), id).await?.ok_or(Failure::Missing)?;
    if found.state.0 == DealingState::Sent {
        let mut dealing =
            store::dealings::find(&work.tx, found.case_id, id).await?.ok_or(Failure::Missing)?;
        dealing.state = DealingState::Seen.into();
        store::dealings::update(&work.tx, &dealing).await?;
        found.state = DealingState::Seen.into();
        found.version += 1;
    }
    work.record("dealings.open_received", "dealing", id, json!({}));
    desk.commit(work).await?;
    Ok(found)
}

/// Answers a question that was sent to us.
pub async fn answer_received(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, answer: Answer) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let found =
        store::dealings::find_received(&work.tx, permit.reach(), id).await?.ok_or(Failure::Missing)?;
    let dealing = open_one(&work, found.case_id, id, seen).await?;
    settle(desk, &mut work, dealing, answer).await?;
    work.emit(answered(id, actor, true));
    desk.commit(work).await
}
