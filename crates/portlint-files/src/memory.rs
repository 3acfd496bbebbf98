//! A file system in memory.

use crate::file_system::{Entry, FileKind, FileSystem};
use crate::read_error::ReadError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file system in memory: path to content. Directories exist where a file lies below them.
#[derive(Debug, Clone, Default)]
pub struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.into(), content.into());
        self
    }

    /// The paths of all files at or below a path, in order.
    fn below<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a Path> {
        // Paths are ordered by their components, so those below follow their directory.
        self.0
            .range(path.to_path_buf()..)
            .map(|(file, _)| file.as_path())
            .take_while(move |file| file.starts_with(path))
    }
}

impl FileSystem for Memory {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        match self.0.get(path) {
            Some(content) => Some(FileKind::File(content.len() as u64)),
            None => self.below(path).next().map(|_| FileKind::Directory),
        }
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match (self.0.get(path), self.kind(path)) {
            (Some(content), _) if content.len() as u64 > limit => Err(ReadError::TooLarge(limit)),
            (Some(content), _) => Ok(content.clone()),
            (None, Some(_)) => Err(ReadError::NotAFile),
            (None, None) => Err(ReadError::Missing),
        }
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        let mut entries: Vec<Entry> = self
            .below(path)
            .filter_map(|file| {
                let mut parts = file.strip_prefix(path).ok()?.components();
                Some(Entry {
                    name: parts.next()?.as_os_str().to_os_string(),
                    is_directory: Some(parts.next().is_some()),
                })
            })
            .collect();
        entries.sort();
        entries.dedup();
        if entries.is_empty() {
            return Err(ReadError::Missing);
        }
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.kind(path).map(|_| path.to_path_buf())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_system::Directory;

    #[test]
    fn directories_exist_where_files_lie_below_them() {
        let memory = Memory::new()
            .with("/am/conf/a", "1")
            .with("/am/b", "22")
            .with("/am2/c", "");
        assert_eq!(memory.kind(Path::new("/am")), Some(FileKind::Directory));
        assert_eq!(memory.kind(Path::new("/am/b")), Some(FileKind::File(2)));
        assert_eq!(memory.kind(Path::new("/a")), None);
        assert_eq!(memory.list(Path::new("/am")).unwrap(), ["b", "conf"]);
        assert_eq!(memory.list(Path::new("/")).unwrap(), ["am", "am2"]);
        assert_eq!(memory.list(Path::new("/none")), Err(ReadError::Missing));
        assert_eq!(memory.read(Path::new("/am"), 9), Err(ReadError::NotAFile));
        assert_eq!(
            memory.read(Path::new("/am/b"), 1),
            Err(ReadError::TooLarge(1))
        );
    }

    #[test]
    fn a_directory_is_asked_by_relative_paths() {
        let memory = Memory::new().with("/am/conf/a", "1");
        let home = Directory::new(&memory, "/am");
        assert_eq!(home.kind("conf"), Some(FileKind::Directory));
        assert_eq!(home.read("conf/a", 9), Ok(b"1".to_vec()));
        assert_eq!(home.list("").unwrap(), ["conf"]);
        assert_eq!(home.path(), Path::new("/am"));
    }
}
