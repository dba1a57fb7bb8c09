//! Settings that an administrator changes while the system runs: what there is, what holds, who set it.
//!
//! What the configuration of the server fixes cannot be changed here; `web` knows which those are.
//! Values are kept as text; [`check`] is the one place that says whether a text is a value.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use law::access::Permission;
use papers::signature::Issuers;
use serde_json::json;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// What a setting holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A whole number between two others.
    Number { least: i64, most: i64 },
    /// Networks like `10.0.0.0/8`, with commas between.
    Networks,
    /// Where to write: `mailto:…` or `https://…`.
    Contact,
    /// A line of text.
    Line,
    /// Certificates in PEM, one behind the other.
    Certificates,
}

/// A setting there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    pub key: &'static str,
    pub kind: Kind,
    /// What holds as long as nobody sets it.
    pub default: &'static str,
}

/// From how many hundredths on a figure of a report has moved far since the year before.
pub const DEVIATION_PERCENT: &str = "deviation_percent";
/// From which difference on it has.
pub const DEVIATION_LEAST: &str = "deviation_least";

/// The hour in which the quiet hours begin, and the first after them.
const QUIET_FROM: &str = "quiet_from";
const QUIET_TO: &str = "quiet_to";

/// Whose certificates are trusted on signed files.
const SIGNING_ISSUERS: &str = "signing_issuers";
/// The longest list of certificates.
pub const MOST_CERTIFICATES: usize = 60_000;

/// Every setting, in the order of the page. Names and descriptions are texts `admin-setting-<key>`.
pub const KNOWN: &[Known] = &[
    Known { key: "office_networks", kind: Kind::Networks, default: "" },
    Known { key: "idle_minutes", kind: Kind::Number { least: 1, most: 1440 }, default: "15" },
    Known { key: "absolute_hours", kind: Kind::Number { least: 1, most: 168 }, default: "12" },
    Known { key: "security_contact", kind: Kind::Contact, default: "" },
    Known { key: "banner", kind: Kind::Line, default: "" },
    Known { key: DEVIATION_PERCENT, kind: Kind::Number { least: 1, most: 1000 }, default: "30" },
    Known { key: DEVIATION_LEAST, kind: Kind::Number { least: 1, most: 100_000 }, default: "10" },
    Known { key: QUIET_FROM, kind: Kind::Number { least: 0, most: 23 }, default: "1" },
    Known { key: QUIET_TO, kind: Kind::Number { least: 0, most: 23 }, default: "5" },
    Known { key: SIGNING_ISSUERS, kind: Kind::Certificates, default: "" },
];

/// A setting and its state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub known: Known,
    pub value: String,
    /// 0 while nobody has set it.
    pub version: i64,
    pub updated_at: Option<DateTime<Utc>>,
    pub updated_by: String,
}

/// The setting with a key.
#[must_use]
pub fn known(key: &str) -> Option<Known> {
    KNOWN.iter().copied().find(|known| known.key == key)
}

/// Reads a text as the value of a setting, forgiving spaces; the code of what is wrong otherwise.
pub fn check(kind: Kind, typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    match kind {
        Kind::Number { least, most } => match typed.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(number.to_string()),
            _ => Err("number_out_of_range"),
        },
        Kind::Networks => {
            let parts = typed.split([',', ';', ' ', '\n']).map(str::trim).filter(|part| !part.is_empty());
            let networks: Vec<&str> = parts.collect();
            let all = networks.iter().all(|network| is_network(network));
            if all { Ok(networks.join(", ")) } else { Err("network") }
        }
        Kind::Contact => {
            let known = typed.is_empty() || typed.starts_with("https://") || typed.starts_with("mailto:");
            if known && !typed.contains(char::is_whitespace) { Ok(typed.to_owned()) } else { Err("contact") }
        }
        Kind::Line => {
            if typed.chars().count() <= 200 && !typed.contains('\n') {
                Ok(typed.to_owned())
            } else {
                Err("line")
            }
        }
        Kind::Certificates => match Issuers::from_pem(typed) {
            Some(_) if typed.len() <= MOST_CERTIFICATES => Ok(typed.to_owned()),
            _ => Err("certificates"),
        },
    }
}

fn is_network(text: &str) -> bool {
    let (address, prefix) =
        text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    prefix.is_none_or(|prefix| prefix.parse::<u32>().is_ok_and(|prefix| prefix <= most))
}

/// Every setting with its state, for administrators of the nation: settings hold for everybody.
pub async fn list(desk: &Desk, actor: &Actor) -> Outcome<Vec<Line>> {
    desk.permit(actor, Permission::ManageSettings)?.whole_nation()?;
    let tx = desk.store().snapshot().await?;
    let saved = store::settings::list(&tx).await?;
    let line = |known: &Known| match saved.iter().find(|saved| saved.key == known.key) {
        Some(saved) => Line {
            known: *known,
            value: saved.value.clone(),
            version: saved.version,
            updated_at: Some(saved.updated_at),
            updated_by: saved.updated_by.clone(),
        },
        None => Line {
            known: *known,
            value: known.default.to_owned(),
            version: 0,
            updated_at: None,
            updated_by: String::new(),
        },
    };
    Ok(KNOWN.iter().map(line).collect())
}

/// Sets a value, if the setting is still as it was seen.
pub async fn change(desk: &Desk, actor: &Actor, key: &str, seen: i64, typed: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageSettings)?;
    permit.whole_nation()?;
    let known = known(key).ok_or(Failure::Missing)?;
    let value =
        check(known.kind, typed).map_err(|code| Refusal::new("settings.invalid").field("value", code))?;
    let mut work = desk.begin(&permit).await?;
    let before = store::settings::find(&work.tx, key).await?;
    store::settings::update_seen(&work.tx, key, seen, &value, &actor.name, desk.now()).await?;
    let before = before.map_or_else(|| known.default.to_owned(), |before| before.value);
    work.record("settings.change", "setting", key, json!({"before": before, "after": value}));
    desk.commit(work).await
}

/// The issuers that are trusted on signed files; none while nobody has set them.
pub async fn trusted_issuers(desk: &Desk) -> Outcome<Issuers> {
    let tx = desk.store().snapshot().await?;
    let saved = store::settings::find(&tx, SIGNING_ISSUERS).await?;
    let list = saved.map_or_else(String::new, |saved| saved.value);
    Issuers::from_pem(&list).ok_or_else(|| Failure::Broken(format!("{SIGNING_ISSUERS} cannot be read")))
}

/// When nobody works (*giờ vắng*), by the hours of Viet Nam.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QuietHours {
    /// The hour in which they begin.
    pub from: u32,
    /// The first hour after them; before `from` it is one of the next day, and equal to it there is no other.
    pub to: u32,
}

impl QuietHours {
    /// Whether it is quiet in an hour.
    #[must_use]
    pub fn hold(self, hour: u32) -> bool {
        match self.from.cmp(&self.to) {
            std::cmp::Ordering::Less => (self.from..self.to).contains(&hour),
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Greater => hour >= self.from || hour < self.to,
        }
    }
}

/// When work that looks at the whole register runs.
pub async fn quiet_hours(tx: &store::Tx) -> Outcome<QuietHours> {
    let saved = store::settings::list(tx).await?;
    let hour = |key: &str| {
        let value = saved.iter().find(|saved| saved.key == key).map(|saved| saved.value.as_str());
        value
            .or_else(|| known(key).map(|known| known.default))
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    Ok(QuietHours { from: hour(QUIET_FROM), to: hour(QUIET_TO) })
}

/// How many certificates a list holds.
#[must_use]
pub fn count_certificates(list: &str) -> usize {
    Issuers::from_pem(list).map_or(0, |issuers| issuers.len())
}

/// The values that were set, by key: what the parts of the system that obey them read.
pub async fn saved(desk: &Desk) -> Outcome<BTreeMap<String, String>> {
    let tx = desk.store().snapshot().await?;
    let all = store::settings::list(&tx).await?.into_iter();
    Ok(all.filter(|saved| known(&saved.key).is_some()).map(|saved| (saved.key, saved.value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_values_or_named_wrong() {
        let minutes = Kind::Number { least: 1, most: 1440 };
        for (kind, typed, expected) in [
            (minutes, " 20 ", Ok("20")),
            (minutes, "0", Err("number_out_of_range")),
            (minutes, "soon", Err("number_out_of_range")),
            (Kind::Networks, "10.0.0.0/8;  fd00::/8\n192.168.1.7", Ok("10.0.0.0/8, fd00::/8, 192.168.1.7")),
            (Kind::Networks, "", Ok("")),
            (Kind::Networks, "10.0.0.0/33", Err("network")),
            (Kind::Networks, "office", Err("network")),
            (Kind::Contact, "mailto:antoan@example.vn", Ok("mailto:antoan@example.vn")),
            (Kind::Contact, "antoan@example.vn", Err("contact")),
            (Kind::Line, "Bảo trì lúc 22:00", Ok("Bảo trì lúc 22:00")),
            (Kind::Certificates, "", Ok("")),
            (Kind::Certificates, "Ban Cơ yếu", Err("certificates")),
            (
                Kind::Certificates,
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                Err("certificates"),
            ),
        ] {
            assert_eq!(check(kind, typed), expected.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn quiet_hours_may_lie_about_midnight() {
        for (from, to, hour, quiet) in [
            (1, 5, 0, false),
            (1, 5, 1, true),
            (1, 5, 4, true),
            (1, 5, 5, false),
            (22, 3, 22, true),
            (22, 3, 2, true),
            (22, 3, 3, false),
            (4, 4, 12, true),
        ] {
            assert_eq!(QuietHours { from, to }.hold(hour), quiet, "{from}–{to} at {hour}");
        }
    }

    #[test]
    fn defaults_are_values() {
        for known in KNOWN {
            assert_eq!(check(known.kind, known.default).as_deref(), Ok(known.default), "{}", known.key);
        }
    }
}
