use super::{free_offset, way_out};
use portlint_analysis::collision::{Cause, find, meetings};
use portlint_analysis::sites::{Claim, Sites, servers};
use portlint_testkit::crowded_hosts;
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_way_out_ends_what_it_can(plan in crowded_hosts()) {
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
            let servers = portlint_analysis::sites::servers(&host);
            let sites = Sites::of(&host, &servers);
            let still = meetings(&sites, sites.claims());
            for claim in still.iter().flat_map(|m| [m.a, m.b]).filter(Claim::follows_offset) {
                prop_assert!(way_out.moves.iter().all(|m| m.site != claim.site));
            }
        }
    }

    #[test]
    fn the_smallest_free_offset_is_the_first_at_which_nobody_is_met(
        plan in crowded_hosts(),
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
            let servers = portlint_analysis::sites::servers(&host);
            let sites = Sites::of(&host, &servers);
            let claims = sites.claims();
            let own = claims.iter().filter(|c| c.site == site && c.follows_offset());
            own.flat_map(|own| claims.iter().map(move |rival| (own, rival)))
                .any(|(own, rival)| {
                    let in_the_way = rival.site != site || !rival.follows_offset();
                    (own.port, own.protocol) == (rival.port, rival.protocol)
                        && in_the_way
                        && own.meets(rival) != portlint_analysis::address::Overlap::Never
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
}
