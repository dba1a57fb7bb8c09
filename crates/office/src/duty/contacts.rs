//! Who turned to the duty: taken down in half a minute, made a request in one step, counted by place and kind.

use chrono::{DateTime, Days, NaiveDate, Utc};
use law::access::Permission;
use law::duty::{ContactKind, DutyMode, DutyPeriod};
use serde_json::json;
use store::duty::{ContactCount, ContactKey, ContactLine, ContactScope, DutyContact, DutyPlace};
use uuid::Uuid;

use super::codes_of;
use crate::daily::some;
use crate::deadlines::{day_begins, local};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};

/// Lines of a page.
const LINES: usize = 30;

/// A contact as typed.
#[derive(Clone, Debug)]
pub struct ContactDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub place: Uuid,
    pub at: DateTime<Utc>,
    pub kind: ContactKind,
    pub person: String,
    pub phone: String,
    pub summary: String,
}

/// A page of contacts.
#[derive(Clone, Debug)]
pub struct Contacts {
    pub lines: Vec<ContactLine>,
    pub next: Option<ContactKey>,
}

/// A contact that is to become a request.
#[derive(Clone, Debug)]
pub struct Contact {
    pub at: DateTime<Utc>,
    pub by_phone: bool,
    pub person: Option<String>,
    pub phone: Option<String>,
    pub summary: String,
}

/// The places at which a contact can have been, those of today's shift of the actor first.
pub async fn log_options(desk: &Desk, actor: &Actor) -> Outcome<Vec<DutyPlace>> {
    desk.permit(actor, Permission::ConductCases)?;
    let tx = desk.store().snapshot().await?;
    let today = desk.today();
    let mut places = store::duty::list_places(&tx, &codes_of(desk, actor)).await?;
    places.retain(|place| place.valid_from <= today && place.valid_to.is_none_or(|last| today <= last));
    let yesterday = today.pred_opt().unwrap_or(today);
    let own = match actor.provider {
        Some(provider) => store::duty::list_shifts_of(&tx, provider, (yesterday, today)).await?,
        None => Vec::new(),
    };
    places.sort_by_key(|place| !own.iter().rev().any(|shift| shift.place_id == place.id));
    Ok(places)
}

/// Takes a contact down (*ghi lượt liên hệ*). The same form sent twice is one.
pub async fn log(desk: &Desk, actor: &Actor, draft: ContactDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let codes = codes_of(desk, actor);
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::duty::find_contact(&work.tx, draft.id).await? {
        return if known.entered_by_id == actor.id() { Ok(()) } else { Err(Failure::Missing) };
    }
    let place = store::duty::find_place(&work.tx, draft.place).await?;
    let place = place.filter(|it| codes.contains(&it.org_code));
    let mut wrong = Refusal::new("impossible");
    if place.is_none() {
        wrong = wrong.field("place", "unknown_code");
    }
    if draft.at > desk.now() {
        wrong = wrong.field("time", "future");
    }
    if draft.summary.trim().is_empty() {
        wrong = wrong.field("summary", "required");
    }
    let Some(place) = place.filter(|_| wrong.fields.is_empty()) else { return Err(wrong.into()) };
    let provider = match actor.provider {
        Some(own) => Some(own),
        None => on_duty(&work.tx, &place, draft.at).await?,
    };
    let record = DutyContact {
        id: draft.id,
        org_code: place.org_code.clone(),
        place_id: place.id,
        provider_id: provider,
        at: draft.at,
        kind: draft.kind.into(),
        person_name: some(&draft.person).map(|name| law::kernel::names::written(&name)),
        phone: some(&draft.phone),
        summary: draft.summary.trim().to_owned(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        entered_by_id: actor.id(),
    };
    work.record(
        "duty.log_contact",
        "duty_contact",
        record.id,
        json!({ "place": place.id, "kind": draft.kind }),
    );
    store::duty::insert_contact(&work.tx, record).await?;
    desk.commit(work).await
}

/// Who was on duty at a place at a moment; a night reaches into the morning.
async fn on_duty(tx: &store::Tx, place: &DutyPlace, at: DateTime<Utc>) -> Outcome<Option<Uuid>> {
    let at = local(at);
    let day = at.date();
    let eve = day.pred_opt().unwrap_or(day);
    let shifts = store::duty::list_shifts(tx, std::slice::from_ref(&place.org_code), (eve, day)).await?;
    let minute = |on: NaiveDate| (at - on.and_time(chrono::NaiveTime::MIN)).num_minutes();
    let there = |period: DutyPeriod, on: NaiveDate| {
        let (from, to) = period.minutes();
        (from..to).contains(&minute(on))
    };
    let held = shifts.iter().find(|it| it.place_id == place.id && there(it.period.0, it.on_date));
    Ok(held.and_then(|it| it.provider_id))
}

/// Which contacts the holder of a permit reads: those within reach, of a provider those of the own shifts, and whatever
/// the actor took down. The roster is that of the whole house; who turned to it is not.
fn scope_of(desk: &Desk, permit: &Permit) -> ContactScope {
    let actor = permit.actor();
    let house = codes_of(desk, actor);
    let own_only = actor.role.sees_own_cases_only();
    let within = house.iter().filter(|code| !own_only && permit.reach().covers(code)).cloned().collect();
    let shifts = actor.provider.map(|provider| (provider, house));
    ContactScope { account: actor.id(), organisations: within, shifts }
}

/// The contacts that an actor may read, latest first. The reading leaves its trace.
pub async fn contacts(desk: &Desk, actor: &Actor, before: Option<ContactKey>) -> Outcome<Contacts> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let limit = LINES as u64 + 1;
    let mut lines = {
        let tx = desk.store().snapshot().await?;
        store::duty::list_contacts(&tx, &scope_of(desk, &permit), before, limit).await?
    };
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let next = lines.last().filter(|_| more).map(|line| (line.at, line.id));
    let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    desk.record_reading(&permit, "duty.contacts", "list", "contacts", json!({ "contacts": ids })).await?;
    Ok(Contacts { lines, next })
}

/// Opens a contact so that a request is made of it.
pub async fn contact(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Contact> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let found = {
        let tx = desk.store().snapshot().await?;
        let found = store::duty::find_contact(&tx, id).await?;
        let found = found.filter(|it| scope_of(desk, &permit).holds(it)).ok_or(Failure::Missing)?;
        let place = store::duty::find_place(&tx, found.place_id).await?.ok_or(Failure::Missing)?;
        (found, place.mode.0 == DutyMode::Phone)
    };
    desk.record_reading(&permit, "duty.contact", "duty_contact", id, json!({})).await?;
    let (found, by_phone) = found;
    Ok(Contact {
        at: found.at,
        by_phone,
        person: found.person_name,
        phone: found.phone,
        summary: found.summary,
    })
}

/// How much the duty was used.
#[derive(Clone, Debug)]
pub struct Statistics {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub counts: Vec<ContactCount>,
    /// Shifts that were kept by somebody, by place.
    pub shifts: Vec<(Uuid, String, i64)>,
}

/// Contacts by place and kind, how many became requests, and how many shifts were kept.
pub async fn statistics(
    desk: &Desk,
    actor: &Actor,
    (from, to): (NaiveDate, NaiveDate),
) -> Outcome<Statistics> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let mut codes = codes_of(desk, actor);
    codes.retain(|code| permit.reach().covers(code));
    let tx = desk.store().snapshot().await?;
    let end = day_begins(to.checked_add_days(Days::new(1)).unwrap_or(to));
    let counts = store::duty::count_contacts(&tx, &codes, day_begins(from), end).await?;
    let kept = store::duty::count_kept(&tx, &codes, (from, to.min(desk.today()))).await?;
    Ok(Statistics { from, to, counts, shifts: kept })
}
