//! Markup of documents.

use maud::{Markup, html};
use office::documents::{Draft, Form};
use uuid::Uuid;

use crate::codes;
use crate::gate::Visitor;
use crate::texts::{Lang, T};
use crate::ui::form::link_button;
use crate::ui::list::{Column, Empty, Phone, Row, Table};
use crate::ui::shell;
use crate::ui::summary::inset;

/// What documents belong to.
pub struct Thing {
    href: String,
    name: String,
}

impl Thing {
    pub fn case(id: Uuid, code: &str) -> Self {
        Self { href: format!("/cases/{id}"), name: code.to_owned() }
    }

    pub fn request(t: T, id: Uuid) -> Self {
        Self { href: format!("/requests/{id}"), name: t.get("documents-request") }
    }
}

/// The name of a form in the language of the screen.
pub fn name(t: T, form: &Form) -> String {
    match t.lang() {
        Lang::Vi => form.name.clone(),
        Lang::En => form.english.clone(),
    }
}

fn heading(t: T, thing: &Thing, title: &str, actions: Markup) -> Markup {
    html! {
        p { a href=(thing.href) { (t.with("documents-back", &[("name", thing.name.clone().into())])) } }
        (shell::heading(None, title, actions))
    }
}

pub fn index(visitor: &Visitor, thing: &Thing, forms: &[&'static Form]) -> Markup {
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
        caption_unseen: true,
        empty: Empty { title: t.get("documents-none"), text: t.get("documents-none-text"), action: None },
        ..Table::new(t, "forms", t.get("documents-title"))
    };
    html! {
        (heading(t, thing, &t.get("documents-title"), html! {}))
        p class="lead" { (t.get("documents-lead")) }
        (table)
    }
}

pub fn show(visitor: &Visitor, thing: &Thing, draft: &Draft) -> Markup {
    let t = visitor.t;
    let form = draft.form;
    let files = html! {
        (link_button(&t.get("documents-docx"), &format!("{}/documents/{}/docx", thing.href, form.key)))
    };
    html! {
        (heading(t, thing, &name(t, form), files))
        (inset(html! {
            p { (t.get("documents-draft")) }
            details {
                summary { (t.get("documents-source")) }
                p { (form.instrument) " — " (form.source) " (" (codes::named(t, "confidence", &form.confidence)) ")" }
            }
        }))
        (crate::ui::paper(&draft.html()))
    }
}
