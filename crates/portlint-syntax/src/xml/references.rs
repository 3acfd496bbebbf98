//! Character data: references, line ends and the characters that XML forbids.

use std::collections::HashSet;

use crate::source::Span;

/// Where character data stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Between tags.
    Text,
    /// Inside the quotes of an attribute.
    Attribute,
}

/// The value of `raw`, which starts at offset `base`: the five predefined entities and character references are
/// resolved, every other entity is left as written.
pub(super) fn decode(
    raw: &str,
    base: usize,
    context: Context,
    entities: &HashSet<String>,
    problems: &mut Vec<(&'static str, Span)>,
) -> String {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        let at = raw.len() - rest.len();
        let mut taken = character.len_utf8();
        let mut problem =
            |message, length| problems.push((message, Span::new(base + at, base + at + length)));
        match character {
            '&' => match reference(rest) {
                None => {
                    problem("raw ampersand; write &amp;", 1);
                    value.push('&');
                }
                Some(written) => {
                    match resolve(written, entities) {
                        Ok(Some(resolved)) => value.push(resolved),
                        Ok(None) => value.push_str(written),
                        Err(message) => {
                            problem(message, written.len());
                            value.push_str(written);
                        }
                    }
                    taken = written.len();
                }
            },
            '<' => {
                problem("raw less-than sign in an attribute; write &lt;", 1);
                value.push('<');
            }
            '\r' | '\n' | '\t' if context == Context::Attribute => {
                if !rest.starts_with("\r\n") {
                    value.push(' ');
                }
            }
            '\r' => {
                if !rest.starts_with("\r\n") {
                    value.push('\n');
                }
            }
            ']' if context == Context::Text && rest.starts_with("]]>") => {
                problem("]]> outside of a CDATA section; write ]]&gt;", 3);
                value.push(']');
            }
            _ => {
                if !is_character(character) {
                    problem("control character, which XML forbids", character.len_utf8());
                }
                value.push(character);
            }
        }
        rest = rest.get(taken..).unwrap_or("");
    }
    value
}

/// Text with every line end as a line feed, as XML readers hand it out.
pub(super) fn normalize_line_ends(raw: &str) -> String {
    raw.replace("\r\n", "\n").replace('\r', "\n")
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
fn resolve(written: &str, entities: &HashSet<String>) -> Result<Option<char>, &'static str> {
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
