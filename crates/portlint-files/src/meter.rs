//! How many bytes may be read in all, of a home or in a run: one large file is refused by itself, many of them are not.

use crate::file_system::{Entry, FileKind, FileSystem, Handle, ReadError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts the bytes that are read, up to a limit. Once a file would have passed it, no further file is read.
#[derive(Debug)]
pub struct Meter {
    /// What the limit is for, as the message says it.
    of: &'static str,
    limit: u64,
    used: AtomicU64,
    is_spent: AtomicBool,
}

impl Meter {
    /// Nothing is read yet; `of` is what the limit is for: "a home".
    pub fn new(of: &'static str, limit: u64) -> Meter {
        Meter {
            of,
            limit,
            used: AtomicU64::new(0),
            is_spent: AtomicBool::new(false),
        }
    }

    /// The bytes that were read.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// The same meter, when so much had been read and no file been refused.
    #[must_use]
    pub fn at(&self, used: u64) -> Meter {
        Meter {
            used: AtomicU64::new(used),
            ..Meter::new(self.of, self.limit)
        }
    }

    /// Whether a file was refused because of this limit. Of several threads all are refused from then on, and whether one
    /// ever is depends only on what all of them want to read.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }

    /// Reads with `read`, which is given the most bytes that the file may have: `most`, or what is left.
    ///
    /// # Errors
    /// Those of `read`, and [`ReadError::OverBudget`] for a file that would be read if more were left.
    pub fn read(
        &self,
        most: u64,
        read: impl FnOnce(u64) -> Result<Vec<u8>, ReadError>,
    ) -> Result<Vec<u8>, ReadError> {
        let left = if self.is_spent() {
            0
        } else {
            self.limit.saturating_sub(self.used())
        };
        let bytes = match read(most.min(left)) {
            Err(ReadError::TooLarge(_)) if left < most => return Err(self.refuse()),
            read => read?,
        };
        let length = bytes.len() as u64;
        let before = self.used.fetch_add(length, Ordering::Relaxed);
        // Another thread may have read meanwhile.
        if before.saturating_add(length) > self.limit {
            return Err(self.refuse());
        }
        Ok(bytes)
    }

    fn refuse(&self) -> ReadError {
        self.is_spent.store(true, Ordering::Relaxed);
        ReadError::OverBudget {
            of: self.of,
            bytes: self.limit,
        }
    }
}

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
