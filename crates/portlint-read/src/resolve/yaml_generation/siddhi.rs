//! Listeners of Siddhi applications: `siddhi.refs`, and the sources and sinks of what is deployed.

use super::components::server_root;
use super::configuration::Configuration;
use super::references::HostPort;
use super::site::{Draft, Site, Verdict};
use super::value::Node;
use crate::artifacts::{SiddhiSource, siddhi_sources};
use crate::reader::HomeReader;
use crate::resolve::Base;
use portlint_catalog::{Catalog, Text};
use portlint_host::Listener;
use portlint_syntax::java_int;
use std::collections::BTreeSet;

/// The deployed applications of a runtime.
pub(super) struct Deployed {
    /// Whether a folder of applications is in the tree, so that what is not there is not deployed.
    folder_seen: bool,
    sources: Vec<SiddhiSource>,
}

impl Deployed {
    /// Reads the applications of the runtime.
    pub(super) fn read(reader: &mut HomeReader<'_>, site: &Site<'_>) -> Deployed {
        let root = server_root(site.context);
        let runtime = site.context.conf.rsplit('/').next().unwrap_or_default();
        let folders = [
            format!("{root}wso2/{runtime}/deployment/siddhi-files"),
            format!("{root}deployment/siddhi-files"),
        ];
        if site.facts("siddhi-app").is_none() {
            return Deployed {
                folder_seen: false,
                sources: Vec::new(),
            };
        }
        Deployed {
            folder_seen: folders.iter().any(|folder| reader.exists(folder)),
            sources: siddhi_sources(reader, &folders),
        }
    }

    /// Whether something that a reference configures is used; the catalogue may know that the product ships a user.
    fn uses(&self, name: &str, shipped: bool) -> Verdict {
        let used = self
            .sources
            .iter()
            .any(|source| source.reference.as_deref() == Some(name));
        match (used, self.folder_seen, shipped) {
            (true, _, _) | (false, false, true) => Verdict::Opens,
            (false, true, _) => {
                Verdict::Closed("no deployed Siddhi application refers to it".into())
            }
            (false, false, false) => Verdict::Depends(
                format!("opens when a deployed Siddhi application has @source(ref='{name}')")
                    .into(),
            ),
        }
    }
}

/// The entries of `siddhi.refs` that say where they listen.
pub(super) fn refs(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    deployed: &Deployed,
) -> Vec<Listener> {
    let block = configuration.map("siddhi");
    let Some(refs) = block.at(&["refs"]) else {
        return Vec::new();
    };
    refs.items()
        .iter()
        .filter_map(|item| {
            let entry = item.get("ref")?;
            let name = entry.get("name")?.text()?;
            let kind = entry.get("type").and_then(Node::text).unwrap_or_default();
            let (base, host) = if kind == "tcp" {
                let source = SiddhiSource {
                    app: String::new(),
                    source_type: kind.to_string(),
                    reference: Some(name.to_string()),
                    port_text: None,
                    host: None,
                    location: entry.get("type")?.base("").location?,
                    route: format!("siddhi.refs[{name}].ref"),
                };
                place(&source, block.node.as_ref(), site.context.catalog)
            } else {
                let (key, value) = ["receiver.url", "server.url"]
                    .into_iter()
                    .find_map(|key| Some((key, entry.get("properties")?.get(key)?)))?;
                let route = format!("siddhi.refs[{name}].ref.properties['{key}']");
                let (base, host) = HostPort::base(value, &route);
                (base, Some(host))
            };
            let id = format!("siddhi-ref/{name}");
            let shipped = site
                .facts(&id)
                .is_some_and(|listener| listener.facts.id == id);
            site.listener(Draft {
                id,
                base,
                address: address(kind, host),
                unmoved: false,
                verdict: deployed.uses(name, shipped).and(&Verdict::of_block(
                    "siddhi",
                    block.failure.as_ref(),
                    block.doubt.as_ref(),
                )),
            })
        })
        .collect()
}

/// A port that the source reads from a string.
fn port(node: &Node, route: &str) -> Base {
    let mut base = node.base(route);
    base.value = node.text().and_then(java_int).map(i64::from);
    if base.value.is_none() {
        base.reason = Some(format!("{route} is not known").into());
    }
    base
}

/// The sources and sinks that listen on their own.
pub(super) fn applications(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    deployed: &Deployed,
) -> Vec<Listener> {
    let block = configuration.map("siddhi");
    let mut shared = BTreeSet::new();
    deployed
        .sources
        .iter()
        .filter(|source| source.reference.is_none())
        .filter_map(|source| {
            let (base, host) = place(source, block.node.as_ref(), site.context.catalog);
            // Sources of one kind share a server per port.
            let family = source.source_type.split('-').next().unwrap_or_default();
            let shares = ["grpc", "http", "prometheus", "tcp"].contains(&family);
            if shares && base.value.is_some() && !shared.insert((family, base.value)) {
                return None;
            }
            site.listener(Draft {
                id: format!("siddhi-app/{}/{}", source.app, source.source_type),
                base,
                address: address(&source.source_type, host),
                unmoved: false,
                verdict: Verdict::Opens,
            })
        })
        .collect()
}

/// Where a source binds: the gRPC server takes only the port of its URL.
fn address(kind: &str, host: Option<String>) -> String {
    host.filter(|_| !kind.starts_with("grpc"))
        .unwrap_or_else(|| "0.0.0.0".to_string())
}

/// The port of a source and the host that it binds: what its annotation says, else the extension's settings.
fn place(
    source: &SiddhiSource,
    siddhi: Option<&Node>,
    catalog: &Catalog,
) -> (Base, Option<String>) {
    let mut base = Base {
        value: None,
        reason: None,
        source: source.route.clone().into(),
        route: source.route.clone().into(),
        location: Some(source.location),
    };
    let host = source.host.clone();
    if let Some(text) = &source.port_text {
        base.value = java_int(text.trim()).map(i64::from);
        if base.value.is_none() {
            base.reason = Some("the port of the source is not known".into());
        }
        return (base, host);
    }
    let kind = source.source_type.as_str();
    if host.is_some() {
        base.reason = Some("the URL of the source names no port".into());
        return (base, host);
    }
    let setting = |namespace: &str, key: &str| {
        let node = extension(siddhi?, kind, namespace)?.get(key)?;
        node.text().map(|text| (node, text))
    };
    let route = |key: &str| format!("siddhi.extensions[{kind}].properties.{key}");
    if let Some((url, _)) = setting("sink", "serverURL").filter(|_| kind == "prometheus") {
        let (base, host) = HostPort::base(url, &route("serverURL"));
        return (base, Some(host));
    }
    let is_https = setting("source", "defaultScheme").is_some_and(|(_, text)| text == "https");
    let mut extensions = catalog.yaml_extensions.into_iter();
    let secure = is_https && kind.starts_with("http");
    let Some(extension) = extensions.find(|extension| extension.is_about(kind, secure)) else {
        base.reason = Some("the source names no port".into());
        return (base, host);
    };
    let set = |key: &Option<Text>| key.and_then(|key| setting("source", &key));
    match set(&extension.key) {
        Some((node, _)) => base = port(node, &route(&extension.key.unwrap_or_default())),
        None => {
            base.value = Some(i64::from(extension.base));
            base.source = "product default".into();
        }
    }
    let default_host = set(&extension.host_key).map(|(_, text)| text.to_string());
    (base, host.or(default_host))
}

/// The properties that `siddhi.extensions` gives to a source or sink.
fn extension<'n>(siddhi: &'n Node, kind: &str, namespace: &str) -> Option<&'n Node> {
    siddhi
        .get("extensions")?
        .items()
        .iter()
        .filter_map(|item| item.get("extension"))
        .find(|extension| {
            let is = |key: &str, text: &str| extension.get(key).and_then(Node::text) == Some(text);
            is("name", kind) && is("namespace", namespace)
        })?
        .get("properties")
}
