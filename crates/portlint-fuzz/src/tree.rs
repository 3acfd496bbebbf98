//! Parsing any bytes: spans lie inside the file and on whole characters, limits hold, and twice is the same.

use portlint_syntax::{Document, Format, Limits, NodeId, NodeKind, Span, parse};

/// Parses the bytes and checks everything that can be said about the result.
pub fn check(data: &[u8], format: Format) -> Document {
    let limits = Limits {
        bytes: 1 << 20,
        ..Limits::default()
    };
    let document = parse(data, format, &limits);
    assert_spans(&document, data.len() as u64);
    assert_eq!(
        format!("{:?}", document.errors),
        format!("{:?}", parse(data, format, &limits).errors),
        "the same bytes give the same errors"
    );
    let fatal = |kind: portlint_syntax::ErrorKind| kind.stops_parsing();
    let ordinary = document.errors.iter().filter(|e| !fatal(e.kind)).count();
    assert!(ordinary <= limits.errors, "{ordinary} errors");
    document
}

/// Every node below the root, in the order of the tree. Aliases are not followed, so that each stands there once.
pub fn nodes(document: &Document) -> Vec<NodeId> {
    let mut all = Vec::new();
    let mut open = document.root.into_iter().collect::<Vec<_>>();
    while let Some(id) = open.pop() {
        all.push(id);
        match &document.node(id).kind {
            NodeKind::Scalar(_) | NodeKind::Alias(_) => {}
            NodeKind::Sequence(items) => open.extend(items.iter().rev()),
            NodeKind::Mapping(entries) => open.extend(entries.iter().rev().map(|e| e.value)),
            NodeKind::Element(element) => {
                open.extend(element.children.iter().rev());
                open.extend(element.attributes.iter().rev().map(|a| a.value));
            }
        }
    }
    all
}

fn assert_spans(document: &Document, stored: u64) {
    let whole = |span: Span| {
        let text = document.source.text();
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} of {} bytes",
            text.len()
        );
        let place = document.source.place(span);
        assert!(place.line >= 1 && place.column >= 1, "{place:?}");
        assert!(
            place.byte_offset + place.byte_length <= stored,
            "{place:?} of {stored}"
        );
    };
    for error in &document.errors {
        whole(error.span);
        error.related.into_iter().for_each(whole);
    }
    document.comments.iter().for_each(|c| whole(c.span));
    for id in nodes(document) {
        whole(document.span(id));
        match &document.node(id).kind {
            NodeKind::Mapping(entries) => entries.iter().for_each(|e| whole(e.key_span)),
            NodeKind::Element(element) => {
                whole(element.name_span);
                whole(element.tag_span);
                element.attributes.iter().for_each(|a| whole(a.key_span));
                whole(document.element_text(id).span);
            }
            _ => {}
        }
    }
}
