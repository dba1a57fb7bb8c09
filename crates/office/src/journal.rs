//! Acts on the logs of activities: list, open, add, correct, remove — the same for receptions,
//! guidance, outreach and training.
//!
//! What a line of each log may say is in `intake` and `outreach`. Reading lines that name persons
//! leaves one row in the audit record; a correction or removal asks for a reason.

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::confidentiality::Restriction;
use law::staff::OrganisationKind;
use serde_json::json;
use store::audit::AuditLine;
use store::journal::Line;
use uuid::Uuid;

pub use store::journal::{LogFilter, LogKey, Mark};
pub use store::staff::Organisation;

use crate::changes;
use crate::confidentiality::{Place, names_in_log};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// A log shows its exact total up to here.
pub const COUNTED: u64 = 10_000;
/// Lines on a page.
pub const PAGE: u64 = 50;

/// A line of a log, as acts see it.
pub trait Activity: Line + serde::Serialize + Send + Sync {
    /// What it is called in the audit record; its list is the plural `<KIND>s`.
    const KIND: &'static str;
    /// Whether its lines name persons.
    const NAMES_PERSONS: bool;
    /// Columns whose sums a list shows.
    const SUMS: &'static [&'static str] = &[];

    /// Why whoever a line names is protected (*người cần bảo mật thông tin*); nobody is in most logs.
    fn protects(&self) -> Vec<Restriction> {
        Vec::new()
    }

    /// Takes out who it is and why that is kept; `instead` stands for the name.
    fn mask(&mut self, _instead: Option<&str>) {}

    /// Checks what only this kind of line says.
    fn check(&self, work: &Work) -> impl Future<Output = Outcome<Refusal>> + Send;
}

/// Which lines are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LogQuery {
    /// This organisation and what is below it; everything in reach when empty.
    pub org: Option<String>,
    /// Whether what the organisation took over belongs to it (*theo địa bàn hiện nay*).
    pub predecessors: bool,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Columns that must hold these codes.
    pub equal: Vec<(&'static str, String)>,
}

/// A page of a log.
#[derive(Clone, Debug)]
pub struct LogPage<L> {
    pub lines: Vec<L>,
    /// Those among them that name somebody protected, and are masked for the actor.
    pub protected: Vec<Uuid>,
    /// Where the next page begins, if there is one.
    pub next: Option<LogKey>,
    /// Exact up to [`COUNTED`]; above that `COUNTED + 1`.
    pub total: u64,
    /// Sums over all lines of the query, in the order of [`Activity::SUMS`].
    pub sums: Vec<i64>,
}

/// Lists a log within reach.
pub async fn list<L: Activity>(
    desk: &Desk,
    actor: &Actor,
    query: &LogQuery,
    after: Option<LogKey>,
) -> Outcome<LogPage<L>> {
    let permit = desk.permit(actor, Permission::ReadActivity)?;
    let filter = filter(desk, &permit, query)?;
    let tx = desk.store().snapshot().await?;
    let mut lines = store::journal::list::<L>(&tx, &filter, after, PAGE + 1).await?;
    let total = store::journal::count::<L>(&tx, &filter, COUNTED).await?;
    let sums = if L::SUMS.is_empty() {
        Vec::new()
    } else {
        store::journal::sums::<L>(&tx, &filter, L::SUMS).await?
    };
    drop(tx);
    let more = lines.len() as u64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next =
        lines.last().filter(|_| more).map(|last| LogKey { on_date: last.mark().on_date, id: last.mark().id });
    let protected = mask((actor, Place::Screen), None, &mut lines);
    if L::NAMES_PERSONS {
        let mut work = desk.begin(&permit).await?;
        let detail = json!({ "query": query, "lines": lines.len() });
        work.record(&act::<L>("list"), "list", format!("{}s", L::KIND), detail);
        desk.commit(work).await?;
    }
    Ok(LogPage { lines, protected, next, total, sums })
}

/// Masks the lines that name somebody protected whom the actor may not be told of there; answers which those are.
pub(crate) fn mask<L: Activity>(
    (actor, place): (&Actor, Place),
    instead: Option<&str>,
    lines: &mut [L],
) -> Vec<Uuid> {
    let mut masked = Vec::new();
    for line in lines {
        if !line.protects().is_empty() && !names_in_log(actor, place, &line.mark().entered_by) {
            line.mask(instead);
            masked.push(line.mark().id);
        }
    }
    masked
}

/// Refuses a line that names somebody protected to whom it is not for: neither read nor changed, so that nothing that
/// was masked is saved.
fn may_open<L: Activity>(actor: &Actor, line: &L) -> Outcome<()> {
    if line.protects().is_empty() || names_in_log(actor, Place::Screen, &line.mark().entered_by) {
        return Ok(());
    }
    Err(Refusal::new("journal.protected").into())
}

fn filter(desk: &Desk, permit: &Permit, query: &LogQuery) -> Outcome<LogFilter> {
    let tree = desk.tree();
    let organisations = match (&query.org, permit.reach()) {
        (None, Reach::Nation) => None,
        (None, Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. }) => {
            Some(codes.clone())
        }
        (Some(org), _) => {
            permit.within(org)?;
            let expand = if query.predecessors {
                law::access::subtree_with_predecessors
            } else {
                law::access::subtree
            };
            Some(expand(&tree, org))
        }
    };
    Ok(LogFilter { organisations, from: query.from, to: query.to, equal: query.equal.clone() })
}

/// Opens a line; one that names somebody protected for the head and for whoever entered it.
pub async fn view<L: Activity>(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<L> {
    let permit = desk.permit(actor, Permission::ReadActivity)?;
    let mut work = desk.begin(&permit).await?;
    let line = store::journal::find::<L>(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&line.mark().org_code)?;
    may_open(actor, &line)?;
    if L::NAMES_PERSONS {
        work.record(&act::<L>("view"), L::KIND, id, json!({}));
    }
    desk.commit(work).await?;
    Ok(line)
}

/// Who changed a line last, and when.
pub async fn last_change<L: Activity>(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Option<AuditLine>> {
    let permit = desk.permit(actor, Permission::ReadActivity)?;
    let tx = desk.store().snapshot().await?;
    let line = store::journal::find::<L>(&tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&line.mark().org_code)?;
    let search = store::audit::Search {
        object_kind: Some(L::KIND.to_owned()),
        object_id: Some(id.to_string()),
        ..Default::default()
    };
    let lines = store::audit::list(&tx, None, &search, 20).await?;
    let changed = |it: &AuditLine| it.act.ends_with(".correct") || it.act.ends_with(".add");
    Ok(lines.into_iter().find(changed))
}

/// The organisations in reach: those whose lines an actor may read, and with `to_record` only those
/// that keep a register and for which the actor may log.
pub async fn organisations(desk: &Desk, actor: &Actor, to_record: bool) -> Outcome<Vec<Organisation>> {
    let permission = if to_record { Permission::RecordActivity } else { Permission::ReadActivity };
    let permit = desk.permit(actor, permission)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    let fits =
        |it: &Organisation| permit.reach().covers(&it.code) && (!to_record || it.kind.keeps_register());
    Ok(all.into_iter().filter(fits).collect())
}

/// Adds a line. The same form sent twice is stored once: its id is its own.
pub async fn add<L: Activity>(desk: &Desk, actor: &Actor, line: L) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::RecordActivity)?;
    permit.within(&line.mark().org_code)?;
    let mut work = desk.begin(&permit).await?;
    check(desk, &work, &line).await?;
    if store::journal::insert(&work.tx, line.clone()).await? {
        work.record(&act::<L>("add"), L::KIND, line.mark().id, json!({ "line": line }));
    }
    desk.commit(work).await
}

/// Corrects a line that still says what was seen; `Failure::Stale` when it does not.
pub async fn correct<L: Activity>(
    desk: &Desk,
    actor: &Actor,
    seen: &str,
    reason: &str,
    line: L,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::RecordActivity)?;
    let mut work = desk.begin(&permit).await?;
    let before = store::journal::find::<L>(&work.tx, line.mark().id).await?.ok_or(Failure::Missing)?;
    permit.within(&before.mark().org_code)?;
    permit.within(&line.mark().org_code)?;
    may_open(actor, &before)?;
    check_reason(reason)?;
    check(desk, &work, &line).await?;
    let changed =
        changes::between(&before, &line, &["id", "content_key", "ordinal", "entered_at", "entered_by"]);
    store::journal::update(&work.tx, seen, line.clone(), desk.now()).await?;
    if !changed.is_empty() {
        work.record_because(
            &act::<L>("correct"),
            L::KIND,
            line.mark().id,
            reason,
            json!({ "changed": changed }),
        );
    }
    desk.commit(work).await
}

/// Removes a line that was entered by mistake. What it said stays in the audit record.
pub async fn remove<L: Activity>(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: &str,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::RecordActivity)?;
    let mut work = desk.begin(&permit).await?;
    let line = store::journal::find::<L>(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&line.mark().org_code)?;
    may_open(actor, &line)?;
    check_reason(reason)?;
    store::journal::remove::<L>(&work.tx, id, seen, desk.now()).await?;
    work.record_because(&act::<L>("remove"), L::KIND, id, reason, json!({ "line": line }));
    desk.commit(work).await
}

fn act<L: Activity>(verb: &str) -> String {
    format!("{}.{verb}", L::KIND)
}

fn check_reason(reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("journal.reason").field("reason", "required").into());
    }
    Ok(())
}

async fn check<L: Activity>(desk: &Desk, work: &Work, line: &L) -> Outcome<()> {
    let mark = line.mark();
    let organisation =
        store::staff::find_organisation(&work.tx, &mark.org_code).await?.ok_or(Failure::Missing)?;
    let mut refusal = line.check(work).await?;
    refusal.code = "journal.wrong".to_owned();
    if !OrganisationKind::keeps_register(*organisation.kind) {
        refusal = refusal.field("org_code", "no_register");
    }
    if mark.on_date > desk.today() {
        refusal = refusal.field("on_date", "future");
    } else if mark.on_date < organisation.valid_from
        || organisation.valid_to.is_some_and(|last| mark.on_date > last)
    {
        refusal = refusal.field("on_date", "organisation_closed");
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}
