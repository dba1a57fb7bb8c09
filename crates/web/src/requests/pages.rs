//! Handlers of inbox, entry and page of a request: read, call the act, show.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::cases::{AidForm, Source};
use law::intake::{Channel, Side, Signature};
use law::kernel::coded::Coded as _;
use law::lifecycle::RequestState;
use office::Failure;
use office::conflicts::{Draft, DraftPerson};
use office::eligibility::Paper;
use office::intake::{Guidance, Reception};
use office::requests::{RequestCursor, RequestDraft, RequestFilter, RequestOptions};
use uuid::Uuid;

use super::entry::{self, Entry};
use super::{form, papers, views};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::Text;
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;

/// Lines on a page.
const LINES: usize = 30;

/// The states in which somebody still has something to do.
const OPEN: [RequestState; 4] =
    [RequestState::Received, RequestState::NeedMore, RequestState::Proposed, RequestState::Transferring];

/// The filter that an address asks for. What cannot be read narrows nothing.
fn filter_of(values: &Values) -> RequestFilter {
    let text = |name: &str| Some(values.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    let (states, open) = match values.get("state") {
        "all" => (Vec::new(), false),
        "" | "open" | "sent_here" => (OPEN.to_vec(), true),
        code => (RequestState::from_code(code).into_iter().collect(), false),
    };
    RequestFilter {
        states,
        channel: Channel::from_code(values.get("channel")),
        form: AidForm::from_code(values.get("form")),
        organisations: text("org").map(|code| vec![code]),
        sent_here: values.get("state") == "sent_here",
        // Fewer than three letters would show half a register.
        query: text("q").filter(|query| query.chars().filter(|letter| letter.is_alphanumeric()).count() >= 3),
        oldest_first: open,
        onlooker: None,
    }
}

fn cursor_of(text: &str) -> Option<RequestCursor> {
    let (micros, id) = text.split_once('_')?;
    let received_at = chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some(RequestCursor { received_at, id: Uuid::parse_str(id).ok()? })
}

/// The inbox.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (filter, after) = (filter_of(&values), cursor_of(values.get("after")));
    let (desk, actor) = (app.desk(), &visitor.actor);
    let list = office::requests::list(desk, actor, &filter, after.as_ref(), LINES).await?;
    answer(views::index(&visitor, &Address::new("/requests", values), &list, desk.now()))
}

/// One request.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = office::requests::view(app.desk(), &visitor.actor, id).await?;
    let conflicts = match app.desk().reach_of(&visitor.actor).covers(&view.file.request.org_code) {
        true => Some(office::conflicts::view(app.desk(), &visitor.actor, id).await?),
        false => None,
    };
    answer(views::show(&visitor, &view, conflicts.as_ref(), &proofs(&app), app.desk().now()))
}

/// The receipt to print: number, next day, hotline; nothing of the matter.
pub async fn slip(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = office::requests::view(app.desk(), &visitor.actor, id).await?;
    answer(papers::slip(&visitor, &view))
}

/// The form for a new request: now, here, in person; from a line of the reception what that says.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let options = office::requests::options(app.desk(), &visitor.actor).await?;
    let proofs = proofs(&app);
    let asked = Values::parse(&query.unwrap_or_default());
    let mut values = fresh(&app, &visitor, &options);
    prefill(&app, &visitor, &asked, &mut values).await?;
    let errors = FieldErrors::default();
    let found = maud::html! {};
    let entry =
        Entry { values: &values, errors: &errors, options: &options, proofs: &proofs, found, theirs: None };
    answer(entry::new_page(&visitor, &entry))
}

fn fresh(app: &App, visitor: &Visitor, options: &RequestOptions) -> Values {
    let desk = app.desk();
    let now = desk.now().with_timezone(&dates::VIET_NAM);
    let organisations = &options.entry.organisations;
    let own = organisations.iter().find(|unit| unit.code == visitor.actor.org).or(organisations.first());
    Values::from([
        ("id", desk.id().to_string().as_str()),
        ("persons", "1"),
        ("org_code", own.map_or("", |unit| unit.code.as_str())),
        ("channel", Channel::InPerson.code()),
        ("source", Source::SelfRequest.code()),
        ("received_on", dates::date(now.date_naive()).as_str()),
        ("received_time", now.format("%H:%M").to_string().as_str()),
        ("signed_by", Signature::NotYet.code()),
    ])
}

/// What a line of the reception or of guidance already says is not typed again.
async fn prefill(
    app: &App,
    visitor: &Visitor,
    asked: &Values,
    values: &mut Values,
) -> Result<(), PageFailure> {
    let Ok(line) = Uuid::parse_str(asked.get("line")) else { return Ok(()) };
    let (desk, actor) = (app.desk(), &visitor.actor);
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            values.set(name, value);
        }
    };
    match asked.get("from") {
        "reception" => {
            let line = office::journal::view::<Reception>(desk, actor, line).await?;
            set("name", line.client_name);
            set("summary", line.purpose);
            set("org_code", Some(line.mark.org_code));
            set("received_on", Some(dates::date(line.mark.on_date)));
        }
        "guidance" => {
            let line = office::journal::view::<Guidance>(desk, actor, line).await?;
            set("name", line.client_name);
            set("sex", line.client_sex.map(|code| code.to_string()));
            set("ethnicity", line.client_ethnicity);
            set("category", line.category.map(|code| code.to_string()));
            set("field", line.field.map(|code| code.to_string()));
            set("summary", line.summary);
            set("org_code", Some(line.mark.org_code));
            set("received_on", Some(dates::date(line.mark.on_date)));
        }
        "duty" => {
            let contact = office::duty::contact(desk, actor, line).await?;
            let channel = if contact.by_phone { Channel::Phone } else { Channel::InPerson };
            let at = contact.at.with_timezone(&dates::VIET_NAM);
            set("name", contact.person);
            set("phone", contact.phone);
            set("summary", Some(contact.summary));
            set("channel", Some(channel.to_string()));
            set("received_on", Some(dates::date(at.date_naive())));
            set("received_time", Some(at.format("%H:%M").to_string()));
            values.set("reception", line.to_string());
            return Ok(());
        }
        _ => return Ok(()),
    }
    values.set("reception", line.to_string());
    if values.get("received_on") != dates::date(desk.today()) {
        values.remove("received_time");
    }
    Ok(())
}

/// Takes a request down; what may be a double or a conflict is shown first, once.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let options = office::requests::options(app.desk(), &visitor.actor).await?;
    let proofs = proofs(&app);
    let mut values = fields.values();
    let nothing = || maud::html! {};
    if add_person(&mut values) {
        let errors = FieldErrors::default();
        let entry = Entry {
            values: &values,
            errors: &errors,
            options: &options,
            proofs: &proofs,
            found: nothing(),
            theirs: None,
        };
        return answer(entry::new_page(&visitor, &entry));
    }
    let errors = match read_draft(&app, &visitor, &values).await? {
        Err(errors) => errors,
        Ok(draft) => {
            if values.get("looked") != "yes" {
                let found = office::conflicts::look(app.desk(), &visitor.actor, &sought(&draft)).await?;
                if !found.hits.is_empty() {
                    values.set("looked", "yes");
                    let errors = FieldErrors::default();
                    let found = crate::conflicts::preview(visitor.t, &found);
                    let entry = Entry {
                        values: &values,
                        errors: &errors,
                        options: &options,
                        proofs: &proofs,
                        found,
                        theirs: None,
                    };
                    return answer(entry::new_page(&visitor, &entry));
                }
            }
            match office::requests::take(app.desk(), &visitor.actor, draft).await {
                Ok(id) => {
                    // Whoever takes down what they brought themselves need not say so.
                    let brought = Uuid::parse_str(values.get("brought_by")).ok().or(visitor.actor.provider);
                    if let Some(provider) = brought {
                        office::requests::note_brought(app.desk(), &visitor.actor, id, provider).await?;
                    }
                    return see(&format!("/requests/{id}")).flash("requests-taken").into();
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let entry = Entry {
        values: &values,
        errors: &errors,
        options: &options,
        proofs: &proofs,
        found: nothing(),
        theirs: None,
    };
    again(entry::new_page(&visitor, &entry))
}

/// The draft as the search for conflicts takes it.
fn sought(draft: &RequestDraft) -> Draft {
    let persons = draft.persons.iter().zip(0..).map(|(person, position)| DraftPerson {
        position,
        side: person.side,
        person: person.person,
        name: person.name.clone(),
        sex: person.sex,
        birth_year: person.birth.map(office::cases::Birth::year),
        birth_date: person.birth.and_then(office::cases::Birth::day),
        commune_code: person.commune_code.clone(),
        id_number: person.id_number.clone(),
    });
    Draft {
        id: draft.id,
        org_code: draft.org_code.clone(),
        field: Some(draft.field),
        chosen_provider: draft.chosen_provider,
        persons: persons.collect(),
    }
}

/// Whether a button asked for one more person; it stands in the form then.
fn add_person(values: &mut Values) -> bool {
    let more = values.get("more").to_owned();
    values.remove("more");
    let Some(side) = Side::from_code(&more) else { return false };
    let count = (form::person_count(values) + 1).min(form::SUFFIXES.len());
    values.set("persons", count.to_string());
    values.set(&format!("side{}", form::SUFFIXES[count - 1]), side.code());
    true
}

/// The form that changes a request.
pub async fn edit(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let view = office::requests::view(app.desk(), &visitor.actor, id).await?;
    if !views::may_change(&visitor, &view) {
        return see(&format!("/requests/{id}")).into();
    }
    let options = office::requests::options(app.desk(), &visitor.actor).await?;
    let proofs = proofs(&app);
    let values = form::values_of(&view.file, &view.id_numbers);
    let (errors, found) = (FieldErrors::default(), maud::html! {});
    let entry =
        Entry { values: &values, errors: &errors, options: &options, proofs: &proofs, found, theirs: None };
    answer(entry::edit_page(&visitor, &id.to_string(), &entry))
}

/// Changes a request; who comes second sees both versions.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let view = office::requests::view(app.desk(), &visitor.actor, id).await?;
    let options = office::requests::options(app.desk(), &visitor.actor).await?;
    let proofs = proofs(&app);
    let mut values = fields.values();
    values.set("id", id.to_string());
    let added = add_person(&mut values);
    let draft = if added { Ok(None) } else { read_draft(&app, &visitor, &values).await?.map(Some) };
    let mut theirs = None;
    let errors = match draft {
        Ok(None) => FieldErrors::default(),
        Err(errors) => errors,
        Ok(Some(draft)) => {
            let seen = values.get("version").parse().unwrap_or(0);
            match office::requests::change(app.desk(), &visitor.actor, seen, draft).await {
                Ok(()) => return see(&format!("/requests/{id}")).flash("requests-changed").into(),
                Err(Failure::Stale) => {
                    values.set("version", view.file.request.version.to_string());
                    theirs = Some(&view);
                    FieldErrors::default()
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let found = maud::html! {};
    let entry = Entry { values: &values, errors: &errors, options: &options, proofs: &proofs, found, theirs };
    let page = entry::edit_page(&visitor, &id.to_string(), &entry);
    match (theirs, added) {
        (Some(_), _) => Ok((StatusCode::CONFLICT, page).into_response()),
        (None, true) => answer(page),
        (None, false) => again(page),
    }
}

/// The papers of proof that the rules of today know.
fn proofs(app: &App) -> Vec<Paper> {
    office::eligibility::papers(app.desk(), app.desk().today())
}

/// Reads the form and settles the communes; wrong fields come back as errors.
async fn read_draft(
    app: &App,
    visitor: &Visitor,
    values: &Values,
) -> Result<Result<RequestDraft, FieldErrors>, PageFailure> {
    let mut draft = match form::read(values, app.desk().now()) {
        Ok(draft) => draft,
        Err(errors) => return Ok(Err(errors)),
    };
    let _ = visitor;
    let mut errors = FieldErrors::default();
    let (org, day) = (draft.org_code.clone(), app.desk().today());
    for (person, suffix) in draft.persons.iter_mut().zip(form::SUFFIXES) {
        let Some(typed) = person.commune_code.clone() else { continue };
        let found = office::cases::communes_named(app.desk(), &org, &typed, day).await?;
        let field = format!("commune{suffix}");
        match found.as_slice() {
            [one] => person.commune_code = Some(one.code.clone()),
            [] => errors.add(field, "cases-client-commune-unknown"),
            several => {
                let names = several.iter().take(6).map(|it| format!("{} = {}", it.code, it.full_name()));
                let list = names.collect::<Vec<_>>().join("; ");
                errors.add(field, Text::with("cases-client-commune-several", [("list", list.into())]));
            }
        }
    }
    Ok(if errors.is_empty() { Ok(draft) } else { Err(errors) })
}
