//! What no file may hold: silenced lints, notes to self without a number, unescaped markup, sentences for people outside
//! the texts, the environment, SQL outside the store, and traces of somebody's machine.

use super::Complaint;
use crate::rules::is_vietnamese;
use crate::rust::{Piece, Rust, Word, is_test_file};
use crate::tree::Tree;

/// Where Vietnamese stands in code because it is data, and which data.
const VIETNAMESE_DATA: &[(&str, &str)] = &[
    ("crates/papers/src/encoding", "letters and syllables by which old encodings are told"),
    ("crates/office/src/exchange/", "headings of paper registers, accepted as names of columns"),
    ("crates/office/src/simulation/", "names and matters of an invented nation"),
    ("crates/office/src/demo", "names and matters of an invented nation"),
    ("crates/store/src/reference/", "names in the reference data"),
];
/// From so many words on, a text is a sentence rather than a name.
const SENTENCE: usize = 4;

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.below("", ".rs") {
        let rust = Rust::read(text);
        found.extend(silenced(path, &rust));
        found.extend(todos(path, &rust));
        found.extend(unescaped(path, &rust));
        found.extend(sentences(path, &rust));
        found.extend(environment(path, &rust));
        found.extend(statements(path, &rust));
    }
    let traces = traces();
    for (path, text) in tree.below("", "") {
        found.extend(traces_in(path, text, &traces));
    }
    found
}

fn silenced(path: &str, rust: &Rust) -> Vec<Complaint> {
    let words = rust.words();
    let attribute = |at: usize| {
        let inner = usize::from(words.get(at + 1).is_some_and(|word| word.text == "!"));
        let bracket = words.get(at + 1 + inner)?.text == "[";
        bracket.then(|| words.get(at + 2 + inner).map(|word| word.text))?
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.text == "#") {
        let says = match attribute(at) {
            Some("allow") => "`#[allow]` hides a lint for ever: use `#[expect(…, reason = \"…\")]`",
            Some("ignore") => "`#[ignore]` hides a test: mend it or take it out",
            _ => continue,
        };
        found.push(Complaint::at(path, word.line, says));
    }
    found
}

fn todos(path: &str, rust: &Rust) -> Vec<Complaint> {
    let marks = ["TODO", "FIXME", "XXX"];
    let marked = |piece: &&Piece| marks.iter().any(|mark| piece.text.contains(mark));
    let numbered =
        |text: &str| text.split('#').skip(1).any(|rest| rest.starts_with(|it: char| it.is_ascii_digit()));
    let bare = rust.comments.iter().filter(marked).filter(|piece| !numbered(&piece.text));
    bare.map(|piece| {
        Complaint::at(path, piece.line, "a TODO needs the number of its issue (`#12`), or to be done")
    })
    .collect()
}

fn unescaped(path: &str, rust: &Rust) -> Vec<Complaint> {
    if !path.starts_with("crates/web/src/") || path.starts_with("crates/web/src/ui/") {
        return Vec::new();
    }
    let says =
        "a view prints unescaped text: let maud escape it, or make a component in `crates/web/src/ui/`";
    rust.words()
        .iter()
        .filter(|word| word.text == "PreEscaped")
        .map(|word| Complaint::at(path, word.line, says))
        .collect()
}

fn sentences(path: &str, rust: &Rust) -> Vec<Complaint> {
    let data = VIETNAMESE_DATA.iter().any(|(place, _)| path.starts_with(place));
    let tool = path.starts_with("xtask/") || path.starts_with("crates/law/");
    if data || tool || is_test_file(path) {
        return Vec::new();
    }
    let sentence = |piece: &&Piece| {
        !rust.is_test(piece.line)
            && is_vietnamese(&piece.text)
            && piece.text.split_whitespace().count() >= SENTENCE
    };
    let says = "a Vietnamese sentence in code: give it a key in `crates/web/texts/`, or, if it is data, name its place \
                in VIETNAMESE_DATA of xtask";
    rust.texts.iter().filter(sentence).map(|piece| Complaint::at(path, piece.line, says)).collect()
}

fn environment(path: &str, rust: &Rust) -> Vec<Complaint> {
    // A build script asks Cargo where to write.
    let exempt = path.starts_with("crates/server/") || path.ends_with("/build.rs") || is_test_file(path);
    let outside = path.starts_with("crates/") && !exempt;
    if !outside {
        return Vec::new();
    }
    let says = "only server reads the environment: make it a setting in `crates/server/src/config.rs` and hand it in";
    let words = rust.plain_words();
    let reads = |it: &&[Word<'_>]| it[0].text == "env" && it[1].text == "::" && it[2].text.starts_with("var");
    words.windows(3).filter(reads).map(|it| Complaint::at(path, it[0].line, says)).collect()
}

/// SQL outside the store; tests and the tools of the house may ask the database.
fn statements(path: &str, rust: &Rust) -> Vec<Complaint> {
    let outside = path.starts_with("crates/") && path.contains("/src/") && !path.starts_with("crates/store/");
    if !outside || is_test_file(path) {
        return Vec::new();
    }
    let is_sql = |text: &str| {
        let text = text.trim_start().to_lowercase();
        let pairs = [("select ", " from "), ("insert into ", ""), ("update ", " set "), ("delete from ", "")];
        pairs.iter().any(|(start, middle)| text.starts_with(start) && text.contains(middle))
    };
    let says = "SQL outside `crates/store`: make it a function there";
    let found = rust.texts.iter().filter(|piece| !rust.is_test(piece.line) && is_sql(&piece.text));
    found.map(|piece| Complaint::at(path, piece.line, says)).collect()
}

/// What betrays a machine; put together here so that this file does not hold it.
fn traces() -> Vec<String> {
    let homes = ["root", "home", "Users", "work"].map(|folder| format!("/{folder}/"));
    let hosts = [
        ("registry.npmjs", "org"),
        ("static.crates", "io"),
        ("index.crates", "io"),
        ("files.pythonhosted", "org"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("proxy.golang", "org"),
    ];
    homes.into_iter().chain(hosts.map(|(host, ending)| format!("{host}.{ending}"))).collect()
}

fn traces_in(path: &str, text: &str, traces: &[String]) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for trace in traces {
            let begins = |place: usize| {
                let before = line[..place].chars().next_back();
                !trace.starts_with('/')
                    || before.is_none_or(|it| !(it.is_alphanumeric() || "._-}/".contains(it)))
            };
            if line.match_indices(trace.as_str()).any(|(place, _)| begins(place)) {
                let says =
                    format!("names {trace}, a place of somebody's machine or a package host: take it out");
                found.push(Complaint::at(path, at + 1, says));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(|it| format!("{}: {}", it.line, it.says)).collect()
    }

    #[test]
    fn what_may_not_stand_anywhere_is_found() {
        let home = ["see /ro", "ot/project"].concat();
        let host = ["https://static.crates", ".io/x"].concat();
        for (path, text, said) in [
            ("crates/law/src/a.rs", "\n#[allow(dead_code)]", "hides a lint"),
            ("crates/law/src/a.rs", "\n#![allow(dead_code)]", "hides a lint"),
            ("crates/law/src/a.rs", "\n#[ignore]\nfn a() {}", "hides a test"),
            ("crates/law/src/a.rs", "\n// TODO later", "number of its issue"),
            ("crates/web/src/cases/views.rs", "\nPreEscaped(text)", "unescaped"),
            ("crates/web/src/cases/views.rs", "\nlet a = \"Đã ghi vụ việc này\";", "Vietnamese sentence"),
            ("crates/office/src/a.rs", "\nstd::env::var(\"X\")", "only server reads"),
            ("crates/office/src/a.rs", "\nlet a = \"update cases set x = 1\";", "SQL outside"),
            ("docs/a.md", &format!("\n{home}"), "somebody's machine"),
            ("package-lock.json", &format!("\n{host}"), "package host"),
        ] {
            let found = check_with(path, text);
            assert!(
                found.len() == 1 && found[0].starts_with("2: ") && found[0].contains(said),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_it_is_left_alone() {
        for (path, text) in [
            ("crates/law/src/a.rs", "// the word #[allow] in a comment, TODO (#12) with a number"),
            ("crates/law/src/a.rs", "#[expect(dead_code, reason = \"x\")]"),
            ("crates/web/src/ui/shell.rs", "PreEscaped(EMBLEM)"),
            ("crates/web/src/cases/views.rs", "let a = \"Đắk Lắk\"; // Đã ghi vụ việc này"),
            (
                "crates/web/src/cases/views.rs",
                "#[cfg(test)]\nmod tests { const A: &str = \"Đã ghi vụ việc này\"; }",
            ),
            ("crates/papers/src/encoding.rs", "let a = \"Đã ghi vụ việc này\";"),
            ("crates/server/src/config.rs", "std::env::var(\"X\")"),
            ("crates/store/src/cases.rs", "let a = \"select id from cases\";"),
            ("crates/office/src/a.rs", "let a = \"select a province first\";"),
            ("docs/a.md", "a route like app/home/ and https://example.org/work/x"),
        ] {
            assert_eq!(check_with(path, text), [""; 0], "{text}");
        }
    }
}
