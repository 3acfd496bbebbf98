//! Values at which a template of the product fails, or that make the XML unreadable that it renders.

use super::because_of;
use crate::resolve::toml_generation::server::Server;
use portlint_catalog::toml_generation::{Pasted, Test};
use portlint_host::Problem;
use portlint_syntax::ScalarStyle;
use std::collections::BTreeSet;
use std::path::Path;

/// What ends the rendering.
pub(crate) fn refused(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let mut found = tables(server, governing);
    found.extend(numbers(server, governing));
    found
}

/// Text, numbers and arrays where a template goes through a table.
fn tables(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let tables = server.family.rendered_tables.iter();
    let keys = tables
        .filter(|table| server.admits(&table.gates))
        .flat_map(|table| &table.keys);
    let wrong = keys.filter_map(|key| {
        let setting = server.settings.no_table(key)?;
        let why = format!("{key} is no table, and the product's template takes it for one");
        let help = format!("write [{key}] and the keys below it");
        Some(because_of(setting, governing, &why, help))
    });
    wrong.collect()
}

/// A number that a template compares with true.
fn numbers(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let rules = server.family.listeners.iter();
    let rules = rules
        .filter(|facts| server.context.has(&facts.facts))
        .flat_map(|facts| &facts.closed_when);
    let compared: BTreeSet<&str> = rules
        .flat_map(|rule| &rule.all)
        .filter(|test| test.is == Test::NotEqualTrue)
        .map(|test| test.key.as_str())
        .collect();
    let wrong = compared.into_iter().filter_map(|key| {
        let setting = server.settings.get(key)?;
        let is_number = matches!(setting.style, ScalarStyle::Integer | ScalarStyle::Float);
        let why = format!("{key} is a number, and the product's template compares it with true");
        let help = "write true or false".to_string();
        is_number.then(|| because_of(setting, governing, &why, help))
    });
    wrong.collect()
}

/// What the running server cannot read: the values that stand in its main file.
pub(crate) fn unreadable(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let offset = server.family.offset.key.as_deref();
    let keys = offset.into_iter().map(|key| (key, "Offset"));
    let wrong = keys
        .chain([("server.hostname", "HostName")])
        .filter_map(|(key, element)| {
            let setting = server.settings.get(key)?;
            let breaks = server.breaks_xml(setting, Pasted::Element, element);
            let why = format!("{key} is put into carbon.xml as it is, and breaks it");
            let help = "write &amp; for & and &lt; for <".to_string();
            breaks.then(|| because_of(setting, governing, &why, help))
        });
    wrong.collect()
}
