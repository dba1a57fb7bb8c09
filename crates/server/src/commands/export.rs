//! `tgpl export`: a register out, in the columns of imports.

use chrono::NaiveDate;
use office::Actor;
use office::exchange::{ExportRequest, Format};
use office::exchange::FileKind;

use crate::config::Config;
use crate::problem::Problem;

#[derive(clap::Args)]
pub struct Args {
    /// What to take out.
    #[arg(value_parser = super::coded::<FileKind>)]
    kind: FileKind,
    /// This organisation, those below it and those it took over.
    #[arg(long)]
    org: Option<String>,
    /// First day.
    #[arg(long, value_parser = super::day)]
    from: Option<NaiveDate>,
    /// Last day.
    #[arg(long, value_parser = super::day)]
    to: Option<NaiveDate>,
    /// A path that ends in .csv or .xlsx, or - for CSV on standard output.
    #[arg(long)]
    out: String,
}

pub async fn run(config: &Config, args: Args) -> Result<(), Problem> {
    let format = match (args.out.as_str(), Format::of_name(&args.out)) {
        ("-", _) => Format::Csv,
        (_, Some(format)) => format,
        (out, None) => return Err(Problem::new(format!("{out} must end in .csv or .xlsx"))),
    };
    let desk = crate::start::desk(config).await?;
    let request = ExportRequest { kind: args.kind, org: args.org, from: args.from, to: args.to, format };
    let export = office::exchange::export(&desk, &Actor::system(), &request).await?;
    super::deliver(export.file, &args.out)
}
