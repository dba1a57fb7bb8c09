//! Markup of signing in.

use maud::{Markup, html};

use crate::accounts::form::{CODE, SIGN_IN, next_field};
use crate::failure::typed;
use crate::gate::{Guest, Visitor};
use crate::ui::shell::{heading, lead};
use crate::ui::{self, FieldErrors, Sheet, Tone, Values, form, summary};

pub fn sign_in(
    guest: &Guest,
    values: &Values,
    errors: &FieldErrors,
    next: &str,
    ended: bool,
    parked: bool,
) -> Markup {
    let t = guest.t;
    let title = t.get("accounts-sign-in");
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        @if ended {
            (summary::notice(t, Tone::Info, &t.get("accounts-ended-title"), html! {
                p { (t.get(if parked { "accounts-ended-parked" } else { "accounts-ended-text" })) }
            }))
        }
        (form::form("/session", &guest.csrf, html! {
            (next_field(next))
            (sheet.all(SIGN_IN))
            (form::actions(form::submit(&t.get("accounts-sign-in-act")), html! {}))
        }))
        p class="soft" { (t.get("accounts-sign-in-help")) }
        p { a href="/eligibility" { (t.get("eligibility-title")) } }
    };
    let mut shell = guest.shell(&title);
    shell.error_in_title = !errors.is_empty();
    ui::page(&shell, body)
}

pub fn code(visitor: &Visitor, values: &Values, errors: &FieldErrors, next: &str) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-code-title");
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-code-lead")))
        (form::form("/session/code", &visitor.csrf, html! {
            (next_field(next))
            (sheet.all(CODE))
            (form::actions(form::submit(&t.get("accounts-code-act")), html! {}))
        }))
        p class="soft" { (t.get("accounts-code-help")) }
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    ui::page(&shell, body)
}

/// Everything that was typed, as hidden fields of a form that goes where the first one went.
pub fn parked(visitor: &Visitor, path: &str, values: &Values, next: &str) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-parked-title");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-parked-lead")))
        (summary::card(&t.get("failure-typed"), html! {}, typed(t, values)))
        div class="actions" {
            form class="inline" action=(path) method="post" {
                (form::csrf(&visitor.csrf))
                (form::carry(values))
                (form::submit(&t.get("failure-send-again")))
            }
            form class="inline" action="/session/parked/removal" method="post" {
                (form::csrf(&visitor.csrf))
                (next_field(next))
                button class="button quiet" type="submit" { (t.get("accounts-parked-forget")) }
            }
        }
    };
    visitor.page(&title, body)
}
