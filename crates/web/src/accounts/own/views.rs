//! Markup of the own account.

use maud::{Markup, html};
use office::accounts::{Enrolment, OwnAccount, Session};

use crate::accounts::form::{CONFIRM, ENROLMENT, PASSWORD, next_field};
use crate::accounts::qr;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{Lang, T, prefix};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, badge, card, facts, notice};
use crate::ui::{self, Column, FieldErrors, Row, Sheet, Table, Tone, Values, dates, form};

pub fn account(visitor: &Visitor, own: &OwnAccount, needed: bool) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-own-title");
    let body = html! {
        (heading(None, &title, html! {}))
        (card(&t.get("accounts-own-facts"), html! {}, html! {
            (facts(t, &[
                Fact::words(t.get("accounts-name"), own.account.name.as_str()),
                Fact::words(t.get("accounts-login"), own.account.login.as_str()),
                Fact::words(t.get("accounts-role"), codes::name(t, own.account.role.0)),
                Fact::words(t.get("accounts-org"), visitor.here().org_name.as_str()),
                Fact::words(t.get("accounts-password-changed-at"), dates::date_time(&own.account.password_changed_at))
                    .change("/account/password"),
            ]))
            (language(visitor))
        }))
        (card(&t.get("accounts-second-factor"), html! {}, second_factor(t, own, needed)))
        (card(&t.get("accounts-sessions"), html! {}, sessions(visitor, own)))
    };
    visitor.page(&title, body)
}

fn language(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    html! {
        form class="inline actions" action="/account/language" method="post" {
            (form::csrf(&visitor.csrf))
            div class="field w-short" {
                label for="language" { (t.get("accounts-language")) }
                select id="language" name="language" {
                    @for lang in Lang::ALL {
                        option value=(lang.code()) selected[lang == t.lang()] {
                            (T::new(lang).code(prefix!("common-language"), lang.code()))
                        }
                    }
                }
            }
            button class="button quiet" type="submit" { (t.get("accounts-language-act")) }
        }
    }
}

fn second_factor(t: T, own: &OwnAccount, needed: bool) -> Markup {
    let left = own.account.recovery_codes_left();
    html! {
        @if own.account.has_second_factor() {
            p { (badge(Tone::Good, &t.get("accounts-second-factor-on"))) }
            p { (t.with("accounts-recovery-left", &[("n", left.into())])) }
            div class="actions" {
                (form::link_quiet(&t.get("accounts-recovery-renew"), "/account/recovery-codes"))
                (form::link_quiet(&t.get("accounts-second-factor-replace"), "/account/second-factor"))
                @if !needed { (form::link_quiet(&t.get("accounts-second-factor-remove"), "/account/second-factor/removal")) }
            }
        } @else {
            p { (t.get("accounts-second-factor-off")) }
            div class="actions" { (form::link_button(&t.get("accounts-second-factor-enrol"), "/account/second-factor")) }
        }
    }
}

fn sessions(visitor: &Visitor, own: &OwnAccount) -> Markup {
    let t = visitor.t;
    let here = visitor.here().session;
    let table = Table {
        columns: session_columns(t),
        caption_unseen: true,
        rows: own.sessions.iter().map(|session| session_row(visitor, session, session.id == here)).collect(),
        ..Table::new(t, "sessions", t.get("accounts-sessions"))
    };
    html! {
        p class="soft" { (t.get("accounts-sessions-lead")) }
        (table)
        @if own.sessions.len() > 1 {
            (form::button_form("/account/sessions/closure", &visitor.csrf, form::submit(&t.get("accounts-sessions-end-others"))))
        }
    }
}

pub fn session_columns(t: T) -> Vec<Column> {
    vec![
        Column::text(t.get("accounts-session-browser")),
        Column::code(t.get("accounts-session-ip")),
        Column::code(t.get("accounts-session-begun")),
        Column::code(t.get("accounts-session-seen")),
    ]
}

pub fn session_cells(t: T, session: &Session) -> [Markup; 4] {
    [
        html! { (browser(t, &session.user_agent)) },
        html! { (session.ip) },
        html! { (dates::date_time(&session.created_at)) },
        html! { (dates::date_time(&session.seen_at)) },
    ]
}

fn session_row(visitor: &Visitor, session: &Session, current: bool) -> Row {
    let t = visitor.t;
    let row = Row::new(session_cells(t, session));
    if current {
        return row.actions(badge(Tone::Info, &t.get("accounts-session-current")));
    }
    let path = format!("/account/sessions/{}/closure", session.id);
    let button = html! { button class="button quiet" type="submit" { (t.get("accounts-session-end")) } };
    row.actions(form::button_form(&path, &visitor.csrf, button))
}

/// "Chrome, Windows": as much of a browser's name as people recognise.
fn browser(t: T, agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("coc_coc", "Cốc Cốc"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 5] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let parts: Vec<&str> = known(&BROWSERS).into_iter().chain(known(&SYSTEMS)).collect();
    if parts.is_empty() { t.get("accounts-session-unknown") } else { parts.join(", ") }
}

pub fn password(visitor: &Visitor, errors: &FieldErrors, next: &str) -> Markup {
    let t = visitor.t;
    let forced = visitor.here().standing != law::accounts::Standing::Complete;
    let title = t.get("accounts-password-title");
    let lead_key = if forced { "accounts-password-forced" } else { "accounts-password-lead" };
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get(lead_key)))
        (form::form("/account/password", &visitor.csrf, html! {
            (next_field(next))
            (Sheet::new(t, &Values::default(), errors).all(PASSWORD))
            (form::actions(
                form::submit(&t.get("accounts-password-act")),
                html! { @if !forced { (form::link_quiet(&t.get("accounts-cancel"), "/account")) } },
            ))
        }))
    };
    framed(visitor, &title, errors, body)
}

pub fn enrolment(visitor: &Visitor, offer: &Enrolment, errors: &FieldErrors, next: &str) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-enrol-title");
    let replacing = visitor.here().has_second_factor;
    let asked: &[&str] = if replacing { &["code", "password"] } else { &["code"] };
    let values = Values::default();
    let sheet = Sheet::new(t, &values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-enrol-lead")))
        (form::form("/account/second-factor", &visitor.csrf, html! {
            (next_field(next))
            (form::hidden("sealed", &offer.sealed))
            (form::section("scan", &t.get("accounts-enrol-scan"), Some(&t.get("accounts-enrol-scan-text")), html! {
                (qr::drawing(&offer.address, &t.get("accounts-enrol-qr")))
                p { (t.get("accounts-enrol-secret")) br; strong class="code" { (grouped(&offer.secret)) } }
                p { a href=(offer.address) { (t.get("accounts-enrol-open")) } }
            }))
            (form::section("prove", &t.get("accounts-enrol-prove"), None, sheet.some(ENROLMENT, asked)))
            (form::actions(form::submit(&t.get("accounts-enrol-act")), html! {}))
        }))
    };
    framed(visitor, &title, errors, body)
}

fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// The codes, shown once.
pub fn recovery_codes(visitor: &Visitor, recovery_codes: &[String], on: &str) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-recovery-title");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-recovery-lead")))
        (card(&t.get("accounts-recovery-codes"), html! {}, html! {
            ol { @for code in recovery_codes { li { strong class="code" { (code) } } } }
        }))
        (notice(t, Tone::Soon, &t.get("accounts-recovery-once"), html! { p { (t.get("accounts-recovery-keep")) } }))
        div class="actions" { (form::link_button(&t.get("accounts-recovery-done"), on)) }
    };
    visitor.page(&title, body)
}

pub fn removal(visitor: &Visitor, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let words = Confirm {
        title: t.get("accounts-second-factor-remove"),
        lead: t.get("accounts-second-factor-remove-lead"),
        action: "/account/second-factor/removal",
        act: t.get("accounts-second-factor-remove"),
    };
    confirm(visitor, errors, &words)
}

pub fn renewal(visitor: &Visitor, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let words = Confirm {
        title: t.get("accounts-recovery-renew"),
        lead: t.get("accounts-recovery-renew-lead"),
        action: "/account/recovery-codes",
        act: t.get("accounts-recovery-renew"),
    };
    confirm(visitor, errors, &words)
}

struct Confirm {
    title: String,
    lead: String,
    action: &'static str,
    act: String,
}

/// A page that asks for the password before it acts.
fn confirm(visitor: &Visitor, errors: &FieldErrors, words: &Confirm) -> Markup {
    let t = visitor.t;
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &words.title, html! {}))
        (lead(&words.lead))
        (form::form(words.action, &visitor.csrf, html! {
            (Sheet::new(t, &Values::default(), errors).all(CONFIRM))
            (form::actions(form::submit(&words.act), form::link_quiet(&t.get("accounts-cancel"), "/account")))
        }))
    };
    framed(visitor, &words.title, errors, body)
}

/// A page below the own account.
fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    if !shell.nav.is_empty() {
        shell.crumbs = vec![Crumb::link(visitor.t.get("accounts-own-title"), "/account"), Crumb::here(title)];
    }
    ui::page(&shell, body)
}
