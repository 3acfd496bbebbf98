//! A YAML key where it is missing, and one that stands too deep or not deep enough.

use super::entries;
use super::layout::{cut_text, end_of_line, indent, insert, line_end, line_start};
use portlint_syntax::{Document, Edit, Entry, NodeId, ScalarStyle};

/// What the products ship.
const STEP: &str = "  ";

/// Ways to add a key with this value, the best first: as deep in the blocks that are there as possible.
pub fn inserts(document: &Document, keys: &[&str], value: &str) -> Vec<Edit> {
    let there = (1..keys.len())
        .map_while(|depth| entries(document, keys.get(..depth)?))
        .last();
    let Some(there) = there else {
        let all = Block { keys, value };
        let first = document.root.and_then(|root| document.entries(root).next());
        let before_first = first.map(|first| before(document, &first, &all, STEP));
        return std::iter::once(at_end(document, &all))
            .chain(before_first)
            .collect();
    };
    let keys = keys.get(there.len()..).unwrap_or_default();
    let deepest = there.last();
    let inside = deepest.and_then(|entry| below(document, entry, &Block { keys, value }));
    inside.into_iter().collect()
}

/// Ways to give the lines of an entry another depth: that of its parent, or one step more. None where the entry shares
/// its first line with something else.
pub fn shifts(document: &Document, keys: &[&str]) -> Vec<Vec<Edit>> {
    let Some(way) = entries(document, keys) else {
        return Vec::new();
    };
    let Some((entry, parents)) = way.split_last() else {
        return Vec::new();
    };
    let start = entry.key_span.range().start;
    let Some(blanks) = indent(document, start) else {
        return Vec::new();
    };
    let lines = lines(document, entry);
    let outer = parents.last();
    let outer = outer.and_then(|parent| indent(document, parent.key_span.range().start));
    let less = outer.map(|outer| blanks.len().saturating_sub(outer.len()));
    let step = match outer {
        Some(outer) => blanks.get(outer.len()..).unwrap_or_default().to_string(),
        None => step(document),
    };
    let mut ways = Vec::new();
    if let Some(less) = less.filter(|less| *less > 0) {
        ways.push(lines.iter().map(|at| cut_text(*at, at + less)).collect());
    }
    ways.push(lines.iter().map(|at| insert(*at, step.clone())).collect());
    ways
}

/// Where the lines of an entry start, but for empty ones.
fn lines(document: &Document, entry: &Entry<'_>) -> Vec<usize> {
    let end = document.span(entry.value).range().end;
    let mut at = line_start(document, entry.key_span.range().start);
    let text = document.source.text().get(at..).unwrap_or_default();
    let mut starts = Vec::new();
    for line in text.split_inclusive('\n') {
        // The extent of a block reaches to the next key.
        let blanks = line.len() - line.trim_start().len();
        if at + blanks >= end.max(entry.key_span.range().end) {
            break;
        }
        if !line.trim().is_empty() {
            starts.push(at);
        }
        at += line.len();
    }
    starts
}

/// Keys inside each other, and the value at the end.
struct Block<'k> {
    keys: &'k [&'k str],
    value: &'k str,
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
        format!("{text} {}", self.value)
    }

    /// In braces, without those around it.
    fn flow(&self) -> String {
        let (opening, closing) = ("{", "}");
        let depth = self.keys.len().saturating_sub(1);
        let keys = self.keys.join(&format!(": {opening}"));
        format!("{keys}: {}{}", self.value, closing.repeat(depth))
    }
}

/// As the first thing in the mapping of an entry.
fn below(document: &Document, parent: &Entry<'_>, block: &Block<'_>) -> Option<Edit> {
    let span = document.span(parent.value);
    let first = document.entries(parent.value).next();
    if document.source.slice(span).starts_with('{') {
        let comma = if first.is_some() { ", " } else { "" };
        return Some(insert(
            span.range().start + 1,
            format!("{}{comma}", block.flow()),
        ));
    }
    if let Some(first) = first {
        return Some(before(document, &first, block, &step(document)));
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
fn before(document: &Document, entry: &Entry<'_>, block: &Block<'_>, step: &str) -> Edit {
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
    let top = document.root.map(|root| document.entries(root));
    let inner = top
        .into_iter()
        .flatten()
        .filter_map(|entry| document.entries(entry.value).next());
    let mut indents = inner.filter_map(|entry| indent(document, entry.key_span.range().start));
    let found = indents.find(|blanks| !blanks.is_empty() && !blanks.contains('\t'));
    found.unwrap_or(STEP).to_string()
}
