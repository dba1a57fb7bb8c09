//! Work queues: what waits for whom, pressed by which clocks, and what nobody looks at (red lists).
//!
//! Which states make a queue and in whose hands it is, is decided in `law::lifecycle`; here a role gets the queues
//! in its hands and those it watches. Lists are read within reach, without the names of restricted cases, and
//! recorded.

use chrono::{DateTime, Days, NaiveDate, Utc};
use law::access::{Permission, Reach, Role};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use law::rules::DutyBearer;
use serde_json::json;
use store::cases::CaseFilter;
use store::deadlines::ClockSight;
use store::queues::{ClockFilter, Marks, Pick, StateCount};
use uuid::Uuid;

pub use law::lifecycle::{Hands, Queue};
pub use store::queues::{ClockLine, Due, QueueLine, RedList, Thing};

use crate::deadlines::day_begins;
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome};

/// How many a queue counts at most.
pub const COUNTED: usize = 1000;
/// Lines that a search inside a queue shows.
const SEARCHED: usize = 100;

/// The queue with a code; the codes of before the life cycle lead to their successors.
#[must_use]
pub fn read(code: &str) -> Option<Queue> {
    match code {
        "unassigned" => Some(Queue::Assign),
        "running" => Some(Queue::Conduct),
        _ => Queue::from_code(code),
    }
}

/// Whose work a role does.
#[must_use]
pub fn hands_of(role: Role) -> &'static [Hands] {
    match role {
        Role::Clerk => &[Hands::Clerk],
        Role::Director | Role::BranchHead => &[Hands::Head],
        Role::Officer | Role::Lawyer => &[Hands::Provider],
        Role::Appraiser => &[Hands::Appraiser],
        Role::Administrator
        | Role::Analyst
        | Role::JusticeOfficer
        | Role::Accountant
        | Role::Agency
        | Role::Auditor
        | Role::Council => &[],
    }
}

/// The queues that are in the hands of a role.
#[must_use]
pub fn own(role: Role) -> Vec<Queue> {
    Queue::ALL.iter().copied().filter(|queue| hands_of(role).contains(&queue.hands())).collect()
}

/// The queues in other hands that a role keeps an eye on.
#[must_use]
pub fn watched(role: Role) -> Vec<Queue> {
    let own = own(role);
    let seen = |queue: &Queue| match role {
        Role::Director | Role::BranchHead => queue.hands() != Hands::Nobody,
        Role::Clerk => matches!(queue, Queue::AwaitPapers | Queue::AwaitReceipt | Queue::DecideProposals),
        Role::Officer | Role::Lawyer => matches!(queue, Queue::Suspended | Queue::Appraise),
        Role::Appraiser => *queue == Queue::Archive,
        Role::JusticeOfficer => queue.hands() != Hands::Nobody,
        _ => false,
    };
    Queue::ALL.iter().copied().filter(|queue| !own.contains(queue) && seen(queue)).collect()
}

/// Cases or requests.
#[must_use]
pub fn thing_of(queue: Queue) -> Thing {
    if queue.case_states().next().is_some() { Thing::Case } else { Thing::Request }
}

fn states_of(queue: Queue) -> Vec<&'static str> {
    let cases = queue.case_states().map(|state| state.code());
    cases.chain(queue.request_states().map(|state| state.code())).collect()
}

fn permission_of(thing: Thing) -> Permission {
    match thing {
        Thing::Case => Permission::ReadCases,
        Thing::Request => Permission::ReadRequests,
    }
}

/// When something is due, as lists are narrowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    Overdue,
    Today,
    /// After today, within three days.
    Three,
    /// After that, within seven.
    Seven,
    Later,
    /// Somebody outside must act.
    Others,
}

impl When {
    /// All, most pressing first.
    pub const ALL: [Self; 6] =
        [Self::Overdue, Self::Today, Self::Three, Self::Seven, Self::Later, Self::Others];

    /// The code in addresses and texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Three => "three",
            Self::Seven => "seven",
            Self::Later => "later",
            Self::Others => "others",
        }
    }

    /// The one with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.code() == code)
    }

    /// How many of them there are.
    #[must_use]
    pub fn of(self, due: &Due) -> usize {
        match self {
            Self::Overdue => due.overdue,
            Self::Today => due.today,
            Self::Three => due.three,
            Self::Seven => due.seven,
            Self::Later => due.later,
            Self::Others => due.others,
        }
    }

    fn span(self, marks: &Marks) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::Overdue => (None, Some(marks.now)),
            Self::Today => (Some(marks.now), Some(marks.today)),
            Self::Three => (Some(marks.today), Some(marks.three)),
            Self::Seven => (Some(marks.three), Some(marks.seven)),
            Self::Later => (Some(marks.seven), None),
            Self::Others => (None, None),
        }
    }
}

/// The ends of today, of three and of seven days, in Viet Nam.
#[must_use]
pub fn marks(desk: &Desk) -> Marks {
    let end = |days: u64| day_begins(desk.today() + Days::new(days + 1));
    Marks { now: desk.now(), today: end(0), three: end(3), seven: end(7) }
}

/// The clocks that somebody outside must keep, as this actor sees it.
pub(crate) fn outside_codes(desk: &Desk, actor: &Actor) -> Vec<&'static str> {
    let rules = desk.rules();
    let rules = rules.on(desk.today());
    let outside = |code: &DeadlineCode| {
        rules.deadline(*code).is_some_and(|rule| match rule.duty {
            DutyBearer::Organisation | DutyBearer::Provider => false,
            DutyBearer::JusticeOffice => actor.role != Role::JusticeOfficer,
            _ => true,
        })
    };
    DeadlineCode::ALL.iter().copied().filter(outside).map(law::kernel::coded::Coded::code).collect()
}

/// A queue with what waits in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub queue: Queue,
    /// Counted up to [`COUNTED`].
    pub count: usize,
    /// When the oldest was accepted or received.
    pub oldest: Option<NaiveDate>,
    /// Those with a running clock, by when it is due.
    pub due: Due,
}

/// Everything that waits, as the first page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// Running clocks within reach; none for roles that see no clock.
    pub clocks: Option<Due>,
    pub own: Vec<Waiting>,
    pub watched: Vec<Waiting>,
    /// Requests that other organisations sent here, and the day of the oldest.
    pub incoming: Option<(usize, Option<NaiveDate>)>,
    /// Red lists with something on them.
    pub red: Vec<(RedList, usize)>,
}

/// What waits for an actor.
pub async fn board(desk: &Desk, actor: &Actor) -> Outcome<Board> {
    let reach = desk.reach_of(actor);
    let tx = desk.store().snapshot().await?;
    let (marks, outside) = (marks(desk), outside_codes(desk, actor));
    let mut board = Board::default();
    let sight = clock_sight(actor);
    if !sight.kinds.is_empty() {
        board.clocks = Some(store::queues::count_clocks(&tx, &reach, &sight, &marks, &outside).await?);
    }
    let (own, watched) = (own(actor.role), watched(actor.role));
    if !own.is_empty() || !watched.is_empty() {
        let mut counts = Vec::new();
        let mut due = Vec::new();
        for thing in [Thing::Case, Thing::Request] {
            let queues = || own.iter().chain(&watched).filter(|queue| thing_of(**queue) == thing);
            if queues().next().is_none() || !law::access::may(actor.role, permission_of(thing)) {
                continue;
            }
            counts.extend(counted(&tx, &reach, thing, queues().copied()).await?);
            due.extend(store::queues::count_due(&tx, &reach, thing, &marks, &outside).await?);
        }
        let waiting = |queue: &Queue| waiting(*queue, &counts, &due);
        board.own = own.iter().map(waiting).collect();
        board.watched = watched.iter().map(waiting).collect();
    }
    if law::access::may(actor.role, Permission::TakeRequests) && !actor.role.sees_own_cases_only() {
        let incoming = store::queues::count_incoming(&tx, &reach, COUNTED).await?;
        board.incoming = Some((incoming.count, incoming.oldest)).filter(|(count, _)| *count > 0);
    }
    if law::access::may(actor.role, Permission::ReadCases) && reach != Reach::Nation {
        for list in RedList::ALL {
            let count = store::queues::count_red(&tx, &reach, list, marks.now, COUNTED).await?;
            board.red.extend(Some((list, count)).filter(|(_, count)| *count > 0));
        }
    }
    Ok(board)
}

async fn counted(
    tx: &store::Tx,
    reach: &Reach,
    thing: Thing,
    queues: impl Iterator<Item = Queue>,
) -> Outcome<Vec<(Thing, StateCount)>> {
    let queues: Vec<Queue> = queues.collect();
    let counts = match thing {
        Thing::Case => {
            let states: Vec<_> = queues.iter().flat_map(|queue| queue.case_states()).collect();
            store::queues::count_cases(tx, reach, &states, COUNTED).await?
        }
        Thing::Request => {
            let states: Vec<_> = queues.iter().flat_map(|queue| queue.request_states()).collect();
            store::queues::count_requests(tx, reach, &states, COUNTED).await?
        }
    };
    Ok(counts.into_iter().map(|count| (thing, count)).collect())
}

fn waiting(queue: Queue, counts: &[(Thing, StateCount)], due: &[(String, Due)]) -> Waiting {
    let (thing, states) = (thing_of(queue), states_of(queue));
    let mut all = Waiting { queue, count: 0, oldest: None, due: Due::default() };
    for (_, count) in
        counts.iter().filter(|(of, count)| *of == thing && states.contains(&count.state.as_str()))
    {
        all.count += count.count;
        all.oldest = all.oldest.into_iter().chain(count.oldest).min();
    }
    for (_, found) in due.iter().filter(|(state, _)| states.contains(&state.as_str())) {
        all.due.overdue += found.overdue;
        all.due.today += found.today;
        all.due.three += found.three;
        all.due.seven += found.seven;
        all.due.later += found.later;
        all.due.others += found.others;
    }
    all
}

/// What a list of a queue is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub when: Option<When>,
    /// Words of a name or a code.
    pub words: Option<String>,
    /// Where the list by age continues.
    pub after: Option<(String, Uuid)>,
}

/// Lines of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage {
    pub lines: Vec<QueueLine>,
    /// Where the next page begins.
    pub next: Option<(String, Uuid)>,
    /// The same queue in numbers.
    pub waiting: Waiting,
}

/// Whether a role has anything to do with a queue.
fn check_queue(actor: &Actor, queue: Queue) -> Outcome<()> {
    let known = own(actor.role).contains(&queue) || watched(actor.role).contains(&queue);
    let oversees = own(actor.role).is_empty() && queue.hands() != Hands::Nobody;
    if known || oversees { Ok(()) } else { Err(Failure::Missing) }
}

/// The lines of a queue. The reading is recorded.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    queue: Queue,
    asked: &Question,
    limit: usize,
) -> Outcome<QueuePage> {
    let thing = thing_of(queue);
    let permit = desk.permit(actor, permission_of(thing))?;
    check_queue(actor, queue)?;
    let tx = desk.store().snapshot().await?;
    let (marks, outside) = (marks(desk), outside_codes(desk, actor));
    let pick = pick(desk, &tx, &permit, queue, asked, &marks).await?;
    let states = states_of(queue);
    let reach = permit.reach();
    let mut lines = store::queues::list(&tx, reach, (thing, &states), &pick, &outside, limit + 1).await?;
    let more = lines.len() > limit && matches!(pick, Pick::Oldest(_));
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|line| (line.key.clone(), line.id));
    // What fits on one page stands by what is due first: twelve hours must not stand behind three days.
    if asked.after.is_none() && next.is_none() {
        lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at));
    }
    mask(desk, &tx, actor, &mut lines).await?;
    let counts = counted(&tx, reach, thing, std::iter::once(queue)).await?;
    let due = store::queues::count_due(&tx, reach, thing, &marks, &outside).await?;
    let waiting = waiting(queue, &counts, &due);
    drop(tx);
    let mut work = desk.begin(&permit).await?;
    let when = asked.when.map(When::code);
    work.record(
        "queues.list",
        "list",
        queue.code(),
        json!({ "when": when, "query": asked.words, "lines": lines.len() }),
    );
    desk.commit(work).await?;
    Ok(QueuePage { lines, next, waiting })
}

async fn pick(
    desk: &Desk,
    tx: &store::Tx,
    permit: &Permit,
    queue: Queue,
    asked: &Question,
    marks: &Marks,
) -> Outcome<Pick> {
    if let Some(words) = &asked.words {
        if thing_of(queue) == Thing::Request {
            let onlooker = crate::confidentiality::onlooker(desk, permit.actor());
            return Ok(Pick::Named(words.clone(), onlooker));
        }
        let filter = CaseFilter {
            query: Some(words.clone()),
            queue: Some(queue),
            onlooker: crate::confidentiality::onlooker(desk, permit.actor()),
            ..CaseFilter::default()
        };
        let found = store::cases::list::list(tx, permit.reach(), &filter, None, SEARCHED).await?;
        return Ok(Pick::Ids(found.lines.iter().map(|line| line.id).collect()));
    }
    Ok(match asked.when {
        Some(when) => {
            let (from, before) = when.span(marks);
            Pick::Due { from, before, outside: when == When::Others }
        }
        None => Pick::Oldest(asked.after.clone()),
    })
}

/// Takes out the names that the actor may not see in a list.
async fn mask(desk: &Desk, tx: &store::Tx, actor: &Actor, lines: &mut [QueueLine]) -> Outcome<()> {
    let cases = lines.iter().filter(|line| line.thing == Thing::Case);
    let cases = crate::confidentiality::restricted(cases.map(|line| (line.id, line.restricted.as_str())));
    let requests = lines.iter().filter(|line| line.thing == Thing::Request);
    let requests =
        crate::confidentiality::restricted(requests.map(|line| (line.id, line.restricted.as_str())));
    let sight = crate::confidentiality::sight(desk, tx, actor, cases).await?;
    let of_requests = crate::confidentiality::sight_of_requests(desk, tx, actor, requests).await?;
    for line in lines {
        let sight = if line.thing == Thing::Case { &sight } else { &of_requests };
        if !sight.sees(line.id, &line.restricted) {
            line.name = None;
        }
    }
    Ok(())
}

/// What to do next: the soonest clock of the own queues, else the oldest in the most pressing one. With a queue,
/// only there.
pub async fn next(desk: &Desk, actor: &Actor, queue: Option<Queue>) -> Outcome<Option<(Thing, Uuid)>> {
    let queues = queue.map_or_else(|| own(actor.role), |queue| vec![queue]);
    let tx = desk.store().snapshot().await?;
    let outside = outside_codes(desk, actor);
    let mut soonest: Option<(DateTime<Utc>, Thing, Uuid)> = None;
    let mut oldest = None;
    for queue in queues {
        check_queue(actor, queue)?;
        let thing = thing_of(queue);
        let reach = desk.permit(actor, permission_of(thing))?;
        let (reach, states) = (reach.reach(), states_of(queue));
        let due = Pick::Due { from: None, before: None, outside: false };
        let line = store::queues::list(&tx, reach, (thing, &states), &due, &outside, 1).await?.pop();
        if let Some((at, line)) = line.and_then(|line| Some((line.due_at?, line)))
            && soonest.is_none_or(|(known, ..)| at < known)
        {
            soonest = Some((at, thing, line.id));
        }
        if oldest.is_none() {
            let first = Pick::Oldest(None);
            let line = store::queues::list(&tx, reach, (thing, &states), &first, &outside, 1).await?.pop();
            oldest = line.map(|line| (thing, line.id));
        }
    }
    Ok(soonest.map(|(_, thing, id)| (thing, id)).or(oldest))
}

/// Requests that other organisations sent here. The reading is recorded.
pub async fn incoming(desk: &Desk, actor: &Actor) -> Outcome<Vec<QueueLine>> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let tx = desk.store().snapshot().await?;
    let mut lines = store::queues::list_incoming(&tx, permit.reach(), SEARCHED).await?;
    mask(desk, &tx, actor, &mut lines).await?;
    drop(tx);
    let mut work = desk.begin(&permit).await?;
    work.record("queues.list", "list", "incoming", json!({ "lines": lines.len() }));
    desk.commit(work).await?;
    Ok(lines)
}

/// A red list. The nation looks at one organisation at a time. The reading is recorded.
pub async fn red_list(
    desk: &Desk,
    actor: &Actor,
    list: RedList,
    organisation: Option<&str>,
    after: Option<(NaiveDate, Uuid)>,
    limit: usize,
) -> Outcome<(Vec<QueueLine>, bool)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let reach = match (permit.reach(), organisation) {
        (Reach::Nation, None) => return Ok((Vec::new(), false)),
        (reach, None) => reach.clone(),
        (_, Some(code)) => reach_of_unit(desk, &permit, code),
    };
    let tx = desk.store().snapshot().await?;
    let mut lines = store::queues::list_red(&tx, &reach, list, desk.now(), after, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    mask(desk, &tx, actor, &mut lines).await?;
    drop(tx);
    let mut work = desk.begin(&permit).await?;
    work.record("queues.red_list", "list", list.code(), json!({ "org": organisation, "lines": lines.len() }));
    desk.commit(work).await?;
    Ok((lines, more))
}

/// How many cases of a unit stand on each red list, with those of its branches and of what it took over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRed {
    pub code: String,
    pub name: String,
    /// Counted up to [`COUNTED`], in the order of [`RedList::ALL`].
    pub counts: Vec<(RedList, usize)>,
}

/// The red lists of all units within reach in numbers, by code, and after which code the next page begins. The
/// reading is recorded.
pub async fn red_units(
    desk: &Desk,
    actor: &Actor,
    after: Option<&str>,
    limit: usize,
) -> Outcome<(Vec<UnitRed>, Option<String>)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let mut units = units_of(desk, &tx, &permit).await?;
    units.retain(|unit| after.is_none_or(|after| unit.code.as_str() > after));
    let more = units.len() > limit;
    units.truncate(limit);
    let next = units.last().filter(|_| more).map(|unit| unit.code.clone());
    let reaches: Vec<Reach> = units.iter().map(|unit| reach_of_unit(desk, &permit, &unit.code)).collect();
    let codes: Vec<String> = reaches.iter().filter_map(codes_of).flatten().cloned().collect();
    let passed = store::queues::count_hearings_passed(&tx, &codes, desk.now()).await?;
    let mut found = Vec::with_capacity(units.len());
    for (unit, reach) in units.into_iter().zip(reaches) {
        let mut counts = Vec::with_capacity(RedList::ALL.len());
        for list in RedList::ALL {
            let count = match (list, codes_of(&reach)) {
                (RedList::HearingPassed, Some(codes)) => {
                    let own = passed.iter().filter(|(code, _)| codes.contains(code));
                    own.map(|(_, count)| count).sum::<usize>().min(COUNTED)
                }
                _ => store::queues::count_red(&tx, &reach, list, desk.now(), COUNTED).await?,
            };
            counts.push((list, count));
        }
        found.push(UnitRed { code: unit.code, name: unit.name, counts });
    }
    drop(tx);
    let mut work = desk.begin(&permit).await?;
    work.record("queues.red_units", "list", "red_lists", json!({ "after": after, "lines": found.len() }));
    desk.commit(work).await?;
    Ok((found, next))
}

/// The units within reach that keep a register of their own: a branch counts with its Centre, what was taken over
/// with its successor.
async fn units_of(desk: &Desk, tx: &store::Tx, permit: &Permit) -> Outcome<Vec<store::staff::Organisation>> {
    let own_only = matches!(permit.reach(), Reach::Provider { .. });
    let today = desk.today();
    let mut units = store::staff::list_organisations(tx).await?;
    units.retain(|unit| {
        let open = unit.valid_to.is_none_or(|last| last >= today) || unit.successor.is_none();
        let own = !own_only || unit.code == permit.actor().org;
        unit.kind.keeps_register() && open && own && permit.reach().covers(&unit.code)
    });
    let codes: Vec<String> = units.iter().map(|unit| unit.code.clone()).collect();
    units.retain(|unit| unit.parent.as_ref().is_none_or(|parent| !codes.contains(parent)));
    units.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(units)
}

/// What a red list of a unit covers: the same for its number and for its lines.
fn reach_of_unit(desk: &Desk, permit: &Permit, code: &str) -> Reach {
    if let reach @ Reach::Provider { .. } = permit.reach() {
        return reach.clone();
    }
    let below = law::access::subtree_with_predecessors(&desk.tree(), code);
    Reach::Organisations(below.into_iter().filter(|code| permit.reach().covers(code)).collect())
}

fn codes_of(reach: &Reach) -> Option<&Vec<String>> {
    match reach {
        Reach::Organisations(codes) => Some(codes),
        Reach::Nation | Reach::Provider { .. } => None,
    }
}

// --- clocks ------------------------------------------------------------------------------------------

/// Which clocks an actor may see: of the things that the role reads, and of no complaint against the actor.
pub(crate) fn clock_sight(actor: &Actor) -> ClockSight {
    let all = [
        ("case", Permission::ReadCases),
        ("hearing", Permission::ReadCases),
        ("dealing", Permission::ReadCases),
        ("request", Permission::ReadRequests),
        ("complaint", Permission::ReadComplaints),
        ("data_request", Permission::HandleDataRequests),
        ("incident", Permission::HandleIncidents),
    ];
    let may = |permission| actor.is_system() || law::access::may(actor.role, permission);
    let kinds = all.into_iter().filter(|(_, permission)| may(*permission)).map(|(kind, _)| kind).collect();
    ClockSight { kinds, not_against: actor.provider }
}

/// What the list of clocks is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockQuestion {
    pub when: Option<When>,
    pub code: Option<DeadlineCode>,
    pub provider: Option<Uuid>,
    pub organisation: Option<String>,
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Running clocks, the soonest first, and where the next page begins. The reading is recorded.
pub async fn clocks(
    desk: &Desk,
    actor: &Actor,
    asked: &ClockQuestion,
    limit: usize,
) -> Outcome<(Vec<ClockLine>, Due, Option<(DateTime<Utc>, Uuid)>)> {
    let sight = clock_sight(actor);
    if sight.kinds.is_empty() {
        return Err(Failure::Denied);
    }
    let reach = desk.reach_of(actor);
    let (marks, outside) = (marks(desk), outside_codes(desk, actor));
    let (from, before) = asked.when.map_or((None, None), |when| when.span(&marks));
    let others = asked.when == Some(When::Others);
    let filter = ClockFilter {
        sight: sight.clone(),
        from,
        before,
        codes: match asked.code {
            Some(code) if others && !outside.contains(&code.code()) => Some(Vec::new()),
            Some(code) => Some(vec![code.code()]),
            None if others => Some(outside.clone()),
            None => None,
        },
        not_codes: if asked.when.is_some() && !others { outside.clone() } else { Vec::new() },
        provider: asked.provider,
        organisation: asked.organisation.clone(),
    };
    let tx = desk.store().snapshot().await?;
    let mut lines = store::queues::list_clocks(&tx, &reach, &filter, asked.after, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|line| (line.clock.due_at, line.clock.id));
    let due = store::queues::count_clocks(&tx, &reach, &sight, &marks, &outside).await?;
    drop(tx);
    let mut work = desk.begin_as(actor).await?;
    let (when, code) = (asked.when.map(When::code), asked.code.map(|code| code.code()));
    work.record(
        "deadlines.list",
        "list",
        "deadlines",
        json!({ "when": when, "code": code, "lines": lines.len() }),
    );
    desk.commit(work).await?;
    Ok((lines, due, next))
}

// --- units -------------------------------------------------------------------------------------------

/// How a register is kept: late entry and clocks that ran out are the first things to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    pub code: String,
    pub name: String,
    /// Latest acceptance in the register.
    pub last_accepted: Option<NaiveDate>,
    /// Cases accepted in the last thirty days.
    pub lately: usize,
    /// Clocks that ran out, with those of its branches and of what it took over.
    pub overdue: i64,
}

/// The registers within reach that still run, most silent first. Empty for an actor with one register.
pub async fn units(desk: &Desk, actor: &Actor) -> Outcome<Vec<UnitState>> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    let mut units = store::staff::list_organisations(&tx).await?;
    units.retain(|unit| {
        let centre = unit.kind.0 == law::staff::OrganisationKind::Centre;
        centre && unit.valid_to.is_none() && permit.reach().covers(&unit.code)
    });
    if units.len() < 2 && !own(actor.role).is_empty() {
        return Ok(Vec::new());
    }
    let overdue = store::queues::count_overdue_by_organisation(&tx, permit.reach(), desk.now()).await?;
    let since = desk.today() - chrono::Duration::days(30);
    let mut states = Vec::with_capacity(units.len());
    for unit in units {
        let (last_accepted, lately) = store::cases::list::lately(&tx, &unit.code, since).await?;
        let below = law::access::subtree_with_predecessors(&desk.tree(), &unit.code);
        let overdue = overdue.iter().filter(|(code, _)| below.contains(code)).map(|(_, number)| number).sum();
        states.push(UnitState { code: unit.code, name: unit.name, last_accepted, lately, overdue });
    }
    states.sort_by_key(|state| (state.lately > 0, -state.overdue, state.lately, state.last_accepted));
    Ok(states)
}

/// Doubtful facts within reach, by kind.
pub async fn doubts(desk: &Desk, actor: &Actor) -> Outcome<Vec<(law::cases::Doubt, i64)>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::cases::doubts::count(&tx, permit.reach()).await?)
}
