//! Who may do what with a file: a file that takes the place of another gets all of it, or does not take its place.

use super::status::Status;
use rustix::fd::AsFd;
use rustix::fs::{Gid, Mode, Uid};
use std::fmt::Display;
use std::io;

/// Gives an open file the owner, extended attributes, access list and mode of another. It is called before the file has
/// its name; until then nobody but this user may open it.
///
/// # Errors
/// When something cannot be kept, in words.
pub(crate) fn copy(from: impl AsFd, status: &Status, to: impl AsFd) -> Result<(), String> {
    copy_owner(status, &to)?;
    extended::copy(from, &to)?;
    // Last, because a new owner takes the set-id bits away.
    let mode = Mode::from_raw_mode(status.mode as rustix::fs::RawMode);
    rustix::fs::fchmod(&to, mode).map_err(|error| lost("mode", error.into()))?;
    let now = Status::of(&to).map_err(|error| lost("mode", error.into()))?;
    if (now.user, now.group, now.mode) == (status.user, status.group, status.mode) {
        Ok(())
    } else {
        Err("its owner and mode cannot be kept".to_string())
    }
}

fn copy_owner(status: &Status, to: impl AsFd) -> Result<(), String> {
    let now = Status::of(&to).map_err(|error| lost("owner", error.into()))?;
    let user = (now.user != status.user).then(|| Uid::from_raw(status.user));
    let group = (now.group != status.group).then(|| Gid::from_raw(status.group));
    if user.is_none() && group.is_none() {
        return Ok(());
    }
    let owner = format_args!("owner (uid {}, gid {})", status.user, status.group).to_string();
    rustix::fs::fchown(to, user, group).map_err(|error| lost(owner, error.into()))
}

fn lost(what: impl Display, why: io::Error) -> String {
    format!("its {what} cannot be kept: {why}")
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod extended {
    use super::{io, lost};
    use rustix::buffer::spare_capacity;
    use rustix::fd::AsFd;
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
    use rustix::io::Errno;
    use std::collections::BTreeMap;

    /// The access list of POSIX.
    const ACCESS_LIST: &[u8] = b"system.posix_acl_access";

    /// What the system itself gives to each file: seals of the content (IMA, EVM), and where a file came from.
    const OF_THE_SYSTEM: &[&[u8]] = &[b"security.ima", b"security.evm", b"com.apple.provenance"];

    /// As much as Linux allows for all names, and for one value.
    const MOST_BYTES: usize = 64 * 1024;

    /// Gives a file the extended attributes of another, its access list among them, and no other access list.
    pub(super) fn copy(from: impl AsFd, to: impl AsFd) -> Result<(), String> {
        let wanted = read(from).map_err(|(name, error)| lost(named(&name), error.into()))?;
        let present = read(&to).map_err(|(name, error)| lost(named(&name), error.into()))?;
        // A directory may give its files an access list by default.
        if present.contains_key(ACCESS_LIST) && !wanted.contains_key(ACCESS_LIST) {
            fremovexattr(&to, ACCESS_LIST)
                .map_err(|error| lost("lack of an access list", error.into()))?;
        }
        for (name, value) in &wanted {
            if present.get(name) != Some(value) {
                fsetxattr(&to, name.as_slice(), value, XattrFlags::empty())
                    .map_err(|error| lost(named(name), io::Error::from(error)))?;
            }
        }
        Ok(())
    }

    fn named(name: &[u8]) -> String {
        if name == ACCESS_LIST {
            "access list".to_string()
        } else {
            format!("extended attribute {}", String::from_utf8_lossy(name))
        }
    }

    type Attributes = BTreeMap<Vec<u8>, Vec<u8>>;

    /// All attributes that a copy has to have; the name of one that cannot be read.
    fn read(file: impl AsFd) -> Result<Attributes, (Vec<u8>, Errno)> {
        let mut names = Vec::with_capacity(MOST_BYTES);
        match flistxattr(&file, spare_capacity(&mut names)) {
            Ok(_) => {}
            // A file system without them.
            Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(BTreeMap::new()),
            Err(error) => return Err((Vec::new(), error)),
        }
        names
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty() && !OF_THE_SYSTEM.contains(name))
            .map(|name| {
                let mut value = Vec::with_capacity(MOST_BYTES);
                match fgetxattr(&file, name, spare_capacity(&mut value)) {
                    Ok(_) => Ok((name.to_vec(), value)),
                    Err(error) => Err((name.to_vec(), error)),
                }
            })
            .collect()
    }
}

/// Extended attributes are not known here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod extended {
    use rustix::fd::AsFd;

    pub(super) fn copy(_from: impl AsFd, _to: impl AsFd) -> Result<(), String> {
        Ok(())
    }
}
