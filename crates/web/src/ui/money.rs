//! Numbers, shares and đồng: how they are written and how typed ones are read.
//!
//! Vietnamese groups thousands with a point and writes decimals after a comma (1.389,5); English
//! the other way round (1,389.5). Groups are of three. A share has a space before the sign in
//! Vietnamese (34,61 %). Đồng have no decimals. What people type is read with either mark.

use crate::texts::{Lang, T};

const MINUS: char = '\u{2212}';

/// 1389 → "1.389" or "1,389".
pub fn number(lang: Lang, value: i64) -> String {
    let mark = marks(lang).0;
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        text.push(MINUS);
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// 34.607 with two places → "34,61" or "34.61" (half away from zero).
pub fn decimal(lang: Lang, value: f64, places: usize) -> String {
    let rounded = format!("{:.places$}", value.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let whole = number(lang, whole.parse().unwrap_or(i64::MAX));
    let sign = if value < 0.0 { MINUS.to_string() } else { String::new() };
    match fraction {
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}{}{fraction}", marks(lang).1),
    }
}

/// 34.61 → "34,61%" or "34.61%".
pub fn percent(lang: Lang, value: f64, places: usize) -> String {
    format!("{}%", decimal(lang, value, places))
}

/// 1389000 → "1.389.000 đồng" or "VND 1,389,000".
pub fn dong(t: T, value: i64) -> String {
    t.with("ui-dong", &[("n", value.into())])
}

/// Reads a whole number: spaces are forgiven, points and commas between groups of three as well.
/// "1.389", "1 389" and "1389" are one number; "1,5" is none.
pub fn parse_number(text: &str) -> Option<i64> {
    let (sign, digits) = split_sign(text)?;
    let groups: Vec<&str> = digits.split(['.', ',']).collect();
    let grouped = groups.len() > 1;
    let well_grouped = groups.iter().skip(1).all(|group| group.len() == 3)
        && (!grouped || (1..=3).contains(&groups[0].len()));
    let digits = groups.concat();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (well_grouped && plain).then(|| digits.parse().ok().map(|it: i64| sign * it))?
}

/// Reads a number that may have decimals. The last mark is the decimal mark when it stands alone
/// and not before exactly three digits of a grouped number; with two kinds of marks the last wins.
/// "87,5", "87.5", "1.389,5" and "1,389.5" are read; "1.389" is a whole number.
pub fn parse_decimal(text: &str) -> Option<f64> {
    if let Some(whole) = parse_number(text) {
        return Some(whole as f64);
    }
    let (sign, digits) = split_sign(text)?;
    let (whole, fraction) = digits.rsplit_once(['.', ','])?;
    let whole = if whole.is_empty() { 0 } else { parse_number(whole)? };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}").parse().ok()?;
    Some(sign as f64 * value)
}

fn split_sign(text: &str) -> Option<(i64, String)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match text.strip_prefix(['-', MINUS]) {
        Some("") => None,
        Some(rest) if rest.starts_with(['-', MINUS]) => None,
        Some(rest) => Some((-1, rest.to_owned())),
        None => Some((1, text)),
    }
}

const fn marks(lang: Lang) -> (char, char) {
    match lang {
        Lang::Vi => ('.', ','),
        Lang::En => (',', '.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_the_way_of_the_language() {
        for (value, vi, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1389, "1.389", "1,389"),
            (-1_234_567, "−1.234.567", "−1,234,567"),
        ] {
            assert_eq!(number(Lang::Vi, value), vi);
            assert_eq!(number(Lang::En, value), en);
        }
    }

    #[test]
    fn shares_and_decimals_have_the_mark_of_the_language() {
        assert_eq!(percent(Lang::Vi, 34.607, 2), "34,61%");
        assert_eq!(percent(Lang::En, 34.607, 2), "34.61%");
        assert_eq!(decimal(Lang::Vi, 1389.5, 1), "1.389,5");
        assert_eq!(decimal(Lang::Vi, -0.5, 1), "−0,5");
        assert_eq!(decimal(Lang::Vi, 12.0, 0), "12");
    }

    #[test]
    fn dong_have_their_name() {
        assert_eq!(dong(T::new(Lang::Vi), 1_389_000), "1.389.000\u{a0}đồng");
        assert_eq!(dong(T::new(Lang::En), 1_389_000), "VND\u{a0}1,389,000");
    }

    #[test]
    fn typed_numbers_are_read_with_spaces_and_group_marks() {
        for text in ["1389", "1.389", "1,389", " 1 389 ", "1\u{a0}389"] {
            assert_eq!(parse_number(text), Some(1389), "{text}");
        }
        assert_eq!(parse_number("-12"), Some(-12));
        assert_eq!(parse_number("1.234.567"), Some(1_234_567));
        for text in ["", "-", "1,5", "12.34", "1.38", "1389.000", "mười", "1e3", ".500", "--1"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn typed_decimals_are_read_with_either_mark() {
        for (text, value) in [
            ("87,5", 87.5),
            ("87.5", 87.5),
            ("1.389,5", 1389.5),
            ("1,389.5", 1389.5),
            ("90", 90.0),
            ("-0,25", -0.25),
        ] {
            assert_eq!(parse_decimal(text), Some(value), "{text}");
        }
        for text in ["", "a", "1,", "1,2,3", "1..5"] {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
    }
}
