//! Receptions (*lượt tiếp công dân*).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::imports::FileKind;
use store::intake::Reception;

use super::cells::Cells;
use super::columns::{Column, date, text};
use super::lines::{self, Met};
use super::machine::{Bench, Kind, Ledger, shown};
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] =
    &[text("org_code").required(), date("date").required(), text("client_name"), text("purpose")];

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    org_code: String,
    date: NaiveDate,
    client_name: Option<String>,
    purpose: Option<String>,
}

#[derive(Default)]
pub(super) struct Receptions(Met);

impl Kind for Receptions {
    const KIND: FileKind = FileKind::Receptions;
    type Row = Row;
    type Plans = Vec<(u64, Reception)>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let date = cells.past_day("date");
        let org_code = cells.organisation("org_code", date, true);
        let client_name = cells.text("client_name");
        let purpose = cells.long_text("purpose");
        Some(Row { line: cells.line, org_code: org_code?, date: date?, client_name, purpose })
    }

    fn begin() -> Self {
        Self::default()
    }

    async fn compare(bench: &Bench<'_>, groups: Vec<Vec<Row>>) -> Result<Vec<(u64, Reception)>, Stop> {
        let rows = groups.into_iter().flatten();
        let records = rows.map(|row| {
            let mark = lines::mark(bench, &row.org_code, row.date);
            (row.line, Reception { mark, client_name: row.client_name, purpose: row.purpose })
        });
        Ok(records.collect())
    }

    async fn settle(
        &mut self,
        bench: &Bench<'_>,
        records: Vec<(u64, Reception)>,
        ledger: &mut Ledger,
    ) -> Result<(), Stop> {
        lines::settle(bench, &mut self.0, records, ledger, |line| {
            (
                line.mark.on_date.to_string(),
                shown(COLUMNS, &values_of(line), &["org_code", "client_name", "purpose"]),
            )
        })
        .await
    }
}

/// The cells of a line.
pub(super) fn values_of(line: &Reception) -> Vec<String> {
    vec![
        line.mark.org_code.clone(),
        line.mark.on_date.to_string(),
        line.client_name.clone().unwrap_or_default(),
        line.purpose.clone().unwrap_or_default(),
    ]
}
