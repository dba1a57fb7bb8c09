//! Whether a document is genuine: a page for anybody who holds one in hand. It tells number, day and organisation, and
//! how the document stands; nothing of what is in it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use maud::{Markup, html};
use office::Failure;
use office::documents::{self, Standing, Verified};

use super::form::VERIFY;
use crate::failure::{Page, again, refused_fields, show as answer};
use crate::gate::{App, At, Fields, Guest};
use crate::ui::form::{FieldErrors, Reader, Sheet, Values, actions, error_summary, form, link_quiet, submit};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, facts, notice};
use crate::ui::{dates, digest, page};

/// The form for number and code.
pub async fn new(State(app): State<App>, guest: Guest) -> Page {
    let key = documents::seal_key(app.desk())?;
    answer(asking(&guest, &key, &Values::default(), &FieldErrors::default()))
}

/// Looks a document up by what was typed.
pub async fn check(State(app): State<App>, guest: Guest, fields: Fields) -> Page {
    let values = fields.values();
    let key = documents::seal_key(app.desk())?;
    let mut read = Reader::new(VERIFY, &values);
    let (number, code) = (read.text("number"), read.text("code"));
    let errors = read.errors();
    if !errors.is_empty() {
        return again(asking(&guest, &key, &values, &errors));
    }
    match documents::by_hand(app.desk(), &guest.visit().ip, &number, &code).await {
        Ok(found) => answer(told(&guest, &found)),
        Err(Failure::Missing) => {
            let mut errors = FieldErrors::default();
            errors.add("code", "verify-none-text");
            again(asking(&guest, &key, &values, &errors))
        }
        Err(failure) => {
            let errors = refused_fields(guest.t, failure)?;
            again(asking(&guest, &key, &values, &errors))
        }
    }
}

/// What a square code leads to.
pub async fn show(State(app): State<App>, guest: Guest, At(code): At<String>) -> Page {
    match documents::by_code(app.desk(), &guest.visit().ip, &code).await {
        Ok(found) => answer(told(&guest, &found)),
        Err(Failure::Missing) => Ok((StatusCode::NOT_FOUND, unknown(&guest)).into_response()),
        Err(failure) => Err(failure.into()),
    }
}

fn asking(guest: &Guest, key: &str, values: &Values, errors: &FieldErrors) -> Markup {
    let t = guest.t;
    let title = t.get("verify-title");
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("verify-lead")))
        (form("/verify", &guest.csrf, html! {
            (sheet.all(VERIFY))
            (actions(submit(&t.get("verify-check")), html! {}))
        }))
        details {
            summary { (t.get("verify-key")) }
            p class="soft" { (t.get("verify-key-text")) }
            p { (digest(key)) }
        }
    };
    let mut shell = guest.shell(&title);
    shell.error_in_title = !errors.is_empty();
    page(&shell, body)
}

fn told(guest: &Guest, found: &Verified) -> Markup {
    let t = guest.t;
    let (tone, title, text) = match found.standing {
        Standing::Genuine => (Tone::Good, "verify-genuine", "verify-genuine-text"),
        Standing::Replaced => (Tone::Soon, "verify-replaced", "verify-replaced-text"),
        Standing::Cancelled => (Tone::Bad, "verify-cancelled", "verify-cancelled-text"),
    };
    let title = t.get(title);
    let body = html! {
        (heading(None, &title, html! {}))
        (notice(t, tone, &title, html! { p { (t.get(text)) } }))
        (facts(t, &[
            Fact::words(t.get("verify-number"), found.number.as_str()),
            Fact::words(t.get("verify-day"), dates::date(found.dated_on)),
            Fact::words(t.get("verify-organisation"), found.organisation.as_str()),
        ]))
        p { (t.get("verify-compare")) }
        p { (link_quiet(&t.get("verify-another"), "/verify")) }
    };
    page(&guest.shell(&title), body)
}

fn unknown(guest: &Guest) -> Markup {
    let t = guest.t;
    let title = t.get("verify-none");
    let body = html! {
        (heading(None, &title, html! {}))
        (notice(t, Tone::Bad, &title, html! { p { (t.get("verify-none-text")) } }))
        p { (link_quiet(&t.get("verify-another"), "/verify")) }
    };
    page(&guest.shell(&title), body)
}
