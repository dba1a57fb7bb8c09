//! Whether a signed file is the very document that was numbered here.
//!
//! The file that is printed for signing is the same bytes each time, and bears the hash of the document among its
//! properties. Programs that sign add the signature behind; some write the whole file anew and keep the properties.

use law::documents::{FileCheck, FileFound, file_check};
use papers::document::pdf::marks;
use store::documents::Document as Record;

use super::printed_marked;
use crate::desk::Desk;
use crate::failure::{Failure, Outcome, Refusal};

/// Holds a signed file against a document that has its number.
pub(super) async fn check(
    desk: &Desk,
    record: &Record,
    content: &[u8],
    compared: bool,
) -> Outcome<FileCheck> {
    let (Some(frozen), Some(sha256)) = (&record.content, &record.sha256) else {
        return Err(Failure::Broken(format!("document {} has a number and no content", record.id)));
    };
    let document = serde_json::from_str(frozen).map_err(|error| Failure::Broken(error.to_string()))?;
    let made = printed_marked(desk, &document, Some(sha256.clone())).await?;
    let found = found_in(content, &made, sha256);
    file_check(found, compared).map_err(|code| Refusal::new("documents.invalid").field("file", code).into())
}

/// What a file says of itself: by its first bytes, else by its marks.
fn found_in(content: &[u8], made: &[u8], sha256: &str) -> FileFound {
    if content.starts_with(made) {
        return FileFound::Same;
    }
    let marks = marks(content);
    if marks.iter().any(|mark| mark == sha256) {
        FileFound::Marked
    } else if marks.is_empty() {
        FileFound::Nothing
    } else {
        FileFound::OfAnother
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_bytes_and_by_its_marks() {
        let made = b"%PDF-1.7 tgpl-document:aa11 body";
        let signed = [made.as_slice(), b" signature"].concat();
        assert_eq!(found_in(&signed, made, "aa11"), FileFound::Same);
        let anew = b"%PDF-1.6 other bytes tgpl-document:aa11 signature";
        assert_eq!(found_in(anew, made, "aa11"), FileFound::Marked);
        let other = b"%PDF-1.6 other bytes tgpl-document:bb22 signature";
        assert_eq!(found_in(other, made, "aa11"), FileFound::OfAnother);
        assert_eq!(found_in(b"%PDF-1.4 scanned", made, "aa11"), FileFound::Nothing);
    }
}
