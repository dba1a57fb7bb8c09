//! `tgpl report NAME`: the same acts as the pages.

use std::io::Write as _;

use clap::ValueEnum;
use office::Actor;
use office::exchange::Format;
use office::exchange::report::{RegisterFormat, figures_file, register_file};
use office::statistics::{self, ReportRequest};
use web::texts::T;

use super::export::{missing_org, put};
use crate::cli::{Report, ReportFormat, ReportName};
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn report(config: &Config, asked: &Report, t: T) -> Result<(), Problem> {
    let (name, sheet) = (made(asked.name)?, sheet(asked.format)?);
    let desk = installation::open(config, Schema::Expect).await?;
    let request = ReportRequest {
        org: asked.org.clone(),
        from: asked.from,
        to: asked.to,
        as_of: asked.as_of,
        geography: asked.geography,
    };
    let missing = |failure| missing_org(failure, Some(&asked.org));
    let actor = Actor::system();
    if name == Made::Register {
        if asked.as_of.is_some() {
            return Err(Problem::new("the register says what is known now: leave --as-of out"));
        }
        let format = sheet.map_or(RegisterFormat::Json, RegisterFormat::Sheet);
        let file = register_file(&desk, &actor, &request, format).await.map_err(missing)?;
        return put(file, &asked.out);
    }
    let report = statistics::report(&desk, &actor, &request).await.map_err(missing)?;
    match sheet {
        Some(format) => put(figures_file(&report, &web::reports::figure_wording(t), format)?, &asked.out),
        None => put_json(&report, asked),
    }
}

/// The reports that this version makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Indicators,
    Register,
}

fn made(name: ReportName) -> Result<Made, Problem> {
    match name {
        ReportName::Indicators => Ok(Made::Indicators),
        ReportName::Register => Ok(Made::Register),
        later => Err(not_yet("report", &later, "indicators and register")),
    }
}

/// The format of a sheet; `None` is JSON.
fn sheet(format: ReportFormat) -> Result<Option<Format>, Problem> {
    match format {
        ReportFormat::Json => Ok(None),
        ReportFormat::Csv => Ok(Some(Format::Csv)),
        ReportFormat::Xlsx => Ok(Some(Format::Xlsx)),
        later => Err(not_yet("format", &later, "json, csv and xlsx")),
    }
}

fn not_yet(what: &str, value: &impl ValueEnum, there: &str) -> Problem {
    let name = value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    Problem::new(format!("the {what} {name} is not in this version: there are {there}"))
}

fn put_json(report: &statistics::Report, asked: &Report) -> Result<(), Problem> {
    let cannot = |error: &dyn std::fmt::Display| {
        Problem::new(format!("{} cannot be written: {error}", asked.out.display()))
    };
    let mut text = serde_json::to_vec_pretty(report).map_err(|error| cannot(&error))?;
    text.push(b'\n');
    let written = if asked.out.as_os_str() == "-" {
        std::io::stdout().write_all(&text)
    } else {
        std::fs::write(&asked.out, &text)
    };
    written.map_err(|error| cannot(&error))
}
