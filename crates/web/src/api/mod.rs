//! JSON for machines, under `/api/v1`: the same acts as the pages, behind a bearer token.
//!
//! `openapi` describes every route of here and a test holds it against the list of routes; `page` shows
//! the same to people.

pub mod caller;
pub mod cases;
pub mod failure;
pub mod indicators;
pub mod openapi;
mod page;
mod query;
pub mod requests;
mod schema;

use crate::router::Routes;

pub use caller::ApiCaller;
pub use failure::{Answer, ApiFailure};

pub fn routes() -> Routes {
    Routes::new()
        .open_get("/api", page::index)
        .open_get(openapi::PATH, openapi::show)
        .api_get("/api/v1/indicators", indicators::show)
        .api_get("/api/v1/cases", cases::index)
        .api_get("/api/v1/cases/{id}", cases::show)
        .api_post("/api/v1/cases/{id}/access", cases::open)
        .api_post("/api/v1/cases/{id}/assignment", cases::assign)
        .api_post("/api/v1/cases/{id}/closure", cases::close)
        .api_post("/api/v1/requests", requests::create)
        .api_post("/api/v1/requests/{id}/acceptance", requests::accept)
        .api_post("/api/v1/requests/{id}/access", requests::open)
}
