//! Where the lines of a text start, and how many characters stand before an offset, without reading the text anew.

use super::saturate;

/// Bytes between two counts. What stands behind the last count before an offset is counted when asked for.
const STEP: usize = 1024;

/// The way from offsets to lines and columns. Takes 4 bytes for each line end, and 8 bytes for each [`STEP`] bytes of a
/// text that is not ASCII.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// The offset at which each line starts.
    lines: Vec<u32>,
    /// What stands before each multiple of [`STEP`]; empty for ASCII, where every byte is a character.
    counts: Vec<Count>,
}

/// What stands before an offset.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    characters: u32,
    /// Characters beyond U+FFFF, which UTF-16 writes as two units.
    astral: u32,
}

impl Index {
    pub(super) fn new(text: &str) -> Self {
        Index {
            lines: line_starts(text),
            counts: if text.is_ascii() {
                Vec::new()
            } else {
                counts(text)
            },
        }
    }

    pub(super) fn line_count(&self) -> u32 {
        saturate(self.lines.len())
    }

    /// The offset at which a 1-based line starts.
    pub(super) fn line_start(&self, line: u32) -> Option<usize> {
        let index = (line as usize).checked_sub(1)?;
        self.lines.get(index).map(|start| *start as usize)
    }

    /// The 1-based line that an offset lies in, and where it starts.
    pub(super) fn line_at(&self, offset: usize) -> (u32, usize) {
        let count = self
            .lines
            .partition_point(|start| *start as usize <= offset)
            .max(1);
        let start = self.lines.get(count - 1).copied().unwrap_or(0);
        (saturate(count), start as usize)
    }

    /// How many characters of the indexed text start before an offset.
    pub(super) fn characters(&self, text: &str, offset: usize) -> usize {
        match self.count_before(text, offset) {
            None => offset,
            Some((count, rest)) => count.characters as usize + bytes_of(rest, starts_character),
        }
    }

    /// How many characters beyond U+FFFF start before an offset of the indexed text.
    pub(super) fn astral(&self, text: &str, offset: usize) -> usize {
        match self.count_before(text, offset) {
            None => 0,
            Some((count, rest)) => count.astral as usize + bytes_of(rest, starts_astral),
        }
    }

    /// The last count at or before an offset, and the bytes between; `None` in ASCII.
    fn count_before<'t>(&self, text: &'t str, offset: usize) -> Option<(Count, &'t [u8])> {
        let step = (offset / STEP).min(self.counts.len().checked_sub(1)?);
        let rest = text.as_bytes().get(step * STEP..offset);
        Some((*self.counts.get(step)?, rest.unwrap_or_default()))
    }
}

/// Lines end with LF, CRLF or a lone CR; text behind the last line end, even none, is a line.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends = || memchr::memchr2_iter(b'\n', b'\r', bytes);
    let mut starts = Vec::with_capacity(ends().count() + 1);
    starts.push(0);
    starts.extend(
        ends()
            .filter(|at| bytes.get(*at) != Some(&b'\r') || bytes.get(at + 1) != Some(&b'\n'))
            .map(|at| saturate(at + 1)),
    );
    starts.shrink_to_fit();
    starts
}

fn counts(text: &str) -> Vec<Count> {
    let mut before = Count::default();
    let mut counts = Vec::with_capacity(text.len() / STEP + 1);
    for piece in text.as_bytes().chunks(STEP) {
        counts.push(before);
        before.characters += saturate(bytes_of(piece, starts_character));
        before.astral += saturate(bytes_of(piece, starts_astral));
    }
    counts
}

fn bytes_of(bytes: &[u8], kind: impl Fn(u8) -> bool) -> usize {
    bytes.iter().filter(|byte| kind(**byte)).count()
}

fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn starts_astral(byte: u8) -> bool {
    byte >= 0xf0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_do_not_depend_on_where_steps_fall() {
        let text: String = "aé漢😀\n".repeat(STEP);
        let index = Index::new(&text);
        for (number, (offset, _)) in text.char_indices().enumerate().step_by(97) {
            let before = text.get(..offset).unwrap();
            assert_eq!(index.characters(&text, offset), number);
            assert_eq!(
                number + index.astral(&text, offset),
                before.encode_utf16().count()
            );
            assert_eq!(
                index.line_at(offset).0 as usize,
                before.matches('\n').count() + 1
            );
        }
        let end = text.len();
        assert_eq!(index.characters(&text, end), text.chars().count());
    }
}
