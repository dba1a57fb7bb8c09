//! Times, how they are summed up, and the table that is printed line by line.

use std::future::Future;
use std::time::{Duration, Instant};

/// The half and the slowest twentieth of many times.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    pub p50: Duration,
    pub p95: Duration,
}

impl Spent {
    pub fn of(mut all: Vec<Duration>) -> anyhow::Result<Self> {
        anyhow::ensure!(!all.is_empty(), "nothing was measured");
        all.sort_unstable();
        let at = |percent: usize| all[(all.len() * percent / 100).min(all.len() - 1)];
        Ok(Self { p50: at(50), p95: at(95) })
    }
}

/// Asks `rounds` times from `tasks` tasks at once; no task begins another round after `MOST`.
pub async fn ask<F, A>(tasks: usize, rounds: usize, act: F) -> anyhow::Result<Spent>
where
    F: Fn(usize) -> A + Clone + Send + 'static,
    A: Future<Output = anyhow::Result<()>> + Send,
{
    /// A floor that a database finds no quick way for is measured on fewer rounds.
    const MOST: Duration = Duration::from_secs(40);
    let first = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for task in 0..tasks {
        let act = act.clone();
        running.spawn(async move {
            let mut spent = Vec::new();
            for round in 0..rounds.div_ceil(tasks) {
                let begun = Instant::now();
                if begun - first > MOST {
                    break;
                }
                act(task + round * tasks).await?;
                spent.push(begun.elapsed());
            }
            anyhow::Ok(spent)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = running.join_next().await {
        all.extend(done??);
    }
    Spent::of(all)
}

/// The table, printed as it grows.
pub struct Table {
    missed: Vec<String>,
}

/// What is asked of a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target {
    pub ms: Option<u32>,
    pub ratio: Option<f64>,
}

impl Target {
    pub const fn ms(ms: u32) -> Self {
        Self { ms: Some(ms), ratio: None }
    }

    pub const fn both(ms: u32) -> Self {
        Self { ms: Some(ms), ratio: Some(3.0) }
    }
}

impl Table {
    pub fn new() -> Self {
        println!("| what | p50 | p95 | floor p95 | ratio | target | verdict |");
        println!("| --- | ---: | ---: | ---: | ---: | --- | --- |");
        Self { missed: Vec::new() }
    }

    /// A line of times.
    pub fn time(&mut self, what: &str, ours: Spent, floor: Option<Spent>, target: Target) {
        let ratio = floor.map(|floor| ours.p95.as_secs_f64() / floor.p95.as_secs_f64().max(1e-9));
        let in_time = target.ms.is_none_or(|most| ours.p95 <= Duration::from_millis(u64::from(most)));
        let near = match (target.ratio, ratio) {
            (Some(most), Some(ratio)) => ratio <= most,
            _ => true,
        };
        let wanted: Vec<String> = target
            .ms
            .map(|ms| format!("≤ {ms} ms"))
            .into_iter()
            .chain(target.ratio.map(|ratio| format!("≤ {ratio:.0} × floor")))
            .collect();
        let bare = floor.map_or("–".to_owned(), |floor| ms(floor.p95));
        let ratio = ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.1}"));
        let verdict = self.verdict(what, in_time && near);
        println!(
            "| {what} | {} | {} | {bare} | {ratio} | {} | {verdict} |",
            ms(ours.p50),
            ms(ours.p95),
            wanted.join(", ")
        );
    }

    /// A line of things a second.
    pub fn rate(&mut self, what: &str, count: u64, spent: Duration, least: u32) {
        #[expect(clippy::cast_precision_loss, reason = "a few million")]
        let each = count as f64 / spent.as_secs_f64().max(1e-9);
        let verdict = self.verdict(what, each >= f64::from(least));
        let took = format!("{:.1} s", spent.as_secs_f64());
        println!("| {what} | {each:.0} | {took} | – | – | ≥ {least} | {verdict} |");
    }

    /// A line of memory, in megabytes.
    pub fn memory(&mut self, what: &str, kilobytes: u64, most: Option<u64>) {
        let megabytes = kilobytes.div_ceil(1024);
        let verdict = most.map_or("", |most| self.verdict(what, megabytes <= most));
        let target = most.map_or("–".to_owned(), |most| format!("≤ {most} MB"));
        println!("| {what} | {megabytes} MB | | – | – | {target} | {verdict} |");
    }

    fn verdict(&mut self, what: &str, met: bool) -> &'static str {
        if met {
            return "met";
        }
        self.missed.push(what.to_owned());
        "**missed**"
    }

    /// Says what missed; a run that misses something ends with an error.
    pub fn end(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.missed.is_empty(), "missed: {}", self.missed.join("; "));
        Ok(())
    }
}

fn ms(spent: Duration) -> String {
    format!("{:.2} ms", spent.as_secs_f64() * 1000.0)
}
