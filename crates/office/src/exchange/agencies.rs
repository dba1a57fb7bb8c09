//! Agencies of proceedings and others that work with the centres: known by their folded name. They are
//! a set of reference data, so the file is an update of that set; what it leaves out stays.

use law::kernel::names;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::imports::FileKind;
use store::reference::layout::AGENCY_KINDS;
use store::reference::{Difference, ReferenceSet, Stamp};

use super::books::Books;
use super::cells::Cells;
use super::columns::{Column, text};
use super::machine::{
    Bench, ChangedThing, Key, Kind, Ledger, Look, NewThing, Note, changes, key, repeated, shown,
};
use super::problems::Problem;
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] = &[
    text("kind").required(),
    text("name").required(),
    text("province_code"),
    text("source"),
    text("verified"),
];

/// What kinds of agencies there are.
#[must_use]
pub fn agency_kinds() -> &'static [&'static str] {
    AGENCY_KINDS
}

/// Where an agency is known from when the file does not say.
const FROM_FILE: &str = "import";
const NOT_VERIFIED: &str = "no";

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    /// In the order of the columns.
    cells: Vec<String>,
}

/// The list is small, so it is compared as a whole at the end.
#[derive(Default)]
pub(super) struct Agencies {
    rows: Vec<Row>,
}

impl Kind for Agencies {
    const KIND: FileKind = FileKind::Agencies;
    type Row = Row;
    type Plans = Vec<Row>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let kind = cells.text("kind").map(|kind| kind.to_lowercase());
        let kind = cells.required("kind", kind);
        if kind.as_deref().is_some_and(|kind| !AGENCY_KINDS.contains(&kind)) {
            let problem = cells.problem("kind", "unknown_code").with("list", "agency-kind");
            cells.add(problem);
        }
        let name = cells.text("name");
        let name = cells.required("name", name);
        let province = cells.text("province_code").map(|code| format!("{code:0>2}")).unwrap_or_default();
        if !province.is_empty() && !cells.books.has_province(&province) {
            cells.wrong("province_code", "unknown_province");
        }
        let source = cells.text("source").unwrap_or_else(|| FROM_FILE.to_owned());
        let verified = cells.text("verified").unwrap_or_else(|| NOT_VERIFIED.to_owned());
        Some(Row { line: cells.line, cells: vec![kind?, name?, province, source, verified] })
    }

    fn key(row: &Row) -> Option<Key> {
        Some(key(&[&names::fold(&row.cells[1])]))
    }

    fn look(rows: &[Row], _look: &Look<'_>) -> Vec<Problem> {
        repeated(rows, |row| row.line, "name", |row| row.cells[1].clone())
    }

    fn begin() -> Self {
        Self::default()
    }

    async fn compare(_bench: &Bench<'_>, groups: Vec<Vec<Row>>) -> Result<Vec<Row>, Stop> {
        Ok(groups.into_iter().flatten().collect())
    }

    async fn settle(&mut self, _bench: &Bench<'_>, rows: Vec<Row>, _ledger: &mut Ledger) -> Result<(), Stop> {
        self.rows.extend(rows);
        Ok(())
    }

    async fn end(self, bench: &Bench<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
        let set = ReferenceSet::Agencies;
        let lines: std::collections::HashMap<String, u64> =
            self.rows.iter().map(|row| (names::fold(&row.cells[1]), row.line)).collect();
        let line_of = |cells: &[String]| lines.get(&names::fold(&cells[1])).copied().unwrap_or_default();
        let today = store::reference::list_rows(bench.tx, set).await?;
        let known: std::collections::HashMap<Vec<String>, Vec<String>> =
            today.iter().map(|row| (set.key_of(row), row.clone())).collect();
        let wanted: Vec<Vec<String>> = self
            .rows
            .into_iter()
            .map(|row| completed(bench, row.cells, |cells| known.get(&set.key_of(cells))))
            .collect();
        let all = wanted.len() as u64;
        let difference = Difference::between(set, today, wanted, false);
        for cells in &difference.added {
            let values = shown(COLUMNS, cells, &["kind", "province_code", "source"]);
            ledger.tally.add_new(|| NewThing {
                line: line_of(cells),
                id: None,
                name: cells[1].clone(),
                values,
            });
        }
        for (before, after) in &difference.changed {
            let changes = changes(COLUMNS, before, after);
            ledger.tally.add_changed(|| ChangedThing {
                line: line_of(after),
                id: None,
                name: after[1].clone(),
                changes,
            });
        }
        ledger.tally.unchanged += all - (difference.added.len() + difference.changed.len()) as u64;
        if bench.writes && !difference.is_empty() {
            let seen = store::reference::find_set(bench.tx, set).await?.map_or(0, |state| state.version);
            let stamp = Stamp { source: bench.file_name, now: bench.now, by: &bench.actor.login };
            store::reference::update_set(bench.tx, set, seen, &difference, stamp).await?;
            link_names(bench, ledger).await?;
        }
        Ok(())
    }
}

/// Links the cases that came in before the agencies they name, where one is called exactly so: the order of the files is
/// nobody's business.
async fn link_names(bench: &Bench<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
    let reach = bench.books.reach();
    let books = Books::load(bench.tx, FileKind::Agencies, reach, None, bench.today).await?;
    for group in store::imports::list_unmatched_agencies(bench.tx, reach, u64::from(u32::MAX)).await? {
        let name = &group.source_agency;
        let Some(meant) = books.agency(name) else { continue };
        let linked = store::imports::link_agency(bench.tx, reach, name, meant, bench.now).await?;
        if !linked.is_empty() {
            ledger.notes.push(&Note {
                act: "exchange.link_agency_name".to_owned(),
                kind: "agency".to_owned(),
                id: meant.to_string(),
                detail: json!({ "name": name, "cases": linked }),
            })?;
        }
    }
    Ok(())
}

/// A row whose missing columns keep what the list has.
fn completed<'a>(
    bench: &Bench<'_>,
    mut cells: Vec<String>,
    known: impl Fn(&[String]) -> Option<&'a Vec<String>>,
) -> Vec<String> {
    if let Some(before) = known(&cells) {
        for (place, column) in COLUMNS.iter().enumerate() {
            if !bench.header.has(column.name) {
                cells[place].clone_from(&before[place]);
            }
        }
    }
    cells
}
