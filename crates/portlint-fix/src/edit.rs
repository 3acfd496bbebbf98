//! A change of files.

use portlint_host::{Files, Location};
use portlint_syntax::{Edit, Place};
use std::collections::BTreeMap;

/// Whether a fix may be applied without looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// Means the same, or what was meant.
    Safe,
    /// Probably what was meant; needs a look.
    Unsafe,
}

impl Applicability {
    /// `safe` or `unsafe`.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }
}

/// A change of files.
#[derive(Debug, Clone)]
pub struct Fix {
    /// Whether it may be applied without looking.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Vec<FileEdit>,
    /// True when it only follows what is open elsewhere, and so comes after all fixes that change that.
    pub follows: bool,
}

/// A replacement of a place by a text.
#[derive(Debug, Clone)]
pub struct FileEdit {
    /// What is replaced; an empty span inserts.
    pub location: Location,
    /// The new text.
    pub replacement: String,
    /// True when the file loses its byte order mark, which lies before all text.
    pub removes_mark: bool,
}

impl Fix {
    /// The same change as edits of files of their own: a text that lies in a manifest is changed in the manifest. `None` where
    /// that is not possible.
    pub fn in_whole_files(self, files: &Files) -> Option<Fix> {
        let mut embedded = BTreeMap::<_, Vec<FileEdit>>::new();
        let mut edits = Vec::new();
        for edit in self.edits {
            let source = files.source(edit.location.file);
            if source.is_some_and(|file| file.document.source.origin().is_some()) {
                embedded.entry(edit.location.file).or_default().push(edit);
            } else {
                edits.push(edit);
            }
        }
        for (id, inner) in embedded {
            let file = files.source(id)?;
            let start = files.outer(&file.start());
            let outer = files.source(start.file)?;
            let texts = inner.into_iter().map(|edit| Edit {
                span: edit.location.span,
                replacement: edit.replacement,
            });
            let moved = file
                .document
                .source
                .outer_edits(&texts.collect::<Vec<_>>())?;
            let moved = moved.into_iter();
            edits.extend(moved.map(|edit| FileEdit::new(outer.at(edit.span), edit.replacement)));
        }
        Some(Fix { edits, ..self })
    }
}

impl FileEdit {
    /// A replacement of text.
    pub fn new(location: Location, replacement: impl Into<String>) -> FileEdit {
        FileEdit {
            location,
            replacement: replacement.into(),
            removes_mark: false,
        }
    }

    /// The removal of a byte order mark; `start` is the start of the file's text.
    pub fn without_mark(start: Location) -> FileEdit {
        FileEdit {
            removes_mark: true,
            ..FileEdit::new(start, "")
        }
    }

    /// What is replaced, in lines, columns and stored bytes; a byte order mark has bytes only.
    pub fn place(&self) -> Place {
        let place = self.location.place;
        if self.removes_mark {
            Place {
                byte_offset: 0,
                byte_length: place.byte_offset + place.byte_length,
                ..place
            }
        } else {
            place
        }
    }
}
