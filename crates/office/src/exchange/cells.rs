//! One row of a file: cells to values. What cannot be read becomes a problem that names the column.

use chrono::{Datelike as _, NaiveDate};
use law::kernel::coded::Coded;
use law::kernel::identity::IdNumber;
use law::kernel::names;

use super::books::Books;
use super::columns::Header;
use super::problems::Problem;
use super::words::term;
use crate::cases::Birth;

/// Longest name or other short text.
pub(super) const SHORT: usize = 300;
/// Longest note or summary.
pub(super) const LONG: usize = 5000;

const EARLIEST_YEAR: i32 = 1900;

/// A row that is being read.
pub(super) struct Cells<'a> {
    pub(super) line: u64,
    pub(super) books: &'a Books,
    header: &'a Header,
    cells: &'a [String],
    pub(super) problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(line: u64, books: &'a Books, header: &'a Header, cells: &'a [String]) -> Self {
        Self { line, books, header, cells, problems: Vec::new() }
    }

    /// Whether the file has a column.
    pub(super) fn tells(&self, column: &str) -> bool {
        self.header.has(column)
    }

    /// What stands in a column, without spaces around it; empty where there is no such column.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        self.header.place(column).and_then(|place| self.cells.get(place)).map_or("", |cell| cell.trim())
    }

    /// Complains about a column.
    pub(super) fn wrong(&mut self, column: &str, code: &str) {
        self.add(self.problem(column, code));
    }

    pub(super) fn problem(&self, column: &str, code: &str) -> Problem {
        let cell = self.cell(column);
        // A number that identifies a person is not repeated, not even a wrong one.
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        if column == "client_id_number" && digits > 3 {
            let shown: String = cell.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
            return Problem::new(self.line, column, &format!("…{shown}"), code);
        }
        Problem::new(self.line, column, cell, code)
    }

    pub(super) fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A line of text, as it is kept.
    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        let text = names::written(self.cell(column));
        self.within(column, text, SHORT)
    }

    /// A text of several lines.
    pub(super) fn long_text(&mut self, column: &str) -> Option<String> {
        let lines: Vec<String> = self.cell(column).lines().map(names::written).collect();
        self.within(column, lines.join("\n"), LONG)
    }

    fn within(&mut self, column: &str, text: String, most: usize) -> Option<String> {
        if text.chars().nth(most).is_some() {
            self.add(self.problem(column, "too_long").with("most", most));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Something must stand here.
    pub(super) fn required<T>(&mut self, column: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.cell(column).is_empty() {
            self.wrong(column, "required");
        }
        value
    }

    /// A day: `2022-05-31` or `31/05/2022`.
    pub(super) fn date(&mut self, column: &str) -> Option<NaiveDate> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let day = read_date(cell);
        if day.is_none() {
            self.wrong(column, "bad_date");
        }
        day
    }

    /// A year or a day of birth.
    pub(super) fn birth(&mut self, column: &str) -> Option<Birth> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let year = |text: &str| text.parse().ok().filter(|year| (EARLIEST_YEAR - 30..=2200).contains(year));
        let birth =
            if cell.len() == 4 { year(cell).map(Birth::Year) } else { read_date(cell).map(Birth::Day) };
        if birth.is_none() {
            self.wrong(column, "bad_birth");
        }
        birth
    }

    /// A value of a list, by its code or by a word that can only mean it.
    pub(super) fn code<C: Coded>(&mut self, column: &str) -> Option<C> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let value = read_code(cell);
        if value.is_none() {
            self.add(self.problem(column, "unknown_code").with("list", C::NAME));
        }
        value
    }

    /// Values of a list, joined by `;`, each once.
    pub(super) fn codes<C: Coded>(&mut self, column: &str) -> Vec<C> {
        let mut values = Vec::new();
        for part in self.cell(column).split(';').map(str::trim).filter(|part| !part.is_empty()) {
            match read_code(part) {
                Some(value) if values.contains(&value) => {}
                Some(value) => values.push(value),
                None => {
                    let mut problem = self.problem(column, "unknown_code").with("list", C::NAME);
                    part.clone_into(&mut problem.value);
                    self.add(problem);
                }
            }
        }
        values
    }

    /// A whole number from 0 on; groups of three may be set apart by a point, a comma or a space.
    pub(super) fn number(&mut self, column: &str) -> Option<i64> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let number = read_number(cell);
        if number.is_none() {
            self.wrong(column, "bad_number");
        }
        number
    }

    /// Yes or no, in either language.
    pub(super) fn yes_no(&mut self, column: &str) -> Option<bool> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let code = match cell.to_lowercase().as_str() {
            "yes" => Some("yes"),
            "no" => Some("no"),
            _ => term("yes-no", cell),
        };
        if code.is_none() {
            self.wrong(column, "bad_yes_no");
        }
        code.map(|code| code == "yes")
    }

    /// An identity number.
    pub(super) fn id_number(&mut self, column: &str) -> Option<IdNumber> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let number = IdNumber::read(cell);
        if number.is_none() {
            self.wrong(column, "bad_id_number");
        }
        number
    }

    /// An ethnic group, by code or name.
    pub(super) fn ethnicity(&mut self, column: &str) -> Option<String> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let code = self.books.ethnic_group(cell);
        if code.is_none() {
            self.wrong(column, "unknown_ethnicity");
        }
        code
    }

    /// A commune, by its code on the list of a day.
    pub(super) fn commune(&mut self, column: &str, day: Option<NaiveDate>) -> Option<String> {
        let (cell, day) = (self.cell(column), day?);
        if cell.is_empty() {
            return None;
        }
        match self.books.commune(cell, day) {
            Ok(code) => Some(code),
            Err(known) => {
                let code = if known { "commune_of_other_day" } else { "unknown_commune" };
                self.add(self.problem(column, code).with("day", day));
                None
            }
        }
    }

    /// The organisation of the row: there, in the file's limits, in existence on the day.
    pub(super) fn organisation(
        &mut self,
        column: &str,
        day: Option<NaiveDate>,
        needs_register: bool,
    ) -> Option<String> {
        let cell = match (self.cell(column), self.header.has(column)) {
            ("", false) => self.books.limit_org().unwrap_or_default().to_owned(),
            (cell, _) => cell.to_uppercase(),
        };
        if cell.is_empty() {
            self.wrong(column, "required");
            return None;
        }
        match self.books.check_organisation(&cell, day, needs_register) {
            Ok(()) => Some(cell),
            Err((code, detail)) => {
                let problem = self.problem(column, code);
                self.add(
                    detail.into_iter().fold(problem, |problem, (name, value)| problem.with(name, value)),
                );
                None
            }
        }
    }

    /// The day of something that happened.
    pub(super) fn past_day(&mut self, column: &str) -> Option<NaiveDate> {
        let day = self.date(column);
        let day = self.required(column, day);
        if day.is_some_and(|day| day > self.books.today) {
            self.wrong(column, "impossible.in_the_future");
        }
        day
    }
}

fn read_code<C: Coded>(text: &str) -> Option<C> {
    C::from_code(&text.to_ascii_lowercase()).or_else(|| C::from_code(term(C::NAME, text)?))
}

/// Reads `2022-05-31` or `31/05/2022`, with or without leading zeros; a workbook may add a midnight.
pub(super) fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix("T00:00:00").unwrap_or(text);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) && (1..=4).contains(&part.len());
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [a, b, c] = parts[..] else { return None };
    if ![a, b, c].into_iter().all(digits) {
        return None;
    }
    let (year, month, day) = match (a.len(), c.len()) {
        (4, 1 | 2) if text.contains('-') => (a, b, c),
        (1 | 2, 4) => (c, b, a),
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (day.year() >= EARLIEST_YEAR - 30).then_some(day)
}

fn read_number(text: &str) -> Option<i64> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=15).contains(&text.len());
    if plain(text) {
        return text.parse().ok();
    }
    let mark = text.chars().find(|letter| !letter.is_ascii_digit())?;
    if !matches!(mark, '.' | ',' | ' ' | '\u{a0}') {
        return None;
    }
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let fits = plain(first) && first.len() <= 3 && rest.iter().all(|group| plain(group) && group.len() == 3);
    fits.then(|| groups.concat().parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use law::cases::LegalField;
    use law::people::Sex;

    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        for (text, day) in [
            ("2022-05-31", Some("2022-05-31")),
            ("31/05/2022", Some("2022-05-31")),
            ("1/7/2025", Some("2025-07-01")),
            ("2022-02-31", None),
            ("31/02/2022", None),
            ("29/02/2024", Some("2024-02-29")),
            ("29/02/2022", None),
            ("05/31/2022", None),
            ("2022/05/31", None),
            ("31/05/22", None),
            ("2022-05-31T00:00:00", Some("2022-05-31")),
            ("2022-05-31T08:00:00", None),
            ("0202-05-31", None),
            ("hôm qua", None),
        ] {
            assert_eq!(read_date(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn numbers_may_be_set_in_groups() {
        for (text, number) in [
            ("1748", Some(1748)),
            ("1.748", Some(1748)),
            ("1 748", Some(1748)),
            ("1,748,000", Some(1_748_000)),
            ("0", Some(0)),
            ("17.48", None),
            ("1.748,5", None),
            ("-5", None),
            ("ba", None),
        ] {
            assert_eq!(read_number(text), number, "{text}");
        }
    }

    #[test]
    fn codes_come_in_either_case_or_as_the_official_word() {
        assert_eq!(read_code("CRIMINAL"), Some(LegalField::Criminal));
        assert_eq!(read_code("Hình sự"), Some(LegalField::Criminal));
        assert_eq!(read_code("Đất đai, nhà ở"), Some(LegalField::LandHousing));
        assert_eq!(read_code::<LegalField>("Kinh doanh thương mại"), None);
        assert_eq!(read_code("NỮ"), Some(Sex::Female));
    }
}
