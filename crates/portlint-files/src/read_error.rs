//! Why a file could not be read.

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("no such file")]
    Missing,
    /// Something is there, but it is not a regular file.
    #[error("not a regular file")]
    NotAFile,
    /// A file that the kernel makes up, and the name of its file system.
    #[error("a file of the kernel ({0}), which is not read")]
    OfTheKernel(&'static str),
    /// Larger than the limit, in bytes.
    #[error("larger than the limit of {0} bytes")]
    TooLarge(u64),
    /// A directory with more names than the limit.
    #[error("more than {0} names in this directory")]
    TooMany(usize),
    /// All files together would be larger than a limit, in bytes, of what is read of something.
    #[error("with it, more than {bytes} bytes would be read of {of}")]
    OverBudget {
        /// What the limit is for.
        of: &'static str,
        /// The limit.
        bytes: u64,
    },
    /// The operating system refused; its own words.
    #[error("{0}")]
    Refused(String),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> ReadError {
        match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => ReadError::Missing,
            std::io::ErrorKind::PermissionDenied => {
                ReadError::Refused("permission denied".to_string())
            }
            _ => ReadError::Refused(error.to_string()),
        }
    }
}
