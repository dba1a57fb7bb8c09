//! The table of targets as a file: CSV, Excel, JSON, and a document to print and sign.

use law::kernel::coded::Coded as _;
use law::rules::{ReliefGround, Seniority};
use law::targets::{TargetLevel, TargetMeasure};
use papers::document::{Align, Cell as PaperCell, Column, Look, Table};
use papers::sheet::Cell;
use serde_json::{Map, Value as Json, json};

use super::export::{Export, ExportFile, Format, date_cell};
use super::report::{Document, PaperWording, paper};
use crate::failure::Outcome;
use crate::targets::{ProviderYear, TargetsTable};

/// How the table is worded.
pub struct TargetWording<'a> {
    pub title: String,
    /// Titles of: name, organisation, appointed, band, pass, fair, good, level, forecast, running, due, late, training.
    pub heads: [String; 13],
    pub measure: &'a (dyn Fn(TargetMeasure) -> String + Send + Sync),
    pub level: &'a (dyn Fn(TargetLevel) -> String + Send + Sync),
    pub seniority: &'a (dyn Fn(Seniority) -> String + Send + Sync),
    pub freed: &'a (dyn Fn(ReliefGround) -> String + Send + Sync),
}

/// Halves as tenths of cases.
fn tenths<'c>(halves: i64) -> Cell<'c> {
    Cell::Decimal { digits: halves * 5, scale: 1 }
}

impl TargetWording<'_> {
    fn level_of(&self, row: &ProviderYear) -> String {
        match (&row.target, row.level) {
            (Some(target), None) => target.freed.map(self.freed).unwrap_or_default(),
            (_, level) => level.map(self.level).unwrap_or_default(),
        }
    }

    fn heads(&self) -> Vec<&str> {
        self.heads.iter().map(String::as_str).collect()
    }
}

/// One line a provider, every heading a column.
pub fn targets_file(
    table: &TargetsTable,
    wording: &TargetWording<'_>,
    format: Format,
) -> Outcome<ExportFile> {
    let measures: Vec<String> = TargetMeasure::ALL.iter().map(|it| (wording.measure)(*it)).collect();
    let heads = wording.heads();
    let mut titles: Vec<&str> = heads[..7].to_vec();
    titles.extend(measures.iter().map(String::as_str));
    titles.extend(&heads[7..]);
    let mut out = Export::new(format, &titles)?;
    for row in &table.providers {
        let asked = |halves: fn(&law::targets::Target) -> i64| {
            row.target.as_ref().map_or(Cell::Empty, |it| tenths(halves(it)))
        };
        let band = row.target.as_ref().map(|it| (wording.seniority)(it.seniority)).unwrap_or_default();
        let mut cells = vec![
            Cell::from(row.name.as_str()),
            Cell::from(row.org.as_str()),
            row.appointed_on.map_or(Cell::Empty, date_cell),
            Cell::from(band),
            asked(|it| it.pass),
            asked(|it| it.fair),
            asked(|it| it.good),
        ];
        cells.extend(TargetMeasure::ALL.iter().map(|it| tenths(row.done(*it))));
        cells.push(Cell::from(wording.level_of(row)));
        cells.push(row.forecast.map_or(Cell::Empty, tenths));
        cells.extend([row.running, row.due, row.late, row.training_hours].map(Cell::Integer));
        out.row(&cells)?;
    }
    out.finish(&targets_name(table))
}

/// What the file is called, without its ending.
fn targets_name(table: &TargetsTable) -> String {
    format!("targets-{}-{}-{}", table.org.replace('.', ""), table.from, table.to)
}

/// The table as JSON: cases as numbers with halves.
#[must_use]
pub fn targets_json(table: &TargetsTable) -> Json {
    #[expect(clippy::cast_precision_loss, reason = "halves of a few thousand cases")]
    let cases = |halves: i64| json!(halves as f64 / 2.0);
    let provider = |row: &ProviderYear| {
        let done: Map<String, Json> =
            TargetMeasure::ALL.iter().map(|it| (it.code().to_owned(), cases(row.done(*it)))).collect();
        let target = row.target.as_ref().map(|it| {
            json!({
                "band": it.seniority, "pass": cases(it.pass), "fair": cases(it.fair), "good": cases(it.good),
                "freed": it.freed, "basis": it.basis, "sure": it.sure,
            })
        });
        json!({
            "name": row.name, "org": row.org, "appointed_on": row.appointed_on, "leader": row.leader,
            "target": target, "done": done, "level": row.level, "forecast": row.forecast.map(cases),
            "running": row.running, "deadlines": row.due, "deadlines_late": row.late,
            "training_hours": row.training_hours,
        })
    };
    json!({
        "org": table.org, "year": table.year, "from": table.from, "to": table.to, "as_of": table.as_of,
        "providers": table.providers.iter().map(provider).collect::<Vec<_>>(),
    })
}

/// The table as a document: across the page, with its head and the places to sign.
#[must_use]
pub fn targets_document(
    table: &TargetsTable,
    wording: &TargetWording<'_>,
    on_paper: &PaperWording,
) -> Document {
    const SHOWN: [TargetMeasure; 6] = [
        TargetMeasure::Litigation,
        TargetMeasure::Criminal,
        TargetMeasure::Civil,
        TargetMeasure::Advice,
        TargetMeasure::Representation,
        TargetMeasure::Success,
    ];
    let decimal = |halves: i64| {
        let point = if on_paper.english { '.' } else { ',' };
        if halves % 2 == 0 { (halves / 2).to_string() } else { format!("{}{point}5", halves / 2) }
    };
    let mut columns = vec![
        Column { share: 5, align: Align::Centre },
        Column { share: 24, align: Align::Left },
        Column { share: 9, align: Align::Centre },
    ];
    columns.extend(std::iter::repeat_n(Column { share: 7, align: Align::Right }, SHOWN.len() + 3));
    columns.push(Column { share: 12, align: Align::Left });
    let mut head = vec![PaperCell::head("#"), PaperCell::head(wording.heads[0].as_str())];
    head.push(PaperCell::head(format!("{}/{}/{}", wording.heads[4], wording.heads[5], wording.heads[6])));
    head.extend(SHOWN.iter().map(|it| PaperCell::head((wording.measure)(*it))));
    head.extend([11, 10, 12].map(|at: usize| PaperCell::head(wording.heads[at].as_str())));
    head.push(PaperCell::head(wording.heads[7].as_str()));
    let rows = table.providers.iter().enumerate().map(|(place, row)| {
        let asked = row
            .target
            .as_ref()
            .map(|it| format!("{}/{}/{}", decimal(it.pass), decimal(it.fair), decimal(it.good)));
        let mut cells = vec![
            PaperCell::new((place + 1).to_string()),
            PaperCell::new(row.name.as_str()),
            PaperCell::new(asked.unwrap_or_default()),
        ];
        cells.extend(SHOWN.iter().map(|it| PaperCell::new(decimal(row.done(*it)))));
        cells.extend([row.late, row.due, row.training_hours].map(|it| PaperCell::new(it.to_string())));
        cells.push(PaperCell::new(wording.level_of(row)));
        cells
    });
    let drawn = Table { caption: None, columns, head: vec![head], rows: rows.collect() };
    let file = format!("{} {}", wording.title, table.org);
    paper(on_paper, (&file, &wording.title), table.to, (Look::Book, drawn))
}
