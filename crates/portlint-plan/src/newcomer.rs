//! Which offset may the next home take: those that are there stay.

use super::avoided::{self, Avoided};
use super::hold::Hold;
use super::machine::{Machine, Server, homes_by_network, machine};
use super::stuck::{self, Stuck};
use super::weights::Weights;
use portlint_catalog::Protocol;
use portlint_host::{Files, Home, Host, Network};

/// The place of a new home on one machine.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// What the machine is called.
    pub group: Option<String>,
    /// The offsets of its runtimes; `None` when there is no room.
    pub seats: Option<Vec<NewRuntime>>,
    /// Ports that it will want in vain at any offset.
    pub stuck: Vec<Stuck>,
}

/// The offset of a runtime of a new home.
#[derive(Debug, Clone)]
pub struct NewRuntime {
    /// The runtime.
    pub runtime: String,
    /// The offset that the product ships.
    pub shipped: i64,
    /// The offset that it may take.
    pub offset: i64,
    /// The listeners that it opens then: id, protocol and port, in their order.
    pub ports: Vec<(String, Protocol, i64)>,
    /// Smaller offsets that would not do.
    pub avoided: Vec<Avoided>,
}

/// The smallest offsets with which `newcomer` fits on each machine of `host`; `files` are those of both.
pub fn place(host: &Host, newcomer: &Home, files: &Files) -> Vec<Newcomer> {
    // A new home is installed on a machine, not in a container that is there.
    let mut networks = homes_by_network(host);
    networks.retain(|network, _| network.is_host());
    if networks.is_empty() {
        networks.insert(newcomer.network(), Vec::new());
    }
    networks
        .into_iter()
        .map(|(network, present)| place_on(network, present, host, newcomer, files))
        .collect()
}

fn place_on<'h>(
    network: Network<'h>,
    present: Vec<(usize, &'h Home)>,
    host: &'h Host,
    newcomer: &'h Home,
    files: &'h Files,
) -> Newcomer {
    let homes = present.into_iter().chain([(host.homes.len(), newcomer)]);
    let mut machine = machine(network, homes, &host.foreign, files, &|home| {
        !std::ptr::eq(home, newcomer)
    });
    for server in &mut machine.servers {
        // Whoever installs it can edit it.
        if matches!(
            server.hold,
            Some(Hold::NotEditable(_) | Hold::SetOutside(_))
        ) {
            server.hold = None;
        }
    }
    let first = machine.servers.len() - newcomer.runtimes.len();
    let solution = machine.problem(&[], &Weights::default()).solve();
    let present = machine.servers.iter().map(|server| server.offset).collect();
    let offsets = solution
        .as_ref()
        .map_or(&present, |solution| &solution.offsets);
    let meetings = stuck::meetings(&machine, offsets);
    let seats = machine.servers.iter().zip(offsets).enumerate().skip(first);
    Newcomer {
        group: network.group.map(str::to_string),
        stuck: meetings
            .iter()
            .filter(|meeting| meeting.concerns(first..machine.servers.len()))
            .map(|meeting| stuck::explain(&machine, offsets, meeting))
            .collect(),
        seats: solution.is_some().then(|| {
            seats
                .map(|(at, (server, offset))| seat(&machine, offsets, at, server, *offset))
                .collect()
        }),
    }
}

fn seat(
    machine: &Machine<'_>,
    offsets: &[i64],
    at: usize,
    server: &Server<'_>,
    offset: i64,
) -> NewRuntime {
    let claims = server.claims_at(offset);
    let mut ports = claims
        .map(|claim| {
            (
                claim.listener.id.to_string(),
                claim.socket.protocol,
                claim.socket.port,
            )
        })
        .collect::<Vec<_>>();
    ports.dedup();
    NewRuntime {
        runtime: server.runtime.id.to_string(),
        shipped: server.offset,
        offset,
        ports,
        avoided: avoided::of(&avoided::Owners::of(machine, offsets), at),
    }
}
