//! Reports on their way up (*gửi báo cáo*): Branch → Centre → department of justice → ministry. Where a report stands,
//! who moves it, what must be explained before it is signed, whose register it counts.
//!
//! Basis: Circular 03/2019/TT-BTP art. 6; Circular 17/2025/TT-BTP from its own day. [`SUBMISSION_STEPS`] is the whole
//! machine; days and last days are in `periods`, numbers in `statistics`.

mod periods;

use std::collections::BTreeSet;

pub use periods::{ReportPeriod, days_late, period, periods_until, reminder};

use crate::access::{Node, Permission};
use crate::coded;

coded! {
    /// Where a report stands (*trạng thái báo cáo*).
    SubmissionState as "submission-state" {
        /// Being prepared by the unit.
        Draft = "draft",
        /// Signed and sealed, not sent yet.
        Signed = "signed",
        /// Sent; waits for the level above.
        Sent = "sent",
        /// Given back with a message.
        Returned = "returned",
        /// Taken over by the level above.
        Accepted = "accepted",
    }
}

coded! {
    /// What can be done to a report.
    SubmissionMove as "submission-move" {
        /// Sign it: its numbers are sealed.
        Sign = "sign",
        /// Take the signature back.
        Unsign = "unsign",
        /// Send it up.
        Send = "send",
        /// Give it back with a message.
        Return = "return",
        /// Take it over.
        Accept = "accept",
    }
}

coded! {
    /// Who stands where to a report.
    SubmissionSide as "submission-side" {
        /// The unit whose report it is.
        Unit = "unit",
        /// The level above.
        Above = "above",
    }
}

/// One way on.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionStep {
    /// Where it may happen.
    pub from: SubmissionState,
    /// What happens.
    pub by: SubmissionMove,
    /// Where that leads.
    pub to: SubmissionState,
    /// Who does it.
    pub side: SubmissionSide,
    /// What must be held.
    pub permission: Permission,
}

/// Every step of a report.
pub const SUBMISSION_STEPS: &[SubmissionStep] = {
    use Permission::{CheckReports as CHECK, PrepareReports as PREPARE, SignReports as SIGN};
    use SubmissionMove as M;
    use SubmissionSide::{Above, Unit};
    use SubmissionState as S;
    const fn step(from: S, by: M, to: S, side: SubmissionSide, permission: Permission) -> SubmissionStep {
        SubmissionStep { from, by, to, side, permission }
    }
    &[
        step(S::Draft, M::Sign, S::Signed, Unit, SIGN),
        step(S::Returned, M::Sign, S::Signed, Unit, SIGN),
        step(S::Signed, M::Unsign, S::Draft, Unit, SIGN),
        step(S::Signed, M::Send, S::Sent, Unit, PREPARE),
        step(S::Sent, M::Return, S::Returned, Above, CHECK),
        step(S::Sent, M::Accept, S::Accepted, Above, CHECK),
        step(S::Accepted, M::Return, S::Returned, Above, CHECK),
    ]
};

impl SubmissionState {
    /// Whether the unit may still change what it adds to the numbers.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether the level above counts it.
    #[must_use]
    pub const fn is_with_above(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }
}

/// Why a report does not move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubmissionRefusal {
    /// Nothing like that is possible where it stands, or for who asks.
    NotHere,
    /// The days that are counted are not over.
    NotOver,
    /// So many disagreements have no explanation.
    Unexplained(usize),
    /// It is given back without saying why.
    NoMessage,
}

impl SubmissionRefusal {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotHere => "submissions.not_here",
            Self::NotOver => "submissions.not_over",
            Self::Unexplained(_) => "submissions.unexplained",
            Self::NoMessage => "submissions.no_message",
        }
    }
}

/// What the rules need to know of a report before it moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SubmissionFacts {
    /// The counted days are over.
    pub is_over: bool,
    /// Disagreements that nobody explained.
    pub unexplained: usize,
    /// A message goes with it.
    pub has_message: bool,
}

/// Where a report goes by a move (*lập, ký, gửi, trả lại, tiếp nhận báo cáo*).
///
/// Basis: Circular 03/2019/TT-BTP art. 6, and its rule that deviations are explained under the table or by letter.
/// Refuses to sign before the counted days are over or while a disagreement is not explained, and to give back without
/// a message.
pub fn after_submission_move(
    state: SubmissionState,
    by: SubmissionMove,
    side: SubmissionSide,
    facts: SubmissionFacts,
) -> Result<SubmissionState, SubmissionRefusal> {
    let step = SUBMISSION_STEPS.iter().find(|step| step.from == state && step.by == by && step.side == side);
    let step = step.ok_or(SubmissionRefusal::NotHere)?;
    match by {
        SubmissionMove::Sign if !facts.is_over => Err(SubmissionRefusal::NotOver),
        SubmissionMove::Sign if facts.unexplained > 0 => {
            Err(SubmissionRefusal::Unexplained(facts.unexplained))
        }
        SubmissionMove::Return if !facts.has_message => Err(SubmissionRefusal::NoMessage),
        _ => Ok(step.to),
    }
}

/// Whose register a report counts (*phạm vi tổng hợp*): what is below the unit, and what it took over from units that
/// ended before the period did.
///
/// Basis: the merger of provinces of 1 July 2025: a unit that ended reports for periods until its last day, afterwards
/// its successor does.
#[must_use]
pub fn units_of_report(nodes: &[Node], root: &str, has_ended: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::from([root.to_owned()]);
    let mut next = vec![root.to_owned()];
    while let Some(code) = next.pop() {
        for node in nodes {
            let below = node.parent.as_deref() == Some(&code);
            let before = node.successor.as_deref() == Some(&code) && has_ended(&node.code);
            if (below || before) && found.insert(node.code.clone()) {
                next.push(node.code.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;
    use proptest::prelude::*;

    const READY: SubmissionFacts = SubmissionFacts { is_over: true, unexplained: 0, has_message: true };

    #[test]
    fn a_report_is_signed_sent_given_back_and_sent_again() {
        use {SubmissionMove as M, SubmissionRefusal as R, SubmissionSide as D, SubmissionState as S};
        for (state, by, side, facts, expected) in [
            (S::Draft, M::Sign, D::Unit, READY, Ok(S::Signed)),
            (S::Draft, M::Sign, D::Unit, SubmissionFacts { is_over: false, ..READY }, Err(R::NotOver)),
            (S::Draft, M::Sign, D::Unit, SubmissionFacts { unexplained: 2, ..READY }, Err(R::Unexplained(2))),
            (S::Draft, M::Sign, D::Above, READY, Err(R::NotHere)),
            (S::Draft, M::Send, D::Unit, READY, Err(R::NotHere)),
            (S::Signed, M::Unsign, D::Unit, READY, Ok(S::Draft)),
            (S::Signed, M::Send, D::Unit, SubmissionFacts::default(), Ok(S::Sent)),
            (S::Signed, M::Return, D::Above, READY, Err(R::NotHere)),
            (S::Sent, M::Return, D::Above, READY, Ok(S::Returned)),
            (S::Sent, M::Return, D::Unit, READY, Err(R::NotHere)),
            (
                S::Sent,
                M::Return,
                D::Above,
                SubmissionFacts { has_message: false, ..READY },
                Err(R::NoMessage),
            ),
            (S::Sent, M::Unsign, D::Unit, READY, Err(R::NotHere)),
            (S::Returned, M::Sign, D::Unit, READY, Ok(S::Signed)),
            (S::Sent, M::Accept, D::Above, SubmissionFacts::default(), Ok(S::Accepted)),
            (S::Accepted, M::Accept, D::Above, READY, Err(R::NotHere)),
            (S::Accepted, M::Return, D::Above, READY, Ok(S::Returned)),
        ] {
            assert_eq!(
                after_submission_move(state, by, side, facts),
                expected,
                "{state} {by} {side} {facts:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_row_of_moves_loses_a_report(moves in prop::collection::vec((0..SubmissionMove::ALL.len(), any::<bool>()), 0..60)) {
            let mut state = SubmissionState::Draft;
            for (which, above) in moves {
                let side = if above { SubmissionSide::Above } else { SubmissionSide::Unit };
                if let Ok(after) = after_submission_move(state, SubmissionMove::ALL[which], side, READY) {
                    state = after;
                }
                // Whoever has it may move it, and what lies with the level above is not changed by the unit.
                prop_assert!(SUBMISSION_STEPS.iter().any(|step| step.from == state));
                let unit = SUBMISSION_STEPS.iter().any(|step| step.from == state && step.side == SubmissionSide::Unit);
                prop_assert_eq!(unit, !state.is_with_above());
                prop_assert!(!(state.is_open() && state.is_with_above()));
            }
        }
    }

    #[test]
    fn units_of_report_follow_the_merger_of_provinces() {
        let node = |code: &str, parent: &str, successor: &str| {
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            Node { code: code.to_owned(), parent: text(parent), successor: text(successor) }
        };
        let nodes = [
            node("CUC", "", ""),
            node("STP.19", "CUC", ""),
            node("TT.19", "STP.19", ""),
            node("CN.19.1", "TT.19", ""),
            node("STP.06", "CUC", "STP.19"),
            node("TT.06", "STP.06", "TT.19"),
            node("CN.06.1", "TT.06", "CN.19.1"),
        ];
        let codes = |root: &str, ended: bool| -> Vec<String> {
            units_of_report(&nodes, root, |code| ended && code.contains(".06")).into_iter().collect()
        };
        // The half-year that ended on 30 June 2025 is reported by each for itself, the next by the successor for both.
        assert_eq!(codes("TT.19", false), ["CN.19.1", "TT.19"]);
        assert_eq!(codes("TT.06", false), ["CN.06.1", "TT.06"]);
        assert_eq!(codes("TT.19", true), ["CN.06.1", "CN.19.1", "TT.06", "TT.19"]);
        assert_eq!(codes("STP.19", true).len(), 6);
        assert_eq!(codes("CUC", true).len(), 7);
        assert_eq!(codes("CUC", false).len(), 7);
    }
}
