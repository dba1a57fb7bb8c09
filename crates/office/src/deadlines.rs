//! Clocks of requests, cases, complaints: set going and ended by the acts they belong to.
//!
//! How long a clock runs is decided by `law::deadlines` with the rules of the day that is named and the
//! working calendar; the answer is kept as the clock's own explanation and never moves afterwards.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use law::deadlines::{Deadline, DeadlineCode};
use store::Tx;
use uuid::Uuid;

pub use store::deadlines::DeadlineLine;

use crate::desk::{Desk, Work};
use crate::failure::{Failure, Outcome};

/// What a clock is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// `request`, `case`, `complaint`, `data_request`, `incident`, `dealing`.
    pub kind: &'a str,
    pub id: Uuid,
    /// The case on whose page the clock is shown.
    pub case: Option<Uuid>,
    /// Organisation that must keep it.
    pub org: &'a str,
    /// Provider who must keep it.
    pub provider: Option<Uuid>,
}

/// How a clock ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// What was due was done.
    Done,
    /// It no longer matters.
    Void,
}

impl Ended {
    /// The code that is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Void => "void",
        }
    }
}

/// Local time of Viet Nam, in which the law counts.
#[must_use]
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    (at + Duration::hours(7)).naive_utc()
}

/// The moment of a local time.
#[must_use]
pub fn moment(local: NaiveDateTime) -> DateTime<Utc> {
    local.and_utc() - Duration::hours(7)
}

/// The moment at which a day begins in Viet Nam.
#[must_use]
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    moment(day.and_time(chrono::NaiveTime::MIN))
}

/// Sets a clock going by the rules of a day; `None` when they know no such clock. A clock of the same kind
/// that still runs for the thing is ended as void first: there is one at most.
pub async fn start(
    desk: &Desk,
    work: &mut Work,
    subject: &Subject<'_>,
    code: DeadlineCode,
    start_at: DateTime<Utc>,
    rules_day: NaiveDate,
) -> Outcome<Option<Deadline>> {
    let rules = desk.rules();
    let rules = rules.on(rules_day);
    let Some(rule) = rules.deadline(code) else { return Ok(None) };
    let province = desk.province_of_organisation(subject.org);
    let deadline = law::deadlines::deadline(rule, local(start_at), &desk.calendar(), province.as_deref());
    keep(desk, work, subject, start_at, &deadline).await?;
    Ok(Some(deadline))
}

/// Sets the first clocks of a thing going, each from its own moment: nothing runs for it yet that would end first.
pub(crate) async fn start_first(
    desk: &Desk,
    work: &mut Work,
    subject: &Subject<'_>,
    clocks: &[(DeadlineCode, DateTime<Utc>)],
    rules_day: NaiveDate,
) -> Outcome<()> {
    let rules = desk.rules();
    let province = desk.province_of_organisation(subject.org);
    let mut lines = Vec::with_capacity(clocks.len());
    for (code, start_at) in clocks {
        let Some(rule) = rules.on(rules_day).deadline(*code).cloned() else { continue };
        let start = local(*start_at);
        let deadline = law::deadlines::deadline(&rule, start, &desk.calendar(), province.as_deref());
        lines.push(line_of(desk, subject, *start_at, &deadline)?);
    }
    Ok(store::deadlines::insert(&work.tx, &lines).await?)
}

/// Extends a running clock once, from its own start (*gia hạn*); `None` when its rule knows no extension.
pub async fn extend(
    desk: &Desk,
    work: &mut Work,
    subject: &Subject<'_>,
    code: DeadlineCode,
    rules_day: NaiveDate,
) -> Outcome<Option<Deadline>> {
    let running = store::deadlines::list_of_subject(&work.tx, subject.kind, subject.id).await?;
    let running = running.into_iter().find(|line| line.code.0 == code && line.ended_at.is_none());
    let Some(running) = running else { return Ok(None) };
    let rules = desk.rules();
    let rules = rules.on(rules_day);
    let Some(rule) = rules.deadline(code) else { return Ok(None) };
    let province = desk.province_of_organisation(subject.org);
    let start = local(running.start_at);
    let extended = law::deadlines::extended_deadline(rule, start, &desk.calendar(), province.as_deref());
    if let Some(deadline) = &extended {
        keep(desk, work, subject, running.start_at, deadline).await?;
    }
    Ok(extended)
}

async fn keep(
    desk: &Desk,
    work: &mut Work,
    subject: &Subject<'_>,
    start_at: DateTime<Utc>,
    deadline: &Deadline,
) -> Outcome<()> {
    void(desk, work, (subject.kind, subject.id), &[deadline.code]).await?;
    Ok(store::deadlines::insert(&work.tx, &[line_of(desk, subject, start_at, deadline)?]).await?)
}

fn line_of(
    desk: &Desk,
    subject: &Subject<'_>,
    start_at: DateTime<Utc>,
    deadline: &Deadline,
) -> Outcome<DeadlineLine> {
    let explanation = serde_json::to_string(deadline).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(DeadlineLine {
        id: desk.id(),
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id,
        case_id: subject.case,
        org_code: subject.org.to_owned(),
        provider_id: subject.provider,
        code: deadline.code.into(),
        start_at,
        due_at: moment(deadline.due),
        explanation,
        ended_at: None,
        ended_how: None,
        created_at: desk.now(),
    })
}

/// The moment that stands for a day on which something was done: the end of that day, now for today. What was done on
/// the last day of a clock was done in time, whenever somebody typed it in.
#[must_use]
pub fn done_on(desk: &Desk, day: NaiveDate) -> DateTime<Utc> {
    desk.now().min(day_begins(day) + Duration::days(1) - Duration::seconds(1))
}

/// Ends running clocks of a thing by what they waited for, at the moment at which it was done; without codes all.
pub async fn done(
    desk: &Desk,
    work: &mut Work,
    (kind, id): (&str, Uuid),
    codes: &[DeadlineCode],
    at: DateTime<Utc>,
) -> Outcome<()> {
    let at = desk.now().min(at);
    store::deadlines::end(&work.tx, kind, id, codes, Ended::Done.code(), at).await?;
    Ok(())
}

/// Ends running clocks of a thing that no longer matter; without codes all.
pub(crate) async fn void(
    desk: &Desk,
    work: &mut Work,
    (kind, id): (&str, Uuid),
    codes: &[DeadlineCode],
) -> Outcome<()> {
    store::deadlines::end(&work.tx, kind, id, codes, Ended::Void.code(), desk.now()).await?;
    Ok(())
}

/// Ends the running clocks of a thing now; with a code only that one.
pub async fn end(
    desk: &Desk,
    work: &mut Work,
    kind: &str,
    id: Uuid,
    code: Option<DeadlineCode>,
    how: Ended,
) -> Outcome<()> {
    store::deadlines::end(&work.tx, kind, id, code.as_slice(), how.code(), desk.now()).await?;
    Ok(())
}

/// The clocks of a case and of what hangs on it.
pub async fn of_case(tx: &Tx, case: Uuid) -> Outcome<Vec<DeadlineLine>> {
    Ok(store::deadlines::list_of_case(tx, case).await?)
}

/// The clocks of one thing.
pub async fn of_subject(tx: &Tx, kind: &str, id: Uuid) -> Outcome<Vec<DeadlineLine>> {
    Ok(store::deadlines::list_of_subject(tx, kind, id).await?)
}

/// What the law said when the clock was set.
#[must_use]
pub fn explanation(line: &DeadlineLine) -> Option<Deadline> {
    serde_json::from_str(&line.explanation).ok()
}
