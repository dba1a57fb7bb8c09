//! What frees a provider from the target, or lowers it: granted by a document, withdrawn when it was wrong.

use chrono::NaiveDate;
use law::access::Permission;
use law::rules::ReliefGround;
use serde_json::json;
use store::targets::TargetRelief;
use uuid::Uuid;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// A grant as typed.
#[derive(Clone, Debug)]
pub struct ReliefDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub ground: ReliefGround,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    /// Hundredths by which the target is lower; nothing where it frees.
    pub percent: Option<i64>,
    /// Number and day of the document.
    pub document: String,
}

/// Grants relief (*miễn, giảm chỉ tiêu*) by a document. The same form sent twice is one.
pub async fn grant(desk: &Desk, actor: &Actor, provider: Uuid, draft: ReliefDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let mut work = desk.begin(&permit).await?;
    let known = store::staff::find_provider(&work.tx, provider).await?.ok_or(Failure::Missing)?;
    permit.within(&known.org_code)?;
    if store::targets::find_relief(&work.tx, draft.id).await?.is_some() {
        return Ok(());
    }
    check(desk, &draft)?;
    let relief = TargetRelief {
        id: draft.id,
        provider_id: provider,
        ground: draft.ground.into(),
        from_on: draft.from,
        to_on: draft.to,
        percent: draft.percent.and_then(|it| i32::try_from(it).ok()).unwrap_or(0),
        document: draft.document.trim().to_owned(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    store::targets::insert_relief(&work.tx, &relief).await?;
    work.record("targets.grant", "provider", provider, json!({ "relief": &relief }));
    desk.commit(work).await
}

/// Refuses what no document can say.
fn check(desk: &Desk, draft: &ReliefDraft) -> Outcome<()> {
    let mut wrong = Refusal::new("impossible");
    let rules = desk.rules();
    let frees = rules.on(draft.from).target_relief(draft.ground).map(|row| row.frees);
    if frees.is_none() {
        wrong = wrong.field("ground", "unknown_code");
    }
    if draft.to.is_some_and(|to| to < draft.from) {
        wrong = wrong.field("to", "relief_ends_before");
    }
    if frees == Some(false) && !draft.percent.is_some_and(|percent| (1..=100).contains(&percent)) {
        wrong = wrong.field("percent", "relief_percent");
    }
    if !draft.document.chars().any(|letter| letter.is_ascii_digit()) {
        wrong = wrong.field("document", "relief_document");
    }
    if wrong.fields.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Takes a grant back that was wrong; the reason is on record.
pub async fn withdraw(desk: &Desk, actor: &Actor, provider: Uuid, relief: Uuid, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let mut work = desk.begin(&permit).await?;
    let known = store::staff::find_provider(&work.tx, provider).await?.ok_or(Failure::Missing)?;
    permit.within(&known.org_code)?;
    let found = store::targets::find_relief(&work.tx, relief).await?;
    let found = found.filter(|it| it.provider_id == provider).ok_or(Failure::Missing)?;
    if !law::intake::is_reason(reason) {
        return Err(Refusal::new("impossible").field("reason", "required").into());
    }
    store::targets::withdraw_relief(&work.tx, relief, desk.now(), &actor.name).await?;
    work.record_because("targets.withdraw", "provider", provider, reason.trim(), json!({ "relief": &found }));
    desk.commit(work).await
}
