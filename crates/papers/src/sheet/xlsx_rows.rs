//! Reads the first visible sheet of an XLSX workbook, cell by cell.
//!
//! The parser borrows the workbook while it reads, and may panic on a workbook made to break it, so
//! it works in a thread of its own that hands over one row at a time and waits when nobody asks.
//! Formulas are never computed: the value that was saved with them counts.

use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::read::{Limits, RawRow};
use super::{MAX_COLUMNS, SheetProblem, zip_guard};

const ROWS_AHEAD: usize = 256;

type RowOrProblem = Result<RawRow, SheetProblem>;

pub(super) struct XlsxRows {
    rows: Receiver<RowOrProblem>,
    worker: Option<JoinHandle<()>>,
}

pub(super) fn open(file: File, bytes: u64, limits: &Limits) -> Result<XlsxRows, SheetProblem> {
    zip_guard::check(&file, bytes, limits)?;
    let max_cell_chars = limits.max_cell_chars;
    let (sender, rows) = sync_channel(ROWS_AHEAD);
    let worker = Builder::new()
        .name("papers.sheet".to_owned())
        .spawn(move || {
            if let Err(problem) = send_rows(file, max_cell_chars, &sender) {
                // Nobody listens any more where this fails.
                sender.send(Err(problem)).ok();
            }
        })
        .map_err(SheetProblem::Unreadable)?;
    Ok(XlsxRows { rows, worker: Some(worker) })
}

impl Iterator for XlsxRows {
    type Item = RowOrProblem;

    fn next(&mut self) -> Option<RowOrProblem> {
        match self.rows.recv() {
            Ok(row) => Some(row),
            Err(_) => match self.worker.take()?.join() {
                Ok(()) => None,
                Err(_) => Some(Err(broken(None, "the parser gave up"))),
            },
        }
    }
}

fn send_rows(
    file: File,
    max_cell_chars: usize,
    sender: &SyncSender<RowOrProblem>,
) -> Result<(), SheetProblem> {
    let unopened = |problem: XlsxError| broken(None, problem);
    let mut book = Xlsx::new(BufReader::new(file)).map_err(unopened)?;
    let name = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or(SheetProblem::NoHeader)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(unopened)?;

    let mut row = RowBuilder::new(0, max_cell_chars);
    while let Some(cell) = cells.next_cell().map_err(|problem| broken(Some(row.line), problem))? {
        let (row_index, column) = cell.get_position();
        let line = u64::from(row_index) + 1;
        if line < row.line {
            return Err(broken(Some(line), "rows out of order"));
        }
        if line > row.line {
            let next = RowBuilder::new(line, max_cell_chars);
            let finished = std::mem::replace(&mut row, next);
            if finished.line > 0 && sender.send(finished.finish()).is_err() {
                return Ok(());
            }
        }
        row.add(column as usize, cell.get_value())?;
    }
    if row.line > 0 {
        sender.send(row.finish()).ok();
    }
    Ok(())
}

struct RowBuilder {
    line: u64,
    max_chars: usize,
    cells: Vec<(usize, String)>,
    next_column: usize,
    problem: Option<SheetProblem>,
}

impl RowBuilder {
    fn new(line: u64, max_chars: usize) -> Self {
        RowBuilder { line, max_chars, cells: Vec::new(), next_column: 0, problem: None }
    }

    fn add(&mut self, column: usize, value: &DataRef) -> Result<(), SheetProblem> {
        if column >= MAX_COLUMNS {
            return Err(SheetProblem::TooManyColumns { limit: MAX_COLUMNS });
        }
        if column < self.next_column {
            return Err(broken(Some(self.line), "cells out of order"));
        }
        self.next_column = column + 1;
        match text_of(value) {
            Err(error) => {
                self.problem.get_or_insert(SheetProblem::FormulaError {
                    line: self.line,
                    column: column + 1,
                    error,
                });
            }
            Ok(text) if text.chars().nth(self.max_chars).is_some() => {
                self.problem.get_or_insert(SheetProblem::CellTooLong {
                    line: self.line,
                    column: column + 1,
                    limit: self.max_chars,
                });
            }
            Ok(text) if text.is_empty() => {}
            Ok(text) => self.cells.push((column, text)),
        }
        Ok(())
    }

    fn finish(self) -> RowOrProblem {
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok(RawRow { line: self.line, cells: self.cells }),
        }
    }
}

/// The text a person sees in the cell, with dates in our own order; the error of a formula as error.
fn text_of(value: &DataRef) -> Result<String, String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => text_of_number(*number),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => text_of_moment(moment),
        DataRef::DateTimeIso(text) => match text.split_once('T') {
            Some((date, time)) if time.trim_matches(['0', ':', '.', 'Z']).is_empty() => date.to_owned(),
            _ => text.clone(),
        },
        DataRef::Error(error) => return Err(error.to_string()),
    })
}

/// Fifteen digits, as Excel shows: 0.30000000000000004 is 0.3. Whole numbers keep all of theirs.
fn text_of_number(number: f64) -> String {
    const WHOLE: f64 = 9.0e18;
    if number.fract() == 0.0 && number.abs() < WHOLE {
        return (number as i64).to_string();
    }
    match format!("{number:.14e}").parse::<f64>() {
        Ok(rounded) => rounded.to_string(),
        Err(_) => number.to_string(),
    }
}

fn text_of_moment(moment: &ExcelDateTime) -> String {
    /// 1 January 10000, which Excel cannot show.
    const END_OF_DATES: f64 = 2_958_466.0;
    let serial = moment.as_f64();
    if !(0.0..END_OF_DATES).contains(&serial) {
        return text_of_number(serial);
    }
    if moment.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        return format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (serial < 1.0, time.as_str()) {
        (true, _) => time,
        (false, "00:00:00") => date,
        (false, _) => format!("{date}T{time}"),
    }
}

fn broken(line: Option<u64>, detail: impl ToString) -> SheetProblem {
    SheetProblem::Broken { line, detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_look_as_in_excel() {
        for (number, text) in [
            (296.0, "296"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (0.1 + 0.2, "0.3"),
            (87.5, "87.5"),
            (1.1 * 1.1, "1.21"),
            (-1.25, "-1.25"),
        ] {
            assert_eq!(text_of_number(number), text);
        }
    }

    #[test]
    fn dates_are_dates_and_times_are_kept() {
        let moment = |serial| ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false);
        for (serial, text) in [
            (46_348.0, "2026-11-22"),
            (46_348.5, "2026-11-22T12:00:00"),
            (0.25, "06:00:00"),
            (20_260_503.0, "20260503"),
            (-1.0, "-1"),
        ] {
            assert_eq!(text_of_moment(&moment(serial)), text);
        }
        let duration = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(text_of_moment(&duration), "36:00:00");
        for (iso, text) in [
            ("2026-11-22T00:00:00.000", "2026-11-22"),
            ("2026-11-22T08:30:00", "2026-11-22T08:30:00"),
            ("2026-11-22", "2026-11-22"),
        ] {
            assert_eq!(text_of(&DataRef::DateTimeIso(iso.to_owned())), Ok(text.to_owned()));
        }
    }
}
