//! Duty, appointments and targets of the demonstration: a month that is planned and published, contacts, a week with a
//! clash in it, an exchange that waits, a document that lowers a target. All of it goes in by the acts.

use chrono::{Days, Duration, NaiveTime};
use law::access::Role;
use law::duty::{ContactKind, DutyDays, DutyMode};
use law::hearings::HearingKind;
use law::rules::ReliefGround;
use law::targets::TargetYear;
use serde::Deserialize;
use uuid::Uuid;

use super::CENTRE;
use super::requests::{account, coded, settled};
use crate::deadlines::moment;
use crate::desk::{Actor, Desk};
use crate::duty::{self, ContactDraft, PlaceDraft, Planning, SwapDraft};
use crate::failure::{Failure, Outcome};
use crate::hearings::{self, HearingDraft};
use crate::targets::{self, ReliefDraft};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    relief: String,
    swap_reason: String,
    place: Vec<Place>,
    contact: Vec<Contact>,
    appointment: Vec<Appointment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
    mode: String,
    days: String,
    nights: bool,
    phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    place: u128,
    hours_ago: i64,
    kind: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    phone: String,
    summary: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Appointment {
    in_days: u64,
    time: String,
    kind: String,
    #[serde(default)]
    agency: String,
    place: String,
}

/// The same ids each time: a filling that was interrupted meets what it made.
fn id(family: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x6475_7479_0000_7000_8000_0000_0000_0000 + family * 1000 + number)
}

/// Fills what the calendar, the roster and the targets show.
pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let listed: Listed = toml::from_str(include_str!("../../demo/duty.toml"))
        .map_err(|error| Failure::Broken(format!("duty of the demonstration: {error}")))?;
    let (head, officer) = (account(desk, Role::Director).await?, account(desk, Role::Officer).await?);
    appoint(desk, &officer, &listed.appointment).await?;
    plan(desk, &head, &listed.place).await?;
    for (number, contact) in (1..).zip(&listed.contact) {
        let draft = ContactDraft {
            id: id(2, number),
            place: id(1, contact.place),
            at: desk.now() - Duration::hours(contact.hours_ago),
            kind: coded::<ContactKind>(&contact.kind)?,
            person: contact.person.clone(),
            phone: contact.phone.clone(),
            summary: contact.summary.clone(),
        };
        settled(duty::log(desk, &officer, draft).await)?;
    }
    exchange(desk, &officer, listed.swap_reason).await?;
    relieve(desk, &head, listed.relief).await
}

async fn appoint(desk: &Desk, officer: &Actor, appointments: &[Appointment]) -> Outcome<()> {
    let cases = {
        let tx = desk.store().snapshot().await?;
        store::case_papers::desk_cases(&tx, &desk.reach_of(officer), 20).await?
    };
    let running = cases.iter().filter(|case| case.closed_on.is_none());
    for ((number, it), case) in (1..).zip(appointments).zip(running) {
        let day = desk.today().checked_add_days(Days::new(it.in_days)).unwrap_or(desk.today());
        let time: NaiveTime = format!("{}:00", it.time)
            .parse()
            .map_err(|_| Failure::Broken(format!("no time: {}", it.time)))?;
        let draft = HearingDraft {
            id: id(3, number),
            kind: coded::<HearingKind>(&it.kind)?,
            at: moment(day.and_time(time)),
            place: it.place.clone(),
            agency: it.agency.clone(),
            online: false,
        };
        settled(hearings::add(desk, officer, case.id, draft).await)?;
    }
    Ok(())
}

async fn plan(desk: &Desk, head: &Actor, places: &[Place]) -> Outcome<()> {
    let (first, last) = duty::month_of(desk.today());
    for (number, place) in (1..).zip(places) {
        let draft = PlaceDraft {
            id: id(1, number),
            name: place.name.clone(),
            mode: coded::<DutyMode>(&place.mode)?,
            days: coded::<DutyDays>(&place.days)?,
            nights: place.nights,
            phone: place.phone.clone(),
            note: None,
            from: first,
            to: None,
        };
        duty::keep_place(desk, head, None, draft).await?;
    }
    let next = last.succ_opt().unwrap_or(last);
    for month in [first, next] {
        duty::plan(desk, head, Planning { month, lawyers: false, anew: false }).await?;
        settled(duty::publish(desk, head, month).await)?;
    }
    Ok(())
}

/// The officer asks somebody to take one of the shifts ahead.
async fn exchange(desk: &Desk, officer: &Actor, reason: String) -> Outcome<()> {
    let Some(own) = officer.provider else { return Ok(()) };
    let shifts = {
        let tx = desk.store().snapshot().await?;
        let today = desk.today();
        let later = today.checked_add_days(Days::new(60)).unwrap_or(today);
        store::duty::list_shifts_of(&tx, own, (today, later)).await?
    };
    for shift in shifts.iter().skip(1) {
        let view = duty::shift(desk, officer, shift.id).await?;
        for colleague in &view.colleagues {
            let draft = SwapDraft { id: id(4, 1), to: colleague.id, reason: reason.clone() };
            if settled(duty::ask(desk, officer, shift.id, draft).await)?.is_some() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The first leader among the officers owes less this year.
async fn relieve(desk: &Desk, head: &Actor, document: String) -> Outcome<()> {
    let providers = {
        let tx = desk.store().snapshot().await?;
        store::staff::list_providers(&tx, Some(&[CENTRE.to_owned()]), None, 500).await?
    };
    let officers = providers.iter().filter(|it| it.kind.0 == law::staff::ProviderKind::LegalAidOfficer);
    let Some(leader) = officers.clone().find(|it| it.leader).or(officers.clone().next()) else {
        return Ok(());
    };
    let draft = ReliefDraft {
        id: id(5, 1),
        ground: ReliefGround::Leader,
        from: TargetYear::of(desk.today()).previous().first(),
        to: None,
        percent: Some(40),
        document,
    };
    targets::grant(desk, head, leader.id, draft).await
}
