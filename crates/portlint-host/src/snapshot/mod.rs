//! A machine written to JSON and read back: its numbers and where each comes from, not the files that they were read from.
//! A check of what was read back says the same, without fixes and without the lines of the files.
//!
//! What programs read is what `ports --format json` says; beside it stands, under `more` and in fields of their own, what
//! only rules ask for. A document that lacks those is read all the same.

mod common;
mod document;
mod read;
mod write;

pub use document::{Document, OpenerDocument};
pub use read::read;

use crate::{Host, Machine, Moment};
use serde::{Serialize, Serializer};
use std::path::{Path, PathBuf};

/// The form that is written, and the only one that is read.
pub const SCHEMA: u64 = 1;

/// A machine at some time.
#[derive(Debug)]
pub struct Snapshot {
    /// What it is called, and when it was looked at; the file is the reader's to add.
    pub machine: Machine,
    /// The version of the linter that looked.
    pub tool: String,
    /// When it looked.
    pub taken: Moment,
    /// What it saw. Paths are those of the machine.
    pub host: Host,
}

/// Why a text is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is not JSON, or not of the form of a snapshot.
    #[error("line {}, column {}: not a snapshot", .0.line(), .0.column())]
    Form(#[source] serde_json::Error),
    /// It is JSON without the key by which snapshots are known.
    #[error("no snapshot of wso2-portlint: it has no `snapshot` key")]
    NoSnapshot,
    /// It was written by another version of the linter, in another form.
    #[error("schema {0} of a snapshot is not known to this version of wso2-portlint")]
    Schema(u64),
    /// The host is called nothing, or something that cannot stand before a path.
    #[error("`host.name` is no name of a host")]
    Name,
    /// When it was taken cannot be read.
    #[error("`taken` is no time such as 2026-11-29T12:00:00Z")]
    Taken,
    /// A place names a file that is not listed.
    #[error("a place is in a file that is not listed")]
    File,
    /// A number that is far from any port.
    #[error("a port, base or offset is out of range")]
    Number,
}

/// Whether a machine can be called so: the name stands before its paths.
pub fn is_name(name: &str) -> bool {
    let is_harmless = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '/' | '\\');
    !name.is_empty() && name.len() <= 255 && name.chars().all(is_harmless)
}

/// A path that is not Unicode is stored as it is shown.
pub(crate) fn path<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// As [`path`].
pub(crate) fn optional_path<S: Serializer>(
    path: &Option<PathBuf>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    path.as_ref()
        .map(|path| path.to_string_lossy())
        .serialize(serializer)
}
