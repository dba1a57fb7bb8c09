//! Duty at courts and investigating bodies (*trực trợ giúp pháp lý*): shifts, a fair rota, swaps.
//!
//! Basis: Programme 1603/CTPH-BTP-TANDTC of 19/05/2022 (by phone, or at the court by rota); Joint circular 10/2018 art. 8(9)
//! encourages it. How turns are divided is ours: nights and days off go round evenly.

use chrono::NaiveDate;

use crate::coded;

coded! {
    /// How somebody is on duty (*hình thức trực*).
    DutyMode as "duty-mode" {
        /// *Trực tại trụ sở*: present at the place.
        Presence = "presence",
        /// *Trực qua điện thoại*.
        Phone = "phone",
    }
}

coded! {
    /// Which part of a day a shift is (*ca trực*).
    DutyPeriod as "duty-period" {
        /// 07:30–17:00.
        Day = "day",
        /// 17:00–07:30 of the next day.
        Night = "night",
    }
}

impl DutyPeriod {
    /// From which minute of the day to which; a night ends on the next day, after minute 1440.
    #[must_use]
    pub fn minutes(self) -> (i64, i64) {
        match self {
            Self::Day => (450, 1020),
            Self::Night => (1020, 1890),
        }
    }
}

coded! {
    /// On which days a place is kept (*ngày trực*).
    DutyDays as "duty-days" {
        /// Working days only.
        Working = "working",
        /// Every day.
        Every = "every",
    }
}

coded! {
    /// What a shift costs whoever does it (*loại ca trực*): each kind goes round by itself.
    DutyLoad as "duty-load" {
        /// A night.
        Night = "night",
        /// A day on which others are off.
        DayOff = "day_off",
        /// A working day.
        Plain = "plain",
    }
}

/// What a shift counts as (*loại ca trực*).
///
/// Basis: none; a night counts as a night whatever its date, so that each shift is of one kind.
#[must_use]
pub fn load_of(period: DutyPeriod, day_off: bool) -> DutyLoad {
    match (period, day_off) {
        (DutyPeriod::Night, _) => DutyLoad::Night,
        (DutyPeriod::Day, true) => DutyLoad::DayOff,
        (DutyPeriod::Day, false) => DutyLoad::Plain,
    }
}

/// A shift to fill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its day.
    pub day: NaiveDate,
    /// Its part of the day.
    pub period: DutyPeriod,
    /// Nobody else works on that day.
    pub day_off: bool,
    /// Who has it already: the place in the list of people. It is kept.
    pub taken: Option<usize>,
}

/// Somebody who takes turns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OnRota {
    /// Days on which no duty is possible: leave, hearings, duty elsewhere.
    pub away: Vec<NaiveDate>,
    /// Nights, days off and plain shifts done before, in the year so far.
    pub done: [u32; 3],
}

/// Divides shifts (*xếp lịch trực*): for each slot the place of a person in the list, `None` where nobody can.
///
/// Basis: none; Programme 1603/CTPH-BTP-TANDTC asks for a rota. Nobody has two shifts on a day. Each kind of shift goes to
/// whoever has fewest of it; of several to who has fewest in all, was not on duty the night before, was on duty
/// longest ago, stands first. Then what is uneven is mended: of those who could, none has two more of a kind than another.
#[must_use]
pub fn rota(slots: &[Slot], people: &[OnRota]) -> Vec<Option<usize>> {
    let mut plan = Plan::new(slots, people);
    let mut days: Vec<NaiveDate> = slots.iter().map(|slot| slot.day).collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        for load in [DutyLoad::Night, DutyLoad::DayOff, DutyLoad::Plain] {
            for (at, slot) in slots.iter().enumerate() {
                if slot.day == day && plan.load(at) == load && plan.who[at].is_none() {
                    plan.fill(at);
                }
            }
        }
    }
    plan.mend();
    plan.who
}

struct Plan<'a> {
    slots: &'a [Slot],
    people: &'a [OnRota],
    who: Vec<Option<usize>>,
    counts: Vec<[u32; 3]>,
}

impl<'a> Plan<'a> {
    fn new(slots: &'a [Slot], people: &'a [OnRota]) -> Self {
        let who: Vec<Option<usize>> =
            slots.iter().map(|slot| slot.taken.filter(|it| *it < people.len())).collect();
        let mut plan = Self { slots, people, who, counts: people.iter().map(|it| it.done).collect() };
        for at in 0..slots.len() {
            if let Some(person) = plan.who[at] {
                let load = plan.load(at) as usize;
                plan.counts[person][load] += 1;
            }
        }
        plan
    }

    fn load(&self, at: usize) -> DutyLoad {
        load_of(self.slots[at].period, self.slots[at].day_off)
    }

    /// Whether somebody could take a slot that is, or may become, free.
    fn can(&self, person: usize, at: usize) -> bool {
        let day = self.slots[at].day;
        let busy = |(other, who): (usize, &Option<usize>)| {
            other != at && self.slots[other].day == day && *who == Some(person)
        };
        !self.people[person].away.contains(&day) && !self.who.iter().enumerate().any(busy)
    }

    fn fill(&mut self, at: usize) {
        let (day, load) = (self.slots[at].day, self.load(at) as usize);
        let rank = |person: &usize| {
            let counts = self.counts[*person];
            let mine = || self.who.iter().zip(self.slots).filter(|(who, _)| **who == Some(*person));
            let night_before =
                mine().any(|(_, slot)| slot.period == DutyPeriod::Night && slot.day.succ_opt() == Some(day));
            let last = mine().map(|(_, slot)| slot.day).filter(|other| *other < day).max();
            (counts[load], counts.iter().sum::<u32>(), night_before, last, *person)
        };
        let chosen = (0..self.people.len()).filter(|person| self.can(*person, at)).min_by_key(rank);
        if let Some(person) = chosen {
            self.give(at, person);
        }
    }

    fn give(&mut self, at: usize, person: usize) {
        let load = self.load(at) as usize;
        if let Some(before) = self.who[at].replace(person) {
            self.counts[before][load] -= 1;
        }
        self.counts[person][load] += 1;
    }

    /// Moves shifts from who has two more of a kind to who has fewer, until nobody has; a shift that was taken before stays.
    fn mend(&mut self) {
        for _ in 0..self.slots.len() * 4 {
            if !(self.move_one() || self.swap_within_a_day()) {
                return;
            }
        }
    }

    fn move_one(&mut self) -> bool {
        for at in 0..self.slots.len() {
            let (Some(has), None) = (self.who[at], self.slots[at].taken) else { continue };
            let load = self.load(at) as usize;
            let fewer = |person: &usize| {
                self.counts[*person][load] + 2 <= self.counts[has][load] && self.can(*person, at)
            };
            if let Some(person) =
                (0..self.people.len()).filter(fewer).min_by_key(|it| (self.counts[*it][load], *it))
            {
                self.give(at, person);
                return true;
            }
        }
        false
    }

    /// Where the one with fewer is held by another shift of that day, the two change places if that makes it more even.
    fn swap_within_a_day(&mut self) -> bool {
        for one in 0..self.slots.len() {
            for other in 0..self.slots.len() {
                let same_day =
                    self.slots[one].day == self.slots[other].day && self.load(one) != self.load(other);
                let free = self.slots[one].taken.is_none() && self.slots[other].taken.is_none();
                let (Some(has), Some(held)) = (self.who[one], self.who[other]) else { continue };
                if !same_day || !free || has == held {
                    continue;
                }
                let (load, back) = (self.load(one) as usize, self.load(other) as usize);
                let even = |person: usize, kind: usize| i64::from(self.counts[person][kind]);
                let gain = 2 * (even(has, load) - even(held, load) - 1);
                let loss = 2 * (even(has, back) + 1 - even(held, back));
                // The sum of squares falls exactly by the difference: so this ends.
                if gain > loss && even(has, load) > even(held, load) + 1 {
                    self.who[one] = Some(held);
                    self.who[other] = Some(has);
                    self.counts[has][load] -= 1;
                    self.counts[held][load] += 1;
                    self.counts[held][back] -= 1;
                    self.counts[has][back] += 1;
                    return true;
                }
            }
        }
        false
    }
}

coded! {
    /// Where an exchange of shifts stands (*đổi ca trực*).
    SwapState as "swap-state" {
        /// Asked of a colleague.
        Asked = "asked",
        /// The colleague agreed; the head has to approve.
        Agreed = "agreed",
        /// The shift has changed hands.
        Approved = "approved",
        /// The colleague or the head said no.
        Declined = "declined",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// What is done about an exchange.
    SwapAct as "swap-act" {
        /// The colleague agrees.
        Agree = "agree",
        /// The colleague declines.
        Decline = "decline",
        /// The head approves.
        Approve = "approve",
        /// The head says no.
        Reject = "reject",
        /// Whoever asked takes it back.
        Withdraw = "withdraw",
    }
}

/// Where an act leads an exchange of shifts (*đổi ca trực*); `None` where it is not possible.
///
/// Basis: none; a shift changes hands only when both agree and the head approves, since the list at the court names one.
#[must_use]
pub fn after_swap(state: SwapState, act: SwapAct) -> Option<SwapState> {
    use {SwapAct as A, SwapState as S};
    match (state, act) {
        (S::Asked, A::Agree) => Some(S::Agreed),
        (S::Asked, A::Decline) | (S::Agreed, A::Decline | A::Reject) => Some(S::Declined),
        (S::Agreed, A::Approve) => Some(S::Approved),
        (S::Asked | S::Agreed, A::Withdraw) => Some(S::Withdrawn),
        _ => None,
    }
}

coded! {
    /// What somebody turned to the duty for (*nội dung liên hệ*).
    ContactKind as "contact-kind" {
        /// Asks for legal aid.
        WantsAid = "wants_aid",
        /// A question answered on the spot.
        Guidance = "guidance",
        /// An agency tells of a person.
        Agency = "agency",
        /// Papers were brought or asked for.
        Papers = "papers",
        /// Anything else.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike as _, Weekday};
    use proptest::prelude::*;

    fn month(days: u32, nights: usize, by_day: usize, working_only: bool) -> Vec<Slot> {
        let mut slots = Vec::new();
        for number in 1..=days {
            let day = NaiveDate::from_ymd_opt(2026, 12, number).expect("a day of December");
            let day_off = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let slot = |period| Slot { day, period, day_off, taken: None };
            slots.extend(std::iter::repeat_n(slot(DutyPeriod::Night), nights));
            if !(working_only && day_off) {
                slots.extend(std::iter::repeat_n(slot(DutyPeriod::Day), by_day));
            }
        }
        slots
    }

    fn counts(slots: &[Slot], who: &[Option<usize>], people: usize) -> Vec<[u32; 3]> {
        let mut counts = vec![[0; 3]; people];
        for (slot, person) in slots.iter().zip(who) {
            if let Some(person) = person {
                counts[*person][load_of(slot.period, slot.day_off) as usize] += 1;
            }
        }
        counts
    }

    fn spread(counts: &[[u32; 3]], load: usize) -> u32 {
        let all = || counts.iter().map(|it| it[load]);
        all().max().unwrap_or(0) - all().min().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn nights_and_days_off_go_round_evenly(
            people in 2_usize..9, nights in 0_usize..2, by_day in 0_usize..2, days in 20_u32..32, working_only: bool,
        ) {
            prop_assume!(people >= nights + by_day);
            let slots = month(days, nights, by_day, working_only);
            let who = rota(&slots, &vec![OnRota::default(); people]);
            prop_assert!(who.iter().all(Option::is_some));
            let counts = counts(&slots, &who, people);
            for load in [DutyLoad::Night, DutyLoad::DayOff] {
                prop_assert!(spread(&counts, load as usize) <= 1, "{load}: {counts:?}");
            }
        }

        #[test]
        fn who_is_away_has_no_duty_and_nobody_has_two_shifts_a_day(
            people in 2_usize..8, away in proptest::collection::vec((0_usize..8, 1_u32..29, 1_u32..8), 0..6),
        ) {
            let slots = month(31, 1, 1, false);
            let mut rotas = vec![OnRota::default(); people];
            for (person, from, length) in away {
                for number in from..(from + length).min(32) {
                    let day = NaiveDate::from_ymd_opt(2026, 12, number).expect("a day of December");
                    rotas[person % people].away.push(day);
                }
            }
            let who = rota(&slots, &rotas);
            for (slot, person) in slots.iter().zip(&who) {
                let others = slots.iter().zip(&who).filter(|(other, it)| other.day == slot.day && *it == person);
                if let Some(person) = person {
                    prop_assert!(!rotas[*person].away.contains(&slot.day));
                    prop_assert_eq!(others.count(), 1);
                }
            }
            // No single move between two people would make nights or days off more even.
            let counts = counts(&slots, &who, people);
            for (slot, has) in slots.iter().zip(&who).filter_map(|(slot, who)| Some((slot, (*who)?))) {
                let load = load_of(slot.period, slot.day_off) as usize;
                for person in 0..people {
                    let held = slots.iter().zip(&who).any(|(other, it)| other.day == slot.day && *it == Some(person));
                    if !held && !rotas[person].away.contains(&slot.day) {
                        prop_assert!(counts[has][load] <= counts[person][load] + 1, "{counts:?}");
                    }
                }
            }
        }

        #[test]
        fn the_order_of_the_slots_does_not_change_who_does_how_much(people in 2_usize..6, seed in 0_u64..1000) {
            let slots = month(31, 1, 1, false);
            let mut shuffled = slots.clone();
            shuffled.sort_by_key(|slot| (u64::from(slot.day.day()) * 7919 + seed * 104_729) % 97);
            let rotas = vec![OnRota::default(); people];
            let one = counts(&slots, &rota(&slots, &rotas), people);
            let other = counts(&shuffled, &rota(&shuffled, &rotas), people);
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn what_was_done_before_counts_and_what_is_taken_stays() {
        let slots = month(10, 1, 0, false);
        let rested = [OnRota { done: [5, 0, 0], ..OnRota::default() }, OnRota::default()];
        let who = rota(&slots, &rested);
        assert_eq!(who.iter().filter(|it| **it == Some(1)).count(), 7, "five to catch up, then in turn");
        let mut kept = slots.clone();
        for slot in kept.iter_mut().take(4) {
            slot.taken = Some(0);
        }
        let who = rota(&kept, &[OnRota::default(), OnRota::default()]);
        assert!(who[..4].iter().all(|it| *it == Some(0)));
        assert_eq!(who.iter().filter(|it| **it == Some(0)).count(), 5);
        assert_eq!(rota(&slots, &[]), vec![None; 10], "nobody is there");
    }

    #[test]
    fn a_shift_changes_hands_only_by_both_and_the_head() {
        use {SwapAct as A, SwapState as S};
        assert_eq!(after_swap(S::Asked, A::Approve), None, "the colleague has not agreed");
        assert_eq!(after_swap(S::Asked, A::Agree), Some(S::Agreed));
        assert_eq!(after_swap(S::Agreed, A::Approve), Some(S::Approved));
        assert_eq!(after_swap(S::Agreed, A::Reject), Some(S::Declined));
        for state in [S::Approved, S::Declined, S::Withdrawn] {
            for act in [A::Agree, A::Decline, A::Approve, A::Reject, A::Withdraw] {
                assert_eq!(after_swap(state, act), None, "{state} {act}");
            }
        }
    }
}
