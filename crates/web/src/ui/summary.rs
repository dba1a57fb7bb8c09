//! Showing one thing: facts, tasks, what happened, messages.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::dates;
use super::signs::{Sign, Tone, sign};
use crate::texts::T;

/// A fact of a record. Nothing known is said so, never left empty.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    pub value: Option<Markup>,
    /// Where it can be changed.
    pub change: Option<String>,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: Markup) -> Self {
        Fact { label: label.into(), value: Some(value), change: None }
    }

    pub fn words(label: impl Into<String>, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let value = (!value.is_empty()).then(|| html! { (value) });
        Fact { label: label.into(), value, change: None }
    }

    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }
}

/// Labels and values, each with its way to change it.
pub fn facts(t: T, facts: &[Fact]) -> Markup {
    let changeable = facts.iter().any(|fact| fact.change.is_some());
    html! {
        dl class={ "facts" @if changeable { " facts-changeable" } } {
            @for fact in facts {
                div {
                    dt { (fact.label) }
                    dd {
                        @match &fact.value {
                            Some(value) => { (value) }
                            None => { span class="soft" { (t.get("ui-fact-unknown")) } }
                        }
                    }
                    @if let Some(href) = &fact.change {
                        dd class="facts-change" {
                            a href=(href) { (t.get("ui-fact-change")) span class="unseen" { " " (fact.label) } }
                        }
                    }
                }
            }
        }
    }
}

/// A framed part of a page with a heading.
pub fn card(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section class="card" {
            div class="card-head" {
                h2 { (title) }
                @if !actions.0.is_empty() { div { (actions) } }
            }
            (body)
        }
    }
}

/// The five states of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Todo,
    Doing,
    Done,
    /// Cannot be done yet; the task says why.
    Blocked,
    Wrong,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub title: String,
    pub status: Status,
    /// The whole line is the link; a blocked task has none.
    pub href: Option<String>,
    /// The reason of a blocked task, or what is asked.
    pub note: Option<String>,
}

pub fn tasks(t: T, tasks: &[Task]) -> Markup {
    html! {
        ul class="tasks" { @for task in tasks { (task_line(t, task)) } }
    }
}

fn task_line(t: T, task: &Task) -> Markup {
    html! {
        li class=[task.href.as_ref().map(|_| "linked")] {
            div {
                @match &task.href {
                    Some(href) => { a class="row-link" href=(href) { (task.title) } }
                    None => { span { (task.title) } }
                }
                @if let Some(note) = &task.note { p class="hint" { (note) } }
            }
            (task_status(t, task.status))
        }
    }
}

fn task_status(t: T, status: Status) -> Markup {
    let (key, tone, drawing) = match status {
        Status::Todo => ("ui-task-todo", Tone::Info, Sign::Ring),
        Status::Doing => ("ui-task-doing", Tone::Info, Sign::Half),
        Status::Done => ("ui-task-done", Tone::Plain, Sign::Check),
        Status::Blocked => ("ui-task-blocked", Tone::Plain, Sign::Pause),
        Status::Wrong => ("ui-task-wrong", Tone::Bad, Sign::Alert),
    };
    let plain = status == Status::Done;
    html! {
        span class={ @if plain { "status" } @else { "badge " (tone.class()) } } { (sign(drawing)) (t.get(key)) }
    }
}

/// A word with a sign and a colour.
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (sign(tone.sign())) (text) } }
}

/// A deadline and how far away it is; the hour stands there where hours count. Whoever counts the days knows the
/// holidays.
pub fn due(t: T, at: &DateTime<Utc>, days_left: i64) -> Markup {
    let late = days_left.saturating_neg();
    let (tone, words) = match days_left {
        ..0 => (Tone::Bad, t.with("ui-due-late", &[("n", late.into())])),
        0 => (Tone::Soon, t.get("ui-due-today")),
        1..=3 => (Tone::Soon, t.with("ui-due-left", &[("n", days_left.into())])),
        _ => (Tone::Plain, t.with("ui-due-left", &[("n", days_left.into())])),
    };
    html! { span class="due" { (dates::due_time(at)) " " (badge(tone, &words)) } }
}

/// Something that happened, on one day, and was written down on another.
#[derive(Clone, Debug)]
pub struct Event {
    /// The name of the entry in the address: `#event-…`.
    pub id: String,
    /// What kind of thing, in words.
    pub kind: String,
    pub tone: Tone,
    pub on: NaiveDate,
    pub entered: Option<DateTime<Utc>>,
    pub who: String,
    pub text: Markup,
}

pub fn timeline(t: T, events: &[Event]) -> Markup {
    html! {
        ol class="timeline" { @for event in events { (timeline_entry(t, event)) } }
    }
}

fn timeline_entry(t: T, event: &Event) -> Markup {
    html! {
        li id=(event.id) class=(event.tone.class()) {
            p class="timeline-head" {
                time datetime=(event.on) { (dates::date(event.on)) }
                " " strong { (event.kind) }
            }
            @if !event.text.0.is_empty() { div { (event.text) } }
            p class="soft" {
                (event.who)
                @if let Some(entered) = &event.entered {
                    " · " (t.with("ui-timeline-entered", &[("moment", dates::date_time(entered).into())]))
                }
                (timeline_link(t, event))
            }
        }
    }
}

/// To show somebody this very entry.
fn timeline_link(t: T, event: &Event) -> Markup {
    html! {
        span class="timeline-link" {
            " · "
            a href={ "#" (event.id) } {
                (t.get("ui-timeline-link"))
                span class="unseen" { " " (event.kind) " " (dates::date(event.on)) }
            }
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub current: bool,
    pub count: Option<u64>,
}

/// The sides of one thing, each with its own address.
pub fn tabs(t: T, label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.label)
                            @if let Some(count) = tab.count {
                                " " span class="count" { (super::money::number(t.lang(), count as i64)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A message that belongs to the content. The word for its weight stands beside the colour.
pub fn notice(t: T, tone: Tone, title: &str, body: Markup) -> Markup {
    html! {
        div class={ "notice " (tone.class()) } {
            (sign(tone.sign()))
            div {
                p class="notice-title" { (weight(t, tone)) (title) }
                (body)
            }
        }
    }
}

/// What was just done: read out once when the page opens.
pub fn flash(t: T, flash: &super::shell::Flash) -> Markup {
    let role = if flash.tone == Tone::Bad { "alert" } else { "status" };
    html! {
        div class={ "notice " (flash.tone.class()) } role=(role) {
            (sign(flash.tone.sign()))
            p { (weight(t, flash.tone)) (flash.text) }
        }
    }
}

fn weight(t: T, tone: Tone) -> Markup {
    let key = match tone {
        Tone::Plain | Tone::Info => "ui-notice-info",
        Tone::Good => "ui-notice-good",
        Tone::Soon => "ui-notice-soon",
        Tone::Bad => "ui-notice-bad",
    };
    html! { span class="unseen" { (t.get(key)) " " } }
}

/// Words set apart: a quotation of the law, a calculation.
pub fn inset(body: Markup) -> Markup {
    html! { div class="inset" { (body) } }
}

/// The end of an act: what was done, under which number, and what comes next.
pub fn confirmation(title: &str, number_label: &str, number: &str, next: Markup) -> Markup {
    html! {
        div class="confirmation" {
            h1 { (sign(Sign::Check)) (title) }
            p { (number_label) br; strong { (number) } }
        }
        (next)
    }
}
