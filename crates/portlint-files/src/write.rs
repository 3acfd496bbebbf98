//! Gives several files their new content as one: all of them, or none.
//!
//! Every file is staged beside its target first; only when all are complete on disk do they take their places.

mod error;

pub use error::{Notice, Reason, WriteError};

use crate::system::{Original, Staged, sync_directories};
use std::io;
use std::path::{Path, PathBuf};

/// A file that gets a new content.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file, as it is shown. A symbolic link stays one, its target is written.
    pub path: PathBuf,
    /// The home that the file belongs to: a directory above it that no link may lead out of.
    pub home: PathBuf,
    /// Its content when it was read.
    pub original: Vec<u8>,
    /// Its new content.
    pub new: Vec<u8>,
}

impl Change {
    /// The home, and the path from there. A file that lies in no home has its own directory.
    pub(crate) fn parts(&self) -> (&Path, &Path) {
        let inside = self.path.strip_prefix(&self.home).ok();
        let alone = || {
            let directory = self.path.parent().unwrap_or(Path::new(""));
            (
                directory,
                self.path.file_name().map_or(&*self.path, Path::new),
            )
        };
        inside
            .filter(|relative| !relative.as_os_str().is_empty())
            .map_or_else(alone, |relative| (&self.home, relative))
    }
}

/// What becomes of symbolic links that another user could have made to have another file written: inside of a home, those
/// that lead out of it; on the way to it, those that belong neither to root nor to this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// Nothing is written.
    #[default]
    Stay,
    /// Their target is written, as the user asked for.
    Follow,
}

impl Links {
    /// Follows them if the user wants that.
    pub fn followed_if(wanted: bool) -> Links {
        if wanted { Links::Follow } else { Links::Stay }
    }
}

/// Gives all files their new content, or leaves all as they are. What the user has to know beside is returned.
///
/// # Errors
/// When nothing was written, and why; or which files could not be put back.
pub fn write_all(changes: &[Change], links: Links) -> Result<Vec<Notice>, WriteError> {
    write_with(changes, links, &|_, _| Ok(()))
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The new content is beside its target.
    Staged,
    /// It is about to take its place.
    Placing,
}

/// What tests do in between, or let fail.
type Meanwhile<'a> = &'a dyn Fn(Step, &Path) -> io::Result<()>;

fn write_with(
    changes: &[Change],
    links: Links,
    meanwhile: Meanwhile<'_>,
) -> Result<Vec<Notice>, WriteError> {
    let originals = open(changes, links)?;
    let mut staged = Vec::with_capacity(originals.len());
    for (change, original) in &originals {
        staged.push(original.stage(change, &change.new, meanwhile)?);
    }
    for (done, ((change, original), new)) in originals.iter().zip(staged).enumerate() {
        if let Err(error) = place(change, original, new, meanwhile) {
            let done = originals.get(..done).unwrap_or_default();
            return Err(roll_back(done, error));
        }
    }
    // The files are complete either way; that their names survive a power failure is all that is left to do.
    sync_directories(originals.iter().map(|(_, original)| original));
    let notices = originals
        .iter()
        .flat_map(|(change, original)| original.notices(change));
    Ok(notices.collect())
}

/// Opens and locks all files, and compares them with what was read.
fn open(changes: &[Change], links: Links) -> Result<Vec<(&Change, Original)>, WriteError> {
    let mut originals: Vec<(&Change, Original)> = Vec::with_capacity(changes.len());
    for change in changes {
        let original = Original::open(change, links)?;
        if originals
            .iter()
            .any(|(_, other)| other.is_same_name(&original))
        {
            return Err(WriteError::new(&change.path, Reason::Twice));
        }
        // Two names of one file share its lock.
        let is_locked_here = originals
            .iter()
            .any(|(_, other)| other.is_same_file(&original));
        if !is_locked_here && original.is_locked_elsewhere() {
            return Err(WriteError::new(&change.path, Reason::Busy));
        }
        original.check(change)?;
        originals.push((change, original));
    }
    Ok(originals)
}

/// Lets a staged content take its place, if the place still holds what was read.
fn place(
    change: &Change,
    original: &Original,
    staged: Staged,
    meanwhile: Meanwhile<'_>,
) -> Result<(), WriteError> {
    original.check(change)?;
    meanwhile(Step::Placing, &change.path)
        .map_err(|error| WriteError::new(&change.path, Reason::Io(error)))?;
    staged.place(change, original)
}

/// Puts back what was already replaced.
fn roll_back(done: &[(&Change, Original)], error: WriteError) -> WriteError {
    let restored = |change: &Change, original: &Original| {
        let old = original.stage(change, &change.original, &|_, _| Ok(()))?;
        old.place(change, original)
    };
    let lost: Vec<_> = done
        .iter()
        .filter(|(change, original)| restored(change, original).is_err())
        .map(|(change, _)| change.path.clone())
        .collect();
    WriteError {
        not_restored: lost,
        ..error
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
