//! Splits CSV text into rows of cells, holding one row at a time.
//!
//! The `csv` crate writes our files but does not read them: its reader takes a quotation mark that
//! never closes for the end of the file, counts blank lines to the row after them, and keeps a cell
//! of any length. A property test holds this reader to the same cells as that one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use super::formula_guard::unguard;
use super::read::{Limits, RawRow};
use super::utf16::Utf16Reader;
use super::{Foreign, MAX_COLUMNS, SheetProblem};
use crate::encoding::{self, Looks};

const PIECE: usize = 65_536;

pub(super) struct CsvRows {
    input: Box<dyn BufRead + Send>,
    delimiter: u8,
    max_cell_chars: usize,
    /// The line the next byte stands on.
    line: u64,
    follows_return: bool,
    is_finished: bool,
}

/// Checks the letters of the whole file, then starts again from its first byte.
pub(super) fn open(mut file: File, limits: &Limits) -> Result<CsvRows, SheetProblem> {
    let mut mark = Vec::new();
    file.by_ref().take(3).read_to_end(&mut mark).map_err(SheetProblem::Unreadable)?;
    let big_endian = match mark[..] {
        [0xFF, 0xFE, ..] => false,
        [0xFE, 0xFF, ..] => true,
        _ => {
            rewind(&mut file, 0)?;
            check_letters(&file)?;
            rewind(&mut file, if mark == *b"\xEF\xBB\xBF" { 3 } else { 0 })?;
            return CsvRows::new(file, limits);
        }
    };
    rewind(&mut file, 2)?;
    CsvRows::new(Utf16Reader::new(file, big_endian), limits)
}

fn rewind(file: &mut File, start: u64) -> Result<(), SheetProblem> {
    file.seek(SeekFrom::Start(start)).map(|_| ()).map_err(SheetProblem::Unreadable)
}

fn check_letters(file: &File) -> Result<(), SheetProblem> {
    let mut piece = Vec::with_capacity(PIECE + 4);
    let mut lines = 1;
    loop {
        let count = file.take(PIECE as u64).read_to_end(&mut piece).map_err(SheetProblem::Unreadable)?;
        let is_end = count == 0;
        let (good, is_cut) = match std::str::from_utf8(&piece) {
            Ok(_) => (piece.len(), false),
            Err(problem) => (problem.valid_up_to(), problem.error_len().is_none()),
        };
        lines += piece[..good].iter().filter(|byte| **byte == b'\n').count() as u64;
        let named = |looks, line| Err(SheetProblem::Encoding { looks, line, column: 1 });
        if is_cut && is_end {
            return named(Looks::Utf8, lines);
        }
        let is_broken = good < piece.len() && !is_cut;
        let has_zero = piece.contains(&0);
        if is_broken || has_zero {
            // What follows the first trouble tells more than what came before it.
            file.take(PIECE as u64).read_to_end(&mut piece).map_err(SheetProblem::Unreadable)?;
            match encoding::detect(&piece) {
                Looks::Unknown if is_broken && has_zero => {
                    return Err(SheetProblem::Foreign(Foreign::Binary));
                }
                Looks::Utf16 => return named(Looks::Utf16, 1),
                looks if is_broken => return named(looks, lines),
                // A zero in good text is the trouble of the row it stands in.
                _ => {}
            }
        }
        if is_end {
            return Ok(());
        }
        piece.drain(..good);
    }
}

/// What the bytes before the current one make of it.
#[derive(Clone, Copy, PartialEq)]
enum State {
    CellStart,
    Bare,
    Quoted,
    /// After a quotation mark inside quotes: the end of the cell, or half of a doubled mark.
    Closing,
}

impl CsvRows {
    fn new(mut text: impl Read + Send + 'static, limits: &Limits) -> Result<Self, SheetProblem> {
        let mut beginning = Vec::new();
        text.by_ref()
            .take(PIECE as u64)
            .read_to_end(&mut beginning)
            .map_err(|problem| unreadable(problem, 1))?;
        let delimiter = delimiter_of(&beginning);
        Ok(CsvRows {
            input: Box::new(BufReader::with_capacity(PIECE, Cursor::new(beginning).chain(text))),
            delimiter,
            max_cell_chars: limits.max_cell_chars,
            line: 1,
            follows_return: false,
            is_finished: false,
        })
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, SheetProblem> {
        let mut row = RowBuilder::new(self.max_cell_chars);
        let mut state = State::CellStart;
        let mut quote_line = self.line;
        let mut is_started = false;
        loop {
            let piece = match self.input.fill_buf() {
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => continue,
                Err(problem) => return Err(unreadable(problem, self.line)),
                Ok(piece) => piece,
            };
            if piece.is_empty() {
                self.is_finished = true;
                if state == State::Quoted {
                    return Err(row.bad_quote(quote_line));
                }
                return if is_started { row.finish().map(Some) } else { Ok(None) };
            }
            let mut used = 0;
            let mut is_complete = false;
            for &byte in piece {
                used += 1;
                let ends_return = byte == b'\n' && self.follows_return;
                self.follows_return = byte == b'\r';
                if ends_return && !is_started {
                    continue;
                }
                if !is_started {
                    is_started = true;
                    row.line = self.line;
                }
                let is_line_end = byte == b'\n' || byte == b'\r';
                if is_line_end && !ends_return {
                    self.line += 1;
                }
                state = match (state, byte) {
                    (State::CellStart, b'"') => {
                        quote_line = self.line;
                        State::Quoted
                    }
                    (State::Quoted, b'"') => State::Closing,
                    (State::Closing, b'"') => {
                        row.push(byte);
                        State::Quoted
                    }
                    (State::Quoted, _) => {
                        row.push(byte);
                        State::Quoted
                    }
                    (_, b'\n' | b'\r') => {
                        is_complete = true;
                        break;
                    }
                    (_, byte) if byte == self.delimiter => {
                        row.end_cell()?;
                        State::CellStart
                    }
                    (State::Closing, _) => return Err(row.bad_quote(quote_line)),
                    (State::CellStart | State::Bare, _) => {
                        row.push(byte);
                        State::Bare
                    }
                };
            }
            self.input.consume(used);
            if is_complete {
                return row.finish().map(Some);
            }
        }
    }
}

impl Iterator for CsvRows {
    type Item = Result<RawRow, SheetProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_finished {
            return None;
        }
        let row = self.next_row();
        if row.as_ref().is_err_and(|problem| !problem.is_about_one_row()) {
            self.is_finished = true;
        }
        row.transpose()
    }
}

struct RowBuilder {
    line: u64,
    column: usize,
    cell: Vec<u8>,
    chars: usize,
    max_chars: usize,
    too_long: Option<usize>,
    cells: Vec<(usize, String)>,
}

impl RowBuilder {
    fn new(max_chars: usize) -> Self {
        RowBuilder {
            line: 0,
            column: 0,
            cell: Vec::new(),
            chars: 0,
            max_chars,
            too_long: None,
            cells: Vec::new(),
        }
    }

    fn push(&mut self, byte: u8) {
        let begins_letter = byte & 0xC0 != 0x80;
        self.chars += usize::from(begins_letter);
        // A guard mark may stand before the longest text.
        if self.chars <= self.max_chars + 1 {
            self.cell.push(byte);
        }
    }

    fn end_cell(&mut self) -> Result<(), SheetProblem> {
        // One cell beyond the last column is enough to know that there are too many.
        if self.chars > 0 && self.column <= MAX_COLUMNS {
            let text = String::from_utf8(std::mem::take(&mut self.cell)).map_err(|problem| {
                SheetProblem::Encoding {
                    looks: encoding::detect(problem.as_bytes()),
                    line: self.line,
                    column: self.column + 1,
                }
            })?;
            let text = unguard(text);
            if text.chars().nth(self.max_chars).is_some() {
                self.too_long.get_or_insert(self.column);
            } else {
                self.cells.push((self.column, text));
            }
        }
        self.cell.clear();
        self.chars = 0;
        self.column += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<RawRow, SheetProblem> {
        self.end_cell()?;
        match self.too_long {
            Some(column) => {
                Err(SheetProblem::CellTooLong { line: self.line, column: column + 1, limit: self.max_chars })
            }
            None => Ok(RawRow { line: self.line, cells: self.cells }),
        }
    }

    fn bad_quote(&self, line: u64) -> SheetProblem {
        SheetProblem::BadQuote { line, column: self.column + 1 }
    }
}

fn unreadable(problem: io::Error, line: u64) -> SheetProblem {
    match problem.kind() {
        io::ErrorKind::InvalidData => SheetProblem::Encoding { looks: Looks::Utf16, line, column: 1 },
        _ => SheetProblem::Unreadable(problem),
    }
}

/// The mark that divides the first line that is not blank; a comma where there is none.
fn delimiter_of(beginning: &[u8]) -> u8 {
    let mut counts = [(0, b'\t'), (0, b';'), (0, b',')];
    let mut is_quoted = false;
    let mut is_blank = true;
    for &byte in beginning {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && !is_blank => break,
            _ if is_quoted => {}
            _ => {
                for (count, delimiter) in &mut counts {
                    *count += usize::from(byte == *delimiter);
                }
            }
        }
        is_blank &= byte.is_ascii_whitespace() && byte != b'\t';
    }
    // Of equals the last wins.
    let best = counts.into_iter().max_by_key(|(count, _)| *count);
    best.map_or(b',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Result<RawRow, SheetProblem>> {
        CsvRows::new(Cursor::new(text.to_owned()), &Limits::default()).unwrap().collect()
    }

    fn cells(text: &str) -> Vec<(u64, Vec<(usize, String)>)> {
        rows(text)
            .into_iter()
            .map(Result::unwrap)
            .filter(|row| !row.cells.is_empty())
            .map(|row| (row.line, row.cells))
            .collect()
    }

    #[test]
    fn finds_the_delimiter_in_the_header() {
        assert_eq!(delimiter_of(b"a,b;c,d\n1;2;3;4;5"), b',');
        assert_eq!(delimiter_of(b"\r\n\r\na;b;c\r\n"), b';');
        assert_eq!(delimiter_of(b"a\tb,c\td"), b'\t');
        assert_eq!(delimiter_of(b"\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of(b"name"), b',');
        assert_eq!(delimiter_of(b"a,b;c"), b',');
        assert_eq!(delimiter_of(b""), b',');
    }

    #[test]
    fn counts_lines_as_a_person_does() {
        let text = "\n\na,b\r\n\r\n\"x\ny\r\nz\",1\r\n\n2,\"3\"\"\"\r4";
        assert_eq!(
            cells(text),
            [
                (3, vec![(0, "a".into()), (1, "b".into())]),
                (5, vec![(0, "x\ny\r\nz".into()), (1, "1".into())]),
                (9, vec![(0, "2".into()), (1, "3\"".into())]),
                (10, vec![(0, "4".into())]),
            ]
        );
    }

    #[test]
    fn a_mark_inside_a_bare_cell_is_a_letter() {
        assert_eq!(cells("a 15\" b,c")[0].1[0].1, "a 15\" b");
    }

    #[test]
    fn names_the_line_where_an_unbalanced_quote_opens() {
        for text in ["a,b\n1,\"x\n2,y\n3,z", "a,b\n1,\"x\n2,\"y\n", "a,b\n1,\"x\"y\n"] {
            let problem = rows(text).pop().unwrap().unwrap_err();
            assert_eq!(problem.code(), "sheet.bad_quote");
            assert_eq!((problem.line(), problem.column()), (Some(2), Some(2)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_csv_crate(
            table in prop::collection::vec(
                prop::collection::vec("[a-c;,\"\r\n\t ăễ]{0,6}", 1..5),
                0..6,
            ),
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            writer.write_record(["a", "b", "c", "d", "e", "f"]).unwrap();
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
            let expected: Vec<Vec<(usize, String)>> = reader
                .records()
                .map(|row| {
                    row.unwrap()
                        .iter()
                        .enumerate()
                        .filter(|(_, cell)| !cell.is_empty())
                        .map(|(column, cell)| (column, cell.to_owned()))
                        .collect()
                })
                .collect();
            let ours: Vec<Vec<(usize, String)>> = rows(&String::from_utf8(bytes).unwrap())
                .into_iter()
                .skip(1)
                .map(|row| row.unwrap().cells)
                .collect();
            prop_assert_eq!(ours, expected);
        }
    }
}
