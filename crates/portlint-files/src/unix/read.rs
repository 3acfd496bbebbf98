//! Reading and listing.

use super::status::Status;
use super::{kernel, open, refused};
use crate::file_system::{Entry, FileKind};
use crate::read_error::ReadError;
use rustix::buffer::spare_capacity;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, openat};
use rustix::io::Errno;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// More names than any directory of a home has; a list of them takes at most 300 MB.
pub(crate) const MOST_NAMES: usize = 1_000_000;

/// What a buffer grows by when a file is longer than was told.
pub(crate) const STEP: usize = 64 * 1024;

/// How a directory is opened to be listed.
const LISTED: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);

/// What a path names, links followed.
pub(crate) fn kind(path: &Path) -> Option<FileKind> {
    kind_at(CWD, path)
}

fn kind_at(directory: impl AsFd, path: &Path) -> Option<FileKind> {
    let status = Status::at(directory, path).ok()?;
    Some(match status.kind {
        FileType::RegularFile => FileKind::File(status.size),
        FileType::Directory => FileKind::Directory,
        _ => FileKind::Other,
    })
}

/// The content of a regular file.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (file, status) = open::regular(CWD, path, OFlags::RDONLY)?;
    content(&file, status.size, limit)
}

/// The names in a directory, sorted.
pub(crate) fn entries(path: &Path) -> Result<Vec<Entry>, ReadError> {
    entries_at(CWD, path)
}

/// A directory that stays open.
#[derive(Debug)]
pub(crate) struct Handle(OwnedFd);

impl Handle {
    /// Opens a directory; `None` when it cannot be opened or is the kernel's.
    pub(crate) fn open(path: &Path) -> Option<Handle> {
        let directory = openat(CWD, path, open::DIRECTORY, Mode::empty()).ok()?;
        kernel::refuse(&directory).ok()?;
        Some(Handle(directory))
    }

    /// What a path below the directory names, links followed.
    pub(crate) fn kind(&self, path: &Path) -> Option<FileKind> {
        kind_at(&self.0, path)
    }

    /// The content of a regular file below the directory, or where a link below it leads.
    pub(crate) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (file, status) = open::beneath(&self.0, path)
            .unwrap_or_else(|| open::regular(&self.0, path, OFlags::RDONLY))?;
        content(&file, status.size, limit)
    }

    /// The names in a directory below this one, sorted.
    pub(crate) fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        if path == Path::new(".") {
            return entries_of(openat(&self.0, ".", LISTED, Mode::empty()).map_err(refused)?);
        }
        entries_at(&self.0, path)
    }
}

/// Reads a file that should have `size` bytes: with one call, if it has.
fn content(file: impl AsFd, size: u64, limit: u64) -> Result<Vec<u8>, ReadError> {
    let expected = usize::try_from(size)
        .ok()
        .filter(|_| size <= limit)
        .ok_or(ReadError::TooLarge(limit))?;
    // One byte more tells a file that grows from one that ends here.
    let bytes = fill(file, expected + 1, |length| {
        length as u64 > limit || (length == expected && size > 0)
    })?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(limit));
    }
    Ok(bytes)
}

/// Reads until the end, or until so many bytes are enough.
pub(crate) fn fill(
    file: impl AsFd,
    capacity: usize,
    is_enough: impl Fn(usize) -> bool,
) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(capacity);
    loop {
        if bytes.len() == bytes.capacity() {
            bytes.reserve(STEP);
        }
        match rustix::io::read(&file, spare_capacity(&mut bytes)) {
            Ok(0) => return Ok(bytes),
            Ok(_) if is_enough(bytes.len()) => return Ok(bytes),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(refused(error)),
        }
    }
}

fn entries_at(directory: impl AsFd, path: &Path) -> Result<Vec<Entry>, ReadError> {
    let directory = openat(directory, path, LISTED, Mode::empty()).map_err(refused)?;
    kernel::refuse(&directory)?;
    entries_of(directory)
}

/// The names in an open directory, sorted.
pub(crate) fn entries_of(directory: OwnedFd) -> Result<Vec<Entry>, ReadError> {
    let mut entries = Vec::new();
    // As far as the listing goes: a directory that goes away meanwhile has the names that were read.
    for entry in Dir::new(directory).map_err(refused)?.map_while(Result::ok) {
        let name = entry.file_name().to_bytes();
        if matches!(name, b"." | b"..") {
            continue;
        }
        if entries.len() == MOST_NAMES {
            return Err(ReadError::TooMany(MOST_NAMES));
        }
        entries.push(Entry {
            name: OsString::from_vec(name.to_vec()),
            is_directory: match entry.file_type() {
                FileType::Symlink | FileType::Unknown => None,
                kind => Some(kind == FileType::Directory),
            },
        });
    }
    entries.sort_unstable();
    Ok(entries)
}
