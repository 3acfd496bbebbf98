//! Places that a host and its findings name lie inside their files.

use portlint_host::{Files, Host, Location, Problem};
use portlint_rules::Diagnostic;

/// The span is one of whole characters of the file, and the lines and columns are those of the span.
pub fn assert_inside(files: &Files, location: &Location) {
    let file = files.source(location.file).expect("a file of the host");
    let text = file.document.source.text();
    assert!(
        text.get(location.span.range()).is_some(),
        "{:?} of the {} bytes of {:?}",
        location.span,
        text.len(),
        file.path
    );
    assert_eq!(*location, file.at(location.span));
}

/// Every place of the host.
pub fn of_host(host: &Host) -> Vec<&Location> {
    let mut all = Vec::new();
    for home in &host.homes {
        of_problems(&home.problems, &mut all);
        for runtime in &home.runtimes {
            of_problems(&runtime.problems, &mut all);
            all.extend(&runtime.offset.location);
            all.extend(&runtime.offset.anchor);
            all.extend(
                runtime
                    .offset
                    .candidates
                    .iter()
                    .filter_map(|c| c.location.as_ref()),
            );
            all.extend(runtime.listeners.iter().filter_map(|l| l.location.as_ref()));
            all.extend(
                runtime
                    .references
                    .iter()
                    .filter_map(|r| r.location.as_ref()),
            );
        }
    }
    all
}

fn of_problems<'h>(problems: &'h [Problem], all: &mut Vec<&'h Location>) {
    for problem in problems {
        all.extend(&problem.location);
        all.extend(problem.related.iter().map(|(location, _)| location));
    }
}

/// Every place of a finding.
pub fn of_finding(finding: &Diagnostic) -> impl Iterator<Item = &Location> {
    let edits = finding
        .fix
        .iter()
        .flat_map(|fix| &fix.edits)
        .map(|edit| &edit.location);
    let owners = finding.ports.iter().flat_map(|claim| &claim.owners);
    let owners = owners.filter_map(|owner| owner.location.as_ref());
    let annotations = finding
        .annotations
        .iter()
        .map(|annotation| &annotation.location);
    annotations.chain(owners).chain(edits)
}
