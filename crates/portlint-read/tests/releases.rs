//! The cases of releases: what the vendor's files say that a release opens is what is read from a small home of it, and
//! nothing else is open.

use portlint_catalog::{Catalog, built_in, products};
use portlint_files::Memory;
use portlint_host::{Home, Host, State};
use portlint_read::{Budget, HomeFacts, Request, scan_with};
use portlint_syntax::Limits;
use portlint_testkit::{ExpectedListener, ReleaseCase, release_cases, releases_without_case};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The files of a case below a directory that has the name of its home.
pub(crate) fn files(case: &ReleaseCase) -> Memory {
    let home = PathBuf::from("/").join(&case.name);
    let files = case.files.iter();
    files.fold(Memory::new(), |files, (path, text)| {
        files.with(home.join(path), text.as_bytes())
    })
}

/// What is read from the homes of a file system with these facts.
pub(crate) fn read(files: &Memory, catalog: &'static Catalog) -> Host {
    let paths = [PathBuf::from("/")];
    let request = Request {
        paths: &paths,
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_, _| HomeFacts::default(),
    };
    scan_with(files, &request, catalog).host
}

/// The listeners of a home that are open, as cases have them.
fn open(home: &Home) -> Vec<ExpectedListener> {
    let listeners = home.runtimes.iter().flat_map(|runtime| {
        let open = runtime.listeners.iter();
        let open = open.filter(|listener| listener.state == State::Open);
        open.map(|listener| ExpectedListener {
            runtime: runtime.id.to_string(),
            protocol: listener.protocol.as_str().to_string(),
            base: listener.base.unwrap_or(-1),
            offset: listener.offset,
            is_certain: true,
        })
    });
    listeners.collect()
}

/// How the answer differs from a case.
fn differences(case: &ReleaseCase) -> Vec<String> {
    let host = read(&files(case), built_in());
    let [home] = host.homes.as_slice() else {
        return vec![format!("{} homes", host.homes.len())];
    };
    let version = home.version.as_ref().map(ToString::to_string);
    let mut found = Vec::new();
    if (
        home.product.as_deref().unwrap_or_default(),
        version.as_deref(),
    ) != (case.product.as_str(), Some(&case.version))
    {
        found.push(format!(
            "recognised as {} {version:?}",
            home.product.as_deref().unwrap_or_default()
        ));
    }
    let mut seen = open(home);
    for wanted in case.listeners.iter().filter(|wanted| wanted.is_certain) {
        match seen.iter().position(|listener| listener == wanted) {
            Some(at) => drop(seen.remove(at)),
            None => found.push(format!("not open: {wanted:?}")),
        }
    }
    for listener in seen {
        let uncertain = ExpectedListener {
            is_certain: false,
            ..listener.clone()
        };
        if !case.listeners.contains(&uncertain) {
            found.push(format!(
                "open, and no file of the vendor says so: {listener:?}"
            ));
        }
    }
    found
}

#[test]
fn every_release_opens_what_the_vendors_files_say() {
    let cases = release_cases();
    let differ = cases.iter().flat_map(|case| {
        let differences = differences(case).into_iter();
        differences.map(|difference| format!("{}: {difference}\n", case.name))
    });
    let differ: String = differ.collect();
    assert!(differ.is_empty(), "{differ}");
    println!("{} cases of releases are exact", cases.len());
}

#[test]
fn every_release_has_a_case_or_a_reason() {
    let with: BTreeSet<_> = release_cases().into_iter().map(|case| case.name).collect();
    let without = releases_without_case();
    let without: BTreeSet<_> = without.into_iter().map(|(name, _)| name).collect();
    assert!(
        with.is_disjoint(&without),
        "{:?}",
        with.intersection(&without)
    );
    let releases = products().iter().flat_map(|product| {
        let releases = product.releases.iter();
        releases.map(|release| format!("{}-{}", product.id, release.version))
    });
    let releases: BTreeSet<_> = releases.collect();
    let named: BTreeSet<_> = with.union(&without).cloned().collect();
    let missing: Vec<_> = releases.difference(&named).collect();
    assert!(
        missing.is_empty(),
        "write cases with tests/cases/extract.py: {missing:?}"
    );
    let unknown: Vec<_> = named.difference(&releases).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    println!("{} of {} releases have a case", with.len(), releases.len());
}
