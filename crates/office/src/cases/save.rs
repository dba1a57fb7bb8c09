//! The one way in which a change of a case is saved: what differs, its events, its trace, and what follows.
//!
//! What lies in the archive is not changed. Every act on a case ends here, so that assignments and clocks keep in step.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use store::cases::{Beneficiary, Case, CaseEvent, CaseFile};
use uuid::Uuid;

use super::follow::{self, Handing};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Outcome, Refusal};

/// A dated event of a case, entered now.
pub(crate) fn event_of(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    kind: &str,
    on_date: NaiveDate,
    text: Option<String>,
) -> CaseEvent {
    CaseEvent {
        id: desk.id(),
        case_id: case,
        kind: kind.to_owned(),
        on_date,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text,
    }
}

/// What a save tells beside the change itself.
#[derive(Clone, Debug)]
pub(crate) struct Telling<'a> {
    /// Name of the act in the record.
    pub act: &'a str,
    /// Why, where the act asks for it.
    pub reason: &'a str,
    /// Events of the act; without any they follow from the dates that changed.
    pub events: Vec<CaseEvent>,
    /// How the provider changed, where the act says it.
    pub handing: Handing,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(act: &'a str) -> Self {
        Self { act, reason: "", events: Vec::new(), handing: Handing::default() }
    }
}

/// Saves a case with its trace; assignments and clocks follow it, whichever act changed it. What is in the
/// archive stays as it is.
pub(crate) async fn save(
    desk: &Desk,
    work: &mut Work,
    actor: &Actor,
    telling: Telling<'_>,
    before: &CaseFile,
    after: CaseFile,
) -> Outcome<()> {
    let changed = changes(before, &after);
    if changed.is_empty() && telling.events.is_empty() {
        return Ok(());
    }
    unlocked(&before.case)?;
    let on = telling.events.first().map(|event| event.on_date);
    let events = match telling.events.is_empty() {
        true => milestones(desk, actor, Some(before), &after),
        false => telling.events,
    };
    for event in events {
        store::cases::insert_event(&work.tx, &event).await?;
    }
    let detail = json!({ "changed": changed, "version": before.case.version + 1 });
    work.record_because(telling.act, "case", after.case.id, telling.reason, detail);
    follow::keep(desk, work, actor, (Some(before), &after), telling.handing, on).await?;
    store::cases::update(&work.tx, after, desk.now()).await?;
    Ok(())
}

/// Refuses to change what lies in the archive (art. 39).
pub(crate) fn unlocked(case: &Case) -> Outcome<()> {
    match law::conduct::is_locked(&case.course()) {
        true => Err(Refusal::new("cases.archived").into()),
        false => Ok(()),
    }
}

/// What differs between two versions: field → before and after.
#[must_use]
pub fn changes(before: &CaseFile, after: &CaseFile) -> Map<String, Value> {
    const FOLLOWS: [&str; 7] = [
        "state",
        "version",
        "recorded_at",
        "file_code_folded",
        "beneficiary_count",
        "entered_at",
        "entered_by",
    ];
    let mut changed = Map::new();
    let fields = |value: &Case| match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let old = fields(&before.case);
    for (name, new) in fields(&after.case) {
        let was = old.get(&name).cloned().unwrap_or(Value::Null);
        if was != new && !FOLLOWS.contains(&name.as_str()) {
            changed.insert(name, json!([was, new]));
        }
    }
    let persons = |file: &CaseFile| -> Vec<Value> {
        let plain = |person: &Beneficiary| {
            let mut person = person.clone();
            person.seq = 0;
            serde_json::to_value(person).unwrap_or(Value::Null)
        };
        file.beneficiaries.iter().map(plain).collect()
    };
    let (old, new) = (persons(before), persons(after));
    if old != new {
        changed.insert("beneficiaries".to_owned(), json!([old, new]));
    }
    changed
}

/// The dated events that follow from a change: what has a day now and had another before.
#[must_use]
pub fn milestones(desk: &Desk, actor: &Actor, before: Option<&CaseFile>, after: &CaseFile) -> Vec<CaseEvent> {
    let old = before.map(|file| &file.case);
    let new = &after.case;
    let event = |kind: &str, on_date: NaiveDate, text: Option<String>| CaseEvent {
        id: desk.id(),
        case_id: new.id,
        kind: kind.to_owned(),
        on_date,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text,
    };
    let mut events = Vec::new();
    let mut note = |kind: &str, was: Option<NaiveDate>, is: Option<NaiveDate>, text: Option<String>| {
        if let Some(day) = is.filter(|_| was != is) {
            events.push(event(kind, day, text));
        }
    };
    note("received", old.and_then(|case| case.received_on), new.received_on, new.source_agency.clone());
    note("accepted", old.map(|case| case.accepted_on), Some(new.accepted_on), None);
    note("assigned", old.and_then(|case| case.assigned_on), new.assigned_on, new.provider_name.clone());
    note(
        "closed",
        old.and_then(|case| case.closed_on),
        new.closed_on,
        new.outcome.map(|code| code.to_string()),
    );
    note("handed_over", old.and_then(|case| case.handed_over_on), new.handed_over_on, None);
    note(
        "appraised",
        old.and_then(|case| case.appraised_on),
        new.appraised_on,
        new.quality_rating.map(|code| code.to_string()),
    );
    if before.is_some() && events.is_empty() {
        events.push(event("corrected", desk.today(), None));
    }
    events
}
