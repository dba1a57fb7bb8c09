//! Opens a table file of unknown origin and streams its rows.
//!
//! `open` finds out by content what the file is, checks it against the limits, reads the header and
//! looks 200 rows ahead, so that a file in an old encoding is refused before a single row is given.
//! Memory does not grow with the number of rows (XLSX holds its shared strings). Cells come as they
//! stand: trimming, normal forms and dates typed as text belong to the caller.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::{Foreign, MAX_COLUMNS, SheetProblem, csv_rows, xlsx_rows};
use crate::encoding::Evidence;

const ROWS_AHEAD: usize = 200;

/// What an import may cost at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub max_bytes: u64,
    pub max_rows: u64,
    pub max_cell_chars: usize,
    /// All parts of a zip container together.
    pub max_unpacked_bytes: u64,
    /// Unpacked to packed, for each part of a zip container above one megabyte.
    pub max_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: 100_000_000,
            max_rows: 2_000_000,
            max_cell_chars: 10_000,
            max_unpacked_bytes: 1_000_000_000,
            max_ratio: 200,
        }
    }
}

/// A row under the header: as many cells as the header has, missing ones empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, or of the sheet, where the row begins.
    pub line: u64,
    pub cells: Vec<String>,
}

/// The cells of a row that hold something, by column from 0.
#[derive(Debug, PartialEq)]
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: Vec<(usize, String)>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|(_, cell)| cell.trim().is_empty())
    }
}

/// An open table. As an iterator it gives rows and, among them, the problems of single rows; after a
/// problem of the file (`!is_about_one_row()`) it ends. Blank rows are skipped.
pub struct Sheet {
    header: Vec<String>,
    rows: Box<dyn Iterator<Item = Result<RawRow, SheetProblem>> + Send>,
    ahead: VecDeque<Result<Row, SheetProblem>>,
    evidence: Evidence,
    seen: u64,
    max_rows: u64,
    is_finished: bool,
}

/// Opens a CSV or XLSX file. Blocks, as reading the rows does.
pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Sheet, SheetProblem> {
    let mut file = File::open(path).map_err(SheetProblem::Unreadable)?;
    let metadata = file.metadata().map_err(SheetProblem::Unreadable)?;
    if !metadata.is_file() {
        return Err(SheetProblem::Unreadable(std::io::ErrorKind::InvalidInput.into()));
    }
    let bytes = metadata.len();
    if bytes > limits.max_bytes {
        return Err(SheetProblem::TooLarge { bytes, limit: limits.max_bytes });
    }
    match kind_of(&mut file)? {
        Kind::Zip => Sheet::start(xlsx_rows::open(file, bytes, limits)?, limits),
        Kind::Text => Sheet::start(csv_rows::open(file, limits)?, limits),
        Kind::Foreign(foreign) => Err(SheetProblem::Foreign(foreign)),
    }
}

enum Kind {
    Zip,
    Text,
    Foreign(Foreign),
}

fn kind_of(file: &mut File) -> Result<Kind, SheetProblem> {
    let mut beginning = Vec::new();
    file.by_ref()
        .take(1_024)
        .read_to_end(&mut beginning)
        .and_then(|_| file.seek(SeekFrom::Start(0)))
        .map_err(SheetProblem::Unreadable)?;
    let is = |magic: &[u8]| beginning.starts_with(magic);
    Ok(if is(b"PK\x03\x04") {
        Kind::Zip
    } else if is(b"PK\x05\x06") {
        Kind::Foreign(Foreign::Zip)
    } else if is(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        Kind::Foreign(Foreign::OldOrLockedExcel)
    } else if is(b"%PDF-") {
        Kind::Foreign(Foreign::Pdf)
    } else if is_markup(&beginning) {
        Kind::Foreign(Foreign::Markup)
    } else {
        Kind::Text
    })
}

fn is_markup(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
    let text = text.trim_ascii_start().to_ascii_lowercase();
    ["<?xml", "<!doctype", "<html", "<head", "<meta", "<table", "<style"]
        .iter()
        .any(|tag| text.starts_with(tag.as_bytes()))
}

impl Sheet {
    fn start(
        mut rows: impl Iterator<Item = Result<RawRow, SheetProblem>> + Send + 'static,
        limits: &Limits,
    ) -> Result<Sheet, SheetProblem> {
        let first = loop {
            let row = rows.next().ok_or(SheetProblem::NoHeader)??;
            if !row.is_blank() {
                break row;
            }
        };
        let mut evidence = Evidence::default();
        watch(&mut evidence, &first);
        let header = header_of(first);

        let mut sheet = Sheet {
            header: Vec::new(),
            rows: Box::new(rows),
            ahead: VecDeque::new(),
            evidence,
            seen: 0,
            max_rows: limits.max_rows,
            is_finished: false,
        };
        if let Ok(header) = &header {
            sheet.header.clone_from(header);
        }
        while sheet.ahead.len() < ROWS_AHEAD {
            let Some(row) = sheet.read_on() else { break };
            sheet.ahead.push_back(row);
        }
        // Unreadable letters explain any trouble with the header.
        match sheet.bad_letters() {
            Some(problem) => Err(problem),
            None => header.map(|_| sheet),
        }
    }

    /// The column titles, trimmed.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    fn read_on(&mut self) -> Option<Result<Row, SheetProblem>> {
        while !self.is_finished {
            let outcome = match self.rows.next() {
                None => {
                    self.is_finished = true;
                    return self.bad_letters().map(Err);
                }
                Some(Ok(row)) if row.is_blank() => continue,
                Some(Ok(row)) => {
                    watch(&mut self.evidence, &row);
                    self.fill(row)
                }
                Some(Err(problem)) => Err(problem),
            };
            self.seen += 1;
            let outcome = if self.seen > self.max_rows {
                Err(SheetProblem::TooManyRows { limit: self.max_rows })
            } else {
                outcome
            };
            if outcome.as_ref().is_err_and(|it| !it.is_about_one_row()) {
                self.is_finished = true;
            }
            return Some(outcome);
        }
        None
    }

    fn fill(&self, row: RawRow) -> Result<Row, SheetProblem> {
        let mut cells = vec![String::new(); self.header.len()];
        for (column, text) in row.cells {
            // No database takes it, and no person typed it.
            if text.contains('\0') {
                return Err(SheetProblem::ZeroCharacter { line: row.line, column: column + 1 });
            }
            match cells.get_mut(column) {
                Some(cell) => *cell = text,
                None if text.trim().is_empty() => {}
                None => {
                    return Err(SheetProblem::TooManyCells {
                        line: row.line,
                        column: column + 1,
                        header: self.header.len(),
                    });
                }
            }
        }
        Ok(Row { line: row.line, cells })
    }

    fn bad_letters(&self) -> Option<SheetProblem> {
        let (looks, (line, column)) = self.evidence.verdict()?;
        Some(SheetProblem::Encoding { looks, line, column })
    }
}

impl Iterator for Sheet {
    type Item = Result<Row, SheetProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ahead.pop_front().or_else(|| self.read_on())
    }
}

fn watch(evidence: &mut Evidence, row: &RawRow) {
    for (column, cell) in &row.cells {
        evidence.add(cell, (row.line, column + 1));
    }
}

/// Empty cells at the end of the header line are formatting, not columns.
fn header_of(row: RawRow) -> Result<Vec<String>, SheetProblem> {
    let line = row.line;
    let mut header: Vec<String> = Vec::new();
    let mut columns: HashMap<String, usize> = HashMap::new();
    for (column, title) in row.cells {
        let title = title.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{FEFF}');
        if title.is_empty() {
            continue;
        }
        if column > header.len() {
            return Err(SheetProblem::EmptyHeader { line, column: header.len() + 1 });
        }
        if column >= MAX_COLUMNS {
            return Err(SheetProblem::TooManyColumns { limit: MAX_COLUMNS });
        }
        if let Some(first) = columns.insert(title.to_owned(), column + 1) {
            return Err(SheetProblem::DuplicateHeader {
                line,
                name: title.to_owned(),
                first,
                second: column + 1,
            });
        }
        header.push(title.to_owned());
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(usize, &str)]) -> RawRow {
        RawRow { line: 4, cells: cells.iter().map(|(column, cell)| (*column, (*cell).to_owned())).collect() }
    }

    #[test]
    fn takes_the_header_as_it_stands() {
        let header = header_of(row(&[(0, "\u{FEFF} a "), (1, "b"), (2, " ")]));
        assert!(header.is_ok_and(|it| it == ["a", "b"]));
    }

    #[test]
    fn refuses_a_gap_or_a_twin_in_the_header() {
        let gap = header_of(row(&[(0, "a"), (1, " "), (2, "b")]));
        assert!(matches!(gap, Err(SheetProblem::EmptyHeader { line: 4, column: 2 })));
        let twin = header_of(row(&[(0, "a"), (1, "b"), (2, "a ")]));
        let expected =
            |it: &SheetProblem| matches!(it, SheetProblem::DuplicateHeader { first: 1, second: 3, .. });
        assert!(twin.is_err_and(|it| expected(&it)));
    }

    #[test]
    fn a_problem_of_one_row_does_not_end_the_sheet() {
        let rows = [
            Ok(row(&[(0, "a")])),
            Ok(row(&[(0, "1"), (1, "beyond")])),
            Ok(row(&[(0, "2"), (5, "  ")])),
            Err(SheetProblem::BadQuote { line: 9, column: 1 }),
            Ok(row(&[(0, "3")])),
        ];
        let sheet = Sheet::start(rows.into_iter(), &Limits::default());
        let codes: Vec<&str> = sheet
            .into_iter()
            .flatten()
            .map(|it| it.map_or_else(|problem| problem.code(), |_| "row"))
            .collect();
        assert_eq!(codes, ["sheet.too_many_cells", "row", "sheet.bad_quote"]);
    }
}
