//! Every route of the system: each feature declares its own with [`Routes`], [`all`] merges them.
//!
//! The list of routes is kept beside the router, so that tests can hold every route against every
//! role. A route declared with `get` or `post` is for signed-in people; `open_…` is for anybody,
//! `begun_…` for the steps of the sign-in, `api_…` for programs with a token. Layers are put on here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::handler::Handler;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};
use law::access::Permission;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::api::failure::{ApiFailure, Broken};
use crate::failure::PageFailure;
use crate::gate::{self, App, Gate};
use crate::{
    accounts, admin, api, assets, cases, complaints, conduct, confidentiality, conflicts, daily, deadlines,
    eligibility, exchange, home, intake, messages, outreach, privacy, reference, reports, rules, staff,
};

/// The largest form; uploads say their own size.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// One route, as the permission table test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub method: &'static str,
    pub path: &'static str,
    pub gate: Gate,
}

/// A place in the navigation.
#[derive(Clone, Debug)]
pub struct Place {
    pub href: &'static str,
    /// Text key.
    pub label: &'static str,
    /// Who sees it; `None`: everybody.
    pub permission: Option<Permission>,
    order: u8,
}

impl Place {
    /// Text key of the part of the navigation it stands in; the first ten orders stand alone.
    pub fn part(&self) -> Option<&'static str> {
        match self.order {
            0..=9 => None,
            10..=19 => Some("ui-shell-part-cases"),
            20..=29 => Some("ui-shell-part-reports"),
            30..=39 => Some("ui-shell-part-books"),
            40..=59 => Some("ui-shell-part-organisation"),
            _ => Some("ui-shell-part-administration"),
        }
    }
}

/// The navigation of all features.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    pub entries: Vec<Place>,
    pub search: Option<Place>,
}

/// Routes of one feature, or of all.
#[derive(Default)]
pub struct Routes {
    entries: Vec<Entry>,
    routed: Vec<(Gate, &'static str, MethodRouter<App>)>,
    navigation: Navigation,
}

macro_rules! declare {
    ($(#[$meta:meta])* $name:ident, $verb:ident, $method:literal, $gate:ident) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name<H: Handler<A, App>, A: 'static>(self, path: &'static str, handler: H) -> Self {
            self.add($method, path, Gate::$gate, routing::$verb(handler))
        }
    };
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    declare!(
        /// A page for signed-in people.
        get, get, "GET", SignedIn
    );
    declare!(
        /// A form of signed-in people.
        post, post, "POST", SignedIn
    );
    declare!(
        /// A page for anybody.
        open_get, get, "GET", Open
    );
    declare!(
        /// A form for anybody.
        open_post, post, "POST", Open
    );
    declare!(
        /// A page of the sign-in itself.
        begun_get, get, "GET", Begun
    );
    declare!(
        /// A form of the sign-in itself.
        begun_post, post, "POST", Begun
    );
    declare!(
        /// An answer for programs.
        api_get, get, "GET", Token
    );
    declare!(
        /// An act for programs.
        api_post, post, "POST", Token
    );

    /// A form with files, of so many bytes at most.
    #[must_use]
    pub fn upload<H: Handler<A, App>, A: 'static>(
        self,
        path: &'static str,
        most_bytes: usize,
        handler: H,
    ) -> Self {
        let route = routing::post(handler).layer(DefaultBodyLimit::max(most_bytes));
        self.add("POST", path, Gate::SignedIn, route)
    }

    /// A place in the navigation, for those who hold the permission; lower orders come first.
    #[must_use]
    pub fn place(
        mut self,
        order: u8,
        href: &'static str,
        label: &'static str,
        permission: Option<Permission>,
    ) -> Self {
        self.navigation.entries.push(Place { href, label, permission, order });
        self
    }

    /// The search of the page header: a page that takes `q`.
    #[must_use]
    pub fn search(mut self, href: &'static str, label: &'static str, permission: Option<Permission>) -> Self {
        self.navigation.search = Some(Place { href, label, permission, order: 0 });
        self
    }

    /// The routes of another feature too.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.entries.extend(other.entries);
        self.routed.extend(other.routed);
        self.navigation.entries.extend(other.navigation.entries);
        self.navigation.search = other.navigation.search.or(self.navigation.search);
        self
    }

    /// Every route there is.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn add(mut self, method: &'static str, path: &'static str, gate: Gate, route: MethodRouter<App>) -> Self {
        self.entries.push(Entry { method, path, gate });
        self.routed.push((gate, path, route));
        self
    }

    /// The places of the navigation, in order.
    fn navigation(&self) -> Navigation {
        let mut navigation = self.navigation.clone();
        navigation.entries.sort_by_key(|place| place.order);
        navigation
    }

    /// Pages behind their guards, and the answers for programs.
    fn routers(self, app: &App) -> (Router<App>, Router<App>) {
        let (mut pages, mut programs) = (Router::new(), Router::new());
        for (gate, path, route) in self.routed {
            if gate == Gate::Token {
                programs = programs.route(path, route);
            } else {
                let guard = from_fn_with_state((app.clone(), gate), gate::guard);
                pages = pages.route(path, route.layer(guard));
            }
        }
        (pages, programs)
    }
}

/// The routes of every feature.
pub fn all() -> Routes {
    Routes::new()
        .merge(home::routes())
        .merge(cases::routes())
        .merge(conduct::routes())
        .merge(crate::assignment::routes())
        .merge(crate::requests::routes())
        .merge(confidentiality::routes())
        .merge(complaints::routes())
        .merge(privacy::routes())
        .merge(daily::routes())
        .merge(crate::schedule::routes())
        .merge(crate::duty::routes())
        .merge(crate::targets::routes())
        .merge(rules::routes())
        .merge(messages::routes())
        .merge(deadlines::routes())
        .merge(crate::documents::routes())
        .merge(crate::registers::routes())
        .merge(conflicts::routes())
        .merge(eligibility::routes())
        .merge(accounts::routes())
        .merge(staff::routes())
        .merge(intake::routes())
        .merge(outreach::routes())
        .merge(reference::routes())
        .merge(reports::routes())
        .merge(crate::submissions::routes())
        .merge(crate::dashboard::routes())
        .merge(api::routes())
        .merge(exchange::routes())
        .merge(admin::routes())
}

/// The whole web application with its layers.
pub fn app(app: App) -> Router {
    let routes = all();
    let navigation = Arc::new(routes.navigation());
    let (pages, programs) = routes.routers(&app);
    let pages = pages
        .fallback(nothing_here)
        .method_not_allowed_fallback(async || PageFailure::Method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state((app.clone(), navigation), gate::know));
    let programs = programs
        .layer(CatchPanicLayer::custom(program_panicked))
        .layer(from_fn_with_state(app.clone(), say_unavailable));
    Router::new()
        .merge(pages)
        .merge(programs)
        .layer(from_fn(gate::note_route))
        .merge(plain())
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        // A page is packed for each visitor anew: a little larger, but in a third of the time.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), gate::secure))
        .layer(from_fn_with_state(app.clone(), gate::trace))
        .with_state(app)
}

/// What needs no visitor.
fn plain() -> Router<App> {
    Router::new()
        .merge(assets::routes())
        .route("/healthz", routing::get(async || "ok\n"))
        .route("/readyz", routing::get(ready))
        .route("/robots.txt", routing::get(async || "User-agent: *\nDisallow: /\n"))
        .route("/.well-known/security.txt", routing::get(security_contact))
}

async fn ready(State(app): State<App>) -> Response {
    match office::health::ready(app.desk()).await {
        Ok(()) => "ready\n".into_response(),
        Err(cause) => {
            tracing::warn!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Where to report a weakness (RFC 9116).
async fn security_contact(State(app): State<App>) -> Response {
    let settings = app.settings();
    let (contact, url) = (settings.security_contact.as_str(), settings.public_url.trim_end_matches('/'));
    let contact = if contact.is_empty() { url } else { contact };
    let until = app.desk().today() + chrono::Days::new(180);
    let text = format!(
        "Contact: {contact}\nExpires: {until}T00:00:00Z\nPreferred-Languages: vi, en\n\
         Canonical: {url}/.well-known/security.txt\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn nothing_here(request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return ApiFailure::from(office::Failure::Missing).into_response();
    }
    PageFailure::Missing.into_response()
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    PageFailure::Broken(words_of(&cause)).into_response()
}

fn program_panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    ApiFailure::from(office::Failure::Broken(words_of(&cause))).into_response()
}

/// Tells a program to ask again later where the database is gone, as pages tell people.
async fn say_unavailable(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let broken = response.extensions().get::<Broken>().is_some();
    match broken && !office::health::is_reachable(app.desk()).await {
        true => ApiFailure::unavailable(30).into_response(),
        false => response,
    }
}

fn words_of(cause: &Box<dyn std::any::Any + Send>) -> String {
    let words = cause.downcast_ref::<String>().cloned();
    let words = words.or_else(|| cause.downcast_ref::<&str>().map(|&words| words.to_owned()));
    format!("panic: {}", words.unwrap_or_default())
}
