//! Numbers that explain themselves, and work that takes a while.
//!
//! A figure always stands with its definition and the moment it was read, and leads to the list
//! that it counts.

use maud::{Markup, html};

use super::form::{button_form, submit_as};
use super::money;
use super::signs::{Sign, Tone, sign};
use crate::texts::T;

/// One number of a report or a work queue.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    pub label: String,
    /// As written, e.g. by `ui::money`.
    pub value: String,
    /// The list behind the number.
    pub href: Option<String>,
    /// What exactly is counted.
    pub definition: Option<String>,
    /// One short line: "the oldest is 12 days old".
    pub note: Option<String>,
    /// When it was read, as text.
    pub as_of: Option<String>,
    pub tone: Tone,
}

pub fn figures(t: T, figures: &[Figure]) -> Markup {
    html! {
        ul class="figures" { @for it in figures { (figure(t, it)) } }
    }
}

fn figure(t: T, figure: &Figure) -> Markup {
    html! {
        li class={ "figure " (figure.tone.class()) } {
            p class="figure-label" { @if signed(figure.tone) { (sign(figure.tone.sign())) } (figure.label) }
            p class="figure-value" {
                @match &figure.href {
                    Some(href) => { a href=(href) { (figure.value) span class="unseen" { " " (figure.label) } } }
                    None => { (figure.value) }
                }
            }
            @if let Some(note) = &figure.note { p { (note) } }
            @if let Some(definition) = &figure.definition { (define(&t.get("ui-definition"), html! { (definition) })) }
            @if let Some(moment) = &figure.as_of {
                p class="soft" { (t.with("ui-as-of", &[("moment", moment.as_str().into())])) }
            }
        }
    }
}

const fn signed(tone: Tone) -> bool {
    matches!(tone, Tone::Soon | Tone::Bad)
}

/// Words that open an explanation in place.
pub fn define(words: &str, explanation: Markup) -> Markup {
    html! {
        details class="define" {
            summary { (words) }
            div class="define-body" { (explanation) }
        }
    }
}

/// Work in the background: an import, an export.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// The id that the script looks for in the next answer.
    pub id: &'a str,
    pub label: String,
    pub done: u64,
    /// Unknown at first.
    pub total: Option<u64>,
    /// Asks again by itself while the work runs; the last answer comes without.
    pub running: bool,
    /// Where "cancel" posts to, with the form token.
    pub cancel: Option<(String, String)>,
    /// This page, to ask again by hand.
    pub here: String,
}

const SECONDS_BETWEEN: u8 = 2;

pub fn progress(t: T, progress: &Progress) -> Markup {
    let running = progress.running.then_some(SECONDS_BETWEEN);
    html! {
        section class="progress" id=(progress.id) aria-labelledby={ (progress.id) "-label" } data-refresh=[running] {
            h2 id={ (progress.id) "-label" } { (progress.label) }
            progress aria-labelledby={ (progress.id) "-label" } max=[progress.total] value=[progress.total.map(|_| progress.done)] {}
            p role="status" { (counted(t, progress)) }
            @if progress.running {
                div class="actions" {
                    @if let Some((action, token)) = &progress.cancel {
                        (button_form(action, token, submit_as(&t.get("ui-progress-cancel"), "act", "cancel")))
                    }
                    a href=(progress.here) { (t.get("ui-progress-refresh")) }
                }
            }
        }
    }
}

fn counted(t: T, progress: &Progress) -> String {
    match progress.total {
        Some(total) => {
            let share = 100.0 * progress.done as f64 / total.max(1) as f64;
            let share = money::percent(t.lang(), share.min(100.0), 0);
            let args = [("done", progress.done.into()), ("total", total.into()), ("share", share.into())];
            t.with("ui-progress-of", &args)
        }
        None => t.with("ui-progress-done", &[("done", progress.done.into())]),
    }
}

/// The way a number or a date came about, step by step: "Why this date".
pub fn reckoning(title: &str, steps: &[(String, String)]) -> Markup {
    html! {
        details class="reckoning" {
            summary { (sign(Sign::Info)) (title) }
            dl class="facts" { @for (label, value) in steps { div { dt { (label) } dd { (value) } } } }
        }
    }
}
