//! A month of a book on paper, or the register of cases of any days: across, with the columns of the book, its
//! totals, and who signs.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::confidentiality::DisclosureGround;
use law::documents::Register;
use papers::document::{
    Align, Cell, Column, Document, Head, Look, Paragraph, Part, Run, Sign, Signer, Table,
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::entries::{Asked, read_from};
use super::{Book, Entry, Total, opened};
use crate::confidentiality::{Place, ground_of_list};
use crate::desk::{Actor, Desk};
use crate::documents::Names;
use crate::failure::{Failure, Outcome, Refusal};
use crate::statistics::ReportRequest;

/// The words of a book on paper; an official paper has one language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BookWords {
    /// Name of the State, and its motto.
    pub state: String,
    pub motto: String,
    /// Name of the register.
    pub title: String,
    /// Which month, or which year.
    pub period: String,
    pub columns: Vec<String>,
    /// What marks an entry that was entered after the closing.
    pub late: String,
    /// What stands before the totals, and the name of each.
    pub totals: String,
    pub total_names: BTreeMap<String, String>,
    /// Who keeps the book, and who signs it.
    pub keeper: String,
    pub head: String,
}

impl BookWords {
    fn of_totals(&self, totals: &[Total]) -> String {
        let word = |(name, number): &Total| {
            let name = self.total_names.get(name).unwrap_or(name);
            format!("{name}: {}", grouped(*number))
        };
        format!("{} {}", self.totals, totals.iter().map(word).collect::<Vec<_>>().join(" · "))
    }
}

/// 1389 is "1.389".
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Prints a month of a book as PDF; answers the file and its name.
pub async fn print(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, Option<&str>),
    (month, ground): (NaiveDate, Option<DisclosureGround>),
    (words, names): (&BookWords, Names<'_>),
) -> Outcome<(Vec<u8>, String)> {
    let place = Place::File(ground_of_list(desk, actor, ground)?);
    let book = opened(desk, actor, (register, org), (month, "registers.export", place), names).await?;
    let pdf = crate::documents::printed(desk, &document(&book, words, desk.today())).await?;
    let org = book.organisation.code.replace('.', "");
    Ok((pdf, format!("{register}-{org}-{}.pdf", book.from.format("%Y-%m"))))
}

/// More rows than this, some 700 pages, are no paper that anybody reads; a page of them takes half a megabyte while it is
/// laid out.
const MOST_ROWS: usize = 20_000;

/// Whether a book is short enough for paper.
fn fits_on_paper(rows: usize) -> Outcome<()> {
    if rows > MOST_ROWS {
        let most = grouped(i64::try_from(MOST_ROWS).unwrap_or(i64::MAX));
        return Err(Refusal::new("registers.too_long").with("most", most).into());
    }
    Ok(())
}

/// The register of cases between two days, of an organisation and those below it, as a document: one organisation
/// after the other, as the file of the same report has them.
pub async fn period_document(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    (words, names): (&BookWords, Names<'_>),
) -> Outcome<Document> {
    desk.permit(actor, Permission::ReadReports)?;
    desk.permit(actor, Permission::ReadCases)?;
    let permit = desk.permit(actor, Permission::Export)?;
    let codes = crate::statistics::organisations(desk, &permit, request)?;
    crate::statistics::window(desk, request)?;
    let (register, from, to) = (Register::Acceptance, request.from, request.to);
    let ground = ground_of_list(desk, actor, None)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    let organisation = all.into_iter().find(|unit| unit.code == request.org).ok_or(Failure::Missing)?;
    let (mut entries, mut totals): (Vec<Entry>, Vec<Total>) = (Vec::new(), Vec::new());
    for org in &codes {
        let asked = Asked { desk, tx: &tx, actor, org, place: Place::File(ground), names };
        let (found, counted) = read_from(&asked, register, (from, to), entries.len()).await?;
        fits_on_paper(entries.len() + found.len())?;
        entries.extend(found.into_iter().map(|dated| dated.entry));
        super::year::add(&mut totals, counted);
    }
    drop(tx);
    let mut work = desk.begin(&permit).await?;
    let detail = json!({
        "org": request.org, "from": from, "to": to, "geography": request.geography, "rows": entries.len(),
        "ground": ground,
    });
    work.record("statistics.export_register", "list", "cases", detail);
    desk.commit(work).await?;
    let book = Book {
        register,
        organisation,
        from,
        to,
        entries,
        totals,
        since_new_year: 0,
        closings: Vec::new(),
        closable: Vec::new(),
        organisations: Vec::new(),
    };
    Ok(document(&book, words, desk.today()))
}

/// The widths of the columns, about so many millimetres: a day fits into 23.
fn shares(register: Register) -> &'static [u32] {
    match register {
        Register::Acceptance => &[9, 23, 28, 20, 20, 15, 20, 17, 15, 27, 18, 23, 34],
        Register::Guidance => &[9, 23, 45, 16, 20, 40, 30, 79],
        Register::Outgoing => &[30, 23, 66, 30, 46, 14, 23, 30],
        Register::Incoming => &[23, 14, 40, 30, 23, 54, 30, 23, 25],
    }
}

pub(super) fn document(book: &Book, words: &BookWords, today: NaiveDate) -> Document {
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
        Paragraph { runs: vec![Run::bold(words.of_totals(&book.totals))], align: Align::Left, indent: false };
    Document {
        title: format!("{} - {}", words.title, words.period),
        language: "vi".to_owned(),
        date: (today.year(), today.month(), today.day()),
        look: Look::Book,
        parts: vec![
            Part::Head(head),
            Part::Title { name: words.title.to_uppercase(), about: Some(words.period.clone()) },
            Part::Table(table),
            Part::Paragraph(totals),
            Part::Sign(Sign { signers: vec![signer(&words.keeper), signer(&words.head)], ..Sign::default() }),
        ],
    }
}

#[cfg(test)]
mod tests {
    use law::kernel::coded::Coded as _;

    use super::*;

    #[test]
    fn a_day_fits_into_its_column() {
        for register in Register::ALL {
            let (shares, names) = (shares(*register), crate::registers::columns(*register));
            assert_eq!(shares.len(), names.len(), "{register}");
            for (share, name) in shares.iter().zip(names) {
                if ["accepted", "day", "dated", "issued", "arrived", "passed"].contains(name) {
                    // A page across is 262 mm between its margins; ten letters and the space around them take 22.
                    assert!(share * 262 / shares.iter().sum::<u32>() >= 22, "{register} {name}");
                }
            }
        }
    }

    #[test]
    fn a_book_too_long_for_paper_is_refused() {
        assert!(fits_on_paper(MOST_ROWS).is_ok());
        let Err(Failure::Refused(refusal)) = fits_on_paper(MOST_ROWS + 1) else { panic!("refused") };
        assert_eq!((refusal.code.as_str(), refusal.data["most"].as_str()), ("registers.too_long", "20.000"));
    }

    #[test]
    fn totals_stand_with_their_names_and_points() {
        assert_eq!([0, 12, 1389, 1_234_567].map(grouped), ["0", "12", "1.389", "1.234.567"]);
    }
}
