//! CowStr: quotes, parameters, substitutions.

use super::Parser;
use crate::Span;
use crate::shell::{Change, FailureKind, Part, Word};

/// Where a word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At blanks and operators.
    Blank,
    /// At the `}` of `${NAME-word}`.
    Brace {
        /// Inside double quotes.
        quoted: bool,
    },
}

/// True for what may stand in the name of a variable.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// True for the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(is_name_byte)
}

/// True for what ends a word outside quotes.
pub(super) fn ends_word(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
    )
}

/// Collects the parts of a word, joining neighbouring text.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn text(&mut self, start: usize, end: usize, quoted: bool) {
        if start == end {
            return;
        }
        let new = Span::new(start, end);
        if let Some(Part::Text { span, quoted: q }) = self.0.last_mut()
            && span.end == new.start
            && *q == quoted
        {
            span.end = new.end;
            return;
        }
        self.0.push(Part::Text { span: new, quoted });
    }
}

impl Parser<'_> {
    /// A word; `None` where none begins.
    pub(super) fn word(&mut self, ends: Ends) -> Option<Word> {
        let start = self.at;
        let mut parts = Parts::default();
        let mut quoted = false;
        while let Some(byte) = self.peek() {
            match (ends, byte) {
                (Ends::Blank, byte) if ends_word(byte) => {
                    // `<(…)` of Bash is a word.
                    if matches!(byte, b'<' | b'>') && self.peek_at(1) == Some(b'(') {
                        self.process_substitution(&mut parts.0);
                        continue;
                    }
                    break;
                }
                (Ends::Brace { .. }, b'}') => break,
                _ => {}
            }
            let inside_quotes = ends == Ends::Brace { quoted: true };
            match byte {
                b'\'' if !inside_quotes => {
                    quoted = true;
                    let open = self.at;
                    self.at += 1;
                    let Some(close) = self.find(b'\'') else {
                        self.fail_at(FailureKind::Unclosed, open);
                        break;
                    };
                    parts.text(self.at, close, true);
                    self.at = close + 1;
                }
                b'"' => {
                    quoted = true;
                    self.double_quoted(&mut parts);
                }
                b'\\' => self.escape(&mut parts, &mut quoted),
                b'$' if matches!(self.peek_at(1), Some(b'\'' | b'"')) && !inside_quotes => {
                    quoted = true;
                    self.dollar_quoted(&mut parts.0);
                }
                b'$' | b'`' => self.dollar(&mut parts, inside_quotes),
                _ => {
                    let from = self.at;
                    self.step();
                    parts.text(from, self.at, inside_quotes);
                }
            }
            if self.failure.is_some() {
                break;
            }
        }
        let word = Word {
            span: Span::new(start, self.at),
            parts: parts.0,
            quoted,
        };
        (self.at > start).then_some(word)
    }

    /// The text of a here-document, or of anything that expands as in double quotes, up to `end`.
    pub(super) fn quoted_text(&mut self, end: usize) -> Word {
        let start = self.at;
        let mut parts = Parts::default();
        let outer = std::mem::replace(&mut self.end, end);
        while self.failure.is_none() && self.peek().is_some() {
            self.in_double_quotes(&mut parts);
        }
        self.end = outer;
        self.at = self.at.max(end);
        Word {
            span: Span::new(start, end),
            parts: parts.0,
            quoted: true,
        }
    }

    fn escape(&mut self, parts: &mut Parts, quoted: &mut bool) {
        self.at += 1;
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(_) => {
                *quoted = true;
                let from = self.at;
                self.step();
                parts.text(from, self.at, true);
            }
            // The last byte of a file stands for itself.
            None => parts.text(self.at - 1, self.at, true),
        }
    }

    fn double_quoted(&mut self, parts: &mut Parts) {
        let open = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return self.fail_at(FailureKind::Unclosed, open),
                Some(b'"') => {
                    self.at += 1;
                    return;
                }
                Some(_) => self.in_double_quotes(parts),
            }
            if self.failure.is_some() {
                return;
            }
        }
    }

    /// One step inside double quotes.
    fn in_double_quotes(&mut self, parts: &mut Parts) {
        match self.peek() {
            Some(b'\\') => match self.peek_at(1) {
                Some(b'\n') => self.at += 2,
                Some(b'$' | b'`' | b'"' | b'\\') => {
                    parts.text(self.at + 1, self.at + 2, true);
                    self.at += 2;
                }
                _ => {
                    parts.text(self.at, self.at + 1, true);
                    self.at += 1;
                }
            },
            Some(b'$' | b'`') => self.dollar(parts, true),
            _ => {
                let from = self.at;
                self.step();
                parts.text(from, self.at, true);
            }
        }
    }

    /// `$'…'` and `$"…"` of Bash.
    fn dollar_quoted(&mut self, parts: &mut Vec<Part>) {
        let open = self.at;
        let Some(quote) = self.peek_at(1) else { return };
        self.at += 2;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => {
                    self.at += 1;
                    self.step();
                }
                byte if byte == quote => {
                    self.at += 1;
                    parts.push(Part::Opaque {
                        span: Span::new(open, self.at),
                        quoted: true,
                    });
                    return;
                }
                _ => self.step(),
            }
        }
        self.fail_at(FailureKind::Unclosed, open);
    }

    fn process_substitution(&mut self, parts: &mut Vec<Part>) {
        let open = self.at;
        self.at += 2;
        self.enclosed_list(open);
        parts.push(Part::Opaque {
            span: Span::new(open, self.at),
            quoted: false,
        });
    }

    /// What begins with `$` or a backquote.
    fn dollar(&mut self, parts: &mut Parts, quoted: bool) {
        let open = self.at;
        let part = match (self.peek(), self.peek_at(1)) {
            (Some(b'`'), _) => self.backquoted(quoted),
            (_, Some(b'{')) => self.braced(quoted),
            (_, Some(b'(')) => self.substitution(quoted),
            (_, Some(byte)) if is_name_byte(byte) => {
                self.at += 1;
                let name = self.at;
                let whole = !byte.is_ascii_digit();
                self.at += 1;
                while whole && self.peek().is_some_and(is_name_byte) {
                    self.at += 1;
                }
                Some(self.plain(open, name, quoted))
            }
            (_, Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!')) => {
                self.at += 2;
                Some(self.plain(open, open + 1, quoted))
            }
            _ => {
                self.at += 1;
                parts.text(open, self.at, quoted);
                return;
            }
        };
        parts.0.extend(part);
    }

    fn plain(&self, open: usize, name: usize, quoted: bool) -> Part {
        Part::Parameter {
            span: Span::new(open, self.at),
            quoted,
            name: Span::new(name, self.at),
            change: Change::None,
        }
    }

    fn backquoted(&mut self, quoted: bool) -> Option<Part> {
        let open = self.at;
        self.at += 1;
        let mut at = self.at;
        let mut escaped = false;
        let close = loop {
            match self.bytes().get(at) {
                None => {
                    self.fail_at(FailureKind::Unclosed, open);
                    return None;
                }
                Some(b'`') => break at,
                Some(b'\\') => {
                    escaped |= matches!(self.bytes().get(at + 1), Some(b'`' | b'\\' | b'$' | b'"'));
                    at += 2;
                }
                Some(_) => at += 1,
            }
        };
        let span = Span::new(open, close + 1);
        // With a backslash the text that runs is another than the one that stands here.
        if escaped {
            self.at = close + 1;
            return Some(Part::Opaque { span, quoted });
        }
        let outer = std::mem::replace(&mut self.end, close);
        let body = self.nested(open, |parser| parser.list_to_end());
        self.end = outer;
        self.at = close + 1;
        Some(Part::Command {
            span,
            quoted,
            body: body?,
        })
    }

    fn substitution(&mut self, quoted: bool) -> Option<Part> {
        let open = self.at;
        if self.peek_at(2) == Some(b'(')
            && let Some(close) = self.arithmetic_end(open + 3)
        {
            self.at = open + 3;
            let outer = std::mem::replace(&mut self.end, close);
            let expression = self.nested(open, |parser| {
                let end = parser.end;
                Some(parser.quoted_text(end).parts)
            });
            self.end = outer;
            self.at = close + 2;
            return Some(Part::Arithmetic {
                span: Span::new(open, self.at),
                quoted,
                expression: expression?,
            });
        }
        self.at += 2;
        let body = self.enclosed_list(open)?;
        Some(Part::Command {
            span: Span::new(open, self.at),
            quoted,
            body,
        })
    }

    /// Where the `))` of `$((` stands. Nothing where parentheses do not match: then it is a subshell.
    fn arithmetic_end(&mut self, from: usize) -> Option<usize> {
        if self.no_arithmetic_after.is_some_and(|after| from >= after) {
            return None;
        }
        let mut depth = 0usize;
        let mut at = from;
        while let Some(byte) = self.bytes().get(at) {
            match byte {
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                b')' if self.bytes().get(at + 1) == Some(&b')') => return Some(at),
                b')' => return None,
                _ => {}
            }
            at += 1;
        }
        // Looking for it again from further on would end here again.
        self.no_arithmetic_after = Some(from);
        None
    }

    /// `${…}`
    fn braced(&mut self, quoted: bool) -> Option<Part> {
        let open = self.at;
        self.at += 2;
        let length = self.peek() == Some(b'#') && self.peek_at(1) != Some(b'}');
        if length {
            self.at += 1;
        }
        let name = self.at;
        match self.peek() {
            Some(byte) if byte.is_ascii_digit() => {
                while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.at += 1;
                }
            }
            Some(byte) if is_name_byte(byte) => {
                while self.peek().is_some_and(is_name_byte) {
                    self.at += 1;
                }
            }
            Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => self.at += 1,
            _ => {}
        }
        let name = Span::new(name, self.at);
        let change = self.nested(open, |parser| parser.change(length, quoted))?;
        let close = self.at;
        if self.peek() != Some(b'}') {
            // `${NAME/a/b}` and the like: on to the brace that closes.
            self.skip_braced(open);
            return Some(Part::Opaque {
                span: Span::new(open, self.at),
                quoted,
            });
        }
        self.at = close + 1;
        let span = Span::new(open, self.at);
        Some(match change {
            Some(change) if !name.is_empty() => Part::Parameter {
                span,
                quoted,
                name,
                change,
            },
            _ => Part::Opaque { span, quoted },
        })
    }

    /// The operator and the word of `${NAME…}`; `None` inside for one that is not looked into.
    fn change(&mut self, length: bool, quoted: bool) -> Option<Option<Change>> {
        if length {
            return Some(Some(Change::Length));
        }
        let ends = Ends::Brace { quoted };
        let colon = self.peek() == Some(b':');
        let operator = if colon { self.peek_at(1) } else { self.peek() };
        Some(match operator {
            Some(b'}') if !colon => Some(Change::None),
            Some(operator @ (b'-' | b'=' | b'?' | b'+')) => {
                self.at += 1 + usize::from(colon);
                let word = self.word(ends).unwrap_or_default();
                Some(Change::Absent {
                    operator,
                    colon,
                    word,
                })
            }
            Some(operator @ (b'#' | b'%')) if !colon => {
                self.at += 1;
                let longest = self.peek() == Some(operator);
                self.at += usize::from(longest);
                let ends = Ends::Brace { quoted: false };
                let pattern = self.word(ends).unwrap_or_default();
                Some(Change::Trim {
                    suffix: operator == b'%',
                    longest,
                    pattern,
                })
            }
            _ => None,
        })
    }

    fn skip_braced(&mut self, open: usize) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                b'{' => depth += 1,
                b'}' if depth == 0 => {
                    self.at += 1;
                    return;
                }
                b'}' => depth -= 1,
                _ => {}
            }
            self.step();
        }
        self.fail_at(FailureKind::Unclosed, open);
    }
}
