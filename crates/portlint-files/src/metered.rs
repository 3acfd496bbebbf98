//! A file system of which only so much is read.

use crate::file_system::{Entry, FileKind, FileSystem, Handle};
use crate::meter::Meter;
use crate::read_error::ReadError;
use std::path::{Path, PathBuf};

/// A file system of which only so much is read.
#[derive(Clone, Copy)]
pub struct Metered<'a> {
    base: &'a dyn FileSystem,
    meter: &'a Meter,
}

impl<'a> Metered<'a> {
    /// The same files, each counted when it is read.
    pub fn new(base: &'a dyn FileSystem, meter: &'a Meter) -> Metered<'a> {
        Metered { base, meter }
    }
}

impl FileSystem for Metered<'_> {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.base.kind(path)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.meter.read(limit, |limit| self.base.read(path, limit))
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        self.base.entries(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.base.canonical(path)
    }

    fn handle(&self, path: &Path) -> Option<Handle> {
        self.base.handle(path)
    }

    fn meter(&self) -> Option<&Meter> {
        Some(self.meter)
    }

    fn walk(&self, root: &Path, enter: &mut dyn FnMut(&Path) -> bool) {
        self.base.walk(root, enter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_system::Directory;
    use crate::{Disk, Memory};

    /// What becomes of files of these lengths, one after the other.
    fn outcomes(files: &dyn FileSystem, names: &[&str]) -> Vec<bool> {
        let read = names.iter().map(|name| files.read(Path::new(name), 100));
        read.map(|read| read.is_ok()).collect()
    }

    #[test]
    fn after_the_first_file_that_is_too_much_nothing_is_read() {
        let memory = Memory::new().with("/a", "12345").with("/b", "1234567");
        let memory = memory.with("/c", "1").with("/empty", "");
        let meter = Meter::new("a home", 11);
        let files = Metered::new(&memory, &meter);
        let read = outcomes(&files, &["/a", "/missing", "/b", "/c", "/empty"]);
        assert_eq!(read, [true, false, false, false, true]);
        assert!(meter.is_spent());
        let over = ReadError::OverBudget {
            of: "a home",
            bytes: 11,
        };
        assert_eq!(files.read(Path::new("/c"), 100), Err(over));
        // What is not there is not there, and what is too large by itself is too large.
        let gone = files.read(Path::new("/missing"), 100);
        assert_eq!(gone, Err(ReadError::Missing));
        let meter = meter.at(0);
        let files = Metered::new(&memory, &meter);
        let large = files.read(Path::new("/b"), 3);
        assert_eq!(large, Err(ReadError::TooLarge(3)));
        assert!(!meter.is_spent());
        assert_eq!(meter.used(), 0);
    }

    #[test]
    fn a_directory_that_stays_open_counts_too() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a"), "12345").unwrap();
        let meter = Meter::new("a run", 9);
        let files = Metered::new(&Disk, &meter);
        let open = Directory::new(&files, directory.path());
        assert!(open.read("a", 100).is_ok());
        assert!(open.read("a", 100).is_err());
        assert!(meter.is_spent());
    }

    #[test]
    fn threads_are_refused_when_all_of_them_want_too_much_and_only_then() {
        let memory = Memory::new().with("/a", vec![0; 10]);
        for (limit, is_spent) in [(400, false), (399, true)] {
            let meter = Meter::new("a run", limit);
            let files = Metered::new(&memory, &meter);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| outcomes(&files, &["/a"; 10]));
                }
            });
            assert_eq!(meter.is_spent(), is_spent, "{limit}");
        }
    }
}
