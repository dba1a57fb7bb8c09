//! Markup of kept documents: the list, one of them with its next step, its way so far and how it looks.

use chrono::DateTime;
use law::confidentiality::{Leaving, grounds_for};
use law::documents::{DocumentAct, DocumentState, SigningWay, spelled_number};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::documents::{About, DocumentList, DocumentView, Integrity, Signature, Trust};

use super::form;
use super::views::{Thing, heading, name, places, standing};
use crate::codes;
use crate::confidentiality::leaving;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui;
use crate::ui::form::{
    FieldErrors, Sheet, Values, actions, error_summary, hidden, link_quiet, submit, submit_danger,
};
use crate::ui::list::{Address, Column, Empty, Pager, Row, Table, pager};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, Tab, card, facts, inset, notice, tabs};
use crate::ui::{dates, shell};

/// A document as it is shown, with what was typed into its forms.
pub struct Shown<'a> {
    pub view: &'a DocumentView,
    pub values: &'a Values,
    pub errors: &'a FieldErrors,
}

pub fn index(visitor: &Visitor, state: DocumentState, found: &DocumentList, further: bool) -> Markup {
    let t = visitor.t;
    let title = t.get("documents-list");
    let sides = DocumentState::ALL.iter().map(|it| Tab {
        label: codes::name(t, *it),
        href: format!("/documents?state={it}"),
        current: *it == state,
        count: None,
    });
    let sides: Vec<Tab> = sides.collect();
    let rows = found.lines.iter().map(|line| {
        let number = line.number.map(|number| spelled_number(number, &line.symbol));
        Row::new([
            html! { (number.unwrap_or_else(|| t.get("documents-without-number"))) },
            html! { (line.title) },
            html! { (line.file_code.as_deref().unwrap_or_default()) },
            html! { (line.org_code) },
            html! { (line.dated_on.map(dates::date).unwrap_or_default()) },
            html! { (line.drafted_by) ", " (dates::date_time(&line.drafted_at)) },
        ])
        .link(format!("/documents/{}", line.id))
    });
    let table = Table {
        columns: vec![
            Column::code(t.get("documents-number")),
            Column::text(t.get("documents-name")),
            Column::code(t.get("documents-case")),
            Column::code(t.get("documents-organisation")),
            Column::code(t.get("documents-dated-on")),
            Column::text(t.get("documents-drafted")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("documents-list-none"),
            text: t.get("documents-list-none-text"),
            action: None,
        },
        ..Table::new(t, "documents", title.as_str())
    };
    let address = Address::new("/documents", Values::from([("state", state.code())]));
    let next = found.next.map(|(at, id)| format!("{}_{id}", at.to_rfc3339()));
    let mut pages =
        Pager::by_keys(&address, further.then_some(""), next.as_deref(), found.lines.len() as u64);
    pages.previous = None;
    let body = html! {
        (shell::heading(None, &title, html! {}))
        (shell::lead(&t.get("documents-list-lead")))
        (tabs(t, &t.get("documents-state"), &sides))
        (table)
        (pager(t, &pages))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    ui::page(&shell, body)
}

pub fn show(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let (t, view) = (visitor.t, shown.view);
    let record = &view.record;
    let number = record.number.map(|number| spelled_number(number, &record.symbol));
    let title = match &number {
        Some(number) => format!("{} {number}", name(t, view.form)),
        None => name(t, view.form),
    };
    let about = About::read(&record.subject_kind, record.subject_id);
    let thing = about.map(|about| Thing::of(t, about, &view.code));
    let path = format!("/documents/{}", record.id);
    let files = html! {
        @if record.file_sha256.is_some() { (link_quiet(&t.get("documents-open-signed"), &format!("{path}/file"))) }
        (link_quiet(&t.get("documents-pdf"), &format!("{path}/pdf")))
        (link_quiet(&t.get("documents-docx"), &format!("{path}/docx")))
    };
    let head = match &thing {
        Some(thing) => heading(t, thing, &title, files),
        None => shell::heading(None, &title, files),
    };
    let body = html! {
        (error_summary(t, shown.errors))
        (head)
        p { (standing(t, record.state.0)) }
        (warnings(t, view))
        (next_step(visitor, shown, &path))
        (course(t, view))
        @if view.acts.contains(&DocumentAct::Cancel) { (cancellation(visitor, shown, &path)) }
        (ui::paper(&view.html()))
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !shown.errors.is_empty();
    ui::page(&shell, body)
}

/// What whoever holds this document must know first.
fn warnings(t: T, view: &DocumentView) -> Markup {
    let record = &view.record;
    let link = |(id, number): &(uuid::Uuid, String)| {
        let words = if number.is_empty() { t.get("documents-without-number") } else { number.clone() };
        html! { p { a href=(format!("/documents/{id}")) { (words) } } }
    };
    html! {
        @if let Some(other) = &view.replaced_by {
            (notice(t, Tone::Soon, &t.get("documents-was-replaced"), link(other)))
        }
        @if let Some(other) = &view.replaces {
            (notice(t, Tone::Info, &t.get("documents-replaces"), link(other)))
        }
        @if let (Some(reason), Some(at)) = (&record.cancel_reason, &record.cancelled_at) {
            (notice(t, Tone::Bad, &t.get("documents-was-cancelled"), html! {
                p { (record.cancelled_by.as_deref().unwrap_or_default()) ", " (dates::date_time(at)) ": " (reason) }
            }))
        }
    }
}

/// The card of what comes next, for whoever may do it.
fn next_step(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let t = visitor.t;
    let may = |act| shown.view.acts.contains(&act);
    html! {
        @match shown.view.record.state.0 {
            DocumentState::Drafted => {
                @if may(DocumentAct::Edit) { (editing(visitor, shown, path)) }
                @if may(DocumentAct::Number) { (numbering(visitor, shown, path)) }
                @else { (waits(t, "documents-waits-number")) }
            }
            DocumentState::Numbered => {
                @if may(DocumentAct::Sign) { (signing(visitor, shown, path)) }
                @else { (waits(t, "documents-waits-signature")) }
            }
            DocumentState::Signed => {
                @if may(DocumentAct::Issue) { (issuing(visitor, shown, path)) }
                @else { (waits(t, "documents-waits-issue")) }
            }
            DocumentState::Issued => {
                @if may(DocumentAct::Replace) { (replacing(visitor, shown, path)) }
            }
            DocumentState::Replaced | DocumentState::Cancelled => {}
        }
    }
}

fn waits(t: T, key: &'static str) -> Markup {
    inset(html! { p { (t.get(key)) } })
}

/// A form of a step: its token, the version that was seen, its fields, its button.
fn step(visitor: &Visitor, shown: &Shown<'_>, action: &str, fields: Markup, button: Markup) -> Markup {
    ui::form::form(
        action,
        &visitor.csrf,
        html! {
            (hidden("version", &shown.view.record.version.to_string()))
            (fields)
            (actions(button, html! {}))
        },
    )
}

fn editing(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let (t, slots) = (visitor.t, &shown.view.slots);
    let save = submit(&t.get("documents-save"));
    html! {
        @if !slots.is_empty() {
            details class="inset" {
                summary { (t.with("documents-places", &[("n", slots.len().into())])) }
                (step(visitor, shown, path, places(t, slots), save))
            }
        }
    }
}

fn numbering(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let (t, view) = (visitor.t, shown.view);
    let sheet = Sheet::new(t, shown.values, shown.errors);
    let fields = match view.last_number {
        Some(last) => html! {
            p { (t.with("documents-next-number", &[("number", spelled_number(last + 1, &view.record.symbol).into())])) }
            (sheet.some(form::NUMBERING, &["dated_on"]))
        },
        None => html! {
            p { (t.get("documents-series-begins")) }
            (ui::form::columns(sheet.all(form::NUMBERING)))
        },
    };
    let body =
        step(visitor, shown, &format!("{path}/numbering"), fields, submit(&t.get("documents-number-it")));
    card(
        &t.get("documents-number-title"),
        html! {},
        html! { p class="soft" { (t.get("documents-number-lead")) } (body) },
    )
}

fn signing(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, shown.values, shown.errors);
    let upload = ui::form::upload(
        &format!("{path}/file"),
        &visitor.csrf,
        html! {
            (hidden("version", &shown.view.record.version.to_string()))
            (sheet.all(form::FILE))
            (actions(submit(&t.get("documents-sign-file")), html! {}))
        },
    );
    let fields = ui::form::columns(sheet.all(form::PAPER));
    let paper =
        step(visitor, shown, &format!("{path}/signature"), fields, submit(&t.get("documents-sign-paper")));
    html! {
        (card(&t.get("documents-sign-file-title"), html! {}, upload))
        (card(&t.get("documents-sign-paper-title"), html! {}, paper))
    }
}

fn issuing(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, shown.values, shown.errors);
    let button = submit(&t.get("documents-issue-it"));
    let sheet = sheet.choices("ground", leaving::choices(t, grounds_for(Leaving::Document, true)));
    let fields = html! { (sheet.all(form::ISSUE)) (sheet.all(leaving::LEAVING)) };
    let body = step(visitor, shown, &format!("{path}/issuance"), fields, button);
    card(
        &t.get("documents-issue-title"),
        html! {},
        html! { p class="soft" { (t.get("documents-issue-lead")) } (body) },
    )
}

fn replacing(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let t = visitor.t;
    let action = format!("{path}/replacement");
    let body = step(
        visitor,
        shown,
        &action,
        html! { p { (t.get("documents-replace-lead")) } },
        submit(&t.get("documents-replace-it")),
    );
    html! { details class="inset" { summary { (t.get("documents-replace-title")) } (body) } }
}

fn cancellation(visitor: &Visitor, shown: &Shown<'_>, path: &str) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, shown.values, shown.errors);
    let numbered = shown.view.record.number.is_some();
    let lead = t.get(if numbered { "documents-cancel-lead" } else { "documents-discard-lead" });
    let button = submit_danger(&t.get("documents-cancel-it"), &t.get("documents-cancel-sure"));
    let fields = html! { p { (lead) } (sheet.all(form::CANCEL)) };
    html! {
        details class="inset" open[shown.errors.get("reason").is_some()] {
            summary { (t.get("documents-cancel-title")) }
            (step(visitor, shown, &format!("{path}/cancellation"), fields, button))
        }
    }
}

/// Who did what, when.
fn course(t: T, view: &DocumentView) -> Markup {
    let record = &view.record;
    let who = |by: &Option<String>, at: &Option<chrono::DateTime<chrono::Utc>>| match (by, at) {
        (Some(by), Some(at)) => format!("{by}, {}", dates::date_time(at)),
        _ => String::new(),
    };
    let drafted = format!("{}, {}", record.drafted_by, dates::date_time(&record.drafted_at));
    let signed = match (&record.signed_by, &record.signed_at, record.signed_how) {
        (Some(by), Some(at), Some(way)) => {
            let when = match way.0 {
                SigningWay::File => dates::date_time(at),
                SigningWay::Paper => dates::date(dates::day_of(at)),
            };
            format!("{by}, {when} ({})", codes::name(t, way.0))
        }
        _ => String::new(),
    };
    let mut rows = vec![
        Fact::words(t.get("documents-drafted"), drafted),
        Fact::words(t.get("documents-numbered-by"), who(&record.numbered_by, &record.numbered_at)),
        Fact::words(t.get("documents-dated-on"), record.dated_on.map(dates::date).unwrap_or_default()),
        Fact::words(t.get("documents-signed"), signed),
        Fact::words(t.get("documents-issued-by"), who(&record.issued_by, &record.issued_at)),
    ];
    if !view.signatures.is_empty() {
        rows.push(Fact::new(t.get("documents-signatures"), signatures(t, &view.signatures)));
    }
    if let Some(check) = record.file_check {
        rows.push(Fact::words(t.get("documents-file-check"), codes::name(t, check.0)));
    }
    if let Some(sha256) = &record.sha256 {
        rows.push(Fact::new(t.get("documents-hash"), ui::digest(sha256)));
    }
    card(&t.get("documents-course"), html! {}, facts(t, &rows))
}

fn signatures(t: T, all: &[Signature]) -> Markup {
    html! {
        ul {
            @for signature in all {
                li {
                    strong { (signature.signer.as_deref().unwrap_or_default()) }
                    @for said in said_of(t, signature) { " · " (said) }
                }
            }
        }
        p class="soft" { (t.get("documents-trust")) }
    }
}

/// What is known of a signature, from what was signed to who vouches for the signer.
fn said_of(t: T, signature: &Signature) -> Vec<String> {
    let when = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let at = signature.at.as_deref().and_then(when).map(|at| dates::date_time(&at));
    let days = signature.valid.as_ref().and_then(|(from, to)| when(from).zip(when(to)));
    let days = days.map(|(from, to)| {
        let day = |at| dates::date(dates::day_of(at));
        t.with("documents-signature-valid", &[("from", day(&from).into()), ("to", day(&to).into())])
    });
    let issuer = signature.issuer.as_deref();
    let trust = match signature.trust {
        Trust::NotChecked => "not_checked",
        Trust::Known => "known",
        Trust::Unknown => "unknown",
    };
    let integrity = t.code(prefix!("documents-integrity"), word(signature.integrity));
    let said = [
        signature.stamp.then(|| t.get("documents-signature-stamp")),
        at,
        Some(integrity),
        issuer.map(|name| t.with("documents-signature-issuer", &[("issuer", name.into())])),
        days,
        Some(t.code(prefix!("documents-trust"), trust)),
    ];
    said.into_iter().flatten().collect()
}

fn word(integrity: Integrity) -> &'static str {
    match integrity {
        Integrity::Whole => "whole",
        Integrity::Broken => "broken",
        Integrity::Unknown => "unknown",
        Integrity::Unreadable => "unreadable",
    }
}
