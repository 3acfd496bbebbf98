//! Where a runtime connects to: settings that go stale when a port or an offset moves.

use super::configuration::Configuration;
use super::site::Site;
use super::value::Node;
use crate::resolve::Base;
use portlint_catalog::yaml_generation::{ReferenceForm, ReferencePlace};
use portlint_catalog::{Protocol, Role, Text};
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

/// Collects the references of a runtime.
struct Collector<'s> {
    site: &'s Site<'s>,
    found: Vec<Reference>,
}

impl Collector<'_> {
    fn add(
        &mut self,
        text: &HostPort,
        route: String,
        location: Option<Location>,
        place: &'static ReferencePlace,
    ) {
        let own = self.site.context.product.id;
        let products = place.products.iter();
        let products = products.map(|product| if *product == "=" { own } else { *product });
        self.found.push(Reference {
            route: route.into(),
            description: place.description.into(),
            scheme: text.scheme.clone(),
            host: text.host.clone(),
            port: text.port,
            written: PortForm::default(),
            protocol: Protocol::Tcp,
            location,
            target: place.listener.map(CowStr::from),
            target_products: products.map(CowStr::from).collect(),
            role: Role::Connection,
        });
    }

    /// What stands at a node.
    fn take(&mut self, node: &Node, route: &str, place: &'static ReferencePlace) {
        match place.form {
            ReferenceForm::Urls => self.urls(node, route, place),
            ReferenceForm::Fields => self.fields(node, route, place),
            ReferenceForm::Keys => {
                for (key, member) in node.members().into_iter().flatten() {
                    self.add(&HostPort::parse(key), route.to_string(), member.key, place);
                }
            }
            ReferenceForm::Constant => {}
        }
    }

    /// A URL or `host:port`, or several with commas between them.
    fn urls(&mut self, node: &Node, route: &str, place: &'static ReferencePlace) {
        let known = node.scalar().filter(|scalar| scalar.unknown.is_none());
        let Some(text) = known.and_then(|_| node.text()) else {
            return;
        };
        for part in text.split(',') {
            let parsed = HostPort::parse(part.trim());
            if !parsed.host.is_empty() {
                self.add(&parsed, route.to_string(), node.location, place);
            }
        }
    }

    /// A host and a port in two fields.
    fn fields(&mut self, node: &Node, route: &str, place: &'static ReferencePlace) {
        let [host, port] = place.fields.as_slice() else {
            return;
        };
        let Some(number) = node.get(port).filter(|number| !number.is_null()) else {
            return;
        };
        let parsed = HostPort {
            scheme: None,
            host: node
                .get(host)
                .and_then(Node::text)
                .unwrap_or("localhost")
                .to_string(),
            port: super::site::integer(number, route)
                .ok()
                .and_then(|base| base.value),
        };
        self.add(&parsed, format!("{route}.{port}"), number.location, place);
    }
}

/// Everything that the runtime connects to, as far as its configuration says it.
pub(super) fn references(site: &Site<'_>, configuration: &Configuration<'_>) -> Vec<Reference> {
    let mut collector = Collector {
        site,
        found: Vec::new(),
    };
    let mut told: Vec<&ReferencePlace> = Vec::new();
    for place in site.context.catalog.yaml_references {
        let mut before = told.iter().map(|known| (known.block, known.at));
        if !site.keeps(place) || before.any(|known| known == (place.block, place.at)) {
            continue;
        }
        told.push(place);
        let block = place.block.as_str();
        if let Some(url) = place.constant {
            if configuration.top(block).is_some() {
                let route = format!("{block}.{}", place.at.join("."));
                collector.add(&HostPort::parse(&url), route, None, place);
            }
            continue;
        }
        let loaded = if place.bean {
            configuration.bean(block)
        } else {
            configuration.map(block)
        };
        let is_true = |key: Text| loaded.at(&[key.as_str()]).is_some_and(Node::is_true);
        let Some(root) = loaded
            .node
            .as_ref()
            .filter(|_| place.when.is_none_or(is_true))
        else {
            continue;
        };
        for at in place.at {
            let route = match at.replace("[]", "") {
                at if at.is_empty() => block.to_string(),
                at => format!("{block}.{at}"),
            };
            for node in nodes(root, at) {
                collector.take(node, &route, place);
            }
        }
    }
    collector.found
}

/// The nodes at a place like `reporting.icp[].dashboardURL`.
fn nodes<'n>(root: &'n Node, at: &str) -> Vec<&'n Node> {
    let mut nodes = vec![root];
    for part in at.split('.').filter(|part| !part.is_empty()) {
        let (key, each) = match part.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (part, false),
        };
        let below = nodes.into_iter().filter_map(|node| node.get(key));
        nodes = if each {
            below.flat_map(Node::items).collect()
        } else {
            below.collect()
        };
    }
    nodes
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
