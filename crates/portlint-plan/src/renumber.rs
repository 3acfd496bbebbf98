//! Ports that no offset moves, where a number in the governing file does: new numbers for as few of them as must move.

use super::hold::Hold;
use super::machine::{Machine, Number, Server, SocketClaim};
use super::solver::{ALLOWED, Socket};
use super::stuck::{self, ContestedPort};
use portlint_catalog::Protocol;
use portlint_fix::FileEdit;
use portlint_host::Location;
use portlint_syntax::Span;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A new number for a listener that no offset moves.
#[derive(Debug, Clone)]
pub struct PortChange {
    /// Its home, as shown.
    pub home: PathBuf,
    /// What its machine is called.
    pub group: Option<String>,
    /// Its runtime.
    pub runtime: String,
    /// Listener id.
    pub listener: String,
    /// What it is, for people.
    pub description: String,
    /// Protocol.
    pub protocol: Protocol,
    /// The setting that holds the number.
    pub route: String,
    /// The present port.
    pub from: i64,
    /// The new port.
    pub to: i64,
    /// How it is written.
    pub edit: FileEdit,
}

/// The claims of these meetings that a number in a file moves, those that read one number together.
pub(crate) fn numbers(machine: &Machine<'_>, meetings: &[ContestedPort]) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let claims = meetings.iter().flat_map(ContestedPort::claims);
    for (server, claim) in claims.collect::<BTreeSet<_>>() {
        let known = |number: &Number| number.server == server && number.claims.contains(&claim);
        let Some(place) = number(machine, (server, claim)) else {
            continue;
        };
        let who = machine.servers.get(server);
        if let (Some(who), false) = (who, numbers.iter().any(known)) {
            let claims = who.claims.iter().enumerate();
            let claims = claims.filter(|(_, other)| reads(machine, other, &place));
            numbers.push(Number {
                server,
                claims: claims.map(|(at, _)| at).collect(),
            });
        }
    }
    numbers
}

/// Moves a number that far, and leaves the machine as it is then.
pub(crate) fn shift(machine: &mut Machine<'_>, number: &Number, by: i64) -> Option<PortChange> {
    let first = (number.server, *number.claims.first()?);
    let from = claim_at(machine, first)?.socket.port;
    write(machine, first, from.saturating_add(by))
}

fn claim_at<'b, 'h>(
    machine: &'b Machine<'h>,
    (server, claim): (usize, usize),
) -> Option<&'b SocketClaim<'h>> {
    machine.servers.get(server)?.claims.get(claim)
}

/// Whether a claim's number stands at this place, without its quotes.
fn reads(machine: &Machine<'_>, claim: &SocketClaim<'_>, place: &Location) -> bool {
    let location = claim.listener.location.as_ref();
    location.is_some_and(|location| {
        location.span.start <= place.span.start
            && place.span.end <= location.span.end
            && location.span.len() <= place.span.len() + 2
            && machine.files.share_path(location.file, place.file)
    })
}

/// Ends the meetings that are left at these offsets, as far as numbers in files can, and leaves the machine as it is then.
/// Homes that change anyway come first, then later ones: who was there first stays.
pub(crate) fn renumber(machine: &mut Machine<'_>, offsets: &[i64]) -> Vec<PortChange> {
    let mut changes: Vec<PortChange> = Vec::new();
    let mut tried = BTreeSet::new();
    loop {
        let now = &*machine;
        let changed = |server: usize| {
            let Some(who) = now.servers.get(server) else {
                return false;
            };
            offsets.get(server) != Some(&who.offset)
                || changes.iter().any(|change| change.home == who.home.path)
        };
        let movers = |meeting: &ContestedPort| {
            let claims = meeting.claims().filter(|claim| !tried.contains(claim));
            let claims = claims.filter(|claim| number(now, *claim).is_some());
            claims.max_by_key(|(server, claim)| (changed(*server), *server, *claim))
        };
        let meetings = stuck::meetings(now, offsets);
        let Some(mover) = meetings.iter().find_map(movers) else {
            return changes;
        };
        tried.insert(mover);
        changes.extend(change(machine, offsets, mover));
    }
}

/// The place of the number that moves a claim: plain digits in the governing file of a home that is not pinned.
fn number(machine: &Machine<'_>, (server, claim): (usize, usize)) -> Option<Location> {
    let server = machine.servers.get(server)?;
    let claim = server.claims.get(claim)?;
    let (listener, location) = (claim.listener, claim.listener.location?);
    let governing = server.runtime.governing?.file;
    let is_ours = !listener.follows_offset
        && !listener.route.is_empty()
        && !matches!(server.hold, Some(Hold::Pinned | Hold::InContainer))
        && machine.files.share_path(location.file, governing);
    let Some(file) = machine.files.source(location.file) else {
        // Of a host that was stored without the text of its files.
        let is_written = listener.base == Some(claim.socket.port);
        return (is_ours && is_written).then_some(location);
    };
    if file.document.source.is_rendered() {
        return None;
    }
    let written = file.document.source.slice(location.span);
    let digits = written.trim_matches(['"', '\'']);
    let is_written = digits.parse() == Ok(claim.socket.port);
    let quotes = (written.len() - digits.len()) / 2;
    let start = location.span.range().start + quotes;
    (is_ours && is_written).then(|| file.at(Span::new(start, start + digits.len())))
}

/// Gives a claim, and the others of its server that read the same number, the next free one: as far away as its server
/// has moved, else the smallest.
fn change(
    machine: &mut Machine<'_>,
    offsets: &[i64],
    (server, claim): (usize, usize),
) -> Option<PortChange> {
    let place = number(machine, (server, claim))?;
    let who = machine.servers.get(server)?;
    let what = *who.claims.get(claim)?;
    let from = what.socket.port;
    let reads = |other: &SocketClaim<'_>| reads(machine, other, &place);
    let own = who.claims.iter().filter(|other| reads(other));
    let own = own.map(|claim| claim.socket).collect::<Vec<_>>();
    let others = sockets(machine, offsets, |at, claim| at != server || !reads(claim));
    let is_free = |port: &i64| {
        let mut moved = own.iter().map(|socket| socket.moved(port - from));
        ALLOWED.contains(port) && moved.all(|socket| !others.iter().any(|o| o.meets(&socket)))
    };
    let along = from.saturating_add((*offsets.get(server)?).max(1));
    let mut choices = std::iter::once(along).chain(from.saturating_add(1)..=*ALLOWED.end());
    let to = choices.find(is_free)?;
    write(machine, (server, claim), to)
}

/// Gives the number of a claim another value, and leaves the machine as it is then.
fn write(machine: &mut Machine<'_>, mover: (usize, usize), to: i64) -> Option<PortChange> {
    let place = number(machine, mover)?;
    let who = machine.servers.get(mover.0)?;
    let what = claim_at(machine, mover)?;
    let (listener, from) = (what.listener, what.socket.port);
    let change = PortChange {
        home: who.home.path.clone(),
        group: machine.network.group.map(str::to_string),
        runtime: who.runtime.id.to_string(),
        listener: listener.id.to_string(),
        description: listener.description.to_string(),
        protocol: listener.protocol,
        route: listener.route.to_string(),
        from,
        to,
        edit: FileEdit::new(place, to.to_string()),
    };
    let claims = who.claims.iter().enumerate();
    let moved = claims.filter(|(_, claim)| reads(machine, claim, &place));
    let moved = moved.map(|(at, _)| at).collect::<BTreeSet<_>>();
    let who = machine.servers.get_mut(mover.0)?;
    for (_, claim) in who
        .claims
        .iter_mut()
        .enumerate()
        .filter(|(at, _)| moved.contains(at))
    {
        claim.socket = claim.socket.moved(to.saturating_sub(from));
    }
    Some(change)
}

/// What is taken at these offsets, as far as `counts`.
fn sockets(
    machine: &Machine<'_>,
    offsets: &[i64],
    counts: impl Fn(usize, &SocketClaim<'_>) -> bool,
) -> Vec<Socket> {
    let servers = machine.servers.iter().zip(offsets).enumerate();
    let claims = servers.flat_map(|(at, (who, offset)): (usize, (&Server<'_>, &i64))| {
        who.claims_at(*offset).map(move |claim| (at, claim))
    });
    let counted = claims.filter(|(at, claim)| counts(*at, claim));
    let foreign = machine.foreign.iter().map(|(socket, _)| *socket);
    counted
        .map(|(_, claim)| claim.socket)
        .chain(foreign)
        .collect()
}
