//! One line in the log for every request: its id, method, route, status and time.
//!
//! The route is the pattern (`/cases/{id}`), never the address as typed: no query, no personal data.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::App;

/// The id of a request; a page about something broken shows it.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The route that answered, so that the outermost layer knows it.
#[derive(Clone, Debug)]
pub struct Route(pub String);

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id and notes how it went.
pub async fn trace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.desk().secret(6);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let begun = Instant::now();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let spent = begun.elapsed();
    let route = response.extensions().get::<Route>().map_or("none", |route| route.0.as_str());
    tracing::info!(target: "web.request", id, %method, route, status, duration_ms = spent.as_millis() as u64);
    metrics::counter!("http_requests_total", "route" => route.to_owned(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.to_owned()).record(spent.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Leaves the pattern of the route in the answer.
pub async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| Route(path.as_str().to_owned()));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}
