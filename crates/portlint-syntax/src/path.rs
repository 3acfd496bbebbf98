//! Ways to find nodes in a document.

use crate::document::{Document, Format, TextValue};
use crate::leaf::NodeId;
use crate::node::Entry;
use crate::source::Span;

mod select;

impl Document {
    /// The text of a leaf, behind an alias too.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        self.scalar(id).map(|scalar| scalar.text)
    }

    /// The entry of a key in a mapping. Of a key defined twice, the one that the products use: in TOML the first, else
    /// the last.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<Entry<'_>> {
        let mut entries = self.entries(id).filter(|entry| entry.key == key);
        match self.format {
            Format::Toml => entries.next(),
            _ => entries.last(),
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

    /// The child elements of an XML element, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        self.contents(id)
            .filter(|child| self.element_name(*child).is_some())
    }

    /// The first child element of a local name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children(id).find(|child| self.has_name(*child, name))
    }

    /// The attribute of a local name.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<Entry<'_>> {
        self.attributes(id)
            .find(|entry| local_name(entry.key) == name)
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
        for child in element.children {
            let Some(scalar) = self.scalar(child) else {
                continue;
            };
            value.text.push_str(scalar.text);
            if let Some(content) = self.without_blanks(self.span(child)) {
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
        if self.element_name(id).is_some() {
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
        select::select_first(self, path)
    }

    fn has_name(&self, id: NodeId, name: &str) -> bool {
        self.element_name(id)
            .is_some_and(|written| local_name(written) == name)
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
        assert_eq!(yaml.items(yaml.lookup(&["list"]).unwrap()).count(), 2);
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
