//! Files by way of directory handles.

mod attributes;
#[cfg(target_os = "linux")]
mod diagnostics;
mod kernel;
#[cfg_attr(
    any(target_os = "linux", target_os = "android"),
    path = "open_linux.rs"
)]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android")),
    path = "open_elsewhere.rs"
)]
mod open;
mod output;
mod read;
mod replace;
mod running;
mod status;
mod walk;

pub(crate) use output::open_output;
pub(crate) use read::{Handle, entries, kind, read};
pub(crate) use replace::{Original, Staged, sync_directories};
pub(crate) use running::proc;
pub(crate) use status::is_own_or_of_root;

use crate::read_error::ReadError;
use rustix::io::Errno;

fn refused(error: Errno) -> ReadError {
    ReadError::from(std::io::Error::from(error))
}
