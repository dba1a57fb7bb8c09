//! `tgpl import KIND FILE`: what is wrong is listed row by row; nothing wrong, and all of it goes in.

use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use office::exchange::{self, End, ImportReport, ImportRequest};
use office::{Actor, Failure};
use serde_json::json;
use web::exchange::problems::sentence;
use web::texts::T;

use super::say;
use crate::cli::Import;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

/// So many problems are printed; `--json` prints all.
const MOST_SHOWN: u64 = 100_000;

pub async fn import(config: &Config, asked: &Import, t: T) -> Result<(), Problem> {
    let desk = installation::open(config, Schema::Expect).await?;
    let request = ImportRequest {
        kind: asked.kind,
        org: asked.org.clone(),
        path: asked.file.clone(),
        file_name: asked.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        dry_run: asked.dry_run,
    };
    let stopped = stop_on_interrupt();
    let shown = std::io::stderr().is_terminal() && !asked.json;
    let tell = move |done: u64, total: u64| {
        if shown {
            eprint!("\r{done} of {total} rows ");
        }
        if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = exchange::import(&desk, &Actor::system(), &request, &tell).await;
    if shown {
        eprintln!();
    }
    let mut report = report.map_err(|failure| match failure {
        Failure::Missing => missing(asked),
        other => Problem::of(t, other),
    })?;
    if asked.json { tell_json(&mut report, t) } else { tell_people(&mut report, asked, t) }
}

/// Ctrl-C ends the import before its next step; nothing is changed then.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stopped);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    stopped
}

fn missing(asked: &Import) -> Problem {
    match (&asked.org, asked.file.is_file()) {
        (Some(org), true) => Problem::new(format!("there is no organisation {org}")),
        _ => Problem::new(format!("there is no file {}", asked.file.display())),
    }
}

fn tell_people(report: &mut ImportReport, asked: &Import, t: T) -> Result<(), Problem> {
    let tally = &report.tally;
    let counts = format!(
        "{} rows: {} new, {} changed, {} unchanged, {} doubtful",
        tally.rows,
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.doubts.values().sum::<u64>()
    );
    match report.end {
        End::Imported => say(&format!("imported {}; {counts}", asked.file.display())),
        End::Checked => {
            say(&format!("nothing is wrong with {}; importing it would be {counts}", asked.file.display()))
        }
        End::Cancelled => return Err(Problem::new("the import was stopped; nothing was changed")),
        End::Refused => {
            let reason = format!(
                "{} problems in {}; nothing was changed",
                report.problems.len(),
                asked.file.display()
            );
            return Err(Problem::with(reason, problem_lines(report, t)?));
        }
    }
    Ok(())
}

fn problem_lines(report: &mut ImportReport, t: T) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    while let Some(problem) = report.problems.read()? {
        if lines.len() as u64 == MOST_SHOWN {
            lines.push(format!("and {} more", report.problems.len() - MOST_SHOWN));
            break;
        }
        let place = match (problem.line, problem.column.as_str()) {
            (0, _) => String::new(),
            (line, "") => format!("line {line}, "),
            (line, column) => format!("line {line}, {column}, \"{}\", ", problem.value),
        };
        lines.push(format!("{place}{}: {}", problem.code, sentence(t, &problem)));
    }
    Ok(lines)
}

/// Problems go out one by one: there may be more of them than fit in memory.
fn tell_json(report: &mut ImportReport, t: T) -> Result<(), Problem> {
    let (end, done) = match report.end {
        End::Imported => ("imported", true),
        End::Checked => ("checked", true),
        End::Refused => ("refused", false),
        End::Cancelled => ("cancelled", false),
    };
    let (tally, count) = (&report.tally, report.problems.len());
    let head = json!({
        "end": end, "run": report.run, "rows": tally.rows, "new": tally.new, "changed": tally.changed,
        "unchanged": tally.unchanged, "doubts": tally.doubts, "problem_count": count,
    });
    let mut line = head.to_string();
    line.pop();
    line.push_str(",\"problems\":[");
    let mut first = true;
    while let Some(problem) = report.problems.read()? {
        let entry = json!({
            "line": problem.line, "column": problem.column, "value": problem.value, "code": problem.code,
            "reason": sentence(t, &problem),
        });
        say(&format!("{line}{}{entry}", if first { "" } else { "," }));
        line.clear();
        first = false;
    }
    say(&format!("{line}]}}"));
    if done { Ok(()) } else { Err(Problem::new(format!("{count} problems; nothing was changed"))) }
}
