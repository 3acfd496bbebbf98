//! `wso2.carbon: ports: offset:` where it is missing.

use super::layout::{end_of_line, indent, insert, line_end};
use portlint_syntax::{Document, Edit, Entry, NodeId, ScalarStyle};

/// What the products ship.
const STEP: &str = "  ";

/// Ways to add the key, the best first: as deep in the blocks that are there as possible.
pub(super) fn inserts(document: &Document, to: i64) -> Vec<Edit> {
    let offset = Block {
        keys: &["offset"],
        to,
    };
    let ports = Block {
        keys: &["ports", "offset"],
        to,
    };
    let carbon = Block {
        keys: &["wso2.carbon", "ports", "offset"],
        to,
    };
    let first = document
        .root
        .and_then(|root| document.entries(root).first());
    let Some(outer) = document
        .root
        .and_then(|root| document.entry(root, "wso2.carbon"))
    else {
        let before_first = first.map(|first| before(document, first, &carbon, STEP));
        return std::iter::once(at_end(document, &carbon))
            .chain(before_first)
            .collect();
    };
    let inside = match document.entry(outer.value, "ports") {
        Some(inner) => below(document, inner, &offset),
        None => below(document, outer, &ports),
    };
    inside.into_iter().collect()
}

/// Keys inside each other, and the number at the end.
struct Block<'k> {
    keys: &'k [&'k str],
    to: i64,
}

impl Block<'_> {
    /// On lines of their own, the first line without its indentation, without a line end after the last.
    fn lines(&self, indent: &str, step: &str, end: &str) -> String {
        let mut text = String::new();
        for (depth, key) in self.keys.iter().enumerate() {
            if depth > 0 {
                text.push_str(end);
                text.push_str(indent);
                text.push_str(&step.repeat(depth));
            }
            text.push_str(key);
            text.push(':');
        }
        format!("{text} {}", self.to)
    }

    /// In braces, without those around it.
    fn flow(&self) -> String {
        let (opening, closing) = ("{", "}");
        let depth = self.keys.len().saturating_sub(1);
        let keys = self.keys.join(&format!(": {opening}"));
        format!("{keys}: {}{}", self.to, closing.repeat(depth))
    }
}

/// As the first thing in the mapping of an entry.
fn below(document: &Document, parent: &Entry, block: &Block<'_>) -> Option<Edit> {
    let span = document.span(parent.value);
    let first = document.entries(parent.value).first();
    if document.source.slice(span).starts_with('{') {
        let comma = if first.is_some() { ", " } else { "" };
        return Some(insert(
            span.range().start + 1,
            format!("{}{comma}", block.flow()),
        ));
    }
    if let Some(first) = first {
        return Some(before(document, first, block, &step(document)));
    }
    if !is_absent(document, parent.value) {
        return None;
    }
    let outer = indent(document, parent.key_span.range().start)?;
    let step = step(document);
    let inner = format!("{outer}{step}");
    let lines = block.lines(&inner, &step, line_end(document));
    let at = end_of_line(document, parent.key_span.range().end);
    Some(insert(at, format!("{}{inner}{lines}", line_end(document))))
}

fn is_absent(document: &Document, node: NodeId) -> bool {
    document
        .scalar(node)
        .is_some_and(|scalar| scalar.style == ScalarStyle::Absent)
}

/// On lines before an entry, indented as it is.
fn before(document: &Document, entry: &Entry, block: &Block<'_>, step: &str) -> Edit {
    let at = entry.key_span.range().start;
    let indent = indent(document, at).unwrap_or_default();
    let end = line_end(document);
    insert(
        at,
        format!("{}{end}{indent}", block.lines(indent, step, end)),
    )
}

/// At the end of the file.
fn at_end(document: &Document, block: &Block<'_>) -> Edit {
    let end = line_end(document);
    let text = document.source.text();
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    let lines = block.lines("", &step(document), end);
    insert(text.len(), format!("{gap}{lines}{end}"))
}

/// By how much the file indents: the first block below a key at the top.
fn step(document: &Document) -> String {
    let top = document.root.map_or(&[][..], |root| document.entries(root));
    let inner = top
        .iter()
        .filter_map(|entry| document.entries(entry.value).first());
    let mut indents = inner.filter_map(|entry| indent(document, entry.key_span.range().start));
    let found = indents.find(|blanks| !blanks.is_empty() && !blanks.contains('\t'));
    found.unwrap_or(STEP).to_string()
}
