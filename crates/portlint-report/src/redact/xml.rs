//! Lines of XML. A line is read on its own, so it may start inside a tag, a text or a comment.

use super::painter::Painter;
use std::ops::Range;

/// Marks what may be shown of an XML line.
pub(super) fn paint(painter: &mut Painter<'_>) {
    painter.blanks();
    if starts_with_attribute(painter.rest()) {
        attributes(painter);
    }
    // What the text between tags is the value of; unknown until a start tag was read.
    let mut key: Option<&str> = None;
    while let Some(next) = painter.peek() {
        let rest = painter.rest();
        if rest.starts_with("<!--") {
            let length = rest.find("-->").map_or(rest.len(), |at| at + 3);
            let comment = painter.take(length);
            painter.comment(comment);
        } else if painter.syntax("<![CDATA[") {
            let text = painter.take_until("]]>");
            painter.value(text, key);
            painter.syntax("]]>");
        } else if rest.starts_with("<!") {
            let declaration = painter.take(usize::MAX);
            painter.unrecognised(declaration);
        } else if painter.syntax("</") {
            name(painter);
            key = None;
        } else if painter.syntax("<?") || painter.syntax("<") {
            let element = name(painter);
            let named = attributes(painter);
            key = Some(named.unwrap_or(element));
        } else if next == '>' {
            painter.syntax(">");
        } else if next.is_whitespace() {
            painter.blanks();
        } else {
            let text = painter.take_until("<");
            let length = painter.slice(&text).trim_end().len();
            painter.value(text.start..text.start + length, key);
        }
    }
}

fn starts_with_attribute(rest: &str) -> bool {
    let after_name = rest.trim_start_matches(is_name_character);
    let value = after_name
        .trim_start()
        .strip_prefix('=')
        .map(str::trim_start);
    after_name.len() < rest.len() && value.is_some_and(|v| v.starts_with(['"', '\'']))
}

fn name<'a>(painter: &mut Painter<'a>) -> &'a str {
    let range = painter.take_while(is_name_character);
    painter.name(range.clone());
    painter.slice(&range)
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':')
}

/// Reads attributes up to the end of the tag or of the line; returns the value of `name` or `key`, which says what
/// the `value` attribute, before or after it, and the text of `<parameter name="port">` are about.
fn attributes<'a>(painter: &mut Painter<'a>) -> Option<&'a str> {
    let mut values: Vec<(&str, Range<usize>)> = Vec::new();
    while let Some(next) = painter.peek() {
        match next {
            '>' | '<' => break,
            '/' | '?' | '=' => {
                painter.syntax(next.encode_utf8(&mut [0; 4]));
            }
            _ if next.is_whitespace() => painter.blanks(),
            _ if is_name_character(next) => {
                let attribute = name(painter);
                if let Some(range) = attribute_value(painter) {
                    values.push((attribute, range));
                }
            }
            _ => painter.skip(),
        }
    }
    painter.syntax(">");
    let named = values
        .iter()
        .find(|(attribute, _)| matches!(*attribute, "name" | "key"))
        .map(|(_, range)| painter.slice(range));
    for (attribute, range) in values {
        let key = if attribute.eq_ignore_ascii_case("value") {
            named
        } else {
            Some(attribute)
        };
        painter.value(range, key);
    }
    named
}

/// Reads `="value"`; the range is what stands between the quotes.
fn attribute_value(painter: &mut Painter<'_>) -> Option<Range<usize>> {
    painter.blanks();
    if !painter.syntax("=") {
        return None;
    }
    painter.blanks();
    let quote = ["\"", "'"]
        .into_iter()
        .find(|quote| painter.syntax(quote))?;
    let range = painter.take_until(quote);
    painter.syntax(quote);
    Some(range)
}
