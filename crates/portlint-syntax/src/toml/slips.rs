//! What is wrong in a file, of which not all is told: one slip makes a parser stumble several times.

use crate::document::{Document, ErrorKind};
use crate::source::Span;

/// So many slips are sorted and told at once, should one statement have more.
const MANY: usize = 1000;

/// Something wrong at a place.
struct Slip {
    kind: ErrorKind,
    message: &'static str,
    span: Span,
    /// The first definition of a key defined twice.
    first: Option<Span>,
    /// Found in the tokens, and not in what they mean.
    is_grammar: bool,
}

/// The slips of the statement that is being read.
#[derive(Default)]
pub(super) struct Slips {
    waiting: Vec<Slip>,
    /// Where the line with the last syntax error that was told ends.
    told_line_end: Option<usize>,
}

impl Slips {
    /// A slip in the order of tokens.
    pub(super) fn grammar(&mut self, message: &'static str, span: Span, document: &mut Document) {
        self.add(
            Slip {
                kind: ErrorKind::Syntax,
                message,
                span,
                first: None,
                is_grammar: true,
            },
            document,
        );
    }

    /// A slip inside a token.
    pub(super) fn content(&mut self, message: &'static str, span: Span, document: &mut Document) {
        self.add(
            Slip {
                kind: ErrorKind::Syntax,
                message,
                span,
                first: None,
                is_grammar: false,
            },
            document,
        );
    }

    /// A key that is defined twice.
    pub(super) fn duplicate(&mut self, span: Span, first: Option<Span>, document: &mut Document) {
        self.add(
            Slip {
                kind: ErrorKind::Duplicate,
                message: "",
                span,
                first,
                is_grammar: false,
            },
            document,
        );
    }

    fn add(&mut self, slip: Slip, document: &mut Document) {
        // What cannot be told anyway takes no memory.
        if document.errors.len() >= document.limits.errors {
            return;
        }
        self.waiting.push(slip);
        if self.waiting.len() >= MANY {
            self.tell(document);
        }
    }

    /// Reports what a statement brought, in the order of the file. After a syntax error, what comes on the rest of its
    /// line is only about where the parser found its way again.
    pub(super) fn tell(&mut self, document: &mut Document) {
        if self.waiting.is_empty() {
            return;
        }
        let text = document.source.shared_text();
        self.waiting
            .sort_by_key(|slip| (slip.span.start, !slip.is_grammar));
        for slip in self.waiting.drain(..) {
            if slip.kind == ErrorKind::Duplicate {
                document.report_duplicate(slip.span, slip.first);
                continue;
            }
            let start = slip.span.range().start;
            if self.told_line_end.is_some_and(|end| start <= end) {
                continue;
            }
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.told_line_end = Some(start + length);
            document.report(slip.kind, slip.message, slip.span);
        }
    }
}
