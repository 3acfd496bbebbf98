//! The settings of `deployment.toml` that are about ports, from the catalogue.

use super::tree::{Table, Way};
use crate::json::put;
use portlint_catalog::toml_generation::{ClosedWhen, Family, Repeat, TomlListener};
use portlint_catalog::{Gate, OffsetRule, Version, any_admits};
use serde_json::{Value, json};

/// The facts of one release.
pub(super) struct Settings<'f> {
    family: &'f Family,
    product: &'f str,
    version: &'f Version,
    runtime: &'f str,
}

impl<'f> Settings<'f> {
    /// What `family` says of a product, of the rules of `version`.
    pub(super) fn new(
        family: &'f Family,
        product: &'f str,
        version: &'f Version,
        runtime: &'f str,
    ) -> Settings<'f> {
        Settings {
            family,
            product,
            version,
            runtime,
        }
    }

    /// All settings that are about ports.
    pub(super) fn tree(&self) -> Table {
        let mut table = Table::default();
        self.offset(&mut table);
        for listener in &self.family.listeners {
            let here = listener
                .facts
                .admits(self.product, Some(self.version), self.runtime);
            if here && listener.never.is_none() {
                self.listener(&mut table, listener);
            }
        }
        self.references(&mut table);
        self.dead(&mut table);
        for closed in &self.family.closed_tables {
            if self.admits(&closed.gates) {
                let keys = closed.keys.iter().map(ToString::to_string);
                table.close(&closed.table, keys);
            }
        }
        table
    }

    /// Lists of gates that may be empty mean everywhere.
    fn admits(&self, gates: &[Gate]) -> bool {
        gates.is_empty() || any_admits(gates, self.product, Some(self.version), self.runtime)
    }

    /// The keys that a user can write for this one, which is as the mapper has renamed it.
    fn written<'k>(&self, mapped: &'k str) -> Vec<&'k str>
    where
        'f: 'k,
    {
        let mappings = self.family.mappings.iter();
        let from = mappings
            .filter(|mapping| self.admits(&mapping.gates))
            .filter(|mapping| mapping.to.iter().any(|to| *to == *mapped))
            .map(|mapping| mapping.from.as_str());
        from.chain([mapped]).collect()
    }

    fn offset(&self, table: &mut Table) {
        let facts = &self.family.offset;
        let shipped = facts.default;
        let about = format!(
            "Added to the base port of every listener that follows it. {shipped} where nothing sets it."
        );
        for key in facts.key.iter().chain(&facts.parameter) {
            let mut schema = as_defined("offset", &about);
            put(&mut schema, "default", shipped);
            table.insert(key, Way::Tables, schema);
        }
    }

    fn listener(&self, table: &mut Table, listener: &TomlListener) {
        let facts = &listener.facts;
        let in_file = |file: &str| file == "deployment.toml";
        if let Some(repeat) = &listener.each {
            table.each(&repeat.table, each(listener, repeat));
        } else if facts.file.as_deref().is_some_and(in_file) {
            let keys = facts.key.as_deref().into_iter();
            let mapped = listener.mapped.as_deref().into_iter();
            let before = listener.keys_before.iter().map(|key| key.as_str());
            for key in keys.chain(mapped).chain(before) {
                for written in self.written(key) {
                    add_port(table, written, self.port(listener));
                }
            }
        }
        for address in &listener.addresses {
            if self.admits(&address.gates) {
                let about = format!("Bind address: {}.", facts.description);
                self.value(table, &address.key, "string", &about);
            }
        }
        if let Some(key) = &listener.binds_early {
            let about = format!(
                "true: the connector takes its port before the offset is added: {}.",
                facts.description
            );
            self.value(table, key, "boolean", &about);
        }
        if let Some(switch) = &listener.offset_switch {
            let about = format!("Whether the offset is added: {}.", facts.description);
            self.value(table, &switch.key, "boolean", &about);
        }
        for rule in &listener.closed_when {
            self.closing(table, listener, rule);
        }
    }

    /// A setting of any type that is not a port, under all its names.
    fn value(&self, table: &mut Table, key: &str, kind: &str, about: &str) {
        for written in self.written(key) {
            let schema = match kind {
                "string" => json!({ "type": "string", "description": about }),
                _ => json!({ "type": [kind, "string"], "description": about }),
            };
            table.insert(written, Way::Tables, schema);
        }
    }

    fn closing(&self, table: &mut Table, listener: &TomlListener, rule: &ClosedWhen) {
        if !self.admits(&rule.gates) {
            return;
        }
        let about = format!(
            "Opens or closes a listener: {} ({}).",
            listener.facts.description, listener.facts.opened_when
        );
        for test in &rule.all {
            for written in self.written(&test.key) {
                table.insert(written, Way::Tables, json!({ "description": about }));
            }
        }
    }

    fn port(&self, listener: &TomlListener) -> Value {
        let facts = &listener.facts;
        let mut about = facts.description.to_string();
        about.push('.');
        if let Some(base) = facts.base {
            about.push_str(&format!(" Default port {base}"));
            about.push_str(match facts.offset {
                OffsetRule::Added => "; the port offset is added.",
                OffsetRule::DefaultOnly => {
                    "; the port offset is added to the default only, a number of your own is taken as it is."
                }
                OffsetRule::Never => "; the port offset is not added.",
                OffsetRule::Depends => "; whether the port offset is added depends on another setting.",
            });
        }
        about.push_str(&format!(" Open: {}.", facts.opened_when));
        let only_numbers = [&listener.integer_only, &listener.integer_required]
            .into_iter()
            .any(|gates| !gates.is_empty() && self.admits(gates));
        let kind = if only_numbers { "number" } else { "port" };
        let mut schema = as_defined(kind, &about);
        if let Some(base) = facts.base {
            put(&mut schema, "default", base);
        }
        schema
    }

    fn references(&self, table: &mut Table) {
        for reference in &self.family.references {
            if self.admits(&reference.gates) {
                let about = format!("Where it connects to: {}.", reference.description);
                table.insert(&reference.key, Way::Arrays, json!({ "description": about }));
            }
        }
    }

    fn dead(&self, table: &mut Table) {
        for dead in &self.family.dead_keys {
            if !self.admits(&dead.gates) || dead.value.is_some() {
                continue;
            }
            let instead = dead.instead.as_ref();
            let instead = instead.map_or(String::new(), |key| format!(" Write {key}."));
            let about = format!("Has no effect: {}.{instead}", dead.why);
            for key in &dead.keys {
                let schema = json!({ "description": about, "deprecated": true });
                table.insert(key, Way::Arrays, schema);
            }
        }
    }
}

/// One key may set the ports of several listeners.
fn add_port(table: &mut Table, key: &str, schema: Value) {
    let Some(known) = table.get_mut(key) else {
        return table.insert(key, Way::Tables, schema);
    };
    let (Some(before), Some(about)) = (
        known.get("description").and_then(Value::as_str),
        schema.get("description").and_then(Value::as_str),
    ) else {
        return;
    };
    if !before.contains(about) {
        put(known, "description", format!("{before} {about}"));
    }
}

/// What [`as_defined`] names.
pub(super) fn definitions() -> Value {
    // A number in quotes, or a text with a placeholder.
    let text = json!({ "type": "string", "pattern": r"^\s*[+-]?[0-9]+\s*$|\$|\{\{" });
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 65535 });
    json!({
        "number": number,
        "port": { "anyOf": [number, text] },
        "offset": { "anyOf": [{ "type": "integer" }, text] },
    })
}

/// A setting of a kind that is defined once.
fn as_defined(kind: &str, about: &str) -> Value {
    json!({ "allOf": [{ "$ref": format!("#/definitions/{kind}") }], "description": about })
}

fn each(listener: &TomlListener, repeat: &Repeat) -> Table {
    let mut inner = Table::default();
    let about = format!("Port: {}.", listener.facts.description);
    let port = as_defined("port", &about);
    inner.insert(&repeat.port, Way::Tables, port);
    let address = json!({ "type": "string", "description": "Bind address." });
    for key in &repeat.addresses {
        inner.insert(key, Way::Tables, address.clone());
    }
    if let Some(key) = &repeat.name {
        inner.insert(key, Way::Tables, json!({ "description": "Its name." }));
    }
    if let Some(key) = &repeat.binds_early {
        let about = "Anything but false: the connector takes its port before the offset is added.";
        inner.insert(key, Way::Tables, json!({ "description": about }));
    }
    if let Some(key) = &repeat.scheme {
        inner.insert(key, Way::Tables, json!({ "description": "The scheme." }));
    }
    inner
}
