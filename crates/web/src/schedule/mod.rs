//! The calendar of people, by week and by day, and the private feed for a telephone.
//!
//! `pages` handlers · `views` the calendar · `feeds` the feed. The working calendar of holidays is in `rules`.

mod feeds;
mod pages;
mod views;

use law::access::Permission;

use crate::router::Routes;

pub use views::sections;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(6, "/schedule", "schedule-nav", Some(Permission::ConductCases))
        .get("/schedule", pages::index)
        .get("/schedule/feed", feeds::index)
        .post("/schedule/feed", feeds::create)
        .post("/schedule/feed/{id}/removal", feeds::remove)
        .open_get("/feeds/{file}", feeds::show)
}
