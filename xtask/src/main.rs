//! `cargo xtask …`: the chores of the house. `ci` is the one list of checks, for people and machines alike.
//!
//! Nothing of the system is linked in here, so that `cargo xtask tidy` answers in a second.

mod ci;
mod markdown;
mod migration;
mod rules;
mod rust;
mod tidy;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use tree::Tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  ci [--advisories]     every check, in order, with durations; --advisories asks the advisory database too
  tidy                  the fast checks of the house only (cargo test runs them as well)
  rules                 writes RULES.md from the comments in law
  new-migration NAME    makes the next step of the schema and closes the steps before it
  seal-migrations       closes every step: part of a release
  fairness                gives an invented year three ways: first known, round robin, ranking; prints them side by side
  bench ADDRESS CASES [PART]   measures on sqlite:PATH or postgres://…, which it fills first when it is empty
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is well.
fn run(words: &[&str]) -> anyhow::Result<bool> {
    let root = root();
    match words {
        ["ci"] => ci::run(&root, false),
        ["ci", "--advisories"] => ci::run(&root, true),
        ["tidy"] => tidy(&root),
        ["rules"] => {
            std::fs::write(root.join(rules::INDEX), rules::index(&Tree::read(&root)?))?;
            Ok(true)
        }
        ["new-migration", name] => migration::new(&root, name).map(|()| true),
        ["seal-migrations"] => migration::seal(&root).map(|()| true),
        ["bench", rest @ ..] => bench(&root, rest),
        ["fairness"] => fairness(&root),
        _ => {
            eprint!("{USAGE}");
            Ok(false)
        }
    }
}

fn tidy(root: &std::path::Path) -> anyhow::Result<bool> {
    let found = tidy::complaints(&Tree::read(root)?);
    for complaint in &found {
        println!("{complaint}");
    }
    Ok(found.is_empty())
}

/// Gives an invented year three ways and prints what each does. Nothing of the system is linked in here.
fn fairness(root: &std::path::Path) -> anyhow::Result<bool> {
    let words = ["run", "--quiet", "--workspace", "--bin", "tgpl-bench", "--", "fairness"];
    Ok(std::process::Command::new("cargo").args(words).current_dir(root).status()?.success())
}

/// Builds the program and the bench, which starts it, and runs the bench. Nothing of the system is linked
/// in here.
fn bench(root: &std::path::Path, words: &[&str]) -> anyhow::Result<bool> {
    let cargo = |words: &[&str]| std::process::Command::new("cargo").args(words).current_dir(root).status();
    if !cargo(&["build", "--release", "--workspace", "--bins"])?.success() {
        return Ok(false);
    }
    let run = ["run", "--quiet", "--release", "--workspace", "--bin", "tgpl-bench", "--"];
    Ok(cargo(&[&run[..], words].concat())?.success())
}

/// The folder of the project.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
