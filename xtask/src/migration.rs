//! New steps of the schema, and closing the ones before.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::rust::Rust;
use crate::tree::Tree;

/// Where the steps are.
pub const FOLDER: &str = "crates/store/src/migrations/";
/// The checksums of the steps that are closed, as `sha256sum -c` reads them.
pub const SUMS: &str = "crates/store/src/migrations/SHA256SUMS";
/// Where the steps are listed for the program.
pub const LIST: &str = "crates/store/src/migrations.rs";

/// Makes the next step and closes all that came before.
pub fn new(root: &Path, name: &str) -> anyhow::Result<()> {
    let plain =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain {
        bail!("a step is named like `add_interpreter`: small letters, digits, underscores");
    }
    let before = steps(&Tree::read(root)?);
    let number =
        before.last().and_then(|(name, _)| name.split('_').next()?.parse::<u32>().ok()).unwrap_or(0) + 1;
    let step = format!("{number:04}_{name}");
    write_sums(root, &before)?;
    let path = root.join(format!("{FOLDER}{step}.sql"));
    let head = "-- What this step is for, in one sentence. Types in braces and the marks `sqlite:` and\n\
                -- `postgres:` are explained in `migrations.rs`.\n";
    fs::write(&path, head)?;
    let names: Vec<String> = before.into_iter().map(|(name, _)| name).chain([step]).collect();
    let list = root.join(LIST);
    let text = fs::read_to_string(&list)?;
    fs::write(&list, with_steps(&text, &names).context("STEPS was not found in migrations.rs")?)?;
    println!("made {}\nlisted it in {LIST}, closed the steps before it in {SUMS}", path.display());
    Ok(())
}

/// Closes every step that exists; part of a release.
pub fn seal(root: &Path) -> anyhow::Result<()> {
    let steps = steps(&Tree::read(root)?);
    write_sums(root, &steps)?;
    println!("closed {} steps in {SUMS}", steps.len());
    Ok(())
}

/// The steps by name, in order, with their texts.
pub fn steps(tree: &Tree) -> Vec<(String, String)> {
    let name = |path: &str| path[FOLDER.len()..].trim_end_matches(".sql").to_owned();
    tree.below(FOLDER, ".sql").map(|(path, text)| (name(path), text.to_owned())).collect()
}

/// The checksum of a step.
pub fn sum(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Line and checksum by the name of the step.
pub fn read_sums(text: &str) -> BTreeMap<String, (usize, String)> {
    let lines = text.lines().enumerate().filter_map(|(at, line)| {
        let (sum, file) = line.split_once("  ")?;
        Some((file.trim_end_matches(".sql").to_owned(), (at + 1, sum.to_owned())))
    });
    lines.collect()
}

/// The names in the list of `migrations.rs`.
pub fn names_in(list: &str) -> Vec<String> {
    let Some(start) = list.find("STEPS: &[Step]") else { return Vec::new() };
    let end = list[start..].find("];").map_or(list.len(), |end| start + end);
    let texts = Rust::read(&list[start..end]).texts;
    texts.into_iter().map(|piece| piece.text).filter(|text| !text.contains('/')).collect()
}

fn write_sums(root: &Path, steps: &[(String, String)]) -> anyhow::Result<()> {
    let lines: String = steps.iter().map(|(name, text)| format!("{}  {name}.sql\n", sum(text))).collect();
    Ok(fs::write(root.join(SUMS), lines)?)
}

fn with_steps(text: &str, names: &[String]) -> Option<String> {
    let start = text.find("pub const STEPS: &[Step] =")?;
    let end = start + text[start..].find("];")? + 2;
    let steps: String = names
        .iter()
        .map(|name| {
            format!("    Step {{ name: \"{name}\", text: include_str!(\"migrations/{name}.sql\") }},\n")
        })
        .collect();
    Some(format!("{}pub const STEPS: &[Step] = &[\n{steps}];{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_step_is_numbered_listed_and_closes_the_ones_before() {
        let root = std::env::temp_dir().join(format!("tgpl-xtask-{}", std::process::id()));
        fs::create_dir_all(root.join(FOLDER)).expect("a folder to work in");
        fs::write(root.join(FOLDER).join("0001_a.sql"), "create table a (x text);\n").expect("written");
        let list = "pub const STEPS: &[Step] =\n    &[Step { name: \"0001_a\", text: include_str!(\"migrations/0001_a.sql\") }];\n";
        fs::write(root.join(LIST), list).expect("written");

        new(&root, "add_b").expect("a second step");
        let tree = Tree::read(&root).expect("the folder can be read");
        assert_eq!(names_in(tree.text(LIST)), ["0001_a", "0002_add_b"]);
        assert_eq!(read_sums(tree.text(SUMS)).keys().collect::<Vec<_>>(), ["0001_a"]);
        assert!(tree.has(&format!("{FOLDER}0002_add_b.sql")));
        assert!(new(&root, "Thêm cột").is_err());

        seal(&root).expect("closed");
        let tree = Tree::read(&root).expect("the folder can be read");
        assert_eq!(read_sums(tree.text(SUMS)).len(), 2);
        fs::remove_dir_all(&root).expect("cleaned up");
    }
}
