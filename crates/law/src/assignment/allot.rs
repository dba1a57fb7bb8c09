//! Many cases at once: each goes to somebody so that all of them together go best.

use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;

use super::{Key, ORDINARY};

/// A case that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// The case.
    pub key: Key,
    /// How heavy it is.
    pub weight: u32,
    /// Whom nothing stands against, with the points of the ranking.
    pub fits: Vec<(Key, u32)>,
    /// Whoever assigns has settled that this one takes it.
    pub locked: Option<Key>,
}

/// How many more cases somebody takes this morning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// The provider.
    pub key: Key,
    /// So many cases.
    pub room: u32,
}

/// Who takes a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pair {
    /// The case.
    pub case: Key,
    /// The provider; `None` where nobody may or can.
    pub provider: Option<Key>,
}

/// Who takes which case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allotment {
    /// Each case once, in the order of their keys.
    pub pairs: Vec<Pair>,
    /// What it costs: less is better. Cases that are left open cost [`LEFT_OPEN`].
    pub cost: i64,
}

/// A case that nobody takes is worse than any pair.
pub const LEFT_OPEN: i64 = 1_000_000;
/// A pair that no rule allows is worse than leaving every case open.
const FORBIDDEN: i64 = 1_000_000_000_000;
/// The best pair has so many points.
const BEST: i64 = 10_000;
/// What each further case of one morning costs whoever has some already, for an ordinary case.
const FURTHER: i64 = 600;

/// Allots cases to providers at the least cost (*phân công cả loạt*): points that a pair lacks, and a growing charge for
/// each further case of one provider, so that a morning does not fall on one person.
///
/// Basis: none; ours. A pair that is not among [`Task::fits`] is never made; a lock is kept as long as it is. Input in
/// another order gives the same answer, and more room never makes it worse.
#[must_use]
pub fn allot(tasks: &[Task], rooms: &[Room]) -> Allotment {
    let mut tasks: Vec<&Task> = tasks.iter().collect();
    tasks.sort_by_key(|task| task.key);
    tasks.dedup_by_key(|task| task.key);
    let mut rooms: Vec<Room> = rooms.to_vec();
    rooms.sort_by_key(|room| room.key);
    let mut result = Allotment::default();
    let mut taken = vec![0_u32; rooms.len()];
    let place_of = |key: Key| rooms.binary_search_by_key(&key, |room| room.key).ok();
    let mut open = Vec::new();
    for task in tasks {
        let locked = task.locked.and_then(|key| Some((place_of(key)?, points_of(task, key)?)));
        match locked {
            Some((place, points)) => {
                result.cost += cost(task, points, taken[place]);
                taken[place] += 1;
                result.pairs.push(Pair { case: task.key, provider: Some(rooms[place].key) });
            }
            None => open.push(task),
        }
    }
    let seats = seats(&rooms, &taken, open.len());
    if !open.is_empty() {
        let (spent, chosen) = solve(&open, &seats, &rooms);
        result.cost += spent;
        result
            .pairs
            .extend(open.iter().zip(chosen).map(|(task, provider)| Pair { case: task.key, provider }));
    }
    result.pairs.sort();
    result
}

fn points_of(task: &Task, provider: Key) -> Option<u32> {
    task.fits.iter().find(|(key, _)| *key == provider).map(|(_, points)| *points)
}

fn cost(task: &Task, points: u32, before: u32) -> i64 {
    BEST - i64::from(points) + FURTHER * i64::from(before) * i64::from(task.weight) / i64::from(ORDINARY)
}

/// A seat for each case that somebody may still take: the place of the provider, and how many came before.
fn seats(rooms: &[Room], taken: &[u32], cases: usize) -> Vec<(usize, u32)> {
    let most = u32::try_from(cases).unwrap_or(u32::MAX);
    let of = |(place, room): (usize, &Room)| {
        let free = room.room.saturating_sub(taken[place]).min(most);
        (taken[place]..taken[place] + free).map(move |before| (place, before))
    };
    rooms.iter().enumerate().flat_map(of).collect()
}

fn solve(open: &[&Task], seats: &[(usize, u32)], rooms: &[Room]) -> (i64, Vec<Option<Key>>) {
    // Behind the seats stands one empty chair for each case: whoever sits there is left open.
    let columns = seats.len() + open.len();
    let mut costs = Matrix::new(open.len(), columns, LEFT_OPEN);
    for (row, task) in open.iter().enumerate() {
        let mut points = vec![None; rooms.len()];
        for (key, value) in &task.fits {
            if let Ok(place) = rooms.binary_search_by_key(key, |room| room.key) {
                points[place] = Some(*value);
            }
        }
        for (column, (place, before)) in seats.iter().enumerate() {
            costs[(row, column)] = points[*place].map_or(FORBIDDEN, |points| cost(task, points, *before));
        }
    }
    let (spent, columns) = kuhn_munkres_min(&costs);
    let provider = |column: usize| seats.get(column).map(|(place, _)| rooms[*place].key);
    (spent, columns.into_iter().map(provider).collect())
}
