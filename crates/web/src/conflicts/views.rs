//! What was found: as a page with a decision each, as a part of the page of a request, and before it is saved.

use law::conflicts::{consequence, decisions, needs_reason};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::conflicts::{ConflictDecision, ConflictView, Found, Hit, MatterState};

use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{actions, error_summary, form, hidden, link_button, link_quiet, submit};
use crate::ui::shell::{self, Crumb, Shell};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, facts, notice};
use crate::ui::{FieldErrors, Values, dates};

/// The page of all finds of a request.
pub fn page(visitor: &Visitor, view: &ConflictView, typed: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let (id, hits) = (view.request.id, &view.found.hits);
    let title = t.get("conflicts-title");
    let back = format!("/requests/{id}");
    let cards = html! {
        @for (number, hit) in hits.iter().enumerate() {
            (hit_card(t, number + 1, hit, view.may_decide, typed, errors))
        }
    };
    let body = html! {
        (error_summary(t, errors))
        (shell::heading(None, &title, html! {}))
        (shell::lead(&t.get("conflicts-lead")))
        (state(t, view))
        @if view.may_decide && !hits.is_empty() {
            (form(&format!("/requests/{id}/conflicts"), &visitor.csrf, html! {
                (cards)
                (actions(html! { (submit(&t.get("conflicts-save"))) }, link_quiet(&t.get("conflicts-back"), &back)))
            }))
        } @else {
            (cards)
            p { (link_quiet(&t.get("conflicts-back"), &back)) }
        }
        (left_out(t, &view.found))
        (past(t, &view.past))
    };
    let crumbs = vec![Crumb::link(t.get("conflicts-request"), back.clone()), Crumb::here(title.clone())];
    let frame = Shell { crumbs, error_in_title: !errors.is_empty(), ..visitor.shell(&title) };
    crate::ui::page(&frame, body)
}

/// What the page of a request shows: how many, how many wait for a decision, and the way there.
pub fn panel(t: T, view: &ConflictView) -> Markup {
    let href = format!("/requests/{}/conflicts", view.request.id);
    let waiting = view.found.hits.iter().any(Hit::is_unsettled);
    let link = match (view.may_decide && waiting, view.found.hits.is_empty() && view.past.is_empty()) {
        (true, _) => link_button(&t.get("conflicts-decide"), &href),
        (false, false) => link_quiet(&t.get("conflicts-open"), &href),
        (false, true) => html! {},
    };
    card(
        &t.get("conflicts-title"),
        html! {},
        html! {
            (state(t, view))
            (lines(t, &view.found.hits))
            @if !link.0.is_empty() { p { (link) } }
        },
    )
}

/// What was found before the request is saved; nothing when nothing was found.
pub fn preview(t: T, found: &Found) -> Markup {
    if found.hits.is_empty() && found.too_common.is_empty() {
        return html! {};
    }
    let title = t.with("conflicts-found", &[("n", found.hits.len().into())]);
    notice(
        t,
        Tone::Soon,
        &title,
        html! {
            p { (t.get("conflicts-before-saving")) }
            (lines(t, &found.hits))
            (left_out(t, found))
        },
    )
}

fn state(t: T, view: &ConflictView) -> Markup {
    let waiting = view.found.hits.iter().filter(|hit| hit.is_unsettled()).count();
    match (waiting, view.found.hits.is_empty()) {
        (0, true) if view.past.is_empty() => html! { p { (t.get("conflicts-none")) } },
        (0, true) => html! {},
        (0, false) => html! { p { (badge(Tone::Good, &t.get("conflicts-all-decided"))) } },
        (n, _) => html! { p { (badge(Tone::Soon, &t.with("conflicts-waiting", &[("n", n.into())]))) } },
    }
}

fn lines(t: T, hits: &[Hit]) -> Markup {
    html! {
        @if !hits.is_empty() {
            ul {
                @for hit in hits {
                    li {
                        strong { (codes::name(t, hit.kind)) } ": "
                        (hit.asked_name) " – " (other(t, hit)) " · " (matter(t, hit)) " · "
                        (t.with("conflicts-likeness", &[("score", hit.score.to_string().into())]))
                        @if let Some(decision) = &hit.decision { " · " (codes::name(t, decision.decision.0)) }
                        @else if hit.weighs { " · " (badge(Tone::Soon, &t.get("conflicts-open-one"))) }
                    }
                }
            }
        }
    }
}

/// Who the other is, as far as it may be said.
fn other(t: T, hit: &Hit) -> Markup {
    let side = codes::name(t, hit.side);
    html! {
        @match &hit.name {
            Some(name) => {
                (name)
                @if let Some(year) = hit.birth_year { " (" (t.with("conflicts-born", &[("year", year.to_string().into())])) ")" }
                ", " (side)
            }
            None if hit.within => { (t.get("conflicts-restricted")) ", " (side) }
            None => { (t.get("conflicts-elsewhere")) ", " (side) }
        }
        @if let Some(role) = hit.client_role { ", " (codes::name(t, role)) }
    }
}

/// Which matter it is; a link where it may be opened.
fn matter(t: T, hit: &Hit) -> Markup {
    let (words, href) = match hit.state {
        MatterState::Case(_) => {
            (hit.file_code.clone().unwrap_or_else(|| t.get("conflicts-a-case")), format!("/cases/{}", hit.id))
        }
        MatterState::Request(_) => (t.get("conflicts-a-request"), format!("/requests/{}", hit.id)),
    };
    html! { @if hit.within { a href=(href) { (words) } } @else { (words) } " (" span class="code" { (hit.org_code) } ")" }
}

fn standing(t: T, hit: &Hit) -> Markup {
    let state = match hit.state {
        MatterState::Case(state) => codes::name(t, state),
        MatterState::Request(state) => codes::name(t, state),
    };
    let since = t.with("conflicts-since", &[("day", dates::date(hit.since).into())]);
    html! {
        (state) ", " (since)
        @if let Some(day) = hit.closed_on { ", " (t.with("conflicts-until", &[("day", dates::date(day).into())])) }
    }
}

fn hit_facts(t: T, hit: &Hit) -> Markup {
    let asked = html! { (hit.asked_name) ", " (codes::name(t, hit.asked_side)) };
    let signs = hit.signs.iter().map(|sign| codes::name(t, *sign)).collect::<Vec<_>>().join(", ");
    let score = t.with("conflicts-likeness", &[("score", hit.score.to_string().into())]);
    let mut all = vec![
        Fact::new(t.get("conflicts-ours"), asked),
        Fact::new(t.get("conflicts-theirs"), other(t, hit)),
        Fact::new(t.get("conflicts-matter"), matter(t, hit)),
        Fact::words(
            t.get("conflicts-form"),
            format!("{}, {}", codes::name(t, hit.form), codes::name(t, hit.field)),
        ),
        Fact::new(t.get("conflicts-state"), standing(t, hit)),
        Fact::words(
            t.get("conflicts-why"),
            if signs.is_empty() { score } else { format!("{score}: {signs}") },
        ),
    ];
    if let Some(name) = &hit.provider_name {
        all.insert(5, Fact::words(t.get("conflicts-provider"), name));
    }
    facts(t, &all)
}

fn hit_card(
    t: T,
    number: usize,
    hit: &Hit,
    may_decide: bool,
    typed: &Values,
    errors: &FieldErrors,
) -> Markup {
    let title = format!("{number}. {}", codes::name(t, hit.kind));
    let sign = match (&hit.decision, hit.weighs) {
        (Some(_), _) => badge(Tone::Good, &t.get("conflicts-decided-one")),
        (None, true) => badge(Tone::Soon, &t.get("conflicts-open-one")),
        (None, false) => badge(Tone::Plain, &t.get("conflicts-for-information")),
    };
    card(
        &title,
        sign,
        html! {
            p class="hint" { (codes::named(t, "conflict-hint", hit.kind.code())) }
            (hit_facts(t, hit))
            @if let Some(decision) = &hit.decision { (decided(t, decision)) }
            @if may_decide { (question(t, number, hit, typed, errors)) }
        },
    )
}

fn decided(t: T, decision: &ConflictDecision) -> Markup {
    let follows = consequence(decision.hit_kind.0, decision.decision.0);
    html! {
        p {
            strong { (codes::name(t, decision.decision.0)) }
            " · " (dates::date_time(&decision.decided_at))
            @if let Some(reason) = &decision.reason { " · " (reason) }
        }
        p { (codes::name(t, follows)) }
    }
}

/// The decision on one find: which of the answers, and why.
fn question(t: T, number: usize, hit: &Hit, typed: &Values, errors: &FieldErrors) -> Markup {
    let key = hit.key();
    let (decision, reason) = (format!("decision-{key}"), format!("reason-{key}"));
    let was = hit.decision.as_ref();
    let chosen = Some(typed.get(&decision)).filter(|it| !it.is_empty());
    let chosen = chosen.or_else(|| was.map(|it| it.decision.0.code())).unwrap_or_default();
    let written = Some(typed.get(&reason)).filter(|it| !it.is_empty());
    let written = written.or_else(|| was.and_then(|it| it.reason.as_deref())).unwrap_or_default();
    let (wrong, silent) = (errors.get(&decision), errors.get(&reason));
    html! {
        (hidden(&format!("seen-{key}"), was.map(|it| it.decision.0.code()).unwrap_or_default()))
        div class={ "field" @if wrong.is_some() { " wrong" } } {
            fieldset {
                legend { (t.get("conflicts-decision")) " " span class="unseen" { (number) } }
                @if let Some(text) = wrong { p class="error" { (t.say(text)) } }
                div class="options" {
                    @for (place, answer) in decisions(hit.kind).iter().enumerate() {
                        @let id = if place == 0 { decision.clone() } else { format!("{decision}-{place}") };
                        div class="option" {
                            input id=(id) type="radio" name=(decision) value=(answer.code()) checked[chosen == answer.code()];
                            label for=(id) { (codes::name(t, *answer)) }
                            @if needs_reason(*answer, hit.score) { p class="hint" { (t.get("conflicts-with-reason")) } }
                        }
                    }
                }
            }
        }
        div class={ "field" @if silent.is_some() { " wrong" } } {
            label for=(reason) { (t.get("conflicts-reason")) " " span class="unseen" { (number) } }
            @if let Some(text) = silent { p class="error" id={ (reason) "-error" } { (t.say(text)) } }
            input id=(reason) name=(reason) type="text" value=(written) maxlength="1000"
                aria-invalid=[silent.map(|_| "true")] aria-describedby=[silent.map(|_| format!("{reason}-error"))];
        }
    }
}

fn left_out(t: T, found: &Found) -> Markup {
    html! {
        @if found.left_out > 0 {
            p class="hint" { (t.with("conflicts-left-out", &[("n", found.left_out.into())])) }
        }
        @for name in &found.too_common {
            p { (badge(Tone::Soon, &t.get("conflicts-add-year"))) " " (t.with("conflicts-too-common", &[("name", name.as_str().into())])) }
        }
    }
}

/// Decisions whose find is gone, or that were taken before the request was answered.
fn past(t: T, decisions: &[ConflictDecision]) -> Markup {
    html! {
        @if !decisions.is_empty() {
            (card(&t.get("conflicts-past"), html! {}, html! {
                ul {
                    @for decision in decisions {
                        li {
                            (codes::name(t, decision.hit_kind.0)) ": " (decision.hit_name)
                            (decided(t, decision))
                        }
                    }
                }
            }))
        }
    }
}
