//! Files out: the same columns as imports, and the case list as it stands on the screen.
//!
//! Rows come page by page from one moment of the database and go to a nameless temporary file, so
//! memory does not grow and a file that cannot be finished is never sent. Identity numbers are in it
//! only for who may see them; who is protected is masked outside the circle of the case. Each export leaves one audit row with what was asked and how much left.

use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom};
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};
use law::access::{Permission, Reach, subtree_with_predecessors};
use law::confidentiality::DisclosureGround;
use law::kernel::coded::Coded as _;
use papers::sheet::{Cell, SheetProblem, SheetWriter};
use serde::Serialize;
use serde_json::json;
use store::Tx;
use store::cases::{CaseFile, CaseFilter, CaseLine};
use store::imports::{FileKind, list_case_files_after, list_lines_after, list_problems};
use store::intake::{Guidance, Reception};
use store::outreach::Outreach;
use store::reference::ReferenceSet;
use uuid::Uuid;

use super::columns::{Column, Shape, columns_of};
use super::words::protected_person;
use super::{Problem, cases, guidance, organisations, outreach, providers, receptions, runs};
use crate::confidentiality::{Place, ground_of_list, mask_files, mask_lines, onlooker};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};
use crate::journal::Activity;

/// Cases and lines read at once.
pub(super) const PAGE: u64 = 1000;

/// What kind of file comes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma separated, UTF-8.
    Csv,
    /// The same with a byte order mark, without which Excel takes the letters for others.
    CsvForExcel,
    Xlsx,
}

impl Format {
    /// The format that a file name asks for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The ending of file names.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvForExcel => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvForExcel => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn of_sheet(self) -> papers::sheet::Format {
        match self {
            Self::Csv => papers::sheet::Format::Csv { byte_order_mark: false },
            Self::CsvForExcel => papers::sheet::Format::Csv { byte_order_mark: true },
            Self::Xlsx => papers::sheet::Format::Xlsx,
        }
    }
}

/// What to take out.
#[derive(Clone, Debug, Serialize)]
pub struct ExportRequest {
    pub kind: FileKind,
    /// This organisation, those below it and those it took over; everything in reach when empty.
    pub org: Option<String>,
    /// Cases by their acceptance, logs by their day.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub format: Format,
    /// The ground on which the names of persons leave; the usual one of the place where none is stated.
    pub ground: Option<DisclosureGround>,
}

/// A file that is ready.
#[derive(Debug)]
pub struct ExportFile {
    /// At its beginning.
    pub file: File,
    pub size: u64,
    /// A name without spaces and marks.
    pub name: String,
    pub media_type: &'static str,
    /// Rows under the header.
    pub rows: u64,
}

/// How the case list is worded in the language of the visitor.
pub struct Wording<'a> {
    /// Titles of: file code, organisation, beneficiary, number of beneficiaries, form, field, accepted,
    /// closed, outcome, provider.
    pub titles: [String; 10],
    /// The name of a code, by list and code.
    pub code: &'a (dyn Fn(&str, &str) -> String + Send + Sync),
}

/// A sheet on its way.
pub(super) struct Export {
    sheet: SheetWriter<BufWriter<File>>,
    format: Format,
    rows: u64,
}

fn unwritable(problem: SheetProblem) -> Failure {
    match problem {
        SheetProblem::TooManyRows { limit } => {
            Refusal::new("exchange.too_many_rows").with("limit", limit).into()
        }
        other => Failure::Broken(format!("an export cannot be written: {other}")),
    }
}

pub(super) fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(format!("an export cannot be written: {error}"))
}

impl Export {
    pub(super) fn new(format: Format, titles: &[&str]) -> Outcome<Self> {
        let file = BufWriter::with_capacity(1 << 18, tempfile::tempfile().map_err(broken)?);
        let sheet = SheetWriter::new(file, format.of_sheet(), titles).map_err(unwritable)?;
        Ok(Self { sheet, format, rows: 0 })
    }

    pub(super) fn of_columns(format: Format, columns: &[Column]) -> Outcome<Self> {
        let titles: Vec<&str> = columns.iter().map(|column| column.name).collect();
        Self::new(format, &titles)
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Outcome<()> {
        self.rows += 1;
        self.sheet.row(cells).map_err(unwritable)
    }

    pub(super) fn values(&mut self, columns: &[Column], values: &[String]) -> Outcome<()> {
        let cells: Vec<Cell<'_>> =
            columns.iter().zip(values).map(|(column, value)| cell(column.shape, value)).collect();
        self.row(&cells)
    }

    pub(super) fn finish(self, name: &str) -> Outcome<ExportFile> {
        let mut file = self.sheet.finish().map_err(unwritable)?.into_inner().map_err(broken)?;
        let size = file.metadata().map_err(broken)?.len();
        file.seek(SeekFrom::Start(0)).map_err(broken)?;
        let name = format!("{name}.{}", self.format.ending());
        Ok(ExportFile { file, size, name, media_type: self.format.media_type(), rows: self.rows })
    }
}

fn cell(shape: Shape, value: &str) -> Cell<'_> {
    match shape {
        _ if value.is_empty() => Cell::Empty,
        Shape::Text => Cell::from(value),
        Shape::Number => value.parse().map_or_else(|_| Cell::from(value), Cell::Integer),
        Shape::Date => match value.parse() {
            Ok(day) => date_cell(day),
            Err(_) => Cell::from(value),
        },
    }
}

pub(super) fn date_cell(day: NaiveDate) -> Cell<'static> {
    Cell::Date(day.year(), day.month(), day.day())
}

/// An empty file with the columns of a kind, to be filled in.
pub fn template(kind: FileKind, format: Format) -> Outcome<ExportFile> {
    Export::of_columns(format, columns_of(kind))?.finish(kind.code())
}

/// Puts a file where the shell wants it.
pub fn save(mut export: ExportFile, path: &Path) -> std::io::Result<u64> {
    let mut to = File::create(path)?;
    std::io::copy(&mut export.file, &mut to)
}

fn permission_to_read(kind: FileKind) -> Permission {
    match kind {
        FileKind::Cases => Permission::ReadCases,
        FileKind::Guidance | FileKind::Receptions | FileKind::Outreach => Permission::ReadActivity,
        FileKind::Providers | FileKind::Organisations | FileKind::Agencies => Permission::ReadDirectory,
    }
}

/// Whether a kind of file names the persons who were helped.
#[must_use]
pub fn names_persons(kind: FileKind) -> bool {
    matches!(kind, FileKind::Cases | FileKind::Guidance | FileKind::Receptions)
}

/// The kinds of files an actor may take out.
#[must_use]
pub fn kinds_to_export(desk: &Desk, actor: &Actor) -> Vec<FileKind> {
    if desk.permit(actor, Permission::Export).is_err() {
        return Vec::new();
    }
    let may = |kind: &FileKind| desk.permit(actor, permission_to_read(*kind)).is_ok();
    FileKind::ALL.iter().copied().filter(may).collect()
}

/// Takes a register out, in the columns of imports.
pub async fn export(desk: &Desk, actor: &Actor, request: &ExportRequest) -> Outcome<ExportFile> {
    desk.permit(actor, permission_to_read(request.kind))?;
    let permit = desk.permit(actor, Permission::Export)?;
    let ground = match names_persons(request.kind) {
        true => Some(ground_of_list(desk, actor, request.ground)?),
        false => None,
    };
    let reach = narrowed(desk, &permit, request.org.as_deref())?;
    let dated = !matches!(request.kind, FileKind::Providers | FileKind::Organisations | FileKind::Agencies);
    if !dated && (request.from.is_some() || request.to.is_some()) {
        return Err(Refusal::new("exchange.without_days").with("kind", request.kind).into());
    }
    if request.from.zip(request.to).is_some_and(|(from, to)| to < from) {
        return Err(Refusal::new("statistics.period").field("to", "before_from").into());
    }
    let clear = actor.is_system() || law::access::may(actor.role, Permission::ReadIdNumbers);
    let columns = columns_of(request.kind);
    let mut out = Export::of_columns(request.format, columns)?;
    let tx = desk.store().snapshot().await?;
    let days = (request.from, request.to);
    let who = (actor, ground.map_or(Place::Screen, Place::File));
    match request.kind {
        FileKind::Cases => {
            cases_out(desk, &tx, who, &reach, days, clear, &mut out).await?;
        }
        FileKind::Guidance => {
            lines_out::<Guidance>(&tx, who, &reach, days, (columns, guidance::values_of), &mut out).await?
        }
        FileKind::Receptions => {
            lines_out::<Reception>(&tx, who, &reach, days, (columns, receptions::values_of), &mut out)
                .await?;
        }
        FileKind::Outreach => {
            lines_out::<Outreach>(&tx, who, &reach, days, (columns, outreach::values_of), &mut out).await?
        }
        FileKind::Providers => providers_out(&tx, &reach, &mut out).await?,
        FileKind::Organisations => organisations_out(&tx, &reach, &mut out).await?,
        FileKind::Agencies => {
            for row in store::reference::list_rows(&tx, ReferenceSet::Agencies).await? {
                out.values(columns, &row)?;
            }
        }
    }
    drop(tx);
    let org = request.org.as_deref().unwrap_or("all").replace('.', "");
    let file = out.finish(&format!("{}-{org}-{}", request.kind, desk.today()))?;
    let with_numbers = clear && request.kind == FileKind::Cases;
    let detail =
        json!({ "request": request, "rows": file.rows, "id_numbers": with_numbers, "ground": ground });
    let mut work = desk.begin(&permit).await?;
    work.record("exchange.export", "list", request.kind, detail);
    desk.commit(work).await?;
    Ok(file)
}

/// The organisation that was asked for with all that counts as its own, as far as the reach goes.
fn narrowed(desk: &Desk, permit: &Permit, org: Option<&str>) -> Outcome<Reach> {
    let Some(org) = org else { return Ok(permit.reach().clone()) };
    let tree = desk.tree();
    permit.within(org)?;
    if !tree.iter().any(|node| node.code == org) {
        return Err(Failure::Missing);
    }
    let mut codes = subtree_with_predecessors(&tree, org);
    codes.retain(|code| permit.reach().covers(code));
    Ok(match permit.reach() {
        Reach::Provider { provider, .. } => {
            Reach::Provider { organisations: codes, provider: provider.clone() }
        }
        _ => Reach::Organisations(codes),
    })
}

fn organisations_of(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes),
    }
}

type Days = (Option<NaiveDate>, Option<NaiveDate>);

async fn cases_out(
    desk: &Desk,
    tx: &Tx,
    (actor, place): (&Actor, Place),
    reach: &Reach,
    days: Days,
    clear: bool,
    out: &mut Export,
) -> Outcome<()> {
    let columns = columns_of(FileKind::Cases);
    let mut last: Option<(String, String)> = None;
    loop {
        let after = last.as_ref().map(|(org, code)| (org.as_str(), code.as_str()));
        let mut files = list_case_files_after(tx, reach, days, after, PAGE).await?;
        files.sort_by(|a, b| {
            (&a.case.org_code, &a.case.file_code).cmp(&(&b.case.org_code, &b.case.file_code))
        });
        let Some(end) = files.last() else { return Ok(()) };
        last = Some((end.case.org_code.clone(), end.case.file_code.clone()));
        mask_files(desk, tx, (actor, place), &mut files, &protected_person()).await?;
        let numbers = if clear { numbers_of(tx, &files).await? } else { std::collections::HashMap::new() };
        for file in &files {
            for (place, person) in file.beneficiaries.iter().enumerate() {
                let number = numbers.get(&person.person_id).map(String::as_str);
                out.values(columns, &cases::values_of(file, place, number))?;
            }
        }
    }
}

pub(super) async fn numbers_of(
    tx: &Tx,
    files: &[CaseFile],
) -> Outcome<std::collections::HashMap<Uuid, String>> {
    let ids = files.iter().flat_map(|file| &file.beneficiaries).map(|person| person.person_id).collect();
    let mut numbers = std::collections::HashMap::new();
    for person in store::people::find_many(tx, ids).await? {
        if let Some(number) = store::people::open_id_number(tx, &person)? {
            numbers.insert(person.id, number.digits().to_owned());
        }
    }
    Ok(numbers)
}

async fn lines_out<L: Activity>(
    tx: &Tx,
    who: (&Actor, Place),
    reach: &Reach,
    days: Days,
    (columns, values_of): (&[Column], impl Fn(&L) -> Vec<String>),
    out: &mut Export,
) -> Outcome<()> {
    let mut last: Option<L> = None;
    loop {
        let mut lines: Vec<L> =
            list_lines_after(tx, organisations_of(reach), days, last.as_ref(), PAGE).await?;
        crate::journal::mask(who, Some(&protected_person()), &mut lines);
        for line in &lines {
            out.values(columns, &values_of(line))?;
        }
        match lines.into_iter().next_back() {
            Some(line) => last = Some(line),
            None => return Ok(()),
        }
    }
}

async fn providers_out(tx: &Tx, reach: &Reach, out: &mut Export) -> Outcome<()> {
    let found = store::staff::list_providers(tx, organisations_of(reach), None, i64::MAX as u64).await?;
    let mut rows: Vec<Vec<String>> = found.iter().map(providers::values_of).collect();
    rows.sort();
    rows.iter().try_for_each(|row| out.values(columns_of(FileKind::Providers), row))
}

async fn organisations_out(tx: &Tx, reach: &Reach, out: &mut Export) -> Outcome<()> {
    let all = store::staff::list_organisations(tx).await?;
    let mut rows: Vec<Vec<String>> =
        all.iter().filter(|it| reach.covers(&it.code)).map(organisations::values_of).collect();
    rows.sort();
    rows.iter().try_for_each(|row| out.values(columns_of(FileKind::Organisations), row))
}

/// Takes out the case list exactly as a filter shows it, in the words of the visitor.
pub async fn export_cases(
    desk: &Desk,
    actor: &Actor,
    filter: &CaseFilter,
    (format, ground): (Format, Option<DisclosureGround>),
    wording: &Wording<'_>,
) -> Outcome<ExportFile> {
    desk.permit(actor, Permission::ReadCases)?;
    let permit = desk.permit(actor, Permission::Export)?;
    let ground = ground_of_list(desk, actor, ground)?;
    let titles: Vec<&str> = wording.titles.iter().map(String::as_str).collect();
    let mut out = Export::new(format, &titles)?;
    let filter = &CaseFilter { onlooker: onlooker(desk, actor), ..filter.clone() };
    let tx = desk.store().snapshot().await?;
    let mut after = None;
    loop {
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let mut listing = store::cases::list::list(&tx, permit.reach(), filter, after.as_ref(), page).await?;
        mask_lines(desk, &tx, (actor, Place::File(ground)), &mut listing.lines).await?;
        for line in &listing.lines {
            out.row(&list_cells(line, wording))?;
        }
        after = listing.next;
        if after.is_none() {
            break;
        }
    }
    drop(tx);
    let file = out.finish(&format!("cases-list-{}", desk.today()))?;
    let mut work = desk.begin(&permit).await?;
    work.record(
        "exchange.export_list",
        "list",
        "cases",
        json!({ "filter": filter, "format": format, "rows": file.rows, "ground": ground }),
    );
    desk.commit(work).await?;
    Ok(file)
}

pub(super) fn list_cells<'a>(line: &'a CaseLine, wording: &Wording<'_>) -> [Cell<'a>; 10] {
    let named = |list: &str, code: &str| Cell::from((wording.code)(list, code));
    [
        Cell::from(line.file_code.as_str()),
        Cell::from(line.org_code.as_str()),
        if line.protected { named("protected", "person") } else { line.client_name.as_deref().into() },
        Cell::Integer(i64::from(line.beneficiary_count)),
        named("form", line.form.code()),
        named("field", line.field.code()),
        date_cell(line.accepted_on),
        line.closed_on.map_or(Cell::Empty, date_cell),
        line.outcome.map_or(Cell::Empty, |outcome| named("outcome", outcome.code())),
        line.provider_name.as_deref().into(),
    ]
}

/// Takes out the problems of a run: line, column, value, code, and the sentence as `say` makes it.
pub async fn export_problems(
    desk: &Desk,
    actor: &Actor,
    run: Uuid,
    titles: [&str; 5],
    say: &(dyn Fn(&Problem) -> String + Send + Sync),
) -> Outcome<ExportFile> {
    // The page asks what may be seen, and leaves the trace.
    let mut page = runs::problems(desk, actor, run, 0).await?;
    let mut out = Export::new(Format::CsvForExcel, &titles)?;
    loop {
        for (_, problem) in &page.problems {
            let sentence = say(problem);
            out.row(&[
                Cell::Integer(i64::try_from(problem.line).unwrap_or(i64::MAX)),
                Cell::from(problem.column.as_str()),
                Cell::from(problem.value.as_str()),
                Cell::from(problem.code.as_str()),
                Cell::from(sentence.as_str()),
            ])?;
        }
        let Some(after) = page.next else { break };
        let tx = desk.store().snapshot().await?;
        let rows = list_problems(&tx, run, after, PAGE).await?;
        page.next = (rows.len() as u64 == PAGE).then(|| rows.last().map(|row| row.seq)).flatten();
        page.problems = rows.into_iter().map(|row| (row.seq, runs::problem_of(row))).collect();
    }
    out.finish(&format!("problems-{}", desk.today()))
}
