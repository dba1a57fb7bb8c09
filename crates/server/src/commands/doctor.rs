//! `tgpl doctor`: the values that hold, then one line a check. Looks, and changes nothing but a probe
//! in the file store.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use office::operations::{self, Condition, Examined};
use store::{Address, Store};

use super::say;
use crate::config::Config;
use crate::installation;
use crate::problem::Problem;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Good,
    Warn,
    Bad,
}

struct Check {
    sign: Sign,
    name: &'static str,
    text: String,
}

fn good(name: &'static str, text: impl Into<String>) -> Check {
    Check { sign: Sign::Good, name, text: text.into() }
}

fn warn(name: &'static str, text: impl Into<String>) -> Check {
    Check { sign: Sign::Warn, name, text: text.into() }
}

fn bad(name: &'static str, text: impl Into<String>) -> Check {
    Check { sign: Sign::Bad, name, text: text.into() }
}

/// Rows that wait longer than this wait for somebody.
const STUCK: Duration = Duration::hours(1);
const GIB: u64 = 1 << 30;

pub async fn doctor(config: &Config) -> Result<(), Problem> {
    for shown in &config.shown {
        let value = if shown.value.is_empty() { "-" } else { &shown.value };
        say(&format!("{:<22} {value:<44} {}", shown.name, shown.origin));
    }
    say("");
    let mut checks = vec![configuration(config), keys(config)];
    checks.extend(database(config).await);
    checks.push(storage(config).await);
    checks.push(fonts());
    checks.push(disk(config));
    for check in &checks {
        let sign = match check.sign {
            Sign::Good => "ok  ",
            Sign::Warn => "warn",
            Sign::Bad => "FAIL",
        };
        say(&format!("{sign}  {:<14} {}", check.name, check.text));
    }
    let failed: Vec<String> =
        checks.iter().filter(|check| check.sign == Sign::Bad).map(|check| check.name.to_owned()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Problem::new(format!("{} of {} checks failed: {}", failed.len(), checks.len(), failed.join(", "))))
}

fn configuration(config: &Config) -> Check {
    let mut doubts: Vec<String> =
        config.unknown.iter().map(|name| format!("{name} is set and means nothing")).collect();
    if config.clock.is_some() {
        doubts.push("TGPL_CLOCK is set; it is for tests only".to_owned());
    }
    let plain = config.public_url.as_ref().is_none_or(|url| !url.starts_with("https://"));
    if plain && !config.listen.ip().is_loopback() {
        doubts.push("people reach this server without https: set public_url and a proxy".to_owned());
    }
    if doubts.is_empty() {
        good("configuration", "every value is read")
    } else {
        warn("configuration", doubts.join("; "))
    }
}

fn keys(config: &Config) -> Check {
    let path = config.keys_file();
    if config.keys.is_none() && !path.is_file() {
        return warn("keys", format!("{} is made at the first start", path.display()));
    }
    match crate::keys::open(config) {
        Err(problem) => bad("keys", problem.reason),
        Ok(_) if config.keys.is_none() && crate::keys::is_open_to_others(&path) => {
            bad("keys", format!("others may read {}: chmod 600 it", path.display()))
        }
        Ok(ring) => good("keys", format!("{} of them; {} seals", ring.names().len(), ring.current())),
    }
}

/// Everything that needs the database; one failed line where it is away.
async fn database(config: &Config) -> Vec<Check> {
    let shown = config.database_shown();
    if !installation::exists(config) {
        return vec![bad(
            "database",
            format!("{shown} is not there yet: tgpl migrate or tgpl serve makes it"),
        )];
    }
    if config.keys.is_none() && !config.keys_file().is_file() {
        return vec![bad(
            "database",
            format!("the keys of {shown} are missing: put {} back", config.keys_file().display()),
        )];
    }
    let store = match installation::connect(config).await {
        Ok(store) => store,
        Err(problem) => return vec![bad("database", problem.reason)],
    };
    let condition = match operations::condition(&store).await {
        Ok(condition) => condition,
        Err(failure) => return vec![bad("database", failure.to_string())],
    };
    let mut checks = vec![engine(&condition, config), schema(&condition)];
    if checks.iter().all(|check| check.sign != Sign::Bad) {
        checks.extend(contents(config, &store).await);
    }
    checks
}

fn engine(condition: &Condition, config: &Config) -> Check {
    if !condition.foreign_keys {
        return bad("database", format!("{} does not check references", condition.engine));
    }
    if !condition.write_ahead {
        return bad(
            "database",
            format!("{} has no write-ahead log: is it on a network drive?", condition.engine),
        );
    }
    good("database", format!("{}, {}", condition.engine, config.database_shown()))
}

fn schema(condition: &Condition) -> Check {
    let known = |name: &String| store::migrations::STEPS.iter().any(|step| step.name == name);
    if let Some(unknown) = condition.steps.iter().find(|name| !known(name)) {
        return bad("schema", format!("has step {unknown} of a newer tgpl: use that one"));
    }
    match condition.steps_missing.as_slice() {
        [] => good("schema", format!("current: {}", condition.steps.last().map_or("", String::as_str))),
        missing => bad("schema", format!("{} not done: run tgpl migrate", missing.join(", "))),
    }
}

async fn contents(config: &Config, store: &Store) -> Vec<Check> {
    match operations::examine(store).await {
        Ok(seen) => vec![
            reference_data(&seen),
            audit_chain(&seen),
            seals(&seen),
            jobs(config, &seen),
            clock(config, &seen),
        ],
        Err(failure) => vec![bad("contents", failure.to_string())],
    }
}

fn reference_data(seen: &Examined) -> Check {
    let text = format!("{} of {} sets are loaded", seen.reference_sets, seen.reference_sets_expected);
    if seen.reference_sets == seen.reference_sets_expected {
        good("reference data", text)
    } else {
        bad("reference data", format!("{text}: run tgpl migrate"))
    }
}

fn audit_chain(seen: &Examined) -> Check {
    match seen.audit_broken_at {
        None => good("audit chain", format!("{} rows, unbroken", seen.audit_rows)),
        Some(row) => bad(
            "audit chain",
            format!("broken at row {row}: keep a copy of the database as it is, then ask who changed it"),
        ),
    }
}

fn seals(seen: &Examined) -> Check {
    if seen.lost_seals > 0 {
        return bad(
            "sealed values",
            format!("the key of {} values is not configured: put it back", seen.lost_seals),
        );
    }
    match seen.stale_seals {
        0 => good("sealed values", "every value carries the current key"),
        count => warn(
            "sealed values",
            format!("{count} carry an older key; tonight's job or tgpl keys reseal changes them"),
        ),
    }
}

fn jobs(config: &Config, seen: &Examined) -> Check {
    let now = now(config);
    let stuck = seen.oldest.is_some_and(|since| now - since > STUCK);
    match (seen.set_aside, stuck) {
        (0, false) => good("jobs", format!("{} wait", seen.waiting)),
        (0, true) => bad(
            "jobs",
            format!("{} wait, the oldest for more than an hour: is the server running?", seen.waiting),
        ),
        (aside, _) => bad("jobs", format!("{aside} were set aside: see /admin/jobs")),
    }
}

/// The clock must be after this program was written and not before the last thing somebody did.
fn clock(config: &Config, seen: &Examined) -> Check {
    let now = now(config);
    let written: DateTime<Utc> = DateTime::from_timestamp(1_793_000_000, 0).unwrap_or_default();
    if now < written {
        return bad("clock", format!("it says {}: it is behind", shown(now)));
    }
    match seen.last_act {
        Some(last) if last > now + Duration::minutes(2) => {
            bad("clock", format!("it says {}, but somebody did something at {}", shown(now), shown(last)))
        }
        _ => good("clock", shown(now)),
    }
}

fn shown(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[expect(clippy::disallowed_methods, reason = "the doctor asks the machine itself")]
fn now(config: &Config) -> DateTime<Utc> {
    config.clock.unwrap_or_else(Utc::now)
}

async fn storage(config: &Config) -> Check {
    let files = match installation::files(config) {
        Ok(files) => files,
        Err(problem) => return bad("file store", problem.reason),
    };
    match operations::try_files(&files).await {
        Ok(()) => good("file store", format!("{} takes and gives files", files.address())),
        Err(failure) => bad("file store", failure.to_string()),
    }
}

fn fonts() -> Check {
    good("fonts", "pages use the fonts of the device; nothing printed by this release needs one")
}

/// Room where data lie; a full disk stops all work.
fn disk(config: &Config) -> Check {
    let mut places = vec![config.data.as_path()];
    if let Address::Sqlite(path) = &config.database {
        places.extend(path.parent());
    }
    places.extend(config.files.strip_prefix("file:").map(Path::new));
    let room = places.iter().filter_map(|place| free(place).map(|bytes| (*place, bytes)));
    match room.min_by_key(|(_, bytes)| *bytes) {
        None => warn("disk", "the room on the disk cannot be read"),
        Some((place, bytes)) => {
            let text = format!("{:.1} GiB free at {}", bytes as f64 / GIB as f64, place.display());
            match bytes {
                0..=268_435_456 => bad("disk", text),
                268_435_457..=2_147_483_648 => warn("disk", text),
                _ => good("disk", text),
            }
        }
    }
}

#[cfg(unix)]
fn free(place: &Path) -> Option<u64> {
    let there = place.ancestors().find(|part| part.exists() || part.as_os_str().is_empty())?;
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    let found = rustix::fs::statvfs(there).ok()?;
    Some(found.f_bavail * found.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
