//! The layer around all pages: finds out who comes, refuses who comes too fast and forms from elsewhere, answers a
//! change of language, and at the end turns failures into pages and changes into cookies.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use law::accounts::Standing;
use office::accounts::Presence;

use super::caller::Caller;
use super::cookies::{self, Change, Changes, Jar};
use super::{App, Asker, csrf};
use crate::failure::{self, PageFailure, see};
use crate::router::Navigation;
use crate::texts::{Lang, T};
use crate::ui::Values;

/// How long a page waits to note that a session was used, when the database is busy writing.
const NOTE_WAIT: Duration = Duration::from_millis(250);

/// Knows the caller, lets the handler answer, finishes the answer.
pub async fn know(
    State((app, navigation)): State<(App, Arc<Navigation>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut caller = Caller::read(&app, navigation, &request);
    let known = find_presence(&app, &mut caller, request.headers()).await;
    let safe = request.method().is_safe();
    let caller = Arc::new(caller);
    let mut response = if let Err(failure) = known {
        PageFailure::from(failure).into_response()
    } else if let Err(too_fast) = app.keep_pace(asker(&caller)) {
        PageFailure::TooFast(too_fast).into_response()
    } else if !safe && !csrf::is_same_origin(request.headers(), app.settings().public_host()) {
        PageFailure::Foreign.into_response()
    } else if let Some(lang) = chosen_language(&request) {
        choose_language(&app, &caller, request.headers(), lang).await
    } else {
        request.extensions_mut().insert(Arc::clone(&caller));
        next.run(request).await
    };
    if let Some(failure) = response.extensions_mut().remove::<Arc<PageFailure>>() {
        response = failure::render(&app, &caller, &failure).await;
    }
    bake(&app, &caller, safe, &mut response);
    response
}

fn asker(caller: &Caller) -> Asker {
    caller.here().map_or_else(|| Asker::at(&caller.visit.ip), |here| Asker::Session(here.session))
}

async fn find_presence(app: &App, caller: &mut Caller, headers: &HeaderMap) -> office::Outcome<()> {
    let Some(token) = cookies::read(headers, Jar::Session, app.settings().secure_cookies()) else {
        return Ok(());
    };
    let (desk, rules) = (app.desk(), app.settings().session_rules());
    (caller.presence, caller.unseen) = office::messages::resume(desk, &rules, &caller.visit, &token).await?;
    let Presence::Here(here) = &caller.presence else { return Ok(()) };
    if here.note_due {
        // A busy writer must not hold up reading; the next request notes it then.
        match tokio::time::timeout(NOTE_WAIT, office::accounts::note_presence(desk, here)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the use of a session could not be noted"),
            Err(_) => tracing::debug!("the use of a session was not noted: the database is busy"),
        }
    }
    let chosen = cookies::read(headers, Jar::Language, app.settings().secure_cookies());
    if let (None, Some(lang)) = (chosen, Lang::parse(&here.language)) {
        caller.t = T::new(lang);
    }
    Ok(())
}

/// `?lang=en` on any page: keep the choice and show the page without it.
fn chosen_language(request: &Request) -> Option<Lang> {
    let query = request.uri().query().filter(|_| request.method().is_safe())?;
    Lang::parse(Values::parse(query).get("lang"))
}

async fn choose_language(app: &App, caller: &Caller, headers: &HeaderMap, lang: Lang) -> Response {
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if let Some(here) = caller.here().filter(|_| !elsewhere)
        && let Err(error) = office::accounts::choose_language(app.desk(), here, lang.code()).await
    {
        tracing::warn!(%error, "the language could not be kept with the account");
    }
    let (path, query) = caller.path.split_once('?').unwrap_or((&caller.path, ""));
    let mut values = Values::parse(query);
    values.remove("lang");
    let rest = values.encode();
    let to = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
    see(&to).with(Change::set(Jar::Language, lang.code())).into_response()
}

/// Writes the cookies of the answer.
fn bake(app: &App, caller: &Caller, safe: bool, response: &mut Response) {
    let Changes(mut changes) = response.extensions_mut().remove::<Changes>().unwrap_or_default();
    let says = |jar: Jar, changes: &[Change]| changes.iter().any(|change| change.jar() == jar);
    if let Some(guest) = caller.new_guest() {
        changes.push(Change::set(Jar::Guest, guest));
    }
    if caller.flash.is_some() && is_page(response) && !says(Jar::Flash, &changes) {
        changes.push(Change::clear(Jar::Flash));
    }
    // A form was sent by somebody who is in: what was kept before is not offered again.
    let inside = caller.here().is_some_and(|here| here.standing == Standing::Complete);
    let sent = !safe && inside && caller.parked.is_some();
    if sent && !says(Jar::Parked, &changes) && !says(Jar::Session, &changes) {
        changes.push(Change::clear(Jar::Parked));
    }
    let secure = app.settings().secure_cookies();
    for change in changes {
        if let Ok(value) = HeaderValue::from_str(&change.header(secure)) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
