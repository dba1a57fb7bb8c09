//! Registers as books: month by month on the screen and on paper, closed with totals, taken out as XLSX.
//!
//! `pages` and `views` are the books, `incoming` is the register of documents that come in, `years` a year on
//! paper, `form` what is asked.

mod form;
mod incoming;
mod pages;
mod views;
mod years;

use law::access::Permission;

pub use pages::register_paper;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(32, "/registers", "registers-title", Some(Permission::ReadActivity))
        .get("/registers", pages::index)
        .get("/registers/{register}", pages::show)
        .get("/registers/{register}/xlsx", pages::xlsx)
        .get("/registers/{register}/pdf", pages::pdf)
        .post("/registers/{register}/closings", pages::close)
        .post("/registers/{register}/years", years::create)
        .get("/register-years/{id}", years::show)
        .get("/register-years/{id}/file", years::file)
        .post("/register-years/{id}/cancellation", years::cancel)
        .post("/incoming-documents", incoming::create)
        .get("/incoming-documents/new", incoming::new)
        .get("/incoming-documents/{id}", incoming::show)
        .post("/incoming-documents/{id}", incoming::update)
        .post("/incoming-documents/{id}/cancellation", incoming::cancel)
}
