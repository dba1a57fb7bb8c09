//! For those who look after the system: jobs, the record of who did what, settings.
//!
//! Acts are in `office::{jobs, audit, settings}`; commands of the shell are in `server`.

mod audit;
mod jobs;
mod settings;

use law::access::Permission;
use maud::Markup;

use crate::gate::Visitor;
use crate::router::Routes;
use crate::ui::shell::Crumb;

pub use audit::{ACTS, KINDS};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(91, "/admin/jobs", "admin-jobs", Some(Permission::ManageJobs))
        .place(92, "/admin/audit", "admin-audit", Some(Permission::ReadAudit))
        .place(93, "/admin/settings", "admin-settings", Some(Permission::ManageSettings))
        .get("/admin/jobs", jobs::index)
        .post("/admin/jobs/{queue}/{id}/attempt", jobs::attempt)
        .get("/admin/audit", audit::index)
        .get("/admin/settings", settings::index)
        .get("/admin/settings/{key}", settings::edit)
        .post("/admin/settings/{key}", settings::update)
}

/// A page below one of the three.
fn below(visitor: &Visitor, title: &str, above: (&str, &str), wrong: bool, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    let (label, href) = above;
    shell.crumbs = vec![Crumb::link(visitor.t.get(label), href), Crumb::here(title)];
    shell.error_in_title = wrong;
    crate::ui::page(&shell, body)
}
