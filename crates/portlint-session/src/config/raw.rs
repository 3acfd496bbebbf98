//! The configuration file as it is written: shapes and types, no meaning yet.

use super::errors::Errors;
use super::keys;
use crate::suggest::{did_you_mean, quoted};
use portlint_catalog::Protocol;
use portlint_read::HomeFacts;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

/// The file without its `[[home]]` entries.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct RawFile {
    pub select: Vec<Spanned<String>>,
    pub ignore: Vec<Spanned<String>>,
    pub ephemeral_range: Option<Spanned<String>>,
    pub rules: BTreeMap<Spanned<String>, Spanned<String>>,
    pub limits: RawLimits,
    pub host: Vec<RawHost>,
    pub port: Vec<RawPort>,
    pub allow: Vec<RawAllow>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct RawLimits {
    pub bytes: Option<usize>,
    pub depth: Option<usize>,
    pub errors: Option<usize>,
    pub nodes: Option<usize>,
    pub home_bytes: Option<u64>,
    pub run_bytes: Option<u64>,
    pub inflated_bytes: Option<u64>,
    pub directories: Option<usize>,
}

/// `[[host]]`
#[derive(Debug, Deserialize)]
pub(super) struct RawHost {
    pub name: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// `[[port]]`
#[derive(Debug, Deserialize)]
pub(super) struct RawPort {
    pub name: String,
    #[serde(default)]
    pub protocol: Protocol,
    pub port: Spanned<u16>,
    #[serde(default)]
    pub address: Option<String>,
}

/// `[[allow]]`
#[derive(Debug, Deserialize)]
pub(super) struct RawAllow {
    pub rule: Spanned<String>,
    pub home: Spanned<String>,
    #[serde(default)]
    pub port: Option<Spanned<u16>>,
    pub reason: Spanned<String>,
    /// A TOML date or the same as a string.
    #[serde(default)]
    pub until: Option<Spanned<toml::Value>>,
}

/// `[[home]]`
#[derive(Debug)]
pub(super) struct RawHome {
    pub named: RawNames,
    pub facts: HomeFacts,
}

/// What of a `[[home]]` has to be located: it can name something that does not exist.
#[derive(Debug, Deserialize)]
pub(super) struct RawNames {
    pub path: Spanned<String>,
    #[serde(default)]
    pub product: Option<Spanned<String>>,
    #[serde(default)]
    pub version: Option<Spanned<String>>,
    #[serde(default)]
    pub profile: Option<Spanned<String>>,
}

/// Reads the text of the file. What cannot be read is an error and left out.
pub(super) fn read(text: &str, errors: &mut Errors) -> (RawFile, Vec<RawHome>) {
    let (root, syntax_errors) = DeTable::parse_recoverable(text);
    if !syntax_errors.is_empty() {
        for error in syntax_errors {
            errors.toml(&error, None, 0..0);
        }
        return Default::default();
    }
    let span = root.span();
    let mut root = root.into_inner();
    let mut homes = Vec::new();
    remove_unknown(&mut root, keys::ROOT, errors);
    for (name, known) in [
        ("limits", keys::LIMITS),
        ("host", keys::HOST),
        ("port", keys::PORT),
        ("allow", keys::ALLOW),
    ] {
        for table in root.get_mut(name).map_or_else(Vec::new, tables_of) {
            remove_unknown(table, known, errors);
        }
    }
    // The facts have a reader of their own: `path` is taken out before they are read.
    match root
        .remove("home")
        .map(|value| (value.span(), value.into_inner()))
    {
        Some((_, DeValue::Array(entries))) => {
            homes.extend(
                entries
                    .into_iter()
                    .filter_map(|entry| read_home(entry, errors)),
            );
        }
        Some((span, _)) => errors.push(span, "write `[[home]]`, with two brackets"),
        None => {}
    }
    let file = read_table(Spanned::new(span, root), errors).unwrap_or_default();
    (file, homes)
}

fn read_home(entry: Spanned<DeValue<'_>>, errors: &mut Errors) -> Option<RawHome> {
    let span = entry.span();
    let DeValue::Table(mut table) = entry.into_inner() else {
        errors.push(span, "expected a table");
        return None;
    };
    remove_unknown(&mut table, keys::HOME, errors);
    let named = read_table(Spanned::new(span.clone(), table.clone()), errors)?;
    table.remove("path");
    let facts = read_table(Spanned::new(span, table), errors)?;
    Some(RawHome { named, facts })
}

/// The most mistakes that are told of one table: each takes another reading.
const MOST_MISTAKES: usize = 100;

/// The reader stops at a mistake, so what is wrong is told, taken out, and the rest is read again.
fn read_table<T: DeserializeOwned>(table: Spanned<DeTable<'_>>, errors: &mut Errors) -> Option<T> {
    let span = table.span();
    let mut table = table.into_inner();
    let mut incomplete: Vec<Range<usize>> = Vec::new();
    for _ in 0..MOST_MISTAKES {
        let reader = Deserializer::from(Spanned::new(span.clone(), table.clone()));
        let error = match T::deserialize(reader) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let place = error.span().unwrap_or_else(|| span.clone());
        // A key that is missing because its value was taken out is no mistake of its own.
        let mut key = None;
        let is_taken_out = take_out(&mut table, &place, &mut incomplete, &mut key);
        if !(key.is_none() && incomplete.contains(&place)) {
            errors.toml(&error, key.as_deref(), span.clone());
        }
        if !is_taken_out {
            break;
        }
    }
    None
}

/// Takes out the value that stands at a place, and tells its key, if it has one of its own. The tables that lack something
/// from then on are remembered.
fn take_out(
    table: &mut DeTable<'_>,
    place: &Range<usize>,
    incomplete: &mut Vec<Range<usize>>,
    key: &mut Option<String>,
) -> bool {
    // An array of tables and its first table stand at one place; it is the table that is meant.
    let holds_it = |value: &DeValue<'_>| match value {
        DeValue::Array(values) => values.iter().any(|value| value.span() == *place),
        _ => false,
    };
    let is_it = |value: &Spanned<DeValue<'_>>| value.span() == *place && !holds_it(value.get_ref());
    let at = table.iter().find(|(_, value)| is_it(value));
    if let Some(name) = at.map(|(name, _)| name.get_ref().to_string()) {
        *key = Some(name.clone());
        return table.remove(name.as_str()).is_some();
    }
    table.iter_mut().any(|(name, value)| {
        let name = name.get_ref().to_string();
        take_out_of(value, &name, place, incomplete, key)
    })
}

fn take_out_of(
    value: &mut Spanned<DeValue<'_>>,
    name: &str,
    place: &Range<usize>,
    incomplete: &mut Vec<Range<usize>>,
    key: &mut Option<String>,
) -> bool {
    let span = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            let taken = take_out(table, place, incomplete, key);
            if taken {
                incomplete.push(span);
            }
            taken
        }
        DeValue::Array(values) => {
            if let Some(at) = values.iter().position(|value| value.span() == *place) {
                let is_table = matches!(
                    values.get(at).map(Spanned::get_ref),
                    Some(DeValue::Table(_))
                );
                // Of a table it is something in it that is wrong.
                *key = (!is_table).then(|| name.to_string());
                let all = std::mem::replace(values, DeArray::new())
                    .into_iter()
                    .enumerate();
                *values = all
                    .filter(|(other, _)| *other != at)
                    .map(|(_, value)| value)
                    .collect();
                return true;
            }
            (values.iter_mut()).any(|value| take_out_of(value, name, place, incomplete, key))
        }
        _ => false,
    }
}

/// A table, or the tables of an array of tables.
fn tables_of<'t, 'i>(value: &'t mut Spanned<DeValue<'i>>) -> Vec<&'t mut DeTable<'i>> {
    match value.get_mut() {
        DeValue::Table(table) => vec![table],
        DeValue::Array(values) => values.iter_mut().flat_map(tables_of).collect(),
        _ => Vec::new(),
    }
}

fn remove_unknown(table: &mut DeTable<'_>, known: &[&str], errors: &mut Errors) {
    let unknown = table
        .keys()
        .filter(|key| !known.contains(&key.get_ref().as_ref()))
        .cloned()
        .collect::<Vec<_>>();
    for key in unknown {
        let name: &str = key.get_ref();
        let hint = did_you_mean(name, known.iter().copied());
        errors.push(key.span(), format!("unknown key {}{hint}", quoted(name)));
        table.remove(name);
    }
}
