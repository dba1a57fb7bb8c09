//! Pictures without what the camera wrote beside them: place, time, device, owner, small copies.
//!
//! Only the parts of the file are sorted, the picture itself stays bit for bit. How a picture is to be turned is kept,
//! nothing else of Exif. What follows the end of a picture (second pictures, films of some telephones) goes as well. A
//! file that cannot be read part by part is answered with `None`: nobody knows what it carries.

/// A picture as it may be kept; `None` where the parts cannot be told from one another. What is no JPEG, PNG or WebP
/// comes back as it is.
#[must_use]
pub fn without_traces(content: &[u8]) -> Option<Vec<u8>> {
    if content.starts_with(&[0xff, 0xd8]) {
        jpeg(content)
    } else if content.starts_with(PNG) {
        png(content)
    } else if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        webp(content)
    } else {
        Some(content.to_vec())
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// How to turn a picture: the tag, and the value that means "as it is".
const ORIENTATION: u16 = 0x0112;
const UPRIGHT: u16 = 1;

// --- JPEG ------------------------------------------------------------------------------------------

fn jpeg(content: &[u8]) -> Option<Vec<u8>> {
    let (mut kept, mut rest) = (content.get(..2)?.to_vec(), content.get(2..)?);
    let mut turned = UPRIGHT;
    let mut head_ends = 2;
    loop {
        // Fill bytes may stand before a marker.
        let at = rest.iter().position(|byte| *byte != 0xff)?;
        let marker = *rest.get(at).filter(|_| at > 0)?;
        if marker == 0xd9 {
            kept.extend([0xff, 0xd9]);
            break;
        }
        let length = usize::from(u16::from_be_bytes([*rest.get(at + 1)?, *rest.get(at + 2)?]));
        let body = rest.get(at + 3..at + 1 + length)?;
        rest = rest.get(at + 1 + length..)?;
        if let Some(exif) = body.strip_prefix(b"Exif\0\0").filter(|_| marker == 0xe1) {
            turned = orientation(exif).unwrap_or(turned);
        }
        if is_kept(marker, body) {
            kept.extend([0xff, marker]);
            kept.extend(u16::try_from(length).ok()?.to_be_bytes());
            kept.extend(body);
            if marker == 0xe0 {
                head_ends = kept.len();
            }
        }
        if marker == 0xda {
            let data = picture_data(rest);
            kept.extend(rest.get(..data)?);
            rest = rest.get(data..)?;
            if rest.is_empty() {
                // A line that broke: as much of the picture as came.
                break;
            }
        }
    }
    if turned != UPRIGHT {
        kept.splice(head_ends..head_ends, turning(turned));
    }
    Some(kept)
}

/// Whether a part says how the picture looks; comments and what programs and cameras added do not.
fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        // How colours are coded.
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// How many bytes of packed picture follow a scan: up to the next marker that is none of the packing itself.
fn picture_data(rest: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7);
    rest.windows(2).position(ends).unwrap_or(rest.len())
}

/// The part that says nothing but how to turn the picture.
fn turning(orientation: u16) -> Vec<u8> {
    let mut part = vec![0xff, 0xe1, 0, 34];
    part.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08");
    part.extend([0, 1]);
    part.extend(ORIENTATION.to_be_bytes());
    part.extend([0, 3, 0, 0, 0, 1]);
    part.extend(orientation.to_be_bytes());
    part.extend([0, 0, 0, 0, 0, 0]);
    part
}

/// What Exif says about turning, where it can be read.
fn orientation(exif: &[u8]) -> Option<u16> {
    let big = match exif.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = |at: usize| -> Option<usize> {
        let bytes: [u8; 4] = exif.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }).ok()
    };
    let table = long(4)?;
    let count = usize::from(short(table)?);
    let rows = (0..count).map(|row| table + 2 + 12 * row);
    let row = rows.into_iter().find(|row| short(*row) == Some(ORIENTATION))?;
    short(row + 8).filter(|turned| (1..=8).contains(turned))
}

// --- PNG and WebP ----------------------------------------------------------------------------------

fn png(content: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG.to_vec();
    let mut rest = content.get(PNG.len()..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
        let name = rest.get(4..8)?;
        let part = rest.get(..length.checked_add(12)?)?;
        rest = rest.get(part.len()..)?;
        if !matches!(name, b"eXIf" | b"tEXt" | b"iTXt" | b"zTXt" | b"tIME") {
            kept.extend(part);
        }
        if name == b"IEND" {
            return Some(kept);
        }
    }
}

fn webp(content: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(u32::from_le_bytes(content.get(4..8)?.try_into().ok()?)).ok()?;
    let mut rest = content.get(12..size.checked_add(8)?)?;
    let mut kept = content.get(..12)?.to_vec();
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?)).ok()?;
        let whole = length.checked_add(8)?.checked_add(length % 2)?;
        let (name, part) = (rest.get(..4)?, rest.get(..whole)?);
        rest = rest.get(whole..)?;
        match name {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let mut part = part.to_vec();
                // The flags that announce Exif and XMP.
                *part.get_mut(8)? &= !0x0c;
                kept.extend(part);
            }
            _ => kept.extend(part),
        }
    }
    let size = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).expect("a small part").to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    fn exif(orientation: u8, little: bool) -> Vec<u8> {
        let mut body = b"Exif\0\0".to_vec();
        if little {
            body.extend(b"II\x2a\0\x08\0\0\0\x02\0");
            body.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0");
            body.extend([0x12, 0x01, 0x03, 0, 0x01, 0, 0, 0, orientation, 0, 0, 0]);
        } else {
            body.extend(b"MM\0\x2a\0\0\0\x08\0\x02");
            body.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26");
            body.extend([0x01, 0x12, 0, 0x03, 0, 0, 0, 0x01, 0, orientation, 0, 0]);
        }
        body.extend(b"\0\0\0\0GPS 22.66N 106.25E");
        body
    }

    fn photo(parts: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
        let scan = [part(0xda, &[1, 2, 3]), vec![9, 0xff, 0x00, 8, 0xff, 0xd3, 7]].concat();
        [&[0xff, 0xd8], &parts.concat()[..], &scan, &[0xff, 0xd9], after].concat()
    }

    fn has(content: &[u8], word: &[u8]) -> bool {
        content.windows(word.len()).any(|part| part == word)
    }

    #[test]
    fn a_photograph_keeps_its_picture_and_its_turn_but_not_its_place() {
        let plain = [part(0xe0, b"JFIF\0\x01\x02"), part(0xdb, &[5; 9]), part(0xe2, b"ICC_PROFILE\0x")];
        for (orientation, little) in [(1, false), (6, false), (8, true)] {
            let traces = [
                part(0xe1, &exif(orientation, little)),
                part(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS"),
                part(0xed, b"Photoshop 3.0\0GPS"),
                part(0xe2, b"MPF\0GPS"),
                part(0xfe, b"a comment: GPS"),
            ];
            let whole = [&plain[..1], &traces[..], &plain[1..]].concat();
            let kept =
                without_traces(&photo(&whole, b"\xff\xd8 a second picture with GPS")).expect("a picture");
            assert!(!has(&kept, b"GPS"), "{orientation}");
            let turn = turning(u16::from(orientation));
            let expected = match orientation {
                1 => photo(&plain, b""),
                _ => photo(&[&plain[..1], &[turn], &plain[1..]].concat(), b""),
            };
            assert_eq!(kept, expected, "{orientation}");
            assert_eq!(without_traces(&kept).as_deref(), Some(&kept[..]), "twice changes nothing");
        }
    }

    #[test]
    fn a_progressive_picture_and_one_that_broke_off_come_through() {
        let scans = [part(0xda, &[1]), vec![5, 6], part(0xc4, &[2, 2]), part(0xda, &[3]), vec![7]].concat();
        let whole = [&[0xff, 0xd8], &scans[..], &[0xff, 0xd9]].concat();
        assert_eq!(without_traces(&whole).as_deref(), Some(&whole[..]));
        let broken = &whole[..whole.len() - 2];
        assert_eq!(without_traces(broken).as_deref(), Some(broken));
    }

    #[test]
    fn png_and_webp_lose_what_was_written_beside_the_picture() {
        let chunk = |name: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("small").to_be_bytes();
            [&length[..], name, body, b"CRC."].concat()
        };
        let picture = |parts: &[Vec<u8>]| [PNG, &parts.concat()[..]].concat();
        let (head, data, end) = (chunk(b"IHDR", &[1; 13]), chunk(b"IDAT", b"data"), chunk(b"IEND", b""));
        let mut whole = vec![head.clone(), chunk(b"eXIf", b"GPS"), chunk(b"tEXt", b"GPS"), data.clone()];
        whole.extend([chunk(b"tIME", b"GPS"), end.clone(), b"GPS".to_vec()]);
        assert_eq!(without_traces(&picture(&whole)), Some(picture(&[head, data, end])));

        let chunk = |name: &[u8], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("small").to_le_bytes();
            let fill: &[u8] = if body.len() % 2 == 1 { b"\0" } else { b"" };
            [name, &length[..], body, fill].concat()
        };
        let picture = |parts: &[Vec<u8>]| {
            let body = parts.concat();
            let size = u32::try_from(body.len() + 4).expect("small").to_le_bytes();
            [b"RIFF", &size[..], b"WEBP", &body].concat()
        };
        let (data, icc) = (chunk(b"VP8 ", b"odd"), chunk(b"ICCP", b"icc."));
        let flags = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
        let whole = [flags(0x2c), icc.clone(), data.clone(), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"GPS!")];
        assert_eq!(without_traces(&picture(&whole)), Some(picture(&[flags(0x20), icc, data])));
    }

    #[test]
    fn what_cannot_be_told_apart_is_no_picture_and_other_files_stay() {
        for broken in [
            &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3][..],
            &[0xff, 0xd8],
            &[0xff, 0xd8, 7, 7],
            b"\x89PNG\r\n\x1a\n....",
            b"RIFF\xff\xff\0\0WEBPVP8 ",
        ] {
            assert_eq!(without_traces(broken), None, "{broken:?}");
        }
        assert_eq!(without_traces(b"%PDF-1.7").as_deref(), Some(&b"%PDF-1.7"[..]));
    }
}
