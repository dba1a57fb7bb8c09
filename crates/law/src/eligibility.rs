//! Who is entitled to legal aid (*diện người được trợ giúp pháp lý*), and from when to when.
//!
//! Basis: Law on Legal Aid 2017 art. 7, as changed on 01/07/2025 (Law 53/2024) and 01/01/2026 (Law 59/2024). Ages,
//! roles, the financial test and the proof papers are dated rows (`rules/categories.toml`); here is how facts are held
//! against them, for the clerk, for the person's own check, and for cases where somebody was overlooked.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::coded;
pub use crate::rules::Category;
use crate::rules::{
    Alternative, CategoryRule, ClientRole, FinancialTest, RefusalGround, RefusalRule, RulesOfDay, Source,
};

impl Category {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        use crate::kernel::coded::Coded as _;
        list.split(';').filter_map(|code| Self::from_code(code.trim())).collect()
    }

    /// First and last day on which a case may be accepted under this category (*thời gian áp dụng của diện*).
    ///
    /// Basis: Law 11/2017 in force 01/01/2018; Law 53/2024 art. 61 (01/07/2025); Law 59/2024
    /// art. 177(6) (01/01/2026). `None` = no end known. The dated rows say the same; a test holds them together.
    #[must_use]
    pub fn validity(self) -> (NaiveDate, Option<NaiveDate>) {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a constant date exists");
        let law_2017 = day(2018, 1, 1);
        match self {
            Self::Accused16To18 | Self::Victim16To18 => (law_2017, Some(day(2025, 12, 31))),
            Self::Minor16To18 => (day(2026, 1, 1), None),
            Self::TraffickingHardship => (law_2017, Some(day(2025, 6, 30))),
            Self::Trafficking => (day(2025, 7, 1), None),
            _ => (law_2017, None),
        }
    }

    /// Whether a case accepted on this day may carry the category.
    #[must_use]
    pub fn is_valid_on(self, day: NaiveDate) -> bool {
        let (from, to) = self.validity();
        from <= day && to.is_none_or(|to| day <= to)
    }
}

coded! {
    /// What a person is in a matter of trafficking.
    TraffickingStatus as "trafficking-status" {
        /// Nothing of the kind.
        No = "no",
        /// A victim.
        Victim = "victim",
        /// Being identified as a victim.
        BeingIdentified = "being_identified",
        /// A minor who accompanies one of them.
        AccompanyingMinor = "accompanying_minor",
    }
}

/// What is known of a person (*thông tin để xác định diện*); `None` = not asked yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonFacts {
    /// Day of birth, if known.
    pub birth_date: Option<NaiveDate>,
    /// Year of birth, where the day is not known.
    pub birth_year: Option<i32>,
    /// A person with merit to the revolution.
    pub merit: Option<bool>,
    /// The household is poor by certificate.
    pub poor_household: Option<bool>,
    /// The household is near-poor by certificate.
    pub near_poor_household: Option<bool>,
    /// Receives monthly social allowance.
    pub monthly_allowance: Option<bool>,
    /// Lives in a social house or protection facility by decision.
    pub social_facility: Option<bool>,
    /// Of an ethnic minority.
    pub ethnic_minority: Option<bool>,
    /// Resides in an area of special socio-economic difficulty.
    pub special_area: Option<bool>,
    /// Parent, spouse, child of a martyr, or who raised the martyr.
    pub martyr_family: Option<bool>,
    /// Has a disease from dioxin.
    pub agent_orange: Option<bool>,
    /// Has a disability by certificate.
    pub disability: Option<bool>,
    /// Lives with HIV.
    pub hiv: Option<bool>,
    /// Subjected to domestic violence.
    pub domestic_violence: Option<bool>,
    /// Trafficking.
    pub trafficking: Option<TraffickingStatus>,
    /// Role in the matter.
    pub client_role: Option<ClientRole>,
    /// Arrested, held in custody, accused or defendant, where the role does not say so.
    pub charged: Option<bool>,
    /// Codes of the papers that were shown.
    pub papers: Vec<String>,
    /// Codes of papers that were lost; the confirmation of the issuing body may stand for them.
    pub lost_papers: Vec<String>,
}

coded! {
    /// What a category answers to the facts.
    Verdict as "verdict" {
        /// Entitled, and proven.
        Entitled = "entitled",
        /// Entitled by the facts; papers are missing.
        NeedsProof = "needs_proof",
        /// It depends on what was not asked yet.
        PossibleIfAsked = "possible_if_asked",
        /// Not entitled.
        No = "no",
    }
}

coded! {
    /// Why a category answers as it does.
    Reason as "eligibility-reason" {
        /// Has merit.
        Merit = "merit",
        /// Has none.
        NoMerit = "no_merit",
        /// Poor household.
        Poor = "poor",
        /// Not a poor household.
        NotPoor = "not_poor",
        /// The age fits.
        AgeFits = "age_fits",
        /// Too young for it.
        TooYoung = "too_young",
        /// Too old for it.
        TooOld = "too_old",
        /// The role fits.
        RoleFits = "role_fits",
        /// The role does not.
        RoleDoesNotFit = "role_does_not_fit",
        /// Of an ethnic minority.
        EthnicMinority = "ethnic_minority",
        /// Of the majority.
        NotEthnicMinority = "not_ethnic_minority",
        /// Lives in the area.
        LivesInArea = "lives_in_area",
        /// Lives elsewhere.
        LivesElsewhere = "lives_elsewhere",
        /// Near-poor household.
        NearPoor = "near_poor",
        /// Not a near-poor household.
        NotNearPoor = "not_near_poor",
        /// Monthly social allowance.
        Allowance = "allowance",
        /// In a social house or facility.
        SocialFacility = "social_facility",
        /// No financial difficulty.
        NoHardship = "no_hardship",
        /// Victim of trafficking.
        TraffickingVictim = "trafficking_victim",
        /// Being identified as one.
        BeingIdentified = "being_identified",
        /// A minor who accompanies one.
        AccompanyingMinor = "accompanying_minor",
        /// Nothing of trafficking, or not in a way that counted then.
        NotTrafficked = "not_trafficked",
        /// Family of a martyr.
        MartyrFamily = "martyr_family",
        /// Not.
        NotMartyrFamily = "not_martyr_family",
        /// Disease from dioxin.
        AgentOrange = "agent_orange",
        /// None.
        NoAgentOrange = "no_agent_orange",
        /// Disability.
        Disability = "disability",
        /// None.
        NoDisability = "no_disability",
        /// Domestic violence.
        DomesticViolence = "domestic_violence",
        /// None.
        NoDomesticViolence = "no_domestic_violence",
        /// HIV.
        Hiv = "hiv",
        /// None.
        NoHiv = "no_hiv",
        /// Proven by the papers shown.
        Proven = "proven",
        /// Papers are missing.
        PapersMissing = "papers_missing",
        /// The confirmation of the issuing body stands for a lost paper.
        LostPaperConfirmed = "lost_paper_confirmed",
        /// The organisation itself has it verified.
        OrganisationVerifies = "organisation_verifies",
    }
}

coded! {
    /// What must be asked before a category can answer.
    Question as "eligibility-question" {
        /// Born when.
        Birth = "birth",
        /// Merit.
        Merit = "merit",
        /// Poor household.
        Poor = "poor",
        /// Near-poor household.
        NearPoor = "near_poor",
        /// Monthly social allowance.
        Allowance = "allowance",
        /// In a social house or facility.
        SocialFacility = "social_facility",
        /// Ethnic group.
        Ethnicity = "ethnicity",
        /// Residence in an area of special difficulty.
        Area = "area",
        /// Family of a martyr.
        MartyrFamily = "martyr_family",
        /// Disease from dioxin.
        AgentOrange = "agent_orange",
        /// Disability.
        Disability = "disability",
        /// HIV.
        Hiv = "hiv",
        /// Domestic violence.
        DomesticViolence = "domestic_violence",
        /// Trafficking.
        Trafficking = "trafficking",
        /// Role in proceedings.
        Role = "role",
    }
}

coded! {
    /// Where somebody may turn who is not entitled, or not yet.
    WhereElse as "where-else" {
        /// Guidance on the spot, without a file.
        SimpleGuidance = "simple_guidance",
        /// The commune: poverty, ethnicity, residence confirmed.
        Commune = "commune",
        /// Defence appointed by the proceedings body.
        AppointedDefence = "appointed_defence",
        /// The national line for children, 111.
        ChildLine = "child_line",
        /// An advice centre of an association.
        AdviceCentre = "advice_centre",
        /// A law office.
        LawOffice = "law_office",
        /// A complaint about the refusal.
        Complaint = "complaint",
    }
}

/// What one category answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CategoryAnswer {
    /// The category.
    pub category: Category,
    /// Its answer.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The rule: article, confidence, days.
    pub source: Source,
    /// Ways to prove it: any of all of one of.
    pub proofs: Vec<Alternative>,
    /// What is missing on the way that is nearest: all of one of.
    pub missing: Alternative,
    /// What to ask next.
    pub questions: Vec<Question>,
}

/// What the rules answer to a person (*kết quả xác định diện*).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assessment {
    /// One answer a category in force, in the order of the law.
    pub held: Vec<CategoryAnswer>,
    /// The category that is reported.
    pub reported: Option<Category>,
    /// Where else to turn; never empty when no category holds.
    pub elsewhere: Vec<WhereElse>,
    /// The state of the law by which it was assessed.
    pub version: String,
}

impl Assessment {
    /// The best answer of all.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.held.iter().map(|answer| answer.verdict).min().unwrap_or(Verdict::No)
    }

    /// The categories that answer so.
    #[must_use]
    pub fn categories(&self, verdict: Verdict) -> Vec<Category> {
        self.held.iter().filter(|it| it.verdict == verdict).map(|it| it.category).collect()
    }

    /// What one category answers.
    #[must_use]
    pub fn of(&self, category: Category) -> Option<&CategoryAnswer> {
        self.held.iter().find(|answer| answer.category == category)
    }

    /// Everything worth asking, once each, first what opens the first category.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let mut all: Vec<Question> = Vec::new();
        for question in self.held.iter().flat_map(|answer| &answer.questions) {
            if !all.contains(question) {
                all.push(*question);
            }
        }
        all
    }
}

/// Holds the facts of a person against every category of the day (*xác định diện người được trợ giúp pháp lý; kết quả
/// xác định diện*).
///
/// Basis: Law on Legal Aid 2017 art. 7; Decree 144/2017 art. 2 (financial difficulty); Circular 08/2017/TT-BTP art. 33
/// (papers), each as in force on the day. Ages are completed years on `day`; where only the year of birth is known and
/// it does not decide, the day is asked for.
#[must_use]
pub fn assess(facts: &PersonFacts, rules: &RulesOfDay<'_>, day: NaiveDate) -> Assessment {
    let in_force = rules.categories().into_iter().filter(|rule| !rule.reporting_only);
    let held: Vec<CategoryAnswer> = in_force.map(|rule| answer(rule, facts, rules, day)).collect();
    let with = |verdict| -> Vec<Category> {
        held.iter().filter(|it| it.verdict == verdict).map(|it| it.category).collect()
    };
    let ethnic = facts.ethnic_minority == Some(true);
    let reported = reported_category(&with(Verdict::Entitled), ethnic, rules)
        .or_else(|| reported_category(&with(Verdict::NeedsProof), ethnic, rules));
    let elsewhere = if reported.is_some() { Vec::new() } else { elsewhere(facts, &held, day) };
    Assessment { held, reported, elsewhere, version: rules.version() }
}

/// Which of several categories is reported (*diện báo cáo*).
///
/// Basis: none; ours, unsure: the first in the order of art. 7; where that is the poor or the ethnic category and the
/// person is both poor and of an ethnic minority, column 7 of form 24 (Circular 03/2019/TT-BTP).
#[must_use]
pub fn reported_category(
    held: &[Category],
    ethnic_minority: bool,
    rules: &RulesOfDay<'_>,
) -> Option<Category> {
    let order = |category: &&Category| rules.category(**category).map_or(u32::MAX, |rule| rule.order);
    let first = held.iter().min_by_key(order).copied()?;
    let poor = held.contains(&Category::Poor);
    let ethnic = ethnic_minority || held.contains(&Category::EthnicSpecialArea);
    let both = poor && ethnic && matches!(first, Category::Poor | Category::EthnicSpecialArea);
    let column = both.then_some(Category::PoorAndEthnic).filter(|it| rules.category(*it).is_some());
    column.or(Some(first))
}

/// Whether a running case goes on after the person lost the status it was accepted under (*vẫn được tiếp tục thực
/// hiện*).
///
/// Basis: Law on Legal Aid 2017 art. 37(3): the case goes on to its end. Who had lost it before the acceptance was not
/// entitled.
///
/// ```
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// assert!(law::eligibility::goes_on_after_loss(day("2026-03-02"), day("2026-06-30")));
/// assert!(!law::eligibility::goes_on_after_loss(day("2026-03-02"), day("2026-03-01")));
/// ```
#[must_use]
pub fn goes_on_after_loss(accepted_on: NaiveDate, lost_on: NaiveDate) -> bool {
    accepted_on <= lost_on
}

/// What decides whether a request is refused; `None` = not known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestFacts {
    /// The person is in a category, proven or with proof to come.
    pub entitled: Option<bool>,
    /// There is a concrete case, directly linked to the rights and interests of the person.
    pub own_case: Option<bool>,
    /// The matter is one of business or commerce.
    pub commercial: Option<bool>,
    /// What is asked for is unlawful.
    pub unlawful: Option<bool>,
    /// The person has died.
    pub deceased: Option<bool>,
    /// Another organisation is handling the same case.
    pub handled_elsewhere: Option<bool>,
}

/// The grounds on which a request must be refused (*căn cứ từ chối thụ lý*); what is not known refuses nobody.
///
/// Basis: Law on Legal Aid 2017 art. 30(1), 30(3), 27(1) (business and commerce are outside).
#[must_use]
pub fn refusals(facts: &RequestFacts, rules: &RulesOfDay<'_>) -> Vec<RefusalRule> {
    let yes = |fact: Option<bool>| fact == Some(true);
    let no = |fact: Option<bool>| fact == Some(false);
    let applies = |ground| match ground {
        RefusalGround::NotEligibleOrNoCase => {
            no(facts.entitled) || no(facts.own_case) || yes(facts.commercial)
        }
        RefusalGround::UnlawfulContent => yes(facts.unlawful),
        RefusalGround::PersonDeceased => yes(facts.deceased),
        RefusalGround::AlreadyHandledElsewhere => yes(facts.handled_elsewhere),
    };
    rules.refusal_grounds().into_iter().filter(|rule| applies(rule.key)).cloned().collect()
}

/// What speaks for a category, against it, and what is not known.
#[derive(Default)]
struct Weighing {
    speaks_for: Vec<Reason>,
    against: Vec<Reason>,
    unknown: Vec<Question>,
}

impl Weighing {
    fn fact(&mut self, fact: Option<bool>, yes: Reason, no: Reason, question: Question) {
        match fact {
            Some(true) => self.speaks_for.push(yes),
            Some(false) => self.against.push(no),
            None => self.unknown.push(question),
        }
    }

    fn age(&mut self, rule: &CategoryRule, facts: &PersonFacts, day: NaiveDate) {
        if rule.from_age.is_none() && rule.below_age.is_none() {
            return;
        }
        let Some((youngest, oldest)) = ages(facts, day) else { return self.unknown.push(Question::Birth) };
        let from = rule.from_age.map_or(i32::MIN, |age| i32::try_from(age).unwrap_or(i32::MAX));
        let below = rule.below_age.map_or(i32::MAX, |age| i32::try_from(age).unwrap_or(i32::MAX));
        if oldest < from {
            self.against.push(Reason::TooYoung);
        } else if youngest >= below {
            self.against.push(Reason::TooOld);
        } else if youngest >= from && oldest < below {
            self.speaks_for.push(Reason::AgeFits);
        } else {
            self.unknown.push(Question::Birth);
        }
    }

    fn role(&mut self, rule: &CategoryRule, facts: &PersonFacts) {
        if rule.roles.is_empty() {
            return;
        }
        let asks_for_charge = rule.roles.contains(&ClientRole::Accused);
        let only_charge = rule.roles.iter().all(|it| matches!(it, ClientRole::Accused | ClientRole::Held));
        let fits = match (facts.client_role, facts.charged) {
            (Some(role), _) if rule.roles.contains(&role) => Some(true),
            (_, Some(true)) if asks_for_charge => Some(true),
            (Some(_), _) => Some(false),
            (None, Some(false)) if only_charge => Some(false),
            (None, _) => None,
        };
        self.fact(fits, Reason::RoleFits, Reason::RoleDoesNotFit, Question::Role);
    }

    /// Near-poor or on monthly allowance (Decree 144/2017 art. 2); Circular 08/2017 art. 33(7)(a) takes the admission
    /// to a facility as proof of it, so it counts too.
    fn hardship(&mut self, facts: &PersonFacts) {
        let signs = [
            (facts.near_poor_household, Reason::NearPoor, Question::NearPoor),
            (facts.monthly_allowance, Reason::Allowance, Question::Allowance),
            (facts.social_facility, Reason::SocialFacility, Question::SocialFacility),
        ];
        let found: Vec<Reason> =
            signs.iter().filter(|(fact, ..)| *fact == Some(true)).map(|(_, it, _)| *it).collect();
        let open: Vec<Question> =
            signs.iter().filter(|(fact, ..)| fact.is_none()).map(|(_, _, it)| *it).collect();
        match (found.is_empty(), open.is_empty()) {
            (false, _) => self.speaks_for.extend(found),
            (true, true) => self.against.push(Reason::NoHardship),
            (true, false) => self.unknown.extend(open),
        }
    }

    fn trafficking(&mut self, category: Category, facts: &PersonFacts, day: NaiveDate) {
        let early = category == Category::TraffickingHardship;
        match facts.trafficking {
            None => self.unknown.push(Question::Trafficking),
            Some(TraffickingStatus::Victim) => self.speaks_for.push(Reason::TraffickingVictim),
            Some(TraffickingStatus::BeingIdentified) if !early => {
                self.speaks_for.push(Reason::BeingIdentified);
            }
            Some(TraffickingStatus::AccompanyingMinor) if !early => match ages(facts, day) {
                Some((youngest, _)) if youngest >= 18 => self.against.push(Reason::TooOld),
                Some((_, oldest)) if oldest < 18 => self.speaks_for.push(Reason::AccompanyingMinor),
                _ => self.unknown.push(Question::Birth),
            },
            Some(_) => self.against.push(Reason::NotTrafficked),
        }
    }

    fn category(&mut self, category: Category, facts: &PersonFacts, day: NaiveDate) {
        use {Question as Q, Reason as R};
        match category {
            Category::Merit => self.fact(facts.merit, R::Merit, R::NoMerit, Q::Merit),
            Category::Poor => self.fact(facts.poor_household, R::Poor, R::NotPoor, Q::Poor),
            Category::EthnicSpecialArea => {
                self.fact(facts.ethnic_minority, R::EthnicMinority, R::NotEthnicMinority, Q::Ethnicity);
                self.fact(facts.special_area, R::LivesInArea, R::LivesElsewhere, Q::Area);
            }
            Category::AccusedNearPoor => {
                self.fact(facts.near_poor_household, R::NearPoor, R::NotNearPoor, Q::NearPoor);
            }
            Category::Trafficking | Category::TraffickingHardship => self.trafficking(category, facts, day),
            Category::MartyrFamily => {
                self.fact(facts.martyr_family, R::MartyrFamily, R::NotMartyrFamily, Q::MartyrFamily);
            }
            Category::AgentOrange => {
                self.fact(facts.agent_orange, R::AgentOrange, R::NoAgentOrange, Q::AgentOrange);
            }
            Category::Disabled => self.fact(facts.disability, R::Disability, R::NoDisability, Q::Disability),
            Category::DomesticViolence => {
                let (yes, no) = (R::DomesticViolence, R::NoDomesticViolence);
                self.fact(facts.domestic_violence, yes, no, Q::DomesticViolence);
            }
            Category::Hiv => self.fact(facts.hiv, R::Hiv, R::NoHiv, Q::Hiv),
            // Age and role, which are data, say everything.
            Category::Child
            | Category::Accused16To18
            | Category::Minor16To18
            | Category::Victim16To18
            | Category::Elderly
            | Category::PoorAndEthnic => {}
        }
    }
}

fn answer(
    rule: &CategoryRule,
    facts: &PersonFacts,
    rules: &RulesOfDay<'_>,
    day: NaiveDate,
) -> CategoryAnswer {
    let mut weighing = Weighing::default();
    weighing.category(rule.key, facts, day);
    weighing.age(rule, facts, day);
    weighing.role(rule, facts);
    if rule.financial_test == FinancialTest::Hardship {
        weighing.hardship(facts);
    }
    let mut answer = CategoryAnswer {
        category: rule.key,
        verdict: Verdict::No,
        reasons: weighing.against,
        source: rule.source.clone(),
        proofs: rule.proofs.clone(),
        missing: Vec::new(),
        questions: Vec::new(),
    };
    if !answer.reasons.is_empty() {
        return answer;
    }
    answer.reasons = weighing.speaks_for;
    let (missing, lost) = missing_proof(rule, facts, rules);
    if !weighing.unknown.is_empty() {
        answer.verdict = Verdict::PossibleIfAsked;
        answer.questions = weighing.unknown;
    } else if missing.is_empty() {
        answer.verdict = Verdict::Entitled;
        answer.reasons.push(Reason::Proven);
        answer.reasons.extend(lost.then_some(Reason::LostPaperConfirmed));
    } else {
        answer.verdict = Verdict::NeedsProof;
        answer.reasons.push(Reason::PapersMissing);
        answer.reasons.extend(rule.organisation_verifies.then_some(Reason::OrganisationVerifies));
    }
    answer.missing = missing;
    answer
}

/// What is missing on the way of proof on which most was shown, the first of equals; and whether a confirmation
/// stands for a lost paper on it.
fn missing_proof(rule: &CategoryRule, facts: &PersonFacts, rules: &RulesOfDay<'_>) -> (Alternative, bool) {
    let shown = |paper: &String| facts.papers.contains(paper);
    let confirmed = facts.papers.iter().any(|it| rules.proof(it).is_some_and(|paper| paper.replaces_lost));
    let stands_in = |paper: &String| confirmed && facts.lost_papers.contains(paper);
    let met = |one_of: &Vec<String>| one_of.iter().any(|paper| shown(paper) || stands_in(paper));
    let unmet = |way: &Alternative| way.iter().filter(|need| !met(need)).count();
    let complete = rule.proofs.iter().find(|way| unmet(way) == 0);
    let most_shown = || {
        let shown_on = |way: &&Alternative| way.len() - unmet(way);
        // `max_by_key` takes the last of equals, so the list is turned round.
        rule.proofs.iter().rev().max_by_key(shown_on)
    };
    let Some(way) = complete.or_else(most_shown) else { return (Vec::new(), false) };
    let by_confirmation = way.iter().any(|need| !need.iter().any(shown) && need.iter().any(stands_in));
    (way.iter().filter(|need| !met(need)).cloned().collect(), by_confirmation)
}

/// The least and the greatest age a person may have on a day, in completed years.
fn ages(facts: &PersonFacts, day: NaiveDate) -> Option<(i32, i32)> {
    if let Some(birth) = facts.birth_date {
        let years = day.years_since(birth).map_or(0, |years| i32::try_from(years).unwrap_or(i32::MAX));
        return Some((years, years));
    }
    let by_year = day.year() - facts.birth_year?;
    Some(((by_year - 1).max(0), by_year.max(0)))
}

fn elsewhere(facts: &PersonFacts, held: &[CategoryAnswer], day: NaiveDate) -> Vec<WhereElse> {
    let young = ages(facts, day).is_some_and(|(youngest, _)| youngest < 18);
    let open = held.iter().any(|answer| answer.verdict == Verdict::PossibleIfAsked);
    let charged = facts.charged == Some(true)
        || matches!(facts.client_role, Some(ClientRole::Accused | ClientRole::Held));
    let mut ways = vec![WhereElse::SimpleGuidance];
    ways.extend(open.then_some(WhereElse::Commune));
    ways.extend(charged.then_some(WhereElse::AppointedDefence));
    ways.extend(young.then_some(WhereElse::ChildLine));
    ways.extend([WhereElse::AdviceCentre, WhereElse::LawOffice, WhereElse::Complaint]);
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded;
    use crate::rules::Rules;

    #[test]
    fn categories_follow_the_law_of_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        for (category, on, valid) in [
            (Category::Accused16To18, "2025-12-31", true),
            (Category::Accused16To18, "2026-01-01", false),
            (Category::Minor16To18, "2025-12-31", false),
            (Category::Minor16To18, "2026-01-01", true),
            (Category::TraffickingHardship, "2025-06-30", true),
            (Category::Trafficking, "2025-06-30", false),
            (Category::Trafficking, "2025-07-01", true),
            (Category::Poor, "2017-12-31", false),
            (Category::Poor, "2026-11-22", true),
        ] {
            assert_eq!(category.is_valid_on(day(on)), valid, "{category} on {on}");
        }
    }

    #[test]
    fn the_dated_rows_say_the_same_as_the_validity() {
        for category in Category::ALL {
            let rows = Rules::embedded().rows().iter();
            let mut days: Vec<_> = rows
                .filter(|line| line.set == crate::rules::RuleSet::Category && line.key == category.code())
                .map(|line| (line.source.valid_from, line.source.valid_to))
                .collect();
            days.sort();
            let expected = (days[0].0, days[days.len() - 1].1);
            assert_eq!(category.validity(), expected, "{category}");
        }
    }
}
