//! Clocks (*thời hạn*): from a rule and a moment to the moment when something is due, with its reasons.
//!
//! Which clocks there are and how long they run is dated data (`rules/deadlines.toml`); how days are counted is the
//! Civil Code 2015, art. 147–148. Moments are local time of Viet Nam. A [`Deadline`] is stored as its own
//! explanation: later rules and holidays never move it.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::days::{Calendar, OffReason};
use crate::rules::{AidForm, ClientRole, DeadlineRule, DutyBearer, Source, Stage, StartEvent, UrgentRule};
pub use crate::rules::{DeadlineCode, Unit};

/// When something is due, and why on that day (*vì sao là ngày này*).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deadline {
    /// Which clock.
    pub code: DeadlineCode,
    /// What set it going.
    pub event: StartEvent,
    /// Who must act.
    pub duty: DutyBearer,
    /// When it was set going; local time.
    pub start: NaiveDateTime,
    /// The last moment; a period in days ends with its last day.
    pub due: NaiveDateTime,
    /// In what it counts.
    pub unit: Unit,
    /// How many.
    pub amount: u32,
    /// It counts backwards from its event.
    pub before: bool,
    /// Days that were not counted, each with its reason.
    pub skipped: Vec<(NaiveDate, OffReason)>,
    /// The last day by counting, when it was a day off and the period went on to the next working day.
    pub extended_from: Option<NaiveDate>,
    /// Moments of warning, the first one first.
    pub warnings: Vec<NaiveDateTime>,
    /// Whether the calendar had rows for every year concerned; otherwise holidays may be missing.
    pub calendar_known: bool,
    /// The rule.
    pub source: Source,
}

impl Deadline {
    /// Whether it has run out.
    #[must_use]
    pub fn is_overdue(&self, now: NaiveDateTime) -> bool {
        self.due < now
    }

    /// How many warnings have come up to now.
    #[must_use]
    pub fn warnings_given(&self, now: NaiveDateTime) -> usize {
        self.warnings.iter().filter(|at| **at <= now).count()
    }
}

/// Counts a clock (*cách tính thời hạn; thời hạn*).
///
/// Basis: Civil Code 2015 art. 147–148; the amount by the rule's own article. The day of the event is not counted.
/// A period in days that ends on a day off ends with the next working day; working days skip days off; hours run
/// through nights and days off. "At once" is the same working day, or the same day where lives are at stake (ours).
///
/// ```
/// use law::{days::Calendar, deadlines::{deadline, DeadlineCode}, rules::Rules};
/// let at = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
/// let rules = Rules::embedded().on("2026-11-20".parse().unwrap());
/// let due = |code, start| deadline(rules.deadline(code).unwrap(), at(start), &Calendar::default(), None).due;
/// // accepted on a Friday: three working days end on Wednesday, twelve hours at night
/// assert_eq!(due(DeadlineCode::Assign, "2026-11-20T16:00:00"), at("2026-11-25T23:59:59"));
/// assert_eq!(due(DeadlineCode::AssignHeld, "2026-11-20T16:00:00"), at("2026-11-21T04:00:00"));
/// ```
#[must_use]
pub fn deadline(
    rule: &DeadlineRule,
    start: NaiveDateTime,
    calendar: &Calendar,
    province: Option<&str>,
) -> Deadline {
    count(rule, rule.amount, start, calendar, province)
}

/// Counts a clock that was extended once (*gia hạn*); `None` when its rule knows no extension.
///
/// Basis: the article of the rule; Civil Code 2015 art. 147–148. The whole period is counted from the same start.
#[must_use]
pub fn extended_deadline(
    rule: &DeadlineRule,
    start: NaiveDateTime,
    calendar: &Calendar,
    province: Option<&str>,
) -> Option<Deadline> {
    Some(count(rule, rule.amount + rule.extend_by?, start, calendar, province))
}

fn count(
    rule: &DeadlineRule,
    amount: u32,
    start: NaiveDateTime,
    calendar: &Calendar,
    province: Option<&str>,
) -> Deadline {
    let from = start.date();
    let mut skipped = Vec::new();
    let mut extended_from = None;
    let due = match rule.unit {
        Unit::Hours if rule.before => earlier(start, amount),
        Unit::Hours => later(start, amount),
        Unit::AtOnce if rule.through_days_off => end_of(from),
        Unit::AtOnce => end_of(calendar.on_or_after(from, province)),
        Unit::WorkingDays if rule.before => end_of(calendar.subtract_working_days(from, amount, province)),
        Unit::WorkingDays => end_of(calendar.add_working_days(from, amount, province)),
        Unit::Days if rule.before => end_of(from.checked_sub_days(Days::new(amount.into())).unwrap_or(from)),
        Unit::Days => {
            let last = from.checked_add_days(Days::new(amount.into())).unwrap_or(from);
            let worked = calendar.on_or_after(last, province);
            extended_from = (worked != last).then_some(last);
            end_of(worked)
        }
    };
    let last = due.date();
    match rule.unit {
        Unit::WorkingDays if rule.before => skipped = calendar.days_off(last, from, province),
        Unit::WorkingDays => skipped = calendar.days_off(from, last, province),
        Unit::Days => {
            let first = extended_from.and_then(|it| it.pred_opt());
            skipped = first.map_or_else(Vec::new, |first| calendar.days_off(first, last, province));
        }
        Unit::AtOnce if last > from => {
            skipped =
                from.pred_opt().map_or_else(Vec::new, |before| calendar.days_off(before, last, province));
        }
        Unit::AtOnce | Unit::Hours => {}
    }
    let years = [from.min(last), from.max(last)];
    let without_calendar = rule.unit == Unit::Hours;
    Deadline {
        code: rule.key,
        event: rule.start,
        duty: rule.duty,
        start,
        due,
        unit: rule.unit,
        amount,
        before: rule.before,
        skipped,
        extended_from,
        warnings: warnings(rule, start, due, calendar, province),
        calendar_known: without_calendar
            || years.iter().all(|day| calendar.knows(chrono::Datelike::year(day))),
        source: rule.source.clone(),
    }
}

/// Warnings lie before the end, in the unit of the clock; those in days come in the morning of a working day.
fn warnings(
    rule: &DeadlineRule,
    start: NaiveDateTime,
    due: NaiveDateTime,
    calendar: &Calendar,
    province: Option<&str>,
) -> Vec<NaiveDateTime> {
    let last = due.date();
    let moment = |units: u32| match rule.unit {
        Unit::AtOnce | Unit::Hours => earlier(due, units),
        Unit::WorkingDays => morning_of(calendar.subtract_working_days(last, units, province)),
        Unit::Days => {
            let day = last.checked_sub_days(Days::new(units.into())).unwrap_or(last);
            morning_of(calendar.on_or_before(day, province))
        }
    };
    let mut moments: Vec<NaiveDateTime> =
        rule.warn.iter().map(|units| moment(*units)).filter(|at| rule.before || *at > start).collect();
    moments.sort_unstable();
    moments.dedup();
    moments
}

/// A period ends at twenty-four hours of its last day (Civil Code art. 148(6)).
fn end_of(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default())
}

/// When offices open.
fn morning_of(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default())
}

fn later(from: NaiveDateTime, hours: u32) -> NaiveDateTime {
    from.checked_add_signed(TimeDelta::hours(hours.into())).unwrap_or(from)
}

fn earlier(from: NaiveDateTime, hours: u32) -> NaiveDateTime {
    from.checked_sub_signed(TimeDelta::hours(hours.into())).unwrap_or(from)
}

/// What decides how soon a provider must be assigned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AssignmentFacts {
    /// Form of aid.
    pub form: AidForm,
    /// A proceedings body appoints the defence.
    pub appointed: bool,
    /// A proceedings body notified that the person asks (form 03).
    pub noticed: bool,
    /// A proceedings body informed of a person who has not asked (form 04).
    pub informed: bool,
    /// The matter is urgent.
    pub urgent: bool,
    /// The person is arrested or held and asks.
    pub held: bool,
}

/// Whether a person who asks is arrested or held, so that hours count (*người bị bắt, bị giữ, tạm giữ*).
///
/// Basis: Law on Legal Aid 2017 art. 31(2). Whoever is held by role; and at the stage of arrest and custody everybody
/// but the persons beside the one arrested, as an accused who was just arrested is entered as accused (ours).
///
/// ```
/// use law::{deadlines::is_held, rules::{ClientRole, Stage}};
/// assert!(is_held(&[ClientRole::Accused], Some(Stage::Custody)));
/// assert!(!is_held(&[ClientRole::Accused], Some(Stage::Investigation)));
/// assert!(!is_held(&[ClientRole::Victim], Some(Stage::Custody)));
/// ```
#[must_use]
pub fn is_held(roles: &[ClientRole], stage: Option<Stage>) -> bool {
    use ClientRole::{Defendant, Party, Plaintiff, RelatedPerson, Victim, Witness};
    let beside =
        |role: &ClientRole| matches!(role, Victim | Witness | Party | Plaintiff | Defendant | RelatedPerson);
    let arrested = stage == Some(Stage::Custody) && (roles.is_empty() || !roles.iter().all(beside));
    arrested || roles.contains(&ClientRole::Held)
}

/// Which clock runs until a provider is assigned (*thời hạn cử người thực hiện*); none for advice.
///
/// Basis: Law on Legal Aid 2017 art. 31(2)–(3), 32, 33(2); Joint circular 10/2018 art. 3(4), 7(3). The shortest
/// that applies: appointed defence, notice, held person, information, ordinary.
#[must_use]
pub fn assignment_clock(facts: &AssignmentFacts) -> Option<DeadlineCode> {
    match facts.form {
        AidForm::Advice => None,
        AidForm::Representation => Some(DeadlineCode::AssignRepresentation),
        AidForm::Litigation if facts.appointed => Some(DeadlineCode::AssignAppointed),
        AidForm::Litigation if facts.noticed || (facts.informed && facts.urgent) => {
            Some(DeadlineCode::AssignNoticed)
        }
        AidForm::Litigation if facts.held => Some(DeadlineCode::AssignHeld),
        AidForm::Litigation if facts.informed => Some(DeadlineCode::AssignInformed),
        AidForm::Litigation => Some(DeadlineCode::Assign),
    }
}

/// Which clock runs for proof that is missing after acceptance at once (*thời hạn bổ sung giấy tờ chứng minh*).
///
/// Basis: Circular 12/2018/TT-BTP art. 6(2): 5 working days, 10 where the person lives in an area of special
/// difficulty or force majeure stands in the way.
#[must_use]
pub fn proof_clock(special_area: bool, force_majeure: bool) -> DeadlineCode {
    if special_area || force_majeure { DeadlineCode::ProofDueLonger } else { DeadlineCode::ProofDue }
}

/// Whether so few working days are left that a request is accepted at once (*thụ lý ngay*).
///
/// Basis: Law on Legal Aid 2017 art. 30(4); Circular 12/2018/TT-BTP art. 6(1): fewer than 5 working days of the
/// limitation period, or before the trial. The last day of a period can still be used and is counted, the day of the
/// trial is not (ours). A day that has passed is no ground.
#[must_use]
pub fn is_near(
    rule: &UrgentRule,
    today: NaiveDate,
    day: NaiveDate,
    calendar: &Calendar,
    province: Option<&str>,
) -> bool {
    let Some(below) = rule.working_days_below else { return false };
    let last = if rule.last_day_counts { Some(day) } else { day.pred_opt() };
    today <= day && last.is_some_and(|last| calendar.working_days(today, last, province) < below)
}
