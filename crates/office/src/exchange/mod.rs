//! Import and export of files (contract §3): one file per kind, one machine for all.
//!
//! An import is all or nothing: `machine` reads and checks every row, then compares with the register
//! and writes in one transaction. `runs` are imports that people upload, check and confirm in a
//! browser; the shell does it in one step, [`import`]. `export` gives the same columns back.
//! `quality` is the list of what deserves a second look. What a paper register calls a column or a
//! value stands in `words.toml`. On SQLite nobody else can write while an import writes.

mod agencies;
mod books;
mod cases;
mod cells;
mod columns;
mod export;
mod guidance;
mod lines;
mod machine;
mod organisations;
mod outreach;
mod problems;
mod providers;
pub mod quality;
mod receptions;
pub mod report;
pub mod runs;
mod spool;
pub mod targets;
mod watch;
mod words;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use law::access::Permission;
use law::kernel::coded::Coded as _;
use serde_json::json;
use store::audit::Entry;
use store::files::StoredFile;
use store::imports::{ImportProblem, ImportRun};
use uuid::Uuid;

pub use agencies::agency_kinds;
pub use columns::{Column, columns_of};
pub use export::{
    ExportFile, ExportRequest, Format, Wording, export, export_cases, export_problems, kinds_to_export, save,
    template,
};
pub use machine::{Change, ChangedThing, NewThing, Tally};
pub use problems::{Problem, ProblemList};
pub use store::imports::{FileKind, RunStatus};
pub use words::{paper_title, words_as_of};

use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;
use books::Books;
use machine::{Bench, Checked, Kind, Ledger, Note};
use spool::Spooled;
use watch::{Phase, Stop, Teller, Watch};

/// The largest file that is taken.
pub const MOST_BYTES: u64 = 100_000_000;

/// A file to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub kind: FileKind,
    /// Rows may only be about this organisation, those below it and those it took over; it also stands
    /// for a column of organisations that the file does not have.
    pub org: Option<String>,
    pub path: PathBuf,
    /// The name that people know the file by.
    pub file_name: String,
    /// Find out what would change, and change nothing.
    pub dry_run: bool,
}

/// A file that is being received, piece by piece. What is over [`MOST_BYTES`] is not kept.
#[derive(Debug)]
pub struct Incoming {
    file: tempfile::NamedTempFile,
    size: u64,
}

impl Incoming {
    /// Nothing received yet.
    pub fn new() -> Outcome<Self> {
        let file = tempfile::NamedTempFile::new().map_err(|error| Failure::Broken(error.to_string()))?;
        Ok(Self { file, size: 0 })
    }

    /// Takes the next piece.
    pub fn take(&mut self, piece: &[u8]) -> Outcome<()> {
        use std::io::Write as _;
        self.size += piece.len() as u64;
        if self.is_too_large() {
            return Ok(());
        }
        self.file.write_all(piece).map_err(|error| Failure::Broken(error.to_string()))
    }

    /// Whether more came than is taken.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.size > MOST_BYTES
    }

    /// Whether nothing came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Where it lies until it is dropped.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }
}

/// How an import ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// A dry run that found nothing wrong.
    Checked,
    /// Something is wrong with the file; nothing was changed.
    Refused,
    /// Everything is in the register.
    Imported,
    /// It was stopped; nothing was changed.
    Cancelled,
}

/// What an import found and did.
#[derive(Debug)]
pub struct ImportReport {
    /// The run in the history; none for a dry run.
    pub run: Option<Uuid>,
    pub end: End,
    pub tally: Tally,
    pub problems: ProblemList,
}

/// What an actor must hold to import a kind of file.
#[must_use]
pub fn permission_to_import(kind: FileKind) -> Permission {
    match kind {
        FileKind::Cases | FileKind::Guidance | FileKind::Receptions | FileKind::Outreach => {
            Permission::Import
        }
        FileKind::Providers | FileKind::Organisations => Permission::ManageDirectory,
        FileKind::Agencies => Permission::ManageSettings,
    }
}

/// The kinds of files an actor may import.
#[must_use]
pub fn kinds_to_import(desk: &Desk, actor: &Actor) -> Vec<FileKind> {
    let may = |kind: &FileKind| desk.permit(actor, permission_to_import(*kind)).is_ok();
    FileKind::ALL.iter().copied().filter(may).collect()
}

/// Imports a file in one step, or finds out what importing it would do.
pub async fn import(
    desk: &Desk,
    actor: &Actor,
    request: &ImportRequest,
    tell: &(dyn Fn(u64, u64) -> ControlFlow<()> + Send + Sync),
) -> Outcome<ImportReport> {
    let permit = desk.permit(actor, permission_to_import(request.kind))?;
    if request.dry_run {
        let watch = Watch::new(desk, None, tell);
        let looked = look(desk, &permit, request.kind, &request.path, request.org.as_deref(), &watch).await;
        return ended(looked);
    }
    runs::recover(desk).await?;
    let mut run = begin_run(desk, &permit, desk.id(), request, RunStatus::Importing).await?;
    apply(desk, &permit, &mut run, &request.path, tell).await
}

fn ended(looked: Result<(Tally, ProblemList), Stop>) -> Outcome<ImportReport> {
    match looked {
        Ok((tally, problems)) => {
            let end = if problems.is_empty() { End::Checked } else { End::Refused };
            Ok(ImportReport { run: None, end, tally, problems })
        }
        Err(Stop::Cancelled) => cancelled(None),
        Err(Stop::Failed(failure)) => Err(failure),
    }
}

fn cancelled(run: Option<Uuid>) -> Outcome<ImportReport> {
    let problems = problems::Problems::new()?.close()?;
    Ok(ImportReport { run, end: End::Cancelled, tally: Tally::default(), problems })
}

/// Keeps the file and notes the run in the history.
async fn begin_run(
    desk: &Desk,
    permit: &Permit,
    id: Uuid,
    request: &ImportRequest,
    status: RunStatus,
) -> Outcome<ImportRun> {
    let actor = permit.actor();
    let now = desk.now();
    let (sha256, size) = keep_file(desk, &request.path).await?;
    let run = ImportRun {
        id,
        kind: request.kind.into(),
        org_code: request.org.clone(),
        file_sha256: sha256.clone(),
        file_name: request.file_name.clone(),
        status: status.into(),
        rows_total: 0,
        rows_done: 0,
        problem_count: 0,
        summary: String::new(),
        started_by: actor.id(),
        created_at: now,
        finished_at: None,
        cancel_asked: false,
        lease_until: (status == RunStatus::Importing).then_some(now + store::imports::LEASE),
        last_error: None,
        version: 1,
        recorded_at: None,
    };
    let file = StoredFile {
        sha256,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        media_type: "application/octet-stream".to_owned(),
        name: request.file_name.clone(),
        stored_at: now,
        stored_by: actor.id(),
    };
    let mut work = desk.begin(permit).await?;
    if !file.sha256.is_empty() {
        store::files::insert(&work.tx, &file).await?;
    }
    store::imports::insert(&work.tx, run.clone()).await?;
    let detail = json!({ "kind": request.kind, "org": request.org, "file": file.sha256, "name": file.name });
    work.record("exchange.begin_import", "import", id, detail);
    desk.commit(work).await?;
    Ok(run)
}

/// A file that is too large is not kept: it is refused before it is read.
async fn keep_file(desk: &Desk, path: &Path) -> Outcome<(String, u64)> {
    let file = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).ok_or(Failure::Missing)?;
    if file.len() > MOST_BYTES {
        return Ok((String::new(), file.len()));
    }
    Ok(desk.files().put_file(path).await?)
}

/// Runs the whole machine for a run that is noted, and notes how it ended.
async fn apply(
    desk: &Desk,
    permit: &Permit,
    run: &mut ImportRun,
    path: &Path,
    tell: Teller<'_>,
) -> Outcome<ImportReport> {
    let watch = Watch::new(desk, Some(run.id), tell);
    let written = match run.kind.0 {
        FileKind::Cases => write::<cases::Cases>(desk, permit, run, path, &watch).await,
        FileKind::Guidance => write::<guidance::Guidance>(desk, permit, run, path, &watch).await,
        FileKind::Receptions => write::<receptions::Receptions>(desk, permit, run, path, &watch).await,
        FileKind::Outreach => write::<outreach::Outreach>(desk, permit, run, path, &watch).await,
        FileKind::Providers => write::<providers::Providers>(desk, permit, run, path, &watch).await,
        FileKind::Organisations => {
            write::<organisations::Organisations>(desk, permit, run, path, &watch).await
        }
        FileKind::Agencies => write::<agencies::Agencies>(desk, permit, run, path, &watch).await,
    };
    match written {
        Ok((tally, mut problems)) if !problems.is_empty() => {
            note_refused(desk, run, &tally, &mut problems).await?;
            Ok(ImportReport { run: Some(run.id), end: End::Refused, tally, problems })
        }
        Ok((tally, problems)) => Ok(ImportReport { run: Some(run.id), end: End::Imported, tally, problems }),
        Err(Stop::Cancelled) => {
            note_end(desk, run, RunStatus::Cancelled, None).await?;
            cancelled(Some(run.id))
        }
        Err(Stop::Failed(failure)) => {
            let failure = match failure {
                // The file itself was looked at before: somebody else has written the same meanwhile.
                Failure::Refused(refusal) if refusal.code == "duplicate" => {
                    Refusal::new("imports.met_another").into()
                }
                other => other,
            };
            note_end(desk, run, RunStatus::Failed, Some(failure.to_string())).await?;
            Err(failure)
        }
    }
}

/// Reads a file and compares it with the register; changes nothing.
async fn look(
    desk: &Desk,
    permit: &Permit,
    kind: FileKind,
    path: &Path,
    org: Option<&str>,
    watch: &Watch<'_>,
) -> Result<(Tally, ProblemList), Stop> {
    match kind {
        FileKind::Cases => compare::<cases::Cases>(desk, permit, path, org, watch).await,
        FileKind::Guidance => compare::<guidance::Guidance>(desk, permit, path, org, watch).await,
        FileKind::Receptions => compare::<receptions::Receptions>(desk, permit, path, org, watch).await,
        FileKind::Outreach => compare::<outreach::Outreach>(desk, permit, path, org, watch).await,
        FileKind::Providers => compare::<providers::Providers>(desk, permit, path, org, watch).await,
        FileKind::Organisations => {
            compare::<organisations::Organisations>(desk, permit, path, org, watch).await
        }
        FileKind::Agencies => compare::<agencies::Agencies>(desk, permit, path, org, watch).await,
    }
}

async fn books(desk: &Desk, permit: &Permit, kind: FileKind, org: Option<&str>) -> Result<Books, Stop> {
    let tx = desk.store().snapshot().await?;
    Ok(Books::load(&tx, kind, permit.reach(), org, desk.today()).await?)
}

fn bench<'a>(
    desk: &'a Desk,
    permit: &'a Permit,
    tx: &'a store::Tx,
    before: &'a store::Tx,
    books: &'a Books,
    header: &'a columns::Header,
) -> Bench<'a> {
    let (now, today) = (desk.now(), desk.today());
    Bench { desk, actor: permit.actor(), tx, before, books, header, file_name: "", writes: false, now, today }
}

fn without_problems(rows: u64) -> Tally {
    Tally { rows, ..Tally::default() }
}

async fn compare<K: Kind>(
    desk: &Desk,
    permit: &Permit,
    path: &Path,
    org: Option<&str>,
    watch: &Watch<'_>,
) -> Result<(Tally, ProblemList), Stop> {
    let books = books(desk, permit, K::KIND, org).await?;
    let mut checked: Checked<K> = machine::check(path, &books, watch).await?;
    if !checked.problems.is_empty() {
        return Ok((without_problems(checked.rows), checked.problems));
    }
    let header = std::mem::take(&mut checked.header);
    let tx = desk.store().snapshot().await?;
    let bench = bench(desk, permit, &tx, &tx, &books, &header);
    let mut ledger = Ledger::new()?;
    let problems = machine::settle(checked, &bench, &mut ledger, watch).await?;
    let found = ledger.tally;
    Ok((if problems.is_empty() { found } else { without_problems(found.rows) }, problems))
}

async fn write<K: Kind>(
    desk: &Desk,
    permit: &Permit,
    run: &mut ImportRun,
    path: &Path,
    watch: &Watch<'_>,
) -> Result<(Tally, ProblemList), Stop> {
    let books = books(desk, permit, K::KIND, run.org_code.as_deref()).await?;
    let mut checked: Checked<K> = machine::check(path, &books, watch).await?;
    if !checked.problems.is_empty() {
        return Ok((without_problems(checked.rows), checked.problems));
    }
    // While SQLite is written the lock of the writer is the sign of life, see `runs::recover`.
    if desk.store().is_sqlite() {
        let tx = desk.store().begin().await?;
        run.lease_until = None;
        store::imports::update(&tx, run).await?;
        tx.commit().await?;
    }
    let header = std::mem::take(&mut checked.header);
    let mut work = desk.begin(permit).await?;
    // Whoever looked between the two transactions took the worker for gone; here it is, and the writer with it.
    if let Some(found) = store::imports::find(&work.tx, run.id).await?
        && found.status.0 == RunStatus::Interrupted
    {
        run.version = found.version;
    }
    let before = desk.store().snapshot().await?;
    let plain = bench(desk, permit, &work.tx, &before, &books, &header);
    let bench = Bench { file_name: &run.file_name, writes: true, ..plain };
    let recorded_at = bench.now;
    let mut ledger = Ledger::new()?;
    let problems = machine::settle(checked, &bench, &mut ledger, watch).await?;
    drop(before);
    let Ledger { tally, notes, .. } = ledger;
    if !problems.is_empty() {
        return Ok((without_problems(tally.rows), problems));
    }
    watch.step(Phase::Writing, tally.rows, tally.rows).await?;
    // The audit chain is held from here to the commit.
    record_changes(desk, permit.actor(), &work.tx, run.id, notes.close()?).await?;
    let mut done = run.clone();
    finish(&mut done, desk, RunStatus::Done, &tally);
    done.recorded_at = Some(recorded_at);
    store::imports::update(&work.tx, &mut done).await?;
    let detail = json!({
        "kind": run.kind, "org": run.org_code, "file": run.file_sha256, "rows": tally.rows,
        "new": tally.new, "changed": tally.changed, "unchanged": tally.unchanged,
    });
    work.record("exchange.import", "import", run.id, detail);
    work.emit(Event::FileImported { run: run.id.to_string() });
    desk.commit(work).await?;
    *run = done;
    if K::KIND == FileKind::Organisations {
        desk.reload_tree().await?;
    }
    Ok((tally, problems))
}

/// What was changed, each thing in a line of its own, so that its page can show who did it.
async fn record_changes(
    desk: &Desk,
    actor: &Actor,
    tx: &store::Tx,
    run: Uuid,
    mut notes: Spooled<Note>,
) -> Result<(), Stop> {
    const AT_ONCE: usize = 500;
    let reason = format!("import {run}");
    let mut entries = Vec::new();
    while let Some(note) = notes.read()? {
        entries.push(Entry {
            actor_id: actor.id(),
            actor_name: actor.name.clone(),
            role: actor.role.code().to_owned(),
            org_code: actor.org.clone(),
            ip: actor.ip.clone(),
            act: note.act,
            object_kind: note.kind,
            object_id: note.id,
            reason: reason.clone(),
            detail: note.detail.to_string(),
        });
        if entries.len() == AT_ONCE {
            store::audit::append(tx, desk.now(), std::mem::take(&mut entries)).await?;
        }
    }
    store::audit::append(tx, desk.now(), entries).await?;
    Ok(())
}

fn finish(run: &mut ImportRun, desk: &Desk, status: RunStatus, tally: &Tally) {
    let rows = i64::try_from(tally.rows).unwrap_or(i64::MAX);
    run.status = status.into();
    (run.rows_total, run.rows_done) = (rows, rows);
    run.summary = serde_json::to_string(tally).unwrap_or_default();
    run.finished_at = Some(desk.now());
    run.lease_until = None;
    run.last_error = None;
}

async fn note_end(desk: &Desk, run: &mut ImportRun, status: RunStatus, error: Option<String>) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    run.status = status.into();
    run.finished_at = Some(desk.now());
    run.lease_until = None;
    run.last_error = error.map(|error| error.chars().take(2000).collect());
    store::imports::update(&tx, run).await?;
    Ok(tx.commit().await?)
}

/// So many problems of a run are kept; their number is exact all the same.
const MOST_KEPT: i64 = 100_000;

/// Keeps the problems of a refused file.
async fn note_refused(
    desk: &Desk,
    run: &mut ImportRun,
    tally: &Tally,
    problems: &mut ProblemList,
) -> Outcome<()> {
    const AT_ONCE: usize = 2000;
    let tx = desk.store().begin().await?;
    store::imports::remove_problems(&tx, run.id).await?;
    let mut rows = Vec::new();
    let mut seq = 0;
    while let Some(problem) = problems.read()? {
        seq += 1;
        if seq > MOST_KEPT {
            break;
        }
        rows.push(ImportProblem {
            run_id: run.id,
            seq,
            line: i64::try_from(problem.line).unwrap_or(i64::MAX),
            column_name: problem.column,
            value: problem.value,
            code: problem.code,
            detail: serde_json::to_string(&problem.detail).unwrap_or_default(),
        });
        if rows.len() == AT_ONCE {
            store::imports::insert_problems(&tx, &std::mem::take(&mut rows)).await?;
        }
    }
    store::imports::insert_problems(&tx, &rows).await?;
    problems.rewind()?;
    finish(run, desk, RunStatus::Refused, tally);
    run.problem_count = i64::try_from(problems.len()).unwrap_or(i64::MAX);
    store::imports::update(&tx, run).await?;
    Ok(tx.commit().await?)
}
