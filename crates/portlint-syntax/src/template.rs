//! Helm, Jinja and ERB templates: files that become configuration only after something else has rendered them.

use crate::document::{Document, ErrorKind, Format, SyntaxError};
use crate::source::{Source, Span};
use crate::tree::Tree;

const MARKERS: [&str; 3] = ["{{", "{%", "<%"];

/// Replaces what is wrong with a template by the one fact that it is a template. A file that parses is never one.
pub(crate) fn reclassify(document: &mut Document) {
    let Some(marker) = marker_behind_errors(document) else {
        return;
    };
    document.root = None;
    document.tree = Tree::default();
    document.comments.clear();
    document.errors = vec![SyntaxError {
        kind: ErrorKind::Template,
        message: "this is a template, not yet a configuration; check the rendered file".to_owned(),
        span: marker,
        related: None,
    }];
}

fn marker_behind_errors(document: &Document) -> Option<Span> {
    let source = &document.source;
    let errors = document.errors.iter();
    let mut places: Vec<Span> = errors
        .filter(|e| e.kind == ErrorKind::Syntax)
        .map(|e| e.span)
        .collect();
    places.first()?;
    // No text at all: there, braces stand by chance.
    if source.text().contains('\0') {
        return None;
    }
    match document.format {
        Format::Toml | Format::Yaml => first_marker(source),
        // Element text may hold braces, so that only the lines of errors count; each is read once.
        Format::Xml => {
            places.sort();
            let mut read_to = 0;
            places.into_iter().find_map(|place| {
                if place.end < read_to {
                    return None;
                }
                let line = source.place(place).line;
                read_to = source.line_span(line)?.end;
                marker_in_line(source, line)
            })
        }
        Format::Properties | Format::Nginx | Format::Haproxy => None,
    }
}

fn first_marker(source: &Source) -> Option<Span> {
    (1..=source.line_count()).find_map(|line| marker_in_line(source, line))
}

/// The first marker of a line outside of quotes and of `#` comments.
fn marker_in_line(source: &Source, line: u32) -> Option<Span> {
    let span = source.line_span(line)?;
    let text = source.slice(span);
    let mut quote = None;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        let rest = text.get(at..)?;
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            // An apostrophe inside a word opens nothing.
            (None, '"' | '\'') if !previous.is_alphanumeric() => quote = Some(character),
            (None, '#') if previous.is_whitespace() => return None,
            (None, _) => {
                if let Some(marker) = MARKERS.iter().find(|marker| rest.starts_with(**marker)) {
                    let start = span.range().start + at;
                    return Some(Span::new(start, start + marker.len()));
                }
            }
        }
        previous = character;
    }
    None
}

/// The text that stays when every tag of a template is taken for a value: a tag in a line becomes a zero, lines of nothing but
/// tags become empty. All other bytes keep their places. What it says is no configuration; it shows what the file is about.
pub fn without_tags(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag, behind)) = next_tag(rest) {
        result.push_str(before);
        let line_start = result.rfind('\n').map_or(0, |at| at + 1);
        let is_alone = result
            .get(line_start..)
            .is_some_and(|line| line.trim().is_empty())
            && remainder_is_tags(behind);
        let mut filler = if is_alone { ' ' } else { '0' };
        for byte in tag.bytes() {
            let is_end = byte == b'\n' || byte == b'\r';
            result.push(if is_end { char::from(byte) } else { filler });
            filler = ' ';
        }
        rest = behind;
    }
    result.push_str(rest);
    result
}

/// Whether a line goes on with nothing but tags.
fn remainder_is_tags(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if rest.is_empty() || rest.starts_with(['\n', '\r']) {
            return true;
        }
        match next_tag(rest) {
            Some(("", _, behind)) => rest = behind,
            _ => return false,
        }
    }
}

/// The text before the next tag, the tag, and what follows.
fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    const TAGS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];
    let mut starts = text.match_indices(['{', '<']);
    let (at, open, close) = starts.find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let (open, close) = TAGS.iter().find(|(open, _)| rest.starts_with(open))?;
        Some((at, *open, *close))
    })?;
    let (before, rest) = text.split_at_checked(at)?;
    let inside = rest.get(open.len()..)?;
    let length = inside.find(close)? + open.len() + close.len();
    let (tag, behind) = rest.split_at_checked(length)?;
    Some((before, tag, behind))
}

#[cfg(test)]
mod tests {
    use super::without_tags;
    use crate::{Document, ErrorKind, Format, Limits, parse};

    fn is_template(document: &Document) -> bool {
        document.errors.len() == 1
            && document.errors[0].kind == ErrorKind::Template
            && document.root.is_none()
    }

    #[test]
    fn templates_are_told_once() {
        let cases = [
            (Format::Yaml, "a: {{ .Values.x }}\nb: 1\n"),
            (Format::Yaml, "{{- if .Values.x }}\na: 1\n{{- end }}\n"),
            (
                Format::Yaml,
                "a: 1\nb:\n{% for x in y %}\n  - {{ x }}\n{% endfor %}\n",
            ),
            (Format::Toml, "[server]\noffset = {{ offset }}\n"),
            (Format::Toml, "offset = <%= @offset %>\n"),
            (
                Format::Xml,
                "<Server><Offset><%= @offset %></Offset></Server>",
            ),
            (Format::Xml, "{% if x %}\n<Server/>\n{% endif %}\n"),
        ];
        for (format, text) in cases {
            let document = parse(text.as_bytes(), format, &Limits::default());
            assert!(is_template(&document), "{text}: {:?}", document.errors);
        }
    }

    #[test]
    fn braces_in_values_are_content() {
        let cases = [
            (Format::Yaml, "a: \"{{NAME}}\"\nb: x{{y}}\n"),
            (Format::Toml, "a = \"{{NAME}}\"\n"),
            (Format::Xml, "<a>\n{{NAME}}\n</a>"),
            (Format::Properties, "a={{ x }}\n"),
        ];
        for (format, text) in cases {
            let document = parse(text.as_bytes(), format, &Limits::default());
            assert!(document.errors.is_empty(), "{text}: {:?}", document.errors);
        }
        let broken = parse(
            b"a = \"{{NAME}}\"\nb = \n",
            Format::Toml,
            &Limits::default(),
        );
        assert_eq!(broken.errors[0].kind, ErrorKind::Syntax);
    }

    #[test]
    fn what_is_no_tag_stays_in_its_place() {
        for (text, expected) in [
            ("a = {{ b }}\nc = 1\n", "a = 0      \nc = 1\n"),
            ("{{- if x }} {{ y }}\na: 1\n", "                   \na: 1\n"),
            ("a = \"<%= @b %>\"\n", "a = \"0        \"\n"),
            ("{% if a\n %}\nb\n", "       \n   \nb\n"),
            ("{{ open\n", "{{ open\n"),
            ("é{{a}}é", "é0    é"),
        ] {
            assert_eq!(without_tags(text), expected, "{text}");
            assert_eq!(without_tags(text).len(), text.len(), "{text}");
        }
    }
}
