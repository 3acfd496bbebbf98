//! Files that the user names for output: reports, a baseline, a new configuration file.

use crate::system;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is emptied; its owner, mode and names stay.
    Overwritten,
    /// It stays as it is, and nothing is opened.
    Refused,
}

/// Why a file for output was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It is there, and is not to be overwritten.
    #[error("it is there already")]
    Exists,
    /// A link on the way belongs neither to root nor to this user, who did not make it lead there.
    #[error("{} is a link of another user (uid {user}) to {}; nothing is written there", link.display(), target.display())]
    LinkOfAnotherUser {
        /// The link.
        link: PathBuf,
        /// What it says.
        target: PathBuf,
        /// Whose it is.
        user: u32,
    },
    /// Another user can have made this file a second name of one that is not theirs.
    #[error(
        "it has another name (a hard link), in a directory of another user (uid {user}); nothing is written there"
    )]
    SecondName {
        /// Who owns the directory.
        user: u32,
    },
    /// A FIFO of another user, who may never read it.
    #[error("it is a FIFO of another user (uid {user}); nothing is written there")]
    FifoOfAnotherUser {
        /// Whose it is.
        user: u32,
    },
    /// The operating system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Opens a file that the user named for output: a regular file, which is created where it is missing, but also a device or
/// FIFO, such as `/dev/stdout` or what a shell gives for `>(command)`.
///
/// # Errors
/// When it cannot be opened, or when somebody else may have made the name lead where the user does not want to write.
pub fn open_output(path: &Path, existing: Existing) -> Result<File, OutputError> {
    system::open_output(path, existing)
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
