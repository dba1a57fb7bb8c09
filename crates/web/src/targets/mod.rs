//! Targets of a year: the table of an organisation, the sheet of a provider, the list behind each number, the sign-off.
//!
//! `pages` handlers · `views` the table · `sheet` the page of one provider · `files` downloads and how they are worded.

mod files;
mod pages;
mod sheet;
mod views;

use law::access::Permission;

use crate::router::Routes;

pub use files::{targets_paper, with_wording};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(23, "/targets", "targets-title", Some(Permission::ReadReports))
        .get("/targets", pages::index)
        .get("/targets/files/{kind}", files::file)
        .post("/targets/closing", pages::close)
        .get("/targets/{provider}", pages::show)
        .get("/targets/{provider}/cases", pages::cases)
        .post("/targets/{provider}/reliefs", pages::grant)
        .post("/targets/{provider}/reliefs/{relief}/removal", pages::withdraw)
}
