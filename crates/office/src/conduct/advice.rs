//! Advice that needs longer: it is complex, or facts must be verified first (Law on Legal Aid art. 32(2)).

use chrono::NaiveDate;
use law::access::Permission;
use law::conduct::{WORK_CLOCKS, complex_clock};
use law::deadlines::DeadlineCode;
use serde_json::json;
use uuid::Uuid;

use super::{Doing, Sent, event, finish, sound_day, take, tell};
use crate::cases::follow;
use crate::deadlines::{self, local};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// What makes the answer take longer, and when it was found.
#[derive(Clone, Debug)]
pub struct Prolonging {
    pub sent: Sent,
    pub day: NaiveDate,
    pub reason: String,
}

/// Notes that a matter of advice is complex or must be verified (*vụ việc phức tạp, cần xác minh*): the clock of ten
/// days is void, and thirty run from the same start.
pub async fn prolong(desk: &Desk, actor: &Actor, case: Uuid, it: Prolonging, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, it.sent).await? else {
        return Ok(());
    };
    let not_now = || Failure::from(Refusal::new("conduct.not_now").with("act", "prolong_advice"));
    let wrong = |field: &str, code: &str| Failure::from(Refusal::new("impossible").field(field, code));
    let clocks = deadlines::of_subject(&held.work.tx, "case", case).await?;
    let running = clocks.iter().find(|it| it.ended_at.is_none() && it.code.0 == DeadlineCode::AdviceAnswer);
    let running = running.ok_or_else(not_now)?;
    sound_day(desk, it.day, held.file.case.accepted_on)?;
    let code = complex_clock(running.code.0, local(running.due_at).date(), it.day)
        .ok_or_else(|| wrong("day", "after_ten_days"))?;
    let reason = it.reason.trim();
    if !law::intake::is_reason(reason) {
        return Err(wrong("reason", "reason_too_short"));
    }
    let accepted_on = held.file.case.accepted_on;
    let subject = follow::subject(&held.file);
    follow::void(desk, &mut held.work, &held.file, WORK_CLOCKS).await?;
    let longer =
        deadlines::start(desk, &mut held.work, &subject, code, running.start_at, accepted_on).await?;
    let longer = longer.ok_or_else(not_now)?;
    let told = event(desk, actor, case, it.sent, "advice_prolonged", it.day, &[reason]);
    store::cases::insert_event(&held.work.tx, &told).await?;
    let detail = json!({ "found_on": it.day, "due": longer.due });
    held.work.record_because("conduct.prolong_advice", "case", case, reason, detail);
    let state = held.file.case.state.0;
    tell(&mut held.work, actor, case, ("prolong_advice", state));
    finish(desk, held.work, doing).await
}
