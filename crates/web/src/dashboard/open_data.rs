//! Open data: the lists that the law publishes, for anybody, kept by browsers for an hour.

use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use maud::html;
use office::open_data::{self, FORMATS, LISTS};

use crate::failure::{Page, PageFailure, show};
use crate::gate::{App, At, Guest};
use crate::texts::prefix;
use crate::ui::page;
use crate::ui::shell::{heading, lead};

/// What there is.
pub async fn index(guest: Guest) -> Page {
    let t = guest.t;
    let title = t.get("open-data-title");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("open-data-lead")))
        @for list in LISTS {
            h2 { (t.code(prefix!("open-data-list"), list)) }
            ul class="downloads" {
                @for (format, _) in FORMATS {
                    li { a href={ "/open-data/" (list) "." (format) } { (t.code(prefix!("open-data-list"), list)) " (" (format.to_uppercase()) ")" } }
                }
            }
        }
        p class="hint" { (t.get("open-data-hint")) }
    };
    show(page(&guest.shell(&title), body))
}

/// `organisations.json`, `providers.csv`, …
pub async fn file(State(app): State<App>, At(file): At<String>, headers: HeaderMap) -> Page {
    let (name, format) = file.split_once('.').ok_or(PageFailure::Missing)?;
    let media = FORMATS.iter().find(|(known, _)| *known == format).map(|(_, media)| *media);
    let media = media.ok_or(PageFailure::Missing)?;
    let file = open_data::file(app.desk(), name, format).await?;
    let tag = format!("\"{}\"", &file.sha256);
    let kept = [
        (CACHE_CONTROL, "public, max-age=3600".to_owned()),
        (ETAG, tag.clone()),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|it| it.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(CONTENT_TYPE, media)], file.content).into_response())
}
