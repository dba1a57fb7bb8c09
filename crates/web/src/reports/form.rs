//! What a period report asks: whose figures, which days, which area, as of when.
//!
//! The same names stand in every address of a report and of the lists behind it: `org`, `from`, `to`,
//! `geography` (only `now`; `then` is usual), `as_of` (a day, or a moment by RFC 3339), `as_of_time`.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use law::kernel::coded::Coded as _;
use office::statistics::{Geography, ReportRequest};

use crate::ui::dates::{self, VIET_NAM};
use crate::ui::form::{Field, FieldErrors, Keyboard, Reader, Values, Width};
use crate::ui::list::Address;

pub const FIELDS: &[Field] = &[
    Field::select("org", "reports-org").optional(),
    Field::date("from", "reports-from"),
    Field::date("to", "reports-to"),
    Field::select("geography", "reports-geography").optional(),
    Field::text("as_of", "reports-as-of").optional().hint("reports-as-of-hint").keyboard(Keyboard::Digits),
    Field::text("as_of_time", "reports-as-of-time").optional().keyboard(Keyboard::Digits).width(Width::Tiny),
];

/// Reads an address; what is not given is the own organisation and the usual period.
pub fn read(values: &Values, own: &str, usual: (NaiveDate, NaiveDate)) -> Result<ReportRequest, FieldErrors> {
    let mut filled = values.clone();
    for (name, day) in [("from", usual.0), ("to", usual.1)] {
        if values.get("from").is_empty() && values.get("to").is_empty() {
            filled.set(name, day.to_string());
        }
    }
    let mut read = Reader::new(FIELDS, &filled);
    let org = read.maybe_text("org").unwrap_or_else(|| own.to_owned());
    let (from, to) = (read.date("from"), read.date("to"));
    let geography = read.choice("geography", Geography::from_code).unwrap_or(Geography::Then);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        read.refuse("to", "reports-to-before-from");
    }
    let as_of = read_as_of(&filled, &mut read);
    let (from, to) = (from.unwrap_or(usual.0), to.unwrap_or(usual.1));
    read.done(ReportRequest { org, from, to, as_of, geography })
}

fn read_as_of(values: &Values, read: &mut Reader) -> Option<DateTime<Utc>> {
    let (day, time) = (values.get("as_of").trim(), values.get("as_of_time").trim());
    match (day.is_empty(), time.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            read.refuse("as_of", "reports-as-of-time-alone");
            return None;
        }
        (false, false) if parse_time(time).is_none() => {
            read.refuse("as_of_time", "reports-as-of-time-wrong");
            return None;
        }
        (false, _) => {}
    }
    let moment = match dates::parse_date(day).zip(parse_time(time)) {
        Some((day, time)) => in_viet_nam(day, time),
        None => moment(day),
    };
    if moment.is_none() {
        read.refuse("as_of", "reports-as-of-wrong");
    }
    moment
}

/// A moment as programs and people write it: by RFC 3339, or a day, which means its end in Viet Nam.
///
/// ```
/// let end = web::reports::moment("2022-06-30").unwrap();
/// assert_eq!(end.to_string(), "2022-06-30 16:59:59.999999 UTC");
/// assert_eq!(web::reports::moment("30/06/2022"), Some(end));
/// assert_eq!(web::reports::moment("2022-06-30T08:05:00+07:00").unwrap().to_string(), "2022-06-30 01:05:00 UTC");
/// assert_eq!(web::reports::moment("31/06/2022"), None);
/// ```
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Some(day) = dates::parse_date(text) {
        return Some(
            in_viet_nam(day.checked_add_days(Days::new(1))?, NaiveTime::MIN)? - TimeDelta::microseconds(1),
        );
    }
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|moment| moment.to_utc())
}

fn in_viet_nam(day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    day.and_time(time).and_local_timezone(VIET_NAM).single().map(|moment| moment.to_utc())
}

/// 08:05, 8:05 or 08:05:30.
fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

/// The address of a report, or of a list behind it, with what was asked.
pub fn address(path: &str, request: &ReportRequest) -> Address {
    let mut values = Values::default();
    values.set("org", request.org.as_str());
    values.set("from", request.from.to_string());
    values.set("to", request.to.to_string());
    if request.geography == Geography::Now {
        values.set("geography", Geography::Now.code());
    }
    if let Some(as_of) = request.as_of {
        values.set("as_of", exact(as_of));
    }
    Address::new(path, values)
}

/// A moment to the microsecond, so that the same address always gives the same figures.
pub fn exact(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// What the form shows for a request that was read: days and times as people write them.
pub fn shown(request: &ReportRequest, own: &str) -> Values {
    let mut values = Values::default();
    // The own organisation is the answer without a value.
    values.set("org", if request.org == own { "" } else { request.org.as_str() });
    values.set("from", dates::date(request.from));
    values.set("to", dates::date(request.to));
    values.set("geography", if request.geography == Geography::Now { Geography::Now.code() } else { "" });
    if let Some(as_of) = request.as_of {
        let local = as_of.with_timezone(&VIET_NAM);
        values.set("as_of", dates::date(local.date_naive()));
        values.set("as_of_time", local.format("%H:%M:%S").to_string());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn asked(query: &str) -> Result<ReportRequest, Vec<String>> {
        let usual = (day("2026-01-01"), day("2026-11-22"));
        let read = read(&Values::parse(query), "TT.06", usual);
        read.map_err(|errors| errors.iter().map(|(field, _)| field.to_owned()).collect())
    }

    #[test]
    fn nothing_asked_is_the_own_organisation_in_the_year_so_far() {
        let request = asked("").expect("a request");
        assert_eq!(
            (request.org.as_str(), request.from, request.to),
            ("TT.06", day("2026-01-01"), day("2026-11-22"))
        );
        assert_eq!((request.geography, request.as_of), (Geography::Then, None));
    }

    #[test]
    fn an_address_comes_back_as_it_went() {
        for query in [
            "org=TT.19&from=2022-01-01&to=2022-06-30",
            "org=TT.19&from=2022-01-01&to=2022-06-30&geography=now&as_of=2022-07-01T01%3A05%3A00.000250Z",
        ] {
            let request = asked(query).expect("a request");
            assert_eq!(address("/reports/period", &request).url(), format!("/reports/period?{query}"));
        }
        let typed = asked("org=TT.19&from=1/1/2022&to=30062022&geography=&as_of=01/07/2022&as_of_time=08:05");
        let typed = typed.expect("a request");
        let as_of = typed.as_of.expect("a moment");
        assert_eq!(exact(as_of), "2022-07-01T01:05:00Z");
        assert_eq!(asked(&shown(&typed, "TT.06").encode()), Ok(typed));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_of_its_field() {
        for (query, fields) in [
            ("from=2022-01-01", vec!["to"]),
            ("from=30/06/2022&to=01/01/2022", vec!["to"]),
            ("from=31/02/2022&to=30/06/2022", vec!["from"]),
            ("from=1/1/2022&to=30/6/2022&geography=once", vec!["geography"]),
            ("from=1/1/2022&to=30/6/2022&as_of=yesterday", vec!["as_of"]),
            ("from=1/1/2022&to=30/6/2022&as_of=1/7/2022&as_of_time=25:00", vec!["as_of_time"]),
            ("from=1/1/2022&to=30/6/2022&as_of_time=08:00", vec!["as_of"]),
        ] {
            assert_eq!(asked(query), Err(fields.into_iter().map(str::to_owned).collect()), "{query}");
        }
    }
}
