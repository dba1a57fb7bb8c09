//! A Rust file taken apart: code without comments and text, the text, the comments, the words of the code.
//!
//! No parser, just enough of the grammar of tokens to tell code from what only looks like it.

use std::ops::Range;

/// A comment or a text in quotes, and the line (from 1) on which it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    pub line: usize,
    pub text: String,
}

/// A file taken apart.
#[derive(Clone, Debug)]
pub struct Rust {
    /// The code, line by line as it was; comments and the insides of quotes are blank.
    pub code: String,
    pub texts: Vec<Piece>,
    pub comments: Vec<Piece>,
    tests: Vec<Range<usize>>,
}

/// A word of code (a name, a number, `::`, or one other sign) and its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word<'a> {
    pub line: usize,
    pub text: &'a str,
}

impl Rust {
    /// Takes a file apart.
    pub fn read(source: &str) -> Self {
        let mut reader = Reader { letters: source.chars().collect(), at: 0, line: 1, code: String::new() };
        let (mut texts, mut comments) = (Vec::new(), Vec::new());
        while let Some(letter) = reader.letter(0) {
            let line = reader.line;
            match letter {
                '/' if reader.letter(1) == Some('/') => {
                    comments.push(Piece { line, text: reader.blank_until_line_end() });
                }
                '/' if reader.letter(1) == Some('*') => {
                    comments.push(Piece { line, text: reader.blank_block_comment() });
                }
                '"' => texts.push(Piece { line, text: reader.blank_quoted() }),
                'r' if reader.begins_raw_text() => texts.push(Piece { line, text: reader.blank_raw() }),
                '\'' if reader.begins_letter() => reader.blank_letter(),
                _ => reader.keep(),
            }
        }
        let tests = test_modules(&reader.code);
        Self { code: reader.code, texts, comments, tests }
    }

    /// Whether a line stands in a `#[cfg(test)]` module of this file.
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&line))
    }

    /// The words of the code, tests too.
    pub fn words(&self) -> Vec<Word<'_>> {
        words(&self.code)
    }

    /// The words of the code outside the test modules.
    pub fn plain_words(&self) -> Vec<Word<'_>> {
        self.words().into_iter().filter(|word| !self.is_test(word.line)).collect()
    }
}

/// Whether a whole file is tests, by its path.
pub fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    line: usize,
    code: String,
}

impl Reader {
    fn letter(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        let letter = self.letters[self.at];
        self.line += usize::from(letter == '\n');
        self.code.push(letter);
        self.at += 1;
    }

    /// Passes over a letter: a blank in the code, itself in the answer.
    fn blank(&mut self, into: &mut String) {
        let letter = self.letters[self.at];
        into.push(letter);
        self.line += usize::from(letter == '\n');
        self.code.push(if letter == '\n' { '\n' } else { ' ' });
        self.at += 1;
    }

    fn blank_until_line_end(&mut self) -> String {
        let mut text = String::new();
        while self.letter(0).is_some_and(|letter| letter != '\n') {
            self.blank(&mut text);
        }
        text
    }

    fn blank_block_comment(&mut self) -> String {
        let (mut text, mut depth) = (String::new(), 0);
        loop {
            match (self.letter(0), self.letter(1)) {
                (None, _) => return text,
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                _ => {
                    self.blank(&mut text);
                    continue;
                }
            }
            self.blank(&mut text);
            self.blank(&mut text);
            if depth == 0 {
                return text;
            }
        }
    }

    fn blank_quoted(&mut self) -> String {
        let mut text = String::new();
        self.keep();
        while let Some(letter) = self.letter(0) {
            match letter {
                '"' => {
                    self.keep();
                    return text;
                }
                '\\' if self.letter(1).is_some() => {
                    self.blank(&mut text);
                    self.blank(&mut text);
                }
                _ => self.blank(&mut text),
            }
        }
        text
    }

    fn begins_raw_text(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.letters[at]);
        let fresh = before.is_none_or(|letter| !is_name(letter) || matches!(letter, 'b' | 'c'));
        let signs = self.letters[self.at + 1..].iter().take_while(|letter| **letter == '#').count();
        fresh && self.letter(1 + signs) == Some('"')
    }

    fn blank_raw(&mut self) -> String {
        let mut signs = 0;
        self.keep();
        while self.letter(0) == Some('#') {
            self.keep();
            signs += 1;
        }
        self.keep();
        let mut text = String::new();
        while let Some(letter) = self.letter(0) {
            let closes = letter == '"' && (1..=signs).all(|ahead| self.letter(ahead) == Some('#'));
            if closes {
                (0..=signs).for_each(|_| self.keep());
                return text;
            }
            self.blank(&mut text);
        }
        text
    }

    /// `'a'` and `'\n'`, but not the lifetime `'a`.
    fn begins_letter(&self) -> bool {
        self.letter(1) == Some('\\') || (self.letter(1) != Some('\'') && self.letter(2) == Some('\''))
    }

    fn blank_letter(&mut self) {
        let mut text = String::new();
        self.keep();
        while let Some(letter) = self.letter(0) {
            if letter == '\'' {
                self.keep();
                return;
            }
            if letter == '\\' && self.letter(1).is_some() {
                self.blank(&mut text);
            }
            self.blank(&mut text);
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The words of a text of code.
pub fn words(code: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(letter) = code[at..].chars().next() {
        let rest = &code[at..];
        let length = if is_name(letter) {
            rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            letter.len_utf8()
        };
        if !letter.is_whitespace() {
            found.push(Word { line, text: &rest[..length] });
        }
        line += usize::from(letter == '\n');
        at += length;
    }
    found
}

/// The lines of `#[cfg(test)] mod … { … }`.
fn test_modules(code: &str) -> Vec<Range<usize>> {
    let words = words(code);
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    let mut found = Vec::new();
    for (at, window) in texts.windows(7).enumerate() {
        if window != ["#", "[", "cfg", "(", "test", ")", "]"] {
            continue;
        }
        let mut next = at + 7;
        while texts.get(next) == Some(&"#") {
            next += texts[next..].iter().position(|text| *text == "]").map_or(1, |end| end + 1);
        }
        if texts.get(next) == Some(&"mod") && texts.get(next + 2) == Some(&"{") {
            let end = closing(&texts, next + 2).unwrap_or(texts.len() - 1);
            found.push(words[at].line..words[end].line + 1);
        }
    }
    found
}

/// Where the bracket that opens at a word closes.
pub fn closing(words: &[&str], opens: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate().skip(opens) {
        match *word {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_code_from_comments_and_texts() {
        let source = "let a = \"x // \\\" y\"; // note\nlet b = r#\"raw \"in\" it\"#; /* one /* two */ */ let c = 'q';";
        let rust = Rust::read(source);
        let texts: Vec<&str> = rust.texts.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["x // \\\" y", "raw \"in\" it"]);
        assert_eq!(rust.comments[0], Piece { line: 1, text: "// note".to_owned() });
        assert_eq!(rust.comments[1], Piece { line: 2, text: "/* one /* two */ */".to_owned() });
        assert!(!rust.code.contains("note") && !rust.code.contains("raw \"in") && !rust.code.contains('q'));
        assert_eq!(rust.code.lines().count(), 2);
    }

    #[test]
    fn a_lifetime_is_no_letter_in_quotes() {
        let rust = Rust::read("fn f<'a>(x: &'a str) { let c = ['\\'', '\"', '{']; g(\"t\") }");
        assert_eq!(rust.texts, [Piece { line: 1, text: "t".to_owned() }]);
        assert_eq!(rust.words().iter().filter(|word| word.text == "{").count(), 1);
    }

    #[test]
    fn knows_the_lines_of_test_modules() {
        let rust = Rust::read("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nfn c() {}\n");
        let tested: Vec<usize> = (1..=6).filter(|line| rust.is_test(*line)).collect();
        assert_eq!(tested, [2, 3, 4, 5]);
        assert!(rust.plain_words().iter().all(|word| word.text != "b"));
        assert!(rust.plain_words().iter().any(|word| word.text == "c"));
    }

    #[test]
    fn splits_words() {
        let texts: Vec<&str> = words("use crate::{a, b_c};").iter().map(|word| word.text).collect();
        assert_eq!(texts, ["use", "crate", "::", "{", "a", ",", "b_c", "}", ";"]);
    }
}
