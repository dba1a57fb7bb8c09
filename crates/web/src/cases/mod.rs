//! Cases: list, page, register, correct, close; persons; saved filters.
//!
//! `form` is what is asked, `pages` are the handlers; `views` draws the list, `show` the page of a case with its
//! `tasks` and its `history`, `entry` the forms.

mod assigned;
mod entry;
pub mod form;
mod history;
mod pages;
mod people;
mod show;
mod tasks;
mod views;

use law::access::Permission;

use crate::router::Routes;

pub use pages::{cursor_of, cursor_text, filter_of};
pub use views::table as lines_table;

/// The routes of this feature.
pub fn routes() -> Routes {
    let read = Some(Permission::ReadCases);
    Routes::new()
        .place(9, "/cases", "cases-title", read)
        .place(15, "/people", "people-title", Some(Permission::ReadPersons))
        .search("/cases", "cases-search", read)
        .get("/cases", pages::index)
        .post("/cases", pages::create)
        .get("/cases/new", pages::new)
        .post("/cases/filters", pages::save_filter)
        .post("/cases/filters/{id}/removal", pages::remove_filter)
        .get("/cases/{id}", pages::show)
        .post("/cases/{id}", pages::update)
        .get("/cases/{id}/edit", pages::edit)
        .get("/cases/{id}/closure", pages::closure)
        .post("/cases/{id}/closure", pages::close)
        .post("/cases/{id}/notes", pages::note)
        .get("/people", people::index)
        .get("/people/{id}", people::show)
}
