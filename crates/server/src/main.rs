//! `tgpl`: reads the environment and the command line, and hands each command what it needs.
//!
//! `cli` what can be asked · `config` what can be configured · `installation` database, files and desk
//! opened · `commands` one file a command · `problem` why something failed. Exit status: 0 done,
//! 1 the work failed (one line on standard error, then details), 2 bad usage.

mod cli;
mod commands;
mod config;
mod installation;
mod keys;
mod log;
mod metering;
mod problem;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command};
use config::{Config, Given};
use problem::Problem;

/// Values are made on one thread and let go on another, all day long: the allocator of the C library
/// spends a third of a large import on that (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match begin(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("tgpl: {}", problem.reason);
            problem.details.iter().for_each(|line| eprintln!("  {line}"));
            ExitCode::FAILURE
        }
    }
}

fn begin(cli: &Cli) -> Result<(), Problem> {
    let config = Config::read(&given(cli))?;
    log::start(&config, cli.command().runs_on());
    if let Some(clock) = config.clock {
        eprintln!("tgpl: warning: the clock stands at {clock} (TGPL_CLOCK); this is for tests only");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Problem::new(format!("cannot begin to work: {error}")))?;
    let outcome = runtime.block_on(commands::run(cli, config));
    // Work that still runs on threads of its own must not keep the program.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome
}

fn given(cli: &Cli) -> Given {
    let command = cli.command();
    Given {
        environment: std::env::vars().filter(|(name, _)| name.starts_with("TGPL_")).collect(),
        file: cli.config.clone(),
        listen: command.listen().map(str::to_owned),
        data_folder: matches!(command, Command::Demo { .. }).then_some("./tgpl-demo"),
    }
}
