//! What the pages of accounts ask, and how the answers are read.

use law::access::Role;
use law::kernel::coded::Coded as _;
use office::accounts::AccountSearch;
use uuid::Uuid;

use crate::ui::form::{Width, hidden};
use crate::ui::{Field, FieldErrors, Reader, Values};

pub const SIGN_IN: &[Field] = &[
    Field::text("login", "accounts-login").width(Width::Medium).autocomplete("username").most(200),
    Field::password("password", "accounts-password").autocomplete("current-password"),
];

pub const CODE: &[Field] = &[Field::text("code", "accounts-code")
    .hint("accounts-code-hint")
    .width(Width::Short)
    .autocomplete("one-time-code")];

pub const PASSWORD: &[Field] = &[
    Field::password("password", "accounts-password-current").autocomplete("current-password"),
    Field::password("new_password", "accounts-password-new")
        .hint("accounts-password-rule")
        .autocomplete("new-password"),
    Field::password("repeated_password", "accounts-password-repeated").autocomplete("new-password"),
];

/// Asked again before something that weakens the protection.
pub const CONFIRM: &[Field] =
    &[Field::password("password", "accounts-password-current").autocomplete("current-password")];

pub const ENROLMENT: &[Field] = &[
    Field::text("code", "accounts-enrol-code")
        .hint("accounts-enrol-code-hint")
        .width(Width::Short)
        .autocomplete("off"),
    Field::password("password", "accounts-password-current").autocomplete("current-password").optional(),
];

pub const SETUP: &[Field] = &[
    Field::text("name", "accounts-name").autocomplete("name"),
    Field::text("login", "accounts-login")
        .hint("accounts-login-hint")
        .width(Width::Medium)
        .autocomplete("username")
        .most(64),
    Field::password("new_password", "accounts-password-new")
        .hint("accounts-password-rule")
        .autocomplete("new-password"),
    Field::password("repeated_password", "accounts-password-repeated").autocomplete("new-password"),
];

pub const ACCOUNT: &[Field] = &[
    Field::text("name", "accounts-name").autocomplete("off").most(200),
    Field::text("login", "accounts-login")
        .hint("accounts-login-hint")
        .width(Width::Medium)
        .autocomplete("off")
        .most(64),
    Field::select("role", "accounts-role"),
    Field::select("org", "accounts-org"),
    Field::select("provider", "accounts-provider").hint("accounts-provider-hint").optional(),
];

pub const REASON: &[Field] = &[Field::text("reason", "accounts-reason").most(500)];

pub const FILTER: &[Field] = &[
    Field::search("q", "accounts-filter-words").optional(),
    Field::select("role", "accounts-role").optional(),
    Field::select("org", "accounts-org").optional(),
    Field::select("state", "accounts-state").optional(),
];

pub const STATES: [&str; 2] = ["enabled", "disabled"];

/// The filter of the list of accounts.
pub fn search(values: &Values) -> AccountSearch {
    let enabled = match values.get("state") {
        "enabled" => Some(true),
        "disabled" => Some(false),
        _ => None,
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AccountSearch {
        words: values.get("q").to_owned(),
        role: Role::from_code(values.get("role")),
        organisation: some(values.get("org")),
        enabled,
        after: some(values.get("after")),
    }
}

/// A new password, typed twice.
pub fn twice(read: &mut Reader, values: &Values) -> String {
    let password = read.secret("new_password");
    read.secret("repeated_password");
    if values.get("repeated_password") != values.get("new_password") {
        read.refuse("repeated_password", "accounts-password-differs");
    }
    password
}

/// What an administrator typed about an account.
#[derive(Clone, Debug)]
pub struct Typed {
    pub name: String,
    pub role: Role,
    pub org: String,
    pub provider: Option<Uuid>,
}

/// Reads the fields that a new and a changed account share.
pub fn account(mut read: Reader) -> Result<Typed, FieldErrors> {
    let name = read.text("name");
    let role = read.choice("role", Role::from_code);
    let org = read.choice("org", |code| Some(code.to_owned()));
    let provider = read.choice("provider", |id| Uuid::parse_str(id).ok());
    match (role, org) {
        (Some(role), Some(org)) => read.done(Typed { name, role, org, provider }),
        _ => Err(read.errors()),
    }
}

/// The place to go on to, carried through the steps.
pub fn next_field(next: &str) -> maud::Markup {
    hidden("next", next)
}
