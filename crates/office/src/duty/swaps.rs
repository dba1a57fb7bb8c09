//! A shift and its exchanges: a colleague is asked, agrees, the head approves; then the shift changes hands.

use law::access::Permission;
use law::duty::{SwapAct, SwapState, after_swap};
use law::kernel::coded::Coded as _;
use serde_json::json;
use store::duty::{DutySwap, ShiftLine, SwapLine};
use store::staff::ProviderName;
use uuid::Uuid;

use super::planning::free;
use super::{codes_of, heads, may_serve};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// A shift with what can be done about it.
#[derive(Clone, Debug)]
pub struct ShiftView {
    pub shift: ShiftLine,
    pub swaps: Vec<SwapLine>,
    /// Who could take it.
    pub colleagues: Vec<ProviderName>,
    pub may_plan: bool,
    /// It is the actor's own and lies ahead.
    pub may_ask: bool,
    pub published: bool,
}

/// A wish to exchange, as typed.
#[derive(Clone, Debug)]
pub struct SwapDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub to: Uuid,
    pub reason: String,
}

/// Opens a shift.
pub async fn shift(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<ShiftView> {
    desk.permit(actor, Permission::ConductCases)?;
    let codes = codes_of(desk, actor);
    let tx = desk.store().snapshot().await?;
    let shift = store::duty::find_shift(&tx, id).await?.filter(|it| codes.contains(&it.org_code));
    let shift = shift.ok_or(Failure::Missing)?;
    let people = store::staff::list_providers(&tx, Some(&codes), None, 500).await?;
    let colleagues = people
        .into_iter()
        .filter(|it| may_serve(it, shift.on_date) && Some(it.id) != shift.provider_id)
        .map(|it| ProviderName { id: it.id, name: it.name })
        .collect();
    let house = [super::house_of(desk, actor)];
    let out = store::duty::list_publications(&tx, &house, super::month_of(shift.on_date)).await?;
    let ahead = shift.on_date >= desk.today();
    Ok(ShiftView {
        swaps: shown(desk, actor, store::duty::list_swaps_of(&tx, id).await?),
        colleagues,
        may_plan: heads(desk, actor) && ahead,
        may_ask: ahead && actor.provider.is_some() && actor.provider == shift.provider_id,
        published: !out.is_empty(),
        shift,
    })
}

/// Exchanges as an actor sees them: why somebody wants one is for the two and for the head.
pub(super) fn shown(desk: &Desk, actor: &Actor, mut swaps: Vec<SwapLine>) -> Vec<SwapLine> {
    let head = heads(desk, actor);
    let own = |provider: Uuid| actor.provider == Some(provider);
    for it in swaps.iter_mut().filter(|it| !head && !own(it.from_provider) && !own(it.to_provider)) {
        it.reason.clear();
    }
    swaps
}

/// Asks a colleague to take a shift over (*đề nghị đổi ca*). The same form sent twice is one.
pub async fn ask(desk: &Desk, actor: &Actor, id: Uuid, draft: SwapDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let codes = codes_of(desk, actor);
    let mut work = desk.begin(&permit).await?;
    let shift = store::duty::find_shift(&work.tx, id).await?.filter(|it| codes.contains(&it.org_code));
    let shift = shift.ok_or(Failure::Missing)?;
    if store::duty::find_swap(&work.tx, draft.id).await?.is_some() {
        return Ok(());
    }
    let from = actor.provider.filter(|own| Some(*own) == shift.provider_id).ok_or(Failure::Denied)?;
    if draft.reason.trim().is_empty() {
        return Err(Refusal::new("impossible").field("reason", "required").into());
    }
    let open = store::duty::list_swaps_of(&work.tx, id).await?;
    if open.iter().any(|it| matches!(it.state.0, SwapState::Asked | SwapState::Agreed)) {
        return Err(Refusal::new("duty.swap_open").into());
    }
    free(desk, &work.tx, &shift, draft.to, &codes).await?;
    let record = DutySwap {
        id: draft.id,
        shift_id: id,
        org_code: shift.org_code.clone(),
        from_provider: from,
        to_provider: draft.to,
        reason: draft.reason.trim().to_owned(),
        state: SwapState::Asked.into(),
        asked_at: desk.now(),
        answered_at: None,
        decided_at: None,
        decided_by: None,
        version: 1,
    };
    let detail = json!({ "swap": record.id, "from": from, "to": draft.to, "state": record.state });
    work.record("duty.ask_swap", "duty_shift", id, detail);
    store::duty::insert_swap(&work.tx, record).await?;
    desk.commit(work).await
}

/// Answers an exchange: the colleague agrees or declines, the head approves or not, whoever asked takes it back.
pub async fn swap(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, act: SwapAct) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let codes = codes_of(desk, actor);
    let mut work = desk.begin(&permit).await?;
    let found = store::duty::find_swap(&work.tx, id).await?.filter(|it| codes.contains(&it.org_code));
    let mut record = found.ok_or(Failure::Missing)?;
    let own = |provider: Uuid| actor.provider == Some(provider);
    let may = match act {
        SwapAct::Agree | SwapAct::Decline => own(record.to_provider),
        SwapAct::Withdraw => own(record.from_provider),
        SwapAct::Approve | SwapAct::Reject => heads(desk, actor),
    };
    if !may {
        return Err(Failure::Denied);
    }
    if record.version != seen {
        return Err(Failure::Stale);
    }
    let state = after_swap(record.state.0, act)
        .ok_or_else(|| Refusal::new("duty.swap_not_now").with("state", record.state.0.code()))?;
    if matches!(act, SwapAct::Agree | SwapAct::Approve) {
        let shift = store::duty::find_shift(&work.tx, record.shift_id).await?.ok_or(Failure::Missing)?;
        if shift.provider_id != Some(record.from_provider) {
            return Err(Refusal::new("duty.swap_moved").into());
        }
        free(desk, &work.tx, &shift, record.to_provider, &codes).await?;
        if state == SwapState::Approved {
            store::duty::update_shift(&work.tx, shift.id, shift.version, Some(record.to_provider)).await?;
        }
    }
    record.state = state.into();
    if matches!(act, SwapAct::Agree | SwapAct::Decline) {
        record.answered_at = Some(desk.now());
    } else {
        record.decided_at = Some(desk.now());
        record.decided_by = Some(actor.name.clone());
    }
    work.record(
        "duty.answer_swap",
        "duty_shift",
        record.shift_id,
        json!({ "swap": id, "act": act, "state": state }),
    );
    store::duty::update_swap(&work.tx, record).await?;
    desk.commit(work).await
}
