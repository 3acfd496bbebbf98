//! Listeners of Siddhi applications: `siddhi.refs`, and the sources and sinks of what is deployed.

use super::components::server_root;
use super::configuration::Configuration;
use super::references::HostPort;
use super::site::{Added, Draft, Site, Verdict};
use super::value::Node;
use crate::artifacts::{SiddhiSource, siddhi_sources};
use crate::host::Listener;
use crate::reader::HomeReader;
use crate::resolve::Base;
use portlint_syntax::java_int;
use std::collections::BTreeSet;

/// The deployed applications of a runtime.
pub struct Deployed {
    /// Whether a folder of applications is in the tree, so that what is not there is not deployed.
    folder_seen: bool,
    sources: Vec<SiddhiSource>,
}

impl Deployed {
    /// Reads the applications of the runtime.
    pub fn read(reader: &mut HomeReader<'_>, site: &Site<'_>) -> Deployed {
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
                Verdict::Closed("no deployed Siddhi application refers to it".to_string())
            }
            (false, false, false) => Verdict::Depends(format!(
                "opens when a deployed Siddhi application has @source(ref='{name}')"
            )),
        }
    }
}

/// The entries of `siddhi.refs` that say where they listen.
pub fn refs(
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
            let (key, url) = ["receiver.url", "server.url"]
                .into_iter()
                .find_map(|key| Some((key, entry.get("properties")?.get(key)?)))?;
            let route = format!("siddhi.refs[{name}].ref.properties['{key}']");
            let (base, host) = HostPort::base(url, &route);
            let id = format!("siddhi-ref/{name}");
            let shipped = site.facts(&id).is_some_and(|facts| facts.id == id);
            site.listener(Draft {
                id,
                base,
                // The gRPC server takes only the port of the URL.
                address: if kind.starts_with("grpc") {
                    "0.0.0.0".to_string()
                } else {
                    host
                },
                added: Added::Nothing,
                verdict: deployed.uses(name, shipped).and(&Verdict::of_block(
                    "siddhi",
                    block.failure.as_ref(),
                    block.doubt.as_ref(),
                )),
            })
        })
        .collect()
}

/// The sources and sinks that listen on their own.
pub fn applications(
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
            let base = base(source, block.node.as_ref());
            // HTTP sources of one worker share a server per port.
            let is_http = source.source_type.starts_with("http");
            if is_http && base.value.is_some() && !shared.insert(base.value) {
                return None;
            }
            site.listener(Draft {
                id: format!("siddhi-app/{}/{}", source.app, source.source_type),
                base,
                address: source.host.clone().unwrap_or_else(|| "0.0.0.0".to_string()),
                added: Added::Nothing,
                verdict: Verdict::Opens,
            })
        })
        .collect()
}

fn base(source: &SiddhiSource, siddhi: Option<&Node>) -> Base {
    let mut base = Base {
        value: None,
        reason: None,
        source: source.route.clone(),
        route: source.route.clone(),
        location: Some(source.location.clone()),
    };
    if let Some(text) = &source.port_text {
        base.value = java_int(text.trim()).map(i64::from);
        if base.value.is_none() {
            base.reason = Some("the port of the source is not known".to_string());
        }
        return base;
    }
    let (key, default) = match source.source_type.as_str() {
        "tcp" => ("port", 9892),
        "prometheus" => ("serverURL", 9080),
        kind if kind.starts_with("http") => ("defaultHttpPort", 8280),
        _ => ("", 0),
    };
    let configured = siddhi.and_then(|siddhi| extension(siddhi, &source.source_type)?.get(key));
    match configured.and_then(Node::text).and_then(java_int) {
        Some(value) => {
            base.value = Some(i64::from(value));
            base.location = configured.and_then(|node| node.location.clone());
            base.route = format!("siddhi.extensions[{}].properties.{key}", source.source_type);
            base.source = base.route.clone();
        }
        None if default > 0 => {
            base.value = Some(default);
            base.source = "product default".to_string();
        }
        None => base.reason = Some("the source names no port".to_string()),
    }
    base
}

/// The properties that `siddhi.extensions` gives to a source.
fn extension<'n>(siddhi: &'n Node, kind: &str) -> Option<&'n Node> {
    siddhi
        .get("extensions")?
        .items()
        .iter()
        .filter_map(|item| item.get("extension"))
        .find(|extension| {
            let is = |key: &str, text: &str| extension.get(key).and_then(Node::text) == Some(text);
            is("name", kind) && is("namespace", "source")
        })?
        .get("properties")
}
