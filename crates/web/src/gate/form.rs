//! A form that is ours: its fields, after its token was checked. Where it came from was checked before.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;

use super::caller::Caller;
use super::{App, csrf};
use crate::failure::PageFailure;
use crate::ui::Values;
use crate::ui::form::CSRF;

/// The fields of a form, in the order they were sent; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a name, or nothing typed.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value.as_str())
    }

    /// As the component kit takes them.
    pub fn values(self) -> Values {
        Values::from(self.0)
    }
}

impl FromRequest<App> for Fields {
    type Rejection = PageFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageFailure> {
        let caller = caller_of(&request)?;
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
            match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => PageFailure::TooLarge,
                _ => PageFailure::Unreadable,
            }
        })?;
        let mut pairs: Vec<(String, String)> =
            serde_urlencoded::from_bytes(&bytes).map_err(|_| PageFailure::Unreadable)?;
        let carried = pairs.iter().find(|(name, _)| name == CSRF).map(|(_, value)| value.clone());
        pairs.retain(|(name, _)| name != CSRF);
        if csrf::fits(&caller.form_token(), &carried.unwrap_or_default()) {
            Ok(Fields(pairs))
        } else {
            Err(PageFailure::Forged(pairs))
        }
    }
}

/// A form with files. Its token is its first field and is already checked; read on with
/// `multipart.next_field()`.
#[derive(Debug)]
pub struct Upload {
    pub multipart: Multipart,
}

impl FromRequest<App> for Upload {
    type Rejection = PageFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageFailure> {
        let caller = caller_of(&request)?;
        let mut multipart =
            Multipart::from_request(request, app).await.map_err(|_| PageFailure::Unreadable)?;
        let first = multipart.next_field().await?;
        let Some(first) = first.filter(|field| field.name() == Some(CSRF)) else {
            return Err(PageFailure::Forged(Vec::new()));
        };
        let carried = first.text().await?;
        if csrf::fits(&caller.form_token(), &carried) {
            Ok(Upload { multipart })
        } else {
            Err(PageFailure::Forged(Vec::new()))
        }
    }
}

fn caller_of(request: &Request) -> Result<Arc<Caller>, PageFailure> {
    let caller = request.extensions().get::<Arc<Caller>>();
    caller.cloned().ok_or_else(|| PageFailure::Broken("a form was read outside the gate".to_owned()))
}
