//! The columns of each kind of file (contract §3), and how the header line of a file is read.

use std::collections::HashMap;

use law::kernel::coded::Coded as _;
use store::imports::FileKind;

use super::problems::Problem;
use super::words::{Title, title};

/// A column of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its title in the contract.
    pub name: &'static str,
    /// Whether every row must fill it.
    pub required: bool,
    /// What exports write in it.
    pub(super) shape: Shape,
}

/// What a cell of a workbook is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Text,
    Date,
    Number,
}

pub(super) const fn text(name: &'static str) -> Column {
    Column { name, required: false, shape: Shape::Text }
}

pub(super) const fn date(name: &'static str) -> Column {
    Column { name, required: false, shape: Shape::Date }
}

pub(super) const fn number(name: &'static str) -> Column {
    Column { name, required: false, shape: Shape::Number }
}

impl Column {
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// The columns of a kind of file, in the order of exports.
#[must_use]
pub fn columns_of(kind: FileKind) -> &'static [Column] {
    match kind {
        FileKind::Cases => super::cases::COLUMNS,
        FileKind::Guidance => super::guidance::COLUMNS,
        FileKind::Receptions => super::receptions::COLUMNS,
        FileKind::Outreach => super::outreach::COLUMNS,
        FileKind::Providers => super::providers::COLUMNS,
        FileKind::Organisations => super::organisations::COLUMNS,
        FileKind::Agencies => super::agencies::COLUMNS,
    }
}

/// The header line of a file: where each column stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    places: HashMap<&'static str, usize>,
    /// Titles as they stand in the file.
    titles: Vec<String>,
}

/// The line that holds the header, for problems that are about the file.
pub(super) const HEADER_LINE: u64 = 1;

impl Header {
    /// Reads the titles. `org` stands for a missing column of organisations.
    pub(super) fn read(kind: FileKind, titles: &[String], org: Option<&str>) -> Result<Self, Vec<Problem>> {
        let columns = columns_of(kind);
        let mut header = Self { places: HashMap::new(), titles: titles.to_vec() };
        let mut problems = Vec::new();
        for (place, text) in titles.iter().enumerate() {
            match title(kind, columns, text) {
                Title::PassedOver => {}
                Title::Unknown => problems.push(Problem::of_file("file.unknown_column").column(text)),
                Title::Column(name) => {
                    if let Some(first) = header.places.insert(name, place) {
                        let twice = Problem::of_file("file.doubled_column").column(text);
                        problems.push(twice.with("name", name).with("first", &titles[first]));
                    }
                }
            }
        }
        let missing = |column: &&Column| {
            column.required && !header.has(column.name) && !(column.name == "org_code" && org.is_some())
        };
        problems.extend(
            columns.iter().filter(missing).map(|it| Problem::of_file("file.missing_column").column(it.name)),
        );
        if problems.is_empty() {
            return Ok(header);
        }
        match looks_like(kind, titles) {
            Some(other) => Err(vec![Problem::of_file("file.wrong_kind").with("kind", other.code())]),
            None => Err(problems),
        }
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }

    /// The title in the file over a column from 1.
    pub(super) fn title_at(&self, column: usize) -> Option<&str> {
        self.titles.get(column.checked_sub(1)?).map(String::as_str)
    }
}

/// Another kind of file that fits all titles.
fn looks_like(kind: FileKind, titles: &[String]) -> Option<FileKind> {
    FileKind::ALL.iter().copied().filter(|other| *other != kind).find(|other| {
        let columns = columns_of(*other);
        let read: Vec<Title> = titles.iter().map(|text| title(*other, columns, text)).collect();
        let required = |column: &&Column| column.required && column.name != "org_code";
        !read.contains(&Title::Unknown)
            && columns.iter().filter(required).all(|column| read.contains(&Title::Column(column.name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: FileKind, titles: &[&str], org: Option<&str>) -> Result<Vec<usize>, Vec<String>> {
        let titles: Vec<String> = titles.iter().map(|it| (*it).to_owned()).collect();
        match Header::read(kind, &titles, org) {
            Ok(header) => {
                Ok(columns_of(kind).iter().filter_map(|column| header.place(column.name)).collect())
            }
            Err(problems) => {
                Err(problems.into_iter().map(|it| format!("{} {}", it.code, it.column)).collect())
            }
        }
    }

    #[test]
    fn columns_come_in_any_order_and_under_their_vietnamese_titles() {
        assert_eq!(read(FileKind::Receptions, &["Purpose", "DATE", "org_code"], None), Ok(vec![2, 1, 0]));
        assert_eq!(
            read(FileKind::Receptions, &["STT", "Ngày tiếp", "Họ và tên", "Nội dung", "Mã đơn vị"], None),
            Ok(vec![4, 1, 2, 3])
        );
        assert_eq!(read(FileKind::Receptions, &["date"], Some("TT.06")), Ok(vec![0]));
    }

    #[test]
    fn an_unknown_missing_or_doubled_column_is_named() {
        for (titles, problems) in [
            (&["org_code", "date", "weather"][..], &["file.unknown_column weather"][..]),
            (&["org_code", "purpose"], &["file.missing_column date"]),
            (&["org_code", "date", "Ngày tiếp"], &["file.doubled_column Ngày tiếp"]),
        ] {
            let expected = problems.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(read(FileKind::Receptions, titles, None), Err(expected));
        }
    }

    #[test]
    fn a_file_of_another_kind_is_recognised() {
        let titles = ["org_code", "date", "client_name", "client_sex", "category", "field", "summary"];
        assert_eq!(read(FileKind::Cases, &titles, None), Err(vec!["file.wrong_kind ".to_owned()]));
    }
}
