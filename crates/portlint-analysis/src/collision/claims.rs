//! The claims of some meetings, by port.

use super::{Port, PortConflict};
use crate::sites::Claim;

/// Claims in the order of their ports, those on one port in the order of sites and ids; each once.
pub struct Claims<'a>(Vec<Claim<'a>>);

impl<'a> Claims<'a> {
    /// Every claim that takes part in these meetings.
    pub fn of(meetings: &[PortConflict<'a>]) -> Claims<'a> {
        let order = |claim: &Claim<'a>| (port_of(claim), claim.site, claim.id());
        let mut all = meetings.iter().flat_map(|m| [m.a, m.b]).collect::<Vec<_>>();
        all.sort_by_key(order);
        all.dedup_by(|a, b| order(a) == order(b));
        all.shrink_to_fit();
        Claims(all)
    }

    /// All of them.
    pub fn all(&self) -> &[Claim<'a>] {
        &self.0
    }

    /// The ports, each with its claims.
    pub fn by_port(&self) -> impl Iterator<Item = (Port, &[Claim<'a>])> {
        let ports = self.0.chunk_by(|a, b| port_of(a) == port_of(b));
        ports.filter_map(|claims| Some((port_of(claims.first()?), claims)))
    }

    /// The claims on one port.
    pub fn on(&self, port: Port) -> &[Claim<'a>] {
        let start = self.0.partition_point(|claim| port_of(claim) < port);
        let rest = self.0.get(start..).unwrap_or_default();
        let length = rest.partition_point(|claim| port_of(claim) == port);
        rest.get(..length).unwrap_or_default()
    }
}

/// The port that a claim is about.
pub fn port_of(claim: &Claim<'_>) -> Port {
    (claim.port, claim.protocol)
}
