//! The page that describes the interface for programs to the people who write them.

use maud::{Markup, html};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{RefOr, Required, Schema};

use super::openapi::{self, document, failures, operations};
use crate::failure::{Page, show};
use crate::gate::Guest;
use crate::texts::T;
use crate::ui::list::{Column, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::summary::card;

pub async fn index(guest: Guest) -> Page {
    let t = guest.t;
    let title = t.get("api-title");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("api-lead")))
        p { (t.get("api-token")) }
        p { a href=(openapi::PATH) { (t.get("api-document")) } }
        @for (method, path, operation) in operations(document()) { (described(t, method, path, operation)) }
    };
    show(guest.page(&title, body))
}

fn described(t: T, method: &str, path: &str, operation: &Operation) -> Markup {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let body = html! {
        p { (openapi::meaning(t, operation)) }
        (parameters(t, id, operation))
        (body_fields(t, operation))
        p { (t.get("api-failures")) }
        ul { @for (status, reason) in failures(method) { li { code { (status) } " – " (t.get(reason)) } } }
    };
    card(&format!("{method} {path}"), html! {}, body)
}

fn parameters(t: T, id: &str, operation: &Operation) -> Markup {
    let named = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let rows: Vec<Row> = named
        .map(|parameter| {
            let required = matches!(parameter.required, Required::True);
            let place = if matches!(parameter.parameter_in, ParameterIn::Path) {
                "api-in-path"
            } else {
                "api-in-query"
            };
            Row::new([
                html! { code { (parameter.name) } },
                html! { (openapi::parameter_meaning(t, &parameter.name)) },
                html! { (t.get(if required { "api-required" } else { "api-optional" })) ", " (t.get(place)) },
            ])
        })
        .collect();
    let table_id = format!("params-{id}");
    html! {
        @if !rows.is_empty() {
            (Table {
                columns: vec![
                    Column::code(t.get("api-parameter")),
                    Column::text(t.get("api-meaning")),
                    Column::text(t.get("api-use")),
                ],
                rows,
                caption_unseen: true,
                ..Table::new(t, &table_id, t.get("api-parameters"))
            })
        }
    }
}

/// The fields of the body that an operation takes.
fn body_fields(t: T, operation: &Operation) -> Markup {
    let fields = fields_of(operation);
    html! {
        @if !fields.is_empty() {
            p {
                (t.get("api-body")) " "
                @for (place, (name, required)) in fields.iter().enumerate() {
                    @if place > 0 { ", " }
                    code { (name) }
                    @if !required { " " span class="soft" { "(" (t.get("api-optional")) ")" } }
                }
                "."
            }
        }
    }
}

fn fields_of(operation: &Operation) -> Vec<(String, bool)> {
    let Some(RefOr::T(body)) = &operation.request_body else { return Vec::new() };
    let schema = body.content.values().find_map(|content| match content {
        RefOr::T(content) => content.schema.as_ref(),
        RefOr::Ref(_) => None,
    });
    let Some(RefOr::Ref(reference)) = schema else { return Vec::new() };
    let name = reference.ref_location.rsplit('/').next().unwrap_or_default();
    let schemas = document().components.as_ref().map(|components| &components.schemas);
    match schemas.and_then(|schemas| schemas.get(name)) {
        Some(RefOr::T(Schema::Object(object))) => {
            object.properties.keys().map(|name| (name.clone(), object.required.contains(name))).collect()
        }
        _ => Vec::new(),
    }
}
