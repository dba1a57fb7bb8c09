//! The organisations whose figures a reader may ask for, in the order of the tree.

use chrono::NaiveDate;
use law::statistics::Geography;
use office::staff::Organisation;
use office::statistics::ReportRequest;
use office::statistics::names::{self, Province};
use office::{Actor, Desk, Outcome};

/// An organisation within reach, and how deep below the topmost it stands.
#[derive(Clone, Debug)]
pub struct Reached {
    pub organisation: Organisation,
    pub depth: usize,
}

/// Organisations within reach; those that ended stand after those that run, below the same head.
pub async fn organisations(desk: &Desk, actor: &Actor) -> Outcome<Vec<Reached>> {
    let reach = desk.reach_of(actor);
    let mut all = office::staff::list_organisations(desk, actor).await?;
    all.retain(|unit| reach.covers(&unit.code));
    all.sort_by_key(|unit| (unit.valid_to.is_some(), unit.kind.0, unit.code.clone()));
    let known = |code: &str| all.iter().any(|unit| unit.code == code);
    let tops: Vec<&Organisation> =
        all.iter().filter(|unit| !unit.parent.as_deref().is_some_and(known)).collect();
    let mut ordered = Vec::with_capacity(all.len());
    for top in tops {
        place(&all, top, 0, &mut ordered);
    }
    Ok(ordered)
}

/// The name under which a report stands: that of its last day, or today's for today's area.
pub async fn name_of(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<String> {
    let name = names::organisation_on(desk, actor, &request.org, day_of(desk, request)).await?;
    Ok(name.unwrap_or_else(|| request.org.clone()))
}

/// The day whose names a report uses.
pub fn day_of(desk: &Desk, request: &ReportRequest) -> NaiveDate {
    match request.geography {
        Geography::Then => request.to,
        Geography::Now => desk.today(),
    }
}

/// The name of a province on a day; the first it had when it came later, the last when it had ended.
pub fn province_on(rows: &[Province], code: &str, day: NaiveDate) -> Option<String> {
    let mut own: Vec<&Province> = rows.iter().filter(|row| row.code == code).collect();
    own.sort_by_key(|row| row.valid_from);
    let then = own.iter().rev().find(|row| row.valid_from <= day).or(own.first());
    then.map(|row| row.name.clone())
}

fn place(all: &[Organisation], unit: &Organisation, depth: usize, ordered: &mut Vec<Reached>) {
    // A tree that turns in a circle must not keep us.
    if depth > 8 {
        return;
    }
    ordered.push(Reached { organisation: unit.clone(), depth });
    for below in all.iter().filter(|it| it.parent.as_deref() == Some(&unit.code)) {
        place(all, below, depth + 1, ordered);
    }
}
