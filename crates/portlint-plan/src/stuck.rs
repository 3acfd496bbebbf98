//! Who meets whom, and what can be done where no offset helps.

use super::Held;
use super::puzzle::{Board, Claim, Server};
use super::solver::{Rivals, Socket};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Protocol;
use portlint_host::{ForeignPort, Listener, State};
use std::collections::BTreeMap;
use std::ops::Range;

/// A port that more than one listener wants, whatever the offsets and the numbers that the plan changes.
#[derive(Debug, Clone)]
pub struct Stuck {
    /// The port and everyone who wants it.
    pub port: PortClaim,
    /// What can be done, one for each owner, in their order.
    pub ways_out: Vec<WayOut>,
}

/// What can be done about one owner of a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayOut {
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

/// Everyone who wants one port and meets somebody there, by index.
pub(crate) struct Meeting {
    protocol: Protocol,
    port: i64,
    parties: Vec<Party>,
}

impl Meeting {
    /// The claims that take part: server and claim, by index.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (usize, usize)> {
        self.parties.iter().filter_map(|party| match party {
            Party::Claim { server, claim } => Some((*server, *claim)),
            Party::Foreign(_) => None,
        })
    }

    /// Whether one of these servers takes part.
    pub(crate) fn concerns(&self, servers: Range<usize>) -> bool {
        let mut parties = self.parties.iter();
        parties
            .any(|party| matches!(party, Party::Claim { server, .. } if servers.contains(server)))
    }
}

/// Somebody on a board: a claim of a server, or other software.
#[derive(Debug, Clone, Copy)]
enum Party {
    Claim { server: usize, claim: usize },
    Foreign(usize),
}

/// Somebody on a port.
struct Presence<'b> {
    party: Party,
    socket: Socket,
    /// `None` for other software.
    claim: Option<(usize, &'b Listener)>,
}

impl Presence<'_> {
    /// Two servers, or two different open listeners of one. Software among itself is not our matter.
    fn meets(&self, other: &Presence<'_>) -> bool {
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
pub(crate) fn meetings(board: &Board<'_>, offsets: &[i64]) -> Vec<Meeting> {
    let servers = board.servers.iter().zip(offsets).enumerate();
    let claims = servers.flat_map(|(server, (who, offset))| {
        who.claims_at(*offset)
            .enumerate()
            .map(move |(claim, what)| Presence {
                party: Party::Claim { server, claim },
                socket: what.socket,
                claim: Some((server, what.listener)),
            })
    });
    let foreign = board
        .foreign
        .iter()
        .enumerate()
        .map(|(index, (socket, _))| Presence {
            party: Party::Foreign(index),
            socket: *socket,
            claim: None,
        });
    let mut ports: BTreeMap<(Protocol, i64), Vec<Presence<'_>>> = BTreeMap::new();
    for presence in claims.chain(foreign) {
        let key = (presence.socket.protocol, presence.socket.port);
        ports.entry(key).or_default().push(presence);
    }
    let meetings = ports.into_iter().map(|((protocol, port), present)| {
        let rivals = Rivals::of(present.iter().map(|one| one.socket));
        let met = present.iter().filter(|one| {
            let mut others = rivals.of_socket(&one.socket);
            others.any(|other| present.get(other).is_some_and(|other| one.meets(other)))
        });
        Meeting {
            protocol,
            port,
            parties: met.map(|one| one.party).collect(),
        }
    });
    meetings
        .filter(|meeting| !meeting.parties.is_empty())
        .collect()
}

/// The servers of these meetings whose offset must stay although it would help.
pub(crate) fn held(board: &Board<'_>, meetings: &[Meeting]) -> Vec<Held> {
    let is_met = |index: usize| {
        let mut parties = meetings.iter().flat_map(|meeting| &meeting.parties);
        parties.any(|party| match party {
            Party::Claim { server, claim } if *server == index => claim_of(board, *server, *claim)
                .is_some_and(|(_, claim)| claim.listener.follows_offset),
            _ => false,
        })
    };
    let servers = board.servers.iter().enumerate();
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
pub(crate) fn port_claim(board: &Board<'_>, offsets: &[i64], meeting: &Meeting) -> PortClaim {
    let owners = meeting.parties.iter().filter_map(|party| match *party {
        Party::Foreign(index) => board
            .foreign
            .get(index)
            .map(|(_, port)| foreign_owner(port)),
        Party::Claim { server, claim } => {
            let (who, what) = claim_of(board, server, claim)?;
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
pub(crate) fn explain(board: &Board<'_>, offsets: &[i64], meeting: &Meeting) -> Stuck {
    let mut ways_out = Vec::new();
    let mut last = None;
    for party in &meeting.parties {
        let Party::Claim { server, claim } = *party else {
            ways_out.push(WayOut::Foreign);
            continue;
        };
        let Some((who, what)) = claim_of(board, server, claim) else {
            continue;
        };
        let this = Some((server, &what.listener.id));
        if last != this {
            ways_out.push(way_out(who, what));
        }
        last = this;
    }
    Stuck {
        port: port_claim(board, offsets, meeting),
        ways_out,
    }
}

fn way_out(server: &Server<'_>, claim: &Claim<'_>) -> WayOut {
    match &server.hold {
        Some(hold) if claim.listener.follows_offset => WayOut::Held(hold.to_string()),
        _ if !claim.listener.route.is_empty() => WayOut::Key(claim.listener.route.to_string()),
        _ if claim.listener.follows_offset => WayOut::NoRoom,
        _ => WayOut::None,
    }
}

fn claim_of<'b, 'h>(
    board: &'b Board<'h>,
    server: usize,
    claim: usize,
) -> Option<(&'b Server<'h>, &'b Claim<'h>)> {
    let server = board.servers.get(server)?;
    Some((server, server.claims.get(claim)?))
}

/// A listener of a server at an offset as an owner of its port.
pub(crate) fn owner(server: &Server<'_>, claim: &Claim<'_>, offset: i64) -> Owner {
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
