//! A file system as far as a linter needs one, small enough to be replaced by memory in tests and by unsaved buffers in
//! an editor.

use crate::meter::Meter;
use crate::read_error::ReadError;
use crate::system;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What a path names, links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file and its size in bytes.
    File(u64),
    /// A directory.
    Directory,
    /// A FIFO, socket or device: never read.
    Other,
}

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// Whether it names a directory; `None` for a link, and where the listing does not tell.
    pub is_directory: Option<bool>,
}

/// A directory of the disk that stays open; only [`Disk`](crate::Disk) gives one.
#[derive(Debug)]
pub struct Handle(pub(crate) system::Handle);

/// A file system. Read only.
pub trait FileSystem: Sync {
    /// What the path names, links followed; `None` when nothing is there or it cannot be asked.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// The content of a regular file of at most `limit` bytes. Never waits for another process.
    ///
    /// # Errors
    /// When the file is missing, not regular, of the kernel, too large or refused.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// When it is missing, not a directory, of the kernel, too large or refused.
    fn list(&self, path: &Path) -> Result<Vec<OsString>, ReadError> {
        let entries = self.entries(path)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    /// The names in a directory, sorted, with what the listing tells about each.
    ///
    /// # Errors
    /// As [`FileSystem::list`].
    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError>;

    /// The one true name of an existing path, for recognising the same home reached twice.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// A handle of a directory, where it makes reading below it cheaper or safer than by path.
    fn handle(&self, _path: &Path) -> Option<Handle> {
        None
    }

    /// What counts the bytes that are read, where they are counted.
    fn meter(&self) -> Option<&Meter> {
        None
    }

    /// Calls `enter` with a directory and the directories below it, those of one directory in the order of their names;
    /// links are not followed. What lies in a directory is only visited when `enter` says so.
    fn walk(&self, root: &Path, enter: &mut dyn FnMut(&Path) -> bool) {
        let mut open = vec![root.to_path_buf()];
        while let Some(directory) = open.pop() {
            if !enter(&directory) {
                continue;
            }
            let entries = self.entries(&directory).unwrap_or_default();
            let below = entries
                .iter()
                .rev()
                .filter(|entry| entry.is_directory == Some(true));
            open.extend(below.map(|entry| directory.join(&entry.name)));
        }
    }

    /// Whether the path names a regular file, links followed.
    fn is_file(&self, path: &Path) -> bool {
        matches!(self.kind(path), Some(FileKind::File(_)))
    }
}

/// A directory that is opened once, when it is first asked for something. What lies below it is found from there, also
/// after another directory has taken its name.
pub struct Directory<'a> {
    files: &'a dyn FileSystem,
    path: PathBuf,
    handle: OnceCell<Option<Handle>>,
}

impl<'a> Directory<'a> {
    /// The directory at a path. One that cannot be opened is asked by path, and says by each answer why.
    pub fn new(files: &'a dyn FileSystem, path: impl Into<PathBuf>) -> Directory<'a> {
        Directory {
            files,
            path: path.into(),
            handle: OnceCell::new(),
        }
    }

    fn handle(&self) -> Option<&Handle> {
        self.handle
            .get_or_init(|| self.files.handle(&self.path))
            .as_ref()
    }

    /// The directory's path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a relative path names, links followed.
    pub fn kind(&self, relative: &str) -> Option<FileKind> {
        match self.handle() {
            Some(Handle(open)) => open.kind(below(relative)),
            None => self.files.kind(&self.path.join(relative)),
        }
    }

    /// The content of a regular file of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`FileSystem::read`].
    pub fn read(&self, relative: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        match (self.handle(), self.files.meter()) {
            (Some(Handle(open)), Some(meter)) => {
                meter.read(limit, |limit| open.read(below(relative), limit))
            }
            (Some(Handle(open)), None) => open.read(below(relative), limit),
            (None, _) => self.files.read(&self.path.join(relative), limit),
        }
    }

    /// The names in a directory below this one, sorted; `""` means this one.
    ///
    /// # Errors
    /// As [`FileSystem::list`].
    pub fn list(&self, relative: &str) -> Result<Vec<OsString>, ReadError> {
        let entries = self.entries(relative)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    /// As [`Directory::list`], with what the listing tells about each name.
    ///
    /// # Errors
    /// As [`FileSystem::list`].
    pub fn entries(&self, relative: &str) -> Result<Vec<Entry>, ReadError> {
        match self.handle() {
            Some(Handle(open)) => open.entries(below(relative)),
            None => self.files.entries(&self.path.join(relative)),
        }
    }
}

/// A path for the system, to which the empty one is nothing.
fn below(relative: &str) -> &Path {
    Path::new(if relative.is_empty() { "." } else { relative })
}
