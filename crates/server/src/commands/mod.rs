//! One file a command; each is one function that opens what it needs and calls one act.

mod accounts;
mod backup;
mod demo;
mod doctor;
mod export;
mod import;
mod keys;
mod migrate;
mod report;
mod restore;
mod serve;
mod simulate;
mod verify;

use std::io::Write as _;

use web::texts::{Lang, T};

use crate::cli::{Cli, Command, Token, User};
use crate::config::Config;
use crate::problem::Problem;

/// Does what was asked.
pub async fn run(cli: &Cli, config: Config) -> Result<(), Problem> {
    let t = T::new(cli.language.unwrap_or(Lang::En));
    let t_of_files = T::new(cli.language.unwrap_or(Lang::Vi));
    match cli.command() {
        Command::Serve { .. } => serve::serve(&config).await,
        Command::Demo { .. } => demo::demo(&config).await,
        Command::Migrate => migrate::migrate(&config).await,
        Command::Doctor => doctor::doctor(&config).await,
        Command::Import(asked) => import::import(&config, asked, t).await,
        Command::Export(asked) => export::export(&config, asked).await,
        Command::Report(asked) => report::report(&config, asked, t_of_files).await,
        Command::Simulate(asked) => simulate::simulate(&config, asked).await,
        Command::User(User::Create(asked)) => accounts::create(&config, asked, t).await,
        Command::User(User::List) => accounts::list(&config).await,
        Command::Token(Token::Create { login, days }) => accounts::create_token(&config, login, *days).await,
        Command::Backup { folder } => backup::backup(&config, folder).await,
        Command::Restore { folder } => restore::restore(&config, folder).await,
        Command::Verify => verify::verify(&config).await,
        Command::Keys(asked) => keys::keys(&config, asked).await,
    }
}

/// Prints a line; whoever stopped reading is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
