//! Keys and tables of TOML files, from their schemas.

use super::{MODULE, PROPERTY};
use serde_json::{Map, Value, json};

/// The keys of the table that the position is in, or the tables where a header is begun.
pub(super) fn settings(schema: &Value, before: &str, line: &str) -> Vec<Value> {
    let written = line.trim_start();
    if let Some(header) = written.strip_prefix('[') {
        let typed = header.trim_start_matches('[');
        let is_array = header.starts_with('[');
        let mut tables = Vec::new();
        all_tables(schema, schema, "", &mut tables);
        let tables = tables
            .into_iter()
            .filter(|(name, _)| name.starts_with(typed));
        let tables = tables.filter(|(_, repeats)| *repeats != Some(!is_array));
        return tables
            .map(|(name, _)| json!({ "label": name, "kind": MODULE }))
            .collect();
    }
    if written.contains(['=', '#']) {
        return Vec::new();
    }
    // What is typed of a dotted key counts as tables.
    let typed = written.rsplit_once('.').map_or("", |(tables, _)| tables);
    let table = header_before(before);
    let path = table.split('.').chain(typed.split('.'));
    let mut here = schema;
    for part in path.filter(|part| !part.is_empty()) {
        let Some(next) = child(schema, here, part.trim().trim_matches(['"', '\''])) else {
            return Vec::new();
        };
        here = next;
    }
    let properties = properties(schema, here);
    properties.map(|(key, schema)| item(key, schema)).collect()
}

/// The name of the table that a text ends in; empty for the top.
fn header_before(text: &str) -> &str {
    let mut lines = text.lines().rev().map(str::trim);
    let header = lines.find(|line| line.starts_with('[') && line.contains(']'));
    header.map_or("", |line| {
        let name = line.trim_start_matches('[');
        name.split(']').next().unwrap_or_default().trim()
    })
}

/// A setting as an item: what it is for, and its default port.
fn item(key: &str, schema: &Value) -> Value {
    let holds_more = schema.get("properties").is_some() || schema.get("items").is_some();
    let default = schema
        .get("default")
        .map(|default| format!("default {default}"));
    let is_dead = schema.get("deprecated").and_then(Value::as_bool);
    json!({
        "label": key,
        "kind": if holds_more { MODULE } else { PROPERTY },
        "detail": default,
        "documentation": schema.get("description"),
        "tags": is_dead.unwrap_or_default().then_some([1]),
        "insertText": if holds_more { key.to_string() } else { format!("{key} = ") },
    })
}

/// What a `$ref` of `items` stands for, else the schema itself.
fn followed<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let items = schema
        .get("items")
        .filter(|_| schema.get("properties").is_none());
    let Some(items) = items else {
        return schema;
    };
    let reference = items.get("$ref").and_then(Value::as_str);
    let there = reference.and_then(|place| root.pointer(place.trim_start_matches('#')));
    there.unwrap_or(items)
}

fn properties<'s>(
    root: &'s Value,
    schema: &'s Value,
) -> impl Iterator<Item = (&'s str, &'s Value)> {
    let properties = followed(root, schema).get("properties");
    let properties = properties.and_then(Value::as_object).into_iter().flatten();
    properties.map(|(key, schema)| (key.as_str(), schema))
}

fn child<'s>(root: &'s Value, schema: &'s Value, key: &str) -> Option<&'s Value> {
    let named = properties(root, schema).find(|(name, _)| *name == key);
    let each = schema
        .get("additionalProperties")
        .filter(|each| each.is_object());
    named.map(|(_, schema)| schema).or(each)
}

/// The tables below a schema by their dotted names, and whether each is an array of tables; `None` where it may be either.
fn all_tables(root: &Value, schema: &Value, name: &str, found: &mut Vec<(String, Option<bool>)>) {
    for (key, inner) in properties(root, schema) {
        let repeats = inner.get("items").is_some();
        let object = inner.get("properties").is_some();
        if !repeats && !object {
            continue;
        }
        let full = match name {
            "" => key.to_string(),
            name => format!("{name}.{key}"),
        };
        found.push((
            full.clone(),
            match (repeats, object) {
                (true, true) => None,
                (repeats, _) => Some(repeats),
            },
        ));
        all_tables(root, inner, &full, found);
    }
}

/// Adds keys that the home's own mapping knows, where the schema has none: dotted keys, and what each becomes.
pub(super) fn add_own_keys(schema: &mut Value, mappings: &Map<String, Value>) {
    for (key, to) in mappings {
        let to = match to {
            Value::Array(all) => all.iter().find_map(Value::as_str),
            one => one.as_str(),
        };
        let about = match to {
            Some(to) => format!("Becomes {to} (key-mappings.json of this home)."),
            None => "A key of key-mappings.json of this home.".to_string(),
        };
        add(schema, key, &about);
    }
}

fn add(schema: &mut Value, key: &str, about: &str) {
    let mut here = schema;
    let mut parts = key.split('.').peekable();
    while let Some(part) = parts.next() {
        let Some(table) = here.as_object_mut() else {
            return;
        };
        // What may repeat is described by reference: its keys are known.
        if table.contains_key("items") && !table.contains_key("properties") {
            return;
        }
        let properties = table.entry("properties").or_insert_with(|| json!({}));
        let Some(properties) = properties.as_object_mut() else {
            return;
        };
        let is_last = parts.peek().is_none();
        here = properties.entry(part).or_insert_with(|| {
            if is_last {
                json!({ "description": about })
            } else {
                json!({ "type": "object" })
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_home_are_offered_beside_those_of_the_schema() {
        let mut schema =
            json!({ "properties": { "a": { "properties": { "known": { "default": 1 } } } } });
        let own = json!({ "a.known": "x", "a.b.new": ["y", "z"], "top": "t" });
        add_own_keys(&mut schema, own.as_object().unwrap());
        let labels = |before: &str| {
            let line = before.rsplit('\n').next().unwrap();
            let items = settings(&schema, before, line).into_iter();
            items
                .map(|item| item["label"].as_str().unwrap().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(labels("[a]\n"), ["b", "known"]);
        assert_eq!(labels("[a.b]\nn"), ["new"]);
        assert_eq!(labels(""), ["a", "top"]);
        assert_eq!(
            schema["properties"]["a"]["properties"]["known"],
            json!({ "default": 1 })
        );
    }
}
