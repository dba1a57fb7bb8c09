//! Many cases at once: the same rows as [`super::insert`], a few statements for thousands of cases.
//!
//! Imports enter cases as they stand; the simulation also enters their persons, events and doubts, and
//! the figures as they stood before the end of a case was entered. [`prepare`] needs no database, so
//! that one thread prepares while another writes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use law::cases::Doubt;
use law::kernel::coded::Coded as _;

use super::{Beneficiary, CaseEvent, CaseFile, facts};
use crate::Result;
use crate::bulk::writer::{Packed, Writer};
use crate::bulk::{self, Kind, Rows};
use crate::db::Tx;
use crate::people::{self, Person};

/// A case with all that happened to it.
#[derive(Clone, Debug)]
pub struct WholeCase {
    pub file: CaseFile,
    /// Those of the beneficiaries that are not in the register yet.
    pub persons: Vec<Person>,
    pub events: Vec<CaseEvent>,
    pub doubts: Vec<Doubt>,
    /// When its end was entered, where that was later than the case.
    pub closing_entered_at: Option<DateTime<Utc>>,
    /// When its appraisal was entered, where that was later than its end.
    pub appraisal_entered_at: Option<DateTime<Utc>>,
}

/// Cases as rows to write.
#[derive(Debug)]
pub struct Prepared {
    persons: Packed,
    cases: Packed,
    beneficiaries: Packed,
    figures: Packed,
    events: Packed,
    doubts: Packed,
}

/// Enters many cases; their persons must be there already.
pub async fn insert_many(tx: &Tx, files: &mut [CaseFile]) -> Result<()> {
    let mut cases = case_rows(tx.is_sqlite());
    for file in files.iter_mut() {
        file.complete();
        push_case(&mut cases, file);
    }
    bulk::write(tx, cases).await?;
    insert_parts(tx, files).await
}

/// Writes what hangs on cases that are there: beneficiaries, their names for the search, figures.
pub(super) async fn insert_parts(tx: &Tx, files: &[CaseFile]) -> Result<()> {
    let (mut beneficiaries, mut figures) = (beneficiary_rows(tx.is_sqlite()), facts::rows(tx.is_sqlite()));
    for file in files {
        for beneficiary in &file.beneficiaries {
            push_beneficiary(&mut beneficiaries, beneficiary);
        }
        facts::push_current(&mut figures, file)?;
    }
    write_parts(tx, beneficiaries, figures).await
}

/// Turns whole cases into rows for one of the two databases.
pub fn prepare(sqlite: bool, cases: Vec<WholeCase>) -> Result<Prepared> {
    let (mut of_persons, mut of_cases) = (people::rows(&[], sqlite), case_rows(sqlite));
    let (mut of_beneficiaries, mut figures) = (beneficiary_rows(sqlite), facts::rows(sqlite));
    let (mut of_events, mut of_doubts) =
        (event_rows(sqlite), Rows::new("doubt", super::doubts::COLUMNS, sqlite));
    for WholeCase { mut file, persons, events, doubts, closing_entered_at, appraisal_entered_at } in cases {
        file.complete();
        for person in &persons {
            people::push(&mut of_persons, person);
        }
        push_case(&mut of_cases, &file);
        for beneficiary in &file.beneficiaries {
            push_beneficiary(&mut of_beneficiaries, beneficiary);
        }
        facts::push_history(&mut figures, &file, closing_entered_at, appraisal_entered_at)?;
        for event in &events {
            push_event(&mut of_events, event);
        }
        for doubt in doubts {
            of_doubts.id(file.case.id).str(doubt.code()).str(&file.case.org_code).time(file.case.recorded_at);
        }
    }
    Ok(Prepared {
        persons: of_persons.pack()?,
        cases: of_cases.pack()?,
        beneficiaries: of_beneficiaries.pack()?,
        figures: figures.pack()?,
        events: of_events.pack()?,
        doubts: of_doubts.pack()?,
    })
}

/// Writes whole cases.
pub async fn write(writer: &mut Writer, prepared: Prepared) -> Result<()> {
    writer.write(prepared.persons).await?;
    writer.write(prepared.cases).await?;
    let last = writer.last_seq("beneficiary").await?;
    writer.write(prepared.beneficiaries).await?;
    if let Some(last) = last {
        writer.follow(NAMES_AFTER, last).await?;
    }
    writer.write(prepared.figures).await?;
    writer.write(prepared.events).await?;
    writer.write(prepared.doubts).await
}

/// Enters the names of new beneficiaries in the word index of SQLite.
const NAMES_AFTER: &str = "insert into beneficiary_name (rowid, search_text)
     select seq, search_text from beneficiary where seq > $1 order by seq";

/// Notes events of many cases.
pub async fn insert_events(tx: &Tx, events: &[CaseEvent]) -> Result<()> {
    let mut rows = event_rows(tx.is_sqlite());
    for event in events {
        push_event(&mut rows, event);
    }
    bulk::write(tx, rows).await?;
    Ok(())
}

async fn write_parts(tx: &Tx, beneficiaries: Rows, figures: Rows) -> Result<()> {
    if tx.is_sqlite() {
        let row = tx.row("select coalesce(max(seq), 0) as last from beneficiary", []).await?;
        let last: i64 = row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default();
        bulk::write(tx, beneficiaries).await?;
        tx.execute(NAMES_AFTER, [last.into()]).await?;
    } else {
        bulk::write(tx, beneficiaries).await?;
    }
    bulk::write(tx, figures).await?;
    Ok(())
}

/// The highest number of each series of file codes (`TT.TGTT.` of a year) of each organisation.
pub async fn last_numbers(tx: &Tx) -> Result<HashMap<(String, String, i32), i64>> {
    const PAGE: usize = 20_000;
    let mut last: HashMap<(String, String, i32), i64> = HashMap::new();
    let (mut org, mut code) = (String::new(), String::new());
    loop {
        let sql = format!(
            "select org_code, file_code from cases where (org_code, file_code) > ($1, $2)
             order by org_code, file_code limit {PAGE}"
        );
        let rows = tx.rows(&sql, [org.as_str().into(), code.as_str().into()]).await?;
        for row in &rows {
            org = row.try_get("", "org_code")?;
            code = row.try_get("", "file_code")?;
            if let Some((series, number, year)) = parts_of_code(&code) {
                let known = last.entry((org.clone(), series.to_owned(), year)).or_default();
                *known = Ord::max(*known, number);
            }
        }
        if rows.len() < PAGE {
            return Ok(last);
        }
    }
}

/// `TT.TGTT.83.2021` → `TT.TGTT.`, 83, 2021.
fn parts_of_code(code: &str) -> Option<(&str, i64, i32)> {
    let (rest, year) = code.rsplit_once('.')?;
    let (_, number) = rest.rsplit_once('.')?;
    let series = &rest[..rest.len() - number.len()];
    Some((series, number.parse().ok()?, year.parse().ok()?))
}

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
    ("state", Kind::Text),
    ("restricted", Kind::Text),
    ("request_id", Kind::Uuid),
    ("accepted_at", Kind::Timestamp),
    ("begun_on", Kind::Date),
    ("paused_on", Kind::Date),
    ("archived_on", Kind::Date),
    ("entered_at", Kind::Timestamp),
    ("entered_by", Kind::Text),
    ("recorded_at", Kind::Timestamp),
    ("version", Kind::Number),
];

pub(super) fn case_rows(sqlite: bool) -> Rows {
    Rows::new("cases", CASES, sqlite)
}

pub(super) fn push_case(rows: &mut Rows, file: &CaseFile) {
    let case = &file.case;
    rows.id(case.id)
        .str(&case.org_code)
        .str(&case.file_code)
        .str(&case.file_code_folded)
        .code(case.form)
        .code(case.field)
        .code(case.provider_role)
        .day(case.received_on)
        .day(case.accepted_on)
        .code(case.urgent_ground)
        .code(case.source)
        .text(case.source_agency.clone())
        .id(case.agency_id)
        .code(case.stage)
        .text(case.provider_name.clone())
        .code(case.provider_kind)
        .text(case.provider_card.clone())
        .id(case.provider_id)
        .day(case.assigned_on)
        .day(case.closed_on)
        .code(case.outcome)
        .day(case.handed_over_on)
        .day(case.appraised_on)
        .number(case.quality_score.map(i64::from))
        .code(case.quality_rating)
        .str(&case.success_criteria)
        .text(case.note.clone())
        .number(i64::from(case.beneficiary_count))
        .code(case.state)
        .str(&case.restricted)
        .id(case.request_id)
        .time(case.accepted_at)
        .day(case.begun_on)
        .day(case.paused_on)
        .day(case.archived_on)
        .time(case.entered_at)
        .str(&case.entered_by)
        .time(case.recorded_at)
        .number(case.version);
}

/// Without `seq`: both databases count it up in the order of the rows.
fn beneficiary_rows(sqlite: bool) -> Rows {
    const COLUMNS: &[bulk::Column] = &[
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
    Rows::new("beneficiary", COLUMNS, sqlite)
}

fn push_beneficiary(rows: &mut Rows, beneficiary: &Beneficiary) {
    rows.id(beneficiary.case_id)
        .number(i64::from(beneficiary.position))
        .id(beneficiary.person_id)
        .str(&beneficiary.name)
        .str(&beneficiary.search_text)
        .code(beneficiary.sex)
        .number(beneficiary.birth_year.map(i64::from))
        .day(beneficiary.birth_date)
        .text(beneficiary.ethnicity.clone())
        .text(beneficiary.commune_code.clone())
        .code(beneficiary.category)
        .str(&beneficiary.other_categories)
        .code(beneficiary.client_role);
}

fn event_rows(sqlite: bool) -> Rows {
    const COLUMNS: &[bulk::Column] = &[
        ("case_id", Kind::Uuid),
        ("id", Kind::Uuid),
        ("kind", Kind::Text),
        ("on_date", Kind::Date),
        ("entered_at", Kind::Timestamp),
        ("entered_by", Kind::Text),
        ("text", Kind::Text),
    ];
    Rows::new("case_event", COLUMNS, sqlite)
}

fn push_event(rows: &mut Rows, event: &CaseEvent) {
    rows.id(event.case_id)
        .id(event.id)
        .str(&event.kind)
        .day(event.on_date)
        .time(event.entered_at)
        .str(&event.entered_by)
        .text(event.text.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_code_has_a_series_a_number_and_a_year() {
        for (code, parts) in [
            ("TT.TGTT.83.2021", Some(("TT.TGTT.", 83, 2021))),
            ("CN2.TV.05.2024", Some(("CN2.TV.", 5, 2024))),
            ("7.2024", None),
            ("hồ sơ cũ", None),
            ("TT.TGTT.x.2021", None),
        ] {
            assert_eq!(parts_of_code(code), parts, "{code}");
        }
    }
}
