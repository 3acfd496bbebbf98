//! What is known of the host that was read: its servers, who shares a port, and whom a reference reaches. Rules and plans ask
//! the same code.

use portlint_analysis::Opener;
use portlint_analysis::address::{Binding, Overlap, exclude};
use portlint_analysis::meaning::{Judgement, Meanings};
use portlint_analysis::sites::Server;
use portlint_host::{Host, Listener, Reference, State};

/// No larger offset is offered.
const MOST_OFFSET: i64 = 1000;

/// The servers of a host, and what they have to do with each other.
pub(crate) struct Known<'a> {
    /// All of them, those that are never started together with others included.
    pub servers: &'a [Server<'a>],
    meanings: Meanings<'a>,
}

impl<'a> Known<'a> {
    /// Of a host with all its servers.
    pub(crate) fn of(host: &'a Host, servers: &'a [Server<'a>]) -> Known<'a> {
        Known {
            servers,
            meanings: Meanings::of(host, servers),
        }
    }

    /// Who else opens or may open the port of a listener.
    pub(crate) fn rivals(&self, server: &Server<'a>, listener: &'a Listener) -> Vec<Opener<'a>> {
        let Some(port) = listener.port.filter(|_| listener.state != State::Closed) else {
            return Vec::new();
        };
        let network = server.home.network();
        let there = (self.meanings.openers()).at(network, listener.protocol, port);
        let meets = |other: &Listener| exclude(bid(listener), bid(other)) != Overlap::Never;
        there
            .filter(|(_, other)| !std::ptr::eq(*other, listener) && meets(other))
            .collect()
    }

    /// How many ports of a server somebody else opens or may open.
    pub(crate) fn shared(&self, server: &Server<'a>) -> usize {
        let listeners = server.runtime.listeners.iter();
        listeners
            .filter(|listener| !self.rivals(server, listener).is_empty())
            .count()
    }

    /// Offsets from 0 on with which the ports of a server that follow it meet nobody else's.
    pub(crate) fn free_offsets(
        &self,
        server: &'a Server<'a>,
    ) -> impl Iterator<Item = i64> + use<'_, 'a> {
        (0..=MOST_OFFSET).filter(move |offset| self.is_free(server, *offset))
    }

    fn is_free(&self, server: &'a Server<'a>, offset: i64) -> bool {
        let network = server.home.network();
        let mut moving = server
            .runtime
            .listeners
            .iter()
            .filter(|listener| listener.follows_offset && listener.state != State::Closed);
        moving.all(|listener| {
            let Some(base) = listener.base else {
                return true;
            };
            let port = base + offset;
            let mut there = (self.meanings.openers()).at(network, listener.protocol, port);
            let clash = there.any(|(other_server, other)| {
                !std::ptr::eq(other_server.runtime, server.runtime)
                    && exclude(bid(listener), bid(other)) != Overlap::Never
            });
            let foreign = self.meanings.is_foreign(network, listener.protocol, port);
            port <= 65535 && !clash && !foreign
        })
    }

    /// The references of all servers that name the port of a listener, by whose they are.
    pub(crate) fn names_of(
        &self,
        server: &Server<'a>,
        listener: &Listener,
    ) -> impl Iterator<Item = (&'a Server<'a>, &'a Reference)> + use<'_, 'a> {
        let (port, protocol) = (listener.port, listener.protocol);
        let network = server.home.network();
        let is_closed = listener.state == State::Closed;
        let servers = self.servers.iter().filter(move |_| !is_closed);
        servers.flat_map(move |other| {
            let urls = other.runtime.references.iter().filter(move |url| {
                url.port.is_some()
                    && url.port == port
                    && url.protocol == protocol
                    && self.meanings.network(other, url) == Some(network)
            });
            urls.map(move |url| (other, url))
        })
    }

    /// True when a reference names a port of this host that no server opens, and no other software as far as is known.
    pub(crate) fn is_unknown_port(&self, server: &Server<'a>, reference: &Reference) -> bool {
        let network = server.home.network();
        reference.port.is_some_and(|port| {
            self.is_here(server, reference)
                && self.reached(server, reference).is_empty()
                && !(self.meanings).is_foreign(network, reference.protocol, port)
        })
    }

    /// The listeners that a reference means: those that it reaches, else those that moved away from it.
    pub(crate) fn meant(&self, server: &Server<'a>, reference: &Reference) -> Vec<Opener<'a>> {
        match self.meanings.judge(server, reference) {
            Judgement::Fine => self.reached(server, reference),
            Judgement::Stale(moved) | Judgement::Closed(moved) | Judgement::Wrong { moved, .. } => {
                moved
            }
        }
    }

    /// True when a reference of this server names this host.
    pub(crate) fn is_here(&self, server: &Server<'a>, reference: &Reference) -> bool {
        self.meanings.is_here(server, reference)
    }

    /// The listeners that a reference of this server reaches.
    pub(crate) fn reached(&self, server: &Server<'a>, reference: &Reference) -> Vec<Opener<'a>> {
        let network = self.meanings.network(server, reference);
        let (Some(port), Some(network)) = (reference.port, network) else {
            return Vec::new();
        };
        let there = (self.meanings.openers()).at(network, reference.protocol, port);
        there.collect()
    }
}

fn bid(listener: &Listener) -> Binding<'_> {
    Binding {
        address: &listener.address,
        state: listener.state,
        sharing: listener.sharing,
    }
}
