//! The dated rules and the working calendar: what holds on which day, on which basis, how sure that is; a new row is
//! shown with what it changes before it is taken.
//!
//! `pages` and `views` show and add rows, `calendar` the year, the days of single provinces and a small calculator.

mod calendar;
mod pages;
mod views;

use law::access::Permission;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(52, "/rules", "rules-title", Some(Permission::ReadDirectory))
        .get("/rules", pages::index)
        .get("/rules/new", pages::new)
        .post("/rules/preview", pages::preview)
        .post("/rules", pages::create)
        .get("/rules/{id}/withdrawal", pages::withdrawal)
        .post("/rules/{id}/withdrawal", pages::withdraw)
        .get("/calendar", calendar::index)
        .post("/calendar/days", calendar::create)
        .post("/calendar/days/{province}/{day}/removal", calendar::remove)
}
