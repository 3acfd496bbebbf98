//! Settings as a tree of tables, and the schema of that tree.

use crate::json::put;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A table of settings.
#[derive(Debug, Default)]
pub(super) struct Table {
    entries: BTreeMap<String, Node>,
    /// All its keys are known.
    closed: bool,
    /// It may as well be an array of such tables.
    repeated: bool,
    /// Any other key of it holds such a table.
    each: Option<Box<Table>>,
}

#[derive(Debug)]
enum Node {
    Table(Table),
    Value(Value),
}

/// What a table on the way to a setting may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A table.
    Tables,
    /// A table, or an array of tables.
    Arrays,
}

impl Table {
    /// Adds a setting, unless something stands there or a value is in its way.
    pub(super) fn insert(&mut self, key: &str, way: Way, schema: Value) {
        let mut parts = parts(key);
        let Some(last) = parts.pop() else {
            return;
        };
        let Some(table) = self.descend(parts, way) else {
            return;
        };
        table.entries.entry(last).or_insert(Node::Value(schema));
    }

    /// The schema of a setting that was added.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let mut parts = parts(key);
        let last = parts.pop()?;
        let table =
            parts
                .iter()
                .try_fold(self, |table, part| match table.entries.get_mut(part)? {
                    Node::Table(inner) => Some(inner),
                    Node::Value(_) => None,
                })?;
        match table.entries.get_mut(&last)? {
            Node::Value(value) => Some(value),
            Node::Table(_) => None,
        }
    }

    /// Makes a table that holds one table of this kind for each name, or is an array of them.
    pub(super) fn each(&mut self, key: &str, inner: Table) {
        let mut parts = parts(key);
        let last = parts.pop();
        let table = self.descend(parts, Way::Tables);
        let last = last.into_iter().collect();
        if let Some(table) = table.and_then(|table| table.descend(last, Way::Arrays)) {
            table.each = Some(Box::new(inner));
        }
    }

    /// Says that the table has these keys, and no others than those that were added.
    pub(super) fn close(&mut self, key: &str, keys: impl IntoIterator<Item = String>) {
        let Some(table) = self.descend(parts(key), Way::Tables) else {
            return;
        };
        table.closed = true;
        for key in keys {
            let any = Node::Value(Value::Bool(true));
            table.entries.entry(key).or_insert(any);
        }
    }

    fn descend(&mut self, parts: Vec<String>, way: Way) -> Option<&mut Table> {
        let fresh = || Table {
            repeated: way == Way::Arrays,
            ..Table::default()
        };
        let mut table = self;
        for part in parts {
            let next = table.entries.entry(part);
            match next.or_insert_with(|| Node::Table(fresh())) {
                Node::Table(inner) => table = inner,
                Node::Value(_) => return None,
            }
            table.repeated &= way == Way::Arrays;
        }
        Some(table)
    }

    /// The schema of the table, which stands at `place`, a JSON pointer: `#` for the whole document.
    pub(super) fn to_schema(&self, place: &str) -> Value {
        let properties = self.entries.iter().map(|(key, node)| {
            let schema = match node {
                Node::Table(table) => {
                    table.to_schema(&format!("{place}/properties/{}", pointer(key)))
                }
                Node::Value(schema) => schema.clone(),
            };
            (key.clone(), schema)
        });
        let properties = properties.collect::<Map<_, _>>();
        let mut schema = json!({ "type": "object" });
        if !properties.is_empty() {
            put(&mut schema, "properties", Value::Object(properties));
        }
        let inner = format!("{place}/additionalProperties");
        put(
            &mut schema,
            "additionalProperties",
            match &self.each {
                Some(each) => each.to_schema(&inner),
                None => Value::Bool(!self.closed),
            },
        );
        if self.repeated {
            let item = if self.each.is_some() { &inner } else { place };
            put(&mut schema, "type", json!(["object", "array"]));
            put(&mut schema, "items", json!({ "$ref": item }));
        }
        schema
    }
}

/// A key as a part of a JSON pointer in an address.
fn pointer(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The parts of a dotted key, of which some may stand between single quotes.
fn parts(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in key.chars() {
        match character {
            '\'' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(character);
                }
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_parts_keep_their_dots() {
        assert_eq!(parts("a.'b.c'.d"), ["a", "b.c", "d"]);
        assert_eq!(parts("a"), ["a"]);
    }

    #[test]
    fn tables_that_may_be_arrays_say_so_until_a_setting_needs_a_table() {
        let mut table = Table::default();
        table.insert("a.b.url", Way::Arrays, json!({}));
        table.insert("a.port", Way::Tables, json!({}));
        let schema = table.to_schema("#");
        assert_eq!(schema["properties"]["a"]["type"], "object");
        let b = &schema["properties"]["a"]["properties"]["b"];
        assert_eq!(b["type"], json!(["object", "array"]));
        assert_eq!(b["items"]["$ref"], "#/properties/a/properties/b");
    }

    #[test]
    fn a_closed_table_has_its_keys_and_no_others() {
        let mut table = Table::default();
        table.insert("a.port", Way::Tables, json!({}));
        table.close("a", ["name".to_string()]);
        let schema = table.to_schema("#");
        let a = &schema["properties"]["a"];
        assert_eq!(a["additionalProperties"], false);
        assert_eq!(a["properties"].as_object().unwrap().len(), 2);
        assert_eq!(schema["additionalProperties"], true);
    }
}
