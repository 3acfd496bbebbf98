//! What becomes of listeners whose number is no port, and of those that depend on them.

use super::listeners::{Builder, LOCAL_HOST_NAME, NO_HOST, VERSION_4_ONLY};
use super::server::no_table;
use crate::resolve::addresses as names;
use portlint_catalog::toml_generation::{NoNumber, TomlListener, Trouble};
use portlint_host::{
    CowStr, Listener, Location, Problem, ProblemKind, Process, RANDOM_PORT, StartFailure, State,
    quoted,
};
use std::net::Ipv6Addr;

/// A listener with its facts.
pub(super) struct Built {
    /// The catalogue's facts.
    pub facts: &'static TomlListener,
    /// The listener.
    pub listener: Listener,
    /// Whether its port text is no number.
    pub no_number: bool,
}

/// Inbound endpoints of this protocol do not open, for this reason.
pub(super) type Lost = (CowStr, CowStr);

/// Why the inbound endpoints of a protocol do not open.
pub(super) fn lost(lost: &[Lost], protocol: &str) -> Option<CowStr> {
    let mut lost = lost.iter();
    lost.find(|(of, _)| of == protocol)
        .map(|(_, reason)| reason.clone())
}

/// Closes what cannot open, and what goes with it.
pub(super) fn settle(builder: &mut Builder<'_, '_>, found: &mut [Built]) {
    replace(found);
    let troubles: Vec<_> = found
        .iter_mut()
        .map(|built| judge(builder, built))
        .collect();
    doubt_along(builder, found);
    hang(builder, found);
    end_server(builder, found, &troubles);
    for (position, trouble) in troubles.iter().enumerate() {
        if let Some(trouble) = trouble {
            take_along(builder, found, position, *trouble);
        }
    }
}

/// A debugger that the server waits for, or a doubt that it comes up: of all other listeners nothing is certain.
pub(super) fn hold(found: &mut [Built], doubt: Option<&CowStr>) {
    let open = |built: &&Built| built.listener.state == State::Open;
    let mut debuggers = found.iter().filter(open);
    let held = debuggers.find_map(|built| built.facts.holds_others);
    let Some(reason) = held.map(CowStr::from).or_else(|| doubt.cloned()) else {
        return;
    };
    for built in found.iter_mut().filter(|b| b.facts.holds_others.is_none()) {
        if built.listener.state == State::Open {
            built.listener.state = State::Conditional;
            built.listener.condition = Some(reason.clone());
        }
    }
}

/// A transport that a user defines under the name of a shipped one takes its place.
fn replace(found: &mut [Built]) {
    let named = found.iter().flat_map(|built| {
        let names = built.facts.each.iter().flat_map(|each| &each.replaces);
        let id = built.listener.id.clone();
        let own = format!("{}-", built.facts.facts.id);
        names.filter_map(move |(name, other)| {
            (id.strip_prefix(&own)? == name.as_str()).then_some((other.as_str(), id.clone()))
        })
    });
    for (replaced, by) in named.collect::<Vec<_>>() {
        let mut targets = found.iter_mut();
        let target = targets.find(|built| built.listener.id == replaced);
        if let Some(target) = target.filter(|built| built.listener.state == State::Open) {
            target.listener.state = State::Closed;
            target.listener.condition = Some(format!("{by} takes its place").into());
            target.listener.port = None;
        }
    }
}

/// What is wrong with a listener; one that cannot open is closed.
fn judge(builder: &mut Builder<'_, '_>, built: &mut Built) -> Option<Trouble> {
    let listener = &mut built.listener;
    if listener.state == State::Closed {
        // What was replaced has no port any more, and a transport without its address is there all the same.
        let nowhere = [VERSION_4_ONLY, NO_HOST];
        let has_address = listener
            .condition
            .as_deref()
            .is_none_or(|c| !nowhere.contains(&c));
        return listener
            .port
            .filter(|_| has_address)
            .map(|_| Trouble::SwitchedOff);
    }
    if built.no_number && built.facts.no_number == NoNumber::Closes {
        listener.state = State::Closed;
        return Some(Trouble::NoNumber);
    }
    match listener.port {
        // The broker is asked for below.
        _ if built.facts.ends_server => None,
        Some(0) if listener.is_configured_zero() => {
            listener.port = None;
            listener.state = State::Conditional;
            listener.condition = Some(RANDOM_PORT.into());
            None
        }
        Some(-1) if built.facts.no_number == NoNumber::MinusOne => {
            listener.state = State::Closed;
            listener.condition = Some("its port is -1, which switches it off".into());
            None
        }
        Some(port) if !(1..=65535).contains(&port) => {
            listener.state = State::Closed;
            listener.condition = Some(Listener::beyond_ports(port));
            Some(Trouble::OutOfRange)
        }
        Some(port) if built.no_number => {
            let words = format!("; the text counts as -1, and the server opens {port}");
            add_to_problem(&mut builder.problems, &listener.route, &words);
            None
        }
        _ => None,
    }
}

/// What goes with a listener that does not open.
fn take_along(
    builder: &mut Builder<'_, '_>,
    found: &mut [Built],
    position: usize,
    trouble: Trouble,
) {
    let Some(lead) = found.get(position) else {
        return;
    };
    let (facts, id, route) = (
        lead.facts,
        lead.listener.id.clone(),
        lead.listener.route.clone(),
    );
    let rules = facts
        .takes_along
        .iter()
        .filter(|rule| rule.when.contains(&trouble) && builder.server.admits(&rule.gates));
    let mut gone = Vec::new();
    for rule in rules {
        let reason = CowStr::from(format!("it needs {id}, which does not open"));
        for name in &rule.listeners {
            let open = |built: &&mut Built| {
                built.listener.id == name.as_str() && built.listener.state != State::Closed
            };
            if let Some(other) = found.iter_mut().find(open) {
                other.listener.state = State::Closed;
                other.listener.condition = Some(reason.clone());
                gone.push(other.listener.id.clone());
            }
        }
        let protocols = rule.deployed.iter();
        let lost = protocols.map(|name| (CowStr::from(name.to_string()), reason.clone()));
        builder.lost.extend(lost);
    }
    if gone.is_empty() {
        return;
    }
    let gone = gone.join(", ");
    match trouble {
        Trouble::NoNumber => {
            let words = format!("; without it {gone} does not open either");
            add_to_problem(&mut builder.problems, &route, &words);
        }
        Trouble::SwitchedOff => {
            let problem = switch(builder, facts).map(|(key, at)| {
                let message =
                    format!("{key} also closes {gone}, which needs the transport {id}");
                Problem::at(ProblemKind::ListenerFailure, at, message)
                    .with_route(key)
                    .with_help("leave the transport on, and bind it to 127.0.0.1 where nobody else may reach it")
            });
            builder.problems.extend(problem);
        }
        // The rule about such ports tells it.
        Trouble::OutOfRange => {}
    }
}

/// The setting of the user that switches a listener off.
fn switch(builder: &Builder<'_, '_>, facts: &TomlListener) -> Option<(String, Location)> {
    let settings = &builder.server.settings;
    let mut tests = facts.closed_when.iter().flat_map(|rule| &rule.all);
    tests.find_map(|test| {
        let setting = settings.get(&test.key)?;
        Some((setting.written.to_string(), setting.location?))
    })
}

fn add_to_problem(problems: &mut [Problem], route: &str, words: &str) {
    let mut problems = problems.iter_mut();
    let own =
        |problem: &&mut Problem| problem.kind == ProblemKind::PortInvalid && problem.route == route;
    if let Some(problem) = problems.find(own) {
        problem.message.push_str(words);
    }
}

/// What goes with a listener of which nobody knows whether it opens.
fn doubt_along(builder: &Builder<'_, '_>, found: &mut [Built]) {
    let doubtful = found.iter().filter_map(|built| {
        let keys = built.facts.mapped_key().into_iter();
        let tested = built.facts.closed_when.iter().flat_map(|rule| &rule.all);
        let mut keys = keys.chain(tested.map(|test| test.key.as_str()));
        let shadow = keys.find_map(|key| builder.server.settings.shadow(key))?;
        Some((built.facts, no_table(shadow)))
    });
    for (facts, reason) in doubtful.collect::<Vec<_>>() {
        let names = facts.takes_along.iter().flat_map(|rule| &rule.listeners);
        for name in names {
            let open = |built: &&mut Built| {
                built.listener.id == name.as_str() && built.listener.state == State::Open
            };
            if let Some(other) = found.iter_mut().find(open) {
                other.listener.state = State::Conditional;
                other.listener.condition = Some(reason.clone().into());
            }
        }
    }
}

/// A server that waits for one of its own listeners at a place where it never finds it: what it opens after that is lost,
/// and what it opens before is a matter of chance.
fn hang(builder: &mut Builder<'_, '_>, found: &mut [Built]) {
    let waits = |built: &&mut Built| {
        let listener = &built.listener;
        let nowhere = listener.base == Some(0) || &*listener.address == "*";
        built.facts.waits_for_itself && listener.state == State::Open && nowhere
    };
    let Some(lead) = found.iter_mut().find(waits) else {
        return;
    };
    let (what, help) = match &*lead.listener.address {
        "*" => ("the address *", "write 0.0.0.0 for all interfaces"),
        _ => ("port 0", "write a port from 1 to 65535"),
    };
    let (id, route, at) = (
        lead.listener.id.clone(),
        lead.listener.route.clone(),
        lead.listener.location,
    );
    let by_address = || {
        let mut keys = lead.facts.addresses.iter();
        keys.find_map(|key| builder.server.settings.get(&key.key)?.location)
    };
    let at = match &*lead.listener.address {
        "*" => by_address().or(at),
        _ => at,
    };
    let reason = format!("the server hangs at start: its broker waits for {id} on {what}");
    for built in found.iter_mut().filter(|b| b.listener.state == State::Open) {
        let listener = &mut built.listener;
        if !built.facts.waits_for_itself {
            listener.state = State::Conditional;
            listener.condition = Some(format!("{reason}, and may not get to this listener").into());
        } else if listener.base == Some(0) {
            listener.port = None;
            listener.state = State::Conditional;
            listener.condition = Some(RANDOM_PORT.into());
        } else if &*listener.address == "*" {
            listener.address = "0.0.0.0".into();
        }
    }
    let kind = ProblemKind::StartFailure;
    let problem = match at {
        Some(at) => Problem::at(kind, at, reason),
        None => Problem::of(kind, builder.home.clone(), reason),
    };
    builder
        .problems
        .push(problem.with_route(route.to_string()).with_help(help));
}

/// A server that cannot open a listener which it cannot do without.
fn end_server(builder: &mut Builder<'_, '_>, found: &[Built], troubles: &[Option<Trouble>]) {
    let needed = found.iter().zip(troubles);
    let needed = needed.filter(|(built, _)| built.facts.ends_server);
    for (built, _) in needed {
        let Some((kind, what)) = refusal(built, found) else {
            continue;
        };
        let message = format!("the server ends at start: {what}");
        let listener = &built.listener;
        let at = listener.location.or(builder.offset.location);
        let problem = match at {
            Some(at) => Problem::at(kind, at, message.clone()),
            None => Problem::of(kind, builder.home.clone(), message.clone()),
        };
        builder
            .problems
            .push(problem.with_route(listener.route.to_string()));
        builder.failure = Some(StartFailure {
            reason: message,
            location: at,
            process: Process::Ends,
        });
        return;
    }
}

/// Why such a listener does not open.
fn refusal(built: &Built, found: &[Built]) -> Option<(ProblemKind, String)> {
    let Listener {
        id,
        port,
        address,
        state,
        ..
    } = &built.listener;
    let is_version_6 = address
        .parse::<Ipv6Addr>()
        .is_ok_and(|address| !address.is_unspecified());
    if is_version_6 && *state == State::Closed {
        let what = format!("{id} cannot be bound to {address}, because Java uses IPv4 only");
        return Some((ProblemKind::StartFailure, what));
    }
    let port = port.filter(|_| *state == State::Open)?;
    if !(0..=65535).contains(&port) {
        let what = format!("{id} would open {port}, and ports go from 1 to 65535");
        return Some((ProblemKind::PortInvalid, what));
    }
    if address.trim() != &**address {
        let what = format!("the address of {id} has blanks around it, and is that of no host");
        return Some((ProblemKind::StartFailure, what));
    }
    if &**address != LOCAL_HOST_NAME && names::never_resolves(address) {
        let what = format!(
            "{} is the address of no host, and {id} cannot be bound there",
            quoted(address)
        );
        return Some((ProblemKind::StartFailure, what));
    }
    // Inbound endpoints open before, and of two such listeners the first.
    let mut others = found.iter();
    let taken = others.find(|other| {
        let before = other.facts.inbound.is_some()
            || other.facts.ends_server && other.listener.id < built.listener.id;
        before && other.listener.state == State::Open && other.listener.port == Some(port)
    })?;
    let what = format!("{id} finds its port {port} taken by {}", taken.listener.id);
    Some((ProblemKind::StartFailure, what))
}
