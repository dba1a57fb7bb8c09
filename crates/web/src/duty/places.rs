//! Places at which duty is kept: the list, a new one, a change.

use axum::extract::{RawQuery, State};
use law::access::Permission;
use law::duty::{DutyDays, DutyMode};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::duty::{self, DutyPlace, PlaceDraft};
use uuid::Uuid;

use super::views::mode;
use crate::codes;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::ui::form::{
    self, Field, FieldErrors, Keyboard, Reader, Sheet, Values, Width, actions, hidden, link_quiet, submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::card;
use crate::ui::{self, dates};

/// What a place asks.
const PLACE: &[Field] = &[
    Field::text("name", "duty-place-name").hint("duty-place-name-hint").most(300),
    Field::radios("mode", "duty-place-mode"),
    Field::radios("days", "duty-place-days"),
    Field::checkbox("nights", "duty-place-nights"),
    Field::text("phone", "duty-place-phone")
        .optional()
        .keyboard(Keyboard::Phone)
        .width(Width::Medium)
        .hint("duty-place-phone-hint")
        .most(40),
    Field::date("from", "duty-place-from"),
    Field::date("to", "duty-place-to").optional(),
    Field::text("note", "duty-place-note").optional().most(300),
];

/// The places, with the form for a new one or for the one that is chosen.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let asked = Values::parse(&query.unwrap_or_default());
    let (places, agencies) = duty::places(app.desk(), &visitor.actor).await?;
    let chosen = places.iter().find(|place| place.id.to_string() == asked.get("place"));
    let values = chosen.map_or_else(|| fresh(&app), values_of);
    answer(view(&visitor, &places, &agencies, &values, &FieldErrors::default()))
}

fn fresh(app: &App) -> Values {
    Values::from([
        ("id", app.desk().id().to_string().as_str()),
        ("mode", DutyMode::Presence.code()),
        ("days", DutyDays::Working.code()),
        ("from", dates::date(app.desk().today()).as_str()),
    ])
}

fn values_of(place: &DutyPlace) -> Values {
    Values::from([
        ("id", place.id.to_string().as_str()),
        ("version", place.version.to_string().as_str()),
        ("name", place.name.as_str()),
        ("mode", place.mode.0.code()),
        ("days", place.days.0.code()),
        ("nights", if place.nights { "yes" } else { "" }),
        ("phone", place.phone.as_deref().unwrap_or_default()),
        ("from", dates::date(place.valid_from).as_str()),
        ("to", place.valid_to.map(dates::date).unwrap_or_default().as_str()),
        ("note", place.note.as_deref().unwrap_or_default()),
    ])
}

/// Adds a place, or changes one.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::AssignProviders)?;
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => {
            let seen = values.get("version").parse().ok();
            match duty::keep_place(app.desk(), &visitor.actor, seen, draft).await {
                Ok(()) => return see("/duty/places").flash("duty-place-kept").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let (places, agencies) = duty::places(app.desk(), &visitor.actor).await?;
    again(view(&visitor, &places, &agencies, &values, &errors))
}

fn read(values: &Values) -> Result<PlaceDraft, FieldErrors> {
    let mut reader = Reader::new(PLACE, values);
    let name = reader.text("name");
    let (mode, days) =
        (reader.choice("mode", DutyMode::from_code), reader.choice("days", DutyDays::from_code));
    let (phone, nights) = (reader.maybe_text("phone"), reader.flag("nights"));
    let (from, to, note) = (reader.date("from"), reader.date("to"), reader.maybe_text("note"));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(id), Some(mode), Some(days), Some(from)) = (id, mode, days, from) else {
        return Err(reader.errors());
    };
    reader.done(PlaceDraft { id, name, mode, days, nights, phone, note, from, to })
}

fn view(
    visitor: &Visitor,
    places: &[DutyPlace],
    agencies: &[String],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("duty-places");
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(t.get("duty-title"), "/duty"), Crumb::here(title.as_str())];
    let changing = !values.get("version").is_empty();
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("duty-places-lead")))
        (table(visitor, places))
        (card(&t.get(if changing { "duty-place-change" } else { "duty-places-add" }), html! {}, place_form(visitor, agencies, values, errors)))
    };
    ui::page(&shell, body)
}

fn table(visitor: &Visitor, places: &[DutyPlace]) -> Markup {
    let t = visitor.t;
    let row = |place: &DutyPlace| {
        let days = match place.valid_to {
            Some(to) => dates::period(place.valid_from, to),
            None => t.with("targets-since", &[("day", dates::date(place.valid_from).into())]),
        };
        Row::new([
            html! { (place.name) },
            html! { (mode(t, place.mode.0, place.phone.as_deref())) },
            html! { (codes::name(t, place.days.0)) @if place.nights { ", " (t.get("duty-with-nights")) } },
            html! { (days) },
        ])
        .link(format!("/duty/places?place={}", place.id))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("duty-place-name")),
            Column::text(t.get("duty-place-mode")),
            Column::text(t.get("duty-place-days")),
            Column::text(t.get("duty-place-when")),
        ],
        rows: places.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("duty-no-places"), text: t.get("duty-no-places-text"), action: None },
        ..Table::new(t, "places", t.get("duty-places"))
    };
    html! { (table) }
}

fn place_form(visitor: &Visitor, agencies: &[String], values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors)
        .choices("mode", codes::choices::<DutyMode>(t))
        .choices("days", codes::choices::<DutyDays>(t));
    html! {
        (form::form("/duty/places", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("version", values.get("version")))
            (sheet.some(PLACE, &["name"]))
            @if !agencies.is_empty() {
                details class="inset" { summary { (t.get("duty-place-known")) } ul { @for name in agencies { li { (name) } } } }
            }
            (sheet.some(PLACE, &["mode", "days", "nights", "phone"]))
            (form::columns(sheet.some(PLACE, &["from", "to"])))
            (sheet.some(PLACE, &["note"]))
            (actions(submit(&t.get("duty-place-save")), html! { @if !values.get("version").is_empty() { (link_quiet(&t.get("duty-places-add"), "/duty/places")) } }))
        }))
    }
}
