//! Files out and in by the real commands, each a process of its own, so that their memory can be told:
//! one year of the nation and two, which must cost the same memory.
//!
//! The import goes into an empty system on SQLite; on PostgreSQL into an empty schema beside the other.

use std::path::Path;

use chrono::{Months, NaiveDate};

use crate::Bench;
use crate::floor::Floor;
use crate::program::Installation;
use crate::table::Table;

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
    for (what, kilobytes) in memory {
        table.memory(&what, kilobytes, Some(300));
    }
    Ok(())
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
