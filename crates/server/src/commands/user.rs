//! `tgpl user`: accounts from the shell.

use clap::Subcommand;
use law::access::Role;
use office::Actor;
use office::accounts::{AccountSearch, NewAccount};

use crate::config::Config;
use crate::problem::Problem;

#[derive(Subcommand)]
pub enum Command {
    /// Makes an account and prints its first password, which must be changed at the first sign-in.
    Create {
        /// Name of the person.
        #[arg(long)]
        name: String,
        /// Log-in name.
        #[arg(long)]
        login: String,
        /// Role, by its code.
        #[arg(long, value_parser = super::coded::<Role>)]
        role: Role,
        /// Code of the organisation.
        #[arg(long)]
        org: String,
        /// Reads the first password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lists accounts.
    List,
}

pub async fn run(config: &Config, command: Command) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let system = Actor::system();
    match command {
        Command::Create { name, login, role, org, password_stdin } => {
            let password = if password_stdin { Some(line_of_input()?) } else { None };
            let new = NewAccount {
                login,
                name,
                role,
                org,
                provider: None,
                language: "vi".to_owned(),
                password,
                password_may_stay: false,
            };
            let created = office::accounts::create(&desk, &system, new).await?;
            match created.first_password {
                Some(password) => println!("{}\t{password}", created.account.login),
                None => println!("{}", created.account.login),
            }
        }
        Command::List => {
            let all = office::accounts::list(&desk, &system, &AccountSearch::default(), 100_000).await?;
            for account in all {
                let state = if account.is_enabled() { "enabled" } else { "disabled" };
                println!("{}\t{}\t{}\t{}\t{state}", account.login, account.role, account.org_code, account.name);
            }
        }
    }
    Ok(())
}

fn line_of_input() -> Result<String, Problem> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| Problem::new(format!("the password cannot be read: {error}")))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
