//! The page behind the set-up link: it makes the first administrator, once.

use axum::extract::{RawQuery, State};
use maud::{Markup, html};
use office::accounts::{self, FirstAdministrator};

use super::form::{SETUP, twice};
use super::sign_in::enter;
use crate::failure::{self, Page, PageFailure, again, show};
use crate::gate::{App, Fields, Guest};
use crate::ui::shell::{heading, lead};
use crate::ui::{self, FieldErrors, Reader, Sheet, Values, form};

/// Asks who will be the first administrator.
pub async fn new(State(app): State<App>, guest: Guest, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let token = values.get("token");
    if !accounts::is_setup_token(app.desk(), token).await? {
        return Err(PageFailure::Missing);
    }
    show(page(&guest, token, &Values::default(), &FieldErrors::default()))
}

/// Makes the account and signs in.
pub async fn create(State(app): State<App>, guest: Guest, fields: Fields) -> Page {
    let values = fields.values();
    let token = values.get("token");
    let mut read = Reader::new(SETUP, &values);
    let first = FirstAdministrator {
        name: read.text("name"),
        login: read.text("login"),
        password: twice(&mut read, &values),
        language: guest.t.lang().code().to_owned(),
    };
    if let Err(errors) = read.done(()) {
        return again(page(&guest, token, &values, &errors));
    }
    let rules = app.settings().session_rules();
    match accounts::set_up(app.desk(), &rules, guest.visit(), token, first).await {
        Ok(signed_in) => enter(signed_in, "/", None).into(),
        Err(failure) => {
            let errors = failure::refused_fields(guest.t, failure)?;
            again(page(&guest, token, &values, &errors))
        }
    }
}

fn page(guest: &Guest, token: &str, values: &Values, errors: &FieldErrors) -> Markup {
    let t = guest.t;
    let title = t.get("accounts-setup-title");
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-setup-lead")))
        (form::form("/setup", &guest.csrf, html! {
            (form::hidden("token", token))
            (Sheet::new(t, values, errors).all(SETUP))
            (form::actions(form::submit(&t.get("accounts-setup-act")), html! {}))
        }))
    };
    let mut shell = guest.shell(&title);
    shell.error_in_title = !errors.is_empty();
    ui::page(&shell, body)
}
