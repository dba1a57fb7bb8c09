//! What the tests of the law share: the real holidays, days and moments by their text.

use chrono::{NaiveDate, NaiveDateTime};
use law::days::{Calendar, CalendarDay, DayKind};

const HOLIDAYS: &str = include_str!("../../../store/reference/holidays.csv");

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("not a day: {text}"))
}

/// `2026-04-30 22:00`.
pub fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap_or_else(|_| panic!("not a moment: {text}"))
}

/// The calendar of the reference data that the program brings along.
pub fn calendar() -> Calendar {
    let rows = HOLIDAYS.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let kind = DayKind::of_reference(cells[2]);
        CalendarDay { day: day(cells[0]), name: cells[1].to_owned(), kind, province: None }
    });
    Calendar::new(rows)
}
