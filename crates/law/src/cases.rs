//! A case (*vụ việc trợ giúp pháp lý*): its values, and which facts are impossible or doubtful.
//!
//! Basis: Law on Legal Aid 2017, art. 27–39. The life cycle (request, acceptance, conduct, closing)
//! gets its state machine with its own issue; here is what every entry, by hand or by import, must obey.

use crate::access::Role;
use crate::coded;
use crate::eligibility::Category;
use crate::people::KINH;
use crate::quality::{Criterion, Rating};
use crate::staff::ProviderKind;
use chrono::{Datelike, NaiveDate};

coded! {
    /// A form of aid (*hình thức trợ giúp pháp lý*, art. 27).
    AidForm as "form" {
        /// *Tham gia tố tụng*.
        Litigation = "litigation",
        /// *Tư vấn pháp luật*.
        Advice = "advice",
        /// *Đại diện ngoài tố tụng*.
        Representation = "representation",
    }
}

coded! {
    /// A field of law (*lĩnh vực*): all but business and commerce (art. 27(1)).
    LegalField as "field" {
        /// *Hình sự*.
        Criminal = "criminal",
        /// *Dân sự*.
        Civil = "civil",
        /// *Hôn nhân và gia đình*.
        MarriageFamily = "marriage_family",
        /// *Hành chính*.
        Administrative = "administrative",
        /// *Đất đai, nhà ở*.
        LandHousing = "land_housing",
        /// *Lao động, việc làm*.
        Labour = "labour",
        /// *Chính sách ưu đãi người có công*.
        MeritPolicy = "merit_policy",
        /// *Khiếu nại, tố cáo*.
        Complaint = "complaint",
        /// *Lĩnh vực khác*.
        Other = "other",
    }
}

coded! {
    /// What the provider is in the proceedings (*tư cách tham gia tố tụng*, art. 31).
    ProviderRole as "provider-role" {
        /// *Bào chữa*.
        Defence = "defence",
        /// *Bảo vệ quyền và lợi ích hợp pháp*.
        Protection = "protection",
    }
}

coded! {
    /// Where a request came from (*nguồn yêu cầu*).
    Source as "source" {
        /// The person.
        SelfRequest = "self",
        /// A relative.
        Relative = "relative",
        /// Notice by a body that conducts proceedings (form 03).
        AgencyNotice = "agency_notice",
        /// Information by such a body (form 04).
        AgencyInformation = "agency_information",
        /// Appointed defence that did not come by notice.
        AppointedDefence = "appointed_defence",
        /// Introduced by a commune.
        Commune = "commune",
        /// The hotline 1800 1233.
        Hotline = "hotline",
        /// The public-service portal.
        Portal = "portal",
        /// Transferred by another organisation (art. 35).
        Transfer = "transfer",
        /// Brought by the provider.
        ProviderBrought = "provider_brought",
        /// Another way.
        Other = "other",
    }
}

coded! {
    /// Why a request was accepted at once (*thụ lý ngay*, art. 30(4)).
    UrgentGround as "urgent-ground" {
        /// Fewer than 5 working days of the limitation period are left.
        Limitation = "limitation",
        /// The trial is fewer than 5 working days away.
        Trial = "trial",
        /// Appointed defence, or notice under art. 31(3).
        AppointedOrNoticed = "appointed_or_noticed",
        /// To prevent harm, decided by the head.
        PreventHarm = "prevent_harm",
    }
}

coded! {
    /// What the person is in the matter (*tư cách của người được trợ giúp*).
    ClientRole as "client-role" {
        /// *Người bị buộc tội* in general.
        Accused = "accused",
        /// *Người bị bắt, bị giữ khẩn cấp, bị tạm giữ*.
        Held = "held",
        /// *Bị hại*.
        Victim = "victim",
        /// *Đương sự* in general.
        Party = "party",
        /// *Nguyên đơn, người khởi kiện*.
        Plaintiff = "plaintiff",
        /// *Bị đơn, người bị kiện*.
        Defendant = "defendant",
        /// *Người có quyền lợi, nghĩa vụ liên quan*.
        RelatedPerson = "related_person",
        /// *Người làm chứng*.
        Witness = "witness",
        /// *Người bị tố giác, bị kiến nghị khởi tố*.
        Denounced = "denounced",
        /// *Phạm nhân*.
        Prisoner = "prisoner",
        /// *Người chấp hành biện pháp xử lý chuyển hướng*.
        Diversion = "diversion",
        /// Another role.
        Other = "other",
    }
}

coded! {
    /// Stage of the proceedings (*giai đoạn*).
    Stage as "stage" {
        /// *Tiếp nhận nguồn tin về tội phạm*.
        Report = "report",
        /// *Bắt, tạm giữ*.
        Custody = "custody",
        /// *Khởi tố, điều tra*.
        Investigation = "investigation",
        /// *Truy tố*.
        Prosecution = "prosecution",
        /// *Chuẩn bị xét xử*.
        TrialPreparation = "trial_preparation",
        /// *Xét xử sơ thẩm*.
        FirstInstance = "first_instance",
        /// *Xét xử phúc thẩm*.
        Appeal = "appeal",
        /// *Giám đốc thẩm, tái thẩm*.
        Review = "review",
        /// *Thi hành án*.
        Execution = "execution",
    }
}

coded! {
    /// How a case ended (*kết thúc vụ việc*, Circular 12/2018 art. 10).
    Outcome as "outcome" {
        /// *Hoàn thành*.
        Completed = "completed",
        /// *Không tiếp tục thực hiện* (art. 37(1)).
        NotContinued = "not_continued",
        /// *Đình chỉ*.
        Terminated = "terminated",
    }
}

coded! {
    /// Where a case stands (*trạng thái vụ việc*), derived from its dates by `lifecycle`.
    CaseState as "case-state" {
        /// In the register, nobody is assigned.
        Accepted = "accepted",
        /// A provider is assigned, not yet registered with the body.
        Assigned = "assigned",
        /// Being conducted.
        Conducting = "conducting",
        /// Suspended (*tạm đình chỉ*).
        Paused = "paused",
        /// Ended; the file is not handed over yet.
        Closed = "closed",
        /// The file is handed over (art. 39(1)).
        HandedOver = "handed_over",
        /// Quality is appraised.
        Appraised = "appraised",
        /// In the archive.
        Archived = "archived",
    }
}

/// The facts of a case that the checks need.
#[derive(Clone, Debug)]
pub struct CaseFacts<'a> {
    /// Form of aid.
    pub form: AidForm,
    /// What the provider is in the proceedings.
    pub provider_role: Option<ProviderRole>,
    /// Day of the request.
    pub received_on: Option<NaiveDate>,
    /// Day of entry in the register.
    pub accepted_on: NaiveDate,
    /// Kind of provider.
    pub provider_kind: Option<ProviderKind>,
    /// Day of assignment.
    pub assigned_on: Option<NaiveDate>,
    /// Day on which the case ended.
    pub closed_on: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Day on which the file was handed over.
    pub handed_over_on: Option<NaiveDate>,
    /// Day of the quality appraisal.
    pub appraised_on: Option<NaiveDate>,
    /// Score of the appraisal, 0 to 100.
    pub quality_score: Option<i32>,
    /// Rating of the appraisal.
    pub quality_rating: Option<Rating>,
    /// Criteria of success that were met.
    pub criteria: &'a [Criterion],
}

/// The facts of one beneficiary (*người được trợ giúp pháp lý*) of a case.
#[derive(Clone, Debug)]
pub struct BeneficiaryFacts<'a> {
    /// Reported category.
    pub category: Category,
    /// Further categories that also hold.
    pub other_categories: &'a [Category],
    /// Code of the ethnic group, if known.
    pub ethnicity: Option<&'a str>,
    /// Year of birth, if known.
    pub birth_year: Option<i32>,
}

coded! {
    /// Facts that cannot be true together; such an entry is not taken.
    Impossible as "impossible" {
        /// Accepted before it was received.
        AcceptedBeforeReceived = "accepted_before_received",
        /// Closed before it was accepted.
        ClosedBeforeAccepted = "closed_before_accepted",
        /// Assigned before it was received.
        AssignedBeforeReceived = "assigned_before_received",
        /// Closed without saying how.
        ClosedWithoutOutcome = "closed_without_outcome",
        /// An outcome but no day of closing.
        OutcomeWithoutClosing = "outcome_without_closing",
        /// File handed over before the end.
        HandedOverBeforeClosed = "handed_over_before_closed",
        /// Appraised before the end.
        AppraisedBeforeClosed = "appraised_before_closed",
        /// A rating but no day of appraisal, or the reverse.
        AppraisalIncomplete = "appraisal_incomplete",
        /// A score outside 0 to 100.
        ScoreOutOfRange = "score_out_of_range",
        /// A day in the future.
        InTheFuture = "in_the_future",
        /// A role in proceedings although the form of aid is not litigation.
        RoleWithoutLitigation = "role_without_litigation",
        /// Litigation without the provider's role.
        LitigationWithoutRole = "litigation_without_role",
        /// Born after the acceptance.
        BornAfterAcceptance = "born_after_acceptance",
        /// Criteria of success although the case is not closed litigation.
        SuccessWithoutClosedLitigation = "success_without_closed_litigation",
    }
}

impl Impossible {
    /// Whether it is found only because there is no day of closing.
    #[must_use]
    pub const fn follows_from_no_closing(self) -> bool {
        matches!(
            self,
            Self::OutcomeWithoutClosing
                | Self::HandedOverBeforeClosed
                | Self::AppraisedBeforeClosed
                | Self::SuccessWithoutClosedLitigation
        )
    }
}

coded! {
    /// Facts that may be true but deserve a look; kept, and shown on the data-quality list.
    Doubt as "doubt" {
        /// The category was not in force on the day of acceptance.
        CategoryNotInForce = "category_not_in_force",
        /// A Kinh person under an ethnic category.
        KinhUnderEthnicCategory = "kinh_under_ethnic_category",
        /// The age does not fit the category.
        AgeUnlikely = "age_unlikely",
        /// No year of birth although the category depends on age.
        AgeUnknown = "age_unknown",
        /// A collaborator in a form other than advice (art. 24(3)).
        CollaboratorBeyondAdvice = "collaborator_beyond_advice",
        /// An adviser in a form other than advice.
        AdviserBeyondAdvice = "adviser_beyond_advice",
        /// Assigned more than 3 working days, at least a week, after acceptance (art. 31(2)).
        AssignedLate = "assigned_late",
        /// File handed over more than 30 days after the end (art. 39(1)).
        HandedOverLate = "handed_over_late",
        /// Closed, and no provider is named.
        ClosedWithoutProvider = "closed_without_provider",
        /// Open for more than two years.
        OpenVeryLong = "open_very_long",
        /// The provider named is not in the register.
        ProviderUnknown = "provider_unknown",
        /// The agency named is not in the register.
        AgencyUnknown = "agency_unknown",
        /// Closed before it was accepted.
        ClosedBeforeAccepted = "closed_before_accepted",
        /// The court ruled a year ago or more, and the case still runs.
        RuledNotClosed = "ruled_not_closed",
        /// Sex, year of birth or ethnic group of a beneficiary is not known.
        FactsMissing = "facts_missing",
        /// A beneficiary stands twice among the persons.
        SamePersonTwice = "same_person_twice",
        /// No age that anybody reaches.
        AgeImpossible = "age_impossible",
        /// The provider had no card, was not appointed yet or had ended on the day of assignment.
        ProviderWithoutCard = "provider_without_card",
        /// Litigation, and it is not known whether defence or protection.
        RoleUnknown = "role_unknown",
        /// Closed, and it is not known how.
        OutcomeUnknown = "outcome_unknown",
        /// A rating but no day of appraisal, or the reverse.
        AppraisalIncomplete = "appraisal_incomplete",
    }
}

impl Doubt {
    /// Whether only a look at the whole register finds it.
    #[must_use]
    pub const fn needs_the_register(self) -> bool {
        matches!(
            self,
            Self::ClosedBeforeAccepted
                | Self::RuledNotClosed
                | Self::FactsMissing
                | Self::SamePersonTwice
                | Self::AgeImpossible
                | Self::ProviderWithoutCard
        )
    }

    /// Who puts it right (*người phụ trách*): what was typed, the clerk; what was done with the case, its provider; who
    /// was assigned, the head.
    #[must_use]
    pub const fn owner(self) -> Role {
        match self {
            Self::OpenVeryLong | Self::HandedOverLate | Self::RuledNotClosed => Role::Officer,
            Self::CollaboratorBeyondAdvice
            | Self::AdviserBeyondAdvice
            | Self::AssignedLate
            | Self::ClosedWithoutProvider
            | Self::ProviderWithoutCard => Role::Director,
            _ => Role::Clerk,
        }
    }
}

/// Finds what cannot be true in a case (*số liệu không thể có*).
///
/// Basis: order of acts in Law on Legal Aid 2017 art. 29–39; Circular 12/2018 art. 10, 14.
/// Each finding names the column that a person would correct.
#[must_use]
pub fn impossibilities(facts: &CaseFacts<'_>, today: NaiveDate) -> Vec<(&'static str, Impossible)> {
    let mut found = Vec::new();
    let mut note = |wrong: bool, column: &'static str, what: Impossible| {
        if wrong {
            found.push((column, what));
        }
    };
    let before = |day: Option<NaiveDate>, other: Option<NaiveDate>| matches!((day, other), (Some(a), Some(b)) if a < b);
    let accepted = Some(facts.accepted_on);
    note(before(accepted, facts.received_on), "accepted_on", Impossible::AcceptedBeforeReceived);
    note(before(facts.assigned_on, facts.received_on), "assigned_on", Impossible::AssignedBeforeReceived);
    note(before(facts.closed_on, accepted), "closed_on", Impossible::ClosedBeforeAccepted);
    note(
        facts.closed_on.is_none() && facts.outcome.is_some(),
        "closed_on",
        Impossible::OutcomeWithoutClosing,
    );
    let not_after_end =
        |day: Option<NaiveDate>| day.is_some() && (facts.closed_on.is_none() || before(day, facts.closed_on));
    note(not_after_end(facts.handed_over_on), "handed_over_on", Impossible::HandedOverBeforeClosed);
    note(not_after_end(facts.appraised_on), "appraised_on", Impossible::AppraisedBeforeClosed);
    note(
        facts.quality_score.is_some_and(|score| !(0..=100).contains(&score)),
        "quality_score",
        Impossible::ScoreOutOfRange,
    );
    for (column, day) in [
        ("received_on", facts.received_on),
        ("accepted_on", accepted),
        ("assigned_on", facts.assigned_on),
        ("closed_on", facts.closed_on),
        ("handed_over_on", facts.handed_over_on),
        ("appraised_on", facts.appraised_on),
    ] {
        note(day.is_some_and(|day| day > today), column, Impossible::InTheFuture);
    }
    let litigation = facts.form == AidForm::Litigation;
    note(!litigation && facts.provider_role.is_some(), "provider_role", Impossible::RoleWithoutLitigation);
    note(
        !(facts.criteria.is_empty() || litigation && facts.closed_on.is_some()),
        "success_criteria",
        Impossible::SuccessWithoutClosedLitigation,
    );
    found
}

/// Finds what is not known of a case although its other facts ask for it (*số liệu còn thiếu*).
///
/// Basis: Law on Legal Aid 2017 art. 31, 37; Circular 12/2018 art. 14; contract §3, where an empty cell means unknown.
/// Entry by hand must say it; what comes in as a file may leave it open and is put right from the data-quality list.
#[must_use]
pub fn unsaid(facts: &CaseFacts<'_>) -> Vec<(&'static str, Impossible)> {
    let role = facts.form == AidForm::Litigation && facts.provider_role.is_none();
    let outcome = facts.closed_on.is_some() && facts.outcome.is_none();
    let appraisal = facts.appraised_on.is_some() != facts.quality_rating.is_some();
    [
        (outcome, "outcome", Impossible::ClosedWithoutOutcome),
        (appraisal, "quality_rating", Impossible::AppraisalIncomplete),
        (role, "provider_role", Impossible::LitigationWithoutRole),
    ]
    .into_iter()
    .filter_map(|(open, column, what)| open.then_some((column, what)))
    .collect()
}

/// Finds what cannot be true of a beneficiary (*người được trợ giúp*).
///
/// Basis: none needed; nobody asks for legal aid before being born.
#[must_use]
pub fn beneficiary_impossibilities(
    birth_year: Option<i32>,
    accepted_on: NaiveDate,
) -> Vec<(&'static str, Impossible)> {
    match birth_year {
        Some(year) if year > accepted_on.year() => vec![("client_birth", Impossible::BornAfterAcceptance)],
        _ => Vec::new(),
    }
}

/// Finds what deserves a second look in a case (*số liệu cần kiểm tra*).
///
/// Basis: Law on Legal Aid 2017 art. 24(3), 31(2), 39(1).
#[must_use]
pub fn doubts(facts: &CaseFacts<'_>, has_provider: bool, today: NaiveDate) -> Vec<Doubt> {
    let mut found = Vec::new();
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days();
    if facts.form != AidForm::Advice {
        match facts.provider_kind {
            Some(ProviderKind::Collaborator) => found.push(Doubt::CollaboratorBeyondAdvice),
            Some(ProviderKind::AdviserOfContracted | ProviderKind::AdviserOfRegistered) => {
                found.push(Doubt::AdviserBeyondAdvice);
            }
            _ => {}
        }
        // Three working days never span more than seven calendar days outside the long holidays.
        if facts.assigned_on.is_some_and(|day| days(facts.accepted_on, day) > 7) {
            found.push(Doubt::AssignedLate);
        }
    }
    match facts.closed_on {
        Some(closed) => {
            if facts.handed_over_on.is_some_and(|day| days(closed, day) > 30) {
                found.push(Doubt::HandedOverLate);
            }
            if !has_provider {
                found.push(Doubt::ClosedWithoutProvider);
            }
        }
        None if days(facts.accepted_on, today) > 730 => found.push(Doubt::OpenVeryLong),
        None => {}
    }
    found.extend(unsaid(facts).into_iter().filter_map(|(_, what)| match what {
        Impossible::ClosedWithoutOutcome => Some(Doubt::OutcomeUnknown),
        Impossible::AppraisalIncomplete => Some(Doubt::AppraisalIncomplete),
        Impossible::LitigationWithoutRole => Some(Doubt::RoleUnknown),
        _ => None,
    }));
    found
}

/// Finds what deserves a second look in a beneficiary of a case (*số liệu cần kiểm tra*).
///
/// Basis: Law on Legal Aid 2017 art. 7 (ages: child under 16, minors 16 to under 18, older person 60).
/// With a year of birth only, a person may be either of two ages on the day; only what no age of
/// the two allows is doubted.
#[must_use]
pub fn beneficiary_doubts(beneficiary: &BeneficiaryFacts<'_>, accepted_on: NaiveDate) -> Vec<Doubt> {
    let mut found = Vec::new();
    let categories =
        || std::iter::once(beneficiary.category).chain(beneficiary.other_categories.iter().copied());
    if categories().any(|category| !category.is_valid_on(accepted_on)) {
        found.push(Doubt::CategoryNotInForce);
    }
    let ethnic = |category| matches!(category, Category::EthnicSpecialArea | Category::PoorAndEthnic);
    if beneficiary.ethnicity == Some(KINH) && categories().any(ethnic) {
        found.push(Doubt::KinhUnderEthnicCategory);
    }
    let ages = |category| match category {
        Category::Child => Some((0, 15)),
        Category::Accused16To18 | Category::Minor16To18 | Category::Victim16To18 => Some((16, 17)),
        Category::Elderly => Some((60, 130)),
        _ => None,
    };
    let limits: Vec<(i32, i32)> = categories().filter_map(ages).collect();
    match beneficiary.birth_year {
        Some(year) => {
            let oldest = accepted_on.year() - year;
            let youngest = oldest - 1;
            let unlikely = limits.iter().any(|&(from, to)| oldest < from || youngest > to);
            if unlikely || oldest > 115 {
                found.push(Doubt::AgeUnlikely);
            }
        }
        None if !limits.is_empty() => found.push(Doubt::AgeUnknown),
        None => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    fn facts() -> CaseFacts<'static> {
        CaseFacts {
            form: AidForm::Litigation,
            provider_role: Some(ProviderRole::Defence),
            received_on: Some(day("2022-01-10")),
            accepted_on: day("2022-01-10"),
            provider_kind: Some(ProviderKind::LegalAidOfficer),
            assigned_on: Some(day("2022-01-11")),
            closed_on: Some(day("2022-03-01")),
            outcome: Some(Outcome::Completed),
            handed_over_on: Some(day("2022-03-20")),
            appraised_on: Some(day("2022-04-01")),
            quality_score: Some(90),
            quality_rating: Some(Rating::Good),
            criteria: &[],
        }
    }

    fn check(change: impl FnOnce(&mut CaseFacts<'static>), expected: &[Impossible]) {
        let mut facts = facts();
        change(&mut facts);
        let found: Vec<Impossible> =
            impossibilities(&facts, day("2022-12-31")).into_iter().map(|(_, what)| what).collect();
        assert_eq!(found, expected, "{facts:?}");
    }

    #[test]
    fn takes_a_regular_case() {
        check(|_| {}, &[]);
    }

    #[test]
    fn refuses_what_cannot_be_true() {
        check(|f| f.closed_on = Some(day("2022-01-09")), &[Impossible::ClosedBeforeAccepted]);
        check(
            |f| f.closed_on = None,
            &[
                Impossible::OutcomeWithoutClosing,
                Impossible::HandedOverBeforeClosed,
                Impossible::AppraisedBeforeClosed,
            ],
        );
        check(|f| f.quality_score = Some(101), &[Impossible::ScoreOutOfRange]);
        check(|f| f.form = AidForm::Advice, &[Impossible::RoleWithoutLitigation]);
        check(|f| f.appraised_on = Some(day("2023-01-01")), &[Impossible::InTheFuture]);
        check(|f| f.accepted_on = day("2022-01-09"), &[Impossible::AcceptedBeforeReceived]);
        const TC01: &[Criterion] = &[];
        check(|f| f.criteria = TC01, &[]);
    }

    #[test]
    fn what_is_only_not_known_is_doubted_and_never_impossible() {
        let today = day("2022-12-31");
        let finds = |change: fn(&mut CaseFacts<'static>), column: &str, what: Impossible, doubt: Doubt| {
            let mut facts = facts();
            change(&mut facts);
            assert_eq!(unsaid(&facts), [(column, what)], "{facts:?}");
            assert_eq!(impossibilities(&facts, today), [], "{facts:?}");
            assert_eq!(doubts(&facts, true, today), [doubt], "{facts:?}");
        };
        assert_eq!(unsaid(&facts()), []);
        finds(|f| f.outcome = None, "outcome", Impossible::ClosedWithoutOutcome, Doubt::OutcomeUnknown);
        let appraisal = (Impossible::AppraisalIncomplete, Doubt::AppraisalIncomplete);
        finds(|f| f.quality_rating = None, "quality_rating", appraisal.0, appraisal.1);
        finds(|f| f.appraised_on = None, "quality_rating", appraisal.0, appraisal.1);
        finds(
            |f| f.provider_role = None,
            "provider_role",
            Impossible::LitigationWithoutRole,
            Doubt::RoleUnknown,
        );
        let advice = CaseFacts { form: AidForm::Advice, provider_role: None, ..facts() };
        assert_eq!(unsaid(&advice), []);
    }

    #[test]
    fn doubts_what_is_late_or_beyond_the_provider() {
        let today = day("2024-06-01");
        let finds = |change: fn(&mut CaseFacts<'static>), named: bool, expected: &[Doubt]| {
            let mut facts = facts();
            change(&mut facts);
            assert_eq!(doubts(&facts, named, today), expected, "{facts:?}");
        };
        finds(|_| {}, true, &[]);
        finds(|f| f.assigned_on = Some(day("2022-01-17")), true, &[]);
        finds(|f| f.assigned_on = Some(day("2022-01-18")), true, &[Doubt::AssignedLate]);
        finds(|f| f.handed_over_on = Some(day("2022-03-31")), true, &[]);
        finds(|f| f.handed_over_on = Some(day("2022-04-01")), true, &[Doubt::HandedOverLate]);
        finds(|_| {}, false, &[Doubt::ClosedWithoutProvider]);
        finds(|f| f.closed_on = None, false, &[Doubt::OpenVeryLong]);
        finds(
            |f| {
                f.closed_on = None;
                f.accepted_on = day("2023-01-10");
            },
            false,
            &[],
        );
        let kind = Some(ProviderKind::Collaborator);
        assert_eq!(
            doubts(&CaseFacts { provider_kind: kind, ..facts() }, true, today),
            [Doubt::CollaboratorBeyondAdvice]
        );
        let advice = CaseFacts { provider_kind: kind, form: AidForm::Advice, ..facts() };
        assert_eq!(doubts(&advice, true, today), []);
        let kind = Some(ProviderKind::AdviserOfRegistered);
        assert_eq!(
            doubts(&CaseFacts { provider_kind: kind, ..facts() }, true, today),
            [Doubt::AdviserBeyondAdvice]
        );
    }

    #[test]
    fn refuses_a_person_born_after_the_acceptance() {
        let accepted = day("2022-01-10");
        let found = beneficiary_impossibilities(Some(2023), accepted);
        assert_eq!(found, [("client_birth", Impossible::BornAfterAcceptance)]);
        assert_eq!(beneficiary_impossibilities(Some(2022), accepted), []);
        assert_eq!(beneficiary_impossibilities(None, accepted), []);
    }

    #[test]
    fn doubts_a_kinh_person_under_an_ethnic_category() {
        let person = BeneficiaryFacts {
            category: Category::EthnicSpecialArea,
            other_categories: &[],
            ethnicity: Some("01"),
            birth_year: Some(1980),
        };
        assert_eq!(beneficiary_doubts(&person, day("2022-01-10")), [Doubt::KinhUnderEthnicCategory]);
    }

    #[test]
    fn doubts_an_age_only_when_neither_possible_age_fits() {
        for (category, born, doubted) in [
            (Category::Child, 2006, false), // 15 or 16 in 2022
            (Category::Child, 2005, true),  // 16 or 17
            (Category::Accused16To18, 2004, false),
            (Category::Accused16To18, 2003, true),
            (Category::Elderly, 1962, false),
            (Category::Elderly, 1963, true),
        ] {
            let person =
                BeneficiaryFacts { category, other_categories: &[], ethnicity: None, birth_year: Some(born) };
            let found = beneficiary_doubts(&person, day("2022-06-01"));
            assert_eq!(found.contains(&Doubt::AgeUnlikely), doubted, "{category} born {born}");
        }
    }
}
