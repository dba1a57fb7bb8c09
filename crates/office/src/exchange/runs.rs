//! Imports in a browser: upload, check, look at what would change, confirm; and their history.
//!
//! Checking and writing are jobs, so a closed browser stops nothing. A run that was confirmed twice
//! runs once: the second finds it confirmed. A run whose worker was killed is found by [`recover`];
//! nothing of it is in the register, since everything is one transaction.

use std::ops::ControlFlow;

use law::access::Reach;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::imports::ImportProblem;
use uuid::Uuid;

pub use store::imports::ImportRun;

use super::watch::{self, Stop, Watch};
use super::{FileKind, ImportRequest, Problem, RunStatus, Tally, look, permission_to_import};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};

/// The job that checks a file.
pub const CHECK_JOB: &str = "import_check";
/// The job that writes a file that was confirmed.
pub const APPLY_JOB: &str = "import_apply";
/// Runs, and problems, on a page.
pub const PAGE: u64 = 50;

/// A line of the history.
#[derive(Clone, Debug)]
pub struct RunLine {
    pub run: ImportRun,
    /// Name of who started it.
    pub starter: String,
}

/// A run opened by somebody.
#[derive(Clone, Debug)]
pub struct RunView {
    pub run: ImportRun,
    pub starter: String,
    /// What was found or done, once it is known.
    pub tally: Option<Tally>,
    /// Rows done and rows in all (0 = not known yet).
    pub progress: (u64, u64),
    pub may_confirm: bool,
    pub may_cancel: bool,
}

/// Problems of a run on one page.
#[derive(Clone, Debug)]
pub struct ProblemPage {
    pub problems: Vec<(i64, Problem)>,
    pub next: Option<i64>,
    /// How often each problem occurs: code, column, number.
    pub counts: Vec<(String, String, i64)>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    run: Uuid,
    /// Address of who asked for it.
    ip: String,
}

/// Takes a file that was uploaded and has it checked. The same form sent twice is one run.
pub async fn upload(desk: &Desk, actor: &Actor, id: Uuid, request: &ImportRequest) -> Outcome<Uuid> {
    let permit = desk.permit(actor, permission_to_import(request.kind))?;
    if let Some(org) = &request.org {
        permit.within(org)?;
    }
    let tx = desk.store().snapshot().await?;
    if let Some(known) = store::imports::find(&tx, id).await? {
        return if known.started_by == actor.id() { Ok(id) } else { Err(Failure::Missing) };
    }
    drop(tx);
    let run = super::begin_run(desk, &permit, id, request, RunStatus::Waiting).await?;
    let work = desk.begin(&permit).await?;
    enqueue(desk, &work.tx, CHECK_JOB, &run, &actor.ip).await?;
    desk.commit(work).await?;
    Ok(id)
}

async fn enqueue(desk: &Desk, tx: &store::Tx, job: &str, run: &ImportRun, ip: &str) -> Outcome<()> {
    let payload = Payload { run: run.id, ip: ip.to_owned() };
    let payload = serde_json::to_string(&payload).map_err(|error| Failure::Broken(error.to_string()))?;
    // One job for each version of the run: asked for twice it runs once, tried again it runs again.
    let once = format!("{job}:{}:{}", run.id, run.version);
    store::jobs::enqueue(tx, desk.id(), job, &payload, Some(&once), desk.now(), desk.now()).await?;
    Ok(())
}

/// The history within reach, latest first.
pub async fn list(desk: &Desk, actor: &Actor, before: Option<Uuid>) -> Outcome<(Vec<RunLine>, Option<Uuid>)> {
    let kinds = super::kinds_to_import(desk, actor);
    let Some(kind) = kinds.first() else { return Err(Failure::Denied) };
    let permit = desk.permit(actor, permission_to_import(*kind))?;
    let tx = desk.store().snapshot().await?;
    let organisations = match permit.reach() {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes.as_slice()),
    };
    let mut runs = store::imports::list(&tx, organisations, &actor.id(), before, PAGE + 1).await?;
    let more = runs.len() as u64 > PAGE;
    runs.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = runs.last().filter(|_| more).map(|run| run.id);
    runs.retain(|run| kinds.contains(&run.kind.0));
    let mut lines = Vec::with_capacity(runs.len());
    for run in runs {
        let starter = starter_of(&tx, &run).await?;
        lines.push(RunLine { run, starter });
    }
    Ok((lines, next))
}

async fn starter_of(tx: &store::Tx, run: &ImportRun) -> Outcome<String> {
    let Ok(id) = Uuid::parse_str(&run.started_by) else { return Ok(run.started_by.clone()) };
    Ok(store::accounts::find(tx, id).await?.map(|account| account.name).unwrap_or_default())
}

/// A run of a kind that the actor may import, started by the actor or about an organisation in reach.
async fn find(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(ImportRun, Permit)> {
    let tx = desk.store().snapshot().await?;
    let run = store::imports::find(&tx, id).await?.ok_or(Failure::Missing)?;
    // Who may not import this kind does not learn that the run exists.
    let permit = desk.permit(actor, permission_to_import(run.kind.0)).map_err(|_| Failure::Missing)?;
    let own = run.started_by == actor.id();
    let within = match &run.org_code {
        Some(org) => permit.reach().covers(org),
        None => *permit.reach() == Reach::Nation,
    };
    if own || within { Ok((run, permit)) } else { Err(Failure::Missing) }
}

/// Opens a run. Reading what it would change is recorded, asking for its progress is not.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<RunView> {
    let (mut run, permit) = find(desk, actor, id).await?;
    let lost = run.lease_until.is_some_and(|until| until < desk.now());
    if run.status.is_running() && lost && watch::progress_of(desk, id).is_none() {
        recover(desk).await?;
        run = find(desk, actor, id).await?.0;
    }
    let tally: Option<Tally> = serde_json::from_str(&run.summary).ok();
    let shows =
        tally.as_ref().is_some_and(|tally| !tally.first_new.is_empty() || !tally.first_changed.is_empty());
    if shows && !run.status.is_running() {
        let mut work = desk.begin(&permit).await?;
        work.record("exchange.view_import", "import", id, json!({ "status": run.status }));
        desk.commit(work).await?;
    }
    let tx = desk.store().snapshot().await?;
    let starter = starter_of(&tx, &run).await?;
    let rows = |rows: i64| u64::try_from(rows).unwrap_or_default();
    Ok(RunView {
        progress: watch::progress_of(desk, id).unwrap_or((rows(run.rows_done), rows(run.rows_total))),
        may_confirm: may_confirm(&run),
        may_cancel: run.status.is_running() || run.status.0 == RunStatus::Ready,
        run,
        starter,
        tally,
    })
}

/// A file that was checked without problems may be confirmed, also again after an interruption.
fn may_confirm(run: &ImportRun) -> bool {
    let again = matches!(run.status.0, RunStatus::Interrupted | RunStatus::Failed);
    let checked = run.problem_count == 0 && !run.summary.is_empty();
    run.status.0 == RunStatus::Ready || (again && checked)
}

/// Problems of a run after a place.
pub async fn problems(desk: &Desk, actor: &Actor, id: Uuid, after: i64) -> Outcome<ProblemPage> {
    let (_, permit) = find(desk, actor, id).await?;
    let tx = desk.store().snapshot().await?;
    let mut rows = store::imports::list_problems(&tx, id, after, PAGE + 1).await?;
    let counts = store::imports::count_problems(&tx, id).await?;
    drop(tx);
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.seq);
    if !rows.is_empty() {
        let mut work = desk.begin(&permit).await?;
        work.record(
            "exchange.view_problems",
            "import",
            id,
            json!({ "after": after, "problems": rows.len() }),
        );
        desk.commit(work).await?;
    }
    Ok(ProblemPage {
        problems: rows.into_iter().map(|row| (row.seq, problem_of(row))).collect(),
        next,
        counts,
    })
}

pub(super) fn problem_of(row: ImportProblem) -> Problem {
    Problem {
        line: u64::try_from(row.line).unwrap_or_default(),
        column: row.column_name,
        value: row.value,
        code: row.code,
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
    }
}

/// Has a file that was checked written to the register. Confirmed twice, it is written once.
pub async fn confirm(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let (mut run, permit) = find(desk, actor, id).await?;
    if matches!(run.status.0, RunStatus::Confirmed | RunStatus::Importing | RunStatus::Done) {
        return Ok(());
    }
    if !may_confirm(&run) {
        return Err(Refusal::new("imports.not_ready").with("status", run.status).into());
    }
    let mut work = desk.begin(&permit).await?;
    run.status = RunStatus::Confirmed.into();
    run.finished_at = None;
    run.last_error = None;
    match store::imports::update(&work.tx, &mut run).await {
        // Somebody confirmed at the same moment.
        Err(store::StoreError::Stale) => return Ok(()),
        other => other?,
    }
    enqueue(desk, &work.tx, APPLY_JOB, &run, &actor.ip).await?;
    work.record("exchange.confirm_import", "import", id, json!({ "file": run.file_sha256 }));
    desk.commit(work).await
}

/// Stops a run, or drops one that waits. Nothing of it stays in the register.
pub async fn cancel(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let (_, permit) = find(desk, actor, id).await?;
    // First the word to the worker: while it writes to SQLite, nobody else can.
    watch::stop(desk, id);
    let mut work = desk.begin(&permit).await?;
    let mut run = store::imports::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    match run.status.0 {
        RunStatus::Waiting | RunStatus::Ready | RunStatus::Confirmed => {
            run.status = RunStatus::Cancelled.into();
            run.finished_at = Some(desk.now());
            store::imports::update(&work.tx, &mut run).await?;
        }
        RunStatus::Checking | RunStatus::Importing => store::imports::ask_cancel(&work.tx, id).await?,
        _ => return Ok(()),
    }
    work.record("exchange.cancel_import", "import", id, json!({}));
    desk.commit(work).await
}

/// The job: checks a file and notes what it would change. Safe to repeat.
pub async fn check_job(desk: &Desk, payload: &str) -> Outcome<()> {
    let Some((mut run, ip)) =
        take(desk, payload, &[RunStatus::Waiting, RunStatus::Checking], RunStatus::Checking).await?
    else {
        return Ok(());
    };
    let permit = permit_of(desk, &run, &ip).await?;
    let file = fetch(desk, &run).await?;
    let tell = |_, _| ControlFlow::Continue(());
    let watch = Watch::new(desk, Some(run.id), &tell);
    let looked = look(desk, &permit, run.kind.0, file.path(), run.org_code.as_deref(), &watch).await;
    match looked {
        Ok((tally, problems)) if problems.is_empty() => {
            super::finish(&mut run, desk, RunStatus::Ready, &tally);
            run.finished_at = None;
            let tx = desk.store().begin().await?;
            store::imports::update(&tx, &mut run).await?;
            Ok(tx.commit().await?)
        }
        Ok((tally, mut problems)) => super::note_refused(desk, &mut run, &tally, &mut problems).await,
        Err(Stop::Cancelled) => super::note_end(desk, &mut run, RunStatus::Cancelled, None).await,
        Err(Stop::Failed(failure)) => {
            super::note_end(desk, &mut run, RunStatus::Failed, Some(failure.to_string())).await?;
            Err(failure)
        }
    }
}

/// The job: writes a file that was confirmed. A run that another worker began and did not end was
/// interrupted; a person decides whether to begin again.
pub async fn apply_job(desk: &Desk, payload: &str) -> Outcome<()> {
    let Some((mut run, ip)) = take(desk, payload, &[RunStatus::Confirmed], RunStatus::Importing).await?
    else {
        return recover(desk).await;
    };
    let permit = permit_of(desk, &run, &ip).await?;
    let file = fetch(desk, &run).await?;
    let tell = |_, _| ControlFlow::Continue(());
    super::apply(desk, &permit, &mut run, file.path(), &tell).await.map(drop)
}

/// Takes a run that stands at one of these, unless a stop was asked or another worker has it.
async fn take(
    desk: &Desk,
    payload: &str,
    from: &[RunStatus],
    to: RunStatus,
) -> Outcome<Option<(ImportRun, String)>> {
    let payload: Payload =
        serde_json::from_str(payload).map_err(|error| Failure::Broken(error.to_string()))?;
    let tx = desk.store().begin().await?;
    let Some(mut run) = store::imports::find(&tx, payload.run).await? else { return Ok(None) };
    if !from.contains(&run.status.0) || watch::progress_of(desk, run.id).is_some() {
        return Ok(None);
    }
    let stopped = run.cancel_asked;
    run.status = if stopped { RunStatus::Cancelled } else { to }.into();
    run.lease_until = (!stopped).then(|| desk.now() + store::imports::LEASE);
    match store::imports::update(&tx, &mut run).await {
        Err(store::StoreError::Stale) => return Ok(None),
        other => other?,
    }
    tx.commit().await?;
    Ok((!stopped).then_some((run, payload.ip)))
}

/// What the starter of a run may do today.
async fn permit_of(desk: &Desk, run: &ImportRun, ip: &str) -> Outcome<Permit> {
    let Ok(id) = Uuid::parse_str(&run.started_by) else {
        return desk.permit(&Actor::system(), permission_to_import(run.kind.0));
    };
    let tx = desk.store().snapshot().await?;
    let account = store::accounts::find(&tx, id).await?.filter(|account| account.disabled_at.is_none());
    drop(tx);
    let actor = account.map(|account| crate::accounts::actor_of(&account, ip));
    let permit =
        actor.ok_or(Failure::Denied).and_then(|actor| desk.permit(&actor, permission_to_import(run.kind.0)));
    if permit.is_err() {
        super::note_end(desk, &mut run.clone(), RunStatus::Failed, Some("denied".to_owned())).await?;
    }
    permit
}

async fn fetch(desk: &Desk, run: &ImportRun) -> Outcome<tempfile::NamedTempFile> {
    let file = tempfile::NamedTempFile::new().map_err(|error| Failure::Broken(error.to_string()))?;
    let found = !run.file_sha256.is_empty() && desk.files().get_file(&run.file_sha256, file.path()).await?;
    if found {
        return Ok(file);
    }
    let gone = "the file of the run is not there any more";
    super::note_end(desk, &mut run.clone(), RunStatus::Failed, Some(gone.to_owned())).await?;
    Err(Failure::Broken(gone.to_owned()))
}

/// Finds runs whose worker is gone: what was being written was interrupted, what was being checked is
/// checked again. Called when the program starts and when somebody looks.
pub async fn recover(desk: &Desk) -> Outcome<()> {
    // On SQLite this waits until nobody writes; whoever was writing then is gone.
    let mut work = desk.begin_as(&Actor::system()).await?;
    let now = desk.now();
    for mut run in store::imports::list_running(&work.tx).await? {
        let lost = run.lease_until.is_none_or(|until| until < now);
        if !lost || watch::progress_of(desk, run.id).is_some() {
            continue;
        }
        match run.status.0 {
            RunStatus::Importing => {
                run.status = RunStatus::Interrupted.into();
                run.finished_at = Some(now);
                store::imports::update(&work.tx, &mut run).await?;
                work.record("exchange.interrupted", "import", run.id, json!({}));
            }
            RunStatus::Checking => {
                run.status = RunStatus::Waiting.into();
                store::imports::update(&work.tx, &mut run).await?;
                enqueue(desk, &work.tx, CHECK_JOB, &run, "local").await?;
            }
            // Where the job is there it stays; where the program ended before it was noted, it is noted now.
            RunStatus::Waiting => enqueue(desk, &work.tx, CHECK_JOB, &run, "local").await?,
            RunStatus::Confirmed => enqueue(desk, &work.tx, APPLY_JOB, &run, "local").await?,
            _ => {}
        }
    }
    desk.commit(work).await
}

/// The kinds an actor may import and the organisations a file may be given for.
pub async fn offer(desk: &Desk, actor: &Actor) -> Outcome<(Vec<FileKind>, Vec<store::staff::Organisation>)> {
    let kinds = super::kinds_to_import(desk, actor);
    let Some(kind) = kinds.first() else { return Err(Failure::Denied) };
    let permit = desk.permit(actor, permission_to_import(*kind))?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    Ok((kinds, all.into_iter().filter(|it| permit.reach().covers(&it.code)).collect()))
}
