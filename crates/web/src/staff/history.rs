//! What the audit record says of a thing, as a timeline: who changed what, when, why.

use law::kernel::coded::Coded as _;
use law::staff::ProviderKind;
use maud::{Markup, html};
use office::staff::AuditLine;
use serde_json::Value;

use crate::codes;
use crate::texts::{T, prefix};
use crate::ui::form::Field;
use crate::ui::summary::Event;
use crate::ui::{Tone, dates};

/// Acts with a name of their own; others are "a change".
const ACTS: [&str; 7] = [
    "insert_organisation",
    "update_organisation",
    "close_organisation",
    "insert_provider",
    "update_provider",
    "end_provider",
    "move_provider",
];

/// The reason that an import gives: the run follows.
const BY_IMPORT: &str = "import ";

/// The entries of the record, latest first. Labels of changed fields come from the form of the thing.
pub fn events(t: T, lines: &[AuditLine], fields: &[Field]) -> Vec<Event> {
    lines.iter().filter(|line| is_change(line)).map(|line| event(t, line, fields)).collect()
}

/// Whoever only looked at a list of the unit changed nothing.
fn is_change(line: &AuditLine) -> bool {
    let named = ACTS.iter().any(|act| line.act.ends_with(act));
    named || !line.reason.is_empty() || line.detail.contains("\"changed\"")
}

fn event(t: T, line: &AuditLine, fields: &[Field]) -> Event {
    let act = ACTS.iter().find(|act| line.act.ends_with(*act)).unwrap_or(&"other");
    Event {
        id: format!("event-{}", line.seq),
        kind: t.code(prefix!("staff-act"), act),
        tone: Tone::Info,
        on: dates::day_of(&line.at),
        entered: Some(line.at),
        who: line.actor_name.clone(),
        text: html! {
            @if let Some(run) = line.reason.strip_prefix(BY_IMPORT) {
                p { a href={ "/imports/" (run) } { (t.get("staff-by-import")) } }
            } @else if !line.reason.is_empty() {
                p { (line.reason) }
            }
            (changes(t, &line.detail, fields))
        },
    }
}

/// What was changed, field by field, as the detail of an act says it.
fn changes(t: T, detail: &str, fields: &[Field]) -> Markup {
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let Some(Value::Object(changed)) = detail.get("changed") else { return html! {} };
    html! {
        @for (name, pair) in changed {
            p {
                (label(t, name, fields)) ": "
                del { (value(t, name, pair.get(0))) } " → " ins { (value(t, name, pair.get(1))) }
            }
        }
    }
}

fn label(t: T, name: &str, fields: &[Field]) -> String {
    fields.iter().find(|field| field.name == name).map_or_else(|| name.to_owned(), |field| t.get(field.label))
}

fn value(t: T, name: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => t.get("ui-fact-unknown"),
        Some(Value::Bool(yes)) => t.get(if *yes { "staff-yes" } else { "staff-no" }),
        Some(Value::String(text)) => written(t, name, text),
        Some(other) => other.to_string(),
    }
}

fn written(t: T, name: &str, text: &str) -> String {
    if let Ok(day) = text.parse() {
        return dates::date(day);
    }
    match (name, ProviderKind::from_code(text)) {
        ("kind", Some(kind)) => codes::name(t, kind),
        _ => text.to_owned(),
    }
}
