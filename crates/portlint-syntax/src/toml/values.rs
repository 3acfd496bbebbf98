//! Values: scalars, arrays and inline tables.

use toml_parser::lexer::{Token, TokenKind};

use super::dialect;
use super::grammar::{DEPTH, Grammar, NOT_TOML, before, is_key, span};
use crate::leaf::NodeId;
use crate::source::Span;
use crate::tree::Tag;

const NO_COMMA: &str = "no comma between two values";
const EXTRA_COMMA: &str = "too many commas";
const NO_EQUALS: &str = "no equals sign after a key";
const EXTRA_EQUALS: &str = "too many equals signs";
const TWO_KEYS: &str = "two keys on one line";
const OPEN_ARRAY: &str = "array is never closed; add ]";
const OPEN_TABLE: &str = "inline table is never closed; add }";

/// What an inline table waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Key,
    Equals,
    Value,
    Comma,
}

/// An inline table that is being read.
struct Inline {
    table: NodeId,
    /// How deep its values lie.
    depth: usize,
    due: Due,
    /// Where its parts start among those of all open keys.
    parts: usize,
    /// The value of the key that was read last.
    value: Option<u32>,
    /// A comma that nothing but blanks follow.
    comma: Option<Span>,
}

impl Grammar<'_, '_> {
    /// Reads the value behind an equals sign, at a depth; its slot.
    pub(super) fn value(&mut self, depth: usize) -> Option<u32> {
        while let Some(extra) = self.tokens.next_if(TokenKind::Equals) {
            self.slip(EXTRA_EQUALS, span(extra));
        }
        let token = self.tokens.peek();
        match token.kind() {
            TokenKind::Comment
            | TokenKind::Comma
            | TokenKind::Newline
            | TokenKind::Eof
            | TokenKind::Whitespace => self.no_scalar(before(token)),
            _ => {
                self.tokens.next();
                self.value_from(token, depth)
            }
        }
    }

    /// Reads the value that starts with a token.
    fn value_from(&mut self, token: Token, depth: usize) -> Option<u32> {
        match token.kind() {
            TokenKind::LeftSquareBracket => self.array(token, depth),
            TokenKind::LeftCurlyBracket => self.inline_table(token, depth),
            // Without their opening ones, there is nothing to read.
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.slip(NOT_TOML, before(token));
                self.scalar_without_check(before(token))
            }
            _ => self.scalar_from(token),
        }
    }

    /// Reads the scalar that starts with a token. CowStr without quotes belong together.
    fn scalar_from(&mut self, token: Token) -> Option<u32> {
        let whole = span(token);
        let encoding = token.kind().encoding();
        if !matches!(token.kind(), TokenKind::Dot | TokenKind::Atom) {
            return self.scalar(whole, encoding);
        }
        let mut end = whole.end;
        loop {
            match self.tokens.peek_kind() {
                TokenKind::Dot | TokenKind::Atom => {}
                TokenKind::Whitespace if self.tokens.second_kind() == Some(TokenKind::Atom) => {
                    self.tokens.next();
                }
                _ => break,
            }
            end = span(self.tokens.next()).end;
        }
        let whole = Span {
            start: whole.start,
            end,
        };
        self.scalar(whole, encoding)
    }

    /// Whether one more bracket or brace is too many, which is told; what it holds is passed over.
    fn is_too_deep(&mut self, open: Token, closing: TokenKind, depth: usize) -> bool {
        let is_too_deep = self.nesting >= DEPTH || depth >= self.document.limits.depth;
        if is_too_deep {
            self.document.report_depth(span(open));
            self.pass_over(closing);
        }
        is_too_deep
    }

    fn array(&mut self, open: Token, depth: usize) -> Option<u32> {
        let array = self.document.open(Tag::Sequence, span(open))?;
        if self.is_too_deep(open, TokenKind::RightSquareBracket, depth) {
            self.close_array(array);
            return Some(array.0);
        }
        self.nesting += 1;
        let is_left_open = self.items(depth + 1)?;
        self.nesting -= 1;
        self.close_array(array);
        if is_left_open {
            let (count, _) = self.unclosed.unwrap_or_default();
            self.unclosed = Some((count + 1, span(open)));
        }
        Some(array.0)
    }

    fn close_array(&mut self, array: NodeId) {
        let end = self.tokens.last_end();
        self.document.close(array, Span::new(end, end).end);
    }

    /// The values of an array. True where the server's parser misses its end: it is empty or ends with a comma.
    fn items(&mut self, depth: usize) -> Option<bool> {
        let mut is_value_due = true;
        let mut is_new_line = false;
        let mut kind = None;
        loop {
            let token = self.tokens.next();
            match token.kind() {
                TokenKind::Whitespace => {}
                TokenKind::Newline => {
                    is_new_line = true;
                    self.newline(token);
                }
                TokenKind::Comment => {
                    is_new_line = true;
                    self.comment(token);
                }
                TokenKind::RightSquareBracket => return Some(is_value_due),
                TokenKind::Eof => {
                    let end = self.tokens.last_end();
                    self.slip(OPEN_ARRAY, Span::new(end, end));
                    return Some(false);
                }
                TokenKind::Comma if is_value_due => self.slip(EXTRA_COMMA, span(token)),
                TokenKind::Comma => {
                    if is_new_line {
                        self.refused(dialect::COMMA_FIRST, span(token));
                    }
                    is_value_due = true;
                }
                TokenKind::Equals => self.slip(NOT_TOML, span(token)),
                _ => {
                    if !is_value_due {
                        self.slip(NO_COMMA, before(token));
                    }
                    let value = self.value_from(token, depth)?;
                    let tag = self.document.tree.get(value).map(|slot| slot.tag());
                    let own = tag.map(dialect::kind);
                    if *kind.get_or_insert(own) != own {
                        self.refused(dialect::MIXED, span(token));
                    }
                    is_value_due = false;
                    is_new_line = false;
                }
            }
        }
    }

    fn inline_table(&mut self, open: Token, depth: usize) -> Option<u32> {
        let table = self.document.open_inline_table(span(open))?;
        if !self.is_too_deep(open, TokenKind::RightCurlyBracket, depth) {
            let mut inline = Inline {
                table,
                depth: depth + 1,
                due: Due::Key,
                parts: self.parts.len(),
                value: None,
                comma: None,
            };
            self.nesting += 1;
            self.entries(&mut inline)?;
            self.nesting -= 1;
            self.parts.truncate(inline.parts);
        }
        let end = self.tokens.last_end();
        let end = Span::new(end, end).end;
        self.document.tree.close_inline_table(table.0, end);
        Some(table.0)
    }

    fn entries(&mut self, inline: &mut Inline) -> Option<()> {
        loop {
            let token = self.tokens.next();
            let comma = match token.kind() {
                TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment => inline.comma,
                _ => inline.comma.take(),
            };
            match token.kind() {
                TokenKind::Whitespace => {}
                TokenKind::Newline => {
                    self.newer_line_break(span(token));
                    self.newline(token);
                }
                TokenKind::Comment => {
                    if self.tokens.peek_kind() == TokenKind::Newline {
                        let newline = self.tokens.peek();
                        self.newer_line_break(span(newline));
                    }
                    self.comment(token);
                }
                TokenKind::Comma => self.comma(token, inline)?,
                TokenKind::Equals => self.equals(token, inline),
                TokenKind::RightCurlyBracket => {
                    if let Some(comma) = comma {
                        self.newer_comma(comma);
                    }
                    return self.close_entry(before(token), inline);
                }
                TokenKind::Eof => {
                    let end = self.tokens.last_end();
                    let end = Span::new(end, end);
                    self.slip(OPEN_TABLE, end);
                    return self.close_entry(end, inline);
                }
                TokenKind::RightSquareBracket if inline.due != Due::Value => {
                    self.slip(NOT_TOML, before(token));
                }
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket
                    if matches!(inline.due, Due::Key | Due::Comma) =>
                {
                    self.slip(NOT_TOML, before(token));
                    self.pass_over(match token.kind() {
                        TokenKind::LeftSquareBracket => TokenKind::RightSquareBracket,
                        _ => TokenKind::RightCurlyBracket,
                    });
                }
                kind => match inline.due {
                    Due::Key => self.inline_key(token, inline),
                    Due::Comma if is_key(kind) || kind == TokenKind::Dot => {
                        self.slip(NO_COMMA, before(token));
                        self.inline_key(token, inline);
                    }
                    due => {
                        if due == Due::Equals {
                            self.slip(NO_EQUALS, before(token));
                        }
                        let parts = self.parts.len() - inline.parts;
                        let depth = inline.depth + parts.saturating_sub(1);
                        let (open, _) = self.unclosed.unwrap_or_default();
                        inline.value = Some(self.value_from(token, depth)?);
                        self.refuse_unclosed(open);
                        inline.due = Due::Comma;
                    }
                },
            }
        }
    }

    fn inline_key(&mut self, token: Token, inline: &mut Inline) {
        self.parts.truncate(inline.parts);
        self.key_start = inline.parts;
        self.key(token);
        inline.due = Due::Equals;
    }

    fn comma(&mut self, token: Token, inline: &mut Inline) -> Option<()> {
        if inline.due != Due::Comma {
            self.slip(EXTRA_COMMA, before(token));
            return Some(());
        }
        self.add_entry(inline)?;
        inline.due = Due::Key;
        inline.comma = Some(span(token));
        Some(())
    }

    fn equals(&mut self, token: Token, inline: &mut Inline) {
        match inline.due {
            Due::Key => {
                self.parts.truncate(inline.parts);
                self.key_start = inline.parts;
                self.part(before(token), None);
                inline.due = Due::Value;
            }
            Due::Equals => inline.due = Due::Value,
            Due::Value | Due::Comma => self.slip(TWO_KEYS, before(token)),
        }
    }

    /// Adds the last entry of an inline table that ends at a place.
    fn close_entry(&mut self, place: Span, inline: &mut Inline) -> Option<()> {
        if matches!(inline.due, Due::Equals | Due::Value) {
            self.slips.content(NOT_TOML, place, self.document);
            inline.value = self.scalar_without_check(place);
        }
        self.add_entry(inline)
    }

    fn add_entry(&mut self, inline: &mut Inline) -> Option<()> {
        let Some(value) = inline.value.take() else {
            return Some(());
        };
        self.judge_length(inline.parts)?;
        let path = self.parts.get(inline.parts..).unwrap_or_default();
        let (place, slips) = ((inline.table, inline.depth), &mut self.slips);
        self.tables
            .add_inline(place, path, value, slips, self.document)?;
        self.parts.truncate(inline.parts);
        Some(())
    }

    /// Passes over what an opening bracket or brace holds, up to its closing one.
    fn pass_over(&mut self, closing: TokenKind) {
        let (mut brackets, mut braces) = (0_usize, 0_usize);
        loop {
            let token = self.tokens.next();
            match token.kind() {
                TokenKind::Eof => return,
                TokenKind::Comment => self.comment(token),
                TokenKind::Newline => self.newline(token),
                TokenKind::LeftSquareBracket => brackets += 1,
                TokenKind::LeftCurlyBracket => braces += 1,
                TokenKind::RightSquareBracket => {
                    if brackets == 0 && closing == TokenKind::RightSquareBracket {
                        return;
                    }
                    brackets = brackets.saturating_sub(1);
                }
                TokenKind::RightCurlyBracket => {
                    if braces == 0 && closing == TokenKind::RightCurlyBracket {
                        return;
                    }
                    braces = braces.saturating_sub(1);
                }
                _ => {}
            }
        }
    }
}
