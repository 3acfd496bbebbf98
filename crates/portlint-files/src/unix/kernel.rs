//! Which file systems are the kernel's own. Their files say "regular" and yet may never end, may block the reader, or
//! may do something when they are read.

use super::refused;
use crate::read_error::ReadError;
use std::os::fd::AsFd;

/// Refuses what lies in a file system that the kernel makes up.
///
/// # Errors
/// When it lies in one, or the system does not tell.
pub(crate) fn refuse(file: impl AsFd) -> Result<(), ReadError> {
    match file_system(file).map_err(refused)? {
        Some(name) => Err(ReadError::OfTheKernel(name)),
        None => Ok(()),
    }
}

/// Magic numbers of `linux/magic.h` and, for those that are not there, of the file systems' own sources.
#[cfg(any(target_os = "linux", target_os = "android"))]
const KERNEL: &[(u64, &str)] = &[
    (PROC, "procfs"),
    (0x6265_6572, "sysfs"),
    (0x7472_6163, "tracefs"),
    (0x6462_6720, "debugfs"),
    (0x7363_6673, "securityfs"),
    (0x0027_e0eb, "cgroup"),
    (0x6367_7270, "cgroup2"),
    (0xf97c_ff8c, "selinuxfs"),
    (0x4341_5d53, "smackfs"),
    (0x6264_6576, "bdev"),
    (0x4249_4e4d, "binfmt_misc"),
    (0x6c6f_6f70, "binderfs"),
    (0xcafe_4a11, "bpf"),
    (0x6265_6570, "configfs"),
    (0x0000_1cd1, "devpts"),
    (0xde5e_81e4, "efivarfs"),
    (0x6573_5543, "fusectl"),
    (0x1980_0202, "mqueue"),
    (0x6e66_7364, "nfsd"),
    (0x6e73_6673, "nsfs"),
    (0x5049_4446, "pidfs"),
    (0x5049_5045, "pipefs"),
    (0x6165_676c, "pstore"),
    (0x0765_5821, "resctrl"),
    (0x6759_6969, "rpc_pipefs"),
    (0x534f_434b, "sockfs"),
    (0x0000_9fa2, "usbfs"),
    (0xabba_1974, "xenfs"),
    (0x0904_1934, "anonymous inodes"),
];

#[cfg(any(target_os = "linux", target_os = "android"))]
const PROC: u64 = 0x9fa0;

/// The name of the kernel's file system that this lies in.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn file_system(file: impl AsFd) -> rustix::io::Result<Option<&'static str>> {
    let magic = magic(file)?;
    let known = KERNEL.iter().find(|(number, _)| *number == magic);
    Ok(known.map(|(_, name)| *name))
}

/// Whether this lies in procfs.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn is_proc(file: impl AsFd) -> bool {
    magic(file) == Ok(PROC)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[allow(
    clippy::unnecessary_cast,
    clippy::cast_sign_loss,
    reason = "the type differs between processors; the numbers have 32 bits"
)]
fn magic(file: impl AsFd) -> rustix::io::Result<u64> {
    Ok(rustix::fs::fstatfs(file)?.f_type as u64 & 0xffff_ffff)
}

/// The names that BSD systems and macOS give to theirs.
#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "openbsd"
))]
const KERNEL: &[&str] = &[
    "devfs",
    "fdescfs",
    "kernfs",
    "linprocfs",
    "linsysfs",
    "mqueuefs",
    "procfs",
    "ptyfs",
];

/// The name of the kernel's file system that this lies in.
#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "openbsd"
))]
fn file_system(file: impl AsFd) -> rustix::io::Result<Option<&'static str>> {
    let told = rustix::fs::fstatfs(file)?;
    let name: Vec<u8> = told
        .f_fstypename
        .iter()
        .map(|letter| u8::from_ne_bytes(letter.to_ne_bytes()))
        .take_while(|letter| *letter != 0)
        .collect();
    let known = KERNEL.iter().find(|known| known.as_bytes() == name);
    Ok(known.copied())
}

/// The name of the kernel's file system that this lies in: other systems are not asked.
#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "openbsd"
)))]
fn file_system(_file: impl AsFd) -> rustix::io::Result<Option<&'static str>> {
    Ok(None)
}

/// Whether this lies in procfs, with links that only the kernel can follow: elsewhere `/dev/fd` holds devices.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn is_proc(_file: impl AsFd) -> bool {
    false
}
