//! What is known of providers beside their record: dated terms, absence, training, where they work, and the contracts
//! and registrations of organisations. What was entered wrongly is withdrawn and stays; nothing is edited.

use chrono::{DateTime, NaiveDate, Utc};
use law::standing::{AbsenceKind, OrganisationTermKind, TermKind};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// A dated fact of a provider: card, contract, rank, post, nursing, trainee.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ProviderTerm {
    pub id: Uuid,
    pub provider_id: Uuid,
    pub kind: Code<TermKind>,
    /// Number of the card or contract, name of the rank or post, name of the trainee.
    pub label: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    /// The paper it rests on.
    pub basis: Option<String>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// Leave or another absence (*nghỉ, vắng mặt*); both days are included.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Absence {
    pub id: Uuid,
    pub provider_id: Uuid,
    pub kind: Code<AbsenceKind>,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub basis: Option<String>,
    pub note: Option<String>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub cancelled_at: Option<DateTime<Utc>>,
}

/// Hours of compulsory training (*bồi dưỡng kiến thức, kỹ năng*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Training {
    pub id: Uuid,
    pub provider_id: Uuid,
    pub on_date: NaiveDate,
    pub title: String,
    pub hours: i32,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// Where a provider works and how much.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ProviderProfile {
    pub provider_id: Uuid,
    pub commune_code: Option<String>,
    /// Codes of communes joined by `;`.
    pub areas: String,
    /// Ordinary cases at once.
    pub capacity: Option<i32>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    pub version: i64,
}

/// A contract or registration of an organisation that takes part.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct OrganisationTerm {
    pub id: Uuid,
    pub org_code: String,
    pub kind: Code<OrganisationTermKind>,
    pub number: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    /// Codes of forms joined by `;`; empty = all.
    pub forms: String,
    /// Codes of fields joined by `;`; empty = all.
    pub fields: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

const TERM: &str =
    "id, provider_id, kind, label, from_on, to_on, basis, entered_at, entered_by, withdrawn_at";
const ABSENCE: &str =
    "id, provider_id, kind, from_on, to_on, basis, note, entered_at, entered_by, cancelled_at";
const TRAINING: &str = "id, provider_id, on_date, title, hours, entered_at, entered_by, withdrawn_at";
const PROFILE: &str = "provider_id, commune_code, areas, capacity, updated_at, updated_by, version";
const OF_ORGANISATION: &str =
    "id, org_code, kind, number, from_on, to_on, forms, fields, entered_at, entered_by";

/// Providers of one statement.
const PART: usize = 400;

/// Rows about some providers, by parts.
async fn of_providers<R: FromQueryResult>(
    tx: &Tx,
    providers: &[Uuid],
    sql: impl Fn(&str) -> String,
) -> Result<Vec<R>> {
    let mut found = Vec::new();
    for part in providers.chunks(PART) {
        let marks: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        for row in tx.rows(&sql(&marks.join(", ")), part.iter().map(|id| Value::from(*id))).await? {
            found.push(R::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Terms of these providers that were not withdrawn, the latest first.
pub async fn list_terms(tx: &Tx, providers: &[Uuid]) -> Result<Vec<ProviderTerm>> {
    let sql = |marks: &str| {
        format!(
            "select {TERM} from provider_term where provider_id in ({marks}) and withdrawn_at is null
             order by from_on desc, id desc"
        )
    };
    of_providers(tx, providers, sql).await
}

/// Adds a term.
pub async fn insert_term(tx: &Tx, term: &ProviderTerm) -> Result<()> {
    let sql = "insert into provider_term (id, provider_id, kind, label, from_on, to_on, basis, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        term.id.into(),
        term.provider_id.into(),
        term.kind.into(),
        term.label.as_str().into(),
        term.from_on.into(),
        term.to_on.into(),
        term.basis.clone().into(),
        term.entered_at.into(),
        term.entered_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Absences of these providers that end on or after a day and were not taken back, the first first.
pub async fn list_absences(tx: &Tx, providers: &[Uuid], from: NaiveDate) -> Result<Vec<Absence>> {
    let sql = |marks: &str| {
        format!(
            "select {ABSENCE} from absence where provider_id in ({marks}) and cancelled_at is null
             and to_on >= '{from}' order by from_on, id"
        )
    };
    of_providers(tx, providers, sql).await
}

/// Adds an absence.
pub async fn insert_absence(tx: &Tx, absence: &Absence) -> Result<()> {
    let sql =
        "insert into absence (id, provider_id, kind, from_on, to_on, basis, note, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        absence.id.into(),
        absence.provider_id.into(),
        absence.kind.into(),
        absence.from_on.into(),
        absence.to_on.into(),
        absence.basis.clone().into(),
        absence.note.clone().into(),
        absence.entered_at.into(),
        absence.entered_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Courses of these providers since a day, the latest first.
pub async fn list_training(tx: &Tx, providers: &[Uuid], from: NaiveDate) -> Result<Vec<Training>> {
    let sql = |marks: &str| {
        format!(
            "select {TRAINING} from provider_training where provider_id in ({marks}) and withdrawn_at is null
             and on_date >= '{from}' order by on_date desc, id desc"
        )
    };
    of_providers(tx, providers, sql).await
}

/// Adds a course.
pub async fn insert_training(tx: &Tx, course: &Training) -> Result<()> {
    let sql = "insert into provider_training (id, provider_id, on_date, title, hours, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        course.id.into(),
        course.provider_id.into(),
        course.on_date.into(),
        course.title.as_str().into(),
        course.hours.into(),
        course.entered_at.into(),
        course.entered_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What of a provider can be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawable {
    Term,
    Absence,
    Training,
}

/// Withdraws a row of a provider that still holds; answers whether there was one.
pub async fn withdraw(
    tx: &Tx,
    what: Withdrawable,
    (provider, id): (Uuid, Uuid),
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (table, at, who) = match what {
        Withdrawable::Term => ("provider_term", "withdrawn_at", "withdrawn_by"),
        Withdrawable::Absence => ("absence", "cancelled_at", "cancelled_by"),
        Withdrawable::Training => ("provider_training", "withdrawn_at", "withdrawn_by"),
    };
    let sql = format!(
        "update {table} set {at} = $1, {who} = $2 where id = $3 and provider_id = $4 and {at} is null"
    );
    let values: [Value; 4] = [now.into(), by.into(), id.into(), provider.into()];
    Ok(tx.execute(&sql, values).await?.rows_affected() == 1)
}

/// Where these providers work.
pub async fn list_profiles(tx: &Tx, providers: &[Uuid]) -> Result<Vec<ProviderProfile>> {
    let sql = |marks: &str| format!("select {PROFILE} from provider_profile where provider_id in ({marks})");
    of_providers(tx, providers, sql).await
}

/// Saves where a provider works, if it is still as it was seen (0 = not known yet).
pub async fn save_profile(tx: &Tx, profile: &ProviderProfile) -> Result<()> {
    let sql = "insert into provider_profile (provider_id, commune_code, areas, capacity, updated_at, updated_by, version)
         values ($1, $2, $3, $4, $5, $6, 1)
         on conflict (provider_id) do update set commune_code = excluded.commune_code, areas = excluded.areas,
             capacity = excluded.capacity, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
             version = provider_profile.version + 1
         where provider_profile.version = $7";
    let values: [Value; 7] = [
        profile.provider_id.into(),
        profile.commune_code.clone().into(),
        profile.areas.as_str().into(),
        profile.capacity.into(),
        profile.updated_at.into(),
        profile.updated_by.as_str().into(),
        profile.version.into(),
    ];
    if tx.execute(sql, values).await?.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Contracts and registrations of these organisations, the latest first.
pub async fn list_organisation_terms(tx: &Tx, organisations: &[String]) -> Result<Vec<OrganisationTerm>> {
    let mut found = Vec::new();
    for part in organisations.chunks(PART) {
        let marks: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select {OF_ORGANISATION} from organisation_term where org_code in ({}) and withdrawn_at is null
             order by from_on desc, id desc",
            marks.join(", ")
        );
        for row in tx.rows(&sql, part.iter().map(|code| Value::from(code.as_str()))).await? {
            found.push(OrganisationTerm::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Adds a contract or registration of an organisation.
pub async fn insert_organisation_term(tx: &Tx, term: &OrganisationTerm) -> Result<()> {
    let sql = format!(
        "insert into organisation_term ({OF_ORGANISATION}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values: [Value; 10] = [
        term.id.into(),
        term.org_code.as_str().into(),
        term.kind.into(),
        term.number.as_str().into(),
        term.from_on.into(),
        term.to_on.into(),
        term.forms.as_str().into(),
        term.fields.as_str().into(),
        term.entered_at.into(),
        term.entered_by.as_str().into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Withdraws a contract or registration that still holds; answers whether there was one.
pub async fn withdraw_organisation_term(
    tx: &Tx,
    (org_code, id): (&str, Uuid),
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let sql = "update organisation_term set withdrawn_at = $1, withdrawn_by = $2
         where id = $3 and org_code = $4 and withdrawn_at is null";
    let values: [Value; 4] = [now.into(), by.into(), id.into(), org_code.into()];
    Ok(tx.execute(sql, values).await?.rows_affected() == 1)
}

/// The day of the last case given to each of these providers: of litigation, and of any form.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LastCases {
    pub provider_id: Uuid,
    pub litigation_on: Option<NaiveDate>,
    pub any_on: Option<NaiveDate>,
}

/// When each of these providers was last given a case.
pub async fn list_last_cases(tx: &Tx, providers: &[Uuid]) -> Result<Vec<LastCases>> {
    let sql = |marks: &str| {
        format!(
            "select provider_id, max(case when form = 'litigation' then coalesce(assigned_on, accepted_on) end) as litigation_on,
                 max(coalesce(assigned_on, accepted_on)) as any_on
             from cases where provider_id in ({marks}) group by provider_id"
        )
    };
    of_providers(tx, providers, sql).await
}
