//! The program that calls: an account behind a bearer token.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use office::Actor;

use super::failure::ApiFailure;
use crate::gate::{App, Asker, visit_of};

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
        let ip = visit_of(&app.settings(), &parts.headers, &parts.extensions).ip;
        let actor = match token {
            Some(token) => office::accounts::token_actor(app.desk(), &ip, token).await?,
            None => None,
        };
        let account = actor.as_ref().and_then(|actor| actor.account);
        let asker = account.map_or_else(|| Asker::at(&ip), Asker::Program);
        app.keep_pace(asker).map_err(ApiFailure::too_fast)?;
        actor.map(|actor| ApiCaller { actor }).ok_or_else(ApiFailure::unauthorized)
    }
}
