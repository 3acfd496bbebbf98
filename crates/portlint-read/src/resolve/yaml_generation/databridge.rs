//! The Thrift and Binary data receivers: `databridge.config`.

use super::configuration::{Block, Configuration};
use super::site::{Draft, Site, Verdict};
use super::transport::host;
use super::value::{Node, Typed};
use crate::resolve::Base;
use portlint_host::{Change, Listener, Location, Problem, ProblemKind, Remedy, quoted};
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
pub fn receivers(
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
    KINDS
        .iter()
        .flat_map(|kind| {
            let (ports, refused) = ports(site, kind, &block);
            let address = match kind.family {
                "thrift" => host(properties(kind, &block).and_then(|p| p.get("hostName"))),
                // Its hostName is read, but the socket is bound to all interfaces.
                _ => "0.0.0.0".to_string(),
            };
            if starts && block.failure.is_none() {
                report(kind, &block, refused.as_ref(), problems);
            }
            let verdict = match refused {
                Some(refused) => verdict.clone().and(&Verdict::Closed(refused.reason.into())),
                None => verdict.clone(),
            };
            ports.map(|(field, base)| {
                site.listener(Draft {
                    id: format!("{}/{field}", kind.family),
                    base,
                    address: address.clone(),
                    unmoved: false,
                    verdict: verdict.clone(),
                })
            })
        })
        .flatten()
        .collect()
}

/// Whether this runtime starts receivers at all.
pub fn runtime_verdict(site: &Site<'_>) -> Verdict {
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
struct Refused {
    kind: ProblemKind,
    reason: String,
    location: Option<Location>,
    remedy: Option<Remedy>,
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
    let refused = |reason: &str, location: Option<Location>| {
        Some(Refused {
            kind: ProblemKind::SettingWithoutEffect,
            reason: reason.to_string(),
            location,
            remedy: None,
        })
    };
    let mut refusal = None;
    if let Some(node) = &block.node {
        let list = node.get("dataReceivers").filter(|list| !list.is_null());
        refusal = match (list, receiver(kind, block)) {
            (None, _) => refused("databridge.config has no dataReceivers", block.key),
            // To leave one out is the usual way to switch it off: closed, and nothing to report.
            (Some(_), None) => refused(
                &format!("dataReceivers has no receiver of the type {}", kind.name),
                None,
            ),
            _ => None,
        };
    }
    let properties = properties(kind, block);
    let fields = [("tcp", "tcpPort"), ("ssl", "sslPort")];
    let bases = fields.map(|(id, field)| {
        let route = format!(
            "{NAMESPACE}.dataReceivers[{}].properties.{field}",
            kind.name
        );
        let (base, refused) = match properties.and_then(|p| p.get(field)) {
            Some(node) => port(node, field, &route),
            None => (
                default(site, &format!("{}/{id}", kind.family), block, &route),
                None,
            ),
        };
        refusal = refusal.take().or(refused);
        (id, base)
    });
    (bases, refusal)
}

/// The class default of a receiver port. Where the whole block is absent, the constructor mixes the receivers up.
fn default(site: &Site<'_>, id: &str, block: &Block, route: &str) -> Base {
    let without_block = || site.facts(id).and_then(|listener| listener.without_block);
    match block.node.is_none().then(without_block).flatten() {
        Some(port) => Base::product_default(Some(port), route.to_string()),
        None => site.class_default(id, route.to_string()),
    }
}

/// A receiver port: the server casts it to a string and parses that.
fn port(node: &Node, field: &str, route: &str) -> (Base, Option<Refused>) {
    let mut base = node.base(route);
    let refused = |kind: ProblemKind, reason: String| {
        Some(Refused {
            kind,
            reason,
            location: node.location,
            remedy: None,
        })
    };
    let not_a_string = || {
        refused(
            ProblemKind::SettingWithoutEffect,
            format!("{field} is not a YAML string, and the receiver does not start with a number"),
        )
    };
    let Some(scalar) = node.scalar() else {
        return (base, not_a_string());
    };
    if let Some(reason) = &scalar.unknown {
        base.reason = Some(reason.clone().into());
        return (base, not_a_string());
    }
    match scalar.typed() {
        Typed::Text(text) => match java_int(text) {
            Some(value) => {
                base.value = Some(i64::from(value));
                (base, None)
            }
            None => {
                let reason = format!("{field} is not an integer: {}", quoted(text));
                (base, refused(ProblemKind::PortInvalid, reason))
            }
        },
        Typed::Integer(_) | Typed::Boolean(_) => {
            base.value = yaml11_int(&scalar.text);
            let quoted = java_int(&scalar.text).map(|port| format!("\"{port}\""));
            let refused = not_a_string().map(|refused| Refused {
                remedy: quoted.map(|text| Remedy::certain(Change::Rewrite(text))),
                ..refused
            });
            (base, refused)
        }
        Typed::Null => (base, not_a_string()),
    }
}

fn report(kind: &Kind, block: &Block, refused: Option<&Refused>, problems: &mut Vec<Problem>) {
    if let Some(refused) = refused {
        let Some(location) = refused.location else {
            return;
        };
        let message = format!(
            "the {} receiver does not start: {}",
            kind.name, refused.reason
        );
        let mut problem = Problem::at(refused.kind, location, message)
            .with_remedy(refused.remedy.clone())
            .with_route(format!("{NAMESPACE}.dataReceivers[{}]", kind.name));
        if refused.reason.contains("YAML string") {
            problem = problem.with_help("write the number in quotes, without a placeholder");
        }
        problems.push(problem);
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
