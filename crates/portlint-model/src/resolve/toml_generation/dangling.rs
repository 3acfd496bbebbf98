//! `$ref{name}` that leads nowhere or back to itself: the mapper gives up, and the server does not start.

use super::server::{Server, shown};
use super::settings::{Origin, Setting};
use super::tables::Tables;
use crate::host::{Problem, ProblemKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Every such reference, in the order of the keys.
///
/// Where the home does not bring its own `default.json`, the catalogue does not know all names that may be referred to:
/// then only the references of settings that decide a port are judged.
pub fn find(server: &Server<'_>, tables: &Tables, governing: &Path) -> Vec<Problem> {
    let deciding = deciding_keys(server);
    let mut found = Vec::new();
    for (key, setting) in server.settings.all() {
        // The mapper does not look into arrays of tables, and the catalogue's own texts hold no references.
        if key.contains("].") || setting.origin == Origin::Catalogue {
            continue;
        }
        for name in references(&setting.text) {
            let why = match server.settings.get(name) {
                None if tables.are_complete || deciding.contains(key) => "names no setting",
                Some(_) if leads_back(server, name) => "leads back to itself",
                _ => continue,
            };
            let message = format!(
                "the server does not start: $ref{{{}}} in {} {why}",
                shown(name),
                setting.written
            );
            found.push(problem(setting, name, message, governing));
        }
    }
    found
}

fn problem(setting: &Setting, name: &str, message: String, governing: &Path) -> Problem {
    let kind = ProblemKind::DanglingReference;
    let problem = match &setting.location {
        Some(location) => Problem::at(kind, location.clone(), message),
        // It stands in the home's default.json, and waits for a setting of the user.
        None => Problem::of(kind, governing.to_path_buf(), message)
            .with_help(format!("set {} in deployment.toml", shown(name))),
    };
    problem.with_route(setting.written.clone())
}

/// The keys that a port, an offset, an address or the opening of a listener depends on.
fn deciding_keys<'s>(server: &'s Server<'_>) -> BTreeSet<&'s str> {
    let offset = &server.family.offset;
    let listeners = server.family.listeners.iter();
    listeners
        .flat_map(|facts| {
            let tests = facts.closed_when.iter().flat_map(|rule| &rule.all);
            let addresses = facts.addresses.iter().map(|address| &address.key);
            facts
                .mapped_key()
                .into_iter()
                .chain(tests.map(|test| test.key.as_str()))
                .chain(addresses.map(String::as_str))
        })
        .chain(offset.key.as_deref())
        .chain(offset.parameter.as_deref())
        .collect()
}

/// The names of the references in a text.
fn references(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("$ref{").skip(1);
    after.filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Whether a setting refers to itself, directly or through others.
fn leads_back(server: &Server<'_>, start: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![start];
    while let Some(name) = pending.pop() {
        let Some(setting) = server.settings.get(name) else {
            continue;
        };
        for next in references(&setting.text) {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                pending.push(next);
            }
        }
    }
    false
}
