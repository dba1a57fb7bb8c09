//! Files out and in by the real commands, each a process of its own, so that their memory can be told:
//! one year of the nation and two, which must cost the same memory. Then papers: a decision, and a year of a book.
//!
//! The import goes into an empty system on SQLite; on PostgreSQL into an empty schema beside the other.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use chrono::{Datelike as _, Months, NaiveDate};
use law::cases::AidForm;
use law::documents::Register;
use office::cases::CaseFilter;
use office::documents::{self, About};
use office::registers::{self, BookWords, YearAsked};

use crate::floor::Floor;
use crate::program::Installation;
use crate::table::{Spent, Table, Target};
use crate::{Bench, CENTRE};

/// How often a paper is written.
const PAPERS: usize = 100;

pub async fn measure(bench: &Bench, floor: &Floor, folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    let installation = &bench.installation;
    let (from, to) = bench.year;
    let earlier: NaiveDate = from - Months::new(12);
    let units = out(folder, "units.csv");
    installation.run(&["export", "organisations", "--out", &units])?;
    let (one, two) = (out(folder, "one.csv"), out(folder, "two.csv"));
    let mut memory = Vec::new();
    for (file, from, what) in [(&one, from, "a year"), (&two, earlier, "two years")] {
        let words = ["export", "cases", "--from", &from.to_string(), "--to", &to.to_string(), "--out", file];
        let run = installation.run(&words)?;
        table.rate(&format!("export, CSV, nation, {what}, rows a second"), rows_of(file)?, run.spent, 1);
        memory.push((format!("export, {what}, resident at most"), run.most_resident));
    }
    for (file, what) in [(&one, "a year"), (&two, "two years")] {
        let fresh = fresh(installation, floor, folder).await?;
        fresh.run(&["migrate"])?;
        fresh.run(&["import", "organisations", &units])?;
        let run = fresh.run(&["import", "cases", file])?;
        table.rate(&format!("import, nation, {what}, rows a second"), rows_of(file)?, run.spent, 5000);
        memory.push((format!("import, {what}, resident at most"), run.most_resident));
        let again = fresh.run(&["import", "cases", file])?;
        table.rate(
            &format!("import again, nothing new, {what}, rows a second"),
            rows_of(file)?,
            again.spent,
            5000,
        );
    }
    books(bench, table).await?;
    for (what, kilobytes) in memory {
        table.memory(&what, kilobytes, Some(300));
    }
    Ok(())
}

/// A decision, and a year of the largest book: as XLSX at once, as PDF by the job behind the page.
async fn books(bench: &Bench, table: &mut Table) -> anyhow::Result<()> {
    let (desk, director, (from, to)) = (&bench.desk, &bench.director, bench.year);
    let names = |family: &str, code: &str| desk.official_name(family, code);
    let filter = CaseFilter { form: Some(AidForm::Litigation), ..CaseFilter::default() };
    let found = office::cases::list(desk, director, &filter, None, 1).await?;
    let case = found.listing.lines.first().context("there is no case in proceedings")?.id;
    let draft = documents::draft(desk, director, About::Case(case), "tp_tgpl_14", &names).await?;
    let (mut pdf, mut docx) = (Vec::new(), Vec::new());
    for _ in 0..PAPERS {
        let begun = Instant::now();
        draft.pdf(desk).await?;
        pdf.push(begun.elapsed());
        let begun = Instant::now();
        draft.docx()?;
        docx.push(begun.elapsed());
    }
    table.time("a decision as PDF", Spent::of(pdf)?, None, Target::ms(50));
    table.time("a decision as DOCX", Spent::of(docx)?, None, Target::ms(20));
    let columns: Vec<String> =
        registers::columns(Register::Acceptance).iter().map(ToString::to_string).collect();
    let book = (Register::Acceptance, Some(CENTRE));
    let (before, begun) = (forget_peak()?, Instant::now());
    let file = registers::export(desk, director, book, (from, to, None), &columns, &names).await?;
    table.rate(
        &format!("a book of {} rows as XLSX, rows a second", file.rows),
        file.rows,
        begun.elapsed(),
        5000,
    );
    table.memory("a book as XLSX, resident beside what was there", peak()?.saturating_sub(before), Some(100));
    let words = BookWords {
        state: "STATE".to_owned(),
        motto: "Motto".to_owned(),
        title: "Register".to_owned(),
        period: from.format("%Y").to_string(),
        columns,
        late: "*".to_owned(),
        totals: "Σ".to_owned(),
        total_names: BTreeMap::new(),
        keeper: "A".to_owned(),
        head: "B".to_owned(),
    };
    let asked = YearAsked {
        register: Register::Acceptance,
        org: CENTRE.to_owned(),
        year: from.year(),
        ground: None,
        words,
    };
    let id = desk.id();
    registers::ask_year(desk, director, id, asked).await?;
    let (before, begun) = (forget_peak()?, Instant::now());
    registers::year_job(desk, &serde_json::json!({ "file": id }).to_string()).await?;
    let spent = begun.elapsed();
    let (made, _) = registers::view_year(desk, director, id).await?;
    anyhow::ensure!(made.file_sha256.is_some(), "the year was not printed: {:?}", made.error);
    let rows = u64::try_from(made.done)?;
    table.rate(&format!("a book of {rows} rows as PDF, by the job, rows a second"), rows, spent, 500);
    table.memory("a book as PDF, resident beside what was there", peak()?.saturating_sub(before), Some(300));
    Ok(())
}

/// Kilobytes that lie in memory now; from here on the most is counted anew.
fn forget_peak() -> anyhow::Result<u64> {
    std::fs::write("/proc/self/clear_refs", "5")?;
    resident("VmRSS:")
}

/// The most kilobytes since then.
fn peak() -> anyhow::Result<u64> {
    resident("VmHWM:")
}

fn resident(line: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let found = status.lines().find_map(|it| it.strip_prefix(line)?.split_whitespace().next());
    Ok(found.context("the system does not say how much memory there is")?.parse()?)
}

fn out(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

fn rows_of(file: &str) -> anyhow::Result<u64> {
    use std::io::BufRead as _;
    let lines = std::io::BufReader::new(std::fs::File::open(file)?).lines().count();
    Ok(lines.saturating_sub(1) as u64)
}

/// An empty system on the same kind of database.
async fn fresh(installation: &Installation, floor: &Floor, folder: &Path) -> anyhow::Result<Installation> {
    if !floor.is_sqlite() {
        floor.run("drop schema if exists bench_import cascade").await?;
        floor.run("create schema bench_import").await?;
        let mark = if installation.address.contains('?') { '&' } else { '?' };
        return Ok(
            installation.on(&format!("{}{mark}options[search_path]=bench_import", installation.address))
        );
    }
    let file = folder.join("import.sqlite").display().to_string();
    for part in ["", "-wal", "-shm"] {
        let path = format!("{file}{part}");
        if Path::new(&path).exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(installation.on(&format!("sqlite:{file}")))
}
