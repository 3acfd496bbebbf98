//! Parsing any bytes: spans lie inside the file and on whole characters, limits hold, and twice is the same.

use portlint_syntax::{Document, Format, Limits, NodeId, NodeKind, Span, parse};

/// Parses the bytes and checks everything that can be said about the result, with room and without.
pub fn check(data: &[u8], format: Format) {
    check_within(data, format, &Limits::default());
    let narrow = Limits {
        bytes: 1 << 20,
        depth: 6,
        errors: 4,
        nodes: 40,
    };
    check_within(data, format, &narrow);
}

fn check_within(data: &[u8], format: Format, limits: &Limits) {
    let document = parse(data, format, limits);
    assert_spans(&document, data.len() as u64);
    assert_eq!(
        format!("{:?}", document.errors),
        format!("{:?}", parse(data, format, limits).errors),
        "the same bytes give the same errors"
    );
    let fatal = |kind: portlint_syntax::ErrorKind| kind.stops_parsing();
    let ordinary = document.errors.iter().filter(|e| !fatal(e.kind)).count();
    assert!(ordinary <= limits.errors, "{ordinary} errors");
    assert!(nodes(&document).len() <= limits.nodes, "too many nodes");
    let depth = depth(&document);
    // The root table of TOML is no level of its own.
    assert!(depth <= limits.depth + 1, "{depth} levels");
}

/// The levels of elements and collections.
fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut open = document
        .root
        .map(|id| (id, 1))
        .into_iter()
        .collect::<Vec<_>>();
    while let Some((id, level)) = open.pop() {
        let children = children(document, id);
        if !matches!(
            document.node(id).kind,
            NodeKind::Scalar(_) | NodeKind::Alias(_)
        ) {
            deepest = deepest.max(level);
        }
        open.extend(children.into_iter().map(|child| (child, level + 1)));
    }
    deepest
}

fn children(document: &Document, id: NodeId) -> Vec<NodeId> {
    match document.node(id).kind {
        NodeKind::Scalar(_) | NodeKind::Alias(_) => Vec::new(),
        NodeKind::Sequence(items) => items.collect(),
        NodeKind::Mapping(entries) => entries.map(|e| e.value).collect(),
        NodeKind::Element(element) => {
            let attributes = element.attributes.map(|a| a.value);
            attributes.chain(element.children).collect()
        }
    }
}

/// Every node below the root, in the order of the tree. Aliases are not followed, so that each stands there once.
pub fn nodes(document: &Document) -> Vec<NodeId> {
    let mut all = Vec::new();
    let mut open = document.root.into_iter().collect::<Vec<_>>();
    while let Some(id) = open.pop() {
        all.push(id);
        open.extend(children(document, id).into_iter().rev());
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
        error.related.iter().for_each(|(span, _)| whole(*span));
    }
    document.comments.iter().for_each(|c| whole(c.span));
    for id in nodes(document) {
        whole(document.span(id));
        match document.node(id).kind {
            NodeKind::Mapping(entries) => entries.for_each(|e| whole(e.key_span)),
            NodeKind::Element(element) => {
                whole(element.name_span);
                whole(element.tag_span);
                element.attributes.for_each(|a| whole(a.key_span));
                whole(document.element_text(id).span);
            }
            _ => {}
        }
    }
}
