//! Tries an edit out before anyone sees it.

use portlint_syntax::{Document, Edit, Format, Limits, NodeId, NodeKind, edit, parse};

/// Whether the file, after the edit, parses as well as before, says the offset, and says nothing else that is new.
pub(super) fn only_sets(before: &Document, change: &Edit, keys: &[&str], to: i64) -> bool {
    after(before, std::slice::from_ref(change)).is_some_and(|after| {
        let said = find(&after, keys).map(|node| after.value(node).text);
        said == Some(to.to_string()) && facts(before, keys) == facts(&after, keys)
    })
}

/// The file after the edits; `None` when they overlap, cannot be encoded or bring new errors.
pub(super) fn after(before: &Document, edits: &[Edit]) -> Option<Document> {
    let text = edit::apply(&before.source, edits)?;
    let bytes = before.source.encode(&text)?;
    let after = parse(&bytes, before.format, &Limits::default());
    (after.errors.len() == before.errors.len()).then_some(after)
}

/// The node at the end of the keys, or of the element names.
pub(super) fn find(document: &Document, keys: &[&str]) -> Option<NodeId> {
    match document.format {
        Format::Xml => document.select_first(&keys.join("/")),
        _ => document.lookup(keys),
    }
}

/// Everything that a file says, but for the value at these keys and the empty collections on the way to it.
fn facts(document: &Document, keys: &[&str]) -> Vec<(String, String)> {
    let except = find(document, keys);
    let mut facts = Vec::new();
    let mut open = vec![(String::new(), document.root)];
    while let Some((path, node)) = open.pop() {
        let Some(node) = node.filter(|node| Some(*node) != except) else {
            continue;
        };
        match &document.node(node).kind {
            NodeKind::Scalar(scalar) => {
                let text = scalar.text.trim();
                if !text.is_empty() {
                    facts.push((path, text.to_string()));
                }
            }
            // An alias says what stands at its anchor: a change there is a change here.
            NodeKind::Alias(target) => {
                let anchored = target.map(|target| document.source.slice(document.span(target)));
                facts.push((path, anchored.unwrap_or_default().to_string()));
            }
            NodeKind::Sequence(items) => {
                open.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(at, item)| (format!("{path}[{at}]"), Some(*item))),
                );
            }
            NodeKind::Mapping(entries) => {
                open.extend(
                    entries
                        .iter()
                        .map(|entry| (format!("{path}/{}", entry.key), Some(entry.value))),
                );
            }
            NodeKind::Element(element) => {
                let path = format!("{path}/{}", element.name);
                let attributes = element.attributes.iter();
                open.extend(
                    attributes.map(|entry| (format!("{path}@{}", entry.key), Some(entry.value))),
                );
                open.extend(
                    element
                        .children
                        .iter()
                        .map(|child| (path.clone(), Some(*child))),
                );
            }
        }
    }
    facts.sort();
    facts
}
