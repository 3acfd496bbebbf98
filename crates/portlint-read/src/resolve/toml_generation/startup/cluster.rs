//! Settings with which the cluster cannot be initialised: then no port opens at all, and the process stays.

use crate::reader::HomeReader;
use crate::resolve::toml_generation::server::Server;
use crate::resolve::toml_generation::settings::{Origin, Setting};
use portlint_host::{Location, Problem, ProblemKind, quoted};
use portlint_syntax::java_int;

const SCHEME: &str = "clustering.membership_scheme";
/// Where a home keeps its bundles.
const PLUGINS: &str = "repository/components/plugins";

/// What the cluster refuses, the first cause only.
pub(super) fn check(reader: &HomeReader<'_>, server: &Server<'_>) -> Option<Problem> {
    let setting = server.settings.get(SCHEME)?;
    if server.family.membership_schemes.is_empty() || setting.origin == Origin::Catalogue {
        return None;
    }
    let scheme = server.text(setting).ok()?;
    let scheme = scheme.trim();
    let known = server.family.membership_schemes.iter();
    let known: Vec<&str> = known
        .filter(|known| server.admits(&known.gates))
        .map(|known| known.name.as_ref())
        .collect();
    if has_no_cluster(reader) {
        let why = "the home has no Hazelcast bundle, without which no cluster can be";
        let help = "take the [clustering] table out, or add the bundle";
        return Some(problem(setting, why, help.to_string()));
    }
    if !known.contains(&scheme) {
        let why = format!("the membership scheme {} is not known", quoted(scheme));
        return Some(problem(
            setting,
            &why,
            format!("write one of {}", known.join(", ")),
        ));
    }
    if scheme == "aws-ecs" {
        for name in ["clusterName", "networkInterface"] {
            if server
                .settings
                .get(&format!("clustering.properties.{name}"))
                .is_none()
            {
                let why = format!("aws-ecs needs [clustering.properties] {name}");
                return Some(problem(setting, &why, format!("set {name}")));
            }
        }
    }
    if scheme == "wka" {
        let mut written = server.settings.written.iter();
        let member = written
            .find(|s| s.written.starts_with("clustering.members[") && has_no_port(server, s));
        if let Some(member) = member {
            let why = "a cluster member has no port";
            return Some(problem(
                member,
                why,
                "write it as \"host:4000\"".to_string(),
            ));
        }
    }
    member_port(server)
}

/// The member's own port: the property wins over the key.
fn member_port(server: &Server<'_>) -> Option<Problem> {
    let keys = [
        "clustering.properties.localMemberPort",
        "clustering.local_member_port",
    ];
    let setting = keys.iter().find_map(|key| server.settings.get(key))?;
    let text = server.text(setting).ok()?;
    let is_port = java_int(text.trim()).is_some_and(|port| (0..=65535).contains(&port));
    (!is_port && setting.location.is_some()).then(|| {
        let why = format!("the cluster member's port {} is none", quoted(&text));
        problem(setting, &why, "write a number from 1 to 65535".to_string())
    })
}

fn has_no_port(server: &Server<'_>, setting: &Setting) -> bool {
    let Ok(text) = server.text(setting) else {
        return false;
    };
    let port = text.rsplit_once(':').map(|(_, port)| port.trim());
    !text.contains("${") && port.and_then(java_int).is_none()
}

/// Whether the bundles are there, and none of them is Hazelcast.
fn has_no_cluster(reader: &HomeReader<'_>) -> bool {
    let bundles = reader.list(PLUGINS);
    let is_kernel = |name: &String| name.starts_with("org.wso2.carbon.core_");
    bundles.iter().any(is_kernel) && !bundles.iter().any(|name| name.contains("hazelcast"))
}

fn problem(setting: &Setting, why: &str, help: String) -> Problem {
    let kind = ProblemKind::StartFailure;
    let message = format!("the server opens no port: {why}");
    let at: Option<Location> = setting.location;
    let problem = match at {
        Some(location) => Problem::at(kind, location, message),
        None => Problem::of(kind, "default.json".into(), message),
    };
    problem.with_route(setting.written.clone()).with_help(help)
}
