//! The working calendar: a year by months, days of single provinces, and a calculator that says why on that day.

use axum::extract::{RawQuery, State};
use chrono::{Datelike as _, Months, NaiveDate, NaiveTime};
use law::access::Permission;
use law::days::{Calendar, DayKind, OffReason};
use law::deadlines::{Deadline, DeadlineCode};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::rules::{self, CalendarView, LocalDay};

use super::views::{framed, sections};
use crate::codes;
use crate::deadlines::why;
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, Width, actions, button_form, hidden, link_quiet,
    submit, submit_as,
};
use crate::ui::list::{Column, Empty, Row, Table, toolbar};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card};
use crate::ui::{dates, list};

const RECKON: &[Field] = &[
    Field::select("code", "rules-clock"),
    Field::date("start", "rules-start"),
    Field::text("time", "rules-time").hint("rules-time-hint").width(Width::Tiny).optional(),
    Field::select("province", "rules-province").optional(),
];

const LOCAL: &[Field] = &[
    Field::select("province", "rules-province"),
    Field::date("day", "rules-local-day"),
    Field::text("name", "rules-local-name").most(120),
    Field::radios("kind", "rules-local-kind"),
    Field::text("basis", "rules-basis").hint("rules-basis-hint").most(300),
];

/// What the calculator answered.
enum Reckoned {
    NotAsked,
    Wrong(FieldErrors),
    NoClock,
    Found(Box<Deadline>),
}

/// A year of the calendar.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let mut values = Values::parse(&query.unwrap_or_default());
    let today = app.desk().today();
    let year =
        values.get("year").parse().ok().filter(|year| (1990..=2100).contains(year)).unwrap_or(today.year());
    let view = rules::calendar(app.desk(), &visitor.actor, year).await?;
    if let (true, Some(own)) = (values.get("province").is_empty() && values.get("code").is_empty(), &view.own)
    {
        values.set("province", own.as_str());
    }
    let reckoned = reckon(&app, &visitor, &values)?;
    let local = Values::default();
    answer(page(&visitor, &app, year, &view, (&values, &reckoned), (&local, &FieldErrors::default())))
}

fn reckon(app: &App, visitor: &Visitor, values: &Values) -> Result<Reckoned, PageFailure> {
    if values.get("code").is_empty() && values.get("start").is_empty() {
        return Ok(Reckoned::NotAsked);
    }
    let mut reader = Reader::new(RECKON, values);
    let (code, day) = (reader.choice("code", DeadlineCode::from_code), reader.date("start"));
    let typed = reader.text("time");
    let time = if typed.is_empty() { Some(NaiveTime::MIN) } else { read_time(&typed) };
    if time.is_none() {
        reader.refuse("time", "rules-time-wrong");
    }
    let (Some(code), Some(day), Some(time)) = (code, day, time) else {
        return Ok(Reckoned::Wrong(reader.errors()));
    };
    let province = Some(values.get("province")).filter(|code| !code.is_empty());
    let found = rules::reckon(app.desk(), &visitor.actor, code, day.and_time(time), province)?;
    Ok(found.map_or(Reckoned::NoClock, |deadline| Reckoned::Found(Box::new(deadline))))
}

/// `16:00`, `16h00`, `16h`, `16`.
fn read_time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once([':', 'h', '.']).unwrap_or((text, ""));
    let minute = if minute.trim().is_empty() { 0 } else { minute.trim().parse().ok()? };
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute, 0)
}

fn page(
    visitor: &Visitor,
    app: &App,
    year: i32,
    view: &CalendarView,
    (asked, reckoned): (&Values, &Reckoned),
    (typed, errors): (&Values, &FieldErrors),
) -> Markup {
    let t = visitor.t;
    let title = t.with("rules-calendar", &[("year", year.to_string().into())]);
    let (calendar, today) = (app.desk().calendar(), app.desk().today());
    let province = Some(asked.get("province")).filter(|code| !code.is_empty());
    let other = |year: i32| html! { a href={ "/calendar?year=" (year) } { (year) } };
    let edit = html! {
        @if visitor.may(Permission::ManageSettings) { (link_quiet(&t.get("rules-holiday-set"), "/admin/reference/holidays")) }
    };
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, edit))
        (lead(&t.get("rules-calendar-lead")))
        (sections(t, "/calendar"))
        (card(&t.get("rules-reckon"), html! {}, calculator(t, year, view, asked, reckoned)))
        (toolbar(legend(t), html! { p { "← " (other(year - 1)) " · " (other(year + 1)) " →" } }))
        @if !calendar.knows(year) { (list::empty(t, &Empty { title: t.get("rules-year-unknown"), text: t.get("rules-year-unknown-text"), action: None })) }
        div class="year" {
            @for month in 1..=12 {
                @if let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) { (month_table(t, first, &calendar, province, today)) }
            }
        }
        (holidays(t, view, year))
        (local_days(visitor, view))
        @if visitor.may(Permission::ManageSettings) { (local_form(visitor, view, typed, errors)) }
    };
    framed(visitor, &title, !errors.is_empty(), Vec::new(), body)
}

fn provinces(view: &CalendarView) -> Vec<Choice> {
    view.provinces.iter().map(|it| Choice::new(it.code.as_str(), it.full_name())).collect()
}

fn calculator(t: T, year: i32, view: &CalendarView, asked: &Values, reckoned: &Reckoned) -> Markup {
    let none = FieldErrors::default();
    let errors = if let Reckoned::Wrong(errors) = reckoned { errors } else { &none };
    let sheet = Sheet::new(t, asked, errors)
        .prefix("reckon-")
        .choices("code", codes::choices::<DeadlineCode>(t))
        .choices("province", provinces(view));
    html! {
        form class="form" action="/calendar" method="get" {
            (hidden("year", &year.to_string()))
            (form::columns(sheet.all(RECKON)))
            (actions(submit(&t.get("rules-reckon-now")), html! {}))
        }
        div id="reckoned" {
            @match reckoned {
                Reckoned::NotAsked | Reckoned::Wrong(_) => {}
                Reckoned::NoClock => { p { (t.get("rules-no-such-clock")) } }
                Reckoned::Found(deadline) => {
                    p class="lead" {
                        (codes::name(t, deadline.code)) ": "
                        strong { (deadline.due.format("%H:%M %d/%m/%Y").to_string().replace("23:59 ", "")) }
                    }
                    (why(t, deadline))
                }
            }
        }
    }
}

fn legend(t: T) -> Markup {
    html! {
        p class="legend" {
            span class="day-off" { (t.get("rules-legend-off")) } " "
            span class="day-holiday" { (t.get("rules-legend-holiday")) } " "
            span class="day-worked" { (t.get("rules-legend-worked")) }
        }
    }
}

fn month_table(
    t: T,
    first: NaiveDate,
    calendar: &Calendar,
    province: Option<&str>,
    today: NaiveDate,
) -> Markup {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day < next).collect();
    let empty = first.weekday().num_days_from_monday();
    let mut cells: Vec<Option<NaiveDate>> = (0..empty).map(|_| None).collect();
    cells.extend(days.into_iter().map(Some));
    let id = format!("month-{}", first.month());
    html! {
        table class="month" aria-labelledby=(id) {
            caption id=(id) { (dates::month(first)) }
            thead { tr { @for day in 0..7 { th scope="col" { (t.code(prefix!("rules-weekday"), &day.to_string())) } } } }
            tbody {
                @for week in cells.chunks(7) {
                    tr {
                        @for cell in week { (day_cell(t, *cell, calendar, province, today)) }
                        @for _ in week.len()..7 { td {} }
                    }
                }
            }
        }
    }
}

fn day_cell(
    t: T,
    day: Option<NaiveDate>,
    calendar: &Calendar,
    province: Option<&str>,
    today: NaiveDate,
) -> Markup {
    let Some(day) = day else { return html! { td {} } };
    let weekend = day.weekday().num_days_from_monday() > 4;
    let (class, name) = match calendar.why_off(day, province) {
        Some(OffReason::Holiday(name)) => ("day-holiday", Some(name)),
        Some(OffReason::Weekend) => ("day-off", None),
        None if weekend => ("day-worked", Some(t.get("rules-legend-worked"))),
        None => ("day-plain", None),
    };
    html! {
        td class=(class) title=[name.as_deref()] aria-current=[(day == today).then_some("date")] {
            (day.day())
            @if let Some(name) = &name { span class="unseen" { " " (name) } }
        }
    }
}

fn holidays(t: T, view: &CalendarView, year: i32) -> Markup {
    let row = |it: &rules::Holiday| {
        let tone = if it.verified == "yes" { Tone::Good } else { Tone::Soon };
        Row::new([
            html! { (dates::date(it.day)) },
            html! { (it.name) },
            html! { (codes::named(t, "holiday-kind", &it.kind)) },
            html! { (badge(tone, &codes::named(t, "sureness", &it.verified))) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("rules-local-day")),
            Column::text(t.get("rules-local-name")),
            Column::text(t.get("rules-local-kind")),
            Column::text(t.get("rules-confidence")),
        ],
        rows: view.holidays.iter().map(row).collect(),
        empty: Empty {
            title: t.get("rules-year-unknown"),
            text: t.get("rules-year-unknown-text"),
            action: None,
        },
        ..Table::new(t, "holidays", t.with("rules-holidays", &[("year", year.to_string().into())]))
    };
    html! { (table) }
}

fn local_days(visitor: &Visitor, view: &CalendarView) -> Markup {
    let t = visitor.t;
    let name_of = |code: &str| {
        let found = view.provinces.iter().find(|province| province.code == code);
        found.map_or_else(|| code.to_owned(), |province| province.full_name())
    };
    let row = |day: &LocalDay| {
        let row = Row::new([
            html! { (dates::date(day.day)) },
            html! { (name_of(&day.province_code)) },
            html! { (day.name) },
            html! { (codes::named(t, "day-kind", &day.kind)) },
            html! { (day.basis) },
        ]);
        if visitor.may(Permission::ManageSettings) {
            let action = format!("/calendar/days/{}/{}/removal", day.province_code, day.day);
            row.actions(button_form(
                &action,
                &visitor.csrf,
                submit_as(&t.get("rules-remove-day"), "step", "confirm"),
            ))
        } else {
            row
        }
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("rules-local-day")),
            Column::text(t.get("rules-province")),
            Column::text(t.get("rules-local-name")),
            Column::text(t.get("rules-local-kind")),
            Column::text(t.get("rules-basis")),
        ],
        rows: view.local.iter().map(row).collect(),
        empty: Empty {
            title: t.get("rules-no-local-days"),
            text: t.get("rules-no-local-days-text"),
            action: None,
        },
        ..Table::new(t, "local-days", t.get("rules-local-days"))
    };
    html! { (table) }
}

fn local_form(visitor: &Visitor, view: &CalendarView, typed: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, typed, errors)
        .choices("province", provinces(view))
        .choices("kind", codes::choices::<DayKind>(t));
    card(
        &t.get("rules-add-local-day"),
        html! {},
        form::form(
            "/calendar/days",
            &visitor.csrf,
            html! {
                (sheet.all(LOCAL))
                (actions(submit(&t.get("rules-save-day")), html! {}))
            },
        ),
    )
}

/// Enters a day of one province.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ManageSettings)?;
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(day) => match rules::add_local_day(app.desk(), &visitor.actor, &day).await {
            Ok(()) => {
                return see(&format!("/calendar?year={}", day.day.year())).flash("rules-day-added").into();
            }
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let year = dates::parse_date(values.get("day")).unwrap_or_else(|| app.desk().today()).year();
    let view = rules::calendar(app.desk(), &visitor.actor, year).await?;
    let asked = Values::default();
    again(page(&visitor, &app, year, &view, (&asked, &Reckoned::NotAsked), (&values, &errors)))
}

fn read(values: &Values) -> Result<LocalDay, FieldErrors> {
    let mut reader = Reader::new(LOCAL, values);
    let (province_code, day) = (reader.text("province"), reader.date("day"));
    let (name, kind) = (reader.text("name"), reader.choice("kind", DayKind::from_code));
    let basis = reader.text("basis");
    match (day, kind) {
        (Some(day), Some(kind)) => {
            reader.done(LocalDay { province_code, day, name, kind: kind.code().to_owned(), basis })
        }
        _ => Err(reader.errors()),
    }
}

/// Takes a day of one province out again.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    At((province, day)): At<(String, NaiveDate)>,
    _: Fields,
) -> Page {
    rules::remove_local_day(app.desk(), &visitor.actor, &province, day).await?;
    see(&format!("/calendar?year={}", day.year())).flash("rules-day-removed").into()
}
