//! `tgpl migrate`: the schema and the reference data, up to date.

use crate::config::Config;
use crate::problem::Problem;

pub async fn run(config: &Config) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let steps = store::migrations::applied(desk.store()).await?;
    println!("{}: schema is at {}", config.database_shown(), steps.last().map_or("nothing", String::as_str));
    Ok(())
}
