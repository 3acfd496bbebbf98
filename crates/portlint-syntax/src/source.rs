//! Decoded text of one file, and the way from a span back to lines, columns and stored bytes.

/// A half-open range of byte offsets into [`Source::text`] (the decoded text, without a byte order mark).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte offset.
    pub start: u32,
    /// Byte offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; offsets beyond 4 GiB are clamped (files are limited to far less).
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes of decoded text.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True when the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// How the bytes of a file were decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, the default of every format.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// ISO-8859-1 as Java reads it: each byte is the code point of that number.
    Latin1,
}

/// Where a span lies, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in Unicode scalar values.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column after the last character, in Unicode scalar values.
    pub end_column: u32,
    /// Byte offset in the file as stored (a byte order mark counts).
    pub byte_offset: u64,
    /// Length in bytes of the file as stored.
    pub byte_length: u64,
}
