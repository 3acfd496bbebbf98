use super::*;
use crate::sites::servers;
use portlint_testkit::crowded_hosts;
use proptest::prelude::*;

type Pair = (usize, String, usize, String, i64);

fn pair(meeting: &PortConflict<'_>) -> Pair {
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
    fn every_meeting_is_reported_once(plan in crowded_hosts()) {
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
    fn fewer_meetings_than_pairs_tell_the_same(plan in crowded_hosts()) {
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
            let told = |meetings: &[PortConflict<'_>]| {
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
    fn moving_all_servers_moves_what_their_offset_causes(plan in crowded_hosts(), distance in 0..50_i64) {
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
}
