//! Listeners that are off as shipped: event synchronisation, JMX, Prometheus.

use super::configuration::{Block, Configuration};
use super::offset;
use super::references::HostPort;
use super::site::{Draft, Site, Verdict, integer};
use super::transport::host;
use super::value::Node;
use crate::resolve::Base;
use portlint_host::{Listener, Problem, ProblemKind, showable_name};

/// The port of an integer field, and why its block fails.
fn field(
    site: &Site<'_>,
    id: &str,
    block: Option<&Node>,
    name: &str,
    route: &str,
) -> (Base, Verdict) {
    let default = site.class_default(id, route.to_string());
    match block.and_then(|block| block.get(name)) {
        None => (default, Verdict::Opens),
        Some(node) => match integer(node, route) {
            Ok(base) => (base, Verdict::Opens),
            Err(gap) => (default, Verdict::Closed(gap.reason.into())),
        },
    }
}

/// `deployment.config.eventSyncServer`: opens on both nodes of high availability.
pub(super) fn event_sync(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Listener> {
    const NAMESPACE: &str = "deployment.config";
    if !site.components.is_on("event-sync-server") || site.facts("ha/eventSyncServer").is_none() {
        return None;
    }
    let deployment = configuration.bean(NAMESPACE);
    let cluster = configuration.map("cluster.config");
    let route = "deployment.config.eventSyncServer.port";
    let server = deployment.at(&["eventSyncServer"]);
    let (base, readable) = field(site, "ha/eventSyncServer", server, "port", route);
    // The type is asked of the plain map, which no variable changes.
    let plain = configuration.map(NAMESPACE);
    let kind = plain.at(&["type"]);
    let is_ha = kind
        .and_then(Node::text)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("ha"));
    let clustered = cluster.at(&["enabled"]).is_some_and(Node::is_true);
    let wanted = if is_ha && clustered {
        without_server(server, kind, problems)
    } else {
        Verdict::Closed(
            "opens only with cluster.config.enabled: true and deployment.config.type: ha".into(),
        )
    };
    let verdict = wanted
        .and(&readable)
        .and(&unknown_field(site, &deployment, is_ha, problems))
        .and(&of_block(NAMESPACE, &deployment))
        .and(&of_block("cluster.config", &cluster));
    site.listener(Draft {
        id: "ha/eventSyncServer".to_string(),
        base,
        address: host(server.and_then(|server| server.get("host"))),
        unmoved: false,
        verdict,
    })
}

/// High availability needs the block: the class has no default for it, and the start of the event server takes its
/// fields unasked. An empty mapping is enough, its fields have defaults.
fn without_server(
    server: Option<&Node>,
    kind: Option<&Node>,
    problems: &mut Vec<Problem>,
) -> Verdict {
    if server.is_some_and(|server| server.members().is_some()) {
        return Verdict::Opens;
    }
    let reason = match server.filter(|server| !server.is_null()) {
        Some(_) => "deployment.config.eventSyncServer is not a block",
        None => "deployment.config has no eventSyncServer, which has no default",
    };
    let location = server.or(kind).and_then(|node| node.location);
    if let Some(location) = location {
        let message = format!("{reason}: high availability fails at the start");
        problems.push(
            Problem::at(ProblemKind::SettingWithoutEffect, location, message)
                .with_help("write eventSyncServer with host and port below deployment.config")
                .with_route("deployment.config.eventSyncServer"),
        );
    }
    Verdict::Closed(reason.into())
}

fn of_block(namespace: &str, block: &Block) -> Verdict {
    Verdict::of_block(namespace, block.failure.as_ref(), block.doubt.as_ref())
}

/// A key that the classes of the block do not have: it does not load. Only high availability loads them.
fn unknown_field(
    site: &Site<'_>,
    deployment: &Block,
    is_ha: bool,
    problems: &mut Vec<Problem>,
) -> Verdict {
    let classes: [(&[&str], &str); 2] = [
        (&[], "deployment"),
        (&["eventSyncServer"], "event-sync-server"),
    ];
    let unknown = classes.iter().find_map(|(path, class)| {
        let class = site.components.class(class)?;
        let mut members = deployment.at(path)?.members()?.iter();
        members.find(|(key, _)| !class.has(key))
    });
    let Some((key, member)) = unknown.filter(|(key, _)| is_ha || *key == "liveSync") else {
        return Verdict::Opens;
    };
    let name = showable_name(key);
    let reason = format!("deployment.config has no field {name} in this version");
    if let Some(location) = member.key {
        let message = format!("{reason}: the block does not load");
        let help = match key.as_str() {
            "liveSync" => "use eventSyncServer",
            _ => "remove it",
        };
        problems.push(
            Problem::at(ProblemKind::SettingWithoutEffect, location, message)
                .with_help(help)
                .with_route(format!("deployment.config.{name}")),
        );
    }
    Verdict::Closed(reason.into())
}

/// The two ports of JMX, part of the kernel and off by default.
pub(super) fn jmx(site: &Site<'_>, carbon: &Block) -> Vec<Listener> {
    let jmx = carbon.at(&["jmx"]);
    let enabled = jmx
        .and_then(|jmx| jmx.get("enabled"))
        .is_some_and(Node::is_true);
    let mut without_registry = Verdict::Opens;
    let mut wanted = if enabled {
        Verdict::Opens
    } else {
        Verdict::Closed("wso2.carbon.jmx.enabled is not true".into())
    };
    let address = site
        .context
        .facts
        .system_property("java.rmi.server.hostname")
        .or_else(|| jmx?.get("hostName")?.text())
        .unwrap_or("127.0.0.1");
    [
        ("jmx/rmiRegistry", "rmiRegistryPort"),
        ("jmx/rmiServer", "rmiServerPort"),
    ]
    .into_iter()
    .filter_map(|(id, name)| {
        let route = format!("{}.jmx.{name}", offset::NAMESPACE);
        let (base, readable) = field(site, id, jmx, name, &route);
        // The registry comes first, and without it there is no server.
        if id == "jmx/rmiServer" {
            wanted = wanted.clone().and(&without_registry);
        }
        let listener = site.listener(Draft {
            id: id.to_string(),
            base,
            address: address.to_string(),
            unmoved: false,
            verdict: wanted.clone().and(&readable),
        })?;
        if listener.is_beyond_ports() {
            without_registry =
                Verdict::Closed("the port of the registry is not a valid port".into());
        }
        Some(listener)
    })
    .collect()
}

/// The start script takes the word with two dashes, one or none, and then forgets `JAVA_OPTS`.
pub(super) fn starts_debugging(word: &str) -> bool {
    matches!(word, "--debug" | "-debug" | "debug")
}

/// The Prometheus reporters of `metrics.prometheus`.
pub(super) fn prometheus(site: &Site<'_>, configuration: &Configuration<'_>) -> Vec<Listener> {
    const NAMESPACE: &str = "metrics.prometheus";
    let block = configuration.bean(NAMESPACE);
    let metrics = configuration.bean("wso2.metrics");
    // The class has metrics on; the shipped file turns them off.
    let metrics_on = metrics.at(&["enabled"]).is_none_or(Node::is_true);
    let Some(reporters) = block.at(&["reporting", "prometheus"]) else {
        return Vec::new();
    };
    reporters
        .items()
        .iter()
        .filter_map(|reporter| {
            let name = reporter
                .get("name")
                .and_then(Node::text)
                .unwrap_or("prometheus");
            let enabled = reporter.get("enabled").is_some_and(Node::is_true);
            let wanted = if enabled && metrics_on {
                Verdict::Opens
            } else {
                Verdict::Closed(
                    "opens only with enabled: true in the reporter and in wso2.metrics".into(),
                )
            };
            let route = format!("{NAMESPACE}.reporting.prometheus[{name}].serverURL");
            let (base, address) = match reporter.get("serverURL") {
                Some(url) => HostPort::base(url, &route),
                None => (
                    site.class_default("prometheus", route.clone()),
                    "0.0.0.0".to_string(),
                ),
            };
            site.listener(Draft {
                id: format!("prometheus/{name}"),
                base,
                address,
                unmoved: false,
                verdict: wanted
                    .and(&of_block(NAMESPACE, &block))
                    .and(&of_block("wso2.metrics", &metrics)),
            })
        })
        .collect()
}
