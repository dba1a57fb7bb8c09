//! A person received at the office.

use maud::{Markup, html};
use office::intake::Reception;
use office::journal::Mark;

use crate::journal::{Context, Log, Words};
use crate::texts::T;
use crate::ui::form::{Field, Reader, Sheet};
use crate::ui::list::Column;

impl Log for Reception {
    const PATH: &'static str = "/receptions";
    const WORDS: Words = Words {
        title: "intake-receptions",
        lead: "intake-receptions-lead",
        new: "intake-reception-new",
        edit: "intake-reception-edit",
        none: "intake-receptions-none",
        added: "intake-reception-added",
    };
    const FIELDS: &'static [Field] = &[
        Field::select("org_code", "journal-org"),
        Field::date("on_date", "journal-day"),
        Field::text("client_name", "intake-client").optional().most(200),
        Field::text("purpose", "intake-purpose").optional().hint("intake-purpose-hint").most(500),
    ];
    const ROWS: &'static [&'static [&'static str]] =
        &[&["org_code", "on_date"], &["client_name"], &["purpose"]];

    const MAKES_REQUEST: Option<&'static str> = Some("reception");

    fn columns(t: T) -> Vec<Column> {
        vec![Column::text(t.get("intake-client")), Column::text(t.get("intake-purpose"))]
    }

    fn cells(&self, _t: T, _context: &Context) -> Vec<Markup> {
        vec![
            html! { (self.client_name.as_deref().unwrap_or_default()) },
            html! { (self.purpose.as_deref().unwrap_or_default()) },
        ]
    }

    fn read(mark: Mark, reader: &mut Reader) -> Option<Self> {
        Some(Self {
            mark,
            client_name: reader.maybe_text("client_name"),
            purpose: reader.maybe_text("purpose"),
        })
    }

    fn values(&self, _context: &Context) -> Vec<(&'static str, String)> {
        vec![
            ("client_name", self.client_name.clone().unwrap_or_default()),
            ("purpose", self.purpose.clone().unwrap_or_default()),
        ]
    }

    fn offer<'s>(sheet: Sheet<'s>, _t: T, _context: &Context) -> Sheet<'s> {
        sheet
    }
}
