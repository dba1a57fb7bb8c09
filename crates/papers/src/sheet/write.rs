//! Streams a table out as CSV or XLSX, one row at a time.
//!
//! Text stays text: leading zeros survive, and no text becomes a formula. The same table gives the
//! same bytes, since no clock is asked. XLSX rows wait in a temporary file of the system until
//! `finish`. Written and read again, each text is what it was; rows without any text are not read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::SheetProblem;
use super::formula_guard::guard;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Commas, lines that end in CR LF. Excel takes UTF-8 for such only behind a byte order mark.
    Csv {
        byte_order_mark: bool,
    },
    Xlsx,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    /// An exact decimal: 875 with scale 1 is 87.5.
    Decimal {
        digits: i64,
        scale: u8,
    },
    /// Year, month, day.
    Date(i32, u32, u32),
    Empty,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Integer(number)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Cell::Empty, Into::into)
    }
}

/// A table being written. Nothing is complete before `finish`.
pub enum SheetWriter<W: Write + Send> {
    Csv(Box<CsvWriter<W>>),
    Xlsx(Box<XlsxWriter<W>>),
}

impl SheetWriter<BufWriter<File>> {
    pub fn create(path: impl AsRef<Path>, format: Format, titles: &[&str]) -> Result<Self, SheetProblem> {
        let file = File::create(path).map_err(SheetProblem::Unwritable)?;
        Self::new(BufWriter::new(file), format, titles)
    }
}

impl<W: Write + Send> SheetWriter<W> {
    pub fn new(writer: W, format: Format, titles: &[&str]) -> Result<Self, SheetProblem> {
        Ok(match format {
            Format::Csv { byte_order_mark } => {
                SheetWriter::Csv(Box::new(CsvWriter::new(writer, byte_order_mark, titles)?))
            }
            Format::Xlsx => SheetWriter::Xlsx(Box::new(XlsxWriter::new(writer, titles)?)),
        })
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), SheetProblem> {
        match self {
            SheetWriter::Csv(csv) => csv.row(cells),
            SheetWriter::Xlsx(xlsx) => xlsx.row(cells),
        }
    }

    pub fn finish(self) -> Result<W, SheetProblem> {
        match self {
            SheetWriter::Csv(csv) => csv.finish(),
            SheetWriter::Xlsx(xlsx) => xlsx.finish(),
        }
    }
}

/// The line being written, counted as in a spreadsheet, and the width of the table.
struct Progress {
    line: u64,
    width: usize,
}

impl Progress {
    fn next_line(&mut self, cells: &[Cell]) -> Result<(), SheetProblem> {
        self.line += 1;
        if cells.len() > self.width {
            return Err(SheetProblem::TooManyCells {
                line: self.line,
                column: self.width + 1,
                header: self.width,
            });
        }
        for (index, cell) in cells.iter().enumerate() {
            if let Cell::Date(year, month, day) = *cell
                && !is_date(year, month, day)
            {
                return Err(SheetProblem::BadDate { line: self.line, column: index + 1, year, month, day });
            }
        }
        Ok(())
    }
}

fn is_date(year: i32, month: u32, day: u32) -> bool {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (0..=9_999).contains(&year) && (1..=days).contains(&day)
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone().into_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal { digits, scale: 0 } => digits.to_string(),
        Cell::Decimal { digits, scale } => {
            let scale = usize::from(*scale);
            let sign = if *digits < 0 { "-" } else { "" };
            let padded = format!("{:0width$}", digits.unsigned_abs(), width = scale + 1);
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            format!("{sign}{whole}.{fraction}")
        }
        Cell::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        Cell::Empty => String::new(),
    }
}

pub struct CsvWriter<W: Write> {
    csv: csv::Writer<W>,
    progress: Progress,
}

impl<W: Write> CsvWriter<W> {
    pub fn new(mut writer: W, byte_order_mark: bool, titles: &[&str]) -> Result<Self, SheetProblem> {
        if byte_order_mark {
            writer.write_all("\u{FEFF}".as_bytes()).map_err(SheetProblem::Unwritable)?;
        }
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(writer);
        csv.write_record(titles.iter().map(|title| guard(title).into_owned())).map_err(unwritable_csv)?;
        Ok(CsvWriter { csv, progress: Progress { line: 1, width: titles.len() } })
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), SheetProblem> {
        self.progress.next_line(cells)?;
        for cell in cells {
            let outcome = match cell {
                Cell::Text(text) => self.csv.write_field(guard(text).as_bytes()),
                // The minus of a number is no formula.
                number_or_date => self.csv.write_field(text_of(number_or_date)),
            };
            outcome.map_err(unwritable_csv)?;
        }
        for _ in cells.len()..self.progress.width {
            self.csv.write_field("").map_err(unwritable_csv)?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(unwritable_csv)
    }

    pub fn finish(self) -> Result<W, SheetProblem> {
        let mut writer =
            self.csv.into_inner().map_err(|problem| SheetProblem::Unwritable(problem.into_error()))?;
        writer.flush().map_err(SheetProblem::Unwritable)?;
        Ok(writer)
    }
}

fn unwritable_csv(problem: csv::Error) -> SheetProblem {
    SheetProblem::Unwritable(match problem.into_kind() {
        csv::ErrorKind::Io(problem) => problem,
        kind => io::Error::other(format!("{kind:?}")),
    })
}

pub struct XlsxWriter<W: Write + Send> {
    book: Workbook,
    writer: W,
    progress: Progress,
    text: rust_xlsxwriter::Format,
    date: rust_xlsxwriter::Format,
    /// By scale.
    numbers: BTreeMap<u8, rust_xlsxwriter::Format>,
}

impl<W: Write + Send> XlsxWriter<W> {
    const MAX_LINES: u64 = 1_048_576;
    const MAX_CELL_CHARS: usize = 32_767;

    pub fn new(writer: W, titles: &[&str]) -> Result<Self, SheetProblem> {
        let mut book = Workbook::new();
        // Without this the moment of writing would be in the file.
        let origin = ExcelDateTime::from_ymd(2000, 1, 1).expect("a date Excel knows");
        book.set_properties(&DocProperties::new().set_creation_datetime(&origin));
        let bold = rust_xlsxwriter::Format::new().set_bold();
        let sheet =
            book.add_worksheet_with_constant_memory().map_err(|problem| unwritable_xlsx(problem, 1, 1))?;
        for (index, title) in titles.iter().enumerate() {
            let problem = |it| unwritable_xlsx(it, 1, index + 1);
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let width = (title.chars().count() + 4).clamp(12, 40) as f64;
            sheet.set_column_width(column, width).map_err(problem)?;
            sheet.write_string_with_format(0, column, *title, &bold).map_err(problem)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(|problem| unwritable_xlsx(problem, 1, 1))?;
        Ok(XlsxWriter {
            book,
            writer,
            progress: Progress { line: 1, width: titles.len() },
            text: rust_xlsxwriter::Format::new().set_num_format("@"),
            date: rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"),
            numbers: BTreeMap::new(),
        })
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), SheetProblem> {
        self.progress.next_line(cells)?;
        let line = self.progress.line;
        if line > Self::MAX_LINES {
            return Err(SheetProblem::TooManyRows { limit: Self::MAX_LINES - 1 });
        }
        let row = u32::try_from(line - 1).expect("a sheet has fewer lines than u32");
        let sheet = self.book.worksheet_from_index(0).map_err(|problem| unwritable_xlsx(problem, line, 1))?;
        for (index, cell) in cells.iter().enumerate() {
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let outcome = match shape_of(cell) {
                Shape::Nothing => continue,
                Shape::Text(text) => sheet.write_string_with_format(row, column, text, &self.text),
                Shape::Number(number, scale) => {
                    let format = self.numbers.entry(scale).or_insert_with(|| number_format(scale));
                    sheet.write_number_with_format(row, column, number, format)
                }
                Shape::Date(date) => sheet.write_datetime_with_format(row, column, date, &self.date),
            };
            outcome.map_err(|problem| unwritable_xlsx(problem, line, index + 1))?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<W, SheetProblem> {
        self.book
            .save_to_writer(&mut self.writer)
            .map_err(|problem| unwritable_xlsx(problem, self.progress.line, 1))?;
        self.writer.flush().map_err(SheetProblem::Unwritable)?;
        Ok(self.writer)
    }
}

/// What a cell becomes in a workbook, where numbers are floating and dates begin in 1900.
enum Shape {
    Nothing,
    Text(String),
    /// With so many digits after the point.
    Number(f64, u8),
    Date(ExcelDateTime),
}

fn number_format(scale: u8) -> rust_xlsxwriter::Format {
    let pattern = match scale {
        0 => "0".to_owned(),
        _ => format!("0.{}", "0".repeat(usize::from(scale))),
    };
    rust_xlsxwriter::Format::new().set_num_format(pattern)
}

fn shape_of(cell: &Cell) -> Shape {
    /// Excel keeps fifteen digits of a number; a longer one is written as text.
    const DIGITS: u8 = 15;
    const EXACT: u64 = 10_u64.pow(DIGITS as u32);
    let as_text = || Shape::Text(text_of(cell));
    let number = |digits: i64, scale: u8| {
        if digits.unsigned_abs() < EXACT && scale <= DIGITS {
            Shape::Number(digits as f64 / 10_f64.powi(i32::from(scale)), scale)
        } else {
            as_text()
        }
    };
    match *cell {
        Cell::Empty => Shape::Nothing,
        Cell::Text(ref text) if text.is_empty() => Shape::Nothing,
        Cell::Text(_) => as_text(),
        Cell::Integer(digits) => number(digits, 0),
        Cell::Decimal { digits, scale } => number(digits, scale),
        Cell::Date(year, month, day) => {
            let date = u16::try_from(year)
                .ok()
                .filter(|year| *year >= 1_900)
                .zip(u8::try_from(month).ok().zip(u8::try_from(day).ok()))
                .and_then(|(year, (month, day))| ExcelDateTime::from_ymd(year, month, day).ok());
            date.map_or_else(as_text, Shape::Date)
        }
    }
}

fn unwritable_xlsx(problem: XlsxError, line: u64, column: usize) -> SheetProblem {
    match problem {
        XlsxError::MaxStringLengthExceeded => {
            SheetProblem::CellTooLong { line, column, limit: XlsxWriter::<Vec<u8>>::MAX_CELL_CHARS }
        }
        XlsxError::RowColumnLimitError => SheetProblem::TooManyColumns { limit: super::MAX_COLUMNS },
        XlsxError::IoError(problem) => SheetProblem::Unwritable(problem),
        other => SheetProblem::Unwritable(io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(rows: &[&[Cell]]) -> String {
        let format = Format::Csv { byte_order_mark: false };
        let mut writer = SheetWriter::new(Vec::new(), format, &["a", "b"]).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn writes_each_kind_of_cell() {
        let decimal = |digits, scale| Cell::Decimal { digits, scale };
        let text = csv(&[
            &["=1+1".into(), "a,\"b\"".into()],
            &[Cell::Integer(-5), Cell::Date(2026, 2, 9)],
            &[decimal(875, 1), decimal(-5, 2)],
            &[decimal(7, 0), None::<i64>.into()],
            &["007".into()],
        ]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines, ["a,b", "'=1+1,\"a,\"\"b\"\"\"", "-5,2026-02-09", "87.5,-0.05", "7,", "007,", ""]);
    }

    #[test]
    fn refuses_an_impossible_date_and_a_row_too_wide() {
        for format in [Format::Xlsx, Format::Csv { byte_order_mark: true }] {
            let mut writer = SheetWriter::new(Vec::new(), format, &["a"]).unwrap();
            let problem = writer.row(&[Cell::Date(2026, 2, 29)]).unwrap_err();
            assert_eq!((problem.code(), problem.line()), ("sheet.bad_date", Some(2)));
            let problem = writer.row(&[Cell::Empty, Cell::Empty]).unwrap_err();
            assert_eq!(problem.code(), "sheet.too_many_cells");
        }
    }

    #[test]
    fn knows_the_calendar() {
        assert!(is_date(2024, 2, 29) && is_date(2000, 2, 29) && is_date(1899, 12, 31));
        assert!(!is_date(1900, 2, 29) && !is_date(2026, 4, 31) && !is_date(2026, 13, 1));
        assert!(!is_date(2026, 0, 1) && !is_date(2026, 1, 0) && !is_date(-1, 1, 1));
    }
}
