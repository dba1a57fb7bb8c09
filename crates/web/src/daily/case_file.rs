//! The file of a case as a whole, to be taken away: one PDF, or the package for the archive.
//!
//! The list of contents is an official paper: its words are Vietnamese in every language of the screen.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use office::case_file::{self, Taken, Words};
use uuid::Uuid;

use crate::failure::Page;
use crate::gate::{App, At, Visitor};
use crate::texts::{Lang, T};

fn words() -> Words {
    let t = T::new(Lang::Vi);
    Words {
        title: t.get("case-file-contents"),
        columns: [
            t.get("case-file-number"),
            t.get("case-file-name"),
            t.get("case-file-day"),
            t.get("case-file-sheets"),
            t.get("case-file-remark"),
        ],
        paper_only: t.get("case-file-paper-only"),
        beside: t.get("case-file-beside"),
    }
}

/// Everything in the file of the case as one PDF.
pub async fn bundle(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    sent(case_file::bundle(app.desk(), &visitor.actor, case, words()).await?, "application/pdf", "pdf")
}

/// The package for the archive.
pub async fn package(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    sent(case_file::package(app.desk(), &visitor.actor, case).await?, "application/zip", "zip")
}

fn sent(taken: Taken, media_type: &'static str, ending: &str) -> Page {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = taken.code.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    Ok(([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], taken.content)
        .into_response())
}
