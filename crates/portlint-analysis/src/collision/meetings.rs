//! Who meets whom on a port. A thousand servers with the same offset meet in half a million pairs per port, which all say
//! the same; so of claims that are alike only as many pairs are made as hold them together.

use super::{Cause, Port, PortConflict};
use crate::address::Overlap;
use crate::rivals;
use crate::sites::{Claim, Sites};
use std::collections::BTreeMap;

/// The meetings of different sites, ordered by port and then by sites.
pub fn meetings<'a>(sites: &Sites<'a>, claims: &[Claim<'a>]) -> Vec<PortConflict<'a>> {
    let mut by_port = BTreeMap::<Port, Vec<Claim<'a>>>::new();
    for claim in claims {
        by_port
            .entry((claim.port, claim.protocol))
            .or_default()
            .push(*claim);
    }
    let mut meetings = Vec::new();
    for of_port in by_port.into_values() {
        let before = meetings.len();
        for rivals in by_network(sites, of_port) {
            add_meetings(sites, &rivals, &mut meetings);
        }
        let of_port = meetings.get_mut(before..).unwrap_or_default();
        of_port.sort_by_key(|m| (m.a.site, m.b.site));
    }
    meetings
}

/// The claims on one port that can meet: those of one network, or all where other software has a claim, which may be that of any.
fn by_network<'a>(sites: &Sites<'a>, claims: Vec<Claim<'a>>) -> Vec<Vec<Claim<'a>>> {
    let mut networks = BTreeMap::<_, Vec<Claim<'a>>>::new();
    for claim in &claims {
        let Some(server) = sites.server(claim.site) else {
            return vec![claims];
        };
        let network = networks.entry(server.home.network()).or_default();
        network.push(*claim);
    }
    networks.into_values().collect()
}

/// The meetings of claims on one port.
fn add_meetings<'a>(sites: &Sites<'a>, rivals: &[Claim<'a>], meetings: &mut Vec<PortConflict<'a>>) {
    // Nobody meets their own claims here.
    let first = rivals.first().map(|claim| claim.site);
    if rivals.iter().all(|claim| Some(claim.site) == first) {
        return;
    }
    let alike = alike(sites, rivals);
    let first = |some: &Vec<Claim<'a>>| some.first().map_or("", |claim| claim.address);
    let addresses: Vec<_> = alike.iter().map(first).collect();
    let mut may_meet = rivals::pairs(&addresses).into_iter().peekable();
    for (position, some) in alike.iter().enumerate() {
        if is_crowd(sites, some) {
            meetings.extend(of_crowd(sites, some));
        } else {
            meetings.extend(pairs(some).filter_map(|(a, b)| meeting(sites, a, b)));
        }
        while let Some((_, other)) = may_meet.next_if(|(one, _)| *one == position) {
            let others = alike.get(other).map_or(&[][..], Vec::as_slice);
            let pairs = some.iter().flat_map(|a| others.iter().map(move |b| (a, b)));
            meetings.extend(pairs.filter_map(|(a, b)| meeting(sites, a, b)));
        }
    }
}

/// The claims on one port, those together that everyone meets for the same reasons.
fn alike<'a>(sites: &Sites<'a>, claims: &[Claim<'a>]) -> Vec<Vec<Claim<'a>>> {
    let key = |claim: &Claim<'a>| {
        let server = sites.server(claim.site);
        let network = server.map(|server| server.home.network());
        let moved = (claim.follows_offset(), claim.listener.and_then(|l| l.base));
        let (state, sharing) = (claim.state as u8, claim.sharing as u8);
        (claim.address, state, sharing, moved, network)
    };
    rivals::grouped(claims, key)
}

fn pairs<'c, 'a>(claims: &'c [Claim<'a>]) -> impl Iterator<Item = (&'c Claim<'a>, &'c Claim<'a>)> {
    let others = |position| claims.iter().skip(position + 1);
    let each = claims.iter().enumerate();
    each.flat_map(move |(position, a)| others(position).map(move |b| (a, b)))
}

/// Whether claims that are alike surely meet each other.
fn is_crowd<'a>(sites: &Sites<'a>, alike: &[Claim<'a>]) -> bool {
    match (alike.first(), alike.last()) {
        (Some(first), Some(last)) => meeting(sites, first, last).is_some_and(|m| m.certain),
        _ => false,
    }
}

/// Each claim with the first one; those of the first one's own site with the last.
fn of_crowd<'a>(sites: &Sites<'a>, crowd: &[Claim<'a>]) -> Vec<PortConflict<'a>> {
    let (Some(first), Some(last)) = (crowd.first(), crowd.last()) else {
        return Vec::new();
    };
    let others = crowd.iter().skip(1).filter_map(|claim| {
        let own = claim.site == first.site;
        meeting(sites, if own { last } else { first }, claim)
    });
    others.collect()
}

/// The meeting of two claims on one port, if they are in each other's way.
pub(super) fn meeting<'a>(
    sites: &Sites<'a>,
    a: &Claim<'a>,
    b: &Claim<'a>,
) -> Option<PortConflict<'a>> {
    if a.site == b.site || !sites.share_network(a.site, b.site) {
        return None;
    }
    let (a, b) = if a.site < b.site { (a, b) } else { (b, a) };
    let overlap = a.meets(b);
    (overlap != Overlap::Never).then(|| PortConflict {
        a: *a,
        b: *b,
        cause: cause(a, b),
        certain: overlap == Overlap::Surely,
    })
}

/// Why two claims on one port are there together.
fn cause(a: &Claim<'_>, b: &Claim<'_>) -> Cause {
    let base = |claim: &Claim<'_>| claim.listener.and_then(|l| l.base);
    match (a.follows_offset(), b.follows_offset()) {
        (true, true) if base(a) == base(b) => Cause::SameOffset,
        (false, false) => Cause::Fixed,
        _ => Cause::Crossing,
    }
}
