//! A place in a file of a host.

use crate::FileId;
use portlint_syntax::{Place, Span};
use serde::{Deserialize, Serialize};

/// A place in a file: a plain value, that can be compared, copied and stored without the file.
///
/// Lines and columns are worked out when it is made: a report needs them for nearly every place that a host keeps, a host
/// that was stored has no text to ask any more, and documents index their lines once for all files of the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Stored", from = "Stored")]
pub struct Location {
    /// The file, in the table of the host.
    pub file: FileId,
    /// The bytes of its decoded text.
    pub span: Span,
    /// Lines, columns and stored bytes.
    pub place: Place,
}

/// As it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Stored {
    file: FileId,
    start: u32,
    end: u32,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u64,
    byte_length: u64,
}

impl From<Location> for Stored {
    fn from(Location { file, span, place }: Location) -> Stored {
        Stored {
            file,
            start: span.start,
            end: span.end,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            byte_offset: place.byte_offset,
            byte_length: place.byte_length,
        }
    }
}

impl From<Stored> for Location {
    fn from(stored: Stored) -> Location {
        Location {
            file: stored.file,
            span: Span {
                start: stored.start,
                end: stored.end,
            },
            place: Place {
                line: stored.line,
                column: stored.column,
                end_line: stored.end_line,
                end_column: stored.end_column,
                byte_offset: stored.byte_offset,
                byte_length: stored.byte_length,
            },
        }
    }
}
