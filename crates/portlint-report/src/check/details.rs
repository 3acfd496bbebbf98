//! What a finding says besides its message, for formats that have one field of text for all of it.

use super::claims::claims;
use crate::Style;
use crate::text::inline;
use portlint_host::Files;
use portlint_rules::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

/// One line of plain text.
pub(super) struct Detail {
    /// `am/deployment.toml:3`, where the line is about a place.
    pub(super) place: Option<String>,
    /// What is said.
    pub(super) text: String,
}

/// The place before what is said.
impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.text)
    }
}

/// What is to be seen at each place, who wants which port, notes and help.
pub(super) fn details(finding: &Diagnostic, files: &Files, style: &Style) -> Vec<Detail> {
    let places = finding.annotations.iter().map(|annotation| {
        let path = style.path(files.path(annotation.location.file));
        let line = annotation.location.place.line;
        Detail {
            place: Some(inline(&format!("{path}:{line}"))),
            text: inline(&annotation.message),
        }
    });
    let ports = claims(finding, style).into_iter().map(|claim| {
        let owners = claim.owners.join(" and ");
        format!("{}: {owners}", claim.port)
    });
    let notes = finding.notes.iter().map(|note| format!("note: {note}"));
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let texts = ports.chain(notes).chain(help).map(|text| Detail {
        place: None,
        text: inline(&text),
    });
    places.chain(texts).collect()
}

/// The same, each as one text.
pub(super) fn detail_lines(finding: &Diagnostic, files: &Files, style: &Style) -> Vec<String> {
    let details = details(finding, files, style);
    details.iter().map(Detail::to_string).collect()
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
