//! The cookies of the gate, all in one place: what they are called, who may read them, how long they
//! live.
//!
//! With https their names begin with `__Host-`, so that no neighbour site can set them. Handlers put
//! [`Changes`] in their answer; `layer` writes them.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// A cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jar {
    /// Token of the session; ends with the browser.
    Session,
    /// Token of a person who is not signed in, for forms before sign-in.
    Guest,
    /// Mark of a device that was signed in with before.
    Device,
    /// Token of a form that is kept until its sender is back.
    Parked,
    /// One sentence to show on the next page.
    Flash,
    /// Language of the screens.
    Language,
}

const DAY: i64 = 24 * 3600;

impl Jar {
    const fn name(self) -> &'static str {
        match self {
            Jar::Session => "session",
            Jar::Guest => "guest",
            Jar::Device => "device",
            Jar::Parked => "parked",
            Jar::Flash => "flash",
            Jar::Language => "language",
        }
    }

    /// Seconds to live; `None`: until the browser is closed.
    const fn life(self) -> Option<i64> {
        match self {
            Jar::Session | Jar::Guest => None,
            Jar::Device => Some(180 * DAY),
            Jar::Parked => Some(3600),
            Jar::Flash => Some(120),
            Jar::Language => Some(365 * DAY),
        }
    }
}

/// A cookie to set, or to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    jar: Jar,
    value: Option<String>,
}

impl Change {
    pub fn set(jar: Jar, value: impl Into<String>) -> Self {
        Change { jar, value: Some(value.into()) }
    }

    pub fn clear(jar: Jar) -> Self {
        Change { jar, value: None }
    }

    pub fn jar(&self) -> Jar {
        self.jar
    }

    /// As the header says it.
    pub fn header(&self, secure: bool) -> String {
        let mut cookie = Cookie::build((full_name(self.jar, secure), self.value.clone().unwrap_or_default()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure)
            .build()
            .to_string();
        let life = if self.value.is_some() { self.jar.life() } else { Some(0) };
        if let Some(life) = life {
            cookie.push_str(&format!("; Max-Age={life}"));
        }
        cookie
    }
}

/// The changes that an answer carries.
#[derive(Clone, Debug, Default)]
pub struct Changes(pub Vec<Change>);

/// The value of a cookie of the request.
pub fn read(headers: &HeaderMap, jar: Jar, secure: bool) -> Option<String> {
    let name = full_name(jar, secure);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(it, _)| *it == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| !value.is_empty())
}

fn full_name(jar: Jar, secure: bool) -> String {
    if secure { format!("__Host-{}", jar.name()) } else { jar.name().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_locked_to_the_host_and_closed_to_scripts() {
        let set = Change::set(Jar::Session, "abc").header(true);
        assert_eq!(set, "__Host-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/");
        let plain = Change::set(Jar::Language, "en").header(false);
        assert_eq!(plain, "language=en; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000");
        assert!(Change::clear(Jar::Session).header(true).ends_with("Max-Age=0"));
    }

    #[test]
    fn a_cookie_without_the_prefix_is_not_ours_on_https() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=1; session=planted; __Host-session=ours".parse().expect("a header"));
        assert_eq!(read(&headers, Jar::Session, true).as_deref(), Some("ours"));
        assert_eq!(read(&headers, Jar::Session, false).as_deref(), Some("planted"));
        assert_eq!(read(&headers, Jar::Device, true), None);
    }
}
