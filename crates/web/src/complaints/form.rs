//! What the pages of complaints ask, and how it is read.

use chrono::{DateTime, Utc};
use law::complaints::{ComplaintAct, ComplaintDecision, ComplaintLevel, ComplaintState};
use law::kernel::coded::Coded as _;
use office::complaints::{ComplaintDraft, ComplaintFilter, Decision, Place};
use uuid::Uuid;

use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Reader, Values, Width};

pub const COMPLAINT: &[Field] = &[
    Field::radios("act", "complaints-act"),
    Field::text("complainant_name", "complaints-complainant").most(200),
    Field::text("complainant_contact", "complaints-contact")
        .optional()
        .hint("complaints-contact-hint")
        .most(300),
    Field::select("against_provider", "complaints-against").optional().hint("complaints-against-hint"),
    Field::textarea("content", "complaints-content").hint("complaints-content-hint").most(10_000).rows(6),
    Field::date("received_on", "complaints-received-on"),
    Field::text("received_time", "complaints-received-time")
        .optional()
        .hint("complaints-received-time-hint")
        .width(Width::Tiny)
        .most(5),
];

pub const DECISION: &[Field] = &[
    Field::radios("decision", "complaints-decision"),
    Field::textarea("decision_reason", "complaints-decision-reason")
        .hint("complaints-decision-reason-hint")
        .most(10_000)
        .rows(6),
    Field::date("decided_on", "complaints-decided-on"),
];

pub const ESCALATION: &[Field] = &[
    Field::textarea("said", "complaints-escalate-reason").optional().most(10_000).rows(3),
    Field::date("received_on", "complaints-received-on"),
    Field::text("received_time", "complaints-received-time")
        .optional()
        .hint("complaints-received-time-hint")
        .width(Width::Tiny)
        .most(5),
];

pub const WITHDRAWAL: &[Field] =
    &[Field::textarea("reason", "complaints-withdraw-reason").most(2000).rows(2)];

pub const FILTER: &[Field] = &[
    Field::select("state", "complaints-state").optional(),
    Field::select("level", "complaints-level").optional(),
];

/// A moment as day and time of two fields. Without a time it is now when the day is today, else the beginning of
/// office hours.
pub fn moment(read: &mut Reader<'_>, day: &str, time: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let on = read.date(day);
    let at = read.choice(time, dates::parse_time);
    let on = on?;
    Some(match at {
        Some(at) => dates::moment(on, at),
        None if dates::day_of(&now) == on => now,
        None => dates::moment(on, chrono::NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default()),
    })
}

pub fn id(values: &Values, name: &str) -> Option<Uuid> {
    Uuid::parse_str(values.get(name)).ok()
}

pub fn read(values: &Values, org: &str, now: DateTime<Utc>) -> Result<ComplaintDraft, FieldErrors> {
    let mut read = Reader::new(COMPLAINT, values);
    let act = read.choice("act", ComplaintAct::from_code);
    let complainant_name = read.text("complainant_name");
    let complainant_contact = read.maybe_text("complainant_contact");
    let against_provider = read.choice("against_provider", |text| Uuid::parse_str(text).ok());
    let content = read.text("content");
    let received_at = moment(&mut read, "received_on", "received_time", now);
    let (Some(act), Some(received_at), Some(form)) = (act, received_at, id(values, "id")) else {
        return Err(read.errors());
    };
    read.done(ComplaintDraft {
        id: form,
        org: org.to_owned(),
        case: id(values, "case"),
        request: id(values, "request"),
        act,
        complainant_name,
        complainant_contact,
        against_provider,
        content,
        received_at,
    })
}

pub fn read_decision(values: &Values, now: DateTime<Utc>) -> Result<Decision, FieldErrors> {
    let mut read = Reader::new(DECISION, values);
    let decision = read.choice("decision", ComplaintDecision::from_code);
    let reason = read.text("decision_reason");
    let day = read.date("decided_on");
    let (Some(decision), Some(day)) = (decision, day) else { return Err(read.errors()) };
    let end_of_office = chrono::NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default();
    let decided_at = if dates::day_of(&now) == day { now } else { dates::moment(day, end_of_office) };
    read.done(Decision { decision, reason, decided_at })
}

pub fn read_escalation(
    values: &Values,
    now: DateTime<Utc>,
) -> Result<(Uuid, DateTime<Utc>, String), FieldErrors> {
    let mut read = Reader::new(ESCALATION, values);
    let said = read.text("said");
    let received_at = moment(&mut read, "received_on", "received_time", now);
    let (Some(received_at), Some(next)) = (received_at, id(values, "next")) else {
        return Err(read.errors());
    };
    read.done((next, received_at, said))
}

/// What an address asks for. What cannot be read narrows nothing.
pub fn filter(values: &Values) -> ComplaintFilter {
    ComplaintFilter {
        state: ComplaintState::from_code(values.get("state")),
        level: ComplaintLevel::from_code(values.get("level")),
        case: id(values, "case"),
        request: id(values, "request"),
        apart: None,
    }
}

/// Where a page continues, as an address spells it.
pub fn place(text: &str) -> Option<Place> {
    let (at, id) = text.split_once('_')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
    Some(Place { at, id: Uuid::parse_str(id).ok()? })
}

/// How an address spells where a page continues.
pub fn place_text(place: &Place) -> String {
    format!("{}_{}", place.at.timestamp_micros(), place.id)
}
