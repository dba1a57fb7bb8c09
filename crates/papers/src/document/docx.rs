//! A document as DOCX: real styles, a page number from page 2, tables with fixed widths; to be edited in any
//! word processor. Measures are twentieths of a point, sizes half points, as the format has them.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum,
    PageOrientationType, Paragraph as Para, Pic, Run as Words, RunFonts, SpecialIndentType, Style, StyleType,
    Table as Grid, TableCell, TableCellBorderPosition, TableCellMargins, TableLayoutType, TableRow,
    VAlignType, VMergeType, WidthType,
};

use super::{
    Align, Cell, Document, Filled, Head, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick, clean, closed,
};

/// The face that Decree 30/2020 asks for.
const FACE: &str = "Times New Roman";
/// A twentieth of a point is `MILLIMETRE`-th of a millimetre.
const MILLIMETRE: f64 = 56.7;

/// The document could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written: {0}")]
pub struct Unwritten(String);

/// The document as a file.
///
/// # Errors
/// When the archive cannot be put together.
pub fn write(document: &Document) -> Result<Vec<u8>, Unwritten> {
    let sheet = Sheet::of(document.look);
    let mut docx = sheet.frame(document);
    for part in &document.parts {
        docx = sheet.part(docx, part);
    }
    let mut out = Cursor::new(Vec::new());
    docx.build().pack(&mut out).map_err(|error| Unwritten(error.to_string()))?;
    Ok(out.into_inner())
}

/// The measures of one look.
struct Sheet {
    across: bool,
    /// Size of the body, in points.
    size: usize,
    /// Width between the margins.
    width: u32,
}

fn measure(millimetres: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sheets are small")]
    let measure = (millimetres * MILLIMETRE).round() as u32;
    measure
}

impl Sheet {
    fn of(look: Look) -> Self {
        match look {
            Look::Act => Self { across: false, size: 14, width: measure(210.0 - 30.0 - 20.0) },
            Look::Large => Self { across: false, size: 16, width: measure(210.0 - 30.0 - 20.0) },
            Look::Book => Self { across: true, size: 11, width: measure(297.0 - 20.0 - 15.0) },
        }
    }

    fn frame(&self, document: &Document) -> Docx {
        let (long, short) = (measure(297.0), measure(210.0));
        let side = |millimetres: f64| i32::try_from(measure(millimetres)).unwrap_or(i32::MAX);
        let (left, right) = if self.across { (20.0, 15.0) } else { (30.0, 20.0) };
        let margin = PageMargin::new()
            .top(side(20.0))
            .bottom(side(20.0))
            .left(side(left))
            .right(side(right))
            .header(side(10.0))
            .footer(side(10.0));
        let (year, month, day) = document.date;
        let made = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
        let fonts = RunFonts::new().ascii(FACE).hi_ansi(FACE).cs(FACE).east_asia(FACE);
        let number = Para::new().align(AlignmentType::Center).add_page_num(PageNum::new());
        let mut docx = Docx::new()
            .default_fonts(fonts)
            .default_size(self.size * 2)
            .page_margin(margin)
            .created_at(&made)
            .updated_at(&made)
            .header(Header::new().add_paragraph(number))
            .first_header(Header::new().add_paragraph(Para::new()))
            .title_pg();
        docx = match self.across {
            true => docx.page_size(long, short).page_orient(PageOrientationType::Landscape),
            false => docx.page_size(short, long),
        };
        for (id, name, level, size) in [
            ("Title", "Title", None, 14),
            ("Heading1", "heading 1", Some(0), 14),
            ("Heading2", "heading 2", Some(1), 14),
            ("Heading3", "heading 3", Some(2), 13),
        ] {
            let size = Ord::max(size, self.size.min(16));
            let style = Style::new(id, StyleType::Paragraph).name(name).bold().size(size * 2).q_format(true);
            docx = docx.add_style(match level {
                Some(level) => style.outline_lvl(level),
                None => style.align(AlignmentType::Center),
            });
        }
        docx
    }

    fn part(&self, docx: Docx, part: &Part) -> Docx {
        match part {
            Part::Head(head) => docx.add_table(self.head(head)).add_paragraph(spaced(Para::new(), 0, 0)),
            Part::Title { name, about } => self.title(docx, name, about.as_deref()),
            Part::To { lines } => lines.iter().fold(docx, |docx, line| {
                docx.add_paragraph(
                    spaced(Para::new().align(AlignmentType::Center), 60, 60).add_run(words(line)),
                )
            }),
            Part::Bases { lines } => closed(lines).iter().fold(docx, |docx, line| {
                docx.add_paragraph(body(true, AlignmentType::Both).add_run(words(line).italic()))
            }),
            Part::Centred { text } => docx.add_paragraph(
                spaced(Para::new().align(AlignmentType::Center), 120, 120).add_run(words(text).bold()),
            ),
            Part::Paragraph(paragraph) => docx.add_paragraph(self.paragraph(paragraph)),
            Part::Heading { level, text } => {
                let style = ["Heading1", "Heading2", "Heading3"][usize::from(level.clamp(&1, &3) - 1)];
                let heading = spaced(Para::new().style(style).keep_next(true), 160, 80);
                docx.add_paragraph(heading.add_run(words(text)))
            }
            Part::Fields { rows } => rows.iter().fold(docx, |docx, row| docx.add_paragraph(field(row))),
            Part::Checks { label, options } => docx.add_paragraph(checks(label, options)),
            Part::Table(table) => self.table(docx, table),
            Part::Sign(sign) => docx.add_paragraph(spaced(Para::new(), 60, 0)).add_table(self.sign(sign)),
            Part::Code { content, words: lines } => {
                let (picture, side) = super::square::png(content);
                // 30 mm wide, in the 914,400ths of an inch that pictures are measured in.
                let picture = Pic::new_with_dimensions(picture, side, side)
                    .id("rIdImageCode")
                    .size(1_080_000, 1_080_000);
                let docx = docx.add_paragraph(
                    spaced(Para::new().keep_next(true), 120, 0).add_run(Words::new().add_image(picture)),
                );
                let docx = lines.iter().fold(docx, |docx, line| {
                    docx.add_paragraph(spaced(Para::new(), 20, 20).add_run(words(line).size(22)))
                });
                docx.add_paragraph(Para::new().add_run(words(content).size(22).bold()))
            }
            Part::Break => docx.add_paragraph(Para::new().add_run(Words::new().add_break(BreakType::Page))),
        }
    }

    fn title(&self, docx: Docx, name: &str, about: Option<&str>) -> Docx {
        let title = spaced(Para::new().style("Title").align(AlignmentType::Center), 240, 0);
        let docx = docx.add_paragraph(title.add_run(words(name).bold()));
        let docx = match about {
            Some(about) => docx.add_paragraph(
                spaced(Para::new().align(AlignmentType::Center), 0, 0).add_run(words(about).bold()),
            ),
            None => docx,
        };
        docx.add_paragraph(rule(24))
    }

    fn paragraph(&self, paragraph: &Paragraph) -> Para {
        let align = match paragraph.align {
            Align::Justify => AlignmentType::Both,
            Align::Left => AlignmentType::Left,
            Align::Centre => AlignmentType::Center,
            Align::Right => AlignmentType::Right,
        };
        paragraph.runs.iter().fold(body(paragraph.indent, align), |para, run| para.add_run(run_of(run)))
    }

    fn head(&self, head: &Head) -> Grid {
        let state = state_cell(head);
        if head.is_personal() {
            return self.columns(vec![(state, 100)]).margins(TableCellMargins::new().margin(0, 0, 0, 0));
        }
        let mut left = bare();
        if let Some(above) = &head.above {
            left = left.add_paragraph(centred().add_run(words(above).size(24)));
        }
        if head.body.is_empty() {
            left = left.add_paragraph(centred());
        } else {
            let body = centred().add_run(words(&head.body).size(24).bold());
            left = left.add_paragraph(body).add_paragraph(rule(18));
        }
        if let Some(number) = &head.number {
            left = left.add_paragraph(centred().add_run(words(number).size(26)));
        }
        if let Some(subject) = &head.subject {
            left = left.add_paragraph(centred().add_run(words(subject).size(24)));
        }
        let right = state.add_paragraph(centred().add_run(words(&head.place_date).size(26).italic()));
        // The name of the State stands on one line in 12 points, which takes the whole of its column.
        self.columns(vec![(left, 44), (right, 56)]).margins(TableCellMargins::new().margin(0, 0, 0, 0))
    }

    /// Cells beside one another without lines.
    fn columns(&self, cells: Vec<(TableCell, u32)>) -> Grid {
        let sum = cells.iter().map(|(_, share)| share).sum::<u32>().max(1);
        let width = |share: u32| (self.width * share / sum) as usize;
        let grid = cells.iter().map(|(_, share)| width(*share)).collect();
        let cells = cells
            .into_iter()
            .map(|(cell, share)| cell.width(width(share), WidthType::Dxa))
            .collect::<Vec<_>>();
        Grid::without_borders(vec![TableRow::new(cells).cant_split()])
            .set_grid(grid)
            .width(self.width as usize, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
    }

    fn sign(&self, sign: &Sign) -> Grid {
        let mut cells = Vec::new();
        if !sign.recipients_label.is_empty() {
            let label = spaced(Para::new(), 0, 0);
            let mut cell =
                bare().add_paragraph(label.add_run(words(&sign.recipients_label).size(24).bold().italic()));
            for line in &sign.recipients {
                cell = cell
                    .add_paragraph(spaced(Para::new(), 0, 0).add_run(words(&format!("- {line}")).size(22)));
            }
            cells.push((cell, 45));
        } else if sign.signers.len() == 1 {
            // Who signs alone stands on the right.
            cells.push((bare().add_paragraph(Para::new()), 45));
        }
        cells.extend(sign.signers.iter().map(|signer| (self.signer(signer), 55)));
        if cells.is_empty() {
            cells.push((bare().add_paragraph(Para::new()), 1));
        }
        self.columns(cells)
    }

    fn signer(&self, signer: &Signer) -> TableCell {
        let centred = || spaced(Para::new().align(AlignmentType::Center).keep_next(true), 0, 0);
        let size = self.size * 2;
        let mut cell = bare();
        if let Some(above) = &signer.above {
            cell = cell.add_paragraph(centred().add_run(words(above).size(size.min(26)).italic()));
        }
        for line in &signer.authority {
            cell = cell.add_paragraph(centred().add_run(words(line).bold()));
        }
        if let Some(hint) = &signer.hint {
            cell = cell.add_paragraph(centred().add_run(words(hint).size(24).italic()));
        }
        for _ in 0..3 {
            cell = cell.add_paragraph(centred());
        }
        cell.add_paragraph(centred().add_run(words(signer.name.as_deref().unwrap_or_default()).bold()))
    }

    fn table(&self, docx: Docx, table: &Table) -> Docx {
        let docx = match &table.caption {
            Some(caption) => {
                let line = spaced(Para::new().align(AlignmentType::Center).keep_next(true), 120, 60);
                docx.add_paragraph(line.add_run(words(caption).bold()))
            }
            None => docx,
        };
        let widths: Vec<usize> = table.widths(self.width).into_iter().map(|width| width as usize).collect();
        if widths.is_empty() {
            return docx;
        }
        let head = rows(table, &table.head, &widths, true, self.size);
        let body = rows(table, &table.rows, &widths, false, self.size);
        let grid = Grid::new(head.into_iter().chain(body).collect())
            .width(self.width as usize, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .set_grid(widths);
        docx.add_table(grid).add_paragraph(spaced(Para::new(), 0, 0))
    }
}

/// What still covers a column from above: rows left, columns across.
type Covered = Vec<Option<(u32, u32)>>;

fn rows(table: &Table, rows: &[Vec<Cell>], widths: &[usize], head: bool, size: usize) -> Vec<TableRow> {
    let mut covered: Covered = vec![None; widths.len()];
    rows.iter()
        .map(|row| TableRow::new(row_cells(table, row, widths, head, size, &mut covered)).cant_split())
        .collect()
}

fn row_cells(
    table: &Table,
    row: &[Cell],
    widths: &[usize],
    head: bool,
    size: usize,
    covered: &mut Covered,
) -> Vec<TableCell> {
    let (mut cells, mut waiting, mut at) = (Vec::new(), row.iter(), 0);
    while at < widths.len() {
        if let Some((left, across)) = covered[at] {
            let end = (at + across as usize).min(widths.len());
            let cell = TableCell::new().vertical_merge(VMergeType::Continue).add_paragraph(Para::new());
            cells.push(spanned(cell, &widths[at..end]));
            covered[at] = (left > 1).then_some((left - 1, across));
            at = end;
            continue;
        }
        let cell = waiting.next();
        let across = cell.map_or(1, |cell| cell.across.max(1));
        let end = (at + across as usize).min(widths.len());
        let align = table.columns.get(at).map_or(Align::Left, |column| column.align);
        let mut made = table_cell(cell, if head { Align::Centre } else { align }, head, size);
        if let Some(down) = cell.map(|cell| cell.down).filter(|down| *down > 1) {
            made = made.vertical_merge(VMergeType::Restart);
            covered[at] = Some((down - 1, across));
        }
        cells.push(spanned(made, &widths[at..end]));
        at = end;
    }
    cells
}

fn spanned(cell: TableCell, widths: &[usize]) -> TableCell {
    let cell = cell.width(widths.iter().sum(), WidthType::Dxa);
    if widths.len() > 1 { cell.grid_span(widths.len()) } else { cell }
}

fn table_cell(cell: Option<&Cell>, align: Align, head: bool, size: usize) -> TableCell {
    let align = match align {
        Align::Justify | Align::Left => AlignmentType::Left,
        Align::Centre => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    };
    let text = cell.map_or("", |cell| cell.text.as_str());
    let run = words(text).size((size.min(13) - usize::from(size > 11)) * 2);
    let run = if head || cell.is_some_and(|cell| cell.bold) { run.bold() } else { run };
    let place = if head { VAlignType::Center } else { VAlignType::Top };
    TableCell::new()
        .vertical_align(place)
        .add_paragraph(spaced(Para::new().align(align), 20, 20).add_run(run))
}

/// The code of the form in the corner, the name of the State and its motto.
fn state_cell(head: &Head) -> TableCell {
    let mut cell = bare();
    if let Some(form) = &head.form {
        let corner = spaced(Para::new().align(AlignmentType::Right), 0, 40);
        cell = cell.add_paragraph(corner.add_run(words(form).size(22).italic()));
    }
    cell.add_paragraph(centred().add_run(words(&head.state).size(24).bold()))
        .add_paragraph(centred().add_run(words(&head.motto).size(26).bold()))
        .add_paragraph(rule(79))
}

fn centred() -> Para {
    spaced(Para::new().align(AlignmentType::Center), 0, 0)
}

/// A cell without lines around it.
fn bare() -> TableCell {
    let all = [
        TableCellBorderPosition::Left,
        TableCellBorderPosition::Right,
        TableCellBorderPosition::Top,
        TableCellBorderPosition::Bottom,
    ];
    all.into_iter().fold(TableCell::new(), TableCell::clear_border)
}

fn spaced(paragraph: Para, before: u32, after: u32) -> Para {
    paragraph.line_spacing(
        LineSpacing::new().before(before).after(after).line(240).line_rule(LineSpacingType::Auto),
    )
}

fn body(indent: bool, align: AlignmentType) -> Para {
    let paragraph = spaced(Para::new().align(align), 60, 60);
    let first = i32::try_from(measure(12.7)).unwrap_or(0);
    if indent {
        paragraph.indent(None, Some(SpecialIndentType::FirstLine(first)), None, None)
    } else {
        paragraph
    }
}

/// A short line in the middle.
fn rule(length: usize) -> Para {
    let line = Words::new().add_text("\u{a0}".repeat(length * 2)).size(8).strike();
    spaced(Para::new().align(AlignmentType::Center), 20, 40).add_run(line)
}

fn field(row: &Filled) -> Para {
    let value = row.value.as_deref().filter(|value| !value.trim().is_empty());
    let label = format!("{}: ", row.label);
    let blank = "…".repeat(22);
    spaced(Para::new(), 40, 40).add_run(words(&label)).add_run(words(value.unwrap_or(&blank)))
}

fn checks(label: &str, options: &[Tick]) -> Para {
    let first = spaced(Para::new(), 40, 40).add_run(words(label));
    options.iter().fold(first, |paragraph, option| {
        let sign = if option.ticked { '☒' } else { '☐' };
        paragraph.add_run(words(&format!("  {sign} {}", option.text)))
    })
}

fn run_of(run: &Run) -> Words {
    let made = words(&run.text);
    let made = if run.bold { made.bold() } else { made };
    if run.italic { made.italic() } else { made }
}

/// Text as one run; line breaks stay line breaks.
fn words(text: &str) -> Words {
    let text = clean(text);
    text.split('\n').enumerate().fold(Words::new(), |run, (at, line)| {
        let run = if at > 0 { run.add_break(BreakType::TextWrapping) } else { run };
        run.add_text(line)
    })
}
