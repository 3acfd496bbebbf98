//! The way from a text to the file that it lies in, and back.

use super::Span;

/// A run of the text, and what stands for it in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Where it starts in the text.
    pub(crate) inner: u32,
    /// Its bytes in the text.
    pub(crate) length: u32,
    /// Where it starts in the file.
    pub(crate) outer: u32,
    /// Its bytes in the file: more than in the text where a line ends with CRLF, or where something is escaped.
    pub(crate) outer_length: u32,
}

impl Piece {
    fn end(&self) -> u32 {
        self.inner.saturating_add(self.length)
    }

    fn outer_end(&self) -> u32 {
        self.outer.saturating_add(self.outer_length)
    }
}

/// The pieces of a text, in their order.
#[derive(Debug, Clone)]
pub(crate) struct Map {
    pieces: Vec<Piece>,
    /// All of the text in the file: where it is not known in more detail, every place is this one.
    whole: Span,
    /// The blanks before each line of it; `None` where lines of the file are no lines of the text.
    pub(crate) indent: Option<u32>,
}

impl Map {
    /// Nothing but where it lies.
    pub(crate) fn whole(whole: Span) -> Map {
        Map {
            pieces: Vec::new(),
            whole,
            indent: None,
        }
    }

    /// A part of the file as it is.
    pub(crate) fn linear(whole: Span) -> Map {
        let length = whole.end.saturating_sub(whole.start);
        let piece = Piece {
            inner: 0,
            length,
            outer: whole.start,
            outer_length: length,
        };
        Map {
            pieces: vec![piece],
            whole,
            indent: None,
        }
    }

    /// Piece by piece.
    pub(crate) fn of(pieces: Vec<Piece>, whole: Span, indent: Option<u32>) -> Map {
        Map {
            pieces,
            whole,
            indent,
        }
    }

    /// True when places of the text are known.
    pub(crate) fn is_known(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The place in the file.
    pub(crate) fn outer(&self, span: Span) -> Span {
        let Some(start) = self.start(span.start) else {
            return self.whole;
        };
        let end = if span.is_empty() {
            start
        } else {
            self.end(span.end).max(start)
        };
        Span { start, end }
    }

    /// Where a byte of the text lies; that behind the last one lies behind the last piece.
    pub(crate) fn start(&self, at: u32) -> Option<u32> {
        let behind = self.pieces.partition_point(|piece| piece.inner <= at);
        let piece = self.pieces.get(behind.checked_sub(1)?)?;
        let moved = at.saturating_sub(piece.inner);
        Some(if at < piece.end() {
            piece.outer.saturating_add(moved.min(piece.outer_length))
        } else {
            piece.outer_end()
        })
    }

    /// Where the bytes before `at` end.
    fn end(&self, at: u32) -> u32 {
        let behind = self.pieces.partition_point(|piece| piece.inner < at);
        let piece = behind.checked_sub(1).and_then(|last| self.pieces.get(last));
        piece.map_or(self.whole.end, |piece| {
            if at < piece.end() {
                piece.outer.saturating_add(at.saturating_sub(piece.inner))
            } else {
                piece.outer_end()
            }
        })
    }

    /// The first byte of the text that lies in a span of the file, ends included.
    pub(crate) fn inner(&self, outer: Span) -> Option<usize> {
        let before = self
            .pieces
            .partition_point(|piece| piece.outer_end() <= outer.start);
        // An empty line, and what is behind the last piece.
        let at = before.min(self.pieces.len().checked_sub(1)?);
        let piece = self.pieces.get(at)?;
        if piece.outer > outer.end {
            return None;
        }
        let moved = outer.start.saturating_sub(piece.outer).min(piece.length);
        Some(piece.inner.saturating_add(moved) as usize)
    }
}
