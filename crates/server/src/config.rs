//! What can be configured, and where each value came from.
//!
//! One table ([`KEYS`]) names every setting: in the TOML file under its name, in the environment as
//! `TGPL_` and the name in capitals. The environment wins, then the file, then the default. Nothing
//! else in the house reads the environment. `docs/operations.md` explains each setting to people;
//! a test holds that page against this table.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use office::scan::Scanner;
use store::Address;
use web::Network;

use crate::problem::Problem;

/// A setting by its name.
pub struct Key {
    /// Its name in the file; a point stands for a table (`s3.region`).
    pub name: &'static str,
    /// What it is without being set; `None` where nothing is a value too.
    pub default: Option<&'static str>,
    /// Never shown.
    pub secret: bool,
}

const fn key(name: &'static str, default: Option<&'static str>) -> Key {
    Key { name, default, secret: false }
}

const fn secret(name: &'static str) -> Key {
    Key { name, default: None, secret: true }
}

/// Every setting. `{data}` stands for the data folder.
pub const KEYS: &[Key] = &[
    key("data", Some("./tgpl-data")),
    key("database", Some("sqlite:{data}/tgpl.sqlite")),
    key("files", Some("file:{data}/files")),
    key("fonts", Some("/usr/share/fonts")),
    key("clamav", None),
    key("s3.endpoint", None),
    key("s3.region", None),
    key("s3.access_key_id", None),
    secret("s3.secret_access_key"),
    key("s3.allow_http", None),
    secret("keys"),
    key("listen", Some("127.0.0.1:8080")),
    key("public_url", None),
    key("trust_proxy", Some("no")),
    key("requests_per_second", Some("20")),
    key("admin_listen", None),
    key("office_networks", None),
    key("idle_minutes", None),
    key("absolute_hours", None),
    key("security_contact", None),
    key("log_format", Some("text")),
    key("log_level", None),
    key("clock", None),
];

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    Default,
    File(PathBuf),
    Environment(String),
    CommandLine,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// A value as it is shown: secrets hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    pub name: &'static str,
    pub value: String,
    pub origin: Origin,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    Text,
    Json,
}

/// The configuration, read and checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub data: PathBuf,
    pub database: Address,
    pub files: String,
    /// Where the faces of PDF files lie.
    pub fonts: PathBuf,
    /// What looks at files that come in.
    pub clamav: Option<Scanner>,
    /// Options of an S3-compatible store, as `store::files` names them.
    pub s3: Vec<(String, String)>,
    /// Key lines given directly; otherwise they lie in `<data>/keys`.
    pub keys: Option<String>,
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    pub trust_proxy: bool,
    pub requests_per_second: u32,
    pub admin_listen: Option<SocketAddr>,
    pub office_networks: Option<Vec<Network>>,
    pub idle_minutes: Option<i64>,
    pub absolute_hours: Option<i64>,
    pub security_contact: Option<String>,
    pub log_format: LogFormat,
    pub log_level: Option<String>,
    pub clock: Option<DateTime<Utc>>,
    /// Every value with its origin, for `tgpl doctor`.
    pub shown: Vec<Shown>,
    /// Names in the environment that begin with `TGPL_` and mean nothing.
    pub unknown: Vec<String>,
}

/// What is given from outside: the environment, the command line.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub environment: BTreeMap<String, String>,
    /// `--config FILE`.
    pub file: Option<PathBuf>,
    /// `--listen ADDR`.
    pub listen: Option<String>,
    /// Where data lie when nobody says otherwise.
    pub data_folder: Option<&'static str>,
}

/// Names that are no settings but mean something.
const OTHER_NAMES: &[&str] = &["TGPL_CONFIG", "TGPL_NO_SKIP"];

fn environment_name(name: &str) -> String {
    format!("TGPL_{}", name.replace('.', "_").to_uppercase())
}

type Values = BTreeMap<&'static str, (String, Origin)>;

impl Config {
    /// Puts the configuration together. Every value that is wrong is named, not only the first.
    pub fn read(given: &Given) -> Result<Self, Problem> {
        let mut values = Values::new();
        for key in KEYS {
            if let Some(default) = key.default {
                values.insert(key.name, (default.to_owned(), Origin::Default));
            }
        }
        if let Some(folder) = given.data_folder {
            values.insert("data", (folder.to_owned(), Origin::Default));
        }
        take_environment(&mut values, given, &["data"]);
        if let Some(path) = file_of(given, &values) {
            take_file(&mut values, &path)?;
        }
        take_environment(&mut values, given, &KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
        if let Some(listen) = &given.listen {
            values.insert("listen", (listen.clone(), Origin::CommandLine));
        }
        let data = values["data"].0.clone();
        for (value, _) in values.values_mut() {
            *value = value.replace("{data}", data.trim_end_matches('/'));
        }
        Self::checked(&values, unknown_names(given))
    }

    fn checked(values: &Values, unknown: Vec<String>) -> Result<Self, Problem> {
        let mut reader = Reader { values, wrong: Vec::new() };
        let config = Self {
            data: PathBuf::from(reader.text("data").unwrap_or_default()),
            database: reader.read("database", Address::read).unwrap_or(Address::Sqlite(PathBuf::new())),
            files: reader.read("files", file_address).unwrap_or_default(),
            fonts: PathBuf::from(reader.text("fonts").unwrap_or_default()),
            clamav: reader.read("clamav", Scanner::read),
            s3: reader.s3(),
            keys: reader.text("keys"),
            listen: reader.read("listen", socket).unwrap_or(([127, 0, 0, 1], 8080).into()),
            public_url: reader.read("public_url", public_url),
            trust_proxy: reader.read("trust_proxy", yes_or_no).unwrap_or_default(),
            requests_per_second: reader.read("requests_per_second", pace).unwrap_or_default(),
            admin_listen: reader.read("admin_listen", socket),
            office_networks: reader.read("office_networks", networks),
            idle_minutes: reader.read("idle_minutes", |text| whole(text, 1, 24 * 60)),
            absolute_hours: reader.read("absolute_hours", |text| whole(text, 1, 24 * 7)),
            security_contact: reader.text("security_contact"),
            log_format: reader.read("log_format", log_format).unwrap_or(LogFormat::Text),
            log_level: reader.text("log_level"),
            clock: reader.read("clock", clock),
            shown: shown(values),
            unknown,
        };
        if reader.wrong.is_empty() {
            return Ok(config);
        }
        Err(Problem::with("the configuration is wrong", reader.wrong))
    }

    /// Where the keys lie when they are not given directly.
    pub fn keys_file(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// The database as people may see it: without the password.
    pub fn database_shown(&self) -> String {
        match &self.database {
            Address::Sqlite(path) => format!("sqlite:{}", path.display()),
            Address::Postgres { url, .. } => without_password(url),
        }
    }
}

fn take_environment(values: &mut Values, given: &Given, names: &[&'static str]) {
    for name in names {
        let variable = environment_name(name);
        if let Some(value) = given.environment.get(&variable).filter(|value| !value.is_empty()) {
            values.insert(name, (value.clone(), Origin::Environment(variable)));
        }
    }
}

fn unknown_names(given: &Given) -> Vec<String> {
    let known = |name: &&String| {
        OTHER_NAMES.contains(&name.as_str()) || KEYS.iter().any(|key| environment_name(key.name) == **name)
    };
    given
        .environment
        .keys()
        .filter(|name| name.starts_with("TGPL_"))
        .filter(|name| !known(name))
        .cloned()
        .collect()
}

/// The file that was named, or the one in the data folder if there is one.
fn file_of(given: &Given, values: &Values) -> Option<PathBuf> {
    let named = given.file.clone().or_else(|| given.environment.get("TGPL_CONFIG").map(PathBuf::from));
    let usual = Path::new(&values["data"].0).join("tgpl.toml");
    named.or_else(|| usual.is_file().then_some(usual))
}

fn take_file(values: &mut Values, path: &Path) -> Result<(), Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Problem::new(format!("the configuration file {} cannot be read: {error}", path.display()))
    })?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let lines = error.to_string().lines().map(str::to_owned).collect();
        Problem::with(format!("the configuration file {} is no TOML", path.display()), lines)
    })?;
    let mut unknown = Vec::new();
    for (name, value) in flattened("", &table) {
        match (KEYS.iter().find(|key| key.name == name), value) {
            (Some(key), Some(value)) => {
                values.insert(key.name, (value, Origin::File(path.to_owned())));
            }
            (Some(_), None) => {
                unknown.push(format!("{name}: want a text, a number, true or false, or a list of texts"))
            }
            (None, _) => unknown.push(format!("{name}: there is no such setting")),
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Problem::with(format!("the configuration file {} is wrong", path.display()), unknown))
}

fn flattened(prefix: &str, table: &toml::Table) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for (name, value) in table {
        let name = format!("{prefix}{name}");
        match value {
            toml::Value::Table(table) => all.extend(flattened(&format!("{name}."), table)),
            value => all.push((name, as_text(value))),
        }
    }
    all
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        toml::Value::Array(values) => {
            values.iter().map(as_text).collect::<Option<Vec<_>>>().map(|all| all.join(", "))
        }
        _ => None,
    }
}

struct Reader<'a> {
    values: &'a Values,
    wrong: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|(value, _)| value.clone())
    }

    fn read<T>(&mut self, name: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let (value, origin) = self.values.get(name)?;
        match read(value) {
            Ok(value) => Some(value),
            Err(why) => {
                self.wrong.push(format!("{name} ({origin}): {why}"));
                None
            }
        }
    }

    fn s3(&mut self) -> Vec<(String, String)> {
        let mut options = Vec::new();
        for (name, option) in [
            ("s3.endpoint", "aws_endpoint"),
            ("s3.region", "aws_region"),
            ("s3.access_key_id", "aws_access_key_id"),
            ("s3.secret_access_key", "aws_secret_access_key"),
        ] {
            options.extend(self.text(name).map(|value| (option.to_owned(), value)));
        }
        let allow_http = self.read("s3.allow_http", yes_or_no);
        options.extend(allow_http.map(|yes| ("aws_allow_http".to_owned(), yes.to_string())));
        options
    }
}

fn file_address(text: &str) -> Result<String, String> {
    let known = text.starts_with("file:") || text.starts_with("s3://");
    if known { Ok(text.to_owned()) } else { Err(format!("want file:PATH or s3://BUCKET, not {text}")) }
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("want an address and a port like 127.0.0.1:8080, not {text}"))
}

fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', ' ', '?', '#']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(format!("want an address like https://tgpl.example.vn, not {text}")),
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        other => Err(format!("want yes or no, not {other}")),
    }
}

fn networks(text: &str) -> Result<Vec<Network>, String> {
    let parts = text.split([',', ' ', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(Network::read).collect()
}

fn whole(text: &str, least: i64, most: i64) -> Result<i64, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("want a whole number from {least} to {most}, not {text}"))
}

fn pace(text: &str) -> Result<u32, String> {
    whole(text, 0, 10_000)?.try_into().map_err(|_| format!("want a whole number, not {text}"))
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("want text or json, not {other}")),
    }
}

/// A moment, or a day: then noon of that day in Viet Nam.
fn clock(text: &str) -> Result<DateTime<Utc>, String> {
    let moment = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
    let noon = |day: NaiveDate| day.and_hms_opt(5, 0, 0).map(|time| time.and_utc());
    let day = || text.parse::<NaiveDate>().ok().and_then(noon);
    moment
        .ok()
        .or_else(day)
        .ok_or_else(|| format!("want 2026-11-22 or 2026-11-22T08:00:00+07:00, not {text}"))
}

fn shown(values: &Values) -> Vec<Shown> {
    let show = |key: &Key| {
        let (value, origin) = values.get(key.name).cloned().unwrap_or((String::new(), Origin::Default));
        let value = match key.name {
            _ if key.secret && !value.is_empty() => "(hidden)".to_owned(),
            "database" => without_password(&value),
            _ => value,
        };
        Shown { name: key.name, value, origin }
    };
    KEYS.iter().map(show).collect()
}

/// `postgres://user:secret@host/name?password=x` with the secrets hidden.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let place = match place.rsplit_once('@') {
        Some((who, host)) => {
            let user = who.split_once(':').map_or(who, |(user, _)| user);
            let hidden = if who.contains(':') { ":(hidden)" } else { "" };
            format!("{user}{hidden}@{host}")
        }
        None => place.to_owned(),
    };
    let plain = |part: &&str| !part.to_lowercase().starts_with("password=");
    let query = query.map(|query| query.split('&').filter(plain).collect::<Vec<_>>().join("&"));
    match query.filter(|query| !query.is_empty()) {
        Some(query) => format!("{scheme}://{place}?{query}"),
        None => format!("{scheme}://{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Given {
        let environment =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Given { environment, ..Given::default() }
    }

    fn origin_of(config: &Config, name: &str) -> String {
        config.shown.iter().find(|shown| shown.name == name).expect("a setting").origin.to_string()
    }

    #[test]
    fn without_anything_it_works_in_the_usual_folder() {
        let config = Config::read(&Given::default()).expect("reads");
        assert_eq!(config.database, Address::Sqlite("./tgpl-data/tgpl.sqlite".into()));
        assert_eq!(config.files, "file:./tgpl-data/files");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.admin_listen.is_none() && config.clock.is_none());
        assert_eq!(config.requests_per_second, 20);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "listen = \"127.0.0.1:1\"\nidle_minutes = 30\noffice_networks = [\"10.0.0.0/8\", \"fd00::/8\"]\n\
                    [s3]\nallow_http = true\n";
        std::fs::write(folder.path().join("tgpl.toml"), text).expect("writes");
        let data = folder.path().display().to_string();
        let config =
            Config::read(&given(&[("TGPL_DATA", &data), ("TGPL_LISTEN", "127.0.0.1:2")])).expect("reads");
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.idle_minutes, Some(30));
        assert_eq!(config.office_networks.as_ref().map(Vec::len), Some(2));
        assert_eq!(config.s3, [("aws_allow_http".to_owned(), "true".to_owned())]);
        assert_eq!(origin_of(&config, "listen"), "TGPL_LISTEN");
        assert!(origin_of(&config, "idle_minutes").ends_with("tgpl.toml"));
    }

    #[test]
    fn every_wrong_value_is_named() {
        let wrong = given(&[
            ("TGPL_LISTEN", "8080"),
            ("TGPL_DATABASE", "mysql://x"),
            ("TGPL_IDLE_MINUTES", "0"),
            ("TGPL_OFFICE_NETWORKS", "10.0.0.0/8, office"),
            ("TGPL_PUBLIC_URL", "tgpl.example.vn"),
            ("TGPL_LOG_FORMAT", "xml"),
            ("TGPL_TRUST_PROXY", "maybe"),
            ("TGPL_CLOCK", "yesterday"),
            ("TGPL_FILES", "/srv/files"),
            ("TGPL_REQUESTS_PER_SECOND", "many"),
        ]);
        let problem = Config::read(&wrong).expect_err("is wrong");
        assert_eq!(problem.details.len(), 10, "{problem:?}");
        assert!(
            problem.details.iter().any(|line| line.starts_with("listen (TGPL_LISTEN): want")),
            "{problem:?}"
        );
    }

    #[test]
    fn a_misspelt_name_is_an_error_in_the_file_and_noted_in_the_environment() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.toml");
        std::fs::write(&path, "lisen = \"x\"\n[s3]\nsecret = \"x\"\n").expect("writes");
        let problem = Config::read(&Given { file: Some(path), ..Given::default() }).expect_err("is wrong");
        assert_eq!(problem.details.len(), 2, "{problem:?}");
        let config = Config::read(&given(&[("TGPL_DATABSE", "x")])).expect("reads");
        assert_eq!(config.unknown, ["TGPL_DATABSE"]);
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = Config::read(&given(&[
            ("TGPL_DATABASE", "postgres://clerk:s3cret@db:5432/tgpl?sslmode=require&password=s3cret"),
            ("TGPL_KEYS", "k1=0011s3cret"),
            ("TGPL_S3_SECRET_ACCESS_KEY", "s3cret"),
        ]))
        .expect("reads");
        assert!(!format!("{:?}", config.shown).contains("s3cret"));
        assert_eq!(config.database_shown(), "postgres://clerk:(hidden)@db:5432/tgpl?sslmode=require");
    }

    #[test]
    fn a_day_stands_for_its_noon_in_viet_nam() {
        let config = Config::read(&given(&[("TGPL_CLOCK", "2026-11-22")])).expect("reads");
        assert_eq!(config.clock.map(|time| time.to_rfc3339()), Some("2026-11-22T05:00:00+00:00".to_owned()));
    }

    #[test]
    fn the_manual_explains_every_setting() {
        let manual = include_str!("../../../docs/operations.md");
        for key in KEYS {
            let row = format!("| `{}` | `{}` |", key.name, environment_name(key.name));
            assert!(manual.contains(&row), "docs/operations.md has no row {row}");
        }
    }
}
