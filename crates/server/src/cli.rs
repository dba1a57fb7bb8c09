//! What can be asked at the command line. The names are part of the contract.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use law::access::Role;
use law::kernel::coded::Coded;
use law::statistics::Geography;
use office::exchange::FileKind;
use web::texts::Lang;

/// The system that runs state legal aid: serves the web pages and works in the background.
#[derive(Parser, Debug)]
#[command(name = "tgpl", version, about, max_term_width = 100)]
pub struct Cli {
    /// Read settings from this file (otherwise TGPL_CONFIG, or tgpl.toml in the data folder).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Language of sentences and of titles in files: vi or en (sentences are English otherwise, files
    /// Vietnamese).
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub language: Option<Lang>,
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// What is asked; `tgpl` alone serves.
    pub fn command(&self) -> &Command {
        self.command.as_ref().unwrap_or(&Command::Serve { listen: None })
    }
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the web application and work the background jobs (the default).
    Serve {
        /// Address and port, for example 127.0.0.1:8080.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Serve a demonstration with invented data in a folder of its own (./tgpl-demo).
    Demo {
        /// Address and port, for example 127.0.0.1:8080.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Bring the schema of the database up to date and load reference data.
    Migrate,
    /// Check configuration, database, storage, clock and more; exit 1 where a check fails.
    Doctor,
    /// Import a file: all of it, or nothing.
    Import(Import),
    /// Take a register out as a file, in the columns of imports.
    Export(Export),
    /// Make a report of a period.
    Report(Report),
    /// Fill the database with an invented nation.
    Simulate(Simulate),
    /// Accounts.
    #[command(subcommand)]
    User(User),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(Token),
    /// Copy database and files into an empty folder while the server runs. Keys are not copied.
    Backup { folder: PathBuf },
    /// Put a copy back into an empty database and file store.
    Restore { folder: PathBuf },
    /// Recompute the audit chain, checksums, figures and references, and say what does not fit.
    Verify,
    /// Keys of sealed values.
    #[command(subcommand)]
    Keys(Keys),
}

impl Command {
    /// Whether it stays and serves.
    pub fn runs_on(&self) -> bool {
        matches!(self, Self::Serve { .. } | Self::Demo { .. })
    }

    /// The address given on the command line.
    pub fn listen(&self) -> Option<&str> {
        match self {
            Self::Serve { listen } | Self::Demo { listen } => listen.as_deref(),
            _ => None,
        }
    }
}

#[derive(Args, Debug)]
pub struct Import {
    /// cases, guidance, receptions, outreach, providers, organisations, agencies.
    #[arg(value_parser = coded::<FileKind>)]
    pub kind: FileKind,
    /// A CSV or XLSX file.
    pub file: PathBuf,
    /// Rows may only be about this organisation, those below it and those it took over.
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    /// Find out what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Answer with one JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Export {
    /// cases, guidance, receptions, outreach, providers, organisations, agencies.
    #[arg(value_parser = coded::<FileKind>)]
    pub kind: FileKind,
    /// Only this organisation, those below it and those it took over.
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<NaiveDate>,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<NaiveDate>,
    /// Where it goes; .csv or .xlsx decides the format, - is CSV on standard output.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args, Debug)]
pub struct Report {
    /// indicators, register, monthly-notice, narrative, targets, or an official form: form24, form25, form12, and form with
    /// the key of any form that was laid into the folder `forms`.
    #[arg(value_name = "NAME", value_parser = report_name)]
    pub name: ReportName,
    #[arg(long, value_name = "CODE")]
    pub org: String,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: NaiveDate,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: NaiveDate,
    /// The figures as they stood then: a day, or a moment like 2022-07-15T08:00:00+07:00.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub as_of: Option<DateTime<Utc>>,
    /// then: the area as it was in the period; now: today's area with what it took over.
    #[arg(long, default_value = "then", value_parser = coded::<Geography>)]
    pub geography: Geography,
    #[arg(long, value_enum, default_value = "json")]
    pub format: ReportFormat,
    /// Where it goes; - is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
}

/// The reports of the contract.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReportName {
    Indicators,
    Register,
    /// An official form, by its key.
    Form(String),
    MonthlyNotice,
    Narrative,
    Targets,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ReportFormat {
    Json,
    Csv,
    Xlsx,
    Docx,
    Pdf,
}

#[derive(Args, Debug)]
pub struct Simulate {
    #[arg(long)]
    pub cases: u64,
    #[arg(long)]
    pub years: u32,
    #[arg(long)]
    pub seed: u64,
}

#[derive(Subcommand, Debug)]
pub enum User {
    /// Make an account; its first password is printed once, or read from standard input.
    Create(NewUser),
    /// List the accounts.
    List,
}

#[derive(Args, Debug)]
pub struct NewUser {
    /// Name of the person.
    #[arg(long)]
    pub name: String,
    /// Log-in name.
    #[arg(long)]
    pub login: String,
    #[arg(long, value_parser = coded::<Role>)]
    pub role: Role,
    /// Code of the organisation.
    #[arg(long, value_name = "CODE")]
    pub org: String,
    /// Record id of the provider whose cases the account sees (officers and lawyers).
    #[arg(long, value_name = "ID")]
    pub provider: Option<uuid::Uuid>,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Subcommand, Debug)]
pub enum Token {
    /// Make a token for an account; it is printed once.
    Create {
        /// Log-in name of the account.
        #[arg(long)]
        login: String,
        /// Days until it ends.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
}

#[derive(Subcommand, Debug)]
pub enum Keys {
    /// Put a fresh key in front of the keys file and seal every value anew with it.
    Rotate,
    /// Seal values that still carry an older key with the current one.
    Reseal,
}

/// A value by its code; what cannot be one is answered with the list of what can.
fn coded<T: Coded>(text: &str) -> Result<T, String> {
    let known = || T::ALL.iter().map(|value| value.code()).collect::<Vec<_>>().join(", ");
    T::from_code(text).ok_or_else(|| format!("want one of: {}", known()))
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "want vi or en".to_owned())
}

fn report_name(text: &str) -> Result<ReportName, String> {
    Ok(match text {
        "indicators" => ReportName::Indicators,
        "register" => ReportName::Register,
        "monthly-notice" => ReportName::MonthlyNotice,
        "narrative" => ReportName::Narrative,
        "targets" => ReportName::Targets,
        other => match other.strip_prefix("form") {
            Some(key) if !key.is_empty() => ReportName::Form(key.to_owned()),
            _ => {
                return Err("want indicators, register, monthly-notice, narrative, targets, or form24, form25, form12 \
                            or form with the key of a form in the folder forms"
                    .to_owned());
            }
        },
    })
}

/// A day as people and programs write it.
fn day(text: &str) -> Result<NaiveDate, String> {
    let day = text.parse().ok().or_else(|| web::ui::dates::parse_date(text));
    day.ok_or_else(|| "want a day like 2022-06-30 or 30/06/2022".to_owned())
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    web::reports::moment(text)
        .ok_or_else(|| "want a day like 2022-06-30 or a moment like 2022-07-15T08:00:00+07:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_made() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn days_are_read_both_ways() {
        assert_eq!(day("2022-06-30"), day("30/06/2022"));
        assert!(day("31/06/2022").is_err());
    }
}
