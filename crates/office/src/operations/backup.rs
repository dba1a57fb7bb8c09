//! A consistent copy of everything but the keys, taken while the system runs.
//!
//! One snapshot of the database goes out table by table (`tables/<name>.jsonl.gz`), then every stored
//! file it names (`files/ab/cd/<sha256>`); `manifest.json` comes last, so that a copy without it is an
//! unfinished one.

use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::migrations::STEPS;
use store::operations::{copy, schema};

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// The shape of a copy; a program reads every shape up to its own.
pub const FORMAT: u32 = 1;

pub(super) const MANIFEST: &str = "manifest.json";
/// Where the key of the copy is tried.
pub(super) const KEY_PLACE: &str = "operations:backup";

/// What a copy holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub program: String,
    pub made_at: DateTime<Utc>,
    /// Name and version of the database it was taken from.
    pub database: String,
    /// Schema steps that had run.
    pub steps: Vec<StepMark>,
    /// Place and hash of the last row of the audit chain.
    pub audit_rows: i64,
    pub audit_head: String,
    pub tables: Vec<TablePart>,
    pub files: u64,
    pub file_bytes: u64,
    /// A value sealed with the current key: shows at restore whether the keys are there. The keys
    /// themselves are never part of a copy.
    pub key_check: String,
}

/// A schema step and the checksum of its text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StepMark {
    pub name: String,
    pub sha256: String,
}

/// A table of a copy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TablePart {
    pub name: String,
    pub rows: i64,
    /// Checksum of the file as it lies there.
    pub sha256: String,
}

pub(super) fn broken(what: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |error| Failure::Broken(format!("{}: {error}", what.display()))
}

pub(super) fn table_path(folder: &Path, table: &str) -> std::path::PathBuf {
    folder.join("tables").join(format!("{table}.jsonl.gz"))
}

pub(super) fn file_path(folder: &Path, sha256: &str) -> std::path::PathBuf {
    let (a, rest) = sha256.split_at(sha256.len().min(2));
    folder.join("files").join(a).join(&rest[..rest.len().min(2)]).join(sha256)
}

/// Checksum of a file, read piece by piece.
pub(super) fn checksum(path: &Path) -> Outcome<String> {
    let mut file = File::open(path).map_err(broken(path))?;
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut piece).map_err(broken(path))?;
        if read == 0 {
            return Ok(hex::encode(digest.finalize()));
        }
        digest.update(&piece[..read]);
    }
}

/// Checksum of the text of a schema step, as the database keeps it.
pub(super) fn step_marks(count: usize) -> Vec<StepMark> {
    let mark = |step: &store::migrations::Step| StepMark {
        name: step.name.to_owned(),
        sha256: hex::encode(Sha256::digest(step.text.as_bytes())),
    };
    STEPS.iter().take(count).map(mark).collect()
}

/// Copies database and files into an empty folder. The copy itself is in the audit record, also of
/// the copy.
pub async fn back_up(desk: &Desk, folder: &Path) -> Outcome<Manifest> {
    take_folder(folder)?;
    let mut work = desk.begin_as(&Actor::system()).await?;
    work.record("operations.back_up", "folder", folder.display(), json!({}));
    desk.commit(work).await?;

    let condition = store::operations::condition(desk.store()).await?;
    let tx = desk.store().snapshot().await?;
    let (audit_rows, audit_head) = store::audit::head(&tx).await?;
    let mut tables = Vec::new();
    for table in schema::tables(STEPS)? {
        tables.push(write_table(&tx, &table, folder).await?);
    }
    let (files, file_bytes) = write_files(desk, &tx, folder).await?;
    drop(tx);
    let manifest = Manifest {
        format: FORMAT,
        program: format!("tgpl {}", env!("CARGO_PKG_VERSION")),
        made_at: desk.now(),
        database: condition.engine,
        steps: step_marks(STEPS.len()),
        audit_rows,
        audit_head,
        tables,
        files,
        file_bytes,
        key_check: desk.store().keyring().seal(KEY_PLACE, "tgpl")?,
    };
    write_manifest(folder, &manifest)?;
    Ok(manifest)
}

/// Makes the folder, or takes an empty one.
fn take_folder(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder).map_err(broken(folder))?;
    if fs::read_dir(folder).map_err(broken(folder))?.next().is_some() {
        let refusal = Refusal::new("operations.folder_not_empty").with("folder", folder.display());
        return Err(refusal.into());
    }
    let tables = folder.join("tables");
    fs::create_dir(&tables).map_err(broken(&tables))
}

async fn write_table(tx: &Tx, table: &schema::Table, folder: &Path) -> Outcome<TablePart> {
    let path = table_path(folder, &table.name);
    let file = File::create(&path).map_err(broken(&path))?;
    let mut out = GzEncoder::new(BufWriter::new(file), Compression::fast());
    let rows = copy::write_table(tx, table, &mut out).await?;
    let mut file = out.finish().map_err(broken(&path))?;
    file.flush().map_err(broken(&path))?;
    file.get_ref().sync_all().map_err(broken(&path))?;
    Ok(TablePart { name: table.name.clone(), rows, sha256: checksum(&path)? })
}

async fn write_files(desk: &Desk, tx: &Tx, folder: &Path) -> Outcome<(u64, u64)> {
    let (mut count, mut bytes, mut after) = (0, 0, String::new());
    loop {
        let page = store::files::list(tx, &after, 500).await?;
        let Some(last) = page.last() else { return Ok((count, bytes)) };
        after.clone_from(&last.sha256);
        for stored in &page {
            let content = desk.files().get(&stored.sha256).await?;
            let content = content
                .ok_or_else(|| Failure::Broken(format!("stored file {} is missing", stored.sha256)))?;
            let path = file_path(folder, &stored.sha256);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(broken(parent))?;
            fs::write(&path, &content).map_err(broken(&path))?;
            count += 1;
            bytes += content.len() as u64;
        }
    }
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Outcome<()> {
    let (path, unfinished) = (folder.join(MANIFEST), folder.join("manifest.json.unfinished"));
    let text = serde_json::to_string_pretty(manifest).map_err(|error| Failure::Broken(error.to_string()))?;
    let mut file = File::create(&unfinished).map_err(broken(&unfinished))?;
    file.write_all(text.as_bytes()).map_err(broken(&unfinished))?;
    file.sync_all().map_err(broken(&unfinished))?;
    fs::rename(&unfinished, &path).map_err(broken(&path))
}
