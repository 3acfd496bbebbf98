//! A reader of one line that marks what may be shown; what nobody marks stays masked.

use super::shape;
use super::words::{self, KeyKind};
use std::ops::Range;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// Replaced by `*`.
    Masked,
    /// Shown as it is.
    Shown,
    /// Replaced by blanks.
    Cut,
}

/// The reading position in a line and the marks so far. Ranges and positions are byte offsets into the line.
pub(super) struct LineScanner<'a> {
    line: &'a str,
    keep: &'a [Range<usize>],
    at: usize,
    /// One cell per byte.
    cells: Vec<Cell>,
}

impl<'a> LineScanner<'a> {
    /// A scanner at the start of a line of which everything is masked.
    pub(super) fn new(line: &'a str, keep: &'a [Range<usize>]) -> Self {
        LineScanner {
            line,
            keep,
            at: 0,
            cells: vec![Cell::Masked; line.len()],
        }
    }

    /// One cell per character.
    pub(super) fn into_cells(self) -> impl Iterator<Item = Cell> {
        let line = self.line;
        let cells = self.cells;
        line.char_indices()
            .map(move |(at, _)| cells.get(at).copied().unwrap_or(Cell::Masked))
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or("")
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The text of a range.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.line.get(range.clone()).unwrap_or("")
    }

    /// True when only white space was read so far, or the last character read is white space.
    pub(super) fn after_blank(&self) -> bool {
        self.line
            .get(..self.at)
            .is_none_or(|read| read.chars().next_back().is_none_or(char::is_whitespace))
    }

    /// Reads `length` bytes, at most the rest.
    pub(super) fn take(&mut self, length: usize) -> Range<usize> {
        let start = self.at;
        self.at = self.line.floor_char_boundary(start.saturating_add(length));
        start..self.at
    }

    /// Reads while `wanted` holds.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> Range<usize> {
        let rest = self.rest();
        self.take(rest.find(|c| !wanted(c)).unwrap_or(rest.len()))
    }

    /// Reads up to `end` or to the end of the line.
    pub(super) fn take_until(&mut self, end: &str) -> Range<usize> {
        let rest = self.rest();
        self.take(rest.find(end).unwrap_or(rest.len()))
    }

    /// Reads and shows a piece of syntax if it is next.
    pub(super) fn syntax(&mut self, piece: &str) -> bool {
        let next = self.rest().starts_with(piece);
        if next {
            let range = self.take(piece.len());
            self.show(range);
        }
        next
    }

    /// Reads one character and leaves it masked.
    pub(super) fn skip(&mut self) {
        self.take(self.peek().map_or(0, char::len_utf8));
    }

    /// Reads and shows white space.
    pub(super) fn blanks(&mut self) {
        let range = self.take_while(char::is_whitespace);
        self.show(range);
    }

    /// Marks a range as shown.
    pub(super) fn show(&mut self, range: Range<usize>) {
        self.mark(range, Cell::Shown);
    }

    /// A comment: cut, or, when a finding points at it, masked but for that.
    pub(super) fn comment(&mut self, range: Range<usize>) {
        if self.keep.iter().any(|kept| overlap(kept, &range)) {
            self.unrecognised(range);
        } else {
            self.mark(range, Cell::Cut);
        }
    }

    /// A key, table, element or attribute name: shown when it is made of known words or a finding points at it.
    pub(super) fn name(&mut self, range: Range<usize>) {
        let name = self.slice(&range);
        let pointed_at = self.keep.iter().any(|kept| overlap(kept, &range));
        if words::is_known_name(name) || (pointed_at && shape::is_public(name)) {
            self.show(range);
        }
    }

    /// A value and its key: shown as far as the key allows, and where a finding points into it.
    pub(super) fn value(&mut self, range: Range<usize>, key: Option<&str>) {
        let Some(key) = key else {
            self.unrecognised(range);
            return;
        };
        let secret = words::is_secret_key(key);
        let kind = if secret {
            KeyKind::Other
        } else {
            words::key_kind(key)
        };
        for part in shape::public_parts(kind, self.slice(&range)) {
            self.show(range.start + part.start..range.start + part.end);
        }
        match kind {
            _ if secret => self.show_kept(&range, shape::is_address),
            KeyKind::Number => self.show_kept(&range, shape::is_number),
            KeyKind::Other => self.show_kept(&range, shape::is_place_or_number),
            KeyKind::Place | KeyKind::Word => self.show_kept(&range, |_| true),
        }
    }

    /// Text of unknown meaning: masked, but for what a finding points at, if that does not look like a secret.
    pub(super) fn unrecognised(&mut self, range: Range<usize>) {
        self.show_kept(&range, |text| {
            shape::is_public(text) && shape::is_place_or_number(text)
        });
    }

    fn show_kept(&mut self, range: &Range<usize>, allowed: impl Fn(&str) -> bool) {
        for kept in self.keep {
            let within = range.start <= kept.start && kept.end <= range.end;
            let text = self.slice(kept);
            if within
                && !portlint_host::looks_secret(text)
                && allowed(text.trim_matches(['"', '\'']))
            {
                for part in shape::without_login(text) {
                    self.show(kept.start + part.start..kept.start + part.end);
                }
            }
        }
    }

    fn mark(&mut self, range: Range<usize>, cell: Cell) {
        if let Some(cells) = self.cells.get_mut(range) {
            cells.fill(cell);
        }
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
