//! Files of reports: the figures of a period, one row a province, the cases behind a number, and the
//! register book of a period (*sổ thụ lý*). The object of the contract in JSON is `statistics::Report`.
//!
//! Figures name no person and leave no audit row; lists and the register do, once for the file.

use std::collections::HashMap;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};

use law::access::{Permission, Reach};
use law::confidentiality::DisclosureGround;
use law::kernel::coded::Coded as _;
use law::statistics::Geography;
pub use papers::document::Document;
use papers::document::{Align, Cell as PaperCell, Head, Look, Paragraph, Part, Run, Sign, Signer, Table};
use papers::sheet::Cell;
pub use papers::sheet::Cell as SheetCell;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::imports::{FileKind, list_case_files_after};
use store::statistics::Scope;
use uuid::Uuid;

use super::cases;
use super::columns::{Shape, columns_of};
use super::export::{Export, ExportFile, Format, PAGE, Wording, broken, date_cell, list_cells, numbers_of};
use super::words::protected_person;
use crate::confidentiality::{Place, ground_of_list, mask_files, mask_lines};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::Outcome;
use crate::statistics::pivot::{Cell as PivotCell, PivotRequest};
use crate::statistics::{
    Chosen, Figure, FormReport, Line, Report, ReportRequest, Value, indicators, organisations, window,
};

/// Answers the name and the unit of an indicator.
pub type NameAndUnit<'a> = dyn Fn(&law::statistics::Indicator) -> (String, String) + Send + 'a;

/// How a file of figures is worded.
pub struct FigureWording<'a> {
    /// Titles of: id, name, unit, figure, organisation, from, to, area, as of.
    pub titles: [String; 9],
    /// Name and unit of an indicator.
    pub indicator: Box<NameAndUnit<'a>>,
    /// The name of an area.
    pub geography: Box<dyn Fn(Geography) -> String + Send + 'a>,
}

/// The figures of a period, one line each. Every line says whose they are, for which days and as of
/// when, so that files can be laid one under the other.
pub fn figures_file(report: &Report, wording: &FigureWording<'_>, format: Format) -> Outcome<ExportFile> {
    let titles: Vec<&str> = wording.titles.iter().map(String::as_str).collect();
    let mut out = Export::new(format, &titles)?;
    for figure in &report.figures {
        let (name, unit) = (wording.indicator)(figure.indicator);
        out.row(&[
            Cell::from(figure.indicator.id.as_str()),
            Cell::from(name),
            Cell::from(unit),
            figure_cell(figure),
            Cell::from(report.org.as_str()),
            date_cell(report.from),
            date_cell(report.to),
            Cell::from((wording.geography)(report.geography)),
            Cell::from(report.as_of.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)),
        ])?;
    }
    out.finish(&file_name("figures", &report.org, report.from, report.to))
}

/// One line a province: code, name, then every indicator under its id.
pub fn provinces_file(
    rows: &[(String, &Report)],
    request: &ReportRequest,
    titles: [&str; 2],
    format: Format,
) -> Outcome<ExportFile> {
    let mut head = titles.to_vec();
    head.extend(indicators().iter().map(|indicator| indicator.id.as_str()));
    let mut out = Export::new(format, &head)?;
    for (name, report) in rows {
        let mut cells = vec![Cell::from(report.org.as_str()), Cell::from(name.as_str())];
        cells.extend(report.figures.iter().map(figure_cell));
        out.row(&cells)?;
    }
    out.finish(&file_name("provinces", &request.org, request.from, request.to))
}

/// A table as it stands on the screen.
pub fn table_file(
    name: &str,
    titles: &[String],
    rows: &[Vec<Cell<'_>>],
    format: Format,
) -> Outcome<ExportFile> {
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut out = Export::new(format, &titles)?;
    for row in rows {
        out.row(row)?;
    }
    out.finish(name)
}

/// How figures are worded on paper.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PaperWording {
    /// The English names of rows and columns, and not the Vietnamese.
    pub english: bool,
    /// Head of the rows.
    pub line: String,
    /// "Ban hành theo …"; empty for what no circular lays down.
    pub basis: String,
    /// Name of the organisation, as it was called, and of the one above.
    pub organisation: String,
    pub above: Option<String>,
    /// The period, the unit, as of when: one line each, under the title.
    pub about: Vec<String>,
    /// Name of the State and its motto.
    pub state: String,
    pub motto: String,
    /// "Biểu số 24/BTP/TGPL"; empty for what is no form.
    pub code: String,
    /// What stands over the place to sign: who drew it up, and who answers for it.
    pub signers: [String; 2],
    /// "(Ký, ghi rõ họ tên)".
    pub sign_hint: String,
    /// Who signed, under each of them; empty before it is signed.
    #[serde(default)]
    pub names: [String; 2],
}

impl PaperWording {
    /// The name of a row or column.
    #[must_use]
    pub fn name<'a>(&self, line: &'a Line) -> &'a str {
        if self.english { &line.english } else { &line.name }
    }

    /// What stands above several columns.
    #[must_use]
    pub fn group<'a>(&self, line: &'a Line) -> Option<&'a str> {
        line.group.as_ref().map(|(own, english)| if self.english { english.as_str() } else { own.as_str() })
    }
}

/// An official form as a sheet: the number of each row, its name, then the columns under their numbers.
pub fn form_file(report: &FormReport, wording: &PaperWording, format: Format) -> Outcome<ExportFile> {
    let form = report.filled.form;
    let head = |line: &Line| match wording.group(line) {
        Some(group) => format!("({}) {group}: {}", line.key, wording.name(line)),
        None => format!("({}) {}", line.key, wording.name(line)),
    };
    let heads: Vec<String> = form.columns.iter().map(head).collect();
    let mut titles = vec!["A", wording.line.as_str()];
    titles.extend(heads.iter().map(String::as_str));
    let mut out = Export::new(format, &titles)?;
    for (line, cells) in form.rows.iter().zip(&report.filled.cells) {
        let mut row = vec![Cell::from(line.key.as_str()), Cell::from(wording.name(line))];
        row.extend(cells.iter().map(|cell| cell.map_or(Cell::Empty, Cell::Integer)));
        out.row(&row)?;
    }
    out.finish(&form_file_name(report))
}

/// What the file of a form is called, without its ending.
#[must_use]
pub fn form_file_name(report: &FormReport) -> String {
    file_name(&format!("form{}", report.filled.form.key), &report.org, report.from, report.to)
}

/// An official form as a document: across the page, with its head and the places to sign.
#[must_use]
pub fn form_document(report: &FormReport, wording: &PaperWording) -> Document {
    let form = report.filled.form;
    let title = if wording.english { &form.english } else { &form.name };
    let table = form_table(report, wording);
    paper(wording, (&format!("{} {}", form.code, report.org), title), report.to, (Look::Book, table))
}

/// The figures of a period as a document: name, unit and figure, one line each.
#[must_use]
pub fn figures_document(
    report: &Report,
    title: &str,
    figures: &FigureWording<'_>,
    wording: &PaperWording,
) -> Document {
    let column = |share, align| papers::document::Column { share, align };
    let [_, name, unit, value, ..] = &figures.titles;
    let row = |(place, figure): (usize, &Figure)| {
        let (name, unit) = (figures.indicator)(figure.indicator);
        let shown = match figure.value {
            None => String::new(),
            Some(Value::Count(count)) => count.to_string(),
            Some(Value::Tenths(tenths)) => {
                let point = if wording.english { '.' } else { ',' };
                format!("{}{point}{}", tenths / 10, tenths % 10)
            }
        };
        vec![
            PaperCell::new((place + 1).to_string()),
            PaperCell::new(name),
            PaperCell::new(unit),
            PaperCell::new(shown),
        ]
    };
    let table = Table {
        caption: None,
        columns: vec![
            column(8, Align::Centre),
            column(60, Align::Left),
            column(18, Align::Left),
            column(14, Align::Right),
        ],
        head: vec![vec![
            PaperCell::head("#"),
            PaperCell::head(name.as_str()),
            PaperCell::head(unit.as_str()),
            PaperCell::head(value.as_str()),
        ]],
        rows: report.figures.iter().enumerate().map(row).collect(),
    };
    paper(wording, (&format!("{title} {}", report.org), title), report.to, (Look::Act, table))
}

/// A table with its head, its title and the places to sign.
pub(super) fn paper(
    wording: &PaperWording,
    (file, title): (&str, &str),
    day: chrono::NaiveDate,
    (look, table): (Look, Table),
) -> Document {
    use chrono::Datelike as _;
    let mut parts = vec![
        Part::Head(Head {
            above: wording.above.clone(),
            body: wording.organisation.clone(),
            state: wording.state.clone(),
            motto: wording.motto.clone(),
            form: Some(wording.code.clone()).filter(|code| !code.is_empty()),
            ..Head::default()
        }),
        Part::Title { name: title.to_uppercase(), about: None },
    ];
    for line in wording.about.iter().chain([&wording.basis]).filter(|line| !line.is_empty()) {
        let paragraph =
            Paragraph { runs: vec![Run::italic(line.as_str())], align: Align::Centre, indent: false };
        parts.push(Part::Paragraph(paragraph));
    }
    parts.push(Part::Table(table));
    let signer = |(post, name): (&String, &String)| Signer {
        authority: vec![post.clone()],
        hint: Some(wording.sign_hint.clone()),
        name: Some(name.clone()).filter(|name| !name.is_empty()),
        ..Signer::default()
    };
    let signers = wording.signers.iter().zip(&wording.names).map(signer).collect();
    parts.push(Part::Sign(Sign { signers, ..Sign::default() }));
    Document {
        title: file.to_owned(),
        language: if wording.english { "en" } else { "vi" }.to_owned(),
        date: (day.year(), day.month(), day.day()),
        look,
        parts,
    }
}

/// The document as a file to edit.
pub fn form_docx(document: &Document) -> Outcome<Vec<u8>> {
    papers::document::docx::write(document).map_err(|error| crate::Failure::Broken(error.to_string()))
}

/// The document as a file to print and keep.
pub async fn form_pdf(desk: &Desk, document: Document) -> Outcome<Vec<u8>> {
    let fonts = desk.fonts().clone();
    let work = move || papers::document::pdf::write(&document, &fonts);
    let written = tokio::task::spawn_blocking(work).await;
    let written = written.map_err(|error| crate::Failure::Broken(error.to_string()))?;
    written.map_err(|error| crate::Failure::Broken(error.to_string()))
}

fn form_table(report: &FormReport, wording: &PaperWording) -> Table {
    let form = report.filled.form;
    let number = papers::document::Column { share: 6, align: Align::Right };
    let mut columns = vec![papers::document::Column { share: 13, align: Align::Left }];
    columns.extend(form.columns.iter().map(|_| number));
    let mut groups = vec![PaperCell::head(wording.line.as_str()).down(2)];
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(line) = form.columns.get(at) {
        match wording.group(line) {
            None => {
                groups.push(PaperCell::new(wording.name(line)).down(2));
                at += 1;
            }
            Some(group) => {
                let same = form.columns[at..].iter().take_while(|line| wording.group(line) == Some(group));
                let lines: Vec<&Line> = same.collect();
                groups.push(PaperCell::head(group).across(u32::try_from(lines.len()).unwrap_or(1)));
                names.extend(lines.iter().map(|line| PaperCell::new(wording.name(line))));
                at += lines.len();
            }
        }
    }
    let mut numbers = vec![PaperCell::new("A")];
    numbers.extend(form.columns.iter().map(|line| PaperCell::new(format!("({})", line.key))));
    let row = |(line, cells): (&Line, &Vec<Option<i64>>)| {
        let name = format!("{}{}", "\u{a0}\u{a0}".repeat(usize::from(line.level)), wording.name(line));
        let heading = line.level == 0;
        let mut row = vec![PaperCell { bold: heading, ..PaperCell::new(name) }];
        let shown = |cell: &Option<i64>| cell.map(|count| count.to_string()).unwrap_or_default();
        row.extend(cells.iter().map(|cell| PaperCell { bold: heading, ..PaperCell::new(shown(cell)) }));
        row
    };
    let rows = form.rows.iter().zip(&report.filled.cells).map(row).collect();
    Table { caption: None, columns, head: vec![groups, names, numbers], rows }
}

fn figure_cell<'c>(figure: &Figure) -> Cell<'c> {
    match figure.value {
        Some(Value::Count(count)) => Cell::Integer(count),
        Some(Value::Tenths(digits)) => Cell::Decimal { digits, scale: 1 },
        None => Cell::Empty,
    }
}

fn file_name(what: &str, org: &str, from: chrono::NaiveDate, to: chrono::NaiveDate) -> String {
    format!("{what}-{}-{from}-{to}", org.replace('.', ""))
}

/// The cases behind a number of a report, as the list on the screen words them.
pub async fn export_cases_behind(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    chosen: Chosen<'_>,
    (format, stated): (Format, Option<DisclosureGround>),
    wording: &Wording<'_>,
) -> Outcome<ExportFile> {
    let (permit, ground) = permit_list(desk, actor, stated)?;
    let selector = chosen.selector().ok_or(crate::Failure::Missing)?;
    let scope = Scope::Organisations(organisations(desk, &permit, request)?);
    let (window, _) = window(desk, request)?;
    let mut list = List::begin(desk, &permit, (format, ground), wording)?;
    let tx = desk.store().snapshot().await?;
    let mut after = None;
    loop {
        let page =
            store::statistics::cases_behind(&tx, &scope, &selector, &window, after.as_ref(), AT_ONCE).await?;
        list.take(&tx, &page.cases).await?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    drop(tx);
    let said = json!({
        "org": request.org, "from": request.from, "to": request.to, "as_of": request.as_of,
        "geography": request.geography, "chosen": chosen.said(),
    });
    list.end(&file_name("cases", &request.org, request.from, request.to), said).await
}

/// The cases of one cell of a table of figures, as the list on the screen words them.
pub async fn export_cases_of_cell(
    desk: &Desk,
    actor: &Actor,
    request: &PivotRequest,
    place: (&str, Option<&str>),
    (format, stated): (Format, Option<DisclosureGround>),
    wording: &Wording<'_>,
) -> Outcome<ExportFile> {
    let (permit, ground) = permit_list(desk, actor, stated)?;
    let cell = PivotCell::of(desk, &permit, request, place)?;
    let mut list = List::begin(desk, &permit, (format, ground), wording)?;
    let tx = desk.store().snapshot().await?;
    let mut after = None;
    loop {
        let page = cell.page(&tx, (after.as_ref(), AT_ONCE)).await?;
        list.take(&tx, &page.cases).await?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    drop(tx);
    let asked = &request.report;
    list.end(&file_name("cases", &asked.org, asked.from, asked.to), cell.said(request)).await
}

/// Lines of a list that are read at once.
const AT_ONCE: usize = 1000;

/// Who may read figures, open cases and take lists out, and the ground on which this one leaves.
fn permit_list(
    desk: &Desk,
    actor: &Actor,
    stated: Option<DisclosureGround>,
) -> Outcome<(Permit, DisclosureGround)> {
    desk.permit(actor, Permission::ReadReports)?;
    desk.permit(actor, Permission::ReadCases)?;
    let permit = desk.permit(actor, Permission::Export)?;
    Ok((permit, ground_of_list(desk, actor, stated)?))
}

/// A list of cases behind a figure on its way to a file.
struct List<'a> {
    desk: &'a Desk,
    permit: &'a Permit,
    format: Format,
    ground: DisclosureGround,
    wording: &'a Wording<'a>,
    out: Export,
}

impl<'a> List<'a> {
    fn begin(
        desk: &'a Desk,
        permit: &'a Permit,
        (format, ground): (Format, DisclosureGround),
        wording: &'a Wording<'a>,
    ) -> Outcome<Self> {
        let titles: Vec<&str> = wording.titles.iter().map(String::as_str).collect();
        Ok(Self { desk, permit, format, ground, wording, out: Export::new(format, &titles)? })
    }

    async fn take(&mut self, tx: &Tx, cases: &[Uuid]) -> Outcome<()> {
        let mut lines = store::cases::list::lines_of(tx, cases).await?;
        let place: HashMap<Uuid, usize> = cases.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        lines.sort_by_key(|line| place.get(&line.id).copied());
        let who = (self.permit.actor(), Place::File(self.ground));
        mask_lines(self.desk, tx, who, &mut lines).await?;
        // A case may have moved since the time that is asked about.
        for line in lines.iter().filter(|line| self.permit.reach().covers(&line.org_code)) {
            self.out.row(&list_cells(line, self.wording))?;
        }
        Ok(())
    }

    /// Finishes the file and leaves its trace: what was asked, how much left, on what ground.
    async fn end(self, name: &str, mut said: Json) -> Outcome<ExportFile> {
        let file = self.out.finish(name)?;
        said["format"] = json!(self.format);
        said["rows"] = json!(file.rows);
        said["ground"] = json!(self.ground);
        let mut work = self.desk.begin(self.permit).await?;
        work.record("statistics.export_cases", "list", "cases", said);
        self.desk.commit(work).await?;
        Ok(file)
    }
}

/// What the register book comes as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegisterFormat {
    /// An object with a list of rows.
    Json,
    /// Rows under the titles of the contract.
    Sheet(Format),
}

/// The register book of a period: the cases accepted in it, one row a beneficiary, in the columns of
/// imports and in the order of file codes. It says what is known now; `as_of` is not for it. It leaves on the usual
/// ground of the place, and names who is protected only where that ground does.
pub async fn register_file(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    format: RegisterFormat,
) -> Outcome<ExportFile> {
    desk.permit(actor, Permission::ReadReports)?;
    desk.permit(actor, Permission::ReadCases)?;
    let permit = desk.permit(actor, Permission::Export)?;
    let reach = Reach::Organisations(organisations(desk, &permit, request)?);
    window(desk, request)?;
    let clear = actor.is_system() || law::access::may(actor.role, Permission::ReadIdNumbers);
    let name = file_name("register", &request.org, request.from, request.to);
    let ground = ground_of_list(desk, actor, None)?;
    let who = (actor, Place::File(ground));
    let tx = desk.store().snapshot().await?;
    let file = match format {
        RegisterFormat::Sheet(format) => {
            let columns = columns_of(FileKind::Cases);
            let mut out = Export::of_columns(format, columns)?;
            register_rows(desk, who, &tx, &reach, request, clear, &mut |values| out.values(columns, values))
                .await?;
            out.finish(&name)?
        }
        RegisterFormat::Json => register_json(desk, who, &tx, &reach, request, clear, &name).await?,
    };
    drop(tx);
    let detail = json!({
        "org": request.org, "from": request.from, "to": request.to, "geography": request.geography,
        "rows": file.rows, "id_numbers": clear, "ground": ground,
    });
    let mut work = desk.begin(&permit).await?;
    work.record("statistics.export_register", "list", "cases", detail);
    desk.commit(work).await?;
    Ok(file)
}

async fn register_rows(
    desk: &Desk,
    who: (&Actor, Place),
    tx: &Tx,
    reach: &Reach,
    request: &ReportRequest,
    clear: bool,
    take: &mut (dyn FnMut(&[String]) -> Outcome<()> + Send),
) -> Outcome<()> {
    let days = (Some(request.from), Some(request.to));
    let mut last: Option<(String, String)> = None;
    loop {
        let after = last.as_ref().map(|(org, code)| (org.as_str(), code.as_str()));
        let mut files = list_case_files_after(tx, reach, days, after, PAGE).await?;
        files.sort_by(|a, b| {
            (&a.case.org_code, &a.case.file_code).cmp(&(&b.case.org_code, &b.case.file_code))
        });
        let Some(end) = files.last() else { return Ok(()) };
        last = Some((end.case.org_code.clone(), end.case.file_code.clone()));
        mask_files(desk, tx, who, &mut files, &protected_person()).await?;
        let numbers = if clear { numbers_of(tx, &files).await? } else { std::collections::HashMap::new() };
        for file in &files {
            for (place, person) in file.beneficiaries.iter().enumerate() {
                let number = numbers.get(&person.person_id).map(String::as_str);
                take(&cases::values_of(file, place, number))?;
            }
        }
    }
}

/// Rows as objects by the titles of the contract; numbers are numbers, what is not known is null.
async fn register_json(
    desk: &Desk,
    who: (&Actor, Place),
    tx: &Tx,
    reach: &Reach,
    request: &ReportRequest,
    clear: bool,
    name: &str,
) -> Outcome<ExportFile> {
    let columns = columns_of(FileKind::Cases);
    let mut out = BufWriter::with_capacity(1 << 18, tempfile::tempfile().map_err(broken)?);
    let text = |value: &dyn std::fmt::Display| Json::from(value.to_string());
    let (org, from, to) = (text(&request.org), text(&request.from), text(&request.to));
    let geography = text(&request.geography.code());
    write!(out, "{{\"org\":{org},\"from\":{from},\"to\":{to},\"geography\":{geography},\"cases\":[")
        .map_err(broken)?;
    let mut rows = 0_u64;
    let mut take = |values: &[String]| {
        let cells = columns.iter().zip(values).map(|(column, value)| {
            let cell = match (column.shape, value.is_empty()) {
                (_, true) => Json::Null,
                (Shape::Number, _) => {
                    value.parse::<i64>().map_or_else(|_| Json::from(value.as_str()), Json::from)
                }
                _ => Json::from(value.as_str()),
            };
            (column.name.to_owned(), cell)
        });
        let separator = if rows == 0 { "\n" } else { ",\n" };
        rows += 1;
        write!(out, "{separator}{}", Json::Object(cells.collect::<Map<_, _>>())).map_err(broken)
    };
    register_rows(desk, who, tx, reach, request, clear, &mut take).await?;
    writeln!(out, "\n]}}").map_err(broken)?;
    let mut file = out.into_inner().map_err(broken)?;
    let size = file.metadata().map_err(broken)?.len();
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    Ok(ExportFile { file, size, name: format!("{name}.json"), media_type: "application/json", rows })
}
