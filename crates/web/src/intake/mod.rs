//! Receptions and guidance: who came, and who was answered without a case.
//!
//! What a line asks and shows; list, entry, correction and removal are in `journal`. Requests for legal
//! aid come with their own issue.

mod guidance;
mod receptions;

use law::access::Permission;
use office::intake::{Guidance, Reception};

use crate::journal;
use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    let read = Some(Permission::ReadActivity);
    Routes::new()
        .place(30, "/receptions", "journal-nav", read)
        .merge(journal::routes::<Reception>(
            "/receptions",
            "/receptions/new",
            "/receptions/{id}",
            "/receptions/{id}/removal",
        ))
        .merge(journal::routes::<Guidance>(
            "/guidance",
            "/guidance/new",
            "/guidance/{id}",
            "/guidance/{id}/removal",
        ))
}
