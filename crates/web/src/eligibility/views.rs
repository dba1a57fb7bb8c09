//! The open check as people see it: a start, one question a page, and an answer that is never a dead end.

use chrono::NaiveDate;
use law::eligibility::{Assessment, CategoryAnswer, Question, TraffickingStatus, Verdict};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::eligibility::{Centre, Paper};

use super::answer::{basis, ways};
use super::pages::{ANSWER, Answers, SKIPPED, Step};
use crate::codes;
use crate::gate::Guest;
use crate::texts::{T, prefix};
use crate::ui::dates;
use crate::ui::form::{actions, csrf, hidden, submit, submit_as};

/// Where the quick exit leads: the weather forecast of the State, a page that anybody may have open.
const NEUTRAL: &str = "https://nchmf.gov.vn/";

/// Leaves at once: a plain link, and with script the page goes blank and out of the history.
pub fn quick_exit(t: T) -> Markup {
    html! {
        a class="button danger exit" href=(NEUTRAL) rel="noreferrer nofollow" data-exit { (t.get("eligibility-exit")) }
    }
}

fn frame(guest: &Guest, title: &str, body: Markup) -> Markup {
    guest.page(
        title,
        html! {
            (quick_exit(guest.t))
            (body)
        },
    )
}

/// What this is, what it asks, and that nothing is kept.
pub fn start(guest: &Guest) -> Markup {
    let t = guest.t;
    let title = t.get("eligibility-title");
    let body = html! {
        div class="narrow card" {
            h1 { (title) }
            p { (t.get("eligibility-start-what")) }
            ul {
                li { (t.get("eligibility-start-whom")) }
                li { (t.get("eligibility-start-short")) }
                li { (t.get("eligibility-start-kept")) }
                li { (t.get("eligibility-start-exit")) }
            }
            form action="/eligibility" method="post" class="form" {
                (csrf(&guest.csrf))
                (actions(html! { (submit(&t.get("eligibility-begin"))) }, html! {}))
            }
            (call(t))
        }
    };
    frame(guest, &title, body)
}

fn call(t: T) -> Markup {
    html! {
        p {
            (t.get("eligibility-call")) " "
            a href="tel:18001233" { strong { "1800 1233" } }
            " (" (t.get("eligibility-call-free")) ")"
        }
    }
}

/// What was answered before, for the next page.
fn carried(answers: &Answers) -> Markup {
    html! {
        @for (step, value) in &answers.0 { (hidden(&format!("{ANSWER}{}", step.code()), value)) }
    }
}

fn words(t: T, family: &str, step: Step) -> String {
    t.code(family, step.code())
}

/// One question. `wrong` is what was typed and could not be an answer.
pub fn question(guest: &Guest, step: Step, answers: &Answers, wrong: Option<&str>) -> Markup {
    let t = guest.t;
    let asked = words(t, prefix!("eligibility-ask"), step);
    let name = format!("{ANSWER}{}", step.code());
    let number = t.with("eligibility-question", &[("n", (answers.0.len() + 1).into())]);
    let error = wrong
        .map(|_| t.get(if is_typed(step) { "eligibility-wrong-date" } else { "eligibility-wrong-choice" }));
    let body = html! {
        div class="narrow card" {
            @if let Some(error) = &error {
                div class="error-summary" role="alert" tabindex="-1" data-focus { p { a href={ "#" (name) } { (error) } } }
            }
            form action="/eligibility" method="post" class="form" novalidate {
                (csrf(&guest.csrf))
                (carried(answers))
                (hidden("step", step.code()))
                p class="soft" { (number) }
                @if is_typed(step) { (typed(t, step, &asked, &name, wrong)) } @else { (choices(t, step, &asked, &name)) }
                (actions(html! { (submit(&t.get("eligibility-next"))) }, html! {
                    // Behind the main button: the first one is what the Enter key presses.
                    @if is_typed(step) { (submit_as(&t.get("eligibility-unknown"), &name, SKIPPED)) }
                    (submit_as(&t.get("eligibility-back"), "back", "yes"))
                }))
            }
        }
    };
    // The title says no more than the number: it stays in the history of the browser.
    let title = format!("{} – {}", number, t.get("eligibility-title"));
    let title = if wrong.is_some() { format!("{} {title}", t.get("ui-error-prefix")) } else { title };
    frame(guest, &title, body)
}

fn is_typed(step: Step) -> bool {
    matches!(step, Step::Ask(Question::Birth) | Step::BirthDay)
}

fn typed(t: T, step: Step, asked: &str, name: &str, wrong: Option<&str>) -> Markup {
    let hint = format!("{name}-hint");
    html! {
        div class={ "field w-short" @if wrong.is_some() { " wrong" } } {
            h1 { label for=(name) { (asked) } }
            p class="hint" id=(hint) { (words(t, prefix!("eligibility-help"), step)) }
            input id=(name) name=(name) type="text" inputmode="numeric" autocomplete="off" aria-describedby=(hint)
                value=(wrong.unwrap_or_default()) data-date[step == Step::BirthDay] aria-invalid=[wrong.map(|_| "true")];
        }
    }
}

fn choices(t: T, step: Step, asked: &str, name: &str) -> Markup {
    let hint = format!("{name}-hint");
    html! {
        div class="field" {
            fieldset aria-describedby=(hint) {
                legend { h1 { (asked) } }
                p class="hint" id=(hint) { (words(t, prefix!("eligibility-help"), step)) }
                div class="options" {
                    @for (place, (code, label)) in offered(t, step).iter().enumerate() {
                        @let id = if place == 0 { name.to_owned() } else { format!("{name}-{place}") };
                        div class="option" {
                            input id=(id) type="radio" name=(name) value=(code);
                            label for=(id) { (label) }
                        }
                    }
                }
            }
        }
    }
}

/// The answers to a question, in plain words; not to answer is always one of them.
fn offered(t: T, step: Step) -> Vec<(&'static str, String)> {
    let skip = (SKIPPED, t.get("eligibility-unknown"));
    match step {
        Step::Ask(Question::Role) => {
            const ROLES: [&str; 7] =
                ["accused", "denounced", "victim", "witness", "prisoner", "diversion", "other"];
            let role = |code: &'static str| (code, t.code(prefix!("eligibility-role"), code));
            ROLES.into_iter().map(role).chain([skip]).collect()
        }
        Step::Ask(Question::Trafficking) => {
            let status =
                |it: &TraffickingStatus| (it.code(), t.code(prefix!("eligibility-trafficking"), it.code()));
            TraffickingStatus::ALL.iter().map(status).chain([skip]).collect()
        }
        _ => vec![("yes", t.get("eligibility-yes")), ("no", t.get("eligibility-no")), skip],
    }
}

/// The answer: what the rules say, which papers, where to go, what else there is.
pub fn result(
    guest: &Guest,
    answers: &Answers,
    assessment: &Assessment,
    papers: &[Paper],
    centres: &[Centre],
    today: NaiveDate,
) -> Markup {
    let t = guest.t;
    let verdict = assessment.verdict();
    let title = t.get(match verdict {
        Verdict::Entitled | Verdict::NeedsProof => "eligibility-result-yes",
        Verdict::PossibleIfAsked => "eligibility-result-maybe",
        Verdict::No => "eligibility-result-no",
    });
    let holding =
        assessment.held.iter().filter(|held| matches!(held.verdict, Verdict::Entitled | Verdict::NeedsProof));
    let body = html! {
        h1 { (title) }
        p class="lead" { (t.get(lead_of(verdict))) }
        @for held in holding { (category(t, held, papers)) }
        (where_to_go(t, verdict, centres))
        @if !assessment.elsewhere.is_empty() {
            section class="card" {
                h2 { (t.get("eligibility-elsewhere-citizen")) }
                ul { @for way in &assessment.elsewhere { li { (codes::named(t, "eligibility-way", way.code())) } } }
            }
        }
        (answered(guest, answers))
        p class="hint" {
            (t.with("eligibility-no-decision", &[("day", dates::date(today).into())]))
        }
    };
    frame(guest, &t.get("eligibility-title"), body)
}

fn lead_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Entitled | Verdict::NeedsProof => "eligibility-lead-yes",
        Verdict::PossibleIfAsked => "eligibility-lead-maybe",
        Verdict::No => "eligibility-lead-no",
    }
}

fn category(t: T, held: &CategoryAnswer, papers: &[Paper]) -> Markup {
    html! {
        section class="card" {
            h2 { (codes::name(t, held.category)) }
            p { strong { (t.get("eligibility-bring")) } }
            (ways(t, &held.proofs, papers))
            p { (t.get("eligibility-no-paper")) }
            (basis(t, held))
        }
    }
}

fn where_to_go(t: T, verdict: Verdict, centres: &[Centre]) -> Markup {
    let sure = matches!(verdict, Verdict::Entitled | Verdict::NeedsProof);
    html! {
        section class="card" {
            h2 { (t.get("eligibility-where")) }
            p { (t.get(if sure { "eligibility-where-yes" } else { "eligibility-where-ask" })) }
            (call(t))
            @if !centres.is_empty() {
                details {
                    summary { (t.get("eligibility-centres")) }
                    ul {
                        @for centre in centres {
                            li {
                                (centre.name)
                                @if let Some(address) = &centre.address { ", " (address) }
                                @if let Some(phone) = &centre.phone { ", " a href={ "tel:" (digits(phone)) } { (phone) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}

/// What was answered, the way back to change it, and the way to begin anew.
fn answered(guest: &Guest, answers: &Answers) -> Markup {
    let t = guest.t;
    html! {
        details class="on-screen" {
            summary { (t.get("eligibility-answers")) }
            dl class="facts" {
                @for (step, value) in &answers.0 {
                    div {
                        dt { (words(t, prefix!("eligibility-ask"), *step)) }
                        dd { (said(t, *step, value)) }
                    }
                }
            }
        }
        form action="/eligibility" method="post" class="form on-screen" {
            (csrf(&guest.csrf))
            (carried(answers))
            (actions(submit_as(&t.get("eligibility-change"), "back", "yes"), html! {
                a href="/eligibility" { (t.get("eligibility-again")) }
            }))
        }
    }
}

fn said(t: T, step: Step, value: &str) -> String {
    let offered = offered(t, step);
    let known = offered.into_iter().find(|(code, _)| *code == value).map(|(_, label)| label);
    known.unwrap_or_else(|| value.to_owned())
}
