//! Duty at courts and investigating bodies: the month, its places, and what is published of it.
//!
//! Everybody of a Centre and its branches sees the roster; whoever heads it plans. `planning` makes and publishes a month,
//! `swaps` lets shifts change hands, `contacts` takes down who turned to the duty.

mod contacts;
mod planning;
mod swaps;

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use law::access::{Permission, subtree};
use law::duty::{DutyDays, DutyMode, DutyPeriod, load_of};
use law::staff::{ProviderKind, province_of_code};
use law::targets::TargetYear;
use serde_json::json;
use store::Tx;
use store::staff::Provider;
use uuid::Uuid;

pub use contacts::{
    Contact, ContactDraft, Contacts, Statistics, contact, contacts, log, log_options, statistics,
};
pub use planning::{Planning, give, plan, publish};
pub use store::duty::{ContactCount, ContactKey, ContactLine, DutyPlace, Publication, ShiftLine, SwapLine};
pub use swaps::{ShiftView, SwapDraft, ask, shift, swap};

use crate::changes;
use crate::daily::minute_of;
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};

/// How much duty somebody has had in the target year, with the month that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    pub provider: Uuid,
    pub name: String,
    pub nights: i64,
    pub days_off: i64,
    pub plain: i64,
}

/// The roster of a month.
#[derive(Clone, Debug)]
pub struct Month {
    pub org: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub today: NaiveDate,
    pub places: Vec<DutyPlace>,
    pub shifts: Vec<ShiftLine>,
    pub days_off: Vec<NaiveDate>,
    pub published: Option<Publication>,
    pub balance: Vec<Balance>,
    /// Exchanges that wait for an answer or for the head.
    pub swaps: Vec<SwapLine>,
    pub may_plan: bool,
}

/// A place as typed.
#[derive(Clone, Debug)]
pub struct PlaceDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub name: String,
    pub mode: DutyMode,
    pub days: DutyDays,
    pub nights: bool,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

/// The Centre whose roster an actor works by: one's own organisation, or the Centre above a branch.
#[must_use]
pub fn house_of(desk: &Desk, actor: &Actor) -> String {
    let tree = desk.tree();
    let mut code = actor.org.clone();
    for _ in 0..8 {
        let node = tree.iter().find(|node| node.code == code);
        match node.and_then(|node| node.parent.clone()) {
            Some(parent) if code.starts_with("CN.") => code = parent,
            _ => break,
        }
    }
    code
}

/// The organisations whose duty is one: the house and what is below it.
fn codes_of(desk: &Desk, actor: &Actor) -> Vec<String> {
    subtree(&desk.tree(), &house_of(desk, actor))
}

/// Whether the actor heads the house, and so plans for it.
pub(crate) fn heads(desk: &Desk, actor: &Actor) -> bool {
    let permit = desk.permit(actor, Permission::AssignProviders);
    permit.is_ok_and(|permit| permit.within(&house_of(desk, actor)).is_ok())
}

fn planner(desk: &Desk, actor: &Actor) -> Outcome<Permit> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    permit.within(&house_of(desk, actor))?;
    Ok(permit)
}

/// First and last day of the month that holds a day.
#[must_use]
pub fn month_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day);
    (first, last)
}

/// The roster of the month that holds a day.
pub async fn month(desk: &Desk, actor: &Actor, day: NaiveDate) -> Outcome<Month> {
    desk.permit(actor, Permission::ConductCases)?;
    let (org, codes) = (house_of(desk, actor), codes_of(desk, actor));
    let (first, last) = month_of(day);
    let tx = desk.store().snapshot().await?;
    let shifts = store::duty::list_shifts(&tx, &codes, (first, last)).await?;
    let published = store::duty::list_publications(&tx, std::slice::from_ref(&org), (first, last)).await?;
    let calendar = desk.calendar();
    let province = province_of_code(&org);
    let off = |day: &NaiveDate| !calendar.is_working(*day, province);
    Ok(Month {
        first,
        last,
        today: desk.today(),
        places: store::duty::list_places(&tx, &codes).await?,
        balance: balance(desk, &tx, &codes, last).await?,
        days_off: first.iter_days().take_while(|day| *day <= last).filter(off).collect(),
        published: published.into_iter().next(),
        swaps: swaps::shown(desk, actor, store::duty::list_open_swaps(&tx, &codes).await?),
        may_plan: heads(desk, actor),
        shifts,
        org,
    })
}

/// Nights, days off and plain shifts of everybody in the target year up to a day.
async fn balance(desk: &Desk, tx: &Tx, codes: &[String], last: NaiveDate) -> Outcome<Vec<Balance>> {
    let done = done(desk, tx, codes, (TargetYear::of(last).first(), last)).await?;
    let names = desk.provider_names(tx, codes).await?;
    let of = |name: &store::staff::ProviderName| {
        let [nights, days_off, plain] = (*done.get(&name.id)?).map(i64::from);
        Some(Balance { provider: name.id, name: name.name.clone(), nights, days_off, plain })
    };
    Ok(names.iter().filter_map(of).collect())
}

/// Shifts by provider and kind between two days.
async fn done(
    desk: &Desk,
    tx: &Tx,
    codes: &[String],
    days: (NaiveDate, NaiveDate),
) -> Outcome<BTreeMap<Uuid, [u32; 3]>> {
    let calendar = desk.calendar();
    let province = codes.first().and_then(|code| province_of_code(code)).map(str::to_owned);
    let mut counts: BTreeMap<Uuid, [u32; 3]> = BTreeMap::new();
    for shift in store::duty::list_done(tx, codes, days).await? {
        let off = !calendar.is_working(shift.on_date, province.as_deref());
        counts.entry(shift.provider_id).or_default()[load_of(shift.period.0, off) as usize] += 1;
    }
    Ok(counts)
}

/// Who can be put on duty on a day: officers, and lawyers under contract.
fn may_serve(provider: &Provider, day: NaiveDate) -> bool {
    matches!(provider.kind.0, ProviderKind::LegalAidOfficer | ProviderKind::ContractLawyer)
        && provider.appointed_on.is_none_or(|from| from <= day)
        && provider.ended_on.is_none_or(|last| day <= last)
}

// --- places --------------------------------------------------------------------------------------

/// The places of the house, with the agencies that may be chosen as one.
pub async fn places(desk: &Desk, actor: &Actor) -> Outcome<(Vec<DutyPlace>, Vec<String>)> {
    planner(desk, actor)?;
    let tx = desk.store().snapshot().await?;
    let places = store::duty::list_places(&tx, &codes_of(desk, actor)).await?;
    let house = house_of(desk, actor);
    let agencies = store::reference::list_agencies(&tx, "", province_of_code(&house), 300).await?;
    Ok((places, agencies.into_iter().map(|agency| agency.name).collect()))
}

/// Adds a place, or changes the one with this id that still has the version seen.
pub async fn keep_place(desk: &Desk, actor: &Actor, seen: Option<i64>, draft: PlaceDraft) -> Outcome<()> {
    let permit = planner(desk, actor)?;
    let mut work = desk.begin(&permit).await?;
    let codes = codes_of(desk, actor);
    let before = store::duty::find_place(&work.tx, draft.id).await?;
    if before.as_ref().is_some_and(|it| !codes.contains(&it.org_code)) || (seen.is_some() && before.is_none())
    {
        return Err(Failure::Missing);
    }
    check_place(&draft)?;
    let agency = store::reference::find_agency_by_name(&work.tx, &draft.name).await?;
    let after = DutyPlace {
        id: draft.id,
        org_code: before.as_ref().map_or_else(|| house_of(desk, actor), |it| it.org_code.clone()),
        agency_id: agency.map(|agency| agency.id),
        name: draft.name.trim().to_owned(),
        mode: draft.mode.into(),
        days: draft.days.into(),
        nights: draft.nights,
        phone: draft.phone.clone(),
        note: draft.note.clone(),
        valid_from: draft.from,
        valid_to: draft.to,
        entered_at: before.as_ref().map_or(desk.now(), |it| it.entered_at),
        entered_by: before.as_ref().map_or_else(|| actor.name.clone(), |it| it.entered_by.clone()),
        version: seen.unwrap_or(1),
    };
    match (before, seen) {
        (None, _) => {
            work.record("duty.add_place", "duty_place", after.id, json!({ "place": &after }));
            store::duty::insert_place(&work.tx, after).await?;
        }
        // The same form sent twice is one place.
        (Some(_), None) => return Ok(()),
        (Some(before), Some(seen)) if before.version == seen => {
            let changed = changes::between(&before, &after, &["version"]);
            work.record("duty.change_place", "duty_place", after.id, json!({ "changed": changed }));
            store::duty::update_place(&work.tx, after).await?;
        }
        _ => return Err(Failure::Stale),
    }
    desk.commit(work).await
}

fn check_place(draft: &PlaceDraft) -> Outcome<()> {
    let mut wrong = Refusal::new("impossible");
    if draft.name.trim().is_empty() {
        wrong = wrong.field("name", "required");
    }
    if draft.mode == DutyMode::Phone && draft.phone.is_none() {
        wrong = wrong.field("phone", "duty_phone_needed");
    }
    if draft.to.is_some_and(|to| to < draft.from) {
        wrong = wrong.field("to", "relief_ends_before");
    }
    if wrong.fields.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

// --- what anybody may read -----------------------------------------------------------------------

/// Whose lists are out, and the shifts of one of them: names and numbers, nothing else.
#[derive(Clone, Debug)]
pub struct Published {
    /// Code and name.
    pub organisations: Vec<(String, String)>,
    pub chosen: Option<(String, String)>,
    pub today: NaiveDate,
    pub shifts: Vec<ShiftLine>,
}

/// The published duty of the next two weeks, for anybody.
pub async fn published(desk: &Desk, org: Option<&str>) -> Outcome<Published> {
    let tx = desk.store().snapshot().await?;
    let today = desk.today();
    let codes = store::duty::list_publishers(&tx, today).await?;
    let organisations: Vec<(String, String)> =
        codes.into_iter().map(|code| (code.clone(), desk.name_of_organisation(&code))).collect();
    let one = || organisations.first().filter(|_| organisations.len() == 1);
    let chosen = organisations.iter().find(|(code, _)| Some(code.as_str()) == org).or_else(one).cloned();
    let shifts = match &chosen {
        Some((code, _)) => {
            let last = today.checked_add_days(Days::new(13)).unwrap_or(today);
            let eve = today.pred_opt().unwrap_or(today);
            let mut shifts =
                store::duty::list_published(&tx, std::slice::from_ref(code), (eve, last)).await?;
            // Of yesterday only the night that is not over yet.
            let runs = i64::from(minute_of(desk.now())) + 24 * 60 < DutyPeriod::Night.minutes().1;
            shifts.retain(|it| it.on_date >= today || (runs && it.period.0 == DutyPeriod::Night));
            shifts
        }
        None if org.is_some() => return Err(Failure::Missing),
        None => Vec::new(),
    };
    Ok(Published { organisations, chosen, today, shifts })
}
