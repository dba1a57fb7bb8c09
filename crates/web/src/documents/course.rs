//! Handlers of kept documents: the list, one of them, and each step of its way.

use axum::extract::{FromRequest as _, RawQuery, Request, State};
use chrono::{DateTime, Utc};
use law::access::Permission;
use law::documents::DocumentState;
use law::kernel::coded::Coded as _;
use office::Failure;
use office::case_papers::MOST_BYTES;
use office::documents::{self, Issuing, Numbering, Signing};
use uuid::Uuid;

use super::course_views::{self as views, Shown};
use super::form;
use super::pages::{DOCX, PDF, attached, typed, vietnamese};
use crate::confidentiality::leaving;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Upload, Visitor};
use crate::ui::form::{FieldErrors, Reader, Values};

/// The documents that stand somewhere, within reach.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::DraftDocuments)?;
    let values = Values::parse(&query.unwrap_or_default());
    let usual =
        if visitor.may(Permission::SignDocuments) { DocumentState::Numbered } else { DocumentState::Drafted };
    let state = DocumentState::from_code(values.get("state")).unwrap_or(usual);
    let found = documents::list(app.desk(), &visitor.actor, state, after(values.get("after"))).await?;
    answer(views::index(&visitor, state, &found, !values.get("after").is_empty()))
}

/// Where a page of the list goes on: moment and id.
fn after(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((DateTime::parse_from_rfc3339(at).ok()?.to_utc(), id.parse().ok()?))
}

/// One document.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = documents::view(app.desk(), &visitor.actor, id, &vietnamese).await?;
    let (mut values, errors) = (fresh(&app), FieldErrors::default());
    if let Some(usual) = view.form.ground {
        values.set("ground", usual.code());
    }
    answer(views::show(&visitor, &Shown { view: &view, values: &values, errors: &errors }))
}

/// What the forms of the steps begin with.
fn fresh(app: &App) -> Values {
    let today = crate::ui::dates::date(app.desk().today());
    Values::from([("dated_on", today.as_str()), ("on", today.as_str())])
}

/// The page again, with what is wrong.
async fn wrong(app: &App, visitor: &Visitor, id: Uuid, values: &Values, errors: &FieldErrors) -> Page {
    let view = documents::view(app.desk(), &visitor.actor, id, &vietnamese).await?;
    let mut all = fresh(app);
    for (name, value) in values.pairs() {
        all.set(name, value);
    }
    again(views::show(visitor, &Shown { view: &view, values: &all, errors }))
}

/// Goes on to the document after a step, or shows what is wrong with what was asked.
async fn after_step(
    (app, visitor, id): (&App, &Visitor, Uuid),
    values: &Values,
    done: Result<(), Failure>,
    said: &str,
) -> Page {
    match done {
        Ok(()) => see(&format!("/documents/{id}")).flash(said).into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            wrong(app, visitor, id, values, &errors).await
        }
    }
}

fn seen(values: &Values) -> i64 {
    values.get("version").parse().unwrap_or(0)
}

/// Saves what was typed into a draft.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let typed = typed(&fields);
    let values = fields.values();
    let done = documents::edit(app.desk(), &visitor.actor, (id, seen(&values)), &typed, &vietnamese).await;
    after_step((&app, &visitor, id), &values, done, "documents-saved").await
}

/// Gives a draft its number.
pub async fn number(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let values = fields.values();
    let mut read = Reader::new(form::NUMBERING, &values);
    let (dated_on, first) = (read.date("dated_on"), read.number("first"));
    let dated_on = match (dated_on, read.errors()) {
        (Some(dated_on), errors) if errors.is_empty() => dated_on,
        (_, errors) => return wrong(&app, &visitor, id, &values, &errors).await,
    };
    let settings = app.settings();
    let numbering = Numbering { dated_on, first, public_url: &settings.public_url };
    let done =
        documents::number(app.desk(), &visitor.actor, (id, seen(&values)), &numbering, &vietnamese).await;
    match done {
        Ok(number) => {
            see(&format!("/documents/{id}")).flash_with("documents-numbered", &[("number", &number)]).into()
        }
        Err(failure) => after_step((&app, &visitor, id), &values, Err(failure), "documents-saved").await,
    }
}

/// Takes down that a document was signed on paper.
pub async fn sign(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::SignDocuments)?;
    let values = fields.values();
    let mut read = Reader::new(form::PAPER, &values);
    let (by, on) = (read.text("by"), read.date("on"));
    let signing = match (on, read.errors()) {
        (Some(on), errors) if errors.is_empty() => Signing::Paper { by, on },
        (_, errors) => return wrong(&app, &visitor, id, &values, &errors).await,
    };
    let done = documents::sign(app.desk(), &visitor.actor, (id, seen(&values)), signing, &vietnamese).await;
    after_step((&app, &visitor, id), &values, done, "documents-signature-kept").await
}

/// Takes the file with the digital signature.
pub async fn receive(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, request: Request) -> Page {
    // Who may not do this is told so before the file is read.
    app.desk().permit(&visitor.actor, Permission::SignDocuments)?;
    let mut upload = Upload::from_request(request, &app).await?;
    let (mut values, mut name, mut content, mut too_large) =
        (Values::default(), String::new(), Vec::new(), false);
    while let Some(mut field) = upload.multipart.next_field().await? {
        let field_name = field.name().unwrap_or_default().to_owned();
        if field_name != "file" {
            let value: String = field.text().await?.chars().take(100).collect();
            values.push(&field_name, value);
            continue;
        }
        let given = field.file_name().unwrap_or_default();
        name = given.chars().filter(|letter| !letter.is_control()).take(120).collect();
        while let Some(piece) = field.chunk().await? {
            too_large |= content.len() + piece.len() > MOST_BYTES;
            if !too_large {
                content.extend_from_slice(&piece);
            }
        }
    }
    let mut errors = FieldErrors::default();
    if too_large {
        errors.add("file", "wrong-paper-too-large");
    } else if content.is_empty() {
        errors.add("file", "wrong-paper-empty");
    }
    if !errors.is_empty() {
        return wrong(&app, &visitor, id, &values, &errors).await;
    }
    let compared = !values.get("compared").is_empty();
    let signing = Signing::File { name, content, compared };
    let done = documents::sign(app.desk(), &visitor.actor, (id, seen(&values)), signing, &vietnamese).await;
    after_step((&app, &visitor, id), &values, done, "documents-signature-kept").await
}

/// Issues a signed document.
pub async fn issue(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let values = fields.values();
    let mut read = Reader::new(form::ISSUE, &values);
    let copies = read.number("copies").map(|copies| i32::try_from(copies).unwrap_or(i32::MAX));
    let issuing = Issuing { copies, stated: leaving::read(&values) };
    let errors = read.errors();
    if !errors.is_empty() {
        return wrong(&app, &visitor, id, &values, &errors).await;
    }
    let done = documents::issue(app.desk(), &visitor.actor, (id, seen(&values)), issuing, &vietnamese).await;
    after_step((&app, &visitor, id), &values, done, "documents-issued").await
}

/// Begins a document that takes the place of this one.
pub async fn replace(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let by = fields.get("id").parse().unwrap_or_else(|_| app.desk().id());
    let values = fields.values();
    let known = (id, seen(&values));
    let by = documents::replace(app.desk(), &visitor.actor, known, by, &vietnamese).await?;
    see(&format!("/documents/{by}")).flash("documents-replacement-begun").into()
}

/// Takes a document back.
pub async fn cancel(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let (known, reason) = ((id, seen(&values)), values.get("reason"));
    let done = documents::cancel(app.desk(), &visitor.actor, known, reason, &vietnamese).await;
    after_step((&app, &visitor, id), &values, done, "documents-cancelled").await
}

/// The document to edit and print.
pub async fn docx(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = documents::take_away(app.desk(), &visitor.actor, id, &vietnamese).await?;
    attached(DOCX, &format!("{}.docx", view.file_name()), view.docx()?)
}

/// The document to print and to sign.
pub async fn pdf(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = documents::take_away(app.desk(), &visitor.actor, id, &vietnamese).await?;
    attached(PDF, &format!("{}.pdf", view.file_name()), view.pdf(app.desk()).await?)
}

/// The signed file.
pub async fn file(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let file = documents::signed_file(app.desk(), &visitor.actor, id, &vietnamese).await?;
    attached(PDF, &format!("{}.pdf", file.name), file.content)
}
