//! The digital signatures of a PDF file (*chữ ký số*): who signed, when, whether the file is still what was signed.
//!
//! A signature says by its `ByteRange` which bytes it covers; the bytes it leaves out must be nothing but itself. So no
//! part of the file is believed about itself, and the rest of the PDF need not be understood. `der` reads the
//! certificate and what was signed; `ring` checks. Whether the certificate may be trusted is not asked here.

mod cms;
mod der;

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
    /// Nothing was added to the file after it.
    pub covers_all: bool,
    pub integrity: Integrity,
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
    };
    let [start, first, second, length] = range;
    let end = second.checked_add(length).filter(|end| *end <= pdf.len() && start == 0 && first < second);
    let Some(end) = end else { return unreadable };
    let covers_all = pdf[end..].iter().all(u8::is_ascii_whitespace);
    let Some(bytes) = between(&pdf[first..second]) else { return unreadable };
    let signed = [&pdf[..first], &pdf[second..end]];
    match cms::read(&bytes, signed) {
        Some(read) => Signature {
            signer: read.signer,
            issuer: read.issuer,
            at: read.at.or_else(|| said_time(pdf, place)),
            covers_all,
            integrity: read.integrity,
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

/// The time that stands beside the signature, `/M (D:20261122100000+07'00')`, where the signature itself holds none.
fn said_time(pdf: &[u8], place: usize) -> Option<String> {
    let begin = pdf[..place].windows(4).rposition(|part| part == b" obj").unwrap_or(0);
    let end = position(&pdf[place..], b"endobj").map_or(pdf.len(), |at| place + at);
    let object = &pdf[begin..end];
    let at = [b"/M(D:".as_slice(), b"/M (D:".as_slice()]
        .into_iter()
        .find_map(|word| Some(position(object, word)? + word.len()))?;
    let text: String = object[at..].iter().take(24).map(|byte| char::from(*byte)).collect();
    let text = text.split(')').next()?;
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
