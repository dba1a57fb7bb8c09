//! Values as certificates and signatures write them (DER): a tag, a length, what is inside.
//!
//! Only definite lengths and tags of one byte are read. Lengths that are not said beforehand (BER), as some programs
//! that sign write them, are put right first by [`definite`].

/// How deep values without a length may lie in one another.
const DEEPEST: u8 = 40;

/// The first value with every length said, and what comes after it; `None` when it is not well formed.
pub fn definite(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    put_right(bytes, DEEPEST)
}

fn put_right(bytes: &[u8], deeper: u8) -> Option<(Vec<u8>, &[u8])> {
    let &[tag, length, ref rest @ ..] = bytes else { return None };
    if length != 0x80 {
        let (value, after) = take(bytes)?;
        return Some((value.whole.to_vec(), after));
    }
    let made_of_others = tag & 0x20 != 0;
    let (mut rest, mut inside) = (rest, Vec::new());
    let deeper = deeper.checked_sub(1).filter(|_| made_of_others)?;
    loop {
        if let Some(after) = rest.strip_prefix(&[0, 0]) {
            // Bytes in pieces become one.
            let value =
                if tag == BYTES | 0x20 { written(BYTES, &joined(&inside)?) } else { written(tag, &inside) };
            return Some((value, after));
        }
        let (value, after) = put_right(rest, deeper)?;
        inside.extend(value);
        rest = after;
    }
}

fn joined(mut pieces: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    while !pieces.is_empty() {
        let (piece, after) = take(pieces)?;
        whole.extend(piece.is(BYTES)?.inside);
        pieces = after;
    }
    Some(whole)
}

fn written(tag: u8, inside: &[u8]) -> Vec<u8> {
    let length = inside.len().to_be_bytes();
    let said: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut value = vec![tag];
    match (inside.len(), u8::try_from(said.len())) {
        (short @ 0..=0x7f, _) => value.extend(u8::try_from(short)),
        (_, Ok(digits)) => {
            value.push(0x80 | digits);
            value.extend(said);
        }
        (_, Err(_)) => {}
    }
    value.extend(inside);
    value
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    pub tag: u8,
    /// With tag and length.
    pub whole: &'a [u8],
    pub inside: &'a [u8],
}

pub const INTEGER: u8 = 0x02;
pub const BITS: u8 = 0x03;
pub const BYTES: u8 = 0x04;
pub const NAME: u8 = 0x06;
pub const LIST: u8 = 0x30;
pub const SET: u8 = 0x31;
/// `[0]`.
pub const CHOICE_0: u8 = 0xa0;

/// The first value and what comes after it.
pub fn take(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
            (digits.iter().fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (inside, after) = rest.split_at_checked(length)?;
    let whole = &bytes[..bytes.len() - after.len()];
    Some((Value { tag, whole, inside }, after))
}

impl<'a> Value<'a> {
    /// The values inside; `None` when they are not well formed.
    pub fn all(self) -> Option<Vec<Value<'a>>> {
        let (mut rest, mut found) = (self.inside, Vec::new());
        while !rest.is_empty() {
            let (value, after) = take(rest)?;
            found.push(value);
            rest = after;
        }
        Some(found)
    }

    /// Itself, if it has this tag.
    pub fn is(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }

    /// The dotted numbers of a name, as they are packed.
    pub fn named(self, name: &[u8]) -> bool {
        self.tag == NAME && self.inside == name
    }

    /// A text of any of the kinds that names are written in.
    pub fn text(self) -> Option<String> {
        match self.tag {
            // UTF-8, printable, T.61, IA5
            0x0c | 0x13 | 0x14 | 0x16 => Some(String::from_utf8_lossy(self.inside).into_owned()),
            // two bytes a letter
            0x1e => {
                let letters = self.inside.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(letters).collect::<Result<String, _>>().ok()
            }
            _ => None,
        }
    }

    /// A time: `261122030000Z` or `20261122030000Z`; parts of a second are left out.
    pub fn time(self) -> Option<String> {
        let text = std::str::from_utf8(self.inside).ok()?.strip_suffix('Z')?;
        let text = text.split_once('.').map_or(text, |(whole, _)| whole);
        let text = match (self.tag, text.len()) {
            (0x17, 12) => format!("{}{text}", if text < "50" { "20" } else { "19" }),
            (0x18, 14) => text.to_owned(),
            _ => return None,
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| &text[from..to];
        let (day, hour) = (part(6, 8), part(8, 10));
        Some(format!("{}-{}-{day}T{hour}:{}:{}Z", part(0, 4), part(4, 6), part(10, 12), part(12, 14)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_or_endless_is_not_read() {
        let (value, rest) = take(&[0x30, 0x03, 0x02, 0x01, 0x05, 0xff]).unwrap();
        assert_eq!((value.tag, value.inside, rest), (LIST, [2, 1, 5].as_slice(), [0xff].as_slice()));
        assert_eq!(value.all().unwrap()[0].inside, [5]);
        let mut long = vec![0x04, 0x82, 0x01, 0x00];
        long.extend([7; 256]);
        assert_eq!(take(&long).unwrap().0.inside.len(), 256);
        for broken in [
            &[0x30][..],
            &[0x30, 0x05, 1],
            &[0x30, 0x80, 0, 0],
            &[0x1f, 1, 1],
            &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff, 0],
        ] {
            assert!(take(broken).is_none(), "{broken:?}");
        }
    }

    #[test]
    fn lengths_that_are_not_said_are_put_right() {
        let endless = [0x30, 0x80, 0x02, 1, 5, 0x24, 0x80, 0x04, 2, 7, 8, 0x04, 1, 9, 0, 0, 0, 0, 0xff];
        let (value, after) = definite(&endless).unwrap();
        assert_eq!(value, [0x30, 8, 0x02, 1, 5, 0x04, 3, 7, 8, 9]);
        assert_eq!(after, [0xff]);
        assert_eq!(definite(&value).unwrap().0, value, "what says its length stays as it is");
        let long = [vec![0x30, 0x80, 0x04, 0x82, 0x01, 0x00], vec![7; 256], vec![0, 0]].concat();
        assert_eq!(definite(&long).unwrap().0[..4], [0x30, 0x82, 0x01, 0x04]);
        for broken in
            [&[0x30, 0x80][..], &[0x30, 0x80, 0x02, 1, 5], &[0x04, 0x80, 0, 0], &[0x30, 0x80].repeat(50)]
        {
            assert!(definite(broken).is_none(), "{broken:?}");
        }
    }

    #[test]
    fn times_and_names_are_read() {
        let value = |tag, inside| Value { tag, whole: inside, inside };
        assert_eq!(value(0x17, b"261122030000Z").time().as_deref(), Some("2026-11-22T03:00:00Z"));
        assert_eq!(value(0x18, b"20261122030000Z").time().as_deref(), Some("2026-11-22T03:00:00Z"));
        assert_eq!(value(0x18, b"20261122030000.25Z").time().as_deref(), Some("2026-11-22T03:00:00Z"));
        assert_eq!(value(0x17, b"2611220300Z").time(), None);
        assert_eq!(value(0x1e, &[0x1e, 0xf3, 0, b'a']).text().as_deref(), Some("ỳa"));
    }
}
