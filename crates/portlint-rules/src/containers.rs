//! What rules about containers ask for: who opens a port in the network of a home, and whether that is known.

use crate::diagnostic::Diagnostic;
use crate::references;
use crate::rule::RuleDoc;
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_catalog::{Protocol, Role, product, shipped_offset};
use portlint_host::{Container, Home, Host, Listener, Location, Reference, State, words};
use std::path::Path;

/// The port that `--debug` is documented with: whoever names it starts the server with that argument when it is needed.
const DEBUG: (Protocol, u16) = (Protocol::Tcp, 5005);

/// A home in a container, and everyone who opens ports beside it.
pub(crate) struct Inside<'a> {
    /// The home.
    pub home: &'a Home,
    /// What is written about its container.
    pub container: &'a Container,
    servers: Vec<&'a Server<'a>>,
    /// Deployed in one of the homes, and not at hand.
    unknown_artifacts: bool,
}

/// The homes in containers of which everything is known that may open a port.
pub(crate) fn known<'a>(view: &View<'a>) -> Vec<Inside<'a>> {
    let homes = view.host.homes.iter();
    homes.filter_map(|home| Inside::of(view, home)).collect()
}

impl<'a> Inside<'a> {
    /// A home, when everything is known that may open a port in its network.
    pub(crate) fn of(view: &View<'a>, home: &'a Home) -> Option<Inside<'a>> {
        let container = home.container.as_ref()?;
        let network = home.network();
        if network.is_host() || !home.active {
            return None;
        }
        let shares = |other: &&Home| other.network() == network;
        let beside = view.host.homes.iter().filter(shares);
        let containers = || beside.clone().filter_map(|home| home.container.as_ref());
        let servers = view.servers().iter();
        let servers = servers
            .filter(|server| server.home.network() == network)
            .collect::<Vec<_>>();
        let mut listeners = servers.iter().flat_map(|server| &server.runtime.listeners);
        let is_certain = beside.clone().all(has_known_rules)
            && containers().all(|container| container.uncertain.is_empty())
            && beside.clone().all(|home| home.container.is_some() && !home.runtimes.is_empty())
            && !listeners.clone().any(Listener::is_unknown)
            // A server that does not start opens nothing; that is another finding.
            && listeners.any(|listener| listener.state == State::Open);
        is_certain.then(|| Inside {
            home,
            container,
            unknown_artifacts: containers().any(|container| container.unknown_artifacts),
            servers,
        })
    }

    /// The name of the home in messages.
    pub(crate) fn name(&self) -> String {
        let mut own = self
            .servers
            .iter()
            .filter(|server| server.home.path == self.home.path);
        let name = own.next().map(|server| server.name.clone());
        name.unwrap_or_else(|| display(&self.home.path))
    }

    fn listeners(&self) -> impl Iterator<Item = (&'a Server<'a>, &'a Listener)> + '_ {
        let servers = self.servers.iter().copied();
        servers.flat_map(|server| {
            let listeners = server.runtime.listeners.iter();
            listeners.map(move |listener| (server, listener))
        })
    }

    /// Those who open a port, or may open it.
    pub(crate) fn openers(
        &self,
        protocol: Protocol,
        port: u16,
    ) -> impl Iterator<Item = &'a Listener> + '_ {
        let all = self.listeners().map(|(_, listener)| listener);
        all.filter(move |listener| {
            listener.protocol == protocol
                && listener.port == Some(i64::from(port))
                && listener.state != State::Closed
        })
    }

    /// Whether surely nobody opens a port; of the port of debuggers nobody knows, it is opened by hand. Where something is deployed that is not at hand, that is only said of numbers that
    /// are the product's own: nobody gives those to an endpoint.
    pub(crate) fn is_closed(&self, protocol: Protocol, port: u16) -> bool {
        self.openers(protocol, port).next().is_none()
            && (protocol, port) != DEBUG
            && (!self.unknown_artifacts || self.meant(protocol, port).is_some())
    }

    /// Whether a switch would open a port: a listener of that number is known, and off.
    pub(crate) fn can_be_opened(&self, protocol: Protocol, port: u16) -> bool {
        let port = i64::from(port);
        let mut listeners = self.listeners();
        listeners.any(|(_, listener)| {
            listener.protocol == protocol
                && listener.state == State::Closed
                && (listener.port == Some(port) || listener.base == Some(port))
        })
    }

    /// The open listener that has this number with another offset: with none, or with the one that the product ships.
    pub(crate) fn meant(&self, protocol: Protocol, port: u16) -> Option<&'a Listener> {
        let port = i64::from(port);
        let mut listeners = self.listeners();
        let found = listeners.find(|(server, listener)| {
            let shipped = || shipped(server).unwrap_or_default();
            listener.protocol == protocol
                && listener.state != State::Closed
                && listener.port.is_some_and(|now| now != port)
                && listener.follows_offset
                && listener
                    .base
                    .is_some_and(|base| base == port || base + shipped() == port)
        });
        found.map(|(_, listener)| listener)
    }

    /// Where the port is that was meant, or which ports are open.
    pub(crate) fn help(&self, protocol: Protocol, port: u16) -> String {
        if let Some(meant) = self.meant(protocol, port) {
            return format!("{} is at {}", meant.description, words::sum(meant));
        }
        let open = self
            .listeners()
            .filter(|(_, listener)| listener.state == State::Open && listener.protocol == protocol);
        let mut ports = open
            .filter_map(|(_, listener)| listener.port)
            .collect::<Vec<_>>();
        ports.sort_unstable();
        ports.dedup();
        let ports = ports.iter().map(i64::to_string).collect::<Vec<_>>();
        format!("open are {}", words::short_list(&ports, 12))
    }

    /// A finding at a place that says something about the container; its identity is the home and what it is about.
    pub(crate) fn finding(
        &self,
        doc: &RuleDoc,
        message: String,
        (location, at): (Location, &str),
        identity: &[&str],
    ) -> Diagnostic {
        let mut finding = Diagnostic::new(doc.id, doc.severity, message).at(location, at);
        finding.path = Some(self.home.path.clone());
        let name = self.home.canonical.file_name().unwrap_or_default();
        let own = name.to_string_lossy().into_owned();
        let parts = identity.iter().map(|part| part.to_string());
        // Two files may describe containers of one name.
        let mut servers = self.servers.iter();
        let server = servers.find(|server| server.home.path == self.home.path);
        let print = server.map_or(own.clone(), |server| server.home_name.to_string());
        finding
            .identified_by([own].into_iter().chain(parts))
            .printed_by([format!("{print} {}", identity.join(" "))])
    }
}

/// A home in a container of which not everything is known that may open ports in its network, and why.
#[derive(Debug, Clone, Copy)]
pub struct UncertainContainer<'h> {
    /// The home.
    pub home: &'h Home,
    /// The first reason, in words.
    pub reason: &'h str,
}

/// The containers in which nothing is said to be closed, because not everything is known: one for each network.
pub fn uncertain_containers(host: &Host) -> Vec<UncertainContainer<'_>> {
    let mut found: Vec<UncertainContainer<'_>> = Vec::new();
    for home in host.homes.iter().filter(|home| home.active) {
        let Some(container) = &home.container else {
            continue;
        };
        let reasons = container.uncertain.iter().map(String::as_str);
        let unknown = (!has_known_rules(home)).then_some("its version is not in the catalogue");
        let Some(reason) = reasons.chain(unknown).next() else {
            continue;
        };
        let is_known = |other: &UncertainContainer<'_>| {
            !home.network().is_host() && other.home.network() == home.network()
        };
        if !found.iter().any(is_known) {
            found.push(UncertainContainer { home, reason });
        }
    }
    found
}

/// Whether the catalogue has the release of a home; of an unknown one it has what all releases have in common.
fn has_known_rules(home: &Home) -> bool {
    let Some(product) = home.product.as_deref().and_then(product) else {
        return false;
    };
    let Some(version) = &home.version else {
        return true;
    };
    let is_older = product
        .releases
        .first()
        .is_some_and(|first| version.cmp_release(&first.version).is_lt());
    !is_older && !product.is_newer_than_known(version)
}

fn shipped(server: &Server<'_>) -> Option<i64> {
    let product = product(server.home.product.as_deref()?)?;
    let mut runtimes = product.runtimes.iter();
    let spec = runtimes.find(|spec| {
        spec.id == server.runtime.id && spec.generation == server.runtime.generation
    })?;
    Some(i64::from(shipped_offset(product, spec)))
}

/// The path of a home as it is shown.
pub(crate) fn display(path: &Path) -> String {
    path.display().to_string()
}

/// The home of the same stack that a name means.
pub(crate) fn named<'a>(host: &'a Host, own: &Home, name: &str) -> Option<&'a Home> {
    let stack = &own.container.as_ref()?.stack;
    let is_meant = |other: &&Home| {
        let container = other.container.as_ref();
        container.is_some_and(|it| it.stack == *stack && it.names.iter().any(|n| n == name))
    };
    let mut meant = host
        .homes
        .iter()
        .filter(|_| !stack.is_empty())
        .filter(is_meant);
    let first = meant.next()?;
    meant.next().is_none().then_some(first)
}

/// Whether an address is that of a gateway, as clients have it.
fn is_for_clients(reference: &Reference) -> bool {
    let key = reference.route.rsplit('.').next().unwrap_or_default();
    reference.route.contains("gateway.environment") && key.ends_with("_endpoint")
}

/// The URLs of a server that name another service of its stack at a port which nobody opens there; `told` are the places
/// that were spoken of already: several services may read one file.
pub(crate) fn stale_references(
    view: &View<'_>,
    doc: &RuleDoc,
    server: &Server<'_>,
    told: &mut Vec<Location>,
) -> Vec<Diagnostic> {
    let references = server.runtime.references.iter();
    // Endpoints of a gateway are for clients outside, who come through published ports.
    let written = references.filter(|reference| {
        reference.location.is_some()
            && reference.role != Role::Identifier
            && !is_for_clients(reference)
    });
    written
        .filter_map(|reference| {
            let home = named(view.host, server.home, &reference.host)?;
            let inside = Inside::of(view, home)?;
            let port = u16::try_from(reference.port?).ok()?;
            let protocol = reference.protocol;
            let address = references::written(reference);
            if !inside.is_closed(protocol, port) || told.contains(&reference.location?) {
                return None;
            }
            let message = format!(
                "{} names {address}, which nothing in {} opens",
                server.name,
                inside.name()
            );
            told.extend(reference.location);
            let finding = references::finding(doc, server, reference, message);
            Some(finding.help(inside.help(protocol, port)))
        })
        .collect()
}
