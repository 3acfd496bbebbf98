//! What a finding says besides its message, for formats that have one field of text for all of it.

use super::claims::claims;
use crate::Style;
use crate::text::inline;
use portlint_host::Files;
use portlint_rules::Diagnostic;
use std::collections::BTreeMap;

/// What is to be seen at each place, who wants which port, notes and help: one line of plain text each.
pub(super) fn details(finding: &Diagnostic, files: &Files, style: &Style) -> Vec<String> {
    let mut lines = Vec::new();
    for annotation in &finding.annotations {
        let path = style.path(files.path(annotation.location.file));
        let line = annotation.location.place.line;
        lines.push(inline(&format!("{path}:{line}: {}", annotation.message)));
    }
    for claim in claims(finding, style) {
        let owners = claim.owners.join(" and ");
        lines.push(inline(&format!("{}: {owners}", claim.port)));
    }
    lines.extend(
        finding
            .notes
            .iter()
            .map(|note| format!("note: {}", inline(note))),
    );
    lines.extend(
        finding
            .help
            .iter()
            .map(|help| format!("help: {}", inline(help))),
    );
    lines
}

/// Gives equal keys different numbers, in order: a key is unique together with its number, from 1.
#[derive(Default)]
pub(super) struct Occurrences(BTreeMap<String, usize>);

impl Occurrences {
    /// How often the key was seen, this time included.
    pub(super) fn count(&mut self, key: &str) -> usize {
        let count = self.0.entry(key.to_string()).or_default();
        *count += 1;
        *count
    }
}
