//! Documents that come in (*văn bản đến*): entered with the next number of the year, corrected, taken back.

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use serde_json::json;
use store::registers::IncomingDocument;
use uuid::Uuid;

use crate::daily::some;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// An incoming document as typed.
#[derive(Clone, Debug)]
pub struct IncomingDraft {
    pub org: String,
    pub arrived_on: NaiveDate,
    pub author: String,
    pub their_number: String,
    pub dated_on: Option<NaiveDate>,
    pub about: String,
    pub receiver: String,
    pub passed_on: Option<NaiveDate>,
    pub note: String,
}

fn check(desk: &Desk, draft: &IncomingDraft) -> Outcome<()> {
    let mut refusal = Refusal::new("registers.invalid");
    let today = desk.today();
    for (field, text) in [("author", &draft.author), ("about", &draft.about)] {
        if text.trim().is_empty() {
            refusal = refusal.field(field, "required");
        }
    }
    if draft.arrived_on > today {
        refusal = refusal.field("arrived_on", "future");
    }
    if draft.dated_on.is_some_and(|day| day > draft.arrived_on) {
        refusal = refusal.field("dated_on", "after_arrival");
    }
    if draft.passed_on.is_some_and(|day| day < draft.arrived_on || day > today) {
        refusal = refusal.field("passed_on", "before_arrival");
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

fn put(document: &mut IncomingDocument, draft: &IncomingDraft) {
    document.author = draft.author.trim().to_owned();
    document.their_number = some(&draft.their_number);
    document.dated_on = draft.dated_on;
    document.about = draft.about.trim().to_owned();
    document.receiver = some(&draft.receiver);
    document.passed_on = draft.passed_on;
    document.note = some(&draft.note);
}

/// Enters a document in the register; answers its number. The same form sent twice is one entry.
pub async fn enter(desk: &Desk, actor: &Actor, id: Uuid, draft: &IncomingDraft) -> Outcome<i64> {
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    permit.within(&draft.org)?;
    check(desk, draft)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::registers::find_incoming(&work.tx, id).await? {
        permit.within(&known.org_code)?;
        return Ok(known.number);
    }
    let organisation =
        store::staff::find_organisation(&work.tx, &draft.org).await?.ok_or(Failure::Missing)?;
    if !organisation.kind.keeps_register() {
        return Err(Failure::Missing);
    }
    let year = draft.arrived_on.year();
    let number = store::registers::take_incoming_number(&work.tx, &draft.org, year).await?;
    let mut document = IncomingDocument {
        id,
        org_code: draft.org.clone(),
        number,
        year,
        arrived_on: draft.arrived_on,
        author: String::new(),
        their_number: None,
        dated_on: None,
        about: String::new(),
        receiver: None,
        passed_on: None,
        note: None,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        cancelled_at: None,
        cancel_reason: None,
        version: 1,
    };
    put(&mut document, draft);
    work.record("registers.enter_incoming", "incoming_document", id, json!({ "document": &document }));
    store::registers::insert_incoming(&work.tx, document).await?;
    desk.commit(work).await?;
    Ok(number)
}

async fn find(work: &Work, permit: &Permit, id: Uuid) -> Outcome<IncomingDocument> {
    let document = store::registers::find_incoming(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&document.org_code)?;
    Ok(document)
}

/// Opens an incoming document.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<IncomingDocument> {
    let permit = desk.permit(actor, Permission::ReadActivity)?;
    let mut work = desk.begin(&permit).await?;
    let document = find(&work, &permit, id).await?;
    work.record("registers.view_incoming", "incoming_document", id, json!({}));
    desk.commit(work).await?;
    Ok(document)
}

/// Corrects an entry; number, organisation and day of arrival stay.
pub async fn correct(
    desk: &Desk,
    actor: &Actor,
    (id, seen): (Uuid, i64),
    draft: &IncomingDraft,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    let mut work = desk.begin(&permit).await?;
    let before = standing(&work, &permit, (id, seen)).await?;
    let draft =
        IncomingDraft { org: before.org_code.clone(), arrived_on: before.arrived_on, ..draft.clone() };
    check(desk, &draft)?;
    let mut after = before.clone();
    put(&mut after, &draft);
    let detail = json!({ "before": &before, "after": &after });
    work.record("registers.correct_incoming", "incoming_document", id, detail);
    store::registers::update_incoming(&work.tx, after).await?;
    desk.commit(work).await
}

/// Takes an entry back, with the reason; its number stays.
pub async fn cancel(desk: &Desk, actor: &Actor, (id, seen): (Uuid, i64), reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::KeepDocuments)?;
    let reason = reason.trim();
    if !law::intake::is_reason(reason) {
        return Err(Refusal::new("registers.invalid").field("reason", "reason_too_short").into());
    }
    let mut work = desk.begin(&permit).await?;
    let mut document = standing(&work, &permit, (id, seen)).await?;
    document.cancelled_at = Some(desk.now());
    document.cancel_reason = Some(reason.to_owned());
    work.record_because("registers.cancel_incoming", "incoming_document", id, reason, json!({}));
    store::registers::update_incoming(&work.tx, document).await?;
    desk.commit(work).await
}

/// An entry that stands, at the version that was seen.
async fn standing(work: &Work, permit: &Permit, (id, seen): (Uuid, i64)) -> Outcome<IncomingDocument> {
    let document = find(work, permit, id).await?;
    if document.cancelled_at.is_some() || document.version != seen {
        return Err(Failure::Stale);
    }
    Ok(document)
}
