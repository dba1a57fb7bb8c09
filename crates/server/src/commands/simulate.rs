//! `tgpl simulate`: an invented nation, for measuring and for trying things out.

use std::io::IsTerminal as _;

use office::Actor;
use office::simulation::{self, Plan};

use super::say;
use crate::cli::Simulate;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn simulate(config: &Config, asked: &Simulate) -> Result<(), Problem> {
    let desk = installation::open(config, Schema::Expect).await?;
    let plan = Plan { cases: asked.cases, years: asked.years, seed: asked.seed, provinces: Vec::new() };
    let shown = std::io::stderr().is_terminal();
    let begun = std::time::Instant::now();
    let progress = move |cases: u64| {
        if shown {
            eprint!("\r{cases} cases");
        }
    };
    let done = simulation::simulate(&desk, &Actor::system(), &plan, progress).await?;
    if shown {
        eprintln!();
    }
    let spent = begun.elapsed().as_secs_f64();
    say(&format!(
        "{} cases of {} persons, {} events and {} log lines in {spent:.1} s",
        done.cases, done.persons, done.events, done.log_lines
    ));
    Ok(())
}
