//! A place in a file of a host.

use crate::FileId;
use portlint_syntax::{Place, Span};

/// A place in a file: a plain value, that can be compared, copied and stored without the file.
///
/// Lines and columns are worked out when it is made: a report needs them for nearly every place that a host keeps, a host
/// that was stored has no text to ask any more, and documents index their lines once for all files of the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, in the table of the host.
    pub file: FileId,
    /// The bytes of its decoded text.
    pub span: Span,
    /// Lines, columns and stored bytes.
    pub place: Place,
}
