//! Why a smaller offset would not do: crossings such as `8280 + 37 = 8243 + 74`.

use super::puzzle::{Board, Claim, Server};
use super::solver::ALLOWED;
use super::stuck::{foreign_owner, owner};
use portlint_analysis::Owner;

/// More are not looked for.
const ENOUGH: usize = 100;

/// An offset that would not do.
#[derive(Debug, Clone)]
pub struct Avoided {
    /// The offset.
    pub offset: i64,
    /// The listener that would be in the way, or out of range.
    pub listener: String,
    /// Its number before the offset.
    pub base: Option<i64>,
    /// The port that it would have.
    pub port: i64,
    /// Who has that port; `None` when the port is privileged or out of range.
    pub owner: Option<Owner>,
}

/// The offsets below the new one of a server that would not do, all others being as planned. Ascending.
pub fn of(board: &Board<'_>, offsets: &[i64], at: usize) -> Vec<Avoided> {
    let (Some(server), Some(to)) = (board.servers.get(at), offsets.get(at)) else {
        return Vec::new();
    };
    (0..*to)
        .filter_map(|offset| obstacle(board, offsets, at, server, offset))
        .take(ENOUGH)
        .collect()
}

fn obstacle(
    board: &Board<'_>,
    offsets: &[i64],
    at: usize,
    server: &Server<'_>,
    offset: i64,
) -> Option<Avoided> {
    let mut moving = server
        .claims_at(offset)
        .filter(|claim| claim.listener.follows_offset);
    moving.find_map(|claim| {
        let owner = who_has(board, offsets, at, server, &claim);
        (owner.is_some() || !ALLOWED.contains(&claim.socket.port)).then(|| Avoided {
            offset,
            listener: claim.listener.id.to_string(),
            base: claim.listener.base,
            port: claim.socket.port,
            owner,
        })
    })
}

/// Who else has the socket of a claim of the server at `at`.
fn who_has(
    board: &Board<'_>,
    offsets: &[i64],
    at: usize,
    server: &Server<'_>,
    claim: &Claim<'_>,
) -> Option<Owner> {
    let foreign = board
        .foreign
        .iter()
        .find(|(socket, _)| socket.meets(&claim.socket));
    if let Some((_, port)) = foreign {
        return Some(foreign_owner(port));
    }
    let own = server
        .claims
        .iter()
        .filter(|own| !own.listener.follows_offset);
    if let Some(own) = own.into_iter().find(|own| own.socket.meets(&claim.socket)) {
        return Some(owner(server, own, server.offset));
    }
    let others = board
        .servers
        .iter()
        .zip(offsets)
        .enumerate()
        .filter(|(index, _)| *index != at);
    others
        .flat_map(|(_, (other, offset))| {
            other
                .claims_at(*offset)
                .map(move |claim| (other, *offset, claim))
        })
        .find(|(_, _, theirs)| theirs.socket.meets(&claim.socket))
        .map(|(other, offset, theirs)| owner(other, &theirs, offset))
}
