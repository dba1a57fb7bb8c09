//! Rules name their basis, their Vietnamese term and a test; the glossary holds every term of `law`.

use std::collections::BTreeSet;

use super::Complaint;
use crate::markdown::spans;
use crate::rules::{INDEX, LAW, comment_above, functions, index, paragraphs, rules, terms};
use crate::rust::{Rust, is_test_file, words};
use crate::tree::Tree;

const GLOSSARY: &str = "GLOSSARY.md";

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = rules_without_basis(tree);
    found.extend(rules_without_term_or_test(tree));
    found.extend(terms_without_entry(tree));
    found.extend(lists_without_entry(tree));
    found.extend(entries_without_identifier(tree));
    if tree.text(INDEX) != index(tree) {
        found.push(Complaint::at(INDEX, 0, "is not what the comments in law say: run `cargo xtask rules`"));
    }
    found
}

/// A public function of a feature that decides something is a rule, unless it belongs to a type.
fn rules_without_basis(tree: &Tree) -> Vec<Complaint> {
    let kernel = format!("{LAW}kernel");
    let bare = functions(tree).into_iter().filter(|function| {
        !function.method
            && function.decides
            && function.basis.is_none()
            && !function.path.starts_with(&kernel)
    });
    let says = |name: &str| {
        format!(
            "public rule `{name}` names no basis: add a paragraph `Basis: <law, article>` to its comment, or \
             `Basis: none; <whose decision>`; a helper is `pub(crate)`"
        )
    };
    bare.map(|function| Complaint::at(&function.path, function.line, says(&function.name))).collect()
}

fn rules_without_term_or_test(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (rule, tests) in rules(tree) {
        let without_law = rule.basis.as_deref().is_some_and(|basis| basis.starts_with("none"));
        if rule.terms.is_empty() && !without_law {
            let says = format!(
                "rule `{}` lacks its Vietnamese term: put it in italics into the first sentence",
                rule.name
            );
            found.push(Complaint::at(&rule.path, rule.line, says));
        }
        if tests.is_empty() {
            let says = format!("no test of law reaches rule `{}`: write one", rule.name);
            found.push(Complaint::at(&rule.path, rule.line, says));
        }
    }
    found
}

/// A thing of `law` whose comment gives a Vietnamese term: where, its name, the term.
fn named(tree: &Tree) -> Vec<(&str, usize, String, String)> {
    let mut found = Vec::new();
    for (path, text) in tree.below(LAW, ".rs").filter(|(path, _)| !is_test_file(path)) {
        let rust = Rust::read(text);
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in rust.code.lines().enumerate().filter(|(at, _)| !rust.is_test(at + 1)) {
            let Some(name) = defined(line) else { continue };
            for term in terms(&paragraphs(&comment_above(&lines, at))[0]) {
                found.push((path, at + 1, name.to_owned(), term));
            }
        }
    }
    found
}

/// The name that a line of code defines: a type, a function, a constant, or a coded value.
fn defined(line: &str) -> Option<&str> {
    let words: Vec<&str> =
        words(line).iter().map(|word| word.text).filter(|word| *word != "const" && *word != "pub").collect();
    match words[..] {
        ["fn" | "struct" | "enum" | "trait" | "type" | "static", name, ..] => Some(name),
        [name, "as", "\"", ..] | [name, "=", "\"", ..] | [name, ":", ..] => Some(name),
        _ => None,
    }
}

fn terms_without_entry(tree: &Tree) -> Vec<Complaint> {
    let glossary = tree.text(GLOSSARY).to_lowercase();
    let names: BTreeSet<&str> = spans(tree.text(GLOSSARY))
        .into_iter()
        .map(|(_, span)| span)
        .flat_map(|span| span.split("::"))
        .collect();
    let mut found = Vec::new();
    for (path, line, name, term) in named(tree) {
        if !glossary.contains(&term.to_lowercase()) {
            let says =
                format!("the term \"{term}\" of `{name}` is not in {GLOSSARY}: add a row with its source");
            found.push(Complaint::at(path, line, says));
        } else if !names.contains(name.as_str()) {
            let says = format!("`{name}` ({term}) is not in {GLOSSARY}: name it in the row of the term");
            found.push(Complaint::at(path, line, says));
        }
    }
    found
}

/// Every list of codes has its row, whether its comment gives a term or not.
fn lists_without_entry(tree: &Tree) -> Vec<Complaint> {
    let rows = spans(tree.text(GLOSSARY));
    let mut found = Vec::new();
    for (path, text) in tree.below(LAW, ".rs").filter(|(path, _)| !is_test_file(path)) {
        let rust = Rust::read(text);
        let lists = rust.plain_words();
        for it in lists.windows(5).filter(|it| it[1].text == "as" && it[2].text == "\"" && it[4].text == "{")
        {
            let name = it[0].text;
            if !rows.iter().any(|(_, span)| *span == name) {
                let says =
                    format!("the list of codes `{name}` is not in {GLOSSARY}: add a row with its source");
                found.push(Complaint::at(path, it[0].line, says));
            }
        }
    }
    found
}

/// What the first column of the glossary names must exist.
fn entries_without_identifier(tree: &Tree) -> Vec<Complaint> {
    let code: Vec<Rust> = tree.below("crates/", ".rs").map(|(_, text)| Rust::read(text)).collect();
    let known: BTreeSet<&str> =
        code.iter().flat_map(|rust| words(&rust.code)).map(|word| word.text).collect();
    let mut found = Vec::new();
    for (at, line) in tree.text(GLOSSARY).lines().enumerate().filter(|(_, line)| line.starts_with('|')) {
        let first = line.trim_matches('|').split('|').next().unwrap_or_default();
        for (_, span) in spans(first) {
            if let Some(part) = span.split("::").find(|part| !known.contains(part)) {
                let says =
                    format!("`{span}`: there is no `{part}` in the code; correct the row or take it out");
                found.push(Complaint::at(GLOSSARY, at + 1, says));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "/// Counts days (*thời hạn*).\n///\n/// Basis: art. 30.\npub fn days_left(on: u8) -> u8 {\n    on\n}\n\
        #[cfg(test)]\nmod tests {\n    #[test]\n    fn counts() { days_left(1); }\n}\n";
    const ENTRY: &str = "| identifier | Vietnamese | source |\n| --- | --- | --- |\n| `cases::days_left` | thời hạn | art. 30 |\n";

    fn check_with(rule: &str, glossary: &str) -> Vec<String> {
        let files = [
            ("crates/law/src/cases.rs", rule),
            ("crates/law/src/lib.rs", "mod cases;"),
            ("GLOSSARY.md", glossary),
        ];
        let rules = index(&Tree::of(&files));
        let mut all = files.to_vec();
        all.push(("RULES.md", &rules));
        check(&Tree::of(&all)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_rule_with_basis_term_test_and_entry_is_fine() {
        assert_eq!(check_with(RULE, ENTRY), [""; 0]);
    }

    #[test]
    fn each_missing_part_is_told() {
        for (rule, glossary, said) in [
            (RULE.replace("Basis: art. 30.", "More."), ENTRY.to_owned(), "names no basis"),
            (RULE.replace(" (*thời hạn*)", ""), ENTRY.to_owned(), "lacks its Vietnamese term"),
            (RULE.replace("days_left(1)", "other(1)"), ENTRY.to_owned(), "no test of law reaches"),
            (RULE.to_owned(), ENTRY.replace("thời hạn", "kỳ hạn"), "is not in GLOSSARY.md: add a row"),
            (RULE.to_owned(), ENTRY.replace("`cases::days_left`", "days"), "name it in the row"),
            (RULE.to_owned(), format!("{ENTRY}| `Gone` | cũ | art. 1 |\n"), "there is no `Gone` in the code"),
        ] {
            let found = check_with(&rule, &glossary);
            assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
        }
    }

    #[test]
    fn a_rule_of_our_own_needs_no_vietnamese_term() {
        let own = RULE.replace(" (*thời hạn*)", "").replace("art. 30", "none; ours");
        assert_eq!(check_with(&own, "| `days_left` | | |"), [""; 0]);
    }

    #[test]
    fn coded_values_and_types_are_named_too() {
        let code = "coded! {\n    /// Sex (*giới tính*).\n    Sex as \"sex\" {\n        /// *Nữ*.\n        Female = \"female\",\n    }\n}\n";
        let found = check_with(code, "| `Sex` | giới tính | |");
        assert!(found.len() == 1 && found[0].contains("\"Nữ\" of `Female`"), "{found:?}");
        let found = check_with(&code.replace(" (*giới tính*)", ""), "| `Sex::Female` | nữ | |");
        assert!(found.len() == 1 && found[0].contains("list of codes `Sex`"), "{found:?}");
    }

    #[test]
    fn an_old_index_is_told() {
        let root = ("crates/law/src/lib.rs", "mod cases;");
        let files =
            [root, ("crates/law/src/cases.rs", RULE), ("GLOSSARY.md", ENTRY), ("RULES.md", "# Rules\n")];
        let found = check(&Tree::of(&files));
        assert!(found.len() == 1 && found[0].says.contains("cargo xtask rules"), "{found:?}");
    }
}
