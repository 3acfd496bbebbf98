//! Java properties, as `java.util.Properties.load` reads them.

use crate::document::{Comment, Document, ErrorKind};
use crate::leaf::ScalarStyle;
use crate::source::Span;
use crate::tree::{KeySet, Tag, Text};

/// Fills the document with a root mapping, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    let mut cursor = Cursor { text: &text, at: 0 };
    let mut word = String::new();
    let whole = Span::new(0, text.len());
    let Some(root) = document.open(Tag::Mapping, whole) else {
        return;
    };
    document.root = Some(root);
    let mut seen = KeySet::default();
    let mut keys = seen.open();
    loop {
        cursor.skip(|c| is_blank(c) || is_line_end(c));
        let start = cursor.at;
        match cursor.peek() {
            None => break,
            Some('#' | '!') => {
                cursor.skip(|c| !is_line_end(c));
                document.comments.push(Comment {
                    span: Span::new(start, cursor.at),
                });
                continue;
            }
            Some(_) => {}
        }
        cursor.word(document, &mut word, |c| {
            is_blank(c) || matches!(c, '=' | ':')
        });
        let key_span = Span::new(start, cursor.at);
        let text = Text::of(&word, document.source.written(key_span));
        let Some(key) = document.add_key(text, key_span) else {
            break;
        };
        cursor.separator();
        let value_start = cursor.at;
        cursor.word(document, &mut word, |_| false);
        let value_span = Span::new(value_start, cursor.at);
        let text = Text::of(&word, document.source.written(value_span));
        if document
            .add_scalar(text, ScalarStyle::Plain, value_span)
            .is_none()
        {
            break;
        }
        let first = seen.insert(&mut keys, key, &document.tree, &document.source);
        if let Some(first) = first.and_then(|first| document.tree.get(first)) {
            let first = first.span();
            document.report_duplicate(key_span, Some(first));
        }
    }
    document.close(root, whole.end);
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{c}')
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.at += self
            .rest()
            .find(|c| !skipped(c))
            .unwrap_or(self.rest().len());
    }

    /// Skips a line end and the indentation of the line that goes on.
    fn skip_continuation(&mut self) {
        if self.next() == Some('\r') && self.peek() == Some('\n') {
            self.at += 1;
        }
        self.skip(is_blank);
    }

    /// Skips blanks around at most one `=` or `:`, also over continued lines.
    fn separator(&mut self) {
        self.skip_blanks();
        if matches!(self.peek(), Some('=' | ':')) {
            self.at += 1;
            self.skip_blanks();
        }
    }

    fn skip_blanks(&mut self) {
        self.skip(is_blank);
        while self.rest().starts_with("\\\n") || self.rest().starts_with("\\\r") {
            self.at += 1;
            self.skip_continuation();
        }
    }

    /// Reads and unescapes up to the end of the logical line or an unescaped character that ends the word.
    fn word(&mut self, document: &mut Document, word: &mut String, ends: impl Fn(char) -> bool) {
        word.clear();
        while let Some(character) = self.peek().filter(|c| !is_line_end(*c) && !ends(*c)) {
            self.at += character.len_utf8();
            if character == '\\' {
                self.escape(document, word);
            } else {
                word.push(character);
            }
        }
    }

    fn escape(&mut self, document: &mut Document, word: &mut String) {
        let start = self.at - 1;
        if self.peek().is_some_and(is_line_end) {
            self.skip_continuation();
            return;
        }
        match self.next() {
            None => {}
            Some('n') => word.push('\n'),
            Some('t') => word.push('\t'),
            Some('r') => word.push('\r'),
            Some('f') => word.push('\u{c}'),
            Some('u') => match self.unicode() {
                Some(character) => word.push(character),
                None => {
                    let message = "incomplete \\u escape; Java refuses the file, write four hexadecimal digits";
                    document.report(ErrorKind::Syntax, message, Span::new(start, self.at));
                }
            },
            Some(other) => word.push(other),
        }
    }

    /// The character after `\u`; a surrogate pair is one character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            // A lone surrogate is legal in Java but not here.
            return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let mut ahead = Cursor {
            text: self.text,
            at: self.at + "\\u".len(),
        };
        let second = if self.rest().starts_with("\\u") {
            ahead.unit()
        } else {
            None
        };
        match second.filter(|unit| (0xdc00..0xe000).contains(unit)) {
            Some(second) => {
                self.at = ahead.at;
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
            }
            None => Some(char::REPLACEMENT_CHARACTER),
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|d| d.chars().all(|c| c.is_ascii_hexdigit()))?;
        self.at += digits.len();
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, ErrorKind, Format, Limits, parse};

    fn open(text: &str) -> Document {
        parse(text.as_bytes(), Format::Properties, &Limits::default())
    }

    #[test]
    fn lines_are_read_as_java_reads_them() {
        let cases = [
            ("a=1", "a", "1"),
            ("a = 1 ", "a", "1 "),
            ("a:1", "a", "1"),
            ("spark.port 7077", "spark.port", "7077"),
            ("a\t:\t1", "a", "1"),
            ("a", "a", ""),
            ("a==1", "a", "=1"),
            ("a\\ b=1", "a b", "1"),
            ("a\\=b=1", "a=b", "1"),
            ("a=1\\\n   2", "a", "12"),
            ("a=1\\\r\n2", "a", "12"),
            ("a=\\\n  1", "a", "1"),
            ("a=C:\\\\x\\ty", "a", "C:\\x\ty"),
            ("a=\\u00e9\\uD83D\\uDE00", "a", "é😀"),
            ("a=1 # no comment", "a", "1 # no comment"),
            ("  # c\n! c\n\n a=1\n", "a", "1"),
            ("a=\\", "a", ""),
        ];
        for (text, key, value) in cases {
            let document = open(text);
            assert!(document.errors.is_empty(), "{text}");
            let entries: Vec<_> = document
                .entries(document.root.unwrap())
                .map(|entry| (entry.key, document.text(entry.value)))
                .collect();
            assert_eq!(entries, [(key, Some(value))], "{text}");
        }
    }

    #[test]
    fn spans_comments_and_faults() {
        let document = open("# c\na = 1\na = 2\nb=\\u12\n");
        assert_eq!(document.source.slice(document.comments[0].span), "# c");
        let value = document.lookup(&["a"]).unwrap();
        assert_eq!(document.source.slice(document.span(value)), "2");
        let kinds: Vec<_> = document
            .errors
            .iter()
            .map(|e| (e.kind, document.source.slice(e.span)))
            .collect();
        assert_eq!(
            kinds,
            [(ErrorKind::Duplicate, "a"), (ErrorKind::Syntax, "\\u")]
        );
        assert_eq!(document.errors[0].related.map(|(s, _)| s.start), Some(4));
    }
}
