//! Cases that belong together: one split in two, and links between two.

use law::access::{Permission, Reach};
use law::cases::CaseState;
use law::conduct::{LinkKind, WORK_CLOCKS};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use serde_json::json;
use store::cases::{Beneficiary, Case, CaseFile};
use store::conduct::CaseLink;
use uuid::Uuid;

use super::{Doing, Done, Held, Sent, event, finish, required, settle, take};
use crate::cases::follow;
use crate::cases::{Handing, event_of, next_number};
use crate::deadlines;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Persons whose interests are opposed to those of the others go into a case of their own.
#[derive(Clone, Debug)]
pub struct Splitting {
    pub sent: Sent,
    /// The id of the new case.
    pub new: Uuid,
    /// Places of the beneficiaries who go.
    pub positions: Vec<i32>,
    pub reason: String,
}

/// A link between two cases.
#[derive(Clone, Debug)]
pub struct Linking {
    pub sent: Sent,
    /// File code of the other case.
    pub other: String,
    pub kind: LinkKind,
    pub reason: String,
}

/// Splits persons with opposed interests off into a case of their own (*tách vụ việc*, art. 25(2)(a)). The new case
/// keeps the day of acceptance and so the law of that day, gets its own number, and waits for another provider; advice is due when that of the old one is.
pub async fn split(desk: &Desk, actor: &Actor, case: Uuid, it: Splitting, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    if held.file.case.closed_on.is_some() {
        return Err(Refusal::new("conduct.not_now").with("act", "split").into());
    }
    let reason = it.reason.trim();
    if reason.is_empty() {
        return Err(required("reason"));
    }
    let (go, stay): (Vec<Beneficiary>, Vec<Beneficiary>) =
        held.file.beneficiaries.iter().cloned().partition(|person| it.positions.contains(&person.position));
    if go.is_empty() || stay.is_empty() {
        return Err(Refusal::new("impossible").field("positions", "some_but_not_all").into());
    }
    let new = enter_split(desk, actor, &mut held, it.new, (&go, &stay), reason).await?;
    let mut after = held.file.clone();
    after.beneficiaries = stay;
    let done = Done {
        act: "conduct.split",
        moved: "split",
        reason,
        event: event(desk, actor, case, it.sent, "split", desk.today(), &[&new.case.id.to_string(), reason]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    let link = CaseLink {
        case_id: case,
        other_id: new.case.id,
        kind: LinkKind::SplitInto.into(),
        reason: reason.to_owned(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    store::conduct::insert_link(&held.work.tx, &link).await?;
    finish(desk, held.work, doing).await
}

async fn enter_split(
    desk: &Desk,
    actor: &Actor,
    held: &mut Held,
    id: Uuid,
    (go, stay): (&[Beneficiary], &[Beneficiary]),
    reason: &str,
) -> Outcome<CaseFile> {
    let old = held.file.case.clone();
    let mut new = CaseFile { case: separate(&old, id, desk, actor), beneficiaries: go.to_vec() };
    new.case.file_code = next_number(&held.work, &old.org_code, old.form.0, old.accepted_on).await?;
    new.complete();
    held.work.record_because("conduct.split", "case", id, reason, json!({ "from": old.id, "case": &new }));
    store::cases::insert(&held.work.tx, new.clone()).await?;
    let told = [
        event_of(desk, actor, id, "accepted", old.accepted_on, None),
        event_of(desk, actor, id, "split", desk.today(), Some(format!("{}\n{reason}", old.id))),
    ];
    for event in &told {
        store::cases::insert_event(&held.work.tx, event).await?;
    }
    store::conduct::copy_parties(&held.work.tx, old.id, id).await?;
    store::conduct::insert_opposed_people(&held.work.tx, id, stay).await?;
    store::conduct::insert_opposed_people(&held.work.tx, old.id, go).await?;
    follow::await_assignment(desk, &mut held.work, &new, desk.now()).await?;
    let clocks = deadlines::of_subject(&held.work.tx, "case", old.id).await?;
    let answer = clocks.iter().find(|it| it.ended_at.is_none() && WORK_CLOCKS.contains(&it.code.0));
    let answer = answer.map_or((DeadlineCode::AdviceAnswer, desk.now()), |it| (it.code.0, it.start_at));
    follow::await_answer(desk, &mut held.work, &new, answer).await?;
    held.work.emit(Event::CaseRegistered { case: id.to_string() });
    Ok(new)
}

/// The same matter, accepted on the same day, with nobody to do it yet.
fn separate(old: &Case, id: Uuid, desk: &Desk, actor: &Actor) -> Case {
    Case {
        id,
        provider_id: None,
        provider_name: None,
        provider_kind: None,
        provider_card: None,
        assigned_on: None,
        begun_on: None,
        paused_on: None,
        state: CaseState::Accepted.into(),
        entered_at: desk.now(),
        entered_by: actor.id(),
        recorded_at: desk.now(),
        version: 1,
        ..old.clone()
    }
}

/// Links a case with another within reach, seen from both (*liên kết vụ việc*).
pub async fn link(desk: &Desk, actor: &Actor, case: Uuid, it: Linking, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, it.sent).await? else {
        return Ok(());
    };
    let wrong = |field: &str, code: &str| Failure::from(Refusal::new("impossible").field(field, code));
    if it.reason.trim().is_empty() {
        return Err(required("reason"));
    }
    if !LinkKind::BY_HAND.contains(&it.kind) {
        return Err(wrong("kind", "unknown"));
    }
    let reach: Reach = desk.reach_of(actor);
    let reach = if actor.is_system() { Reach::Nation } else { reach };
    let mut found = store::conduct::list_with_code(&held.work.tx, &reach, &it.other).await?;
    found.sort_by_key(|other| other.org_code != held.file.case.org_code);
    let other = match found.as_slice() {
        [] => return Err(wrong("other", "unknown")),
        [one] => one.clone(),
        [first, second, ..] if first.org_code != second.org_code => first.clone(),
        _ => return Err(wrong("other", "unknown")),
    };
    if other.id == case {
        return Err(wrong("other", "same_case"));
    }
    // The link stands in both: whoever makes it must be let into both.
    let permit = desk.permit(actor, Permission::ConductCases)?;
    crate::confidentiality::may_open(desk, &held.work.tx, &permit, &other).await?;
    let link = CaseLink {
        case_id: case,
        other_id: other.id,
        kind: it.kind.into(),
        reason: it.reason.trim().to_owned(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    let known = store::conduct::list_links(&held.work.tx, case).await?;
    if known.iter().any(|old| old.other_id == other.id && old.kind.0 == it.kind) {
        return Err(wrong("other", "linked_already"));
    }
    store::conduct::insert_link(&held.work.tx, &link).await?;
    let lines = |kind: LinkKind, other: Uuid| format!("{}\n{other}\n{}", kind.code(), link.reason);
    let mine = event(desk, actor, case, it.sent, "linked", desk.today(), &[&lines(it.kind, other.id)]);
    let theirs = lines(it.kind.reverse(), case);
    let theirs = event_of(desk, actor, other.id, "linked", desk.today(), Some(theirs));
    for told in [mine, theirs] {
        store::cases::insert_event(&held.work.tx, &told).await?;
    }
    let detail = json!({ "other": other.id, "kind": it.kind });
    held.work.record_because("conduct.link", "case", case, &link.reason, detail);
    finish(desk, held.work, doing).await
}
