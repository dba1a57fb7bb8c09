//! Conflicts of interest and duplicates: the page on which each find is decided, and the parts that the pages of a
//! request show of it.

mod pages;
mod views;

pub use views::{panel, preview};

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/requests/{id}/conflicts", pages::index)
        .post("/requests/{id}/conflicts", pages::create)
}
