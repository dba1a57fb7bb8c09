//! Hearings, visits and other appointments of a case: planned, held, put off, resumed, cancelled.
//!
//! One that is put off keeps its day; its next one follows it. An entry in the diary that tells of a hearing holds
//! it as well (`diary::add`). `law::hearings` knows what may follow what.

use chrono::{DateTime, Utc};
use law::access::Permission;
use law::hearings::{HearingAct, HearingKind, HearingState, after_hearing};
use law::kernel::coded::Coded as _;
use serde_json::json;
use uuid::Uuid;

pub use store::diary::{Hearing, HearingLine};

use crate::daily::{CaseHead, case_of, running_case, some};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// An appointment as typed.
#[derive(Clone, Debug)]
pub struct HearingDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub kind: HearingKind,
    pub at: DateTime<Utc>,
    pub place: String,
    pub agency: String,
    pub online: bool,
}

/// The appointments of a case.
#[derive(Clone, Debug)]
pub struct Hearings {
    pub head: CaseHead,
    pub hearings: Vec<Hearing>,
}

/// Opens the appointments of a case.
pub async fn list(desk: &Desk, actor: &Actor, case: Uuid) -> Outcome<Hearings> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (_, head) = case_of(desk, &work, &permit, case).await?;
    let hearings = store::diary::list_hearings(&work.tx, case).await?;
    work.record("hearings.view", "case", case, json!({}));
    desk.commit(work).await?;
    Ok(Hearings { head, hearings })
}

/// Opens one of them, to change it or say what came of it.
pub async fn view(desk: &Desk, actor: &Actor, case: Uuid, id: Uuid) -> Outcome<(CaseHead, Hearing)> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (_, head) = case_of(desk, &work, &permit, case).await?;
    let hearing = store::diary::find_hearing(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    work.record("hearings.view", "case", case, json!({ "hearing": id }));
    desk.commit(work).await?;
    Ok((head, hearing))
}

/// Plans an appointment (*ghi lịch*). The same form sent twice is one.
pub async fn add(desk: &Desk, actor: &Actor, case: Uuid, draft: HearingDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    running_case(desk, &work, &permit, case).await?;
    if store::diary::find_hearing(&work.tx, case, draft.id).await?.is_some() {
        return Ok(());
    }
    let hearing = planned(desk, &permit, case, &draft, None);
    store::diary::insert_hearing(&work.tx, &hearing).await?;
    work.record("hearings.add", "case", case, json!({ "hearing": &hearing }));
    desk.commit(work).await
}

fn planned(desk: &Desk, permit: &Permit, case: Uuid, draft: &HearingDraft, follows: Option<Uuid>) -> Hearing {
    Hearing {
        id: draft.id,
        case_id: case,
        kind: draft.kind.into(),
        at: draft.at,
        place: some(&draft.place),
        agency: some(&draft.agency),
        online: draft.online,
        state: HearingState::Planned.into(),
        result: None,
        follows,
        entered_at: desk.now(),
        entered_by: permit.actor().name.clone(),
        version: 1,
    }
}

/// Corrects an appointment that is still planned and has the version that was seen.
pub async fn correct(desk: &Desk, actor: &Actor, case: Uuid, seen: i64, draft: HearingDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    running_case(desk, &work, &permit, case).await?;
    let before = seen_hearing(&work, case, draft.id, seen).await?;
    if before.state.0 != HearingState::Planned {
        return Err(Refusal::new("hearings.not_planned").into());
    }
    let after = Hearing {
        kind: draft.kind.into(),
        at: draft.at,
        place: some(&draft.place),
        agency: some(&draft.agency),
        online: draft.online,
        ..before.clone()
    };
    store::diary::update_hearing(&work.tx, &after).await?;
    work.record("hearings.correct", "case", case, json!({ "before": &before, "after": &after }));
    desk.commit(work).await
}

/// What came of an appointment.
#[derive(Clone, Debug)]
pub struct Course {
    pub act: HearingAct,
    /// What came of it, or why.
    pub result: String,
    /// The new one, where one was put off and its day is known: id and moment.
    pub next: Option<(Uuid, DateTime<Utc>)>,
}

/// Says what came of an appointment (*đã diễn ra, hoãn, mở lại, hủy*). One that is put off to a known day, or
/// resumed, makes the next one, which follows it.
pub async fn proceed(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    course: Course,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    running_case(desk, &work, &permit, case).await?;
    if let Some((next, _)) = course.next
        && store::diary::find_hearing(&work.tx, case, next).await?.is_some()
    {
        return Ok(());
    }
    let mut hearing = seen_hearing(&work, case, id, seen).await?;
    check(desk, &hearing, &course)?;
    let state = after_hearing(hearing.state.0, course.act)
        .ok_or_else(|| Refusal::new("hearings.not_now").with("state", hearing.state.0.code()))?;
    let next = course.next.filter(|_| matches!(state, HearingState::Postponed | HearingState::Resumed));
    hearing.state = if next.is_some() { HearingState::Resumed.into() } else { state.into() };
    hearing.result = some(&course.result).or(hearing.result.take());
    store::diary::update_hearing(&work.tx, &hearing).await?;
    if let Some((next, at)) = next {
        let draft = HearingDraft {
            id: next,
            kind: hearing.kind.0,
            at,
            place: hearing.place.clone().unwrap_or_default(),
            agency: hearing.agency.clone().unwrap_or_default(),
            online: hearing.online,
        };
        store::diary::insert_hearing(&work.tx, &planned(desk, &permit, case, &draft, Some(id))).await?;
    }
    let detail = json!({ "hearing": id, "act": course.act, "next": next.map(|(id, _)| id) });
    work.record_because("hearings.proceed", "case", case, &course.result, detail);
    desk.commit(work).await
}

/// What an act asks: a reason for what did not happen, a later day for what goes on.
fn check(desk: &Desk, hearing: &Hearing, course: &Course) -> Outcome<()> {
    let mut refusal = Refusal::new("impossible");
    let needs_reason = matches!(course.act, HearingAct::Postpone | HearingAct::Cancel);
    if needs_reason && course.result.trim().is_empty() {
        refusal = refusal.field("result", "required");
    }
    if course.act == HearingAct::Hold && hearing.at > desk.now() {
        refusal = refusal.field("act", "hearing_not_yet");
    }
    match course.next {
        None if course.act == HearingAct::Resume => refusal = refusal.field("next_date", "required"),
        Some((_, at)) if at <= hearing.at => refusal = refusal.field("next_date", "hearing_not_later"),
        _ => {}
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

async fn seen_hearing(work: &Work, case: Uuid, id: Uuid, seen: i64) -> Outcome<Hearing> {
    let found = store::diary::find_hearing(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    if found.version == seen { Ok(found) } else { Err(Failure::Stale) }
}
