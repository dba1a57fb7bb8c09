//! The file of a case as a whole, to be taken away: one PDF, or the package for the archive.
//!
//! The list of contents is an official paper: its words are Vietnamese in every language of the screen.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use office::Failure;
use office::case_file::{self, Taken, Words};
use uuid::Uuid;

use super::papers;
use crate::confidentiality::leaving;
use crate::failure::{Page, again, refused_fields};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{Lang, T};
use crate::ui::form::Values;

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
        word: t.get("case-file-word"),
        in_package: t.get("case-file-in-package"),
        checksum: t.get("case-file-checksum"),
    }
}

/// Everything in the file of the case as one PDF.
pub async fn bundle(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let stated = leaving::read(&values);
    match case_file::bundle(app.desk(), &visitor.actor, case, words(), &stated).await {
        Ok(taken) => sent(taken, "application/pdf", "pdf"),
        Err(failure) => refused(&app, &visitor, case, &values, failure).await,
    }
}

/// The package for the archive.
pub async fn package(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    match case_file::package(app.desk(), &visitor.actor, case, &leaving::read(&values)).await {
        Ok(taken) => sent(taken, "application/zip", "zip"),
        Err(failure) => refused(&app, &visitor, case, &values, failure).await,
    }
}

/// The papers of the case again, with what stands against taking them away.
async fn refused(app: &App, visitor: &Visitor, case: Uuid, values: &Values, failure: Failure) -> Page {
    let errors = refused_fields(visitor.t, failure)?;
    again(papers::shown(app, visitor, case, values, &errors).await?)
}

fn sent(taken: Taken, media_type: &'static str, ending: &str) -> Page {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = taken.code.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    Ok(([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], taken.content)
        .into_response())
}
