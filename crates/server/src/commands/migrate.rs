//! `tgpl migrate`: the schema, then the reference data this release brings.

use super::say;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn migrate(config: &Config) -> Result<(), Problem> {
    let before = match installation::exists(config) {
        true => store::operations::condition(&installation::connect(config).await?).await?.steps,
        false => Vec::new(),
    };
    let desk = installation::open(config, Schema::Update).await?;
    let now = store::operations::condition(desk.store()).await?.steps;
    let done: Vec<&str> = now.iter().filter(|step| !before.contains(step)).map(String::as_str).collect();
    match done.as_slice() {
        [] => say("the schema is current"),
        steps => say(&format!("schema steps done: {}", steps.join(", "))),
    }
    Ok(())
}
