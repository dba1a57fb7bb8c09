//! Reference data: look-ups for everybody, and the update of a set by an administrator.
//!
//! `lookups` finds communes, agencies and holidays; `sets` shows what is loaded, hands it out and takes
//! a new file over: upload → every error, or a preview → confirmation. Acts are in `office::reference`.

mod lookups;
mod sets;
mod views;

use law::access::Permission;
use office::reference::MOST_BYTES;

use crate::router::Routes;

/// What a form with a file weighs beside the file.
const FRAME_BYTES: usize = 64 * 1024;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(90, "/admin/reference", "reference-nav", Some(Permission::ManageSettings))
        .get("/reference/communes", lookups::communes)
        .get("/reference/agencies", lookups::agencies)
        .get("/reference/holidays", lookups::holidays)
        .get("/admin/reference", sets::index)
        .get("/admin/reference/{set}", sets::show)
        .get("/admin/reference/{set}/rows.csv", sets::csv)
        .get("/admin/reference/{set}/rows.xlsx", sets::xlsx)
        .upload("/admin/reference/{set}/preview", MOST_BYTES + FRAME_BYTES, sets::preview)
        .post("/admin/reference/{set}/versions", sets::confirm)
}
