//! `tgpl import`: a file into the register, all of it or nothing, every bad row named.

use std::ops::ControlFlow;
use std::path::PathBuf;

use office::Actor;
use office::exchange::{self, End, FileKind, ImportRequest};
use serde_json::json;
use web::texts::{Lang, T};

use crate::config::Config;
use crate::problem::Problem;

#[derive(clap::Args)]
pub struct Args {
    /// What the file holds.
    #[arg(value_parser = super::coded::<FileKind>)]
    kind: FileKind,
    /// CSV or XLSX.
    file: PathBuf,
    /// Rows may only be about this organisation, those below it and those it took over.
    #[arg(long)]
    org: Option<String>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The result as JSON on standard output.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: &Config, args: Args) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let request = ImportRequest { kind: args.kind, org: args.org, path: args.file, file_name: name, dry_run: args.dry_run };
    let tell = |_: u64, _: u64| ControlFlow::Continue(());
    let mut report = exchange::import(&desk, &Actor::system(), &request, &tell).await?;
    // What follows from new cases is done before the command ends.
    office::jobs::drain(&desk).await?;
    let mut problems = Vec::new();
    while let Some(problem) = report.problems.read()? {
        problems.push(problem);
    }
    let tally = &report.tally;
    if args.json {
        let listed: Vec<_> = problems
            .iter()
            .map(|found| {
                json!({ "line": found.line, "column": found.column, "value": found.value, "code": found.code })
            })
            .collect();
        println!(
            "{}",
            json!({
                "kind": args.kind, "dry_run": args.dry_run, "rows": tally.rows, "new": tally.new,
                "changed": tally.changed, "unchanged": tally.unchanged, "doubts": tally.doubts, "problems": listed,
            })
        );
    } else if report.end != End::Refused {
        println!(
            "{} rows: {} new, {} changed, {} unchanged{}",
            tally.rows,
            tally.new,
            tally.changed,
            tally.unchanged,
            if args.dry_run { " (nothing was written)" } else { "" }
        );
    }
    match report.end {
        End::Checked | End::Imported => Ok(()),
        End::Cancelled => Err(Problem::new("the import was cancelled; nothing was changed")),
        End::Refused => {
            let t = T::new(Lang::Vi);
            let lines = problems.iter().map(|found| {
                let said = web::exchange::problems::sentence(t, found);
                format!("line {}, {}, “{}”, {}: {said}", found.line, found.column, found.value, found.code)
            });
            let reason = format!("{} problems in {}; nothing was changed", problems.len(), request.file_name);
            Err(Problem::with(reason, lines.collect()))
        }
    }
}
