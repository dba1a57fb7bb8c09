//! What was released stays as it was: migrations against `SHA256SUMS` beside them.
//!
//! `cargo xtask new-migration NAME` lists every earlier step in that file; from then on it is closed. The
//! newest step may be edited until the next one is made or `cargo xtask seal-migrations` closes it too.

use std::collections::BTreeMap;

use super::Complaint;
use crate::migration::{FOLDER, LIST, SUMS, names_in, read_sums, steps, sum};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let sums: BTreeMap<String, (usize, String)> = read_sums(tree.text(SUMS));
    let steps = steps(tree);
    let mut found = Vec::new();
    for (name, (line, expected)) in &sums {
        match steps.iter().find(|(step, _)| step == name) {
            None => {
                let says =
                    format!("lists {name}.sql, which is gone: a released step stays for ever, put it back");
                found.push(Complaint::at(SUMS, *line, says));
            }
            Some((_, text)) if sum(text) != *expected => {
                let path = format!("{FOLDER}{name}.sql");
                let says = "was edited after its release: put it back as it was (git checkout) and write what \
                            should change as a new step, `cargo xtask new-migration NAME`";
                found.push(Complaint::at(&path, 0, says));
            }
            Some(_) => {}
        }
    }
    let earlier = steps.iter().rev().skip(1).filter(|(name, _)| !sums.contains_key(name));
    for (name, _) in earlier {
        let says = "is not the newest step and not listed in SHA256SUMS: make steps with \
                    `cargo xtask new-migration NAME`, which lists the ones before";
        found.push(Complaint::at(&format!("{FOLDER}{name}.sql"), 0, says));
    }
    let known: Vec<String> = names_in(tree.text(LIST));
    let there: Vec<String> = steps.iter().map(|(name, _)| name.clone()).collect();
    if known != there {
        let says =
            format!("STEPS lists {known:?}, the folder holds {there:?}: they must be the same, in order");
        found.push(Complaint::at(LIST, 0, says));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &str = "const STEPS: &[Step] = &[Step { name: \"0001_a\", text: include_str!(\"migrations/0001_a.sql\") },\
        Step { name: \"0002_b\", text: include_str!(\"migrations/0002_b.sql\") }];";

    fn check_with(first: &str, sums: &str, list: &str) -> Vec<String> {
        let files = [
            ("crates/store/src/migrations/0001_a.sql", first),
            ("crates/store/src/migrations/0002_b.sql", "create table b (x text);"),
            (SUMS, sums),
            (LIST, list),
        ];
        check(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    fn sums() -> String {
        format!("{}  0001_a.sql\n", sum("create table a (x text);"))
    }

    #[test]
    fn a_released_step_that_is_untouched_is_fine() {
        assert_eq!(check_with("create table a (x text);", &sums(), STEPS), [""; 0]);
    }

    #[test]
    fn an_edited_step_is_found() {
        let found = check_with("create table a (x text, y text);", &sums(), STEPS);
        assert!(
            found.len() == 1 && found[0].contains("0001_a.sql: was edited after its release"),
            "{found:?}"
        );
    }

    #[test]
    fn an_earlier_step_must_be_listed_and_a_listed_step_must_be_there() {
        let found = check_with("create table a (x text);", "", STEPS);
        assert!(found.len() == 1 && found[0].contains("not listed"), "{found:?}");
        let gone = format!("{}  0000_gone.sql\n{}", sum(""), sums());
        let found = check_with("create table a (x text);", &gone, STEPS);
        assert!(found.len() == 1 && found[0].contains("SHA256SUMS:1: lists 0000_gone.sql"), "{found:?}");
    }

    #[test]
    fn the_list_in_rust_is_the_folder() {
        let found = check_with("create table a (x text);", &sums(), &STEPS.replace("0002_b", "0003_c"));
        assert!(found.len() == 1 && found[0].contains("they must be the same"), "{found:?}");
    }
}
