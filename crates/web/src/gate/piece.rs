//! A piece of a file that the script of ours sends: bytes, and the place in the file where they belong.
//!
//! The token of the session comes in a header, which no form of another site can set.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;

use super::caller::Caller;
use super::{App, csrf};
use crate::failure::PageFailure;

/// The header with the token.
const TOKEN: &str = "x-csrf";
/// The header with the place, in both directions.
pub const OFFSET: &str = "upload-offset";

/// A piece of a file.
#[derive(Clone, Debug)]
pub struct Piece {
    pub at: usize,
    pub bytes: Bytes,
}

impl FromRequest<App> for Piece {
    type Rejection = PageFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageFailure> {
        let caller = request.extensions().get::<std::sync::Arc<Caller>>().cloned();
        let caller =
            caller.ok_or_else(|| PageFailure::Broken("a piece was read outside the gate".to_owned()))?;
        if header(request.headers(), TOKEN).is_empty() {
            return Err(PageFailure::Unreadable);
        }
        if !csrf::fits(&caller.form_token(), header(request.headers(), TOKEN)) {
            return Err(PageFailure::Forged(Vec::new()));
        }
        let at = header(request.headers(), OFFSET).parse().unwrap_or(0);
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
            match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => PageFailure::TooLarge,
                _ => PageFailure::Unreadable,
            }
        })?;
        Ok(Piece { at, bytes })
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
