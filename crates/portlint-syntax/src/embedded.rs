//! Texts that lie in another file: a document of a YAML stream, a file in a scalar of a ConfigMap. Such a document has a text
//! of its own, in which all its spans lie; its places and its changes are those of the file around it.

mod edits;
mod rendered;
mod scalar;

pub use rendered::{RenderedPiece, rendered};

use crate::document::{Document, Format};
use crate::leaf::{NodeId, ScalarStyle};
use crate::limits::Limits;
use crate::source::{Map, Origin, Span};
use crate::{parse, tree};
use std::sync::Arc;

/// Most documents of one stream that are looked at.
const MOST_DOCUMENTS: usize = 20_000;

/// A text in a scalar, to be parsed as what it is.
#[derive(Debug, Clone)]
pub struct Embedded {
    text: Arc<str>,
    origin: Arc<Origin>,
    /// The file that it lies in.
    outer: Arc<Document>,
}

impl Embedded {
    /// The text, as whoever reads the scalar gets it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Parses it.
    pub fn parse(&self, format: Format, limits: &Limits) -> Document {
        let mut document = parse(self.text.as_bytes(), format, limits);
        // A text that was decoded from other bytes than UTF-8, or lost its mark, has other places.
        let is_same = document.source.text() == &*self.text;
        let origin = if is_same {
            Arc::clone(&self.origin)
        } else {
            Arc::new(self.origin.without_map())
        };
        document.source.lies_in(origin);
        document.outer = Some(Arc::clone(&self.outer));
        document
    }
}

/// A file as a text, without a tree.
pub fn undivided(bytes: &[u8], format: Format, limits: &Limits) -> Document {
    Document::decode(bytes, format, limits)
}

/// The documents of a YAML stream, each of them parsed by itself; those without anything in them are left out.
pub fn stream(outer: &Arc<Document>, limits: &Limits) -> Vec<Document> {
    if outer.errors.iter().any(|error| error.kind.stops_parsing()) {
        return Vec::new();
    }
    let source = Arc::new(outer.source.clone());
    let parts = parts(outer.source.text()).into_iter();
    let documents = parts.filter_map(|part| {
        let text = outer.source.slice(part);
        let mut document = parse(text.as_bytes(), Format::Yaml, limits);
        if document.root.is_none() && document.errors.is_empty() {
            return None;
        }
        document.outer = Some(Arc::clone(outer));
        document.source.lies_in(Arc::new(Origin {
            outer: Arc::clone(&source),
            rendered_from: rendered_from(text),
            part,
            scalar: None,
            map: Map::linear(part),
        }));
        Some(document)
    });
    documents.take(MOST_DOCUMENTS).collect()
}

/// Where the documents of a stream lie. A line of `---` or `...` ends one even inside a scalar.
fn parts(text: &str) -> Vec<Span> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let is_marker = |marker: &str| {
            line.strip_prefix(marker)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
        };
        if is_marker("---") && at > start {
            parts.push(Span::new(start, at));
            start = at;
        } else if is_marker("...") {
            parts.push(Span::new(start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    parts.push(Span::new(start, at));
    parts.retain(|part| part.end > part.start);
    parts
}

/// `# Source: am/templates/service.yaml`, which Helm writes above each manifest.
fn rendered_from(text: &str) -> Option<Arc<str>> {
    let mut comments = text.lines().take_while(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with(['#', '-'])
    });
    comments.find_map(|line| {
        let name = line.trim().strip_prefix("# Source: ")?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        (name.len() <= 400 && name.chars().all(is_plain)).then(|| Arc::from(name))
    })
}

/// The text of a scalar in a document of a stream, as a file of its own; `None` for what is no scalar.
pub fn embedded(document: &Document, node: NodeId) -> Option<Embedded> {
    let stream = document.source.origin()?;
    let scalar = document.scalar(node)?;
    let own = document.span(node);
    let shift = stream.part.start;
    let span = Span {
        start: own.start.saturating_add(shift),
        end: own.end.saturating_add(shift),
    };
    let outer = stream.outer.text();
    let map = match scalar.style {
        ScalarStyle::Block => scalar::block(outer, stream.part, span, scalar.text),
        ScalarStyle::Quoted => scalar::quoted(outer, span, scalar.text),
        ScalarStyle::Plain => {
            (outer.get(span.range()) == Some(scalar.text)).then(|| Map::linear(span))
        }
        _ => None,
    };
    Some(Embedded {
        text: Arc::from(scalar.text),
        origin: Arc::new(Origin {
            outer: Arc::clone(&stream.outer),
            rendered_from: stream.rendered_from.clone(),
            part: stream.part,
            scalar: Some(span),
            map: map.unwrap_or(Map::whole(span)),
        }),
        outer: Arc::clone(document.outer.as_ref()?),
    })
}

/// The text of the scalar that starts at a place of a document.
fn scalar_at(document: &Document, start: u32) -> Option<&str> {
    let mut slot = 0;
    while let Some(found) = document.tree.get(slot) {
        let is_text = matches!(
            found.tag(),
            tree::Tag::Block | tree::Tag::Quoted | tree::Tag::Plain
        );
        if is_text && found.span().start == start {
            return Some(document.tree.text(&document.source, found));
        }
        slot += 1;
    }
    None
}

#[cfg(test)]
mod tests;
