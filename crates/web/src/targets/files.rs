//! Downloads of the table of targets, and how its files are worded.

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse as _;
use office::exchange::Format;
use office::exchange::report::Document;
use office::exchange::targets::{TargetWording, targets_document, targets_file, targets_json};
use office::targets::{TargetsRequest, TargetsTable};
use office::{Actor, Desk, Outcome};

use super::pages::{org_of, year_of};
use crate::codes;
use crate::failure::{Page, PageFailure};
use crate::gate::{App, At, Visitor};
use crate::reports;
use crate::texts::T;
use crate::ui::{Values, dates};

/// The table as a file: `csv`, `xlsx`, `json`, `docx`, `pdf`.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    At(kind): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let request = TargetsRequest::of_year(&org_of(&app, &visitor, &values), year_of(&app, &values));
    let desk = app.desk();
    let table = office::targets::table(desk, &visitor.actor, &request).await?.table;
    let name = format!("targets-{}-{}", table.org.replace('.', ""), table.year);
    match kind.as_str() {
        "csv" => {
            crate::files::send(with_wording(visitor.t, |it| targets_file(&table, it, Format::CsvForExcel))?)
        }
        "xlsx" => crate::files::send(with_wording(visitor.t, |it| targets_file(&table, it, Format::Xlsx))?),
        "json" => {
            let disposition = format!("attachment; filename=\"{name}.json\"");
            Ok(([(CONTENT_DISPOSITION, disposition)], axum::Json(targets_json(&table))).into_response())
        }
        "docx" | "pdf" => {
            let document = targets_paper(visitor.t, desk, &visitor.actor, &table).await?;
            reports::send(desk, document, &name, &kind).await
        }
        _ => Err(PageFailure::Missing),
    }
}

/// Hands over how the table is worded in a language.
pub fn with_wording<R>(t: T, make: impl FnOnce(&TargetWording<'_>) -> R) -> R {
    let wording = TargetWording {
        title: t.get("targets-title"),
        heads: [
            t.get("targets-name"),
            t.get("targets-org"),
            t.get("targets-appointed"),
            t.get("targets-band"),
            t.get("targets-head-pass"),
            t.get("targets-head-fair"),
            t.get("targets-head-good"),
            t.get("targets-level"),
            t.get("targets-forecast"),
            t.get("targets-running"),
            t.get("targets-head-due"),
            t.get("targets-head-late"),
            t.get("targets-training"),
        ],
        measure: &|measure| codes::name(t, measure),
        level: &|level| codes::name(t, level),
        seniority: &|seniority| codes::name(t, seniority),
        freed: &|ground| codes::name(t, ground),
    };
    make(&wording)
}

/// The table as a document.
pub async fn targets_paper(t: T, desk: &Desk, actor: &Actor, table: &TargetsTable) -> Outcome<Document> {
    let days = (table.from, table.to);
    let mut on_paper = reports::paper_wording(t, desk, actor, &table.org, days, table.as_of).await?;
    let unsure = table.providers.iter().filter_map(|row| row.target.as_ref()).find(|target| !target.sure);
    if unsure.is_some() {
        on_paper.about.push(t.get("targets-unsure"));
    }
    on_paper.about.push(t.with("targets-lead", &[("days", dates::period(table.from, table.to).into())]));
    Ok(with_wording(t, |wording| targets_document(table, wording, &on_paper)))
}
