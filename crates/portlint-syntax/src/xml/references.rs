//! Character data: references, line ends and the characters that XML forbids.

use std::collections::HashSet;

use crate::document::{Document, ErrorKind};
use crate::source::Span;

/// Where character data stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Between tags.
    Text,
    /// Inside the quotes of an attribute.
    Attribute,
}

/// Decodes `raw`, which starts at offset `base`, to `value`: the five predefined entities and character references are
/// resolved, every other entity is left as written. False when the text says what is written, and `value` is empty.
pub(super) fn decode(
    raw: &str,
    base: usize,
    context: Context,
    entities: &HashSet<&str>,
    document: &mut Document,
    value: &mut String,
) -> bool {
    value.clear();
    let bytes = raw.as_bytes();
    let mut problem = |message: &str, at: usize, length: usize| {
        let span = Span::new(base + at, base + at + length);
        document.report(ErrorKind::Syntax, message, span);
    };
    let mut at = 0;
    // What stands before was copied already.
    let mut copied = 0;
    let mut is_changed = false;
    while let Some(found) = next_special(bytes, at, context) {
        at = found;
        let rest = raw.get(at..).unwrap_or("");
        let mut taken = 1;
        let mut changed = |replacement: Option<char>, taken: usize| {
            value.push_str(raw.get(copied..at).unwrap_or(""));
            value.extend(replacement);
            copied = at + taken;
            is_changed = true;
        };
        match bytes.get(at) {
            Some(b'&') => match reference(rest) {
                None => problem("raw ampersand; write &amp;", at, 1),
                Some(written) => {
                    taken = written.len();
                    match resolve(written, entities) {
                        Ok(Some(resolved)) => changed(Some(resolved), taken),
                        Ok(None) => {}
                        Err(message) => problem(message, at, taken),
                    }
                }
            },
            Some(b'<') => problem("raw less-than sign in an attribute; write &lt;", at, 1),
            Some(b'\r') if rest.starts_with("\r\n") => changed(None, 1),
            Some(b'\r' | b'\n' | b'\t') if context == Context::Attribute => changed(Some(' '), 1),
            Some(b'\r') => changed(Some('\n'), 1),
            Some(b']') => {
                if rest.starts_with("]]>") {
                    problem("]]> outside of a CDATA section; write ]]&gt;", at, 3);
                }
            }
            _ => {
                let character = rest.chars().next().unwrap_or(' ');
                taken = character.len_utf8();
                if !is_character(character) {
                    problem("control character, which XML forbids", at, taken);
                }
            }
        }
        at += taken;
    }
    if is_changed {
        value.push_str(raw.get(copied..).unwrap_or(""));
    }
    is_changed
}

/// The next byte from `start` on that may not stand for itself.
fn next_special(bytes: &[u8], start: usize, context: Context) -> Option<usize> {
    let mut rest = bytes.get(start..)?.iter();
    let found = match context {
        Context::Text => rest.position(|byte| match byte {
            b'\n' | b'\t' => false,
            b']' => true,
            byte => is_special(*byte),
        }),
        Context::Attribute => rest.position(|byte| is_special(*byte)),
    };
    Some(start + found?)
}

/// Markup, control characters, and the byte that U+FFFE and U+FFFF start with.
fn is_special(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'&' | b'<' | 0xef)
}

/// Text with every line end as a line feed, as XML readers hand it out; `None` when it is so already.
pub(super) fn normalize_line_ends(raw: &str) -> Option<String> {
    raw.contains('\r')
        .then(|| raw.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The reference that `text` starts with, from the ampersand to the semicolon.
fn reference(text: &str) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || "#_:-.".contains(c);
    let name = text.strip_prefix('&')?;
    let length = name.find(|c| !is_name(c)).filter(|length| *length > 0)?;
    name.get(length..)?.strip_prefix(';')?;
    text.get(..length + 2)
}

/// The character of a reference; `Ok(None)` for a declared entity, which is not expanded.
fn resolve(written: &str, entities: &HashSet<&str>) -> Result<Option<char>, &'static str> {
    let name = written.trim_start_matches('&').trim_end_matches(';');
    if let Some(number) = name.strip_prefix('#') {
        return character_reference(number)
            .map(Some)
            .ok_or("not a valid character reference");
    }
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ if entities.contains(name) => return Ok(None),
        _ => return Err("unknown entity; write &amp; for an ampersand"),
    };
    Ok(Some(character))
}

fn character_reference(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    // The standard library would accept a sign.
    let all_digits = digits.chars().all(|c| c.is_digit(radix));
    let code = u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| all_digits)?;
    char::from_u32(code).filter(|c| is_character(*c))
}

/// The `Char` production of XML 1.0.
fn is_character(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => character >= ' ',
    }
}
