//! Where a request goes that is not accepted here: proposed, refused, sent elsewhere, sent back, withdrawn.

use law::access::Permission;
use law::cases::Source;
use law::confidentiality::DisclosureGround;
use law::deadlines::DeadlineCode;
use law::intake::{Channel, Proposal, RequestPaper};
use law::lifecycle::{RequestAct, RequestState};
use law::rules::RefusalGround;
use serde_json::json;
use store::requests::{Request, RequestFile};
use uuid::Uuid;

use super::{Ready, check_reason, exists_on, finish, ready, subject, taking};
use crate::deadlines::{self, Ended};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// What is proposed to the head, or decided by the head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proposed {
    /// To refuse on a ground.
    Refusal(RefusalGround),
    /// To send to an organisation, by code.
    Transfer(String),
}

/// Where and why a request is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub to: String,
    pub reason: String,
}

/// Proposes refusal or transfer to the head.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    proposed: &Proposed,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Propose;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, |_| true).await? else {
        return Ok(());
    };
    check_reason("reason", reason)?;
    file.request.state = to.into();
    file.request.proposed_reason = Some(reason.trim().to_owned());
    match proposed {
        Proposed::Refusal(ground) => {
            check_ground(desk, *ground, reason)?;
            file.request.proposed = Some(Proposal::Refusal.into());
            file.request.refusal_ground = Some((*ground).into());
            let today = desk.today();
            let code = DeadlineCode::TellRefusal;
            deadlines::start(desk, &mut work, &subject(&file.request), code, desk.now(), today).await?;
        }
        Proposed::Transfer(code) => {
            check_receiver(desk, &work, &file, code).await?;
            file.request.proposed = Some(Proposal::Transfer.into());
            file.request.transfer_to = Some(code.clone());
        }
    }
    let detail = json!({ "proposed": file.request.proposed, "ground": file.request.refusal_ground,
        "to": file.request.transfer_to });
    finish(desk, &mut work, *file, act, (reason.trim(), detail)).await?;
    desk.commit(work).await
}

/// The head sends a proposal back to be looked at again.
pub async fn send_back(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DecideRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::SendBack;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, |_| true).await? else {
        return Ok(());
    };
    check_reason("reason", reason)?;
    file.request.state = to.into();
    file.request.proposed = None;
    file.request.proposed_reason = None;
    file.request.refusal_ground = None;
    file.request.transfer_to = None;
    file.request.decision_reason = Some(reason.trim().to_owned());
    let tell = Some(DeadlineCode::TellRefusal);
    deadlines::end(desk, &mut work, "request", id, tell, Ended::Void).await?;
    finish(desk, &mut work, *file, act, (reason.trim(), json!({}))).await?;
    desk.commit(work).await
}

/// Refuses a request in writing (*từ chối thụ lý*, art. 30(3)).
pub async fn refuse(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    ground: RefusalGround,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DecideRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Refuse;
    let same = |request: &Request| request.refusal_ground.map(|code| code.0) == Some(ground);
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, same).await? else {
        return Ok(());
    };
    check_ground(desk, ground, reason)?;
    file.request.state = to.into();
    file.request.refusal_ground = Some(ground.into());
    file.request.transfer_to = None;
    decided(desk, actor, &mut file.request, reason);
    deadlines::end(desk, &mut work, "request", id, None, Ended::Done).await?;
    finish(desk, &mut work, *file, act, (reason.trim(), json!({ "ground": ground }))).await?;
    desk.commit(work).await
}

/// Sends a request to the competent organisation (*chuyển yêu cầu*, art. 35).
pub async fn transfer(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, sent: &Sent) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DecideRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Transfer;
    let same = |request: &Request| request.transfer_to.as_deref() == Some(sent.to.as_str());
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, same).await? else {
        return Ok(());
    };
    check_reason("reason", &sent.reason)?;
    check_receiver(desk, &work, &file, &sent.to).await?;
    file.request.state = to.into();
    file.request.transfer_to = Some(sent.to.clone());
    file.request.refusal_ground = None;
    decided(desk, actor, &mut file.request, &sent.reason);
    deadlines::end(desk, &mut work, "request", id, None, Ended::Done).await?;
    // The law sends the request to the competent organisation (art. 35): that is the ground on which its facts go.
    let detail = json!({ "to": sent.to, "ground": DisclosureGround::Transfer });
    finish(desk, &mut work, *file, act, (sent.reason.trim(), detail)).await?;
    desk.commit(work).await
}

/// Takes over a request that another organisation sent (*tiếp nhận yêu cầu chuyển đến*): it becomes one of ours, with an
/// id from the form, and its clock starts now.
pub async fn receive(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, new: Uuid) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Receive;
    let (mut file, to) = match ready(desk, &work, &permit, (id, seen), act, |_| true).await? {
        Ready::Go(file, to) => (file, to),
        Ready::Done(_) => {
            let made = store::requests::find_made_of(&work.tx, id).await?;
            return made.map(|request| request.id).ok_or(Failure::Stale);
        }
    };
    let own = file.request.transfer_to.clone().ok_or(Failure::Missing)?;
    let made = made_of(desk, actor, &work, &file, (new, own))?;
    file.request.state = to.into();
    let detail = json!({ "request": new });
    finish(desk, &mut work, *file, act, ("", detail)).await?;
    taking::enter(desk, &mut work, made, "take").await?;
    desk.commit(work).await?;
    Ok(new)
}

/// The request of the receiving organisation: the same persons and papers, with the note of the transfer.
fn made_of(
    desk: &Desk,
    actor: &Actor,
    work: &Work,
    origin: &RequestFile,
    (id, org_code): (Uuid, String),
) -> Outcome<RequestFile> {
    let now = desk.now();
    let mut papers = RequestPaper::read_list(&origin.request.papers);
    papers.push(RequestPaper::TransferNote);
    let request = Request {
        id,
        state: RequestState::Received.into(),
        channel: Channel::Transfer.into(),
        source: Source::Transfer.into(),
        source_agency: None,
        agency_id: None,
        org_code,
        received_at: now,
        papers: RequestPaper::write_list(papers),
        chosen_provider: None,
        reception_id: None,
        came_from: Some(origin.request.id),
        proposed: None,
        proposed_reason: None,
        missing_papers: String::new(),
        decision_reason: None,
        decided_at: None,
        decided_by: None,
        transfer_to: None,
        entered_at: now,
        entered_by: actor.id(),
        recorded_at: now,
        version: 1,
        ..origin.request.clone()
    };
    let persons = origin.persons.iter().map(|person| {
        let number = store::requests::open_id_number(&work.tx, person)?;
        let mut copy = person.clone();
        copy.request_id = id;
        store::requests::seal_id_number(&work.tx, &mut copy, number.as_ref())?;
        Ok(copy)
    });
    Ok(RequestFile { persons: persons.collect::<Outcome<_>>()?, request })
}

/// Sends a request back to the organisation it came from, with the reason (*trả lại yêu cầu chuyển đến*).
pub async fn give_back(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Return;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, |_| true).await? else {
        return Ok(());
    };
    check_reason("reason", reason)?;
    let from = file.request.transfer_to.take();
    file.request.state = to.into();
    file.request.proposed = None;
    file.request.proposed_reason = None;
    file.request.decided_at = None;
    file.request.decided_by = None;
    file.request.decision_reason = Some(reason.trim().to_owned());
    let request = file.request.clone();
    finish(desk, &mut work, *file, act, (reason.trim(), json!({ "by": from }))).await?;
    let (code, today) = (DeadlineCode::AnswerRequest, desk.today());
    deadlines::start(desk, &mut work, &subject(&request), code, desk.now(), today).await?;
    desk.commit(work).await
}

/// The person withdraws the request (*rút yêu cầu*, art. 8(6)).
pub async fn withdraw(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Withdraw;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, |_| true).await? else {
        return Ok(());
    };
    check_reason("reason", reason)?;
    file.request.state = to.into();
    file.request.proposed = None;
    decided(desk, actor, &mut file.request, reason);
    deadlines::end(desk, &mut work, "request", id, None, Ended::Void).await?;
    finish(desk, &mut work, *file, act, (reason.trim(), json!({}))).await?;
    desk.commit(work).await
}

/// Notes who decided, when and why; the proposal stays on record.
fn decided(desk: &Desk, actor: &Actor, request: &mut Request, reason: &str) {
    request.decision_reason = Some(reason.trim().to_owned());
    request.decided_at = Some(desk.now());
    request.decided_by = Some(actor.name.clone());
}

fn check_ground(desk: &Desk, ground: RefusalGround, reason: &str) -> Outcome<()> {
    check_reason("reason", reason)?;
    let rules = desk.rules();
    if law::intake::may_refuse(ground, reason, &rules.on(desk.today())) {
        return Ok(());
    }
    Err(Refusal::new("requests.invalid").field("refusal_ground", "ground_not_in_force").into())
}

async fn check_receiver(desk: &Desk, work: &Work, file: &RequestFile, code: &str) -> Outcome<()> {
    let organisation = store::staff::find_organisation(&work.tx, code).await?;
    let fits = organisation.is_some_and(|unit| {
        unit.kind.keeps_register() && exists_on(&unit, desk.today()) && unit.code != file.request.org_code
    });
    if fits {
        Ok(())
    } else {
        Err(Refusal::new("requests.invalid").field("transfer_to", "org_unknown").into())
    }
}
