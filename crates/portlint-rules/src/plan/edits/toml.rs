//! `[server] offset` where it is missing.

use super::layout::{end_of_line, indent, insert, line_end};
use portlint_syntax::{Document, Edit, Entry, NodeKind};

/// Ways to add the key, the best first: into the table that is there, or in a table of its own.
pub(super) fn inserts(document: &Document, to: i64) -> Vec<Edit> {
    let server = document
        .root
        .and_then(|root| document.entry(root, "server"));
    let Some(server) = server else {
        return vec![
            new_table_at_top(document, to),
            new_table_at_end(document, to),
        ];
    };
    if document
        .source
        .slice(document.span(server.value))
        .starts_with('{')
    {
        return inline(document, server, to).into_iter().collect();
    }
    let after_key = last_own_key(document, server).map(|key| after(document, key, "offset", to));
    let after_header = after(document, server, "offset", to);
    let dotted = after(document, server, "server.offset", to);
    let others = [after_header, dotted, new_table_at_end(document, to)];
    after_key.into_iter().chain(others).collect()
}

/// The last key that stands in the table itself, not in a table below it.
fn last_own_key<'d>(document: &'d Document, server: &Entry) -> Option<&'d Entry> {
    let entries = document.entries(server.value).iter();
    let own = entries.filter(|entry| {
        let value = document.node(entry.value);
        let opening = document.source.slice(value.span);
        indent(document, entry.key_span.range().start).is_some()
            && match value.kind {
                NodeKind::Mapping(_) => opening.starts_with('{'),
                NodeKind::Sequence(_) => opening.starts_with('['),
                _ => true,
            }
    });
    own.max_by_key(|entry| entry.key_span)
}

/// A line after the line on which an entry ends, indented as the line on which it starts.
fn after(document: &Document, entry: &Entry, key: &str, to: i64) -> Edit {
    let start = entry.key_span.range().start;
    let line_start = document.source.place(entry.key_span).line;
    let line = document
        .source
        .line_span(line_start)
        .unwrap_or(entry.key_span);
    let blanks = document.source.slice(line);
    let blanks = blanks
        .get(..blanks.len() - blanks.trim_start().len())
        .unwrap_or_default();
    let value = document.node(entry.value);
    // The extent of a table is of no use: it may have parts anywhere.
    let ends_at = match value.kind {
        NodeKind::Mapping(_) if !document.source.slice(value.span).starts_with('{') => start,
        _ => value.span.range().end,
    };
    let text = format!("{}{blanks}{key} = {to}", line_end(document));
    insert(end_of_line(document, ends_at), text)
}

/// `server = { ... }`: behind its last key.
fn inline(document: &Document, server: &Entry, to: i64) -> Option<Edit> {
    let last = document
        .entries(server.value)
        .iter()
        .max_by_key(|entry| entry.key_span);
    Some(match last {
        Some(last) => insert(
            document.span(last.value).range().end,
            format!(", offset = {to}"),
        ),
        None => insert(
            document.span(server.value).range().start + 1,
            format!(" offset = {to} "),
        ),
    })
}

/// A table before all others, but behind a comment that speaks of the file as a whole.
fn new_table_at_top(document: &Document, to: i64) -> Edit {
    let end = line_end(document);
    let mut at = 0;
    let mut position = 0;
    for line in document.source.text().split_inclusive('\n') {
        position += line.len();
        match line.trim() {
            "" => at = position,
            text if text.starts_with('#') => {}
            _ => break,
        }
    }
    let gap = if at == position { "" } else { end };
    insert(at, format!("[server]{end}offset = {to}{end}{gap}"))
}

/// A table after all others: keys that belong to no table keep their place.
fn new_table_at_end(document: &Document, to: i64) -> Edit {
    let end = line_end(document);
    let text = document.source.text();
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    insert(
        text.len(),
        format!("{gap}{end}[server]{end}offset = {to}{end}"),
    )
}
