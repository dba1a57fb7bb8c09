//! Reference data (*danh mục dùng chung*): what is loaded, look-ups for everybody, and the update of
//! a set by an administrator without a release.
//!
//! An update reads a whole file, checks every row (`rows`), shows what would be added, changed and
//! taken away, and only then changes the set, in one transaction, if nobody changed it in between.

mod rows;

use chrono::NaiveDate;
use law::access::Permission;
use law::kernel::coded::Coded as _;
use papers::sheet::{Cell, Format, SheetWriter};
use serde_json::json;
use store::files::StoredFile;
use store::reference::{Cells, Stamp};

pub use rows::{MOST_BYTES, Problem};
pub use store::reference::{
    Agency, BaseSalary, Commune, CommuneBook, Difference, EthnicGroup, Holiday, Kind, Loaded, Province,
    ReferenceSet, SetState, Successor,
};

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// The file of an update, and how it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The file is the whole set: what it leaves out goes. Otherwise it holds only what is new or corrected.
    pub whole: bool,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// An update that was read and not yet made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub set: ReferenceSet,
    pub whole: bool,
    pub file_name: String,
    /// SHA-256 of the file, under which it waits.
    pub file: String,
    /// Version of the set that the preview was made against; 0 = never loaded.
    pub seen: i64,
    pub rows_today: usize,
    pub difference: Difference,
}

/// What checking a file finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Everything that is wrong with it.
    Wrong(Vec<Problem>),
    /// It can be taken over.
    Ready(Box<Preview>),
}

/// Loads what the program brings along where it is not loaded yet; also the organisations of the State.
pub async fn load_embedded(desk: &Desk) -> Outcome<Loaded> {
    let system = Actor::system();
    let mut work = desk.begin_as(&system).await?;
    let loaded = store::reference::load_embedded(&work.tx, desk.now(), &system.login).await?;
    if loaded == Loaded::default() {
        return Ok(loaded);
    }
    let names: Vec<(&str, i64)> = loaded.sets.iter().map(|it| (it.name.as_str(), it.version)).collect();
    let detail = json!({ "sets": names, "organisations": loaded.organisations });
    work.record("reference.load_embedded", "reference", "embedded", detail);
    desk.commit(work).await?;
    desk.reload_tree().await?;
    desk.reload_law().await?;
    Ok(loaded)
}

/// All sets with their versions.
pub async fn list_sets(desk: &Desk, actor: &Actor) -> Outcome<Vec<SetState>> {
    desk.permit(actor, Permission::ManageSettings)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_sets(&tx).await?)
}

/// A set as a file: `xlsx` keeps codes with leading zeros as they are, CSV opens anywhere.
pub async fn export_set(desk: &Desk, actor: &Actor, set: ReferenceSet, xlsx: bool) -> Outcome<Vec<u8>> {
    desk.permit(actor, Permission::ManageSettings)?;
    let tx = desk.store().snapshot().await?;
    let rows = store::reference::list_rows(&tx, set).await?;
    let written = tokio::task::spawn_blocking(move || write(set, &rows, xlsx)).await;
    written.map_err(|error| Failure::Broken(error.to_string()))?
}

fn write(set: ReferenceSet, rows: &[Cells], xlsx: bool) -> Outcome<Vec<u8>> {
    let broken = |problem: papers::sheet::SheetProblem| Failure::Broken(problem.to_string());
    let titles: Vec<&str> = set.columns().iter().map(|column| column.title).collect();
    let format = if xlsx { Format::Xlsx } else { Format::Csv { byte_order_mark: true } };
    let mut sheet = SheetWriter::new(std::io::Cursor::new(Vec::new()), format, &titles).map_err(broken)?;
    for row in rows {
        let cells: Vec<Cell> = row.iter().map(|cell| Cell::from(cell.as_str())).collect();
        sheet.row(&cells).map_err(broken)?;
    }
    Ok(sheet.finish().map_err(broken)?.into_inner())
}

/// Checks a file against a set and keeps it until somebody confirms.
pub async fn preview_update(
    desk: &Desk,
    actor: &Actor,
    set: ReferenceSet,
    update: Update,
) -> Outcome<Checked> {
    desk.permit(actor, Permission::ManageSettings)?;
    let checked = check(desk, set, &update).await?;
    let Checked::Ready(preview) = &checked else { return Ok(checked) };
    let size = i64::try_from(update.bytes.len()).unwrap_or(i64::MAX);
    let sha256 = desk.files().put(update.bytes).await?;
    let file = StoredFile {
        sha256,
        size,
        media_type: "application/octet-stream".to_owned(),
        name: preview.file_name.clone(),
        stored_at: desk.now(),
        stored_by: actor.login.clone(),
    };
    let mut work = desk.begin_as(actor).await?;
    store::files::insert(&work.tx, &file).await?;
    work.record(
        "reference.preview_update",
        "reference",
        set,
        json!({ "file": file.sha256, "name": file.name }),
    );
    desk.commit(work).await?;
    Ok(checked)
}

/// Makes an update that was previewed; `Failure::Stale` when the set changed since.
pub async fn confirm_update(
    desk: &Desk,
    actor: &Actor,
    set: ReferenceSet,
    whole: bool,
    file: &str,
    seen: i64,
) -> Outcome<SetState> {
    desk.permit(actor, Permission::ManageSettings)?;
    let is_hash = file.len() == 64 && file.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = if is_hash { desk.files().get(file).await? } else { None };
    let bytes = bytes.ok_or(Failure::Missing)?;
    let tx = desk.store().snapshot().await?;
    let file_name = store::files::find_name(&tx, file).await?.unwrap_or_default();
    drop(tx);
    match update_set(desk, actor, set, Update { whole, file_name, bytes }, Some(seen)).await? {
        (Some(state), _) => Ok(state),
        // What the rows point to was changed between preview and confirmation.
        (None, _) => Err(Failure::Stale),
    }
}

/// Changes a set by a file, all or nothing. Answers its new state, or every problem of the file.
/// `seen`: the version that the actor looked at; `None` takes the set as it is.
pub async fn update_set(
    desk: &Desk,
    actor: &Actor,
    set: ReferenceSet,
    update: Update,
    seen: Option<i64>,
) -> Outcome<(Option<SetState>, Vec<Problem>)> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    let preview = match check(desk, set, &update).await? {
        Checked::Wrong(problems) => return Ok((None, problems)),
        Checked::Ready(preview) => preview,
    };
    if seen.is_some_and(|seen| seen != preview.seen) {
        return Err(Failure::Stale);
    }
    let mut work = desk.begin(&permit).await?;
    if preview.difference.is_empty()
        && let Some(state) = store::reference::find_set(&work.tx, set).await?
    {
        return Ok((Some(state), Vec::new()));
    }
    let stamp = Stamp { source: &update.file_name, now: desk.now(), by: &actor.login };
    let state = store::reference::update_set(&work.tx, set, preview.seen, &preview.difference, stamp).await?;
    let detail = json!({
        "file": update.file_name,
        "version": state.version,
        "added": preview.difference.added.len(),
        "changed": preview.difference.changed.len(),
        "removed": preview.difference.removed.len(),
    });
    work.record("reference.update_set", "reference", set, detail);
    desk.commit(work).await?;
    desk.reload_law().await?;
    Ok((Some(state), Vec::new()))
}

async fn check(desk: &Desk, set: ReferenceSet, update: &Update) -> Outcome<Checked> {
    let bytes = update.bytes.clone();
    let read = tokio::task::spawn_blocking(move || rows::read(set, &bytes)).await;
    let read = read.map_err(|error| Failure::Broken(error.to_string()))??;
    let tx = desk.store().snapshot().await?;
    let today = store::reference::list_rows(&tx, set).await?;
    let (wanted, mut problems) = (read.rows, read.problems);
    let rows_today = today.len();
    let lines: Vec<Cells> = wanted.iter().map(|(_, row)| row.clone()).collect();
    let difference = Difference::between(set, today.clone(), lines, update.whole);
    problems.extend(rows::check_all(&tx, set, &today, &wanted, &difference).await?);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.line);
        return Ok(Checked::Wrong(problems));
    }
    let seen = store::reference::find_set(&tx, set).await?.map_or(0, |state| state.version);
    Ok(Checked::Ready(Box::new(Preview {
        set,
        whole: update.whole,
        file_name: update.file_name.clone(),
        file: rows::sha256(&update.bytes),
        seen,
        rows_today,
        difference,
    })))
}

// --- look-ups for everybody -----------------------------------------------------------------------

/// The provinces of a day.
pub async fn list_provinces(desk: &Desk, actor: &Actor, day: NaiveDate) -> Outcome<Vec<Province>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_provinces(&tx, day).await?)
}

/// The ethnic groups.
pub async fn list_ethnic_groups(desk: &Desk, actor: &Actor) -> Outcome<Vec<EthnicGroup>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_ethnic_groups(&tx).await?)
}

/// Agencies by part of the name.
pub async fn list_agencies(
    desk: &Desk,
    actor: &Actor,
    name_part: &str,
    province: Option<&str>,
    limit: u64,
) -> Outcome<Vec<Agency>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_agencies(&tx, name_part, province, limit).await?)
}

/// A commune with what became of it, or what it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommuneLine {
    pub commune: Commune,
    /// Where it ended: the communes of today, default first.
    pub successors: Vec<Successor>,
    /// Where it is of today: the communes before.
    pub predecessors: Vec<Commune>,
}

/// Communes of a province on a day by part of the name, each with its succession.
pub async fn look_up_communes(
    desk: &Desk,
    actor: &Actor,
    province: &str,
    name_part: &str,
    day: NaiveDate,
) -> Outcome<Vec<CommuneLine>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let mut lines = Vec::new();
    for commune in store::reference::list_communes(&tx, province, name_part, day, 100).await? {
        let ended = commune.district.is_some();
        let (mut successors, mut predecessors) = (Vec::new(), Vec::new());
        if ended {
            successors = store::reference::list_commune_successors(&tx, &commune.code).await?;
        } else {
            predecessors = store::reference::list_commune_predecessors(&tx, &commune.code).await?;
        }
        lines.push(CommuneLine { commune, successors, predecessors });
    }
    Ok(lines)
}

/// Days off and worked Saturdays of a year.
pub async fn list_holidays(desk: &Desk, actor: &Actor, year: i32) -> Outcome<Vec<Holiday>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_holidays(&tx, year).await?)
}

/// The set with this name.
#[must_use]
pub fn set_named(name: &str) -> Option<ReferenceSet> {
    ReferenceSet::from_code(name)
}
