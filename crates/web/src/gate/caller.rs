//! What is known about a request before its handler runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, Request};
use axum::http::header::{ACCEPT_LANGUAGE, REFERER, USER_AGENT};
use axum::http::{Extensions, HeaderMap};
use office::accounts::{Here, Presence, Visit};

use super::at::{is_local_path, local_path};
use super::cookies::{self, Jar};
use super::{App, RequestId, Settings, csrf};
use crate::failure::Flash;
use crate::router::Navigation;
use crate::texts::{Lang, T};
use crate::ui::Values;

/// Who asks for a page, and how.
#[derive(Debug)]
pub struct Caller {
    pub visit: Visit,
    pub presence: Presence,
    pub t: T,
    /// Path and query.
    pub path: String,
    /// The request only reads.
    pub safe: bool,
    /// The address of this page in the other language.
    pub switch: String,
    /// The page before, when it was one of ours; else the first page.
    pub back: String,
    pub flash: Option<Flash>,
    /// Token of a form that waits for its sender.
    pub parked: Option<String>,
    pub request_id: String,
    pub navigation: Arc<Navigation>,
    /// Messages that the person has not seen.
    pub unseen: usize,
    guest: String,
    guest_is_new: bool,
    guest_is_used: AtomicBool,
}

impl Caller {
    /// Reads everything but the presence, which needs the database.
    pub fn read(app: &App, navigation: Arc<Navigation>, request: &Request) -> Self {
        let (headers, secure) = (request.headers(), app.settings().secure_cookies());
        let cookie = |jar| cookies::read(headers, jar, secure);
        let path = local_path(request.uri().path_and_query().map_or("/", |it| it.as_str())).to_owned();
        let back = referer(headers, &app.settings());
        let lang =
            cookie(Jar::Language).and_then(|code| Lang::parse(&code)).unwrap_or_else(|| wished(headers));
        let switch = if request.method().is_safe() { path.as_str() } else { back.as_str() };
        let guest = cookie(Jar::Guest);
        Caller {
            safe: request.method().is_safe(),
            switch: with_language(switch, lang.other()),
            visit: visit_of(&app.settings(), headers, request.extensions()),
            presence: Presence::Nobody,
            t: T::new(lang),
            flash: cookie(Jar::Flash).and_then(|text| Flash::parse(&text)),
            parked: cookie(Jar::Parked),
            request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
            navigation,
            unseen: 0,
            guest_is_new: guest.is_none(),
            guest: guest.unwrap_or_else(|| app.desk().secret(32)),
            guest_is_used: AtomicBool::new(false),
            path,
            back,
        }
    }

    /// The person, when a session lives.
    pub fn here(&self) -> Option<&Here> {
        match &self.presence {
            Presence::Here(here) => Some(here),
            _ => None,
        }
    }

    /// The token that forms must carry.
    pub fn form_token(&self) -> String {
        match self.here() {
            Some(here) => here.csrf.clone(),
            None => {
                self.guest_is_used.store(true, Ordering::Relaxed);
                csrf::guest_token(&self.guest)
            }
        }
    }

    /// The guest cookie, when a page needs it and the browser does not have it yet.
    pub fn new_guest(&self) -> Option<&str> {
        let needed = self.guest_is_new && self.guest_is_used.load(Ordering::Relaxed);
        needed.then_some(self.guest.as_str())
    }
}

/// Where a request comes from.
pub fn visit_of(settings: &Settings, headers: &HeaderMap, extensions: &Extensions) -> Visit {
    let ip = client_address(settings, headers, extensions);
    Visit {
        inside_office: settings.is_inside(&ip),
        ip,
        user_agent: text(headers, USER_AGENT.as_str()).to_owned(),
        device: cookies::read(headers, Jar::Device, settings.secure_cookies()),
    }
}

/// The last forwarded address is the one that our own proxy saw; those before it anybody can write.
fn client_address(settings: &Settings, headers: &HeaderMap, extensions: &Extensions) -> String {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok()).next_back();
    let last = forwarded.and_then(|line| line.rsplit(',').next()).map(str::trim);
    if let Some(address) = last.filter(|_| settings.trust_proxy) {
        return address.to_owned();
    }
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_canonical().to_string())
}

fn wished(headers: &HeaderMap) -> Lang {
    let wishes = text(headers, ACCEPT_LANGUAGE.as_str()).split(',');
    let codes = wishes.map(|wish| wish.trim().split(['-', ';']).next().unwrap_or_default());
    codes.filter_map(Lang::parse).next().unwrap_or_default()
}

fn referer(headers: &HeaderMap, settings: &Settings) -> String {
    let Some((_, rest)) = text(headers, REFERER.as_str()).split_once("://") else { return "/".to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let ours = host == text(headers, "host") || host == settings.public_host();
    if ours && is_local_path(path) { path.to_owned() } else { "/".to_owned() }
}

fn with_language(address: &str, lang: Lang) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut values = Values::parse(query);
    values.set("lang", lang.code());
    format!("{}?{}", local_path(path), values.encode())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
