//! A document as PDF: tagged, archival (PDF/A-2a), its faces embedded, laid out by Decree 30/2020 on A4.
//!
//! `fonts` are the faces, `text` makes lines of words, `parts` blocks of the parts of a document, `flow` pages of blocks;
//! here they are drawn. The same document gives the same bytes: nothing asks a clock. Why krilla and not a
//! typesetting language: `docs/decisions/0009-pdf.md`.

mod flow;
mod fonts;
mod parts;
mod tags;
mod text;

use krilla::SerializeSettings;
use krilla::configure::{Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};

pub use fonts::Fonts;

use self::flow::{Item, Mark, Page, Pages, Sheet, paginate};
use self::parts::{Layout, MILLIMETRE, sheet};
use self::tags::Tags;
use self::text::{Line, Setter, Style};
use super::{Align, Document};

/// The document could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written as PDF: {0}")]
pub struct Unwritten(pub(crate) String);

/// Size of the number of a page.
const NUMBER: f32 = 13.0;
/// Baseline of the number of a page below the edge of the paper.
const NUMBER_AT: f32 = 13.0 * MILLIMETRE;

/// The document as a file.
///
/// # Errors
/// When the writer finds that the file would not be an archival one; it names what is wrong.
pub fn write(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, Unwritten> {
    write_marked(document, fonts, None)
}

/// The same with a mark among the properties of the file, by which [`marks`] knows it again.
///
/// # Errors
/// When the writer finds that the file would not be an archival one; it names what is wrong.
pub fn write_marked(document: &Document, fonts: &Fonts, mark: Option<&str>) -> Result<Vec<u8>, Unwritten> {
    let settings = SerializeSettings { configuration: archival()?, ..SerializeSettings::default() };
    let mut pdf = krilla::Document::new_with(settings);
    let mut setter = Setter::new(fonts);
    let mut tags = Tags::new();
    let units = Layout::new(&mut setter, &mut tags, document.look).document(document);
    let paper = sheet(document.look);
    let mut pages = paginate(paper, units);
    number_pages(&mut setter, paper, &mut pages);
    for page in &pages.pages {
        draw_page(&mut pdf, fonts, paper, page, Some(&mut tags), None);
    }
    pdf.set_tag_tree(tags.tree(&document.language));
    pdf.set_outline(outline(&pages));
    let keywords = mark.map(|mark| format!("{MARK}{mark}")).into_iter().collect();
    let about = metadata(&document.title, &document.language, document.date).keywords(keywords);
    pdf.set_metadata(about);
    pdf.finish().map_err(|error| Unwritten(said(&error)))
}

/// What a mark begins with.
const MARK: &str = "tgpl-document:";

/// The marks in a file, each once: programs that sign leave the properties as they are.
#[must_use]
pub fn marks(pdf: &[u8]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for at in places_of(pdf, MARK.as_bytes()) {
        let rest = pdf.get(at + MARK.len()..).unwrap_or_default();
        let mark: String = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .take(128)
            .map(|byte| char::from(*byte))
            .collect();
        if !mark.is_empty() && !found.contains(&mark) {
            found.push(mark);
        }
    }
    found
}

fn places_of<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(word.len()).enumerate().filter(move |(_, part)| *part == word).map(|(at, _)| at)
}

fn archival() -> Result<Configuration, Unwritten> {
    let wanted = ConfigurationBuilder::new().with_archival_validator(Archival::A2_A);
    wanted.finish().map_err(|error| Unwritten(format!("{error:?}")))
}

fn said(error: &krilla::error::KrillaError) -> String {
    match error {
        krilla::error::KrillaError::Validation(found) => {
            let first: Vec<String> = found.iter().take(3).map(|(what, _)| format!("{what:?}")).collect();
            format!("{error}: {}", first.join("; "))
        }
        error => error.to_string(),
    }
}

pub(crate) fn metadata(title: &str, language: &str, (year, month, day): (i32, u32, u32)) -> Metadata {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(year).unwrap_or(1);
    // Midnight in Viet Nam.
    let date =
        DateTime::new(year).month(part(month)).day(part(day)).hour(0).minute(0).second(0).utc_offset_hour(7);
    let title: String = super::clean(title).chars().take(500).collect();
    Metadata::new().title(title).language(language.to_owned()).creation_date(date).creator("tgpl".to_owned())
}

/// A document laid out, to be drawn into a larger file.
pub(crate) struct Laid {
    title: String,
    paper: Sheet,
    pages: Pages,
}

impl Laid {
    pub(crate) fn of(document: &Document, fonts: &Fonts) -> Self {
        let mut setter = Setter::new(fonts);
        let mut tags = Tags::new();
        let units = Layout::new(&mut setter, &mut tags, document.look).document(document);
        let paper = sheet(document.look);
        Self { title: document.title.clone(), paper, pages: paginate(paper, units) }
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    pub(crate) fn pages(&self) -> usize {
        self.pages.pages.len()
    }

    /// With empty pages at the end, until there are so many.
    pub(crate) fn padded(mut self, pages: usize) -> Self {
        self.pages.pages.resize_with(pages.max(self.pages()), Page::default);
        self
    }

    /// Draws the pages, each with the next number in its corner.
    pub(crate) fn draw(&self, pdf: &mut krilla::Document, fonts: &Fonts, number: &mut usize) {
        for page in &self.pages.pages {
            draw_page(pdf, fonts, self.paper, page, None, Some(*number));
            *number += 1;
        }
    }
}

/// The number of a sheet, in the upper right corner.
pub(crate) fn stamp(surface: &mut Surface<'_>, fonts: &Fonts, number: usize, width: f32) {
    const FROM_EDGE: f32 = 20.0;
    let mut setter = Setter::new(fonts);
    let room = (width - FROM_EDGE).max(1.0);
    for line in setter.plain(&number.to_string(), Style::of(11.0).bold(), room, Align::Right) {
        draw_line(surface, fonts, (line.start, FROM_EDGE + 4.0), &line);
    }
}

/// Numbers stand in the middle of the upper margin, from page 2.
fn number_pages(setter: &mut Setter<'_>, paper: Sheet, pages: &mut Pages) {
    for (at, page) in pages.pages.iter_mut().enumerate().skip(1) {
        let lines = setter.plain(&(at + 1).to_string(), Style::of(NUMBER), paper.line(), Align::Centre);
        page.items.extend(lines.into_iter().map(|line| Item::Words {
            x: paper.left + line.start,
            baseline: NUMBER_AT,
            line,
            mark: Mark::Ornament,
        }));
    }
}

/// Bookmarks of titles and headings, one within the other.
fn outline(pages: &Pages) -> Outline {
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let mut outline = Outline::new();
    let mut close = |open: &mut Vec<(u8, OutlineNode)>, level: u8| {
        while open.last().is_some_and(|(own, _)| *own >= level) {
            let Some((_, node)) = open.pop() else { break };
            match open.last_mut() {
                Some((_, above)) => above.push_child(node),
                None => outline.push_child(node),
            }
        }
    };
    for (level, words, page, y) in &pages.anchors {
        close(&mut open, *level);
        let place = XyzDestination::new(*page, Point::from_xy(0.0, *y));
        open.push((*level, OutlineNode::new(words.chars().take(200).collect(), place)));
    }
    close(&mut open, 0);
    outline
}

/// Draws a page; without tags (in a bundle) nothing is tagged.
fn draw_page(
    pdf: &mut krilla::Document,
    fonts: &Fonts,
    paper: Sheet,
    page: &Page,
    mut tags: Option<&mut Tags>,
    number: Option<usize>,
) {
    let Some(settings) = PageSettings::from_wh(paper.width, paper.height) else { return };
    let mut sheet = pdf.start_page_with(settings);
    let mut surface = sheet.surface();
    for item in &page.items {
        let mark = match item {
            Item::Words { mark, .. } | Item::Code { mark, .. } => *mark,
        };
        match (mark, &mut tags) {
            (Mark::Group(group), Some(tags)) => {
                let tag = match item {
                    Item::Words { .. } => ContentTag::Span(SpanTag::empty()),
                    Item::Code { .. } => ContentTag::Other,
                };
                let leaf = surface.start_tagged(tag);
                draw_item(&mut surface, fonts, item);
                surface.end_tagged();
                tags.leaf(group, leaf);
            }
            (_, Some(_)) => {
                surface
                    .start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)));
                draw_item(&mut surface, fonts, item);
                surface.end_tagged();
            }
            (_, None) => draw_item(&mut surface, fonts, item),
        }
    }
    if let Some(number) = number {
        stamp(&mut surface, fonts, number, paper.width);
    }
    if !page.rules.is_empty() {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        draw_rules(&mut surface, &page.rules);
        surface.end_tagged();
    }
    surface.finish();
    sheet.finish();
}

fn draw_item(surface: &mut Surface<'_>, fonts: &Fonts, item: &Item) {
    match item {
        Item::Words { x, baseline, line, .. } => draw_line(surface, fonts, (*x, *baseline), line),
        Item::Code { x, y, size, code, .. } => draw_code(surface, (*x, *y), *size, code),
    }
}

fn draw_line(surface: &mut Surface<'_>, fonts: &Fonts, (x, baseline): (f32, f32), line: &Line) {
    for run in &line.runs {
        let font = fonts.faces()[run.face].font.clone();
        surface.draw_glyphs(
            Point::from_xy(x + run.x, baseline),
            &run.glyphs,
            font,
            &run.text,
            run.size,
            false,
        );
    }
}

fn draw_rules(surface: &mut Surface<'_>, rules: &[(f32, f32, f32, f32)]) {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in rules {
        if let Some(rule) = Rect::from_xywh(*x, *y, *width, *height) {
            path.push_rect(rule);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// A square code; free fields around it are its own.
fn draw_code(surface: &mut Surface<'_>, (x, y): (f32, f32), size: f32, fields: &[Vec<bool>]) {
    let side = u16::try_from(fields.len()).unwrap_or(u16::MAX).max(1);
    let dot = size / f32::from(side);
    let mut path = PathBuilder::new();
    let mut top = y;
    for row in fields {
        let mut left = x;
        for dark in row {
            if let Some(square) = Rect::from_xywh(left, top, dot, dot).filter(|_| *dark) {
                path.push_rect(square);
            }
            left += dot;
        }
        top += dot;
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
