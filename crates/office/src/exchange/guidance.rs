//! Guidance without a case (*việc hướng dẫn*).

use chrono::NaiveDate;
use law::cases::LegalField;
use law::eligibility::Category;
use law::people::Sex;
use serde::{Deserialize, Serialize};
use store::Code;
use store::imports::FileKind;
use store::intake::Guidance as Record;

use super::cells::Cells;
use super::columns::{Column, date, text};
use super::lines::{self, Met};
use super::machine::{Bench, Kind, Ledger, shown};
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] = &[
    text("org_code").required(),
    date("date").required(),
    text("client_name"),
    text("client_sex"),
    text("client_ethnicity"),
    text("category"),
    text("field"),
    text("summary"),
];

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    org_code: String,
    date: NaiveDate,
    client_name: Option<String>,
    client_sex: Option<Sex>,
    client_ethnicity: Option<String>,
    category: Option<Category>,
    field: Option<LegalField>,
    summary: Option<String>,
}

#[derive(Default)]
pub(super) struct Guidance(Met);

impl Kind for Guidance {
    const KIND: FileKind = FileKind::Guidance;
    type Row = Row;
    type Plans = Vec<(u64, Record)>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let date = cells.past_day("date");
        let org_code = cells.organisation("org_code", date, true);
        let client_name = cells.text("client_name");
        if client_name.as_deref() == Some(super::words::protected_person().as_str()) {
            // A masked export must not come back as a line of its own.
            cells.add(cells.problem("client_name", "masked_name"));
        }
        let client_sex = cells.code("client_sex");
        let client_ethnicity = cells.ethnicity("client_ethnicity");
        let category = cells.code("category");
        let field = cells.code("field");
        let summary = cells.long_text("summary");
        let (line, org_code, date) = (cells.line, org_code?, date?);
        Some(Row {
            line,
            org_code,
            date,
            client_name,
            client_sex,
            client_ethnicity,
            category,
            field,
            summary,
        })
    }

    fn begin() -> Self {
        Self::default()
    }

    async fn compare(bench: &Bench<'_>, groups: Vec<Vec<Row>>) -> Result<Vec<(u64, Record)>, Stop> {
        let rows = groups.into_iter().flatten();
        let records = rows.map(|row| {
            let record = Record {
                mark: lines::mark(bench, &row.org_code, row.date),
                client_name: row.client_name,
                client_sex: row.client_sex.map(Code),
                client_ethnicity: row.client_ethnicity,
                category: row.category.map(Code),
                field: row.field.map(Code),
                summary: row.summary,
            };
            (row.line, record)
        });
        Ok(records.collect())
    }

    async fn settle(
        &mut self,
        bench: &Bench<'_>,
        records: Vec<(u64, Record)>,
        ledger: &mut Ledger,
    ) -> Result<(), Stop> {
        lines::settle(bench, &mut self.0, records, ledger, |line| {
            let names = ["org_code", "client_name", "category", "field"];
            (line.mark.on_date.to_string(), shown(COLUMNS, &values_of(line), &names))
        })
        .await
    }
}

/// The cells of a line.
pub(super) fn values_of(line: &Record) -> Vec<String> {
    let code = |value: Option<String>| value.unwrap_or_default();
    vec![
        line.mark.org_code.clone(),
        line.mark.on_date.to_string(),
        line.client_name.clone().unwrap_or_default(),
        code(line.client_sex.map(|it| it.to_string())),
        line.client_ethnicity.clone().unwrap_or_default(),
        code(line.category.map(|it| it.to_string())),
        code(line.field.map(|it| it.to_string())),
        line.summary.clone().unwrap_or_default(),
    ]
}
