//! The one list of checks. The quick ones come first; all of them run, so that one run tells everything.
//!
//! Output goes to `target/ci/<step>.log`; on the screen stands one line a step, the closing lines of the
//! tests, and the end of the log of a step that failed.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;

/// What a crate must not have among its dependencies.
struct Forbidden {
    krate: &'static str,
    /// Whether dependencies of dependencies count.
    deep: bool,
    names: &'static [&'static str],
}

/// The arrows of ARCHITECTURE.md, from the other side.
const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        krate: "law",
        deep: true,
        names: &["tokio", "sea-orm", "sqlx", "axum", "maud", "store", "papers"],
    },
    Forbidden {
        krate: "store",
        deep: true,
        names: &["axum", "maud", "fluent-templates", "papers", "office", "web"],
    },
    Forbidden {
        krate: "papers",
        deep: true,
        names: &["law", "store", "office", "web", "axum", "maud", "tokio", "sea-orm"],
    },
    Forbidden { krate: "office", deep: true, names: &["axum", "maud", "fluent-templates", "web"] },
    Forbidden { krate: "office", deep: false, names: &["sea-orm", "sqlx", "calamine", "rust_xlsxwriter"] },
    Forbidden { krate: "web", deep: false, names: &["store", "papers", "sea-orm", "sqlx"] },
    Forbidden { krate: "xtask", deep: true, names: &["law", "store", "office", "web", "tokio"] },
];

/// The version of cargo-deny that the checks are written for.
const CARGO_DENY: &str = "0.20.2";

struct Step {
    name: &'static str,
    work: Work,
}

enum Work {
    /// A command of cargo, with the environment it needs.
    Cargo(&'static [&'static str], &'static [(&'static str, &'static str)]),
    Tidy,
    Arrows,
    Deny,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", work: Work::Cargo(&["fmt", "--all", "--", "--check"], &[]) },
    Step { name: "tidy", work: Work::Tidy },
    Step { name: "arrows", work: Work::Arrows },
    Step { name: "deny", work: Work::Deny },
    Step {
        name: "clippy",
        work: Work::Cargo(
            &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
            &[],
        ),
    },
    // For those who work on the house, so private things are described too and may be linked to.
    Step {
        name: "doc",
        work: Work::Cargo(
            &["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"],
            &[("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links")],
        ),
    },
    // The command of the README, to the end whatever fails. Databases and browsers come by the environment.
    Step { name: "test", work: Work::Cargo(&["test", "--workspace", "--no-fail-fast"], &[]) },
];

/// Runs the list; answers whether every step passed.
pub fn run(root: &Path, advisories: bool) -> anyhow::Result<bool> {
    let logs = root.join("target/ci");
    std::fs::create_dir_all(&logs)?;
    let mut failed = Vec::new();
    for step in STEPS {
        let log = logs.join(format!("{}.log", step.name));
        let begun = Instant::now();
        let well = match step.work {
            Work::Cargo(words, settings) => cargo(root, &log, words, settings)?,
            Work::Tidy => write(&log, &tidy(root)?)?,
            Work::Arrows => write(&log, &arrows(root)?)?,
            Work::Deny => deny(root, &log, advisories)?,
        };
        println!(
            "{} {:<7} {:>7.1} s",
            if well { "ok  " } else { "FAIL" },
            step.name,
            begun.elapsed().as_secs_f64()
        );
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        if step.name == "test" {
            closing_lines(&text).for_each(|line| println!("     {line}"));
        }
        if !well {
            failed.push(step.name);
            println!("{}\n     (all of it: {})", end_of(&text), log.display());
        }
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    Ok(failed.is_empty())
}

fn cargo(root: &Path, log: &Path, words: &[&str], settings: &[(&str, &str)]) -> anyhow::Result<bool> {
    let out = File::options().create(true).append(true).open(emptied(log)?)?;
    let status = Command::new("cargo")
        .args(words)
        .envs(settings.iter().copied())
        .env("CARGO_TERM_COLOR", "never")
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(out.try_clone()?)
        .stdout(out)
        .status()
        .context("cargo could not be started")?;
    Ok(status.success())
}

/// The same file, with nothing in it.
fn emptied(log: &Path) -> anyhow::Result<&Path> {
    File::create(log)?;
    Ok(log)
}

/// Writes complaints; answers whether there are none.
fn write(log: &Path, complaints: &[String]) -> anyhow::Result<bool> {
    std::fs::write(log, complaints.join("\n"))?;
    Ok(complaints.is_empty())
}

fn tidy(root: &Path) -> anyhow::Result<Vec<String>> {
    let found = crate::tidy::complaints(&crate::tree::Tree::read(root)?);
    Ok(found.iter().map(ToString::to_string).collect())
}

fn arrows(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for Forbidden { krate, deep, names } in FORBIDDEN {
        let depth = if *deep { "255" } else { "1" };
        let words = [
            "tree", "--locked", "-p", krate, "-e", "normal", "--depth", depth, "--prefix", "none", "-f",
            "{p}",
        ];
        let answer = Command::new("cargo").args(words).current_dir(root).output()?;
        if !answer.status.success() {
            found.push(format!("cargo tree -p {krate}: {}", String::from_utf8_lossy(&answer.stderr)));
        }
        let tree = String::from_utf8_lossy(&answer.stdout).into_owned();
        found.extend(seen(&tree, krate, names).into_iter().map(|name| {
            format!("{krate} depends on {name}: the arrows of ARCHITECTURE.md forbid it; take the line out of its Cargo.toml")
        }));
    }
    Ok(found)
}

/// The forbidden names among the lines of `cargo tree`.
fn seen<'a>(tree: &str, krate: &str, names: &[&'a str]) -> Vec<&'a str> {
    let there = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    names.iter().copied().filter(|name| *name != krate && there(name)).collect()
}

/// Licences, forbidden crates and sources; the advisory database only where it is asked for, since it
/// is fetched from outside.
fn deny(root: &Path, log: &Path, advisories: bool) -> anyhow::Result<bool> {
    let installed = Command::new("cargo").args(["deny", "--version"]).current_dir(root).output()?;
    let wanted = format!("cargo-deny {CARGO_DENY}");
    if String::from_utf8_lossy(&installed.stdout).trim() != wanted {
        // The dev profile builds it in about a minute; it runs for four seconds either way.
        let package = format!("cargo-deny@{CARGO_DENY}");
        let words = ["install", "--locked", "--force", "--profile", "dev", "--quiet", package.as_str()];
        if !cargo(root, log, &words, &[])? {
            return Ok(false);
        }
    }
    let mut words = vec!["deny", "--all-features", "check", "licenses", "bans", "sources"];
    words.extend(advisories.then_some("advisories"));
    cargo(root, log, &words, &[])
}

/// The lines of the test runner that say what ran and how it ended.
fn closing_lines(log: &str) -> impl Iterator<Item = &str> {
    let wanted = ["Running ", "Doc-tests ", "test result:", "error: "];
    log.lines().map(str::trim).filter(move |line| wanted.iter().any(|start| line.starts_with(start)))
}

/// The end of a log. The line that calls the linker names thousands of files: it is cut, so that its complaint is seen.
fn end_of(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let skipped = lines.len().saturating_sub(150);
    let shown =
        lines[skipped..].iter().map(|line| format!("     {}", line.chars().take(600).collect::<String>()));
    shown.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_dependency_is_seen_by_its_whole_name() {
        let tree = "web v0.1.0 (path)\nlaw v0.1.0\nstored v1.0.0\nsea-orm v2.0.4\n";
        assert_eq!(seen(tree, "web", &["store", "sea-orm", "web"]), ["sea-orm"]);
    }

    #[test]
    fn every_crate_of_the_arrows_exists() {
        for forbidden in FORBIDDEN {
            let name = forbidden.krate;
            let folder = if name == "xtask" {
                crate::root().join(name)
            } else {
                crate::root().join("crates").join(name)
            };
            assert!(folder.join("Cargo.toml").is_file(), "{name}");
        }
    }

    #[test]
    fn the_end_of_a_log_is_cut_at_lines_that_never_end() {
        let log = format!("{}\nld: no space left", "x".repeat(100_000));
        let end = end_of(&log);
        assert!(end.len() < 1_000 && end.ends_with("no space left"), "{}", end.len());
    }

    #[test]
    fn the_closing_lines_of_a_run_are_kept() {
        let log = "   Compiling law\n     Running unittests src/lib.rs (x)\ntest a ... ok\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(closing_lines(log).count(), 2);
    }
}
