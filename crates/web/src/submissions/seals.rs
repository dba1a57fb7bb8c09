//! Seals: the text that was signed, its papers, and the cases behind its cells.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use maud::html;
use office::exchange::Format;
use office::exchange::report::{form_document, form_file, form_file_name};
use office::submissions;
use uuid::Uuid;

use super::form;
use super::views::named;
use crate::cases::lines_table;
use crate::codes;
use crate::failure::{Page, PageFailure, show as answer};
use crate::gate::{App, At, Visitor};
use crate::reports::{column_head, line_name, send};
use crate::ui::form::Values;
use crate::ui::list::{Pager, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::{dates, money, page};

/// What was signed, to the letter.
pub async fn text(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let seal = submissions::text_of(app.desk(), &visitor.actor, id).await?;
    let name = format!("report-{}-{}-{}.json", seal.org_code.replace('.', ""), seal.period_to, seal.number);
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, seal.body).into_response())
}

/// A form of a seal as a file: `xlsx`, `docx`, `pdf`.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    At((id, key, kind)): At<(Uuid, String, String)>,
) -> Page {
    let (report, wording) = submissions::print(app.desk(), &visitor.actor, id, &key).await?;
    match kind.as_str() {
        "xlsx" => crate::files::send(form_file(&report, &wording, Format::Xlsx)?),
        "docx" | "pdf" => {
            send(app.desk(), form_document(&report, &wording), &form_file_name(&report), &kind).await
        }
        _ => Err(PageFailure::Missing),
    }
}

/// The cases that a cell of a seal counted.
pub async fn cases(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let cell = form::cell_of(&values).ok_or(PageFailure::Missing)?;
    let after =
        values.get("after").split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    let list =
        submissions::cases_of_cell(app.desk(), &visitor.actor, id, &cell, after.unwrap_or((0, 0))).await?;
    let t = visitor.t;
    let body_of = &list.sealed.body;
    let form = list.sealed.form(&cell.form_key).map(|it| it.form).ok_or(PageFailure::Missing)?;
    let row = form.rows.iter().find(|line| line.key == cell.row_key).map(|line| line_name(t, line));
    let column =
        form.columns.iter().find(|line| line.key == cell.column_key).map(|line| column_head(t, line));
    let title = format!("{}: {}", row.unwrap_or_default(), column.unwrap_or_default());
    let report = named(t, &codes::name(t, body_of.kind.0), body_of.to);
    let name = app.desk().name_of_organisation(&body_of.org);
    let address = form::at_cell(&format!("/seals/{id}/cases"), &cell);
    let pages = Pager {
        first: after.is_some().then(|| address.url()),
        previous: None,
        next: list.next.map(|(report, case)| address.with("after", &format!("{report}.{case}")).url()),
        shown: list.lines.len() as u64,
        total: None,
    };
    let moment = [("moment", dates::date_time(&body_of.as_of).into())];
    let body = html! {
        (heading(Some(&name), &title, html! {}))
        (lead(&t.get("submissions-sealed-cases")))
        p { strong { (form.code) } ". " (report) ". " (t.with("submissions-as-of", &moment)) " "
            (t.with("submissions-counted", &[("n", money::number(t.lang(), list.number).into())])) }
        @if list.gone > 0 { p class="hint" { (t.with("submissions-gone", &[("n", list.gone.into())])) } }
        (lines_table(&visitor, &list.lines, app.desk().today(), None))
        (pager(t, &pages))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.crumbs = vec![
        Crumb::link(t.get("submissions-title"), "/submissions"),
        Crumb::link(report, format!("/submissions/{}", body_of.submission)),
        Crumb::here(title.clone()),
    ];
    answer(page(&shell, body))
}
