//! Where a text lies in another file.

use super::map::Map;
use super::{Source, Span};
use std::sync::Arc;

/// Where a text lies in a file.
#[derive(Debug)]
pub struct Origin {
    /// The text of the file.
    pub(crate) outer: Arc<Source>,
    /// What Helm says the document was rendered from.
    pub(crate) rendered_from: Option<Arc<str>>,
    /// The document of the stream.
    pub(crate) part: Span,
    /// The scalar in it; `None` for the document itself.
    pub(crate) scalar: Option<Span>,
    pub(crate) map: Map,
}

impl Origin {
    /// The text of the file around it.
    pub fn outer(&self) -> &Source {
        &self.outer
    }

    /// The template that Helm rendered the document from, as its comment says.
    pub fn rendered_from(&self) -> Option<&str> {
        self.rendered_from.as_deref()
    }

    /// Where the text starts in the file.
    pub fn start(&self) -> u32 {
        self.scalar.unwrap_or(self.part).start
    }

    /// The place in the file.
    pub fn outer_span(&self, span: Span) -> Span {
        self.map.outer(span)
    }

    /// The same without the places of its parts.
    pub(crate) fn without_map(&self) -> Origin {
        Origin {
            outer: Arc::clone(&self.outer),
            rendered_from: self.rendered_from.clone(),
            part: self.part,
            scalar: self.scalar,
            map: Map::whole(self.scalar.unwrap_or(self.part)),
        }
    }

    /// The first byte of the own text that lies in a span of the file.
    pub(super) fn inner(&self, outer: Span) -> Option<usize> {
        self.map.inner(outer)
    }
}
