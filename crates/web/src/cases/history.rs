//! The timeline of a case: typed events, filtered, with what is new since the reader last looked.

use chrono::{DateTime, Utc};
use law::assignment::DeclineGround;
use law::cases::Outcome;
use law::conduct::{ChangeAsker, LinkKind, NotContinuedGround, ReplacementGround};
use law::dealings::DealingKind;
use law::diary::WorkCode;
use law::hearings::{HearingKind, HearingState};
use law::kernel::coded::Coded;
use law::quality::Rating;
use law::rules::ChecklistItem;
use maud::{Markup, html};
use office::Desk;
use office::cases::CaseEvent;
use office::conduct::CasePage;

use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::dates;
use crate::ui::form::{Values, csrf, hidden};
use crate::ui::signs::Tone;
use crate::ui::summary::{Event, Tab, badge, card, tabs, timeline};

/// Which events are shown, and what counts as new.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `new`, `steps`, `work`, `notes`; anything else shows all.
    pub kind: String,
    /// When the reader looked before, as the links of the filter carry it on.
    pub since: Option<DateTime<Utc>>,
}

const KINDS: [&str; 5] = ["all", "new", "steps", "work", "notes"];

impl Wanted {
    /// Reads the address of the page.
    pub fn read(values: &Values) -> Self {
        let since = DateTime::parse_from_rfc3339(values.get("since")).ok();
        Self { kind: values.get("events").to_owned(), since: since.map(|at| at.to_utc()) }
    }
}

/// The group under which an event is filtered.
fn group(kind: &str) -> &'static str {
    match kind {
        "note" | "corrected" | "consent" | "consent_withdrawn" => "notes",
        "hearing" | "meeting" | "diary" | "paper" | "dealing" | "appointment" => "work",
        _ => "steps",
    }
}

/// What happened and was entered by others since the reader looked before.
fn is_new(event: &CaseEvent, since: Option<DateTime<Utc>>, reader: &str) -> bool {
    since.is_some_and(|since| event.entered_at > since) && event.entered_by != reader
}

pub fn history(visitor: &Visitor, page: &CasePage, desk: &Desk, wanted: &Wanted) -> Markup {
    let t = visitor.t;
    let since = wanted.since.or(page.seen_at);
    let new = |event: &CaseEvent| is_new(event, since, &visitor.actor.name);
    let all = &page.view.events;
    let counts = KINDS.map(|kind| all.iter().filter(|event| belongs(event, kind, new(event))).count());
    let shown: Vec<Event> = all
        .iter()
        .filter(|event| belongs(event, &wanted.kind, new(event)))
        .map(|event| entry(t, event, new(event)))
        .collect();
    let body = html! {
        div id="timeline" {
            @if let Some(since) = since.filter(|_| counts[1] > 0) {
                p { (t.with("cases-new-since", &[("n", counts[1].into()), ("moment", dates::date_time(&since).into())])) }
            }
            (filter(t, page, wanted, since, &counts))
            @if shown.is_empty() { p class="soft" { (t.get("cases-timeline-empty")) } } @else { (timeline(t, &shown)) }
        }
        @if page.view.may_edit && page.view.file.case.archived_on.is_none() { (remark(visitor, page, desk)) }
    };
    card(&t.get("cases-timeline"), html! {}, body)
}

fn belongs(event: &CaseEvent, kind: &str, new: bool) -> bool {
    match kind {
        "new" => new,
        "steps" | "work" | "notes" => group(&event.kind) == kind,
        _ => true,
    }
}

fn filter(t: T, page: &CasePage, wanted: &Wanted, since: Option<DateTime<Utc>>, counts: &[usize]) -> Markup {
    let current = KINDS.into_iter().find(|kind| *kind == wanted.kind).unwrap_or("all");
    let shown: Vec<Tab> = KINDS
        .iter()
        .zip(counts)
        .filter(|(kind, count)| **count > 0 || **kind == "all" || **kind == current)
        .map(|(kind, count)| {
            let mut query = Values::from([("events", *kind)]);
            if let Some(since) = since {
                query.set("since", since.to_rfc3339());
            }
            Tab {
                label: t.code(prefix!("cases-events"), kind),
                href: format!("/cases/{}?{}#timeline", page.view.file.case.id, query.encode()),
                current: *kind == current,
                count: Some(*count as u64),
            }
        })
        .collect();
    html! { @if shown.len() > 1 { (tabs(t, &t.get("cases-events"), &shown)) } }
}

fn remark(visitor: &Visitor, page: &CasePage, desk: &Desk) -> Markup {
    let t = visitor.t;
    html! {
        form id="note" class="form" action={ "/cases/" (page.view.file.case.id) "/notes" } method="post" {
            (csrf(&visitor.csrf))
            (hidden("id", &desk.id().to_string()))
            div class="field" {
                label for="note-text" { (t.get("cases-note-add")) }
                textarea id="note-text" name="text" rows="2" maxlength="2000" {}
            }
            button class="button quiet" type="submit" { (t.get("cases-note-save")) }
        }
    }
}

fn entry(t: T, event: &CaseEvent, new: bool) -> Event {
    let words = words(t, &event.kind, event.text.as_deref().unwrap_or_default());
    let tone = match event.kind.as_str() {
        "closed" | "archived" | "registered" => Tone::Good,
        "paused"
        | "change_asked"
        | "advice_prolonged"
        | "offer_declined"
        | "registration_refused"
        | "registration_cancelled"
        | "given_back" => Tone::Soon,
        _ => Tone::Plain,
    };
    Event {
        id: format!("event-{}", event.id),
        kind: codes::named(t, "event", &event.kind),
        tone,
        on: event.on_date,
        entered: Some(event.entered_at),
        who: event.entered_by.clone(),
        text: html! {
            @if new { (badge(Tone::Info, &t.get("cases-event-new"))) @if !words.is_empty() { " " } }
            @for (place, line) in words.iter().enumerate() { @if place > 0 { br; } (line) }
        },
    }
}

fn named<C: Coded>(t: T, code: &str) -> String {
    C::from_code(code).map_or_else(|| code.to_owned(), |value| codes::name(t, value))
}

/// The file code of a linked case; that there is one, where it is out of reach.
fn other_case(t: T, code: &str) -> String {
    if code.is_empty() { t.get("conduct-link-out-of-reach") } else { code.to_owned() }
}

/// The lines of an event as people read them: the codes that an act wrote first, by their names.
fn words(t: T, kind: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let line = |place: usize| lines.get(place).copied().unwrap_or_default();
    let rest = |from: usize| lines.iter().skip(from).map(|line| (*line).to_owned());
    let words: Vec<String> = match kind {
        "closed" => [named::<Outcome>(t, line(0)), named::<NotContinuedGround>(t, line(1))]
            .into_iter()
            .chain(rest(2))
            .collect(),
        "appraised" => [named::<Rating>(t, line(0))].into_iter().chain(rest(1)).collect(),
        "replaced" | "unassigned" => {
            let change =
                if line(0).is_empty() { line(2).to_owned() } else { format!("{} → {}", line(2), line(0)) };
            [change, named::<ReplacementGround>(t, line(1))].into_iter().chain(rest(3)).collect()
        }
        "change_asked" => [named::<ChangeAsker>(t, line(0)), named::<ReplacementGround>(t, line(1))]
            .into_iter()
            .chain(rest(2))
            .collect(),
        "offer_declined" => {
            [line(0).to_owned(), named::<DeclineGround>(t, line(1))].into_iter().chain(rest(2)).collect()
        }
        "change_declined" => [named::<ChangeAsker>(t, line(0))].into_iter().chain(rest(1)).collect(),
        "handed_over" => {
            let lacking: Vec<String> = line(1)
                .split(';')
                .filter(|code| !code.is_empty())
                .map(|code| named::<ChecklistItem>(t, code))
                .collect();
            let lacking = match lacking.is_empty() {
                true => String::new(),
                false => t.with("conduct-file-missing", &[("list", lacking.join("; ").into())]),
            };
            vec![line(0).to_owned(), lacking]
        }
        "diary" => [named::<WorkCode>(t, line(0))].into_iter().chain(rest(1)).collect(),
        "paper" => rest(1).collect(),
        "dealing" => [named::<DealingKind>(t, line(0))].into_iter().chain(rest(1)).collect(),
        "appointment" => [named::<HearingKind>(t, line(0)), named::<HearingState>(t, line(1))]
            .into_iter()
            .chain(rest(2))
            .collect(),
        "linked" => {
            let other = format!("{}: {}", named::<LinkKind>(t, line(0)), other_case(t, line(1)));
            [other].into_iter().chain(rest(2)).collect()
        }
        "split" => [other_case(t, line(0))].into_iter().chain(rest(1)).collect(),
        _ => rest(0).collect(),
    };
    words.into_iter().filter(|words| !words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;

    #[test]
    fn events_are_read_by_their_kind() {
        let t = T::new(Lang::Vi);
        let said = |kind, text| words(t, kind, text).join(" | ");
        assert_eq!(said("closed", "completed"), "Hoàn thành");
        assert_eq!(
            said("closed", "not_continued\nwithdrawn\nTB 12"),
            format!(
                "{} | {} | TB 12",
                named::<Outcome>(t, "not_continued"),
                named::<NotContinuedGround>(t, "withdrawn")
            )
        );
        assert_eq!(said("note", "một\nhai"), "một | hai");
        assert_eq!(said("split", "A.2\nlợi ích đối lập"), "A.2 | lợi ích đối lập");
        let unseen = t.get("conduct-link-out-of-reach");
        assert_eq!(said("split", "\nlợi ích đối lập"), format!("{unseen} | lợi ích đối lập"));
        assert!(said("linked", "same_matter\n\nmột vụ").ends_with(&format!(": {unseen} | một vụ")));
        assert!(said("replaced", "B\nnot_impartial\nA\nQĐ 2").starts_with("A → B | "));
        assert!(said("unassigned", "\nleft\nA").starts_with("A | "));
        assert_eq!(said("assigned", "Bế Văn Minh"), "Bế Văn Minh");
        assert_eq!(said("closed", ""), "");
        assert_eq!(said("paper", "judgment\nBản án số 4"), "Bản án số 4");
        let trial = named::<HearingKind>(t, "trial");
        assert_eq!(
            said("appointment", "trial\nheld\n"),
            format!("{trial} | {}", named::<HearingState>(t, "held"))
        );
    }

    #[test]
    fn new_is_what_others_entered_since() {
        let at =
            |hour: u32| format!("2026-11-22T{hour:02}:00:00Z").parse::<DateTime<Utc>>().expect("a moment");
        let event = CaseEvent {
            id: uuid::Uuid::nil(),
            case_id: uuid::Uuid::nil(),
            kind: "note".to_owned(),
            on_date: at(1).date_naive(),
            entered_at: at(5),
            entered_by: "Lan".to_owned(),
            text: None,
        };
        for (since, reader, new) in [
            (None, "Minh", false),
            (Some(at(4)), "Minh", true),
            (Some(at(5)), "Minh", false),
            (Some(at(4)), "Lan", false),
        ] {
            assert_eq!(is_new(&event, since, reader), new, "{since:?} {reader}");
        }
    }
}
