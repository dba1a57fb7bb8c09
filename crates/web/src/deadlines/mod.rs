//! Clocks (*thời hạn*): the part that explains one, wherever it is shown, and the list of all that run.

mod pages;
mod panel;

use crate::router::Routes;

pub use panel::{clock, left, panel, why};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(1, "/deadlines", "deadlines-title", Some(law::access::Permission::ReadCases))
        .get("/deadlines", pages::index)
}
