//! Who turned to the duty: taken down on one short form, made a request with one press, counted.

use axum::extract::{RawQuery, State};
use law::access::Permission;
use law::duty::ContactKind;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::daily::moment_of;
use office::duty::{self, ContactDraft, ContactKey, ContactLine, DutyPlace, Statistics};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::schedule::sections;
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Keyboard, Reader, Sheet, Values, Width, actions, hidden, link_new,
    submit, submit_as,
};
use crate::ui::list::{Address, Column, Empty, Pager, Row, Table, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::badge;
use crate::ui::{self, dates};

/// What a contact asks: half a minute.
const CONTACT: &[Field] = &[
    Field::select("place", "duty-contact-place"),
    Field::radios("kind", "duty-contact-kind"),
    Field::textarea("summary", "duty-contact-summary").rows(2).most(2000),
    Field::text("person", "duty-contact-person").optional().most(200),
    Field::text("phone", "duty-contact-phone")
        .optional()
        .keyboard(Keyboard::Phone)
        .width(Width::Medium)
        .most(40),
    Field::date("date", "duty-contact-date"),
    Field::text("time", "duty-contact-time").width(Width::Tiny).most(10),
];
const PERIOD: &[Field] = &[Field::date("from", "duty-from"), Field::date("to", "duty-to")];

/// The contacts, latest first.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let before = key_of(values.get("after"));
    let list = duty::contacts(app.desk(), &visitor.actor, before).await?;
    let t = visitor.t;
    let title = t.get("duty-contacts");
    let address = Address::new("/duty/contacts", values);
    let next = list.next.map(|(at, id)| format!("{}_{id}", at.timestamp_micros()));
    let pages = Pager::by_keys(&address, None, next.as_deref(), list.lines.len() as u64);
    let mut shell = visitor.shell(&title);
    shell.crumbs = vec![Crumb::link(t.get("duty-title"), "/duty"), Crumb::here(title.as_str())];
    let body = html! {
        (heading(None, &title, link_new(&t.get("duty-log"), "/duty/contacts/new")))
        (sections(&visitor, "/duty"))
        (table(&visitor, &list.lines))
        (pager(t, &pages))
    };
    answer(ui::page(&shell, body))
}

fn key_of(text: &str) -> Option<ContactKey> {
    let (micros, id) = text.split_once('_')?;
    let at = chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some((at, Uuid::parse_str(id).ok()?))
}

fn table(visitor: &Visitor, lines: &[ContactLine]) -> Markup {
    let t = visitor.t;
    let may_take = visitor.may(Permission::TakeRequests);
    let row = |line: &ContactLine| {
        let row = Row::new([
            html! { (dates::date_time(&line.at)) },
            html! { (line.place) @if let Some(who) = &line.provider { br; span class="soft" { (who) } } },
            html! { (codes::name(t, line.kind.0)) },
            html! { (line.person_name.as_deref().unwrap_or_default()) },
            html! { (line.summary) },
            html! { @if let Some(id) = line.request_id { a href={ "/requests/" (id) } { (badge(Tone::Good, &t.get("duty-is-request"))) } } },
        ]);
        if line.request_id.is_none() && may_take {
            let href = format!("/requests/new?from=duty&line={}", line.id);
            row.actions(html! { a class="button quiet" href=(href) { (t.get("duty-make-request")) span class="unseen" { " " (dates::date_time(&line.at)) } } })
        } else {
            row
        }
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("duty-contact-when")),
            Column::text(t.get("duty-contact-place")),
            Column::text(t.get("duty-contact-kind")),
            Column::text(t.get("duty-contact-person")),
            Column::text(t.get("duty-contact-summary")),
            Column::text(t.get("duty-contact-request")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("duty-no-contacts"), text: t.get("duty-no-contacts-text"), action: None },
        ..Table::new(t, "contacts", t.get("duty-contacts"))
    };
    html! { (table) }
}

/// The form: now, at the place of today's shift.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let asked = Values::parse(&query.unwrap_or_default());
    let places = duty::log_options(app.desk(), &visitor.actor).await?;
    let now = app.desk().now().with_timezone(&dates::VIET_NAM);
    let first = places.first().map(|place| place.id.to_string()).unwrap_or_default();
    let place = if asked.get("place").is_empty() { first.as_str() } else { asked.get("place") };
    let values = Values::from([
        ("id", app.desk().id().to_string().as_str()),
        ("place", place),
        ("kind", ContactKind::WantsAid.code()),
        ("date", dates::date(now.date_naive()).as_str()),
        ("time", now.format("%H:%M").to_string().as_str()),
    ]);
    answer(entry(&visitor, &places, &values, &FieldErrors::default()))
}

/// Takes a contact down; the second button goes on to the request at once.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => {
            let id = draft.id;
            match duty::log(app.desk(), &visitor.actor, draft).await {
                Ok(()) if values.get("then") == "request" && visitor.may(Permission::TakeRequests) => {
                    return see(&format!("/requests/new?from=duty&line={id}")).into();
                }
                Ok(()) => return see("/duty/contacts").flash("duty-contact-kept").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let places = duty::log_options(app.desk(), &visitor.actor).await?;
    again(entry(&visitor, &places, &values, &errors))
}

fn read(values: &Values) -> Result<ContactDraft, FieldErrors> {
    let mut reader = Reader::new(CONTACT, values);
    let place = reader.choice("place", |text| Uuid::parse_str(text).ok());
    let kind = reader.choice("kind", ContactKind::from_code);
    let (summary, person, phone) = (reader.text("summary"), reader.text("person"), reader.text("phone"));
    let (day, time) = (reader.date("date"), reader.choice("time", dates::parse_time));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(id), Some(place), Some(kind), Some(day), Some(time)) = (id, place, kind, day, time) else {
        return Err(reader.errors());
    };
    let minute = chrono::Timelike::num_seconds_from_midnight(&time) / 60;
    reader.done(ContactDraft { id, place, at: moment_of(day, minute), kind, person, phone, summary })
}

fn entry(visitor: &Visitor, places: &[DutyPlace], values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("duty-log");
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(t.get("duty-title"), "/duty"), Crumb::here(title.as_str())];
    let places = places.iter().map(|place| Choice::new(place.id.to_string(), place.name.as_str()));
    let sheet = Sheet::new(t, values, errors)
        .choices("place", places)
        .choices("kind", codes::choices::<ContactKind>(t));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("duty-log-lead")))
        (form::form("/duty/contacts", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (sheet.some(CONTACT, &["place", "kind", "summary"]))
            (form::columns(sheet.some(CONTACT, &["person", "phone"])))
            (form::columns(sheet.some(CONTACT, &["date", "time"])))
            (actions(submit(&t.get("duty-contact-save")), html! {
                @if visitor.may(Permission::TakeRequests) { (submit_as(&t.get("duty-contact-then"), "then", "request")) }
            }))
        }))
    };
    ui::page(&shell, body)
}

/// Contacts by place and kind, and how many became requests.
pub async fn statistics(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::ReadReports)?;
    let values = Values::parse(&query.unwrap_or_default());
    let today = app.desk().today();
    let (first, last) = duty::month_of(today);
    let from = dates::parse_date(values.get("from")).unwrap_or(first);
    let to = dates::parse_date(values.get("to")).unwrap_or(last).max(from);
    let found = duty::statistics(app.desk(), &visitor.actor, (from, to)).await?;
    answer(figures(&visitor, &found))
}

fn figures(visitor: &Visitor, found: &Statistics) -> Markup {
    let t = visitor.t;
    let title = t.get("duty-statistics");
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.crumbs = vec![Crumb::link(t.get("duty-title"), "/duty"), Crumb::here(title.as_str())];
    let values =
        Values::from([("from", dates::date(found.from).as_str()), ("to", dates::date(found.to).as_str())]);
    let errors = FieldErrors::default();
    let mut places: Vec<(Uuid, &str)> =
        found.shifts.iter().map(|(id, name, _)| (*id, name.as_str())).collect();
    for it in &found.counts {
        if !places.iter().any(|(id, _)| *id == it.place_id) {
            places.push((it.place_id, it.place.as_str()));
        }
    }
    let count = |place: Option<Uuid>, kind: Option<ContactKind>| -> i64 {
        let fits = |it: &&duty::ContactCount| {
            place.is_none_or(|id| it.place_id == id) && kind.is_none_or(|kind| it.kind.0 == kind)
        };
        found.counts.iter().filter(fits).map(|it| it.contacts).sum()
    };
    let requests = |place: Option<Uuid>| -> i64 {
        found.counts.iter().filter(|it| place.is_none_or(|id| it.place_id == id)).map(|it| it.requests).sum()
    };
    let kept = |place: Option<Uuid>| -> i64 {
        found
            .shifts
            .iter()
            .filter(|(id, _, _)| place.is_none_or(|it| *id == it))
            .map(|(_, _, kept)| *kept)
            .sum()
    };
    let line = |name: &str, place: Option<Uuid>| {
        let mut cells = vec![html! { (name) }, html! { (kept(place)) }, html! { (count(place, None)) }];
        cells.extend(ContactKind::ALL.iter().map(|kind| html! { (count(place, Some(*kind))) }));
        cells.push(html! { (requests(place)) });
        Row::new(cells)
    };
    let mut columns = vec![
        Column::text(t.get("duty-contact-place")),
        Column::number(t.get("duty-kept")),
        Column::number(t.get("duty-all-contacts")),
    ];
    columns.extend(ContactKind::ALL.iter().map(|kind| Column::number(codes::name(t, *kind))));
    columns.push(Column::number(t.get("duty-became")));
    let table = Table {
        columns,
        rows: places.iter().map(|(id, name)| line(name, Some(*id))).collect(),
        foot: Some(line(&t.get("duty-sum"), None)),
        phone: crate::ui::list::Phone::Scroll,
        caption_unseen: true,
        empty: Empty { title: t.get("duty-no-contacts"), text: t.get("duty-no-contacts-text"), action: None },
        ..Table::new(t, "figures", title.as_str())
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&dates::period(found.from, found.to)))
        search class="filters" {
            details class="toggle" { summary { (t.get("duty-period")) } }
            form class="toggled" action="/duty/statistics" method="get" {
                (Sheet::filter(t, &values, &errors).all(PERIOD))
                div class="filters-end" { button class="button" type="submit" { (t.get("schedule-show")) } }
            }
        }
        div class="report-wide" { (table) }
    };
    ui::page(&shell, body)
}
