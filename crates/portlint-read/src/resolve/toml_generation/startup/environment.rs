//! The variables of `deployment.toml` that nobody told: without them the mapper refuses.

use super::names::{is_no_name, references};
use crate::always_set::is_always_set;
use crate::resolve::toml_generation::server::Server;
use portlint_host::{Problem, ProblemKind, showable};

/// System properties that the Java machine or the start script sets begin with one of these.
const ALWAYS_GIVEN: [&str; 11] = [
    "java.",
    "os.",
    "user.",
    "file.",
    "path.",
    "line.",
    "carbon.",
    "wso2.",
    "org.",
    "com.sun.",
    "catalina.",
];

/// One problem for each place; the rule makes one finding of those of a home.
pub(crate) fn needed(server: &Server<'_>) -> Vec<Problem> {
    if server.is_switched_on("avoidResolvingEnvAndSysVariables") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for setting in &server.settings.written {
        for (kind, name) in references(&setting.text) {
            let is_told = match kind {
                "env" => is_always_set(name) || server.context.facts.env_var(name).is_some(),
                _ => {
                    ALWAYS_GIVEN.iter().any(|prefix| name.starts_with(prefix))
                        || server.launched(name).next().is_some()
                }
            };
            let place = setting.location.filter(|_| !is_told && !is_no_name(name));
            if let Some(place) = place {
                let name = showable(&format!("${kind}{{{name}}}"));
                let problem = Problem::at(ProblemKind::EnvironmentNeeded, place, name.clone());
                found.push(problem.with_route(name));
            }
        }
    }
    found
}
