//! How evenly cases lie on people: weighted load and number, leaders against officers against lawyers, criminal against
//! civil, by month of a target year; what people brought themselves; what the next ten cases would do.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::assignment::{
    Burden, Key, ORDINARY, Record, Settings, Share, Spread, next_shares, part_of, spread, weight,
};
use law::cases::LegalField;
use law::staff::ProviderGroup;
use law::standing::{Span, TermKind};
use law::targets::TargetYear;
use serde_json::json;
use store::Tx;
use store::assignment::{BroughtCount, Load, MonthLine};
use store::staff::Provider;
use uuid::Uuid;

use crate::conduct::ranking::{key_of, settings_on};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// Who is compared with whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    Leader,
    Officer,
    Lawyer,
    Other,
}

impl Class {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Leader, Self::Officer, Self::Lawyer, Self::Other];

    /// The code in texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Officer => "officer",
            Self::Lawyer => "lawyer",
            Self::Other => "other",
        }
    }
}

/// What one person had in a year.
#[derive(Clone, Debug)]
pub struct Person {
    pub provider: Provider,
    pub class: Class,
    /// The fair part, in thousandths of a full officer's.
    pub part: u32,
    /// Cases given in the year.
    pub number: u32,
    /// Their weight, in hundredths of an ordinary case.
    pub weight: u32,
    pub criminal: u32,
    pub other_fields: u32,
    /// Weight of each month, November first.
    pub months: [u32; 12],
    /// What runs now.
    pub open: Record,
    /// Cases that somebody of the Centre brought, and those that this person brought and did.
    pub brought: (u32, u32),
}

impl Person {
    /// The percentage of cases that this person brought.
    #[must_use]
    pub fn brought_percent(&self) -> u32 {
        (self.brought.1 * 100).checked_div(self.number).unwrap_or(0)
    }
}

/// How evenly cases lay on people in a year.
#[derive(Clone, Debug)]
pub struct Fairness {
    pub org: String,
    pub year: TargetYear,
    pub settings: Settings,
    /// By class and name.
    pub people: Vec<Person>,
    pub spread: Spread,
    /// The spread within each class of two people or more.
    pub classes: Vec<(Class, Spread)>,
    /// Who would get the next ten ordinary cases, and the spread then.
    pub next: Vec<(String, u32)>,
    pub after: Spread,
}

/// Cases that are given in thought.
const NEXT: usize = 10;

/// Reads how evenly the cases of an organisation and what is below it lay on people in a target year.
pub async fn fairness(desk: &Desk, actor: &Actor, org: &str, year: TargetYear) -> Outcome<Fairness> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tree = desk.tree();
    if !tree.iter().any(|node| node.code == org) || !permit.reach().covers(org) {
        return Err(Failure::Missing);
    }
    let codes: Vec<String> =
        law::access::subtree(&tree, org).into_iter().filter(|code| permit.reach().covers(code)).collect();
    let tx = desk.store().snapshot().await?;
    let last = year.last().min(desk.today());
    let settings = settings_on(&tx, &tree, org, last).await?;
    let all = store::staff::list_providers(&tx, Some(&codes), None, 600).await?;
    let worked = |it: &Provider| {
        it.ended_on.is_none_or(|ended| ended >= year.first())
            && it.appointed_on.is_none_or(|first| first <= last)
    };
    let providers: Vec<Provider> = all.into_iter().filter(worked).collect();
    let year_facts = facts(&tx, &providers, year, last).await?;
    let mut people: Vec<Person> =
        providers.into_iter().map(|it| year_facts.person(it, &settings, year, last)).collect();
    people.retain(|person| person.part > 0 || person.number > 0);
    people.sort_by_key(|person| (person.class, person.provider.name_folded.clone()));
    drop(tx);
    let detail = json!({ "year": year.number(), "people": people.len() });
    desk.record_reading(&permit, "assignment.fairness", "organisation", org, detail).await?;
    Ok(judged(org, year, settings, people))
}

fn judged(org: &str, year: TargetYear, settings: Settings, people: Vec<Person>) -> Fairness {
    let share = |it: &Person| Share { key: key_of(it.provider.id), carried: it.weight, part: it.part };
    // Advisers and collaborators give advice when they can: they have no share that would be fair.
    let shares: Vec<Share> = people.iter().filter(|it| it.class != Class::Other).map(share).collect();
    let classes = Class::ALL.iter().filter_map(|class| {
        let of: Vec<Share> = people.iter().filter(|it| it.class == *class).map(share).collect();
        (of.len() > 1 && *class != Class::Other).then(|| (*class, spread(&of)))
    });
    let (given, after) = next_shares(&shares, NEXT, ORDINARY);
    let mut next: BTreeMap<Key, u32> = BTreeMap::new();
    for key in given {
        *next.entry(key).or_default() += 1;
    }
    let name =
        |key: Key| people.iter().find(|it| key_of(it.provider.id) == key).map(|it| it.provider.name.clone());
    let mut next: Vec<(String, u32)> =
        next.into_iter().filter_map(|(key, number)| Some((name(key)?, number))).collect();
    next.sort_by_key(|(name, number)| (std::cmp::Reverse(*number), name.clone()));
    Fairness {
        org: org.to_owned(),
        year,
        settings,
        spread: spread(&shares),
        classes: classes.collect(),
        next,
        after: spread(&after),
        people,
    }
}

/// What is known of some people in a year.
struct YearFacts {
    months: Vec<MonthLine>,
    loads: Vec<Load>,
    brought: Vec<BroughtCount>,
    posts: Vec<(Uuid, Span)>,
    absences: Vec<(Uuid, Span)>,
}

async fn facts(tx: &Tx, providers: &[Provider], year: TargetYear, last: NaiveDate) -> Outcome<YearFacts> {
    use store::staff::terms::{list_absences, list_terms};
    let ids: Vec<Uuid> = providers.iter().map(|it| it.id).collect();
    let span = (year.first(), last);
    let terms = list_terms(tx, &ids).await?.into_iter().filter(|term| term.kind.0 == TermKind::Leadership);
    let absences = list_absences(tx, &ids, year.first()).await?.into_iter();
    Ok(YearFacts {
        months: store::assignment::list_months(tx, &ids, span).await?,
        loads: store::assignment::list_loads(tx, &ids, last, span).await?,
        brought: store::assignment::count_brought(tx, &ids, span).await?,
        posts: terms.map(|term| (term.provider_id, Span { from: term.from_on, to: term.to_on })).collect(),
        absences: absences
            .map(|it| (it.provider_id, Span { from: it.from_on, to: Some(it.to_on) }))
            .collect(),
    })
}

impl YearFacts {
    fn person(&self, provider: Provider, settings: &Settings, year: TargetYear, last: NaiveDate) -> Person {
        let id = provider.id;
        let leads = provider.leader
            || self.posts.iter().any(|(of, span)| *of == id && span.days_within(year.first(), last) > 0);
        let group = provider.kind.group();
        let class = match (group, leads) {
            (ProviderGroup::Officer, true) => Class::Leader,
            (ProviderGroup::Officer, false) => Class::Officer,
            (ProviderGroup::Lawyer, _) => Class::Lawyer,
            _ => Class::Other,
        };
        let from = provider.appointed_on.map_or(year.first(), |day| day.max(year.first()));
        let until = provider.ended_on.map_or(last, |day| day.min(last));
        let away: i64 = self
            .absences
            .iter()
            .filter(|(of, _)| *of == id)
            .map(|(_, span)| span.days_within(from, until))
            .sum();
        let days = |count: i64| u32::try_from(count.max(0)).unwrap_or(0);
        let worked = days((until - from).num_days() + 1 - away);
        let all = days((last - year.first()).num_days() + 1);
        let brought = self.brought.iter().find(|count| count.provider_id == id);
        let mut person = Person {
            part: part_of(group, leads, (worked, all), settings),
            class,
            number: 0,
            weight: 0,
            criminal: 0,
            other_fields: 0,
            months: [0; 12],
            open: Record::default(),
            brought: brought.map_or((0, 0), |count| (number(count.number), number(count.own))),
            provider,
        };
        for line in self.months.iter().filter(|line| line.provider_id == id) {
            person.add(line);
        }
        if let Some(load) = self.loads.iter().find(|load| load.provider_id == id) {
            person.open.open = number(load.open);
            person.open.open_count = number(load.open_count);
        }
        person
    }
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

impl Person {
    fn add(&mut self, line: &MonthLine) {
        let heavy = weight(&Burden {
            form: line.form.0,
            stage: line.stage.map(|stage| stage.0),
            charge: line.charge.map(|charge| charge.0),
            accused: u32::try_from(line.accused).unwrap_or(1),
            km: line.way.and_then(|steps| u32::try_from(steps * 50).ok()),
        });
        let count = number(line.number);
        self.number += count;
        self.weight += heavy * count;
        if line.field.0 == LegalField::Criminal {
            self.criminal += count;
        } else {
            self.other_fields += count;
        }
        let month: Option<usize> = line.month.get(5..7).and_then(|month| month.parse().ok());
        if let Some(month) = month.filter(|month| (1..=12).contains(month)) {
            // November is the first month of a target year.
            self.months[(month + 1) % 12] += heavy * count;
        }
    }
}

/// Whether an actor may look at an organisation: the first choice of a page that asks for none.
#[must_use]
pub fn own_organisation(desk: &Desk, actor: &Actor) -> Option<String> {
    let reach = desk.reach_of(actor);
    match reach {
        Reach::Nation => None,
        _ => Some(actor.org.clone()).filter(|org| reach.covers(org)),
    }
}
