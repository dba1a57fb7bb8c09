//! Handlers for the sets of reference data: show, hand out, take over.

use axum::extract::{FromRequest as _, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use law::access::Permission;
use office::reference::{self, Checked, ReferenceSet, Update};

use super::views;
use crate::failure::{Page, PageFailure, again, see, show as answer};
use crate::gate::{App, At, Fields, Upload, Visitor};
use crate::ui::form::{FieldErrors, Values};

/// What is loaded, since when, by whom.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let sets = reference::list_sets(app.desk(), &visitor.actor).await?;
    answer(views::index(&visitor, &sets))
}

/// One set: its columns, its file, and the form that takes a new one.
pub async fn show(State(app): State<App>, visitor: Visitor, At(name): At<String>) -> Page {
    let set = named(&name)?;
    let sets = reference::list_sets(app.desk(), &visitor.actor).await?;
    let values = Values::from([("mode", "add")]);
    answer(views::show(&visitor, set, &sets, &values, &FieldErrors::default()))
}

fn named(name: &str) -> Result<ReferenceSet, PageFailure> {
    reference::set_named(name).ok_or(PageFailure::Missing)
}

/// The set as CSV.
pub async fn csv(State(app): State<App>, visitor: Visitor, At(name): At<String>) -> Page {
    file(&app, &visitor, &name, false).await
}

/// The set as a workbook, in which codes keep their leading zeros.
pub async fn xlsx(State(app): State<App>, visitor: Visitor, At(name): At<String>) -> Page {
    file(&app, &visitor, &name, true).await
}

async fn file(app: &App, visitor: &Visitor, name: &str, xlsx: bool) -> Page {
    let set = named(name)?;
    let bytes = reference::export_set(app.desk(), &visitor.actor, set, xlsx).await?;
    let (ending, media_type) = if xlsx {
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else {
        ("csv", "text/csv; charset=utf-8")
    };
    let disposition = format!("attachment; filename=\"{set}.{ending}\"");
    Ok(([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// Checks a file: every error, or what it would change.
pub async fn preview(
    State(app): State<App>,
    visitor: Visitor,
    At(name): At<String>,
    request: Request,
) -> Page {
    // A large file is not read for somebody who may not give it, or whose form began elsewhere.
    if !visitor.may(Permission::ManageSettings) {
        return Err(PageFailure::Denied);
    }
    let upload = Upload::from_request(request, &app).await?;
    let set = named(&name)?;
    let (values, update) = read(upload).await?;
    if update.bytes.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("file", "reference-no-file");
        let sets = reference::list_sets(app.desk(), &visitor.actor).await?;
        return again(views::show(&visitor, set, &sets, &values, &errors));
    }
    let file_name = update.file_name.clone();
    match reference::preview_update(app.desk(), &visitor.actor, set, update).await? {
        Checked::Wrong(problems) => again(views::wrong(&visitor, set, &file_name, &problems)),
        Checked::Ready(preview) => answer(views::preview(&visitor, &preview)),
    }
}

async fn read(mut upload: Upload) -> Result<(Values, Update), PageFailure> {
    let too_large = |_| PageFailure::TooLarge;
    let mut values = Values::default();
    let (mut file_name, mut bytes) = (String::new(), Vec::new());
    while let Some(field) = upload.multipart.next_field().await.map_err(too_large)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file_name = field.file_name().unwrap_or_default().chars().take(200).collect();
            bytes = field.bytes().await.map_err(too_large)?.to_vec();
        } else {
            values.set(&name, field.text().await.map_err(too_large)?);
        }
    }
    let whole = values.get("mode") == "whole";
    Ok((values, Update { whole, file_name, bytes }))
}

/// Takes over what was previewed.
pub async fn confirm(State(app): State<App>, visitor: Visitor, At(name): At<String>, fields: Fields) -> Page {
    let set = named(&name)?;
    let seen = fields.get("seen").parse().unwrap_or(-1);
    let whole = fields.get("mode") == "whole";
    let state =
        reference::confirm_update(app.desk(), &visitor.actor, set, whole, fields.get("file"), seen).await?;
    let version = state.version.to_string();
    see(&views::url(set)).flash_with("reference-updated", &[("version", &version)]).into()
}
