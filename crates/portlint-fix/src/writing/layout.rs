//! How a file is laid out: line ends and indentation, so that what is added looks like what is there.

use portlint_syntax::{Document, Edit, Span};

/// The line end of the file: that of its first line, `\n` when it has none.
pub fn line_end(document: &Document) -> &'static str {
    match document.source.text().split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where the line of a place starts.
pub fn line_start(document: &Document, at: usize) -> usize {
    let before = document.source.text().get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |end| end + 1)
}

/// The blanks before a place in its line; `None` when something else stands before it.
pub fn indent(document: &Document, at: usize) -> Option<&str> {
    let line = document.source.text().get(line_start(document, at)..at)?;
    line.chars().all(|c| c == ' ' || c == '\t').then_some(line)
}

/// The end of the line of a place, before its line end.
pub fn end_of_line(document: &Document, at: usize) -> usize {
    let line = document.source.place(Span::new(at, at)).line;
    let span = document.source.line_span(line);
    span.map_or(at, |span| span.range().end)
}

/// An edit that adds text.
pub fn insert(at: usize, text: String) -> Edit {
    Edit {
        span: Span::new(at, at),
        replacement: text,
    }
}

/// An edit that takes text away.
pub fn cut_text(start: usize, end: usize) -> Edit {
    Edit {
        span: Span::new(start, end),
        replacement: String::new(),
    }
}
