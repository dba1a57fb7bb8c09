//! Dealings with others about a case: verification by another Centre, recommendations to state bodies, contacts.
//!
//! Basis: Law on Legal Aid 2017 art. 34, 36. How long the answer may take is dated data (`rules/deadlines.toml`); here
//! is what belongs to which kind, and what may follow.

use chrono::NaiveDateTime;

use crate::coded;
use crate::rules::DeadlineCode;

coded! {
    /// What it is.
    DealingKind as "dealing-kind" {
        /// *Yêu cầu phối hợp xác minh* by another organisation (art. 34).
        Verification = "verification",
        /// *Kiến nghị* to a state body (art. 36).
        Recommendation = "recommendation",
        /// *Liên hệ, trao đổi* with a body; no clock.
        Contact = "contact",
    }
}

coded! {
    /// Where it stands.
    DealingState as "dealing-state" {
        /// Sent.
        Sent = "sent",
        /// The receiving organisation opened it.
        Seen = "seen",
        /// Answered.
        Answered = "answered",
        /// Answered that it cannot be done, with the reason (art. 34).
        Impossible = "impossible",
        /// Nothing came in time: put to the superior (art. 36).
        Escalated = "escalated",
        /// No longer waited for, with the reason.
        GivenUp = "given_up",
    }
}

impl DealingState {
    /// Whether an answer is still awaited.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Seen)
    }
}

/// Which clock runs until an answer (*thời hạn trả lời*); none for a contact.
///
/// Basis: Law on Legal Aid 2017 art. 34 (10 days), 36 (30 days; at most 45 where the body says that it needs longer).
#[must_use]
pub fn answer_clock(kind: DealingKind, longer: bool) -> Option<DeadlineCode> {
    match kind {
        DealingKind::Verification => Some(DeadlineCode::VerificationAnswer),
        DealingKind::Recommendation if longer => Some(DeadlineCode::RecommendationAnswerLongest),
        DealingKind::Recommendation => Some(DeadlineCode::RecommendationAnswer),
        DealingKind::Contact => None,
    }
}

/// Whether a recommendation may go to the superior body (*kiến nghị với cơ quan cấp trên trực tiếp*).
///
/// Basis: Law on Legal Aid 2017 art. 36: the time for the answer is over and none came.
#[must_use]
pub fn may_escalate(
    kind: DealingKind,
    state: DealingState,
    due: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> bool {
    kind == DealingKind::Recommendation && state.is_open() && due.is_some_and(|due| due < now)
}

/// How many questions stand against putting the file away (*chưa có trả lời*): each must be answered, or given up with
/// the reason, before the archive.
///
/// Basis: Law on Legal Aid 2017 art. 34 (all papers of a verification go to the file), 36 (an answer may take 45 days,
/// longer than the 30 days of art. 39(1) for handing the file over), 39. So the end of a case and the hand-over leave
/// the clock running, in the hands of who did the case; the archive, where nobody works any more, does not.
#[must_use]
pub fn awaited(states: impl IntoIterator<Item = DealingState>) -> usize {
    states.into_iter().filter(|state| state.is_open()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;

    #[test]
    fn what_is_open_is_awaited_before_the_archive() {
        use DealingState as S;
        let open: Vec<S> = S::ALL.iter().copied().filter(|state| awaited([*state]) == 1).collect();
        assert_eq!(open, [S::Sent, S::Seen]);
        assert_eq!(awaited([S::Sent, S::GivenUp, S::Seen, S::Answered]), 2);
        assert_eq!(awaited([]), 0);
    }

    #[test]
    fn every_question_has_the_clock_of_its_article() {
        use DealingKind as K;
        assert_eq!(answer_clock(K::Verification, false), Some(DeadlineCode::VerificationAnswer));
        assert_eq!(answer_clock(K::Recommendation, false), Some(DeadlineCode::RecommendationAnswer));
        assert_eq!(answer_clock(K::Recommendation, true), Some(DeadlineCode::RecommendationAnswerLongest));
        assert_eq!(answer_clock(K::Contact, true), None);
    }

    #[test]
    fn the_superior_is_asked_only_after_the_time_is_over() {
        let at = |text: &str| text.parse::<NaiveDateTime>().expect("a moment");
        let due = Some(at("2026-12-22T23:59:59"));
        let may = |kind, state, now| may_escalate(kind, state, due, at(now));
        assert!(!may(DealingKind::Recommendation, DealingState::Sent, "2026-12-22T12:00:00"));
        assert!(may(DealingKind::Recommendation, DealingState::Sent, "2026-12-23T08:00:00"));
        assert!(!may(DealingKind::Recommendation, DealingState::Answered, "2026-12-23T08:00:00"));
        assert!(!may(DealingKind::Verification, DealingState::Sent, "2026-12-23T08:00:00"));
        assert!(!may_escalate(
            DealingKind::Recommendation,
            DealingState::Sent,
            None,
            at("2030-01-01T00:00:00")
        ));
    }
}
