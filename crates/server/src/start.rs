//! Builds the desk from the configuration: keys, database, files, clock, reference data.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use office::{Chance, Clock, Desk};
use store::Store;
use store::files::Files;
use store::secrets::Keyring;

use crate::config::Config;
use crate::problem::Problem;

/// Opens everything; an empty data folder gets its keys, its database and the reference data.
pub async fn desk(config: &Config) -> Result<Desk, Problem> {
    std::fs::create_dir_all(&config.data)
        .map_err(|error| Problem::new(format!("the data folder {} cannot be made: {error}", config.data.display())))?;
    let keys = keyring(config)?;
    let store = Store::open(&config.database, keys)
        .await
        .map_err(|error| Problem::from(error).during(&format!("the database {}", config.database_shown())))?;
    let files = Files::open(&config.files, config.s3.clone())
        .map_err(|error| Problem::from(error).during(&format!("the file store {}", config.files)))?;
    let clock = match config.clock {
        Some(time) => {
            eprintln!("warning: the clock stands at {time} (TGPL_CLOCK is for tests only)");
            Clock::Frozen(Arc::new(Mutex::new(time)))
        }
        None => Clock::System,
    };
    let desk = Desk::open(store, files, clock, Chance::System).await?;
    office::reference::load_embedded(&desk).await?;
    desk.reload_tree().await?;
    Ok(desk)
}

/// The keys: as configured, or from the data folder, where the first start makes them.
pub fn keyring(config: &Config) -> Result<Keyring, Problem> {
    let wrong = |error: String| Problem::new(format!("the keys cannot be used: {error}"));
    if let Some(lines) = &config.keys {
        return Keyring::read(lines).map_err(wrong);
    }
    let path = config.keys_file();
    let unusable = |error: std::io::Error| Problem::new(format!("the keys file {}: {error}", path.display()));
    if !path.exists() {
        let line = Keyring::fresh_line("k1").map_err(wrong)?;
        let mut file = private_file(&path).map_err(unusable)?;
        writeln!(file, "{line}").map_err(unusable)?;
    }
    Keyring::read(&std::fs::read_to_string(&path).map_err(unusable)?).map_err(wrong)
}

/// A new file that only its owner may read.
pub fn private_file(path: &std::path::Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
