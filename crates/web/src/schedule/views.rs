//! Markup of the calendar: one list a day, side by side where there is room.

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::schedule::EngagementKind;
use maud::{Markup, html};
use office::schedule::{Entry, Schedule, What};

use super::pages::{Asked, Span};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, hidden, link_quiet};
use crate::ui::list::toolbar;
use crate::ui::shell::heading;
use crate::ui::signs::Tone;
use crate::ui::summary::{Tab, badge, notice, tabs};
use crate::ui::{self, dates};

const FILTER: &[Field] = &[
    Field::date("day", "schedule-day").optional(),
    Field::select("provider", "schedule-provider").optional(),
    Field::select("court", "schedule-court").optional(),
];

/// The sides of what somebody plans by: calendar, duty, target.
pub fn sections(visitor: &Visitor, current: &str) -> Markup {
    let t = visitor.t;
    let tab = |href: &str, label: &str| Tab {
        label: t.code(prefix!("schedule-section"), label),
        href: href.to_owned(),
        current: href == current,
        count: None,
    };
    let mut all = vec![tab("/schedule", "calendar"), tab("/duty", "duty")];
    if visitor.may(Permission::ReadReports) || visitor.actor.provider.is_some() {
        all.push(tab("/targets", "targets"));
    }
    html! { div class="on-screen" { (tabs(t, &t.get("schedule-sections"), &all)) } }
}

pub fn index(visitor: &Visitor, asked: &Asked, shown: &Schedule) -> Markup {
    let t = visitor.t;
    let title = match asked.span {
        Span::Week => t.with("schedule-week", &[("days", dates::period(shown.from, shown.to).into())]),
        Span::Day => format!("{} {}", weekday(t, shown.from), dates::date(shown.from)),
    };
    let clashing = shown.entries.iter().filter(|entry| entry.clashes > 0).count();
    let feed = link_quiet(&t.get("schedule-to-phone"), "/schedule/feed");
    let body = html! {
        (heading(Some(&t.get("schedule-title")), &title, feed))
        (sections(visitor, "/schedule"))
        (filter(t, asked, shown))
        (toolbar(steps(t, asked, shown), html! {}))
        @if clashing > 0 {
            (notice(t, Tone::Bad, &t.with("schedule-clashes", &[("n", clashing.into())]), html! { p { (t.get("schedule-clashes-text")) } }))
        }
        div class={ "week" @if asked.span == Span::Day { " week-day" } } {
            @for day in shown.from.iter_days().take_while(|day| *day <= shown.to) { (one_day(visitor, asked, shown, day)) }
        }
        p class="hint on-screen" { (t.get("schedule-about")) }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = asked.span == Span::Week;
    ui::page(&shell, body)
}

fn filter(t: T, asked: &Asked, shown: &Schedule) -> Markup {
    let errors = FieldErrors::default();
    let mut values: Values = asked.address.query().clone();
    values.set("day", dates::date(asked.day));
    let people = shown.providers.iter().map(|it| Choice::new(it.id.to_string(), it.name.as_str()));
    let courts = shown.courts.iter().map(|name| Choice::new(name.as_str(), name.as_str()));
    let sheet = Sheet::filter(t, &values, &errors).choices("provider", people).choices("court", courts);
    let names: &[&str] =
        if shown.providers.is_empty() { &["day", "court"] } else { &["day", "provider", "court"] };
    html! {
        search class="filters" {
            details class="toggle" { summary { (t.get("schedule-which")) } }
            form class="toggled" action="/schedule" method="get" {
                (hidden("view", asked.span.code()))
                (sheet.some(FILTER, names))
                div class="filters-end" { button class="button" type="submit" { (t.get("schedule-show")) } }
            }
        }
    }
}

fn steps(t: T, asked: &Asked, shown: &Schedule) -> Markup {
    let at = |day: NaiveDate| asked.address.with("day", &day.to_string()).url();
    let other = match asked.span {
        Span::Week => ("day", "schedule-as-day"),
        Span::Day => ("week", "schedule-as-week"),
    };
    html! {
        span class="on-screen" {
            a rel="prev" href=(at(asked.span.beside(asked.day, false))) { "← " (t.code(prefix!("schedule-before"), asked.span.code())) } " · "
            a href=(at(shown.today)) { (t.get("schedule-today")) } " · "
            a rel="next" href=(at(asked.span.beside(asked.day, true))) { (t.code(prefix!("schedule-after"), asked.span.code())) " →" } " · "
            a href=(asked.address.with("view", other.0).url()) { (t.get(other.1)) }
        }
    }
}

/// Thứ Hai … Chủ nhật.
pub fn weekday(t: T, day: NaiveDate) -> String {
    t.code(prefix!("schedule-weekday"), &day.weekday().number_from_monday().to_string())
}

fn one_day(visitor: &Visitor, asked: &Asked, shown: &Schedule, day: NaiveDate) -> Markup {
    let t = visitor.t;
    let entries: Vec<&Entry> = shown.entries.iter().filter(|entry| entry.day == day).collect();
    let off = shown.days_off.contains(&day);
    let link = asked.address.with("view", "day").with("day", &day.to_string()).url();
    html! {
        section class={ "card" @if off { " week-off" } } {
            h2 {
                a href=(link) aria-current=[(day == shown.today).then_some("date")] { (weekday(t, day)) " " (dates::date(day)) }
                @if day == shown.today { " " (badge(Tone::Info, &t.get("schedule-is-today"))) }
            }
            @if entries.is_empty() { p class="soft" { (t.get(if off { "schedule-off" } else { "schedule-free" })) } }
            @else { ul class="tasks" { @for entry in entries { li { div { (line(visitor, entry)) } } } } }
        }
    }
}

fn line(visitor: &Visitor, entry: &Entry) -> Markup {
    let t = visitor.t;
    let own = visitor.actor.role.sees_own_cases_only();
    let who = entry.who.as_deref().filter(|_| !own);
    html! {
        @if let Some((from, to)) = entry.minutes { span class="code" { (clock(from)) "–" (clock(to)) } " " }
        @match &entry.what {
            What::Hearing(hearing) => {
                a href={ "/cases/" (hearing.case_id) "/hearings/" (hearing.id) } { (codes::name(t, hearing.kind.0)) }
                p class="hint" { (hearing.file_code) @for part in [&hearing.agency, &hearing.place].into_iter().flatten() { " · " (part) } @if hearing.online { " · " (t.get("hearings-is-online")) } }
            }
            What::Clock(clock) => {
                span class="code" { (dates::date_time(&clock.due_at).split_once(' ').map_or("", |(_, time)| time)) } " "
                @match (clock.case_id, clock.subject_kind.as_str()) {
                    (Some(case), _) => { a href={ "/cases/" (case) } { (t.get("schedule-due")) ": " (codes::name(t, clock.code.0)) } }
                    (None, "request") => { a href={ "/requests/" (clock.subject_id) } { (t.get("schedule-due")) ": " (codes::name(t, clock.code.0)) } }
                    (None, _) => { (t.get("schedule-due")) ": " (codes::name(t, clock.code.0)) }
                }
                @if let Some(code) = &clock.file_code { p class="hint" { (code) } }
            }
            What::Leave(_) => { (codes::name(t, EngagementKind::Leave)) }
            What::Duty(shift) => {
                a href={ "/duty/shifts/" (shift.id) } { (t.get("schedule-duty")) ": " (shift.place) }
                p class="hint" { (codes::name(t, shift.period.0)) " · " (codes::name(t, shift.mode.0)) @if shift.provider_id.is_none() { " · " (t.get("duty-nobody")) } }
            }
        }
        @if let Some(who) = who { p class="hint" { (who) } }
        @if entry.clashes > 0 { (badge(Tone::Bad, &t.get("schedule-clash"))) }
    }
}

/// 17:00; what lies after midnight is a time of the next day.
fn clock(minute: i64) -> String {
    let minute = minute.rem_euclid(24 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
