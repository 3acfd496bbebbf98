//! The files that the page was given: their names and sizes at once, their content when somebody has asked for it.

use portlint_files::{Entry, FileKind, FileSystem, ReadError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What was given. A home has thousands of files, most of them archives, and few are read: so a file is known before its
/// content is. Reading one whose content is not here notes that it is wanted; what was said of such a run does not count.
#[derive(Debug, Default)]
pub(crate) struct Given {
    files: BTreeMap<PathBuf, File>,
    names: Vec<PathBuf>,
    wanted: Mutex<BTreeSet<usize>>,
}

#[derive(Debug)]
struct File {
    number: usize,
    size: u64,
    content: Option<Vec<u8>>,
}

impl Given {
    /// Adds a file of this many bytes; its number, by which its content comes. One that was named before keeps its number
    /// and loses its content.
    pub(crate) fn add(&mut self, path: &str, size: u64) -> usize {
        let path = inside(Path::new(path));
        let number = self
            .files
            .get(&path)
            .map_or(self.names.len(), |file| file.number);
        if number == self.names.len() {
            self.names.push(path.clone());
        }
        let file = File {
            number,
            size,
            content: None,
        };
        self.files.insert(path, file);
        number
    }

    /// The content of a file; false when there is none of this number.
    pub(crate) fn fill(&mut self, number: usize, content: Vec<u8>) -> bool {
        let file = self
            .names
            .get(number)
            .and_then(|path| self.files.get_mut(path));
        let Some(file) = file else {
            return false;
        };
        // It may have been written to since it was listed.
        file.size = content.len() as u64;
        file.content = Some(content);
        true
    }

    /// The numbers of the files that were asked for in vain since this was called last.
    pub(crate) fn take_wanted(&self) -> Vec<usize> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *wanted).into_iter().collect()
    }

    /// The names that nothing lies above, in order.
    pub(crate) fn tops(&self) -> Vec<PathBuf> {
        let first = |path: &PathBuf| path.iter().next().map(PathBuf::from);
        let mut tops: Vec<_> = self.files.keys().filter_map(first).collect();
        tops.dedup();
        tops
    }

    fn below<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a Path> {
        // Paths are ordered by their components, so those below follow their directory.
        self.files
            .range(path.to_path_buf()..)
            .map(|(file, _)| file.as_path())
            .take_while(move |file| file.starts_with(path))
    }
}

/// A path from where all that was given lies. There are no links, so `..` leads back.
fn inside(path: &Path) -> PathBuf {
    let mut inside = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::ParentDir => {
                inside.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    inside
}

impl FileSystem for Given {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let path = inside(path);
        match self.files.get(&path) {
            Some(file) => Some(FileKind::File(file.size)),
            None => self.below(&path).next().map(|_| FileKind::Directory),
        }
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let path = inside(path);
        let Some(file) = self.files.get(&path) else {
            return Err(match self.below(&path).next() {
                Some(_) => ReadError::NotAFile,
                None => ReadError::Missing,
            });
        };
        if file.size > limit {
            return Err(ReadError::TooLarge(limit));
        }
        if file.content.is_none() {
            let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.insert(file.number);
        }
        file.content.clone().ok_or(ReadError::Missing)
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        let path = inside(path);
        let mut entries: Vec<Entry> = self
            .below(&path)
            .filter_map(|file| {
                let mut parts = file.strip_prefix(&path).ok()?.components();
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
        self.kind(path).map(|_| Path::new("/").join(inside(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_wanted_until_its_content_is_here() {
        let mut given = Given::default();
        let file = given.add("opt/am/a", 2);
        let read = |given: &Given| given.read(Path::new("./opt/x/../am/a"), 9);
        assert_eq!(read(&given), Err(ReadError::Missing));
        assert_eq!(given.take_wanted(), [file]);
        assert!(given.fill(file, b"12".to_vec()));
        assert!(!given.fill(9, Vec::new()));
        assert_eq!(read(&given), Ok(b"12".to_vec()));
        assert!(given.take_wanted().is_empty());
    }

    #[test]
    fn what_is_too_large_is_never_wanted() {
        let mut given = Given::default();
        given.add("a.jar", 10);
        let read = given.read(Path::new("/a.jar"), 9);
        assert_eq!(read, Err(ReadError::TooLarge(9)));
        assert!(given.take_wanted().is_empty());
    }

    #[test]
    fn directories_exist_where_files_lie_below_them() {
        let mut given = Given::default();
        given.add("opt/am/conf/a", 1);
        given.add("opt/b", 2);
        given.add("compose.yaml", 3);
        given.add("opt/b", 4);
        let list = |path: &str| given.list(Path::new(path)).unwrap_or_default();
        assert_eq!(list("."), ["compose.yaml", "opt"]);
        assert_eq!(list("/opt/"), ["am", "b"]);
        assert!(list("none").is_empty());
        assert_eq!(given.kind(Path::new("opt/b")), Some(FileKind::File(4)));
        assert_eq!(given.kind(Path::new("opt")), Some(FileKind::Directory));
        assert_eq!(given.kind(Path::new("op")), None);
        assert_eq!(
            given.canonical(Path::new("./opt")),
            Some(PathBuf::from("/opt"))
        );
        assert_eq!(
            given.tops(),
            [PathBuf::from("compose.yaml"), PathBuf::from("opt")]
        );
    }
}
