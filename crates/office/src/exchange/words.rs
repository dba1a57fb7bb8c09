//! The titles and words of paper registers: `words.toml`, read once.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use law::kernel::coded::Coded as _;
use law::kernel::names::fold;
use serde::Deserialize;
use store::imports::FileKind;

#[derive(Deserialize)]
struct Table {
    as_of: String,
    protected_person: String,
    passed_over: Vec<String>,
    titles: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    terms: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

struct Words {
    protected_person: String,
    passed_over: Vec<String>,
    /// File kind and folded title → column.
    titles: HashMap<(FileKind, String), String>,
    /// File kind and column → the first of its titles.
    first_titles: HashMap<(FileKind, String), String>,
    /// List and folded word → code.
    terms: HashMap<(String, String), String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = table();
    let mut titles = HashMap::new();
    let mut first_titles = HashMap::new();
    for kind in FileKind::ALL.iter().copied() {
        for section in ["all", kind.code()] {
            for (column, words) in table.titles.get(section).into_iter().flatten() {
                titles.extend(words.iter().map(|word| ((kind, fold(word)), column.clone())));
                first_titles.extend(words.first().map(|word| ((kind, column.clone()), word.clone())));
            }
        }
    }
    let mut terms = HashMap::new();
    for (list, codes) in &table.terms {
        for (code, words) in codes {
            terms.extend(words.iter().map(|word| ((list.clone(), fold(word)), code.clone())));
        }
    }
    Words {
        protected_person: table.protected_person,
        passed_over: table.passed_over.iter().map(|word| fold(word)).collect(),
        titles,
        first_titles,
        terms,
    }
});

fn table() -> Table {
    toml::from_str(include_str!("words.toml")).expect("words.toml is checked by a test")
}

/// The day on which the table of titles and words was last looked through.
#[must_use]
pub fn words_as_of() -> String {
    table().as_of
}

/// What stands in a file in place of a name that is kept from whoever took the file out.
pub(super) fn protected_person() -> String {
    WORDS.protected_person.clone()
}

/// What paper registers call a column, where they have a word for it.
#[must_use]
pub fn paper_title(kind: FileKind, column: &str) -> Option<&'static str> {
    WORDS.first_titles.get(&(kind, column.to_owned())).map(String::as_str)
}

/// What a title of a file means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Title {
    Column(&'static str),
    PassedOver,
    Unknown,
}

/// Reads a title: the name of a column in either case, or an alias.
pub(super) fn title(kind: FileKind, columns: &[super::columns::Column], text: &str) -> Title {
    let named = |name: &str| columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
    if let Some(column) = named(text) {
        return Title::Column(column.name);
    }
    let folded = fold(text);
    if WORDS.passed_over.contains(&folded) {
        return Title::PassedOver;
    }
    let alias = WORDS.titles.get(&(kind, folded)).and_then(|name| named(name));
    alias.map_or(Title::Unknown, |column| Title::Column(column.name))
}

/// The code that a word stands for in a list of codes.
pub(super) fn term(list: &str, word: &str) -> Option<&'static str> {
    WORDS.terms.get(&(list.to_owned(), fold(word))).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use law::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround};
    use law::eligibility::Category;
    use law::kernel::coded::Coded;
    use law::outreach::{OutreachKind, TargetGroup};
    use law::people::Sex;
    use law::quality::Rating;
    use law::staff::{OrganisationKind, ProviderKind};

    use super::*;
    use crate::exchange::columns::columns_of;

    #[test]
    fn every_title_means_one_column_that_exists() {
        let table = table();
        assert_eq!(table.as_of.len(), 10);
        for kind in FileKind::ALL.iter().copied() {
            let columns = columns_of(kind);
            let passed_over = table.passed_over.iter().map(|word| (fold(word), ""));
            let mut seen: BTreeMap<String, &str> = passed_over.collect();
            let own = table.titles.get(kind.code()).expect("a section for each kind");
            for (column, words) in own {
                assert!(columns.iter().any(|it| it.name == column), "{kind}: {column}");
                for word in words {
                    let other = seen.insert(fold(word), column.as_str()).filter(|other| other != column);
                    assert_eq!(other, None, "{kind}: {word} stands for two things");
                }
            }
        }
    }

    fn check<C: Coded>(table: &Table, checked: &mut BTreeSet<&'static str>) {
        checked.insert(C::NAME);
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (code, words) in table.terms.get(C::NAME).unwrap_or_else(|| panic!("no words for {}", C::NAME)) {
            assert!(C::from_code(code).is_some(), "{}: {code}", C::NAME);
            for word in words {
                let other = seen.insert(fold(word), code.as_str()).filter(|other| other != code);
                assert_eq!(other, None, "{}: {word} stands for two codes", C::NAME);
            }
        }
    }

    #[test]
    fn every_word_means_one_code_that_exists() {
        let table = table();
        let mut checked = BTreeSet::from(["yes-no"]);
        check::<Sex>(&table, &mut checked);
        check::<AidForm>(&table, &mut checked);
        check::<LegalField>(&table, &mut checked);
        check::<ProviderRole>(&table, &mut checked);
        check::<Source>(&table, &mut checked);
        check::<UrgentGround>(&table, &mut checked);
        check::<Category>(&table, &mut checked);
        check::<ClientRole>(&table, &mut checked);
        check::<Stage>(&table, &mut checked);
        check::<ProviderKind>(&table, &mut checked);
        check::<Outcome>(&table, &mut checked);
        check::<Rating>(&table, &mut checked);
        check::<OutreachKind>(&table, &mut checked);
        check::<TargetGroup>(&table, &mut checked);
        check::<OrganisationKind>(&table, &mut checked);
        for list in table.terms.keys() {
            assert!(checked.contains(list.as_str()), "{list} is no list of codes");
        }
    }
}
