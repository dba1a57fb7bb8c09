//! The calendar of people: appointments, clocks, leave and duty, by day, with what cannot both be kept; and private feeds.
//!
//! A provider sees the own calendar, who heads or keeps a register that of the house. `feeds` gives the calendar to a
//! telephone: kind, time, court and a link, nothing of a case.

mod feeds;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use law::access::{Permission, subtree};
use law::duty::DutyMode;
use law::hearings::HearingState;
use law::schedule::{Engagement, EngagementKind, clashes, usual_minutes};
use serde_json::json;
use store::staff::ProviderName;
use uuid::Uuid;

pub use feeds::{FeedEntry, FeedKind, FeedView, FeedWording, feed, feed_file, feeds, make_feed, revoke_feed};
pub use store::duty::ShiftLine;
pub use store::schedule::{CalendarClock, CalendarHearing, CalendarLeave, Feed};

use crate::confidentiality;
use crate::deadlines::{day_begins, local};
use crate::desk::{Actor, Desk, Permit};
use crate::duty::{heads, house_of, month_of};
use crate::failure::Outcome;
use crate::queues::clock_sight;

/// Which calendar is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleQuery {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub provider: Option<Uuid>,
    /// A part of the name of a court or agency.
    pub court: String,
}

/// What an entry is.
#[derive(Clone, Debug)]
pub enum What {
    Hearing(CalendarHearing),
    Clock(CalendarClock),
    Leave(CalendarLeave),
    Duty(ShiftLine),
}

/// Something on a day.
#[derive(Clone, Debug)]
pub struct Entry {
    pub day: NaiveDate,
    /// From which minute of the day to which; none for the whole day.
    pub minutes: Option<(i64, i64)>,
    pub provider: Option<Uuid>,
    pub who: Option<String>,
    pub what: What,
    /// With how many other entries it cannot be kept.
    pub clashes: usize,
}

/// A calendar between two days.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub today: NaiveDate,
    pub entries: Vec<Entry>,
    /// Days nobody works.
    pub days_off: Vec<NaiveDate>,
    /// Whose calendars may be chosen; nobody where there is only the own.
    pub providers: Vec<ProviderName>,
    /// Courts and agencies of these days.
    pub courts: Vec<String>,
}

/// The calendar between two days. The reading leaves its trace.
pub async fn view(desk: &Desk, actor: &Actor, query: &ScheduleQuery) -> Outcome<Schedule> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let own = actor.role.sees_own_cases_only();
    let only = if own { Some(actor.provider.unwrap_or_default()) } else { query.provider };
    let codes = subtree(&desk.tree(), &house_of(desk, actor));
    let span = (query.from, query.to);
    let (mut entries, providers) = {
        let tx = desk.store().snapshot().await?;
        let entries = read(desk, &tx, &permit, &codes, only, span).await?;
        let providers = if own { Vec::new() } else { desk.provider_names(&tx, &codes).await?.to_vec() };
        (entries, providers)
    };
    mark_clashes(&mut entries);
    let courts = courts_of(&entries);
    let part = law::kernel::names::fold(&query.court);
    if !part.is_empty() {
        entries.retain(|entry| {
            place_of(entry).is_some_and(|name| law::kernel::names::fold(&name).contains(&part))
        });
    }
    entries.retain(|entry| query.from <= entry.day && entry.day <= query.to);
    entries.sort_by_key(|entry| (entry.day, entry.minutes, entry.who.clone()));
    let cases: Vec<Uuid> = entries.iter().filter_map(case_of).collect();
    let calendar = desk.calendar();
    let province = law::staff::province_of_code(&actor.org);
    let off = |day: &NaiveDate| !calendar.is_working(*day, province);
    let days = query.from.iter_days().take_while(|day| *day <= query.to);
    let days_off = days.filter(off).collect();
    let detail = json!({ "from": query.from, "to": query.to, "cases": cases });
    desk.record_reading(&permit, "schedule.view", "list", "schedule", detail).await?;
    Ok(Schedule { from: query.from, to: query.to, today: desk.today(), entries, days_off, providers, courts })
}

async fn read(
    desk: &Desk,
    tx: &store::Tx,
    permit: &Permit,
    codes: &[String],
    only: Option<Uuid>,
    (from, to): (NaiveDate, NaiveDate),
) -> Outcome<Vec<Entry>> {
    let end = to.checked_add_days(Days::new(1)).unwrap_or(to);
    let times = (day_begins(from), day_begins(end));
    let reach = permit.reach();
    let mut entries = Vec::new();
    for hearing in hearings(desk, tx, permit, only, times).await? {
        let at = local(hearing.at);
        let begin = (at - at.date().and_time(NaiveTime::MIN)).num_minutes();
        let minutes = Some((begin, begin + usual_minutes(hearing.kind.0)));
        let (provider, who) = (hearing.provider_id, hearing.provider_name.clone());
        entries.push(Entry {
            day: at.date(),
            minutes,
            provider,
            who,
            what: What::Hearing(hearing),
            clashes: 0,
        });
    }
    for clock in store::schedule::list_clocks(tx, reach, &clock_sight(permit.actor()), only, times).await? {
        let (day, provider) = (local(clock.due_at).date(), clock.provider_id);
        entries.push(Entry { day, minutes: None, provider, who: None, what: What::Clock(clock), clashes: 0 });
    }
    for leave in store::schedule::list_leave(tx, codes, only, (from, to)).await? {
        let days = leave.from_on.max(from).iter_days().take_while(|day| *day <= leave.to_on.min(to));
        entries.extend(days.map(|day| Entry {
            day,
            minutes: None,
            provider: Some(leave.provider_id),
            who: Some(leave.provider_name.clone()),
            what: What::Leave(leave.clone()),
            clashes: 0,
        }));
    }
    // The night before the first day reaches into it.
    let eve = from.pred_opt().unwrap_or(from);
    let shifts = shifts(desk, tx, permit.actor(), (codes, only), (eve, to)).await?;
    entries.extend(shifts.into_iter().map(|shift| Entry {
        day: shift.on_date,
        minutes: Some(shift.period.0.minutes()),
        provider: shift.provider_id,
        who: shift.provider.clone(),
        what: What::Duty(shift),
        clashes: 0,
    }));
    Ok(entries)
}

/// Appointments; where the case does not lie open, without the place: one that is no agency may be somebody's home.
async fn hearings(
    desk: &Desk,
    tx: &store::Tx,
    permit: &Permit,
    only: Option<Uuid>,
    times: (DateTime<Utc>, DateTime<Utc>),
) -> Outcome<Vec<CalendarHearing>> {
    let mut found = store::schedule::list_hearings(tx, permit.reach(), only, times).await?;
    let marks = confidentiality::restricted(found.iter().map(|it| (it.case_id, it.restricted.as_str())));
    let sight = confidentiality::sight(desk, tx, permit.actor(), marks).await?;
    for it in &mut found {
        it.place = it.place.take().filter(|_| sight.sees(it.case_id, &it.restricted));
    }
    Ok(found)
}

/// Shifts of the house, of one provider or of all, and the own wherever they are; what is not published is for who plans.
async fn shifts(
    desk: &Desk,
    tx: &store::Tx,
    actor: &Actor,
    (codes, only): (&[String], Option<Uuid>),
    days: (NaiveDate, NaiveDate),
) -> Outcome<Vec<ShiftLine>> {
    let mut found = match only {
        Some(provider) => store::duty::list_shifts_of(tx, provider, days).await?,
        None => store::duty::list_shifts(tx, codes, days).await?,
    };
    let own = |it: &ShiftLine| it.provider_id.is_some() && it.provider_id == actor.provider;
    found.retain(|it| codes.contains(&it.org_code) || own(it));
    if !heads(desk, actor) {
        let mut houses: Vec<String> = found.iter().map(|it| it.org_code.clone()).collect();
        houses.sort();
        houses.dedup();
        let out = store::duty::list_publications(tx, &houses, days).await?;
        found.retain(|it| {
            let month = month_of(it.on_date).0;
            out.iter().any(|list| list.org_code == it.org_code && list.month == month)
        });
    }
    Ok(found)
}

/// Counts for each entry with how many others of the same person it cannot be kept.
fn mark_clashes(entries: &mut [Entry]) {
    let mut places = Vec::new();
    let mut engagements = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let Some(who) = entry.provider else { continue };
        let kind = match &entry.what {
            What::Hearing(it) if it.state.0 == HearingState::Planned => EngagementKind::Hearing,
            What::Leave(_) => EngagementKind::Leave,
            What::Duty(it) if it.mode.0 == DutyMode::Phone => EngagementKind::PhoneDuty,
            What::Duty(_) => EngagementKind::Duty,
            What::Hearing(_) | What::Clock(_) => continue,
        };
        let (from, to) = entry.minutes.unwrap_or((0, 24 * 60));
        let begin = entry.day.and_time(NaiveTime::MIN);
        places.push(place);
        engagements.push(Engagement {
            who,
            kind,
            from: begin + TimeDelta::minutes(from),
            to: begin + TimeDelta::minutes(to),
        });
    }
    for (one, other) in clashes(&engagements) {
        entries[places[one]].clashes += 1;
        entries[places[other]].clashes += 1;
    }
}

/// Where an entry is: the court or agency, the place of duty.
fn place_of(entry: &Entry) -> Option<String> {
    match &entry.what {
        What::Hearing(hearing) => hearing.agency.clone().or_else(|| hearing.place.clone()),
        What::Duty(shift) => Some(shift.place.clone()),
        What::Clock(_) | What::Leave(_) => None,
    }
}

fn courts_of(entries: &[Entry]) -> Vec<String> {
    let mut courts: Vec<String> = entries.iter().filter_map(place_of).collect();
    courts.sort();
    courts.dedup();
    courts
}

fn case_of(entry: &Entry) -> Option<Uuid> {
    match &entry.what {
        What::Hearing(hearing) => Some(hearing.case_id),
        What::Clock(clock) => clock.case_id,
        What::Leave(_) | What::Duty(_) => None,
    }
}
