//! What runs on a host, beside what its files say: who listens where a server wants to.

mod drift;
mod meet;
mod others;
#[cfg(test)]
mod tests;

pub use drift::{Drift, Moved};
pub use others::others;

use crate::address::Overlap;
use crate::sites::{self, Server};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{
    Certainty, Home, Host, Listener, Live, LiveNetwork, LiveOwner, LiveProcess, LiveSocket, State,
};
use std::collections::BTreeMap;

/// What runs on a host, and which servers that is.
pub struct Running<'a> {
    host: &'a Host,
    live: &'a Live,
    servers: &'a [Server<'a>],
    /// The processes of each server, by number.
    processes: Vec<Vec<&'a LiveProcess>>,
    /// Sockets whose owner was not seen and can be told by their user, by network and position in it.
    probable: BTreeMap<(usize, usize), u32>,
}

/// Whoever has a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder<'a> {
    /// The socket.
    pub socket: &'a LiveSocket,
    /// The process, where that is known.
    pub process: Option<&'a LiveProcess>,
    /// How sure it is that it is that process.
    pub certainty: Certainty,
}

/// How it stands with a listener at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Its server listens there.
    Listening(Holder<'a>),
    /// Nobody does, or nobody who would be in its way.
    NotListening,
    /// Somebody else does. Without a process it is known only that it is not its server.
    Taken(Holder<'a>),
    /// It cannot be told.
    Unknown,
}

impl<'a> Running<'a> {
    /// What runs on a host, with these of its servers; `None` when that was not looked at.
    pub fn of(host: &'a Host, servers: &'a [Server<'a>]) -> Option<Running<'a>> {
        let live = host.live.as_ref()?;
        let processes = servers.iter().map(|server| processes_of(live, server));
        let mut running = Running {
            host,
            live,
            servers,
            processes: processes.collect(),
            probable: BTreeMap::new(),
        };
        running.probable = running.probable_owners();
        Some(running)
    }

    /// What was seen.
    pub fn live(&self) -> &'a Live {
        self.live
    }

    /// The processes of a server, by number.
    pub fn processes(&self, server: &Server<'_>) -> &[&'a LiveProcess] {
        let is_it = |other: &Server<'_>| {
            std::ptr::eq(other.home, server.home) && std::ptr::eq(other.runtime, server.runtime)
        };
        let position = self.servers.iter().position(is_it);
        let processes = position.and_then(|position| self.processes.get(position));
        processes.map_or(&[], Vec::as_slice)
    }

    /// Whether a home opens its ports on the host that was looked at, as far as can be told.
    pub fn is_here(&self, home: &Home) -> bool {
        if home.is_remote || !home.network().is_host() {
            return false;
        }
        let Some(group) = home.group.as_deref() else {
            return true;
        };
        let mut groups = self.host.homes.iter().map(|other| other.group.as_deref());
        let runs_here = |other: &Home| self.live.of_home(&other.canonical).next().is_some();
        let mut of_group = self.host.homes.iter();
        groups.all(|other| other == Some(group))
            || of_group.any(|other| other.group.as_deref() == Some(group) && runs_here(other))
    }

    /// How it stands with a listener of a server.
    pub fn standing(&self, server: &Server<'_>, listener: &Listener) -> Standing<'a> {
        if !self.is_here(server.home) {
            return Standing::Unknown;
        }
        let own = self.processes(server);
        let port = listener.port.and_then(|port| u16::try_from(port).ok());
        let Some(port) = port.filter(|port| *port > 0) else {
            let is_hidden = listener.port.is_none() && !own.is_empty();
            return if is_hidden {
                Standing::Unknown
            } else {
                Standing::NotListening
            };
        };
        let Some(at) = self.network_of(own) else {
            return Standing::Unknown;
        };
        let is_own = |holder: &Holder<'_>| {
            let number = holder.process.map(|process| process.number);
            own.iter().any(|process| Some(process.number) == number)
        };
        let mut there: Vec<(Holder<'a>, Overlap)> = self
            .holders(at, listener.protocol, port)
            .map(|holder| (holder, meet::overlap(&listener.address, holder.socket)))
            .filter(|(_, overlap)| *overlap != Overlap::Never)
            .collect();
        if let Some((holder, _)) = there.iter().find(|(holder, _)| is_own(holder)) {
            return Standing::Listening(*holder);
        }
        // The surest is in the way.
        there.sort_by_key(|(holder, overlap)| {
            let is_named = holder.process.is_some();
            (
                *overlap != Overlap::Surely,
                !holder.socket.is_settled,
                !is_named,
            )
        });
        match there.first() {
            None if self.is_complete(at) => Standing::NotListening,
            None => Standing::Unknown,
            Some((holder, overlap)) => {
                let is_sure = *overlap == Overlap::Surely && holder.socket.is_settled;
                let is_other = holder.process.is_some() || !self.may_be_of(own, holder.socket);
                let is_wanted =
                    listener.state != State::Closed && listener.sharing != Sharing::Shared;
                if is_sure && is_other && is_wanted {
                    Standing::Taken(*holder)
                } else {
                    Standing::Unknown
                }
            }
        }
    }

    /// The sockets of a process.
    pub fn sockets(&self, process: &LiveProcess) -> impl Iterator<Item = Holder<'a>> {
        let number = process.number;
        let all = process
            .network
            .into_iter()
            .flat_map(|at| self.all_holders(at));
        all.filter(move |holder| holder.process.is_some_and(|owner| owner.number == number))
    }

    /// The sockets of the host's own network, with whoever has them.
    pub fn on_host(&self) -> impl Iterator<Item = Holder<'a>> {
        self.all_holders(0)
    }

    /// The home of a process, and the name that messages give it.
    pub fn home_of(&self, process: &LiveProcess) -> Option<(&'a Home, String)> {
        let server = process
            .server
            .as_ref()
            .filter(|_| process.container.is_none())?;
        let mut homes = self.host.homes.iter();
        let home =
            homes.find(|home| !home.is_remote && server.home.starts_with(&home.canonical))?;
        let mut names = sites::home_names(self.host).into_iter();
        let (_, name) = names.find(|(path, _)| *path == home.path)?;
        Some((home, name))
    }

    /// Who that is, in words: `wso2am-4.2.0 (process 4711)`, `nginx (process 812 of user www-data)`, `a process of root`.
    pub fn name(&self, holder: &Holder<'_>) -> String {
        let Some(process) = holder.process else {
            return format!("a process of user {}", holder.socket.user);
        };
        let number = process.number;
        let name = match (
            self.home_of(process),
            &process.server,
            &process.publishes_for,
        ) {
            (Some((_, name)), ..) => format!("{name} (process {number})"),
            (None, Some(server), _) => {
                let container = process.container.as_ref();
                let within = container.map_or(String::new(), |it| format!(" in container {it}"));
                format!("{}{within} (process {number})", server.home.display())
            }
            (None, None, Some(container)) => {
                format!("{container}, by {} (process {number})", process.name)
            }
            (None, None, None) => {
                let user = &process.user;
                format!("{} (process {number} of user {user})", process.name)
            }
        };
        match holder.certainty {
            Certainty::Certain => name,
            Certainty::Probable => format!("probably {name}"),
        }
    }

    fn network(&self, at: usize) -> Option<&'a LiveNetwork> {
        self.live.networks.get(at)
    }

    fn is_complete(&self, at: usize) -> bool {
        self.network(at).is_some_and(|network| network.is_complete)
    }

    /// The network of the first process of a server; that of the host, in which it would start, when it does not run.
    fn network_of(&self, own: &[&LiveProcess]) -> Option<usize> {
        own.first().map_or(Some(0), |process| process.network)
    }

    /// Whether a socket without a known owner may be of one of these processes, the only ones of their server.
    fn may_be_of(&self, own: &[&LiveProcess], socket: &LiveSocket) -> bool {
        let may_have = |process: &&LiveProcess| {
            !process.sockets_are_known && process.user_id == socket.user_id
        };
        !self.live.sees_all_processes || own.iter().any(may_have)
    }

    fn all_holders(&self, at: usize) -> impl Iterator<Item = Holder<'a>> {
        let sockets = self.network(at).map_or(&[][..], |network| &network.sockets);
        let sockets = sockets.iter().enumerate();
        sockets.map(move |(position, socket)| self.holder(at, position, socket))
    }

    fn holders(
        &self,
        at: usize,
        protocol: Protocol,
        port: u16,
    ) -> impl Iterator<Item = Holder<'a>> {
        let sockets = self.network(at).map_or(&[][..], |network| &network.sockets);
        let wanted = (protocol, port);
        let first = sockets.partition_point(|socket| (socket.protocol, socket.port) < wanted);
        let sockets = sockets.iter().enumerate().skip(first);
        let sockets = sockets.take_while(move |(_, s)| (s.protocol, s.port) == wanted);
        sockets.map(move |(position, socket)| self.holder(at, position, socket))
    }

    fn holder(&self, at: usize, position: usize, socket: &'a LiveSocket) -> Holder<'a> {
        let probable = || {
            let process = *self.probable.get(&(at, position))?;
            Some(LiveOwner {
                process,
                certainty: Certainty::Probable,
            })
        };
        let owner = socket.owner.or_else(probable);
        Holder {
            socket,
            process: owner.and_then(|owner| self.live.process(owner.process)),
            certainty: owner.map_or(Certainty::Certain, |owner| owner.certainty),
        }
    }

    /// Who is likely to have the sockets whose owner was not seen: of the servers of the socket's user the one that is to
    /// open such a port, or the only one, unless the user is root, who runs much else.
    fn probable_owners(&self) -> BTreeMap<(usize, usize), u32> {
        let mut probable = BTreeMap::new();
        let servers: Vec<_> = self.servers.iter().zip(&self.processes).collect();
        for (at, network) in self.live.networks.iter().enumerate() {
            for (position, socket) in network.sockets.iter().enumerate() {
                if socket.owner.is_some() {
                    continue;
                }
                let may_have = |process: &&&LiveProcess| {
                    process.network == Some(at)
                        && !process.sockets_are_known
                        && process.user_id == socket.user_id
                };
                let candidates = servers.iter().flat_map(|(server, processes)| {
                    let processes = processes.iter().filter(may_have);
                    processes.map(|process| (process.number, wants(server, socket)))
                });
                let candidates: Vec<(u32, bool)> = candidates.collect();
                let wanting: Vec<u32> = candidates
                    .iter()
                    .filter_map(|(number, wants)| wants.then_some(*number))
                    .collect();
                match (wanting.as_slice(), candidates.as_slice()) {
                    ([number], _) => probable.insert((at, position), *number),
                    ([], [(number, _)]) if socket.user_id != 0 => {
                        probable.insert((at, position), *number)
                    }
                    _ => None,
                };
            }
        }
        probable
    }
}

/// Whether a server is to open such a socket.
fn wants(server: &Server<'_>, socket: &LiveSocket) -> bool {
    let mut listeners = server.runtime.listeners.iter();
    listeners.any(|listener| {
        listener.state != State::Closed
            && listener.protocol == socket.protocol
            && listener.port == Some(i64::from(socket.port))
            && meet::overlap(&listener.address, socket) != Overlap::Never
    })
}

/// The processes of a server.
fn processes_of<'a>(live: &'a Live, server: &Server<'a>) -> Vec<&'a LiveProcess> {
    let home = server.home;
    if home.is_remote {
        return Vec::new();
    }
    let product = home.product.as_deref().unwrap_or("unknown");
    let specs = portlint_catalog::product(product).map(|product| product.runtimes.iter());
    let spec = specs.into_iter().flatten().find(|spec| {
        let versions = home.version.as_ref();
        spec.id == server.runtime.id
            && spec.generation == server.runtime.generation
            && versions.is_none_or(|version| spec.versions.matches(version))
    });
    let is_only = home.runtimes.len() == 1;
    let processes = live.of_home(&home.canonical);
    let own = processes.filter(|(_, said)| {
        is_only || spec.is_some_and(|spec| said.is_runtime(&home.canonical, &spec.conf))
    });
    own.map(|(process, _)| process).collect()
}
