//! Reports on their way up: who has sent, one report with its checks and numbers, its estimate, its signature, its seals,
//! and why a number changed.
//!
//! `form` what is asked and how addresses are spelled · `pages` and `seals` handlers · `index`, `views`, `tables`,
//! `differences` markup.

mod differences;
mod form;
mod index;
mod pages;
mod seals;
mod tables;
mod views;

use law::access::Permission;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(22, "/submissions", "submissions-title", Some(Permission::ReadReports))
        .get("/submissions", index::index)
        .post("/submissions", index::create)
        .get("/submissions/{id}", pages::show)
        .get("/submissions/{id}/forms/{key}", pages::show_form)
        .get("/submissions/{id}/cell", pages::cell)
        .post("/submissions/{id}/explanation", pages::explain)
        .get("/submissions/{id}/estimates/{key}", pages::estimates)
        .post("/submissions/{id}/estimates/{key}", pages::estimate)
        .get("/submissions/{id}/signature", pages::signature)
        .post("/submissions/{id}/signature", pages::sign)
        .post("/submissions/{id}/moves/{step}", pages::move_on)
        .get("/submissions/{id}/changes", differences::index)
        .get("/seals/{id}", seals::text)
        .get("/seals/{id}/cases", seals::cases)
        .get("/seals/{id}/forms/{key}/{kind}", seals::file)
}
