//! A file of papers as one PDF: contents, then every paper, with bookmarks and a number on every page.
//!
//! PDF files are put in page by page as they are, pictures on A4. What cannot be put in (locked, broken, of another
//! kind) is stood for by a page the caller wrote. Numbers stand in the upper right corner, where the sheet of a paper
//! file is numbered by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use krilla::SerializeSettings;
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Size, Transform};
use krilla::image::Image;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::pdf::{Pdf, PdfDocument};

use crate::document::Document;
use crate::document::pdf::{Fonts, Laid, Unwritten, metadata, stamp};

/// A paper of the file.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its bookmark.
    pub title: String,
    pub content: Content,
    /// The page that stands for it when it cannot be put in.
    pub instead: Document,
}

/// What a paper is.
#[derive(Clone, Debug)]
pub enum Content {
    Pdf(Vec<u8>),
    Jpeg(Vec<u8>),
    Png(Vec<u8>),
    /// A document of this house.
    Written(Document),
    /// Nothing that can be shown on a page.
    Beside,
}

/// Where a paper stands in the bundle: its first and last page, and whether it could be put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub from: usize,
    pub to: usize,
    pub whole: bool,
}

/// A4 in points, and the edge left around a picture.
const A4: (f32, f32) = (595.28, 841.89);
const EDGE: f32 = 28.0;
/// A PNG picture with more dots than this is not unpacked.
const MOST_DOTS: u64 = 60_000_000;
/// PDF knows no longer side.
const LONGEST: f32 = 14_400.0;

/// A paper made ready.
enum Ready {
    Laid(Laid),
    Pdf(PdfDocument, Vec<(f32, f32)>),
    Picture(Image),
}

impl Ready {
    fn pages(&self) -> usize {
        match self {
            Self::Laid(laid) => laid.pages(),
            Self::Pdf(_, pages) => pages.len(),
            Self::Picture(_) => 1,
        }
    }
}

/// Puts the papers together; `contents` writes the list of them, told where each stands.
///
/// # Errors
/// When the file cannot be written.
pub fn write(
    (title, language, date): (&str, &str, (i32, u32, u32)),
    papers: Vec<Paper>,
    contents: impl Fn(&[Placed]) -> Document,
    fonts: &Fonts,
) -> Result<Vec<u8>, Unwritten> {
    let mut newest = PdfVersion::Pdf17;
    let mut titles = Vec::new();
    let mut ready = Vec::new();
    for paper in papers {
        let made = make_ready(paper.content, fonts, &mut newest);
        let whole = made.is_some();
        ready.push((made.unwrap_or_else(|| Ready::Laid(Laid::of(&paper.instead, fonts))), whole));
        titles.push(paper.title);
    }
    let (list, placed) = settle(&ready, contents, fonts);
    let wanted = ConfigurationBuilder::new().with_version(newest).finish();
    let configuration = wanted.map_err(|error| Unwritten(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
    let mut pdf = krilla::Document::new_with(settings);
    let mut outline = Outline::new();
    outline.push_child(bookmark(list.title(), 0));
    let mut number = 1;
    list.draw(&mut pdf, fonts, &mut number);
    for (((ready, _), placed), title) in ready.iter().zip(&placed).zip(&titles) {
        outline.push_child(bookmark(title, placed.from - 1));
        draw(&mut pdf, fonts, ready, &mut number);
    }
    pdf.set_outline(outline);
    pdf.set_metadata(metadata(title, language, date));
    pdf.finish().map_err(|error| Unwritten(error.to_string()))
}

fn bookmark(title: &str, page: usize) -> OutlineNode {
    let place = XyzDestination::new(page, Point::from_xy(0.0, 0.0));
    OutlineNode::new(crate::document::clean(title).chars().take(200).collect(), place)
}

/// The list of contents takes pages itself, so it is written until its length stands.
fn settle(
    ready: &[(Ready, bool)],
    contents: impl Fn(&[Placed]) -> Document,
    fonts: &Fonts,
) -> (Laid, Vec<Placed>) {
    let mut long = 1;
    loop {
        let mut next = long + 1;
        let placed: Vec<Placed> = ready
            .iter()
            .map(|(ready, whole)| {
                let from = next;
                next += ready.pages();
                Placed { from, to: next - 1, whole: *whole }
            })
            .collect();
        let list = Laid::of(&contents(&placed), fonts);
        // It can only grow; a list that wavers keeps the longer form.
        if list.pages() <= long {
            return (list.padded(long), placed);
        }
        long = list.pages();
    }
}

fn make_ready(content: Content, fonts: &Fonts, newest: &mut PdfVersion) -> Option<Ready> {
    match content {
        Content::Written(document) => Some(Ready::Laid(Laid::of(&document, fonts))),
        Content::Beside => None,
        Content::Jpeg(bytes) => picture(|| Image::from_jpeg(bytes.into(), false)),
        Content::Png(bytes) => {
            let side = |at: usize| {
                bytes
                    .get(at..at + 4)
                    .map(|four| u64::from(u32::from_be_bytes([four[0], four[1], four[2], four[3]])))
            };
            let dots = side(16)?.saturating_mul(side(20)?);
            if dots > MOST_DOTS {
                return None;
            }
            picture(|| Image::from_png(bytes.into(), false))
        }
        Content::Pdf(bytes) => {
            let (document, pages, version) = catch_unwind(AssertUnwindSafe(|| readable(bytes))).ok()??;
            if version == PdfVersion::Pdf20 {
                *newest = version;
            }
            Some(Ready::Pdf(document, pages))
        }
    }
}

fn picture(read: impl FnOnce() -> Result<Image, String>) -> Option<Ready> {
    let image = catch_unwind(AssertUnwindSafe(read)).ok()?.ok()?;
    let mut trial = krilla::Document::new();
    draw_picture(&mut trial, &image, None);
    catch_unwind(AssertUnwindSafe(|| trial.finish())).ok()?.ok()?;
    Some(Ready::Picture(image))
}

type Readable = (PdfDocument, Vec<(f32, f32)>, PdfVersion);

/// A PDF file that can be put in: it opens without a password, has pages, and is taken over whole in a trial.
fn readable(bytes: Vec<u8>) -> Option<Readable> {
    use hayro_syntax::PdfVersion as Own;
    let pdf = Arc::new(Pdf::new(bytes).ok()?);
    let version = if pdf.version() == Own::Pdf20 { PdfVersion::Pdf20 } else { PdfVersion::Pdf17 };
    let sizes: Vec<(f32, f32)> = pdf.pages().iter().map(|page| fair(page.render_dimensions())).collect();
    if sizes.is_empty() {
        return None;
    }
    let document = PdfDocument::new(pdf);
    let configuration = ConfigurationBuilder::new().with_version(version).finish().ok()?;
    let settings = SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
    let mut trial = krilla::Document::new_with(settings);
    for (at, size) in sizes.iter().enumerate() {
        draw_foreign(&mut trial, &document, at, *size, None);
    }
    trial.finish().ok()?;
    Some((document, sizes, version))
}

/// A size that a page may have.
fn fair((width, height): (f32, f32)) -> (f32, f32) {
    let good = |side: f32| side.is_finite() && (3.0..=LONGEST).contains(&side);
    if good(width) && good(height) { (width, height) } else { A4 }
}

fn draw(pdf: &mut krilla::Document, fonts: &Fonts, ready: &Ready, number: &mut usize) {
    match ready {
        Ready::Laid(laid) => laid.draw(pdf, fonts, number),
        Ready::Pdf(document, sizes) => {
            for (at, size) in sizes.iter().enumerate() {
                draw_foreign(pdf, document, at, *size, Some((fonts, *number)));
                *number += 1;
            }
        }
        Ready::Picture(image) => {
            draw_picture(pdf, image, Some((fonts, *number)));
            *number += 1;
        }
    }
}

fn draw_foreign(
    pdf: &mut krilla::Document,
    document: &PdfDocument,
    at: usize,
    (width, height): (f32, f32),
    numbered: Option<(&Fonts, usize)>,
) {
    let (Some(settings), Some(size)) = (PageSettings::from_wh(width, height), Size::from_wh(width, height))
    else {
        return;
    };
    let mut page = pdf.start_page_with(settings);
    let mut surface = page.surface();
    surface.draw_pdf_page(document, size, at);
    if let Some((fonts, number)) = numbered {
        stamp(&mut surface, fonts, number, width);
    }
    surface.finish();
    page.finish();
}

/// A picture as large as the sheet lets it be, the sheet turned as the picture lies.
fn draw_picture(pdf: &mut krilla::Document, image: &Image, numbered: Option<(&Fonts, usize)>) {
    #[expect(clippy::cast_precision_loss, reason = "dots of a picture")]
    let (wide, high) = (image.size().0.max(1) as f32, image.size().1.max(1) as f32);
    let (width, height) = if wide > high { (A4.1, A4.0) } else { A4 };
    let scale = ((width - 2.0 * EDGE) / wide).min((height - 2.0 * EDGE) / high);
    let (Some(settings), Some(size)) =
        (PageSettings::from_wh(width, height), Size::from_wh(wide * scale, high * scale))
    else {
        return;
    };
    let mut page = pdf.start_page_with(settings);
    let mut surface = page.surface();
    let corner = Transform::from_translate((width - wide * scale) / 2.0, (height - high * scale) / 2.0);
    surface.push_transform(&corner);
    surface.draw_image(image.clone(), size);
    surface.pop();
    if let Some((fonts, number)) = numbered {
        stamp(&mut surface, fonts, number, width);
    }
    surface.finish();
    page.finish();
}
