//! Accounts and roles, for administrators: the list, one account, and what can be done to it.

mod views;

use axum::extract::{RawQuery, State};
use law::access::Permission;
use maud::Markup;
use office::accounts::{self, AccountChange, NewAccount};
use office::{Failure, Outcome};
use uuid::Uuid;

use super::form::{self, ACCOUNT, REASON};
use crate::failure::{self, Page, PageFailure, again, see};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::{Address, FieldErrors, Reader, Values};
use views::{Choices, Wrong};

const PAGE: usize = 50;

/// The list of accounts, with its filters.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let search = form::search(&values);
    let mut found = accounts::list(app.desk(), &visitor.actor, &search, PAGE).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let organisations = accounts::organisations_in_reach(app.desk(), &visitor.actor).await?;
    failure::show(views::index(&visitor, &Address::new("/accounts", values), &found, more, &organisations))
}

/// The roles and what each may do.
pub async fn roles(visitor: Visitor) -> Page {
    if !visitor.may(Permission::ManageAccounts) {
        return Err(PageFailure::Denied);
    }
    failure::show(views::roles(&visitor))
}

/// The form for a new account.
pub async fn new(State(app): State<App>, visitor: Visitor) -> Page {
    let choices = choices(&app, &visitor, None).await?;
    failure::show(views::new(&visitor, &choices, &Values::default(), &FieldErrors::default()))
}

/// Makes an account and shows its first password once.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(ACCOUNT, &values);
    let login = read.text("login");
    let errors = match form::account(read) {
        Ok(typed) => {
            let new = NewAccount {
                login,
                name: typed.name,
                role: typed.role,
                org: typed.org,
                provider: typed.provider,
                language: visitor.t.lang().code().to_owned(),
                password: None,
                password_may_stay: false,
            };
            match accounts::create(app.desk(), &visitor.actor, new).await {
                Ok(created) => {
                    let password = created.first_password.unwrap_or_default();
                    return failure::show(views::first_password(&visitor, &created.account, &password, true));
                }
                Err(failure) => failure::refused_fields(visitor.t, failure)?,
            }
        }
        Err(errors) => errors,
    };
    let choices = choices(&app, &visitor, None).await?;
    again(views::new(&visitor, &choices, &values, &errors))
}

/// One account.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    failure::show(shown(&app, &visitor, id, None).await?)
}

/// The form to change an account.
pub async fn edit(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let file = accounts::view(app.desk(), &visitor.actor, id, &app.settings().session_rules()).await?;
    let choices = choices(&app, &visitor, Some(&file.account.org_code)).await?;
    let values = views::values_of(&file.account);
    failure::show(views::edit(&visitor, &file.account, &choices, &values, &FieldErrors::default()))
}

/// Changes an account.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let version: i64 = values.get("version").parse().unwrap_or_default();
    let errors = match form::account(Reader::new(ACCOUNT, &values)) {
        Ok(typed) => {
            let change = AccountChange {
                name: typed.name,
                role: typed.role,
                org: typed.org,
                provider: typed.provider,
            };
            match accounts::edit(app.desk(), &visitor.actor, id, version, change).await {
                Ok(()) => return see(&views::url(id)).flash("accounts-changed").into(),
                Err(failure) => failure::refused_fields(visitor.t, failure)?,
            }
        }
        Err(errors) => errors,
    };
    let file = accounts::view(app.desk(), &visitor.actor, id, &app.settings().session_rules()).await?;
    let choices = choices(&app, &visitor, Some(&file.account.org_code)).await?;
    again(views::edit(&visitor, &file.account, &choices, &values, &errors))
}

/// Gives the account a new first password and shows it once.
pub async fn reset_password(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    _fields: Fields,
) -> Page {
    let password = accounts::reset_password(app.desk(), &visitor.actor, id).await?;
    let file = accounts::view(app.desk(), &visitor.actor, id, &app.settings().session_rules()).await?;
    failure::show(views::first_password(&visitor, &file.account, &password, false))
}

/// Takes the second factor of the account away.
pub async fn reset_second_factor(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let done = match reason(&values) {
        Ok(reason) => Ok(accounts::reset_second_factor(app.desk(), &visitor.actor, id, &reason).await),
        Err(errors) => Err(errors),
    };
    done_or_again(&app, &visitor, id, done, "accounts-second-factor-reset", Wrong::SecondFactor).await
}

/// Shuts the account.
pub async fn disable(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let done = match reason(&values) {
        Ok(reason) => Ok(accounts::disable(app.desk(), &visitor.actor, id, &reason).await),
        Err(errors) => Err(errors),
    };
    done_or_again(&app, &visitor, id, done, "accounts-disabled", Wrong::State).await
}

/// Opens the account again.
pub async fn enable(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let done = match reason(&values) {
        Ok(reason) => Ok(accounts::enable(app.desk(), &visitor.actor, id, &reason).await),
        Err(errors) => Err(errors),
    };
    done_or_again(&app, &visitor, id, done, "accounts-enabled", Wrong::State).await
}

/// Ends all sessions of the account.
pub async fn end_sessions(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    _fields: Fields,
) -> Page {
    accounts::end_sessions_of(app.desk(), &visitor.actor, id).await?;
    see(&views::url(id)).flash("accounts-sessions-ended").into()
}

/// Ends a token of the account.
pub async fn end_token(
    State(app): State<App>,
    visitor: Visitor,
    At((id, token)): At<(Uuid, Uuid)>,
    _fields: Fields,
) -> Page {
    accounts::end_token(app.desk(), &visitor.actor, id, token).await?;
    see(&views::url(id)).flash("accounts-token-ended").into()
}

fn reason(values: &Values) -> Result<String, FieldErrors> {
    let mut read = Reader::new(REASON, values);
    let reason = read.text("reason");
    read.done(reason)
}

/// Goes back to the account, or shows it again with what is wrong.
async fn done_or_again(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    done: Result<Outcome<()>, FieldErrors>,
    flash: &str,
    part: fn(FieldErrors) -> Wrong,
) -> Page {
    let errors = match done {
        Ok(Ok(())) => return see(&views::url(id)).flash(flash).into(),
        Ok(Err(Failure::Refused(refusal))) if !refusal.fields.is_empty() => {
            failure::field_errors(visitor.t, &refusal)
        }
        Ok(Err(failure)) => return Err(failure.into()),
        Err(errors) => errors,
    };
    again(shown(app, visitor, id, Some(part(errors))).await?)
}

async fn shown(app: &App, visitor: &Visitor, id: Uuid, wrong: Option<Wrong>) -> Result<Markup, PageFailure> {
    let file = accounts::view(app.desk(), &visitor.actor, id, &app.settings().session_rules()).await?;
    Ok(views::show(visitor, &file, wrong.as_ref()))
}

async fn choices(app: &App, visitor: &Visitor, org: Option<&str>) -> Outcome<Choices> {
    let organisations = accounts::organisations_in_reach(app.desk(), &visitor.actor).await?;
    let providers = match org {
        Some(org) => accounts::providers_of(app.desk(), &visitor.actor, org).await?,
        None => Vec::new(),
    };
    Ok(Choices { organisations, providers })
}
