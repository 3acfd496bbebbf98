//! What `stat` tells, in the same types on every system.

use rustix::fs::{AtFlags, FileType, Stat};
use std::os::fd::AsFd;
use std::path::Path;

/// What the system tells about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status {
    /// Regular file, directory, link, or something else.
    pub(crate) kind: FileType,
    /// Bytes.
    pub(crate) size: u64,
    /// What tells it from every other file, as long as it is open.
    pub(crate) identity: Identity,
    /// The user that owns it.
    pub(crate) user: u32,
    /// Its group.
    pub(crate) group: u32,
    /// The twelve bits of its permissions.
    pub(crate) mode: u32,
    /// How many names it has.
    pub(crate) links: u64,
}

/// Device and number of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity(u64, u64);

impl Status {
    /// Of an open file.
    pub(crate) fn of(file: impl AsFd) -> rustix::io::Result<Status> {
        rustix::fs::fstat(file).map(|stat| Status::from(&stat))
    }

    /// Of what a name in an open directory leads to, links followed.
    pub(crate) fn at(directory: impl AsFd, path: &Path) -> rustix::io::Result<Status> {
        rustix::fs::statat(directory, path, AtFlags::empty()).map(|stat| Status::from(&stat))
    }

    /// Of what a name in an open directory is, a link being a link.
    pub(crate) fn of_name(directory: impl AsFd, name: &Path) -> rustix::io::Result<Status> {
        rustix::fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)
            .map(|stat| Status::from(&stat))
    }
}

/// Whether a file belongs to the user who runs the program or to root, and a link to it as well.
pub(crate) fn is_own_or_of_root(path: &Path) -> bool {
    let user = rustix::process::geteuid().as_raw();
    let trusted = |status: Status| status.user == user || status.user == 0;
    let here = rustix::fs::CWD;
    Status::at(here, path).is_ok_and(trusted) && Status::of_name(here, path).is_ok_and(trusted)
}

impl From<&Stat> for Status {
    #[allow(
        clippy::unnecessary_cast,
        clippy::cast_sign_loss,
        clippy::useless_conversion,
        reason = "the widths of these fields differ between systems; none is negative"
    )]
    fn from(stat: &Stat) -> Status {
        Status {
            kind: FileType::from_raw_mode(stat.st_mode),
            size: stat.st_size as u64,
            identity: Identity(stat.st_dev as u64, stat.st_ino as u64),
            user: stat.st_uid as u32,
            group: stat.st_gid as u32,
            mode: stat.st_mode as u32 & 0o7777,
            links: stat.st_nlink as u64,
        }
    }
}
