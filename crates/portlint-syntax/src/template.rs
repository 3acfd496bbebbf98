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
        Format::Properties => None,
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

#[cfg(test)]
mod tests {
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
}
