//! Files that were imported: the runs, what was wrong in them, and the reads and writes that only an
//! import needs — by the thousand, set by set.
//!
//! A run is a row that outlives its worker: `lease_until` says until when somebody works on it, so a
//! run whose worker was killed is found. What a row of a file means is decided in `office::exchange`.

mod matching;

use chrono::{DateTime, Duration, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use serde_json::Value as Json;

use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

pub use matching::{
    AgencyGroup, ProviderGroup, find_cases, keep_doubts, known_lines, link_agency, link_provider,
    list_case_files_after, list_lines_after, list_unmatched_agencies, list_unmatched_providers,
    persons_with_numbers,
};

law::coded! {
    /// What a file holds.
    FileKind as "file-kind" {
        /// The register of cases.
        Cases = "cases",
        /// Guidance without a case.
        Guidance = "guidance",
        /// Receptions.
        Receptions = "receptions",
        /// Outreach events.
        Outreach = "outreach",
        /// Providers.
        Providers = "providers",
        /// Organisations.
        Organisations = "organisations",
        /// Agencies of proceedings.
        Agencies = "agencies",
    }
}

law::coded! {
    /// Where an import stands.
    RunStatus as "run-status" {
        /// Uploaded, not looked at yet.
        Waiting = "waiting",
        /// Being read and checked.
        Checking = "checking",
        /// Something is wrong with the file; nothing was changed.
        Refused = "refused",
        /// Checked; waits for a person to confirm.
        Ready = "ready",
        /// Confirmed; waits for a worker.
        Confirmed = "confirmed",
        /// Being written.
        Importing = "importing",
        /// Everything is in the register.
        Done = "done",
        /// A person stopped it; nothing was changed.
        Cancelled = "cancelled",
        /// The program ended in the middle; nothing was changed.
        Interrupted = "interrupted",
        /// Something broke; nothing was changed.
        Failed = "failed",
    }
}

impl RunStatus {
    /// Whether a worker has it or will take it.
    #[must_use]
    pub fn is_running(self) -> bool {
        matches!(self, Self::Waiting | Self::Checking | Self::Confirmed | Self::Importing)
    }
}

/// How long a run counts as being worked on after the last sign of life.
pub const LEASE: Duration = Duration::seconds(30);

/// An import of a file (*lần nhập tệp*).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: Code<FileKind>,
    /// Rows may only be about this organisation, those below it and those it took over.
    pub org_code: Option<String>,
    pub file_sha256: String,
    pub file_name: String,
    pub status: Code<RunStatus>,
    /// 0 while it is not known.
    pub rows_total: i64,
    pub rows_done: i64,
    pub problem_count: i64,
    /// What was found or done, as JSON; empty before.
    pub summary: String,
    /// Id of the account, or `system`.
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub cancel_asked: bool,
    /// Until when the worker holds it.
    pub lease_until: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub version: i64,
    /// The hour that the rows carry which it wrote; they are there to be counted from `finished_at` on.
    pub recorded_at: Option<DateTime<Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The record.
pub type ImportRun = Model;

/// Something wrong in a file: where, what stands there, and the code of what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult, Serialize)]
pub struct ImportProblem {
    pub run_id: Uuid,
    /// Order in the file, from 1.
    pub seq: i64,
    pub line: i64,
    pub column_name: String,
    pub value: String,
    pub code: String,
    /// Data for the sentence, as JSON.
    pub detail: String,
}

/// One run.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<ImportRun>> {
    Ok(Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Runs of these organisations (`None` = all) or of one account, latest first, before a run.
pub async fn list(
    tx: &Tx,
    organisations: Option<&[String]>,
    account: &str,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<ImportRun>> {
    // Ids sort by time.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(codes) = organisations {
        let within = Column::OrgCode.is_in(codes.iter().map(String::as_str));
        query = query.filter(within.or(Column::StartedBy.eq(account)));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(&tx.inner).await?)
}

/// Runs that somebody works on, or should.
pub async fn list_running(tx: &Tx) -> Result<Vec<ImportRun>> {
    let running = [RunStatus::Waiting, RunStatus::Checking, RunStatus::Confirmed, RunStatus::Importing];
    let query = Entity::find().filter(Column::Status.is_in(running.map(Code))).order_by_asc(Column::Id);
    Ok(query.all(&tx.inner).await?)
}

/// Adds a run.
pub async fn insert(tx: &Tx, run: ImportRun) -> Result<()> {
    run.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a run that still has the version of the record. Whether a stop was asked is kept.
pub async fn update(tx: &Tx, run: &mut ImportRun) -> Result<()> {
    let seen = run.version;
    run.version += 1;
    let mut row = run.clone().into_active_model().reset_all();
    row.cancel_asked = sea_orm::NotSet;
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(run.id))
        .filter(Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Notes how far a run is and that its worker lives; answers whether a stop was asked.
pub async fn note_progress(tx: &Tx, id: Uuid, done: i64, total: i64, now: DateTime<Utc>) -> Result<bool> {
    let sql = "update import_run set rows_done = $2, rows_total = $3, lease_until = $4 where id = $1 returning cancel_asked";
    let row = tx.row(sql, [id.into(), done.into(), total.into(), (now + LEASE).into()]).await?;
    Ok(row.map(|row| row.try_get("", "cancel_asked")).transpose()?.unwrap_or(true))
}

/// Whether a stop was asked.
pub async fn is_cancel_asked(tx: &Tx, id: Uuid) -> Result<bool> {
    let row = tx.row("select cancel_asked from import_run where id = $1", [id.into()]).await?;
    Ok(row.map(|row| row.try_get("", "cancel_asked")).transpose()?.unwrap_or(true))
}

/// Asks the worker of a run to stop.
pub async fn ask_cancel(tx: &Tx, id: Uuid) -> Result<()> {
    let sql = if tx.is_sqlite() {
        "update import_run set cancel_asked = 1 where id = $1"
    } else {
        "update import_run set cancel_asked = true where id = $1"
    };
    tx.execute(sql, [id.into()]).await?;
    Ok(())
}

/// Adds problems of a run.
pub async fn insert_problems(tx: &Tx, problems: &[ImportProblem]) -> Result<()> {
    const COLUMNS: &[bulk::Column] = &[
        ("run_id", Kind::Uuid),
        ("seq", Kind::Number),
        ("line", Kind::Number),
        ("column_name", Kind::Text),
        ("value", Kind::Text),
        ("code", Kind::Text),
        ("detail", Kind::Text),
    ];
    let rows: Vec<Vec<Json>> = problems
        .iter()
        .map(|problem| {
            vec![
                bulk::id(problem.run_id),
                problem.seq.into(),
                problem.line.into(),
                problem.column_name.clone().into(),
                problem.value.clone().into(),
                problem.code.clone().into(),
                problem.detail.clone().into(),
            ]
        })
        .collect();
    bulk::insert(tx, "import_problem", COLUMNS, &rows, false).await?;
    Ok(())
}

/// Forgets the problems of a run: it is checked again.
pub async fn remove_problems(tx: &Tx, run: Uuid) -> Result<()> {
    tx.execute("delete from import_problem where run_id = $1", [run.into()]).await?;
    Ok(())
}

/// Problems of a run after a place.
pub async fn list_problems(tx: &Tx, run: Uuid, after: i64, limit: u64) -> Result<Vec<ImportProblem>> {
    let sql = format!(
        "select run_id, seq, line, column_name, value, code, detail from import_problem
         where run_id = $1 and seq > $2 order by seq limit {limit}"
    );
    let rows = tx.rows(&sql, [run.into(), after.into()]).await?;
    rows.iter()
        .map(|row| Ok(<ImportProblem as sea_orm::FromQueryResult>::from_query_result(row, "")?))
        .collect()
}

/// How many problems of each kind a run has, most first.
pub async fn count_problems(tx: &Tx, run: Uuid) -> Result<Vec<(String, String, i64)>> {
    let sql = "select code, column_name, count(*) as number from import_problem where run_id = $1
         group by code, column_name order by count(*) desc, code, column_name limit 50";
    let rows = tx.rows(sql, [run.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get("", "code")?, row.try_get("", "column_name")?, row.try_get("", "number")?))
        })
        .collect()
}
