//! Where a finding stands, for formats that want a file and a line for everything.

use crate::Style;
use crate::text::inline;
use crate::uri::slashed;
use portlint_host::{Files, Location};
use portlint_rules::{Annotation, Diagnostic};
use portlint_syntax::Place;
use std::path::{Path, PathBuf};

/// A file and a place in it; the start of the file where no line can be pointed at.
pub(super) struct Spot {
    /// As it was read.
    pub(super) file: PathBuf,
    /// Lines and columns, 1-based.
    pub(super) place: Place,
}

/// The first place in every file but that of the primary one: where whoever changes the other side of a finding sees it.
pub(super) fn other_sides(finding: &Diagnostic) -> Vec<&Annotation> {
    let mut files: Vec<_> = finding
        .primary()
        .map(|primary| primary.location.file)
        .into_iter()
        .collect();
    let mut sides = Vec::new();
    for annotation in &finding.annotations {
        if !files.contains(&annotation.location.file) {
            files.push(annotation.location.file);
            sides.push(annotation);
        }
    }
    sides
}

/// `3 servers open 9443/tcp: ... (here: port offset 0; see also am/deployment.toml:3)`: what is said at another side.
pub(super) fn said_at_other_side(
    finding: &Diagnostic,
    side: &Annotation,
    files: &Files,
    style: &Style,
) -> String {
    let primary = Spot::of(finding, files);
    let mut words = finding.message.clone();
    if !side.message.is_empty() {
        words.push_str(&format!("; here: {}", side.message));
    }
    let (path, line) = (primary.path(style), primary.place.line);
    words.push_str(&format!("; see also {path}:{line}"));
    inline(&words)
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
