//! Times of a day: how they are written, typed and offered.

use crate::texts::T;
use crate::ui::form::Choice;
use crate::ui::money;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// 08:30
pub fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads a typed time: `8:30`, `8h30`, `8h`, `0830`, `8`. `24:00` is the end of the day.
pub fn parse(text: &str) -> Option<u32> {
    let text = text.trim();
    let (hours, minutes) = match text.split_once([':', 'h', 'H', 'g', '.']) {
        Some((hours, "")) => (hours, "0"),
        Some(parts) => parts,
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text, "0"),
    };
    let plain = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

/// Every half hour of the day, and the times that stand there already.
pub fn choices(kept: &str) -> Vec<Choice> {
    let mut minutes: Vec<u32> = (0..=48).map(|half| half * 30).collect();
    minutes.extend(parse(kept));
    minutes.sort_unstable();
    minutes.dedup();
    minutes.into_iter().map(|minute| Choice::new(clock(minute), clock(minute))).collect()
}

/// Hours and minutes in words.
pub fn duration(t: T, minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => t.with("daily-minutes", &[("m", rest.into())]),
        (hours, 0) => t.with("daily-hours", &[("h", hours.into())]),
        (hours, rest) => t.with("daily-hours-minutes", &[("h", hours.into()), ("m", rest.into())]),
    }
}

/// Sessions, from their number of halves.
pub fn sessions(t: T, halves: u32) -> String {
    let number = money::decimal(t.lang(), f64::from(halves) / 2.0, usize::from(halves % 2 == 1));
    t.with("diary-sessions", &[("n", number.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_way_of_typing_a_time_is_read() {
        for (text, minute) in [
            ("8:30", 510),
            ("08:30", 510),
            ("8h30", 510),
            ("8h", 480),
            ("0830", 510),
            ("830", 510),
            ("8", 480),
            ("24:00", 1440),
            (" 14.15 ", 855),
        ] {
            assert_eq!(parse(text), Some(minute), "{text}");
        }
        for text in ["", "25:00", "8:60", "24:01", "tám giờ", "8:3:0", "-1", "12345"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(clock(510), "08:30");
    }

    #[test]
    fn half_hours_are_offered_beside_the_time_that_stands_there() {
        assert_eq!(choices("").len(), 49);
        assert!(choices("08:10").iter().any(|choice| choice.value == "08:10"));
    }
}
