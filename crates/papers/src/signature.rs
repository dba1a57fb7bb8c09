//! The digital signatures of a PDF file (*chữ ký số*): who signed, when, whether the file is still what was signed.
//!
//! A signature says by its `ByteRange` which bytes it covers; the bytes it leaves out must be nothing but itself. So no
//! part of the file is believed about itself, and the rest of the PDF need not be understood. `der` reads the
//! certificate and what was signed; `ring` checks. Whether the certificate was given out by somebody who is trusted is
//! asked of the list in `issuers`. Behind a signature may stand `proof` that it was good when it was made, read by
//! `update`; anything else there is a change.

mod cms;
mod der;
mod issuers;
mod proof;
mod update;

pub use issuers::{Issuers, Trust};

use serde::{Deserialize, Serialize};

/// What a signature was found to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Name on the certificate.
    pub signer: Option<String>,
    /// Who gave the certificate out.
    pub issuer: Option<String>,
    /// When it was signed, as the signer's machine said: `2026-11-22T03:00:00Z`.
    pub at: Option<String>,
    /// Nothing was added to the file after it, but for the proof that it was good.
    pub covers_all: bool,
    pub integrity: Integrity,
    /// First and last moment of the certificate.
    #[serde(default)]
    pub valid: Option<(String, String)>,
    /// It is the stamp of a time service, not of somebody who signs.
    #[serde(default)]
    pub stamp: bool,
    /// What the list of trusted issuers said when the file came in.
    #[serde(default)]
    pub trust: Trust,
    /// The certificate of the signer, then the others beside it; they lie in the file.
    #[serde(skip)]
    pub certificates: Vec<Vec<u8>>,
}

/// Whether what was signed is what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// Not a letter was changed, and the key of the certificate signed it.
    Whole,
    /// It was changed, or somebody else signed.
    Broken,
    /// The way of signing is not known here.
    Unknown,
    /// It could not be read.
    Unreadable,
}

/// More signatures than anybody puts on one paper.
const MOST: usize = 50;
/// The longest signature that is read.
const LONGEST: usize = 1024 * 1024;

/// The signatures of a file, in their order; none for a file that was not signed.
#[must_use]
pub fn read(pdf: &[u8]) -> Vec<Signature> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = position(&pdf[from..], b"/ByteRange") {
        let place = from + at + b"/ByteRange".len();
        if let Some(range) = range_at(&pdf[place..]) {
            found.push(one(pdf, place, range));
        }
        if found.len() >= MOST {
            break;
        }
        from = place;
    }
    found
}

fn position(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

/// `[0 840 960 240]` after the name.
fn range_at(bytes: &[u8]) -> Option<[usize; 4]> {
    let text = bytes.get(..bytes.len().min(200))?;
    let text: String = text.iter().map(|byte| char::from(*byte)).collect();
    let inside = text.trim_start().strip_prefix('[')?.split_once(']')?.0;
    let numbers: Vec<usize> = inside.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

fn one(pdf: &[u8], place: usize, range: [usize; 4]) -> Signature {
    let unreadable = Signature {
        signer: None,
        issuer: None,
        at: None,
        covers_all: false,
        integrity: Integrity::Unreadable,
        valid: None,
        stamp: false,
        trust: Trust::NotChecked,
        certificates: Vec::new(),
    };
    let [start, first, second, length] = range;
    let end = second.checked_add(length).filter(|end| *end <= pdf.len() && start == 0 && first < second);
    let Some(end) = end else { return unreadable };
    let covers_all = pdf[end..].iter().all(u8::is_ascii_whitespace) || proof::only_proof(pdf, end);
    let Some(bytes) = between(&pdf[first..second]) else { return unreadable };
    let signed = [&pdf[..first], &pdf[second..end]];
    match cms::read(&bytes, signed) {
        Some(read) => Signature {
            signer: read.signer,
            issuer: read.issuer,
            at: read.at.or_else(|| said_time(pdf, place)),
            covers_all,
            integrity: read.integrity,
            valid: read.valid,
            stamp: read.stamp,
            trust: Trust::NotChecked,
            certificates: read.certificates,
        },
        None => unreadable,
    }
}

/// The signature itself: hex digits in angle brackets, and nothing else.
fn between(gap: &[u8]) -> Option<Vec<u8>> {
    let text = gap.trim_ascii().strip_prefix(b"<")?.strip_suffix(b">")?;
    if text.len() > 2 * LONGEST {
        return None;
    }
    let mut digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if digits.len() % 2 == 1 {
        digits.push(b'0');
    }
    hex::decode(digits).ok()
}

/// A short text of a PDF file: in brackets, where a letter may stand as `\\072`, or as digits in angle brackets.
fn text_at(bytes: &[u8]) -> Option<String> {
    const LONGEST: usize = 200;
    if let Some(digits) = bytes.strip_prefix(b"<") {
        let digits = &digits[..digits.iter().take(LONGEST).position(|byte| *byte == b'>')?];
        return String::from_utf8(hex::decode(digits).ok()?).ok();
    }
    let mut rest = bytes.strip_prefix(b"(")?;
    let mut text = String::new();
    while text.len() < LONGEST {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b')' => return Some(text),
            b'\\' => {
                let digits = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
                let (escaped, after) = rest.split_at_checked(digits.max(1))?;
                let number = |sum: u32, byte: &u8| sum * 8 + u32::from(byte - b'0');
                let letter = if digits == 0 { u32::from(escaped[0]) } else { escaped.iter().fold(0, number) };
                text.push(char::from_u32(letter)?);
                rest = after;
            }
            byte => text.push(char::from(*byte)),
        }
    }
    None
}

/// The time that stands beside the signature, `/M (D:20261122100000+07'00')`, where the signature itself holds none.
fn said_time(pdf: &[u8], place: usize) -> Option<String> {
    let begin = pdf[..place].windows(4).rposition(|part| part == b" obj").unwrap_or(0);
    let end = position(&pdf[place..], b"endobj").map_or(pdf.len(), |at| place + at);
    let object = &pdf[begin..end];
    let places = object.windows(2).enumerate().filter(|(_, part)| *part == b"/M").map(|(at, _)| at + 2);
    let text = places
        .filter_map(|at| text_at(object[at..].trim_ascii_start()))
        .find(|text| text.starts_with("D:"))?;
    let text = text.strip_prefix("D:")?;
    let (day, rest) = text.split_at_checked(14)?;
    if !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zone: String = rest.chars().filter(|letter| *letter != '\'').collect();
    let zone = match zone.split_at_checked(3) {
        Some((hours, minutes)) if zone.len() == 5 && zone.starts_with(['+', '-']) => {
            format!("{hours}:{minutes}")
        }
        _ => "Z".to_owned(),
    };
    let (year, month, of_month) = (&day[..4], &day[4..6], &day[6..8]);
    Some(format!("{year}-{month}-{of_month}T{}:{}:{}{zone}", &day[8..10], &day[10..12], &day[12..14]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_file_are_read_however_they_are_written() {
        for (written, read) in [
            (r"(D:2026)", Some("D:2026")),
            (r"(D\0722026) /Next", Some("D:2026")),
            (r"(a\)b)", Some("a)b")),
            ("<443A32303236>", Some("D:2026")),
            ("(never ends", None),
            (r"(ends \", None),
            ("<44", None),
            ("<<", None),
            ("/Name", None),
        ] {
            assert_eq!(text_at(written.as_bytes()).as_deref(), read, "{written}");
        }
    }
}
