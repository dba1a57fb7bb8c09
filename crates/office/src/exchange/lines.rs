//! Lines of the logs (`store::journal`): known by their content, so a file given twice adds nothing,
//! and yet two equal lines of one file are two. A line that was changed in the file is a new line.

use std::collections::HashMap;

use store::journal::{Line, Mark, content_key};

use super::machine::{Bench, Key, Ledger, NewThing};
use super::watch::Stop;

/// How often each content was met so far in the file: 16 bytes of its hash, and the number.
#[derive(Default)]
pub(super) struct Met(HashMap<Key, i32>);

impl Met {
    fn number(&mut self, line: &mut impl Line) {
        let key = content_key(line);
        let mut short = Key::default();
        let _ = hex::decode_to_slice(&key[..32], &mut short);
        let times = self.0.entry(short).or_insert(0);
        *times += 1;
        let mark = line.mark_mut();
        mark.ordinal = *times;
        mark.content_key = key;
    }
}

/// A fresh mark.
pub(super) fn mark(bench: &Bench<'_>, org_code: &str, on_date: chrono::NaiveDate) -> Mark {
    Mark::new(bench.desk.id(), org_code, on_date, bench.now, &bench.actor.login)
}

/// Counts the lines that are new, and adds them.
pub(super) async fn settle<L: Line>(
    bench: &Bench<'_>,
    met: &mut Met,
    mut lines: Vec<(u64, L)>,
    ledger: &mut Ledger,
    describe: impl Fn(&L) -> (String, Vec<(String, String)>),
) -> Result<(), Stop> {
    for (_, line) in &mut lines {
        met.number(line);
    }
    let marks = lines.iter().map(|(_, line)| line.mark());
    let keys: Vec<(&str, &str, i32)> =
        marks.map(|mark| (mark.org_code.as_str(), mark.content_key.as_str(), mark.ordinal)).collect();
    let known = store::imports::known_lines::<L>(bench.tx, &keys).await?;
    ledger.tally.unchanged += known.len() as u64;
    lines.retain(|(_, line)| {
        let mark = line.mark();
        !known.contains(&(mark.org_code.clone(), mark.content_key.clone(), mark.ordinal))
    });
    for (number, line) in &lines {
        let id = bench.writes.then(|| line.mark().id);
        ledger.tally.add_new(|| {
            let (name, values) = describe(line);
            NewThing { line: *number, id, name, values }
        });
    }
    if bench.writes {
        let fresh: Vec<L> = lines.into_iter().map(|(_, line)| line).collect();
        store::journal::write(bench.tx, &fresh).await?;
    }
    Ok(())
}
