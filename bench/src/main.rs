//! Measures what issue "The house stands" promises about size and speed, and prints one markdown table:
//! our figure, the floor (bare SQL for the same answer in the same run), the ratio, the target, the verdict.
//!
//! `tgpl-bench ADDRESS CASES [PART]`: an empty database is filled with an invented nation first; one that is
//! filled is used as it is. `pages` asks the real server over HTTP on eight connections, as people do;
//! `acts` asks the acts of `office` in this process, eight at once, beside the `floor`; `exchange`
//! writes files and reads them by the real commands. `docs/performance.md` keeps runs.
//! `tgpl-bench conflicts ADDRESS` measures the search for conflicts; `tgpl-bench fairness` gives an invented year three ways.

mod acts;
mod conflicts;
mod exchange;
mod fairness;
mod figures;
mod floor;
mod life;
mod pages;
mod program;
mod reports;
mod table;

use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDate};
use law::access::Role;
use office::accounts::NewAccount;
use office::cases::CaseFilter;
use office::{Actor, Chance, Clock, Desk};
use store::secrets::Keyring;
use store::{Address, Store};

use program::Installation;
use table::Table;

/// What is measured, in this order; each can be asked for by itself.
const PARTS: [&str; 6] = ["pages", "acts", "life", "figures", "reports", "exchange"];
/// Connections and tasks that ask at once.
const AT_ONCE: usize = 8;
/// Questions of each kind.
const ROUNDS: usize = 800;
/// The Centre that is asked about: the largest there is.
const CENTRE: &str = "TT.01";
/// The keys of the installation that is measured.
const KEY: &str = "k1=1111111111111111111111111111111111111111111111111111111111111111";
const PASSWORD: &str = "mot-mat-khau-de-do";

/// What every part needs.
struct Bench {
    installation: Installation,
    desk: Desk,
    director: Actor,
    analyst: Actor,
    /// The year before this one.
    year: (NaiveDate, NaiveDate),
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [what] = words.as_slice()
        && what == "fairness"
    {
        fairness::run();
        return Ok(());
    }
    if let [what, address] = words.as_slice()
        && what == "conflicts"
    {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(conflicts::run(address));
    }
    let (address, cases, parts) = match words.as_slice() {
        [address, cases] => (address, cases, &PARTS[..]),
        [address, cases, part] => (address, cases, &[part.as_str()][..]),
        _ => anyhow::bail!("usage: tgpl-bench ADDRESS CASES [{}]", PARTS.join("|")),
    };
    let (place, cases) = (Address::read(address).map_err(anyhow::Error::msg)?, cases.parse()?);
    let folder = std::env::temp_dir().join(format!("tgpl-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = runtime.block_on(run(address, &place, cases, parts, &folder));
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn run(
    address: &str,
    place: &Address,
    cases: u64,
    parts: &[&str],
    folder: &Path,
) -> anyhow::Result<()> {
    let installation = Installation::new(address, folder)?;
    let mut table = Table::new();
    let here = desk(place, folder).await?;
    if is_empty(&here).await? {
        drop(here);
        fill(&installation, cases, &mut table)?;
    }
    let desk = desk(place, folder).await?;
    let last_year = desk.today().year() - 1;
    let day = |month, day| NaiveDate::from_ymd_opt(last_year, month, day).unwrap_or_default();
    let bench = Bench {
        director: actor(&desk, Role::Director, CENTRE).await?,
        analyst: actor(&desk, Role::Analyst, "CUC").await?,
        year: (day(1, 1), day(12, 31)),
        installation,
        desk,
    };
    // A program that serves looks after its database beside the work; so does this one.
    let watched = bench.desk.clone();
    tokio::spawn(async move { watched.store().watch().await });
    let floor = floor::Floor::open(place).await?;
    for part in parts {
        match *part {
            "pages" => pages::measure(&bench, &mut table).await?,
            "acts" => acts::measure(&bench, &floor, &mut table).await?,
            "life" => life::measure(&bench, &floor, &mut table).await?,
            "figures" => figures::measure(&bench, &floor, &mut table).await?,
            "reports" => reports::measure(&bench, &floor, &mut table).await?,
            "exchange" => exchange::measure(&bench, &floor, folder, &mut table).await?,
            other => anyhow::bail!("there is no part {other}: {}", PARTS.join(", ")),
        }
    }
    table.end()
}

async fn desk(address: &Address, folder: &Path) -> anyhow::Result<Desk> {
    let keys = Keyring::read(KEY).map_err(anyhow::Error::msg)?;
    let store = Store::open(address, keys).await?;
    let files = store::files::Files::open(&format!("file:{}", folder.join("files").display()), [])?;
    let desk = Desk::open(store, files, Clock::System, Chance::System).await?;
    office::reference::load_embedded(&desk).await?;
    desk.reload_tree().await?;
    Ok(desk)
}

async fn is_empty(desk: &Desk) -> anyhow::Result<bool> {
    let page = office::cases::list(desk, &Actor::system(), &CaseFilter::default(), None, 1).await?;
    Ok(page.listing.lines.is_empty())
}

/// The account that asks; made when it is not there.
async fn actor(desk: &Desk, role: Role, org: &str) -> anyhow::Result<Actor> {
    let login = format!("bench.{role}");
    let search = office::accounts::AccountSearch {
        words: login.clone(),
        ..office::accounts::AccountSearch::default()
    };
    let known = office::accounts::list(desk, &Actor::system(), &search, 10).await?;
    let account = match known.into_iter().find(|account| account.login == login) {
        Some(account) => account,
        None => {
            let new = NewAccount {
                login: login.clone(),
                name: format!("Người Đo {role}"),
                role,
                org: org.to_owned(),
                provider: None,
                language: "vi".to_owned(),
                password: Some(PASSWORD.to_owned()),
                password_may_stay: true,
            };
            office::accounts::create(desk, &Actor::system(), new).await?.account
        }
    };
    Ok(Actor {
        account: Some(account.id),
        login: account.login,
        name: account.name,
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    })
}

/// Fills the database by the command that users have.
fn fill(installation: &Installation, cases: u64, table: &mut Table) -> anyhow::Result<()> {
    let (number, seed) = (cases.to_string(), "1");
    let words = ["simulate", "--cases", &number, "--years", "10", "--seed", seed];
    let run = installation.run(&words)?;
    table.rate("`tgpl simulate`, cases a second", cases, run.spent, 20_000);
    table.memory("`tgpl simulate`, resident at most", run.most_resident, None);
    if let Address::Sqlite(path) = Address::read(&installation.address).map_err(anyhow::Error::msg)? {
        let size = std::fs::metadata(&path)?.len();
        println!("<!-- the file of the database: {} MB -->", size / 1_000_000);
    }
    Ok(())
}

/// Where the programs of this build lie.
fn beside(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let path = here.with_file_name(name);
    anyhow::ensure!(path.is_file(), "{} is missing: build it with --bins first", path.display());
    Ok(path)
}
