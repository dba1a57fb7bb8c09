//! Markup of the first page: deadlines first, then queues, then what nobody looks at.

use chrono::NaiveDate;
use law::access::{Permission, Role};
use law::cases::Doubt;
use law::complaints::ComplaintLevel;
use maud::{Markup, html};
use office::queues::{COUNTED, Due, UnitState, Waiting, When, own};

use super::Desk;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::figures::{Figure, figures};
use crate::ui::form::{link_button, link_new, link_quiet};
use crate::ui::list::{Column, Empty, Phone, Row, Table};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, inset, notice};
use crate::ui::{dates, money, shell};

pub fn show(visitor: &Visitor, shown: &Desk, today: NaiveDate) -> Markup {
    let t = visitor.t;
    let board = &shown.board;
    // What is in other hands is only worth a line while something waits there.
    let watched: Vec<Waiting> = board.watched.iter().filter(|waiting| waiting.count > 0).cloned().collect();
    html! {
        (shell::heading(None, &t.with("home-hello", &[("name", visitor.actor.name.clone().into())]), begin(visitor, shown)))
        @if shown.offers > 0 { (offers(t, shown.offers)) }
        @if let Some(clocks) = &board.clocks { (deadlines(t, clocks)) }
        @if !board.red.is_empty() { (red(t, &board.red)) }
        @if let Some((level, count)) = shown.complaints && count > 0 { (complaints(t, level, count)) }
        div class="sides" {
            div {
                @if !board.own.is_empty() {
                    (queue_table(t, "own", &t.get("home-queues"), &board.own, today))
                }
                @if let Some((count, oldest)) = board.incoming { (incoming(t, count, oldest, today)) }
                @if !watched.is_empty() {
                    (queue_table(t, "watched", &t.get("home-watched"), &watched, today))
                }
                @if !shown.units.is_empty() { (units(visitor, &shown.units)) }
                @if own(visitor.actor.role).is_empty() && shown.units.is_empty() { (begin_here(visitor)) }
            }
            div {
                (card(&t.get("home-messages"), html! { a href="/messages" { (t.get("home-all-messages")) } }, messages(visitor, shown)))
                @if !shown.doubts.is_empty() { (card(&t.get("home-doubts"), html! {}, doubts(visitor, &shown.doubts))) }
                (card(&t.get("home-begin"), html! {}, places(visitor)))
                @if visitor.may(Permission::ReadCases) { (inset(html! { p { (t.get("home-advice")) } })) }
            }
        }
    }
}

fn begin(visitor: &Visitor, shown: &Desk) -> Markup {
    let t = visitor.t;
    let waits = shown.board.own.iter().any(|waiting| waiting.count > 0);
    html! {
        @if waits { (link_button(&t.get("home-next"), "/queues/next")) }
        @if visitor.may(Permission::AcceptRequests) { (link_new(&t.get("home-new-request"), "/requests/new")) }
        @if visitor.actor.role.sees_own_cases_only() { (link_quiet(&t.get("today-title"), "/today")) }
        @if visitor.may(Permission::RecordActivity) { (link_quiet(&t.get("home-log-reception"), "/receptions")) }
    }
}

fn number(t: T, n: usize) -> String {
    money::number(t.lang(), i64::try_from(n).unwrap_or(i64::MAX))
}

/// Clocks by when they are due; each number leads to its list.
fn deadlines(t: T, due: &Due) -> Markup {
    let tiles: Vec<Figure> = When::ALL
        .iter()
        .filter(|when| **when != When::Later)
        .map(|when| {
            let count = when.of(due);
            let tone = match when {
                When::Overdue => Tone::Bad,
                When::Today | When::Three => Tone::Soon,
                _ => Tone::Plain,
            };
            Figure {
                label: t.code(prefix!("home-when"), when.code()),
                value: number(t, count),
                href: Some(format!("/deadlines?when={}", when.code())),
                tone: if count > 0 { tone } else { Tone::Plain },
                ..Figure::default()
            }
        })
        .collect();
    html! {
        section class="due-board" aria-labelledby="by-deadline" {
            h2 id="by-deadline" { (t.get("home-by-deadline")) }
            (figures(t, &tiles))
        }
    }
}

/// What nobody looks at, said once, on top.
fn red(t: T, lists: &[(office::queues::RedList, usize)]) -> Markup {
    notice(
        t,
        Tone::Bad,
        &t.get("home-red"),
        html! {
            ul class="red-lists" {
                @for (list, count) in lists {
                    li {
                        a href={ "/red-lists/" (list.code()) } { (t.code(prefix!("home-red"), list.code())) }
                        " " span class="count" { (counted(t, *count)) }
                    }
                }
            }
        },
    )
}

/// Assignments that wait for an answer within hours stand in no queue.
fn offers(t: T, count: usize) -> Markup {
    let title = t.with("home-offers", &[("n", count.into())]);
    notice(t, Tone::Soon, &title, html! { p { a href="/today" { (t.get("home-see-offers")) } } })
}

/// Complaints whose clock runs, but that stand in no queue of cases.
fn complaints(t: T, level: ComplaintLevel, count: u64) -> Markup {
    let href = format!("/complaints?state=received&level={}", law::kernel::coded::Coded::code(level));
    let title = t.with("home-complaints", &[("n", count.into())]);
    notice(t, Tone::Soon, &title, html! { p { a href=(href) { (t.get("home-see-complaints")) } } })
}

pub fn counted(t: T, count: usize) -> String {
    if count >= COUNTED {
        t.with("home-more-than", &[("n", number(t, COUNTED).into())])
    } else {
        number(t, count)
    }
}

/// "45 ngày (từ 08/10/2026)".
pub fn age(t: T, since: NaiveDate, today: NaiveDate) -> String {
    let days = (today - since).num_days();
    match days {
        ..=0 => t.get("home-since-today"),
        _ => t.with("home-since", &[("n", days.into()), ("day", dates::date(since).into())]),
    }
}

/// The parts of a queue that a clock presses, as words with colours.
pub fn pressed(t: T, due: &Due) -> Markup {
    let parts = [
        (When::Overdue, Tone::Bad),
        (When::Today, Tone::Soon),
        (When::Three, Tone::Soon),
        (When::Seven, Tone::Plain),
        (When::Others, Tone::Plain),
    ];
    let shown: Vec<_> = parts.iter().filter(|(when, _)| when.of(due) > 0).collect();
    html! {
        span class="pressed" {
            @for (when, tone) in &shown {
                (badge(*tone, &words(t, *when, when.of(due))))
            }
            @if shown.is_empty() { span class="soft" { (t.get("home-not-pressed")) } }
        }
    }
}

fn words(t: T, when: When, count: usize) -> String {
    t.with(&format!("{}-{}", prefix!("home-pressed"), when.code()), &[("n", count.into())])
}

fn queue_table(t: T, id: &str, caption: &str, queues: &[Waiting], today: NaiveDate) -> Markup {
    let row = |waiting: &Waiting| {
        let oldest = waiting.oldest.map(|day| age(t, day, today));
        Row::new([
            html! { (codes::name(t, waiting.queue)) },
            html! { strong { (counted(t, waiting.count)) } },
            html! { @if waiting.count > 0 { (pressed(t, &waiting.due)) } },
            html! { @if let Some(oldest) = oldest { (oldest) } @else { span class="soft" { (t.get("home-empty-queue")) } } },
        ])
        .link(format!("/queues/{}", law::kernel::coded::Coded::code(waiting.queue)))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("home-queue")),
            Column::number(t.get("home-count")),
            Column::text(t.get("home-deadlines")),
            Column::text(t.get("home-oldest")),
        ],
        rows: queues.iter().map(row).collect(),
        phone: Phone::Cards,
        ..Table::new(t, id, caption)
    };
    html! { (table) }
}

fn incoming(t: T, count: usize, oldest: Option<NaiveDate>, today: NaiveDate) -> Markup {
    let text = t.with("home-incoming", &[("n", number(t, count).into())]);
    notice(
        t,
        Tone::Soon,
        &text,
        html! {
            p {
                a href="/queues/incoming" { (t.get("home-see-incoming")) }
                @if let Some(day) = oldest { " · " (t.get("home-oldest")) ": " (age(t, day, today)) }
            }
        },
    )
}

fn messages(visitor: &Visitor, shown: &Desk) -> Markup {
    let t = visitor.t;
    html! {
        @if shown.messages.is_empty() { p class="soft" { (t.get("home-no-messages")) } }
        @else { (crate::messages::brief(t, &shown.messages)) }
    }
}

fn doubts(visitor: &Visitor, doubts: &[(Doubt, i64)]) -> Markup {
    let t = visitor.t;
    html! {
        ul class="plain" {
            @for (doubt, number) in doubts {
                li {
                    a href={ "/quality/" (law::kernel::coded::Coded::code(*doubt)) } { (codes::name(t, *doubt)) }
                    " " span class="count" { (money::number(t.lang(), *number)) }
                }
            }
        }
    }
}

/// Registers that nobody writes in, and clocks that ran out there: the first thing an officer of the department
/// or an analyst looks for.
fn units(visitor: &Visitor, units: &[UnitState]) -> Markup {
    let t = visitor.t;
    let rows = units.iter().map(|unit| {
        let lately = number(t, unit.lately);
        Row::new([
            html! { (unit.name) },
            html! { (lately) @if unit.lately == 0 { " " (badge(Tone::Bad, &t.get("home-silent"))) } },
            html! { (unit.last_accepted.map(dates::date).unwrap_or_default()) },
            html! {
                @if unit.overdue > 0 {
                    a href={ "/deadlines?when=overdue&org=" (unit.code) } {
                        (badge(Tone::Bad, &t.with("home-pressed-overdue", &[("n", unit.overdue.into())])))
                    }
                } @else { span class="soft" { "0" } }
            },
            html! {
                a href={ "/red-lists/silent?org=" (unit.code) } { (t.get("home-red-of-unit")) }
            },
        ])
        .link(format!("/cases?org={}", unit.code))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("home-unit")),
            Column::number(t.get("home-lately")),
            Column::text(t.get("home-last-accepted")),
            Column::text(t.get("home-deadlines")),
            Column::text(t.get("home-red")),
        ],
        rows: rows.collect(),
        phone: Phone::Cards,
        ..Table::new(t, "units", t.get("home-units"))
    };
    html! {
        (table)
        p { a href="/red-lists" { (t.get("home-red-all-units")) } }
    }
}

/// Roles that no case waits for: where their work is.
fn begin_here(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    let role = visitor.actor.role;
    let known = matches!(role, Role::Administrator | Role::Accountant | Role::Agency);
    let empty = Empty {
        title: t.get("home-nothing-waits"),
        text: if known {
            t.code(prefix!("home-for"), law::kernel::coded::Coded::code(role))
        } else {
            t.get("home-for-others")
        },
        action: None,
    };
    crate::ui::list::empty(t, &empty)
}

/// The ways from here, in words.
fn places(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    let places = [
        ("/cases", "home-place-cases", Permission::ReadCases),
        ("/people", "home-place-people", Permission::ReadPersons),
        ("/imports", "home-place-imports", Permission::Import),
        ("/reports/period", "home-place-reports", Permission::ReadFigures),
        ("/organisations", "home-place-organisations", Permission::ReadDirectory),
        ("/rules", "home-place-rules", Permission::ReadDirectory),
        ("/calendar", "home-place-calendar", Permission::ReadDirectory),
        ("/accounts", "home-place-accounts", Permission::ManageAccounts),
        ("/admin/reference", "home-place-reference", Permission::ManageSettings),
        ("/admin/jobs", "home-place-jobs", Permission::ManageJobs),
        ("/admin/audit", "home-place-audit", Permission::ReadAudit),
    ];
    html! {
        ul class="plain" {
            @for (href, key, permission) in places {
                @if visitor.may(permission) { li { a href=(href) { (t.code(prefix!("home"), &key[5..])) } } }
            }
        }
    }
}
