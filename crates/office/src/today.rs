//! Today on somebody's desk: what is planned, what is due, what was not entered, what a file lacks.
//!
//! For a provider the own cases, for the clerk and the head those of the organisation. Everything is one tap from
//! telling what was done about it. Names of protected persons stay off lists that more than the provider read.

use chrono::{DateTime, Days, NaiveDate, Utc};
use law::access::Permission;
use law::rules::ChecklistItem;
use serde_json::json;
use uuid::Uuid;

pub use store::case_papers::DeskCase;
pub use store::diary::{ClockLine, HearingLine};

use crate::deadlines::day_begins;
use crate::desk::{Actor, Desk};
use crate::failure::Outcome;
use crate::queues::clock_sight;
use crate::{case_papers, confidentiality};

/// Most lines of one part.
const LINES: u64 = 40;

/// A case on the desk with what its file lacks.
#[derive(Clone, Debug)]
pub struct OpenCase {
    pub case: DeskCase,
    /// None where the name is not for this list.
    pub client: Option<String>,
    pub missing: Vec<ChecklistItem>,
}

/// What there is to do.
#[derive(Clone, Debug)]
pub struct Today {
    pub day: NaiveDate,
    pub now: DateTime<Utc>,
    /// Planned and not over, within a week.
    pub hearings: Vec<HearingLine>,
    /// Over, and nothing was entered.
    pub silent: Vec<HearingLine>,
    /// Overdue, or due within a week.
    pub clocks: Vec<ClockLine>,
    pub cases: Vec<OpenCase>,
    /// Questions of other organisations that wait for an answer.
    pub asked: usize,
}

/// Gathers what there is to do today.
pub async fn view(desk: &Desk, actor: &Actor) -> Outcome<Today> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (day, now, reach) = (desk.today(), desk.now(), permit.reach());
    let today = day_begins(day);
    let in_a_week = day_begins(day.checked_add_days(Days::new(8)).unwrap_or(day));
    let mut hearings = store::diary::planned_hearings(&work.tx, reach, today, in_a_week, LINES).await?;
    let mut silent = store::diary::silent_hearings(&work.tx, reach, today, LINES).await?;
    let clocks = store::diary::clocks_due(&work.tx, reach, &clock_sight(actor), in_a_week, LINES).await?;
    let cases = store::case_papers::desk_cases(&work.tx, reach, LINES).await?;
    let ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
    let held = store::case_papers::held_items(&work.tx, reach, &ids).await?;
    let of_hearings = hearings.iter().chain(&silent).map(|it| (it.case_id, it.restricted.as_str()));
    let of_cases = cases.iter().map(|case| (case.id, case.restricted.as_str()));
    let marks = confidentiality::restricted(of_cases.chain(of_hearings));
    let sight = confidentiality::sight(desk, &work.tx, actor, marks).await?;
    // A place that is no agency may be somebody's home.
    for line in hearings.iter_mut().chain(&mut silent) {
        line.place = line.place.take().filter(|_| sight.sees(line.case_id, &line.restricted));
    }
    let cases = cases
        .into_iter()
        .map(|case| {
            let items: Vec<&str> =
                held.iter().filter(|it| it.case_id == case.id).map(|it| it.item.as_str()).collect();
            let ended = case.closed_on.is_some();
            let missing = case_papers::missing(desk, case.form.0, case.accepted_on, ended, &items);
            let client = case.client_name.clone().filter(|_| sight.sees(case.id, &case.restricted));
            OpenCase { case, client, missing }
        })
        .collect::<Vec<_>>();
    let received = store::dealings::list_received(&work.tx, reach, 200).await?;
    let asked = received.iter().filter(|line| line.state.0.is_open()).count();
    work.record("today.view", "list", "today", json!({ "cases": ids }));
    desk.commit(work).await?;
    Ok(Today { day, now, hearings, silent, clocks, cases, asked })
}
