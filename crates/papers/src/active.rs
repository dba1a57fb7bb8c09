//! What in a PDF file acts when it is opened: script, programs, files within the file.
//!
//! Words in the bytes are not enough: objects are packed, names can be written in other letters. The file is read as a
//! viewer reads it, and every object is looked at. A signature, a form field, a link to a page are harmless.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::object::{Dict, MaybeRef, Object};
use hayro_syntax::{LoadPdfError, Pdf};

/// What was found in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing that acts.
    Quiet,
    /// Something that acts.
    Active,
    /// It needs a password, so that nobody can look.
    Locked,
    /// It is no PDF file that can be read.
    Broken,
}

/// Entries that bring something that acts with them, wherever they stand.
const KEYS: &[&[u8]] = &[b"JS", b"JavaScript", b"RichMedia", b"EmbeddedFiles", b"XFA", b"RichMediaContent"];
/// Kinds of actions that do more than turn to a page or an address.
const ACTIONS: &[&[u8]] =
    &[b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"GoToE", b"Rendition", b"RichMediaExecute"];
/// Kinds of objects that carry something of another kind.
const KINDS: &[&[u8]] = &[b"EmbeddedFile", b"RichMedia", b"FileAttachment", b"Screen", b"3D"];
/// Objects within objects, no deeper.
const DEPTH: usize = 40;
/// Objects looked at; a file of more is not of an office.
const MOST: usize = 2_000_000;

/// Looks through a file.
#[must_use]
pub fn look(content: &[u8]) -> Found {
    // The reader is made for broken files; should it still trip over one, the file is broken.
    catch_unwind(AssertUnwindSafe(|| look_through(content))).unwrap_or(Found::Broken)
}

fn look_through(content: &[u8]) -> Found {
    let pdf = match Pdf::new(content.to_vec()) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return Found::Locked,
        Err(LoadPdfError::Invalid) => return Found::Broken,
    };
    let mut left = MOST;
    if pdf.objects().into_iter().any(|object| acts(&object, DEPTH, &mut left)) {
        return Found::Active;
    }
    if pdf.pages().is_empty() { Found::Broken } else { Found::Quiet }
}

/// Whether an object or one within it acts; what cannot be looked at to the end does.
fn acts(object: &Object<'_>, depth: usize, left: &mut usize) -> bool {
    if depth == 0 || *left == 0 {
        return true;
    }
    *left -= 1;
    match object {
        Object::Dict(dict) => dict_acts(dict, depth, left),
        Object::Stream(stream) => dict_acts(stream.dict(), depth, left),
        Object::Array(array) => array.raw_iter().any(|item| inner_acts(&item, depth, left)),
        _ => false,
    }
}

fn dict_acts(dict: &Dict<'_>, depth: usize, left: &mut usize) -> bool {
    dict.entries().any(|(key, value)| {
        let name = match &value {
            MaybeRef::NotRef(Object::Name(name)) => Some(name.as_ref()),
            _ => None,
        };
        let told = |list: &[&[u8]]| name.is_some_and(|name: &[u8]| list.contains(&name));
        let kind = match key.as_ref() {
            b"S" => told(ACTIONS),
            b"Type" | b"Subtype" => told(KINDS),
            key => KEYS.contains(&key),
        };
        kind || inner_acts(&value, depth, left)
    })
}

fn inner_acts(value: &MaybeRef<Object<'_>>, depth: usize, left: &mut usize) -> bool {
    // What is referred to comes by itself.
    matches!(value, MaybeRef::NotRef(object) if acts(object, depth - 1, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one page, with one object more.
    fn file(object: &str) -> Vec<u8> {
        format!(
            "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X 4 0 R>>\nendobj\n\
             2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n\
             3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n\
             4 0 obj\n{object}\nendobj\ntrailer\n<</Root 1 0 R/Size 5>>\n"
        )
        .into_bytes()
    }

    #[test]
    fn what_acts_is_found_however_it_is_written() {
        for (object, expected) in [
            ("<</S/URI/URI(https://example.invalid)>>", Found::Quiet),
            ("<</Type/Sig/Filter/Adobe.PPKLite>>", Found::Quiet),
            ("(a text that says /JavaScript)", Found::Quiet),
            ("<</S/JavaScript/JS(app.alert)>>", Found::Active),
            ("<</S/Java#53cript>>", Found::Active),
            ("<</S/Launch/F(a.exe)>>", Found::Active),
            ("[[<</A<</S/SubmitForm>>>>]]", Found::Active),
            ("<</Names<</EmbeddedFiles 9 0 R>>>>", Found::Active),
            ("<</Type/EmbeddedFile>>", Found::Active),
            ("<</AcroForm<</XFA 9 0 R>>>>", Found::Active),
        ] {
            assert_eq!(look(&file(object)), expected, "{object}");
        }
        assert_eq!(look(b"%PDF-1.7 and nothing more"), Found::Broken);
    }
}
