//! What must hold for every document, whatever the bytes were.

use portlint_syntax::{Document, Format, Limits, NodeId, NodeKind, Span, parse};

/// Parses and checks the invariants.
pub(crate) fn checked(bytes: &[u8], format: Format) -> Document {
    let document = parse(bytes, format, &Limits::default());
    check(&document, bytes.len() as u64);
    document
}

fn check(document: &Document, stored_length: u64) {
    let text = document.source.text();
    let mut spans: Vec<Span> = document.comments.iter().map(|c| c.span).collect();
    for error in &document.errors {
        spans.push(error.span);
        spans.extend(error.related.map(|(span, _)| span));
        assert!(!error.message.is_empty());
    }
    assert!(document.errors.len() <= Limits::default().errors + 1);
    let mut todo: Vec<NodeId> = document.root.into_iter().collect();
    while let Some(id) = todo.pop() {
        let node = document.node(id);
        spans.push(node.span);
        match node.kind {
            NodeKind::Sequence(items) => todo.extend(items),
            NodeKind::Mapping(entries) => {
                spans.extend(entries.clone().map(|e| e.key_span));
                todo.extend(entries.map(|e| e.value));
            }
            NodeKind::Element(element) => {
                spans.extend([element.name_span, element.tag_span]);
                spans.extend(element.attributes.clone().map(|e| e.key_span));
                todo.extend(element.attributes.map(|e| e.value));
                todo.extend(element.children);
                spans.push(document.element_text(id).span);
            }
            NodeKind::Scalar(_) | NodeKind::Alias(_) => spans.push(document.value(id).span),
        }
    }
    for span in &spans {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} of {}",
            text.len()
        );
    }
    spans.sort();
    spans.dedup();
    // Places are slow on one huge line: a sample is enough there.
    let step = spans.len() / 200 + 1;
    let mut last = (0, 0, 0);
    for span in spans.iter().step_by(step) {
        let place = document.source.place(*span);
        assert!((place.line, place.column) <= (place.end_line, place.end_column));
        assert!(place.byte_offset + place.byte_length <= stored_length);
        let now = (place.line, place.column, place.byte_offset);
        assert!(last <= now, "{last:?} {now:?}");
        last = now;
    }
}
