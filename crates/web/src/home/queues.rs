//! One queue: its lines by deadline and by age, a search inside, the next thing to do; and the red lists.

use axum::extract::{RawQuery, State};
use axum::response::IntoResponse as _;
use chrono::NaiveDate;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::queues::{self, Question, Queue, QueueLine, RedList, Thing, When};
use uuid::Uuid;

use super::views::{age, counted, pressed};
use crate::codes;
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::gate::{App, At, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, hidden, link_button};
use crate::ui::list::{Address, Column, Empty, Filters, Pager, Phone, Row, Table, pager, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Tab, badge, due, tabs};
use crate::ui::{self, dates};

/// Lines on a page.
const LINES: usize = 50;
/// Units on a page: each is counted on every red list.
const UNITS: usize = 20;

const SEARCH: &[Field] = &[Field::search("q", "home-search-queue").optional()];
const UNIT: &[Field] = &[Field::select("org", "home-unit")];

/// The list of a queue.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(code): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let queue = queues::read(&code).ok_or(PageFailure::Missing)?;
    let values = Values::parse(&query.unwrap_or_default());
    let words = values.get("q").trim();
    let asked = Question {
        when: When::from_code(values.get("when")),
        words: Some(words.to_owned()).filter(|words| !words.is_empty()),
        after: place_of(values.get("after")),
    };
    let page = queues::list(app.desk(), &visitor.actor, queue, &asked, LINES).await?;
    let today = app.desk().today();
    let t = visitor.t;
    let title = codes::name(t, queue);
    let address = Address::new(format!("/queues/{queue}"), values);
    let next =
        page.next.as_ref().map(|(key, id)| address.first_page().with("after", &format!("{key}_{id}")).url());
    let pages = Pager {
        first: asked.after.is_some().then(|| address.first_page().url()),
        previous: None,
        next,
        shown: page.lines.len() as u64,
        total: None,
    };
    let act = html! {
        @if page.waiting.count > 0 { (link_button(&t.get("home-next"), &format!("/queues/{queue}/next"))) }
    };
    let body = html! {
        (heading(Some(&t.get("home-queue")), &title, act))
        (lead(&t.code(prefix!("home-queue-lead"), queue.hands().code())))
        (when_tabs(t, &address, &page.waiting, asked.when))
        (search(t, &address, asked.when))
        (toolbar(html! { p { (t.with("home-lines", &[("n", page.lines.len().into())])) } }, html! { (pressed(t, &page.waiting.due)) }))
        (table(t, &page.lines, today, &empty(t, &asked)))
        (pager(t, &pages))
    };
    framed(&visitor, &title, body)
}

/// Where a page continues: a key and an id.
fn place_of(text: &str) -> Option<(String, Uuid)> {
    let (key, id) = text.rsplit_once('_')?;
    Some((key.to_owned(), Uuid::parse_str(id).ok()?))
}

fn framed(visitor: &Visitor, title: &str, body: Markup) -> Page {
    let mut shell = visitor.shell(title);
    shell.crumbs = vec![Crumb::link(visitor.t.get("home-title"), "/"), Crumb::here(title)];
    shell.wide = true;
    answer(ui::page(&shell, body))
}

fn when_tabs(t: T, address: &Address, waiting: &queues::Waiting, current: Option<When>) -> Markup {
    let count = |n: usize| Some(n as u64);
    let all = Tab {
        label: t.get("home-when-all"),
        href: address.without("when").without("q").url(),
        current: current.is_none(),
        count: count(waiting.count),
    };
    let of = |when: &When| Tab {
        label: t.code(prefix!("home-when"), when.code()),
        href: address.with("when", when.code()).without("q").url(),
        current: current == Some(*when),
        count: count(when.of(&waiting.due)),
    };
    let every: Vec<Tab> = std::iter::once(all).chain(When::ALL.iter().map(of)).collect();
    tabs(t, &t.get("home-by-deadline"), &every)
}

fn search(t: T, address: &Address, when: Option<When>) -> Markup {
    let errors = FieldErrors::default();
    let fields = html! {
        (Sheet::filter(t, address.query(), &errors).all(SEARCH))
        @if let Some(when) = when { (hidden("when", when.code())) }
    };
    let filters = Filters { t, address, fields, chips: Vec::new() };
    html! { (filters) }
}

fn empty(t: T, asked: &Question) -> Empty {
    let text = if asked.words.is_some() { "home-nothing-found" } else { "home-nothing-here" };
    Empty { title: t.get("home-empty-queue"), text: t.get(text), action: None }
}

/// Lines of a queue or a red list.
fn table(t: T, lines: &[QueueLine], today: NaiveDate, empty: &Empty) -> Markup {
    let row = |line: &QueueLine| {
        Row::new([
            html! { (what(t, line)) },
            person(t, line),
            html! { (codes::name(t, line.form.0)) },
            html! { (age(t, line.since, today)) },
            clock(t, line, today),
            html! { (line.provider_name.as_deref().unwrap_or_default()) },
            html! { (line.org_code) },
        ])
        .link(url(line.thing, line.id))
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("home-thing")),
            Column::text(t.get("home-person")),
            Column::text(t.get("home-form")),
            Column::text(t.get("home-waits-since")),
            Column::text(t.get("home-clock")),
            Column::text(t.get("home-provider")),
            Column::code(t.get("home-org")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: empty.clone(),
        ..Table::new(t, "queue", t.get("home-queue"))
    };
    html! { (table) }
}

fn what(t: T, line: &QueueLine) -> String {
    match &line.file_code {
        Some(code) => code.clone(),
        None => t.with("home-request-of", &[("day", dates::date(line.since).into())]),
    }
}

fn person(t: T, line: &QueueLine) -> Markup {
    html! {
        @match &line.name {
            Some(name) => { (name) }
            None => { span class="soft" { (t.get("home-name-kept")) } }
        }
        @if !line.restricted.is_empty() { " " (badge(Tone::Info, &t.get("home-restricted"))) }
    }
}

fn clock(t: T, line: &QueueLine, today: NaiveDate) -> Markup {
    html! {
        @if let (Some(at), Some(code)) = (&line.due_at, &line.clock) {
            (due(t, at, (dates::day_of(at) - today).num_days()))
            " " span class="soft" { (codes::named(t, "deadline", code)) }
        } @else { span class="soft" { (t.get("home-no-clock")) } }
    }
}

/// The page of a thing.
fn url(thing: Thing, id: Uuid) -> String {
    match thing {
        Thing::Case => format!("/cases/{id}"),
        Thing::Request => format!("/requests/{id}"),
    }
}

/// On to what presses most, in all my queues.
pub async fn next(State(app): State<App>, visitor: Visitor) -> Page {
    go_on(queues::next(app.desk(), &visitor.actor, None).await?, "/")
}

/// On to what presses most in a queue.
pub async fn next_in(State(app): State<App>, visitor: Visitor, At(code): At<String>) -> Page {
    let queue: Queue = queues::read(&code).ok_or(PageFailure::Missing)?;
    go_on(queues::next(app.desk(), &visitor.actor, Some(queue)).await?, &format!("/queues/{queue}"))
}

fn go_on(found: Option<(Thing, Uuid)>, otherwise: &str) -> Page {
    match found {
        Some((thing, id)) => see(&url(thing, id)).into(),
        None => Ok(see(otherwise).flash("home-all-done").into_response()),
    }
}

/// Requests that other organisations sent here.
pub async fn incoming(State(app): State<App>, visitor: Visitor) -> Page {
    let lines = queues::incoming(app.desk(), &visitor.actor).await?;
    let t = visitor.t;
    let title = t.get("home-incoming-title");
    let empty = Empty { title: t.get("home-empty-queue"), text: t.get("home-nothing-here"), action: None };
    let body = html! {
        (heading(Some(&t.get("home-queue")), &title, html! {}))
        (lead(&t.get("home-incoming-lead")))
        (table(t, &lines, app.desk().today(), &empty))
    };
    framed(&visitor, &title, body)
}

/// A red list.
pub async fn red_list(
    State(app): State<App>,
    visitor: Visitor,
    At(code): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let list = RedList::from_code(&code).ok_or(PageFailure::Missing)?;
    let values = Values::parse(&query.unwrap_or_default());
    let org = Some(values.get("org").to_owned()).filter(|org| !org.is_empty());
    let after = place_of(values.get("after")).and_then(|(key, id)| Some((key.parse().ok()?, id)));
    let (desk, actor) = (app.desk(), &visitor.actor);
    let (lines, more) = queues::red_list(desk, actor, list, org.as_deref(), after, LINES).await?;
    let options = office::cases::entry_options(desk, actor).await?;
    let t = visitor.t;
    let title = t.code(prefix!("home-red"), list.code());
    let address = Address::new(format!("/red-lists/{}", list.code()), values);
    let next = lines.last().filter(|_| more).map(|line| format!("{}_{}", line.key, line.id));
    let pages = Pager {
        first: after.is_some().then(|| address.first_page().url()),
        previous: None,
        next: next.map(|key| address.first_page().with("after", &key).url()),
        shown: lines.len() as u64,
        total: None,
    };
    let empty = Empty { title: t.get("home-red-empty"), text: t.get("home-red-empty-text"), action: None };
    let body = html! {
        (heading(Some(&t.get("home-red")), &title, html! {}))
        (lead(&t.code(prefix!("home-red-lead"), list.code())))
        (red_tabs(t, &address, list))
        @if options.organisations.len() > 1 {
            p { a href="/red-lists" { (t.get("home-red-all-units")) } }
            (units(t, &address, &options.organisations))
        }
        (table(t, &lines, desk.today(), &empty))
        (pager(t, &pages))
    };
    framed(&visitor, &title, body)
}

/// The red lists of all units within reach, in numbers.
pub async fn red_units(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let after = Some(values.get("after").to_owned()).filter(|code| !code.is_empty());
    let (units, next) = queues::red_units(app.desk(), &visitor.actor, after.as_deref(), UNITS).await?;
    let t = visitor.t;
    let title = t.get("home-red-units");
    let address = Address::new("/red-lists", values);
    let pages = Pager {
        first: after.is_some().then(|| address.first_page().url()),
        previous: None,
        next: next.map(|code| address.first_page().with("after", &code).url()),
        shown: units.len() as u64,
        total: None,
    };
    let body = html! {
        (heading(Some(&t.get("home-red")), &title, html! {}))
        (lead(&t.get("home-red-units-lead")))
        (unit_table(t, &units))
        (pager(t, &pages))
    };
    framed(&visitor, &title, body)
}

fn unit_table(t: T, units: &[queues::UnitRed]) -> Markup {
    let count = |unit: &queues::UnitRed, (list, count): (RedList, usize)| {
        html! {
            @if count == 0 { span class="soft" { "0" } }
            @else {
                a href={ "/red-lists/" (list.code()) "?org=" (unit.code) } { (counted(t, count)) }
            }
        }
    };
    let row = |unit: &queues::UnitRed| {
        let counts = unit.counts.iter().map(|it| count(unit, *it));
        Row::new(std::iter::once(html! { (unit.name) }).chain(counts))
    };
    let short = |list: &RedList| Column::number(t.code(prefix!("home-red-short"), list.code()));
    let lists = RedList::ALL.iter().map(short);
    let table = Table {
        columns: std::iter::once(Column::text(t.get("home-unit-any"))).chain(lists).collect(),
        rows: units.iter().map(row).collect(),
        caption_unseen: true,
        phone: Phone::Cards,
        empty: Empty { title: t.get("home-red-empty"), text: t.get("home-red-units-lead"), action: None },
        ..Table::new(t, "red-units", t.get("home-red-units"))
    };
    html! { (table) }
}

fn red_tabs(t: T, address: &Address, current: RedList) -> Markup {
    let tab = |list: &RedList| Tab {
        label: t.code(prefix!("home-red"), list.code()),
        href: address.at(format!("/red-lists/{}", list.code())).url(),
        current: *list == current,
        count: None,
    };
    tabs(t, &t.get("home-red"), &RedList::ALL.iter().map(tab).collect::<Vec<_>>())
}

fn units(t: T, address: &Address, units: &[office::cases::Organisation]) -> Markup {
    let errors = FieldErrors::default();
    let sheet = Sheet::filter(t, address.query(), &errors)
        .choices("org", units.iter().map(|unit| Choice::new(&unit.code, &unit.name)));
    let filters = Filters { t, address, fields: sheet.all(UNIT), chips: Vec::new() };
    html! { (filters) }
}
