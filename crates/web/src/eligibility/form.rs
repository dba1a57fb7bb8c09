//! What is asked about a person: yes, no, or not asked; and which papers were shown.
//!
//! The names carry the suffix of the person in the form (`""`, `_2` …). Birth and role are asked elsewhere in the
//! form of a request: whoever reads it puts them into the facts.

use law::eligibility::{PersonFacts, Question, TraffickingStatus};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::eligibility::Paper;

use super::answer::paper_name;
use crate::codes;
use crate::texts::T;
use crate::ui::Values;

/// A fact that is yes or no.
pub struct Fact {
    pub question: Question,
    pub get: fn(&PersonFacts) -> Option<bool>,
    pub set: fn(&mut PersonFacts, Option<bool>),
}

macro_rules! facts {
    ($($question:ident => $field:ident),+ $(,)?) => {
        &[$(Fact {
            question: Question::$question,
            get: |facts| facts.$field,
            set: |facts, value| facts.$field = value,
        }),+]
    };
}

/// Every fact that is yes or no, those that decide most first.
pub const FACTS: &[Fact] = facts![
    Poor => poor_household,
    NearPoor => near_poor_household,
    Allowance => monthly_allowance,
    SocialFacility => social_facility,
    Ethnicity => ethnic_minority,
    Area => special_area,
    Merit => merit,
    MartyrFamily => martyr_family,
    AgentOrange => agent_orange,
    Disability => disability,
    DomesticViolence => domestic_violence,
    Hiv => hiv,
];

fn name(question: Question, suffix: &str) -> String {
    format!("fact_{question}{suffix}")
}

/// The facts of one person on the clerk's form, and the papers that may be ticked.
pub fn fields(t: T, values: &Values, suffix: &str, offered: &[Paper]) -> Markup {
    html! {
        @for fact in FACTS {
            (yes_no(t, values, &name(fact.question, suffix), &codes::named(t, "eligibility-fact", fact.question.code())))
        }
        (trafficking(t, values, suffix))
        (papers(t, values, &format!("papers{suffix}"), "eligibility-papers-shown", offered))
        (papers(t, values, &format!("lost_papers{suffix}"), "eligibility-papers-lost", offered))
    }
}

fn yes_no(t: T, values: &Values, name: &str, label: &str) -> Markup {
    let answers = [("yes", "eligibility-yes"), ("no", "eligibility-no"), ("", "eligibility-not-asked")];
    let options: Vec<(&str, String)> = answers.iter().map(|(code, key)| (*code, t.get(key))).collect();
    radios(values.get(name), name, label, &options)
}

fn trafficking(t: T, values: &Values, suffix: &str) -> Markup {
    let name = name(Question::Trafficking, suffix);
    let mut options: Vec<(&str, String)> =
        TraffickingStatus::ALL.iter().map(|it| (it.code(), codes::name(t, *it))).collect();
    options.push(("", t.get("eligibility-not-asked")));
    let label = codes::named(t, "eligibility-fact", Question::Trafficking.code());
    radios(values.get(&name), &name, &label, &options)
}

/// A question with a few answers side by side.
fn radios(chosen: &str, name: &str, label: &str, options: &[(&str, String)]) -> Markup {
    html! {
        div class="field" {
            fieldset {
                legend { (label) }
                div class="options options-row" {
                    @for (place, (code, words)) in options.iter().enumerate() {
                        @let id = if place == 0 { name.to_owned() } else { format!("{name}-{place}") };
                        div class="option" {
                            input id=(id) type="radio" name=(name) value=(code) checked[chosen == *code];
                            label for=(id) { (words) }
                        }
                    }
                }
            }
        }
    }
}

/// Papers to tick, folded away until one is.
fn papers(t: T, values: &Values, name: &str, label: &'static str, offered: &[Paper]) -> Markup {
    let ticked = values.all(name).any(|code| !code.is_empty());
    html! {
        details open[ticked] {
            summary { (t.get(label)) }
            div class="field" {
                fieldset {
                    legend class="unseen" { (t.get(label)) }
                    div class="options" {
                        @for (place, paper) in offered.iter().enumerate() {
                            @let id = format!("{name}-{place}");
                            div class="option" {
                                input id=(id) type="checkbox" name=(name) value=(paper.code) checked[values.has(name, &paper.code)];
                                label for=(id) { (paper_name(t, offered, &paper.code)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Reads the facts of one person; birth and role stay unknown.
pub fn read(values: &Values, suffix: &str) -> PersonFacts {
    let mut facts = PersonFacts::default();
    for fact in FACTS {
        (fact.set)(&mut facts, boolean(values.get(&name(fact.question, suffix))));
    }
    facts.trafficking = TraffickingStatus::from_code(values.get(&name(Question::Trafficking, suffix)));
    let ticked = |name: &str| -> Vec<String> {
        values.all(&format!("{name}{suffix}")).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    facts.papers = ticked("papers");
    facts.lost_papers = ticked("lost_papers");
    facts
}

/// What a yes or no means; anything else is not known.
pub fn boolean(code: &str) -> Option<bool> {
    match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Facts as the form carries them.
pub fn put(values: &mut Values, suffix: &str, facts: &PersonFacts) {
    for fact in FACTS {
        let code = (fact.get)(facts).map_or("", |yes| if yes { "yes" } else { "no" });
        values.set(&name(fact.question, suffix), code);
    }
    let trafficking = facts.trafficking.map(TraffickingStatus::code).unwrap_or_default();
    values.set(&name(Question::Trafficking, suffix), trafficking);
    for (name, papers) in [("papers", &facts.papers), ("lost_papers", &facts.lost_papers)] {
        let name = format!("{name}{suffix}");
        values.remove(&name);
        for paper in papers {
            values.push(&name, paper.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_form_is_read_from_it() {
        let facts = PersonFacts {
            poor_household: Some(true),
            near_poor_household: Some(false),
            hiv: None,
            trafficking: Some(TraffickingStatus::BeingIdentified),
            papers: vec!["poor_household_certificate".to_owned(), "identity_card".to_owned()],
            lost_papers: vec!["merit_medal".to_owned()],
            ..PersonFacts::default()
        };
        let mut values = Values::default();
        put(&mut values, "_2", &facts);
        assert_eq!(read(&values, "_2"), facts);
        assert_eq!(read(&values, ""), PersonFacts::default());
    }
}
