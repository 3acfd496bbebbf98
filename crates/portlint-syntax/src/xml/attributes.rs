//! The attributes of one start tag.

use crate::source::Span;

/// An attribute as written.
pub(super) struct RawAttribute {
    pub(super) name: Span,
    /// Inside the quotes.
    pub(super) value: Span,
}

/// True for what XML allows as an element or attribute name.
pub(super) fn is_name(name: &str) -> bool {
    let allowed = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}') || c > '\u{2ff}'
    };
    let starts = |c: char| c.is_alphabetic() || matches!(c, '_' | ':') || c > '\u{37f}';
    name.starts_with(starts) && name.chars().all(allowed)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// The attributes in `raw`, what stands between an element name and the end of its tag; `base` is its offset. Stops
/// at the first place that is not an attribute.
pub(super) fn scan(
    raw: &str,
    base: usize,
    problems: &mut Vec<(&'static str, Span)>,
) -> Vec<RawAttribute> {
    let mut attributes = Vec::new();
    let mut rest = raw;
    let at = |rest: &str| base + raw.len() - rest.len();
    loop {
        let start = rest.trim_start_matches(is_blank);
        if start.is_empty() {
            return attributes;
        }
        let place = at(start);
        if start.len() == rest.len() {
            problems.push(("no space before an attribute", Span::new(place, place)));
        }
        let name_length = start
            .find(|c| is_blank(c) || matches!(c, '=' | '"' | '\'' | '<'))
            .unwrap_or(start.len());
        let (name, after_name) = start.split_at(name_length);
        let name_span = Span::new(place, place + name_length);
        if !is_name(name) {
            problems.push(("not a valid attribute name", name_span));
            if name.is_empty() {
                return attributes;
            }
        }
        let value = after_name
            .trim_start_matches(is_blank)
            .strip_prefix('=')
            .map(|v| v.trim_start_matches(is_blank));
        let Some(value) = value else {
            problems.push(("attribute without a value; write name=\"value\"", name_span));
            return attributes;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some((content, after)) =
            quote.and_then(|quote| value.strip_prefix(quote)?.split_once(quote))
        else {
            let place = at(value);
            problems.push(("attribute value is not in quotes", Span::new(place, place)));
            return attributes;
        };
        let value_start = at(value) + 1;
        attributes.push(RawAttribute {
            name: name_span,
            value: Span::new(value_start, value_start + content.len()),
        });
        rest = after;
    }
}
