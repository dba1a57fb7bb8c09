//! `tgpl demo`: the whole system on its own folder, filled with an invented data set, and the log-ins.

use web::codes;
use web::texts::{Lang, T};

use super::{say, serve};
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

/// How many recovery codes are printed; there are ten.
const PRINTED_CODES: usize = 3;

pub async fn demo(config: &Config) -> Result<(), Problem> {
    // The port comes first: where it is taken, nothing is created.
    let listener = serve::bind(config.listen).await?;
    let desk = installation::open(config, Schema::Update).await?;
    say("filling the folder with invented data where it is empty …");
    let demo = office::demo::open(&desk).await?;
    let t = T::new(Lang::Vi);
    say("");
    say(&format!("{:<27} {:<13} {:<20} {}", "role", "login", "password", "organisation"));
    for account in &demo.accounts {
        let role = codes::name(t, account.role);
        say(&format!("{role:<27} {:<13} {:<20} {}", account.login, account.password, account.org));
    }
    let key = &demo.administrator;
    say("");
    say("the administrator is asked for a second factor. Use one of:");
    say(&format!("  the code of now: {}   (secret for an authenticator: {})", key.code, key.secret));
    for code in key.recovery_codes.iter().take(PRINTED_CODES) {
        say(&format!("  a recovery code, good once: {code}"));
    }
    say("");
    serve::serve_desk(config, listener, desk, true).await
}
