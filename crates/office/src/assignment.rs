//! Assignments beyond one case: the morning's cases as one optimum, how evenly the load lies, the settings of a Centre
//! with a look at last year, and what waits for an answer.
//!
//! Who may and who best is `law::assignment`; one assignment is an act of `conduct`, and so is each of a morning.
//! `assignment/morning` the cases that wait · `assignment/fairness` shares and spread · `assignment/settings` weights.

mod fairness;
mod morning;
mod settings;

use law::access::Permission;
use serde_json::json;
use store::assignment::OpenOffer;
use uuid::Uuid;

pub use fairness::{Class, Fairness, Person, fairness, own_organisation};
pub use morning::{Morning, Pick, Waiting, WhatIf, assign_all, morning};
pub use settings::{Change, Preview, SettingsView, change_settings, preview, settings};
pub use store::assignment::{OpenOffer as Unanswered, SettingRow};

use crate::desk::{Actor, Desk, Permit};
use crate::failure::Outcome;
use crate::messages;

/// Offers on a page.
const MOST: usize = 100;

/// Assignments within reach that wait for the answer of the provider, the most pressing first.
pub async fn unanswered(desk: &Desk, actor: &Actor) -> Outcome<Vec<OpenOffer>> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let found = {
        let tx = desk.store().snapshot().await?;
        store::assignment::list_offers_within(&tx, permit.reach(), MOST).await?
    };
    told(desk, &permit, found).await
}

/// Hands offers out; which cases they are of stays on record.
async fn told(desk: &Desk, permit: &Permit, offers: Vec<OpenOffer>) -> Outcome<Vec<OpenOffer>> {
    let cases: Vec<Uuid> = offers.iter().map(|it| it.offer.case_id).collect();
    if !cases.is_empty() {
        desk.record_reading(permit, "assignment.offers", "list", "offers", json!({ "cases": cases })).await?;
    }
    Ok(offers)
}

/// Assignments that wait for my own answer.
pub async fn offered_to_me(desk: &Desk, actor: &Actor) -> Outcome<Vec<OpenOffer>> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let Some(provider) = permit.actor().provider else { return Ok(Vec::new()) };
    let found = {
        let tx = desk.store().snapshot().await?;
        store::assignment::list_open_of(&tx, provider, MOST).await?
    };
    told(desk, &permit, found).await
}

/// Tells the head of each assignment whose provider has not answered in time: once. Safe to repeat.
pub async fn chase_offers(desk: &Desk) -> Outcome<usize> {
    let tx = desk.store().begin().await?;
    let overdue = store::assignment::list_overdue(&tx, desk.now(), MOST).await?;
    for line in &overdue {
        messages::tell_unanswered(desk, &tx, line.offer.id, line.offer.case_id).await?;
        store::assignment::mark_told(&tx, line.offer.id, desk.now()).await?;
    }
    tx.commit().await?;
    Ok(overdue.len())
}
