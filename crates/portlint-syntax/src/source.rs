//! Decoded text of one file, and the way from a span back to lines, columns and stored bytes.

use std::sync::{Arc, OnceLock};

mod index;
mod map;
mod origin;

use index::Index;
pub(crate) use map::{Map, Piece};
pub use origin::Origin;

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
        self.end.saturating_sub(self.start) as usize
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

/// The decoded text of one file.
#[derive(Clone)]
pub struct Source {
    text: Arc<str>,
    encoding: Encoding,
    bom_length: u64,
    /// Made when a place is first asked for, which of most files never happens.
    index: OnceLock<Index>,
    /// Where it lies in another file.
    origin: Option<Arc<Origin>>,
}

impl std::fmt::Debug for Source {
    // Whether a place was asked for yet says nothing about a source.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("text", &self.text)
            .field("encoding", &self.encoding)
            .field("bom_length", &self.bom_length)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// A source from text without its byte order mark; `bom_length` is the length of the mark in stored bytes.
    pub(crate) fn new(text: &str, encoding: Encoding, bom_length: u64) -> Self {
        Source {
            text: Arc::from(text),
            encoding,
            bom_length,
            index: OnceLock::new(),
            origin: None,
        }
    }

    /// Lets places be those of the file that the text lies in.
    pub(crate) fn lies_in(&mut self, origin: Arc<Origin>) {
        self.origin = Some(origin);
    }

    /// Where the text lies in another file; `None` for a file of its own.
    pub fn origin(&self) -> Option<&Arc<Origin>> {
        self.origin.as_ref()
    }

    /// The decoded text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, to be read while the document that holds it is built.
    pub(crate) fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// How the stored bytes were decoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// True when the file starts with a byte order mark.
    pub fn has_bom(&self) -> bool {
        self.bom_length > 0
    }

    /// Number of lines; text after the last line end, even none, counts as a line.
    pub fn line_count(&self) -> u32 {
        self.index().line_count()
    }

    /// The 1-based line without its line end (LF, CRLF or a lone CR). Lines are counted as places are: in the file around a text
    /// that lies in one.
    pub fn line_span(&self, line: u32) -> Option<Span> {
        match &self.origin {
            None => self.own_line(line),
            Some(origin) => {
                let outer = origin.outer().own_line(line)?;
                let inner = origin.inner(outer)?;
                self.own_line(self.index().line_at(inner).0)
            }
        }
    }

    fn own_line(&self, line: u32) -> Option<Span> {
        let start = self.index().line_start(line)?;
        let end = line
            .checked_add(1)
            .and_then(|next| self.index().line_start(next))
            .unwrap_or(self.text.len());
        let content = self.text.get(start..end)?;
        let content = content.strip_suffix('\n').unwrap_or(content);
        let content = content.strip_suffix('\r').unwrap_or(content);
        Some(Span::new(start, start + content.len()))
    }

    /// The text of a span, shrunk to the text and to whole characters.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.clamp(span.start);
        let end = self.clamp(span.end).max(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// The text of a span of this source's own tree, which needs no shrinking.
    pub(crate) fn written(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Where a span lies, for people and in the stored bytes. A span outside the text is moved to its end.
    pub fn place(&self, span: Span) -> Place {
        if let Some(origin) = &self.origin {
            return origin.outer().place(origin.outer_span(span));
        }
        let start = self.position(self.clamp(span.start));
        let end = self.position(self.clamp(span.end.max(span.start)));
        Place {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_offset: start.stored,
            byte_length: end.stored - start.stored,
        }
    }

    /// The bytes of a file that has `text` in this file's encoding, with its byte order mark if it has one; `None`
    /// when the encoding cannot express the text.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let marked = [if self.has_bom() { "\u{feff}" } else { "" }, text].concat();
        match self.encoding {
            Encoding::Utf8 => Some(marked.into_bytes()),
            Encoding::Utf16Le => Some(marked.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Encoding::Utf16Be => Some(marked.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Encoding::Latin1 => marked.chars().map(|c| u8::try_from(c).ok()).collect(),
        }
    }

    fn clamp(&self, offset: u32) -> usize {
        self.text.floor_char_boundary(offset as usize)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.text))
    }

    fn position(&self, offset: usize) -> Position {
        let index = self.index();
        let (line, line_start) = index.line_at(offset);
        let before = index.characters(&self.text, offset);
        let before_line = index.characters(&self.text, line_start);
        let stored = match self.encoding {
            Encoding::Utf8 => offset,
            Encoding::Latin1 => before,
            Encoding::Utf16Le | Encoding::Utf16Be => {
                2 * (before + index.astral(&self.text, offset))
            }
        };
        Position {
            line,
            column: saturate(before - before_line + 1),
            stored: self.bom_length + stored as u64,
        }
    }
}

struct Position {
    line: u32,
    column: u32,
    stored: u64,
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_crlf_or_cr() {
        let source = Source::new("a\r\nbb\rc\n\nlast", Encoding::Utf8, 0);
        let lines: Vec<_> = (1..=source.line_count())
            .map(|n| source.slice(source.line_span(n).unwrap()))
            .collect();
        assert_eq!(lines, ["a", "bb", "c", "", "last"]);
        assert_eq!(source.line_span(0), None);
        assert_eq!(source.line_span(6), None);
        assert_eq!(Source::new("", Encoding::Utf8, 0).line_count(), 1);
        assert_eq!(Source::new("a\n", Encoding::Utf8, 0).line_count(), 2);
    }

    #[test]
    fn places_count_characters_and_stored_bytes() {
        let text = "é\n漢x😀y";
        let y = Span::new(text.len() - 1, text.len());
        for (encoding, bom, stored) in [
            (Encoding::Utf8, 3, 14),
            (Encoding::Utf16Le, 2, 14),
            (Encoding::Utf16Be, 0, 12),
        ] {
            let place = Source::new(text, encoding, bom).place(y);
            assert_eq!(
                (place.line, place.column, place.end_column),
                (2, 4, 5),
                "{encoding:?}"
            );
            assert_eq!(place.byte_offset, stored, "{encoding:?}");
        }
        let latin = Source::new("éé\nü", Encoding::Latin1, 0).place(Span::new(5, 7));
        assert_eq!(
            (latin.line, latin.byte_offset, latin.byte_length),
            (2, 3, 1)
        );
    }

    #[test]
    fn spans_out_of_bounds_are_clamped() {
        let source = Source::new("aé", Encoding::Utf8, 0);
        assert_eq!(source.slice(Span::new(2, 900)), "é");
        assert_eq!(source.slice(Span { start: 3, end: 1 }), "");
        assert_eq!(source.place(Span::new(500, 900)).column, 3);
    }

    #[test]
    fn text_goes_back_to_its_encoding() {
        assert_eq!(
            Source::new("", Encoding::Latin1, 0).encode("é"),
            Some(vec![0xe9])
        );
        assert_eq!(Source::new("", Encoding::Latin1, 0).encode("漢"), None);
        assert_eq!(
            Source::new("", Encoding::Utf16Le, 2).encode("a"),
            Some(vec![0xff, 0xfe, b'a', 0])
        );
        assert_eq!(
            Source::new("", Encoding::Utf8, 3).encode("a"),
            Some("\u{feff}a".into())
        );
    }
}
