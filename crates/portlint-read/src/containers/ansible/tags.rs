//! The tags of a Jinja template, where they stand, and the names that they mention.

use std::collections::BTreeSet;
use std::ops::Range;

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Expression,
    /// `{% … %}`
    Block,
    /// `{# … #}`
    Comment,
}

/// A tag of a template.
#[derive(Debug, Clone)]
pub(super) struct Tag<'t> {
    /// What it is.
    pub(super) kind: Kind,
    /// Its bytes, marks included.
    pub(super) range: Range<usize>,
    /// What stands between the marks.
    pub(super) inside: &'t str,
}

const MARKS: [(&str, &str, Kind); 3] = [
    ("{{", "}}", Kind::Expression),
    ("{%", "%}", Kind::Block),
    ("{#", "#}", Kind::Comment),
];

/// All tags, in order. What stands between `raw` and `endraw` is none.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(tag) = next(text, from) {
        from = tag.range.end;
        if is_statement(&tag, "raw") {
            while let Some(inner) = next(text, from) {
                from = inner.range.end;
                if is_statement(&inner, "endraw") {
                    break;
                }
            }
        }
        found.push(tag);
    }
    found
}

fn next(text: &str, from: usize) -> Option<Tag<'_>> {
    let rest = text.get(from..)?;
    let (at, (open, close, kind)) = rest.match_indices('{').find_map(|(at, _)| {
        let here = rest.get(at..)?;
        let mark = MARKS.iter().find(|(open, ..)| here.starts_with(open))?;
        Some((at, *mark))
    })?;
    let start = from + at;
    let inner = start + open.len();
    let length = end_of(text.get(inner..)?, close, kind)?;
    Some(Tag {
        kind,
        range: start..inner + length + close.len(),
        inside: text.get(inner..inner + length)?,
    })
}

/// Where the mark that closes a tag stands: not in a text in quotes, but for comments.
fn end_of(text: &str, close: &str, kind: Kind) -> Option<usize> {
    if kind == Kind::Comment {
        return text.find(close);
    }
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) => {
                if is_escaped {
                    is_escaped = false;
                } else if c == '\\' {
                    is_escaped = true;
                } else if c == open {
                    quote = None;
                }
            }
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if text.get(at..)?.starts_with(close) => return Some(at),
            None => {}
        }
    }
    None
}

/// Whether a tag is a statement of this name.
pub(super) fn is_statement(tag: &Tag<'_>, name: &str) -> bool {
    let inside = tag.inside.trim_start_matches(['-', '+']).trim_start();
    let word = inside.split(|c: char| !c.is_ascii_alphanumeric()).next();
    tag.kind == Kind::Block && word == Some(name)
}

/// The names that stand in an expression by themselves: no attributes, no filters, no texts.
pub(super) fn names(expression: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut quote = None;
    let mut before = ' ';
    let mut start = None;
    let ends = expression.char_indices().chain([(expression.len(), ' ')]);
    for (at, c) in ends {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        let is_part = c.is_alphanumeric() || c == '_';
        match start {
            None if is_part => start = Some((at, before)),
            Some((first, previous)) if !is_part => {
                let word = expression.get(first..at).unwrap_or_default();
                let is_name = !word.starts_with(|c: char| c.is_ascii_digit());
                if is_name && !matches!(previous, '.' | '|') && !WORDS.contains(&word) {
                    found.insert(word);
                }
                start = None;
                before = c;
            }
            _ => {}
        }
        if matches!(c, '"' | '\'') {
            quote = Some(c);
        }
        if !is_part && (c != ' ' || !matches!(before, '.' | '|')) {
            before = c;
        }
    }
    found
}

/// Words of the language.
const WORDS: [&str; 22] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "in",
    "is",
    "not",
    "and",
    "or",
    "set",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "defined",
    "undefined",
    "loop",
    "recursive",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_where_they_stand() {
        let text = "a {{ b }}{% if c == '%}' %}{# {{ d }} #}{% raw %}{{ e }}{% endraw %}{{f";
        let all = tags(text);
        let kinds = all.iter().map(|tag| tag.kind).collect::<Vec<_>>();
        assert_eq!(
            kinds,
            [Kind::Expression, Kind::Block, Kind::Comment, Kind::Block]
        );
        assert_eq!(text.get(all[1].range.clone()), Some("{% if c == '%}' %}"));
    }

    #[test]
    fn names_are_no_attributes_filters_or_texts() {
        let of = |text: &'static str| names(text).into_iter().collect::<Vec<_>>();
        assert_eq!(of(" a.b | default('c') "), ["a"]);
        assert_eq!(of("x if y is defined else z[w]"), ["w", "x", "y", "z"]);
        assert_eq!(of("hostvars['a'].b"), ["hostvars"]);
        assert_eq!(of("1 + _u2 |  bool"), ["_u2"]);
    }
}
