//! Key mappings, inferences and defaults: the home's own JSON files before the catalogue.

use super::settings::Origin;
use crate::reader::HomeReader;
use portlint_catalog::Gate;
use portlint_catalog::toml_generation::{Family, KeyMapping, Plain};
use portlint_host::{Problem, ProblemKind, Words};
use portlint_syntax::ScalarStyle;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Where a home keeps the tables that its configuration mapper reads.
pub const FOLDER: &str = "repository/resources/conf";

/// A value that no user wrote.
#[derive(Debug, Clone)]
pub struct Value {
    /// Its text.
    pub text: Words,
    /// Its type, as TOML would spell it.
    pub style: ScalarStyle,
}

/// One inference: when this key has this text, these values follow.
#[derive(Debug)]
struct Rule {
    key: Words,
    equals: Words,
    sets: Vec<(Words, Value)>,
}

/// What the mapper knows besides the user's file.
#[derive(Debug, Default)]
pub struct Tables {
    mappings: BTreeMap<Words, Vec<Words>>,
    rules: Vec<Rule>,
    /// Key, value and origin; the first of a key counts.
    pub defaults: Vec<(Words, Value, Origin)>,
    /// Whether the home brings its own `default.json`: no other defaults exist then.
    pub are_complete: bool,
}

impl Tables {
    /// Reads the tables of the home and completes them from the catalogue.
    pub fn read(
        reader: &mut HomeReader<'_>,
        family: &'static Family,
        admits: &dyn Fn(&[Gate]) -> bool,
        problems: &mut Vec<Problem>,
    ) -> Tables {
        let mut tables = Tables::default();
        for (from, to) in json(reader, "key-mappings.json", problems) {
            let targets = match to {
                Json::String(target) => vec![target.into()],
                Json::Array(targets) => targets
                    .iter()
                    .filter_map(|t| Some(t.as_str()?.to_string().into()))
                    .collect(),
                _ => continue,
            };
            tables.mappings.insert(from.into(), targets);
        }
        for (key, cases) in json(reader, "infer.json", problems) {
            for (equals, sets) in cases.as_object().into_iter().flatten() {
                let sets = sets.as_object().into_iter().flatten();
                tables.rules.push(Rule {
                    key: key.clone().into(),
                    equals: equals.clone().into(),
                    sets: sets
                        .filter_map(|(k, v)| Some((k.clone().into(), of_json(v)?)))
                        .collect(),
                });
            }
        }
        let defaults = json(reader, "default.json", problems);
        tables.are_complete = !defaults.is_empty();
        for (key, value) in defaults {
            if let Some(value) = of_json(&value) {
                tables.defaults.push((key.into(), value, Origin::Home));
            }
        }
        tables.complete(family, admits);
        tables
    }

    fn complete(&mut self, family: &'static Family, admits: &dyn Fn(&[Gate]) -> bool) {
        for KeyMapping { gates, from, to } in &family.mappings {
            if admits(gates) {
                self.mappings
                    .entry((*from).into())
                    .or_insert_with(|| to.iter().map(|&target| target.into()).collect());
            }
        }
        for inference in family.inferences.iter().filter(|i| admits(&i.gates)) {
            self.rules.push(Rule {
                key: inference.key.into(),
                equals: inference.equals.into(),
                sets: inference
                    .sets
                    .iter()
                    .map(|(key, value)| (key.into(), of_plain(value)))
                    .collect(),
            });
        }
        for default in family.defaults.iter().filter(|d| admits(&d.gates)) {
            let value = of_plain(&default.value);
            self.defaults
                .push((default.key.into(), value, Origin::Catalogue));
        }
        for listener in family.listeners.iter().filter(|l| admits(&l.facts.gates)) {
            if let (Some(key), Some(base)) = (listener.mapped_key(), listener.facts.base) {
                let value = Value {
                    text: base.to_string().into(),
                    style: ScalarStyle::Integer,
                };
                self.defaults.push((key.into(), value, Origin::Catalogue));
            }
        }
    }

    /// The keys that a key of the user feeds.
    pub fn targets(&self, key: &str) -> Vec<Words> {
        let known = self.mappings.get(key).cloned();
        known.unwrap_or_else(|| vec![key.to_string().into()])
    }

    /// True when the key is renamed.
    pub fn is_alias(&self, key: &str) -> bool {
        self.mappings.contains_key(key)
    }

    /// What follows from a key having this text.
    pub fn inferred(&self, key: &str, text: &str) -> Vec<(Words, Value)> {
        self.rules
            .iter()
            .filter(|rule| rule.equals == text)
            .filter_map(|rule| Some((rule, captured(&rule.key, key)?)))
            .flat_map(|(rule, captures)| {
                rule.sets
                    .iter()
                    .map(move |(key, value)| (filled(key, &captures), value.clone()))
            })
            .collect()
    }
}

/// Matches a pattern in which a part such as `$1` stands for any one part; gives what they stand for.
fn captured<'k>(pattern: &str, key: &'k str) -> Option<Vec<(String, &'k str)>> {
    let mut captures = Vec::new();
    let mut parts = key.split('.');
    for wanted in pattern.split('.') {
        let part = parts.next()?;
        if wanted.starts_with('$') {
            captures.push((wanted.to_string(), part));
        } else if wanted != part {
            return None;
        }
    }
    parts.next().is_none().then_some(captures)
}

fn filled(key: &Words, captures: &[(String, &str)]) -> Words {
    captures.iter().fold(key.clone(), |key, (name, part)| {
        key.replace(name.as_str(), part).into()
    })
}

/// The entries of a JSON file of the home; nothing when it is missing or malformed, the latter with a problem.
fn json(reader: &mut HomeReader<'_>, name: &str, problems: &mut Vec<Problem>) -> Map<String, Json> {
    let path = format!("{FOLDER}/{name}");
    let Some(bytes) = reader.bytes(&path) else {
        return Map::new();
    };
    match serde_json::from_slice(&bytes) {
        Ok(Json::Object(entries)) => entries,
        _ => {
            problems.push(
                Problem::of(
                    ProblemKind::SyntaxError,
                    reader.path(&path),
                    "this file is not a JSON object; the built-in catalogue is used instead",
                )
                .with_route(path),
            );
            Map::new()
        }
    }
}

fn of_json(value: &Json) -> Option<Value> {
    let (text, style) = match value {
        Json::String(text) => (text.clone(), ScalarStyle::Quoted),
        Json::Bool(value) => (value.to_string(), ScalarStyle::Boolean),
        // The mapper reads all JSON numbers as doubles and turns integral ones back.
        Json::Number(number) => match number.as_f64() {
            Some(n) if n.fract() == 0.0 => (format!("{n:.0}"), ScalarStyle::Integer),
            _ => (number.to_string(), ScalarStyle::Float),
        },
        Json::Array(_) => (value.to_string(), ScalarStyle::Plain),
        Json::Object(_) => (String::new(), ScalarStyle::Plain),
        Json::Null => return None,
    };
    let text = text.into();
    Some(Value { text, style })
}

fn of_plain(value: &Plain) -> Value {
    let (text, style) = match value {
        Plain::Text(text) => ((*text).into(), ScalarStyle::Quoted),
        Plain::Boolean(value) => (value.to_string().into(), ScalarStyle::Boolean),
        Plain::Integer(number) => (number.to_string().into(), ScalarStyle::Integer),
    };
    Value { text, style }
}
