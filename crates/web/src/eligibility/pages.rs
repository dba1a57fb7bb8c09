//! The open check: one question a page. What was answered travels in hidden fields, never in the address, and is
//! forgotten with the page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use chrono::{Datelike as _, NaiveDate};
use law::cases::ClientRole;
use law::eligibility::{Assessment, PersonFacts, Question, TraffickingStatus, Verdict};
use law::kernel::coded::Coded as _;

use super::{form, views};
use crate::failure::{Page, show};
use crate::gate::{App, Fields, Guest};
use crate::ui::{Values, dates};

/// Nobody is older.
const OLDEST: i32 = 130;
/// What is said when somebody does not know or does not want to say.
pub const SKIPPED: &str = "skip";
/// How the fields of answers begin.
pub const ANSWER: &str = "answer_";

/// The questions in the order in which people can answer them: the plain ones first, what hurts last.
const ORDER: &[Question] = &[
    Question::Birth,
    Question::Poor,
    Question::Ethnicity,
    Question::Area,
    Question::Merit,
    Question::NearPoor,
    Question::Allowance,
    Question::SocialFacility,
    Question::Role,
    Question::MartyrFamily,
    Question::AgentOrange,
    Question::Disability,
    Question::Trafficking,
    Question::DomesticViolence,
    Question::Hiv,
];

/// One question of the check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A question of the rules.
    Ask(Question),
    /// The day of birth, where the year does not decide.
    BirthDay,
}

impl Step {
    /// What fields and texts call it.
    pub fn code(self) -> &'static str {
        match self {
            Step::Ask(question) => question.code(),
            Step::BirthDay => "birth_day",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        if code == Step::BirthDay.code() {
            Some(Step::BirthDay)
        } else {
            Question::from_code(code).map(Step::Ask)
        }
    }
}

/// What was answered so far, in order.
#[derive(Clone, Debug, Default)]
pub struct Answers(pub Vec<(Step, String)>);

impl Answers {
    fn read(values: &Values) -> Self {
        let known = |(name, value): (&str, &str)| {
            let step = Step::from_code(name.strip_prefix(ANSWER)?)?;
            Some((step, value.trim().chars().take(40).collect::<String>()))
                .filter(|(_, value)| !value.is_empty())
        };
        let mut answers: Vec<(Step, String)> = Vec::new();
        for (step, value) in values.pairs().filter_map(known) {
            match answers.iter_mut().find(|(it, _)| *it == step) {
                // The button beside a typed answer says that it does not count.
                Some((_, first)) if value == SKIPPED => *first = value,
                Some(_) => {}
                None => answers.push((step, value)),
            }
        }
        Answers(answers)
    }

    pub fn get(&self, step: Step) -> Option<&str> {
        self.0.iter().find(|(it, _)| *it == step).map(|(_, value)| value.as_str())
    }

    /// The facts that the answers tell; what was skipped stays unknown.
    fn facts(&self) -> PersonFacts {
        let mut facts = PersonFacts {
            birth_year: self.get(Step::Ask(Question::Birth)).and_then(|it| it.parse().ok()),
            birth_date: self.get(Step::BirthDay).and_then(dates::parse_date),
            trafficking: self.get(Step::Ask(Question::Trafficking)).and_then(TraffickingStatus::from_code),
            client_role: self.get(Step::Ask(Question::Role)).and_then(ClientRole::from_code),
            ..PersonFacts::default()
        };
        for fact in form::FACTS {
            let answer = self.get(Step::Ask(fact.question)).unwrap_or_default();
            (fact.set)(&mut facts, form::boolean(answer));
        }
        facts
    }
}

/// What comes next: a question, or nothing more to ask. One category that holds is enough.
fn next_step(answers: &Answers, assessment: &Assessment) -> Option<Step> {
    if matches!(assessment.verdict(), Verdict::Entitled | Verdict::NeedsProof) {
        return None;
    }
    let open = assessment.questions();
    let wanted = ORDER.iter().filter(|question| open.contains(question)).filter_map(|question| {
        let step = Step::Ask(*question);
        match (answers.get(step), question) {
            (None, _) => Some(step),
            (Some(year), Question::Birth) if year != SKIPPED && answers.get(Step::BirthDay).is_none() => {
                Some(Step::BirthDay)
            }
            _ => None,
        }
    });
    wanted.into_iter().next()
}

/// Whether an answer can be one to this question.
fn fits(step: Step, answer: &str, answers: &Answers, today: NaiveDate) -> bool {
    if answer == SKIPPED {
        return true;
    }
    match step {
        Step::Ask(Question::Birth) => {
            let years = today.year() - OLDEST..=today.year();
            answer.parse().is_ok_and(|year: i32| years.contains(&year))
        }
        Step::BirthDay => {
            let year = answers.get(Step::Ask(Question::Birth)).and_then(|it| it.parse::<i32>().ok());
            dates::parse_date(answer).is_some_and(|day| Some(day.year()) == year && day <= today)
        }
        Step::Ask(Question::Role) => ClientRole::from_code(answer).is_some(),
        Step::Ask(Question::Trafficking) => TraffickingStatus::from_code(answer).is_some(),
        Step::Ask(_) => form::boolean(answer).is_some(),
    }
}

pub async fn start(guest: Guest) -> Page {
    show(views::start(&guest))
}

pub async fn next(State(app): State<App>, guest: Guest, fields: Fields) -> Page {
    let today = app.desk().today();
    let values = fields.values();
    let mut answers = Answers::read(&values);
    let asked = Step::from_code(values.get("step"));
    if !values.get("back").is_empty() {
        // The answer of the page itself, if any, and the one before it.
        answers.0.retain(|(step, _)| Some(*step) != asked);
        if answers.0.pop().is_none() {
            return show(views::start(&guest));
        }
    } else if let Some(step) = asked {
        let typed = answers.get(step).unwrap_or_default().to_owned();
        if !fits(step, &typed, &answers, today) {
            answers.0.retain(|(it, _)| *it != step);
            let page = views::question(&guest, step, &answers, Some(&typed));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    }
    let assessment = office::eligibility::assess(app.desk(), &answers.facts(), today);
    if let Some(step) = next_step(&answers, &assessment) {
        return show(views::question(&guest, step, &answers, None));
    }
    let papers = office::eligibility::papers(app.desk(), today);
    let centres = office::eligibility::centres(app.desk()).await?;
    show(views::result(&guest, &answers, &assessment, &papers, &centres, today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::rules::Rules;

    /// Answers question after question; answers the path and what came of it.
    fn walk(say: impl Fn(Step) -> &'static str) -> (Vec<&'static str>, Verdict) {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let mut answers = Answers::default();
        loop {
            let rules = Rules::embedded();
            let assessment = law::eligibility::assess(&answers.facts(), &rules.on(today), today);
            let Some(step) = next_step(&answers, &assessment) else {
                return (answers.0.iter().map(|(step, _)| step.code()).collect(), assessment.verdict());
            };
            assert!(fits(step, say(step), &answers, today), "{step:?}");
            answers.0.push((step, say(step).to_owned()));
        }
    }

    #[test]
    fn a_child_is_asked_one_question() {
        assert_eq!(walk(|_| "2015"), (vec!["birth"], Verdict::NeedsProof));
    }

    #[test]
    fn whoever_turns_sixteen_this_year_is_asked_for_the_day() {
        let (path, verdict) = walk(|step| match step {
            Step::Ask(Question::Birth) => "2010",
            Step::BirthDay => "01/12/2010",
            Step::Ask(_) => "no",
        });
        assert_eq!((path, verdict), (vec!["birth", "birth_day"], Verdict::NeedsProof));
    }

    #[test]
    fn whoever_says_no_to_everything_comes_to_an_end_without_being_asked_what_does_not_matter() {
        let (path, verdict) = walk(|step| match step {
            Step::Ask(Question::Birth) => "1980",
            Step::Ask(Question::Trafficking) => "no",
            _ => "no",
        });
        assert_eq!(verdict, Verdict::No);
        assert!(!path.contains(&"hiv") && !path.contains(&"area") && !path.contains(&"role"), "{path:?}");
    }

    #[test]
    fn whoever_skips_everything_comes_to_an_end_too() {
        let (path, verdict) = walk(|_| SKIPPED);
        assert_eq!(verdict, Verdict::PossibleIfAsked);
        assert!(path.len() <= ORDER.len(), "{path:?}");
    }

    #[test]
    fn the_near_poor_accused_is_found() {
        let (path, verdict) = walk(|step| match step {
            Step::Ask(Question::Birth) => "1980",
            Step::Ask(Question::NearPoor) => "yes",
            Step::Ask(Question::Role) => "accused",
            _ => "no",
        });
        assert_eq!(verdict, Verdict::NeedsProof, "{path:?}");
    }
}
