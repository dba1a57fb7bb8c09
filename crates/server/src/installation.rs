//! Database, files and desk of this installation, opened as the configuration says.

use std::path::Path;
use std::sync::{Arc, Mutex};

use office::{Chance, Clock, Desk};
use store::files::Files;
use store::operations::Condition;
use store::{Address, Store};

use crate::config::Config;
use crate::problem::Problem;

/// What commands may do with a schema that is not current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schema {
    /// Bring it up to date: the commands whose business it is.
    Update,
    /// Use it only when it is current; an empty database is filled with the schema.
    Expect,
}

/// The forms of statistics that this installation adds: one file a form in the folder `forms` of the data, as those of
/// the program are written. A form of a new circular so needs no new program.
fn add_forms(folder: &Path) -> Result<(), Problem> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Problem::new(format!("{}: {error}", folder.display())))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path);
            let text = text.map_err(|error| Problem::new(format!("{}: {error}", path.display())))?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    law::statistics::add_forms(&files)
        .map_err(|why| Problem::new(format!("a form of statistics cannot be read: {why}")))
}

/// The database as it is, and its keys.
pub async fn connect(config: &Config) -> Result<Store, Problem> {
    make_folder(&config.data)?;
    let keys = crate::keys::open(config)?;
    let what = || format!("the database {} cannot be reached", config.database_shown());
    Store::connect(&config.database, keys).await.map_err(|error| Problem::from(error).during(&what()))
}

/// Makes the data folder, for its owner alone; one that is there stays as it is.
fn make_folder(folder: &Path) -> Result<(), Problem> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| Problem::new(format!("{} cannot be made: {error}", folder.display())))
}

/// The place of stored files.
pub fn files(config: &Config) -> Result<Files, Problem> {
    let what = || format!("the file store {} cannot be opened", config.files);
    Files::open(&config.files, config.s3.clone()).map_err(|error| Problem::from(error).during(&what()))
}

/// The desk, ready for acts: schema current, reference data loaded.
pub async fn open(config: &Config, schema: Schema) -> Result<Desk, Problem> {
    add_forms(&config.data.join("forms"))?;
    let store = connect(config).await?;
    let condition = store::operations::condition(&store).await?;
    let fresh = condition.steps.is_empty();
    if fresh || schema == Schema::Update {
        store::migrations::run(&store).await?;
    } else {
        refuse_old_schema(&condition)?;
    }
    let clock = match config.clock {
        Some(time) => Clock::Frozen(Arc::new(Mutex::new(time))),
        None => Clock::System,
    };
    let desk = Desk::open(store, files(config)?, clock, Chance::System).await?;
    desk.take_fonts_from(config.fonts.clone());
    desk.take_official_names(web::codes::vietnamese);
    if let Some(scanner) = config.clamav.clone() {
        desk.take_scanner(scanner);
    }
    if fresh || schema == Schema::Update {
        office::reference::load_embedded(&desk).await?;
    }
    Ok(desk)
}

fn refuse_old_schema(condition: &Condition) -> Result<(), Problem> {
    let known = store::migrations::STEPS.iter().map(|step| step.name);
    if let Some(unknown) =
        condition.steps.iter().find(|step| !known.clone().any(|name| name == step.as_str()))
    {
        return Err(Problem::new(format!(
            "the database has schema step {unknown} of a newer tgpl: use that one"
        )));
    }
    if condition.steps_missing.is_empty() {
        return Ok(());
    }
    let missing = condition.steps_missing.join(", ");
    Err(Problem::new(format!("the schema of the database is behind ({missing}): run tgpl migrate")))
}

/// Whether there is a database to look at; looking must not make one.
pub fn exists(config: &Config) -> bool {
    match &config.database {
        Address::Sqlite(path) => Path::new(path).is_file(),
        Address::Postgres { .. } => true,
    }
}
