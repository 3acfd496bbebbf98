//! The planner: the smallest change of port offsets after which no two servers of a machine meet.
//!
//! Host to numbers ([`problem`]), numbers to numbers ([`solver`]), numbers to edits ([`edits`]); and what the change does
//! not do: meetings that stay ([`stuck`]), settings that have to follow ([`follow_up`]).

mod avoided;
mod edits;
mod follow_up;
mod hold;
mod machine;
mod newcomer;
mod published;
mod renumber;
mod solver;
mod stuck;
mod weights;

pub use avoided::Avoided;
pub use edits::set_offset;
pub use follow_up::{ByHand, FollowUp, Follower, Meant};
pub use hold::Hold;
pub use newcomer::{NewRuntime, Newcomer, place};
pub use published::PublishedChange;
pub use renumber::PortChange;
pub use solver::{Cost, OffsetProblem, Socket, Solution, Unit};
pub use stuck::{Repair, Stuck};

use follow_up::NewPorts;
use machine::{Machine, Server, homes_by_network, machine};
use portlint_analysis::PortClaim;
use portlint_catalog::Protocol;
use portlint_fix::FileEdit;
use portlint_host::{ForeignPort, Home, Host, Runtime};
use std::cell::OnceCell;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use weights::Weights;

/// What to do, and what remains.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The new offsets, in the order of the host.
    pub changes: Vec<Change>,
    /// The new numbers of ports that no offset moves.
    pub ports: Vec<PortChange>,
    /// The new numbers of ports of the host that containers publish.
    pub published: Vec<PublishedChange>,
    /// Ports that more than one listener wants at present, in order: what the plan is there for.
    pub collisions: Vec<PortClaim>,
    /// Ports that more than one listener will want after the changes.
    pub stuck: Vec<Stuck>,
    /// Servers that meet others and whose offset must stay, with the reason.
    pub held: Vec<Held>,
    /// What else has to follow the changes.
    pub follow_up: Vec<FollowUp>,
    /// Why nothing may be written, although there are changes: edits that get in each other's way.
    pub refused: Vec<String>,
    /// Pins that name no home.
    pub unmatched_pins: Vec<String>,
    /// Offsets that were asked for and name no home, or a home with several servers.
    pub unmatched_sets: Vec<String>,
    /// True when the references that have exactly one meaning are edited too.
    pub follow: bool,
    /// True when no smaller change exists.
    pub exact: bool,
}

/// A new offset for a server.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its home, as shown.
    pub home: PathBuf,
    /// What its machine is called.
    pub group: Option<String>,
    /// Its runtime.
    pub runtime: String,
    /// The present offset.
    pub from: i64,
    /// The new offset.
    pub to: i64,
    /// True when this offset was asked for.
    pub is_asked_for: bool,
    /// The ports that move, in the order of the listeners.
    pub moves: Vec<Move>,
    /// Smaller offsets that would not do, with the first obstacle of each; of very many, the first.
    pub avoided: Vec<Avoided>,
    /// How it is written.
    pub edit: FileEdit,
}

/// A port that moves.
#[derive(Debug, Clone)]
pub struct Move {
    /// Listener id.
    pub listener: String,
    /// What it is, for people.
    pub description: String,
    /// Protocol.
    pub protocol: Protocol,
    /// The present port.
    pub from: i64,
    /// The new port.
    pub to: i64,
}

/// A server whose offset must stay.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its home, as shown.
    pub home: PathBuf,
    /// Its runtime.
    pub runtime: String,
    /// Why.
    pub hold: Hold,
}

/// What is asked of a plan.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'r> {
    /// Paths or names of home directories that must stay, besides those that are pinned in the host.
    pub pins: &'r [String],
    /// Offsets that servers are to have, whatever they meet.
    pub set: &'r [SetOffset],
    /// Whether references that have exactly one meaning are edited too.
    pub follow: bool,
    /// Ports that other software has at present, besides those of the host.
    pub others: &'r [ForeignPort],
    /// Whether changes alone are asked for: nothing of what would not do, and of what has to follow.
    pub brief: bool,
}

/// An offset that a server is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOffset {
    /// Path or name of its home directory.
    pub home: String,
    /// Its runtime, where the home has several.
    pub runtime: Option<String>,
    /// The offset.
    pub offset: i64,
}

impl SetOffset {
    /// Whether it means this runtime.
    fn means(&self, home: &Home, runtime: &Runtime) -> bool {
        let is_it = |id: &str| runtime.id == id;
        names(&self.home, home)
            && match self.runtime.as_deref() {
                Some(id) => is_it(id),
                None => home.runtimes.len() == 1,
            }
    }
}

impl fmt::Display for SetOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.home)?;
        if let Some(runtime) = &self.runtime {
            write!(f, ":{runtime}")?;
        }
        write!(f, "={}", self.offset)
    }
}

/// The smallest change after which no two servers meet, for a user who asks for nothing but pins.
pub fn plan(host: &Host, pins: &[String]) -> Plan {
    plan_for(
        host,
        &Request {
            pins,
            ..Request::default()
        },
    )
}

/// The changes of the plan of a host alone: what the findings of collisions advise.
pub fn advise(host: &Host) -> Plan {
    plan_for(
        host,
        &Request {
            brief: true,
            ..Request::default()
        },
    )
}

/// The smallest change after which no two servers meet.
pub fn plan_for(host: &Host, request: &Request<'_>) -> Plan {
    let Request {
        pins,
        set,
        follow,
        others,
        brief,
    } = *request;
    let foreign: Vec<_> = host.foreign.iter().chain(others).cloned().collect();
    let pinned = |home: &Home| home.pinned || pins.iter().any(|pin| names(pin, home));
    let is_there = |set: &SetOffset| {
        let mut homes = host.homes.iter().filter(|home| home.active);
        homes.any(|home| home.runtimes.iter().any(|runtime| set.means(home, runtime)))
    };
    let mut plan = Plan {
        exact: true,
        follow,
        unmatched_sets: set
            .iter()
            .filter(|set| !is_there(set))
            .map(ToString::to_string)
            .collect(),
        unmatched_pins: pins
            .iter()
            .filter(|pin| !host.homes.iter().any(|home| names(pin, home)))
            .cloned()
            .collect(),
        ..Plan::default()
    };
    let mut new_ports = NewPorts::default();
    let weights = Weights::of(host);
    for (network, homes) in homes_by_network(host) {
        let mut machine = machine(network, homes.into_iter(), &foreign, &host.files, &pinned);
        for server in &mut machine.servers {
            let mut wanted = set.iter().rev();
            let wanted = wanted.find(|set| set.means(server.home, server.runtime));
            server.wanted = wanted.map(|set| set.offset);
        }
        plan_board(machine, &mut plan, &mut new_ports, (&weights, brief));
    }
    if brief {
        return plan;
    }
    let moved = plan.changes.iter().flat_map(|change| &change.moves);
    let opened = moved.map(|moved| moved.to);
    let opened = opened.chain(plan.ports.iter().map(|change| change.to));
    plan.published = published::changes(host, opened);
    let edits = plan.edits().collect::<Vec<_>>();
    let mut references = follow_up::references(host, &new_ports, &edits);
    references.append(&mut plan.follow_up);
    plan.follow_up = references;
    plan.refused
        .extend(edits::conflicts(&host.files, plan.edits()));
    plan
}

impl Plan {
    /// All edits that carry the plan out.
    pub fn edits(&self) -> impl Iterator<Item = &FileEdit> {
        let offsets = self.changes.iter().map(|change| &change.edit);
        let changes = offsets.chain(self.ports.iter().map(|change| &change.edit));
        let published = self.published.iter();
        let changes = changes.chain(published.filter_map(|change| change.edit.as_ref().ok()));
        changes.chain(
            self.followers()
                .filter_map(|follower| follower.edit.as_ref().ok())
                .filter(|_| self.follow),
        )
    }

    /// The references that have to follow.
    pub fn followers(&self) -> impl Iterator<Item = &Follower> {
        self.follow_up
            .iter()
            .filter_map(|follow_up| match follow_up {
                FollowUp::Reference(follower) => Some(follower),
                FollowUp::Stays { .. } => None,
            })
    }
}

fn plan_board(
    mut machine: Machine<'_>,
    plan: &mut Plan,
    new_ports: &mut NewPorts,
    (weights, brief): (&Weights, bool),
) {
    let servers = || machine.servers.iter();
    let present = servers().map(|s| s.offset).collect::<Vec<_>>();
    let asked_for = servers().map(|s| s.wanted.unwrap_or(s.offset));
    let asked_for = asked_for.collect::<Vec<_>>();
    let now = stuck::meetings(&machine, &present);
    let numbers = renumber::numbers(&machine, &stuck::meetings(&machine, &asked_for));
    let solution = machine.problem(&numbers, weights).solve();
    let found = solution.as_ref().map(|solution| &solution.offsets);
    let offsets = found.map_or(&asked_for[..], |found| {
        found.get(..machine.servers.len()).unwrap_or_default()
    });
    plan.exact &= solution.as_ref().is_none_or(|solution| solution.exact);

    plan.held.extend(stuck::held(&machine, &now));
    plan.collisions.extend(
        now.iter()
            .map(|meeting| stuck::port_claim(&machine, &present, meeting)),
    );
    let owners = OnceCell::new();
    for (at, (server, to)) in machine.servers.iter().zip(offsets).enumerate() {
        if server.offset == *to {
            continue;
        }
        let owners = || owners.get_or_init(|| avoided::Owners::of(&machine, offsets));
        let avoided = || avoided::of(owners(), at);
        let avoided = if brief { Vec::new() } else { avoided() };
        match change(&machine, server, *to, avoided) {
            Ok(change) => plan.changes.push(change),
            Err(hold) => plan
                .refused
                .push(format!("{}: {hold}", server.home.path.display())),
        }
    }
    let changed = machine.servers.iter().zip(offsets);
    let changed = changed.filter(|(server, to)| server.offset != **to);
    let follow_up = changed
        .flat_map(|(server, _)| follow_up::staying(server))
        .collect::<Vec<_>>();
    let shifts = found.and_then(|found| found.get(machine.servers.len()..));
    let shifts = numbers.iter().zip(shifts.unwrap_or_default());
    let mut ports = shifts
        .filter(|(_, by)| **by != 0)
        .filter_map(|(number, by)| renumber::shift(&mut machine, number, *by))
        .collect::<Vec<_>>();
    ports.extend(renumber::renumber(&mut machine, offsets));
    new_ports.add(&machine, offsets);
    let is_renumbered = |follow_up: &FollowUp| match follow_up {
        FollowUp::Stays {
            home,
            runtime,
            listener,
            ..
        } => ports.iter().any(|change| {
            (&change.home, &change.runtime, &change.listener) == (home, runtime, listener)
        }),
        FollowUp::Reference(_) => false,
    };
    let follow_up = follow_up.into_iter();
    plan.follow_up
        .extend(follow_up.filter(|follow_up| !is_renumbered(follow_up)));
    plan.ports.extend(ports);
    plan.stuck.extend(
        stuck::meetings(&machine, offsets)
            .iter()
            .map(|meeting| stuck::explain(&machine, offsets, meeting)),
    );
}

fn change(
    machine: &Machine<'_>,
    server: &Server<'_>,
    to: i64,
    avoided: Vec<Avoided>,
) -> Result<Change, Hold> {
    let out_of_range = |claim: &machine::SocketClaim<'_>| {
        claim.listener.follows_offset && !(1..=65535).contains(&claim.socket.port)
    };
    if let Some(claim) = server.claims_at(to).find(out_of_range) {
        let (listener, port) = (&claim.listener.id, claim.socket.port);
        return Err(Hold::OutOfRange(format!(
            "with a port offset of {to}, {listener} would be at {port}"
        )));
    }
    Ok(Change {
        home: server.home.path.clone(),
        group: machine.network.group.map(str::to_string),
        runtime: server.runtime.id.to_string(),
        from: server.offset,
        to,
        is_asked_for: server.wanted == Some(to),
        moves: moves(server, to),
        avoided,
        edit: set_offset(machine.files, server.runtime, to)?,
    })
}

fn moves(server: &Server<'_>, to: i64) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    for (now, later) in server.claims.iter().zip(server.claims_at(to)) {
        // A listener on several addresses has several claims.
        let known = moves
            .last()
            .is_some_and(|last| last.listener == now.listener.id);
        if now.listener.follows_offset && !known {
            moves.push(Move {
                listener: now.listener.id.to_string(),
                description: now.listener.description.to_string(),
                protocol: now.listener.protocol,
                from: now.socket.port,
                to: later.socket.port,
            });
        }
    }
    moves
}

/// Whether a pin means a home: its path as shown, its true path, or the last parts of one of them.
fn names(pin: &str, home: &Home) -> bool {
    let plain = |path: &Path| {
        path.components()
            .filter(|c| *c != Component::CurDir)
            .collect::<PathBuf>()
    };
    let pin = plain(Path::new(pin));
    pin.components().next().is_some()
        && (plain(&home.path).ends_with(&pin) || home.canonical.ends_with(&pin))
}

#[cfg(test)]
mod tests;
