//! Tomcat connectors. Of the embedded Tomcat every `Connector` of the first `Service` is opened, of a real one all.

use super::conditions::Verdict;
use super::place::ConfigFile;
use super::properties::Replaced;
use super::setting::unknown;
use super::{Reading, Socket};
use crate::reader::at;
use crate::resolve::Base;
use portlint_catalog::Gate;
use portlint_catalog::xml_generation::{ConnectorKind, XmlListener};
use portlint_host::RANDOM_PORT;
use portlint_host::{Location, Problem, ProblemKind, SourceFile};
use portlint_host::{quoted, showable};
use portlint_syntax::{NodeId, java_int};
use std::sync::Arc;

/// The file of the Tomcat that Carbon embeds.
const EMBEDDED: &str = "tomcat/catalina-server.xml";

/// A `Connector` element.
struct Connector {
    kind: ConnectorKind,
    /// 1-based position in the service.
    number: usize,
    node: NodeId,
    /// Whether it belongs to a further `<Service>` of the embedded Tomcat, whose connectors the kernel does not name.
    apart: bool,
}

/// Reads the connectors of a kind. One of the shipped kinds that is not there is closed.
pub(super) fn read(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    kind: ConnectorKind,
    random: &[Gate],
) -> Vec<Socket> {
    let file = specification.facts.file.as_deref().unwrap_or(EMBEDDED);
    let source = match reading.file(file) {
        ConfigFile::Read(source) => source,
        ConfigFile::Missing => {
            return reading.default_socket(
                specification,
                Verdict::Unknown(format!("{file} is not there").into()),
            );
        }
        ConfigFile::Broken if specification.facts.base.is_some() => {
            return vec![unknown(specification, format!("{file} cannot be read"))];
        }
        ConfigFile::Broken => return Vec::new(),
    };
    let found = connectors(&source, file == EMBEDDED)
        .into_iter()
        .filter(|connector| connector.kind == kind)
        .map(|connector| socket(reading, specification, random, &source, &connector))
        .collect::<Vec<_>>();
    if found.is_empty() {
        let reason = format!("{file} has no such Connector");
        return reading.default_socket(specification, Verdict::Fails(reason.into()));
    }
    found
}

/// The kinds of all connectors: of each scheme the first, then the others.
fn connectors(source: &SourceFile, embedded: bool) -> Vec<Connector> {
    let document = &source.document;
    let services = document.select("Server/Service").into_iter().enumerate();
    let mut taken = Vec::new();
    services
        .flat_map(|(position, service)| {
            let apart = embedded && position > 0;
            document.children(service).map(move |node| (node, apart))
        })
        .filter(|(node, _)| {
            document
                .element(*node)
                .is_some_and(|e| e.name == "Connector")
        })
        .zip(1..)
        .map(|((node, apart), number)| {
            let first = scheme(source, node);
            let kind = if apart || taken.contains(&first) {
                ConnectorKind::Further
            } else {
                taken.push(first);
                first
            };
            Connector {
                kind,
                number,
                node,
                apart,
            }
        })
        .collect()
}

fn scheme(source: &SourceFile, node: NodeId) -> ConnectorKind {
    let attribute = |name| {
        let value = source.document.attribute_text(node, name);
        value.map_or_else(String::new, |value| value.text.trim().to_ascii_lowercase())
    };
    if attribute("protocol").contains("ajp") {
        ConnectorKind::Ajp
    } else if attribute("scheme") == "https" || attribute("SSLEnabled") == "true" {
        ConnectorKind::Https
    } else {
        ConnectorKind::Http
    }
}

/// Whether an address is a `${name}` of which the start is known not to give the property.
fn is_unset(reading: &Reading<'_, '_, '_>, address: &str) -> bool {
    reading.kernel.is_some()
        && reading.kernel_at_least("4.5")
        && matches!(reading.properties.replace_properties(address), Replaced::Unknown(name) if name.starts_with("${"))
}

/// Whether a connector of the embedded Tomcat opens its port while Tomcat starts, which is before the kernel adds the
/// offset or applies `-Dtomcat.<scheme>.port`: the port is then the literal one. Seen on kernels 4.5.1 to 4.10.32.
fn binds_at_init(source: &SourceFile, node: NodeId) -> bool {
    let value = source.document.attribute_text(node, "bindOnInit");
    value.is_none_or(|value| value.text.trim().eq_ignore_ascii_case("true"))
}

fn socket(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    random: &[Gate],
    source: &Arc<SourceFile>,
    connector: &Connector,
) -> Socket {
    let document = &source.document;
    let attribute = |name| document.attribute_text(connector.node, name);
    let port = attribute("port");
    let location = port.as_ref().map(|value| at(source, value.span));
    let route = format!("Server/Service/Connector[{}]/@port", connector.number);
    let embedded = specification.facts.file.as_deref() == Some(EMBEDDED);
    let binds_at_init = embedded && binds_at_init(source, connector.node);
    let (added, follows_offset) = if binds_at_init {
        (Some(0), false)
    } else {
        reading.added_by_rule(specification, true)
    };
    let mut socket = Socket {
        suffix: match connector.kind {
            ConnectorKind::Further => format!("-{}", connector.number),
            ConnectorKind::Http | ConnectorKind::Https | ConnectorKind::Ajp => String::new(),
        },
        base: Base {
            value: None,
            reason: None,
            source: route.clone().into(),
            route: route.into(),
            location,
        },
        added,
        follows_offset,
        address: attribute("address")
            .map(|value| value.text.trim().to_string())
            // Tomcat drops a name that it cannot resolve, and such a text is none.
            .filter(|address| !address.is_empty() && !is_unset(reading, address)),
        verdict: Verdict::Holds,
    };
    if connector.apart && !binds_at_init && added != Some(0) {
        socket.verdict = Verdict::Unknown(
            "whether the offset moves a connector of a further Service is not known".into(),
        );
    }
    if embedded
        && !connector.apart
        && !binds_at_init
        && let Some(choice) = start_choice(reading, random, scheme(source, connector.node))
    {
        if reading.kernel.is_some() {
            if let StartChoice::Unknown(problem) = &choice {
                reading.reader.report(problem.as_ref().clone());
            }
            return choice.apply(socket);
        }
        socket.verdict = Verdict::Unknown(
            "-Dtomcat.* counts from kernel 4.4.13 on, and the kernel is not known".into(),
        );
    }
    match port.map(|value| reading.properties.replace_properties(&value.text)) {
        Some(Replaced::Known(text)) => {
            // Seen on kernels 4.5.1 to 4.10.32: blanks make it no number, and the connector keeps its -1.
            let keeps_default =
                embedded && reading.kernel.is_some() && reading.kernel_at_least("4.5");
            let read = if keeps_default { &*text } else { text.trim() };
            match java_int(read) {
                Some(value) => socket.base.value = Some(i64::from(value)),
                None => {
                    let kind = ProblemKind::PortInvalid;
                    let reason = "not a port number".to_string();
                    invalid(reading, &mut socket, location, kind, reason);
                    if keeps_default {
                        socket.base.value = Some(-1);
                        socket.base.reason = None;
                    }
                }
            }
        }
        Some(Replaced::Unknown(name)) => {
            let reason = format!("{} is not known", showable(&name));
            let kind = ProblemKind::UnresolvedPlaceholder;
            invalid(reading, &mut socket, location, kind, reason);
        }
        None => socket.base.reason = Some("the Connector has no port".into()),
    }
    report_proxy_port(reading, source, connector, &socket);
    socket
}

fn invalid(
    reading: &mut Reading<'_, '_, '_>,
    socket: &mut Socket,
    location: Option<Location>,
    kind: ProblemKind,
    reason: String,
) {
    socket.base.reason = Some(reason.clone().into());
    if let Some(location) = location {
        let problem = Problem::at(kind, location, reason).with_route(socket.base.route.clone());
        reading.reader.report(problem);
    }
}

/// What start arguments make of a connector.
enum StartChoice {
    Random,
    Literal(i64, String),
    /// A port that is none, or that only the environment of the start tells.
    Unknown(Box<Problem>),
}

impl StartChoice {
    fn apply(self, socket: Socket) -> Socket {
        let base = match self {
            StartChoice::Random => {
                let reason = RANDOM_PORT.to_string();
                return Socket {
                    base: Base {
                        reason: Some(reason.clone().into()),
                        ..socket.base
                    },
                    added: Some(0),
                    follows_offset: false,
                    verdict: Verdict::Unknown(reason.into()),
                    ..socket
                };
            }
            StartChoice::Literal(value, source) => Base {
                value: Some(value),
                source: source.into(),
                location: None,
                ..socket.base
            },
            StartChoice::Unknown(problem) => Base {
                value: None,
                reason: Some(problem.message.into()),
                source: problem.route.into(),
                location: problem.location,
                ..socket.base
            },
        };
        Socket {
            base,
            added: Some(0),
            follows_offset: false,
            ..socket
        }
    }
}

/// `-Dtomcat.random.port.enable` and `-Dtomcat.<scheme>.port`, told or in the start script; from kernel 4.4.13 on.
fn start_choice(
    reading: &Reading<'_, '_, '_>,
    random: &[Gate],
    kind: ConnectorKind,
) -> Option<StartChoice> {
    let scheme = match kind {
        ConnectorKind::Http => "http",
        ConnectorKind::Https => "https",
        ConnectorKind::Ajp | ConnectorKind::Further => return None,
    };
    if !reading.kernel_at_least("4.4.13") {
        return None;
    }
    let value = |name: &str| reading.properties.get(name);
    let context = reading.context;
    let asks_for_random = match value("tomcat.random.port.enable") {
        Some(text) => text.eq_ignore_ascii_case("true"),
        None => context.is_admitted(random),
    };
    if asks_for_random {
        return Some(StartChoice::Random);
    }
    let name = format!("tomcat.{scheme}.port");
    let source = format!("-D{name}");
    let launched = reading.properties.launched(&name).next();
    let (kind, message) = match value(&name) {
        Some(text) => match java_int(text) {
            Some(port) => return Some(StartChoice::Literal(i64::from(port), source)),
            None => (
                ProblemKind::PortInvalid,
                format!("{source} is not a port number: {}", quoted(text)),
            ),
        },
        None => {
            launched?;
            (
                ProblemKind::UnresolvedPlaceholder,
                format!("{source} cannot be computed: it depends on a variable"),
            )
        }
    };
    let problem = match launched.and_then(|property| property.location) {
        Some(location) => Problem::at(kind, location, message),
        None => Problem::of(kind, reading.reader.home().to_path_buf(), message)
            .with_help(format!("give a whole number, for example {source}=9443")),
    };
    Some(StartChoice::Unknown(Box::new(problem.with_route(source))))
}

/// A proxy port that is the server's own port says nothing.
fn report_proxy_port(
    reading: &mut Reading<'_, '_, '_>,
    source: &Arc<SourceFile>,
    connector: &Connector,
    socket: &Socket,
) {
    let Some(proxy) = source.document.attribute_text(connector.node, "proxyPort") else {
        return;
    };
    let own = socket
        .base
        .value
        .zip(socket.added)
        .map(|(base, added)| base + added);
    // In front of a container stands the published port, often of the same number.
    let is_own = own.is_some() && own == java_int(proxy.text.trim()).map(i64::from);
    if is_own && !reading.reader.is_in_container() {
        reading.reader.report(
            Problem::at(
                ProblemKind::ProxyPortMisuse,
                at(source, proxy.span),
                "proxyPort is the port that the server itself listens on",
            )
            .with_help("remove proxyPort, or give the port of the proxy in front")
            .with_route(socket.base.route.replace("@port", "@proxyPort")),
        );
    }
}
