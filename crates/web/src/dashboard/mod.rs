//! The dashboard of each level: flow, backlog, lag, deadlines, notices, silent units, communes without cases, coverage;
//! the quoted figures that stand beside counted ones; and the open data.
//!
//! `pages` handlers · `views` the dashboard · `map` the provinces · `quoted` figures of others · `open_data` the lists.

mod map;
mod open_data;
mod pages;
mod quoted;
mod views;

use law::access::Permission;

use crate::router::Routes;

/// A sheet of quoted figures is small.
const MOST_RECEIVED: usize = 2 * 1024 * 1024;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(20, "/dashboard", "dashboard-title", Some(Permission::ReadReports))
        .get("/dashboard", pages::index)
        .get("/reports/quoted", quoted::index)
        .post("/reports/quoted", quoted::create)
        .upload("/reports/quoted/sheets", MOST_RECEIVED, quoted::import)
        .post("/reports/quoted/{id}/withdrawal", quoted::withdraw)
        .open_get("/open-data", open_data::index)
        .open_get("/open-data/{file}", open_data::file)
}
