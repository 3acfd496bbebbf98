//! Which configuration file counts: the nearest one, from the current directory upwards.

use portlint_files::{Disk, FileSystem};
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
    /// The file that counts.
    pub found: Option<PathBuf>,
    /// Files of the same name further up, which do not count.
    pub shadowed: Vec<PathBuf>,
    /// Files with names that look as if they were meant; they are not read.
    pub near_misses: Vec<PathBuf>,
}

impl Search {
    /// Searches from the current directory upwards.
    pub fn from_current_directory() -> Search {
        std::env::current_dir().map_or_else(|_| Search::default(), |start| Search::from(&start))
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
}
