//! `tgpl keys rotate` and `tgpl keys reseal`. A running server follows by itself.

use super::say;
use crate::cli::Keys;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn keys(config: &Config, asked: &Keys) -> Result<(), Problem> {
    if !installation::exists(config) {
        return Err(Problem::new(format!(
            "there is no database {} whose values could be sealed",
            config.database_shown()
        )));
    }
    let desk = installation::open(config, Schema::Expect).await?;
    if matches!(asked, Keys::Rotate) {
        if config.keys.is_some() {
            let how = vec![
                "put a fresh line NAME=64 hex digits in front of the others, start the server again,"
                    .to_owned(),
                "then run tgpl keys reseal".to_owned(),
            ];
            return Err(Problem::with(
                "the keys are given by TGPL_KEYS and cannot be changed from here",
                how,
            ));
        }
        let name = crate::keys::add(&config.keys_file())?;
        desk.store().keyring().reload().map_err(Problem::new)?;
        office::operations::note_key_added(&desk, &name).await?;
        say(&format!(
            "key {name} seals from now on; copy {} to its other place",
            config.keys_file().display()
        ));
    }
    let resealed = office::operations::reseal(&desk).await?;
    say(&format!("{resealed} values were sealed anew"));
    Ok(())
}
