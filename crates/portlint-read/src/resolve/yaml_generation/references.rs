//! Where a runtime connects to: settings that go stale when a port or an offset moves.

use super::configuration::{Block, Configuration};
use super::site::Site;
use super::value::Node;
use crate::resolve::Base;
use portlint_catalog::{Protocol, Role};
use portlint_host::{CowStr, Location, PortForm, Reference};
use portlint_syntax::java_int;

/// A URL or `host:port` in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostPort {
    pub scheme: Option<String>,
    pub host: String,
    pub port: Option<i64>,
}

impl HostPort {
    /// Reads `scheme://user@host:port/path`, `host:port` or `[::1]:port`.
    pub(super) fn parse(text: &str) -> HostPort {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_string()), rest),
            None => (None, text),
        };
        let authority = rest.split(['/', '?', '#', ';']).next().unwrap_or(rest);
        let authority = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        HostPort {
            scheme,
            host: host.trim_matches(['[', ']']).trim().to_string(),
            port: port.and_then(|port| java_int(port.trim())).map(i64::from),
        }
    }

    /// The base and the address of a listener that is written as a URL.
    pub(super) fn base(node: &Node, route: &str) -> (Base, String) {
        let mut base = node.base(route);
        let Some(scalar) = node.scalar() else {
            base.reason = Some(format!("{route} is not a URL").into());
            return (base, "0.0.0.0".to_string());
        };
        if let Some(reason) = &scalar.unknown {
            base.reason = Some(reason.clone().into());
            return (base, "0.0.0.0".to_string());
        }
        let url = HostPort::parse(&scalar.text);
        base.value = url.port;
        if base.value.is_none() {
            base.reason = Some(format!("{route} names no port").into());
        }
        (base, url.host)
    }
}

/// What a reference is meant for.
#[derive(Clone, Copy)]
struct Target<'t> {
    description: &'static str,
    listener: Option<&'static str>,
    products: &'t [&'static str],
}

/// Collects the references of a runtime.
struct Collector {
    found: Vec<Reference>,
}

impl Collector {
    fn add(
        &mut self,
        text: &HostPort,
        route: String,
        location: Option<Location>,
        target: Target<'_>,
    ) {
        self.found.push(Reference {
            route: route.into(),
            description: target.description.into(),
            scheme: text.scheme.clone(),
            host: text.host.clone(),
            port: text.port,
            written: PortForm::default(),
            protocol: Protocol::Tcp,
            location,
            target: target.listener.map(CowStr::from),
            target_products: target.products.iter().map(|&id| id.into()).collect(),
            role: Role::Connection,
        });
    }

    /// A URL or `host:port`, or several with commas between them.
    fn urls(&mut self, node: Option<&Node>, route: &str, target: Target<'_>) {
        let Some(node) = node else {
            return;
        };
        let known = node.scalar().filter(|scalar| scalar.unknown.is_none());
        let Some(text) = known.and_then(|_| node.text()) else {
            return;
        };
        for part in text.split(',') {
            let parsed = HostPort::parse(part.trim());
            if !parsed.host.is_empty() {
                self.add(&parsed, route.to_string(), node.location, target);
            }
        }
    }

    /// A host and a port in two fields.
    fn fields(&mut self, node: Option<&Node>, keys: [&str; 2], route: &str, target: Target<'_>) {
        let [host, port] = keys;
        let Some(node) = node.filter(|node| node.get(port).is_some_and(|p| !p.is_null())) else {
            return;
        };
        let number = node.get(port);
        let parsed = HostPort {
            scheme: None,
            host: node
                .get(host)
                .and_then(Node::text)
                .unwrap_or("localhost")
                .to_string(),
            port: number
                .and_then(|node| super::site::integer(node, route).ok())
                .and_then(|base| base.value),
        };
        let location = number.and_then(|node| node.location);
        self.add(&parsed, format!("{route}.{port}"), location, target);
    }
}

const HTTPS: Option<&str> = Some("http/msf4j-https");

/// Everything that the runtime connects to, as far as its configuration says it.
pub(super) fn references(site: &Site<'_>, configuration: &Configuration<'_>) -> Vec<Reference> {
    let mut collector = Collector { found: Vec::new() };
    dashboards(site, configuration, &mut collector);
    deployment(&configuration.bean("deployment.config"), &mut collector);
    outside(configuration, &mut collector);
    login(configuration, &mut collector);
    let is_tooling = site.context.product.id == "wso2si-tooling";
    if is_tooling && configuration.top("siddhi.stores.query.api").is_some() {
        // The editor asks its own Stores API at a number that no key of the shipped layout moves.
        let own = HostPort {
            scheme: Some("http".to_string()),
            host: "0.0.0.0".to_string(),
            port: Some(7370),
        };
        let target = Target {
            description: "the editor's own Stores API",
            listener: Some("stores/default"),
            products: &[],
        };
        collector.add(
            &own,
            "siddhi.stores.query.api.port".to_string(),
            None,
            target,
        );
    }
    collector.found
}

/// Dashboards and tooling that talk to the workers.
fn dashboards(site: &Site<'_>, configuration: &Configuration<'_>, collector: &mut Collector) {
    let product = site.context.product.id.as_str();
    let worker = match product {
        "wso2si-tooling" => "wso2si",
        "wso2ad" => "*",
        other => other,
    };
    let rules = configuration.map("wso2.business.rules.manager");
    let listener = if site.components.is_on("http-default-8080") {
        Some("http/default")
    } else {
        HTTPS
    };
    let target = Target {
        description: "the worker that business rules are deployed to",
        listener,
        products: &[worker],
    };
    for item in rules
        .at(&["deployment_configs"])
        .map_or(&[][..], Node::items)
    {
        for (key, member) in item.members().into_iter().flatten() {
            let route = "wso2.business.rules.manager.deployment_configs".to_string();
            collector.add(&HostPort::parse(key), route, member.key, target);
        }
    }
    let search = configuration.map("wso2.dashboard.datasearch");
    for item in search.at(&["workerList"]).map_or(&[][..], Node::items) {
        let target = Target {
            description: "a worker whose data the dashboard searches",
            listener: HTTPS,
            products: &[worker],
        };
        collector.urls(Some(item), "wso2.dashboard.datasearch.workerList", target);
    }
}

/// The nodes of a cluster.
fn deployment(block: &Block, collector: &mut Collector) {
    let own = |listener| Target {
        description: "this server as its peers see it",
        listener: Some(listener),
        products: &[],
    };
    let route = |name: &str| format!("deployment.config.{name}");
    let interfaces = [
        ("httpsInterface", "http/msf4j-https"),
        ("httpInterface", "http/default"),
    ];
    for (name, listener) in interfaces {
        collector.fields(
            block.at(&[name]),
            ["host", "port"],
            &route(name),
            own(listener),
        );
    }
    let advertised = [
        ("eventSyncServer", "ha/eventSyncServer"),
        ("liveSync", "http/default"),
    ];
    for (name, listener) in advertised {
        let keys = ["advertisedHost", "advertisedPort"];
        collector.fields(block.at(&[name]), keys, &route(name), own(listener));
    }
    for manager in block.at(&["resourceManagers"]).map_or(&[][..], Node::items) {
        let target = Target {
            description: "a manager of the cluster",
            listener: HTTPS,
            products: &["wso2sp"],
        };
        collector.fields(
            Some(manager),
            ["host", "port"],
            &route("resourceManagers"),
            target,
        );
    }
    let foreign = |description| Target {
        description,
        listener: None,
        products: &["*"],
    };
    collector.urls(
        block.at(&["bootstrapURLs"]),
        &route("bootstrapURLs"),
        foreign("Kafka"),
    );
    for path in [
        &["zooKeeperConfig", "zooKeeperURLs"][..],
        &["zooKeeperURLs"],
    ] {
        collector.urls(
            block.at(path),
            &route(&path.join(".")),
            foreign("ZooKeeper"),
        );
    }
}

/// Other products.
fn outside(configuration: &Configuration<'_>, collector: &mut Collector) {
    let catalog = configuration.map("service.catalog.configs");
    if catalog.at(&["enabled"]).is_some_and(Node::is_true) {
        let target = Target {
            description: "the service catalogue of API Manager",
            listener: Some("servlet-https"),
            products: &["wso2am", "wso2am-acp"],
        };
        let keys = ["hostname", "port"];
        collector.fields(
            catalog.node.as_ref(),
            keys,
            "service.catalog.configs",
            target,
        );
    }
    let icp = configuration.map("management.icp");
    for item in icp.at(&["reporting", "icp"]).map_or(&[][..], Node::items) {
        let target = Target {
            description: "the integration control plane",
            listener: None,
            products: &["wso2mi-dashboard", "wso2-integration-control-plane"],
        };
        let route = "management.icp.reporting.icp.dashboardURL";
        collector.urls(item.get("dashboardURL"), route, target);
    }
    let das = configuration.map("wso2.metrics.das");
    for path in [&["das"][..], &["reporting", "das"]] {
        for item in das.at(path).map_or(&[][..], Node::items) {
            for (key, listener) in [("receiverURL", "thrift/tcp"), ("authURL", "thrift/ssl")] {
                let target = Target {
                    description: "the analytics server that receives metrics",
                    listener: Some(listener),
                    products: &["*"],
                };
                let route = format!("wso2.metrics.das.{}.{key}", path.join("."));
                collector.urls(item.get(key), &route, target);
            }
        }
    }
}

/// Single sign-on of the dashboards.
fn login(configuration: &Configuration<'_>, collector: &mut Collector) {
    const KEYS: [&str; 9] = [
        "adminServiceBaseUrl",
        "devPortalUrl",
        "externalLogoutUrl",
        "idpBaseUrl",
        "jwksUrl",
        "kmDcrUrl",
        "kmTokenUrl",
        "kmTokenUrlForRedirection",
        "publisherUrl",
    ];
    let block = configuration.map("auth.configs");
    let Some(properties) = block.at(&["properties"]) else {
        return;
    };
    let route = |key: &str| format!("auth.configs.properties.{key}");
    for key in KEYS {
        let target = Target {
            description: "API Manager or the identity provider that users log in to",
            listener: Some("servlet-https"),
            products: &["wso2am", "wso2am-acp", "wso2is"],
        };
        collector.urls(properties.get(key), &route(key), target);
    }
    let own = Target {
        description: "this dashboard as the browser sees it",
        listener: Some("http/default-https"),
        products: &[],
    };
    collector.urls(properties.get("baseUrl"), &route("baseUrl"), own);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_come_apart() {
        let cases = [
            (
                "https://localhost:9443/x?y",
                Some("https"),
                "localhost",
                Some(9443),
            ),
            ("tcp://10.0.0.1:7611", Some("tcp"), "10.0.0.1", Some(7611)),
            ("localhost:9443", None, "localhost", Some(9443)),
            ("http://[::1]:9005", Some("http"), "::1", Some(9005)),
            ("http://[::1]", Some("http"), "::1", None),
            ("https://name/path:1", Some("https"), "name", None),
            ("http://u:p@h:1", Some("http"), "h", Some(1)),
            ("", None, "", None),
            ("host:x", None, "host", None),
        ];
        for (text, scheme, host, port) in cases {
            let expected = HostPort {
                scheme: scheme.map(str::to_string),
                host: host.to_string(),
                port,
            };
            assert_eq!(HostPort::parse(text), expected, "{text}");
        }
    }
}
