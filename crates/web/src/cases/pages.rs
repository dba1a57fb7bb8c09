//! Handlers of the case pages: read, call the act, show.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use law::access::Permission;
use law::cases::{AidForm, LegalField, Outcome, Source};
use law::kernel::coded::Coded as _;
use office::Failure;
use office::cases::{CaseDraft, CaseFilter, Cursor, Doubles};
use uuid::Uuid;

use super::history::Wanted;
use super::{entry, form, show, views};
use crate::failure::{Page, see};
use crate::gate::{App, At, Fields, Visitor, local_path};
use crate::texts::Text;
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;
use crate::ui::shell::Crumb;

/// Lines on a page.
const LINES: usize = 25;

/// Days of the filter that are no days.
pub fn unreadable_days(values: &Values) -> impl Iterator<Item = &'static str> {
    let wrong =
        |name: &&str| !values.get(name).trim().is_empty() && dates::parse_date(values.get(name)).is_none();
    ["from", "to"].into_iter().filter(wrong)
}

/// The filter that an address asks for. A day that is none finds nothing: without it the list would show what nobody
/// asked for.
pub fn filter_of(values: &Values) -> CaseFilter {
    let text = |name: &str| Some(values.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    if unreadable_days(values).next().is_some() {
        let (from, to) = (Some(NaiveDate::MAX), Some(NaiveDate::MIN));
        return CaseFilter { organisations: Some(Vec::new()), from, to, ..CaseFilter::default() };
    }
    CaseFilter {
        open: match values.get("state") {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        },
        form: AidForm::from_code(values.get("form")),
        field: LegalField::from_code(values.get("field")),
        source: Source::from_code(values.get("source")),
        outcome: Outcome::from_code(values.get("outcome")),
        provider: Uuid::parse_str(values.get("provider")).ok(),
        from: dates::parse_date(values.get("from")),
        to: dates::parse_date(values.get("to")),
        organisations: text("org").map(|code| vec![code]),
        query: text("q"),
        queue: office::queues::read(values.get("queue")),
        onlooker: None,
    }
}

/// Where a page continues, as an address spells it.
pub fn cursor_of(text: &str) -> Option<Cursor> {
    match text.split_once('_') {
        Some((day, id)) => Some(Cursor::After(day.parse().ok()?, Uuid::parse_str(id).ok()?)),
        None => text.parse().ok().map(Cursor::Below),
    }
}

/// How an address spells where a page continues.
pub fn cursor_text(cursor: &Cursor) -> String {
    match cursor {
        Cursor::After(day, id) => format!("{day}_{id}"),
        Cursor::Below(place) => place.to_string(),
    }
}

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let filter = filter_of(&values);
    let after = cursor_of(values.get("after"));
    let (list, options, saved) =
        office::cases::list_page(app.desk(), &visitor.actor, &filter, after.as_ref(), LINES).await?;
    let address = Address::new("/cases", values);
    let body = views::index(&visitor, &address, &list, &options, &saved, app.desk().today());
    let shell = crate::ui::Shell { wide: true, ..visitor.shell(&visitor.t.get("cases-title")) };
    Ok(crate::ui::page(&shell, body).into_response())
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let wanted = Wanted::read(&Values::parse(&query.unwrap_or_default()));
    let page = office::conduct::page(app.desk(), &visitor.actor, id, wanted.since.is_none()).await?;
    let title = visitor.t.with("cases-case", &[("code", page.view.file.case.file_code.clone().into())]);
    let code = page.view.file.case.file_code.as_str();
    let crumbs = vec![Crumb::link(visitor.t.get("cases-title"), "/cases"), Crumb::here(code)];
    let shell = crate::ui::Shell { crumbs, ..visitor.shell(&title) };
    Ok(crate::ui::page(&shell, show::show(&visitor, &page, app.desk(), &wanted)).into_response())
}

pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::RegisterCase)?;
    let options = office::cases::entry_options(app.desk(), &visitor.actor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    let today = dates::date(app.desk().today());
    values.set("id", app.desk().id().to_string());
    values.set("beneficiaries", "1");
    for name in ["received_on", "accepted_on"] {
        if values.get(name).is_empty() {
            values.set(name, today.clone());
        }
    }
    let own = options.organisations.iter().find(|unit| unit.code == visitor.actor.org);
    if let Some(own) = own.or(options.organisations.iter().find(|unit| unit.valid_to.is_none())) {
        values.set("org_code", own.code.clone());
    }
    Ok(entry::register_page(&visitor, &values, &FieldErrors::default(), &options, &Doubles::default())
        .into_response())
}

pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::RegisterCase)?;
    // What the form offers is gathered only where the form is shown again.
    let options = || office::cases::entry_options(app.desk(), &visitor.actor);
    let mut values = fields.values();
    if !values.get("more").is_empty() {
        let count = form::beneficiary_count(&values) + 1;
        values.set("beneficiaries", count.min(form::MOST_BENEFICIARIES).to_string());
        values.remove("more");
        return Ok(entry::register_page(
            &visitor,
            &values,
            &FieldErrors::default(),
            &options().await?,
            &Doubles::default(),
        )
        .into_response());
    }
    let draft = match read_draft(&app, &visitor, &values).await? {
        Ok(draft) => draft,
        Err(errors) => {
            return Ok(wrong(entry::register_page(
                &visitor,
                &values,
                &errors,
                &options().await?,
                &Doubles::default(),
            )));
        }
    };
    if values.get("looked") != "yes" {
        let alike = office::cases::alike(app.desk(), &visitor.actor, &draft).await?;
        if !alike.is_empty() {
            values.set("looked", "yes");
            let page =
                entry::register_page(&visitor, &values, &FieldErrors::default(), &options().await?, &alike);
            return Ok(page.into_response());
        }
    }
    match office::cases::register(app.desk(), &visitor.actor, draft).await {
        Ok(id) => Ok(see(&format!("/cases/{id}")).flash("cases-registered").into_response()),
        Err(Failure::Refused(refusal)) => {
            let errors = entry::refused(&refusal);
            Ok(wrong(entry::register_page(
                &visitor,
                &values,
                &errors,
                &options().await?,
                &Doubles::default(),
            )))
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn edit(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    app.desk().permit(&visitor.actor, Permission::EditCase)?;
    let view = office::cases::view(app.desk(), &visitor.actor, id).await?;
    let options = office::cases::entry_options(app.desk(), &visitor.actor).await?;
    let mut values = form::values_of(&view.file, &view.id_numbers);
    // Whoever came from a list to put it right goes back to it.
    if let Some((_, query)) = visitor.path.split_once('?') {
        values.set("back", Values::parse(query).get("back"));
    }
    Ok(entry::edit_page((&visitor, app.desk()), id, &values, &FieldErrors::default(), &options, None)
        .into_response())
}

pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::EditCase)?;
    let options = office::cases::entry_options(app.desk(), &visitor.actor).await?;
    let mut values = fields.values();
    values.set("id", id.to_string());
    if !values.get("more").is_empty() {
        let count = form::beneficiary_count(&values) + 1;
        values.set("beneficiaries", count.min(form::MOST_BENEFICIARIES).to_string());
        values.remove("more");
        return Ok(entry::edit_page(
            (&visitor, app.desk()),
            id,
            &values,
            &FieldErrors::default(),
            &options,
            None,
        )
        .into_response());
    }
    let draft = match read_draft(&app, &visitor, &values).await? {
        Ok(draft) => draft,
        Err(errors) => {
            return Ok(wrong(entry::edit_page((&visitor, app.desk()), id, &values, &errors, &options, None)));
        }
    };
    let seen = values.get("version").parse().unwrap_or(0);
    match office::cases::correct(app.desk(), &visitor.actor, seen, draft).await {
        Ok(()) => {
            let own = format!("/cases/{id}");
            let back =
                Some(values.get("back")).filter(|back| !back.is_empty()).map_or(own.as_str(), local_path);
            Ok(see(back).flash("cases-corrected").into_response())
        }
        Err(Failure::Refused(refusal)) => {
            let errors = entry::refused(&refusal);
            Ok(wrong(entry::edit_page((&visitor, app.desk()), id, &values, &errors, &options, None)))
        }
        Err(Failure::Stale) => {
            let theirs = office::cases::view(app.desk(), &visitor.actor, id).await?;
            values.set("version", theirs.file.case.version.to_string());
            let page = entry::edit_page(
                (&visitor, app.desk()),
                id,
                &values,
                &FieldErrors::default(),
                &options,
                Some(&theirs),
            );
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Reads the form and settles the communes; wrong fields come back as errors.
async fn read_draft(
    app: &App,
    visitor: &Visitor,
    values: &Values,
) -> Result<Result<CaseDraft, FieldErrors>, crate::failure::PageFailure> {
    let mut draft = match form::read(values) {
        Ok(draft) => draft,
        Err(errors) => return Ok(Err(errors)),
    };
    let mut errors = FieldErrors::default();
    let (org, day) = (draft.org_code.clone(), draft.accepted_on);
    for (person, suffix) in draft.beneficiaries.iter_mut().zip(form::SUFFIXES) {
        let Some(typed) = person.commune_code.clone() else { continue };
        let found = office::cases::communes_named(app.desk(), &org, &typed, day).await?;
        let field = format!("client_commune{suffix}");
        match found.as_slice() {
            [one] => person.commune_code = Some(one.code.clone()),
            [] => errors.add(field, "cases-client-commune-unknown"),
            several => {
                let names = several.iter().take(6).map(|commune| {
                    let district =
                        commune.district.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
                    format!("{} = {} {}{district}", commune.code, commune.kind, commune.name)
                });
                let list = names.collect::<Vec<_>>().join("; ");
                errors.add(field, Text::with("cases-client-commune-several", [("list", list.into())]));
            }
        }
    }
    let _ = visitor;
    Ok(if errors.is_empty() { Ok(draft) } else { Err(errors) })
}

fn wrong(page: maud::Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

pub async fn closure(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    app.desk().permit(&visitor.actor, Permission::CloseCase)?;
    let view = office::cases::view(app.desk(), &visitor.actor, id).await?;
    if !view.may_close {
        return Ok(see(&format!("/cases/{id}")).into_response());
    }
    let today = dates::date(app.desk().today());
    let version = view.file.case.version.to_string();
    let values = Values::from([
        ("closed_on", today.as_str()),
        ("outcome", "completed"),
        ("version", version.as_str()),
    ]);
    Ok(entry::closure_page((&visitor, app.desk()), &view, &values, &FieldErrors::default()).into_response())
}

pub async fn close(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::CloseCase)?;
    let mut values = fields.values();
    let step = values.get("step").to_owned();
    values.remove("step");
    let seen = values.get("version").parse().unwrap_or(0);
    if step == "edit" {
        let view = office::cases::view(app.desk(), &visitor.actor, id).await?;
        return Ok(entry::closure_page((&visitor, app.desk()), &view, &values, &FieldErrors::default())
            .into_response());
    }
    let closing = match form::read_closing(&values) {
        Ok(closing) => closing,
        Err(errors) => return close_again(&app, &visitor, id, values, errors).await,
    };
    // Finished work is closed in one step; an end before that is shown once more.
    let looks = step == "check" || (step != "confirm" && closing.outcome != Outcome::Completed);
    let (desk, actor) = (app.desk(), &visitor.actor);
    let answered = match looks {
        true => office::cases::try_close(desk, actor, id, seen, closing).await,
        false => office::cases::close(desk, actor, id, seen, closing).await,
    };
    match answered {
        Ok(()) if looks => {
            let view = office::cases::view(desk, actor, id).await?;
            Ok(entry::closing_check_page((&visitor, desk), &view, &values).into_response())
        }
        Ok(()) => {
            let back = values.get("back").to_owned();
            let to = if back.starts_with("/cases") { back } else { format!("/cases/{id}") };
            Ok(see(&to).flash("cases-closed").into_response())
        }
        Err(Failure::Refused(refusal)) => {
            let errors = entry::refused(&refusal);
            close_again(&app, &visitor, id, values, errors).await
        }
        Err(Failure::Stale) => {
            let mut errors = FieldErrors::default();
            errors.add("", "cases-changed-meanwhile");
            close_again(&app, &visitor, id, values, errors).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn close_again(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    mut values: Values,
    errors: FieldErrors,
) -> Page {
    let view = office::cases::view(app.desk(), &visitor.actor, id).await?;
    values.set("version", view.file.case.version.to_string());
    Ok(wrong(entry::closure_page((visitor, app.desk()), &view, &values, &errors)))
}

pub async fn note(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::EditCase)?;
    let values = fields.values();
    let note_id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    match office::cases::note(app.desk(), &visitor.actor, id, note_id, values.get("text")).await {
        Ok(()) => Ok(see(&format!("/cases/{id}#timeline")).flash("cases-noted").into_response()),
        Err(Failure::Refused(_)) => {
            Ok(see(&format!("/cases/{id}#note")).warn("cases-note-empty").into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn save_filter(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let query = values.get("query").to_owned();
    let back = if query.is_empty() { "/cases".to_owned() } else { format!("/cases?{query}") };
    match office::filters::save(app.desk(), &visitor.actor, "cases", values.get("name"), &query).await {
        Ok(()) => Ok(see(&back).flash("cases-filter-saved").into_response()),
        Err(Failure::Refused(_)) => Ok(see(&back).warn("cases-filter-needs-name").into_response()),
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove_filter(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _: Fields) -> Page {
    office::filters::remove(app.desk(), &visitor.actor, id).await?;
    Ok(see("/cases").flash("cases-filter-removed").into_response())
}
