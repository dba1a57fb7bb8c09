//! Handlers of documents: read, call the act, show.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use office::documents::Draft;
use uuid::Uuid;

use super::views::{self, Thing};
use crate::codes;
use crate::failure::Page;
use crate::gate::{App, At, Visitor};
use crate::texts::{Lang, T};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// An official document has one language.
fn vietnamese(family: &str, code: &str) -> String {
    codes::named(T::new(Lang::Vi), family, code)
}

pub async fn of_case(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let (code, forms) = office::documents::forms_of_case(app.desk(), &visitor.actor, id).await?;
    let thing = Thing::case(id, &code);
    Ok(visitor
        .page(&visitor.t.get("documents-title"), views::index(&visitor, &thing, &forms))
        .into_response())
}

pub async fn of_request(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let forms = office::documents::forms_of_request(app.desk(), &visitor.actor, id).await?;
    let thing = Thing::request(visitor.t, id);
    Ok(visitor
        .page(&visitor.t.get("documents-title"), views::index(&visitor, &thing, &forms))
        .into_response())
}

pub async fn show_for_case(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): At<(Uuid, String)>,
) -> Page {
    let draft = case_draft(&app, &visitor, id, &form).await?;
    let thing = Thing::case(id, &draft.code);
    Ok(visitor
        .page(&views::name(visitor.t, draft.form), views::show(&visitor, &thing, &draft))
        .into_response())
}

pub async fn show_for_request(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): At<(Uuid, String)>,
) -> Page {
    let draft = request_draft(&app, &visitor, id, &form).await?;
    let thing = Thing::request(visitor.t, id);
    Ok(visitor
        .page(&views::name(visitor.t, draft.form), views::show(&visitor, &thing, &draft))
        .into_response())
}

pub async fn docx_for_case(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): At<(Uuid, String)>,
) -> Page {
    file(&case_draft(&app, &visitor, id, &form).await?)
}

pub async fn docx_for_request(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): At<(Uuid, String)>,
) -> Page {
    file(&request_draft(&app, &visitor, id, &form).await?)
}

async fn case_draft(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    form: &str,
) -> Result<Draft, crate::failure::PageFailure> {
    Ok(office::documents::draft_for_case(app.desk(), &visitor.actor, id, form, &vietnamese).await?)
}

async fn request_draft(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    form: &str,
) -> Result<Draft, crate::failure::PageFailure> {
    Ok(office::documents::draft_for_request(app.desk(), &visitor.actor, id, form, &vietnamese).await?)
}

fn file(draft: &Draft) -> Page {
    let code: String =
        draft.code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let name = format!("{}{}{code}.docx", draft.form.key, if code.is_empty() { "" } else { "-" });
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, DOCX.to_owned()), (CONTENT_DISPOSITION, disposition)], draft.docx()?).into_response())
}
