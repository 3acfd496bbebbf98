//! The transport receivers of `axis2/axis2.xml`.

use super::conditions::Verdict;
use super::place::{AXIS2, ConfigFile};
use super::properties::Replaced;
use super::setting::unknown;
use super::{Reading, Socket};
use crate::reader::at;
use crate::resolve::Base;
use portlint_catalog::xml_generation::XmlListener;
use portlint_catalog::{Gate, any_admits};
use portlint_host::{CowStr, Location, Problem, ProblemKind, SourceFile};
use portlint_syntax::{NodeId, TextValue, java_int};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The bundle of the pass-through transport.
const TRANSPORT: &str = "synapse-nhttp-transport";

/// The first version that binds the address of a receiver: 2.1.7-wso2v16.
const FIRST_WITH_ADDRESS: [u32; 4] = [2, 1, 7, 16];

/// Which family of code opens the port of a receiver.
#[derive(PartialEq)]
enum Family {
    PassThrough {
        secure: bool,
    },
    /// Passes on what the servlet transport receives; its port opens nothing.
    Servlet,
    Other,
}

/// A `transportReceiver` element.
struct Receiver {
    family: Family,
    name: String,
    node: NodeId,
}

/// The pass-through receivers, plain or secure. Without one the transport is closed.
pub(super) fn read_pass_through(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    secure: bool,
    binds_all: &[Gate],
) -> Vec<Socket> {
    let source = match reading.file(AXIS2) {
        ConfigFile::Read(source) => source,
        ConfigFile::Missing => {
            let verdict = Verdict::Unknown(format!("{AXIS2} is not there").into());
            return reading.default_socket(specification, verdict);
        }
        ConfigFile::Broken => {
            return vec![unknown(specification, format!("{AXIS2} cannot be read"))];
        }
    };
    let wanted = Family::PassThrough { secure };
    let found = receivers(&source)
        .into_iter()
        .filter(|receiver| receiver.family == wanted)
        .enumerate()
        .map(|(position, receiver)| {
            let mut socket = socket(reading, &source, &receiver);
            let class = source.document.attribute_text(receiver.node, "class");
            // The older NIO transport has always bound it.
            let may_ignore = class.is_some_and(|class| class.text.contains("PassThrough"));
            if may_ignore && ignores_address(reading, binds_all) && socket.address.take().is_some()
            {
                report_address(reading, &source, &receiver);
            }
            if position > 0 {
                socket.suffix = format!("-{}", receiver.name);
            }
            socket
        })
        .collect::<Vec<_>>();
    if found.is_empty() {
        let verdict = Verdict::Fails(format!("{AXIS2} has no such pass-through receiver").into());
        return reading.default_socket(specification, verdict);
    }
    found
}

/// Whether the transport drops the `bind-address` of its receivers: its bundle says so, else the release.
fn ignores_address(reading: &Reading<'_, '_, '_>, binds_all: &[Gate]) -> bool {
    let bundles = reading.bundles.as_ref();
    match bundles.and_then(|bundles| transport_version(bundles.version(TRANSPORT)?)) {
        Some(version) => version < FIRST_WITH_ADDRESS,
        None => any_admits(
            binds_all,
            &reading.context.product.id,
            reading.context.rules,
            &reading.context.runtime.id,
        ),
    }
}

/// `2.1.7.wso2v65` and `2.1.7-wso2v65` in numbers; the last is 0 where there is none.
fn transport_version(text: &str) -> Option<[u32; 4]> {
    let (release, build) = match text.split_once("wso2v") {
        Some((release, build)) => (release, build),
        None => (text, "0"),
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let build = build.split(|c| !is_digit(c)).next()?;
    let mut numbers = release.split(|c| !is_digit(c)).filter(|n| !n.is_empty());
    let mut next = || numbers.next()?.parse().ok();
    Some([next()?, next()?, next()?, build.parse().ok()?])
}

fn report_address(
    reading: &mut Reading<'_, '_, '_>,
    source: &Arc<SourceFile>,
    receiver: &Receiver,
) {
    let Some(value) = parameter(source, receiver, "bind-address") else {
        return;
    };
    let address = value.text.trim();
    if matches!(address, "0.0.0.0" | "*") {
        return;
    }
    let message = "this version of the pass-through transport does not read bind-address: it listens on all interfaces";
    let route = format!(
        "axisconfig/transportReceiver[@name='{}']/parameter[@name='bind-address']",
        receiver.name
    );
    reading.reader.report(
        Problem::at(
            ProblemKind::SettingWithoutEffect,
            at(source, value.span),
            message,
        )
        .with_help(
            "keep others out with a firewall, or give the servers of this host different ports",
        )
        .with_route(route),
    );
}

/// Receivers of other transports that name a port. What they do with it is not known.
pub(super) fn read_others(reading: &mut Reading<'_, '_, '_>) -> Vec<Socket> {
    let ConfigFile::Read(source) = reading.file(AXIS2) else {
        return Vec::new();
    };
    report_replaced(reading, &source);
    receivers(&source)
        .into_iter()
        .filter(|receiver| {
            receiver.family == Family::Other && parameter(&source, receiver, "port").is_some()
        })
        .map(|receiver| {
            let mut socket = socket(reading, &source, &receiver);
            socket.suffix = format!("-{}", receiver.name);
            socket
        })
        .collect()
}

/// Says which receivers others of the same name replace.
fn report_replaced(reading: &mut Reading<'_, '_, '_>, source: &Arc<SourceFile>) {
    let mut by_name = BTreeMap::<String, Vec<NodeId>>::new();
    for receiver in all_receivers(source) {
        by_name
            .entry(receiver.name)
            .or_default()
            .push(receiver.node);
    }
    let tag = |node: NodeId| Some(at(source, source.document.element(node)?.tag_span));
    for (name, nodes) in by_name {
        let [first, .., last] = nodes.as_slice() else {
            continue;
        };
        if let Some((first, last)) = tag(*first).zip(tag(*last)) {
            let message = "another receiver has the same name: the server takes the last";
            reading.reader.report(
                Problem::at(ProblemKind::DuplicateDefinition, first, message)
                    .with_help("remove one of the receivers, or give it another name")
                    .with_route(format!("axisconfig/transportReceiver[@name='{name}']"))
                    .with_related(last, "the receiver that counts"),
            );
        }
    }
}

/// Those that the server keeps: of several with one name the last.
fn receivers(source: &SourceFile) -> Vec<Receiver> {
    let mut names = BTreeSet::new();
    let mut kept = all_receivers(source);
    kept.reverse();
    kept.retain(|receiver| names.insert(receiver.name.clone()));
    kept.reverse();
    kept
}

fn all_receivers(source: &SourceFile) -> Vec<Receiver> {
    let document = &source.document;
    let attribute = |node, name| {
        let value = document.attribute_text(node, name);
        value.map_or_else(String::new, |value| value.text)
    };
    document
        .select("axisconfig/transportReceiver")
        .into_iter()
        .map(|node| Receiver {
            family: family(&attribute(node, "class")),
            name: attribute(node, "name"),
            node,
        })
        .collect()
}

fn family(class: &str) -> Family {
    let simple = class.trim().rsplit('.').next().unwrap_or_default();
    if simple.starts_with("PassThrough") || simple.starts_with("HttpCoreNIO") {
        let secure = simple.contains("SSL");
        Family::PassThrough { secure }
    } else if class.contains("org.wso2.carbon.core.transports") {
        Family::Servlet
    } else {
        Family::Other
    }
}

/// A parameter; of several with one name the last counts.
fn parameter(source: &SourceFile, receiver: &Receiver, name: &str) -> Option<TextValue> {
    let document = &source.document;
    let named = |node: &NodeId| {
        let attribute = document.attribute_text(*node, "name");
        attribute.is_some_and(|value| value.text == name)
    };
    let node = document.children(receiver.node).filter(named).last()?;
    let value = document.element_text(node);
    (!value.text.trim().is_empty()).then_some(value)
}

fn socket(
    reading: &mut Reading<'_, '_, '_>,
    source: &Arc<SourceFile>,
    receiver: &Receiver,
) -> Socket {
    let port = parameter(source, receiver, "port");
    let location = port.as_ref().map(|value| at(source, value.span));
    let route = format!(
        "axisconfig/transportReceiver[@name='{}']/parameter[@name='port']",
        receiver.name
    );
    let (value, reason) = match number(reading, port, location.as_ref(), &route) {
        Ok(value) => (Some(value), None),
        Err(reason) => (None, Some(reason)),
    };
    let address =
        parameter(source, receiver, "bind-address").map(|value| value.text.trim().to_string());
    Socket {
        suffix: String::new(),
        base: Base {
            value,
            reason: reason.map(CowStr::from),
            source: route.clone().into(),
            route: route.into(),
            location,
        },
        added: reading.offsets.effective.value,
        follows_offset: true,
        address,
        verdict: Verdict::Holds,
    }
}

/// The number of a port parameter, or why there is none.
fn number(
    reading: &mut Reading<'_, '_, '_>,
    port: Option<TextValue>,
    location: Option<&Location>,
    route: &str,
) -> Result<i64, String> {
    let Some(port) = port else {
        return Err("the receiver has no port parameter".to_string());
    };
    let (kind, reason) = match reading.properties.replace_properties(&port.text) {
        Replaced::Known(text) => match java_int(text.trim()) {
            Some(value) => return Ok(i64::from(value)),
            None => (ProblemKind::PortInvalid, "not a port number".to_string()),
        },
        Replaced::Unknown(name) => (
            ProblemKind::UnresolvedPlaceholder,
            format!("{} is not known", portlint_host::showable(&name)),
        ),
    };
    if let Some(location) = location {
        let problem = Problem::at(kind, *location, reason.clone()).with_route(route);
        reading.reader.report(problem);
    }
    Err(reason)
}
