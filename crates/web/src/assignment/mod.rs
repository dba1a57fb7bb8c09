//! Assignments beyond one case: the morning's cases as one proposal, how evenly the load lies, the settings of the
//! Centre, and the answer of a provider.
//!
//! The ranking of one case is on the page of its assignment (`conduct::ranking`).

mod fairness;
mod morning;
mod offer;
mod settings;

use law::access::Permission;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    let assign = Some(Permission::AssignProviders);
    Routes::new()
        .place(11, "/assignments", "assignment-title", assign)
        .place(13, "/fairness", "fairness-title", Some(Permission::ReadReports))
        .get("/assignments", morning::index)
        .post("/assignments", morning::create)
        .get("/assignment-settings", settings::index)
        .post("/assignment-settings", settings::create)
        .get("/fairness", fairness::index)
        .get("/cases/{id}/offer", offer::show)
        .post("/cases/{id}/offer", offer::create)
}
