//! Changing numbers in any file that parses: only the wanted value differs afterwards, and the file still parses.

use crate::tree;
use portlint_syntax::{
    Document, Edit, Format, Limits, NodeId, ScalarStyle, Span, edit, parse, yaml11_int,
};

const NEW: &str = "9444";

/// The first byte chooses the format, the second and third a span of nonsense, the rest is the file.
pub fn edits(data: &[u8]) {
    let [format, from, length, content @ ..] = data else {
        return;
    };
    let format = match format % 4 {
        0 => Format::Xml,
        1 => Format::Toml,
        2 => Format::Yaml,
        _ => Format::Properties,
    };
    let document = parse(content, format, &Limits::default());
    nonsense(&document, usize::from(*from), usize::from(*length));
    if !document.errors.is_empty() {
        return;
    }
    for id in tree::nodes(&document)
        .into_iter()
        .filter(|id| is_number(&document, *id))
        .take(8)
    {
        replaced(&document, id);
    }
}

/// An edit anywhere, even inside a character, is made or refused.
fn nonsense(document: &Document, from: usize, length: usize) {
    let span = Span::new(from, from + length);
    let edit = Edit {
        span,
        replacement: NEW.to_string(),
    };
    if let Some(text) = edit::apply(&document.source, &[edit]) {
        let before = document.source.text();
        assert_eq!(text.len() + span.len(), before.len() + NEW.len());
        assert!(text.starts_with(&before[..from]));
    }
}

fn is_number(document: &Document, id: NodeId) -> bool {
    let Some(scalar) = document.scalar(id) else {
        return false;
    };
    let written = document.source.slice(document.span(id));
    let digits = !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit());
    match scalar.style {
        ScalarStyle::Integer => true,
        ScalarStyle::Plain if document.format == Format::Yaml => yaml11_int(written).is_some(),
        ScalarStyle::Plain => digits,
        _ => false,
    }
}

fn replaced(document: &Document, id: NodeId) {
    let edit = Edit {
        span: document.span(id),
        replacement: NEW.to_string(),
    };
    let text = edit::apply(&document.source, &[edit]).expect("a span of the tree can be replaced");
    // Bytes that YAML has no character for are shown as a substitute, and such a file is never written.
    let writable = document.source.encode(document.source.text()).is_some();
    let bytes = document.source.encode(&text);
    assert_eq!(bytes.is_some(), writable, "digits are in any encoding");
    let Some(bytes) = bytes else {
        return;
    };
    let after = parse(&bytes, document.format, &Limits::default());
    assert!(after.errors.is_empty(), "{:?}\n{text:?}", after.errors);
    let (old, new) = (tree::nodes(document), tree::nodes(&after));
    assert_eq!(old.len(), new.len(), "{text:?}");
    for (old, new) in old.into_iter().zip(new) {
        let expected = if old == id {
            Some(NEW)
        } else {
            document.text(old)
        };
        // An alias shows the value that was changed.
        let alias = document.resolve_alias(old) == id;
        assert!(
            alias || after.text(new) == expected,
            "{:?} instead of {expected:?}",
            after.text(new)
        );
    }
}
