//! The life of a request and of a case (*vòng đời vụ việc*): every state, every act, who waits for whom.
//!
//! Two tables, [`REQUEST_STEPS`] and [`CASE_STEPS`], are the whole machine; everything else reads them.
//! The state of a case is never kept beside its dates: [`state_of`] derives it, so that an imported case
//! and one that was worked on here stand in the same queues. `docs/life-cycle.md` is drawn from here.

use crate::access::Permission;
use crate::cases::CaseState;
use crate::coded;
use crate::kernel::coded::Coded as _;
use chrono::NaiveDate;

coded! {
    /// Where a request (*yêu cầu trợ giúp pháp lý*) stands.
    RequestState as "request-state" {
        /// Taken down, to be checked at once (art. 30(1)).
        Received = "received",
        /// Papers or facts are missing; the person was told which (art. 30(1)).
        NeedMore = "need_more",
        /// Refusal or transfer is proposed to the head.
        Proposed = "proposed",
        /// Entered in the register as a case (art. 30(2)).
        Accepted = "accepted",
        /// Refused in writing (art. 30(3)).
        Refused = "refused",
        /// Sent to another organisation, which has not answered (art. 35).
        Transferring = "transferring",
        /// Taken over by another organisation.
        Transferred = "transferred",
        /// Withdrawn by the person (art. 8(6)).
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// What can be done to a request.
    RequestAct as "request-act" {
        /// Ask the person for what is missing.
        AskMore = "ask_more",
        /// What was missing came.
        Supply = "supply",
        /// Propose refusal or transfer to the head.
        Propose = "propose",
        /// The head sends the proposal back.
        SendBack = "send_back",
        /// Enter in the register (*thụ lý*).
        Accept = "accept",
        /// Enter at once, proof to follow (*thụ lý ngay*, art. 30(4)).
        AcceptUrgently = "accept_urgently",
        /// Refuse (*từ chối thụ lý*).
        Refuse = "refuse",
        /// Send to the competent organisation (*chuyển yêu cầu*, art. 35).
        Transfer = "transfer",
        /// The receiving organisation took it over.
        Receive = "receive",
        /// The receiving organisation sent it back.
        Return = "return",
        /// The person withdraws (*rút yêu cầu*).
        Withdraw = "withdraw",
    }
}

coded! {
    /// What can be done to a case that moves it from state to state.
    CaseAct as "case-act" {
        /// Assign a provider (*cử người thực hiện*, art. 31–33).
        Assign = "assign",
        /// Replace the provider (*thay thế*, art. 25).
        Replace = "replace",
        /// The provider was taken off and nobody is there yet.
        Unassign = "unassign",
        /// Registered with the body that conducts proceedings, or begun.
        Begin = "begin",
        /// Registration was refused or cancelled.
        LoseRegistration = "lose_registration",
        /// Suspend (*tạm đình chỉ*).
        Pause = "pause",
        /// Resume (*tiếp tục*).
        Resume = "resume",
        /// End (*kết thúc*, Circular 12/2018 art. 10).
        Close = "close",
        /// Open again, with a reason.
        Reopen = "reopen",
        /// Hand the file over (*bàn giao hồ sơ*, art. 39(1)).
        HandOver = "hand_over",
        /// Give the file back because something is missing.
        GiveBack = "give_back",
        /// Appraise quality (*thẩm định chất lượng*).
        Appraise = "appraise",
        /// Put in the archive (*lưu trữ*).
        Archive = "archive",
    }
}

coded! {
    /// Who must move next: each state waits in exactly one queue.
    Queue as "queue" {
        /// Requests to check and answer.
        CheckRequests = "check_requests",
        /// Requests that wait for papers.
        AwaitPapers = "await_papers",
        /// Proposals that wait for the head.
        DecideProposals = "decide_proposals",
        /// Requests sent elsewhere without an answer.
        AwaitReceipt = "await_receipt",
        /// Refused, transferred, withdrawn: answered.
        Answered = "answered",
        /// Cases without a provider.
        Assign = "assign",
        /// Cases to be registered with the body.
        Register = "register",
        /// Cases being conducted.
        Conduct = "conduct",
        /// Suspended cases.
        Suspended = "suspended",
        /// Ended, the file not handed over.
        HandOver = "hand_over",
        /// Handed over, quality not appraised.
        Appraise = "appraise",
        /// Appraised, not in the archive.
        Archive = "archive",
        /// In the archive.
        Archived = "archived",
    }
}

coded! {
    /// Whose hands a queue is in.
    Hands as "hands" {
        /// Reception.
        Clerk = "clerk",
        /// Head of the organisation or branch.
        Head = "head",
        /// The provider of the case.
        Provider = "provider",
        /// Whoever appraises quality.
        Appraiser = "appraiser",
        /// Somebody outside: the person, a body, another organisation.
        Outside = "outside",
        /// Nobody: there is nothing left to do.
        Nobody = "nobody",
    }
}

/// One way on: from a state, by an act, to a state; which permission it takes, and who is told.
#[derive(Clone, Copy, Debug)]
pub struct Step<S: 'static, A: 'static> {
    /// Where it may happen.
    pub from: S,
    /// What happens.
    pub act: A,
    /// Where that leads.
    pub to: S,
    /// What the actor must hold.
    pub permission: Permission,
    /// Who is told.
    pub tells: &'static [Hands],
}

const fn step<S, A>(from: S, act: A, to: S, permission: Permission, tells: &'static [Hands]) -> Step<S, A> {
    Step { from, act, to, permission, tells }
}

/// Every step of a request.
pub const REQUEST_STEPS: &[Step<RequestState, RequestAct>] = {
    use Hands::{Clerk, Head, Outside};
    use Permission::{AcceptRequests, DecideRequests, TakeRequests};
    use {RequestAct as A, RequestState as S};
    &[
        step(S::Received, A::AskMore, S::NeedMore, TakeRequests, &[Outside]),
        step(S::NeedMore, A::Supply, S::Received, TakeRequests, &[Clerk]),
        step(S::Received, A::Propose, S::Proposed, TakeRequests, &[Head]),
        step(S::NeedMore, A::Propose, S::Proposed, TakeRequests, &[Head]),
        step(S::Proposed, A::SendBack, S::Received, DecideRequests, &[Clerk]),
        step(S::Received, A::Accept, S::Accepted, AcceptRequests, &[Head, Outside]),
        step(S::NeedMore, A::Accept, S::Accepted, AcceptRequests, &[Head, Outside]),
        step(S::Received, A::AcceptUrgently, S::Accepted, AcceptRequests, &[Head, Outside]),
        step(S::NeedMore, A::AcceptUrgently, S::Accepted, AcceptRequests, &[Head, Outside]),
        step(S::Proposed, A::Refuse, S::Refused, DecideRequests, &[Clerk, Outside]),
        step(S::Received, A::Refuse, S::Refused, DecideRequests, &[Clerk, Outside]),
        step(S::NeedMore, A::Refuse, S::Refused, DecideRequests, &[Clerk, Outside]),
        step(S::Proposed, A::Transfer, S::Transferring, DecideRequests, &[Clerk, Outside]),
        step(S::Received, A::Transfer, S::Transferring, DecideRequests, &[Clerk, Outside]),
        step(S::NeedMore, A::Transfer, S::Transferring, DecideRequests, &[Clerk, Outside]),
        step(S::Transferring, A::Receive, S::Transferred, TakeRequests, &[Clerk]),
        step(S::Transferring, A::Return, S::Received, TakeRequests, &[Clerk, Head]),
        step(S::Received, A::Withdraw, S::Withdrawn, TakeRequests, &[Outside]),
        step(S::NeedMore, A::Withdraw, S::Withdrawn, TakeRequests, &[Outside]),
        step(S::Proposed, A::Withdraw, S::Withdrawn, TakeRequests, &[Head, Outside]),
    ]
};

/// Every step of a case.
pub const CASE_STEPS: &[Step<CaseState, CaseAct>] = {
    use Hands::{Appraiser, Clerk, Head, Outside, Provider};
    use Permission::{
        AppraiseQuality, ArchiveCases, AssignProviders, CloseCase, ConductCases, HandOverFiles,
    };
    use {CaseAct as A, CaseState as S};
    &[
        step(S::Accepted, A::Assign, S::Assigned, AssignProviders, &[Provider, Outside]),
        step(S::Assigned, A::Replace, S::Assigned, AssignProviders, &[Provider, Outside]),
        step(S::Conducting, A::Replace, S::Assigned, AssignProviders, &[Provider, Outside]),
        step(S::Paused, A::Replace, S::Paused, AssignProviders, &[Provider, Outside]),
        step(S::Assigned, A::Unassign, S::Accepted, AssignProviders, &[Provider, Head]),
        step(S::Conducting, A::Unassign, S::Accepted, AssignProviders, &[Provider, Head]),
        step(S::Assigned, A::Begin, S::Conducting, ConductCases, &[Provider]),
        step(S::Conducting, A::LoseRegistration, S::Assigned, ConductCases, &[Head]),
        step(S::Accepted, A::Pause, S::Paused, AssignProviders, &[Outside]),
        step(S::Assigned, A::Pause, S::Paused, AssignProviders, &[Provider, Outside]),
        step(S::Conducting, A::Pause, S::Paused, AssignProviders, &[Provider, Outside]),
        step(S::Paused, A::Resume, S::Conducting, AssignProviders, &[Provider, Outside]),
        step(S::Accepted, A::Close, S::Closed, CloseCase, &[Head, Outside]),
        step(S::Assigned, A::Close, S::Closed, CloseCase, &[Head, Outside]),
        step(S::Conducting, A::Close, S::Closed, CloseCase, &[Head, Outside]),
        step(S::Paused, A::Close, S::Closed, CloseCase, &[Head, Outside]),
        step(S::Closed, A::Reopen, S::Conducting, AssignProviders, &[Provider, Outside]),
        step(S::Closed, A::HandOver, S::HandedOver, HandOverFiles, &[Appraiser, Clerk]),
        step(S::HandedOver, A::GiveBack, S::Closed, AppraiseQuality, &[Provider]),
        step(S::HandedOver, A::Appraise, S::Appraised, AppraiseQuality, &[Provider, Clerk]),
        step(S::Appraised, A::Archive, S::Archived, ArchiveCases, &[Head]),
    ]
};

/// The dates from which the state of a case follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Course {
    /// Whether the provider must be registered with a body that conducts proceedings.
    pub litigation: bool,
    /// Day of assignment; none while nobody is assigned.
    pub assigned_on: Option<NaiveDate>,
    /// Day of registration with the body, or first day of conduct.
    pub begun_on: Option<NaiveDate>,
    /// Suspended since.
    pub paused_on: Option<NaiveDate>,
    /// Ended on.
    pub closed_on: Option<NaiveDate>,
    /// File handed over on.
    pub handed_over_on: Option<NaiveDate>,
    /// Quality appraised on.
    pub appraised_on: Option<NaiveDate>,
    /// In the archive since.
    pub archived_on: Option<NaiveDate>,
}

/// Tells where a case stands (*trạng thái vụ việc*).
///
/// Basis: Law on Legal Aid 2017 art. 30–39; Circular 12/2018 art. 10–14. Advice and representation need no
/// registration with a body, so that an assigned case is being conducted.
#[must_use]
pub fn state_of(course: &Course) -> CaseState {
    if course.archived_on.is_some() {
        CaseState::Archived
    } else if course.appraised_on.is_some() {
        CaseState::Appraised
    } else if course.handed_over_on.is_some() {
        CaseState::HandedOver
    } else if course.closed_on.is_some() {
        CaseState::Closed
    } else if course.paused_on.is_some() {
        CaseState::Paused
    } else if course.assigned_on.is_none() {
        CaseState::Accepted
    } else if course.begun_on.is_none() && course.litigation {
        CaseState::Assigned
    } else {
        CaseState::Conducting
    }
}

/// Why an act is not possible where the thing stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotNow {
    /// Code of the state.
    pub state: &'static str,
    /// Code of the act.
    pub act: &'static str,
}

/// Tells where an act leads a request (*chuyển trạng thái yêu cầu*).
///
/// Basis: Law on Legal Aid 2017 art. 29, 30, 35.
pub fn after_request(state: RequestState, act: RequestAct) -> Result<RequestState, NotNow> {
    let found = REQUEST_STEPS.iter().find(|step| step.from == state && step.act == act);
    found.map(|step| step.to).ok_or(NotNow { state: state.code(), act: act.code() })
}

/// Moves a case by an act (*chuyển trạng thái vụ việc*): the dates as they stand afterwards.
///
/// Basis: Law on Legal Aid 2017 art. 25, 31–33, 37–39; Circular 12/2018 art. 10. Refuses what is not in the table.
pub fn after_case(course: &Course, act: CaseAct, day: NaiveDate) -> Result<Course, NotNow> {
    let state = state_of(course);
    if !CASE_STEPS.iter().any(|step| step.from == state && step.act == act) {
        return Err(NotNow { state: state.code(), act: act.code() });
    }
    let mut after = *course;
    match act {
        CaseAct::Assign => after.assigned_on = Some(day),
        CaseAct::Replace => {
            after.assigned_on = Some(day);
            after.begun_on = None;
        }
        CaseAct::Unassign => {
            after.assigned_on = None;
            after.begun_on = None;
        }
        CaseAct::Begin => after.begun_on = Some(day),
        CaseAct::LoseRegistration => after.begun_on = None,
        CaseAct::Pause => after.paused_on = Some(day),
        CaseAct::Resume => after.paused_on = None,
        CaseAct::Close => {
            after.closed_on = Some(day);
            after.paused_on = None;
        }
        CaseAct::Reopen => after.closed_on = None,
        CaseAct::HandOver => after.handed_over_on = Some(day),
        CaseAct::GiveBack => after.handed_over_on = None,
        CaseAct::Appraise => after.appraised_on = Some(day),
        CaseAct::Archive => after.archived_on = Some(day),
    }
    Ok(after)
}

/// Who is told that a request moved by an act (*người được báo khi yêu cầu chuyển bước*).
///
/// Basis: none; issue 3, part 11: every step has a rule of who is told. An act tells the same from every state.
#[must_use]
pub fn told_of_request(act: RequestAct) -> Vec<Hands> {
    told(REQUEST_STEPS.iter().filter(|step| step.act == act).map(|step| step.tells))
}

/// Who is told that a case moved by an act (*người được báo khi vụ việc chuyển bước*).
///
/// Basis: none; issue 3, part 11: every step has a rule of who is told. An act tells the same wherever it began and
/// wherever it led: a case resumes where it stood, advice and representation are conducted at once.
#[must_use]
pub fn told_of_case(act: CaseAct) -> Vec<Hands> {
    told(CASE_STEPS.iter().filter(|step| step.act == act).map(|step| step.tells))
}

fn told(rules: impl Iterator<Item = &'static [Hands]>) -> Vec<Hands> {
    let mut hands: Vec<Hands> = rules.flatten().copied().collect();
    hands.sort_unstable();
    hands.dedup();
    hands
}

/// The queue of a request (*hàng chờ xử lý*).
///
/// Basis: none; issue 3, part 11: every state waits in exactly one queue.
#[must_use]
pub fn queue_of_request(state: RequestState) -> Queue {
    match state {
        RequestState::Received => Queue::CheckRequests,
        RequestState::NeedMore => Queue::AwaitPapers,
        RequestState::Proposed => Queue::DecideProposals,
        RequestState::Transferring => Queue::AwaitReceipt,
        RequestState::Refused | RequestState::Transferred | RequestState::Withdrawn => Queue::Answered,
        RequestState::Accepted => Queue::Answered,
    }
}

/// The queue of a case (*hàng chờ xử lý*).
///
/// Basis: none; issue 3, part 11: every state waits in exactly one queue.
#[must_use]
pub fn queue_of_case(state: CaseState) -> Queue {
    match state {
        CaseState::Accepted => Queue::Assign,
        CaseState::Assigned => Queue::Register,
        CaseState::Conducting => Queue::Conduct,
        CaseState::Paused => Queue::Suspended,
        CaseState::Closed => Queue::HandOver,
        CaseState::HandedOver => Queue::Appraise,
        CaseState::Appraised => Queue::Archive,
        CaseState::Archived => Queue::Archived,
    }
}

impl Queue {
    /// Whose turn it is.
    #[must_use]
    pub fn hands(self) -> Hands {
        match self {
            Self::CheckRequests | Self::Archive => Hands::Clerk,
            Self::DecideProposals | Self::Assign | Self::Suspended => Hands::Head,
            Self::Register | Self::Conduct | Self::HandOver => Hands::Provider,
            Self::Appraise => Hands::Appraiser,
            Self::AwaitPapers | Self::AwaitReceipt => Hands::Outside,
            Self::Answered | Self::Archived => Hands::Nobody,
        }
    }

    /// The states of cases that wait here; none for queues of requests.
    pub fn case_states(self) -> impl Iterator<Item = CaseState> {
        CaseState::ALL.iter().copied().filter(move |state| queue_of_case(*state) == self)
    }

    /// The states of requests that wait here; none for queues of cases.
    pub fn request_states(self) -> impl Iterator<Item = RequestState> {
        RequestState::ALL.iter().copied().filter(move |state| queue_of_request(*state) == self)
    }
}

/// `docs/life-cycle.md`: both machines as pictures (Mermaid) and as tables, written by
/// `cargo run -p law --example life_cycle > docs/life-cycle.md`.
#[must_use]
pub fn document() -> String {
    let requests = REQUEST_STEPS.iter().map(Step::words);
    let cases = CASE_STEPS.iter().map(Step::words);
    let queues_of_requests =
        RequestState::ALL.iter().map(|state| (state.code(), queue_of_request(*state))).collect::<Vec<_>>();
    let queues_of_cases =
        CaseState::ALL.iter().map(|state| (state.code(), queue_of_case(*state))).collect::<Vec<_>>();
    format!(
        "# The life of a request and of a case\n\n\
         Written from `crates/law/src/lifecycle.rs` by `cargo run -p law --example life_cycle`; a test holds it \
         against the code.\nEvery state waits in exactly one queue, and every step is an act with a permission.\n\n\
         ## A request (*yêu cầu*)\n\n{}\n## A case (*vụ việc*)\n\n{}",
        chapter("received", requests.collect(), &queues_of_requests),
        chapter("accepted", cases.collect(), &queues_of_cases),
    )
}

impl<S: crate::kernel::coded::Coded, A: crate::kernel::coded::Coded> Step<S, A> {
    /// From, act, to, permission, who is told.
    fn words(&self) -> [String; 5] {
        let tells: Vec<&str> = self.tells.iter().map(|hands| hands.code()).collect();
        [
            self.from.code().to_owned(),
            self.act.code().to_owned(),
            self.to.code().to_owned(),
            self.permission.code().to_owned(),
            tells.join(", "),
        ]
    }
}

fn chapter(first: &str, steps: Vec<[String; 5]>, queues: &[(&str, Queue)]) -> String {
    let mut text = format!("```mermaid\nstateDiagram-v2\n    [*] --> {first}\n");
    for [from, act, to, ..] in &steps {
        text.push_str(&format!("    {from} --> {to}: {act}\n"));
    }
    text.push_str("```\n\n| from | act | to | permission | told |\n| --- | --- | --- | --- | --- |\n");
    for words in &steps {
        text.push_str(&format!("| {} |\n", words.join(" | ")));
    }
    text.push_str("\n| state | queue | in the hands of |\n| --- | --- | --- |\n");
    for (state, queue) in queues {
        text.push_str(&format!("| {state} | {queue} | {} |\n", queue.hands()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + chrono::Days::new(number)
    }

    #[test]
    fn a_request_goes_the_ways_of_the_table_only() {
        use {RequestAct as A, RequestState as S};
        assert_eq!(after_request(S::Received, A::Accept), Ok(S::Accepted));
        assert_eq!(after_request(S::Transferring, A::Return), Ok(S::Received));
        let refused = after_request(S::Refused, A::Accept);
        assert_eq!(refused, Err(NotNow { state: "refused", act: "accept" }));
        for (at, step) in REQUEST_STEPS.iter().enumerate() {
            let same = |other: &Step<S, A>| other.from == step.from && other.act == step.act;
            assert_eq!(REQUEST_STEPS.iter().position(same), Some(at), "two ways: {step:?}");
        }
    }

    #[test]
    fn every_step_of_a_case_leads_where_the_table_says() {
        let reach = |state: CaseState, litigation: bool| {
            let on = |wanted: bool| wanted.then(|| day(0));
            let course = Course {
                litigation,
                assigned_on: on(state != CaseState::Accepted),
                begun_on: on(!matches!(state, CaseState::Accepted | CaseState::Assigned)),
                paused_on: on(state == CaseState::Paused),
                closed_on: on(state >= CaseState::Closed),
                handed_over_on: on(state >= CaseState::HandedOver),
                appraised_on: on(state >= CaseState::Appraised),
                archived_on: on(state == CaseState::Archived),
            };
            (state_of(&course) == state).then_some(course)
        };
        for step in CASE_STEPS {
            let from = reach(step.from, true).expect("litigation knows every state");
            let after = after_case(&from, step.act, day(1)).expect("the table allows it");
            assert_eq!(state_of(&after), step.to, "{step:?}");
        }
    }

    #[test]
    fn every_state_waits_in_exactly_one_queue_and_every_queue_has_a_state() {
        for queue in Queue::ALL {
            let waiting = queue.case_states().count() + queue.request_states().count();
            assert!(waiting > 0, "{queue} is empty for ever");
            assert!(queue.case_states().count() == 0 || queue.request_states().count() == 0, "{queue}");
        }
        for state in CaseState::ALL {
            let queues = Queue::ALL.iter().filter(|queue| queue.case_states().any(|known| known == *state));
            assert_eq!(queues.count(), 1, "{state}");
            assert_eq!(queue_of_case(*state).hands() == Hands::Nobody, *state == CaseState::Archived);
        }
        for state in RequestState::ALL {
            let ended = !REQUEST_STEPS.iter().any(|step| step.from == *state);
            assert_eq!(queue_of_request(*state).hands() == Hands::Nobody, ended, "{state}");
        }
    }

    #[test]
    fn every_step_has_a_rule_of_who_is_told() {
        for act in RequestAct::ALL {
            assert!(!told_of_request(*act).is_empty(), "nobody is told of {act}");
        }
        for act in CaseAct::ALL {
            assert!(!told_of_case(*act).is_empty(), "nobody is told of {act}");
        }
        assert!(REQUEST_STEPS.iter().all(|step| !step.tells.is_empty()));
        assert!(CASE_STEPS.iter().all(|step| !step.tells.is_empty()));
        assert_eq!(told_of_case(CaseAct::Resume), [Hands::Provider, Hands::Outside]);
        assert_eq!(told_of_request(RequestAct::Withdraw), [Hands::Head, Hands::Outside]);
    }

    proptest! {
        #[test]
        fn no_row_of_acts_leaves_the_machine(litigation: bool, acts in proptest::collection::vec(0..CaseAct::ALL.len(), 0..60)) {
            let mut course = Course { litigation, ..Course::default() };
            for (at, act) in acts.into_iter().enumerate() {
                let before = state_of(&course);
                let act = CaseAct::ALL[act];
                match after_case(&course, act, day(at as u64)) {
                    Ok(after) => course = after,
                    Err(refused) => prop_assert_eq!(refused.state, before.code()),
                }
                let queue = queue_of_case(state_of(&course));
                prop_assert!(Queue::ALL.contains(&queue));
            }
        }

        #[test]
        fn no_row_of_acts_leaves_a_request_without_a_queue(acts in proptest::collection::vec(0..RequestAct::ALL.len(), 0..60)) {
            let mut state = RequestState::Received;
            for act in acts {
                if let Ok(after) = after_request(state, RequestAct::ALL[act]) {
                    state = after;
                }
                prop_assert!(Queue::ALL.contains(&queue_of_request(state)));
            }
        }
    }

    #[test]
    fn the_document_is_as_the_tables_are() {
        let written = include_str!("../../../docs/life-cycle.md");
        assert_eq!(written, document(), "cargo run -p law --example life_cycle > docs/life-cycle.md");
    }
}
