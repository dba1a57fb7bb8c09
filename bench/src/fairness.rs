//! `tgpl-bench fairness`: a synthetic year given three times, to whoever is known first, one after the other, and by
//! the ranking, side by side: how evenly, how far, how many deadlines missed. Pure; no database.
//!
//! The year is invented and the same each time. How it is made stands in [`year`]; change it and see what holds.

use chrono::{Days, NaiveDate};
use law::assignment::{
    Burden, ChargeClass, Method, Nominee, PastCase, Place, Record, Replay, Settings, part_of, replay,
};
use law::cases::{AidForm, LegalField, Stage};
use law::staff::{ProviderGroup, ProviderKind};
use law::standing::Span;

/// Providers of the invented Centre, and its cases.
const PEOPLE: u32 = 24;
const CASES: u32 = 900;

/// A small generator of numbers that repeat: chance with a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as u32) % most.max(1)
    }
}

/// Prints the three ways as one table.
pub fn run() {
    let settings = Settings::default();
    println!("{PEOPLE} providers, {CASES} cases, target year 2026; six invented years\n");
    println!("| favoured | way | variation | Gini | most/least | km one way | missed | nobody |");
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut halved = true;
    let (mut nearer, mut kept) = (true, true);
    for (seed, favoured) in [(1, 4), (2, 4), (3, 2), (4, 2), (5, 1), (6, 0)] {
        let (people, cases) = year(seed, favoured, &settings);
        let ways = [Method::FirstKnown, Method::RoundRobin, Method::Ranking];
        let found = ways.map(|method| (method, replay(&cases, &people, method, &settings)));
        for (method, it) in &found {
            println!("{}", line(favoured, *method, it));
        }
        let [(_, known), _, (_, ours)] = &found;
        halved &= ours.spread.variation * 2.0 <= known.spread.variation;
        nearer &= ours.km <= known.km;
        kept &= ours.missed <= known.missed && ours.open == 0;
    }
    let word = |yes: bool| if yes { "yes" } else { "NO" };
    println!("\nSpread at least halved against first known, in each year: {}", word(halved));
    println!("Way not longer, in each year: {}", word(nearer));
    println!("No more deadlines missed, nobody left without: {}", word(kept));
}

fn line(favoured: u32, method: Method, it: &Replay) -> String {
    format!(
        "| {favoured} in 10 | {method} | {:.0} % | {:.2} | {:.1} | {:.1} | {} | {} |",
        it.spread.variation * 100.0,
        it.spread.gini,
        it.spread.most_by_least,
        it.km,
        it.missed,
        it.open,
    )
}

/// An invented year. Four towns hold the people; cases happen near towns, half of them near the first. Whoever asks
/// knows somebody: `favoured` in ten the best known of the town, two in ten somebody elsewhere, the others anybody there.
/// People go on leave; two lead; a third are lawyers; each takes about four months for a case.
fn year(seed: u64, favoured: u32, settings: &Settings) -> (Vec<Nominee>, Vec<PastCase>) {
    let mut dice = Dice(seed);
    let people: Vec<Nominee> = (0..PEOPLE).map(|number| person(&mut dice, number, settings)).collect();
    let mut cases = Vec::with_capacity(CASES as usize);
    for number in 0..CASES {
        cases.push(case(&mut dice, number, favoured, &people));
    }
    (people, cases)
}

const TOWNS: [Place; 4] = [
    Place { latitude: 21_600, longitude: 105_850 },
    Place { latitude: 21_900, longitude: 105_700 },
    Place { latitude: 22_150, longitude: 105_850 },
    Place { latitude: 22_300, longitude: 106_100 },
];

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 1).expect("a day of the calendar")
}

/// The town of a number: half the people, and half the cases, belong to the first.
fn town(number: u32) -> usize {
    [0, 1, 0, 2, 0, 3][number as usize % 6]
}

fn near(dice: &mut Dice, place: Place, thousandths: u32) -> Place {
    let half = i32::try_from(thousandths / 2).unwrap_or(0);
    let mut off = || i32::try_from(dice.below(thousandths)).unwrap_or(0) - half;
    Place { latitude: place.latitude + off(), longitude: place.longitude + off() }
}

fn person(dice: &mut Dice, number: u32, settings: &Settings) -> Nominee {
    let lawyer = number % 3 == 2;
    let leads = number < 2;
    let away = first_day() + Days::new(u64::from(dice.below(330)));
    let long = 10 + dice.below(25);
    let absence = Span { from: away, to: Some(away + Days::new(u64::from(long))) };
    let group = if lawyer { ProviderGroup::Lawyer } else { ProviderGroup::Officer };
    let part = part_of(group, leads, (365 - long, 365), settings);
    Nominee {
        key: u128::from(number) + 1,
        kind: if lawyer { ProviderKind::ContractLawyer } else { ProviderKind::LegalAidOfficer },
        appointed_on: NaiveDate::from_ymd_opt(2018, 1, 1),
        ended_on: None,
        current: false,
        sex: None,
        languages: if number.is_multiple_of(4) { vec!["Tày".to_owned()] } else { Vec::new() },
        fields: Vec::new(),
        cards: Vec::new(),
        contracts: Vec::new(),
        organisation: Vec::new(),
        absences: vec![absence],
        nursing: Vec::new(),
        meetings: Vec::new(),
        home: Some(near(dice, TOWNS[town(number)], 120)),
        areas: Vec::new(),
        capacity: None,
        record: Record { part, ..Record::default() },
    }
}

fn case(dice: &mut Dice, number: u32, favoured: u32, people: &[Nominee]) -> PastCase {
    let at = town(dice.below(6));
    let criminal = dice.below(10) < 7;
    let stage = [Stage::Investigation, Stage::Prosecution, Stage::FirstInstance, Stage::Appeal]
        [dice.below(4) as usize];
    let charge =
        [ChargeClass::LessSerious, ChargeClass::Serious, ChargeClass::VerySerious][dice.below(3) as usize];
    let here: Vec<&Nominee> = people.iter().filter(|it| town(it.key as u32 - 1) == at).collect();
    let known = match dice.below(10) {
        face if face < favoured => here[0],
        0..=7 => here[dice.below(here.len() as u32) as usize],
        _ => &people[dice.below(PEOPLE) as usize],
    };
    PastCase {
        day: first_day() + Days::new(u64::from(number) * 364 / u64::from(CASES)),
        lasted: 60 + dice.below(120),
        burden: Burden {
            form: AidForm::Litigation,
            stage: Some(stage),
            charge: criminal.then_some(charge),
            accused: 1 + u32::from(dice.below(5) == 0),
            km: None,
        },
        field: if criminal { LegalField::Criminal } else { LegalField::Civil },
        place: Some(near(dice, TOWNS[at], 260)),
        language: (dice.below(5) == 0).then(|| "Tày".to_owned()),
        held: false,
        known: known.key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_halved_without_longer_ways_or_missed_deadlines() {
        let settings = Settings::default();
        for (seed, favoured) in [(1, 4), (3, 2), (5, 1)] {
            let (people, cases) = year(seed, favoured, &settings);
            let known = replay(&cases, &people, Method::FirstKnown, &settings);
            let ours = replay(&cases, &people, Method::Ranking, &settings);
            assert!(ours.spread.variation * 2.0 <= known.spread.variation, "{seed} {ours:?} {known:?}");
            assert!(
                ours.km <= known.km && ours.missed <= known.missed && ours.open == 0,
                "{seed} {ours:?} {known:?}"
            );
        }
    }
}
