//! The search for conflicts over two million names: `tgpl-bench conflicts ADDRESS`.
//!
//! An empty database is filled with an invented nation; every fourth case gets an opposed party with the name of
//! somebody else. Each check is a request with a beneficiary and an opposed party, as the clerk's form sends it,
//! with its audit rows. The floor is the bare question for one of the two people.

use std::time::Instant;

use law::access::Role;
use law::cases::LegalField;
use law::conflicts::Side;
use office::conflicts::{Draft, DraftPerson};
use office::simulation::{Plan, simulate};
use office::{Actor, Desk};
use store::Address;
use uuid::Uuid;

use crate::floor::Floor;
use crate::table::{Spent, Table, Target, ask};

/// Cases of the invented nation; with the opposed parties more than two million names.
const CASES: u64 = 1_750_000;
const CHECKS: usize = 500;

/// Somebody of the register.
#[derive(Clone)]
struct Somebody {
    name: String,
    year: Option<i32>,
    commune: Option<String>,
}

/// Fills, then measures.
pub async fn run(address: &str) -> anyhow::Result<()> {
    let place = Address::read(address).map_err(anyhow::Error::msg)?;
    let desk = crate::desk(&place, &std::env::temp_dir().join("tgpl-bench-files")).await?;
    let known = |line: Vec<String>| line.first().cloned().unwrap_or_default();
    let persons = "select cast(count(*) as text) as line from person";
    let parties = "select cast(count(*) as text) as line from case_party";
    if known(desk.store().ask(persons).await?) == "0" {
        fill(&desk).await?;
    }
    println!(
        "{} persons, {} opposed parties",
        known(desk.store().ask(persons).await?),
        known(desk.store().ask(parties).await?)
    );
    let floor = Floor::open(&place).await?;
    let anybody =
        sample(&desk, "select name, birth_year, commune_code from person order by random() limit 1000")
            .await?;
    let common = sample(
        &desk,
        "select p.name, p.birth_year, p.commune_code from person p where p.name_sound in (
             select name_sound from person group by name_sound order by count(*) desc limit 20)
         order by random() limit 1000",
    )
    .await?;
    let yearless: Vec<Somebody> = common.iter().cloned().map(|it| Somebody { year: None, ..it }).collect();
    let mut table = Table::new();
    for (what, people) in [
        ("conflicts, anybody", &anybody),
        ("conflicts, the 20 commonest names", &common),
        ("conflicts, the same without year of birth", &yearless),
    ] {
        let bare = bare(&floor, people).await?;
        table.time(what, alone(&desk, people).await?, Some(bare), Target::ms(150));
        table.time(&format!("{what}, 8 at once"), together(&desk, people).await?, None, Target::ms(150));
    }
    table.end()
}

async fn fill(desk: &Desk) -> anyhow::Result<()> {
    let begun = Instant::now();
    let plan = Plan { cases: CASES, years: 10, seed: 1, provinces: Vec::new() };
    let done = simulate(desk, &Actor::system(), &plan, |_| {}).await?;
    desk.reload_tree().await?;
    desk.store()
        .maintain(
            "insert into case_party (case_id, position, side, role, name, name_folded, name_sound, birth_year)
             select b.case_id, 100, 'opposed', 'defendant', p.name, p.name_folded, p.name_sound,
                    case when b.seq % 3 = 0 then null else p.birth_year end
             from beneficiary b join beneficiary o on o.seq = b.seq + 7 join person p on p.id = o.person_id
             where b.position = 0 and b.seq % 4 = 0",
        )
        .await?;
    desk.store().maintain("analyze").await?;
    println!("filled: {} persons in {:.0} s", done.persons, begun.elapsed().as_secs_f64());
    Ok(())
}

async fn sample(desk: &Desk, sql: &str) -> anyhow::Result<Vec<Somebody>> {
    let sql = format!(
        "select name || ';' || coalesce(cast(birth_year as text), '') || ';' || coalesce(commune_code, '') as line
         from ({sql}) as sampled"
    );
    let lines = desk.store().ask(&sql).await?;
    let read = |line: &String| {
        let mut parts = line.split(';');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (name, year, commune) = (next(), next(), next());
        Somebody { name, year: year.parse().ok(), commune: Some(commune).filter(|it| !it.is_empty()) }
    };
    Ok(lines.iter().map(read).collect())
}

fn draft(desk: &Desk, people: &[Somebody], round: usize, provider: Option<Uuid>) -> Draft {
    let person = |position: i32, side, it: &Somebody| DraftPerson {
        position,
        side,
        person: None,
        name: it.name.clone(),
        sex: None,
        birth_year: it.year,
        birth_date: None,
        commune_code: it.commune.clone(),
        id_number: None,
    };
    let (one, other) = (&people[round * 2 % people.len()], &people[(round * 2 + 1) % people.len()]);
    Draft {
        id: desk.id(),
        org_code: "TT.01".to_owned(),
        field: Some(LegalField::Civil),
        chosen_provider: provider,
        persons: vec![person(0, Side::Beneficiary, one), person(1, Side::Opposed, other)],
    }
}

async fn check(desk: &Desk, actor: &Actor, draft: &Draft) -> anyhow::Result<()> {
    office::conflicts::look(desk, actor, draft).await?;
    Ok(())
}

async fn provider(desk: &Desk) -> anyhow::Result<Option<Uuid>> {
    // SQLite keeps the id as bytes, PostgreSQL as uuid: the list of providers says it alike.
    let clerk = crate::actor(desk, Role::Clerk, "TT.01").await?;
    let options = office::cases::entry_options(desk, &clerk).await?;
    Ok(options.providers.first().map(|provider| provider.id))
}

async fn alone(desk: &Desk, people: &[Somebody]) -> anyhow::Result<Spent> {
    let (actor, provider) = (crate::actor(desk, Role::Clerk, "TT.01").await?, provider(desk).await?);
    let mut spent = Vec::new();
    for round in 0..CHECKS {
        let draft = draft(desk, people, round, provider);
        let begun = Instant::now();
        check(desk, &actor, &draft).await?;
        spent.push(begun.elapsed());
    }
    Spent::of(spent)
}

async fn together(desk: &Desk, people: &[Somebody]) -> anyhow::Result<Spent> {
    let (actor, provider) = (crate::actor(desk, Role::Clerk, "TT.01").await?, provider(desk).await?);
    let (desk, people) = (desk.clone(), people.to_vec());
    ask(8, CHECKS, move |round| {
        let (desk, actor, draft) = (desk.clone(), actor.clone(), draft(&desk, &people, round, provider));
        async move { check(&desk, &actor, &draft).await }
    })
    .await
}

async fn bare(floor: &Floor, people: &[Somebody]) -> anyhow::Result<Spent> {
    let mut spent = Vec::new();
    for person in people.iter().take(CHECKS) {
        let sound = law::kernel::names::sound(&law::kernel::names::fold(&person.name)).replace('\'', "''");
        let years = person.year.map(|it| format!("and p.birth_year between {} and {}", it - 2, it + 2));
        let sql = format!(
            "select p.name, p.birth_year, c.id, c.org_code, c.form, c.field, c.state, c.accepted_on, c.closed_on
             from person p join beneficiary b on b.person_id = p.id join cases c on c.id = b.case_id
             where p.name_sound = '{sound}' {} limit 300",
            years.unwrap_or_default()
        );
        let begun = Instant::now();
        floor.rows(&sql, Vec::new()).await?;
        spent.push(begun.elapsed());
    }
    Spent::of(spent)
}
