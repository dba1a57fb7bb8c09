//! Dates: how they are written and how typed ones are read.
//!
//! A day is dd/mm/yyyy in every language, because that is what stands on every paper of the file.
//! A moment is stored in UTC and shown as dd/mm/yyyy HH:MM of Viet Nam (UTC+7, no summer time).
//! What people type is read as day, month, year in that order, with any of `/ . -` or a space
//! between, or as eight digits; year first is read only with a four-digit year (yyyy-mm-dd).
//! A two-digit year is not guessed here; the script in the browser writes it out before sending,
//! so that the person sees the century.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

/// The time of Viet Nam.
pub const VIET_NAM: FixedOffset = match FixedOffset::east_opt(7 * 3600) {
    Some(offset) => offset,
    None => panic!("seven hours are less than a day"),
};

const EARLIEST_YEAR: i32 = 1880;
const LATEST_YEAR: i32 = 2200;

/// 27/03/2026
pub fn date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// 27/03/2026 08:05, in Viet Nam.
pub fn date_time<Z: TimeZone>(moment: &DateTime<Z>) -> String {
    moment.with_timezone(&VIET_NAM).format("%d/%m/%Y %H:%M").to_string()
}

/// 27/03/2026 08:05, in Viet Nam; what ends with the last minute of a day just has its day.
pub fn due_time<Z: TimeZone>(moment: &DateTime<Z>) -> String {
    date_time(moment).replace(" 23:59", "")
}

/// The day that a moment belongs to in Viet Nam.
pub fn day_of<Z: TimeZone>(moment: &DateTime<Z>) -> NaiveDate {
    moment.with_timezone(&VIET_NAM).date_naive()
}

/// 01/01/2022 – 30/06/2022
pub fn period(from: NaiveDate, to: NaiveDate) -> String {
    format!("{} – {}", date(from), date(to))
}

/// 03/2026
pub fn month(day: NaiveDate) -> String {
    day.format("%m/%Y").to_string()
}

/// A month as it is kept, as people write it: 2026-11 → 11/2026.
pub fn month_name(kept: &str) -> String {
    kept.split_once('-').map_or_else(|| kept.to_owned(), |(year, month)| format!("{month}/{year}"))
}

/// Reads a typed day: `27/03/2026`, `7/3/2026`, `27.3.2026`, `27032026`, `2026-03-27`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
    let day = match parts[..] {
        [year, month, day] if year.len() == 4 => from_parts(day, month, year),
        [day, month, year] if year.len() == 4 => from_parts(day, month, year),
        [digits] if digits.len() == 8 && digits.is_ascii() => {
            from_parts(&digits[..2], &digits[2..4], &digits[4..])
        }
        _ => None,
    };
    day.filter(|day| (EARLIEST_YEAR..=LATEST_YEAR).contains(&day.year()))
}

/// Reads a typed time of day: `8:05`, `08:05`, `8h05`, `8h`.
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase();
    let (hour, minute) = text.split_once([':', 'h'])?;
    let plain = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hour) || !plain(minute) {
        return None;
    }
    let minute = if minute.is_empty() && text.ends_with('h') { 0 } else { minute.parse().ok()? };
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute, 0)
}

/// The moment of a day and time in Viet Nam.
pub fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time).and_local_timezone(VIET_NAM);
    local.earliest().map_or_else(|| day.and_time(time).and_utc(), |moment| moment.to_utc())
}

fn from_parts(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![day, month, year].into_iter().all(plain) || day.len() > 2 || month.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
    }

    #[test]
    fn days_and_months_are_written_with_two_digits() {
        assert_eq!(date(day(2026, 3, 7)), "07/03/2026");
        assert_eq!(month(day(2026, 3, 7)), "03/2026");
        assert_eq!(period(day(2022, 1, 1), day(2022, 6, 30)), "01/01/2022 – 30/06/2022");
    }

    #[test]
    fn moments_are_shown_in_the_time_of_viet_nam() {
        let moment = day(2026, 12, 31).and_hms_opt(18, 5, 59).expect("a time").and_utc();
        assert_eq!(date_time(&moment), "01/01/2027 01:05");
        assert_eq!(day_of(&moment), day(2027, 1, 1));
    }

    #[test]
    fn every_usual_way_of_typing_a_day_is_read() {
        for text in [
            "07/03/2026",
            "7/3/2026",
            " 7/3/2026 ",
            "07.03.2026",
            "7-3-2026",
            "7 3 2026",
            "07032026",
            "2026-03-07",
            "2026/3/7",
        ] {
            assert_eq!(parse_date(text), Some(day(2026, 3, 7)), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "31/02/2026",
            "29/02/2026",
            "00/01/2026",
            "1/13/2026",
            "7/3/26",
            "070326",
            "7/3",
            "7/3/2026/1",
            "hôm qua",
            "+7/3/2026",
            "7//3/2026",
            "2026-03",
            "07/03/0206",
            "١٢٣٤٥٦٧٨",
            "03-07-20261",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        assert_eq!(parse_date("29/02/2028"), Some(day(2028, 2, 29)));
    }

    #[test]
    fn a_time_of_day_is_read_and_placed_in_viet_nam() {
        let eight = NaiveTime::from_hms_opt(8, 5, 0);
        for (text, time) in [
            ("8:05", eight),
            (" 08:05 ", eight),
            ("8h05", eight),
            ("8H", NaiveTime::from_hms_opt(8, 0, 0)),
            ("24:00", None),
            ("8", None),
            ("", None),
            ("8:", None),
            ("-1:00", None),
        ] {
            assert_eq!(parse_time(text), time, "{text}");
        }
        let moment = moment(day(2026, 12, 31), eight.expect("a time"));
        assert_eq!(date_time(&moment), "31/12/2026 08:05");
    }
}
