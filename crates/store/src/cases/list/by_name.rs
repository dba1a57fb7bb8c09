//! Search by words of a name, latest entered first, in a few registers or in the nation.
//!
//! Both databases keep an index of words. SQLite walks it from the latest name back; PostgreSQL gathers all holders
//! of a word first, so that it is kept from gathering where many hold it.

use law::access::Reach;
use sea_orm::Value;
use uuid::Uuid;

use super::{CaseFilter, CaseLine, Conditions, Cursor, FEW, LINE, lines, reach_clause};
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
    let (sql, values) = name_query(tx, reach, filter, words, after, limit, &format!("{LINE}, m.seq")).await?;
    lines(tx, &sql, values).await
}

/// Persons who are beneficiaries within reach, by words of the name, each once.
pub async fn persons_by_name(tx: &Tx, reach: &Reach, filter: &CaseFilter, limit: usize) -> Result<Vec<Uuid>> {
    let query = filter.query.as_deref().unwrap_or_default();
    let words: Vec<String> = query.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = name_query(tx, reach, filter, &words, None, limit, "m.person_id").await?;
    let mut ids: Vec<Uuid> = Vec::new();
    for row in tx.rows(&sql, values).await? {
        let id = row.try_get("", "person_id")?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The statement that finds beneficiaries by words of their names, latest entered first. Words are whole but for the
/// last, which may be the beginning of one: people search while they type.
async fn name_query(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    words: &[String],
    after: Option<&Cursor>,
    limit: usize,
    columns: &str,
) -> Result<(String, Vec<Value>)> {
    let registers: Vec<String> = match reach {
        Reach::Organisations(codes) if codes.len() <= 200 => {
            codes.iter().map(|code| crate::cases::org_word(code)).collect()
        }
        _ => Vec::new(),
    };
    let below = match after {
        Some(Cursor::Below(seq)) => *seq,
        _ => i64::MAX,
    };
    let found_by = FoundBy::choose(tx, words, &registers).await?;
    let by_register = matches!(found_by, FoundBy::Registers);
    let mut conditions = Conditions::default();
    conditions.add_filter(filter);
    conditions.add_circle(filter);
    if !by_register {
        conditions.add_reach(reach);
    }
    if tx.is_sqlite() {
        let (asked, beside) = without_middle(words);
        conditions.add("n.beneficiary_name match ?", match_words(&asked, &registers));
        conditions.add("n.rowid < ?", below);
        for word in beside {
            conditions.add("' ' || m.search_text like ?", format!("% {word} %"));
        }
    } else {
        // An index of places would only gather all of them beside the index of words.
        let walked = matches!(found_by, FoundBy::Registers | FoundBy::Walk);
        conditions.add(if walked { "m.seq < ?" } else { "m.seq + 0 < ?" }, below);
    }
    let (walk, mut values) = if tx.is_sqlite() {
        let sql = format!(
            "select m.seq, m.person_id, m.case_id
             from beneficiary_name n join beneficiary m on m.seq = n.rowid join cases c on c.id = m.case_id
             where {} order by n.rowid desc limit {limit}",
            conditions.sql()
        );
        (sql, conditions.values)
    } else if by_register {
        along_registers(conditions, words, &registers, limit)
    } else {
        match &found_by {
            FoundBy::WholeWords(whole) => {
                conditions.add(FITS, query_words(whole, &registers, ""));
                conditions.add(BESIDE, query_words(words, &[], ":*"));
            }
            FoundBy::Walk => conditions.add(BESIDE, query_words(words, &registers, ":*")),
            FoundBy::Words | FoundBy::Registers => {
                conditions.add(FITS, query_words(words, &registers, ":*"));
            }
        }
        (format!("{NAMED} where {} order by m.seq desc limit {limit}", conditions.sql()), conditions.values)
    };
    let (within, more) = reach_clause(reach, "c", values.len() + 1);
    values.extend(more);
    let sql = format!(
        "select {columns} from ({walk}) as m join cases c on c.id = m.case_id
         left join beneficiary b on b.case_id = c.id and b.position = 0
         where {within} order by m.seq desc limit {limit}"
    );
    Ok((sql, values))
}

/// The names of PostgreSQL, and the test of their words.
const NAMED: &str =
    "select m.seq, m.person_id, m.case_id from beneficiary m join cases c on c.id = m.case_id";
/// Read once and not for every name.
const FITS: &str = "m.words @@ (select to_tsquery('simple', ?))";
/// The same, kept from the word index.
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
    /// All names walked, latest first.
    Walk,
}

impl FoundBy {
    async fn choose(tx: &Tx, words: &[String], registers: &[String]) -> Result<Self> {
        if tx.is_sqlite() {
            return Ok(Self::Words);
        }
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
        } else {
            Self::Walk
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
