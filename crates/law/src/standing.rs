//! How a provider stands (*tình trạng của người thực hiện trợ giúp pháp lý*): dated terms, absence, and what is about
//! to go wrong with a card, a contract, the duty of training, or two years without a case.
//!
//! Basis: Law on Legal Aid 2017 art. 19–24; Decree 144/2017 art. 16–19; Circular 12/2018 art. 4; Circular 08/2017 art. 8,
//! 14–17. Who may be given a case is in `assignment`.

use chrono::{Datelike as _, Months, NaiveDate};

use crate::coded;
use crate::staff::{ProviderGroup, ProviderKind};

coded! {
    /// A dated fact of a provider.
    TermKind as "provider-term" {
        /// *Thẻ trợ giúp viên, thẻ cộng tác viên, thẻ luật sư*.
        Card = "card",
        /// *Hợp đồng thực hiện trợ giúp pháp lý*.
        Contract = "contract",
        /// *Hạng chức danh, bậc nghề nghiệp*.
        Rank = "rank",
        /// *Chức vụ lãnh đạo*.
        Leadership = "leadership",
        /// *Nuôi con dưới 36 tháng tuổi* (Circular 11/2014 art. 10).
        Nursing = "nursing",
        /// *Hướng dẫn người tập sự* (art. 20).
        Guiding = "guiding",
    }
}

coded! {
    /// Why a provider is away (*lý do vắng mặt*).
    AbsenceKind as "absence" {
        /// *Nghỉ phép*.
        Leave = "leave",
        /// *Ốm đau*.
        Sickness = "sickness",
        /// *Thai sản*.
        Maternity = "maternity",
        /// *Đi học, bồi dưỡng*.
        Study = "study",
        /// *Biệt phái, công tác khác*.
        Secondment = "secondment",
        /// Another lawful reason.
        Other = "other",
    }
}

coded! {
    /// What kind of paper lets an organisation take part.
    OrganisationTermKind as "organisation-term" {
        /// *Hợp đồng với Sở Tư pháp* (art. 14).
        Contract = "contract",
        /// *Giấy đăng ký tham gia* (art. 15).
        Registration = "registration",
    }
}

/// A span of days; both ends count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while no end is known.
    pub to: Option<NaiveDate>,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// How many of its days lie between two others, both included.
    #[must_use]
    pub fn days_within(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let (first, last) = (self.from.max(from), self.to.unwrap_or(to).min(to));
        ((last - first).num_days() + 1).max(0)
    }
}

coded! {
    /// What somebody must look at before it is too late.
    Alert as "provider-alert" {
        /// Two years without a litigation case: may be removed (art. 22).
        NoLitigation24 = "no_litigation_24",
        /// Eighteen months without one.
        NoLitigation18 = "no_litigation_18",
        /// A collaborator without any case in two years (Decree 144 art. 18).
        NoAid24 = "no_aid_24",
        /// A collaborator without any case in eighteen months.
        NoAid18 = "no_aid_18",
        /// The card ended.
        CardEnded = "card_ended",
        /// The card ends within sixty days.
        CardEnding = "card_ending",
        /// The contract ended.
        ContractEnded = "contract_ended",
        /// The contract ends within sixty days.
        ContractEnding = "contract_ending",
        /// Fewer than eight hours of training in a year that is over, or in its last quarter.
        TrainingShort = "training_short",
    }
}

impl Alert {
    /// Whether the harm is done, and not only near.
    #[must_use]
    pub fn is_grave(self) -> bool {
        matches!(self, Self::NoLitigation24 | Self::NoAid24 | Self::CardEnded | Self::ContractEnded)
    }
}

/// What is known of a provider, for the alerts.
#[derive(Clone, Debug, Default)]
pub struct StandingFacts {
    /// Kind of provider; `None` is never asked for.
    pub kind: Option<ProviderKind>,
    /// First day of work.
    pub appointed_on: Option<NaiveDate>,
    /// Day of the last case that counts: litigation for officers, any for collaborators.
    pub last_case_on: Option<NaiveDate>,
    /// Cards known.
    pub cards: Vec<Span>,
    /// Contracts known.
    pub contracts: Vec<Span>,
    /// Absences.
    pub absences: Vec<Span>,
    /// Hours of training this year.
    pub hours: u32,
}

/// Hours of training that a provider of the State must have a year.
pub const TRAINING_HOURS: u32 = 8;
/// So many days before its end a card or contract is shown.
const NEAR_DAYS: u64 = 60;

/// What somebody must look at (*cảnh báo về người thực hiện*).
///
/// Basis: Law on Legal Aid 2017 art. 22 (an officer without a litigation case in two consecutive years may be removed);
/// Decree 144/2017 art. 18 (a collaborator without any); Circular 12/2018 art. 4 (eight hours of training a year, not
/// for whoever was away six months). The months and days of warning ahead are ours.
#[must_use]
pub fn provider_alerts(facts: &StandingFacts, today: NaiveDate) -> Vec<Alert> {
    let mut found = Vec::new();
    let Some(kind) = facts.kind else { return found };
    let since = facts.last_case_on.or(facts.appointed_on);
    let past = |months: u32| since.is_some_and(|day| day <= before(today, months));
    match (kind.group(), past(24), past(18)) {
        (ProviderGroup::Officer, true, _) => found.push(Alert::NoLitigation24),
        (ProviderGroup::Officer, false, true) => found.push(Alert::NoLitigation18),
        (ProviderGroup::Collaborator, true, _) => found.push(Alert::NoAid24),
        (ProviderGroup::Collaborator, false, true) => found.push(Alert::NoAid18),
        _ => {}
    }
    found.extend(ending(&facts.cards, today, Alert::CardEnded, Alert::CardEnding));
    found.extend(ending(&facts.contracts, today, Alert::ContractEnded, Alert::ContractEnding));
    if kind.group() == ProviderGroup::Officer && training_is_short(facts, today) {
        found.push(Alert::TrainingShort);
    }
    found
}

fn before(today: NaiveDate, months: u32) -> NaiveDate {
    today.checked_sub_months(Months::new(months)).unwrap_or(today)
}

/// Tells whether the last of some spans has ended, or ends soon; nothing where none is known.
fn ending(spans: &[Span], today: NaiveDate, ended: Alert, near: Alert) -> Option<Alert> {
    if spans.is_empty() || spans.iter().any(|span| span.to.is_none()) {
        return None;
    }
    let last = spans.iter().filter_map(|span| span.to).max()?;
    if last < today { Some(ended) } else { (last <= today + chrono::Days::new(NEAR_DAYS)).then_some(near) }
}

fn training_is_short(facts: &StandingFacts, today: NaiveDate) -> bool {
    let year = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day).unwrap_or(today);
    let away: i64 = facts.absences.iter().map(|span| span.days_within(year(1, 1), year(12, 31))).sum();
    let new = facts.appointed_on.is_some_and(|day| day > year(7, 1));
    today >= year(10, 1) && facts.hours < TRAINING_HOURS && away < 182 && !new
}

coded! {
    /// Why somebody may not guide a trainee.
    GuideObstacle as "guide-obstacle" {
        /// Only legal-aid officers guide.
        NotOfficer = "not_officer",
        /// Fewer than three years as an officer.
        TooNew = "too_new",
        /// Two trainees already.
        TwoAlready = "two_already",
    }
}

/// Tells what stands against guiding one more trainee (*hướng dẫn người tập sự trợ giúp pháp lý*).
///
/// Basis: Law on Legal Aid 2017 art. 20: three years as an officer, two trainees at a time. A trainee is no provider:
/// there is no kind for one, so that none can be assigned.
#[must_use]
pub fn guide_obstacles(
    kind: ProviderKind,
    appointed_on: Option<NaiveDate>,
    guided: usize,
    day: NaiveDate,
) -> Vec<GuideObstacle> {
    let mut found = Vec::new();
    if kind != ProviderKind::LegalAidOfficer {
        found.push(GuideObstacle::NotOfficer);
    }
    if appointed_on.is_none_or(|since| since > before(day, 36)) {
        found.push(GuideObstacle::TooNew);
    }
    if guided >= 2 {
        found.push(GuideObstacle::TwoAlready);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn span(from: &str, to: Option<&str>) -> Span {
        Span { from: day(from), to: to.map(day) }
    }

    #[test]
    fn a_span_holds_its_first_and_its_last_day() {
        let span = span("2026-03-01", Some("2026-03-10"));
        for (text, inside) in
            [("2026-02-28", false), ("2026-03-01", true), ("2026-03-10", true), ("2026-03-11", false)]
        {
            assert_eq!(span.covers(day(text)), inside, "{text}");
        }
        assert_eq!(span.days_within(day("2026-03-05"), day("2026-12-31")), 6);
        assert_eq!(span.days_within(day("2026-04-01"), day("2026-12-31")), 0);
    }

    #[test]
    fn provider_alerts_come_at_eighteen_and_at_twenty_four_months() {
        let today = day("2026-11-22");
        for (kind, last, expected) in [
            (ProviderKind::LegalAidOfficer, "2025-05-23", None),
            (ProviderKind::LegalAidOfficer, "2025-05-22", Some(Alert::NoLitigation18)),
            (ProviderKind::LegalAidOfficer, "2024-11-22", Some(Alert::NoLitigation24)),
            (ProviderKind::Collaborator, "2025-05-22", Some(Alert::NoAid18)),
            (ProviderKind::Collaborator, "2024-11-22", Some(Alert::NoAid24)),
            (ProviderKind::ContractLawyer, "2020-01-01", None),
        ] {
            let facts = StandingFacts {
                kind: Some(kind),
                last_case_on: Some(day(last)),
                hours: 8,
                ..StandingFacts::default()
            };
            let found = provider_alerts(&facts, today);
            assert_eq!(found.first().copied(), expected, "{kind} {last}");
        }
    }

    #[test]
    fn provider_alerts_name_cards_contracts_and_training() {
        let today = day("2026-11-22");
        let facts = StandingFacts {
            kind: Some(ProviderKind::LegalAidOfficer),
            appointed_on: Some(day("2026-01-05")),
            last_case_on: Some(today),
            cards: vec![span("2020-01-01", Some("2026-11-21"))],
            contracts: vec![span("2024-01-01", Some("2026-12-31"))],
            hours: 7,
            ..StandingFacts::default()
        };
        let all = [Alert::CardEnded, Alert::ContractEnding, Alert::TrainingShort];
        assert_eq!(provider_alerts(&facts, today), all);
        let away = StandingFacts {
            absences: vec![span("2026-01-01", Some("2026-07-05"))],
            cards: vec![span("2020-01-01", None)],
            contracts: Vec::new(),
            ..facts.clone()
        };
        assert!(
            provider_alerts(&away, today).is_empty(),
            "six months away need no training (Circular 12/2018 art. 4)"
        );
        assert!(provider_alerts(&StandingFacts { hours: 8, ..facts }, day("2026-09-30")).len() == 1);
    }

    #[test]
    fn guide_obstacles_are_the_office_the_years_and_the_number() {
        let today = day("2026-11-22");
        let officer = ProviderKind::LegalAidOfficer;
        for (kind, since, guided, expected) in [
            (officer, Some("2023-11-22"), 1, vec![]),
            (officer, Some("2023-11-23"), 0, vec![GuideObstacle::TooNew]),
            (officer, Some("2010-01-01"), 2, vec![GuideObstacle::TwoAlready]),
            (ProviderKind::ContractLawyer, Some("2010-01-01"), 0, vec![GuideObstacle::NotOfficer]),
        ] {
            assert_eq!(guide_obstacles(kind, since.map(day), guided, today), expected, "{kind} {since:?}");
        }
    }
}
