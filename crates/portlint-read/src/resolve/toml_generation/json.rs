//! The JSON files in which a home carries its own defaults and rules.

use crate::reader::HomeReader;
use portlint_host::{Problem, ProblemKind};
use serde_json::{Map, Value as Json};

/// Where a home keeps the tables that its configuration mapper reads.
pub(super) const FOLDER: &str = "repository/resources/conf";

/// The entries of a JSON file of the home; `None` when it is missing or malformed, the latter with a problem.
pub(super) fn json(
    reader: &mut HomeReader<'_>,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<Map<String, Json>> {
    let path = format!("{FOLDER}/{name}");
    let bytes = reader.bytes(&path)?;
    match serde_json::from_slice(&bytes) {
        Ok(Json::Object(entries)) => Some(entries),
        _ => {
            problems.push(
                Problem::of(
                    ProblemKind::SyntaxError,
                    reader.path(&path),
                    "this file is not a JSON object; the built-in catalogue is used instead",
                )
                .with_route(path),
            );
            None
        }
    }
}
