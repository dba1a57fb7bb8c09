//! Names of people (*họ tên*) as written, and the folded form by which they are found.
//!
//! A name is kept exactly as it stands on the identity paper (NFC, inner spaces single). The folded
//! form drops marks and case and reads đ as d, so that "dang huu phuoc" finds "Đặng Hữu Phước" on
//! every database alike.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as it is kept: NFC, trimmed, single spaces.
#[must_use]
pub fn written(name: &str) -> String {
    let composed: String = name.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The form by which a name is searched and compared.
///
/// ```
/// assert_eq!(law::kernel::names::fold("Đặng  Hữu Phước"), "dang huu phuoc");
/// assert_eq!(law::kernel::names::fold("H’Loan Mlô"), "h loan mlo");
/// assert_eq!(law::kernel::names::fold("Hoà Bình"), law::kernel::names::fold("Hòa Bình"));
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfd() {
        if is_combining_mark(letter) {
            continue;
        }
        match letter {
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ƀ' | 'Ƀ' => folded.push('b'),
            letter if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What a folded name sounds like in any part of the country: letters that are confused in speech or in
/// spelling become one, so that "Nguyễn Thị Lý" and "Nguyen Thi Li", "Trần Xuân" and "Chần Suân" meet.
///
/// ```
/// use law::kernel::names::{fold, sound};
/// assert_eq!(sound(&fold("Trần Xuân Lý")), sound(&fold("Chần Suân Li")));
/// assert_eq!(sound(&fold("Y Dhăm Êban")), sound(&fold("I Đăm Eban")));
/// assert_ne!(sound(&fold("Nguyễn Văn An")), sound(&fold("Nguyễn Văn Anh")));
/// ```
#[must_use]
pub fn sound(folded: &str) -> String {
    // Longer spellings first. Words are parted by single spaces and hold small letters only.
    const BEGIN: &[(&str, &str)] = &[
        ("ngh", "ng"),
        ("gh", "g"),
        ("gi", "d"),
        ("dh", "d"),
        ("kh", "kh"),
        ("ph", "f"),
        ("qu", "w"),
        ("tr", "ch"),
        ("x", "s"),
        ("k", "c"),
        ("r", "d"),
        ("n", "l"),
        ("v", "d"),
        ("b", "b"),
    ];
    let mut heard = String::with_capacity(folded.len());
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if !heard.is_empty() {
            heard.push(' ');
        }
        let begin = BEGIN.iter().find(|(spelled, _)| word.starts_with(spelled));
        // "nh" and "ng" are letters of their own; "n" alone is confused with "l".
        let (begin, rest) = match begin {
            Some(("n", _)) if word.starts_with("nh") || word.starts_with("ng") => ("", word),
            Some(("gi", _)) if word == "gi" => ("d", "i"),
            Some((spelled, sounds)) => (*sounds, &word[spelled.len()..]),
            None => ("", word),
        };
        heard.push_str(begin);
        heard.extend(rest.chars().map(|letter| if letter == 'y' { 'i' } else { letter }));
    }
    heard
}

/// How alike two folded names are, from 0 (nothing) to 1 (the same).
#[must_use]
pub fn likeness(left: &str, right: &str) -> f64 {
    strsim::jaro_winkler(left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_names_as_written_and_finds_them_without_marks() {
        for (given, kept, found) in [
            ("  Nguyễn   Thị Hoà ", "Nguyễn Thị Hoà", "nguyen thi hoa"),
            ("Y Dhăm Êban", "Y Dhăm Êban", "y dham eban"),
            ("Rơ Châm H'Blan", "Rơ Châm H'Blan", "ro cham h blan"),
            ("ĐỖ THỊ ĐÀO", "ĐỖ THỊ ĐÀO", "do thi dao"),
            ("Nguye\u{302}\u{303}n", "Nguyễn", "nguyen"),
            ("Blong", "Blong", "blong"),
        ] {
            assert_eq!(written(given), kept);
            assert_eq!(fold(given), found);
        }
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(name in "\\PC{0,40}") {
            let once = fold(&name);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
