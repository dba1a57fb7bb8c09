//! All running clocks within reach in one list, the soonest first; each explains itself. A clock leaves the list
//! when what was due is done.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::cases::EntryOptions;
use office::deadlines::explanation;
use office::queues::{self, ClockLine, ClockQuestion, Due, When};
use uuid::Uuid;

use super::{left, why};
use crate::codes;
use crate::failure::{Page, show as answer};
use crate::gate::{App, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, hidden};
use crate::ui::list::{Address, Chip, Column, Empty, Filters, Pager, Row, Table, pager};
use crate::ui::shell::{heading, lead};
use crate::ui::summary::{Tab, tabs};
use crate::ui::{self, dates};

/// Lines on a page.
const LINES: usize = 50;

const FILTER: &[Field] = &[
    Field::select("code", "deadlines-code").optional(),
    Field::select("provider", "deadlines-provider").optional(),
    Field::select("org", "deadlines-org").optional(),
];

/// The list.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let asked = ClockQuestion {
        when: When::from_code(values.get("when")),
        code: DeadlineCode::from_code(values.get("code")),
        provider: Uuid::parse_str(values.get("provider")).ok(),
        organisation: Some(values.get("org").to_owned()).filter(|org| !org.is_empty()),
        after: place_of(values.get("after")),
    };
    let (desk, actor) = (app.desk(), &visitor.actor);
    let (lines, due, next) = queues::clocks(desk, actor, &asked, LINES).await?;
    let options = if visitor.may(law::access::Permission::ReadCases) {
        Some(office::cases::entry_options(desk, actor).await?)
    } else {
        None
    };
    let t = visitor.t;
    let title = t.get("deadlines-title");
    let address = Address::new("/deadlines", values);
    let next =
        next.map(|(at, id)| address.first_page().with("after", &format!("{}_{id}", at.to_rfc3339())).url());
    let pages = Pager {
        first: asked.after.is_some().then(|| address.first_page().url()),
        previous: None,
        next,
        shown: lines.len() as u64,
        total: None,
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("deadlines-lead")))
        (when_tabs(t, &address, &due, asked.when))
        (filters(t, &address, options.as_ref(), &asked))
        (table(t, desk.now(), &lines))
        (pager(t, &pages))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    answer(ui::page(&shell, body))
}

fn place_of(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = text.rsplit_once('_')?;
    Some((at.parse().ok()?, Uuid::parse_str(id).ok()?))
}

fn when_tabs(t: T, address: &Address, due: &Due, current: Option<When>) -> Markup {
    let all = Tab {
        label: t.get("home-when-all"),
        href: address.without("when").url(),
        current: current.is_none(),
        count: None,
    };
    let of = |when: &When| Tab {
        label: t.code(prefix!("home-when"), when.code()),
        href: address.with("when", when.code()).url(),
        current: current == Some(*when),
        count: Some(when.of(due) as u64),
    };
    let every: Vec<Tab> = std::iter::once(all).chain(When::ALL.iter().map(of)).collect();
    tabs(t, &t.get("home-by-deadline"), &every)
}

fn filters(t: T, address: &Address, options: Option<&EntryOptions>, asked: &ClockQuestion) -> Markup {
    let errors = FieldErrors::default();
    let (units, people) = options.map_or((&[][..], &[][..]), |it| (&it.organisations[..], &it.providers[..]));
    let sheet = Sheet::filter(t, address.query(), &errors)
        .choices("code", codes::choices::<DeadlineCode>(t))
        .choices("provider", people.iter().map(|person| Choice::new(person.id.to_string(), &person.name)))
        .choices("org", units.iter().map(|unit| Choice::new(&unit.code, &unit.name)));
    let shown = |name: &&str| match *name {
        "provider" => people.len() > 1,
        "org" => units.len() > 1,
        _ => true,
    };
    let names: Vec<&str> = FILTER.iter().map(|field| field.name).filter(shown).collect();
    let fields = html! {
        (sheet.some(FILTER, &names))
        @if let Some(when) = asked.when { (hidden("when", when.code())) }
    };
    let chip = |label: &str, value: String, name: &str| Chip {
        label: label.to_owned(),
        value,
        remove: address.without(name).url(),
    };
    let mut chips = Vec::new();
    if let Some(code) = asked.code {
        chips.push(chip(&t.get("deadlines-code"), codes::name(t, code), "code"));
    }
    if let Some(provider) = asked.provider {
        let name = people.iter().find(|person| person.id == provider).map(|person| person.name.clone());
        chips.push(chip(&t.get("deadlines-provider"), name.unwrap_or_default(), "provider"));
    }
    if let Some(org) = &asked.organisation {
        chips.push(chip(&t.get("deadlines-org"), org.clone(), "org"));
    }
    let filters = Filters { t, address, fields, chips };
    html! { (filters) }
}

fn table(t: T, now: DateTime<Utc>, lines: &[ClockLine]) -> Markup {
    let row = |line: &ClockLine| {
        let clock = &line.clock;
        Row::new([
            html! { a href=(url(line)) { (codes::name(t, clock.code.0)) } },
            html! { (subject(t, line)) },
            html! { (dates::due_time(&clock.due_at)) " " (left(t, now, clock)) },
            html! { (line.provider_name.as_deref().unwrap_or_default()) },
            html! { (clock.org_code) },
            html! { @if let Some(deadline) = explanation(clock) { (why(t, &deadline)) } },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("deadlines-code")),
            Column::text(t.get("deadlines-subject")),
            Column::text(t.get("deadlines-due-at")),
            Column::text(t.get("deadlines-provider")),
            Column::code(t.get("deadlines-org")),
            Column::text(t.get("deadlines-explained")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("deadlines-empty"), text: t.get("deadlines-empty-text"), action: None },
        ..Table::new(t, "clocks", t.get("deadlines-title"))
    };
    html! { (table) }
}

fn subject(t: T, line: &ClockLine) -> String {
    let kind = t.code_or_itself(prefix!("messages-subject"), &line.clock.subject_kind);
    let number = || match line.clock.subject_kind.as_str() {
        "request" => codes::receipt(line.clock.subject_id),
        _ => kind,
    };
    line.file_code.clone().unwrap_or_else(number)
}

/// The page on which a clock is kept.
fn url(line: &ClockLine) -> String {
    let id = line.clock.subject_id;
    match (line.clock.subject_kind.as_str(), line.clock.case_id) {
        ("request", _) => format!("/requests/{id}"),
        ("complaint", _) => format!("/complaints/{id}"),
        ("data_request", _) => format!("/data-requests/{id}"),
        ("incident", _) => format!("/incidents/{id}"),
        (_, Some(case)) => format!("/cases/{case}"),
        (_, None) => format!("/cases/{id}"),
    }
}
