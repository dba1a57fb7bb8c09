//! A year of a book on paper: thousands of rows take seconds, so a job prints it while its page tells how far it is.
//!
//! Whoever asked for it takes it, with the rights that hold then; after a week it is forgotten. A worker that was killed
//! begins anew. The file is not among those that are kept: it can be made again.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Duration, NaiveDate};
use law::access::Permission;
use law::confidentiality::DisclosureGround;
use law::documents::{ClosingPeriod, MadeState, Register, period_of};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::made_files::{self, MadeFile};
use uuid::Uuid;

use super::entries::{Asked, read_from};
use super::{Book, BookWords, Total, chosen, closing, organisations, paper, reader};
use crate::confidentiality::{Place, ground_of_list};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// The job that prints a year.
pub const YEAR_JOB: &str = "register_year";
/// How long a file lies ready.
const KEPT: Duration = Duration::days(7);
/// Files on a page.
const SHOWN: u64 = 20;

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct YearAsked {
    pub register: Register,
    pub org: String,
    pub year: i32,
    /// Without one the usual ground of the place.
    pub ground: Option<DisclosureGround>,
    pub words: BookWords,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    file: Uuid,
}

fn days_of(year: i32) -> Outcome<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(Failure::Missing)?;
    Ok(period_of(ClosingPeriod::Year, first))
}

/// Asks for a year of a book on paper. The same form sent twice is one file.
pub async fn ask_year(desk: &Desk, actor: &Actor, id: Uuid, asked: YearAsked) -> Outcome<()> {
    let permit = reader(desk, actor, asked.register)?;
    desk.permit(actor, Permission::Export)?;
    let ground = ground_of_list(desk, actor, asked.ground)?;
    let organisation = chosen(&organisations(desk, &permit).await?, actor, Some(&asked.org))?;
    days_of(asked.year)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = made_files::find(&work.tx, id).await? {
        return if known.asked_by == actor.id() { Ok(()) } else { Err(Failure::Missing) };
    }
    let asked = YearAsked { ground: Some(ground), ..asked };
    let file = MadeFile {
        id,
        kind: YEAR_JOB.to_owned(),
        org_code: organisation.code.clone(),
        asked: written(&asked)?,
        state: MadeState::Waiting.into(),
        done: 0,
        total: 0,
        file_sha256: None,
        file_name: None,
        error: None,
        asked_at: desk.now(),
        asked_by: actor.id(),
        asked_name: actor.name.clone(),
        ip: actor.ip.clone(),
        finished_at: None,
    };
    made_files::insert(&work.tx, &file).await?;
    let payload = written(&Payload { file: id })?;
    store::jobs::enqueue(&work.tx, desk.id(), YEAR_JOB, &payload, None, desk.now(), desk.now()).await?;
    let detail = json!({ "org": organisation.code, "year": asked.year, "ground": ground });
    work.record("registers.ask_year", "list", asked.register, detail);
    desk.commit(work).await
}

fn written(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| Failure::Broken(error.to_string()))
}

fn asked_of(file: &MadeFile) -> Outcome<YearAsked> {
    serde_json::from_str(&file.asked).map_err(|error| Failure::Broken(error.to_string()))
}

/// The years that somebody had printed lately.
pub async fn list_years(desk: &Desk, actor: &Actor) -> Outcome<Vec<MadeFile>> {
    desk.permit(actor, Permission::Export)?;
    let tx = desk.store().snapshot().await?;
    Ok(made_files::list(&tx, &actor.id(), YEAR_JOB, SHOWN).await?)
}

/// One that the actor asked for, and what it is.
pub async fn view_year(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(MadeFile, YearAsked)> {
    desk.permit(actor, Permission::Export)?;
    let tx = desk.store().snapshot().await?;
    let file = made_files::find(&tx, id).await?.filter(|file| file.asked_by == actor.id());
    let file = file.ok_or(Failure::Missing)?;
    let asked = asked_of(&file)?;
    Ok((file, asked))
}

/// Stops one that is not ready.
pub async fn cancel_year(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let (mut file, asked) = view_year(desk, actor, id).await?;
    let permit = reader(desk, actor, asked.register)?;
    file.state = MadeState::Cancelled.into();
    file.finished_at = Some(desk.now());
    let mut work = desk.begin(&permit).await?;
    if made_files::update(&work.tx, &file).await? {
        work.record("registers.cancel_year", "list", asked.register, json!({ "file": id }));
        desk.commit(work).await?;
    }
    Ok(())
}

/// Takes one that is ready; the reading is recorded.
pub async fn take_year(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(Vec<u8>, String)> {
    let (file, asked) = view_year(desk, actor, id).await?;
    let permit = reader(desk, actor, asked.register)?;
    permit.within(&file.org_code)?;
    let (Some(sha256), Some(name)) = (&file.file_sha256, &file.file_name) else {
        return Err(Failure::Missing);
    };
    let content = desk.files().get(sha256).await?.ok_or(Failure::Missing)?;
    let detail =
        json!({ "org": file.org_code, "year": asked.year, "ground": asked.ground, "sha256": sha256 });
    desk.record_reading(&permit, "registers.take_year", "list", asked.register, detail).await?;
    Ok((content, name.clone()))
}

/// The job: prints a year that was asked for. Safe to repeat.
pub async fn year_job(desk: &Desk, payload: &str) -> Outcome<()> {
    let payload: Payload =
        serde_json::from_str(payload).map_err(|error| Failure::Broken(error.to_string()))?;
    let tx = desk.store().snapshot().await?;
    let Some(mut file) = made_files::find(&tx, payload.file).await? else { return Ok(()) };
    drop(tx);
    file.state = MadeState::Running.into();
    if !note(desk, &file).await? {
        return Ok(());
    }
    match make(desk, &mut file).await {
        Ok(Some((sha256, name))) => {
            file.state = MadeState::Done.into();
            (file.file_sha256, file.file_name) = (Some(sha256), Some(name));
        }
        Ok(None) => return Ok(()),
        Err(failure) => {
            tracing::warn!(file = %file.id, %failure, "a year of a register could not be printed");
            file.state = MadeState::Failed.into();
            file.error = Some(failure.to_string().chars().take(1000).collect());
        }
    }
    file.finished_at = Some(desk.now());
    note(desk, &file).await.map(drop)
}

/// Writes how far it is; `false` when it was stopped.
async fn note(desk: &Desk, file: &MadeFile) -> Outcome<bool> {
    let tx = desk.store().begin().await?;
    let goes_on = made_files::update(&tx, file).await?;
    tx.commit().await?;
    Ok(goes_on)
}

/// Who asked, with what the account may do today.
async fn asker(desk: &Desk, file: &MadeFile) -> Outcome<Actor> {
    let Ok(id) = Uuid::parse_str(&file.asked_by) else { return Ok(Actor::system()) };
    let tx = desk.store().snapshot().await?;
    let account = store::accounts::find(&tx, id).await?.filter(|account| account.disabled_at.is_none());
    account.map(|account| crate::accounts::actor_of(&account, &file.ip)).ok_or(Failure::Denied)
}

/// Reads the book month by month and prints it; `None` when it was stopped meanwhile.
async fn make(desk: &Desk, file: &mut MadeFile) -> Outcome<Option<(String, String)>> {
    let asked = asked_of(file)?;
    let actor = asker(desk, file).await?;
    let permit = reader(desk, &actor, asked.register)?;
    desk.permit(&actor, Permission::Export)?;
    let place = Place::File(ground_of_list(desk, &actor, asked.ground)?);
    let all = organisations(desk, &permit).await?;
    let organisation = chosen(&all, &actor, Some(&file.org_code))?;
    let (from, to) = days_of(asked.year)?;
    let code = organisation.code.clone();
    let tx = desk.store().snapshot().await?;
    let marks = store::registers::list_marks(&tx, &code, asked.register, (from, to)).await?;
    file.total = i64::try_from(marks.len()).unwrap_or(i64::MAX);
    let closings = closing::around(desk, &tx, (&code, asked.register), (from, to)).await?;
    let names = |family: &str, code: &str| desk.official_name(family, code);
    let reading = Asked { desk, tx: &tx, actor: &actor, org: &code, place, names: &names };
    let (mut entries, mut totals) = (Vec::new(), Vec::new());
    for month in 1..=12 {
        let Some(first) = NaiveDate::from_ymd_opt(from.year(), month, 1) else { continue };
        let days = period_of(ClosingPeriod::Month, first);
        let (mut found, of_month) = read_from(&reading, asked.register, days, entries.len()).await?;
        closing::mark_late(&mut found, &closings);
        entries.extend(found.into_iter().map(|dated| dated.entry));
        add(&mut totals, of_month);
        file.done = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        if !note(desk, file).await? {
            return Ok(None);
        }
    }
    drop(tx);
    let since_new_year = entries.len();
    let (register, closable, organisations) = (asked.register, Vec::new(), Vec::new());
    let book = Book {
        register,
        organisation,
        from,
        to,
        entries,
        totals,
        since_new_year,
        closings,
        closable,
        organisations,
    };
    let pdf = crate::documents::printed(desk, &paper::document(&book, &asked.words, desk.today())).await?;
    let name = format!("{register}-{}-{}.pdf", code.replace('.', ""), asked.year);
    Ok(Some((desk.files().put(pdf).await?, name)))
}

/// Adds the totals of a month, in the order in which they first came.
pub(super) fn add(totals: &mut Vec<Total>, of_month: Vec<Total>) {
    let mut places: BTreeMap<String, usize> =
        totals.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
    for (name, number) in of_month {
        match places.get(&name) {
            Some(at) => totals[*at].1 += number,
            None => {
                places.insert(name.clone(), totals.len());
                totals.push((name, number));
            }
        }
    }
}

/// Forgets files that were asked for long ago.
pub async fn forget_made(desk: &Desk) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    let files = made_files::remove_before(&tx, desk.now() - KEPT).await?;
    tx.commit().await?;
    for sha256 in files {
        desk.files().remove(&sha256).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_of_a_year_are_the_sums_of_its_months() {
        let month = |totals: &[(&str, i64)]| -> Vec<Total> {
            totals.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
        };
        let mut year = Vec::new();
        add(&mut year, month(&[("entries", 2), ("decision", 2)]));
        add(&mut year, month(&[("entries", 3), ("notice", 3)]));
        add(&mut year, month(&[]));
        assert_eq!(year, month(&[("entries", 5), ("decision", 2), ("notice", 3)]));
    }
}
