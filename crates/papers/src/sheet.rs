//! Tables: one header line, then rows of cells; CSV and XLSX.
//!
//! `read` streams a file of unknown origin and trusts nothing in it: not its name, its encoding, its
//! declared sizes or its XML. `write` streams rows out so that `read` gives the same texts back.
//! What a column means is the caller's affair. A problem carries data and a stable code; sentences
//! for people are made elsewhere. Lines and columns count from 1, as a person sees them.

pub mod read;
pub mod write;

mod csv_rows;
mod formula_guard;
mod utf16;
mod xlsx_rows;
mod zip_guard;

use std::io;

use crate::encoding::Looks;

pub use read::{Limits, Row, Sheet, open};
pub use write::{Cell, Format, SheetWriter};

/// Excel's own limit; no honest table comes near it.
const MAX_COLUMNS: usize = 16_384;

/// Why a sheet, or one row of it, cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SheetProblem {
    #[error("{bytes} bytes, at most {limit} allowed")]
    TooLarge { bytes: u64, limit: u64 },

    /// Unpacks to more than is allowed, by the zip directory or by counting.
    #[error("{part} unpacks {packed} bytes to {unpacked} or more, at most {limit} allowed")]
    Bomb { part: String, packed: u64, unpacked: u64, limit: u64 },

    #[error("letters are not readable from line {line}, column {column} on: looks like {looks:?}")]
    Encoding { looks: Looks, line: u64, column: usize },

    /// Neither CSV nor XLSX.
    #[error("not a table file but {0:?}")]
    Foreign(Foreign),

    #[error("no header line")]
    NoHeader,

    #[error("column {column} has no header")]
    EmptyHeader { line: u64, column: usize },

    #[error("header {name:?} stands in columns {first} and {second}")]
    DuplicateHeader { line: u64, name: String, first: usize, second: usize },

    #[error("more than {limit} columns")]
    TooManyColumns { limit: usize },

    #[error("more than {limit} rows")]
    TooManyRows { limit: u64 },

    #[error("line {line} has a cell in column {column}, the header ends at {header}")]
    TooManyCells { line: u64, column: usize, header: usize },

    #[error("line {line}, column {column}: more than {limit} characters")]
    CellTooLong { line: u64, column: usize, limit: usize },

    /// A formula that has no value (`#N/A`, `#REF!`): never data.
    #[error("line {line}, column {column}: {error}")]
    FormulaError { line: u64, column: usize, error: String },

    /// The character U+0000, from a damaged file.
    #[error("line {line}, column {column}: a zero character")]
    ZeroCharacter { line: u64, column: usize },

    /// A quotation mark that never closes, or closes in the middle of a cell: from there on the
    /// cells cannot be told apart.
    #[error("line {line}, column {column}: unbalanced quotation mark")]
    BadQuote { line: u64, column: usize },

    #[error("line {line}, column {column}: {year}-{month}-{day} is no date")]
    BadDate { line: u64, column: usize, year: i32, month: u32, day: u32 },

    /// Damaged, truncated or not what it claims; the detail is for the log.
    #[error("broken file: {detail}")]
    Broken { line: Option<u64>, detail: String },

    #[error("cannot be read")]
    Unreadable(#[source] io::Error),

    #[error("cannot be written")]
    Unwritable(#[source] io::Error),
}

impl SheetProblem {
    pub fn code(&self) -> &'static str {
        match self {
            SheetProblem::TooLarge { .. } => "sheet.too_large",
            SheetProblem::Bomb { .. } => "sheet.bomb",
            SheetProblem::Encoding { .. } => "sheet.encoding",
            SheetProblem::Foreign(_) => "sheet.foreign",
            SheetProblem::NoHeader => "sheet.no_header",
            SheetProblem::EmptyHeader { .. } => "sheet.empty_header",
            SheetProblem::DuplicateHeader { .. } => "sheet.duplicate_header",
            SheetProblem::TooManyColumns { .. } => "sheet.too_many_columns",
            SheetProblem::TooManyRows { .. } => "sheet.too_many_rows",
            SheetProblem::TooManyCells { .. } => "sheet.too_many_cells",
            SheetProblem::CellTooLong { .. } => "sheet.cell_too_long",
            SheetProblem::FormulaError { .. } => "sheet.formula_error",
            SheetProblem::ZeroCharacter { .. } => "sheet.zero_character",
            SheetProblem::BadQuote { .. } => "sheet.bad_quote",
            SheetProblem::BadDate { .. } => "sheet.bad_date",
            SheetProblem::Broken { .. } => "sheet.broken",
            SheetProblem::Unreadable(_) => "sheet.unreadable",
            SheetProblem::Unwritable(_) => "sheet.unwritable",
        }
    }

    pub fn line(&self) -> Option<u64> {
        match self {
            SheetProblem::Encoding { line, .. }
            | SheetProblem::EmptyHeader { line, .. }
            | SheetProblem::DuplicateHeader { line, .. }
            | SheetProblem::TooManyCells { line, .. }
            | SheetProblem::CellTooLong { line, .. }
            | SheetProblem::FormulaError { line, .. }
            | SheetProblem::ZeroCharacter { line, .. }
            | SheetProblem::BadQuote { line, .. }
            | SheetProblem::BadDate { line, .. } => Some(*line),
            SheetProblem::Broken { line, .. } => *line,
            _ => None,
        }
    }

    pub fn column(&self) -> Option<usize> {
        match self {
            SheetProblem::Encoding { column, .. }
            | SheetProblem::EmptyHeader { column, .. }
            | SheetProblem::TooManyCells { column, .. }
            | SheetProblem::CellTooLong { column, .. }
            | SheetProblem::FormulaError { column, .. }
            | SheetProblem::ZeroCharacter { column, .. }
            | SheetProblem::BadQuote { column, .. }
            | SheetProblem::BadDate { column, .. } => Some(*column),
            SheetProblem::DuplicateHeader { second, .. } => Some(*second),
            _ => None,
        }
    }

    /// True where the rows after this one can still be read.
    pub fn is_about_one_row(&self) -> bool {
        matches!(
            self,
            SheetProblem::TooManyCells { .. }
                | SheetProblem::CellTooLong { .. }
                | SheetProblem::FormulaError { .. }
                | SheetProblem::ZeroCharacter { .. }
        )
    }
}

/// What people send in place of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Excel 97-2003 (`.xls`), or a workbook locked with a password: one container, two contents.
    OldOrLockedExcel,
    /// `.xlsb`
    BinaryExcel,
    OpenDocument,
    Word,
    Pdf,
    /// A web page or XML, often under the name `.xls`.
    Markup,
    Zip,
    Binary,
}

impl Foreign {
    pub fn code(self) -> &'static str {
        match self {
            Foreign::OldOrLockedExcel => "old_or_locked_excel",
            Foreign::BinaryExcel => "binary_excel",
            Foreign::OpenDocument => "open_document",
            Foreign::Word => "word",
            Foreign::Pdf => "pdf",
            Foreign::Markup => "markup",
            Foreign::Zip => "zip",
            Foreign::Binary => "binary",
        }
    }
}
