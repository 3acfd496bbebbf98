//! Who opens which port.

use crate::sites::Server;
use portlint_catalog::Protocol;
use portlint_host::{Listener, Network, State};

/// A listener and its server.
pub type Opener<'a> = (&'a Server<'a>, &'a Listener);

/// The open and conditional listeners of the servers that are started together, by port.
pub struct Openers<'a> {
    servers: &'a [Server<'a>],
    /// Protocol and port, then the positions of server and listener, in order.
    open: Vec<(Protocol, i64, u32, u32)>,
}

impl<'a> Openers<'a> {
    /// Those of these servers.
    pub fn of(servers: &'a [Server<'a>]) -> Self {
        let mut open = Vec::new();
        for (at, server) in (0..).zip(servers).filter(|(_, s)| s.home.active) {
            for (position, listener) in (0..).zip(&server.runtime.listeners) {
                if let (Some(port), State::Open | State::Conditional) =
                    (listener.port, listener.state)
                {
                    open.push((listener.protocol, port, at, position));
                }
            }
        }
        open.sort_unstable();
        Openers { servers, open }
    }

    /// Those at a port, among the servers of one network.
    pub fn at<'n>(
        &self,
        network: Network<'n>,
        protocol: Protocol,
        port: i64,
    ) -> impl Iterator<Item = Opener<'a>> + use<'_, 'a, 'n> {
        let wanted = (protocol, port);
        let port_of = |(protocol, port, ..): &(Protocol, i64, u32, u32)| (*protocol, *port);
        let start = self.open.partition_point(|open| port_of(open) < wanted);
        let there = self.open.iter().skip(start);
        there
            .take_while(move |open| port_of(open) == wanted)
            .filter_map(|(_, _, server, listener)| {
                let server = self.servers.get(*server as usize)?;
                Some((server, server.runtime.listeners.get(*listener as usize)?))
            })
            .filter(move |(server, _)| server.home.network() == network)
    }
}
