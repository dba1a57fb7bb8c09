//! Today: what is planned, what is due, what was not entered, what files lack; each one tap from telling what was done.

use axum::extract::State;
use chrono::NaiveDate;
use law::lifecycle::Queue;
use maud::{Markup, html};
use office::assignment::Unanswered;
use office::daily::day_and_minute;
use office::today::{ClockLine, HearingLine, OpenCase, Today};

use super::frame::Side;
use super::times;
use crate::codes;
use crate::failure::{Page, show as answer};
use crate::gate::{App, Visitor};
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form;
use crate::ui::list::{Empty, empty};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, due, inset};

/// The page.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let today = office::today::view(app.desk(), &visitor.actor).await?;
    let offers = office::assignment::offered_to_me(app.desk(), &visitor.actor).await?;
    answer(visitor.page(&visitor.t.get("today-title"), view(&visitor, &today, &offers)))
}

fn view(visitor: &Visitor, today: &Today, offers: &[Unanswered]) -> Markup {
    let t = visitor.t;
    // Who heads or keeps the register does not hold the cases; those are in the queues.
    let own = visitor.actor.role.sees_own_cases_only();
    let nothing = offers.is_empty()
        && today.hearings.is_empty()
        && today.silent.is_empty()
        && today.clocks.is_empty()
        && (today.cases.is_empty() || !own);
    let (now_due, later): (Vec<_>, Vec<_>) =
        today.clocks.iter().partition(|line| dates::day_of(&line.due_at) <= today.day);
    html! {
        (heading(None, &t.get("today-title"), html! {}))
        (lead(&t.with("today-lead", &[("day", dates::date(today.day).into())])))
        @if today.asked > 0 {
            (inset(html! { p { a href="/dealings" { (t.with("today-asked", &[("n", today.asked.into())])) } } }))
        }
        @if !offers.is_empty() { (card(&t.get("today-offers"), html! {}, asked(t, offers))) }
        @if nothing { (empty(t, &Empty { title: t.get("today-none"), text: t.get("today-none-text"), action: None })) }
        @if !now_due.is_empty() { (card(&t.get("today-due"), html! {}, clocks(t, today, &now_due))) }
        @if !today.hearings.is_empty() { (card(&t.get("today-hearings"), html! {}, hearings(t, today.day, &today.hearings))) }
        @if !today.silent.is_empty() { (card(&t.get("today-silent"), html! {}, hearings(t, today.day, &today.silent))) }
        @if !later.is_empty() { (card(&t.get("today-soon"), html! {}, clocks(t, today, &later))) }
        @if own && !today.cases.is_empty() { (card(&t.get("today-cases"), html! {}, cases(t, &today.cases))) }
        @if office::queues::watched(visitor.actor.role).contains(&Queue::Conduct) && !own { p { a href="/queues/conduct" { (codes::name(t, Queue::Conduct)) } } }
    }
}

/// Assignments that wait for my answer.
fn asked(t: T, offers: &[Unanswered]) -> Markup {
    html! {
        ul class="tasks" {
            @for it in offers {
                li class="linked" {
                    div {
                        a class="row-link" href={ "/cases/" (it.offer.case_id) "/offer" } { (it.file_code) }
                        p class="hint" { (t.with("conduct-offer-by", &[("by", dates::date_time(&it.offer.answer_by).into())])) }
                    }
                    (badge(Tone::Soon, &t.get("assignment-answer-awaited")))
                }
            }
        }
    }
}

/// A planned one leads to its diary entry, filled in; one that is over as well.
fn hearings(t: T, today: NaiveDate, lines: &[HearingLine]) -> Markup {
    html! {
        ul class="tasks" {
            @for line in lines {
                @let (day, minute) = day_and_minute(line.at);
                li class="linked" {
                    div {
                        a class="row-link" href={ (Side::Diary.path(line.case_id)) "?hearing=" (line.id) } {
                            (times::clock(minute)) @if day != today { " " (dates::date(day)) } " · " (codes::name(t, line.kind.0))
                        }
                        p class="hint" { (line.file_code) (where_and_who(t, line)) }
                    }
                    @if day == today { (badge(Tone::Soon, &t.get("today-is-today"))) }
                    @else if day < today { (badge(Tone::Bad, &t.get("today-not-entered"))) }
                }
            }
        }
    }
}

fn where_and_who(t: T, line: &HearingLine) -> String {
    let online = line.online.then(|| t.get("hearings-is-online"));
    let parts = [line.place.clone(), line.agency.clone(), online];
    parts.into_iter().flatten().map(|part| format!(" · {part}")).collect()
}

fn clocks(t: T, today: &Today, lines: &[&ClockLine]) -> Markup {
    html! {
        ul class="tasks" {
            @for line in lines {
                @let path = clock_path(line);
                li class=[path.as_ref().map(|_| "linked")] {
                    div {
                        @match path {
                            Some(path) => { a class="row-link" href=(path) { (codes::name(t, line.code.0)) } }
                            None => { span { (codes::name(t, line.code.0)) } }
                        }
                        @if let Some(code) = &line.file_code { p class="hint" { (code) } }
                        @else if line.subject_kind == "request" { p class="hint" { (codes::receipt(line.subject_id)) } }
                    }
                    (due(t, &line.due_at, (dates::day_of(&line.due_at) - today.day).num_days()))
                }
            }
        }
    }
}

fn clock_path(line: &ClockLine) -> Option<String> {
    let id = line.subject_id;
    match (line.subject_kind.as_str(), line.case_id) {
        ("dealing", Some(case)) => Some(format!("{}/{id}", Side::Dealings.path(case))),
        ("request", _) => Some(format!("/requests/{id}")),
        ("complaint", _) => Some(format!("/complaints/{id}")),
        ("data_request", _) => Some(format!("/data-requests/{id}")),
        ("incident", _) => Some(format!("/incidents/{id}")),
        (_, case) => case.map(|case| format!("/cases/{case}")),
    }
}

fn cases(t: T, cases: &[OpenCase]) -> Markup {
    html! {
        ul class="tasks" {
            @for open in cases {
                @let case = &open.case;
                li {
                    div {
                        a href={ "/cases/" (case.id) } { (case.file_code) @if let Some(name) = &open.client { " · " (name) } }
                        p class="hint" {
                            (codes::name(t, case.form.0)) " · " (codes::name(t, case.state.0))
                            @if let Some(day) = case.last_entry { " · " (t.with("today-last-entry", &[("day", dates::date(day).into())])) }
                        }
                        @if !open.missing.is_empty() {
                            p class="hint" {
                                a href=(Side::Papers.path(case.id)) { (t.with("today-missing", &[("n", open.missing.len().into())])) }
                            }
                        }
                    }
                    @if case.closed_on.is_none() { (form::link_quiet(&t.get("today-log"), &Side::Diary.path(case.id))) }
                }
            }
        }
    }
}
