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
    /// Whether the file says it as it is. Of what is not, there are no places inside.
    pub(crate) is_literal: bool,
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
    /// Whether the file is a template: what it says once may stand in the text several times, in another order.
    pub(crate) is_rendered: bool,
}

impl Map {
    /// Nothing but where it lies.
    pub(crate) fn whole(whole: Span) -> Map {
        Map {
            pieces: Vec::new(),
            whole,
            indent: None,
            is_rendered: false,
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
            is_literal: true,
        };
        Map {
            pieces: vec![piece],
            whole,
            indent: None,
            is_rendered: false,
        }
    }

    /// Piece by piece.
    pub(crate) fn of(pieces: Vec<Piece>, whole: Span, indent: Option<u32>) -> Map {
        Map {
            pieces,
            whole,
            indent,
            is_rendered: false,
        }
    }

    /// What a template renders to.
    pub(crate) fn rendered(pieces: Vec<Piece>, whole: Span) -> Map {
        Map {
            pieces,
            whole,
            indent: None,
            is_rendered: true,
        }
    }

    /// The piece that a span lies in, ends included, where the file says it word for word and only once.
    pub(crate) fn literal(&self, span: Span) -> Option<Piece> {
        let behind = self
            .pieces
            .partition_point(|piece| piece.inner <= span.start);
        // What ends where the next piece begins may be of either.
        let before = self.pieces.get(..behind)?.iter().rev().take(2);
        let mut holding = before.filter(|piece| piece.is_literal && piece.end() >= span.end);
        let piece = *holding.next()?;
        let same = |other: &&Piece| other.outer == piece.outer && other.length > 0;
        (self.pieces.iter().filter(same).count() == 1).then_some(piece)
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
        Some(if at < piece.end() && !piece.is_literal {
            piece.outer
        } else if at < piece.end() {
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
            if at < piece.end() && piece.is_literal {
                piece.outer.saturating_add(at.saturating_sub(piece.inner))
            } else {
                piece.outer_end()
            }
        })
    }

    /// The first byte of the text that lies in a span of the file, ends included.
    pub(crate) fn inner(&self, outer: Span) -> Option<usize> {
        if self.is_rendered {
            return self.inner_of_rendered(outer);
        }
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

    /// The same where the pieces are in no order of the file.
    fn inner_of_rendered(&self, outer: Span) -> Option<usize> {
        let meets = |piece: &&Piece| {
            piece.length > 0 && piece.outer <= outer.end && piece.outer_end() > outer.start
        };
        let piece = self.pieces.iter().find(meets)?;
        let moved = if piece.is_literal {
            outer.start.saturating_sub(piece.outer).min(piece.length)
        } else {
            0
        };
        Some(piece.inner.saturating_add(moved) as usize)
    }
}
