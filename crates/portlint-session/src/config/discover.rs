//! Which configuration file is in effect: the nearest one from the current directory upwards, else the nearest one from
//! the deepest directory that all paths share.

use crate::path_pattern::absolute;
use portlint_files::{Disk, FileKind, FileSystem, is_own_or_of_root};
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const FILE_NAME: &str = "wso2-portlint.toml";

/// Names that look as if they were meant.
const NEAR_MISSES: &[&str] = &[
    ".wso2-portlint.toml",
    "wso2_portlint.toml",
    "wso2portlint.toml",
    "portlint.toml",
    "wso2-portlint.yaml",
    "wso2-portlint.yml",
    "wso2-portlint.json",
];

/// What a search found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The file in effect.
    pub found: Option<PathBuf>,
    /// True when it was found beside the paths: whoever owns them may lower limits, not raise them.
    pub is_beside_paths: bool,
    /// One beside the paths that is not in effect, and why.
    pub unused: Option<(PathBuf, Unused)>,
    /// Files of the same name further up, which are not in effect.
    pub shadowed: Vec<PathBuf>,
    /// Files with names that look as if they were meant; they are not read.
    pub near_misses: Vec<PathBuf>,
}

/// Why a configuration file is not in effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// One was found from the current directory.
    Second,
    /// It belongs neither to the user who runs the program nor to root.
    Strangers,
}

impl Search {
    /// Searches from the current directory upwards, then beside the paths.
    pub fn new(paths: &[PathBuf]) -> Search {
        let Ok(start) = std::env::current_dir() else {
            return Search::default();
        };
        let mut search = Search::from(&start);
        search.beside(paths, &start);
        search
    }

    /// Paths are relative to `start`, which is the current directory.
    fn from(start: &Path) -> Search {
        let mut search = Search::default();
        let mut shown = PathBuf::new();
        for directory in start.ancestors() {
            if Disk.is_file(&directory.join(FILE_NAME)) {
                match &search.found {
                    None => search.found = Some(shown.join(FILE_NAME)),
                    Some(_) => search.shadowed.push(shown.join(FILE_NAME)),
                }
            }
            let near = NEAR_MISSES
                .iter()
                .filter(|name| Disk.is_file(&directory.join(name)));
            search.near_misses.extend(near.map(|name| shown.join(name)));
            shown.push("..");
        }
        search
    }

    fn beside(&mut self, paths: &[PathBuf], current: &Path) {
        let Some(shared) = shared_directory(paths) else {
            return;
        };
        let Some(file) = nearest(&shared) else {
            return;
        };
        let true_name = |file: &Path| Disk.canonical(&current.join(file));
        let known = self.found.iter().chain(&self.shadowed);
        if known
            .map(|known| true_name(known))
            .any(|known| known == true_name(&file))
        {
            return;
        }
        let shown = Disk
            .canonical(current)
            .and_then(|current| Some(file.strip_prefix(current).ok()?.to_path_buf()))
            .unwrap_or_else(|| file.clone());
        if !is_own_or_of_root(&file) {
            self.unused = Some((shown, Unused::Strangers));
        } else if self.found.is_some() {
            self.unused = Some((shown, Unused::Second));
        } else {
            self.found = Some(shown);
            self.is_beside_paths = true;
        }
    }
}

/// The nearest configuration file at or above a directory.
pub fn nearest(directory: &Path) -> Option<PathBuf> {
    let mut files = directory.ancestors().map(|above| above.join(FILE_NAME));
    files.find(|file| Disk.is_file(file))
}

/// The deepest directory that holds all these paths, by its true name.
fn shared_directory(paths: &[PathBuf]) -> Option<PathBuf> {
    let directories = paths.iter().filter_map(|path| {
        let canonical = Disk.canonical(&absolute(path))?;
        match Disk.kind(&canonical) {
            Some(FileKind::Directory) => Some(canonical),
            _ => canonical.parent().map(Path::to_path_buf),
        }
    });
    directories.reduce(|shared, directory| {
        let holds = |above: &&Path| directory.starts_with(above);
        let above = shared.ancestors().find(holds);
        above.map(Path::to_path_buf).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_counts() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        let write = |name: &str| std::fs::write(root.path().join(name), "").unwrap();
        assert_eq!(Search::from(&deep).found, None);
        write(FILE_NAME);
        assert_eq!(
            Search::from(&deep).found,
            Some("../../wso2-portlint.toml".into())
        );
        write("a/wso2-portlint.toml");
        write("a/b/portlint.toml");
        let search = Search::from(&deep);
        assert_eq!(search.found, Some("../wso2-portlint.toml".into()));
        assert_eq!(search.shadowed, [PathBuf::from("../../wso2-portlint.toml")]);
        assert_eq!(search.near_misses, [PathBuf::from("portlint.toml")]);
    }

    /// The result of a search from `work` for homes below `opt`.
    fn beside(files: &[&str], homes: &[&str]) -> (Search, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for folder in ["work", "opt/a/am", "opt/a/is", "opt/b"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in files {
            std::fs::write(root.join(file), "").unwrap();
        }
        let homes = homes.iter().map(|home| root.join(home)).collect::<Vec<_>>();
        let work = root.join("work");
        let mut search = Search::from(&work);
        search.beside(&homes, &work);
        (search, root)
    }

    #[test]
    fn a_file_beside_the_paths_is_taken_when_there_is_no_other() {
        let above = "opt/wso2-portlint.toml";
        let (search, root) = beside(&[above], &["opt/a/am", "opt/b"]);
        assert_eq!(search.found, Some(root.join(above)));
        assert!(search.is_beside_paths);
        let (search, root) = beside(
            &[above, "opt/a/wso2-portlint.toml"],
            &["opt/a/am", "opt/a/is"],
        );
        assert_eq!(search.found, Some(root.join("opt/a/wso2-portlint.toml")));
        let (search, _) = beside(&["opt/a/wso2-portlint.toml"], &["opt/a/am", "opt/b"]);
        assert_eq!(search.found, None);
    }

    #[test]
    fn one_file_counts_and_the_second_is_named() {
        let files = ["work/wso2-portlint.toml", "opt/wso2-portlint.toml"];
        let (search, root) = beside(&files, &["opt/b"]);
        assert_eq!(search.found, Some("wso2-portlint.toml".into()));
        assert!(!search.is_beside_paths);
        let second = root.join("opt/wso2-portlint.toml");
        assert_eq!(search.unused, Some((second, Unused::Second)));
        let (search, _) = beside(&files, &["work"]);
        assert_eq!(search.unused, None);
    }
}
