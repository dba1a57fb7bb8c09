//! Markup of the administration of accounts.

use law::access::{Permission, Role};
use law::accounts::needs_second_factor;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::accounts::{Account, AccountFile};
use office::accounts::{Organisation, Provider};
use uuid::Uuid;

use crate::accounts::form::{ACCOUNT, FILTER, REASON, STATES};
use crate::accounts::own;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::Choice;
use crate::ui::list::{Chip, Empty, Filters, Pager, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, badge, card, facts, notice};
use crate::ui::{self, Address, Column, FieldErrors, Row, Sheet, Table, Tone, Values, dates, form};

/// What a form about an account offers to choose from.
pub struct Choices {
    pub organisations: Vec<Organisation>,
    pub providers: Vec<Provider>,
}

/// Which part of the page of an account came back with errors.
pub enum Wrong {
    SecondFactor(FieldErrors),
    State(FieldErrors),
}

/// Keeps the ids of the two forms that ask for a reason apart.
const FACTOR: &str = "factor-";

pub fn url(id: Uuid) -> String {
    format!("/accounts/{id}")
}

pub fn index(
    visitor: &Visitor,
    address: &Address,
    accounts: &[Account],
    more: bool,
    organisations: &[Organisation],
) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-title");
    let filters =
        Filters { t, address, fields: filter_fields(t, address, organisations), chips: chips(t, address) };
    let table = Table {
        columns: vec![
            Column::code(t.get("accounts-login")),
            Column::text(t.get("accounts-name")),
            Column::text(t.get("accounts-role")),
            Column::code(t.get("accounts-org")),
            Column::text(t.get("accounts-state")),
            Column::code(t.get("accounts-last-seen")),
        ],
        rows: accounts.iter().map(|account| line(t, account)).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("accounts-none"), text: t.get("accounts-none-text"), action: None },
        ..Table::new(t, "accounts", title.as_str())
    };
    let last = accounts.last().filter(|_| more).map(|account| account.login.as_str());
    let before = (!address.query().get("after").is_empty()).then_some("");
    let mut pages = Pager::by_keys(address, before, last, accounts.len() as u64);
    pages.previous = None;
    let body = html! {
        (heading(None, &title, html! {
            (form::link_quiet(&t.get("accounts-roles"), "/accounts/roles"))
            (form::link_new(&t.get("accounts-new"), "/accounts/new"))
        }))
        (filters)
        (table)
        (pager(t, &pages))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    ui::page(&shell, body)
}

fn line(t: T, account: &Account) -> Row {
    let seen = account.last_seen_at.as_ref().map(dates::date_time);
    Row::new([
        html! { (account.login) },
        html! { (account.name) },
        html! { (codes::name(t, account.role.0)) },
        html! { (account.org_code) },
        state(t, account),
        html! { (seen.unwrap_or_else(|| t.get("accounts-never-seen"))) },
    ])
    .link(url(account.id))
}

fn state(t: T, account: &Account) -> Markup {
    if !account.is_enabled() {
        return badge(Tone::Plain, &state_name(t, "disabled"));
    }
    html! {
        div {
            (badge(Tone::Good, &state_name(t, "enabled")))
            @if account.has_second_factor() { " " span class="soft" { (t.get("accounts-second-factor-short")) } }
        }
    }
}

fn state_name(t: T, code: &str) -> String {
    t.code(prefix!("accounts-state-is"), code)
}

fn filter_fields(t: T, address: &Address, organisations: &[Organisation]) -> Markup {
    let states = STATES.map(|code| Choice::new(code, state_name(t, code)));
    let errors = FieldErrors::default();
    Sheet::filter(t, address.query(), &errors)
        .choices("role", codes::choices::<Role>(t))
        .choices("org", organisation_choices(organisations))
        .choices("state", states)
        .all(FILTER)
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let query = address.query();
    let chip = |name: &str, label: &str, value: String| Chip {
        label: t.get(label),
        value,
        remove: address.without(name).url(),
    };
    let mut chips = Vec::new();
    if !query.get("q").is_empty() {
        chips.push(chip("q", "accounts-filter-words", query.get("q").to_owned()));
    }
    if let Some(role) = Role::from_code(query.get("role")) {
        chips.push(chip("role", "accounts-role", codes::name(t, role)));
    }
    if !query.get("org").is_empty() {
        chips.push(chip("org", "accounts-org", query.get("org").to_owned()));
    }
    if STATES.contains(&query.get("state")) {
        chips.push(chip("state", "accounts-state", state_name(t, query.get("state"))));
    }
    chips
}

fn organisation_choices(organisations: &[Organisation]) -> Vec<Choice> {
    let label = |it: &Organisation| format!("{} – {}", it.code, it.name);
    organisations.iter().map(|it| Choice::new(it.code.as_str(), label(it))).collect()
}

fn provider_choices(t: T, providers: &[Provider]) -> Vec<Choice> {
    let label = |it: &Provider| format!("{} – {} ({})", it.name, codes::name(t, it.kind.0), it.org_code);
    providers.iter().map(|it| Choice::new(it.id.to_string(), label(it))).collect()
}

pub fn new(visitor: &Visitor, choices: &Choices, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-new-title");
    let sheet = sheet(t, choices, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-new-lead")))
        (form::form("/accounts", &visitor.csrf, html! {
            (sheet.some(ACCOUNT, &["name", "login", "role", "org"]))
            (form::actions(form::submit(&t.get("accounts-new-act")), form::link_quiet(&t.get("accounts-cancel"), "/accounts")))
        }))
    };
    framed(visitor, &title, errors, &[], body)
}

pub fn edit(
    visitor: &Visitor,
    account: &Account,
    choices: &Choices,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-edit-title");
    let sheet = sheet(t, choices, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&account.login), &title, html! {}))
        (form::form(&url(account.id), &visitor.csrf, html! {
            (form::hidden("version", &account.version.to_string()))
            (sheet.some(ACCOUNT, &["name", "role", "org", "provider"]))
            (form::actions(form::submit(&t.get("accounts-save")), form::link_quiet(&t.get("accounts-cancel"), &url(account.id))))
        }))
    };
    framed(visitor, &title, errors, &[Crumb::link(account.login.as_str(), url(account.id))], body)
}

fn sheet<'v>(t: T, choices: &Choices, values: &'v Values, errors: &'v FieldErrors) -> Sheet<'v> {
    Sheet::new(t, values, errors)
        .choices("role", codes::choices::<Role>(t))
        .choices("org", organisation_choices(&choices.organisations))
        .choices("provider", provider_choices(t, &choices.providers))
}

/// The fields of an account, as its form shows them.
pub fn values_of(account: &Account) -> Values {
    let mut values = Values::default();
    values.set("name", account.name.as_str());
    values.set("role", account.role.code());
    values.set("org", account.org_code.as_str());
    values.set("provider", account.provider_id.map(|id| id.to_string()).unwrap_or_default());
    values
}

/// The password to hand over, shown once.
pub fn first_password(visitor: &Visitor, account: &Account, password: &str, is_new: bool) -> Markup {
    let t = visitor.t;
    let title = t.get(if is_new { "accounts-created" } else { "accounts-password-reset" });
    let own_cases = is_new && account.role.sees_own_cases_only();
    let body = html! {
        (heading(Some(&account.name), &title, html! {}))
        (card(&t.get("accounts-hand-over"), html! {}, facts(t, &[
            Fact::words(t.get("accounts-login"), account.login.as_str()),
            Fact::new(t.get("accounts-first-password"), html! { strong class="code" { (password) } }),
        ])))
        (notice(t, Tone::Soon, &t.get("accounts-first-password-once"), html! { p { (t.get("accounts-first-password-text")) } }))
        @if own_cases {
            (notice(t, Tone::Info, &t.get("accounts-link-provider"), html! { p { (t.get("accounts-link-provider-text")) } }))
        }
        div class="actions" {
            @if own_cases { (form::link_button(&t.get("accounts-link-provider"), &format!("{}/edit", url(account.id)))) }
            (form::link_quiet(&t.get("accounts-to-account"), &url(account.id)))
            (form::link_quiet(&t.get("accounts-to-list"), "/accounts"))
        }
    };
    framed(visitor, &title, &FieldErrors::default(), &[], body)
}

pub fn show(visitor: &Visitor, file: &AccountFile, wrong: Option<&Wrong>) -> Markup {
    let t = visitor.t;
    let account = &file.account;
    let own_account = visitor.actor.account == Some(account.id);
    let errors = summary_of(wrong);
    let body = html! {
        (form::error_summary(t, &errors))
        (heading(Some(&account.login), &account.name, form::link_button(&t.get("accounts-edit"), &format!("{}/edit", url(account.id)))))
        (card(&t.get("accounts-own-facts"), html! {}, account_facts(t, file)))
        @if own_account {
            (notice(t, Tone::Info, &t.get("accounts-is-own"), html! { p { a href="/account" { (t.get("accounts-own-title")) } } }))
        } @else {
            (card(&t.get("accounts-password"), html! {}, password_part(visitor, account)))
            @if account.has_second_factor() {
                (card(&t.get("accounts-second-factor"), html! {}, second_factor_part(visitor, account, wrong)))
            }
            (card(&t.get("accounts-state"), html! {}, state_part(visitor, account, wrong)))
        }
        (card(&t.get("accounts-sessions"), html! {}, sessions_part(visitor, file)))
        (card(&t.get("accounts-tokens"), html! {}, tokens_part(visitor, file)))
    };
    framed(visitor, &account.name, &errors, &[], body)
}

/// The errors with the ids of their fields on this page.
fn summary_of(wrong: Option<&Wrong>) -> FieldErrors {
    let (prefix, errors) = match wrong {
        Some(Wrong::SecondFactor(errors)) => (FACTOR, errors),
        Some(Wrong::State(errors)) => ("", errors),
        None => return FieldErrors::default(),
    };
    let mut summary = FieldErrors::default();
    errors.iter().for_each(|(field, text)| summary.add(format!("{prefix}{field}"), text.clone()));
    summary
}

fn account_facts(t: T, file: &AccountFile) -> Markup {
    let account = &file.account;
    let org = file.organisation.as_ref().map_or("", |it| it.name.as_str());
    let mut shown = vec![
        Fact::new(t.get("accounts-state"), state(t, account)),
        Fact::words(t.get("accounts-role"), codes::name(t, account.role.0)),
        Fact::words(t.get("accounts-org"), format!("{} – {org}", account.org_code)),
    ];
    if account.role.sees_own_cases_only() || file.provider.is_some() {
        let provider = file.provider.as_ref().map_or("", |it| it.name.as_str());
        shown.push(Fact::words(t.get("accounts-provider"), provider));
    }
    if let (Some(at), Some(reason)) = (&account.disabled_at, &account.disabled_reason) {
        let reason = if reason == "idle" { t.get("accounts-disabled-idle") } else { reason.clone() };
        shown
            .push(Fact::words(t.get("accounts-disabled-at"), format!("{} – {reason}", dates::date_time(at))));
    }
    shown.push(Fact::words(t.get("accounts-created-at"), dates::date_time(&account.created_at)));
    shown.push(Fact::words(
        t.get("accounts-last-seen"),
        account.last_seen_at.as_ref().map_or_else(|| t.get("accounts-never-seen"), dates::date_time),
    ));
    shown.push(Fact::words(
        t.get("accounts-password-changed-at"),
        dates::date_time(&account.password_changed_at),
    ));
    facts(t, &shown)
}

fn password_part(visitor: &Visitor, account: &Account) -> Markup {
    let t = visitor.t;
    html! {
        p { (t.get("accounts-password-reset-lead")) }
        (form::button_form(&format!("{}/password", url(account.id)), &visitor.csrf,
            form::submit_danger(&t.get("accounts-password-reset-act"), &t.get("accounts-password-reset-question"))))
    }
}

fn second_factor_part(visitor: &Visitor, account: &Account, wrong: Option<&Wrong>) -> Markup {
    let t = visitor.t;
    let errors = match wrong {
        Some(Wrong::SecondFactor(errors)) => errors.clone(),
        _ => FieldErrors::default(),
    };
    html! {
        p { (t.get("accounts-second-factor-reset-lead")) }
        (reasoned(visitor, &format!("{}/second-factor/removal", url(account.id)), FACTOR, &errors,
            form::submit_danger(&t.get("accounts-second-factor-reset-act"), &t.get("accounts-second-factor-reset-question"))))
    }
}

fn state_part(visitor: &Visitor, account: &Account, wrong: Option<&Wrong>) -> Markup {
    let t = visitor.t;
    let errors = match wrong {
        Some(Wrong::State(errors)) => errors.clone(),
        _ => FieldErrors::default(),
    };
    html! {
        @if account.is_enabled() {
            p { (t.get("accounts-disable-lead")) }
            (reasoned(visitor, &format!("{}/closure", url(account.id)), "", &errors,
                form::submit_danger(&t.get("accounts-disable-act"), &t.get("accounts-disable-question"))))
        } @else {
            p { (t.get("accounts-enable-lead")) }
            (reasoned(visitor, &format!("{}/reopening", url(account.id)), "", &errors, form::submit(&t.get("accounts-enable-act"))))
        }
    }
}

/// A form that asks for a reason before it acts.
fn reasoned(
    visitor: &Visitor,
    action: &str,
    id_prefix: &str,
    errors: &FieldErrors,
    button: Markup,
) -> Markup {
    let values = Values::default();
    form::form(
        action,
        &visitor.csrf,
        html! {
            (Sheet::new(visitor.t, &values, errors).prefix(id_prefix).all(REASON))
            (form::actions(button, html! {}))
        },
    )
}

fn sessions_part(visitor: &Visitor, file: &AccountFile) -> Markup {
    let t = visitor.t;
    let table = Table {
        columns: own::session_columns(t),
        caption_unseen: true,
        rows: file.sessions.iter().map(|session| Row::new(own::session_cells(t, session))).collect(),
        empty: Empty { title: t.get("accounts-no-sessions"), ..Empty::default() },
        ..Table::new(t, "sessions", t.get("accounts-sessions"))
    };
    html! {
        (table)
        @if !file.sessions.is_empty() {
            (form::button_form(&format!("{}/sessions/closure", url(file.account.id)), &visitor.csrf,
                form::submit_danger(&t.get("accounts-sessions-end-act"), &t.get("accounts-sessions-end-question"))))
        }
    }
}

fn tokens_part(visitor: &Visitor, file: &AccountFile) -> Markup {
    let t = visitor.t;
    let row = |token: &office::accounts::ApiToken| {
        let path = format!("{}/tokens/{}/closure", url(file.account.id), token.id);
        let end = html! { button class="button quiet" type="submit" { (t.get("accounts-token-end")) } };
        let used = token.last_used_at.as_ref().map_or_else(|| t.get("accounts-never-seen"), dates::date_time);
        Row::new([
            html! { (token.name) },
            html! { (dates::date_time(&token.created_at)) },
            html! { (dates::date_time(&token.expires_at)) },
            html! { (used) },
        ])
        .actions(form::button_form(&path, &visitor.csrf, end))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("accounts-token-name")),
            Column::code(t.get("accounts-created-at")),
            Column::code(t.get("accounts-token-until")),
            Column::code(t.get("accounts-last-seen")),
        ],
        caption_unseen: true,
        rows: file.tokens.iter().map(row).collect(),
        empty: Empty {
            title: t.get("accounts-no-tokens"),
            text: t.get("accounts-no-tokens-text"),
            action: None,
        },
        ..Table::new(t, "tokens", t.get("accounts-tokens"))
    };
    html! { (table) }
}

/// What each role may do, from the one table in `law::access`.
pub fn roles(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    let title = t.get("accounts-roles");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("accounts-roles-lead")))
        @for role in Role::ALL { (card(&codes::name(t, *role), html! {}, role_part(t, *role))) }
    };
    framed(visitor, &title, &FieldErrors::default(), &[], body)
}

fn role_part(t: T, role: Role) -> Markup {
    let name = |permission: &Permission| t.code(prefix!("accounts-may"), permission.code());
    html! {
        ul { @for permission in law::access::permissions(role) { li { (name(permission)) } } }
        @if role.sees_own_cases_only() { p class="soft" { (t.get("accounts-role-own-cases")) } }
        @if needs_second_factor(role, true) { p class="soft" { (t.get("accounts-role-second-factor")) } }
    }
}

/// A page below the list of accounts.
fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, between: &[Crumb], body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(visitor.t.get("accounts-title"), "/accounts")];
    shell.crumbs.extend(between.iter().cloned());
    shell.crumbs.push(Crumb::here(title));
    ui::page(&shell, body)
}
