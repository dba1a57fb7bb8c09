//! The working tree as the checks read it: every file a person could commit, once, as text.
//!
//! Plain files, no git, so that the checks also run in an unpacked archive. Folders that hold built or
//! downloaded things are left out; they are the root lines of `.gitignore`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

/// A file, by its path from the root with `/` between the parts.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    /// `None` where it is not text.
    pub text: Option<String>,
}

/// All files, ordered by path.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    /// Reads everything below a folder.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let ignore = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        let ignored = Ignored::read(&ignore);
        let mut files = Vec::new();
        walk(root, "", &ignored, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A tree made up for a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: Some(text.to_owned()) };
        let mut files: Vec<File> = files.iter().map(file).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The text of one file; empty where there is none.
    pub fn text(&self, path: &str) -> &str {
        self.files
            .iter()
            .find(|file| file.path == path)
            .and_then(|file| file.text.as_deref())
            .unwrap_or_default()
    }

    /// Whether a file or a folder of this path exists.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = |file: &File| file.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        self.files.iter().any(|file| file.path == path || inside(file))
    }

    /// The files with text below a folder whose name ends so.
    pub fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
            .filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }
}

/// The lines of `.gitignore` that this project uses: `/name` at the root, `*.ending` anywhere.
struct Ignored {
    roots: Vec<String>,
    endings: Vec<String>,
}

impl Ignored {
    fn read(text: &str) -> Self {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut roots: Vec<String> = lines()
            .filter_map(|line| line.strip_prefix('/'))
            .map(|name| name.trim_end_matches('/').to_owned())
            .collect();
        roots.push(".git".to_owned());
        Self {
            roots,
            endings: lines().filter_map(|line| line.strip_prefix('*')).map(str::to_owned).collect(),
        }
    }

    fn holds(&self, path: &str) -> bool {
        self.roots.iter().any(|root| root == path)
            || self.endings.iter().any(|ending| path.ends_with(ending.as_str()))
    }
}

fn walk(root: &Path, folder: &str, ignored: &Ignored, files: &mut Vec<File>) -> anyhow::Result<()> {
    let here = root.join(folder);
    for entry in fs::read_dir(&here).with_context(|| format!("cannot list {}", here.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if ignored.holds(&path) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(root, &path, ignored, files)?;
        } else if kind.is_file() {
            // Somebody may take a file away while we look.
            let Ok(bytes) = fs::read(entry.path()) else { continue };
            files.push(File { path, text: String::from_utf8(bytes).ok() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_git_leaves_out() {
        let ignored = Ignored::read("/target\n# note\n\n*.snap.new\n/node_modules/\n");
        for (path, expected) in [
            ("target", true),
            ("crates/target", false),
            ("node_modules", true),
            (".git", true),
            ("crates/web/a.snap.new", true),
            ("crates/web/a.snap", false),
        ] {
            assert_eq!(ignored.holds(path), expected, "{path}");
        }
    }

    #[test]
    fn knows_files_and_folders() {
        let tree = Tree::of(&[("crates/law/src/lib.rs", "")]);
        assert!(tree.has("crates/law/src/lib.rs") && tree.has("crates/law/") && tree.has("crates"));
        assert!(!tree.has("crates/la") && !tree.has("crates/law/src/lib"));
    }
}
