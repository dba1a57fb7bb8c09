//! Who has sent and who is late: the list of a level, reminders, and what is told when a report moved.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::access::{Permission, Role, may};
use law::kernel::coded::Coded as _;
use law::rules::ReportKind;
use law::staff::OrganisationKind;
use law::submissions::{
    ReportPeriod, SubmissionMove, SubmissionState, days_late, period, periods_until, reminder,
};
use uuid::Uuid;

use super::count::Units;
use crate::deadlines::local;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// Reports of so many months are offered.
const MONTHS: u32 = 26;
/// Reminders are for reports whose counted days ended within so many months.
const REMINDED: u32 = 4;

/// How the reports of a level stand for one period.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Every period that may be chosen, the latest first.
    pub periods: Vec<ReportPeriod>,
    pub period: ReportPeriod,
    /// Whose level is shown.
    pub org: String,
    /// Its own report; nothing where it makes none.
    pub own: Option<UnitLine>,
    /// The units that send theirs to it.
    pub units: Vec<UnitLine>,
}

/// How the report of a unit stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitLine {
    pub org: String,
    pub name: String,
    pub kind: OrganisationKind,
    /// The report, where it was begun.
    pub submission: Option<Uuid>,
    pub state: Option<SubmissionState>,
    pub due_on: Option<NaiveDate>,
    /// When it was sent first.
    pub sent_on: Option<NaiveDate>,
    /// Counted until it lies with the level above, again where it was given back.
    pub days_late: i64,
    /// Units below it.
    pub below: usize,
}

impl UnitLine {
    /// Whether the level above has it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.state.is_some_and(SubmissionState::is_with_above)
    }
}

/// Shows a level within reach; without a period the latest official one, without an organisation the own.
pub async fn overview(
    desk: &Desk,
    actor: &Actor,
    org: Option<&str>,
    wanted: Option<(ReportKind, NaiveDate)>,
) -> Outcome<Overview> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let org = org.unwrap_or(&actor.org);
    if matches!(permit.reach(), law::access::Reach::Provider { .. }) {
        return Err(Failure::Missing);
    }
    permit.within(org)?;
    let today = desk.today();
    let rules = desk.rules();
    let periods = periods_until(&rules, today, MONTHS);
    let period = match wanted {
        Some((kind, to)) => period(&rules, kind, to),
        None => periods.iter().find(|period| period.is_official()).or(periods.first()).cloned(),
    };
    let period = period.ok_or(Failure::Missing)?;
    let tx = desk.store().snapshot().await?;
    let units = Units::of(&tx, period.to).await?;
    let mut orgs = units.below(org);
    orgs.push(org.to_owned());
    let known = store::submissions::list_of_period(&tx, &orgs, period.kind, period.to).await?;
    let known: BTreeMap<&str, _> = known.iter().map(|it| (it.org_code.as_str(), it)).collect();
    let line = |code: &str| {
        let unit = units.reporters().find(|unit| unit.code == code)?;
        let submission = known.get(code);
        let sent_on = submission.and_then(|it| it.first_sent_at).map(|at| local(at).date());
        let there = submission.filter(|it| it.state.is_with_above()).and_then(|it| it.sent_at);
        let there_on = there.map(|at| local(at).date());
        let due_on = period.due_for(unit.kind.0);
        Some(UnitLine {
            org: code.to_owned(),
            name: unit.name.clone(),
            kind: unit.kind.0,
            submission: submission.map(|it| it.id),
            state: submission.map(|it| it.state.0),
            due_on,
            sent_on,
            days_late: due_on.map_or(0, |due| days_late(due, there_on, today)),
            below: units.below(code).len(),
        })
    };
    let own = line(org);
    let units = orgs.iter().filter(|code| *code != org).filter_map(|code| line(code)).collect();
    Ok(Overview { org: org.to_owned(), own, units, period, periods })
}

fn roles_that(permission: Permission) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| may(*role, permission)).collect()
}

/// Reminds units of reports that are due soon or late, also of those that were given back: each step once. Safe to
/// repeat.
pub async fn remind(desk: &Desk) -> Outcome<usize> {
    let today = desk.today();
    let roles = roles_that(Permission::PrepareReports);
    let mut written = 0;
    for period in periods_until(&desk.rules(), today, REMINDED).into_iter().filter(ReportPeriod::is_official)
    {
        let tx = desk.store().begin().await?;
        let units = Units::of(&tx, period.to).await?;
        let due = units.reporters().filter_map(|unit| {
            let due = period.due_for(unit.kind.0)?;
            Some((unit.code.clone(), due, reminder(due, today)?))
        });
        let due: Vec<(String, NaiveDate, i64)> = due.collect();
        let orgs: Vec<String> = due.iter().map(|(org, ..)| org.clone()).collect();
        let known = store::submissions::list_of_period(&tx, &orgs, period.kind, period.to).await?;
        for (org, due, step) in due {
            let own = known.iter().find(|it| it.org_code == org);
            if own.is_some_and(|it| it.state.is_with_above()) {
                continue;
            }
            let kind = if step > 0 { "report_late" } else { "report_due" };
            let detail = BTreeMap::from([
                ("report", period.kind.to_string()),
                ("to", period.to.to_string()),
                ("due", due.format("%Y-%m-%dT23:59").to_string()),
                ("days", days_late(due, None, today).to_string()),
            ]);
            let subject = own.map_or(Uuid::nil(), |it| it.id);
            let once = format!("{}:{}:{org}:{step}", period.kind, period.to);
            for account in store::messages::accounts_of_roles(&tx, &org, &roles).await? {
                let to = (account, org.as_str());
                written += usize::from(
                    crate::messages::tell_account(desk, &tx, to, (kind, subject), &detail, &once).await?,
                );
            }
        }
        tx.commit().await?;
    }
    Ok(written)
}

/// Tells who must know that a report moved: the level above when it was sent, the unit when it was given back or taken
/// over. `event` is the row of the outbox: a move is told once.
pub async fn tell(desk: &Desk, event: Uuid, id: Uuid, by: &str) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    let Some(submission) = store::submissions::find(&tx, id).await? else { return Ok(()) };
    let (kind, above) = match SubmissionMove::from_code(by) {
        Some(SubmissionMove::Send) => ("report_sent", true),
        Some(SubmissionMove::Return) => ("report_returned", false),
        Some(SubmissionMove::Accept) => ("report_accepted", false),
        _ => return Ok(()),
    };
    let units = Units::of(&tx, submission.period_to).await?;
    let parent = units.find(&submission.org_code).and_then(|unit| unit.parent.clone());
    let (org, permission) = match (above, parent) {
        (true, Some(parent)) => (parent, Permission::CheckReports),
        (true, None) => return Ok(()),
        (false, _) => (submission.org_code.clone(), Permission::PrepareReports),
    };
    let unit = Some(desk.name_of_organisation(&submission.org_code)).filter(|name| !name.is_empty());
    let unit = unit.unwrap_or_else(|| submission.org_code.clone());
    let detail = BTreeMap::from([
        ("report", submission.kind.to_string()),
        ("to", submission.period_to.to_string()),
        ("org", unit),
    ]);
    for account in store::messages::accounts_of_roles(&tx, &org, &roles_that(permission)).await? {
        let to = (account, org.as_str());
        crate::messages::tell_account(desk, &tx, to, (kind, id), &detail, &event.to_string()).await?;
    }
    Ok(tx.commit().await?)
}
