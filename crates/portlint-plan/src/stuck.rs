//! Who meets whom, and what can be done where no offset helps.

use super::Held;
use super::machine::{Machine, Server, SocketClaim};
use super::solver::{Rivals, Socket};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Protocol;
use portlint_host::{ForeignPort, Listener, State};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// A port that more than one listener wants, whatever the offsets and the numbers that the plan changes.
#[derive(Debug, Clone)]
pub struct Stuck {
    /// The port and everyone who wants it.
    pub port: PortClaim,
    /// What can be done, one for each owner, in their order.
    pub repairs: Vec<Repair>,
}

/// What can be done about one owner of a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Another number in this setting.
    Key(String),
    /// The offset would help, but must stay; in words, why.
    Held(String),
    /// There is no room for a larger offset.
    NoRoom,
    /// No setting moves the port.
    None,
    /// It is other software.
    Foreign,
}

impl fmt::Display for Repair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repair::Key(key) => write!(formatter, "`{key}` moves it"),
            Repair::Held(why) => formatter.write_str(why),
            Repair::NoRoom => formatter.write_str("no larger offset is free"),
            Repair::None => formatter.write_str("no setting moves it"),
            Repair::Foreign => formatter.write_str("other software"),
        }
    }
}

/// Everyone who wants one port and meets somebody there, by index.
pub(crate) struct ContestedPort {
    protocol: Protocol,
    port: i64,
    contenders: Vec<Contender>,
}

impl ContestedPort {
    /// The claims that take part: server and claim, by index.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (usize, usize)> {
        self.contenders
            .iter()
            .filter_map(|contender| match contender {
                Contender::SocketClaim { server, claim } => Some((*server, *claim)),
                Contender::Foreign(_) => None,
            })
    }

    /// Whether one of these servers takes part.
    pub(crate) fn concerns(&self, servers: Range<usize>) -> bool {
        let mut contenders = self.contenders.iter();
        contenders
            .any(|contender| matches!(contender, Contender::SocketClaim { server, .. } if servers.contains(server)))
    }
}

/// Somebody on a machine: a claim of a server, or other software.
#[derive(Debug, Clone, Copy)]
enum Contender {
    SocketClaim { server: usize, claim: usize },
    Foreign(usize),
}

/// Somebody on a port.
struct Occupancy<'b> {
    contender: Contender,
    socket: Socket,
    /// `None` for other software.
    claim: Option<(usize, &'b Listener)>,
}

impl Occupancy<'_> {
    /// Two servers, or two different open listeners of one. Software among itself is not our matter.
    fn meets(&self, other: &Occupancy<'_>) -> bool {
        let matters = match (self.claim, other.claim) {
            (None, None) => false,
            (Some((a, mine)), Some((b, theirs))) if a == b => {
                mine.id != theirs.id && mine.state == State::Open && theirs.state == State::Open
            }
            _ => true,
        };
        matters && self.socket.meets(&other.socket)
    }
}

/// All meetings at these offsets, by protocol and port.
pub(crate) fn meetings(machine: &Machine<'_>, offsets: &[i64]) -> Vec<ContestedPort> {
    let servers = machine.servers.iter().zip(offsets).enumerate();
    let claims = servers.flat_map(|(server, (who, offset))| {
        who.claims_at(*offset)
            .enumerate()
            .map(move |(claim, what)| Occupancy {
                contender: Contender::SocketClaim { server, claim },
                socket: what.socket,
                claim: Some((server, what.listener)),
            })
    });
    let foreign = machine
        .foreign
        .iter()
        .enumerate()
        .map(|(index, (socket, _))| Occupancy {
            contender: Contender::Foreign(index),
            socket: *socket,
            claim: None,
        });
    let mut ports: BTreeMap<(Protocol, i64), Vec<Occupancy<'_>>> = BTreeMap::new();
    for occupancy in claims.chain(foreign) {
        let key = (occupancy.socket.protocol, occupancy.socket.port);
        ports.entry(key).or_default().push(occupancy);
    }
    let meetings = ports.into_iter().map(|((protocol, port), present)| {
        let rivals = Rivals::of(present.iter().map(|one| one.socket));
        let met = present.iter().filter(|one| {
            let mut others = rivals.of_socket(&one.socket);
            others.any(|other| present.get(other).is_some_and(|other| one.meets(other)))
        });
        ContestedPort {
            protocol,
            port,
            contenders: met.map(|one| one.contender).collect(),
        }
    });
    meetings
        .filter(|meeting| !meeting.contenders.is_empty())
        .collect()
}

/// The servers of these meetings whose offset must stay although it would help.
pub(crate) fn held(machine: &Machine<'_>, meetings: &[ContestedPort]) -> Vec<Held> {
    let is_met = |index: usize| {
        let mut contenders = meetings.iter().flat_map(|meeting| &meeting.contenders);
        contenders.any(|contender| match contender {
            Contender::SocketClaim { server, claim } if *server == index => {
                claim_of(machine, *server, *claim)
                    .is_some_and(|(_, claim)| claim.listener.follows_offset)
            }
            _ => false,
        })
    };
    let servers = machine.servers.iter().enumerate();
    servers
        .filter(|(index, server)| server.hold.is_some() && is_met(*index))
        .filter_map(|(_, server)| {
            Some(Held {
                home: server.home.path.clone(),
                runtime: server.runtime.id.to_string(),
                hold: server.hold.clone()?,
            })
        })
        .collect()
}

/// The port of a meeting and its owners.
pub(crate) fn port_claim(
    machine: &Machine<'_>,
    offsets: &[i64],
    meeting: &ContestedPort,
) -> PortClaim {
    let owners = meeting
        .contenders
        .iter()
        .filter_map(|contender| match *contender {
            Contender::Foreign(index) => machine
                .foreign
                .get(index)
                .map(|(_, port)| foreign_owner(port)),
            Contender::SocketClaim { server, claim } => {
                let (who, what) = claim_of(machine, server, claim)?;
                Some(owner(who, what, *offsets.get(server)?))
            }
        });
    let mut owners = owners.collect::<Vec<_>>();
    owners
        .dedup_by(|a, b| (&a.home, &a.runtime, &a.listener) == (&b.home, &b.runtime, &b.listener));
    PortClaim {
        protocol: meeting.protocol,
        port: meeting.port,
        owners,
    }
}

/// A meeting that stays, with what can be done about it.
pub(crate) fn explain(machine: &Machine<'_>, offsets: &[i64], meeting: &ContestedPort) -> Stuck {
    let mut repairs = Vec::new();
    let mut last = None;
    for contender in &meeting.contenders {
        let Contender::SocketClaim { server, claim } = *contender else {
            repairs.push(Repair::Foreign);
            continue;
        };
        let Some((who, what)) = claim_of(machine, server, claim) else {
            continue;
        };
        let this = Some((server, &what.listener.id));
        if last != this {
            repairs.push(repair(who, what));
        }
        last = this;
    }
    Stuck {
        port: port_claim(machine, offsets, meeting),
        repairs,
    }
}

fn repair(server: &Server<'_>, claim: &SocketClaim<'_>) -> Repair {
    match &server.hold {
        Some(hold) if claim.listener.follows_offset => Repair::Held(hold.to_string()),
        _ if !claim.listener.route.is_empty() => Repair::Key(claim.listener.route.to_string()),
        _ if claim.listener.follows_offset => Repair::NoRoom,
        _ => Repair::None,
    }
}

fn claim_of<'b, 'h>(
    machine: &'b Machine<'h>,
    server: usize,
    claim: usize,
) -> Option<(&'b Server<'h>, &'b SocketClaim<'h>)> {
    let server = machine.servers.get(server)?;
    Some((server, server.claims.get(claim)?))
}

/// A listener of a server at an offset as an owner of its port.
pub(crate) fn owner(server: &Server<'_>, claim: &SocketClaim<'_>, offset: i64) -> Owner {
    let listener = claim.listener;
    let by = if listener.follows_offset {
        offset.saturating_sub(server.offset)
    } else {
        0
    };
    let home = server.home.path.to_string_lossy().into();
    Owner {
        offset: listener.offset.saturating_add(by),
        ..Owner::of(&home, server.runtime, listener)
    }
}

/// Other software as an owner of its port.
pub(crate) fn foreign_owner(port: &ForeignPort) -> Owner {
    Owner {
        home: port.name.clone().into(),
        runtime: String::new().into(),
        listener: String::new().into(),
        description: port.name.clone().into(),
        base: Some(i64::from(port.port)),
        offset: 0,
        location: None,
    }
}
