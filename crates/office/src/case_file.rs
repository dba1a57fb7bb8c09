//! The file of a case as a whole (*hồ sơ vụ việc*): one PDF to read and print, one package for the archive.
//!
//! Both take what stands in the file of the case and is not removed, in the order of its list. The words on the list of
//! contents come from outside, as all words do. `papers::bundle` puts the pages together, `papers::archive` proves what
//! it packed.

use chrono::{Datelike as _, NaiveDate, SecondsFormat};
use law::access::Permission;
use law::kernel::coded::Coded as _;
use papers::archive::{self, File, Package};
use papers::bundle::{self, Content, Paper, Placed};
use papers::document::{Align, Cell, Column, Document, Look, Paragraph, Part, Run, Table};
use serde_json::json;
use store::case_papers::CasePaper;
use uuid::Uuid;

use crate::case_papers::Kind;
use crate::daily::{Case, CaseHead, case_of};
use crate::deadlines::local;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// Files that are put together at once: no more than this in all.
const MOST_BYTES: usize = 200 * 1024 * 1024;

/// The words of the list of contents.
#[derive(Clone, Debug)]
pub struct Words {
    pub title: String,
    /// Heads of its columns: number, name, day, sheets, remark.
    pub columns: [String; 5],
    /// Of a paper that lies only in the cabinet.
    pub paper_only: String,
    /// Of a file that cannot be shown on a page.
    pub beside: String,
}

/// A file to be taken away.
#[derive(Clone, Debug)]
pub struct Taken {
    pub code: String,
    pub content: Vec<u8>,
}

/// What stands in the file of a case, with its bytes.
struct Gathered {
    case: Case,
    head: CaseHead,
    papers: Vec<(CasePaper, Option<(Kind, Vec<u8>)>)>,
}

async fn gather(desk: &Desk, actor: &Actor, case: Uuid, wanted: Permission, act: &str) -> Outcome<Gathered> {
    desk.permit(actor, wanted)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    if wanted == Permission::ArchiveCases && head.running {
        return Err(Refusal::new("case_file.running").into());
    }
    let list = store::case_papers::list(&work.tx, case).await?;
    let list: Vec<CasePaper> = list.into_iter().filter(|paper| paper.removed_at.is_none()).collect();
    if list.is_empty() {
        return Err(Refusal::new("case_file.empty").into());
    }
    let sums: Vec<&str> = list.iter().filter_map(|paper| paper.sha256.as_deref()).collect();
    work.record(act, "case", case, json!({ "papers": list.len(), "sha256": sums }));
    desk.commit(work).await?;
    let mut papers = Vec::with_capacity(list.len());
    let mut total = 0;
    for paper in list {
        let kind = paper.media_type.as_deref().and_then(Kind::of_media_type);
        let content = match (&paper.sha256, kind) {
            (Some(sha256), Some(kind)) => desk.files().get(sha256).await?.map(|content| (kind, content)),
            _ => None,
        };
        total += content.as_ref().map_or(0, |(_, content)| content.len());
        if total > MOST_BYTES {
            return Err(Refusal::new("case_file.too_large").into());
        }
        papers.push((paper, content));
    }
    Ok(Gathered { case: record, head, papers })
}

/// Puts the file of a case together as one PDF with bookmarks, a list of contents and a number on every sheet.
pub async fn bundle(desk: &Desk, actor: &Actor, case: Uuid, words: Words) -> Outcome<Taken> {
    let gathered = gather(desk, actor, case, Permission::ReadCases, "case_file.bundle").await?;
    let (fonts, today, code) = (desk.fonts().clone(), desk.today(), gathered.head.file_code.clone());
    let work = move || put_together(gathered, &words, today, &fonts);
    let content =
        tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Broken(error.to_string()))??;
    Ok(Taken { code, content })
}

fn put_together(
    gathered: Gathered,
    words: &Words,
    today: NaiveDate,
    fonts: &papers::document::pdf::Fonts,
) -> Outcome<Vec<u8>> {
    let title = format!("{} {}", words.title, gathered.head.file_code);
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    for (paper, content) in gathered.papers {
        rows.push((paper.title.clone(), paper.dated_on, content.is_some()));
        let Some((kind, content)) = content else { continue };
        let content = match kind {
            Kind::Pdf => Content::Pdf(content),
            Kind::Jpeg => Content::Jpeg(content),
            Kind::Png => Content::Png(content),
            Kind::Docx => Content::Beside,
        };
        let instead = vec![line(&paper.title, true), line(&words.beside, false)];
        let instead = document(&paper.title, today, instead);
        shown.push(Paper { title: paper.title, content, instead });
    }
    let contents = |placed: &[Placed]| document(&title, today, list_of(&rows, placed, words, &title));
    let day = (today.year(), today.month(), today.day());
    bundle::write((&title, "vi", day), shown, contents, fonts)
        .map_err(|error| Failure::Broken(error.to_string()))
}

fn document(title: &str, today: NaiveDate, parts: Vec<Part>) -> Document {
    let date = (today.year(), today.month(), today.day());
    Document { title: title.to_owned(), language: "vi".to_owned(), date, look: Look::Act, parts }
}

fn line(text: &str, bold: bool) -> Part {
    let run = if bold { Run::bold(text) } else { Run::plain(text) };
    Part::Paragraph(Paragraph { runs: vec![run], align: Align::Left, indent: false })
}

fn list_of(
    rows: &[(String, Option<NaiveDate>, bool)],
    placed: &[Placed],
    words: &Words,
    title: &str,
) -> Vec<Part> {
    let mut placed = placed.iter();
    let mut lines = Vec::new();
    for (at, (name, day, has_file)) in rows.iter().enumerate() {
        let place = if *has_file { placed.next() } else { None };
        let sheets = place.map_or_else(String::new, |place| match place.from == place.to {
            true => place.from.to_string(),
            false => format!("{}–{}", place.from, place.to),
        });
        let note = match place {
            None => words.paper_only.as_str(),
            Some(place) if !place.whole => words.beside.as_str(),
            Some(_) => "",
        };
        let day = day.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default();
        lines
            .push([(at + 1).to_string(), name.clone(), day, sheets, note.to_owned()].map(Cell::new).to_vec());
    }
    let columns =
        [(1, Align::Centre), (6, Align::Left), (2, Align::Centre), (2, Align::Centre), (3, Align::Left)];
    let table = Table {
        caption: None,
        columns: columns.map(|(share, align)| Column { share, align }).to_vec(),
        head: vec![words.columns.clone().map(Cell::head).to_vec()],
        rows: lines,
    };
    vec![Part::Title { name: title.to_uppercase(), about: None }, Part::Table(table)]
}

/// Packs the file of an ended case for the archive: the files as they came, what they are, and sums that prove them.
pub async fn package(desk: &Desk, actor: &Actor, case: Uuid) -> Outcome<Taken> {
    let gathered = gather(desk, actor, case, Permission::ArchiveCases, "case_file.package").await?;
    let code = gathered.head.file_code.clone();
    let created =
        local(desk.now()).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true).replace('Z', "+07:00");
    let packed = move || archive::write(&package_of(gathered, created));
    let written =
        tokio::task::spawn_blocking(packed).await.map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(Taken { code, content: written.map_err(|error| Failure::Broken(error.to_string()))? })
}

fn package_of(gathered: Gathered, created: String) -> Package {
    let Gathered { case, head, papers } = gathered;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let facts = [
        ("file_code", head.file_code.clone()),
        ("organisation", head.org_code.clone()),
        ("client", head.client),
        ("form", head.form.code().to_owned()),
        ("field", head.field.code().to_owned()),
        ("accepted_on", case.accepted_on.to_string()),
        ("closed_on", day(case.closed_on)),
        ("archived_on", day(case.archived_on)),
        // The schedule of the sector names no term that we could read: nothing may be destroyed.
        ("retention", "not_set".to_owned()),
    ];
    let files = papers.into_iter().filter_map(|(paper, content)| {
        let (kind, content) = content?;
        let name = format!("{}.{}", paper.item, kind.ending());
        Some(File { name, title: paper.title, media_type: kind.media_type().to_owned(), content })
    });
    Package {
        id: head.file_code.replace('/', "-"),
        title: head.file_code,
        created,
        creator: head.org_code,
        facts: facts.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        files: files.collect(),
    }
}
