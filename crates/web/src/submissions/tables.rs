//! The numbers of a form of a report: as they stand, as they are estimated, and the estimate to be typed.

use law::statistics::{FilledForm, Form, Line};
use maud::{Markup, html};
use office::submissions::{CellKey, CountedForm, SubmissionView};

use super::form::{cell_name, cell_url};
use crate::reports::{column_head, line_name};
use crate::texts::T;
use crate::ui::list::{Column, Phone, Row, Table};
use crate::ui::{Values, money};

fn key_of(form: &Form, row: &Line, column: &Line) -> CellKey {
    CellKey { form_key: form.key.clone(), row_key: row.key.clone(), column_key: column.key.clone() }
}

fn table(t: T, form: &'static Form, cell: impl Fn(usize, usize) -> Markup) -> Markup {
    let mut columns = vec![Column::text(t.get("reports-forms-line"))];
    columns.extend(form.columns.iter().map(|line| Column::number(column_head(t, line))));
    let row = |(row, line): (usize, &Line)| {
        let label = html! {
            @match line.level {
                0 => { strong { (line_name(t, line)) } }
                level => { ("\u{a0}\u{a0}".repeat(usize::from(level))) (line_name(t, line)) }
            }
        };
        Row::new(std::iter::once(label).chain((0..form.columns.len()).map(|column| cell(row, column))))
    };
    let drawn = Table {
        columns,
        rows: form.rows.iter().enumerate().map(row).collect(),
        phone: Phone::Scroll,
        caption_unseen: true,
        ..Table::new(t, "form", form.name.clone())
    };
    html! { div class="report-wide" { (drawn) } }
}

/// The form as it stands: what is sent, and under it what of it is estimated. Every number leads to its cell; what does not
/// agree, and what is explained, is marked.
pub fn numbers(t: T, view: &SubmissionView, counted: &CountedForm) -> Markup {
    let (form, sum) = (counted.form, counted.sum());
    let cell = |row: usize, column: usize| {
        let Some(value) = sum.cells[row][column] else { return html! {} };
        let key = key_of(form, &form.rows[row], &form.columns[column]);
        let estimate = counted.estimate.cells[row][column].unwrap_or_default();
        let wrong = view.checks.iter().any(|check| check.cell == key);
        let explained = view.explanations.iter().any(|said| said.cell == key);
        html! {
            a href=(cell_url(view.submission.id, &key)) { (money::number(t.lang(), value)) }
            @if wrong && !explained { " " strong { "!" span class="unseen" { (t.get("submissions-disagrees")) } } }
            @if explained { " " span aria-hidden="true" { "*" } span class="unseen" { (t.get("submissions-explained")) } }
            @if estimate != 0 {
                br; span class="soft" { (t.with("submissions-of-it-estimated", &[("n", money::number(t.lang(), estimate).into())])) }
            }
        }
    };
    table(t, form, cell)
}

/// The estimate of a form, a field for each cell.
pub fn estimates(t: T, counted: &CountedForm, own: &FilledForm, typed: Option<&Values>) -> Markup {
    let form = counted.form;
    let cell = |row: usize, column: usize| {
        let (Some(value), Some(actual)) = (own.cells[row][column], counted.actual.cells[row][column]) else {
            return html! {};
        };
        let (line, head) = (&form.rows[row], &form.columns[column]);
        let name = cell_name(&line.key, &head.key);
        let shown = typed.map_or_else(|| value.to_string(), |values| values.get(&name).to_owned());
        let label = format!("{} – {}", line_name(t, line), column_head(t, head));
        html! {
            span class="soft" { (money::number(t.lang(), actual)) " +" }
            div class="field w-tiny" {
                input type="text" inputmode="numeric" autocomplete="off" name=(name) value=(shown) aria-label=(label);
            }
        }
    };
    table(t, form, cell)
}
