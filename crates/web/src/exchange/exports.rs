//! Downloads of registers, and of the case list as it is shown.

use axum::extract::{RawQuery, State};
use law::confidentiality::{DisclosureGround, Leaving, grounds_for, works_within};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::exchange::{self, ExportRequest, FileKind, Format, Wording};
use office::staff::Organisation;

use super::form::EXPORT;
use crate::cases::filter_of;
use crate::codes;
use crate::confidentiality::leaving;
use crate::failure::{Page, PageFailure, again, show};
use crate::files;
use crate::gate::{App, Visitor};
use crate::texts::Text;
use crate::ui::form::{self, Choice, FieldErrors, Reader, Sheet, Values};
use crate::ui::shell::{heading, lead};

/// The form to choose what to take out.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let (kinds, organisations) = offer(&app, &visitor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    let usual = grounds_for(Leaving::List, works_within(visitor.actor.role))[0];
    for (name, value) in [
        ("kind", kinds[0].code()),
        ("format", "xlsx"),
        ("org", visitor.actor.org.as_str()),
        ("ground", usual.code()),
    ] {
        if values.get(name).is_empty() {
            values.set(name, value);
        }
    }
    show(view(&visitor, &kinds, &organisations, &values, &FieldErrors::default()))
}

async fn offer(app: &App, visitor: &Visitor) -> Result<(Vec<FileKind>, Vec<Organisation>), PageFailure> {
    let kinds = exchange::kinds_to_export(app.desk(), &visitor.actor);
    if kinds.is_empty() {
        return Err(PageFailure::Denied);
    }
    let reach = app.desk().reach_of(&visitor.actor);
    let mut organisations = office::staff::list_organisations(app.desk(), &visitor.actor).await?;
    organisations.retain(|unit| reach.covers(&unit.code));
    Ok((kinds, organisations))
}

/// The file that the form asks for.
pub async fn file(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let (kinds, organisations) = offer(&app, &visitor).await?;
    let values = Values::parse(&query.unwrap_or_default());
    let mut read = Reader::new(EXPORT, &values);
    let kind = read.choice("kind", |code| FileKind::from_code(code).filter(|kind| kinds.contains(kind)));
    let org = read.choice("org", |code| {
        organisations.iter().find(|unit| unit.code == code).map(|unit| unit.code.clone())
    });
    let (from, to) = (read.date("from"), read.date("to"));
    let format = read.choice("format", format_of);
    let ground = read.choice("ground", DisclosureGround::from_code);
    let dated = kind.is_some_and(|kind| {
        !matches!(kind, FileKind::Providers | FileKind::Organisations | FileKind::Agencies)
    });
    if !dated && (from.is_some() || to.is_some()) {
        read.refuse("from", Text::Key("exchange-no-days"));
    }
    let request = match (kind, format) {
        (Some(kind), Some(format)) => read.done(ExportRequest { kind, org, from, to, format, ground }),
        _ => Err(read.errors()),
    };
    match request {
        Ok(request) => files::send(exchange::export(app.desk(), &visitor.actor, &request).await?),
        Err(errors) => again(view(&visitor, &kinds, &organisations, &values, &errors)),
    }
}

fn format_of(code: &str) -> Option<Format> {
    match code {
        "csv" => Some(Format::CsvForExcel),
        "xlsx" => Some(Format::Xlsx),
        _ => None,
    }
}

fn view(
    visitor: &Visitor,
    kinds: &[FileKind],
    organisations: &[Organisation],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-exports");
    let sheet = Sheet::new(t, values, errors)
        .choices("kind", kinds.iter().map(|kind| Choice::new(kind.code(), codes::name(t, *kind))))
        .choices(
            "org",
            organisations
                .iter()
                .map(|unit| Choice::new(&unit.code, format!("{} ({})", unit.name, unit.code))),
        )
        .choices("ground", leaving::choices(t, grounds_for(Leaving::List, works_within(visitor.actor.role))))
        .choices("format", [Choice::new("xlsx", "Excel (XLSX)"), Choice::new("csv", "CSV")]);
    visitor.page(
        &title,
        html! {
            (form::error_summary(t, errors))
            (heading(None, &title, html! {}))
            (lead(&t.get("exchange-exports-lead")))
            form class="form" action="/exports/file" method="get" novalidate {
                (sheet.all(EXPORT))
                (form::actions(form::submit(&t.get("exchange-take-out")), html! {}))
            }
        },
    )
}

/// The case list as CSV.
pub async fn cases_csv(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    cases_as(app, &visitor, query, Format::CsvForExcel).await
}

/// The case list as a workbook.
pub async fn cases_xlsx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    cases_as(app, &visitor, query, Format::Xlsx).await
}

async fn cases_as(
    State(app): State<App>,
    visitor: &Visitor,
    RawQuery(query): RawQuery,
    format: Format,
) -> Page {
    let t = visitor.t;
    let values = Values::parse(&query.unwrap_or_default());
    let ground = leaving::read(&values).ground;
    let filter = filter_of(&values);
    let titles = [
        t.get("cases-file-code"),
        t.get("cases-org"),
        t.get("cases-client"),
        t.get("exchange-beneficiaries"),
        t.get("cases-form"),
        t.get("cases-field"),
        t.get("cases-accepted-on"),
        t.get("cases-closed-on"),
        t.get("cases-outcome"),
        t.get("cases-provider"),
    ];
    let wording = Wording { titles, code: &|list, code| codes::named(t, list, code) };
    let how = (format, ground);
    files::send(exchange::export_cases(app.desk(), &visitor.actor, &filter, how, &wording).await?)
}
