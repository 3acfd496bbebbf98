//! nginx: words, `;`, and blocks in braces, as `ngx_conf_read_token` reads them.

use super::{Reading, Statement, TOO_MANY, Word};
use crate::document::ErrorKind;
use crate::source::Span;

/// The end of the names of blocks that hold a program of Lua and no directives.
const PROGRAM: &str = "_by_lua_block";

/// Reads a text with at most so many words.
pub(super) fn read(text: &str, most: usize) -> Reading {
    let mut reader = Reader {
        text,
        at: 0,
        words: Vec::new(),
        left: most,
        blocks: Vec::new(),
        reading: Reading::default(),
    };
    reader.reading.error = reader.all().err();
    reader.reading
}

type Refusal = (ErrorKind, &'static str, Span);

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Those of the directive that is being read.
    words: Vec<Word>,
    left: usize,
    /// The blocks that are open.
    blocks: Vec<usize>,
    reading: Reading,
}

impl Reader<'_> {
    fn all(&mut self) -> Result<(), Refusal> {
        while let Some(next) = self.peek() {
            match next {
                c if c.is_ascii_whitespace() => self.at += 1,
                '#' => {
                    let end = self.rest().find('\n').unwrap_or(self.rest().len());
                    let span = Span::new(self.at, self.at + end);
                    self.reading.comments.push(span);
                    self.at += end;
                }
                ';' => {
                    if self.words.is_empty() {
                        return Err(self.refused("a `;` without a directive"));
                    }
                    self.end_directive(false);
                    self.at += 1;
                }
                '{' => self.open()?,
                '}' => {
                    if !self.words.is_empty() {
                        return Err(self.refused("no `;` before this `}`"));
                    }
                    if self.blocks.pop().is_none() {
                        return Err(self.refused("a `}` that closes nothing"));
                    }
                    self.at += 1;
                }
                quote @ ('"' | '\'') => self.quoted(quote)?,
                _ => self.plain()?,
            }
        }
        if !self.words.is_empty() {
            self.end_directive(false);
            return Err(self.refused("no `;` at the end"));
        }
        if self.blocks.is_empty() {
            Ok(())
        } else {
            Err(self.refused("a block that is not closed"))
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn refused(&self, message: &'static str) -> Refusal {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        (ErrorKind::Syntax, message, Span::new(self.at, end))
    }

    fn end_directive(&mut self, is_block: bool) {
        self.reading.statements.push(Statement {
            words: std::mem::take(&mut self.words),
            parent: self.blocks.last().copied(),
            is_block,
        });
    }

    fn open(&mut self) -> Result<(), Refusal> {
        if self.words.is_empty() {
            return Err(self.refused("a block without a name"));
        }
        let is_program = self
            .words
            .first()
            .is_some_and(|w| w.text.ends_with(PROGRAM));
        self.end_directive(true);
        self.at += 1;
        if is_program {
            return self.skip_program();
        }
        self.blocks.push(self.reading.statements.len() - 1);
        Ok(())
    }

    /// To the brace that closes a program: braces in its texts and comments do not count.
    fn skip_program(&mut self) -> Result<(), Refusal> {
        let mut depth = 1usize;
        let mut characters = self.rest().char_indices();
        let mut quote = None;
        while let Some((at, character)) = characters.next() {
            match (quote, character) {
                (Some(_), '\\') => {
                    characters.next();
                }
                (Some(open), _) if open == character || character == '\n' => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(character),
                (None, '{') => depth += 1,
                (None, '}') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += at + 1;
                return Ok(());
            }
        }
        self.at = self.text.len();
        Err(self.refused("a block that is not closed"))
    }

    fn quoted(&mut self, quote: char) -> Result<(), Refusal> {
        let start = self.at;
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        let mut length = None;
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => text.push(characters.next().map_or('\\', |(_, c)| c)),
                _ if character == quote => {
                    length = Some(at + 1);
                    break;
                }
                _ => text.push(character),
            }
        }
        let Some(length) = length else {
            return Err(self.refused("a quote that is not closed"));
        };
        self.at += length;
        let is_end = |c: char| c.is_ascii_whitespace() || ";{)".contains(c);
        if self.peek().is_some_and(|c| !is_end(c)) {
            return Err(self.refused("no blank after a quote"));
        }
        self.push(start, text)
    }

    fn plain(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let mut text = String::new();
        let mut end = self.text.len();
        let mut previous = ' ';
        let mut characters = self.rest().char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                // `${name}` is a variable and no block.
                '{' if previous == '$' => text.push('{'),
                ';' | '{' => {
                    end = start + at;
                    break;
                }
                c if c.is_ascii_whitespace() => {
                    end = start + at;
                    break;
                }
                '\\' => text.push(characters.next().map_or('\\', |(_, c)| c)),
                c => text.push(c),
            }
            previous = character;
        }
        self.at = end;
        self.push(start, text)
    }

    fn push(&mut self, start: usize, text: String) -> Result<(), Refusal> {
        let span = Span::new(start, self.at);
        let Some(left) = self.left.checked_sub(1) else {
            return Err((ErrorKind::Limit, TOO_MANY, span));
        };
        self.left = left;
        let varies = text.contains('$');
        self.words.push(Word { span, text, varies });
        Ok(())
    }
}
