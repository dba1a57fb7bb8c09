//! Outreach and training: how the law was made known, and who was trained.
//!
//! What a line asks and shows; list, entry, correction and removal are in `journal`.

mod events;
mod training;

use office::outreach::{Outreach, Training};

use crate::journal;
use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .merge(journal::routes::<Outreach>(
            "/outreach",
            "/outreach/new",
            "/outreach/{id}",
            "/outreach/{id}/removal",
        ))
        .merge(journal::routes::<Training>(
            "/training",
            "/training/new",
            "/training/{id}",
            "/training/{id}/removal",
        ))
}
