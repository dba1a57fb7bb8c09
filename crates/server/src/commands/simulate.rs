//! `tgpl simulate`: an invented nation in the current database.

use office::Actor;
use office::simulation::{Plan, simulate};

use crate::config::Config;
use crate::problem::Problem;

#[derive(clap::Args)]
pub struct Args {
    /// How many cases.
    #[arg(long)]
    cases: u64,
    /// Spread over so many years up to today.
    #[arg(long, default_value_t = 10)]
    years: u32,
    /// The same seed invents the same nation.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub async fn run(config: &Config, args: Args) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let plan = Plan { cases: args.cases, years: args.years, seed: args.seed, provinces: Vec::new() };
    let begun = std::time::Instant::now();
    let done = simulate(&desk, &Actor::system(), &plan, |_| {}).await?;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let rate = done.cases as f64 / seconds.max(0.001);
    println!(
        "{} cases, {} persons, {} events, {} log lines, {} organisations, {} providers in {seconds:.1} s ({rate:.0} cases/s)",
        done.cases, done.persons, done.events, done.log_lines, done.organisations, done.providers
    );
    Ok(())
}
