//! Markup of the roster of a month.

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::duty::{DutyMode, DutyPeriod, SwapAct, SwapState};
use maud::{Markup, html};
use office::Desk;
use office::duty::{DutyPlace, Month, ShiftLine, SwapLine};

use super::pages::{address, code};
use crate::codes;
use crate::gate::Visitor;
use crate::schedule::sections;
use crate::texts::{T, prefix};
use crate::ui::form::{
    Field, FieldErrors, Sheet, Values, actions, button_form, form, hidden, link_button, link_quiet, submit,
    submit_as,
};
use crate::ui::list::{Column, Empty, Phone, Row, Table, empty, toolbar};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, notice};
use crate::ui::{self, dates};

const LAWYERS: &[Field] = &[Field::checkbox("lawyers", "duty-lawyers")];

pub fn index(visitor: &Visitor, desk: &Desk, month: &Month) -> Markup {
    let t = visitor.t;
    let title = t.with("duty-month", &[("month", dates::month(month.first).into())]);
    let log = html! {
        (link_button(&t.get("duty-log"), "/duty/contacts/new"))
        @if month.may_plan { (link_quiet(&t.get("duty-places"), "/duty/places")) }
    };
    let body = html! {
        (heading(Some(&desk.name_of_organisation(&month.org)), &title, log))
        (sections(visitor, "/duty"))
        (lead(&t.get("duty-lead")))
        (toolbar(steps(t, month), links(t, visitor)))
        (own(visitor, month))
        (swaps(visitor, month))
        @if let Some(out) = &month.published {
            (notice(t, Tone::Good, &t.with("duty-published", &[("at", dates::date_time(&out.published_at).into()), ("by", out.published_by.as_str().into())]),
                html! { p { a href={ "/duty-list?org=" (month.org) } { (t.get("duty-public-link")) } } }))
        }
        @if month.may_plan { (planning(visitor, month)) }
        div class="report-wide" { (roster(visitor, month)) }
        @if !month.balance.is_empty() { (card(&t.get("duty-balance"), html! {}, balance(t, month))) }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    ui::page(&shell, body)
}

fn steps(t: T, month: &Month) -> Markup {
    let before = month.first.pred_opt().unwrap_or(month.first);
    let after = month.last.succ_opt().unwrap_or(month.last);
    html! {
        span class="on-screen" {
            a rel="prev" href=(address(before)) { "← " (dates::month(before)) } " · "
            a href="/duty" { (t.get("duty-this-month")) } " · "
            a rel="next" href=(address(after)) { (dates::month(after)) " →" }
        }
    }
}

fn links(t: T, visitor: &Visitor) -> Markup {
    html! {
        a href="/duty/contacts" { (t.get("duty-contacts")) }
        @if visitor.may(Permission::ReadReports) { " · " a href="/duty/statistics" { (t.get("duty-statistics")) } }
    }
}

/// The shifts of whoever looks, from today on.
fn own(visitor: &Visitor, month: &Month) -> Markup {
    let t = visitor.t;
    let mine: Vec<&ShiftLine> = month
        .shifts
        .iter()
        .filter(|it| {
            it.provider_id.is_some() && it.provider_id == visitor.actor.provider && it.on_date >= month.today
        })
        .collect();
    html! {
        @if visitor.actor.provider.is_some() {
            (card(&t.get("duty-mine"), html! {}, html! {
                @if mine.is_empty() { p class="soft" { (t.get("duty-mine-none")) } }
                @else { ul class="tasks" { @for shift in mine { li class="linked" { div {
                    a class="row-link" href={ "/duty/shifts/" (shift.id) } { (when(t, shift.on_date, shift.period.0)) }
                    p class="hint" { (shift.place) " · " (codes::name(t, shift.mode.0)) }
                } @if shift.on_date == month.today { (badge(Tone::Soon, &t.get("schedule-is-today"))) } } } } }
            }))
        }
    }
}

/// Thứ Hai 07/12/2026, ban ngày
pub fn when(t: T, day: NaiveDate, period: DutyPeriod) -> String {
    format!("{} {} – {}", weekday(t, day), dates::date(day), codes::name(t, period))
}

fn weekday(t: T, day: NaiveDate) -> String {
    t.code(prefix!("schedule-weekday"), &day.weekday().number_from_monday().to_string())
}

fn swaps(visitor: &Visitor, month: &Month) -> Markup {
    let t = visitor.t;
    html! {
        @if !month.swaps.is_empty() {
            (card(&t.get("duty-swaps"), html! {}, html! { ul class="tasks" { @for swap in &month.swaps { li { (swap_line(visitor, swap, month.may_plan)) } } } }))
        }
    }
}

/// An exchange with the buttons of whoever may answer it.
pub fn swap_line(visitor: &Visitor, swap: &SwapLine, may_plan: bool) -> Markup {
    let t = visitor.t;
    let own = |id: uuid::Uuid| visitor.actor.provider == Some(id);
    let mut acts = Vec::new();
    if swap.state.0 == SwapState::Asked && own(swap.to_provider) {
        acts.extend([SwapAct::Agree, SwapAct::Decline]);
    }
    if swap.state.0 == SwapState::Agreed && may_plan {
        acts.extend([SwapAct::Approve, SwapAct::Reject]);
    }
    if matches!(swap.state.0, SwapState::Asked | SwapState::Agreed) && own(swap.from_provider) {
        acts.push(SwapAct::Withdraw);
    }
    let who = [("from", swap.from_name.as_str().into()), ("to", swap.to_name.as_str().into())];
    let tone = match swap.state.0 {
        SwapState::Asked | SwapState::Agreed => Tone::Soon,
        SwapState::Approved => Tone::Good,
        SwapState::Declined | SwapState::Withdrawn => Tone::Plain,
    };
    html! {
        div {
            a href={ "/duty/shifts/" (swap.shift_id) } { (when(t, swap.on_date, swap.period.0)) } " · " (swap.place)
            p class="hint" { (t.with("duty-swap-who", &who)) @if !swap.reason.is_empty() { " · " (swap.reason) } }
            (badge(tone, &codes::name(t, swap.state.0)))
            @if !acts.is_empty() {
                (button_form(&format!("/duty/swaps/{}", swap.id), &visitor.csrf, html! {
                    (hidden("version", &swap.version.to_string()))
                    @for act in acts { (submit_as(&codes::name(t, act), "act", &act.to_string())) " " }
                }))
            }
        }
    }
}

fn planning(visitor: &Visitor, month: &Month) -> Markup {
    let t = visitor.t;
    let over = month.last < month.today;
    let open = month.shifts.iter().filter(|shift| shift.provider_id.is_none()).count();
    let sheet_values = Values::default();
    let errors = FieldErrors::default();
    let sheet = Sheet::new(t, &sheet_values, &errors);
    html! {
        @if !over && !month.places.is_empty() {
            div class="inset on-screen" {
                p { (t.get("duty-plan-lead")) }
                @if open > 0 { p { (badge(Tone::Bad, &t.with("duty-open", &[("n", open.into())]))) } }
                (form("/duty/plan", &visitor.csrf, html! {
                    (hidden("month", &code(month.first)))
                    (sheet.all(LAWYERS))
                    (actions(submit(&t.get("duty-plan")), html! {
                        @if month.published.is_none() && !month.shifts.is_empty() { (submit_as(&t.get("duty-plan-anew"), "how", "anew")) }
                    }))
                }))
                @if month.published.is_none() && !month.shifts.is_empty() {
                    (button_form("/duty/publication", &visitor.csrf, submit_as(&t.get("duty-publish"), "month", &code(month.first))))
                }
            }
        }
    }
}

/// One line a day, one column a place.
fn roster(visitor: &Visitor, month: &Month) -> Markup {
    let t = visitor.t;
    if month.places.is_empty() {
        let action = month.may_plan.then(|| link_button(&t.get("duty-places-add"), "/duty/places"));
        return empty(
            t,
            &Empty { title: t.get("duty-no-places"), text: t.get("duty-no-places-text"), action },
        );
    }
    let shown: Vec<&DutyPlace> = month
        .places
        .iter()
        .filter(|place| {
            place.valid_from <= month.last && place.valid_to.is_none_or(|last| last >= month.first)
        })
        .collect();
    let mut columns = vec![Column::code(t.get("duty-day"))];
    columns.extend(shown.iter().map(|place| Column::text(place.name.as_str())));
    let days = month.first.iter_days().take_while(|day| *day <= month.last);
    let rows = days.filter_map(|day| {
        let of_day: Vec<&ShiftLine> = month.shifts.iter().filter(|it| it.on_date == day).collect();
        if of_day.is_empty() {
            return None;
        }
        let head = html! {
            (weekday(t, day)) " " (dates::date(day))
            @if month.days_off.contains(&day) { " " (badge(Tone::Plain, &t.get("duty-day-off"))) }
        };
        let cell = |place: &&DutyPlace| {
            let here = of_day.iter().filter(|it| it.place_id == place.id);
            html! { @for (at, shift) in here.enumerate() { @if at > 0 { br; } (slot(visitor, shift)) } }
        };
        Some(Row::new(std::iter::once(head).chain(shown.iter().map(cell))))
    });
    let table = Table {
        columns,
        rows: rows.collect(),
        phone: if shown.len() > 3 { Phone::Scroll } else { Phone::Cards },
        caption_unseen: true,
        empty: Empty { title: t.get("duty-no-shifts"), text: t.get("duty-no-shifts-text"), action: None },
        ..Table::new(t, "roster", t.get("duty-roster"))
    };
    html! { (table) }
}

fn slot(visitor: &Visitor, shift: &ShiftLine) -> Markup {
    let t = visitor.t;
    let mine = shift.provider_id.is_some() && shift.provider_id == visitor.actor.provider;
    let who = shift.provider.clone().unwrap_or_else(|| t.get("duty-nobody"));
    html! {
        span class="soft" { (codes::name(t, shift.period.0)) ": " }
        a href={ "/duty/shifts/" (shift.id) } { @if mine { strong { (who) } } @else { (who) } }
    }
}

fn balance(t: T, month: &Month) -> Markup {
    let rows = month.balance.iter().map(|it| {
        Row::new([
            html! { (it.name) },
            html! { (it.nights) },
            html! { (it.days_off) },
            html! { (it.plain) },
            html! { (it.nights + it.days_off + it.plain) },
        ])
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("duty-person")),
            Column::number(t.get("duty-nights")),
            Column::number(t.get("duty-days-off")),
            Column::number(t.get("duty-plain")),
            Column::number(t.get("duty-all")),
        ],
        rows: rows.collect(),
        phone: Phone::Scroll,
        caption_unseen: true,
        ..Table::new(t, "balance", t.get("duty-balance"))
    };
    html! { p class="hint" { (t.get("duty-balance-lead")) } (table) }
}

/// How a place is reached, in words.
pub fn mode(t: T, mode: DutyMode, phone: Option<&str>) -> String {
    match phone {
        Some(phone) => format!("{} · {phone}", codes::name(t, mode)),
        None => codes::name(t, mode),
    }
}
