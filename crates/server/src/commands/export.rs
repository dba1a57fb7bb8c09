//! `tgpl export KIND --out FILE`.

use std::path::Path;

use office::Actor;
use office::exchange::{self, ExportFile, ExportRequest, Format};

use crate::cli::Export;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn export(config: &Config, asked: &Export) -> Result<(), Problem> {
    let format = format_of(&asked.out)?;
    let desk = installation::open(config, Schema::Expect).await?;
    let request = ExportRequest {
        kind: asked.kind,
        org: asked.org.clone(),
        from: asked.from,
        to: asked.to,
        format,
        ground: None,
    };
    let file = exchange::export(&desk, &Actor::system(), &request).await;
    let file = file.map_err(|failure| missing_org(failure, asked.org.as_deref()))?;
    let (rows, out) = (file.rows, asked.out.display().to_string());
    put(file, &asked.out)?;
    eprintln!("{rows} rows are in {out}");
    Ok(())
}

/// The file name decides; standard output gets CSV.
fn format_of(path: &Path) -> Result<Format, Problem> {
    if path.as_os_str() == "-" {
        return Ok(Format::Csv);
    }
    let format = Format::of_name(&path.to_string_lossy());
    format.ok_or_else(|| Problem::new(format!("{} must end in .csv or .xlsx", path.display())))
}

/// Puts a file where it is wanted; `-` is standard output.
pub(super) fn put(mut file: ExportFile, path: &Path) -> Result<(), Problem> {
    let cannot =
        |error: std::io::Error| Problem::new(format!("{} cannot be written: {error}", path.display()));
    if path.as_os_str() == "-" {
        std::io::copy(&mut file.file, &mut std::io::stdout().lock()).map_err(cannot)?;
    } else {
        exchange::save(file, path).map_err(cannot)?;
    }
    Ok(())
}

/// A code that is not there is named.
pub(super) fn missing_org(failure: office::Failure, org: Option<&str>) -> Problem {
    match (failure, org) {
        (office::Failure::Missing, Some(org)) => Problem::new(format!("there is no organisation {org}")),
        (failure, _) => failure.into(),
    }
}
