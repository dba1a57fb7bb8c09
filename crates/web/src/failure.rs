//! The only place where a failure becomes a status and a sentence; also the short ways to answer.
//!
//! `show` a page, `again` the page with errors (422), `see` another page (303) with one sentence. A
//! [`PageFailure`] is drawn by the gate, which knows the language: 403 only if the person may know that
//! the thing exists, else 404; 409 for what the rules refuse or somebody else changed; 500 shows an id,
//! never a cause. Every failure page offers a way forward. For programs see `api::failure`.

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use office::{Failure, Refusal};

use crate::gate::{App, Caller, Change, Changes, TooFast};
use crate::gate::{failure_shell, form_csrf};
use crate::texts::{T, prefix};
use crate::ui::form::{self, FieldErrors};
use crate::ui::shell::{self, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::{Values, summary};

/// What a page handler answers.
pub type Page = Result<Response, PageFailure>;

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum PageFailure {
    /// The person may not do this.
    Denied,
    /// There is no such thing for this person.
    Missing,
    /// The rules say no.
    Refused(Box<Refusal>),
    /// Somebody else changed it in the meantime.
    Stale,
    /// Something is broken; the cause goes to the log.
    Broken(String),
    /// The request began on a page that is not ours.
    Foreign,
    /// The form does not carry the token of this session; what was typed is offered again.
    Forged(Vec<(String, String)>),
    /// The form or file is larger than this page takes.
    TooLarge,
    /// The form could not be read.
    Unreadable,
    /// The page exists, but not for this method.
    Method,
    /// Too many requests of one session or address.
    TooFast(TooFast),
}

impl From<Failure> for PageFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Denied => PageFailure::Denied,
            Failure::Missing => PageFailure::Missing,
            Failure::Refused(refusal) => PageFailure::Refused(refusal),
            Failure::Stale => PageFailure::Stale,
            Failure::Broken(cause) => PageFailure::Broken(cause),
        }
    }
}

/// An upload that broke off, or was too large.
impl From<MultipartError> for PageFailure {
    fn from(error: MultipartError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => PageFailure::TooLarge,
            _ => PageFailure::Unreadable,
        }
    }
}

impl PageFailure {
    fn status(&self) -> StatusCode {
        match self {
            PageFailure::Denied | PageFailure::Foreign | PageFailure::Forged(_) => StatusCode::FORBIDDEN,
            PageFailure::Missing => StatusCode::NOT_FOUND,
            PageFailure::Refused(refusal) if refusal.code == "storage.full" => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            PageFailure::Refused(refusal) if refusal.code == "storage.busy" => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            PageFailure::Refused(_) | PageFailure::Stale => StatusCode::CONFLICT,
            PageFailure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            PageFailure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageFailure::Unreadable => StatusCode::BAD_REQUEST,
            PageFailure::Method => StatusCode::METHOD_NOT_ALLOWED,
            PageFailure::TooFast(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            PageFailure::Denied => "denied",
            PageFailure::Missing => "missing",
            PageFailure::Refused(_) => "refused",
            PageFailure::Stale => "stale",
            PageFailure::Broken(_) => "broken",
            PageFailure::Foreign => "foreign",
            PageFailure::Forged(_) => "forged",
            PageFailure::TooLarge => "too-large",
            PageFailure::Unreadable => "unreadable",
            PageFailure::Method => "method",
            PageFailure::TooFast(_) => "too-fast",
        }
    }
}

/// Travels to the gate, which draws it.
impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Shows a page.
pub fn show(page: Markup) -> Page {
    Ok(page.into_response())
}

/// Shows the page again, with what is wrong with the form.
pub fn again(page: Markup) -> Page {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Goes on to another page.
pub fn see(path: &str) -> See {
    See { path: path.to_owned(), changes: Vec::new() }
}

/// An answer that goes on to another page.
#[derive(Clone, Debug)]
pub struct See {
    path: String,
    changes: Vec<Change>,
}

impl See {
    /// Says one sentence there, by its text key.
    pub fn flash(self, key: &str) -> Self {
        self.flash_with(key, &[])
    }

    /// The same, with arguments.
    pub fn flash_with(self, key: &str, args: &[(&str, &str)]) -> Self {
        let mut values = Values::from([("key", key)]);
        args.iter().for_each(|(name, value)| values.push(name, *value));
        self.with(Change::set(crate::gate::Jar::Flash, values.encode()))
    }

    /// Says there what is wrong, where the page has no form to show it with.
    pub fn warn(self, key: &str) -> Self {
        let values = Values::from([("key", key), (WRONG, "yes")]);
        self.with(Change::set(crate::gate::Jar::Flash, values.encode()))
    }

    /// Sets or clears a cookie of the gate.
    pub(crate) fn with(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }
}

impl IntoResponse for See {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, self.path)]).into_response();
        response.extensions_mut().insert(Changes(self.changes));
        response
    }
}

impl From<See> for Page {
    fn from(see: See) -> Self {
        Ok(see.into_response())
    }
}

/// Marks a sentence about something wrong; no argument of a text has a dot in its name.
const WRONG: &str = "tone.wrong";

/// A sentence that travels to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    values: Values,
}

impl Flash {
    /// Reads it from its cookie; anything but a text key is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let values = Values::parse(text);
        let key = values.get("key");
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (!key.is_empty() && key.bytes().all(plain)).then(|| Flash { values: values.clone() })
    }

    /// In the language of the page.
    pub fn say(&self, t: T) -> shell::Flash {
        let args = self.values.pairs().filter(|(name, _)| !["key", WRONG].contains(name));
        let tone = if self.values.get(WRONG).is_empty() { Tone::Good } else { Tone::Bad };
        shell::Flash { tone, text: t.with_data(self.values.get("key"), args) }
    }
}

/// The sentence of a refusal: text `refusal-<code>`, with dots and underscores as hyphens.
pub fn sentence(t: T, refusal: &Refusal) -> String {
    let key = format!("{}-{}", prefix!("refusal"), hyphens(&refusal.code));
    t.with_data(&key, refusal.data.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// What is wrong with each field of a refused form: text `wrong-<code>`; a refusal without fields is
/// wrong as a whole.
pub fn field_errors(t: T, refusal: &Refusal) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, code) in &refusal.fields {
        let key = format!("{}-{}", prefix!("wrong"), hyphens(code));
        let data = refusal.data.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        errors.add(field.as_str(), t.with_data(&key, data));
    }
    if errors.is_empty() {
        errors.add("", sentence(t, refusal));
    }
    errors
}

/// The errors to show with the form when an act was refused; any other failure goes on as it is.
pub fn refused_fields(t: T, failure: Failure) -> Result<FieldErrors, PageFailure> {
    match failure {
        Failure::Refused(refusal) => Ok(field_errors(t, &refusal)),
        other => Err(other.into()),
    }
}

fn hyphens(code: &str) -> String {
    code.replace(['.', '_'], "-")
}

/// Draws the page of a failure. Broken things are logged here, once.
pub(crate) async fn render(app: &App, caller: &Caller, failure: &PageFailure) -> Response {
    if let Some(place) = place_to_say_why(caller, failure) {
        return see(&place).into_response();
    }
    let mut status = failure.status();
    let mut code = failure.code();
    if let PageFailure::Broken(cause) = failure {
        tracing::error!(id = caller.request_id, cause, "a request failed");
        if !office::health::is_reachable(app.desk()).await {
            (status, code) = (StatusCode::SERVICE_UNAVAILABLE, "unavailable");
        }
    }
    let t = caller.t;
    let title = t.code(prefix!("failure-title"), code);
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&words(t, caller, failure, code)))
        @if let PageFailure::Forged(fields) = failure { (typed_again(app, caller, fields)) }
        (ways(t, caller, failure))
    };
    let mut response = (status, shell::page(&failure_shell(app, caller, &title), body)).into_response();
    let wait = match failure {
        PageFailure::TooFast(TooFast(seconds)) => Some(*seconds),
        _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(30),
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A restricted case or request asks for a reason first, and then goes on to the page that was wanted.
fn place_to_say_why(caller: &Caller, failure: &PageFailure) -> Option<String> {
    use office::confidentiality::{RESTRICTED, RESTRICTED_REQUEST};
    let PageFailure::Refused(refusal) = failure else { return None };
    let thing = match refusal.code.as_str() {
        RESTRICTED => format!("/cases/{}", refusal.data.get("case")?),
        RESTRICTED_REQUEST => format!("/requests/{}", refusal.data.get("request")?),
        _ => return None,
    };
    let wanted = if caller.safe { caller.path.clone() } else { thing.clone() };
    Some(format!("{thing}/access?{}", Values::from([("next", wanted.as_str())]).encode()))
}

fn words(t: T, caller: &Caller, failure: &PageFailure, code: &str) -> String {
    match failure {
        PageFailure::Refused(refusal) => sentence(t, refusal),
        PageFailure::Broken(_) => {
            t.with_data(&format!("failure-text-{code}"), [("id", caller.request_id.as_str())])
        }
        PageFailure::TooFast(TooFast(seconds)) => {
            t.with_data(&format!("failure-text-{code}"), [("seconds", seconds.to_string().as_str())])
        }
        _ => t.code(prefix!("failure-text"), code),
    }
}

/// The way back, and the way to the first page.
fn ways(t: T, caller: &Caller, failure: &PageFailure) -> Markup {
    let back = (caller.back != "/" && caller.back != caller.path).then_some(caller.back.as_str());
    let home = if caller.here().is_some() { "failure-home" } else { "failure-sign-in" };
    let fresh = match failure {
        PageFailure::Stale | PageFailure::Broken(_) => Some(caller.back.as_str()),
        PageFailure::TooFast(_) if caller.safe => Some(caller.path.as_str()),
        _ => None,
    };
    html! {
        div class="actions" {
            @if let Some(path) = fresh { (form::link_button(&t.get("failure-reload"), path)) }
            @else if let Some(path) = back { (form::link_button(&t.get("failure-back"), path)) }
            (form::link_quiet(&t.get(home), "/"))
        }
    }
}

/// What was typed, ready to be sent again with a token that fits.
fn typed_again(app: &App, caller: &Caller, fields: &[(String, String)]) -> Markup {
    let t = caller.t;
    let values = Values::from(fields.to_vec());
    html! {
        @if !fields.is_empty() {
            (summary::card(&t.get("failure-typed"), html! {}, typed(t, &values)))
            (form::form(&caller.path, &form_csrf(app, caller), html! {
                (form::carry(&values))
                (form::actions(form::submit(&t.get("failure-send-again")), html! {}))
            }))
        }
    }
}

/// The typed words for the eye, in the order of the form. Passwords are not shown, and codes of choices say nothing
/// to anybody: they are only counted.
pub(crate) fn typed(t: T, values: &Values) -> Markup {
    let filled = values.pairs().filter(|(name, value)| !value.is_empty() && !name.contains("password"));
    let (shown, codes): (Vec<_>, Vec<_>) = filled.partition(|(_, value)| !is_code(value));
    html! {
        ul { @for (_, value) in &shown { li { (value) } } }
        @if !codes.is_empty() { p class="hint" { (t.with("failure-typed-choices", &[("n", codes.len().into())])) } }
    }
}

/// An identifier, not words of a person.
fn is_code(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        && value.chars().any(|c| c.is_ascii_lowercase())
}
