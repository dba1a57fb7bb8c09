//! The list of complaints, the page of one, and the forms.

use chrono::{DateTime, Utc};
use law::access::Permission;
use law::complaints::{ComplaintAct, ComplaintDecision, ComplaintLevel, ComplaintMove, ComplaintState};
use maud::{Markup, html};
use office::complaints::{Complaint, ComplaintLine, ComplaintList, ComplaintView, Decision, Ground};

use super::form::{COMPLAINT, DECISION, ESCALATION, FILTER, WITHDRAWAL, place_text};
use crate::codes;
use crate::deadlines;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{
    self, Choice, FieldErrors, Sheet, Values, carry, columns, error_summary, hidden, link_button, link_new,
    link_quiet, submit,
};
use crate::ui::list::{Address, Chip, Column, Empty, Filters, Pager, Row, Table, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Event, Fact, badge, card, facts, timeline};
use crate::ui::{dates, page};

/// The state as a sign and a word.
fn state(t: T, state: ComplaintState) -> Markup {
    let tone = match state {
        ComplaintState::Received | ComplaintState::InCourt => Tone::Info,
        ComplaintState::Decided => Tone::Good,
        ComplaintState::Escalated => Tone::Soon,
        ComplaintState::Withdrawn => Tone::Plain,
    };
    badge(tone, &codes::name(t, state))
}

pub fn index(visitor: &Visitor, address: &Address, list: &ComplaintList, now: DateTime<Utc>) -> Markup {
    let t = visitor.t;
    let new = html! {
        @if visitor.may(Permission::TakeComplaints) { (link_new(&t.get("complaints-new"), "/complaints/new")) }
    };
    let errors = FieldErrors::default();
    let fields = Sheet::filter(t, address.query(), &errors)
        .choices("state", codes::choices::<ComplaintState>(t))
        .choices("level", codes::choices::<ComplaintLevel>(t))
        .all(FILTER);
    let table = Table {
        columns: vec![
            Column::text(t.get("complaints-act")),
            Column::text(t.get("complaints-complainant")),
            Column::text(t.get("complaints-received")),
            Column::text(t.get("complaints-level")),
            Column::text(t.get("complaints-org")),
            Column::text(t.get("complaints-state")),
            Column::text(t.get("complaints-clock")),
        ],
        rows: list.lines.iter().map(|line| row(t, line, now)).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("complaints-none"), text: t.get("complaints-none-text"), action: None },
        ..Table::new(t, "complaints", t.get("complaints-title"))
    };
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: list.next.as_ref().map(|place| address.first_page().with("after", &place_text(place)).url()),
        shown: list.lines.len() as u64,
        total: None,
    };
    let title = t.get("complaints-title");
    let body = html! {
        (heading(None, &title, new))
        (lead(&t.get("complaints-lead")))
        (Filters { t, address, fields, chips: chips(t, address) })
        (table)
        (pager(t, &pages))
    };
    visitor.page(&title, body)
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let family = |name: &str| match name {
        "state" => Some(("complaints-state", "complaint-state")),
        "level" => Some(("complaints-level", "complaint-level")),
        _ => None,
    };
    let chosen = address.query().pairs().filter(|(_, value)| !value.is_empty());
    chosen
        .filter_map(|(name, value)| {
            let (label, list) = family(name)?;
            let (label, value) = (t.get(label), codes::named(t, list, value));
            Some(Chip { label, value, remove: address.without(name).url() })
        })
        .collect()
}

fn row(t: T, line: &ComplaintLine, now: DateTime<Utc>) -> Row {
    let complaint = &line.complaint;
    let running = line.clock.as_ref().filter(|clock| clock.ended_at.is_none());
    let name = html! {
        @if line.protected { span class="soft" { (codes::named(t, "protected", "person")) } }
        @else { (complaint.complainant_name) }
    };
    Row::new([
        html! { (codes::name(t, complaint.act.0)) },
        name,
        html! { (dates::date_time(&complaint.received_at)) },
        html! { (codes::name(t, complaint.level())) },
        html! { (complaint.org_code) },
        state(t, complaint.state.0),
        html! { @if let Some(clock) = running { (deadlines::left(t, now, clock)) } },
    ])
    .link(format!("/complaints/{}", complaint.id))
}

pub fn new(visitor: &Visitor, ground: &Ground, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("complaints-new");
    let providers =
        ground.providers.iter().map(|provider| Choice::new(provider.id.to_string(), &provider.name));
    let sheet = Sheet::new(t, values, errors)
        .choices("act", codes::choices::<ComplaintAct>(t))
        .choices("against_provider", providers);
    let back = match (values.get("case"), values.get("request")) {
        ("", "") => "/complaints".to_owned(),
        ("", request) => format!("/requests/{request}"),
        (case, _) => format!("/cases/{case}"),
    };
    let caption = ground.file_code.clone().unwrap_or_else(|| ground.org.clone());
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&caption), &title, html! {}))
        (lead(&t.get("complaints-lead")))
        (form::form("/complaints", &visitor.csrf, html! {
            @for name in ["id", "case", "request"] { (hidden(name, values.get(name))) }
            (sheet.some(COMPLAINT, &["act", "complainant_name", "complainant_contact", "against_provider", "content"]))
            (columns(sheet.some(COMPLAINT, &["received_on", "received_time"])))
            (form::actions(submit(&t.get("complaints-save")), link_quiet(&t.get("complaints-cancel"), &back)))
        }))
    };
    framed(visitor, &title, errors, body)
}

fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs =
        vec![Crumb::link(visitor.t.get("complaints-title"), "/complaints"), Crumb::here(title.to_owned())];
    page(&shell, body)
}

pub fn show(
    visitor: &Visitor,
    view: &ComplaintView,
    values: &Values,
    errors: &FieldErrors,
    now: DateTime<Utc>,
) -> Markup {
    let t = visitor.t;
    let complaint = &view.complaint;
    let title = codes::name(t, complaint.act.0);
    let caption = format!("{} · {}", t.get("complaints-one"), codes::name(t, complaint.level()));
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&caption), &title, html! {}))
        p { (state(t, complaint.state.0)) }
        div class="sides" {
            div {
                (card(&t.get("complaints-what-next"), html! {}, what_next(visitor, view, values, errors)))
                (card(&t.get("complaints-facts"), html! {}, facts(t, &what_it_says(t, view))))
            }
            div {
                @if !view.clocks.is_empty() {
                    (card(&t.get("complaints-clocks"), html! {}, deadlines::panel(t, now, &view.clocks)))
                }
                (card(&t.get("complaints-timeline"), html! {}, timeline(t, &course(t, view))))
            }
        }
    };
    framed(visitor, &title, errors, body)
}

fn what_it_says(t: T, view: &ComplaintView) -> Vec<Fact> {
    let complaint = &view.complaint;
    let mut known = vec![
        Fact::words(t.get("complaints-complainant"), complaint.complainant_name.clone()),
        Fact::words(t.get("complaints-contact"), complaint.complainant_contact.clone().unwrap_or_default()),
        Fact::words(t.get("complaints-act"), codes::name(t, complaint.act.0)),
    ];
    if let Some(provider) = &view.against {
        known.push(Fact::words(t.get("complaints-against"), provider.name.clone()));
    }
    known.push(Fact::words(t.get("complaints-content"), complaint.content.clone()));
    known.extend(view.chain.iter().take_while(|level| level.id != complaint.id).map(|level| below(t, level)));
    known.push(Fact::words(t.get("complaints-received"), dates::date_time(&complaint.received_at)));
    known.push(Fact::words(t.get("complaints-org"), complaint.org_code.clone()));
    if let (Some(case), Some(code)) = (complaint.case_id, &view.file_code) {
        let link = html! { a href={ "/cases/" (case) } { (t.get("complaints-open-case")) " " (code) } };
        known.push(Fact::new(t.get("complaints-case"), link));
    }
    if let Some(request) = complaint.request_id {
        let link = html! { a href={ "/requests/" (request) } { (t.get("complaints-open-request")) } };
        known.push(Fact::new(t.get("complaints-request"), link));
    }
    if let Some(decision) = complaint.decision {
        known.push(Fact::words(t.get("complaints-decision"), codes::name(t, decision.0)));
    }
    if let Some(reason) = &complaint.decision_reason {
        known.push(Fact::words(t.get("complaints-decision-reason"), reason.clone()));
    }
    known
}

/// What was said and answered on a level below: whoever decides above must know it.
fn below(t: T, level: &Complaint) -> Fact {
    let decided = level.decision.map(|decision| codes::name(t, decision.0));
    Fact::new(
        t.with("complaints-below", &[("level", codes::name(t, level.level()).into())]),
        html! {
            p { (level.content) }
            @if let Some(decision) = decided {
                p { strong { (decision) } @if let Some(reason) = &level.decision_reason { ": " (reason) } }
            }
        },
    )
}

fn what_next(visitor: &Visitor, view: &ComplaintView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let id = view.complaint.id;
    let may = |by: ComplaintMove| view.moves.contains(&by);
    let sheet = Sheet::new(t, values, errors);
    let court = view.complaint.level() == ComplaintLevel::Court;
    let decide = if court { "complaints-decide-court" } else { "complaints-decide" };
    let above = view.complaint.level() == ComplaintLevel::Head;
    let why = if above { "complaints-escalate-office" } else { "complaints-escalate-court" };
    html! {
        @if view.moves.is_empty() { p class="soft" { (t.get("complaints-nothing-next")) } }
        @if may(ComplaintMove::Decide) {
            p { (link_button(&t.get(decide), &format!("/complaints/{id}/decision"))) }
        }
        @if may(ComplaintMove::Escalate) {
            details open[!errors.is_empty()] {
                summary { (t.get("complaints-escalate")) }
                p { (t.get(why)) }
                (form::form(&format!("/complaints/{id}/escalation"), &visitor.csrf, html! {
                    (hidden("next", values.get("next")))
                    (sheet.some(ESCALATION, &["said"]))
                    (columns(sheet.some(ESCALATION, &["received_on", "received_time"])))
                    (form::actions(submit(&t.get("complaints-escalate")), html! {}))
                }))
            }
        }
        @if may(ComplaintMove::Withdraw) {
            details {
                summary { (t.get("complaints-withdraw")) }
                (form::form(&format!("/complaints/{id}/withdrawal"), &visitor.csrf, html! {
                    (hidden("version", &view.complaint.version.to_string()))
                    (sheet.all(WITHDRAWAL))
                    (form::actions(submit(&t.get("complaints-withdraw")), html! {}))
                }))
            }
        }
    }
}

/// What happened on every level, latest first.
fn course(t: T, view: &ComplaintView) -> Vec<Event> {
    let mut events: Vec<Event> = view.chain.iter().flat_map(|level| of_level(t, level)).collect();
    events.reverse();
    events
}

fn of_level(t: T, level: &Complaint) -> Vec<Event> {
    let who = codes::name(t, level.level());
    let mut events = vec![Event {
        id: format!("taken-{}", level.id),
        kind: format!("{} – {}", t.get("complaints-event-taken"), who),
        tone: Tone::Plain,
        on: dates::day_of(&level.received_at),
        entered: Some(level.entered_at),
        who: level.org_code.clone(),
        text: html! { a href={ "/complaints/" (level.id) } { (t.get("complaints-one")) } },
    }];
    if let Some(at) = &level.decided_at {
        let decision = level.decision.map(|decision| codes::name(t, decision.0)).unwrap_or_default();
        let withdrawn = level.state.0 == ComplaintState::Withdrawn;
        let kind = if withdrawn { "complaints-event-withdrawn" } else { "complaints-event-decided" };
        events.push(Event {
            id: format!("decided-{}", level.id),
            kind: t.get(kind),
            tone: if withdrawn { Tone::Plain } else { Tone::Good },
            on: dates::day_of(at),
            entered: None,
            who: level.decided_by.clone().unwrap_or_else(|| level.org_code.clone()),
            text: html! { (decision) },
        });
    }
    events
}

pub fn decision(visitor: &Visitor, view: &ComplaintView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get(decide_key(view));
    let sheet = Sheet::new(t, values, errors).choices("decision", codes::choices::<ComplaintDecision>(t));
    let id = view.complaint.id;
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&codes::name(t, view.complaint.act.0)), &title, html! {}))
        (card(&t.get("complaints-facts"), html! {}, facts(t, &what_it_says(t, view))))
        (form::form(&format!("/complaints/{id}/decision"), &visitor.csrf, html! {
            (hidden("version", values.get("version")))
            (hidden("step", "check"))
            (sheet.all(DECISION))
            (form::actions(submit(&t.get("complaints-check")), link_quiet(&t.get("complaints-cancel"), &format!("/complaints/{id}"))))
        }))
    };
    framed(visitor, &title, errors, body)
}

fn decide_key(view: &ComplaintView) -> &'static str {
    match view.complaint.level() {
        ComplaintLevel::Court => "complaints-decide-court",
        ComplaintLevel::Head | ComplaintLevel::JusticeOffice => "complaints-decide",
    }
}

/// Check your answers: the same fields, once more for the eye.
pub fn check(visitor: &Visitor, view: &ComplaintView, values: &Values, decision: &Decision) -> Markup {
    let t = visitor.t;
    let title = t.get("complaints-check-title");
    let action = format!("/complaints/{}/decision", view.complaint.id);
    let answers = [
        Fact::words(t.get("complaints-act"), codes::name(t, view.complaint.act.0)),
        Fact::words(t.get("complaints-complainant"), view.complaint.complainant_name.clone()),
        Fact::words(t.get("complaints-decision"), codes::name(t, decision.decision)),
        Fact::words(t.get("complaints-decision-reason"), decision.reason.clone()),
        Fact::words(t.get("complaints-decided-on"), dates::date(dates::day_of(&decision.decided_at))),
    ];
    let mut typed = values.clone();
    typed.remove("step");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("complaints-check-lead")))
        (facts(t, &answers))
        (form::form(&action, &visitor.csrf, html! {
            (carry(&typed))
            div class="actions" {
                button class="button" type="submit" name="step" value="confirm" { (t.get("complaints-confirm")) }
                (form::submit_as(&t.get("complaints-change"), "step", "change"))
            }
        }))
    };
    framed(visitor, &title, &FieldErrors::default(), body)
}
