//! The parts of a PDF file that were appended one after the other (*incremental updates*), read without guessing.
//!
//! Readers of PDF mend what is broken, each in its own way, so that one file may be two. Here nothing is mended: an
//! update is objects one after the other, then a list that names exactly these where they stand, then its end. Whatever
//! is written otherwise is not read at all. What is asked of such an update is in `proof`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use super::position;

/// Values within values, no deeper.
const DEPTH: usize = 32;
/// Updates of one file.
const MOST_PARTS: usize = 64;
/// Objects of one file; more are not looked at.
const MOST_OBJECTS: usize = 2_000_000;
/// What is packed is no longer than this, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// The entries of a dictionary.
pub(super) type Dict = BTreeMap<Vec<u8>, Value>;

/// A value of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Value>),
    Dict(Dict),
    /// Number and generation of another object.
    Ref(u32, u32),
}

impl Value {
    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    fn whole(&self) -> Option<usize> {
        match self {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
            Self::Number(number) if number.fract() == 0.0 && (0.0..1e15).contains(number) => {
                Some(*number as usize)
            }
            _ => None,
        }
    }

    pub(super) fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

/// An object, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Object<'a> {
    at: usize,
    pub value: Value,
    /// The bytes of a stream as they lie in the file.
    pub stream: Option<&'a [u8]>,
}

impl Object<'_> {
    /// The bytes of a stream, unpacked; none for a way of packing that is not known here.
    pub(super) fn unpacked(&self) -> Option<Vec<u8>> {
        let bytes = self.stream?;
        match self.value.dict()?.get(&b"Filter"[..]) {
            None => Some(bytes.to_vec()),
            Some(name) if name.is_name(b"FlateDecode") => {
                let mut out = Vec::new();
                flate2::read::ZlibDecoder::new(bytes).take(LONGEST + 1).read_to_end(&mut out).ok()?;
                (out.len() as u64 <= LONGEST).then_some(out)
            }
            Some(_) => None,
        }
    }
}

/// One update: its objects, and what closes it.
#[derive(Debug)]
pub(super) struct Update<'a> {
    pub objects: BTreeMap<u32, Object<'a>>,
    pub trailer: Dict,
    /// The object that is the list itself, where the list is one.
    pub list: Option<u32>,
    /// Where the list begins.
    pub start: usize,
}

/// The updates behind `from`, to the last byte of the file.
pub(super) fn updates(pdf: &[u8], from: usize) -> Option<Vec<Update<'_>>> {
    let mut reader = Reader { bytes: pdf, at: from };
    let mut found = Vec::new();
    loop {
        reader.space();
        if reader.at == pdf.len() {
            return Some(found);
        }
        if found.len() == MOST_PARTS {
            return None;
        }
        found.push(update(&mut reader)?);
    }
}

fn update<'a>(reader: &mut Reader<'a>) -> Option<Update<'a>> {
    let mut objects = BTreeMap::new();
    loop {
        reader.space();
        let at = reader.at;
        if reader.word(b"xref") {
            reader.at = at;
            let (places, trailer) = table(reader)?;
            finish(reader, at)?;
            return named(&objects, &places, None).then_some(Update {
                objects,
                trailer,
                list: None,
                start: at,
            });
        }
        let (number, object) = object(reader)?;
        let dict = object.value.dict();
        if dict.and_then(|dict| dict.get(&b"Type"[..])).is_some_and(|kind| kind.is_name(b"XRef")) {
            let (places, trailer) = packed_list(&object)?;
            finish(reader, at)?;
            objects.insert(number, object).is_none().then_some(())?;
            return named(&objects, &places, Some(number)).then_some(Update {
                objects,
                trailer,
                list: Some(number),
                start: at,
            });
        }
        objects.insert(number, object).is_none().then_some(())?;
    }
}

/// `startxref`, where the list begins, and the mark of the end.
fn finish(reader: &mut Reader<'_>, start: usize) -> Option<()> {
    reader.space();
    reader.word(b"startxref").then_some(())?;
    reader.space();
    (reader.digits()? == start).then_some(())?;
    reader.space();
    reader.word(b"%%EOF").then_some(())
}

/// Whether the list names every object where it stands, and nothing else.
fn named(objects: &BTreeMap<u32, Object<'_>>, places: &Places, list: Option<u32>) -> bool {
    let listed = places.iter().all(|(number, place)| match place {
        Place::At(at) => objects.get(number).is_some_and(|object| object.at == *at),
        Place::Free => *number == 0,
        Place::Packed => false,
    });
    // A list that is an object may leave itself out.
    listed && objects.keys().all(|number| places.contains_key(number) || Some(*number) == list)
}

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    At(usize),
    /// Within another object.
    Packed,
    /// Nowhere.
    Free,
}

type Places = BTreeMap<u32, Place>;

/// A list in words: entries of twenty bytes each, then the dictionary that closes it.
fn table(reader: &mut Reader<'_>) -> Option<(Places, Dict)> {
    let mut places = Places::new();
    reader.word(b"xref").then_some(())?;
    reader.space();
    while !reader.word(b"trailer") {
        let first = reader.digits()?;
        reader.space();
        let count = reader.digits()?;
        reader.space();
        for number in first..first.checked_add(count)? {
            let entry = reader.bytes.get(reader.at..reader.at.checked_add(20)?)?;
            reader.at += 20;
            let (offset, generation) = (figures(&entry[..10])?, figures(&entry[11..16])?);
            let spaced =
                entry[10] == b' ' && entry[16] == b' ' && matches!(&entry[18..], b"\r\n" | b" \n" | b" \r");
            let place = match entry[17] {
                b'n' if spaced && generation == 0 => Place::At(offset),
                b'f' if spaced => Place::Free,
                _ => return None,
            };
            note(&mut places, number, place)?;
        }
        reader.space();
    }
    reader.space();
    let trailer = reader.value(DEPTH)?.dict()?.clone();
    (!trailer.contains_key(&b"XRefStm"[..])).then_some((places, trailer))
}

fn note(places: &mut Places, number: usize, place: Place) -> Option<()> {
    let fresh = places.insert(u32::try_from(number).ok()?, place).is_none();
    (fresh && places.len() <= MOST_OBJECTS).then_some(())
}

fn figures(bytes: &[u8]) -> Option<usize> {
    bytes.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(bytes).ok()?.parse().ok())?
}

/// A list that is an object: columns of bytes, packed.
fn packed_list(object: &Object<'_>) -> Option<(Places, Dict)> {
    let trailer = object.value.dict()?.clone();
    let numbers = |name: &[u8]| match trailer.get(name) {
        Some(Value::Array(values)) => values.iter().map(Value::whole).collect::<Option<Vec<_>>>().map(Some),
        Some(_) => None,
        None => Some(None),
    };
    let widths: [usize; 3] = numbers(b"W")??.try_into().ok()?;
    if widths.iter().any(|width| *width > 8) {
        return None;
    }
    let size = trailer.get(&b"Size"[..])?.whole()?;
    let parts = numbers(b"Index")?.unwrap_or_else(|| vec![0, size]);
    let long: usize = widths.iter().sum();
    let bytes = unfiltered(object.unpacked()?, &trailer, long)?;
    let mut rows = bytes.chunks_exact(long.max(1));
    let mut places = Places::new();
    for part in parts.chunks(2) {
        let [first, count] = *part else { return None };
        for number in first..first.checked_add(count)? {
            let mut row = rows.next()?;
            let mut column = |width: usize, absent: usize| {
                let (value, rest) = row.split_at(width);
                row = rest;
                if width == 0 {
                    absent
                } else {
                    value.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
                }
            };
            let (kind, second, third) = (column(widths[0], 1), column(widths[1], 0), column(widths[2], 0));
            let place = match kind {
                0 => Place::Free,
                1 if third == 0 => Place::At(second),
                2 => Place::Packed,
                _ => return None,
            };
            note(&mut places, number, place)?;
        }
    }
    rows.next().is_none().then_some((places, trailer))
}

/// Undoes the filter by which rows are written as what differs from the row above.
fn unfiltered(bytes: Vec<u8>, dict: &Dict, long: usize) -> Option<Vec<u8>> {
    let said = match dict.get(&b"DecodeParms"[..]) {
        None => return Some(bytes),
        Some(said) => said.dict()?,
    };
    let number = |name: &[u8], usual: usize| said.get(name).map_or(Some(usual), Value::whole);
    if number(b"Predictor", 1)? == 1 {
        return Some(bytes);
    }
    if number(b"Predictor", 1)? < 10 || number(b"Columns", 1)? != long {
        return None;
    }
    let mut above = vec![0_u8; long];
    let mut out = Vec::with_capacity(bytes.len());
    for row in bytes.chunks(long + 1) {
        let (way, row) = row.split_first().filter(|(_, row)| row.len() == long)?;
        match way {
            0 => above.copy_from_slice(row),
            2 => above.iter_mut().zip(row).for_each(|(above, byte)| *above = above.wrapping_add(*byte)),
            _ => return None,
        }
        out.extend_from_slice(&above);
    }
    Some(out)
}

/// A whole file with all its updates, as its lists say.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: Places,
    /// What closes the last update.
    pub trailer: Dict,
    /// Where the last list begins.
    pub start: usize,
}

impl<'a> File<'a> {
    /// Reads the lists of a file from the last to the first.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.trim_ascii_end().strip_suffix(b"%%EOF")?.trim_ascii_end();
        let digits = end.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let (before, digits) = end.split_at(end.len() - digits);
        before.trim_ascii_end().ends_with(b"startxref").then_some(())?;
        let start = figures(digits)?;
        let (mut places, mut seen) = (Places::new(), BTreeSet::new());
        let (mut next, mut newest) = (Some(start), None);
        while let Some(at) = next {
            if at >= bytes.len() || !seen.insert(at) || seen.len() > MOST_PARTS {
                return None;
            }
            let (older, trailer) = list_at(bytes, at)?;
            for (number, place) in older {
                places.entry(number).or_insert(place);
            }
            next = match trailer.get(&b"Prev"[..]) {
                None => None,
                Some(value) => Some(value.whole()?),
            };
            newest.get_or_insert(trailer);
        }
        Some(Self { bytes, places, trailer: newest?, start })
    }

    /// An object that stands in the file as it is.
    pub(super) fn object(&self, number: u32) -> Option<Object<'a>> {
        let Some(Place::At(at)) = self.places.get(&number) else { return None };
        let (own, object) = object(&mut Reader { bytes: self.bytes, at: *at })?;
        (own == number).then_some(object)
    }

    /// Numbers from here on were never given.
    pub(super) fn size(&self) -> Option<u32> {
        let said = u32::try_from(self.trailer.get(&b"Size"[..])?.whole()?).ok()?;
        self.places.last_key_value().is_none_or(|(last, _)| *last < said).then_some(said)
    }
}

fn list_at(bytes: &[u8], at: usize) -> Option<(Places, Dict)> {
    let mut reader = Reader { bytes, at };
    if bytes[at..].starts_with(b"xref") { table(&mut reader) } else { packed_list(&object(&mut reader)?.1) }
}

/// `7 0 obj … endobj`.
fn object<'a>(reader: &mut Reader<'a>) -> Option<(u32, Object<'a>)> {
    let at = reader.at;
    let number = u32::try_from(reader.digits()?).ok()?;
    reader.space();
    (reader.digits()? == 0).then_some(())?;
    reader.space();
    reader.word(b"obj").then_some(())?;
    let value = reader.value(DEPTH)?;
    reader.space();
    let mut stream = None;
    if reader.word(b"stream") {
        (reader.word(b"\r\n") || reader.word(b"\n")).then_some(())?;
        let long = value.dict()?.get(&b"Length"[..])?.whole()?;
        let end = reader.at.checked_add(long)?;
        stream = Some(reader.bytes.get(reader.at..end)?);
        reader.at = end;
        reader.space();
        reader.word(b"endstream").then_some(())?;
        reader.space();
    }
    reader.word(b"endobj").then_some(())?;
    Some((number, Object { at, value, stream }))
}

/// A place in a file.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl Reader<'_> {
    fn rest(&self) -> &[u8] {
        &self.bytes[self.at.min(self.bytes.len())..]
    }

    fn space(&mut self) {
        self.at += self.rest().iter().take_while(|byte| is_space(**byte)).count();
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let here = self.rest().starts_with(word);
        self.at += if here { word.len() } else { 0 };
        here
    }

    fn digits(&mut self) -> Option<usize> {
        let rest = self.rest();
        let long = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = if (1..=15).contains(&long) { figures(&rest[..long]) } else { None };
        self.at += long;
        number
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.rest() {
            [b'<', b'<', ..] => self.entries(depth).map(Value::Dict),
            [b'<', ..] => self.hex().map(Value::Text),
            [b'(', ..] => self.text().map(Value::Text),
            [b'/', ..] => self.name().map(Value::Name),
            [b'[', ..] => {
                self.at += 1;
                let mut values = Vec::new();
                loop {
                    self.space();
                    if self.word(b"]") {
                        return Some(Value::Array(values));
                    }
                    values.push(self.value(depth)?);
                }
            }
            _ => self.plain(),
        }
    }

    /// A number, a reference, or one of three words.
    fn plain(&mut self) -> Option<Value> {
        let begin = self.at;
        if let Some(value) = self.reference() {
            return Some(value);
        }
        self.at = begin;
        let long = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let word = &self.bytes[begin..begin + long];
        self.at += long;
        match word {
            b"null" => Some(Value::Null),
            b"true" => Some(Value::Bool(true)),
            b"false" => Some(Value::Bool(false)),
            _ if word.iter().all(|byte| byte.is_ascii_digit() || b"+-.".contains(byte)) => {
                std::str::from_utf8(word).ok()?.parse().ok().map(Value::Number)
            }
            _ => None,
        }
    }

    fn reference(&mut self) -> Option<Value> {
        let number = u32::try_from(self.digits()?).ok()?;
        let between = self.at;
        self.space();
        let generation = u32::try_from(self.digits().filter(|_| self.at > between)?).ok()?;
        self.space();
        let ends = self.word(b"R") && !self.rest().first().is_some_and(|byte| is_regular(*byte));
        ends.then_some(Value::Ref(number, generation))
    }

    fn entries(&mut self, depth: usize) -> Option<Dict> {
        let mut dict = Dict::new();
        self.at += 2;
        loop {
            self.space();
            if self.word(b">>") {
                return Some(dict);
            }
            let name = self.name()?;
            let value = self.value(depth)?;
            dict.insert(name, value).is_none().then_some(())?;
        }
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.word(b"/").then_some(())?;
        let long = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let mut written = self.rest()[..long].iter().copied();
        let mut name = Vec::new();
        while let Some(byte) = written.next() {
            name.push(match byte {
                b'#' => hex::decode([written.next()?, written.next()?]).ok()?[0],
                byte => byte,
            });
        }
        self.at += long;
        Some(name)
    }

    fn hex(&mut self) -> Option<Vec<u8>> {
        let long = position(self.rest(), b">")?;
        let mut digits: Vec<u8> =
            self.rest()[1..long].iter().copied().filter(|byte| !is_space(*byte)).collect();
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        self.at += long + 1;
        hex::decode(digits).ok()
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        self.word(b"(").then_some(())?;
        let (mut text, mut open) = (Vec::new(), 1_usize);
        loop {
            let byte = *self.rest().first()?;
            self.at += 1;
            match byte {
                b'\\' => {
                    self.escaped(&mut text)?;
                    continue;
                }
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Some(text);
            }
            text.push(byte);
        }
    }

    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let digits = self.rest().iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
        if digits > 0 {
            let sum = self.rest()[..digits].iter().fold(0, |sum: u32, byte| sum * 8 + u32::from(byte - b'0'));
            text.push(u8::try_from(sum).ok()?);
            self.at += digits;
            return Some(());
        }
        let byte = *self.rest().first()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => {
                self.word(b"\n");
            }
            byte => text.push(byte),
        }
        Some(())
    }
}
