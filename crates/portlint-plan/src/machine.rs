//! From a host to problems: one for each group of homes that can meet, one unit for each server.

use super::edits;
use super::hold::Hold;
use super::solver::{OffsetProblem, Socket, Unit};
use super::weights::Weights;
use portlint_analysis::address::{Interface, interface};
use portlint_analysis::sites;
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Files, ForeignPort, Home, Host, Listener, Network, Runtime, State};
use std::collections::{BTreeMap, BTreeSet};

/// The servers that run on one machine, and what else is there.
pub(crate) struct Machine<'h> {
    /// The machine, and what has a network of its own there.
    pub network: Network<'h>,
    /// The servers, in the order of the host.
    pub servers: Vec<Server<'h>>,
    /// The files of the homes.
    pub files: &'h Files,
    /// Ports of other software.
    pub foreign: Vec<(Socket, &'h ForeignPort)>,
}

/// A runtime, as the planner sees it.
pub(crate) struct Server<'h> {
    /// Its home.
    pub home: &'h Home,
    /// Index of the home.
    pub home_index: usize,
    /// The runtime.
    pub runtime: &'h Runtime,
    /// The present offset; 0 when it is not known.
    pub offset: i64,
    /// The offset that was asked for.
    pub wanted: Option<i64>,
    /// Why its offset must stay.
    pub hold: Option<Hold>,
    /// What it opens or may open: one claim for each bind address.
    pub claims: Vec<SocketClaim<'h>>,
}

/// A socket that a server claims.
#[derive(Clone, Copy)]
pub(crate) struct SocketClaim<'h> {
    /// The socket at the present offset.
    pub socket: Socket,
    /// The listener that opens it.
    pub listener: &'h Listener,
}

impl<'h> Server<'h> {
    /// The claims when the server has this offset.
    pub(crate) fn claims_at(&self, offset: i64) -> impl Iterator<Item = SocketClaim<'h>> + '_ {
        let by = offset.saturating_sub(self.offset);
        self.claims.iter().map(move |claim| SocketClaim {
            socket: claim
                .socket
                .moved(if claim.listener.follows_offset { by } else { 0 }),
            ..*claim
        })
    }

    /// Its numbers, but for the claims of `numbers`, which move by themselves.
    fn unit(&self, index: usize, numbers: &[Number], weights: &Weights) -> Unit {
        let offset = self.wanted.unwrap_or(self.offset);
        let own = |claim: usize| {
            let mut numbers = numbers.iter().filter(|number| number.server == index);
            numbers.any(|number| number.claims.contains(&claim))
        };
        let claims = || self.claims_at(offset).enumerate();
        let sockets = |follows: bool| {
            let claims = claims().filter(move |(_, c)| c.listener.follows_offset == follows);
            let claims = claims.filter(|(at, _)| !own(*at));
            claims.map(|(_, claim)| claim.socket).collect()
        };
        let moving = claims().filter(|(_, claim)| claim.listener.follows_offset);
        let moving = moving.map(|(_, claim)| claim.listener);
        let shipped = sites::shipped_offset(self.home, self.runtime);
        Unit {
            group: self.home_index,
            offset,
            movable: self.hold.is_none() && self.wanted.is_none(),
            shipped,
            // An offset of its own keeps a product apart from others: 0 takes that away.
            avoid: (shipped != 0).then_some(0),
            moving: sockets(true),
            staying: sockets(false),
            ..self.weighed(moving, weights)
        }
    }

    /// A unit that is nothing yet but what its listeners weigh.
    fn weighed(&self, listeners: impl Iterator<Item = &'h Listener>, weights: &Weights) -> Unit {
        let mut seen = BTreeSet::new();
        let listeners = listeners.filter(|listener| seen.insert(listener.id.as_ref()));
        let references = listeners.map(|l| weights.get(self.home, self.runtime, l));
        let references = references.collect::<Vec<_>>();
        Unit {
            references: references.iter().sum(),
            listeners: references.len(),
            ..Unit::default()
        }
    }
}

/// Claims of a server that no offset moves, and that one number in a file does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// The server, by index.
    pub server: usize,
    /// Its claims, by index.
    pub claims: Vec<usize>,
}

impl Machine<'_> {
    /// The numbers of the machine: a unit for each server, in order, then one for each of `numbers`, whose offset is how
    /// far its number moves.
    pub(crate) fn problem(&self, numbers: &[Number], weights: &Weights) -> OffsetProblem {
        let servers = self.servers.iter().enumerate();
        let servers = servers.map(|(index, server)| server.unit(index, numbers, weights));
        let numbers = numbers.iter().filter_map(|number| {
            let server = self.servers.get(number.server)?;
            let claims = || number.claims.iter().filter_map(|at| server.claims.get(*at));
            Some(Unit {
                group: server.home_index,
                movable: true,
                moving: claims().map(|claim| claim.socket).collect(),
                ..server.weighed(claims().map(|claim| claim.listener), weights)
            })
        });
        OffsetProblem {
            units: servers.chain(numbers).collect(),
            taken: self.foreign.iter().map(|(socket, _)| *socket).collect(),
        }
    }
}

/// The active homes of each network, in the order of their paths, with their places among all homes.
pub(crate) fn homes_by_network(host: &Host) -> BTreeMap<Network<'_>, Vec<(usize, &Home)>> {
    let mut homes = host.homes.iter().collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let mut networks = BTreeMap::<_, Vec<_>>::new();
    for (position, home) in homes.into_iter().enumerate() {
        if home.active {
            let of_network = networks.entry(home.network()).or_default();
            of_network.push((position, home));
        }
    }
    networks
}

/// The machine of these homes; `pinned` tells which must stay.
pub(crate) fn machine<'h>(
    network: Network<'h>,
    homes: impl Iterator<Item = (usize, &'h Home)>,
    ports: &'h [ForeignPort],
    files: &'h Files,
    pinned: &dyn Fn(&Home) -> bool,
) -> Machine<'h> {
    let mut names = Names::default();
    let runtimes = homes.flat_map(|(index, home)| {
        home.runtimes
            .iter()
            .map(move |runtime| (index, home, runtime))
    });
    let servers = runtimes
        .map(|(index, home, runtime)| {
            server(index, home, runtime, (files, pinned(home)), &mut names)
        })
        .collect();
    let foreign = ports
        .iter()
        .filter(|port| port.is_in(network))
        .flat_map(|port| foreign(port, &mut names))
        .collect();
    Machine {
        network,
        servers,
        files,
        foreign,
    }
}

fn server<'h>(
    home_index: usize,
    home: &'h Home,
    runtime: &'h Runtime,
    (files, pinned): (&Files, bool),
    names: &mut Names,
) -> Server<'h> {
    let claims = runtime
        .listeners
        .iter()
        .flat_map(|listener| claims(listener, names))
        .collect::<Vec<_>>();
    let follows = claims.iter().any(|claim| claim.listener.follows_offset);
    let hold = if pinned {
        Some(Hold::Pinned)
    } else if home.is_in_container() {
        Some(Hold::InContainer)
    } else if !follows {
        Some(Hold::NothingFollows)
    } else {
        edits::probe(files, runtime).err()
    };
    Server {
        home,
        home_index,
        runtime,
        wanted: None,
        offset: runtime.offset.value.unwrap_or_default(),
        hold,
        claims,
    }
}

/// What a listener claims: nothing when it is closed, has no known port, or can do with another one.
fn claims<'h>(listener: &'h Listener, names: &mut Names) -> Vec<SocketClaim<'h>> {
    let Some(port) = listener.port else {
        return Vec::new();
    };
    if listener.state == State::Closed || listener.sharing != Sharing::Exclusive {
        return Vec::new();
    }
    let sockets = names.sockets(listener.protocol, port, &listener.address);
    sockets
        .into_iter()
        .map(|socket| SocketClaim { socket, listener })
        .collect()
}

fn foreign<'h>(port: &'h ForeignPort, names: &mut Names) -> Vec<(Socket, &'h ForeignPort)> {
    let address = port.address.as_deref().unwrap_or_default();
    let sockets = names.sockets(port.protocol, i64::from(port.port), address);
    sockets.into_iter().map(|socket| (socket, port)).collect()
}

/// Numbers for bind addresses.
#[derive(Default)]
struct Names(BTreeMap<String, u32>);

impl Names {
    /// A socket for each address of a list joined by commas.
    fn sockets(&mut self, protocol: Protocol, port: i64, addresses: &str) -> Vec<Socket> {
        let numbers = addresses
            .split(',')
            .map(|address| self.number(address))
            .collect::<BTreeSet<_>>();
        let sockets = numbers.into_iter().map(|address| Socket {
            protocol,
            port,
            address,
        });
        sockets.collect()
    }

    /// The number of an address; `None` for all interfaces, and for a placeholder, which may stand for any.
    fn number(&mut self, address: &str) -> Option<u32> {
        let name = match interface(address) {
            Interface::All | Interface::AllOfVersion4 | Interface::Unknown => return None,
            Interface::Localhost => "127.0.0.1".to_string(),
            Interface::Number(number) => number.to_string(),
            Interface::Name(name) => name.to_ascii_lowercase(),
        };
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        Some(*self.0.entry(name).or_insert(next))
    }
}
