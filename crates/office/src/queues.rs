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
