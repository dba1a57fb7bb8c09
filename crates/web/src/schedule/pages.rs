//! The handler of the calendar: read what is asked, call the act, show.

use axum::extract::{RawQuery, State};
use chrono::{Datelike as _, Days, NaiveDate};
use office::schedule::{self, ScheduleQuery};
use uuid::Uuid;

use super::views;
use crate::failure::{Page, show as answer};
use crate::gate::{App, Visitor};
use crate::ui::form::Values;
use crate::ui::{Address, dates};

/// Which stretch of days is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Week,
    Day,
}

impl Span {
    fn read(text: &str) -> Self {
        if text == "day" { Self::Day } else { Self::Week }
    }

    /// As it stands in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// First and last day of the stretch that holds a day.
    pub fn around(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let monday = Days::new(u64::from(day.weekday().num_days_from_monday()));
                let from = day.checked_sub_days(monday).unwrap_or(day);
                (from, from.checked_add_days(Days::new(6)).unwrap_or(day))
            }
        }
    }

    /// A day of the next stretch, or of the one before.
    pub fn beside(self, day: NaiveDate, forward: bool) -> NaiveDate {
        let days = Days::new(if self == Self::Week { 7 } else { 1 });
        let moved = if forward { day.checked_add_days(days) } else { day.checked_sub_days(days) };
        moved.unwrap_or(day)
    }
}

/// What an address asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub span: Span,
    pub day: NaiveDate,
    pub address: Address,
}

/// The calendar.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let day = dates::parse_date(values.get("day")).unwrap_or_else(|| app.desk().today());
    let span = Span::read(values.get("view"));
    let (from, to) = span.around(day);
    let query = ScheduleQuery {
        from,
        to,
        provider: Uuid::parse_str(values.get("provider")).ok(),
        court: values.get("court").trim().to_owned(),
    };
    let shown = schedule::view(app.desk(), &visitor.actor, &query).await?;
    let asked = Asked { span, day, address: Address::new("/schedule", values) };
    answer(views::index(&visitor, &asked, &shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for on in ["2026-11-23", "2026-11-25", "2026-11-29"] {
            assert_eq!(Span::Week.around(day(on)), (day("2026-11-23"), day("2026-11-29")), "{on}");
        }
        assert_eq!(Span::Day.around(day("2026-11-25")), (day("2026-11-25"), day("2026-11-25")));
        assert_eq!(Span::Week.beside(day("2026-11-25"), false), day("2026-11-18"));
    }
}
