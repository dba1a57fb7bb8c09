//! Words into lines: which face has a letter, how letters stand beside one another, where a line may end.
//!
//! Lines end where Unicode (UAX 14) allows it; a word longer than the line is cut between letters, so that nothing
//! ever leaves the page. A letter that no face has is drawn as a box and keeps its place in the text. What was shaped
//! once is kept: a register repeats its words.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use harfrust::{Direction, Script, ShapeOptions, ShapePlan, Shaper, UnicodeBuffer};
use krilla::text::{GlyphId, KrillaGlyph};
use skrifa::MetadataProvider as _;
use skrifa::charmap::Charmap;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::char::is_combining_mark;

use super::super::{Align, clean};
use super::fonts::Fonts;

/// The manner of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub size: f32,
    pub bold: bool,
    pub slanted: bool,
}

impl Style {
    pub fn of(size: f32) -> Self {
        Self { size, bold: false, slanted: false }
    }
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    pub fn slanted(self) -> Self {
        Self { slanted: true, ..self }
    }
}

/// A line as it will be drawn, from the left edge of its block.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub runs: Vec<Run>,
    /// Where the first letter stands.
    pub start: f32,
    /// How far the letters reach, blanks at the end not counted.
    pub width: f32,
    pub ascent: f32,
    pub descent: f32,
}

impl Line {
    pub fn height(&self) -> f32 {
        self.ascent + self.descent
    }
}

/// Letters of one face and size.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub face: usize,
    pub size: f32,
    /// From the start of the line.
    pub x: f32,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
}

/// A shaped word, in parts of the size; one piece for each face.
#[derive(Debug)]
struct Word {
    pieces: Vec<Piece>,
    width: f32,
}

#[derive(Debug)]
struct Piece {
    face: usize,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

/// What stays together on a line, and the blanks after it.
struct Atom {
    parts: Vec<(String, Style)>,
    blanks: usize,
    /// The line ends here whatever there is room for.
    ends: bool,
}

/// Sets words.
pub(super) struct Setter<'a> {
    fonts: &'a Fonts,
    shapers: Vec<Shaper<'a>>,
    charmaps: Vec<Charmap<'a>>,
    plans: HashMap<(usize, Script, bool), ShapePlan>,
    words: HashMap<(bool, bool), HashMap<String, Rc<Word>>>,
}

/// Height of a single line, in parts of the size, whatever the face: pages do not move with the face.
const ASCENT: f32 = 0.89;
const DESCENT: f32 = 0.26;
/// Blanks grow by this at most, in parts of the size; beyond it a line is left as it is.
const MOST_STRETCH: f32 = 1.2;
/// What stands for a letter that no face has.
const UNKNOWN: [char; 3] = ['\u{25a1}', '\u{fffd}', '?'];
/// Words kept, so that memory stays bounded.
const MOST_WORDS: usize = 50_000;

impl<'a> Setter<'a> {
    pub fn new(fonts: &'a Fonts) -> Self {
        let faces = fonts.faces();
        Self {
            fonts,
            shapers: faces.iter().map(|face| face.shaping.shaper(&face.parsed()).build()).collect(),
            charmaps: faces.iter().map(|face| face.parsed().charmap()).collect(),
            plans: HashMap::new(),
            words: HashMap::new(),
        }
    }

    /// Words in one manner as lines no wider than `width`.
    pub fn plain(&mut self, text: &str, style: Style, width: f32, align: Align) -> Vec<Line> {
        self.lines(&[(text.to_owned(), style)], width, 0.0, align)
    }

    /// Words as lines no wider than `width`, the first further in.
    pub fn lines(&mut self, runs: &[(String, Style)], width: f32, indent: f32, align: Align) -> Vec<Line> {
        let fallback = runs.first().map_or(Style::of(12.0), |(_, style)| *style);
        let mut waiting: std::collections::VecDeque<Atom> = atoms(runs).into();
        let mut out = Filler { width, indent, align, lines: Vec::new(), atoms: Vec::new(), used: 0.0 };
        while let Some(atom) = waiting.pop_front() {
            let room = out.room();
            let wide = self.width(&atom.parts);
            if wide > room + 0.01 && !out.atoms.is_empty() {
                out.close(self, fallback, true);
                waiting.push_front(atom);
                continue;
            }
            if wide > room + 0.01
                && let Some((head, tail)) = self.cut(&atom.parts, room)
            {
                out.atoms.push(Atom { parts: head, blanks: 0, ends: false });
                out.close(self, fallback, false);
                waiting.push_front(Atom { parts: tail, ..atom });
                continue;
            }
            let blank = atom.parts.last().map_or(fallback, |(_, style)| *style);
            out.used += wide + self.blank(blank) * count(atom.blanks);
            let ends = atom.ends;
            out.atoms.push(atom);
            if ends {
                out.close(self, fallback, false);
            }
        }
        if !out.atoms.is_empty() || out.lines.is_empty() {
            out.close(self, fallback, false);
        }
        out.lines
    }

    /// How wide words are on one line.
    pub fn measure(&mut self, text: &str, style: Style) -> f32 {
        self.lines(&[(text.to_owned(), style)], f32::MAX, 0.0, Align::Left)
            .iter()
            .map(|line| line.width)
            .fold(0.0, f32::max)
    }

    fn width(&mut self, parts: &[(String, Style)]) -> f32 {
        parts.iter().map(|(text, style)| self.word(text, *style).width * style.size).sum()
    }

    fn blank(&mut self, style: Style) -> f32 {
        self.word(" ", style).width * style.size
    }

    /// Cuts what is wider than a line between letters; `None` when it is one letter.
    fn cut(&mut self, parts: &[(String, Style)], room: f32) -> Option<(Parts, Parts)> {
        let (mut head, mut tail): (Parts, Parts) = Default::default();
        let mut used = 0.0;
        for (text, style) in parts {
            for letter in letters(text) {
                let wide = self.word(letter, *style).width * style.size;
                let fits = tail.is_empty() && (head.is_empty() || used + wide <= room);
                used += wide;
                push_part(if fits { &mut head } else { &mut tail }, letter, *style);
            }
        }
        (!tail.is_empty()).then_some((head, tail))
    }

    fn word(&mut self, text: &str, style: Style) -> Rc<Word> {
        let known = self.words.entry((style.bold, style.slanted)).or_default();
        if let Some(word) = known.get(text) {
            return Rc::clone(word);
        }
        let word = Rc::new(self.shape(text, style));
        let known = self.words.entry((style.bold, style.slanted)).or_default();
        if known.len() < MOST_WORDS {
            known.insert(text.to_owned(), Rc::clone(&word));
        }
        word
    }

    fn shape(&mut self, text: &str, style: Style) -> Word {
        let order = self.fonts.order(style.bold, style.slanted);
        let mut spans: Vec<(Option<usize>, String)> = Vec::new();
        for letter in text.chars().filter(|letter| !unseen(*letter)) {
            let before = spans.last().map(|(face, _)| *face);
            let face = self.face_of(letter, order, before.flatten());
            match spans.last_mut() {
                Some((last, span)) if *last == face => span.push(letter),
                _ => spans.push((face, letter.to_string())),
            }
        }
        let pieces: Vec<Piece> = spans
            .into_iter()
            .filter_map(|(face, span)| match face {
                Some(face) => Some(self.shape_span(face, span)),
                None => self.boxes(&span, order),
            })
            .collect();
        let width = pieces.iter().map(|piece| piece.width).sum();
        Word { pieces, width }
    }

    /// The face for a letter; a mark stays with the letter below it where that face has it.
    fn face_of(&self, letter: char, order: &[usize], before: Option<usize>) -> Option<usize> {
        let has = |face: &usize| self.charmaps[*face].map(letter).is_some_and(|glyph| glyph.to_u32() != 0);
        let joins = is_combining_mark(letter) || matches!(letter, '\u{200c}' | '\u{200d}');
        if joins
            && let Some(face) = before.filter(|face| has(face) || matches!(letter, '\u{200c}' | '\u{200d}'))
        {
            return Some(face);
        }
        if private(letter) {
            return None;
        }
        order.iter().copied().find(has)
    }

    fn shape_span(&mut self, face: usize, text: String) -> Piece {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        buffer.set_flags(harfrust::BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let (script, direction) = (buffer.script(), buffer.direction());
        let shaper = &self.shapers[face];
        let plan = self
            .plans
            .entry((face, script, direction == Direction::RightToLeft))
            .or_insert_with(|| ShapePlan::new(shaper, direction, Some(script), None, &[]));
        let shaped = shaper.shape(buffer, ShapeOptions::new().plan(Some(plan)));
        #[expect(clippy::cast_precision_loss, reason = "measures of a face are small")]
        let scale = |units: i32| units as f32 / shaper.units_per_em().max(1) as f32;
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let unknown = UNKNOWN.iter().find_map(|sign| self.charmaps[face].map(*sign));
        let mut width = 0.0;
        let glyphs = shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .map(|(info, position)| {
                let id =
                    if info.glyph_id == 0 { unknown.map_or(0, |sign| sign.to_u32()) } else { info.glyph_id };
                width += scale(position.x_advance);
                KrillaGlyph::new(
                    GlyphId::new(id),
                    scale(position.x_advance),
                    scale(position.x_offset),
                    scale(position.y_offset),
                    0.0,
                    covered(&starts, info.cluster as usize, text.len()),
                    None,
                )
            })
            .collect();
        Piece { face, text, glyphs, width }
    }

    /// A box for each letter that no face has. Letters of private meaning stay private: their text becomes the sign.
    fn boxes(&mut self, text: &str, order: &[usize]) -> Option<Piece> {
        let (face, sign) = UNKNOWN.iter().find_map(|sign| {
            Some((order.iter().copied().find(|face| self.charmaps[*face].map(*sign).is_some())?, *sign))
        })?;
        let mut said = String::new();
        let model = self.shape_span(face, sign.to_string());
        let glyph = model.glyphs.first()?.clone();
        let mut glyphs = Vec::new();
        for letter in text.chars() {
            let start = said.len();
            said.push(if private(letter) { sign } else { letter });
            glyphs.push(KrillaGlyph { text_range: start..said.len(), ..glyph.clone() });
        }
        let width = model.width * count(glyphs.len());
        Some(Piece { face, text: said, glyphs, width })
    }
}

type Parts = Vec<(String, Style)>;

fn push_part(parts: &mut Parts, letter: &str, style: Style) {
    match parts.last_mut() {
        Some((text, last)) if *last == style => text.push_str(letter),
        _ => parts.push((letter.to_owned(), style)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines have few words")]
fn count(number: usize) -> f32 {
    number as f32
}

/// The text that the glyphs of a cluster stand for.
fn covered(starts: &[usize], start: usize, end: usize) -> Range<usize> {
    let next = starts.iter().copied().filter(|other| *other > start).min();
    start..next.unwrap_or(end)
}

/// Letters with the marks that belong to them.
fn letters(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    let mut before = '\0';
    for (at, letter) in text.char_indices() {
        let joined = is_combining_mark(letter)
            || matches!(letter, '\u{200c}' | '\u{200d}')
            || matches!(before, '\u{200d}' | '\u{17d2}');
        if !joined || at == 0 {
            cuts.push(at);
        }
        before = letter;
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    cuts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// Signs that only say something to a typesetter.
fn unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Letters without a meaning of their own, and places in the code that are no letters.
fn private(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}')
        || code & 0xfffe == 0xfffe
}

/// What stays together, with the blanks after it.
fn atoms(runs: &[(String, Style)]) -> Vec<Atom> {
    let mut text = String::new();
    let mut ends = Vec::new();
    for (run, style) in runs {
        text.push_str(&clean(run));
        ends.push((text.len(), *style));
    }
    let mut found = Vec::new();
    let mut start = 0;
    for (end, kind) in linebreaks(&text) {
        let whole = &text[start..end];
        let hard = whole.ends_with(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}', '\r']);
        let bare = whole.trim_end_matches(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}', '\r']);
        let body = bare.trim_end_matches(' ');
        found.push(Atom {
            parts: styled(&text, start..start + body.len(), &ends),
            blanks: bare.len() - body.len(),
            ends: kind == BreakOpportunity::Mandatory && hard,
        });
        start = end;
    }
    found
}

/// The pieces of a stretch of text, each in its manner.
fn styled(text: &str, range: Range<usize>, ends: &[(usize, Style)]) -> Parts {
    let mut parts = Parts::new();
    let mut start = 0;
    for (end, style) in ends {
        let piece = start.max(range.start)..(*end).min(range.end);
        if piece.start < piece.end {
            parts.push((text[piece].to_owned(), *style));
        }
        start = *end;
    }
    parts
}

/// Fills lines.
struct Filler {
    width: f32,
    indent: f32,
    align: Align,
    lines: Vec<Line>,
    atoms: Vec<Atom>,
    used: f32,
}

impl Filler {
    fn inset(&self) -> f32 {
        if self.lines.is_empty() { self.indent } else { 0.0 }
    }

    /// Room left on the line.
    fn room(&self) -> f32 {
        self.width - self.inset() - self.used
    }

    /// Ends the line; one that text flows over may be stretched to the edge.
    fn close(&mut self, setter: &mut Setter<'_>, fallback: Style, flows: bool) {
        let atoms = std::mem::take(&mut self.atoms);
        let inset = self.inset();
        let last = atoms.len().saturating_sub(1);
        let mut natural = 0.0;
        let mut gaps = 0;
        for (at, atom) in atoms.iter().enumerate() {
            natural += setter.width(&atom.parts);
            if at < last {
                let style = atom.parts.last().map_or(fallback, |(_, style)| *style);
                natural += setter.blank(style) * count(atom.blanks);
                gaps += atom.blanks;
            }
        }
        let free = (self.width - inset - natural).max(0.0);
        let stretch = match gaps {
            0 => 0.0,
            gaps if flows && self.align == Align::Justify => free / count(gaps),
            _ => 0.0,
        };
        let stretch = if stretch > MOST_STRETCH * fallback.size { 0.0 } else { stretch };
        let start = inset
            + match self.align {
                Align::Justify | Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            };
        let size = atoms.iter().flat_map(|atom| &atom.parts).map(|(_, style)| style.size).fold(0.0, f32::max);
        let size = if size > 0.0 { size } else { fallback.size };
        let mut line = Line { start, ascent: ASCENT * size, descent: DESCENT * size, ..Line::default() };
        let mut x = 0.0;
        for (at, atom) in atoms.iter().enumerate() {
            for (text, style) in &atom.parts {
                for piece in &setter.word(text, *style).pieces {
                    push_run(&mut line, setter.fonts, piece, style.size, x, 0.0);
                    x += piece.width * style.size;
                }
            }
            let style = atom.parts.last().map_or(fallback, |(_, style)| *style);
            if at == last {
                line.width = x;
            }
            // A line that text flows over says its blank, so that words do not run together when read aloud.
            for _ in 0..if at < last { atom.blanks } else { atom.blanks.min(1) } {
                for piece in &setter.word(" ", style).pieces {
                    push_run(&mut line, setter.fonts, piece, style.size, x, stretch);
                    x += piece.width * style.size + stretch;
                }
            }
        }
        self.used = 0.0;
        self.lines.push(line);
    }
}

/// Puts a shaped piece at the end of a line; letters of the same face and size become one run.
fn push_run(line: &mut Line, fonts: &Fonts, piece: &Piece, size: f32, x: f32, more: f32) {
    #[expect(clippy::float_cmp, reason = "sizes are set, not computed")]
    let joins = line.runs.last().is_some_and(|run| run.face == piece.face && run.size == size);
    if !joins {
        if tall(piece) {
            let face = &fonts.faces()[piece.face];
            line.ascent = line.ascent.max(face.ascent.min(1.3) * size);
            line.descent = line.descent.max(face.descent.min(0.9) * size);
        }
        line.runs.push(Run { face: piece.face, size, x, text: String::new(), glyphs: Vec::new() });
    }
    let Some(run) = line.runs.last_mut() else { return };
    let base = run.text.len();
    run.text.push_str(&piece.text);
    run.glyphs.extend(piece.glyphs.iter().map(|glyph| KrillaGlyph {
        text_range: glyph.text_range.start + base..glyph.text_range.end + base,
        x_advance: glyph.x_advance + more / size,
        ..glyph.clone()
    }));
}

/// Whether a piece is of a script that needs more room above and below than the lines have.
fn tall(piece: &Piece) -> bool {
    piece.text.chars().any(|letter| matches!(letter, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
}
