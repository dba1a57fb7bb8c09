//! Duty at courts and investigating bodies: the month, places, shifts and their exchange, contacts, the public list.
//!
//! `pages` month, planning, places · `shifts` one shift and its exchange · `contacts` the log and its figures ·
//! `public` what anybody may read · `views` the markup of the month.

mod contacts;
mod pages;
mod places;
mod public;
mod shifts;
mod views;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/duty", pages::index)
        .post("/duty/plan", pages::plan)
        .post("/duty/publication", pages::publish)
        .get("/duty/places", places::index)
        .post("/duty/places", places::create)
        .get("/duty/shifts/{id}", shifts::show)
        .post("/duty/shifts/{id}", shifts::update)
        .post("/duty/shifts/{id}/swaps", shifts::ask)
        .post("/duty/swaps/{id}", shifts::answer)
        .get("/duty/contacts", contacts::index)
        .get("/duty/contacts/new", contacts::new)
        .post("/duty/contacts", contacts::create)
        .get("/duty/statistics", contacts::statistics)
        .open_get("/duty-list", public::index)
}
