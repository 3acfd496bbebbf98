//! Opening the files that the user names for output.

use super::kernel;
use super::status::Status;
use super::walk::{self, Place, WalkError, is_trusted};
use crate::output::{Existing, OutputError};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, ftruncate, openat};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;

/// What a file for output is opened with.
const WRITE: OFlags = OFlags::WRONLY.union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// As [`crate::open_output`].
pub(crate) fn open_output(path: &Path, existing: Existing) -> Result<File, OutputError> {
    let place = walk::named(path).map_err(not_followed)?;
    let directory = &place.held.directory;
    // A stream of this process.
    if kernel::is_proc(directory) {
        let stream = openat(directory, &place.name, WRITE, Mode::empty()).map_err(io)?;
        return Ok(stream.into());
    }
    match create(directory, &place) {
        Err(Errno::EXIST) if existing == Existing::Refused => Err(OutputError::Exists),
        Err(Errno::EXIST) => Ok(present(directory, &place)?.into()),
        created => Ok(created.map_err(io)?.into()),
    }
}

fn create(directory: impl AsFd, place: &Place) -> rustix::io::Result<OwnedFd> {
    let flags = WRITE | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
    openat(directory, &place.name, flags, Mode::from_raw_mode(0o666))
}

fn present(directory: impl AsFd, place: &Place) -> Result<OwnedFd, OutputError> {
    let seen = Status::of_name(&directory, Path::new(&place.name)).map_err(io)?;
    if seen.kind == FileType::Fifo && !is_trusted(seen.user) {
        return Err(OutputError::FifoOfAnotherUser { user: seen.user });
    }
    // Only where somebody may read a FIFO is there a reason to wait for them.
    let waits = if seen.kind == FileType::RegularFile {
        OFlags::NONBLOCK
    } else {
        OFlags::empty()
    };
    let flags = WRITE | OFlags::NOFOLLOW | waits;
    let file = openat(&directory, &place.name, flags, Mode::empty()).map_err(io)?;
    let status = Status::of(&file).map_err(io)?;
    if status.identity != seen.identity {
        return Err(OutputError::Io(io::Error::other(
            "another file took its place while it was opened",
        )));
    }
    if status.kind == FileType::RegularFile {
        let above = Status::of(&directory).map_err(io)?;
        if status.links > 1 && !is_trusted(above.user) {
            return Err(OutputError::SecondName { user: above.user });
        }
        ftruncate(&file, 0).map_err(io)?;
    }
    Ok(file)
}

fn not_followed(error: WalkError) -> OutputError {
    match error {
        WalkError::OfAnotherUser { link, target, user } => {
            OutputError::LinkOfAnotherUser { link, target, user }
        }
        // Only homes have a fence.
        WalkError::Leaves { .. } => io(Errno::XDEV),
        WalkError::Io(error) => OutputError::Io(error),
    }
}

fn io(error: Errno) -> OutputError {
    OutputError::Io(error.into())
}
