//! The one tree for all formats.

use crate::leaf::{NodeId, ScalarStyle};
use crate::limits::Limits;
use crate::source::{Source, Span};
use crate::tree::{Tag, Text, Tree};
use std::sync::Arc;

/// A configuration format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// XML 1.0.
    Xml,
    /// TOML.
    Toml,
    /// YAML 1.1 as SnakeYAML reads it.
    Yaml,
    /// Java properties; also the `spark-defaults.conf` form, where white space separates key and value.
    Properties,
    /// The configuration of nginx: see [`crate::statements`].
    Nginx,
    /// The configuration of HAProxy: see [`crate::statements`].
    Haproxy,
}

/// A comment, with its markers, as written.
#[derive(Debug, Clone)]
pub struct Comment {
    /// The whole comment, markers included.
    pub span: Span,
}

/// Why a file could not be read as its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Not of the format's grammar.
    Syntax,
    /// A key or table defined twice. In YAML and properties this is not fatal for the product: last one wins.
    Duplicate,
    /// Larger, deeper or with more nodes than the limits allow.
    Limit,
    /// The bytes are not text in the declared or detected encoding.
    Encoding,
    /// A byte order mark at the start.
    ByteOrderMark,
    /// A DOCTYPE or an entity that would be expanded by a parser that trusts its input; nothing was opened.
    Doctype,
    /// The file is a template (`{{ … }}`, `<%= … %>`), not yet the configuration.
    Template,
    /// TOML 1.1 or later syntax that the older TOML reader of the products refuses.
    NewerToml,
    /// Valid TOML 1.0 that the parser of the servers, cava-toml 0.5.0, refuses.
    RefusedByServer,
    /// Not valid TOML, but the parser of the servers reads it.
    ReadByServer,
}

impl ErrorKind {
    /// True when the content cannot be parsed at all after this.
    pub fn stops_parsing(self) -> bool {
        matches!(
            self,
            ErrorKind::Limit | ErrorKind::Encoding | ErrorKind::Template
        )
    }
}

/// What is said at the place that something given twice was first given at.
pub(crate) const FIRST_DEFINITION: &str = "first defined here";

/// A located error.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    /// Which kind.
    pub kind: ErrorKind,
    /// In words, without any text of the file (which may be secret); a hint follows after `; `.
    pub message: String,
    /// Where.
    pub span: Span,
    /// A second place and what it is, for example the first definition of a duplicate.
    pub related: Option<(Span, &'static str)>,
}

impl SyntaxError {
    /// Whether it is a table header of a TOML file that stands below those of its sub-tables; these are the related place.
    pub fn is_late_header(&self) -> bool {
        self.kind == ErrorKind::RefusedByServer && self.related.is_some()
    }
}

/// One parsed file.
#[derive(Debug, Clone)]
pub struct Document {
    /// The decoded text.
    pub source: Source,
    /// The format it was parsed as.
    pub format: Format,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// Errors in order of position.
    pub errors: Vec<SyntaxError>,
    /// The root: a mapping, an element, or whatever stands there; `None` for an empty or unreadable file.
    pub root: Option<NodeId>,
    pub(crate) tree: Tree,
    /// The tags of YAML values by the slot of the value, in order.
    pub(crate) tags: Vec<(u32, YamlTag)>,
    /// The first alias of a list or mapping that newer readers of YAML refuse.
    pub(crate) alias_too_many: Option<Span>,
    /// Nodes in the tree. Keys and names are no nodes.
    pub(crate) nodes: usize,
    pub(crate) limits: Limits,
    /// The file around a text that lies in one: it has a text and no tree.
    pub(crate) outer: Option<Arc<Document>>,
}

impl Document {
    /// The file around a text that lies in one; it has a text and no tree. `None` for a file of its own.
    pub fn outer(&self) -> Option<&Arc<Document>> {
        self.outer.as_ref()
    }

    /// The YAML tags and the values that have them, in the order of the file.
    pub fn yaml_tags(&self) -> impl Iterator<Item = (NodeId, YamlTag)> {
        self.tags.iter().map(|(slot, tag)| (NodeId(*slot), *tag))
    }

    /// The YAML tag of a value.
    pub fn yaml_tag(&self, id: NodeId) -> Option<YamlTag> {
        let found = self.tags.binary_search_by_key(&id.0, |(slot, _)| *slot);
        found.ok().and_then(|at| Some(self.tags.get(at)?.1))
    }

    /// The first alias of a YAML list or mapping beyond 50: SnakeYAML from 1.26 on refuses the file, older ones do not.
    pub fn alias_too_many(&self) -> Option<Span> {
        self.alias_too_many
    }

    /// Adds a node; `None` and a located [`ErrorKind::Limit`] when the tree is full.
    fn add(&mut self, span: Span, push: impl FnOnce(&mut Tree) -> Option<u32>) -> Option<NodeId> {
        let is_full = self.nodes >= self.limits.nodes;
        let added = if is_full { None } else { push(&mut self.tree) };
        self.nodes += 1;
        self.judge(added, span).map(NodeId)
    }

    /// Adds a leaf, see [`Document::add`].
    pub(crate) fn add_scalar(
        &mut self,
        text: Text<'_>,
        style: ScalarStyle,
        span: Span,
    ) -> Option<NodeId> {
        self.add(span, |tree| tree.push_text(style.tag(), text, span))
    }

    /// Adds an alias of a node, see [`Document::add`].
    pub(crate) fn add_alias(&mut self, target: Option<NodeId>, span: Span) -> Option<NodeId> {
        let number = target.map_or(0, |target| target.0 + 1);
        self.add(span, |tree| tree.push(Tag::Alias, span, number))
    }

    /// Begins a sequence or mapping, see [`Document::add`]. All that is added until [`Document::close`] lies in it.
    pub(crate) fn open(&mut self, tag: Tag, span: Span) -> Option<NodeId> {
        self.add(span, |tree| tree.push(tag, span, 0))
    }

    /// Begins an element, see [`Document::open`]. Its attributes come before all else.
    pub(crate) fn open_element(&mut self, name: Span, tag: Span) -> Option<NodeId> {
        self.add(name, |tree| {
            let element = tree.push(Tag::Element, tag, 0)?;
            tree.push(Tag::Name, name, tag.end.saturating_sub(name.end))?;
            Some(element)
        })
    }

    /// Begins an inline table, see [`Document::add`].
    pub(crate) fn open_inline_table(&mut self, span: Span) -> Option<NodeId> {
        self.add(span, |tree| tree.open_inline_table(span))
    }

    /// Ends a sequence, mapping or element; `end` is where it ends in the text.
    pub(crate) fn close(&mut self, id: NodeId, end: u32) {
        self.tree.close(id.0, end);
    }

    /// Adds a key that is a node of its own. This node is added next, then the value.
    pub(crate) fn add_node_key(&mut self, text: Text<'_>, span: Span) -> Option<u32> {
        let added = self.tree.push_text(Tag::NodeKey, text, span);
        self.judge(added, span)
    }

    /// Adds the key of the value that is added next.
    pub(crate) fn add_key(&mut self, text: Text<'_>, span: Span) -> Option<u32> {
        let added = self.tree.push_text(Tag::Key, text, span);
        self.judge(added, span)
    }

    /// Reports that something could not be added.
    fn judge(&mut self, added: Option<u32>, span: Span) -> Option<u32> {
        if added.is_none() {
            self.report(
                ErrorKind::Limit,
                "more values than are read from one file",
                span,
            );
        }
        added
    }

    /// Reports nesting beyond the limit.
    pub(crate) fn report_depth(&mut self, span: Span) {
        self.report(
            ErrorKind::Limit,
            "nested deeper than is read from one file",
            span,
        );
    }

    /// Records an error, see [`Document::report_related`].
    pub(crate) fn report(&mut self, kind: ErrorKind, message: impl Into<String>, span: Span) {
        self.report_related(kind, message, span, None);
    }

    /// Records an error unless enough are known. One that ends the parse is never lost.
    pub(crate) fn report_related(
        &mut self,
        kind: ErrorKind,
        message: impl Into<String>,
        span: Span,
        related: Option<(Span, &'static str)>,
    ) {
        if self.errors.len() < self.limits.errors || kind.stops_parsing() {
            self.errors.push(SyntaxError {
                kind,
                message: message.into(),
                span,
                related,
            });
        }
    }

    /// Reports the second definition of a key.
    pub(crate) fn report_duplicate(&mut self, second: Span, first: Option<Span>) {
        let message = match self.format {
            Format::Toml => "key defined twice; remove one of the two definitions",
            _ => "key defined twice; the last definition wins",
        };
        let first = first.map(|span| (span, FIRST_DEFINITION));
        self.report_related(ErrorKind::Duplicate, message, second, first);
    }
}

/// The tag in front of a YAML value, as SnakeYAML takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YamlTag {
    /// `!!null`
    Null,
    /// `!!bool`
    Boolean,
    /// `!!int`
    Integer,
    /// `!!float`
    Float,
    /// `!!str`, or `!` alone.
    Text,
    /// One of YAML's own that decides about no scalar: `!!seq`, `!!map`, `!!set`, `!!binary` and the like.
    Other,
    /// The name of a Java class, which may be there.
    JavaClass,
    /// Any other: nothing can be made of it.
    Unknown,
}

/// The text of an XML element or a scalar, with the place to point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextValue {
    /// Text and CDATA children joined, comments skipped, not trimmed (as Axiom's `getText` does).
    pub text: String,
    /// From the first to the last non-blank character; the start tag's end for an empty element.
    pub span: Span,
}
