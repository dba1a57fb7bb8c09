//! Handler of the dashboard: whose, and which month it ends with.

use axum::extract::{RawQuery, State};
use office::dashboard;

use super::views;
use crate::failure::{Page, show};
use crate::gate::{App, Visitor};
use crate::reports::{Reached, organisations_in_reach};
use crate::ui::{Values, dates, page};

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let org = Some(values.get("org")).filter(|org| !org.is_empty()).unwrap_or(&visitor.actor.org);
    let month = dashboard::month_of(values.get("month"), app.desk().today());
    let board = dashboard::view(app.desk(), &visitor.actor, org, month).await?;
    let organisations: Vec<Reached> = organisations_in_reach(app.desk(), &visitor.actor).await?;
    let mut shell = visitor.shell(&visitor.t.get("dashboard-title"));
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&board.reckoned_at));
    let name = app.desk().name_of_organisation(org);
    show(page(&shell, views::board(&visitor, (&name, app.desk().today()), &organisations, &board)))
}
