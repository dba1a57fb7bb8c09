//! scratch
fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(simulate(&words[0], words[1].parse()?, words[2].parse()?))
}

async fn simulate(address: &str, cases: u64, seed: u64) -> anyhow::Result<()> {
    let address = store::Address::read(address).map_err(anyhow::Error::msg)?;
    let keys =
        store::secrets::Keyring::read(&format!("k1={}", "11".repeat(32))).map_err(anyhow::Error::msg)?;
    let db = store::Store::open(&address, keys).await?;
    let files = store::files::Files::open("file:/tmp/bench-files", [])?;
    let desk = office::Desk::open(db, files, office::Clock::System, office::Chance::System).await?;
    office::reference::load_embedded(&desk).await?;
    let plan = office::simulation::Plan { cases, years: 10, seed, provinces: Vec::new() };
    let start = std::time::Instant::now();
    let mut last = 0;
    let invented = office::simulation::simulate(&desk, &office::Actor::system(), &plan, |done| {
        if done / 100_000 != last / 100_000 {
            println!("{done} {:.1}", start.elapsed().as_secs_f64());
        }
        last = done;
    })
    .await?;
    println!("written {:.1}", start.elapsed().as_secs_f64());
    println!(
        "{invented:?} {:.1} s {:.0}/s",
        start.elapsed().as_secs_f64(),
        cases as f64 / start.elapsed().as_secs_f64()
    );
    Ok(())
}
