//! Organisations and providers: the directory that everybody reads and few change.
//!
//! `form` is what is asked, `organisations` and `providers` the handlers, `…_views` their markup,
//! `conflict` two versions of one record, `history` what the audit record says of a thing.

pub mod conflict;
mod form;
pub mod history;
mod organisation_views;
mod organisations;
mod provider_views;
mod providers;
mod standing;

use law::access::Permission;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    let read = Some(Permission::ReadDirectory);
    Routes::new()
        .place(50, "/organisations", "staff-organisations", read)
        .place(51, "/providers", "staff-providers", read)
        .get("/organisations", organisations::index)
        .post("/organisations", organisations::create)
        .get("/organisations/new", organisations::new)
        .get("/organisations/successors", organisations::successors)
        .get("/organisations/{code}", organisations::show)
        .post("/organisations/{code}", organisations::update)
        .get("/organisations/{code}/edit", organisations::edit)
        .get("/organisations/{code}/closure", organisations::closure)
        .post("/organisations/{code}/closure", organisations::close)
        .get("/providers", providers::index)
        .post("/providers", providers::create)
        .get("/providers/new", providers::new)
        .get("/providers/alerts", standing::alerts)
        .get("/providers/{id}/standing", standing::show)
        .post("/providers/{id}/terms", standing::add_term)
        .post("/providers/{id}/absences", standing::add_absence)
        .post("/providers/{id}/training", standing::add_training)
        .post("/providers/{id}/profile", standing::save_profile)
        .post("/providers/{id}/withdrawal", standing::withdraw)
        .post("/organisations/{code}/terms", standing::organisation_terms)
        .get("/providers/{id}", providers::show)
        .post("/providers/{id}", providers::update)
        .get("/providers/{id}/edit", providers::edit)
        .get("/providers/{id}/ending", providers::ending)
        .post("/providers/{id}/ending", providers::end)
}
