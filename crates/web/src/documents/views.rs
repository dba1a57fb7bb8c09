//! Markup of forms and drafts.

use law::access::Permission;
use law::documents::{DocumentState, spelled_number};
use maud::{Markup, html};
use office::documents::{About, Draft, Form, Label, Record, Slot};

use super::pages::PLACE;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{Lang, T, prefix};
use crate::ui::dates;
use crate::ui::form::{self, link_button};
use crate::ui::list::{Column, Empty, Phone, Row, Table};
use crate::ui::shell;
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, inset};

/// What documents belong to.
pub struct Thing {
    pub href: String,
    pub name: String,
}

impl Thing {
    pub fn of(t: T, about: About, code: &str) -> Self {
        match about {
            About::Case(id) => Self { href: format!("/cases/{id}"), name: code.to_owned() },
            About::Request(id) => Self { href: format!("/requests/{id}"), name: t.get("documents-request") },
        }
    }
}

/// The name of a form in the language of the screen.
pub fn name(t: T, form: &Form) -> String {
    match t.lang() {
        Lang::Vi => form.name.clone(),
        Lang::En => form.english.clone(),
    }
}

pub fn heading(t: T, thing: &Thing, title: &str, actions: Markup) -> Markup {
    html! {
        p { a href=(thing.href) { (t.with("documents-back", &[("name", thing.name.clone().into())])) } }
        (shell::heading(None, title, actions))
    }
}

/// Where a document stands, by word and colour.
pub fn standing(t: T, state: DocumentState) -> Markup {
    let tone = match state {
        DocumentState::Drafted => Tone::Plain,
        DocumentState::Numbered | DocumentState::Signed => Tone::Info,
        DocumentState::Issued => Tone::Good,
        DocumentState::Replaced | DocumentState::Cancelled => Tone::Soon,
    };
    badge(tone, &codes::name(t, state))
}

pub fn index(visitor: &Visitor, thing: &Thing, forms: &[&'static Form], kept: &[Record]) -> Markup {
    let t = visitor.t;
    let rows = forms.iter().map(|form| {
        Row::new([
            html! { (form.code) },
            html! { (name(t, form)) },
            html! { (form.instrument) },
            html! { (codes::named(t, "form-filler", &form.filled_by)) },
        ])
        .link(format!("{}/documents/{}", thing.href, form.key))
    });
    let table = Table {
        columns: vec![
            Column::code(t.get("documents-code")),
            Column::text(t.get("documents-name")),
            Column::text(t.get("documents-instrument")),
            Column::text(t.get("documents-filled-by")),
        ],
        rows: rows.collect(),
        phone: Phone::Cards,
        empty: Empty { title: t.get("documents-none"), text: t.get("documents-none-text"), action: None },
        ..Table::new(t, "forms", t.get("documents-forms"))
    };
    html! {
        (heading(t, thing, &t.get("documents-title"), html! {}))
        p class="lead" { (t.get("documents-lead")) }
        @if !kept.is_empty() { (kept_table(t, kept)) }
        (table)
    }
}

/// The documents of one thing that are kept here.
fn kept_table(t: T, kept: &[Record]) -> Markup {
    let rows = kept.iter().map(|record| {
        let number = record.number.map(|number| spelled_number(number, &record.symbol));
        Row::new([
            html! { (number.unwrap_or_else(|| t.get("documents-without-number"))) },
            html! { (record.title) },
            html! { (record.dated_on.map(dates::date).unwrap_or_default()) },
            standing(t, record.state.0),
        ])
        .link(format!("/documents/{}", record.id))
    });
    let table = Table {
        columns: vec![
            Column::code(t.get("documents-number")),
            Column::text(t.get("documents-name")),
            Column::code(t.get("documents-dated-on")),
            Column::text(t.get("documents-state")),
        ],
        rows: rows.collect(),
        ..Table::new(t, "kept", t.get("documents-kept"))
    };
    html! { (table) }
}

/// The words of a place.
fn label(t: T, slot: &Slot) -> String {
    match &slot.label {
        Label::Said(words) => words.clone(),
        Label::Fact(name) => t.code(prefix!("documents-fact"), name),
    }
}

/// The places of a document, to be typed into.
pub fn places(t: T, slots: &[Slot]) -> Markup {
    html! {
        @for slot in slots {
            @let id = format!("{PLACE}{}", slot.name);
            @let hint = format!("{id}-hint");
            div class="field w-full" {
                label for=(id) { (label(t, slot)) " " span class="optional" { (t.get("ui-form-optional")) } }
                @if !slot.known.is_empty() {
                    p class="hint" id=(hint) { (t.with("documents-otherwise", &[("known", slot.known.clone().into())])) }
                }
                textarea id=(id) name=(id) rows="2" aria-describedby=[(!slot.known.is_empty()).then_some(hint.as_str())] {
                    (slot.typed)
                }
            }
        }
    }
}

pub fn show(visitor: &Visitor, thing: &Thing, draft: &Draft, new: &str) -> Markup {
    let t = visitor.t;
    let form = draft.form;
    let path = format!("{}/documents/{}", thing.href, form.key);
    let files = html! {
        (link_button(&t.get("documents-pdf"), &format!("{path}/pdf")))
        (link_button(&t.get("documents-docx"), &format!("{path}/docx")))
    };
    let keeps = form.numbered_as().is_some() && visitor.may(Permission::DraftDocuments);
    html! {
        (heading(t, thing, &name(t, form), files))
        (inset(html! {
            p { (t.get(if keeps { "documents-draft-to-keep" } else { "documents-draft" })) }
            details {
                summary { (t.get("documents-source")) }
                p { (form.instrument) " — " (form.source) " (" (codes::named(t, "confidence", &form.confidence)) ")" }
            }
        }))
        @if keeps { (begin(visitor, &path, draft, new)) }
        (crate::ui::paper(&draft.html()))
    }
}

fn begin(visitor: &Visitor, path: &str, draft: &Draft, new: &str) -> Markup {
    let t = visitor.t;
    let body = form::form(
        path,
        &visitor.csrf,
        html! {
            (form::hidden("id", new))
            @if !draft.slots.is_empty() {
                details class="more" {
                    summary { (t.with("documents-places", &[("n", draft.slots.len().into())])) }
                    div class="form" { (places(t, &draft.slots)) }
                }
            }
            (form::actions(form::submit(&t.get("documents-begin")), html! {}))
        },
    );
    card(&t.get("documents-begin-title"), html! {}, body)
}
