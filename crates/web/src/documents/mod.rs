//! Documents: the forms a case or a request may need, each filled in; the way of a kept one from draft to issue; whether
//! one is genuine.
//!
//! `pages` and `views` show forms and drafts, `course` and `course_views` one kept document and the list of those that
//! wait, `form` is what the steps ask, `periodic` the forms of a span of days, `verify` is the page for anybody who holds a paper in hand.

mod course;
mod course_views;
mod form;
mod pages;
mod periodic;
mod verify;
mod views;

use law::access::Permission;

use crate::router::Routes;

/// A signed file with its form, and room to read one to its end that is too large.
const MOST_RECEIVED: usize = 3 * office::case_papers::MOST_BYTES;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(31, "/documents", "documents-nav", Some(Permission::DraftDocuments))
        .get("/cases/{id}/documents", pages::of_case)
        .get("/cases/{id}/documents/{form}", pages::show_for_case)
        .post("/cases/{id}/documents/{form}", pages::create_for_case)
        .get("/cases/{id}/documents/{form}/docx", pages::docx_for_case)
        .get("/cases/{id}/documents/{form}/pdf", pages::pdf_for_case)
        .get("/requests/{id}/documents", pages::of_request)
        .get("/requests/{id}/documents/{form}", pages::show_for_request)
        .post("/requests/{id}/documents/{form}", pages::create_for_request)
        .get("/requests/{id}/documents/{form}/docx", pages::docx_for_request)
        .get("/requests/{id}/documents/{form}/pdf", pages::pdf_for_request)
        .get("/documents", course::index)
        .get("/documents/{id}", course::show)
        .post("/documents/{id}", course::update)
        .get("/documents/{id}/docx", course::docx)
        .get("/documents/{id}/pdf", course::pdf)
        .get("/documents/{id}/file", course::file)
        .upload("/documents/{id}/file", MOST_RECEIVED, course::receive)
        .post("/documents/{id}/numbering", course::number)
        .post("/documents/{id}/signature", course::sign)
        .post("/documents/{id}/issuance", course::issue)
        .post("/documents/{id}/replacement", course::replace)
        .post("/documents/{id}/cancellation", course::cancel)
        .get("/periodic-forms", periodic::index)
        .get("/periodic-forms/{form}", periodic::show)
        .get("/periodic-forms/{form}/docx", periodic::docx)
        .get("/periodic-forms/{form}/pdf", periodic::pdf)
        .open_get("/verify", verify::new)
        .open_post("/verify", verify::check)
        .open_get("/verify/{code}", verify::show)
}
