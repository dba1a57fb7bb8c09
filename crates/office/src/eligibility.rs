//! Who is entitled, by the rules of a day: for the clerk at the desk and for anybody who asks for themselves.
//!
//! The answer is `law::eligibility`'s alone. Nothing is read about a person and nothing is kept, so nothing is
//! permitted, recorded or logged here; what a request keeps of it is kept by `requests`.

use chrono::NaiveDate;
use law::eligibility::{Assessment, PersonFacts};
use law::staff::OrganisationKind;
use serde::Serialize;

use crate::desk::Desk;
use crate::failure::Outcome;

/// A paper that may prove something, as the rules of a day know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paper {
    pub code: String,
    /// Its name in the words of an administrator who added it; papers of the program have theirs in the texts.
    pub name: Option<String>,
}

/// Where somebody may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Centre {
    pub name: String,
    pub address: Option<String>,
    pub phone: Option<String>,
}

/// Holds facts against the rules of a day.
#[must_use]
pub fn assess(desk: &Desk, facts: &PersonFacts, day: NaiveDate) -> Assessment {
    law::eligibility::assess(facts, &desk.rules().on(day), day)
}

/// The papers that the rules of a day know.
#[must_use]
pub fn papers(desk: &Desk, day: NaiveDate) -> Vec<Paper> {
    let rules = desk.rules();
    let proofs = rules.on(day).proofs();
    proofs.into_iter().map(|it| Paper { code: it.key.clone(), name: it.name.clone() }).collect()
}

/// The Centres that exist today, for anybody to see: their names, addresses and telephone numbers are public.
pub async fn centres(desk: &Desk) -> Outcome<Vec<Centre>> {
    let tx = desk.store().snapshot().await?;
    let today = desk.today();
    let all = store::staff::list_organisations(&tx).await?;
    let open = all.into_iter().filter(|unit| {
        unit.kind.0 == OrganisationKind::Centre && unit.valid_to.is_none_or(|last| last >= today)
    });
    let mut centres: Vec<Centre> =
        open.map(|unit| Centre { name: unit.name, address: unit.address, phone: unit.phone }).collect();
    centres.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(centres)
}
