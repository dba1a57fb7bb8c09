//! Complaints: list, take down, read, decide, take on, withdraw.
//!
//! `form` is what is asked, `pages` are the handlers, `views` the markup.

mod form;
mod pages;
mod views;

use law::access::Permission;

use crate::router::Routes;

pub use form::moment;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(14, "/complaints", "complaints-title", Some(Permission::ReadComplaints))
        .get("/complaints", pages::index)
        .post("/complaints", pages::create)
        .get("/complaints/new", pages::new)
        .get("/complaints/{id}", pages::show)
        .get("/complaints/{id}/decision", pages::decision)
        .post("/complaints/{id}/decision", pages::decide)
        .post("/complaints/{id}/escalation", pages::escalate)
        .post("/complaints/{id}/withdrawal", pages::withdraw)
}
