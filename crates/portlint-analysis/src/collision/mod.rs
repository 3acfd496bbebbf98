//! Which ports meet, and why: one cause is one group, and every meeting is in exactly one group.

pub mod claims;
mod meetings;

use crate::sites::{Claim, Sites};
use crate::union_find::UnionFind;
use claims::Claims;
pub use meetings::meetings;
use portlint_catalog::Protocol;
use std::collections::{BTreeMap, BTreeSet};

/// Why two listeners meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The same base, and the same offset added.
    SameOffset,
    /// Neither moves with an offset.
    Fixed,
    /// Different numbers that meet because of an offset or an explicit port.
    Crossing,
}

impl Cause {
    /// Stable name, part of fingerprints.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::SameOffset => "same-offset",
            Cause::Fixed => "fixed",
            Cause::Crossing => "crossing",
        }
    }
}

/// Two claims on one port; the site of `a` comes before that of `b`.
#[derive(Clone, Copy)]
pub struct PortConflict<'a> {
    /// One side.
    pub a: Claim<'a>,
    /// The other side.
    pub b: Claim<'a>,
    /// Why they meet.
    pub cause: Cause,
    /// False when it depends on something that files do not tell.
    pub certain: bool,
}

/// A port and its protocol, in the order of reports.
pub type Port = (i64, Protocol);

/// The meetings of one cause.
pub struct Group<'a> {
    /// The cause.
    pub cause: Cause,
    /// Everyone who takes part, in order.
    pub sites: Vec<usize>,
    /// The meetings; never empty. Of servers that are alike on a port, each only meets the first of them.
    pub meetings: Vec<PortConflict<'a>>,
    /// What the same servers may share besides.
    pub possible: Vec<PortConflict<'a>>,
}

impl<'a> Group<'a> {
    fn of(cause: Cause, mut meetings: Vec<PortConflict<'a>>) -> Group<'a> {
        let mut sites = meetings
            .iter()
            .flat_map(|m| [m.a.site, m.b.site])
            .collect::<Vec<_>>();
        sites.sort_unstable();
        sites.dedup();
        // There may be thousands of groups, most of two sites and one port.
        sites.shrink_to_fit();
        meetings.shrink_to_fit();
        Group {
            cause,
            sites,
            meetings,
            possible: Vec::new(),
        }
    }

    /// Every claim that takes part. Not kept: there may be thousands of groups.
    pub fn claims(&self) -> Claims<'a> {
        Claims::of(&self.meetings)
    }

    /// Who shares which ports: of every set of sites the ports that just these share. The largest set comes first, of
    /// several the one with the lowest port.
    pub fn shared(&self) -> Vec<Shared> {
        let mut by_port = BTreeMap::<Port, Vec<BTreeSet<usize>>>::new();
        for meeting in &self.meetings {
            let sets = by_port
                .entry((meeting.a.port, meeting.a.protocol))
                .or_default();
            let both = [meeting.a.site, meeting.b.site];
            let (met, mut apart): (Vec<_>, Vec<_>) = std::mem::take(sets)
                .into_iter()
                .partition(|set| both.iter().any(|site| set.contains(site)));
            apart.push(met.into_iter().flatten().chain(both).collect());
            *sets = apart;
        }
        let mut by_sites = BTreeMap::<BTreeSet<usize>, Vec<Port>>::new();
        for (port, sets) in by_port {
            for sites in sets {
                by_sites.entry(sites).or_default().push(port);
            }
        }
        let mut shared = by_sites
            .into_iter()
            .map(|(sites, ports)| Shared {
                sites: sites.into_iter().collect(),
                ports,
            })
            .collect::<Vec<_>>();
        shared.sort_by(|a, b| {
            (b.sites.len().cmp(&a.sites.len())).then_with(|| a.ports.cmp(&b.ports))
        });
        shared
    }

    /// Whether two of its claims on one port meet for its reason.
    pub fn joins(&self, sites: &Sites<'a>, a: &Claim<'a>, b: &Claim<'a>) -> bool {
        let certain = self.meetings.first().is_some_and(|m| m.certain);
        meetings::meeting(sites, a, b).is_some_and(|meeting| {
            meeting.certain == certain
                && (self.cause == Cause::SameOffset || self.cause == meeting.cause)
        })
    }
}

/// Ports that the same sites share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The sites, in order.
    pub sites: Vec<usize>,
    /// The ports, in order; never empty.
    pub ports: Vec<Port>,
}

/// All collisions of a host.
pub struct Collisions<'a> {
    /// Surely.
    pub certain: Vec<Group<'a>>,
    /// Perhaps.
    pub possible: Vec<Group<'a>>,
}

/// Finds and groups all collisions.
pub fn find<'a>(sites: &Sites<'a>) -> Collisions<'a> {
    let claims = sites.claims();
    let (certain, possible) = meetings(sites, claims)
        .into_iter()
        .partition::<Vec<_>, _>(|meeting| meeting.certain);
    let offsets = same_offset(&certain, claims);
    let mut certain = grouped(certain, &offsets, claims);
    let mut apart = Vec::new();
    for meeting in possible {
        let set = offsets.root(meeting.a.site);
        let same = (set == offsets.root(meeting.b.site))
            .then(|| certain.get_mut(&Key::SameOffset(set)))
            .flatten();
        match same {
            Some(group) => group.possible.push(meeting),
            None => apart.push(meeting),
        }
    }
    let offsets = same_offset(&apart, claims);
    Collisions {
        certain: certain.into_values().collect(),
        possible: grouped(apart, &offsets, claims).into_values().collect(),
    }
}

/// Which cause a meeting belongs to.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// The servers of one set, by its smallest member.
    SameOffset(usize),
    /// Exactly the sites of this set share ports that no offset moves.
    Fixed(usize),
    /// Members of two sets.
    Crossing(usize, usize),
}

fn site_count(claims: &[Claim<'_>]) -> usize {
    claims.iter().map(|c| c.site + 1).max().unwrap_or_default()
}

/// The sets of servers that meet because they have the same offset.
fn same_offset(meetings: &[PortConflict<'_>], claims: &[Claim<'_>]) -> UnionFind {
    let mut sets = UnionFind::new(site_count(claims));
    for meeting in meetings.iter().filter(|m| m.cause == Cause::SameOffset) {
        sets.join(meeting.a.site, meeting.b.site);
    }
    sets
}

/// Puts each meeting into the group of its cause. What happens only between servers of one offset belongs to that
/// offset, whatever the ports in question.
fn grouped<'a>(
    meetings: Vec<PortConflict<'a>>,
    offsets: &UnionFind,
    claims: &[Claim<'_>],
) -> BTreeMap<Key, Group<'a>> {
    let sharers = Sharers::of(&meetings, site_count(claims));
    let mut groups = BTreeMap::<Key, (Cause, Vec<PortConflict<'a>>)>::new();
    for meeting in meetings {
        let (a, b) = (offsets.root(meeting.a.site), offsets.root(meeting.b.site));
        let (key, cause) = match meeting.cause {
            Cause::Crossing if a != b => (Key::Crossing(a.min(b), a.max(b)), Cause::Crossing),
            Cause::Fixed => match sharers.of_claim(&meeting.a) {
                Some((set, sites)) if sites.iter().any(|&site| offsets.root(site) != a) => {
                    (Key::Fixed(set), Cause::Fixed)
                }
                _ => (Key::SameOffset(a), Cause::SameOffset),
            },
            _ => (Key::SameOffset(a), Cause::SameOffset),
        };
        let group = groups.entry(key).or_insert((cause, Vec::new()));
        group.1.push(meeting);
    }
    groups
        .into_iter()
        .map(|(key, (cause, meetings))| (key, Group::of(cause, meetings)))
        .collect()
}

/// Who shares which of the ports that no offset moves.
struct Sharers {
    /// The different sets of sites.
    sets: Vec<BTreeSet<usize>>,
    /// For each port and site the position of its set.
    positions: BTreeMap<(i64, Protocol, usize), usize>,
}

impl Sharers {
    fn of(meetings: &[PortConflict<'_>], sites: usize) -> Sharers {
        let mut by_port = BTreeMap::<Port, Vec<&PortConflict<'_>>>::new();
        for meeting in meetings.iter().filter(|m| m.cause == Cause::Fixed) {
            by_port
                .entry((meeting.a.port, meeting.a.protocol))
                .or_default()
                .push(meeting);
        }
        let mut sharers = Sharers {
            sets: Vec::new(),
            positions: BTreeMap::new(),
        };
        for ((port, protocol), meetings) in by_port {
            let mut joined = UnionFind::new(sites);
            for meeting in &meetings {
                joined.join(meeting.a.site, meeting.b.site);
            }
            let mut members = BTreeMap::<usize, BTreeSet<usize>>::new();
            for site in meetings.iter().flat_map(|m| [m.a.site, m.b.site]) {
                members.entry(joined.root(site)).or_default().insert(site);
            }
            for set in members.into_values() {
                let position = sharers.position_of(&set);
                for site in set {
                    sharers.positions.insert((port, protocol, site), position);
                }
            }
        }
        sharers
    }

    fn position_of(&mut self, set: &BTreeSet<usize>) -> usize {
        self.sets.iter().position(|s| s == set).unwrap_or_else(|| {
            self.sets.push(set.clone());
            self.sets.len() - 1
        })
    }

    fn of_claim(&self, claim: &Claim<'_>) -> Option<(usize, &BTreeSet<usize>)> {
        let key = (claim.port, claim.protocol, claim.site);
        let position = *self.positions.get(&key)?;
        Some((position, self.sets.get(position)?))
    }
}

#[cfg(test)]
mod tests;
