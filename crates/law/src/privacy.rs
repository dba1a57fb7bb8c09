//! Personal data: what people may ask about their own (*yêu cầu của chủ thể dữ liệu*), and what must be done when
//! something went wrong (*sự cố*).
//!
//! Basis: Law on Personal Data Protection 2025 (Law 91/2025/QH15), Decree 356/2025; Decree 331/2026 for incidents of
//! network security. Clocks are in `deadlines`.

use crate::coded;
use crate::deadlines::DeadlineCode;

coded! {
    /// What a person asks for (*quyền của chủ thể dữ liệu*).
    DataRequestKind as "data-request-kind" {
        /// See what is kept.
        View = "view",
        /// Have it corrected.
        Correct = "correct",
        /// Get a copy.
        Copy = "copy",
        /// Withdraw a consent.
        WithdrawConsent = "withdraw_consent",
        /// Have its use restricted.
        Restrict = "restrict",
        /// Object to a use.
        Object = "object",
        /// Have it deleted.
        Delete = "delete",
        /// Have it protected.
        Protect = "protect",
    }
}

coded! {
    /// Where such a request stands.
    DataRequestState as "data-request-state" {
        /// Taken down.
        Received = "received",
        /// The person knows that it came in.
        Acknowledged = "acknowledged",
        /// Done as asked, in whole or in part.
        Answered = "answered",
        /// Declined, with the ground.
        Declined = "declined",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// What can be done to such a request.
    DataRequestMove as "data-request-move" {
        /// Tell the person that it came in.
        Acknowledge = "acknowledge",
        /// Answer.
        Answer = "answer",
        /// Decline.
        Decline = "decline",
        /// The person takes it back.
        Withdraw = "withdraw",
    }
}

/// Every step of a request about personal data: from, by, to.
pub const DATA_REQUEST_STEPS: &[(DataRequestState, DataRequestMove, DataRequestState)] = {
    use DataRequestMove as M;
    use DataRequestState as S;
    &[
        (S::Received, M::Acknowledge, S::Acknowledged),
        (S::Received, M::Answer, S::Answered),
        (S::Received, M::Decline, S::Declined),
        (S::Received, M::Withdraw, S::Withdrawn),
        (S::Acknowledged, M::Answer, S::Answered),
        (S::Acknowledged, M::Decline, S::Declined),
        (S::Acknowledged, M::Withdraw, S::Withdrawn),
    ]
};

/// Where a request about personal data goes by a move (*giải quyết yêu cầu của chủ thể dữ liệu*); `None` where the
/// table knows no way.
///
/// Basis: Decree 356/2025 art. 5.
#[must_use]
pub fn after_data_request(state: DataRequestState, by: DataRequestMove) -> Option<DataRequestState> {
    DATA_REQUEST_STEPS.iter().find(|step| step.0 == state && step.1 == by).map(|step| step.2)
}

/// The clock of the answer (*thời hạn thực hiện yêu cầu của chủ thể dữ liệu*); longer where a third party must act.
///
/// Basis: Decree 356/2025 art. 5: view, correct, copy 10 days (15); withdraw, restrict, object 15 (20); delete 20
/// (30); protective measures 15.
#[must_use]
pub const fn answer_clock(kind: DataRequestKind, third_party: bool) -> DeadlineCode {
    use DataRequestKind as K;
    match (kind, third_party) {
        (K::View | K::Correct | K::Copy, false) => DeadlineCode::DataView,
        (K::View | K::Correct | K::Copy, true) => DeadlineCode::DataViewThird,
        (K::WithdrawConsent | K::Restrict | K::Object, false) => DeadlineCode::DataRestrict,
        (K::WithdrawConsent | K::Restrict | K::Object, true) => DeadlineCode::DataRestrictThird,
        (K::Delete, false) => DeadlineCode::DataDelete,
        (K::Delete, true) => DeadlineCode::DataDeleteThird,
        (K::Protect, _) => DeadlineCode::DataProtect,
    }
}

coded! {
    /// What went wrong (*loại sự cố*).
    IncidentKind as "incident-kind" {
        /// Data reached somebody it should not.
        Disclosure = "disclosure",
        /// A device or papers were lost or stolen.
        Loss = "loss",
        /// Somebody got in.
        Intrusion = "intrusion",
        /// Harmful software.
        Malware = "malware",
        /// Data were destroyed or falsified.
        Damage = "damage",
        /// The service does not work.
        Outage = "outage",
        /// Something else.
        Other = "other",
    }
}

coded! {
    /// How grave it is (*mức độ sự cố*).
    Severity as "severity" {
        /// Settled within the house.
        Minor = "minor",
        /// Serious: told to the authorities.
        Serious = "serious",
        /// Touches national security or public order, or the service is badly broken.
        Grave = "grave",
    }
}

coded! {
    /// What must be told, to whom (*nghĩa vụ báo cáo sự cố*).
    IncidentDuty as "incident-duty" {
        /// Tell the specialised force at once.
        TellAtOnce = "tell_at_once",
        /// First notice within 24 hours.
        Notice = "notice",
        /// Report on cause, scope, measures within 72 hours.
        Report = "report",
        /// Notice of a violation of personal data within 72 hours (form 08 of Decree 356/2025).
        DataNotice = "data_notice",
        /// Tell the persons concerned within 72 hours.
        TellPersons = "tell_persons",
    }
}

impl IncidentDuty {
    /// Its clock.
    #[must_use]
    pub const fn clock(self) -> DeadlineCode {
        match self {
            Self::TellAtOnce => DeadlineCode::IncidentAtOnce,
            Self::Notice => DeadlineCode::IncidentNotice,
            Self::Report => DeadlineCode::IncidentReport,
            Self::DataNotice => DeadlineCode::DataBreachNotice,
            Self::TellPersons => DeadlineCode::DataBreachPersons,
        }
    }
}

/// What decides who must be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IncidentFacts {
    /// How grave.
    pub severity: Severity,
    /// Personal data are concerned.
    pub personal_data: bool,
    /// Among them places where people were, or biometric data.
    pub location_or_biometric: bool,
}

/// Who must be told of an incident (*nghĩa vụ báo cáo, thông báo sự cố*), the most pressing first.
///
/// Basis: Decree 331/2026 art. 31(2)(d): at once, 24 hours, 72 hours; Law on Personal Data Protection 2025 art. 23,
/// Decree 356/2025 art. 28–29: 72 hours for a violation of personal data, and the persons themselves where location
/// or biometric data is concerned.
#[must_use]
pub fn duties(facts: IncidentFacts) -> Vec<IncidentDuty> {
    let mut duties = Vec::new();
    if facts.severity == Severity::Grave {
        duties.push(IncidentDuty::TellAtOnce);
    }
    if facts.severity >= Severity::Serious {
        duties.extend([IncidentDuty::Notice, IncidentDuty::Report]);
    }
    if facts.personal_data {
        duties.push(IncidentDuty::DataNotice);
        if facts.location_or_biometric {
            duties.push(IncidentDuty::TellPersons);
        }
    }
    duties
}

coded! {
    /// Where an incident stands.
    IncidentState as "incident-state" {
        /// Somebody must still be told.
        Open = "open",
        /// Everybody was told; being worked on.
        Reported = "reported",
        /// Over, with what was done about it.
        Closed = "closed",
    }
}

/// Where an incident stands (*tình trạng xử lý sự cố*): it can only be closed when everybody was told.
///
/// Basis: Decree 331/2026 art. 31; Decree 356/2025 art. 28.
#[must_use]
pub fn incident_state(duties: &[IncidentDuty], done: &[IncidentDuty], closed: bool) -> IncidentState {
    if !duties.iter().all(|duty| done.contains(duty)) {
        IncidentState::Open
    } else if closed {
        IncidentState::Closed
    } else {
        IncidentState::Reported
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;
    use proptest::prelude::*;

    #[test]
    fn a_request_about_data_is_answered_by_the_clock_of_its_kind() {
        use {DataRequestKind as K, DeadlineCode as D};
        for (kind, third, clock) in [
            (K::View, false, D::DataView),
            (K::Copy, true, D::DataViewThird),
            (K::WithdrawConsent, false, D::DataRestrict),
            (K::Object, true, D::DataRestrictThird),
            (K::Delete, false, D::DataDelete),
            (K::Delete, true, D::DataDeleteThird),
            (K::Protect, true, D::DataProtect),
        ] {
            assert_eq!(answer_clock(kind, third), clock, "{kind} {third}");
        }
    }

    #[test]
    fn a_request_about_data_ends_answered_declined_or_taken_back() {
        use {DataRequestMove as M, DataRequestState as S};
        assert_eq!(after_data_request(S::Received, M::Acknowledge), Some(S::Acknowledged));
        assert_eq!(after_data_request(S::Acknowledged, M::Answer), Some(S::Answered));
        assert_eq!(after_data_request(S::Acknowledged, M::Acknowledge), None);
        for ended in [S::Answered, S::Declined, S::Withdrawn] {
            assert!(M::ALL.iter().all(|by| after_data_request(ended, *by).is_none()), "{ended}");
        }
    }

    #[test]
    fn who_must_be_told_follows_from_the_facts() {
        use IncidentDuty as D;
        let facts = |severity, personal_data, location_or_biometric| IncidentFacts {
            severity,
            personal_data,
            location_or_biometric,
        };
        for (facts, expected) in [
            (facts(Severity::Minor, false, false), vec![]),
            (facts(Severity::Minor, true, false), vec![D::DataNotice]),
            (facts(Severity::Serious, false, true), vec![D::Notice, D::Report]),
            (facts(Severity::Serious, true, true), vec![D::Notice, D::Report, D::DataNotice, D::TellPersons]),
            (facts(Severity::Grave, false, false), vec![D::TellAtOnce, D::Notice, D::Report]),
        ] {
            assert_eq!(duties(facts), expected, "{facts:?}");
        }
        assert_eq!(IncidentDuty::DataNotice.clock(), DeadlineCode::DataBreachNotice);
    }

    proptest! {
        #[test]
        fn no_incident_is_closed_while_somebody_must_be_told(severity in 0..3_usize, personal: bool, biometric: bool, done in proptest::collection::vec(0..5_usize, 0..6), closed: bool) {
            let facts = IncidentFacts { severity: Severity::ALL[severity], personal_data: personal, location_or_biometric: biometric };
            let owed = duties(facts);
            let done: Vec<IncidentDuty> = done.into_iter().map(|at| IncidentDuty::ALL[at]).collect();
            let state = incident_state(&owed, &done, closed);
            let missing = owed.iter().any(|duty| !done.contains(duty));
            prop_assert_eq!(missing, state == IncidentState::Open);
            prop_assert!(closed || state != IncidentState::Closed);
        }
    }
}
