//! Private feeds: an address that a telephone reads without signing in, known by its hash alone, revoked at will.
//!
//! What goes out names the kind of an appointment, its time, the court and a page behind the sign-in; no name, no file
//! code, nothing of a case.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, Utc};
use law::access::Permission;
use law::duty::DutyPeriod;
use law::hearings::{HearingKind, HearingState};
use law::schedule::usual_minutes;
use papers::calendar::{Calendar, Event, When};
use serde_json::json;
use store::schedule::Feed;
use uuid::Uuid;

use super::{What, read};
use crate::accounts::{actor_of, token_hash};
use crate::deadlines::day_begins;
use crate::desk::{Actor, Desk};
use crate::duty::house_of;
use crate::failure::{Failure, Outcome};

/// Days before today, and after it, that a feed tells.
const PAST: u64 = 14;
const AHEAD: u64 = 120;

/// What an entry of a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    Hearing(HearingKind),
    Duty(DutyPeriod),
    Leave,
}

/// An entry of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    pub id: Uuid,
    pub kind: FeedKind,
    /// The whole of a day, and not a time of it.
    pub whole_day: Option<NaiveDate>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// The court or the place of duty.
    pub place: Option<String>,
    /// The page behind the sign-in.
    pub path: String,
}

/// A feed as it goes out.
#[derive(Clone, Debug)]
pub struct FeedView {
    pub language: String,
    pub entries: Vec<FeedEntry>,
}

fn account_of(actor: &Actor) -> Outcome<Uuid> {
    actor.account.ok_or(Failure::Denied)
}

/// The feeds of an actor that still open.
pub async fn feeds(desk: &Desk, actor: &Actor) -> Outcome<Vec<Feed>> {
    desk.permit(actor, Permission::ConductCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::schedule::list_feeds(&tx, account_of(actor)?).await?)
}

/// Makes a feed; its token is shown once. What was made before no longer opens.
pub async fn make_feed(desk: &Desk, actor: &Actor) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let account = account_of(actor)?;
    let mut work = desk.begin(&permit).await?;
    for old in store::schedule::list_feeds(&work.tx, account).await? {
        store::schedule::revoke_feed(&work.tx, account, old.id, desk.now()).await?;
    }
    let token = desk.secret(32);
    let feed = Feed {
        id: desk.id(),
        account_id: account,
        token_hash: token_hash(&token),
        created_at: desk.now(),
        read_at: None,
        revoked_at: None,
    };
    store::schedule::insert_feed(&work.tx, &feed).await?;
    work.record("schedule.make_feed", "account", account, json!({ "feed": feed.id }));
    desk.commit(work).await?;
    Ok(token)
}

/// Revokes a feed: its address opens nothing any more.
pub async fn revoke_feed(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let account = account_of(actor)?;
    let mut work = desk.begin(&permit).await?;
    if !store::schedule::revoke_feed(&work.tx, account, id, desk.now()).await? {
        return Err(Failure::Missing);
    }
    work.record("schedule.revoke_feed", "account", account, json!({ "feed": id }));
    desk.commit(work).await
}

/// What a token opens; nothing for one that was revoked, or whose account no longer may.
pub async fn feed(desk: &Desk, token: &str) -> Outcome<FeedView> {
    let now = desk.now();
    let (found, language, entries) = {
        let tx = desk.store().snapshot().await?;
        let found = store::schedule::find_feed(&tx, &token_hash(token)).await?.ok_or(Failure::Missing)?;
        let account = store::accounts::find(&tx, found.account_id).await?.ok_or(Failure::Missing)?;
        if !account.is_enabled() {
            return Err(Failure::Missing);
        }
        let actor = actor_of(&account, "feed");
        let permit = desk.permit(&actor, Permission::ConductCases).map_err(|_| Failure::Missing)?;
        let today = desk.today();
        let from = today.checked_sub_days(Days::new(PAST)).unwrap_or(today);
        let to = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
        let codes = law::access::subtree(&desk.tree(), &house_of(desk, &actor));
        let only = actor.role.sees_own_cases_only().then_some(actor.provider.unwrap_or_default());
        let entries = read(desk, &tx, &permit, &codes, only, (from, to)).await?;
        let own = |it: &super::Entry| actor.provider.is_none() || it.provider == actor.provider;
        let entries = entries.into_iter().filter(own);
        (found, account.language.clone(), entries.filter_map(entry).collect())
    };
    if found.read_at.is_none_or(|read| now - read >= Duration::hours(1)) {
        let tx = desk.store().begin().await?;
        store::schedule::note_feed_read(&tx, found.id, now).await?;
        tx.commit().await?;
    }
    Ok(FeedView { language, entries })
}

fn entry(it: super::Entry) -> Option<FeedEntry> {
    let begin = day_begins(it.day);
    let (from, to) = it.minutes.unwrap_or((0, 24 * 60));
    let (from, to) = (begin + Duration::minutes(from), begin + Duration::minutes(to));
    match it.what {
        What::Hearing(hearing) if hearing.state.0 == HearingState::Planned => Some(FeedEntry {
            id: hearing.id,
            kind: FeedKind::Hearing(hearing.kind.0),
            whole_day: None,
            from: hearing.at,
            to: hearing.at + Duration::minutes(usual_minutes(hearing.kind.0)),
            path: format!("/cases/{}/hearings/{}", hearing.case_id, hearing.id),
            // A place that is no agency may be somebody's home.
            place: hearing.agency,
        }),
        What::Duty(shift) => Some(FeedEntry {
            id: shift.id,
            kind: FeedKind::Duty(shift.period.0),
            whole_day: None,
            from,
            to,
            path: format!("/duty/shifts/{}", shift.id),
            place: Some(shift.place),
        }),
        What::Leave(leave) => Some(FeedEntry {
            // One event a day, each with an id of its own.
            id: Uuid::from_u128(leave.id.as_u128() ^ u128::from(it.day.num_days_from_ce().unsigned_abs())),
            kind: FeedKind::Leave,
            whole_day: Some(it.day),
            from,
            to,
            path: "/schedule".to_owned(),
            place: None,
        }),
        What::Hearing(_) | What::Clock(_) => None,
    }
}

/// How a feed is worded.
pub struct FeedWording<'a> {
    pub name: String,
    pub title: &'a (dyn Fn(FeedKind) -> String + Send + Sync),
    /// The address of this installation, without a slash at its end.
    pub url: String,
}

/// The feed as telephones read it.
#[must_use]
pub fn feed_file(desk: &Desk, view: &FeedView, wording: &FeedWording<'_>) -> String {
    let moment = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let event = |it: &FeedEntry| Event {
        id: format!("{}@tgpl", it.id),
        when: match it.whole_day {
            Some(day) => {
                let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
                When::Days(date(day), date(day.succ_opt().unwrap_or(day)))
            }
            None => When::Times(moment(it.from), moment(it.to)),
        },
        title: (wording.title)(it.kind),
        place: it.place.clone(),
        link: Some(format!("{}{}", wording.url, it.path)),
    };
    let events = view.entries.iter().map(event).collect();
    Calendar { name: wording.name.clone(), written_at: moment(desk.now()), events }.write()
}
