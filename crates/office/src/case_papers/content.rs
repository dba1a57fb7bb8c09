//! What a file is, by its content: the four kinds that are taken, and what makes one of them unfit.
//!
//! A name or a type that the browser claims proves nothing. What can run when it is opened is refused: pages, drawings
//! with script, programs, documents with macros, PDF files that say that they carry script or start programs.

use papers::active::{self, Found};

/// A kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Jpeg,
    Png,
    Docx,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Pdf, Kind::Jpeg, Kind::Png, Kind::Docx];

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Docx => "docx",
        }
    }

    /// Whether a browser shows it as a picture.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }

    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// The kind that a file begins like.
    fn of_beginning(content: &[u8]) -> Option<Self> {
        let begins: [(&[u8], Kind); 4] = [
            (b"%PDF-", Kind::Pdf),
            (&[0xff, 0xd8, 0xff], Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"PK\x03\x04", Kind::Docx),
        ];
        begins.into_iter().find(|(begin, _)| content.starts_with(begin)).map(|(_, kind)| kind)
    }
}

/// Whether a file that begins like this could be taken; otherwise the code of what is wrong.
pub(super) fn could_be(first: &[u8]) -> Result<(), &'static str> {
    match (first.is_empty(), Kind::of_beginning(first)) {
        (true, _) => Err("paper_empty"),
        (false, None) => Err("paper_type"),
        (false, Some(_)) => Ok(()),
    }
}

/// The kind of a whole file, or the code of what is wrong with it.
pub(super) fn recognise(content: &[u8]) -> Result<Kind, &'static str> {
    could_be(content)?;
    match Kind::of_beginning(content) {
        Some(Kind::Docx) => document(content),
        Some(Kind::Pdf) => document_of_pages(content),
        Some(kind) => Ok(kind),
        None => Err("paper_type"),
    }
}

/// A file of pages is read as a viewer reads it; in one that cannot be read, the words themselves are looked for.
fn document_of_pages(content: &[u8]) -> Result<Kind, &'static str> {
    match active::look(content) {
        Found::Active => Err("paper_active"),
        Found::Locked => Err("paper_locked"),
        Found::Broken
            if says_any(content, &[b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFile"]) =>
        {
            Err("paper_active")
        }
        Found::Quiet | Found::Broken => Ok(Kind::Pdf),
    }
}

/// A packed file is a document when it holds the parts of one; names in it are not packed.
fn document(content: &[u8]) -> Result<Kind, &'static str> {
    if says_any(content, &[b"vbaProject.bin", b"activeX/"]) {
        return Err("paper_active");
    }
    let whole = says_any(content, &[b"[Content_Types].xml"]) && says_any(content, &[b"word/document.xml"]);
    if whole { Ok(Kind::Docx) } else { Err("paper_type") }
}

fn says_any(content: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| content.windows(word.len()).any(|part| part == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        let docx = b"PK\x03\x04..[Content_Types].xml..word/document.xml..".as_slice();
        let macros = b"PK\x03\x04..[Content_Types].xml..word/document.xml..word/vbaProject.bin".as_slice();
        for (content, expected) in [
            (b"%PDF-1.7 ...".as_slice(), Ok(Kind::Pdf)),
            (b"%PDF-1.7 /OpenAction << /S /JavaScript".as_slice(), Err("paper_active")),
            (&[0xff, 0xd8, 0xff, 0xe0, 0], Ok(Kind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....".as_slice(), Ok(Kind::Png)),
            (docx, Ok(Kind::Docx)),
            (macros, Err("paper_active")),
            (b"PK\x03\x04 a zip of something".as_slice(), Err("paper_type")),
            (b"<svg onload='alert(1)'>".as_slice(), Err("paper_type")),
            (b"<!doctype html><script>".as_slice(), Err("paper_type")),
            (b"MZ\x90".as_slice(), Err("paper_type")),
            (b"".as_slice(), Err("paper_empty")),
        ] {
            assert_eq!(recognise(content), expected, "{}", String::from_utf8_lossy(content));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::of_media_type(kind.media_type()), Some(kind));
        }
    }
}
