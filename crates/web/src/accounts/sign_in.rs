//! Signing in step by step, signing out, and the form that waited meanwhile.

mod views;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use law::accounts::Standing;
use office::Failure;
use office::accounts::{self, Presence, SignedIn};

use super::form;
use crate::failure::{self, Page, See, again, see, show};
use crate::gate::{App, Change, Fields, Guest, Jar, Visitor, local_path, step, with_next};
use crate::ui::{FieldErrors, Reader, Values};

/// The page to sign in.
pub async fn new(guest: Guest, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let next = local_path(values.get("next"));
    if let Some(here) = guest.here() {
        return on(here.standing, next, guest.caller().parked.as_deref()).into();
    }
    let mut typed = Values::default();
    let mut ended = false;
    if let Presence::Ended { login, .. } = &guest.caller().presence {
        typed.set("login", login.as_str());
        ended = true;
    }
    let parked = guest.caller().parked.is_some();
    show(views::sign_in(&guest, &typed, &FieldErrors::default(), next, ended, parked))
}

/// Signs in with log-in name and password.
pub async fn create(State(app): State<App>, guest: Guest, fields: Fields) -> Page {
    let values = fields.values();
    let next = local_path(values.get("next")).to_owned();
    let mut read = Reader::new(form::SIGN_IN, &values);
    let (login, password) = (read.text("login"), read.secret("password"));
    if let Err(errors) = read.done(()) {
        return again(views::sign_in(&guest, &values, &errors, &next, false, false));
    }
    let rules = app.settings().session_rules();
    match accounts::sign_in(app.desk(), &rules, guest.visit(), &login, &password).await {
        Ok(signed_in) => {
            if let Some(here) = guest.here() {
                accounts::sign_out(app.desk(), here).await?;
            }
            enter(signed_in, &next, guest.caller().parked.as_deref()).into()
        }
        Err(failure) => {
            let wait = seconds_to_wait(&failure);
            let errors = failure::refused_fields(guest.t, failure)?;
            let page = views::sign_in(&guest, &values, &errors, &next, false, false);
            Ok(with_wait((StatusCode::UNPROCESSABLE_ENTITY, page).into_response(), wait))
        }
    }
}

/// The page for the code of the second factor.
pub async fn code(visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let next = local_path(values.get("next"));
    match visitor.here().standing {
        Standing::NeedsCode => show(views::code(&visitor, &Values::default(), &FieldErrors::default(), next)),
        standing => on(standing, next, visitor.parked()).into(),
    }
}

/// Takes the code.
pub async fn give_code(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let next = local_path(values.get("next")).to_owned();
    if visitor.here().standing != Standing::NeedsCode {
        return on(visitor.here().standing, &next, visitor.parked()).into();
    }
    let mut read = Reader::new(form::CODE, &values);
    let typed = read.text("code");
    if let Err(errors) = read.done(()) {
        return again(views::code(&visitor, &values, &errors, &next));
    }
    match accounts::give_code(app.desk(), visitor.visit(), visitor.here(), &typed).await {
        Ok(signed_in) => enter(signed_in, &next, visitor.parked()).into(),
        Err(failure) => {
            let wait = seconds_to_wait(&failure);
            let errors = failure::refused_fields(visitor.t, failure)?;
            let page = views::code(&visitor, &Values::default(), &errors, &next);
            Ok(with_wait((StatusCode::UNPROCESSABLE_ENTITY, page).into_response(), wait))
        }
    }
}

/// Signs out.
pub async fn end(State(app): State<App>, visitor: Visitor, _fields: Fields) -> Page {
    accounts::sign_out(app.desk(), visitor.here()).await?;
    let gone = [Change::clear(Jar::Session), Change::clear(Jar::Guest), Change::clear(Jar::Parked)];
    let answer = see("/session/new").flash("accounts-signed-out");
    gone.into_iter().fold(answer, See::with).into()
}

/// The form that was typed while the session had ended, ready to be sent again.
pub async fn parked(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let next = local_path(values.get("next"));
    let kept = match visitor.parked() {
        Some(token) => accounts::parked(app.desk(), &visitor.actor, token).await?,
        None => None,
    };
    match kept {
        Some(parked) => show(views::parked(&visitor, &parked.path, &Values::parse(&parked.body), next)),
        None => see(next).with(Change::clear(Jar::Parked)).into(),
    }
}

/// Forgets that form.
pub async fn forget_parked(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    if let Some(token) = visitor.parked() {
        accounts::forget_parked(app.desk(), token).await?;
    }
    see(local_path(fields.get("next"))).with(Change::clear(Jar::Parked)).into()
}

/// Gives the browser its new token and leads to the next step.
pub fn enter(signed_in: SignedIn, next: &str, parked: Option<&str>) -> See {
    let mut answer = on(signed_in.standing, next, parked)
        .with(Change::set(Jar::Session, signed_in.token))
        .with(Change::clear(Jar::Guest));
    if let Some(device) = signed_in.device {
        answer = answer.with(Change::set(Jar::Device, device));
    }
    answer
}

/// The path of the step that is missing; the kept form; or where the person wanted to go.
pub fn path_on(standing: Standing, next: &str, parked: Option<&str>) -> String {
    match (step(standing), parked) {
        (Some(step), _) => with_next(step, next),
        (None, Some(_)) => with_next("/session/parked", next),
        (None, None) => next.to_owned(),
    }
}

fn on(standing: Standing, next: &str, parked: Option<&str>) -> See {
    see(&path_on(standing, next, parked))
}

fn seconds_to_wait(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Refused(refusal) if refusal.code == "accounts.wait" => refusal.data.get("seconds").cloned(),
        _ => None,
    }
}

/// Too many attempts: says when to come back.
pub fn with_wait(mut response: Response, seconds: Option<String>) -> Response {
    if let Some(value) = seconds.and_then(|seconds| HeaderValue::from_str(&seconds).ok()) {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}
