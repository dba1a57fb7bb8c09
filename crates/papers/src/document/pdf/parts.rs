//! Each part of a document as blocks, in the sizes of Decree 30/2020.

use std::num::{NonZeroU16, NonZeroU32};
use std::rc::Rc;

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag};

use super::super::square;
use super::super::{
    Align, Cell as Written, Document, Filled, Head, Look, Paragraph, Part, Sign, Signer, Table, Tick, clean,
    closed,
};
use super::flow::{Block, Cell, Mark, Sheet, Stuff, Unit};
use super::tags::Tags;
use super::text::{Line, Setter, Style};

/// Points in a millimetre.
pub(super) const MILLIMETRE: f32 = 72.0 / 25.4;

/// Depth of the first line of a paragraph.
const INDENT: f32 = 12.7 * MILLIMETRE;
/// Room between paragraphs.
const BETWEEN: f32 = 6.0;
/// Room within the cells of a table: beside and above the words.
const PAD: (f32, f32) = (4.0, 2.0);
/// Room to sign.
const TO_SIGN: f32 = 52.0;
/// Edge of a square code.
const CODE: f32 = 30.0 * MILLIMETRE;
/// A field without value asks for at least this much line to write on.
const LEAST_BLANK: f32 = 60.0;
/// A table of more columns than this is set small, in this size.
const MANY_COLUMNS: usize = 14;
const SMALL: f32 = 8.5;

/// The sheet of a look.
pub(super) fn sheet(look: Look) -> Sheet {
    let (width, height, left, right) = match look {
        Look::Act | Look::Large => (210.0, 297.0, 30.0, 20.0),
        Look::Book => (297.0, 210.0, 20.0, 15.0),
    };
    Sheet {
        width: width * MILLIMETRE,
        height: height * MILLIMETRE,
        left: left * MILLIMETRE,
        right: right * MILLIMETRE,
        top: 20.0 * MILLIMETRE,
        bottom: 20.0 * MILLIMETRE,
    }
}

/// Lays the parts of a document out.
pub(super) struct Layout<'s, 'a> {
    pub setter: &'s mut Setter<'a>,
    pub tags: &'s mut Tags,
    sheet: Sheet,
    size: f32,
    units: Vec<Unit>,
}

impl<'s, 'a> Layout<'s, 'a> {
    pub fn new(setter: &'s mut Setter<'a>, tags: &'s mut Tags, look: Look) -> Self {
        let size = match look {
            Look::Act => 14.0,
            Look::Large => 16.0,
            Look::Book => 11.0,
        };
        Self { setter, tags, sheet: sheet(look), size, units: Vec::new() }
    }

    pub fn document(mut self, document: &Document) -> Vec<Unit> {
        for part in &document.parts {
            if matches!(part, Part::Sign(_)) {
                self.tie_last();
            }
            self.part(part);
        }
        self.units
    }

    /// Who signs stands on the page of the last words.
    fn tie_last(&mut self) {
        if let Some(Unit::Block(block)) =
            self.units.iter_mut().rev().find(|unit| !matches!(unit, Unit::HeadsEnd))
        {
            block.keep_next = true;
        }
    }

    fn part(&mut self, part: &Part) {
        let body = Style::of(self.size);
        match part {
            Part::Head(head) => self.head(head),
            Part::Title { name, about } => self.title(name, about.as_deref()),
            Part::To { lines } => {
                for line in lines {
                    self.text(&[(line.clone(), body)], Align::Centre, 0.0);
                }
            }
            Part::Bases { lines } => {
                for line in closed(lines) {
                    self.text(&[(line, body.slanted())], Align::Justify, INDENT);
                }
            }
            Part::Centred { text } => self.text(&[(text.clone(), body.bold())], Align::Centre, 0.0),
            Part::Paragraph(paragraph) => self.paragraph(paragraph),
            Part::Heading { level, text } => self.heading(*level, text),
            Part::Fields { rows } => rows.iter().for_each(|row| self.field(row)),
            Part::Checks { label, options } => self.checks(label, options),
            Part::Table(table) => self.table(table),
            Part::Sign(sign) => self.sign(sign),
            Part::Code { content, words } => self.code(content, words),
            Part::Break => self.units.push(Unit::Break),
        }
    }

    fn push(&mut self, block: Block) {
        self.units.push(Unit::Block(block));
    }

    /// A block of one cell over the whole line.
    fn column(&self, stuff: Vec<Stuff>) -> Block {
        let cell = Cell { down: 1, width: self.sheet.line(), stuff, ..Cell::default() };
        Block { cells: vec![cell], rows: 1, before: BETWEEN, ..Block::default() }
    }

    fn text(&mut self, runs: &[(String, Style)], align: Align, indent: f32) {
        let group = self.tags.group(0, Tag::P);
        let lines = self.setter.lines(runs, self.sheet.line(), indent, align);
        let block = self.column(words(lines, group));
        self.push(block);
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let body = Style::of(self.size);
        let runs: Vec<(String, Style)> = paragraph
            .runs
            .iter()
            .map(|run| (run.text.clone(), Style { bold: run.bold, slanted: run.italic, ..body }))
            .collect();
        self.text(&runs, paragraph.align, if paragraph.indent { INDENT } else { 0.0 });
    }

    fn heading(&mut self, level: u8, text: &str) {
        let level = level.clamp(1, 3);
        let size = if level == 3 { 13.0_f32.max(self.size) } else { 14.0_f32.max(self.size) };
        let size = if self.size < 13.0 { 13.0 } else { size };
        let group = self.tags.group(0, heading_tag(level + 1, text));
        let lines = self.setter.plain(text, Style::of(size).bold(), self.sheet.line(), Align::Left);
        let mut block = self.column(words(lines, group));
        (block.before, block.keep_next, block.whole) = (10.0, true, true);
        block.anchor = Some((level, text.to_owned()));
        self.push(block);
    }

    fn title(&mut self, name: &str, about: Option<&str>) {
        let size = 14.0_f32.max(self.size);
        let style = Style::of(size).bold();
        let group = self.tags.group(0, heading_tag(1, name));
        let width = self.sheet.line();
        let mut lines = self.setter.plain(name, style, width, Align::Centre);
        let mut stuff = words(lines.clone(), group);
        if let Some(about) = about {
            let group = self.tags.group(0, Tag::P);
            lines = self.setter.plain(about, style, width, Align::Centre);
            stuff.extend(words(lines.clone(), group));
        }
        stuff.push(rule(&lines, width, 0.4));
        let mut block = self.column(stuff);
        (block.before, block.keep_next) = (12.0, true);
        block.anchor = Some((0, about.map_or_else(|| name.to_owned(), |about| format!("{name} {about}"))));
        self.push(block);
    }

    // --- head ------------------------------------------------------------------------------------

    fn head(&mut self, head: &Head) {
        let line = self.sheet.line();
        let (left, right) = if head.is_personal() { (0.0, line) } else { (line * 0.44, line * 0.56) };
        let mut block = Block { rows: 3, keep_next: true, ..Block::default() };
        if let Some(form) = &head.form {
            let stuff = self.said(form, Style::of(11.0).slanted(), right, Align::Right);
            block.cells.push(Cell { down: 1, x: left, width: right, stuff, ..Cell::default() });
        }
        if head.is_personal() {
            let stuff = self.state(head, line);
            block.cells.push(Cell { row: 1, down: 1, width: line, stuff, ..Cell::default() });
            block.rows = 2;
            return self.push(block);
        }
        let mut own = Vec::new();
        if let Some(above) = &head.above {
            own.extend(self.said(above, Style::of(12.0), left - 6.0, Align::Centre));
        }
        if !head.body.is_empty() {
            let (stuff, lines) = self.said_lines(&head.body, Style::of(12.0).bold(), left - 6.0);
            own.extend(stuff);
            own.push(rule(&lines, left - 6.0, 0.4));
        }
        let state = self.state(head, right);
        block.cells.push(Cell { row: 1, down: 1, width: left - 6.0, stuff: own, ..Cell::default() });
        block.cells.push(Cell { row: 1, down: 1, x: left, width: right, stuff: state, ..Cell::default() });
        let mut number = Vec::new();
        if let Some(text) = &head.number {
            number.extend(self.said(text, Style::of(13.0), left - 6.0, Align::Centre));
        }
        if let Some(text) = &head.subject {
            number.extend(self.said(text, Style::of(12.0), left - 6.0, Align::Centre));
        }
        let place = match head.place_date.is_empty() {
            true => Vec::new(),
            false => self.said(&head.place_date, Style::of(13.0).slanted(), right, Align::Centre),
        };
        block.cells.push(Cell { row: 2, down: 1, width: left - 6.0, stuff: number, ..Cell::default() });
        block.cells.push(Cell { row: 2, down: 1, x: left, width: right, stuff: place, ..Cell::default() });
        self.push(block);
    }

    /// The name of the State and its motto, a rule beneath as long as the motto.
    fn state(&mut self, head: &Head, width: f32) -> Vec<Stuff> {
        let mut state = Vec::new();
        for (text, size, ruled) in [(&head.state, 12.0, false), (&head.motto, 13.0, true)] {
            if text.is_empty() {
                continue;
            }
            let style = self.fitting(text, Style::of(size).bold(), width);
            let (stuff, lines) = self.said_lines(text, style, width);
            state.extend(stuff);
            if ruled {
                state.push(rule(&lines, width, 1.0));
            }
        }
        state
    }

    /// A manner in which words stand on one line, a little smaller if they must be.
    fn fitting(&mut self, text: &str, style: Style, width: f32) -> Style {
        let sizes = [0.0, 0.5, 1.0, 1.5].map(|less| Style { size: style.size - less, ..style });
        sizes.into_iter().find(|style| self.setter.measure(text, *style) <= width).unwrap_or(style)
    }

    fn said(&mut self, text: &str, style: Style, width: f32, align: Align) -> Vec<Stuff> {
        let group = self.tags.group(0, Tag::P);
        words(self.setter.plain(text, style, width, align), group)
    }

    fn said_lines(&mut self, text: &str, style: Style, width: f32) -> (Vec<Stuff>, Vec<Line>) {
        let group = self.tags.group(0, Tag::P);
        let lines = self.setter.plain(text, style, width, Align::Centre);
        (words(lines.clone(), group), lines)
    }

    // --- fields and boxes ------------------------------------------------------------------------

    fn field(&mut self, row: &Filled) {
        let style = Style::of(self.size);
        let label = format!("{}: ", row.label);
        let value = row.value.as_deref().filter(|value| !value.trim().is_empty());
        let width = self.sheet.line();
        let text = match value {
            Some(value) => format!("{label}{value}"),
            None => {
                let lines = self.setter.plain(&label, style, width, Align::Left);
                let blank = self.setter.measure(" ", style).max(self.setter.measure(". .", style) / 4.0);
                let left = width - lines.last().map_or(0.0, |line| line.width) - blank;
                let room = if left < LEAST_BLANK { width } else { left };
                let dots = (room / self.setter.measure("…", style).max(1.0)).floor();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a line is short"
                )]
                let dots = (dots as usize).saturating_sub(1).clamp(3, 200);
                format!("{label}{}{}", if left < LEAST_BLANK { "\n" } else { "" }, "…".repeat(dots))
            }
        };
        let group = self.tags.group(0, Tag::P);
        let lines = self.setter.plain(&text, style, width, Align::Left);
        let mut block = self.column(words(lines, group));
        block.before = 4.0;
        self.push(block);
    }

    fn checks(&mut self, label: &str, options: &[Tick]) {
        let style = Style::of(self.size);
        let mut runs = vec![(label.to_owned(), style)];
        for option in options {
            // A box stays with the first of its words.
            let sign = if option.ticked { '☒' } else { '☐' };
            runs.push((format!("  {sign}"), Style { size: self.size * 1.2, ..style }));
            runs.push((format!("\u{a0}{}", option.text), style));
        }
        self.text(&runs, Align::Left, 0.0);
    }

    fn code(&mut self, content: &str, lines: &[String]) {
        let style = Style::of(11.0);
        let beside = self.sheet.line() - CODE - 10.0;
        let mut stuff = Vec::new();
        let content = clean(content);
        let code = if content.trim().is_empty() { Vec::new() } else { square::fields(&content) };
        let room = if code.is_empty() { self.sheet.line() } else { beside };
        for line in lines {
            stuff.extend(self.said(line, style, room, Align::Left));
        }
        stuff.extend(self.said(&content, style.bold(), room, Align::Left));
        if code.is_empty() {
            let block = self.column(stuff);
            return self.push(block);
        }
        let group = self.tags.group(0, Tag::Figure(Some(content)));
        let square = vec![Stuff::Code(Rc::new(code), CODE, Mark::Group(group))];
        let cells = vec![
            Cell { down: 1, width: CODE, stuff: square, ..Cell::default() },
            Cell { down: 1, x: CODE + 10.0, width: beside, stuff, ..Cell::default() },
        ];
        self.push(Block { cells, rows: 1, before: 12.0, whole: true, ..Block::default() });
    }

    // --- signatures ------------------------------------------------------------------------------

    fn sign(&mut self, sign: &Sign) {
        let mut columns: Vec<(Vec<Stuff>, f32)> = Vec::new();
        // Who signs alone stands on the right, recipients or not.
        let beside = !sign.recipients_label.is_empty() || sign.signers.len() == 1;
        let shares: f32 = if beside { 45.0 } else { 0.0 };
        let signers = u16::try_from(sign.signers.len()).unwrap_or(u16::MAX);
        let whole = shares + 55.0 * f32::from(signers);
        let line = self.sheet.line();
        let part = |share: f32| line * share / whole.max(1.0);
        if sign.recipients_label.is_empty() && beside {
            columns.push((Vec::new(), part(45.0)));
        } else if beside {
            columns.push((self.recipients(sign, part(45.0) - 6.0), part(45.0)));
        }
        for signer in &sign.signers {
            columns.push((self.signer(signer, part(55.0) - 6.0), part(55.0)));
        }
        let mut x = 0.0;
        let mut cells = Vec::new();
        for (stuff, width) in columns {
            cells.push(Cell { down: 1, x, width: width - 6.0, stuff, ..Cell::default() });
            x += width;
        }
        self.push(Block { cells, rows: 1, before: 12.0, whole: true, ..Block::default() });
    }

    fn recipients(&mut self, sign: &Sign, width: f32) -> Vec<Stuff> {
        let label = Style::of(12.0).bold().slanted();
        let mut stuff = self.said(&sign.recipients_label, label, width, Align::Left);
        let list = self.tags.group(0, Tag::L(ListNumbering::None));
        for line in &sign.recipients {
            let item = self.tags.group(list, Tag::LI);
            let group = self.tags.group(item, Tag::LBody);
            let lines = self.setter.plain(&format!("- {line}"), Style::of(11.0), width, Align::Left);
            stuff.extend(words(lines, group));
        }
        stuff
    }

    fn signer(&mut self, signer: &Signer, width: f32) -> Vec<Stuff> {
        let mut stuff = Vec::new();
        let size = self.size;
        if let Some(above) = &signer.above {
            stuff.extend(self.said(above, Style::of(size.min(13.0)).slanted(), width, Align::Centre));
        }
        for line in &signer.authority {
            stuff.extend(self.said(line, Style::of(size).bold(), width, Align::Centre));
        }
        if let Some(hint) = &signer.hint {
            stuff.extend(self.said(hint, Style::of(12.0).slanted(), width, Align::Centre));
        }
        stuff.push(Stuff::Gap(TO_SIGN));
        if let Some(name) = signer.name.as_deref().filter(|name| !name.is_empty()) {
            stuff.extend(self.said(name, Style::of(size).bold(), width, Align::Centre));
        }
        stuff
    }

    // --- tables ----------------------------------------------------------------------------------

    /// Many columns are narrow ones: their words stay whole in a smaller size.
    fn table(&mut self, table: &Table) {
        let usual = self.size;
        if table.columns.len() > MANY_COLUMNS {
            self.size = self.size.min(SMALL);
        }
        self.set_table(table);
        self.size = usual;
    }

    fn set_table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            let group = self.tags.group(0, Tag::P);
            let style = Style::of(self.size).bold();
            let lines = self.setter.plain(caption, style, self.sheet.line(), Align::Centre);
            let mut block = self.column(words(lines, group));
            (block.keep_next, block.whole) = (true, true);
            self.push(block);
        }
        let edges = edges(table, self.sheet.line());
        if edges.len() < 2 {
            return;
        }
        let group = self.tags.group(0, Tag::Table);
        let mut heads = Vec::new();
        if !table.head.is_empty() {
            let inner = self.tags.group(group, Tag::THead);
            heads = self.rows(table, &table.head, &edges, true, inner);
        }
        for (at, head) in heads.iter().enumerate() {
            let before = if at == 0 { BETWEEN } else { 0.0 };
            self.push(Block { keep_next: true, before, ..head.clone() });
        }
        self.units.push(Unit::Heads(heads));
        let inner = self.tags.group(group, Tag::TBody);
        let rows = self.rows(table, &table.rows, &edges, false, inner);
        let no_head = table.head.is_empty();
        for (at, block) in rows.into_iter().enumerate() {
            let before = if no_head && at == 0 { BETWEEN } else { 0.0 };
            self.push(Block { before, ..block });
        }
        self.units.push(Unit::HeadsEnd);
    }

    /// The rows of a table as blocks; rows that a cell joins are one block.
    fn rows(
        &mut self,
        table: &Table,
        rows: &[Vec<Written>],
        edges: &[f32],
        head: bool,
        parent: usize,
    ) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut covered = vec![0_usize; edges.len() - 1];
        let mut current = Block { lined: true, pad: PAD, ..Block::default() };
        for (at, row) in rows.iter().enumerate() {
            let inner = self.tags.group(parent, Tag::TR);
            let left = rows.len() - at;
            let number = current.rows;
            current.rows += 1;
            let mut waiting = row.iter();
            let mut column = 0;
            while column < covered.len() {
                if covered[column] > 0 {
                    covered[column] -= 1;
                    column += 1;
                    continue;
                }
                let free = covered[column..].iter().take_while(|rows| **rows == 0).count();
                let cell = waiting.next();
                let across = cell.map_or(1, |cell| cell.across.max(1) as usize).min(free);
                let down = cell.map_or(1, |cell| cell.down.max(1) as usize).min(left);
                let align = table.columns.get(column).map_or(Align::Left, |column| column.align);
                let place = (edges[column], edges[column + across]);
                let made = self.cell(
                    cell,
                    if head { Align::Centre } else { align },
                    head,
                    place,
                    inner,
                    (across, down),
                );
                current.cells.push(Cell { row: number, down, ..made });
                covered[column..column + across].fill(down - 1);
                column += across;
            }
            if covered.iter().all(|rows| *rows == 0) {
                blocks.push(std::mem::replace(
                    &mut current,
                    Block { lined: true, pad: PAD, ..Block::default() },
                ));
            }
        }
        if current.rows > 0 {
            blocks.push(current);
        }
        blocks
    }

    fn cell(
        &mut self,
        cell: Option<&Written>,
        align: Align,
        head: bool,
        (from, to): (f32, f32),
        row: usize,
        (across, down): (usize, usize),
    ) -> Cell {
        let span =
            |number: usize| u32::try_from(number).ok().filter(|number| *number > 1).and_then(NonZeroU32::new);
        let group = if head {
            let tag = Tag::TH(TableHeaderScope::Column).with_col_span(span(across)).with_row_span(span(down));
            self.tags.group(row, tag)
        } else {
            self.tags.group(row, Tag::TD.with_col_span(span(across)).with_row_span(span(down)))
        };
        let size = self.size.min(13.0) - if self.size > 11.0 { 1.0 } else { 0.0 };
        let style = Style::of(size);
        let bold = head || cell.is_some_and(|cell| cell.bold);
        let style = if bold { style.bold() } else { style };
        let text = cell.map_or("", |cell| cell.text.as_str());
        let width = (to - from - 2.0 * PAD.0).max(4.0);
        let align = if align == Align::Justify { Align::Left } else { align };
        let lines = self.setter.plain(text, style, width, align);
        let stuff = words(lines, group);
        Cell { down: 1, x: from, width: to - from, stuff, middle: head, ..Cell::default() }
    }
}

/// Where the columns of a table begin, and where the last one ends.
fn edges(table: &Table, line: f32) -> Vec<f32> {
    let mut at = 0.0;
    let mut edges = vec![0.0];
    for width in table.widths(100_000) {
        #[expect(clippy::cast_precision_loss, reason = "a share of a line")]
        let width = width as f32;
        at += line * width / 100_000.0;
        edges.push(at);
    }
    edges
}

fn words(lines: Vec<Line>, group: usize) -> Vec<Stuff> {
    lines
        .into_iter()
        .map(|line| match line.runs.is_empty() {
            true => Stuff::Gap(line.height()),
            false => Stuff::Words(line, Mark::Group(group)),
        })
        .collect()
}

/// A rule in the middle, a part of the longest line as long.
fn rule(lines: &[Line], width: f32, part: f32) -> Stuff {
    let longest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    let long = (longest * part).clamp(0.0, width);
    Stuff::Rule((width - long) / 2.0, long)
}

fn heading_tag(level: u8, text: &str) -> Tag<krilla::tagging::kind::Hn> {
    Tag::Hn(
        NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN),
        Some(text.chars().take(200).collect()),
    )
}
