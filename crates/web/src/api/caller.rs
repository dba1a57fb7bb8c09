//! The program that calls: an account behind a bearer token.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use office::Actor;

use super::failure::ApiFailure;
use crate::gate::{App, visit_of};

/// Who calls with `Authorization: Bearer …`.
#[derive(Clone, Debug)]
pub struct ApiCaller {
    pub actor: Actor,
}

impl FromRequestParts<App> for ApiCaller {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.split_once(' '));
        let token =
            token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let Some(token) = token else { return Err(ApiFailure::unauthorized()) };
        let ip = visit_of(&app.settings(), &parts.headers, &parts.extensions).ip;
        let actor = office::accounts::token_actor(app.desk(), &ip, token).await?;
        actor.map(|actor| ApiCaller { actor }).ok_or_else(ApiFailure::unauthorized)
    }
}
