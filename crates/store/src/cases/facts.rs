//! The figures of a case: one row of `fact` a beneficiary and version, derived from the case alone.

use chrono::{DateTime, NaiveDate, Utc};
use law::people::KINH;
use law::quality::Criterion;
use law::statistics::{CaseShape, PersonShape};
use uuid::Uuid;

use super::{Case, CaseFile};
use crate::bulk::{self, Kind};
use crate::db::Tx;
use crate::statistics::{FOREVER, OPEN_END};
use crate::{Result, StoreError};

/// A row of figures.
#[derive(Clone, PartialEq, Eq, Debug, sea_orm::FromQueryResult)]
pub struct Fact {
    pub ended_on: NaiveDate,
    pub accepted_on: NaiveDate,
    pub case_id: Uuid,
    pub position: i32,
    pub org_code: String,
    pub case_shape: i64,
    pub person_shape: i64,
    pub appraised_on: Option<NaiveDate>,
}

/// The figures that follow from a case. Criteria that cannot be read are a broken row.
pub fn facts_of(file: &CaseFile) -> Result<Vec<Fact>> {
    let Case { form, provider_role, field, source, provider_kind, outcome, quality_rating, .. } = &file.case;
    let criteria = Criterion::read_list(&file.case.success_criteria)
        .map_err(|part| StoreError::Broken(format!("case {}: {part} is no criterion", file.case.id)))?;
    let shape = CaseShape {
        form: form.0,
        provider_role: provider_role.map(|role| role.0),
        field: field.0,
        source: source.0,
        provider_kind: provider_kind.map(|kind| kind.0),
        outcome: outcome.map(|outcome| outcome.0),
        rating: quality_rating.map(|rating| rating.0),
        criteria,
    };
    let case_shape = shape.pack();
    Ok(file
        .beneficiaries
        .iter()
        .map(|person| Fact {
            ended_on: file.case.closed_on.unwrap_or(OPEN_END),
            accepted_on: file.case.accepted_on,
            case_id: file.case.id,
            position: person.position,
            org_code: file.case.org_code.clone(),
            case_shape,
            person_shape: PersonShape {
                sex: person.sex.map(|sex| sex.0),
                category: person.category.0,
                minority: person.ethnicity.as_deref().map(|group| group != KINH),
            }
            .pack(),
            appraised_on: file.case.appraised_on,
        })
        .collect())
}

impl Fact {
    /// What the figures said while the end of the case was not entered yet.
    fn before_the_end(&self) -> Self {
        let later = CaseShape::OUTCOME.mask() | CaseShape::RATING.mask() | CaseShape::CRITERIA.mask();
        Self { ended_on: OPEN_END, appraised_on: None, case_shape: self.case_shape & !later, ..self.clone() }
    }

    /// What the figures said while the appraisal was not entered yet.
    fn before_the_appraisal(&self) -> Self {
        Self { appraised_on: None, case_shape: self.case_shape & !CaseShape::RATING.mask(), ..self.clone() }
    }
}

/// Figures on their way in.
pub(super) fn rows(sqlite: bool) -> bulk::Rows {
    const COLUMNS: &[bulk::Column] = &[
        ("ended_on", Kind::Date),
        ("accepted_on", Kind::Date),
        ("case_id", Kind::Uuid),
        ("position", Kind::Number),
        ("org_code", Kind::Text),
        ("case_shape", Kind::Number),
        ("person_shape", Kind::Number),
        ("appraised_on", Kind::Date),
        ("recorded_from", Kind::Timestamp),
        ("recorded_to", Kind::Timestamp),
    ];
    bulk::Rows::new("fact", COLUMNS, sqlite)
}

fn push(rows: &mut bulk::Rows, fact: &Fact, from: DateTime<Utc>, to: DateTime<Utc>) {
    rows.day(fact.ended_on)
        .day(fact.accepted_on)
        .id(fact.case_id)
        .number(i64::from(fact.position))
        .str(&fact.org_code)
        .number(fact.case_shape)
        .number(fact.person_shape)
        .day(fact.appraised_on)
        .time(from)
        .time(to);
}

/// The figures of a case that hold now.
pub(super) fn push_current(rows: &mut bulk::Rows, file: &CaseFile) -> Result<()> {
    for fact in facts_of(file)? {
        push(rows, &fact, file.case.recorded_at, FOREVER);
    }
    Ok(())
}

/// The figures of a case with those that held before its end and its appraisal were entered; the days of
/// entry grow.
pub(super) fn push_history(
    rows: &mut bulk::Rows,
    file: &CaseFile,
    closing: Option<DateTime<Utc>>,
    appraisal: Option<DateTime<Utc>>,
) -> Result<()> {
    for fact in facts_of(file)? {
        let mut from = file.case.entered_at;
        if let Some(at) = closing.filter(|at| *at > from) {
            push(rows, &fact.before_the_end(), from, at);
            from = at;
        }
        if let Some(at) = appraisal.filter(|at| *at > from) {
            push(rows, &fact.before_the_appraisal(), from, at);
            from = at;
        }
        push(rows, &fact, from, FOREVER);
    }
    Ok(())
}

pub(super) async fn insert(tx: &Tx, file: &CaseFile) -> Result<()> {
    let mut current = rows(tx.is_sqlite());
    push_current(&mut current, file)?;
    bulk::write(tx, current).await?;
    Ok(())
}

/// Ends the figures that hold and begins new ones. What held for no time leaves no trace.
pub(super) async fn replace(tx: &Tx, file: &CaseFile, now: DateTime<Utc>) -> Result<()> {
    let id = file.case.id;
    let sql = "delete from fact where case_id = $1 and recorded_to = $2 and recorded_from = $3";
    tx.execute(sql, [id.into(), FOREVER.into(), now.into()]).await?;
    let sql = "update fact set recorded_to = $3 where case_id = $1 and recorded_to = $2";
    tx.execute(sql, [id.into(), FOREVER.into(), now.into()]).await?;
    insert(tx, file).await
}

/// The figures that hold now, of one case, as they are stored.
pub async fn stored(tx: &Tx, case: Uuid) -> Result<Vec<Fact>> {
    let sql =
        "select ended_on, accepted_on, case_id, position, org_code, case_shape, person_shape, appraised_on
         from fact where case_id = $1 and recorded_to = $2 order by position";
    let rows = tx.rows(sql, [case.into(), FOREVER.into()]).await?;
    rows.iter().map(|row| Ok(<Fact as sea_orm::FromQueryResult>::from_query_result(row, "")?)).collect()
}
