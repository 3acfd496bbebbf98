//! The JSON schema of the configuration file, for editors; `docs/wso2-portlint.schema.json` is compared with it by a test.

use crate::json::put;
use crate::names::{LEVELS, products};
use portlint_catalog::toml_generation::profiles;
use portlint_rules::RULES;
use serde_json::{Map, Value, json};

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn texts(description: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": description })
}

fn flag(description: &str) -> Value {
    json!({ "type": "boolean", "description": description })
}

fn number(minimum: u32, maximum: Option<u32>, description: &str) -> Value {
    let mut schema = json!({ "type": "integer", "minimum": minimum, "description": description });
    if let Some(maximum) = maximum {
        put(&mut schema, "maximum", maximum);
    }
    schema
}

fn port(description: &str) -> Value {
    number(1, Some(65535), description)
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn tables(description: &str, item: Value) -> Value {
    json!({ "type": "array", "description": description, "items": item })
}

fn rule_names() -> Vec<&'static str> {
    let mut names = RULES.iter().map(|rule| rule.doc.id).collect::<Vec<_>>();
    names.sort_unstable();
    names
}

fn choices(description: &str) -> Value {
    let mut names = vec!["all"];
    names.extend(rule_names());
    json!({ "type": "array", "description": description, "items": { "enum": names } })
}

fn home() -> Value {
    let ids = products().map(|p| p.id.as_str()).collect::<Vec<_>>();
    object(
        &["path"],
        json!({
            "path": text("The home directory: a glob, relative to this file, or absolute; * does not cross /."),
            "product": { "enum": ids, "description": "Product id, where the files do not say it." },
            "version": text("Product version, where the files do not say it."),
            "profile": { "enum": profiles(), "description": "API Manager's -Dprofile." },
            "runtimes": texts("Of the runtimes present, those that are started."),
            "start-arguments": texts("What the start script is called with."),
            "java-opts": texts("What JAVA_OPTS carries."),
            "env": {
                "type": "object",
                "additionalProperties": { "type": "string" },
                "description": "Environment of the server, never the linter's own."
            },
            "jdk": { "type": "integer", "minimum": 1, "description": "Major version of the JDK that the server runs on." },
            "host": text("Only homes with the same host can collide."),
            "namespace": text("Only homes of the same namespace can collide: host, or a name that homes in one container share."),
            "active": flag("false: present but never started together with the others."),
            "pin": flag("true: its offset is not changed by a plan."),
        }),
    )
}

/// The schema, draft-07.
pub fn schema() -> Value {
    let levels = rule_names()
        .into_iter()
        .map(|name| (name.to_string(), json!({ "enum": LEVELS })))
        .collect::<Map<_, _>>();
    let mut schema = object(
        &[],
        json!({
            "select": choices("The only rules that run."),
            "ignore": choices("Rules that do not run."),
            "ephemeral-range": {
                "type": "string",
                "pattern": "^[0-9]+-[0-9]+$",
                "description": "First and last port of the ephemeral range."
            },
            "rules": object(&[], Value::Object(levels)),
            "limits": object(&[], json!({
                "bytes": number(0, None, "Largest file that is read, in bytes."),
                "depth": number(0, None, "Deepest nesting that is read, in levels."),
                "errors": number(0, None, "Most syntax errors that are reported for one file."),
                "nodes": number(0, None, "Most values that are read from one file."),
                "home-bytes": number(0, None, "Most bytes that are read of one home."),
                "run-bytes": number(0, None, "Most bytes that are read in a run."),
                "inflated-bytes": number(0, None, "Most bytes that the XML files in the carbon applications of a home inflate to."),
                "directories": number(0, None, "Most directories that are searched for homes in a run."),
            })),
            "home": tables("What the files do not say about homes; later entries win key by key.", home()),
            "host": tables("Names and addresses by which configuration means a host of a fleet.", object(&["name"], json!({
                "name": text("Its name: that of its snapshot, or of `host` in [[home]]."),
                "aliases": texts("Its other names."),
                "addresses": texts("Its addresses."),
            }))),
            "port": tables("Ports of other software: they collide like a listener.", object(&["name", "port"], json!({
                "name": text("Its name."),
                "protocol": { "enum": ["tcp", "udp"], "default": "tcp", "description": "Transport protocol." },
                "port": port("Port number."),
                "address": text("Bind address; all interfaces when absent."),
            }))),
            "allow": tables("Findings that are accepted.", object(&["rule", "home", "reason"], json!({
                "rule": { "enum": rule_names(), "description": "The rule." },
                "home": text("The homes: a glob as in [[home]] path."),
                "port": port("Only findings about this port."),
                "reason": { "type": "string", "pattern": "\\S", "description": "Why it is accepted." },
                "until": { "type": "string", "format": "date", "description": "The last day on which it is accepted." },
            }))),
        }),
    );
    put(
        &mut schema,
        "$schema",
        "http://json-schema.org/draft-07/schema#",
    );
    put(
        &mut schema,
        "title",
        "Configuration of wso2-portlint (wso2-portlint.toml)",
    );
    schema
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;
    use std::path::Path;

    #[test]
    fn the_schema_has_the_keys_of_the_reader() {
        let schema = schema();
        let properties = &schema["properties"];
        for (object, known) in [
            (&schema, keys::ROOT),
            (&properties["limits"], keys::LIMITS),
            (&properties["home"]["items"], keys::HOME),
            (&properties["host"]["items"], keys::HOST),
            (&properties["port"]["items"], keys::PORT),
            (&properties["allow"]["items"], keys::ALLOW),
        ] {
            let mut described = object["properties"]
                .as_object()
                .unwrap()
                .keys()
                .collect::<Vec<_>>();
            let mut known = known.to_vec();
            described.sort_unstable();
            known.sort_unstable();
            assert_eq!(described, known);
        }
    }

    #[test]
    fn the_schema_in_docs_is_fresh() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/wso2-portlint.schema.json");
        let expected = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(committed, expected, "run the tests once with UPDATE_DOCS=1");
    }
}
