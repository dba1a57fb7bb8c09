//! The answer of a provider to an assignment, and by when it must come.

use chrono::{Duration, NaiveDateTime};

use crate::coded;

coded! {
    /// Where the answer to an assignment stands.
    OfferState as "offer-state" {
        /// Not answered.
        Open = "open",
        /// Accepted.
        Accepted = "accepted",
        /// Declined, with a ground.
        Declined = "declined",
        /// Somebody else was sent before the answer came, or the case ended.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// Why a provider declines (*lý do không nhận vụ việc*).
    DeclineGround as "decline-ground" {
        /// Acts or acted for a party with opposed interests (art. 25(2)(a)).
        OpposedInterests = "opposed_interests",
        /// May not be impartial (art. 25(2)(b)).
        NotImpartial = "not_impartial",
        /// Cannot do it effectively (art. 25(2)(c)).
        CannotEffectively = "cannot_effectively",
        /// A hearing on the same day.
        HearingClash = "hearing_clash",
        /// Away, ill, on a course.
        Away = "away",
        /// Another reason, in words.
        Other = "other",
    }
}

impl DeclineGround {
    /// Whether the law forbids this provider the case (art. 25(2)), and not only circumstances.
    #[must_use]
    pub fn must_refuse(self) -> bool {
        matches!(self, Self::OpposedInterests | Self::NotImpartial | Self::CannotEffectively)
    }
}

/// By when a provider answers (*thời hạn trả lời nhận vụ việc*): the hours of the Centre, but never later than half
/// of the time that the law leaves for an assignment, so that somebody else can still be sent in time.
///
/// Basis: Law on Legal Aid 2017 art. 31(2) (12 hours, 3 working days), art. 33(2); the half is ours.
///
/// ```
/// use law::assignment::answer_by;
/// let at = |text: &str| text.parse().unwrap();
/// let made = at("2026-11-23T08:00:00");
/// assert_eq!(answer_by(made, 8, None), at("2026-11-23T16:00:00"));
/// assert_eq!(answer_by(made, 8, Some(at("2026-11-23T18:00:00"))), at("2026-11-23T13:00:00"));
/// ```
#[must_use]
pub fn answer_by(made: NaiveDateTime, hours: u32, legal: Option<NaiveDateTime>) -> NaiveDateTime {
    let own = made + Duration::hours(i64::from(hours));
    match legal.filter(|legal| *legal > made) {
        Some(legal) => own.min(made + (legal - made) / 2),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_by_leaves_half_of_the_twelve_hours_for_somebody_else() {
        let at = |text: &str| text.parse::<NaiveDateTime>().expect("a moment");
        let made = at("2026-11-23T20:00:00");
        for (hours, legal, expected) in [
            (8, Some("2026-11-24T08:00:00"), "2026-11-24T02:00:00"),
            (2, Some("2026-11-24T08:00:00"), "2026-11-23T22:00:00"),
            (8, Some("2026-11-26T23:59:59"), "2026-11-24T04:00:00"),
            (8, Some("2026-11-23T19:00:00"), "2026-11-24T04:00:00"),
        ] {
            assert_eq!(answer_by(made, hours, legal.map(at)), at(expected), "{hours} {legal:?}");
        }
    }

    #[test]
    fn only_grounds_of_article_25_bar_for_good() {
        use crate::kernel::coded::Coded as _;
        let barred = DeclineGround::ALL.iter().filter(|ground| ground.must_refuse()).count();
        assert_eq!(barred, 3);
    }
}
