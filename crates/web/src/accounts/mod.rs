//! Signing in, the own account, and the administration of accounts and roles.
//!
//! `sign_in` lets people in step by step · `setup` makes the first administrator · `own` is the own
//! account · `admin` is for administrators. What is asked stands in `form`, the markup in the `views`
//! beside each. Acts are in `office::accounts`.

mod admin;
mod form;
mod own;
mod qr;
mod setup;
mod sign_in;

use law::access::Permission;

use crate::router::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .open_get("/session/new", sign_in::new)
        .open_post("/session", sign_in::create)
        .begun_get("/session/code", sign_in::code)
        .begun_post("/session/code", sign_in::give_code)
        .begun_post("/session/end", sign_in::end)
        .get("/session/parked", sign_in::parked)
        .post("/session/parked/removal", sign_in::forget_parked)
        .open_get("/setup", setup::new)
        .open_post("/setup", setup::create)
        .get("/account", own::show)
        .begun_get("/account/password", own::password)
        .begun_post("/account/password", own::change_password)
        .begun_get("/account/second-factor", own::second_factor)
        .begun_post("/account/second-factor", own::enrol)
        .get("/account/second-factor/removal", own::removal)
        .post("/account/second-factor/removal", own::remove_second_factor)
        .get("/account/recovery-codes", own::recovery_codes)
        .post("/account/recovery-codes", own::renew_recovery_codes)
        .post("/account/language", own::choose_language)
        .post("/account/sessions/closure", own::end_other_sessions)
        .post("/account/sessions/{session}/closure", own::end_session)
        .get("/accounts", admin::index)
        .get("/accounts/new", admin::new)
        .get("/accounts/roles", admin::roles)
        .post("/accounts", admin::create)
        .get("/accounts/{id}", admin::show)
        .post("/accounts/{id}", admin::update)
        .get("/accounts/{id}/edit", admin::edit)
        .post("/accounts/{id}/password", admin::reset_password)
        .post("/accounts/{id}/second-factor/removal", admin::reset_second_factor)
        .post("/accounts/{id}/closure", admin::disable)
        .post("/accounts/{id}/reopening", admin::enable)
        .post("/accounts/{id}/sessions/closure", admin::end_sessions)
        .post("/accounts/{id}/tokens/{token}/closure", admin::end_token)
        .place(80, "/accounts", "accounts-nav", Some(Permission::ManageAccounts))
}
