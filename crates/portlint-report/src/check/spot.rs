//! Where a finding stands, for formats that want a file and a line for everything.

use crate::Style;
use crate::uri::slashed;
use portlint_host::{Files, Location};
use portlint_rules::Diagnostic;
use portlint_syntax::Place;
use std::path::{Path, PathBuf};

/// A file and a place in it; the start of the file where no line can be pointed at.
pub(super) struct Spot {
    /// As it was read.
    pub(super) file: PathBuf,
    /// Lines and columns, 1-based.
    pub(super) place: Place,
}

impl Spot {
    /// The primary place of a finding, else the path that it is about, else the current directory.
    pub(super) fn of(finding: &Diagnostic, files: &Files) -> Spot {
        match (finding.primary(), finding.path.as_deref()) {
            (Some(primary), _) => Spot::at(&primary.location, files),
            (None, path) => Spot {
                file: path.unwrap_or(Path::new(".")).to_path_buf(),
                place: Place {
                    line: 1,
                    column: 1,
                    end_line: 1,
                    end_column: 1,
                    byte_offset: 0,
                    byte_length: 0,
                },
            },
        }
    }

    /// A place in a file.
    pub(super) fn at(location: &Location, files: &Files) -> Spot {
        Spot {
            file: files.path(location.file).to_path_buf(),
            place: location.place,
        }
    }

    /// The file's path for programs: relative to the root, with slashes.
    pub(super) fn path(&self, style: &Style) -> String {
        slashed(&self.file, style)
    }
}
