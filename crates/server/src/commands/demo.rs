//! `tgpl demo`.
use crate::config::Config;
use crate::problem::Problem;

pub async fn demo(config: &Config) -> Result<(), Problem> {
    let _ = config;
    Err(Problem::new("waits for office::demo"))
}
