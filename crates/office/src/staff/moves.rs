//! Providers who go over when their organisation is closed: from the first day after it they work, and are found, at the
//! organisation that takes over; what they did before stays where it was done.
//!
//! A day that has come is done within the act of closing, a later one by the job [`move_due`]. The account of a provider
//! goes along, so that the work of the new organisation lies within reach. Who ended before, or was moved by hand, stays.

use law::staff::moves_on;
use serde_json::json;
use store::staff::{Organisation, Provider};

pub use store::staff::ProviderMove;

use crate::changes;
use crate::desk::{Actor, Desk, Work};
use crate::failure::Outcome;

/// Moves of one transaction of the job.
const BATCH: usize = 200;
/// More than any organisation has.
const MOST: usize = 100_000;

/// Plans who goes over with the closing of an organisation, and does what is due. Answers how many go.
pub(super) async fn plan(desk: &Desk, work: &mut Work, actor: &Actor, closed: &Organisation) -> Outcome<u64> {
    store::staff::remove_planned(&work.tx, &closed.code).await?;
    let (Some(last_day), Some(successor)) = (closed.valid_to, &closed.successor) else { return Ok(0) };
    let Some(day) = moves_on(*closed.kind, last_day) else { return Ok(0) };
    let plan = ProviderMove {
        provider_id: uuid::Uuid::nil(),
        moves_on: day,
        from_org: closed.code.clone(),
        to_org: successor.clone(),
        moved_at: None,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    let count = store::staff::insert_moves(&work.tx, &plan, last_day).await?;
    if day <= desk.today() {
        let due = store::staff::list_moves_due(&work.tx, desk.today(), MOST).await?;
        for it in due.iter().filter(|it| it.from_org == closed.code) {
            go_over(desk, work, it).await?;
        }
    }
    Ok(count)
}

/// Moves everybody whose day has come; a job, safe to repeat. Answers how many went.
pub async fn move_due(desk: &Desk) -> Outcome<usize> {
    let mut moved = 0;
    loop {
        let mut work = desk.begin_as(&Actor::system()).await?;
        let due = store::staff::list_moves_due(&work.tx, desk.today(), BATCH).await?;
        for it in &due {
            moved += usize::from(go_over(desk, &mut work, it).await?);
        }
        desk.commit(work).await?;
        if due.len() < BATCH {
            return Ok(moved);
        }
    }
}

/// Lets one provider go over; answers whether there was somebody to go.
async fn go_over(desk: &Desk, work: &mut Work, it: &ProviderMove) -> Outcome<bool> {
    let found = store::staff::find_provider(&work.tx, it.provider_id).await?;
    let stays = |provider: &Provider| {
        provider.org_code != it.from_org || provider.ended_on.is_some_and(|last| last < it.moves_on)
    };
    let Some(before) = found.filter(|provider| !stays(provider)) else {
        store::staff::remove_move(&work.tx, it).await?;
        return Ok(false);
    };
    let after = Provider { org_code: it.to_org.clone(), ..before.clone() };
    let changed = changes::between(&before, &after, &["version", "name_folded"]);
    store::staff::update_provider(&work.tx, after).await?;
    let accounts = store::staff::update_accounts(&work.tx, it).await?;
    store::staff::update_moved(&work.tx, it, desk.now()).await?;
    let detail = json!({ "changed": changed, "moves_on": it.moves_on, "accounts": accounts });
    work.record("staff.move_provider", "provider", it.provider_id, detail);
    Ok(true)
}
