//! What the mapper checks of values: `validator.json` and `unit-resolve.json` of the home, else the catalogue.

use super::json::json;
use crate::reader::HomeReader;
use portlint_catalog::Gate;
use portlint_catalog::toml_generation::Family;
use portlint_host::{CowStr, Problem};
use serde_json::{Map, Value as Json};

/// The checks of one server.
#[derive(Debug, Default)]
pub(super) struct Checks {
    /// Durations and the unit that the product counts in.
    pub durations: Vec<(CowStr, Unit)>,
    /// Keys whose value must be a text, and the only texts that are taken; empty where any is.
    pub texts: Vec<(CowStr, Vec<CowStr>)>,
}

impl Checks {
    /// Reads the files of the home.
    pub(super) fn read(
        reader: &mut HomeReader<'_>,
        family: &'static Family,
        admits: &dyn Fn(&[Gate]) -> bool,
        problems: &mut Vec<Problem>,
    ) -> Checks {
        let durations = match json(reader, "unit-resolve.json", problems) {
            Some(own) => own_durations(&own),
            None => known_durations(family, admits),
        };
        let texts = match json(reader, "validator.json", problems) {
            Some(own) => own_texts(own),
            None => known_texts(family, admits),
        };
        Checks { durations, texts }
    }
}

fn own_durations(own: &Map<String, Json>) -> Vec<(CowStr, Unit)> {
    let times = own.get("time").and_then(Json::as_object);
    let times = times.into_iter().flatten();
    times
        .filter_map(|(key, unit)| Some((key.clone().into(), Unit::named(unit.as_str()?)?)))
        .collect()
}

fn known_durations(
    family: &'static Family,
    admits: &dyn Fn(&[Gate]) -> bool,
) -> Vec<(CowStr, Unit)> {
    let mut found = Vec::new();
    for duration in family.durations.iter().filter(|d| admits(&d.gates)) {
        if let Some(unit) = Unit::named(&duration.unit) {
            found.extend(duration.keys.iter().map(|&key| (key.into(), unit)));
        }
    }
    found
}

fn own_texts(own: Map<String, Json>) -> Vec<(CowStr, Vec<CowStr>)> {
    own.into_iter()
        .filter_map(|(key, rules)| Some((key.into(), texts_of(&rules)?)))
        .collect()
}

fn known_texts(
    family: &'static Family,
    admits: &dyn Fn(&[Gate]) -> bool,
) -> Vec<(CowStr, Vec<CowStr>)> {
    let checked = family.checked_values.iter().filter(|c| admits(&c.gates));
    checked
        .map(|checked| {
            let texts = checked.one_of.iter().map(|&text| text.into()).collect();
            (checked.key.into(), texts)
        })
        .collect()
}

/// The only texts that a rule without a condition takes; empty where any is. `None` for patterns that are no list of
/// words.
fn texts_of(rules: &Json) -> Option<Vec<CowStr>> {
    let mut rules = rules.as_array()?.iter().filter_map(Json::as_object);
    let rule = rules.find(|rule| !rule.contains_key("if"))?;
    let pattern = ["regex", "match_regex"]
        .iter()
        .find_map(|key| rule.get(*key)?.as_str())?;
    if pattern.is_empty() {
        return Some(Vec::new());
    }
    let word = |text: &str| {
        let word = text.strip_prefix("\\A")?.strip_suffix("\\Z")?;
        let is_word = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_word.then(|| word.to_string().into())
    };
    pattern.split('|').map(word).collect()
}

/// A unit of time that the mapper knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit(u32);

impl Unit {
    /// By the name that stands behind a number.
    pub(super) fn named(name: &str) -> Option<Unit> {
        let milliseconds = match name {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        Some(Unit(milliseconds))
    }

    /// Its length.
    pub(super) fn milliseconds(self) -> u128 {
        u128::from(self.0)
    }
}
