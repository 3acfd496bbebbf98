//! Completion: the settings about ports of this product and version in the file that is open, keys that only this home knows,
//! the keys of `wso2-portlint.toml`, offsets at which a server collides with nobody, and the names of rules in comments that
//! silence them.

mod toml;
mod xml;
mod yaml;

use crate::diagnostics::Places;
use crate::known::Known;
use crate::positions::Lines;
use crate::trials::Trials;
use gen_lsp_types::TextDocumentPositionParams;
use portlint_analysis::sites::{Server, servers};
use portlint_rules::RULES;
use portlint_session::schema::{self, PortPlace, Step};
use serde_json::{Map, Value, json};
use std::path::Path;

/// How many free offsets are offered.
const OFFERED: usize = 5;
/// The most bytes of a home's own mapping.
const MOST_BYTES: u64 = 4 << 20;
/// Where it lies.
const MAPPINGS: &str = "repository/resources/conf/key-mappings.json";

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
    let Some((before, rest)) = buffer.text.split_at_checked(end) else {
        return Vec::new();
    };
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    if is_in_suppression(line) {
        return rules();
    }
    let name = buffer.path.file_name().and_then(|name| name.to_str());
    match name {
        Some("deployment.toml") => {
            if is_value_of(line, "offset") {
                let after = rest.find(['\n', '\r', '#']).unwrap_or(rest.len());
                let key = before.rfind('=').and_then(|at| before.get(..at));
                let key = key.unwrap_or(before);
                let text = [key, "= 0", rest.get(after..).unwrap_or_default()].concat();
                return offsets(uri, &text, places, trials);
            }
            let Some(server) = governed(uri, known, places) else {
                return Vec::new();
            };
            let Some(mut schema) = schema_of(server) else {
                return Vec::new();
            };
            if let Some(own) = mappings_of(server, trials) {
                toml::add_own_keys(&mut schema, &own);
            }
            toml::settings(&schema, before, line)
        }
        Some(portlint_session::config::FILE_NAME) => {
            toml::settings(&schema::of_configuration(), before, line)
        }
        Some(name) if name.ends_with(".yaml") || name.ends_with(".yml") => {
            if yaml::is_offset(before) {
                return offsets(uri, &yaml::with_offset(before, rest), places, trials);
            }
            yaml::keys(&settings_of(&buffer.path, known), before)
        }
        Some(name) if name.ends_with(".xml") => {
            if xml::is_offset(before) {
                return offsets(uri, &xml::with_offset(before, rest), places, trials);
            }
            xml::keys(&settings_of(&buffer.path, known), before)
        }
        _ => Vec::new(),
    }
}

/// The settings about ports of a file of a home, for the runtimes whose configuration it is among.
fn settings_of(file: &Path, known: &Known<'_>) -> Vec<PortPlace> {
    let servers = known.servers.iter();
    let here = servers.filter(|server| {
        file.starts_with(&server.home.path) || file.starts_with(&server.home.canonical)
    });
    let mut all = Vec::new();
    for server in here {
        let Some(product) = server.home.product.as_deref() else {
            continue;
        };
        let version = server.home.version.as_ref();
        for place in schema::ports_of(product, version, &server.runtime.id, file) {
            if !all.contains(&place) {
                all.push(place);
            }
        }
    }
    all
}

/// The steps that follow a path, each once. `write` gives the label and the text of a step, and is told whether it is the last.
fn offered(
    places: &[PortPlace],
    path: &[&str],
    write: impl Fn(&Step, bool) -> (String, String),
) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    for place in places {
        let names = place.path.iter().map(|step| step.name.as_str());
        let begins = place.path.len() > path.len() && names.zip(path).all(|(a, b)| a == *b);
        let Some(step) = place.path.get(path.len()).filter(|_| begins) else {
            continue;
        };
        let is_last = place.path.len() == path.len() + 1;
        let (label, text) = write(step, is_last);
        if items
            .iter()
            .any(|item| item.get("label").is_some_and(|known| *known == label))
        {
            continue;
        }
        let default = place.default.map(|default| format!("default {default}"));
        items.push(json!({
            "label": label,
            "kind": if is_last { PROPERTY } else { MODULE },
            "detail": default.filter(|_| is_last),
            "documentation": is_last.then_some(&place.about),
            "insertText": text,
        }));
    }
    items
}

/// The keys that the home's own mapping knows.
fn mappings_of(server: &Server<'_>, trials: Trials<'_>) -> Option<Map<String, Value>> {
    let reading = trials.reading();
    let file = server.home.path.join(MAPPINGS);
    let bytes = reading.disk().read(&file, MOST_BYTES).ok()?;
    serde_json::from_slice(&bytes).ok()
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
fn offsets(uri: &str, text: &str, places: &Places<'_>, trials: Trials<'_>) -> Vec<Value> {
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
