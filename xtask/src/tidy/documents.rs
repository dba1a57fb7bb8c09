//! What README, ARCHITECTURE, CONTRIBUTING and GLOSSARY name must exist: files, folders, functions, links.
//!
//! Decision records are left alone: they tell of their day and are never edited.

use super::Complaint;
use crate::markdown::{alternatives, links, spans};
use crate::rust::{Rust, words};
use crate::tree::Tree;

const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"];
const CRATES: [&str; 6] = ["law", "store", "papers", "office", "web", "server"];

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for page in PAGES {
        let text = tree.text(page);
        if text.is_empty() {
            found.push(Complaint::at(page, 0, "is missing: write it"));
        }
        for (line, span) in spans(text) {
            found.extend(wrong(tree, span).map(|says| Complaint::at(page, line, says)));
        }
        for (line, target) in links(text) {
            if !tree.has(target) {
                found.push(Complaint::at(
                    page,
                    line,
                    format!("links to {target}, which does not exist: correct it"),
                ));
            }
        }
    }
    found
}

/// What is wrong with a name between backticks, if it claims to be one of ours.
fn wrong(tree: &Tree, span: &str) -> Option<String> {
    if span.contains(['<', '*', '…', ' ', '$', '(']) || span.starts_with('/') {
        return None;
    }
    let (path, item) = span.split_once("::").map_or((span, None), |(path, item)| (path, Some(item)));
    if is_path(tree, path) {
        let gone = alternatives(path).into_iter().find(|path| !tree.has(path));
        if let Some(gone) = gone {
            return Some(format!("names {gone}, which does not exist: correct the page"));
        }
        let last = item?.rsplit("::").next()?;
        let there = defines(tree.text(path), last);
        return (!there).then(|| format!("{path} defines no `{last}`: correct the page"));
    }
    item.filter(|_| CRATES.contains(&path)).and_then(|item| missing_item(tree, path, item))
}

fn is_path(tree: &Tree, path: &str) -> bool {
    let known_ending = [".md", ".toml", ".rs", ".sql", ".ftl", ".css", ".js", ".json", ".csv"];
    match path.split_once('/') {
        Some((first, _)) => tree.has(first) || CRATES.contains(&first),
        None => known_ending[..2].iter().any(|ending| path.ends_with(ending)) && path.len() > 5,
    }
}

/// `office::cases::register`: the module has files, and one of them defines the last name.
fn missing_item(tree: &Tree, krate: &str, item: &str) -> Option<String> {
    let parts: Vec<&str> = item.split("::").collect();
    let (first, last) = (parts.first()?, parts.last()?);
    let base = format!("crates/{krate}/src/");
    let (file, folder) = (format!("{base}{first}.rs"), format!("{base}{first}/"));
    let of_module = |path: &str| path == file || path.starts_with(&folder);
    let is_module = tree.has(&file) || tree.has(&folder);
    let mut files = tree.below(&base, ".rs").filter(|(path, _)| !is_module || of_module(path));
    let there = (is_module && parts.len() == 1) || files.any(|(_, text)| defines(text, last));
    (!there).then(|| format!("crate {krate} has no `{item}`: correct the page"))
}

/// Whether a file defines a name.
fn defines(text: &str, name: &str) -> bool {
    let rust = Rust::read(text);
    let words = words(&rust.code);
    let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "!"];
    let declared = words.windows(2).any(|it| kinds.contains(&it[0].text) && it[1].text == name);
    // Values of enums, fields, and what `coded!` declares.
    declared
        || words
            .windows(2)
            .any(|it| it[0].text == name && matches!(it[1].text, "," | "{" | "=" | "as" | ":" | "("))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(text: &str) -> Vec<String> {
        let files = [
            ("README.md", "x"),
            ("CONTRIBUTING.md", "x"),
            ("GLOSSARY.md", "x"),
            ("ARCHITECTURE.md", text),
            ("crates/office/src/cases.rs", "pub async fn register() {}\npub enum Queue { Open, }"),
            ("crates/web/texts/vi/cases.ftl", ""),
            ("crates/web/texts/en/cases.ftl", ""),
        ];
        check(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_exists_may_be_named() {
        let text = "`crates/office/src/cases.rs` `crates/office/src/cases.rs::register` `office::cases::register` \
            `office::cases` `office::cases::Queue::Open` `crates/web/texts/{vi,en}/cases.ftl` `README.md` `/cases/{id}` \
            `crates/web/texts/` `cargo run --release -- demo` `a/b` `<feature>/x.rs` [see](README.md#top)";
        assert_eq!(check_with(text), [""; 0]);
    }

    #[test]
    fn what_does_not_exist_may_not() {
        for (text, said) in [
            ("see `crates/office/src/payments.rs`", "payments.rs, which does not exist"),
            ("see `office/src/cases.rs`", "office/src/cases.rs, which does not exist"),
            ("see `crates/office/src/cases.rs::close`", "defines no `close`"),
            ("see `office::cases::close`", "has no `cases::close`"),
            ("see `office::payments`", "has no `payments`"),
            ("see `crates/web/texts/{vi,km}/cases.ftl`", "texts/km/cases.ftl"),
            ("see `OTHER.md`", "OTHER.md, which does not exist"),
            ("[see](docs/gone.md)", "links to docs/gone.md"),
        ] {
            let found = check_with(text);
            assert!(found.len() == 1 && found[0].contains(said), "{text}: {found:?}");
            assert!(found[0].starts_with("ARCHITECTURE.md:1: "));
        }
    }
}
