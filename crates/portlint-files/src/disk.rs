//! The disk, as homes are read from it.

use crate::file_system::{Entry, FileKind, FileSystem, Handle, ReadError};
use crate::system;
use std::path::{Path, PathBuf};

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

    fn handle(&self, path: &Path) -> Option<Handle> {
        system::Handle::open(path).map(Handle)
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
