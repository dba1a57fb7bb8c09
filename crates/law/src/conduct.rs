//! Moving a case along: who may be assigned and replaced, what closing asks, what a file must hold, how long it is kept.
//!
//! Basis: Law on Legal Aid 2017 art. 17–25, 31–33, 37–39; Circular 12/2018/TT-BTP art. 9–11; Joint circular 10/2018
//! art. 6. Which step leads where is the table of `lifecycle`; how long a clock runs is dated data; here stands
//! which clocks a step starts and ends.

use chrono::{Datelike as _, NaiveDate};

use crate::access::Permission;
use crate::cases::{AidForm, CaseState, Outcome, ProviderRole};
use crate::coded;
use crate::lifecycle::{CASE_STEPS, CaseAct, Course, after_case, state_of};
use crate::rules::{ChecklistItem, ChecklistRule, DeadlineCode, FormRule};
use crate::staff::{ProviderGroup, ProviderKind};

coded! {
    /// Why a provider is replaced (*căn cứ thay thế người thực hiện*, art. 25).
    ReplacementGround as "replacement-ground" {
        /// Committed a prohibited act (art. 25(1)(a)).
        ProhibitedAct = "prohibited_act",
        /// The card or the licence was taken away (art. 25(1)(b)).
        LostStanding = "lost_standing",
        /// The law of proceedings bars it (art. 25(1)(c)).
        BarredByProcedure = "barred_by_procedure",
        /// Acts or acted for a party with opposed interests in the same case (art. 25(2)(a)).
        OpposedParties = "opposed_parties",
        /// There is reason to think that it would not be impartial (art. 25(2)(b)).
        NotImpartial = "not_impartial",
        /// Cannot do the case effectively (art. 25(2)(c)).
        CannotPerform = "cannot_perform",
        /// The person asked for another (Circular 12/2018 art. 9(1)).
        PersonAsked = "person_asked",
        /// The body refused the registration (Joint circular 10/2018 art. 6).
        RegistrationRefused = "registration_refused",
        /// The body cancelled the registration (Joint circular 10/2018 art. 6).
        RegistrationCancelled = "registration_cancelled",
        /// Left, or the contract ended (Circular 08/2017 art. 17).
        Left = "left",
    }
}

impl ReplacementGround {
    /// Grounds on which the provider must refuse the case (*phải từ chối thực hiện*).
    ///
    /// Basis: Law on Legal Aid 2017 art. 25(2).
    #[must_use]
    pub fn must_refuse(self) -> bool {
        matches!(self, Self::OpposedParties | Self::NotImpartial | Self::CannotPerform)
    }
}

coded! {
    /// Who asks that the provider be changed (*đề nghị thay đổi người thực hiện*).
    ChangeAsker as "change-asker" {
        /// The person (Circular 12/2018 art. 9(1)).
        Person = "person",
        /// The provider, who must refuse (art. 25(2)).
        Provider = "provider",
    }
}

coded! {
    /// Where the registration with the body that conducts proceedings stands (*đăng ký bào chữa, bảo vệ*).
    Registration as "registration" {
        /// Advice and representation need none.
        NotNeeded = "not_needed",
        /// Not asked for yet.
        NotAsked = "not_asked",
        /// The papers were handed in.
        Asked = "asked",
        /// Registered.
        Registered = "registered",
        /// Refused.
        Refused = "refused",
        /// Cancelled.
        Cancelled = "cancelled",
    }
}

coded! {
    /// Why a case is not continued (*căn cứ không tiếp tục thực hiện*, art. 37(1)).
    NotContinuedGround as "not-continued-ground" {
        /// One of the grounds of refusal has appeared (art. 37(1)(a)).
        RefusalGround = "refusal_ground",
        /// The person committed a prohibited act (art. 37(1)(b), 6(2)).
        ProhibitedAct = "prohibited_act",
        /// The person withdrew (art. 37(1)(c)).
        Withdrawn = "withdrawn",
        /// Proof did not come in time after acceptance at once (Circular 12/2018 art. 6(2)(b)).
        ProofMissing = "proof_missing",
    }
}

coded! {
    /// How two cases belong together (*vụ việc liên quan*), as seen from the one that carries the link.
    LinkKind as "case-link" {
        /// The other was split off from this one.
        SplitInto = "split_into",
        /// This one was split off from the other.
        SplitFrom = "split_from",
        /// The same matter, another person or form.
        SameMatter = "same_matter",
        /// Interests are opposed.
        OpposedInterests = "opposed_interests",
        /// The other is the earlier stage of this one.
        EarlierStage = "earlier_stage",
        /// The other is the later stage of this one.
        LaterStage = "later_stage",
    }
}

impl LinkKind {
    /// The kinds that a person may enter; splitting makes its own.
    pub const BY_HAND: [Self; 4] =
        [Self::SameMatter, Self::OpposedInterests, Self::EarlierStage, Self::LaterStage];

    /// The same link as seen from the other case.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::SplitInto => Self::SplitFrom,
            Self::SplitFrom => Self::SplitInto,
            Self::EarlierStage => Self::LaterStage,
            Self::LaterStage => Self::EarlierStage,
            Self::SameMatter | Self::OpposedInterests => self,
        }
    }
}

coded! {
    /// How long an archived file is kept (*thời hạn lưu trữ*). No row for files of legal aid was seen, so it is chosen.
    Retention as "retention" {
        /// Not set: never destroyed.
        NotSet = "not_set",
        /// For ever.
        Permanent = "permanent",
        /// Seventy years.
        Years70 = "years_70",
        /// Fifty years.
        Years50 = "years_50",
        /// Twenty years.
        Years20 = "years_20",
        /// Fifteen years.
        Years15 = "years_15",
        /// Ten years.
        Years10 = "years_10",
    }
}

/// The first day on which an archived file may be destroyed (*hết thời hạn lưu trữ*); `None` = never.
///
/// Basis: none; Circular 07/2025/TT-BTP sets the periods, its rows for legal aid were not seen. A class that is not
/// set never ends, so that nothing is destroyed by mistake. Counted from the year after the archiving.
///
/// ```
/// use law::conduct::{Retention, may_destroy_from};
/// let day: chrono::NaiveDate = "2026-05-04".parse().unwrap();
/// assert_eq!(may_destroy_from(Retention::NotSet, day), None);
/// assert_eq!(may_destroy_from(Retention::Years10, day), "2037-01-01".parse().ok());
/// ```
#[must_use]
pub fn may_destroy_from(class: Retention, archived_on: NaiveDate) -> Option<NaiveDate> {
    let years = match class {
        Retention::NotSet | Retention::Permanent => return None,
        Retention::Years70 => 70,
        Retention::Years50 => 50,
        Retention::Years20 => 20,
        Retention::Years15 => 15,
        Retention::Years10 => 10,
    };
    NaiveDate::from_ymd_opt(archived_on.year() + 1 + years, 1, 1)
}

/// The acts that are possible now for somebody with these permissions (*việc làm được lúc này*), the next one first.
///
/// Basis: none; the table of `lifecycle` decides, the order is that of its queues.
#[must_use]
pub fn acts_now(course: &Course, may: impl Fn(Permission) -> bool) -> Vec<CaseAct> {
    let state = state_of(course);
    let mut acts: Vec<CaseAct> = CASE_STEPS
        .iter()
        .filter(|step| step.from == state && may(step.permission))
        .map(|step| step.act)
        .filter(|act| *act != CaseAct::Unassign)
        .collect();
    acts.sort_by_key(|act| (next_act(state) != Some(*act), *act));
    acts
}

/// The act by which a case leaves its queue (*việc tiếp theo*).
///
/// Basis: none; issue 3, part 12.
#[must_use]
pub fn next_act(state: CaseState) -> Option<CaseAct> {
    match state {
        CaseState::Accepted => Some(CaseAct::Assign),
        CaseState::Assigned => Some(CaseAct::Begin),
        CaseState::Conducting => Some(CaseAct::Close),
        CaseState::Paused => Some(CaseAct::Resume),
        CaseState::Closed => Some(CaseAct::HandOver),
        CaseState::HandedOver => Some(CaseAct::Appraise),
        CaseState::Appraised => Some(CaseAct::Archive),
        CaseState::Archived => None,
    }
}

coded! {
    /// Why somebody may not be assigned.
    AssignmentObstacle as "assignment-obstacle" {
        /// Advisers and collaborators give advice only (art. 17, 24(3)).
        BeyondAdvice = "beyond_advice",
        /// Not appointed, or not under contract, on the day.
        NotYetAppointed = "not_yet_appointed",
        /// No longer working on the day.
        NoLongerWorking = "no_longer_working",
        /// Does the case already.
        AlreadyAssigned = "already_assigned",
    }
}

/// The facts about somebody who might be assigned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Kind of provider; a trainee (*người tập sự*) is none of them and cannot be named.
    pub kind: ProviderKind,
    /// First day of work, where known.
    pub appointed_on: Option<NaiveDate>,
    /// Last day of work.
    pub ended_on: Option<NaiveDate>,
    /// Whether this is the one who does the case now.
    pub current: bool,
}

/// Tells what stands against an assignment (*điều kiện cử người thực hiện*).
///
/// Basis: Law on Legal Aid 2017 art. 17, 19(1), 24(3), 27. Officers and lawyers may do every form; advisers and
/// collaborators what the dated row of the form says, advice only where there is none; trainees nothing (art. 20).
#[must_use]
pub fn assignment_obstacles(
    candidate: &Candidate,
    form: AidForm,
    rule: Option<&FormRule>,
    day: NaiveDate,
) -> Vec<AssignmentObstacle> {
    let advice = form == AidForm::Advice;
    let allowed = match candidate.kind.group() {
        ProviderGroup::Officer | ProviderGroup::Lawyer => true,
        ProviderGroup::Adviser => rule.map_or(advice, |rule| rule.by_advisers),
        ProviderGroup::Collaborator => rule.map_or(advice, |rule| rule.by_collaborators),
    };
    let mut found = Vec::new();
    if !allowed {
        found.push(AssignmentObstacle::BeyondAdvice);
    }
    if candidate.appointed_on.is_some_and(|from| from > day) {
        found.push(AssignmentObstacle::NotYetAppointed);
    }
    if candidate.ended_on.is_some_and(|to| to < day) {
        found.push(AssignmentObstacle::NoLongerWorking);
    }
    if candidate.current {
        found.push(AssignmentObstacle::AlreadyAssigned);
    }
    found
}

/// What may happen next to a registration (*đăng ký bào chữa, đăng ký bảo vệ*).
///
/// Basis: Joint circular 10/2018 art. 6, 12, 15; Criminal Procedure Code art. 78. What was refused or cancelled may
/// be asked for again.
#[must_use]
pub fn registration_next(now: Registration) -> &'static [Registration] {
    match now {
        Registration::NotNeeded => &[],
        Registration::NotAsked => &[Registration::Asked, Registration::Registered, Registration::Refused],
        Registration::Asked => &[Registration::Registered, Registration::Refused],
        Registration::Registered => &[Registration::Cancelled],
        Registration::Refused | Registration::Cancelled => &[Registration::Asked],
    }
}

/// The clock of the body from full papers on (*thời hạn đăng ký*).
///
/// Basis: Joint circular 10/2018 art. 12: 24 hours for a defender, 3 working days for a protector.
#[must_use]
pub fn registration_clock(role: Option<ProviderRole>) -> DeadlineCode {
    match role {
        Some(ProviderRole::Protection) => DeadlineCode::ProtectorRegistration,
        Some(ProviderRole::Defence) | None => DeadlineCode::DefenceRegistration,
    }
}

/// The clock for sending another provider after a registration was refused or cancelled (*thời hạn cử người khác*).
///
/// Basis: Joint circular 10/2018 art. 6: 24 hours for a defender, 2 working days for a protector.
#[must_use]
pub fn replacement_clock(role: Option<ProviderRole>) -> DeadlineCode {
    match role {
        Some(ProviderRole::Protection) => DeadlineCode::ReplaceProtector,
        Some(ProviderRole::Defence) | None => DeadlineCode::ReplaceDefender,
    }
}

/// What is still missing to close a case with an outcome (*nội dung phải có khi kết thúc vụ việc*): field and reason.
///
/// Basis: Law on Legal Aid 2017 art. 37(1); Circular 12/2018 art. 9(2), 10. A case that is not continued needs its
/// ground and the written notice to the person; one that is terminated the decision of the body.
#[must_use]
pub fn closing_gaps(
    outcome: Outcome,
    ground: Option<NotContinuedGround>,
    paper: Option<&str>,
) -> Vec<&'static str> {
    let unwritten = paper.is_none_or(|text| text.trim().is_empty());
    let mut gaps = Vec::new();
    if outcome == Outcome::NotContinued && ground.is_none() {
        gaps.push("ground");
    }
    if outcome != Outcome::Completed && unwritten {
        gaps.push("closing_paper");
    }
    gaps
}

/// How an item of the file stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileItem {
    /// What it is.
    pub item: ChecklistItem,
    /// Whether the file holds it.
    pub present: bool,
    /// Whether the file cannot be handed over without it.
    pub blocks: bool,
}

/// What the file of a case holds and lacks (*thành phần hồ sơ vụ việc*), by the rules of its day.
///
/// Basis: Law on Legal Aid 2017 art. 38–39; Circular 12/2018 art. 11. A case that ended before its work was done
/// needs what it began with and the notice or decision that ended it; the appraisal comes after the hand-over and
/// proof that never came cannot be asked for.
#[must_use]
pub fn file_items(
    rules: &[&ChecklistRule],
    present: &[ChecklistItem],
    outcome: Option<Outcome>,
    assigned: bool,
) -> Vec<FileItem> {
    let early = outcome.is_some_and(|outcome| outcome != Outcome::Completed);
    let needed = |rule: &ChecklistRule| match rule.key {
        ChecklistItem::QualityResult => false,
        ChecklistItem::DiscontinuationNotice => outcome == Some(Outcome::NotContinued),
        ChecklistItem::Application => true,
        ChecklistItem::AssignmentDecision => assigned,
        _ => !rule.if_any && !early,
    };
    rules
        .iter()
        .map(|rule| {
            let present = present.contains(&rule.key);
            FileItem { item: rule.key, present, blocks: !present && needed(rule) }
        })
        .collect()
}

/// Whether somebody may appraise the quality of a case (*người thẩm định chất lượng*): never the one who did it.
///
/// Basis: Circular 12/2018 art. 14–15.
#[must_use]
pub fn may_appraise<I: PartialEq>(appraiser: Option<I>, provider: Option<I>) -> bool {
    appraiser.is_none() || appraiser != provider
}

/// Whether a change asks for the person's own answer first (*vụ việc còn đề nghị chưa trả lời*).
///
/// Basis: Circular 12/2018 art. 9(1): the answer to a request for another provider is due in 3 working days.
#[must_use]
pub fn change_clock(asker: ChangeAsker) -> Option<DeadlineCode> {
    match asker {
        ChangeAsker::Person => Some(DeadlineCode::ProviderChangeAnswer),
        ChangeAsker::Provider => None,
    }
}

/// What a step does to the clocks of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockStep {
    /// What they waited for was done, on that day.
    Done(&'static [DeadlineCode], NaiveDate),
    /// What they waited for will not come any more.
    Void(&'static [DeadlineCode]),
    /// Every other clock of the case is void.
    VoidAll,
    /// The file must be handed over, counted from the end.
    StartHandOver,
    /// Somebody must be assigned again.
    StartAssignment,
    /// Advice must be answered again; other forms await no answer.
    StartAnswer,
    /// What stood still while the case was suspended runs again, from its beginning.
    Resume,
}

/// Clocks that wait for an assignment.
pub const ASSIGNMENT_CLOCKS: &[DeadlineCode] = &[
    DeadlineCode::Assign,
    DeadlineCode::AssignHeld,
    DeadlineCode::AssignNoticed,
    DeadlineCode::AssignInformed,
    DeadlineCode::AssignAppointed,
    DeadlineCode::AssignRepresentation,
];

/// Clocks that wait for another provider.
pub const REPLACEMENT_CLOCKS: &[DeadlineCode] =
    &[DeadlineCode::ReplaceDefender, DeadlineCode::ReplaceProtector];

/// Clocks of the body that registers.
pub const REGISTRATION_CLOCKS: &[DeadlineCode] =
    &[DeadlineCode::DefenceRegistration, DeadlineCode::ProtectorRegistration];

/// Clocks of the work itself.
pub const WORK_CLOCKS: &[DeadlineCode] = &[DeadlineCode::AdviceAnswer, DeadlineCode::AdviceAnswerComplex];

/// Clocks that stand still while a case is suspended.
pub const STANDING_STILL: &[DeadlineCode] = &[
    DeadlineCode::Assign,
    DeadlineCode::AssignHeld,
    DeadlineCode::AssignNoticed,
    DeadlineCode::AssignInformed,
    DeadlineCode::AssignAppointed,
    DeadlineCode::AssignRepresentation,
    DeadlineCode::ReplaceDefender,
    DeadlineCode::ReplaceProtector,
    DeadlineCode::DefenceRegistration,
    DeadlineCode::ProtectorRegistration,
    DeadlineCode::AdviceAnswer,
    DeadlineCode::AdviceAnswerComplex,
];

/// Which clock takes over when advice is found to be complex, or facts must be verified first (*vụ việc phức tạp, cần
/// xác minh*).
///
/// Basis: Law on Legal Aid 2017 art. 32(2): 30 days at the longest instead of 10, from the same start. It is found
/// while the ten days run: what is late already does not become timely by it (ours).
///
/// ```
/// use law::{conduct::complex_clock, deadlines::DeadlineCode::{AdviceAnswer, AdviceAnswerComplex}};
/// let (due, day) = ("2026-11-23".parse().unwrap(), |text: &str| text.parse().unwrap());
/// assert_eq!(complex_clock(AdviceAnswer, due, day("2026-11-23")), Some(AdviceAnswerComplex));
/// assert_eq!(complex_clock(AdviceAnswer, due, day("2026-11-24")), None);
/// ```
#[must_use]
pub fn complex_clock(running: DeadlineCode, due_on: NaiveDate, found_on: NaiveDate) -> Option<DeadlineCode> {
    let timely = running == DeadlineCode::AdviceAnswer && found_on <= due_on;
    timely.then_some(DeadlineCode::AdviceAnswerComplex)
}

/// Tells what a change of a case does to its clocks (*thời hạn bắt đầu, kết thúc*), whichever way it came.
///
/// Basis: Law on Legal Aid 2017 art. 31–33, 39(1); Joint circular 10/2018 art. 6, 12. The end of a case ends all its
/// clocks and starts the one of the file; so a clock never runs for what is over. What was due is done on the day of
/// the act, not on the one on which somebody typed it in. Advice that is opened again is answered again (ours).
#[must_use]
pub fn clock_steps(before: &Course, after: &Course) -> Vec<ClockStep> {
    let mut steps = Vec::new();
    match (before.closed_on, after.closed_on) {
        (None, Some(day)) => {
            steps.push(ClockStep::Done(WORK_CLOCKS, day));
            steps.push(ClockStep::VoidAll);
            if after.handed_over_on.is_none() && after.archived_on.is_none() {
                steps.push(ClockStep::StartHandOver);
            }
            return steps;
        }
        (Some(_), None) => {
            steps.push(ClockStep::VoidAll);
            if after.assigned_on.is_none() {
                steps.push(ClockStep::StartAssignment);
            }
            steps.push(ClockStep::StartAnswer);
            return steps;
        }
        (Some(_), Some(_)) => {
            match (before.handed_over_on, after.handed_over_on) {
                (None, Some(day)) => steps.push(ClockStep::Done(&[DeadlineCode::FileHandover], day)),
                (Some(_), None) => steps.push(ClockStep::StartHandOver),
                _ => {}
            }
            return steps;
        }
        (None, None) => {}
    }
    match (before.paused_on.is_some(), after.paused_on.is_some()) {
        (false, true) => steps.push(ClockStep::Void(STANDING_STILL)),
        (true, false) => steps.push(ClockStep::Resume),
        _ => {}
    }
    match (before.assigned_on, after.assigned_on) {
        (None, Some(day)) => {
            steps.push(ClockStep::Done(ASSIGNMENT_CLOCKS, day));
            steps.push(ClockStep::Done(REPLACEMENT_CLOCKS, day));
        }
        (Some(_), None) => {
            steps.push(ClockStep::Void(REGISTRATION_CLOCKS));
            if after.paused_on.is_none() {
                steps.push(ClockStep::StartAssignment);
            }
        }
        _ => {}
    }
    if let (None, Some(day)) = (before.begun_on, after.begun_on) {
        steps.push(ClockStep::Done(REGISTRATION_CLOCKS, day));
        steps.push(ClockStep::Void(REPLACEMENT_CLOCKS));
    }
    steps
}

/// Tells whether a case may still be changed (*khóa hồ sơ lưu trữ*).
///
/// Basis: Law on Legal Aid 2017 art. 39: what is in the archive stays as it is.
#[must_use]
pub fn is_locked(course: &Course) -> bool {
    course.archived_on.is_some()
}

/// Whether an act may be done at all on a case as it stands (*bước tiếp theo của vụ việc*).
///
/// Basis: the table of `lifecycle`.
#[must_use]
pub fn is_possible(course: &Course, act: CaseAct, day: NaiveDate) -> bool {
    after_case(course, act, day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dealings::{DealingState, awaited};
    use crate::kernel::coded::Coded as _;
    use crate::rules::Rules;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    fn course(state: CaseState) -> Course {
        let on = |wanted: bool| wanted.then(|| day("2026-11-02"));
        Course {
            litigation: true,
            assigned_on: on(state != CaseState::Accepted),
            begun_on: on(!matches!(state, CaseState::Accepted | CaseState::Assigned)),
            paused_on: on(state == CaseState::Paused),
            closed_on: on(state >= CaseState::Closed),
            handed_over_on: on(state >= CaseState::HandedOver),
            appraised_on: on(state >= CaseState::Appraised),
            archived_on: on(state == CaseState::Archived),
        }
    }

    #[test]
    fn advisers_and_collaborators_give_advice_only() {
        use {AidForm as F, ProviderKind as K};
        let rules = Rules::embedded().on(day("2026-11-20"));
        for (kind, form, allowed) in [
            (K::LegalAidOfficer, F::Litigation, true),
            (K::ContractLawyer, F::Representation, true),
            (K::LawyerOfRegistered, F::Litigation, true),
            (K::AdviserOfContracted, F::Advice, true),
            (K::AdviserOfContracted, F::Litigation, false),
            (K::AdviserOfRegistered, F::Representation, false),
            (K::Collaborator, F::Advice, true),
            (K::Collaborator, F::Litigation, false),
            (K::Collaborator, F::Representation, false),
        ] {
            let candidate = Candidate { kind, appointed_on: None, ended_on: None, current: false };
            let forms = rules.aid_forms();
            let of_day = forms.iter().copied().find(|rule| rule.key == form);
            for rule in [of_day, None] {
                let found = assignment_obstacles(&candidate, form, rule, day("2026-11-20"));
                assert_eq!(found.is_empty(), allowed, "{kind} {form} {rule:?}");
            }
        }
    }

    #[test]
    fn nobody_is_assigned_before_the_first_or_after_the_last_day() {
        use AssignmentObstacle as O;
        for (appointed, ended, current, expected) in [
            (None, None, false, vec![]),
            (Some("2026-11-20"), Some("2026-11-20"), false, vec![]),
            (Some("2026-11-21"), None, false, vec![O::NotYetAppointed]),
            (None, Some("2026-11-19"), true, vec![O::NoLongerWorking, O::AlreadyAssigned]),
        ] {
            let candidate = Candidate {
                kind: ProviderKind::LegalAidOfficer,
                appointed_on: appointed.map(day),
                ended_on: ended.map(day),
                current,
            };
            let found = assignment_obstacles(&candidate, AidForm::Litigation, None, day("2026-11-20"));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_next_act_stands_first_and_only_what_one_may_do_is_offered() {
        let all = |_: Permission| true;
        assert_eq!(acts_now(&course(CaseState::Assigned), all)[0], CaseAct::Begin);
        assert_eq!(
            acts_now(&course(CaseState::Conducting), all),
            [CaseAct::Close, CaseAct::Replace, CaseAct::LoseRegistration, CaseAct::Pause]
        );
        let provider = |it: Permission| matches!(it, Permission::ConductCases | Permission::CloseCase);
        assert_eq!(
            acts_now(&course(CaseState::Conducting), provider),
            [CaseAct::Close, CaseAct::LoseRegistration]
        );
        assert!(acts_now(&course(CaseState::Archived), all).is_empty());
        for state in CaseState::ALL {
            let first = next_act(*state);
            assert_eq!(acts_now(&course(*state), all).first().copied(), first, "{state}");
            if let Some(act) = first {
                assert!(is_possible(&course(*state), act, day("2026-11-20")), "{state}");
            }
        }
    }

    #[test]
    fn a_registration_goes_on_from_where_it_stands() {
        use Registration as R;
        assert_eq!(registration_next(R::Asked), [R::Registered, R::Refused]);
        assert_eq!(registration_next(R::Cancelled), [R::Asked]);
        assert_eq!(registration_next(R::NotNeeded), []);
        assert_eq!(registration_clock(Some(ProviderRole::Defence)), DeadlineCode::DefenceRegistration);
        assert_eq!(registration_clock(Some(ProviderRole::Protection)), DeadlineCode::ProtectorRegistration);
        assert_eq!(replacement_clock(Some(ProviderRole::Defence)), DeadlineCode::ReplaceDefender);
        assert_eq!(replacement_clock(Some(ProviderRole::Protection)), DeadlineCode::ReplaceProtector);
    }

    #[test]
    fn grounds_of_must_refuse_are_those_of_article_25_clause_2() {
        let grounds: Vec<&str> =
            ReplacementGround::ALL.iter().filter(|it| it.must_refuse()).map(|it| it.code()).collect();
        assert_eq!(grounds, ["opposed_parties", "not_impartial", "cannot_perform"]);
        assert_eq!(change_clock(ChangeAsker::Person), Some(DeadlineCode::ProviderChangeAnswer));
        assert_eq!(change_clock(ChangeAsker::Provider), None);
    }

    #[test]
    fn closing_asks_only_what_is_missing_for_the_outcome() {
        let withdrawn = Some(NotContinuedGround::Withdrawn);
        for (outcome, ground, paper, gaps) in [
            (Outcome::Completed, None, None, vec![]),
            (Outcome::NotContinued, None, None, vec!["ground", "closing_paper"]),
            (Outcome::NotContinued, withdrawn, Some("  "), vec!["closing_paper"]),
            (Outcome::NotContinued, withdrawn, Some("TB 12"), vec![]),
            (Outcome::Terminated, None, None, vec!["closing_paper"]),
            (Outcome::Terminated, None, Some("QĐ 3"), vec![]),
        ] {
            assert_eq!(closing_gaps(outcome, ground, paper), gaps, "{outcome}");
        }
    }

    #[test]
    fn a_file_is_held_against_the_list_of_its_form() {
        use ChecklistItem as I;
        let rules = Rules::embedded().on(day("2026-11-20"));
        let blocking = |form, present: &[I], outcome, assigned| -> Vec<I> {
            let items = file_items(&rules.file_checklist(form), present, outcome, assigned);
            items.into_iter().filter(|it| it.blocks).map(|it| it.item).collect()
        };
        let done = Some(Outcome::Completed);
        let missing = blocking(AidForm::Litigation, &[], done, true);
        for item in [I::Application, I::Brief, I::ProceduralPapers, I::AssignmentDecision, I::OpinionSheet] {
            assert!(missing.contains(&item), "{item}: {missing:?}");
        }
        assert!(!missing.contains(&I::QualityResult), "appraised later");
        assert!(!missing.contains(&I::DiscontinuationNotice), "{missing:?}");
        let rest = blocking(AidForm::Litigation, &missing, done, true);
        assert!(rest.is_empty(), "{rest:?}");
        let advice = blocking(AidForm::Advice, &[], done, true);
        assert!(advice.contains(&I::WrittenAdvice) && !advice.contains(&I::Brief), "{advice:?}");
        let stopped = blocking(AidForm::Litigation, &[I::Application], Some(Outcome::NotContinued), false);
        assert_eq!(stopped, [I::DiscontinuationNotice]);
        let terminated =
            blocking(AidForm::Representation, &[I::Application], Some(Outcome::Terminated), true);
        assert_eq!(terminated, [I::AssignmentDecision]);
    }

    #[test]
    fn what_is_not_set_is_never_destroyed() {
        let day = day("2026-12-31");
        for class in [Retention::NotSet, Retention::Permanent] {
            assert_eq!(may_destroy_from(class, day), None);
        }
        assert_eq!(may_destroy_from(Retention::Years70, day), NaiveDate::from_ymd_opt(2097, 1, 1));
        for class in Retention::ALL.iter().skip(2) {
            assert!(may_destroy_from(*class, day).is_some_and(|end| end > day), "{class}");
        }
    }

    #[test]
    fn a_link_reads_both_ways() {
        for kind in LinkKind::ALL {
            assert_eq!(kind.reverse().reverse(), *kind);
        }
        assert_eq!(LinkKind::SplitInto.reverse(), LinkKind::SplitFrom);
        assert!(LinkKind::BY_HAND.iter().all(|kind| LinkKind::BY_HAND.contains(&kind.reverse())));
    }

    #[test]
    fn clocks_follow_the_case() {
        use {CaseState as S, ClockStep as C};
        let on = day("2026-11-02");
        for (from, to, steps) in [
            (S::Accepted, S::Assigned, vec![C::Done(ASSIGNMENT_CLOCKS, on), C::Done(REPLACEMENT_CLOCKS, on)]),
            (S::Assigned, S::Conducting, vec![C::Done(REGISTRATION_CLOCKS, on), C::Void(REPLACEMENT_CLOCKS)]),
            (S::Assigned, S::Accepted, vec![C::Void(REGISTRATION_CLOCKS), C::StartAssignment]),
            (S::Conducting, S::Paused, vec![C::Void(STANDING_STILL)]),
            (S::Paused, S::Conducting, vec![C::Resume]),
            (S::Conducting, S::Closed, vec![C::Done(WORK_CLOCKS, on), C::VoidAll, C::StartHandOver]),
            (S::Closed, S::Conducting, vec![C::VoidAll, C::StartAnswer]),
            (S::Closed, S::HandedOver, vec![C::Done(&[DeadlineCode::FileHandover], on)]),
            (S::HandedOver, S::Closed, vec![C::StartHandOver]),
            (S::HandedOver, S::Appraised, vec![]),
            (S::Appraised, S::Archived, vec![]),
        ] {
            assert_eq!(clock_steps(&course(from), &course(to)), steps, "{from} → {to}");
        }
        assert!(is_locked(&course(S::Archived)) && !is_locked(&course(S::Appraised)));
    }

    #[test]
    fn advice_gets_thirty_days_while_the_ten_run() {
        use DeadlineCode as D;
        for (running, found, next) in [
            (D::AdviceAnswer, "2026-11-13", Some(D::AdviceAnswerComplex)),
            (D::AdviceAnswer, "2026-11-23", Some(D::AdviceAnswerComplex)),
            (D::AdviceAnswer, "2026-11-24", None),
            (D::AdviceAnswerComplex, "2026-11-13", None),
            (D::Assign, "2026-11-13", None),
        ] {
            assert_eq!(complex_clock(running, day("2026-11-23"), day(found)), next, "{running} {found}");
        }
    }

    #[test]
    fn nobody_appraises_the_own_case() {
        assert!(
            may_appraise(None, Some(1)) && may_appraise(Some(2), Some(1)) && may_appraise(None::<i32>, None)
        );
        assert!(!may_appraise(Some(1), Some(1)));
    }

    proptest! {
        #[test]
        fn no_question_waits_in_the_archive(acts in proptest::collection::vec((0..CaseAct::ALL.len(), 0..4_usize), 0..80)) {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
            let (mut course, mut dealings) = (Course::default(), Vec::new());
            for (act, other) in acts {
                let act = CaseAct::ALL[act];
                // What an act of the office does: dealings begin while the case runs and end at any time before the
                // archive; the archive asks first.
                match other {
                    0 if course.closed_on.is_none() => dealings.push(DealingState::Sent),
                    1 => {
                        if let Some(last) = dealings.last_mut().filter(|_| course.archived_on.is_none()) {
                            *last = DealingState::GivenUp;
                        }
                    }
                    _ => {}
                }
                if act == CaseAct::Archive && awaited(dealings.iter().copied()) > 0 {
                    continue;
                }
                course = after_case(&course, act, day).unwrap_or(course);
                let waits = awaited(dealings.iter().copied());
                prop_assert!(waits == 0 || state_of(&course) != CaseState::Archived);
            }
        }
    }
}
