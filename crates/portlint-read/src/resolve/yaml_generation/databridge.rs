//! The Thrift and Binary data receivers: `databridge.config`.

use super::bound::{Bound, bound};
use super::configuration::{Block, Configuration};
use super::site::{Draft, Site, Verdict};
use super::value::{Node, Typed};
use crate::resolve::Base;
use portlint_host::{Change, Listener, Location, Problem, ProblemKind, Remedy, State, quoted};
use portlint_syntax::{java_int, yaml11_int};

const NAMESPACE: &str = "databridge.config";

/// A receiver and its class defaults.
struct Kind {
    name: &'static str,
    family: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        name: "Thrift",
        family: "thrift",
    },
    Kind {
        name: "Binary",
        family: "binary",
    },
];

/// The four listeners of the receivers.
pub(super) fn receivers(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Listener> {
    let block = configuration.map(NAMESPACE);
    let runtime = runtime_verdict(site);
    let starts = !matches!(runtime, Verdict::Closed(_));
    let verdict = runtime.and(&Verdict::of_block(
        NAMESPACE,
        block.failure.as_ref(),
        block.doubt.as_ref(),
    ));
    let bridge = bridge(site, &block);
    if let (true, None, Some(refused)) = (starts, &block.failure, &bridge) {
        report("neither data receiver starts", NAMESPACE, refused, problems);
    }
    KINDS
        .iter()
        .flat_map(|kind| {
            let (ports, refused) = ports(site, kind, &block);
            let address = match kind.family {
                "thrift" => thrift_host(kind, &block),
                // Its hostName is read, but the socket is bound to all interfaces.
                _ => Ok("0.0.0.0".to_string()),
            };
            let refused = refused.or(address.as_ref().err().map(|refused| *refused.clone()));
            if starts && block.failure.is_none() && bridge.is_none() {
                report_receiver(kind, &block, refused.as_ref(), problems);
            }
            let verdict = match bridge.as_ref().or(refused.as_ref()) {
                Some(refused) => verdict
                    .clone()
                    .and(&Verdict::Closed(refused.reason.clone().into())),
                None => verdict.clone(),
            };
            let address = address.unwrap_or_else(|_| "0.0.0.0".to_string());
            let listeners = ports.map(|(field, base)| {
                site.listener(Draft {
                    id: format!("{}/{field}", kind.family),
                    base,
                    address: address.clone(),
                    unmoved: false,
                    verdict: verdict.clone(),
                })
            });
            without_secure_port(listeners)
        })
        .flatten()
        .collect()
}

/// The port of TLS is bound first: without it, the other one is not opened.
fn without_secure_port([tcp, ssl]: [Option<Listener>; 2]) -> [Option<Listener>; 2] {
    let is_lost = ssl.as_ref().is_some_and(Listener::is_beyond_ports);
    let tcp = tcp.map(|tcp| match tcp.state {
        State::Closed => tcp,
        _ if is_lost => Listener {
            state: State::Closed,
            condition: Some(
                "the receiver opens its TLS port first, and that is not a valid port".into(),
            ),
            ..tcp
        },
        _ => tcp,
    });
    [tcp, ssl]
}

/// Whether this runtime starts receivers at all.
pub(super) fn runtime_verdict(site: &Site<'_>) -> Verdict {
    let closed = |reason: &'static str| Verdict::Closed(reason.into());
    if !site.has_feature("receivers") {
        return closed("the receiver bundles are not installed in this runtime");
    }
    let started =
        site.components.is_on("receivers-start-themselves") || site.has_feature("receiver-start");
    if !started {
        return closed("the receivers are installed, but nothing starts them in this runtime");
    }
    let disabled = site.context.facts.system_property("disable.receiver");
    if disabled.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return closed("-Ddisable.receiver=true");
    }
    Verdict::Opens
}

/// Why a receiver does not start.
#[derive(Clone)]
struct Refused {
    kind: ProblemKind,
    reason: String,
    location: Option<Location>,
    help: Option<String>,
    remedy: Option<Remedy>,
}

impl Refused {
    fn new(reason: impl Into<String>, location: Option<Location>) -> Refused {
        Refused {
            kind: ProblemKind::ListenerFailure,
            reason: reason.into(),
            location,
            help: None,
            remedy: None,
        }
    }

    fn with_help(mut self, help: impl Into<String>) -> Refused {
        self.help = Some(help.into());
        self
    }
}

/// Why the data bridge, without which no receiver starts, does not.
fn bridge(site: &Site<'_>, block: &Block) -> Option<Refused> {
    let Some(node) = &block.node else {
        let optional = site.components.is_on("databridge-block-optional");
        return (!optional).then(|| Refused::new("there is no databridge.config", None));
    };
    if node.members().is_none() {
        let reason = "databridge.config is not a mapping";
        return Some(Refused::new(reason, node.location));
    }
    numbers(node)
        .or_else(|| entries(node, block.key))
        .or_else(|| key_store_password(node))
        .or_else(|| key_store(site, node, block.key))
}

/// Settings that are parsed as integers, whatever type YAML gives them.
fn numbers(node: &Node) -> Option<Refused> {
    const NUMBERS: [&str; 4] = [
        "workerThreads",
        "maxEventBufferCapacity",
        "eventBufferSize",
        "clientTimeoutMin",
    ];
    NUMBERS.iter().find_map(|name| {
        let value = node.get(name).filter(|value| !value.is_null())?;
        let is_number = match value.scalar() {
            Some(scalar) if scalar.unknown.is_some() => true,
            Some(scalar) => match scalar.typed() {
                Typed::Integer(value) => i32::try_from(value).is_ok(),
                Typed::Text(text) => {
                    let text = trimmed(text);
                    text.is_empty() || java_int(text).is_some()
                }
                _ => false,
            },
            None => false,
        };
        let reason = format!("{name} is not an integer of 32 bits");
        (!is_number).then(|| Refused::new(reason, value.location).with_help("write a whole number"))
    })
}

/// All entries are read before the first receiver starts.
fn entries(node: &Node, key: Option<Location>) -> Option<Refused> {
    let Some(list) = node.get("dataReceivers").filter(|list| !list.is_null()) else {
        return Some(Refused::new("databridge.config has no dataReceivers", key));
    };
    if !list.is_sequence() {
        let refused = Refused::new("dataReceivers is not a list", list.location);
        return Some(refused.with_help("start each entry with `- dataReceiver:`"));
    }
    list.items().iter().find_map(|entry| {
        let at = entry.location.or(list.location);
        let Some(receiver) = entry.get("dataReceiver").filter(|r| r.members().is_some()) else {
            let reason = "an entry of dataReceivers has no dataReceiver";
            let help = "write `- dataReceiver:` and the type and properties below it";
            return Some(Refused::new(reason, at).with_help(help));
        };
        let key = entry.member("dataReceiver").and_then(|member| member.key);
        let kind = receiver.get("type").filter(|kind| !kind.is_null());
        if kind.is_none() {
            let reason = "an entry of dataReceivers has no type";
            return Some(
                Refused::new(reason, key).with_help("write `type: Thrift` or `type: Binary`"),
            );
        }
        let properties = receiver.get("properties").filter(|p| !p.is_null())?;
        let is_mapping = properties.members().is_some();
        let reason = "the properties of a receiver are not a mapping";
        (!is_mapping).then(|| Refused::new(reason, properties.location))
    })
}

/// A password that YAML takes for a number is not the text that the key store is opened with.
fn key_store_password(node: &Node) -> Option<Refused> {
    let password = node.get("keyStorePassword")?;
    let scalar = password
        .scalar()
        .filter(|scalar| scalar.unknown.is_none())?;
    let is_number = matches!(scalar.typed(), Typed::Integer(_) | Typed::Float);
    let refused = Refused::new("keyStorePassword is a number", password.location);
    is_number.then(|| refused.with_help("write it in quotes"))
}

/// Both receivers open their port of TLS first, with this key store.
fn key_store(site: &Site<'_>, node: &Node, key: Option<Location>) -> Option<Refused> {
    let location = node.get("keyStoreLocation").filter(|node| !node.is_null());
    let text = location.and_then(Node::scalar);
    if location.is_some() && text.is_none() {
        let reason = "keyStoreLocation is no path";
        return Some(Refused::new(reason, location?.location));
    }
    let text = text.filter(|scalar| !trimmed(&scalar.text).is_empty());
    let Some(text) = text else {
        // Whether the default is used depends on the version; without it, there is none.
        let told = site
            .context
            .facts
            .system_property("Security.KeyStore.Location");
        let has_default = told.is_some() || site.components.is_on("databridge-default-key-store");
        let reason =
            "databridge.config has no keyStoreLocation, and this version has no default for it";
        let help = "write keyStoreLocation: ${sys:carbon.home}/resources/security/wso2carbon.jks";
        return (!has_default).then(|| Refused::new(reason, key).with_help(help));
    };
    let is_number = matches!(
        text.typed(),
        Typed::Integer(_) | Typed::Float | Typed::Boolean(_)
    );
    let reason = if is_number {
        "keyStoreLocation is no path"
    } else if site.components.lacks_key_store(trimmed(&text.text)) {
        "the file of keyStoreLocation is not there"
    } else {
        return None;
    };
    Some(Refused::new(reason, location?.location))
}

/// Blanks and control characters at both ends, as Java's `trim` takes them.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ')
}

/// The entry of a receiver in the list; its type is compared without regard to case.
fn receiver<'b>(kind: &Kind, block: &'b Block) -> Option<&'b Node> {
    let list = block.at(&["dataReceivers"])?.items();
    list.iter()
        .filter_map(|item| item.get("dataReceiver"))
        .find(|receiver| {
            let name = receiver.get("type").and_then(Node::text);
            name.is_some_and(|name| name.eq_ignore_ascii_case(kind.name))
        })
}

fn properties<'b>(kind: &Kind, block: &'b Block) -> Option<&'b Node> {
    receiver(kind, block)?.get("properties")
}

/// The two bases, and why the receiver does not start.
fn ports(
    site: &Site<'_>,
    kind: &Kind,
    block: &Block,
) -> ([(&'static str, Base); 2], Option<Refused>) {
    let mut refusal = match (&block.node, receiver(kind, block)) {
        (None, _) => None,
        // To leave one out is the usual way to switch it off: closed, and nothing to report.
        (Some(_), None) => {
            let reason = format!("dataReceivers has no receiver of the type {}", kind.name);
            Some(Refused::new(reason, None))
        }
        (Some(_), Some(receiver)) => {
            let properties = receiver.get("properties").filter(|p| !p.is_null());
            let reason = format!("the receiver {} has no properties", kind.name);
            let help = "write properties with tcpPort and sslPort, or `properties: {}`";
            let refused = Refused::new(reason, receiver.location).with_help(help);
            properties.is_none().then_some(refused)
        }
    };
    let properties = properties(kind, block);
    let fields = [("tcp", "tcpPort"), ("ssl", "sslPort")];
    let bases = fields.map(|(id, field)| {
        let route = format!(
            "{NAMESPACE}.dataReceivers[{}].properties.{field}",
            kind.name
        );
        let default = || default(site, &format!("{}/{id}", kind.family), block, &route);
        let given = properties.and_then(|p| p.get(field));
        let (base, refused) = match given.filter(|node| !is_blank(node)) {
            Some(node) => port(node, kind, field, &route),
            None => (default(), None),
        };
        refusal = refusal.take().or(refused);
        (id, base)
    });
    let pools = || pool_sizes(kind, properties?);
    (bases, refusal.or_else(pools))
}

/// Null and a text of blanks leave the default of the class.
fn is_blank(node: &Node) -> bool {
    let scalar = node.scalar().filter(|scalar| scalar.unknown.is_none());
    scalar.is_some_and(|scalar| match scalar.typed() {
        Typed::Null => true,
        Typed::Text(text) => trimmed(text).is_empty(),
        _ => false,
    })
}

/// The sizes of the thread pools of the Binary receiver are texts that hold a positive number.
fn pool_sizes(kind: &Kind, properties: &Node) -> Option<Refused> {
    let names = ["sslReceiverThreadPoolSize", "tcpReceiverThreadPoolSize"];
    let names = names.iter().filter(|_| kind.family == "binary");
    names
        .filter_map(|name| Some((name, properties.get(name)?)))
        .filter(|(_, node)| !is_blank(node))
        .find_map(|(name, node)| match node.scalar() {
            Some(scalar) if scalar.unknown.is_some() => None,
            Some(scalar) => match scalar.typed() {
                Typed::Text(text) if java_int(trimmed(text)).is_some_and(|size| size > 0) => None,
                Typed::Text(_) => {
                    let reason = format!("{name} is not a number above 0");
                    Some(Refused::new(reason, node.location))
                }
                _ => Some(not_a_string(name, node)),
            },
            None => Some(not_a_string(name, node)),
        })
}

/// The address of the Thrift receiver.
fn thrift_host(kind: &Kind, block: &Block) -> Result<String, Box<Refused>> {
    let host = properties(kind, block).and_then(|p| p.get("hostName"));
    let Some(host) = host.filter(|host| !is_blank(host)) else {
        return Ok("0.0.0.0".to_string());
    };
    let is_text = host
        .scalar()
        .is_some_and(|scalar| scalar.unknown.is_some() || matches!(scalar.typed(), Typed::Text(_)));
    if !is_text {
        return Err(Box::new(not_a_string("hostName", host)));
    }
    match bound(Some(host)) {
        Bound::At(address) => Ok(address),
        Bound::Nowhere(reason) => {
            let reason = format!("hostName: {reason}");
            Err(Box::new(Refused::new(reason, host.location)))
        }
    }
}

/// The class default of a receiver port. Where the whole block is absent, the constructor mixes the receivers up.
fn default(site: &Site<'_>, id: &str, block: &Block, route: &str) -> Base {
    let without_block = || site.facts(id).and_then(|listener| listener.without_block);
    match block.node.is_none().then(without_block).flatten() {
        Some(port) => Base::product_default(Some(port), route.to_string()),
        None => site.class_default(id, route.to_string()),
    }
}

/// A property that the server casts to a string, which YAML reads as something else.
fn not_a_string(field: &str, node: &Node) -> Refused {
    let reason =
        format!("{field} is not a YAML string, and the receiver does not start with a number");
    let quoted = node
        .scalar()
        .filter(|scalar| scalar.plain && scalar.tag.is_none() && scalar.unknown.is_none())
        .and_then(|scalar| java_int(&scalar.text))
        .map(|value| Remedy::certain(Change::Rewrite(format!("\"{value}\""))));
    Refused {
        remedy: quoted,
        ..Refused::new(reason, node.location)
            .with_help("write the number in quotes, without a placeholder")
    }
}

/// A receiver port: the server casts it to a string and parses that.
fn port(node: &Node, kind: &Kind, field: &str, route: &str) -> (Base, Option<Refused>) {
    let mut base = node.base(route);
    let Some(scalar) = node.scalar() else {
        return (base, Some(not_a_string(field, node)));
    };
    if let Some(reason) = &scalar.unknown {
        base.reason = Some(reason.clone().into());
        return (base, Some(not_a_string(field, node)));
    }
    let Typed::Text(text) = scalar.typed() else {
        base.value = yaml11_int(&scalar.text);
        return (base, Some(not_a_string(field, node)));
    };
    // The Thrift receiver forgets to trim its port without TLS.
    let number = match (kind.family, field) {
        ("thrift", "tcpPort") => java_int(text),
        _ => java_int(trimmed(text)),
    };
    match number {
        Some(value) => {
            base.value = Some(i64::from(value));
            (base, None)
        }
        None => {
            let reason = format!("{field} is not an integer: {}", quoted(text));
            let refused = Refused {
                kind: ProblemKind::PortInvalid,
                ..Refused::new(reason, node.location)
            };
            (base, Some(refused))
        }
    }
}

fn report(what: &str, route: &str, refused: &Refused, problems: &mut Vec<Problem>) {
    let Some(location) = refused.location else {
        return;
    };
    let message = format!("{what}: {}", refused.reason);
    let mut problem = Problem::at(refused.kind, location, message)
        .with_remedy(refused.remedy.clone())
        .with_route(route);
    problem.help.clone_from(&refused.help);
    problems.push(problem);
}

fn report_receiver(
    kind: &Kind,
    block: &Block,
    refused: Option<&Refused>,
    problems: &mut Vec<Problem>,
) {
    if let Some(refused) = refused {
        let what = format!("the {} receiver does not start", kind.name);
        let route = format!("{NAMESPACE}.dataReceivers[{}]", kind.name);
        report(&what, &route, refused, problems);
        return;
    }
    let host = properties(kind, block).and_then(|p| p.get("hostName"));
    let restricts = |node: &&Node| node.text().is_some_and(|text| text != "0.0.0.0");
    if let Some(location) = host
        .filter(|_| kind.family == "binary")
        .filter(restricts)
        .and_then(|node| node.location)
    {
        problems.push(
            Problem::at(
                ProblemKind::SettingWithoutEffect,
                location,
                "the Binary receiver ignores hostName: it listens on all interfaces",
            )
            .with_route(format!(
                "{NAMESPACE}.dataReceivers[Binary].properties.hostName"
            )),
        );
    }
}
