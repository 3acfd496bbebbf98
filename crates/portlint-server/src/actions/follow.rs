//! All references that name the old ports of a server, at once.

use super::{Asked, quick_fix};
use crate::diagnostics::Places;
use crate::edits::of_files;
use crate::known::Known;
use crate::run::Seen;
use portlint_host::Location;
use portlint_report::count;
use portlint_rules::Diagnostic;
use serde_json::Value;

/// What is offered at a finding about such a reference, and at the offset that moved the ports.
pub(super) fn of(
    asked: &Asked<'_>,
    here: &[&Diagnostic],
    seen: &Seen,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Option<Value> {
    let follows = |finding: &&Diagnostic| finding.fix.as_ref().is_some_and(|fix| fix.follows);
    // The offsets that what is here depends on: all that follows one of them belongs together.
    let offsets = known.servers.iter().filter_map(|server| {
        let offset = server.runtime.offset.location?;
        let is_here = asked.touches(&offset, places);
        let moved_this = || here.iter().any(|one| follows(one) && names(one, &offset));
        (is_here || moved_this()).then_some(offset)
    });
    let offsets = offsets.collect::<Vec<_>>();
    let all = seen.findings.iter().filter(follows);
    let all = all.filter(|finding| offsets.iter().any(|offset| names(finding, offset)));
    let all = all.collect::<Vec<_>>();
    let fixes = all.iter().filter_map(|finding| finding.fix.as_ref());
    let edits = of_files(fixes.flat_map(|fix| &fix.edits), places)?;
    let references = edits.values().map(Vec::len).sum::<usize>();
    // One finding has a fix of its own.
    if all.len() < 2 || references == 0 {
        return None;
    }
    let title = format!("Make {} follow the offset", count(references, "reference"));
    Some(quick_fix(&title, edits, false, places))
}

fn names(finding: &Diagnostic, offset: &Location) -> bool {
    finding
        .annotations
        .iter()
        .any(|place| place.location.file == offset.file && place.location.span == offset.span)
}
