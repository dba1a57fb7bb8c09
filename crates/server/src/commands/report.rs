//! `tgpl report NAME`: the same acts as the pages.

use std::io::Write as _;

use clap::ValueEnum;
use office::exchange::Format;
use office::exchange::report::{
    RegisterFormat, figures_file, form_document, form_docx, form_file, form_pdf, register_file,
};
use office::statistics::{self, ReportRequest};
use office::{Actor, Desk};
use serde::Serialize;
use web::reports::{figure_wording, figures_paper};
use web::texts::T;

use super::export::{missing_org, put};
use crate::cli::{Report, ReportFormat, ReportName};
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::problem::Problem;

pub async fn report(config: &Config, asked: &Report, t: T) -> Result<(), Problem> {
    let name = made(asked.name)?;
    if matches!(asked.format, ReportFormat::Docx | ReportFormat::Pdf) && name == Made::Register {
        return Err(not_yet("format", &asked.format, "json, csv and xlsx for the register"));
    }
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
    if name == Made::Register {
        let sheet = sheet(asked.format)?;
        if asked.as_of.is_some() {
            return Err(Problem::new("the register says what is known now: leave --as-of out"));
        }
        let format = sheet.map_or(RegisterFormat::Json, RegisterFormat::Sheet);
        let file = register_file(&desk, &actor, &request, format).await.map_err(missing)?;
        return put(file, &asked.out);
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

/// The reports that this version makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Indicators,
    Register,
    /// An official form, by its key.
    Form(&'static str),
}

fn made(name: ReportName) -> Result<Made, Problem> {
    match name {
        ReportName::Indicators => Ok(Made::Indicators),
        ReportName::Register => Ok(Made::Register),
        ReportName::Form24 => Ok(Made::Form("24")),
        ReportName::Form25 => Ok(Made::Form("25")),
        later => Err(not_yet("report", &later, "indicators, register, form24 and form25")),
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
