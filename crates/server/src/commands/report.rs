//! `tgpl report NAME`: the same acts as the pages.

use std::io::Write as _;

use office::exchange::Format;
use office::exchange::report::{
    RegisterFormat, figures_file, form_document, form_docx, form_file, form_pdf, register_file,
};
use office::exchange::targets::{targets_file, targets_json};
use office::narratives::{self, MONTHLY_NOTICE, NARRATIVE};
use office::statistics::{self, ReportRequest};
use office::targets::TargetsRequest;
use office::{Actor, Desk};
use serde::Serialize;
use web::registers::register_paper;
use web::reports::{figure_wording, figures_paper};
use web::targets::{targets_paper, with_wording};
use web::texts::T;

use super::export::{missing_org, put};
use crate::cli::{Report, ReportFormat, ReportName};
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn report(config: &Config, asked: &Report, t: T) -> Result<(), Problem> {
    let name = made(&asked.name);
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
    if let Made::Form(key) = name {
        return form(&desk, asked, &request, key, t).await;
    }
    if let Made::Words(plan) = name
        && !matches!(asked.format, ReportFormat::Csv | ReportFormat::Xlsx)
    {
        return words(&desk, asked, &request, plan).await;
    }
    if name == Made::Targets {
        return targets(&desk, asked, t).await;
    }
    if name == Made::Register {
        return register(&desk, asked, &request).await;
    }
    let report = statistics::report(&desk, &actor, &request).await.map_err(missing)?;
    let bytes = match asked.format {
        ReportFormat::Json => return put_json(&report, asked),
        ReportFormat::Csv => return put(figures_file(&report, &figure_wording(t), Format::Csv)?, &asked.out),
        ReportFormat::Xlsx => {
            return put(figures_file(&report, &figure_wording(t), Format::Xlsx)?, &asked.out);
        }
        ReportFormat::Docx => form_docx(&figures_paper(t, &desk, &actor, &report).await?)?,
        ReportFormat::Pdf => form_pdf(&desk, figures_paper(t, &desk, &actor, &report).await?).await?,
    };
    put_bytes(&bytes, asked)
}

/// The register book of a period: the columns of imports, or on paper those of the book.
async fn register(desk: &Desk, asked: &Report, request: &ReportRequest) -> Result<(), Problem> {
    if asked.as_of.is_some() {
        return Err(Problem::new("the register says what is known now: leave --as-of out"));
    }
    let actor = Actor::system();
    let missing = |failure| missing_org(failure, Some(&asked.org));
    let format = match asked.format {
        ReportFormat::Json => RegisterFormat::Json,
        ReportFormat::Csv => RegisterFormat::Sheet(Format::Csv),
        ReportFormat::Xlsx => RegisterFormat::Sheet(Format::Xlsx),
        paper => {
            let document = register_paper(desk, &actor, request).await.map_err(missing)?;
            let bytes = match paper {
                ReportFormat::Docx => form_docx(&document)?,
                _ => form_pdf(desk, document).await?,
            };
            return put_bytes(&bytes, asked);
        }
    };
    put(register_file(desk, &actor, request, format).await.map_err(missing)?, &asked.out)
}

/// An official form, in all formats.
async fn form(desk: &Desk, asked: &Report, request: &ReportRequest, key: &str, t: T) -> Result<(), Problem> {
    let actor = Actor::system();
    if !desk.tree().iter().any(|node| node.code == asked.org) {
        return Err(missing_org(office::Failure::Missing, Some(&asked.org)));
    }
    let made = statistics::form_report(desk, &actor, request, key).await;
    let report = made.map_err(|failure| match failure {
        office::Failure::Missing => {
            Problem::new(format!("no version of form {key} holds for a period that ends on {}", asked.to))
        }
        other => other.into(),
    })?;
    let wording = web::reports::form_wording(t, desk, &actor, &report).await?;
    let bytes = match asked.format {
        ReportFormat::Csv => return put(form_file(&report, &wording, Format::Csv)?, &asked.out),
        ReportFormat::Xlsx => return put(form_file(&report, &wording, Format::Xlsx)?, &asked.out),
        ReportFormat::Json => return put_json(&report, asked),
        ReportFormat::Docx => form_docx(&form_document(&report, &wording))?,
        ReportFormat::Pdf => form_pdf(desk, form_document(&report, &wording)).await?,
    };
    put_bytes(&bytes, asked)
}

/// A report in words; as a sheet it is its figures.
async fn words(desk: &Desk, asked: &Report, request: &ReportRequest, plan: &str) -> Result<(), Problem> {
    let actor = Actor::system();
    if !desk.tree().iter().any(|node| node.code == asked.org) {
        return Err(missing_org(office::Failure::Missing, Some(&asked.org)));
    }
    let made = narratives::view(desk, &actor, request, plan).await;
    let narrative = made.map_err(|failure| match failure {
        office::Failure::Missing => {
            Problem::new(format!("no plan of {plan} holds for a period that ends on {}", asked.to))
        }
        other => other.into(),
    })?;
    if asked.format == ReportFormat::Json {
        return put_json(&narrative, asked);
    }
    let document =
        narratives::document(&narrative, &web::reports::narrative_words(desk, &actor, &narrative).await?);
    let bytes = match asked.format {
        ReportFormat::Docx => form_docx(&document)?,
        _ => form_pdf(desk, document).await?,
    };
    put_bytes(&bytes, asked)
}

/// The table of targets, in all formats.
async fn targets(desk: &Desk, asked: &Report, t: T) -> Result<(), Problem> {
    let actor = Actor::system();
    if asked.as_of.is_some() {
        return Err(Problem::new("targets say what is known now, or what was signed off: leave --as-of out"));
    }
    let request = TargetsRequest { org: asked.org.clone(), from: asked.from, to: asked.to };
    let made = office::targets::table(desk, &actor, &request).await;
    let table = made.map_err(|failure| missing_org(failure, Some(&asked.org)))?.table;
    let sheet = |format| with_wording(t, |wording| targets_file(&table, wording, format));
    let bytes = match asked.format {
        ReportFormat::Json => return put_json(&targets_json(&table), asked),
        ReportFormat::Csv => return put(sheet(Format::Csv)?, &asked.out),
        ReportFormat::Xlsx => return put(sheet(Format::Xlsx)?, &asked.out),
        ReportFormat::Docx => form_docx(&targets_paper(t, desk, &actor, &table).await?)?,
        ReportFormat::Pdf => form_pdf(desk, targets_paper(t, desk, &actor, &table).await?).await?,
    };
    put_bytes(&bytes, asked)
}

/// The reports that this version makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made<'a> {
    Indicators,
    Register,
    /// An official form, by its key.
    Form(&'a str),
    /// A report in words, by its plan.
    Words(&'a str),
    /// Where the officers stand against their targets.
    Targets,
}

fn made(name: &ReportName) -> Made<'_> {
    match name {
        ReportName::Indicators => Made::Indicators,
        ReportName::Register => Made::Register,
        ReportName::Form(key) => Made::Form(key),
        ReportName::Narrative => Made::Words(NARRATIVE),
        ReportName::MonthlyNotice => Made::Words(MONTHLY_NOTICE),
        ReportName::Targets => Made::Targets,
    }
}

fn put_json(report: &impl Serialize, asked: &Report) -> Result<(), Problem> {
    let mut text = serde_json::to_vec_pretty(report).map_err(|error| cannot(asked, &error))?;
    text.push(b'\n');
    put_bytes(&text, asked)
}

fn put_bytes(bytes: &[u8], asked: &Report) -> Result<(), Problem> {
    let written = if asked.out.as_os_str() == "-" {
        std::io::stdout().write_all(bytes)
    } else {
        std::fs::write(&asked.out, bytes)
    };
    written.map_err(|error| cannot(asked, &error))
}

fn cannot(asked: &Report, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(format!("{} cannot be written: {error}", asked.out.display()))
}
