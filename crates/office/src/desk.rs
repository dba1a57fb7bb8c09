//! The desk: everything the outside world is to an act — store, files, clock, chance — and the only
//! ways to ask permission, to work in one transaction, and to leave a trace.
//!
//! An act reads: permit → begin → load → law decides → save → record → commit.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use chrono::{DateTime, Duration, NaiveDate, SubsecRound as _, Utc};
use law::access::{Node, Permission, Reach, Role};
use law::days::{Calendar, CalendarDay, DayKind};
use law::kernel::coded::Coded as _;
use law::rules::{AddedRow, Rules};
use law::statistics::Value;
use papers::document::pdf::Fonts;
use serde::Serialize;
use store::Tx;
use store::audit::Entry;
use store::cases::CaseFilter;
use store::cases::list::{self, WideGrounds};
use store::staff::{OrganisationName, ProviderName};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::failure::{Failure, Outcome};
use crate::reactions::Event;
use crate::scan::Scanner;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine.
    System,
    /// A time that stands until it is moved (tests, `TGPL_CLOCK`).
    Frozen(Arc<Mutex<DateTime<Utc>>>),
}

/// Where chance comes from.
#[derive(Clone, Debug)]
pub enum Chance {
    /// The machine.
    System,
    /// A repeatable row of numbers (tests, simulation).
    Seeded(Arc<Mutex<u64>>),
}

impl Chance {
    /// A repeatable row that starts at a seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(seed)))
    }

    /// Fills bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => getrandom::fill(bytes).expect("the machine has random numbers"),
            Self::Seeded(state) => {
                let mut state = state.lock().expect("no panic while the seed is held");
                for chunk in bytes.chunks_mut(8) {
                    // SplitMix64: enough for repeatable ids.
                    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                    let mut z = *state;
                    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                    z ^= z >> 31;
                    chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }
}

/// The outside world, as acts see it.
#[derive(Clone, Debug)]
pub struct Desk {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: store::Store,
    files: store::files::Files,
    clock: Clock,
    chance: Chance,
    last_id: Mutex<(u64, u16)>,
    tree: RwLock<Organisations>,
    law: RwLock<(Arc<Rules>, Arc<Calendar>)>,
    readings: Readings,
    provider_names: Mutex<ProviderNames>,
    wide_lists: WideGrounds,
    shown_tables: Mutex<VecDeque<(String, Arc<ShownTable>)>>,
    fonts_folder: OnceLock<PathBuf>,
    fonts: OnceLock<Fonts>,
    scanner: OnceLock<Scanner>,
    official_names: OnceLock<OfficialNames>,
}

/// Names codes in the language of official papers: family, code.
pub type OfficialNames = fn(&str, &str) -> String;

/// The providers that filters offer, by the organisations they belong to: hundreds of names on every page.
#[derive(Debug, Default)]
struct ProviderNames {
    known: HashMap<Vec<String>, NamesAt>,
    /// Counts the changes, so that what was read before one is not kept after it.
    changes: u64,
}

/// Names, and when they were read.
type NamesAt = (DateTime<Utc>, Arc<Vec<ProviderName>>);

/// The tree of organisations, and their names by code.
type Organisations = (Arc<Vec<Node>>, Arc<Vec<OrganisationName>>);

/// How long names are kept; another server may have changed them.
const NAMES_KEPT: Duration = Duration::seconds(30);

/// A table of figures that somebody was shown: the list behind a cell says what stood there, and as of when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ShownTable {
    pub(crate) as_of: DateTime<Utc>,
    /// By row, and by row and column.
    pub(crate) cells: HashMap<Vec<String>, Value>,
}

/// So many tables are remembered, the latest.
const TABLES_KEPT: usize = 16;

/// Readings whose trace waits to be written. Whoever writes takes along what came meanwhile, so that many who
/// read at once cost one transaction.
#[derive(Debug, Default)]
struct Readings {
    waiting: Mutex<Vec<(Vec<Entry>, oneshot::Sender<()>)>>,
    writing: tokio::sync::Mutex<()>,
}

/// Who acts: an account that signed in, a token, or the system itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Actor {
    /// Record id of the account; `None` for the system.
    pub account: Option<Uuid>,
    /// Log-in name.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Code of the organisation.
    pub org: String,
    /// The provider this account belongs to.
    pub provider: Option<Uuid>,
    /// Address the request came from.
    pub ip: String,
}

impl Actor {
    /// The system: commands at the shell and jobs. May do everything, everywhere.
    #[must_use]
    pub fn system() -> Self {
        Self {
            account: None,
            login: "system".to_owned(),
            name: "system".to_owned(),
            role: Role::Administrator,
            org: "CUC".to_owned(),
            provider: None,
            ip: "local".to_owned(),
        }
    }

    /// Whether this is the system.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.account.is_none()
    }

    /// The id under which acts are recorded.
    #[must_use]
    pub fn id(&self) -> String {
        self.account.map_or_else(|| "system".to_owned(), |id| id.to_string())
    }

    fn entry(&self) -> Entry {
        Entry {
            actor_id: self.id(),
            actor_name: self.name.clone(),
            role: self.role.code().to_owned(),
            org_code: self.org.clone(),
            ip: self.ip.clone(),
            ..Entry::default()
        }
    }
}

/// A permission that was granted: what an act must hold to go on.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    reach: Reach,
}

impl Permit {
    /// Who holds it.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// How far reads may go.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Nothing less than the nation; otherwise it is not there.
    pub fn whole_nation(&self) -> Outcome<()> {
        if self.reach == Reach::Nation { Ok(()) } else { Err(Failure::Missing) }
    }

    /// The organisation, if it lies within reach; otherwise it is not there.
    pub fn within(&self, organisation: &str) -> Outcome<()> {
        if self.reach.covers(organisation) { Ok(()) } else { Err(Failure::Missing) }
    }
}

/// What somebody read, as its trace says it.
#[derive(Clone, Debug)]
pub struct Reading {
    act: String,
    kind: String,
    id: String,
    detail: String,
}

impl Reading {
    /// Which act looked at which thing, with what is to be said of it as JSON.
    pub fn new(act: &str, kind: &str, id: impl ToString, detail: impl Serialize) -> Self {
        let detail = serde_json::to_string(&detail).unwrap_or_else(|error| format!("\"{error}\""));
        Self { act: act.to_owned(), kind: kind.to_owned(), id: id.to_string(), detail }
    }

    fn entry(self, by: Entry) -> Entry {
        Entry { act: self.act, object_kind: self.kind, object_id: self.id, detail: self.detail, ..by }
    }
}

/// One act at work: its transaction, what it will record, what it will announce.
#[derive(Debug)]
pub struct Work {
    /// The transaction.
    pub tx: Tx,
    actor: Actor,
    entries: Vec<Entry>,
    events: Vec<Event>,
}

impl Work {
    /// Notes what was done to which thing, with what changed as JSON.
    pub fn record(&mut self, act: &str, kind: &str, id: impl ToString, detail: impl Serialize) {
        self.record_because(act, kind, id, "", detail);
    }

    /// The same, with the reason that was given.
    pub fn record_because(
        &mut self,
        act: &str,
        kind: &str,
        id: impl ToString,
        reason: &str,
        detail: impl Serialize,
    ) {
        let detail = serde_json::to_string(&detail).unwrap_or_else(|error| format!("\"{error}\""));
        self.entries.push(Entry {
            act: act.to_owned(),
            object_kind: kind.to_owned(),
            object_id: id.to_string(),
            reason: reason.to_owned(),
            detail,
            ..self.actor.entry()
        });
    }

    /// Announces what happened; `reactions` answers after the commit.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }
}

impl Desk {
    /// Sets the desk up and reads the tree of organisations.
    pub async fn open(
        store: store::Store,
        files: store::files::Files,
        clock: Clock,
        chance: Chance,
    ) -> Outcome<Self> {
        let (tree, law) = (RwLock::default(), RwLock::default());
        let (last_id, readings, provider_names) = (Mutex::default(), Readings::default(), Mutex::default());
        let (fonts_folder, fonts) = (OnceLock::new(), OnceLock::new());
        let (scanner, official_names) = (OnceLock::new(), OnceLock::new());
        let inner = Inner {
            store,
            files,
            clock,
            chance,
            last_id,
            tree,
            law,
            readings,
            provider_names,
            wide_lists: WideGrounds::default(),
            shown_tables: Mutex::default(),
            fonts_folder,
            fonts,
            scanner,
            official_names,
        };
        let desk = Self { inner: Arc::new(inner) };
        desk.reload_tree().await?;
        desk.reload_law().await?;
        Ok(desk)
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &store::Store {
        &self.inner.store
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &store::files::Files {
        &self.inner.files
    }

    /// Names the folder whose faces PDF files are set in; the first name holds.
    pub fn take_fonts_from(&self, folder: PathBuf) {
        let _ = self.inner.fonts_folder.set(folder);
    }

    /// Has every file that comes in looked at; the first scanner holds.
    pub fn take_scanner(&self, scanner: Scanner) {
        let _ = self.inner.scanner.set(scanner);
    }

    /// What looks at files that come in, where there is one.
    #[must_use]
    pub fn scanner(&self) -> Option<&Scanner> {
        self.inner.scanner.get()
    }

    /// Says who names codes in official papers that nobody waits for; the first one holds.
    pub fn take_official_names(&self, names: OfficialNames) {
        let _ = self.inner.official_names.set(names);
    }

    /// The name of a code in official papers: family, code. Without anybody who knows it, the code.
    #[must_use]
    pub fn official_name(&self, family: &str, code: &str) -> String {
        self.inner.official_names.get().map_or_else(|| code.to_owned(), |names| names(family, code))
    }

    /// The faces PDF files are set in, read when they are first needed.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        let folder = self.inner.fonts_folder.get();
        self.inner
            .fonts
            .get_or_init(|| folder.map_or_else(Fonts::embedded, |folder| Fonts::from_folder(folder)))
    }

    /// The time, to the microsecond that both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.inner.clock {
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
            Clock::System => Utc::now().trunc_subsecs(6),
            Clock::Frozen(time) => *time.lock().expect("no panic while the clock is held"),
        }
    }

    /// Today in Viet Nam.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        (self.now() + Duration::hours(7)).date_naive()
    }

    /// A fresh id that sorts by time.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let mut bytes = [0_u8; 10];
        self.inner.chance.fill(&mut bytes);
        let now = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        let mut last = self.inner.last_id.lock().expect("no panic while the last id is held");
        if now > last.0 {
            *last = (now, u16::from_be_bytes([bytes[0], bytes[1]]) & 0x03ff);
        } else {
            last.1 += 1;
            if last.1 > 0x0fff {
                *last = (last.0 + 1, 0);
            }
        }
        // The twelve bits after the version count up within a millisecond, so ids stay in order.
        [bytes[0], bytes[1]] = last.1.to_be_bytes();
        uuid::Builder::from_unix_timestamp_millis(last.0, &bytes).into_uuid()
    }

    /// A secret of so many bytes, in hex.
    #[must_use]
    pub fn secret(&self, bytes: usize) -> String {
        let mut secret = vec![0_u8; bytes];
        self.inner.chance.fill(&mut secret);
        hex::encode(secret)
    }

    /// Fills bytes by chance.
    pub fn chance(&self, bytes: &mut [u8]) {
        self.inner.chance.fill(bytes);
    }

    /// The tree of organisations.
    #[must_use]
    pub fn tree(&self) -> Arc<Vec<Node>> {
        Arc::clone(&self.inner.tree.read().expect("no panic while the tree is held").0)
    }

    /// The names of all organisations, by code; every page needs some of them.
    #[must_use]
    pub fn organisation_names(&self) -> Arc<Vec<OrganisationName>> {
        Arc::clone(&self.inner.tree.read().expect("no panic while the tree is held").1)
    }

    /// The name of an organisation; nothing for one that is not there.
    #[must_use]
    pub fn name_of_organisation(&self, code: &str) -> String {
        let names = self.organisation_names();
        let place = names.binary_search_by(|unit| unit.code.as_str().cmp(code));
        place.map(|place| names[place].name.clone()).unwrap_or_default()
    }

    /// The province of an organisation, by which its calendar goes; none for one of the nation.
    #[must_use]
    pub fn province_of_organisation(&self, code: &str) -> Option<String> {
        let names = self.organisation_names();
        let place = names.binary_search_by(|unit| unit.code.as_str().cmp(code)).ok()?;
        names[place].province_code.clone()
    }

    /// Reads the tree again after organisations changed.
    pub async fn reload_tree(&self) -> Outcome<()> {
        let tx = self.store().snapshot().await?;
        let nodes = store::staff::nodes(&tx).await?;
        let mut names = store::staff::list_organisation_names(&tx).await?;
        names.sort_by(|one, other| one.code.cmp(&other.code));
        *self.inner.tree.write().expect("no panic while the tree is held") =
            (Arc::new(nodes), Arc::new(names));
        Ok(())
    }

    /// How many cases a list holds, where that is cheap to know.
    pub(crate) async fn count_cases(
        &self,
        tx: &Tx,
        reach: &Reach,
        filter: &CaseFilter,
        most: usize,
    ) -> Outcome<Option<usize>> {
        Ok(list::count(tx, reach, filter, most, (&self.inner.wide_lists, self.now())).await?)
    }

    /// Remembers the table that answers a question.
    pub(crate) fn keep_table(&self, question: String, table: ShownTable) {
        let mut tables = self.inner.shown_tables.lock().expect("no panic while the tables are held");
        tables.retain(|(known, _)| *known != question);
        tables.push_back((question, Arc::new(table)));
        if tables.len() > TABLES_KEPT {
            tables.pop_front();
        }
    }

    /// The table that last answered a question, if it is remembered.
    pub(crate) fn kept_table(&self, question: &str) -> Option<Arc<ShownTable>> {
        let tables = self.inner.shown_tables.lock().expect("no panic while the tables are held");
        tables.iter().find(|(known, _)| known == question).map(|(_, table)| Arc::clone(table))
    }

    /// The names of the providers of some organisations, in their order.
    pub(crate) async fn provider_names(&self, tx: &Tx, codes: &[String]) -> Outcome<Arc<Vec<ProviderName>>> {
        let now = self.now();
        let changes = {
            let names = self.inner.provider_names.lock().expect("no panic while names are held");
            if let Some((read_at, known)) = names.known.get(codes)
                && now - *read_at < NAMES_KEPT
            {
                return Ok(Arc::clone(known));
            }
            names.changes
        };
        let read = Arc::new(store::staff::list_provider_names(tx, Some(codes), 500).await?);
        let mut names = self.inner.provider_names.lock().expect("no panic while names are held");
        if names.changes == changes {
            if names.known.len() >= 100 {
                names.known.clear();
            }
            names.known.insert(codes.to_vec(), (now, Arc::clone(&read)));
        }
        Ok(read)
    }

    fn forget_provider_names(&self) {
        let mut names = self.inner.provider_names.lock().expect("no panic while names are held");
        names.changes += 1;
        names.known.clear();
    }

    /// The dated rules: those of the program, and over them what an administrator added.
    #[must_use]
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.inner.law.read().expect("no panic while the law is held").0)
    }

    /// The working calendar.
    #[must_use]
    pub fn calendar(&self) -> Arc<Calendar> {
        Arc::clone(&self.inner.law.read().expect("no panic while the law is held").1)
    }

    /// Reads the added rules and the calendar again after they changed.
    pub async fn reload_law(&self) -> Outcome<()> {
        let tx = self.store().snapshot().await?;
        let added = store::rules::list_active(&tx).await?.into_iter().map(|row| AddedRow {
            set: row.rule_set,
            key: row.rule_key,
            valid_from: row.valid_from,
            body: row.body,
            basis: row.basis,
        });
        let rules = Rules::embedded().with(added.collect());
        let rules = rules.map_err(|problem| Failure::Broken(format!("added rules: {problem}")))?;
        let country = store::reference::list_all_holidays(&tx).await?.into_iter().map(|row| CalendarDay {
            day: row.day,
            name: row.name,
            kind: DayKind::of_reference(&row.kind),
            province: None,
        });
        let local = store::deadlines::list_local_days(&tx).await?.into_iter().map(|row| CalendarDay {
            day: row.day,
            name: row.name,
            kind: if row.kind == DayKind::Working.code() { DayKind::Working } else { DayKind::Off },
            province: Some(row.province_code),
        });
        let calendar = Calendar::new(country.chain(local));
        *self.inner.law.write().expect("no panic while the law is held") =
            (Arc::new(rules), Arc::new(calendar));
        Ok(())
    }

    /// Asks for a permission. Every act begins here.
    pub fn permit(&self, actor: &Actor, permission: Permission) -> Outcome<Permit> {
        if actor.is_system() {
            return Ok(Permit { actor: actor.clone(), reach: Reach::Nation });
        }
        if !law::access::may(actor.role, permission) {
            return Err(Failure::Denied);
        }
        Ok(Permit { actor: actor.clone(), reach: self.reach_of(actor) })
    }

    /// How far the reads of an actor go: what is below the organisation and what that took over.
    #[must_use]
    pub fn reach_of(&self, actor: &Actor) -> Reach {
        use law::staff::OrganisationKind;
        let department = OrganisationKind::of_code(&actor.org) == Some(OrganisationKind::Department);
        if actor.role.sees_own_cases_only() {
            let organisations = law::access::subtree_with_predecessors(&self.tree(), &actor.org);
            return Reach::Provider { organisations, provider: actor.provider.map(|id| id.to_string()) };
        }
        if department {
            return Reach::Nation;
        }
        Reach::Organisations(law::access::subtree_with_predecessors(&self.tree(), &actor.org))
    }

    /// Begins the transaction of an act.
    pub async fn begin(&self, permit: &Permit) -> Outcome<Work> {
        self.begin_as(permit.actor()).await
    }

    /// Begins a transaction for an actor whose right was settled otherwise (log-in, own account).
    pub async fn begin_as(&self, actor: &Actor) -> Outcome<Work> {
        let tx = self.store().begin().await?;
        Ok(Work { tx, actor: actor.clone(), entries: Vec::new(), events: Vec::new() })
    }

    /// Leaves the trace of a reading that changed nothing. The answer may go out once this returns: the trace is
    /// kept then, in one transaction with those of others who read at the same time.
    pub async fn record_reading(
        &self,
        permit: &Permit,
        act: &str,
        kind: &str,
        id: impl ToString,
        detail: impl Serialize,
    ) -> Outcome<()> {
        self.record_readings(permit, vec![Reading::new(act, kind, id, detail)]).await
    }

    /// The same for a reading that touched several things.
    pub async fn record_readings(&self, permit: &Permit, readings: Vec<Reading>) -> Outcome<()> {
        let entries: Vec<Entry> =
            readings.into_iter().map(|reading| reading.entry(permit.actor().entry())).collect();
        let (done, told) = oneshot::channel();
        let readings = &self.inner.readings;
        readings.waiting.lock().expect("no panic while readings wait").push((entries.clone(), done));
        {
            let _turn = readings.writing.lock().await;
            let all = std::mem::take(&mut *readings.waiting.lock().expect("no panic while readings wait"));
            if !all.is_empty() {
                let (entries, told): (Vec<_>, Vec<_>) = all.into_iter().unzip();
                if self.append(entries.concat()).await.is_ok() {
                    for done in told {
                        // Who went away meanwhile needs no word.
                        let _gone = done.send(());
                    }
                }
            }
        }
        match told.await {
            Ok(()) => Ok(()),
            // Whoever wrote for us failed or went away: now alone, and with the failure if there is one.
            Err(_) => self.append(entries).await,
        }
    }

    async fn append(&self, entries: Vec<Entry>) -> Outcome<()> {
        let tx = self.store().begin().await?;
        store::audit::append(&tx, self.now(), entries).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends an act: its trace and its events are written in the same transaction.
    pub async fn commit(&self, work: Work) -> Outcome<()> {
        let Work { tx, entries, events, .. } = work;
        let now = self.now();
        let told = events.iter().map(|event| {
            let payload = serde_json::to_string(event).map_err(|error| Failure::Broken(error.to_string()))?;
            Ok((self.id(), event.kind(), payload))
        });
        store::jobs::emit(&tx, &told.collect::<Outcome<Vec<_>>>()?, now).await?;
        let providers = entries.iter().any(|entry| matches!(&*entry.object_kind, "provider" | "import"));
        store::audit::append(&tx, now, entries).await?;
        tx.commit().await?;
        if providers {
            self.forget_provider_names();
        }
        Ok(())
    }
}
