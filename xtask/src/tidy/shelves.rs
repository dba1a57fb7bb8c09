//! Who may use whom inside a crate: the table "Shelves" of ARCHITECTURE.md, held against the code.
//!
//! A module may use lower shelves only. The first row is the ground: its modules may use one another.
//! What breaks this stands in the table "Named exceptions", with a reason, as long as the code needs it.

use std::collections::{BTreeMap, BTreeSet};

use super::Complaint;
use crate::markdown::{Table, spans, table_under};
use crate::rust::{Rust, Word, is_test_file};
use crate::tree::Tree;

const PAGE: &str = "ARCHITECTURE.md";

/// One module uses another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Use {
    from: String,
    to: String,
    path: String,
    line: usize,
}

/// An exception of the table.
struct Exception {
    line: usize,
    krate: String,
    from: String,
    to: String,
}

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let page = tree.text(PAGE);
    let Some(table) = table_under(page, "Shelves") else {
        return vec![Complaint::at(
            PAGE,
            0,
            "has no table under a heading \"Shelves\": write it, tidy reads it",
        )];
    };
    let exceptions = exceptions(page);
    let mut found = Vec::new();
    let mut needed = BTreeSet::new();
    for (column, krate) in table.rows[0].1.iter().enumerate().skip(1) {
        found.extend(check_crate(tree, krate, &ranks(&table, column), &exceptions, &mut needed));
    }
    for (at, exception) in exceptions.iter().enumerate() {
        if !needed.contains(&at) {
            let Exception { krate, from, to, .. } = exception;
            let says = format!("`{krate}::{from}` does not use `{to}` (any more): take the exception out");
            found.push(Complaint::at(PAGE, exception.line, says));
        }
    }
    found
}

/// Shelf (0 is the ground) and line of each module of a column.
fn ranks(table: &Table, column: usize) -> BTreeMap<String, (usize, usize)> {
    let mut ranks = BTreeMap::new();
    for (shelf, (line, cells)) in table.rows[1..].iter().enumerate() {
        for (_, module) in cells.get(column).map(|cell| spans(cell)).unwrap_or_default() {
            ranks.insert(module.to_owned(), (shelf, *line));
        }
    }
    ranks
}

fn exceptions(page: &str) -> Vec<Exception> {
    let Some(table) = table_under(page, "Named exceptions") else { return Vec::new() };
    let name = |cell: &String| cell.trim_matches('`').to_owned();
    let mut list = Vec::new();
    for (line, cells) in &table.rows[1..] {
        if let [krate, from, to, ..] = &cells[..] {
            list.push(Exception { line: *line, krate: name(krate), from: name(from), to: name(to) });
        }
    }
    list
}

fn check_crate(
    tree: &Tree,
    krate: &str,
    ranks: &BTreeMap<String, (usize, usize)>,
    exceptions: &[Exception],
    needed: &mut BTreeSet<usize>,
) -> Vec<Complaint> {
    let mut found = Vec::new();
    let root = format!("crates/{krate}/src/lib.rs");
    let modules = modules(tree.text(&root));
    for module in modules.iter().filter(|module| !ranks.contains_key(*module)) {
        let says = format!("module `{module}` stands on no shelf: add it to the table \"Shelves\" of {PAGE}");
        found.push(Complaint::at(&root, 0, says));
    }
    for (module, (_, line)) in ranks.iter().filter(|(module, _)| !modules.contains(*module)) {
        let says = format!("crate `{krate}` has no module `{module}`: take it off the shelf");
        found.push(Complaint::at(PAGE, *line, says));
    }
    for one in uses(tree, krate, &modules) {
        let (Some((from, _)), Some((to, _))) = (ranks.get(&one.from), ranks.get(&one.to)) else { continue };
        if to < from || (*from == 0 && *to == 0) {
            continue;
        }
        let named = exceptions.iter().position(|exception| {
            let to = exception.to == "*" || exception.to == one.to;
            exception.krate == krate && exception.from == one.from && to
        });
        if let Some(at) = named {
            needed.insert(at);
            continue;
        }
        let direction = if to == from { "sideways" } else { "up" };
        let says = format!(
            "`{}` reaches {direction} for `{}`: move what both need to a lower shelf, announce an event to \
             `office::reactions`, or name the exception with its reason in {PAGE}",
            one.from, one.to
        );
        found.push(Complaint::at(&one.path, one.line, says));
    }
    found
}

/// The modules that the root of a crate declares.
fn modules(root: &str) -> BTreeSet<String> {
    let rust = Rust::read(root);
    let words = rust.plain_words();
    let declared = words.windows(3).filter(|it| it[0].text == "mod" && it[2].text == ";");
    declared.map(|it| it[1].text.to_owned()).collect()
}

/// Every use of one module of a crate by another, tests apart.
fn uses(tree: &Tree, krate: &str, modules: &BTreeSet<String>) -> Vec<Use> {
    let folder = format!("crates/{krate}/src/");
    let mut found = BTreeSet::new();
    for (path, text) in tree.below(&folder, ".rs") {
        let place = module_of(&path[folder.len()..]);
        let (Some(from), false) = (place.first(), is_test_file(path)) else { continue };
        let rust = Rust::read(text);
        for (name, line) in outside_names(&rust.plain_words(), place.len()) {
            if modules.contains(name) && name != from {
                found.insert(Use { from: from.clone(), to: name.to_owned(), path: path.to_owned(), line });
            }
        }
    }
    found.into_iter().collect()
}

/// `cases/list.rs` is `cases::list`, `cases/mod.rs` and `cases.rs` are `cases`, `lib.rs` is the root.
fn module_of(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// The first name after `crate::`, or after as many `super::` as lead out of the file to the root.
fn outside_names<'a>(words: &[Word<'a>], depth: usize) -> Vec<(&'a str, usize)> {
    let mut found = Vec::new();
    let (mut inner, mut braces): (Vec<usize>, usize) = (Vec::new(), 0);
    for (at, word) in words.iter().enumerate() {
        match word.text {
            "{" => {
                braces += 1;
                if at >= 2 && words[at - 2].text == "mod" {
                    inner.push(braces);
                }
            }
            "}" => {
                if inner.last() == Some(&braces) {
                    inner.pop();
                }
                braces = braces.saturating_sub(1);
            }
            "crate" if text(words, at + 1) == "::" => found.extend(names_at(words, at + 2)),
            "super" if at == 0 || words[at - 1].text != "::" => {
                let climbs = (0..).take_while(|step| text(words, at + 2 * step) == "super").count();
                if climbs >= depth + inner.len() {
                    found.extend(names_at(words, at + 2 * climbs));
                }
            }
            _ => {}
        }
    }
    found
}

/// The name that stands here, or the first names inside the braces that open here.
fn names_at<'a>(words: &[Word<'a>], at: usize) -> Vec<(&'a str, usize)> {
    if text(words, at) != "{" {
        return words.get(at).map(|word| (word.text, word.line)).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut depth = 0;
    for (place, word) in words.iter().enumerate().skip(at) {
        match word.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && matches!(words[place - 1].text, "{" | ",") => {
                found.push((word.text, word.line))
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn text<'a>(words: &[Word<'a>], at: usize) -> &'a str {
    words.get(at).map_or("", |word| word.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "## Shelves\n| shelf | law |\n| --- | --- |\n| ground | `kernel` `access` |\n\
        | 1 | `people` |\n| 2 | `cases` `quality` |\n";

    fn check_with(page: &str, files: &[(&str, &str)]) -> Vec<String> {
        let root = "pub mod kernel;\npub mod access;\nmod people;\npub mod cases;\npub mod quality;\n";
        let mut all = vec![("ARCHITECTURE.md", page), ("crates/law/src/lib.rs", root)];
        all.extend(files);
        check(&Tree::of(&all)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lower_shelves_and_the_ground_may_be_used() {
        let files = [
            (
                "crates/law/src/cases.rs",
                "use crate::{Error, people::Sex};\nmod inner { use super::super::kernel; }",
            ),
            ("crates/law/src/access.rs", "use crate::kernel::Coded;"),
            ("crates/law/src/kernel.rs", "fn f() { crate::access::may() }"),
            ("crates/law/src/people.rs", "#[cfg(test)]\nmod tests { use crate::cases::Case; }"),
            ("crates/law/src/people/tests.rs", "use crate::cases::Case;"),
        ];
        assert_eq!(check_with(TABLE, &files), [""; 0]);
    }

    #[test]
    fn reaching_up_or_sideways_is_named_with_its_place() {
        for (path, code, direction) in [
            ("crates/law/src/people.rs", "//\nuse crate::cases::Case;", "up"),
            ("crates/law/src/people.rs", "//\nuse crate::{cases::{A, B}, kernel};", "up"),
            ("crates/law/src/people.rs", "//\nfn f() { super::cases::open() }", "up"),
            ("crates/law/src/people/list.rs", "//\nuse super::super::cases;", "up"),
            ("crates/law/src/cases.rs", "//\nuse crate::quality;", "sideways"),
            ("crates/law/src/kernel.rs", "//\nuse crate::people;", "up"),
        ] {
            let found = check_with(TABLE, &[(path, code)]);
            assert_eq!(found.len(), 1, "{code}: {found:?}");
            assert!(
                found[0].starts_with(&format!("{path}:2: ")) && found[0].contains(direction),
                "{found:?}"
            );
        }
    }

    #[test]
    fn exceptions_are_named_and_go_when_nobody_needs_them() {
        let page = format!(
            "{TABLE}\n### Named exceptions\n| crate | module | may use | why |\n| --- | --- | --- | --- |\n\
             | law | `people` | `cases` | reason |\n"
        );
        assert_eq!(check_with(&page, &[("crates/law/src/people.rs", "use crate::cases;")]), [""; 0]);
        let found = check_with(&page, &[]);
        assert!(found.len() == 1 && found[0].contains("take the exception out"), "{found:?}");
    }

    #[test]
    fn table_and_code_name_the_same_modules() {
        let without = TABLE.replace("`quality`", "`payments`");
        let found = check_with(&without, &[]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|it| it.contains("no module `payments`")));
        assert!(found.iter().any(|it| it.contains("`quality` stands on no shelf")));
        assert!(check(&Tree::of(&[]))[0].says.contains("has no table"));
    }
}
