//! Hover: the arithmetic of the ports that a place sets or names, where each number comes from, and who else wants them.

use crate::diagnostics::{Places, shown};
use crate::positions::{range, touch};
use crate::run::Seen;
use gen_lsp_types::{Hover, MarkupContent, MarkupKind, Position, Range};
use portlint_host::{Home, Listener, Location, Runtime, State};
use portlint_report::shown::{Markdown, Shown};

/// The most listeners that one hover lists.
const MOST: usize = 20;

/// A listener with its server.
#[derive(Clone, Copy)]
pub struct Server<'a> {
    /// The home.
    pub home: &'a Home,
    /// The runtime.
    pub runtime: &'a Runtime,
}

impl Server<'_> {
    /// The directory's name, and the runtime where it is not the only one.
    pub fn name(&self) -> String {
        let path = &self.home.path;
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        match self.home.runtimes.len() {
            1 => name,
            _ => format!("{name} ({})", self.runtime.id),
        }
    }
}

/// Every server of the host.
pub fn servers(seen: &Seen) -> impl Iterator<Item = Server<'_>> {
    seen.host.homes.iter().flat_map(|home| {
        home.runtimes
            .iter()
            .map(move |runtime| Server { home, runtime })
    })
}

/// Whether a listener of one server and a port of another are the same port of one network.
pub fn rivals<'a>(
    seen: &'a Seen,
    of: Server<'a>,
    listener: &'a Listener,
) -> impl Iterator<Item = (Server<'a>, &'a Listener)> {
    servers(seen)
        .filter(move |other| other.home.active && other.home.network() == of.home.network())
        .flat_map(|other| {
            other
                .runtime
                .listeners
                .iter()
                .map(move |rival| (other, rival))
        })
        .filter(move |(_, rival)| {
            !std::ptr::eq(*rival, listener)
                && rival.port.is_some()
                && rival.port == listener.port
                && rival.protocol == listener.protocol
                && rival.state != State::Closed
                && listener.state != State::Closed
        })
}

/// What is to be said about a place.
pub fn of(uri: &str, at: Position, seen: &Seen, places: &Places<'_>) -> Option<Hover> {
    let here = Range { start: at, end: at };
    let covers = |location: &Location| {
        places.is_in(location, uri)
            && touch(&range(&places.host.files, location, places.encoding), &here)
    };
    let mut text = String::new();
    for server in servers(seen) {
        let offset = &server.runtime.offset;
        let is_offset = offset.location.as_ref().is_some_and(covers);
        if is_offset {
            let value = offset
                .value
                .map_or("unknown".to_string(), |value| value.to_string());
            line(
                &mut text,
                &format!("Port offset of {}: {value}", server.name()),
            );
        }
        let listeners = server.runtime.listeners.iter().filter(|listener| {
            let moved = is_offset && listener.follows_offset && listener.state != State::Closed;
            moved || listener.location.as_ref().is_some_and(covers)
        });
        for (count, listener) in listeners.enumerate() {
            if count == MOST {
                line(&mut text, "…");
                break;
            }
            of_listener(&mut text, seen, server, listener);
        }
        for reference in &server.runtime.references {
            if reference.location.as_ref().is_some_and(covers) {
                of_reference(&mut text, seen, server, reference);
            }
        }
    }
    if text.is_empty() {
        return None;
    }
    Some(Hover {
        contents: MarkupContent {
            kind: MarkupKind::Markdown,
            value: text,
        }
        .into(),
        range: None,
    })
}

fn line(text: &mut String, said: &str) {
    text.push_str(Shown::<Markdown>::text(said).as_str());
    text.push_str("\n\n");
}

fn of_listener(text: &mut String, seen: &Seen, server: Server<'_>, listener: &Listener) {
    let state = match listener.state {
        State::Open => String::new(),
        state => format!(", {}", state.as_str()),
    };
    let condition = listener
        .condition
        .as_ref()
        .map_or(String::new(), |words| format!(": {words}"));
    let sum = match (listener.base, listener.port) {
        (Some(base), Some(port)) => format!("{base} + {} = {port}", listener.offset),
        (_, Some(port)) => port.to_string(),
        _ => "not known".to_string(),
    };
    line(
        text,
        &format!(
            "{sum}/{} · {} ({}) of {}{state}{condition}",
            listener.protocol.as_str(),
            listener.id,
            listener.description,
            server.name()
        ),
    );
    line(text, &format!("base: {}", listener.source));
    if listener.follows_offset {
        line(text, &format!("offset: {}", server.runtime.offset.source));
    }
    let others = rivals(seen, server, listener)
        .map(|(other, rival)| format!("{} ({})", other.name(), rival.id))
        .collect::<Vec<_>>();
    if !others.is_empty() {
        line(text, &format!("also wanted by {}", others.join(", ")));
    }
}

fn of_reference(
    text: &mut String,
    seen: &Seen,
    server: Server<'_>,
    reference: &portlint_host::Reference,
) {
    let port = reference
        .port
        .map_or("?".to_string(), |port| port.to_string());
    let openers = openers(seen, server, reference)
        .map(|(other, listener)| format!("{} ({})", other.name(), listener.id))
        .collect::<Vec<_>>();
    let there = match openers.is_empty() {
        true if portlint_rules::means_this_host(reference) => {
            "nobody opens this port here".to_string()
        }
        true => "another host".to_string(),
        false => format!("opened by {}", openers.join(", ")),
    };
    line(
        text,
        &format!(
            "{}: {}:{port}, {there}",
            reference.description,
            shown(&reference.host)
        ),
    );
}

/// The listeners that a reference reaches.
pub fn openers<'a>(
    seen: &'a Seen,
    of: Server<'a>,
    reference: &'a portlint_host::Reference,
) -> impl Iterator<Item = (Server<'a>, &'a Listener)> {
    let is_here = portlint_rules::means_this_host(reference);
    servers(seen)
        .filter(move |other| {
            is_here && other.home.active && other.home.network() == of.home.network()
        })
        .flat_map(|other| {
            other
                .runtime
                .listeners
                .iter()
                .map(move |listener| (other, listener))
        })
        .filter(move |(_, listener)| {
            listener.port.is_some()
                && listener.port == reference.port
                && listener.protocol == reference.protocol
                && listener.state != State::Closed
        })
}
