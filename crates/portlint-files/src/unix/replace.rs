//! One file takes the place of another, below an open directory and with all that belongs to it.

use super::status::{Identity, Status};
use super::walk::{self, Place, WalkError};
use super::{attributes, open, read};
use crate::write::{Change, Links, Notice, Reason, Step, WriteError};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{AtFlags, Mode, OFlags, openat, renameat, unlinkat};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;

/// How many names for a staged file are tried.
const MOST_ATTEMPTS: u32 = 100;

/// A file that is to be replaced. It is open, so that it stays the one that was looked at.
#[derive(Debug)]
pub(crate) struct Original {
    place: Place,
    /// For reading and writing: a rename would also replace a file that nobody may write.
    file: File,
    status: Status,
}

impl Original {
    /// Finds and opens the file.
    pub(crate) fn open(change: &Change, links: Links) -> Result<Original, WriteError> {
        let (home, relative) = change.parts();
        let place =
            walk::inside(home, relative, links).map_err(|error| not_followed(change, error))?;
        let access = OFlags::RDWR | OFlags::NOFOLLOW;
        let (file, status) = open::regular(&place.held.directory, Path::new(&place.name), access)
            .map_err(|error| io(change, io::Error::other(error)))?;
        Ok(Original {
            place,
            file: file.into(),
            status,
        })
    }

    /// Whether both are one name in one directory.
    pub(crate) fn is_same_name(&self, other: &Original) -> bool {
        let of_directory = |original: &Original| Status::of(&original.place.held.directory).ok();
        let is_same_directory = || {
            let identity = |original| of_directory(original).map(|status| status.identity);
            identity(self) == identity(other)
        };
        // A file system may not tell capitals from small letters; a file with one name has one name.
        self.is_same_file(other)
            && (self.status.links < 2
                || (self.place.name == other.place.name && is_same_directory()))
    }

    /// Whether both are one file, perhaps by two names.
    pub(crate) fn is_same_file(&self, other: &Original) -> bool {
        self.status.identity == other.status.identity
    }

    /// Takes the lock of the file until it is dropped; true when another run has it. A file system without locks has
    /// nothing to say.
    pub(crate) fn is_locked_elsewhere(&self) -> bool {
        matches!(self.file.try_lock(), Err(TryLockError::WouldBlock))
    }

    /// Fails unless the name still names this file, with the content that was read.
    pub(crate) fn check(&self, change: &Change) -> Result<(), WriteError> {
        let changed = || WriteError::new(&change.path, Reason::Changed);
        if self.named() != Some(self.status.identity) {
            return Err(changed());
        }
        let failed = |error| io(change, error);
        let mut file = &self.file;
        file.rewind().map_err(failed)?;
        let expected = change.original.len();
        let present = read::fill(&self.file, expected + 1, |length| length > expected)
            .map_err(|error| failed(io::Error::other(error)))?;
        if present == change.original {
            Ok(())
        } else {
            Err(changed())
        }
    }

    /// What has the file's name now, a link being a link.
    fn named(&self) -> Option<Identity> {
        let status = Status::of_name(&self.place.held.directory, Path::new(&self.place.name));
        Some(status.ok()?.identity)
    }

    /// Writes a content beside the file, with the owner, attributes and mode of the file.
    pub(crate) fn stage(
        &self,
        change: &Change,
        content: &[u8],
        meanwhile: &dyn Fn(Step, &Path) -> io::Result<()>,
    ) -> Result<Staged, WriteError> {
        let failed = |error| io(change, error);
        let mut staged = Staged::create(&self.place).map_err(failed)?;
        staged.file.write_all(content).map_err(failed)?;
        meanwhile(Step::Staged, &change.path).map_err(failed)?;
        attributes::copy(&self.file, &self.status, &staged.file)
            .map_err(|what| WriteError::new(&change.path, Reason::NotKept(what)))?;
        staged.file.sync_all().map_err(failed)?;
        Ok(staged)
    }

    /// What the user has to know once the file was replaced.
    pub(crate) fn notices(&self, change: &Change) -> Vec<Notice> {
        let path = || change.path.clone();
        let others = (self.status.links > 1).then(|| Notice::OtherNames {
            path: path(),
            count: self.status.links - 1,
        });
        let followed = self.place.crossed.then(|| Notice::Followed {
            path: path(),
            target: self.place.path(),
        });
        others.into_iter().chain(followed).collect()
    }
}

fn io(change: &Change, error: io::Error) -> WriteError {
    WriteError::new(&change.path, Reason::Io(error))
}

fn not_followed(change: &Change, error: WalkError) -> WriteError {
    // Where the way really ends, as far as that can be said.
    let end = |link: &Path, target: &Path| {
        std::fs::canonicalize(&change.path)
            .unwrap_or_else(|_| link.parent().unwrap_or(Path::new("")).join(target))
    };
    let reason = match error {
        WalkError::Leaves { link, target } => Reason::LeavesHome {
            target: end(&link, &target),
            home: change.parts().0.to_path_buf(),
        },
        WalkError::OfAnotherUser { link, target, user } => Reason::LinkOfAnotherUser {
            target: end(&link, &target),
            link,
            user,
        },
        WalkError::Io(error) => Reason::Io(error),
    };
    WriteError::new(&change.path, reason)
}

/// A new content, complete, beside the file whose place it is to take. It goes away unless it takes the place.
#[derive(Debug)]
pub(crate) struct Staged {
    directory: OwnedFd,
    name: OsString,
    file: File,
    is_placed: bool,
}

impl Staged {
    /// An empty file that nobody else may open: its content may be secret.
    fn create(place: &Place) -> io::Result<Staged> {
        let directory = place.held.directory.as_fd().try_clone_to_owned()?;
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut attempt = 0;
        loop {
            let name = temporary_name(&place.name, attempt);
            match openat(&directory, &name, flags, Mode::RUSR | Mode::WUSR) {
                Ok(file) => {
                    return Ok(Staged {
                        directory,
                        name,
                        file: file.into(),
                        is_placed: false,
                    });
                }
                Err(Errno::EXIST) if attempt < MOST_ATTEMPTS => attempt += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes the place.
    pub(crate) fn place(mut self, change: &Change, original: &Original) -> Result<(), WriteError> {
        let name = &original.place.name;
        renameat(&self.directory, &self.name, &self.directory, name)
            .map_err(|error| io(change, error.into()))?;
        self.is_placed = true;
        // Who owns the directory may have renamed something else to the staged name; then that is what has the place.
        let own = Status::of(&self.file).ok().map(|status| status.identity);
        if original.named() == own {
            Ok(())
        } else {
            Err(WriteError::new(&change.path, Reason::Changed))
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let identity = |status: rustix::io::Result<Status>| status.ok().map(|s| s.identity);
        let named = identity(Status::of_name(&self.directory, Path::new(&self.name)));
        if !self.is_placed && named == identity(Status::of(&self.file)) {
            let _ = unlinkat(&self.directory, &self.name, AtFlags::empty());
        }
    }
}

/// `.NAME.PID-N.tmp`.
fn temporary_name(name: &OsStr, attempt: u32) -> OsString {
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}-{attempt}.tmp", std::process::id()));
    temporary
}

/// Lets names survive a power failure, as far as the file system can.
pub(crate) fn sync_directories<'o>(originals: impl Iterator<Item = &'o Original>) {
    for original in originals {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let _ = openat(&original.place.held.directory, ".", flags, Mode::empty())
            .and_then(rustix::fs::fsync);
    }
}
