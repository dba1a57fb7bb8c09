//! `tgpl backup DIR`.

use std::path::Path;

use super::say;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn backup(config: &Config, folder: &Path) -> Result<(), Problem> {
    if !installation::exists(config) {
        return Err(Problem::new(format!("there is no database {} to copy", config.database_shown())));
    }
    let desk = installation::open(config, Schema::Expect).await?;
    let manifest = office::operations::back_up(&desk, folder).await?;
    let rows: i64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(&format!(
        "{rows} rows of {} tables and {} files are in {}",
        manifest.tables.len(),
        manifest.files,
        folder.display()
    ));
    if config.keys.is_none() {
        say(&format!(
            "the keys are not in it: keep a copy of {} in another place",
            config.keys_file().display()
        ));
    } else {
        say("the keys (TGPL_KEYS) are not in it: keep a copy of them in another place");
    }
    Ok(())
}
