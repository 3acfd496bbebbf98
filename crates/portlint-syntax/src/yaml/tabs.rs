//! Tabs between tokens: YAML 1.2 allows some, SnakeYAML refuses the whole file.

use crate::source::Span;

/// What a token is, as far as tabs around it matter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A plain scalar, which takes the blanks and tabs behind it.
    Plain,
    /// A block scalar; its text may start with tabs.
    Block,
    /// A value that is not there.
    Absent,
    /// Quoted text, brackets, comments and aliases.
    Other,
}

/// Looks for tabs in the gaps between tokens.
pub(super) struct Tabs<'t> {
    text: &'t str,
    gap_start: usize,
    after_plain: bool,
    pub(super) first_bad: Option<Span>,
}

impl<'t> Tabs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Tabs {
            text,
            gap_start: 0,
            after_plain: false,
            first_bad: None,
        }
    }

    /// Looks at the gap before a token. Tokens come in the order of the file, but for collections that start where
    /// their first item does.
    pub(super) fn token(&mut self, span: Span, token: Token) {
        let range = span.range();
        if token == Token::Absent || range.start < self.gap_start || self.first_bad.is_some() {
            return;
        }
        let mut gap = self.text.get(self.gap_start..range.start).unwrap_or("");
        if token == Token::Block {
            gap = gap.split_inclusive('\n').next().unwrap_or("");
        }
        let mut start = self.gap_start;
        if self.after_plain {
            let rest = gap.trim_start_matches([' ', '\t']);
            start += gap.len() - rest.len();
            gap = rest;
        }
        if let Some(at) = gap.find('\t') {
            self.first_bad = Some(Span::new(start + at, start + at + 1));
        }
        self.gap_start = range.end;
        self.after_plain = token == Token::Plain;
    }
}
