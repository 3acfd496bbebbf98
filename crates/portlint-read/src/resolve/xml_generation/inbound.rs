//! Inbound endpoints, in files and in carbon archives.

use super::conditions::Verdict;
use super::properties::entity;
use super::{Reading, Socket};
use crate::artifacts::{InboundEndpoint, inbound_endpoints};
use crate::resolve::Base;
use portlint_catalog::xml_generation::{XmlListener, XmlReader};
use portlint_host::{CowStr, Problem, ProblemKind, showable};
use portlint_syntax::java_int;

/// The protocols that open a port of their own.
const LISTENING: [&str; 5] = ["http", "https", "hl7", "ws", "wss"];

/// Reads the endpoints of a protocol; without one, those that no entry of the product is about.
pub(super) fn read(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    protocol: Option<&str>,
) -> Vec<Socket> {
    let directory = format!(
        "{}repository/deployment/server",
        crate::resolve::launched::runtime_directory(reading.context)
    );
    let endpoints = inbound_endpoints(reading.reader, &directory)
        .into_iter()
        .filter(|endpoint| match protocol {
            Some(protocol) => endpoint.protocol == protocol,
            None => {
                LISTENING.contains(&endpoint.protocol.as_str())
                    && !has_entry(reading, &endpoint.protocol)
            }
        })
        .collect::<Vec<_>>();
    if endpoints.is_empty() && protocol.is_some() {
        return vec![shipped(reading, specification)];
    }
    let mut sockets = Vec::new();
    for (position, endpoint) in endpoints.into_iter().enumerate() {
        let suffix = match position {
            0 if protocol.is_some() => String::new(),
            _ => format!("-{}", endpoint.name),
        };
        sockets.push(socket(reading, endpoint, suffix));
    }
    sockets
}

/// Whether the product ships an endpoint of this protocol, with an entry of its own.
fn has_entry(reading: &Reading<'_, '_, '_>, protocol: &str) -> bool {
    let mut listeners = reading.context.catalog.xml_listeners.into_iter();
    listeners.any(|listener| {
        matches!(&listener.reader, XmlReader::Inbound { inbound_protocol: Some(p) } if p == protocol)
            && reading.context.has(&listener.facts)
    })
}

fn shipped(reading: &Reading<'_, '_, '_>, specification: &XmlListener) -> Socket {
    let route = specification.facts.key.unwrap_or_default();
    Socket {
        suffix: String::new(),
        base: Base::product_default(specification.facts.base, route),
        added: reading.offsets.effective.value,
        follows_offset: true,
        address: None,
        verdict: Verdict::Unknown(
            "the inbound endpoint that the product ships is not there".into(),
        ),
    }
}

fn socket(reading: &mut Reading<'_, '_, '_>, endpoint: InboundEndpoint, suffix: String) -> Socket {
    let text = endpoint.port_text.unwrap_or_default();
    let value = java_int(text.trim()).map(i64::from);
    let (kind, words) = if text.contains('$') || entity(&text).is_some() {
        (ProblemKind::UnresolvedPlaceholder, "comes from elsewhere")
    } else {
        (ProblemKind::PortInvalid, "is not a port number")
    };
    let reason =
        (value.is_none()).then(|| format!("{} {words}: {}", endpoint.route, showable(&text)));
    if let Some((reason, location)) = reason.clone().zip(endpoint.port_location) {
        reading
            .reader
            .report(Problem::at(kind, location, reason).with_route(endpoint.route.clone()));
    }
    let web_socket = matches!(endpoint.protocol.as_str(), "ws" | "wss");
    let follows_offset = web_socket && endpoint.use_offset;
    Socket {
        suffix,
        base: Base {
            value,
            reason: reason.map(CowStr::from),
            source: endpoint.route.clone().into(),
            route: endpoint.route.into(),
            location: endpoint.port_location,
        },
        added: if follows_offset {
            reading.offsets.effective.value
        } else {
            Some(0)
        },
        follows_offset,
        address: None,
        verdict: if endpoint.suspended {
            Verdict::Fails("the inbound endpoint is suspended".into())
        } else {
            Verdict::Holds
        },
    }
}
