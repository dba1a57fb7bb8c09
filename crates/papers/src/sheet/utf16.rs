//! Reads UTF-16 as UTF-8, piece by piece. Excel writes it as "Unicode text", with tabs.

use std::io::{self, Read};

pub(super) struct Utf16Reader<R> {
    input: R,
    big_endian: bool,
    /// The odd byte and the half letter that wait for the next piece.
    bytes: Vec<u8>,
    units: Vec<u16>,
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf16Reader<R> {
    /// The byte order mark has been read already.
    pub(super) fn new(input: R, big_endian: bool) -> Self {
        Utf16Reader { input, big_endian, bytes: Vec::new(), units: Vec::new(), text: Vec::new(), given: 0 }
    }

    fn read_piece(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() {
            let count = self.input.by_ref().take(16_384).read_to_end(&mut self.bytes)?;
            let is_end = count == 0;
            let pairs = self.bytes.chunks_exact(2);
            let rest = pairs.remainder().to_vec();
            self.units.extend(pairs.map(|pair| {
                let pair = [pair[0], pair[1]];
                if self.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            }));
            self.bytes = rest;
            let half = self.units.pop_if(|unit| !is_end && (0xD800..0xDC00).contains(unit));
            for letter in char::decode_utf16(self.units.drain(..)) {
                let letter = letter.map_err(|_| io::ErrorKind::InvalidData)?;
                self.text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            self.units.extend(half);
            if is_end {
                return match self.bytes.is_empty() {
                    true => Ok(()),
                    false => Err(io::ErrorKind::InvalidData.into()),
                };
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.read_piece()?;
        }
        let count = (&self.text[self.given..]).read(buffer)?;
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], big_endian: bool) -> io::Result<String> {
        let mut text = String::new();
        Utf16Reader::new(bytes, big_endian).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_letter_may_lie_across_two_pieces() {
        let text = format!("{}𠮷{}", "a".repeat(8_191), "ễ".repeat(9_000));
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&bytes, false).unwrap(), text);
    }

    #[test]
    fn half_letters_are_errors() {
        assert!(read(b"a\0b", false).is_err());
        assert!(read(b"\x00\xD8", false).is_err());
        assert!(read(b"\x00\xD8a\0", false).is_err());
    }

    proptest! {
        #[test]
        fn any_text_comes_through(text in ".*") {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(read(&bytes, true).unwrap(), text);
        }
    }
}
