//! Style sheet, script and drawings, embedded in the program.
//!
//! A page links a file by [`asset_url`], whose address carries a hash of the content, so browsers
//! keep it for a year and fetch a new one the moment it changes. In the dev profile files are read
//! from `assets/` on each request: edit and reload. Compression is the business of the outer layer.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const HASH_LENGTH: usize = 16;

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// The routes of all assets, for the router to merge.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(show)).route("/favicon.ico", get(favicon))
}

/// The address of a file of `assets/`: `asset_url("app.css")` is `/assets/app.<hash>.css`.
///
/// Panics when there is no such file: names are literals, and the first page drawn would show it.
pub fn asset_url(name: &str) -> String {
    let file = Files::get(name).unwrap_or_else(|| panic!("assets/{name} does not exist"));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{}.{extension}", hash(&file))
}

async fn favicon() -> Response {
    answer("favicon.svg", None)
}

/// Answers the hashed address for ever. An address with an old hash, asked for by a page that was
/// open during an upgrade, gets today's file, but the browser is told not to keep it.
async fn show(Path(asked): Path<String>) -> Response {
    let parts: Vec<&str> = asked.split('.').collect();
    match parts[..] {
        [stem, hash, extension] => answer(&format!("{stem}.{extension}"), Some(hash)),
        _ => answer(&asked, None),
    }
}

fn answer(name: &str, asked_hash: Option<&str>) -> Response {
    let Some(file) = Files::get(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let hash = hash(&file);
    let keep = asked_hash == Some(hash.as_str());
    let cache = if keep { FOREVER } else { ASK_AGAIN };
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, content_type(name).to_owned()),
        (CACHE_CONTROL, cache.to_owned()),
        (ETAG, format!("\"{hash}\"")),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn hash(file: &EmbeddedFile) -> String {
    let mut text = hex::encode(file.metadata.sha256_hash());
    text.truncate(HASH_LENGTH);
    text
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::util::ServiceExt;

    use super::*;

    async fn ask(path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = routes::<()>().oneshot(request).await.expect("an answer");
        let header = |name: HeaderName| {
            let value = answer.headers().get(name).and_then(|it| it.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        (answer.status(), header(CONTENT_TYPE), header(CACHE_CONTROL))
    }

    #[tokio::test]
    async fn a_hashed_address_may_be_kept_for_ever() {
        let (status, kind, cache) = ask(&asset_url("app.css")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(kind, "text/css; charset=utf-8");
        assert_eq!(cache, FOREVER);
    }

    #[tokio::test]
    async fn an_old_hash_gets_the_file_of_today_but_is_not_kept() {
        for path in ["/assets/app.0000.js", "/assets/app.js", "/favicon.ico"] {
            let (status, _, cache) = ask(path).await;
            assert_eq!((status, cache.as_str()), (StatusCode::OK, ASK_AGAIN), "{path}");
        }
    }

    #[tokio::test]
    async fn an_unknown_file_is_not_found() {
        for path in ["/assets/none.css", "/assets/..%2Fsrc%2Flib.rs"] {
            assert_eq!(ask(path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn style_and_script_stay_small() {
        for (name, most) in [("app.css", 32 * 1024), ("app.js", 10 * 1024), ("work.js", 6 * 1024)] {
            let size = Files::get(name).expect("an asset").data.len();
            assert!(size <= most, "assets/{name} has {size} bytes, at most {most}: leave something out");
        }
    }
}
