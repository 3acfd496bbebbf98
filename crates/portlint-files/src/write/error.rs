//! What the user is told about a write: why it did not happen, or what else happened.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was written, or not everything was put back.
#[derive(Debug)]
pub struct WriteError {
    /// The file, as it is shown.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: Reason,
    /// Files that have their new content and could not be put back; nearly always none.
    pub not_restored: Vec<PathBuf>,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The content is not the one that was read, or another file has the name.
    #[error("changed since it was read")]
    Changed,
    /// Another run is about to write it.
    #[error("another run is writing it")]
    Busy,
    /// Two changes name one file.
    #[error("named by two changes")]
    Twice,
    /// A link leads out of the home.
    #[error("leads to {}, outside of the home {}", target.display(), home.display())]
    LeavesHome {
        /// The file that would have been written.
        target: PathBuf,
        /// The home.
        home: PathBuf,
    },
    /// A link on the way to the home belongs neither to root nor to this user.
    #[error("leads to {} through {}, a link of another user (uid {user})", target.display(), link.display())]
    LinkOfAnotherUser {
        /// The file that would have been written.
        target: PathBuf,
        /// The link on the way.
        link: PathBuf,
        /// Whose it is.
        user: u32,
    },
    /// Something of the file could not be given to its successor; in words.
    #[error("{0}")]
    NotKept(String),
    /// The operating system refused.
    #[error("{0}")]
    Io(io::Error),
}

impl WriteError {
    pub(crate) fn new(path: &Path, reason: Reason) -> WriteError {
        WriteError {
            path: path.to_path_buf(),
            reason,
            not_restored: Vec::new(),
        }
    }

    /// Whether the same may go well once the files are read anew.
    pub fn may_pass(&self) -> bool {
        matches!(self.reason, Reason::Changed | Reason::Busy)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; ", self.path.display(), self.reason)?;
        if self.not_restored.is_empty() {
            f.write_str("nothing was written")?;
        } else {
            let files = self
                .not_restored
                .iter()
                .map(|file| file.display().to_string());
            let files = files.collect::<Vec<_>>().join(", ");
            write!(
                f,
                "these files have their new content and could not be put back: {files}"
            )?;
        }
        match self.reason {
            Reason::LeavesHome { .. } | Reason::LinkOfAnotherUser { .. } => {
                f.write_str("; --follow-links writes there")
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for WriteError {}

/// What the user has to know beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The file had further names (hard links), which keep the old content.
    OtherNames {
        /// The file, as it is shown.
        path: PathBuf,
        /// How many more names it had.
        count: u64,
    },
    /// A link was followed because the user asked for it.
    Followed {
        /// The file, as it is shown.
        path: PathBuf,
        /// The file that was written.
        target: PathBuf,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::OtherNames { path, count: 1 } => write!(
                f,
                "{}: the file has another name (a hard link), which keeps the old content",
                path.display()
            ),
            Notice::OtherNames { path, count } => write!(
                f,
                "{}: the file has {count} other names (hard links), which keep the old content",
                path.display()
            ),
            Notice::Followed { path, target } => write!(
                f,
                "{}: followed a link and wrote {}",
                path.display(),
                target.display()
            ),
        }
    }
}
