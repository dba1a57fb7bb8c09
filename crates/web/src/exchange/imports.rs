//! Handlers of imports: upload, watch, look, confirm or drop.

use axum::extract::{FromRequest as _, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use law::kernel::coded::Coded as _;
use office::exchange::{self, FileKind, Format, ImportRequest, Incoming, runs};
use uuid::Uuid;

use super::{import_views as views, problems as sentences};
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::files;
use crate::gate::{App, At, Fields, Upload, Visitor};
use crate::texts::Text;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;

/// The history.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let before = Uuid::parse_str(values.get("after")).ok();
    let (lines, next) = runs::list(app.desk(), &visitor.actor, before).await?;
    let names = office::staff::organisation_names(app.desk(), &visitor.actor).await?;
    answer(views::index(&visitor, &Address::new("/imports", values), &lines, next, &names))
}

/// The form of a new import.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let offer = runs::offer(app.desk(), &visitor.actor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    if values.get("org").is_empty() {
        values.set("org", visitor.actor.org.clone());
    }
    if values.get("kind").is_empty() {
        values.set("kind", offer.0.first().map_or("", |kind| kind.code()));
    }
    answer(views::new(&visitor, &offer, &values, &FieldErrors::default()))
}

/// Takes a file and has it checked.
pub async fn create(State(app): State<App>, visitor: Visitor, request: Request) -> Page {
    // Who may not import is told so before the file is read.
    let offer = runs::offer(app.desk(), &visitor.actor).await?;
    let upload = Upload::from_request(request, &app).await?;
    let (values, file_name, incoming) = receive(upload).await?;
    if incoming.is_too_large() {
        return Err(PageFailure::TooLarge);
    }
    let mut errors = FieldErrors::default();
    let kind = FileKind::from_code(values.get("kind")).filter(|kind| offer.0.contains(kind));
    if kind.is_none() {
        errors.add("kind", "exchange-choose-kind");
    }
    let org = Some(values.get("org").to_owned()).filter(|code| offer.1.iter().any(|unit| unit.code == *code));
    if org.is_none() {
        errors.add("org", "exchange-choose-org");
    }
    if incoming.is_empty() {
        errors.add("file", Text::Key("exchange-choose-file"));
    }
    let id = Uuid::parse_str(values.get("id")).map_err(|_| PageFailure::Unreadable)?;
    let (Some(kind), true) = (kind, errors.is_empty()) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, views::new(&visitor, &offer, &values, &errors))
            .into_response());
    };
    let request = ImportRequest { kind, org, path: incoming.path().to_owned(), file_name, dry_run: false };
    runs::upload(app.desk(), &visitor.actor, id, &request).await?;
    see(&views::url(id)).into()
}

/// Reads the form to its end; a file that is too large is read as well, so that the sender gets an answer.
async fn receive(mut upload: Upload) -> Result<(Values, String, Incoming), PageFailure> {
    const LONGEST_VALUE: usize = 200;
    let mut values = Values::default();
    let mut file_name = String::new();
    let mut incoming = Incoming::new()?;
    while let Some(mut field) = upload.multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file_name = plain_name(field.file_name().unwrap_or_default());
            while let Some(piece) = field.chunk().await? {
                incoming.take(&piece)?;
            }
        } else {
            let value: String = field.text().await?.chars().take(LONGEST_VALUE).collect();
            values.push(&name, value);
        }
    }
    Ok((values, file_name, incoming))
}

/// The last part of a file name, without what could hurt where it is shown.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

/// An empty file with the columns of a kind.
pub async fn template(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let (kinds, _) = runs::offer(app.desk(), &visitor.actor).await?;
    let values = Values::parse(&query.unwrap_or_default());
    let kind = FileKind::from_code(values.get("kind")).or(kinds.first().copied());
    let kind = kind.filter(|kind| kinds.contains(kind)).ok_or(PageFailure::Missing)?;
    files::send(exchange::template(kind, Format::Xlsx)?)
}

/// One import, wherever it stands.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = runs::view(app.desk(), &visitor.actor, id).await?;
    let problems = if view.run.problem_count > 0 {
        Some(runs::problems(app.desk(), &visitor.actor, id, 0).await?)
    } else {
        None
    };
    answer(views::show(&visitor, &view, problems.as_ref()))
}

/// All that is wrong, page by page.
pub async fn problems(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let after = values.get("after").parse().unwrap_or(0);
    let view = runs::view(app.desk(), &visitor.actor, id).await?;
    let page = runs::problems(app.desk(), &visitor.actor, id, after).await?;
    let address = Address::new(format!("{}/problems", views::url(id)), values);
    answer(views::problems(&visitor, &view, &page, &address))
}

/// The same as a file.
pub async fn problems_file(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let t = visitor.t;
    let titles = ["line", "column", "value", "code", "reason"].map(|name| views::problem_title(t, name));
    let titles = titles.each_ref().map(String::as_str);
    let say = |problem: &exchange::Problem| sentences::sentence(t, problem);
    files::send(exchange::export_problems(app.desk(), &visitor.actor, id, titles, &say).await?)
}

/// Has a checked file written to the register.
pub async fn confirm(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _: Fields) -> Page {
    runs::confirm(app.desk(), &visitor.actor, id).await?;
    see(&views::url(id)).into()
}

/// Stops a run, or drops one that waits.
pub async fn cancel(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _: Fields) -> Page {
    runs::cancel(app.desk(), &visitor.actor, id).await?;
    see(&views::url(id)).flash("exchange-cancel-asked").into()
}
