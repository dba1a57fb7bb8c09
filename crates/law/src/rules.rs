//! The law as dated data: every row says from when to when it holds, on which article it rests, how sure we are.
//!
//! The rows stand in `crates/law/rules/`, are read once and held against each other by `crates/law/tests/rules.rs`.
//! An administrator's rows ([`AddedRow`]) lie over them. Whoever decides takes the rules of a day ([`Rules::on`]):
//! for a case, the day of its acceptance. `codes` the words, `rows` what a row holds, `overlay` what is added.

mod codes;
mod overlay;
mod rows;

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub use crate::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Stage, UrgentGround};
pub use codes::{
    Category, ChecklistItem, Confidence, DeadlineCode, DisclosureGround, DutyBearer, FinancialTest,
    Proceeding, ProhibitedAct, RefusalGround, ReliefGround, ReportKind, RuleSet, Seniority, StartEvent, Unit,
};
pub use overlay::{AddedRow, RuleFault, RuleProblem};
pub use rows::{
    Alternative, CategoryBody, CategoryRule, ChecklistBody, ChecklistRule, CriterionBody, CriterionRule,
    DeadlineBody, DeadlineRule, DisclosureRule, FieldRule, FormBody, FormRule, Key, OneOf, OutcomeRule,
    Plain, ProhibitedBody, ProhibitedRule, ProofBody, ProofPaper, RefusalRule, ReliefBody, ReliefRule,
    ReportPeriodBody, ReportPeriodRule, RoleBody, RoleRule, Row, StageBody, StageRule, TargetBody,
    TargetRule, UrgentBody, UrgentRule,
};

/// Where a row comes from, how sure it is, and from when to when it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Instrument and article, as Vietnamese lawyers cite them.
    pub basis: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; `None` = no end known.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// What must be known about the row.
    #[serde(default)]
    pub note: Option<String>,
}

impl Source {
    /// Whether the row holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// One row as a listing shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleLine {
    /// Its list.
    pub set: RuleSet,
    /// Its key.
    pub key: String,
    /// Where it comes from.
    pub source: Source,
    /// What it says, as `name = value` lines that a new row may begin from.
    pub body: String,
}

/// All dated rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rules {
    categories: Vec<CategoryRule>,
    proofs: Vec<ProofPaper>,
    refusals: Vec<RefusalRule>,
    urgent: Vec<UrgentRule>,
    deadlines: Vec<DeadlineRule>,
    forms: Vec<FormRule>,
    fields: Vec<FieldRule>,
    roles: Vec<RoleRule>,
    stages: Vec<StageRule>,
    outcomes: Vec<OutcomeRule>,
    prohibited: Vec<ProhibitedRule>,
    checklist: Vec<ChecklistRule>,
    disclosures: Vec<DisclosureRule>,
    criteria: Vec<CriterionRule>,
    target_bands: Vec<TargetRule>,
    target_reliefs: Vec<ReliefRule>,
    report_periods: Vec<ReportPeriodRule>,
    lines: Vec<RuleLine>,
}

const FILES: [&str; 12] = [
    include_str!("../rules/categories.toml"),
    include_str!("../rules/proofs.toml"),
    include_str!("../rules/refusals.toml"),
    include_str!("../rules/urgent.toml"),
    include_str!("../rules/deadlines.toml"),
    include_str!("../rules/forms_of_aid.toml"),
    include_str!("../rules/prohibited_acts.toml"),
    include_str!("../rules/checklist.toml"),
    include_str!("../rules/disclosures.toml"),
    include_str!("../rules/criteria.toml"),
    include_str!("../rules/targets.toml"),
    include_str!("../rules/report_periods.toml"),
];

static EMBEDDED: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(&FILES).expect("a test reads and checks the embedded rows"));

impl Rules {
    /// The rows that the program brings along.
    #[must_use]
    pub fn embedded() -> &'static Rules {
        &EMBEDDED
    }

    /// Reads rows from TOML: tables named after their [`RuleSet`].
    fn read(files: &[&str]) -> Result<Self, RuleProblem> {
        let mut rules = Self::default();
        for (at, text) in files.iter().enumerate() {
            for (set, row) in rows::read_file(text).map_err(|problem| problem.of_row(at))? {
                rules.push(set, row).map_err(|problem| problem.of_row(at))?;
            }
        }
        rules.check_proofs()?;
        Ok(rules)
    }

    /// These rules with rows that were added later, each closing the row it follows on the day before.
    ///
    /// # Errors
    /// Names the first row that cannot be taken, the line in it, and the reason.
    pub fn with(&self, added: Vec<AddedRow>) -> Result<Rules, RuleProblem> {
        overlay::lay_over(self, added)
    }

    /// The rules of a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> RulesOfDay<'_> {
        RulesOfDay { rules: self, day }
    }

    /// Every row of every list, for a page that shows them.
    #[must_use]
    pub fn rows(&self) -> &[RuleLine] {
        &self.lines
    }

    /// The rows that say which reports are due when.
    #[must_use]
    pub fn report_periods(&self) -> &[ReportPeriodRule] {
        &self.report_periods
    }

    /// What a step from `before` to these rules changes: rows that go, rows that come.
    #[must_use]
    pub fn changes_since<'a>(&'a self, before: &'a Rules) -> (Vec<&'a RuleLine>, Vec<&'a RuleLine>) {
        let gone = before.lines.iter().filter(|line| !self.lines.contains(line)).collect();
        let come = self.lines.iter().filter(|line| !before.lines.contains(line)).collect();
        (gone, come)
    }

    /// Every paper that a category names must be one on the first and on the last day of the category.
    fn check_proofs(&self) -> Result<(), RuleProblem> {
        let there = |paper: &String, day: NaiveDate| {
            self.proofs.iter().any(|row| row.key == *paper && row.source.holds_on(day))
        };
        for category in &self.categories {
            let days = [category.source.valid_from, category.source.valid_to.unwrap_or(NaiveDate::MAX)];
            let gone = |paper: &&String| days.iter().any(|day| !there(paper, *day));
            if let Some(paper) = category.proofs.iter().flatten().flatten().find(gone) {
                let detail = format!("{} → {paper}", category.key);
                return Err(RuleProblem::new(RuleFault::UnknownProof, detail));
            }
        }
        Ok(())
    }
}

/// The rules of one day.
#[derive(Clone, Copy, Debug)]
pub struct RulesOfDay<'a> {
    rules: &'a Rules,
    day: NaiveDate,
}

impl<'a> RulesOfDay<'a> {
    /// The day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// The name of this state of the law: the last day on which a row began or had ended; `none` before the first.
    ///
    /// ```
    /// let on = |day: &str| law::rules::Rules::embedded().on(day.parse().unwrap()).version();
    /// assert_eq!(on("2025-12-31"), "2025-11-01");
    /// assert_eq!(on("2026-01-01"), "2026-01-01");
    /// assert_eq!(on("2017-12-31"), "none");
    /// ```
    #[must_use]
    pub fn version(&self) -> String {
        let begun = self.rules.lines.iter().map(|line| line.source.valid_from);
        let ended =
            self.rules.lines.iter().filter_map(|line| line.source.valid_to?.checked_add_days(Days::new(1)));
        let last = begun.chain(ended).filter(|change| *change <= self.day).max();
        last.map_or_else(|| "none".to_owned(), |change| change.to_string())
    }

    /// The row of a category, when it is in force.
    #[must_use]
    pub fn category(&self, category: Category) -> Option<&'a CategoryRule> {
        find(&self.rules.categories, category, self.day)
    }

    /// Every category in force, in the order in which one of several is reported.
    #[must_use]
    pub fn categories(&self) -> Vec<&'a CategoryRule> {
        let mut all = held(&self.rules.categories, self.day);
        all.sort_by_key(|rule| rule.order);
        all
    }

    /// A proof paper.
    #[must_use]
    pub fn proof(&self, code: &str) -> Option<&'a ProofPaper> {
        self.rules.proofs.iter().find(|row| row.key == code && row.source.holds_on(self.day))
    }

    /// Every proof paper.
    #[must_use]
    pub fn proofs(&self) -> Vec<&'a ProofPaper> {
        held(&self.rules.proofs, self.day)
    }

    /// Grounds of refusal.
    #[must_use]
    pub fn refusal_grounds(&self) -> Vec<&'a RefusalRule> {
        held(&self.rules.refusals, self.day)
    }

    /// Grounds of acceptance at once.
    #[must_use]
    pub fn urgent_grounds(&self) -> Vec<&'a UrgentRule> {
        held(&self.rules.urgent, self.day)
    }

    /// The row of a ground of acceptance at once.
    #[must_use]
    pub fn urgent_ground(&self, ground: UrgentGround) -> Option<&'a UrgentRule> {
        find(&self.rules.urgent, ground, self.day)
    }

    /// The row of a clock.
    #[must_use]
    pub fn deadline(&self, code: DeadlineCode) -> Option<&'a DeadlineRule> {
        find(&self.rules.deadlines, code, self.day)
    }

    /// Every clock.
    #[must_use]
    pub fn deadlines(&self) -> Vec<&'a DeadlineRule> {
        held(&self.rules.deadlines, self.day)
    }

    /// Forms of aid.
    #[must_use]
    pub fn aid_forms(&self) -> Vec<&'a FormRule> {
        held(&self.rules.forms, self.day)
    }

    /// Fields of law.
    #[must_use]
    pub fn fields(&self) -> Vec<&'a FieldRule> {
        held(&self.rules.fields, self.day)
    }

    /// Roles of the person.
    #[must_use]
    pub fn client_roles(&self) -> Vec<&'a RoleRule> {
        held(&self.rules.roles, self.day)
    }

    /// Stages in which a form of aid is given.
    #[must_use]
    pub fn stages(&self, form: AidForm) -> Vec<&'a StageRule> {
        let mut all = held(&self.rules.stages, self.day);
        all.retain(|rule| rule.forms.contains(&form));
        all
    }

    /// How a case may end.
    #[must_use]
    pub fn outcomes(&self) -> Vec<&'a OutcomeRule> {
        held(&self.rules.outcomes, self.day)
    }

    /// Prohibited acts.
    #[must_use]
    pub fn prohibited_acts(&self) -> Vec<&'a ProhibitedRule> {
        held(&self.rules.prohibited, self.day)
    }

    /// What the file of a case of this form must hold.
    #[must_use]
    pub fn file_checklist(&self, form: AidForm) -> Vec<&'a ChecklistRule> {
        let mut all = held(&self.rules.checklist, self.day);
        all.retain(|rule| rule.forms.contains(&form));
        all
    }

    /// How many cases a year asks of those of a band.
    #[must_use]
    pub fn target_band(&self, seniority: Seniority) -> Option<&'a TargetRule> {
        find(&self.rules.target_bands, seniority, self.day)
    }

    /// What a ground of relief from the target does.
    #[must_use]
    pub fn target_relief(&self, ground: ReliefGround) -> Option<&'a ReliefRule> {
        find(&self.rules.target_reliefs, ground, self.day)
    }

    /// Whether facts may leave the house on a ground.
    #[must_use]
    pub fn knows_ground(&self, ground: DisclosureGround) -> bool {
        find(&self.rules.disclosures, ground, self.day).is_some()
    }

    /// What a criterion of success says, by its code in either case; none where its words are not known.
    #[must_use]
    pub fn criterion(&self, code: &str) -> Option<&'a str> {
        let key = code.to_ascii_lowercase();
        let row = self.rules.criteria.iter().find(|row| row.key == key && row.source.holds_on(self.day));
        row.and_then(|row| row.body.wording.as_deref())
    }
}

fn held<K, B>(rows: &[Row<K, B>], day: NaiveDate) -> Vec<&Row<K, B>> {
    rows.iter().filter(|row| row.source.holds_on(day)).collect()
}

fn find<K: Copy + PartialEq, B>(rows: &[Row<K, B>], key: K, day: NaiveDate) -> Option<&Row<K, B>> {
    rows.iter().find(|row| row.key == key && row.source.holds_on(day))
}
