//! The disk, as homes are read from it.

use crate::file_system::{Entry, FileKind, FileSystem, Handle};
use crate::read_error::ReadError;
use crate::system;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The disk. Regular files and directories only, and nothing that the kernel makes up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl FileSystem for Disk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        system::kind(path)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        system::read(path, limit)
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        system::entries(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        std::fs::canonicalize(path).ok()
    }

    fn walk(&self, root: &Path, enter: &mut dyn FnMut(&Path) -> bool) {
        let mut walk = WalkDir::new(root).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            // What cannot be listed is said by whoever enters it.
            let Ok(entry) = entry else { continue };
            if entry.file_type().is_dir() && !enter(entry.path()) {
                walk.skip_current_dir();
            }
        }
    }

    fn handle(&self, path: &Path) -> Option<Handle> {
        system::Handle::open(path).map(Handle)
    }
}

/// Whether a file belongs to the user who runs the program or to root; a link and what it leads to must both.
pub fn is_own_or_of_root(path: &Path) -> bool {
    system::is_own_or_of_root(path)
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
