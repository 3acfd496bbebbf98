//! Key mappings, inferences and defaults: the home's own JSON files before the catalogue.

use super::checks::Checks;
pub(super) use super::json::FOLDER;
use super::json::json;
use super::origin::Origin;
use crate::reader::HomeReader;
use portlint_catalog::Gate;
use portlint_catalog::toml_generation::{Family, KeyMapping, Plain};
use portlint_host::{CowStr, Problem};
use portlint_syntax::ScalarStyle;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// A value that no user wrote.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Its text.
    pub text: CowStr,
    /// Its type, as TOML would spell it.
    pub style: ScalarStyle,
}

/// The inferences of one key or pattern of keys: which values follow from which text.
#[derive(Debug)]
struct Rule {
    key: CowStr,
    cases: Vec<(CowStr, Vec<(CowStr, Value)>)>,
}

/// What the mapper knows besides the user's file.
#[derive(Debug, Default)]
pub(super) struct Tables {
    mappings: BTreeMap<CowStr, Vec<CowStr>>,
    rules: Vec<Rule>,
    /// Key, value and origin; the first of a key counts.
    pub defaults: Vec<(CowStr, Value, Origin)>,
    /// What the mapper checks of values.
    pub checks: Checks,
    /// Whether the home brings its own `default.json`: no other defaults exist then.
    pub are_complete: bool,
}

impl Tables {
    /// Reads the tables of the home; the catalogue's count where it brings none of its own.
    pub(super) fn read(
        reader: &mut HomeReader<'_>,
        family: &'static Family,
        admits: &dyn Fn(&[Gate]) -> bool,
        problems: &mut Vec<Problem>,
    ) -> Tables {
        let mut tables = Tables::default();
        let mappings = json(reader, "key-mappings.json", problems);
        let inferences = json(reader, "infer.json", problems);
        let defaults = json(reader, "default.json", problems);
        tables.are_complete = defaults.as_ref().is_some_and(|entries| !entries.is_empty());
        match mappings {
            Some(entries) => tables.read_mappings(entries),
            None => tables.known_mappings(family, admits),
        }
        match inferences {
            Some(entries) => tables.read_inferences(entries),
            None => tables.known_inferences(family, admits),
        }
        for (key, value) in defaults.into_iter().flatten() {
            if let Some(value) = of_json(&value) {
                tables.defaults.push((key.into(), value, Origin::Home));
            }
        }
        tables.checks = Checks::read(reader, family, admits, problems);
        tables.known_defaults(family, admits);
        tables
    }

    fn read_mappings(&mut self, entries: Map<String, Json>) {
        for (from, to) in entries {
            let targets = match to {
                Json::String(target) => vec![target.into()],
                Json::Array(targets) => targets
                    .iter()
                    .filter_map(|t| Some(t.as_str()?.to_string().into()))
                    .collect(),
                _ => continue,
            };
            self.mappings.insert(from.into(), targets);
        }
    }

    fn known_mappings(&mut self, family: &'static Family, admits: &dyn Fn(&[Gate]) -> bool) {
        for KeyMapping { gates, from, to } in &family.mappings {
            if admits(gates) {
                let targets = to.iter().map(|&target| target.into()).collect();
                self.mappings.insert((*from).into(), targets);
            }
        }
    }

    fn read_inferences(&mut self, entries: Map<String, Json>) {
        for (key, cases) in entries {
            let cases = cases.as_object().into_iter().flatten();
            let cases = cases.map(|(equals, sets)| {
                let sets = sets.as_object().into_iter().flatten();
                let sets = sets.filter_map(|(k, v)| Some((k.clone().into(), of_json(v)?)));
                (equals.clone().into(), sets.collect())
            });
            self.rules.push(Rule {
                key: key.into(),
                cases: cases.collect(),
            });
        }
    }

    fn known_inferences(&mut self, family: &'static Family, admits: &dyn Fn(&[Gate]) -> bool) {
        for inference in family.inferences.iter().filter(|i| admits(&i.gates)) {
            let sets = inference.sets.iter();
            let sets = sets.map(|(key, value)| (key.into(), of_plain(value)));
            let case = (inference.equals.into(), sets.collect());
            match self.rules.iter_mut().find(|r| r.key == inference.key) {
                Some(rule) => rule.cases.push(case),
                None => self.rules.push(Rule {
                    key: inference.key.into(),
                    cases: vec![case],
                }),
            }
        }
    }

    fn known_defaults(&mut self, family: &'static Family, admits: &dyn Fn(&[Gate]) -> bool) {
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
    pub(super) fn targets(&self, key: &str) -> Vec<CowStr> {
        let known = self.mappings.get(key).cloned();
        known.unwrap_or_else(|| vec![key.to_string().into()])
    }

    /// True when the key is renamed.
    pub(super) fn is_alias(&self, key: &str) -> bool {
        self.mappings.contains_key(key)
    }

    /// What follows from a key having this text. Parts such as `$1` are filled in the keys and texts that follow, but
    /// only where the key is one of the user's (`is_first`): what follows from what follows is taken as it is written.
    pub(super) fn inferred(&self, key: &str, text: &str, is_first: bool) -> Vec<(CowStr, Value)> {
        let exact = self.rules.iter().find(|rule| rule.key == key);
        let exact = exact.map(|rule| (rule, Vec::new()));
        let alike = || {
            self.rules
                .iter()
                .find_map(|rule| Some((rule, captured(&rule.key, key)?)))
        };
        let Some((rule, captures)) = exact.or_else(alike) else {
            return Vec::new();
        };
        let cases = rule.cases.iter().filter(|(equals, _)| equals == text);
        let sets = cases.flat_map(|(_, sets)| sets);
        sets.map(|(key, value)| {
            if is_first {
                (filled(key, &captures), filled_value(value, &captures))
            } else {
                (key.clone(), value.clone())
            }
        })
        .collect()
    }
}

/// Matches a pattern in which a part such as `$1` stands for any one word; gives what they stand for.
fn captured<'k>(pattern: &str, key: &'k str) -> Option<Vec<(String, &'k str)>> {
    let is_word = |part: &str| {
        let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !part.is_empty() && part.chars().all(in_word)
    };
    let mut captures = Vec::new();
    let mut parts = key.split('.');
    for wanted in pattern.split('.') {
        let part = parts.next()?;
        if wanted.starts_with('$') && is_word(part) {
            captures.push((wanted.to_string(), part));
        } else if wanted != part {
            return None;
        }
    }
    parts.next().is_none().then_some(captures)
}

fn filled_value(value: &Value, captures: &[(String, &str)]) -> Value {
    let text = match value.style {
        ScalarStyle::Quoted => filled(&value.text, captures),
        _ => value.text.clone(),
    };
    Value { text, ..*value }
}

fn filled(key: &CowStr, captures: &[(String, &str)]) -> CowStr {
    captures.iter().fold(key.clone(), |key, (name, part)| {
        key.replace(name.as_str(), part).into()
    })
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
