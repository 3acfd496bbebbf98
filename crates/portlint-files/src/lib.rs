//! The only crate that touches a file system. It opens, lists, reads and replaces files; it knows nothing of WSO2.
//!
//! The program may run as root over directories that other users own and change meanwhile. So:
//!
//! - Homes are read through [`FileSystem`] and [`Directory`]: regular files only, each up to a limit. What a path names
//!   is decided on the opened file, never on its name before. Files of the kernel (procfs, sysfs, tracefs and the like)
//!   are refused, whatever link leads there, and nothing that is opened can keep the program waiting.
//! - The running host is read through [`RunningHost`]: a fixed set of names below `/proc`, each up to a limit.
//! - Files are replaced by [`write_all`]: all of them or none, with their owner, mode, access list and extended
//!   attributes, and only inside of the directory that they were found in.
//! - Files that the user names for output are opened by [`open_output`].
//!
//! On Unix all this goes through directory handles (`rustix`), with more certainty on Linux than elsewhere; `portable`
//! does what the standard library can where there is no Unix.

#![allow(
    clippy::disallowed_methods,
    reason = "this is the crate that touches a file system"
)]

mod cached;
mod disk;
mod file_system;
mod memory;
mod meter;
mod metered;
mod output;
mod overlay;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "on Unix only its own tests use it"))]
mod portable;
mod read_error;
mod running;
#[cfg(unix)]
#[cfg(test)]
mod testing;
mod tracked;
#[cfg(unix)]
mod unix;
mod write;

#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

pub use cached::Cached;
pub use disk::{Disk, is_own_or_of_root};
pub use file_system::{Directory, Entry, FileKind, FileSystem, Handle};
pub use memory::Memory;
pub use meter::Meter;
pub use metered::Metered;
pub use output::{Existing, OutputError, open_output};
pub use overlay::Overlay;
pub use read_error::ReadError;
pub use running::{Bounded, HostFile, ProcessFile, ProcessLink, RunningHost, RunningProcess};
pub use tracked::Tracked;
pub use write::{Change, Links, Notice, Reason, WriteError, write_all};
