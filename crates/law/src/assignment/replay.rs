//! The cases of a year given once more by another method, to see what a method does to people, ways and deadlines.

use std::collections::{BTreeMap, VecDeque};

use chrono::{Days, NaiveDate};

use super::{
    Burden, Key, Need, Nominee, ORDINARY, Place, Record, Settings, Share, Spread, distance_km, exclusions,
    rank, spread, weight,
};
use crate::cases::LegalField;
use crate::coded;
use crate::targets::TargetYear;

coded! {
    /// How cases are given.
    Method as "assignment-method" {
        /// Whoever the person, the agency or the desk knows first.
        FirstKnown = "first_known",
        /// One after the other, by the list.
        RoundRobin = "round_robin",
        /// By the ranking of this system.
        Ranking = "ranking",
    }
}

/// A case of a year that is over.
#[derive(Clone, Debug)]
pub struct PastCase {
    /// Day on which somebody was sent.
    pub day: NaiveDate,
    /// Days until it ended.
    pub lasted: u32,
    /// What made it heavy; the way is counted for each provider.
    pub burden: Burden,
    /// Field of law.
    pub field: LegalField,
    /// Where it was.
    pub place: Option<Place>,
    /// Language of the person.
    pub language: Option<String>,
    /// Somebody was held.
    pub held: bool,
    /// Whom those who asked knew first, or who did it.
    pub known: Key,
}

/// What a method did.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    /// What each carried in the year.
    pub shares: Vec<Share>,
    /// How evenly.
    pub spread: Spread,
    /// Cases that went to somebody.
    pub given: u32,
    /// Kilometres on average, one way, of the cases of which the way is known.
    pub km: f64,
    /// Cases that went to somebody who was away or carried all that can be carried: the deadline of the first step is
    /// missed, or another must be sent.
    pub missed: u32,
    /// Cases for which nobody was found.
    pub open: u32,
}

/// What somebody carries while the year runs.
struct Carried {
    record: Record,
    /// When what runs will end, and its weight.
    running: VecDeque<(NaiveDate, u32)>,
}

impl Carried {
    /// What ended before a day is no load any more.
    fn pass(&mut self, day: NaiveDate) {
        let mut open = 0;
        self.running.retain(|(until, _)| *until > day);
        for (_, weight) in &self.running {
            open += weight;
        }
        self.record.open = open;
        self.record.open_count = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
    }

    fn take(&mut self, case: &PastCase, weight: u32) {
        let until = case.day + Days::new(u64::from(case.lasted));
        self.running.push_back((until, weight));
        self.record.given += weight;
        self.record.given_count += 1;
        self.record.last_on = Some(case.day);
    }
}

/// Gives the cases of a year once more, one by one in the order of their days (*mô phỏng phân công*).
///
/// Basis: none; ours. A model: nobody falls ill twice, nobody learns. The part of each counts the absence of the whole
/// year, so that whoever was away is not found behind.
#[must_use]
pub fn replay(cases: &[PastCase], people: &[Nominee], method: Method, settings: &Settings) -> Replay {
    let mut cases: Vec<&PastCase> = cases.iter().collect();
    cases.sort_by_key(|case| case.day);
    let mut carried: BTreeMap<Key, Carried> = people
        .iter()
        .map(|it| {
            (
                it.key,
                Carried {
                    record: Record { part: it.record.part, ..Record::default() },
                    running: VecDeque::new(),
                },
            )
        })
        .collect();
    let mut result =
        Replay { shares: Vec::new(), spread: Spread::default(), given: 0, km: 0.0, missed: 0, open: 0 };
    let (mut turn, mut ways, mut far) = (0, 0_u32, 0_u64);
    let mut year = None;
    for case in cases {
        if year.replace(TargetYear::of(case.day)) != Some(TargetYear::of(case.day)) {
            carried.values_mut().for_each(|it| (it.record.given, it.record.given_count) = (0, 0));
        }
        carried.values_mut().for_each(|it| it.pass(case.day));
        let now: Vec<Nominee> =
            people.iter().map(|it| Nominee { record: carried[&it.key].record, ..it.clone() }).collect();
        let need = need_of(case);
        let Some(chosen) = choose(case, &need, &now, method, settings, &mut turn) else {
            result.open += 1;
            continue;
        };
        let km = chosen.home.zip(case.place).map(|(home, place)| distance_km(home, place));
        if let Some(km) = km {
            (ways, far) = (ways + 1, far + u64::from(km));
        }
        let full = chosen.capacity.unwrap_or(settings.full_load) * ORDINARY;
        let away = chosen.absences.iter().any(|span| span.covers(case.day));
        result.missed += u32::from(away || chosen.record.open >= full);
        result.given += 1;
        let heavy = weight(&Burden { km, ..case.burden });
        let key = chosen.key;
        if let Some(it) = carried.get_mut(&key) {
            it.take(case, heavy);
        }
    }
    result.shares = carried
        .iter()
        .map(|(key, it)| Share { key: *key, carried: it.record.given, part: it.record.part })
        .collect();
    result.spread = spread(&result.shares);
    result.km = if ways == 0 { 0.0 } else { far as f64 / f64::from(ways) };
    result
}

fn need_of(case: &PastCase) -> Need {
    Need {
        form: case.burden.form,
        field: case.field,
        day: case.day,
        meetings: Vec::new(),
        held: case.held,
        language: case.language.clone(),
        wants_sex: None,
        chosen: None,
        commune: None,
        place: case.place,
        burden: case.burden,
        between: BTreeMap::new(),
    }
}

fn choose<'a>(
    case: &PastCase,
    need: &Need,
    now: &'a [Nominee],
    method: Method,
    settings: &Settings,
    turn: &mut usize,
) -> Option<&'a Nominee> {
    // Whatever the method, the law holds: kind and appointment. What the old ways overlook is leave and load.
    let lawful = |it: &&Nominee| {
        let found = exclusions(need, it, None, settings);
        found.iter().all(|exclusion| exclusion.force() == super::Force::SayWhy)
    };
    match method {
        Method::FirstKnown => {
            let known = now.iter().find(|it| it.key == case.known).filter(lawful);
            known.or_else(|| now.iter().find(lawful))
        }
        Method::RoundRobin => {
            let next =
                (0..now.len()).map(|step| (*turn + step) % now.len()).find(|place| lawful(&&now[*place]))?;
            *turn = next + 1;
            now.get(next)
        }
        Method::Ranking => {
            let best = rank(need, now, None, settings).into_iter().find(|it| it.is_eligible())?;
            now.iter().find(|it| it.key == best.key)
        }
    }
}
