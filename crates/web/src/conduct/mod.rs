//! Acts that move a case, one address each: assignment, replacement, registration, suspension … archive, split, links,
//! and the longer time for complex advice.
//!
//! All go the same way: a form, a page that shows the answers again with what follows from them, the act. [`Noun`] says
//! what each asks; `read` turns what was typed into the act; `views` draw the form and the check.

mod form;
mod pages;
pub mod ranking;
mod read;
mod views;

use axum::extract::State;
use law::access::Permission;
use uuid::Uuid;

use crate::gate::{App, At, Fields, Visitor};
use crate::router::Routes;

pub use form::Noun;
pub use read::refused;

macro_rules! both {
    ($routes:expr, $path:literal, $noun:expr) => {
        $routes
            .get($path, |app: State<App>, visitor: Visitor, case: At<Uuid>| {
                pages::ask($noun, app, visitor, case)
            })
            .post($path, |app: State<App>, visitor: Visitor, case: At<Uuid>, fields: Fields| {
                pages::act($noun, app, visitor, case, fields)
            })
    };
}

/// The routes of this feature.
pub fn routes() -> Routes {
    let routes = Routes::new()
        .place(12, "/provider-changes", "conduct-changes-title", Some(Permission::AssignProviders))
        .get("/provider-changes", pages::changes)
        .post("/cases/{id}/burden", ranking::note);
    let routes = both!(routes, "/cases/{id}/assignment", Noun::Assignment);
    let routes = both!(routes, "/cases/{id}/replacement", Noun::Replacement);
    let routes = both!(routes, "/cases/{id}/provider-change", Noun::Change);
    let routes = both!(routes, "/cases/{id}/provider-change/answer", Noun::Answer);
    let routes = both!(routes, "/cases/{id}/registration", Noun::Registration);
    let routes = both!(routes, "/cases/{id}/suspension", Noun::Suspension);
    let routes = both!(routes, "/cases/{id}/resumption", Noun::Resumption);
    let routes = both!(routes, "/cases/{id}/reopening", Noun::Reopening);
    let routes = both!(routes, "/cases/{id}/complexity", Noun::Complexity);
    let routes = both!(routes, "/cases/{id}/handover", Noun::Handover);
    let routes = both!(routes, "/cases/{id}/return", Noun::Return);
    let routes = both!(routes, "/cases/{id}/appraisal", Noun::Appraisal);
    let routes = both!(routes, "/cases/{id}/archive", Noun::Archive);
    let routes = both!(routes, "/cases/{id}/split", Noun::Split);
    both!(routes, "/cases/{id}/links", Noun::Links)
}
