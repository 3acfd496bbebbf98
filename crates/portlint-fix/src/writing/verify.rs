//! Tries an edit out before anyone sees it.

use portlint_syntax::{Document, Edit, Format, Limits, NodeId, NodeKind, edit, parse};

/// Whether the file, after the edit, parses as well as before, says this value there, and says nothing else that is new.
pub fn only_sets(before: &Document, change: &Edit, keys: &[&str], value: &str) -> bool {
    after(before, std::slice::from_ref(change)).is_some_and(|after| {
        let said = find(&after, keys).map(|node| after.value(node).text);
        let but = |document: &Document| facts(document, find(document, keys));
        said.as_deref() == Some(value) && but(before) == but(&after)
    })
}

/// Whether the file, after the edits, parses as well as before and says the same, only that what was said at the one
/// place is said at the other, or, without another place, nowhere.
pub fn only_moves(before: &Document, edits: &[Edit], from: &[&str], to: Option<&[&str]>) -> bool {
    let path = |keys: &[&str]| format!("/{}", keys.join("/"));
    let (from, to) = (path(from), to.map(path));
    after(before, edits).is_some_and(|after| {
        let mut expected = Vec::new();
        for (place, text) in facts(before, None) {
            let inside = place
                .strip_prefix(&from)
                .filter(|rest| rest.is_empty() || rest.starts_with(['/', '[']));
            match (inside, &to) {
                (Some(rest), Some(to)) => expected.push((format!("{to}{rest}"), text)),
                (Some(_), None) => {}
                (None, _) => expected.push((place, text)),
            }
        }
        expected.sort();
        expected == facts(&after, None)
    })
}

/// Whether the file, after the edits, has fewer errors than before and says the same.
pub fn only_mends(before: &Document, edits: &[Edit]) -> bool {
    let after = edit::apply(&before.source, edits).and_then(|text| {
        let bytes = before.source.encode(&text)?;
        Some(parse(&bytes, before.format, &Limits::default()))
    });
    after.is_some_and(|after| {
        after.errors.len() < before.errors.len() && facts(before, None) == facts(&after, None)
    })
}

/// The file after the edits; `None` when they overlap, cannot be encoded or bring new errors.
pub fn after(before: &Document, edits: &[Edit]) -> Option<Document> {
    let text = edit::apply(&before.source, edits)?;
    let bytes = before.source.encode(&text)?;
    let after = parse(&bytes, before.format, &Limits::default());
    (after.errors.len() == before.errors.len()).then_some(after)
}

/// The node at the end of the keys, or of the element names.
pub fn find(document: &Document, keys: &[&str]) -> Option<NodeId> {
    match document.format {
        Format::Xml => document.select_first(&keys.join("/")),
        _ => document.lookup(keys),
    }
}

/// Everything that a file says, but for one node and for empty collections.
fn facts(document: &Document, except: Option<NodeId>) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut open = vec![(String::new(), document.root)];
    while let Some((path, node)) = open.pop() {
        let Some(node) = node.filter(|node| except != Some(*node)) else {
            continue;
        };
        match document.node(node).kind {
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
                        .enumerate()
                        .map(|(at, item)| (format!("{path}[{at}]"), Some(item))),
                );
            }
            NodeKind::Mapping(entries) => {
                open.extend(
                    entries.map(|entry| (format!("{path}/{}", entry.key), Some(entry.value))),
                );
            }
            NodeKind::Element(element) => {
                let path = format!("{path}/{}", element.name);
                let attributes = element.attributes;
                open.extend(
                    attributes.map(|entry| (format!("{path}@{}", entry.key), Some(entry.value))),
                );
                open.extend(element.children.map(|child| (path.clone(), Some(child))));
            }
        }
    }
    facts.sort();
    facts
}
