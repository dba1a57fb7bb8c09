//! Handlers of the month: read, call the act, show.

use axum::extract::{RawQuery, State};
use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use office::duty::{self, Planning};

use super::views;
use crate::failure::{Page, see, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::ui::form::Values;

/// The month that is asked for as `2026-12`; this one without any.
fn month_of(app: &App, text: &str) -> NaiveDate {
    let today = app.desk().today();
    let asked = text.split_once('-').and_then(|(year, month)| {
        let year: i32 = year.trim().parse().ok().filter(|year| (1990..=2200).contains(year))?;
        NaiveDate::from_ymd_opt(year, month.trim().parse().ok()?, 1)
    });
    asked.unwrap_or(today)
}

/// Where a month lies.
pub fn address(day: NaiveDate) -> String {
    format!("/duty?month={}", code(day))
}

/// A month as it stands in addresses.
pub fn code(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// The roster of a month.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let day = month_of(&app, values.get("month"));
    let month = duty::month(app.desk(), &visitor.actor, day).await?;
    answer(views::index(&visitor, app.desk(), &month))
}

/// Plans a month, what is missing of it or the whole anew.
pub async fn plan(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::AssignProviders)?;
    let month = month_of(&app, fields.get("month"));
    let asked =
        Planning { month, lawyers: !fields.get("lawyers").is_empty(), anew: fields.get("how") == "anew" };
    let planned = duty::plan(app.desk(), &visitor.actor, asked).await?;
    let (shifts, open) = (planned.shifts.to_string(), planned.open.to_string());
    see(&address(month)).flash_with("duty-planned", &[("n", &shifts), ("open", &open)]).into()
}

/// Puts the list of a month out.
pub async fn publish(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::AssignProviders)?;
    let month = month_of(&app, fields.get("month"));
    duty::publish(app.desk(), &visitor.actor, month).await?;
    see(&address(month)).flash("duty-published-now").into()
}
