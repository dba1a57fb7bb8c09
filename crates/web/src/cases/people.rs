//! Persons: found only by a search, opened with a trace.

use axum::extract::{RawQuery, State};
use axum::response::IntoResponse as _;
use law::access::Permission;
use maud::{Markup, html};
use office::Failure;
use office::people::PersonView;
use uuid::Uuid;

use crate::codes;
use crate::failure::Page;
use crate::gate::{App, At, Visitor};
use crate::ui::form::{Field, FieldErrors, Sheet, Values};
use crate::ui::list::{Address, Column, Empty, Filters, Row, Table};
use crate::ui::summary::{Fact, card, facts};
use crate::ui::{dates, shell};

const FILTER: &[Field] = &[Field::search("q", "people-search").optional()];

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let typed = values.get("q").trim().to_owned();
    let mut errors = FieldErrors::default();
    let found = if typed.is_empty() {
        if !visitor.may(Permission::ReadPersons) {
            return Err(Failure::Denied.into());
        }
        None
    } else {
        match office::people::search(app.desk(), &visitor.actor, &typed).await {
            Ok(found) => Some(found),
            Err(Failure::Refused(_)) => {
                errors.add("filter-q", "people-search-too-short");
                None
            }
            Err(failure) => return Err(failure.into()),
        }
    };
    let title = visitor.t.get("people-title");
    Ok(visitor.page(&title, list(&visitor, values, &errors, found.as_deref())).into_response())
}

fn list(visitor: &Visitor, values: Values, errors: &FieldErrors, found: Option<&[PersonView]>) -> Markup {
    let t = visitor.t;
    let address = Address::new("/people", values);
    let fields = Sheet::filter(t, address.query(), errors).all(FILTER);
    html! {
        (shell::heading(None, &t.get("people-title"), html! {}))
        (shell::lead(&t.get("people-lead")))
        (crate::ui::form::error_summary(t, errors))
        (Filters { t, address: &address, fields, chips: Vec::new() })
        @if let Some(found) = found {
            (Table {
                columns: vec![
                    Column::text(t.get("cases-client-name")),
                    Column::text(t.get("cases-client-birth")),
                    Column::text(t.get("cases-client-sex")),
                    Column::number(t.get("people-cases")),
                ],
                rows: found.iter().map(|view| line(visitor, view)).collect(),
                caption_unseen: true,
                empty: Empty { title: t.get("people-none"), text: t.get("people-none-text"), action: None },
                ..Table::new(t, "people", t.get("people-title"))
            })
        }
    }
}

fn line(visitor: &Visitor, view: &PersonView) -> Row {
    let person = &view.person;
    let birth = person.birth_year.map(|year| year.to_string()).unwrap_or_default();
    Row::new([
        html! { (person.name) },
        html! { (birth) },
        html! { (person.sex.map_or(String::new(), |sex| codes::name(visitor.t, sex.0))) },
        html! { (view.cases.len()) },
    ])
    .link(format!("/people/{}", person.id))
}

pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = office::people::view(app.desk(), &visitor.actor, id).await?;
    let body = person(&visitor, &view);
    Ok(visitor.page(&view.person.name, body).into_response())
}

fn person(visitor: &Visitor, view: &PersonView) -> Markup {
    let t = visitor.t;
    let person = &view.person;
    let birth = person.birth_date.map(dates::date).or_else(|| person.birth_year.map(|year| year.to_string()));
    html! {
        (shell::heading(Some(&t.get("people-person")), &person.name, html! {}))
        (card(&t.get("people-facts"), html! {}, facts(t, &[
            Fact::words(t.get("cases-client-birth"), birth.unwrap_or_default()),
            Fact::words(t.get("cases-client-sex"), person.sex.map_or(String::new(), |sex| codes::name(t, sex.0))),
            Fact::words(t.get("cases-client-ethnicity"), person.ethnicity.clone().unwrap_or_default()),
            Fact::words(t.get("cases-client-commune"), person.commune_code.clone().unwrap_or_default()),
            Fact::words(t.get("cases-client-id-number"), view.id_number.clone().unwrap_or_default()),
        ])))
        (card(&t.get("people-cases"), html! {}, html! {
            ul {
                @for case in &view.cases {
                    li {
                        a href={ "/cases/" (case.id) } { (case.file_code) } " · "
                        (codes::name(t, case.form.0)) " · " (codes::name(t, case.field.0)) " · "
                        (dates::date(case.accepted_on))
                    }
                }
            }
        }))
    }
}
