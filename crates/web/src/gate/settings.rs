//! What an installation sets about the web. `server` fills it from its configuration.

use chrono::Duration;
use office::accounts::SessionRules;

use super::Network;

/// Settings of the web.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people type, `https://tgpl.example.vn`. Its scheme decides whether cookies are
    /// for https only and whether browsers are told to stay on https.
    pub public_url: String,
    /// Networks that count as the office. Empty: every address counts as inside, so that nobody but
    /// administrators is made to use a second factor.
    pub office_networks: Vec<Network>,
    /// Minutes without use after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub absolute_hours: i64,
    /// Whether the last address of `X-Forwarded-For` is believed: only behind an own proxy.
    pub trust_proxy: bool,
    /// Where to write about a weakness (`mailto:…` or `https://…`), for `security.txt`.
    pub security_contact: String,
    /// Shows on every page that the data are invented.
    pub invented_data: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_url: "http://127.0.0.1:8080".to_owned(),
            office_networks: Vec::new(),
            idle_minutes: 15,
            absolute_hours: 12,
            trust_proxy: false,
            security_contact: String::new(),
            invented_data: false,
        }
    }
}

impl Settings {
    /// Whether people come by https.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// How long sessions live.
    pub fn session_rules(&self) -> SessionRules {
        SessionRules {
            idle: Duration::minutes(self.idle_minutes),
            absolute: Duration::hours(self.absolute_hours),
        }
    }

    /// Host and port of the public address.
    pub fn public_host(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    /// Whether an address counts as inside the office.
    pub fn is_inside(&self, ip: &str) -> bool {
        let Ok(ip) = ip.parse() else { return self.office_networks.is_empty() };
        self.office_networks.is_empty() || self.office_networks.iter().any(|network| network.contains(ip))
    }
}
