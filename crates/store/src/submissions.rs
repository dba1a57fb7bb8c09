//! Reports on their way up: where each stands, what the unit added, who moved it. Sealed ones are in `snapshots`.

use chrono::{DateTime, NaiveDate, Utc};
use law::rules::ReportKind;
use law::submissions::{SubmissionMove, SubmissionState};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _, QueryOrder as _};
use serde::Serialize;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// A report of an organisation for a period.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_code: String,
    pub kind: Code<ReportKind>,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    /// Last day that is counted.
    pub actual_to: NaiveDate,
    /// Last day to send it; none where it goes to nobody.
    pub due_on: Option<NaiveDate>,
    pub state: Code<SubmissionState>,
    /// How often it was sealed; the number of its latest seal.
    pub sealed: i32,
    pub sent_at: Option<DateTime<Utc>>,
    pub first_sent_at: Option<DateTime<Utc>>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The record.
pub type Submission = Model;

/// The place of a cell in a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, FromQueryResult, Serialize)]
pub struct CellKey {
    pub form_key: String,
    pub row_key: String,
    pub column_key: String,
}

/// Why a cell is as it is.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Explanation {
    #[sea_orm(nested)]
    #[serde(flatten)]
    pub cell: CellKey,
    pub reason: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    /// Name of who wrote it.
    pub entered_name: String,
}

/// One move of a report.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Step {
    pub id: Uuid,
    pub submission_id: Uuid,
    #[sea_orm(from_alias = "move")]
    pub by_move: Code<SubmissionMove>,
    pub moved_at: DateTime<Utc>,
    pub by_id: String,
    pub by_name: String,
    pub by_org: String,
    /// The seal that the report had then.
    pub sealed: i32,
    pub message: Option<String>,
    /// The cell that the message is about.
    pub form_key: Option<String>,
    pub row_key: Option<String>,
    pub column_key: Option<String>,
}

/// One report.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Submission>> {
    Ok(Entity::find_by_id(id).one(&tx.inner).await?)
}

/// The report of an organisation for a period.
pub async fn find_of(tx: &Tx, org: &str, kind: ReportKind, to: NaiveDate) -> Result<Option<Submission>> {
    let query = Entity::find()
        .filter(Column::OrgCode.eq(org))
        .filter(Column::Kind.eq(Code(kind)))
        .filter(Column::PeriodTo.eq(to));
    Ok(query.one(&tx.inner).await?)
}

/// The reports of some organisations for a period.
pub async fn list_of_period(
    tx: &Tx,
    orgs: &[String],
    kind: ReportKind,
    to: NaiveDate,
) -> Result<Vec<Submission>> {
    let query = Entity::find()
        .filter(Column::Kind.eq(Code(kind)))
        .filter(Column::PeriodTo.eq(to))
        .filter(Column::OrgCode.is_in(orgs.iter().map(String::as_str)))
        .order_by_asc(Column::OrgCode);
    Ok(query.all(&tx.inner).await?)
}

/// The reports of an organisation that were sent, those that count the latest days first.
pub async fn list_sent(tx: &Tx, org: &str, until: NaiveDate, limit: u64) -> Result<Vec<Submission>> {
    let query = Entity::find()
        .filter(Column::OrgCode.eq(org))
        .filter(Column::ActualTo.lte(until))
        .filter(Column::State.is_in([Code(SubmissionState::Sent), Code(SubmissionState::Accepted)]))
        .order_by_desc(Column::ActualTo)
        .order_by_desc(Column::SentAt);
    Ok(sea_orm::QuerySelect::limit(query, limit).all(&tx.inner).await?)
}

/// The reports of an organisation that were sent and count days within these, those that count the latest days first.
pub async fn list_sent_within(
    tx: &Tx,
    org: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Submission>> {
    let query = Entity::find()
        .filter(Column::OrgCode.eq(org))
        .filter(Column::PeriodFrom.gte(from))
        .filter(Column::ActualTo.lte(to))
        .filter(Column::State.is_in([Code(SubmissionState::Sent), Code(SubmissionState::Accepted)]))
        .order_by_desc(Column::ActualTo)
        .order_by_desc(Column::SentAt);
    Ok(query.all(&tx.inner).await?)
}

/// Adds a report.
pub async fn insert(tx: &Tx, submission: &Submission) -> Result<()> {
    Entity::insert(submission.clone().into_active_model()).exec_without_returning(&tx.inner).await?;
    Ok(())
}

/// Saves a report that is still as it was seen, under the next version.
pub async fn update(tx: &Tx, submission: &Submission) -> Result<()> {
    let seen = submission.version;
    let mut changed = submission.clone().into_active_model().reset_all();
    changed.version = sea_orm::Set(seen + 1);
    let done = Entity::update_many()
        .set(changed)
        .filter(Column::Id.eq(submission.id))
        .filter(Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The estimates that a unit typed.
pub async fn list_estimates(tx: &Tx, submission: Uuid) -> Result<Vec<(CellKey, i64)>> {
    let sql =
        "select form_key, row_key, column_key, number from submission_estimate where submission_id = $1";
    let rows = tx.rows(sql, [submission.into()]).await?;
    rows.iter().map(|row| Ok((CellKey::from_query_result(row, "")?, row.try_get("", "number")?))).collect()
}

/// Puts the estimates of one form in the place of those before.
pub async fn replace_estimates(
    tx: &Tx,
    submission: Uuid,
    form: &str,
    cells: &[(CellKey, i64)],
) -> Result<()> {
    let sql = "delete from submission_estimate where submission_id = $1 and form_key = $2";
    tx.execute(sql, [submission.into(), form.into()]).await?;
    let sql = "insert into submission_estimate (submission_id, form_key, row_key, column_key, number)
         values ($1, $2, $3, $4, $5)";
    for (cell, number) in cells {
        let values = [
            submission.into(),
            form.into(),
            cell.row_key.as_str().into(),
            cell.column_key.as_str().into(),
            (*number).into(),
        ];
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// The explanations of a report, by cell.
pub async fn list_explanations(tx: &Tx, submission: Uuid) -> Result<Vec<Explanation>> {
    let sql = "select form_key, row_key, column_key, reason, entered_at, entered_by, entered_name
         from submission_explanation where submission_id = $1 order by form_key, row_key, column_key";
    let rows = tx.rows(sql, [submission.into()]).await?;
    rows.iter().map(|row| Ok(Explanation::from_query_result(row, "")?)).collect()
}

/// Puts an explanation in the place of the one before; an empty one takes it away.
pub async fn replace_explanation(tx: &Tx, submission: Uuid, said: &Explanation) -> Result<()> {
    let cell = || {
        [
            submission.into(),
            said.cell.form_key.as_str().into(),
            said.cell.row_key.as_str().into(),
            said.cell.column_key.as_str().into(),
        ]
    };
    let sql = "delete from submission_explanation
         where submission_id = $1 and form_key = $2 and row_key = $3 and column_key = $4";
    tx.execute(sql, cell()).await?;
    if said.reason.is_empty() {
        return Ok(());
    }
    let sql = "insert into submission_explanation (submission_id, form_key, row_key, column_key, reason, entered_at,
         entered_by, entered_name) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let rest = [
        said.reason.as_str().into(),
        said.entered_at.into(),
        said.entered_by.as_str().into(),
        said.entered_name.as_str().into(),
    ];
    tx.execute(sql, cell().into_iter().chain(rest)).await?;
    Ok(())
}

/// What was done with a report, the first move first.
pub async fn list_steps(tx: &Tx, submission: Uuid) -> Result<Vec<Step>> {
    let sql = "select id, submission_id, move, moved_at, by_id, by_name, by_org, sealed, message, form_key, row_key,
         column_key from submission_step where submission_id = $1 order by moved_at, id";
    let rows = tx.rows(sql, [submission.into()]).await?;
    rows.iter().map(|row| Ok(Step::from_query_result(row, "")?)).collect()
}

/// Notes a move.
pub async fn insert_step(tx: &Tx, step: &Step) -> Result<()> {
    let sql = "insert into submission_step (id, submission_id, move, moved_at, by_id, by_name, by_org, sealed, message,
         form_key, row_key, column_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = [
        step.id.into(),
        step.submission_id.into(),
        step.by_move.into(),
        step.moved_at.into(),
        step.by_id.as_str().into(),
        step.by_name.as_str().into(),
        step.by_org.as_str().into(),
        step.sealed.into(),
        step.message.clone().into(),
        step.form_key.clone().into(),
        step.row_key.clone().into(),
        step.column_key.clone().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}
