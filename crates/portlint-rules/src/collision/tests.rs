use super::*;
use crate::diagnostic::{Diagnostic, Identity};
use crate::rules::RULES;
use crate::sites::servers;
use crate::testing::{Build, conditional, fixed, follower, server};
use portlint_model::{Home, Host};
use proptest::prelude::*;

/// A host of small servers whose ports are close together, so that they meet in many ways.
#[derive(Debug, Clone)]
struct Plan(Vec<PlannedHome>);

#[derive(Debug, Clone)]
struct PlannedHome {
    offset: i64,
    listeners: Vec<PlannedListener>,
}

#[derive(Debug, Clone, Copy)]
struct PlannedListener {
    base: i64,
    follows: bool,
    certain: bool,
}

impl Plan {
    fn homes(&self, distance: i64) -> Vec<Home> {
        let homes = self.0.iter().enumerate();
        homes
            .map(|(n, planned)| {
                let offset = planned.offset + distance;
                let mut home = server(&format!("/opt/home{n}"), offset);
                for (i, planned) in planned.listeners.iter().enumerate() {
                    let id = format!("listener{i}");
                    let listener = match planned.follows {
                        true => follower(&id, planned.base, offset),
                        false => fixed(&id, planned.base),
                    };
                    home = home.with(match planned.certain {
                        true => listener,
                        false => conditional(listener, "perhaps"),
                    });
                }
                home
            })
            .collect()
    }

    fn host(&self, distance: i64) -> Host {
        Host {
            homes: self.homes(distance),
            foreign: Vec::new(),
        }
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let listener = (
        9000..9006_i64,
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.8),
    );
    let listener = listener.prop_map(|(base, follows, certain)| PlannedListener {
        base,
        follows,
        certain,
    });
    let home = (0..4_i64, prop::collection::vec(listener, 0..5));
    let home = home.prop_map(|(offset, listeners)| PlannedHome { offset, listeners });
    prop::collection::vec(home, 0..6).prop_map(Plan)
}

fn check(host: &Host) -> Vec<Diagnostic> {
    crate::check(host, RULES, &crate::rule::Options::default())
}

fn texts(findings: &[Diagnostic]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{finding:?} {}", finding.fingerprint()))
        .collect()
}

type Pair = (usize, String, usize, String, i64);

fn pair(meeting: &Meeting<'_>) -> Pair {
    let (a, b) = (&meeting.a, &meeting.b);
    (
        a.site,
        a.id().to_string(),
        b.site,
        b.id().to_string(),
        a.port,
    )
}

proptest! {
    #[test]
    fn the_order_of_homes_does_not_matter(plan in plans(), rotation in 0..6_usize) {
        let straight = plan.host(0);
        let mut turned = plan.host(0);
        let count = turned.homes.len().max(1);
        turned.homes.rotate_left(rotation % count);
        turned.homes.reverse();
        prop_assert_eq!(texts(&check(&straight)), texts(&check(&turned)));
    }

    #[test]
    fn every_meeting_is_reported_once(plan in plans()) {
        let host = plan.host(0);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let mut expected = meetings(&sites, sites.claims()).iter().map(pair).collect::<Vec<_>>();
        let found = find(&sites);
        let groups = found.certain.iter().chain(&found.possible);
        let mut reported = groups
            .flat_map(|group| group.meetings.iter().chain(&group.possible))
            .map(pair)
            .collect::<Vec<_>>();
        expected.sort();
        reported.sort();
        prop_assert_eq!(reported, expected);
    }

    #[test]
    fn fewer_meetings_than_pairs_tell_the_same(plan in plans()) {
        let host = plan.host(0);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let claims = sites.claims();
        let pairs = claims.iter().flat_map(|a| claims.iter().map(move |b| (a, b)));
        let pairs = pairs.filter(|(a, b)| a.site < b.site);
        let pairs = pairs.filter(|(a, b)| (a.port, a.protocol) == (b.port, b.protocol));
        let pairs = pairs.filter_map(|(a, b)| meetings::meeting(&sites, a, b));
        let (pairs, fewer) = (pairs.collect::<Vec<_>>(), meetings(&sites, claims));
        for certain in [true, false] {
            let told = |meetings: &[Meeting<'_>]| {
                let some = meetings.iter().filter(|m| m.certain == certain);
                let some = some.copied().collect::<Vec<_>>();
                let ids = |claims: &[Claim<'_>]| {
                    claims.iter().map(|c| (c.site, c.id().to_string())).collect::<Vec<_>>()
                };
                let sets = same_offset(&some, claims);
                let roots = (0..site_count(claims)).map(|site| sets.root(site));
                let claims = Claims::of(&some);
                let ports = claims.by_port().map(|(port, c)| (port, ids(c)));
                (ports.collect::<Vec<_>>(), roots.collect::<Vec<_>>())
            };
            prop_assert_eq!(told(&pairs), told(&fewer));
        }
    }

    #[test]
    fn moving_all_servers_moves_what_their_offset_causes(plan in plans(), distance in 0..50_i64) {
        // Without fixed ports nothing else can meet at another distance.
        let mut plan = plan;
        for home in &mut plan.0 {
            home.listeners.retain(|listener| listener.follows);
        }
        let ports = |distance| {
            let host = plan.host(distance);
            let servers = servers(&host);
            let sites = Sites::of(&host, &servers);
            let groups = find(&sites).certain.into_iter();
            groups
                .map(|group| {
                    let claims = group.claims();
                    let ports = claims.by_port().map(|((port, _), c)| (port - distance, c.len()));
                    (group.cause, group.sites.clone(), ports.collect::<Vec<_>>())
                })
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(ports(distance), ports(0));
    }

    #[test]
    fn the_way_out_ends_what_it_can(plan in plans()) {
        let host = plan.host(0);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let mut ground = free_offset::Ground::of(&sites);
        for group in find(&sites).certain {
            let way_out = way_out::WayOut::of(&sites, &group, &mut ground);
            if group.meetings.iter().all(|m| m.cause == Cause::SameOffset) {
                prop_assert!(way_out.left.is_empty());
            }
            let mut moved = plan.clone();
            for m in &way_out.moves {
                moved.0[m.site].offset = m.offset;
            }
            let host = moved.host(0);
            let servers = crate::sites::servers(&host);
            let sites = Sites::of(&host, &servers);
            let still = meetings(&sites, sites.claims());
            for claim in still.iter().flat_map(|m| [m.a, m.b]).filter(Claim::follows_offset) {
                prop_assert!(way_out.moves.iter().all(|m| m.site != claim.site));
            }
        }
    }

    #[test]
    fn the_smallest_free_offset_is_the_first_at_which_nobody_is_met(
        plan in plans(),
        moved in proptest::collection::vec(0..80_i64, 0..3),
    ) {
        prop_assume!(!plan.0.is_empty());
        let host = plan.host(0);
        let servers = servers(&host);
        let sites = Sites::of(&host, &servers);
        let mut ground = free_offset::Ground::of(&sites);
        for (site, &offset) in moved.iter().enumerate().take(plan.0.len().saturating_sub(1)) {
            ground.smallest_free(site);
            ground.move_to(site, offset);
        }
        let site = plan.0.len() - 1;
        let met_at = |offset| {
            let mut plan = plan.clone();
            for (home, offset) in plan.0.iter_mut().zip(moved.iter().take(site)) {
                home.offset = *offset;
            }
            plan.0[site].offset = offset;
            let host = plan.host(0);
            let servers = crate::sites::servers(&host);
            let sites = Sites::of(&host, &servers);
            let claims = sites.claims();
            let own = claims.iter().filter(|c| c.site == site && c.follows_offset());
            own.flat_map(|own| claims.iter().map(move |rival| (own, rival)))
                .any(|(own, rival)| {
                    let in_the_way = rival.site != site || !rival.follows_offset();
                    (own.port, own.protocol) == (rival.port, rival.protocol)
                        && in_the_way
                        && own.meets(rival) != crate::address::Overlap::Never
                })
        };
        let current = plan.0[site].offset;
        let follows = plan.0[site].listeners.iter().any(|listener| listener.follows);
        let expected = (0..).find(|&offset| offset != current && !met_at(offset));
        prop_assert_eq!(ground.smallest_free(site), expected.filter(|_| follows));
        ground.reset();
        prop_assert_eq!(
            ground.smallest_free(site),
            free_offset::Ground::of(&sites).smallest_free(site)
        );
    }

    #[test]
    fn each_finding_has_one_primary_place(plan in plans()) {
        for finding in check(&plan.host(0)) {
            prop_assert_eq!(finding.annotations.iter().filter(|a| a.primary).count(), 1);
            prop_assert!(finding.annotations[0].primary);
            prop_assert_ne!(finding.identity, Identity::of(finding.rule));
        }
    }
}
