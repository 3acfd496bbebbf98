//! The only way to a file system, small enough to be replaced by memory in tests and by unsaved buffers in an editor.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a path names, links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file and its size in bytes.
    File(u64),
    /// A directory.
    Directory,
    /// A FIFO, socket or device: never opened.
    Other,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing is there.
    Missing,
    /// Something is there, but it is not a regular file.
    NotAFile,
    /// Larger than the limit, in bytes.
    TooLarge(u64),
    /// The operating system refused; its own words.
    Refused(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Missing => f.write_str("no such file"),
            ReadError::NotAFile => f.write_str("not a regular file"),
            ReadError::TooLarge(limit) => write!(f, "larger than the limit of {limit} bytes"),
            ReadError::Refused(words) => f.write_str(words),
        }
    }
}

/// A file system as far as a linter needs one. Read only.
pub trait FileSystem: Sync {
    /// What the path names, links followed; `None` when nothing is there or it cannot be asked.
    fn kind(&self, path: &Path) -> Option<FileKind>;
    /// The content of a regular file of at most `limit` bytes. Never blocks on a FIFO.
    ///
    /// # Errors
    /// When the file is missing, not regular, too large or refused.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError>;
    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// When it is missing, not a directory or refused.
    fn list(&self, path: &Path) -> Result<Vec<std::ffi::OsString>, ReadError>;
    /// The one true name of an existing path, for recognising the same home reached twice.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;
}

/// The disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => ReadError::Missing,
        std::io::ErrorKind::PermissionDenied => ReadError::Refused("permission denied".to_string()),
        _ => ReadError::Refused(error.to_string()),
    }
}

impl FileSystem for Disk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(if metadata.is_dir() {
            FileKind::Directory
        } else if metadata.is_file() {
            FileKind::File(metadata.len())
        } else {
            FileKind::Other
        })
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let metadata = std::fs::metadata(path).map_err(|e| read_error(&e))?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile);
        }
        if metadata.len() > limit {
            return Err(ReadError::TooLarge(limit));
        }
        let file = std::fs::File::open(path).map_err(|e| read_error(&e))?;
        let mut content = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(limit + 1)
            .read_to_end(&mut content)
            .map_err(|e| read_error(&e))?;
        if content.len() as u64 > limit {
            return Err(ReadError::TooLarge(limit));
        }
        Ok(content)
    }

    fn list(&self, path: &Path) -> Result<Vec<std::ffi::OsString>, ReadError> {
        let mut names = std::fs::read_dir(path)
            .map_err(|e| read_error(&e))?
            .filter_map(|entry| entry.ok().map(|e| e.file_name()))
            .collect::<Vec<_>>();
        names.sort();
        Ok(names)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        std::fs::canonicalize(path).ok()
    }
}

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
}

impl FileSystem for Memory {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        if let Some(content) = self.0.get(path) {
            return Some(FileKind::File(content.len() as u64));
        }
        self.0
            .keys()
            .any(|p| p.starts_with(path))
            .then_some(FileKind::Directory)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match (self.0.get(path), self.kind(path)) {
            (Some(content), _) if content.len() as u64 > limit => Err(ReadError::TooLarge(limit)),
            (Some(content), _) => Ok(content.clone()),
            (None, Some(_)) => Err(ReadError::NotAFile),
            (None, None) => Err(ReadError::Missing),
        }
    }

    fn list(&self, path: &Path) -> Result<Vec<std::ffi::OsString>, ReadError> {
        let mut names = self
            .0
            .keys()
            .filter_map(|p| p.strip_prefix(path).ok()?.components().next())
            .map(|c| c.as_os_str().to_os_string())
            .collect::<Vec<_>>();
        names.sort();
        names.dedup();
        if names.is_empty() {
            return Err(ReadError::Missing);
        }
        Ok(names)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.kind(path).map(|_| path.to_path_buf())
    }
}
