//! "When this happened, do that": the complete list of effects of one feature on another.
//!
//! Events are rows of the outbox, written with the act; a worker hands them here one by one, and an
//! event may come twice, so every answer is safe to repeat.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// What can happen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A case was entered in the register.
    CaseRegistered {
        /// Record id of the case.
        case: String,
    },
    /// A case was corrected.
    CaseCorrected {
        /// Record id of the case.
        case: String,
    },
    /// A case was closed.
    CaseClosed {
        /// Record id of the case.
        case: String,
    },
    /// A request went from one state to another, or was taken down.
    RequestMoved {
        /// Record id of the request.
        request: String,
        /// Code of the act; `take` when it was taken down.
        act: String,
        /// Code of the state it is in now.
        state: String,
    },
    /// A case went from one state to another.
    CaseMoved {
        /// Record id of the case.
        case: String,
        /// Code of the act.
        act: String,
        /// Code of the state it is in now.
        state: String,
        /// Record id of the account that did it; none for the system.
        #[serde(default)]
        by: Option<Uuid>,
    },
    /// A question about a case was sent to another organisation.
    DealingSent {
        /// Record id of the dealing.
        dealing: String,
    },
    /// A question about a case was answered.
    DealingAnswered {
        /// Record id of the dealing.
        dealing: String,
        /// Record id of the account that entered the answer.
        by: Option<Uuid>,
        /// The organisation that was asked entered it itself.
        there: bool,
    },
    /// A report went from one state to another.
    ReportMoved {
        /// Record id of the report.
        report: Uuid,
        /// Code of the move.
        by: String,
    },
    /// A file was imported.
    FileImported {
        /// Record id of the run.
        run: String,
    },
}

impl Event {
    /// The kind under which the outbox lists it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CaseRegistered { .. } => "case_registered",
            Self::CaseCorrected { .. } => "case_corrected",
            Self::CaseClosed { .. } => "case_closed",
            Self::RequestMoved { .. } => "request_moved",
            Self::CaseMoved { .. } => "case_moved",
            Self::DealingSent { .. } => "dealing_sent",
            Self::DealingAnswered { .. } => "dealing_answered",
            Self::ReportMoved { .. } => "report_moved",
            Self::FileImported { .. } => "file_imported",
        }
    }
}

/// Answers one event of the outbox; `row` is its row there, by which a second answer is known.
pub async fn react(desk: &Desk, row: Uuid, payload: &str) -> Outcome<()> {
    let event: Event = serde_json::from_str(payload).map_err(|error| Failure::Broken(error.to_string()))?;
    match event {
        Event::CaseRegistered { case } | Event::CaseCorrected { case } | Event::CaseClosed { case } => {
            crate::cases::review(desk, &case).await
        }
        Event::RequestMoved { request, act, .. } => {
            crate::messages::tell_request(desk, row, &request, &act).await
        }
        Event::CaseMoved { case, act, by, .. } => {
            crate::messages::tell_case(desk, row, &case, &act, by).await
        }
        Event::DealingSent { dealing } => crate::messages::tell_question(desk, row, &dealing).await,
        Event::DealingAnswered { dealing, by, there } => {
            crate::messages::tell_answer(desk, row, &dealing, by, there).await
        }
        Event::ReportMoved { report, by } => crate::submissions::tell(desk, row, report, &by).await,
        Event::FileImported { .. } => Ok(()),
    }
}
