//! Downloads: the figures of a report and the lists behind them.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse as _;
use law::confidentiality::DisclosureGround;
use office::exchange::report::{
    FigureWording, export_cases_behind, export_cases_of_cell, figures_file, provinces_file,
};
use office::exchange::{Format, Wording};
use office::statistics::pivot::PivotRequest;
use office::statistics::{Chosen, Report, ReportRequest};

use super::{forms, names, pages};
use crate::codes;
use crate::failure::{Page, PageFailure};
use crate::gate::{App, Visitor};
use crate::texts::T;
use crate::ui::Values;

/// A kind of file that people open in a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    fn format(self) -> Format {
        match self {
            Kind::Csv => Format::CsvForExcel,
            Kind::Xlsx => Format::Xlsx,
        }
    }
}

pub async fn csv(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    figures(app, visitor, query, Kind::Csv).await
}

pub async fn xlsx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    figures(app, visitor, query, Kind::Xlsx).await
}

/// The object of the contract, as the interface for programs gives it.
pub async fn json(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    let report = report(app, &visitor, query).await?;
    let name = format!("figures-{}-{}-{}.json", report.org.replace('.', ""), report.from, report.to);
    Ok(([(CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))], Json(report)).into_response())
}

pub async fn docx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    paper(app, visitor, query, "docx").await
}

pub async fn pdf(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    paper(app, visitor, query, "pdf").await
}

async fn paper(State(app): State<App>, visitor: Visitor, query: RawQuery, kind: &str) -> Page {
    let report = report(State(app.clone()), &visitor, query).await?;
    let document = forms::figures_paper(visitor.t, app.desk(), &visitor.actor, &report).await?;
    let name = format!("figures-{}-{}-{}", report.org.replace('.', ""), report.from, report.to);
    forms::send(app.desk(), document, &name, kind).await
}

async fn figures(app: State<App>, visitor: Visitor, query: RawQuery, kind: Kind) -> Page {
    let report = report(app, &visitor, query).await?;
    let file = figures_file(&report, &figure_wording(visitor.t), kind.format())?;
    crate::files::send(file)
}

async fn report(
    State(app): State<App>,
    visitor: &Visitor,
    RawQuery(query): RawQuery,
) -> Result<Report, PageFailure> {
    let values = Values::parse(&query.unwrap_or_default());
    let (request, _) = pages::request(&app, visitor, &values).await?;
    Ok(office::statistics::report(app.desk(), &visitor.actor, &request).await?)
}

/// How files of figures are worded in a language.
pub fn figure_wording(t: T) -> FigureWording<'static> {
    FigureWording {
        titles: [
            t.get("reports-file-id"),
            t.get("reports-file-name"),
            t.get("reports-file-unit"),
            t.get("reports-file-value"),
            t.get("reports-file-org"),
            t.get("reports-file-from"),
            t.get("reports-file-to"),
            t.get("reports-file-geography"),
            t.get("reports-file-as-of"),
        ],
        indicator: Box::new(move |indicator| (names::name(t, indicator), names::unit(t, indicator))),
        geography: Box::new(move |geography| codes::name(t, geography)),
    }
}

/// One row a province.
pub fn provinces(
    t: T,
    request: &ReportRequest,
    rows: &[Report],
    name: impl Fn(&Report) -> String,
    kind: Kind,
) -> Page {
    let rows: Vec<(String, &Report)> = rows.iter().map(|row| (name(row), row)).collect();
    let (org, province) = (t.get("reports-file-org"), t.get("reports-provinces-province"));
    let file = provinces_file(&rows, request, [org.as_str(), province.as_str()], kind.format())?;
    crate::files::send(file)
}

/// Which cases a list holds.
pub enum Listed<'a> {
    /// Those behind a number of a report.
    Behind(&'a ReportRequest, Chosen<'a>),
    /// Those of one cell of a table of figures.
    Cell(&'a PivotRequest, (&'a str, Option<&'a str>)),
}

/// The cases behind a figure, on a ground.
pub async fn cases(
    app: &App,
    visitor: &Visitor,
    listed: Listed<'_>,
    (kind, ground): (Kind, Option<DisclosureGround>),
) -> Page {
    let t = visitor.t;
    let wording = Wording {
        titles: [
            t.get("cases-file-code"),
            t.get("cases-org"),
            t.get("cases-client"),
            t.get("reports-number-persons"),
            t.get("cases-form"),
            t.get("cases-field"),
            t.get("cases-accepted-on"),
            t.get("cases-closed-on"),
            t.get("cases-outcome"),
            t.get("cases-provider"),
        ],
        code: &|list, code| codes::named(t, list, code),
    };
    let (desk, actor, how) = (app.desk(), &visitor.actor, (kind.format(), ground));
    let file = match listed {
        Listed::Behind(request, chosen) => {
            export_cases_behind(desk, actor, request, chosen, how, &wording).await?
        }
        Listed::Cell(request, place) => {
            export_cases_of_cell(desk, actor, request, place, how, &wording).await?
        }
    };
    crate::files::send(file)
}
