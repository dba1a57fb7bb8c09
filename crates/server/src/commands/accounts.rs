//! `tgpl user create`, `tgpl user list`, `tgpl token create`.

use std::io::BufRead as _;

use office::Actor;
use office::accounts::{AccountSearch, NewAccount};
use web::texts::T;

use super::say;
use crate::cli::NewUser;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

/// Accounts read at once.
const PAGE: usize = 500;

pub async fn create(config: &Config, asked: &NewUser, t: T) -> Result<(), Problem> {
    let desk = installation::open(config, Schema::Expect).await?;
    let new = NewAccount {
        login: asked.login.clone(),
        name: asked.name.clone(),
        role: asked.role,
        org: asked.org.clone(),
        provider: asked.provider,
        language: "vi".to_owned(),
        password: asked.password_stdin.then(first_line).transpose()?,
        password_may_stay: false,
    };
    let created = office::accounts::create(&desk, &Actor::system(), new).await;
    let created = created.map_err(|failure| Problem::of(t, failure))?;
    say(&format!("account {} is made", created.account.login));
    if let Some(password) = created.first_password {
        say(&format!("first password, to be changed at the first sign-in: {password}"));
    }
    Ok(())
}

fn first_line() -> Result<String, Problem> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Problem::new(format!("the password cannot be read from standard input: {error}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub async fn list(config: &Config) -> Result<(), Problem> {
    let desk = installation::open(config, Schema::Expect).await?;
    let mut search = AccountSearch::default();
    loop {
        let page = office::accounts::list(&desk, &Actor::system(), &search, PAGE).await?;
        for account in page.iter().take(PAGE) {
            let state = if account.is_enabled() { "enabled" } else { "disabled" };
            let seen =
                account.last_seen_at.map_or_else(|| "never".to_owned(), |at| at.date_naive().to_string());
            say(&format!(
                "{:<24} {:<16} {:<10} {state:<9} last seen {seen:<11} {}",
                account.login, account.role, account.org_code, account.name
            ));
        }
        if page.len() <= PAGE {
            return Ok(());
        }
        search.after = Some(page[PAGE - 1].login.clone());
    }
}

pub async fn create_token(config: &Config, login: &str, days: i64) -> Result<(), Problem> {
    let desk = installation::open(config, Schema::Expect).await?;
    let token =
        office::accounts::create_token(&desk, &Actor::system(), login, "tgpl token create", days).await;
    let token = token.map_err(|failure| match failure {
        office::Failure::Missing => Problem::new(format!("there is no account {login}")),
        other => other.into(),
    })?;
    say(&token);
    Ok(())
}
