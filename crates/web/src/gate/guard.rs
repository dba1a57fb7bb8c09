//! The guard before each route: who is not (fully) signed in is led there first, and a form typed in
//! vain is kept for the way back.

use std::sync::Arc;

use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use law::accounts::Standing;
use office::accounts::Presence;

use super::App;
use super::caller::Caller;
use super::cookies::{Change, Jar};
use crate::failure::{PageFailure, see};
use crate::ui::Values;
use crate::ui::form::CSRF;

/// Who may knock at a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Anybody.
    Open,
    /// Who has begun to sign in: the steps of the sign-in itself.
    Begun,
    /// Who is fully signed in; acts then ask for permissions.
    SignedIn,
    /// Programs with a bearer token.
    Token,
}

/// The longest form that is kept.
const LONGEST: usize = 512 * 1024;

/// Lets through, or leads to the step that is missing.
pub async fn guard(
    State((app, gate)): State<(App, Gate)>,
    Extension(caller): Extension<Arc<Caller>>,
    request: Request,
    next: Next,
) -> Response {
    let standing = caller.here().map(|here| here.standing);
    let step = match (gate, standing) {
        (Gate::Open | Gate::Token, _) | (Gate::Begun, Some(_)) => None,
        (Gate::SignedIn, Some(standing)) => step(standing),
        (Gate::Begun | Gate::SignedIn, None) => Some("/session/new"),
    };
    match step {
        None => next.run(request).await,
        Some(step) => lead(&app, &caller, step, request).await,
    }
}

/// The page of the step that is missing.
pub fn step(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Complete => None,
        Standing::NeedsCode => Some("/session/code"),
        Standing::NeedsPassword => Some("/account/password"),
        Standing::NeedsEnrolment => Some("/account/second-factor"),
    }
}

async fn lead(app: &App, caller: &Caller, step: &str, request: Request) -> Response {
    let safe = request.method().is_safe();
    let next = if safe { &caller.path } else { &caller.back };
    let mut answer = see(&with_next(step, next));
    if !safe {
        match park(app, caller, request).await {
            Ok(Some(token)) => answer = answer.with(Change::set(Jar::Parked, token)),
            Ok(None) => {}
            Err(failure) => return PageFailure::from(failure).into_response(),
        }
    }
    answer.into_response()
}

async fn park(app: &App, caller: &Caller, request: Request) -> office::Outcome<Option<String>> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Ok(None);
    }
    let Ok(bytes) = to_bytes(request.into_body(), LONGEST).await else { return Ok(None) };
    let mut values = Values::parse(&String::from_utf8_lossy(&bytes));
    values.remove(CSRF);
    let account = match &caller.presence {
        Presence::Nobody => None,
        Presence::Ended { account, .. } => Some(*account),
        Presence::Here(here) => here.actor.account,
    };
    office::accounts::park(app.desk(), &caller.path, &values.encode(), account).await
}

/// A path with the place to go on to.
pub fn with_next(path: &str, next: &str) -> String {
    if next == "/" {
        return path.to_owned();
    }
    format!("{path}?{}", Values::from([("next", next)]).encode())
}
