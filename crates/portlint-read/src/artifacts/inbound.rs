//! Synapse inbound endpoints: files below `synapse-configs` and inside carbon applications.

use super::archive::{self, has_extension};
use crate::reader::{HomeReader, at};
use portlint_files::FileKind;
use portlint_host::{Location, Problem, ProblemKind, SourceFile};
use portlint_syntax::{Document, Format, NodeId, TextValue};
use std::sync::Arc;

/// Deepest folder of an unpacked carbon application that is looked at.
const UNPACKED_DEPTH: usize = 4;
/// Most names in the folders of the unpacked carbon applications of one server.
const UNPACKED_NAMES: usize = 5_000;

/// An inbound endpoint, whether it listens or polls.
#[derive(Debug, Clone)]
pub struct InboundEndpoint {
    /// Its name; empty when it has none.
    pub name: String,
    /// `http`, `https`, `ws`, `wss`, `hl7`, `grpc`, `jms`, ... or the name of a custom class, in lower case.
    pub protocol: String,
    /// The port as written, trimmed; `None` when the endpoint opens none or names none.
    pub port_text: Option<String>,
    /// Where the port stands.
    pub port_location: Option<Location>,
    /// True when it is deployed without being started.
    pub suspended: bool,
    /// True when `ws.use.port.offset` is.
    pub use_offset: bool,
    /// Symbolic address, for example `inboundEndpoint[Name]/inbound.http.port`.
    pub route: String,
    /// The bind address, where the protocol has one of its own.
    pub host: Option<String>,
    /// What is written so that a Micro Integrator does not open it, and where.
    pub slip: Option<(Location, String)>,
}

/// The inbound endpoints of a server: first the files of the default Synapse configuration, then the carbon
/// applications, each ordered by path. `server_dir` is relative to the home: `repository/deployment/server`.
pub fn inbound_endpoints(reader: &mut HomeReader<'_>, server_dir: &str) -> Vec<InboundEndpoint> {
    let mut endpoints = Vec::new();
    let configured = format!("{server_dir}/synapse-configs/default/inbound-endpoints");
    let mut names_left = UNPACKED_NAMES;
    xml_files(
        reader,
        &configured,
        UNPACKED_DEPTH,
        &mut names_left,
        &mut |reader, path| {
            let file = reader.document(path, Format::Xml);
            endpoints.extend(file.as_ref().and_then(endpoint));
        },
    );
    let whole = format!("{server_dir}/synapse-configs/default/synapse.xml");
    if reader.exists(&whole)
        && let Some(file) = reader.document(&whole, Format::Xml)
    {
        let nodes = file.document.select("definitions/inboundEndpoint");
        endpoints.extend(nodes.into_iter().map(|node| endpoint_at(&file, node)));
    }
    let applications = format!("{server_dir}/carbonapps");
    let mut names_left = UNPACKED_NAMES;
    for name in reader.list(&applications) {
        let path = format!("{applications}/{name}");
        match reader.kind(&path) {
            Some(FileKind::File(_)) if has_extension(&name, "car") => {
                packed(reader, &path, &mut endpoints);
            }
            Some(FileKind::Directory) => {
                xml_files(
                    reader,
                    &path,
                    UNPACKED_DEPTH,
                    &mut names_left,
                    &mut |reader, path| {
                        if let Some(bytes) = reader.bytes(path) {
                            candidate(reader, path, &bytes, &mut endpoints);
                        }
                    },
                );
            }
            _ => {}
        }
    }
    endpoints
}

/// Every XML file of a folder and of the folders in it, as far as their number goes.
fn xml_files(
    reader: &mut HomeReader<'_>,
    directory: &str,
    depth: usize,
    names_left: &mut usize,
    read: &mut dyn FnMut(&mut HomeReader<'_>, &str),
) {
    for name in reader.list(directory) {
        let path = format!("{directory}/{name}");
        let Some(left) = names_left.checked_sub(1) else {
            reader.count_over_budget(&path);
            return;
        };
        *names_left = left;
        match reader.kind(&path) {
            Some(FileKind::Directory) if depth > 0 => {
                xml_files(reader, &path, depth - 1, names_left, read);
            }
            Some(FileKind::File(_)) if has_extension(&name, "xml") => read(reader, &path),
            _ => {}
        }
    }
}

/// The endpoints of a `.car` archive; one that cannot be read becomes a problem.
fn packed(reader: &mut HomeReader<'_>, path: &str, endpoints: &mut Vec<InboundEndpoint>) {
    let Some(bytes) = reader.bytes_within(path, archive::ARCHIVE_BYTES) else {
        return;
    };
    let Some(bounds) = reader.inflated() else {
        reader.count_over_budget(path);
        return;
    };
    match archive::xml_entries(&bytes, bounds) {
        Ok(entries) => {
            let inflated = entries.iter().map(|entry| entry.bytes.len() as u64);
            reader.take_inflated(inflated.sum());
            for entry in entries {
                candidate(
                    reader,
                    &format!("{path}!/{}", entry.name),
                    &entry.bytes,
                    endpoints,
                );
            }
        }
        Err(reason) => {
            if matches!(reason, archive::ArchiveError::OverBudget(_)) {
                reader.end_inflating();
            }
            reader.report(
                Problem::of(
                    ProblemKind::UnreadableFile,
                    reader.path(path),
                    format!("cannot read this carbon application: {reason}"),
                )
                .with_route(path),
            );
        }
    }
}

/// A carbon application holds XML of many kinds: errors count only in an inbound endpoint.
fn candidate(
    reader: &mut HomeReader<'_>,
    shown: &str,
    bytes: &[u8],
    endpoints: &mut Vec<InboundEndpoint>,
) {
    let file = reader.parse(shown, bytes, Format::Xml);
    if let Some(found) = endpoint(&file) {
        for problem in crate::problems::of_document(&file, shown) {
            reader.report(problem);
        }
        endpoints.push(found);
    }
}

/// The endpoint of a file; `None` when its root is something else.
fn endpoint(file: &Arc<SourceFile>) -> Option<InboundEndpoint> {
    let root = *file.document.select("inboundEndpoint").first()?;
    Some(endpoint_at(file, root))
}

/// The endpoint of an element.
fn endpoint_at(file: &Arc<SourceFile>, root: NodeId) -> InboundEndpoint {
    let document = &file.document;
    let attribute = |name| {
        document
            .attribute_text(root, name)
            .map(|value| value.text.trim().to_string())
    };
    let name = attribute("name").unwrap_or_default();
    let protocol = attribute("protocol")
        .or_else(|| attribute("class"))
        .unwrap_or_default()
        .to_lowercase();
    let parameters = parameters(document, root);
    let port = port_parameter(&protocol, &parameters);
    let slip = slip(file, root, &protocol, port);
    let host = (protocol == "httpws").then(|| {
        let named = parameters.iter().rev().find(|(key, _)| key == "hostname");
        named.map_or("127.0.0.1".to_string(), |(_, value)| {
            value.text.trim().to_string()
        })
    });
    let key = port.map_or_else(|| "port".to_string(), |(key, _)| key.clone());
    InboundEndpoint {
        route: format!("inboundEndpoint[{name}]/{key}"),
        port_text: port.map(|(_, value)| value.text.trim().to_string()),
        port_location: port.map(|(_, value)| at(file, value.span)),
        suspended: document
            .attribute_text(root, "suspend")
            .is_some_and(|value| value.text.eq_ignore_ascii_case("true")),
        use_offset: parameters.iter().any(|(key, value)| {
            key == "ws.use.port.offset" && value.text.trim().eq_ignore_ascii_case("true")
        }),
        name,
        protocol,
        host,
        slip,
    }
}

/// Letters of the protocol and of the parameter's name count, and so do blanks.
fn slip(
    file: &Arc<SourceFile>,
    root: NodeId,
    protocol: &str,
    port: Option<&(String, TextValue)>,
) -> Option<(Location, String)> {
    let expected = expected_parameter(protocol)?;
    if let Some(reason) = refused_element(file, root) {
        let span = file.document.element(root)?.name_span;
        return Some((at(file, span), reason.to_string()));
    }
    let written = file.document.attribute_text(root, "protocol")?;
    if written.text != protocol {
        let reason = format!("the protocol is {protocol}, in small letters and without blanks");
        return Some((at(file, written.span), reason));
    }
    let (key, value) = port?;
    if key != expected {
        let reason =
            format!("the parameter is called {expected}, and the case of its letters counts");
        return Some((at(file, value.span), reason));
    }
    let reads_blanks = matches!(protocol, "http" | "https" | "ws" | "wss");
    (reads_blanks && value.text.trim() != value.text).then(|| {
        let reason = "the blanks around the port make it no number".to_string();
        (at(file, value.span), reason)
    })
}

/// Why Synapse takes an element for no inbound endpoint.
fn refused_element(file: &Arc<SourceFile>, root: NodeId) -> Option<&'static str> {
    const NAMESPACE: &str = "http://ws.apache.org/ns/synapse";
    let document = &file.document;
    let has_name = document
        .attribute_text(root, "name")
        .is_some_and(|name| !name.text.is_empty());
    if !has_name {
        return Some("an inbound endpoint without a name is not deployed");
    }
    // One inside `definitions` has the namespace of that element, and a prefix may have been declared anywhere.
    let is_root = document.root == Some(root);
    let element = document.element(root)?;
    let prefix = element.name.split_once(':').map(|(prefix, _)| prefix);
    let declared = match prefix {
        Some(prefix) => document.attribute_text(root, &format!("xmlns:{prefix}")),
        None => document.attribute_text(root, "xmlns"),
    };
    let is_foreign = declared.is_none_or(|namespace| namespace.text.trim() != NAMESPACE);
    (is_root && is_foreign).then_some(
        "an inbound endpoint outside of the namespace http://ws.apache.org/ns/synapse is not deployed",
    )
}

/// The parameter that holds the port of a protocol that listens.
fn expected_parameter(protocol: &str) -> Option<&'static str> {
    Some(match protocol {
        "http" | "https" => "inbound.http.port",
        "ws" | "wss" => "inbound.ws.port",
        "hl7" => "inbound.hl7.Port",
        "grpc" => "inbound.grpc.port",
        "httpws" => "port",
        _ => return None,
    })
}

fn parameters(document: &Document, root: NodeId) -> Vec<(String, TextValue)> {
    let is = |node: &NodeId, name: &str| {
        let element = document.element(*node);
        element.is_some_and(|element| element.name.rsplit(':').next() == Some(name))
    };
    let parameter = |id: NodeId| {
        let name = document.attribute_text(id, "name")?;
        Some((name.text.trim().to_string(), document.value(id)))
    };
    let blocks = document
        .children(root)
        .filter(|node| is(node, "parameters"));
    let all = blocks.flat_map(|block| document.children(block));
    all.filter(|node| is(node, "parameter"))
        .filter_map(parameter)
        .collect()
}

/// The parameter that holds the port to listen on, if the protocol listens at all.
fn port_parameter<'a>(
    protocol: &str,
    parameters: &'a [(String, TextValue)],
) -> Option<&'a (String, TextValue)> {
    let expected = match protocol {
        _ if expected_parameter(protocol).is_some() => expected_parameter(protocol),
        "cxf_ws_rm" => Some("inbound.cxf.rm.port"),
        // Written by its tooling beside an `inbound.http.port` that nothing reads.
        "org.wso2.carbon.inbound.sse.mcpinboundlistener" => Some("inbound.mcp.port"),
        "jms" | "file" | "kafka" | "mqtt" | "rabbitmq" | "feed" => return None,
        _ if polls(parameters) => return None,
        _ => None,
    };
    parameters.iter().rev().find(|(name, _)| match expected {
        Some(expected) => name.eq_ignore_ascii_case(expected),
        None => {
            let name = name.to_lowercase();
            name.starts_with("inbound.") && name.ends_with(".port")
        }
    })
}

/// A custom class says by a parameter whether it polls or listens.
fn polls(parameters: &[(String, TextValue)]) -> bool {
    parameters.iter().any(|(name, value)| {
        name == "inbound.behavior" && value.text.trim().eq_ignore_ascii_case("polling")
    })
}

#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
