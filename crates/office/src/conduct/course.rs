//! Stops and goes of a case: registration with the body, suspension, resuming, reopening, giving the file back.

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::CaseState;
use law::conduct::{REGISTRATION_CLOCKS, Registration, registration_next, replacement_clock};
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use store::cases::CaseFile;
use uuid::Uuid;

use super::providers::ask_registration;
use super::{Doing, Done, Held, Sent, event, finish, moved, required, settle, sound_day, take};
use crate::cases::Handing;
use crate::cases::follow::{self, moment_of};
use crate::deadlines;
use crate::desk::{Actor, Desk};
use crate::failure::{Outcome, Refusal};

/// What happened to the registration with the body that conducts proceedings.
#[derive(Clone, Debug)]
pub struct Registering {
    pub sent: Sent,
    pub to: Registration,
    pub day: NaiveDate,
    pub note: Option<String>,
}

/// A suspension or its end.
#[derive(Clone, Debug)]
pub struct Stopping {
    pub sent: Sent,
    pub day: NaiveDate,
    /// Number and day of the decision.
    pub decision: String,
    pub reason: Option<String>,
}

/// Opening a case again.
#[derive(Clone, Debug)]
pub struct Reopening {
    pub sent: Sent,
    pub day: NaiveDate,
    pub reason: String,
}

/// Giving a file back because something is missing.
#[derive(Clone, Debug)]
pub struct Giving {
    pub sent: Sent,
    pub reason: String,
}

/// Notes a step of the registration (*đăng ký bào chữa, bảo vệ*): asked, registered, refused, cancelled.
pub async fn register(desk: &Desk, actor: &Actor, case: Uuid, it: Registering, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, it.sent).await? else {
        return Ok(());
    };
    let assigned = follow::settle(desk, &held.work, actor, &held.file).await?;
    let Some(assigned) = assigned else { return Err(Refusal::new("conduct.nobody_assigned").into()) };
    if !registration_next(assigned.registration.0).contains(&it.to) {
        return Err(Refusal::new("impossible").field("to", "not_next").into());
    }
    sound_day(desk, it.day, held.file.case.assigned_on.unwrap_or(held.file.case.accepted_on))?;
    let note = it.note.as_deref().map(str::trim).unwrap_or_default();
    if note.is_empty() && matches!(it.to, Registration::Refused | Registration::Cancelled) {
        return Err(required("note"));
    }
    let after = registered(&held, it.to, it.day)?;
    let (kind, moved) = match it.to {
        Registration::Registered => ("registered", CaseAct::Begin.code()),
        Registration::Refused => ("registration_refused", CaseAct::LoseRegistration.code()),
        Registration::Cancelled => ("registration_cancelled", CaseAct::LoseRegistration.code()),
        _ => ("registration_asked", "ask_registration"),
    };
    let done = Done {
        act: "conduct.register",
        moved,
        reason: note,
        event: event(desk, actor, case, it.sent, kind, it.day, &[note]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after.clone(), done).await?;
    write_registration(desk, &mut held, &after, &it, note).await?;
    finish(desk, held.work, doing).await
}

fn registered(held: &Held, to: Registration, day: NaiveDate) -> Outcome<CaseFile> {
    match to {
        Registration::Registered => moved(&held.file, CaseAct::Begin, day),
        Registration::Cancelled => moved(&held.file, CaseAct::LoseRegistration, day),
        _ if held.file.case.state.0 == CaseState::Assigned => Ok(held.file.clone()),
        _ => Err(Refusal::new("conduct.not_now").with("act", "ask_registration").into()),
    }
}

async fn write_registration(
    desk: &Desk,
    held: &mut Held,
    after: &CaseFile,
    it: &Registering,
    note: &str,
) -> Outcome<()> {
    if it.to == Registration::Asked {
        return ask_registration(desk, held, after, it.day).await;
    }
    if let Some(mut row) = store::conduct::find_running(&held.work.tx, after.case.id).await? {
        row.registration = it.to.into();
        row.registration_answered_on = Some(it.day);
        row.registration_note = Some(note.to_owned()).filter(|note| !note.is_empty());
        store::conduct::update_assignment(&held.work.tx, row).await?;
    }
    if matches!(it.to, Registration::Refused | Registration::Cancelled) {
        follow::done(desk, &mut held.work, after, REGISTRATION_CLOCKS, it.day).await?;
        let code = replacement_clock(after.case.provider_role.map(|role| role.0));
        let at = moment_of(desk, it.day);
        let subject = follow::subject(after);
        deadlines::start(desk, &mut held.work, &subject, code, at, after.case.accepted_on).await?;
    }
    Ok(())
}

/// Suspends a case (*tạm đình chỉ*); what it waits for stands still.
pub async fn pause(desk: &Desk, actor: &Actor, case: Uuid, it: Stopping, doing: Doing) -> Outcome<()> {
    stop(desk, actor, case, it, doing, CaseAct::Pause).await
}

/// Resumes a suspended case (*tiếp tục thực hiện*).
pub async fn resume(desk: &Desk, actor: &Actor, case: Uuid, it: Stopping, doing: Doing) -> Outcome<()> {
    stop(desk, actor, case, it, doing, CaseAct::Resume).await
}

async fn stop(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    it: Stopping,
    doing: Doing,
    act: CaseAct,
) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let after = moved(&held.file, act, it.day)?;
    let known = &held.file.case;
    sound_day(desk, it.day, known.paused_on.or(known.assigned_on).unwrap_or(known.accepted_on))?;
    if it.decision.trim().is_empty() {
        return Err(required("decision"));
    }
    let reason = it.reason.as_deref().map(str::trim).unwrap_or_default();
    if reason.is_empty() && act == CaseAct::Pause {
        return Err(required("reason"));
    }
    let (name, kind) = match act {
        CaseAct::Pause => ("conduct.pause", "paused"),
        _ => ("conduct.resume", "resumed"),
    };
    let done = Done {
        act: name,
        moved: act.code(),
        reason,
        event: event(desk, actor, case, it.sent, kind, it.day, &[it.decision.trim(), reason]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}

/// Opens an ended case again, with a reason (*mở lại vụ việc*). Outcome and criteria go, the record keeps them.
pub async fn reopen(desk: &Desk, actor: &Actor, case: Uuid, it: Reopening, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let mut after = moved(&held.file, CaseAct::Reopen, it.day)?;
    sound_day(desk, it.day, held.file.case.closed_on.unwrap_or(held.file.case.accepted_on))?;
    let reason = it.reason.trim();
    if reason.is_empty() {
        return Err(required("reason"));
    }
    after.case.outcome = None;
    after.case.success_criteria = String::new();
    let done = Done {
        act: "conduct.reopen",
        moved: CaseAct::Reopen.code(),
        reason,
        event: event(desk, actor, case, it.sent, "reopened", it.day, &[reason]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}

/// Gives a file back to the provider because something is missing.
pub async fn give_back(desk: &Desk, actor: &Actor, case: Uuid, it: Giving, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AppraiseQuality, case, it.sent).await? else {
        return Ok(());
    };
    let today = desk.today();
    let after = moved(&held.file, CaseAct::GiveBack, today)?;
    let reason = it.reason.trim();
    if reason.is_empty() {
        return Err(required("reason"));
    }
    let done = Done {
        act: "conduct.give_back",
        moved: CaseAct::GiveBack.code(),
        reason,
        event: event(desk, actor, case, it.sent, "given_back", today, &[reason]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}
