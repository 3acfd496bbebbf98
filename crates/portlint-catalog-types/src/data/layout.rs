//! From what people write to what the types read: shared names are replaced by what they stand for, defaults and
//! kinds are filled in, and the keys of a listener are sorted into the parts that the types nest.

use super::complaint::Wrong;
use super::names::keys_of;
use crate::ListenerFacts;
use crate::toml_generation::TomlListener;
use crate::xml_generation::{ReaderEntry, XmlListener};
use crate::yaml_generation::YamlListener;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

type Value<'i> = Spanned<DeValue<'i>>;

/// What the listeners of a file are read into.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// No listeners.
    Plain,
    /// [`ListenerFacts`] alone.
    Facts,
    /// [`YamlListener`].
    Yaml,
    /// [`TomlListener`].
    Toml,
    /// [`XmlListener`].
    Xml,
}

/// A part of a listener and its keys.
type Part = (&'static str, &'static [&'static str]);

/// The parts of a listener; the first one is the listener itself.
fn parts(form: Form) -> Vec<Part> {
    let facts = ("facts", keys_of::<ListenerFacts>());
    match form {
        Form::Plain => vec![("", &["for"])],
        Form::Facts => vec![("", keys_of::<ListenerFacts>())],
        Form::Yaml => vec![("", keys_of::<YamlListener>()), facts],
        Form::Toml => vec![("", keys_of::<TomlListener>()), facts],
        Form::Xml => vec![
            ("", keys_of::<XmlListener>()),
            facts,
            ("reader", keys_of::<ReaderEntry>()),
        ],
    }
}

/// The tables that no type reads.
const TABLES: [&str; 3] = ["shared", "defaults", "as"];

/// Checks the tables of a file, of which the types read `known`.
pub(super) fn check_tables(table: &DeTable<'_>, known: &[&str]) -> Result<(), Wrong> {
    let all = known.iter().copied().chain(TABLES);
    let stranger = table
        .keys()
        .find(|key| !all.clone().any(|known| known == key.get_ref()));
    match stranger {
        Some(key) => Err(Wrong::name(key.span(), "key", key.get_ref(), all)),
        None => Ok(()),
    }
}

/// Applies `[shared.<key>]`, `[defaults]` and `[as.<name>]` of a file, and takes them out.
pub(super) fn apply(table: &mut DeTable<'_>, form: Form) -> Result<(), Wrong> {
    let parts = parts(form);
    let mut shared = Shared::take(table, &parts)?;
    let mut defaults = take_table(table, "defaults")?.unwrap_or_default();
    let mut kinds = take_table(table, "as")?.unwrap_or_default();
    for (_, value) in table.iter_mut() {
        shared.replace("", value)?;
    }
    for (key, value) in &mut defaults {
        shared.replace(key.get_ref(), value)?;
    }
    for (_, value) in &mut kinds {
        shared.replace("", value)?;
    }
    arrange(table, &parts, &defaults, &kinds)?;
    shared.unused().map_or(Ok(()), Err)
}

fn arrange<'i>(
    table: &mut DeTable<'i>,
    parts: &[Part],
    defaults: &DeTable<'i>,
    kinds: &DeTable<'i>,
) -> Result<(), Wrong> {
    let Some(listeners) = table.get_mut("listener") else {
        return Ok(());
    };
    let DeValue::Array(listeners) = listeners.get_mut() else {
        return Ok(());
    };
    for listener in listeners.iter_mut() {
        if let DeValue::Table(keys) = listener.get_mut() {
            fill(keys, defaults, kinds)?;
            nest(keys, parts)?;
        }
    }
    Ok(())
}

/// Gives a listener the keys of its kind, then those that every listener of the file has.
fn fill<'i>(
    listener: &mut DeTable<'i>,
    defaults: &DeTable<'i>,
    kinds: &DeTable<'i>,
) -> Result<(), Wrong> {
    if let Some(kind) = listener.remove("as") {
        let name = kind.get_ref().as_str().unwrap_or_default();
        let Some(DeValue::Table(keys)) = kinds.get(name).map(Spanned::get_ref) else {
            let known = kinds.keys().map(|key| key.get_ref().as_ref());
            return Err(Wrong::name(kind.span(), "kind", name, known));
        };
        add_missing(listener, keys);
    }
    add_missing(listener, defaults);
    Ok(())
}

fn add_missing<'i>(table: &mut DeTable<'i>, more: &DeTable<'i>) {
    for (key, value) in more {
        if !table.contains_key(key) {
            table.insert(key.clone(), value.clone());
        }
    }
}

/// Moves the keys of each part into a table of its own.
fn nest(listener: &mut DeTable<'_>, parts: &[Part]) -> Result<(), Wrong> {
    let nested = |key: &str| parts.iter().skip(1).any(|(name, _)| *name == key);
    for (key, value) in std::mem::take(listener) {
        let name = key.get_ref().as_ref();
        let part = parts
            .iter()
            .find(|(part, keys)| keys.contains(&name) && !(part.is_empty() && nested(name)));
        let Some((part, _)) = part else {
            let known = parts.iter().flat_map(|(_, keys)| *keys).copied();
            let known = known.filter(|key| *key != "facts").chain(["as"]);
            return Err(Wrong::name(key.span(), "key", name, known));
        };
        if part.is_empty() {
            listener.insert(key, value);
            continue;
        }
        let part = Spanned::new(key.span(), Cow::Borrowed(*part));
        let table = listener
            .entry(part)
            .or_insert_with(|| Spanned::new(key.span(), DeValue::Table(DeTable::new())));
        if let DeValue::Table(table) = table.get_mut() {
            table.insert(key, value);
        }
    }
    Ok(())
}

/// Named values: below `[shared.conditions]` those that a list called `conditions` may name.
struct Shared<'i> {
    by_key: BTreeMap<String, DeTable<'i>>,
    used: Vec<(String, String)>,
}

impl<'i> Shared<'i> {
    fn take(table: &mut DeTable<'i>, parts: &[Part]) -> Result<Self, Wrong> {
        let mut by_key = BTreeMap::new();
        for (key, value) in take_table(table, "shared")?.unwrap_or_default() {
            let span = value.span();
            let known = parts.iter().flat_map(|(_, keys)| *keys).copied();
            if !known.clone().any(|known| known == key.get_ref()) {
                return Err(Wrong::name(key.span(), "key", key.get_ref(), known));
            }
            let DeValue::Table(names) = value.into_inner() else {
                return Err(Wrong::new(span, "a table of names was expected"));
            };
            by_key.insert(key.into_inner().into_owned(), names);
        }
        Ok(Shared {
            by_key,
            used: Vec::new(),
        })
    }

    /// Replaces the names in every list below a key.
    fn replace(&mut self, key: &str, value: &mut Value<'i>) -> Result<(), Wrong> {
        match value.get_mut() {
            DeValue::Table(table) => {
                for (key, value) in table.iter_mut() {
                    self.replace(key.get_ref(), value)?;
                }
            }
            DeValue::Array(list) => {
                let mut items = Vec::new();
                for mut item in std::mem::replace(list, DeArray::new()) {
                    match self.named(key, &item)? {
                        Some(named) => items.extend(named),
                        None => {
                            self.replace("", &mut item)?;
                            items.push(item);
                        }
                    }
                }
                *list = items.into_iter().collect();
            }
            _ => {}
        }
        Ok(())
    }

    /// What a text in a list stands for; `None` when it is no name.
    fn named(&mut self, key: &str, item: &Value<'i>) -> Result<Option<Vec<Value<'i>>>, Wrong> {
        let (Some(names), Some(name)) = (self.by_key.get(key), item.get_ref().as_str()) else {
            return Ok(None);
        };
        let Some(value) = names.get(name) else {
            // A list of texts holds names and texts of its own, a list of tables names only.
            let texts = names
                .values()
                .all(|value| is_list_of_texts(value.get_ref()));
            let known = names.keys().map(|key| key.get_ref().as_ref());
            return if texts {
                Ok(None)
            } else {
                Err(Wrong::name(item.span(), "name", name, known))
            };
        };
        self.used.push((key.to_string(), name.to_string()));
        Ok(Some(match value.get_ref() {
            DeValue::Array(list) => list.iter().cloned().collect(),
            _ => vec![value.clone()],
        }))
    }

    fn unused(&self) -> Option<Wrong> {
        let all = self
            .by_key
            .iter()
            .flat_map(|(key, names)| names.keys().map(move |name| (key, name)));
        let is_used = |key: &str, name: &str| {
            self.used
                .iter()
                .any(|(used_key, used)| used_key == key && used == name)
        };
        all.filter(|(key, name)| !is_used(key, name.get_ref()))
            .map(|(key, name)| {
                let text = format!("no `{key}` says `{}`", name.get_ref());
                Wrong::new(name.span(), text)
            })
            .next()
    }
}

fn is_list_of_texts(value: &DeValue<'_>) -> bool {
    value
        .as_array()
        .is_some_and(|list| list.iter().all(|item| item.get_ref().is_str()))
}

fn take_table<'i>(table: &mut DeTable<'i>, key: &str) -> Result<Option<DeTable<'i>>, Wrong> {
    let Some(value) = table.remove(key) else {
        return Ok(None);
    };
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Some(table)),
        _ => Err(Wrong::new(span, "a table was expected")),
    }
}
