//! Tables of figures: rows of labels, cells that name an indicator. What stands in which table is
//! declared in `layout`.

use maud::{Markup, html};

use super::names;
use super::numbers::Numbers;
use crate::ui::figures::define;
use crate::ui::list::{Column, Phone, Row, Table};

/// A table of figures.
pub struct FigureTable<'a> {
    pub id: &'a str,
    pub title: String,
    /// Head of the labels.
    pub what: String,
    /// Heads of the numbers.
    pub heads: Vec<String>,
    pub lines: Vec<Line>,
    /// The totals under the lines.
    pub foot: Option<Line>,
    /// Words under the table.
    pub note: Option<String>,
}

/// A line: its label, and the indicator of each cell. A cell that is not counted stays empty.
pub struct Line {
    pub label: String,
    pub cells: Vec<Option<String>>,
}

impl Line {
    pub fn new<I: Into<String>>(label: impl Into<String>, cells: impl IntoIterator<Item = I>) -> Self {
        Self { label: label.into(), cells: cells.into_iter().map(|id| Some(id.into())).collect() }
    }

    /// A line without the first number.
    pub fn after_a_gap<I: Into<String>>(
        label: impl Into<String>,
        cells: impl IntoIterator<Item = I>,
    ) -> Self {
        let mut line = Self::new(label, cells);
        line.cells.insert(0, None);
        line
    }

    fn row(&self, numbers: &Numbers) -> Row {
        let cells = self.cells.iter().map(|id| match id {
            Some(id) => numbers.cell(id),
            None => html! {},
        });
        Row::new(std::iter::once(html! { (self.label) }).chain(cells))
    }
}

/// Draws a table with the way its numbers are counted.
pub fn figure_table(numbers: &Numbers, table: &FigureTable) -> Markup {
    let t = numbers.t;
    let mut columns = vec![Column::text(&table.what)];
    columns.extend(table.heads.iter().map(Column::number));
    let drawn = Table {
        columns,
        rows: table.lines.iter().map(|line| line.row(numbers)).collect(),
        foot: table.foot.as_ref().map(|line| line.row(numbers)),
        phone: Phone::Scroll,
        ..Table::new(t, table.id, &table.title)
    };
    html! {
        div class="report-table" {
            (drawn)
            @if let Some(note) = &table.note { p class="hint" { (note) } }
            (define(&t.get("reports-definitions"), definitions(numbers, table)))
        }
    }
}

/// Each kind of number of the table once: its name and how it is counted.
fn definitions(numbers: &Numbers, table: &FigureTable) -> Markup {
    let t = numbers.t;
    let mut families: Vec<&str> = Vec::new();
    for id in table.lines.iter().chain(&table.foot).flat_map(|line| line.cells.iter().flatten()) {
        let family = numbers.figure(id).indicator.family;
        if !families.contains(&family) {
            families.push(family);
        }
    }
    html! {
        dl class="facts" {
            @for family in families {
                div { dt { (names::family_name(t, family)) } dd { (names::definition(t, family)) } }
            }
        }
    }
}
