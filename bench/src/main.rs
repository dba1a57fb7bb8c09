//! Measures what issue "The house stands" promises: our figure, the floor (bare SQL for the same answer in
//! the same run) and the ratio. Prints a markdown table; `docs/performance.md` keeps runs.
//!
//! `tgpl-bench ADDRESS CASES`: an empty database is filled with an invented nation first; one that is
//! filled is used as it is. Eight tasks ask at once, in process, through the acts of `office`.
//! `tgpl-bench conflicts ADDRESS` measures the search for conflicts.

mod conflicts;

use std::future::Future;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use chrono::{Datelike as _, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, LegalField, ProviderRole, Source};
use law::eligibility::Category;
use law::statistics::Geography;
use office::cases::{BeneficiaryDraft, CaseDraft, CaseFilter};
use office::exchange::{ExportRequest, FileKind, Format, ImportRequest};
use office::simulation::{Plan, simulate};
use office::statistics::ReportRequest;
use office::{Actor, Chance, Clock, Desk};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use store::secrets::Keyring;
use store::{Address, Store};
use uuid::Uuid;

/// Tasks that ask at once.
const TASKS: usize = 8;

struct Bench {
    desk: Desk,
    floor: DatabaseConnection,
    director: Actor,
    analyst: Actor,
    centre: String,
    year: (NaiveDate, NaiveDate),
}

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let [what, address] = words.as_slice()
        && what == "conflicts"
    {
        return runtime.block_on(conflicts::run(address));
    }
    let [address, cases] = words.as_slice() else { anyhow::bail!("usage: tgpl-bench ADDRESS CASES") };
    runtime.block_on(run(address, cases.parse()?))
}

async fn desk(address: &Address, files: &std::path::Path) -> anyhow::Result<Desk> {
    let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).map_err(anyhow::Error::msg)?;
    let store = Store::open(address, keys).await?;
    let files = store::files::Files::open(&format!("file:{}", files.display()), [])?;
    let desk = Desk::open(store, files, Clock::System, Chance::System).await?;
    office::reference::load_embedded(&desk).await?;
    desk.reload_tree().await?;
    Ok(desk)
}

async fn run(address: &str, cases: u64) -> anyhow::Result<()> {
    let place = Address::read(address).map_err(anyhow::Error::msg)?;
    let folder = std::env::temp_dir().join("tgpl-bench-files");
    let desk = desk(&place, &folder).await?;
    println!("| what | ours p50 | ours p95 | floor p95 | ratio of p95 | target |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    if office::cases::list(&desk, &Actor::system(), &CaseFilter::default(), None, 1)
        .await?
        .listing
        .lines
        .is_empty()
    {
        let begun = Instant::now();
        let plan = Plan { cases, years: 10, seed: 1, provinces: Vec::new() };
        let done = simulate(&desk, &Actor::system(), &plan, |_| {}).await?;
        desk.reload_tree().await?;
        rate("simulate, cases a second", done.cases, begun.elapsed(), "≥ 20,000");
    }
    let floor = match &place {
        Address::Sqlite(path) => connect(format!("sqlite:{}?mode=ro", path.display())).await?,
        Address::Postgres { url, .. } => connect(url.clone()).await?,
    };
    let centre = "TT.01".to_owned();
    let today = desk.today();
    let first = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today);
    let last = NaiveDate::from_ymd_opt(today.year() - 1, 12, 31).unwrap_or(today);
    let bench = Bench {
        director: actor(Role::Director, &centre),
        analyst: actor(Role::Analyst, "CUC"),
        desk,
        floor,
        centre,
        year: (first, last),
    };
    lists(&bench).await?;
    one_case(&bench).await?;
    searches(&bench).await?;
    registering(&bench).await?;
    figures(&bench).await?;
    importing(&bench, &folder).await
}

async fn connect(url: String) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(4).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(u128::from(role as u8) + 1)),
        login: role.to_string(),
        name: role.to_string(),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    }
}

/// Asks `rounds` times from eight tasks; answers p50 and p95.
async fn ask<F, A>(rounds: usize, act: F) -> anyhow::Result<(Duration, Duration)>
where
    F: Fn(usize) -> A + Clone + Send + 'static,
    A: Future<Output = anyhow::Result<()>> + Send,
{
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let act = act.clone();
        tasks.spawn(async move {
            let mut spent = Vec::new();
            for round in 0..rounds.div_ceil(TASKS) {
                let begun = Instant::now();
                act(task + round * TASKS).await?;
                spent.push(begun.elapsed());
            }
            anyhow::Ok(spent)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    all.sort_unstable();
    Ok((all[all.len() / 2], all[(all.len() * 95 / 100).min(all.len() - 1)]))
}

fn row(what: &str, ours: (Duration, Duration), floor: Option<(Duration, Duration)>, target: &str) {
    let ms = |spent: Duration| format!("{:.2} ms", spent.as_secs_f64() * 1000.0);
    let (bare, ratio) = floor.map_or(("–".to_owned(), "–".to_owned()), |(_, p95)| {
        (ms(p95), format!("{:.1}", ours.1.as_secs_f64() / p95.as_secs_f64().max(1e-9)))
    });
    println!("| {what} | {} | {} | {bare} | {ratio} | {target} |", ms(ours.0), ms(ours.1));
}

fn rate(what: &str, count: u64, spent: Duration, target: &str) {
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let each = count as f64 / spent.as_secs_f64();
    println!("| {what} | {each:.0} | | | | {target} |");
}

async fn bare(bench: &Bench, rounds: usize, sql: String) -> anyhow::Result<(Duration, Duration)> {
    let floor = bench.floor.clone();
    ask(rounds, move |_| {
        let (floor, sql) = (floor.clone(), sql.clone());
        async move {
            let statement = sea_orm::Statement::from_string(floor.get_database_backend(), sql);
            floor.query_all_raw(statement).await?;
            Ok(())
        }
    })
    .await
}

async fn listed(bench: &Bench, actor: &Actor, filter: CaseFilter) -> anyhow::Result<(Duration, Duration)> {
    let (desk, actor) = (bench.desk.clone(), actor.clone());
    ask(400, move |_| {
        let (desk, actor, filter) = (desk.clone(), actor.clone(), filter.clone());
        async move {
            office::cases::list(&desk, &actor, &filter, None, 25).await?;
            Ok(())
        }
    })
    .await
}

const LINE: &str =
    "select c.*, b.name from cases c left join beneficiary b on b.case_id = c.id and b.position = 0";

async fn lists(bench: &Bench) -> anyhow::Result<()> {
    let filter = CaseFilter { form: Some(AidForm::Litigation), open: Some(true), ..CaseFilter::default() };
    let ours = listed(bench, &bench.director, filter).await?;
    let sql = format!(
        "{LINE} where c.org_code = '{}' and c.form = 'litigation' and c.closed_on is null
         order by c.accepted_on desc, c.id desc limit 26",
        bench.centre
    );
    row("first page, Centre, running litigation", ours, Some(bare(bench, 400, sql).await?), "≤ 25 ms, ≤ 3×");
    let filter = CaseFilter { field: Some(LegalField::Labour), ..CaseFilter::default() };
    let ours = listed(bench, &bench.analyst, filter).await?;
    let sql = format!("{LINE} where c.field = 'labour' order by c.accepted_on desc, c.id desc limit 26");
    row("first page, nation, labour", ours, Some(bare(bench, 400, sql).await?), "≤ 25 ms, ≤ 3×");
    Ok(())
}

async fn one_case(bench: &Bench) -> anyhow::Result<()> {
    let page = office::cases::list(&bench.desk, &bench.director, &CaseFilter::default(), None, 200).await?;
    let ids: Vec<Uuid> = page.listing.lines.iter().map(|line| line.id).collect();
    let (desk, actor) = (bench.desk.clone(), bench.director.clone());
    let some = ids.clone();
    let ours = ask(400, move |round| {
        let (desk, actor, id) = (desk.clone(), actor.clone(), some[round % some.len()]);
        async move {
            office::cases::view(&desk, &actor, id).await?;
            Ok(())
        }
    })
    .await?;
    let code = &page.listing.lines[0].file_code;
    let sql = format!(
        "select c.*, b.*, e.* from cases c join beneficiary b on b.case_id = c.id
         left join case_event e on e.case_id = c.id where c.org_code = '{}' and c.file_code = '{code}'",
        page.listing.lines[0].org_code
    );
    row("case page, with its audit row", ours, Some(bare(bench, 400, sql).await?), "≤ 25 ms");
    Ok(())
}

async fn searches(bench: &Bench) -> anyhow::Result<()> {
    for (what, actor, query) in [
        ("search by name part, Centre", &bench.director, "nguyen thi"),
        ("search by name part, nation", &bench.analyst, "hoang van"),
        ("search by file code, Centre", &bench.director, "TT.TGTT.83"),
    ] {
        let filter = CaseFilter { query: Some(query.to_owned()), ..CaseFilter::default() };
        row(what, listed(bench, actor, filter).await?, None, "≤ 25 ms");
    }
    Ok(())
}

async fn registering(bench: &Bench) -> anyhow::Result<()> {
    let (desk, actor, org) = (bench.desk.clone(), bench.director.clone(), bench.centre.clone());
    let day = desk.today();
    let ours = ask(400, move |_| {
        let (desk, actor, org) = (desk.clone(), actor.clone(), org.clone());
        async move {
            let id = desk.id();
            office::cases::register(&desk, &actor, draft(id, org, day)).await?;
            Ok(())
        }
    })
    .await?;
    row("register a case, audit and outbox rows", ours, None, "≤ 40 ms");
    Ok(())
}

fn draft(id: Uuid, org_code: String, day: NaiveDate) -> CaseDraft {
    let person = BeneficiaryDraft {
        person: None,
        name: "Bench Person".to_owned(),
        birth: None,
        sex: None,
        ethnicity: None,
        id_number: None,
        commune_code: None,
        category: Category::Poor,
        other_categories: Vec::new(),
        client_role: None,
    };
    CaseDraft {
        id,
        org_code,
        file_code: format!("BENCH.{}", id.simple()),
        form: AidForm::Litigation,
        field: LegalField::Criminal,
        provider_role: Some(ProviderRole::Defence),
        received_on: None,
        accepted_on: day,
        urgent_ground: None,
        source: Source::SelfRequest,
        source_agency: None,
        stage: None,
        provider: None,
        assigned_on: None,
        closed_on: None,
        outcome: None,
        handed_over_on: None,
        appraised_on: None,
        quality_score: None,
        quality_rating: None,
        success_criteria: Vec::new(),
        note: None,
        beneficiaries: vec![person],
    }
}

async fn figures(bench: &Bench) -> anyhow::Result<()> {
    let (from, to) = bench.year;
    for (what, org, by_province, target) in [
        ("all indicators, Centre, a year", bench.centre.as_str(), false, "≤ 100 ms"),
        ("all indicators, nation, a year", "CUC", false, "≤ 500 ms"),
        ("all indicators, a row a province", "CUC", true, "≤ 1 s"),
    ] {
        let request = ReportRequest { org: org.to_owned(), from, to, as_of: None, geography: Geography::Now };
        let mut spent = Vec::new();
        for _ in 0..10 {
            let begun = Instant::now();
            if by_province {
                office::statistics::report_by_province(&bench.desk, &bench.analyst, &request).await?;
            } else {
                office::statistics::report(&bench.desk, &Actor::system(), &request).await?;
            }
            spent.push(begun.elapsed());
        }
        spent.sort_unstable();
        let within = if org == "CUC" { String::new() } else { format!(" and org_code = '{org}'") };
        let sql = format!(
            "select case_shape, accepted_on >= '{from}' as n, ended_on <= '{to}' as c, count(*) from fact
             where recorded_to = '9999-12-31T00:00:00+00:00' and accepted_on <= '{to}' and ended_on >= '{from}'{within}
             group by 1, 2, 3"
        );
        let mut bare_spent = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            let backend = bench.floor.get_database_backend();
            bench.floor.query_all_raw(sea_orm::Statement::from_string(backend, sql.clone())).await?;
            bare_spent.push(begun.elapsed());
        }
        bare_spent.sort_unstable();
        row(what, (spent[5], spent[9]), Some((bare_spent[2], bare_spent[4])), target);
    }
    Ok(())
}

/// Takes the register of the Centre out and puts it into an empty system.
async fn importing(bench: &Bench, folder: &std::path::Path) -> anyhow::Result<()> {
    let request = ExportRequest {
        kind: FileKind::Cases,
        org: Some(bench.centre.clone()),
        from: None,
        to: None,
        format: Format::Csv,
    };
    let export = office::exchange::export(&bench.desk, &bench.director, &request).await?;
    let rows = export.rows;
    let file = folder.join("bench-cases.csv");
    office::exchange::save(export, &file)?;
    let fresh = folder.join(format!("import-{}.sqlite", bench.desk.id()));
    let empty = desk(&Address::Sqlite(fresh.clone()), folder).await?;
    // The branches of the invented nation are not in a fresh system: they go in first.
    let units = ExportRequest { kind: FileKind::Organisations, org: None, ..request };
    let units = office::exchange::export(&bench.desk, &Actor::system(), &units).await?;
    let units_file = folder.join("bench-units.csv");
    office::exchange::save(units, &units_file)?;
    for (kind, path) in [(FileKind::Organisations, units_file), (FileKind::Cases, file)] {
        let begun = Instant::now();
        let request =
            ImportRequest { kind, org: None, path, file_name: "bench.csv".to_owned(), dry_run: false };
        let report =
            office::exchange::import(&empty, &Actor::system(), &request, &|_, _| ControlFlow::Continue(()))
                .await?;
        anyhow::ensure!(report.problems.is_empty(), "the register of the bench did not go in");
        if kind == FileKind::Cases {
            rate(
                &format!("import, case rows a second (SQLite, {rows} rows)"),
                rows,
                begun.elapsed(),
                "≥ 5,000",
            );
        }
        empty.reload_tree().await?;
    }
    drop(empty);
    std::fs::remove_file(fresh)?;
    Ok(())
}
