//! Who cannot be in two places (*trùng lịch*): appointments, leave and duty held against each other.
//!
//! Basis: none; Circular 12/2018 art. 3 asks the provider to be there. How long an appointment takes is not known
//! beforehand: half a day for a hearing, less for the rest (ours). Times are local times of Viet Nam.

use chrono::{NaiveDateTime, TimeDelta};

use crate::coded;
use crate::hearings::HearingKind;

coded! {
    /// What stands in somebody's calendar.
    EngagementKind as "engagement-kind" {
        /// A hearing or another appointment of a case.
        Hearing = "hearing",
        /// Leave or another absence.
        Leave = "leave",
        /// A shift of duty at a place.
        Duty = "duty",
        /// A shift of duty by phone.
        PhoneDuty = "phone_duty",
    }
}

/// Something that takes somebody's time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Engagement<P> {
    /// Who.
    pub who: P,
    /// What.
    pub kind: EngagementKind,
    /// From when.
    pub from: NaiveDateTime,
    /// To when, that moment not included.
    pub to: NaiveDateTime,
}

/// For how long an appointment is taken to last (*thời lượng dự kiến*), in minutes.
///
/// Basis: none; a trial is reckoned as one session of four hours (Circular 02/2021 art. 2), other appointments as half.
#[must_use]
pub fn usual_minutes(kind: HearingKind) -> i64 {
    if kind == HearingKind::Trial { 240 } else { 120 }
}

/// When an appointment that begins then is taken to end (*thời lượng dự kiến*).
///
/// Basis: none; as [`usual_minutes`].
#[must_use]
pub fn usual_end(kind: HearingKind, from: NaiveDateTime) -> NaiveDateTime {
    from.checked_add_signed(TimeDelta::minutes(usual_minutes(kind))).unwrap_or(from)
}

/// The pairs that one person cannot keep both (*trùng lịch*), by their places in the list, earlier place first.
///
/// Basis: none; two appointments, or an appointment and leave or duty, at one time. Two stretches of leave do not disturb
/// each other.
///
/// ```
/// use law::schedule::{clashes, Engagement, EngagementKind as K};
/// let at = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
/// let it = |who, kind, from, to| Engagement { who, kind, from: at(from), to: at(to) };
/// let all = [
///     it(1, K::Hearing, "2026-11-23T08:00:00", "2026-11-23T12:00:00"),
///     it(1, K::Hearing, "2026-11-23T12:00:00", "2026-11-23T16:00:00"), // right after it
///     it(1, K::Leave, "2026-11-23T00:00:00", "2026-11-24T00:00:00"),
///     it(2, K::Duty, "2026-11-23T07:30:00", "2026-11-23T17:00:00"), // somebody else
/// ];
/// assert_eq!(clashes(&all), [(0, 2), (1, 2)]);
/// ```
#[must_use]
pub fn clashes<P: Copy + Ord>(all: &[Engagement<P>]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| (all[*at].who, all[*at].from, *at));
    let mut found = Vec::new();
    for (place, first) in order.iter().enumerate() {
        let one = &all[*first];
        for second in &order[place + 1..] {
            let other = &all[*second];
            if other.who != one.who || other.from >= one.to {
                break;
            }
            if other.to > other.from
                && !(one.kind == EngagementKind::Leave && other.kind == EngagementKind::Leave)
            {
                found.push((*first.min(second), *first.max(second)));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(all: &[Engagement<u8>]) -> Vec<(usize, usize)> {
        let leave = EngagementKind::Leave;
        let mut found = Vec::new();
        for one in 0..all.len() {
            for other in one + 1..all.len() {
                let (a, b) = (&all[one], &all[other]);
                let both_leave = a.kind == leave && b.kind == leave;
                if a.who == b.who && a.from < b.to && b.from < a.to && !both_leave {
                    found.push((one, other));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn clashes_are_those_of_every_pair(raw in proptest::collection::vec((0_u8..4, 0_usize..4, 0_i64..60, 1_i64..20), 0..14)) {
            const KINDS: [EngagementKind; 4] =
                [EngagementKind::Hearing, EngagementKind::Leave, EngagementKind::Duty, EngagementKind::PhoneDuty];
            let start: NaiveDateTime = "2026-11-23T00:00:00".parse().expect("a time");
            let all: Vec<Engagement<u8>> = raw.into_iter().map(|(who, kind, from, length)| {
                let from = start + TimeDelta::hours(from);
                Engagement { who, kind: KINDS[kind], from, to: from + TimeDelta::hours(length) }
            }).collect();
            prop_assert_eq!(clashes(&all), naive(&all));
        }
    }

    #[test]
    fn a_trial_takes_half_a_day() {
        let at: NaiveDateTime = "2026-11-23T08:00:00".parse().expect("a time");
        assert_eq!(usual_end(HearingKind::Trial, at).to_string(), "2026-11-23 12:00:00");
        assert_eq!(usual_minutes(HearingKind::Meeting), 120);
    }
}
