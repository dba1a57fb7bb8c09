//! Acts that move a case: assign, replace, ask for another provider, register, suspend, resume, reopen, take longer for
//! advice, hand over, give back, appraise, archive, split, link. Closing is in `cases`, where every way of closing meets.
//!
//! Every act opens the case through [`take`] and saves it through `cases::save`, where assignments, clocks, figures
//! and the record follow; each can be tried first ([`Doing::Look`]), which is what a page shows before it is confirmed.
//! `conduct/providers` who does it · `conduct/ranking` who best · `conduct/offers` the provider's answer · `conduct/course` stops and goes · `conduct/advice` longer time · `conduct/ending` file, appraisal, archive ·
//! `conduct/relations` split and link · `conduct/page` what the page of a case shows.

mod advice;
mod course;
mod ending;
mod offers;
mod page;
mod providers;
pub mod ranking;
mod relations;

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::CaseState;
use law::kernel::coded::Coded as _;
use law::lifecycle::{CaseAct, after_case, state_of};
use store::cases::{CaseEvent, CaseFile};
use uuid::Uuid;

pub use advice::{Prolonging, prolong};
pub use course::{Giving, Registering, Reopening, Stopping, give_back, pause, register, reopen, resume};
pub use ending::{Appraising, Archiving, HandingOver, appraise, archive, hand_over};
pub use law::conduct::FileItem;
pub use offers::{Declining, accept_offer, decline_offer};
pub use page::{CasePage, Linked, Papers, page, view_for};
pub use providers::{
    Answering, Asking, Assigning, Replacing, answer_change, ask_change, assign, open_changes, replace,
};
pub use ranking::{BurdenDraft, Offered, Ranking, note_burden, ranking};
pub use relations::{Linking, Splitting, link, split};
pub use store::assignment::{CaseBurden, Choice, Offer};
pub use store::conduct::{Archived, Assignment, CaseLink, FilePaper, OpenChange, ProviderChange};

use crate::cases::{Telling, check, event_of, save, unlocked};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Whether an act is only tried, or done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Look what would be refused; nothing is saved.
    Look,
    /// Do it.
    Real,
}

/// What every form of an act carries: its own id, so that the same form sent twice is one act, and the version seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    pub id: Uuid,
    pub seen: i64,
}

/// A case in hand: its transaction and how it stands before the act.
struct Held {
    work: Work,
    file: CaseFile,
}

/// Opens a case for an act; `None` when this very form was taken already.
async fn take(
    desk: &Desk,
    actor: &Actor,
    permission: Permission,
    case: Uuid,
    sent: Sent,
) -> Outcome<Option<Held>> {
    let permit = desk.permit(actor, permission)?;
    let work = desk.begin(&permit).await?;
    let file = crate::confidentiality::open_case(desk, &work.tx, &permit, case).await?;
    if store::conduct::has_event(&work.tx, case, sent.id).await? {
        return Ok(None);
    }
    unlocked(&file.case)?;
    if file.case.version != sent.seen {
        return Err(Failure::Stale);
    }
    Ok(Some(Held { work, file }))
}

/// Ends an act: saved when it is real, forgotten when it was only tried.
async fn finish(desk: &Desk, work: Work, doing: Doing) -> Outcome<()> {
    match doing {
        Doing::Real => desk.commit(work).await,
        Doing::Look => Ok(()),
    }
}

/// The case as it stands after an act, or why the act is not possible now.
fn moved(file: &CaseFile, act: CaseAct, day: NaiveDate) -> Outcome<CaseFile> {
    let not_now = |_| Failure::from(Refusal::new("conduct.not_now").with("act", act));
    let course = after_case(&file.case.course(), act, day).map_err(not_now)?;
    let mut after = file.clone();
    let case = &mut after.case;
    case.assigned_on = course.assigned_on;
    case.begun_on = course.begun_on;
    case.paused_on = course.paused_on;
    case.closed_on = course.closed_on;
    case.handed_over_on = course.handed_over_on;
    case.appraised_on = course.appraised_on;
    case.archived_on = course.archived_on;
    case.state = state_of(&course).into();
    Ok(after)
}

/// A day that has come and lies not before the step it follows.
fn sound_day(desk: &Desk, day: NaiveDate, not_before: NaiveDate) -> Outcome<()> {
    let wrong = if day > desk.today() {
        "in_the_future"
    } else if day < not_before {
        "before_last_step"
    } else {
        return Ok(());
    };
    Err(Refusal::new("impossible").field("day", wrong).into())
}

fn required(field: &str) -> Failure {
    Refusal::new("impossible").field(field, "required").into()
}

/// What an act did, for the save.
struct Done<'a> {
    /// Name in the record: `conduct.assign`.
    act: &'a str,
    /// The code that the event carries.
    moved: &'a str,
    reason: &'a str,
    event: CaseEvent,
    handing: crate::cases::Handing,
}

/// Checks and saves the case of an act and tells what happened.
async fn settle(desk: &Desk, actor: &Actor, held: &mut Held, after: CaseFile, done: Done<'_>) -> Outcome<()> {
    let mut after = after;
    after.complete();
    check(&after, desk.today()).map_err(of_the_day)?;
    let state = after.case.state.0;
    let telling =
        Telling { act: done.act, reason: done.reason, events: vec![done.event], handing: done.handing };
    save(desk, &mut held.work, actor, telling, &held.file, after).await?;
    tell(&mut held.work, actor, held.file.case.id, (done.moved, state));
    Ok(())
}

fn tell(work: &mut Work, actor: &Actor, case: Uuid, (act, state): (&str, CaseState)) {
    let state = state.code().to_owned();
    work.emit(Event::CaseMoved { case: case.to_string(), act: act.to_owned(), state, by: actor.account });
}

/// Forms of acts ask for one day; what is wrong with any date of the case is wrong with that one.
fn of_the_day(failure: Failure) -> Failure {
    let Failure::Refused(mut refusal) = failure else { return failure };
    for (field, _) in &mut refusal.fields {
        if field.ends_with("_on") {
            "day".clone_into(field);
        }
    }
    Failure::Refused(refusal)
}

/// The main event of an act; its id is that of the form.
fn event(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    sent: Sent,
    kind: &str,
    day: NaiveDate,
    lines: &[&str],
) -> CaseEvent {
    let text = lines.join("\n").trim_end().to_owned();
    let text = Some(text).filter(|text| !text.is_empty());
    CaseEvent { id: sent.id, ..event_of(desk, actor, case, kind, day, text) }
}
