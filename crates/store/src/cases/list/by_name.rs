//! Search by words of a name, latest entered first, in a few registers or in the nation.
//!
//! Both databases keep an index of words. SQLite walks it from the latest name back; PostgreSQL gathers all holders
//! of a word first, so that it is kept from gathering where many hold it.

use law::access::Reach;
use sea_orm::{FromQueryResult as _, QueryResult, Value};
use uuid::Uuid;

use super::{CaseFilter, CaseLine, Conditions, Cursor, FEW, LINE, reach_clause};
use crate::Result;
use crate::db::Tx;

/// One page of a search by words of a name.
pub(super) async fn by_name(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    words: &[String],
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<CaseLine>> {
    let search = Search { reach, filter, words, columns: &format!("{LINE}, m.seq") };
    let below = match after {
        Some(Cursor::Below(seq)) => *seq,
        _ => i64::MAX,
    };
    let rows = search.rows(tx, below, limit).await?;
    rows.iter().map(|row| Ok(CaseLine::from_query_result(row, "")?)).collect()
}

/// Persons who are beneficiaries within reach, by words of the name, each once.
pub async fn persons_by_name(tx: &Tx, reach: &Reach, filter: &CaseFilter, limit: usize) -> Result<Vec<Uuid>> {
    let query = filter.query.as_deref().unwrap_or_default();
    let words: Vec<String> = query.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let search = Search { reach, filter, words: &words, columns: "m.person_id" };
    let mut ids: Vec<Uuid> = Vec::new();
    for row in search.rows(tx, i64::MAX, limit).await? {
        let id = row.try_get("", "person_id")?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Beneficiaries by words of their names, latest entered first. Words are whole but for the last, which may be the
/// beginning of one: people search while they type.
struct Search<'a> {
    reach: &'a Reach,
    filter: &'a CaseFilter,
    words: &'a [String],
    /// What is asked of each.
    columns: &'a str,
}

impl Search<'_> {
    async fn rows(&self, tx: &Tx, below: i64, limit: usize) -> Result<Vec<QueryResult>> {
        let registers: Vec<String> = match self.reach {
            Reach::Organisations(codes) if codes.len() <= 200 => {
                codes.iter().map(|code| crate::cases::org_word(code)).collect()
            }
            _ => Vec::new(),
        };
        if tx.is_sqlite() {
            return self.shown(tx, self.walk_of_sqlite(&registers, below, limit), limit).await;
        }
        let (words, all) = (self.words, query_words(self.words, &registers, ":*"));
        let mut conditions = self.conditions(true);
        match FoundBy::choose(tx, words, &registers).await? {
            FoundBy::Slices(whole) => return self.by_slices(tx, &whole, &registers, below, limit).await,
            FoundBy::Registers => {
                let mut conditions = self.conditions(false);
                conditions.add("m.seq < ?", below);
                let walk = along_registers(conditions, words, &registers, limit);
                return self.shown(tx, walk, limit).await;
            }
            FoundBy::Walk => {
                conditions.add("m.seq < ?", below);
                conditions.add(BESIDE, all);
            }
            // An index of places would only gather all of them beside the index of words.
            FoundBy::Words => {
                conditions.add("m.seq + 0 < ?", below);
                conditions.add(FITS, all);
            }
            FoundBy::WholeWords(whole) => {
                conditions.add("m.seq + 0 < ?", below);
                conditions.add(FITS, query_words(&whole, &registers, ""));
                conditions.add(BESIDE, query_words(words, &[], ":*"));
            }
        }
        self.shown(tx, named(conditions, limit), limit).await
    }

    /// What the cases must be, and within which reach if it is not a register each.
    fn conditions(&self, within: bool) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.add_filter(self.filter);
        conditions.add_circle(self.filter);
        if within {
            conditions.add_reach(self.reach);
        }
        conditions
    }

    fn walk_of_sqlite(&self, registers: &[String], below: i64, limit: usize) -> (String, Vec<Value>) {
        let mut conditions = self.conditions(true);
        let (asked, beside) = without_middle(self.words);
        conditions.add("n.beneficiary_name match ?", match_words(&asked, registers));
        conditions.add("n.rowid < ?", below);
        for word in beside {
            conditions.add("' ' || m.search_text like ?", format!("% {word} %"));
        }
        let sql = format!(
            "select m.seq, m.person_id, m.case_id
             from beneficiary_name n join beneficiary m on m.seq = n.rowid join cases c on c.id = m.case_id
             where {} order by n.rowid desc limit {limit}",
            conditions.sql()
        );
        (sql, conditions.values)
    }

    /// Common words on PostgreSQL: the word index knows of each name in which slice of the entries it stands, so that
    /// the latest slices are gathered first, and more of them where too few fit.
    async fn by_slices(
        &self,
        tx: &Tx,
        whole: &[String],
        registers: &[String],
        below: i64,
        limit: usize,
    ) -> Result<Vec<QueryResult>> {
        let row = tx.row("select coalesce(max(seq), 0) as last from beneficiary", []).await?;
        let last: i64 = row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default();
        let (mut end, mut width) = (last.min(below - 1) / SLICE + 1, FIRST_SLICES);
        let mut found = Vec::new();
        while found.len() < limit && end > 0 {
            let begin = (end - width).max(0);
            let slices: Vec<String> = (begin..end).map(|slice| format!("zs{slice}")).collect();
            let asked = query_words(whole, registers, "") + &format!(" & ({})", slices.join(" | "));
            let mut conditions = self.conditions(true);
            conditions.add("m.seq + 0 < ?", below);
            conditions.add(FITS, asked);
            conditions.add(BESIDE, query_words(self.words, &[], ":*"));
            let wanted = limit - found.len();
            found.extend(self.shown(tx, named(conditions, wanted), wanted).await?);
            (end, width) = (begin, (width * 4).min(MOST_SLICES));
        }
        Ok(found)
    }

    /// What is asked of those that a walk finds.
    async fn shown(
        &self,
        tx: &Tx,
        (walk, mut values): (String, Vec<Value>),
        limit: usize,
    ) -> Result<Vec<QueryResult>> {
        let (within, more) = reach_clause(self.reach, "c", values.len() + 1);
        values.extend(more);
        let columns = self.columns;
        let sql = format!(
            "select {columns} from ({walk}) as m join cases c on c.id = m.case_id
             left join beneficiary b on b.case_id = c.id and b.position = 0
             where {within} order by m.seq desc limit {limit}"
        );
        tx.rows(&sql, values).await
    }
}

/// Names of PostgreSQL, latest first.
fn named(conditions: Conditions, limit: usize) -> (String, Vec<Value>) {
    let sql = format!("{NAMED} where {} order by m.seq desc limit {limit}", conditions.sql());
    (sql, conditions.values)
}

/// Names of one slice of the entries; the word index of PostgreSQL is made with it.
const SLICE: i64 = 4096;
/// Slices that are gathered at first, and at most.
const FIRST_SLICES: i64 = 2;
const MOST_SLICES: i64 = 512;

/// The names of PostgreSQL, and the test of their words.
const NAMED: &str =
    "select m.seq, m.person_id, m.case_id from beneficiary m join cases c on c.id = m.case_id";
/// By the word index, which knows of each name in which slice of the entries it stands. The question is read once and
/// not for every name.
const FITS: &str =
    "(m.words || array_to_tsvector(array['zs' || (m.seq / 4096)])) @@ (select to_tsquery('simple', ?))";
/// By the words alone, beside the word index.
const BESIDE: &str = "(m.words @@ (select to_tsquery('simple', ?))) is true";

/// From so many holders in the nation on, a name is common.
const COMMON: u64 = 2_000;

/// How a name is looked for. PostgreSQL's own choice between its ways falls to gathering too much, so that it is only
/// asked how many holders it expects: it keeps the shares of common words.
enum FoundBy {
    /// All words from the word index.
    Words,
    /// The whole words, which few hold, from the word index; the beginning of the last one is looked for in those.
    /// To gather every name that begins so would take longer than all the rest.
    WholeWords(Vec<String>),
    /// Each register walked by itself, latest first.
    Registers,
    /// The whole words, which many hold, from the word index, the latest slices first.
    Slices(Vec<String>),
    /// All names walked, latest first: the beginning of one common word.
    Walk,
}

impl FoundBy {
    async fn choose(tx: &Tx, words: &[String], registers: &[String]) -> Result<Self> {
        let whole = words.split_last().map(|(_, whole)| whole).unwrap_or_default();
        let (of_all, of_whole) = expected(tx, words, whole).await?;
        let few = (1..=FEW).contains(&registers.len());
        // What is left open is the same for every name, so that a plan serves them all.
        tx.run(
            "set local plan_cache_mode = force_generic_plan; set local max_parallel_workers_per_gather = 0;
             set local jit = off",
        )
        .await?;
        Ok(if !whole.is_empty() && of_whole < COMMON {
            Self::WholeWords(whole.to_vec())
        } else if of_all < COMMON {
            Self::Words
        } else if few {
            Self::Registers
        } else if whole.is_empty() {
            Self::Walk
        } else {
            Self::Slices(whole.to_vec())
        })
    }
}

/// How many holders PostgreSQL expects in the nation, of all words and of the whole ones among them.
async fn expected(tx: &Tx, words: &[String], whole: &[String]) -> Result<(u64, u64)> {
    let one = |name: &str, mark: &str| {
        format!("select 1 from beneficiary {name} where {name}.words @@ to_tsquery('simple', {mark})")
    };
    let sql = format!("explain {} union all {}", one("one", "$1"), one("other", "$2"));
    let all = query_words(words, &[], ":*");
    let whole = if whole.is_empty() { all.clone() } else { query_words(whole, &[], "") };
    let mut found = Vec::new();
    for row in tx.rows(&sql, [all.into(), whole.into()]).await? {
        let line: String = row.try_get_by_index(0)?;
        let costs = line.split_once(" on beneficiary o").and_then(|(_, costs)| costs.split_once("rows="));
        found.extend(costs.and_then(|(_, rest)| rest.split(' ').next()?.parse::<u64>().ok()));
    }
    let [of_all, of_whole] = found.as_slice() else { return Ok((0, u64::MAX)) };
    Ok((*of_all, *of_whole))
}

/// Middle names that half the nation bears, and the family names of most of it.
const MIDDLE: [&str; 2] = ["thi", "van"];
const FAMILY: [&str; 14] =
    ["nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo"];

/// What the word index of SQLite is asked, and what is looked for in the names it finds. Beside a rare family name a
/// middle name is cheaper to look for in the few that are left than in the index, where half the nation stands.
fn without_middle(words: &[String]) -> (Vec<String>, Vec<String>) {
    let Some((last, whole)) = words.split_last() else { return (Vec::new(), Vec::new()) };
    let is_rare = |word: &String| !MIDDLE.contains(&word.as_str()) && !FAMILY.contains(&word.as_str());
    if !whole.iter().any(is_rare) {
        return (words.to_vec(), Vec::new());
    }
    let (beside, mut asked): (Vec<String>, Vec<String>) =
        whole.iter().cloned().partition(|word| MIDDLE.contains(&word.as_str()));
    asked.push(last.clone());
    (asked, beside)
}

/// What the word index of SQLite is asked.
fn match_words(words: &[String], registers: &[String]) -> String {
    let last = words.len().saturating_sub(1);
    let mark = |place: usize| if place == last { " *" } else { "" };
    let terms = words.iter().enumerate().map(|(place, word)| format!("\"{word}\"{}", mark(place)));
    let within = (!registers.is_empty()).then(|| format!("({})", registers.join(" OR ")));
    terms.chain(within).collect::<Vec<_>>().join(" AND ")
}

/// What the word index of PostgreSQL is asked; `mark` stands behind the last word.
fn query_words(words: &[String], registers: &[String], mark: &str) -> String {
    let words = words.join(" & ") + mark;
    if registers.is_empty() { words } else { format!("{words} & ({})", registers.join(" | ")) }
}

/// A common name on PostgreSQL: each register is walked by itself, latest first, until enough fit. "is true" keeps
/// the word index, which would gather every holder in the nation, out of it.
fn along_registers(
    mut conditions: Conditions,
    words: &[String],
    registers: &[String],
    limit: usize,
) -> (String, Vec<Value>) {
    let common = conditions.sql();
    let walks: Vec<String> = registers
        .iter()
        .map(|register| {
            let mut own = Conditions { parts: Vec::new(), values: std::mem::take(&mut conditions.values) };
            own.add("m.register = ?", register.as_str());
            own.add(BESIDE, query_words(words, &[], ":*"));
            let sql = own.sql();
            conditions.values = own.values;
            format!("(select * from ({NAMED} where {common} and {sql} order by m.seq desc limit {limit}) as {register})")
        })
        .collect();
    (walks.join(" union all "), conditions.values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_middle_name_is_left_out_beside_a_rare_name_only() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(without_middle(&words("mong thi hoa")), (words("mong hoa"), words("thi")));
        assert_eq!(without_middle(&words("nguyen thi hoa")), (words("nguyen thi hoa"), vec![]));
        assert_eq!(without_middle(&words("hoa thi")), (words("hoa thi"), vec![]));
        assert_eq!(without_middle(&words("thi")), (words("thi"), vec![]));
    }
}
