//! Bars, drawn as SVG without inline style, with the same figures as a table beside them.
//!
//! Lengths are percentages and there is no view box, so letters keep their size on every screen.

use maud::{Markup, Render, html};

use super::list::{Column, Phone, Row, Table};
use super::money;
use crate::texts::T;

const ROW_HEIGHT: usize = 46;
const BAR_TOP: usize = 22;
const BAR_HEIGHT: usize = 14;
/// The longest bar leaves room for its number.
const LONGEST: f64 = 78.0;

#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    /// Never negative: counts.
    pub value: u64,
    pub href: Option<String>,
}

/// A bar chart of counts.
pub struct Chart<'a> {
    pub t: T,
    pub id: &'a str,
    pub title: String,
    /// What the picture shows, in one sentence, for who cannot see it.
    pub description: String,
    /// The heads of the two columns of the table.
    pub label: String,
    pub value: String,
    pub bars: Vec<Bar>,
}

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        html! {
            figure class="chart" {
                figcaption { (self.title) }
                div class="chart-sides" { (self.drawing()) (self.table()) }
            }
        }
    }
}

impl Chart<'_> {
    fn drawing(&self) -> Markup {
        let most = self.bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
        html! {
            svg role="img" aria-labelledby={ (self.id) "-title " (self.id) "-about" } width="100%" height=(self.bars.len() * ROW_HEIGHT) {
                title id={ (self.id) "-title" } { (self.title) }
                desc id={ (self.id) "-about" } { (self.description) }
                @for (place, bar) in self.bars.iter().enumerate() { (self.bar(place * ROW_HEIGHT, bar, most)) }
            }
        }
    }

    fn bar(&self, top: usize, bar: &Bar, most: u64) -> Markup {
        let length = LONGEST * bar.value as f64 / most as f64;
        let length = format!("{:.2}%", length.max(0.5));
        html! {
            text x="0" y=(top + BAR_TOP - 7) { (bar.label) }
            rect x="0" y=(top + BAR_TOP) width=(length) height=(BAR_HEIGHT) rx="2" {}
            text class="chart-value" x=(length) dx="8" y=(top + BAR_TOP + BAR_HEIGHT - 2) { (money::number(self.t.lang(), bar.value as i64)) }
        }
    }

    fn table(&self) -> Markup {
        let id = format!("{}-table", self.id);
        let line = |bar: &Bar| {
            let number = money::number(self.t.lang(), bar.value as i64);
            let number = match &bar.href {
                Some(href) => html! { a href=(href) { (number) } },
                None => html! { (number) },
            };
            Row::new([html! { (bar.label) }, number])
        };
        Table {
            caption_unseen: true,
            phone: Phone::Scroll,
            columns: vec![Column::text(&self.label), Column::number(&self.value)],
            rows: self.bars.iter().map(line).collect(),
            ..Table::new(self.t, &id, &self.title)
        }
        .render()
    }
}
