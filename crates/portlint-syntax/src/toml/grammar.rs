//! The order of tokens, statement by statement. A mistake ends its line and no more, so that the rest can be read.

use std::borrow::Cow;

use toml_parser::Raw;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::lexer::{Token, TokenKind};

use super::slips::Slips;
use super::tables::{Part, Tables};
use super::tokens::Tokens;
use super::words;
use super::{dialect, newer};
use crate::document::{Comment, Document, ErrorKind};
use crate::leaf::ScalarStyle;
use crate::source::Span;
use crate::tree::Text;

/// What the products' reader refuses, in general words.
pub(super) const NOT_TOML: &str = "not valid TOML";
const NO_VALUE: &str = "key without a value; write key = value";
const NO_QUOTES: &str = "text without quotes; write \"text\"";
const CARRIAGE_RETURN: &str = "carriage return without a line feed";
const OPEN_HEADER: &str = "table header is never closed; add ]";
const OPEN_ARRAY_HEADER: &str = "table header is never closed; add ]]";

/// Most parts of one dotted key, and most brackets and braces inside each other.
pub(super) const DEPTH: usize = 80;

/// A parser on its way through a file.
pub(super) struct Grammar<'a, 't> {
    pub(super) document: &'a mut Document,
    pub(super) text: &'t str,
    pub(super) tokens: Tokens<'t>,
    pub(super) tables: Tables,
    pub(super) slips: Slips,
    /// The keys that are being read, innermost last.
    pub(super) parts: Vec<Part<'t>>,
    /// Where the innermost of them starts.
    pub(super) key_start: usize,
    /// Open brackets and braces.
    pub(super) nesting: usize,
    /// How many brackets the server's parser still waits for at this place, and the array that is to blame.
    pub(super) unclosed: Option<(usize, Span)>,
}

impl<'t> Grammar<'_, 't> {
    /// Reads all statements; `None` when a limit ends the reading.
    pub(super) fn read(&mut self) -> Option<()> {
        loop {
            let token = self.tokens.next();
            match token.kind() {
                TokenKind::Eof => return Some(()),
                TokenKind::Whitespace => {}
                TokenKind::Newline => self.newline(token),
                TokenKind::Comment => self.comment(token),
                TokenKind::LeftSquareBracket => {
                    self.refuse_unclosed(0);
                    self.header(token)?;
                }
                TokenKind::RightSquareBracket
                | TokenKind::LeftCurlyBracket
                | TokenKind::RightCurlyBracket
                | TokenKind::Comma => {
                    self.slip(NOT_TOML, before(token));
                    self.rest_of_line();
                }
                _ => {
                    self.refuse_unclosed(0);
                    self.key_value(token)?;
                }
            }
            self.slips.tell(self.document);
        }
    }

    /// Tells what is left to tell and brings the tree into order.
    pub(super) fn finish(mut self) {
        self.slips.tell(self.document);
        self.tables.finish(self.document);
    }

    pub(super) fn slip(&mut self, message: &'static str, span: Span) {
        self.slips.grammar(message, span, self.document);
    }

    /// Valid TOML that the server's parser refuses.
    pub(super) fn refused(&mut self, message: &'static str, span: Span) {
        self.document
            .report(ErrorKind::RefusedByServer, message, span);
    }

    /// No valid TOML, and the server's parser reads it.
    pub(super) fn read_anyway(&mut self, message: &'static str, span: Span) {
        self.document.report(ErrorKind::ReadByServer, message, span);
    }

    /// Tells of an array that the server's parser takes for open, if it does for more than `most` brackets.
    pub(super) fn refuse_unclosed(&mut self, most: usize) {
        if let Some((_, array)) = self.unclosed.filter(|(count, _)| *count > most) {
            self.refused(dialect::EMPTY_ARRAY, array);
            self.unclosed = None;
        }
    }

    fn newer(&mut self, message: &'static str, span: Span) {
        self.document.report(ErrorKind::NewerToml, message, span);
    }

    /// `[path]` or `[[path]]`, and the rest of its line.
    fn header(&mut self, open: Token) -> Option<()> {
        self.key_start = 0;
        let is_array = self.tokens.next_if(TokenKind::LeftSquareBracket).is_some();
        self.blanks();
        let first = self.tokens.peek();
        let is_whole = if is_key(first.kind()) || first.kind() == TokenKind::Dot {
            self.tokens.next();
            self.key(first)
        } else {
            self.part(before(first), None);
            false
        };
        self.blanks();
        let closing = self.tokens.next_if(TokenKind::RightSquareBracket);
        let is_closed = match closing {
            Some(_) if !is_array => true,
            Some(closing) => {
                let is_closed = self.tokens.next_if(TokenKind::RightSquareBracket).is_some();
                if !is_closed {
                    self.slip(OPEN_ARRAY_HEADER, after(closing));
                }
                is_closed
            }
            None => {
                if is_whole {
                    let end = self.tokens.last_end();
                    let message = if is_array {
                        OPEN_ARRAY_HEADER
                    } else {
                        OPEN_HEADER
                    };
                    self.slip(message, Span::new(end, end));
                }
                false
            }
        };
        let span = Span::new(open.span().start(), self.tokens.last_end());
        if is_closed {
            self.line_end();
        } else {
            self.rest_of_line();
        }
        self.judge_length(0)?;
        let (path, slips) = (&self.parts, &mut self.slips);
        self.tables
            .header(path, span, is_array, slips, self.document)?;
        self.parts.clear();
        Some(())
    }

    /// `None` when the innermost key, whose parts start at an index, has more of them than are read.
    pub(super) fn judge_length(&mut self, start: usize) -> Option<()> {
        match self.parts.get(start + DEPTH) {
            None => Some(()),
            Some(part) => {
                self.document.report_depth(part.span);
                None
            }
        }
    }

    /// `path = value`, and the rest of its line.
    fn key_value(&mut self, first: Token) -> Option<()> {
        self.key_start = 0;
        let equals = match first.kind() {
            TokenKind::Equals => {
                self.part(before(first), None);
                Some(first)
            }
            _ => {
                self.key(first);
                self.blanks();
                self.tokens.next_if(TokenKind::Equals)
            }
        };
        if equals.is_none() {
            let place = before(self.tokens.peek());
            self.slip(NO_VALUE, place);
            self.rest_of_line();
            self.parts.clear();
            return Some(());
        }
        self.blanks();
        self.judge_length(0)?;
        let parts = self.parts.len();
        let depth = self.tables.depth() + parts.saturating_sub(1);
        let value = self.value(depth)?;
        self.line_end();
        let path = self.parts.get(..parts).unwrap_or_default();
        let slips = &mut self.slips;
        self.tables.add(path, value, slips, self.document)?;
        self.parts.clear();
        Some(())
    }

    /// Reads a dotted key whose first token was taken. False when its last part is missing.
    pub(super) fn key(&mut self, first: Token) -> bool {
        let mut is_dotted = true;
        if first.kind() == TokenKind::Dot {
            self.part(before(first), None);
        } else {
            self.part(span(first), first.kind().encoding());
            self.blanks();
            is_dotted = self.tokens.next_if(TokenKind::Dot).is_some();
        }
        while is_dotted {
            if !self.part_behind_dot() {
                return false;
            }
            is_dotted = self.tokens.next_if(TokenKind::Dot).is_some();
        }
        true
    }

    /// Reads the part behind a dot, and empty parts before it.
    fn part_behind_dot(&mut self) -> bool {
        loop {
            let token = self.tokens.peek();
            match token.kind() {
                TokenKind::Whitespace => {
                    self.tokens.next();
                }
                TokenKind::Dot => {
                    self.part(before(token), None);
                    self.tokens.next();
                }
                kind if is_key(kind) => {
                    self.tokens.next();
                    self.part(span(token), kind.encoding());
                    self.blanks();
                    return true;
                }
                _ => {
                    self.part(before(token), None);
                    return false;
                }
            }
        }
    }

    /// Adds one part to the key that is being read.
    pub(super) fn part(&mut self, span: Span, encoding: Option<Encoding>) {
        let written = self.written(span);
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let is_plain = encoding.is_none() && !written.is_empty() && written.bytes().all(is_bare);
        let mut text = Cow::Borrowed(if is_plain { written } else { "" });
        if !is_plain {
            self.newer_escape(written, span, encoding);
            let (slips, document) = (&mut self.slips, &mut *self.document);
            raw(written, span, encoding).decode_key(&mut text, &mut |error| {
                decoding(&error, (written, span), slips, document);
            });
            if encoding.is_some() && text.contains(['"', '\'']) {
                self.refused(dialect::KEY_QUOTE, span);
            }
        }
        // Of a key with too many parts, only that there are more is of interest.
        if self.parts.len() < self.key_start + 2 * DEPTH {
            self.parts.push(Part { text, span });
        }
    }

    /// Adds a scalar; its slot.
    pub(super) fn scalar(&mut self, span: Span, encoding: Option<Encoding>) -> Option<u32> {
        let written = self.written(span);
        self.newer_escape(written, span, encoding);
        if encoding.is_none() && newer::is_time_without_seconds(written) {
            self.newer(newer::TIME, span);
        }
        let (slips, document) = (&mut self.slips, &mut *self.document);
        let mut on_error = |error| decoding(&error, (written, span), slips, document);
        let token = raw(written, span, encoding);
        let mut text = Cow::Borrowed("");
        let kind = match encoding {
            Some(_) => token.decode_scalar(&mut text, &mut on_error),
            None => token.decode_scalar(&mut (), &mut on_error),
        };
        let style = match kind {
            ScalarKind::String => ScalarStyle::Quoted,
            ScalarKind::Boolean(_) => ScalarStyle::Boolean,
            ScalarKind::Float => ScalarStyle::Float,
            ScalarKind::Integer(_) => ScalarStyle::Integer,
            ScalarKind::DateTime => {
                if written.parse::<toml_datetime::Datetime>().is_err() {
                    self.slips.content(NOT_TOML, span, self.document);
                }
                ScalarStyle::DateTime
            }
        };
        self.judge_for_server(written, encoding, style, span);
        let text = if encoding.is_some() {
            Text::of(&text, written)
        } else {
            Text::Written
        };
        self.document
            .add_scalar(text, style, span)
            .map(|node| node.0)
    }

    /// What the server's parser refuses in a scalar.
    fn judge_for_server(
        &mut self,
        written: &str,
        encoding: Option<Encoding>,
        style: ScalarStyle,
        span: Span,
    ) {
        let is_basic = matches!(
            encoding,
            Some(Encoding::BasicString | Encoding::MlBasicString)
        );
        let quotes = match encoding {
            Some(Encoding::MlBasicString) => dialect::ends_with_quotes(written, '"'),
            Some(Encoding::MlLiteralString) => dialect::ends_with_quotes(written, '\''),
            _ => false,
        };
        let message = match style {
            ScalarStyle::Integer => dialect::is_no_long(written).then_some(dialect::INTEGER),
            ScalarStyle::Float => dialect::refused_float(written),
            _ => quotes.then_some(dialect::QUOTES),
        };
        if let Some(at) = dialect::tab(written).filter(|_| is_basic) {
            let at = span.range().start + at;
            self.refused(dialect::TAB, Span::new(at, at + 1));
        } else if let Some(message) = message {
            self.refused(message, span);
        }
    }

    /// A scalar that is not there.
    pub(super) fn no_scalar(&mut self, place: Span) -> Option<u32> {
        self.slips.content(NO_QUOTES, place, self.document);
        self.scalar_without_check(place)
    }

    /// A scalar that is not there, where that was told.
    pub(super) fn scalar_without_check(&mut self, place: Span) -> Option<u32> {
        let node = self
            .document
            .add_scalar(Text::Written, ScalarStyle::Quoted, place)?;
        Some(node.0)
    }

    fn newer_escape(&mut self, written: &str, span: Span, encoding: Option<Encoding>) {
        if let Some(Encoding::BasicString | Encoding::MlBasicString) = encoding
            && let Some(at) = newer::newer_escape(written)
        {
            let start = span.range().start + at;
            self.newer(newer::ESCAPE, Span::new(start, start + 2));
        }
    }

    pub(super) fn newer_line_break(&mut self, span: Span) {
        self.newer(newer::LINE_BREAK, span);
    }

    pub(super) fn newer_comma(&mut self, span: Span) {
        self.newer(newer::COMMA, span);
    }

    fn written(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn blanks(&mut self) {
        self.tokens.next_if(TokenKind::Whitespace);
    }

    pub(super) fn newline(&mut self, token: Token) {
        if let Some((count, array)) = self.unclosed.filter(|_| self.nesting == 0) {
            self.unclosed = (count > 1).then_some((count - 1, array));
        }
        if self.written(span(token)) == "\r" {
            self.slips
                .content(CARRIAGE_RETURN, after(token), self.document);
        }
    }

    /// A comment and the end of its line.
    pub(super) fn comment(&mut self, token: Token) {
        let span = span(token);
        self.document.comments.push(Comment { span });
        let is_control = |byte: &u8| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f;
        let written = self.written(span).as_bytes();
        if let Some(at) = written.iter().position(is_control) {
            let at = span.range().start + at;
            let message = "control character in a comment";
            self.read_anyway(message, Span::new(at, at));
        }
        // To the server's parser, a comment ends with the line feed.
        if self.tokens.peek_kind() == TokenKind::Newline
            && self.written(self::span(self.tokens.peek())) == "\r"
        {
            let place = before(self.tokens.peek());
            self.read_anyway(CARRIAGE_RETURN, place);
            while !self.is_line_feed_next() {
                self.tokens.next();
            }
        }
        match self.tokens.peek_kind() {
            TokenKind::Newline => {
                let token = self.tokens.next();
                self.newline(token);
            }
            TokenKind::Eof => {}
            _ => {
                let place = before(self.tokens.peek());
                self.slip(NOT_TOML, place);
                self.rest_of_line();
            }
        }
    }

    /// Whether the line, or the file, ends here.
    fn is_line_feed_next(&self) -> bool {
        let token = self.tokens.peek();
        match token.kind() {
            TokenKind::Eof => true,
            TokenKind::Newline => self.written(span(token)) != "\r",
            _ => false,
        }
    }

    /// The end of a line behind a whole statement.
    fn line_end(&mut self) {
        self.blanks();
        match self.tokens.peek_kind() {
            TokenKind::Eof => {}
            TokenKind::Newline => {
                let token = self.tokens.next();
                self.newline(token);
            }
            TokenKind::Comment => {
                let token = self.tokens.next();
                self.comment(token);
            }
            _ => {
                let place = before(self.tokens.peek());
                self.slip(NOT_TOML, place);
                self.rest_of_line();
            }
        }
    }

    /// Passes over the rest of a line.
    fn rest_of_line(&mut self) {
        loop {
            match self.tokens.peek_kind() {
                TokenKind::Eof => return,
                TokenKind::Newline => {
                    let token = self.tokens.next();
                    return self.newline(token);
                }
                TokenKind::Comment => {
                    let token = self.tokens.next();
                    return self.comment(token);
                }
                _ => {
                    self.tokens.next();
                }
            }
        }
    }
}

/// What the library says about the inside of a token.
fn decoding(
    error: &toml_parser::ParseError,
    (written, token): (&str, Span),
    slips: &mut Slips,
    document: &mut Document,
) {
    let span = error
        .unexpected()
        .map_or(token, |span| Span::new(span.start(), span.end()));
    let at = span.range().start.saturating_sub(token.range().start);
    if dialect::is_surrogate(written, at) {
        let message = "escape of half a character";
        document.report(ErrorKind::ReadByServer, message, span);
        return;
    }
    slips.content(words(error.description()), span, document);
}

fn raw(written: &str, span: Span, encoding: Option<Encoding>) -> Raw<'_> {
    let range = span.range();
    let span = toml_parser::Span::new_unchecked(range.start, range.end);
    Raw::new_unchecked(written, encoding, span)
}

pub(super) fn is_key(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Atom
            | TokenKind::BasicString
            | TokenKind::LiteralString
            | TokenKind::MlBasicString
            | TokenKind::MlLiteralString
    )
}

pub(super) fn span(token: Token) -> Span {
    Span::new(token.span().start(), token.span().end())
}

/// The place before a token.
pub(super) fn before(token: Token) -> Span {
    Span::new(token.span().start(), token.span().start())
}

/// The place behind a token.
pub(super) fn after(token: Token) -> Span {
    Span::new(token.span().end(), token.span().end())
}
