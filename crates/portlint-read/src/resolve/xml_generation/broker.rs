//! The message broker: without one of its ports the server ends, and some settings keep its start from going on.

use super::Reading;
use super::place::{ConfigFile, Found};
use super::properties::Replaced;
use crate::reader::at;
use portlint_catalog::Text;
use portlint_catalog::xml_generation::{Broker, Place};
use portlint_host::{
    CowStr, Listener, Location, Problem, ProblemKind, Process, RANDOM_PORT, StartFailure, State,
    quoted,
};
use std::net::Ipv6Addr;

const FILE: &str = "broker.xml";

/// The transports, how the ids of their listeners begin, and where their addresses stand.
const TRANSPORTS: [(&str, &str); 2] = [
    ("amqp", "broker/transports/amqp/bindAddress"),
    ("mqtt", "broker/transports/mqtt/bindAddress"),
];

/// What becomes of the server.
enum Outcome {
    /// It ends.
    Ends,
    /// It waits for ever; whether its other ports open depends on what it started first.
    Hangs,
}

/// Why the broker does not come up.
struct Refusal {
    outcome: Outcome,
    kind: ProblemKind,
    what: String,
    place: Option<Location>,
}

/// Judges the broker. One that ends its server is returned; the finding about either goes to the reader.
pub(super) fn settle(
    reading: &mut Reading<'_, '_, '_>,
    found: &mut [Listener],
) -> Option<StartFailure> {
    let brokers = reading.context.catalog.xml_brokers.as_slice().iter();
    let facts = brokers
        .into_iter()
        .find(|b| reading.context.is_admitted(&b.gates))?;
    let lacks = |bundles: &Option<crate::bundles::Bundles>| {
        (bundles.as_ref()).is_some_and(|bundles| !bundles.have(&facts.bundle))
    };
    if lacks(&reading.bundles) || lacks(&reading.profile_bundles) {
        return None;
    }
    let ConfigFile::Read(_) = reading.file(FILE) else {
        return None;
    };
    bind(reading, facts, found);
    let refusal = refusal(reading, facts, found)?;
    let (message, failure) = match refusal.outcome {
        Outcome::Ends => {
            let message = format!("the server ends at start: {}", refusal.what);
            let failure = StartFailure {
                reason: message.clone(),
                location: refusal.place,
                process: Process::Ends,
            };
            (message, Some(failure))
        }
        Outcome::Hangs => {
            hang(facts, found, &refusal.what);
            let message = format!(
                "the broker never finishes its start, and the other ports of the server need not open: {}",
                refusal.what
            );
            (message, None)
        }
    };
    let problem = match refusal.place {
        Some(place) => Problem::at(refusal.kind, place, message),
        None => Problem::of(refusal.kind, reading.reader.home().to_path_buf(), message),
    };
    reading.reader.report_instead(problem.with_route("broker"));
    failure
}

/// Addresses: without one, and in older versions with `*`, it is that of the machine's own name. Newer ones fill in system
/// properties.
fn bind(reading: &mut Reading<'_, '_, '_>, facts: &Broker, found: &mut [Listener]) {
    let is_new = reading.context.is_admitted(&facts.star_hangs);
    for (transport, path) in TRANSPORTS {
        let address = match reading.find(&[place(path)]) {
            Found::Text(found) if is_new => {
                match reading.properties.replace_properties(found.text.trim()) {
                    Replaced::Known(known) if known != found.text.trim() => known,
                    _ => continue,
                }
            }
            Found::Text(found) if found.text.trim() != "*" => continue,
            Found::Text(_) | Found::Absent => "local host name".to_string(),
            Found::Missing(_) | Found::Broken(_) => continue,
        };
        let is_own = |listener: &&mut Listener| {
            let is_own = facts.listeners.iter().any(|id| *id == *listener.id);
            is_own && listener.id.starts_with(transport)
        };
        for listener in found.iter_mut().filter(is_own) {
            listener.address = address.clone().into();
        }
    }
}

/// Its own ports are open, of all others nothing is certain.
fn hang(facts: &Broker, found: &mut [Listener], what: &str) {
    let is_own = |listener: &Listener| facts.listeners.iter().any(|id| *id == *listener.id);
    for listener in found.iter_mut().filter(|l| l.state == State::Open) {
        if is_own(listener) {
            if listener.port == Some(0) {
                listener.port = None;
                listener.state = State::Conditional;
                listener.condition = Some(RANDOM_PORT.into());
            }
        } else {
            listener.state = State::Conditional;
            listener.condition = Some(CowStr::from(format!("the broker hangs: {what}")));
        }
    }
}

fn refusal(
    reading: &mut Reading<'_, '_, '_>,
    facts: &Broker,
    found: &[Listener],
) -> Option<Refusal> {
    let is_own = |listener: &&Listener| facts.listeners.iter().any(|id| *id == *listener.id);
    let own = found.iter().filter(is_own).collect::<Vec<_>>();
    of_ports(reading, &own)
        .or_else(|| of_addresses(reading, facts, &own))
        .or_else(|| of_transports(reading))
        .or_else(|| of_management(reading))
        .or_else(|| of_deployment(reading, facts))
}

/// Numbers that are no ports, and ports that two of its listeners want.
fn of_ports(reading: &Reading<'_, '_, '_>, own: &[&Listener]) -> Option<Refusal> {
    let open = |listener: &&&Listener| listener.state == State::Open;
    for (position, listener) in own.iter().enumerate().filter(|(_, l)| open(l)) {
        let Some(port) = listener.port else { continue };
        let place = listener.location.or(reading.offsets.effective.location);
        let id = &listener.id;
        if port == 0 {
            return Some(Refusal {
                outcome: Outcome::Hangs,
                kind: ProblemKind::StartFailure,
                what: format!("{id} has the port 0, and the broker waits for it"),
                place,
            });
        }
        if !(1..=65535).contains(&port) {
            return Some(Refusal {
                outcome: Outcome::Ends,
                kind: ProblemKind::PortInvalid,
                what: format!("{id} would open {port}, and ports go from 1 to 65535"),
                place,
            });
        }
        let mut before = own.iter().take(position).filter(open);
        if let Some(other) = before.find(|other| other.port == Some(port)) {
            return Some(Refusal {
                outcome: Outcome::Ends,
                kind: ProblemKind::StartFailure,
                what: format!("{id} finds its port {port} taken by {}", other.id),
                place,
            });
        }
    }
    None
}

fn of_addresses(
    reading: &mut Reading<'_, '_, '_>,
    facts: &Broker,
    own: &[&Listener],
) -> Option<Refusal> {
    let is_new = reading.context.is_admitted(&facts.star_hangs);
    for (transport, path) in TRANSPORTS {
        let is_switched_off = |listener: &Listener| {
            let condition = listener.condition.as_deref().unwrap_or_default();
            listener.state == State::Closed && condition.starts_with(FILE)
        };
        let mut of_transport = own.iter().filter(|l| l.id.starts_with(transport));
        if of_transport.all(|listener| is_switched_off(listener)) {
            continue;
        }
        let Some(found) = reading.find_existing(&[place(path)]) else {
            continue;
        };
        let address = found.text.trim();
        let is_version_6 = address.trim_matches(['[', ']']).parse::<Ipv6Addr>();
        let is_version_6 = is_version_6.is_ok_and(|address| !address.is_unspecified());
        let what = if is_version_6 && reading.is_version_4_only {
            format!("{transport} cannot be bound to {address}, because Java uses IPv4 only")
        } else if is_new && address != found.text {
            format!("the address of {transport} has blanks around it, and is that of no host")
        } else if is_new && address == "*" {
            return Some(Refusal {
                outcome: Outcome::Hangs,
                kind: ProblemKind::StartFailure,
                what: format!("it waits for a host of the name * ({transport})"),
                place: Some(found.location),
            });
        } else {
            continue;
        };
        return Some(Refusal {
            outcome: Outcome::Ends,
            kind: ProblemKind::StartFailure,
            what,
            place: Some(found.location),
        });
    }
    None
}

/// A transport that is on without a connection.
fn of_transports(reading: &mut Reading<'_, '_, '_>) -> Option<Refusal> {
    let is_on = "broker/transports/mqtt/@enabled";
    let is_off = [
        "broker/transports/mqtt/defaultConnection/@enabled",
        "broker/transports/mqtt/sslConnection/@enabled",
    ];
    let is = |reading: &mut Reading<'_, '_, '_>, path| {
        let found = reading.find_existing(&[place(path)])?;
        Some((
            found.text.trim().eq_ignore_ascii_case("true"),
            found.location,
        ))
    };
    let (true, location) = is(reading, is_on)? else {
        return None;
    };
    for path in is_off {
        if is(reading, path)?.0 {
            return None;
        }
    }
    Some(Refusal {
        outcome: Outcome::Hangs,
        kind: ProblemKind::StartFailure,
        what: "mqtt is enabled, and both its connections are not".to_string(),
        place: Some(location),
    })
}

/// The broker waits for its own management, and reads its file.
fn of_management(reading: &mut Reading<'_, '_, '_>) -> Option<Refusal> {
    const CONFIG: &str = "advanced/qpid-config.xml";
    let source = match reading.file(CONFIG) {
        ConfigFile::Read(source) => source,
        ConfigFile::Broken => return None,
        ConfigFile::Missing => {
            // Beside its neighbours it would be there.
            let folder = reading.context.in_conf("advanced");
            if reading.reader.list(&folder).is_empty() {
                return None;
            }
            return Some(Refusal {
                outcome: Outcome::Ends,
                kind: ProblemKind::StartFailure,
                what: format!("the broker needs {CONFIG}, which is not there"),
                place: None,
            });
        }
    };
    let node = source.document.select_first("broker/management/enabled")?;
    let value = source.document.element_text(node);
    value
        .text
        .trim()
        .eq_ignore_ascii_case("false")
        .then(|| Refusal {
            outcome: Outcome::Hangs,
            kind: ProblemKind::StartFailure,
            what: format!("{CONFIG} switches the management off that the broker waits for"),
            place: Some(at(&source, value.span)),
        })
}

/// The mode of the deployment, and the address of a cluster.
fn of_deployment(reading: &mut Reading<'_, '_, '_>, facts: &Broker) -> Option<Refusal> {
    let mode = reading.find_existing(&[place("broker/deployment/mode")]);
    if let Some(mode) = &mode {
        let text = mode.text.trim();
        let is_known = ["standalone", "default"]
            .iter()
            .any(|m| text.eq_ignore_ascii_case(m));
        if !is_known && !text.contains("${") {
            return Some(Refusal {
                outcome: Outcome::Ends,
                kind: ProblemKind::StartFailure,
                what: format!(
                    "its broker knows the modes standalone and default, not {}",
                    quoted(text)
                ),
                place: Some(mode.location),
            });
        }
    }
    if reading.context.is_admitted(&facts.star_hangs) {
        // Versions since then start no broker in a cluster, or do not ask for the address.
        return None;
    }
    let is_standalone = mode.is_some_and(|m| m.text.trim().eq_ignore_ascii_case("standalone"));
    let clustering = Place {
        file: Text(super::place::AXIS2),
        path: Text("axisconfig/clustering/@enable"),
    };
    let Found::Text(clustering) = reading.find(&[clustering]) else {
        return None;
    };
    if is_standalone || !clustering.text.trim().eq_ignore_ascii_case("true") {
        return None;
    }
    let host = reading.find_existing(&[place("broker/coordination/thriftServerHost")])?;
    (host.text.trim() == "0.0.0.0").then(|| Refusal {
        outcome: Outcome::Ends,
        kind: ProblemKind::StartFailure,
        what: "its broker refuses 0.0.0.0 as thriftServerHost of a cluster".to_string(),
        place: Some(host.location),
    })
}

fn place(path: &'static str) -> Place {
    Place {
        file: Text(FILE),
        path: Text(path),
    }
}
