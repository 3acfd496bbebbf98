//! A value in a manifest, and its place.

use portlint_host::{Location, SourceFile};
use portlint_syntax::{Embedded, NodeId, ScalarStyle, embedded};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A node of one document of a stream.
#[derive(Clone)]
pub(crate) struct Value {
    file: Arc<SourceFile>,
    node: NodeId,
}

impl Value {
    /// The root of a document; `None` for an empty one.
    pub(crate) fn root(file: &Arc<SourceFile>) -> Option<Value> {
        let node = file.document.root?;
        Some(Value {
            file: Arc::clone(file),
            node,
        })
    }

    fn with(&self, node: NodeId) -> Value {
        Value {
            file: Arc::clone(&self.file),
            node: self.file.document.resolve_alias(node),
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<Value> {
        let node = self.file.document.get(self.node, key)?;
        Some(self.with(node))
    }

    /// The value at the end of a way of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<Value> {
        keys.iter()
            .try_fold(self.clone(), |value, key| value.get(key))
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<Value> {
        let items = self.file.document.items(self.node);
        items.map(|node| self.with(node)).collect()
    }

    /// The items of the list of a key; empty when there is none.
    pub(crate) fn list(&self, key: &str) -> Vec<Value> {
        self.get(key).map(|list| list.items()).unwrap_or_default()
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self) -> Vec<(String, Value)> {
        let entries = self.file.document.entries(self.node);
        let entries = entries.map(|entry| (entry.key.to_string(), self.with(entry.value)));
        entries.collect()
    }

    /// The text of a scalar that is there.
    pub(crate) fn text(&self) -> Option<&str> {
        let scalar = self.file.document.scalar(self.node)?;
        let is_null = scalar.style == ScalarStyle::Plain && matches!(scalar.text, "~" | "null");
        (scalar.style != ScalarStyle::Absent && !is_null).then_some(scalar.text)
    }

    /// The text of a key.
    pub(crate) fn text_of(&self, key: &str) -> Option<String> {
        Some(self.get(key)?.text()?.to_string())
    }

    /// True for `true`.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.text_of(key).as_deref() == Some("true")
    }

    /// A port number.
    pub(crate) fn port(&self) -> Option<u16> {
        self.text()?.parse().ok().filter(|port| *port > 0)
    }

    /// Labels, or what selects them.
    pub(crate) fn labels(&self) -> BTreeMap<String, String> {
        let entries = self.entries().into_iter();
        let labels = entries.filter_map(|(key, value)| Some((key, value.text()?.to_string())));
        labels.collect()
    }

    /// The text as a file of its own.
    pub(crate) fn embedded(&self) -> Option<Embedded> {
        embedded(&self.file.document, self.node)
    }

    /// Where it stands.
    pub(crate) fn location(&self) -> Location {
        self.file.at(self.file.document.span(self.node))
    }
}
