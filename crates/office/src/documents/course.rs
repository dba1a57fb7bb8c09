//! The way of a document: drafted, numbered, signed, issued; put in the place of another, taken back.
//!
//! With its number a document is frozen: the whole of it as JSON with a hash over the bytes. From then on it is printed
//! from there, never laid out anew. What may be done where, and by whom, is `law::documents`. How it is signed is in
//! `signing`, how it is looked at in `showing`.

mod showing;
mod signing;

use chrono::{Datelike as _, NaiveDate};
use law::access::{Permission, Reach};
use law::confidentiality::{DisclosureGround, Leaving};
use law::documents::{DocumentAct, DocumentState, lookup_code, may_bear, spelled_number, step_of};
use papers::document::{Document, Part};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::documents::Document as Record;
use uuid::Uuid;

pub use showing::{DocumentList, DocumentView, SignedFile, list, of_subject, signed_file, take_away, view};
pub use signing::{Signing, sign};

use super::facts::Names;
use super::forms::{self, Form};
use super::{About, Material, Typed, gather, layout, slots, verify};
use crate::confidentiality::{Stated, Thing, disclose, may_leave};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Number and day, as asked for.
#[derive(Clone, Debug)]
pub struct Numbering<'a> {
    /// The day it shall bear.
    pub dated_on: NaiveDate,
    /// The number of the first one, where the earlier ones of the year were numbered on paper.
    pub first: Option<i64>,
    /// Where people reach this installation.
    pub public_url: &'a str,
}

/// A document on its way out: how many copies, on what ground it goes, to whom.
#[derive(Clone, Debug, Default)]
pub struct Issuing {
    pub copies: Option<i32>,
    /// Without a ground that of the form; without a receiver the recipients that stand on the paper.
    pub stated: Stated,
}

/// A document with what it is about.
struct Open {
    record: Record,
    material: Material,
    form: &'static Form,
}

impl Open {
    fn about(&self) -> Outcome<About> {
        about_of(&self.record)
    }
}

fn about_of(record: &Record) -> Outcome<About> {
    About::read(&record.subject_kind, record.subject_id)
        .ok_or_else(|| Failure::Broken(format!("document {} is about a {}", record.id, record.subject_kind)))
}

fn typed_of(record: &Record) -> Outcome<Typed> {
    serde_json::from_str(&record.fields)
        .map_err(|error| Failure::Broken(format!("document {}: {error}", record.id)))
}

/// Opens a document whose subject lies within reach.
async fn open(desk: &Desk, work: &Work, permit: &Permit, id: Uuid, names: Names<'_>) -> Outcome<Open> {
    let record = store::documents::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    let dated = record.dated_on.unwrap_or_else(|| desk.today());
    let mut material = gather(desk, work, permit, about_of(&record)?, (names, dated)).await?;
    material.facts.typed = typed_of(&record)?;
    let form = forms::version(&record.form, record.form_from);
    let form =
        form.ok_or_else(|| Failure::Broken(format!("form {} of document {id} is gone", record.form)))?;
    Ok(Open { record, material, form })
}

/// Opens a document for an act that has its place where the document stands.
async fn ready(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    (id, seen): (Uuid, i64),
    (act, names): (DocumentAct, Names<'_>),
) -> Outcome<Open> {
    let open = open(desk, work, permit, id, names).await?;
    if !open.material.own {
        return Err(Failure::Missing);
    }
    let state = open.record.state.0;
    let Some(step) = step_of(state, act) else {
        return Err(Refusal::new("documents.not_now").with("state", state).with("act", act).into());
    };
    // The right to cancel depends on how far the document has come.
    desk.permit(permit.actor(), step.permission)?;
    if open.record.version != seen {
        return Err(Failure::Stale);
    }
    Ok(open)
}

/// The document as it stands: laid out anew while it is a draft, afterwards as it was frozen.
fn document_of(open: &Open) -> Outcome<Document> {
    let Some(content) = &open.record.content else {
        return Ok(layout::lay_out(open.form, &open.material.facts));
    };
    let broken = |why: &str| Failure::Broken(format!("document {}: {why}", open.record.id));
    if Some(&hash(content)) != open.record.sha256.as_ref() {
        return Err(broken("its content is not what was frozen"));
    }
    serde_json::from_str(content).map_err(|error| broken(&error.to_string()))
}

fn hash(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

/// Keeps a draft of a form with what was typed. The same form sent twice is one draft.
pub async fn begin(
    desk: &Desk,
    actor: &Actor,
    (id, about): (Uuid, About),
    (key, typed): (&str, &Typed),
    names: Names<'_>,
) -> Outcome<()> {
    desk.permit(actor, about.permission())?;
    let permit = desk.permit(actor, Permission::DraftDocuments)?;
    let mut work = desk.begin(&permit).await?;
    let material = gather(desk, &work, &permit, about, (names, desk.today())).await?;
    if !material.own {
        return Err(Failure::Missing);
    }
    let form = material.form(about.subject(), key)?;
    let kind = form.numbered_as().ok_or(Failure::Missing)?;
    if let Some(known) = store::documents::find(&work.tx, id).await? {
        let same = known.subject_id == about.id() && known.form == key;
        return if same { Ok(()) } else { Err(Failure::Missing) };
    }
    let record = fresh(desk, &permit, (id, about), (form, kind), &material, typed)?;
    let detail = json!({ "document": id, "form": form.key, "valid_from": form.valid_from });
    work.record("documents.begin", about.kind(), about.id(), detail);
    store::documents::insert(&work.tx, record).await?;
    desk.commit(work).await
}

fn fresh(
    desk: &Desk,
    permit: &Permit,
    (id, about): (Uuid, About),
    (form, kind): (&Form, law::documents::DocumentKind),
    material: &Material,
    typed: &Typed,
) -> Outcome<Record> {
    let fields = serde_json::to_string(&slots::kept(form, &material.facts, typed));
    Ok(Record {
        id,
        org_code: material.organisation.code.clone(),
        subject_kind: about.kind().to_owned(),
        subject_id: about.id(),
        case_id: material.case,
        form: form.key.clone(),
        form_from: form.valid_from,
        kind: kind.into(),
        title: form.name.clone(),
        state: DocumentState::Drafted.into(),
        fields: fields.map_err(|error| Failure::Broken(error.to_string()))?,
        number: None,
        year: None,
        symbol: form.symbol.clone().unwrap_or_default(),
        dated_on: None,
        token: None,
        content: None,
        sha256: None,
        recipients: String::new(),
        copies: None,
        drafted_at: desk.now(),
        drafted_by: permit.actor().name.clone(),
        numbered_at: None,
        numbered_by: None,
        signed_at: None,
        signed_by: None,
        signed_how: None,
        signed_entered_by: None,
        file_sha256: None,
        signature: None,
        file_check: None,
        issued_at: None,
        issued_by: None,
        seal: None,
        seal_key: None,
        replaces: None,
        replaced_by: None,
        cancelled_at: None,
        cancelled_by: None,
        cancel_reason: None,
        version: 1,
    })
}

/// Changes what was typed into a draft.
pub async fn edit(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    typed: &Typed,
    names: Names<'_>,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DraftDocuments)?;
    let mut work = desk.begin(&permit).await?;
    let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Edit, names)).await?;
    let kept = slots::kept(open.form, &open.material.facts, typed);
    let about = open.about()?;
    let changed: Vec<&String> = kept
        .iter()
        .filter(|(name, text)| open.material.facts.typed.get(*name) != Some(text))
        .map(|(name, _)| name)
        .collect();
    work.record("documents.edit", about.kind(), about.id(), json!({ "document": id, "places": changed }));
    let mut record = open.record;
    record.fields = serde_json::to_string(&kept).map_err(|error| Failure::Broken(error.to_string()))?;
    store::documents::update(&work.tx, record).await?;
    desk.commit(work).await
}

/// Gives a draft its number and day, and freezes it (*cấp số*).
pub async fn number(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    numbering: &Numbering<'_>,
    names: Names<'_>,
) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    let mut work = desk.begin(&permit).await?;
    let mut open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Number, names)).await?;
    let (tx, day, kind) = (&work.tx, numbering.dated_on, open.record.kind.0);
    let (org, year) = (open.record.org_code.clone(), day.year());
    let begun = store::documents::last_number(tx, &org, kind, year).await?;
    let first = numbering.first.filter(|_| begun.is_none()).unwrap_or(1);
    if !(1..=99_999).contains(&first) {
        return Err(Refusal::new("documents.invalid").field("first", "number_out_of_range").into());
    }
    let number = store::documents::take_number(tx, &org, kind, year, first).await?;
    let last = store::documents::last_day(tx, &org, kind, year).await?;
    if !may_bear(day, desk.today(), last) {
        return Err(Refusal::new("documents.invalid").field("dated_on", "document_day").into());
    }
    let mut chance = [0_u8; 8];
    desk.chance(&mut chance);
    let token = lookup_code(chance);
    let facts = &mut open.material.facts;
    facts.values.insert("number", format!("{number:02}"));
    super::facts::set_day(tx, facts, &open.material.organisation, day).await?;
    let mut document = layout::lay_out(open.form, facts);
    document.parts.push(code_of(&token, numbering.public_url));
    let content = serde_json::to_string(&document).map_err(|error| Failure::Broken(error.to_string()))?;
    let about = open.about()?;
    let mut record = open.record;
    record.state = DocumentState::Numbered.into();
    record.number = Some(number);
    record.year = Some(year);
    record.dated_on = Some(day);
    record.token = Some(token);
    record.sha256 = Some(hash(&content));
    record.content = Some(content);
    record.recipients = recipients_in(&document);
    record.numbered_at = Some(desk.now());
    record.numbered_by = Some(actor.name.clone());
    let spelled = spelled_number(number, &record.symbol);
    let detail = json!({ "document": id, "number": spelled, "dated_on": day, "sha256": record.sha256 });
    work.record("documents.number", about.kind(), about.id(), detail);
    store::documents::update(&work.tx, record).await?;
    desk.commit(work).await?;
    Ok(spelled)
}

/// The square code of a document, with what stands beside it.
fn code_of(token: &str, public_url: &str) -> Part {
    let address = format!("{}/verify", public_url.trim_end_matches('/'));
    let shown: Vec<&str> = [token.get(..4), token.get(4..8), token.get(8..)].into_iter().flatten().collect();
    Part::Code {
        content: format!("{address}/{token}"),
        words: super::facts::verify_words(&address, &shown.join("-")),
    }
}

fn recipients_in(document: &Document) -> String {
    let signs = document.parts.iter().filter_map(|part| match part {
        Part::Sign(sign) => Some(sign.recipients.as_slice()),
        _ => None,
    });
    signs.flatten().cloned().collect::<Vec<_>>().join("\n")
}

/// Issues a signed document (*phát hành*) on a ground and puts the seal of the installation on it; what it replaces gives
/// way.
pub async fn issue(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    issuing: Issuing,
    names: Names<'_>,
) -> Outcome<()> {
    let copies = issuing.copies;
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    if copies.is_some_and(|copies| !(1..=1000).contains(&copies)) {
        return Err(Refusal::new("documents.invalid").field("copies", "number_out_of_range").into());
    }
    let mut work = desk.begin(&permit).await?;
    let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Issue, names)).await?;
    // What cannot be read any more is not sealed.
    document_of(&open)?;
    let ground = let_out(desk, &work, actor, &open, issuing.stated).await?;
    let about = open.about()?;
    let mut record = open.record;
    let seal = desk.store().keyring().put_seal(&verify::sealed_words(&record))?;
    record.state = DocumentState::Issued.into();
    record.issued_at = Some(desk.now());
    record.issued_by = Some(actor.name.clone());
    record.copies = copies;
    record.seal = Some(seal.signature);
    record.seal_key = Some(seal.key);
    if let Some(earlier) = record.replaces {
        give_way(&work, earlier, id).await?;
    }
    let detail = json!({
        "document": id, "number": spelled(&record), "replaces": record.replaces, "ground": ground,
    });
    work.record("documents.issue", about.kind(), about.id(), detail);
    store::documents::update(&work.tx, record).await?;
    desk.commit(work).await
}

/// The ground on which a document goes out; of one that belongs to a case it stands in the list of the case.
async fn let_out(
    desk: &Desk,
    work: &Work,
    actor: &Actor,
    open: &Open,
    mut stated: Stated,
) -> Outcome<DisclosureGround> {
    let record = &open.record;
    stated.ground = stated.ground.or(open.form.ground);
    if stated.to.trim().is_empty() {
        stated.to = record.recipients.lines().collect::<Vec<_>>().join(" ");
    }
    let Some(case) = record.case_id else { return may_leave(desk, actor, &stated) };
    let file = store::cases::find(&work.tx, &Reach::Nation, case).await?.ok_or(Failure::Missing)?;
    let about = format!("{} {}", record.title, spelled(record).unwrap_or_default());
    let thing = Thing { leaving: Leaving::Document, act: "documents.issue", about: about.trim() };
    disclose(desk, work, actor, &file.case, (thing, &stated)).await
}

/// The earlier document holds no more; one that was taken back in the meantime stays so.
async fn give_way(work: &Work, earlier: Uuid, by: Uuid) -> Outcome<()> {
    let Some(mut earlier) = store::documents::find(&work.tx, earlier).await? else { return Ok(()) };
    if let Some(step) = step_of(earlier.state.0, DocumentAct::Replace) {
        earlier.state = step.to.into();
        earlier.replaced_by = Some(by);
        store::documents::update(&work.tx, earlier).await?;
    }
    Ok(())
}

fn spelled(record: &Record) -> Option<String> {
    record.number.map(|number| spelled_number(number, &record.symbol))
}

/// Begins a document that will take the place of an issued one; answers its id. Asked twice, it is the same draft.
pub async fn replace(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    by: Uuid,
    names: Names<'_>,
) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::DraftDocuments)?;
    let mut work = desk.begin(&permit).await?;
    let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Replace, names)).await?;
    if let Some(known) = store::documents::find_replacement(&work.tx, id).await? {
        return Ok(known.id);
    }
    let about = open.about()?;
    // The form as it holds today; where it holds no more, that of the document.
    let form = open.material.form(about.subject(), &open.record.form).unwrap_or(open.form);
    let typed = open.material.facts.typed.clone();
    let kind = (form, open.record.kind.0);
    let record = fresh(desk, &permit, (by, about), kind, &open.material, &typed)?;
    work.record("documents.replace", about.kind(), about.id(), json!({ "document": by, "replaces": id }));
    store::documents::insert(&work.tx, Record { replaces: Some(id), ..record }).await?;
    desk.commit(work).await?;
    Ok(by)
}

/// Takes a document back, with the reason (*hủy*). A number that was given stays.
pub async fn cancel(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    reason: &str,
    names: Names<'_>,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DraftDocuments)?;
    let reason = reason.trim();
    if !law::intake::is_reason(reason) {
        return Err(Refusal::new("documents.invalid").field("reason", "reason_too_short").into());
    }
    let mut work = desk.begin(&permit).await?;
    let open = ready(desk, &work, &permit, (id, seen), (DocumentAct::Cancel, names)).await?;
    let about = open.about()?;
    let mut record = open.record;
    record.state = DocumentState::Cancelled.into();
    record.cancelled_at = Some(desk.now());
    record.cancelled_by = Some(actor.name.clone());
    record.cancel_reason = Some(reason.to_owned());
    let detail = json!({ "document": id, "number": spelled(&record) });
    work.record_because("documents.cancel", about.kind(), about.id(), reason, detail);
    store::documents::update(&work.tx, record).await?;
    desk.commit(work).await
}
