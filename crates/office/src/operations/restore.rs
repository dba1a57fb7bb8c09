//! The exact inverse of a backup, into an empty database of either kind.
//!
//! Everything is checked before anything is written; the rows go in within one transaction, so a
//! restore that fails leaves an empty database behind and can be run again.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use flate2::read::GzDecoder;
use store::files::Files;
use store::migrations::{self, STEPS};
use store::operations::{copy, schema};
use store::{Store, Tx};

use super::backup::{
    FORMAT, KEY_PLACE, MANIFEST, Manifest, broken, checksum, file_path, step_marks, table_path,
};
use crate::failure::{Failure, Outcome, Refusal};

/// What was put back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub rows: i64,
    /// Whether the keys of the copy are here; without them identity numbers stay sealed.
    pub keys_fit: bool,
}

/// Puts a copy back into an empty database and its files into the file store.
pub async fn restore(store: &Store, files: &Files, folder: &Path) -> Outcome<Restored> {
    let manifest = read_manifest(folder)?;
    check_parts(folder, &manifest)?;
    let tables = schema::tables(&STEPS[..manifest.steps.len()])?;
    prepare(store, &manifest).await?;
    refuse_filled(store, &tables).await?;
    put_files(files, folder, &manifest).await?;
    let rows = put_rows(store, folder, &manifest, &tables).await?;
    migrations::run(store).await?;
    store::operations::refresh_statistics(store).await?;
    store::operations::empty_log(store).await?;
    let keys = store.keyring();
    let keys_fit =
        keys.knows_key_of(&manifest.key_check) && keys.open(KEY_PLACE, &manifest.key_check).is_ok();
    Ok(Restored { manifest, rows, keys_fit })
}

fn refused(code: &str, name: &str, value: impl ToString) -> Failure {
    Refusal::new(code).with(name, value).into()
}

fn read_manifest(folder: &Path) -> Outcome<Manifest> {
    let path = folder.join(MANIFEST);
    let Ok(text) = fs::read_to_string(&path) else {
        return Err(refused("operations.no_manifest", "folder", folder.display()));
    };
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| refused("operations.damaged", "part", format!("{MANIFEST}: {error}")))?;
    let known = step_marks(STEPS.len());
    if manifest.format > FORMAT || !known.starts_with(&manifest.steps) {
        return Err(refused("operations.other_program", "program", &manifest.program));
    }
    Ok(manifest)
}

/// Every table lies there as it was written, and no table is too few.
fn check_parts(folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let tables = schema::tables(&STEPS[..manifest.steps.len()])?;
    let named: Vec<&str> = manifest.tables.iter().map(|part| part.name.as_str()).collect();
    let expected: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    if named != expected {
        return Err(refused("operations.damaged", "part", MANIFEST));
    }
    for part in &manifest.tables {
        let path = table_path(folder, &part.name);
        if !checksum(&path).is_ok_and(|sha256| sha256 == part.sha256) {
            return Err(refused("operations.damaged", "part", path.display()));
        }
    }
    Ok(())
}

/// Brings an empty database to the step of the copy.
async fn prepare(store: &Store, manifest: &Manifest) -> Outcome<()> {
    let condition = store::operations::condition(store).await?;
    if condition.steps.len() > manifest.steps.len() {
        return Err(refused(
            "operations.newer_schema",
            "step",
            condition.steps.last().cloned().unwrap_or_default(),
        ));
    }
    Ok(migrations::run_until(store, manifest.steps.len()).await?)
}

async fn refuse_filled(store: &Store, tables: &[schema::Table]) -> Outcome<()> {
    let tx = store.snapshot().await?;
    match copy::first_filled(&tx, tables).await? {
        Some(table) => Err(refused("operations.database_not_empty", "table", table)),
        None => Ok(()),
    }
}

async fn put_rows(
    store: &Store,
    folder: &Path,
    manifest: &Manifest,
    tables: &[schema::Table],
) -> Outcome<i64> {
    let tx = store.begin().await?;
    // Asked again inside the transaction: somebody may have begun to work in the meantime.
    if let Some(table) = copy::first_filled(&tx, tables).await? {
        return Err(refused("operations.database_not_empty", "table", table));
    }
    copy::clear(&tx, tables).await?;
    let mut total = 0;
    for (table, part) in tables.iter().zip(&manifest.tables) {
        let rows = put_table(&tx, table, folder).await?;
        if rows != part.rows {
            return Err(refused("operations.damaged", "part", table_path(folder, &part.name).display()));
        }
        total += rows;
    }
    copy::settle(&tx, tables).await?;
    if store::audit::head(&tx).await? != (manifest.audit_rows, manifest.audit_head.clone()) {
        return Err(refused("operations.damaged", "part", MANIFEST));
    }
    tx.commit().await?;
    Ok(total)
}

async fn put_table(tx: &Tx, table: &schema::Table, folder: &Path) -> Outcome<i64> {
    let path = table_path(folder, &table.name);
    let file = File::open(&path).map_err(broken(&path))?;
    let mut lines = BufReader::with_capacity(1 << 16, GzDecoder::new(BufReader::new(file)));
    Ok(copy::read_table(tx, table, &mut lines).await?)
}

/// Files first: rows that name a file must find it. They are known by their checksum, so putting one
/// twice does no harm.
async fn put_files(files: &Files, folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let mut count = 0;
    let mut folders = vec![folder.join("files")];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.map_err(broken(&next))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = fs::read(&path).map_err(broken(&path))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if files.put(content).await? != name || path != file_path(folder, &name) {
                return Err(refused("operations.damaged", "part", path.display()));
            }
            count += 1;
        }
    }
    if count == manifest.files {
        Ok(())
    } else {
        Err(refused("operations.damaged", "part", folder.join("files").display()))
    }
}
