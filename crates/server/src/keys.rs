//! The keys of sealed values: given directly, or in a file that only its owner may read.
//!
//! Names of keys are never used twice, so that a value tells whether its key is here.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use store::secrets::Keyring;

use crate::config::Config;
use crate::problem::Problem;

const HEAD: &str = "# Keys of sealed values, newest first; the first seals, all open. Keep a copy apart from the\n\
                    # backups: without it identity numbers and second factors cannot be read.\n\
                    # The last line also makes searches by identity number and the seal of documents work: never remove it.\n";

/// The keys of the installation; a file with one fresh key is made where there is none.
pub fn open(config: &Config) -> Result<Keyring, Problem> {
    let wrong = |why: String| Problem::new(format!("the keys cannot be read: {why}"));
    if let Some(lines) = &config.keys {
        return Keyring::read(&lines.replace([',', ';'], "\n")).map_err(wrong);
    }
    let path = config.keys_file();
    if !path.exists() {
        let line = fresh_line()?;
        write(&path, &format!("{HEAD}{line}\n"), true)?;
    }
    Keyring::read_file(&path).map_err(wrong)
}

/// A line with a fresh key of a name that nobody had before.
pub fn fresh_line() -> Result<String, Problem> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).map_err(|error| Problem::new(error.to_string()))?;
    Keyring::fresh_line(&format!("k{}", hex::encode(bytes))).map_err(Problem::new)
}

/// Puts a fresh key in front of the others; answers its name. The file is replaced in one step.
pub fn add(path: &Path) -> Result<String, Problem> {
    let line = fresh_line()?;
    let before = fs::read_to_string(path).map_err(|error| cannot(path, &error))?;
    let is_note = |line: &&str| line.trim_start().starts_with('#') || line.trim().is_empty();
    let notes: Vec<&str> = before.lines().take_while(is_note).collect();
    let keys: Vec<&str> = before.lines().skip(notes.len()).collect();
    let notes = notes.iter().map(|note| format!("{note}\n")).collect::<String>();
    let unfinished = path.with_extension("new");
    write(&unfinished, &format!("{notes}{line}\n{}\n", keys.join("\n")), false)?;
    fs::rename(&unfinished, path).map_err(|error| cannot(path, &error))?;
    Ok(line.split('=').next().unwrap_or_default().to_owned())
}

fn write(path: &Path, text: &str, new: bool) -> Result<(), Problem> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(new).create(true).truncate(!new);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| cannot(path, &error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(format!("{} cannot be written or read: {error}", path.display()))
}

/// Whether others than the owner may read the file.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_key_comes_in_front_and_the_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let first = fresh_line().expect("a key");
        write(&path, &format!("{HEAD}{first}\n"), true).expect("writes");
        let added = add(&path).expect("adds");
        let ring = Keyring::read_file(&path).expect("reads");
        assert_eq!(ring.names(), [added, first.split('=').next().unwrap_or_default().to_owned()]);
        assert!(fs::read_to_string(&path).expect("reads").starts_with("# Keys"));
        assert!(!is_open_to_others(&path));
    }
}
