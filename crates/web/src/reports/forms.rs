//! Official forms of statistics: the table of the circular, every number a link to its cases, and its files.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::statistics::{BrokenCheck, Check, Form, Line, forms, forms_on};
use maud::{Markup, html};
use office::exchange::Format;
use office::exchange::report::{
    Document, PaperWording, figures_document, form_document, form_docx, form_file, form_file_name, form_pdf,
};
use office::statistics::names::organisation_on;
use office::statistics::{FormReport, Report, ReportRequest};
use office::{Actor, Desk, Outcome};

use super::views::{Ground, lacking_words, question};
use super::{form, names, pages, reach};
use crate::failure::{Page, PageFailure, show};
use crate::gate::{App, Visitor};
use crate::texts::{Lang, T};
use crate::ui::form::FieldErrors;
use crate::ui::list::{Column, Phone, Row, Table, downloads};
use crate::ui::shell::{Crumb, heading};
use crate::ui::summary::notice;
use crate::ui::{Tone, Values, dates, money, page};

pub async fn show_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Page {
    known(&key)?;
    let values = Values::parse(&query.unwrap_or_default());
    let (asked, organisations) = pages::asked(&app, &visitor, &values).await?;
    let path = format!("/reports/forms/{key}");
    let request = match asked {
        Ok(request) => request,
        Err(errors) => return pages::wrong(&app, &visitor, &organisations, (&path, &values), &errors),
    };
    let report = office::statistics::form_report(app.desk(), &visitor.actor, &request, &key).await?;
    let org_name = reach::name_of(app.desk(), &visitor.actor, &request).await?;
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations, org_name };
    let title = name_of(visitor.t, report.filled.form);
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&report.as_of));
    shell.crumbs = vec![
        Crumb::link(visitor.t.get("reports-title"), form::address("/reports/period", &request).url()),
        Crumb::here(report.filled.form.code.clone()),
    ];
    show(page(&shell, body(&ground, &path, &request, &report)))
}

/// The form as a file: `csv`, `xlsx`, `json`, `docx`, `pdf`.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((key, kind)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    known(&key)?;
    let values = Values::parse(&query.unwrap_or_default());
    let (request, _) = pages::request(&app, &visitor, &values).await?;
    let desk = app.desk();
    let report = office::statistics::form_report(desk, &visitor.actor, &request, &key).await?;
    let wording = form_wording(visitor.t, desk, &visitor.actor, &report).await?;
    let name = form_file_name(&report);
    let (kind, media, bytes) = match kind.as_str() {
        "csv" => return crate::files::send(form_file(&report, &wording, Format::CsvForExcel)?),
        "xlsx" => return crate::files::send(form_file(&report, &wording, Format::Xlsx)?),
        "json" => ("json", "application/json", json(&report)?),
        "docx" | "pdf" => return send(desk, form_document(&report, &wording), &name, &kind).await,
        _ => return Err(PageFailure::Missing),
    };
    Ok(attached(&name, kind, media, bytes))
}

/// A document to edit (`docx`) or to print (`pdf`).
pub async fn send(desk: &Desk, document: Document, name: &str, kind: &str) -> Page {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(match kind {
        "docx" => attached(name, "docx", WORD, form_docx(&document)?),
        _ => attached(name, "pdf", "application/pdf", form_pdf(desk, document).await?),
    })
}

fn attached(name: &str, kind: &str, media: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{kind}\"");
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

fn json(report: &FormReport) -> Result<Vec<u8>, PageFailure> {
    serde_json::to_vec_pretty(report).map_err(|error| office::Failure::Broken(error.to_string()).into())
}

fn known(key: &str) -> Result<(), PageFailure> {
    if forms().iter().any(|form| form.key == key) { Ok(()) } else { Err(PageFailure::Missing) }
}

/// The name of a row or column in the language of the page.
pub fn name(t: T, line: &Line) -> String {
    if t.lang() == Lang::En { line.english.clone() } else { line.name.clone() }
}

/// The head of a column: its number, what stands above several, its name.
pub fn column_head(t: T, line: &Line) -> String {
    let group = line.group.as_ref().map(|(own, english)| if t.lang() == Lang::En { english } else { own });
    match group {
        Some(group) => format!("({}) {group}: {}", line.key, name(t, line)),
        None => format!("({}) {}", line.key, name(t, line)),
    }
}

/// The name of a form in the language of the page.
pub fn name_of(t: T, form: &Form) -> String {
    if t.lang() == Lang::En { form.english.clone() } else { form.name.clone() }
}

/// How a form is worded on paper.
pub async fn form_wording(t: T, desk: &Desk, actor: &Actor, report: &FormReport) -> Outcome<PaperWording> {
    let form = report.filled.form;
    let mut wording =
        paper_wording(t, desk, actor, &report.org, (report.from, report.to), report.as_of).await?;
    let unit = names::unit_of(t, form.unit);
    wording.about.insert(1, t.with("reports-forms-unit", &[("unit", unit.into())]));
    if !form.official {
        wording.about.push(t.get("reports-forms-stand-in"));
    }
    wording.basis = t.with("reports-forms-basis", &[("basis", form.basis.as_str().into())]);
    wording.code = t.with("reports-forms-code", &[("code", form.code.as_str().into())]);
    Ok(wording)
}

/// How the figures of an organisation in a period are worded on paper.
pub async fn paper_wording(
    t: T,
    desk: &Desk,
    actor: &Actor,
    org: &str,
    (from, to): (NaiveDate, NaiveDate),
    as_of: DateTime<Utc>,
) -> Outcome<PaperWording> {
    let organisation = organisation_on(desk, actor, org, to).await?;
    let tree = desk.tree();
    let parent = tree.iter().find(|node| node.code == org).and_then(|node| node.parent.clone());
    let above = match parent {
        Some(parent) => organisation_on(desk, actor, &parent, to).await?,
        None => None,
    };
    let period = [("from", dates::date(from).into()), ("to", dates::date(to).into())];
    Ok(PaperWording {
        english: t.lang() == Lang::En,
        line: t.get("reports-forms-line"),
        basis: String::new(),
        organisation: organisation.unwrap_or_else(|| org.to_owned()),
        above,
        about: vec![
            t.with("reports-forms-period", &period),
            t.with("reports-forms-as-of", &[("moment", dates::date_time(&as_of).into())]),
        ],
        state: t.get("reports-forms-state"),
        motto: t.get("reports-forms-motto"),
        code: String::new(),
        signers: [t.get("reports-forms-drawn-by"), t.get("reports-forms-head")],
        sign_hint: t.get("reports-forms-sign-hint"),
        names: <[String; 2]>::default(),
    })
}

/// The figures of a period as a document.
pub async fn figures_paper(t: T, desk: &Desk, actor: &Actor, report: &Report) -> Outcome<Document> {
    let period = (report.from, report.to);
    let wording = paper_wording(t, desk, actor, &report.org, period, report.as_of).await?;
    let title = t.get("reports-figures-title");
    Ok(figures_document(report, &title, &super::figure_wording(t), &wording))
}

fn body(ground: &Ground, path: &str, request: &ReportRequest, report: &FormReport) -> Markup {
    let t = ground.t();
    let form = report.filled.form;
    let files = ["csv", "xlsx", "docx", "pdf", "json"];
    let files: Vec<(String, String)> = files
        .map(|kind| (kind.to_uppercase(), form::address(&format!("{path}/files/{kind}"), request).url()))
        .to_vec();
    let files: Vec<(&str, String)> = files.iter().map(|(kind, href)| (kind.as_str(), href.clone())).collect();
    let moment = dates::date_time(&report.as_of);
    let as_of = if request.as_of.is_some() { "reports-as-of-then" } else { "reports-as-of-now" };
    let values = form::shown(request, &ground.visitor.actor.org);
    html! {
        (heading(Some(&ground.org_name), &name_of(t, form), downloads(t, &files)))
        div class="report-about" {
            p { strong { (t.with("reports-forms-code", &[("code", form.code.as_str().into())])) } ". "
                (t.with("reports-forms-basis", &[("basis", form.basis.as_str().into())])) }
            p { (dates::period(request.from, request.to)) ". " (t.with(as_of, &[("moment", moment.into())])) }
            p class="on-screen" { @for (place, other) in others(form, request.to).iter().enumerate() {
                @if place > 0 { " · " }
                a href=(form::address(&format!("/reports/forms/{}", other.key), request).url()) { (other.code) }
            } " · " a href=(form::address("/reports/period", request).url()) { (t.get("reports-title")) } }
        }
        (question(ground, path, &values, &FieldErrors::default(), Some(request)))
        @if !form.official { (notice(t, Tone::Soon, &t.get("reports-forms-stand-in"), html! { p { (form.source) } })) }
        @if report.masked > 0 {
            (notice(t, Tone::Info, &t.with("reports-forms-masked", &[("n", report.masked.into())]), html! { p { (t.get("reports-forms-masked-text")) } }))
        }
        (broken(t, report))
        (table(ground, request, report))
        p class="hint" { (t.with("reports-forms-source", &[("source", form.source.as_str().into())])) }
    }
}

/// The other forms that hold for the same period.
fn others(form: &Form, end: NaiveDate) -> Vec<&'static Form> {
    forms_on(end).into_iter().filter(|it| it.key != form.key).collect()
}

/// What does not add up, once for each check.
fn broken(t: T, report: &FormReport) -> Markup {
    let mut seen: Vec<(&'static Check, Vec<&BrokenCheck>)> = Vec::new();
    for it in &report.broken {
        match seen.iter_mut().find(|(check, _)| *check == it.check) {
            Some((_, all)) => all.push(it),
            None => seen.push((it.check, vec![it])),
        }
    }
    html! {
        @if !seen.is_empty() {
            (notice(t, Tone::Soon, &t.with("reports-forms-broken", &[("n", seen.len().into())]), html! {
                ul { @for (check, all) in &seen { li { (disagreement(t, check, all)) } } }
            }))
        }
    }
}

fn disagreement(t: T, check: &Check, all: &[&BrokenCheck]) -> Markup {
    let first = all[0];
    let args = [
        ("whole", check.whole.as_str().into()),
        ("parts", check.parts.join(" + ").into()),
        ("at", name(t, first.at).into()),
        ("is", first.whole.into()),
        ("sum", first.parts.into()),
    ];
    let key = if check.rows { "reports-forms-broken-rows" } else { "reports-forms-broken-columns" };
    html! {
        (t.with(key, &args))
        @if all.len() > 1 { " " (t.with("reports-forms-broken-more", &[("n", (all.len() - 1).into())])) }
        @if let Some(lacking) = check.lacking { " " (t.with("reports-forms-lacking", &[("what", lacking_words(t, lacking).into())])) }
    }
}

fn table(ground: &Ground, request: &ReportRequest, report: &FormReport) -> Markup {
    let t = ground.t();
    let form = report.filled.form;
    let mut columns = vec![Column::text(t.get("reports-forms-line"))];
    columns.extend(form.columns.iter().map(|line| Column::number(column_head(t, line))));
    let may_open = ground.visitor.may(Permission::ReadCases);
    let cell = |row: &Line, column: &Line, value: Option<i64>| {
        let Some(value) = value else {
            let counts = row.choice.is_some() && column.choice.is_some();
            return html! { @if counts { span class="soft" { (t.get("reports-forms-hidden")) } } };
        };
        let words = money::number(t.lang(), value);
        let href = form::address("/reports/period/cases", request)
            .with("form", &form.key)
            .with("row", &row.key)
            .with("column", &column.key)
            .url();
        html! { @if value > 0 && may_open { a href=(href) { (words) } } @else { (words) } }
    };
    let rows = form.rows.iter().zip(&report.filled.cells).map(|(line, cells)| {
        let values = form.columns.iter().zip(cells).map(|(column, value)| cell(line, column, *value));
        let label = html! {
            @match line.level {
                0 => { strong { (name(t, line)) } }
                level => { ("\u{a0}\u{a0}".repeat(usize::from(level))) (name(t, line)) }
            }
        };
        Row::new(std::iter::once(label).chain(values))
    });
    let drawn = Table {
        columns,
        rows: rows.collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "form", name_of(t, form))
    };
    html! { div class="report-wide" { (drawn) } }
}
