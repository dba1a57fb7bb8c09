//! Blocks onto pages: what stays together, what may break, which heads come again.
//!
//! Everything on a page is a block: cells side by side, one or more rows. A paragraph is a block of one cell, a row of
//! a table one of many. A block of one row may break between lines; one of several rows moves whole, and only when it
//! is taller than a page is it taken apart.

use std::rc::Rc;

use super::text::Line;

/// A sheet of paper and its margins, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub width: f32,
    pub height: f32,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

impl Sheet {
    /// Width between the margins.
    pub fn line(&self) -> f32 {
        self.width - self.left - self.right
    }
    fn floor(&self) -> f32 {
        self.height - self.bottom
    }
    fn full(&self) -> f32 {
        self.floor() - self.top
    }
}

/// Where in the order of reading something belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A group of the tree of tags.
    Group(usize),
    /// Ornament, or said before.
    Ornament,
}

/// The fields of a square code.
pub(super) type Fields = Vec<Vec<bool>>;

/// What stands in a cell, from top to bottom.
#[derive(Clone, Debug)]
pub(super) enum Stuff {
    Words(Line, Mark),
    Gap(f32),
    /// A thin rule: where it begins, how long it is.
    Rule(f32, f32),
    /// A square code of this size.
    Code(Rc<Fields>, f32, Mark),
}

impl Stuff {
    fn height(&self) -> f32 {
        match self {
            Self::Words(line, _) => line.height(),
            Self::Gap(height) => *height,
            Self::Rule(..) => RULE_ROOM,
            Self::Code(_, size, _) => *size,
        }
    }
}

/// Height that a rule takes.
const RULE_ROOM: f32 = 6.0;
/// Thickness of rules and of the lines of tables.
const THIN: f32 = 0.6;

/// A cell of a block; `x` is measured from the left margin.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub row: usize,
    pub down: usize,
    pub x: f32,
    pub width: f32,
    pub stuff: Vec<Stuff>,
    /// Its stuff stands in the middle of its height.
    pub middle: bool,
}

/// Cells that belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub cells: Vec<Cell>,
    pub rows: usize,
    /// Room above, but not at the top of a page.
    pub before: f32,
    /// Lines around the cells.
    pub lined: bool,
    /// Room between a line of the table and the words.
    pub pad: (f32, f32),
    /// Never broken while it fits on a page.
    pub whole: bool,
    /// Stays on the page of what follows.
    pub keep_next: bool,
    /// A bookmark: level and words.
    pub anchor: Option<(u8, String)>,
}

impl Block {
    fn heights(&self) -> Vec<f32> {
        let mut heights = vec![0.0_f32; self.rows];
        let own = |cell: &Cell| cell.stuff.iter().map(Stuff::height).sum::<f32>() + 2.0 * self.pad.1;
        for cell in self.cells.iter().filter(|cell| cell.down <= 1) {
            heights[cell.row] = heights[cell.row].max(own(cell));
        }
        for cell in self.cells.iter().filter(|cell| cell.down > 1) {
            let end = (cell.row + cell.down).min(self.rows);
            let lacking = own(cell) - heights[cell.row..end].iter().sum::<f32>();
            heights[end - 1] += lacking.max(0.0);
        }
        heights
    }

    fn height(&self) -> f32 {
        self.heights().iter().sum()
    }

    fn is_text(&self) -> bool {
        self.cells.len() == 1 && !self.lined
    }

    /// Parts the block below `room`; `None` when nothing fits or too little would stand alone.
    fn split(&self, room: f32, forced: bool) -> Option<(Self, Self)> {
        let room = room - 2.0 * self.pad.1;
        let (mut first, mut rest) = (self.clone(), self.clone());
        let mut moved = false;
        for (at, cell) in self.cells.iter().enumerate() {
            let mut fits = fitting(&cell.stuff, room);
            if self.is_text() && !forced {
                let all = cell.stuff.len();
                fits = if all - fits == 1 { fits.saturating_sub(1) } else { fits };
                fits = if fits < 2 { 0 } else { fits };
            }
            moved |= fits > 0;
            first.cells[at].stuff.truncate(fits);
            rest.cells[at].stuff.drain(..fits);
        }
        let left = rest.cells.iter().any(|cell| !cell.stuff.is_empty());
        (first.before, rest.before, rest.anchor) = (self.before, 0.0, None);
        (moved && left).then_some((first, rest))
    }

    /// Each row on its own; what reached over several stands in the first.
    fn singles(&self) -> Vec<Self> {
        (0..self.rows)
            .map(|row| {
                let of_row = |cell: &&Cell| (cell.row..cell.row + cell.down.max(1)).contains(&row);
                let alone = |cell: &Cell| Cell {
                    stuff: if cell.row == row { cell.stuff.clone() } else { Vec::new() },
                    row: 0,
                    down: 1,
                    ..cell.clone()
                };
                let cells = self.cells.iter().filter(of_row).map(alone).collect();
                Self { cells, rows: 1, whole: false, before: 0.0, anchor: None, ..self.clone() }
            })
            .collect()
    }
}

fn fitting(stuff: &[Stuff], room: f32) -> usize {
    let mut used = 0.0;
    stuff
        .iter()
        .take_while(|piece| {
            used += piece.height();
            used <= room
        })
        .count()
}

/// What comes next.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    Block(Block),
    /// A new page.
    Break,
    /// These blocks stand again at the top of each page …
    Heads(Vec<Block>),
    /// … until here.
    HeadsEnd,
}

/// Something on a page, from its upper left corner.
#[derive(Debug)]
pub(super) enum Item {
    Words { x: f32, baseline: f32, line: Line, mark: Mark },
    Code { x: f32, y: f32, size: f32, code: Rc<Fields>, mark: Mark },
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub items: Vec<Item>,
    /// Left, top, width, height.
    pub rules: Vec<(f32, f32, f32, f32)>,
}

/// Pages with their bookmarks: level, words, page, height on it.
pub(super) struct Pages {
    pub pages: Vec<Page>,
    pub anchors: Vec<(u8, String, usize, f32)>,
}

/// Puts everything onto pages.
pub(super) fn paginate(sheet: Sheet, units: Vec<Unit>) -> Pages {
    let mut flow = Flow {
        sheet,
        out: Pages { pages: vec![Page::default()], anchors: Vec::new() },
        y: sheet.top,
        fresh: true,
        heads: Vec::new(),
    };
    let needs = needs(&units, sheet.full());
    for (unit, need) in units.into_iter().zip(needs) {
        match unit {
            Unit::Block(block) => flow.put(block, need),
            Unit::Break => {
                if !flow.fresh {
                    flow.turn();
                }
            }
            Unit::Heads(heads) => {
                let height: f32 = heads.iter().map(Block::height).sum();
                flow.heads = if height < sheet.full() / 2.0 { heads } else { Vec::new() };
            }
            Unit::HeadsEnd => flow.heads.clear(),
        }
    }
    flow.out
}

/// How much must stand below each unit on the same page.
fn needs(units: &[Unit], full: f32) -> Vec<f32> {
    /// About two lines.
    const LITTLE: f32 = 40.0;
    let mut needs = vec![0.0; units.len()];
    let mut below = 0.0;
    for (at, unit) in units.iter().enumerate().rev() {
        match unit {
            Unit::Block(block) => {
                needs[at] = if block.keep_next && below < full { below } else { 0.0 };
                let own = block.height();
                let own = if block.whole || block.keep_next { own } else { own.min(LITTLE) };
                below = block.before + own + needs[at];
            }
            Unit::Break => below = 0.0,
            Unit::Heads(_) | Unit::HeadsEnd => {}
        }
    }
    needs
}

struct Flow {
    sheet: Sheet,
    out: Pages,
    y: f32,
    /// Nothing but repeated heads stands on the page yet.
    fresh: bool,
    heads: Vec<Block>,
}

impl Flow {
    fn turn(&mut self) {
        self.out.pages.push(Page::default());
        self.y = self.sheet.top;
        for head in self.heads.clone() {
            self.draw(&head, true);
        }
        self.fresh = true;
    }

    fn put(&mut self, block: Block, need: f32) {
        let mut waiting = block;
        loop {
            let before = if self.fresh { 0.0 } else { waiting.before };
            let room = self.sheet.floor() - self.y - before;
            let height = waiting.height();
            if height + need <= room || (self.fresh && height <= room) {
                self.y += before;
                self.draw(&waiting, false);
                return;
            }
            let parted = self.part(&waiting, height, room);
            match parted {
                Some((first, rest)) => {
                    self.y += before;
                    self.draw(&first, false);
                    self.turn();
                    waiting = rest;
                }
                None if !self.fresh => self.turn(),
                None if waiting.rows > 1 => {
                    for single in waiting.singles() {
                        self.put(single, 0.0);
                    }
                    return;
                }
                None => {
                    self.draw(&waiting, false);
                    return;
                }
            }
        }
    }

    /// Parts a block at the foot of the page, where it may be.
    fn part(&self, block: &Block, height: f32, room: f32) -> Option<(Block, Block)> {
        if block.rows != 1 {
            return None;
        }
        if self.fresh {
            return block.split(room, true);
        }
        if block.whole || !(block.is_text() || height > self.sheet.full() / 4.0) {
            return None;
        }
        // What follows needs room: the last two lines go along.
        let lines = block.cells.first().map_or(0, |cell| cell.stuff.len());
        let two = height / lines.max(1) as f32 * 2.0;
        block.split(if height <= room { height - two + 1.0 } else { room }, false)
    }

    fn draw(&mut self, block: &Block, again: bool) {
        let heights = block.heights();
        let top = self.y;
        if let Some((level, words)) = block.anchor.as_ref().filter(|_| !again) {
            self.out.anchors.push((*level, words.clone(), self.out.pages.len() - 1, top));
        }
        let left = self.sheet.left;
        let Some(page) = self.out.pages.last_mut() else { return };
        for cell in &block.cells {
            let end = (cell.row + cell.down.max(1)).min(block.rows);
            let y = top + heights[..cell.row].iter().sum::<f32>();
            let tall: f32 = heights[cell.row..end].iter().sum();
            if block.lined {
                outline(page, left + cell.x, y, cell.width, tall);
            }
            let own: f32 = cell.stuff.iter().map(Stuff::height).sum();
            let slack = if cell.middle { ((tall - own) / 2.0 - block.pad.1).max(0.0) } else { 0.0 };
            let mut at = y + block.pad.1 + slack;
            for stuff in &cell.stuff {
                page.place(stuff, left + cell.x + block.pad.0, at, again);
                at += stuff.height();
            }
        }
        self.y = top + heights.iter().sum::<f32>();
        self.fresh = false;
    }
}

impl Page {
    fn place(&mut self, stuff: &Stuff, x: f32, y: f32, again: bool) {
        let kept = |mark: Mark| if again { Mark::Ornament } else { mark };
        match stuff {
            Stuff::Words(line, mark) => self.items.push(Item::Words {
                x: x + line.start,
                baseline: y + line.ascent,
                line: line.clone(),
                mark: kept(*mark),
            }),
            Stuff::Gap(_) => {}
            Stuff::Rule(start, length) => self.rules.push((x + start, y + 3.0, *length, THIN)),
            Stuff::Code(code, size, mark) => {
                self.items.push(Item::Code { x, y, size: *size, code: Rc::clone(code), mark: kept(*mark) });
            }
        }
    }
}

fn outline(page: &mut Page, x: f32, y: f32, width: f32, height: f32) {
    let half = THIN / 2.0;
    page.rules.push((x - half, y - half, width + THIN, THIN));
    page.rules.push((x - half, y + height - half, width + THIN, THIN));
    page.rules.push((x - half, y - half, THIN, height + THIN));
    page.rules.push((x + width - half, y - half, THIN, height + THIN));
}
