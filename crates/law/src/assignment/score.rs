//! Who best: each criterion gives points of its weight, with the fact it rests on. The sum orders, the reasons explain.

use chrono::NaiveDate;

use super::{Exclusion, Key, Need, Nominee, ORDINARY, Settings, exclusions};
use crate::coded;
use crate::rules::FormRule;
use crate::staff::ProviderGroup;

coded! {
    /// What is weighed.
    Criterion as "assignment-criterion" {
        /// Near to the place of the case.
        Distance = "distance",
        /// Works in the field.
        Field = "field",
        /// Speaks the language.
        Language = "language",
        /// Did such cases.
        Experience = "experience",
        /// Has little to do now.
        Load = "load",
        /// Had less than a fair share.
        Share = "share",
        /// Waited long.
        Waiting = "waiting",
        /// Knows the person or a linked case.
        Continuity = "continuity",
    }
}

/// What a provider has done and has to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Weight of the cases that run, in hundredths of an ordinary one.
    pub open: u32,
    /// How many run.
    pub open_count: u32,
    /// Weight of the cases given in this target year.
    pub given: u32,
    /// How many were given.
    pub given_count: u32,
    /// Such cases done in three years: the same form and field.
    pub experience: u32,
    /// Day of the last case given.
    pub last_on: Option<NaiveDate>,
    /// The part of the load that is fair, in thousandths of a full officer's; see [`part_of`].
    pub part: u32,
}

/// All whose shares are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Team {
    /// Weight of the cases given to all of them in this target year.
    pub given: u64,
    /// Their parts together.
    pub parts: u64,
}

impl Team {
    /// The team of some people.
    #[must_use]
    pub fn of(people: &[Nominee]) -> Self {
        Self {
            given: people.iter().map(|it| u64::from(it.record.given)).sum(),
            parts: people.iter().map(|it| u64::from(it.record.part)).sum(),
        }
    }
}

/// The fact that a criterion found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// Kilometres to the place, and whether it lies in the area that the provider serves.
    Way(Option<u32>, Option<bool>),
    /// The field is noted, is not, or no field is noted at all.
    Listed(Option<bool>),
    /// Speaks it; `None` where no language is asked for.
    Speaks(Option<bool>),
    /// So many such cases.
    Cases(u32),
    /// Weight of what runs, and of what can be carried.
    Load(u32, u32),
    /// Weight that was given, and that would be fair by now.
    Share(u32, u32),
    /// Days since the last case; `None` where there was none.
    Days(Option<i64>),
    /// Helped the same person; knows a linked case.
    Knows(bool, bool),
}

/// What one criterion gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason {
    /// What was weighed.
    pub criterion: Criterion,
    /// What was found.
    pub finding: Finding,
    /// Points, in hundredths.
    pub points: u32,
    /// The most it could give.
    pub most: u32,
}

/// Somebody's place in the order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranked {
    /// The provider.
    pub key: Key,
    /// Points together, of 10,000.
    pub points: u32,
    /// What each criterion gave.
    pub reasons: Vec<Reason>,
    /// What stands against it; empty where nothing does.
    pub exclusions: Vec<Exclusion>,
}

impl Ranked {
    /// Whether nothing stands against it.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        self.exclusions.is_empty()
    }
}

/// The part of the load that is fair for somebody (*phần việc hợp lý*), in thousandths of an officer who works the
/// whole time: leaders and lawyers by the percentages of the Centre, everybody by the days at work so far.
///
/// Basis: the yearly letter on targets counts leaders pro rata and leaves out long absence (see `targets`); the
/// percentages are a setting of the Centre.
///
/// ```
/// use law::assignment::{Settings, part_of};
/// use law::staff::ProviderGroup;
/// let settings = Settings::default();
/// assert_eq!(part_of(ProviderGroup::Officer, false, (180, 180), &settings), 1000);
/// assert_eq!(part_of(ProviderGroup::Officer, true, (180, 180), &settings), 500);
/// assert_eq!(part_of(ProviderGroup::Lawyer, false, (90, 180), &settings), 300);
/// ```
#[must_use]
pub fn part_of(group: ProviderGroup, leads: bool, days: (u32, u32), settings: &Settings) -> u32 {
    let percent = match (group, leads) {
        (ProviderGroup::Officer, true) => settings.leader_part,
        (ProviderGroup::Officer, false) => 100,
        _ => settings.lawyer_part,
    };
    let (worked, all) = days;
    let thousandths = percent * 10;
    (thousandths * worked.min(all)).checked_div(all).unwrap_or(thousandths)
}

/// The weight that would be fair by now (*phần đã giao nếu chia đều*).
///
/// Basis: none; ours. What was given to all, shared by their parts.
///
/// ```
/// use law::assignment::{Team, fair_share};
/// let team = Team { given: 3_000, parts: 2_500 };
/// assert_eq!(fair_share(&team, 1000), 1_200);
/// ```
#[must_use]
pub fn fair_share(team: &Team, part: u32) -> u32 {
    if team.parts == 0 {
        return 0;
    }
    u32::try_from(team.given * u64::from(part) / team.parts).unwrap_or(u32::MAX)
}

/// Orders those who might be given a case (*xếp thứ tự người được đề xuất*): whom nothing stands against first, by
/// their points; among equals who has less to do, then who waited longer.
///
/// Basis: Law on Legal Aid 2017 art. 31(2), 33(2) (the organisation assigns); the order is a proposal. The same people in
/// another order give the same answer.
#[must_use]
pub fn rank(need: &Need, people: &[Nominee], rule: Option<&FormRule>, settings: &Settings) -> Vec<Ranked> {
    let team = Team::of(people);
    let mut ranked: Vec<(Ranked, Record)> = people
        .iter()
        .map(|it| {
            let reasons = reasons(need, it, &team, settings);
            let points = reasons.iter().map(|reason| reason.points).sum();
            let exclusions = exclusions(need, it, rule, settings);
            (Ranked { key: it.key, points, reasons, exclusions }, it.record)
        })
        .collect();
    ranked.sort_by_key(|(it, record)| {
        (!it.is_eligible(), std::cmp::Reverse(it.points), record.open, record.last_on, it.key)
    });
    ranked.into_iter().map(|(it, _)| it).collect()
}

fn reasons(need: &Need, it: &Nominee, team: &Team, settings: &Settings) -> Vec<Reason> {
    let weights = &settings.weights;
    let full = it.capacity.unwrap_or(settings.full_load).max(1) * ORDINARY;
    let fair = fair_share(team, it.record.part);
    let between = need.between.get(&it.key).copied().unwrap_or_default();
    let listed = (!it.fields.is_empty()).then(|| it.fields.contains(&need.field));
    let speaks = need.language.as_deref().map(|language| speaks(it, language));
    let since = it.record.last_on.map(|last| (need.day - last).num_days().max(0));
    let all = [
        (Criterion::Distance, weights.distance, Finding::Way(it.km_to(need), it.serves(need))),
        (Criterion::Field, weights.field, Finding::Listed(listed)),
        (Criterion::Language, weights.language, Finding::Speaks(speaks)),
        (Criterion::Experience, weights.experience, Finding::Cases(it.record.experience)),
        (Criterion::Load, weights.load, Finding::Load(it.record.open, full)),
        (Criterion::Share, weights.share, Finding::Share(it.record.given, fair)),
        (Criterion::Waiting, weights.waiting, Finding::Days(since)),
        (Criterion::Continuity, weights.continuity, Finding::Knows(between.same_person, between.linked)),
    ];
    all.into_iter()
        .map(|(criterion, weight, finding)| {
            let merit = merit(finding, team);
            Reason { criterion, finding, points: weight * merit / 10, most: weight * 100 }
        })
        .collect()
}

/// How well a finding speaks for somebody, from 0 to 1000.
fn merit(finding: Finding, team: &Team) -> u32 {
    /// Farther than this is as bad as can be.
    const FAR: u32 = 150;
    match finding {
        Finding::Way(_, Some(true)) => 1000,
        Finding::Way(Some(km), _) => 1000 - km.min(FAR) * 1000 / FAR,
        Finding::Way(None, Some(false)) => 0,
        Finding::Way(None, None) | Finding::Listed(None) => 500,
        Finding::Listed(Some(yes)) | Finding::Speaks(Some(yes)) => u32::from(yes) * 1000,
        Finding::Speaks(None) => 1000,
        Finding::Cases(number) => number.min(10) * 100,
        Finding::Load(open, full) => {
            1000 - (u64::from(open.min(full)) * 1000 / u64::from(full.max(1))) as u32
        }
        Finding::Share(given, fair) => behind(given, fair, team),
        Finding::Days(None) => 1000,
        Finding::Days(Some(days)) => (days.clamp(0, 60) * 1000 / 60) as u32,
        Finding::Knows(person, linked) => u32::from(person || linked) * 1000,
    }
}

/// Half for whoever has exactly a fair share; more for who is behind it, less for who is ahead. The scale is a fair
/// share of a whole team, never less than five ordinary cases, so that the first cases of a year do not shout.
fn behind(given: u32, fair: u32, team: &Team) -> u32 {
    if team.parts == 0 {
        return 500;
    }
    let scale = i64::from(fair.max(5 * ORDINARY));
    let lead = (i64::from(fair) - i64::from(given)) * 1000 / scale;
    (500 + lead.clamp(-500, 500)) as u32
}

/// Languages are written freely: the folded word decides.
fn speaks(it: &Nominee, language: &str) -> bool {
    let wanted = crate::kernel::names::fold(language);
    it.languages.iter().any(|known| {
        let known = crate::kernel::names::fold(known);
        known == wanted
            || known.split(' ').any(|word| word == wanted)
            || wanted.split(' ').any(|word| word == known)
    })
}
