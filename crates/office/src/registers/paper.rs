//! A month of a book on paper: across, with the columns of the book, its totals, and who signs.

use chrono::{Datelike as _, NaiveDate};
use law::documents::Register;
use papers::document::{
    Align, Cell, Column, Document, Head, Look, Paragraph, Part, Run, Sign, Signer, Table,
};

use super::{Book, Total, opened};
use crate::desk::{Actor, Desk};
use crate::documents::Names;
use crate::failure::Outcome;

/// The words of a book on paper; an official paper has one language.
pub struct BookWords<'a> {
    /// Name of the State, and its motto.
    pub state: String,
    pub motto: String,
    /// Name of the register.
    pub title: String,
    /// Which month.
    pub month: String,
    pub columns: Vec<String>,
    /// What marks an entry that was entered after the closing.
    pub late: String,
    pub totals: &'a (dyn Fn(&[Total]) -> String + Sync),
    /// Who keeps the book, and who signs it.
    pub keeper: String,
    pub head: String,
}

/// Prints a month of a book as PDF; answers the file and its name.
pub async fn print(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, Option<&str>),
    month: NaiveDate,
    (words, names): (&BookWords<'_>, Names<'_>),
) -> Outcome<(Vec<u8>, String)> {
    let book = opened(desk, actor, (register, org), (month, "registers.export"), names).await?;
    let pdf = crate::documents::printed(desk, &document(&book, words, desk.today())).await?;
    let org = book.organisation.code.replace('.', "");
    Ok((pdf, format!("{register}-{org}-{}.pdf", book.from.format("%Y-%m"))))
}

/// The widths of the columns, about so many millimetres: a day fits into 21.
fn shares(register: Register) -> &'static [u32] {
    match register {
        Register::Acceptance => &[9, 21, 29, 20, 20, 15, 20, 18, 15, 28, 18, 23, 33],
        Register::Guidance => &[9, 21, 45, 16, 20, 40, 30, 81],
        Register::Outgoing => &[30, 21, 68, 30, 48, 14, 21, 30],
        Register::Incoming => &[21, 14, 40, 30, 21, 60, 30, 21, 25],
    }
}

fn document(book: &Book, words: &BookWords<'_>, today: NaiveDate) -> Document {
    let shares = shares(book.register);
    let align = |at: usize| if at == 0 { Align::Centre } else { Align::Left };
    let rows = book.entries.iter().map(|entry| {
        let cells = entry.cells.iter().enumerate().map(|(at, cell)| match (at, entry.late) {
            (0, true) => Cell::new(format!("{cell} ({})", words.late)),
            _ => Cell::new(cell),
        });
        cells.collect()
    });
    let table = Table {
        caption: None,
        columns: shares
            .iter()
            .enumerate()
            .map(|(at, share)| Column { share: *share, align: align(at) })
            .collect(),
        head: vec![words.columns.iter().map(Cell::head).collect()],
        rows: rows.collect(),
    };
    let head = Head {
        above: None,
        body: book.organisation.name.to_uppercase(),
        state: words.state.clone(),
        motto: words.motto.clone(),
        ..Head::default()
    };
    let signer = |post: &String| Signer { authority: vec![post.to_uppercase()], ..Signer::default() };
    let totals =
        Paragraph { runs: vec![Run::bold((words.totals)(&book.totals))], align: Align::Left, indent: false };
    Document {
        title: format!("{} - {}", words.title, words.month),
        language: "vi".to_owned(),
        date: (today.year(), today.month(), today.day()),
        look: Look::Book,
        parts: vec![
            Part::Head(head),
            Part::Title { name: words.title.to_uppercase(), about: Some(words.month.clone()) },
            Part::Table(table),
            Part::Paragraph(totals),
            Part::Sign(Sign { signers: vec![signer(&words.keeper), signer(&words.head)], ..Sign::default() }),
        ],
    }
}
