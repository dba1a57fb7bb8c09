//! `tgpl token`: tokens for programs that use the JSON interface.

use clap::Subcommand;
use office::Actor;

use crate::config::Config;
use crate::problem::Problem;

#[derive(Subcommand)]
pub enum Command {
    /// Makes a token for an account and prints it once.
    Create {
        /// Log-in name of the account.
        #[arg(long)]
        login: String,
        /// Days until it ends.
        #[arg(long, default_value_t = 90)]
        days: i64,
        /// What it is for.
        #[arg(long, default_value = "shell")]
        name: String,
    },
}

pub async fn run(config: &Config, command: Command) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let Command::Create { login, days, name } = command;
    println!("{}", office::accounts::create_token(&desk, &Actor::system(), &login, &name, days).await?);
    Ok(())
}
