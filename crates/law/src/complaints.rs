//! Complaints about legal aid (*khiếu nại về trợ giúp pháp lý*): what can be complained of, who decides, how it goes on.
//!
//! Basis: Law on Legal Aid 2017 art. 45. Each level of a complaint is a record of its own; [`COMPLAINT_STEPS`] is
//! the whole machine of one. Clocks are in `deadlines`; denunciations and discipline follow other laws.

use crate::access::Permission;
use crate::coded;
use crate::deadlines::DeadlineCode;

coded! {
    /// What is complained of (*hành vi bị khiếu nại*, art. 45(1)).
    ComplaintAct as "complaint-act" {
        /// A request was not accepted.
        RefuseToAccept = "refuse_to_accept",
        /// Legal aid is not performed.
        NotPerform = "not_perform",
        /// It is performed unlawfully.
        UnlawfulPerformance = "unlawful_performance",
        /// The provider was changed unlawfully.
        UnlawfulChange = "unlawful_change",
    }
}

coded! {
    /// Who answers (*cấp giải quyết khiếu nại*).
    ComplaintLevel as "complaint-level" {
        /// The head of the organisation.
        Head = "head",
        /// The director of the department of justice.
        JusticeOffice = "justice_office",
        /// A court.
        Court = "court",
    }
}

impl ComplaintLevel {
    /// The level as its number, from 1.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Head => 1,
            Self::JusticeOffice => 2,
            Self::Court => 3,
        }
    }

    /// The level with a number.
    #[must_use]
    pub const fn of(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::Head),
            2 => Some(Self::JusticeOffice),
            3 => Some(Self::Court),
            _ => None,
        }
    }

    /// The level above.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::of(self.number() + 1)
    }
}

coded! {
    /// Where a complaint stands on its level.
    ComplaintState as "complaint-state" {
        /// Taken down; waits for the decision.
        Received = "received",
        /// Before the court.
        InCourt = "in_court",
        /// Answered in writing.
        Decided = "decided",
        /// Went on to the next level.
        Escalated = "escalated",
        /// Taken back by who complained.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// What can be done to a complaint.
    ComplaintMove as "complaint-move" {
        /// Decide, or enter the decision of the court.
        Decide = "decide",
        /// Go on to the next level.
        Escalate = "escalate",
        /// Take it back.
        Withdraw = "withdraw",
    }
}

coded! {
    /// What a decision says (*kết quả giải quyết khiếu nại*).
    ComplaintDecision as "complaint-decision" {
        /// Right.
        Upheld = "upheld",
        /// Right in part.
        PartlyUpheld = "partly_upheld",
        /// Not right.
        Rejected = "rejected",
        /// Not taken up: nobody may complain of this, or not here.
        Inadmissible = "inadmissible",
    }
}

/// One way on.
#[derive(Clone, Copy, Debug)]
pub struct ComplaintStep {
    /// Where it may happen.
    pub from: ComplaintState,
    /// What happens.
    pub by: ComplaintMove,
    /// Where that leads.
    pub to: ComplaintState,
    /// One of these must be held.
    pub permissions: &'static [Permission],
}

/// Every step of a complaint on one level.
pub const COMPLAINT_STEPS: &[ComplaintStep] = {
    use ComplaintMove as M;
    use ComplaintState as S;
    const DECIDE: &[Permission] = &[Permission::DecideComplaints];
    const EITHER: &[Permission] = &[Permission::TakeComplaints, Permission::DecideComplaints];
    &[
        ComplaintStep { from: S::Received, by: M::Decide, to: S::Decided, permissions: DECIDE },
        ComplaintStep { from: S::Received, by: M::Escalate, to: S::Escalated, permissions: EITHER },
        ComplaintStep { from: S::Received, by: M::Withdraw, to: S::Withdrawn, permissions: EITHER },
        ComplaintStep { from: S::Decided, by: M::Escalate, to: S::Escalated, permissions: EITHER },
        ComplaintStep { from: S::InCourt, by: M::Decide, to: S::Decided, permissions: EITHER },
        ComplaintStep { from: S::InCourt, by: M::Withdraw, to: S::Withdrawn, permissions: EITHER },
    ]
};

/// Why a complaint does not move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ComplaintRefusal {
    /// Nothing like that is possible where it stands.
    NotHere,
    /// The time of the decision has not run out.
    NotDueYet,
    /// There is no level above the court.
    NoLevelAbove,
}

impl ComplaintRefusal {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotHere => "complaints.not_here",
            Self::NotDueYet => "complaints.not_due_yet",
            Self::NoLevelAbove => "complaints.no_level_above",
        }
    }
}

/// The state in which a complaint begins on a level (*thụ lý khiếu nại*).
///
/// Basis: Law on Legal Aid 2017 art. 45(2)–(3). The court has its own procedure; here it is only recorded.
#[must_use]
pub const fn first_state(level: ComplaintLevel) -> ComplaintState {
    match level {
        ComplaintLevel::Head | ComplaintLevel::JusticeOffice => ComplaintState::Received,
        ComplaintLevel::Court => ComplaintState::InCourt,
    }
}

/// The clock of a level (*thời hạn giải quyết khiếu nại*); a court keeps its own.
///
/// Basis: Law on Legal Aid 2017 art. 45(2): 3 working days for the head, 15 days for the department of justice.
#[must_use]
pub const fn decision_clock(level: ComplaintLevel) -> Option<DeadlineCode> {
    match level {
        ComplaintLevel::Head => Some(DeadlineCode::ComplaintFirst),
        ComplaintLevel::JusticeOffice => Some(DeadlineCode::ComplaintSecond),
        ComplaintLevel::Court => None,
    }
}

/// Where a complaint goes by a move (*trình tự khiếu nại*).
///
/// Basis: Law on Legal Aid 2017 art. 45(2)–(3): who disagrees with the decision, or got none in time, goes on to
/// the department of justice, then to a court. Refuses to go on while the time of the decision still runs.
pub fn after_move(
    level: ComplaintLevel,
    state: ComplaintState,
    by: ComplaintMove,
    overdue: bool,
) -> Result<ComplaintState, ComplaintRefusal> {
    let step = COMPLAINT_STEPS.iter().find(|step| step.from == state && step.by == by);
    let step = step.ok_or(ComplaintRefusal::NotHere)?;
    if by == ComplaintMove::Escalate {
        if level.next().is_none() {
            return Err(ComplaintRefusal::NoLevelAbove);
        }
        if state == ComplaintState::Received && !overdue {
            return Err(ComplaintRefusal::NotDueYet);
        }
    }
    Ok(step.to)
}

/// Whether a complaint still waits for an answer on its level (*khiếu nại đang giải quyết*).
///
/// Basis: Law on Legal Aid 2017 art. 45(2)–(3).
#[must_use]
pub const fn is_pending(state: ComplaintState) -> bool {
    matches!(state, ComplaintState::Received | ComplaintState::InCourt)
}

/// Whether somebody is kept apart from a complaint (*người bị khiếu nại không tham gia giải quyết khiếu nại*): neither
/// sees it nor handles it, whatever the role.
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(a), 45; who is complained of does not judge the complaint and is not told
/// how to reach who complained.
#[must_use]
pub fn is_kept_apart<P: PartialEq>(against: Option<&P>, who: Option<&P>) -> bool {
    against.is_some() && against == who
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;
    use proptest::prelude::*;

    #[test]
    fn a_complaint_goes_from_the_head_to_the_department_to_the_court() {
        use {ComplaintLevel as L, ComplaintMove as M, ComplaintRefusal as R, ComplaintState as S};
        for (level, state, by, overdue, expected) in [
            (L::Head, S::Received, M::Decide, false, Ok(S::Decided)),
            (L::Head, S::Received, M::Escalate, false, Err(R::NotDueYet)),
            (L::Head, S::Received, M::Escalate, true, Ok(S::Escalated)),
            (L::Head, S::Decided, M::Escalate, false, Ok(S::Escalated)),
            (L::Head, S::Decided, M::Decide, false, Err(R::NotHere)),
            (L::Head, S::Escalated, M::Escalate, true, Err(R::NotHere)),
            (L::JusticeOffice, S::Received, M::Decide, true, Ok(S::Decided)),
            (L::JusticeOffice, S::Decided, M::Escalate, false, Ok(S::Escalated)),
            (L::Court, S::InCourt, M::Decide, false, Ok(S::Decided)),
            (L::Court, S::Decided, M::Escalate, true, Err(R::NoLevelAbove)),
            (L::Head, S::Received, M::Withdraw, false, Ok(S::Withdrawn)),
            (L::Head, S::Decided, M::Withdraw, false, Err(R::NotHere)),
            (L::Head, S::Withdrawn, M::Escalate, true, Err(R::NotHere)),
        ] {
            assert_eq!(after_move(level, state, by, overdue), expected, "{level} {state} {by} {overdue}");
        }
    }

    #[test]
    fn each_level_has_its_clock_and_its_beginning() {
        for level in ComplaintLevel::ALL {
            assert_eq!(ComplaintLevel::of(level.number()), Some(*level));
            assert_eq!(
                decision_clock(*level).is_none(),
                first_state(*level) == ComplaintState::InCourt,
                "{level}"
            );
            assert!(is_pending(first_state(*level)));
        }
        assert_eq!(decision_clock(ComplaintLevel::Head), Some(DeadlineCode::ComplaintFirst));
        assert_eq!(ComplaintLevel::of(4), None);
    }

    #[test]
    fn who_is_complained_of_is_kept_apart() {
        assert!(is_kept_apart(Some(&7), Some(&7)));
        assert!(!is_kept_apart(Some(&7), Some(&8)));
        assert!(!is_kept_apart::<i32>(None, None));
        assert!(!is_kept_apart(Some(&7), None));
    }

    proptest! {
        #[test]
        fn no_row_of_moves_loses_a_complaint(moves in proptest::collection::vec((0..ComplaintMove::ALL.len(), any::<bool>()), 0..40)) {
            let mut level = ComplaintLevel::Head;
            let mut state = first_state(level);
            for (which, overdue) in moves {
                let by = ComplaintMove::ALL[which];
                let Ok(after) = after_move(level, state, by, overdue) else { continue };
                if by == ComplaintMove::Escalate {
                    level = level.next().expect("nothing goes on from the court");
                    state = first_state(level);
                } else {
                    state = after;
                }
                // Whatever waits has somebody who may move it; whatever ended was answered or taken back.
                let ways = COMPLAINT_STEPS.iter().filter(|step| step.from == state).count();
                prop_assert_eq!(is_pending(state) && ways == 0, false);
                prop_assert!(is_pending(state) || matches!(state, ComplaintState::Decided | ComplaintState::Withdrawn));
            }
        }
    }
}
