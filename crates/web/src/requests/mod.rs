//! Requests: the inbox, one dense screen for the clerk, the page of a request, and what is decided about it.
//!
//! `form` is what is asked, `pages` the handlers of inbox, entry and page, `deciding` those of the decisions; `entry`,
//! `views` and `papers` draw them.

mod deciding;
mod entry;
pub mod form;
mod pages;
mod papers;
mod views;

use law::access::Permission;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(4, "/requests", "requests-title", Some(Permission::ReadRequests))
        .get("/requests", pages::index)
        .post("/requests", pages::create)
        .get("/requests/new", pages::new)
        .get("/requests/{id}", pages::show)
        .post("/requests/{id}", pages::update)
        .get("/requests/{id}/edit", pages::edit)
        .get("/requests/{id}/slip", pages::slip)
        .get("/requests/{id}/papers", deciding::papers)
        .post("/requests/{id}/papers", deciding::take_papers)
        .get("/requests/{id}/acceptance", deciding::acceptance)
        .post("/requests/{id}/acceptance", deciding::accept)
        .get("/requests/{id}/proposal", deciding::proposal)
        .post("/requests/{id}/proposal", deciding::propose)
        .get("/requests/{id}/refusal", deciding::refusal)
        .post("/requests/{id}/refusal", deciding::refuse)
        .get("/requests/{id}/transfer", deciding::transfer)
        .post("/requests/{id}/transfer", deciding::send)
        .get("/requests/{id}/receipt", deciding::receipt)
        .post("/requests/{id}/receipt", deciding::receive)
        .get("/requests/{id}/return", deciding::giving_back)
        .post("/requests/{id}/return", deciding::give_back)
        .get("/requests/{id}/withdrawal", deciding::withdrawal)
        .post("/requests/{id}/withdrawal", deciding::withdraw)
}
