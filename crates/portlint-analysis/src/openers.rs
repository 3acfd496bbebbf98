//! Who opens which port.

use crate::sites::Server;
use portlint_catalog::Protocol;
use portlint_host::{Listener, Network, State};
use std::collections::BTreeMap;

/// A listener and its server.
pub type Opener<'a> = (&'a Server<'a>, &'a Listener);

/// The open and conditional listeners of the servers that are started together, by port.
pub struct Openers<'a> {
    servers: &'a [Server<'a>],
    /// Ports of machines that are passed on to a container: protocol, machine and port, then the position of a server in it and
    /// the port there.
    passed_on: Vec<(Protocol, Option<&'a str>, i64, u32, i64)>,
    /// A number for each network.
    networks: BTreeMap<Network<'a>, u32>,
    /// Network, protocol and port, then the positions of server and listener, in order.
    open: Vec<(u32, Protocol, i64, u32, u32)>,
}

impl<'a> Openers<'a> {
    /// Those of these servers.
    pub fn of(servers: &'a [Server<'a>]) -> Self {
        let mut open = Vec::new();
        let mut networks = BTreeMap::new();
        for (at, server) in (0..).zip(servers).filter(|(_, s)| s.home.active) {
            let next = u32::try_from(networks.len()).unwrap_or(u32::MAX);
            let network = *networks.entry(server.home.network()).or_insert(next);
            for (position, listener) in (0..).zip(&server.runtime.listeners) {
                if let (Some(port), State::Open | State::Conditional) =
                    (listener.port, listener.state)
                {
                    open.push((network, listener.protocol, port, at, position));
                }
            }
        }
        open.sort_unstable();
        let mut passed_on = Vec::new();
        for (at, server) in (0..).zip(servers).filter(|(_, s)| s.home.active) {
            for port in &server.home.published {
                if let (Some(outside), false) = (port.host_port, server.home.network().is_host()) {
                    let group = server.home.group.as_deref();
                    let inside = i64::from(port.container_port);
                    passed_on.push((port.protocol, group, i64::from(outside), at, inside));
                }
            }
        }
        passed_on.sort_unstable();
        Openers {
            servers,
            passed_on,
            networks,
            open,
        }
    }

    /// Those in containers to which the machine of a network passes a port on.
    pub fn behind<'n>(
        &self,
        network: Network<'n>,
        protocol: Protocol,
        port: i64,
    ) -> impl Iterator<Item = Opener<'a>> + use<'_, 'a, 'n> {
        let wanted = (protocol, network.group, port);
        let port_of = |(protocol, group, port, ..): &(Protocol, Option<&'a str>, i64, u32, i64)| {
            (*protocol, *group, *port)
        };
        let start = self
            .passed_on
            .partition_point(|port| port_of(port) < wanted);
        let there = self.passed_on.iter().skip(start);
        there
            .take_while(move |port| port_of(port) == wanted)
            .filter_map(|(.., server, inside)| Some((self.servers.get(*server as usize)?, *inside)))
            .flat_map(move |(server, inside)| {
                let listeners = server.runtime.listeners.iter();
                let open = listeners.filter(move |listener| {
                    listener.state != State::Closed
                        && listener.protocol == protocol
                        && listener.port == Some(inside)
                });
                open.map(move |listener| (server, listener))
            })
    }

    /// Those at a port, among the servers of one network.
    pub fn at<'n>(
        &self,
        network: Network<'n>,
        protocol: Protocol,
        port: i64,
    ) -> impl Iterator<Item = Opener<'a>> + use<'_, 'a, 'n> {
        // A number that no network has finds nothing.
        let network = self.networks.get(&network).copied().unwrap_or(u32::MAX);
        let wanted = (network, protocol, port);
        let port_of = |(network, protocol, port, ..): &(u32, Protocol, i64, u32, u32)| {
            (*network, *protocol, *port)
        };
        let start = self.open.partition_point(|open| port_of(open) < wanted);
        let there = self.open.iter().skip(start);
        there
            .take_while(move |open| port_of(open) == wanted)
            .filter_map(|(.., server, listener)| {
                let server = self.servers.get(*server as usize)?;
                Some((server, server.runtime.listeners.get(*listener as usize)?))
            })
    }
}
