//! Messages: what moved in my work, what was given to me or taken from me, which clock comes near.
//!
//! A message names an act, a file code and a day, nothing of a case. Opening one marks it as seen and leads on.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::response::IntoResponse as _;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use maud::{Markup, html};
use office::messages::{self, Message};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::router::Routes;
use crate::texts::{T, prefix};
use crate::ui::dates;
use crate::ui::form::{Values, button_form, submit_as};
use crate::ui::list::{Address, Column, Empty, Pager, Row, Table, pager};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Tab, badge, tabs};

/// Lines on a page.
const LINES: usize = 30;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(2, "/messages", "messages-title", None)
        .get("/messages", index)
        .get("/messages/{id}", show)
        .post("/messages/seen", see_all)
}

/// My messages, latest first.
async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let unseen = values.get("show") != "all";
    let after = place_of(values.get("after"));
    let (lines, next) = messages::list(app.desk(), &visitor.actor, unseen, after, LINES).await?;
    let t = visitor.t;
    let title = t.get("messages-title");
    let address = Address::new("/messages", values);
    let next =
        next.map(|(at, id)| address.first_page().with("after", &format!("{}_{id}", at.to_rfc3339())).url());
    let pages = Pager {
        first: after.is_some().then(|| address.first_page().url()),
        previous: None,
        next,
        shown: lines.len() as u64,
        total: None,
    };
    let act = html! {
        @if lines.iter().any(|line| line.seen_at.is_none()) {
            (button_form("/messages/seen", &visitor.csrf, submit_as(&t.get("messages-see-all"), "seen", "all")))
        }
    };
    let body = html! {
        (heading(None, &title, act))
        (lead(&t.get("messages-lead")))
        (which(t, unseen))
        (table(t, &lines))
        (pager(t, &pages))
    };
    answer(visitor.page(&title, body))
}

fn place_of(text: &str) -> Option<(DateTime<chrono::Utc>, Uuid)> {
    let (at, id) = text.rsplit_once('_')?;
    Some((at.parse().ok()?, Uuid::parse_str(id).ok()?))
}

fn which(t: T, unseen: bool) -> Markup {
    let tab = |label: &str, href: &str, current| Tab {
        label: t.code(prefix!("messages-show"), label),
        href: href.to_owned(),
        current,
        count: None,
    };
    tabs(
        t,
        &t.get("messages-title"),
        &[tab("unseen", "/messages", unseen), tab("all", "/messages?show=all", !unseen)],
    )
}

fn table(t: T, lines: &[Message]) -> Markup {
    let row = |line: &Message| {
        Row::new([
            html! { @if line.seen_at.is_none() { strong { (sentence(t, line)) } } @else { (sentence(t, line)) } },
            html! { (dates::date_time(&line.created_at)) },
            html! { (sign_of(t, line)) },
        ])
        .link(format!("/messages/{}", line.id))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("messages-what")),
            Column::code(t.get("messages-when")),
            Column::text(t.get("messages-state")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("messages-none"), text: t.get("messages-none-text"), action: None },
        ..Table::new(t, "messages", t.get("messages-title"))
    };
    html! { (table) }
}

fn sign_of(t: T, line: &Message) -> Markup {
    match (&line.seen_at, line.kind.as_str()) {
        (Some(_), _) => html! { span class="soft" { (t.get("messages-seen")) } },
        (None, "clock_ran_out" | "report_late") => badge(Tone::Bad, &t.get("messages-new")),
        (None, "clock_near" | "report_due" | "report_returned") => badge(Tone::Soon, &t.get("messages-new")),
        (None, _) => badge(Tone::Info, &t.get("messages-new")),
    }
}

/// A few messages in a corner of a page.
pub fn brief(t: T, lines: &[Message]) -> Markup {
    html! {
        ul class="plain messages" {
            @for line in lines {
                li {
                    a href={ "/messages/" (line.id) } { (sentence(t, line)) }
                    " " span class="soft" { (dates::date_time(&line.created_at)) }
                }
            }
        }
    }
}

/// What a message says: its kind, with the names of the codes it holds.
fn sentence(t: T, line: &Message) -> String {
    let detail: BTreeMap<String, String> = serde_json::from_str(&line.detail).unwrap_or_default();
    let of = |name: &str| detail.get(name).map_or("", String::as_str);
    let act = match line.subject_kind.as_str() {
        "request" => t.code_or_itself(prefix!("code-request-act"), of("act")),
        _ => t.code_or_itself(prefix!("code-case-act"), of("act")),
    };
    let clock = if of("clock").is_empty() { String::new() } else { codes::named(t, "deadline", of("clock")) };
    let file = if of("file").is_empty() {
        t.code_or_itself(prefix!("messages-subject"), &line.subject_kind)
    } else {
        of("file").to_owned()
    };
    let day = of("day").parse::<NaiveDate>().map(dates::date).unwrap_or_default();
    let due = NaiveDateTime::parse_from_str(of("due"), "%Y-%m-%dT%H:%M");
    let due =
        due.map(|due| due.format("%H:%M %d/%m/%Y").to_string().replace("23:59 ", "")).unwrap_or_default();
    let report =
        if of("report").is_empty() { String::new() } else { codes::named(t, "report-kind", of("report")) };
    let to = of("to").parse::<NaiveDate>().map(dates::date).unwrap_or_default();
    let values = [
        ("act", act.as_str()),
        ("clock", &clock),
        ("file", &file),
        ("day", &day),
        ("due", &due),
        ("report", &report),
        ("to", &to),
        ("org", of("org")),
        ("days", of("days")),
    ];
    t.with_data(&format!("{}-{}", prefix!("messages-kind"), line.kind.replace('_', "-")), values)
}

/// Opens a message: it is seen, and leads on to what it is about.
async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let message = messages::open(app.desk(), &visitor.actor, id).await?;
    see(&url(&message)).into()
}

/// The page of what a message is about.
fn url(message: &Message) -> String {
    let id = message.subject_id;
    match message.subject_kind.as_str() {
        "case" if message.kind == "taken_from_me" => "/messages?show=all".to_owned(),
        "case" => format!("/cases/{id}"),
        "dealing" => format!("/dealings/{id}"),
        "request" => format!("/requests/{id}"),
        "complaint" => format!("/complaints/{id}"),
        "data_request" => format!("/data-requests/{id}"),
        "incident" => format!("/incidents/{id}"),
        "submission" if id.is_nil() => "/submissions".to_owned(),
        "submission" => format!("/submissions/{id}"),
        _ => "/messages".to_owned(),
    }
}

/// Marks all as seen.
async fn see_all(State(app): State<App>, visitor: Visitor, _: Fields) -> Page {
    messages::see_all(app.desk(), &visitor.actor).await?;
    Ok(see("/messages").flash("messages-all-seen").into_response())
}
