//! How quick documents are written, and how large they become: one markdown table.
//!
//! `cargo run --release -p papers --example measure`; `docs/performance.md` keeps runs.
#![expect(clippy::unwrap_used, reason = "a measurement ends where it breaks")]

#[path = "../tests/kit/mod.rs"]
mod kit;

use std::io::Cursor;
use std::time::{Duration, Instant};

use papers::document::{docx, html, pdf};
use papers::sheet::write::{Cell as SheetCell, Format, SheetWriter};

/// Rows of the register.
const ROWS: usize = 5_000;

fn sheet() -> Vec<u8> {
    let mut writer = SheetWriter::new(Cursor::new(Vec::new()), Format::Xlsx, &kit::TITLES).unwrap();
    for at in 1..=ROWS {
        writer.row(&kit::row(at).map(|text| SheetCell::Text(text.into()))).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A line: the middle and the slowest but few of so many runs after one that warms.
fn line(what: &str, target: u64, runs: usize, write: impl Fn() -> Vec<u8>) {
    let size = write().len();
    let mut all: Vec<Duration> = (0..runs)
        .map(|_| {
            let begun = Instant::now();
            write();
            begun.elapsed()
        })
        .collect();
    all.sort_unstable();
    let ms = |at: usize| all[at.min(all.len() - 1)].as_secs_f64() * 1000.0;
    let verdict = if ms(runs * 95 / 100) <= target as f64 { "met" } else { "**missed**" };
    println!(
        "| {what} | {:.1} ms | {:.1} ms | {} KB | ≤ {target} ms | {verdict} |",
        ms(runs / 2),
        ms(runs * 95 / 100),
        size / 1024
    );
}

fn main() {
    let begun = Instant::now();
    let fonts = kit::fonts();
    println!("faces read in {:.1} ms: {}", begun.elapsed().as_secs_f64() * 1000.0, fonts.name());
    let (decision, register) = (kit::decision("Nguyễn Văn Thử"), kit::register(ROWS));
    println!("| what | p50 | p95 | size | target | verdict |\n| --- | ---: | ---: | ---: | --- | --- |");
    line("a decision as PDF", 50, 100, || pdf::write(&decision, &fonts).unwrap());
    line("a decision as DOCX", 20, 100, || docx::write(&decision).unwrap());
    line("a decision as HTML", 20, 100, || html::write(&decision).into_bytes());
    line("a register of 5,000 rows as PDF", 10_000, 3, || pdf::write(&register, &fonts).unwrap());
    line("a register of 5,000 rows as XLSX", 1_000, 5, sheet);
}
