//! A training course.

use maud::{Markup, html};
use office::journal::Mark;
use office::outreach::Training;

use crate::journal::{Context, Log, Words};
use crate::texts::T;
use crate::ui::form::{Field, Reader, Sheet};
use crate::ui::list::Column;
use crate::ui::money;

impl Log for Training {
    const PATH: &'static str = "/training";
    const WORDS: Words = Words {
        title: "outreach-training",
        lead: "outreach-training-lead",
        new: "outreach-training-new",
        edit: "outreach-training-edit",
        none: "outreach-training-none",
        added: "outreach-training-added",
    };
    const FIELDS: &'static [Field] = &[
        Field::select("org_code", "journal-org"),
        Field::date("on_date", "journal-day"),
        Field::text("title", "outreach-training-course").most(300),
        Field::number("participants", "outreach-participants"),
    ];
    const ROWS: &'static [&'static [&'static str]] =
        &[&["org_code", "on_date"], &["title"], &["participants"]];

    fn columns(t: T) -> Vec<Column> {
        vec![Column::text(t.get("outreach-training-course")), Column::number(t.get("outreach-participants"))]
    }

    fn cells(&self, t: T, _context: &Context) -> Vec<Markup> {
        vec![html! { (self.title) }, html! { (money::number(t.lang(), self.participants)) }]
    }

    fn read(mark: Mark, reader: &mut Reader) -> Option<Self> {
        let (title, participants) = (reader.text("title"), reader.number("participants"));
        Some(Self { mark, title, participants: participants? })
    }

    fn values(&self, _context: &Context) -> Vec<(&'static str, String)> {
        vec![("title", self.title.clone()), ("participants", self.participants.to_string())]
    }

    fn offer<'s>(sheet: Sheet<'s>, _t: T, _context: &Context) -> Sheet<'s> {
        sheet
    }

    fn sums(t: T, sums: &[i64]) -> Vec<String> {
        sums.iter().map(|sum| t.with("outreach-sum-participants", &[("n", (*sum).into())])).collect()
    }
}
