//! Kept documents opened, listed and taken away; every look is recorded.

use chrono::{DateTime, Datelike as _, Utc};
use law::access::Permission;
use law::confidentiality::{DisclosureGround, works_within};
use law::documents::{DocumentAct, DocumentState, step_of};
use law::kernel::coded::Coded as _;
use papers::document::{Document, html};
use papers::signature::Signature;
use serde_json::json;
use store::documents::{Document as Record, DocumentLine};
use uuid::Uuid;

use super::{about_of, document_of, open, spelled};
use crate::confidentiality::note_disclosure;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::documents::facts::Names;
use crate::documents::forms::Form;
use crate::documents::slots::{self, Slot};
use crate::documents::{About, open_request, printed_marked, written};
use crate::failure::{Failure, Outcome};

/// Lines of a page of the list.
const PAGE: u64 = 50;

/// A kept document, as its page shows it.
#[derive(Clone, Debug)]
pub struct DocumentView {
    pub record: Record,
    pub form: &'static Form,
    pub document: Document,
    /// What the thing is called that it is about; empty for a request.
    pub code: String,
    /// What may be typed, while it is a draft.
    pub slots: Vec<Slot>,
    /// What the actor may do with it now.
    pub acts: Vec<DocumentAct>,
    /// The last number of its kind this year; none where this would be the first.
    pub last_number: Option<i64>,
    /// What was read of its signatures.
    pub signatures: Vec<Signature>,
    /// The document whose place it takes, and the one that took its own, by number.
    pub replaces: Option<(Uuid, String)>,
    pub replaced_by: Option<(Uuid, String)>,
}

impl DocumentView {
    /// The page that shows it.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(&self.document)
    }

    /// The file to edit and print.
    pub fn docx(&self) -> Outcome<Vec<u8>> {
        written(&self.document)
    }

    /// The file to print, to sign and to send.
    pub async fn pdf(&self, desk: &Desk) -> Outcome<Vec<u8>> {
        printed_marked(desk, &self.document, self.record.sha256.clone()).await
    }

    /// A name for files of it, without spaces and marks.
    #[must_use]
    pub fn file_name(&self) -> String {
        file_name(&self.record)
    }
}

/// A page of the list of documents.
#[derive(Clone, Debug)]
pub struct DocumentList {
    pub lines: Vec<DocumentLine>,
    /// Where the next page begins.
    pub next: Option<(DateTime<Utc>, Uuid)>,
}

/// The signed file of a document.
#[derive(Clone, Debug)]
pub struct SignedFile {
    pub content: Vec<u8>,
    /// A name without spaces and marks.
    pub name: String,
}

/// Opens a document.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid, names: Names<'_>) -> Outcome<DocumentView> {
    shown(desk, actor, id, names, "documents.view").await
}

/// The act by which a document is taken away as a file.
const TAKE_AWAY: &str = "documents.take_away";

/// Opens a document to take it away as a file. Within the organisation that is work; who supervises from outside takes
/// facts of the case along, which its list of disclosures says.
pub async fn take_away(desk: &Desk, actor: &Actor, id: Uuid, names: Names<'_>) -> Outcome<DocumentView> {
    shown(desk, actor, id, names, TAKE_AWAY).await
}

async fn shown(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    names: Names<'_>,
    recorded: &str,
) -> Outcome<DocumentView> {
    let permit = reader(desk, actor, id).await?;
    let mut work = desk.begin(&permit).await?;
    let open = open(desk, &work, &permit, id, names).await?;
    let document = document_of(&open)?;
    let about = open.about()?;
    let drafted = open.record.state.0 == DocumentState::Drafted;
    let may = |act: &DocumentAct| {
        let step = step_of(open.record.state.0, *act);
        open.material.own && step.is_some_and(|step| crate::daily::may(actor, step.permission))
    };
    let acts: Vec<DocumentAct> = DocumentAct::ALL.iter().copied().filter(may).collect();
    let (org, kind) = (&open.record.org_code, open.record.kind.0);
    let last_number = store::documents::last_number(&work.tx, org, kind, desk.today().year()).await?;
    let signatures = open.record.signature.as_deref().map(serde_json::from_str).transpose();
    let view = DocumentView {
        slots: if drafted { slots::of(open.form, &open.material.facts) } else { Vec::new() },
        signatures: signatures.map_err(|error| Failure::Broken(error.to_string()))?.unwrap_or_default(),
        replaces: neighbour(&work, open.record.replaces).await?,
        replaced_by: neighbour(&work, open.record.replaced_by).await?,
        code: open.material.code,
        form: open.form,
        record: open.record,
        document,
        acts,
        last_number,
    };
    let outside = !actor.is_system() && !works_within(actor.role) && recorded == TAKE_AWAY;
    if let (true, Some(case)) = (outside, view.record.case_id) {
        let (what, to) = ((recorded, view.record.title.as_str()), desk.name_of_organisation(&actor.org));
        let how = (DisclosureGround::Supervision, to.as_str());
        note_disclosure(desk, &work, actor, case, what, how).await?;
    }
    work.record(recorded, about.kind(), about.id(), json!({ "document": id }));
    desk.commit(work).await?;
    Ok(view)
}

/// The permit to read what a document is about; who may read neither cases nor requests is told so.
async fn reader(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Permit> {
    let cases = desk.permit(actor, Permission::ReadCases);
    let requests = desk.permit(actor, Permission::ReadRequests);
    if cases.is_err() && requests.is_err() {
        return Err(Failure::Denied);
    }
    let tx = desk.store().snapshot().await?;
    let record = store::documents::find(&tx, id).await?.ok_or(Failure::Missing)?;
    let permit = match about_of(&record)? {
        About::Case(_) => cases,
        About::Request(_) => requests,
    };
    permit.map_err(|_| Failure::Missing)
}

async fn neighbour(work: &Work, id: Option<Uuid>) -> Outcome<Option<(Uuid, String)>> {
    let Some(id) = id else { return Ok(None) };
    let record = store::documents::find(&work.tx, id).await?;
    Ok(record.map(|record| (id, spelled(&record).unwrap_or_default())))
}

/// The kept documents of a case or a request, the latest first.
pub async fn of_subject(desk: &Desk, actor: &Actor, about: About) -> Outcome<Vec<Record>> {
    let permit = desk.permit(actor, about.permission())?;
    let mut work = desk.begin(&permit).await?;
    match about {
        About::Case(id) => {
            crate::confidentiality::open_case(desk, &work.tx, &permit, id).await?;
        }
        About::Request(id) => {
            open_request(desk, &work, &permit, id).await?;
        }
    }
    let found = store::documents::list_of_subject(&work.tx, about.kind(), about.id()).await?;
    work.record("documents.list", about.kind(), about.id(), json!({ "lines": found.len() }));
    desk.commit(work).await?;
    Ok(found)
}

/// The documents within reach that stand somewhere: what waits for a number, a signature, its issue.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    state: DocumentState,
    after: Option<(DateTime<Utc>, Uuid)>,
) -> Outcome<DocumentList> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let mut lines = store::documents::list(&work.tx, permit.reach(), state, after, PAGE + 1).await?;
    let more = lines.len() as u64 > PAGE;
    lines.truncate(PAGE as usize);
    let next = lines.last().filter(|_| more).map(|line| (line.drafted_at, line.id));
    work.record("documents.list", "list", "documents", json!({ "state": state, "lines": lines.len() }));
    desk.commit(work).await?;
    Ok(DocumentList { lines, next })
}

/// Takes the signed file of a document out; the reading is recorded.
pub async fn signed_file(desk: &Desk, actor: &Actor, id: Uuid, names: Names<'_>) -> Outcome<SignedFile> {
    let permit = reader(desk, actor, id).await?;
    let mut work = desk.begin(&permit).await?;
    let open = open(desk, &work, &permit, id, names).await?;
    let about = open.about()?;
    let sha256 = open.record.file_sha256.clone().ok_or(Failure::Missing)?;
    work.record("documents.open_file", about.kind(), about.id(), json!({ "document": id, "sha256": sha256 }));
    desk.commit(work).await?;
    let content = desk.files().get(&sha256).await?;
    let content =
        content.ok_or_else(|| Failure::Broken(format!("the file of document {id} is not there")))?;
    Ok(SignedFile { content, name: file_name(&open.record) })
}

/// A name for files of a document: form and number.
fn file_name(record: &Record) -> String {
    let number = record.number.zip(record.year).map(|(number, year)| format!("-{number:02}-{year}"));
    format!("{}{}", record.form, number.unwrap_or_default())
}
