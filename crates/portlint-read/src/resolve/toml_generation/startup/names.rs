//! Names of variables that no environment has. There is no syntax for a default value.

use super::because_of;
use crate::resolve::toml_generation::server::Server;
use portlint_host::{Problem, quoted, showable};
use std::path::Path;

/// Every `$env{…}` and `$sys{…}` whose name nothing can have, and those that were told a value which the mapper fails at.
pub(super) fn check(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    if server.is_switched_on("avoidResolvingEnvAndSysVariables") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for setting in &server.settings.written {
        for (kind, name) in references(&setting.text) {
            let told = match kind {
                "env" => server.context.facts.env_var(name),
                _ => server.given_property(name),
            };
            if told.is_some_and(|value| !server.takes_dollar(kind) && fails_in_java(value)) {
                let why = format!(
                    "the value given for {} in {} has a $ in it, and the mapper fails at that",
                    showable(&format!("${kind}{{{name}}}")),
                    setting.written
                );
                let help = "write \\$ for the dollar sign in the value".to_string();
                found.push(because_of(setting, governing, &why, help));
            } else if told.is_none() && is_no_name(name) {
                let why = format!(
                    "no {} is called {}, which {} asks for",
                    if kind == "env" {
                        "environment variable"
                    } else {
                        "system property"
                    },
                    quoted(name),
                    setting.written
                );
                let help = "write the name alone; there is no syntax for a default value";
                found.push(because_of(setting, governing, &why, help.to_string()));
            }
        }
    }
    found
}

/// Kind and name of the references in a text.
pub(super) fn references(text: &str) -> impl Iterator<Item = (&'static str, &str)> {
    ["env", "sys"].into_iter().flat_map(move |kind| {
        let opening = if kind == "env" { "$env{" } else { "$sys{" };
        let after = text.split(opening).skip(1);
        after.filter_map(move |rest| Some((kind, rest.split_once('}')?.0)))
    })
}

pub(crate) fn is_no_name(name: &str) -> bool {
    name.is_empty() || name.trim() != name || name.contains([':', '=', '{', '$'])
}

/// `Matcher.replaceAll` takes `$` for the number of a group, unless a backslash stands before it.
fn fails_in_java(value: &str) -> bool {
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '$' => return true,
            _ => {}
        }
    }
    false
}
