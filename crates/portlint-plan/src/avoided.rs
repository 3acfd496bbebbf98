//! Why a smaller offset would not do: crossings such as `8280 + 37 = 8243 + 74`.

use super::machine::{Machine, Server, SocketClaim};
use super::solver::ALLOWED;
use super::stuck::{foreign_owner, owner};
use portlint_analysis::Owner;
use portlint_catalog::Protocol;
use std::collections::HashMap;

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

/// Who has which port when all servers are as planned.
pub(crate) struct Owners<'b, 'h> {
    machine: &'b Machine<'h>,
    offsets: &'b [i64],
    /// The claims of the servers on each port, in their order, each with its server's index.
    claims: HashMap<(Protocol, i64), Vec<(usize, SocketClaim<'h>)>>,
}

impl<'b, 'h> Owners<'b, 'h> {
    /// At these offsets.
    pub(crate) fn of(machine: &'b Machine<'h>, offsets: &'b [i64]) -> Owners<'b, 'h> {
        let mut claims = HashMap::<_, Vec<_>>::new();
        for (index, (server, offset)) in machine.servers.iter().zip(offsets).enumerate() {
            for claim in server.claims_at(*offset) {
                let key = (claim.socket.protocol, claim.socket.port);
                claims.entry(key).or_default().push((index, claim));
            }
        }
        Owners {
            machine,
            offsets,
            claims,
        }
    }
}

/// The offsets below the new one of a server that would not do, all others being as planned. Ascending.
pub(crate) fn of(owners: &Owners<'_, '_>, at: usize) -> Vec<Avoided> {
    let server = owners.machine.servers.get(at);
    let (Some(server), Some(to)) = (server, owners.offsets.get(at)) else {
        return Vec::new();
    };
    (0..*to)
        .filter_map(|offset| obstacle(owners, at, server, offset))
        .take(ENOUGH)
        .collect()
}

fn obstacle(
    owners: &Owners<'_, '_>,
    at: usize,
    server: &Server<'_>,
    offset: i64,
) -> Option<Avoided> {
    let mut moving = server
        .claims_at(offset)
        .filter(|claim| claim.listener.follows_offset);
    moving.find_map(|claim| {
        let owner = who_has(owners, at, server, &claim);
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
    owners: &Owners<'_, '_>,
    at: usize,
    server: &Server<'_>,
    claim: &SocketClaim<'_>,
) -> Option<Owner> {
    let machine = owners.machine;
    let foreign = machine
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
    let key = (claim.socket.protocol, claim.socket.port);
    let others = owners.claims.get(&key)?.iter();
    let mut others = others.filter(|(index, _)| *index != at);
    let (index, theirs) = others.find(|(_, theirs)| theirs.socket.meets(&claim.socket))?;
    let (other, offset) = (machine.servers.get(*index)?, owners.offsets.get(*index)?);
    Some(owner(other, theirs, *offset))
}
