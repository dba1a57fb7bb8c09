//! Complaints (*khiếu nại*, art. 45): taken down, decided, taken on to the department of justice and to a court.
//!
//! The provider complained of is kept apart whatever the role: such an account does not find the complaint, and
//! [`is_kept_from_case`] keeps the provider from being given the case while the complaint waits. Clocks of a
//! complaint hang on the complaint alone, so that they do not show on the case.

use chrono::{DateTime, Duration, Utc};
use law::access::{Node, Permission, Reach};
use law::complaints::{
    ComplaintAct, ComplaintDecision, ComplaintLevel, ComplaintMove, ComplaintState, after_move,
    decision_clock, first_state, is_kept_apart, is_pending,
};
use law::staff::OrganisationKind;
use serde_json::json;
use store::Tx;
use store::requests::Viewer;
use store::staff::Provider;
use uuid::Uuid;

pub use store::complaints::{Complaint, ComplaintFilter, Place};

use crate::confidentiality::{may_open_request, open_case, restricted, sight};
use crate::deadlines::{self, DeadlineLine, Ended, Subject};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// What clocks call a complaint.
const KIND: &str = "complaint";

/// Lines on a page.
const LINES: u64 = 25;

/// A complaint as taken down.
#[derive(Clone, Debug)]
pub struct ComplaintDraft {
    /// The id that the form carried, so that the same form sent twice is one complaint.
    pub id: Uuid,
    /// Organisation whose head answers.
    pub org: String,
    pub case: Option<Uuid>,
    pub request: Option<Uuid>,
    pub act: ComplaintAct,
    pub complainant_name: String,
    pub complainant_contact: Option<String>,
    pub against_provider: Option<Uuid>,
    pub content: String,
    pub received_at: DateTime<Utc>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct ComplaintLine {
    pub complaint: Complaint,
    /// The clock that runs, or ran last.
    pub clock: Option<DeadlineLine>,
    /// The name is kept from whoever looks, because the case is restricted.
    pub protected: bool,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct ComplaintList {
    pub lines: Vec<ComplaintLine>,
    pub next: Option<Place>,
}

/// A complaint opened by somebody.
#[derive(Clone, Debug)]
pub struct ComplaintView {
    pub complaint: Complaint,
    /// Every level of the matter, the first one first.
    pub chain: Vec<Complaint>,
    pub clocks: Vec<DeadlineLine>,
    /// Code of the file it is about.
    pub file_code: Option<String>,
    pub against: Option<Provider>,
    pub moves: Vec<ComplaintMove>,
}

/// Whether a provider may not be given a case, because a complaint against them about it waits for an answer.
pub async fn is_kept_from_case(tx: &Tx, case: Uuid, provider: Uuid) -> Outcome<bool> {
    Ok(store::complaints::is_pending_against(tx, case, provider).await?)
}

/// The department of justice that stands over an organisation, today.
fn justice_office_over(tree: &[Node], org: &str) -> Option<String> {
    let find = |code: &str| tree.iter().find(|node| node.code == code);
    let mut node = find(org)?;
    // A tree that turns in a circle must not keep us.
    for _ in 0..tree.len() {
        if let Some(successor) = &node.successor {
            node = find(successor)?;
        } else if OrganisationKind::of_code(&node.code) == Some(OrganisationKind::JusticeOffice) {
            return Some(node.code.clone());
        } else {
            node = find(node.parent.as_ref()?)?;
        }
    }
    None
}

/// Lists complaints within reach, never those against oneself.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    filter: ComplaintFilter,
    after: Option<Place>,
) -> Outcome<ComplaintList> {
    let permit = desk.permit(actor, Permission::ReadComplaints)?;
    let filter = ComplaintFilter { apart: actor.provider, ..filter };
    let mut work = desk.begin(&permit).await?;
    let mut found = store::complaints::list(&work.tx, permit.reach(), &filter, after, LINES + 1).await?;
    let more = found.len() as u64 > LINES;
    found.truncate(usize::try_from(LINES).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| Place { at: last.received_at, id: last.id });
    let mut marks = Vec::new();
    for complaint in &found {
        let case = match complaint.case_id {
            Some(id) => store::cases::find(&work.tx, &Reach::Nation, id).await?,
            None => None,
        };
        marks.push(case.map(|file| (file.case.id, file.case.restricted)));
    }
    let asked = restricted(marks.iter().flatten().map(|(id, restricted)| (*id, restricted.as_str())));
    let sight = sight(desk, &work.tx, actor, asked).await?;
    let mut lines = Vec::with_capacity(found.len());
    for (mut complaint, mark) in found.into_iter().zip(&marks) {
        let clocks = deadlines::of_subject(&work.tx, KIND, complaint.id).await?;
        let protected = mark.as_ref().is_some_and(|(id, restricted)| !sight.sees(*id, restricted));
        if protected {
            complaint.complainant_name.clear();
            complaint.complainant_contact = None;
        }
        lines.push(ComplaintLine { complaint, clock: clocks.into_iter().next_back(), protected });
    }
    work.record("complaints.list", "list", "complaints", json!({ "filter": filter, "lines": lines.len() }));
    desk.commit(work).await?;
    Ok(ComplaintList { lines, next })
}

/// How many complaints wait for a decision of this actor's own level, within reach.
pub async fn waiting(desk: &Desk, actor: &Actor) -> Outcome<(ComplaintLevel, u64)> {
    let permit = desk.permit(actor, Permission::DecideComplaints)?;
    let level = if is_above(actor) { ComplaintLevel::JusticeOffice } else { ComplaintLevel::Head };
    let tx = desk.store().snapshot().await?;
    Ok((level, store::complaints::count_waiting(&tx, permit.reach(), level).await?))
}

/// The whole matter of a complaint, the first level first.
async fn chain(tx: &Tx, complaint: &Complaint) -> Outcome<Vec<Complaint>> {
    let mut chain = vec![complaint.clone()];
    for _ in 0..2 {
        let Some(before) = chain[0].follows else { break };
        let Some(before) = store::complaints::find(tx, before).await? else { break };
        chain.insert(0, before);
    }
    while let Some(last) = chain.last()
        && chain.len() < 3
    {
        let Some(next) = store::complaints::find_next(tx, last.id).await? else { break };
        chain.push(next);
    }
    Ok(chain)
}

/// The complaint, if it lies within reach on any level and the actor is not the one complained of.
async fn find(desk: &Desk, work: &Work, permit: &Permit, id: Uuid) -> Outcome<(Complaint, Vec<Complaint>)> {
    let complaint = store::complaints::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    let chain = chain(&work.tx, &complaint).await?;
    let within = chain.iter().any(|level| permit.reach().covers(&level.org_code));
    let apart = is_kept_apart(complaint.against_provider.as_ref(), permit.actor().provider.as_ref());
    if !within || apart {
        return Err(Failure::Missing);
    }
    if let Some(case) = complaint.case_id
        && let Some(file) = store::cases::find(&work.tx, &Reach::Nation, case).await?
    {
        crate::confidentiality::may_open(desk, &work.tx, permit, &file.case).await?;
    }
    Ok((complaint, chain))
}

/// Opens a complaint.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<ComplaintView> {
    let permit = desk.permit(actor, Permission::ReadComplaints)?;
    let mut work = desk.begin(&permit).await?;
    let (complaint, chain) = find(desk, &work, &permit, id).await?;
    let clocks = deadlines::of_subject(&work.tx, KIND, id).await?;
    let case = match complaint.case_id {
        Some(case) => store::cases::find(&work.tx, &Reach::Nation, case).await?,
        None => None,
    };
    let against = match complaint.against_provider {
        Some(provider) => store::staff::find_provider(&work.tx, provider).await?,
        None => None,
    };
    work.record("complaints.view", KIND, id, json!({}));
    desk.commit(work).await?;
    let moves = moves_of(desk, actor, &permit, &complaint, &clocks);
    let file_code = case.map(|file| file.case.file_code);
    Ok(ComplaintView { complaint, chain, clocks, file_code, against, moves })
}

/// Whether the time of the decision has run out.
fn is_overdue(desk: &Desk, clocks: &[DeadlineLine]) -> bool {
    clocks.iter().any(|clock| clock.ended_at.is_none() && clock.due_at < desk.now())
}

/// What this actor may do to a complaint as it stands. Only who reaches the level's own organisation decides.
fn moves_of(
    desk: &Desk,
    actor: &Actor,
    permit: &Permit,
    complaint: &Complaint,
    clocks: &[DeadlineLine],
) -> Vec<ComplaintMove> {
    use law::kernel::coded::Coded as _;
    let overdue = is_overdue(desk, clocks);
    let possible = |by: &&ComplaintMove| {
        after_move(complaint.level(), complaint.state.0, **by, overdue).is_ok()
            && may_move(actor, permit, complaint, **by)
    };
    ComplaintMove::ALL.iter().filter(possible).copied().collect()
}

fn may_move(actor: &Actor, permit: &Permit, complaint: &Complaint, by: ComplaintMove) -> bool {
    let steps = law::complaints::COMPLAINT_STEPS;
    let step = steps.iter().find(|step| step.from == complaint.state.0 && step.by == by);
    let Some(step) = step else { return false };
    let held = |permission: &Permission| law::access::may(actor.role, *permission);
    let reached = permit.reach().covers(&complaint.org_code) || by != ComplaintMove::Decide;
    // The head of a Centre answers for the Centre; what lies with the department is the department's.
    let own = complaint.level() != ComplaintLevel::Head || !is_above(actor);
    (actor.is_system() || step.permissions.iter().any(held))
        && reached
        && (own || by != ComplaintMove::Decide)
}

/// Sits in a department of justice or above: does not decide in place of the head below.
fn is_above(actor: &Actor) -> bool {
    let kind = OrganisationKind::of_code(&actor.org);
    !actor.is_system() && matches!(kind, Some(OrganisationKind::JusticeOffice | OrganisationKind::Department))
}

/// What the form for a new complaint knows of its case or request.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub org: String,
    pub file_code: Option<String>,
    /// Who was helped or asked for help: mostly who complains.
    pub person: Option<String>,
    /// Providers who may be complained of.
    pub providers: Vec<Provider>,
    /// The provider of the case.
    pub provider: Option<Uuid>,
}

/// Gathers what a complaint about a case, a request or an organisation of one's own can name. The reading is recorded.
pub async fn ground(
    desk: &Desk,
    actor: &Actor,
    case: Option<Uuid>,
    request: Option<Uuid>,
) -> Outcome<Ground> {
    let permit = desk.permit(actor, Permission::TakeComplaints)?;
    let mut work = desk.begin(&permit).await?;
    let mut found = place_of(desk, &work, &permit, case, request).await?;
    found.providers =
        store::staff::list_providers(&work.tx, Some(std::slice::from_ref(&found.org)), None, 500).await?;
    match (case, request) {
        (Some(case), _) => work.record("cases.view", "case", case, json!({})),
        (None, Some(request)) => work.record("requests.view", "request", request, json!({})),
        (None, None) => {}
    }
    desk.commit(work).await?;
    Ok(found)
}

async fn place_of(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    case: Option<Uuid>,
    request: Option<Uuid>,
) -> Outcome<Ground> {
    if let Some(case) = case {
        let file = open_case(desk, &work.tx, permit, case).await?;
        return Ok(Ground {
            org: file.case.org_code,
            file_code: Some(file.case.file_code),
            person: file.beneficiaries.into_iter().next().map(|person| person.name),
            provider: file.case.provider_id,
            ..Ground::default()
        });
    }
    if let Some(request) = request {
        let account = permit.actor().id();
        let viewer = Viewer { reach: permit.reach(), account: &account };
        let file = store::requests::find(&work.tx, &viewer, request).await?.ok_or(Failure::Missing)?;
        permit.within(&file.request.org_code)?;
        // A complaint about a restricted request is taken down by anybody; who it is about stays hidden.
        let way = may_open_request(desk, &work.tx, permit.actor(), &file.request).await;
        let known = match way {
            Err(Failure::Refused(_)) => false,
            Err(failure) => return Err(failure),
            Ok(_) => true,
        };
        let person = file.persons.into_iter().next().map(|person| person.name).filter(|_| known);
        return Ok(Ground { org: file.request.org_code, person, ..Ground::default() });
    }
    Ok(Ground { org: permit.actor().org.clone(), ..Ground::default() })
}

/// Takes a complaint down and sets the clock of the head going.
pub async fn take(desk: &Desk, actor: &Actor, draft: ComplaintDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::TakeComplaints)?;
    permit.within(&draft.org)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::complaints::find(&work.tx, draft.id).await? {
        return if known.content == draft.content { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    place_of(desk, &work, &permit, draft.case, draft.request).await?;
    check(desk, &work, actor, &draft).await?;
    let level = ComplaintLevel::Head;
    let record = Complaint {
        id: draft.id,
        org_code: draft.org,
        case_id: draft.case,
        request_id: draft.request,
        act: draft.act.into(),
        complainant_name: draft.complainant_name,
        complainant_contact: draft.complainant_contact,
        against_provider: draft.against_provider,
        content: draft.content,
        received_at: draft.received_at,
        step: level.number(),
        state: first_state(level).into(),
        decision: None,
        decision_reason: None,
        decided_at: None,
        decided_by: None,
        follows: None,
        entered_at: desk.now(),
        entered_by: actor.id(),
        version: 1,
    };
    open(desk, &mut work, record).await?;
    desk.commit(work).await?;
    Ok(draft.id)
}

async fn check(desk: &Desk, work: &Work, actor: &Actor, draft: &ComplaintDraft) -> Outcome<()> {
    let mut refusal = Refusal::new("impossible");
    if draft.received_at > desk.now() + Duration::minutes(5) {
        refusal = refusal.field("received_on", "future");
    }
    if let Some(provider) = draft.against_provider {
        let known = store::staff::find_provider(&work.tx, provider).await?;
        if known.is_none_or(|known| known.org_code != draft.org) {
            refusal = refusal.field("against_provider", "unknown_code");
        }
        if is_kept_apart(Some(&provider), actor.provider.as_ref()) {
            refusal = refusal.field("against_provider", "own_complaint");
        }
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

/// Begins a level: its record, its clock, its trace.
async fn open(desk: &Desk, work: &mut Work, record: Complaint) -> Outcome<()> {
    let (id, level) = (record.id, record.level());
    let org = record.org_code.clone();
    let day = deadlines::local(record.received_at).date();
    let start = record.received_at;
    let detail = json!({
        "act": record.act, "level": level, "case": record.case_id, "request": record.request_id,
        "follows": record.follows,
    });
    store::complaints::insert(&work.tx, record).await?;
    if let Some(clock) = decision_clock(level) {
        let subject = Subject { kind: KIND, id, case: None, org: &org, provider: None };
        deadlines::start(desk, work, &subject, clock, start, day).await?;
    }
    work.record("complaints.take", KIND, id, detail);
    Ok(())
}

/// A decision as written down.
#[derive(Clone, Debug)]
pub struct Decision {
    pub decision: ComplaintDecision,
    pub reason: String,
    pub decided_at: DateTime<Utc>,
}

/// Decides a complaint (*quyết định giải quyết khiếu nại*), or enters the decision of a court.
pub async fn decide(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, decision: Decision) -> Outcome<()> {
    let mut work = begin_move(desk, actor).await?;
    let (mut complaint, permit) = load(desk, &work, actor, id).await?;
    if complaint.state.0 == ComplaintState::Decided
        && complaint.decision_reason.as_deref() == Some(decision.reason.as_str())
    {
        return Ok(());
    }
    let after = allowed(desk, &work, actor, &permit, &complaint, ComplaintMove::Decide).await?;
    if complaint.version != seen {
        return Err(Failure::Stale);
    }
    if decision.decided_at < complaint.received_at || decision.decided_at > desk.now() + Duration::minutes(5)
    {
        return Err(Refusal::new("impossible").field("decided_on", "outside_time").into());
    }
    complaint.state = after.into();
    complaint.decision = Some(decision.decision.into());
    complaint.decision_reason = Some(decision.reason.clone());
    complaint.decided_at = Some(decision.decided_at);
    complaint.decided_by = Some(actor.name.clone());
    store::complaints::update(&work.tx, complaint).await?;
    deadlines::done(desk, &mut work, (KIND, id), &[], decision.decided_at).await?;
    let detail = json!({ "decision": decision.decision, "decided_at": decision.decided_at });
    work.record_because("complaints.decide", KIND, id, &decision.reason, detail);
    desk.commit(work).await
}

/// Takes a complaint on to the next level (*khiếu nại lần hai, khởi kiện*): the person disagrees, or got no answer
/// in time. The new level is a record of its own, under the id that the form carried.
pub async fn escalate(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    next: Uuid,
    received_at: DateTime<Utc>,
    reason: &str,
) -> Outcome<Uuid> {
    let mut work = begin_move(desk, actor).await?;
    let (mut complaint, permit) = load(desk, &work, actor, id).await?;
    if let Some(known) = store::complaints::find_next(&work.tx, id).await? {
        return Ok(known.id);
    }
    let after = allowed(desk, &work, actor, &permit, &complaint, ComplaintMove::Escalate).await?;
    let level = complaint.level().next().ok_or(Failure::Missing)?;
    if received_at < complaint.received_at || received_at > desk.now() + Duration::minutes(5) {
        return Err(Refusal::new("impossible").field("received_on", "outside_time").into());
    }
    let office = justice_office_over(&desk.tree(), &complaint.org_code)
        .ok_or_else(|| Failure::from(Refusal::new("complaints.no_office")))?;
    let record = Complaint {
        id: next,
        org_code: office,
        content: if reason.trim().is_empty() { complaint.content.clone() } else { reason.trim().to_owned() },
        received_at,
        step: level.number(),
        state: first_state(level).into(),
        decision: None,
        decision_reason: None,
        decided_at: None,
        decided_by: None,
        follows: Some(id),
        entered_at: desk.now(),
        entered_by: actor.id(),
        version: 1,
        ..complaint.clone()
    };
    let unanswered = is_pending(complaint.state.0);
    complaint.state = after.into();
    store::complaints::update(&work.tx, complaint).await?;
    deadlines::end(desk, &mut work, KIND, id, None, Ended::Void).await?;
    let detail = json!({ "next": next, "level": level, "unanswered": unanswered });
    work.record_because("complaints.escalate", KIND, id, reason.trim(), detail);
    open(desk, &mut work, record).await?;
    desk.commit(work).await?;
    Ok(next)
}

/// The person takes the complaint back (*rút khiếu nại*).
pub async fn withdraw(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, reason: &str) -> Outcome<()> {
    let mut work = begin_move(desk, actor).await?;
    let (mut complaint, permit) = load(desk, &work, actor, id).await?;
    if complaint.state.0 == ComplaintState::Withdrawn {
        return Ok(());
    }
    let after = allowed(desk, &work, actor, &permit, &complaint, ComplaintMove::Withdraw).await?;
    if complaint.version != seen {
        return Err(Failure::Stale);
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("impossible").field("reason", "required").into());
    }
    complaint.state = after.into();
    complaint.decision_reason = Some(reason.trim().to_owned());
    complaint.decided_at = Some(desk.now());
    store::complaints::update(&work.tx, complaint).await?;
    deadlines::end(desk, &mut work, KIND, id, None, Ended::Void).await?;
    work.record_because("complaints.withdraw", KIND, id, reason.trim(), json!({}));
    desk.commit(work).await
}

async fn begin_move(desk: &Desk, actor: &Actor) -> Outcome<Work> {
    let permit = either(desk, actor)?;
    desk.begin(&permit).await
}

/// Takes complaints down or decides on them; one of the two is needed for any move.
fn either(desk: &Desk, actor: &Actor) -> Outcome<Permit> {
    desk.permit(actor, Permission::TakeComplaints)
        .or_else(|_| desk.permit(actor, Permission::DecideComplaints))
}

async fn load(desk: &Desk, work: &Work, actor: &Actor, id: Uuid) -> Outcome<(Complaint, Permit)> {
    let permit = either(desk, actor)?;
    let (complaint, _) = find(desk, work, &permit, id).await?;
    Ok((complaint, permit))
}

/// Where the move leads, if law and role allow it.
async fn allowed(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    permit: &Permit,
    complaint: &Complaint,
    by: ComplaintMove,
) -> Outcome<ComplaintState> {
    let clocks = deadlines::of_subject(&work.tx, KIND, complaint.id).await?;
    let overdue = is_overdue(desk, &clocks);
    let after = after_move(complaint.level(), complaint.state.0, by, overdue)
        .map_err(|refusal| Failure::from(Refusal::new(refusal.code())))?;
    if may_move(actor, permit, complaint, by) { Ok(after) } else { Err(Failure::Denied) }
}
