//! Lines of XML. A line is read on its own, so it may start inside a tag, a text or a comment.

use super::scanner::LineScanner;
use std::ops::Range;

/// Marks what may be shown of an XML line.
pub(super) fn paint(scanner: &mut LineScanner<'_>) {
    scanner.blanks();
    if starts_with_attribute(scanner.rest()) {
        attributes(scanner);
    }
    // What the text between tags is the value of; unknown until a start tag was read.
    let mut key: Option<&str> = None;
    while let Some(next) = scanner.peek() {
        let rest = scanner.rest();
        if rest.starts_with("<!--") {
            let length = rest.find("-->").map_or(rest.len(), |at| at + 3);
            let comment = scanner.take(length);
            scanner.comment(comment);
        } else if scanner.syntax("<![CDATA[") {
            let text = scanner.take_until("]]>");
            scanner.value(text, key);
            scanner.syntax("]]>");
        } else if rest.starts_with("<!") {
            let declaration = scanner.take(usize::MAX);
            scanner.unrecognised(declaration);
        } else if scanner.syntax("</") {
            name(scanner);
            key = None;
        } else if scanner.syntax("<?") || scanner.syntax("<") {
            let element = name(scanner);
            let named = attributes(scanner);
            key = Some(named.unwrap_or(element));
        } else if next == '>' {
            scanner.syntax(">");
        } else if next.is_whitespace() {
            scanner.blanks();
        } else {
            let text = scanner.take_until("<");
            let length = scanner.slice(&text).trim_end().len();
            scanner.value(text.start..text.start + length, key);
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

fn name<'a>(scanner: &mut LineScanner<'a>) -> &'a str {
    let range = scanner.take_while(is_name_character);
    scanner.name(range.clone());
    scanner.slice(&range)
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':')
}

/// Reads attributes up to the end of the tag or of the line; returns the value of `name` or `key`, which says what
/// the `value` attribute, before or after it, and the text of `<parameter name="port">` are about.
fn attributes<'a>(scanner: &mut LineScanner<'a>) -> Option<&'a str> {
    let mut values: Vec<(&str, Range<usize>)> = Vec::new();
    while let Some(next) = scanner.peek() {
        match next {
            '>' | '<' => break,
            '/' | '?' | '=' => {
                scanner.syntax(next.encode_utf8(&mut [0; 4]));
            }
            _ if next.is_whitespace() => scanner.blanks(),
            _ if is_name_character(next) => {
                let attribute = name(scanner);
                if let Some(range) = attribute_value(scanner) {
                    values.push((attribute, range));
                }
            }
            _ => scanner.skip(),
        }
    }
    scanner.syntax(">");
    let named = values
        .iter()
        .find(|(attribute, _)| matches!(*attribute, "name" | "key"))
        .map(|(_, range)| scanner.slice(range));
    for (attribute, range) in values {
        let key = if attribute.eq_ignore_ascii_case("value") {
            named
        } else {
            Some(attribute)
        };
        scanner.value(range, key);
    }
    named
}

/// Reads `="value"`; the range is what stands between the quotes.
fn attribute_value(scanner: &mut LineScanner<'_>) -> Option<Range<usize>> {
    scanner.blanks();
    if !scanner.syntax("=") {
        return None;
    }
    scanner.blanks();
    let quote = ["\"", "'"]
        .into_iter()
        .find(|quote| scanner.syntax(quote))?;
    let range = scanner.take_until(quote);
    scanner.syntax(quote);
    Some(range)
}
