//! The one tree for all formats.

use crate::limits::Limits;
use crate::source::{Source, Span};

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
}

/// Index of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// One node of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// What the node is.
    pub kind: NodeKind,
    /// The value: for a scalar the text between quotes excluded for XML attributes, quotes *included* for TOML and
    /// YAML scalars; for an element from `<` of the start tag to `>` of the end tag; for a collection its extent.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A leaf with its text.
    Scalar(Scalar),
    /// A list (TOML arrays and arrays of tables, YAML sequences).
    Sequence(Vec<NodeId>),
    /// Keys and values in the order of the file (TOML tables, YAML mappings, properties files). Keys defined twice
    /// stand here twice (YAML, properties) or once, the first (TOML, where the second is an error).
    Mapping(Vec<Entry>),
    /// A YAML alias; it is never expanded. Holds the node that the anchor names, if it was seen before.
    Alias(Option<NodeId>),
    /// An XML element; apart, because it is several times larger than anything else.
    Element(Box<Element>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key, unquoted and unescaped.
    pub key: String,
    /// The key in the source, quotes included. For a TOML table header or dotted key: the last defining part.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
}

/// An XML element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Name as written, with its prefix.
    pub name: String,
    /// The name in the start tag.
    pub name_span: Span,
    /// The start tag, from `<` to `>`.
    pub tag_span: Span,
    /// Attributes in order; each value is a scalar whose span lies inside the quotes.
    pub attributes: Vec<Entry>,
    /// Child elements and text in order. Text and CDATA are scalars; comments are not here.
    pub children: Vec<NodeId>,
}

/// A leaf.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The value after unquoting and unescaping; the five predefined XML entities and character references are
    /// resolved, anything else is left as written.
    pub text: String,
    /// How it was written.
    pub style: ScalarStyle,
}

/// How a scalar was written. Products care: a TOML string is not an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// YAML plain, properties values, XML text and attributes.
    Plain,
    /// Any quoted string (TOML strings, YAML single or double quotes).
    Quoted,
    /// YAML block scalar, literal or folded.
    Block,
    /// A TOML integer.
    Integer,
    /// A TOML float.
    Float,
    /// A TOML boolean.
    Boolean,
    /// A TOML date or time.
    DateTime,
    /// XML CDATA.
    CData,
    /// A YAML value that is not there (`key:`).
    Absent,
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
    pub(crate) nodes: Vec<Node>,
    pub(crate) limits: Limits,
}

impl Document {
    /// Adds a node; `None` and a located [`ErrorKind::Limit`] when the tree is full.
    pub(crate) fn add(&mut self, kind: NodeKind, span: Span) -> Option<NodeId> {
        let index = u32::try_from(self.nodes.len()).ok();
        match index {
            Some(index) if self.nodes.len() < self.limits.nodes => {
                self.nodes.push(Node { kind, span });
                Some(NodeId(index))
            }
            _ => {
                self.report(
                    ErrorKind::Limit,
                    "more values than are read from one file",
                    span,
                );
                None
            }
        }
    }

    /// Adds a leaf, see [`Document::add`].
    pub(crate) fn add_scalar(
        &mut self,
        text: impl Into<String>,
        style: ScalarStyle,
        span: Span,
    ) -> Option<NodeId> {
        let text = text.into();
        self.add(NodeKind::Scalar(Scalar { text, style }), span)
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

/// The text of an XML element or a scalar, with the place to point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextValue {
    /// Text and CDATA children joined, comments skipped, not trimmed (as Axiom's `getText` does).
    pub text: String,
    /// From the first to the last non-blank character; the start tag's end for an empty element.
    pub span: Span,
}
