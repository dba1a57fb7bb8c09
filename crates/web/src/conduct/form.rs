//! What each act asks, who may do it, and with what its form begins.

use chrono::NaiveDate;
use law::access::Permission;
use law::assignment::Force;
use law::cases::{AidForm, CaseState};
use law::conduct::{ChangeAsker, LinkKind, ReplacementGround, Retention, registration_next};
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use office::conduct::{CasePage, Offered};

use crate::codes;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{Choice, Field, Values};

/// An act, by the last word of its address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Noun {
    Assignment,
    Replacement,
    Change,
    Answer,
    Registration,
    Suspension,
    Resumption,
    Reopening,
    Complexity,
    Handover,
    Return,
    Appraisal,
    Archive,
    Split,
    Links,
}

const DAY: Field = Field::date("day", "conduct-day");
const DECISION: Field = Field::text("decision", "conduct-decision").hint("conduct-decision-hint").most(300);
const REASON: Field = Field::textarea("reason", "conduct-reason").most(2000).rows(3);
const NOTE: Field = Field::textarea("note", "conduct-note").optional().most(2000).rows(2);

const NOT_OPPOSED: Field = Field::textarea("not_opposed", "conduct-not-opposed")
    .optional()
    .hint("conduct-not-opposed-hint")
    .most(2000)
    .rows(2);

const WHY: Field =
    Field::textarea("why", "conduct-why").optional().hint("conduct-why-hint").most(2000).rows(2);

const ASSIGNMENT: &[Field] = &[
    Field::radios("provider", "conduct-provider"),
    WHY,
    DAY,
    DECISION.optional(),
    Field::date("asked_on", "conduct-asked-on").optional().hint("conduct-asked-on-hint"),
    NOTE,
    NOT_OPPOSED,
];
const REPLACEMENT: &[Field] = &[
    Field::select("ground", "conduct-ground"),
    Field::radios("provider", "conduct-successor").optional().hint("conduct-successor-hint"),
    WHY,
    DAY,
    DECISION.optional(),
    Field::textarea("hand_over", "conduct-hand-over")
        .optional()
        .hint("conduct-hand-over-hint")
        .most(2000)
        .rows(3),
    NOT_OPPOSED,
];
const CHANGE: &[Field] = &[
    Field::radios("asker", "conduct-asker"),
    Field::select("ground", "conduct-must-refuse-ground").optional().hint("conduct-must-refuse-hint"),
    DAY,
    REASON,
];
const ANSWER: &[Field] = &[
    Field::radios("change", "conduct-change"),
    Field::textarea("answer", "conduct-answer").most(2000).rows(3),
];
const REGISTRATION: &[Field] =
    &[Field::radios("to", "conduct-registration"), DAY, NOTE.hint("conduct-registration-note-hint")];
const SUSPENSION: &[Field] = &[DAY, DECISION, REASON];
const RESUMPTION: &[Field] = &[DAY, DECISION, NOTE];
const REOPENING: &[Field] = &[DAY, REASON];
const COMPLEXITY: &[Field] =
    &[DAY.hint("conduct-complexity-day-hint"), REASON.hint("conduct-complexity-reason-hint")];
const HANDOVER: &[Field] = &[
    DAY,
    Field::checkboxes("present", "conduct-present").optional().hint("conduct-present-hint"),
    Field::textarea("excuse", "conduct-excuse").optional().hint("conduct-excuse-hint").most(2000).rows(2),
];
const RETURN: &[Field] = &[REASON];
const APPRAISAL: &[Field] = &[
    DAY,
    Field::number("score", "conduct-score").hint("conduct-score-hint"),
    Field::checkbox("breach", "conduct-breach"),
    NOTE.hint("conduct-breach-hint"),
];
const ARCHIVE: &[Field] = &[
    DAY,
    Field::text("place", "conduct-place").hint("conduct-place-hint").most(300),
    Field::number("pages", "conduct-pages"),
    Field::textarea("contents", "conduct-contents").hint("conduct-contents-hint").rows(8),
    Field::select("retention", "conduct-retention").hint("conduct-retention-hint"),
];
const SPLIT: &[Field] =
    &[Field::checkboxes("positions", "conduct-positions").hint("conduct-positions-hint"), REASON];
const LINKS: &[Field] = &[
    Field::text("other", "conduct-other").hint("conduct-other-hint").most(80),
    Field::radios("kind", "conduct-link-kind"),
    REASON,
];

impl Noun {
    /// The code of the texts of this act.
    pub fn code(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Replacement => "replacement",
            Self::Change => "change",
            Self::Answer => "answer",
            Self::Registration => "registration",
            Self::Suspension => "suspension",
            Self::Resumption => "resumption",
            Self::Reopening => "reopening",
            Self::Complexity => "complexity",
            Self::Handover => "handover",
            Self::Return => "return",
            Self::Appraisal => "appraisal",
            Self::Archive => "archive",
            Self::Split => "split",
            Self::Links => "links",
        }
    }

    /// The last part of the address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Change => "provider-change",
            Self::Answer => "provider-change/answer",
            other => other.code(),
        }
    }

    /// What the actor must hold.
    pub fn permission(self) -> Permission {
        match self {
            Self::Assignment
            | Self::Replacement
            | Self::Answer
            | Self::Suspension
            | Self::Resumption
            | Self::Reopening
            | Self::Split => Permission::AssignProviders,
            Self::Change | Self::Registration | Self::Links | Self::Complexity => Permission::ConductCases,
            Self::Handover => Permission::HandOverFiles,
            Self::Return | Self::Appraisal => Permission::AppraiseQuality,
            Self::Archive => Permission::ArchiveCases,
        }
    }

    /// Everything that may be asked in this case, shown or not.
    pub fn table(self, page: &CasePage) -> Vec<Field> {
        let all = match self {
            Self::Assignment => ASSIGNMENT,
            Self::Replacement => REPLACEMENT,
            Self::Change => CHANGE,
            Self::Answer => ANSWER,
            Self::Registration => REGISTRATION,
            Self::Suspension => SUSPENSION,
            Self::Resumption => RESUMPTION,
            Self::Reopening => REOPENING,
            Self::Complexity => COMPLEXITY,
            Self::Handover => HANDOVER,
            Self::Return => RETURN,
            Self::Appraisal => APPRAISAL,
            Self::Archive => ARCHIVE,
            Self::Split => SPLIT,
            Self::Links => LINKS,
        };
        let required = |field: &Field| field.required || field.name == "decision" && page.by_decision;
        all.iter().map(|field| Field { required: required(field), ..*field }).collect()
    }

    /// What is asked in this case.
    pub fn fields(self, page: &CasePage) -> Vec<Field> {
        let litigation = page.view.file.case.form.0 == AidForm::Litigation;
        let complete = page.file.missing().next().is_none();
        // Who may open the case again heads the organisation, and only the head takes what is not complete.
        let head = page.acts.contains(&CaseAct::Reopen);
        let mut fields = self.table(page);
        fields.retain(|field| match field.name {
            "asked_on" => litigation,
            "present" => !complete,
            "excuse" => !complete && head,
            "not_opposed" => page.opposed,
            _ => true,
        });
        fields
    }

    /// Whether the case stands where the act begins.
    pub fn is_possible(self, page: &CasePage) -> bool {
        let may = |act: CaseAct| page.acts.contains(&act);
        let case = &page.view.file.case;
        let running = case.closed_on.is_none();
        match self {
            Self::Assignment => may(CaseAct::Assign),
            Self::Replacement => may(CaseAct::Replace),
            Self::Suspension => may(CaseAct::Pause),
            Self::Resumption => may(CaseAct::Resume),
            Self::Reopening => may(CaseAct::Reopen),
            Self::Handover => may(CaseAct::HandOver),
            Self::Return => may(CaseAct::GiveBack),
            Self::Appraisal => may(CaseAct::Appraise),
            Self::Archive => may(CaseAct::Archive),
            Self::Registration => {
                let at_work = matches!(case.state.0, CaseState::Assigned | CaseState::Conducting);
                at_work && !registration_next(page.registration()).is_empty()
            }
            Self::Complexity => page.awaits_advice(),
            Self::Change => running && case.assigned_on.is_some(),
            Self::Answer => page.open_changes().next().is_some(),
            Self::Split => running && page.view.file.beneficiaries.len() > 1,
            Self::Links => case.archived_on.is_none(),
        }
    }

    /// The answers that each field offers.
    pub fn choices(self, t: T, page: &CasePage, offered: &[Offered]) -> Vec<(&'static str, Vec<Choice>)> {
        match self {
            Self::Assignment => vec![("provider", providers(t, offered))],
            Self::Replacement => {
                vec![("provider", providers(t, offered)), ("ground", codes::choices::<ReplacementGround>(t))]
            }
            Self::Change => {
                let grounds = ReplacementGround::ALL.iter().filter(|ground| ground.must_refuse());
                let grounds = grounds.map(|ground| Choice::new(ground.code(), codes::name(t, *ground)));
                vec![("asker", codes::choices::<ChangeAsker>(t)), ("ground", grounds.collect())]
            }
            Self::Answer => {
                let open = page.open_changes().map(|change| {
                    let asker = codes::name(t, change.asker.0);
                    let label = format!("{asker}, {}", dates::date(dates::day_of(&change.asked_at)));
                    Choice::new(change.id.to_string(), label).hint(change.reason.clone())
                });
                vec![("change", open.collect())]
            }
            Self::Registration => {
                let next = registration_next(page.registration()).iter();
                vec![("to", next.map(|to| Choice::new(to.code(), codes::name(t, *to))).collect())]
            }
            Self::Handover => {
                let missing = page.file.missing();
                let item = |item| Choice::new(law::kernel::coded::Coded::code(item), codes::name(t, item));
                vec![("present", missing.map(|it| item(it.item)).collect())]
            }
            Self::Archive => vec![("retention", codes::choices::<Retention>(t))],
            Self::Split => {
                let people = page.view.file.beneficiaries.iter();
                let choice = |person: &office::cases::Beneficiary| {
                    Choice::new(person.position.to_string(), person.name.clone())
                };
                vec![("positions", people.map(choice).collect())]
            }
            Self::Links => {
                let kinds = LinkKind::BY_HAND.iter();
                vec![("kind", kinds.map(|kind| Choice::new(kind.code(), codes::name(t, *kind))).collect())]
            }
            _ => Vec::new(),
        }
    }

    /// What a fresh form says already.
    pub fn begin(self, page: &CasePage, offered: &[Offered], today: NaiveDate) -> Values {
        let mut values = Values::from([("day", dates::date(today).as_str())]);
        match self {
            Self::Assignment | Self::Replacement => {
                // Whom nothing stands against leads the ranking; nobody is proposed where everybody is excluded.
                if let Some(best) = offered.first().filter(|it| it.ranked.is_eligible()) {
                    values.set("provider", best.provider.id.to_string());
                }
                if let Some(change) = page.open_changes().next() {
                    let ground = change.ground.map_or(ReplacementGround::PersonAsked, |ground| ground.0);
                    values.set("ground", ground.code());
                }
            }
            Self::Answer => {
                if let Some(change) = page.open_changes().next() {
                    values.set("change", change.id.to_string());
                }
            }
            Self::Archive => {
                values.set("retention", Retention::NotSet.code());
                let papers = &page.file.papers;
                let line = |(place, paper): (usize, &office::conduct::FilePaper)| {
                    let day =
                        paper.dated_on.map(|day| format!(" ({})", dates::date(day))).unwrap_or_default();
                    format!("{}. {}{day}", place + 1, paper.title)
                };
                values.set("contents", papers.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"));
                let pages: i32 = papers.iter().filter_map(|paper| paper.pages).sum();
                if pages > 0 {
                    values.set("pages", pages.to_string());
                }
            }
            _ => {}
        }
        values
    }
}

/// Whether nobody may waive what stands against somebody.
pub fn is_barred(it: &Offered) -> bool {
    it.ranked.exclusions.iter().any(|exclusion| exclusion.force() == Force::Never)
}

fn providers(t: T, offered: &[Offered]) -> Vec<Choice> {
    let choice = |it: &Offered| {
        let kind = codes::name(t, it.provider.kind.0);
        let running = t.with("conduct-running", &[("n", i64::from(it.record.open_count).into())]);
        Choice::new(it.provider.id.to_string(), format!("{} – {kind} – {running}", it.provider.name))
    };
    offered.iter().filter(|it| !is_barred(it)).map(choice).collect()
}
