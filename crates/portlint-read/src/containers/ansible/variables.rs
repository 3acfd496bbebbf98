//! What the files of a repository say about a host: values of variables, and what of them cannot be known.

use super::engine::{MOST_OF_VALUE, engine, value_of};
use super::tags::{names, tags};
use crate::containers::files::ContainerFiles;
use minijinja::Value;
use portlint_host::{Location, SourceFile};
use portlint_syntax::{Format, NodeId, NodeKind, ScalarStyle, YamlTag, yaml11_int};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// How often variables in variables are looked through.
const PASSES: usize = 8;
/// How deep lists and mappings may lie in each other.
const DEPTH: usize = 12;
/// Values of one file that are looked at.
const MOST: usize = 20_000;

/// Names that Ansible fills in when it runs.
const MAGIC: [&str; 12] = [
    "hostvars",
    "groups",
    "group_names",
    "vars",
    "omit",
    "playbook_dir",
    "role_path",
    "inventory_dir",
    "inventory_file",
    "play_hosts",
    "item",
    "environment_name",
];

/// The variables of a host.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    /// Those with a known value.
    pub(super) known: BTreeMap<String, Value>,
    /// Those that are defined, and only known when Ansible runs.
    unknown: BTreeSet<String>,
    /// Where each is defined, the last one.
    pub(super) places: BTreeMap<String, Location>,
    /// Names that other values mention.
    mentioned: BTreeSet<String>,
    /// Whether something that may define others could not be read.
    is_incomplete: bool,
}

impl Variables {
    /// Whether a name has a value that is only known when Ansible runs.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        let is_known = self.known.contains_key(name);
        !is_known
            && (self.is_incomplete
                || self.unknown.contains(name)
                || MAGIC.contains(&name)
                || name.starts_with("ansible_"))
    }

    /// The text of a variable.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = self.known.get(name)?;
        let is_text = value.as_str().is_some() || value.is_number();
        is_text.then(|| value.to_string())
    }

    /// Every known value that is a text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.known.values().filter_map(Value::as_str)
    }

    /// Sets a plain text.
    pub(super) fn set(&mut self, name: &str, text: &str) {
        self.known.insert(name.to_string(), plain(text));
        self.unknown.remove(name);
    }

    /// Whether the value of another variable names this one.
    pub(super) fn is_mentioned(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    /// The values of all names in a template, as a text to compare.
    pub(super) fn of(&self, template: &str) -> String {
        let all = tags(template);
        let names = all.iter().flat_map(|tag| names(tag.inside));
        let mut text = String::new();
        for name in names.collect::<BTreeSet<_>>() {
            let is_unknown = self.is_unknown(name);
            let _ = write!(text, "{name}={:?}{is_unknown};", self.known.get(name));
        }
        text
    }

    /// Says that a value is only known when Ansible runs.
    pub(super) fn hide(&mut self, name: &str) {
        self.forget(name);
    }

    /// Takes over what a file says; later files win.
    pub(super) fn add_file(&mut self, files: &ContainerFiles<'_>, path: &Path) {
        let Some(file) = files.document(path, Format::Yaml) else {
            return;
        };
        let text = file.document.source.text();
        if text.starts_with("$ANSIBLE_VAULT") {
            self.is_incomplete = true;
            return;
        }
        let Some(root) = file.document.root else {
            return;
        };
        self.add(&file, root);
    }

    /// Takes over a mapping.
    pub(super) fn add(&mut self, file: &Arc<SourceFile>, mapping: NodeId) {
        let document = &file.document;
        let mut nodes = MOST;
        for entry in document.entries(document.resolve_alias(mapping)).take(MOST) {
            let name = entry.key.to_string();
            match value(file, entry.value, DEPTH, &mut nodes) {
                Some(value) => {
                    self.unknown.remove(&name);
                    self.known.insert(name.clone(), value);
                }
                None => {
                    self.known.remove(&name);
                    self.unknown.insert(name.clone());
                }
            }
            self.places.insert(name, file.at(entry.key_span));
        }
    }

    /// Fills in variables in variables.
    pub(super) fn resolve(&mut self) {
        let engine = engine();
        let mentioned = self
            .known
            .values()
            .filter_map(|value| mentions(value, DEPTH));
        self.mentioned = mentioned.flatten().collect();
        let is_open = |value: &Value| mentions(value, DEPTH).is_some();
        for _ in 0..PASSES {
            let open = self.known.iter().filter(|(_, value)| is_open(value));
            let open = open.map(|(name, value)| (name.clone(), value.clone()));
            let open = open.collect::<BTreeMap<_, _>>();
            if open.is_empty() {
                return;
            }
            let mut has_moved = false;
            for (name, value) in &open {
                let mentioned = mentions(value, DEPTH).unwrap_or_default();
                if mentioned.iter().any(|other| open.contains_key(other)) {
                    continue;
                }
                has_moved = true;
                let is_unknown = mentioned.iter().any(|other| self.is_unknown(other));
                let resolved = if is_unknown {
                    None
                } else {
                    filled(value, &|text| value_of(&engine, text, &self.known), DEPTH)
                };
                match resolved.filter(|value| !is_open(value)) {
                    Some(value) => {
                        self.known.insert(name.clone(), value);
                    }
                    None => self.forget(name),
                }
            }
            if !has_moved {
                break;
            }
        }
        let left = self.known.iter().filter(|(_, value)| is_open(value));
        let left = left.map(|(name, _)| name.clone()).collect::<Vec<_>>();
        for name in &left {
            self.forget(name);
        }
    }

    fn forget(&mut self, name: &str) {
        self.known.remove(name);
        self.unknown.insert(name.to_string());
    }
}

/// The names in the tags of a value; `None` where it has no tags.
fn mentions(value: &Value, depth: usize) -> Option<BTreeSet<String>> {
    if let Some(text) = value.as_str() {
        let has_tags = text.contains("{{") || text.contains("{%");
        return has_tags.then(|| {
            let all = tags(text).into_iter();
            let names = all.flat_map(|tag| names(tag.inside));
            names.map(str::to_string).collect()
        });
    }
    let is_container = matches!(
        value.kind(),
        minijinja::value::ValueKind::Seq | minijinja::value::ValueKind::Map
    );
    if !is_container || depth == 0 {
        return None;
    }
    let is_map = value.kind() == minijinja::value::ValueKind::Map;
    let inside = value.try_iter().ok()?.filter_map(|item| {
        let item = if is_map {
            value.get_item(&item).ok()?
        } else {
            item
        };
        mentions(&item, depth - 1)
    });
    let mut all = None;
    for some in inside {
        all.get_or_insert_with(BTreeSet::new).extend(some);
    }
    all
}

/// The value with the texts in it filled in.
fn filled(value: &Value, fill: &dyn Fn(&str) -> Option<Value>, depth: usize) -> Option<Value> {
    use minijinja::value::ValueKind;
    if let Some(text) = value.as_str() {
        let has_tags = text.contains("{{") || text.contains("{%");
        return if has_tags {
            fill(text)
        } else {
            Some(value.clone())
        };
    }
    let depth = depth.checked_sub(1)?;
    match value.kind() {
        ValueKind::Seq => {
            let items = value.try_iter().ok()?;
            let items = items.map(|item| filled(&item, fill, depth));
            Some(Value::from(items.collect::<Option<Vec<_>>>()?))
        }
        ValueKind::Map => {
            let keys = value.try_iter().ok()?;
            let pairs = keys.map(|key| {
                let item = value.get_item(&key).ok()?;
                Some((key, filled(&item, fill, depth)?))
            });
            Some(Value::from_pairs(pairs.collect::<Option<Vec<_>>>()?))
        }
        _ => Some(value.clone()),
    }
}

/// A plain scalar as YAML 1.1 takes it.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::from(()),
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            return Value::from(true);
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            return Value::from(false);
        }
        _ => {}
    }
    if let Some(number) = yaml11_int(text) {
        return Value::from(number);
    }
    let is_float = text.contains('.') && text.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    match text.parse::<f64>() {
        Ok(number) if is_float => Value::from(number),
        _ => Value::from(text),
    }
}

/// A value of a file; `None` for what only Ansible can know.
fn value(file: &Arc<SourceFile>, node: NodeId, depth: usize, left: &mut usize) -> Option<Value> {
    // Aliases may make much of little.
    *left = left.checked_sub(1)?;
    let document = &file.document;
    let node = document.resolve_alias(node);
    if document
        .yaml_tag(node)
        .is_some_and(|tag| !matches!(tag, YamlTag::Text | YamlTag::Integer | YamlTag::Boolean))
    {
        return None;
    }
    let depth = depth.checked_sub(1)?;
    match document.node(node).kind {
        NodeKind::Scalar(scalar) if scalar.text.len() > MOST_OF_VALUE => None,
        NodeKind::Scalar(scalar) => Some(match scalar.style {
            ScalarStyle::Plain if document.yaml_tag(node).is_none() => plain(scalar.text),
            ScalarStyle::Absent => Value::from(()),
            _ => Value::from(scalar.text),
        }),
        NodeKind::Sequence(items) => {
            let items = items.map(|item| value(file, item, depth, left));
            Some(Value::from(items.collect::<Option<Vec<_>>>()?))
        }
        NodeKind::Mapping(entries) => {
            let pairs = entries.map(|entry| {
                Some((
                    entry.key.to_string(),
                    value(file, entry.value, depth, left)?,
                ))
            });
            Some(Value::from_pairs(pairs.collect::<Option<Vec<_>>>()?))
        }
        NodeKind::Alias(_) | NodeKind::Element(_) => None,
    }
}
