//! Which open listeners are usually at which port: what somebody expects who does not know of a change.

use crate::openers::Opener;
use crate::sites::Server;
use portlint_catalog::{Generation, Protocol};
use portlint_host::{Listener, Network};
use std::collections::BTreeMap;

/// The open listeners of a host by the ports that they can be expected at (see [`Server::default_ports`]).
pub(crate) struct Usual<'a> {
    at: BTreeMap<(Network<'a>, Protocol, i64), Vec<Opener<'a>>>,
}

/// What decides the bases that the catalogue names for a listener.
type Kind<'a> = (Option<&'a str>, String, &'a str, Generation, &'a str);

impl<'a> Usual<'a> {
    /// Those of the servers of each network, in their order.
    pub(crate) fn of(servers: &BTreeMap<Network<'a>, Vec<&'a Server<'a>>>) -> Self {
        let mut at = BTreeMap::<_, Vec<Opener<'a>>>::new();
        // The catalogue is searched once for all servers of one release.
        let mut known = BTreeMap::<Kind<'a>, Vec<i64>>::new();
        for (network, servers) in servers {
            for &server in servers {
                for listener in server.open() {
                    let bases = known
                        .entry(kind(server, listener))
                        .or_insert_with(|| server.shipped_bases(&listener.id));
                    for port in server.ports_of_bases(listener, bases.iter().copied()) {
                        let here = at.entry((*network, listener.protocol, port)).or_default();
                        let is_known = here
                            .last()
                            .is_some_and(|(_, last)| std::ptr::eq(*last, listener));
                        if !is_known {
                            here.push((server, listener));
                        }
                    }
                }
            }
        }
        Usual { at }
    }

    /// Who is usually at a port of a network, in the order of servers and their listeners.
    pub(crate) fn at(&self, network: Network<'a>, protocol: Protocol, port: i64) -> &[Opener<'a>] {
        let here = self.at.get(&(network, protocol, port));
        here.map(Vec::as_slice).unwrap_or_default()
    }
}

fn kind<'a>(server: &Server<'a>, listener: &'a Listener) -> Kind<'a> {
    let version = server.home.version.as_ref();
    (
        server.home.product.as_deref(),
        version.map_or_else(String::new, ToString::to_string),
        &server.runtime.id,
        server.runtime.generation,
        &listener.id,
    )
}
