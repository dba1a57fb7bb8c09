//! `tgpl restore DIR`.

use std::path::Path;

use super::say;
use crate::config::Config;
use crate::installation;
use crate::problem::Problem;

pub async fn restore(config: &Config, folder: &Path) -> Result<(), Problem> {
    let store = installation::connect(config).await?;
    let files = installation::files(config)?;
    let restored = office::operations::restore(&store, &files, folder).await?;
    let manifest = &restored.manifest;
    say(&format!("{} rows and {} files of {} are back", restored.rows, manifest.files, manifest.made_at));
    if !restored.keys_fit {
        eprintln!(
            "tgpl: warning: the keys of the copy are not here; identity numbers and second factors stay sealed"
        );
        eprintln!("  put the keys of the old server in front of those in {}", config.keys_file().display());
    }
    Ok(())
}
