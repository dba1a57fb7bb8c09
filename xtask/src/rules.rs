//! The rules of `law` as its source tells them, and RULES.md, the index made of them.
//!
//! A rule is a public function of `law` whose comment names its `Basis:`. Its Vietnamese terms stand in
//! italics in the first paragraph; its tests are those that name it, or that reach it through functions
//! of `law`, the nearest first.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust::{Rust, closing};
use crate::tree::Tree;

/// The folder of `law`.
pub const LAW: &str = "crates/law/src/";
/// The index.
pub const INDEX: &str = "RULES.md";

/// A public function of `law`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// `crates/law/src/cases.rs`.
    pub path: String,
    pub line: usize,
    /// `cases::doubts`, `eligibility::Category::validity`.
    pub name: String,
    /// Whether it belongs to a type.
    pub method: bool,
    /// Whether it takes something and answers with a judgement: no text, no reference to what there is.
    pub decides: bool,
    /// First sentence of the comment.
    pub summary: String,
    /// Vietnamese terms of the first paragraph.
    pub terms: Vec<String>,
    /// What follows `Basis:`, one sentence.
    pub basis: Option<String>,
    /// Whether its comment holds an example that runs as a test.
    pub example: bool,
}

impl Function {
    /// The last part of the name.
    pub fn short(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or_default()
    }
}

/// Every public function of `law`, tests apart.
pub fn functions(tree: &Tree) -> Vec<Function> {
    let mut found = Vec::new();
    for (path, text) in law_files(tree) {
        let rust = Rust::read(text);
        let code: Vec<&str> = rust.code.lines().collect();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in code.iter().enumerate() {
            if let Some(name) = public_function(line).filter(|_| !rust.is_test(at + 1)) {
                let indented = line.starts_with(' ');
                let owner = if indented { owner_of(&code[..at]) } else { None };
                let module = module_of(tree, path);
                let parts = [Some(module.as_str()), owner.as_deref(), Some(name)];
                let comment = comment_above(&lines, at);
                found.push(Function {
                    path: path.to_owned(),
                    line: at + 1,
                    name: parts.into_iter().flatten().collect::<Vec<_>>().join("::"),
                    method: indented,
                    decides: decides(&code[at..].join("\n")),
                    summary: sentence(&paragraphs(&comment)[0]),
                    terms: terms(&paragraphs(&comment)[0]),
                    basis: paragraphs(&comment)
                        .iter()
                        .find_map(|paragraph| paragraph.split_once("Basis:"))
                        .map(|(_, rest)| sentence(rest.trim())),
                    example: comment.iter().any(|line| line.trim() == "```"),
                });
            }
        }
    }
    found
}

fn law_files(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.below(LAW, ".rs").filter(|(path, _)| !crate::rust::is_test_file(path))
}

fn public_function(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let rest = rest.trim_start_matches("const ").strip_prefix("fn ")?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next()
}

/// The type of the last `impl` that begins at the margin.
fn owner_of(before: &[&str]) -> Option<String> {
    let line = before.iter().rev().find(|line| line.starts_with("impl"))?;
    let words: Vec<&str> = crate::rust::words(line).iter().map(|word| word.text).collect();
    let place = words.iter().position(|word| *word == "for").map_or(1, |at| at + 1);
    words.get(place).map(|word| (*word).to_owned())
}

fn decides(code: &str) -> bool {
    let words: Vec<&str> = crate::rust::words(code).iter().take(300).map(|word| word.text).collect();
    let Some(open) = words.iter().position(|word| *word == "(") else { return false };
    let Some(close) = closing(&words, open) else { return false };
    let answer: Vec<&str> =
        words[close..].iter().copied().take_while(|word| !matches!(*word, "{" | "where")).collect();
    close > open + 1 && answer.len() > 1 && !answer.iter().any(|word| matches!(*word, "String" | "str" | "&"))
}

/// The lines of the comment above a function, without the marks.
pub fn comment_above(lines: &[&str], at: usize) -> Vec<String> {
    let above = lines[..at].iter().rev().map(|line| line.trim());
    let mut comment: Vec<String> = above
        .take_while(|line| line.starts_with("///") || line.starts_with("#["))
        .filter_map(|line| line.strip_prefix("///"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned())
        .collect();
    comment.reverse();
    comment
}

/// The paragraphs of a comment; always at least one.
pub fn paragraphs(comment: &[String]) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in comment {
        let last = all.last_mut().expect("there is always one");
        if line.is_empty() {
            all.push(String::new());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(line);
        }
    }
    all
}

/// Up to the first full stop that ends a sentence.
fn sentence(text: &str) -> String {
    let ends = text.match_indices(". ").find(|(at, _)| {
        text[at + 2..]
            .chars()
            .next()
            .is_some_and(|next| next.is_uppercase() || matches!(next, '`' | '[' | '*'))
    });
    ends.map_or(text, |(at, _)| &text[..at]).trim_end_matches('.').to_owned()
}

/// The terms in italics that are Vietnamese, one by one, without their clause numbers.
pub fn terms(text: &str) -> Vec<String> {
    let plain = text.replace("**", "");
    let spans = plain.split('*').skip(1).step_by(2).filter(|span| is_vietnamese(span));
    spans
        .flat_map(|span| span.split(';'))
        .map(|term| term.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}

/// Whether a text has letters that only Vietnamese uses.
pub fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, 'ă'..='ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}'))
        || text.chars().any(|letter| "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĩũĨŨ".contains(letter))
}

/// `cases` of `crates/law/src/cases.rs` and of `crates/law/src/cases/closing.rs`.
fn feature_of(path: &str) -> &str {
    path.trim_start_matches(LAW).split(['/', '.']).next().unwrap_or_default()
}

/// The path by which others name what a file holds: modules that are not public are left out.
fn module_of(tree: &Tree, path: &str) -> String {
    let parts: Vec<&str> =
        path[LAW.len()..].trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    let mut shown = vec![parts[0]];
    for (place, part) in parts.iter().enumerate().skip(1) {
        let above = parts[..place].join("/");
        let public = [format!("{LAW}{above}.rs"), format!("{LAW}{above}/mod.rs")]
            .iter()
            .any(|file| tree.text(file).contains(&format!("pub mod {part};")));
        shown.extend(public.then_some(*part));
    }
    shown.join("::")
}

/// For each function of `law`, tests too: what it calls, by name.
struct Calls {
    bodies: BTreeMap<String, BTreeSet<String>>,
    tests: BTreeSet<String>,
}

impl Calls {
    /// Those of one feature: elsewhere the same name means something else.
    fn read(tree: &Tree, feature: &str) -> Self {
        let mut calls = Self { bodies: BTreeMap::new(), tests: BTreeSet::new() };
        let own = tree.below(LAW, ".rs").filter(|(path, _)| feature_of(path) == feature);
        for (_, text) in own.chain(tree.below("crates/law/tests/", ".rs")) {
            let rust = Rust::read(text);
            let words: Vec<&str> = rust.words().iter().map(|word| word.text).collect();
            for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "fn") {
                let Some(name) = words.get(at + 1) else { continue };
                let opens =
                    words[at..].iter().position(|word| matches!(*word, "{" | ";")).map(|step| at + step);
                let Some(opens) = opens.filter(|opens| words[*opens] == "{") else { continue };
                let end = closing(&words, opens).unwrap_or(words.len());
                let body = words[opens..end].iter().map(|word| (*word).to_owned());
                calls.bodies.entry((*name).to_owned()).or_default().extend(body);
                if at >= 4 && words[at - 4..at] == ["#", "[", "test", "]"] {
                    calls.tests.insert((*name).to_owned());
                }
            }
        }
        calls
    }

    /// The tests that reach a function by the fewest steps.
    fn tests_of(&self, function: &str) -> Vec<String> {
        let mut reached: BTreeSet<String> = BTreeSet::from([function.to_owned()]);
        loop {
            let calls_one = |body: &BTreeSet<String>| reached.iter().any(|name| body.contains(name));
            let next: BTreeSet<String> = self
                .bodies
                .iter()
                .filter(|(name, body)| !reached.contains(*name) && calls_one(body))
                .map(|(name, _)| name.clone())
                .collect();
            let tests: Vec<String> = next.intersection(&self.tests).cloned().collect();
            if !tests.is_empty() || next.is_empty() {
                return tests;
            }
            reached.extend(next);
        }
    }
}

/// The rules of `law`, each with its tests.
pub fn rules(tree: &Tree) -> Vec<(Function, Vec<String>)> {
    let with_tests = |function: Function| {
        let mut tests = Calls::read(tree, feature_of(&function.path)).tests_of(function.short());
        if function.example {
            tests.insert(0, "example in its comment".to_owned());
        }
        (function, tests)
    };
    functions(tree).into_iter().filter(|function| function.basis.is_some()).map(with_tests).collect()
}

/// RULES.md as it should be.
pub fn index(tree: &Tree) -> String {
    let mut text = String::from(
        "# Rules\n\nWritten by `cargo xtask rules` from the comments in `crates/law/src`; edits here are lost.\n\
         Search a Vietnamese term or an article. A rule without a basis in law says so and whose decision it is.\n",
    );
    let mut file = String::new();
    for (rule, tests) in rules(tree) {
        if rule.path != file {
            file.clone_from(&rule.path);
            let head =
                "| rule | Vietnamese term | basis | function | test |\n| --- | --- | --- | --- | --- |\n";
            text.push_str(&format!("\n## {}\n\n{head}", &file[LAW.len()..]));
        }
        let some = tests
            .iter()
            .take(2)
            .map(|test| if test.contains(' ') { test.clone() } else { format!("`{test}`") });
        let cells = [
            without_terms(&rule.summary),
            rule.terms.join(", "),
            rule.basis.clone().unwrap_or_default(),
            format!("`law::{}`", rule.name),
            some.collect::<Vec<_>>().join("; "),
        ];
        text.push_str(&format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | ")));
    }
    text
}

/// A sentence without the terms in brackets, and without the brackets of references.
fn without_terms(summary: &str) -> String {
    let mut text = summary.to_owned();
    while let Some(start) = text.find(" (*") {
        let Some(end) = text[start..].find("*)") else { break };
        text.replace_range(start..start + end + 2, "");
    }
    text.replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &str = "impl Days {\n    /// Whether it is late.\n    #[must_use]\n    pub fn is_late(self) -> bool { true }\n}\n\
        /// Counts the days left (*thời hạn còn lại*), in words.\n///\n/// Basis: art. 30(1); Circular 12/2018 art. 10. Zero on\n\
        /// the last day.\n#[must_use]\npub fn days_left(on: Date) -> i32 {\n    0\n}\n\
        /// Helps.\nfn helper() -> i32 { days_left(today()) }\n\
        #[cfg(test)]\nmod tests {\n    pub fn made_up() {}\n    #[test]\n    fn counts_down() { helper() }\n    #[test]\n    fn other() {}\n}\n";

    fn tree() -> Tree {
        Tree::of(&[("crates/law/src/cases.rs", CASES)])
    }

    #[test]
    fn reads_functions_with_their_comments() {
        let found = functions(&tree());
        assert_eq!(
            found.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ["cases::Days::is_late", "cases::days_left"]
        );
        let rule = &found[1];
        assert_eq!(rule.summary, "Counts the days left (*thời hạn còn lại*), in words");
        assert_eq!(rule.terms, ["thời hạn còn lại"]);
        assert_eq!(rule.basis.as_deref(), Some("art. 30(1); Circular 12/2018 art. 10"));
        assert!(!rule.method && rule.decides && found[0].method && found[0].basis.is_none());
    }

    #[test]
    fn a_judgement_is_told_from_a_text_and_a_list() {
        for (code, expected) in [
            ("fn is_late(on: Date) -> bool {", true),
            ("fn deadline(\n    on: Date,\n) -> Result<Date, Refusal> {", true),
            ("fn all() -> Vec<Rule> {", false),
            ("fn name(code: u8) -> String {", false),
            ("fn find(id: u8) -> Option<&'static Rule> {", false),
            ("fn print(id: u8) {", false),
        ] {
            assert_eq!(decides(code), expected, "{code}");
        }
    }

    #[test]
    fn finds_the_test_that_reaches_a_rule() {
        let rules = rules(&tree());
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].1, ["counts_down"]);
    }

    #[test]
    fn writes_one_line_a_rule() {
        let index = index(&tree());
        assert!(index.contains("## cases.rs"));
        assert!(index.contains(
            "| Counts the days left, in words | thời hạn còn lại | art. 30(1); Circular 12/2018 art. 10 | \
             `law::cases::days_left` | `counts_down` |"
        ), "{index}");
    }

    #[test]
    fn splits_terms_and_leaves_english_italics() {
        assert_eq!(
            terms("a (*kỳ báo cáo; thời điểm lấy số liệu*) and *only this* b"),
            ["kỳ báo cáo", "thời điểm lấy số liệu"]
        );
    }
}
