//! Outreach events (*truyền thông*).

use chrono::NaiveDate;
use law::outreach::{OutreachKind, TargetGroup};
use serde::{Deserialize, Serialize};
use store::imports::FileKind;
use store::outreach::Outreach as Record;

use super::cells::Cells;
use super::columns::{Column, date, number, text};
use super::lines::{self, Met};
use super::machine::{Bench, Kind, Ledger, shown};
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] = &[
    text("org_code").required(),
    date("date").required(),
    text("kind").required(),
    text("commune"),
    text("target_group"),
    number("attendees"),
    number("leaflets"),
    text("language"),
    number("minutes"),
    text("partner"),
    text("note"),
];

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    org_code: String,
    date: NaiveDate,
    kind: OutreachKind,
    commune: Option<String>,
    target_group: TargetGroup,
    attendees: Option<i64>,
    leaflets: Option<i64>,
    language: Option<String>,
    minutes: Option<i32>,
    partner: Option<String>,
    note: Option<String>,
}

#[derive(Default)]
pub(super) struct Outreach(Met);

impl Kind for Outreach {
    const KIND: FileKind = FileKind::Outreach;
    type Row = Row;
    type Plans = Vec<(u64, Record)>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let date = cells.past_day("date");
        let org_code = cells.organisation("org_code", date, true);
        let kind = cells.code("kind");
        let kind = cells.required("kind", kind);
        let commune = cells.commune("commune", date);
        // Nobody in particular: the general public.
        let target_group = cells.code("target_group").unwrap_or(TargetGroup::General);
        let attendees = cells.number("attendees");
        let leaflets = cells.number("leaflets");
        let language = cells.text("language");
        let minutes = cells.number("minutes");
        let minutes = minutes.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX));
        let partner = cells.text("partner");
        let note = cells.long_text("note");
        let (line, org_code, date, kind) = (cells.line, org_code?, date?, kind?);
        Some(Row {
            line,
            org_code,
            date,
            kind,
            commune,
            target_group,
            attendees,
            leaflets,
            language,
            minutes,
            partner,
            note,
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
                kind: row.kind.into(),
                commune_code: row.commune,
                target_group: row.target_group.into(),
                attendees: row.attendees,
                leaflets: row.leaflets,
                language: row.language,
                minutes: row.minutes,
                partner: row.partner,
                note: row.note,
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
            let names = ["org_code", "kind", "commune", "target_group", "attendees"];
            (line.mark.on_date.to_string(), shown(COLUMNS, &values_of(line), &names))
        })
        .await
    }
}

/// The cells of a line.
pub(super) fn values_of(line: &Record) -> Vec<String> {
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        line.mark.org_code.clone(),
        line.mark.on_date.to_string(),
        line.kind.to_string(),
        text(&line.commune_code),
        line.target_group.to_string(),
        number(line.attendees),
        number(line.leaflets),
        text(&line.language),
        number(line.minutes.map(i64::from)),
        text(&line.partner),
        text(&line.note),
    ]
}
