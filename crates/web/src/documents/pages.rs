//! Handlers of forms and drafts: read, call the act, show.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use office::documents::{self, About, Draft, Typed};
use uuid::Uuid;

use super::views::{self, Thing};
pub use crate::codes::vietnamese;
use crate::failure::{Page, PageFailure, see};
use crate::gate::{App, At, Fields, Visitor};

pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
pub const PDF: &str = "application/pdf";

/// How the fields begin into which words of a document are typed.
pub const PLACE: &str = "place_";

/// What was typed into the places of a document.
pub fn typed(fields: &Fields) -> Typed {
    let places = fields.0.iter().filter_map(|(name, text)| Some((name.strip_prefix(PLACE)?, text)));
    places.map(|(name, text)| (name.to_owned(), text.clone())).collect()
}

pub async fn of_case(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    index(&app, &visitor, About::Case(id)).await
}

pub async fn of_request(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    index(&app, &visitor, About::Request(id)).await
}

async fn index(app: &App, visitor: &Visitor, about: About) -> Page {
    let (code, forms) = documents::forms_for(app.desk(), &visitor.actor, about).await?;
    let kept = documents::of_subject(app.desk(), &visitor.actor, about).await?;
    let thing = Thing::of(visitor.t, about, &code);
    let title = visitor.t.get("documents-title");
    Ok(visitor.page(&title, views::index(visitor, &thing, &forms, &kept)).into_response())
}

type Named = At<(Uuid, String)>;

pub async fn show_for_case(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    show(&app, &visitor, About::Case(id), &form).await
}

pub async fn show_for_request(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    show(&app, &visitor, About::Request(id), &form).await
}

async fn show(app: &App, visitor: &Visitor, about: About, form: &str) -> Page {
    let draft = draft(app, visitor, about, form).await?;
    let thing = Thing::of(visitor.t, about, &draft.code);
    let new = app.desk().id().to_string();
    let body = views::show(visitor, &thing, &draft, &new);
    Ok(visitor.page(&views::name(visitor.t, draft.form), body).into_response())
}

pub async fn create_for_case(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): Named,
    fields: Fields,
) -> Page {
    create(&app, &visitor, About::Case(id), &form, &fields).await
}

pub async fn create_for_request(
    State(app): State<App>,
    visitor: Visitor,
    At((id, form)): Named,
    fields: Fields,
) -> Page {
    create(&app, &visitor, About::Request(id), &form, &fields).await
}

async fn create(app: &App, visitor: &Visitor, about: About, form: &str, fields: &Fields) -> Page {
    let id = fields.get("id").parse().unwrap_or_else(|_| app.desk().id());
    let typed = typed(fields);
    documents::begin(app.desk(), &visitor.actor, (id, about), (form, &typed), &vietnamese).await?;
    see(&format!("/documents/{id}")).flash("documents-begun").into()
}

pub async fn docx_for_case(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    file(&draft(&app, &visitor, About::Case(id), &form).await?)
}

pub async fn docx_for_request(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    file(&draft(&app, &visitor, About::Request(id), &form).await?)
}

pub async fn pdf_for_case(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    printed(&app, &draft(&app, &visitor, About::Case(id), &form).await?).await
}

pub async fn pdf_for_request(State(app): State<App>, visitor: Visitor, At((id, form)): Named) -> Page {
    printed(&app, &draft(&app, &visitor, About::Request(id), &form).await?).await
}

async fn draft(app: &App, visitor: &Visitor, about: About, form: &str) -> Result<Draft, PageFailure> {
    Ok(documents::draft(app.desk(), &visitor.actor, about, form, &vietnamese).await?)
}

fn file(draft: &Draft) -> Page {
    attached(DOCX, &format!("{}.docx", name_of(draft)), draft.docx()?)
}

async fn printed(app: &App, draft: &Draft) -> Page {
    attached(PDF, &format!("{}.pdf", name_of(draft)), draft.pdf(app.desk()).await?)
}

fn name_of(draft: &Draft) -> String {
    let code: String =
        draft.code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("{}{}{code}", draft.form.key, if code.is_empty() { "" } else { "-" })
}

/// Sends a file to be kept.
pub fn attached(media_type: &'static str, name: &str, content: Vec<u8>) -> Page {
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], content).into_response())
}
