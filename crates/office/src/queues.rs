//! Work queues: which cases wait for somebody, counted and listed the same way.
//!
//! Until the life cycle of a case has its own states, a queue follows from the dates of the case.

use chrono::NaiveDate;
use law::access::Permission;
use store::cases::CaseFilter;
use store::cases::list::{Queue, QueueState};

use crate::desk::{Actor, Desk};
use crate::failure::Outcome;

/// A queue with what waits in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub queue: Queue,
    /// Counted up to a thousand.
    pub count: usize,
    /// The day since which the oldest waits.
    pub oldest: Option<NaiveDate>,
}

/// How many a queue counts at most.
pub const COUNTED: usize = 1000;

/// The queues of an actor who may open cases.
pub async fn list(desk: &Desk, actor: &Actor) -> Outcome<Vec<Waiting>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let mut found = Vec::new();
    for queue in Queue::ALL {
        let filter = CaseFilter { queue: Some(queue), today: Some(desk.today()), ..CaseFilter::default() };
        let QueueState { count, oldest } =
            store::cases::list::queue_state(&tx, permit.reach(), &filter, COUNTED).await?;
        found.push(Waiting { queue, count, oldest });
    }
    Ok(found)
}

/// How lately a register was written in: late entry is the first thing to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    pub code: String,
    pub name: String,
    /// Latest acceptance in the register.
    pub last_accepted: Option<NaiveDate>,
    /// Cases accepted in the last thirty days.
    pub lately: usize,
}

/// The registers within reach that still run, most silent first. Empty for an actor with one register.
pub async fn silent_units(desk: &Desk, actor: &Actor) -> Outcome<Vec<UnitState>> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    let mut units = store::staff::list_organisations(&tx).await?;
    units.retain(|unit| {
        let centre = unit.kind.0 == law::staff::OrganisationKind::Centre;
        centre && unit.valid_to.is_none() && permit.reach().covers(&unit.code)
    });
    if units.len() < 2 {
        return Ok(Vec::new());
    }
    let since = desk.today() - chrono::Duration::days(30);
    let mut states = Vec::with_capacity(units.len());
    for unit in units {
        let (last_accepted, lately) = store::cases::list::lately(&tx, &unit.code, since).await?;
        states.push(UnitState { code: unit.code, name: unit.name, last_accepted, lately });
    }
    states.sort_by_key(|state| (state.lately, state.last_accepted));
    Ok(states)
}

/// Doubtful facts within reach, by kind.
pub async fn doubts(desk: &Desk, actor: &Actor) -> Outcome<Vec<(law::cases::Doubt, i64)>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::cases::doubts::count(&tx, permit.reach()).await?)
}
