//! The smallest offset at which a server is in nobody's way.

use crate::address::Overlap;
use crate::sites::{Claim, Sites};
use portlint_catalog::Protocol;
use std::collections::{BTreeMap, BTreeSet};

/// All ports of a host as they would be after some servers have moved.
pub struct Ground<'s, 'a> {
    sites: &'s Sites<'a>,
    /// Those who have moved.
    moved: BTreeSet<usize>,
    /// The new ports of those who have moved.
    taken: BTreeMap<(Protocol, i64), Vec<Claim<'a>>>,
}

impl<'s, 'a> Ground<'s, 'a> {
    /// The ports as they are.
    pub fn of(sites: &'s Sites<'a>) -> Self {
        Ground {
            sites,
            moved: BTreeSet::new(),
            taken: BTreeMap::new(),
        }
    }

    /// What the offset of a server moves, wherever it is now.
    fn movable(&self, site: usize) -> Vec<Claim<'a>> {
        self.sites
            .server(site)
            .into_iter()
            .flat_map(|server| &server.runtime.listeners)
            .filter(|listener| listener.follows_offset)
            .filter_map(|listener| Claim::of(site, listener))
            .collect()
    }

    /// The smallest offset other than its own at which every port of the server that moves with it is valid and free,
    /// or `None` when there is none, or its offset is not known or moves nothing.
    pub fn smallest_free(&self, site: usize) -> Option<i64> {
        let current = self.sites.server(site)?.runtime.offset.value?;
        let movable = self.movable(site);
        let highest = movable.iter().map(|claim| claim.port - current).max()?;
        (0..=65535 - highest)
            .filter(|&offset| offset != current)
            .find(|offset| {
                movable
                    .iter()
                    .all(|claim| self.is_free(claim, offset - current))
            })
    }

    fn is_free(&self, claim: &Claim<'a>, distance: i64) -> bool {
        let port = claim.port + distance;
        let gone = |rival: &Claim<'a>| rival.follows_offset() && self.moved.contains(&rival.site);
        let present = self.sites.claims_on(claim.protocol, port);
        let present = present.iter().filter(|rival| !gone(rival));
        let taken = self.taken.get(&(claim.protocol, port));
        (1..=65535).contains(&port)
            && present.chain(taken.into_iter().flatten()).all(|rival| {
                let in_the_way = match rival.site == claim.site {
                    // Its own other ports move with it, except those that no offset moves.
                    true => !rival.follows_offset(),
                    false => self.sites.share_host(rival.site, claim.site),
                };
                !in_the_way || claim.meets(rival) == Overlap::Never
            })
    }

    /// Moves a server, which has not moved yet, to another offset.
    pub fn move_to(&mut self, site: usize, offset: i64) {
        let current = self.sites.server(site).and_then(|s| s.runtime.offset.value);
        let Some(current) = current else { return };
        self.moved.insert(site);
        for mut claim in self.movable(site) {
            claim.port += offset - current;
            let key = (claim.protocol, claim.port);
            self.taken.entry(key).or_default().push(claim);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, follower, host, server};

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
        let sites = Sites::of(&host);
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
        let sites = Sites::of(&host);
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
        let sites = Sites::of(&host);
        assert_eq!(Ground::of(&sites).smallest_free(1), Some(2));
    }

    #[test]
    fn a_server_that_does_not_move_has_no_free_offset() {
        let host = host([server("/a", 0).with(fixed("y", 7001))]);
        let sites = Sites::of(&host);
        assert_eq!(Ground::of(&sites).smallest_free(0), None);
    }

    #[test]
    fn moved_servers_free_their_ports() {
        let host = host([
            server("/a", 0).with(follower("x", 7000, 0)),
            server("/b", 0).with(follower("x", 7000, 0)),
            server("/c", 1).with(follower("x", 7000, 1)),
        ]);
        let sites = Sites::of(&host);
        let mut ground = Ground::of(&sites);
        assert_eq!(ground.smallest_free(1), Some(2));
        ground.move_to(2, 5);
        assert_eq!(ground.smallest_free(1), Some(1));
    }
}
