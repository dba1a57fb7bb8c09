//! Closing a book (*khóa sổ*): what stood in it is counted, hashed and sealed; what is entered later is late.

use chrono::NaiveDate;
use law::access::Permission;
use law::documents::{ClosingPeriod, Register, may_close, period_of};
use law::kernel::coded::Coded as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::registers::{Closing, EntryMark};
use store::secrets::Seal;
use uuid::Uuid;

use super::entries::{Asked, Dated, read};
use super::{Total, chosen, organisations, reader};
use crate::confidentiality::Place;
use crate::desk::{Actor, Desk};
use crate::documents::Names;
use crate::failure::{Failure, Outcome, Refusal};

/// A closing, and how the book stands against it today.
#[derive(Clone, Debug)]
pub struct ClosingState {
    pub closing: Closing,
    pub totals: Vec<Total>,
    /// Entries that came after it.
    pub late: usize,
    /// What stood there then stands there unchanged, and the seal is on it.
    pub intact: bool,
}

type Days = (NaiveDate, NaiveDate);

/// Closes a book for the period that holds a day. A second closing of the same period is the first.
pub async fn close(
    desk: &Desk,
    actor: &Actor,
    (register, org): (Register, &str),
    (period, day): (ClosingPeriod, NaiveDate),
    names: Names<'_>,
) -> Outcome<()> {
    let permit = reader(desk, actor, register)?;
    desk.permit(actor, Permission::KeepDocuments)?;
    let organisation = chosen(&organisations(desk, &permit).await?, actor, Some(org))?;
    let code = organisation.code.as_str();
    let (from, to) = period_of(period, day);
    if !may_close(to, desk.today()) {
        return Err(Refusal::new("registers.too_early").with("last", to.format("%d/%m/%Y")).into());
    }
    let mut work = desk.begin(&permit).await?;
    let known = store::registers::list_closings(&work.tx, code, register, (from, to)).await?;
    if known.iter().any(|it| (it.from_on, it.to_on) == (from, to)) {
        return Ok(());
    }
    let asked = Asked { desk, tx: &work.tx, actor, org: code, place: Place::Screen, names };
    let (_, totals) = read(&asked, register, (from, to)).await?;
    let marks = store::registers::list_marks(&work.tx, code, register, (from, to)).await?;
    let totals_json = serde_json::to_string(&totals).map_err(|error| Failure::Broken(error.to_string()))?;
    let mut closing = Closing {
        id: desk.id(),
        org_code: code.to_owned(),
        register: register.into(),
        period: period.into(),
        from_on: from,
        to_on: to,
        entries: i64::try_from(marks.len()).unwrap_or(i64::MAX),
        totals: totals_json,
        sha256: hash(&marks),
        seal: String::new(),
        seal_key: String::new(),
        closed_at: desk.now(),
        closed_by: actor.name.clone(),
    };
    let seal = desk.store().keyring().put_seal(&sealed_words(&closing))?;
    (closing.seal, closing.seal_key) = (seal.signature, seal.key);
    let detail = json!({
        "org": code, "period": period, "from": from, "to": to, "entries": closing.entries, "totals": totals,
        "sha256": closing.sha256,
    });
    work.record("registers.close", "list", register, detail);
    store::registers::insert_closing(&work.tx, closing).await?;
    desk.commit(work).await
}

/// What identifies the entries, in their fixed order: id, number and day of each.
fn hash(marks: &[EntryMark]) -> String {
    let mut digest = Sha256::new();
    for mark in marks {
        digest.update(line(mark.id, &mark.number, mark.on_date).as_bytes());
    }
    hex::encode(digest.finalize())
}

fn line(id: Uuid, number: &str, day: NaiveDate) -> String {
    format!("{id}\t{number}\t{day}\n")
}

fn sealed_words(closing: &Closing) -> String {
    format!(
        "tgpl register 1\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
        closing.org_code,
        closing.register,
        closing.from_on,
        closing.to_on,
        closing.entries,
        closing.totals,
        closing.sha256
    )
}

/// The closings that touch some days, and how the book stands against each.
pub(super) async fn around(
    desk: &Desk,
    tx: &Tx,
    (org, register): (&str, Register),
    days: Days,
) -> Outcome<Vec<ClosingState>> {
    let mut states = Vec::new();
    for closing in store::registers::list_closings(tx, org, register, days).await? {
        let marks = store::registers::list_marks(tx, org, register, (closing.from_on, closing.to_on)).await?;
        let (then, later): (Vec<EntryMark>, Vec<EntryMark>) =
            marks.into_iter().partition(|mark| mark.entered_at <= closing.closed_at);
        let seal = Seal { signature: closing.seal.clone(), key: closing.seal_key.clone() };
        let own = desk.store().keyring().put_seal("")?.key == closing.seal_key;
        let intact = hash(&then) == closing.sha256 && own && seal.is_on(&sealed_words(&closing));
        let totals =
            serde_json::from_str(&closing.totals).map_err(|error| Failure::Broken(error.to_string()))?;
        states.push(ClosingState { totals, late: later.len(), intact, closing });
    }
    Ok(states)
}

/// Marks the entries that were entered after their day was closed.
pub(super) fn mark_late(entries: &mut [Dated], closings: &[ClosingState]) {
    for dated in entries {
        let closed = closings
            .iter()
            .map(|state| &state.closing)
            .filter(|it| it.from_on <= dated.on && dated.on <= it.to_on)
            .map(|it| it.closed_at)
            .min();
        dated.entry.late = closed.is_some_and(|at| at < dated.entered_at);
    }
}

/// The periods around a day that are over and not closed yet.
pub(super) fn closable(today: NaiveDate, closings: &[ClosingState], day: NaiveDate) -> Vec<ClosingPeriod> {
    let open = |period: &&ClosingPeriod| {
        let (from, to) = period_of(**period, day);
        let closed = |state: &ClosingState| (state.closing.from_on, state.closing.to_on) == (from, to);
        may_close(to, today) && !closings.iter().any(closed)
    };
    ClosingPeriod::ALL.iter().filter(open).copied().collect()
}
