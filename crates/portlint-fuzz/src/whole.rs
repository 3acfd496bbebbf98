//! A whole host, from files to findings.

use crate::described::{self, Described};
use crate::places;
use portlint_files::FileSystem;
use portlint_host::{Host, State};
use portlint_read::{Budget, Request, scan};
use portlint_rules::{Diagnostic, Options, RULES};
use std::path::{Path, PathBuf};

/// Read and judged, by two ways to the same homes: nothing breaks, all places exist, sums are right, and both say the
/// same.
pub fn home(data: &[u8]) {
    let described = described::host(data);
    let (host, findings) = judged(&described, &described.files, &[PathBuf::from("host")]);
    for place in places::of_host(&host).into_iter() {
        places::assert_inside(&host.files, place);
    }
    findings
        .iter()
        .flat_map(places::of_finding)
        .for_each(|place| places::assert_inside(&host.files, place));
    host.homes.iter().for_each(assert_sums);
    for finding in &findings {
        assert!(
            finding.annotations.iter().filter(|a| a.primary).count() <= 1,
            "{finding:?}"
        );
        assert!(
            finding.annotations.first().is_none_or(|a| a.primary),
            "{finding:?}"
        );
    }
    let mut homes = described.homes.clone();
    if host.homes.len() != homes.len() {
        return;
    }
    let forwards = judged(&described, &described.files, &homes);
    homes.reverse();
    let backwards = judged(&described, &described.files, &homes);
    assert_same(&forwards, &backwards);
    // A compose file beside the homes speaks of them only where it is looked at as well.
    if host.homes.iter().all(|home| home.namespace.is_none()) {
        assert_same(&(host, findings), &backwards);
    }
}

fn assert_same(one: &(Host, Vec<Diagnostic>), other: &(Host, Vec<Diagnostic>)) {
    let (one, other) = (summary(&one.0, &one.1), summary(&other.0, &other.1));
    assert!(
        one == other,
        "another way to the homes: {one:#?} and {other:#?}"
    );
}

/// The host of these files and what every rule says about it.
pub fn judged(
    described: &Described,
    files: &dyn FileSystem,
    paths: &[PathBuf],
) -> (Host, Vec<Diagnostic>) {
    let scan = scan(
        files,
        &Request {
            paths,
            limits: described::LIMITS,
            budget: Budget::default(),
            facts: &|home: &Path, _: &Path| described.facts(home),
        },
    );
    for problem in scan.host.homes.iter().flat_map(|home| &home.problems) {
        assert!(
            !problem.message.starts_with("internal error"),
            "{problem:?}"
        );
    }
    let findings = portlint_rules::check(&scan.host, RULES, &Options::default());
    (scan.host, findings)
}

/// A port is its base and what is added, and what is known to be open is a port.
fn assert_sums(home: &portlint_host::Home) {
    for runtime in &home.runtimes {
        let mut ids = runtime.listeners.iter().map(|l| &l.id).collect::<Vec<_>>();
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "two listeners of one id: {ids:?}");
        for listener in &runtime.listeners {
            if let (Some(base), Some(port)) = (listener.base, listener.port) {
                assert_eq!(base + listener.offset, port, "{listener:?}");
            }
            assert!(
                listener.state != State::Open || !listener.is_random(),
                "{listener:?}"
            );
        }
    }
}

/// What must not depend on the way to the homes.
fn summary<'h>(
    host: &'h Host,
    findings: &'h [Diagnostic],
) -> Vec<(&'h str, &'h Path, Option<i64>, usize)> {
    let listeners = host.homes.iter().flat_map(|home| {
        let listeners = home.runtimes.iter().flat_map(|runtime| &runtime.listeners);
        listeners.map(|l| (l.id.as_ref(), home.path.as_path(), l.port, l.state as usize))
    });
    let findings = findings.iter().map(|finding| {
        let place = finding.primary().map(|primary| &primary.location);
        let path = place
            .map(|place| host.files.path(place.file))
            .or(finding.path.as_deref());
        let start = place.map_or(0, |place| place.span.range().start);
        (
            finding.message.as_str(),
            path.unwrap_or(Path::new("")),
            None,
            start,
        )
    });
    listeners.chain(findings).collect()
}
