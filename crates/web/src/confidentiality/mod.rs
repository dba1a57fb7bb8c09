//! Restricted cases: the page that asks why, marks by hand, and written consents.
//!
//! `access` asks and marks, `consents` lists and takes down, `leaving` asks on what ground something leaves the house;
//! `card` is the part that a case page shows.

mod access;
mod consents;
pub mod leaving;

use law::access::Permission;
use law::confidentiality::Restriction;
use maud::{Markup, html};
use office::cases::Case;

use crate::codes;
use crate::gate::Visitor;
use crate::router::Routes;
use crate::ui::signs::Tone;
use crate::ui::summary;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/cases/{id}/access", access::show)
        .post("/cases/{id}/access", access::grant)
        .get("/requests/{id}/access", access::show_request)
        .post("/requests/{id}/access", access::grant_request)
        .post("/cases/{id}/marks", access::mark)
        .post("/cases/{id}/marks/removal", access::unmark)
        .get("/cases/{id}/consents", consents::index)
        .post("/cases/{id}/consents", consents::create)
        .post("/cases/{id}/consents/{consent}/withdrawal", consents::withdraw)
}

/// What the page of a case says of its confidentiality, and the ways on.
pub fn card(visitor: &Visitor, case: &Case) -> Markup {
    let t = visitor.t;
    let marks = Restriction::read_list(&case.restricted);
    let id = case.id;
    let body = html! {
        @if marks.is_empty() { p class="soft" { (t.get("confidentiality-ordinary")) } }
        @else { p { @for mark in &marks { (summary::badge(Tone::Soon, &codes::name(t, *mark))) " " } } }
        ul class="plain" {
            li { a href={ "/cases/" (id) "/access" } { (t.get("confidentiality-access-link")) } }
            li { a href={ "/cases/" (id) "/consents" } { (t.get("confidentiality-consents-link")) } }
            @if visitor.may(Permission::HandleDataRequests) {
                li { a href={ "/data-requests/new?case=" (id) } { (t.get("confidentiality-data-request-link")) } }
            }
            @if visitor.may(Permission::TakeComplaints) {
                li { a href={ "/complaints/new?case=" (id) } { (t.get("confidentiality-complaint-link")) } }
            }
        }
    };
    summary::card(&t.get("confidentiality-card"), html! {}, body)
}
