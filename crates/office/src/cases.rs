//! Acts on cases: register (`entry`), list, open (`view`), correct, close; and the review that follows each change.
//!
//! Every way in (page, JSON) meets here. What cannot be true is refused by `law::cases`; what is
//! doubtful is kept and noted by [`review`] (`look`). A change is saved in one way only, with its trace (`save`).
//! Import has its own bulk path in `exchange` with the same rules.

mod alike;
mod draft;
mod entry;
pub(crate) mod follow;
mod list;
mod look;
mod save;
mod view;

use law::access::Permission;
use law::cases::{CaseState, Outcome as CaseOutcome};
use law::conduct::NotContinuedGround;
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use law::quality::Criterion;
use serde_json::json;
use uuid::Uuid;

pub use alike::{Alike, Doubles, alike};
pub use draft::{BeneficiaryDraft, Birth, CaseDraft, Closing};
use draft::{assemble, check_organisation};
pub(crate) use entry::{Brought, enter, next_number};
pub use entry::{EntryOptions, communes_named, entry_options, next_file_code, register};
pub(crate) use follow::Handing;
pub use list::{COUNTED, CaseList, ListOptions, list, list_page};
pub(crate) use look::{check, impossibilities};
pub use look::{doubts_of, review};
pub(crate) use save::{Telling, event_of, save, unlocked};
pub use save::{changes, milestones};
pub use store::cases::doubts::DoubtLine;
pub use store::cases::{Beneficiary, Case, CaseEvent, CaseFile, CaseFilter, CaseLine, Cursor, Listing};
pub use store::reference::{Commune, EthnicGroup};
pub use store::staff::{Organisation, OrganisationName, Provider, ProviderName};
pub use view::{CaseView, Origin, view};

use crate::confidentiality;
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Corrects a case that still has the version that was seen; `Failure::Stale` when it has not.
pub async fn correct(desk: &Desk, actor: &Actor, seen: i64, draft: CaseDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    let mut work = desk.begin(&permit).await?;
    let before = confidentiality::open_case(desk, &work.tx, &permit, draft.id).await?;
    if before.case.version != seen {
        return Err(Failure::Stale);
    }
    permit.within(&draft.org_code)?;
    check_organisation(&work, &draft).await?;
    if draft.file_code != before.case.file_code || draft.org_code != before.case.org_code {
        let known = store::cases::find_by_code(&work.tx, &draft.org_code, &draft.file_code).await?;
        if let Some(known) = known.filter(|known| known.case.id != draft.id) {
            let refusal = Refusal::new("cases.known_code").field("file_code", "known_code");
            return Err(refusal.with("case", known.case.id).into());
        }
    }
    let after = assemble(desk, &permit, &work, &draft, Some(&before)).await?;
    save(desk, &mut work, actor, Telling::new("cases.correct"), &before, after).await?;
    work.emit(Event::CaseCorrected { case: draft.id.to_string() });
    desk.commit(work).await
}

/// Closes a running case (*kết thúc vụ việc*): the one way, for pages, lists and programs.
pub async fn close(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<()> {
    match shut(desk, actor, id, seen, closing).await? {
        Some(work) => desk.commit(work).await,
        None => Ok(()),
    }
}

/// Looks whether a case could be closed like this; nothing is saved.
pub async fn try_close(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<()> {
    shut(desk, actor, id, seen, closing).await.map(drop)
}

async fn shut(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<Option<Work>> {
    let permit = desk.permit(actor, Permission::CloseCase)?;
    let mut work = desk.begin(&permit).await?;
    let before = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let same = before.case.closed_on == Some(closing.closed_on)
        && before.case.outcome.map(|outcome| outcome.0) == Some(closing.outcome);
    if same {
        return Ok(None);
    }
    if before.case.version != seen {
        return Err(Failure::Stale);
    }
    if before.case.closed_on.is_some() {
        return Err(Refusal::new("cases.closed_already").into());
    }
    let gaps = law::conduct::closing_gaps(closing.outcome, closing.ground, closing.paper.as_deref());
    if !gaps.is_empty() {
        let refusal = Refusal::new("cases.closing_incomplete");
        return Err(gaps.iter().fold(refusal, |refusal, field| refusal.field(field, "required")).into());
    }
    let after = closed(&before, &closing);
    check(&after, desk.today())?;
    let told = told_of_closing(desk, actor, &after, &closing);
    let telling = Telling { events: vec![told], ..Telling::new("cases.close") };
    save(desk, &mut work, actor, telling, &before, after).await?;
    work.emit(Event::CaseClosed { case: id.to_string() });
    let (act, state) = (CaseAct::Close.to_string(), CaseState::Closed.to_string());
    work.emit(Event::CaseMoved { case: id.to_string(), act, state, by: actor.account });
    Ok(Some(work))
}

fn closed(before: &CaseFile, closing: &Closing) -> CaseFile {
    let mut after = before.clone();
    after.case.closed_on = Some(closing.closed_on);
    after.case.paused_on = None;
    after.case.outcome = Some(closing.outcome.into());
    after.case.success_criteria = Criterion::write_list(&closing.success_criteria);
    if let Some(note) = &closing.note {
        let kept = after.case.note.take().map(|kept| format!("{kept}\n")).unwrap_or_default();
        after.case.note = Some(format!("{kept}{note}"));
    }
    after
}

/// The outcome in the first line, then the ground and the paper, where the outcome asks for them.
fn told_of_closing(desk: &Desk, actor: &Actor, after: &CaseFile, closing: &Closing) -> CaseEvent {
    let mut text = closing.outcome.code().to_owned();
    if closing.outcome != CaseOutcome::Completed {
        let ground = closing.ground.filter(|_| closing.outcome == CaseOutcome::NotContinued);
        let paper = closing.paper.as_deref().unwrap_or_default().trim();
        text = format!("{text}\n{}\n{paper}", ground.map(NotContinuedGround::code).unwrap_or_default());
    }
    event_of(desk, actor, after.case.id, "closed", closing.closed_on, Some(text))
}

/// Notes a remark in the timeline of a case.
pub async fn note(desk: &Desk, actor: &Actor, id: Uuid, note_id: Uuid, text: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    let mut work = desk.begin(&permit).await?;
    let file = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    if text.trim().is_empty() {
        return Err(Refusal::new("impossible").field("text", "required").into());
    }
    unlocked(&file.case)?;
    let event = CaseEvent {
        id: note_id,
        case_id: file.case.id,
        kind: "note".to_owned(),
        on_date: desk.today(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text: Some(text.trim().to_owned()),
    };
    match store::cases::insert_event(&work.tx, &event).await {
        Err(store::StoreError::Duplicate) => return Ok(()),
        other => other?,
    }
    work.record("cases.note", "case", id, json!({}));
    desk.commit(work).await
}
