//! Opening files where there is no `O_PATH`: what a name leads to is asked first, and asked again once it is open.

use super::status::Status;
use super::walk::{Seen, target};
use super::{kernel, refused};
use crate::read_error::ReadError;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, openat};
use std::ffi::OsStr;
use std::path::Path;

/// How a directory is held.
pub(crate) const DIRECTORY: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);

/// How a file is opened: without waiting for a writer or a terminal.
const CALM: OFlags = OFlags::NONBLOCK
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// Opens a regular file that is not the kernel's.
///
/// # Errors
/// When it is missing, something else, the kernel's, or may not be opened.
pub(crate) fn regular(
    directory: impl AsFd,
    path: &Path,
    access: OFlags,
) -> Result<(OwnedFd, Status), ReadError> {
    let seen = if access.contains(OFlags::NOFOLLOW) {
        Status::of_name(&directory, path)
    } else {
        Status::at(&directory, path)
    };
    if seen.map_err(refused)?.kind != FileType::RegularFile {
        return Err(ReadError::NotAFile);
    }
    let file = openat(&directory, path, access | CALM, Mode::empty()).map_err(refused)?;
    let status = Status::of(&file).map_err(refused)?;
    if status.kind != FileType::RegularFile {
        return Err(ReadError::NotAFile);
    }
    kernel::refuse(&file)?;
    Ok((file, status))
}

/// There is no cheaper way here.
pub(crate) fn beneath(
    _directory: impl AsFd,
    _path: &Path,
) -> Option<Result<(OwnedFd, Status), ReadError>> {
    None
}

/// What a name in an open directory is.
///
/// # Errors
/// When nothing is there, or it cannot be looked at.
pub(crate) fn look(directory: impl AsFd, name: &OsStr) -> rustix::io::Result<Seen> {
    let status = Status::of_name(&directory, Path::new(name))?;
    Ok(match status.kind {
        FileType::Directory => {
            let flags = DIRECTORY | OFlags::NOFOLLOW;
            Seen::Directory(openat(directory, name, flags, Mode::empty())?)
        }
        FileType::Symlink => Seen::Link {
            target: target(rustix::fs::readlinkat(directory, name, Vec::new())?),
            user: status.user,
        },
        _ => Seen::Other,
    })
}
