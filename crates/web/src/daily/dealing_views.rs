//! Markup of dealings with others about a case, and of questions that other organisations asked ours.

use chrono::{DateTime, Utc};
use law::confidentiality::BY_HAND;
use law::dealings::{DealingKind, DealingState};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::dealings::{DealingDraft, DealingView, Dealings, ReceivedDealing};
use uuid::Uuid;

use super::dealings::{ANSWER, FIELDS, LONGER, SUPERIOR};
use super::frame::{self, Side};
use crate::codes;
use crate::deadlines::panel;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, due, facts, notice};

pub fn index(
    visitor: &Visitor,
    shown: &Dealings,
    now: DateTime<Utc>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let head = &shown.head;
    let writes = head.may_write && head.running;
    let body = html! {
        (frame::standing_still(t, head))
        (table(t, shown, now))
        @if writes { (card(&t.get("dealings-new"), html! {}, new_form(visitor, shown, values, errors))) }
    };
    frame::page(visitor, head, Side::Dealings, errors, body)
}

fn new_form(visitor: &Visitor, shown: &Dealings, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors)
        .choices("kind", codes::choices::<DealingKind>(t))
        .choices("to_org", shown.organisations.iter().map(|unit| Choice::new(&unit.code, &unit.name)))
        .choices("ground", BY_HAND.iter().map(|it| Choice::new(it.code(), codes::name(t, *it))));
    form::form(
        &Side::Dealings.path(shown.head.id),
        &visitor.csrf,
        html! {
            (form::hidden("id", values.get("id")))
            (form::hidden("step", "check"))
            (sheet.some(FIELDS, &["kind", "subject"]))
            (form::columns(sheet.some(FIELDS, &["to_org", "agency"])))
            (sheet.some(FIELDS, &["sent_on", "ground"]))
            (form::actions(form::submit(&t.get("dealings-save")), html! {}))
        },
    )
}

/// What will be sent, to be looked at once more.
pub fn check(visitor: &Visitor, shown: &Dealings, draft: &DealingDraft, values: &Values) -> Markup {
    let t = visitor.t;
    let head = &shown.head;
    let asked = draft.to_org.as_ref().and_then(|code| shown.organisations.iter().find(|it| it.code == *code));
    let whom = asked.map_or_else(|| draft.agency.clone(), |unit| unit.name.clone());
    let clock = if draft.kind == DealingKind::Verification {
        "dealings-clock-verification"
    } else {
        "dealings-clock-recommendation"
    };
    let mut carried = values.clone();
    carried.remove("step");
    let path = Side::Dealings.path(head.id);
    let body = html! {
        section class="card" {
            div class="card-head" { h2 { (t.get("dealings-check")) } }
            (facts(t, &[
                Fact::words(t.get("dealings-kind"), codes::name(t, draft.kind)),
                Fact::words(t.get("dealings-whom"), whom),
                Fact::words(t.get("dealings-subject"), draft.subject.clone()),
                Fact::words(t.get("dealings-sent-on"), dates::date(draft.sent_on)),
            ]))
            p { (t.get(clock)) }
            (form::form(&path, &visitor.csrf, html! {
                (form::carry(&carried))
                div class="actions" {
                    button class="button" type="submit" name="step" value="confirm" { (t.get("dealings-confirm")) }
                    (form::submit_as(&t.get("dealings-change"), "step", "change"))
                }
            }))
        }
    };
    frame::page(visitor, head, Side::Dealings, &FieldErrors::default(), body)
}

fn state(t: T, state: DealingState) -> Markup {
    let tone = match state {
        DealingState::Sent | DealingState::Seen => Tone::Info,
        DealingState::Answered => Tone::Good,
        DealingState::Impossible | DealingState::Escalated | DealingState::GivenUp => Tone::Plain,
    };
    badge(tone, &codes::name(t, state))
}

/// The day by which an answer is due, and how far away it is.
fn until(t: T, due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Markup {
    html! {
        @if let Some(at) = due_at {
            (due(t, &at, (dates::day_of(&at) - dates::day_of(&now)).num_days()))
        }
    }
}

fn table(t: T, shown: &Dealings, now: DateTime<Utc>) -> Markup {
    let rows = shown.dealings.iter().map(|(dealing, due_at)| {
        Row::new([
            html! { (codes::name(t, dealing.kind.0)) },
            html! { (dealing.agency) },
            html! { (dates::date(dealing.sent_on)) },
            html! { (state(t, dealing.state.0)) @if let Some(day) = dealing.answered_on { " " (dates::date(day)) } },
            until(t, *due_at, now),
        ])
        .link(format!("{}/{}", Side::Dealings.path(shown.head.id), dealing.id))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("dealings-kind")),
            Column::text(t.get("dealings-whom")),
            Column::text(t.get("dealings-sent-on")),
            Column::text(t.get("dealings-state")),
            Column::text(t.get("dealings-due")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("dealings-none"), text: t.get("dealings-none-text"), action: None },
        ..Table::new(t, "dealings", t.get("dealings-title"))
    };
    html! { (table) }
}

pub fn show(
    visitor: &Visitor,
    view: &DealingView,
    now: DateTime<Utc>,
    next: Uuid,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let (head, dealing) = (&view.head, &view.dealing);
    let path = format!("{}/{}", Side::Dealings.path(head.id), dealing.id);
    let open = dealing.state.0.is_open() && head.may_write;
    let recommends = dealing.kind.0 == DealingKind::Recommendation;
    let body = html! {
        (card(&codes::name(t, dealing.kind.0), state(t, dealing.state.0), facts(t, &[
            Fact::words(t.get("dealings-whom"), dealing.agency.clone()),
            Fact::words(t.get("dealings-subject"), dealing.subject.clone()),
            Fact::words(t.get("dealings-sent-on"), dates::date(dealing.sent_on)),
            Fact::words(t.get("dealings-ground"), dealing.ground.map(|ground| codes::name(t, ground.0)).unwrap_or_default()),
            Fact::words(t.get("dealings-answered-on"), dealing.answered_on.map(dates::date).unwrap_or_default()),
            Fact::words(t.get("dealings-answer"), dealing.answer.clone().unwrap_or_default()),
        ])))
        @if !view.clocks.is_empty() { (card(&t.get("dealings-clock"), html! {}, panel(t, now, &view.clocks))) }
        @if view.may_escalate { (escalation(visitor, &path, dealing.version, next, values, errors)) }
        @if open { (card(&t.get("dealings-note-answer"), html! {}, answer_form(visitor, &format!("{path}/answer"), dealing.version, values, errors))) }
        @if open && recommends && dealing.asked_for_days.is_none() { (longer(visitor, &path, dealing.version, values, errors)) }
        @if open {
            (frame::removal(visitor, &format!("{path}/end"), dealing.version, errors, &t.get("dealings-give-up")))
        }
        p { a href=(Side::Dealings.path(head.id)) { (t.get("daily-back")) } }
    };
    frame::page(visitor, head, Side::Dealings, errors, body)
}

fn answer_form(
    visitor: &Visitor,
    action: &str,
    version: i64,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    form::form(
        action,
        &visitor.csrf,
        html! {
            (form::hidden("version", &version.to_string()))
            (Sheet::new(t, values, errors).all(ANSWER))
            (form::actions(form::submit(&t.get("dealings-save-answer")), html! {}))
        },
    )
}

fn longer(visitor: &Visitor, path: &str, version: i64, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    html! {
        details class="inset" open[errors.get("days").is_some()] {
            summary { (t.get("dealings-longer")) }
            (form::form(&format!("{path}/extension"), &visitor.csrf, html! {
                (form::hidden("version", &version.to_string()))
                (Sheet::new(t, values, errors).all(LONGER))
                (form::actions(form::submit(&t.get("dealings-save-longer")), html! {}))
            }))
        }
    }
}

fn escalation(
    visitor: &Visitor,
    path: &str,
    version: i64,
    next: Uuid,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let form = form::form(
        &format!("{path}/escalation"),
        &visitor.csrf,
        html! {
            (form::hidden("version", &version.to_string()))
            (form::hidden("next", &next.to_string()))
            (Sheet::new(t, values, errors).all(SUPERIOR))
            (form::actions(form::submit(&t.get("dealings-escalate")), html! {}))
        },
    );
    notice(t, Tone::Bad, &t.get("dealings-overdue"), form)
}

// --- at the organisation that is asked -------------------------------------------------------------

pub fn received(visitor: &Visitor, lines: &[ReceivedDealing], now: DateTime<Utc>) -> Markup {
    let t = visitor.t;
    let rows = lines.iter().map(|line| {
        Row::new([
            html! { (line.from_name) },
            html! { (line.subject.chars().take(120).collect::<String>()) },
            html! { (dates::date(line.sent_on)) },
            state(t, line.state.0),
            until(t, line.due_at, now),
        ])
        .link(format!("/dealings/{}", line.id))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("dealings-from")),
            Column::text(t.get("dealings-subject")),
            Column::text(t.get("dealings-sent-on")),
            Column::text(t.get("dealings-state")),
            Column::text(t.get("dealings-due")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("dealings-received-none"), text: String::new(), action: None },
        ..Table::new(t, "received", t.get("dealings-received"))
    };
    let body = html! {
        (heading(None, &t.get("dealings-received"), html! {}))
        (lead(&t.get("dealings-received-lead")))
        (table)
    };
    visitor.page(&t.get("dealings-received"), body)
}

pub fn received_one(
    visitor: &Visitor,
    line: &ReceivedDealing,
    now: DateTime<Utc>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let path = format!("/dealings/{}/answer", line.id);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&codes::named(t, "dealing-kind", DealingKind::Verification.code())), &line.from_name, html! {}))
        (card(&t.get("dealings-question"), state(t, line.state.0), facts(t, &[
            Fact::words(t.get("dealings-subject"), line.subject.clone()),
            Fact::words(t.get("dealings-sent-on"), dates::date(line.sent_on)),
            Fact::new(t.get("dealings-due"), until(t, line.due_at, now)),
            Fact::words(t.get("dealings-answered-on"), line.answered_on.map(dates::date).unwrap_or_default()),
            Fact::words(t.get("dealings-answer"), line.answer.clone().unwrap_or_default()),
        ])))
        @if line.state.0.is_open() {
            p { (t.get("dealings-clock-verification")) }
            (card(&t.get("dealings-note-answer"), html! {}, answer_form(visitor, &path, line.version, values, errors)))
        }
        p { a href="/dealings" { (t.get("daily-back")) } }
    };
    let mut shell = visitor.shell(&t.get("dealings-received"));
    shell.error_in_title = !errors.is_empty();
    shell.crumbs =
        vec![Crumb::link(t.get("dealings-received"), "/dealings"), Crumb::here(t.get("dealings-question"))];
    crate::ui::page(&shell, body)
}
