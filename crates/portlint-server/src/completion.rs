//! Completion: the port settings of this product and version in `deployment.toml`, the keys of `wso2-portlint.toml`, offsets at
//! which a server collides with nobody, and the names of rules in comments that silence them.

use crate::diagnostics::Places;
use crate::known::Known;
use crate::positions::Lines;
use crate::server::Trials;
use gen_lsp_types::TextDocumentPositionParams;
use portlint_analysis::sites::{Server, servers};
use portlint_rules::RULES;
use portlint_session::schema;
use serde_json::{Value, json};

/// How many free offsets are offered.
const OFFERED: usize = 5;

/// Kinds of items of the protocol.
const MODULE: u32 = 9;
const PROPERTY: u32 = 10;
const VALUE: u32 = 12;
const ENUM_MEMBER: u32 = 20;

/// What is offered at a position.
pub(crate) fn of(
    params: &TextDocumentPositionParams,
    known: &Known<'_>,
    places: &Places<'_>,
    trials: Trials<'_>,
) -> Vec<Value> {
    let uri = &params.text_document.uri.0;
    let Some(buffer) = places.buffers.get(uri) else {
        return Vec::new();
    };
    let lines = Lines::of(&buffer.text);
    let end = lines.byte(&buffer.text, params.position, places.encoding);
    let before = buffer.text.get(..end).unwrap_or_default();
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    if is_in_suppression(line) {
        return rules();
    }
    let name = buffer.path.file_name().and_then(|name| name.to_str());
    let schema = match name {
        Some("deployment.toml") => {
            if is_value_of(line, "offset") {
                let rest = buffer.text.get(end..).unwrap_or_default();
                let after = rest.find(['\n', '\r', '#']).unwrap_or(rest.len());
                let key = before
                    .rfind('=')
                    .map_or(before, |at| before.get(..at).unwrap_or_default());
                let text = [key, "= 0", rest.get(after..).unwrap_or_default()].concat();
                return offsets(uri, &text, places, trials);
            }
            governed(uri, known, places).and_then(schema_of)
        }
        Some(portlint_session::config::FILE_NAME) => Some(schema::of_configuration()),
        _ => None,
    };
    schema.map_or_else(Vec::new, |schema| settings(&schema, before, line))
}

/// The server whose governing file this is.
fn governed<'a>(uri: &str, known: &Known<'a>, places: &Places<'_>) -> Option<&'a Server<'a>> {
    known.servers.iter().find(|server| {
        let governing = server.runtime.governing.as_ref();
        governing.is_some_and(|governing| places.is_in(governing, uri))
    })
}

/// The schema of the server's release; of the newest release where its version is not known.
fn schema_of(server: &Server<'_>) -> Option<Value> {
    let product = server.home.product.as_deref()?;
    let version = server.home.version.as_ref();
    let release = version.map(|version| format!("{product}-{version}"));
    let of_release = release.and_then(|release| schema::of_release(&release).ok());
    of_release.or_else(|| schema::of_release(product).ok())
}

/// True behind `ignore[` of a comment, before its `]`.
fn is_in_suppression(line: &str) -> bool {
    let inside = line.rsplit_once("wso2-portlint: ignore[");
    inside.is_some_and(|(_, rest)| !rest.contains(']'))
}

/// True behind the `=` of this key.
fn is_value_of(line: &str, key: &str) -> bool {
    let value = line.split_once('=');
    value.is_some_and(|(name, value)| {
        let last = name.trim().rsplit('.').next();
        last == Some(key) && !value.contains('#')
    })
}

fn rules() -> Vec<Value> {
    let rules = RULES.iter().map(|rule| {
        json!({
            "label": rule.doc.id,
            "kind": ENUM_MEMBER,
            "detail": rule.doc.severity.as_str(),
            "documentation": rule.doc.summary,
        })
    });
    rules.collect()
}

/// Offsets at which the server meets nobody, judged with a text of its file that has a value: the one that is being typed has none.
fn offsets(
    uri: &str,
    text: &str,
    places: &Places<'_>,
    trials: Trials<'_>,
) -> Vec<Value> {
    let buffers = places.buffers.with_text(uri, text);
    let seen = trials.with_text(&buffers, uri);
    let servers = servers(&seen.host);
    let known = Known::of(&seen.host, &servers);
    let places = Places {
        host: &seen.host,
        buffers: &buffers,
        ..*places
    };
    let Some(server) = governed(uri, &known, &places) else {
        return Vec::new();
    };
    let free = known.free_offsets(server).take(OFFERED);
    let items = free.enumerate().map(|(position, offset)| {
        json!({
            "label": offset.to_string(),
            "kind": VALUE,
            "detail": "free: no port is shared with another server",
            "sortText": format!("{position:03}"),
        })
    });
    items.collect()
}

/// The keys of the table that the position is in, or the tables where a header is begun.
fn settings(schema: &Value, before: &str, line: &str) -> Vec<Value> {
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
        "insertText": match holds_more {
            true => key.to_string(),
            false => format!("{key} = "),
        },
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
