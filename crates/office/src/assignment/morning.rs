//! The cases that wait for a provider, given to people all at once: a proposal with its reasons, what if, and the acts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::assignment::{Key, Ranked, Record, Room, Task, allot, weight};
use law::conduct::ASSIGNMENT_CLOCKS;
use serde_json::json;
use store::cases::{Case, CaseFile};
use store::staff::Provider;
use uuid::Uuid;

use crate::conduct::ranking::{Pool, key_of, needs, pool};
use crate::conduct::{self, Assigning, Doing, Sent};
use crate::desk::{Actor, Desk};
use crate::failure::Outcome;

/// Cases of one morning, at most.
pub const MOST: usize = 200;

/// What is tried: pairs that are settled, people who take nothing today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    pub locks: BTreeMap<Uuid, Uuid>,
    pub without: BTreeSet<Uuid>,
}

/// A case of the morning with whom it would go to.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub case: Case,
    /// Until when the law wants somebody assigned.
    pub due_at: Option<DateTime<Utc>>,
    pub weight: u32,
    /// Whom it would go to, at which place of the ranking of this case (from 1).
    pub chosen: Option<(Provider, Ranked, usize)>,
    /// Who leads the ranking of this case, where that is somebody else.
    pub leader: Option<(String, u32)>,
    /// Whom nothing stands against, the best first: who can be locked.
    pub fits: Vec<(Uuid, String)>,
    pub locked: bool,
}

/// A proposal for all cases that wait.
#[derive(Clone, Debug)]
pub struct Morning {
    pub lines: Vec<Waiting>,
    /// What each gets: the provider, what there was before, how many cases and how heavy they are together.
    pub people: Vec<(Provider, Record, u32, u32)>,
    /// Points of all pairs together, with the locks and without them.
    pub points: i64,
    pub best: i64,
    /// Cases that nobody may or can take.
    pub left_open: usize,
    /// Restricted cases that are assigned one by one.
    pub apart: usize,
}

/// One assignment of a morning, as it was shown.
#[derive(Clone, Copy, Debug)]
pub struct Pick {
    pub case: Uuid,
    pub provider: Uuid,
    pub sent: Sent,
}

/// Proposes whom the cases that wait within reach go to. The reading is recorded.
pub async fn morning(desk: &Desk, actor: &Actor, what_if: &WhatIf) -> Outcome<Morning> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let today = desk.today();
    let tx = &desk.store().snapshot().await?;
    let ids = store::assignment::list_waiting(tx, permit.reach(), MOST).await?;
    let cases = store::conduct::list_within(tx, permit.reach(), &ids).await?;
    let (cases, apart): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| case.restricted.is_empty());
    let mut files = store::cases::with_beneficiaries(tx, cases).await?;
    files.sort_by_key(|file| (file.case.accepted_on, file.case.id));
    let needs = needs(desk, tx, &files, today).await?;
    let pool = pool(desk, tx, permit.reach(), (&actor.org, today), &needs).await?;
    let due = store::assignment::list_due(tx, &ids, ASSIGNMENT_CLOCKS).await?;
    let ranked: Vec<(u32, Vec<Ranked>)> = files
        .iter()
        .zip(&needs)
        .map(|(file, need)| (weight(&need.burden), pool.rank(desk, need, file)))
        .collect();
    let morning = propose(&pool, (&files, &ranked, &due), what_if, apart.len());
    desk.record_reading(&permit, "assignment.morning", "list", "waiting", json!({ "lines": files.len() }))
        .await?;
    Ok(morning)
}

type Asked<'a> = (&'a [CaseFile], &'a [(u32, Vec<Ranked>)], &'a [(Uuid, DateTime<Utc>)]);

fn propose(pool: &Pool, (files, ranked, due): Asked<'_>, what_if: &WhatIf, apart: usize) -> Morning {
    let without: BTreeSet<Key> = what_if.without.iter().map(|id| key_of(*id)).collect();
    let fits = |ranked: &[Ranked]| -> Vec<(Key, u32)> {
        let free = ranked.iter().filter(|it| it.is_eligible() && !without.contains(&it.key));
        free.map(|it| (it.key, it.points)).collect()
    };
    let task = |(file, (weight, ranked)): (&CaseFile, &(u32, Vec<Ranked>))| Task {
        key: key_of(file.case.id),
        weight: *weight,
        fits: fits(ranked),
        locked: what_if.locks.get(&file.case.id).map(|id| key_of(*id)),
    };
    let tasks: Vec<Task> = files.iter().zip(ranked).map(task).collect();
    let rooms: Vec<Room> =
        pool.providers.keys().map(|key| Room { key: *key, room: pool.room_of(*key) }).collect();
    let result = allot(&tasks, &rooms);
    let free: Vec<Task> = tasks.iter().map(|task| Task { locked: None, ..task.clone() }).collect();
    let best = if what_if.locks.is_empty() { result.cost } else { allot(&free, &rooms).cost };
    let pairs: BTreeMap<Key, Option<Key>> =
        result.pairs.iter().map(|pair| (pair.case, pair.provider)).collect();
    let mut people: BTreeMap<Key, (u32, u32)> = BTreeMap::new();
    let mut lines = Vec::with_capacity(files.len());
    for (file, (weight, ranked)) in files.iter().zip(ranked) {
        let chosen = pairs.get(&key_of(file.case.id)).copied().flatten();
        if let Some(key) = chosen {
            let got = people.entry(key).or_default();
            *got = (got.0 + 1, got.1 + weight);
        }
        lines.push(line(pool, (file, *weight, ranked), chosen, due, what_if));
    }
    let people = people.into_iter().filter_map(|(key, (number, weight))| {
        Some((pool.providers.get(&key)?.clone(), pool.record_of(key), number, weight))
    });
    let mut people: Vec<_> = people.collect();
    people.sort_by_key(|(it, ..)| it.name_folded.clone());
    Morning {
        left_open: lines.iter().filter(|line| line.chosen.is_none()).count(),
        lines,
        people,
        points: -result.cost,
        best: -best,
        apart,
    }
}

fn line(
    pool: &Pool,
    (file, weight, ranked): (&CaseFile, u32, &[Ranked]),
    chosen: Option<Key>,
    due: &[(Uuid, DateTime<Utc>)],
    what_if: &WhatIf,
) -> Waiting {
    let name = |key: &Key| pool.providers.get(key).map(|it| it.name.clone()).unwrap_or_default();
    let chosen = chosen.and_then(|key| {
        let place = ranked.iter().position(|it| it.key == key)?;
        Some((pool.providers.get(&key)?.clone(), ranked[place].clone(), place + 1))
    });
    let leads = ranked.first().filter(|it| it.is_eligible());
    let other = leads.filter(|it| chosen.as_ref().is_none_or(|(_, ranked, _)| ranked.key != it.key));
    let free = ranked.iter().filter(|it| it.is_eligible());
    Waiting {
        case: file.case.clone(),
        due_at: due.iter().find(|(case, _)| *case == file.case.id).map(|(_, at)| *at),
        weight,
        leader: other.map(|it| (name(&it.key), it.points)),
        fits: free.take(12).map(|it| (Uuid::from_u128(it.key), name(&it.key))).collect(),
        locked: what_if
            .locks
            .get(&file.case.id)
            .is_some_and(|id| chosen.as_ref().is_some_and(|(provider, ..)| provider.id == *id)),
        chosen,
    }
}

/// Assigns what was shown, case by case, each as an act of its own: one that is refused does not hold the others up.
/// Answers the cases that were refused, with why.
pub async fn assign_all(
    desk: &Desk,
    actor: &Actor,
    picks: &[Pick],
    (day, decision, why): (NaiveDate, &str, &str),
) -> Outcome<Vec<(Uuid, crate::failure::Failure)>> {
    desk.permit(actor, Permission::AssignProviders)?;
    let batch = desk.id();
    let mut refused = Vec::new();
    for pick in picks.iter().take(MOST) {
        let it = Assigning {
            sent: pick.sent,
            provider: pick.provider,
            day,
            decision: Some(decision.to_owned()),
            note: None,
            not_opposed: None,
            asked_on: None,
            why: Some(why.to_owned()),
            batch: Some(batch),
        };
        if let Err(failure) = conduct::assign(desk, actor, pick.case, it, Doing::Real).await {
            refused.push((pick.case, failure));
        }
    }
    Ok(refused)
}
