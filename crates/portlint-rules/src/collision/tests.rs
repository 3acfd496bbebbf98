use crate::diagnostic::{Diagnostic, Identity};
use crate::rules::RULES;
use portlint_host::Host;
use portlint_testkit::crowded_hosts;
use proptest::prelude::*;

fn check(host: &Host) -> Vec<Diagnostic> {
    crate::check(host, RULES, &crate::rule::Options::default())
}

fn texts(findings: &[Diagnostic]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{finding:?} {}", finding.fingerprint()))
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_homes_does_not_matter(plan in crowded_hosts(), rotation in 0..6_usize) {
        let straight = plan.host(0);
        let mut turned = plan.host(0);
        let count = turned.homes.len().max(1);
        turned.homes.rotate_left(rotation % count);
        turned.homes.reverse();
        prop_assert_eq!(texts(&check(&straight)), texts(&check(&turned)));
    }

    #[test]
    fn each_finding_has_one_primary_place(plan in crowded_hosts()) {
        for finding in check(&plan.host(0)) {
            prop_assert_eq!(finding.annotations.iter().filter(|a| a.primary).count(), 1);
            prop_assert!(finding.annotations[0].primary);
            prop_assert_ne!(finding.identity, Identity::of(finding.rule));
        }
    }
}
