//! Registers of the office as books (*sổ thụ lý, sổ việc, sổ văn bản đi, sổ văn bản đến*): month by month, closed with
//! totals, taken out as files.
//!
//! `entries` reads what stands in a book; `closing` closes it: what stood there is counted, hashed and sealed, and what
//! comes later shows as late. `incoming` keeps the register of what came in, `paper` prints a month, `year` has a year printed. A book is that of one
//! organisation.

mod closing;
mod entries;
mod incoming;
mod paper;
mod year;

use chrono::{Datelike as _, Months, NaiveDate};
use law::access::Permission;
use law::confidentiality::DisclosureGround;
use law::documents::{ClosingPeriod, Register, period_of};
use papers::sheet::{Cell, Format, SheetProblem, SheetWriter};
use serde_json::json;
use store::staff::Organisation;
use uuid::Uuid;

pub use closing::{ClosingState, close};
pub use entries::{columns, totals};
pub use incoming::{
    IncomingDraft, cancel as cancel_incoming, correct as correct_incoming, enter as enter_incoming,
    view as view_incoming,
};
pub use paper::{BookWords, period_document, print};
pub use store::made_files::MadeFile;
pub use store::registers::{Closing, IncomingDocument};
pub use year::{
    YEAR_JOB, YearAsked, ask_year, cancel_year, forget_made, list_years, take_year, view_year, year_job,
};

use crate::confidentiality::{Place, ground_of_list};
use crate::desk::{Actor, Desk, Permit};
use crate::documents::Names;
use crate::exchange::ExportFile;
use crate::failure::{Failure, Outcome};

/// An entry of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    /// In the order of the columns of its register.
    pub cells: Vec<String>,
    /// Entered after the book was closed for its day.
    pub late: bool,
    /// It was taken back; its number stays.
    pub cancelled: bool,
}

/// A total of a book: its name and how many.
pub type Total = (String, i64);

/// A book, open at some days.
#[derive(Clone, Debug)]
pub struct Book {
    pub register: Register,
    pub organisation: Organisation,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub entries: Vec<Entry>,
    pub totals: Vec<Total>,
    /// Entries since the first day of the year.
    pub since_new_year: usize,
    pub closings: Vec<ClosingState>,
    /// The periods around these days for which the actor may close it now.
    pub closable: Vec<ClosingPeriod>,
    /// The organisations whose books lie within reach.
    pub organisations: Vec<Organisation>,
}

/// The permit to read a book.
fn reader(desk: &Desk, actor: &Actor, register: Register) -> Outcome<Permit> {
    let permit = desk.permit(actor, Permission::ReadActivity)?;
    if register == Register::Acceptance {
        desk.permit(actor, Permission::ReadCases)?;
    }
    Ok(permit)
}

/// The organisations within reach that keep books, those that ended included.
async fn organisations(desk: &Desk, permit: &Permit) -> Outcome<Vec<Organisation>> {
    let tx = desk.store().snapshot().await?;
    let mut all = store::staff::list_organisations(&tx).await?;
    all.retain(|unit| unit.kind.keeps_register() && permit.reach().covers(&unit.code));
    Ok(all)
}

/// The organisations that may be chosen for a new entry: those that keep books today.
pub async fn keepers(desk: &Desk, actor: &Actor) -> Outcome<Vec<Organisation>> {
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    let today = desk.today();
    let mut all = organisations(desk, &permit).await?;
    all.retain(|unit| unit.valid_to.is_none_or(|last| today <= last));
    Ok(all)
}

fn chosen(all: &[Organisation], actor: &Actor, org: Option<&str>) -> Outcome<Organisation> {
    let found = match org {
        Some(code) => all.iter().find(|unit| unit.code == code),
        None => all.iter().find(|unit| unit.code == actor.org).or_else(|| all.first()),
    };
    found.cloned().ok_or(Failure::Missing)
}

/// Opens a book for a month.
pub async fn open(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, Option<&str>),
    month: NaiveDate,
    names: Names<'_>,
) -> Outcome<Book> {
    opened(desk, actor, (register, org), (month, "registers.view", Place::Screen), names).await
}

async fn opened(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, Option<&str>),
    (month, recorded, place): (NaiveDate, &str, Place),
    names: Names<'_>,
) -> Outcome<Book> {
    let permit = reader(desk, actor, register)?;
    let organisations = organisations(desk, &permit).await?;
    let organisation = chosen(&organisations, actor, org)?;
    let (from, to) = period_of(ClosingPeriod::Month, month);
    let mut work = desk.begin(&permit).await?;
    let code = organisation.code.as_str();
    let closings = closing::around(desk, &work.tx, (code, register), (from, to)).await?;
    let asked = entries::Asked { desk, tx: &work.tx, actor, org: code, place, names };
    let (mut entries, totals) = entries::read(&asked, register, (from, to)).await?;
    closing::mark_late(&mut entries, &closings);
    let new_year = NaiveDate::from_ymd_opt(from.year(), 1, 1).unwrap_or(from);
    let marks = store::registers::list_marks(&work.tx, code, register, (new_year, to)).await?;
    let keeps = crate::daily::may(actor, Permission::KeepDocuments);
    let closable = if keeps { closing::closable(desk.today(), &closings, from) } else { Vec::new() };
    let detail = json!({ "org": code, "from": from, "to": to, "entries": entries.len(), "place": place });
    work.record(recorded, "list", register, detail);
    desk.commit(work).await?;
    let since_new_year = marks.len();
    let entries = entries.into_iter().map(|dated| dated.entry).collect();
    Ok(Book {
        register,
        organisation,
        from,
        to,
        entries,
        totals,
        since_new_year,
        closings,
        closable,
        organisations,
    })
}

/// Takes a book out as a file, month by month; at most a year at once.
pub async fn export(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, Option<&str>),
    (from, to, ground): (NaiveDate, NaiveDate, Option<DisclosureGround>),
    titles: &[String],
    names: Names<'_>,
) -> Outcome<ExportFile> {
    let permit = reader(desk, actor, register)?;
    desk.permit(actor, Permission::Export)?;
    let ground = ground_of_list(desk, actor, ground)?;
    let organisation = chosen(&organisations(desk, &permit).await?, actor, org)?;
    let code = organisation.code.as_str();
    let last = from.checked_add_months(Months::new(12)).map_or(to, |year| year.min(to));
    let mut work = desk.begin(&permit).await?;
    let closings = closing::around(desk, &work.tx, (code, register), (from, last)).await?;
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let file = tempfile::tempfile().map_err(unwritable)?;
    let buffer = std::io::BufWriter::with_capacity(1 << 18, file);
    let mut sheet = SheetWriter::new(buffer, Format::Xlsx, &titles).map_err(unwritten)?;
    let place = Place::File(ground);
    let asked = entries::Asked { desk, tx: &work.tx, actor, org: code, place, names };
    let (mut day, mut rows) = (from, 0);
    while day <= last {
        let end = period_of(ClosingPeriod::Month, day).1.min(last);
        let (mut found, _) = entries::read_from(&asked, register, (day, end), rows).await?;
        closing::mark_late(&mut found, &closings);
        for dated in &found {
            let cells: Vec<Cell<'_>> =
                dated.entry.cells.iter().map(|cell| Cell::from(cell.as_str())).collect();
            sheet.row(&cells).map_err(unwritten)?;
            rows += 1;
        }
        let Some(next) = end.succ_opt() else { break };
        day = next;
    }
    let mut file = sheet.finish().map_err(unwritten)?.into_inner().map_err(unwritable)?;
    let size = file.metadata().map_err(unwritable)?.len();
    std::io::Seek::rewind(&mut file).map_err(unwritable)?;
    let detail = json!({ "org": code, "from": from, "to": last, "entries": rows, "ground": ground });
    work.record("registers.export", "list", register, detail);
    desk.commit(work).await?;
    let name = format!("{register}-{}-{from}-{last}.xlsx", code.replace('.', ""));
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(ExportFile { file, size, name, media_type, rows: rows as u64 })
}

fn unwritten(problem: SheetProblem) -> Failure {
    Failure::Broken(format!("a register cannot be written: {problem}"))
}

fn unwritable(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(format!("a register cannot be written: {error}"))
}
