//! Hearings and other appointments of a case (*phiên tòa, buổi làm việc*): what they are, and how one ends.
//!
//! Basis: Joint circular 10/2018 art. 9; Criminal Procedure Code 2015 art. 73, 80, 297; Civil Procedure Code 2015
//! art. 233. A postponed one is never moved: the next one follows it, so that what was planned stays known.

use crate::coded;

coded! {
    /// What is planned (*loại lịch làm việc*).
    HearingKind as "hearing-kind" {
        /// *Phiên tòa, phiên họp*.
        Trial = "trial",
        /// *Hòa giải*.
        Mediation = "mediation",
        /// *Đối thoại*.
        Dialogue = "dialogue",
        /// *Họp kiểm tra việc giao nộp, tiếp cận, công khai chứng cứ*.
        Evidence = "evidence",
        /// *Hỏi cung, lấy lời khai, đối chất*.
        Questioning = "questioning",
        /// *Gặp tại nơi giam giữ*.
        DetentionVisit = "detention_visit",
        /// *Gặp người được trợ giúp, thân nhân*.
        Meeting = "meeting",
        /// *Làm việc với cơ quan*.
        Agency = "agency",
    }
}

coded! {
    /// Where it stands.
    HearingState as "hearing-state" {
        /// It will be.
        Planned = "planned",
        /// It was.
        Held = "held",
        /// *Hoãn*; the new date is not known.
        Postponed = "postponed",
        /// *Hoãn, đã mở lại*: the next one is planned.
        Resumed = "resumed",
        /// *Hủy*.
        Cancelled = "cancelled",
        /// *Không còn*: the case ended before it, or before anybody said what came of it.
        Void = "void",
    }
}

coded! {
    /// What can be done about it.
    HearingAct as "hearing-act" {
        /// It was held.
        Hold = "hold",
        /// It is put off (*hoãn*).
        Postpone = "postpone",
        /// The one that was put off gets its new date (*mở lại*).
        Resume = "resume",
        /// It will not be (*hủy*).
        Cancel = "cancel",
    }
}

/// Where an act leads a hearing (*phiên tòa hoãn, mở lại*); `None` where it is not possible.
///
/// Basis: Criminal Procedure Code 2015 art. 297; Civil Procedure Code 2015 art. 233. What was held or cancelled stays so;
/// what was put off can only be resumed, once, or be cancelled.
#[must_use]
pub fn after_hearing(state: HearingState, act: HearingAct) -> Option<HearingState> {
    use {HearingAct as A, HearingState as S};
    match (state, act) {
        (S::Planned, A::Hold) => Some(S::Held),
        (S::Planned, A::Postpone) => Some(S::Postponed),
        (S::Planned | S::Postponed, A::Cancel) => Some(S::Cancelled),
        (S::Postponed, A::Resume) => Some(S::Resumed),
        _ => None,
    }
}

/// Where a hearing stands once its case has ended (*lịch không còn khi vụ việc kết thúc*); `None` where it stays.
///
/// Basis: none; Circular 12/2018 art. 10 ends the case. What was planned or put off ends with it, visibly; opening
/// the case again brings none of it back, since nobody knows whether it still holds.
#[must_use]
pub fn after_case_ended(state: HearingState) -> Option<HearingState> {
    matches!(state, HearingState::Planned | HearingState::Postponed).then_some(HearingState::Void)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;

    #[test]
    fn a_hearing_that_was_put_off_is_resumed_once() {
        use {HearingAct as A, HearingState as S};
        assert_eq!(after_hearing(S::Planned, A::Postpone), Some(S::Postponed));
        assert_eq!(after_hearing(S::Postponed, A::Resume), Some(S::Resumed));
        for act in HearingAct::ALL {
            for ended in [S::Held, S::Resumed, S::Cancelled, S::Void] {
                assert_eq!(after_hearing(ended, *act), None, "{ended} {act}");
            }
        }
        assert_eq!(after_hearing(S::Planned, A::Resume), None);
        assert_eq!(after_hearing(S::Planned, A::Hold), Some(S::Held));
        assert_eq!(after_hearing(S::Postponed, A::Cancel), Some(S::Cancelled));
    }

    #[test]
    fn what_was_planned_ends_with_the_case_and_what_was_held_stays() {
        use HearingState as S;
        for (state, after) in [
            (S::Planned, Some(S::Void)),
            (S::Postponed, Some(S::Void)),
            (S::Held, None),
            (S::Resumed, None),
            (S::Cancelled, None),
            (S::Void, None),
        ] {
            assert_eq!(after_case_ended(state), after, "{state}");
        }
    }
}
