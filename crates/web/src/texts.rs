//! Texts: which sentence a page says, in which language.
//!
//! All sentences live in `texts/<lang>/<feature>.ftl` (Fluent). Vietnamese is the fallback and is
//! complete; so is every other language: the tests below fail on a missing, unused, doubled or
//! misspelt key. A page holds one [`T`] and asks `t.get(key)` or `t.with(key, arguments)`.
//! Sentences that are made before the language is known (errors of a form) travel as [`Text`].
//! Numbers given as arguments are written the way of the language; see `ui::money`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};

use crate::ui::money;

static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "vi",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            let english = bundle.locales.contains(&ENGLISH);
            bundle.set_formatter(Some(if english {
                |value, _| write_number(Lang::En, value)
            } else {
                |value, _| write_number(Lang::Vi, value)
            }));
        },
    };
}

static VIETNAMESE: LanguageIdentifier = langid!("vi");
static ENGLISH: LanguageIdentifier = langid!("en");

/// Opens and closes a key that has no text, so that a page test can find it.
pub const MISSING: [char; 2] = ['⟦', '⟧'];

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Vi, Lang::En];

    pub const fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The language that the switch in the page header leads to.
    pub const fn other(self) -> Lang {
        match self {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::Vi => &VIETNAMESE,
            Lang::En => &ENGLISH,
        }
    }
}

/// What a sentence is told: a name as it stands, a number to be written the way of the language
/// (years and codes are text, or they become "2.026"), or another key.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
    Key(&'static str),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

macro_rules! number_arg {
    ($($kind:ty),*) => { $(
        impl From<$kind> for Arg {
            fn from(number: $kind) -> Self {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )* };
}
number_arg!(i64, u64, i32, u32, usize);

/// The texts of one language: copied freely, handed to every view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct T {
    lang: Lang,
}

impl T {
    pub const fn new(lang: Lang) -> Self {
        T { lang }
    }

    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// The sentence behind a key.
    pub fn get(self, key: &str) -> String {
        self.find(key, None).unwrap_or_else(|| missing(key))
    }

    /// The sentence behind a key, with arguments: `t.with("ui-found", &[("n", 12.into())])`.
    pub fn with(self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let args = args.iter().map(|(name, arg)| (Cow::Borrowed(*name), self.value(arg))).collect();
        self.find(key, Some(&args)).unwrap_or_else(|| missing(key))
    }

    /// The sentence behind a key, with arguments whose names come from data.
    pub fn with_data<'d>(self, key: &str, data: impl IntoIterator<Item = (&'d str, &'d str)>) -> String {
        let args = data
            .into_iter()
            .map(|(name, text)| (Cow::Owned(name.to_owned()), FluentValue::from(text.to_owned())))
            .collect();
        self.find(key, Some(&args)).unwrap_or_else(|| missing(key))
    }

    /// The name of a stable code: `t.code(prefix!("code-form"), "litigation")` is the text
    /// `code-form-litigation`. Underscores of the code become hyphens of the key.
    pub fn code(self, prefix: &str, code: &str) -> String {
        self.get(&format!("{prefix}-{}", code.replace('_', "-")))
    }

    /// The name of a stable code where there is one, else the code itself: for lists that may hold what
    /// an older or newer release wrote.
    pub fn code_or_itself(self, prefix: &str, code: &str) -> String {
        let key = format!("{prefix}-{}", code.replace(['_', '.'], "-"));
        self.find(&key, None).unwrap_or_else(|| code.to_owned())
    }

    /// The words of a sentence that was made before the language was known.
    pub fn say(self, text: &Text) -> String {
        match text {
            Text::Key(key) => self.get(key),
            Text::With(key, args) => self.with(key, args),
            Text::Plain(words) => words.clone(),
        }
    }

    fn value(self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Key(key) => FluentValue::from(self.get(key)),
        }
    }

    fn find(self, key: &str, args: Option<&Arguments>) -> Option<String> {
        let find = |lang: Lang| TEXTS.lookup_single_language(lang.id(), key, args).ok();
        find(self.lang).or_else(|| find(Lang::Vi))
    }
}

type Arguments = HashMap<Cow<'static, str>, FluentValue<'static>>;

fn missing(key: &str) -> String {
    tracing::error!(key, "text is missing or lacks an argument");
    format!("{}{key}{}", MISSING[0], MISSING[1])
}

fn write_number(lang: Lang, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(money::number(lang, number.value as i64))
        }
        _ => None,
    }
}

/// A sentence that is not yet in a language. A literal is a key, a `String` is data as it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    Key(&'static str),
    With(&'static str, Vec<(&'static str, Arg)>),
    Plain(String),
}

impl Text {
    pub fn with<const N: usize>(key: &'static str, args: [(&'static str, Arg); N]) -> Self {
        Text::With(key, args.into())
    }
}

impl From<&'static str> for Text {
    fn from(key: &'static str) -> Self {
        Text::Key(key)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Text::Plain(words)
    }
}

/// Names a family of keys built at run time, so that the tests count the family as used:
/// `t.code(prefix!("code-form"), form.code())` uses every key `code-form-…`.
macro_rules! prefix {
    ($prefix:literal) => {
        $prefix
    };
}
pub(crate) use prefix;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Calls whose argument at the given place, when it is a literal, is a text key.
    const CALLS: &[(&str, usize)] = &[
        ("t.get", 0),
        ("t.with", 0),
        ("Text::Key", 0),
        ("Text::with", 0),
        ("Arg::Key", 0),
        ("Field::text", 1),
        ("Field::search", 1),
        ("Field::date", 1),
        ("Field::number", 1),
        ("Field::decimal", 1),
        ("Field::select", 1),
        ("Field::radios", 1),
        ("Field::checkboxes", 1),
        ("Field::checkbox", 1),
        ("Field::textarea", 1),
        ("Field::file", 1),
        ("Field::password", 1),
        (".hint", 0),
        ("errors.add", 1),
        (".flash", 0),
        (".warn", 0),
        (".place", 2),
    ];

    fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let entries = fs::read_dir(folder).expect("the folder exists");
        for path in entries.map(|entry| entry.expect("a folder entry").path()) {
            if path.is_dir() {
                found.extend(files(&path, extension));
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
        found.sort();
        found
    }

    fn home() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    struct Entry {
        key: String,
        file: String,
        variables: BTreeSet<String>,
    }

    fn entries(lang: Lang) -> Vec<Entry> {
        let folder = home().join("texts").join(lang.code());
        let mut found: Vec<Entry> = Vec::new();
        for path in files(&folder, "ftl") {
            let file = path.strip_prefix(home()).expect("inside").display();
            let text = fs::read_to_string(&path).expect("a readable text file");
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let head = line.split_once('=').map(|(head, _)| head.trim_end());
                match head.filter(|head| is_key(head)) {
                    Some(key) => found.push(Entry {
                        key: key.to_owned(),
                        file: file.to_string(),
                        variables: variables(line),
                    }),
                    None => {
                        if let Some(entry) = found.last_mut() {
                            entry.variables.extend(variables(line));
                        }
                    }
                }
            }
        }
        found
    }

    fn is_key(head: &str) -> bool {
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        head.starts_with(|c: char| c.is_ascii_alphabetic()) && head.chars().all(kebab)
    }

    fn variables(line: &str) -> BTreeSet<String> {
        let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        line.split('$').skip(1).map(name).collect()
    }

    fn keys(lang: Lang) -> BTreeMap<String, Entry> {
        let named = |entry: Entry| (entry.key.clone(), entry);
        entries(lang).into_iter().map(named).collect()
    }

    /// The sources without comment lines and tests: what is said about a key is not a use of it.
    fn sources() -> Vec<(String, String)> {
        let mut found = Vec::new();
        for path in files(&home().join("src"), "rs") {
            let name = path.strip_prefix(home()).expect("inside").display().to_string();
            let text = fs::read_to_string(&path).expect("a readable source file");
            let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let code: Vec<&str> =
                shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            found.push((name, code.join("\n")));
        }
        found
    }

    /// The literals that stand as argument number `place` in calls of `callee`.
    fn arguments(code: &str, callee: &str, place: usize) -> Vec<String> {
        let mut found = Vec::new();
        for (at, _) in code.match_indices(callee) {
            let before = code[..at].chars().next_back();
            let inside_a_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if inside_a_word && !callee.starts_with('.') {
                continue;
            }
            let Some(mut rest) = code[at + callee.len()..].strip_prefix('(') else {
                continue;
            };
            for _ in 0..place {
                rest = rest.split_once(',').map_or("", |(_, rest)| rest);
            }
            if let Some(literal) = rest.trim_start().strip_prefix('"') {
                let end = literal.find('"').unwrap_or(0);
                found.push(literal[..end].to_owned());
            }
        }
        found
    }

    fn check(problems: &[String], advice: &str) {
        assert!(problems.is_empty(), "\n{}\n=> {advice}\n", problems.join("\n"));
    }

    #[test]
    fn every_language_has_the_same_keys_with_the_same_arguments() {
        let (first, second) = (keys(Lang::Vi), keys(Lang::En));
        let mut problems = Vec::new();
        for (lang, here, there) in [("en", &first, &second), ("vi", &second, &first)] {
            for (key, entry) in here {
                match there.get(key) {
                    None => problems.push(format!("{key} of {} is missing in {lang}", entry.file)),
                    Some(other) if other.variables != entry.variables => problems.push(format!(
                        "{key}: {} uses {:?}, {} uses {:?}",
                        entry.file, entry.variables, other.file, other.variables
                    )),
                    Some(_) => {}
                }
            }
        }
        check(&problems, "give both texts/vi and texts/en the key with the same arguments");
    }

    #[test]
    fn no_key_stands_twice() {
        let mut problems = Vec::new();
        for lang in Lang::ALL {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for entry in entries(lang) {
                if let Some(first) = seen.insert(entry.key.clone(), entry.file.clone()) {
                    problems.push(format!("{} is in {first} and in {}", entry.key, entry.file));
                }
            }
        }
        check(&problems, "rename one key after its feature, or use the one that exists");
    }

    #[test]
    fn every_text_can_be_read_by_fluent_and_is_in_the_program() {
        let mut problems = Vec::new();
        for lang in Lang::ALL {
            for (key, entry) in keys(lang) {
                let known: Arguments = entry
                    .variables
                    .iter()
                    .map(|name| (Cow::Owned(name.clone()), FluentValue::from(2)))
                    .collect();
                if let Err(error) = TEXTS.lookup_single_language(lang.id(), &key, Some(&known)) {
                    problems.push(format!("{key} in {}: {error}", entry.file));
                }
            }
        }
        check(&problems, "mend the text; if the file is new and right, save src/texts.rs to embed it");
    }

    #[test]
    fn every_key_is_used() {
        let sources = sources();
        let families: Vec<String> = sources
            .iter()
            .flat_map(|(_, code)| arguments(code, "prefix!", 0))
            .map(|family| family + "-")
            .collect();
        let used = |key: &str| {
            let literal = format!("\"{key}\"");
            families.iter().any(|family| key.starts_with(family))
                || sources.iter().any(|(_, code)| code.contains(&literal))
        };
        let problems: Vec<String> = keys(Lang::Vi)
            .into_values()
            .filter(|entry| !used(&entry.key))
            .map(|entry| format!("{} ({})", entry.key, entry.file))
            .collect();
        check(
            &problems,
            "remove the text from every language, or, when its key is built at run time, \
             name the family in the source: prefix!(\"code-form\")",
        );
    }

    #[test]
    fn every_key_asked_for_exists() {
        let known = keys(Lang::Vi);
        let mut problems = Vec::new();
        for (file, code) in sources().iter().filter(|(file, _)| file != "src/texts.rs") {
            for (callee, place) in CALLS {
                for key in arguments(code, callee, *place) {
                    if !known.contains_key(&key) {
                        problems.push(format!("{key} ({file}, {callee})"));
                    }
                }
            }
            for family in arguments(code, "prefix!", 0) {
                let start = format!("{family}-");
                if !known.keys().any(|key| key.starts_with(&start)) {
                    problems.push(format!("{family}-… ({file})"));
                }
            }
        }
        check(&problems, "add the key to texts/vi and texts/en, or correct its spelling");
    }

    #[test]
    fn a_missing_key_is_shown_so_that_page_tests_find_it() {
        assert_eq!(T::new(Lang::En).get("no-such-key"), "⟦no-such-key⟧");
    }

    #[test]
    fn numbers_are_written_the_way_of_the_language() {
        let found = |lang| T::new(lang).with("ui-list-total", &[("n", 1389.into())]);
        assert!(found(Lang::Vi).contains("1.389"), "{}", found(Lang::Vi));
        assert!(found(Lang::En).contains("1,389"), "{}", found(Lang::En));
    }

    #[test]
    fn languages_are_known_by_their_codes() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.code()), Some(lang));
        }
        assert_eq!(Lang::parse("fr"), None);
    }
}
