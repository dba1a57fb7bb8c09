//! A clock on the page of a thing: when it is due, how much is left, and why on that day.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use law::days::OffReason;
use law::deadlines::{Deadline, Unit};
use maud::{Markup, html};
use office::deadlines::{DeadlineLine, explanation, local};

use crate::codes;
use crate::texts::T;
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, facts};
use crate::ui::{dates, money};

/// The clocks of a thing: running ones open, ended ones folded away.
pub fn panel(t: T, now: DateTime<Utc>, lines: &[DeadlineLine]) -> Markup {
    let (running, ended): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.ended_at.is_none());
    html! {
        @if running.is_empty() { p class="soft" { (t.get("deadlines-none")) } }
        ul class="plain" { @for line in running { li { (clock(t, now, line)) } } }
        @if !ended.is_empty() {
            details {
                summary { (t.with("deadlines-ended", &[("n", ended.len().into())])) }
                ul class="plain" { @for line in ended { li { (clock(t, now, line)) } } }
            }
        }
    }
}

/// One clock: its name, what is left, and behind a fold how it was counted.
pub fn clock(t: T, now: DateTime<Utc>, line: &DeadlineLine) -> Markup {
    let due = local(line.due_at);
    html! {
        p {
            strong { (codes::name(t, line.code.0)) } " "
            (left(t, now, line)) br;
            span class="soft" { (t.with("deadlines-due", &[("moment", moment(due).into())])) }
        }
        @if let Some(deadline) = explanation(line) { (why(t, &deadline)) }
    }
}

/// How much is left, as a sign and words.
pub fn left(t: T, now: DateTime<Utc>, line: &DeadlineLine) -> Markup {
    match line.ended_how.as_deref() {
        Some("done") => {
            let late = line.ended_at.is_some_and(|at| at > line.due_at);
            let key = if late { "deadlines-done-late" } else { "deadlines-done" };
            return badge(if late { Tone::Soon } else { Tone::Good }, &t.get(key));
        }
        Some(_) => return badge(Tone::Plain, &t.get("deadlines-void")),
        None => {}
    }
    let minutes = (line.due_at - now).num_minutes();
    let whole_hours = money::number(t.lang(), (minutes.abs() / 60).max(1));
    let days = (local(line.due_at).date() - local(now).date()).num_days();
    let hours = |key: &str| t.with(key, &[("n", whole_hours.clone().into())]);
    let (tone, words) = match (minutes, days) {
        (..0, -1..) => (Tone::Bad, hours("deadlines-late-hours")),
        (..0, _) => (Tone::Bad, t.with("deadlines-late-days", &[("n", days.abs().into())])),
        (_, 0) if line_is_short(line) => (Tone::Soon, hours("deadlines-left-hours")),
        (_, 0) => (Tone::Soon, t.get("deadlines-today")),
        (..1440, _) if line_is_short(line) => (Tone::Soon, hours("deadlines-left-hours")),
        (_, 1..=3) => (Tone::Soon, t.with("deadlines-left-days", &[("n", days.into())])),
        _ => (Tone::Plain, t.with("deadlines-left-days", &[("n", days.into())])),
    };
    badge(tone, &words)
}

/// Counted in hours.
fn line_is_short(line: &DeadlineLine) -> bool {
    (line.due_at - line.start_at).num_hours() <= 48
}

/// "Why this date": start, rule, skipped days, result.
pub fn why(t: T, deadline: &Deadline) -> Markup {
    let rule = t.with(
        "deadlines-rule",
        &[("n", i64::from(deadline.amount).into()), ("unit", codes::name(t, deadline.unit).into())],
    );
    let rule = if deadline.unit == Unit::AtOnce { codes::name(t, deadline.unit) } else { rule };
    let sure = codes::name(t, deadline.source.confidence);
    let mut lines = vec![
        Fact::words(
            t.get("deadlines-start"),
            format!("{} — {}", moment(deadline.start), codes::name(t, deadline.event)),
        ),
        Fact::words(t.get("deadlines-by-rule"), rule),
        Fact::words(t.get("deadlines-basis"), format!("{} ({sure})", deadline.source.basis)),
        Fact::words(t.get("deadlines-duty"), codes::name(t, deadline.duty)),
    ];
    if !deadline.skipped.is_empty() {
        lines.push(Fact::new(t.get("deadlines-skipped"), skipped(t, &deadline.skipped)));
    }
    if let Some(day) = deadline.extended_from {
        let words = t.with("deadlines-extended", &[("day", dates::date(day).into())]);
        lines.push(Fact::words(t.get("deadlines-end"), words));
    }
    lines.push(Fact::new(t.get("deadlines-result"), html! { strong { (moment(deadline.due)) } }));
    html! {
        details {
            summary { (t.get("deadlines-why")) }
            (facts(t, &lines))
            @if !deadline.calendar_known { p class="hint" { (t.get("deadlines-calendar-unknown")) } }
            @if let Some(note) = &deadline.source.note { p class="hint" { (note) } }
        }
    }
}

fn skipped(t: T, days: &[(NaiveDate, OffReason)]) -> Markup {
    html! {
        ul class="plain" {
            @for (day, reason) in days {
                li {
                    (dates::date(*day)) " — "
                    @match reason {
                        OffReason::Weekend => { (t.get("deadlines-weekend")) }
                        OffReason::Holiday(name) => { (name) }
                    }
                }
            }
        }
    }
}

/// A local time; the last minute of a day is just the day.
fn moment(at: NaiveDateTime) -> String {
    let day = dates::date(at.date());
    match at.format("%H:%M").to_string().as_str() {
        "23:59" | "00:00" => day,
        time => format!("{time} {day}"),
    }
}
