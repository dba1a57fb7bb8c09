//! The description of the interface for programs (OpenAPI 3.1), put together from the handlers.
//!
//! What an operation and a parameter mean is said in the texts (`api-op-…`, `api-param-…`), for this
//! document in English and for the page `/api` in the language of the reader.

use std::sync::LazyLock;

use axum::Json;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

use super::{ApiFailure, cases, indicators, requests};
use crate::texts::{Lang, T, prefix};

/// Where the document is.
pub const PATH: &str = "/api/v1/openapi.json";
const SCHEME: &str = "bearer";

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        indicators::show,
        cases::index,
        cases::show,
        cases::open,
        cases::close,
        cases::assign,
        requests::create,
        requests::accept,
        requests::open
    ),
    components(schemas(ApiFailure))
)]
struct Described;

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| describe(T::new(Lang::En)));

/// Sends the document.
pub async fn show() -> Json<OpenApi> {
    Json(document().clone())
}

/// The document.
pub fn document() -> &'static OpenApi {
    &DOCUMENT
}

/// The operations with their methods and paths.
pub fn operations(document: &OpenApi) -> impl Iterator<Item = (&'static str, &str, &Operation)> {
    document.paths.paths.iter().flat_map(|(path, item)| {
        let all = [("GET", &item.get), ("POST", &item.post)];
        all.into_iter()
            .filter_map(move |(method, operation)| Some((method, path.as_str(), operation.as_ref()?)))
    })
}

/// What an operation does.
pub fn meaning(t: T, operation: &Operation) -> String {
    t.code(prefix!("api-op"), operation.operation_id.as_deref().unwrap_or_default())
}

/// What a parameter means.
pub fn parameter_meaning(t: T, name: &str) -> String {
    t.code(prefix!("api-param"), name)
}

/// The ways in which an operation may fail: status and text key of the reason.
pub fn failures(method: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = [
        ("401", "api-failure-unauthorized"),
        ("403", "api-failure-denied"),
        ("404", "api-failure-missing"),
        ("409", "api-failure-refused"),
        ("422", "api-failure-invalid"),
    ];
    let acts = method != "GET";
    all.into_iter().filter(move |(status, _)| acts || *status != "409")
}

fn describe(t: T) -> OpenApi {
    let mut document = Described::openapi();
    document.info = InfoBuilder::new()
        .title(t.get("api-title"))
        .description(Some(t.get("api-lead")))
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_with(Components::new).add_security_scheme(SCHEME, scheme);
    document.security = Some(vec![SecurityRequirement::new(SCHEME, Vec::<String>::new())]);
    for item in document.paths.paths.values_mut() {
        explain(t, item);
    }
    document
}

fn explain(t: T, item: &mut PathItem) {
    for (method, operation) in [("GET", &mut item.get), ("POST", &mut item.post)] {
        let Some(operation) = operation else { continue };
        operation.summary = Some(meaning(t, operation));
        operation.description = None;
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                parameter.description = Some(parameter_meaning(t, &parameter.name));
            }
        }
        for (status, reason) in failures(method) {
            let schema = Ref::from_schema_name("ApiFailure");
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let response = ResponseBuilder::new()
                .description(t.get(reason))
                .content("application/problem+json", content)
                .build();
            operation.responses.responses.insert(status.to_owned(), RefOr::T(response));
        }
    }
}
