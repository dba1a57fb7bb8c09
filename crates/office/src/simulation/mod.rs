//! An invented nation: every province of its day with its registers, providers, people and cases, for
//! trying things out and for measuring. The same seed on an empty database gives the same registers.
//!
//! `nation` sets the stage, `calendar` says when, `cases` with `course` and `beneficiaries` makes one
//! case after another, `logs` what stands beside them. Here one thread invents while another writes.

mod beneficiaries;
mod calendar;
mod cases;
mod course;
mod dice;
mod logs;
mod names;
mod nation;
mod places;

use std::sync::Arc;

use chrono::{Months, NaiveDate};
use law::access::Permission;
use serde::Serialize;
use serde_json::json;
use store::bulk::writer::{Packed, Writer};
use store::cases::{Prepared, WholeCase};
use store::journal::{self, Seen};
use tokio::sync::mpsc;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};
use cases::Maker;
use dice::Dice;
use logs::Logs;

/// Cases that go from one thread to the other together.
const BATCH: usize = 2000;
/// Batches in one transaction: each writes anew what lies in another order than the days.
const BATCHES: usize = 20;

/// What to invent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Plan {
    pub cases: u64,
    /// Spread over so many years up to today.
    pub years: u32,
    pub seed: u64,
    /// Codes of provinces as they were before July 2025; all when empty.
    pub provinces: Vec<String>,
}

/// What was invented.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Invented {
    pub cases: u64,
    pub persons: u64,
    pub beneficiaries: u64,
    pub events: u64,
    pub doubtful_cases: u64,
    /// Receptions, guidance, outreach and training together.
    pub log_lines: u64,
    pub organisations: u64,
    pub providers: u64,
}

/// What goes from the thread that invents to the one that writes.
struct Batch {
    cases: Prepared,
    logs: [Packed; 4],
    count: Invented,
}

/// Fills the database with an invented nation. Only the system may; `progress` hears how many cases stand.
pub async fn simulate(
    desk: &Desk,
    actor: &Actor,
    plan: &Plan,
    mut progress: impl FnMut(u64) + Send,
) -> Outcome<Invented> {
    desk.permit(actor, Permission::Import)?;
    if !actor.is_system() {
        return Err(Failure::Denied);
    }
    if plan.years == 0 || plan.years > 30 {
        return Err(Refusal::new("simulation.years").with("years", plan.years).into());
    }
    let (today, now) = (desk.today(), desk.now());
    let from = today - Months::new(plan.years * 12) + chrono::Days::new(1);
    let tx = desk.store().snapshot().await?;
    let numbers = store::cases::last_numbers(&tx).await?;
    drop(tx);
    // The same seed again on a database that has cases continues; it does not repeat itself.
    let known: i64 = numbers.values().sum();
    let mut dice = Dice::new(plan.seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ known.unsigned_abs());
    let days = |off: &std::collections::HashSet<NaiveDate>| calendar::plan(plan.cases, from, today, off);
    let last_year = calendar::share_of_last_year(&days(&std::collections::HashSet::new()));
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let nation = nation::build(desk, &mut dice, &plan.provinces, from, last_year as f64).await?;
    let mut done = Invented {
        organisations: nation.new_organisations.len() as u64,
        providers: nation.new_providers.len() as u64,
        ..Invented::default()
    };
    set_stage(desk, actor, plan, &nation).await?;

    let days = days(&nation.days_off);
    let keys = desk.store().keyring().clone();
    let sqlite = desk.store().is_sqlite();
    let maker = Maker::new(Arc::new(nation), dice, (today, now), numbers, keys, actor.id());
    let (sender, receiver) = mpsc::channel(2);
    store::bulk::run::begin(desk.store(), i64::try_from(plan.cases).unwrap_or(i64::MAX)).await?;
    let inventing = tokio::task::spawn_blocking(move || invent(maker, &days, sqlite, &sender));
    // The log of SQLite is carried over beside the writer, not by it.
    let written = tokio::select! {
        written = write(desk, receiver, &mut done, &mut progress) => written,
        () = desk.store().carry_log_over(std::time::Duration::from_millis(250)) => Err(Failure::Broken("the watch over the database ended".to_owned())),
    };
    let ended = store::bulk::run::end(desk.store()).await;
    let invented = inventing.await.map_err(|error| Failure::Broken(error.to_string()))?;
    written?;
    ended?;
    invented?;
    Ok(done)
}

/// Enters the organisations and providers that are missing, with the one trace of the whole run.
async fn set_stage(desk: &Desk, actor: &Actor, plan: &Plan, nation: &nation::Nation) -> Outcome<()> {
    let mut work = desk.begin_as(actor).await?;
    // Those above first: a branch of a merged area is named by those that it takes over.
    for organisation in &nation.new_organisations {
        store::staff::insert_organisation(&work.tx, organisation.clone()).await?;
    }
    store::staff::insert_providers(&work.tx, &nation.new_providers).await?;
    let detail = json!({ "plan": plan, "organisations": nation.new_organisations.len(),
        "providers": nation.new_providers.len() });
    work.record("simulation.run", "simulation", plan.seed, detail);
    desk.commit(work).await?;
    desk.reload_tree().await
}

/// Invents day by day until all is sent or nobody listens any more.
fn invent(
    mut maker: Maker,
    days: &[(NaiveDate, u64)],
    sqlite: bool,
    sender: &mpsc::Sender<Batch>,
) -> Outcome<()> {
    let (mut cases, mut logs) = (Vec::with_capacity(BATCH), Logs::default());
    for (day, number) in days {
        maker.begin_day();
        for _ in 0..*number {
            cases.push(maker.case(*day)?);
        }
        let of_day = maker.logs(*day, *number);
        logs.receptions.extend(of_day.receptions);
        logs.guidance.extend(of_day.guidance);
        logs.outreach.extend(of_day.outreach);
        logs.training.extend(of_day.training);
        if cases.len() >= BATCH && !send(sqlite, &mut cases, &mut logs, sender)? {
            return Ok(());
        }
    }
    send(sqlite, &mut cases, &mut logs, sender)?;
    Ok(())
}

/// Answers whether somebody still listens.
fn send(
    sqlite: bool,
    cases: &mut Vec<WholeCase>,
    logs: &mut Logs,
    sender: &mpsc::Sender<Batch>,
) -> Outcome<bool> {
    let (cases, logs) = (std::mem::take(cases), std::mem::take(logs));
    let sum = |count: fn(&WholeCase) -> usize| cases.iter().map(count).sum::<usize>() as u64;
    let count = Invented {
        cases: cases.len() as u64,
        persons: sum(|case| case.persons.len()),
        beneficiaries: sum(|case| case.file.beneficiaries.len()),
        events: sum(|case| case.events.len()),
        doubtful_cases: sum(|case| usize::from(!case.doubts.is_empty())),
        log_lines: logs.len() as u64,
        organisations: 0,
        providers: 0,
    };
    // Equal lines stand on one day, and a day is never cut in two.
    let logs = [
        journal::prepare(sqlite, logs.receptions, &mut Seen::default())?,
        journal::prepare(sqlite, logs.guidance, &mut Seen::default())?,
        journal::prepare(sqlite, logs.outreach, &mut Seen::default())?,
        journal::prepare(sqlite, logs.training, &mut Seen::default())?,
    ];
    let batch = Batch { cases: store::cases::prepare(sqlite, cases)?, logs, count };
    Ok(sender.blocking_send(batch).is_ok())
}

async fn write(
    desk: &Desk,
    mut receiver: mpsc::Receiver<Batch>,
    done: &mut Invented,
    progress: &mut (impl FnMut(u64) + Send),
) -> Outcome<()> {
    let mut next = receiver.recv().await;
    while next.is_some() {
        let mut writer = Writer::begin(desk.store()).await?;
        for _ in 0..BATCHES {
            let Some(batch) = next.take() else { break };
            store::cases::write(&mut writer, batch.cases).await?;
            for log in batch.logs {
                writer.write(log).await?;
            }
            done.add(&batch.count);
            next = receiver.recv().await;
        }
        writer.commit().await?;
        progress(done.cases);
    }
    Ok(())
}

impl Invented {
    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.persons += other.persons;
        self.beneficiaries += other.beneficiaries;
        self.events += other.events;
        self.doubtful_cases += other.doubtful_cases;
        self.log_lines += other.log_lines;
    }
}
