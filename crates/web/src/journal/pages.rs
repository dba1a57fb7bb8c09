//! Handlers of the logs: read, call the act, show.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use office::Failure;
use office::journal::{self, LogKey, LogQuery, Mark};
use uuid::Uuid;

use super::{Context, Log, may_record, views};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::staff::conflict::{self, Other};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Reader, Values};
use crate::ui::list::Address;

/// The list with its filters.
pub async fn index<L: Log>(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (desk, actor) = (app.desk(), &visitor.actor);
    let page = journal::list::<L>(desk, actor, &query_of::<L>(&values), key_of(values.get("after"))).await?;
    let organisations = journal::organisations(desk, actor, false).await?;
    let mut context = Context { organisations, protected: page.protected.clone(), ..Context::default() };
    L::fetch(&app, &visitor, &page.lines, &mut context).await?;
    answer(views::index(&visitor, &Address::new(L::PATH, values), &page, &context))
}

/// The lines that an address asks for. What cannot be read narrows nothing.
fn query_of<L: Log>(values: &Values) -> LogQuery {
    let filled = |name: &str| Some(values.get(name).to_owned()).filter(|value| !value.is_empty());
    LogQuery {
        org: filled("org"),
        predecessors: values.get("geography") == "now",
        from: dates::parse_date(values.get("from")),
        to: dates::parse_date(values.get("to")),
        equal: L::FILTERS.iter().filter_map(|field| Some((field.name, filled(field.name)?))).collect(),
    }
}

/// Where a page continues, as an address spells it.
fn key_of(text: &str) -> Option<LogKey> {
    let (day, id) = text.split_once('_')?;
    Some(LogKey { on_date: day.parse().ok()?, id: Uuid::parse_str(id).ok()? })
}

/// The form for a new line: today, and the only organisation there is, are filled in.
pub async fn new<L: Log>(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let context = context::<L>(&app, &visitor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    if values.get("on_date").is_empty() {
        values.set("on_date", dates::date(app.desk().today()));
    }
    for (name, value) in L::PRESET.iter().filter(|(name, _)| values.get(name).is_empty()).collect::<Vec<_>>()
    {
        values.set(name, *value);
    }
    let open: Vec<_> = context.organisations.iter().filter(|it| it.valid_to.is_none()).collect();
    let own = open.iter().find(|it| it.code == visitor.actor.org).or(open.first());
    if let (Some(own), true) = (own, values.get("org_code").is_empty()) {
        values.set("org_code", own.code.as_str());
    }
    answer(views::new::<L>(&visitor, &context, &values, &FieldErrors::default()))
}

async fn context<L: Log>(app: &App, visitor: &Visitor) -> Result<Context, PageFailure> {
    let organisations = journal::organisations(app.desk(), &visitor.actor, true).await?;
    let mut context = Context { organisations, ..Context::default() };
    L::fetch(app, visitor, &[], &mut context).await?;
    Ok(context)
}

/// Adds a line. The same form sent twice is stored once.
pub async fn create<L: Log>(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let errors = match read::<L>(&app, &visitor, &values).await? {
        Err(errors) => errors,
        Ok(line) => match journal::add(app.desk(), &visitor.actor, line).await {
            Ok(()) => return see(&next::<L>(&values)).flash(L::WORDS.added).into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let context = context::<L>(&app, &visitor).await?;
    again(views::new::<L>(&visitor, &context, &values, &errors))
}

/// After a line: the list, or another line of the same day and place.
fn next<L: Log>(values: &Values) -> String {
    if values.get("then") != "another" {
        return L::PATH.to_owned();
    }
    let mut kept = Values::default();
    L::KEPT.iter().for_each(|name| kept.set(name, values.get(name)));
    format!("{}/new?{}", L::PATH, kept.encode())
}

async fn read<L: Log>(
    app: &App,
    visitor: &Visitor,
    values: &Values,
) -> Result<Result<L, FieldErrors>, PageFailure> {
    let mut reader = Reader::new(L::FIELDS, values);
    let (org_code, on_date) = (reader.text("org_code"), reader.date("on_date"));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let day = on_date.unwrap_or_else(|| app.desk().today());
    let login = &visitor.actor.login;
    let mark = Mark::new(id.unwrap_or_default(), &org_code, day, app.desk().now(), login);
    let line = L::read(mark, &mut reader);
    let errors = reader.errors();
    match line {
        Some(line) if errors.is_empty() => Ok(line.settle(app, visitor, values).await?),
        _ => Ok(Err(errors)),
    }
}

/// One line: what it says, to be corrected by who may.
pub async fn edit<L: Log>(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let (line, context) = opened::<L>(&app, &visitor, id).await?;
    let values = values_of(&line, &context);
    answer(views::edit(&visitor, &line, &context, &values, &FieldErrors::default()))
}

async fn opened<L: Log>(app: &App, visitor: &Visitor, id: Uuid) -> Result<(L, Context), PageFailure> {
    let line = journal::view::<L>(app.desk(), &visitor.actor, id).await?;
    let organisations = journal::organisations(app.desk(), &visitor.actor, may_record(visitor)).await?;
    let mut context = Context { organisations, ..Context::default() };
    L::fetch(app, visitor, std::slice::from_ref(&line), &mut context).await?;
    Ok((line, context))
}

/// A line as its form shows it; the hash of its content is the version that was seen.
pub fn values_of<L: Log>(line: &L, context: &Context) -> Values {
    let mark = line.mark();
    let mut values = Values::default();
    values.set("id", mark.id.to_string());
    values.set("version", mark.content_key.as_str());
    values.set("org_code", mark.org_code.as_str());
    values.set("on_date", dates::date(mark.on_date));
    line.values(context).into_iter().for_each(|(name, value)| values.set(name, value));
    values
}

/// Corrects a line; who comes second sees both versions.
pub async fn update<L: Log>(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    if !may_record(&visitor) {
        return Err(PageFailure::Denied);
    }
    let (line, context) = opened::<L>(&app, &visitor, id).await?;
    let mut values = fields.values();
    values.set("id", id.to_string());
    conflict::settle(&mut values, L::FIELDS, &values_of(&line, &context));
    let (seen, reason) = (values.get("version").to_owned(), values.get("reason").trim().to_owned());
    let errors = match read::<L>(&app, &visitor, &values).await? {
        Err(errors) => errors,
        Ok(typed) => match journal::correct(app.desk(), &visitor.actor, &seen, &reason, typed).await {
            Ok(()) => return see(L::PATH).flash("journal-corrected").into(),
            Err(Failure::Stale) => {
                let other = other(&app, &visitor, &line).await?;
                let page = views::conflict(
                    &visitor,
                    &line,
                    &context,
                    (&values, &values_of(&line, &context)),
                    &other,
                );
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(views::edit(&visitor, &line, &context, &values, &errors))
}

async fn other<L: Log>(app: &App, visitor: &Visitor, line: &L) -> Result<Other, PageFailure> {
    let last = journal::last_change::<L>(app.desk(), &visitor.actor, line.mark().id).await?;
    Ok(Other {
        who: last.as_ref().map(|line| line.actor_name.clone()).unwrap_or_default(),
        moment: last.map(|line| dates::date_time(&line.at)).unwrap_or_default(),
    })
}

/// The question before a line is removed.
pub async fn removal<L: Log>(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    if !may_record(&visitor) {
        return Err(PageFailure::Denied);
    }
    let (line, context) = opened::<L>(&app, &visitor, id).await?;
    let values = Values::from([("version", line.mark().content_key.as_str())]);
    answer(views::removal(&visitor, &line, &context, &values, &FieldErrors::default()))
}

/// Removes a line that was entered by mistake.
pub async fn remove<L: Log>(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let (seen, reason) = (values.get("version"), values.get("reason").trim());
    match journal::remove::<L>(app.desk(), &visitor.actor, id, seen, reason).await {
        Ok(()) => see(L::PATH).flash("journal-removed").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let (line, context) = opened::<L>(&app, &visitor, id).await?;
            again(views::removal(&visitor, &line, &context, &values, &errors))
        }
    }
}
