//! The diary of a case: who did what, where, from when to when; the sum of a month becomes the sheet of working time.
//!
//! Entered only while the case runs, by its provider, the clerk or the head; the time is always that of the provider
//! of the case. Two entries of one provider never overlap, in whatever case. `law::diary` counts and refuses.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use law::access::Permission;
use law::diary::{EntryFacts, WorkCode, WorkList, entry_faults, half_sessions, is_capped, work_list};
use law::hearings::{HearingAct, HearingKind, HearingState, after_hearing};
use serde_json::json;
use uuid::Uuid;

pub use store::diary::{DiaryEntry, Hearing};

use crate::daily::{Case, CaseHead, case_of, day_and_minute, minute_of, provider_of, running_case, some};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// An entry as typed.
#[derive(Clone, Debug)]
pub struct EntryDraft {
    /// The id that the form carried, so that the same form sent twice is one entry.
    pub id: Uuid,
    pub on_date: NaiveDate,
    pub from_minute: u32,
    pub to_minute: u32,
    pub work: WorkCode,
    pub place: String,
    pub with_whom: String,
    pub note: String,
    /// The hearing that this tells of; it was held then.
    pub hearing: Option<Uuid>,
}

/// What a new entry begins with: as the last one in this case, today, the hour until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    pub on_date: NaiveDate,
    pub from_minute: u32,
    pub to_minute: u32,
    pub work: Option<WorkCode>,
    pub place: String,
    pub with_whom: String,
    pub hearing: Option<Uuid>,
}

/// Time of some entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub entries: usize,
    pub minutes: u32,
    /// Sessions in halves, counted entry by entry.
    pub half_sessions: u32,
    /// Of these, halves of work that is capped by the lump-sum norm.
    pub capped_halves: u32,
}

/// The diary of a case in a month.
#[derive(Clone, Debug)]
pub struct Diary {
    pub head: CaseHead,
    pub list: WorkList,
    /// First day of the month shown.
    pub month: NaiveDate,
    /// Months with entries, latest first; always with the month shown.
    pub months: Vec<NaiveDate>,
    pub entries: Vec<DiaryEntry>,
    pub totals: Totals,
    pub preset: Preset,
}

/// Adds up entries.
#[must_use]
pub fn total(entries: &[DiaryEntry]) -> Totals {
    entries.iter().fold(Totals::default(), |sum, entry| {
        let minutes = entry.span().minutes();
        let halves = half_sessions(minutes);
        Totals {
            entries: sum.entries + 1,
            minutes: sum.minutes + minutes,
            half_sessions: sum.half_sessions + halves,
            capped_halves: sum.capped_halves + if is_capped(entry.work.0) { halves } else { 0 },
        }
    })
}

/// Opens the diary of a case: a month of it, the latest with entries unless one is named; a new entry may begin
/// from a hearing.
pub async fn view(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    month: Option<NaiveDate>,
    hearing: Option<Uuid>,
) -> Outcome<Diary> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    let days = store::diary::list_days(&work.tx, case).await?;
    let mut months: Vec<NaiveDate> = days.iter().map(|day| first_of_month(*day)).collect();
    months.dedup();
    let latest = months.first().copied().unwrap_or_else(|| first_of_month(desk.today()));
    let month = month.map_or(latest, first_of_month);
    if !months.contains(&month) {
        months.push(month);
        months.sort_unstable_by(|one, other| other.cmp(one));
    }
    let last = month.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1)));
    let entries = store::diary::list(&work.tx, case, month, last.unwrap_or(month)).await?;
    let list = work_list(record.form.0, record.field.0);
    let preset = preset(desk, &work, &record, list, hearing).await?;
    work.record("diary.view", "case", case, json!({ "month": month }));
    desk.commit(work).await?;
    Ok(Diary { head, list, month, months, totals: total(&entries), entries, preset })
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

async fn preset(
    desk: &Desk,
    work: &Work,
    case: &Case,
    list: WorkList,
    hearing: Option<Uuid>,
) -> Outcome<Preset> {
    let hearing = match hearing {
        Some(id) => store::diary::find_hearing(&work.tx, case.id, id).await?,
        None => None,
    };
    if let Some(hearing) = hearing {
        return Ok(preset_of_hearing(&hearing, list));
    }
    let last = store::diary::find_last(&work.tx, case.id).await?;
    let today = desk.today();
    // To the half hour that is nearest, so that nobody has to turn a wheel of minutes.
    let minute = minute_of(desk.now());
    let until = ((minute + 15) / 30 * 30).max(30);
    let hour_before = until.saturating_sub(60);
    let same_day = last.as_ref().filter(|entry| entry.on_date == today).map(|entry| entry.span().to);
    let from =
        same_day.filter(|end| *end > hour_before && *end < until && *end < minute).unwrap_or(hour_before);
    Ok(Preset {
        on_date: today,
        from_minute: from,
        to_minute: until,
        work: last.as_ref().map(|entry| entry.work.0).filter(|code| code.list() == list),
        place: last.as_ref().and_then(|entry| entry.place.clone()).unwrap_or_default(),
        with_whom: last.and_then(|entry| entry.with_whom).unwrap_or_default(),
        hearing: None,
    })
}

fn preset_of_hearing(hearing: &Hearing, list: WorkList) -> Preset {
    let (day, minute) = day_and_minute(hearing.at);
    let work = match hearing.kind.0 {
        HearingKind::DetentionVisit => WorkCode::of_meeting(list, true),
        HearingKind::Meeting => WorkCode::of_meeting(list, false),
        HearingKind::Questioning if list == WorkList::Criminal => WorkCode::CriminalA,
        HearingKind::Agency if list == WorkList::Criminal => WorkCode::CriminalC,
        HearingKind::Mediation if list == WorkList::Civil => WorkCode::CivilDd,
        HearingKind::Evidence if list == WorkList::Civil => WorkCode::CivilC,
        HearingKind::Dialogue if list == WorkList::Administrative => WorkCode::AdministrativeDialogue,
        _ => WorkCode::of_trial(list),
    };
    Preset {
        on_date: day,
        from_minute: minute,
        to_minute: (minute + 120).min(24 * 60),
        work: Some(work),
        place: hearing.place.clone().unwrap_or_default(),
        with_whom: hearing.agency.clone().unwrap_or_default(),
        hearing: Some(hearing.id),
    }
}

/// Opens one entry of a case to correct or remove it.
pub async fn entry(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
) -> Outcome<(CaseHead, WorkList, DiaryEntry)> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let (record, head) = case_of(desk, &work, &permit, case).await?;
    let found = store::diary::find(&work.tx, case, id).await?;
    let found = found.filter(|entry| entry.removed_at.is_none()).ok_or(Failure::Missing)?;
    work.record("diary.view", "case", case, json!({ "entry": id }));
    desk.commit(work).await?;
    Ok((head, work_list(record.form.0, record.field.0), found))
}

/// Adds an entry (*ghi nhật ký*). The same form sent twice is one entry.
pub async fn add(desk: &Desk, actor: &Actor, case: Uuid, draft: EntryDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let record = running_case(desk, &work, &permit, case).await?;
    let entry = assemble(desk, &permit, &record, &draft)?;
    if let Some(known) = store::diary::find(&work.tx, case, draft.id).await? {
        return if says_the_same(&known, &entry) { Ok(()) } else { Err(Failure::Stale) };
    }
    check(desk, &work, &permit, &record, &entry).await?;
    store::diary::insert(&work.tx, &entry).await?;
    if let Some(hearing) = draft.hearing {
        hold(&work, case, hearing).await?;
    }
    work.record("diary.add", "case", case, json!({ "entry": &entry }));
    desk.commit(work).await
}

/// Whether two entries tell the same; when and by whom they were entered does not count.
fn says_the_same(one: &DiaryEntry, other: &DiaryEntry) -> bool {
    let content = |entry: &DiaryEntry| {
        (entry.span(), entry.work, entry.place.clone(), entry.with_whom.clone(), entry.note.clone())
    };
    content(one) == content(other)
}

async fn hold(work: &Work, case: Uuid, hearing: Uuid) -> Outcome<()> {
    let Some(mut hearing) = store::diary::find_hearing(&work.tx, case, hearing).await? else { return Ok(()) };
    if let Some(HearingState::Held) = after_hearing(hearing.state.0, HearingAct::Hold) {
        hearing.state = HearingState::Held.into();
        store::diary::update_hearing(&work.tx, &hearing).await?;
    }
    Ok(())
}

/// Corrects an entry that still has the version that was seen.
pub async fn correct(desk: &Desk, actor: &Actor, case: Uuid, seen: i64, draft: EntryDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    let record = running_case(desk, &work, &permit, case).await?;
    let before = own_entry(&work, &permit, case, draft.id, seen).await?;
    let mut after = assemble(desk, &permit, &record, &draft)?;
    after.provider_id = before.provider_id;
    after.entered_at = before.entered_at;
    after.entered_by.clone_from(&before.entered_by);
    after.version = before.version;
    check(desk, &work, &permit, &record, &after).await?;
    store::diary::update(&work.tx, &after).await?;
    work.record("diary.correct", "case", case, json!({ "before": &before, "after": &after }));
    desk.commit(work).await
}

/// Takes an entry out, with the reason; it stays in the record.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    id: Uuid,
    seen: i64,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    running_case(desk, &work, &permit, case).await?;
    let mut entry = own_entry(&work, &permit, case, id, seen).await?;
    let reason = some(reason).ok_or_else(|| Refusal::new("impossible").field("reason", "required"))?;
    entry.removed_at = Some(desk.now());
    store::diary::update(&work.tx, &entry).await?;
    work.record_because("diary.remove", "case", case, &reason, json!({ "entry": &entry }));
    desk.commit(work).await
}

/// An entry that may be changed: there, not changed since, and of nobody else.
async fn own_entry(work: &Work, permit: &Permit, case: Uuid, id: Uuid, seen: i64) -> Outcome<DiaryEntry> {
    let found = store::diary::find(&work.tx, case, id).await?;
    let found = found.filter(|entry| entry.removed_at.is_none()).ok_or(Failure::Missing)?;
    if found.version != seen {
        return Err(Failure::Stale);
    }
    let own_only = permit.actor().role.sees_own_cases_only() && !permit.actor().is_system();
    if own_only && found.provider_id != permit.actor().provider {
        return Err(Refusal::new("diary.others_entry").into());
    }
    Ok(found)
}

fn assemble(desk: &Desk, permit: &Permit, case: &Case, draft: &EntryDraft) -> Outcome<DiaryEntry> {
    let minute = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(DiaryEntry {
        id: draft.id,
        case_id: case.id,
        provider_id: Some(provider_of(case)?),
        on_date: draft.on_date,
        from_minute: minute(draft.from_minute),
        to_minute: minute(draft.to_minute),
        work: draft.work.into(),
        place: some(&draft.place),
        with_whom: some(&draft.with_whom),
        note: some(&draft.note),
        entered_at: desk.now(),
        entered_by: permit.actor().name.clone(),
        removed_at: None,
        version: 1,
    })
}

/// Refuses what cannot be true, and time that is taken already.
async fn check(desk: &Desk, work: &Work, permit: &Permit, case: &Case, entry: &DiaryEntry) -> Outcome<()> {
    let facts = EntryFacts {
        begins_on: case.received_on.map_or(case.accepted_on, |day| day.min(case.accepted_on)),
        ends_on: case.paused_on,
        list: work_list(case.form.0, case.field.0),
        today: desk.today(),
        minute: minute_of(desk.now()),
    };
    let faults = entry_faults(entry.work.0, entry.span(), &facts);
    if !faults.is_empty() {
        let refusal = faults.into_iter().fold(Refusal::new("impossible"), |refusal, (field, fault)| {
            refusal.field(field, &format!("entry_{fault}"))
        });
        return Err(refusal.into());
    }
    let Some(provider) = entry.provider_id else { return Ok(()) };
    store::diary::lock_provider(&work.tx, provider).await?;
    let Some(clash) = store::diary::find_clash(&work.tx, provider, entry.span(), entry.id).await? else {
        return Ok(());
    };
    // Which case that is may be known only where it lies within reach.
    let other = store::cases::find(&work.tx, permit.reach(), clash.case_id).await?;
    let code = if other.is_some() { clash.file_code } else { String::new() };
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let refusal = Refusal::new("diary.overlap")
        .field("from", if code.is_empty() { "diary_overlap_elsewhere" } else { "diary_overlap" })
        .with("case", code)
        .with("from", clock(clash.from_minute))
        .with("to", clock(clash.to_minute));
    Err(refusal.into())
}
