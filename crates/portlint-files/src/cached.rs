//! A file system whose answers are kept: at the next key of an editor the disk need not be asked again what it said at the
//! last one.

use crate::file_system::{Entry, FileKind, FileSystem};
use crate::read_error::ReadError;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Contents up to this size are kept; a larger file is read whenever it is asked for.
const MOST_BYTES: usize = 16 << 10;

/// A file system that is asked each question once. It shows what was there at that time: make a new one when files may have
/// changed.
pub struct Cached<'a> {
    base: &'a dyn FileSystem,
    kinds: Answers<Option<FileKind>>,
    names: Answers<Option<PathBuf>>,
    listings: Answers<Result<Vec<Entry>, ReadError>>,
    /// `None` for what is missing.
    contents: Answers<Option<Vec<u8>>>,
}

impl<'a> Cached<'a> {
    /// Nothing has been asked yet.
    pub fn new(base: &'a dyn FileSystem) -> Cached<'a> {
        Cached {
            base,
            kinds: Answers::default(),
            names: Answers::default(),
            listings: Answers::default(),
            contents: Answers::default(),
        }
    }
}

impl FileSystem for Cached<'_> {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.kinds.of(path, || self.base.kind(path))
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.contents.known(path) {
            Some(Some(bytes)) if bytes.len() as u64 > limit => Err(ReadError::TooLarge(limit)),
            Some(known) => known.ok_or(ReadError::Missing),
            None => {
                let read = self.base.read(path, limit);
                match &read {
                    Ok(bytes) if bytes.len() <= MOST_BYTES => {
                        self.contents.keep(path, Some(bytes.clone()));
                    }
                    Err(ReadError::Missing) => self.contents.keep(path, None),
                    _ => {}
                }
                read
            }
        }
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        self.listings.of(path, || self.base.entries(path))
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.names.of(path, || self.base.canonical(path))
    }
}

/// Answers about paths.
struct Answers<A>(Mutex<HashMap<PathBuf, A>>);

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Answers(Mutex::default())
    }
}

impl<A: Clone> Answers<A> {
    fn known(&self, path: &Path) -> Option<A> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path).cloned()
    }

    fn keep(&self, path: &Path, answer: A) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.to_path_buf(), answer);
    }

    /// Not under the lock while it is asked: others ask meanwhile.
    fn of(&self, path: &Path, ask: impl FnOnce() -> A) -> A {
        self.known(path).unwrap_or_else(|| {
            let answer = ask();
            self.keep(path, answer.clone());
            answer
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Disk;

    #[test]
    fn what_was_asked_once_stays_as_it_was() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        std::fs::write(path("a"), "12345").unwrap();
        let files = Cached::new(&Disk);
        let seen = |name: &str| {
            let kind = files.kind(&path(name));
            (
                kind,
                files.read(&path(name), 100),
                files.canonical(&path(name)),
            )
        };
        let before = (seen("a"), seen("b"), files.entries(root.path()));
        std::fs::write(path("b"), "new").unwrap();
        std::fs::remove_file(path("a")).unwrap();
        assert_eq!((seen("a"), seen("b"), files.entries(root.path())), before);
        assert_eq!(before.0.1, Ok(b"12345".to_vec()));
        assert_eq!(before.1.1, Err(ReadError::Missing));
        // The limit is that of the question.
        let short = files.read(&path("a"), 4);
        assert_eq!(short, Err(ReadError::TooLarge(4)));
    }

    #[test]
    fn large_files_are_not_kept() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("large");
        std::fs::write(&path, vec![b'a'; MOST_BYTES + 1]).unwrap();
        let files = Cached::new(&Disk);
        assert!(files.read(&path, u64::MAX).is_ok());
        std::fs::write(&path, "small").unwrap();
        assert_eq!(files.read(&path, u64::MAX), Ok(b"small".to_vec()));
    }
}
