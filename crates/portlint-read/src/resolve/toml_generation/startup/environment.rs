//! The variables of `deployment.toml` that nobody told: without them the mapper refuses.

use super::names::{is_no_name, references};
use crate::resolve::toml_generation::server::Server;
use portlint_host::{Problem, ProblemKind, showable};

/// Variables that every machine, every container platform or the start script sets.
const ALWAYS_SET: [&str; 10] = [
    "HOME",
    "HOSTNAME",
    "PATH",
    "PWD",
    "USER",
    "LANG",
    "TERM",
    "SHLVL",
    "JAVA_HOME",
    "CARBON_HOME",
];

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

fn is_always_set(name: &str) -> bool {
    ALWAYS_SET.contains(&name)
        || name.starts_with("KUBERNETES_")
        || name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
}

#[cfg(test)]
mod tests {
    use super::is_always_set;

    #[test]
    fn what_a_platform_sets_is_never_missing() {
        for name in [
            "HOSTNAME",
            "KUBERNETES_PORT",
            "DB_SERVICE_HOST",
            "DB_SERVICE_PORT_TCP",
        ] {
            assert!(is_always_set(name), "{name}");
        }
        assert!(!is_always_set("DB_HOST"));
    }
}
