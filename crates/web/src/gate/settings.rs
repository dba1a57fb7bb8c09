//! What an installation sets about the web. `server` fills it from its configuration.

use std::collections::BTreeMap;

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
    /// Requests a second of one address where nobody is signed in; sessions and programs have more. 0: no limit.
    pub requests_per_second: u32,
    /// Where to write about a weakness (`mailto:…` or `https://…`), for `security.txt`.
    pub security_contact: String,
    /// Shows on every page that the data are invented.
    pub invented_data: bool,
    /// A line above every page, such as "read only until 22:00".
    pub banner: String,
    /// Keys of settings that the configuration of the server fixes; nobody changes them on a page.
    pub fixed: Vec<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_url: "http://127.0.0.1:8080".to_owned(),
            office_networks: Vec::new(),
            idle_minutes: 15,
            absolute_hours: 12,
            trust_proxy: false,
            requests_per_second: 0,
            security_contact: String::new(),
            invented_data: false,
            banner: String::new(),
            fixed: Vec::new(),
        }
    }
}

impl Settings {
    /// The same with what administrators changed, where the configuration leaves it open.
    pub fn with_saved(&self, saved: &BTreeMap<String, String>) -> Settings {
        let mut settings = self.clone();
        let open = saved.iter().filter(|(key, _)| !self.fixed.contains(&key.as_str()));
        for (key, value) in open {
            match key.as_str() {
                "office_networks" => settings.office_networks = networks(value),
                "idle_minutes" => settings.idle_minutes = value.parse().unwrap_or(self.idle_minutes),
                "absolute_hours" => settings.absolute_hours = value.parse().unwrap_or(self.absolute_hours),
                "security_contact" => value.clone_into(&mut settings.security_contact),
                "banner" => value.clone_into(&mut settings.banner),
                _ => {}
            }
        }
        settings
    }

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

/// Networks as the settings page saved them; `office::settings` let nothing else in.
fn networks(saved: &str) -> Vec<Network> {
    saved.split(", ").filter_map(|network| Network::read(network).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_configuration_fixes_stays() {
        let configured = Settings { idle_minutes: 5, fixed: vec!["idle_minutes"], ..Settings::default() };
        let pairs =
            [("idle_minutes", "60"), ("office_networks", "10.0.0.0/8, fd00::/8"), ("banner", "22:00")];
        let saved = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let settings = configured.with_saved(&saved);
        assert_eq!((settings.idle_minutes, settings.office_networks.len()), (5, 2));
        assert_eq!(settings.banner, "22:00");
        assert!(!settings.is_inside("192.168.0.1") && settings.is_inside("10.9.8.7"));
    }
}
