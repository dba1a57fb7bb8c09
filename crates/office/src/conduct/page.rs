//! What the page of a case shows beside the case itself: who did it, what is asked, clocks, links, papers, archive.

use chrono::{DateTime, Utc};
use law::access::Permission;
use law::cases::{AidForm, CaseState};
use law::conduct::{FileItem, LinkKind, Registration, acts_now};
use law::deadlines::DeadlineCode;
use law::lifecycle::CaseAct;
use serde_json::json;
use store::assignment::{Choice, Offer};
use store::cases::{Case, CaseEvent};
use store::conduct::{Archived, Assignment, FilePaper, ProviderChange};
use store::privacy::OpenDataRequest;
use uuid::Uuid;

use super::ending::checklist;
use super::providers::needs_decision;
use crate::cases::{CaseView, view};
use crate::deadlines::{self, DeadlineLine};
use crate::desk::{Actor, Desk};
use crate::failure::Outcome;

/// A linked case; who may not open it sees only that there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub kind: LinkKind,
    pub reason: String,
    /// Id, file code, form, state; none out of reach.
    pub case: Option<(Uuid, String, AidForm, CaseState)>,
}

/// The file of a case: what the law lists, and what lies in it.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    pub items: Vec<FileItem>,
    pub papers: Vec<FilePaper>,
}

impl Papers {
    /// Items that stand against handing the file over.
    pub fn missing(&self) -> impl Iterator<Item = &FileItem> {
        self.items.iter().filter(|item| item.blocks)
    }
}

/// A case opened by somebody, with everything around it.
#[derive(Clone, Debug)]
pub struct CasePage {
    pub view: CaseView,
    /// The running one first.
    pub assignments: Vec<Assignment>,
    /// Open ones first, then the latest.
    pub changes: Vec<ProviderChange>,
    pub links: Vec<Linked>,
    pub file: Papers,
    pub archived: Option<Archived>,
    pub clocks: Vec<DeadlineLine>,
    /// What the actor may do now, the next act first.
    pub acts: Vec<CaseAct>,
    /// When the actor looked before.
    pub seen_at: Option<DateTime<Utc>>,
    /// Finds of the conflict search that nobody has decided; none for a case without a request.
    pub unsettled: Option<usize>,
    /// Sending a provider takes a decision in writing.
    pub by_decision: bool,
    /// An opposed party is known.
    pub opposed: bool,
    /// Why providers were chosen, the latest first.
    pub choices: Vec<Choice>,
    /// The assignment that waits for an answer, and whether the actor may give it.
    pub offer: Option<Offer>,
    pub may_answer: bool,
    /// Requests of the person about the own data that wait for an answer.
    pub data_requests: Vec<OpenDataRequest>,
    pub now: DateTime<Utc>,
}

impl CasePage {
    /// Where the registration with the body stands.
    #[must_use]
    pub fn registration(&self) -> Registration {
        let case = &self.view.file.case;
        let running = self.assignments.iter().find(|row| row.until_at.is_none());
        match (running, case.form.0) {
            (_, AidForm::Advice | AidForm::Representation) => Registration::NotNeeded,
            (Some(row), _) => row.registration.0,
            (None, _) if case.begun_on.is_some() => Registration::Registered,
            (None, _) => Registration::NotAsked,
        }
    }

    /// Whether the ten days of advice run, so that it may be noted that the matter takes longer.
    #[must_use]
    pub fn awaits_advice(&self) -> bool {
        self.clocks.iter().any(|it| it.ended_at.is_none() && it.code.0 == DeadlineCode::AdviceAnswer)
    }

    /// Requests for another provider that wait for an answer.
    pub fn open_changes(&self) -> impl Iterator<Item = &ProviderChange> {
        self.changes.iter().filter(|change| change.answered_at.is_none())
    }
}

/// Opens a case with everything around it; a first look is remembered, turning the timeline is none.
pub async fn page(desk: &Desk, actor: &Actor, id: Uuid, first: bool) -> Outcome<CasePage> {
    let mut view = view(desk, actor, id).await?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let work = desk.begin(&permit).await?;
    let tx = &work.tx;
    let seen_at = match actor.account.filter(|_| first) {
        Some(account) => store::conduct::look(tx, id, account, desk.now()).await?,
        None => None,
    };
    let assignments = store::conduct::list_assignments(tx, id).await?;
    let mut changes = store::conduct::list_changes(tx, id).await?;
    changes.sort_by_key(|change| change.answered_at.is_some());
    let links = store::conduct::list_links(tx, id).await?;
    let others: Vec<Uuid> = links.iter().map(|link| link.other_id).collect();
    let cases = store::conduct::list_within(tx, permit.reach(), &others).await?;
    for event in &mut view.events {
        name_other(event, &cases);
    }
    let open = |other: Uuid| {
        let case = cases.iter().find(|case| case.id == other)?;
        Some((case.id, case.file_code.clone(), case.form.0, case.state.0))
    };
    let links = links
        .into_iter()
        .map(|link| Linked { kind: link.kind.0, case: open(link.other_id), reason: link.reason })
        .collect();
    let (items, papers) = checklist(desk, tx, &view.file).await?;
    view.events.extend(store::conduct::list_work(tx, id).await?);
    view.events.sort_by_key(|event| std::cmp::Reverse((event.on_date, event.entered_at, event.id)));
    let archived = store::conduct::find_archived(tx, id).await?;
    let clocks = deadlines::of_case(tx, id).await?;
    let unsettled = match view.file.case.request_id {
        Some(request) => Some(crate::conflicts::unsettled(tx, &desk.tree(), request).await?.len()),
        None => None,
    };
    let opposed = !store::parties::list_opposed_of(tx, id).await?.is_empty();
    let data_requests = store::privacy::list_open_of_case(tx, id).await?;
    let choices = store::assignment::list_choices(tx, id).await?;
    let (offer, may_answer) = offered(tx, actor, &view.file.case).await?;
    desk.commit(work).await?;
    let may = |permission| actor.is_system() || law::access::may(actor.role, permission);
    let mut acts = acts_now(&view.file.case.course(), may);
    acts.retain(|act| {
        *act != CaseAct::Appraise || law::conduct::may_appraise(actor.provider, view.file.case.provider_id)
    });
    Ok(CasePage {
        assignments,
        changes,
        links,
        file: Papers { items, papers },
        archived,
        clocks,
        acts,
        seen_at,
        unsettled,
        by_decision: needs_decision(desk, &view.file),
        opposed,
        data_requests,
        choices,
        offer,
        may_answer,
        now: desk.now(),
        view,
    })
}

/// Puts the file code in the place of the id by which an event names a linked case; nothing where that case is out of
/// reach. Events of before kept the code itself: it stays where one of the linked cases within reach carries it.
fn name_other(event: &mut CaseEvent, within: &[Case]) {
    let place = match event.kind.as_str() {
        "linked" => 1,
        "split" => 0,
        _ => return,
    };
    let Some(text) = &event.text else { return };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(line) = lines.get_mut(place) else { return };
    let named = |case: &&Case| case.id.to_string() == *line || case.file_code == *line;
    *line = within.iter().find(named).map(|case| case.file_code.clone()).unwrap_or_default();
    event.text = Some(lines.join("\n"));
}

/// Opens a case for the form of an act: the same, without remembering that the page was looked at.
pub async fn view_for(desk: &Desk, actor: &Actor, permission: Permission, id: Uuid) -> Outcome<CasePage> {
    let permit = desk.permit(actor, permission)?;
    let mut work = desk.begin(&permit).await?;
    let file = crate::confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let (items, papers) = checklist(desk, &work.tx, &file).await?;
    let assignments = store::conduct::list_assignments(&work.tx, id).await?;
    let changes = store::conduct::list_changes(&work.tx, id).await?;
    let archived = store::conduct::find_archived(&work.tx, id).await?;
    let clocks = deadlines::of_case(&work.tx, id).await?;
    let opposed = !store::parties::list_opposed_of(&work.tx, id).await?.is_empty();
    let (offer, may_answer) = offered(&work.tx, actor, &file.case).await?;
    work.record("cases.view", "case", id, json!({}));
    desk.commit(work).await?;
    let may = |permission| actor.is_system() || law::access::may(actor.role, permission);
    let acts = acts_now(&file.case.course(), may);
    Ok(CasePage {
        by_decision: needs_decision(desk, &file),
        view: CaseView::bare(file),
        assignments,
        changes,
        links: Vec::new(),
        file: Papers { items, papers },
        archived,
        clocks,
        acts,
        seen_at: None,
        unsettled: None,
        opposed,
        data_requests: Vec::new(),
        choices: Vec::new(),
        offer,
        may_answer,
        now: desk.now(),
    })
}

/// The assignment that waits for an answer, and whether this actor may give it: the provider, or the head.
async fn offered(tx: &store::Tx, actor: &Actor, case: &store::cases::Case) -> Outcome<(Option<Offer>, bool)> {
    if case.state.0 != CaseState::Assigned {
        return Ok((None, false));
    }
    let offer = store::assignment::find_open(tx, case.id).await?;
    let offer = offer.filter(|offer| Some(offer.provider_id) == case.provider_id);
    let head = law::access::may(actor.role, Permission::AssignProviders);
    let may = offer.as_ref().is_some_and(|offer| head || actor.provider == Some(offer.provider_id));
    Ok((offer, may))
}
