//! A document as an office writes it (*văn bản*), apart from how it is shown: one model, three outputs.
//!
//! Measures and order follow Decree 30/2020 on clerical work: head in two columns, title, bases, articles,
//! signature beside the recipients, page numbers from page 2. `html` shows it, `docx` gives it to edit,
//! `pdf` prints it and keeps it. Texts are plain data: nothing in them is ever read as markup of an output.

pub mod docx;
pub mod html;
pub mod pdf;
pub mod square;

use serde::{Deserialize, Serialize};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called in a list of files.
    pub title: String,
    /// Language of the text: `vi`, `en`, `km`.
    pub language: String,
    /// Year, month, day that the document bears.
    pub date: (i32, u32, u32),
    pub look: Look,
    pub parts: Vec<Part>,
}

/// How the pages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Upright, 14 pt, margins of the decree.
    Act,
    /// Upright, 16 pt, for people who read little.
    Large,
    /// Across, 11 pt, for books and lists.
    Book,
}

/// A part of a document, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    Head(Head),
    /// Name of the act and what it is about, centred, a rule beneath.
    Title {
        name: String,
        about: Option<String>,
    },
    /// "To: …" lines.
    To {
        lines: Vec<String>,
    },
    /// Legal bases in italics, each closed by a semicolon, the last by a full stop.
    Bases {
        lines: Vec<String>,
    },
    /// A line of its own in capitals, centred.
    Centred {
        text: String,
    },
    Paragraph(Paragraph),
    /// A heading within the document, of level 1 to 3.
    Heading {
        level: u8,
        text: String,
    },
    /// Label and value, line by line; nothing known leaves a dotted line to write on.
    Fields {
        rows: Vec<Filled>,
    },
    /// Boxes of which some are ticked.
    Checks {
        label: String,
        options: Vec<Tick>,
    },
    Table(Table),
    Sign(Sign),
    /// A square code and the words beside it.
    Code {
        content: String,
        words: Vec<String>,
    },
    /// A new page.
    Break,
}

/// The head of an official document: who issues it beside the name of the State.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The body above.
    pub above: Option<String>,
    /// The issuing body.
    pub body: String,
    /// Number and symbol; a number not given yet leaves room.
    pub number: Option<String>,
    /// Subject of a letter without a name of its own ("V/v …").
    pub subject: Option<String>,
    /// Name of the State.
    pub state: String,
    /// Its motto.
    pub motto: String,
    /// Place and date.
    pub place_date: String,
    /// Code of the form, in the corner.
    pub form: Option<String>,
}

/// Words in one manner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Justify,
    Left,
    Centre,
    Right,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub runs: Vec<Run>,
    pub align: Align,
    /// The first line begins further in.
    pub indent: bool,
}

/// A label and what was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub label: String,
    pub value: Option<String>,
}

/// A box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    pub ticked: bool,
    pub text: String,
}

/// A table; widths are shares of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    /// Rows of the heading; repeated on every page.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub share: u32,
    pub align: Align,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    pub bold: bool,
    /// Columns it covers, at least 1.
    pub across: u32,
    /// Rows it covers, at least 1.
    pub down: u32,
}

/// The end of a document: recipients on the left, who signs on the right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// Heading of the recipients; empty leaves them out.
    pub recipients_label: String,
    pub recipients: Vec<String>,
    /// Each who signs, from left to right.
    pub signers: Vec<Signer>,
}

/// Who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// A line above, such as place and date, in italics.
    pub above: Option<String>,
    /// "TM. …", "KT. GIÁM ĐỐC": authority, then post.
    pub authority: Vec<String>,
    /// "(Ký, ghi rõ họ tên)".
    pub hint: Option<String>,
    pub name: Option<String>,
}

impl Head {
    /// Nobody's paper but the writer's own: no body, number or place beside the name of the State, which then stands
    /// in the middle of the page.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        let empty = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
        self.body.is_empty()
            && self.place_date.is_empty()
            && [&self.above, &self.number, &self.subject].into_iter().all(empty)
    }
}

impl Run {
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
    #[must_use]
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: true, italic: false }
    }
    #[must_use]
    pub fn italic(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, italic: true }
    }
}

impl Paragraph {
    /// A paragraph of the body: justified, its first line further in.
    #[must_use]
    pub fn body(runs: Vec<Run>) -> Self {
        Self { runs, align: Align::Justify, indent: true }
    }
}

impl Cell {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, across: 1, down: 1 }
    }
    #[must_use]
    pub fn head(text: impl Into<String>) -> Self {
        Self { bold: true, ..Self::new(text) }
    }
    #[must_use]
    pub fn across(mut self, columns: u32) -> Self {
        self.across = columns.max(1);
        self
    }
    #[must_use]
    pub fn down(mut self, rows: u32) -> Self {
        self.down = rows.max(1);
        self
    }
}

impl Table {
    /// The shares of the columns as parts of `whole`, nothing lost by rounding.
    #[must_use]
    pub fn widths(&self, whole: u32) -> Vec<u32> {
        let sum = self.columns.iter().map(|column| u64::from(column.share.max(1))).sum::<u64>().max(1);
        let mut given = 0_u32;
        let mut seen = 0_u64;
        self.columns
            .iter()
            .map(|column| {
                seen += u64::from(column.share.max(1));
                let until = u32::try_from(u64::from(whole) * seen / sum).unwrap_or(whole);
                let width = until - given;
                given = until;
                width
            })
            .collect()
    }
}

/// The bases as they are printed: each closed by a semicolon, the last by a full stop.
#[must_use]
pub fn closed(lines: &[String]) -> Vec<String> {
    let last = lines.len().saturating_sub(1);
    let bare = |line: &String| line.trim_end_matches([';', '.', ' ']).to_owned();
    lines.iter().enumerate().map(|(at, line)| bare(line) + if at == last { "." } else { ";" }).collect()
}

/// What no output can hold: control characters and marks that turn the direction of writing are taken out;
/// letters are composed, so that "e" with two marks is one letter in every font.
#[must_use]
pub fn clean(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc()
        .filter(|letter| {
            let turning = matches!(*letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let control = letter.is_control() && *letter != '\n';
            let outside = matches!(*letter, '\u{fffe}' | '\u{ffff}' | '\u{feff}');
            !(turning || control || outside)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_share_the_line_and_lose_nothing() {
        let column = |share| Column { share, align: Align::Left };
        let table = Table { columns: [1, 3, 3].map(column).to_vec(), ..Table::default() };
        assert_eq!(table.widths(1000), [142, 429, 429]);
        assert_eq!(table.widths(1000).iter().sum::<u32>(), 1000);
        assert!(Table::default().widths(1000).is_empty());
    }

    #[test]
    fn a_head_is_personal_until_a_body_a_number_or_a_place_stands_in_it() {
        let own = Head { state: "S".into(), motto: "M".into(), form: Some("02".into()), ..Head::default() };
        assert!(own.is_personal());
        assert!(!Head { body: "TRUNG TÂM".into(), ..own.clone() }.is_personal());
        assert!(!Head { number: Some("Số: 1".into()), ..own.clone() }.is_personal());
        assert!(!Head { place_date: "Mẫu, ngày 1".into(), ..own }.is_personal());
    }

    #[test]
    fn bases_are_closed_as_the_decree_says() {
        let lines = ["Căn cứ A.".to_owned(), "Căn cứ B;".to_owned()];
        assert_eq!(closed(&lines), ["Căn cứ A;", "Căn cứ B."]);
    }

    #[test]
    fn what_breaks_a_page_is_taken_out() {
        assert_eq!(clean("Ng\u{202e}uye\u{302}\u{303}n\u{0}\u{7}"), "Nguyễn");
    }
}
