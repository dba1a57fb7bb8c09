//! `tgpl report`: the figures of a period and the register book, by the same code as the pages.

use std::io::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use law::statistics::Geography;
use office::Actor;
use office::exchange::Format;
use office::exchange::report::{RegisterFormat, figures_file, register_file};
use office::statistics::ReportRequest;
use web::texts::{Lang, T};

use crate::config::Config;
use crate::problem::Problem;

/// Which report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Name {
    /// Every indicator of the period.
    Indicators,
    /// The cases accepted in the period, one row a beneficiary.
    Register,
}

/// What it comes as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum As {
    Json,
    Csv,
    Xlsx,
}

#[derive(clap::Args)]
pub struct Args {
    name: Name,
    /// Code of the organisation.
    #[arg(long)]
    org: String,
    /// First day.
    #[arg(long, value_parser = super::day)]
    from: NaiveDate,
    /// Last day.
    #[arg(long, value_parser = super::day)]
    to: NaiveDate,
    /// The figures as they stood at this time (2026-08-02T11:00:00+07:00).
    #[arg(long)]
    as_of: Option<DateTime<Utc>>,
    /// As it was then, or today's area with what it took over.
    #[arg(long, value_parser = super::coded::<Geography>, default_value = "then")]
    geography: Geography,
    #[arg(long, default_value = "json")]
    format: As,
    /// Where to, or - for standard output.
    #[arg(long, default_value = "-")]
    out: String,
}

pub async fn run(config: &Config, args: Args) -> Result<(), Problem> {
    let desk = crate::start::desk(config).await?;
    let actor = Actor::system();
    let request =
        ReportRequest { org: args.org, from: args.from, to: args.to, as_of: args.as_of, geography: args.geography };
    let sheet = match args.format {
        As::Json => None,
        As::Csv => Some(Format::Csv),
        As::Xlsx => Some(Format::Xlsx),
    };
    match (args.name, sheet) {
        (Name::Indicators, None) => {
            let report = office::statistics::report(&desk, &actor, &request).await?;
            let json = serde_json::to_string_pretty(&report).map_err(|error| Problem::new(error.to_string()))?;
            write(&args.out, &format!("{json}\n"))
        }
        (Name::Indicators, Some(format)) => {
            let report = office::statistics::report(&desk, &actor, &request).await?;
            let wording = web::reports::figure_wording(T::new(Lang::Vi));
            super::deliver(figures_file(&report, &wording, format)?.file, &args.out)
        }
        (Name::Register, sheet) => {
            let format = sheet.map_or(RegisterFormat::Json, RegisterFormat::Sheet);
            super::deliver(register_file(&desk, &actor, &request, format).await?.file, &args.out)
        }
    }
}

fn write(out: &str, text: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("{out} cannot be written: {error}"));
    if out == "-" {
        return std::io::stdout().lock().write_all(text.as_bytes()).map_err(failed);
    }
    std::fs::write(out, text).map_err(failed)
}
