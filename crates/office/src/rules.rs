//! The dated rules as people read and add them, and the working calendar.
//!
//! Adding a row (a new letter of the Ministry) goes in two steps: [`preview`] says what it changes, [`add`] does it.
//! Rows are never changed, only withdrawn. Running cases keep the rules of their acceptance, running clocks the
//! moment they were given.

use chrono::{NaiveDate, NaiveDateTime};
use law::access::Permission;
use law::days::DayKind;
use law::deadlines::{Deadline, DeadlineCode};
use law::kernel::coded::Coded as _;
use law::rules::{AddedRow, RuleFault, RuleProblem, RuleSet, Rules};
use serde_json::json;
use store::Tx;
use uuid::Uuid;

pub use law::rules::{Confidence, RuleLine};
pub use store::deadlines::{DeadlineLine, LocalDay};
pub use store::reference::{Holiday, Province};
pub use store::rules::RuleRow;

use crate::deadlines::{day_begins, local};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// How many cases and clocks a preview counts at most.
pub const COUNTED: usize = 10_000;
/// Clocks that a preview reckons anew.
const RECKONED: usize = 300;

/// Every row of every list, and what administrators ever added.
#[derive(Clone, Debug)]
pub struct RulesView {
    pub lines: Vec<RuleLine>,
    pub added: Vec<RuleRow>,
}

/// Reads the rules.
pub async fn view(desk: &Desk, actor: &Actor) -> Outcome<RulesView> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(RulesView { lines: desk.rules().rows().to_vec(), added: store::rules::list(&tx).await? })
}

/// A row as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The id that the form carried: the same form sent twice is one row.
    pub id: Uuid,
    pub set: String,
    pub key: String,
    pub valid_from: NaiveDate,
    pub body: String,
    pub basis: String,
}

impl NewRow {
    fn added(&self) -> AddedRow {
        AddedRow {
            set: self.set.clone(),
            key: self.key.clone(),
            valid_from: self.valid_from,
            body: self.body.clone(),
            basis: self.basis.clone(),
        }
    }
}

/// A clock that would be due at another moment if it were set now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    pub clock: DeadlineLine,
    /// By the rules as they are; none where they know no such clock.
    pub before: Option<NaiveDateTime>,
    /// By the rules with the change.
    pub after: Option<NaiveDateTime>,
}

/// What a change of the rules changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows that go, and rows that come.
    pub gone: Vec<RuleLine>,
    pub come: Vec<RuleLine>,
    /// Running cases that were accepted on or after the day, counted up to [`COUNTED`].
    pub cases: usize,
    /// Running clocks of the kind that began on or after the day; none unless the row is about a clock.
    pub clocks: Option<usize>,
    /// Those of them that would be due at another moment.
    pub differing: Vec<Differing>,
}

async fn laid_over(
    tx: &Tx,
    change: impl FnOnce(&mut Vec<RuleRow>) -> Vec<AddedRow>,
) -> Outcome<Result<Rules, RuleProblem>> {
    let mut rows = store::rules::list_active(tx).await?;
    let more = change(&mut rows);
    let all = rows.iter().map(RuleRow::added).chain(more).collect();
    Ok(Rules::embedded().with(all))
}

/// What is wrong with a row, by the field of the form.
fn refused(problem: &RuleProblem) -> Failure {
    let field = match problem.fault {
        RuleFault::UnknownSet => "set",
        RuleFault::UnknownKey => "key",
        RuleFault::WithoutBasis => "basis",
        RuleFault::Twice => "valid_from",
        RuleFault::Unreadable
        | RuleFault::UnknownProof
        | RuleFault::WithoutName
        | RuleFault::NothingToEnd => "body",
    };
    let code = format!("rule_{}", problem.fault.code());
    let refusal = Refusal::new("rules.invalid").field(field, &code);
    refusal.with("line", problem.line).with("detail", &problem.detail).into()
}

/// Says what a new row would change. Nothing is kept.
pub async fn preview(desk: &Desk, actor: &Actor, row: &NewRow) -> Outcome<Preview> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let tx = desk.store().snapshot().await?;
    let after = laid_over(&tx, |_| vec![row.added()]).await?.map_err(|problem| refused(&problem))?;
    impact(desk, &tx, &after, (&row.set, &row.key, row.valid_from)).await
}

async fn impact(
    desk: &Desk,
    tx: &Tx,
    after: &Rules,
    (set, key, from): (&str, &str, NaiveDate),
) -> Outcome<Preview> {
    let before = desk.rules();
    let (gone, come) = after.changes_since(&before);
    let cases = store::rules::count_running_since(tx, from, COUNTED).await?;
    let mut preview = Preview {
        gone: gone.into_iter().cloned().collect(),
        come: come.into_iter().cloned().collect(),
        cases,
        clocks: None,
        differing: Vec::new(),
    };
    let code = DeadlineCode::from_code(key).filter(|_| set == RuleSet::Deadline.code());
    if let Some(code) = code {
        let since = day_begins(from);
        preview.clocks = Some(store::rules::count_clocks_since(tx, code.code(), since, COUNTED).await?);
        let clocks = store::rules::list_clocks_since(tx, code.code(), since, RECKONED).await?;
        let organisations = store::staff::list_organisations(tx).await?;
        for clock in clocks {
            let unit = organisations.iter().find(|unit| unit.code == clock.org_code);
            let province = unit.and_then(|unit| unit.province_code.as_deref());
            let reckon = |rules: &Rules| reckoned(desk, rules, code, local(clock.start_at), province);
            let (was, will) = (reckon(&before), reckon(after));
            if was != will {
                preview.differing.push(Differing { clock, before: was, after: will });
            }
        }
    }
    Ok(preview)
}

fn reckoned(
    desk: &Desk,
    rules: &Rules,
    code: DeadlineCode,
    start: NaiveDateTime,
    province: Option<&str>,
) -> Option<NaiveDateTime> {
    let rule = rules.on(start.date()).deadline(code)?;
    Some(law::deadlines::deadline(rule, start, &desk.calendar(), province).due)
}

/// Adds a row; it holds at once. The same form sent twice is one row.
pub async fn add(desk: &Desk, actor: &Actor, row: &NewRow) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let mut work = desk.begin(&permit).await?;
    if store::rules::find(&work.tx, row.id).await?.is_some() {
        return Ok(());
    }
    laid_over(&work.tx, |_| vec![row.added()]).await?.map_err(|problem| refused(&problem))?;
    let record = RuleRow {
        id: row.id,
        rule_set: row.set.clone(),
        rule_key: row.key.clone(),
        valid_from: row.valid_from,
        body: row.body.clone(),
        basis: row.basis.clone(),
        added_at: desk.now(),
        added_by: actor.name.clone(),
        withdrawn_at: None,
        withdrawn_by: None,
        version: 1,
    };
    store::rules::insert(&work.tx, &record).await?;
    work.record("rules.add", "rule", row.id, json!({ "row": record }));
    desk.commit(work).await?;
    desk.reload_law().await
}

/// An added row that still holds, and what its withdrawal would change.
pub async fn preview_withdrawal(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(RuleRow, Preview)> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let tx = desk.store().snapshot().await?;
    let row = store::rules::find(&tx, id).await?.filter(|row| row.withdrawn_at.is_none());
    let row = row.ok_or(Failure::Missing)?;
    let after = without(&tx, id).await?;
    let preview = impact(desk, &tx, &after, (&row.rule_set, &row.rule_key, row.valid_from)).await?;
    Ok((row, preview))
}

/// The rules without one added row; a row that others rest on stays.
async fn without(tx: &Tx, id: Uuid) -> Outcome<Rules> {
    let rules = laid_over(tx, |rows| {
        rows.retain(|row| row.id != id);
        Vec::new()
    });
    rules.await?.map_err(|_| Refusal::new("rules.needed").into())
}

/// Withdraws an added row that still has the version that was seen: the rules beneath it are back.
pub async fn withdraw(desk: &Desk, actor: &Actor, id: Uuid, seen: i64) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let mut work = desk.begin(&permit).await?;
    let row = store::rules::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    without(&work.tx, id).await?;
    store::rules::withdraw(&work.tx, id, seen, &actor.name, desk.now()).await?;
    work.record("rules.withdraw", "rule", id, json!({ "row": row }));
    desk.commit(work).await?;
    desk.reload_law().await
}

// --- the working calendar ----------------------------------------------------------------------------

/// What the calendar page shows beside the days themselves.
#[derive(Clone, Debug)]
pub struct CalendarView {
    pub holidays: Vec<Holiday>,
    /// Days of single provinces in that year.
    pub local: Vec<LocalDay>,
    pub provinces: Vec<Province>,
    /// The province of the actor's organisation.
    pub own: Option<String>,
}

/// The rows of the calendar for a year.
pub async fn calendar(desk: &Desk, actor: &Actor, year: i32) -> Outcome<CalendarView> {
    use chrono::Datelike as _;
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let mut local = store::deadlines::list_local_days(&tx).await?;
    local.retain(|day| day.day.year() == year);
    let own = store::staff::find_organisation(&tx, &actor.org).await?;
    Ok(CalendarView {
        holidays: store::reference::list_holidays(&tx, year).await?,
        local,
        provinces: store::reference::list_provinces(&tx, desk.today()).await?,
        own: own.and_then(|unit| unit.province_code),
    })
}

/// Reckons a clock as if it were set at a moment, by the rules of that day; `None` when they know no such clock.
pub fn reckon(
    desk: &Desk,
    actor: &Actor,
    code: DeadlineCode,
    start: NaiveDateTime,
    province: Option<&str>,
) -> Outcome<Option<Deadline>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let rules = desk.rules();
    let rule = rules.on(start.date()).deadline(code);
    Ok(rule.map(|rule| law::deadlines::deadline(rule, start, &desk.calendar(), province)))
}

/// Enters a day of the calendar that holds in one province only.
pub async fn add_local_day(desk: &Desk, actor: &Actor, day: &LocalDay) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let mut work = desk.begin(&permit).await?;
    let provinces = store::reference::list_provinces(&work.tx, desk.today()).await?;
    if !provinces.iter().any(|province| province.code == day.province_code) {
        return Err(Refusal::new("rules.invalid").field("province", "calendar_province").into());
    }
    if DayKind::from_code(&day.kind).is_none() {
        return Err(Refusal::new("rules.invalid").field("kind", "unknown_kind").into());
    }
    store::rules::insert_local_day(&work.tx, day, &actor.name, desk.now()).await?;
    work.record(
        "calendar.add_day",
        "local_day",
        local_id(&day.province_code, day.day),
        json!({ "day": day }),
    );
    desk.commit(work).await?;
    desk.reload_law().await
}

/// Takes such a day out again.
pub async fn remove_local_day(desk: &Desk, actor: &Actor, province: &str, day: NaiveDate) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let mut work = desk.begin(&permit).await?;
    if !store::rules::remove_local_day(&work.tx, province, day).await? {
        return Err(Failure::Missing);
    }
    work.record("calendar.remove_day", "local_day", local_id(province, day), json!({}));
    desk.commit(work).await?;
    desk.reload_law().await
}

fn local_id(province: &str, day: NaiveDate) -> String {
    format!("{province} {day}")
}
