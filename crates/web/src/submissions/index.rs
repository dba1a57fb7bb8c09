//! Who has sent: the own report of a level, and those of the units below it.

use axum::extract::{RawQuery, State};
use law::access::Permission;
use law::staff::OrganisationKind;
use law::submissions::{ReportPeriod, SubmissionState};
use maud::{Markup, html};
use office::submissions::{self, Overview, UnitLine};

use super::form;
use super::views::{period_name, state_badge};
use crate::codes;
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::texts::T;
use crate::ui::form::{Choice, FieldErrors, Sheet, Values, button_form, hidden, link_button, submit};
use crate::ui::list::{Address, Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, notice};
use crate::ui::{dates, page};

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let wanted = match values.get("period") {
        "" => None,
        text => Some(form::period_of(text).ok_or(PageFailure::Missing)?),
    };
    let org = Some(values.get("org")).filter(|org| !org.is_empty());
    let list = submissions::overview(app.desk(), &visitor.actor, org, wanted).await?;
    let t = visitor.t;
    let title = t.get("submissions-title");
    let name = app.desk().name_of_organisation(&list.org);
    let mut shell = visitor.shell(&title);
    if list.org != visitor.actor.org {
        shell.crumbs = vec![Crumb::link(title.clone(), "/submissions"), Crumb::here(name.clone())];
    }
    let body = html! {
        (heading(Some(&name), &title, html! {}))
        (lead(&t.get("submissions-lead")))
        (choose(t, &list))
        (about(t, &list.period))
        (own(&visitor, &list))
        (units(t, &list))
    };
    answer(page(&shell, body))
}

/// The periods to choose from.
fn choose(t: T, list: &Overview) -> Markup {
    let mut values = Values::default();
    values.set("period", form::spell_period(&list.period));
    let errors = FieldErrors::default();
    let choices = list.periods.iter().map(|period| {
        let group = if period.is_official() { "submissions-official" } else { "submissions-customary" };
        Choice::new(form::spell_period(period), period_name(t, period)).group(t.get(group))
    });
    let sheet = Sheet::filter(t, &values, &errors).choices("period", choices);
    html! {
        search class="filters" {
            form action="/submissions" method="get" {
                (hidden("org", &list.org))
                (sheet.all(form::PERIOD))
                div class="filters-end" { button class="button" type="submit" { (t.get("submissions-show")) } }
            }
        }
    }
}

/// What the period covers, where its days come from, and how sure that is.
fn about(t: T, period: &ReportPeriod) -> Markup {
    let days = [("from", dates::date(period.from).into()), ("to", dates::date(period.actual_to).into())];
    html! {
        p {
            (t.with("submissions-counted-days", &days))
            @if period.is_estimated() { " " (t.with("submissions-estimated-days", &[("to", dates::date(period.to).into())])) }
            " " (period.source.basis) "."
        }
        @if period.is_unsure() {
            (notice(t, Tone::Soon, &t.get("submissions-unsure"), html! { p { (period.source.note.clone().unwrap_or_default()) } }))
        }
    }
}

fn own(visitor: &Visitor, list: &Overview) -> Markup {
    let t = visitor.t;
    let Some(line) = &list.own else { return html! {} };
    let begins = list.org == visitor.actor.org && visitor.may(Permission::PrepareReports);
    let act = html! {
        @match line.submission {
            Some(id) => { (link_button(&t.get("submissions-open"), &format!("/submissions/{id}"))) }
            None => {
                @if begins {
                    (button_form("/submissions", &visitor.csrf, html! {
                        (hidden("period", &form::spell_period(&list.period)))
                        (submit(&t.get("submissions-begin")))
                    }))
                }
            }
        }
    };
    let body = html! {
        p { (standing(t, line)) " " (when(t, line)) }
        (act)
    };
    card(&t.get("submissions-own"), html! {}, body)
}

fn units(t: T, list: &Overview) -> Markup {
    if list.units.is_empty() {
        return html! {};
    }
    let there = list.units.iter().filter(|unit| unit.is_there()).count();
    let late = list.units.iter().filter(|unit| !unit.is_there() && unit.days_late > 0).count();
    let args = [("there", there.into()), ("all", list.units.len().into()), ("late", late.into())];
    let period = form::spell_period(&list.period);
    let row = |unit: &UnitLine| {
        let below =
            Address::new("/submissions", Values::default()).with("period", &period).with("org", &unit.org);
        let row = Row::new([
            html! { (unit.name) },
            standing(t, unit),
            html! { @if let Some(day) = unit.due_on { (dates::date(day)) } },
            html! { @if let Some(day) = unit.sent_on { (dates::date(day)) } },
            lateness(t, unit),
            html! { @if unit.below > 0 { a href=(below.url()) { (t.with("submissions-below", &[("n", unit.below.into())])) } } },
        ]);
        match unit.submission {
            Some(id) => row.link(format!("/submissions/{id}")),
            None => row,
        }
    };
    let mut lines: Vec<&UnitLine> = list.units.iter().collect();
    // What waits for a look first, then what is missing, the latest first.
    lines.sort_by_key(|unit| {
        (order(unit.state), std::cmp::Reverse(unit.days_late), unit.kind, unit.org.clone())
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("submissions-unit")),
            Column::text(t.get("submissions-state")),
            Column::code(t.get("submissions-due")),
            Column::code(t.get("submissions-sent-on")),
            Column::text(t.get("submissions-late")),
            Column::text(t.get("submissions-units-title")),
        ],
        rows: lines.into_iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("submissions-units"), text: String::new(), action: None },
        ..Table::new(t, "units", t.get("submissions-units"))
    };
    html! {
        h2 { (t.get("submissions-units-title")) }
        p { (t.with("submissions-tally", &args)) }
        (table)
    }
}

fn order(state: Option<SubmissionState>) -> u8 {
    match state {
        Some(SubmissionState::Sent) => 0,
        None | Some(SubmissionState::Draft | SubmissionState::Signed) => 1,
        Some(SubmissionState::Returned) => 2,
        Some(SubmissionState::Accepted) => 3,
    }
}

fn standing(t: T, line: &UnitLine) -> Markup {
    match line.state {
        Some(state) => state_badge(t, state),
        None => badge(Tone::Plain, &t.get("submissions-not-begun")),
    }
}

/// The last day, and by how much it was missed.
fn when(t: T, line: &UnitLine) -> Markup {
    let Some(due) = line.due_on.filter(|_| line.kind != OrganisationKind::Department) else {
        return html! {};
    };
    html! {
        (t.with("submissions-due-on", &[("day", dates::date(due).into())])) " " (lateness(t, line))
    }
}

fn lateness(t: T, line: &UnitLine) -> Markup {
    if line.days_late == 0 {
        return html! {};
    }
    let tone = if line.is_there() { Tone::Soon } else { Tone::Bad };
    badge(tone, &t.with("submissions-days-late", &[("n", line.days_late.into())]))
}

/// Begins the own report for a period.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let (kind, to) = form::period_of(values.get("period")).ok_or(PageFailure::Missing)?;
    let id = submissions::prepare(app.desk(), &visitor.actor, &visitor.actor.org.clone(), kind, to).await?;
    see(&format!("/submissions/{id}"))
        .flash_with("submissions-begun", &[("kind", &codes::name(visitor.t, kind))])
        .into()
}
