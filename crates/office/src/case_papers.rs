//! Papers of a case: taken in whole or piece by piece, shown within reach, taken out with a reason.
//!
//! What a file is, its content says, not its name: PDF, JPEG, PNG or DOCX, nothing that runs. A file that comes in
//! pieces keeps what has arrived, so that a broken line costs one piece. `law::case_papers` knows under which item of
//! the file a paper counts.

mod content;

use chrono::{Duration, NaiveDate};
use law::access::Permission;
use law::case_papers::item_of;
use law::deadlines::DeadlineCode;
use law::rules::ChecklistItem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

pub use content::Kind;
pub use store::case_papers::CasePaper;
use store::case_papers::Incoming;
pub use store::documents::Document;

use crate::daily::{CaseHead, case_of, some};
use crate::deadlines;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::scan::Verdict;

/// The largest file that is taken.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;
/// The largest piece of one.
pub const MOST_PIECE: usize = 512 * 1024;

/// A paper as typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaperDraft {
    /// The id that the form carried, so that the same form sent twice is one paper.
    pub id: Uuid,
    pub item: String,
    pub title: String,
    pub dated_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub from_whom: String,
    pub pages: Option<i32>,
}

/// The papers of a case, with what its file still lacks.
#[derive(Clone, Debug)]
pub struct Papers {
    pub head: CaseHead,
    pub papers: Vec<CasePaper>,
    /// Documents that the office issued for it, the latest first.
    pub documents: Vec<Document>,
    pub missing: Vec<ChecklistItem>,
}

/// How far a file has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub received: usize,
    pub size: usize,
    /// It is complete and stands in the file of the case.
    pub done: bool,
}

/// A file to be shown or kept.
#[derive(Clone, Debug)]
pub struct PaperFile {
    pub content: Vec<u8>,
    pub kind: Kind,
    pub title: String,
}

/// Opens the papers of a case.
pub async fn list(desk: &Desk, actor: &Actor, case: Uuid) -> Outcome<Papers> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    let papers = store::case_papers::list(&work.tx, case).await?;
    let held: Vec<&str> =
        papers.iter().filter(|paper| paper.removed_at.is_none()).map(|paper| paper.item.as_str()).collect();
    let missing = missing(desk, record.form.0, record.accepted_on, record.closed_on.is_some(), &held);
    let mut documents = store::documents::list_of_subject(&work.tx, "case", case).await?;
    documents.retain(|document| document.issued_at.is_some() && document.cancelled_at.is_none());
    work.record("case_papers.view", "case", case, json!({}));
    desk.commit(work).await?;
    Ok(Papers { head, papers, documents, missing })
}

/// What the file of a case lacks by the rules of its day; what only comes at the end is not missed before.
pub(crate) fn missing(
    desk: &Desk,
    form: law::cases::AidForm,
    accepted_on: NaiveDate,
    ended: bool,
    held: &[&str],
) -> Vec<ChecklistItem> {
    let rules = desk.rules();
    let of_the_end = [
        ChecklistItem::WrittenAdvice,
        ChecklistItem::ResultPaper,
        ChecklistItem::WorkReport,
        ChecklistItem::OpinionSheet,
        ChecklistItem::Brief,
    ];
    let after = [ChecklistItem::QualityResult];
    let day = rules.on(accepted_on);
    let wanted = day.file_checklist(form).into_iter().filter(|rule| !rule.if_any).map(|rule| rule.key);
    wanted
        .filter(|item| !after.contains(item) && (ended || !of_the_end.contains(item)))
        .filter(|item| !held.iter().any(|code| item_of(code) == Some(*item)))
        .collect()
}

/// Opens one paper.
pub async fn view(desk: &Desk, actor: &Actor, case: Uuid, id: Uuid) -> Outcome<(CaseHead, CasePaper)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (_, head) = case_of(desk, &work, &permit, case).await?;
    let paper = store::case_papers::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    work.record("case_papers.view", "case", case, json!({ "paper": id }));
    desk.commit(work).await?;
    Ok((head, paper))
}

/// Takes the file of a paper out of the cabinet; the reading is recorded. A paper that was taken out of the file of
/// the case is not shown any more.
pub async fn open(desk: &Desk, actor: &Actor, case: Uuid, id: Uuid) -> Outcome<PaperFile> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    case_of(desk, &work, &permit, case).await?;
    let paper = store::case_papers::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    let sha256 = paper.sha256.filter(|_| paper.removed_at.is_none()).ok_or(Failure::Missing)?;
    let kind = paper.media_type.as_deref().and_then(Kind::of_media_type).ok_or(Failure::Missing)?;
    work.record("case_papers.open", "case", case, json!({ "paper": id, "sha256": sha256 }));
    desk.commit(work).await?;
    let content = desk.files().get(&sha256).await?;
    let content = content.ok_or_else(|| Failure::Broken(format!("the file of paper {id} is not there")))?;
    Ok(PaperFile { content, kind, title: paper.title })
}

/// Puts a paper into the file (*đưa giấy tờ vào hồ sơ*), with its file where there is one. The same form sent twice is
/// one paper.
pub async fn add(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    draft: PaperDraft,
    file: Option<(String, Vec<u8>)>,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    check_place(desk, &permit, case).await?;
    check_draft(desk, &draft)?;
    if is_there(desk, case, draft.id).await? {
        return Ok(());
    }
    let kept = match file {
        Some((name, content)) => Some(keep(desk, &name, content).await?),
        None => None,
    };
    let mut work = desk.begin(&permit).await?;
    enter(desk, &mut work, &permit, case, draft, kept).await?;
    desk.commit(work).await
}

/// Bytes that lie in the cabinet, not yet named by a row.
struct Kept {
    sha256: String,
    size: usize,
    kind: Kind,
    name: String,
}

async fn keep(desk: &Desk, name: &str, content: Vec<u8>) -> Outcome<Kept> {
    let kind = recognised(&content)?;
    harmless(desk, &content).await?;
    let content = match kind.is_picture() {
        // Where and with what a photograph was taken is nobody's business.
        true => papers::picture::without_traces(&content).ok_or_else(|| wrong_file("paper_picture"))?,
        false => content,
    };
    let size = content.len();
    let sha256 = desk.files().put(content).await?;
    Ok(Kept { sha256, size, kind, name: name.to_owned() })
}

pub(crate) fn recognised(content: &[u8]) -> Outcome<Kind> {
    if content.len() > MOST_BYTES {
        return Err(wrong_file("paper_too_large"));
    }
    content::recognise(content).map_err(wrong_file)
}

/// Shows a file to the scanner of the installation, where it has one.
pub(crate) async fn harmless(desk: &Desk, content: &[u8]) -> Outcome<()> {
    let Some(scanner) = desk.scanner().cloned() else { return Ok(()) };
    let content = content.to_vec();
    let looked = tokio::task::spawn_blocking(move || scanner.look(&content)).await;
    match looked.map_err(|error| Failure::Broken(error.to_string()))? {
        Ok(Verdict::Clean) => Ok(()),
        Ok(Verdict::Harmful(name)) => {
            tracing::warn!(name, "a harmful file was not taken");
            Err(wrong_file("paper_harmful"))
        }
        Err(error) => {
            tracing::error!(%error, "a file could not be shown to ClamAV and was not taken");
            Err(wrong_file("paper_unscanned"))
        }
    }
}

fn wrong_file(code: &str) -> Failure {
    Refusal::new("impossible").field("file", code).into()
}

async fn check_place(desk: &Desk, permit: &Permit, case: Uuid) -> Outcome<()> {
    let work = desk.begin(permit).await?;
    let (_, head) = case_of(desk, &work, permit, case).await?;
    if head.file_open { Ok(()) } else { Err(Refusal::new("case_papers.archived").into()) }
}

fn check_draft(desk: &Desk, draft: &PaperDraft) -> Outcome<()> {
    let mut refusal = Refusal::new("impossible");
    if item_of(&draft.item).is_none() {
        refusal = refusal.field("item", "unknown_code");
    }
    if draft.title.trim().is_empty() {
        refusal = refusal.field("title", "required");
    }
    for (field, day) in [("dated_on", draft.dated_on), ("received_on", draft.received_on)] {
        if day.is_some_and(|day| day > desk.today()) {
            refusal = refusal.field(field, "future");
        }
    }
    if draft.pages.is_some_and(|pages| !(1..=10_000).contains(&pages)) {
        refusal = refusal.field("pages", "paper_pages");
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

async fn is_there(desk: &Desk, case: Uuid, id: Uuid) -> Outcome<bool> {
    let tx = desk.store().snapshot().await?;
    Ok(store::case_papers::find(&tx, case, id).await?.is_some())
}

async fn enter(
    desk: &Desk,
    work: &mut Work,
    permit: &Permit,
    case: Uuid,
    draft: PaperDraft,
    kept: Option<Kept>,
) -> Outcome<()> {
    let now = desk.now();
    if let Some(kept) = &kept {
        let stored = store::files::StoredFile {
            sha256: kept.sha256.clone(),
            size: i64::try_from(kept.size).unwrap_or(i64::MAX),
            media_type: kept.kind.media_type().to_owned(),
            name: kept.name.clone(),
            stored_at: now,
            stored_by: permit.actor().id(),
        };
        store::files::insert(&work.tx, &stored).await?;
    }
    let paper = CasePaper {
        id: draft.id,
        case_id: case,
        item: draft.item,
        title: draft.title.trim().to_owned(),
        dated_on: draft.dated_on,
        received_on: draft.received_on,
        from_whom: some(&draft.from_whom),
        sha256: kept.as_ref().map(|kept| kept.sha256.clone()),
        media_type: kept.as_ref().map(|kept| kept.kind.media_type().to_owned()),
        pages: draft.pages,
        entered_at: now,
        entered_by: permit.actor().name.clone(),
        removed_at: None,
        removed_reason: None,
        version: 1,
    };
    store::case_papers::insert(&work.tx, &paper).await?;
    work.record("case_papers.add", "case", case, json!({ "paper": &paper }));
    note_proof(desk, work, permit, &paper).await
}

/// Ends the clock of the proof where the case did not come from a request: there the request knows what is missing.
async fn note_proof(desk: &Desk, work: &mut Work, permit: &Permit, paper: &CasePaper) -> Outcome<()> {
    if item_of(&paper.item) != Some(ChecklistItem::EligibilityProof) {
        return Ok(());
    }
    let (case, _) = case_of(desk, work, permit, paper.case_id).await?;
    if case.request_id.is_some() {
        return Ok(());
    }
    let at = deadlines::done_on(desk, paper.received_on.unwrap_or_else(|| desk.today()));
    let codes = [DeadlineCode::ProofDue, DeadlineCode::ProofDueLonger];
    deadlines::done(desk, work, ("case", case.id), &codes, at).await
}

/// Takes a paper out of the file, with the reason. It stays in the record.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (_, head) = case_of(desk, &work, &permit, case).await?;
    if !head.file_open {
        return Err(Refusal::new("case_papers.archived").into());
    }
    let paper = store::case_papers::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    if paper.removed_at.is_some() {
        return Err(Failure::Stale);
    }
    let reason = some(reason).ok_or_else(|| Refusal::new("impossible").field("reason", "required"))?;
    store::case_papers::remove(&work.tx, id, seen, &reason, desk.now()).await?;
    work.record_because("case_papers.remove", "case", case, &reason, json!({ "paper": &paper }));
    desk.commit(work).await
}

// --- piece by piece --------------------------------------------------------------------------------

/// Begins a file that comes in pieces, with its first one; a small one is complete at once.
pub async fn begin(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    draft: PaperDraft,
    (name, size): (&str, usize),
    first: Vec<u8>,
) -> Outcome<Progress> {
    if first.len() >= size {
        add(desk, actor, case, draft, Some((name.to_owned(), first))).await?;
        return Ok(Progress { received: size, size, done: true });
    }
    let permit = desk.permit(actor, Permission::ConductCases)?;
    check_place(desk, &permit, case).await?;
    check_draft(desk, &draft)?;
    if size > MOST_BYTES {
        return Err(wrong_file("paper_too_large"));
    }
    content::could_be(&first).map_err(wrong_file)?;
    if is_there(desk, case, draft.id).await? {
        return Ok(Progress { received: size, size, done: true });
    }
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::case_papers::find_upload(&work.tx, case, draft.id).await? {
        own(&permit, &known)?;
        return Ok(progress_of(&known));
    }
    let facts = serde_json::to_string(&draft).map_err(|error| Failure::Broken(error.to_string()))?;
    let upload = Incoming {
        id: draft.id,
        case_id: case,
        account_id: permit.actor().account.unwrap_or_default(),
        item: draft.item.clone(),
        title: draft.title.clone(),
        file_name: name.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        received: 0,
        facts,
        pieces: String::new(),
        created_at: desk.now(),
        finished_at: None,
    };
    store::case_papers::insert_upload(&work.tx, &upload).await?;
    work.record("case_papers.begin_upload", "case", case, json!({ "upload": draft.id, "size": size }));
    desk.commit(work).await?;
    go_on(desk, actor, case, draft.id, 0, first).await
}

fn own(permit: &Permit, upload: &Incoming) -> Outcome<()> {
    let account = permit.actor().account.unwrap_or_default();
    if upload.account_id == account { Ok(()) } else { Err(Failure::Missing) }
}

fn progress_of(upload: &Incoming) -> Progress {
    let number = |number: i64| usize::try_from(number).unwrap_or(0);
    Progress {
        received: number(upload.received),
        size: number(upload.size),
        done: upload.finished_at.is_some(),
    }
}

/// Where to go on after the line broke.
pub async fn progress(desk: &Desk, actor: &Actor, case: Uuid, id: Uuid) -> Outcome<Progress> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let work = desk.begin(&permit).await?;
    case_of(desk, &work, &permit, case).await?;
    if let Some(upload) = store::case_papers::find_upload(&work.tx, case, id).await? {
        own(&permit, &upload)?;
        return Ok(progress_of(&upload));
    }
    // A small file became a paper at once, and only the answer was lost.
    let paper = store::case_papers::find(&work.tx, case, id).await?.ok_or(Failure::Missing)?;
    let _ = paper;
    Ok(Progress { received: 0, size: 0, done: true })
}

/// Takes the piece that begins at `at`. One that has come already, or comes too early, changes nothing: the answer
/// says where to go on. The last piece makes the paper.
pub async fn go_on(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    at: usize,
    piece: Vec<u8>,
) -> Outcome<Progress> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let upload = {
        let work = desk.begin(&permit).await?;
        case_of(desk, &work, &permit, case).await?;
        store::case_papers::find_upload(&work.tx, case, id).await?.ok_or(Failure::Missing)?
    };
    own(&permit, &upload)?;
    let now = progress_of(&upload);
    if now.done {
        return Ok(now);
    }
    if now.received == now.size {
        return finish(desk, &permit, upload).await;
    }
    if at != now.received || piece.is_empty() {
        return Ok(now);
    }
    if at + piece.len() > now.size || piece.len() > MOST_PIECE {
        return Err(wrong_file("paper_piece"));
    }
    let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
    let sha256 = desk.files().put(marked(id, at, &piece)).await?;
    let pieces = if upload.pieces.is_empty() { sha256 } else { format!("{};{sha256}", upload.pieces) };
    let work = desk.begin(&permit).await?;
    match store::case_papers::add_piece(&work.tx, id, upload.received, length, &pieces).await {
        Err(store::StoreError::Stale) => {
            drop(work);
            return progress(desk, actor, case, id).await;
        }
        other => other?,
    }
    desk.commit(work).await?;
    let upload = Incoming { received: upload.received + length, pieces, ..upload };
    if upload.received == upload.size {
        finish(desk, &permit, upload).await
    } else {
        Ok(progress_of(&upload))
    }
}

/// A piece under a mark of its own, so that no two pieces share their bytes and each can be forgotten alone.
fn marked(id: Uuid, at: usize, piece: &[u8]) -> Vec<u8> {
    let mut marked = Vec::with_capacity(MARK + piece.len());
    marked.extend_from_slice(id.as_bytes());
    marked.extend_from_slice(&(at as u64).to_be_bytes());
    marked.extend_from_slice(piece);
    marked
}

/// Length of the mark before a piece.
const MARK: usize = 24;

async fn finish(desk: &Desk, permit: &Permit, upload: Incoming) -> Outcome<Progress> {
    let mut content = Vec::with_capacity(usize::try_from(upload.size).unwrap_or(0));
    for sha256 in upload.pieces.split(';') {
        let piece = desk.files().get(sha256).await?;
        let piece =
            piece.ok_or_else(|| Failure::Broken(format!("a piece of upload {} is gone", upload.id)))?;
        content.extend_from_slice(piece.get(MARK..).unwrap_or_default());
    }
    let kept = match keep(desk, &upload.file_name, content).await {
        Ok(kept) => kept,
        Err(failure) => {
            forget(desk, &upload).await?;
            return Err(failure);
        }
    };
    let draft: PaperDraft =
        serde_json::from_str(&upload.facts).map_err(|error| Failure::Broken(error.to_string()))?;
    let mut work = desk.begin(permit).await?;
    store::case_papers::finish_upload(&work.tx, upload.id, desk.now()).await?;
    enter(desk, &mut work, permit, upload.case_id, draft, Some(kept)).await?;
    desk.commit(work).await?;
    forget_pieces(desk, &upload).await;
    Ok(Progress { done: true, ..progress_of(&upload) })
}

async fn forget(desk: &Desk, upload: &Incoming) -> Outcome<()> {
    let work = desk.begin_as(&Actor::system()).await?;
    store::case_papers::remove_upload(&work.tx, upload.id).await?;
    desk.commit(work).await?;
    forget_pieces(desk, upload).await;
    Ok(())
}

/// Pieces are of no use any more; one that cannot be forgotten harms nobody and is told in the log.
async fn forget_pieces(desk: &Desk, upload: &Incoming) {
    for sha256 in upload.pieces.split(';').filter(|sha256| !sha256.is_empty()) {
        if let Err(error) = desk.files().remove(sha256).await {
            tracing::warn!(%error, upload = %upload.id, "a piece of an upload could not be forgotten");
        }
    }
}

/// Forgets uploads that nobody went on with for a day; a job, safe to repeat.
pub async fn forget_stale(desk: &Desk) -> Outcome<usize> {
    let stale = {
        let tx = desk.store().snapshot().await?;
        store::case_papers::list_stale_uploads(&tx, desk.now() - Duration::hours(24)).await?
    };
    for upload in &stale {
        forget(desk, upload).await?;
    }
    Ok(stale.len())
}
