//! The task list of a case, by its form of aid: what is done, what is under way, what cannot be done yet and why.

use law::access::Permission;
use law::cases::{AidForm, CaseState};
use law::conduct::{ASSIGNMENT_CLOCKS, REGISTRATION_CLOCKS, REPLACEMENT_CLOCKS, Registration};
use law::deadlines::DeadlineCode;
use law::lifecycle::CaseAct;
use law::rules::ChecklistItem;
use office::conduct::CasePage;

use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::summary::{Status, Task};

/// Where the case stands, step by step.
pub fn task_list(visitor: &Visitor, page: &CasePage) -> Vec<Task> {
    let list = List { t: visitor.t, visitor, page };
    let litigation = page.view.file.case.form.0 == AidForm::Litigation;
    let mut tasks = vec![list.acceptance(), list.proof()];
    tasks.extend(list.conflicts());
    tasks.push(list.assignment());
    if litigation {
        tasks.push(list.registration());
    }
    tasks.push(list.work("cases-task-diary", "diary"));
    if litigation {
        tasks.push(list.work("cases-task-hearings", "hearings"));
    }
    tasks.push(list.work("cases-task-dealings", "dealings"));
    tasks.extend([list.closing(), list.file(), list.hand_over(), list.appraisal(), list.archive()]);
    tasks
}

struct List<'a> {
    t: T,
    visitor: &'a Visitor,
    page: &'a CasePage,
}

impl List<'_> {
    fn to(&self, noun: &str) -> String {
        format!("/cases/{}/{noun}", self.page.view.file.case.id)
    }

    fn may(&self, act: CaseAct) -> bool {
        self.page.acts.contains(&act)
    }

    fn task(&self, key: &str, status: Status, href: Option<String>, note: Option<String>) -> Task {
        Task { title: self.t.get(key), href: href.filter(|_| status != Status::Blocked), status, note }
    }

    /// A step that waits; overdue when its clock has run out.
    fn waiting(&self, codes: &[DeadlineCode], status: Status) -> (Status, Option<String>) {
        let clock = self.page.clocks.iter().find(|it| it.ended_at.is_none() && codes.contains(&it.code.0));
        let Some(clock) = clock else { return (status, None) };
        let due = dates::due_time(&clock.due_at);
        if clock.due_at < self.page.now {
            return (Status::Wrong, Some(self.t.with("cases-task-late", &[("moment", due.into())])));
        }
        (status, Some(self.t.with("cases-task-due", &[("moment", due.into())])))
    }

    fn acceptance(&self) -> Task {
        let case = &self.page.view.file.case;
        let request = case.request_id.filter(|_| self.visitor.may(Permission::ReadRequests));
        let href = request.map(|id| format!("/requests/{id}"));
        self.task("cases-task-acceptance", Status::Done, href, Some(dates::date(case.accepted_on)))
    }

    fn proof(&self) -> Task {
        let (status, note) =
            self.waiting(&[DeadlineCode::ProofDue, DeadlineCode::ProofDueLonger], Status::Doing);
        let filed =
            self.page.file.items.iter().any(|it| it.item == ChecklistItem::EligibilityProof && it.present);
        let status = match note {
            Some(_) => status,
            None if filed || self.page.view.file.case.request_id.is_some() => Status::Done,
            None => Status::Todo,
        };
        self.task("cases-task-proof", status, Some(self.to("papers")), note)
    }

    fn conflicts(&self) -> Option<Task> {
        let (request, open) = (self.page.view.file.case.request_id?, self.page.unsettled?);
        let status = if open == 0 { Status::Done } else { Status::Doing };
        let may = self.visitor.may(Permission::ReadRequests);
        let href = may.then(|| format!("/requests/{request}/conflicts"));
        Some(self.task("cases-task-conflicts", status, href, None))
    }

    fn assignment(&self) -> Task {
        let case = &self.page.view.file.case;
        let key = "cases-task-assignment";
        if case.assigned_on.is_none() {
            let (status, note) =
                self.waiting(&[ASSIGNMENT_CLOCKS, REPLACEMENT_CLOCKS].concat(), Status::Todo);
            let status = if case.closed_on.is_some() { Status::Done } else { status };
            return self.task(key, status, self.may(CaseAct::Assign).then(|| self.to("assignment")), note);
        }
        let name = case.provider_name.clone().or(case.assigned_on.map(dates::date));
        let (late, replace) = self.waiting(REPLACEMENT_CLOCKS, Status::Doing);
        let replacing = self.may(CaseAct::Replace).then(|| self.to("replacement"));
        if replace.is_some() {
            return self.task(key, late, replacing, replace);
        }
        if self.page.open_changes().next().is_some() {
            return self.task(key, Status::Doing, replacing, Some(self.t.get("cases-task-change-asked")));
        }
        self.task(key, Status::Done, replacing, name)
    }

    fn registration(&self) -> Task {
        let case = &self.page.view.file.case;
        let key = "cases-task-registration";
        let now = self.page.registration();
        let ended = case.closed_on.is_some();
        if case.assigned_on.is_none() && !ended {
            return self.task(key, Status::Blocked, None, Some(self.t.get("cases-task-after-assignment")));
        }
        let (status, note) = match now {
            Registration::Registered | Registration::NotNeeded => {
                (Status::Done, case.begun_on.map(dates::date))
            }
            Registration::Asked => self.waiting(REGISTRATION_CLOCKS, Status::Doing),
            Registration::Refused | Registration::Cancelled if !ended => {
                (Status::Wrong, Some(codes::name(self.t, now)))
            }
            _ if ended => (Status::Done, None),
            _ => (Status::Todo, None),
        };
        let at_work = matches!(case.state.0, CaseState::Assigned | CaseState::Conducting);
        let may = self.visitor.may(Permission::ConductCases) && at_work;
        self.task(key, status, may.then(|| self.to("registration")), note)
    }

    fn work(&self, key: &str, noun: &str) -> Task {
        let case = &self.page.view.file.case;
        let status = match case.state.0 {
            CaseState::Accepted => Status::Blocked,
            CaseState::Assigned => Status::Todo,
            CaseState::Conducting | CaseState::Paused => Status::Doing,
            _ => Status::Done,
        };
        let why = (status == Status::Blocked).then(|| self.t.get("cases-task-after-assignment"));
        self.task(key, status, Some(self.to(noun)), why)
    }

    fn closing(&self) -> Task {
        let case = &self.page.view.file.case;
        let status = match case.state.0 {
            _ if case.closed_on.is_some() => Status::Done,
            CaseState::Accepted | CaseState::Assigned => Status::Todo,
            _ => Status::Doing,
        };
        let href = self.page.view.may_close.then(|| self.to("closure"));
        self.task("cases-task-closing", status, href, case.closed_on.map(dates::date))
    }

    fn file(&self) -> Task {
        let missing = self.page.file.missing().count();
        let (status, note) = match missing {
            0 => (Status::Done, None),
            _ if self.page.view.file.case.handed_over_on.is_some() => (Status::Done, None),
            n => (Status::Doing, Some(self.t.with("cases-task-file-missing", &[("n", n.into())]))),
        };
        self.task("cases-task-file", status, Some(self.to("papers")), note)
    }

    fn hand_over(&self) -> Task {
        let case = &self.page.view.file.case;
        let key = "cases-task-hand-over";
        if let Some(day) = case.handed_over_on {
            return self.task(key, Status::Done, None, Some(dates::date(day)));
        }
        if case.closed_on.is_none() {
            return self.task(key, Status::Blocked, None, Some(self.t.get("cases-task-after-closing")));
        }
        let (status, note) = self.waiting(&[DeadlineCode::FileHandover], Status::Todo);
        self.task(key, status, self.may(CaseAct::HandOver).then(|| self.to("handover")), note)
    }

    fn appraisal(&self) -> Task {
        let case = &self.page.view.file.case;
        let key = "cases-task-appraisal";
        if let Some(day) = case.appraised_on {
            return self.task(key, Status::Done, None, Some(dates::date(day)));
        }
        if case.handed_over_on.is_none() {
            return self.task(key, Status::Blocked, None, Some(self.t.get("cases-task-after-hand-over")));
        }
        self.task(key, Status::Todo, self.may(CaseAct::Appraise).then(|| self.to("appraisal")), None)
    }

    fn archive(&self) -> Task {
        let case = &self.page.view.file.case;
        let key = "cases-task-archive";
        if let Some(day) = case.archived_on {
            return self.task(key, Status::Done, None, Some(dates::date(day)));
        }
        if case.appraised_on.is_none() {
            return self.task(key, Status::Blocked, None, Some(self.t.get("cases-task-after-appraisal")));
        }
        self.task(key, Status::Todo, self.may(CaseAct::Archive).then(|| self.to("archive")), None)
    }
}
