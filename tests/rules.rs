//! Every rule, end to end: a host on which it fires, at the right place, and one close to it that is none of its
//! business.
//!
//! The hosts are the files of `tests/rules`, `<rule>.fires.txt` and `<rule>.silent.txt`; more may follow the dot.

use crate::support::inline::{Case, cases};
use crate::support::run;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_host_gives_exactly_what_is_expected() {
    let differences: Vec<_> = cases("rules").iter().filter_map(Case::difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// What runs at present cannot be written in a file: these rules fire in `live.rs`, and on recorded hosts in their own tests. So
/// does the one about the age of snapshots, in `fleet.rs`.
const ELSEWHERE: [&str; 5] = [
    "old-snapshot",
    "port-taken",
    "restart-needed",
    "not-listening",
    "unexpected-listener",
];

#[test]
fn every_rule_has_a_host_where_it_fires_and_one_where_it_is_silent() {
    let listed = run(Path::new("."), &["rules", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let mut pairs: BTreeMap<String, (u32, u32)> = (listed["rules"].as_array().unwrap().iter())
        .map(|rule| (rule["id"].as_str().unwrap().to_string(), (0, 0)))
        .collect();
    for case in cases("rules") {
        let (rule, kind) = case.name.split_once('.').unwrap();
        let pair = pairs
            .get_mut(rule)
            .unwrap_or_else(|| panic!("{} is of no rule", case.name));
        let fires = case
            .expected()
            .iter()
            .any(|expected| expected.split(' ').next() == Some(rule));
        assert_eq!(fires, kind.starts_with("fires"), "{}", case.name);
        if fires {
            pair.0 += 1;
        } else {
            pair.1 += 1;
        }
    }
    for (rule, (fires, silent)) in pairs {
        if ELSEWHERE.contains(&rule.as_str()) {
            continue;
        }
        assert!(
            fires > 0 && silent > 0,
            "{rule}: {fires} fire, {silent} are silent"
        );
    }
}
