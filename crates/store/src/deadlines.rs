//! Clocks: running and ended, each with its own explanation. What they mean is decided in `law::deadlines`.

use chrono::{DateTime, NaiveDate, Utc};
use law::deadlines::DeadlineCode;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// A clock (*thời hạn*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct DeadlineLine {
    pub id: Uuid,
    /// `request`, `case`, `complaint`, `dealing` …
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub case_id: Option<Uuid>,
    pub org_code: String,
    pub provider_id: Option<Uuid>,
    pub code: Code<DeadlineCode>,
    pub start_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// The law's own answer, as JSON.
    pub explanation: String,
    pub ended_at: Option<DateTime<Utc>>,
    /// `done` or `void`.
    pub ended_how: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// The columns of a clock, in the order of [`DeadlineLine`].
pub const COLUMNS: &str =
    "id, subject_kind, subject_id, case_id, org_code, provider_id, code, start_at, due_at,
    explanation, ended_at, ended_how, created_at";

/// Which clocks somebody may see: of which kinds of things, and of no complaint against oneself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockSight {
    pub kinds: Vec<&'static str>,
    /// The provider that whoever looks is.
    pub not_against: Option<Uuid>,
}

impl ClockSight {
    /// The condition on the rows of `deadline` that go by this alias.
    pub(crate) fn clause(&self, alias: &str, values: &mut Vec<Value>) -> String {
        if self.kinds.is_empty() {
            return "1 = 0".to_owned();
        }
        let kinds: Vec<String> = self.kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let mut clause = format!("{alias}.subject_kind in ({})", kinds.join(", "));
        if let Some(provider) = self.not_against.filter(|_| self.kinds.contains(&"complaint")) {
            values.push(provider.into());
            clause.push_str(&format!(
                " and not ({alias}.subject_kind = 'complaint' and exists (select 1 from complaint against
                   where against.id = {alias}.subject_id and against.against_provider = ${}))",
                values.len()
            ));
        }
        clause
    }
}

/// A day of the working calendar in one province.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct LocalDay {
    pub province_code: String,
    pub day: NaiveDate,
    pub name: String,
    /// `off` or `working`.
    pub kind: String,
    /// The decision of the province.
    pub basis: String,
}

/// Reads rows of [`COLUMNS`].
pub(crate) fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// Sets a clock going.
pub async fn insert(tx: &Tx, lines: &[DeadlineLine]) -> Result<()> {
    /// Columns of a line.
    const WIDTH: usize = 11;
    for part in lines.chunks(50) {
        let row = |place: usize| {
            let marks = (1..=WIDTH).map(|column| format!("${}", place * WIDTH + column));
            format!("({})", marks.collect::<Vec<_>>().join(", "))
        };
        let sql = format!(
            "insert into deadline (id, subject_kind, subject_id, case_id, org_code, provider_id, code, start_at,
             due_at, explanation, created_at) values {}",
            (0..part.len()).map(row).collect::<Vec<_>>().join(", ")
        );
        let values = part.iter().flat_map(|line| {
            [
                line.id.into(),
                line.subject_kind.as_str().into(),
                line.subject_id.into(),
                line.case_id.into(),
                line.org_code.as_str().into(),
                line.provider_id.into(),
                line.code.into(),
                line.start_at.into(),
                line.due_at.into(),
                line.explanation.as_str().into(),
                line.created_at.into(),
            ]
        });
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// Ends the running clocks of a thing at a moment; with codes only those. None ends before it began. Answers how many.
pub async fn end(
    tx: &Tx,
    subject_kind: &str,
    subject_id: Uuid,
    codes: &[DeadlineCode],
    how: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    let mut sql =
        "update deadline set ended_at = case when start_at > $1 then start_at else $1 end, ended_how = $2
         where subject_kind = $3 and subject_id = $4 and ended_at is null"
            .to_owned();
    let mut values = vec![at.into(), how.into(), subject_kind.into(), subject_id.into()];
    if !codes.is_empty() {
        let places: Vec<String> = (5..5 + codes.len()).map(|place| format!("${place}")).collect();
        sql.push_str(&format!(" and code in ({})", places.join(", ")));
        values.extend(codes.iter().map(|code| sea_orm::Value::from(Code(*code))));
    }
    Ok(tx.execute(&sql, values).await?.rows_affected())
}

/// Gives the running clocks of a case to another provider.
pub async fn hand_to(tx: &Tx, case: Uuid, provider: Option<Uuid>) -> Result<()> {
    let sql = "update deadline set provider_id = $1 where case_id = $2 and ended_at is null";
    tx.execute(sql, [provider.into(), case.into()]).await?;
    Ok(())
}

/// The clocks of a case and of what hangs on it: running ones first, then by when they are due.
pub async fn list_of_case(tx: &Tx, case: Uuid) -> Result<Vec<DeadlineLine>> {
    let sql = format!(
        "select {COLUMNS} from deadline where case_id = $1
         order by case when ended_at is null then 0 else 1 end, due_at, id limit 200"
    );
    read(&tx.rows(&sql, [case.into()]).await?)
}

/// The clocks of one thing: running ones first, then by when they are due.
pub async fn list_of_subject(tx: &Tx, kind: &str, id: Uuid) -> Result<Vec<DeadlineLine>> {
    let sql = format!(
        "select {COLUMNS} from deadline where subject_kind = $1 and subject_id = $2
         order by case when ended_at is null then 0 else 1 end, due_at, id limit 200"
    );
    read(&tx.rows(&sql, [kind.into(), id.into()]).await?)
}

/// Days of the working calendar that hold in one province only.
pub async fn list_local_days(tx: &Tx) -> Result<Vec<LocalDay>> {
    let sql = "select province_code, day, name, kind, basis from local_day order by day, province_code";
    read(&tx.rows(sql, []).await?)
}
