//! Opening files on Linux: what a path names is looked at before it is opened, and what was looked at is what is opened.

use super::status::Status;
use super::walk::{Seen, target};
use super::{kernel, refused};
use crate::read_error::ReadError;
use rustix::fd::{AsFd, AsRawFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, ResolveFlags, openat, openat2};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::path::Path;

/// How a directory is held: it need not be readable.
pub(crate) const DIRECTORY: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// How a file is opened: without waiting for a writer, a lease or a terminal.
const CALM: OFlags = OFlags::NONBLOCK
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// Opens a regular file that is not the kernel's.
///
/// The file is found without being opened (`O_PATH`: no device notices), looked at, and opened by the handle of that, so
/// that nothing else can take its name in between.
///
/// # Errors
/// When it is missing, something else, the kernel's, or may not be opened.
pub(crate) fn regular(
    directory: impl AsFd,
    path: &Path,
    access: OFlags,
) -> Result<(OwnedFd, Status), ReadError> {
    // Only access and `O_NOFOLLOW` are the caller's.
    let found = openat(
        &directory,
        path,
        OFlags::PATH | OFlags::CLOEXEC | (access & OFlags::NOFOLLOW),
        Mode::empty(),
    )
    .map_err(refused)?;
    let seen = Status::of(&found).map_err(refused)?;
    if seen.kind != FileType::RegularFile {
        return Err(ReadError::NotAFile);
    }
    kernel::refuse(&found)?;
    let file = reopen(&found, access - OFlags::NOFOLLOW)
        .or_else(|_| openat(&directory, path, access | CALM, Mode::empty()))
        .map_err(refused)?;
    let status = Status::of(&file).map_err(refused)?;
    if status.kind != FileType::RegularFile || status.identity != seen.identity {
        return Err(ReadError::Refused(
            "another file took its place while it was opened".to_string(),
        ));
    }
    Ok((file, status))
}

/// Opens a regular file below a directory that does not lie in the kernel's own file systems; cheaper than [`regular`]:
/// on the same mount there is no file of the kernel and no device file. `None` when the way leads elsewhere, or this
/// kernel cannot tell.
pub(crate) fn beneath(
    directory: impl AsFd,
    path: &Path,
) -> Option<Result<(OwnedFd, Status), ReadError>> {
    let here = ResolveFlags::BENEATH | ResolveFlags::NO_XDEV | ResolveFlags::NO_MAGICLINKS;
    match openat2(directory, path, OFlags::RDONLY | CALM, Mode::empty(), here) {
        Ok(file) => Some(Status::of(&file).map_err(refused).and_then(|status| {
            if status.kind == FileType::RegularFile {
                Ok((file, status))
            } else {
                Err(ReadError::NotAFile)
            }
        })),
        Err(Errno::NOENT | Errno::NOTDIR) => Some(Err(ReadError::Missing)),
        Err(_) => None,
    }
}

/// What a name in an open directory is.
///
/// # Errors
/// When nothing is there, or it cannot be looked at.
pub(crate) fn look(directory: impl AsFd, name: &OsStr) -> rustix::io::Result<Seen> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let found = openat(directory, name, flags, Mode::empty())?;
    let status = Status::of(&found)?;
    Ok(match status.kind {
        FileType::Directory => Seen::Directory(found),
        // The empty name is the link itself: owner and target are of one and the same.
        FileType::Symlink => Seen::Link {
            target: target(rustix::fs::readlinkat(&found, "", Vec::new())?),
            user: status.user,
        },
        _ => Seen::Other,
    })
}

/// Opens what a handle holds, also when its name is gone. Fails where `/proc` is not there.
pub(crate) fn reopen(found: impl AsFd, access: OFlags) -> rustix::io::Result<OwnedFd> {
    let name = format!("/proc/self/fd/{}", found.as_fd().as_raw_fd());
    rustix::fs::open(name, access | CALM, Mode::empty())
}
