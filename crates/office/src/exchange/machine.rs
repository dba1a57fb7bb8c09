//! The machine every import runs through, in two passes.
//!
//! Pass 1 reads and checks every row; good rows wait in a temporary file. What stays in memory for
//! each row is 28 bytes: the hash of its key and its place. Pass 2 compares rows by the thousand with
//! the register and, unless it is a dry run, writes them, all in one transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use papers::sheet::read::{Limits, Sheet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::imports::FileKind;
use uuid::Uuid;

use super::books::Books;
use super::cells::Cells;
use super::columns::{Column, Header};
use super::problems::{Problem, ProblemList, Problems};
use super::spool::{Place, Spool, Spooled};
use super::watch::{Phase, Stop, Watch};
use crate::desk::{Actor, Desk};

/// Rows are compared and written by so many groups at once.
const CHUNK: usize = 2000;
/// Rows read before others get a turn and progress is told.
const BREATH: u64 = 500;
/// So many rows of a preview are kept.
const SHOWN: usize = 25;

/// The hash of what tells a thing of the register from others.
pub(super) type Key = [u8; 16];

pub(super) fn key(parts: &[&str]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut key = Key::default();
    key.copy_from_slice(&digest.finalize()[..16]);
    key
}

/// A kind of file.
pub(super) trait Kind: Send + Sized {
    const KIND: FileKind;
    /// Rows are looked at together with others of the same key, even single ones.
    const LOOKS_AT_ALL: bool = false;
    type Row: Serialize + DeserializeOwned + Send;

    /// Reads one row; what is wrong goes to the cells.
    fn read(cells: &mut Cells<'_>) -> Option<Self::Row>;

    /// The key of a row; rows without key stand alone.
    fn key(_row: &Self::Row) -> Option<Key> {
        None
    }

    /// Looks at rows with the same key, in the order of the file.
    fn look(_rows: &[Self::Row], _look: &Look<'_>) -> Vec<Problem> {
        Vec::new()
    }

    /// What comparing a chunk of rows gives.
    type Plans: Send;

    /// Starts the second pass.
    fn begin() -> Self;

    /// Compares groups of rows with the register. Reads only; the chunk before is being written meanwhile.
    fn compare(
        bench: &Bench<'_>,
        groups: Vec<Vec<Self::Row>>,
    ) -> impl Future<Output = Result<Self::Plans, Stop>> + Send;

    /// Counts what a chunk changes, and writes it where the bench says so.
    fn settle(
        &mut self,
        bench: &Bench<'_>,
        plans: Self::Plans,
        ledger: &mut Ledger,
    ) -> impl Future<Output = Result<(), Stop>> + Send;

    /// Ends the second pass.
    fn end(self, _bench: &Bench<'_>, _ledger: &mut Ledger) -> impl Future<Output = Result<(), Stop>> + Send {
        async { Ok(()) }
    }
}

/// What looking at groups may ask.
pub(super) struct Look<'a> {
    pub(super) books: &'a Books,
    /// Columns that the file has.
    pub(super) header: &'a Header,
    groups: &'a Groups,
}

impl Look<'_> {
    /// Whether the file has a thing.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.groups.has(key)
    }
}

/// The place of the second pass.
pub(super) struct Bench<'a> {
    pub(super) desk: &'a Desk,
    pub(super) actor: &'a Actor,
    /// The transaction of the import.
    pub(super) tx: &'a Tx,
    /// The register as it stood before; what the import has already written is not in it.
    pub(super) before: &'a Tx,
    pub(super) books: &'a Books,
    /// Columns that the file has.
    pub(super) header: &'a Header,
    pub(super) file_name: &'a str,
    /// Whether to write, or only to find out what would be written.
    pub(super) writes: bool,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

/// What an import adds up as it goes.
pub(super) struct Ledger {
    pub(super) tally: Tally,
    /// What changed, for the record.
    pub(super) notes: Spool<Note>,
    /// What is wrong only beside the register: with any of these nothing is written.
    pub(super) problems: Problems,
}

impl Ledger {
    pub(super) fn new() -> Result<Self, Stop> {
        Ok(Self { tally: Tally::default(), notes: Spool::new()?, problems: Problems::new()? })
    }
}

/// A thing that was changed, for the record.
#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) act: String,
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) detail: serde_json::Value,
}

/// What an import found or did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Rows of the file under its header.
    pub rows: u64,
    /// Things that are new in the register: cases, lines, providers …
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Things in the file about which something is doubtful, by kind of doubt.
    pub doubts: BTreeMap<String, u64>,
    /// The first of the new ones.
    pub first_new: Vec<NewThing>,
    /// The first of the changed ones.
    pub first_changed: Vec<ChangedThing>,
}

/// A new thing, as a preview shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NewThing {
    pub line: u64,
    /// Record id, once it is in the register.
    pub id: Option<Uuid>,
    /// What it is known by.
    pub name: String,
    /// Columns and their values.
    pub values: Vec<(String, String)>,
}

/// A changed thing, as a preview shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ChangedThing {
    pub line: u64,
    pub id: Option<Uuid>,
    pub name: String,
    pub changes: Vec<Change>,
}

/// A column that changes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Change {
    pub column: String,
    /// The beneficiary it is about, where there are several.
    pub person: Option<String>,
    pub before: String,
    pub after: String,
}

impl Tally {
    pub(super) fn add_new(&mut self, thing: impl FnOnce() -> NewThing) {
        self.new += 1;
        if self.first_new.len() < SHOWN {
            self.first_new.push(thing());
        }
    }

    pub(super) fn add_changed(&mut self, thing: impl FnOnce() -> ChangedThing) {
        self.changed += 1;
        if self.first_changed.len() < SHOWN {
            self.first_changed.push(thing());
        }
    }
}

/// The differences between two rows of values under the same columns.
pub(super) fn changes(columns: &[Column], before: &[String], after: &[String]) -> Vec<Change> {
    let pairs = before.iter().zip(after).zip(columns).filter(|((before, after), _)| before != after);
    pairs
        .map(|((before, after), column)| Change {
            column: column.name.to_owned(),
            person: None,
            before: before.clone(),
            after: after.clone(),
        })
        .collect()
}

/// The values of some columns, without the empty ones.
pub(super) fn shown(columns: &[Column], values: &[String], names: &[&str]) -> Vec<(String, String)> {
    let pairs = columns.iter().zip(values);
    pairs
        .filter(|(column, value)| names.contains(&column.name) && !value.is_empty())
        .map(|(column, value)| (column.name.to_owned(), value.clone()))
        .collect()
}

/// A file after the first pass.
pub(super) struct Checked<K: Kind> {
    pub(super) header: Header,
    pub(super) rows: u64,
    good: Option<Spooled<K::Row>>,
    groups: Groups,
    pub(super) problems: ProblemList,
}

/// Reads and checks a file.
pub(super) async fn check<K: Kind>(
    path: &std::path::Path,
    books: &Books,
    watch: &Watch<'_>,
) -> Result<Checked<K>, Stop> {
    let mut problems = Problems::new()?;
    let refused = |header: Header, problems: Problems| -> Result<Checked<K>, Stop> {
        Ok(Checked { header, rows: 0, good: None, groups: Groups::default(), problems: problems.close()? })
    };
    let sheet = match papers::sheet::open(path, &Limits::default()) {
        Ok(sheet) => sheet,
        Err(problem) => {
            problems.push(&Problem::of_sheet(&problem, None))?;
            return refused(Header::default(), problems);
        }
    };
    let header = match Header::read(K::KIND, sheet.header(), books.limit_org()) {
        Ok(header) => header,
        Err(found) => {
            for problem in &found {
                problems.push(problem)?;
            }
            return refused(Header::default(), problems);
        }
    };
    let mut pass =
        FirstPass::<K> { books, header: &header, rows: 0, good: Spool::new()?, keys: Vec::new(), problems };
    pass.read_all(sheet, watch).await?;
    let FirstPass { rows, good, keys, mut problems, .. } = pass;
    let mut good = good.close()?;
    let groups = Groups::of(keys);
    look_at_groups::<K>((books, &header), &mut good, &groups, &mut problems)?;
    Ok(Checked { header, rows, good: Some(good), groups, problems: problems.close()? })
}

struct FirstPass<'a, K: Kind> {
    books: &'a Books,
    header: &'a Header,
    rows: u64,
    good: Spool<K::Row>,
    keys: Vec<(Key, Place)>,
    problems: Problems,
}

impl<K: Kind> FirstPass<'_, K> {
    async fn read_all(&mut self, sheet: Sheet, watch: &Watch<'_>) -> Result<(), Stop> {
        for row in sheet {
            match row {
                Ok(row) => self.read_row(row.line, &row.cells)?,
                Err(problem) => self.problems.push(&Problem::of_sheet(&problem, Some(self.header)))?,
            }
            self.rows += 1;
            if self.rows.is_multiple_of(BREATH) {
                watch.step(Phase::Reading, self.rows, 0).await?;
            }
        }
        watch.step(Phase::Reading, self.rows, self.rows).await
    }

    fn read_row(&mut self, line: u64, cells: &[String]) -> Result<(), Stop> {
        let mut cells = Cells::new(line, self.books, self.header, cells);
        let row = K::read(&mut cells);
        match row {
            Some(row) if cells.problems.is_empty() => {
                let place = self.good.push(&row)?;
                self.keys.extend(K::key(&row).map(|key| (key, place)));
            }
            _ => {
                for problem in &cells.problems {
                    self.problems.push(problem)?;
                }
            }
        }
        Ok(())
    }
}

/// Looks at rows that belong together.
fn look_at_groups<K: Kind>(
    (books, header): (&Books, &Header),
    good: &mut Spooled<K::Row>,
    groups: &Groups,
    problems: &mut Problems,
) -> Result<(), Stop> {
    let look = Look { books, header, groups };
    for group in 0..groups.len() {
        let places = groups.places(group);
        if places.len() > 1 || K::LOOKS_AT_ALL {
            let rows = places.iter().map(|(_, place)| good.at(*place)).collect::<Result<Vec<_>, _>>()?;
            for problem in K::look(&rows, &look) {
                problems.push(&problem)?;
            }
        }
    }
    good.rewind()?;
    Ok(())
}

/// Which rows belong together, in the order in which the first of each group stands in the file.
#[derive(Default)]
struct Groups {
    /// Equal keys stand together, in the order of the file.
    sorted: Vec<(Key, Place)>,
    /// Where each group begins.
    firsts: Vec<u32>,
}

impl Groups {
    fn of(mut keys: Vec<(Key, Place)>) -> Self {
        // Places grow with the file, so equal keys stay in its order.
        keys.sort_unstable();
        let begins = |at: &usize| *at == 0 || keys[*at - 1].0 != keys[*at].0;
        let firsts = (0..keys.len()).filter(begins).map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        let mut firsts: Vec<u32> = firsts.collect();
        firsts.sort_unstable_by_key(|at| keys[*at as usize].1);
        Self { sorted: keys, firsts }
    }

    fn len(&self) -> usize {
        self.firsts.len()
    }

    fn places(&self, group: usize) -> &[(Key, Place)] {
        let rest = &self.sorted[self.firsts[group] as usize..];
        let length = rest.iter().take_while(|(key, _)| *key == rest[0].0).count();
        &rest[..length]
    }

    fn has(&self, key: &Key) -> bool {
        self.sorted.binary_search_by(|(it, _)| it.cmp(key)).is_ok()
    }
}

/// Compares the rows of a checked file with the register, and writes them where the bench says so.
/// While one chunk is written the next is read and compared.
pub(super) async fn settle<K: Kind>(
    mut checked: Checked<K>,
    bench: &Bench<'_>,
    ledger: &mut Ledger,
    watch: &Watch<'_>,
) -> Result<ProblemList, Stop> {
    ledger.tally.rows = checked.rows;
    let Some(good) = checked.good.take() else { return Ok(checked.problems) };
    let mut kind = K::begin();
    let phase = if bench.writes { Phase::Writing } else { Phase::Comparing };
    let mut chunks = Chunks { groups: &checked.groups, next: 0, good };
    let mut done = 0;
    watch.step(phase, 0, checked.rows).await?;
    let mut waiting = chunks.compare_next::<K>(bench).await?;
    while let Some((rows, plans)) = waiting {
        let (settled, next) =
            tokio::join!(kind.settle(bench, plans, ledger), chunks.compare_next::<K>(bench));
        settled?;
        waiting = next?;
        done += rows;
        watch.step(phase, done, checked.rows).await?;
    }
    kind.end(bench, ledger).await?;
    Ok(std::mem::replace(&mut ledger.problems, Problems::new()?).close()?)
}

/// The rows of a checked file, by the thousand.
struct Chunks<'a, R> {
    groups: &'a Groups,
    next: usize,
    good: Spooled<R>,
}

impl<R: DeserializeOwned + Send> Chunks<'_, R> {
    /// How many rows the next chunk has, and what comparing it gives.
    async fn compare_next<K: Kind<Row = R>>(
        &mut self,
        bench: &Bench<'_>,
    ) -> Result<Option<(u64, K::Plans)>, Stop> {
        let chunk = match self.groups.len() {
            0 => next_rows(&mut self.good)?,
            all => {
                let end = all.min(self.next + CHUNK);
                let chunk = next_groups(self.groups, self.next..end, &mut self.good)?;
                self.next = end;
                chunk
            }
        };
        if chunk.is_empty() {
            return Ok(None);
        }
        let rows = chunk.iter().map(|group| group.len() as u64).sum();
        Ok(Some((rows, K::compare(bench, chunk).await?)))
    }
}

fn next_groups<R: DeserializeOwned>(
    groups: &Groups,
    range: std::ops::Range<usize>,
    good: &mut Spooled<R>,
) -> Result<Vec<Vec<R>>, Stop> {
    let read = |places: &[(Key, Place)], good: &mut Spooled<R>| -> Result<Vec<R>, Stop> {
        places.iter().map(|(_, place)| Ok(good.at(*place)?)).collect()
    };
    range.map(|group| read(groups.places(group), good)).collect()
}

fn next_rows<R: DeserializeOwned>(good: &mut Spooled<R>) -> Result<Vec<Vec<R>>, Stop> {
    let mut chunk = Vec::new();
    while chunk.len() < CHUNK
        && let Some(row) = good.read()?
    {
        chunk.push(vec![row]);
    }
    Ok(chunk)
}

/// Problems of rows after the first that say the same thing again.
pub(super) fn repeated<R>(
    rows: &[R],
    line: impl Fn(&R) -> u64,
    column: &str,
    value: impl Fn(&R) -> String,
) -> Vec<Problem> {
    let Some((first, rest)) = rows.split_first() else { return Vec::new() };
    let twice =
        |row: &R| Problem::new(line(row), column, &value(row), "repeated_row").with("first", line(first));
    rest.iter().map(twice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_one_key_come_together_at_the_place_of_the_first() {
        let keys: Vec<(Key, Place)> = ["b", "a", "b", "c", "a"]
            .iter()
            .zip([0, 10, 20, 30, 40])
            .map(|(part, place)| (key(&[part]), place))
            .collect();
        let groups = Groups::of(keys);
        let places = |group| groups.places(group).iter().map(|(_, place)| *place).collect::<Vec<_>>();
        assert_eq!((0..groups.len()).map(places).collect::<Vec<_>>(), [vec![0, 20], vec![10, 40], vec![30]]);
        assert!(groups.has(&key(&["c"])) && !groups.has(&key(&["d"])));
    }

    #[test]
    fn keys_keep_their_parts_apart() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
