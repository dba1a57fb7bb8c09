//! Documents: the forms a case or a request may need, each filled in, to look at, to print, to take away as DOCX.

mod pages;
mod views;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/cases/{id}/documents", pages::of_case)
        .get("/cases/{id}/documents/{form}", pages::show_for_case)
        .get("/cases/{id}/documents/{form}/docx", pages::docx_for_case)
        .get("/requests/{id}/documents", pages::of_request)
        .get("/requests/{id}/documents/{form}", pages::show_for_request)
        .get("/requests/{id}/documents/{form}/docx", pages::docx_for_request)
}
