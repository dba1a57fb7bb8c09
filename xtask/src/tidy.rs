//! The checks that keep the house clean: `cargo xtask tidy`, and a test, so that `cargo test` runs them too.
//!
//! Each check reads the [`Tree`] and answers complaints; each complaint says what to do. `shelves` who may
//! use whom · `law` rules and their words · `documents` what documents claim · `migrations` what was
//! released · `habits` what no file may hold.

mod documents;
mod habits;
mod law;
mod migrations;
mod shelves;

use crate::tree::Tree;

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Complaint {
    pub path: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub says: String,
}

impl Complaint {
    pub fn at(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, says: says.into() }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.says),
            line => write!(f, "{}:{line}: {}", self.path, self.says),
        }
    }
}

/// Runs every check.
pub fn complaints(tree: &Tree) -> Vec<Complaint> {
    let checks: [fn(&Tree) -> Vec<Complaint>; 5] =
        [shelves::check, law::check, documents::check, migrations::check, habits::check];
    let mut found: Vec<Complaint> = checks.iter().flat_map(|check| check(tree)).collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_tidy() {
        let tree = Tree::read(&crate::root()).expect("the tree can be read");
        assert!(tree.has("crates/law/src/lib.rs"), "the tree is not the project");
        let found = complaints(&tree);
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{} complaints:\n{}", list.len(), list.join("\n"));
    }
}
