//! The private feed: made, shown once, revoked; and the calendar that a telephone fetches with it.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;
use maud::{Markup, html};
use office::schedule::{self, Feed, FeedKind, FeedWording};
use uuid::Uuid;

use super::views::sections;
use crate::codes;
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{Lang, T};
use crate::ui::form::{button_form, submit_as};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, card, facts, notice};
use crate::ui::{self, dates};

/// What there is, and how to make a new one.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let feeds = schedule::feeds(app.desk(), &visitor.actor).await?;
    answer(view(&visitor, &feeds, None))
}

/// Makes a feed and shows its address, this once.
pub async fn create(State(app): State<App>, visitor: Visitor, _fields: Fields) -> Page {
    let token = schedule::make_feed(app.desk(), &visitor.actor).await?;
    let feeds = schedule::feeds(app.desk(), &visitor.actor).await?;
    let url = format!("{}/feeds/{token}.ics", app.settings().public_url.trim_end_matches('/'));
    answer(view(&visitor, &feeds, Some(&url)))
}

/// Revokes a feed.
pub async fn remove(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _fields: Fields) -> Page {
    schedule::revoke_feed(app.desk(), &visitor.actor, id).await?;
    see("/schedule/feed").flash("schedule-feed-revoked").into()
}

fn view(visitor: &Visitor, feeds: &[Feed], url: Option<&str>) -> Markup {
    let t = visitor.t;
    let title = t.get("schedule-feed-title");
    let mut shell = visitor.shell(&title);
    shell.crumbs = vec![Crumb::link(t.get("schedule-title"), "/schedule"), Crumb::here(title.as_str())];
    let body = html! {
        (heading(None, &title, html! {}))
        (sections(visitor, "/schedule/feed"))
        (lead(&t.get("schedule-feed-lead")))
        @if let Some(url) = url {
            (notice(t, Tone::Good, &t.get("schedule-feed-made"), html! {
                p { code { (url) } }
                p { (t.get("schedule-feed-once")) }
            }))
        }
        @for feed in feeds { (one(visitor, feed)) }
        (button_form("/schedule/feed", &visitor.csrf, submit_as(&t.get(if feeds.is_empty() { "schedule-feed-make" } else { "schedule-feed-again" }), "make", "feed")))
        p class="hint" { (t.get("schedule-feed-holds")) }
    };
    ui::page(&shell, body)
}

fn one(visitor: &Visitor, feed: &Feed) -> Markup {
    let t = visitor.t;
    let read = feed.read_at.as_ref().map_or_else(|| t.get("schedule-feed-never"), dates::date_time);
    let action = format!("/schedule/feed/{}/removal", feed.id);
    let body = html! {
        (facts(t, &[
            Fact::words(t.get("schedule-feed-since"), dates::date_time(&feed.created_at)),
            Fact::words(t.get("schedule-feed-read"), read),
        ]))
        (button_form(&action, &visitor.csrf, submit_as(&t.get("schedule-feed-revoke"), "revoke", "yes")))
    };
    card(&t.get("schedule-feed-open"), html! {}, body)
}

/// The calendar of a token: kinds, times, courts, links; nothing of a case.
pub async fn show(State(app): State<App>, At(file): At<String>) -> Page {
    let token = file.strip_suffix(".ics").ok_or(PageFailure::Missing)?;
    let feed = schedule::feed(app.desk(), token).await?;
    let t = T::new(Lang::parse(&feed.language).unwrap_or_default());
    let title = move |kind: FeedKind| match kind {
        FeedKind::Hearing(kind) => codes::name(t, kind),
        FeedKind::Duty(period) => format!("{} – {}", t.get("schedule-duty"), codes::name(t, period)),
        FeedKind::Leave => codes::name(t, law::schedule::EngagementKind::Leave),
    };
    let url = app.settings().public_url.trim_end_matches('/').to_owned();
    let wording = FeedWording { name: t.get("schedule-title"), title: &title, url };
    let text = schedule::feed_file(app.desk(), &feed, &wording);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"calendar.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}
