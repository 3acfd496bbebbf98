//! The smallest offset at which a server is in nobody's way.
//!
//! Whoever looks for a free offset on a crowded host asks for millions of ports. So the ports that are taken are bits,
//! one set for each kind of listener, and 64 offsets are judged at once.

use portlint_analysis::address::Overlap;
use portlint_analysis::sites::{Claim, Sites};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Network, State};
use std::collections::BTreeMap;

/// Numbers from 0 to 65535.
const PORTS: usize = 65536;
const WORD: usize = u64::BITS as usize;

/// All ports of a host as they would be after some servers have moved.
pub struct Ground<'s, 'a> {
    sites: &'s Sites<'a>,
    /// The ports in the way of each kind of listener, for the kinds that were asked for.
    taken: Vec<Taken<'a>>,
    /// Those who have moved, with their former offsets.
    moved: Vec<Move>,
    /// What was found while nobody had moved: a server that meets many others is asked about once for each.
    found: BTreeMap<usize, Option<i64>>,
}

struct Move {
    site: usize,
    from: i64,
    to: i64,
}

/// What decides which other listeners are in the way of a listener, besides its port.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind<'a> {
    protocol: Protocol,
    address: &'a str,
    state: State,
    sharing: Sharing,
    /// Only homes of the same network can meet.
    network: Option<Network<'a>>,
}

/// The ports in the way of one kind of listener.
struct Taken<'a> {
    kind: Kind<'a>,
    /// A listener of that kind.
    example: Claim<'a>,
    /// For each port, how many claims are in the way.
    claims: Vec<u32>,
    /// The ports with at least one, a bit each. Port 0 is never free.
    bits: Vec<u64>,
}

impl<'s, 'a> Ground<'s, 'a> {
    /// The ports as they are.
    pub fn of(sites: &'s Sites<'a>) -> Self {
        Ground {
            sites,
            taken: Vec::new(),
            moved: Vec::new(),
            found: BTreeMap::new(),
        }
    }

    /// Everyone is back where they are.
    pub fn reset(&mut self) {
        while let Some(Move { site, from, to }) = self.moved.pop() {
            for claim in movable(self.sites, site) {
                self.shift(&claim, to - from, -1);
                self.shift(&claim, 0, 1);
            }
        }
    }

    /// The smallest offset other than its own at which every port of the server that moves with it is valid and free,
    /// or `None` when there is none, or its offset is not known or moves nothing. The server has not moved yet.
    pub fn smallest_free(&mut self, site: usize) -> Option<i64> {
        if !self.moved.is_empty() {
            return self.search(site);
        }
        if let Some(found) = self.found.get(&site) {
            return *found;
        }
        let found = self.search(site);
        self.found.insert(site, found);
        found
    }

    fn search(&mut self, site: usize) -> Option<i64> {
        let current = self.sites.server(site)?.runtime.offset.value?;
        let movable = movable(self.sites, site);
        // Its own ports move with it, except those that no offset moves.
        let positions = movable.iter().map(|claim| self.position_of(claim));
        let positions = positions.collect::<Vec<_>>();
        for claim in &movable {
            self.shift(claim, 0, -1);
        }
        let bases = movable.iter().zip(positions).filter_map(|(claim, kind)| {
            let taken = self.taken.get(kind)?;
            Some((taken.bits.as_slice(), claim.port - current))
        });
        let free = first_free(&bases.collect::<Vec<_>>(), current);
        for claim in &movable {
            self.shift(claim, 0, 1);
        }
        free
    }

    /// Moves a server, which has not moved yet, to another offset.
    pub fn move_to(&mut self, site: usize, offset: i64) {
        let current = self.sites.server(site).and_then(|s| s.runtime.offset.value);
        let Some(current) = current else { return };
        for claim in movable(self.sites, site) {
            self.shift(&claim, 0, -1);
            self.shift(&claim, offset - current, 1);
        }
        self.moved.push(Move {
            site,
            from: current,
            to: offset,
        });
    }

    /// Adds a claim, at some distance from its port, to all sets of ports that it is in the way of, or takes it away.
    fn shift(&mut self, claim: &Claim<'a>, distance: i64, by: i32) {
        let sites = self.sites;
        for taken in &mut self.taken {
            if taken.is_hindered_by(sites, claim) {
                taken.add(claim.port + distance, by);
            }
        }
    }

    /// The position of the ports that are in the way of such a listener.
    fn position_of(&mut self, claim: &Claim<'a>) -> usize {
        let kind = Kind::of(self.sites, claim);
        let known = self.taken.iter().position(|taken| taken.kind == kind);
        known.unwrap_or_else(|| {
            self.taken.push(self.taken_by_others(kind, *claim));
            self.taken.len() - 1
        })
    }

    fn taken_by_others(&self, kind: Kind<'a>, example: Claim<'a>) -> Taken<'a> {
        let mut taken = Taken {
            kind,
            example,
            claims: vec![0; PORTS],
            bits: vec![0; PORTS / WORD],
        };
        taken
            .bits
            .first_mut()
            .into_iter()
            .for_each(|bits| *bits |= 1);
        for claim in self.sites.claims() {
            if taken.is_hindered_by(self.sites, claim) {
                let moved = self.moved.iter().find(|m| m.site == claim.site);
                let moved = moved.filter(|_| claim.follows_offset());
                taken.add(claim.port + moved.map_or(0, |m| m.to - m.from), 1);
            }
        }
        taken
    }
}

/// What the offset of a server moves, wherever it is now.
fn movable<'a>(sites: &Sites<'a>, site: usize) -> Vec<Claim<'a>> {
    let server = sites.server(site).into_iter();
    server
        .flat_map(|server| &server.runtime.listeners)
        .filter(|listener| listener.follows_offset)
        .filter_map(|listener| Claim::of(site, listener))
        .collect()
}

/// The smallest offset but the current one at which no port, counted from these bases, is taken or out of range.
fn first_free(bases: &[(&[u64], i64)], current: i64) -> Option<i64> {
    let highest = bases.iter().map(|(_, base)| *base).max()?;
    let last = PORTS as i64 - 1 - highest;
    for start in (0..=last).step_by(WORD) {
        let taken = |(bits, base): &(&[u64], i64)| word_at(bits, base + start);
        let mut blocked = bases.iter().map(taken).fold(0, |all, some| all | some);
        if (start..start + WORD as i64).contains(&current) {
            blocked |= 1 << (current - start);
        }
        if blocked != u64::MAX {
            let free = start + i64::from(blocked.trailing_ones());
            return (free <= last).then_some(free);
        }
    }
    None
}

/// The 64 bits from `start` on; what lies outside the bits counts as set.
fn word_at(bits: &[u64], start: i64) -> u64 {
    let word = start.div_euclid(WORD as i64);
    let shift = start.rem_euclid(WORD as i64) as u32;
    let get = |word: i64| usize::try_from(word).ok().and_then(|word| bits.get(word));
    let low = get(word).copied().unwrap_or(u64::MAX);
    let high = get(word + 1).copied().unwrap_or(u64::MAX);
    match shift {
        0 => low,
        _ => low >> shift | high << (u64::BITS - shift),
    }
}

impl<'a> Kind<'a> {
    fn of(sites: &Sites<'a>, claim: &Claim<'a>) -> Kind<'a> {
        Kind {
            protocol: claim.protocol,
            address: claim.address,
            state: claim.state,
            sharing: claim.sharing,
            network: sites.server(claim.site).map(|server| server.home.network()),
        }
    }
}

impl<'a> Taken<'a> {
    /// Whether a claim on the same port would be in the way of such a listener.
    fn is_hindered_by(&self, sites: &Sites<'a>, rival: &Claim<'a>) -> bool {
        rival.protocol == self.kind.protocol
            && match sites.server(rival.site) {
                Some(server) => self.kind.network == Some(server.home.network()),
                None => self.kind.network.is_none_or(|network| network.is_host()),
            }
            && self.example.meets(rival) != Overlap::Never
    }

    fn add(&mut self, port: i64, by: i32) {
        let Some(port) = usize::try_from(port).ok().filter(|&port| port > 0) else {
            return;
        };
        let (Some(claims), Some(bits)) =
            (self.claims.get_mut(port), self.bits.get_mut(port / WORD))
        else {
            return;
        };
        *claims = claims.saturating_add_signed(by);
        let bit = 1 << (port % WORD);
        match *claims {
            0 => *bits &= !bit,
            _ => *bits |= bit,
        }
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use portlint_analysis::sites::servers;
    use portlint_testkit::{Build, fixed, follower, host, server};

    #[test]
    fn crossing_ports_are_skipped() {
        // 8243 + 37 would be 8280 of the other one.
        let gateway = |path: &str, offset| {
            server(path, offset)
                .with(follower("gateway-http", 8280, offset))
                .with(follower("gateway-https", 8243, offset))
        };
        let blockers = (0..37).map(|n| gateway(&format!("/a/{n:02}"), n));
        let host = host(blockers.chain([gateway("/b", 0)]));
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        assert_eq!(Ground::of(&sites).smallest_free(37), Some(74));
    }

    #[test]
    fn a_server_may_move_onto_its_own_former_ports() {
        let chain = |path: &str| {
            server(path, 0)
                .with(follower("x", 7000, 0))
                .with(follower("y", 7001, 0))
        };
        let host = host([chain("/a"), server("/b", 0).with(follower("x", 7000, 0))]);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let mut ground = Ground::of(&sites);
        ground.move_to(0, 1);
        // /a is at 7001 and 7002 now.
        assert_eq!(ground.smallest_free(1), Some(3));
    }

    #[test]
    fn own_fixed_ports_are_in_the_way() {
        let host = host([
            server("/a", 0).with(follower("x", 7000, 0)),
            server("/b", 0)
                .with(follower("x", 7000, 0))
                .with(fixed("y", 7001)),
        ]);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        assert_eq!(Ground::of(&sites).smallest_free(1), Some(2));
    }

    #[test]
    fn a_server_that_does_not_move_has_no_free_offset() {
        let host = host([server("/a", 0).with(fixed("y", 7001))]);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        assert_eq!(Ground::of(&sites).smallest_free(0), None);
    }

    #[test]
    fn moved_servers_free_their_ports() {
        let host = host([
            server("/a", 0).with(follower("x", 7000, 0)),
            server("/b", 0).with(follower("x", 7000, 0)),
            server("/c", 1).with(follower("x", 7000, 1)),
        ]);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let mut ground = Ground::of(&sites);
        assert_eq!(ground.smallest_free(1), Some(2));
        ground.move_to(2, 5);
        assert_eq!(ground.smallest_free(1), Some(1));
    }
}
