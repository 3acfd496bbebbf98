//! What would be seen if a document had another text.

use crate::buffers::Buffers;
use crate::run::{Reading, Seen, Workspace};
use std::cell::{Ref, RefCell};
use std::path::{Path, PathBuf};

/// Runs over texts that are tried out.
#[derive(Clone, Copy)]
pub(crate) struct Trials<'s> {
    pub reading: &'s RefCell<Reading>,
    pub workspace: Workspace<'s>,
}

impl Trials<'_> {
    /// What would be seen if a document had this text.
    pub(crate) fn with_text(self, buffers: &Buffers, uri: &str) -> Seen {
        let mut reading = self.reading.borrow_mut();
        reading.try_out(self.workspace, buffers, uri)
    }

    /// The reading that the last run was made of.
    pub(crate) fn reading(&self) -> Ref<'_, Reading> {
        self.reading.borrow()
    }

    /// The first folder that is open.
    pub(crate) fn first_folder(&self) -> Option<&Path> {
        self.workspace.folders.first().map(PathBuf::as_path)
    }
}
