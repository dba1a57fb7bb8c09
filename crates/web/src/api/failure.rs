//! What goes wrong, for programs: problem JSON (RFC 9457) with a stable `code`.
//!
//! 401 without a token that opens, 403, 404, 409, 429 as on the pages; 422 when fields are named. Causes of
//! broken things go to the log only.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::{Failure, Refusal};
use serde::Serialize;

use crate::gate::TooFast;

/// The value that is told in the header `Retry-After` too.
const WAIT: &str = "retry_after";

/// Marks an answer to something broken: the layer around it looks whether the database is there at all.
#[derive(Clone)]
pub(crate) struct Broken;

/// The code of what failed for a reason that goes to the log.
const BROKEN: &str = "broken";

/// What an API handler answers.
pub type Answer<T> = Result<Json<T>, ApiFailure>;

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WrongField {
    pub field: String,
    /// Stable code of what is wrong.
    pub code: String,
}

/// The body of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ApiFailure {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// Stable code: `denied`, `missing`, `stale`, `broken`, `unavailable`, `unauthorized`, `unreadable`, `too_fast`, or that of the refusal.
    code: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<WrongField>,
    /// Values that belong to the refusal; `body` says what is wrong with a body that cannot be read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    data: BTreeMap<String, String>,
}

impl ApiFailure {
    fn new(status: StatusCode, title: &'static str, code: &str) -> Self {
        ApiFailure {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            code: code.to_owned(),
            fields: Vec::new(),
            data: BTreeMap::new(),
        }
    }

    /// The program asks too often; `retry_after` says for how many seconds it is to wait.
    pub fn too_fast(TooFast(seconds): TooFast) -> Self {
        let mut failure =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests in a short time", "too_fast");
        failure.data.insert(WAIT.to_owned(), seconds.to_string());
        failure
    }

    /// There is no token, or it opens nothing.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "A valid bearer token is needed", "unauthorized")
    }

    /// The database does not answer; the program may ask again after so many seconds.
    pub fn unavailable(seconds: u32) -> Self {
        let mut failure =
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer", "unavailable");
        failure.data.insert(WAIT.to_owned(), seconds.to_string());
        failure
    }

    /// The request could not be read.
    pub fn unreadable(status: StatusCode) -> Self {
        Self::new(status, "The request could not be read", "unreadable")
    }

    /// One parameter or field is wrong.
    pub fn wrong(field: &str, code: &str) -> Self {
        let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The request is not valid", "invalid");
        failure.fields.push(WrongField { field: field.to_owned(), code: code.to_owned() });
        failure
    }
}

impl From<Failure> for ApiFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Denied => Self::new(StatusCode::FORBIDDEN, "This account may not do this", "denied"),
            Failure::Missing => Self::new(StatusCode::NOT_FOUND, "There is no such thing", "missing"),
            Failure::Stale => Self::new(StatusCode::CONFLICT, "It was changed in the meantime", "stale"),
            Failure::Broken(cause) => {
                tracing::error!(cause, "an API request failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The system failed", BROKEN)
            }
            Failure::Refused(mut refusal) if way_on(&refusal).is_some() => {
                refusal.data.insert("way_on".to_owned(), way_on(&refusal).unwrap_or_default());
                let mut failure =
                    Self::new(StatusCode::FORBIDDEN, "Say first why this is opened", &refusal.code);
                failure.data = refusal.data;
                failure
            }
            Failure::Refused(refusal) => {
                let status = match (refusal.code.as_str(), refusal.fields.is_empty()) {
                    ("storage.full", _) => StatusCode::INSUFFICIENT_STORAGE,
                    ("storage.busy", _) => StatusCode::SERVICE_UNAVAILABLE,
                    (_, true) => StatusCode::CONFLICT,
                    (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
                };
                let mut failure = Self::new(status, "The rules refuse this", &refusal.code);
                let named = refusal.fields.into_iter().map(|(field, code)| WrongField { field, code });
                failure.fields = named.collect();
                failure.data = refusal.data;
                failure
            }
        }
    }
}

/// Where a program says why it opens a restricted case or request.
fn way_on(refusal: &Refusal) -> Option<String> {
    use office::confidentiality::{RESTRICTED, RESTRICTED_REQUEST};
    let (list, name) = match refusal.code.as_str() {
        RESTRICTED => ("cases", "case"),
        RESTRICTED_REQUEST => ("requests", "request"),
        _ => return None,
    };
    Some(format!("POST /api/v1/{list}/{}/access", refusal.data.get(name)?))
}

impl From<JsonRejection> for ApiFailure {
    fn from(rejection: JsonRejection) -> Self {
        let mut failure = Self::unreadable(rejection.status());
        failure.data.insert("body".to_owned(), rejection.body_text());
        failure
    }
}

impl From<QueryRejection> for ApiFailure {
    fn from(rejection: QueryRejection) -> Self {
        Self::unreadable(rejection.status())
    }
}

/// A path that names nothing.
impl From<PathRejection> for ApiFailure {
    fn from(_: PathRejection) -> Self {
        Failure::Missing.into()
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.data.get(WAIT).and_then(|seconds| HeaderValue::from_str(seconds).ok());
        let broken = self.code == BROKEN;
        let mut response = (status, Json(self)).into_response();
        if broken {
            response.extensions_mut().insert(Broken);
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
