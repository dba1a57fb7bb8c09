//! How a document is signed (*ký*): on paper, or by a file whose signatures are read and checked before it is kept.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::documents::{DocumentAct, DocumentState, FileCheck, SigningWay};
use papers::signature::{Integrity, Signature};
use serde_json::json;
use uuid::Uuid;

use super::ready;
use crate::desk::{Actor, Desk};
use crate::documents::facts::Names;
use crate::documents::same;
use crate::failure::{Failure, Outcome, Refusal};

/// The largest signed file.
const MOST_BYTES: usize = crate::case_papers::MOST_BYTES;

/// How a document was signed.
#[derive(Clone, Debug)]
pub enum Signing {
    Paper {
        by: String,
        on: NaiveDate,
    },
    /// `compared`: whoever puts it here says that it was held against the document.
    File {
        name: String,
        content: Vec<u8>,
        compared: bool,
    },
}

/// Takes down that a document was signed (*ký*): on paper, or by a file whose signature is read and checked.
pub async fn sign(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    signing: Signing,
    names: Names<'_>,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::SignDocuments)?;
    let way = match &signing {
        Signing::Paper { .. } => SigningWay::Paper,
        Signing::File { .. } => SigningWay::File,
    };
    let signed = match signing {
        Signing::Paper { by, on } => {
            let by = by.trim().to_owned();
            if by.is_empty() {
                return Err(Refusal::new("documents.invalid").field("by", "required").into());
            }
            Signed { by, at: crate::deadlines::day_begins(on), on, kept: None, check: None }
        }
        Signing::File { name, content, compared } => {
            // Whoever may not sign this one is told so before the file is read.
            let work = desk.begin(&permit).await?;
            let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Sign, names)).await?;
            drop(work);
            let check = same::check(desk, &open.record, &content, compared).await?;
            Signed { check: Some(check), ..from_file(desk, name, content).await? }
        }
    };
    let mut work = desk.begin(&permit).await?;
    let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Sign, names)).await?;
    let about = open.about()?;
    let mut record = open.record;
    let too_early = way == SigningWay::Paper && record.dated_on.is_some_and(|dated| signed.on < dated);
    if too_early || signed.on > desk.today() {
        return Err(Refusal::new("documents.invalid").field("on", "signing_day").into());
    }
    record.state = DocumentState::Signed.into();
    record.signed_at = Some(signed.at);
    record.signed_by = Some(signed.by);
    record.signed_how = Some(way.into());
    record.signed_entered_by = Some(actor.name.clone());
    record.file_check = signed.check.map(Into::into);
    if let Some((file, signatures)) = signed.kept {
        store::files::insert(&work.tx, &store::files::StoredFile { stored_by: actor.id(), ..file.clone() })
            .await?;
        record.file_sha256 = Some(file.sha256);
        record.signature =
            Some(serde_json::to_string(&signatures).map_err(|error| Failure::Broken(error.to_string()))?);
    }
    let detail = json!({ "document": id, "way": way, "signed_by": record.signed_by, "file": record.file_sha256,
                "check": record.file_check });
    work.record("documents.sign", about.kind(), about.id(), detail);
    store::documents::update(&work.tx, record).await?;
    desk.commit(work).await
}

/// Who signed, when, and the file where there is one.
struct Signed {
    by: String,
    at: DateTime<Utc>,
    on: NaiveDate,
    kept: Option<(store::files::StoredFile, Vec<Signature>)>,
    /// How it was made sure that the file is this document.
    check: Option<FileCheck>,
}

/// Reads the signatures of a file and puts it among the files; one that is not signed, or was changed afterwards, is
/// not taken.
async fn from_file(desk: &Desk, name: String, content: Vec<u8>) -> Outcome<Signed> {
    let wrong = |code: &str| Failure::from(Refusal::new("documents.invalid").field("file", code));
    let kind = crate::case_papers::recognised(&content)?;
    if kind != crate::case_papers::Kind::Pdf || content.len() > MOST_BYTES {
        return Err(wrong("signed_no_pdf"));
    }
    crate::case_papers::harmless(desk, &content).await?;
    let mut signatures = papers::signature::read(&content);
    let Some(last) = signatures.last() else { return Err(wrong("signed_without")) };
    let broken =
        signatures.iter().any(|it| matches!(it.integrity, Integrity::Broken | Integrity::Unreadable));
    if broken || !last.covers_all {
        return Err(wrong("signed_changed"));
    }
    let issuers = crate::settings::trusted_issuers(desk).await?;
    for signature in &mut signatures {
        let at = moment(signature.at.as_deref()).unwrap_or_else(|| desk.now());
        signature.trust = issuers.judge(signature, u64::try_from(at.timestamp()).unwrap_or_default());
    }
    // The stamp of a time service comes behind whoever signed.
    let last = signatures.iter().rfind(|it| !it.stamp).ok_or_else(|| wrong("signed_without"))?;
    let by = last.signer.clone().ok_or_else(|| wrong("signed_without"))?;
    let at = moment(last.at.as_deref()).unwrap_or_else(|| desk.now());
    if !held(last, at) {
        return Err(wrong("signed_expired"));
    }
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let sha256 = desk.files().put(content).await?;
    let file = store::files::StoredFile {
        sha256,
        size,
        media_type: kind.media_type().to_owned(),
        name,
        stored_at: desk.now(),
        stored_by: String::new(),
    };
    Ok(Signed { by, at, on: crate::deadlines::local(at).date(), kept: Some((file, signatures)), check: None })
}

fn moment(text: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(|at| at.to_utc())
}

/// Whether the certificate held at a moment; one that does not say when it holds is not held against anybody.
fn held(signature: &Signature, at: DateTime<Utc>) -> bool {
    let days = signature.valid.as_ref().and_then(|(from, to)| moment(Some(from)).zip(moment(Some(to))));
    days.is_none_or(|(from, to)| law::documents::held_when_signed(at, from, to))
}
