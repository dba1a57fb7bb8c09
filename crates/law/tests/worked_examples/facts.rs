//! Facts are words: `born 2009-01-15`, `year 2009`, `role held`, `paper birth_certificate`, `lost …`, and the names of
//! what is true (`poor`, `near_poor`, `hiv` …). What is not said is false; after `ask` it was not asked; `poor?` was not
//! asked either. Invented people only.

use law::eligibility::{Assessment, PersonFacts, TraffickingStatus, assess};
use law::kernel::coded::Coded as _;
use law::rules::{ClientRole, Rules};

use super::support::day;

/// Reads facts as the head of this file says.
pub(super) fn facts(text: &str) -> PersonFacts {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let mut facts = if parts.contains(&"ask") { PersonFacts::default() } else { all_false() };
    for part in parts.into_iter().filter(|part| *part != "ask") {
        read_fact(&mut facts, part);
    }
    facts
}

fn read_fact(facts: &mut PersonFacts, part: &str) {
    let (name, rest) = part.split_once(' ').unwrap_or((part, ""));
    let (name, truth) = name.strip_suffix('?').map_or((name, Some(true)), |name| (name, None));
    match name {
        "born" => facts.birth_date = Some(day(rest)),
        "year" => facts.birth_year = Some(rest.parse().unwrap()),
        "role" => facts.client_role = truth.map(|_| ClientRole::from_code(rest).unwrap()),
        "paper" => facts.papers.push(rest.to_owned()),
        "lost" => facts.lost_papers.push(rest.to_owned()),
        "trafficking" => facts.trafficking = Some(TraffickingStatus::from_code(rest).unwrap()),
        "charged" => facts.charged = truth,
        "merit" => facts.merit = truth,
        "poor" => facts.poor_household = truth,
        "near_poor" => facts.near_poor_household = truth,
        "allowance" => facts.monthly_allowance = truth,
        "facility" => facts.social_facility = truth,
        "ethnic" => facts.ethnic_minority = truth,
        "area" => facts.special_area = truth,
        "martyr_family" => facts.martyr_family = truth,
        "agent_orange" => facts.agent_orange = truth,
        "disability" => facts.disability = truth,
        "hiv" => facts.hiv = truth,
        "domestic_violence" => facts.domestic_violence = truth,
        _ => panic!("no such fact: {part}"),
    }
    for paper in facts.papers.iter().chain(&facts.lost_papers) {
        assert!(Rules::embedded().on(day("2026-11-22")).proof(paper).is_some(), "no such paper: {paper}");
    }
}

fn all_false() -> PersonFacts {
    let no = Some(false);
    PersonFacts {
        birth_date: Some(day("1985-01-01")),
        merit: no,
        poor_household: no,
        near_poor_household: no,
        monthly_allowance: no,
        social_facility: no,
        ethnic_minority: no,
        special_area: no,
        martyr_family: no,
        agent_orange: no,
        disability: no,
        hiv: no,
        domestic_violence: no,
        trafficking: Some(TraffickingStatus::No),
        client_role: Some(ClientRole::Other),
        ..PersonFacts::default()
    }
}

pub(super) fn assessed(on: &str, text: &str) -> Assessment {
    let mut facts = facts(text);
    if facts.birth_year.is_some() {
        facts.birth_date = None;
    }
    assess(&facts, &Rules::embedded().on(day(on)), day(on))
}
