//! What a Centre wants weighed: settings with the day from which they hold, why, and what they would have done to the
//! cases of last year.

use chrono::NaiveDate;
use law::access::Permission;
use law::assignment::{Burden, Method, Nominee, PastCase, Replay, Settings, Spread, replay, spread};
use law::targets::TargetYear;
use serde_json::json;
use store::assignment::{PastLine, SettingRow};
use uuid::Uuid;

use crate::conduct::ranking::{key_of, people_of, settings_on};
use crate::desk::{Actor, Desk};
use crate::failure::{Outcome, Refusal};

/// Cases of last year that are given once more, at most.
const MOST: usize = 600;

/// The settings of a Centre.
#[derive(Clone, Debug)]
pub struct SettingsView {
    pub org: String,
    /// What holds today.
    pub current: Settings,
    /// What was set, the latest day first; what holds later is there too.
    pub rows: Vec<SettingRow>,
}

/// New settings.
#[derive(Clone, Debug)]
pub struct Change {
    pub id: Uuid,
    pub settings: Settings,
    pub valid_from: NaiveDate,
    pub reason: String,
}

/// What settings would have done to last year's cases.
#[derive(Clone, Debug)]
pub struct Preview {
    pub year: TargetYear,
    pub cases: usize,
    /// How evenly the cases really lay.
    pub real: Spread,
    pub current: Replay,
    pub new: Replay,
}

/// The settings of the actor's own organisation.
pub async fn settings(desk: &Desk, actor: &Actor) -> Outcome<SettingsView> {
    desk.permit(actor, Permission::AssignProviders)?;
    let tx = desk.store().snapshot().await?;
    let current = settings_on(&tx, &desk.tree(), &actor.org, desk.today()).await?;
    let rows = store::assignment::list_settings(&tx, &actor.org).await?;
    Ok(SettingsView { org: actor.org.clone(), current, rows })
}

/// What is wrong with new settings; nothing when they can be used.
fn check(desk: &Desk, change: &Change) -> Outcome<()> {
    let mut refusal = Refusal::new("assignment.settings_wrong");
    for (field, code) in change.settings.faults() {
        refusal = refusal.field(field, code);
    }
    if change.valid_from < desk.today() {
        refusal = refusal.field("valid_from", "in_the_past");
    }
    if !law::intake::is_reason(&change.reason) {
        refusal = refusal.field("reason", "required");
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

/// Sets what holds from a day on; earlier choices keep what they were made with.
pub async fn change_settings(desk: &Desk, actor: &Actor, change: Change) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    check(desk, &change)?;
    let mut work = desk.begin(&permit).await?;
    if store::assignment::list_settings(&work.tx, &actor.org).await?.iter().any(|row| row.id == change.id) {
        return Ok(());
    }
    let before = settings_on(&work.tx, &desk.tree(), &actor.org, change.valid_from).await?;
    let broken = |error: serde_json::Error| crate::failure::Failure::Broken(error.to_string());
    let row = SettingRow {
        id: change.id,
        org_code: actor.org.clone(),
        valid_from: change.valid_from,
        body: serde_json::to_string(&change.settings).map_err(broken)?,
        reason: change.reason.trim().to_owned(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    store::assignment::insert_setting(&work.tx, &row).await?;
    let detail = json!({ "valid_from": row.valid_from, "before": before, "after": change.settings });
    work.record_because("assignment.change_settings", "organisation", &row.org_code, &row.reason, detail);
    desk.commit(work).await
}

/// Gives the cases of the last target year once more, by the settings of today and by new ones.
pub async fn preview(desk: &Desk, actor: &Actor, change: &Change) -> Outcome<Preview> {
    desk.permit(actor, Permission::AssignProviders)?;
    check(desk, change)?;
    let tx = desk.store().snapshot().await?;
    let tree = desk.tree();
    let year = TargetYear::of(desk.today()).previous();
    let codes = law::access::subtree(&tree, &actor.org);
    let providers = store::staff::list_providers(&tx, Some(&codes), None, 400).await?;
    let ids: Vec<Uuid> = providers.iter().map(|it| it.id).collect();
    let pool = people_of(&tx, &tree, (&actor.org, year.last()), providers, &[]).await?;
    let current = settings_on(&tx, &tree, &actor.org, desk.today()).await?;
    let past = store::assignment::list_past(&tx, &ids, (year.first(), year.last()), MOST).await?;
    drop(tx);
    let people: Vec<Nominee> = pool.everybody();
    let cases: Vec<PastCase> = past.iter().map(past_case).collect();
    let real = replay(&cases, &people, Method::FirstKnown, &current);
    Ok(Preview {
        year,
        cases: cases.len(),
        real: spread(&real.shares),
        current: replay(&cases, &people, Method::Ranking, &current),
        new: replay(&cases, &people, Method::Ranking, &change.settings),
    })
}

fn past_case(line: &PastLine) -> PastCase {
    /// So long a case runs whose end is not known.
    const USUAL_DAYS: u32 = 120;
    let lasted = line.closed_on.and_then(|end| u32::try_from((end - line.assigned_on).num_days()).ok());
    PastCase {
        day: line.assigned_on,
        lasted: lasted.unwrap_or(USUAL_DAYS).max(1),
        burden: Burden {
            form: line.form.0,
            stage: line.stage.map(|stage| stage.0),
            charge: line.charge.map(|charge| charge.0),
            accused: u32::try_from(line.accused).unwrap_or(1),
            km: None,
        },
        field: line.field.0,
        place: line.commune_code.as_deref().and_then(store::reference::place_of),
        language: None,
        held: false,
        known: key_of(line.provider_id),
    }
}
