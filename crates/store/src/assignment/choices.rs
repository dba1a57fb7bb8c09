//! Choices with their ranking, settings with their days, and who brought a case: rows that are only ever added.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// Why somebody was chosen (*lý do cử người thực hiện*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Choice {
    pub id: Uuid,
    pub case_id: Uuid,
    pub provider_id: Uuid,
    /// Place in the ranking, from 1.
    pub place: i32,
    pub candidates: i32,
    /// Who led the ranking.
    pub first_id: Option<Uuid>,
    pub first_name: Option<String>,
    /// The ranking of that moment, as JSON.
    pub ranking: String,
    /// Why another one than the first was chosen, or a rule waived.
    pub reason: Option<String>,
    /// Codes of rules that were waived, joined by `;`.
    pub waived: String,
    /// The morning in which it was settled with others.
    pub batch_id: Option<Uuid>,
    pub chosen_at: DateTime<Utc>,
    pub chosen_by: String,
}

const CHOICE: &str =
    "id, case_id, provider_id, place, candidates, first_id, first_name, ranking, reason, waived, batch_id,
    chosen_at, chosen_by";

/// Keeps a choice.
pub async fn insert_choice(tx: &Tx, choice: &Choice) -> Result<()> {
    let sql = format!(
        "insert into assignment_choice ({CHOICE})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let values: [Value; 13] = [
        choice.id.into(),
        choice.case_id.into(),
        choice.provider_id.into(),
        choice.place.into(),
        choice.candidates.into(),
        choice.first_id.into(),
        choice.first_name.clone().into(),
        choice.ranking.as_str().into(),
        choice.reason.clone().into(),
        choice.waived.as_str().into(),
        choice.batch_id.into(),
        choice.chosen_at.into(),
        choice.chosen_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// The choices of a case, the latest first.
pub async fn list_choices(tx: &Tx, case: Uuid) -> Result<Vec<Choice>> {
    let sql = format!(
        "select {CHOICE} from assignment_choice where case_id = $1 order by chosen_at desc, id desc limit 50"
    );
    let rows = tx.rows(&sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(Choice::from_query_result(row, "")?)).collect()
}

/// Settings of a Centre from a day on.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct SettingRow {
    pub id: Uuid,
    pub org_code: String,
    pub valid_from: NaiveDate,
    /// The settings, as JSON.
    pub body: String,
    pub reason: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

const SETTING: &str = "id, org_code, valid_from, body, reason, entered_at, entered_by";

/// Keeps settings.
pub async fn insert_setting(tx: &Tx, row: &SettingRow) -> Result<()> {
    let sql = format!("insert into assignment_setting ({SETTING}) values ($1, $2, $3, $4, $5, $6, $7)");
    let values: [Value; 7] = [
        row.id.into(),
        row.org_code.as_str().into(),
        row.valid_from.into(),
        row.body.as_str().into(),
        row.reason.as_str().into(),
        row.entered_at.into(),
        row.entered_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// The settings of a Centre, by the day from which they hold, the latest first.
pub async fn list_settings(tx: &Tx, org_code: &str) -> Result<Vec<SettingRow>> {
    let sql = format!(
        "select {SETTING} from assignment_setting where org_code = $1
         order by valid_from desc, entered_at desc limit 100"
    );
    let rows = tx.rows(&sql, [org_code.into()]).await?;
    rows.iter().map(|row| Ok(SettingRow::from_query_result(row, "")?)).collect()
}

/// Who brought a request or case.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Brought {
    pub subject_id: Uuid,
    pub provider_id: Uuid,
    pub noted_at: DateTime<Utc>,
    pub noted_by: String,
}

/// Notes who brought a request or case; the latest note holds.
pub async fn save_brought(tx: &Tx, row: &Brought) -> Result<()> {
    let sql = "insert into brought_by (subject_id, provider_id, noted_at, noted_by) values ($1, $2, $3, $4)
         on conflict (subject_id) do update set provider_id = excluded.provider_id, noted_at = excluded.noted_at,
             noted_by = excluded.noted_by";
    let values: [Value; 4] =
        [row.subject_id.into(), row.provider_id.into(), row.noted_at.into(), row.noted_by.as_str().into()];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Cases that a provider brought and does, among those given in a span of days.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct BroughtCount {
    pub provider_id: Uuid,
    /// Cases given to the provider that somebody of the Centre brought …
    pub number: i64,
    /// … and of them those that this provider brought.
    pub own: i64,
}

/// How many cases that a provider brought went to whom, in a span of days.
pub async fn count_brought(
    tx: &Tx,
    providers: &[Uuid],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<BroughtCount>> {
    let mut found = Vec::new();
    for part in providers.chunks(super::PART) {
        let marks = super::marks(1, part.len());
        // Where nobody noted who brought it, whoever does it did.
        let sql = format!(
            "select c.provider_id, count(*) as number,
                 sum(case when b.provider_id is null or b.provider_id = c.provider_id then 1 else 0 end) as own
             from cases c left join brought_by b on b.subject_id = coalesce(c.request_id, c.id)
             where c.provider_id in ({}) and c.source = 'provider_brought'
               and c.assigned_on between '{first}' and '{last}'
             group by c.provider_id",
            marks
        );
        for row in tx.rows(&sql, part.iter().map(|id| Value::from(*id))).await? {
            found.push(BroughtCount::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}
