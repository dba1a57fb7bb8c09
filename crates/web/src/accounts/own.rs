//! The own account: password, second factor, recovery codes, sessions, language.

mod views;

pub(super) use views::{session_cells, session_columns};

use axum::extract::{RawQuery, State};
use axum::response::IntoResponse as _;
use law::accounts::Standing;
use office::accounts;
use uuid::Uuid;

use super::form::{CONFIRM, ENROLMENT, PASSWORD, twice};
use super::sign_in::{enter, path_on};
use crate::failure::{self, Page, again, see};
use crate::gate::{App, At, Change, Changes, Fields, Jar, Visitor, local_path, step, with_next};
use crate::texts::Lang;
use crate::ui::{FieldErrors, Reader, Values};

const ACCOUNT: &str = "/account";

/// The own account.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Page {
    let rules = app.settings().session_rules();
    let own = accounts::own_account(app.desk(), visitor.here(), &rules).await?;
    let needed = law::accounts::needs_second_factor(visitor.actor.role, visitor.visit().inside_office);
    failure::show(views::account(&visitor, &own, needed))
}

/// The page to change the password; also the forced change of a first password.
pub async fn password(visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let next = next_of(&query);
    if let Some(elsewhere) = other_step(&visitor, Standing::NeedsPassword, &next) {
        return see(&elsewhere).into();
    }
    failure::show(views::password(&visitor, &FieldErrors::default(), &next))
}

/// Changes the password.
pub async fn change_password(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let next = local_path(values.get("next")).to_owned();
    if let Some(elsewhere) = other_step(&visitor, Standing::NeedsPassword, &next) {
        return see(&elsewhere).into();
    }
    let mut read = Reader::new(PASSWORD, &values);
    let (current, new) = (read.secret("password"), twice(&mut read, &values));
    if let Err(errors) = read.done(()) {
        return again(views::password(&visitor, &errors, &next));
    }
    match accounts::change_password(app.desk(), visitor.visit(), visitor.here(), &current, &new).await {
        Ok(signed_in) => {
            let answer = enter(signed_in, &next_or_account(&visitor, &next), visitor.parked());
            answer.flash("accounts-password-changed").into()
        }
        Err(failure) => {
            let errors = failure::refused_fields(visitor.t, failure)?;
            again(views::password(&visitor, &errors, &next))
        }
    }
}

/// The page to enrol a second factor, or to replace it.
pub async fn second_factor(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let next = next_of(&query);
    if let Some(elsewhere) = other_step(&visitor, Standing::NeedsEnrolment, &next) {
        return see(&elsewhere).into();
    }
    let offer = accounts::begin_enrolment(app.desk(), visitor.here(), None).await?;
    failure::show(views::enrolment(&visitor, &offer, &FieldErrors::default(), &next))
}

/// Enrols it when the first code is right, and shows the recovery codes once.
pub async fn enrol(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let next = local_path(values.get("next")).to_owned();
    if let Some(elsewhere) = other_step(&visitor, Standing::NeedsEnrolment, &next) {
        return see(&elsewhere).into();
    }
    let sealed = values.get("sealed");
    let mut read = Reader::new(ENROLMENT, &values);
    let (code, password) = (read.text("code"), read.secret("password"));
    let enrolled = match read.done(()) {
        Err(errors) => Err(errors),
        Ok(()) => {
            let (visit, here) = (visitor.visit(), visitor.here());
            let outcome = accounts::finish_enrolment(app.desk(), visit, here, sealed, &code, &password).await;
            match outcome {
                Ok(enrolled) => Ok(enrolled),
                Err(failure) => Err(failure::refused_fields(visitor.t, failure)?),
            }
        }
    };
    match enrolled {
        Ok((signed_in, codes)) => {
            let on = path_on(signed_in.standing, &next_or_account(&visitor, &next), visitor.parked());
            let visitor = visitor.renewed(&signed_in.csrf);
            let mut response = views::recovery_codes(&visitor, &codes, &on).into_response();
            let token = Change::set(Jar::Session, signed_in.token);
            response.extensions_mut().insert(Changes(vec![token]));
            Ok(response)
        }
        Err(errors) => {
            let offer = accounts::begin_enrolment(app.desk(), visitor.here(), Some(sealed)).await?;
            again(views::enrolment(&visitor, &offer, &errors, &next))
        }
    }
}

/// Asks for the password before the second factor is taken away.
pub async fn removal(visitor: Visitor) -> Page {
    failure::show(views::removal(&visitor, &FieldErrors::default()))
}

/// Takes the second factor away.
pub async fn remove_second_factor(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(CONFIRM, &values);
    let password = read.secret("password");
    if let Err(errors) = read.done(()) {
        return again(views::removal(&visitor, &errors));
    }
    match accounts::remove_second_factor(app.desk(), visitor.visit(), visitor.here(), &password).await {
        Ok(signed_in) => enter(signed_in, ACCOUNT, None).flash("accounts-second-factor-removed").into(),
        Err(failure) => {
            let errors = failure::refused_fields(visitor.t, failure)?;
            again(views::removal(&visitor, &errors))
        }
    }
}

/// Asks for the password before new recovery codes are made.
pub async fn recovery_codes(visitor: Visitor) -> Page {
    failure::show(views::renewal(&visitor, &FieldErrors::default()))
}

/// Makes new recovery codes and shows them once.
pub async fn renew_recovery_codes(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(CONFIRM, &values);
    let password = read.secret("password");
    if let Err(errors) = read.done(()) {
        return again(views::renewal(&visitor, &errors));
    }
    match accounts::renew_recovery_codes(app.desk(), visitor.here(), &password).await {
        Ok(codes) => failure::show(views::recovery_codes(&visitor, &codes, ACCOUNT)),
        Err(failure) => {
            let errors = failure::refused_fields(visitor.t, failure)?;
            again(views::renewal(&visitor, &errors))
        }
    }
}

/// Keeps the language with the account and in the browser.
pub async fn choose_language(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let lang = Lang::parse(fields.get("language")).unwrap_or_default();
    accounts::choose_language(app.desk(), visitor.here(), lang.code()).await?;
    let answer = see(ACCOUNT).with(Change::set(Jar::Language, lang.code()));
    answer.flash("accounts-language-kept").into()
}

/// Ends one of the own sessions.
pub async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    At(session): At<Uuid>,
    _fields: Fields,
) -> Page {
    accounts::end_own_session(app.desk(), visitor.here(), session).await?;
    see(ACCOUNT).flash("accounts-session-ended").into()
}

/// Ends all own sessions but this one.
pub async fn end_other_sessions(State(app): State<App>, visitor: Visitor, _fields: Fields) -> Page {
    accounts::end_other_sessions(app.desk(), visitor.here()).await?;
    see(ACCOUNT).flash("accounts-other-sessions-ended").into()
}

fn next_of(query: &Option<String>) -> String {
    let values = Values::parse(query.as_deref().unwrap_or_default());
    local_path(values.get("next")).to_owned()
}

/// Another step that comes before this one, if any.
fn other_step(visitor: &Visitor, this: Standing, next: &str) -> Option<String> {
    let standing = visitor.here().standing;
    let missing = step(standing).filter(|_| standing != this)?;
    Some(with_next(missing, next))
}

/// Who came by a forced step goes on; who came by choice goes back to the own account.
fn next_or_account(visitor: &Visitor, next: &str) -> String {
    if visitor.here().standing == Standing::Complete { ACCOUNT.to_owned() } else { next.to_owned() }
}
