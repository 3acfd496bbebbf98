//! A file system that notes which files it was asked for: what was made of them holds until one of them changes.

use crate::file_system::{Entry, FileKind, FileSystem};
use crate::meter::Meter;
use crate::read_error::ReadError;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A file system that notes the true names of the files that were read. Directories and missing files are not noted.
pub struct Tracked<'a> {
    base: &'a dyn FileSystem,
    read: Mutex<BTreeSet<PathBuf>>,
}

impl<'a> Tracked<'a> {
    /// Nothing has been read yet.
    pub fn new(base: &'a dyn FileSystem) -> Tracked<'a> {
        Tracked {
            base,
            read: Mutex::default(),
        }
    }

    /// The true names of what was read.
    pub fn into_read(self) -> BTreeSet<PathBuf> {
        self.read
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileSystem for Tracked<'_> {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.base.kind(path)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let read = self.base.read(path, limit);
        if read != Err(ReadError::Missing)
            && let Some(name) = self.base.canonical(path)
        {
            let mut known = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(name);
        }
        read
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        self.base.entries(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.base.canonical(path)
    }

    fn meter(&self) -> Option<&Meter> {
        self.base.meter()
    }

    fn walk(&self, root: &Path, enter: &mut dyn FnMut(&Path) -> bool) {
        self.base.walk(root, enter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Memory;

    #[test]
    fn what_is_read_is_noted_once() {
        let memory = Memory::new()
            .with("/a", "1")
            .with("/b", "2")
            .with("/c", "3");
        let files = Tracked::new(&memory);
        for name in ["/a", "/b", "/a", "/missing"] {
            let _ = files.read(Path::new(name), 100);
        }
        // One that is too large would be read if it were smaller.
        assert!(files.read(Path::new("/c"), 0).is_err());
        assert!(files.kind(Path::new("/c")).is_some());
        let names = files.into_read().into_iter().collect::<Vec<_>>();
        assert_eq!(names, ["/a", "/b", "/c"].map(PathBuf::from));
    }
}
