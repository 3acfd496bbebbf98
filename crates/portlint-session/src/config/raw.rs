//! The configuration file as it is written: shapes and types, no meaning yet.

use super::keys;
use super::load::Errors;
use crate::suggest::{did_you_mean, quoted};
use portlint_catalog::Protocol;
use portlint_read::HomeFacts;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// The file without its `[[home]]` entries.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct RawFile {
    pub select: Vec<Spanned<String>>,
    pub ignore: Vec<Spanned<String>>,
    pub ephemeral_range: Option<Spanned<String>>,
    pub rules: BTreeMap<Spanned<String>, Spanned<String>>,
    pub limits: RawLimits,
    pub port: Vec<RawPort>,
    pub allow: Vec<RawAllow>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct RawLimits {
    pub bytes: Option<usize>,
    pub depth: Option<usize>,
    pub errors: Option<usize>,
    pub nodes: Option<usize>,
    pub home_bytes: Option<u64>,
    pub run_bytes: Option<u64>,
    pub inflated_bytes: Option<u64>,
    pub directories: Option<usize>,
}

/// `[[port]]`
#[derive(Debug, Deserialize)]
pub struct RawPort {
    pub name: String,
    #[serde(default)]
    pub protocol: Protocol,
    pub port: Spanned<u16>,
    #[serde(default)]
    pub address: Option<String>,
}

/// `[[allow]]`
#[derive(Debug, Deserialize)]
pub struct RawAllow {
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
pub struct RawHome {
    pub named: RawNames,
    pub facts: HomeFacts,
}

/// What of a `[[home]]` has to be located: it can name something that does not exist.
#[derive(Debug, Deserialize)]
pub struct RawNames {
    pub path: Spanned<String>,
    #[serde(default)]
    pub product: Option<Spanned<String>>,
    #[serde(default)]
    pub version: Option<Spanned<String>>,
    #[serde(default)]
    pub profile: Option<Spanned<String>>,
}

/// Reads the text of the file. What cannot be read is an error and left out.
pub fn read(text: &str, errors: &mut Errors) -> (RawFile, Vec<RawHome>) {
    let (root, syntax_errors) = DeTable::parse_recoverable(text);
    if !syntax_errors.is_empty() {
        for error in syntax_errors {
            errors.toml(&error, 0..0);
        }
        return Default::default();
    }
    let span = root.span();
    let mut root = root.into_inner();
    let mut homes = Vec::new();
    remove_unknown(&mut root, keys::ROOT, errors);
    for (name, known) in [
        ("limits", keys::LIMITS),
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

fn read_table<T: DeserializeOwned>(table: Spanned<DeTable<'_>>, errors: &mut Errors) -> Option<T> {
    let span = table.span();
    T::deserialize(Deserializer::from(table))
        .map_err(|error| errors.toml(&error, span))
        .ok()
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
