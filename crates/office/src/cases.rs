//! Acts on cases: list, open, register, correct, close; and the review that follows each change.
//!
//! Every way in (page, JSON) meets here. What cannot be true is refused by `law::cases`; what is
//! doubtful is kept and noted by [`review`]. Import has its own bulk path in `exchange` with the same rules.

pub(crate) mod follow;

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use law::access::{Permission, Reach};
use law::cases::{
    AidForm, BeneficiaryFacts, CaseFacts, CaseState, ClientRole, Doubt, LegalField, Outcome as CaseOutcome,
    ProviderRole, Source, Stage, UrgentGround,
};
use law::conduct::NotContinuedGround;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::lifecycle::CaseAct;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use law::staff::OrganisationKind;
use serde_json::{Map, Value, json};
use store::Tx;
use store::audit::AuditLine;
use store::filters::SavedFilter;
use store::people::Person;
use uuid::Uuid;

pub(crate) use follow::Handing;
pub use store::cases::doubts::DoubtLine;
pub use store::cases::{Beneficiary, Case, CaseEvent, CaseFile, CaseFilter, CaseLine, Cursor, Listing};
pub use store::reference::{Commune, EthnicGroup};
pub use store::staff::{Organisation, OrganisationName, Provider, ProviderName};

use crate::confidentiality::{self, Place};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// A list shows its exact total up to here.
pub const COUNTED: usize = 10_000;

/// When somebody was born, as far as known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Birth {
    /// Only the year.
    Year(i32),
    /// The day.
    Day(NaiveDate),
}

impl Birth {
    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year) => year,
            Self::Day(day) => day.year(),
        }
    }

    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Year(_) => None,
            Self::Day(day) => Some(day),
        }
    }
}

/// A beneficiary as entered.
#[derive(Clone, Debug)]
pub struct BeneficiaryDraft {
    /// The person of the register, where one was chosen.
    pub person: Option<Uuid>,
    pub name: String,
    pub birth: Option<Birth>,
    pub sex: Option<Sex>,
    pub ethnicity: Option<String>,
    pub id_number: Option<IdNumber>,
    pub commune_code: Option<String>,
    pub category: Category,
    pub other_categories: Vec<Category>,
    pub client_role: Option<ClientRole>,
}

/// A case as entered.
#[derive(Clone, Debug)]
pub struct CaseDraft {
    /// The id that the form carried, so that the same form sent twice is one case.
    pub id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub form: AidForm,
    pub field: LegalField,
    pub provider_role: Option<ProviderRole>,
    pub received_on: Option<NaiveDate>,
    pub accepted_on: NaiveDate,
    pub urgent_ground: Option<UrgentGround>,
    pub source: Source,
    pub source_agency: Option<String>,
    pub stage: Option<Stage>,
    pub provider: Option<Uuid>,
    pub assigned_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub outcome: Option<CaseOutcome>,
    pub handed_over_on: Option<NaiveDate>,
    pub appraised_on: Option<NaiveDate>,
    pub quality_score: Option<i32>,
    pub quality_rating: Option<Rating>,
    pub success_criteria: Vec<Criterion>,
    pub note: Option<String>,
    pub beneficiaries: Vec<BeneficiaryDraft>,
}

/// What closing a case asks.
#[derive(Clone, Debug)]
pub struct Closing {
    pub closed_on: NaiveDate,
    pub outcome: CaseOutcome,
    pub success_criteria: Vec<Criterion>,
    pub note: Option<String>,
    /// Why it is not continued (art. 37(1)).
    pub ground: Option<NotContinuedGround>,
    /// The written notice to the person, or the decision that ended it: number and day.
    pub paper: Option<String>,
}

impl Closing {
    /// What is to be done with the outcome and nothing else.
    #[must_use]
    pub fn on(closed_on: NaiveDate, outcome: CaseOutcome) -> Self {
        Self { closed_on, outcome, success_criteria: Vec::new(), note: None, ground: None, paper: None }
    }
}

/// A page of the list with its total, where it was cheap to count.
#[derive(Clone, Debug)]
pub struct CaseList {
    pub listing: Listing,
    /// Exact up to [`COUNTED`]; above that `COUNTED + 1`; `None` for searches.
    pub total: Option<usize>,
}

/// A case opened by somebody.
#[derive(Clone, Debug)]
pub struct CaseView {
    pub file: CaseFile,
    pub events: Vec<CaseEvent>,
    pub doubts: Vec<Doubt>,
    /// Identity numbers of the beneficiaries in their order; hidden but for the end without permission.
    pub id_numbers: Vec<Option<String>>,
    /// Names of the ethnic group and the commune of each beneficiary, by the lists of the day.
    pub origins: Vec<Origin>,
    /// Who looked at it lately, latest first.
    pub readers: Vec<AuditLine>,
    pub may_edit: bool,
    pub may_close: bool,
}

impl CaseView {
    /// Only the case and its persons, for the form of an act.
    pub(crate) fn bare(file: CaseFile) -> Self {
        Self {
            file,
            events: Vec::new(),
            doubts: Vec::new(),
            id_numbers: Vec::new(),
            origins: Vec::new(),
            readers: Vec::new(),
            may_edit: false,
            may_close: false,
        }
    }
}

/// Where a beneficiary belongs, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub ethnic_group: Option<String>,
    pub commune: Option<String>,
}

async fn origins(work: &Work, file: &CaseFile) -> Outcome<Vec<Origin>> {
    let groups = store::reference::list_ethnic_groups(&work.tx).await?;
    let mut origins = Vec::with_capacity(file.beneficiaries.len());
    for person in &file.beneficiaries {
        let group = groups.iter().find(|group| Some(&group.code) == person.ethnicity.as_ref());
        let commune = match &person.commune_code {
            Some(code) => store::reference::commune_on(&work.tx, code, file.case.accepted_on).await?,
            None => None,
        };
        let named = commune.map(|commune| match &commune.district {
            Some(district) => format!("{} {}, {district}", commune.kind, commune.name),
            None => format!("{} {}", commune.kind, commune.name),
        });
        origins.push(Origin { ethnic_group: group.map(|group| group.name.clone()), commune: named });
    }
    Ok(origins)
}

/// A person who may be the same.
#[derive(Clone, Debug)]
pub struct Alike {
    pub person: Person,
    /// Cases of that person within reach that lie open.
    pub cases: Vec<Case>,
    /// From 0 to 100.
    pub likeness: u8,
}

/// Who in the register may be the same as somebody in a draft.
#[derive(Clone, Debug, Default)]
pub struct Doubles {
    /// Most alike first.
    pub persons: Vec<Alike>,
    /// Somebody whose cases do not lie open may be the same. How alike, in which case, under which number stays hidden:
    /// a typed identity number would otherwise ask whether this very person is protected. The head settles it.
    pub hidden: bool,
}

impl Doubles {
    /// Whether there is nothing to look at before saving.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty() && !self.hidden
    }
}

/// Lists cases within reach. The reading is recorded with what was asked. Who is protected is not named outside
/// the circle of the case, and not found by name or identity number either: a hit would say that this very person
/// has such a case. By its file code, its provider, its dates the case is found, masked.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CaseList> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let list = list_in(desk, &tx, &permit, filter, after, limit).await?;
    drop(tx);
    record_list(desk, &permit, filter, &list).await?;
    Ok(list)
}

/// The list as a page shows it: with what its filters offer and those that the account saved, in one reading.
pub async fn list_page(
    desk: &Desk,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<(CaseList, ListOptions, Vec<SavedFilter>)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let list = list_in(desk, &tx, &permit, filter, after, limit).await?;
    let options = list_options(desk, &tx, &permit, filter).await?;
    let saved = match actor.account {
        Some(account) => store::filters::list(&tx, account, "cases").await?,
        None => Vec::new(),
    };
    drop(tx);
    record_list(desk, &permit, filter, &list).await?;
    Ok((list, options, saved))
}

async fn list_in(
    desk: &Desk,
    tx: &Tx,
    permit: &Permit,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CaseList> {
    let actor = permit.actor();
    let filter = &CaseFilter { onlooker: confidentiality::onlooker(desk, actor), ..filter.clone() };
    let mut listing = store::cases::list::list(tx, permit.reach(), filter, after, limit).await?;
    confidentiality::mask_lines(desk, tx, (actor, Place::Screen), &mut listing.lines).await?;
    let total = desk.count_cases(tx, permit.reach(), filter, COUNTED + 1).await?;
    Ok(CaseList { listing, total })
}

/// The answer goes out only after its trace is kept.
async fn record_list(desk: &Desk, permit: &Permit, filter: &CaseFilter, list: &CaseList) -> Outcome<()> {
    let lines = list.listing.lines.len();
    let detail = json!({ "filter": filter, "lines": lines });
    desk.record_reading(permit, "cases.list", "list", "cases", detail).await
}

/// Opens a case.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<CaseView> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let file = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let events = store::cases::list_events(&work.tx, id).await?;
    let doubts = store::cases::doubts::list_of_case(&work.tx, id).await?;
    let ids = file.beneficiaries.iter().map(|person| person.person_id).collect();
    let persons = store::people::find_many(&work.tx, ids).await?;
    let clear = may(actor, Permission::ReadIdNumbers);
    let mut id_numbers = Vec::with_capacity(file.beneficiaries.len());
    for beneficiary in &file.beneficiaries {
        let person = persons.iter().find(|person| person.id == beneficiary.person_id);
        let number = match person {
            Some(person) => store::people::open_id_number(&work.tx, person)?,
            None => None,
        };
        id_numbers
            .push(number.map(|number| if clear { number.digits().to_owned() } else { number.masked() }));
    }
    let origins = origins(&work, &file).await?;
    let search = store::audit::Search {
        object_kind: Some("case".to_owned()),
        object_id: Some(id.to_string()),
        ..Default::default()
    };
    let readers = store::audit::list(&work.tx, None, &search, 30).await?;
    work.record("cases.view", "case", id, json!({}));
    desk.commit(work).await?;
    let own_register = may(actor, Permission::EditCase);
    let may_close = may(actor, Permission::CloseCase) && file.case.closed_on.is_none();
    Ok(CaseView { file, events, doubts, id_numbers, origins, readers, may_edit: own_register, may_close })
}

fn may(actor: &Actor, permission: Permission) -> bool {
    actor.is_system() || law::access::may(actor.role, permission)
}

/// Persons in reach who may be the beneficiaries of a draft.
pub async fn alike(desk: &Desk, actor: &Actor, draft: &CaseDraft) -> Outcome<Doubles> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    let tx = desk.store().snapshot().await?;
    let (mut found, mut hidden): (Vec<Alike>, bool) = (Vec::new(), false);
    for beneficiary in &draft.beneficiaries {
        let year = beneficiary.birth.map(Birth::year);
        let mut persons = store::people::list_alike(&tx, &beneficiary.name, year, 20).await?;
        if let Some(number) = &beneficiary.id_number {
            persons.extend(store::people::find_by_id_number(&tx, number).await?);
        }
        for person in persons {
            if found.iter().any(|known| known.person.id == person.id) {
                continue;
            }
            let cases = store::cases::list_of_person(&tx, permit.reach(), person.id).await?;
            let mut cases: Vec<Case> = cases.into_iter().filter(|case| case.id != draft.id).collect();
            let marks =
                confidentiality::restricted(cases.iter().map(|case| (case.id, case.restricted.as_str())));
            let sight = confidentiality::sight(desk, &tx, actor, marks).await?;
            let all = cases.len();
            cases.retain(|case| sight.sees(case.id, &case.restricted));
            if cases.is_empty() {
                hidden |= all > 0;
                continue;
            }
            let likeness = likeness(&tx, beneficiary, &person);
            found.push(Alike { person, cases, likeness });
        }
    }
    found.sort_by_key(|alike| std::cmp::Reverse(alike.likeness));
    drop(tx);
    let detail = json!({ "found": found.len(), "hidden": hidden });
    desk.record_reading(&permit, "cases.alike", "list", "persons", detail).await?;
    Ok(Doubles { persons: found, hidden })
}

fn likeness(tx: &Tx, draft: &BeneficiaryDraft, person: &Person) -> u8 {
    if let Some(number) = &draft.id_number
        && person.id_number_index == Some(store::people::index_of(tx, number))
    {
        return 100;
    }
    let mut points = 40.0 * names::likeness(&names::fold(&draft.name), &person.name_folded);
    points += match (draft.birth.map(Birth::year), person.birth_year) {
        (Some(year), Some(known)) if year == known => 30.0,
        (Some(_), Some(_)) => 10.0,
        _ => 15.0,
    };
    points += if draft.sex == person.sex.map(|sex| sex.0) { 10.0 } else { 0.0 };
    points += if draft.ethnicity == person.ethnicity { 8.0 } else { 0.0 };
    points +=
        if draft.commune_code.is_some() && draft.commune_code == person.commune_code { 10.0 } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 98")]
    let points = points as u8;
    points
}

/// Enters a case in the register (*thụ lý, vào sổ*). The same draft sent twice is one case; without a file code
/// the next number of the register is taken.
pub async fn register(desk: &Desk, actor: &Actor, draft: CaseDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    permit.within(&draft.org_code)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::cases::find(&work.tx, &Reach::Nation, draft.id).await? {
        let same = draft.file_code.is_empty() || known.case.file_code == draft.file_code;
        return if same { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    let id = draft.id;
    let file = enter(desk, &permit, &mut work, draft, Brought::default()).await?;
    if file.case.closed_on.is_none() {
        follow::await_all(desk, &mut work, &file).await?;
    }
    desk.commit(work).await?;
    Ok(id)
}

/// What a case brings along from the request it was made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    pub request: Option<Uuid>,
    pub accepted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub agency: Option<Uuid>,
    /// Codes of `law::confidentiality::Restriction` joined by `;`.
    pub restricted: String,
}

/// The one way in which a case comes into the register, by hand or from a request: number, checks, records, trace.
pub(crate) async fn enter(
    desk: &Desk,
    permit: &Permit,
    work: &mut Work,
    mut draft: CaseDraft,
    brought: Brought,
) -> Outcome<CaseFile> {
    check_organisation(work, &draft).await?;
    number(work, &mut draft).await?;
    let known = store::cases::find_by_code(&work.tx, &draft.org_code, &draft.file_code).await?;
    if let Some(known) = known {
        let refusal =
            Refusal::new("cases.known_code").field("file_code", "known_code").with("case", known.case.id);
        return Err(refusal.into());
    }
    let mut file = assemble(desk, permit, work, &draft, None).await?;
    file.case.request_id = brought.request;
    file.case.accepted_at = brought.accepted_at;
    file.case.agency_id = file.case.agency_id.or(brought.agency);
    file.case.restricted = brought.restricted;
    file.complete();
    work.record("cases.register", "case", file.case.id, json!({ "case": &file }));
    store::cases::insert(&work.tx, file.clone()).await?;
    store::cases::insert_events(&work.tx, &milestones(desk, permit.actor(), None, &file)).await?;
    follow::keep(desk, work, permit.actor(), (None, &file), Handing::default(), None).await?;
    work.emit(Event::CaseRegistered { case: draft.id.to_string() });
    Ok(file)
}

/// Takes the next number of the register, or moves the series to the one that was typed by hand.
async fn number(work: &Work, draft: &mut CaseDraft) -> Outcome<()> {
    let (series, year) = (series(&draft.org_code, draft.form), draft.accepted_on.year());
    if draft.file_code.is_empty() {
        let number = store::cases::numbers::take(&work.tx, &draft.org_code, &series, year).await?;
        draft.file_code = store::cases::numbers::spelled(&series, number, year);
        return Ok(());
    }
    let typed = draft.file_code.strip_prefix(&series).and_then(|rest| rest.strip_suffix(&format!(".{year}")));
    if let Some(number) = typed.and_then(|number| number.parse().ok()) {
        store::cases::numbers::note(&work.tx, &draft.org_code, &series, year, number).await?;
    }
    Ok(())
}

/// Takes the next number of the register for a case of this form and day; it belongs to this act.
pub(crate) async fn next_number(
    work: &Work,
    org_code: &str,
    form: AidForm,
    day: NaiveDate,
) -> Outcome<String> {
    let series = series(org_code, form);
    let number = store::cases::numbers::take(&work.tx, org_code, &series, day.year()).await?;
    Ok(store::cases::numbers::spelled(&series, number, day.year()))
}

/// The series of file codes of an organisation for a form: `TT.TGTT.` (Circular 12/2018 art. 11).
fn series(org_code: &str, form: AidForm) -> String {
    let mark = match form {
        AidForm::Litigation => "TGTT",
        AidForm::Advice => "TV",
        AidForm::Representation => "DDNTT",
    };
    let parts: Vec<&str> = org_code.split('.').collect();
    let unit = match parts.as_slice() {
        [kind, _, number] => format!("{kind}{number}"),
        _ => parts[0].to_owned(),
    };
    format!("{unit}.{mark}.")
}

/// Corrects a case that still has the version that was seen; `Failure::Stale` when it has not.
pub async fn correct(desk: &Desk, actor: &Actor, seen: i64, draft: CaseDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    let mut work = desk.begin(&permit).await?;
    let before = confidentiality::open_case(desk, &work.tx, &permit, draft.id).await?;
    if before.case.version != seen {
        return Err(Failure::Stale);
    }
    permit.within(&draft.org_code)?;
    check_organisation(&work, &draft).await?;
    if draft.file_code != before.case.file_code || draft.org_code != before.case.org_code {
        let known = store::cases::find_by_code(&work.tx, &draft.org_code, &draft.file_code).await?;
        if let Some(known) = known.filter(|known| known.case.id != draft.id) {
            let refusal = Refusal::new("cases.known_code").field("file_code", "known_code");
            return Err(refusal.with("case", known.case.id).into());
        }
    }
    let after = assemble(desk, &permit, &work, &draft, Some(&before)).await?;
    save(desk, &mut work, actor, Telling::new("cases.correct"), &before, after).await?;
    work.emit(Event::CaseCorrected { case: draft.id.to_string() });
    desk.commit(work).await
}

/// Closes a running case (*kết thúc vụ việc*): the one way, for pages, lists and programs.
pub async fn close(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<()> {
    match shut(desk, actor, id, seen, closing).await? {
        Some(work) => desk.commit(work).await,
        None => Ok(()),
    }
}

/// Looks whether a case could be closed like this; nothing is saved.
pub async fn try_close(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<()> {
    shut(desk, actor, id, seen, closing).await.map(drop)
}

async fn shut(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, closing: Closing) -> Outcome<Option<Work>> {
    let permit = desk.permit(actor, Permission::CloseCase)?;
    let mut work = desk.begin(&permit).await?;
    let before = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let same = before.case.closed_on == Some(closing.closed_on)
        && before.case.outcome.map(|outcome| outcome.0) == Some(closing.outcome);
    if same {
        return Ok(None);
    }
    if before.case.version != seen {
        return Err(Failure::Stale);
    }
    if before.case.closed_on.is_some() {
        return Err(Refusal::new("cases.closed_already").into());
    }
    let gaps = law::conduct::closing_gaps(closing.outcome, closing.ground, closing.paper.as_deref());
    if !gaps.is_empty() {
        let refusal = Refusal::new("cases.closing_incomplete");
        return Err(gaps.iter().fold(refusal, |refusal, field| refusal.field(field, "required")).into());
    }
    let after = closed(&before, &closing);
    check(&after, desk.today())?;
    let told = told_of_closing(desk, actor, &after, &closing);
    let telling = Telling { events: vec![told], ..Telling::new("cases.close") };
    save(desk, &mut work, actor, telling, &before, after).await?;
    work.emit(Event::CaseClosed { case: id.to_string() });
    let (act, state) = (CaseAct::Close.to_string(), CaseState::Closed.to_string());
    work.emit(Event::CaseMoved { case: id.to_string(), act, state, by: actor.account });
    Ok(Some(work))
}

fn closed(before: &CaseFile, closing: &Closing) -> CaseFile {
    let mut after = before.clone();
    after.case.closed_on = Some(closing.closed_on);
    after.case.paused_on = None;
    after.case.outcome = Some(closing.outcome.into());
    after.case.success_criteria = Criterion::write_list(&closing.success_criteria);
    if let Some(note) = &closing.note {
        let kept = after.case.note.take().map(|kept| format!("{kept}\n")).unwrap_or_default();
        after.case.note = Some(format!("{kept}{note}"));
    }
    after
}

/// The outcome in the first line, then the ground and the paper, where the outcome asks for them.
fn told_of_closing(desk: &Desk, actor: &Actor, after: &CaseFile, closing: &Closing) -> CaseEvent {
    let mut text = closing.outcome.code().to_owned();
    if closing.outcome != CaseOutcome::Completed {
        let ground = closing.ground.filter(|_| closing.outcome == CaseOutcome::NotContinued);
        let paper = closing.paper.as_deref().unwrap_or_default().trim();
        text = format!("{text}\n{}\n{paper}", ground.map(NotContinuedGround::code).unwrap_or_default());
    }
    event_of(desk, actor, after.case.id, "closed", closing.closed_on, Some(text))
}

/// A dated event of a case, entered now.
pub(crate) fn event_of(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    kind: &str,
    on_date: NaiveDate,
    text: Option<String>,
) -> CaseEvent {
    CaseEvent {
        id: desk.id(),
        case_id: case,
        kind: kind.to_owned(),
        on_date,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text,
    }
}

/// What a save tells beside the change itself.
#[derive(Clone, Debug)]
pub(crate) struct Telling<'a> {
    /// Name of the act in the record.
    pub act: &'a str,
    /// Why, where the act asks for it.
    pub reason: &'a str,
    /// Events of the act; without any they follow from the dates that changed.
    pub events: Vec<CaseEvent>,
    /// How the provider changed, where the act says it.
    pub handing: Handing,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(act: &'a str) -> Self {
        Self { act, reason: "", events: Vec::new(), handing: Handing::default() }
    }
}

/// Saves a case with its trace; assignments and clocks follow it, whichever act changed it. What is in the
/// archive stays as it is.
pub(crate) async fn save(
    desk: &Desk,
    work: &mut Work,
    actor: &Actor,
    telling: Telling<'_>,
    before: &CaseFile,
    after: CaseFile,
) -> Outcome<()> {
    let changed = changes(before, &after);
    if changed.is_empty() && telling.events.is_empty() {
        return Ok(());
    }
    unlocked(&before.case)?;
    let on = telling.events.first().map(|event| event.on_date);
    let events = match telling.events.is_empty() {
        true => milestones(desk, actor, Some(before), &after),
        false => telling.events,
    };
    for event in events {
        store::cases::insert_event(&work.tx, &event).await?;
    }
    let detail = json!({ "changed": changed, "version": before.case.version + 1 });
    work.record_because(telling.act, "case", after.case.id, telling.reason, detail);
    follow::keep(desk, work, actor, (Some(before), &after), telling.handing, on).await?;
    store::cases::update(&work.tx, after, desk.now()).await?;
    Ok(())
}

/// Refuses to change what lies in the archive (art. 39).
pub(crate) fn unlocked(case: &Case) -> Outcome<()> {
    match law::conduct::is_locked(&case.course()) {
        true => Err(Refusal::new("cases.archived").into()),
        false => Ok(()),
    }
}

/// What differs between two versions: field → before and after.
#[must_use]
pub fn changes(before: &CaseFile, after: &CaseFile) -> Map<String, Value> {
    const FOLLOWS: [&str; 7] = [
        "state",
        "version",
        "recorded_at",
        "file_code_folded",
        "beneficiary_count",
        "entered_at",
        "entered_by",
    ];
    let mut changed = Map::new();
    let fields = |value: &Case| match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let old = fields(&before.case);
    for (name, new) in fields(&after.case) {
        let was = old.get(&name).cloned().unwrap_or(Value::Null);
        if was != new && !FOLLOWS.contains(&name.as_str()) {
            changed.insert(name, json!([was, new]));
        }
    }
    let persons = |file: &CaseFile| -> Vec<Value> {
        let plain = |person: &Beneficiary| {
            let mut person = person.clone();
            person.seq = 0;
            serde_json::to_value(person).unwrap_or(Value::Null)
        };
        file.beneficiaries.iter().map(plain).collect()
    };
    let (old, new) = (persons(before), persons(after));
    if old != new {
        changed.insert("beneficiaries".to_owned(), json!([old, new]));
    }
    changed
}

async fn check_organisation(work: &Work, draft: &CaseDraft) -> Outcome<()> {
    let organisation = store::staff::find_organisation(&work.tx, &draft.org_code).await?;
    let wrong = |code: &str| Failure::from(Refusal::new("impossible").field("org_code", code));
    let organisation = organisation.ok_or_else(|| wrong("unknown"))?;
    if !organisation.kind.keeps_register() {
        return Err(wrong("no_register"));
    }
    let ended = organisation.valid_to.is_some_and(|last| draft.accepted_on > last);
    if ended || draft.accepted_on < organisation.valid_from {
        return Err(wrong("not_in_existence"));
    }
    Ok(())
}

/// Builds the records of a draft and lets the law look at them.
async fn assemble(
    desk: &Desk,
    permit: &Permit,
    work: &Work,
    draft: &CaseDraft,
    before: Option<&CaseFile>,
) -> Outcome<CaseFile> {
    let provider = match draft.provider {
        Some(id) => store::staff::find_provider(&work.tx, id).await?,
        None => None,
    };
    if draft.provider.is_some() && provider.is_none() {
        return Err(Refusal::new("impossible").field("provider", "unknown").into());
    }
    let old = before.map(|file| &file.case);
    // A provider or agency kept as written stays as written when nobody chose another.
    let as_written = if provider.is_none() { old.filter(|case| case.provider_id.is_none()) } else { None };
    let now = desk.now();
    let same_agency = old.filter(|case| case.source_agency == draft.source_agency);
    let case = Case {
        id: draft.id,
        org_code: draft.org_code.clone(),
        file_code: draft.file_code.clone(),
        file_code_folded: String::new(),
        form: draft.form.into(),
        field: draft.field.into(),
        provider_role: draft.provider_role.map(Into::into),
        received_on: draft.received_on,
        accepted_on: draft.accepted_on,
        urgent_ground: draft.urgent_ground.map(Into::into),
        source: draft.source.into(),
        source_agency: draft.source_agency.clone(),
        agency_id: same_agency.and_then(|case| case.agency_id),
        stage: draft.stage.map(Into::into),
        provider_name: provider
            .as_ref()
            .map(|provider| provider.name.clone())
            .or_else(|| as_written.and_then(|case| case.provider_name.clone())),
        provider_kind: provider.as_ref().map(|provider| provider.kind).or_else(|| as_written?.provider_kind),
        provider_card: provider
            .as_ref()
            .map(|provider| provider.card_number.clone())
            .unwrap_or_else(|| as_written.and_then(|case| case.provider_card.clone())),
        provider_id: provider.as_ref().map(|provider| provider.id),
        assigned_on: draft.assigned_on,
        closed_on: draft.closed_on,
        outcome: draft.outcome.map(Into::into),
        handed_over_on: draft.handed_over_on,
        appraised_on: draft.appraised_on,
        quality_score: draft.quality_score,
        quality_rating: draft.quality_rating.map(Into::into),
        success_criteria: Criterion::write_list(&draft.success_criteria),
        note: draft.note.clone(),
        beneficiary_count: 0,
        state: CaseState::Accepted.into(),
        restricted: old.map(|case| case.restricted.clone()).unwrap_or_default(),
        request_id: old.and_then(|case| case.request_id),
        accepted_at: old.and_then(|case| case.accepted_at),
        begun_on: old.and_then(|case| case.begun_on),
        paused_on: old.and_then(|case| case.paused_on),
        archived_on: old.and_then(|case| case.archived_on),
        entered_at: old.map_or(now, |case| case.entered_at),
        entered_by: old.map_or_else(|| permit.actor().id(), |case| case.entered_by.clone()),
        recorded_at: now,
        version: old.map_or(1, |case| case.version),
    };
    let mut beneficiaries = Vec::with_capacity(draft.beneficiaries.len());
    for (position, person) in draft.beneficiaries.iter().enumerate() {
        let known = before.and_then(|file| file.beneficiaries.get(position)).map(|old| old.person_id);
        let person_id = settle_person(desk, work, person, known).await?;
        beneficiaries.push(beneficiary(draft, person, person_id));
    }
    let mut file = CaseFile { case, beneficiaries };
    if file.beneficiaries.is_empty() {
        return Err(Refusal::new("impossible").field("client_name", "required").into());
    }
    file.complete();
    check(&file, desk.today())?;
    Ok(file)
}

fn beneficiary(draft: &CaseDraft, person: &BeneficiaryDraft, person_id: Uuid) -> Beneficiary {
    Beneficiary {
        seq: 0,
        case_id: draft.id,
        position: 0,
        person_id,
        name: names::written(&person.name),
        search_text: String::new(),
        sex: person.sex.map(Into::into),
        birth_year: person.birth.map(Birth::year),
        birth_date: person.birth.and_then(Birth::day),
        ethnicity: person.ethnicity.clone(),
        commune_code: person.commune_code.clone(),
        category: person.category.into(),
        other_categories: person
            .other_categories
            .iter()
            .map(|code| code.code())
            .collect::<Vec<_>>()
            .join(";"),
        client_role: person.client_role.map(Into::into),
    }
}

/// Finds or makes the record of a person: the one chosen, else the one with the same identity number,
/// else the one this case had, else a new one. What was entered becomes the latest knowledge.
async fn settle_person(
    desk: &Desk,
    work: &Work,
    draft: &BeneficiaryDraft,
    known: Option<Uuid>,
) -> Outcome<Uuid> {
    let by_number = match &draft.id_number {
        Some(number) => store::people::find_by_id_number(&work.tx, number).await?,
        None => None,
    };
    let found = match (draft.person.or(known), by_number) {
        (_, Some(person)) => Some(person),
        (Some(id), None) => store::people::find(&work.tx, id).await?,
        (None, None) => None,
    };
    let mut person = found.clone().unwrap_or_else(|| Person {
        id: desk.id(),
        name: String::new(),
        name_folded: String::new(),
        name_sound: String::new(),
        sex: None,
        birth_year: None,
        birth_date: None,
        ethnicity: None,
        commune_code: None,
        id_number_sealed: None,
        id_number_index: None,
        entered_at: desk.now(),
        version: 1,
    });
    person.name = names::written(&draft.name);
    person.name_folded = names::fold(&draft.name);
    person.sex = draft.sex.map(Into::into).or(person.sex);
    person.birth_year = draft.birth.map(Birth::year).or(person.birth_year);
    person.birth_date = draft.birth.and_then(Birth::day).or(person.birth_date);
    person.ethnicity = draft.ethnicity.clone().or(person.ethnicity);
    person.commune_code = draft.commune_code.clone().or(person.commune_code);
    if let Some(number) = &draft.id_number
        && person.id_number_index != Some(store::people::index_of(&work.tx, number))
    {
        store::people::seal_id_number(&work.tx, &mut person, Some(number))?;
    }
    let id = person.id;
    match found {
        None => store::people::insert(&work.tx, person).await?,
        Some(before) if before != person => store::people::update(&work.tx, person).await?,
        Some(_) => {}
    }
    Ok(id)
}

fn facts(file: &CaseFile, criteria: &[Criterion]) -> CaseFacts<'static> {
    let case = &file.case;
    CaseFacts {
        form: case.form.0,
        provider_role: case.provider_role.map(|code| code.0),
        received_on: case.received_on,
        accepted_on: case.accepted_on,
        provider_kind: case.provider_kind.map(|code| code.0),
        assigned_on: case.assigned_on,
        closed_on: case.closed_on,
        outcome: case.outcome.map(|code| code.0),
        handed_over_on: case.handed_over_on,
        appraised_on: case.appraised_on,
        quality_score: case.quality_score,
        quality_rating: case.quality_rating.map(|code| code.0),
        criteria: if criteria.is_empty() { &[] } else { SOME_CRITERION },
    }
}

/// The checks ask only whether there is any criterion.
const SOME_CRITERION: &[Criterion] = &[Criterion::FIRST];

fn criteria_of(file: &CaseFile) -> Outcome<Vec<Criterion>> {
    Criterion::read_list(&file.case.success_criteria)
        .map_err(|part| Failure::Broken(format!("case {}: {part} is no criterion", file.case.id)))
}

fn people_facts<T>(file: &CaseFile, look: impl Fn(&BeneficiaryFacts<'_>) -> Vec<T>) -> Vec<T> {
    let mut found = Vec::new();
    for person in &file.beneficiaries {
        let others: Vec<Category> =
            person.other_categories.split(';').filter_map(|code| Category::from_code(code.trim())).collect();
        let facts = BeneficiaryFacts {
            category: person.category.0,
            other_categories: &others,
            ethnicity: person.ethnicity.as_deref(),
            birth_year: person.birth_year,
        };
        found.extend(look(&facts));
    }
    found
}

/// Refuses what cannot be true, naming every column at once.
pub(crate) fn check(file: &CaseFile, today: NaiveDate) -> Outcome<()> {
    let mut found = law::cases::impossibilities(&facts(file, &criteria_of(file)?), today);
    found.extend(people_facts(file, |person| {
        law::cases::beneficiary_impossibilities(person, file.case.accepted_on)
    }));
    if found.is_empty() {
        return Ok(());
    }
    let refusal = found
        .into_iter()
        .fold(Refusal::new("impossible"), |refusal, (column, what)| refusal.field(column, what.code()));
    Err(refusal.into())
}

/// The doubts that the rules find in a case.
pub fn doubts_of(file: &CaseFile, today: NaiveDate) -> Outcome<Vec<Doubt>> {
    let case = &file.case;
    let mut found =
        law::cases::doubts(&facts(file, &criteria_of(file)?), case.provider_name.is_some(), today);
    found.extend(people_facts(file, |person| law::cases::beneficiary_doubts(person, case.accepted_on)));
    if case.provider_name.is_some() && case.provider_id.is_none() {
        found.push(Doubt::ProviderUnknown);
    }
    if case.source_agency.is_some() && case.agency_id.is_none() {
        found.push(Doubt::AgencyUnknown);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Looks at a case again after a change and notes its doubts. Safe to repeat.
pub async fn review(desk: &Desk, case: &str) -> Outcome<()> {
    let id = Uuid::parse_str(case).map_err(|error| Failure::Broken(error.to_string()))?;
    let work = desk.begin_as(&Actor::system()).await?;
    let Some(file) = store::cases::find(&work.tx, &Reach::Nation, id).await? else { return Ok(()) };
    let doubts = doubts_of(&file, desk.today())?;
    store::cases::doubts::replace(&work.tx, id, &file.case.org_code, &doubts, desk.now()).await?;
    desk.commit(work).await
}

/// The dated events that follow from a change: what has a day now and had another before.
#[must_use]
pub fn milestones(desk: &Desk, actor: &Actor, before: Option<&CaseFile>, after: &CaseFile) -> Vec<CaseEvent> {
    let old = before.map(|file| &file.case);
    let new = &after.case;
    let event = |kind: &str, on_date: NaiveDate, text: Option<String>| CaseEvent {
        id: desk.id(),
        case_id: new.id,
        kind: kind.to_owned(),
        on_date,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text,
    };
    let mut events = Vec::new();
    let mut note = |kind: &str, was: Option<NaiveDate>, is: Option<NaiveDate>, text: Option<String>| {
        if let Some(day) = is.filter(|_| was != is) {
            events.push(event(kind, day, text));
        }
    };
    note("received", old.and_then(|case| case.received_on), new.received_on, new.source_agency.clone());
    note("accepted", old.map(|case| case.accepted_on), Some(new.accepted_on), None);
    note("assigned", old.and_then(|case| case.assigned_on), new.assigned_on, new.provider_name.clone());
    note(
        "closed",
        old.and_then(|case| case.closed_on),
        new.closed_on,
        new.outcome.map(|code| code.to_string()),
    );
    note("handed_over", old.and_then(|case| case.handed_over_on), new.handed_over_on, None);
    note(
        "appraised",
        old.and_then(|case| case.appraised_on),
        new.appraised_on,
        new.quality_rating.map(|code| code.to_string()),
    );
    if before.is_some() && events.is_empty() {
        events.push(event("corrected", desk.today(), None));
    }
    events
}

/// What the form of a case offers: registers within reach, their providers, the ethnic groups.
#[derive(Clone, Debug)]
pub struct EntryOptions {
    pub organisations: Vec<Organisation>,
    pub providers: Vec<Provider>,
    pub ethnic_groups: Vec<EthnicGroup>,
}

/// What the filters of the list offer: registers within reach, and the providers of a few of them, by name.
#[derive(Clone, Debug)]
pub struct ListOptions {
    pub organisations: Vec<OrganisationName>,
    /// None where there are more registers than [`FEW_REGISTERS`]: first one is chosen, then its provider.
    pub providers: Arc<Vec<ProviderName>>,
}

/// Of so many registers the providers are offered together.
const FEW_REGISTERS: usize = 16;

async fn list_options(desk: &Desk, tx: &Tx, permit: &Permit, filter: &CaseFilter) -> Outcome<ListOptions> {
    let nation = *permit.reach() == Reach::Nation;
    let keeps = |code: &str| OrganisationKind::of_code(code).is_some_and(OrganisationKind::keeps_register);
    let names = desk.organisation_names();
    let reached =
        names.iter().filter(|unit| keeps(&unit.code) && (nation || permit.reach().covers(&unit.code)));
    let mut organisations: Vec<OrganisationName> = reached.cloned().collect();
    let own = &permit.actor().org;
    organisations.sort_by_key(|unit| (unit.valid_to.is_some(), unit.code != *own, unit.code.clone()));
    let asked = |code: &String| filter.organisations.as_ref().is_none_or(|asked| asked.contains(code));
    let codes: Vec<String> = organisations.iter().map(|unit| unit.code.clone()).filter(asked).collect();
    let mut providers = Arc::default();
    if codes.len() <= FEW_REGISTERS {
        providers = desk.provider_names(tx, &codes).await?;
    } else if let Some(chosen) = filter.provider {
        let known = store::staff::find_provider(tx, chosen).await?;
        let within = known.filter(|known| nation || permit.reach().covers(&known.org_code));
        let named = within.map(|known| ProviderName { id: known.id, name: known.name });
        providers = Arc::new(named.into_iter().collect());
    }
    Ok(ListOptions { organisations, providers })
}

/// Gathers what the form of a case offers.
pub async fn entry_options(desk: &Desk, actor: &Actor) -> Outcome<EntryOptions> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let mut organisations = store::staff::list_organisations(&tx).await?;
    organisations.retain(|unit| unit.kind.keeps_register() && permit.reach().covers(&unit.code));
    organisations.sort_by_key(|unit| (unit.valid_to.is_some(), unit.code != actor.org, unit.code.clone()));
    let codes: Vec<String> = organisations.iter().map(|unit| unit.code.clone()).collect();
    let providers = store::staff::list_providers(&tx, Some(&codes), None, 500).await?;
    let ethnic_groups = store::reference::list_ethnic_groups(&tx).await?;
    Ok(EntryOptions { organisations, providers, ethnic_groups })
}

/// Reads a commune as people type it: a code, or a name within the province of the organisation, by the
/// list of the day. Several that fit are all answered; none answers an empty list.
pub async fn communes_named(
    desk: &Desk,
    org_code: &str,
    typed: &str,
    day: NaiveDate,
) -> Outcome<Vec<Commune>> {
    let tx = desk.store().snapshot().await?;
    if typed.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(store::reference::commune_on(&tx, typed, day).await?.into_iter().collect());
    }
    let organisation = store::staff::find_organisation(&tx, org_code).await?;
    let Some(province) = organisation.and_then(|unit| unit.province_code) else { return Ok(Vec::new()) };
    let folded = names::fold(typed);
    let plain = ["xa ", "phuong ", "thi tran ", "dac khu "].iter().find_map(|kind| folded.strip_prefix(kind));
    let plain = plain.unwrap_or(&folded);
    let found = store::reference::list_communes(&tx, &province, plain, day, 20).await?;
    let exact: Vec<Commune> = found.iter().filter(|commune| commune.name_folded == plain).cloned().collect();
    Ok(if exact.is_empty() { found } else { exact })
}

/// The file code that the next case of an organisation, form and year will get (*mã hồ sơ*, Circular 12/2018
/// art. 11), unless somebody is faster.
pub async fn next_file_code(
    desk: &Desk,
    actor: &Actor,
    org_code: &str,
    form: AidForm,
    year: i32,
) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    permit.within(org_code)?;
    let tx = desk.store().snapshot().await?;
    let series = series(org_code, form);
    let number = store::cases::numbers::peek(&tx, org_code, &series, year).await?;
    Ok(store::cases::numbers::spelled(&series, number, year))
}

/// Notes a remark in the timeline of a case.
pub async fn note(desk: &Desk, actor: &Actor, id: Uuid, note_id: Uuid, text: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    let mut work = desk.begin(&permit).await?;
    let file = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    if text.trim().is_empty() {
        return Err(Refusal::new("impossible").field("text", "required").into());
    }
    unlocked(&file.case)?;
    let event = CaseEvent {
        id: note_id,
        case_id: file.case.id,
        kind: "note".to_owned(),
        on_date: desk.today(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text: Some(text.trim().to_owned()),
    };
    match store::cases::insert_event(&work.tx, &event).await {
        Err(store::StoreError::Duplicate) => return Ok(()),
        other => other?,
    }
    work.record("cases.note", "case", id, json!({}));
    desk.commit(work).await
}
