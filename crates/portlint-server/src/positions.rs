//! Places in a text as editors count them: lines from 0, and columns in the units that were agreed on.

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use portlint_host::{Files, Location};

/// The unit of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, what an editor means that says nothing.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first that the editor offers.
    pub(crate) fn agreed(offered: &[PositionEncodingKind]) -> Encoding {
        let known = |kind: &PositionEncodingKind| match kind {
            PositionEncodingKind::UTF8 => Some(Encoding::Utf8),
            PositionEncodingKind::UTF16 => Some(Encoding::Utf16),
            PositionEncodingKind::UTF32 => Some(Encoding::Utf32),
            PositionEncodingKind::Custom(_) => None,
        };
        offered.iter().find_map(known).unwrap_or_default()
    }

    /// Its name in the protocol.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn length(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// The columns of a text without line ends.
    fn columns(self, text: &str) -> u32 {
        let columns = match self {
            Encoding::Utf8 => text.len(),
            _ => text.chars().map(|character| self.length(character)).sum(),
        };
        u32::try_from(columns).unwrap_or(u32::MAX)
    }

    /// The byte of a line at a column; one within a character counts as its start, one behind the line as its end.
    fn byte(self, line: &str, column: u32) -> usize {
        let mut columns = 0_usize;
        for (byte, character) in line.char_indices() {
            columns += self.length(character);
            if columns > column as usize {
                return byte;
            }
        }
        line.len()
    }
}

/// Where the lines of a text begin. A line ends with LF, CRLF or a lone CR.
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Looks for the lines of a text.
    pub(crate) fn of(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(index, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        });
        Lines {
            starts: std::iter::once(0)
                .chain(ends.map(|(index, _)| index + 1))
                .collect(),
        }
    }

    fn line<'t>(&self, text: &'t str, line: usize) -> Option<(usize, &'t str)> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let line = text.get(start..end)?;
        Some((start, line.trim_end_matches(['\r', '\n'])))
    }

    /// The byte of the text at a position; behind the last line, its end.
    pub(crate) fn byte(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = self.line(text, position.line as usize);
        line.map_or(text.len(), |(start, line)| {
            start + encoding.byte(line, position.character)
        })
    }

    /// The position of a byte of the text.
    pub(crate) fn position(&self, text: &str, byte: usize, encoding: Encoding) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte);
        let line = line.saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..byte.min(text.len())).unwrap_or_default();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            character: encoding.columns(before),
        }
    }
}

/// The range of a place. A file that is not at hand is counted in scalar values, as the place itself.
pub(crate) fn range(files: &Files, location: &Location, encoding: Encoding) -> Range {
    // Of a text in a manifest, an editor has the manifest.
    let location = &files.outer(location);
    let place = location.place;
    let document = files.source(location.file).map(|file| &file.document);
    let character = |line: u32, column: u32, byte: u32| {
        let before = document.and_then(|document| {
            let source = &document.source;
            let start = source.line_span(line)?.range().start;
            source.text().get(start..byte as usize)
        });
        before.map_or(column.saturating_sub(1), |text| encoding.columns(text))
    };
    let at = |line: u32, column: u32, byte: u32| Position {
        line: line.saturating_sub(1),
        character: character(line, column, byte),
    };
    Range {
        start: at(place.line, place.column, location.span.start),
        end: at(place.end_line, place.end_column, location.span.end),
    }
}

/// Whether two ranges have a place in common; an empty range is a place.
pub(crate) fn touch(a: &Range, b: &Range) -> bool {
    let key = |position: &Position| (position.line, position.character);
    key(&a.start) <= key(&b.end) && key(&b.start) <= key(&a.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_are_counted_in_the_agreed_unit() {
        let text = "a\r\nü😀x\rlast";
        let lines = Lines::of(text);
        let x = text.find('x').unwrap();
        for (encoding, column) in [
            (Encoding::Utf8, 6),
            (Encoding::Utf16, 3),
            (Encoding::Utf32, 2),
        ] {
            assert_eq!(lines.position(text, x, encoding), at(1, column));
            assert_eq!(lines.byte(text, at(1, column), encoding), x);
        }
        // Within a surrogate pair, behind a line, behind the text.
        let face = text.find('😀').unwrap();
        assert_eq!(lines.byte(text, at(1, 2), Encoding::Utf16), face);
        assert_eq!(lines.byte(text, at(0, 99), Encoding::Utf16), 1);
        assert_eq!(lines.byte(text, at(9, 0), Encoding::Utf16), text.len());
        assert_eq!(lines.position(text, text.len(), Encoding::Utf16), at(2, 4));
    }

    proptest! {
        #[test]
        fn every_character_is_found_again(text in "[a\u{e4}\u{1f600}\r\n]{0,20}") {
            let lines = Lines::of(&text);
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                for (byte, character) in text.char_indices() {
                    if character != '\n' && character != '\r' {
                        let position = lines.position(&text, byte, encoding);
                        prop_assert_eq!(lines.byte(&text, position, encoding), byte);
                    }
                }
            }
        }
    }
}
