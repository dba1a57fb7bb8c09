//! `tgpl demo`: the whole system on its own data folder, filled with an invented data set.

use crate::config::Config;
use crate::problem::Problem;

pub async fn run(config: Config) -> Result<(), Problem> {
    super::serve::log(&config);
    let listener = super::serve::bind(&config).await?;
    let desk = crate::start::desk(&config).await?;
    super::serve::serve(&config, desk, listener, true).await
}
