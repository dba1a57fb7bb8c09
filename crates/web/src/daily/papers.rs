//! Handlers of the papers of a case: a whole file in a form, or piece by piece from the script; shown; taken out.

use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use law::access::Permission;
use law::confidentiality::Leaving;
use maud::Markup;
use office::case_papers::{self, MOST_BYTES, PaperDraft, Progress};
use office::confidentiality::grounds;
use uuid::Uuid;

use super::frame::Side;
use super::paper_views::{self as views, Shown};
use crate::codes;
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, OFFSET, Piece, Upload, Visitor};
use crate::ui::form::{Field, FieldErrors, Reader, Values};

/// What a browser offers to choose from.
const ACCEPT: &str = "image/jpeg,image/png,application/pdf,.pdf,.docx,.jpg,.jpeg,.png";

/// What a paper asks.
pub const FIELDS: &[Field] = &[
    Field::file("file", "papers-file", ACCEPT, MOST_BYTES as u64).optional(),
    Field::select("item", "papers-item"),
    Field::text("title", "papers-name").optional().hint("papers-name-hint").most(300),
    Field::date("dated_on", "papers-dated-on").optional(),
    Field::date("received_on", "papers-received-on").optional(),
    Field::text("from_whom", "papers-from-whom").optional().most(200),
    Field::number("pages", "papers-pages").optional(),
];

/// The papers of a case, with the form for a new one.
pub async fn index(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    answer(shown(&app, &visitor, case, &Values::default(), &FieldErrors::default()).await?)
}

/// The page of the papers, with what was typed into one of its forms.
pub async fn shown(
    app: &App,
    visitor: &Visitor,
    case: Uuid,
    typed: &Values,
    errors: &FieldErrors,
) -> Result<Markup, PageFailure> {
    let papers = case_papers::list(app.desk(), &visitor.actor, case).await?;
    let mut values = typed.clone();
    if values.get("id").is_empty() {
        values.set("id", app.desk().id().to_string());
    }
    let [bundle, package] =
        [Leaving::Bundle, Leaving::Package].map(|what| grounds(app.desk(), &visitor.actor, what));
    let shown = Shown { papers: &papers, bundle: &bundle, package: &package };
    Ok(views::index(visitor, &shown, &values, errors))
}

/// What came with a form of a paper.
struct Received {
    values: Values,
    name: String,
    content: Vec<u8>,
    too_large: bool,
}

/// Puts a paper into the file. The script sends only the first piece of a large file and says how large it is.
pub async fn create(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, request: Request) -> Page {
    // Who may not do this is told so before the file is read.
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let upload = Upload::from_request(request, &app).await?;
    let received = receive(upload).await?;
    let (values, desk, actor) = (received.values, app.desk(), &visitor.actor);
    let size: usize = values.get("size").parse().unwrap_or(received.content.len());
    let read = match read(&visitor, &values) {
        Ok(_) if received.too_large => Err(too_large(&visitor)),
        read => read,
    };
    let errors = match read {
        Err(errors) => errors,
        Ok(draft) => {
            let taken = if received.content.is_empty() {
                let done = Progress { received: 0, size: 0, done: true };
                case_papers::add(desk, actor, case, draft, None).await.map(|()| done)
            } else {
                let file = (received.name.as_str(), size);
                case_papers::begin(desk, actor, case, draft, file, received.content).await
            };
            match taken {
                Ok(progress) => return said(case, progress),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    again(shown(&app, &visitor, case, &values, &errors).await?)
}

fn too_large(visitor: &Visitor) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add("file", visitor.t.get("wrong-paper-too-large"));
    errors
}

/// Reads the form to its end; of a file that is too large only the size is kept in mind.
async fn receive(mut upload: Upload) -> Result<Received, PageFailure> {
    const LONGEST_VALUE: usize = 1000;
    let mut received =
        Received { values: Values::default(), name: String::new(), content: Vec::new(), too_large: false };
    while let Some(mut field) = upload.multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let value: String = field.text().await?.chars().take(LONGEST_VALUE).collect();
            received.values.push(&name, value);
            continue;
        }
        received.name = plain_name(field.file_name().unwrap_or_default());
        while let Some(piece) = field.chunk().await? {
            if received.content.len() + piece.len() > MOST_BYTES {
                received.too_large = true;
                received.content.clear();
            }
            if !received.too_large {
                received.content.extend_from_slice(&piece);
            }
        }
    }
    Ok(received)
}

/// The last part of a file name, without what could hurt where it is shown.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

fn read(visitor: &Visitor, values: &Values) -> Result<PaperDraft, FieldErrors> {
    let mut reader = Reader::new(FIELDS, values);
    let item = reader.text("item");
    let title = reader.maybe_text("title").unwrap_or_else(|| views::item_name(visitor.t, &item));
    let (dated_on, received_on) = (reader.date("dated_on"), reader.date("received_on"));
    let from_whom = reader.text("from_whom");
    let pages = reader.number("pages").map(|pages| i32::try_from(pages).unwrap_or(-1));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let Some(id) = id else { return Err(reader.errors()) };
    reader.done(PaperDraft { id, item, title, dated_on, received_on, from_whom, pages })
}

/// Where to go on, for the script; or the list, when all is there.
fn said(case: Uuid, progress: Progress) -> Page {
    if progress.done {
        return see(&Side::Papers.path(case)).flash("papers-added").into();
    }
    Ok((StatusCode::ACCEPTED, [(OFFSET, progress.received.to_string())]).into_response())
}

/// Where to go on after the line broke.
pub async fn progress(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    said(case, case_papers::progress(app.desk(), &visitor.actor, case, id).await?)
}

/// Takes the next piece.
pub async fn go_on(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    request: Request,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let piece = Piece::from_request(request, &app).await?;
    match case_papers::go_on(app.desk(), &visitor.actor, case, id, piece.at, piece.bytes.to_vec()).await {
        Ok(progress) => said(case, progress),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(shown(&app, &visitor, case, &Values::default(), &errors).await?)
        }
    }
}

/// One paper.
pub async fn show(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    let (head, paper) = case_papers::view(app.desk(), &visitor.actor, case, id).await?;
    answer(views::show(&visitor, &head, &paper, &FieldErrors::default()))
}

/// The file of a paper: a picture is shown, anything else is kept.
pub async fn file(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    let file = case_papers::open(app.desk(), &visitor.actor, case, id).await?;
    let way = if file.kind.is_picture() { "inline" } else { "attachment" };
    let name: String = file.title.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
    let encoded = Values::from([("", name.as_str())]).encode();
    let encoded = encoded.trim_start_matches('=');
    let ending = file.kind.ending();
    let headers = [
        (CONTENT_TYPE, file.kind.media_type().to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("{way}; filename=\"paper.{ending}\"; filename*=UTF-8''{encoded}.{ending}"),
        ),
    ];
    let response: Response = (headers, file.content).into_response();
    Ok(response)
}

/// Takes a paper out of the file.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let (seen, reason) = (fields.get("version").parse().unwrap_or(0), fields.get("reason"));
    match case_papers::remove(app.desk(), &visitor.actor, case, id, seen, reason).await {
        Ok(()) => see(&Side::Papers.path(case)).flash("papers-removed").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let (head, paper) = case_papers::view(app.desk(), &visitor.actor, case, id).await?;
            again(views::show(&visitor, &head, &paper, &errors))
        }
    }
}

/// The name of an item, for lists that hold codes of two kinds.
pub fn named(t: crate::texts::T, code: &str) -> String {
    use law::kernel::coded::Coded as _;
    match law::case_papers::ProceduralPaper::from_code(code) {
        Some(paper) => codes::name(t, paper),
        None => law::rules::ChecklistItem::from_code(code)
            .map_or_else(|| code.to_owned(), |it| codes::name(t, it)),
    }
}
