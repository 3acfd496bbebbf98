//! Listeners of the Java machine itself: what its options open, whatever product runs in it. No offset moves them, and a
//! server that stays without its own ports still has them.

use super::launched::{any_script, commands, launched};
use super::{Base, RuntimeContext, listener};
use crate::facts::TOLD_ARGUMENT;
use crate::launch::{Channel, DEBUGGER, LaunchProperty};
use crate::reader::HomeReader;
use portlint_host::{CowStr, Listener, Process, RANDOM_PORT, Runtime, State};
use portlint_syntax::java_int;

/// The options of the agent that serves JMX; without a port it serves this machine only, at a random one.
const JMX: &str = "com.sun.management.jmxremote";

/// The newest Java whose debugger listens on all interfaces where its address names none.
const JAVA_8: u32 = 8;

/// What a bare debugger port binds where the Java is not known.
const BY_JAVA: &str = "localhost or all";

/// What a suspended machine does.
const SUSPENDED: &str = "the server opens it when a debugger has connected";

/// Adds the listeners of the machine to a runtime whose own are known.
pub(super) fn add(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
    runtime: &mut Runtime,
) {
    let options = launched(reader, context);
    let mut found = Vec::new();
    let mut held = false;
    let java_home = context.facts.env_var("JAVA_HOME");
    let jdk = (context.facts.jdk).or_else(|| reader.java_version(java_home?));
    if let Some((debugger, suspends)) = debugger(context, &options, jdk) {
        held = suspends;
        found.push(debugger);
    }
    found.extend(console(context, &options));
    found.extend(jmx(context, &options));
    if held {
        let others = found.iter_mut().filter(|listener| listener.id != "jdwp");
        for listener in others.chain(&mut runtime.listeners) {
            if listener.state == State::Open {
                listener.state = State::Conditional;
                listener.condition = Some(SUSPENDED.into());
            }
        }
    }
    let failure = runtime.startup.failure();
    let failure = failure.filter(|failure| failure.process == Process::Ends);
    if let Some(failure) = failure {
        for listener in &mut found {
            listener.state = State::Closed;
            listener.condition = Some(failure.reason.clone().into());
        }
    }
    let ends = failure.is_some();
    runtime.listeners.extend(found);
    let has_agent = sets_agent(reader, context);
    let agents = runtime.listeners.iter_mut();
    for agent in agents.filter(|listener| listener.id == "jvm-attach") {
        if !has_agent {
            agent.state = State::Closed;
            agent.condition = Some(format!("the start script does not set {JMX}").into());
        } else if !ends && agent.state == State::Closed {
            agent.state = State::Conditional;
            agent.condition = Some(RANDOM_PORT.into());
        }
    }
}

/// The debugger that the start script or an option loads, and whether the server waits for it.
fn debugger(
    context: &RuntimeContext<'_>,
    options: &[LaunchProperty],
    jdk: Option<u32>,
) -> Option<(Listener, bool)> {
    let option = options
        .iter()
        .find(|p| p.name == DEBUGGER && is_of_machine(p))?;
    let part = |name: &str| {
        let mut parts = option.value.split(',').rev();
        parts.find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
    };
    // Without `server=y` the machine connects to the debugger, and other transports are no network.
    let listens = part("server") == Some("y") && part("transport").is_none_or(|t| t == "dt_socket");
    if !listens {
        return None;
    }
    let (host, port) = match part("address").map(|address| address.rsplit_once(':')) {
        Some(Some((host, port))) => (Some(host), port),
        Some(None) => (None, part("address").unwrap_or_default()),
        None => (None, "0"),
    };
    let address = match host.map(|host| host.trim_matches(['[', ']'])) {
        Some("*") => "0.0.0.0",
        Some(host) if !host.is_empty() => host,
        _ => match jdk {
            Some(JAVA_8) => "0.0.0.0",
            Some(_) => "127.0.0.1",
            None => BY_JAVA,
        },
    };
    let mut words = context.facts.start_words();
    let asks = words.find(|word| ["--debug", "-debug", "debug"].contains(word));
    let told = asks.map(|_| LaunchProperty {
        source: TOLD_ARGUMENT.to_string(),
        location: None,
        ..option.clone()
    });
    let (route, option) = match &told {
        Some(told) => ("--debug", told),
        None => ("-agentlib:jdwp", option),
    };
    let mut found = one(context, "jdwp", route, option, port)?;
    let suspends = part("suspend") != Some("n");
    if suspends {
        found.description = format!(
            "{}; the server waits for it, without any other port",
            found.description
        )
        .into();
    }
    found.address = address.to_string().into();
    Some((found, suspends && option.resolved))
}

/// The console of OSGi.
fn console(context: &RuntimeContext<'_>, options: &[LaunchProperty]) -> Option<Listener> {
    let names = ["osgiConsole", "osgi.console"];
    let option = options.iter().find(|p| names.contains(&p.name.as_str()))?;
    let (host, port) = match option.value.rsplit_once(':') {
        Some((host, port)) => (Some(host), port),
        None => (None, option.value.as_str()),
    };
    // Without a number it speaks on the terminal.
    if option.resolved && java_int(port.trim()).is_none() {
        return None;
    }
    let route = format!("-D{}", option.name);
    let mut found = one(context, "osgi-console", &route, option, port.trim())?;
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        found.address = host.to_string().into();
    }
    Some(found)
}

/// The agent that serves JMX to other machines, and the port of its objects.
fn jmx(context: &RuntimeContext<'_>, options: &[LaunchProperty]) -> Vec<Listener> {
    let option = |name: &str| {
        let name = format!("{JMX}.{name}");
        let mut of_machine = options.iter().filter(|p| is_of_machine(p));
        of_machine.find(|p| p.name == name)
    };
    let Some(port) = option("port") else {
        return Vec::new();
    };
    let route = format!("-D{}", port.name);
    let Some(mut registry) = one(context, "jmx-remote", &route, port, port.value.trim()) else {
        return Vec::new();
    };
    let objects = match option("rmi.port") {
        Some(own) => {
            let route = format!("-D{}", own.name);
            one(context, "jmx-remote-rmi", &route, own, own.value.trim())
        }
        None => one(context, "jmx-remote-rmi", &route, port, "0"),
    };
    // With one number for both they share a socket.
    let objects = objects.filter(|objects| objects.port.is_none() || objects.port != registry.port);
    let host = option("host").filter(|host| host.resolved && !host.value.is_empty());
    let mut found: Vec<Listener> = Vec::new();
    if let Some(host) = host {
        registry.address = host.value.clone().into();
    }
    found.push(registry);
    found.extend(objects.map(|objects| Listener {
        address: host.map_or("0.0.0.0".into(), |host| host.value.clone().into()),
        ..objects
    }));
    found
}

/// A listener of the catalogue at a number that an option gives; none where this runtime does not have it.
fn one(
    context: &RuntimeContext<'_>,
    id: &str,
    route: &str,
    option: &LaunchProperty,
    port: &str,
) -> Option<Listener> {
    let facts = context.catalog.jvm_listeners.into_iter();
    let facts = facts
        .clone()
        .find(|facts| facts.id == id && context.has(facts))?;
    let number = option.resolved.then(|| java_int(port)).flatten();
    let reason: Option<CowStr> = match number {
        Some(0) => Some(RANDOM_PORT.into()),
        Some(_) => None,
        None if option.resolved => Some(format!("{route} names no port").into()),
        None => Some(format!("{route} depends on a variable").into()),
    };
    let base = Base {
        value: number.filter(|number| *number != 0).map(i64::from),
        reason,
        source: format!("{route} ({})", option.source).into(),
        route: route.to_string().into(),
        location: option.location,
    };
    Some(listener(facts, base, Some(0), false, State::Open, None))
}

/// Whether an option reaches the machine: what stands behind its main class is for the server.
fn is_of_machine(option: &LaunchProperty) -> bool {
    option.channel != Channel::StartArgument
}

/// Whether the start scripts set the agent, as all of the vendor do. Where the tree has no script, it is taken as shipped.
fn sets_agent(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> bool {
    any_script(reader, context, |text| {
        // A script that starts no machine itself says nothing.
        !text.contains("org.wso2.")
            || commands(text).any(|line| line.split_whitespace().any(is_agent))
    })
}

/// `-Dcom.sun.management.jmxremote`, alone or with a value.
fn is_agent(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'']);
    let rest = word
        .strip_prefix("-D")
        .and_then(|word| word.strip_prefix(JMX));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}
