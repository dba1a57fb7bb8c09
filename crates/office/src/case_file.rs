//! The file of a case as a whole (*hồ sơ vụ việc*): one PDF to read and print, one package for the archive.
//!
//! Both take the documents that were issued for the case, then the papers in its file that were not removed. The words
//! on the list of contents come from outside, as all words do. `papers::bundle` puts the pages together,
//! `papers::archive` proves what it packed.

use chrono::{Datelike as _, NaiveDate, SecondsFormat};
use law::access::Permission;
use law::confidentiality::Leaving;
use law::kernel::coded::Coded as _;
use papers::archive::{self, File, Package};
use papers::bundle::{self, Content, Paper, Placed};
use papers::document::pdf::{self, Fonts};
use papers::document::{Align, Cell, Column, Document, Look, Paragraph, Part, Run, Table};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::case_papers::CasePaper;
use uuid::Uuid;

use crate::case_papers::Kind;
use crate::confidentiality::{Stated, Thing, disclose};
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
    /// Of a Word file, which is never drawn.
    pub word: String,
    /// Before the name by which the package for the archive knows such a file, and before its sum.
    pub in_package: String,
    pub checksum: String,
}

/// A file to be taken away.
#[derive(Clone, Debug)]
pub struct Taken {
    pub code: String,
    pub content: Vec<u8>,
}

/// What stands in the file of a case.
struct Gathered {
    case: Case,
    head: CaseHead,
    entries: Vec<Entry>,
}

/// A paper that came in, or a document that went out.
struct Entry {
    title: String,
    day: Option<NaiveDate>,
    /// What a file of it is called in the package.
    name: String,
    held: Held,
}

enum Held {
    /// It lies in the cabinet, on paper.
    OnPaper,
    File(Kind, Vec<u8>),
    /// A document as it was frozen when it got its number.
    Frozen(Box<Document>),
}

async fn gather(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    (wanted, leaving, act): (Permission, Leaving, &str),
    stated: &Stated,
) -> Outcome<Gathered> {
    desk.permit(actor, wanted)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    if wanted == Permission::ArchiveCases && head.running {
        return Err(Refusal::new("case_file.running").into());
    }
    let mut papers = store::case_papers::list(&work.tx, case).await?;
    papers.retain(|paper| paper.removed_at.is_none());
    let mut issued = store::documents::list_of_subject(&work.tx, "case", case).await?;
    issued.retain(|one| one.issued_at.is_some() && one.cancelled_at.is_none() && one.replaced_by.is_none());
    issued.sort_by_key(|one| one.issued_at);
    if papers.is_empty() && issued.is_empty() {
        return Err(Refusal::new("case_file.empty").into());
    }
    let thing = Thing { leaving, act, about: "" };
    let ground = disclose(desk, &work, actor, &record, (thing, stated)).await?;
    let sums: Vec<&str> = papers.iter().filter_map(|paper| paper.sha256.as_deref()).collect();
    let numbers: Vec<Uuid> = issued.iter().map(|one| one.id).collect();
    work.record(
        act,
        "case",
        case,
        json!({ "papers": sums, "documents": numbers, "ground": ground, "to": stated.to }),
    );
    desk.commit(work).await?;
    let mut entries = Vec::with_capacity(papers.len() + issued.len());
    let mut total = 0;
    for one in issued {
        entries.push(of_document(desk, one, &mut total).await?);
    }
    for paper in papers {
        entries.push(of_paper(desk, paper, &mut total).await?);
    }
    Ok(Gathered { case: record, head, entries })
}

/// The signed file of a document; where it was signed by hand, the frozen text.
async fn of_document(desk: &Desk, one: store::documents::Document, total: &mut usize) -> Outcome<Entry> {
    let number = one.number.map(|number| format!(" {number:02}/{}", one.symbol)).unwrap_or_default();
    let held = match &one.file_sha256 {
        Some(sha256) => file(desk, sha256, Kind::Pdf, total).await?,
        None => match one.content.as_deref().map(serde_json::from_str) {
            Some(Ok(document)) => Held::Frozen(Box::new(document)),
            Some(Err(error)) => return Err(Failure::Broken(format!("document {}: {error}", one.id))),
            None => Held::OnPaper,
        },
    };
    Ok(Entry { title: format!("{}{number}", one.title), day: one.dated_on, name: one.form, held })
}

async fn of_paper(desk: &Desk, paper: CasePaper, total: &mut usize) -> Outcome<Entry> {
    let kind = paper.media_type.as_deref().and_then(Kind::of_media_type);
    let held = match (&paper.sha256, kind) {
        (Some(sha256), Some(kind)) => file(desk, sha256, kind, total).await?,
        _ => Held::OnPaper,
    };
    Ok(Entry { title: paper.title, day: paper.dated_on, name: paper.item, held })
}

async fn file(desk: &Desk, sha256: &str, kind: Kind, total: &mut usize) -> Outcome<Held> {
    let content = desk.files().get(sha256).await?;
    let content = content.ok_or_else(|| Failure::Broken(format!("the file {sha256} is not there")))?;
    *total += content.len();
    if *total > MOST_BYTES {
        return Err(Refusal::new("case_file.too_large").into());
    }
    Ok(Held::File(kind, content))
}

/// Puts the file of a case together as one PDF with bookmarks, a list of contents and a number on every sheet.
pub async fn bundle(desk: &Desk, actor: &Actor, case: Uuid, words: Words, stated: &Stated) -> Outcome<Taken> {
    let what = (Permission::ReadCases, Leaving::Bundle, "case_file.bundle");
    let gathered = gather(desk, actor, case, what, stated).await?;
    let (fonts, today, code) = (desk.fonts().clone(), desk.today(), gathered.head.file_code.clone());
    let work = move || put_together(gathered, &words, today, &fonts);
    let content =
        tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Broken(error.to_string()))??;
    Ok(Taken { code, content })
}

/// How a paper stands in the volume.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    OnPaper,
    Drawn,
    Word,
}

fn put_together(gathered: Gathered, words: &Words, today: NaiveDate, fonts: &Fonts) -> Outcome<Vec<u8>> {
    let title = format!("{} {}", words.title, gathered.head.file_code);
    let mut rows = Vec::new();
    let mut shown: Vec<Paper> = Vec::new();
    for entry in gathered.entries {
        let standing = match &entry.held {
            Held::OnPaper => Standing::OnPaper,
            Held::File(Kind::Docx, _) => Standing::Word,
            Held::File(..) | Held::Frozen(_) => Standing::Drawn,
        };
        let instead = if standing == Standing::Word { &words.word } else { &words.beside };
        let mut instead = vec![line(&entry.title, true), line(instead, false)];
        if let Held::File(kind, content) = &entry.held {
            let name = archive::name_of(shown.len(), &format!("{}.{}", entry.name, kind.ending()));
            instead.push(line(&format!("{} {name}", words.in_package), false));
            let sum = hex::encode(Sha256::digest(content));
            // In pieces, so that a line can break.
            let pieces: Vec<&str> =
                sum.as_bytes().chunks(8).filter_map(|part| std::str::from_utf8(part).ok()).collect();
            instead.push(line(&format!("{} {}", words.checksum, pieces.join(" ")), false));
        }
        let instead = document(&entry.title, today, instead);
        rows.push((entry.title.clone(), entry.day, standing));
        let content = match entry.held {
            Held::OnPaper => continue,
            Held::Frozen(document) => Content::Written(*document),
            Held::File(Kind::Pdf, content) => Content::Pdf(content),
            Held::File(Kind::Jpeg, content) => Content::Jpeg(content),
            Held::File(Kind::Png, content) => Content::Png(content),
            Held::File(Kind::Docx, _) => Content::Beside,
        };
        shown.push(Paper { title: entry.title, content, instead });
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
    rows: &[(String, Option<NaiveDate>, Standing)],
    placed: &[Placed],
    words: &Words,
    title: &str,
) -> Vec<Part> {
    let mut placed = placed.iter();
    let mut lines = Vec::new();
    for (at, (name, day, standing)) in rows.iter().enumerate() {
        let place = if *standing == Standing::OnPaper { None } else { placed.next() };
        let sheets = place.map_or_else(String::new, |place| match place.from == place.to {
            true => place.from.to_string(),
            false => format!("{}–{}", place.from, place.to),
        });
        let note = match place {
            None => words.paper_only.as_str(),
            Some(_) if *standing == Standing::Word => words.word.as_str(),
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
pub async fn package(desk: &Desk, actor: &Actor, case: Uuid, stated: &Stated) -> Outcome<Taken> {
    let what = (Permission::ArchiveCases, Leaving::Package, "case_file.package");
    let gathered = gather(desk, actor, case, what, stated).await?;
    let code = gathered.head.file_code.clone();
    let created =
        local(desk.now()).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true).replace('Z', "+07:00");
    let fonts = desk.fonts().clone();
    let packed = move || {
        let package = package_of(gathered, created, &fonts)?;
        archive::write(&package).map_err(|error| Failure::Broken(error.to_string()))
    };
    let written = tokio::task::spawn_blocking(packed).await;
    let content = written.map_err(|error| Failure::Broken(error.to_string()))??;
    Ok(Taken { code, content })
}

fn package_of(gathered: Gathered, created: String, fonts: &Fonts) -> Outcome<Package> {
    let Gathered { case, head, entries } = gathered;
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
    let mut files = Vec::new();
    for entry in entries {
        let (kind, content) = match entry.held {
            Held::OnPaper => continue,
            Held::File(kind, content) => (kind, content),
            Held::Frozen(document) => {
                let written = pdf::write(&document, fonts);
                (Kind::Pdf, written.map_err(|error| Failure::Broken(error.to_string()))?)
            }
        };
        let name = format!("{}.{}", entry.name, kind.ending());
        files.push(File { name, title: entry.title, media_type: kind.media_type().to_owned(), content });
    }
    Ok(Package {
        id: head.file_code.replace('/', "-"),
        title: head.file_code,
        created,
        creator: head.org_code,
        facts: facts.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        files,
    })
}
