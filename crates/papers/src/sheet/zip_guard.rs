//! Looks through a zip container before anything is built from it.
//!
//! The sizes in the directory are checked first; then every part is unpacked to nowhere and counted,
//! because a directory can lie. What the workbook parser keeps in memory is bounded here too: the
//! length of one piece of XML, the number of tags in the parts it holds, and the number of shared
//! strings it is told to make room for. Macros and links are bytes like any other.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use zip::ZipArchive;

use super::read::Limits;
use super::{Foreign, SheetProblem};

/// Honest workbooks have some dozens of parts.
const MAX_PARTS: usize = 10_000;
/// Small parts may pack as well as they like.
const HARMLESS: u64 = 1 << 20;
/// Between one `<` and the next; the longest cell Excel knows is far shorter.
const MAX_PIECE: u64 = 4 << 20;
/// Parts that are not XML have no pieces, but nothing stops a workbook from naming one as its sheet.
const MAX_PIECE_OF_DATA: u64 = 64 << 20;
/// Styles and relations become objects in memory; Excel itself stops at 64,000 cell formats.
const MAX_HELD_TAGS: u64 = 500_000;
/// What a shared string costs beside its text.
const STRING_OVERHEAD: u64 = 24;

pub(super) fn check(file: &File, packed: u64, limits: &Limits) -> Result<(), SheetProblem> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(broken(format!("{} parts", archive.len())));
    }
    check_is_workbook(&archive)?;
    let bomb = |part: &str, packed, unpacked, limit| SheetProblem::Bomb {
        part: part.to_owned(),
        packed,
        unpacked,
        limit,
    };

    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(broken)?;
        declared = declared.saturating_add(part.size());
    }
    if declared > limits.max_unpacked_bytes {
        return Err(bomb("file", packed, declared, limits.max_unpacked_bytes));
    }

    let mut total = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.into_owned();
        let part_packed = part.compressed_size().min(packed);
        let by_ratio = part_packed.saturating_mul(limits.max_ratio).max(HARMLESS);
        let left = limits.max_unpacked_bytes - total;
        let allowed = by_ratio.min(left);
        let counted = count(part, &name, part_packed, allowed)?;
        if counted.bytes > left {
            let unpacked = total + counted.bytes;
            return Err(bomb(&name, packed, unpacked, limits.max_unpacked_bytes));
        }
        if counted.bytes > by_ratio {
            return Err(bomb(&name, part_packed, counted.bytes, by_ratio));
        }
        total += counted.bytes;
        let held = counted.held_bytes();
        if held > limits.max_unpacked_bytes {
            return Err(bomb(&name, part_packed, held, limits.max_unpacked_bytes));
        }
    }
    Ok(())
}

fn check_is_workbook(archive: &ZipArchive<BufReader<&File>>) -> Result<(), SheetProblem> {
    let has = |wanted: &str| {
        archive
            .file_names()
            .filter_map(Result::ok)
            .any(|name| name.replace('\\', "/").eq_ignore_ascii_case(wanted))
    };
    let foreign = if has("xl/workbook.bin") {
        Foreign::BinaryExcel
    } else if has("word/document.xml") {
        Foreign::Word
    } else if has("mimetype") && has("content.xml") {
        Foreign::OpenDocument
    } else if has("_rels/.rels") {
        return Ok(());
    } else {
        Foreign::Zip
    };
    Err(SheetProblem::Foreign(foreign))
}

struct Counted {
    bytes: u64,
    /// Every tag of the shared strings may become a string that is held, and the parser makes room
    /// for as many as the part promises before it reads the first.
    strings: u64,
}

impl Counted {
    fn held_bytes(&self) -> u64 {
        self.bytes.saturating_add(self.strings.saturating_mul(STRING_OVERHEAD))
    }
}

/// Unpacks a part up to just beyond what is allowed.
fn count(part: impl Read, name: &str, packed: u64, allowed: u64) -> Result<Counted, SheetProblem> {
    let name_in_lower_case = name.to_ascii_lowercase();
    let file_name = name_in_lower_case.rsplit(['/', '\\']).next();
    let file_name = file_name.unwrap_or_default();
    let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| file_name.ends_with(ending));
    let is_held = file_name == "styles.xml"
        || file_name == "theme1.xml"
        || file_name.ends_with(".rels")
        || file_name.starts_with("workbook");
    let is_shared_strings = file_name == "sharedstrings.xml";
    let longest = if is_xml { MAX_PIECE } else { MAX_PIECE_OF_DATA };

    let mut bytes = 0;
    let mut tags = 0;
    let mut promised = 0;
    let mut part = BufReader::with_capacity(65_536, part.take(allowed.saturating_add(1)));
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let length = part
            .by_ref()
            .take(longest + 1)
            .read_until(b'<', &mut piece)
            .map_err(|problem| broken(format!("{name}: {problem}")))?;
        if length == 0 {
            break;
        }
        bytes += length as u64;
        tags += 1;
        if bytes > allowed {
            break;
        }
        if length as u64 > longest {
            return Err(SheetProblem::Bomb {
                part: name.to_owned(),
                packed,
                unpacked: bytes,
                limit: longest,
            });
        }
        if is_held && tags > MAX_HELD_TAGS {
            return Err(broken(format!("{name}: more than {MAX_HELD_TAGS} tags")));
        }
        if is_xml && piece.contains(&0) {
            return Err(broken(format!("{name}: not UTF-8")));
        }
        if is_shared_strings {
            promised = promise(&piece).max(promised);
        }
    }
    Ok(Counted { bytes, strings: if is_shared_strings { promised.max(tags) } else { 0 } })
}

/// The number in `uniqueCount="…"`.
fn promise(piece: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let Some(start) = piece.windows(NAME.len()).position(|part| part == NAME) else {
        return 0;
    };
    piece[start + NAME.len()..]
        .iter()
        .skip_while(|byte| b" \t\r\n='\"+".contains(byte))
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

fn broken(detail: impl ToString) -> SheetProblem {
    SheetProblem::Broken { line: None, detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_promised_number_of_strings() {
        assert_eq!(promise(b"sst count=\"9\" uniqueCount=\"123\">"), 123);
        assert_eq!(promise(b"sst uniqueCount = '7'>"), 7);
        assert_eq!(promise(b"sst uniqueCount='99999999999999999999999'>"), u64::MAX);
        assert_eq!(promise(b"si><t>5"), 0);
    }
}
