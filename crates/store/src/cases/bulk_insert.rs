//! Many cases at once: the same rows as [`super::insert`], a few statements for thousands of cases.

use serde_json::Value as Json;

use super::{CaseFile, facts};
use crate::Result;
use crate::bulk::{self, Kind};
use crate::db::Tx;

pub(super) const CASES: &[bulk::Column] = &[
    ("id", Kind::Uuid),
    ("org_code", Kind::Text),
    ("file_code", Kind::Text),
    ("file_code_folded", Kind::Text),
    ("form", Kind::Text),
    ("field", Kind::Text),
    ("provider_role", Kind::Text),
    ("received_on", Kind::Date),
    ("accepted_on", Kind::Date),
    ("urgent_ground", Kind::Text),
    ("source", Kind::Text),
    ("source_agency", Kind::Text),
    ("agency_id", Kind::Uuid),
    ("stage", Kind::Text),
    ("provider_name", Kind::Text),
    ("provider_kind", Kind::Text),
    ("provider_card", Kind::Text),
    ("provider_id", Kind::Uuid),
    ("assigned_on", Kind::Date),
    ("closed_on", Kind::Date),
    ("outcome", Kind::Text),
    ("handed_over_on", Kind::Date),
    ("appraised_on", Kind::Date),
    ("quality_score", Kind::Number),
    ("quality_rating", Kind::Text),
    ("success_criteria", Kind::Text),
    ("note", Kind::Text),
    ("beneficiary_count", Kind::Number),
    ("entered_at", Kind::Timestamp),
    ("entered_by", Kind::Text),
    ("recorded_at", Kind::Timestamp),
    ("version", Kind::Number),
];

const BENEFICIARIES: &[bulk::Column] = &[
    ("seq", Kind::Number),
    ("case_id", Kind::Uuid),
    ("position", Kind::Number),
    ("person_id", Kind::Uuid),
    ("name", Kind::Text),
    ("search_text", Kind::Text),
    ("sex", Kind::Text),
    ("birth_year", Kind::Number),
    ("birth_date", Kind::Date),
    ("ethnicity", Kind::Text),
    ("commune_code", Kind::Text),
    ("category", Kind::Text),
    ("other_categories", Kind::Text),
    ("client_role", Kind::Text),
];

/// Enters many cases; their persons must be there already.
pub async fn insert_many(tx: &Tx, files: &mut [CaseFile]) -> Result<()> {
    let mut cases = Vec::with_capacity(files.len());
    for file in files.iter_mut() {
        file.complete();
        cases.push(case_row(file));
    }
    bulk::insert(tx, "cases", CASES, &cases, false).await?;
    insert_parts(tx, files).await
}

/// Beneficiaries, words and figures of complete cases whose rows are there.
pub(super) async fn insert_parts(tx: &Tx, files: &mut [CaseFile]) -> Result<()> {
    let mut beneficiaries = Vec::with_capacity(files.len());
    let mut figures = Vec::with_capacity(files.len());
    let mut names = Vec::with_capacity(files.len());
    let count: usize = files.iter().map(|file| file.beneficiaries.len()).sum();
    let mut seq = next_seqs(tx, count).await?.into_iter();
    for file in files.iter_mut() {
        for beneficiary in &mut file.beneficiaries {
            beneficiary.seq = seq.next().unwrap_or_default();
            beneficiaries.push(beneficiary_row(beneficiary));
            names.push(vec![beneficiary.seq.into(), beneficiary.search_text.clone().into()]);
        }
        figures.extend(facts::facts_of(file)?.iter().map(|fact| facts::row(fact, file.case.recorded_at)));
    }
    bulk::insert(tx, "beneficiary", BENEFICIARIES, &beneficiaries, false).await?;
    bulk::insert(tx, "fact", facts::COLUMNS, &figures, false).await?;
    if tx.is_sqlite() {
        const NAMES: &[bulk::Column] = &[("rowid", Kind::Number), ("search_text", Kind::Text)];
        bulk::insert(tx, "beneficiary_name", NAMES, &names, false).await?;
    }
    Ok(())
}

async fn next_seqs(tx: &Tx, count: usize) -> Result<Vec<i64>> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if tx.is_sqlite() {
        let row = tx.row("select coalesce(max(seq), 0) as last from beneficiary", []).await?;
        let last: i64 = row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default();
        return Ok((last + 1..=last + count).collect());
    }
    let sql = "select nextval(pg_get_serial_sequence('beneficiary', 'seq')) as seq from generate_series(1, $1)";
    let rows = tx.rows(sql, [count.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "seq")?)).collect()
}

pub(super) fn case_row(file: &CaseFile) -> Vec<Json> {
    let case = &file.case;
    vec![
        bulk::id(case.id),
        case.org_code.clone().into(),
        case.file_code.clone().into(),
        case.file_code_folded.clone().into(),
        case.form.to_string().into(),
        case.field.to_string().into(),
        case.provider_role.map(|code| code.to_string()).into(),
        bulk::maybe(case.received_on, bulk::day),
        bulk::day(case.accepted_on),
        case.urgent_ground.map(|code| code.to_string()).into(),
        case.source.to_string().into(),
        case.source_agency.clone().into(),
        bulk::maybe(case.agency_id, bulk::id),
        case.stage.map(|code| code.to_string()).into(),
        case.provider_name.clone().into(),
        case.provider_kind.map(|code| code.to_string()).into(),
        case.provider_card.clone().into(),
        bulk::maybe(case.provider_id, bulk::id),
        bulk::maybe(case.assigned_on, bulk::day),
        bulk::maybe(case.closed_on, bulk::day),
        case.outcome.map(|code| code.to_string()).into(),
        bulk::maybe(case.handed_over_on, bulk::day),
        bulk::maybe(case.appraised_on, bulk::day),
        case.quality_score.into(),
        case.quality_rating.map(|code| code.to_string()).into(),
        case.success_criteria.clone().into(),
        case.note.clone().into(),
        case.beneficiary_count.into(),
        bulk::time(case.entered_at),
        case.entered_by.clone().into(),
        bulk::time(case.recorded_at),
        case.version.into(),
    ]
}

fn beneficiary_row(beneficiary: &super::Beneficiary) -> Vec<Json> {
    vec![
        beneficiary.seq.into(),
        bulk::id(beneficiary.case_id),
        beneficiary.position.into(),
        bulk::id(beneficiary.person_id),
        beneficiary.name.clone().into(),
        beneficiary.search_text.clone().into(),
        beneficiary.sex.map(|code| code.to_string()).into(),
        beneficiary.birth_year.into(),
        bulk::maybe(beneficiary.birth_date, bulk::day),
        beneficiary.ethnicity.clone().into(),
        beneficiary.commune_code.clone().into(),
        beneficiary.category.to_string().into(),
        beneficiary.other_categories.clone().into(),
        beneficiary.client_role.map(|code| code.to_string()).into(),
    ]
}
