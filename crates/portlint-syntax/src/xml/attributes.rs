//! The attributes of one start tag.

use crate::document::{Document, ErrorKind};
use crate::source::Span;

/// An attribute as written.
pub(super) struct RawAttribute {
    pub(super) name: Span,
    /// Inside the quotes.
    pub(super) value: Span,
}

/// True for what XML allows as an element or attribute name.
pub(super) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_:-.".contains(&byte);
    let first = |byte: u8| byte.is_ascii_alphabetic() || b"_:".contains(&byte);
    if bytes.next().is_some_and(first) && bytes.all(plain) {
        return true;
    }
    let allowed = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}') || c > '\u{2ff}'
    };
    let starts = |c: char| c.is_alphabetic() || matches!(c, '_' | ':') || c > '\u{37f}';
    name.starts_with(starts) && name.chars().all(allowed)
}

/// White space of XML.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Finds the attributes in `raw`, what stands between an element name and the end of its tag; `base` is its offset.
/// Stops at the first place that is not an attribute.
pub(super) fn scan(raw: &str, base: usize, found: &mut Vec<RawAttribute>, document: &mut Document) {
    found.clear();
    let mut problem = |message: &str, start: usize, end: usize| {
        let span = Span::new(base + start, base + end);
        document.report(ErrorKind::Syntax, message, span);
    };
    let bytes = raw.as_bytes();
    let mut at = 0;
    loop {
        let start = position(bytes, at, |byte| !is_blank(byte));
        if start == bytes.len() {
            return;
        }
        if start == at {
            problem("no space before an attribute", start, start);
        }
        let name_end = position(bytes, start, |byte| {
            is_blank(byte) || matches!(byte, b'=' | b'"' | b'\'' | b'<')
        });
        let name = raw.get(start..name_end).unwrap_or("");
        if !is_name(name) {
            problem("not a valid attribute name", start, name_end);
            if name.is_empty() {
                return;
            }
        }
        let equals = position(bytes, name_end, |byte| !is_blank(byte));
        if bytes.get(equals) != Some(&b'=') {
            let message = "attribute without a value; write name=\"value\"";
            problem(message, start, name_end);
            return;
        }
        let value = position(bytes, equals + 1, |byte| !is_blank(byte));
        let quote = bytes.get(value).filter(|byte| matches!(byte, b'"' | b'\''));
        let Some(length) = quote.and_then(|quote| {
            let content = bytes.get(value + 1..)?;
            memchr::memchr(*quote, content)
        }) else {
            problem("attribute value is not in quotes", value, value);
            return;
        };
        at = value + 1 + length;
        found.push(RawAttribute {
            name: Span::new(base + start, base + name_end),
            value: Span::new(base + value + 1, base + at),
        });
        at += 1;
    }
}

/// The first place from `start` on that holds a byte of a kind, or the end.
fn position(bytes: &[u8], start: usize, is_wanted: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let found = rest.iter().position(|byte| is_wanted(*byte));
    start + found.unwrap_or(rest.len())
}
