//! Why a number changed: the cells that differ between two seals, or a seal and now, and the cases that made it so.

use axum::extract::{RawQuery, State};
use law::statistics::Became;
use maud::{Markup, html};
use office::submissions::{self, CellChange, CellKey, ChangeLine, Changes, Compared};
use uuid::Uuid;

use super::form::{at_cell, cell_of};
use super::views::named;
use crate::codes;
use crate::failure::{Page, PageFailure, show as answer};
use crate::gate::{App, At, Visitor};
use crate::reports::{column_head, line_name};
use crate::texts::{T, prefix};
use crate::ui::form::Values;
use crate::ui::list::{Address, Column, Empty, Pager, Phone, Row, Table, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::badge;
use crate::ui::{dates, money, page};

/// Cells that are shown at once.
const CELLS: usize = 60;

pub async fn index(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let seal = Uuid::parse_str(values.get("seal")).map_err(|_| PageFailure::Missing)?;
    let with = match values.get("with") {
        "" => Compared::Now,
        text => Compared::Seal(Uuid::parse_str(text).map_err(|_| PageFailure::Missing)?),
    };
    let cell = cell_of(&values);
    let last = Uuid::parse_str(values.get("after")).ok();
    let found = submissions::changes(app.desk(), &visitor.actor, seal, with, cell.as_ref(), last).await?;
    if found.before.body.submission != id {
        return Err(PageFailure::Missing);
    }
    let t = visitor.t;
    let title = t.get("submissions-why");
    let before = &found.before.body;
    let report = named(t, &codes::name(t, before.kind.0), before.to);
    let name = app.desk().name_of_organisation(&before.org);
    let mut address = Address::new(format!("/submissions/{id}/changes"), Values::default())
        .with("seal", values.get("seal"));
    if !values.get("with").is_empty() {
        address = address.with("with", values.get("with"));
    }
    let body = html! {
        (heading(Some(&name), &title, html! {}))
        (lead(&t.get("submissions-why-lead")))
        p { (compared(t, &found)) }
        (cells(t, &found.cells, &address, cell.as_ref()))
        (cases(t, &found, &address, cell.as_ref(), last.is_some()))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.crumbs = vec![
        Crumb::link(t.get("submissions-title"), "/submissions"),
        Crumb::link(report, format!("/submissions/{id}")),
        Crumb::here(title.clone()),
    ];
    answer(page(&shell, body))
}

fn compared(t: T, found: &Changes) -> String {
    let of = |body: &submissions::Body| {
        let args = [
            ("report", named(t, &codes::name(t, body.kind.0), body.to).into()),
            ("n", i64::from(body.number).into()),
            ("moment", dates::date_time(&body.as_of).into()),
        ];
        t.with("submissions-compared-seal", &args)
    };
    let after = found.after.as_ref().map_or_else(|| t.get("submissions-compared-now"), |it| of(&it.body));
    t.with("submissions-compared", &[("before", of(&found.before.body).into()), ("after", after.into())])
}

fn cells(t: T, cells: &[CellChange], address: &Address, chosen: Option<&CellKey>) -> Markup {
    let row = |change: &CellChange| {
        let (line, head) = (&change.form.rows[change.row], &change.form.columns[change.column]);
        let key = CellKey {
            form_key: change.form.key.clone(),
            row_key: line.key.clone(),
            column_key: head.key.clone(),
        };
        let url = address
            .with("form", &key.form_key)
            .with("row", &key.row_key)
            .with("column", &key.column_key)
            .url();
        let name = format!("{}: {}", line_name(t, line), column_head(t, head));
        let number = |value: i64| html! { (money::number(t.lang(), value)) };
        let by = change.after - change.before;
        Row::new([
            html! { a href=(url) aria-current=[(Some(&key) == chosen).then_some("true")] { (name) } },
            html! { (change.form.code) },
            number(change.before),
            number(change.after),
            html! { @if by > 0 { "+" } (money::number(t.lang(), by)) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("submissions-cell")),
            Column::text(t.get("submissions-form")),
            Column::number(t.get("submissions-before")),
            Column::number(t.get("submissions-after")),
            Column::number(t.get("submissions-by")),
        ],
        rows: cells.iter().take(CELLS).map(row).collect(),
        phone: Phone::Scroll,
        empty: Empty {
            title: t.get("submissions-no-cells"),
            text: t.get("submissions-no-cells-text"),
            action: None,
        },
        ..Table::new(t, "cells", t.with("submissions-cells", &[("n", cells.len().into())]))
    };
    html! { (table) @if cells.len() > CELLS { p class="hint" { (t.with("submissions-more-cells", &[("n", (cells.len() - CELLS).into())])) } } }
}

fn cases(t: T, found: &Changes, address: &Address, cell: Option<&CellKey>, is_later: bool) -> Markup {
    let [added, removed, corrected] = found.counts;
    let args = [("added", added.into()), ("removed", removed.into()), ("corrected", corrected.into())];
    let address = match cell {
        Some(cell) => {
            let all = at_cell("", cell);
            all.query().pairs().fold(address.clone(), |made, (name, value)| made.with(name, value))
        }
        None => address.clone(),
    };
    let pages = Pager {
        first: is_later.then(|| address.url()),
        previous: None,
        next: found.next.map(|next| address.with("after", &next.to_string()).url()),
        shown: found.lines.len() as u64,
        total: None,
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("submissions-case")),
            Column::text(t.get("submissions-became")),
            Column::code(t.get("submissions-event-on")),
            Column::code(t.get("submissions-entered-at")),
            Column::text(t.get("submissions-entered-by")),
        ],
        rows: found.lines.iter().map(|line| case_row(t, line)).collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("submissions-no-cases"),
            text: t.get("submissions-no-cases-text"),
            action: None,
        },
        ..Table::new(t, "cases", t.get("submissions-changed-cases"))
    };
    html! {
        section aria-labelledby="changed" {
            h2 id="changed" { (t.get("submissions-changed-cases")) }
            p { (t.with("submissions-changed-counts", &args)) }
            @if cell.is_some() { p { a href=(address.without("form").without("row").without("column").url()) { (t.get("submissions-all-cells")) } } }
            (table)
            (pager(t, &pages))
        }
    }
}

fn case_row(t: T, line: &ChangeLine) -> Row {
    let tone = match line.became {
        Became::Added => Tone::Info,
        Became::Removed => Tone::Soon,
        Became::Corrected => Tone::Plain,
    };
    let became = match line.became {
        Became::Added => "added",
        Became::Removed => "removed",
        Became::Corrected => "corrected",
    };
    let code = line.line.as_ref().map_or_else(|| t.get("submissions-case-gone"), |it| it.file_code.clone());
    let row = Row::new([
        html! { (code) },
        badge(tone, &t.code(prefix!("submissions-became"), became)),
        html! { @if let Some(day) = line.event_on { (dates::date(day)) } },
        html! {
            @if let Some(at) = &line.entered_at { (dates::date_time(at)) }
            @if let Some(lag) = line.lag.filter(|lag| *lag > 0) {
                " " (badge(Tone::Soon, &t.with("submissions-lag", &[("n", lag.into())])))
            }
        },
        html! { (line.entered_by.clone().unwrap_or_default()) },
    ]);
    match &line.line {
        Some(known) => row.link(format!("/cases/{}", known.id)),
        None => row,
    }
}
