//! Handlers of the report: read what is asked, report, show.

use axum::extract::{RawQuery, State};
use law::access::Permission;
use office::statistics::ReportRequest;

use super::reach::{self, Reached};
use super::views::{self, Ground};
use super::{form, presets};
use crate::failure::{Page, PageFailure, again, show};
use crate::gate::{App, Visitor};
use crate::ui::form::FieldErrors;
use crate::ui::{Values, dates, page};

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (asked, organisations) = asked(&app, &visitor, &values).await?;
    let request = match asked {
        Ok(request) => request,
        Err(errors) => return wrong(&app, &visitor, &organisations, ("/reports/period", &values), &errors),
    };
    let report = office::statistics::report(app.desk(), &visitor.actor, &request).await?;
    let org_name = reach::name_of(app.desk(), &visitor.actor, &request).await?;
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations, org_name };
    let mut shell = visitor.shell(&visitor.t.get("reports-title"));
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&report.as_of));
    show(page(&shell, views::period(&ground, &request, &report)))
}

/// The page again, with what is wrong with what was asked.
pub fn wrong(
    app: &App,
    visitor: &Visitor,
    organisations: &[Reached],
    (path, values): (&str, &Values),
    errors: &FieldErrors,
) -> Page {
    let ground = Ground { visitor, desk: app.desk(), organisations, org_name: String::new() };
    let mut shell = visitor.shell(&visitor.t.get("reports-title"));
    shell.wide = true;
    shell.error_in_title = true;
    again(page(&shell, views::wrong(&ground, path, values, errors)))
}

/// What is asked, or what is wrong with it, and the organisations there are to ask about.
pub async fn asked(
    app: &App,
    visitor: &Visitor,
    values: &Values,
) -> Result<(Result<ReportRequest, FieldErrors>, Vec<Reached>), PageFailure> {
    // A form that is wrong never comes to the act that would ask.
    if !visitor.may(Permission::ReadFigures) {
        return Err(PageFailure::Denied);
    }
    let organisations = reach::organisations(app.desk(), &visitor.actor).await?;
    let usual = presets::usual(app.desk().today());
    Ok((form::read(values, &visitor.actor.org, usual), organisations))
}

/// The same for lists and files, whose addresses come from our own pages.
pub async fn request(
    app: &App,
    visitor: &Visitor,
    values: &Values,
) -> Result<(ReportRequest, Vec<Reached>), PageFailure> {
    let (request, organisations) = asked(app, visitor, values).await?;
    Ok((request.map_err(|_| PageFailure::Missing)?, organisations))
}
