//! `$ref{name}` that leads nowhere or back to itself: the mapper gives up, and the server does not start.

use super::server::Server;
use super::settings::{Origin, Setting};
use super::tables::Tables;
use portlint_host::{Problem, ProblemKind, showable, showable_name};
use std::collections::BTreeSet;
use std::path::Path;

/// Every such reference, in the order of the keys.
///
/// Where the home does not bring its own `default.json`, the catalogue does not know all names that may be referred to:
/// then only the references of settings that decide a port are judged.
pub(super) fn find(server: &Server<'_>, tables: &Tables, governing: &Path) -> Vec<Problem> {
    let mut settings = server.settings.all().map(|(_, setting)| setting);
    if !settings.any(|setting| setting.origin != Origin::Catalogue && setting.text.contains('$')) {
        return Vec::new();
    }
    let deciding = deciding_keys(server);
    let circles = circles(server);
    let mut found = Vec::new();
    for (key, setting) in server.settings.all() {
        // The mapper does not look into arrays of tables, and the catalogue's own texts hold no references.
        if key.contains("].") || setting.origin == Origin::Catalogue {
            continue;
        }
        for name in references(&setting.text) {
            let why = match server.settings.get(name) {
                None if tables.are_complete || deciding.contains(key) => "names no setting",
                Some(_) if circles.contains(name) => "leads back to itself",
                _ => continue,
            };
            let message = format!(
                "the server does not start: {} in {} {why}",
                showable(&format!("$ref{{{name}}}")),
                setting.written
            );
            found.push(problem(setting, name, message, governing));
        }
    }
    found
}

fn problem(setting: &Setting, name: &str, message: String, governing: &Path) -> Problem {
    let kind = ProblemKind::StartFailure;
    let problem = match &setting.location {
        Some(location) => Problem::at(kind, *location, message),
        // It stands in the home's default.json, and waits for a setting of the user.
        None => Problem::of(kind, governing.to_path_buf(), message)
            .with_help(format!("set {} in deployment.toml", showable_name(name))),
    };
    problem.with_route(setting.written.clone())
}

/// The keys that a port, an offset, an address or the opening of a listener depends on, also through references.
fn deciding_keys<'s>(server: &'s Server<'_>) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    let mut pending = own_keys(server);
    while let Some(key) = pending.pop() {
        if !found.insert(key) {
            continue;
        }
        let setting = server.settings.get(key);
        pending.extend(setting.into_iter().flat_map(|s| references(&s.text)));
    }
    found
}

fn own_keys<'s>(server: &'s Server<'_>) -> Vec<&'s str> {
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
                .chain(addresses.map(|key| key.as_str()))
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

/// The settings at which a circle of references closes, one for each circle; every setting is visited once.
fn circles<'s>(server: &'s Server<'_>) -> BTreeSet<&'s str> {
    let mut closing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut on_the_way = BTreeSet::new();
    let enter = |key: &'s str| {
        let setting = server.settings.get(key)?;
        Some((key, references(&setting.text)))
    };
    for (start, _) in server.settings.all() {
        let mut way: Vec<_> = enter(start)
            .filter(|_| seen.insert(start))
            .into_iter()
            .collect();
        on_the_way.extend(way.iter().map(|(key, _)| *key));
        while let Some((key, rest)) = way.last_mut() {
            match rest.next() {
                Some(next) if on_the_way.contains(next) => {
                    closing.insert(next);
                }
                Some(next) => {
                    if let Some(entered) = enter(next).filter(|_| seen.insert(next)) {
                        on_the_way.insert(next);
                        way.push(entered);
                    }
                }
                None => {
                    on_the_way.remove(*key);
                    way.pop();
                }
            }
        }
    }
    closing
}
