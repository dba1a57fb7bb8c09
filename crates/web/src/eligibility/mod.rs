//! Who is entitled: the facts a clerk asks and the answer, and the check that anybody may make for themselves.
//!
//! `form` what is asked, `answer` what the rules say, `pages` and `views` the open check: one question a page, in
//! plain words, nothing stored, nothing in the address, and a way to leave at once.

mod answer;
mod form;
mod pages;
mod views;

pub use answer::{answer, paper_name};
pub use form::{fields, put, read};
pub use views::quick_exit;

use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().open_get("/eligibility", pages::start).open_post("/eligibility", pages::next)
}
