//! Why a number changed: two seals of an organisation, or a seal and the register of now, held against each other; and the
//! cases behind a cell of a seal, as they were counted.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::statistics::{
    Became, CaseFact, Difference, FilledForm, Form, Tallies, Window, chooser, counted_as, differences,
    tally_facts,
};
use serde_json::json;
use store::Tx;
use store::statistics::Scope;
use store::submissions::CellKey;
use uuid::Uuid;

use super::seal::Sealed;
use super::{KIND, seal_within};
use crate::cases::CaseLine;
use crate::confidentiality::{Place, mask_lines};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome};

/// What a seal is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compared {
    /// Another seal of the same organisation.
    Seal(Uuid),
    /// The register as it stands now.
    Now,
}

/// A cell whose number changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellChange {
    pub form: &'static Form,
    pub row: usize,
    pub column: usize,
    pub before: i64,
    pub after: i64,
}

/// A case that made a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeLine {
    pub case: Uuid,
    pub became: Became,
    /// What is known of the case today; nothing when it is out of reach by now.
    pub line: Option<CaseLine>,
    /// Day of the event: closing, else acceptance.
    pub event_on: Option<NaiveDate>,
    /// When it was entered, or corrected.
    pub entered_at: Option<DateTime<Utc>>,
    /// Who entered it.
    pub entered_by: Option<String>,
    /// Days from the event to its entry.
    pub lag: Option<i64>,
}

/// What changed.
#[derive(Clone, Debug)]
pub struct Changes {
    pub before: Sealed,
    /// Nothing when it is compared with now.
    pub after: Option<Sealed>,
    pub cells: Vec<CellChange>,
    /// Cases that came, went, were corrected.
    pub counts: [usize; 3],
    pub lines: Vec<ChangeLine>,
    /// The case after which the next lines begin.
    pub next: Option<Uuid>,
}

/// Lines on a page.
const LINES: usize = 50;

/// Says why the numbers of a seal are not those of another, or of now; for all cells or for one. The lines are those after
/// a case, in the order of ids: what is entered while somebody turns the pages moves none of them.
pub async fn changes(
    desk: &Desk,
    actor: &Actor,
    seal: Uuid,
    with: Compared,
    cell: Option<&CellKey>,
    last: Option<Uuid>,
) -> Outcome<Changes> {
    desk.permit(actor, Permission::ReadReports)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let before = seal_within(&tx, &permit, seal).await?;
    let after = match with {
        Compared::Seal(id) => Some(seal_within(&tx, &permit, id).await?),
        Compared::Now => None,
    };
    if after.as_ref().is_some_and(|after| after.body.org != before.body.org) {
        return Err(Failure::Missing);
    }
    let chosen = match cell {
        Some(cell) => Some(place_of(&before, cell).ok_or(Failure::Missing)?),
        None => None,
    };
    let (cells, found) = match &after {
        Some(after) => (cells_between(&before, after), between(desk, &tx, &before, after, chosen).await?),
        None => since(desk, &tx, &before, chosen).await?,
    };
    let counts = [Became::Added, Became::Removed, Became::Corrected]
        .map(|became| found.iter().filter(|it| it.became == became).count());
    let first = last.map_or(0, |last| found.partition_point(|it| it.case <= last.as_u128()));
    let page: Vec<&Difference> = found[first..].iter().take(LINES).collect();
    let lines = lines(desk, &tx, &permit, &before, &page).await?;
    let is_more = first + page.len() < found.len();
    let next = page.last().filter(|_| is_more).map(|it| Uuid::from_u128(it.case));
    drop(tx);
    let detail = json!({ "seal": seal, "with": after.as_ref().map(|it| it.snapshot.id), "cell": cell, "lines": lines.len() });
    desk.record_reading(&permit, "submissions.changes", KIND, before.body.submission, detail).await?;
    Ok(Changes { before, after, cells, counts, lines, next })
}

fn place_of(sealed: &Sealed, cell: &CellKey) -> Option<(&'static Form, usize, usize)> {
    let form = sealed.form(&cell.form_key)?.form;
    let (row, column) =
        (Form::place(&form.rows, &cell.row_key)?, Form::place(&form.columns, &cell.column_key)?);
    form.selector(row, column).map(|_| (form, row, column))
}

fn cells_between(before: &Sealed, after: &Sealed) -> Vec<CellChange> {
    let mut found = Vec::new();
    for old in before.forms() {
        if let Some(new) = after.form(&old.form.key) {
            found.extend(changed_cells(&old.sum(), &new.sum()));
        }
    }
    found
}

/// The cells of a seal that the register would fill otherwise today.
pub(super) async fn cells_since(desk: &Desk, tx: &Tx, sealed: &Sealed) -> Outcome<Vec<CellChange>> {
    let scope = Scope::Organisations(sealed.body.scope.clone());
    let as_of = Some(desk.now());
    let tallies = store::statistics::tally(tx, &scope, &Window { as_of, ..sealed.window() }).await?;
    Ok(cells_of(sealed, &tallies))
}

fn cells_of(sealed: &Sealed, now: &Tallies) -> Vec<CellChange> {
    let forms = sealed.forms().iter();
    forms.flat_map(|it| changed_cells(&it.actual, &it.form.fill(now))).collect()
}

fn changed_cells(before: &FilledForm, after: &FilledForm) -> Vec<CellChange> {
    let form = before.form;
    let mut found = Vec::new();
    for (row, line) in form.rows.iter().enumerate() {
        for (column, head) in form.columns.iter().enumerate() {
            let (old, new) = (before.cells[row][column], after.value(&line.key, &head.key));
            if let (Some(before), Some(after)) = (old, new)
                && before != after
            {
                found.push(CellChange { form, row, column, before, after });
            }
        }
    }
    found
}

type Cell = Option<(&'static Form, usize, usize)>;
/// How a fact is counted: what of it makes a difference.
type CountedAs = (bool, bool, bool, i64, i64);

/// How the facts of a window are counted: by everything, or by one cell.
fn counting(cell: Cell, window: Window) -> impl Fn(&CaseFact) -> Option<CountedAs> {
    let chosen =
        cell.and_then(|(form, row, column)| Some(chooser(&form.selector(row, column)?, form.unit, &window)));
    move |fact| match &chosen {
        Some(chooses) => chooses(fact).then_some((true, true, true, 0, 0)),
        None => counted_as(fact, &window),
    }
}

/// Two seals: parts that both add up are the same to the last case, and are not looked at.
async fn between(
    desk: &Desk,
    tx: &Tx,
    before: &Sealed,
    after: &Sealed,
    cell: Cell,
) -> Outcome<Vec<Difference>> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let (mut olds, mut news) = (vec![before.clone()], vec![after.clone()]);
    let same_window = before.window().from == after.window().from && before.window().to == after.window().to;
    while !olds.is_empty() || !news.is_empty() {
        if same_window {
            let ids = |list: &[Sealed]| list.iter().map(|it| it.snapshot.id).collect::<Vec<_>>();
            let (there, here) = (ids(&olds), ids(&news));
            olds.retain(|it| !here.contains(&it.snapshot.id));
            news.retain(|it| !there.contains(&it.snapshot.id));
        }
        olds = step_down(desk, tx, olds, &mut old).await?;
        news = step_down(desk, tx, news, &mut new).await?;
    }
    Ok(differences((&old, counting(cell, before.window())), (&new, counting(cell, after.window()))))
}

/// Takes what these count themselves, and answers what they add up.
async fn step_down(
    desk: &Desk,
    tx: &Tx,
    list: Vec<Sealed>,
    facts: &mut Vec<CaseFact>,
) -> Outcome<Vec<Sealed>> {
    let mut below = Vec::new();
    for sealed in list {
        facts.extend(sealed.own_facts(desk).await?);
        for part in store::snapshots::list_parts(tx, sealed.snapshot.id).await? {
            below.push(Sealed::open(tx, part).await?);
        }
    }
    Ok(below)
}

/// A seal and the register of now, in the same days: cells and cases from one reading of the register.
async fn since(
    desk: &Desk,
    tx: &Tx,
    before: &Sealed,
    cell: Cell,
) -> Outcome<(Vec<CellChange>, Vec<Difference>)> {
    let mut old = Vec::new();
    let mut list = vec![before.clone()];
    while !list.is_empty() {
        list = step_down(desk, tx, list, &mut old).await?;
    }
    let window = Window { as_of: Some(desk.now()), ..before.window() };
    let new =
        store::statistics::facts::list(tx, &Scope::Organisations(before.body.scope.clone()), &window).await?;
    let cells = cells_of(before, &tally_facts(&new, &window));
    Ok((cells, differences((&old, counting(cell, window)), (&new, counting(cell, window)))))
}

/// What is told of each difference: the event, when it was entered, and by whom.
async fn lines(
    desk: &Desk,
    tx: &Tx,
    permit: &Permit,
    before: &Sealed,
    page: &[&Difference],
) -> Outcome<Vec<ChangeLine>> {
    let ids: Vec<Uuid> = page.iter().map(|it| Uuid::from_u128(it.case)).collect();
    let mut known = known_lines(desk, tx, permit, &ids).await?;
    let mut entered: HashMap<Uuid, (DateTime<Utc>, String)> =
        store::statistics::facts::changed_at(tx, &ids).await?.into_iter().collect();
    let mut lines = Vec::with_capacity(page.len());
    for (difference, case) in page.iter().zip(ids) {
        let (entered_at, first_by) = entered.remove(&case).unzip();
        let entered_at = entered_at.filter(|at| *at > before.body.as_of);
        let event_on = difference.event_on();
        let line = known.remove(&case);
        let entered_by = match &line {
            Some(_) => who_changed(tx, case, before.body.as_of).await?.or(first_by),
            None => None,
        };
        let entered_on = entered_at.map(|at| crate::deadlines::local(at).date());
        let lag = entered_on.zip(event_on).map(|(entered, event)| (entered - event).num_days());
        lines.push(ChangeLine {
            case,
            became: difference.became,
            line,
            event_on,
            entered_at,
            entered_by,
            lag,
        });
    }
    Ok(lines)
}

/// Lines of cases that are still within reach, with what is kept from whoever looks.
async fn known_lines(
    desk: &Desk,
    tx: &Tx,
    permit: &Permit,
    ids: &[Uuid],
) -> Outcome<HashMap<Uuid, CaseLine>> {
    let mut lines = store::cases::list::lines_of(tx, ids).await?;
    mask_lines(desk, tx, (permit.actor(), Place::Screen), &mut lines).await?;
    let within = lines.into_iter().filter(|line| permit.reach().covers(&line.org_code));
    Ok(within.map(|line| (line.id, line)).collect())
}

/// The acts by which a case comes to say something else. Whoever looked, gave a reason to look or wrote beside the case
/// is not named: that would tell who opened a restricted one.
const CHANGING: [&str; 17] = [
    "cases.register",
    "cases.correct",
    "cases.close",
    "conduct.split",
    "conduct.assign",
    "conduct.offer",
    "conduct.replace",
    "conduct.accept_offer",
    "conduct.decline_offer",
    "conduct.register",
    "conduct.pause",
    "conduct.resume",
    "conduct.reopen",
    "conduct.hand_over",
    "conduct.give_back",
    "conduct.appraise",
    "conduct.archive",
];

/// Who changed a case last by hand, after a moment.
async fn who_changed(tx: &Tx, case: Uuid, after: DateTime<Utc>) -> Outcome<Option<String>> {
    let last = store::audit::find_last(tx, ("case", &case.to_string()), after, &CHANGING).await?;
    Ok(last.map(|line| line.actor_name))
}

/// The cases behind a cell of a seal.
#[derive(Clone, Debug)]
pub struct SealedCases {
    pub sealed: Sealed,
    /// The number of the cell, as far as it was counted.
    pub number: i64,
    pub lines: Vec<CaseLine>,
    /// Cases of this page that are out of reach by now.
    pub gone: usize,
    /// Where the next page begins.
    pub next: Option<(usize, usize)>,
}

/// Lists the cases that a cell of a seal counted, as they were counted: those that the report counts itself, then those of
/// each report that it adds up. The reading is recorded.
pub async fn cases_of_cell(
    desk: &Desk,
    actor: &Actor,
    seal: Uuid,
    cell: &CellKey,
    (skip_reports, skip_cases): (usize, usize),
) -> Outcome<SealedCases> {
    desk.permit(actor, Permission::ReadReports)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let sealed = seal_within(&tx, &permit, seal).await?;
    let (form, row, column) = place_of(&sealed, cell).ok_or(Failure::Missing)?;
    let number = sealed.form(&form.key).and_then(|it| it.actual.cells[row][column]).unwrap_or_default();
    let (mut waiting, mut report, mut ids, mut next) = (vec![sealed.clone()], 0, Vec::new(), None);
    while let Some(at) = waiting.pop() {
        let counts =
            at.form(&form.key).is_some_and(|it| it.actual.value(&cell.row_key, &cell.column_key) != Some(0));
        if !counts {
            continue;
        }
        if report >= skip_reports {
            let skip = if report == skip_reports { skip_cases } else { 0 };
            let drawn = place_of(&at, cell);
            let facts = at.own_facts(desk).await?;
            let all = drawn.map_or_else(Vec::new, |(form, row, column)| {
                law::statistics::cases_of_cell(form, (row, column), &facts, &at.window())
            });
            let room = LINES - ids.len();
            ids.extend(all.iter().skip(skip).take(room).map(|(_, case)| Uuid::from_u128(*case)));
            if all.len() > skip + room {
                next = Some((report, skip + room));
                break;
            }
        }
        report += 1;
        let parts = store::snapshots::list_parts(&tx, at.snapshot.id).await?;
        for part in parts.into_iter().rev() {
            waiting.push(Sealed::open(&tx, part).await?);
        }
        if ids.len() == LINES && !waiting.is_empty() {
            next = Some((report, 0));
            break;
        }
    }
    let mut known = known_lines(desk, &tx, &permit, &ids).await?;
    let lines: Vec<CaseLine> = ids.iter().filter_map(|id| known.remove(id)).collect();
    drop(tx);
    let detail = json!({ "seal": seal, "cell": cell, "lines": lines.len() });
    desk.record_reading(&permit, "submissions.cases", KIND, sealed.body.submission, detail).await?;
    Ok(SealedCases { number, gone: ids.len() - lines.len(), sealed, lines, next })
}
