//! How fast somebody may ask: so often a second in the long run, and for a moment as often as in some seconds together.
//!
//! A session counts by itself, a program by its account, and whoever is not signed in by the address. Whoever is known may
//! ask much more often than a stranger: the record says who it was, and programs read fast. Only whoever asked lately is remembered, and at most so many: to be forgotten is to begin anew.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    Session(Uuid),
    /// The account behind a token.
    Program(Uuid),
    Address(String),
}

impl Asker {
    /// Whoever comes from an address. One person has a whole network of IPv6 (/64).
    pub fn at(ip: &str) -> Self {
        let network = match ip.parse() {
            Ok(IpAddr::V6(ip)) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).to_string(),
            _ => ip.chars().take(LONGEST).collect(),
        };
        Self::Address(network)
    }
}

/// What went wrong: come again after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFast(pub i64);

/// The pace that is kept. None where it is switched off.
#[derive(Debug)]
pub struct Pace {
    /// What one request of a stranger takes of the time.
    each: Option<Duration>,
    asked: Mutex<Asked>,
}

/// Until when the requests of somebody are paid. When there are too many young ones they become the old ones, and the old
/// ones are forgotten.
#[derive(Debug, Default)]
struct Asked {
    young: HashMap<Asker, DateTime<Utc>>,
    old: HashMap<Asker, DateTime<Utc>>,
}

/// What of the future may be taken at once.
const AHEAD: Duration = Duration::seconds(5);
/// So many times as often as a stranger may ask who is known.
const KNOWN: i32 = 25;
/// Askers that are remembered, twice: the young and the old.
const MOST: usize = 10_000;
/// No address is longer.
const LONGEST: usize = 45;

impl Pace {
    /// So many requests of a stranger a second; 0: as many as anybody likes.
    pub fn new(per_second: u32) -> Self {
        let each = (per_second > 0).then(|| Duration::microseconds(1_000_000 / i64::from(per_second)));
        Self { each, asked: Mutex::default() }
    }

    /// Counts a request.
    pub fn ask(&self, asker: Asker, now: DateTime<Utc>) -> Result<(), TooFast> {
        let Some(each) = self.each else { return Ok(()) };
        let each = if matches!(asker, Asker::Address(_)) { each } else { each / KNOWN };
        let mut asked = self.asked.lock().expect("no panic while requests are counted");
        let latest = now + AHEAD;
        // Far beyond that only after the clock was set back: nobody waits for it to come again.
        let known = asked.paid_until(&asker).filter(|paid| *paid <= latest + AHEAD);
        let paid = known.map_or(now, |paid| paid.clamp(now, latest));
        if paid + each > latest {
            let wait = (paid + each - latest).num_milliseconds();
            return Err(TooFast((wait + 999) / 1000));
        }
        asked.note(asker, paid + each);
        Ok(())
    }
}

impl Asked {
    fn paid_until(&self, asker: &Asker) -> Option<DateTime<Utc>> {
        self.young.get(asker).or_else(|| self.old.get(asker)).copied()
    }

    fn note(&mut self, asker: Asker, until: DateTime<Utc>) {
        if self.young.len() >= MOST && !self.young.contains_key(&asker) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(asker, until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse().expect("test time")
    }

    fn taken(pace: &Pace, asker: &Asker, now: DateTime<Utc>) -> usize {
        (0..1000).take_while(|_| pace.ask(asker.clone(), now).is_ok()).count()
    }

    #[test]
    fn a_moment_takes_what_some_seconds_may_and_then_each_second_its_own() {
        let (pace, asker) = (Pace::new(20), Asker::at("192.0.2.1"));
        assert_eq!(taken(&pace, &asker, now()), 100);
        assert_eq!(pace.ask(asker.clone(), now()), Err(TooFast(1)));
        assert_eq!(taken(&pace, &asker, now() + Duration::seconds(1)), 20);
        assert_eq!(taken(&pace, &asker, now() + Duration::seconds(9)), 100);
        assert_eq!(
            taken(&pace, &asker, now() + Duration::seconds(8)),
            0,
            "another hand read the clock earlier"
        );
        assert_eq!(taken(&pace, &asker, now() - Duration::hours(1)), 100, "the clock was set back");
    }

    #[test]
    fn nothing_is_counted_where_it_is_off() {
        let pace = Pace::new(0);
        assert_eq!(taken(&pace, &Asker::at("192.0.2.1"), now()), 1000);
        assert_eq!(pace.asked.lock().expect("free").young.len(), 0);
    }

    #[test]
    fn each_counts_by_itself_and_a_network_of_ipv6_as_one() {
        let pace = Pace::new(1);
        assert_eq!(taken(&pace, &Asker::at("192.0.2.1"), now()), 5);
        assert_eq!(taken(&pace, &Asker::at("192.0.2.2"), now()), 5);
        assert_eq!(taken(&pace, &Asker::at("2001:db8:1:2::1"), now()), 5);
        assert_eq!(taken(&pace, &Asker::at("2001:db8:1:2:ffff::9"), now()), 0);
        assert_eq!(taken(&pace, &Asker::at("2001:db8:1:3::1"), now()), 5);
    }

    #[test]
    fn who_is_known_may_ask_more_often() {
        let pace = Pace::new(2);
        for asker in [Asker::Session(Uuid::nil()), Asker::Program(Uuid::nil())] {
            assert_eq!(taken(&pace, &asker, now()), 250);
            assert_eq!(taken(&pace, &asker, now() + Duration::seconds(1)), 50);
        }
    }

    #[test]
    fn only_so_many_are_remembered() {
        let pace = Pace::new(1);
        let asker = |number: usize| Asker::Address(number.to_string());
        (0..3 * MOST).for_each(|number| assert_eq!(pace.ask(asker(number), now()), Ok(())));
        let asked = pace.asked.lock().expect("free");
        assert!(asked.young.len() <= MOST && asked.old.len() <= MOST);
        assert!(asked.paid_until(&asker(3 * MOST - 1)).is_some() && asked.paid_until(&asker(0)).is_none());
    }
}
