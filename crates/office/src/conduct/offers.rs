//! The answer of the provider to an assignment: accepted, or declined with a ground. Whoever declines gives the case
//! back; the clock of the law goes on from where it began, as if nobody had been sent.

use law::access::Permission;
use law::assignment::{DeclineGround, OfferState};
use law::conduct::{ASSIGNMENT_CLOCKS, ReplacementGround};
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use serde_json::json;
use store::assignment::Offer;
use uuid::Uuid;

use super::{Doing, Done, Held, Sent, event, finish, moved, required, settle, take};
use crate::cases::Handing;
use crate::cases::follow;
use crate::deadlines;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// A provider declines.
#[derive(Clone, Debug)]
pub struct Declining {
    pub sent: Sent,
    pub ground: DeclineGround,
    pub reason: String,
}

/// The open offer of the case in hand, if this actor may answer it: the provider, or the head who heard the answer.
async fn open(actor: &Actor, held: &Held) -> Outcome<Offer> {
    let none = || Failure::from(Refusal::new("conduct.no_offer"));
    let offer = store::assignment::find_open(&held.work.tx, held.file.case.id).await?.ok_or_else(none)?;
    let own = actor.provider == Some(offer.provider_id);
    let head = actor.is_system() || law::access::may(actor.role, Permission::AssignProviders);
    if own || head { Ok(offer) } else { Err(Failure::Denied) }
}

/// Accepts an assignment (*nhận vụ việc*).
pub async fn accept_offer(desk: &Desk, actor: &Actor, case: Uuid, sent: Sent) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, sent).await? else {
        return Ok(());
    };
    let offer = open(actor, &held).await?;
    let answered = Offer { state: OfferState::Accepted.into(), ..answered(desk, actor, offer) };
    store::assignment::answer(&held.work.tx, &answered).await?;
    let name = held.file.case.provider_name.clone().unwrap_or_default();
    let told = event(desk, actor, case, sent, "offer_accepted", desk.today(), &[name.as_str()]);
    store::cases::insert_event(&held.work.tx, &told).await?;
    held.work.record("conduct.accept_offer", "case", case, json!({ "provider": answered.provider_id }));
    finish(desk, held.work, Doing::Real).await
}

fn answered(desk: &Desk, actor: &Actor, offer: Offer) -> Offer {
    Offer { answered_at: Some(desk.now()), answered_by: Some(actor.name.clone()), ..offer }
}

/// Declines an assignment (*không nhận vụ việc*): nobody does the case then, and the head is told.
pub async fn decline_offer(desk: &Desk, actor: &Actor, case: Uuid, it: Declining) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, it.sent).await? else {
        return Ok(());
    };
    let offer = open(actor, &held).await?;
    let reason = it.reason.trim().to_owned();
    if !law::intake::is_reason(&reason) {
        return Err(required("reason"));
    }
    let answered = Offer {
        state: OfferState::Declined.into(),
        ground: Some(it.ground.into()),
        reason: Some(reason.clone()),
        ..answered(desk, actor, offer)
    };
    store::assignment::answer(&held.work.tx, &answered).await?;
    let mut after = moved(&held.file, CaseAct::Unassign, desk.today())?;
    let name = held.file.case.provider_name.clone().unwrap_or_default();
    let gone = &mut after.case;
    (gone.provider_id, gone.provider_name, gone.provider_kind, gone.provider_card) = (None, None, None, None);
    let said = [name.as_str(), it.ground.code(), reason.as_str()];
    let done = Done {
        act: "conduct.decline_offer",
        moved: "decline_offer",
        reason: &reason,
        event: event(desk, actor, case, it.sent, "offer_declined", desk.today(), &said),
        handing: Handing { ground: replaced_by(it.ground), reason: Some(reason.clone()) },
    };
    let before = deadlines::of_subject(&held.work.tx, "case", case).await?;
    settle(desk, actor, &mut held, after.clone(), done).await?;
    // The clock of the law goes on from its own beginning: declining gives nobody more time.
    let awaited = before.iter().filter(|line| ASSIGNMENT_CLOCKS.contains(&line.code.0));
    if let Some(line) = awaited.max_by_key(|line| (line.ended_at, line.start_at)) {
        let subject = follow::subject(&after);
        let (code, start_at, day) = (line.code.0, line.start_at, after.case.accepted_on);
        deadlines::start(desk, &mut held.work, &subject, code, start_at, day).await?;
    }
    finish(desk, held.work, Doing::Real).await
}

/// The ground of the law behind a ground of declining, where there is one.
fn replaced_by(ground: DeclineGround) -> Option<ReplacementGround> {
    match ground {
        DeclineGround::OpposedInterests => Some(ReplacementGround::OpposedParties),
        DeclineGround::NotImpartial => Some(ReplacementGround::NotImpartial),
        DeclineGround::CannotEffectively => Some(ReplacementGround::CannotPerform),
        DeclineGround::HearingClash | DeclineGround::Away | DeclineGround::Other => None,
    }
}
