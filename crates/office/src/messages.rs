//! Who is told what: a line for a role of an organisation or for the account of a provider, once.
//!
//! Lines follow from events (`reactions`), by the column `tells` of the steps in `law::lifecycle`, and from clocks
//! that come near ([`warn`], a job). A line holds codes and the code of a file, never facts of a case.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use law::access::Role;
use law::accounts::Standing;
use law::kernel::coded::Coded as _;
use law::lifecycle::{CaseAct, Hands, RequestAct, told_of_case, told_of_request};
use store::Tx;
use store::messages::Reader;
use store::queues::ClockLine;
use uuid::Uuid;

pub use store::messages::Message;

use crate::accounts::{self, Presence, SessionRules, Visit};
use crate::deadlines::{explanation, local};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::queues::hands_of;

/// The header counts up to here.
pub const COUNTED: usize = 99;
/// The header counts lines of this many days.
const COUNTED_DAYS: i64 = 90;
/// Seen lines are kept so many days, unseen ones so many.
const SEEN_KEPT: i64 = 180;
const UNSEEN_KEPT: i64 = 400;
/// Clocks are looked at for warnings when they are due within so many days, or ran out so many days ago.
const AHEAD: i64 = 60;
const PAST: i64 = 7;
/// Clocks of one transaction of the job.
const BATCH: usize = 500;

/// Who a line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum To {
    Hands(Hands, String),
    Account(Uuid, String),
}

/// What a line says, before it is known to whom.
struct Said<'a> {
    kind: &'a str,
    subject: (&'a str, Uuid),
    detail: BTreeMap<&'a str, String>,
    /// What makes it one: together with whom it is for.
    once: String,
}

/// Tells who must know that a request moved. `event` is the row of the outbox: a move is told once.
pub async fn tell_request(desk: &Desk, event: Uuid, request: &str, act: &str) -> Outcome<()> {
    let id = read_id(request)?;
    let tx = desk.store().begin().await?;
    let Some(told) = store::messages::find_request(&tx, id).await? else { return Ok(()) };
    let known = RequestAct::from_code(act);
    let tells = known.map_or_else(|| vec![Hands::Clerk], told_of_request);
    let day = local(told.received_at).date();
    let detail = BTreeMap::from([("act", act.to_owned()), ("day", day.to_string())]);
    let said = Said { kind: "request_moved", subject: ("request", id), detail, once: event.to_string() };
    for hands in tells.iter().filter(|hands| **hands != Hands::Outside) {
        write(desk, &tx, &To::Hands(*hands, told.org_code.clone()), &said).await?;
    }
    if let (Some(RequestAct::Transfer), Some(receiver)) = (known, told.transfer_to) {
        let said = Said { kind: "request_sent_here", once: format!("{event}:there"), ..said };
        write(desk, &tx, &To::Hands(Hands::Clerk, receiver), &said).await?;
    }
    Ok(tx.commit().await?)
}

/// Tells who must know that a case moved: roles of its organisation, and the provider who has it or had it. Whoever
/// did it is not told of it; where nobody has the case, the head is told instead of a provider.
pub async fn tell_case(desk: &Desk, event: Uuid, case: &str, act: &str, by: Option<Uuid>) -> Outcome<()> {
    let id = read_id(case)?;
    let tx = desk.store().begin().await?;
    let Some(told) = store::messages::find_case(&tx, id).await? else { return Ok(()) };
    let head = || To::Hands(Hands::Head, told.org_code.clone());
    let detail = BTreeMap::from([("file", told.file_code.clone())]);
    let mut said = Said { kind: "case_moved", subject: ("case", id), detail, once: event.to_string() };
    let Some(known) = CaseAct::from_code(act) else {
        match act {
            "ask_change" => {
                said.kind = "change_asked";
                write(desk, &tx, &head(), &said).await?;
            }
            "decline_offer" => {
                said.kind = "offer_declined";
                write(desk, &tx, &head(), &said).await?;
            }
            "decline_change" => {
                said.kind = "change_declined";
                tell_provider(desk, &tx, told.provider_id, by, &said).await?;
            }
            _ => {}
        }
        return Ok(tx.commit().await?);
    };
    said.detail.insert("act", known.code().to_owned());
    let tells = told_of_case(known);
    for hands in tells.iter().filter(|hands| !matches!(hands, Hands::Outside | Hands::Provider)) {
        write(desk, &tx, &To::Hands(*hands, told.org_code.clone()), &said).await?;
    }
    if tells.contains(&Hands::Provider) {
        if matches!(known, CaseAct::Replace | CaseAct::Unassign) {
            let before = store::messages::provider_before(&tx, id, told.provider_id).await?;
            said.kind = "taken_from_me";
            tell_provider(desk, &tx, before, by, &said).await?;
        }
        said.kind = match known {
            CaseAct::Assign | CaseAct::Replace => "given_to_me",
            _ => "case_moved",
        };
        match told.provider_id.filter(|_| known != CaseAct::Unassign) {
            Some(now) => {
                tell_provider(desk, &tx, Some(now), by, &said).await?;
            }
            None => {
                said.kind = "case_moved";
                write(desk, &tx, &head(), &said).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// Tells the head that a provider has not answered an assignment in time; once for each offer.
pub async fn tell_unanswered(desk: &Desk, tx: &Tx, offer: Uuid, case: Uuid) -> Outcome<()> {
    let Some(told) = store::messages::find_case(tx, case).await? else { return Ok(()) };
    let said = Said {
        kind: "offer_unanswered",
        subject: ("case", case),
        detail: BTreeMap::from([("file", told.file_code)]),
        once: offer.to_string(),
    };
    write(desk, tx, &To::Hands(Hands::Head, told.org_code), &said).await?;
    Ok(())
}

/// Tells the organisation that is asked about a case that a question came.
pub async fn tell_question(desk: &Desk, event: Uuid, dealing: &str) -> Outcome<()> {
    let id = read_id(dealing)?;
    let tx = desk.store().begin().await?;
    let told = store::messages::find_dealing(&tx, id).await?;
    let Some(receiver) = told.and_then(|told| told.to_org) else { return Ok(()) };
    // The organisation that is asked reads the question, never the case: not even its file code.
    let said = Said {
        kind: "question_received",
        subject: ("dealing", id),
        detail: BTreeMap::new(),
        once: event.to_string(),
    };
    write(desk, &tx, &To::Hands(Hands::Clerk, receiver), &said).await?;
    Ok(tx.commit().await?)
}

/// Tells who asked that an answer came: the provider of the case, and reception where the other organisation
/// answered here.
pub async fn tell_answer(
    desk: &Desk,
    event: Uuid,
    dealing: &str,
    by: Option<Uuid>,
    there: bool,
) -> Outcome<()> {
    let id = read_id(dealing)?;
    let tx = desk.store().begin().await?;
    let Some(told) = store::messages::find_dealing(&tx, id).await? else { return Ok(()) };
    let said = Said {
        kind: "question_answered",
        subject: ("case", told.case_id),
        detail: BTreeMap::from([("file", told.file_code)]),
        once: event.to_string(),
    };
    tell_provider(desk, &tx, told.provider_id, by, &said).await?;
    if there {
        write(desk, &tx, &To::Hands(Hands::Clerk, told.org_code), &said).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes a line to each account of a provider but the one that did it; answers whether the provider can be reached
/// at all, and whether a line is new.
async fn tell_provider(
    desk: &Desk,
    tx: &Tx,
    provider: Option<Uuid>,
    by: Option<Uuid>,
    said: &Said<'_>,
) -> Outcome<(bool, bool)> {
    let Some(provider) = provider else { return Ok((false, false)) };
    let accounts = store::messages::accounts_of_provider(tx, provider).await?;
    let mut new = false;
    for (account, org) in accounts.iter().filter(|(account, _)| Some(*account) != by) {
        new |= write(desk, tx, &To::Account(*account, org.clone()), said).await?;
    }
    Ok((!accounts.is_empty(), new))
}

/// Writes a line about a report to one account; answers whether it is new.
pub(crate) async fn tell_account(
    desk: &Desk,
    tx: &Tx,
    (account, org): (Uuid, &str),
    (kind, report): (&str, Uuid),
    detail: &BTreeMap<&str, String>,
    once: &str,
) -> Outcome<bool> {
    let said = Said { kind, subject: ("submission", report), detail: detail.clone(), once: once.to_owned() };
    write(desk, tx, &To::Account(account, org.to_owned()), &said).await
}

fn read_id(text: &str) -> Outcome<Uuid> {
    Uuid::parse_str(text).map_err(|error| Failure::Broken(error.to_string()))
}

async fn write(desk: &Desk, tx: &Tx, to: &To, said: &Said<'_>) -> Outcome<bool> {
    let (org_code, role, account_id, whom) = match to {
        To::Hands(hands, org) => {
            let org = seat(desk, tx, *hands, org).await?;
            let whom = format!("{org}/{hands}");
            (org, Some(hands.code().to_owned()), None, whom)
        }
        To::Account(account, org) => (org.clone(), None, Some(*account), account.to_string()),
    };
    let detail = serde_json::to_string(&said.detail).map_err(|error| Failure::Broken(error.to_string()))?;
    let message = Message {
        id: desk.id(),
        org_code,
        role,
        account_id,
        kind: said.kind.to_owned(),
        subject_kind: said.subject.0.to_owned(),
        subject_id: said.subject.1,
        detail,
        once_key: format!("{}:{}:{whom}", said.kind, said.once),
        created_at: desk.now(),
        seen_at: None,
    };
    Ok(store::messages::insert(tx, &message).await?)
}

/// Where somebody of this role sits: the organisation, the one that took it over, or the one above.
async fn seat(desk: &Desk, tx: &Tx, hands: Hands, org: &str) -> Outcome<String> {
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| hands_of(*role).contains(&hands)).collect();
    let tree = desk.tree();
    let mut code = org.to_owned();
    for _ in 0..5 {
        if store::messages::has_role(tx, &code, &roles).await? {
            return Ok(code);
        }
        let node = tree.iter().find(|node| node.code == code);
        let Some(next) = node.and_then(|node| node.successor.clone().or_else(|| node.parent.clone())) else {
            break;
        };
        code = next;
    }
    Ok(org.to_owned())
}

// --- warnings ----------------------------------------------------------------------------------------

/// Warns of clocks that come near and of clocks that ran out: each step once. Safe to repeat.
pub async fn warn(desk: &Desk) -> Outcome<usize> {
    let now = desk.now();
    let span = (now - Duration::days(PAST), now + Duration::days(AHEAD));
    let (mut after, mut written) = (None, 0);
    loop {
        let tx = desk.store().begin().await?;
        let lines = store::queues::list_due(&tx, span, after, BATCH).await?;
        for line in &lines {
            written += usize::from(warn_of(desk, &tx, line, now).await?);
        }
        tx.commit().await?;
        match lines.last() {
            Some(last) if lines.len() == BATCH => after = Some((last.clock.due_at, last.clock.id)),
            _ => return Ok(written),
        }
    }
}

async fn warn_of(desk: &Desk, tx: &Tx, line: &ClockLine, now: DateTime<Utc>) -> Outcome<bool> {
    let clock = &line.clock;
    let Some(deadline) = explanation(clock) else { return Ok(false) };
    let late = clock.due_at < now;
    let given = deadline.warnings_given(local(now));
    if !late && given == 0 {
        return Ok(false);
    }
    let due = local(clock.due_at).format("%Y-%m-%dT%H:%M").to_string();
    let mut detail = BTreeMap::from([("clock", clock.code.code().to_owned()), ("due", due)]);
    if let Some(file) = &line.file_code {
        detail.insert("file", file.clone());
    }
    let subject = match (clock.subject_kind.as_str(), clock.case_id) {
        ("case" | "hearing" | "dealing", Some(case)) => ("case", case),
        (kind, _) => (kind, clock.subject_id),
    };
    let kind = if late { "clock_ran_out" } else { "clock_near" };
    let said = Said { kind, subject, detail, once: format!("{}:{}", clock.id, if late { 0 } else { given }) };
    let (reached, mut new) = tell_provider(desk, tx, clock.provider_id, None, &said).await?;
    if late || !reached {
        let hands = hands_of_clock(line);
        new |= write(desk, tx, &To::Hands(hands, clock.org_code.clone()), &said).await?;
    }
    Ok(new)
}

/// The role that looks after a clock when no provider does.
fn hands_of_clock(line: &ClockLine) -> Hands {
    match line.clock.subject_kind.as_str() {
        "request" | "data_request" => Hands::Clerk,
        _ => Hands::Head,
    }
}

/// Forgets old lines. Safe to repeat.
pub async fn forget_old(desk: &Desk) -> Outcome<()> {
    let now = desk.now();
    let tx = desk.store().begin().await?;
    store::messages::remove_old(&tx, now - Duration::days(SEEN_KEPT), now - Duration::days(UNSEEN_KEPT))
        .await?;
    Ok(tx.commit().await?)
}

// --- reading -----------------------------------------------------------------------------------------

fn reader(actor: &Actor) -> Option<Reader> {
    let hands = hands_of(actor.role).iter().map(|hands| hands.code()).filter(|code| *code != "provider");
    Some(Reader {
        account: actor.account?,
        org_code: actor.org.clone(),
        hands: hands.collect(),
        provider: actor.provider,
    })
}

/// How many lines an actor has not seen, up to [`COUNTED`].
pub async fn count_unseen(desk: &Desk, actor: &Actor) -> Outcome<usize> {
    unseen_in(desk, &desk.store().snapshot().await?, actor).await
}

async fn unseen_in(desk: &Desk, tx: &Tx, actor: &Actor) -> Outcome<usize> {
    let Some(reader) = reader(actor) else { return Ok(0) };
    let since = desk.now() - Duration::days(COUNTED_DAYS);
    Ok(store::messages::count_unseen(tx, &reader, since, COUNTED).await?)
}

/// Who comes with a session, and how many lines wait for them, in one reading: every page begins here. A page
/// without the number is better than no page.
pub async fn resume(
    desk: &Desk,
    rules: &SessionRules,
    visit: &Visit,
    token: &str,
) -> Outcome<(Presence, usize)> {
    let tx = desk.store().snapshot().await?;
    let presence = accounts::resume_in(desk, &tx, rules, visit, token).await?;
    let unseen = match &presence {
        Presence::Here(here) if here.standing == Standing::Complete => {
            unseen_in(desk, &tx, &here.actor).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the messages could not be counted");
                0
            })
        }
        _ => 0,
    };
    Ok((presence, unseen))
}

/// The lines of an actor, latest first, and where the next page begins.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    unseen: bool,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Outcome<(Vec<Message>, Option<(DateTime<Utc>, Uuid)>)> {
    let Some(reader) = reader(actor) else { return Ok((Vec::new(), None)) };
    let tx = desk.store().snapshot().await?;
    let mut lines = store::messages::list(&tx, &reader, unseen, after, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|line| (line.created_at, line.id));
    Ok((lines, next))
}

/// Opens a line: it is seen now. Answers what it is about.
pub async fn open(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Message> {
    let reader = reader(actor).ok_or(Failure::Missing)?;
    let tx = desk.store().begin().await?;
    let message = store::messages::find(&tx, &reader, id).await?.ok_or(Failure::Missing)?;
    store::messages::update_seen(&tx, &reader, Some(id), desk.now()).await?;
    tx.commit().await?;
    Ok(message)
}

/// Notes that all lines were seen.
pub async fn see_all(desk: &Desk, actor: &Actor) -> Outcome<()> {
    let Some(reader) = reader(actor) else { return Ok(()) };
    let tx = desk.store().begin().await?;
    store::messages::update_seen(&tx, &reader, None, desk.now()).await?;
    Ok(tx.commit().await?)
}
