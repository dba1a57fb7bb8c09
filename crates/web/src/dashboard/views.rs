//! The dashboard: large figures, months as bars, what waits by age, the map with its table, communes, coverage.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use law::kernel::coded::Coded as _;
use law::statistics::Dimension;
use law::statistics::Geography;
use maud::{Markup, html};
use office::dashboard::{CommuneLine, Coverage, Dashboard, OfficeMonth, Place, TRIALS, Unit};

use super::map::map;
use crate::gate::Visitor;
use crate::reports::Reached;
use crate::texts::T;
use crate::ui::chart::{Bar, Chart};
use crate::ui::figures::{Figure, figures};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, Width};
use crate::ui::list::{Address, Column, Phone, Row, Table};
use crate::ui::shell::heading;
use crate::ui::{Tone, dates, money};

const FIELDS: &[Field] = &[
    Field::select("org", "reports-org").optional(),
    Field::select("month", "dashboard-month").optional().width(Width::Short),
];

/// Months that can be asked for.
const BACK: u32 = 24;
/// Communes on a page.
const COMMUNES: usize = 200;

pub fn board(
    visitor: &Visitor,
    (name, today): (&str, NaiveDate),
    organisations: &[Reached],
    board: &Dashboard,
) -> Markup {
    let t = visitor.t;
    let nation = board.units.iter().any(|unit| unit.province.is_some());
    html! {
        (heading(Some(name), &t.get("dashboard-title"), html! {}))
        div class="report-about" {
            p { (t.with("dashboard-about", &[("period", dates::period(board.from, board.to.min(today)).into())])) }
            p class="soft" {
                (t.with(if board.from_kept { "dashboard-kept" } else { "dashboard-now" }, &[("moment", dates::date_time(&board.reckoned_at).into())]))
            }
        }
        (question(visitor, organisations, board, today))
        (large(visitor, board))
        (flow(visitor, board, today))
        @if nation { (provinces(t, board)) }
        (units(t, board, nation))
        @if !board.communes.is_empty() { (communes(t, board)) }
        (coverage(t, &board.coverage))
    }
}

/// Whose dashboard, and the month it ends with.
fn question(visitor: &Visitor, organisations: &[Reached], board: &Dashboard, today: NaiveDate) -> Markup {
    let t = visitor.t;
    let this = today.with_day(1).unwrap_or(today);
    let asked = board.to.format("%Y-%m").to_string();
    let mut values = Values::default();
    values.set("org", if board.org == visitor.actor.org { "" } else { board.org.as_str() });
    values.set("month", if asked == this.format("%Y-%m").to_string() { "" } else { asked.as_str() });
    let months = (1..BACK).filter_map(|back| this.checked_sub_months(Months::new(back)));
    let months = months.map(|day| Choice::new(day.format("%Y-%m").to_string(), dates::month(day)));
    let own = |it: &&Reached| it.organisation.code != visitor.actor.org;
    let units = organisations.iter().filter(own).map(|it| {
        let inset = "\u{a0}\u{a0}\u{a0}".repeat(it.depth);
        Choice::new(&it.organisation.code, format!("{inset}{}", it.organisation.name))
    });
    let nothing = FieldErrors::default();
    let mine = Choice::new("", visitor_org(visitor, organisations));
    let sheet = Sheet::filter(t, &values, &nothing)
        .choices("org", std::iter::once(mine).chain(units))
        .choices("month", std::iter::once(Choice::new("", dates::month(this))).chain(months));
    html! {
        search class="filters" {
            form action="/dashboard" method="get" {
                (sheet.all(FIELDS))
                div class="filters-end" { button class="button" type="submit" { (t.get("dashboard-show")) } }
            }
        }
    }
}

fn visitor_org(visitor: &Visitor, organisations: &[Reached]) -> String {
    let own = organisations.iter().find(|it| it.organisation.code == visitor.actor.org);
    own.map_or_else(|| visitor.actor.org.clone(), |it| it.organisation.name.clone())
}

/// The cases behind a number of some organisation. Whoever sees a dashboard may open cases.
fn behind(
    (org, geography): (&str, Geography),
    (from, to): (NaiveDate, NaiveDate),
    indicator: &str,
) -> String {
    let mut values = Values::default();
    values.set("org", org);
    values.set("from", from.to_string());
    values.set("to", to.to_string());
    values.set("geography", geography.code());
    values.set("indicator", indicator);
    Address::new("/reports/period/cases", values).url()
}

/// The same of the whole dashboard.
fn behind_all(board: &Dashboard, days: (NaiveDate, NaiveDate), indicator: &str) -> String {
    behind((&board.org, Geography::Now), days, indicator)
}

/// The table of new cases by one or two dimensions, whose every cell opens to its cases.
fn table_by(board: &Dashboard, rows: Dimension, columns: Option<Dimension>) -> String {
    let mut values =
        Values::from([("org", board.org.as_str()), ("indicator", "cases_new"), ("rows", rows.code())]);
    values.set("columns", columns.map(Dimension::code).unwrap_or_default());
    values.set("from", board.from.to_string());
    values.set("to", board.to.to_string());
    values.set("geography", Geography::Now.code());
    Address::new("/reports/pivot", values).url()
}

/// First and last day of a month like `2026-11`.
fn days_of(month: &str) -> Option<(NaiveDate, NaiveDate)> {
    let first: NaiveDate = format!("{month}-01").parse().ok()?;
    Some((first, first.checked_add_months(Months::new(1))? - Days::new(1)))
}

/// The running cases that were accepted so many months before the last one of the dashboard, as the list of cases has
/// them: what runs today, within reach.
fn running_since(
    visitor: &Visitor,
    board: &Dashboard,
    (youngest, oldest): (u32, Option<u32>),
    today: NaiveDate,
) -> Option<String> {
    let last = board.to.with_day(1)?;
    let shown = board.org == visitor.actor.org && last == today.with_day(1)?;
    let from = oldest.and_then(|months| last.checked_sub_months(Months::new(months)));
    let to =
        last.checked_add_months(Months::new(1))?.checked_sub_months(Months::new(youngest))? - Days::new(1);
    let mut values = Values::from([("state", "open")]);
    values.set("from", from.map(|day| day.to_string()).unwrap_or_default());
    values.set("to", to.to_string());
    shown.then(|| Address::new("/cases", values).url())
}

fn share(t: T, part: i64, whole: i64) -> Option<String> {
    (whole > 0).then(|| money::percent(t.lang(), 100.0 * part as f64 / whole as f64, 1))
}

fn large(visitor: &Visitor, board: &Dashboard) -> Markup {
    let t = visitor.t;
    let number = |value: i64| money::number(t.lang(), value);
    let sum = &board.sum;
    let behind = |indicator| Some(behind_all(board, (board.from, board.to), indicator));
    let lag =
        (sum.lag_cases > 0).then(|| money::decimal(t.lang(), sum.lag_days as f64 / sum.lag_cases as f64, 1));
    let silent = board.units.iter().filter(|unit| unit.silent).count();
    let figure = |label: &str, value: String| Figure { label: t.get(label), value, ..Figure::default() };
    // What was handled is what was carried over and what is new, and again what was closed and what is running.
    let carried = sum.cases_closed + sum.running - sum.cases_new;
    let all = [
        Figure { href: behind("cases_carried_over"), ..figure("dashboard-carried", number(carried)) },
        Figure {
            href: behind("cases_new"),
            definition: Some(t.get("dashboard-new-definition")),
            ..figure("dashboard-new", number(sum.cases_new))
        },
        Figure { href: behind("cases_closed"), ..figure("dashboard-closed", number(sum.cases_closed)) },
        Figure {
            href: behind("cases_carried_forward"),
            note: Some(t.get("dashboard-forward")),
            ..figure("dashboard-running", number(sum.running))
        },
        Figure {
            tone: if board.overdue > 0 { Tone::Bad } else { Tone::Plain },
            href: Some("/deadlines".to_owned()),
            note: share(t, sum.kept, sum.due).map(|share| {
                t.with("dashboard-kept-share", &[("share", share.into()), ("n", sum.due.into())])
            }),
            ..figure("dashboard-overdue", number(board.overdue))
        },
        Figure {
            definition: Some(t.get("dashboard-lag-definition")),
            ..figure("dashboard-lag", lag.unwrap_or_else(|| "–".to_owned()))
        },
        Figure {
            tone: if silent > 0 { Tone::Soon } else { Tone::Plain },
            definition: Some(t.get("dashboard-silent-definition")),
            ..figure("dashboard-silent", number(i64::try_from(silent).unwrap_or(0)))
        },
    ];
    figures(t, &all)
}

fn flow(visitor: &Visitor, board: &Dashboard, today: NaiveDate) -> Markup {
    let t = visitor.t;
    let bars = |of: fn(&OfficeMonth) -> i64, indicator: &str| -> Vec<Bar> {
        let bar = |month: &OfficeMonth| {
            let href = days_of(&month.month).map(|days| behind_all(board, days, indicator));
            Bar { href, ..bar(dates::month_name(&month.month), of(month)) }
        };
        board.months.iter().map(bar).collect()
    };
    let last = board.months.last().cloned().unwrap_or_default();
    let ages = [
        ("dashboard-age-3", last.age_3, (0, Some(2))),
        ("dashboard-age-6", last.age_6, (3, Some(5))),
        ("dashboard-age-12", last.age_12, (6, Some(11))),
        ("dashboard-age-24", last.age_24, (12, Some(23))),
        ("dashboard-age-over", last.age_over, (24, None)),
    ];
    let has_ages = ages.iter().any(|(_, count, _)| *count > 0);
    let age = |(key, count, months): &(&str, i64, (u32, Option<u32>))| Bar {
        href: running_since(visitor, board, *months, today),
        ..bar(t.get(key), *count)
    };
    let ages: Vec<Bar> = ages.iter().map(age).collect();
    let sum = &board.sum;
    let notices = [
        ("dashboard-police", sum.noticed_police),
        ("dashboard-procuracy", sum.noticed_procuracy),
        ("dashboard-court", sum.noticed_court),
        ("dashboard-detention", sum.noticed_detention),
        ("dashboard-other-agency", sum.noticed_other),
    ];
    let notices: Vec<Bar> = notices.iter().map(|(key, count)| bar(t.get(key), *count)).collect();
    html! {
        div class="report-sides" {
            div {
                (chart(t, "new", "dashboard-new-months", ("dashboard-month-column", "dashboard-cases"), bars(|it| it.cases_new, "cases_new")))
                @if has_ages {
                    (chart(t, "ages", "dashboard-ages", ("dashboard-age", "dashboard-cases"), ages))
                }
            }
            div {
                (chart(t, "closed", "dashboard-closed-months", ("dashboard-month-column", "dashboard-cases"), bars(|it| it.cases_closed, "cases_closed")))
                (chart(t, "notices", "dashboard-notices", ("dashboard-agency", "dashboard-cases"), notices))
                p { a href=(table_by(board, Dimension::Agency, Some(Dimension::Source))) { (t.get("dashboard-by-agency")) } }
            }
        }
    }
}

fn bar(label: String, value: i64) -> Bar {
    Bar { label, value: u64::try_from(value).unwrap_or(0), href: None }
}

fn chart(t: T, id: &str, title: &str, (label, value): (&str, &str), bars: Vec<Bar>) -> Markup {
    html! {
        (Chart {
            t,
            id,
            title: t.get(title),
            description: t.with("pivot-chart-about", &[("n", bars.len().into())]),
            label: t.get(label),
            value: t.get(value),
            bars,
        })
    }
}

fn provinces(t: T, board: &Dashboard) -> Markup {
    let unit = |code: &str| board.units.iter().find(|unit| unit.province.as_deref() == Some(code));
    let value = |code: &str| unit(code).map_or(0, |unit| unit.sum.cases_new);
    let name = |code: &str| unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone());
    let title = t.get("dashboard-map");
    let about = t.get("dashboard-map-about");
    html! {
        h2 { (t.get("dashboard-provinces")) }
        p class="hint" { (about) }
        (map(t, ("map", &title, &about), value, name))
    }
}

fn units(t: T, board: &Dashboard, nation: bool) -> Markup {
    let row = |unit: &Unit| {
        let number = |value: i64, indicator: &str| {
            let days = (board.from, board.to);
            let list = |geography| behind((&unit.org, geography), days, indicator);
            let value = money::number(t.lang(), value);
            html! {
                @if let Some(href) = unit.geography.map(list) { a href=(href) { (value) } }
                @else { (value) }
            }
        };
        let sum = &unit.sum;
        let lag = if sum.lag_cases > 0 {
            money::decimal(t.lang(), sum.lag_days as f64 / sum.lag_cases as f64, 1)
        } else {
            "–".to_owned()
        };
        let href = Address::new("/dashboard", Values::from([("org", unit.org.as_str())])).url();
        Row::new([
            html! { a href=(href) { (unit.name) } },
            number(sum.cases_new, "cases_new"),
            number(sum.cases_closed, "cases_closed"),
            number(sum.running, "cases_carried_forward"),
            html! { (share(t, sum.kept, sum.due).unwrap_or_else(|| "–".to_owned())) },
            html! { (lag) },
            html! { @if unit.silent { (t.get("dashboard-nothing-entered")) } },
        ])
    };
    let title = t.get(if nation { "dashboard-provinces-table" } else { "dashboard-units-table" });
    let table = Table {
        columns: vec![
            Column::text(t.get(if nation { "reports-provinces-province" } else { "dashboard-unit" })),
            Column::number(t.get("dashboard-new")),
            Column::number(t.get("dashboard-closed")),
            Column::number(t.get("dashboard-running")),
            Column::number(t.get("dashboard-kept-column")),
            Column::number(t.get("dashboard-lag")),
            Column::text(t.get("dashboard-entered-column")),
        ],
        rows: board.units.iter().map(row).collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "units", title)
    };
    html! { div class="report-wide" { (table) } }
}

/// Communes, those without a civil case first; after them the cases of which no commune is known.
fn communes(t: T, board: &Dashboard) -> Markup {
    let (mut lines, others): (Vec<&CommuneLine>, Vec<&CommuneLine>) =
        board.communes.iter().partition(|line| matches!(line.place, Place::Commune(_)));
    lines.sort_by_key(|line| (line.civil, line.cases));
    let without = lines.iter().filter(|line| line.civil == 0).count();
    let number = |value: i64| html! { (money::number(t.lang(), value)) };
    let name = |place: &Place| match place {
        Place::Commune(name) => name.clone(),
        Place::Divided => t.get("dashboard-commune-divided"),
        Place::Elsewhere => t.get("dashboard-commune-elsewhere"),
        Place::Unknown => t.get("dashboard-commune-unknown"),
    };
    let rows = lines
        .iter()
        .take(COMMUNES)
        .chain(&others)
        .map(|line| Row::new([html! { (name(&line.place)) }, number(line.cases), number(line.civil)]));
    let table = Table {
        columns: vec![
            Column::text(t.get("dashboard-commune")),
            Column::number(t.get("dashboard-new")),
            Column::number(t.get("dashboard-civil")),
        ],
        rows: rows.collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "communes", t.get("dashboard-communes"))
    };
    html! {
        h2 { (t.get("dashboard-gaps")) }
        p { (t.with("dashboard-gaps-text", &[("n", without.into()), ("all", lines.len().into())])) }
        details { summary { (t.get("dashboard-communes-open")) }
            p class="hint" { (t.get("dashboard-communes-hint")) }
            p { a href=(table_by(board, Dimension::Commune, None)) { (t.get("dashboard-by-commune")) } }
            (table)
        }
    }
}

fn coverage(t: T, lines: &[Coverage]) -> Markup {
    let row = |line: &Coverage| {
        let whole: f64 = line.quoted.value.parse().unwrap_or(0.0);
        let key = if line.quoted.series == TRIALS { "dashboard-of-trials" } else { "dashboard-of-people" };
        let share = if whole > 0.0 {
            money::percent(t.lang(), 100.0 * line.cases as f64 / whole, 2)
        } else {
            "–".to_owned()
        };
        Row::new([
            html! { (t.get(key)) },
            html! { (dates::period(line.quoted.from_on, line.quoted.to_on)) },
            html! { (money::number(t.lang(), line.cases)) },
            html! { (super::quoted::value_words(t, &line.quoted)) },
            html! { (share) },
            html! { (line.quoted.source) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("dashboard-coverage-of")),
            Column::code(t.get("quoted-period")),
            Column::number(t.get("dashboard-cases")),
            Column::number(t.get("quoted-value")),
            Column::number(t.get("dashboard-coverage-share")),
            Column::text(t.get("quoted-source")),
        ],
        rows: lines.iter().map(row).collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "coverage", t.get("dashboard-coverage"))
    };
    html! {
        h2 { (t.get("dashboard-coverage")) }
        @if lines.is_empty() { p { (t.get("dashboard-coverage-none")) " " a href="/reports/quoted" { (t.get("quoted-title")) } } }
        @else { div class="report-wide" { (table) } }
    }
}
