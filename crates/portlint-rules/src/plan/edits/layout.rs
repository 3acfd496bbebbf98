//! How a file is laid out: line ends and indentation, so that what is added looks like what is there.

use portlint_syntax::{Document, Edit, Span};

/// The line end of the file: that of its first line, `\n` when it has none.
pub(super) fn line_end(document: &Document) -> &'static str {
    match document.source.text().split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The blanks before a place in its line; `None` when something else stands before it.
pub(super) fn indent(document: &Document, at: usize) -> Option<&str> {
    let text = document.source.text().get(..at)?;
    let line = text.rsplit_once('\n').map_or(text, |(_, line)| line);
    line.chars().all(|c| c == ' ' || c == '\t').then_some(line)
}

/// The end of the line of a place, before its line end.
pub(super) fn end_of_line(document: &Document, at: usize) -> usize {
    let line = document.source.place(Span::new(at, at)).line;
    let span = document.source.line_span(line);
    span.map_or(at, |span| span.range().end)
}

/// An edit that adds text.
pub(super) fn insert(at: usize, text: String) -> Edit {
    Edit {
        span: Span::new(at, at),
        replacement: text,
    }
}
