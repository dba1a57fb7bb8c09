//! A month of duty: planned by a fair rota, changed by hand, published.

use chrono::{Datelike as _, Days, NaiveDate};
use law::access::subtree;
use law::duty::{DutyDays, DutyPeriod, OnRota, Slot, rota};
use law::staff::{ProviderKind, province_of_code};
use law::targets::TargetYear;
use serde_json::json;
use store::Tx;
use store::duty::{DutyPlace, DutyShift, Publication, ShiftLine};
use store::staff::Provider;
use uuid::Uuid;

use super::{codes_of, done, house_of, may_serve, month_of, planner};
use crate::deadlines::{day_begins, local};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// What a plan is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planning {
    /// A day of the month.
    pub month: NaiveDate,
    /// Lawyers under contract take turns too.
    pub lawyers: bool,
    /// What stands there is planned anew; otherwise only what is missing.
    pub anew: bool,
}

/// How a plan came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub shifts: usize,
    /// Shifts for which nobody could be found.
    pub open: usize,
}

/// A shift to fill: where, and which one it is if it stands there.
struct Wanted {
    slot: Slot,
    place: Uuid,
    org: String,
    standing: Option<ShiftLine>,
}

/// Plans a month (*xếp lịch trực*) from today on: nights and days off go round among those who are there.
pub async fn plan(desk: &Desk, actor: &Actor, asked: Planning) -> Outcome<Planned> {
    let permit = planner(desk, actor)?;
    let (first, last) = month_of(asked.month);
    let first = first.max(desk.today());
    if last < first {
        return Err(Refusal::new("duty.past_month").into());
    }
    let (org, codes) = (house_of(desk, actor), codes_of(desk, actor));
    let mut work = desk.begin(&permit).await?;
    let out = store::duty::list_publications(&work.tx, std::slice::from_ref(&org), (first, last)).await?;
    if asked.anew && !out.is_empty() {
        return Err(Refusal::new("duty.published").into());
    }
    if asked.anew {
        store::duty::remove_shifts(&work.tx, &org, (first, last)).await?;
    }
    let people = people(&work.tx, &codes, asked, (first, last)).await?;
    let rotas = rotas(desk, &work.tx, &people, &codes, (first, last)).await?;
    let wanted = wanted(desk, &work.tx, &codes, &people, (first, last)).await?;
    let slots: Vec<Slot> = wanted.iter().map(|it| it.slot).collect();
    let who = rota(&slots, &rotas);
    let mut fresh = Vec::new();
    let mut planned = Planned { shifts: 0, open: 0 };
    for (it, person) in wanted.iter().zip(who) {
        let provider = person.map(|place| people[place].id);
        planned.open += usize::from(provider.is_none());
        match &it.standing {
            Some(standing) if standing.provider_id.is_some() => continue,
            Some(standing) => {
                store::duty::update_shift(&work.tx, standing.id, standing.version, provider).await?
            }
            None => fresh.push(DutyShift {
                id: desk.id(),
                place_id: it.place,
                org_code: it.org.clone(),
                on_date: it.slot.day,
                period: it.slot.period.into(),
                provider_id: provider,
                planned_at: desk.now(),
                planned_by: actor.name.clone(),
                version: 1,
            }),
        }
        planned.shifts += 1;
    }
    let detail = json!({ "from": first, "to": last, "shifts": planned.shifts, "open": planned.open, "anew": asked.anew });
    store::duty::insert_shifts(&work.tx, fresh).await?;
    work.record("duty.plan", "organisation", &org, detail);
    desk.commit(work).await?;
    Ok(planned)
}

async fn people(
    tx: &Tx,
    codes: &[String],
    asked: Planning,
    (first, last): (NaiveDate, NaiveDate),
) -> Outcome<Vec<Provider>> {
    let mut people = store::staff::list_providers(tx, Some(codes), None, 500).await?;
    people.retain(|it| {
        let wanted = asked.lawyers || it.kind.0 == ProviderKind::LegalAidOfficer;
        wanted && (may_serve(it, first) || may_serve(it, last))
    });
    Ok(people)
}

/// When each of them is away, and what they did before in the target year.
async fn rotas(
    desk: &Desk,
    tx: &Tx,
    people: &[Provider],
    codes: &[String],
    (first, last): (NaiveDate, NaiveDate),
) -> Outcome<Vec<OnRota>> {
    let leave = store::schedule::list_leave(tx, codes, None, (first, last)).await?;
    let end = last.checked_add_days(Days::new(1)).unwrap_or(last);
    let reach = law::access::Reach::Organisations(codes.to_vec());
    let times = (day_begins(first), day_begins(end));
    let hearings = store::schedule::list_hearings(tx, &reach, None, times).await?;
    let begin = TargetYear::of(first).first();
    let before = first.pred_opt().filter(|day| *day >= begin);
    let earlier = match before {
        Some(before) => done(desk, tx, codes, (begin, before)).await?,
        None => std::collections::BTreeMap::new(),
    };
    let rota = |person: &Provider| {
        let mut away: Vec<NaiveDate> = hearings
            .iter()
            .filter(|it| it.provider_id == Some(person.id))
            .map(|it| local(it.at).date())
            .collect();
        for it in leave.iter().filter(|it| it.provider_id == person.id) {
            let (from, to) = (it.from_on.max(first), it.to_on.min(last));
            away.extend(from.iter_days().take_while(|day| *day <= to));
        }
        away.extend(first.iter_days().take_while(|day| *day <= last).filter(|day| !may_serve(person, *day)));
        OnRota { away, done: earlier.get(&person.id).copied().unwrap_or_default() }
    };
    Ok(people.iter().map(rota).collect())
}

async fn wanted(
    desk: &Desk,
    tx: &Tx,
    codes: &[String],
    people: &[Provider],
    (first, last): (NaiveDate, NaiveDate),
) -> Outcome<Vec<Wanted>> {
    let places = store::duty::list_places(tx, codes).await?;
    let standing = store::duty::list_shifts(tx, codes, (first, last)).await?;
    let calendar = desk.calendar();
    let province = codes.first().and_then(|code| province_of_code(code));
    let mut wanted = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        let day_off = !calendar.is_working(day, province);
        for place in places.iter().filter(|place| is_kept(place, day)) {
            for period in periods(place, day_off) {
                let stands = standing
                    .iter()
                    .find(|it| it.place_id == place.id && it.on_date == day && it.period.0 == period);
                let has = stands.and_then(|it| it.provider_id);
                let taken = has.and_then(|id| people.iter().position(|person| person.id == id));
                if has.is_some() && taken.is_none() {
                    // Held by somebody who takes no turns: it stays out of the rota.
                    continue;
                }
                wanted.push(Wanted {
                    slot: Slot { day, period, day_off, taken },
                    place: place.id,
                    org: place.org_code.clone(),
                    standing: stands.cloned(),
                });
            }
        }
    }
    Ok(wanted)
}

fn is_kept(place: &DutyPlace, day: NaiveDate) -> bool {
    place.valid_from <= day && place.valid_to.is_none_or(|last| day <= last)
}

fn periods(place: &DutyPlace, day_off: bool) -> impl Iterator<Item = DutyPeriod> {
    let by_day = !day_off || place.days.0 == DutyDays::Every;
    let by_night = place.nights && (!day_off || place.days.0 == DutyDays::Every);
    [(by_day, DutyPeriod::Day), (by_night, DutyPeriod::Night)]
        .into_iter()
        .filter_map(|(kept, period)| kept.then_some(period))
}

/// Gives a shift to somebody by hand, or to nobody; of a published month with a reason.
pub async fn give(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    (provider, reason): (Option<Uuid>, &str),
) -> Outcome<()> {
    let permit = planner(desk, actor)?;
    let mut work = desk.begin(&permit).await?;
    let shift = store::duty::find_shift(&work.tx, id).await?.ok_or(Failure::Missing)?;
    if !codes_of(desk, actor).contains(&shift.org_code) {
        return Err(Failure::Missing);
    }
    if shift.provider_id == provider {
        return Ok(());
    }
    let house = [house_of(desk, actor)];
    let out = store::duty::list_publications(&work.tx, &house, month_of(shift.on_date)).await?;
    if !out.is_empty() && !law::intake::is_reason(reason) {
        return Err(Refusal::new("impossible").field("reason", "required").into());
    }
    if let Some(provider) = provider {
        free(desk, &work.tx, &shift, provider, &codes_of(desk, actor)).await?;
    }
    store::duty::update_shift(&work.tx, id, seen, provider).await?;
    let detail = json!({ "before": shift.provider_id, "after": provider, "day": shift.on_date });
    work.record_because("duty.give", "duty_shift", id, reason.trim(), detail);
    desk.commit(work).await
}

/// Whether somebody of the house can take a shift: in office, not on leave, no other shift on that day.
pub(super) async fn free(
    desk: &Desk,
    tx: &Tx,
    shift: &ShiftLine,
    provider: Uuid,
    codes: &[String],
) -> Outcome<()> {
    let wrong = |code: &str| Failure::from(Refusal::new("impossible").field("provider", code));
    let day = shift.on_date;
    if day < desk.today() {
        return Err(Refusal::new("duty.past_month").into());
    }
    let person = store::staff::find_provider(tx, provider).await?;
    let person = person.filter(|it| codes.contains(&it.org_code) && may_serve(it, day));
    person.ok_or_else(|| wrong("unknown_code"))?;
    let leave = store::schedule::list_leave(tx, codes, Some(provider), (day, day)).await?;
    if !leave.is_empty() {
        return Err(wrong("duty_on_leave"));
    }
    let others = store::duty::list_shifts_of(tx, provider, (day, day)).await?;
    if others.iter().any(|other| other.id != shift.id) {
        return Err(wrong("duty_twice"));
    }
    Ok(())
}

/// Publishes a month (*công bố lịch trực*): it can be read without signing in.
pub async fn publish(desk: &Desk, actor: &Actor, day: NaiveDate) -> Outcome<()> {
    let permit = planner(desk, actor)?;
    let (org, (first, last)) = (house_of(desk, actor), month_of(day));
    let mut work = desk.begin(&permit).await?;
    let codes = subtree(&desk.tree(), &org);
    let shifts = store::duty::list_shifts(&work.tx, &codes, (first, last)).await?;
    if shifts.is_empty() {
        return Err(Refusal::new("duty.nothing_planned").into());
    }
    let record = Publication {
        org_code: org.clone(),
        month: first,
        published_at: desk.now(),
        published_by: actor.name.clone(),
    };
    store::duty::insert_publication(&work.tx, &record).await?;
    work.record(
        "duty.publish",
        "organisation",
        &org,
        json!({ "month": first, "shifts": shifts.len(), "year": first.year() }),
    );
    desk.commit(work).await
}
