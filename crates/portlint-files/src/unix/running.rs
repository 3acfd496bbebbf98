//! `/proc` of this host.

use super::status::Status;
use super::{kernel, open, read, refused};
use crate::read_error::ReadError;
use crate::running::{Bounded, Proc};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{CWD, FileType, Mode, OFlags, openat};
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// An open directory of procfs.
#[derive(Debug)]
struct Directory(OwnedFd);

/// Procfs, where it is mounted at `/proc`.
pub(crate) fn proc() -> Result<Box<dyn Proc>, ReadError> {
    let absent = || ReadError::Refused("no procfs at /proc".to_string());
    let directory = openat(CWD, "/proc", open::DIRECTORY, Mode::empty()).map_err(|_| absent())?;
    if kernel::is_proc(&directory) {
        Ok(Box::new(Directory(directory)))
    } else {
        Err(absent())
    }
}

impl Proc for Directory {
    fn read(&self, name: &str, limit: u64) -> Result<Bounded, ReadError> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = open_within(&self.0, name, flags)?;
        if Status::of(&file).map_err(gone)?.kind != FileType::RegularFile {
            return Err(ReadError::NotAFile);
        }
        let bytes = read::fill(&file, read::STEP, |length| length as u64 > limit)?;
        Ok(Bounded::within(bytes, limit))
    }

    fn link(&self, name: &str) -> Result<PathBuf, ReadError> {
        let text = rustix::fs::readlinkat(&self.0, name, Vec::new()).map_err(gone)?;
        Ok(super::walk::target(text))
    }

    fn names(&self, name: &str) -> Result<Vec<OsString>, ReadError> {
        let name = if name.is_empty() { "." } else { name };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let entries = read::entries_of(open_within(&self.0, name, flags)?)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    #[cfg(target_os = "linux")]
    fn version_6_only(&self) -> Result<BTreeMap<u64, bool>, ReadError> {
        super::diagnostics::version_6_only()
    }

    #[cfg(not(target_os = "linux"))]
    fn version_6_only(&self) -> Result<BTreeMap<u64, bool>, ReadError> {
        Err(ReadError::Missing)
    }

    fn directory(&self, name: &str) -> Result<Box<dyn Proc>, ReadError> {
        let flags = open::DIRECTORY | OFlags::NOFOLLOW;
        Ok(Box::new(Directory(open_within(&self.0, name, flags)?)))
    }
}

/// Opens a name below a directory of procfs, if procfs has it: something else may be mounted there.
fn open_within(directory: impl AsFd, name: &str, flags: OFlags) -> Result<OwnedFd, ReadError> {
    let file = openat(directory, Path::new(name), flags, Mode::empty()).map_err(gone)?;
    if kernel::is_proc(&file) {
        Ok(file)
    } else {
        Err(ReadError::Refused("not a file of procfs".to_string()))
    }
}

/// A process that has ended is missing.
fn gone(error: Errno) -> ReadError {
    match error {
        Errno::SRCH => ReadError::Missing,
        error => refused(error),
    }
}
