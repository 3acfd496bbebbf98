//! A TOML key where it is missing.

use super::entries;
use super::layout::{end_of_line, indent, insert, line_end, line_start};
use portlint_syntax::{Document, Edit, Entry, NodeKind};

/// Ways to add a key with this value, the best first: into the table that is there, or in a table of its own.
pub fn inserts(document: &Document, keys: &[&str], value: &str) -> Vec<Edit> {
    let Some((key, tables)) = keys.split_last() else {
        return Vec::new();
    };
    let line = |key: &str| format!("{key} = {value}");
    let new_table = [format!("[{}]", tables.join(".")), line(key)];
    let at_end = || new_table_at_end(document, &new_table);
    let table = entries(document, tables);
    let Some(table) = table.as_ref().and_then(|way| way.last()) else {
        // Tables of the first level are few and come first in the products' files.
        let at_top = (tables.len() == 1).then(|| new_table_at_top(document, &new_table));
        return at_top.into_iter().chain([at_end()]).collect();
    };
    if document
        .source
        .slice(document.span(table.value))
        .starts_with('{')
    {
        return inline(document, table, &line(key)).into_iter().collect();
    }
    let after_key = last_own_key(document, table).map(|own| after(document, &own, &line(key)));
    let after_header = after(document, table, &line(key));
    let dotted = after(document, table, &line(&keys.join(".")));
    let beside = dotted_key(document, table).map(|(own, way)| {
        let key = format!("{way}{key}");
        after(document, &own, &line(&key))
    });
    // The server's parser fails at a header below those of its sub-tables.
    let at_top = (tables.len() == 1).then(|| new_table_at_top(document, &new_table));
    let others = [after_header, dotted]
        .into_iter()
        .chain(at_top)
        .chain([at_end()]);
    after_key.into_iter().chain(beside).chain(others).collect()
}

/// A key of the table that is written as a dotted key further up, and the way to it: `properties.`.
fn dotted_key<'d>(document: &'d Document, table: &Entry<'_>) -> Option<(Entry<'d>, &'d str)> {
    let entries = document.entries(table.value);
    let own = entries.filter_map(|entry| {
        let key = entry.key_span.range().start;
        let line = document.source.text().get(line_start(document, key)..key)?;
        let way = line.trim_start();
        let is_way = way.ends_with('.') && !way.contains(['[', '{', '=', '#']);
        is_way.then_some((entry, way))
    });
    own.last()
}

/// The last key that stands in the table itself, not in a table below it.
fn last_own_key<'d>(document: &'d Document, table: &Entry<'_>) -> Option<Entry<'d>> {
    let entries = document.entries(table.value);
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
fn after(document: &Document, entry: &Entry<'_>, added: &str) -> Edit {
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
    let text = format!("{}{blanks}{added}", line_end(document));
    insert(end_of_line(document, ends_at), text)
}

/// `server = { ... }`: behind its last key.
fn inline(document: &Document, table: &Entry<'_>, added: &str) -> Option<Edit> {
    let last = document
        .entries(table.value)
        .max_by_key(|entry| entry.key_span);
    Some(match last {
        Some(last) => insert(document.span(last.value).range().end, format!(", {added}")),
        None => insert(
            document.span(table.value).range().start + 1,
            format!(" {added} "),
        ),
    })
}

/// A table before all others, but behind a comment that speaks of the file as a whole.
fn new_table_at_top(document: &Document, lines: &[String; 2]) -> Edit {
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
    insert(at, format!("{}{end}{gap}", lines.join(end)))
}

/// A table after all others: keys that belong to no table keep their place.
fn new_table_at_end(document: &Document, lines: &[String; 2]) -> Edit {
    let end = line_end(document);
    let text = document.source.text();
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    insert(text.len(), format!("{gap}{end}{}{end}", lines.join(end)))
}
