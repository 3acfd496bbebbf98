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
}

/// The inbound endpoints of a server: first the files of the default Synapse configuration, then the carbon
/// applications, each ordered by path. `server_dir` is relative to the home: `repository/deployment/server`.
pub fn inbound_endpoints(reader: &mut HomeReader<'_>, server_dir: &str) -> Vec<InboundEndpoint> {
    let mut endpoints = Vec::new();
    let configured = format!("{server_dir}/synapse-configs/default/inbound-endpoints");
    for name in reader.list(&configured) {
        if has_extension(&name, "xml") {
            let file = reader.document(&format!("{configured}/{name}"), Format::Xml);
            endpoints.extend(file.as_ref().and_then(endpoint));
        }
    }
    let applications = format!("{server_dir}/carbonapps");
    let mut names_left = UNPACKED_NAMES;
    for name in reader.list(&applications) {
        let path = format!("{applications}/{name}");
        match reader.kind(&path) {
            Some(FileKind::File(_)) if has_extension(&name, "car") => {
                packed(reader, &path, &mut endpoints)
            }
            Some(FileKind::Directory) => {
                unpacked(
                    reader,
                    &path,
                    UNPACKED_DEPTH,
                    &mut names_left,
                    &mut endpoints,
                );
            }
            _ => {}
        }
    }
    endpoints
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

/// The endpoints of a carbon application that was unpacked into a folder.
fn unpacked(
    reader: &mut HomeReader<'_>,
    directory: &str,
    depth: usize,
    names_left: &mut usize,
    endpoints: &mut Vec<InboundEndpoint>,
) {
    for name in reader.list(directory) {
        let Some(left) = names_left.checked_sub(1) else {
            reader.count_over_budget(&format!("{directory}/{name}"));
            return;
        };
        *names_left = left;
        let path = format!("{directory}/{name}");
        match reader.kind(&path) {
            Some(FileKind::Directory) if depth > 0 => {
                unpacked(reader, &path, depth - 1, names_left, endpoints);
            }
            Some(FileKind::File(_)) if has_extension(&name, "xml") => {
                if let Some(bytes) = reader.bytes(&path) {
                    candidate(reader, &path, &bytes, endpoints);
                }
            }
            _ => {}
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
    let document = &file.document;
    let root = *document.select("inboundEndpoint").first()?;
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
    let parameters = parameters(document);
    let port = port_parameter(&protocol, &parameters);
    let key = port.map_or_else(|| "port".to_string(), |(key, _)| key.clone());
    Some(InboundEndpoint {
        route: format!("inboundEndpoint[{name}]/{key}"),
        port_text: port.map(|(_, value)| value.text.trim().to_string()),
        port_location: port.map(|(_, value)| at(file, value.span)),
        suspended: attribute("suspend").is_some_and(|value| value.eq_ignore_ascii_case("true")),
        use_offset: parameters.iter().any(|(key, value)| {
            key == "ws.use.port.offset" && value.text.trim().eq_ignore_ascii_case("true")
        }),
        name,
        protocol,
    })
}

fn parameters(document: &Document) -> Vec<(String, TextValue)> {
    let parameter = |id: &NodeId| {
        let name = document
            .attribute_text(*id, "name")?
            .text
            .trim()
            .to_string();
        Some((name, document.value(*id)))
    };
    document
        .select("inboundEndpoint/parameters/parameter")
        .iter()
        .filter_map(parameter)
        .collect()
}

/// The parameter that holds the port to listen on, if the protocol listens at all.
fn port_parameter<'a>(
    protocol: &str,
    parameters: &'a [(String, TextValue)],
) -> Option<&'a (String, TextValue)> {
    let expected = match protocol {
        "http" | "https" => Some("inbound.http.port"),
        "ws" | "wss" => Some("inbound.ws.port"),
        "hl7" => Some("inbound.hl7.port"),
        "grpc" => Some("inbound.grpc.port"),
        "cxf_ws_rm" => Some("inbound.cxf.rm.port"),
        // Written by its tooling beside an `inbound.http.port` that nothing reads.
        "org.wso2.carbon.inbound.sse.mcpinboundlistener" => Some("inbound.mcp.port"),
        "jms" | "file" | "kafka" | "mqtt" | "rabbitmq" | "feed" => return None,
        _ if polls(parameters) => return None,
        _ => None,
    };
    parameters.iter().rev().find(|(name, _)| {
        let name = name.to_lowercase();
        match expected {
            Some(expected) => name == expected,
            None => name.starts_with("inbound.") && name.ends_with(".port"),
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
