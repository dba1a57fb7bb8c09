//! Targets of a year: the table of an organisation, the sheet of a provider, the cases behind each number, the sign-off.
//!
//! Page, file and command read the same [`table`]. A year that was signed off is shown as it was signed. `granting`
//! keeps what frees somebody; files are made in
//! `exchange::targets`.

mod granting;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use law::access::{Permission, Reach, subtree, subtree_with_predecessors};
use law::kernel::coded::Coded as _;
use law::quality::Criterion;
use law::staff::ProviderKind;
use law::targets::{
    FinishedFacts, Relief, Share, Stretch, Target, TargetLevel, TargetMeasure, TargetYear, YearFacts, counts,
    forecast, shares, target,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::secrets::Seal;
use store::staff::Provider;
use store::targets::{FinishedCase, TargetClosing};
use uuid::Uuid;

pub use granting::{ReliefDraft, grant, withdraw};
pub use store::targets::{Away, DueClock, TargetRelief};

use crate::deadlines::day_begins;
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};

/// Most providers of a table.
const PROVIDERS: u64 = 2000;

/// Which year is asked for, and of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetsRequest {
    /// The organisation and what is below it.
    pub org: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl TargetsRequest {
    /// A whole target year.
    #[must_use]
    pub fn of_year(org: &str, year: TargetYear) -> Self {
        Self { org: org.to_owned(), from: year.first(), to: year.last() }
    }

    /// The year whose bands hold: that of the last day.
    #[must_use]
    pub fn year(&self) -> TargetYear {
        TargetYear::of(self.to)
    }

    /// Whether it is a whole target year, which alone can be signed off.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        (self.from, self.to) == (self.year().first(), self.year().last())
    }
}

/// The year of one provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderYear {
    pub provider: Uuid,
    pub name: String,
    pub org: String,
    pub kind: ProviderKind,
    pub leader: bool,
    pub appointed_on: Option<NaiveDate>,
    /// What is asked; none of whom nothing is asked by any letter.
    pub target: Option<Target>,
    /// Halves of cases under each heading.
    pub done: BTreeMap<TargetMeasure, i64>,
    pub level: Option<TargetLevel>,
    /// Halves of litigation cases at the end of the year, if it goes on so.
    pub forecast: Option<i64>,
    /// Cases that run today.
    pub running: i64,
    /// Clocks that ran out in the time, and of them those that were not kept.
    pub due: i64,
    pub late: i64,
    pub training_hours: i64,
}

impl ProviderYear {
    /// Halves of cases under a heading.
    #[must_use]
    pub fn done(&self, measure: TargetMeasure) -> i64 {
        self.done.get(&measure).copied().unwrap_or(0)
    }
}

/// The years of the providers of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetsTable {
    pub org: String,
    pub year: i32,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub as_of: DateTime<Utc>,
    pub providers: Vec<ProviderYear>,
}

/// Who signed a year off, and whether what was signed is untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub at: DateTime<Utc>,
    pub by: String,
    pub sha256: String,
    pub intact: bool,
}

/// The table as a page shows it.
#[derive(Clone, Debug)]
pub struct TargetsView {
    pub table: TargetsTable,
    pub signed: Option<Signed>,
    /// The year is over and may be signed off by this actor.
    pub may_sign: bool,
}

/// The sheet of a provider.
#[derive(Clone, Debug)]
pub struct SheetView {
    pub row: ProviderYear,
    pub year: TargetYear,
    pub absences: Vec<Away>,
    pub reliefs: Vec<TargetRelief>,
    /// Clocks that were not kept.
    pub late: Vec<DueClock>,
    pub may_grant: bool,
}

/// A case behind a number.
#[derive(Clone, Debug)]
pub struct BehindLine {
    pub case: FinishedCase,
    /// 1 or 2 halves.
    pub halves: u8,
}

/// The officers of an organisation and their year; one that was signed off as it was signed.
pub async fn table(desk: &Desk, actor: &Actor, request: &TargetsRequest) -> Outcome<TargetsView> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    permit.within(&request.org)?;
    if !desk.tree().iter().any(|node| node.code == request.org) {
        return Err(Failure::Missing);
    }
    let tx = desk.store().snapshot().await?;
    let year = request.year();
    let closing = match request.is_whole() {
        true => store::targets::find_closing(&tx, &request.org, year.number()).await?,
        false => None,
    };
    if let Some(closing) = closing {
        let table =
            serde_json::from_str(&closing.content).map_err(|error| Failure::Broken(error.to_string()))?;
        return Ok(TargetsView { table, signed: Some(signed(desk, &closing)?), may_sign: false });
    }
    let table = live(desk, &tx, request).await?;
    let over = request.is_whole() && year.last() < desk.today();
    let may_sign = over && desk.permit(actor, Permission::SignDocuments).is_ok();
    Ok(TargetsView { table, signed: None, may_sign })
}

fn signed(desk: &Desk, closing: &TargetClosing) -> Outcome<Signed> {
    let seal = Seal { signature: closing.seal.clone(), key: closing.seal_key.clone() };
    let own = desk.store().keyring().put_seal("")?.key == closing.seal_key;
    let same = hex::encode(Sha256::digest(closing.content.as_bytes())) == closing.sha256;
    let intact = own && same && seal.is_on(&sealed_words(closing));
    Ok(Signed {
        at: closing.closed_at,
        by: closing.closed_by.clone(),
        sha256: closing.sha256.clone(),
        intact,
    })
}

/// How many years were signed off, and which of them no longer stand as they were signed.
pub(crate) async fn examine(desk: &Desk, tx: &Tx) -> Outcome<(i64, Vec<String>)> {
    let closings = store::targets::list_closings(tx).await?;
    let mut wrong = Vec::new();
    for closing in &closings {
        if !signed(desk, closing)?.intact {
            wrong.push(format!("targets {} {}", closing.org_code, closing.year));
        }
    }
    Ok((count(closings.len()), wrong))
}

fn sealed_words(closing: &TargetClosing) -> String {
    format!("tgpl targets 1\n{}\n{}\n{}", closing.org_code, closing.year, closing.sha256)
}

async fn live(desk: &Desk, tx: &Tx, request: &TargetsRequest) -> Outcome<TargetsTable> {
    let codes = subtree(&desk.tree(), &request.org);
    let providers = store::staff::list_providers(tx, Some(&codes), None, PROVIDERS).await?;
    let counted = |it: &Provider| {
        it.kind.0 == ProviderKind::LegalAidOfficer
            && it.ended_on.is_none_or(|day| day >= request.from)
            && it.appointed_on.is_none_or(|day| day <= request.to)
    };
    let providers: Vec<Provider> = providers.into_iter().filter(counted).collect();
    let finished = Finished::read(desk, tx, request).await?;
    Ok(TargetsTable {
        org: request.org.clone(),
        year: request.year().number(),
        from: request.from,
        to: request.to,
        as_of: desk.now(),
        providers: years(desk, tx, request, &providers, &finished).await?,
    })
}

/// The finished cases of a time, each divided among those who worked on it.
struct Finished {
    cases: Vec<FinishedCase>,
    /// By case: who, and how many halves.
    parts: HashMap<Uuid, Vec<(Uuid, u8)>>,
}

impl Finished {
    async fn read(desk: &Desk, tx: &Tx, request: &TargetsRequest) -> Outcome<Self> {
        let codes = subtree_with_predecessors(&desk.tree(), &request.org);
        let days = (request.from, request.to);
        let cases = store::targets::list_finished(tx, &codes, days).await?;
        let mut worked: HashMap<Uuid, Vec<(Uuid, i64)>> = HashMap::new();
        for row in store::targets::list_worked(tx, &codes, days).await? {
            worked.entry(row.case_id).or_default().push((row.provider_id, row.minutes));
        }
        let parts =
            cases.iter().map(|case| (case.id, divided(case, worked.remove(&case.id).unwrap_or_default())));
        Ok(Self { parts: parts.collect(), cases })
    }

    fn of(&self, provider: Uuid) -> impl Iterator<Item = (&FinishedCase, u8)> {
        self.cases.iter().filter_map(move |case| {
            let parts = self.parts.get(&case.id)?;
            let halves = parts.iter().find(|(who, _)| *who == provider)?.1;
            (halves > 0).then_some((case, halves))
        })
    }
}

fn divided(case: &FinishedCase, mut worked: Vec<(Uuid, i64)>) -> Vec<(Uuid, u8)> {
    if let Some(own) = case.provider_id
        && !worked.iter().any(|(who, _)| *who == own)
    {
        worked.push((own, 0));
    }
    let who: Vec<Share> = worked
        .iter()
        .map(|(who, minutes)| Share { ended_it: Some(*who) == case.provider_id, minutes: *minutes })
        .collect();
    worked.into_iter().map(|(who, _)| who).zip(shares(&who)).collect()
}

fn facts_of(case: &FinishedCase) -> FinishedFacts {
    FinishedFacts {
        form: case.form.0,
        field: case.field.0,
        rating: case.quality_rating.map(|rating| rating.0),
        success: Criterion::read_list(&case.success_criteria).is_ok_and(|list| !list.is_empty()),
        opinion: case.opinions > 0,
    }
}

async fn years(
    desk: &Desk,
    tx: &Tx,
    request: &TargetsRequest,
    providers: &[Provider],
    finished: &Finished,
) -> Outcome<Vec<ProviderYear>> {
    let year = request.year();
    let ids: Vec<Uuid> = providers.iter().map(|provider| provider.id).collect();
    let days = (year.first(), year.last());
    let absences = store::targets::list_absences(tx, &ids, days).await?;
    let reliefs = store::targets::list_reliefs(tx, &ids, days).await?;
    let training = store::targets::sum_training(tx, &ids, (request.from, request.to)).await?;
    let running = store::conduct::count_running_of(tx, &ids).await?;
    let clocks = clocks(desk, tx, request, &ids).await?;
    let rules = desk.rules();
    let rules = rules.on(year.last());
    let mut rows = Vec::with_capacity(providers.len());
    for provider in providers {
        let id = provider.id;
        let mut done = BTreeMap::new();
        for (case, halves) in finished.of(id) {
            let facts = facts_of(case);
            for measure in TargetMeasure::ALL.iter().filter(|measure| counts(**measure, &facts)) {
                *done.entry(*measure).or_insert(0) += i64::from(halves);
            }
        }
        let litigation = done.get(&TargetMeasure::Litigation).copied().unwrap_or(0);
        let facts = year_facts(provider, &absences, &reliefs);
        let target = (provider.kind.0 == ProviderKind::LegalAidOfficer)
            .then(|| target(&facts, year, &rules))
            .flatten();
        let own: Vec<&DueClock> = clocks.iter().filter(|clock| clock.provider_id == id).collect();
        let whole = request.is_whole();
        rows.push(ProviderYear {
            provider: id,
            name: provider.name.clone(),
            org: provider.org_code.clone(),
            kind: provider.kind.0,
            leader: provider.leader,
            appointed_on: provider.appointed_on,
            level: target.as_ref().and_then(|it| it.level(litigation)),
            target,
            done,
            forecast: forecast(litigation, year, desk.today())
                .filter(|_| whole && desk.today() <= year.last()),
            running: running.iter().find(|(who, _)| *who == id).map_or(0, |(_, number)| *number),
            due: count(own.len()),
            late: count(own.iter().filter(|clock| is_late(clock)).count()),
            training_hours: training.iter().find(|it| it.provider_id == id).map_or(0, |it| it.number),
        });
    }
    Ok(rows)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Clocks of these providers that ran out in the time, up to now.
async fn clocks(desk: &Desk, tx: &Tx, request: &TargetsRequest, ids: &[Uuid]) -> Outcome<Vec<DueClock>> {
    let end = day_begins(request.to.checked_add_days(Days::new(1)).unwrap_or(request.to)).min(desk.now());
    Ok(store::targets::list_due(tx, ids, day_begins(request.from), end).await?)
}

/// Ended after it was due, or still running.
fn is_late(clock: &DueClock) -> bool {
    clock.ended_at.is_none_or(|ended| ended > clock.due_at)
}

fn year_facts(provider: &Provider, absences: &[Away], reliefs: &[TargetRelief]) -> YearFacts {
    let own = |it: &&Away| it.provider_id == provider.id;
    let away = absences.iter().filter(own).map(|it| Stretch { from: it.from_on, to: Some(it.to_on) });
    let granted = reliefs.iter().filter(|it| it.provider_id == provider.id).map(|it| Relief {
        ground: it.ground.0,
        days: Stretch { from: it.from_on, to: it.to_on },
        percent: u32::try_from(it.percent).unwrap_or(0),
    });
    YearFacts { appointed_on: provider.appointed_on, absences: away.collect(), reliefs: granted.collect() }
}

/// A provider whose year the actor may see: one's own, or, of who reads reports, one within reach.
async fn sheet_of(desk: &Desk, tx: &Tx, actor: &Actor, id: Uuid) -> Outcome<(Permit, Provider)> {
    let own = actor.provider == Some(id);
    let permit = match desk.permit(actor, Permission::ReadReports) {
        Ok(permit) => permit,
        Err(denied) if own => desk.permit(actor, Permission::ConductCases).map_err(|_| denied)?,
        // Who works on cases knows that there are sheets; that of another is not there.
        Err(denied) => {
            return Err(desk.permit(actor, Permission::ConductCases).map_or(denied, |_| Failure::Missing));
        }
    };
    let provider = store::staff::find_provider(tx, id).await?.ok_or(Failure::Missing)?;
    if !own {
        permit.within(&provider.org_code)?;
    }
    Ok((permit, provider))
}

fn whole(provider: &Provider, year: TargetYear) -> TargetsRequest {
    TargetsRequest::of_year(&provider.org_code, year)
}

/// The sheet of a provider: the whole year, not its number alone. The reading leaves its trace, with the cases named.
pub async fn sheet(desk: &Desk, actor: &Actor, id: Uuid, year: TargetYear) -> Outcome<SheetView> {
    let (permit, view) = sheet_in(desk, actor, id, year).await?;
    let cases: BTreeSet<Uuid> = view.late.iter().filter_map(|clock| clock.case_id).collect();
    let detail = json!({ "year": year.number(), "cases": cases });
    desk.record_reading(&permit, "targets.sheet", "provider", id, detail).await?;
    Ok(view)
}

async fn sheet_in(desk: &Desk, actor: &Actor, id: Uuid, year: TargetYear) -> Outcome<(Permit, SheetView)> {
    let tx = desk.store().snapshot().await?;
    let (permit, provider) = sheet_of(desk, &tx, actor, id).await?;
    let request = whole(&provider, year);
    let finished = Finished::read(desk, &tx, &request).await?;
    let rows = years(desk, &tx, &request, std::slice::from_ref(&provider), &finished).await?;
    let row = rows.into_iter().next().ok_or(Failure::Missing)?;
    let days = (year.first(), year.last());
    let late = clocks(desk, &tx, &request, &[id]).await?.into_iter().filter(is_late).collect();
    let granting = desk.permit(actor, Permission::AssignProviders);
    let view = SheetView {
        row,
        year,
        absences: store::targets::list_absences(&tx, &[id], days).await?,
        reliefs: store::targets::list_reliefs(&tx, &[id], days).await?,
        late,
        may_grant: granting.is_ok_and(|permit| permit.within(&provider.org_code).is_ok()),
    };
    Ok((permit, view))
}

/// The cases behind a number of a sheet; the reading leaves its trace.
pub async fn cases_behind(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    year: TargetYear,
    measure: TargetMeasure,
) -> Outcome<(String, Vec<BehindLine>)> {
    desk.permit(actor, Permission::ReadCases)?;
    let (permit, name, lines) = {
        let tx = desk.store().snapshot().await?;
        let (permit, provider) = sheet_of(desk, &tx, actor, id).await?;
        let finished = Finished::read(desk, &tx, &whole(&provider, year)).await?;
        let fits = finished.of(id).filter(|(case, _)| counts(measure, &facts_of(case)));
        let lines: Vec<BehindLine> =
            fits.map(|(case, halves)| BehindLine { case: case.clone(), halves }).collect();
        (permit, provider.name, lines)
    };
    let ids: Vec<Uuid> = lines.iter().map(|line| line.case.id).collect();
    let detail = json!({ "year": year.number(), "measure": measure, "cases": ids });
    desk.record_reading(&permit, "targets.cases", "provider", id, detail).await?;
    Ok((name, lines))
}

/// Signs a target year off (*phê duyệt kết quả năm*): the table is frozen and sealed. A second time is the first.
pub async fn close(desk: &Desk, actor: &Actor, org: &str, year: TargetYear) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::SignDocuments)?;
    permit.within(org)?;
    if !desk.tree().iter().any(|node| node.code == org) {
        return Err(Failure::Missing);
    }
    if desk.today() <= year.last() {
        return Err(Refusal::new("targets.too_early").with("last", year.last().format("%d/%m/%Y")).into());
    }
    let mut work = desk.begin(&permit).await?;
    if store::targets::find_closing(&work.tx, org, year.number()).await?.is_some() {
        return Ok(());
    }
    let table = live(desk, &work.tx, &TargetsRequest::of_year(org, year)).await?;
    let content = serde_json::to_string(&table).map_err(|error| Failure::Broken(error.to_string()))?;
    let mut closing = TargetClosing {
        id: desk.id(),
        org_code: org.to_owned(),
        year: year.number(),
        sha256: hex::encode(Sha256::digest(content.as_bytes())),
        content,
        seal: String::new(),
        seal_key: String::new(),
        closed_at: desk.now(),
        closed_by: actor.name.clone(),
    };
    let seal = desk.store().keyring().put_seal(&sealed_words(&closing))?;
    (closing.seal, closing.seal_key) = (seal.signature, seal.key);
    let detail =
        json!({ "year": year.number(), "providers": table.providers.len(), "sha256": closing.sha256 });
    work.record("targets.close", "organisation", org, detail);
    store::targets::insert_closing(&work.tx, &closing).await?;
    desk.commit(work).await
}

/// The organisation whose table an actor opens first: one's own, or the first below that keeps a register.
#[must_use]
pub fn own_organisation(desk: &Desk, actor: &Actor) -> String {
    match desk.reach_of(actor) {
        Reach::Nation => desk
            .tree()
            .iter()
            .map(|node| node.code.clone())
            .find(|code| code.starts_with("TT."))
            .unwrap_or_else(|| actor.org.clone()),
        _ => actor.org.clone(),
    }
}
