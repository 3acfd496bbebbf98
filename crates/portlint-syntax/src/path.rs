//! Ways to find nodes in a document.

use crate::document::{
    Document, Element, Entry, Format, Node, NodeId, NodeKind, Scalar, TextValue,
};
use crate::source::Span;

mod select;

static MISSING: Node = Node {
    kind: NodeKind::Alias(None),
    span: Span { start: 0, end: 0 },
};

impl Document {
    /// The node. An id of another document gives any node of this one, or a dangling alias.
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&MISSING)
    }

    /// The span of a node, see [`Node::span`].
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// The node that an alias names; any other node is itself. A dangling alias is itself.
    pub fn resolve_alias(&self, id: NodeId) -> NodeId {
        // An alias cannot carry an anchor, so that one step is enough.
        match self.node(id).kind {
            NodeKind::Alias(Some(target)) => target,
            _ => id,
        }
    }

    /// The leaf, behind an alias too.
    pub fn scalar(&self, id: NodeId) -> Option<&Scalar> {
        match &self.node(self.resolve_alias(id)).kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a leaf, behind an alias too.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        self.scalar(id).map(|scalar| scalar.text.as_str())
    }

    /// The entries of a mapping, behind an alias too, in the order of the file; empty for any other node.
    pub fn entries(&self, id: NodeId) -> &[Entry] {
        match &self.node(self.resolve_alias(id)).kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence, behind an alias too; empty for any other node.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(self.resolve_alias(id)).kind {
            NodeKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entry of a key in a mapping. Of a key defined twice, the one that the products use: in TOML the first, else
    /// the last.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<&Entry> {
        let mut entries = self.entries(id).iter();
        match self.format {
            Format::Toml => entries.find(|entry| entry.key == key),
            _ => entries.rfind(|entry| entry.key == key),
        }
    }

    /// The value of a key in a mapping, see [`Document::entry`].
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entry(id, key).map(|entry| entry.value)
    }

    /// The value at the end of a path of keys, from the root through mappings and aliases.
    pub fn lookup(&self, keys: &[&str]) -> Option<NodeId> {
        keys.iter()
            .try_fold(self.root?, |node, key| self.get(node, key))
    }

    /// The XML element.
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.node(id).kind {
            NodeKind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The child elements of an XML element, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let children = self
            .element(id)
            .map_or(&[][..], |element| &element.children);
        children
            .iter()
            .copied()
            .filter(|child| self.element(*child).is_some())
    }

    /// The first child element of a local name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children(id).find(|child| self.has_name(*child, name))
    }

    /// The attribute of a local name.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<&Entry> {
        let attributes = &self.element(id)?.attributes;
        attributes
            .iter()
            .find(|entry| local_name(&entry.key) == name)
    }

    /// The text directly inside an element, without that of its children.
    pub fn element_text(&self, id: NodeId) -> TextValue {
        let Some(element) = self.element(id) else {
            return self.value(id);
        };
        let tag_end = element.tag_span.end;
        let mut value = TextValue {
            text: String::new(),
            span: Span {
                start: tag_end,
                end: tag_end,
            },
        };
        let mut found = false;
        for child in &element.children {
            let NodeKind::Scalar(scalar) = &self.node(*child).kind else {
                continue;
            };
            value.text.push_str(&scalar.text);
            if let Some(content) = self.without_blanks(self.span(*child)) {
                value.span.start = if found {
                    value.span.start
                } else {
                    content.start
                };
                value.span.end = content.end;
                found = true;
            }
        }
        value
    }

    /// The text of an attribute of a local name.
    pub fn attribute_text(&self, id: NodeId, name: &str) -> Option<TextValue> {
        self.attribute(id, name)
            .map(|entry| self.value(entry.value))
    }

    /// The text of an element or of a leaf, behind an alias too; no text for a collection.
    pub fn value(&self, id: NodeId) -> TextValue {
        let id = self.resolve_alias(id);
        if self.element(id).is_some() {
            return self.element_text(id);
        }
        let span = self.span(id);
        TextValue {
            text: self.text(id).unwrap_or("").to_owned(),
            span: self.without_blanks(span).unwrap_or(span),
        }
    }

    /// The nodes at a path through an XML document, in order. The first segment names the root:
    /// `axisconfig/transportReceiver[@name='http']/parameter[@locked]`, `a/*/@port`. Prefixes do not count; an
    /// attribute segment gives the node of its value. A path that is not of this form finds nothing.
    pub fn select(&self, path: &str) -> Vec<NodeId> {
        select::select(self, path)
    }

    /// The first node at a path, see [`Document::select`].
    pub fn select_first(&self, path: &str) -> Option<NodeId> {
        self.select(path).first().copied()
    }

    fn has_name(&self, id: NodeId, name: &str) -> bool {
        self.element(id)
            .is_some_and(|element| local_name(&element.name) == name)
    }

    /// The span from the first to the last character that is not blank.
    fn without_blanks(&self, span: Span) -> Option<Span> {
        let text = self.source.slice(span);
        let start = span.range().start + (text.len() - text.trim_start().len());
        let content = text.trim();
        (!content.is_empty()).then(|| Span::new(start, start + content.len()))
    }
}

fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use crate::{Document, Format, Limits, parse};

    fn open(text: &str, format: Format) -> Document {
        parse(text.as_bytes(), format, &Limits::default())
    }

    #[test]
    fn keys_lead_through_mappings_and_aliases() {
        let yaml = open(
            "base: &b\n  port: 1\nuse: *b\nlist: [x, y]\nport: 2\nport: 3\n",
            Format::Yaml,
        );
        assert_eq!(yaml.text(yaml.lookup(&["use", "port"]).unwrap()), Some("1"));
        assert_eq!(yaml.text(yaml.lookup(&["port"]).unwrap()), Some("3"));
        assert_eq!(yaml.items(yaml.lookup(&["list"]).unwrap()).len(), 2);
        assert_eq!(yaml.lookup(&["port", "x"]), None);
        let toml = open("[a]\nb.c = 1\nd = 1\nd = 2\n", Format::Toml);
        assert_eq!(toml.text(toml.lookup(&["a", "b", "c"]).unwrap()), Some("1"));
        assert_eq!(toml.text(toml.lookup(&["a", "d"]).unwrap()), Some("1"));
    }

    #[test]
    fn element_text_skips_children_and_comments() {
        let xml = open("<a>\n 1<!-- x -->2<b>3</b> </a>", Format::Xml);
        let value = xml.element_text(xml.root.unwrap());
        assert_eq!(value.text, "\n 12 ");
        assert_eq!(xml.source.slice(value.span), "1<!-- x -->2");
        let empty = open("<a> <b/></a>", Format::Xml);
        assert_eq!(empty.element_text(empty.root.unwrap()).span.start, 3);
    }
}
