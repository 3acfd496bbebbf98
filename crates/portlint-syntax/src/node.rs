//! What a reader sees of the tree: nodes, made from their slots when asked for.

use crate::document::Document;
use crate::leaf::{NodeId, ScalarStyle};
use crate::source::Span;
use crate::tree::{Links, Slot, Tag};

/// One node of the tree.
#[derive(Debug, Clone)]
pub struct Node<'d> {
    /// What the node is.
    pub kind: NodeKind<'d>,
    /// The value: for a scalar the text between quotes excluded for XML attributes, quotes *included* for TOML and
    /// YAML scalars; for an element from `<` of the start tag to `>` of the end tag; for a collection its extent.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind<'d> {
    /// A leaf with its text.
    Scalar(Scalar<'d>),
    /// A list (TOML arrays and arrays of tables, YAML sequences).
    Sequence(Nodes<'d>),
    /// Keys and values in the order of the file (TOML tables, YAML mappings, properties files). Keys defined twice
    /// stand here twice (YAML, properties) or once, the first (TOML, where the second is an error).
    Mapping(Entries<'d>),
    /// A YAML alias; it is never expanded. Holds the node that the anchor names, if it was seen before.
    Alias(Option<NodeId>),
    /// An XML element.
    Element(Element<'d>),
}

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'d> {
    /// The key, unquoted and unescaped.
    pub key: &'d str,
    /// The key in the source, quotes included. For a TOML table header or dotted key: the last defining part.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
}

/// An XML element.
#[derive(Debug, Clone)]
pub struct Element<'d> {
    /// Name as written, with its prefix.
    pub name: &'d str,
    /// The name in the start tag.
    pub name_span: Span,
    /// The start tag, from `<` to `>`.
    pub tag_span: Span,
    /// Attributes in order; each value is a scalar whose span lies inside the quotes.
    pub attributes: Entries<'d>,
    /// Child elements and text in order. Text and CDATA are scalars; comments are not here.
    pub children: Nodes<'d>,
}

/// A leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scalar<'d> {
    /// The value after unquoting and unescaping; the five predefined XML entities and character references are
    /// resolved, anything else is left as written.
    pub text: &'d str,
    /// How it was written.
    pub style: ScalarStyle,
}

/// Where a walk through the tree is.
#[derive(Clone)]
enum Cursor {
    /// At a slot, and before which the walk ends.
    Slots { next: u32, end: u32 },
    /// At an entry of a TOML table.
    Links(Links),
}

impl Cursor {
    const NONE: Cursor = Cursor::Links(Links::NONE);
}

/// Nodes in order: the items of a sequence or the children of an element.
#[derive(Clone)]
pub struct Nodes<'d> {
    document: &'d Document,
    cursor: Cursor,
}

impl Iterator for Nodes<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let tree = &self.document.tree;
        match &mut self.cursor {
            Cursor::Slots { next, end } => {
                let node = *next;
                if node >= *end {
                    return None;
                }
                *next = tree.behind(node);
                Some(NodeId(node))
            }
            Cursor::Links(links) => {
                let link = links.advance(tree)?;
                tree.link(link).map(|link| NodeId(link.value))
            }
        }
    }
}

impl std::fmt::Debug for Nodes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// Keys and values in order: the entries of a mapping or the attributes of an element.
#[derive(Clone)]
pub struct Entries<'d> {
    document: &'d Document,
    cursor: Cursor,
}

impl<'d> Entries<'d> {
    /// The slots of the next key and its value.
    fn advance(&mut self) -> Option<(&'d Slot, u32)> {
        let tree = &self.document.tree;
        let (next, end) = match &mut self.cursor {
            Cursor::Slots { next, end } => (next, *end),
            Cursor::Links(links) => {
                let link = tree.link(links.advance(tree)?)?;
                return Some((tree.get(link.key)?, link.value));
            }
        };
        let key = tree.get(*next).filter(|_| *next < end)?;
        let value = match key.tag() {
            Tag::Key => *next + 1,
            Tag::NodeKey => tree.behind(*next + 1),
            _ => return None,
        };
        // A key without a value is what a limit leaves, as the last slot.
        if value >= end {
            *next = end;
            return None;
        }
        *next = tree.behind(value);
        Some((key, value))
    }

    /// The walk through what follows the entries.
    fn behind(mut self) -> Cursor {
        while self.advance().is_some() {}
        self.cursor
    }
}

impl<'d> Iterator for Entries<'d> {
    type Item = Entry<'d>;

    fn next(&mut self) -> Option<Entry<'d>> {
        let document = self.document;
        self.advance().map(|(key, value)| Entry {
            key: document.tree.text(&document.source, key),
            key_span: key.span(),
            value: NodeId(value),
        })
    }
}

impl std::fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl Document {
    fn slot(&self, id: NodeId) -> Option<&Slot> {
        self.tree.get(id.0)
    }

    fn has_tag(&self, id: NodeId, tag: Tag) -> bool {
        self.slot(id).is_some_and(|slot| slot.tag() == tag)
    }

    /// The node. An id of another document gives any node of this one, or a dangling alias.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        let kind = match self.slot(id).map(Slot::tag) {
            Some(Tag::Sequence | Tag::Tables) => NodeKind::Sequence(self.items(id)),
            Some(Tag::Mapping | Tag::Table | Tag::InlineTable) => {
                NodeKind::Mapping(self.entries(id))
            }
            Some(Tag::Element) => self
                .element(id)
                .map_or(NodeKind::Alias(None), NodeKind::Element),
            Some(Tag::Alias) => NodeKind::Alias(self.target(id)),
            _ => self
                .scalar(id)
                .map_or(NodeKind::Alias(None), NodeKind::Scalar),
        };
        Node {
            kind,
            span: self.span(id),
        }
    }

    /// The span of a node, see [`Node::span`].
    pub fn span(&self, id: NodeId) -> Span {
        self.slot(id).map_or(Span::default(), Slot::span)
    }

    /// The node that an alias names.
    fn target(&self, id: NodeId) -> Option<NodeId> {
        let alias = self.slot(id).filter(|slot| slot.tag() == Tag::Alias)?;
        alias.number().checked_sub(1).map(NodeId)
    }

    /// The node that an alias names; any other node is itself. A dangling alias is itself.
    pub fn resolve_alias(&self, id: NodeId) -> NodeId {
        // An alias cannot carry an anchor, so that one step is enough.
        self.target(id).unwrap_or(id)
    }

    /// The leaf, behind an alias too.
    pub fn scalar(&self, id: NodeId) -> Option<Scalar<'_>> {
        let slot = self.slot(self.resolve_alias(id))?;
        Some(Scalar {
            style: ScalarStyle::of(slot.tag())?,
            text: self.tree.text(&self.source, slot),
        })
    }

    /// The slots from `first` to the end of what a node holds.
    fn slots(&self, id: NodeId, first: u32) -> Cursor {
        Cursor::Slots {
            next: first,
            end: self.tree.behind(id.0),
        }
    }

    /// The entries of a mapping, behind an alias too, in the order of the file; none for any other node.
    pub fn entries(&self, id: NodeId) -> Entries<'_> {
        let id = self.resolve_alias(id);
        let cursor = match self.slot(id).map(Slot::tag) {
            Some(Tag::Mapping) => self.slots(id, id.0 + 1),
            Some(Tag::Table | Tag::InlineTable) => Cursor::Links(self.tree.links_of(id.0)),
            _ => Cursor::NONE,
        };
        Entries {
            document: self,
            cursor,
        }
    }

    /// The items of a sequence, behind an alias too; none for any other node.
    pub fn items(&self, id: NodeId) -> Nodes<'_> {
        let id = self.resolve_alias(id);
        let cursor = match self.slot(id).map(Slot::tag) {
            Some(Tag::Sequence) => self.slots(id, id.0 + 1),
            Some(Tag::Tables) => Cursor::Links(self.tree.links_of(id.0)),
            _ => Cursor::NONE,
        };
        Nodes {
            document: self,
            cursor,
        }
    }

    /// The XML element.
    pub fn element(&self, id: NodeId) -> Option<Element<'_>> {
        let element = self.slot(id).filter(|slot| slot.tag() == Tag::Element)?;
        let name = self.tree.get(id.0 + 1)?;
        Some(Element {
            name: self.tree.text(&self.source, name),
            name_span: name.span(),
            tag_span: Span {
                start: element.span().start,
                end: name.span().end + name.number(),
            },
            attributes: self.attributes(id),
            children: self.contents(id),
        })
    }

    /// The name of an XML element as written; none for any other node.
    pub(crate) fn element_name(&self, id: NodeId) -> Option<&str> {
        if !self.has_tag(id, Tag::Element) {
            return None;
        }
        let name = self.tree.get(id.0 + 1)?;
        Some(self.tree.text(&self.source, name))
    }

    /// The attributes of an XML element; none for any other node.
    pub(crate) fn attributes(&self, id: NodeId) -> Entries<'_> {
        let cursor = if self.has_tag(id, Tag::Element) {
            self.slots(id, id.0 + 2)
        } else {
            Cursor::NONE
        };
        Entries {
            document: self,
            cursor,
        }
    }

    /// The child elements and texts of an XML element; none for any other node.
    pub(crate) fn contents(&self, id: NodeId) -> Nodes<'_> {
        Nodes {
            document: self,
            cursor: self.attributes(id).behind(),
        }
    }
}
