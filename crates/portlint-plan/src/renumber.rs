//! Ports that no offset moves, where a number in the governing file does: new numbers for as few of them as must move.

use super::hold::Hold;
use super::puzzle::{Board, Claim, Number, Server};
use super::solver::{ALLOWED, Socket};
use super::stuck::{self, Meeting};
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
pub(crate) fn numbers(board: &Board<'_>, meetings: &[Meeting]) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let claims = meetings.iter().flat_map(Meeting::claims);
    for (server, claim) in claims.collect::<BTreeSet<_>>() {
        let known = |number: &Number| number.server == server && number.claims.contains(&claim);
        let Some(place) = number(board, (server, claim)) else {
            continue;
        };
        let who = board.servers.get(server);
        if let (Some(who), false) = (who, numbers.iter().any(known)) {
            let claims = who.claims.iter().enumerate();
            let claims = claims.filter(|(_, other)| reads(board, other, &place));
            numbers.push(Number {
                server,
                claims: claims.map(|(at, _)| at).collect(),
            });
        }
    }
    numbers
}

/// Moves a number that far, and leaves the board as it is then.
pub(crate) fn shift(board: &mut Board<'_>, number: &Number, by: i64) -> Option<PortChange> {
    let first = (number.server, *number.claims.first()?);
    let from = claim_at(board, first)?.socket.port;
    write(board, first, from.saturating_add(by))
}

fn claim_at<'b, 'h>(
    board: &'b Board<'h>,
    (server, claim): (usize, usize),
) -> Option<&'b Claim<'h>> {
    board.servers.get(server)?.claims.get(claim)
}

/// Whether a claim's number stands at this place, without its quotes.
fn reads(board: &Board<'_>, claim: &Claim<'_>, place: &Location) -> bool {
    let location = claim.listener.location.as_ref();
    location.is_some_and(|location| {
        location.span.start <= place.span.start
            && place.span.end <= location.span.end
            && location.span.len() <= place.span.len() + 2
            && board.files.share_path(location.file, place.file)
    })
}

/// Ends the meetings that are left at these offsets, as far as numbers in files can, and leaves the board as it is then.
/// Homes that change anyway come first, then later ones: who was there first stays.
pub(crate) fn renumber(board: &mut Board<'_>, offsets: &[i64]) -> Vec<PortChange> {
    let mut changes: Vec<PortChange> = Vec::new();
    let mut tried = BTreeSet::new();
    loop {
        let now = &*board;
        let changed = |server: usize| {
            let Some(who) = now.servers.get(server) else {
                return false;
            };
            offsets.get(server) != Some(&who.offset)
                || changes.iter().any(|change| change.home == who.home.path)
        };
        let movers = |meeting: &Meeting| {
            let claims = meeting.claims().filter(|claim| !tried.contains(claim));
            let claims = claims.filter(|claim| number(now, *claim).is_some());
            claims.max_by_key(|(server, claim)| (changed(*server), *server, *claim))
        };
        let meetings = stuck::meetings(now, offsets);
        let Some(mover) = meetings.iter().find_map(movers) else {
            return changes;
        };
        tried.insert(mover);
        changes.extend(change(board, offsets, mover));
    }
}

/// The place of the number that moves a claim: plain digits in the governing file of a home that is not pinned.
fn number(board: &Board<'_>, (server, claim): (usize, usize)) -> Option<Location> {
    let server = board.servers.get(server)?;
    let claim = server.claims.get(claim)?;
    let (listener, location) = (claim.listener, claim.listener.location?);
    let governing = server.runtime.governing?.file;
    let is_ours = !listener.follows_offset
        && !listener.route.is_empty()
        && !matches!(server.hold, Some(Hold::Pinned | Hold::InContainer))
        && board.files.share_path(location.file, governing);
    let Some(file) = board.files.source(location.file) else {
        // Of a host that was stored without the text of its files.
        let is_written = listener.base == Some(claim.socket.port);
        return (is_ours && is_written).then_some(location);
    };
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
    board: &mut Board<'_>,
    offsets: &[i64],
    (server, claim): (usize, usize),
) -> Option<PortChange> {
    let place = number(board, (server, claim))?;
    let who = board.servers.get(server)?;
    let what = *who.claims.get(claim)?;
    let from = what.socket.port;
    let reads = |other: &Claim<'_>| reads(board, other, &place);
    let own = who.claims.iter().filter(|other| reads(other));
    let own = own.map(|claim| claim.socket).collect::<Vec<_>>();
    let others = sockets(board, offsets, |at, claim| at != server || !reads(claim));
    let is_free = |port: &i64| {
        let mut moved = own.iter().map(|socket| socket.moved(port - from));
        ALLOWED.contains(port) && moved.all(|socket| !others.iter().any(|o| o.meets(&socket)))
    };
    let along = from.saturating_add((*offsets.get(server)?).max(1));
    let mut choices = std::iter::once(along).chain(from.saturating_add(1)..=*ALLOWED.end());
    let to = choices.find(is_free)?;
    write(board, (server, claim), to)
}

/// Gives the number of a claim another value, and leaves the board as it is then.
fn write(board: &mut Board<'_>, mover: (usize, usize), to: i64) -> Option<PortChange> {
    let place = number(board, mover)?;
    let who = board.servers.get(mover.0)?;
    let what = claim_at(board, mover)?;
    let (listener, from) = (what.listener, what.socket.port);
    let change = PortChange {
        home: who.home.path.clone(),
        group: board.network.group.map(str::to_string),
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
    let moved = claims.filter(|(_, claim)| reads(board, claim, &place));
    let moved = moved.map(|(at, _)| at).collect::<BTreeSet<_>>();
    let who = board.servers.get_mut(mover.0)?;
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
    board: &Board<'_>,
    offsets: &[i64],
    counts: impl Fn(usize, &Claim<'_>) -> bool,
) -> Vec<Socket> {
    let servers = board.servers.iter().zip(offsets).enumerate();
    let claims = servers.flat_map(|(at, (who, offset)): (usize, (&Server<'_>, &i64))| {
        who.claims_at(*offset).map(move |claim| (at, claim))
    });
    let counted = claims.filter(|(at, claim)| counts(*at, claim));
    let foreign = board.foreign.iter().map(|(socket, _)| *socket);
    counted
        .map(|(_, claim)| claim.socket)
        .chain(foreign)
        .collect()
}
