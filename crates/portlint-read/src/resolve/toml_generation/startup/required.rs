//! Settings without which the product's own defaults and templates cannot be rendered. Of a file of which nobody knows where it
//! goes it is said that they are assumed; a home with its own `default.json` is judged by that.

use crate::resolve::toml_generation::server::Server;
use crate::resolve::toml_generation::settings::Origin;
use crate::resolve::toml_generation::tables::Tables;
use portlint_host::{Location, Problem, ProblemKind};
use std::collections::BTreeSet;

/// What is assumed of a file of which nobody knows whether it is the whole one.
pub(crate) fn assumed(
    server: &Server<'_>,
    tables: &Tables,
    start: Option<Location>,
) -> Option<Problem> {
    let names: Vec<String> = keys(server, tables).into_iter().collect();
    let at = start?;
    if names.is_empty() {
        return None;
    }
    let (are, them, were) = match names.len() {
        1 => ("is", "it", "it was"),
        _ => ("are", "them", "they were"),
    };
    let names = names.join(", ");
    let message = format!(
        "{names} {are} not set here, and without {them} the server does not start: its ports are shown as if {were} set"
    );
    let problem = Problem::at(ProblemKind::AssumedDefaults, at, message);
    Some(
        problem
            .with_route("deployment.toml")
            .with_help("set them, unless this is a part of a file that is completed elsewhere"),
    )
}

/// The catalogue's list, and what the URL of a database and the base of a user store are made of.
fn keys(server: &Server<'_>, tables: &Tables) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if tables.are_complete {
        return found;
    }
    let is_set = |key: &str| {
        let setting = server.settings.get(key);
        setting.is_some_and(|setting| setting.origin != Origin::Catalogue)
    };
    let required = server.family.required.iter();
    for key in required.filter(|required| server.admits(&required.gates)) {
        if !is_set(&key.key) {
            found.insert(key.key.to_string());
        }
    }
    for (_, setting) in server.settings.all() {
        if !matches!(setting.origin, Origin::Inferred(_)) {
            continue;
        }
        for name in references(&setting.text) {
            if !is_set(name) {
                found.insert(name.to_string());
            }
        }
    }
    found
}

fn references(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("$ref{").skip(1);
    after.filter_map(|rest| Some(rest.split_once('}')?.0))
}
