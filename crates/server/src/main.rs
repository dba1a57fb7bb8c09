//! `tgpl`: reads the environment and the command line, builds the desk, and hands over.
//!
//! Each command is a file of `commands`. Exit status: 0 done, 1 the work failed (the reason on standard
//! error, one line, then details), 2 bad usage.

mod commands;
mod config;
mod problem;
mod start;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Given};
use crate::problem::Problem;

/// Runs state legal aid: cases, people, figures, from a commune to the Ministry.
#[derive(Parser)]
#[command(name = "tgpl", version, disable_help_subcommand = true)]
struct Line {
    /// The configuration file (default: tgpl.toml in the data folder).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the web application and works the background jobs (what `tgpl` alone does too).
    Serve(commands::serve::Args),
    /// The same on its own data folder, filled with an invented data set.
    Demo(commands::serve::Args),
    /// Brings the schema up to date and loads the reference data.
    Migrate,
    /// Takes a CSV or XLSX file in: all of it or nothing.
    Import(commands::import::Args),
    /// Takes a register out, in the columns of imports.
    Export(commands::export::Args),
    /// Prints a report.
    Report(commands::report::Args),
    /// Fills the database with an invented nation.
    Simulate(commands::simulate::Args),
    /// Accounts from the shell.
    #[command(subcommand)]
    User(commands::user::Command),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(commands::token::Command),
}

fn main() -> ExitCode {
    let line = Line::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(line)),
        Err(error) => Err(Problem::new(format!("the program cannot start: {error}"))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{}", problem.reason);
            problem.details.iter().for_each(|detail| eprintln!("  {detail}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(line: Line) -> Result<(), Problem> {
    let command = line.command.unwrap_or(Command::Serve(commands::serve::Args::default()));
    let (listen, data_folder) = match &command {
        Command::Serve(args) => (args.listen.clone(), None),
        Command::Demo(args) => (args.listen.clone(), Some("./tgpl-demo")),
        _ => (None, None),
    };
    let given = Given { environment: environment(), file: line.config, listen, data_folder };
    let config = Config::read(&given)?;
    match command {
        Command::Serve(_) => commands::serve::run(config).await,
        Command::Demo(_) => commands::demo::run(config).await,
        Command::Migrate => commands::migrate::run(&config).await,
        Command::Import(args) => commands::import::run(&config, args).await,
        Command::Export(args) => commands::export::run(&config, args).await,
        Command::Report(args) => commands::report::run(&config, args).await,
        Command::Simulate(args) => commands::simulate::run(&config, args).await,
        Command::User(command) => commands::user::run(&config, command).await,
        Command::Token(command) => commands::token::run(&config, command).await,
    }
}

/// The environment, read here and nowhere else.
fn environment() -> std::collections::BTreeMap<String, String> {
    std::env::vars().filter(|(name, _)| name.starts_with("TGPL_")).collect()
}
